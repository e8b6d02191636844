"""Calling the command line in this process, as a shell would."""

from __future__ import annotations

import json
from dataclasses import dataclass
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
