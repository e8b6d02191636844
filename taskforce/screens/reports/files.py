"""Writing a report to files: which formats, where, how far it is, the folder; when stopped, it writes nothing."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, ProgressBar, Static

from taskforce.files import is_free, write_output
from taskforce.language import N_, _, plural, speaking
from taskforce.model.errors import TaskforceError
from taskforce.model.width import printable
from taskforce.paths import typed_path
from taskforce.reports.writers import registry
from taskforce.reports.writers.registry import FORMATS, Output, Printable, make_folders, outputs
from taskforce.screens.forms.dialogs import Choice, ChoiceList, Confirm, typed_away
from taskforce.screens.frame.area import Area
from taskforce.screens.frame.open_folder import show_folder
from taskforce.screens.reports.making import LastChoices
from taskforce.widgets.commands import Command, Commanded, bindings
from taskforce.widgets.footer import CommandBar
from taskforce.widgets.inputs import TypedLine

Give = Callable[[], Awaitable[Printable]]
"""Gives the report that is to be written."""

WHAT_FOR: dict[str, str] = {
    "docx": N_("Word, for further editing"),
    "pdf": N_("PDF, to sign and to send"),
    "xlsx": N_("Excel, for calculations"),
    "html": N_("HTML, to print or to mail"),
    "md": N_("Markdown"),
    "whatsapp": N_("WhatsApp, a short text"),
    "text": N_("plain text"),
    "svg": N_("SVG, a picture of the report"),
    "json": N_("JSON, for other programs"),
}
"""A format that is not listed is shown by its name."""


class Target(NamedTuple):
    """The files to be written: their formats, and the folder."""

    formats: tuple[str, ...]
    folder: Path


class ExportChoice(Commanded, ModalScreen[Target | None]):
    """Asks for formats, and for the folder; ends with ``None`` when nothing is to be written."""

    HELP_TEXT: ClassVar = N_("Space marks the formats that are to be written; Tab goes to the folder.")
    OWN_COMMANDS: ClassVar = (
        Command("finish", N_("Write"), "ctrl+s", footer=1, in_palette=False),
        Command("take_or_leave", N_("Take or leave out"), "space,enter", footer=2, in_palette=False,
                through="select"),
        Command("other_field", N_("Folder"), "tab", footer=3, in_palette=False),
        Command("cancel", N_("Cancel"), "escape", footer=4, in_palette=False),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self, chosen: Sequence[str], folder: Path, name: str) -> None:
        """``chosen`` are the formats marked at first, ``name`` is what the files are called."""
        super().__init__()
        self._formats = [one for one in WHAT_FOR if one in FORMATS]
        self._formats += [one for one in FORMATS if one not in WHAT_FOR]
        self._chosen = [one for one in chosen if one in FORMATS]
        self._folder, self._name = folder, name

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            title = _("Write {name} as", name=self._name)
            yield Static(Content.styled(printable(title), "bold"), classes="dialogue-title")
            yield ChoiceList(markup=False, compact=True, id="choices")
            yield Static(Content(_("In the folder")), classes="form-word")
            yield TypedLine(str(self._folder), select_on_focus=False, compact=True, id="folder")
            yield Static("", classes="form-word", id="problem", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(Content(_("Write") + " (Ctrl+S)"), id="finish", variant="primary", compact=True)
                yield Button(Content(_("Cancel") + " (Esc)"), id="cancel", compact=True)
            yield CommandBar()

    def on_mount(self) -> None:
        self.query_one("#problem").display = False
        self._fill(0)
        self.query_one(OptionList).focus()

    def _fill(self, highlighted: int) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        for one in self._formats:
            choice = Choice(one, _(WHAT_FOR[one]) if one in WHAT_FOR else one, one)
            choice.mark(one in self._chosen)
            options.add_option(choice)
        options.highlighted = highlighted

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        assert isinstance(event.option, Choice)
        one = event.option.value
        self._chosen = [two for two in self._chosen if two != one] if one in self._chosen else [*self._chosen, one]
        self._fill(event.option_index)

    @on(Button.Pressed)
    def _button(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "finish":
            self.action_finish()
        else:
            self.action_cancel()

    @on(Input.Submitted)
    def _folder_given(self) -> None:
        self.action_finish()

    def action_take_or_leave(self) -> None:
        """Mark the format under the cursor, or no longer."""
        self.query_one(OptionList).action_select()

    def action_other_field(self) -> None:
        """Go from the formats to the folder, and on."""
        self.focus_next()

    def action_finish(self) -> None:
        """Go and write, if what was chosen can be."""
        folder = typed_path(self.query_one(Input).value.strip() or ".")
        if not self._chosen:
            self._refuse(_("No format is marked: mark one with Space."))
        elif folder.exists() and not folder.is_dir():
            self._refuse(_("{path} is a file: name a folder.", path=folder))
        else:
            self.dismiss(Target(tuple(one for one in self._formats if one in self._chosen), folder))

    def _refuse(self, sentence: str) -> None:
        problem = self.query_one("#problem", Static)
        problem.display = True
        problem.add_class("-wrong")
        problem.update(Content("■ " + printable(sentence)))

    @property
    def changed(self) -> bool:
        """Return whether another folder was typed."""
        typed = self.query_one(Input).value if self.query(Input) else ""
        return typed.strip() not in ("", str(self._folder))

    def action_cancel(self) -> None:
        """Write nothing; ask first when another folder was typed."""

        def left(away: bool | None) -> None:
            if away:
                self.dismiss(None)

        if self.changed:
            self.app.push_screen(typed_away(), left)
        else:
            self.dismiss(None)


class Export(Commanded, ModalScreen[list[Path] | None]):
    """Writes the files and shows how far it is; ends with them, or with nothing when it was stopped or failed."""

    OWN_COMMANDS: ClassVar = (Command("stop", N_("Stop"), "escape", footer=1, in_palette=False),)
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(
        self,
        give: Give,
        files: Sequence[Output],
        language: str,
        templates: Mapping[str, Path],
    ) -> None:
        """``templates`` are the office's own, by format."""
        super().__init__()
        self._give, self._files, self._spoken = give, files, language
        self._templates = templates
        self.problem = ""
        """Why nothing was written, if it failed."""
        self._stopped = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            yield Static("", id="stage", markup=False)
            yield ProgressBar(total=len(self._files) + 2, show_eta=False)
            with Horizontal(classes="buttons"):
                yield Button(Content(_("Stop") + " (Esc)"), id="stop", compact=True)

    def on_mount(self) -> None:
        self.query_one(Button).focus()
        self.run_worker(self._work(), exit_on_error=False)

    def _say(self, words: str) -> None:
        self.query_one("#stage", Static).update(Content(printable(words)))
        self.query_one(ProgressBar).advance(1)

    async def _work(self) -> None:
        try:
            written = await self._written()
        except TaskforceError as error:
            self.problem, written = str(error), None
        except Exception as error:  # a writer can fail in any way; the app goes on and says so
            self.app.log.error(repr(error))
            self.problem, written = str(error) or repr(error), None
        if not self._stopped and self.is_mounted:
            self.dismiss(written)

    async def _written(self) -> list[Path]:
        """Make every file, then write them all, so stopping leaves nothing half done; return their paths."""
        self._say(_("The figures are being read …"))
        report = await self._give()
        contents: list[tuple[Path, bytes]] = []
        for number, (path, name) in enumerate(self._files, 1):
            if self._stopped:
                return []
            words = _("{number} of {count}: {name} …", number=number, count=len(self._files), name=path.name)
            self._say(words)
            contents.append((path, await asyncio.to_thread(self._rendered, report, name)))
        if self._stopped:
            return []
        self._say(_("The files are being written …"))
        await asyncio.to_thread(_write, contents)
        return [path for path, _content in contents]

    def _rendered(self, report: Printable, name: str) -> bytes:
        with speaking(self._spoken):
            content = registry.rendered(report, name, templates=self._templates)
        return content.encode("utf-8") if isinstance(content, str) else content

    @on(Button.Pressed)
    def _button(self) -> None:
        self.action_stop()

    def action_stop(self) -> None:
        """Go back at once; what was being made is thrown away."""
        self._stopped = True
        self.dismiss(None)


