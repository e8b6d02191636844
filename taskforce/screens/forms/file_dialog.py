"""What dialogues about files share: lines to fill in, a text to read, and work that never freezes the app."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from taskforce.language import N_, _
from taskforce.model.width import printable
from taskforce.screens.forms.dialogs import typed_away
from taskforce.screens.forms.finder import file_finder
from taskforce.screens.frame.session import Session
from taskforce.widgets.commands import Command, Commanded
from taskforce.widgets.inputs import path_of

Result = TypeVar("Result")

SILENT_SECONDS = 2
"""Work that lasts longer shows how long it has been going on."""


def _browses(dialogue: FileDialogue[object]) -> bool:
    return dialogue.BROWSES


def file_commands(does: str) -> tuple[Command, ...]:
    """Return the commands of a dialogue about files; ``does`` (a message id) is what it is for."""
    return (
        Command("do_it", does, "ctrl+s", footer=1),
        Command("leave", N_("Cancel"), "escape", footer=2),
        Command("browse", N_("Browse"), "ctrl+o", when=_browses, in_palette=False),
        Command("text_down", N_("Page down"), "pagedown", in_palette=False),
        Command("text_up", N_("Page up"), "pageup", in_palette=False),
    )


class FileDialogue(Commanded, ModalScreen[Result | None]):
    """A dialogue that reads or writes files; ends with ``None`` when nothing was done."""

    DO_TEXT: ClassVar = ""
    BROWSES: ClassVar = True
    FIRST: ClassVar = "#path"
    """Where the cursor is at first."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._busy = self._writing = False
        self._since = 0.0
        self._doing = ""
        self._first: dict[str | None, str] = {}

    # Parts that a dialogue is composed of

    def _text(self) -> ComposeResult:
        yield Static("", id="busy", markup=False)
        with VerticalScroll(classes="dialogue-text"):
            yield Static("", id="word", markup=False)

    def _buttons(self) -> ComposeResult:
        with Horizontal(classes="buttons"):
            yield Button(Content(_(self.DO_TEXT) + " (Ctrl+S)"), id="do", variant="primary", compact=True)
            if self.BROWSES:
                yield Button(Content(_("Browse") + " (Ctrl+O)"), id="browse", compact=True)
            yield from self.more_buttons()
            yield Button(Content(_("Cancel") + " (Esc)"), id="leave", compact=True)

    def more_buttons(self) -> ComposeResult:
        """Compose further buttons, before the one that leaves."""
        yield from ()

    def on_mount(self) -> None:
        self.query_one("#busy").display = False
        self._first = {line.id: line.value for line in self.query(Input)}
        self.query_one(self.FIRST).focus()
        self.set_interval(1.0, self._tick)

    def say(self, *lines: str, errors: Sequence[str] = ()) -> None:
        """Show a text, and what is wrong above it."""
        shown = [Content.styled(f"■ {printable(error)}", "$text-error") for error in errors]
        shown += [Content(printable(line)) for line in lines]
        self.query_one("#word", Static).update(Content("\n").join(shown))

    def name_button(self, text: str, *, ready: bool) -> None:
        """Say on the first button what it does now, and whether it can."""
        button = self.query_one("#do", Button)
        button.label = Content(f"{text} (Ctrl+S)")
        button.disabled = not ready
        button.refresh(layout=True)  # a new label alone does not make it wider

    # What can be done

    @on(Button.Pressed)
    def _button(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "do":
            self.action_do_it()
        elif event.button.id == "browse":
            self.action_browse()
        elif event.button.id == "leave":
            self.action_leave()

    def action_do_it(self) -> None:
        """Do what the dialogue is for."""
        raise NotImplementedError

    @property
    def changed(self) -> bool:
        """Return whether anything was typed, or named otherwise, that is lost when the dialogue is left."""
        return any(line.value.strip() not in ("", self._first.get(line.id, "")) for line in self.query(Input))

    def action_leave(self) -> None:
        """Go back, after asking when something was typed.

        What is being read is left alone, what is being written comes to its end first.
        """
        if self._writing:
            self._show_busy(_("It is being written and cannot be stopped half-way: a moment, please."))
        elif self.changed:
            self.app.push_screen(typed_away(), self._left)
        else:
            self.dismiss(None)

    def _left(self, away: bool | None) -> None:
        if away and not self._writing:
            self.dismiss(None)

    def action_browse(self) -> None:
        """Walk to the file."""
        line = self.query_one("#path", Input)

        def chosen(values: list[str] | None) -> None:
            if values:
                self.take_paths([Path(value) for value in values])

        title = _("Files (Enter marks)") if self.several else _("File")
        self.app.push_screen(file_finder(title, line.value, several=self.several), chosen)

    @property
    def several(self) -> bool:
        """Return whether more than one file can be chosen."""
        return False

    def take_paths(self, paths: Sequence[Path]) -> None:
        """Take what was browsed for."""
        line = self.query_one("#path", Input)
        line.value = str(paths[0])
        line.focus()

    def look_first(self) -> None:
        """Read the file that is named, which was not looked at yet; say that one must be named where none is."""
        line = self.query_one("#path", Input)
        path = path_of(line)
        if path is not None:
            self.take_paths([path])
            return
        self.say(errors=[_("Name a file.")])
        line.focus()

    def action_text_down(self) -> None:
        """Read on, wherever the cursor is."""
        self.query_one(".dialogue-text", VerticalScroll).scroll_page_down(animate=False)

    def action_text_up(self) -> None:
        """Read what stands above."""
        self.query_one(".dialogue-text", VerticalScroll).scroll_page_up(animate=False)

    # Work beside the keys

    def aside(self, work: Callable[[], Awaitable[None]], doing: str, *, writing: bool = False) -> None:
        """Do something beside the keys, and say what and for how long; one thing at a time."""
        if not self._busy:
            self._busy, self._writing, self._since, self._doing = True, writing, monotonic(), doing
            self._show_busy(doing)
            self.run_worker(self._kept_busy(work), exit_on_error=False)

    async def _kept_busy(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except Exception as error:  # a file can be anything: the sentence says what is wrong with it
            self.failed(str(error) or repr(error))
        finally:
            self._busy = self._writing = False
            if self.is_mounted:
                self.query_one("#busy").display = False

    def failed(self, sentence: str) -> None:
        """Say why it did not work."""
        self.say(errors=[sentence])

    def _show_busy(self, text: str) -> None:
        line = self.query_one("#busy", Static)
        line.update(Content(printable(text)))
        line.display = bool(text)

    def now_doing(self, text: str) -> None:
        """Say how far the work is; may be called from the thread that does it."""
        self._doing = text
        self.app.call_from_thread(self._show_busy, text)

    def _tick(self) -> None:
        seconds = int(monotonic() - self._since)
        if self._busy and seconds >= SILENT_SECONDS:
            self._show_busy(f"{self._doing} {_('{count} s', count=seconds)}")

    def finish(self, result: Result) -> None:
        """End with a result."""
        self._busy = self._writing = False
        self.dismiss(result)
