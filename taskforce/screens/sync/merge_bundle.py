"""Taking in bundles, one or several at once, after a look at what they would change."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static

from taskforce.clock import write_moment
from taskforce.exchange.bundles.encryption import Opener, sealed_for
from taskforce.language import N_, _, plural
from taskforce.model.errors import TaskforceError
from taskforce.remembered import recall, remember
from taskforce.screens.forms.dialogs import Confirm
from taskforce.screens.forms.file_dialog import FileDialogue, file_commands
from taskforce.screens.forms.finder import file_finder
from taskforce.screens.frame.session import Session
from taskforce.store.store import Store
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.inputs import TypedLine, path_input, path_of
from taskforce.wording.days import moment_text
from taskforce.wording.steps import named_change_text

if TYPE_CHECKING:
    from taskforce.exchange.bundles.bundle import Bundle
    from taskforce.store.query.lookup import Named

MOST_EDITS = 60
KEY_FILE = "key_file"
"""Under this name the app remembers where one's own key lies."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The outcome of taking in: a sentence, and agencies that may have been here already, each with that one."""

    sentence: str
    alike: Sequence[tuple[Named, Named]] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """The changes that bundles would bring, in lines, and what a person must say yes to first."""

    lines: Sequence[str] = ()
    clock: str = ""
    other: Sequence[str] = field(default=())


