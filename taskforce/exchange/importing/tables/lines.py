"""The rows of a table: which are records, and which are passed over, each with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, NamedTuple

from taskforce.exchange.files.sheet import CellValue, Row, Sheet
from taskforce.exchange.importing.cells.values import is_empty
from taskforce.exchange.importing.tables.header_names import LABELS, header_key, meanings
from taskforce.exchange.importing.tables.headers import Header, header_at, numbers_row, shown
from taskforce.language import _
from taskforce.model.errors import InvalidValue
from taskforce.model.numbers import parse_number
from taskforce.model.text import fold

_SUM: Final = r"(?:sub[ -]?total|grand total|jumlah total|jumlah|total|rata[ -]rata|average|sum)"
_SUM_ALONE: Final = (
    rf"{_SUM}(?: (?:keseluruhan|seluruhnya|semua|akhir|anggaran|biaya|pagu|dana|bobot|nilai|realisasi|target|"
    rf"kegiatan|"
    r"program|item|items|budget|cost|all|progres|progress|capaian|[ivx]+|[a-z]|[0-9]+|"
    r"[0-9+ ]+))*[: ]*(?:\(?rp\.?\)?)?"
)
_BEGINS_SUM: Final = rf"{_SUM}\b.{{0,80}}"
_SIGNED: Final = (
    r"(?:mengetahui|menyetujui|disetujui(?: oleh)?|disahkan(?: oleh)?|ditetapkan(?: di| pada)?|dibuat oleh|"
    r"disusun oleh|"
    r"diperiksa oleh|pelapor|ttd|tanda tangan|prepared by|approved by|reviewed by)\b[^a-z]{0,4}"
    r"(?:$|(?:oleh|kepala|ketua|sekretaris|bupati|an\.|a\.n\.|plt|direktur|camat|di |pada |tanggal|:).{0,80})"
    r"|nip\b[ .:]*[0-9 ]{6,}.{0,4}|nip\b[ .:-]*|\(?[._ ]{5,}\)?|an?\.? ?n\.? (?:bupati|kepala|sekretaris).{0,60}"
)
_PLACE_AND_DAY: Final = r"[a-z][a-z .']{2,30}, *(?:tanggal )?(?:[0-9]{1,2}|[._ ]{2,}) *[a-z]{3,9}\.? *20[0-9]{2}"
_NOTE: Final = r"(?:catatan|keterangan|ket\.?|sumber|note|notes|source|legend|legenda) ?:.*|\*{1,3}\)? ?.+"
_OFFICIAL: Final = (
    r"(?:kepala|ketua|sekretaris|bupati|camat|lurah|direktur|plt|plh|koordinator|pembina|penata)\b.{0,60}"
)

_NUMBERING = r"(?i)\(?(?:[0-9]{1,3}(?:\.[0-9]{1,2})*|[ivx]{1,5}|[a-z])[.)]?"
_NUMBERS_WITHIN: Final = 3
"""Rows below a header in which a row may number the columns."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row under a header: its number as shown, its cells, and the dimension of the heading above it, if any.

    ``skipped`` is the reason why it is no record, which a person should look at where it ``matters``; ``heading``
    is the text of a row that may head the following ones, ``group`` that of one which certainly does.  ``notes``
    are what rows below say more of this one, ``parent`` is the title of the row that this one belongs to.
    """

    number: int
    cells: Row
    header: Header
    skipped: str = ""
    heading: str = ""
    continues: bool = False
    group: str = ""
    matters: bool = False
    notes: tuple[str, ...] = ()
    parent: str = ""

    def cell(self, index: int) -> CellValue:
        """Return the cell of a column; ``None`` beyond the row's end."""
        return self.cells[index] if index < len(self.cells) else None


