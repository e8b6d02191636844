"""Sending matrices out: one workbook of a selection, or one for each agency; what went to whom is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from taskforce.clock import Clock, write_moment
from taskforce.exchange.files.remarks import remarks_of
from taskforce.exchange.matrix.hidden_sheet import ALL_OPEN, OPEN, SentSheet
from taskforce.exchange.matrix.workbook import Matrix, headers, matrix_workbook, sent_cells
from taskforce.files import cannot_write, write_output
from taskforce.language import _
from taskforce.model.errors import TaskforceError
from taskforce.model.recurrence.words import rule_text
from taskforce.model.shown import checklist_cell
from taskforce.model.text import slug
from taskforce.paths import make_folder
from taskforce.store.changes.batch import Batch, create
from taskforce.store.changes.ids import new_id
from taskforce.store.changes.version_vector import version_vector
from taskforce.store.read.items import ItemLinks, ItemRow, Selection, item_links, item_rows
from taskforce.store.read.sent_sheets import (
    AgencyName,
    SheetMember,
    SheetNotes,
    agency_names,
    office,
    sheet_members,
    sheet_notes,
)
from taskforce.store.store import Store
from taskforce.store.write.known_replicas import own_replica_id
from taskforce.wording.days import full_day

SENDING = "send"
"""The kind of the step that keeps what went out."""


@dataclass(frozen=True, slots=True)
class SentOut:
    """A workbook that was written: where, to which agency (its short name; empty for several), and its items."""

    path: Path
    agency: str
    items: int


@dataclass(frozen=True, slots=True)
class SentOutAll:
    """The workbooks of one sending.  ``homeless`` are the refs of items that no agency answers for."""

    sheets: list[SentOut]
    homeless: list[str]
    recorded: bool


def export_matrix(store: Store, path: Path, selection: Selection | None, query: str) -> SentOut:
    """Write the items of a selection as one workbook.

    When one agency answers for all of them it is kept that this agency was sent a sheet.
    """
    material = _Material.read(store, selection, query)
    agencies = {material.notes.agency_id.get(row.id) for row in material.rows}
    agency_id = agencies.pop() if len(agencies) == 1 else None
    sent = _write(store, material, material.rows, agency_id, path)
    if agency_id is not None:
        _record(store, [(path, sent)])
    return SentOut(path, sent.agency, len(sent.ids))


def export_per_agency(
    store: Store,
    folder: Path,
    selection: Selection | None,
    query: str,
    *,
    only: Collection[str] | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> SentOutAll:
    """Write a workbook for every agency that answers for an item of the selection; names never overwrite files.

    ``only`` are the ids of the agencies that are meant, when not all are.  ``progress`` is told before each
    workbook its number, how many there are, and the agency.
    """
    material = _Material.read(store, selection, query)
    by_agency: dict[str | None, list[ItemRow]] = {}
    for row in material.rows:
        by_agency.setdefault(material.notes.agency_id.get(row.id), []).append(row)
    homeless = [row.ref for row in by_agency.pop(None, [])]
    if only is not None:
        by_agency = {agency_id: rows for agency_id, rows in by_agency.items() if agency_id in only}
    if not by_agency:
        raise TaskforceError(_("No agency answers for any of these action items: there is nobody to send to."))
    try:
        make_folder(folder)
    except OSError as error:
        raise cannot_write(folder, error) from error
    written: list[tuple[Path, SentSheet]] = []
    names = material.agencies
    ordered = sorted((one for one in by_agency if one), key=lambda one: names[one].short.casefold())
    for number, agency_id in enumerate(ordered, 1):
        if progress is not None:
            progress(number, len(ordered), names[agency_id].short)
        name = slug(names[agency_id].short) or names[agency_id].code
        path = _free(folder, f"{_('follow-up')}-{name}", material.day)
        written.append((path, _write(store, material, by_agency[agency_id], agency_id, path)))
    _record(store, written)
    sheets = [SentOut(path, names[sent.agency_id or ""].short, len(sent.ids)) for path, sent in written]
    return SentOutAll(sheets, homeless, not store.read_only)


def _free(folder: Path, name: str, day: str) -> Path:
    """Return a name in a folder that no file has: an answer that lies there already must not be overwritten."""
    number = 1
    while True:
        more = "" if number == 1 else f"-{number}"
        path = folder / f"{name}-{day}{more}.xlsx"
        if not path.exists():
            return path
        number += 1


@dataclass(frozen=True, slots=True)
class _Material:
    """Everything that the workbooks of one sending are made of, read on one state of the list."""

    rows: list[ItemRow]
    links: ItemLinks
    notes: SheetNotes
    members: list[SheetMember]
    agencies: Mapping[str, AgencyName]
    organisation: str
    paper: str
    copy_id: str
    seen: Mapping[str, int]
    query: str
    day: str

    @staticmethod
    def read(store: Store, selection: Selection | None, query: str) -> _Material:
        reader, today = store.reader, store.clock.today().isoformat()
        with reader.snapshot():
            rows = item_rows(reader, selection or Selection(), today)
            ids = [row.id for row in rows]
            notes = sheet_notes(reader, ids)
            organisation, paper = office(reader)
            return _Material(
                rows,
                item_links(reader, ids),
                notes,
                sheet_members(reader),
                agency_names(reader, set(notes.agency_id.values())),
                organisation,
                paper,
                own_replica_id(reader),
                version_vector(reader),
                query,
                today,
            )


def _write(
    store: Store, material: _Material, rows: Sequence[ItemRow], agency_id: str | None, path: Path
) -> SentSheet:
    labels = _member_labels(material.members, agency_id)
    by_handle = {member.handle: labels[member.id] for member in material.members}
    cells = [_cells(row, material, by_handle, store.clock) for row in rows]
    agency = material.agencies[agency_id] if agency_id is not None else None
    sent = SentSheet(
        id=new_id(),
        copy_id=material.copy_id,
        sent_at=write_moment(store.clock.now()),
        seen=material.seen,
        query=material.query,
        agency_id=agency_id,
        agency=agency.name if agency else "",
        headers=headers(cells),
        open=OPEN if agency_id is not None else ALL_OPEN,
        ids={row.ref: row.id for row in rows},
        cells={row.ref: sent_cells(one) for row, one in zip(rows, cells, strict=True)},
    )
    matrix = Matrix(
        material.organisation,
        sent.agency,
        full_day(material.day),
        material.paper,
        cells,
        [(name, member_id) for member_id, name in labels.items()],
    )
    write_output(path, matrix_workbook(matrix, sent))
    return sent


def _member_labels(members: Iterable[SheetMember], agency_id: str | None) -> dict[str, str]:
    """Return the names to choose from by member id, the agency's own first."""
    ordered = sorted(members, key=lambda member: member.agency_id != agency_id)
    return {member.id: member.name for member in ordered}


