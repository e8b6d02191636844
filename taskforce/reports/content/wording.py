"""The words of a report: figures, days and statuses as people read them, in the language in force."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from taskforce.language import _, plural
from taskforce.model.dates import format_date
from taskforce.model.numbers import format_number, format_percent
from taskforce.model.text import clean_line
from taskforce.model.vocabulary import MARKS, OVERDUE_MARK, Priority, Status, label
from taskforce.model.width import shorten
from taskforce.reports.document import Listed, Table, Verdict
from taskforce.reports.figures.period import period_title
from taskforce.reports.figures.status import NONE, Group, StatusReport
from taskforce.wording.records import overdue_text

NOTHING = "–"
MINUS = "−"

UNNUMBERED = "." * 24
"""Stands for a number until there is one."""

LONGEST = 240
"""Cells of a title or note that a report shows at most; the item itself has the rest."""

TILES = (
    Status.DONE,
    Status.IN_PROGRESS,
    Status.NOT_STARTED,
    Status.BLOCKED,
    Status.DEFERRED,
)
"""The statuses that add up to the total, in the order in which they are shown."""


class Figure(NamedTuple):
    """One figure of the summary: its key in the data, mark, label and value as text."""

    key: str
    mark: str
    label: str
    value: str


def line(text: str | None, limit: int = LONGEST) -> str:
    """Return text that people wrote in one clean line of at most ``limit`` cells; a dash for none.

    The store cleans what is written here; what came from another copy is shown as clean.
    """
    return shorten(clean_line(text), limit) if text else NOTHING


def title(report: StatusReport, kind: str | None = None) -> str:
    """Return what the report is called."""
    match kind or report.period.kind:
        case "weekly":
            return _("Weekly status report")
        case "monthly":
            return _("Monthly status report")
        case "quarterly":
            return _("Quarterly status report")
        case "yearly":
            return _("Yearly status report")
        case "evaluation":
            return _("Evaluation report")
    return _("Status report")


def subtitle(report: StatusReport) -> str:
    """Return the period, with the number of its week."""
    return period_title(report.period)


def as_of_text(report: StatusReport) -> str:
    """Return the day at whose end things stood as reported."""
    return _("As of {day}", day=format_date(report.as_of))


def scope_text(report: StatusReport) -> str:
    """Return what the report is limited to; empty when it is the whole list."""
    if not report.scope:
        return ""
    match report.about:
        case ("dimension", name):
            return _("Dimension: {name}", name=line(name))
        case ("agency", name):
            return _("Agency: {name}", name=line(name))
        case ("member", name):
            return _("Member: {name}", name=line(name))
    return _("Only: {query}", query=line(report.scope))


def signed(value: float | None) -> str:
    """Return a difference in percentage points with its sign."""
    if value is None:
        return NOTHING
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    return f"{sign}{format_number(abs(value), decimals=0 if isinstance(value, int) else 1)}"


def points(value: float | None) -> str:
    """Return a difference with its sign and its unit."""
    return NOTHING if value is None else _("{number} points", number=signed(value))


def verdict(report: StatusReport) -> str:
    """Return what the deviation means, in words: it must not depend on a colour."""
    deviation = report.summary.deviation
    if deviation is None:
        return _("no due dates yet")
    if deviation < 0:
        return _("behind plan")
    return _("ahead of plan") if deviation > 0 else _("on plan")


def group_name(group: Group, kind: str) -> str:
    """Return the name of a group as people read it; agencies by their short name."""
    if group.key == NONE:
        nothing = {"dimension": _("(no dimension)"), "agency": _("(no agency)"), "member": _("(no lead)")}
        return nothing[kind]
    if kind == "priority":
        return label(Priority(group.key))
    return line(group.name if kind == "dimension" else group.key)


def group_counts(group: Group) -> str:
    """Return a group's counts in words."""
    words = _("{done} of {total} done", done=group.done, total=group.total)
    return words if not group.overdue else f"{words}, {overdue_text(group.overdue)}"


def counts(report: StatusReport) -> list[Figure]:
    """Return the counts of the summary; those of the statuses add up to the first."""
    figures = report.summary
    shown = [Figure("total", "", _("Action items"), str(figures.total))]
    shown += [Figure(str(one), MARKS[one], label(one), str(getattr(figures, str(one)))) for one in TILES]
    shown.append(Figure("overdue", OVERDUE_MARK, _("Overdue"), str(figures.overdue)))
    return shown


def percentages(report: StatusReport) -> list[Figure]:
    """Return the percentages of the summary."""
    figures = report.summary
    return [
        Figure("percent_done", "", _("Items done, by number"), format_percent(figures.percent_done)),
        Figure("planned_percent", "", _("Planned progress, by weight"), format_percent(figures.planned_percent)),
        Figure("actual_percent", "", _("Actual progress, by weight"), format_percent(figures.actual_percent)),
        Figure("deviation", "", _("Deviation"), points(figures.deviation)),
    ]


def footnote(report: StatusReport) -> str:
    """Return what is not counted, and what comes next."""
    figures = report.summary
    words = [
        plural(
            "{count} due in the 7 days after the period",
            "{count} due in the 7 days after the period",
            figures.due_next,
        )
    ]
    if figures.cancelled:
        words.append(plural("{count} cancelled, not counted", "{count} cancelled, not counted", figures.cancelled))
    if report.open_conflicts:
        words.append(
            plural(
                "{count} item with an open conflict: two people changed one field",
                "{count} items with an open conflict: two people changed one field",
                report.open_conflicts,
            )
        )
    return "; ".join(words)


def number_line(report: StatusReport) -> str:
    """Return the line of the number: dots before the report is issued, for a number is given when it is."""
    return _("Number: {number}", number=report.number or UNNUMBERED)


def draft_mark(report: StatusReport) -> str:
    """Return what stands across the pages of a report that is not issued yet; nothing on an issued one."""
    return "" if report.number else _("DRAFT")


def subject(report: StatusReport, words: str | None) -> str:
    """Return what the report is about: the secretary's words, or the program's."""
    return _(
        "Subject: {subject}", subject=line(words or _("Progress of the Smart City masterplan’s action items"))
    )


def place_and_day(report: StatusReport, day: date) -> str:
    """Return the place and day over a signature."""
    written = format_date(day)
    return f"{line(report.texts.place)}, {written}" if report.texts.place else written


def before_text(verdict: Verdict) -> str:
    """Return the judgements of the weeks before, the oldest first, in one line; as it was frozen if it was."""
    if verdict.earlier or not verdict.before:
        return verdict.earlier
    weeks = ", ".join(
        _("week {number} {judgement}", number=int(one.label[-2:]), judgement=one.text) for one in verdict.before
    )
    return _("Weeks before: {weeks}", weeks=weeks)


def left_out_text(block: Table | Listed) -> str:
    """Return what stands under a list that is not shown whole, and where the whole of it is.

    It is as it was frozen, if it was; nothing under a whole list.
    """
    count, where = block.left_out, block.where
    if block.more or not count:
        return block.more
    if where:
        return plural(
            "… and {count} more: all in {where}", "… and {count} more: all in {where}", count, where=where
        )
    return plural("… and {count} more", "… and {count} more", count)
