"""The figures of the report, counted by hand."""

from __future__ import annotations

from datetime import date

import pytest
from report_lists import Office, titles

from taskforce.model.errors import UsageError
from taskforce.reports.figures.build import build_report
from taskforce.reports.figures.period import Period
from taskforce.store.changes.batch import Batch, create


def test_every_status_is_counted_and_cancelled_items_are_not(office: Office) -> None:
    for status in ("not_started", "in_progress", "blocked", "deferred", "done", "cancelled"):
        office.item(status, status=status)
    office.item("second", status="in_progress")
    office.item("gone")
    office.edit("gone", deleted=True)
    summary = office.report()["summary"]
    assert summary == {
        "total": 6,
        "done": 1,
        "in_progress": 2,
        "not_started": 1,
        "blocked": 1,
        "deferred": 1,
        "cancelled": 1,
        "overdue": 0,
        "due_next": 0,
        "percent_done": 16.7,
        "planned_percent": None,
        "actual_percent": None,
        "deviation": None,
    }


def test_overdue_is_before_the_day_and_due_next_after_the_period(office: Office) -> None:
    for name, due in (
        ("before", "2026-11-21"),
        ("on the last day", "2026-11-22"),
        ("day after", "2026-11-23"),
        ("seventh day", "2026-11-29"),
        ("eighth day", "2026-11-30"),
    ):
        office.item(name, due=due)
        office.item(f"{name}, done", due=due, status="done")
    report = office.report()
    assert titles(report["overdue"]) == ["before"]
    assert report["overdue"][0]["overdue"] is True
    assert titles(report["due_next"]) == ["day after", "seventh day"]
    assert (report["summary"]["overdue"], report["summary"]["due_next"]) == (1, 2)
    in_the_week = office.report(as_of="2026-11-18")
    assert titles(in_the_week["overdue"]) == []
    assert titles(in_the_week["due_next"]) == ["day after", "seventh day"]


def test_the_plan_is_linear_between_start_and_first_due_date(office: Office) -> None:
    office.item("ramp", start="2026-11-16", due="2026-11-24", progress=20)  # 6 of 8 days on Sunday: 75
    office.item("step to come", due="2026-11-23", progress=10)  # 0
    office.item("step passed", due="2026-11-22")  # 100
    office.item("not begun", start="2026-11-22", due="2026-12-22")  # 0 on its first day
    office.item("without a date", progress=90)
    office.item("cancelled", due="2026-11-01", status="cancelled")
    summary = office.report()["summary"]
    assert summary["planned_percent"] == 43.8  # 175 / 4 = 43.75
    assert summary["actual_percent"] == 7.5  # 30 / 4
    assert summary["deviation"] == -36.3


def test_the_plan_keeps_the_first_due_date_when_it_is_moved(office: Office) -> None:
    office.item("moved", start="2026-11-01", due="2026-11-20")
    office.edit("moved", due="2026-12-20")
    report = office.report()
    assert report["summary"]["planned_percent"] == 100.0
    assert report["s_curve"][-1]["week"] == "2026-W51"


def test_weights_count_and_done_is_a_hundred(office: Office) -> None:
    office.item("heavy", due="2026-12-01", weight=3.0, progress=50)
    office.item("done", due="2026-12-01", status="done", progress=80)
    office.item("light", due="2026-12-01", weight=0.5)
    office.item("nothing", due="2026-12-01", weight=0.0, progress=90)
    office.dimension("branding", 2)
    office.edit("heavy", dimension_id=office.store.reader.value("SELECT id FROM dimension"))
    report = office.report()
    assert report["summary"]["actual_percent"] == 55.6  # 250 / 4.5
    groups = {group["key"]: group["progress"] for group in report["by_dimension"]}
    assert groups == {"branding": 50.0, "none": 66.7}  # 100 / 1.5


@pytest.mark.parametrize(("progress", "share"), [([25, 0, 0, 0, 0, 0, 0, 0], 3.1), ([1] + [0] * 19, 0.1)])
def test_halves_are_rounded_up(office: Office, progress: list[int], share: float) -> None:
    for number, value in enumerate(progress):
        office.item(f"item {number}", due="2026-12-31", progress=value)
    assert office.report()["summary"]["actual_percent"] == share  # 3.125 and 0.05


