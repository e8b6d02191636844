"""The plots of a report by name: what each shows, its figures in words, and how it is drawn on any canvas.

``svg_of`` and ``png_of`` (plot_svg) and ``cells_of`` (plot_cells) paint them; :func:`alternative_text` says them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from taskforce.language import N_, _, plural
from taskforce.model.dates import week_of
from taskforce.model.errors import UsageError
from taskforce.model.numbers import format_percent
from taskforce.model.text import nearest
from taskforce.reports import wording
from taskforce.reports.plot_bars import BarRow, Part, draw_bars
from taskforce.reports.plot_lines import Series, draw_lines
from taskforce.reports.scene import Canvas, Shape
from taskforce.reports.status import NONE, Group, StatusReport

MOST_BARS = 20
"""Leads that a plot shows with a bar each; the others, who have the fewest open items, are one line."""


@dataclass(frozen=True, slots=True)
class Plot:
    """One plot: its name, its title, its figures as a table of words, and how to draw it.

    ``lines`` is the height that suits it, in lines of text.  There are no ``rows`` where there is nothing to show.
    """

    name: str
    title: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    lines: int
    draw: Callable[[Canvas], list[Shape]]


NAMES: dict[str, str] = {
    "s-curve": N_("S-curve: planned and actual progress"),
    "burn-up": N_("Burn-up: items known, due and done"),
    "dimensions": N_("Progress per dimension"),
    "members": N_("Open items per lead"),
}
"""Every plot, with its title."""

_OTHER_NAMES = {
    "kurva-s": "s-curve",
    "curve": "s-curve",
    "burnup": "burn-up",
    "dimensi": "dimensions",
    "dimension": "dimensions",
    "load": "members",
    "anggota": "members",
    "beban": "members",
}


def plot_name(text: str) -> str:
    """The plot that a person names, in either language.  Raises :class:`UsageError` for none."""
    wanted = text.strip().lower().replace("_", "-").replace(" ", "-")
    found = wanted if wanted in NAMES else _OTHER_NAMES.get(wanted)
    if found is not None:
        return found
    close = nearest(wanted, NAMES, 1)
    raise UsageError(_("There is no plot “{name}”: use {names}.", name=text, names=", ".join(close or NAMES)))


def plot_of(report: StatusReport, name: str) -> Plot:
    """A plot of a report by its name, in the language in force."""
    makers = {"s-curve": _s_curve, "burn-up": _burn_up, "dimensions": _dimensions, "members": _members}
    return makers[name](report)


def plots_of(report: StatusReport) -> list[Plot]:
    """Every plot that has something to show."""
    plots = (plot_of(report, name) for name in NAMES)
    return [plot for plot in plots if plot.rows]


def alternative_text(plot: Plot) -> str:
    """The figures of a plot in words, for who cannot see it."""
    if not plot.rows:
        return _("There are no action items.")
    told = "; ".join(_row_in_words(plot.head, row) for row in plot.rows)
    return f"{plot.title}. {told}."


def _row_in_words(head: Sequence[str], row: Sequence[str]) -> str:
    facts = ", ".join(f"{name} {value}" for name, value in zip(head[1:], row[1:], strict=True) if value)
    return f"{row[0]}: {facts}"


def _s_curve(report: StatusReport) -> Plot:
    points, summary = report.s_curve, report.summary
    own = _own(report, [point.week for point in points])
    series = [
        Series("actual", _("actual"), [point.actual for point in points], format_percent, filled=True),
        Series("plan", _("planned"), [point.planned for point in points], format_percent),
    ]
    more = f"{_('deviation')} {wording.signed(summary.deviation)}"
    weeks = [point.week for point in points]
    return Plot(
        "s-curve",
        _(NAMES["s-curve"]),
        (_("Week"), _("planned"), _("actual")),
        [
            (
                point.week,
                format_percent(point.planned),
                "" if point.actual is None else format_percent(point.actual),
            )
            for point in points
        ],
        14,
        partial(
            draw_lines, weeks=weeks, own=own, series=series, most=100.0, scale=_percent_scale, more=more, gap=True
        ),
    )


def _burn_up(report: StatusReport) -> Plot:
    points = report.burn_up
    weeks = [point.week for point in points]
    series = [
        Series("actual", _("done"), [point.done for point in points], _count, filled=True),
        Series("plan", _("due by then"), [point.due for point in points], _count),
        Series("total", _("known"), [point.known for point in points], _count),
    ]
    most = max((value for one in series for value in one.values if value is not None), default=0)
    return Plot(
        "burn-up",
        _(NAMES["burn-up"]),
        (_("Week"), _("known"), _("due by then"), _("done")),
        [(one.week, _count(one.known), _count(one.due), _count(one.done)) for one in points],
        14,
        partial(
            draw_lines,
            weeks=weeks,
            own=_own(report, weeks),
            series=series,
            most=float(most or 1),
            scale=_count,
            more="",
            gap=False,
        ),
    )


def _dimensions(report: StatusReport) -> Plot:
    groups = report.by_dimension
    rows = [
        BarRow(
            wording.group_name(group, "dimension"),
            [Part("actual", group.progress or 0.0)],
            format_percent(group.progress),
            wording.group_counts(group),
        )
        for group in groups
    ]
    return Plot(
        "dimensions",
        _(NAMES["dimensions"]),
        (_("Dimension"), _("Progress"), _("Done"), _("Items"), _("Overdue")),
        [(row.name, row.value, *_group_figures(group)) for row, group in zip(rows, groups, strict=True)],
        len(rows),
        partial(draw_bars, rows=rows, most=100.0, keys=()),
    )


def _group_figures(group: Group) -> tuple[str, str, str]:
    return str(group.done), str(group.total), str(group.overdue)


def _members(report: StatusReport) -> Plot:
    busy = sorted(
        (group for group in report.by_member if group.total > group.done),
        key=lambda group: (group.done - group.total, -group.overdue, group.key),
    )
    shown = busy[:MOST_BARS]
    rows = [
        BarRow(
            _("(no lead)") if group.key == NONE else wording.line(group.name),
            [Part("late", group.overdue), Part("open", group.total - group.done - group.overdue)],
            str(group.total - group.done),
            wording.overdue_text(group.overdue) if group.overdue else "",
        )
        for group in shown
    ]
    most = max((group.total - group.done for group in shown), default=0)
    keys = [("late", _("overdue")), ("open", _("not overdue"))]
    rest = busy[MOST_BARS:]
    if rest:
        count, late = sum(group.total - group.done for group in rest), sum(group.overdue for group in rest)
        name = plural("{count} other", "{count} others", len(rest))
        rows.append(BarRow(name, [], str(count), wording.overdue_text(late) if late else ""))
        shown.append(Group("", name, count, 0, late, None))
    return Plot(
        "members",
        _(NAMES["members"]),
        (_("Lead"), _("open"), _("overdue")),
        [(row.name, row.value, str(group.overdue)) for row, group in zip(rows, shown, strict=True)],
        len(rows) + 1,
        partial(draw_bars, rows=rows, most=float(most or 1), keys=keys),
    )


def _own(report: StatusReport, weeks: Sequence[str]) -> int:
    """The number of the report's own week among those of a curve."""
    own = week_of(report.as_of)
    return weeks.index(own) if own in weeks else max(0, len(weeks) - 1)


def _percent_scale(value: float) -> str:
    return f"{value:.0f}%"


def _count(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"
