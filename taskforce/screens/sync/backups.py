"""The dialogue on backups: make one, go back to one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from taskforce.language import N_, _
from taskforce.model.width import printable
from taskforce.paths import typed_path
from taskforce.screens.forms.dialogs import Choice, ChoiceList, Confirm
from taskforce.screens.forms.finder import file_finder
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.forms.new_folder import folder_problem
from taskforce.screens.frame.session import Session
from taskforce.store.backup import KINDS, Backup, backups, new_backup, restore, whose
from taskforce.store.database.snapshot import back_up
from taskforce.store.store import Store
from taskforce.widgets.commands import Command, Commanded, bindings, may_write
from taskforce.widgets.footer import CommandBar
from taskforce.wording.amounts import size_text


class BackupsScreen(Commanded, ModalScreen[str | None]):
    """Ends with a sentence when the list was set back."""

    OWN_COMMANDS: ClassVar = (
        Command("choose", N_("Go back"), "enter", footer=1, in_palette=False, through="select", writes=True),
        Command("back_up", N_("Back up now"), "n", footer=3),
        Command("copy_to", N_("Copy to file"), "x", footer=4),
        Command("go_back_to_file", N_("From a file"), "I", footer=5, writes=True),
        Command("close", N_("Close"), "escape", footer=2),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    HELP_TEXT: ClassVar = N_(
        "A backup is made by itself before the first change of a day and before every merge. Enter goes back to "
        "one, after asking; the list as it is now is kept beside it. x copies the list as it is to a file, on a "
        "USB stick for example, and I goes back to such a file."
    )

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._backups: list[Backup] = []
        self._busy = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            yield Static(Content.styled(_("Backups"), "bold"), classes="dialogue-title")
            yield ChoiceList(markup=False, compact=True)
            yield Static("", id="word", markup=False)
            yield CommandBar()

    def on_mount(self) -> None:
        self._read()

    def _read(self) -> None:
        assert self._session.store.location.path is not None
        self._backups = backups(self._session.store.location.path)
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(
            [
                Choice(str(number), one.made, f"{_(KINDS[one.kind])}, {size_text(one.size)}")
                for number, one in enumerate(self._backups)
            ]
        )
        options.highlighted = 0 if self._backups else None
        options.focus()
        if not self._backups:
            self._say(_("There is none yet: n creates one."))

    def _say(self, text: str, style: str = "") -> None:
        self.query_one("#word", Static).update(Content.styled(printable(text), style))

    def action_choose(self) -> None:
        """Go back to the one under the cursor."""
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        assert isinstance(event.option, Choice)
        backup = self._backups[int(event.option.value)]
        self._ask_to_go_back(backup.path, backup.made)

    def _ask_to_go_back(self, path: Path, name: str) -> None:
        if not may_write(self):
            self._say(self._session.store.refusal(), "$text-warning")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._aside(lambda: self._restore(path, name), _("The list is being set back …"))

        question = _(
            "The list goes back to {moment}. What was written since is not in it; the list as it is now is kept.",
            moment=name,
        )
        here = self._session.store.location.path
        assert here is not None
        question = f"{whose(path, here)} {question}".strip()
        self.app.push_screen(Confirm(question, _("Go back to it"), _("Cancel"), careful=True), answered)

    def action_go_back_to_file(self) -> None:
        """Go back to a backup that lies elsewhere."""

        def chosen(values: list[str] | None) -> None:
            if values:
                self._ask_to_go_back(Path(values[0]), Path(values[0]).name)

        self.app.push_screen(file_finder(_("Go back to a file")), chosen)

    def action_copy_to(self) -> None:
        """Copy the list as it is to a file that a person names."""
        here = self._session.store.location.path
        assert here is not None
        replaced: set[Path] = set()
        agreed: set[Path] = set()

        async def submit(texts: Texts) -> Problems:
            target = typed_path(texts["path"].strip().strip("'\"")).absolute()
            if target.is_dir():
                return {"path": _("{path} is a folder: name a file in it.", path=target)}
            if problem := await asyncio.to_thread(folder_problem, target.parent, agreed):
                return {"path": problem}
            if target.exists() and target.samefile(here):
                return {"path": _("{path} is the list itself: name another file.", path=target)}
            if target.exists() and target not in replaced:
                replaced.add(target)
                return {"path": _("{path} exists already: save again to replace it.", path=target)}
            await asyncio.to_thread(back_up, here, target)
            self._say(_("Kept in {path}", path=target))
            return {}

        name = f"{here.stem}-{self._session.today}{here.suffix}"
        field = FormField("path", _("File"), str(Path.home() / name), required=True)
        self.app.push_screen(Form(_("Copy to a file"), [field], submit, save_label=_("Copy to file")))

    async def _restore(self, path: Path, name: str) -> None:
        def go_back(store: Store) -> str:
            done = restore(store.location, path, store.clock)
            kept = _("The list until now is kept in {path}.", path=done.kept)
            return " ".join([_("The list is as it was on {moment}.", moment=name), kept, *done.notices])

        self.dismiss(await self._session.write(go_back))

    def action_back_up(self) -> None:
        """Make a backup now."""
        self._aside(self._back_up, _("The backup is being written …"))

    async def _back_up(self) -> None:
        def make(store: Store) -> str:
            assert store.location.path is not None
            return str(new_backup(store.location.path, store.clock))

        path = await self._session.work(make)
        self._read()
        self._say(_("Kept in {path}", path=path))

    def _aside(self, work: Callable[[], Awaitable[None]], doing: str) -> None:
        """Do something beside the keys, and say what; one thing at a time."""
        if not self._busy:
            self._busy = True
            self._say(doing)
            self.run_worker(self._kept_busy(work), exit_on_error=False)

    async def _kept_busy(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except Exception as error:  # the list is as it was
            self._say(str(error) or repr(error), "$text-error")
        finally:
            self._busy = False

    def action_close(self) -> None:
        """Go back to the area."""
        if not self._busy:
            self.dismiss(None)