def _write(contents: Sequence[tuple[Path, bytes]]) -> None:
    make_folders(sorted({f"{path.parent}{os.sep}" for path, _content in contents}))
    for path, content in contents:
        write_output(path, content)


class ReportFiles:
    """Writes the report of an area to files, and opens the folder of those written last."""

    def __init__(self, area: Area, last: LastChoices) -> None:
        self.folder: Path | None = None
        """Where files were written last, in this session."""
        self._area, self._last = area, last

    def export(self, give: Give, name: str, language: str) -> None:
        """Ask for formats and folder, then write files called ``name`` (without their endings)."""
        self._area.app.push_screen(
            ExportChoice(self._last.formats, self._last.folder, name),
            lambda target: self._chosen(target, give, name, language),
        )

    def _chosen(self, target: Target | None, give: Give, name: str, language: str) -> None:
        if target is None:
            return
        folder = f"{target.folder}{os.sep}"
        try:
            files = [output for one in target.formats for output in outputs([folder], one, name)]
        except TaskforceError as error:
            self._area.show_message(str(error), "error")
            return
        self._last.keep("report_formats", ",".join(target.formats))
        self._last.keep("report_folder", str(target.folder.absolute()))

        def write(yes: bool | None) -> None:
            if yes:
                self._write(Export(give, files, language, self._last.templates), target.folder.absolute())

        names = [one.path.name for one in files if not is_free(one.path)]
        if not names:
            write(True)
            return
        listed = ", ".join(names[:4]) + (" …" if len(names) > 4 else "")
        question = _("It is there already: {names}. Replace it?", names=listed)
        self._area.app.push_screen(Confirm(question, _("Replace"), _("Leave it"), careful=True), write)

    def _write(self, export: Export, folder: Path) -> None:
        def done(written: list[Path] | None) -> None:
            if written:
                self.folder = folder
                said = plural(
                    "{count} file is in {folder}", "{count} files are in {folder}", len(written), folder=folder
                )
                self._area.show_message(f"{said}. " + _("O opens the folder."))
                self._area.refresh_bindings()
            elif export.problem:
                self._area.show_message(_("Nothing was written: {reason}", reason=export.problem), "error")
            else:
                self._area.show_message(_("Stopped: nothing was written."), "warning")

        self._area.app.push_screen(export, done)

    async def copy_text(self, give: Give, language: str) -> None:
        """Send the short text for WhatsApp to the terminal's clipboard; whether it took it nobody can know."""
        report = await give()

        def rendered() -> str:
            with speaking(language):
                return str(registry.rendered(report, "whatsapp"))

        self._area.app.copy_to_clipboard(await asyncio.to_thread(rendered))
        self._area.show_message(
            _("The WhatsApp text is copied, if your terminal allows it; else x writes it to a file.")
        )

    def open_folder(self) -> None:
        """Open the folder of the files written last."""
        if self.folder is not None:
            show_folder(self._area, self.folder)
