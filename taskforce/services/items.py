"""What a person does to action items, once for the command line and the app.

Each function writes one step and returns what it did.  They read the items as they are at that moment, and run in
a thread with a store of their own where the app calls them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from taskforce.language import _, plural
from taskforce.model.dates import format_date, parse_date, weekday_contradiction
from taskforce.model.errors import NotFound, TaskforceError, UsageError
from taskforce.model.records import CREATION, record_spec
from taskforce.model.text import clean_line, excerpt
from taskforce.model.vocabulary import NoteKind, Status, label
from taskforce.store.changes.batch import Draft, Receipt, create, delete, edit
from taskforce.store.input.fields import EMPTY, Drafted
from taskforce.store.input.items import (
    edit_drafts,
    evidence_draft,
    new_item,
    quick_add,
    rescheduled_day,
    text_for_each,
)
from taskforce.store.query.alike import alike_items
from taskforce.store.query.find import FoundItem
from taskforce.store.query.lookup import resolve
from taskforce.store.read.item_detail import checklist, checklists
from taskforce.store.read.items import ItemRow, items_by_id
from taskforce.store.store import Store
from taskforce.store.workdays import working_day_test
from taskforce.wording.days import full_day, short_day
from taskforce.wording.records import lead_text, status_text

MOST_STEPS = 200
"""Steps of a checklist."""
_MOST_EARLY = 5
"""Items of which is said that they were done before their steps."""


class Outcome(NamedTuple):
    """What was done to items: the items as they were but for a new title, the receipt, what they got in
    words, and what a person should look at."""

    items: Sequence[ItemRow]
    receipt: Receipt
    got: str
    warnings: Sequence[str] = ()

    @property
    def changed(self) -> bool:
        """Return whether anything was written."""
        return self.receipt.batch_id is not None

    @property
    def has_status(self) -> bool:
        """Return whether the status of an item was changed: done, open again, blocked."""
        return any(change.field == "status" for change in self.receipt.changes)

    @property
    def is_stuck(self) -> bool:
        """Return whether an item became blocked."""
        blocked = json.dumps(Status.BLOCKED)
        return any(change.field == "status" and change.new == blocked for change in self.receipt.changes)

    @property
    def sentence(self) -> str:
        """Return what was done in a sentence; of one item its ref and title, of several their number."""
        if not self.changed:
            return _("Nothing to change: it is so already.")
        named = plural("{count} action item", "{count} action items", self._written)
        if len(self.items) == 1:
            named = f"{self.items[0].ref} “{self.items[0].title}”"
        return ". ".join([_("{items}: {status}", items=named, status=self.got), *self.warnings])

    @property
    def _written(self) -> int:
        """Return how many of the items were changed themselves, as an undo counts them: not those that were so
        already."""
        own = {change.record_id for change in self.receipt.changes} & {row.id for row in self.items}
        return len(own) or len(self.items)


class Added(NamedTuple):
    """A new action item as it is now, the step that made it, and what was understood of its line or form."""

    item: ItemRow
    batch_id: str
    echo: Sequence[str]
    warnings: Sequence[str]
    alike: str = ""
    """The ref of an open item that it is much like, if any."""

    @property
    def sentence(self) -> str:
        """Return what was added in a sentence."""
        return _("Added {ref} “{title}”", ref=self.item.ref, title=self.item.title)


def add_line(
    store: Store, line: str, options: Mapping[str, str] | None = None, *, meeting_id: str | None = None
) -> Added:
    """Add the item that a line means (see quick add); with ``meeting_id`` it comes from that meeting."""
    return _added(store, quick_add(store, line, options, meeting_id))


def add_lines(store: Store, lines: Sequence[str]) -> tuple[list[Added], list[str]]:
    """Add the items that several lines mean, in one step; return them, and the lines that cannot be read."""
    every: list[Drafted] = []
    unread: list[str] = []
    for line in lines:
        try:
            every.append(quick_add(store, line))
        except TaskforceError:
            unread.append(line)
    if not every:
        return [], unread
    receipt = store.write("add", [draft for drafted in every for draft in drafted.drafts])
    assert receipt.batch_id is not None
    rows = items_by_id(store.reader, [drafted.item_id or "" for drafted in every])
    added = [Added(rows[one.item_id or ""], receipt.batch_id, one.echo, one.warnings) for one in every]
    return added, unread


def add_item(store: Store, title: str, texts: Mapping[str, str]) -> Added:
    """Add an item from texts by field name."""
    return _added(store, new_item(store, title, texts))


def alike_text(items: Sequence[FoundItem]) -> str:
    """Return a sentence about open items that a title is much like; nothing where there are none."""
    named = ", ".join(f"{one.ref} “{excerpt(one.title, 60)}”" for one in items)
    if not items:
        return ""
    return plural(
        "Looks like an item already there: {items}.",
        "Looks like items already there: {items}.",
        len(items),
        items=named,
    )


def _added(store: Store, drafted: Drafted) -> Added:
    alike = alike_items(store.reader, str(drafted.drafts[0].new["title"]))
    if alike:
        drafted.warnings.append(alike_text(alike))
    receipt = store.write("add", drafted.drafts)
    assert drafted.item_id is not None and receipt.batch_id is not None
    item = items_by_id(store.reader, [drafted.item_id])[drafted.item_id]
    return Added(item, receipt.batch_id, drafted.echo, drafted.warnings, alike[0].ref if alike else "")


def _items(store: Store, ids: Sequence[str]) -> list[ItemRow]:
    present = items_by_id(store.reader, ids)
    rows = [present[item_id] for item_id in ids if item_id in present]
    if not rows:
        raise NotFound(_("This action item is no longer there."))
    return _as_seen(store, rows)


def _as_seen(store: Store, rows: list[ItemRow]) -> list[ItemRow]:
    """Return the items with the status and progress that the person saw: these are meant."""
    if store.seen_version is None:
        return rows
    seen = store.seen_version.unseen(store.reader, [row.id for row in rows])
    return [
        row._replace(
            status=seen.get((row.id, "status"), row.status), progress=seen.get((row.id, "progress"), row.progress)
        )
        for row in rows
    ]


def set_status(store: Store, ids: Sequence[str], status: str) -> Outcome:
    """Give items a status."""
    rows = _items(store, ids)
    receipt = store.write("edit", [edit("action_item", row.id, "status", status) for row in rows])
    return _outcome(store, rows, receipt, label(Status(status)))


def toggle_done(store: Store, ids: Sequence[str]) -> Outcome:
    """Make items done; when all of them are, open them again."""
    done = all(row.status == Status.DONE for row in _items(store, ids))
    return set_status(store, ids, Status.IN_PROGRESS if done else Status.DONE)


def finish(store: Store, ids: Sequence[str], day: str | None = None) -> Outcome:
    """Make items done, today or on an ISO ``day``."""
    rows = _items(store, ids)
    drafts = [edit("action_item", row.id, "status", Status.DONE) for row in rows]
    if day is not None:
        drafts += [edit("action_item", row.id, "done_on", day) for row in rows]
    return _outcome(store, rows, store.write("done", drafts), label(Status.DONE))


def add_progress(store: Store, ids: Sequence[str], points: int) -> Outcome:
    """Move the progress of items by so many points, within 0 and 100."""
    rows = _items(store, ids)
    return _write_progress(store, rows, {row.id: max(0, min(100, row.progress + points)) for row in rows})


def set_progress(store: Store, ids: Sequence[str], percent: int) -> Outcome:
    """Set the progress of items."""
    rows = _items(store, ids)
    return _write_progress(store, rows, {row.id: percent for row in rows})


def _write_progress(store: Store, rows: Sequence[ItemRow], percents: Mapping[str, int]) -> Outcome:
    receipt = store.write("edit", [edit("action_item", row.id, "progress", percents[row.id]) for row in rows])
    got = f"{percents[rows[0].id]}%" if len(set(percents.values())) == 1 else _("progress changed")
    return _outcome(store, rows, receipt, got)


def reschedule(store: Store, ids: Sequence[str], when: str, reason: str) -> Outcome:
    """Move the due day of items to what a person said, with the reason (see :func:`rescheduled_day`)."""
    rows, why = _items(store, ids), reason.strip() or None
    if len(rows) > 1:
        field, text = text_for_each("due", when)
        dated = [row.id for row in rows if row.due is not None or field == "due"]
        fresh = [row.id for row in rows if row.id not in dated]
        drafted = edit_drafts(store, dated, {field: text}) if dated else Drafted()
        if fresh:
            first = edit_drafts(store, fresh, {"due": when})
            drafted.drafts += first.drafts
            drafted.echo += first.echo
        return write_edits(store, rows, drafted, why)
    if when.strip().casefold() in EMPTY:
        receipt = store.write("edit", [edit("action_item", rows[0].id, "due", None)], reason=why)
        return Outcome(rows, receipt, _("no due day"))
    day = rescheduled_day(when, rows[0].due, store.clock.today(), working_day_test(store.reader))
    receipt = store.write("edit", [edit("action_item", rows[0].id, "due", day.isoformat())], reason=why)
    contradiction = weekday_contradiction(when, day)
    warnings = [contradiction] if contradiction else []
    return Outcome(rows, receipt, _("due {day}", day=full_day(day)), warnings)


def set_fields(
    store: Store, ids: Sequence[str], texts: Mapping[str, str], seen: Mapping[str, Any] | None = None
) -> Outcome:
    """Set fields of items to what a person typed; several items get the same.

    ``seen`` holds the plain values that the person had before their eyes.
    """
    rows = _items(store, ids)
    return write_edits(store, rows, edit_drafts(store, [row.id for row in rows], texts, seen))


def set_each(store: Store, ids: Sequence[str], texts: Mapping[str, str], reason: str | None = None) -> Outcome:
    """Set fields of several items to what was typed for all of them at once (see :func:`text_for_each`)."""
    rows = _items(store, ids)
    each = dict(text_for_each(name, text) for name, text in texts.items())
    return write_edits(store, rows, edit_drafts(store, [row.id for row in rows], each), reason)


def write_edits(store: Store, rows: Sequence[ItemRow], drafted: Drafted, reason: str | None = None) -> Outcome:
    """Write what was understood of the fields of items (see :func:`edit_drafts`), with the reason."""
    receipt = store.write("edit", drafted.drafts, reason=reason)
    warnings = [*drafted.warnings, *([] if drafted.is_move else _moved_back(receipt, rows))]
    renamed = [one.record_id for one in receipt.changes if one.field == "title"]
    now = items_by_id(store.reader, renamed) if renamed else {}
    named = [row._replace(title=now[row.id].title) if row.id in now else row for row in rows]
    return _outcome(store, named, receipt, ", ".join(drafted.echo) or _("changed"), warnings)


def _outcome(
    store: Store, rows: Sequence[ItemRow], receipt: Receipt, got: str, warnings: Sequence[str] = ()
) -> Outcome:
    """Return what was done to items, with a warning about each that is done before its steps are."""
    done = [
        one.record_id for one in receipt.changes if (one.field, one.new) == ("status", json.dumps(Status.DONE))
    ]
    steps = checklists(store.reader, done) if done else {}
    early = []
    for row in rows:
        left = sum(not step["done"] for step in steps.get(row.id, ()))
        if left:
            count = len(steps[row.id])
            early.append(
                _("{ref}: {left} of {count} steps are not done yet.", ref=row.ref, left=left, count=count)
            )
    if len(early) > _MOST_EARLY:
        early[_MOST_EARLY:] = [_("… and {count} more.", count=len(early) - _MOST_EARLY)]
    return Outcome(rows, receipt, got, [*warnings, *early])


def _moved_back(receipt: Receipt, rows: Sequence[ItemRow]) -> list[str]:
    """Return a warning about items whose due day comes sooner than before: “+7” counts from today."""
    before = {row.id: row for row in rows}
    back = [
        before[one.record_id]
        for one in receipt.changes
        if one.field == "due" and one.record_id in before and one.old and one.new and one.new < one.old
    ]
    if len(back) == 1:
        day = full_day(back[0].due)
        return [_("{ref} is due sooner than before ({day}); +7 counts from today.", ref=back[0].ref, day=day)]
    refs = ", ".join(row.ref for row in back[:5]) + (" …" if len(back) > 5 else "")
    return [_("{refs} are due sooner than before; +7 counts from today.", refs=refs)] if back else []


def change_tags(store: Store, ids: Sequence[str], words: str) -> Outcome:
    """Add the tags that are typed; those with ``-`` in front are taken away."""
    signed = [word if word[0] in "+-" else f"+{word}" for word in words.replace(",", " ").split()]
    return set_fields(store, ids, {"tags": ",".join(signed)})


def add_note(store: Store, ids: Sequence[str], kind: str, text: str, who: str = "", by: str = "") -> Outcome:
    """Add a note to items; ``who`` decides, and ``by`` when, are written into it as page one of a report reads
    them."""
    rows = _items(store, ids)
    text = _asking(store, kind, text, who.strip(), by.strip())
    receipt = store.write("note", [create("note", item_id=row.id, kind=kind, text=text) for row in rows])
    return Outcome(rows, receipt, _("note added"))


def _asking(store: Store, kind: str, text: str, who: str, by: str) -> str:
    """Return a note with whom it asks and until which day."""
    if not who and not by:
        return text
    if who and kind not in (NoteKind.OBSTACLE, NoteKind.FOLLOW_UP):
        raise UsageError(_("Only an obstacle or a follow-up asks somebody: choose one of them as the kind."))
    asked = text.strip().removesuffix(".")
    for record_type in ("member", "agency") if who else ():
        with suppress(NotFound):
            named = resolve(store.reader, record_type, who)
            who = named.long_name if record_type == "member" else named.names[0]
            break
    if who and kind == NoteKind.FOLLOW_UP:
        asked = f"{who}: {asked}"
    elif who:
        asked = _("{obstacle}; waiting for {who}", obstacle=asked, who=who)
    if by:
        day = parse_date(by, store.clock.today(), working_day_test(store.reader))
        asked = _("{text} by {day}", text=asked, day=format_date(day))
    return asked


def add_evidence(
    store: Store, ids: Sequence[str], location: str | None, letter: str | None, description: str | None
) -> Outcome:
    """Add evidence to items: a path or link, the number of a letter, or both."""
    rows = _items(store, ids)
    receipt = store.write("evidence", [evidence_draft(row.id, location, letter, description) for row in rows])
    return Outcome(rows, receipt, _("evidence added"))


def delete_items(store: Store, ids: Sequence[str]) -> Outcome:
    """Delete items; undo brings them back."""
    return _set_deleted(
        store, ids, [delete("action_item", item_id) for item_id in ids], _("deleted (u brings it back)")
    )


def merge_items(store: Store, kept_id: str, other_ids: Sequence[str]) -> Outcome:
    """Make one item of several: what was written of the others goes to the one kept, and they are deleted."""
    from taskforce.store.input.merge_items import merging_drafts

    others = [item_id for item_id in dict.fromkeys(other_ids) if item_id != kept_id]
    if not others:
        raise UsageError(_("Name two action items: the one that is kept, and another."))
    kept, *rest = _items(store, [kept_id, *others])
    summary = f"{', '.join(one.ref for one in rest)} → {kept.ref}"
    receipt = store.write("join", merging_drafts(store.reader, kept, rest), summary=summary)
    refs = ", ".join(one.ref for one in (kept, *rest))
    return Outcome([kept], receipt, _("one action item now, merged from {refs}", refs=refs))


def what_merging_does(store: Store, kept_id: str, other_ids: Sequence[str]) -> str:
    """Return, line by line, what becomes of each item when they are made one, before it is done."""
    from taskforce.store.input.merge_items import merging_drafts

    kept, *rest = _items(store, [kept_id, *other_ids])
    drafts = merging_drafts(store.reader, kept, rest)
    fields = record_spec("action_item").by_name
    got = [_(fields[one.field].label) for one in drafts if one.record_id == kept.id and one.field in fields]
    made = Counter(one.record_type for one in drafts if one.field == CREATION)
    got += [f"{_(record_spec(name).label)} ({count})" for name, count in made.items()]
    lines = [_("Stays:"), f"  {_in_a_line(kept)}", "", _("Goes into it and is deleted:")]
    lines += [f"  {_in_a_line(one)}" for one in rest]
    lines += ["", _("It gets: {parts}.", parts=", ".join(got)) if got else _("It has all of that already.")]
    return "\n".join([*lines, _("u takes it back.")])


def _in_a_line(row: ItemRow) -> str:
    words = (status_text(row.status), lead_text(row), row.due and short_day(row.due))
    return f"{row.ref} “{excerpt(row.title, 80)}” ({', '.join(filter(None, words))})"


def set_step_done(store: Store, item_id: str, number: int, done: bool) -> Outcome:
    """Tick a step of an item's checklist off, or open it again; steps count from 1."""
    steps = _checklist(store, item_id, number)
    steps[number - 1] = steps[number - 1] | {"done": done}
    return _write_checklist(store, item_id, steps)


