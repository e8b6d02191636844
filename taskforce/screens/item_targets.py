"""Which action items a command is about, and writing to them: what the list, the detail and the overview share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from taskforce.language import _, plural
from taskforce.screens.area import Area
from taskforce.store.items import items_by_id
from taskforce.store.store import Store
from taskforce.widgets.commands import Command

if TYPE_CHECKING:
    from taskforce.screens.form_field import FormField, Problems, Texts
    from taskforce.store.meanwhile import Sight

Edit = Callable[[Store, Sequence[str]], str]
"""Writes to items and says in a sentence what it did."""


class Asked(NamedTuple):
    """How a dialogue about items differs from the usual: whom it is about, what was seen when that began, which
    field is typed into first, and who wants to know when it is closed (and whether it was saved)."""

    ids: Sequence[str] = ()
    sight: Sight | None = None
    focus: str = ""
    closed: Callable[[bool | None], None] | None = None


USUAL = Asked()


class ItemTargets(Area):
    """An area that shows action items; it says which ones are meant."""

    _meant: Sequence[str] = ()

    def target_ids(self) -> list[str]:
        """The items that a command is about: all selected, or the one under the cursor."""
        raise NotImplementedError

    def targets(self) -> list[str]:
        """The items meant: those a draft is about, while it is taken up, else :meth:`target_ids`."""
        return list(self._meant) or self.target_ids()

    @contextmanager
    def meaning(self, ids: Sequence[str]) -> Iterator[None]:
        """Within it, commands are about these items."""
        self._meant = ids
        try:
            yield
        finally:
            self._meant = ()

    def has_target(self) -> bool:
        """Whether there is any such item; asked at every key, so without a query."""
        raise NotImplementedError

    def applies(self, command: Command) -> bool:
        """Commands on items need an item; commands that write need the right to."""
        if command.when in ("item", "one", "writable") and self.desk is None:
            return False
        if command.when in ("item", "one"):
            return self.has_target()
        return True

    def edited(self, ids: Sequence[str]) -> None:
        """Called after items were written; ``ids`` may be new ones."""

    # Writing

    def write_to_targets(self, action: Edit) -> None:
        """Do something to the items that are meant, and say what was done."""
        self.begin_write(self.target_ids())(action)

    def begin_write(self, ids: Sequence[str]) -> Callable[[Edit], None]:
        """What writes to items as the screen shows them now, whenever that is decided: what others write
        meanwhile is not replaced unasked."""
        sight = self.sight()

        def write(action: Edit) -> None:
            if ids:
                self.start(lambda: self._try(ids, action, sight))

        return write

    def sight(self) -> Sight | None:
        """What the person has seen of the list."""
        return self.desk.sight(self._seen_upto) if self.desk is not None else None

    async def _try(self, ids: Sequence[str], action: Edit, sight: Sight | None) -> None:
        """Write; where others were faster, show both values and let the person decide."""
        from taskforce.store.batch import ChangedMeanwhile

        try:
            await self._write(ids, action, sight)
        except ChangedMeanwhile as error:
            from taskforce.screens.both_values import both_values

            if self.desk is None or sight is None:
                raise
            found = error

            def answered(answer: str | None) -> None:
                if answer in ("mine", "theirs"):
                    sight.decide(found, mine=answer == "mine")
                    self.start(lambda: self._try(ids, action, sight))
                else:
                    self.tell(_("Nothing was written: what the others wrote stays."), "warning")

            self.app.push_screen(both_values(self.desk, error, back=_("Cancel")), answered)

    async def _write(self, ids: Sequence[str], action: Edit, sight: Sight | None) -> None:
        assert self.desk is not None
        sentence = await self.desk.write(lambda store: action(store, ids), sight)
        if sight is not None and sight.left:
            sentence += " " + _("(what the others wrote stays)")
        await self.own_app.list_changed()
        self.edited(ids)
        self.tell(sentence)

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
        from taskforce.screens.form import Form

        ids = list(asked.ids) or self.targets()
        if not ids:
            return
        sight = asked.sight or self.sight()

        async def submit(texts: Texts) -> Problems:
            await self._write(ids, act(texts), sight)
            return {}

        draft = f"item:{command}:{','.join(ids)}"
        title = f"{title}: {self.targets_text(ids)}"
        form = Form(title, fields, submit, draft=draft, sight=sight, focus=asked.focus)
        self.app.push_screen(form, asked.closed)

    def targets_text(self, ids: Sequence[str]) -> str:
        """The items that are meant, in few words."""
        if len(ids) != 1:
            return plural("{count} action item", "{count} action items", len(ids))
        assert self.desk is not None
        row = items_by_id(self.desk.reader, ids).get(ids[0])
        return f"{row.ref} {row.title}" if row is not None else ""

    async def _written(self, ids: Sequence[str], sentence: str) -> None:
        """Items were written: that they cannot be read back at the moment takes nothing from that."""

        async def show() -> None:
            await self.own_app.list_changed()
            self.edited(ids)

        await self.attempt(show)
        self.tell(sentence)