def test_groups_stand_in_order_and_say_none(office: Office) -> None:
    for key, position in (("branding", 2), ("governance", 1), ("living", 3)):
        office.dimension(key, position)
    office.agency("bpkad", "BPKAD")
    office.agency("azwar", "azwar")
    office.item("a", dimension="branding", agency="bpkad", priority="urgent", due="2026-11-20")
    office.item("b", dimension="governance", agency="azwar", status="done")
    office.item("c", agency="azwar", priority="low", progress=50)
    office.item("d", dimension="living", status="cancelled")
    report = office.report()
    assert [
        (group["key"], group["total"], group["done"], group["overdue"]) for group in report["by_dimension"]
    ] == [
        ("governance", 1, 1, 0),
        ("branding", 1, 0, 1),
        ("living", 0, 0, 0),
        ("none", 1, 0, 0),
    ]
    assert report["by_dimension"][0]["name"] == "Smart Governance"
    assert report["by_dimension"][2]["progress"] is None
    assert [(group["key"], group["total"], group["progress"]) for group in report["by_agency"]] == [
        ("azwar", 2, 75.0),
        ("BPKAD", 1, 0.0),
    ]
    assert [(group["key"], group["total"]) for group in report["by_priority"]] == [
        ("urgent", 1),
        ("high", 0),
        ("medium", 1),
        ("low", 1),
    ]


def test_a_deleted_dimension_still_names_its_items(office: Office) -> None:
    office.dimension("branding", 1)
    office.item("a", dimension="branding")
    office.delete("dimension", "branding")
    assert [(group["key"], group["total"]) for group in office.report()["by_dimension"]] == [("branding", 1)]


def test_what_happened_in_the_period(office: Office) -> None:
    office.on("2026-11-13")
    for name in ("finished", "moved on", "stood still", "went back"):
        office.item(name, progress=40)
    office.on("2026-11-16").edit("finished", status="done")
    office.edit("moved on", progress=50)
    office.edit("went back", progress=70)
    office.edit("stood still", progress=60)
    office.on("2026-11-22").item("new", progress=30)
    office.item("new and moved", progress=0)
    office.edit("new and moved", progress=10)
    office.edit("went back", progress=30)
    office.edit("stood still", progress=40)
    office.item("new and cancelled", status="cancelled")
    office.on("2026-11-23").item("next week")
    office.edit("moved on", progress=90)
    report = office.report()
    assert titles(report["completed"]) == ["finished"]
    assert titles(report["added"]) == ["new", "new and moved"]
    assert {one["item"]["title"]: (one["from"], one["to"]) for one in report["progressed"]} == {
        "finished": (40, 100),
        "moved on": (40, 50),
        "went back": (40, 30),
        "new and moved": (0, 10),
    }
    assert titles(office.report("2026-W48")["added"]) == ["next week"]


def test_a_step_backdated_into_the_period_counts_by_its_day(office: Office) -> None:
    office.on("2026-11-10").item("a", progress=10)
    office.on("2026-11-20").edit("a", progress=30)
    office.on("2026-11-18").edit("a", progress=20)  # noted later, for an earlier day: what was noted last holds
    moved = office.report()["progressed"]
    assert [(one["from"], one["to"]) for one in moved] == [(10, 20)]
    points = {point["week"]: point["actual"] for point in office.report()["s_curve"]}
    assert points == {}


def test_rescheduled_is_first_value_to_last_with_the_last_reason(office: Office) -> None:
    office.on("2026-11-10")
    for name in ("twice", "there and back", "without reason", "removed"):
        office.item(name, due="2026-11-20")
    office.item("first date")
    office.item("first date, then moved")
    office.on("2026-11-17")
    office.edit("twice", reason="menunggu dana", due="2026-11-25")
    office.edit("there and back", due="2026-11-25")
    office.edit("without reason", due="2026-11-26")
    office.edit("removed", due=None)
    office.edit("first date", due="2026-11-30")
    office.edit("first date, then moved", due="2026-11-30")
    office.on("2026-11-19")
    office.edit("twice", reason="lelang diulang", due="2026-11-30")
    office.edit("there and back", due="2026-11-20")
    office.edit("first date, then moved", due="2026-12-01")
    office.on("2026-11-23").edit("without reason", due="2027-01-01")
    moves = {
        one["item"]["title"]: (one["from"], one["to"], one["reason"]) for one in office.report()["rescheduled"]
    }
    assert moves == {
        "twice": ("2026-11-20", "2026-11-30", "lelang diulang"),
        "without reason": ("2026-11-20", "2026-11-26", None),
        "removed": ("2026-11-20", None, None),
        "first date, then moved": ("2026-11-30", "2026-12-01", None),
    }


