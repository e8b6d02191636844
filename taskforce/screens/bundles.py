"""Writing a bundle, and taking one in after a look at what it would change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static

from taskforce.exchange.delivery import Audience, audience, size_text
from taskforce.language import N_, _, plural
from taskforce.model.text import slug
from taskforce.screens.desk import Desk
from taskforce.screens.dialogs import Choice
from taskforce.store.acquaintance import known_copies
from taskforce.store.store import Store
from taskforce.widgets.commands import Command, Commanded, bindings
from taskforce.widgets.path_input import path_input, path_of
from taskforce.widgets.table_layout import printable
from taskforce.widgets.wording import change_text

MOST_EDITS = 60


class _BundleDialogue(Commanded, ModalScreen[str | None]):
    """What both share: a path, a text, two buttons; ends with a sentence when something was done."""

    TITLE_TEXT: ClassVar = ""
    DO_TEXT: ClassVar = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._busy = False

    def _buttons(self) -> ComposeResult:
        with Horizontal(classes="buttons"):
            yield Button(Content(_(self.DO_TEXT) + " (Ctrl+S)"), id="do", variant="primary", compact=True)
            yield Button(Content(_("Cancel") + " (Esc)"), id="leave", compact=True)

    def on_mount(self) -> None:
        self.query_one("#path").focus()

    def say(self, *lines: str, error: str = "") -> None:
        """Show a text, and what is wrong above it."""
        shown = [Content(printable(line)) for line in lines]
        if error:
            shown.insert(0, Content.styled(f"■ {printable(error)}", "$text-error"))
        self.query_one("#word", Static).update(Content("\n").join(shown))

    @on(Button.Pressed)
    def _button(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "do":
            self.action_do_it()
        else:
            self.action_leave()

    def action_do_it(self) -> None:
        """Do what the dialogue is for."""
        raise NotImplementedError

    def action_leave(self) -> None:
        """Go back."""
        if not self._busy:
            self.dismiss(None)

    def _aside(self, work: Callable[[], Any]) -> None:
        if not self._busy:
            self._busy = True
            self.run_worker(self._kept_busy(work), exit_on_error=False)

    async def _kept_busy(self, work: Callable[[], Any]) -> None:
        try:
            await work()
        except Exception as error:  # a file can be anything: the sentence says what is wrong with it
            self.say(error=str(error) or repr(error))
        finally:
            self._busy = False


class WriteBundle(_BundleDialogue):
    """Where to, for whom, sealed or not."""

    TITLE_TEXT = N_("Write a bundle")
    DO_TEXT = N_("Write")
    OWN_COMMANDS: ClassVar = (
        Command("do_it", N_("Write"), "ctrl+s", footer=1),
        Command("leave", N_("Cancel"), "escape", footer=2),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    HELP_TEXT: ClassVar = N_(
        "A bundle is one file with what another copy has not seen. Give it to a colleague on a USB stick, by "
        "e-mail or WhatsApp; who has no copy yet needs the whole list. With a passphrase nobody else can read it."
    )

    def __init__(self, desk: Desk, named: str | None = None) -> None:
        super().__init__(desk)
        self._audiences: dict[str, tuple[str, Audience]] = {}
        heard = audience(desk.reader)
        if named is not None:
            one = audience(desk.reader, named)
            self._audiences["one"] = (_("what {copies} has not seen", copies=named), one)
        if heard.names and list(heard.names) != [named]:
            text = _("what {copies} has not seen", copies=", ".join(heard.names))
            self._audiences["heard"] = (text, heard)
        self._audiences["all"] = (_("the whole list, for any copy"), Audience((), {}))

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            yield Static(Content.styled(_(self.TITLE_TEXT), "bold"), classes="dialogue-title")
            yield Static(Content.styled(_("File (→ completes)"), "$text-muted"))
            yield path_input(self._first_path())
            yield Static(Content.styled(_("What goes into it"), "$text-muted"))
            yield OptionList(
                *(Choice(key, text) for key, (text, _audience) in self._audiences.items()),
                markup=False, compact=True, id="for",
            )  # fmt: skip
            yield Static(Content.styled(_("Passphrase, if it is to be sealed"), "$text-muted"))
            yield Input(placeholder=_("(none: anyone can read it)"), password=True, compact=True, id="passphrase")
            with VerticalScroll(classes="dialogue-text", can_focus=False):
                yield Static("", id="word", markup=False)
            yield from self._buttons()

    def _first_path(self) -> str:
        own = next((copy.series for copy in known_copies(self._desk.reader) if copy.own), "")
        day = self._desk.today
        return str(Path.home() / f"{slug(own or _('list'))}-{day}.bundle")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(OptionList).highlighted = 0

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.focus_next()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.focus_next()

    def action_do_it(self) -> None:
        """Write it."""
        path = path_of(self.query_one("#path", Input))
        if path is None:
            self.say(error=_("Name a file."))
            return
        index = self.query_one(OptionList).highlighted or 0
        _text, readers = list(self._audiences.values())[index]
        passphrase = self.query_one("#passphrase", Input).value
        self.say(_("Writing {path} …", path=path))
        self._aside(lambda: self._write(path, readers, passphrase))

    async def _write(self, path: Path, readers: Audience, passphrase: str) -> None:
        def write(store: Store) -> Any:
            from taskforce.exchange.bundle import write_bundle
            from taskforce.exchange.delivery import check_target
            from taskforce.exchange.sealing import Seal

            check_target(store, path)
            return write_bundle(store, path, readers.seen, Seal(passphrase) if passphrase else None)

        done = await self._desk.work(write)
        count = plural("{count} change", "{count} changes", done.changes)
        self._busy = False
        self.dismiss(f"{path}: {count}, {size_text(done.size)}")


class MergeBundle(_BundleDialogue):
    """Which file; what it would change; and only then taking it in."""

    TITLE_TEXT = N_("Take in a bundle")
    DO_TEXT = N_("Take in")
    OWN_COMMANDS: ClassVar = (
        Command("do_it", N_("Take in"), "ctrl+s", footer=1),
        Command("leave", N_("Cancel"), "escape", footer=2),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    HELP_TEXT: ClassVar = N_(
        "Write the path of a bundle and press Enter: who wrote it, when, and what it would change here is shown. "
        "Nothing is written before you press Take in. A backup is made first, and undo takes the merge back."
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: Any = None
        self._accept_clock = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue -tall"):
            yield Static(Content.styled(_(self.TITLE_TEXT), "bold"), classes="dialogue-title")
            yield path_input(placeholder=_("(path of the file, then Enter)"))
            passphrase = Input(
                placeholder=_("(its passphrase, then Enter)"), password=True, compact=True, id="passphrase"
            )
            passphrase.display = False
            yield passphrase
            with VerticalScroll(classes="dialogue-text"):
                yield Static("", id="word", markup=False)
            yield from self._buttons()

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#do", Button).disabled = True

    @on(Input.Changed)
    def _other_file(self) -> None:
        self._found = None
        self.query_one("#do", Button).disabled = True

    @on(Input.Submitted)
    def _look(self) -> None:
        path = path_of(self.query_one("#path", Input))
        if path is not None:
            self.say(_("Reading {path} …", path=path))
            self._aside(lambda: self._read(path))

    async def _read(self, path: Path) -> None:
        from taskforce.exchange.sealing import is_sealed

        line = self.query_one("#passphrase", Input)
        line.display = is_sealed(path)
        if line.display and not line.value:
            self.say(_("It is sealed: write its passphrase."))
            line.focus()
            return
        passphrase = line.value or None

        def look(store: Store) -> tuple[Any, list[str], str]:
            from taskforce.exchange.bundle import read_bundle
            from taskforce.exchange.delivery import bundle_text, preview_lines
            from taskforce.exchange.sealing import Opener
            from taskforce.store.merge import check_clock, check_same_list, preview
            from taskforce.store.reader import StoreError

            found = read_bundle(path, Opener(passphrase))
            check_same_list(store, found.foreign, found.name)
            view = preview(store, found.foreign)
            lines = [bundle_text(found, store.clock), "", *preview_lines(view)]
            lines += [f"  {row.record}  {change_text(row)}" for row in view.edits[:MOST_EDITS]]
            if len(view.edits) > MOST_EDITS:
                more = len(view.edits) - MOST_EDITS
                lines.append(plural("… and {count} more change", "… and {count} more changes", more))
            try:
                check_clock(store.clock, found.foreign, store.reader)
            except StoreError as error:
                return found, lines, str(error)
            return found, lines, ""

        self._found, lines, clock = await self._desk.work(look)
        self._accept_clock = bool(clock)
        self.say(*lines, error=clock)
        button = self.query_one("#do", Button)
        button.label = Content((_("Take in all the same") if clock else _("Take in")) + " (Ctrl+S)")
        button.disabled = False
        button.focus()

    def action_do_it(self) -> None:
        """Take in what was shown."""
        if self._found is not None:
            self._aside(self._merge)

    async def _merge(self) -> None:
        found, accept = self._found, self._accept_clock
        self.say(_("Taking in {file} …", file=found.name))

        def take_in(store: Store) -> tuple[Any, int, list[str]]:
            from taskforce.store.conflicts import count_conflicts
            from taskforce.store.merge import merge

            notices: list[str] = []
            store.warn = notices.append
            done = merge(store, found.foreign, f"{found.name}, {found.writer}", accept_clock=accept)
            return done, count_conflicts(store.reader), notices

        done, waiting, notices = await self._desk.write(take_in)
        sentence = plural("{count} change taken in", "{count} changes taken in", done.changes)
        if waiting:
            sentence += "; " + plural(
                "{count} field waits for a decision: c", "{count} fields wait for a decision: c", waiting
            )
        self._busy = False
        self.dismiss(" ".join([sentence, *notices]))
