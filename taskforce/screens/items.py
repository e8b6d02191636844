"""The area of action items: the list with its filter, and the detail beside it where there is room."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from taskforce.language import N_, _, plural
from taskforce.model.errors import TaskforceError
from taskforce.screens.dialogs import Choice, Pick
from taskforce.screens.item_commands import ITEM_COMMANDS, ItemCommands
from taskforce.screens.item_view import ItemView
from taskforce.store.details import ids_of, number_of, widest_ref
from taskforce.store.item_detail import item_detail
from taskforce.store.items import Selection, item_seqs, items_by_seq
from taskforce.store.store import Store
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.filter_bar import FilterBar
from taskforce.widgets.item_detail import ItemDetailView
from taskforce.widgets.item_table import SORT_OF_COLUMN, ItemSource, item_columns
from taskforce.widgets.table_messages import HeaderClicked, SourceFailed
from taskforce.widgets.virtual_table import VirtualTable

USUAL_SORT = "open,due,-priority,ref"
"""Open items by due day, so the overdue ones come first; what is closed stands last."""


@dataclass(frozen=True, slots=True)
class ListWish:
    """Which list is wanted: a query and a sort order."""

    query: str = ""
    sort: str = USUAL_SORT

    def read(self, store: Store) -> array[int]:
        """The row numbers of the list; raises a :class:`TaskforceError` for a query that cannot be read."""
        where, parameters = "1 = 1", {}
        if self.query.strip():
            from taskforce.store.query.compile import compile_query

            condition = compile_query(self.query, store.reader, store.clock.today(), store.actor_id)
            where, parameters = condition.sql, dict(condition.parameters)
        return item_seqs(store.reader, Selection(where, parameters, self.sort), store.clock.today().isoformat())


_SORTS: tuple[tuple[str, str], ...] = (
    (USUAL_SORT, N_("Overdue first, then by due day")),
    ("due", N_("Due day")),
    ("-priority,due", N_("Priority")),
    ("status,due", N_("Status")),
    ("lead,due", N_("Lead")),
    ("agency,due", N_("Agency")),
    ("dimension,due", N_("Dimension")),
    ("deadline,due", N_("Deadline")),
    ("progress", N_("Progress")),
    ("title", N_("Title")),
    ("ref", N_("Ref")),
    ("-updated_at", N_("Last changed")),
)


class ItemsScreen(ItemCommands):
    """The list of action items."""

    AREA = "items"
    HELP_TEXT: ClassVar = N_(
        "The list of action items. Space selects, then every command is about all that are selected. "
        "/ filters while you type; s sorts, a click on a column's title too."
    )
    OWN_COMMANDS: ClassVar = (
        Command("filter", N_("Filter"), "slash", N_("The list"), footer=2),
        Command("sort", N_("Sort"), "s", N_("The list"), help=N_("the same order once more turns it round")),
        Command(
            "open_item", N_("Show"), "enter", N_("The list"), when="one", in_palette=False, through="activate"
        ),
        Command("reset_list", N_("Show all"), "escape", N_("The list"), when="filtered", in_palette=False),
        *ITEM_COMMANDS,
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self._wish = ListWish()
        self._shown: ListWish | None = None
        self._go_to: str | None = None
        self._wanted = 0

    def compose_body(self) -> ComposeResult:
        yield FilterBar(self._wish.query)
        with Horizontal(classes="beside"):
            yield VirtualTable(item_columns(), empty_text=_("The list is being opened …"), id="items")
            yield ItemDetailView(id="detail")

    def on_mount(self) -> None:
        super().on_mount()
        self.table.focus()

    @property
    def table(self) -> VirtualTable:
        """The list."""
        return self.query_one("#items", VirtualTable)

    @property
    def filter_bar(self) -> FilterBar:
        """The line above it."""
        return self.query_one(FilterBar)

    # What is shown

    async def load(self) -> None:
        """Read the list that is wished for; the newest wish wins."""
        desk = self.desk
        if desk is None:
            return
        self._wanted += 1
        wanted, wish = self._wanted, self._wish
        self.filter_bar.completions = self._completions
        try:
            numbers = await desk.work(wish.read)
        except TaskforceError as error:
            if wanted == self._wanted and wish.query.strip():
                self.filter_bar.say(str(error), getattr(error, "position", None), wrong=True)
                return
            raise
        if wanted != self._wanted or not self.is_mounted:
            return
        self.filter_bar.say()
        self._show(numbers, keep_cursor=self._shown in (None, wish))
        self._shown = wish

    def _show(self, numbers: array[int], *, keep_cursor: bool) -> None:
        desk = self.desk
        assert desk is not None
        table = self.table
        table.set_columns(item_columns(widest_ref(desk.reader)))
        first = self._wish.sort.split(",")[0]
        column = next((key for key, name in SORT_OF_COLUMN.items() if name == first.lstrip("-")), None)
        table.set_sort(column, first.startswith("-"))
        table.set_empty_text(
            _("Nothing matches “{query}”. Escape shows all.", query=self._wish.query)
            if self._wish.query.strip()
            else _("There is no action item yet.\nPress a to add one in a line, or n for the full form.")
        )
        table.refresh_source(ItemSource(desk.reader, numbers, desk.day), keep_cursor=keep_cursor)
        if self._go_to is not None:
            number = number_of(desk.reader, self._go_to)
            self._go_to = None
            if number is not None:
                table.move_cursor_to_key(number)
        self._stand()
        self._show_detail()
        self.refresh_bindings()

    def _stand(self) -> None:
        table = self.table
        text = plural("{count} action item", "{count} action items", table.row_count)
        if table.selected_keys:
            text += " · " + plural("{count} selected", "{count} selected", len(table.selected_keys))
        text += " · " + self._sort_title()
        row = self._cursor_title()
        self.stand(f"{text} · {row}" if row else text)

    def _sort_title(self) -> str:
        sort = self._wish.sort
        if sort in dict(_SORTS):
            return _(dict(_SORTS)[sort])
        return _(dict(_SORTS).get(sort.removeprefix("-"), N_("own order"))) + " ▼"

    def _cursor_title(self) -> str:
        desk, key = self.desk, self.table.cursor_key
        if desk is None or not isinstance(key, int):
            return ""
        row = items_by_seq(desk.reader, [key]).get(key)
        return f"{row.ref} {row.title}" if row is not None else ""

    def _show_detail(self) -> None:
        """Bring the detail beside the list up to date, where there is one."""
        view = self.query_one(ItemDetailView)
        desk, key = self.desk, self.table.cursor_key
        if desk is None or not self.has_class("-wide"):
            return
        row = items_by_seq(desk.reader, [key]).get(key) if isinstance(key, int) else None
        view.show(item_detail(desk.reader, row) if row is not None else None, desk.store.clock)

    def on_resize(self) -> None:
        super().on_resize()
        if self.desk is not None and self._shown is not None:
            self._show_detail()

    @on(VirtualTable.RowHighlighted)
    async def _moved(self) -> None:
        async def show() -> None:
            self._stand()
            self._show_detail()

        await self.attempt(show)
        self.refresh_bindings()

    @on(VirtualTable.SelectionChanged)
    def _selected(self) -> None:
        self._stand()

    @on(VirtualTable.SourceFailed)
    def _failed(self, event: SourceFailed) -> None:
        self.tell_failure(event.error)

    # Filter and order

    def show_query(self, query: str, item_id: str | None = None) -> None:
        """Show what a query finds, with the cursor on an item; another area sends people here."""
        self._go_to = item_id
        self._wish = ListWish(query, self._wish.sort)
        self.filter_bar.set_text(query)
        self.table.focus()
        self.start(self.load)

    @on(FilterBar.Filtered)
    def _filtered(self, event: FilterBar.Filtered) -> None:
        wish = ListWish(event.query, self._wish.sort)
        if wish != self._wish or self._shown != wish:
            self._wish = wish
            self.start(self.load)

    @on(FilterBar.Left)
    def _back_to_list(self) -> None:
        self.table.focus()

    def _completions(self, text: str, caret: int) -> Sequence[str]:
        from taskforce.store.query.complete import completions

        assert self.desk is not None
        return completions(text, caret, self.desk.reader)

    def action_filter(self) -> None:
        """Go to the filter."""
        self.filter_bar.focus_line()

    def action_reset_list(self) -> None:
        """Show everything again."""
        self.filter_bar.set_text("")

    def action_sort(self) -> None:
        """Choose what the list is sorted by; choosing the present order turns it round."""
        choices = [Choice(sort, _(title)) for sort, title in _SORTS]

        def chosen(sort: str | None) -> None:
            if sort is not None:
                self._sort_by(sort)

        self.app.push_screen(Pick(_("Sort by"), choices, current=self._wish.sort), chosen)

    def _sort_by(self, sort: str) -> None:
        if sort == self._wish.sort and sort != USUAL_SORT:
            sort = sort.removeprefix("-") if sort.startswith("-") else f"-{sort}"
        self._wish = ListWish(self._wish.query, sort)
        self.start(self.load)

    @on(VirtualTable.HeaderClicked)
    def _header_clicked(self, event: HeaderClicked) -> None:
        self._sort_by(SORT_OF_COLUMN[event.column_key])

    # What commands are about

    def has_target(self) -> bool:
        """Whether an item is under the cursor or selected."""
        return bool(self.query(VirtualTable)) and self.table.cursor_index is not None

    def target_ids(self) -> list[str]:
        """The selected items, else the one under the cursor."""
        table, desk = self.table, self.desk
        if desk is None or table.cursor_key is None:
            return []
        return ids_of(desk.reader, table.selected_keys or {table.cursor_key})

    def applies(self, command: Command) -> bool:
        """Beside what concerns items: Escape shows all again only while something is filtered."""
        if command.when == "filtered":
            return bool(self._wish.query)
        return super().applies(command)

    def edited(self, ids: Sequence[str]) -> None:
        """Put the cursor on an item that was just added."""
        desk = self.desk
        if desk is not None and len(ids) == 1:
            number = number_of(desk.reader, ids[0])
            if number is not None:
                self.table.move_cursor_to_key(number)

    @on(VirtualTable.RowActivated)
    def _activated(self) -> None:
        self.action_open_item()

    def action_open_item(self) -> None:
        """Show all of the item: beside the list where there is room, else on a screen of its own."""
        if self.has_class("-wide"):
            self.query_one(ItemDetailView).focus()
            return
        desk, key = self.desk, self.table.cursor_key
        row = items_by_seq(desk.reader, [key]).get(key) if desk is not None and isinstance(key, int) else None
        if row is not None:
            self.app.push_screen(ItemView(row.id))