def table_rows(sheet: Sheet, header: Header) -> list[TableRow]:
    """Return the filled rows below a header, through later headers of the same sheet; empty ones are left out."""
    rows: list[TableRow] = []
    part: list[_Line] = []
    current = header
    gap = False
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
            rows += _judged(part, current)
            part = []
            index = again.row + 1
            current = replace(again, columns=header.columns) if again.labels == header.labels else again
            rows.append(TableRow(number, cells, current, skipped=_("the header again")))
            continue
        if _repeats(cells, current):
            rows += _judged(part, current)
            part = []
            rows.append(TableRow(number, cells, current, skipped=_("the header again")))
            continue
        row = TableRow(number, cells, current, continues=_continues(sheet, index - 1, current))
        part.append(_Line(row, filled, gap, _is_numbered(row)))
        gap = False
    return [*rows, *_judged(part, current)]


class _Line(NamedTuple):
    """A filled row of a table: its filled cells, whether an empty row stands above it, whether it has a number."""

    row: TableRow
    filled: Sequence[CellValue]
    gap: bool
    numbered: bool


def _judged(lines: Sequence[_Line], header: Header) -> Iterator[TableRow]:
    """Return the rows of one table, each judged by its cells and its place among the others."""
    numbered = sum(line.numbered for line in lines) * 2 > len(lines) or (
        bool(lines) and header.column("number") is not None and any(line.numbered for line in lines)
    )
    foot, certain = _foot(lines, numbered)
    for place, line in enumerate(lines):
        row = line.row
        if place >= foot:
            yield replace(row, skipped=_("below the table"), matters=not certain)
            continue
        numbers = row.number - 1 - header.row <= _NUMBERS_WITHIN and numbers_row(line.filled)
        if numbers:
            yield replace(row, skipped=_("numbers of the columns"))
        elif len(line.filled) > 3 and isinstance(_label_of(row), str) and len(_texts(line.filled)) > 2:
            yield row  # what nearly all rows are: a title and more beside it
        else:
            group = _group(line) if numbered else ""
            reason, matters = ("", False) if group else _reason(lines, place, numbered)
            yield replace(row, skipped=reason, matters=matters, heading=_heading(line.filled), group=group)


def _foot(lines: Sequence[_Line], numbered: bool) -> tuple[int, bool]:
    """Return where the lines below a table begin (signatures, notes), and whether they certainly are such.

    What a line is, its place says: a block at the end counts as a whole, and a row like those of the table is none
    of it, whatever words it begins with.
    """
    usual = sorted(len(line.filled) for line in lines)[len(lines) // 2] if lines else 0
    best, start, certain = 0.0, len(lines), False
    score, signs = 0.0, 0
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place]
        sign = _is_sign(line)
        signs += sign
        apart = line.gap and numbered and not line.numbered and len(line.filled) <= 2
        score += 3.0 * sign + 0.5 * (len(line.filled) <= 2) + 2.0 * apart + 0.5 * _is_official(line)
        if line.numbered or (len(line.filled) >= max(usual, 2) and not sign and not _is_official(line)):
            score -= 4.0
        if score < -8:
            break
        if score > best and score >= 2 and (sign or apart or (line.gap and signs)):
            best, start, certain = score, place, signs > 0
    return start, certain


def _is_sign(line: _Line) -> bool:
    texts = [fold(text[:100]).strip() for text in _texts(line.filled)]
    if any(re.fullmatch(f"{_SIGNED}|{_PLACE_AND_DAY}", text) for text in texts):
        return not line.numbered
    return len(line.filled) == 1 and any(re.fullmatch(_NOTE, text) for text in texts) and not line.numbered


def _is_official(line: _Line) -> bool:
    texts = _texts(line.filled)
    return bool(texts) and all(re.fullmatch(_OFFICIAL, fold(text[:100]).strip(" ,")) for text in texts)


def _group(line: _Line) -> str:
    """Return the text of a row that heads a group: a letter or a Roman number, and one text beside it."""
    column = line.row.header.column("number")
    mark = line.row.cell(column.index) if column else None
    if not isinstance(mark, str) or not re.fullmatch(r"(?i)\(?(?:[ivx]{1,5}|[a-z])[.)]?", mark.strip()):
        return ""
    others = [value for value in line.filled if value is not mark]
    return others[0] if len(others) == 1 and isinstance(others[0], str) and len(others[0]) < 200 else ""


