"""What a report reads beside its items: registers, texts, and what the history says of a period.

The reader is one of :meth:`Store.as_of`, so tables are as they were at the report's day; the history is not
rewound by itself, and every function here that reads it is told until when.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from taskforce.model.records import CREATION
from taskforce.store.changes.load import load_all
from taskforce.store.changes.rewind import first_since
from taskforce.store.database.reader import Reader
from taskforce.store.query.conditions import OPEN
from taskforce.store.query.names import shown_name_sql
from taskforce.store.read.registers import alias_list


class PlanRow(NamedTuple):
    """An action item as a row of the plan; names instead of ids, days as ISO text, values by year."""

    id: str
    ref: str
    title: str
    dimension: str | None
    sub_dimension: str | None
    programme: str | None
    activity: str | None
    agency: str | None
    lead: str | None
    horizon: str | None
    indicator: str | None
    unit: str | None
    baseline: float | None
    targets: dict[str, float]
    realisations: dict[str, float]
    budget: int | None
    fund_source: str | None
    status: str
    progress: int
    supporting: tuple[str, ...]


class EvidenceRow(NamedTuple):
    """A piece of evidence with the item that it proves."""

    id: str
    item_id: str
    ref: str
    title: str
    kind: str
    location: str | None
    letter_number: str | None
    description: str | None
    sha256: str | None


_COLUMNS = f"""
    i.id, i.ref, i.title, d.name, s.name, i.programme, i.activity, a.short,
    {shown_name_sql("member", "m")}, i.horizon, i.indicator, i.unit,
    i.baseline, i.targets, i.realisations, i.budget, i.fund_source, i.status, i.progress
"""

_PLAN_TABLES = """
    action_item i
    LEFT JOIN dimension d ON d.id = i.dimension_id
    LEFT JOIN sub_dimension s ON s.id = i.sub_dimension_id
    LEFT JOIN agency a ON a.id = i.agency_id
    LEFT JOIN member m ON m.id = i.lead_id
"""

_EVIDENCE = """
    SELECT e.id, e.item_id, i.ref, i.title, e.kind, e.location, e.letter_number, e.description, e.sha256
    FROM evidence e JOIN action_item i ON i.id = e.item_id
    WHERE NOT e.deleted AND NOT i.deleted
"""
_BY_REF = "ORDER BY length(i.ref), i.ref, e.id"


def plan_rows(reader: Reader, where: str, parameters: dict[str, Any]) -> list[PlanRow]:
    """Return the items of a condition over ``action_item i``, without cancelled ones, in the order of the plan."""
    supporting: dict[str, list[str]] = {}
    sql = (
        "SELECT x.item_id, a.short FROM supporting_agency x JOIN agency a ON a.id = x.agency_id "
        "WHERE NOT x.deleted ORDER BY lower(a.short)"
    )
    for item_id, short in reader.rows(sql):
        supporting.setdefault(item_id, []).append(short)
    sql = (
        f"SELECT {_COLUMNS} FROM {_PLAN_TABLES} WHERE NOT i.deleted AND i.status <> 'cancelled' AND ({where}) "
        "ORDER BY CASE WHEN d.id IS NULL THEN 1 ELSE 0 END, d.position, d.name, "
        "CASE WHEN s.id IS NULL THEN 1 ELSE 0 END, s.position, s.name, "
        "lower(coalesce(i.programme, '')), length(i.ref), i.ref"
    )
    rows = []
    for row in reader.rows(sql, **parameters):
        targets, realisations = (json.loads(one) if one else {} for one in row[13:15])
        others = tuple(supporting.get(row[0], ()))
        rows.append(PlanRow._make((*row[:13], targets, realisations, *row[15:], others)))
    return rows


def evidence_rows(reader: Reader, item_ids: Collection[str]) -> list[EvidenceRow]:
    """Return the evidence of some items, by ref."""
    rows = reader.rows_in(f"{_EVIDENCE} AND e.item_id IN (:values) {_BY_REF}", item_ids)
    return sorted(map(EvidenceRow._make, rows), key=lambda row: (len(row.ref), row.ref, row.id))


def pieces_of_evidence(reader: Reader, ids: Collection[str]) -> list[EvidenceRow]:
    """Return the pieces of evidence with these ids (those that are there), in the order of ``ids``."""
    pieces = {row[0]: EvidenceRow(*row) for row in reader.rows_in(f"{_EVIDENCE} AND e.id IN (:values)", ids)}
    return [pieces[one] for one in ids if one in pieces]


class AgencyName(NamedTuple):
    """An agency as reports name it."""

    short: str
    name: str


class MemberName(NamedTuple):
    """A member as reports name them."""

    handle: str
    name: str


class DimensionName(NamedTuple):
    """A dimension as reports name it, in the list's order; ``listed`` is false for a deleted one."""

    id: str
    key: str
    name: str
    listed: bool


