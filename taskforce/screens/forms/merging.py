"""Asking which of several action items is kept when they are made one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from taskforce.language import _
from taskforce.model.text import excerpt
from taskforce.screens.forms.dialogs import Choice, Confirm, Pick
from taskforce.screens.forms.finder import Finder
from taskforce.screens.frame.host import Host
from taskforce.screens.frame.session import Session
from taskforce.services.items import Outcome, merge_items, what_merging_does
from taskforce.store.database.reader import Reader
from taskforce.store.query.alike import alike_items
from taskforce.store.query.find import FoundItem, find_items
from taskforce.store.read.items import items_by_id
from taskforce.store.store import Store
from taskforce.wording.records import lead_text

Write = Callable[[Callable[[Store, Sequence[str]], Outcome]], None]
"""Writes what a function does, and says what was done."""


def ask_which_is_kept(session: Session, host: Host, ids: Sequence[str], write: Write) -> None:
    """Ask which of the items is kept; of one item, which other one is the same and goes into it."""
    if not ids:
        return
    rows = items_by_id(session.reader, ids)

    def merge(kept_id: str, others: Sequence[str]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                write(lambda store, _ids: merge_items(store, kept_id, others))

        question = what_merging_does(session.store, kept_id, others)
        host.push_screen(Confirm(question, _("Merge them"), _("Cancel"), careful=True), answered)

    if len(ids) > 1:
        present = [rows[item_id] for item_id in ids if item_id in rows]
        choices = [Choice(row.id, f"{row.ref}  {row.title}", lead_text(row)) for row in present]

        def kept(value: str | None) -> None:
            if value is not None:
                merge(value, [one for one in ids if one != value])

        host.push_screen(Pick(_("Merge them: which one is kept?"), choices), kept)
        return

    async def find(text: str) -> Sequence[Choice]:
        def look(reader: Reader) -> list[FoundItem]:
            alike = [] if text.strip() else alike_items(reader, rows[ids[0]].title)
            return list({one.id: one for one in (*alike, *find_items(reader, text))}.values())

        items = await session.read(look)
        return [Choice(one.id, f"{one.ref}  {one.title}", one.lead or "") for one in items if one.id not in ids]

    def found(values: list[str] | None) -> None:
        if values:
            merge(ids[0], values)

    title = excerpt(f"{rows[ids[0]].ref} {rows[ids[0]].title}", 60)
    question = _("Which one is the same? It goes into {item}.", item=title)
    host.push_screen(Finder(question, find, hint=_("a ref or words of the title")), found)
