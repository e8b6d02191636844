"""The plots of a report: what each shows, from its figures, and the same in words for who cannot see it.

:mod:`taskforce.reports.plots.svg` draws them as SVG, :mod:`taskforce.reports.plots.cells` with the cells of a
terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from taskforce.language import N_, _, plural
from taskforce.model.dates import week_of
from taskforce.model.errors import UsageError
from taskforce.model.numbers import format_percent
from taskforce.model.text import nearest
from taskforce.reports.content import wording
from taskforce.reports.document import Plot, Series
from taskforce.reports.figures.status import NONE, Group, StatusReport
from taskforce.wording.records import overdue_text

MOST_BARS = 20
"""Leads that a plot shows with a bar each; the others, who have the fewest open items, are one line."""

MOST_STEPS = 6
"""Changes of scope that are told below the curve at most."""

NAMES: Mapping[str, str] = {
    "s_curve": N_("S-curve: planned and actual progress"),
    "burn_up": N_("Burn-up: items known, due and done"),
    "dimensions": N_("Progress per dimension"),
    "members": N_("Open items per lead"),
}
"""Every plot, with its title (a message id)."""

_OTHER_NAMES = {
    "kurva_s": "s_curve",
    "kurva": "s_curve",
    "curve": "s_curve",
    "scurve": "s_curve",
    "burnup": "burn_up",
    "dimensi": "dimensions",
    "dimension": "dimensions",
    "by_dimension": "dimensions",
    "member": "members",
    "by_member": "members",
    "load": "members",
    "anggota": "members",
    "beban": "members",
}


def plot_name(text: str) -> str:
    """Return the plot that a person names, in either language: ``s-curve``.

    Raises :class:`UsageError` for none.
    """
    word = text.strip().lower().replace("-", "_").replace(" ", "_")
    name = word if word in NAMES else _OTHER_NAMES.get(word)
    if name is not None:
        return name
    close = nearest(word, [*NAMES, *_OTHER_NAMES], 1) or NAMES
    raise UsageError(
        _(
            "There is no plot “{name}”: use {names}.",
            name=text,
            names=", ".join(name.replace("_", "-") for name in close),
        )
    )


def plot_of(report: StatusReport, name: str) -> Plot | None:
    """Return a plot of a report by its name, in the language in force; ``None`` where there is nothing to show."""
    makers: Mapping[str, Callable[[StatusReport], Plot | None]] = {
        "s_curve": curve_plot,
        "burn_up": burn_up_plot,
        "dimensions": dimensions_plot,
        "members": members_plot,
    }
    return makers[name](report)


def plots_of(report: StatusReport) -> list[Plot]:
    """Return every plot that has something to show."""
    return [plot for name in NAMES if (plot := plot_of(report, name)) is not None]


def curve_plot(report: StatusReport) -> Plot | None:
    """Return the S-curve of a report; ``None`` when there is no item with a due date."""
    points = report.s_curve
    if not points:
        return None
    weeks = tuple(point.week for point in points)
    planned, actual = tuple(one.planned for one in points), tuple(one.actual for one in points)
    summary = report.summary
    series = (
        Series("planned", _("planned"), planned, format_percent(summary.planned_percent)),
        Series("actual", _("actual"), actual, format_percent(summary.actual_percent)),
    )
    return Plot(
        "s_curve",
        _(NAMES["s_curve"]),
        _in_words(weeks, series, format_percent),
        weeks,
        series,
        _own(report, weeks),
        f"{_('deviation')} {wording.points(summary.deviation)}",
        head=_("Week"),
    )


def scope_text(report: StatusReport) -> str:
    """Return how many items the curve was over from week to week; empty where they were always as many."""
    steps: list[str] = []
    before = 0
    for point in report.s_curve:
        if point.actual is not None and point.items != before:
            steps.append(_("{count} (week {number})", count=point.items, number=int(point.week[-2:])))
            before = point.items
    if len(steps) < 2:
        return ""
    shown = steps if len(steps) <= MOST_STEPS else [steps[0], "…", *steps[2 - MOST_STEPS :]]
    return _(
        "Past weeks stand as they were reported then. The scope of work changed, and the lines with it; action "
        "items with a due date: {steps}.",
        steps=" → ".join(shown),
    )


def burn_up_plot(report: StatusReport) -> Plot | None:
    """Return the plot of how many items were known, due and done week by week; ``None`` when there are none."""
    points = report.burn_up
    if not points:
        return None
    weeks = tuple(point.week for point in points)
    here = _own(report, weeks)

    def line(key: str, name: str, values: Sequence[int | None]) -> Series:
        own = None if here is None else values[here]
        return Series(key, name, tuple(values), "" if own is None else str(own))

    series = (
        line("known", _("known"), [point.known for point in points]),
        line("due", _("due by then"), [point.due for point in points]),
        line("done", _("done"), [point.done for point in points]),
    )
    return Plot(
        "burn_up",
        _(NAMES["burn_up"]),
        _in_words(weeks, series, _count),
        weeks,
        series,
        here,
        unit="count",
        head=_("Week"),
    )


def dimensions_plot(report: StatusReport) -> Plot | None:
    """Return the plot of how far each dimension is; ``None`` when there is none."""
    groups = report.by_dimension
    if not groups:
        return None
    names = tuple(wording.group_name(group, "dimension") for group in groups)
    notes = tuple(map(wording.group_counts, groups))
    series = (Series("progress", _("Progress"), tuple(group.progress for group in groups)),)
    told = [
        f"{name}: {format_percent(group.progress)}, {note}"
        for name, group, note in zip(names, groups, notes, strict=True)
    ]
    return Plot(
        "dimensions",
        _(NAMES["dimensions"]),
        "; ".join(told),
        names,
        series,
        head=_("Dimension"),
        form="bars",
        notes=notes,
    )


def members_plot(report: StatusReport) -> Plot | None:
    """Return the plot of what each lead still has to do, the busiest first; ``None`` when nothing is open."""
    busy = sorted(
        (group for group in report.by_member if group.total > group.done),
        key=lambda group: (group.done - group.total, -group.overdue, group.key),
    )
    if not busy:
        return None
    shown, rest = busy[:MOST_BARS], busy[MOST_BARS:]
    names = [_("(no lead)") if group.key == NONE else wording.line(group.name) for group in shown]
    if rest:
        total, done, overdue = (sum(column) for column in zip(*(group[2:5] for group in rest), strict=True))
        shown.append(Group("", "", total, done, overdue, None, 0))
        names.append(plural("{count} other", "{count} others", len(rest)))
    late = tuple(group.overdue for group in shown)
    other = tuple(group.total - group.done - group.overdue for group in shown)
    series = (Series("overdue", _("overdue"), late), Series("open", _("not overdue"), other))
    return Plot(
        "members",
        _(NAMES["members"]),
        _in_words(names, series, _count),
        tuple(names),
        series,
        unit="count",
        head=_("Lead"),
        form="bars",
        notes=tuple(overdue_text(count) if count else "" for count in late),
    )


def _own(report: StatusReport, weeks: Sequence[str]) -> int | None:
    """Return the number of the report's own week among those of a curve."""
    own = week_of(report.as_of)
    return weeks.index(own) if own in weeks else None


def _count(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"


def _in_words(labels: Sequence[str], series: Sequence[Series], write: Callable[[float | None], str]) -> str:
    """Return ``2026-W47: planned 46,7%, actual 25,8%; …``"""
    told = []
    for number, label in enumerate(labels):
        facts = [f"{one.name} {write(value)}" for one in series if (value := one.values[number]) is not None]
        told.append(f"{label}: {', '.join(facts)}")
    return "; ".join(told)
