"""The dotted lines between bars: every end leads on, and what is drawn reads as it should."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_board_drawing import row

from taskforce.model.vocabulary import Status
from taskforce.store.read.items import ItemRow
from taskforce.store.read.timeline import Chain, TimelineRow
from taskforce.views.slack import Slack, slack_of, slack_text, waiting_texts
from taskforce.views.timeline import chain_wires, chain_words, item_line, placed
from taskforce.views.timeline_wires import Placed, joined
from taskforce.views.timescale import TimeScale
from taskforce.widgets.plain_signs import plain

TODAY = date(2026, 11, 24)
SCALE = TimeScale(date(2026, 11, 23), 0, 50)

OPEN_SIDES = {
    "┄": "lr", "┊": "ud", "╭": "dr", "╮": "dl", "╯": "ul", "╰": "ur",
    "├": "udr", "┤": "udl", "┬": "dlr", "┴": "ulr", "┼": "udlr",
}  # fmt: skip
STEPS = {"u": (-1, 0, "d"), "d": (1, 0, "u"), "l": (0, -1, "r"), "r": (0, 1, "l")}


def item(ref: int, start: str | None, due: str | None, **values: object) -> ItemRow:
    """An item with the row number ``ref``."""
    return row(f"Item {ref}", seq=ref, id=str(ref), ref=str(ref), start=start, due=due, original_due=due, **values)


def bar(line: int, first: int, length: int) -> Placed:
    """A bar that is not late."""
    return Placed(line, first, first + length, first + length)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9), st.booleans()), min_size=2, max_size=6), st.data()
)
def test_wherever_a_wire_leads_it_goes_on_or_a_bar_is_there(
    bars: list[tuple[int, int, bool]], data: st.DataObject
) -> None:
    placed = [bar(2 * line, first, length) for line, (first, length, _needed) in enumerate(bars)]
    current = data.draw(st.integers(0, len(bars) - 1))
    others = [(place, needed) for place, (_first, _length, needed) in zip(placed, bars, strict=True)]
    others.pop(current)
    wires = joined(
        placed[current],
        [(place, False) for place, needed in others if needed],
        [(place, False) for place, needed in others if not needed],
    )
    taken = {(place.line, cell) for place in placed for cell in range(place.first, place.end + 1)}
    signs = {
        (line, cell): sign
        for line in range(2 * len(bars))
        for cell, (sign, _kind) in wires.on(line, 60).items()
        if (line, cell) not in taken
    }
    for (line, cell), sign in signs.items():
        for side in OPEN_SIDES[sign]:
            down, right, opposite = STEPS[side]
            neighbour = (line + down, cell + right)
            assert neighbour in taken or opposite in OPEN_SIDES[signs[neighbour]]
    for place, needed in others:
        source, target = (place, placed[current]) if needed else (placed[current], place)
        before = (target.line, target.first - 1)
        if before[1] > source.end:
            assert before in signs or before in taken
        if before[1] != source.end:  # else one stands below the other's end
            assert (source.line, source.end + 1) in {*signs, *taken}


def picture(items: Sequence[ItemRow], current: int, chain: Chain) -> list[str]:
    """The bars of some items with the wires of the one at ``current``, without their names."""
    wires = chain_wires(items[current], chain, {one.seq: line for line, one in enumerate(items)}, SCALE, TODAY)
    lines = []
    for number, one in enumerate(items):
        wired = wires.on(number, SCALE.cells) if wires is not None else {}
        place = placed(one, number, SCALE, TODAY)
        assert place is not None
        behind = wires.behind(number, place.end) if wires is not None else -2
        words = chain_words(items[current], one.seq, chain, TODAY)
        spans = item_line(TimelineRow(one), SCALE, TODAY, 20, words=words, wired=wired, behind=behind)
        lines.append("".join(span.text for span in spans)[21:].rstrip())
    return lines


def test_the_chain_of_an_item_is_drawn_and_said() -> None:
    first = item(1, "2026-11-25", "2026-11-27", progress=0)
    other = item(2, "2026-11-27", "2026-11-28", progress=0)
    current = item(3, "2026-12-03", "2026-12-05", progress=0)
    last = item(4, "2026-12-09", "2026-12-10", progress=0)
    chain = Chain((first,), (last,), frozenset({2}), frozenset())
    lines = picture([first, other, current, last], 2, chain)
    assert lines == [
        " │░░◐┄┄┄┄╮  comes first · 5 days of slack",
        " │  ░◐   ┊  earlier in the chain",
        " │       ╰░░◐╮",
        " │           ╰┄┄░◐  waits for it · 3 days of slack",
    ]
    ascii_lines = [plain(line) for line in lines]
    assert ascii_lines[0].startswith(" |..~----+  comes first - 5 days of slack")
    assert all(line.isascii() and "?" not in line for line in ascii_lines)


def test_an_item_that_begins_too_early_is_reached_from_behind() -> None:
    first = item(1, "2026-11-25", "2026-12-05", progress=0)
    middle = item(2, "2026-12-01", "2026-12-02", progress=0)
    current = item(3, "2026-11-26", "2026-11-28", progress=0)
    lines = picture([first, middle, current], 2, Chain((first,)))
    assert lines == [
        " │░░░░░░░░░░◐╮  comes first · 10 days short",
        " │      ░◐   ┊",
        " │ ░░◐┄┄┄┄┄┄┄╯",
    ]
    # What is late cannot be finished before today.
    late = item(4, None, "2026-11-20")
    assert picture([late, current], 1, Chain((late,)))[0].startswith("‹│╮")


@pytest.mark.parametrize(
    ("waiting", "needed", "slack", "said"),
    [
        (("2026-12-02", "2026-12-09"), ("2026-11-25", "2026-12-01"), Slack(0), "no slack"),
        (("2026-12-03", "2026-12-09"), ("2026-11-25", "2026-12-01"), Slack(1), "1 day of slack"),
        (("2026-12-01", "2026-12-09"), ("2026-11-25", "2026-12-01"), Slack(-1), "1 day short"),
        ((None, "2026-12-01"), ("2026-11-25", "2026-12-01"), Slack(0), "no slack"),
        ((None, "2026-11-29"), (None, "2026-12-01"), Slack(-2), "2 days short"),
        (("2026-11-26", "2026-12-09"), (None, "2026-11-01"), Slack(1), "1 day of slack"),  # late: not before today
        (("2026-11-26", None), ("2026-11-25", None), Slack(), ""),
        ((None, None), (None, "2026-12-01"), Slack(), ""),
    ],
)
def test_slack_is_told_in_days(
    waiting: tuple[str | None, str | None], needed: tuple[str | None, str | None], slack: Slack, said: str
) -> None:
    assert slack_of(item(1, *waiting), item(2, *needed), TODAY) == slack
    assert slack_text(slack) == said


@pytest.mark.parametrize("status", [Status.DONE, Status.CANCELLED])
def test_nobody_waits_for_what_is_over(status: Status) -> None:
    over = item(1, None, "2026-12-20", status=status)
    waiting = item(2, "2026-12-01", "2026-12-02")
    assert slack_of(waiting, over, TODAY) == slack_of(over, waiting, TODAY) == Slack(over=True)
    assert waiting_texts(waiting, [over], [], TODAY) == ["after #1: nothing to wait for"]


def test_below_the_chart_the_one_with_the_least_slack_is_named() -> None:
    def due(ref: int, day: str) -> ItemRow:
        return item(ref, None, day)

    current = item(9, "2026-12-10", "2026-12-12")
    needs = [
        due(1, "2026-12-01"),
        due(2, "2026-12-08"),
        due(3, "2026-12-04"),
        due(4, "2026-12-03"),
        due(5, "2026-12-03"),
    ]
    assert waiting_texts(current, needs, [], TODAY) == ["after #2 #1 #3 +2: 1 day of slack"]
    needs[2] = due(3, "2026-12-11")
    assert waiting_texts(current, needs, [due(7, "2026-12-11"), due(8, "2026-12-30")], TODAY) == [
        "begins before #3 is finished: 2 days short",
        "after #1 #2 #4 +1",
        "too late for #7: 1 day short",
        "before #8",
    ]
