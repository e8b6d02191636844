"""Sheets that go out to agencies and come back: their contents, and the changes made here since.

``seen`` is what a sheet says of the history it was made from: the greatest running number of each copy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from taskforce.model.records import CREATION
from taskforce.store.changes import conflict_detection
from taskforce.store.changes.batch import Change
from taskforce.store.database.reader import Reader
from taskforce.store.history.steps import undone_ids
from taskforce.store.query.names import shown_name_sql
from taskforce.store.read.items import Selection


class SheetRemark(NamedTuple):
    """A remark: when it was written (UTC), the handle of who wrote it, its text."""

    at: str
    handle: str | None
    text: str


@dataclass(frozen=True, slots=True)
class SheetNotes:
    """Notes beside the items of a sheet, by item id: all remarks, the newest first; the newest obstacle and
    follow-up; all evidence; the agency."""

    remarks: Mapping[str, list[SheetRemark]]
    obstacle: Mapping[str, str]
    follow_up: Mapping[str, str]
    evidence: Mapping[str, list[str]]
    agency_id: Mapping[str, str]


def sheet_notes(reader: Reader, item_ids: Collection[str]) -> SheetNotes:
    """Read the notes of some items."""
    remarks: dict[str, list[SheetRemark]] = {}
    newest: dict[str, dict[str, str]] = {"obstacle": {}, "follow_up": {}}
    sql = (
        "SELECT n.item_id, n.kind, n.text, c.at, m.handle FROM note n "
        "JOIN change c ON c.record_id = n.id AND c.field = '*' LEFT JOIN member m ON m.id = c.actor_id "
        "WHERE NOT n.deleted AND n.kind IN ('remark', 'obstacle', 'follow_up') AND n.item_id IN (:values) "
        "ORDER BY c.clock, c.copy_id"
    )
    for item_id, kind, text, at, handle in reader.rows_in(sql, item_ids):
        if kind == "remark":
            remarks.setdefault(item_id, []).insert(0, SheetRemark(at, handle, text))
        else:
            newest[kind][item_id] = text
    evidence: dict[str, list[str]] = {}
    sql = (
        "SELECT e.item_id, coalesce(e.location, e.letter_number) FROM evidence e "
        "JOIN change c ON c.record_id = e.id AND c.field = '*' "
        "WHERE NOT e.deleted AND e.item_id IN (:values) ORDER BY c.clock, c.copy_id"
    )
    for item_id, text in reader.rows_in(sql, item_ids):
        if text:
            evidence.setdefault(item_id, []).append(text)
    sql = "SELECT id, agency_id FROM action_item WHERE agency_id IS NOT NULL AND id IN (:values)"
    agencies = {row[0]: row[1] for row in reader.rows_in(sql, item_ids)}
    return SheetNotes(remarks, newest["obstacle"], newest["follow_up"], evidence, agencies)


PLAN_KEYS: Final = (
    *("programme", "activity", "indicator", "unit", "baseline", "local_wisdom", "mission", "supporting_agencies"),
)


def plan_fields(reader: Reader, item_ids: Collection[str]) -> dict[str, tuple[Any, ...]]:
    """Return the fields of the plan of some items, by item id: the values of :data:`PLAN_KEYS`."""
    sql = (
        "SELECT i.id, i.programme, i.activity, i.indicator, i.unit, i.baseline, i.local_wisdom, m.text "
        "FROM action_item i LEFT JOIN mission m ON m.id = i.mission_id WHERE i.id IN (:values)"
    )
    plans = {row[0]: (*row[1:6], bool(row[6]), row[7]) for row in reader.rows_in(sql, item_ids)}
    agencies: dict[str, list[str]] = {}
    sql = (
        "SELECT l.item_id, a.short FROM supporting_agency l JOIN agency a ON a.id = l.agency_id "
        "WHERE NOT l.deleted AND l.item_id IN (:values) ORDER BY lower(a.short), a.id"
    )
    for item_id, short in reader.rows_in(sql, item_ids):
        agencies.setdefault(item_id, []).append(short)
    return {item_id: (*plan, agencies.get(item_id, [])) for item_id, plan in plans.items()}


def note_texts(reader: Reader, item_ids: Collection[str]) -> dict[tuple[str, str], set[str]]:
    """Return the texts that are noted of some items, by item and kind of note."""
    sql = "SELECT item_id, kind, text FROM note WHERE NOT deleted AND item_id IN (:values)"
    texts: dict[tuple[str, str], set[str]] = {}
    for item_id, kind, text in reader.rows_in(sql, item_ids):
        texts.setdefault((item_id, kind), set()).add(text)
    return texts


class SheetMember(NamedTuple):
    """An active member, as a choice for who leads an item."""

    id: str
    handle: str
    name: str
    agency_id: str | None


def sheet_members(reader: Reader) -> list[SheetMember]:
    """Return the active members, by name, which is told apart from namesakes."""
    name = shown_name_sql("member", "m")
    sql = f"SELECT id, handle, {name}, agency_id FROM member m WHERE NOT deleted AND active"
    return [SheetMember(*row) for row in reader.rows(f"{sql} ORDER BY lower(m.name), id")]


class AgencyName(NamedTuple):
    """The three names of an agency."""

    code: str
    short: str
    name: str


def agency_names(reader: Reader, agency_ids: Collection[str]) -> dict[str, AgencyName]:
    """Return the names of agencies, by id."""
    sql = "SELECT id, code, short, name FROM agency WHERE id IN (:values)"
    return {row[0]: AgencyName(*row[1:]) for row in reader.rows_in(sql, agency_ids)}


def office(reader: Reader) -> tuple[str, str]:
    """Return the organisation's name and paper."""
    name, paper = reader.row("SELECT name, paper FROM organisation WHERE NOT deleted") or ("", "f4")
    return str(name), str(paper)


