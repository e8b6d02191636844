"""The report as plain text: what is printed when standard output is no terminal, and the ``.txt`` file."""

from __future__ import annotations

from taskforce.language import _
from taskforce.model.text import cell_width, shorten
from taskforce.reports.cells import ACTUAL, BOTH, PLANNED, bar, curve_lines
from taskforce.reports.sections import (
    Section,
    as_of_words,
    count_words,
    group_name,
    matrix,
    percent,
    period_words,
    sections,
    summary_pairs,
    title_of,
)
from taskforce.reports.status import StatusReport

WIDTH = 120
"""Columns of the text; a table's flexible columns give way to keep within it."""

_GAP = "  "


def as_text(report: StatusReport, width: int = WIDTH) -> str:
    """The whole report as lines of at most ``width`` cells (more only where fixed columns need it)."""
    lines = [report.organisation.upper(), title_of(report), f"{period_words(report)} ({as_of_words(report)})"]
    if report.number:
        lines.insert(2, _("Number: {number}", number=report.number))
    if report.scope:
        lines.append(_("Only: {scope}", scope=report.scope))
    lines = [line for line in lines if line]
    lines += ["", _("Summary").upper()]
    pairs = summary_pairs(report)
    widest = max(cell_width(name) for name, _value in pairs)
    lines += [f"  {name}{' ' * (widest - cell_width(name))}  {value:>6}" for name, value in pairs]
    for by, title, groups in (
        ("dimension", _("Progress per dimension"), report.by_dimension),
        ("agency", _("Progress per agency"), report.by_agency),
        ("priority", _("Progress per priority"), report.by_priority),
    ):
        lines += ["", title.upper()]
        names = [group_name(group, by) for group in groups]
        widest = min(32, max(map(cell_width, names), default=0))
        for name, group in zip(names, groups, strict=True):
            name = shorten(name, widest)
            filled = f"{name}{' ' * (widest - cell_width(name))}  {bar(float(group.progress), 20)}"
            lines.append(f"  {filled} {percent(group.progress):>6}  {count_words(group)}")
    if report.curve:
        lines += ["", _("S-curve").upper(), *curve_lines(report.curve, width)]
        lines.append(f"      {PLANNED} {_('planned')}   {ACTUAL} {_('actual')}   {BOTH} {_('both')}")
    for section in [*sections(report), matrix(report)]:
        lines += ["", *section_lines(section, width)]
    return "\n".join(lines) + "\n"


def section_lines(section: Section, width: int) -> list[str]:
    """A section as a title and an aligned table."""
    lines = [f"{section.title} ({len(section.rows)})".upper()]
    if not section.rows:
        return [*lines, f"  {section.empty}"]
    table = [tuple(column.title for column in section.columns), *section.rows]
    widths = [max(cell_width(row[index]) for row in table) for index in range(len(section.columns))]
    flexible = [index for index, column in enumerate(section.columns) if column.flexible]
    excess = 2 + sum(widths) + len(_GAP) * (len(widths) - 1) - width
    for index in sorted(flexible, key=lambda index: -widths[index]):
        if excess > 0:
            given = min(excess, max(0, widths[index] - 40))
            widths[index] -= given
            excess -= given
    for row in table:
        cells = []
        for index, column in enumerate(section.columns):
            text = shorten(row[index], widths[index])
            padding = " " * (widths[index] - cell_width(text))
            cells.append(padding + text if column.right else text + padding)
        lines.append(("  " + _GAP.join(cells)).rstrip())
    return lines
