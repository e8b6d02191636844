"""The texts beside the overview's list: figures, a bar for each dimension, the next deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from taskforce.language import _, plural
from taskforce.model.vocabulary import MARKS, OVERDUE_MARK, Status, label
from taskforce.model.width import cell_width, cut, fit
from taskforce.store.read.overview import Figures, GroupFigures
from taskforce.wording.amounts import bar
from taskforce.wording.days import days_left, near_day
from taskforce.wording.records import overdue_text

if TYPE_CHECKING:
    from taskforce.reports.figures.status import StatusReport

_LOOKS = {"late": "bold $text-error", "soon": "$text-warning", "": ""}


def summary_text(figures: Figures, width: int) -> Content:
    """Return the figures of today, as many as fit into a line."""
    if not figures.total:
        return Content.styled(_("No action item yet: a adds one in a line, I imports a spreadsheet."), "$accent")
    parts: list[tuple[str, str]] = [
        (plural("{count} action item", "{count} action items", figures.total) + "  ", "bold"),
        (bar(figures.percent_done, 8), "$primary"),
        (" " + _("{percent}% done", percent=round(figures.percent_done)), ""),
    ]
    if figures.overdue_count:
        parts.append((f"   {overdue_text(figures.overdue_count)}", "bold $text-error"))
    for status in (Status.BLOCKED, Status.IN_PROGRESS, Status.NOT_STARTED):
        count = figures.statuses.get(status, 0)
        if count:
            parts.append((f"   {MARKS[status]} {count} {label(status).lower()}", ""))
    fitting: list[tuple[str, str]] = []
    for text, style in parts:
        width -= cell_width(text)
        if width < 0:
            break
        fitting.append((text, style))
    return Content.assemble(*fitting)


def groups_text(title: str, groups: Sequence[GroupFigures], width: int, rows: int) -> Content:
    """Return a bar for each dimension or agency, its mean progress, and how many of its items are overdue."""
    lines = [Content.styled(title, "bold")]
    shown = groups if len(groups) <= rows else groups[: rows - 1]
    late_cells = 4
    bar_cells = 10 if width >= 34 else 6
    name_cells = max(6, width - bar_cells - 6 - late_cells)
    for group in shown:
        name = fit(group.name or _("none"), name_cells)
        late = f" {OVERDUE_MARK}{group.overdue}" if group.overdue else ""
        lines.append(
            Content.assemble(
                f"{name} ",
                (bar(group.progress, bar_cells), "$primary"),
                f"{group.progress:4.0f}%",
                (cut(late, late_cells), "$text-error"),
            )
        )
    if len(shown) < len(groups):
        more = plural("… and {count} more", "… and {count} more", len(groups) - len(shown))
        lines.append(Content.styled(more, "$text-muted"))
    if not groups:
        lines.append(Content.styled(_("none"), "$text-muted"))
    return Content("\n").join(lines)


def deadlines_text(figures: Figures, today: date, width: int, rows: int) -> Content:
    """Return the deadlines that are not met yet, with the days left and the items still open."""
    lines = [Content.styled(_("Next deadlines"), "bold")]
    coming = [row for row in figures.deadlines if row.due >= today.isoformat()]
    missed = [row for row in figures.deadlines if row.due < today.isoformat()]
    shown = [*missed[-2:], *coming][:rows]
    days = [near_day(row.due, today) for row in shown]
    widest = max(map(len, days), default=0)
    for day, row in zip(days, shown, strict=True):
        left, style = days_left(row.due, today)
        still = f" ({row.open_items})" if row.open_items else ""
        words = f"{day:>{widest}} {left}"
        name = cut(row.name, max(6, width - cell_width(words) - len(still) - 1))
        lines.append(Content.assemble((words, _LOOKS[style]), f" {name}", (still, "$text-muted")))
    if not shown:
        lines.append(Content.styled(_("none"), "$text-muted"))
    return Content("\n").join(lines)


_CURVE_LOOKS = {
    "actual": "$primary", "plan": "bold $accent", "late": "$text-error", "strong": "bold", "axis": "$text-muted",
    "text": "$text-muted", "today": "$text-muted",
}  # fmt: skip


def curve_text(report: StatusReport | None, width: int, height: int) -> Content:
    """Return the S-curve in cells, in so many rows, with the figures of today."""
    title = Content.styled(_("S-curve: planned and actual progress"), "bold")
    if report is None:
        return title + Content.styled("\n…", "$text-muted")
    from taskforce.reports.content.plots import curve_plot
    from taskforce.reports.plots.cells import Signs, cells_of

    plot = curve_plot(report)
    rows = cells_of(plot, width, height, Signs.BLOCKS) if plot is not None else []
    if not rows:
        return title + Content.styled("\n" + _("No item has a due day yet."), "$text-muted")
    lines = [Content.assemble(*((span.text, _curve_look(span.kind)) for span in row)) for row in rows]
    return Content("\n").join([title, *lines])


def _curve_look(kinds: str) -> str:
    return next((_CURVE_LOOKS[kind] for kind in kinds.split() if kind in _CURVE_LOOKS), "")
