"""What an import would do, before it does it: shown to a person, as text or data, and written as one batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from taskforce.exchange.importing.questions import Answers, Question
from taskforce.exchange.importing.tables.header_names import SheetKind
from taskforce.store.changes.batch import Draft, Receipt, Told
from taskforce.store.store import Store


class Place(NamedTuple):
    """A row of the file: its sheet (empty where a file has none) and the row's number as spreadsheets show it."""

    sheet: str
    row: int


class Problem(NamedTuple):
    """Why a cell was refused: where it is (column letter, header), what it holds, and the reason.

    ``column`` and ``header`` are empty where the row as a whole is meant; ``whole`` is the cell's text where
    ``value`` had to be cut.
    """

    column: str
    header: str
    value: str
    reason: str
    whole: str = ""

    @property
    def full(self) -> str:
        """Return all of the cell's text."""
        return self.whole or self.value


class Rejected(NamedTuple):
    """A row that cannot be taken, with everything that is wrong with it."""

    place: Place
    problems: tuple[Problem, ...]

    @property
    def sheet(self) -> str:
        """Return the sheet of the row."""
        return self.place.sheet

    @property
    def row(self) -> int:
        """Return the row's number."""
        return self.place.row

    @property
    def column(self) -> str:
        """Return the letter of the first column that is wrong."""
        return self.problems[0].column

    @property
    def header(self) -> str:
        """Return that column's header."""
        return self.problems[0].header

    @property
    def value(self) -> str:
        """Return what its cell holds."""
        return self.problems[0].value

    @property
    def reason(self) -> str:
        """Return what is wrong with it and what to do."""
        return self.problems[0].reason


class LeftOut(NamedTuple):
    """Something filled that is not taken: a cell, or a row, a column or a sheet as a whole.

    ``row`` is ``None`` for a column or a sheet; ``column`` is empty for a row or a sheet.  ``matters`` says that a
    person should look at it: a cell that cannot be read, or what looks like data.  ``rows`` counts the rows that
    are meant as a whole.
    """

    sheet: str
    row: int | None
    column: str
    header: str
    value: str
    reason: str
    matters: bool
    rows: int = 0

    def as_data(self) -> dict[str, Any]:
        """Return it for ``--format json``."""
        return {
            "sheet": self.sheet or None,
            "row": self.row,
            "column": self.column or None,
            "header": self.header or None,
            "value": self.value,
            "reason": self.reason,
        }


class Remark(NamedTuple):
    """A sentence about a row: something to look at (a warning), or why it was passed over.

    ``double`` says that the row is, or may be, what another row or the list says already.
    """

    place: Place
    text: str
    double: bool = False


class FieldChange(NamedTuple):
    """A field (or link) of a record that changes: values as people read them.

    ``follows`` says that it follows from another change; ``both`` that it was changed here too since the last
    import, so that the sheet's value would win over somebody's; ``conflict`` that it was changed here too since
    the sheet was sent, so that both values would stay until a person decides.
    """

    field: str
    label: str
    old: Any
    new: Any
    follows: bool = False
    both: bool = False
    conflict: bool = False


class NewRecord(NamedTuple):
    """A record that would be created; ``place`` is the row that asks for it, ``values`` what is known of it."""

    record_type: str
    id: str
    name: str
    place: Place | None
    values: Mapping[str, Any]


class ChangedRecord(NamedTuple):
    """A record that would be changed, with each field."""

    record_type: str
    id: str
    name: str
    place: Place
    changes: tuple[FieldChange, ...]


class Kept(NamedTuple):
    """A value of the list that differs from the sheet's and stays: it was changed here after the sheet said so."""

    record_type: str
    name: str
    place: Place
    field: str
    label: str
    sheet_value: Any
    list_value: Any


class ColumnUse(NamedTuple):
    """A column of a sheet: its letter and header, the labels of what it is read as (empty: not read), and why."""

    letter: str
    header: str
    fields: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class TableUse:
    """A table of the file: its sheet, what kind of list it is, its header's row, and its columns."""

    sheet: str
    kind: SheetKind
    header_row: int
    columns: tuple[ColumnUse, ...]
    rows: int = 0
    returned: bool = False
    """Whether it was sent out by this program, so that its columns need no explaining."""


class ReturnedFrom(NamedTuple):
    """A workbook that comes back: its id, to whom (empty: nobody in particular) and when (UTC) it was sent.

    ``saved_by`` is who saved it last, as the spreadsheet program says; ``answers`` that it is on record here.
    """

    sheet_id: str
    agency: str
    sent_at: str
    saved_by: str | None
    answers: bool