def delete_step(store: Store, item_id: str, number: int) -> Outcome:
    """Take a step out of an item's checklist."""
    steps = _checklist(store, item_id, number)
    del steps[number - 1]
    return _write_checklist(store, item_id, steps)


def add_step(store: Store, item_id: str, text: str) -> Outcome:
    """Add a step to the end of an item's checklist."""
    words = clean_line(text)
    if not words:
        raise UsageError(_("The step has no text: write what is to be done."))
    steps = [*checklist(store.reader, item_id), {"text": words, "done": False}]
    if len(steps) > MOST_STEPS:
        raise UsageError(_("A checklist has at most {count} steps: make action items of them.", count=MOST_STEPS))
    return _write_checklist(store, item_id, steps)


def _checklist(store: Store, item_id: str, number: int) -> list[dict[str, Any]]:
    steps = checklist(store.reader, item_id)
    if not 1 <= number <= len(steps):
        raise NotFound(_("There is no step {number}: the checklist has {count}.", number=number, count=len(steps)))
    return steps


def _write_checklist(store: Store, item_id: str, steps: Sequence[Mapping[str, Any]]) -> Outcome:
    rows = _items(store, [item_id])
    receipt = store.write("edit", [edit("action_item", item_id, "checklist", [*steps] or None)])
    return Outcome(rows, receipt, _("checklist changed"))


def restore_items(store: Store, ids: Sequence[str]) -> Outcome:
    """Bring deleted items back."""
    drafts = [edit("action_item", item_id, "deleted", False) for item_id in ids]
    return _set_deleted(store, ids, drafts, _("is there again"))


def _set_deleted(store: Store, ids: Sequence[str], drafts: Sequence[Draft], got: str) -> Outcome:
    return Outcome(_items(store, ids), store.write("delete", drafts), got)
