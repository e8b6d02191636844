"""An area of action items with a filter above it, in the query language."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, Protocol, TypeVar

from textual import on
from textual.widget import Widget

from taskforce.language import N_, _
from taskforce.model.errors import TaskforceError
from taskforce.screens.frame.area import Area
from taskforce.screens.frame.item_actions import ItemActions
from taskforce.store.query.advice import advice
from taskforce.store.store import Store
from taskforce.widgets.commands import Command, needs
from taskforce.widgets.filter_bar import FilterBar
from taskforce.widgets.span_view import SpanView

Answer = TypeVar("Answer")
"""What an area reads."""


class Filtered(Protocol):
    """An area that may show less than everything."""

    @property
    def query_text(self) -> str:
        """Return the query that says what is shown; empty for all."""


@needs(N_("nothing is filtered"))
def is_filtered(area: Filtered) -> bool:
    """Return whether not everything is shown."""
    return bool(area.query_text)


FILTER_COMMANDS: tuple[Command, ...] = (
    Command("filter", N_("Filter"), "slash", N_("The list"), footer=2),
    Command("reset_list", N_("Show all"), "escape", N_("The list"), when=is_filtered, in_palette=False),
)


class FilteredArea(Area, Generic[Answer]):
    """A filter bar above a view of items, which is read beside the keys; every command on items."""

    AUTO_FOCUS = "SpanView, VirtualTable"

    EMPTY: ClassVar[str] = N_(
        "There is no action item yet.\nPress a to add one in a line, or n for the full form."
    )
    NO_MATCH: ClassVar[str] = N_("Nothing matches “{query}”. Escape shows all.")

    items: ItemActions

    def __init__(self) -> None:
        super().__init__()
        self.items = ItemActions(self)
        self._query = ""
        self._answered = asyncio.Event()
        """Set when the newest question is answered."""

    @property
    def view(self) -> Widget:
        """Return what is below the filter bar and has the focus."""
        raise NotImplementedError

    def question(self) -> Callable[[Store], Answer]:
        """Return what reads that which is to be shown now; it runs in a thread."""
        raise NotImplementedError

    def show(self, answer: Answer) -> None:
        """Show what was read."""
        raise NotImplementedError

    async def load(self) -> None:
        """Read what the filter finds; the newest question wins, and a mistake in it is shown where it is.

        Ends when the newest is shown: who waits for this goes on with what is there, such as to put the cursor on
        an item that was just added.
        """
        answered = self._answered = asyncio.Event()
        try:
            await self._ask_and_show(answered)
        finally:
            answered.set()
        while not self._answered.is_set():
            await self._answered.wait()

    async def _ask_and_show(self, answered: asyncio.Event) -> None:
        session = self.session
        if session is None:
            return
        query = self.query_text
        self.filter_bar.completions = self._completions
        try:
            answer = await self.ask(self.question())
        except TaskforceError as error:
            if query.strip():
                if answered is self._answered:
                    self.filter_bar.refuse(str(error), getattr(error, "position", None))
                return
            raise
        if answered is self._answered and self.is_mounted and self.query(FilterBar):
            self.filter_bar.say(advice(query))
            self.show(answer)
            self.refresh_bindings()

    def on_mount(self) -> None:
        super().on_mount()
        self.view.focus()

    async def translate(self) -> None:
        """Show every text in the language in force; the cursor stays where it is."""
        place = self.place()
        await super().translate()
        self.restore(place)

    def place(self) -> object:
        """Return where the cursor stands, for :meth:`restore`."""
        return None

    def restore(self, place: object) -> None:
        """Put the cursor back where it stood."""

    # The filter

    @property
    def query_text(self) -> str:
        """Return the query that says what is shown; empty for all."""
        return self._query

    def filter_by(self, query: str) -> None:
        """Show what a query finds."""
        if query != self._query:
            self._query = query
            self.start(self.load)

    @property
    def filter_bar(self) -> FilterBar:
        """Return the line above the view."""
        return self.query_one(FilterBar)

    @property
    def empty_text(self) -> str:
        """Return what stands where nothing is found."""
        query = self.query_text.strip()
        return _(self.NO_MATCH, query=query) if query else _(self.EMPTY)

    @on(FilterBar.Filtered)
    def _filtered(self, event: FilterBar.Filtered) -> None:
        self.filter_by(event.query)

    @on(FilterBar.Left)
    def _back_to_view(self) -> None:
        self.view.focus()

    def _completions(self, text: str, caret: int) -> Sequence[str]:
        from taskforce.store.query.complete import completions

        assert self.session is not None
        return completions(text, caret, self.session.reader)

    def action_filter(self) -> None:
        """Go to the filter."""
        self.filter_bar.focus_line()

    def action_reset_list(self) -> None:
        """Show everything again."""
        self.filter_bar.set_text("")

    @on(SpanView.Failed)
    def _failed(self, event: SpanView.Failed) -> None:
        self.show_message_of(event.error)

    # Items

    def target_ids(self) -> list[str]:
        """Return the items that a command is about: all selected, or the one under the cursor."""
        raise NotImplementedError

    def edited(self, ids: Sequence[str]) -> None:
        """Put the cursor on an item that was just added or moved."""
        raise NotImplementedError

    def action_open_item(self) -> None:
        """Show all of the item."""
        ids = self.target_ids()
        if len(ids) == 1:
            self.host.open_item(ids[0])
