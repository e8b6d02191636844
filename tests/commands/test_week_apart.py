"""Two members work a week apart on whatever comes, and meet: their weekly reports are the same, byte for byte.

Once with one file each way, and once through a server whose connection is cut in the middle.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from calling import BANJAR, Caller, Join, give, listed
from server_databases import Databases, database_of
from sqlalchemy import event

from taskforce.store.database.engine import engine_for
from taskforce.store.database.location import location_of

TOGETHER = (*BANJAR, ("add", "Rapat bersama @farid due:2026-11-25"))
"""The list as both took it along; both work on 1 and 2, and both on 3 at the end of the week."""

Work = list[tuple[str, tuple[str, ...]]]
Callers = dict[str, Caller]

_CHANGES = (
    *("progress=20", "progress=70", "status=blocked", "status=in_progress", "priority=urgent", "weight=3"),
    *("title=Susun Buku 2 [/] edisi 2", "title=Naskah Buku 2", "description=Bab 1", "description=Bab 2"),
    *("lead=galuh", "lead=farid", "budget=125000000", "deadline=-", "agency=Bappelitbang"),
)
_DAYS = ("2026-11-23", "2026-11-27", "2026-12-04", "2026-12-18")


def _two_changes(random: Random) -> tuple[str, ...]:
    """Changes of two fields: one that is said twice is refused."""
    fields = random.sample(sorted({change.partition("=")[0] for change in _CHANGES}), 2)
    return tuple(random.choice([one for one in _CHANGES if one.startswith(f"{field}=")]) for field in fields)


def _actions(random: Random) -> list[tuple[str, ...]]:
    """Something of every kind that a member does, in any order, and some steps taken back and done again."""
    ref, day = lambda: random.choice("12"), lambda: random.choice(_DAYS)
    found: list[tuple[str, ...]] = [
        *(("edit", ref(), *_two_changes(random)) for _time in range(4)),
        *(("edit", ref(), f"due={day()}", "--reason", "menunggu data OPD") for _time in range(2)),
        ("edit", ref(), random.choice(("tags=rapat, bimtek", "tags=mendesak", "tags=-"))),
        ("edit", ref(), random.choice(("supporting=galuh", "supporting=farid"))),
        ("note", ref(), "Kabel [belum] datang"),
        ("evidence", ref(), random.choice(("https://a.go.id/notulen", "https://b.go.id/foto"))),
        ("add", "Langkah baru +lapangan", f"--due={day()}"),
        ("done", ref()),
        ("member", "edit", "galuh", random.choice(("position=Kabid", "phone=1"))),
        ("deadline", "edit", "buku-2", f"due={day()}"),
        ("add", "Salah ketik"),
    ]
    random.shuffle(found)
    for _time in range(3):
        back = random.choice((("undo", "--yes"), ("undo", "--redo", "--yes")))
        found.insert(random.randrange(1, len(found)), back)
    last = found.index(("add", "Salah ketik")) + 1
    return [*found[:last], ("undo", "--yes"), *found[last:]]  # deletes it


def week_of(seed: int) -> Work:
    """What both do in a week, in turn: who, and the words of each command."""
    random = Random(seed)
    farid, galuh = _actions(random), _actions(random)
    turns = zip(farid, galuh, strict=True)
    return [one for first, second in turns for one in (("farid", first), ("galuh", second))]


def work_apart(members: Callers, week: Work) -> None:
    """From Monday to Friday, each on their own copy; then both work on item 3 without knowing of each other."""
    for number, (member, words) in enumerate(week):
        caller = members[member]
        caller.day(f"2026-11-{23 + number * 5 // len(week)}")
        caller("--as", member, *words, status=None if words[0] == "undo" else 0)  # there may be nothing to undo
    for member, change in (("farid", "progress=60"), ("galuh", "due=2026-12-11")):
        members[member]("--as", member, "edit", "3", change, "--reason", f"kata {member}")
        members[member]("--as", member, "note", "3", f"Kabar dari {member}")
        members[member]("--as", member, "evidence", "3", f"https://banjarkab.go.id/{member}")
        members[member]("--as", member, "add", f"Temuan {member} @{member} due:2026-11-26")
    members["farid"].day("2026-11-30")


def reports(caller: Caller) -> list[str]:
    """The week's report as data and as text, and the list."""
    words = ("report", "--week", "2026-W48", "--as-of", "2026-11-29")
    return [caller(*words, *form).out for form in ((), ("--format", "json"))] + [caller("list").out]


