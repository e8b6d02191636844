"""The rows of a table: which are records, and which are passed over, each with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from taskforce.exchange.files.sheet import CellValue, Row, Sheet
from taskforce.exchange.importing.cells.values import is_empty
from taskforce.exchange.importing.tables.header_names import LABELS, header_key, meanings
from taskforce.exchange.importing.tables.headers import Header, header_at, numbers_row, shown
from taskforce.language import _
from taskforce.model.text import fold

_SUM: Final = (
    r"(?:sub[ -]?total|grand total|jumlah total|total keseluruhan|jumlah|total|rata[ -]rata|average)"
    r"(?: .{0,60})?[: ]*"
)
_FOOT: Final = (
    r"(?:mengetahui|menyetujui|disetujui|disahkan|ditetapkan|dibuat oleh|disusun oleh|nip\b|catatan ?:|"
    r"keterangan ?:|ket\.? ?:|sumber ?:|ttd\b|note ?:|\*)"
)

_NUMBERING = r"(?i)\(?(?:[0-9]{1,3}(?:\.[0-9]{1,2})*|[ivx]{1,5}|[a-z])[.)]?"
_NUMBERS_WITHIN: Final = 3
"""Rows below a header in which a row may number the columns."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row under a header: its number as shown, its cells, and the dimension of the heading above it, if any.

    ``skipped`` is the reason why it is no record; ``heading`` the text of a row that heads the following ones.
    """

    number: int
    cells: Row
    header: Header
    skipped: str = ""
    heading: str = ""
    continues: bool = False

    def cell(self, index: int) -> CellValue:
        """Return the cell of a column; ``None`` beyond the row's end."""
        return self.cells[index] if index < len(self.cells) else None


def table_rows(sheet: Sheet, header: Header) -> Iterator[TableRow]:
    """Return the filled rows below a header, through later headers of the same sheet; empty ones are left out."""
    current = header
    numbered = gap = foot = False
    index = header.row + 1
    while index < len(sheet.rows):
        cells = [None if is_empty(value) else value for value in sheet.rows[index]]
        number = index + 1
        index += 1
        filled = [value for value in cells if value is not None]
        if not filled:
            gap = True
            continue
        again = _header_again(sheet, index - 1, current) if _names_a_column(cells, current) else None
        if again is not None:
            index = again.row + 1
            current, foot = again, False
            yield TableRow(number, cells, current, skipped=_("the header again"))
            continue
        row = TableRow(number, cells, current, continues=_continues(sheet, index - 1, current))
        has_number = _is_numbered(row)
        numbered = numbered or has_number
        if has_number:
            foot = False
        elif len(filled) <= 2 and (foot or _begins_foot(filled) or (gap and numbered and _is_note(row))):
            foot = True
        gap = False
        numbers = index - current.row <= _NUMBERS_WITHIN + 1 and numbers_row(filled)
        if (
            len(filled) > 3
            and not foot
            and not numbers
            and isinstance(_label_of(row), str)
            and len(_texts(filled)) > 2
        ):
            yield row  # what nearly all rows are: a title and more beside it
            continue
        yield replace(row, skipped=_reason(row, filled, foot), heading=_heading(filled))


def _header_again(sheet: Sheet, index: int, header: Header) -> Header | None:
    """Return the header that this row repeats, or the header of another table below the first."""
    other = header_at(sheet, index, header.kind)
    return other if other is not None and other.score * 2 >= header.score else None


def _names_a_column(cells: Row, header: Header) -> bool:
    """Return at a quick look whether a row may be a header: where titles stand it has a column's name."""
    column = header.column(LABELS[header.kind])
    value = cells[column.index] if column and column.index < len(cells) else None
    return isinstance(value, str) and len(value) < 60 and header_key(value) in meanings(header.kind)


def _is_numbered(row: TableRow) -> bool:
    column = row.header.column("number")
    value = row.cell(column.index) if column else None
    if isinstance(value, int | float):
        return True
    return value is not None and re.fullmatch(r"\(?[0-9]{1,6}(?:[.,][0-9]{1,3})*[.)]?", shown(value)) is not None


def _label_of(row: TableRow) -> CellValue:
    column = row.header.column(LABELS[row.header.kind])
    return row.cell(column.index) if column else None


def _is_note(row: TableRow) -> bool:
    return row.header.column("number") is not None


def _begins_foot(filled: Sequence[CellValue]) -> bool:
    first = next((value for value in filled if isinstance(value, str)), "")
    return re.match(_FOOT, fold(first[:80])) is not None


def _continues(sheet: Sheet, index: int, header: Header) -> bool:
    column = header.column(LABELS[header.kind])
    return column is not None and (index, column.index) in sheet.continued


def _texts(filled: Sequence[CellValue]) -> list[str]:
    return [value for value in filled if isinstance(value, str)]


def _reason(row: TableRow, filled: Sequence[CellValue], foot: bool) -> str:
    """Return why a row is no record; empty when it is one (or has to be refused as one)."""
    if numbers_row(filled):
        return _("numbers of the columns")
    if _is_sum(row, filled):
        return _("a sum")
    if foot:
        return _("below the table")
    label = _label_of(row)
    texts = _texts(filled)
    if label is None and len(texts) <= 1 and not _is_numbered(row):
        return _("a heading") if texts else _("no text")
    if label is None and not texts and len(filled) == 1:
        return _("only a number")
    return ""


def _is_sum(row: TableRow, filled: Sequence[CellValue]) -> bool:
    """Return whether a row is one of sums: one text, which says so, and besides it nothing but numbers."""
    if _is_numbered(row):
        return False
    words = [text for text in _texts(filled) if not re.fullmatch(r"(?i)[\s0-9.,%()rp-]+", text)]
    if len(words) != 1 or len(words[0]) > 100:
        return False
    return re.fullmatch(_SUM, fold(words[0]).strip(" :")) is not None


def _heading(filled: Sequence[CellValue]) -> str:
    """Return the text of a row that holds one text and, at most, its numbering (``A.``, ``II``, ``3``)."""
    texts = [text for text in _texts(filled) if not re.fullmatch(_NUMBERING, text.strip())]
    others = [value for value in filled if not isinstance(value, str)]
    return texts[0] if len(texts) == 1 and len(others) <= 1 and len(texts[0]) < 200 else ""
