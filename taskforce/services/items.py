"""What the app does to action items: each function writes one batch and says in a sentence what it did.

They run in a thread with a store of their own and read the items as they are at that moment.
"""

from __future__ import annotations

from collections.abc import Sequence

from taskforce.language import _, plural
from taskforce.model.dates import format_date, parse_date, weekday_contradiction
from taskforce.model.errors import NotFound
from taskforce.model.vocabulary import Status, label
from taskforce.services.undo import Undone, redo, undo
from taskforce.store.changes.batch import Draft, Receipt, create, delete, edit
from taskforce.store.history.steps import step as step_of
from taskforce.store.input.items import edit_drafts, evidence_draft
from taskforce.store.read.items import ItemRow, items_by_id
from taskforce.store.store import Store
from taskforce.store.workdays import working_day_test
from taskforce.wording.steps import step_text


def _items(store: Store, ids: Sequence[str]) -> list[ItemRow]:
    found = items_by_id(store.reader, ids)
    rows = [found[item_id] for item_id in ids if item_id in found]
    if not rows:
        raise NotFound(_("This action item is no longer there."))
    return _as_seen(store, rows)


def _as_seen(store: Store, rows: list[ItemRow]) -> list[ItemRow]:
    """The items with the status and progress that the person saw: what is done to them is meant of these."""
    if store.seen_version is None:
        return rows
    seen = store.seen_version.unseen(store.reader, [row.id for row in rows])
    return [
        row._replace(
            status=seen.get((row.id, "status"), row.status), progress=seen.get((row.id, "progress"), row.progress)
        )
        for row in rows
    ]


def _named(rows: Sequence[ItemRow]) -> str:
    """The items in a sentence: the ref and title of one, the number of several."""
    if len(rows) == 1:
        return f"{rows[0].ref} “{rows[0].title}”"
    return plural("{count} action item", "{count} action items", len(rows))


def _told(receipt: Receipt, sentence: str) -> str:
    return sentence if receipt.batch_id is not None else _("Nothing to change: it is so already.")


def set_status(store: Store, ids: Sequence[str], status: str) -> str:
    """Give items a status."""
    rows = _items(store, ids)
    receipt = store.write("edit", [edit("action_item", row.id, "status", status) for row in rows])
    return _told(receipt, _("{items}: {status}", items=_named(rows), status=label(Status(status))))


def add_progress(store: Store, ids: Sequence[str], points: int) -> str:
    """Move the progress of items by so many points."""
    rows = _items(store, ids)
    return _write_progress(store, rows, {row.id: max(0, min(100, row.progress + points)) for row in rows})


def set_progress(store: Store, ids: Sequence[str], percent: int) -> str:
    """Set the progress of items."""
    rows = _items(store, ids)
    return _write_progress(store, rows, {row.id: percent for row in rows})


def _write_progress(store: Store, rows: Sequence[ItemRow], percents: dict[str, int]) -> str:
    receipt = store.write("edit", [edit("action_item", row.id, "progress", percents[row.id]) for row in rows])
    shown = f"{percents[rows[0].id]}%" if len(set(percents.values())) == 1 else _("progress changed")
    return _told(receipt, _("{items}: {status}", items=_named(rows), status=shown))


def reschedule(store: Store, ids: Sequence[str], when: str, reason: str) -> str:
    """Move the due day of items to what a person said, with the reason."""
    rows = _items(store, ids)
    today = store.clock.today()
    day = parse_date(when, today, working_day_test(store.reader))
    drafts = [edit("action_item", row.id, "due", day.isoformat()) for row in rows]
    receipt = store.write("edit", drafts, reason=reason.strip() or None)
    sentence = _("{items}: due {day}", items=_named(rows), day=format_date(day, None, "full"))
    contradiction = weekday_contradiction(when, day)
    return _told(receipt, f"{sentence}. {contradiction}" if contradiction else sentence)


def set_fields(store: Store, ids: Sequence[str], texts: dict[str, str]) -> str:
    """Set fields of items to what a person typed; several items get the same."""
    rows = _items(store, ids)
    drafts: list[Draft] = []
    echo: list[str] = []
    warnings: list[str] = []
    for row in rows:
        drafted = edit_drafts(store, row, texts)
        drafts += drafted.drafts
        echo, warnings = drafted.echo, drafted.warnings
    receipt = store.write("edit", drafts)
    said = ", ".join(echo) or _("changed")
    return _told(receipt, " ".join([_("{items}: {status}", items=_named(rows), status=said), *warnings]))


def add_note(store: Store, ids: Sequence[str], kind: str, text: str) -> str:
    """Add a note to items."""
    rows = _items(store, ids)
    receipt = store.write("note", [create("note", item_id=row.id, kind=kind, text=text) for row in rows])
    return _told(receipt, _("{items}: note added", items=_named(rows)))


def add_evidence(store: Store, ids: Sequence[str], texts: dict[str, str]) -> str:
    """Add evidence to items: a path or link, the number of a letter, or both."""
    rows = _items(store, ids)
    named = {name: text.strip() or None for name, text in texts.items()}
    drafts = [
        evidence_draft(row.id, named["location"], named["letter_number"], named["description"]) for row in rows
    ]
    receipt = store.write("evidence", drafts)
    return _told(receipt, _("{items}: evidence added", items=_named(rows)))


def delete_items(store: Store, ids: Sequence[str]) -> str:
    """Delete items; undo brings them back."""
    rows = _items(store, ids)
    receipt = store.write("delete", [delete("action_item", row.id) for row in rows])
    return _told(receipt, _("{items}: deleted (u brings it back)", items=_named(rows)))


def undo_last(store: Store) -> str:
    """Take the last step back."""
    return _undone(store, undo(store), _("Undone"))


def undo_step(store: Store, batch_id: str) -> str:
    """Take one step back, whichever it is."""
    return _undone(store, undo(store, batch_id), _("Undone"))


def redo_last(store: Store) -> str:
    """Do again what was undone last."""
    return _undone(store, redo(store), _("Done again"))


def _undone(store: Store, undone: Undone, word: str) -> str:
    step = step_of(store.reader, undone.receipt.batch_id or undone.batch_id)
    sentence = f"{word}: {step_text(step)}" if step is not None else word
    if undone.kept:
        sentence += " " + plural(
            "({count} field was changed again since and stays as it is)",
            "({count} fields were changed again since and stay as they are)",
            len(undone.kept),
        )
    return sentence


def toggle_done(store: Store, ids: Sequence[str]) -> str:
    """Make items done; when all of them are, open them again."""
    rows = _items(store, ids)
    done = all(row.status == Status.DONE for row in rows)
    return set_status(store, ids, Status.IN_PROGRESS if done else Status.DONE)


def change_tags(store: Store, ids: Sequence[str], words: str) -> str:
    """Add the tags that are typed; those with ``-`` in front are taken away."""
    signed = [word if word[0] in "+-" else f"+{word}" for word in words.replace(",", " ").split()]
    return set_fields(store, ids, {"tags": ",".join(signed)})