def alike(*callers: Caller) -> None:
    """The reports of all are one, with the work of both in it, and every list is sound."""
    first, *others = [reports(caller) for caller in callers]
    for other in others:
        assert other == first
    asked = len(callers[0]("conflicts", "--format", "json").json)
    for caller in callers:
        assert caller("doctor").status == 0
        assert len(caller("conflicts", "--format", "json").json) == asked
    report = callers[0]("report", "--week", "2026-W48", "--as-of", "2026-11-29", "--format", "json").json
    assert ("3", 0, 60) in [(one["item"]["ref"], one["from"], one["to"]) for one in report["progressed"]]
    assert ("3", "2026-12-11", "kata galuh") in [
        (one["item"]["ref"], one["to"], one["reason"]) for one in report["rescheduled"]
    ]
    assert {"Temuan farid", "Temuan galuh"} <= {item["title"] for item in report["added"]}
    (item,) = (item for item in listed(callers[-1]) if item["ref"] == "3")
    assert (item["notes"], item["evidence"]) == (2, 2)


@pytest.mark.on_a_file
def test_one_file_each_way_and_the_reports_are_the_same(banjar: Caller, join: Join, tmp_path: Path) -> None:
    for words in TOGETHER[len(BANJAR) :]:
        banjar(*words)
    members = {"galuh": join("galuh"), "farid": banjar}
    work_apart(members, week_of(1))
    give(members["galuh"], members["farid"], tmp_path / "galuh.bundle", status=3)  # they disagree on something
    give(members["farid"], members["galuh"], tmp_path / "farid.bundle", status=3)
    alike(members["farid"], members["galuh"])


@contextmanager
def cut_while_writing(databases: Databases, url: str, statement: int) -> Iterator[list[int]]:
    """Break off all connections to a list at the given writing statement (0: when it is to be saved).

    Gives a list that holds something as soon as that has happened.
    """
    engine = engine_for(location_of(url))
    seen: list[int] = []
    done: list[int] = []

    def cut() -> None:
        if not done:
            done.append(1)
            databases.run(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database_of(url)}'"
            )

    def before(_connection: Any, _cursor: Any, sql: str, *_others: Any) -> None:
        if sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
            seen.append(1)
            if len(seen) == statement:
                cut()

    def saving(_connection: Any) -> None:
        if seen and not statement:
            cut()

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "commit", saving)
    try:
        yield done
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "commit", saving)


def cut_and_done_again(databases: Databases, office: Caller, statement: int, *words: str) -> None:
    """A command whose connection is cut: one sentence, nothing half-written; and then the same command again."""
    before = office("history", "--format", "json").json
    with cut_while_writing(databases, office.place, statement) as done:
        said = office(*words, status=1).err
    assert done
    assert said.endswith("lost: nothing was saved; try again.\n")
    assert said.count("\n") == 1
    assert office("history", "--format", "json").json == before
    assert office("doctor").status == 0
    assert office(*words, status=None).status in (0, 3)


@pytest.mark.on_a_file
def test_through_a_server_whose_connection_is_cut_and_the_reports_are_the_same(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office = Caller("", monkeypatch, capsys)

    def found(url: str) -> None:
        office.place = url
        for words in TOGETHER:
            office(*words)
        office("bundle", "write", str(tmp_path / "all.bundle"), "--all")

    pattern = databases.pattern("a week apart", found)
    members = {name: Caller(str(tmp_path / f"{name}.db"), monkeypatch, capsys) for name in ("farid", "galuh")}
    for name, caller in members.items():
        caller("bundle", "merge", str(tmp_path / "all.bundle"), "--name", name)
    work_apart(members, week_of(2))
    for name, caller in members.items():
        caller("bundle", "write", str(tmp_path / f"{name}.bundle"), "--all")
    weeks_end = {name: Path(caller.place).read_bytes() for name, caller in members.items()}
    for in_merge, in_edit in ((0, 2), (1, 0), (9, 4)):
        office.place = databases.new(like=pattern)
        for name, caller in members.items():
            Path(caller.place).write_bytes(weeks_end[name])
            cut_and_done_again(databases, office, in_merge, "bundle", "merge", str(tmp_path / f"{name}.bundle"))
        cut_and_done_again(databases, office, in_edit, "edit", "3", "priority=urgent", "title=Rapat 3")
        assert [item["title"] for item in listed(office) if item["ref"] == "3"] == ["Rapat 3"]
        office("bundle", "write", str(tmp_path / f"office {in_merge}.bundle"), "--all")
        for caller in members.values():
            caller("bundle", "merge", str(tmp_path / f"office {in_merge}.bundle"), status=3)
        alike(members["farid"], members["galuh"], office)
        databases.drop(office.place)