class Receiver(NamedTuple):
    """An agency that answers for some of the items of a selection: how many."""

    id: str
    short: str
    name: str
    items: int


def receivers(reader: Reader, selection: Selection) -> tuple[list[Receiver], list[str]]:
    """Return the agencies that answer for items of a selection, by name, and the refs of items without one."""
    selected = f"NOT i.deleted AND ({selection.where})"
    sql = (
        "SELECT a.id, a.short, a.name, count(*) FROM action_item i JOIN agency a ON a.id = i.agency_id "
        f"WHERE {selected} GROUP BY a.id, a.short, a.name ORDER BY lower(a.short), a.id"
    )
    homeless = f"SELECT i.ref FROM action_item i WHERE i.agency_id IS NULL AND {selected} ORDER BY i.seq"
    agencies = [Receiver(*row) for row in reader.rows(sql, **selection.parameters)]
    return agencies, [row[0] for row in reader.rows(homeless, **selection.parameters)]


class SinceSent(NamedTuple):
    """A field of an item since a sheet was sent.

    ``sent`` is its value then, ``heads`` the ids of the changes that gave it (none when the sheet comes from a
    history that this list has not got); ``taken`` are the values that imports have given it since, and ``own``
    says that what it holds now came from this very sheet.
    """

    sent: Any
    heads: tuple[str, ...]
    taken: tuple[Any, ...]
    own: bool


def since_sent(
    reader: Reader, sheet_id: str, item_ids: Collection[str], fields: Collection[str], seen: Mapping[str, int]
) -> dict[tuple[str, str], SinceSent]:
    """Return what became of these fields, by item id and field.  Steps taken back do not count as taken."""
    histories = conflict_detection.histories_of(reader, item_ids)
    undone = undone_ids(reader)
    answers = reader.rows(
        "SELECT batch_id FROM change WHERE record_id = :sheet AND field = 'answered_at'", sheet=sheet_id
    )
    own = {row[0] for row in answers}
    later = {
        change.batch_id for history in histories.values() for change in history if not _was_seen(change, seen)
    }
    kinds = dict(reader.rows_in("SELECT id, kind FROM batch WHERE id IN (:values)", later))
    imports = {batch_id for batch_id, kind in kinds.items() if kind == "import"} - undone
    since: dict[tuple[str, str], SinceSent] = {}
    for item_id, history in histories.items():
        before = [change for change in history if _was_seen(change, seen)]
        imported = [change for change in history if change.batch_id in imports and not _was_seen(change, seen)]
        for field in fields:
            heads = conflict_detection.heads_of(before, field)
            sent = conflict_detection.value_in(heads[-1], field) if heads else None
            taken = tuple(
                conflict_detection.value_in(one, field) for one in imported if one.field in (field, CREATION)
            )
            mine = all(one.batch_id in own for one in conflict_detection.heads_of(history, field))
            since[item_id, field] = SinceSent(sent, tuple(one.id for one in heads), taken, mine)
    return since


def _was_seen(change: Change, seen: Mapping[str, int]) -> bool:
    return change.number <= seen.get(change.copy_id, 0)


class SheetState(NamedTuple):
    """A sheet that went out: to which agency, when (UTC), how many items, and when it was answered."""

    id: str
    file: str
    agency_id: str
    agency: str
    query: str | None
    items: int
    sent_at: str
    answered_at: str | None


_STATES = (
    "SELECT s.id, s.file, s.agency_id, a.short, s.query, s.items, s.sent_at, s.answered_at FROM sent_sheet s "
    "JOIN agency a ON a.id = s.agency_id WHERE NOT s.deleted"
)


def sheet_states(reader: Reader, *, every: bool = False) -> list[SheetState]:
    """Return the newest sheet of each agency (or every one): unanswered ones first, the longest out first."""
    states = [SheetState(*row) for row in reader.rows(f"{_STATES} ORDER BY s.sent_at, s.id")]
    if not every:
        states = list({state.agency_id: state for state in states}.values())
    return sorted(states, key=lambda one: (one.answered_at is not None, one.sent_at, one.agency.casefold()))


def sheets_named(reader: Reader, ids: Iterable[str]) -> dict[str, SheetState]:
    """Return the sheets with these ids that are on record here, by id."""
    rows = reader.rows_in(f"{_STATES} AND s.id IN (:values)", ids)
    return {row[0]: SheetState(*row) for row in rows}
