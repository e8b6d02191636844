"""The first screen of someone who has no list yet: five ways to begin."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static

from taskforce.clock import Clock
from taskforce.language import N_, _, current_language
from taskforce.model.errors import TaskforceError
from taskforce.model.width import printable
from taskforce.screens.forms.dialogs import Choice, ChoiceList
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.frame.host import host_of
from taskforce.store.database.location import Location
from taskforce.store.store import Store, new_store, open_store
from taskforce.widgets.commands import Command, Commanded, bindings
from taskforce.widgets.footer import CommandBar, MessageLine


class WelcomeScreen(Commanded, Screen[None]):
    """Makes the list, then opens it."""

    OWN_COMMANDS: ClassVar = (
        Command("choose", N_("Choose"), "enter", footer=1, in_palette=False, through="select"),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    HELP_TEXT: ClassVar = N_(
        "There is no list yet. The template brings the six dimensions, the books, the bimtek and evaluation "
        "rounds as deadlines; a spreadsheet that you keep already can be imported; the sample shows how a list "
        "looks after some weeks; a bundle of the whole list makes a copy of a colleague's; a blank list holds "
        "nothing."
    )

    def __init__(self, location: Location, today: date | None, read_only: bool) -> None:
        super().__init__()
        self._location, self._today, self._read_only = location, today, read_only
        self._language = current_language()
        self.is_saving = False
        """Whether a list is being made or opened: keys wait for what it leads to."""
        self._is_copy = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="welcome"):
            yield Static(Content.styled("taskforce", "bold $primary"))
            yield Static(Content(_("Action items, deadlines and the weekly report of a Smart City task force.")))
            yield Static("")
            yield Static(Content(_("There is no list at {path} yet. How do you want to begin?", path=self._place)))
            yield Static("")
            yield ChoiceList(
                Choice("template", _("Smart City template"), _("dimensions, books, bimtek, evaluations")),
                Choice("import", _("Import a spreadsheet"), _("the follow-up matrix you keep already")),
                Choice("sample", _("Sample data"), _("Kabupaten Banjar, to look around")),
                Choice("bundle", _("A colleague's list"), _("a copy of it, from a bundle")),
                Choice("blank", _("Blank list"), _("nothing in it")),
                markup=False,
                compact=True,
            )
        yield MessageLine()
        yield CommandBar()

    @property
    def _place(self) -> str:
        return printable(str(self._location))

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        options.highlighted = 0
        options.focus()

    async def on_screen_resume(self) -> None:
        """Catch up with the language."""
        if self._language != current_language():
            await self.translate()

    async def translate(self) -> None:
        """Show every text in the language in force."""
        self._language = current_language()
        await self.recompose()
        self.on_mount()

    def action_choose(self) -> None:
        """Take the way under the cursor."""
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        assert isinstance(event.option, Choice)
        if self.is_saving:
            return
        if self._read_only:
            self._show_error(_("The list was opened to read only: start without --read-only to change it."))
            return
        way = event.option.value
        if way == "template":
            self._ask_organisation()
        elif way == "bundle":
            self._ask_bundle()
        elif way == "sample":
            self._begin(_write_sample)
        else:
            self._begin(lambda store: _init(store, "blank", None), then_import=way == "import")

    def _show_error(self, text: str) -> None:
        self.query_one(MessageLine).show_message(text, "error")

    def _ask_organisation(self) -> None:
        async def submit(texts: Texts) -> Problems:
            name = texts["name"].strip() or None
            await self._make(lambda store: _init(store, "smart-city", name))
            return {}

        field = FormField("name", _("Organisation"), hint=_("Pemerintah Kabupaten …"))
        form = Form(_("Smart City template"), [field], submit, save_label=_("Create"))
        self.app.push_screen(form, self._finish)

    def _ask_bundle(self) -> None:
        from taskforce.screens.forms.copy_form import copy_form

        def finish(made: bool | None) -> None:
            self._is_copy = bool(made)
            self._finish(made)

        self.app.push_screen(copy_form(self._location, Clock(today=self._today)), finish)

    def _begin(self, fill: Callable[[Store], None], *, then_import: bool = False) -> None:
        self.is_saving = True
        self.query_one(MessageLine).show_message(_("The list is being made …"))
        self.run_worker(self._begin_behind(fill, then_import), exit_on_error=False)

    async def _begin_behind(self, fill: Callable[[Store], None], then_import: bool) -> None:
        try:
            await self._make(fill)
        except Exception as error:  # whatever it was, the choice can be made again
            self.log.error(repr(error))
            self._show_error(str(error) or repr(error))
            self.is_saving = False
        else:
            await self._open(then_import)

    async def _make(self, fill: Callable[[Store], None]) -> None:
        location, today = self._location, self._today

        def make() -> None:
            there = location.path is not None and location.path.exists()
            making = closing(open_store(location, today=today)) if there else new_store(location, today=today)
            with making as store:
                fill(store)

        await asyncio.to_thread(make)

    def _finish(self, made: bool | None) -> None:
        if made:
            self.is_saving = True
            self.query_one(MessageLine).show_message(_("The list is being opened …"))
            self.run_worker(self._open(False), exit_on_error=False)

    async def _open(self, then_import: bool) -> None:
        host = host_of(self)
        try:
            await host.open_made_list()
        except TaskforceError as error:
            self._show_error(str(error))
            self.is_saving = False
            return
        self.dismiss()
        words = _("New here? F3 shows you around, F1 helps.")
        self.app.call_after_refresh(host.show_area_message, words, "information")
        if self._is_copy:  # whoever joins works under a name from the first change on
            self.app.call_after_refresh(host.ask_who_works)
        if then_import and host.session is not None:
            host.action_import_file()


def _init(store: Store, template: str, organisation: str | None) -> None:
    from taskforce.services.template import init_store

    init_store(store, template, organisation)


def _write_sample(store: Store) -> None:
    from taskforce.services.sample import write_sample

    write_sample(store)
