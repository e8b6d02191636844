"""The report on a terminal, with Rich: what is late first, bars, the S-curve.

Colour only repeats what marks and words say already, so that the report reads the same without it.  User texts are
:class:`rich.text.Text`, never markup.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from taskforce.console import draws_finely, writes_utf8
from taskforce.language import _
from taskforce.model.numbers import format_percent
from taskforce.model.width import cell_width, pad, shorten, wrap
from taskforce.reports.content import wording
from taskforce.reports.content.plots import curve_plot
from taskforce.reports.content.sections import Section, sections
from taskforce.reports.content.wording import left_out_text
from taskforce.reports.document import Plot
from taskforce.reports.figures.status import Group as Figures
from taskforce.reports.figures.status import StatusReport
from taskforce.reports.plots.cells import EMPTY, Signs, bar
from taskforce.reports.writers.layout import GAP, column_widths
from taskforce.reports.writers.rich import plot_texts
from taskforce.wording.records import overdue_text

MOST_ROWS = 12
"""Rows that a list shows on the terminal; files have all of them."""

MOST_WIDTH = 132
"""Wider lines are hard to read: a wider terminal keeps a margin."""

_TWO_COLUMNS = 112
_TONES = {"late": "bold red", "good": "green", "muted": "dim"}
_TILE_STYLES = {
    "total": "bold",
    "done": "green",
    "in_progress": "cyan",
    "not_started": "",
    "blocked": "magenta",
    "deferred": "yellow",
    "overdue": "bold red",
}


def print_report(report: StatusReport, width: int | None = None) -> None:
    """Print the report to standard output; ``NO_COLOR`` and the console's abilities are Rich's to ask."""
    console = Console(highlight=False, markup=False, emoji=False, width=width)
    console.print(as_renderable(report, console.width, signs=signs_of(sys.stdout)))


def signs_of(stream: TextIO) -> Signs:
    """What plots can be drawn with where a stream ends."""
    if not writes_utf8(stream):
        return Signs.PLAIN
    return Signs.BRAILLE if draws_finely() else Signs.BLOCKS


def as_renderable(
    report: StatusReport, width: int = 80, most: int | None = MOST_ROWS, *, signs: Signs = Signs.BRAILLE
) -> RenderableType:
    """The report as a Rich renderable for ``width`` cells, with at most so many rows of each list.

    Plots are drawn with ``signs``: not every console's encoding has the finest.
    """
    width = max(40, min(width, MOST_WIDTH))
    parts: list[RenderableType] = [*_heading(report, width), Text(), *_tiles(report, width)]
    parts += [Text(f" {wording.footnote(report)}", style="dim"), Text(), *_shares(report), Text()]
    bars = _bars(_("Progress per dimension"), "dimension", report.by_dimension, width)
    if width >= _TWO_COLUMNS and report.s_curve:
        half = (width - 4) // 2
        side_by_side = Table.grid(padding=(0, 4, 0, 0))
        side_by_side.add_column(width=half)
        side_by_side.add_column(width=half)
        side_by_side.add_row(
            Group(
                *_bars(_("Progress per dimension"), "dimension", report.by_dimension, half),
                Text(),
                *_bars(_("Progress per priority"), "priority", report.by_priority, half),
            ),
            Group(*_curve(report, half, signs)),
        )
        parts += [side_by_side, Text()]
    else:
        parts += [*bars, Text(), *_curve(report, width, signs), Text()]
    listed = sections(report)
    for section in listed[:3]:
        parts += [*_section(section, width, most), Text()]
    shown = report.by_agency if most is None else report.by_agency[:most]
    parts += _bars(_("Progress per agency"), "agency", shown, width)
    if len(shown) < len(report.by_agency):
        parts.append(Text(" " + left_out_text(len(report.by_agency) - len(shown)), style="dim"))
    parts.append(Text())
    for section in listed[3:]:
        parts += [*_section(section, width, most), Text()]
    return Group(*parts)


def _heading(report: StatusReport, width: int) -> Iterable[RenderableType]:
    rule = Text("━" * width, style="cyan")
    yield rule
    yield Text(" " + shorten(wording.title(report).upper(), width - 2), style="bold cyan")
    if report.organisation:
        yield Text(" " + wording.line(report.organisation, width - 2), style="bold")
    if report.number:
        yield Text(" " + shorten(_("Number: {number}", number=report.number), width - 2))
    words = [wording.subtitle(report), wording.as_of_text(report)]
    joined = " · ".join(words)
    for line in [joined] if cell_width(joined) <= width - 2 else words:
        yield Text(f" {line}")
    if report.scope:
        yield Text(" " + shorten(wording.scope_text(report), width - 2), style="italic")
    yield rule


def _tiles(report: StatusReport, width: int) -> list[RenderableType]:
    """The counts side by side, each over its word; in several rows where they do not fit in one."""
    rows: list[list[wording.Figure]] = [[]]
    used = 0
    for figure in wording.counts(report):
        used += _tile_width(figure)
        if used > width and rows[-1]:
            rows.append([])
            used = _tile_width(figure)
        rows[-1].append(figure)
    tiles: list[RenderableType] = []
    for figures in rows:
        table = Table.grid()
        for figure in figures:
            table.add_column(width=_tile_width(figure), justify="center", no_wrap=True)
        table.add_row(*(Text(f"{one.mark} {one.value}".strip(), style=_tile_style(one)) for one in figures))
        table.add_row(*(Text(one.label, style=_tile_style(one, "dim")) for one in figures))
        tiles.append(table)
    return tiles


def _tile_width(figure: wording.Figure) -> int:
    return max(cell_width(figure.label), len(figure.value) + 2) + 2


def _tile_style(figure: wording.Figure, otherwise: str = "bold") -> str:
    if figure.value == "0":
        return "dim"
    return _TILE_STYLES[figure.key] or otherwise


def _shares(report: StatusReport) -> Iterable[RenderableType]:
    figures = wording.percentages(report)
    widest = max(cell_width(figure.label) for figure in figures)
    styles = {"percent_done": "green", "planned_percent": "blue", "actual_percent": "cyan"}
    for figure in figures:
        line = Text(f" {pad(figure.label, widest)}  ")
        if figure.key == "deviation":
            late = (report.summary.deviation or 0) < 0
            line.append(f"{figure.value:>6}   ", style="bold red" if late else "bold green")
            line.append(wording.verdict(report), style="bold red" if late else "green")
        else:
            line.append(f"{figure.value:>6}  ", style="bold")
            line.append_text(_bar(getattr(report.summary, figure.key), 32, styles[figure.key]))
        yield line


def _bar(percent: float | None, width: int, style: str) -> Text:
    drawn = bar(percent, width)
    filled = drawn.rstrip(EMPTY)
    return Text.assemble((filled, style), (drawn[len(filled) :], "dim"))


def _title(text: str, width: int, *, late: bool = False) -> Text:
    line = Text(text, style="bold red" if late else "bold cyan", no_wrap=True)
    line.append(" " + "─" * max(0, width - cell_width(text) - 1), style="dim")
    return line


def _bars(title: str, kind: str, groups: Sequence[Figures], width: int) -> list[RenderableType]:
    names = [wording.group_name(group, kind) for group in groups]
    counts = [_("{done} of {total}", done=group.done, total=group.total) for group in groups]
    late = [overdue_text(group.overdue) if group.overdue else "" for group in groups]
    counted, lateness = (max(map(cell_width, texts), default=0) for texts in (counts, late))
    room = width - counted - lateness - 16
    named = max(8, min(max(map(cell_width, names), default=0), room - 6))
    cells = max(6, min(24, room - named))
    parts: list[RenderableType] = [_title(title, width)]
    for name, group, count, overdue in zip(names, groups, counts, late, strict=True):
        line = Text(f" {pad(shorten(name, named), named)}  ", no_wrap=True, overflow="ellipsis")
        line.append_text(_bar(group.progress, cells, "green" if group.progress == 100 else "cyan"))
        line.append(f" {format_percent(group.progress):>6}  ", style="bold")
        line.append(pad(count, counted, "right"), style="green" if group.done == group.total else "")
        line.append(f"  {overdue}".rstrip(), style="red")
        parts.append(line)
    if not groups:
        parts.append(Text(" " + _("There are no action items."), style="dim"))
    return parts


def plot_lines(plot: Plot, width: int, signs: Signs) -> list[RenderableType]:
    """A plot under its title."""
    parts: list[RenderableType] = [_title(plot.title, width)]
    return [*parts, *plot_texts(plot, width, signs)]


def _curve(report: StatusReport, width: int, signs: Signs) -> list[RenderableType]:
    plot = curve_plot(report)
    return [] if plot is None else plot_lines(plot, width, signs)


def _section(section: Section, width: int, most: int | None) -> Iterable[RenderableType]:
    yield _title(f"{section.title} ({section.total})", width, late=section.key == "overdue" and section.total > 0)
    if not section.rows:
        yield Text(f" {section.empty}", style="dim")
        return
    if len(section.columns) == 1:
        names = ", ".join(row[0].text for row in section.rows)
        yield from (Text(f" {line}") for line in wrap(names, width - 1))
        return
    widths = column_widths(section.columns, section.rows, width - 1)
    table = Table.grid(padding=(0, GAP, 0, 0))
    for column, cells in zip(section.columns, widths, strict=True):
        table.add_column(width=cells, justify="right" if column.right else "left", overflow="fold")
    table.add_row(*(Text(column.title, style="dim") for column in section.columns))
    shown = section.rows if most is None else section.rows[:most]
    for row in shown:
        table.add_row(*(Text(cell.text, style=_TONES.get(cell.tone, "")) for cell in row))
    yield Padding(table, (0, 0, 0, 1))
    if section.total > len(shown):
        yield Text(" " + left_out_text(section.total - len(shown)), style="dim")