def _header_again(sheet: Sheet, index: int, header: Header) -> Header | None:
    """Return the header that this row repeats, or the header of another table below the first."""
    other = header_at(sheet, index, header.kind)
    return other if other is not None and other.score * 2 >= header.score else None


def _repeats(cells: Row, header: Header) -> bool:
    """Return whether half of a row's cells are the names of their own columns."""
    filled = [index for index, value in enumerate(cells) if value is not None]
    same = 0
    for column in header.columns:
        value = cells[column.index] if column.index < len(cells) else None
        if isinstance(value, str) and len(value) < 60 and column.header and value.strip() == column.header.strip():
            same += 1
    return same >= 2 and 2 * same >= len(filled)


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


def _continues(sheet: Sheet, index: int, header: Header) -> bool:
    column = header.column(LABELS[header.kind])
    return column is not None and (index, column.index) in sheet.continued


def _texts(filled: Sequence[CellValue]) -> list[str]:
    return [value for value in filled if isinstance(value, str)]


def _reason(lines: Sequence[_Line], place: int, numbered: bool) -> tuple[str, bool]:
    """Return why a row is no record, empty when it is one (or is refused as one); and whether that matters."""
    row, filled, _gap, has_number = lines[place]
    if numbers_row(filled):
        return _("numbers of the columns"), False
    if _is_sum(lines, place):
        return _("a sum"), False
    label = _label_of(row)
    texts = _texts(filled)
    if numbered and not has_number and len(filled) == 1 and texts and re.fullmatch(_NOTE, fold(texts[0][:100])):
        return _("a note"), True
    if label is None and len(texts) <= 1 and not has_number:
        return (_("a heading"), len(filled) > 1) if texts else (_("no text"), len(filled) > 1)
    if label is None and not texts and len(filled) == 1:
        return _("only a number"), False
    return "", False


def _is_sum(lines: Sequence[_Line], place: int) -> bool:
    """Return whether a row is one of sums: one text, which says so, and besides it nothing but numbers.

    A text that only begins so (``Total kebutuhan dihitung``) is a sum where a number beside it is one.
    """
    _row, filled, _gap, has_number = lines[place]
    if has_number:
        return False
    words = [text for text in _texts(filled) if not re.fullmatch(r"(?i)[\s0-9.,%()rp-]+", text)]
    if len(words) != 1 or len(words[0]) > 100:
        return False
    text = fold(words[0]).strip(" :")
    if re.fullmatch(_SUM_ALONE, text):
        return True
    return len(filled) > 1 and re.fullmatch(_BEGINS_SUM, text) is not None and _adds_up(lines, place)


def _adds_up(lines: Sequence[_Line], place: int) -> bool:
    """Return whether a number of a row is the sum of those above it in its column."""
    row = lines[place].row
    for index, value in enumerate(row.cells):
        amount = _amount(value)
        if amount is not None and amount > 0:
            above = [_amount(line.row.cell(index)) for line in lines[:place]]
            if sum(one for one in above if one is not None) == amount:
                return True
    return False


def _amount(value: CellValue) -> Decimal | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(repr(value))
    if isinstance(value, str) and re.fullmatch(r"(?i)\s*(?:rp\.?)?\s*[0-9][0-9.,]*\s*", value):
        try:
            return parse_number(re.sub(r"(?i)rp\.?", "", value))
        except InvalidValue:
            return None
    return None


def _heading(filled: Sequence[CellValue]) -> str:
    """Return the text of a row that holds one text and, at most, its numbering (``A.``, ``II``, ``3``)."""
    texts = [text for text in _texts(filled) if not re.fullmatch(_NUMBERING, text.strip())]
    others = [value for value in filled if not isinstance(value, str)]
    return texts[0] if len(texts) == 1 and len(others) <= 1 and len(texts[0]) < 200 else ""
