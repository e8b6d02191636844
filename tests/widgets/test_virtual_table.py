"""The virtual table, as people use it: keys, mouse, narrow terminals, long lists, sources that fail."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import idle
import pytest
from idle import settle
from rich.cells import cell_len
from screen_text import golden, screen_styles, screen_text
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen

from taskforce.language import _
from taskforce.widgets.table.layout import Column
from taskforce.widgets.table.source import Cell, TableRow
from taskforce.widgets.table.virtual_table import VirtualTable

idle.install()

COLUMNS = (
    Column("ref", "Ref", 6, align="right", priority=90),
    Column("title", "Title", 20, min_width=12, flexible=3, priority=100),
    Column("lead", "Lead", 10, min_width=6, flexible=1, priority=5),
    Column("due", "Due", 10, priority=80),
    Column("status", "Status", 11, priority=3),
)
HUNDRED_THOUSAND = 100_000


class Numbers:
    """A list of numbers, each its own key, that counts how it is read."""

    def __init__(self, keys: Sequence[int], titles: dict[int, str] | None = None) -> None:
        self.keys = keys
        self.titles = titles or {}
        self.reads: list[tuple[int, int]] = []

    def count(self) -> int:
        return len(self.keys)

    def rows(self, start: int, stop: int) -> Sequence[TableRow]:
        self.reads.append((start, stop))
        return [self._row(key) for key in self.keys[start:stop]]

    def _row(self, key: int) -> TableRow:
        title = self.titles.get(key, f"Item number {key}")
        late = key % 7 == 0
        cells = (
            Cell(str(key)),
            Cell(title),
            Cell("galuh"),
            Cell("2026-12-05"),
            Cell("late", "late" if late else ""),
        )
        return TableRow(cells, "muted" if key % 5 == 0 else "")

    def key_at(self, index: int) -> object:
        return self.keys[index]

    def index_of(self, key: object) -> int | None:
        return self.keys.index(key) if key in self.keys else None  # type: ignore[arg-type]


class TableApp(App[None]):
    CSS = "Screen { layout: vertical; }"

    def __init__(self, source: Any, **options: Any) -> None:
        super().__init__()
        self.table = VirtualTable(COLUMNS, source, **options)
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_virtual_table_row_highlighted(self, message: VirtualTable.RowHighlighted) -> None:
        self.heard.append(message)

    def on_virtual_table_row_activated(self, message: VirtualTable.RowActivated) -> None:
        self.heard.append(message)

    def on_virtual_table_selection_changed(self, message: VirtualTable.SelectionChanged) -> None:
        self.heard.append(message)

    def on_virtual_table_header_clicked(self, message: VirtualTable.HeaderClicked) -> None:
        self.heard.append(message)

    def on_virtual_table_columns_arranged(self, message: VirtualTable.ColumnsArranged) -> None:
        self.heard.append(message)

    def on_virtual_table_columns_asked_for(self, message: VirtualTable.ColumnsAskedFor) -> None:
        self.heard.append(message)

    def on_virtual_table_source_failed(self, message: VirtualTable.SourceFailed) -> None:
        self.heard.append(message)

    def heard_of(self, kind: type[Message]) -> list[Any]:
        return [message for message in self.heard if type(message) is kind]


def lines_of(app: App[Any]) -> list[str]:
    return screen_text(app).splitlines()


def marked_lines(app: App[Any]) -> list[str]:
    return [line for line in lines_of(app) if line.startswith("›")]


def painted_strips(table: VirtualTable) -> list[Any]:
    return [table.render_line(y) for y in range(table.scrollable_content_region.height)]


async def resize(pilot: Pilot[None], width: int, height: int) -> None:
    await pilot.resize_terminal(width, height)
    pilot.app._check_resize()  # Textual waits some milliseconds for more of it
    await settle(pilot)


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


# Moving


async def test_keys_move_the_cursor_and_keep_it_on_the_screen() -> None:
    app = TableApp(Numbers(range(200)))
    async with app.run_test(size=(80, 24)) as pilot:
        table = app.table
        page = table.page_rows
        assert page == 23
        await press(pilot, "down", "j", "down", "up", "k")
        assert table.cursor_index == 1
        assert marked_lines(app)[0].split()[:2] == ["›", "1"]
        await press(pilot, "pagedown")
        assert table.cursor_index == 1 + page
        assert lines_of(app)[2] == marked_lines(app)[0]  # a whole page: the cursor stays on its line
        await press(pilot, "pageup")
        assert (table.cursor_index, table.scroll_offset.y) == (1, 0)
        await press(pilot, "pageup", "up")
        assert table.cursor_index == 0
        for _step in range(page + 3):
            await press(pilot, "down")
        assert table.cursor_index == page + 3
        assert lines_of(app)[-1] == marked_lines(app)[0]
        await press(pilot, "end", "down", "pagedown")
        assert table.cursor_index == 199
        assert lines_of(app)[-1].split()[:2] == ["›", "199"]
        await press(pilot, "home")
        assert lines_of(app)[1].split()[:2] == ["›", "0"]
        assert lines_of(app)[0].split() == ["Ref", "Title", "Lead", "Due", "Status"]


async def test_the_header_stays_while_the_rows_scroll() -> None:
    app = TableApp(Numbers(range(500)))
    async with app.run_test(size=(80, 10)) as pilot:
        header = lines_of(app)[0]
        await press(pilot, "end")
        assert lines_of(app)[0] == header
        assert [line.split()[-5] for line in lines_of(app)[1:]] == ["number"] * 9


async def test_every_cursor_move_is_told_with_the_key() -> None:
    app = TableApp(Numbers([30, 10, 20]))
    async with app.run_test() as pilot:
        await press(pilot, "down", "end", "end", "enter")
        told = [(message.index, message.key) for message in app.heard_of(VirtualTable.RowHighlighted)]
        assert told == [(0, 30), (1, 10), (2, 20)]
        activated = app.heard_of(VirtualTable.RowActivated)
        assert [(message.index, message.key) for message in activated] == [(2, 20)]
        assert activated[0].control is app.table


async def test_a_screen_hears_of_the_moves_that_it_makes_itself() -> None:
    class TableScreen(Screen[None]):
        BINDINGS = [("x", "jump", "Jump")]
        heard: tuple[object, ...] = ()

        def compose(self) -> ComposeResult:
            yield VirtualTable(COLUMNS, Numbers(range(50)))

        def action_jump(self) -> None:
            table = self.query_one(VirtualTable)
            table.move_cursor(30)
            table.select_keys([4])

        def on_virtual_table_row_highlighted(self, message: VirtualTable.RowHighlighted) -> None:
            self.heard += (message.key,)

        def on_virtual_table_selection_changed(self, message: VirtualTable.SelectionChanged) -> None:
            self.heard += (set(message.keys),)

    app: App[None] = App()
    async with app.run_test() as pilot:
        screen = TableScreen()
        await app.push_screen(screen)
        await press(pilot, "x")
        assert screen.heard == (0, 30, {4})


async def test_a_hundred_thousand_rows_are_read_in_few_blocks() -> None:
    source = Numbers(range(HUNDRED_THOUSAND))
    app = TableApp(source)
    async with app.run_test(size=(120, 40)) as pilot:
        assert source.reads == [(0, 128)]
        await press(pilot, "end")
        assert lines_of(app)[-1].split()[:2] == ["›", "99999"]
        assert source.reads[1:] in (
            [(99_968, 100_000), (99_840, 99_968)],
            [(99_840, 99_968), (99_968, 100_000)],
        )
        await press(pilot, "home", "end", "home")
        assert len(source.reads) == 3  # nothing is read twice
        await press(pilot, *["pagedown"] * 12)
        assert len(source.reads) <= 3 + 12 * 39 // 128 + 1


async def test_old_blocks_are_given_back() -> None:
    source = Numbers(range(HUNDRED_THOUSAND))
    app = TableApp(source)
    async with app.run_test(size=(80, 24)) as pilot:
        for index in range(0, HUNDRED_THOUSAND, 2500):
            app.table.move_cursor(index)
            await settle(pilot)
        assert len(app.table._reader._blocks) <= 32


# The source changes


async def test_the_cursor_stays_on_its_record_and_line_when_the_source_changes() -> None:
    app = TableApp(Numbers(range(1000)))
    async with app.run_test(size=(80, 24)) as pilot:
        app.table.move_cursor(500)
        await press(pilot, "up", "up", "up")
        line = lines_of(app).index(marked_lines(app)[0])
        app.heard.clear()
        app.table.refresh_source(Numbers(range(100, 1000)))  # a hundred rows above it are gone
        await settle(pilot)
        assert (app.table.cursor_index, app.table.cursor_key) == (397, 497)
        assert lines_of(app)[line].split()[:2] == ["›", "497"]
        assert app.heard == []  # it is still the same record
        app.table.refresh_source(Numbers(range(999, -1, -1)))
        await settle(pilot)
        assert app.table.cursor_key == 497
        assert lines_of(app)[line].split()[:2] == ["›", "497"]


async def test_without_its_record_the_cursor_stays_at_its_place_in_the_list() -> None:
    app = TableApp(Numbers(range(100)))
    async with app.run_test() as pilot:
        app.table.move_cursor(50)
        app.table.refresh_source(Numbers([key for key in range(100) if key != 50]))
        await settle(pilot)
        assert (app.table.cursor_index, app.table.cursor_key) == (50, 51)
        app.table.refresh_source(Numbers(range(10, 20)))
        await settle(pilot)
        assert (app.table.cursor_index, app.table.cursor_key) == (9, 19)
        assert lines_of(app)[10].split()[:2] == ["›", "19"]
        app.table.refresh_source(Numbers(range(300)), keep_cursor=False)
        await settle(pilot)
        assert (app.table.cursor_index, app.table.scroll_offset.y) == (0, 0)


async def test_a_wheel_turned_away_from_the_cursor_stays_there_on_refresh() -> None:
    app = TableApp(Numbers(range(1000)))
    async with app.run_test(size=(80, 24)) as pilot:
        app.table.scroll_to(y=400, animate=False)
        await settle(pilot)
        app.table.refresh_source(Numbers(range(1000)))
        await settle(pilot)
        assert app.table.scroll_offset.y == 400
        assert app.table.cursor_index == 0


async def test_a_list_that_shrinks_unseen_is_counted_again() -> None:
    source = Numbers(list(range(1000)))
    app = TableApp(source)
    async with app.run_test() as pilot:
        source.keys = list(range(5))
        await press(pilot, "end")
        await settle(pilot)
        assert app.table.row_count == 5
        assert marked_lines(app)[0].split()[:2] == ["›", "4"]


async def test_an_emptied_table_tells_that_no_row_is_highlighted() -> None:
    app = TableApp(Numbers(range(3)))
    async with app.run_test() as pilot:
        app.table.refresh_source(Numbers([]))
        await press(pilot, "down", "end", "enter", "space", "shift+down", "ctrl+a", "pagedown")
        last = app.heard_of(VirtualTable.RowHighlighted)[-1]
        assert (last.index, last.key) == (None, None)
        assert app.table.cursor_index is None
        assert app.heard_of(VirtualTable.RowActivated) == []
        assert app.heard_of(VirtualTable.SelectionChanged) == []


# Selecting


async def test_space_selects_and_escape_clears() -> None:
    app = TableApp(Numbers(range(10)))
    async with app.run_test() as pilot:
        await press(pilot, "space", "down", "down", "space")
        assert app.table.selected_keys == {0, 2}
        assert [line[:2] for line in lines_of(app)[1:4]] == [" ✓", "  ", "›✓"]
        await press(pilot, "space")
        assert app.table.selected_keys == {0}
        await press(pilot, "escape")
        assert app.table.selected_keys == set()
        told = [set(message.keys) for message in app.heard_of(VirtualTable.SelectionChanged)]
        assert told == [{0}, {0, 2}, {0}, set()]


async def test_escape_is_left_to_the_screen_while_nothing_is_selected() -> None:
    class WithEscape(TableApp):
        BINDINGS = [("escape", "leave", "Leave")]
        left = 0

        def action_leave(self) -> None:
            self.left += 1

    app = WithEscape(Numbers(range(3)))
    async with app.run_test() as pilot:
        await press(pilot, "space", "escape")
        assert app.left == 0
        await press(pilot, "escape")
        assert app.left == 1


async def test_shift_extends_from_where_it_began_and_takes_back() -> None:
    app = TableApp(Numbers(range(100)))
    async with app.run_test() as pilot:
        await press(pilot, "space", "down", "down", "shift+down", "shift+down")
        assert app.table.selected_keys == {0, 2, 3, 4}
        await press(pilot, "shift+up", "shift+up", "shift+up")
        assert app.table.selected_keys == {0, 1, 2}
        await press(pilot, "down", "shift+end")
        assert app.table.selected_keys == {0, *range(1, 100)}


async def test_selected_records_stay_selected_as_far_as_they_exist() -> None:
    app = TableApp(Numbers(range(300)))
    async with app.run_test() as pilot:
        await press(pilot, "ctrl+a")
        assert len(app.table.selected_keys) == 300
        app.table.refresh_source(Numbers(range(299, 199, -1)))
        assert app.table.selected_keys == set(range(200, 300))
        app.table.select_keys([200, 201, 5])
        assert app.table.selected_keys == {200, 201}
        app.table.refresh_source(Numbers([201, 7]))
        await settle(pilot)
        assert app.table.selected_keys == {201}
        assert set(app.heard_of(VirtualTable.SelectionChanged)[-1].keys) == {201}


# The mouse


async def test_clicks_move_open_select_and_sort() -> None:
    app = TableApp(Numbers(range(100)))
    async with app.run_test(size=(80, 24)) as pilot:
        app.table.scroll_to(y=20, animate=False)
        await settle(pilot)
        await pilot.click(VirtualTable, offset=(20, 4))
        assert app.table.cursor_index == 23
        assert app.heard_of(VirtualTable.RowActivated) == []
        await pilot.click(VirtualTable, offset=(20, 5), times=2)
        assert [message.key for message in app.heard_of(VirtualTable.RowActivated)] == [24]
        await pilot.click(VirtualTable, offset=(20, 7), control=True)
        await pilot.click(VirtualTable, offset=(1, 9))
        assert app.table.selected_keys == {26, 28}
        await pilot.click(VirtualTable, offset=(20, 11), shift=True)
        assert app.table.selected_keys == {26, 28, 29, 30}
        cursor = app.table.cursor_index
        for span in app.table.visible_columns:
            await pilot.click(VirtualTable, offset=(span.left, 0))
            await pilot.click(VirtualTable, offset=(span.left + span.width - 1, 0))
        clicked = [message.column_key for message in app.heard_of(VirtualTable.HeaderClicked)]
        assert clicked == [column.key for column in COLUMNS for _twice in range(2)]
        assert app.table.cursor_index == cursor


async def test_a_click_under_the_last_row_does_nothing() -> None:
    app = TableApp(Numbers(range(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(VirtualTable, offset=(20, 12), times=2)
        assert app.table.cursor_index == 0
        assert app.heard_of(VirtualTable.RowActivated) == []


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    app = TableApp(Numbers(range(1000)))
    async with app.run_test(size=(80, 24)) as pilot:
        app.table._on_mouse_scroll_down(_wheel(app))
        await settle(pilot)
        assert app.table.scroll_offset.y > 0
        assert app.table.cursor_index == 0
        await press(pilot, "down")
        assert marked_lines(app)[0].split()[:2] == ["›", "1"]


def _wheel(app: TableApp) -> Any:
    from textual.events import MouseScrollDown

    return MouseScrollDown(app.table, 5, 5, 0, 1, 0, False, False, False)


# What the lines look like


@pytest.mark.parametrize("width", [60, 80, 120, 200, 30, 12, 5, 3, 1])
async def test_columns_fit_the_width_and_the_least_important_go_first(width: int) -> None:
    app = TableApp(Numbers(range(100)))
    async with app.run_test(size=(width, 12)):
        table = app.table
        available = table.scrollable_content_region.width
        assert available == width - 1  # the scrollbar
        assert {strip.cell_length for strip in painted_strips(table)} == {available}
        spans = table.visible_columns
        assert all(span.left + span.width <= available for span in spans)
        shown = {span.column.key for span in spans}
        by_priority = sorted(COLUMNS, key=lambda column: -column.priority)
        assert shown == {column.key for column in by_priority[: len(shown)]}
        if len(spans) > 1:
            assert all(span.width >= len("2026-12-05") for span in spans if span.column.key == "due")


async def test_sixty_columns_show_what_matters() -> None:
    app = TableApp(Numbers([12], {12: "Susun draf Buku 2 bersama perangkat daerah"}))
    async with app.run_test(size=(60, 4)):
        assert lines_of(app)[:2] == [
            "   Ref Title                                    Due        ›",
            "›   12 Susun draf Buku 2 bersama perangkat dae… 2026-12-05",
        ]


async def test_columns_without_room_are_reached_by_keys_and_mouse() -> None:
    app = TableApp(Numbers(range(30), {3: "Susun draf Buku 2 bersama perangkat daerah"}))
    async with app.run_test(size=(64, 10)) as pilot:

        def shown() -> list[str]:
            return [span.column.key for span in app.table.visible_columns]

        assert shown() == ["ref", "title", "due"]
        assert lines_of(app)[0].endswith("›")
        await press(pilot, "right")
        assert shown() == ["ref", "title", "lead", "status"]
        assert lines_of(app)[0].startswith(" ‹ ")
        assert "›" not in lines_of(app)[0]
        await press(pilot, "right")
        assert shown() == ["ref", "title", "lead", "status"]
        await pilot.click(VirtualTable, offset=(1, 0))
        assert shown() == ["ref", "title", "due"]
        await pilot.click(VirtualTable, offset=(62, 0))
        assert shown() == ["ref", "title", "lead", "status"]
        await press(pilot, "left", "left")
        assert shown() == ["ref", "title", "due"]
        assert app.heard_of(VirtualTable.HeaderClicked) == []


async def test_the_end_of_a_title_is_dragged_and_clicked_twice() -> None:
    app = TableApp(Numbers(range(30)))
    async with app.run_test(size=(100, 10)) as pilot:

        def span(key: str) -> Any:
            return next(one for one in app.table.visible_columns if one.column.key == key)

        lead = span("lead")
        edge = lead.left + lead.width
        await pilot.mouse_down(VirtualTable, offset=(edge, 0))
        await pilot.hover(VirtualTable, offset=(edge + 6, 0))
        await pilot.mouse_up(VirtualTable, offset=(edge + 6, 0))
        await settle(pilot)
        assert span("lead").width == lead.width + 6
        assert app.table.own_widths == {"lead": lead.width + 6}
        assert app.heard_of(VirtualTable.HeaderClicked) == []
        assert len(app.heard_of(VirtualTable.ColumnsArranged)) == 1
        await pilot.click(VirtualTable, offset=(span("lead").left + span("lead").width, 0), times=2)
        await settle(pilot)
        assert app.table.own_widths == {}
        assert span("lead").width == lead.width
        await pilot.click(VirtualTable, offset=(lead.left, 0), button=3)
        assert len(app.heard_of(VirtualTable.ColumnsAskedFor)) == 1
        assert app.heard_of(VirtualTable.HeaderClicked) == []


async def test_hidden_columns_are_on_no_page_and_the_main_one_stays() -> None:
    app = TableApp(Numbers(range(30)))
    async with app.run_test(size=(50, 10)) as pilot:
        app.table.arrange_columns({}, ["title", "lead", "status"])
        await settle(pilot)
        assert [one.column.key for one in app.table.visible_columns] == ["ref", "title", "due"]
        assert app.table.column_pages == 1
        assert "galuh" not in screen_text(app)


async def test_columns_grow_while_people_scroll_and_do_not_shrink_again() -> None:
    titles = {50: "Susun draf Buku 2 bersama seluruh perangkat daerah"}
    app = TableApp(Numbers(range(100), titles))
    async with app.run_test(size=(80, 12)) as pilot:
        assert "status" in [span.column.key for span in app.table.visible_columns]
        app.table.move_cursor(50)
        await settle(pilot)
        assert titles[50] in screen_text(app)
        await press(pilot, "home")
        assert "status" not in [span.column.key for span in app.table.visible_columns]
        app.table.refresh_source(Numbers(range(10)), keep_cursor=False)
        await settle(pilot)
        assert "status" in [span.column.key for span in app.table.visible_columns]


async def test_a_column_is_no_wider_than_its_rows_once_the_long_text_is_gone() -> None:
    class Led(Numbers):
        lead = "Dinas Komunikasi, Informatika"

        def _row(self, key: int) -> TableRow:
            ref, title, _lead, *others = super()._row(key).cells
            return TableRow((ref, title, Cell(self.lead), *others))

    source = Led(range(5))
    app = TableApp(source)
    async with app.run_test(size=(90, 12)) as pilot:
        before = [(span.column.key, span.width) for span in app.table.visible_columns]
        source.lead = "galuh"
        app.table.refresh_source()
        await settle(pilot)
        after = [(span.column.key, span.width) for span in app.table.visible_columns]
        assert dict(before)["lead"] > dict(after)["lead"]
        app.table.refresh_source(Led(range(5)))  # as another filter would
        await settle(pilot)
        assert [(span.column.key, span.width) for span in app.table.visible_columns] == before


async def test_resizing_fits_the_columns_anew_and_keeps_the_cursor_in_sight() -> None:
    app = TableApp(Numbers(range(1000)))
    async with app.run_test(size=(120, 40)) as pilot:
        app.table.move_cursor(38)
        await settle(pilot)
        await resize(pilot, 40, 10)
        assert marked_lines(app)[0].split()[:2] == ["›", "38"]
        assert [span.column.key for span in app.table.visible_columns] == ["ref", "title", "due"]
        assert {strip.cell_length for strip in painted_strips(app.table)} == {39}
        await resize(pilot, 120, 40)
        assert len(app.table.visible_columns) == len(COLUMNS)
        assert app.table.column_pages == 1


STRANGE_TITLES = (
    "Rapat [Diskominfo] [/] [belum",
    "[bold red]tidak merah[/bold red]",
    "会議資料を準備する、非常に長い題名です、本当に",
    "a" + "会" * 30,
    "e\u0301\u0301\u0301 Cafe\u0301 " * 10,
    "\u0301starts with a mark",
    "\x1b[31mred\x1b[0m\x07\x9b5m",
    "two\nlines\tand\r\na tab",
    "\u202eright to left\u200f\u2066",
    "family 👨\u200d👩\u200d👧\u200d👦 ⚠\ufe0f ends in a joiner\u200d",
    "flag 🇮🇩 thumb 👍🏽",
    "\ud800 lone surrogate",
    "x" * 100_000,
    "\u0301" * 100_000,
    "",
)


async def test_strange_texts_are_shown_literally_and_aligned() -> None:
    titles = dict(enumerate(STRANGE_TITLES))
    app = TableApp(Numbers(range(len(STRANGE_TITLES)), titles))
    async with app.run_test(size=(80, 24)):
        assert {strip.cell_length for strip in painted_strips(app.table)} == {80}
        due = next(span for span in app.table.visible_columns if span.column.key == "due")
        lines = lines_of(app)[1 : 1 + len(STRANGE_TITLES)]
        for line in lines:
            before, _found, _after = line.partition("2026-12-05")
            assert cell_len(before) == due.left
            assert before.isprintable()
        shown = screen_text(app)
        assert "Rapat [Diskominfo] [/] [belum" in shown
        assert "[bold red]tidak merah[/bold" in shown
        assert "[31mred" in shown
        assert "two lines and a tab" in shown
        assert "…" in lines[12]
        shown.encode("utf-8")


async def test_the_sort_order_is_marked_at_its_column() -> None:
    app = TableApp(Numbers(range(3)))
    async with app.run_test(size=(80, 10)) as pilot:
        app.table.set_sort("due", descending=True)
        await settle(pilot)
        assert "Due ▼" in lines_of(app)[0]
        app.table.set_sort("ref")
        await settle(pilot)
        assert "Ref ▲" in lines_of(app)[0]
        assert "▼" not in lines_of(app)[0]
        app.table.set_sort(None)
        await settle(pilot)
        assert "▲" not in lines_of(app)[0]


async def test_styles_of_cells_rows_and_cursor() -> None:
    app = TableApp(Numbers(range(1, 20)))
    async with app.run_test(size=(80, 24)) as pilot:
        styles = screen_styles(app)

        def at(line: int, text: str) -> Any:
            return next(style for run, style in styles[line] if text in run)

        plain, late, muted, cursor = at(2, "late"), at(7, "late"), at(5, "late"), at(1, "late")
        assert late.color != plain.color
        assert late.bgcolor == plain.bgcolor
        assert muted.color != plain.color
        assert cursor.bgcolor != plain.bgcolor
        app.theme = "textual-light"
        await settle(pilot)
        styles = screen_styles(app)
        assert at(2, "late").bgcolor != plain.bgcolor
        assert at(7, "late").color not in (late.color, at(2, "late").color)
        focused = at(1, "late")
        app.table.blur()
        await settle(pilot)
        styles = screen_styles(app)
        assert at(1, "late") != focused


async def test_without_colours_the_cursor_is_reversed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = TableApp(Numbers(range(5)))
    async with app.run_test(size=(80, 24)) as pilot:
        reversed_lines = [
            number
            for number, line in enumerate(screen_styles(app))
            if any(style.reverse and text.strip() for text, style in line)
        ]
        assert reversed_lines == [1]
        assert lines_of(app)[1].startswith("›")
        focused = screen_styles(app)[1]
        app.table.blur()
        await settle(pilot)
        blurred = screen_styles(app)[1]
        assert any(style.reverse and style.bold for _text, style in focused)
        assert any(style.reverse for _text, style in blurred)
        assert not any(style.bold for _text, style in blurred)


# Nothing to show, and sources that fail


async def test_an_empty_table_says_why_centred_and_wrapped() -> None:
    text = "Nothing is [overdue] in this list.\nPress n to add an action item."
    app = TableApp(Numbers([]), empty_text=text)
    async with app.run_test(size=(24, 12)) as pilot:
        words = " ".join(line.strip() for line in lines_of(app)[1:] if line)
        assert words == text.replace("\n", " ")
        assert {strip.cell_length for strip in painted_strips(app.table)} == {24}
        assert not any(lines_of(app)[1:4])
        app.table.set_empty_text("Other words")
        await settle(pilot)
        assert "Other words" in screen_text(app)
        app.table.refresh_source(Numbers(range(2)))
        await settle(pilot)
        assert "Other words" not in screen_text(app)


async def test_a_table_without_source_or_text_is_not_blank() -> None:
    app = TableApp(None)
    async with app.run_test():
        assert _("Nothing to show.") in screen_text(app)


class Failing(Numbers):
    """A list that cannot be read while ``broken`` names what fails."""

    broken: frozenset[str] = frozenset()
    attempts = 0

    def _fail(self, what: str) -> None:
        if what in self.broken:
            raise OSError(f"{what}: the disk is gone")

    def count(self) -> int:
        self._fail("count")
        return super().count()

    def rows(self, start: int, stop: int) -> Sequence[TableRow]:
        self.attempts += 1
        self._fail("rows")
        return super().rows(start, stop)

    def key_at(self, index: int) -> object:
        self._fail("keys")
        return super().key_at(index)

    def index_of(self, key: object) -> int | None:
        self._fail("keys")
        return super().index_of(key)


async def test_rows_that_cannot_be_read_are_told_once_and_shown_in_words() -> None:
    source = Failing(range(1000))
    source.broken = frozenset({"rows"})
    app = TableApp(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "pagedown", "end", "home")
        assert [str(message.error) for message in app.heard_of(VirtualTable.SourceFailed)] == [
            "rows: the disk is gone"
        ]
        assert all(_("could not be read") in line for line in lines_of(app)[1:])
        assert source.attempts == 2  # once for each block looked at, not for each line
        app.table.refresh_source()
        await settle(pilot)
        assert len(app.heard_of(VirtualTable.SourceFailed)) == 2
        source.broken = frozenset()
        app.table.refresh_source()
        await settle(pilot)
        assert "Item number 3" in screen_text(app)


async def test_a_source_that_fails_altogether_loses_neither_place_nor_selection() -> None:
    source = Failing(range(1000))
    app = TableApp(source)
    async with app.run_test(size=(80, 24)) as pilot:
        app.table.move_cursor(700)
        await press(pilot, "space", "up")
        source.broken = frozenset({"count", "rows", "keys"})
        app.table.refresh_source()
        await press(pilot, "space", "enter", "shift+up", "shift+down")
        assert len(app.heard_of(VirtualTable.SourceFailed)) == 1
        source.broken = frozenset()
        app.table.refresh_source()
        await settle(pilot)
        assert marked_lines(app)[0].split()[:2] == ["›", "699"]
        assert app.table.selected_keys == {700}


async def test_a_source_that_fails_from_the_start_is_told_and_not_called_empty() -> None:
    source = Failing(range(5))
    source.broken = frozenset({"count"})
    app = TableApp(source, empty_text="Nothing here yet")
    async with app.run_test() as pilot:
        await settle(pilot)
        assert len(app.heard_of(VirtualTable.SourceFailed)) == 1
        assert _("could not be read") in screen_text(app)
        assert "Nothing here yet" not in screen_text(app)


async def test_a_cancelled_task_is_not_taken_for_a_failed_source() -> None:
    class Cancelled(Numbers):
        def index_of(self, key: object) -> int | None:
            raise asyncio.CancelledError

    app = TableApp(Cancelled(range(5)))
    async with app.run_test():
        with pytest.raises(asyncio.CancelledError):
            app.table.move_cursor_to_key(3)


@pytest.mark.parametrize(("width", "height"), [(60, 12), (80, 24), (120, 40)])
async def test_golden_screens(width: int, height: int) -> None:
    app = TableApp(Numbers(range(1, 31), {2: "Rapat [Diskominfo] [/] [belum", 4: "会議資料を準備する" * 9}))
    async with app.run_test(size=(width, height)) as pilot:
        app.table.set_sort("due")
        await press(pilot, "down", "space", "down", "space", "down")
        golden(f"virtual_table_{width}x{height}", screen_text(app))
