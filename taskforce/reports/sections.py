"""The sections of a report as words: titles, columns and rows, which every writer sets in its own way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from taskforce.language import _, current_language, plural
from taskforce.model.dates import format_date
from taskforce.model.numbers import format_percent
from taskforce.model.vocabulary import MARKS, OVERDUE_MARK, Priority, Status, label
from taskforce.reports.status import NONE, Group, Move, StatusReport
from taskforce.store.items import ItemRow


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title; ``flexible`` ones take what is left, ``right`` ones are set flush right."""

    title: str
    flexible: bool = False
    right: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: its key, title, table, and what stands there when it is empty."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[str, ...]]
    empty: str = field(default="")


def day(text: str | None) -> str:
    """A date in a table; ``–`` for none."""
    return "–" if text is None else format_date(date.fromisoformat(text), current_language(), "short")


def status_words(item: ItemRow) -> str:
    """A status as a mark and a word."""
    status = Status(item.status)
    return f"{MARKS[status]} {label(status)}"


def percent(value: Decimal | None) -> str:
    """A percentage as the language writes it; ``–`` of nothing."""
    return format_percent(value, current_language())


def signed(value: Decimal | None) -> str:
    """A deviation with its sign."""
    if value is None:
        return "–"
    text = percent(abs(value)).rstrip("%")
    return ("+" if value > 0 else "-" if value < 0 else "±") + text


def group_name(group: Group, by: str) -> str:
    """The name of a group as people read it."""
    if group.key == NONE:
        return _("(no dimension)") if by == "dimension" else _("(no agency)")
    return label(Priority(group.key)) if by == "priority" else group.name


def title_of(report: StatusReport) -> str:
    """What the report is called."""
    return _("Weekly status report") if "W" in report.period.label else _("Status report")


def period_words(report: StatusReport) -> str:
    """The period as an office writes it: the week's number and its days."""
    period, language = report.period, current_language()
    start, end = format_date(period.start, language, "long"), format_date(period.end, language, "long")
    if period.start.year == period.end.year:
        start = start.rsplit(" ", 1)[0]
        if period.start.month == period.end.month:
            start = start.split(" ", 1)[0]
    days = f"{start} – {end}"
    if "W" not in period.label:
        return days
    return _("Week {number}, {days}", number=int(period.label.rpartition("W")[2]), days=days)


def as_of_words(report: StatusReport) -> str:
    """The day the figures are of."""
    return _("as of {day}", day=format_date(report.as_of, current_language(), "full"))


def summary_pairs(report: StatusReport) -> list[tuple[str, str]]:
    """The figures with their labels, in the order they are read."""
    figures = report.summary
    counts = [(status, getattr(figures, status.value)) for status in Status]
    return [
        (_("Action items"), str(figures.total)),
        *((f"{MARKS[status]} {label(status)}", str(count)) for status, count in counts),
        (f"{OVERDUE_MARK} {_('Overdue')}", str(figures.overdue)),
        (_("Due next"), str(figures.due_next)),
        (_("Percent done"), percent(figures.percent_done)),
        (_("Planned"), percent(figures.planned_percent)),
        (_("Actual"), percent(figures.actual_percent)),
        (_("Deviation"), signed(figures.deviation)),
    ]


def sections(report: StatusReport) -> list[Section]:
    """Every list of the report, in its order: what is late first."""
    return [
        _overdue(report),
        _items("blocked", _("Blocked"), report, report.blocked, _("Obstacle"), _obstacle(report)),
        _items("completed", _("Completed in the period"), report, report.completed, _("Done on"), _done_on),
        _moves("progressed", _("Progress in the period"), report.progressed, lambda value: f"{value}%"),
        _items("added", _("Added in the period"), report, report.added, _("Due"), _due),
        _rescheduled(report),
        _deadlines(report),
        _items("due_next", _("Due next"), report, report.due_next, _("Due"), _due),
        _silent(report),
        _items(
            "without_evidence", _("Done, but no evidence"), report, report.without_evidence, _("Done on"), _done_on
        ),
    ]


def _due(item: ItemRow) -> str:
    return day(item.due)


def _done_on(item: ItemRow) -> str:
    return day(item.done_on)


def _obstacle(report: StatusReport) -> Callable[[ItemRow], str]:
    return lambda item: " ".join(report.data.obstacles.get(item.id, "–").split())


_NOTHING = "–"