class DeadlineDay(NamedTuple):
    """A deadline as reports need it; days are ISO texts."""

    id: str
    key: str
    name: str
    due: str
    met_on: str | None


Step = tuple[str, str, str, str | None]
"""A change of an item's field: the item's id, the field, when, and the value before it as JSON text (``None`` or
``null`` for none)."""

STEPPED = ("progress", "status", "weight", "start", "due", "deleted")
"""The fields by which figures of earlier days are followed back."""


class DueMove(NamedTuple):
    """A due date before and after a period, and the reason given for its last change in it.

    ``before`` is the first one that the item had in the period: giving it a date for the first time is no move.
    """

    before: str | None
    after: str | None
    reason: str | None


def agency_names(reader: Reader) -> dict[str, AgencyName]:
    """Return every agency by id, deleted ones too: items may still name them."""
    return {row[0]: AgencyName(*row[1:]) for row in reader.rows("SELECT id, short, name FROM agency")}


def member_names(reader: Reader) -> dict[str, MemberName]:
    """Return every member by id, deleted ones too: items may still name them."""
    sql = f"SELECT m.id, m.handle, {shown_name_sql('member', 'm')} FROM member m"
    return {row[0]: MemberName(*row[1:]) for row in reader.rows(sql)}


def dimension_names(reader: Reader) -> list[DimensionName]:
    """Return every dimension in order, deleted ones last."""
    rows = reader.rows(
        "SELECT id, key, name, NOT deleted FROM dimension "
        "ORDER BY CASE WHEN deleted THEN 1 ELSE 0 END, position, lower(name), key"
    )
    return [DimensionName(row[0], row[1], row[2], bool(row[3])) for row in rows]


def deadline_days(reader: Reader) -> list[DeadlineDay]:
    """Return the deadlines by date."""
    rows = reader.rows("SELECT id, key, name, due, met_on FROM deadline WHERE NOT deleted ORDER BY due, key, id")
    return list(map(DeadlineDay._make, rows))


def item_steps(reader: Reader, since: str, until: str) -> list[Step]:
    """Return what items' :data:`STEPPED` fields were before each change from ``since`` to ``until`` (stored
    moments, the second is not part of it), the newest change first; and before that, what their start was.

    So a reader who knows what they are now can follow them back to ``since``, and knows which start was set first.
    Changes of status that neither begin nor end in ``done`` or ``cancelled`` may be left out, and those from one
    due date to another: they say nothing about what counts, as plans are measured on first dates.
    """
    if (first := first_since(reader, since)) is not None:
        # Only this copy has written: its changes are numbered in the order in which they replace each other.
        columns = "SELECT record_id, field, at, old FROM change WHERE record_type = 'action_item'"
        sql = (
            f"{columns} AND seq >= :first AND at < :until "
            "AND (field IN ('progress', 'weight', 'start', 'deleted') "
            "OR (field = 'due' AND (coalesce(old, 'null') = 'null' OR coalesce(new, 'null') = 'null')) "
            "OR (field = 'status' AND (old IN (:done, :cancelled) OR new IN (:done, :cancelled)))) "
            "ORDER BY seq DESC"
        )
        steps = _sharing(reader.each(sql, first=first, until=until, done='"done"', cancelled='"cancelled"'))
        # Found in the index of fields, without a look at the history itself.
        started = "seq IN (SELECT seq FROM change WHERE field = 'start')"
        steps += _sharing(reader.each(f"{columns} AND {started} AND seq < :first ORDER BY seq DESC", first=first))
        moments = [step[2] for step in steps]
        if moments == sorted(moments, reverse=True):
            return steps
    return _ranked_steps(_field_changes(reader, since, until))


def _sharing(rows: Iterable[Step]) -> list[Step]:
    """Return steps in which what many of them say is one object: they take a third of the memory."""
    words: dict[Any, Any] = {}
    word = words.setdefault
    return [(word(item, item), word(field, field), word(at, at), word(old, old)) for item, field, at, old in rows]


class _Change(NamedTuple):
    """One change of one field of an item; ``old`` and ``new`` are JSON texts."""

    item_id: str
    field: str
    at: str
    clock: int
    copy_id: str
    old: str
    new: str

    @property
    def rank(self) -> tuple[int, str]:
        """Return the rank of a change: of a field, the one with the greatest shows."""
        return self.clock, self.copy_id


