"""Calendars, read back with icalendar and as the bytes that other programs get."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest

from taskforce.exchange.exporter import export
from taskforce.exchange.files.calendar import CalendarOptions, contents_of, parse_alarms
from taskforce.language import set_language
from taskforce.model.errors import UsageError
from taskforce.store.changes.batch import Batch, create, edit
from taskforce.store.read.items import Selection
from taskforce.store.store import Store

MOMENT = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
HOSTILE = [
    "a; b, c \\ d \\n e \\, f",
    "BEGIN:VEVENT END:VCALENDAR",
    'quoted "text": with; colon:',
    "Rapat [Diskominfo] [/] <b>&amp;</b> {x} %s",
    "ünïcödé " * 20,
    "لوحة 会議 👍🏽 e\u0301",
    "x" * 400,
]


class Office:
    """A list whose steps are a minute apart."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder, self.moment = store, folder, MOMENT

    def write(self, *drafts: Any) -> str:
        self.moment += timedelta(minutes=1)
        self.store.apply(Batch("edit", list(drafts), at=self.moment))
        return str(drafts[0].record_id)

    def item(self, title: str, due: str | None = "2026-11-27", **values: Any) -> str:
        return self.write(create("action_item", title=title, due=due, **values))

    def deadline(self, key: str, due: str, **values: Any) -> str:
        return self.write(create("deadline", key=key, name=key.title(), due=due, **values))

    def edit(self, record: str, **values: Any) -> None:
        self.write(*(edit("action_item", record, field, value) for field, value in values.items()))

    def bytes(self, name: str = "all.ics", selection: Selection | None = None, **options: Any) -> bytes:
        path = self.folder / name
        export(self.store, path, selection, calendar=CalendarOptions(**options))
        return path.read_bytes()

    def entries(self, name: str = "all.ics", kind: str = "VEVENT", **options: Any) -> list[icalendar.Component]:
        return icalendar.Calendar.from_ical(self.bytes(name, **options)).walk(kind)

    def summaries(self, name: str, **options: Any) -> set[str]:
        return {str(one["SUMMARY"]) for one in self.entries(name, **options)}


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    """An empty list, written from the second of November on."""
    return Office(store, tmp_path)


@pytest.mark.both_engines
def test_an_item_is_an_all_day_event_on_its_due_date(office: Office) -> None:
    agency = office.write(create("agency", code="kominfo", short="Diskominfo", name="Dinas Kominfo"))
    lead = office.write(create("member", handle="galuh", name="Drs. Galuh T., M.Si.", phone="0811", nip="1" * 18))
    item = office.item("Susun draf", lead_id=lead, agency_id=agency, description="Bab 1\n\nBab 2", progress=40)
    raw = office.bytes("items.ics")
    assert b"\r\nDTSTART;VALUE=DATE:20261127\r\nDTEND;VALUE=DATE:20261128\r\n" in raw
    (event,) = office.entries("items.ics")
    assert event["UID"] == f"item-{item}@taskforce"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2026, 11, 27), date(2026, 11, 28))
    assert str(event["SUMMARY"]) == "[1] Susun draf"
    assert (event["TRANSP"], event["STATUS"]) == ("TRANSPARENT", "CONFIRMED")
    words = str(event["DESCRIPTION"]).split("\n")
    assert words[0] == "Status: In progress, 40%"
    assert "Lead: Drs. Galuh T., M.Si." in words and "Agency: Diskominfo" in words
    assert words[-3:] == ["Bab 1", "", "Bab 2"]
    assert b"0811" not in raw and b"1" * 18 not in raw


def test_a_second_export_is_the_same_at_any_hour_and_an_edit_raises_the_sequence(office: Office) -> None:
    item = office.item("Susun draf")
    office.deadline("buku-2", "2026-12-05")
    first = office.bytes()
    assert office.bytes() == first
    (before,) = office.entries("items.ics")
    assert before.decoded("DTSTAMP") == before.decoded("LAST-MODIFIED") == MOMENT + timedelta(minutes=1)
    office.edit(item, due="2026-12-01", title="Susun draf kedua")
    (after,) = office.entries("items.ics")
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"] == 0
    assert after.decoded("DTSTAMP") == after.decoded("LAST-MODIFIED") == office.moment
    assert after.decoded("DTSTART") == date(2026, 12, 1)
    assert before.decoded("CREATED") == after.decoded("CREATED")
    assert len(office.entries("items.ics")) == 1


def test_the_language_changes_words_and_no_identity(office: Office) -> None:
    office.item("Susun draf", status="blocked")
    office.deadline("buku-2", "2026-12-05", kind="document")
    english = office.entries()
    set_language("id")
    indonesian = office.entries()
    for name in ("UID", "SEQUENCE", "DTSTAMP", "DTSTART"):
        assert [one[name].to_ical() for one in english] == [one[name].to_ical() for one in indonesian]
    assert str(indonesian[0]["DESCRIPTION"]).startswith("Status: Terkendala, 0%\nPrioritas: Sedang")
    assert b"X-WR-CALNAME:Tonggak dan tindak lanjut" in office.bytes()


def test_done_cancelled_and_undated_items(office: Office) -> None:
    office.item("done", status="done")
    office.item("given up", status="cancelled")
    office.item("some day", due=None)
    office.write(create("action_item", title="gone", due="2026-11-30", deleted=True))
    events = {str(one["SUMMARY"]): one for one in office.entries("items.ics")}
    assert {summary: one["STATUS"] for summary, one in events.items()} == {
        "✔ [1] done": "CONFIRMED",
        "[2] given up": "CANCELLED",
    }
    assert not any(one.walk("VALARM") for one in events.values())


