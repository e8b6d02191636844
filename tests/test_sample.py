"""The sample: true to its source, and with something to show on any day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from taskforce.services.sample import working_days, write_sample
from taskforce.store.health.doctor import examine
from taskforce.store.store import Store, create_store

DELEGATION = {
    "KH Khalilurrahman": "Bupati Banjar",
    "Ir H Nasrun Syah": "Sekretaris Daerah (Sekda)",
    "HM Farid Soufian": "Kepala Dinas Komunikasi, Informatika, Statistik dan Persandian",
    "Galuh Tantri Narindra": "Kepala Bappelitbang",
    "Ikhwansyah": "Kepala Dinas Kesehatan",
    "H Topik Norman Hidayat": "Direktur Utama RSUD Ratu Zalecha",
    "Achmad Zulyadaini": "Kepala BPKAD",
    "Azwar": "Kepala Disdukcapil",
    "H Syahrial": "Kepala Bapenda",
    "Cornelius Kristianto": "Kabid Pengembangan E-Government, Dinas Kominfo",
}

DAYS = {
    "tuesday": date(2026, 11, 24),
    "monday": date(2026, 11, 23),
    "sunday": date(2026, 11, 22),
    "new year": date(2027, 1, 1),
    "week 53": date(2026, 12, 31),
    "leap day": date(2028, 2, 29),
}

OPEN = "NOT deleted AND status NOT IN ('done', 'cancelled')"


@pytest.fixture(scope="module", params=DAYS.values(), ids=DAYS.keys())
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample as made on one of several days."""
    store = create_store(tmp_path_factory.mktemp("sample") / "demo.db", today=request.param)
    write_sample(store)
    yield store
    store.close()


def value(store: Store, sql: str, **parameters: Any) -> Any:
    return store.reader.value(sql, **parameters)


def monday_of(store: Store) -> date:
    today = store.clock.today()
    return today - timedelta(days=today.weekday())


def test_the_members_are_the_delegation_without_contact_data(sample: Store) -> None:
    assert dict(sample.reader.rows("SELECT name, position FROM member")) == DELEGATION
    assert sample.reader.rows("SELECT DISTINCT phone, email, nip, rank FROM member") == [(None, None, None, None)]


def test_agencies_of_the_delegation(sample: Store) -> None:
    found = dict(
        sample.reader.rows("SELECT m.handle, a.name FROM member m LEFT JOIN agency a ON a.id = m.agency_id")
    )
    assert found["khalilurrahman"] is None
    assert found["topik"] == "RSUD Ratu Zalecha"
    assert found["farid"] == found["cornelius"] == DELEGATION["HM Farid Soufian"].removeprefix("Kepala ")


def test_every_item_says_that_it_is_an_example(sample: Store) -> None:
    items = value(sample, "SELECT count(*) FROM action_item")
    assert 55 <= items <= 65
    assert value(sample, "SELECT count(*) FROM tag WHERE name = 'contoh' AND NOT deleted") == items


def test_public_dates_are_as_published(sample: Store) -> None:
    due = dict(sample.reader.rows("SELECT key, due FROM deadline"))
    assert due["assessment"] == "2019-02-22"
    assert due["evaluasi-tahap-1"] == "2020-11-26"
    assert due["hasil-evaluasi-2020"] == "2020-12-30"
    meetings = [row[0] for row in sample.reader.rows("SELECT date FROM meeting ORDER BY date")]
    assert meetings[:2] == ["2020-11-04", "2020-11-18"]
    assert "sejahtera dan barokah" in value(sample, "SELECT vision FROM organisation")


def test_dates_nobody_published_are_marked(sample: Store) -> None:
    published = ("assessment", "evaluasi-tahap-1", "hasil-evaluasi-2020")
    for key, description in sample.reader.rows("SELECT key, description FROM deadline"):
        if key not in published:
            assert "contoh" in (description or "") or "perkiraan" in (description or ""), key


def test_something_of_everything_on_any_day(sample: Store) -> None:
    today = sample.clock.today().isoformat()
    statuses = {row[0] for row in sample.reader.rows("SELECT DISTINCT status FROM action_item")}
    assert statuses == {"not_started", "in_progress", "blocked", "deferred", "done", "cancelled"}
    rows = sample.reader.rows(
        "SELECT d.key, count(*) FROM action_item i JOIN dimension d ON d.id = i.dimension_id GROUP BY d.key"
    )
    assert len(rows) == 6
    assert min(count for _key, count in rows) >= 8
    assert value(sample, f"SELECT count(*) FROM action_item WHERE {OPEN} AND due < :today", today=today) >= 5
    soon = (sample.clock.today() + timedelta(days=7)).isoformat()
    sql = f"SELECT count(*) FROM action_item WHERE {OPEN} AND due BETWEEN :today AND :soon"
    assert value(sample, sql, today=today, soon=soon) >= 4
    evidenceless = (
        "SELECT count(*) FROM action_item WHERE status = 'done' "
        "AND id NOT IN (SELECT item_id FROM evidence) AND NOT deleted"
    )
    assert (
        1 <= value(sample, evidenceless) < value(sample, "SELECT count(*) FROM action_item WHERE status = 'done'")
    )
    assert value(sample, "SELECT count(*) FROM action_item WHERE horizon = 'quick_win'") == 3
    assert value(sample, "SELECT count(*) FROM action_item WHERE local_wisdom") >= 5
    assert value(sample, "SELECT count(*) FROM action_item WHERE times_rescheduled > 0") >= 4
    for kind in ("remark", "obstacle", "follow_up"):
        assert value(sample, "SELECT count(*) FROM note WHERE kind = :kind", kind=kind) > 0
    assert value(sample, "SELECT count(*) FROM dependency") >= 3


