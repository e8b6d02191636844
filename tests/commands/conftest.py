"""The command line on a list of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from calling import BANJAR, BLANK, Caller, Join
from quick_lists import fill_like_the_first
from server_databases import Databases
from sheet_editing import Workbook

Prepare = Callable[[str, Sequence[tuple[str, ...]]], Caller]


@pytest.fixture
def prepare(
    engine: str,
    list_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> Iterator[Prepare]:
    """Makes a list with some commands; they run once, and every test gets a file or a database like it."""
    made: list[str] = []

    def caller_after(calls: Sequence[tuple[str, ...]], place: str) -> Caller:
        caller = Caller(place, monkeypatch, capsys)
        for words in calls:
            caller(*words)
        return caller

    def prepare(name: str, calls: Sequence[tuple[str, ...]]) -> Caller:
        if engine == "sqlite":
            fill_like_the_first(name, list_path, lambda: caller_after(calls, str(list_path)))
            return Caller(str(list_path), monkeypatch, capsys)
        databases: Databases = request.getfixturevalue("databases")
        made.append(databases.new(databases.pattern(name, lambda url: caller_after(calls, url))))
        return Caller(made[-1], monkeypatch, capsys)

    yield prepare
    for url in made:
        request.getfixturevalue("databases").drop(url)


@pytest.fixture
def call(prepare: Prepare) -> Caller:
    """Calls commands on a blank list."""
    return prepare("blank", BLANK)


@pytest.fixture
def banjar(prepare: Prepare) -> Caller:
    """A list with two agencies, two members, a deadline and two items."""
    return prepare("banjar", BANJAR)


@pytest.fixture
def join(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Join:
    """Makes another copy of the list, as a member would: from a bundle of all of it."""

    def make(name: str) -> Caller:
        file = str(tmp_path / f"for {name}.bundle")
        banjar("bundle", "write", file, "--all")
        copy = Caller(str(tmp_path / f"{name}.db"), monkeypatch, capsys)
        copy("bundle", "merge", file, "--name", name)
        return copy

    return make


MORE = (
    ("agency", "add", "Dinkes", "name=Dinas Kesehatan"),
    ("member", "add", "Ikhwansyah", "--handle", "ikhwansyah", "--agency", "Dinkes"),
    ("add", "Data sanitasi @ikhwansyah due:2026-12-04"),
    ("add", "Rekam medis @ikhwansyah due:2026-12-18 status:in_progress progress:40"),
    ("note", "4", "Menunggu SK", "--kind", "obstacle"),
)


@pytest.fixture
def office(banjar: Caller) -> Caller:
    """Three agencies; Dinkes answers for the items 3 and 4."""
    for words in MORE:
        banjar(*words)
    return banjar


@pytest.fixture
def sent(office: Caller, tmp_path: Path) -> Workbook:
    """The workbook of Dinkes (see :func:`office`), as it arrives there."""
    office("export", str(tmp_path / "dinkes.xlsx"), "agency:dinkes")
    return Workbook(tmp_path / "dinkes.xlsx")
