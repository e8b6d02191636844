"""What the drawn areas share: a filter in the query language, reading beside the messages, commands on items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.widget import Widget

from taskforce.language import N_
from taskforce.model.errors import TaskforceError
from taskforce.screens.frame.item_commands import ItemCommands
from taskforce.store.read.items import Selection
from taskforce.store.read.list_view import selection_of
from taskforce.store.store import Store
from taskforce.widgets.commands import Command
from taskforce.widgets.filter_bar import FilterBar
from taskforce.widgets.span_view import SpanView

FILTER_COMMANDS: tuple[Command, ...] = (
    Command("filter", N_("Filter"), "slash", N_("The list"), footer=2),
    Command("reset_list", N_("Show all"), "escape", N_("The list"), when="filtered", in_palette=False),
)


class FilteredArea(ItemCommands):
    """An area with a filter bar above a view of items."""

    AUTO_FOCUS = "SpanView, VirtualTable"

    EMPTY: ClassVar[str] = N_(
        "There is no action item yet.\nPress a to add one in a line, or n for the full form."
    )
    NO_MATCH: ClassVar[str] = N_("Nothing matches “{query}”. Escape shows all.")

    def __init__(self) -> None:
        super().__init__()
        self.filter_query = ""
        self._wanted = 0

    @property
    def view(self) -> Widget:
        """What is below the filter bar and has the focus."""
        raise NotImplementedError

    def read(self, store: Store, selection: Selection) -> Any:
        """Read what is to be shown; runs in a thread."""
        raise NotImplementedError

    def show(self, found: Any) -> None:
        """Show what was read."""
        raise NotImplementedError

    async def load(self) -> None:
        """Read what the filter finds; the newest wish wins, and a mistake in it is shown where it is."""
        session = self.session
        if session is None:
            return
        self._wanted += 1
        wanted, query = self._wanted, self.filter_query
        self.filter_bar.completions = self._completions
        try:
            found = await session.work(lambda store: self.read(store, selection_of(store, query)))
        except TaskforceError as error:
            if query.strip():
                if wanted == self._wanted:
                    self.filter_bar.say(str(error), getattr(error, "position", None), wrong=True)
                return
            raise
        if wanted == self._wanted and self.is_mounted and self.query(FilterBar):
            self.filter_bar.say()
            self.show(found)
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
        """Where the cursor stands, for :meth:`restore`."""
        return None

    def restore(self, place: object) -> None:
        """Put the cursor back where it stood."""

    # The filter

    @property
    def filter_bar(self) -> FilterBar:
        """The line above the view."""
        return self.query_one(FilterBar)

    @on(FilterBar.Filtered)
    def _filtered(self, event: FilterBar.Filtered) -> None:
        if event.query != self.filter_query:
            self.filter_query = event.query
            self.start(self.load)

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

    def applies(self, command: Command) -> bool:
        """Escape shows all again only while something is filtered."""
        if command.when == "filtered":
            return bool(self.filter_query)
        return super().applies(command)

    # Items

    def action_open_item(self) -> None:
        """Show all of the item."""
        ids = self.target_ids()
        if len(ids) == 1:
            self.host.open_item(ids[0])

    @on(SpanView.Failed)
    def _failed(self, event: SpanView.Failed) -> None:
        self.show_message_of(event.error)
