"""Writing a bundle: where to, for whom, sealed or not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from taskforce.exchange.bundles.describe import Audience, audience
from taskforce.exchange.bundles.encryption import Seal
from taskforce.exchange.bundles.handed_out import hand_out, handed_out, names_in
from taskforce.files import is_free
from taskforce.language import N_, _, plural
from taskforce.model.errors import TaskforceError
from taskforce.model.text import slug
from taskforce.screens.forms.dialogs import Choice, ChoiceList
from taskforce.screens.forms.file_dialog import FileDialogue, file_commands
from taskforce.screens.forms.new_folder import folder_problem
from taskforce.screens.frame.session import Session
from taskforce.store.history.contacts import members_with_contacts
from taskforce.store.store import Store
from taskforce.store.write.known_replicas import known_replicas
from taskforce.widgets.commands import bindings
from taskforce.widgets.inputs import HintInput, TypedLine, path_input, path_of
from taskforce.wording.amounts import size_text
from taskforce.wording.records import full_copy_text

if TYPE_CHECKING:
    from taskforce.exchange.bundles.bundle import Written


class WriteBundle(FileDialogue[str]):
    """Ends with a sentence when the bundle was written."""

    DO_TEXT = N_("Write")
    BROWSES = False
    OWN_COMMANDS: ClassVar = file_commands(N_("Write"))
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    HELP_TEXT: ClassVar = N_(
        "A bundle is one file with what another copy has not seen. Give it to a colleague on a USB stick, by "
        "e-mail or WhatsApp; who has no copy yet needs the whole list. With a passphrase, or for the public key "
        "of who shall read it (age1…; several with spaces between), nobody else can read it."
    )

    def __init__(self, session: Session, named: str | None = None) -> None:
        """``named`` is the copy that the bundle is probably for."""
        super().__init__(session)
        self._copies = known_replicas(session.reader)
        self._promised = handed_out(session.store)
        self._audiences = self._all_audiences(named)
        self._to_replace: Path | None = None  # a file that is there, and was asked for
        self._agreed: set[Path] = set()

    def _all_audiences(self, named: str | None) -> dict[str, Audience]:
        """Return whom a bundle can be for, by what is shown: the one meant first, the whole list last."""
        reader = self._session.reader
        others = list(dict.fromkeys(copy.name for copy in self._copies if not copy.own))
        heard = audience(reader, promised=self._promised)
        audiences: dict[str, Audience] = {}
        if named is not None:
            audiences[_unseen_by(named)] = audience(reader, named)
        if heard.names:
            audiences.setdefault(_unseen_by(", ".join(heard.names)), heard)
        for name in others:
            audiences.setdefault(_unseen_by(name), audience(reader, name))
        for name in self._promised:
            audiences.setdefault(_unseen_by(name), audience(reader, name, promised=self._promised))
        audiences[_("the whole list, for any copy")] = Audience((), {})
        return audiences

    def _count(self, readers: Audience) -> str:
        """Return in words how many changes would go into a bundle for these readers."""
        count = sum(max(0, copy.changes - readers.seen.get(copy.id, 0)) for copy in self._copies)
        return plural("{count} change", "{count} changes", count)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            yield Static(Content.styled(_("Write a bundle"), "bold"), classes="dialogue-title")
            yield Static(Content.styled(_("File (→ completes)"), "$text-muted"))
            yield path_input(self._first_path())
            yield Static(Content.styled(_("What goes into it"), "$text-muted"))
            choices = [Choice(text, text, self._count(who)) for text, who in self._audiences.items()]
            yield ChoiceList(*choices, markup=False, compact=True, id="for")
            hint = _("(who is given a copy: short names, separated by commas)")
            yield HintInput(placeholder=hint, compact=True, id="names")
            yield Static(Content.styled(_("To be sealed: a passphrase, or keys"), "$text-muted"))
            yield TypedLine(placeholder=_("(passphrase; none: anyone can read it)"), password=True, compact=True,
                        id="passphrase")  # fmt: skip
            yield TypedLine(placeholder=_("(the passphrase again)"), password=True, compact=True, id="again")
            yield TypedLine(placeholder=_("(or the public keys of the readers: age1…)"), compact=True, id="keys")
            yield from self._text()
            yield from self._buttons()

    def _first_path(self) -> str:
        own = next((copy.ref_prefix for copy in self._copies if copy.own), "")
        return str(Path.home() / f"{slug(own or _('list'))}-{self._session.today}.bundle")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#again").display = False
        self.query_one("#names").display = len(self._audiences) == 1
        self.query_one("#for", OptionList).highlighted = 0

    @on(OptionList.OptionHighlighted, "#for")
    def _meant(self, event: OptionList.OptionHighlighted) -> None:
        self.query_one("#names").display = event.option_index == len(self._audiences) - 1

    @on(Input.Changed, "#passphrase")
    def _passphrase_typed(self, event: Input.Changed) -> None:
        self.query_one("#again").display = bool(event.value)

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.focus_next()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.focus_next()

    def _problem(self) -> tuple[str, str] | None:
        """Return what is wrong with what was typed, and the id of the line; ``None`` when all is well."""
        if path_of(self.query_one("#path", Input)) is None:
            return _("Name a file."), "path"
        passphrase = self.query_one("#passphrase", Input).value
        if passphrase and self.query_one("#keys", Input).value.strip():
            return _("Seal it with a passphrase or for keys, not both."), "keys"
        if passphrase and passphrase != self.query_one("#again", Input).value:
            return _("The two passphrases differ: write it again."), "again"
        return None

    def action_do_it(self) -> None:
        """Write the bundle, or say what is wrong."""
        problem = self._problem()
        if problem is not None:
            self.say(errors=[problem[0]])
            self.query_one(f"#{problem[1]}").focus()
            return
        path = path_of(self.query_one("#path", Input))
        assert path is not None
        if folder := folder_problem(path.absolute().parent, self._agreed):
            self.say(errors=[folder])
            return
        if not is_free(path) and path != self._to_replace:
            self._to_replace = path
            self.say(errors=[_("{path} exists already: save again to replace it.", path=path)])
            return
        place = self.query_one("#for", OptionList).highlighted or 0
        readers = list(self._audiences.values())[place]
        passphrase = self.query_one("#passphrase", Input).value
        keys = self.query_one("#keys", Input).value.replace(",", " ").split()
        seal = Seal(passphrase or None, keys) if passphrase or keys else None
        names: list[str] = []
        if not readers.names:
            try:
                names = names_in(self._session.reader, self.query_one("#names", Input).value)
            except TaskforceError as error:
                self.say(errors=[str(error)])
                self.query_one("#names").focus()
                return
        self.say()
        self.aside(lambda: self._write(path, readers, seal, names), _("Writing {path} …", path=path), writing=True)

    async def _write(self, path: Path, readers: Audience, seal: Seal | None, names: Sequence[str]) -> None:
        def write(store: Store) -> Written:
            from taskforce.exchange.bundles.bundle import write_bundle
            from taskforce.exchange.bundles.describe import check_target

            check_target(store, path)
            done = write_bundle(store, path, readers.seen, seal)
            hand_out(store, names)
            return done

        done = await self._session.work(write)
        count = plural("{count} change", "{count} changes", done.changes)
        sealed = f", {_('sealed')}" if seal is not None else ""
        remark = full_copy_text(members_with_contacts(self._session.reader))
        self.finish(f"{path}: {count}, {size_text(done.size)}{sealed}. {remark}".rstrip(". "))


def _unseen_by(name: str) -> str:
    return _("what {copies} has not seen", copies=name)
