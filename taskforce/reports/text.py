"""The report as plain text: what is printed when standard output is no terminal, and ``.txt`` files.

Lines of at most 80 cells, no control sequences; every sign has a stand-in where a console's encoding lacks it
(see :mod:`taskforce.console`), so that cp1252 and ASCII can carry it.
"""

from __future__ import annotations

from collections.abc import Sequence

from taskforce.language import _, plural
from taskforce.model.numbers import format_percent
from taskforce.model.text import cell_width, shorten
from taskforce.reports import wording
from taskforce.reports.cells import FULL, PLAN, bar, curve_rows
from taskforce.reports.layout import GAP, column_widths, padded, wrapped
from taskforce.reports.sections import Section, sections
from taskforce.reports.status import Group, StatusReport

WIDTH = 80
_BAR = 20
_INDENT = "  "


def as_text(report: StatusReport, width: int = WIDTH) -> str:
    """The report as lines of at most ``width`` cells."""
    lines = [
        *_heading(report, width),
        *_summary(report),
        *_groups(_("Progress per dimension"), "dimension", report.by_dimension, width),
        *_curve(report, width),
        *_groups(_("Progress per agency"), "agency", report.by_agency, width),
        *_groups(_("Progress per priority"), "priority", report.by_priority, width),
    ]
    for section in sections(report):
        lines += section_lines(section, width)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _heading(report: StatusReport, width: int) -> list[str]:
    words = [
        wording.line(report.organisation).upper() if report.organisation else "",
        wording.title(report).upper(),
        _("Number: {number}", number=report.number) if report.number else "",
        wording.subtitle(report),
        wording.as_of_text(report),
        wording.scope_text(report),
    ]
    lines = [line for text in words if text for line in wrapped(text, width)]
    return [*lines, "━" * width]


def _title(text: str, count: int | None = None) -> list[str]:
    shown = text if count is None else f"{text} ({count})"
    return ["", shown.upper(), "─" * cell_width(shown)]


def _summary(report: StatusReport) -> list[str]:
    figures = wording.counts(report)
    widest = max(cell_width(figure.label) for figure in figures)
    lines = _title(_("Summary"))
    for figure in figures:
        name = padded(figure.label, widest)
        lines.append(f"{_INDENT}{figure.mark or ' '} {name}  {figure.value:>6}")
    lines += [f"{_INDENT}{wording.footnote(report)}", ""]
    shares = wording.percentages(report)
    widest = max(cell_width(figure.label) for figure in shares)
    summary = report.summary
    for figure in shares:
        name = padded(figure.label, widest)
        if figure.key == "deviation":
            drawn = wording.verdict(report)
        else:
            drawn = bar(getattr(summary, figure.key), _BAR)
        lines.append(f"{_INDENT}{name}  {figure.value:>7}  {drawn}")
    return lines


def _groups(title: str, kind: str, groups: Sequence[Group], width: int) -> list[str]:
    names = [wording.group_name(group, kind) for group in groups]
    room = width - len(_INDENT) - _BAR - 2 - 9 - 2
    counts = [wording.group_counts(group) for group in groups]
    widest = max(map(cell_width, names), default=0)
    widest = min(widest, max(12, room - max(map(cell_width, counts), default=0)))
    lines = _title(title)
    if not groups:
        lines.append(_INDENT + _("There are no action items."))
    for name, group, count in zip(names, groups, counts, strict=True):
        shown = padded(shorten(name, widest), widest)
        lines.append(f"{_INDENT}{shown}  {bar(group.progress, _BAR)} {format_percent(group.progress):>7}  {count}")
    return lines


def _curve(report: StatusReport, width: int) -> list[str]:
    rows = curve_rows(report, width, halves=False)
    if not rows:
        return []
    lines = [*_title(_("S-curve")), *("".join(span.text for span in row) for row in rows)]
    return [*lines, f"      {PLAN}{PLAN} {_('planned')}   {FULL}{FULL} {_('actual')}"]


def section_lines(section: Section, width: int) -> list[str]:
    """A section with its title, as an aligned table whose long cells go on in the next line."""
    lines = _title(section.title, section.total)
    if not section.rows:
        return [*lines, _INDENT + section.empty]
    if len(section.columns) == 1:
        names = ", ".join(row[0].text for row in section.rows)
        return [*lines, *(_INDENT + line for line in wrapped(names, width - len(_INDENT)))]
    widths = column_widths(section, width - len(_INDENT))
    for row in (
        [column.title for column in section.columns],
        *([cell.text for cell in row] for row in section.rows),
    ):
        cells = [wrapped(text, widths[index]) for index, text in enumerate(row)]
        for number in range(max(map(len, cells))):
            parts = [
                padded(
                    cell[number] if number < len(cell) else "", widths[index], right=section.columns[index].right
                )
                for index, cell in enumerate(cells)
            ]
            lines.append(_INDENT + (" " * GAP).join(parts))
    if section.left_out:
        lines.append(_INDENT + left_out_text(section.left_out))
    return lines


def left_out_text(count: int) -> str:
    """What stands under a list that is not shown whole."""
    return plural("… and {count} more", "… and {count} more", count)
