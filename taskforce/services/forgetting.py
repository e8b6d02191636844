"""What a member who wants to be forgotten asks for: contact data and NIP go, and what remains is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from taskforce.language import N_, _, plural
from taskforce.model.records import CONTACTS, record_spec
from taskforce.store.backup import kept_copies
from taskforce.store.changes.batch import Batch, edit
from taskforce.store.changes.forgetting import FORGET
from taskforce.store.changes.load import load
from taskforce.store.history.contacts import Place, contact_values, places_of
from taskforce.store.store import Store

FORGET_QUESTION = N_(
    "Phone, e-mail and NIP of {name} go from the list and its whole history, here and in every copy that hears of "
    "it; nothing brings them back."
)
"""What is asked before."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was taken out of the list: the number of changes that lost a value; and what remains.

    ``places`` are other records in whose texts one of the values stands, ``copies`` the files of backups and of
    copies kept beside the list, which still hold them.
    """

    changes: int
    places: Sequence[Place]
    copies: Sequence[Path]

    def as_data(self, member_id: str) -> dict[str, Any]:
        """Return it for ``member forget --format json``."""
        return {
            "member": member_id,
            "fields": list(CONTACTS),
            "changes": self.changes,
            "remains": [{"type": one.record_type, "id": one.record_id, "name": one.name} for one in self.places],
            "copies": [str(one) for one in self.copies],
        }


def forget_member(store: Store, member_id: str, *, dry_run: bool = False) -> Forgotten:
    """Take a member's phone, e-mail and NIP out of the list and its history, here and wherever this step travels.

    Nothing brings them back, no undo and no older bundle.  With ``dry_run`` only what remains is looked for.
    """
    values = contact_values(store.reader, member_id)
    lost = 0
    if not dry_run:
        drafts = [edit("member", member_id, name, None)._replace(said=True) for name in CONTACTS]
        handle = load(store.reader, "member", [member_id])[member_id]["handle"]
        lost = store.apply(Batch(FORGET, drafts, summary=f"@{handle}")).forgotten
    path = store.location.path
    copies = kept_copies(path) if path is not None else ()
    return Forgotten(lost, places_of(store.reader, values, member_id), copies)


def forgotten_lines(name: str, done: Forgotten, *, dry_run: bool = False) -> list[str]:
    """Return what a person should know of it: what was taken out, what remains and why."""
    lines = [
        _("{name}: phone, e-mail and NIP would be taken out of the list and its history.", name=name)
        if dry_run
        else plural(
            "{name}: phone, e-mail and NIP are taken out of the list and of {count} change of its history.",
            "{name}: phone, e-mail and NIP are taken out of the list and of {count} changes of its history.",
            done.changes,
            name=name,
        ),
        _(
            "Name, position and work stay: they are the office's record of who did what, and stand in issued "
            "reports. The other copies forget with the next bundle or exchange."
        ),
    ]
    if done.places:
        lines.append(_("What people wrote elsewhere stays, and is theirs to change:"))
        lines += [f"    {_(record_spec(one.record_type).label)} {one.name}".rstrip() for one in done.places]
    if done.copies:
        lines.append(_("These copies were made before and still hold it; remove them when nobody needs them:"))
        lines += [f"    {one}" for one in done.copies]
    return lines
