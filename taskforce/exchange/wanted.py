"""An action item as a row of a file wants it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from taskforce.exchange.headers import Header, shown
from taskforce.exchange.plan import Place, Problem
from taskforce.exchange.rows import TableRow
from taskforce.model.text import excerpt
from taskforce.model.vocabulary import NoteKind
from taskforce.store.sent_sheets import SinceSent

Values = dict[str, Any]

LINK_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "supporting": ("lead", "supporting"),
    "supporting_agency": ("agency", "supporting_agencies"),
    "tag": ("tags",),
    "dependency": ("depends_on",),
}
"""Which columns say what an item is linked to: a sheet that has one of them says all of these links."""


@dataclass(slots=True)
class Wanted:
    """An action item as a row wants it: plain values by field (``None``: the cell is empty), and what hangs on it.

    ``links`` has an entry for each type of link that the sheet has a column for.  ``needs`` are refs.  ``ref``,
    ``record_id`` and ``as_of`` (the moment of an export, UTC) say which item is meant, where the sheet knows.
    ``since`` says what became of each field since a workbook was sent out of which the row comes back: ``values``
    are then only what was changed in it.
    """

    place: Place
    header: Header
    values: Values
    links: dict[str, list[str]] = field(default_factory=dict)
    notes: list[tuple[NoteKind, str]] = field(default_factory=list)
    evidence: list[dict[str, str]] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    ref: str | None = None
    record_id: str | None = None
    as_of: str | None = None
    since: Mapping[str, SinceSent] | None = None
    key: tuple[str, ...] = ()

    def content(self) -> tuple[Any, ...]:
        """Everything that the row says; two rows that say the same are one item."""
        links = tuple((kind, tuple(sorted(targets))) for kind, targets in sorted(self.links.items()))
        values = tuple(sorted((name, repr(value)) for name, value in self.values.items() if value is not None))
        return values, links, tuple(self.notes), repr(self.evidence), tuple(self.needs)


def problem_of(header: Header, name: str, row: TableRow | None, reason: str, value: object = None) -> Problem:
    """What is wrong with a field, at the column it came from."""
    plain_name = {"dependency": "depends_on"}.get(name, name.removesuffix("_id"))
    column = header.column(plain_name)
    if column is None:
        return Problem("", "", "" if value is None else excerpt(str(value)), reason)
    cell = row.cell(column.index) if row is not None else None
    text = excerpt(shown(cell)) if cell is not None else "" if value is None else excerpt(str(value))
    return Problem(column.letter, column.header, text, reason)
