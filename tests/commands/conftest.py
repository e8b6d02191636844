"""The command line on a list of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from calling import Caller


@pytest.fixture
def call(list_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Caller:
    """Calls commands on a blank list."""
    caller = Caller(list_path, monkeypatch, capsys)
    caller("init", "--template", "blank", "--organisation", "Pemerintah Kabupaten Banjar")
    return caller


@pytest.fixture
def banjar(call: Caller) -> Caller:
    """A list with two agencies, two members, a deadline and two items."""
    call("agency", "add", "Diskominfo", "name=Dinas Komunikasi dan Informatika", "aliases=Kominfo")
    call("agency", "add", "Bappelitbang")
    call("member", "add", "HM Farid Soufian", "--handle", "farid", "--agency", "Diskominfo")
    call("member", "add", "Galuh Tantri Narindra", "--handle", "galuh", "--agency", "Bappelitbang")
    call("deadline", "add", "Buku 2", "--due", "2026-12-18", "--kind", "document")
    call("add", "Susun draf Buku 2 @galuh due:2026-11-20 priority:high deadline:buku-2 +rapat")
    call("add", "Undang narasumber @farid due:2026-11-27")
    return call
