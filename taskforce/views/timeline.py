"""The timeline as cells: a line for each action item with its bar, the deadlines above.

Pure functions: the app paints these lines, the command line prints them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from taskforce.language import _, plural
from taskforce.model.vocabulary import Status
from taskforce.model.width import cell_width, cut, fit, printable
from taskforce.store.read.items import ItemRow
from taskforce.store.read.registers import DeadlineRow
from taskforce.store.read.timeline import Chain, Heading, Pair, TimelineRow
from taskforce.views.slack import bar_days, slack_of, slack_text, waiting_texts
from taskforce.views.timeline_wires import Placed, Wired, Wires, joined
from taskforce.views.timescale import TimeScale
from taskforce.wording.days import near_day
from taskforce.wording.records import mark_of, mark_style
from taskforce.wording.spans import Span

DONE_CELL, REST_CELL, LATE_CELL = "█", "░", "·"
BASELINE, MILESTONE, TODAY = "•", "◆", "│"
WAITS, AWAITED = "«", "»"
BEFORE, BEYOND = "‹", "›"

Cells = list[tuple[str, str]]

NOTHING: Mapping[int, tuple[str, str]] = {}
"""The dotted lines of a line that none runs through."""


def name_width(width: int) -> int:
    """Return the cells of the names in a timeline of ``width`` cells; the bars have the rest.

    Names get more where the bars have four months of days, a cell each, in any case: most are whole then.
    """
    return max(18, min(44, width * 35 // 100), min(66, width - 130))


def item_line(
    row: TimelineRow,
    scale: TimeScale,
    today: date,
    width: int,
    *,
    words: Sequence[str] = (),
    wired: Wired = NOTHING,
    behind: int = -2,
) -> list[Span]:
    """Return the line of an item: mark, ref and title in ``width`` cells, its bar with ``words`` beside it.

    The first of the words that there is room for stand there.  ``wired`` is what the dotted lines show here; the
    words stand behind the cell ``behind`` of theirs.
    """
    item = row.item
    kind = mark_style(item, today)
    mark = mark_of(item, today)
    name = fit(f"{item.ref} {item.title}", width - cell_width(mark) - 1)
    quiet = "" if item.is_open else "muted"
    cells = _bar(row, scale, today, mark, kind)
    _lay(cells, wired)
    if any(words):
        _beside(cells, words, placed(item, 0, scale, today), behind)
    return [Span(f"{mark} ", kind), Span(f"{name} ", quiet), *_spans(cells)]


def heading_line(
    heading: Heading, scale: TimeScale, today: date, width: int, wired: Wired = NOTHING
) -> list[Span]:
    """Return the line of a group: its name with the number of items, and a deadline's day as a milestone."""
    cells = _ground(scale, today)
    if heading.due is not None:
        _put(cells, scale.cell_of(date.fromisoformat(heading.due)), MILESTONE, "milestone")
    _lay(cells, wired)
    count = f" ({heading.items})"
    name = cut(heading.name, width - cell_width(count)) + count
    return [Span(fit(name, width) + " ", "strong"), *_spans(cells)]


def milestone_line(deadlines: Sequence[DeadlineRow], scale: TimeScale, today: date) -> list[Span]:
    """Return the line of the deadlines, each at its day, with as much of its name as there is room for."""
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
            _write(cells, cut(places[cell], room), cell + 1, kind="milestone")
    return _spans(cells)


def describe(row: TimelineRow, today: date, moved: int = 0) -> list[str]:
    """Return what is said beside the bar at the cursor: due day, what it waits for, what waits for it.

    The fullest wording comes first.

    ``moved`` says by how many days the due day that is shown differs from the one that is stored.
    """
    days = _day_parts(row.item, today)
    if moved:
        days[1:] = [moved_text(moved)]
    parts = list(days)
    if row.after:
        parts.append(_("after {refs}", refs=" ".join(f"#{ref}" for ref in row.after)))
    if row.before:
        parts.append(_("before {refs}", refs=" ".join(f"#{ref}" for ref in row.before)))
    if moved:
        wordings = [parts, days, [days[0], _("not saved")], days[:1]]
    else:
        wordings = [parts, [days[0], *parts[len(days) :]], days]
    return [" · ".join(wording) for wording in wordings]


def describe_chain(item: ItemRow, chain: Chain, today: date) -> str:
    """Return what is said below the chart: the slack towards what it waits for and what waits for it, due day."""
    return " · ".join([*waiting_texts(item, chain.needs, chain.needed_by, today), *_day_parts(item, today)])


def moved_text(days: int) -> str:
    """Return in words how far a due day was moved that is not saved yet."""
    if days < 0:
        return plural("{count} day earlier, not saved", "{count} days earlier, not saved", -days)
    return plural("{count} day later, not saved", "{count} days later, not saved", days)


def _day_parts(item: ItemRow, today: date) -> list[str]:
    parts = [near_day(item.due, today) or _("no due day")]
    if item.original_due and item.original_due != item.due:
        parts.append(_("first {day}", day=near_day(item.original_due, today)))
    return parts


