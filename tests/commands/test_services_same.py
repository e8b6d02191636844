"""The command line writes what the app's services write: the same fields, links and consequences."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from calling import BANJAR, Caller, listed
from quick_lists import fill_like_the_first

from taskforce.services import items, registers
from taskforce.store.query.lookup import named_records, resolve
from taskforce.store.read.items import item_by_ref
from taskforce.store.store import Store, open_store


def ids(store: Store, *refs: str) -> list[str]:
    return [item_by_ref(store.reader, ref).id for ref in refs]


def member(store: Store, handle: str) -> str:
    return resolve(store.reader, "member", handle).id


def join(store: Store, old: str, new: str) -> None:
    named = {one.names[0]: one for one in named_records(store.reader, "agency")}
    registers.join_records(store, "agency", named[old], named[new])


def met(store: Store) -> None:
    registers.set_met(store, resolve(store.reader, "deadline", "buku-2").id, "2026-11-24", None)


Words = tuple[str, ...]
CASES: dict[str, tuple[Words, Callable[[Store], object]]] = {
    "progress": (("edit", "2", "progress=40"), lambda store: items.set_progress(store, ids(store, "2"), 40)),
    "nothing is left": (
        ("edit", "2", "progress=100"), lambda store: items.add_progress(store, ids(store, "2"), 100)
    ),
    "done": (("done", "2"), lambda store: items.toggle_done(store, ids(store, "2"))),
    "done on a day": (
        ("done", "1", "2", "--on", "2026-11-20"),
        lambda store: items.finish(store, ids(store, "1", "2"), "2026-11-20"),
    ),
    "a done one with less": (
        ("edit", "3", "progress=80"), lambda store: items.add_progress(store, ids(store, "3"), -20)
    ),
    "open again": (("edit", "3", "status=in_progress"), lambda store: items.toggle_done(store, ids(store, "3"))),
    "never begun": (
        ("edit", "3", "status=not_started"), lambda store: items.set_status(store, ids(store, "3"), "not_started")
    ),
    "rescheduled": (
        ("edit", "2", "due=2026-12-10", "--reason", "Banjir"),
        lambda store: items.reschedule(store, ids(store, "2"), "10 des 2026", "Banjir"),
    ),
    "one moved from its own day": (
        ("edit", "2", "due+=7", "--reason", "Banjir"),
        lambda store: items.reschedule(store, ids(store, "2"), "+7", "Banjir"),
    ),
    "several moved from their own days": (
        ("edit", "1", "2", "due+=2w", "--reason", "Banjir"),
        lambda store: items.reschedule(store, ids(store, "1", "2"), "+2w", "Banjir"),
    ),
    "one moved from today": (
        ("edit", "2", "due=+7"),
        lambda store: items.reschedule(store, ids(store, "2"), "=+7", ""),
    ),
    "several fields": (
        ("edit", "1", "2", "priority=urgent", "lead=farid", "progress=10%"),
        lambda store: items.set_fields(
            store, ids(store, "1", "2"), {"priority": "urgent", "lead": "farid", "progress": "10%"}
        ),
    ),
    "tags": (
        ("edit", "1", "tags=+bimtek,-rapat"),
        lambda store: items.change_tags(store, ids(store, "1"), "bimtek -rapat"),
    ),
    "a note": (
        ("note", "1", "Menunggu tanda tangan"),
        lambda store: items.add_note(store, ids(store, "1"), "remark", "Menunggu tanda tangan"),
    ),
    "evidence": (
        ("evidence", "1", "https://banjarkab.go.id/buku-2", "--letter", "800/12"),
        lambda store: items.add_evidence(store, ids(store, "1"), "https://banjarkab.go.id/buku-2", "800/12", None),
    ),
    "added in one line": (
        ("add", "Kirim data @galuh progress:30 +rapat"),
        lambda store: items.add_line(store, "Kirim data @galuh progress:30 +rapat"),
    ),
    "added with fields": (
        ("add", "Kirim data", "--status", "done", "--lead", "galuh"),
        lambda store: items.add_item(store, "Kirim data", {"status": "Selesai", "lead": "galuh"}),
    ),
    "handed over": (
        ("member", "handover", "farid", "galuh", "--reason", "SK 12", "--yes"),
        lambda store: registers.hand_over(store, member(store, "farid"), member(store, "galuh"), "", "SK 12"),
    ),
    "two agencies made one": (
        ("agency", "merge", "Diskominfo", "Bappelitbang", "--yes"),
        lambda store: join(store, "Diskominfo", "Bappelitbang"),
    ),
    "a new member": (
        ("member", "add", "Azwar", "position=Kepala Disdukcapil"),
        lambda store: registers.add_record(store, "member", "Azwar", {"position": "Kepala Disdukcapil"}),
    ),
    "a member's agency": (
        ("member", "edit", "farid", "agency=Bappelitbang"),
        lambda store: registers.edit_record(
            store, "member", member(store, "farid"), {"agency_id": "Bappelitbang"}
        ),
    ),
    "a deadline met": (("deadline", "edit", "buku-2", "met_on=2026-11-24"), met),
    "a meeting": (
        ("meeting", "add", "Rapat mingguan", "attendees=Budi (guest)"),
        lambda store: registers.add_record(store, "meeting", "Rapat mingguan", {"attendees": "Budi (guest)"}),
    ),
    "the organisation": (
        ("organisation", "edit", "place=Martapura", "paper=a4"),
        lambda store: registers.edit_organisation(store, [("place", "Martapura"), ("paper", "A4")]),
    ),
}  # fmt: skip
"""What is typed, and the service that the app calls for the same."""


@pytest.fixture
def lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[Caller, Caller]:
    """Two lists alike; 1 and 2 are not started, 3 is done."""
    made = (
        Caller(str(tmp_path / "typed.db"), monkeypatch, capsys),
        Caller(str(tmp_path / "app.db"), monkeypatch, capsys),
    )

    def fill(caller: Caller) -> None:
        for words in (*BANJAR, ("add", "Tiga", "--lead", "galuh"), ("done", "3")):
            caller(*words)

    for caller in made:
        fill_like_the_first("two of three to do", Path(caller.place), partial(fill, caller))
    return made


def contents(caller: Caller) -> dict[str, Any]:
    """What the list holds, and what its steps changed; without ids, which differ, and what a step is called."""
    found: dict[str, Any] = {}
    for words in (
        ("list",),
        ("member", "list", "--all"),
        ("agency", "list"),
        ("deadline", "list"),
        ("meeting", "list"),
    ):
        found[words[0]] = _plain(caller(*words, "--format", "json").json)
    found["organisation"] = _plain(caller("organisation", "show", "--format", "json").json)
    for ref in ("1", "2", "3"):
        found[ref] = _plain(caller("show", ref, "--format", "json").json)
    steps = caller("history", "--limit", "1", "--format", "json").json
    found["changes"] = sorted(str(_plain(change)) for step in steps for change in step["changes"])
    found["reason"] = [step["reason"] for step in steps]
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if not key.endswith(("id", "_at")) and key != "at"}
    return [_plain(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("case", CASES)
def test_the_command_line_writes_what_the_service_writes(lists: tuple[Caller, Caller], case: str) -> None:
    words, service = CASES[case]
    typed, app = lists
    before = contents(app)
    typed(*words, status=None)
    with closing(open_store(app.place, today=date(2026, 11, 24))) as store:
        service(store)
    after = contents(app)
    assert after != before
    assert contents(typed) == after


def test_what_was_deleted_is_there_again(lists: tuple[Caller, Caller]) -> None:
    app = lists[0]
    with closing(open_store(app.place, today=date(2026, 11, 24))) as store:
        gone = ids(store, "1", "3")
        assert items.delete_items(store, gone).sentence == "2 action items: deleted (u brings it back)"
        assert [item["ref"] for item in listed(app)] == ["2"]
        assert items.restore_items(store, gone).changed
    assert {item["ref"] for item in listed(app)} == {"1", "2", "3"}