def _field_changes(reader: Reader, since: str, until: str) -> list[_Change]:
    """Return every change of the :data:`STEPPED` fields of items that were changed since, and of any start.

    A creation is one of each where several copies made the item.
    """
    fields = ", ".join(f"'{name}'" for name in STEPPED)
    sql = (
        "SELECT record_id, field, at, clock, copy_id, old, new FROM change "
        f"WHERE field IN ({fields}) AND record_type = 'action_item' AND at < :until "
        "AND (field = 'start' OR record_id IN (SELECT record_id FROM change WHERE at >= :since))"
    )
    changes = list(map(_Change._make, reader.rows(sql, since=since, until=until)))
    several = (
        f"SELECT record_id FROM change WHERE field = '{CREATION}' AND record_type = 'action_item' "
        "GROUP BY record_id HAVING count(*) > 1"
    )
    sql = (
        f"SELECT record_id, at, clock, copy_id, new FROM change WHERE field = '{CREATION}' "
        f"AND at < :until AND record_id IN ({several}) ORDER BY record_id, clock, copy_id"
    )
    created: dict[str, dict[str, Any]] = {}
    for item, at, clock, copy, new in reader.rows(sql, until=until):
        values = json.loads(new)
        first = created.setdefault(item, values)
        for field in STEPPED[:-1]:
            old, new = json.dumps(first.get(field)), json.dumps(values.get(field))
            changes.append(_Change(item, field, at, clock, copy, old, new))
    return changes


def _ranked_steps(changes: list[_Change]) -> list[Step]:
    """Return the steps of a history in which changes may have been made apart, or noted for an earlier day.

    At any time the change with the greatest rank among those made by then shows; one made later with a lesser
    rank changes nothing.
    """
    values: dict[tuple[str, str], str] = {}
    for change in sorted(changes, key=lambda change: change.rank, reverse=True):
        values[change.item_id, change.field] = change.old
    ranks: dict[tuple[str, str], tuple[int, str]] = {}
    steps: list[Step] = []
    for change in sorted(changes, key=lambda change: (change.at, *change.rank)):
        key = (change.item_id, change.field)
        if change.rank > ranks.get(key, (0, "")):
            steps.append((change.item_id, change.field, change.at, values[key]))
            ranks[key], values[key] = change.rank, change.new
    return steps[::-1]


def due_moves(reader: Reader, start: str, until: str) -> dict[str, DueMove]:
    """Return the due dates changed from ``start`` to ``until``, by item: first value to last."""
    if (first := first_since(reader, start)) is not None:
        sql = (
            "SELECT record_id, at, old, new, batch_id FROM change WHERE seq >= :first AND field = 'due' "
            "AND record_type = 'action_item' ORDER BY seq"
        )
        changes = reader.rows(sql, first=first)
        moments = [change[1] for change in changes]
        if moments == sorted(moments):
            return _due_moves_in_order(reader, changes[: bisect_left(moments, until)])
    sql = (
        "SELECT record_id FROM change WHERE field = 'due' AND record_type = 'action_item' "
        "AND at >= :start AND at < :until"
    )
    touched = {row[0] for row in reader.rows(sql, start=start, until=until)}
    sql = (
        "SELECT c.record_id, c.at, c.clock, c.copy_id, c.old, c.new, b.reason "
        "FROM change c JOIN batch b ON b.id = c.batch_id "
        "WHERE c.record_id IN (:values) AND c.field = 'due' AND c.at < :until"
    )
    histories: dict[str, list[_DueChange]] = {}
    for item, at, clock, copy, old, new, reason in reader.rows_in(sql, touched, until=until):
        histories.setdefault(item, []).append(_DueChange((clock, copy), at, _day(old), _day(new), reason))
    return {item: _due_move(sorted(history), start) for item, history in histories.items()}


def _due_moves_in_order(
    reader: Reader, changes: Iterable[tuple[str, str, str | None, str | None, str]]
) -> dict[str, DueMove]:
    """Return the moves of due dates by their changes, which replace each other in this order."""
    moves: dict[str, tuple[str | None, str | None, str]] = {}
    for item, _at, old, new, batch in changes:
        before = moves[item][0] if item in moves else None
        moves[item] = (before or _day(old) or _day(new), _day(new), batch)
    sql = "SELECT id, reason FROM batch WHERE id IN (:values)"
    reasons = dict(reader.rows_in(sql, {batch for _before, _after, batch in moves.values()}))
    return {item: DueMove(before, after, reasons[batch]) for item, (before, after, batch) in moves.items()}


class _DueChange(NamedTuple):
    rank: tuple[int, str]
    at: str
    old: str | None
    new: str | None
    reason: str | None


def _due_move(history: list[_DueChange], start: str) -> DueMove:
    earlier = [change.new for change in history if change.at < start]
    within = [change for change in history if change.at >= start]
    before = earlier[-1] if earlier else history[0].old
    first = next((day for day in (before, *(change.new for change in within)) if day is not None), None)
    return DueMove(first, history[-1].new, within[-1].reason)