def test_deadlines_are_those_open_or_of_the_period(office: Office) -> None:
    office.deadline("late", "2026-11-01")
    office.deadline("met-before", "2026-11-10", met_on="2026-11-10")
    office.deadline("met-in-it", "2026-12-10", met_on="2026-11-17")
    office.deadline("due-in-it", "2026-11-18", met_on="2026-11-10")
    office.deadline("far", "2027-01-01")
    office.item("a", deadline="far")
    office.item("b", deadline="far", status="done")
    found = [(one["key"], one["days_left"], one["open_items"]) for one in office.report()["deadlines"]]
    assert found == [("late", -21, 0), ("due-in-it", -4, 0), ("met-in-it", 18, 0), ("far", 40, 1)]


def test_silent_agencies_have_open_items_and_no_change_of_any(office: Office) -> None:
    office.on("2026-11-10")
    for code in ("silent", "heard", "noted", "finished"):
        office.agency(code, code)
        office.item(code, agency=code, status="done" if code == "finished" else "in_progress")
    office.item("other of heard", agency="heard", status="done")
    office.on("2026-11-18")
    office.edit("other of heard", priority="high")
    office.add("note", "noted", text="Sudah ditelepon.")
    office.on("2026-11-23").edit("silent", progress=10)
    assert office.report()["silent_agencies"] == ["silent"]


def test_done_items_without_evidence(office: Office) -> None:
    office.item("proved", status="done")
    office.add("evidence", "proved", location="foto.jpg")
    office.item("bare", status="done")
    office.item("open")
    office.on("2026-11-23").add("evidence", "bare", location="terlambat.pdf")
    assert titles(office.report()["without_evidence"]) == ["bare"]
    assert titles(office.report("2026-W48")["without_evidence"]) == []


def test_lists_are_in_the_order_of_every_list(office: Office) -> None:
    office.item("no date", status="blocked")
    office.item("later", status="blocked", due="2026-12-20")
    office.item("later but urgent", status="blocked", due="2026-12-20", priority="urgent")
    office.item("overdue", status="blocked", due="2026-11-20", priority="low")
    office.item("later too", status="blocked", due="2026-12-20")
    assert titles(office.report()["blocked"]) == ["overdue", "later but urgent", "later", "later too", "no date"]


def test_the_curve_runs_over_the_weeks_and_ends_in_the_summary(office: Office) -> None:
    office.on("2026-10-26").item("a", start="2026-11-02", due="2026-11-30", progress=10)
    office.on("2026-11-04").edit("a", progress=30)
    office.on("2026-11-18").edit("a", progress=60)
    report = office.report(as_of="2026-11-20")
    assert report["s_curve"] == [
        {"week": "2026-W44", "planned": 0.0, "actual": 10.0},
        {"week": "2026-W45", "planned": 21.4, "actual": 30.0},  # 6 of 28 days
        {"week": "2026-W46", "planned": 46.4, "actual": 30.0},  # 13
        {"week": "2026-W47", "planned": 64.3, "actual": 60.0},  # 18: the report's own day, not Sunday
        {"week": "2026-W48", "planned": 96.4, "actual": None},  # 27
        {"week": "2026-W49", "planned": 100.0, "actual": None},
    ]
    assert report["summary"]["planned_percent"] == 64.3
    assert report["summary"]["actual_percent"] == 60.0


def test_the_curve_shows_two_years_at_most(office: Office) -> None:
    office.item("old and far", start="2019-01-01", due="2035-01-01")
    weeks = [point["week"] for point in office.report()["s_curve"]]
    assert len(weeks) == 105
    assert (weeks[0], weeks[52], weeks[-1]) == ("2025-W47", "2026-W47", "2027-W46")