def test_this_week_has_work_and_silent_agencies(sample: Store) -> None:
    start = sample.clock.start_of(monday_of(sample)).strftime("%Y-%m-%dT%H:%M")
    active = {
        row[0]
        for row in sample.reader.rows(
            "SELECT DISTINCT i.agency_id FROM change c JOIN action_item i ON i.id = c.subject_id "
            "WHERE c.at >= :at",
            at=start,
        )
    }
    answerable = {
        row[0]
        for row in sample.reader.rows(f"SELECT DISTINCT agency_id FROM action_item WHERE {OPEN}")
        if row[0] is not None
    }
    assert len(active) >= 3
    assert len(answerable - active) >= 3
    done = "SELECT count(*) FROM action_item WHERE done_on >= :day"
    assert value(sample, done, day=monday_of(sample).isoformat()) >= 1


def test_the_history_is_eight_weeks_long_and_never_in_the_future(sample: Store) -> None:
    moments = [
        datetime.fromisoformat(row[0]) for row in sample.reader.rows("SELECT at FROM batch ORDER BY at, id")
    ]
    assert max(moments) <= sample.clock.now()
    # Weekends and the seconds between two readings of the clock aside, the history reaches back 42 working days.
    assert timedelta(weeks=8) < sample.clock.now() - min(moments) < timedelta(weeks=9)
    weeks = {moment.astimezone(sample.clock.zone).isocalendar()[:2] for moment in moments}
    assert len(weeks) >= 8
    assert len(moments) > 80
    today = sample.clock.today()
    for moment in moments:
        local = moment.astimezone(sample.clock.zone)
        assert local.weekday() < 5
        if local.date() != today:
            assert 8 <= local.hour < 16
    latest = "SELECT max(met_on) FROM deadline", "SELECT max(done_on) FROM action_item"
    assert all(value(sample, sql) <= today.isoformat() for sql in latest)


def test_members_wrote_it_and_reschedulings_have_reasons(sample: Store) -> None:
    assert value(sample, "SELECT count(*) FROM batch WHERE kind = 'edit' AND actor_id IS NULL") == 0
    assert value(sample, "SELECT count(DISTINCT actor_id) FROM batch") >= 8
    reasons = sample.reader.rows(
        "SELECT DISTINCT b.reason FROM change c JOIN batch b ON b.id = c.batch_id WHERE c.field = 'due'"
    )
    assert all(reason is not None and reason.startswith("menunggu ") for (reason,) in reasons)


def test_the_doctor_finds_it_sound(sample: Store) -> None:
    assert [finding.sentence for finding in examine(sample.reader) if not finding.sound] == []


def dump(path: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as connection:
        return connection.execute(
            "SELECT record_type, record_id, field, new FROM change ORDER BY clock"
        ).fetchall()


def test_two_samples_of_one_day_are_equal(tmp_path: Path) -> None:
    for name in ("one.db", "two.db"):
        store = create_store(tmp_path / name, today=DAYS["monday"])
        write_sample(store)
        store.close()
    assert dump(tmp_path / "one.db") == dump(tmp_path / "two.db")


def test_before_the_office_opens_nothing_is_dated_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = create_store(tmp_path / "early.db", today=DAYS["tuesday"])
    early = datetime(2026, 11, 23, 16, 0, 5, tzinfo=UTC)  # five seconds after midnight in Martapura
    monkeypatch.setattr(store.clock, "now", lambda: early)
    write_sample(store)
    assert value(store, "SELECT max(at) FROM batch") <= "2026-11-23T16:00:05.000Z"
    assert value(store, "SELECT max(at) FROM batch") > "2026-11-23T16:00:00.000Z"
    store.close()


@pytest.mark.parametrize("today", DAYS.values())
def test_working_days_skip_weekends_both_ways(today: date) -> None:
    day = working_days(today)
    days = [day(offset) for offset in range(-60, 61)]
    assert days == sorted(set(days))
    assert all(one.weekday() < 5 for one in days)
    assert all((later - one).days in (1, 3) for one, later in pairwise(days))
    assert 0 <= (today - day(0)).days <= 2
