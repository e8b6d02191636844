"""Conflicts: a field that two people changed without knowing of each other.  Both values stay until one decides.

The answer is a new change, made in the knowledge of all the others; so it travels, and settles the conflict on
every copy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from taskforce.language import _
from taskforce.model.errors import NotFound, UsageError
from taskforce.model.records import CREATION, DELETED, RECORDS
from taskforce.store.changes import conflict_detection
from taskforce.store.changes.batch import Batch, Change, Draft, Receipt, to_json
from taskforce.store.database.reader import Reader
from taskforce.store.history.steps import named_changes, standing, taken_back
from taskforce.store.store import Store


class Side(NamedTuple):
    """One of the values in conflict: who gave it, when, on which copy, and whether that was this one.

    ``value`` is as people read it (links by name), ``plain`` as it is stored; ``shown`` says that it is the one
    that lists and reports show meanwhile.
    """

    value: Any
    plain: Any
    actor: str | None
    at: str
    copy: str
    mine: bool
    shown: bool


class Conflict(NamedTuple):
    """A field in conflict, with its sides (the one that shows last) and the value before it as people read it.

    ``name`` is what the record is called (an item's ref, a member's handle); ``subject_id`` the record that
    people would say is in conflict.
    """

    record_type: str
    record_id: str
    subject_id: str
    name: str
    title: str
    field: str
    before: Any
    sides: tuple[Side, ...]

    def as_data(self) -> dict[str, Any]:
        """Return the conflict for ``conflicts --format json``."""
        return {
            "type": self.record_type,
            "record": self.name,
            "id": self.record_id,
            "title": self.title,
            "field": self.field,
            "before": self.before,
            "values": [
                {
                    "number": number,
                    "value": side.value,
                    "actor": side.actor,
                    "at": side.at,
                    "copy": side.copy,
                    "mine": side.mine,
                    "shown": side.shown,
                }
                for number, side in enumerate(self.sides, 1)
            ],
        }


class WaitingField(NamedTuple):
    """A field in conflict, and the record that people would say it is of."""

    record_type: str
    record_id: str
    field: str
    subject_id: str


def count_conflicts(reader: Reader) -> int:
    """Return how many fields wait for a person."""
    return len(fields_waiting(reader))


def open_conflicts(reader: Reader, actor_id: str | None = None) -> list[Conflict]:
    """Return every open conflict, by record.

    ``actor_id`` is who asks: their values count as theirs on any copy.
    """
    with reader.snapshot():
        rows = fields_waiting(reader)
        histories = conflict_detection.histories_of(reader, {row[1] for row in rows})
        subjects = conflict_detection.subjects_of(reader, {row[1] for row in rows if row[2] == DELETED})
        people = dict(reader.rows("SELECT id, handle FROM member"))
        own = reader.value("SELECT series FROM copy WHERE own")  # that of its ids before a restore, too
        copies = {row[0]: (row[1], row[1] == own) for row in reader.rows("SELECT id, series FROM copy")}
        context = _Context(reader, people, copies, actor_id, taken_back(reader) if rows else {})
        conflicts = [context.conflict(*row, histories[row[1]], subjects.get(row[1], ())) for row in rows]
    return sorted(conflicts, key=_order)


def _order(conflict: Conflict) -> tuple[bool, str, int, str, str, str]:
    """Return the place of a conflict: action items first, by ref as people count."""
    kind, name = conflict.record_type, conflict.name
    return kind != "action_item", kind, len(name), name, conflict.record_id, conflict.field


def fields_waiting(reader: Reader) -> list[WaitingField]:
    """Return the fields that wait for a person; of deleted records only their deletion."""
    sql = "SELECT record_type, record_id, field, subject_id FROM open_conflict"
    rows = [WaitingField._make(row) for row in reader.rows(sql)]
    gone: set[str] = set()
    for record_type in {row.record_type for row in rows}:
        ids = {row.record_id for row in rows if row.record_type == record_type and row.field != DELETED}
        sql = f"SELECT id FROM {record_type} WHERE deleted AND id IN (:values)"
        gone |= {row[0] for row in reader.rows_in(sql, ids)}
    return [row for row in rows if row.field == DELETED or row.record_id not in gone]


class _Context(NamedTuple):
    """The names of people and copies, who asks, and the steps taken back: shows conflicts to a person."""

    reader: Reader
    people: Mapping[str, str]
    copies: Mapping[str, tuple[str, bool]]
    actor_id: str | None
    pairs: Mapping[str, str]

    def conflict(
        self,
        record_type: str,
        record_id: str,
        field: str,
        subject_id: str,
        history: Sequence[Change],
        subject: Sequence[Change],
    ) -> Conflict:
        """Return a field's conflict from the changes of its record and, of a deletion, of what belongs to it."""
        heads = _sides(record_id, field, history, subject)
        # What was decided and taken back, perhaps more than once: the sides are those who disagreed before it.
        while decided := {
            self.pairs[change.batch_id] for change, _value in heads if change.batch_id in self.pairs
        }:
            after = min((change.clock for change in history if change.batch_id in decided), default=0)
            first, whole = (standing(changes, self.pairs, after) for changes in (history, subject))
            before = _sides(record_id, field, first, whole)
            same = {to_json(value) for _change, value in before} == {to_json(value) for _change, value in heads}
            if not same or len(first) + len(whole) == len(history) + len(subject):
                break
            history, subject = first, whole
            heads = before
        spec = RECORDS[record_type]
        values = [value for _change, value in heads] + [_before(history, field)]
        rows = named_changes(self.reader, [(record_type, record_id, field, None, value) for value in values])
        title = self.reader.value(f"SELECT {spec.title} FROM {record_type} WHERE id = :id", id=record_id)
        sides = [self._side(change, value, row.new) for (change, value), row in zip(heads, rows, strict=False)]
        return Conflict(
            record_type,
            record_id,
            subject_id,
            rows[-1].record,
            str(title or ""),
            field,
            rows[-1].new,
            _distinct(sides),
        )

    def _side(self, change: Change, plain: Any, shown_value: Any) -> Side:
        prefix, own = self.copies[change.copy_id]
        actor = change.actor_id
        mine = own or (actor is not None and actor == self.actor_id)
        who = self.people.get(actor) if actor else None
        return Side(shown_value, plain, who, change.at, prefix or _("the first copy"), mine, False)


