"""The areas of history and agencies: any step is seen and taken back; work, load and names of agencies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app_driving import DAY, Place, app_on, press, settle, shown, store_at, type_text, until

from taskforce.store.changes.batch import Batch, create, edit
from taskforce.store.history.steps import step_ids
from taskforce.store.store import create_store

Look = Callable[[str], list[tuple[Any, ...]]]


async def test_an_older_step_is_found_and_taken_back_alone(filled: Place, look: Look) -> None:
    app = app_on(filled, actor="galuh")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "t", "4")  # the latest item, ref 2, is deferred
        await press(pilot, "down", "d")
        await press(pilot, "f7")
        assert "@galuh" in shown(pilot)
        await press(pilot, "slash")
        await type_text(pilot, "deferred")
        await press(pilot, "enter")
        assert "1 step" in shown(pilot)
        await press(pilot, "u")
        assert "Take back what @galuh did" in shown(pilot)
        await press(pilot, "left", "enter")
        assert look("SELECT status FROM action_item WHERE ref = '2'") == [("blocked",)]
        assert look("SELECT count(*) FROM action_item WHERE status = 'done'") == [(2,)]
        assert "↶ taken back: 2: Status" in shown(pilot)


async def test_what_several_got_is_said_found_by_its_words_and_so_is_its_undoing(filled: Place) -> None:
    store = store_at(filled)
    items = {row[0]: row[1] for row in store.reader.rows("SELECT ref, id FROM action_item")}
    deadline = create("deadline", name="Uji coba pelaksanaan", key="pilot-launch", due="2026-12-20")
    store.apply(Batch("add", [deadline]))
    store.apply(Batch("edit", [edit("action_item", items["4"], "deadline_id", deadline.record_id)]))
    lead = store.reader.rows("SELECT id FROM member WHERE handle = 'galuh'")[0][0]
    store.apply(Batch("edit", [edit("action_item", items["3"], "lead_id", lead)]))
    store.close()
    app = app_on(filled, actor="galuh")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "f7")
        await press(pilot, "down", "down", "2", "ctrl+a", "i", "up", "enter", "f7")
        newest = next(line for line in shown(pilot).splitlines() if line.startswith("›"))
        assert "Priority: … → " in newest and "action items" in newest, "the step just done is what is seen"
        assert "→ Uji coba pelaksanaan" in shown(pilot) and "pilot-launch" not in newest
        for typed, found in (("priority", "Priority: …"), ("deadline", "Uji coba"), ("galuh", "Lead")):
            await press(pilot, "slash")
            await type_text(pilot, typed)
            await press(pilot, "enter")
            assert found in shown(pilot), typed
            await press(pilot, "escape")
        await press(pilot, "2", "escape", "u")
        assert "Undone: Priority: … → " in shown(pilot)
        await press(pilot, "U")
        assert "Done again: Priority: … → " in shown(pilot)


async def test_steps_are_filtered_by_who_when_what_and_words(filled: Place) -> None:
    store = store_at(filled)
    people = {row[0]: row[1] for row in store.reader.rows("SELECT handle, id FROM member")}
    items = {row[0]: row[1] for row in store.reader.rows("SELECT ref, id FROM action_item")}

    def change(ref: str, progress: int, who: str, day: str) -> None:
        at = datetime.fromisoformat(f"{day}T03:00:00+00:00")
        drafts = [edit("action_item", items[ref], "progress", progress)]
        store.apply(Batch("edit", drafts, at=at, actor_id=people[who]))

    change("1", 61, "galuh", "2026-11-20")  # a Friday
    change("4", 11, "farid", "2026-11-05")
    change("4", 12, "farid", "2026-10-30")
    store.close()
    app = app_on(filled, actor="galuh")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "f7")
        for typed, steps in (
            ("@farid", {"11%", "12%"}),
            ("november @farid", set()),  # a month is a time after on: only; here it is a word that nothing has
            ("on:november @farid", {"11%"}),
            ("bulan lalu", {"12%"}),
            ("on:jumat", {"61%"}),
            ("on:30 okt..5 nov", {"11%", "12%"}),
            ("minggu", {"Import: 17"}),  # this week
            ("jenis:ubah integrasi", {"11%", "12%"}),
            ("kind:import", {"Import: 17"}),
            ("terkendala", set()),
            ("12", set()),
            ("-@farid kind:edit", {"61%"}),
            ("@galuh jenis:ubah OR on:november @farid", {"61%", "11%"}),
            ("kind:edit -(minggu OR on:november)", {"12%"}),
            ('"bulan lalu"', set()),  # words in quotation marks are no time
        ):
            await press(pilot, "slash")
            await type_text(pilot, typed)
            await press(pilot, "enter")
            lines = [one.partition("│")[0] for one in shown(pilot).splitlines()[3:-2]]
            known = ("→ 61%", "→ 11%", "→ 12%", "Import: 17")
            found = {what.removeprefix("→ ") for what in known if any(what in one for one in lines)}
            assert found == steps, (typed, shown(pilot))
            await press(pilot, "escape")
        await until(pilot, lambda: "4 steps" in shown(pilot))


async def test_a_term_of_the_historys_filter_that_is_unknown_says_what_can_be_typed(filled: Place) -> None:
    app = app_on(filled, actor="galuh")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f7", "slash")
        for typed, words in (
            ("siapa:farid", "Type @member, day, week, month"),
            ("knd:edit", "did you mean “kind:”"),
            ("kind:impot", "did you mean “import”"),
            ("@siapa", "There is no member “@siapa”"),
            ("on:99", "“99” is not a date"),
        ):
            await type_text(pilot, typed)
            await press(pilot, "enter")
            assert words in " ".join(shown(pilot).split()), typed
            assert "1 step" in shown(pilot)  # what was found before stays
            await press(pilot, "slash", "escape", "slash")
        await type_text(pilot, "@ga")
        await press(pilot, "tab")
        assert "@galuh" in shown(pilot)
        await press(pilot, "enter")
        assert "Nothing matches “@galuh”" in shown(pilot)
        await press(pilot, "slash", "f1")
        assert shown(pilot).count("what a member did") == 1
        await press(pilot, "escape", "escape", "f3", "enter")
        assert "what a member did" in shown(pilot)  # the tour, too, tells of this filter


async def test_a_step_tells_all_its_changes_and_leads_to_its_items(filled: Place) -> None:
    app = app_on(filled, actor="galuh")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "d", "f7", "enter")
        assert "Status: Blocked → Done" in shown(pilot)
        await press(pilot, "escape", "A")
        assert "ref:2" in shown(pilot)
        assert "Petakan program" in shown(pilot)


async def test_agencies_show_their_work_and_can_be_made_one(filled: Place, look: Look) -> None:
    app = app_on(filled, actor="galuh")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "8", "n")
        await type_text(pilot, "Badan Perencanaan Lama")
        await press(pilot, "tab")
        await type_text(pilot, "BPL")
        await press(pilot, "ctrl+s")
        assert "Saved BPL" in shown(pilot)
        assert "W48" in shown(pilot)
        await press(pilot, "J", "1", "left", "enter")
        assert look("SELECT short FROM agency WHERE NOT deleted") == [("Bappelitbang",)]
        assert "BPL" in look("SELECT aliases FROM agency WHERE NOT deleted")[0][0]


async def test_taking_a_step_back_shows_what_that_changes_first(filled: Place, look: Look) -> None:
    store = store_at(filled)
    item = store.reader.value("SELECT id FROM action_item WHERE ref = '1'")
    store.write("edit", [edit("action_item", item, "priority", "low"), edit("action_item", item, "progress", 70)])
    store.write("edit", [edit("action_item", item, "progress", 80)])
    store.close()
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f7", "down", "u")
        assert "1: Priority: Low → Urgent" in shown(pilot)
        assert "1 field was changed again since" in shown(pilot)
        await press(pilot, "left", "enter")
        assert look("SELECT priority, progress FROM action_item WHERE ref = '1'") == [("urgent", 80)]


async def test_a_day_finds_the_steps_of_the_offices_day(filled: Place) -> None:
    """At six in the morning in Martapura it is still the day before in UTC."""
    store = store_at(filled)
    item = store.reader.value("SELECT id FROM action_item WHERE ref = '1'")
    at = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
    store.apply(Batch("edit", [edit("action_item", item, "progress", 71)], at=at))
    assert len(step_ids(store.reader, "2026-11-22", store.clock)) == 1
    assert step_ids(store.reader, "2026-11-21", store.clock) == []
    store.close()


async def test_an_agency_is_silent_when_nothing_of_its_open_work_changed_for_two_weeks(list_path: Path) -> None:
    agencies = {short: create("agency", code=short, short=short.upper(), name=short) for short in ("dlh", "rsud")}
    items = {
        short: create("action_item", title=f"Kerja {short}", agency_id=agency.record_id)
        for short, agency in agencies.items()
    }
    store = create_store(list_path, today=DAY - timedelta(days=30))
    store.write("add", [*agencies.values(), *items.values()])
    store.close()
    store = store_at(list_path)
    store.write("edit", [edit("action_item", items["rsud"].record_id, "progress", 10)])
    store.close()
    app = app_on(list_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "8")
        lines = {
            line.split()[1 if "›" in line else 0]: line for line in shown(pilot).splitlines() if " 1 " in line
        }
        assert "○ silent" in lines["DLH"]
        assert "silent" not in lines["RSUD"]
        assert "2 agencies, 1 silent" in shown(pilot)
