"""The area of action items: the list with its filter, and the detail beside it where there is room."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult

from taskforce.language import N_, _, plural
from taskforce.screens.frame.area import on_line, with_list
from taskforce.screens.frame.filtered_area import FILTER_COMMANDS, FilteredArea
from taskforce.screens.frame.item_actions import ITEM_COMMANDS, go_to_item, items_at
from taskforce.screens.frame.session import Session
from taskforce.screens.items.item_fields import ItemFields, change_field
from taskforce.screens.items.views import VIEW_COMMANDS, ListViews
from taskforce.store.read.item_detail import item_detail
from taskforce.store.read.items import items_by_seq, number_of, widest_ref
from taskforce.store.read.list_view import Group, ListView, grouped_seqs
from taskforce.store.store import Store
from taskforce.widgets.commands import Command, bindings, needs
from taskforce.widgets.filter_bar import FilterBar
from taskforce.widgets.footer import Weight
from taskforce.widgets.record_text import ItemDetailView
from taskforce.widgets.split import Divider, Split
from taskforce.widgets.table.item_table import (
    LIST_COLUMNS,
    Groups,
    ItemSource,
    item_columns,
    known_columns,
    sort_of_column,
)
from taskforce.widgets.table.source import GroupKey
from taskforce.widgets.table.virtual_table import (
    HeaderClicked,
    SelectionChanged,
    SourceFailed,
    VirtualTable,
)


class Listed(NamedTuple):
    """What was read: how it is to be shown, the row numbers of the items, the groups."""

    view: ListView
    numbers: array[int]
    groups: list[Group]


@needs(N_("group the list first: b"))
def _grouped(screen: ItemsScreen) -> bool:
    return screen.is_grouped


class ItemsScreen(FilteredArea[Listed]):
    """The list of action items."""

    AREA = "items"
    AUTO_FOCUS = "VirtualTable"
    HELP_TEXT: ClassVar = N_(
        "The list of action items. Space selects, then every command is about all that are selected. "
        "/ filters while you type; s sorts, a click on a column's title too; b groups, c chooses the columns; "
        "w shows a view that was saved with W."
    )
    OWN_COMMANDS: ClassVar = (
        *FILTER_COMMANDS,
        *VIEW_COMMANDS,
        Command(
            "open_item", N_("Show"), "enter", N_("The list"), when=on_line, in_palette=False, through="activate"
        ),
        Command("fold", N_("Fold or unfold"), "F", N_("The list"), when=_grouped),
        Command("fold_all", N_("Fold all"), "asterisk", N_("The list"), when=_grouped),
        Command("export_list", N_("Export the list"), "x", N_("The list"), when=with_list,
                help=N_("what the filter finds, as a workbook, CSV, JSON, a calendar or todo.txt")),
        *ITEM_COMMANDS,
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    list_views: ListViews

    def __init__(self) -> None:
        super().__init__()
        self.list_views = ListViews(self)
        self._shown: ListView | None = None
        self._numbers: array[int] = array("q")
        self._groups: list[Group] = []
        self._folded: frozenset[str | None] = frozenset()
        self._go_to: str | None = None
        self._table: VirtualTable | None = None

    def compose_body(self) -> ComposeResult:
        yield FilterBar(self.query_text)
        with Split():
            self._table = VirtualTable(item_columns(), empty_text=_("The list is being opened …"), id="items")
            yield self._table
            yield Divider()
            yield ItemFields(id="detail", classes="details")

    @property
    def view(self) -> VirtualTable:
        """Return the list."""
        return self.query_one("#items", VirtualTable)

    @property
    def visible_columns(self) -> Sequence[str]:
        """Return the keys of the columns that there is room for."""
        return [span.column.key for span in self.view.visible_columns]

    @property
    def is_grouped(self) -> bool:
        """Return whether the list has groups."""
        return bool(self._groups)

    # What is shown

    async def load(self) -> None:
        """Read the list as it is to be shown; at first as it was shown last on this computer."""
        if self.session is not None:
            self.list_views.recall_view()
            if self._shown is None and self.query_text and not self.filter_bar.text:
                self.filter_bar.set_text(self.query_text)  # but what was typed before the list was open stays
        await super().load()

    def question(self) -> Callable[[Store], Listed]:
        """Return what reads the items of the present view, and its groups."""
        view = self.list_views.view

        def read(store: Store) -> Listed:
            selection, today = store.selection(view.query, view.sort), store.clock.today().isoformat()
            return Listed(view, *grouped_seqs(store.reader, selection, today, view.grouping))

        return read

    def show(self, listed: Listed) -> None:
        """Show what was read."""
        view, self._numbers, self._groups = listed
        self._show(keep_cursor=self._shown in (None, view))
        self._shown = view

    def _show(self, *, keep_cursor: bool) -> None:
        session, view, table = self.session, self.list_views.view, self.view
        assert session is not None
        keys = known_columns(view.columns)
        table.set_columns(item_columns(widest_ref(session.reader), keys))
        first = view.sort.split(",")[0]
        sorts = {LIST_COLUMNS[key].sort.lstrip("-"): key for key in reversed(keys) if key != "left"}
        table.set_sort(sorts.get(first.lstrip("-")), first.startswith("-"))
        table.set_empty_text(self.empty_text)
        number = None if self._go_to is None else number_of(session.reader, self._go_to)
        source = self._source(session, keys)
        if number is not None and self._folded and source.index_of(number) is None:
            self._folded = frozenset()
            source = self._source(session, keys)
        if number is not None and view.query and source.index_of(number) is None:
            self.show_view(replace(view, query=""))  # the filter hides what was asked for
            return
        table.refresh_source(source, keep_cursor=keep_cursor)
        if not keep_cursor and source.group_keys and number is None:
            table.move_cursor(1)
        if number is not None:
            table.move_cursor_to_key(number)
        self._go_to = None
        self._update_status()
        self._show_detail()
        self.refresh_bindings()

    def _source(self, session: Session, keys: Sequence[str]) -> ItemSource:
        groups = Groups(self._groups, self._folded)
        return ItemSource(session.reader, self._numbers, session.store.clock, keys, groups)

    def show_message(self, text: str, weight: Weight = "information") -> None:
        """Say what happened, and how many are selected still: the next command is about those."""
        super().show_message(text + self._selected_words(), weight)

    def _selected_words(self) -> str:
        count = len(self._table.selected_keys) if self._table is not None else 0
        return " · " + plural("{count} selected", "{count} selected", count) if count else ""

    def _update_status(self) -> None:
        text = plural("{count} action item", "{count} action items", len(self._numbers)) + self._selected_words()
        text += " · " + self.list_views.sort_title()
        row = self._cursor_title()
        self.show_status(f"{text} · {row}" if row else text)

    def _cursor_title(self) -> str:
        session, key = self.session, self.view.cursor_key
        if session is None or not isinstance(key, int):
            return ""
        row = items_by_seq(session.reader, [key]).get(key)
        return f"{row.ref} {row.title}" if row is not None else ""

    def _show_detail(self) -> None:
        """Bring the detail beside the list up to date, where there is one."""
        view = self.query_one(ItemDetailView)
        session, key = self.session, self.view.cursor_key
        if session is None or not self.query_one(Split).place:
            return
        row = items_by_seq(session.reader, [key]).get(key) if isinstance(key, int) else None
        view.show(item_detail(session.reader, row) if row is not None else None, session.store.clock)

    @on(Split.Placed)
    def _placed(self) -> None:
        if self.session is not None and self._shown is not None:
            self._show_detail()

    @on(VirtualTable.RowHighlighted)
    async def _moved(self) -> None:
        async def show() -> None:
            self._update_status()
            self._show_detail()

        await self.attempt(show)
        self.refresh_bindings()

    @on(VirtualTable.SelectionChanged)
    def _selected(self, event: SelectionChanged) -> None:
        if not event.by_reading:
            self.clear_message()  # how many are selected matters more than what was done before
        self._update_status()
        self.refresh_bindings()  # what is done with all of them comes first

    @on(VirtualTable.SourceFailed)
    def _source_failed(self, event: SourceFailed) -> None:
        self.show_message_of(event.error)

    # Filter and order

    def show_query(self, query: str, item_id: str | None = None) -> None:
        """Show what a query finds, with the cursor on an item; another area sends people here."""
        self._go_to = item_id
        self.show_view(replace(self.list_views.view, query=query))
        self.view.focus()

    def show_record(self, record_id: str) -> None:
        """Put the cursor on an item; where the filter hides it, everything is shown."""
        self._go_to = record_id
        self.view.focus()
        if self._shown is not None:
            self.start(self.load)

    def show_view(self, view: ListView) -> None:
        """Show the list in another way."""
        self._folded = self._folded if view.grouping == self.list_views.view.grouping else frozenset()
        self.list_views.view = view
        if self.filter_bar.text != view.query:
            self.filter_bar.set_text(view.query)
        self.start(self.load)

    @property
    def query_text(self) -> str:
        """Return the query of the present view."""
        return self.list_views.view.query

    def filter_by(self, query: str) -> None:
        """Show what a query finds, otherwise as now."""
        view = replace(self.list_views.view, query=query)
        if view != self.list_views.view or self._shown != view:
            self.list_views.view = view
            self.start(self.load)

    @on(VirtualTable.HeaderClicked)
    def _header_clicked(self, event: HeaderClicked) -> None:
        sort = sort_of_column(event.column_key)
        if sort:
            self.list_views.sort_by(sort)

    # Groups

    def action_fold(self) -> None:
        """Fold the group of the present line, or unfold it."""
        key = self.view.cursor_key
        if not isinstance(key, GroupKey):
            source, index = self.view.source, self.view.cursor_index
            if not isinstance(source, ItemSource) or index is None:
                return
            key = source.group_at(index)
        self._fold(self._folded ^ {key.name})
        self.view.move_cursor_to_key(key)

    def action_fold_all(self) -> None:
        """Fold every group; unfold them when all are folded."""
        keys = frozenset(group.key for group in self._groups)
        self._fold(frozenset() if self._folded >= keys else keys)

    def _fold(self, folded: frozenset[str | None]) -> None:
        self._folded = folded
        self._show(keep_cursor=True)

    # What commands are about

    def has_target(self) -> bool:
        """Return whether an item is under the cursor or selected."""
        table = self._table  # asked for every command at each key: no query for the widget
        return table is not None and (bool(table.selected_keys) or isinstance(table.cursor_key, int))

    def target_ids(self) -> list[str]:
        """Return the selected items, else the one under the cursor."""
        return items_at(self.view, self.session.reader) if self.session is not None else []

    def edited(self, ids: Sequence[str]) -> None:
        """Put the cursor on an item that was just added."""
        if self.session is not None:
            go_to_item(self.view, self.session.reader, ids)

    @on(VirtualTable.RowActivated)
    def _activated(self) -> None:
        if isinstance(self.view.cursor_key, GroupKey):
            self.action_fold()
        else:
            self.action_open_item()

    @on(ItemFields.Wanted)
    def _change(self, event: ItemFields.Wanted) -> None:
        """Let a field be changed at its place."""
        change_field(self, self.items, event)

    def action_export_list(self) -> None:
        """Write what is listed to a file."""
        from taskforce.screens.items.list_export import list_export_form

        assert self.session is not None
        view = self.list_views.view
        self.app.push_screen(list_export_form(self.session, view.query, view.sort, self.show_message))

    def action_open_item(self) -> None:
        """Show all of the item: beside the list where there is room, else on a screen of its own."""
        if self.query_one(Split).place:
            self.query_one(ItemDetailView).focus()
            return
        session, key = self.session, self.view.cursor_key
        row = (
            items_by_seq(session.reader, [key]).get(key) if session is not None and isinstance(key, int) else None
        )
        if row is not None:
            self.host.open_item(row.id)
