"""The report in the terminal, with Rich: what is late first, bars, the S-curve.  Colour is never the only sign."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from taskforce.language import _, plural
from taskforce.model.vocabulary import MARKS, OVERDUE_MARK, Status, label
from taskforce.reports.cells import ACTUAL, BOTH, EMPTY, PLANNED, bar, curve_lines
from taskforce.reports.sections import (
    Section,
    as_of_words,
    count_words,
    group_name,
    percent,
    period_words,
    sections,
    signed,
    title_of,
)
from taskforce.reports.status import Group as Figures
from taskforce.reports.status import StatusReport

MOST_ROWS = 12
"""Rows that a section shows in the terminal; the files have all of them."""

STYLES: dict[Status, str] = {
    Status.NOT_STARTED: "bright_black",
    Status.IN_PROGRESS: "cyan",
    Status.BLOCKED: "magenta",
    Status.DEFERRED: "yellow",
    Status.DONE: "green",
    Status.CANCELLED: "bright_black",
}
LATE = "bold red"


def print_report(report: StatusReport, width: int | None = None) -> None:
    """Print the report to the terminal."""
    Console(highlight=False, width=width).print(as_renderable(report))


def as_renderable(report: StatusReport, width: int = 80, most: int | None = MOST_ROWS) -> RenderableType:
    """The report as a Rich renderable; ``width`` is what the drawings may take."""
    parts: list[RenderableType] = [*_head(report), Text(), *_summary(report), Text()]
    parts += [_title(_("Progress per dimension")), _bars(report.by_dimension, "dimension"), Text()]
    parts += [_title(_("Progress per agency")), _bars(report.by_agency[: most or None], "agency"), Text()]
    if report.curve:
        parts += [*_curve(report, width), Text()]
    for section in sections(report):
        parts += [_section(section, most), Text()]
    return Group(*parts)


def _head(report: StatusReport) -> list[RenderableType]:
    lines: list[RenderableType] = []
    if report.organisation:
        lines.append(Text(report.organisation, style="bold", justify="center"))
    lines.append(Text(title_of(report).upper(), style="bold", justify="center"))
    if report.number:
        lines.append(Text(_("Number: {number}", number=report.number), justify="center"))
    lines.append(Text(period_words(report), justify="center"))
    lines.append(Text(as_of_words(report), style="dim", justify="center"))
    if report.scope:
        lines.append(Text(_("Only: {scope}", scope=report.scope), style="dim", justify="center"))
    return lines


def _summary(report: StatusReport) -> list[RenderableType]:
    figures = report.summary
    counts = Text("  ")
    counts.append(f"{_('Action items')} {figures.total}", style="bold")
    for status in Status:
        count = getattr(figures, status.value)
        if count:
            counts.append("   ")
            counts.append(f"{MARKS[status]} {label(status)} {count}", style=STYLES[status])
    if figures.overdue:
        counts.append("   ")
        counts.append(f"{OVERDUE_MARK} {_('Overdue')} {figures.overdue}", style=LATE)
    done = Text("  ")
    done.append_text(_bar_text(float(figures.percent_done), 24, "green"))
    done.append(f" {percent(figures.percent_done)} {_('done')}", style="bold")
    plan = Text("  ")
    plan.append(f"{_('Planned')} {percent(figures.planned_percent)}   {_('Actual')} ")
    plan.append(percent(figures.actual_percent), style="bold")
    behind = figures.deviation is not None and figures.deviation < 0
    plan.append(f"   {_('Deviation')} ")
    plan.append(signed(figures.deviation), style=LATE if behind else "bold green")
    return [counts, Text(), done, plan]


def _title(text: str) -> Text:
    return Text(text, style="bold underline")


def _bar_text(value: float, width: int, style: str) -> Text:
    drawn = bar(value, width)
    text = Text()
    text.append(drawn.rstrip(EMPTY), style=style)
    text.append(drawn[len(drawn.rstrip(EMPTY)) :], style="bright_black")
    return text


def _bars(groups: list[Figures], by: str) -> RenderableType:
    table = Table.grid(padding=(0, 1), pad_edge=True)
    table.add_column(max_width=30, no_wrap=True, overflow="ellipsis")
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis")
    for group in groups:
        counts = Text(count_words(group), style="" if not group.overdue else "red")
        table.add_row(
            Text(group_name(group, by)),
            _bar_text(float(group.progress), 20, "green" if group.progress >= 100 else "cyan"),
            Text(percent(group.progress)),
            counts,
        )
    return table


def _curve(report: StatusReport, width: int) -> list[RenderableType]:
    lines = Text(no_wrap=True)
    for line in curve_lines(report.curve, min(width, 100) - 2):
        for sign in line:
            lines.append(sign, style={ACTUAL: "bold green", PLANNED: "blue", BOTH: "bold yellow"}.get(sign, "dim"))
        lines.append("\n")
    lines.append(f"      {PLANNED} {_('planned')}", style="blue")
    lines.append(f"   {ACTUAL} {_('actual')}", style="bold green")
    lines.append(f"   {BOTH} {_('both')}", style="bold yellow")
    return [_title(_("S-curve")), lines]


def _section(section: Section, most: int | None) -> RenderableType:
    late = section.key == "overdue" and bool(section.rows)
    title = Text(f"{section.title} ({len(section.rows)})", style=LATE if late else "bold underline")
    if not section.rows:
        return Group(title, Padding(Text(section.empty, style="dim"), (0, 1)))
    table = Table(box=None, padding=(0, 1), pad_edge=True, header_style="dim", expand=False)
    for column in section.columns:
        table.add_column(
            Text(column.title),
            justify="right" if column.right else "left",
            ratio=None,
            no_wrap=not column.flexible,
            overflow="fold" if column.flexible else "ellipsis",
        )
    shown = section.rows if most is None else section.rows[:most]
    for row in shown:
        table.add_row(*(Text(cell) for cell in row))
    parts: list[RenderableType] = [title, table]
    hidden = len(section.rows) - len(shown)
    if hidden:
        more = plural("… and {count} more", "… and {count} more", hidden)
        parts.append(Padding(Text(more, style="dim"), (0, 1)))
    return Group(*parts)
