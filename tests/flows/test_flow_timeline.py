"""The timeline: bars stand where their days are, zooming and scrolling keep the place, edits move bars."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from app_driving import DAY, app_on, press, settle, shown, store_at, type_text, until
from screen_text import screen_styles

from taskforce.store.batch import create, edit

Look = Callable[[str], list[tuple[Any, ...]]]


def line_of(text: str, words: str) -> str:
    """The first line that shows words."""
    return next(line for line in text.splitlines() if words in line)


def day_place(text: str) -> int:
    """The column of today."""
    return scale(text).index("▼")


def scale(text: str) -> str:
    """The line of days above the bars."""
    return text.splitlines()[4]


def refs(text: str) -> list[str]:
    """The refs of the lines, from the top."""
    return [line[3:].split()[1] for line in text.splitlines()[5:12]]


def with_starts(path: Path) -> None:
    """Give item 1 a start, let item 4 wait for it, and move the day of item 1."""
    store = store_at(path)
    ids = dict(store.reader.rows("SELECT ref, id FROM action_item"))
    start = (DAY - timedelta(days=7)).isoformat()
    later = (DAY + timedelta(days=6)).isoformat()
    store.write(
        "edit", [edit("action_item", ids["1"], "start", start), edit("action_item", ids["1"], "due", later)]
    )
    store.write("edit", [create("dependency", item_id=ids["4"], needs_id=ids["1"])])
    store.close()


async def test_a_bar_says_how_far_it_is_where_it_was_due_and_who_waits(filled: Path) -> None:
    with_starts(filled)
    app = app_on(filled)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        text = shown(pilot)
        today = day_place(text)
        bar = line_of(text, "◐ 1 Susun draf")
        # 14 days from a week ago on, 60 of 100: eight full cells; first due on the 27th, now on the 30th; 4 waits.
        assert bar[today - 7 : today + 8] == "████████░░•░░◐»"
        assert "◆" in bar[today + 8 :]  # the deadline that it serves
        late = line_of(text, "▲ 2 Petakan")
        assert late[today - 12] == "▲"
        assert late[today - 11 : today] == "·" * 11
        assert line_of(text, "✔ 5 Laporan")[today] == "│"
        assert "◆Buku 2 Masterplan" in text.splitlines()[3]
        await press(pilot, "home", *("down",) * next(place for place, ref in enumerate(refs(text)) if ref == "4"))
        assert "after #1" in line_of(shown(pilot), "◐ 4 Integrasi")
        assert line_of(shown(pilot), "1 Susun draf").startswith("«")  # what it waits for is marked, too


def chained(path: Path) -> None:
    """3 (late) before 1 before 4, which begins in time, before 6, which begins too early."""
    with_starts(path)
    store = store_at(path)
    ids = dict(store.reader.rows("SELECT ref, id FROM action_item"))
    starts = [("4", 10), ("6", 15)]
    store.write(
        "edit",
        [edit("action_item", ids[ref], "start", (DAY + timedelta(days=days)).isoformat()) for ref, days in starts],
    )
    links = [("1", "3"), ("6", "4")]
    store.write("edit", [create("dependency", item_id=ids[one], needs_id=ids[other]) for one, other in links])
    store.close()


async def to_line(pilot: Any, ref: str) -> None:
    """Put the cursor on the line of an item."""
    await press(pilot, "home", *("down",) * refs(shown(pilot)).index(ref))


async def test_the_chain_of_the_item_at_the_cursor_is_drawn_marked_and_told(filled: Path) -> None:
    chained(filled)
    app = app_on(filled)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        await to_line(pilot, "4")
        text = shown(pilot)
        assert {line[0] for line in text.splitlines()[5:12]} == {" ", "«", "»", "›"}
        first, current = line_of(text, "1 Susun draf"), line_of(text, "4 Integrasi")
        assert first.startswith("«")
        assert "◐»┄╮ ◆ comes first · 3 days of slack" in first
        column = first.index("╮")
        assert current[column] == "«"
        assert line_of(text, "6 Undangan").startswith("»")
        assert "waits for it · 6 days short" in line_of(text, "6 Undangan")
        assert line_of(text, "3 Kajian").startswith("«")
        assert "earlier in the chain" in line_of(text, "3 Kajian")
        assert line_of(text, "2 Petakan").startswith(" ")
        told = text.splitlines()[-2]
        assert "after #1: 3 days of slack · too late for #6: 6 days short" in told
        await to_line(pilot, "6")
        assert "begins before #4 is finished: 6 days short" in shown(pilot)
        assert "earlier in the chain" in line_of(shown(pilot), "1 Susun draf")
        # What the filter hides is named below all the same.
        await press(pilot, "slash")
        await type_text(pilot, "undangan")
        await until(pilot, lambda: "1 action item" in shown(pilot))
        await press(pilot, "enter")
        assert "begins before #4 is finished: 6 days short" in shown(pilot)


async def test_the_chain_reads_in_ascii(filled: Path) -> None:
    chained(filled)
    app = app_on(filled, plain_signs=True)
    async with app.run_test(size=(100, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        await press(pilot, "home", "down", "down", "down")
        text = "\n".join("".join(run for run, _style in line) for line in screen_styles(app))
        assert text.isascii()
        assert line_of(text, "1 Susun draf").startswith("{")
        assert "~}-+ * comes first - 3 days of slack" in line_of(text, "1 Susun draf")
        assert "?" not in text


async def test_zooming_and_scrolling_keep_the_cursor_and_come_back_to_today(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "down")
        cursor = line_of(shown(pilot), "› ")[:30]
        assert "November 2026" in shown(pilot)
        await press(pilot, "minus", "minus")
        assert "Dec" in scale(shown(pilot))
        assert "2027" in shown(pilot)
        await press(pilot, "plus", "equals_sign", "shift+right", "right")
        assert "▼" not in scale(shown(pilot))
        assert "‹" in line_of(shown(pilot), "2 Petakan")  # the bar lies outside, before what is shown
        await press(pilot, "full_stop")
        assert "▼" in scale(shown(pilot))
        assert line_of(shown(pilot), "› ")[:30] == cursor
        await press(pilot, "shift+left", "shift+left", "c")
        assert "‹" not in line_of(shown(pilot), cursor.strip("› ")[:12])[32:]


async def test_the_signs_above_the_names_scroll_and_zoom_by_mouse(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        signs = shown(pilot).splitlines()[2]
        for sign, seen in (("-", "14  28"), ("-", "Dec"), ("+", "14  28"), ("+", "30     7")):
            await pilot.click(offset=(signs.index(sign), 2))
            await settle(pilot)
            assert seen in scale(shown(pilot))
        for _time in range(8):
            await pilot.click(offset=(signs.index("›"), 2))
        await settle(pilot)
        assert "▼" not in scale(shown(pilot))
        await pilot.click(offset=(signs.index("today"), 2))
        await settle(pilot)
        assert "▼" in scale(shown(pilot))
        await pilot.click(offset=(6, 8))
        assert "›" in shown(pilot).splitlines()[8]


async def test_lines_are_grouped_and_headings_are_no_items(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "b", "3")
        text = shown(pilot)
        assert "Buku 2 Masterplan (2)" in text
        assert "◆" in line_of(text, "Buku 2 Masterplan (2)")
        assert "(none) (5)" in text
        before = look("SELECT count(*) FROM batch")
        await press(pilot, "home", "d", "enter", "r")
        assert look("SELECT count(*) FROM batch") == before
        assert "Reschedule" not in shown(pilot)
        await press(pilot, "down", "d")
        assert look("SELECT count(*) FROM action_item WHERE status = 'done'") == [(2,)]


async def test_a_new_due_day_moves_the_bar_and_leaves_the_old_one_marked(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "home")
        ref = look("SELECT ref FROM action_item WHERE title = 'Petakan program RPJMD'")[0][0]
        assert ref == "2"
        assert "› " in line_of(shown(pilot), "2 Petakan")
        await press(pilot, "r")
        await type_text(pilot, "+7")
        await press(pilot, "ctrl+s")
        today = day_place(shown(pilot))
        line = line_of(shown(pilot), "■ 2 Petakan")
        assert line[today + 7] == "■"
        assert "first 12 Nov" in shown(pilot)
        await press(pilot, "enter")
        assert "HM Farid Soufian" in shown(pilot)


async def test_what_another_process_writes_appears_with_the_cursor_kept(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "down", "down")
        cursor = line_of(shown(pilot), "› ")[:20]
        store = store_at(filled)
        store.write("add", [create("action_item", title="Paling awal", start="2026-01-05", due="2026-01-09")])
        store.close()
        await until(pilot, lambda: "Paling awal" in shown(pilot))
        assert line_of(shown(pilot), "› ")[:20] == cursor


async def test_the_filter_and_a_small_screen(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "slash")
        await type_text(pilot, "status:done")
        await until(pilot, lambda: "1 action item ·" in shown(pilot))
        assert "✔ 5 Laporan" in shown(pilot)
        await pilot.resize_terminal(120, 40)
        await settle(pilot)
        assert "✔ 5 Laporan bimtek II" in shown(pilot)


async def test_it_reads_without_colours(filled: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        turned = "".join(text for line in screen_styles(app)[5:-2] for text, style in line if style.reverse)
        assert "2 Petakan" in turned
        assert "3 Kajian" not in turned