def _day(text: str | None) -> str | None:
    return None if text is None or text == "null" else text[1:-1]


def due_reasons(reader: Reader, item_ids: Iterable[str], until: str) -> dict[str, str]:
    """Return the reason that was given last for moving the due date of each item that has one."""
    sql = (
        "SELECT c.record_id, b.reason FROM change c JOIN batch b ON b.id = c.batch_id "
        "WHERE c.record_id IN (:values) AND c.field = 'due' AND b.reason IS NOT NULL AND c.at < :until "
        "ORDER BY c.clock, c.copy_id"
    )
    return dict(reader.rows_in(sql, item_ids, until=until))


def newest_notes(reader: Reader, kind: str, item_ids: Iterable[str]) -> dict[str, str]:
    """Return the newest note of a kind (``obstacle``, ``follow_up``) of each item that has one."""
    sql = (
        f"SELECT n.item_id, n.text FROM note n JOIN change c ON c.record_id = n.id AND c.field = '{CREATION}' "
        "WHERE NOT n.deleted AND n.kind = :kind AND n.item_id IN (:values) "
        "ORDER BY c.at, c.clock, c.copy_id"
    )
    return dict(reader.rows_in(sql, item_ids, kind=kind))


def waited_for(reader: Reader, item_ids: Collection[str]) -> dict[str, str]:
    """Return the refs of the open items that some items depend on, by item, in one text: ``7, 12``."""
    sql = "SELECT item_id, needs_id FROM dependency WHERE NOT deleted AND item_id IN (:values)"
    needed = list(reader.rows_in(sql, item_ids))
    sql = f"SELECT i.id, i.ref FROM action_item i WHERE NOT i.deleted AND {OPEN} AND i.id IN (:values)"
    open_refs = dict(reader.rows_in(sql, {other for _item, other in needed}))
    refs: dict[str, list[str]] = {}
    for item, other in needed:
        if other in open_refs:
            refs.setdefault(item, []).append(open_refs[other])
    return {item: ", ".join(sorted(ones, key=lambda ref: (len(ref), ref))) for item, ones in refs.items()}


class Called(NamedTuple):
    """Who is called by a name: how a report says it (empty where two are called so), and their ids."""

    shown: str
    owners: frozenset[str]


def called_names(reader: Reader) -> dict[str, Called]:
    """Return what agencies and active members are called, in lower case, and whom each name means.

    An agency is said by its short name, whether it is called by that, its code, its name or an alias; a member as
    called: by handle, name or position, also by what stands in brackets behind a position: ``Sekretaris Daerah
    (Sekda)``.
    """
    known: dict[str, Called] = {}

    def called(name: str | None, owner: str, shown: str = "") -> None:
        if name and name.strip():
            key = " ".join(name.split()).casefold()
            owners = {owner, *(known[key].owners if key in known else ())}
            known[key] = Called((shown or name.strip()) if len(owners) == 1 else "", frozenset(owners))

    for one, code, short, name, aliases in reader.rows(
        "SELECT id, code, short, name, aliases FROM agency WHERE NOT deleted"
    ):
        for each in (code, short, name, *alias_list(aliases)):
            called(each, one, short or name)
    for one, handle, name, position in reader.rows(
        "SELECT id, handle, name, position FROM member WHERE NOT deleted AND active"
    ):
        title, _bracket, rest = (position or "").partition("(")
        called(handle, one, name)
        for each in (name, position, title, rest.rstrip(") ")):
            called(each, one)
    return known


def first_deadline_days(reader: Reader, until: str) -> dict[str, str]:
    """Return the date that each deadline whose date was changed before ``until`` had first, as ISO text."""
    sql = (
        "SELECT record_id, old FROM change WHERE record_id IN (SELECT id FROM deadline) AND field = 'due' "
        "AND at < :until ORDER BY clock DESC, copy_id DESC"
    )
    return {record_id: day for record_id, old in reader.rows(sql, until=until) if (day := _day(old)) is not None}


def meeting_days(reader: Reader, item_ids: Collection[str]) -> dict[str, str]:
    """Return the day of the meeting that each of some items comes from, by item id, as ISO text."""
    sql = "SELECT i.id, m.date FROM action_item i JOIN meeting m ON m.id = i.meeting_id WHERE i.id IN (:values)"
    return dict(reader.rows_in(sql, item_ids))


def organisation(reader: Reader) -> dict[str, Any]:
    """Return the organisation as a plain mapping of its fields; empty when the list has none."""
    return next(iter(load_all(reader, "organisation").values()), {})
