"""Issuing a report: its figures, texts and sources frozen, under a number of the office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from taskforce import __version__
from taskforce.clock import write_moment
from taskforce.language import _, current_language
from taskforce.model.dates import format_date
from taskforce.model.errors import UsageError
from taskforce.model.report_number import next_number
from taskforce.reports.content.frozen import SCHEMA, document_values
from taskforce.reports.content.options import Options
from taskforce.reports.figures.period import Period
from taskforce.reports.figures.status import StatusReport
from taskforce.reports.writers.registry import Draft
from taskforce.store.changes.batch import Batch, create
from taskforce.store.history.undo import ISSUE
from taskforce.store.read import issued_reports, report_data
from taskforce.store.read.issued_reports import IssuedRow
from taskforce.store.store import Store

_ITEM_FIELDS = ("ref", "title", "status", "progress", "priority", "start", "due", "done_on", "lead", "agency")


def issue(
    store: Store, report: StatusReport, options: Options, number: str | None = None, replaces: str | None = None
) -> IssuedRow:
    """Issue a report that was read whole; return its entry in the register.

    ``number`` is by the office's pattern when none is given; ``replaces`` names the issued report it corrects.
    Raises :class:`UsageError` for a report that has been replaced already, and what writing raises.
    """
    reader, clock = store.reader, store.clock
    old = None if replaces is None else issued_reports.find_issued(reader, replaces)
    if old is not None and old.replaced_by is not None:
        newer = issued_reports.find_issued(reader, old.replaced_by)
        raise UsageError(_("{old} was replaced already: replace {new} instead.", old=old.number, new=newer.number))
    number = number or proposed_number(store, report.period)
    if old is not None:
        day = format_date(clock.day_of(old.issued_at))
        options = options._replace(replaces=_("Replaces report No. {number} of {day}", number=old.number, day=day))
    draft = Draft(report._replace(number=number), options)
    record = create(
        "issued_report",
        number=number,
        period_start=report.period.start.isoformat(),
        period_end=report.period.end.isoformat(),
        as_of=report.as_of.isoformat(),
        scope=report.scope,
        issued_at=write_moment(clock.now()),
        issued_by=store.actor_id,
        replaces_id=None if old is None else old.id,
        figures=_figures(store, draft),
        texts={"schema": SCHEMA, "document": document_values(draft.document)},
    )
    store.apply(Batch(ISSUE, [record], summary=number))
    return issued_reports.find_issued(reader, record.record_id)


def issued_before(store: Store, period: Period, kind: str, scope: str = "") -> IssuedRow | None:
    """Return the newest issued report of this period, kind and scope that none replaces; ``None`` for none."""
    days = period.start.isoformat(), period.end.isoformat()
    for row in issued_reports.issued_rows(store.reader):
        same = (row.start, row.end) == days and (row.scope or "") == scope and row.replaced_by is None
        if same and issued_reports.kind_of(store.reader, row.id) in (kind, None):
            return row
    return None


def issuing_questions(
    store: Store, period: Period, again: IssuedRow | None, replaces: IssuedRow | None
) -> list[str]:
    """Return what a person is asked before a report of ``period`` is issued.

    ``again`` is the report that was issued of it before (:func:`issued_before`), ``replaces`` the one that the new
    one is to replace.
    """
    questions = []
    if store.clock.today() < period.end:
        questions.append(
            _(
                "{period} still runs, until {day}: issue its report already?",
                period=period.label,
                day=format_date(period.end),
            )
        )
    if again is not None:
        told = {
            "period": period.label,
            "number": again.number,
            "day": format_date(store.clock.day_of(again.issued_at)),
        }
        if replaces is not None and replaces.id == again.id:
            said = _(
                "{period} was issued on {day} as No. {number}: issue it again, in place of No. {number}?", **told
            )
        else:
            said = _("{period} was issued on {day} as No. {number}: issue it beside that one?", **told)
        questions.append(said)
    return questions


def proposed_number(store: Store, period: Period) -> str:
    """Return the next number by the office's pattern, for a report of ``period`` issued today."""
    reader, clock = store.reader, store.clock
    today = clock.today()
    taken = issued_reports.numbers_of_year(reader, clock, today.year)
    return next_number(report_data.organisation(reader).get("report_number"), today, period.start, taken)


def _figures(store: Store, draft: Draft) -> dict[str, Any]:
    rows = draft.report.matrix.rows if draft.report.matrix is not None else ()
    items = {row.id: {name: getattr(row, name) for name in _ITEM_FIELDS} for row in rows}
    return {
        "schema": SCHEMA,
        "kind": draft.document.kind,
        "language": current_language(),
        "data": dict(draft.data),
        "items": items,
        "sources": {"program": __version__, "changes": issued_reports.sources(store.reader)},
    }


def issued_data(row: IssuedRow, local: Callable[[str], str]) -> dict[str, Any]:
    """Return an issued report for ``report --list --format json``."""
    period = Period(date.fromisoformat(row.start), date.fromisoformat(row.end))
    return {
        "id": row.id,
        "number": row.number,
        "period": period.label,
        "issued_at": local(row.issued_at),
        "issued_by": row.issued_by,
        "replaces": row.replaces,
    }