def _overdue(report: StatusReport) -> Section:
    today = report.as_of
    columns = (
        Column(_("Ref"), right=True),
        Column(_("Action item"), flexible=True),
        Column(_("Lead")),
        Column(_("Agency")),
        Column(_("Due")),
        Column(_("Days late"), right=True),
        Column(_("Status")),
    )
    rows = [
        (
            item.ref,
            item.title,
            item.lead_name or _NOTHING,
            item.agency or _NOTHING,
            day(item.due),
            str((today - date.fromisoformat(item.due or "")).days),
            status_words(item),
        )
        for item in report.overdue
    ]
    return Section("overdue", f"{OVERDUE_MARK} {_('Overdue')}", columns, rows, _("Nothing is overdue."))


def _items(
    key: str,
    title: str,
    report: StatusReport,
    items: Sequence[ItemRow],
    last: str,
    value: Callable[[ItemRow], str],
) -> Section:
    columns = (
        Column(_("Ref"), right=True),
        Column(_("Action item"), flexible=True),
        Column(_("Lead")),
        Column(_("Agency")),
        Column(last),
    )
    rows = [
        (item.ref, item.title, item.lead_name or _NOTHING, item.agency or _NOTHING, value(item)) for item in items
    ]
    return Section(key, title, columns, rows, _("None."))


def _moves(key: str, title: str, moves: Sequence[Move], shown: Callable[[object], str]) -> Section:
    columns = (
        Column(_("Ref"), right=True),
        Column(_("Action item"), flexible=True),
        Column(_("Lead")),
        Column(_("From"), right=True),
        Column(_("To"), right=True),
    )
    rows = [
        (move.item.ref, move.item.title, move.item.lead_name or _NOTHING, shown(move.before), shown(move.after))
        for move in moves
    ]
    return Section(key, title, columns, rows, _("None."))


def _rescheduled(report: StatusReport) -> Section:
    columns = (
        Column(_("Ref"), right=True),
        Column(_("Action item"), flexible=True),
        Column(_("From")),
        Column(_("To")),
        Column(_("Reason"), flexible=True),
    )
    rows = [
        (move.item.ref, move.item.title, day(move.before), day(move.after), move.reason or _NOTHING)
        for move in report.rescheduled
    ]
    return Section("rescheduled", _("Rescheduled in the period"), columns, rows, _("None."))


def _deadlines(report: StatusReport) -> Section:
    columns = (
        Column(_("Deadline"), flexible=True),
        Column(_("Due")),
        Column(_("Days left"), right=True),
        Column(_("Open items"), right=True),
    )
    rows = [
        (
            figure.row.name,
            day(figure.row.due),
            _("met") if figure.row.met_on else str(figure.days_left),
            str(figure.row.open_items),
        )
        for figure in report.deadlines
    ]
    return Section("deadlines", _("Deadlines"), columns, rows, _("None."))


def _silent(report: StatusReport) -> Section:
    return Section(
        "silent_agencies",
        _("Agencies without any update in the period"),
        (Column(_("Agency"), flexible=True),),
        [(agency,) for agency in report.silent_agencies],
        _("None: every agency with open items was heard."),
    )


def matrix(report: StatusReport) -> Section:
    """The follow-up matrix as offices keep it: every item of the report."""
    columns = tuple(
        Column(title, flexible=index == 3)
        for index, title in enumerate(
            (
                _("No"),
                _("Origin"),
                _("Created"),
                _("Action item"),
                _("Agency"),
                _("Lead"),
                _("Due"),
                _("Priority"),
                _("Status"),
                _("Done on"),
            )
        )
    )
    clock = report.data.clock
    rows = [
        (
            str(number),
            item.origin or _NOTHING,
            day(clock.day_of(item.created_at).isoformat()),
            item.title,
            item.agency or _NOTHING,
            item.lead_name or _NOTHING,
            day(item.due),
            label(Priority(item.priority)),
            f"{status_words(item)} {item.progress}%",
            day(item.done_on),
        )
        for number, item in enumerate(report.items, 1)
    ]
    return Section("matrix", _("Follow-up matrix"), columns, rows, _("The list has no action items."))


def count_words(group: Group) -> str:
    """A group's counts in words."""
    words = [
        plural("{count} item", "{count} items", group.total),
        plural("{count} done", "{count} done", group.done),
    ]
    if group.overdue:
        words.append(f"{OVERDUE_MARK} " + plural("{count} overdue", "{count} overdue", group.overdue))
    return ", ".join(words)