def chain_words(item: ItemRow, number: int, chain: Chain, today: date) -> list[str]:
    """Return the words beside the bar of the item with the row number ``number`` in the chain of ``item``.

    The fullest wording comes first.
    """
    words, slack = "", None
    for other in chain.needs:
        if other.seq == number:
            words, slack = _("comes first"), slack_of(item, other, today)
    for other in chain.needed_by:
        if other.seq == number:
            words, slack = _("waits for it"), slack_of(other, item, today)
    if slack is not None:
        said = slack_text(slack)
        return [f"{words} · {said}", said] if said else [words]
    if number in chain.earlier:
        return [_("earlier in the chain"), _("earlier")]
    return [_("later in the chain"), _("later")] if number in chain.later else []


def chain_wires(
    item: ItemRow, chain: Chain, lines: Mapping[int, int], scale: TimeScale, today: date
) -> Wires | None:
    """Return the dotted lines of an item, ``None`` for one that is not among the lines or has no bar.

    ``lines`` are the numbers of the lines by row number.
    """
    current = placed(item, lines.get(item.seq, -1), scale, today)
    if current is None or current.line < 0:
        return None

    def bars(items: Sequence[ItemRow], *, needed: bool) -> list[tuple[Placed, bool]]:
        placed_items: list[tuple[Placed, bool]] = []
        for other in items:
            place = placed(other, lines.get(other.seq, -1), scale, today)
            if place is not None and place.line >= 0:
                slack = slack_of(item, other, today) if needed else slack_of(other, item, today)
                placed_items.append((place, slack.short))
        return placed_items

    return joined(current, bars(chain.needs, needed=True), bars(chain.needed_by, needed=False))


def placed(item: ItemRow, line: int, scale: TimeScale, today: date) -> Placed | None:
    """Return the place of an item's bar on a line; ``None`` where it has none."""
    start, due = bar_days(item)
    if start is None and due is None:
        return None
    first = scale.cell_of(start or due or today)
    last = scale.cell_of(due) if due is not None else first + 2
    return Placed(
        line, first, last, max(last, scale.cell_of(today)) if item.is_overdue(today.isoformat()) else last
    )


def dependency_text(pair: Pair, today: date) -> str:
    """Return a dependency in a line: who waits, for what, with which slack."""
    waiting, needed = pair
    slack = slack_text(slack_of(waiting, needed, today))
    after = _("after {refs}", refs=f"#{needed.ref} {needed.title}")
    return printable(f"#{waiting.ref} {waiting.title} · {after}") + (f" · {slack}" if slack else "")


def legend() -> str:
    """Return what the signs mean, for where nobody can ask for help."""
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


def _lay(cells: Cells, wired: Wired) -> None:
    """Lay dotted lines where nothing stands but today."""
    for cell, sign in wired.items():
        if cells[cell][0] in (" ", TODAY):
            cells[cell] = sign


def _bar(row: TimelineRow, scale: TimeScale, today: date, mark: str, kind: str) -> Cells:
    """Return the cells of an item: bar, lateness, baseline, deadline, what it waits for, its mark at the end."""
    item = row.item
    cells = _ground(scale, today)
    if row.deadline_due is not None:
        _put(cells, scale.cell_of(date.fromisoformat(row.deadline_due)), MILESTONE, "milestone")
    bar = placed(item, 0, scale, today)
    if bar is None:
        return cells
    first, last = bar.first, bar.last
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
    _put(cells, last, mark if item.due is not None else "…", kind or "bar")
    if first < 0:
        _put(cells, 0, BEFORE, "strong")
    if last >= scale.cells:
        _put(cells, scale.cells - 1, BEYOND, "strong")
    return cells


def _beside(cells: Cells, texts: Sequence[str], place: Placed | None, behind: int) -> None:
    """Write words beside a bar: right of it and of its dotted lines, else left of it, else over them.

    Of several wordings the first for which there is room; the last is cut where there is none.
    """
    width = len(cells)
    if place is None:
        first, end = 0, -2
    else:
        first, end = max(0, min(place.first, width - 1)), max(-1, min(place.end, width - 1))
    right, free, left = end + 3, max(end, behind) + 3, first - 2
    while free < width and cells[free - 1][0] not in (" ", TODAY):
        free += 1
    for text in texts:
        need = cell_width(printable(text))
        if width - free >= need:
            _write(cells, text, free)
            return
        if left >= need and all(sign in (" ", TODAY) for sign, _kind in cells[left - need : left]):
            _write(cells, text, left - need)
            return
    text = cut(texts[-1], width)
    if width - free >= min(cell_width(text), 8):
        start = free
    else:  # the bar is to be seen, whatever else the words hide
        start = left - cell_width(text) if left >= cell_width(text) else min(right, width - cell_width(text))
    _write(cells, text, max(0, start))


def _write(cells: Cells, text: str, start: int, kind: str = "strong") -> None:
    """Write words from a cell on; what does not fit is cut."""
    text = cut(text, max(0, len(cells) - start))
    place = start
    for character in text:
        own = cell_width(character)
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
