"""Taking in spreadsheets, one, several or a folder of them, after a look at what they would do."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static

from taskforce.language import N_, _, plural
from taskforce.model.errors import TaskforceError
from taskforce.screens.forms.file_dialog import FileDialogue, file_commands
from taskforce.screens.frame.session import Session
from taskforce.screens.sync.taking_in import Looked, look_into, run_path, tell_taken
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.inputs import path_input, path_of

if TYPE_CHECKING:
    from taskforce.exchange.importing.plan import Plan


class ImportScreen(FileDialogue[bool]):
    """Ends with ``True`` when something was imported."""

    DO_TEXT = N_("Import")
    OWN_COMMANDS: ClassVar = (
        *file_commands(N_("Import")),
        Command("one_by_one", N_("One by one"), "ctrl+l", when=lambda screen: screen.asking is not None),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    HELP_TEXT: ClassVar = N_(
        "Write the path of a spreadsheet (xlsx, xls, ods, csv), of another list or of a folder of spreadsheets "
        "and press Enter, or walk there with Ctrl+O, where several can be marked: what it would do is shown, with "
        "every row that cannot be taken; of one sheet you can say there what its columns are. Nothing is written "
        "before you press Import."
    )

    def __init__(self, session: Session, folder: Path | None = None, *, title: str = "") -> None:
        """``folder`` is where the files probably are."""
        super().__init__(session)
        self._folder, self._title = folder, title or _("Import a spreadsheet")
        self._plans: dict[Path, Plan] = {}

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue -tall"):
            yield Static(Content.styled(self._title, "bold"), classes="dialogue-title")
            start = f"{self._folder}{os.sep}" if self._folder is not None else ""
            yield path_input(start, placeholder=_("(path of the file or folder, then Enter)"))
            yield from self._text()
            yield from self._buttons()

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#do", Button).disabled = True
        self.query_one("#one-by-one").display = False

    @property
    def several(self) -> bool:
        """Return that several sheets are looked at in one go."""
        return True

    # Looking

    @on(Input.Changed, "#path")
    def _other_file(self) -> None:
        self._plans = {}
        self.query_one("#do", Button).disabled = True

    @on(Input.Submitted, "#path")
    def _entered(self) -> None:
        path = path_of(self.query_one("#path", Input))
        if path is not None:
            self.take_paths([path])

    def take_paths(self, paths: Sequence[Path]) -> None:
        """Look at what was named or marked."""
        names = ", ".join(path.name or str(path) for path in paths)
        self.aside(lambda: self._look(paths), _("Reading {path} …", path=names))

    async def _look(self, named: Sequence[Path]) -> None:
        from taskforce.exchange.files.paths import spreadsheets

        paths = await asyncio.to_thread(spreadsheets, named)
        self._plans = {}
        errors: list[str] = []
        for number, path in enumerate(paths, 1):
            if len(paths) > 1:
                self._say_how_far(number, len(paths), path)
            try:
                looked = await self._session.work(partial(look_into, path))
            except TaskforceError as error:
                errors.append(str(error))
                continue
            if len(paths) == 1 and looked.file.asks:
                self._open_sheet(looked)
                return
            if looked.plan is None:
                errors.append(looked.error)
            else:
                self._plans[path] = looked.plan
        await self._show(errors)

    def _open_sheet(self, looked: Looked) -> None:
        """Show a sheet by itself, where a person can say what its columns are."""
        from taskforce.screens.sync.sheet_import import SheetImport

        def taken(done: bool | None) -> None:
            self._plans.pop(looked.file.path, None)
            line = self.query_one("#path", Input)
            if not done:
                self._first[line.id] = line.value.strip()  # that file was looked at: nobody has to keep its name
                line.focus()
            elif self._plans:
                self.run_worker(self._show([]), exit_on_error=False)
            else:
                self.finish(True)

        self.app.push_screen(SheetImport(self._session, looked), taken)

    def more_buttons(self) -> ComposeResult:
        """Offer to go through several files one by one."""
        yield Button(Content(_("One by one") + " (Ctrl+L)"), id="one-by-one", compact=True)

    @property
    def asking(self) -> Path | None:
        """Return the first of several files that leaves something open; else the first one."""
        first = next((path for path, plan in self._plans.items() if plan.questions), None)
        return first or next((path for path, plan in self._plans.items() if plan.answers), None)

    @on(Button.Pressed, "#one-by-one")
    def action_one_by_one(self) -> None:
        """Show one of several files by itself, those with questions first."""
        path = self.asking
        if path is not None:
            self.aside(lambda: self._look_at_one(path), _("Reading {path} …", path=path.name))

    async def _look_at_one(self, path: Path) -> None:
        self._open_sheet(await self._session.work(partial(look_into, path)))

    def _say_how_far(self, number: int, count: int, path: Path) -> None:
        self._doing = _("{number} of {count}: {name} …", number=number, count=count, name=path.name)
        self._show_busy(self._doing)

    def _tell_part(self, done: int, total: int) -> None:
        self.now_doing(_("Being taken in: {percent}% …", percent=100 * done // max(1, total)))

    async def _show(self, errors: Sequence[str]) -> None:
        """Show all that the files would do, what was changed in them first."""
        from taskforce.exchange.importer import describe

        lines: list[str] = []
        for plan in self._plans.values():
            lines += [*describe(plan), ""]
        if len(self._plans) > 1:
            lines = [*self._totals(), "", *lines]
        self.say(*lines[:-1], errors=errors)
        self.query_one("#do", Button).disabled = not self._plans
        self.query_one("#one-by-one").display = self.asking is not None
        self.refresh_bindings()
        if self._plans:
            self.query_one("#do").focus()

    def _totals(self) -> list[str]:
        plans = self._plans.values()
        counts = [plan.counts() for plan in plans]
        parts = [
            plural("{count} file", "{count} files", len(counts)),
            plural("{count} changed record", "{count} changed records", sum(one["changed"] for one in counts)),
            plural("{count} new action item", "{count} new action items", sum(one["new_items"] for one in counts)),
            plural("{count} conflict", "{count} conflicts", sum(one["conflicts"] for one in counts)),
            plural("{count} row refused", "{count} rows refused", sum(one["rejected_rows"] for one in counts)),
        ]
        return [", ".join(parts)]

    # Taking in

    def action_do_it(self) -> None:
        """Write what was shown; what was not looked at yet is shown first."""
        if not self._plans or self.query_one("#do", Button).disabled:
            self.look_first()
        else:
            self.aside(self._write, _("Being taken in …"), writing=True)

    async def _write(self) -> None:
        """Take in each file as one step; what one of them would do by now that was not shown is shown first."""
        taken: list[Plan] = []
        errors: list[str] = []
        for number, (path, shown) in enumerate(list(self._plans.items()), 1):
            if len(self._plans) > 1:
                self._say_how_far(number, len(self._plans), path)
            try:
                plan = await self._session.write(partial(run_path, path, shown, self._tell_part))
            except TaskforceError as error:
                errors.append(f"{path.name}: {error}")
                continue
            if plan is None:
                errors.append(_("{file}: the list was changed meanwhile; look at it again.", file=path.name))
            else:
                taken.append(plan)
                del self._plans[path]
        if taken:
            await tell_taken(self, taken)
        if not errors:
            self.finish(True)  # last: what this screen began ends with it
            return
        await self._look(list(self._plans))
        await self._show(errors)
