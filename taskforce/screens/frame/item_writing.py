"""Writing to the action items of a screen, and asking what to write: what every command on them goes through."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from taskforce.language import _, plural
from taskforce.model.records import DELETED
from taskforce.store.read.items import items_by_id
from taskforce.store.store import Store
from taskforce.widgets.footer import Weight
from taskforce.widgets.table.virtual_table import VirtualTable, places_kept

if TYPE_CHECKING:
    from taskforce.screens.forms.dialogs import Choice
    from taskforce.screens.forms.finder import Finder
    from taskforce.screens.forms.form_field import FormField, Problems, Texts
    from taskforce.screens.frame.host import Host
    from taskforce.screens.frame.session import Session
    from taskforce.services.items import Outcome
    from taskforce.store.changes.stale_writes import SeenVersion

Edit = Callable[[Store, Sequence[str]], "Outcome"]
"""Writes to items and returns what it did."""


class ItemScreen(Protocol):
    """A screen that shows action items, as :class:`ItemWriting` knows it."""

    @property
    def host(self) -> Host:
        """Return the app."""

    @property
    def session(self) -> Session | None:
        """Return the open list."""

    @property
    def tables(self) -> Sequence[VirtualTable]:
        """Return the tables that are shown."""

    def target_ids(self) -> list[str]:
        """Return the items that a command is about: all selected, or the one under the cursor."""

    def edited(self, ids: Sequence[str]) -> None:
        """Show items that were written; they may be new ones."""

    def seen_version(self) -> SeenVersion | None:
        """Return what the person has seen of the list."""

    def show_message(self, text: str, weight: Weight = "information") -> None:
        """Say what happened."""

    def start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do something beside the keys."""

    async def attempt(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do something; when it fails, say so and go on."""


class Asked(NamedTuple):
    """How a dialogue about items differs from the usual: whom it is about, what was seen when that began, which
    field is typed into first, and who wants to know when it is closed (and whether it was saved)."""

    ids: Sequence[str] = ()
    seen_version: SeenVersion | None = None
    focus: str = ""
    closed: Callable[[bool | None], None] | None = None


USUAL = Asked()


class ItemWriting:
    """Asks what the action items that are meant shall get, writes it and says what was done."""

    def __init__(self, screen: ItemScreen) -> None:
        self._screen = screen
        self._meant: Sequence[str] = ()

    @property
    def _session(self) -> Session:
        session = self._screen.session
        assert session is not None
        return session

    def _targets(self) -> list[str]:
        """Return the items meant: those a draft is about, while it is taken up, else those of the screen."""
        return list(self._meant) or self._screen.target_ids()

    @contextmanager
    def meaning(self, ids: Sequence[str]) -> Iterator[None]:
        """Let commands that open a form be about these items, within it."""
        self._meant = ids
        try:
            yield
        finally:
            self._meant = ()

    def targets_text(self, ids: Sequence[str]) -> str:
        """Return the items that are meant, in few words."""
        if len(ids) != 1:
            return plural("{count} action item", "{count} action items", len(ids))
        row = items_by_id(self._session.reader, ids).get(ids[0])
        return f"{row.ref} {row.title}" if row is not None else ""

    def target_name(self) -> str:
        """Return what people call the item under the cursor."""
        return self.targets_text(self._targets())

    # Writing

    def write(self, edit: Edit) -> None:
        """Do something to the items that are meant, and say what was done."""
        self._begin_write(self._screen.target_ids())(edit)

    def _begin_write(self, ids: Sequence[str]) -> Callable[[Edit], None]:
        """Return what writes to items as the screen shows them now, whenever that is decided: what others write
        meanwhile is not replaced unasked."""
        seen_version = self._screen.seen_version()

        def write(edit: Edit) -> None:
            if ids:
                self._screen.start(lambda: self._try(ids, edit, seen_version))

        return write

    async def _try(self, ids: Sequence[str], edit: Edit, seen_version: SeenVersion | None) -> None:
        """Write; where others were faster, show both values and let the person decide."""
        from taskforce.store.changes.batch import StaleWrite

        try:
            await self._write(ids, edit, seen_version)
        except StaleWrite as error:
            from taskforce.screens.forms.conflicts.stale_value import stale_value

            if seen_version is None:
                raise
            stale = error

            def answered(answer: str | None) -> None:
                if answer in ("mine", "theirs"):
                    seen_version.decide(stale, mine=answer == "mine")
                    self._screen.start(lambda: self._try(ids, edit, seen_version))
                else:
                    words = _("Nothing was written: what the others wrote stays.")
                    self._screen.show_message(words, "warning")

            self._screen.host.push_screen(stale_value(self._session, error, back=_("Cancel")), answered)

    async def _write(self, ids: Sequence[str], edit: Edit, seen_version: SeenVersion | None) -> None:
        outcome = await self._session.write(lambda store: edit(store, ids), seen_version)
        sentence = outcome.sentence
        gone = {change.record_id for change in outcome.receipt.changes if change.field == DELETED}
        is_large = bool(gone) if len(ids) == 1 else outcome.changed
        if (outcome.has_status and outcome.warnings) or (is_large and not gone.issuperset(ids)):
            sentence = sentence.rstrip(".") + ". " + _("u takes it back.")  # of all deleted that is said already
        if seen_version is not None and seen_version.left:
            sentence += " " + _("(what the others wrote stays)")
        tables = self._screen.tables if len(ids) > 1 or outcome.has_status else ()
        with places_kept(tables):  # who finishes one goes on with the next, not with where it went
            await self._screen.host.list_changed()
        if not tables:
            self._screen.edited(ids)
        if outcome.is_stuck:
            sentence += " · " + _("o notes why, who decides and by when")
        self._screen.show_message(sentence)

    async def written(self, ids: Sequence[str], sentence: str) -> None:
        """Say that items were written: that they cannot be read back at the moment takes nothing from that."""

        async def show() -> None:
            await self._screen.host.list_changed()
            self._screen.edited(ids)

        await self._screen.attempt(show)
        self._screen.show_message(sentence)

    def added(self, added: tuple[str, str] | None) -> None:
        """Show an item that was added in one line (its id, and a sentence)."""
        if added is not None:
            item_id, sentence = added
            self._screen.start(lambda: self.written([item_id], sentence))

    # Asking

    def _ask(
        self,
        command: str,
        title: str,
        fields: Sequence[FormField],
        act: Callable[[Texts], Edit],
        *,
        asked: Asked = USUAL,
    ) -> None:
        """Ask for a few lines, then do with them what ``act`` says; ``command`` is what asks."""
        from taskforce.screens.forms.form import Form

        ids = list(asked.ids) or self._targets()
        if not ids:
            return
        seen_version = asked.seen_version or self._screen.seen_version()

        async def submit(texts: Texts) -> Problems:
            await self._write(ids, act(texts), seen_version)
            return {}

        draft = f"item:{command}:{','.join(ids)}"
        title = f"{title}: {self.targets_text(ids)}"
        form = Form(title, fields, submit, draft=draft, seen_version=seen_version, focus=asked.focus)
        self._screen.host.push_screen(form, asked.closed)

    def _pick_field(
        self,
        field: str,
        title: str,
        choices: list[Choice],
        instead: Mapping[str, Callable[[Sequence[str]], None]] | None = None,
    ) -> None:
        from taskforce.services.items import set_fields

        def act(value: str) -> Edit:
            return lambda store, ids: set_fields(store, ids, {field: value})

        self._pick(field, title, choices, act, instead)

    def _pick(
        self,
        field: str,
        title: str,
        choices: list[Choice],
        act: Callable[[str], Edit],
        instead: Mapping[str, Callable[[Sequence[str]], None]] | None = None,
    ) -> None:
        """Choose a value of a field from a list that begins at the present one; some lead elsewhere."""
        from taskforce.screens.forms.dialogs import Pick

        ids = self._screen.target_ids()
        if not ids:
            return
        write = self._begin_write(ids)
        row = items_by_id(self._session.reader, ids[:1]).get(ids[0])
        current = str(getattr(row, field) or "-") if row is not None else None

        def chosen(value: str | None) -> None:
            if value is None:
                return
            if instead and value in instead:
                instead[value](ids)
            else:
                write(act(value))

        dialogue = Pick(f"{title}: {self.targets_text(ids)}", choices, current=current)
        self._screen.host.push_screen(dialogue, chosen)

    def _find_many(self, finder: Finder, ids: Sequence[str], field: str) -> None:
        """Choose several; what was marked or unmarked is added or taken away."""
        from taskforce.services.items import set_fields

        before = list(finder.marked)
        write = self._begin_write(ids)

        def chosen(values: list[str] | None) -> None:
            if values is None:
                return
            signed = [f"+{one}" for one in values if one not in before]
            signed += [f"-{one}" for one in before if one not in values]
            if signed:
                words = ",".join(signed)
                write(lambda store, these: set_fields(store, these, {field: words}))

        self._screen.host.push_screen(finder, chosen)