def _cells(row: ItemRow, material: _Material, names: Mapping[str, str], clock: Clock) -> dict[str, Any]:
    lead = names.get(row.lead, row.lead_name) if row.lead is not None else None
    return {
        "ref": row.ref,
        "origin": row.origin,
        "title": row.title,
        "description": row.description,
        "dimension": row.dimension_name,
        "agency": row.agency,
        "lead": lead,
        "supporting": ", ".join(names.get(one, one) for one in material.links.supporting.get(row.id, ())),
        "start": row.start,
        "due": row.due,
        "original_due": row.original_due if row.times_rescheduled else None,
        "every": rule_text(row.every) if row.every else None,
        "priority": row.priority,
        "status": row.status,
        "progress": row.progress,
        "done_on": row.done_on,
        "checklist": checklist_cell(json.loads(row.checklist or "[]")),
        "obstacle": material.notes.obstacle.get(row.id),
        "follow_up": material.notes.follow_up.get(row.id),
        "note": remarks_of(material.notes, row.id, clock),
        "evidence": "\n".join(material.notes.evidence.get(row.id, ())),
        "tags": ", ".join(material.links.tags.get(row.id, ())),
        "budget": row.budget,
        "fund_source": row.fund_source,
    }


def _record(store: Store, written: Sequence[tuple[Path, SentSheet]]) -> None:
    """Keep what went to whom; a list that is only read cannot keep it, and that is said."""
    if store.read_only:
        store.warn(_("The list is open to read only: it was not kept that these sheets were sent."))
        return
    drafts = [
        create(
            "sent_sheet",
            sent.id,
            file=path.name,
            agency_id=sent.agency_id,
            query=sent.query or None,
            items=len(sent.ids),
            sent_at=sent.sent_at,
        )
        for path, sent in written
    ]
    summary = written[0][0].name if len(written) == 1 else str(written[0][0].parent)
    store.apply(Batch(SENDING, drafts, summary=summary))