class MergeBundle(FileDialogue[Taken]):
    """Which files; what they would change; and only then taking them in."""

    DO_TEXT = N_("Take in")
    OWN_COMMANDS: ClassVar = (
        *file_commands(N_("Take in")),
        Command("one_more", N_("One more file"), "ctrl+n", in_palette=False),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    HELP_TEXT: ClassVar = N_(
        "Write the path of a bundle and press Enter, or walk to it with Ctrl+O, where several can be marked: who "
        "wrote it, when, and what it would change here is shown. Nothing is written before you press Take in. A "
        "backup is made first, and undo takes the merge back."
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._bundles: dict[Path, Bundle] = {}
        self._waiting: list[Path] = []
        self._look = Look()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue -tall"):
            yield Static(Content.styled(_("Take in a bundle"), "bold"), classes="dialogue-title")
            yield path_input(placeholder=_("(path of the file, then Enter)"))
            yield TypedLine(
                placeholder=_("(its passphrase, then Enter)"), password=True, compact=True, id="passphrase"
            )
            key = str(recall(str(self._session.store.location)).get(KEY_FILE) or "")
            yield path_input(key, placeholder=_("(the file with your own key, then Enter)"), id="key")
            yield from self._text()
            yield from self._buttons()

    def on_mount(self) -> None:
        super().on_mount()
        self._ask_secret("")
        self.query_one("#do", Button).disabled = True

    def action_browse(self) -> None:
        """Walk to one's own key where it is asked for, else to bundles."""
        line = self.query_one("#key", Input)
        if not line.has_focus:
            super().action_browse()
            return

        def chosen(values: list[str] | None) -> None:
            if values:
                line.value = values[0]
            line.focus()

        self.app.push_screen(file_finder(_("The file with your own key"), line.value), chosen)

    @property
    def several(self) -> bool:
        """Return that several bundles are taken in as one look and one go."""
        return True

    @property
    def changed(self) -> bool:
        """Return whether something was typed; that has done its work once all that was named is read."""
        return super().changed and not self._ready

    # Reading

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        path = path_of(self.query_one("#path", Input))
        if event.input.id != "path" and self._waiting:
            self._begin(self._waiting)
        elif path is not None:
            self._begin([path])

    @on(Input.Changed, "#path")
    def _typed(self) -> None:
        self.query_one("#do", Button).disabled = not self._ready

    @property
    def _ready(self) -> bool:
        """Return whether all was read; what brings nothing new still says what the other copy has seen."""
        unread = self._waiting or self.query_one("#path", Input).value.strip()
        return bool(self._look.lines) and not unread

    def action_one_more(self) -> None:
        """Go to the line for one more file."""
        self.query_one("#path").focus()

    def take_paths(self, paths: Sequence[Path]) -> None:
        """Read what was marked."""
        self._begin(paths)

    def _begin(self, paths: Sequence[Path]) -> None:
        names = ", ".join(path.name for path in paths)
        self.aside(lambda: self._read(list(paths)), _("Reading {path} …", path=names))

    async def _read(self, paths: list[Path]) -> None:
        from taskforce.exchange.bundles.bundle import read_bundle

        errors: list[str] = []
        self._waiting = []
        for path in paths:
            how = sealed_for(path)
            secret = self._secret(how)
            if how and secret is None:
                self._waiting.append(path)
                continue
            try:
                bundle = await asyncio.to_thread(read_bundle, path, secret)
            except TaskforceError as error:
                errors.append(str(error))
                self._waiting += [path] if how else []
                continue
            self._bundles.pop(path, None)
            self._bundles[path] = bundle
            if how == "key" and secret is not None:
                remember(
                    str(self._session.store.location), **{KEY_FILE: str(Path(str(secret.identity)).absolute())}
                )
        await self._show(errors)

    def _secret(self, how: str) -> Opener | None:
        """Return what opens a file that is sealed so, as far as it was typed."""
        if how == "key":
            identity = path_of(self.query_one("#key", Input))
            return None if identity is None else Opener(identity=identity)
        passphrase = self.query_one("#passphrase", Input).value
        return Opener(passphrase) if passphrase or not how else None

    def _ask_secret(self, how: str) -> None:
        for name in ("passphrase", "key"):
            self.query_one(f"#{name}", Input).display = how == name
        if how:
            self.query_one(f"#{how}").focus()

    async def _show(self, errors: list[str]) -> None:
        """Show what all that was read would change, and what is still to be asked."""
        self._look = Look()
        if self._bundles:
            try:
                self._look = await self._session.work(self._looked_at)
            except TaskforceError as error:
                errors.append(str(error))
        lines = list(self._look.lines)
        if self._waiting:
            how = sealed_for(self._waiting[0])
            words = (
                _("{file} is sealed for a key: name the file with your own key.", file=self._waiting[0].name)
                if how == "key"
                else _("{file} is sealed: write its passphrase.", file=self._waiting[0].name)
            )
            lines = [words, "", *lines]
        if self._look.clock:
            errors.append(self._look.clock)
        if self._look.other:
            errors.append(
                _(
                    "{file} is of another list, which has nothing in common with this one. Joining brings the two "
                    "together for good, on every copy; for a copy of that list of its own, leave this and "
                    "choose New copy (n).",
                    file=", ".join(self._look.other),
                )
            )
        self.say(*lines, errors=errors)
        self._offer()

    def _offer(self) -> None:
        """Name the button after what it would do, and go there."""
        text = _("Take in")
        if self._look.other:
            text = _("Join the two lists")
        elif self._look.clock:
            text = _("Take in all the same")
        line = self.query_one("#path", Input)
        if self._look.lines:
            line.value = ""
        self.name_button(text, ready=self._ready)
        if self._waiting:
            self._ask_secret(sealed_for(self._waiting[0]))
            return
        self._ask_secret("")
        if self._bundles:
            line.placeholder = _("(one more file: Ctrl+N)")
        (self.query_one("#do") if self._ready else line).focus()

    def _looked_at(self, store: Store) -> Look:
        """Return what the bundles would change; runs in a thread."""
        from taskforce.exchange.bundles.describe import bundle_remarks, bundle_text, preview_lines
        from taskforce.store.sync.merge import ClockAhead, check_clock, combined, is_another_list, preview

        lines: list[str] = []
        for one in self._bundles.values():
            lines += [bundle_text(one, store.clock), *bundle_remarks(one, store.reader)]
        everything = combined([one.foreign for one in self._bundles.values()])
        view = preview(store, everything)
        lines += ["", *preview_lines(view)]
        lines += [f"  {named_change_text(row)}" for row in view.edits[:MOST_EDITS]]
        if len(view.edits) > MOST_EDITS:
            more = len(view.edits) - MOST_EDITS
            lines.append(plural("… and {count} more change", "… and {count} more changes", more))
        other = [one.name for one in self._bundles.values() if is_another_list(store.reader, one.foreign)]
        try:
            check_clock(store.clock, everything, store.reader)
        except ClockAhead as error:
            question = _(
                "Here it is {now}. If that is wrong, set this computer's clock and read the file again. If it is "
                "right, the clock there was wrong: let it be set, then take these in all the same; of two changes "
                "of one field theirs then shows.",
                now=moment_text(store.clock, write_moment(store.clock.now())),
            )
            return Look(lines, f"{error.fact} {question}", other)
        return Look(lines, "", other)

    # Taking in

    def action_do_it(self) -> None:
        """Take in what was shown; two lists are joined only after asking."""
        if self.query_one("#do", Button).disabled:
            if self._waiting:
                self._begin(self._waiting)
            else:
                self.look_first()
            return
        if not self._look.other:
            self._take_in()
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._take_in()

        question = _("The two lists become one for good, on every copy that hears of it. Join them?")
        self.app.push_screen(Confirm(question, _("Join the two lists"), _("Cancel"), careful=True), answered)

    def _take_in(self) -> None:
        names = ", ".join(one.name for one in self._bundles.values())
        self.aside(self._merge, _("Taking in {file} …", file=names), writing=True)

    async def _merge(self) -> None:
        def write(store: Store) -> Taken:
            from taskforce.services.merging import take_in

            notices: list[str] = []
            store.warn = notices.append
            taken = take_in(store, list(self._bundles.values()), accept_clock=bool(self._look.clock))
            sentence = _("Nothing in it was new")
            if changes := taken.merged.changes:
                sentence = plural("{count} change taken in", "{count} changes taken in", changes)
            if taken.waiting:
                sentence += "; " + plural(
                    "{count} field waits for a decision: C", "{count} fields wait for a decision: C", taken.waiting
                )
            return Taken(" ".join([sentence, *notices, *taken.loose_ends]), taken.doubles)

        self.finish(await self._session.write(write))
