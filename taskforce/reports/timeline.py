"""The timeline as cells: a line for each action item with its bar, the deadlines above.

Pure functions: the app paints these lines, the command line prints them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.cells import cell_len

from taskforce.cell_text import Span, cut, fit
from taskforce.language import _
from taskforce.model.vocabulary import Status
from taskforce.reports.marks import mark_of, near_day, state_kind
from taskforce.reports.timescale import TimeScale
from taskforce.store.registers import DeadlineRow
from taskforce.store.timeline import Heading, TimelineRow

DONE_CELL, REST_CELL, LATE_CELL = "█", "░", "·"
BASELINE, MILESTONE, TODAY = "•", "◆", "│"
WAITS, AWAITED = "«", "»"
BEFORE, BEYOND = "‹", "›"

Cells = list[tuple[str, str]]


def name_width(width: int) -> int:
    """The cells of the names in a timeline of ``width`` cells; the bars have the rest."""
    return max(18, min(44, width * 35 // 100))


def item_line(
    row: TimelineRow, scale: TimeScale, today: date, width: int, *, at_cursor: bool = False
) -> list[Span]:
    """One item: its mark, ref and title in ``width`` cells, a blank, its bar; at the cursor, what it waits for."""
    item = row.item
    kind = state_kind(item, today)
    mark = mark_of(item, today)
    name = fit(f"{item.ref} {item.title}", width - cell_len(mark) - 1)
    quiet = "" if item.is_open else "muted"
    cells = _bar(row, scale, today, mark, kind)
    if at_cursor:
        _write(cells, describe(row, today), _end(row, scale, today))
    return [Span(f"{mark} ", kind), Span(f"{name} ", quiet), *_spans(cells)]


def heading_line(heading: Heading, scale: TimeScale, today: date, width: int) -> list[Span]:
    """A group: its name with the number of items; a deadline's day as a milestone."""
    cells = _ground(scale, today)
    if heading.due is not None:
        _put(cells, scale.cell_of(date.fromisoformat(heading.due)), MILESTONE, "milestone")
    count = f" ({heading.items})"
    name = cut(heading.name, width - cell_len(count)) + count
    return [Span(fit(name, width) + " ", "strong"), *_spans(cells)]


def milestone_line(deadlines: Sequence[DeadlineRow], scale: TimeScale, today: date) -> list[Span]:
    """The deadlines that are shown, each at its day, with as much of its name as there is room for."""
    places: dict[int, str] = {}
    for row in deadlines:
        cell = scale.cell_of(date.fromisoformat(row.due))
        if 0 <= cell < scale.cells:
            places[cell] = f"{places[cell]}, {row.name}" if cell in places else row.name
    cells = _ground(scale, today)
    ordered = sorted(places)
    for number, cell in enumerate(ordered):
        _put(cells, cell, MILESTONE, "milestone")
        room = (ordered[number + 1] if number + 1 < len(ordered) else scale.cells) - cell - 2
        if room >= 3:
            _write(cells, cut(places[cell], room), cell, gap=0, kind="milestone")
    return _spans(cells)


def describe(row: TimelineRow, today: date) -> str:
    """What is said beside the bar at the cursor: due day, what it waits for, what waits for it."""
    item = row.item
    parts = [near_day(item.due, today) or _("no due day")]
    if item.original_due and item.original_due != item.due:
        parts.append(_("first {day}", day=near_day(item.original_due, today)))
    if row.after:
        parts.append(_("after {refs}", refs=" ".join(f"#{ref}" for ref in row.after)))
    if row.before:
        parts.append(_("before {refs}", refs=" ".join(f"#{ref}" for ref in row.before)))
    return " · ".join(parts)


def legend() -> str:
    """What the signs mean, for where nobody can ask for help."""
    return "  ".join(
        (
            f"{DONE_CELL} {_('done so far')}",
            f"{REST_CELL} {_('to do')}",
            f"{LATE_CELL} {_('late')}",
            f"{BASELINE} {_('first due day')}",
            f"{MILESTONE} {_('deadline')}",
            f"{TODAY} {_('today')}",
            f"{WAITS} {_('waits for another')}",
            f"{AWAITED} {_('another waits')}",
        )
    )


