"""What the areas share: the frame, the line of messages, the footer, loading and failing gently."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from threading import Event
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from taskforce.language import N_, _, current_language
from taskforce.model.errors import TaskforceError
from taskforce.remembered import recall, remember
from taskforce.screens.frame.area_bar import AreaBar
from taskforce.screens.frame.host import Host, host_of
from taskforce.screens.frame.session import GivenUp, Session
from taskforce.widgets.commands import Commanded, applies, known_reason, needs, written_type
from taskforce.widgets.footer import CommandBar, MessageLine, Weight
from taskforce.widgets.split import Split
from taskforce.widgets.table.layout import main_column
from taskforce.widgets.table.virtual_table import TableMessage, VirtualTable

if TYPE_CHECKING:
    from taskforce.store.changes.stale_writes import SeenVersion
    from taskforce.store.store import Store

Answer = TypeVar("Answer")

LEAST_WIDTH, LEAST_HEIGHT = 60, 20

RIGHT = 3
"""The right button of the mouse."""

ADDING = "quick_add"
"""The command that takes what is pasted beside all fields."""


class TooSmall(Static):
    """Says that the terminal is too small, where it is."""

    DEFAULT_CSS = """
    TooSmall { display: none; layer: above; width: 1fr; height: 1fr; content-align: center middle; }
    """

    def render(self) -> Content:
        """Return how small it is, and how large it should be."""
        size = self.app.size
        return Content(
            _(
                "This terminal has {width}x{height} cells; at least {least} are needed. Make its window larger, "
                "or quit with Ctrl+Q.",
                width=size.width,
                height=size.height,
                least=f"{LEAST_WIDTH}x{LEAST_HEIGHT}",
            )
        )


@needs(N_("no list is open"))
def with_list(node: Area | Host) -> bool:
    """Return whether a list is open."""
    return node.session is not None


@needs(N_("choose a line first"))
def on_line(area: Area) -> bool:
    """Return whether there is a line under the cursor that a command can be about, or several are selected."""
    return area.session is not None and area.has_target()


class Area(Commanded, Screen[None]):
    """A main area of the app.  Its state is kept in attributes, so that it can be composed anew at any time.

    One with a line above its table names the table as ``AUTO_FOCUS``: when the area opens, the next key must not
    be typed into the line.
    """

    AREA: ClassVar[str] = ""
    HELP_TEXT: ClassVar[str] = ""
    """What the area is for, a message id; shown by the help."""
    written_type = ""
    """The type of records that its commands write; empty for several."""

    def __init__(self) -> None:
        super().__init__()
        self._language = current_language()
        self._loaded_state: object = None
        self._unread = False
        self._seen_upto = 0
        self._reading = 0
        self._filling = False
        """Whether what the area shows is being read."""
        self._given_up = Event()
        """Set when the area is left: what is still being read for it then is given up."""
        self.wanted_record = ""
        """The record that another area wants to be seen here."""

    @property
    def host(self) -> Host:
        """Return the app, as screens know it."""
        return host_of(self)

    @property
    def session(self) -> Session | None:
        """Return the open list; ``None`` until it is open."""
        return self.host.session

    def compose(self) -> ComposeResult:
        """Compose the frame; an area says in :meth:`compose_body` what is in it."""
        if self.AREA:
            yield AreaBar(self.AREA)
        yield from self.compose_body()
        yield MessageLine()
        yield CommandBar()
        yield TooSmall()

    def compose_body(self) -> ComposeResult:
        """Compose the widgets of this area."""
        yield from ()

    async def load(self) -> None:
        """Read what the area shows; called when the list is open, when it changed, and after composing."""

    def show_record(self, record_id: str) -> None:
        """Put the cursor on a record as soon as it is read; another area sends people here."""
        self.wanted_record = record_id
        if self.session is not None and self.is_mounted:
            self.start(self.load)

    def edited(self, ids: Sequence[str]) -> None:
        """Put the cursor on an action item that was just written, where the area shows any."""

    @property
    def tables(self) -> Sequence[VirtualTable]:
        """Return the tables that are shown."""
        return [*self.query(VirtualTable)]

    def place_cursor(self, table: VirtualTable) -> None:
        """Put the cursor on the record that was asked for, once it is there."""
        if self.wanted_record and table.move_cursor_to_key(self.wanted_record):
            self.wanted_record = ""

    # When to load

    def on_mount(self) -> None:
        self._fit()

    def on_screen_resume(self) -> None:
        """Catch up with what changed while another area was shown: the language, the list.

        Beside the messages, as the screen paints from its message loop: a slow list must not hold it up.
        """
        for bar in self.query(AreaBar):
            bar.show_present()
        self.show_sign()
        self.recall_layout()
        self.run_worker(self._catch_up(), exit_on_error=False)

    async def _catch_up(self) -> None:
        if self._language != current_language():
            await self.translate()
        else:
            await self.reload_if_stale()

    async def translate(self) -> None:
        """Show every text in the language in force; cursor, selection and focus stay where they are."""
        self._language = current_language()
        places = [(table.id, table.cursor_key, table.selected_keys) for table in self.query(VirtualTable)]
        focused = self.focused.id if self.focused is not None else None
        await self.recompose()
        self._fit()
        self._loaded_state = None
        await self.reload_if_stale()
        for name, cursor, selected in places:
            for table in self.query(f"#{name}").results(VirtualTable):
                table.select_keys(selected)
                if cursor is not None:
                    table.move_cursor_to_key(cursor)
        for widget in self.query(f"#{focused}" if focused else VirtualTable):
            widget.focus()

    def on_screen_suspend(self) -> None:
        """Give back what was read, when another area is shown; a dialogue above this one changes nothing."""
        if self in self.app.screen_stack:
            return
        if not self._unread:
            self.clear_message()  # what happened here is long past when the area is shown again
        self._given_up.set()
        self._given_up = Event()
        if self._reading:
            self.forget_state()
        self.give_back()

    def give_back(self) -> None:
        """Give back rows that can be read again: the order of a list, its cursor and its picture stay."""
        for table in self.query(VirtualTable):
            table.give_back()

    def forget_state(self) -> None:
        """Read anew when the area is shown the next time."""
        self._loaded_state = None

    async def ask(self, question: Callable[[Store], Answer]) -> Answer:
        """Ask something that may take long, beside the keys; raises :class:`GivenUp` when the area is left."""
        assert self.session is not None
        self._reading += 1
        try:
            return await self.session.work(question, self._given_up)
        finally:
            self._reading -= 1

    async def reload_if_stale(self) -> None:
        """Load, unless what is shown is of the list's present state."""
        state = self.host.list_state
        if self.session is not None and self._loaded_state != state and self.is_mounted:
            self._loaded_state = state
            self.recall_layout()
            self._seen_upto = await self.attempt(self._see) or self._seen_upto
            for bar in self.query(AreaBar):
                bar.refresh()
            self.show_sign()
            self._filling = True
            try:
                loaded = await self.attempt(self._loaded)
            finally:
                self._filling = False
            if loaded and self._unread:
                for line in self.query(MessageLine):
                    line.clear_error()  # what was said of a list that could not be read holds no longer
            self._unread = not loaded

    async def _see(self) -> int:
        assert self.session is not None
        return self.session.look()

    async def _loaded(self) -> bool:
        await self.load()
        return True

    async def painted(self) -> None:
        """Wait until what is known by now is on the screen."""
        done = asyncio.Event()
        self.call_after_refresh(done.set)
        await done.wait()

    # Saying things

    def show_message(self, text: str, weight: Weight = "information") -> None:
        """Say what happened, in the line above the footer."""
        if weight == "error" and self.session is not None and self.session.lost:
            self._unread = True
        for line in self.query(MessageLine):
            line.show_message(text, weight)

    def clear_message(self) -> None:
        """Say nothing any more of what happened before."""
        for line in self.query(MessageLine):
            line.clear()

    def show_status(self, text: str) -> None:
        """Say something in the line above the footer between messages."""
        for line in self.query(MessageLine):
            line.show_status(text)

    def show_sign(self) -> None:
        """Show how exchanging with the other copies stands, where the list is exchanged."""
        for line in self.query(MessageLine):
            line.show_sign(self.host.exchange_sign)

    @on(MessageLine.SignClicked)
    async def _sign_clicked(self, event: MessageLine.SignClicked) -> None:
        event.stop()
        await self.host.open_sign()

    def on_key(self, event: events.Key) -> None:
        """Say why a key does nothing whose command makes no sense here, unless it is somebody else's here."""
        commands = (*self.OWN_COMMANDS, *self.host.OWN_COMMANDS)
        meant = [command for command in commands if event.key in command.own_keys]
        if self.session is None or not meant or event.key in self.active_bindings:
            return
        for command in meant:
            if command.writes and self.refuses(written_type(self, command)):
                return
            if command.when is on_line and not on_line(self):
                why = _("Nothing is under the cursor that this key is for: choose a line first.")
                self.show_message(why, "warning")
                return
            if not applies(self if command in self.OWN_COMMANDS else self.host, command):
                if reason := known_reason(command):
                    self.show_message(f"{_(command.title)}: {reason}.", "warning")
                return

    async def on_paste(self, event: events.Paste) -> None:
        """Hand what is pasted outside of all fields to the line in which an item is added, or say that none is."""
        event.stop()
        adding = next((command for command in self.OWN_COMMANDS if command.id == ADDING), None)
        if self.session is None or not event.text.strip():
            return
        if adding is None:
            word = _(
                "Nothing was pasted: open a field first, or the list of action items, where each line is one."
            )
            self.show_message(word, "warning")
        elif not self.refuses(written_type(self, adding)):
            await self.app.run_action(adding.run, self)
            self.app.post_message(events.Paste(event.text))

    def on_click(self, event: events.Click) -> None:
        """Show what can be done with what was clicked by the right button: the cursor went there."""
        if event.button == RIGHT:
            event.stop()
            self.app.call_later(self.app.run_action, "show_menu")

    def has_target(self) -> bool:
        """Return whether there is something under the cursor, or selected, that commands on a line are about.

        Asked for many commands at each key: without a query.
        """
        return False

    def target_name(self) -> str:
        """Return what people call the thing under the cursor that is no item; empty where it has no name."""
        return ""

    def lacks_line_for(self, key: str) -> bool:
        """Return whether a key is about a line, or leads to one, while the first lines are still being read."""
        if self.session is None or on_line(self):
            return False
        if not self._filling and self._loaded_state == self.host.list_state:
            return False
        active = self.active_bindings.get(key)
        moves = active is not None and active.node is self.focused
        return moves or any(one.when is on_line and key in one.own_keys for one in self.OWN_COMMANDS)

    @property
    def selected_count(self) -> int:
        """Return how many lines are selected, which commands then are about; asked at each key: no query."""
        focused = self.focused
        return len(getattr(focused, "selected_keys", None) or getattr(focused, "selected", None) or ())

    def seen_version(self) -> SeenVersion | None:
        """Return what the person has seen of the list."""
        return self.session.seen_version(self._seen_upto) if self.session is not None else None

    def refuses(self, record_type: str = "") -> bool:
        """Say why nothing is changed here, where the list, or records of a type in it, may only be read."""
        assert self.session is not None
        why = self.session.store.refusal(record_type)
        if why:
            self.show_message(why, "warning")
        return bool(why)

    # Doing things that may fail

    async def attempt(self, work: Callable[[], Awaitable[Answer]]) -> Answer | None:
        """Do something; when it fails, say so and go on."""
        try:
            return await work()
        except GivenUp:
            return None
        except Exception as error:  # a store can fail in any way; the app goes on and says so
            self.show_message_of(error)
        return None

    def show_message_of(self, error: Exception) -> None:
        """Say what failed."""
        if isinstance(error, TaskforceError):
            self.show_message(str(error) if self.session is None else self.session.with_hour(str(error)), "error")
            return
        self.log.error(repr(error))
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        self.show_message(_("The list could not be read or written: {reason}", reason=reason), "error")

    def start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do something beside the keys, so that the app never waits for it."""
        self.run_worker(self.attempt(work), exit_on_error=False)

    def action_back(self) -> None:
        """Go back to where this screen was opened."""
        if self.is_current:
            self.dismiss()

    # Size

    @property
    def has_room(self) -> bool:
        """Return whether the area is shown, not only that the terminal is too small for it."""
        return not self.has_class("-too-small")

    def on_resize(self) -> None:
        self._fit()

    def recall_layout(self) -> None:
        """Place details and columns as the person had them last in this list, on this computer."""
        if self.session is not None:
            for split in self.query(Split):
                split.use(str(self.session.store.location))
            kept = recall(str(self.session.store.location)).get("columns")
            for table in self.query(VirtualTable):
                own = kept.get(self._columns_name(table)) if isinstance(kept, dict) else None
                if isinstance(own, dict):
                    table.arrange_columns(own.get("widths") or {}, own.get("hidden") or ())

    def _columns_name(self, table: VirtualTable) -> str:
        return f"{self.AREA or type(self).__name__}.{table.id}"

    @on(VirtualTable.ColumnsArranged)
    def _columns_arranged(self, event: TableMessage) -> None:
        """Remember how wide the columns are, on this computer."""
        if self.session is None:
            return
        table, place = event.table, str(self.session.store.location)
        kept = recall(place).get("columns")
        own = {"widths": dict(table.own_widths), "hidden": sorted(table.hidden_columns)}
        columns = {**(kept if isinstance(kept, dict) else {}), self._columns_name(table): own}
        self.start(lambda: asyncio.to_thread(remember, place, columns=columns))

    @on(VirtualTable.ColumnsAskedFor)
    @on(Split.ColumnsAskedFor)
    def _arrange_columns(self) -> None:
        """Choose which columns are shown, and how wide."""
        from taskforce.screens.forms.ordered_choice import ColumnWidths

        table = self.query(VirtualTable).first()
        main = main_column(table.columns).key
        names = {one.key: one.title for one in table.columns}
        now = {span.column.key: span.width for span in table.visible_columns}
        shown = [key for key in names if key not in table.hidden_columns]
        dialogue = ColumnWidths(names, shown, table.own_widths, now)

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                table.arrange_columns(dialogue.widths, [key for key in names if key not in keys and key != main])
                table.post_message(VirtualTable.ColumnsArranged(table))

        self.app.push_screen(dialogue, chosen)

    def _fit(self) -> None:
        size = self.app.size
        self.set_class(size.width < LEAST_WIDTH or size.height < LEAST_HEIGHT, "-too-small")
        self.set_class(size.height < 24, "-short")
        self.set_class(size.width < 80, "-narrow")
