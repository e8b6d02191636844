"""A record as a row of a sheet says it: what the readers of tables give the planner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from taskforce.exchange.files.sheet import CellValue
from taskforce.exchange.importing.plan import Place, Problem, Rejected, Remark
from taskforce.exchange.importing.tables.headers import Column, Header, shown
from taskforce.exchange.importing.tables.lines import TableRow
from taskforce.language import _
from taskforce.model import errors
from taskforce.model.records import TEXT_LIMIT
from taskforce.model.text import clean_line, clean_text, excerpt
from taskforce.model.vocabulary import NoteKind
from taskforce.store.read.sent_sheets import SinceSent

Values = dict[str, Any]


@dataclass(slots=True)
class SheetRecord:
    """A record as a row says it: plain values by field (``None``: the cell is empty), and what hangs on it.

    ``record_id`` is empty until the row is matched, where the sheet does not say it itself; ``ref``, ``key`` (what
    tells the item from others) and ``as_of`` (the moment of an export, UTC) help with that.  ``links`` has an
    entry for each type of link that the sheet has a column for; ``needs`` are the refs of ``dependency``.
    ``since`` says what became of each field since a workbook was sent out of which the row comes back: ``values``
    are then only what was changed in it.  ``unread`` are the cells that could not be read and cost the row
    nothing; ``own_key`` is what the sheet itself calls the row (its number, its key in another program).
    ``outside`` is the program and the key there of an item that another program keeps, ``about`` whose bookkeeping
    is kept with it in one note, and its text.  ``cells`` are shown beside problems that are found later.
    """

    place: Place
    header: Header
    values: Values
    links: dict[str, list[str]] = field(default_factory=dict)
    notes: list[tuple[NoteKind, str]] = field(default_factory=list)
    evidence: list[dict[str, str]] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    ref: str | None = None
    record_id: str = ""
    key: tuple[str, ...] = ()
    as_of: str | None = None
    since: Mapping[str, SinceSent] | None = None
    warnings: list[Remark] = field(default_factory=list)
    unread: list[Problem] = field(default_factory=list)
    own_key: str = ""
    outside: tuple[str, str] | None = None
    about: tuple[str, str] | None = None
    cells: TableRow | None = None

    def warn(self, text: str) -> None:
        """Add something that a person should look at."""
        self.warnings.append(Remark(self.place, text))

    def keep_unread(self, problem: Problem, *, noted: bool = True) -> None:
        """Note a cell that cannot be read: its text is kept as a note of the item."""
        self.unread.append(problem)
        if noted and problem.value:
            text = f"{problem.header or problem.column}: {problem.full}"
            self.notes.append((NoteKind.REMARK, text[:TEXT_LIMIT]))

    def content(self) -> tuple[Any, ...]:
        """Return everything that the row says; two rows that say the same are one record."""
        named = self.own_key if self.header.column("key") is not None else ""
        links = tuple((kind, tuple(sorted(targets))) for kind, targets in sorted(self.links.items()))
        values = tuple(sorted((name, repr(value)) for name, value in self.values.items() if value is not None))
        return values, links, tuple(self.notes), repr(self.evidence), tuple(self.needs), self.outside, named

    def refused(self, name: str, reason: str, value: object = None) -> Rejected:
        """Return the refusal of the row for what is wrong with one field."""
        return Rejected(self.place, (problem_of(self.header, name, self.cells, reason, value),))

    def invalid(self, problems: Iterable[errors.Problem]) -> Rejected:
        """Return the refusal of the row for values that no record may have."""
        told = (problem_of(self.header, one.field, self.cells, one.sentence, one.value) for one in problems)
        return Rejected(self.place, tuple(told))


def problem_of(header: Header, name: str, row: TableRow | None, reason: str, value: object = None) -> Problem:
    """Return what is wrong with a field, at the column it came from."""
    plain_name = {"dependency": "depends_on"}.get(name, name.removesuffix("_id"))
    column = header.column(plain_name)
    if column is None:
        return Problem("", "", "" if value is None else excerpt(str(value)), reason)
    cell = row.cell(column.index) if row is not None else None
    if cell is not None:
        return problem_of_cell(column, cell, reason)
    return Problem(column.letter, column.header, "" if value is None else excerpt(str(value)), reason)


def problem_of_cell(column: Column, cell: CellValue, reason: str) -> Problem:
    """Return what is wrong with a cell of a column."""
    text = clean_text(cell) if isinstance(cell, str) else shown(cell)
    return Problem(column.letter, clean_line(column.header), excerpt(shown(cell)), reason, text)


def shown_row(place: Place) -> str:
    """Return a row's place as it stands in a sentence."""
    if place.sheet:
        return _("row {row} of sheet {sheet}", row=place.row, sheet=place.sheet)
    return _("row {row}", row=place.row)
