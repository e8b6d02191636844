"""Undo and redo: a step is taken back by a new one that says the opposite.

What the opposite is: :mod:`taskforce.store.history.undo`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from taskforce.language import _, plural
from taskforce.model.errors import NotFound
from taskforce.model.records import DELETED
from taskforce.store.backup import BEFORE_UNDO, new_backup
from taskforce.store.changes.batch import Batch, Receipt
from taskforce.store.changes.merged import can_be_set_aside
from taskforce.store.history.steps import step as step_of
from taskforce.store.history.undo import opposite, step_to_redo, step_to_undo, whose
from taskforce.store.store import Store
from taskforce.wording.steps import step_text


class Undone(NamedTuple):
    """What an undo did: the batch taken back, the receipt, and the fields that kept a newer value.

    ``reopened`` is how many fields are in conflict again.
    """

    batch_id: str
    receipt: Receipt
    kept: Sequence[tuple[str, str, str]]
    reopened: int = 0

    @property
    def item_ids(self) -> list[str]:
        """Return the action items that were changed and are there now, each once."""
        items = [one for one in self.receipt.changes if one.record_type == "action_item"]
        gone = {one.record_id for one in items if one.field == DELETED and one.new == "true"}
        return list(dict.fromkeys(one.record_id for one in items if one.record_id not in gone))


def undo(store: Store, batch: str | None = None, among: Collection[str] | None = None) -> Undone:
    """Take back a batch (``batch``: its id or the end of it; else the last step not yet taken back, ``among``
    these where they are given).

    A merge that nothing builds on yet is set aside, after a backup.  Raises :class:`NotFound` when there is
    nothing to take back.
    """
    batch_id = step_to_undo(store.reader, batch, among)
    if can_be_set_aside(store.reader, batch_id):
        path = store.location.path
        first = None if path is None else lambda: new_backup(path, store.clock, BEFORE_UNDO)
        return Undone(batch_id, store.apply(Batch("undo", undoes=batch_id, sets_aside=True), first=first), ())
    drafts, kept = opposite(store.reader, batch_id)
    receipt = store.apply(Batch("undo", drafts, undoes=batch_id))
    if receipt.batch_id is None:
        raise NotFound(_("Nothing of this step is left to take back: all of it was changed again since."))
    return Undone(batch_id, receipt, kept, sum(bool(draft.beside) for draft in drafts))


def redo(store: Store, among: Collection[str] | None = None) -> Undone:
    """Take back the last undo (``among`` these steps) that still holds.  Raises :class:`NotFound` without one."""
    return undo(store, step_to_redo(store.reader, among))


def of_somebody_else(store: Store, batch_id: str) -> str | None:
    """Return the handle of the member who took a step, where that is another person than who works here."""
    person = whose(store.reader, batch_id)
    return None if person is None or person[0] == store.actor_id else person[1]


def undo_sentence(store: Store, undone: Undone, *, again: bool = False) -> str:
    """Return what was taken back, or done ``again``, in a sentence."""
    word = _("Done again") if again else _("Undone")
    step = step_of(store.reader, undone.batch_id)
    if again and step is not None and step.undoes is not None:
        step = step_of(store.reader, step.undoes) or step  # what is done again is what was done at first
    sentence = f"{word}: {step_text(step)}" if step is not None else word
    if undone.kept:
        sentence += " " + plural(
            "({count} field was changed again since and stays as it is)",
            "({count} fields were changed again since and stay as they are)",
            len(undone.kept),
        )
    return sentence
