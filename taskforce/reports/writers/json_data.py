"""The report as data: the object of ``report --format json``; see docs/data-formats.md."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from taskforce.clock import Clock
from taskforce.reports.content import briefing
from taskforce.reports.figures.judgement import Judgement
from taskforce.reports.figures.status import Group, Listing, StatusReport
from taskforce.store.read.item_data import item_data, local_times
from taskforce.store.read.items import ItemRow


def report_data(report: StatusReport, words: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the report as plain values; its briefing in the language in force, by the secretary's ``words``.

    Raises :class:`ValueError` for a report that was not read whole.
    """
    links = report.links
    lists: tuple[Listing[Any], ...] = (report.completed, report.progressed, report.added, report.overdue)
    lists += (report.blocked, report.due_in_period, report.due_next, report.rescheduled)
    if links is None or any(one.total != len(one.rows) for one in lists):
        raise ValueError("the report was built without links or with some rows only: build it with COMPLETE")
    local, today = local_times(Clock(report.zone)), report.as_of.isoformat()

    def one(row: ItemRow) -> dict[str, Any]:
        return item_data(row, links, today, local)

    return {
        "organisation": report.organisation,
        "number": report.number,
        "period": {
            "label": report.period.label,
            "start": report.period.start.isoformat(),
            "end": report.period.end.isoformat(),
        },
        "as_of": today,
        "summary": report.summary._asdict(),
        "by_dimension": _groups(report.by_dimension),
        "by_agency": _groups(report.by_agency),
        "by_priority": _groups(report.by_priority),
        "by_member": _groups(report.by_member),
        "judgement": _judgement(report.judgement),
        "briefing": briefing.briefing(report, words or {}),
        "due_in_period": [one(row) for row in report.due_in_period.rows],
        "asks": [
            {"item": one(ask.items[0]) if ask.items else None, "ask": ask.ask, "from": ask.of, "by": ask.by}
            for ask in briefing.asks(report, words or {})
        ],
        **_lists(report, one),
        "deadlines": [deadline._asdict() for deadline in report.deadlines],
        "silent_agencies": list(report.silent_agencies),
        "silent_before": list(report.silent_before),
        "without_evidence": [one(row) for row in report.without_evidence.rows],
        "s_curve": [
            {"week": point.week, "planned": point.planned, "actual": point.actual} for point in report.s_curve
        ],
        "open_conflicts": report.open_conflicts,
        "burn_up": [point._asdict() for point in report.burn_up],
        "progress": {name: getattr(report.progress, name)._asdict() for name in report.progress._fields},
        "outlook": report.outlook._asdict(),
        "curve_items": [{"week": point.week, "items": point.items} for point in report.s_curve],
    }


def _judgement(judgement: Judgement) -> dict[str, Any]:
    now = judgement.now
    return {
        "now": now.key,
        "rule": briefing.rule(),
        "previous": [{"week": week, "judgement": one.key} for week, one in judgement.previous],
        "points_behind": now.behind,
        "late_percent": now.late,
    }


def _groups(groups: Iterable[Group]) -> list[dict[str, Any]]:
    return [group._asdict() for group in groups]


def _lists(report: StatusReport, one: Callable[[ItemRow], dict[str, Any]]) -> dict[str, Any]:
    return {
        "completed": [one(row) for row in report.completed.rows],
        "progressed": [
            {"item": one(move.item), "from": move.before, "to": move.after} for move in report.progressed.rows
        ],
        "added": [one(row) for row in report.added.rows],
        "overdue": [one(row) for row in report.overdue.rows],
        "blocked": [one(row) for row in report.blocked.rows],
        "due_next": [one(row) for row in report.due_next.rows],
        "rescheduled": [
            {"item": one(move.item), "from": move.before, "to": move.after, "reason": move.reason}
            for move in report.rescheduled.rows
        ],
    }


def as_json(data: Mapping[str, Any], *, ascii_only: bool = False) -> str:
    """Return a report's data as JSON text.

    All but ASCII is escaped where a console has not every character.
    """
    return json.dumps(data, ensure_ascii=ascii_only, indent=1) + "\n"
