"""Taking in a spreadsheet: its path, what it would do, and only then doing it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from taskforce.language import N_, _, plural
from taskforce.screens.desk import Desk
from taskforce.store.store import Store
from taskforce.widgets.commands import Command, Commanded, bindings
from taskforce.widgets.table_layout import printable


class ImportScreen(Commanded, ModalScreen[bool]):
    """Ends with ``True`` when something was imported."""

    OWN_COMMANDS: ClassVar = (
        Command("take_in", N_("Import"), "ctrl+s", footer=1),
        Command("leave", N_("Cancel"), "escape", footer=2),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    HELP_TEXT: ClassVar = N_(
        "Write the path of a spreadsheet (xlsx, xls, ods, csv) or another list and press Enter: what it would do "
        "is shown, with every row that cannot be taken. Nothing is written before you press Import."
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._plan: Any = None
        self._described = ""
        self._busy = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue -tall"):
            yield Static(Content.styled(_("Import a spreadsheet"), "bold"), classes="dialogue-title")
            yield Input(placeholder=_("(path of the file, then Enter)"), compact=True, id="path")
            with VerticalScroll(classes="dialogue-text"):
                yield Static("", id="plan", markup=False)
            with Horizontal(classes="buttons"):
                button = Button(Content(_("Import") + " (Ctrl+S)"), id="take", variant="primary", compact=True)
                button.disabled = True
                yield button
                yield Button(Content(_("Cancel") + " (Esc)"), id="leave", compact=True)

    def on_mount(self) -> None:
        self.query_one("#path").focus()

    def _say(self, text: str, error: str = "") -> None:
        lines = [Content(printable(line)) for line in text.splitlines()]
        if error:
            lines.insert(0, Content.styled(f"■ {printable(error)}", "$text-error"))
        self.query_one("#plan", Static).update(Content("\n").join(lines))

    @on(Input.Changed, "#path")
    def _other_file(self) -> None:
        self._plan = None
        self.query_one("#take", Button).disabled = True

    @on(Input.Submitted, "#path")
    def _look(self, event: Input.Submitted) -> None:
        name = event.value.strip().strip("'\"")
        if name and not self._busy:
            self._busy = True
            self._say(_("Reading {path} …", path=name))
            self.run_worker(self._plan_file(Path(name).expanduser()), exit_on_error=False)

    async def _plan_file(self, path: Path) -> None:
        def plan_it(store: Store) -> tuple[Any, list[str]]:
            from taskforce.exchange.importer import describe, plan_import

            plan = plan_import(store, path)
            return plan, list(describe(plan))

        try:
            self._plan, lines = await self._desk.work(plan_it)
        except Exception as error:  # a file can be anything: the sentence says what is wrong with it
            self._say("", str(error) or repr(error))
            return
        finally:
            self._busy = False
        self._described = "\n".join(lines)
        self._say(self._described)
        self.query_one("#take", Button).disabled = False
        self.query_one("#take").focus()

    @on(Button.Pressed)
    def _button(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "take":
            self.action_take_in()
        else:
            self.action_leave()

    def action_take_in(self) -> None:
        """Write what was shown."""
        if self._plan is not None and not self._busy:
            self._busy = True
            self.run_worker(self._write(), exit_on_error=False)

    async def _write(self) -> None:
        from taskforce.app import TaskforceApp

        plan = self._plan
        name = Path(self.query_one(Input).value).name

        def run(store: Store) -> None:
            from taskforce.exchange.importer import run_import

            run_import(store, plan)

        try:
            await self._desk.write(run)
        except Exception as error:  # nothing was written: the plan stays on the screen
            self._say(self._described, str(error) or repr(error))
            return
        finally:
            self._busy = False
        if isinstance(self.app, TaskforceApp):
            await self.app.list_changed()
            rejected = len(plan.rejected)
            note = plural("{count} row was not taken", "{count} rows were not taken", rejected) if rejected else ""
            self.app.tell_area(
                _("Imported {name}", name=name) + (f": {note}" if note else ""),
                "warning" if note else "information",
            )
        self.dismiss(True)  # last: what this screen began ends with it

    def action_leave(self) -> None:
        """Go back without importing."""
        self.dismiss(False)
