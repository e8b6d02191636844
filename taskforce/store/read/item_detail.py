"""Everything that belongs to one action item: plan fields, notes, evidence, links both ways."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from taskforce.model.shown import steps_of
from taskforce.store.database.reader import Reader
from taskforce.store.read.items import ItemLinks, ItemRow, item_links


class NoteRow(NamedTuple):
    """A note: when and by whom it was written, its kind and text."""

    at: str
    actor: str | None
    kind: str
    text: str


class EvidenceRow(NamedTuple):
    """A piece of evidence, with when and by whom it was added."""

    at: str
    actor: str | None
    kind: str
    location: str | None
    letter_number: str | None
    description: str | None
    sha256: str | None = None


_PLAN = ("programme", "activity", "indicator", "unit", "baseline", "targets", "realisations", "checklist")


class ItemDetail(NamedTuple):
    """An item and what belongs to it.

    ``gone`` has the handles and short names of those who support it and were deleted, ``needed_by`` the refs of
    the items that wait for it.
    """

    row: ItemRow
    links: ItemLinks
    plan: dict[str, Any]
    local_wisdom: bool
    mission: str | None
    sub_dimension: str | None
    supporting_agencies: list[str]
    gone: frozenset[str]
    needed_by: list[str]
    notes: list[NoteRow]
    evidence: list[EvidenceRow]

    def as_data(self, local: Callable[[str], str]) -> dict[str, Any]:
        """Return what ``show --format json`` adds to the item of ``list``."""
        return {
            **self.plan,
            "weight": self.row.weight,
            "local_wisdom": self.local_wisdom,
            "mission": self.mission,
            "supporting_agencies": self.supporting_agencies,
            "needed_by": self.needed_by,
            "notes_list": [{**note._asdict(), "at": local(note.at)} for note in self.notes],
            "evidence_list": [{**piece._asdict(), "at": local(piece.at)} for piece in self.evidence],
        }


_WRITTEN = (
    "SELECT c.at, m.handle, {columns} FROM {table} n "
    "JOIN change c ON c.record_id = n.id AND c.field = '*' LEFT JOIN member m ON m.id = c.actor_id "
    "WHERE n.item_id = :item AND NOT n.deleted ORDER BY c.at, c.clock, c.copy_id"
)


def checklist(reader: Reader, item_id: str) -> list[dict[str, Any]]:
    """Return the steps of an item, each with its ``text`` and whether it is ``done``."""
    return checklists(reader, [item_id]).get(item_id, [])


def checklists(reader: Reader, ids: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the steps of those of the items that have some, by the items' ids."""
    sql = "SELECT id, checklist FROM action_item WHERE checklist IS NOT NULL AND id IN (:values)"
    return {str(row[0]): steps_of(json.loads(row[1])) for row in reader.rows_in(sql, ids)}


def item_detail(reader: Reader, row: ItemRow) -> ItemDetail:
    """Read what belongs to an item."""
    item = row.id
    plan_row = reader.row(
        f"SELECT {', '.join(f'i.{name}' for name in _PLAN)}, i.local_wisdom, mi.text, s.name "
        "FROM action_item i LEFT JOIN mission mi ON mi.id = i.mission_id "
        "LEFT JOIN sub_dimension s ON s.id = i.sub_dimension_id WHERE i.id = :item",
        item=item,
    )
    assert plan_row is not None
    plan = {
        name: json.loads(value) if name in ("targets", "realisations", "checklist") and value else value
        for name, value in zip(_PLAN, plan_row, strict=False)
    }
    agencies = reader.rows(
        "SELECT a.short, a.deleted FROM supporting_agency s JOIN agency a ON a.id = s.agency_id "
        "WHERE s.item_id = :item AND NOT s.deleted ORDER BY a.short",
        item=item,
    )
    people = reader.rows(
        "SELECT m.handle FROM supporting s JOIN member m ON m.id = s.member_id "
        "WHERE s.item_id = :item AND NOT s.deleted AND m.deleted",
        item=item,
    )
    needed_by = reader.rows(
        "SELECT i.ref FROM dependency d JOIN action_item i ON i.id = d.item_id "
        "WHERE d.needs_id = :item AND NOT d.deleted AND NOT i.deleted ORDER BY length(i.ref), i.ref",
        item=item,
    )
    notes = reader.rows(_WRITTEN.format(columns="n.kind, n.text", table="note"), item=item)
    columns = "n.kind, n.location, n.letter_number, n.description, n.sha256"
    evidence = reader.rows(_WRITTEN.format(columns=columns, table="evidence"), item=item)
    return ItemDetail(
        row,
        item_links(reader, [item]),
        plan,
        *(bool(plan_row[-3]), plan_row[-2], plan_row[-1]),
        [short for short, _deleted in agencies],
        frozenset((*(short for short, deleted in agencies if deleted), *(handle for (handle,) in people))),
        [ref for (ref,) in needed_by],
        [NoteRow(*note) for note in notes],
        [EvidenceRow(*piece) for piece in evidence],
    )
