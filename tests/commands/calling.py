"""Calling the command line in this process, as a shell would."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from taskforce.cli import run


@dataclass
class Answer:
    """What a call printed and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


class Caller:
    """Calls commands on one list, on one day, as one member."""

    def __init__(self, place: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.place, self._monkeypatch, self._capsys = place, monkeypatch, capsys
        self.day("2026-11-24")

    def day(self, iso: str) -> None:
        """From now on it is this day."""
        self._monkeypatch.setenv("TASKFORCE_TODAY", iso)

    def __call__(self, *words: str, status: int | None = 0) -> Answer:
        self._capsys.readouterr()
        try:
            code = run(["--db", self.place, "--lang", "en", *words])
        except SystemExit as stopped:  # argparse's way out
            code = int(stopped.code or 0)
        captured = self._capsys.readouterr()
        answer = Answer(code, captured.out, captured.err)
        assert "Traceback" not in answer.err
        if status is not None:
            assert code == status, (words, answer)
        return answer


Join = Callable[[str], Caller]
"""Makes another copy of the list under a short name."""


def give(giver: Caller, taker: Caller, file: Path, *words: str, status: int | None = 0) -> Any:
    """One file from one copy to another; gives what the merge says."""
    giver("bundle", "write", str(file), *words)
    return taker("bundle", "merge", str(file), "--format", "json", status=status).json


def listed(caller: Caller) -> Any:
    """The list as data."""
    return caller("list", "--format", "json").json


BLANK = (("init", "--template", "blank", "--organisation", "Pemerintah Kabupaten Banjar"),)

BANJAR = (
    *BLANK,
    ("agency", "add", "Diskominfo", "name=Dinas Komunikasi dan Informatika", "aliases=Kominfo"),
    ("agency", "add", "Bappelitbang"),
    ("member", "add", "HM Farid Soufian", "--handle", "farid", "--agency", "Diskominfo"),
    ("member", "add", "Galuh Tantri Narindra", "--handle", "galuh", "--agency", "Bappelitbang"),
    ("deadline", "add", "Buku 2", "--due", "2026-12-18", "--kind", "document"),
    ("add", "Susun draf Buku 2 @galuh due:2026-11-20 priority:high deadline:buku-2 +rapat"),
    ("add", "Undang narasumber @farid due:2026-11-27"),
)
