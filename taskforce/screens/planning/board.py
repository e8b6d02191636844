"""The area of the board: the action items as cards in columns by status, lead, agency, dimension or deadline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from taskforce.language import N_, _, plural
from taskforce.model.vocabulary import Status, label
from taskforce.screens.forms.dialogs import Choice, Pick
from taskforce.screens.frame.area import on_line
from taskforce.screens.frame.filtered_area import FILTER_COMMANDS, FilteredArea
from taskforce.screens.frame.item_actions import ITEM_COMMANDS
from taskforce.screens.planning.board_view import BoardView
from taskforce.store.query.lookup import named_records
from taskforce.store.read.day_views import BY_STATUS, BoardColumn, board_columns
from taskforce.store.read.items import ids_of, items_by_seq, number_of
from taskforce.store.store import Store
from taskforce.widgets.commands import ON_ITEM, Command, bindings
from taskforce.widgets.filter_bar import FilterBar

_TITLES = {
    BY_STATUS: N_("Status"),
    "lead": N_("Lead"),
    "agency": N_("Agency"),
    "dimension": N_("Dimension"),
    "deadline": N_("Deadline"),
}


class BoardScreen(FilteredArea[list[BoardColumn]]):
    """The cards; moving one to another column gives its item that status, lead, agency, dimension or deadline."""

    AREA = "board"
    HELP_TEXT: ClassVar = N_(
        "The action items as cards, a column for each status, or by b for each lead, agency, dimension or "
        "deadline (3/5 there: three of five are done). The arrows go from card to card; < and > move the card to "
        "the next column, } to any: its number then takes it there; so does dragging it with the mouse, at the "
        "edge also to columns that are not shown. Space selects several. A card says ref and title, priority "
        "(!! urgent, ! high, ↓ low), lead, how long until it is due (▲ late), and below it its progress or the "
        "steps that are done. ‹ and › at the head: more columns there."
    )
    OWN_COMMANDS: ClassVar = (
        Command("move_right", N_("Move on"), "greater_than_sign", ON_ITEM, footer=1, when=on_line,
                help=N_("to the next column: the next status, lead …"), writes=True),
        Command("move_left", N_("Move back"), "less_than_sign", ON_ITEM, when=on_line, writes=True),
        Command("move_far", N_("Move to"), "right_curly_bracket,left_curly_bracket", ON_ITEM, footer=6,
                when=on_line, writes=True,
                help=N_("any column, by its number or a part of its name, also one without a card")),
        Command("choose_columns", N_("Group"), "b", N_("The list"),
                help=N_("columns by status, lead, agency, dimension or deadline")),
        *FILTER_COMMANDS,
        Command("open_item", N_("Show"), "enter", N_("The list"), when=on_line, in_palette=False,
                through="activate"),
        *ITEM_COMMANDS,
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self._board: BoardView | None = None
        self._by = BY_STATUS

    def compose_body(self) -> ComposeResult:
        yield FilterBar(self.query_text)
        self._board = BoardView(id="board")
        yield self._board

    @property
    def view(self) -> BoardView:
        """Return the board."""
        return self.query_one("#board", BoardView)

    def question(self) -> Callable[[Store], list[BoardColumn]]:
        """Return what reads the columns."""
        query, by = self.query_text, self._by

        def read(store: Store) -> list[BoardColumn]:
            return board_columns(store.reader, store.selection(query), store.clock.today().isoformat(), by)

        return read

    def place(self) -> object:
        """Return the card under the cursor."""
        return self.view.current

    def restore(self, place: object) -> None:
        """Go back to the card."""
        if isinstance(place, int):
            self.view.go_to(place)

    def show(self, columns: list[BoardColumn]) -> None:
        """Show the columns."""
        session = self.session
        assert session is not None
        self.view.show(
            columns, lambda numbers: items_by_seq(session.reader, numbers), session.day, self.empty_text
        )
        self._update_status()

    def give_back(self) -> None:
        """Give back the cards."""
        super().give_back()
        self.view.give_back()

    def _update_status(self) -> None:
        view, session = self.view, self.session
        column, current = view.column, view.current
        if session is None or column is None:
            return
        parts = [plural("{count} action item", "{count} action items", view.total)]
        if view.selected:
            parts.append(plural("{count} selected", "{count} selected", len(view.selected)))
        if view.total and column.total:
            place = _("card {place} of {count}", place=view.index + 1, count=column.total)
            parts.append(f"{self._called(column)}, {place}")
        elif view.total:
            parts.append(self._called(column))
        row = items_by_seq(session.reader, [current]).get(current) if current is not None else None
        if row is not None:
            parts.append(f"{row.ref} {row.title}")
        self.show_status(" · ".join(parts))

    @on(BoardView.Highlighted)
    async def _moved(self) -> None:
        async def show() -> None:
            self._update_status()

        await self.attempt(show)
        self.refresh_bindings()

    # What commands are about

    def has_target(self) -> bool:
        """Return whether a card is under the cursor, or some are selected."""
        board = self._board  # asked for every command at each key: no query for the widget
        return board is not None and (board.current is not None or bool(board.selected))

    def target_ids(self) -> list[str]:
        """Return the items of the selected cards, else that of the one under the cursor."""
        session, current = self.session, self.view.current
        numbers = self.view.selected or ({current} if current is not None else set())
        return ids_of(session.reader, numbers) if session is not None else []

    def edited(self, ids: Sequence[str]) -> None:
        """Put the cursor on an item that was just added or moved."""
        if self.session is not None and len(ids) == 1:
            number = number_of(self.session.reader, ids[0])
            if number is not None:
                self.view.go_to(number)

    @on(BoardView.Activated)
    def _activated(self) -> None:
        session, current = self.session, self.view.current
        if session is not None and current is not None:
            for item_id in ids_of(session.reader, [current]):
                self.host.open_item(item_id)

    # Moving cards

    def _called(self, column: BoardColumn) -> str:
        """Return what a column stands for."""
        return label(Status(column.key or "")) if self._by == BY_STATUS else column.name or _("none")

    def _move(self, key: str | None) -> None:
        from taskforce.services.items import set_fields, set_status

        by = self._by
        if by == BY_STATUS:
            self.items.write(lambda store, ids: set_status(store, ids, str(key)))
        else:
            self.items.write(lambda store, ids: set_fields(store, ids, {by: key or "-"}))

    def _move_by(self, step: int) -> None:
        place = self.view.column_place + step
        if 0 <= place < len(self.view.columns):
            self._move(self.view.columns[place].key)

    def action_move_right(self) -> None:
        """Give the item the next status, or what else the columns are."""
        self._move_by(1)

    def action_move_left(self) -> None:
        """Give the item the status before, or what else the columns are."""
        self._move_by(-1)

    def action_move_far(self) -> None:
        """Choose the column that the item is moved to."""
        session, columns = self.session, self.view.columns
        assert session is not None
        called = [(column.key, self._called(column), f"{column.total}") for column in columns]
        if self._by != BY_STATUS:  # also to what has no card yet
            held = {key for key, _name, _detail in called}
            records = named_records(session.reader, "member" if self._by == "lead" else self._by)
            called += [
                (one.id, one.long_name or one.names[0], " · ".join(one.names))
                for one in records
                if one.id not in held
            ]
            called += [] if None in held else [(None, _("none"), "0")]
        choices = [Choice(str(place), name, detail) for place, (_key, name, detail) in enumerate(called)]

        def chosen(place: str | None) -> None:
            if place is not None:
                self._move(called[int(place)][0])

        title = f"{_('Move to')}: {self.items.targets_text(self.target_ids())}"
        self.app.push_screen(Pick(title, choices, current=str(self.view.column_place)), chosen)

    @on(BoardView.Dropped)
    def _dropped(self, event: BoardView.Dropped) -> None:
        self._move(event.column.key)

    def action_choose_columns(self) -> None:
        """Choose what the columns are."""

        def chosen(by: str | None) -> None:
            if by is not None:
                self._by = by
                self.start(self.load)

        choices = [Choice(by, _(title)) for by, title in _TITLES.items()]
        self.app.push_screen(Pick(_("Group by"), choices, current=self._by), chosen)
