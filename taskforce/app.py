"""The application: it paints first, then opens the list, and keeps every area up to date with it."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from contextlib import suppress
from datetime import date
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.binding import Binding
from textual.command import CommandPalette, Provider
from textual.screen import Screen
from textual.widgets import Input

from taskforce.language import N_, _
from taskforce.model.errors import TaskforceError
from taskforce.model.width import printable
from taskforce.screens.drafts import FLUSH_SECONDS, Drafts
from taskforce.screens.exchanges import ExchangesByItself
from taskforce.screens.frame.area import Area, with_list
from taskforce.screens.frame.areas import area_commands, area_modes
from taskforce.screens.frame.failures import Failures
from taskforce.screens.frame.host import KeepsUp
from taskforce.screens.frame.preferences import PersonalApp
from taskforce.screens.frame.session import Session, open_session
from taskforce.screens.frame.theme import DARK, MONOCHROME, THEMES
from taskforce.screens.key_order import OrderedKeys
from taskforce.screens.terminal import EndsWithTerminal
from taskforce.store.database.location import Location
from taskforce.store.database.reader import Unreadable
from taskforce.store.database.sealed import Locked
from taskforce.store.database.sqlite import damage_in, damaged
from taskforce.store.read.overview import organisation_name
from taskforce.widgets.commands import Command, Commanded, bindings, needs
from taskforce.widgets.plain_signs import PlainSigns
from taskforce.wording.days import weekday_and_day

if TYPE_CHECKING:
    from textual.types import CSSPathType

    from taskforce.services.undo import Undone
    from taskforce.store.store import Store

LOOK_SECONDS = 1.0
"""Seconds between two looks whether another process wrote to the list."""

WAIT_SECONDS = 0.05
"""So long the first frame waits for what it is to show; painting a second one would take longer."""

CHECK_SECONDS = 3.0
"""So long after a list was opened its file is checked: nobody waits for it."""

LARGEST_CHECKED = 50_000_000
"""Bytes of a file that is read whole for that; a larger one is checked with the backup of the day."""

RUNNING = 10_000
"""So many new objects pass before Python looks for rubbish among them, while the app is in use."""


def _keep_what_is_loaded() -> None:
    """Keep Python from looking again and again through what was made at the start: it is never rubbish."""
    gc.freeze()
    gc.set_threshold(RUNNING, 10, 10)


def _providers() -> type[Provider]:
    from taskforce.screens.frame.commands.palette import CommandProvider

    return CommandProvider


@needs(N_("nothing was left behind"))
def _left_drafts(app: TaskforceApp) -> bool:
    return bool(app.drafts.left_behind)


@needs(N_("no folder is set: X in Copies (F8)"))
def _is_exchanged(app: TaskforceApp) -> bool:
    return app.exchange is not None and app.exchange.on


class TaskforceApp(ExchangesByItself, OrderedKeys, EndsWithTerminal, Failures, Commanded, PersonalApp):
    """The application on one list: its areas, its commands, and the drafts of its forms."""

    TITLE = "taskforce"
    CSS_PATH: ClassVar[CSSPathType | None] = Path(__file__).with_name("app.tcss")
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    COMMANDS: ClassVar = {_providers}
    MODES: ClassVar = area_modes()
    DEFAULT_MODE = "overview"
    OWN_COMMANDS: ClassVar = (
        *area_commands(),
        Command("show_menu", N_("Menu"), "m,shift+f10", N_("General"), when=with_list, in_palette=False,
                help=N_("what can be done with the thing under the cursor; a right click opens it, too")),
        Command("jump", N_("Jump to"), "ctrl+g", N_("General"), when=with_list,
                help=N_("an item, a person, an agency, a deadline, an area, by a part of it")),
        Command("undo", N_("Undo"), "u,ctrl+z", N_("General"), when=with_list, footer=7,
                help=N_("takes your last step of this sitting back, as a new step"), writes=True),
        Command("redo", N_("Redo"), "U,ctrl+y", N_("General"), when=with_list, writes=True),
        Command("offer_drafts", N_("Drafts left behind"), "", N_("General"), when=_left_drafts),
        Command("import_file", N_("Import a spreadsheet"), "I", N_("General"), when=with_list, writes=True),
        Command("sheets", N_("Sheets to agencies"), "K", N_("General"), when=with_list,
                help=N_("workbooks that go out and come back, and who has not answered")),
        Command("show_conflicts", N_("Open conflicts"), "f12", N_("General"), when=with_list,
                help=N_("which value holds where two people changed one field; of several a list")),
        Command("exchange_now", N_("Exchange now"), "", N_("General"), when=_is_exchanged,
                help=N_("with the other copies, through the folder that all see")),
        Command("switch_language", N_("Language"), "L", N_("General"), help=N_("Indonesian or English")),
        Command("switch_theme", N_("Colours"), "T", N_("General"),
                help=N_("dark, light, 16 colours, black and white")),
        Command("command_palette", N_("All commands"), "ctrl+p", N_("General"), footer=8, in_palette=False,
                everywhere=True, help=N_("found by half a word, in either language")),
        Command("show_help", N_("Help"), "f1,question_mark", N_("General"), footer=9, everywhere=True),
        Command("tour", N_("Tour of this screen"), "f3", N_("General")),
        Command("quit_app", N_("Quit"), "q", N_("General")),
    )  # fmt: skip
    BINDINGS: ClassVar = [
        *(binding for binding in bindings(OWN_COMMANDS) if getattr(binding, "id", "") != "command_palette"),
        Binding("ctrl+q", "quit_app", N_("Quit"), show=False, priority=True),
        # In dialogues, too: help, and why nothing is jumped to from there.
        Binding("f1", "show_help", N_("Help"), show=False, priority=True),
        Binding("ctrl+g", "jump", N_("Jump to"), show=False, priority=True, id="jump"),
    ]

    def __init__(
        self,
        location: Location,
        *,
        actor: str | None = None,
        today: date | None = None,
        read_only: bool = False,
        theme: str | None = None,
        plain_signs: bool = False,
        usual_actor: str | None = None,
        keys: Mapping[str, str] | None = None,
        ahead: Future[Session] | None = None,
        asks_who: bool = False,
    ) -> None:
        """Prepare the application.

        ``asks_who`` asks who works here, where nobody is named, once a list is open.
        ``plain_signs`` keeps to ASCII, for terminals that know no more; ``ahead`` is the list being opened.
        """
        super().__init__()
        self.animation_level = "none"  # a page that glides costs ten frames, and a slow line shows each of them
        if plain_signs:
            self._filters.append(PlainSigns())
        self.session: Session | None = None
        self.drafts = Drafts(self)
        self.opening = True
        """Whether it is not yet decided what there is to open."""
        self.list_state = 0
        """Counts up whenever the list may have changed; an area that loaded at another state is stale."""
        self._location = location
        self._actor, self._usual_actor = actor, usual_actor
        self._today = today
        self._read_only = read_only
        self._ahead, self._asks_who = ahead, asks_who
        self._opened_at = 0.0
        self._organisation = ""
        for own in THEMES:
            self.register_theme(own)
        usual = MONOCHROME.name if self.no_color else DARK.name
        self.begin_with(theme if theme in self.available_themes else usual)
        self.use_keys(keys or {})

    # Opening the list

    def on_load(self) -> None:
        """Take over a list that is open by now before there are screens, so that the first frame shows it."""
        with suppress(Exception):  # whatever it is: :meth:`_open_list` says it, as soon as there is a screen
            if self._ahead is not None and (session := self._ahead.result(WAIT_SECONDS)).holds_anything:
                self._take(session)

    def on_mount(self) -> None:
        self.listen_to_signals()
        self.call_after_refresh(lambda: self.run_worker(self._open(), exit_on_error=False))
        self.call_after_refresh(_keep_what_is_loaded)
        self.set_interval(LOOK_SECONDS, self._look)
        self.set_interval(FLUSH_SECONDS, self.drafts.flush_aside)

    async def _open(self) -> None:
        try:
            await self._open_list()
        finally:
            self.opening = False
            self._opened_at = monotonic()

    async def _open_list(self) -> None:
        if self._location.path is not None and not self._location.path.exists():
            await self._welcome()
            return
        try:
            ahead, self._ahead = self._ahead, None
            session = await (
                asyncio.to_thread(self._open_session) if ahead is None else asyncio.wrap_future(ahead)
            )
        except Locked as error:
            self._unlock(error.path)
            return
        except Unreadable as error:
            self.show_area_message(str(error))
            self._check_list()
            return
        except TaskforceError as error:
            self.show_area_message(str(error))
            return
        except Exception as error:  # the list cannot be opened for whatever reason: say so, stay
            self.log.error(repr(error))
            self.show_area_message(
                _("The list could not be read or written: {reason}", reason=str(error) or repr(error))
            )
            return
        if not session.holds_anything:
            session.close()
            await self._welcome()
            return
        await self.use(session)

    def _open_session(self) -> Session:
        return open_session(
            self._location,
            actor=self._actor,
            usual_actor=self._usual_actor,
            today=self._today,
            read_only=self._read_only,
        )

    def _unlock(self, path: Path) -> None:
        """Ask for the passphrase of a sealed list, and open the list then; who gives none leaves."""
        from taskforce.screens.unlock import unlock_form

        def answered(unlocked: bool | None) -> None:
            if unlocked:
                self.run_worker(self._open(), exit_on_error=False)
            else:
                self.exit(0)

        self.push_screen(unlock_form(path), answered)

    def _check_list(self) -> None:
        """Look what can be done for a list that cannot be opened."""
        from taskforce.clock import Clock
        from taskforce.screens.settings.health import HealthScreen

        self.push_screen(HealthScreen(self._location, Clock(today=self._today)))

    async def _welcome(self) -> None:
        from taskforce.screens.welcome import WelcomeScreen

        await self.push_screen(WelcomeScreen(self._location, self._today, self._read_only))

    async def open_made_list(self) -> None:
        """Open the list that was made, or made anew, just now."""
        before, session = self.session, await asyncio.to_thread(self._open_session)
        if before is not None:
            before.close()
        await self.use(session)

    async def use(self, session: Session) -> None:
        """Work on an open list from now on."""
        from taskforce.store.database.unsafe_folders import folder_warning

        shown = self.session is session
        if not shown:
            self._take(session)
        self.drafts.open(session)
        if not shown:
            await self.list_changed()
        self.begin_to_exchange(session)
        warning = folder_warning(session.store.location.path)
        if warning is not None:
            self.show_area_message(warning, "warning")
        if not session.reader.writable:
            self.show_area_message(session.store.refusal(), "warning")
        self.ask_who_works()
        self.set_timer(CHECK_SECONDS, lambda: self.run_worker(self._check_pages(session), exit_on_error=False))

    def ask_who_works(self) -> None:
        """Ask once who works here, so that the history has names; not over another question."""
        session = self.session
        if session is None or not self._asks_who or not self.may_write:
            return
        if session.store.actor_id or len(self.screen_stack) > 1:
            return
        from taskforce.screens.settings.who import ask_who

        self._asks_who = False
        ask_who(self, session, self, lambda sentence: self.show_area_message(sentence, "information"))

    async def _check_pages(self, session: Session) -> None:
        """Look whether the file of the list is whole, and say what to press when it is not."""
        path = session.store.location.path
        if path is None or session is not self.session or path.stat().st_size > LARGEST_CHECKED:
            return
        damage = await asyncio.to_thread(damage_in, path)
        if damage is not None:
            self.say_anywhere(damaged(path, damage), "error")

    def _take(self, session: Session) -> None:
        self.session = session
        self._organisation = organisation_name(session.reader)

    async def organisation_changed(self) -> None:
        """Take over the office's particulars: its name stands at the top, its time zone says which day it is."""
        from taskforce.clock import DEFAULT_ZONE, zone_of
        from taskforce.store.input.organisation import organisation_values

        if self.session is not None:
            values = organisation_values(self.session.reader)
            self._organisation = str(values.get("name") or "")
            self.session.store.clock.zone = zone_of(str(values.get("time_zone") or DEFAULT_ZONE))

    # Keeping up with the list

    async def list_changed(self) -> None:
        """Read anew what is shown, as the list was written to; the other areas follow when they are shown."""
        self.list_state += 1
        self.look_at_exchange()
        for screen in self.screen_stack:
            if isinstance(screen, Area):
                await screen.reload_if_stale()
            elif isinstance(screen, KeepsUp):
                await screen.list_changed()

    def _look(self) -> None:
        if self.session is not None and self.session.changed():
            self.run_worker(self.list_changed(), exit_on_error=False)
        self.exchange_if_due()
        self.look_after_list()
        self.look_after_terminal()

    @property
    def whereabouts(self) -> list[str]:
        """Return whose list it is and which day, for the bar at the top, the longest first; each says if it can
        only be read.
        """
        if self.session is None:
            return []
        parts = [self._organisation, weekday_and_day(self.session.day)]
        parts = [printable(part) for part in parts if part]
        fixed = [_("read only")] if self.session.store.read_only else []
        texts = [" · ".join((*fixed, *parts[start:])) for start in range(len(parts))]
        return [*texts, *fixed]

    @property
    def may_write(self) -> bool:
        """Return whether the open list may be changed; so what changes it is offered."""
        return self.session is None or not self.session.store.read_only

    @property
    def refused_types(self) -> frozenset[str]:
        """Return the types of records in the open list that this person's role may not write."""
        return self.session.reader.refused_types if self.session is not None else frozenset()

    # Commands

    async def action_area(self, name: str) -> None:
        """Go to an area."""
        while len(self.screen_stack) > 1:
            # Not awaited: a click on the bar of the screen that goes would wait for its own end.
            self.pop_screen()
        await self.switch_mode(name)

    def action_go_to_area(self) -> None:
        """Choose from every area by its key; and from all commands, for who uses the mouse alone."""
        from taskforce.screens.frame.commands.menu import area_menu

        async def chosen(name: str | None) -> None:
            if name == "":
                self.action_command_palette()
            elif name is not None:
                await self.action_area(name)

        self.push_screen(area_menu(self.current_mode), chosen)

    def action_show_menu(self) -> None:
        """Show what can be done with the thing under the cursor, each with its key."""
        from taskforce.screens.frame.commands.menu import open_menu

        if isinstance(self.screen, Area):
            open_menu(self.screen)

    def action_jump(self) -> None:
        """Go to anything, found by typing a part of it."""
        from taskforce.screens.jump import jump_finder, jump_to

        if self.screen.is_modal:
            if not isinstance(self.screen, CommandPalette):
                self.notify(_("First close this one: Esc."), severity="warning", markup=False)
            return

        async def chosen(values: list[str] | None) -> None:
            for value in values or ():
                await jump_to(self, value)

        if self.session is not None:
            self.push_screen(jump_finder(self.session), chosen)

    async def show_items(self, query: str, item_id: str | None = None) -> None:
        """Go to the action items that a query finds."""
        from taskforce.screens.items.items import ItemsScreen

        await self.action_area("items")
        if isinstance(self.screen, ItemsScreen):
            self.screen.show_query(query, item_id)

    async def show_saved_view(self, view_id: str) -> None:
        """Go to the action items as a saved view shows them."""
        from taskforce.screens.items.items import ItemsScreen

        await self.action_area("items")
        if isinstance(self.screen, ItemsScreen):
            self.screen.list_views.show_saved(view_id)

    def open_item(self, item_id: str) -> None:
        """Show an action item on a screen of its own."""
        from taskforce.screens.items.item_view import ItemView

        self.push_screen(ItemView(item_id))

    def open_meeting(self, meeting_id: str) -> None:
        """Show a meeting on a screen of its own."""
        from taskforce.screens.registers.minutes import MeetingView

        self.push_screen(MeetingView(meeting_id, typing=False))

    def action_offer_drafts(self) -> None:
        """Show the drafts left behind again."""
        self.drafts.offer()

    def can_take(self, event: events.Key | events.Paste) -> bool:
        """Return whether a key can be meant for what is shown: where an area has no room, only to quit can be; a
        question that comes by itself is not answered by what was pressed before it was there, but for its letters.
        """
        is_answer = getattr(self.screen, "is_answer", None)
        if is_answer is not None and event.time < self._opened_at and is_answer(event):
            return False
        return not isinstance(self.screen, Area) or self.screen.has_room or self._quits(event)

    def must_wait(self, event: events.Event) -> bool:
        """Return whether a key waits: for the first lines of an area, or for the list that is being opened, as it
        goes to the question who works here, or is none of a command that does without a list.
        """
        if not isinstance(self.screen, Area):
            return False
        if not self.opening:
            if not isinstance(event, events.Key) or isinstance(self.focused, Input):
                return False
            return self.screen.lacks_line_for(event.key)
        if self._asks_who and not (self._actor or self._usual_actor):
            return not self._quits(event) or (isinstance(event, events.Key) and event.is_printable)
        typed = isinstance(self.focused, Input)
        return isinstance(event, events.Key) and not typed and event.key not in self.screen.active_bindings

    def _quits(self, event: events.Event) -> bool:
        active = self.screen.active_bindings.get(event.key) if isinstance(event, events.Key) else None
        return active is not None and active.binding.action == "quit_app"

    def _in_area(self, work: Callable[[Area], None]) -> None:
        if isinstance(self.screen, Area):
            work(self.screen)

    @property
    def own_steps(self) -> Collection[str]:
        """Return the steps that were taken in this sitting: another's are taken back from the history alone."""
        return self.session.own_steps if self.session is not None else ()

    def action_undo(self) -> None:
        """Take the last step of this sitting back."""
        from taskforce.services.undo import undo

        self._in_area(lambda area: area.start(lambda: self._step(area, lambda s: undo(s, among=self.own_steps))))

    def action_redo(self) -> None:
        """Do again what was undone last."""
        from taskforce.services.undo import redo

        self._in_area(
            lambda area: area.start(lambda: self._step(area, lambda s: redo(s, self.own_steps), again=True))
        )

    async def _step(self, area: Area, step: Callable[[Store], Undone], *, again: bool = False) -> None:
        """Take a step back, or do it again; the cursor goes to the item that this is about, where it is shown."""
        from taskforce.services.undo import undo_sentence

        def write(store: Store) -> tuple[str, list[str]]:
            undone = step(store)
            return undo_sentence(store, undone, again=again), undone.item_ids

        assert self.session is not None
        self.clear_notifications()  # what was noticed of the step is no longer so
        sentence, item_ids = await self.session.write(write)
        await self.list_changed()
        area.edited(item_ids)
        area.show_message(sentence)

    def action_import_file(self) -> None:
        """Take in a spreadsheet."""
        from taskforce.screens.sync.import_files import ImportScreen

        assert self.session is not None
        self.push_screen(ImportScreen(self.session))

    def action_sheets(self) -> None:
        """Show the sheets that went to agencies, those not answered first."""
        from taskforce.screens.sync.sheets import SheetsScreen

        if not isinstance(self.screen, SheetsScreen):
            self.push_screen(SheetsScreen())

    def action_command_palette(self) -> None:
        """Show everything that can be done here, to be found by typing."""
        from taskforce.screens.frame.commands.palette import Palette

        if not isinstance(self.screen, CommandPalette):
            self.push_screen(Palette())

    def action_show_help(self) -> None:
        """Explain where the person is and what can be done there."""
        from taskforce.screens.frame.commands.help import Help, help_view

        if not isinstance(self.screen, Help) and not isinstance(self.screen, CommandPalette):
            self.push_screen(Help(_("Help"), help_view(self.screen)))

    def action_tour(self) -> None:
        """Explain the parts of the screen one after the other."""
        from taskforce.screens.frame.commands.tour import Tour

        if isinstance(self.screen, Area):
            self.push_screen(Tour(self.screen))

    def action_quit_app(self) -> None:
        """Quit; ask first when a form holds something that is not saved."""
        if not any(getattr(screen, "changed", False) for screen in self.screen_stack):
            self.leave()
            return
        from taskforce.screens.forms.dialogs import Confirm

        def answered(yes: bool | None) -> None:
            if yes:
                self.drafts.forget()
                self.leave()

        question = Confirm(
            _("What you typed is not saved. Throw it away?"), _("Throw away and quit"), _("Stay"), careful=True
        )
        self.push_screen(question, answered)

    def on_unmount(self) -> None:
        self.drafts.close()
        if self.session is not None:
            from taskforce.screens.items.overview import remember_visit

            remember_visit(self.session)
            self.session.close()

    def get_system_commands(self, screen: Screen[Any]) -> Any:
        """Leave out Textual's own palette entries: every command here is declared once, by us."""
        return ()