def test_names_say_what_is_in_the_file_and_an_option_overrules_them(office: Office) -> None:
    office.item("work")
    office.deadline("buku-2", "2026-12-05", met_on="2026-12-01")
    assert office.summaries("deadlines.ics") == office.summaries("Batas Waktu.ics") == {"✔ Buku-2"}
    assert office.summaries("Tonggak.ics") == {"✔ Buku-2"}
    assert office.summaries("items.ics") == office.summaries("tindak_lanjut.ICS") == {"[1] work"}
    assert office.summaries("kalender.ics") == {"[1] work", "✔ Buku-2"}
    assert office.summaries("items.ics", contents="deadlines") == {"✔ Buku-2"}
    assert contents_of(Path("folder/deadlines.ics"), "all") == "all"


def test_a_query_limits_items_and_the_deadlines_that_they_serve(office: Office) -> None:
    book = office.deadline("buku-2", "2026-12-05")
    office.deadline("buku-3", "2026-12-12")
    office.item("chapter", deadline_id=book, priority="high")
    office.item("letter")
    urgent = Selection("i.priority = 'high'")
    assert office.summaries("kalender.ics", selection=urgent) == {"[1] chapter"}
    assert office.summaries("deadlines.ics", selection=urgent) == {"Buku-2"}


def test_reminders_come_in_the_morning_of_the_days_before(office: Office) -> None:
    office.item("work")
    office.deadline("buku-2", "2026-12-05")

    def mornings(name: str, **options: Any) -> list[datetime]:
        (event,) = office.entries(name, **options)
        begin = datetime.combine(event.decoded("DTSTART"), datetime.min.time())
        return [begin + alarm.decoded("TRIGGER") for alarm in event.walk("VALARM")]

    assert mornings("items.ics") == [datetime(2026, 11, 26, 8)]
    assert mornings("deadlines.ics") == [datetime(2026, 11, 28, 8), datetime(2026, 12, 4, 8)]
    assert mornings("items.ics", alarms=(3, 0)) == [datetime(2026, 11, 24, 8), datetime(2026, 11, 27, 8)]
    assert mornings("deadlines.ics", alarms=()) == []
    uids = [str(alarm["UID"]) for one in office.entries() for alarm in one.walk("VALARM")]
    assert len(uids) == len(set(uids)) == 3


def test_tasks_keep_status_progress_and_dates(office: Office) -> None:
    office.item("ahead", start="2026-11-02", status="in_progress", progress=40, priority="urgent")
    office.item("same day", start="2026-11-27", status="cancelled", priority="low")
    office.item("some day", due=None, start="2026-11-02")
    office.item("finished", status="done", done_on="2026-11-20")
    office.deadline("buku-2", "2026-12-05")
    tasks = {str(one["SUMMARY"])[4:]: one for one in office.entries(kind="VTODO", todo=True)}
    assert [str(one["SUMMARY"]) for one in office.entries(todo=True)] == ["Buku-2"]
    assert {name: (one["STATUS"], one["PERCENT-COMPLETE"]) for name, one in tasks.items()} == {
        "ahead": ("IN-PROCESS", 40),
        "same day": ("CANCELLED", 0),
        "some day": ("NEEDS-ACTION", 0),
        "finished": ("COMPLETED", 100),
    }
    assert {name: one["PRIORITY"] for name, one in tasks.items()}["ahead"] == 1
    assert tasks["ahead"].decoded("DTSTART") == date(2026, 11, 2)
    assert tasks["ahead"].decoded("DUE") == date(2026, 11, 27)
    assert "DTSTART" not in tasks["same day"] and "DUE" not in tasks["some day"]
    zone = office.store.clock.zone
    assert tasks["finished"].decoded("COMPLETED").astimezone(zone).date() == date(2026, 11, 20)
    (alarm,) = tasks["ahead"].walk("VALARM")
    assert alarm["TRIGGER"].params["RELATED"] == "END"
    events = {str(one["UID"]) for one in office.entries()}
    assert not events & {str(one["UID"]) for one in tasks.values()}


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_literal_and_lines_are_folded(office: Office, text: str) -> None:
    office.write(create("organisation", name=text))
    office.write(create("agency", code="x", short=text, name=text))
    office.write(create("dimension", key="x", name=text))
    dimension = office.store.reader.value("SELECT id FROM dimension")
    agency = office.store.reader.value("SELECT id FROM agency")
    stored = office.item(text, description=f"{text}\n{text}", dimension_id=dimension, agency_id=agency)
    office.write(create("deadline", key="x", name=text, due="2026-12-05", description=text))
    raw = office.bytes()
    assert raw.replace(b"\r\n", b"").count(b"\n") == raw.replace(b"\r\n", b"").count(b"\r") == 0
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert raw.endswith(b"END:VCALENDAR\r\n")
    raw.decode("utf-8")
    title = office.store.reader.value("SELECT title FROM action_item WHERE id = :id", id=stored)
    event, deadline = office.entries()
    assert str(event["SUMMARY"]) == f"[1] {title}"
    assert str(event["DESCRIPTION"]).split("\n")[-1] == title
    assert str(deadline["SUMMARY"]) == title
    assert [str(one) for one in event["CATEGORIES"].cats] == [title]
    for line in raw.split(b"\r\n"):  # each octet sequence stays whole within a line
        line.decode("utf-8")


@pytest.mark.parametrize(
    ("text", "days"),
    [(None, None), ("7,1", (7, 1)), ("1 7 7", (7, 1)), ("0", (0,)), ("none", ()), ("Tanpa", ())],
)
def test_days_for_reminders(text: str | None, days: tuple[int, ...] | None) -> None:
    assert parse_alarms(text) == days


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "366", "1,none", "²"])
def test_what_are_no_days_for_reminders_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no days for a reminder"):
        parse_alarms(text)
