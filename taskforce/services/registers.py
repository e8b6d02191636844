"""What a person does to members, agencies, deadlines, meetings and the other registers, once for the command line
and the app.

With ``dry_run`` all is read and understood, and nothing written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from taskforce.language import plural
from taskforce.model.names import without_address
from taskforce.model.records import CREATION
from taskforce.model.text import slug
from taskforce.store.changes.batch import Draft, Receipt, delete, edit
from taskforce.store.changes.ids import ORGANISATION_ID
from taskforce.store.changes.load import load
from taskforce.store.input.fields import Drafted
from taskforce.store.input.meetings import meeting_edits, new_meeting
from taskforce.store.input.merge_records import joining_drafts
from taskforce.store.input.organisation import organisation_edits
from taskforce.store.input.registers import ending_drafts, handover_drafts, new_register_record, register_edits
from taskforce.store.query.lookup import Named
from taskforce.store.read.registers import open_items_naming
from taskforce.store.store import Store


@dataclass(frozen=True, slots=True)
class Saved:
    """A record that was written, what was understood of it, and what a person should look at."""

    record_id: str
    echo: Sequence[str]
    warnings: Sequence[str]


def add_record(
    store: Store, record_type: str, name: str, texts: Mapping[str, str], *, dry_run: bool = False
) -> Saved:
    """Add a record called ``name``, with other fields as typed."""
    if record_type == "meeting":
        drafted = new_meeting(store, name, texts)
    else:
        drafted = new_register_record(store, record_type, name, texts)
    return _save(store, "add", drafted.drafts[0].record_id, drafted, dry_run)


MADE_BY_NAME = ("member", "agency")
"""What a name is enough to make: who leads a task is often known before anybody wrote them down."""


def add_named(store: Store, record_type: str, word: str, agency: str = "") -> Saved:
    """Add the member (of an ``agency``) or the agency that a word names which no record has; the word names it
    from then on."""
    if record_type == "agency":
        return add_record(store, "agency", word, {})
    word, office = without_address(word), {"agency": agency} if agency else {}
    if " " in word:
        return add_record(store, "member", word if word != word.lower() else word.title(), office)
    name = " ".join(part[:1].upper() + part[1:] for part in re.split(r"[\s._-]+", word) if part)
    handle = slug(word, 20)
    return add_record(store, "member", name, office | ({"handle": handle} if handle else {}))


def edit_record(
    store: Store,
    record_type: str,
    record_id: str,
    texts: Mapping[str, str],
    seen: Mapping[str, Any] | None = None,
    *,
    dry_run: bool = False,
) -> Saved:
    """Set fields of a record to what was typed.

    ``seen`` holds the plain values that the person had before their eyes; raises
    :class:`~taskforce.store.changes.batch.StaleWrite` where others have changed one of them since.
    """
    if record_type == "meeting":
        drafted = meeting_edits(store, record_id, texts)
    else:
        drafted = register_edits(store, record_type, record_id, texts)
    return _save(store, "edit", record_id, _over(drafted, record_id, seen), dry_run)


def edit_organisation(
    store: Store,
    texts: Sequence[tuple[str, str]],
    seen: Mapping[str, Any] | None = None,
    *,
    dry_run: bool = False,
) -> Saved:
    """Set fields of the organisation to what was typed, in its order; ``seen`` as in :func:`edit_record`."""
    drafted = organisation_edits(store, texts)
    return _save(store, "edit", ORGANISATION_ID, _over(drafted, ORGANISATION_ID, seen), dry_run)


def _over(drafted: Drafted, record_id: str, seen: Mapping[str, Any] | None) -> Drafted:
    """Let the edits of a record say what the person saw of it."""
    if seen is not None:
        for number, one in enumerate(drafted.drafts):
            if one.record_id == record_id and one.field != CREATION:
                drafted.drafts[number] = one._replace(seen=seen.get(one.field))
    return drafted


def _save(store: Store, kind: str, record_id: str, drafted: Drafted, dry_run: bool) -> Saved:
    if not dry_run:
        store.write(kind, drafted.drafts)
    return Saved(record_id, drafted.echo, drafted.warnings)


def delete_record(store: Store, record_type: str, record_id: str) -> Receipt:
    """Delete a record; undo brings it back."""
    return store.write("delete", [delete(record_type, record_id)])


def set_met(store: Store, deadline_id: str, day: str | None, seen: str | None) -> Receipt:
    """Say on which day a deadline was met, or that it is not; ``seen`` is the day that the person saw."""
    return store.write("edit", [edit("deadline", deadline_id, "met_on", day, seen=seen)])


def deletion_text(store: Store, record_type: str, record_id: str) -> str:
    """Return, in a sentence, what a person should know before a record goes; empty when no open work names it."""
    count = open_items_naming(store.reader, record_type, record_id)
    if not count:
        return ""
    return plural(
        "{count} open action item names it, and goes on naming it.",
        "{count} open action items name it, and go on naming it.",
        count,
    )


@dataclass(frozen=True, slots=True)
class Handover:
    """The open work that goes from one member to another: the drafts, the refs that move, the roles that end."""

    drafts: Sequence[Draft]
    refs: Sequence[str]
    roles: int


def plan_handover(store: Store, old_id: str, new_id: str, until: str = "") -> Handover:
    """Return what a handover would move; roles end on the day ``until`` that was typed, or stay."""
    drafts, refs = handover_drafts(store, old_id, new_id)
    ending = ending_drafts(store, old_id, until)
    return Handover([*drafts, *ending], refs, len(ending))


def hand_over(store: Store, old_id: str, new_id: str, until: str = "", reason: str | None = None) -> Handover:
    """Give the open work of one member to another, as one step."""
    plan = plan_handover(store, old_id, new_id, until)
    if plan.drafts:
        members = load(store.reader, "member", [old_id, new_id])
        summary = " → ".join(members[one]["handle"] for one in (old_id, new_id))
        store.write("handover", plan.drafts, summary=summary, reason=reason)
    return plan


def join_records(store: Store, record_type: str, old: Named, new: Named) -> Receipt:
    """Make one agency, or one member, of two: whatever named ``old`` names ``new`` from then on."""
    drafts, _moved = joining_drafts(store, record_type, old, new)
    return store.write("join", drafts, summary=f"{old.names[0]} → {new.names[0]}")
