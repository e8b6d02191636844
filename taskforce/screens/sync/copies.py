"""The area of copies: who has seen what, bundles, conflicts and backups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from taskforce.language import N_, _, plural
from taskforce.model.vocabulary import CONFLICT_MARK
from taskforce.model.width import printable
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.frame.area import with_list
from taskforce.screens.frame.register_area import RegisterScreen
from taskforce.screens.frame.session import Session
from taskforce.store.backup import KINDS, Backup, backups
from taskforce.store.sync.conflicts import count_conflicts
from taskforce.store.write.known_replicas import KnownReplica, known_replicas
from taskforce.widgets.commands import Command, bindings, needs
from taskforce.widgets.split import DetailsText
from taskforce.widgets.table.layout import Column
from taskforce.widgets.table.source import Cell, TableRow
from taskforce.wording.amounts import size_text
from taskforce.wording.days import moment_text
from taskforce.wording.loose_ends import EARLIER

if TYPE_CHECKING:
    from taskforce.screens.sync.merge_bundle import Taken
    from taskforce.store.database.location import Location

MOST_BACKUPS = 5


@needs(N_("nothing waits that is dated in the future"))
def _clock_is_ahead(screen: CopiesScreen) -> bool:
    """Return whether something waits because it is dated in the future."""
    exchange = screen.host.exchange
    return exchange is not None and exchange.on and bool(exchange.state.ahead)


class CopiesScreen(RegisterScreen[KnownReplica]):
    """All copies of the list that are known here."""

    AREA = "copies"
    HELP_TEXT: ClassVar = N_(
        "The copies of this list: how many of their changes are here, when they were heard of, and how many "
        "changes from here they are not known to have. X sets a folder that all see (a share, a synchronised "
        "folder, a stick): from then on the copies exchange by themselves. x writes a bundle, one file to hand "
        "over on a USB stick, by e-mail or WhatsApp; M takes one in, after showing what it would change. "
        "Where two people changed one field, C asks which value holds; several it lists. B shows the backups and "
        "goes back to one. K shows the sheets that went to agencies, and reads those that come back; n makes a "
        "new copy from a bundle of the whole list."
    )
    OWN_COMMANDS: ClassVar = (
        Command("set_up_exchange", N_("Exchange folder"), "X", N_("Copies"), footer=5, when=with_list,
                help=N_("with all other copies by itself, through a folder that all see"), writes=True),
        Command("accept_clock", N_("Take in all the same"), "ctrl+t", N_("Copies"), footer=1, when=_clock_is_ahead,
                help=N_("what another copy wrote dated in the future, after asking"), writes=True),
        Command("write_bundle", N_("Write bundle"), "x,enter", N_("Copies"), footer=1, when=with_list,
                help=N_("one file with what others have not seen"), through="activate"),
        Command("merge_bundle", N_("Take in"), "M", N_("Copies"), footer=2, when=with_list,
                help=N_("a bundle, after a look at what it would change"), writes=True),
        Command("decide", N_("Decide conflicts"), "C", N_("Copies"), footer=3, when=with_list,
                help=N_("which value holds where two people changed one field; of several a list")),
        Command("show_backups", N_("Backups"), "B", N_("Copies"), footer=4, when=with_list,
                help=N_("make one, go back to one")),
        Command("new_copy", N_("New copy"), "n,a", N_("Copies"), when=with_list,
                help=N_("a list of its own, from a bundle of the whole list")),
        Command("rename_copy", N_("Rename this copy"), "e", N_("Copies"), when=with_list,
                help=N_("its next action items begin with that name"), writes=True, record="organisation"),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self._backups: list[Backup] = []
        self._waiting = 0
        self._told: list[str] = []
        """What could not be taken from others, as it was said last in the line above the footer."""

    def columns(self) -> Sequence[Column]:
        """Return name, changes, when it was heard of, and what it has not seen."""
        return (
            Column("name", _("Copy"), 28, min_width=26, flexible=2, priority=100),
            Column("changes", _("Changes"), 9, align="right", priority=70),
            Column("newest", _("Newest"), 17, priority=60),
            Column("heard", _("Heard of"), 17, priority=80),
            Column("unseen", _("Not seen there"), 14, align="right", priority=90),
        )

    def empty_text(self) -> str:
        """Return nothing: there is always this copy."""
        return ""

    def read_rows(self, session: Session) -> Mapping[str, KnownReplica]:
        """Return this copy, then the others."""
        self._waiting = count_conflicts(session.reader)
        path = session.store.location.path
        self._backups = backups(path) if path is not None else []
        return {copy.id: copy for copy in known_replicas(session.reader)}

    def line(self, session: Session, copy: KnownReplica) -> TableRow:
        """Return the line of a copy."""
        clock = session.store.clock
        return TableRow(
            (
                Cell(copy.shown, "strong" if copy.own else ""),
                Cell(str(copy.changes)),
                Cell(moment_text(clock, copy.last_at) if copy.last_at else "–"),
                Cell("–" if copy.heard_at is None else moment_text(clock, copy.heard_at)),
                Cell("–" if copy.own or copy.earlier else str(copy.unseen), "soon" if copy.unseen else ""),
            )
        )

    def status_text(self, record_id: str | None) -> str:
        """Return how many copies and conflicts there are, and the newest backup."""
        parts = [plural("{count} copy", "{count} copies", len(self.rows))]
        if self._waiting:
            waiting = plural(
                "{count} field waits for a decision", "{count} fields wait for a decision", self._waiting
            )
            parts.append(f"{CONFLICT_MARK} {waiting} (C)")
        if self._backups:
            parts.append(_("newest backup {moment}", moment=self._backups[0].made))
        return " · ".join(parts)

    def beside(self, record_id: str) -> Content:
        """Return the copy under the cursor, what waits for a decision, the newest backups."""
        assert self.session is not None
        copy, clock = self.rows[record_id], self.session.store.clock
        lines = [Content.styled(printable(copy.name), "bold"), Content("")]
        facts = {
            _("Made"): moment_text(clock, copy.created_at),
            _("Changes"): str(copy.changes),
            _("Newest"): moment_text(clock, copy.last_at) if copy.last_at else _("none"),
        }
        if copy.own:
            facts[_("Next ref")] = f"{copy.ref_prefix}-…" if copy.ref_prefix else _("plain numbers")
        else:
            facts[_("Heard of")] = moment_text(clock, copy.heard_at) if copy.heard_at else _("never")
            facts[_("Not seen there")] = str(copy.unseen)
        for name, fact in facts.items():
            lines.append(Content.assemble((f"{name}  ", "$text-muted"), printable(fact)))
        if copy.earlier:
            lines += [Content(""), Content(_(EARLIER))]
        if self._waiting:
            text = plural(
                "{count} field waits for a decision", "{count} fields wait for a decision", self._waiting
            )
            lines += [Content(""), Content.styled(f"{CONFLICT_MARK} {text}: C", "bold $text-warning")]
        exchange = self.host.exchange
        if exchange is not None:
            from taskforce.screens.frame.exchanging.sign import long_lines, waiting_lines

            # Above the facts, which may fill what is seen.
            first = [Content.styled(line, "$text-warning") for line in waiting_lines(exchange.state)]
            lines[1:1] = [Content(""), *first] if first else []
            lines += [Content(""), Content.styled(_("Exchange folder"), "bold")]
            lines += map(Content, long_lines(exchange))
        lines += [Content(""), Content.styled(_("Backups"), "bold")]
        for one in self._backups[:MOST_BACKUPS]:
            lines.append(Content(f"{one.made}  {_(KINDS[one.kind])}  {size_text(one.size)}"))
        if not self._backups:
            lines.append(Content.styled(_("none yet"), "$text-muted"))
        return Content("\n").join(lines)

    def _show_beside(self) -> None:
        super()._show_beside()
        self.call_after_refresh(self._note_read)

    def _note_read(self) -> None:
        """Note that what is to be put right was shown; where there is no room for it, it was not.

        What was not taken is said then, once: the sign leads here to read why.
        """
        exchange = self.host.exchange
        if exchange is None or not self.is_current:
            return
        if self.query_one(DetailsText).size.height:
            if exchange.state.unread:
                exchange.note_read()
                super().show_sign()
            return
        from taskforce.screens.frame.exchanging.sign import waiting_lines

        lines = waiting_lines(exchange.state)
        if lines and lines != self._told:
            self.show_message(" ".join(lines), "warning")
        self._told = lines

    def give_back(self) -> None:
        """Give back the rows; what was not taken is said again when the area is shown the next time."""
        super().give_back()
        self._told = []

    def show_sign(self) -> None:
        """Show how exchanging stands: in the frame, and in full beside this copy."""
        super().show_sign()
        if self.session is not None and self.query("#register") and self.current_id in self.rows:
            self._show_beside()

    def action_write_bundle(self) -> None:
        """Write one file with what the others have not seen."""
        from taskforce.screens.sync.write_bundle import WriteBundle

        session = self.session
        if session is None:
            return
        copy = self.current
        named = None if copy is None or copy.own else copy.name
        self.app.push_screen(WriteBundle(session, named), self._said)

    def action_merge_bundle(self) -> None:
        """Take in a bundle, after a look."""
        from taskforce.screens.sync.merge_bundle import MergeBundle

        if self.session is not None:
            self.app.push_screen(MergeBundle(self.session), self._taken)

    def _taken(self, taken: Taken | None) -> None:
        from taskforce.screens.forms.conflicts.one_agency import offer_one_agency

        if taken is not None:
            self._said(taken.sentence)
            offer_one_agency(self, taken.alike)

    def action_new_copy(self) -> None:
        """Make a list of its own from a bundle."""
        from taskforce.screens.forms.copy_form import copy_form

        async def made(place: Location, series: str) -> None:
            self.show_message(
                _(
                    "{place} is a copy of the list now, called {series}. It opens with: taskforce --db {place}",
                    place=place,
                    series=series,
                )
            )

        if self.session is not None:
            self.app.push_screen(copy_form(None, self.session.store.clock, made))

    def _said(self, sentence: str | None) -> None:
        if sentence:
            self.start(lambda: self._show_again(sentence))

    async def _show_again(self, sentence: str) -> None:
        await self.host.list_changed()
        self.show_message(sentence, "warning" if self._waiting else "information")

    def action_decide(self) -> None:
        """Decide the one conflict there is; of several show a list."""
        from taskforce.screens.sync.open_conflicts import show_conflicts

        show_conflicts(self.host)

    def action_accept_clock(self) -> None:
        """Take what is dated in the future, after asking."""
        self.host.accept_clock()

    def action_set_up_exchange(self) -> None:
        """Ask through which folder the list is exchanged."""
        self.host.set_up_exchange()

    def action_show_backups(self) -> None:
        """Show the backups there are."""
        from taskforce.screens.sync.backups import BackupsScreen

        if self.session is None:
            return
        if self.session.store.location.path is None:
            self.show_message(_("A list on a server is backed up by the server's own means."), "warning")
            return
        self.app.push_screen(BackupsScreen(self.session), self._said)

    def action_rename_copy(self) -> None:
        """Give this copy another short name."""
        session = self.session
        own = next((copy for copy in self.rows.values() if copy.own), None)
        if session is None or own is None:
            return

        async def submit(texts: Texts) -> Problems:
            from taskforce.store.sync.clone import rename

            renamed = await session.write(lambda store: rename(store, texts["name"]))
            await self.host.list_changed()
            self.show_message(
                _(
                    "This copy is called {series} now; its next action item is {series}-{number}.",
                    series=renamed.ref_prefix,
                    number=renamed.last_ref + 1,
                )
            )
            return {}

        field = FormField("name", _("Short name"), own.ref_prefix, hint=_("letters and digits, such as farid"))
        self.app.push_screen(Form(_("Rename this copy"), [field], submit))
