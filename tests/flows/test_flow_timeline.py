"""The timeline: bars stand where their days are, zooming and scrolling keep the place, edits move bars."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from app_driving import DAY, app_on, press, settle, shown, store_at, type_text, until
from screen_text import screen_styles

from taskforce.store.changes.batch import create, delete, edit

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
        await press(pilot, "Z", "Z")
        assert "Dec" in scale(shown(pilot))
        assert "2027" in shown(pilot)
        await press(pilot, "z", "z", "shift+right", "right")
        assert "▼" not in scale(shown(pilot))
        assert "‹" in line_of(shown(pilot), "2 Petakan")  # the bar lies outside, before what is shown
        await press(pilot, "full_stop")
        assert "▼" in scale(shown(pilot))
        assert line_of(shown(pilot), "› ")[:30] == cursor
        await press(pilot, "shift+left", "shift+left", "comma")
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
        await type_text(pilot, "+19")  # from the 12th, where it is
        await press(pilot, "ctrl+s")
        today = day_place(shown(pilot))
        line = line_of(shown(pilot), "■ 2 Petakan")
        assert line[today + 7] == "■"
        assert "first 12 Nov" in shown(pilot)
        await press(pilot, "enter")
        assert "HM Farid Soufian" in shown(pilot)


DUE = "SELECT due FROM action_item WHERE ref = '{ref}'"
BATCHES = "SELECT count(*) FROM batch"
REASON = "SELECT reason FROM batch ORDER BY at DESC, id DESC LIMIT 1"


async def test_the_due_day_is_moved_by_key_and_written_with_its_reason(filled: Path, look: Look) -> None:
    chained(filled)
    app = app_on(filled)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        await to_line(pilot, "1")
        today = day_place(shown(pilot))
        before = look(BATCHES)
        await press(pilot, "greater_than_sign", "right_curly_bracket", "less_than_sign", "left_curly_bracket")
        assert "not saved" not in shown(pilot)  # where it was: nothing is being moved
        await press(pilot, "right_curly_bracket", "greater_than_sign")
        text = shown(pilot)
        line = line_of(text, "1 Susun draf")
        assert line[today + 14] == "◐"
        assert line[today + 3] == "•"  # where it was due until now
        assert "8 Dec · 8 days later, not saved" in line
        assert "Tuesday, 8 December 2026 · 8 days later, not saved" in text.splitlines()[-2]
        assert "begins before #3 is finished: 8 days short" in text.splitlines()[-2]
        assert "waits for it · 5 days short" in line_of(text, "4 Integrasi")  # what follows from it, at once
        assert "Enter Save the new day  Esc Take it back" in text.splitlines()[-1]
        assert look(BATCHES) == before
        await press(pilot, "enter")
        assert "Tuesday, 8 December 2026" in line_of(shown(pilot), "New due day")
        await type_text(pilot, "menunggu data")
        await press(pilot, "enter")
        assert look(DUE.format(ref="1")) == [("2026-12-08",)]
        assert look(REASON) == [("menunggu data",)]
        assert look(BATCHES) == [(before[0][0] + 1,)]
        assert "not saved" not in shown(pilot)
        assert line_of(shown(pilot), "1 Susun draf").startswith("›")
        await press(pilot, "u")
        assert look(DUE.format(ref="1")) == [("2026-11-30",)]
        await press(pilot, "enter")
        assert "HM Farid" in shown(pilot) or "Galuh Tantri" in shown(pilot)  # Enter opens again


async def test_what_is_being_moved_is_taken_back_by_escape_or_undo(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "home", "down", "space", "down")
        line, before = line_of(shown(pilot), "1 Susun draf")[3:], look(BATCHES)
        for back in ("escape", "u"):
            await press(pilot, "less_than_sign", "less_than_sign")
            assert "25 Nov · not saved" in line_of(shown(pilot), "1 Susun draf")
            assert "25 November 2026 · 2 days earlier, not saved" in shown(pilot)
            await press(pilot, back)
            assert line_of(shown(pilot), "1 Susun draf")[3:] == line
            assert "Taken back: nothing was moved." in shown(pilot)
            assert "✓" in line_of(shown(pilot), "3 Kajian")  # the selection is another matter
        await press(pilot, "greater_than_sign", "enter", "escape")  # and in the dialogue
        assert line_of(shown(pilot), "1 Susun draf")[3:] == line
        await press(pilot, "enter")
        assert "Azwar (@azwar)" in shown(pilot)  # Enter shows what is selected, as before
        await press(pilot, "escape", "escape")
        assert "✓" not in shown(pilot)
        await press(pilot, "greater_than_sign")
        assert shown(pilot).splitlines()[-1].startswith(" Enter Save the new day  Esc Take it back")
        assert "Show" not in shown(pilot).splitlines()[-1]
        await press(pilot, "escape")
        assert shown(pilot).splitlines()[-1].startswith(" Enter Show")
        assert look(BATCHES) == before


async def test_the_bar_that_is_moved_is_seen_on_a_small_screen(filled: Path) -> None:
    chained(filled)
    app = app_on(filled)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "home", "down", "down", "down", "greater_than_sign")
        assert line_of(shown(pilot), "4 Integrasi").rstrip().endswith("░•◐»")
        assert "15 Dec" in line_of(shown(pilot), "4 Integrasi")
        assert "Enter Save the new day" in shown(pilot)


async def test_going_to_another_line_asks_about_what_is_being_moved(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "home", "down", "greater_than_sign", "down")
        assert "Reschedule: 3 Kajian" in shown(pilot)
        await type_text(pilot, "narasumber sakit")
        await press(pilot, "enter")
        assert look(DUE.format(ref="3")) == [("2026-11-22",)]
        assert line_of(shown(pilot), "1 Susun draf").startswith("›")  # where the person went
        await press(pilot, "greater_than_sign", "r")
        assert "Reschedule: 1 Susun" in shown(pilot)
        assert "28 November 2026" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert look(DUE.format(ref="1")) == [("2026-11-28",)]


async def test_an_item_without_a_due_day_and_a_heading_say_why_nothing_moves(filled: Path, look: Look) -> None:
    store = store_at(filled)
    store.write("add", [create("action_item", title="Kapan saja", start="2026-11-20")])
    store.close()
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        await to_line(pilot, "8")
        await press(pilot, "greater_than_sign")
        assert "It has no due day that could be moved" in shown(pilot)
        await press(pilot, "b", "3", "home", "greater_than_sign")
        assert "choose a line first" in shown(pilot)
        assert "not saved" not in shown(pilot)


async def test_what_others_wrote_under_a_move_is_shown_with_it(filled: Path, look: Look, monkeypatch: Any) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "home", "down", "down", "greater_than_sign")
        other = store_at(filled)
        item = other.reader.value("SELECT id FROM action_item WHERE ref = '1'")
        other.write("edit", [edit("action_item", item, "due", "2026-12-09")])
        other.write("add", [create("action_item", title="Tanda sudah terbaca", due="2026-11-25")])
        other.close()
        await until(pilot, lambda: "Tanda sudah" in shown(pilot))
        assert "not saved" in line_of(shown(pilot), "1 Susun draf")
        await press(pilot, "enter", "ctrl+s")
        assert "was changed meanwhile" in shown(pilot)
        assert "28 November 2026" in shown(pilot)
        assert "9 December 2026" in shown(pilot)
        assert look(DUE.format(ref="1")) == [("2026-12-09",)]
        await press(pilot, "1")
        assert look(DUE.format(ref="1")) == [("2026-11-28",)]
        await press(pilot, "home", "down", "greater_than_sign")
        other = store_at(filled)
        gone = other.reader.value("SELECT id FROM action_item WHERE ref = '3'")
        other.write("delete", [delete("action_item", gone)])
        other.close()
        await until(pilot, lambda: "no longer listed" in shown(pilot))
        assert "Reschedule" not in shown(pilot)


async def drag(pilot: Any, start: tuple[int, int], *places: tuple[int, int]) -> None:
    """Drag from a place over others, and let go at the last one."""
    await pilot.mouse_down(offset=start)
    for place in places:
        await pilot.hover(offset=place)
        await settle(pilot)
    await pilot.mouse_up(offset=places[-1])
    await settle(pilot)


def end_of(text: str, words: str, sign: str) -> tuple[int, int]:
    """Where the end of a bar stands on the screen."""
    lines = text.splitlines()
    line = next(number for number, line in enumerate(lines) if words in line)
    return lines[line].rindex(sign), line


async def test_the_end_of_a_bar_is_dragged(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "home")
        x, y = end_of(shown(pilot), "1 Susun draf", "◐")
        await pilot.mouse_down(offset=(x, y))
        await pilot.hover(offset=(x + 6, y + 2))
        await settle(pilot)
        assert line_of(shown(pilot), "1 Susun draf")[x + 6] == "◐"
        assert "3 Dec · 6 days later, not saved" in line_of(shown(pilot), "1 Susun draf")
        await pilot.hover(offset=(x + 4, y))
        await settle(pilot)
        await pilot.mouse_up(offset=(x + 4, y + 1))
        await settle(pilot)
        assert "Tuesday, 1 December 2026" in line_of(shown(pilot), "New due day")
        await type_text(pilot, "cuaca")
        await press(pilot, "enter")
        assert look(DUE.format(ref="1")) == [("2026-12-01",)]
        assert look(REASON) == [("cuaca",)]
        assert line_of(shown(pilot), "1 Susun draf").startswith("›")
        before = look(BATCHES)
        # Let go on another line, and thought better of it: the cursor stays with the item.
        x, y = end_of(shown(pilot), "1 Susun draf", "◐")
        await drag(pilot, (x, y), (x + 3, y + 2))
        await press(pilot, "escape")
        assert line_of(shown(pilot), "1 Susun draf").startswith("›")
        # Dropped where it was, a click on it, a drag that begins elsewhere: nothing.
        x, y = end_of(shown(pilot), "1 Susun draf", "◐")
        await drag(pilot, (x, y), (x + 3, y), (x, y))
        await drag(pilot, (x - 20, y), (x + 3, y))
        await pilot.click(offset=(x, y))
        await settle(pilot)
        assert "Reschedule" not in shown(pilot)
        assert "not saved" not in shown(pilot)
        # Escape while it is held.
        await pilot.mouse_down(offset=(x, y))
        await pilot.hover(offset=(x + 6, y))
        await settle(pilot)
        await press(pilot, "escape")
        await pilot.hover(offset=(x + 7, y))
        await pilot.mouse_up(offset=(x + 7, y))
        await settle(pilot)
        assert "not saved" not in shown(pilot)
        assert look(BATCHES) == before


async def test_dragging_keeps_the_weekday_and_scrolls_at_the_edge(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "Z", "Z")  # a week is a cell
        x, y = end_of(shown(pilot), "1 Susun draf", "◐")
        await drag(pilot, (x, y), (x + 2, y))
        assert "Friday, 11 December 2026" in shown(pilot)
        await press(pilot, "ctrl+s", "z", "z", "comma")
        scale_before = scale(shown(pilot))
        x, y = end_of(shown(pilot), "1 Susun draf", "◐")
        await pilot.mouse_down(offset=(x, y))
        for place in (78, 79, 78, 79):
            await pilot.hover(offset=(place, y))
            await settle(pilot)
        assert scale(shown(pilot)) != scale_before
        assert line_of(shown(pilot), "1 Susun draf").rstrip().endswith("◐")
        await pilot.mouse_up(offset=(79, y))
        await settle(pilot)
        assert "Reschedule: 1 Susun" in shown(pilot)


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