def _ground(scale: TimeScale, today: date) -> Cells:
    cells: Cells = [(" ", "")] * scale.cells
    _put(cells, scale.cell_of(today), TODAY, "today")
    return cells


def _put(cells: Cells, place: int, sign: str, kind: str) -> None:
    if 0 <= place < len(cells):
        cells[place] = (sign, kind)


def _days(row: TimelineRow) -> tuple[date | None, date | None]:
    """The first and the last day of the bar."""
    item = row.item
    start = date.fromisoformat(item.start) if item.start else None
    due = date.fromisoformat(item.due) if item.due else None
    if start is not None and due is not None and start > due:
        start = due
    return start, due


def _end(row: TimelineRow, scale: TimeScale, today: date) -> int:
    """The cell after which there is room for words."""
    start, due = _days(row)
    day = due or start
    if day is not None and row.item.is_overdue(today.isoformat()):
        day = max(day, today)
    return -2 if day is None else scale.cell_of(day)


def _bar(row: TimelineRow, scale: TimeScale, today: date, mark: str, kind: str) -> Cells:
    """The cells of an item: bar, lateness, baseline, its deadline, what it waits for, its mark at the end."""
    item = row.item
    cells = _ground(scale, today)
    if row.deadline_due is not None:
        _put(cells, scale.cell_of(date.fromisoformat(row.deadline_due)), MILESTONE, "milestone")
    start, due = _days(row)
    if start is None and due is None:
        return cells
    first = scale.cell_of(start or due or today)
    last = scale.cell_of(due) if due is not None else first + 2
    length = last - first + 1
    share = 100 if item.status == Status.DONE else item.progress
    filled = round(length * share / 100) if item.is_open or item.status == Status.DONE else 0
    for place in range(max(0, first), min(last + 1, scale.cells)):
        done = place - first < filled
        cells[place] = (DONE_CELL if done else REST_CELL, kind or "bar")
    if kind == "late":
        for place in range(max(0, last + 1), min(scale.cell_of(today), scale.cells)):
            cells[place] = (LATE_CELL, "late")
    if row.after and 0 <= first - 1 < scale.cells and cells[first - 1][0] in (" ", TODAY):
        cells[first - 1] = (WAITS, "strong")
    if row.before and 0 <= last + 1 < scale.cells:
        cells[last + 1] = (AWAITED, "strong")
    if item.original_due and item.original_due != item.due:
        _put(cells, scale.cell_of(date.fromisoformat(item.original_due)), BASELINE, "strong")
    _put(cells, last, mark if due is not None else "…", kind or "bar")
    if first < 0:
        _put(cells, 0, BEFORE, "strong")
    if last >= scale.cells:
        _put(cells, scale.cells - 1, BEYOND, "strong")
    return cells


def _write(cells: Cells, text: str, after: int, gap: int = 2, kind: str = "strong") -> None:
    """Write words right of a cell, or left of it where there is more room; what does not fit is cut."""
    start = max(0, after + 1 + gap)
    if len(cells) - start < min(cell_len(text), 12):
        start = max(0, min(len(cells), after) - gap - cell_len(text) - 1)
        text = cut(text, max(0, min(len(cells), after) - gap - start))
    text = cut(text, max(0, len(cells) - start))
    place = start
    for character in text:
        own = cell_len(character)
        if own == 0 and place > start:
            sign, style = cells[place - 1]
            cells[place - 1] = (sign + character, style)
            continue
        if own:
            cells[place] = (character, kind)
            for extra in range(1, own):
                cells[place + extra] = ("", kind)
            place += own


def _spans(cells: Cells) -> list[Span]:
    spans: list[Span] = []
    text, kind = "", ""
    for sign, style in cells:
        if style != kind and text:
            spans.append(Span(text, kind))
            text = ""
        text, kind = text + sign, style
    return [*spans, Span(text, kind)]