@dataclass(slots=True)
class Plan:
    """Everything an import of ``file`` would do; nothing has been written."""

    file: str
    tables: list[TableUse] = field(default_factory=list)
    new: list[NewRecord] = field(default_factory=list)
    changed: list[ChangedRecord] = field(default_factory=list)
    unchanged: int = 0
    only_noted: int = 0
    """Records to which nothing comes but a note or evidence."""
    kept: list[Kept] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    skipped: list[Remark] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    complete: Callable[[Store, Told], Receipt] | None = None
    """Set for the complete export of another list: what takes it in."""
    unseen: int = 0
    """Changes of such an export that this list has not got."""
    returned: ReturnedFrom | None = None
    """Set for a workbook that was sent out and comes back."""
    answers: dict[str, Answers] = field(default_factory=dict)
    """What holds for each table's sheet, by its name: what was answered now, and what was kept of earlier ones."""
    recalled: bool = False
    """Whether answers count that were kept of an earlier sheet."""

    def of(self, record_type: str) -> list[NewRecord]:
        """Return the new records of one type."""
        return [one for one in self.new if one.record_type == record_type]

    @property
    def new_items(self) -> list[NewRecord]:
        """Return the action items that would be created."""
        return self.of("action_item")

    @property
    def new_members(self) -> list[NewRecord]:
        """Return the members that would be created."""
        return self.of("member")

    @property
    def new_agencies(self) -> list[NewRecord]:
        """Return the agencies that would be created."""
        return self.of("agency")

    @property
    def new_meetings(self) -> list[NewRecord]:
        """Return the meetings that would be created."""
        return self.of("meeting")

    @property
    def new_deadlines(self) -> list[NewRecord]:
        """Return the deadlines that would be created."""
        return self.of("deadline")

    @property
    def changed_items(self) -> list[ChangedRecord]:
        """Return the action items that would be changed."""
        return [one for one in self.changed if one.record_type == "action_item"]

    @property
    def conflicts(self) -> int:
        """Return the number of fields that would be in conflict."""
        return sum(change.conflict for one in self.changed for change in one.changes)

    @property
    def left_matters(self) -> int:
        """Return how much of what is left out a person should look at."""
        return sum(one.matters for one in self.left_out)

    @property
    def needs_a_person(self) -> bool:
        """Return whether something is open: rows refused, conflicts, questions, data left out."""
        return bool(self.rejected or self.conflicts or self.questions or self.left_matters)

    @property
    def changes_anything(self) -> bool:
        """Return whether running the plan would write something."""
        return bool(self.drafts or self.unseen)

    def as_data(self) -> dict[str, Any]:
        """Return the plan for ``import --format json``; see docs/data-formats.md."""
        return {
            "file": self.file,
            "returned": self.returned._asdict() if self.returned is not None else None,
            "counts": self.counts(),
            "tables": [_table(one) for one in self.tables],
            "new_items": [_new(one) for one in self.new_items],
            "changed": [_changed(one) for one in self.changed],
            "new_members": [_new(one) for one in self.new_members],
            "new_agencies": [_new(one) for one in self.new_agencies],
            "new_meetings": [_new(one) for one in self.new_meetings],
            "new_deadlines": [_new(one) for one in self.new_deadlines],
            "new_notes": [_new(one) for one in self.of("note")],
            "new_evidence": [_new(one) for one in self.of("evidence")],
            "kept": [
                {**_place(one.place), "type": one.record_type, "name": one.name, "field": one.field}
                | {"sheet_value": one.sheet_value, "list_value": one.list_value}
                for one in self.kept
            ],
            "rejected": [
                {**_place(one.place), **_problem(problem)} for one in self.rejected for problem in one.problems
            ],
            "warnings": [{**_place(one.place), "text": one.text} for one in self.warnings],
            "questions": [one.as_data() for one in self.questions],
            "left_out": [one.as_data() for one in self.left_out],
            "skipped": [{**_place(one.place), "reason": one.text} for one in self.skipped],
            "remarks": self.remarks,
        }

    def counts(self) -> dict[str, int]:
        """Return how much of each; ``rejected_rows`` counts rows, however much is wrong with one."""
        return {
            "new_items": len(self.new_items),
            "new_members": len(self.new_members),
            "new_agencies": len(self.new_agencies),
            "new_meetings": len(self.new_meetings),
            "new_deadlines": len(self.new_deadlines),
            "changed": len(self.changed),
            "conflicts": self.conflicts,
            "unchanged": self.unchanged,
            "only_noted": self.only_noted,
            "rejected_rows": len(self.rejected),
            "warnings": len(self.warnings),
            "skipped_rows": len(self.skipped),
            "questions": len(self.questions),
            "left_out": self.left_matters,
            "changes_from_export": self.unseen,
        }


def _place(place: Place | None) -> dict[str, Any]:
    return {"sheet": None, "row": None} if place is None else {"sheet": place.sheet or None, "row": place.row}


def _problem(one: Problem) -> dict[str, str]:
    return {"column": one.column, "header": one.header, "value": one.value, "reason": one.reason}


def _new(one: NewRecord) -> dict[str, Any]:
    return {**_place(one.place), "id": one.id, "name": one.name, "values": dict(one.values)}


def _changed(one: ChangedRecord) -> dict[str, Any]:
    return {
        **_place(one.place),
        "type": one.record_type,
        "id": one.id,
        "name": one.name,
        "changes": [
            {"field": change.field, "old": change.old, "new": change.new}
            | {"follows": change.follows, "changed_here_too": change.both or change.conflict}
            | {"conflict": change.conflict}
            for change in one.changes
        ],
    }


def _table(one: TableUse) -> dict[str, Any]:
    return {
        "sheet": one.sheet or None,
        "kind": one.kind,
        "header_row": one.header_row,
        "rows": one.rows,
        "columns": [
            {
                "column": column.letter,
                "header": column.header,
                "fields": list(column.fields),
                "why": column.why or None,
            }
            for column in one.columns
        ],
    }