def test_scope_is_asked_of_the_list_as_it_was(office: Office) -> None:
    office.agency("diskominfo", "Diskominfo")
    office.deadline("buku-2", "2026-12-04")
    office.item("ours", agency="diskominfo", deadline="buku-2", due="2026-11-21")
    office.item("theirs", deadline="buku-2", due="2026-11-21")
    office.on("2026-11-23").edit("ours", agency_id=None)
    report = office.report(scope="agency:diskominfo is:overdue")
    assert titles(report["overdue"]) == ["ours"]
    assert report["summary"]["total"] == 1
    assert report["deadlines"][0]["open_items"] == 1
    assert office.report("2026-W48", scope="agency:diskominfo")["summary"]["total"] == 0


def test_an_empty_list_has_a_report(office: Office) -> None:
    report = office.report()
    assert report["organisation"] == "Pemerintah Kabupaten Banjar"
    assert report["number"] is None
    assert report["period"] == {"label": "2026-W47", "start": "2026-11-16", "end": "2026-11-22"}
    assert report["as_of"] == "2026-11-22"
    assert report["summary"]["percent_done"] == 0.0
    assert report["by_dimension"] == report["by_agency"] == report["s_curve"] == []
    assert [group["total"] for group in report["by_priority"]] == [0, 0, 0, 0]


def test_a_day_to_come_and_a_period_to_come_are_refused(office: Office) -> None:
    with pytest.raises(UsageError, match="not known yet"):
        office.report("2026-W48", as_of="2026-11-25")
    with pytest.raises(UsageError, match="begins on 30 November 2026"):
        office.report("2026-W49")
    with pytest.raises(UsageError, match="begins on 16 November 2026"):
        office.report(as_of="2026-11-15")


def test_a_report_can_look_back_from_after_its_period(office: Office) -> None:
    office.on("2026-11-12").item("a", progress=10, due="2026-12-01")
    office.on("2026-11-18").edit("a", progress=20)
    office.on("2026-11-23").edit("a", progress=30, due="2026-12-05", status="blocked")
    report = office.report(as_of="2026-11-23")
    assert [(one["from"], one["to"]) for one in report["progressed"]] == [(10, 20)]
    assert report["rescheduled"] == []
    assert titles(report["blocked"]) == ["a"]
    assert report["period"]["end"] == "2026-11-22"


def test_a_report_with_some_rows_knows_how_many_there_are(office: Office) -> None:
    from taskforce.reports.figures.build import Extent

    for number in range(5):
        office.item(f"item {number}", due="2026-11-01")
    period = Period(date(2026, 11, 16), date(2026, 11, 22))
    report = build_report(office.store, period, extent=Extent(2, links=False, matrix=False))
    assert report.overdue.total == report.summary.overdue == 5
    assert [row.title for row in report.overdue.rows] == ["item 0", "item 1"]


def test_the_burn_up_counts_by_the_days_that_people_said(office: Office) -> None:
    office.on("2026-10-21").item("early", due="2026-11-06", status="done", done_on="2026-10-22")
    office.on("2026-11-03").item("noted late", due="2026-11-08", status="done", done_on="2026-10-28")
    office.on("2026-11-10").item("moved", due="2026-11-13")
    office.edit("moved", due="2026-12-20")
    office.item("cancelled", status="cancelled", due="2026-11-01")
    office.on("2026-11-18").item("undated")
    points = {one["week"]: (one["known"], one["done"], one["due"]) for one in office.report()["burn_up"]}
    assert points == {
        "2026-W43": (1, 1, 0),
        "2026-W44": (2, 2, 0),
        "2026-W45": (2, 2, 2),
        "2026-W46": (3, 2, 3),
        "2026-W47": (4, 2, 3),
        "2026-W48": (None, None, 3),
        "2026-W49": (None, None, 3),
        "2026-W50": (None, None, 3),
        "2026-W51": (None, None, 3),
    }


def test_the_leads_are_a_group_like_any_other(office: Office) -> None:
    farid = create("member", handle="farid", name="HM Farid Soufian")
    office.store.apply(Batch("add", [farid]))
    office.item("a", lead_id=farid.record_id, due="2026-11-01", progress=50)
    office.item("b", lead_id=farid.record_id, status="done")
    office.item("c")
    office.item("d", lead_id=farid.record_id, status="cancelled")
    assert [tuple(group.values()) for group in office.report("2026-W48")["by_member"]] == [
        ("farid", "HM Farid Soufian", 2, 1, 1, 75.0, 2),
        ("none", "none", 1, 0, 0, 0.0, 1),
    ]
