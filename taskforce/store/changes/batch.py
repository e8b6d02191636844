"""What is handed to ``apply``, and what it answers: batches of changes.

A *draft* is a wish (this field of this record shall be this); ``apply`` turns it into a *change*, which also
knows what was there before, who wrote it, when, and what it replaces.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from taskforce.language import _
from taskforce.model.errors import TaskforceError
from taskforce.model.records import CREATION, DELETED, RECORDS
from taskforce.store.changes.ids import derived_id, new_id


class Unseen:
    """The type of :data:`UNSEEN`."""


UNSEEN = Unseen()
"""Says that a draft does not care what the field held before."""


class Draft(NamedTuple):
    """One wish: ``field`` of a record shall become ``new``.

    For a creation ``field`` is ``"*"`` and ``new`` a mapping of the record's fields.  ``seen`` is the value
    that the person had before their eyes; when the field holds another one by now, the batch is refused with
    :class:`StaleWrite`.  ``after`` names the changes of the field that the person knew, where these are
    not all that there are: what came since and says something else is then in conflict with the draft.
    ``said``: it is written even where the field holds the value already, because it decides a conflict.
    ``beside`` are values that stand beside ``new`` without knowing of it: the draft opens a conflict again.
    """

    record_type: str
    record_id: str
    field: str
    new: Any
    seen: Any = UNSEEN
    after: tuple[str, ...] | None = None
    said: bool = False
    beside: tuple[Any, ...] = ()


LINKS: Mapping[str, tuple[str, str]] = {
    "supporting": ("item_id", "member_id"),
    "supporting_agency": ("item_id", "agency_id"),
    "tag": ("item_id", "name"),
    "dependency": ("item_id", "needs_id"),
}
"""Record types whose id is derived from two of their fields."""

NAMED: Mapping[str, str] = {"agency": "code", "dimension": "key", "deadline": "key"}
"""Record types whose id is derived from the key they are created with."""

UNIQUE: Mapping[str, tuple[str, ...]] = {
    "member": ("handle",),
    "agency": ("code", "short"),
    "dimension": ("key",),
    "deadline": ("key",),
    "action_item": ("ref",),
    "saved_view": ("name",),
    "issued_report": ("number",),
}
"""Fields by which people name a record: no two may share one, whatever the case."""

UNCHANGING = ("issued_report",)
"""Record types that are written once: an issued report is a document that others have in their hands."""


def id_for(record_type: str, values: Mapping[str, Any]) -> str:
    """Return the id a new record of this type gets: derived from its values for links, else a new one."""
    if record_type in LINKS:
        first, second = LINKS[record_type]
        return derived_id(record_type, str(values[first]), str(values[second]).casefold())
    if record_type in NAMED:
        return derived_id(record_type, str(values[NAMED[record_type]]).casefold())
    return new_id()


def create(record_type: str, record_id: str | None = None, /, **values: Any) -> Draft:
    """Return a draft of a new record.  Links (see :data:`LINKS`) that were deleted before come back to life."""
    return Draft(record_type, record_id or id_for(record_type, values), CREATION, values)


def edit(
    record_type: str,
    record_id: str,
    field_name: str,
    new: Any,
    seen: Any = UNSEEN,
    after: tuple[str, ...] | None = None,
) -> Draft:
    """Return a draft that sets one field of an existing record."""
    return Draft(record_type, record_id, field_name, new, seen, after)


def delete(record_type: str, record_id: str) -> Draft:
    """Return a draft that deletes a record (it stays in the history and can come back)."""
    return Draft(record_type, record_id, DELETED, True)


class Fact(NamedTuple):
    """One change to write: plain values; ``subject_id`` is the record its history belongs to.

    ``after``: the changes that it was made in the knowledge of, where these are not all of the field.
    """

    record_type: str
    record_id: str
    field: str
    old: Any
    new: Any
    subject_id: str
    after: tuple[str, ...] | None = None


class Change(NamedTuple):
    """One stored change; ``old`` and ``new`` are JSON text.  See DESIGN: the history is the truth."""

    id: str
    batch_id: str
    at: str
    clock: int
    copy_id: str
    number: int
    actor_id: str | None
    record_type: str
    record_id: str
    field: str
    old: str | None
    new: str | None
    after: str | None


class StoredBatch(NamedTuple):
    """One stored batch."""

    id: str
    copy_id: str
    at: str
    actor_id: str | None
    kind: str
    summary: str | None
    reason: str | None
    undoes: str | None


class StoredCopy(NamedTuple):
    """A copy that wrote changes: its id, the series that starts its refs, and when it was made."""

    id: str
    series: str
    created_at: str


class Span(NamedTuple):
    """The changes of one copy that are handed over: numbers ``first`` to ``last`` (none when ``last`` is less).

    ``before`` is the id of the change just before the first one: who takes the rest must have that very change.
    ``end`` is the id of the last one; whoever holds it has all of them.
    """

    first: int
    last: int
    before: str | None
    end: str | None = None

    @property
    def passed(self) -> Span:
        """Return what is left of it for who holds its end: nothing, after that."""
        return self if self.end is None else Span(self.last + 1, self.last, self.end)


class Source(NamedTuple):
    """Where foreign changes come from: the copy that handed them over, when, and what it has of each copy."""

    copy_id: str
    written_at: str
    spans: Mapping[str, Span]


class Foreign(NamedTuple):
    """Changes that other copies wrote, with the batches and copies they name."""

    copies: Sequence[StoredCopy]
    batches: Sequence[StoredBatch]
    changes: Sequence[Change]
    source: Source | None = None


Told = Callable[[int, int], None]
"""Hears how far something long is: how much is done, of how much."""


class Batch(NamedTuple):
    """One user action.  ``kind`` is a word such as ``edit``, ``import``, ``undo``, ``merge``, ``template``.

    ``at`` is the moment it is dated (default: now); ``undoes`` the batch it takes back; ``summary`` what a
    person may want to read in the history (a file name), ``reason`` why it was done.  ``sets_aside`` says that
    ``undoes`` is a merge and what it brought shall leave this list; see :mod:`taskforce.store.write.revert_merge`.
    ``parts`` gives a history that is too long for the memory, a part at a time; see
    :func:`taskforce.store.write.apply_remote.receive_in_parts`; ``told`` hears how far what follows from it is.
    """

    kind: str
    drafts: Sequence[Draft] = ()
    summary: str | None = None
    reason: str | None = None
    actor_id: str | None = None
    at: datetime | None = None
    undoes: str | None = None
    foreign: Foreign | None = None
    sets_aside: bool = False
    parts: Callable[[], Iterable[Foreign]] | None = None
    told: Told | None = None


class Receipt(NamedTuple):
    """What a batch did: its id (``None`` when nothing changed) and the changes it wrote, in order (none of those
    that came in ``parts``).

    ``notices`` are sentences that the person should read: what the program decided by itself.  ``forgotten`` is
    how many changes lost personal data that somebody ordered to be forgotten.
    """

    batch_id: str | None
    changes: Sequence[Change] = ()
    notices: Sequence[str] = ()
    forgotten: int = 0

    @property
    def created(self) -> list[Change]:
        """Return the changes that created records."""
        return [change for change in self.changes if change.field == CREATION]


class Tangled(TaskforceError):
    """What comes in parts does not simply follow on what is here: it has to be taken in as a whole."""


class StaleWrite(TaskforceError):
    """Someone else changed a field between the moment a person saw it and the moment they saved."""

    def __init__(self, record_type: str, record_id: str, field_name: str, theirs: Any, mine: Any) -> None:
        self.record_type, self.record_id, self.field = record_type, record_id, field_name
        self.theirs, self.mine = theirs, mine
        self.others: tuple[StaleWrite, ...] = ()
        """The same of further fields or records of the batch."""
        label = _(RECORDS[record_type].by_name[field_name].label)
        super().__init__(
            _(
                "{field} was changed meanwhile: it is “{theirs}” now, you wrote “{mine}”. Look and save again.",
                field=label,
                theirs=theirs,
                mine=mine,
            )
        )

    @property
    def all(self) -> tuple[StaleWrite, ...]:
        """Return this one and the :attr:`others`."""
        return (self, *self.others)


def together(errors: Sequence[StaleWrite]) -> StaleWrite:
    """Return several as one error: the first, with the rest as its others."""
    first, *rest = [one for error in errors for one in error.all]
    first.others = tuple(rest)
    return first


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def to_json(value: Any) -> str:
    """Return a value as a change holds it, in the one way: compact JSON, keys in order, no ASCII escapes."""
    return _encode(value)
