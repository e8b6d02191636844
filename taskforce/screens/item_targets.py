"""Which action items a command is about, and writing to them: what the list, the detail and the overview share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from taskforce.language import plural
from taskforce.screens.area import Area
from taskforce.screens.form_field import FormField, Problems, Texts
from taskforce.store.items import items_by_id
from taskforce.store.store import Store
from taskforce.widgets.commands import Command

Edit = Callable[[Store, Sequence[str]], str]
"""Writes to items and says in a sentence what it did."""


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
        ids = self.target_ids()
        if ids:
            self.start(lambda: self._write(ids, action))

    async def _write(self, ids: Sequence[str], action: Edit) -> None:
        assert self.desk is not None
        sentence = await self.desk.write(lambda store: action(store, ids))
        await self.own_app.list_changed()
        self.edited(ids)
        self.tell(sentence)

    def _ask(self, command: str, title: str, fields: Sequence[FormField], act: Callable[[Texts], Edit]) -> None:
        """Ask for a few lines, then do with them what ``act`` says; ``command`` is what asks."""
        from taskforce.screens.form import Form

        ids = self.targets()
        if not ids:
            return

        async def submit(texts: Texts) -> Problems:
            await self._write(ids, act(texts))
            return {}

        draft = f"item:{command}:{','.join(ids)}"
        self.app.push_screen(Form(f"{title}: {self.targets_text(ids)}", fields, submit, draft=draft))

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