def _sides(
    record_id: str, field: str, history: Sequence[Change], subject: Sequence[Change]
) -> list[tuple[Change, Any]]:
    """Return the changes that disagree on a field, with their values; the one that shows last."""
    heads = [
        (head, conflict_detection.value_in(head, field)) for head in conflict_detection.heads_of(history, field)
    ]
    if field == DELETED:
        kept = conflict_detection.unseen_by_deletion(record_id, subject)
        if kept:  # who wrote to it without knowing keeps it
            heads.insert(0, (max(kept, key=lambda change: (change.clock, change.copy_id)), False))
    return heads


def _distinct(sides: Sequence[Side]) -> tuple[Side, ...]:
    """Return the sides that differ, the one that shows last; of equal ones the newest, mine if one was."""
    by_value: dict[str, Side] = {}
    for side in reversed(sides):
        first = by_value.setdefault(to_json(side.plain), side._replace(shown=not by_value))
        if side.mine and not first.mine:
            by_value[to_json(side.plain)] = first._replace(mine=True)
    return tuple(reversed(by_value.values()))


def _before(history: Sequence[Change], field: str) -> Any:
    """Return the value that all sides knew: that of the last change that every head builds on; else ``None``."""
    by_id = {change.id: change for change in history}
    shared: set[str] | None = None
    for head in conflict_detection.heads_of(history, field):
        ancestors: set[str] = set()
        waiting = (head.after or "").split()
        while waiting:
            change_id = waiting.pop()
            if change_id in by_id and change_id not in ancestors:
                ancestors.add(change_id)
                waiting += (by_id[change_id].after or "").split()
        shared = ancestors if shared is None else shared & ancestors
    common = [by_id[change_id] for change_id in shared or () if by_id[change_id].field in (field, CREATION)]
    if not common:
        return None
    return conflict_detection.value_in(max(common, key=lambda change: (change.clock, change.copy_id)), field)


def conflict_named(reader: Reader, ref: str, field: str | None, actor_id: str | None = None) -> Conflict:
    """Return the conflict that ``ref`` (an item's ref, another record's name or id) and a field name.

    Raises :class:`NotFound` when there is none.  The field may be left out when the record has only one.
    """
    record, name = ref.strip().lstrip("#@").casefold(), (field or "").strip().lower().replace("-", "_")
    of_record = [one for one in open_conflicts(reader, actor_id) if record in (one.name.casefold(), one.record_id)]
    if not of_record:
        raise NotFound(_("“{ref}” has no open conflict: “taskforce conflicts” lists them.", ref=ref))
    named = [one for one in of_record if field is None or name in (one.field, one.field.removesuffix("_id"))]
    if len(named) == 1:
        return named[0]
    fields = ", ".join(sorted({one.field.removesuffix("_id") for one in (named or of_record)}))
    if not named:
        raise NotFound(
            _("Field “{field}” of {ref} is not in conflict: {fields} is.", field=field, ref=ref, fields=fields)
        )
    raise NotFound(_("Several fields of {ref} are in conflict: name one of {fields}.", ref=ref, fields=fields))


def side_named(conflict: Conflict, word: str) -> Side:
    """Return the side that ``mine`` or ``theirs`` means.  Raises :class:`UsageError` if it is none, or several."""
    meant = [side for side in conflict.sides if side.mine == (word == "mine")]
    if len(meant) == 1:
        return meant[0]
    raise UsageError(
        _(
            "“{text}” does not name one of the {count} values: take one by its number, --number 1 to {count}.",
            text=word,
            count=len(conflict.sides),
        )
    )


def read_answer(store: Store, conflict: Conflict, text: str | None, number: int | None = None) -> tuple[Any, Any]:
    """Return the value (plain, and as people read it) that an answer means: mine, theirs, a number, a value.

    Raises :class:`UsageError` or what :func:`taskforce.store.input.fields.read_field` raises.
    """
    from taskforce.store.input.fields import read_field

    if (text is None) == (number is None):
        raise UsageError(_("Say --take mine, --take theirs, --take VALUE, or --number N."))
    if number is not None:
        if not 1 <= number <= len(conflict.sides):
            raise UsageError(_("There are {count} values: take one from 1 on.", count=len(conflict.sides)))
        side = conflict.sides[number - 1]
        return side.plain, side.value
    assert text is not None
    word = text.strip().casefold()
    if word in ("mine", "theirs"):
        side = side_named(conflict, word)
        return side.plain, side.value
    value = read_field(store, RECORDS[conflict.record_type].by_name[conflict.field], text)
    row = (conflict.record_type, conflict.record_id, conflict.field, None, value)
    return value, named_changes(store.reader, [row])[0].new


def resolve(store: Store, conflict: Conflict, value: Any) -> Receipt:
    """Decide a conflict: the field becomes ``value`` (plain), on this copy and on all that hear of it.

    Raises :class:`~taskforce.model.errors.InvalidRecord` for a value that cannot be.
    """
    draft = Draft(conflict.record_type, conflict.record_id, conflict.field, value, said=True)
    return store.apply(Batch("resolve", [draft]))
