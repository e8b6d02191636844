"""The rows of a known tracker's export: items and subitems, groups, comments, and tables of something else below.

An export has no signatures and no sums, so every row is what its place and its type say, whatever its words are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from taskforce.exchange.files.sheet import CellValue, Sheet
from taskforce.exchange.importing.cells.values import is_empty
from taskforce.exchange.importing.tables.header_names import header_key
from taskforce.exchange.importing.tables.headers import (
    Header,
    decided,
    header_at,
    labels_of,
    named_columns,
    shown,
)
from taskforce.exchange.importing.tables.lines import TableRow
from taskforce.language import _
from taskforce.model.text import fold

_OF_PEOPLE = ("e mail", "email", "phone")
"""Columns of a table of people below the items."""


def export_rows(sheet: Sheet, first: Header) -> list[TableRow]:
    """Return the filled rows below the header of an export, each under the header that holds for it.

    A row that has nothing but a title, directly above a row of headers, heads the rows below that.
    """
    rows = _group_above(sheet, first)
    current = first
    for index in range(first.row + 1, len(sheet.rows)):
        cells = [None if is_empty(value) else value for value in sheet.rows[index]]
        if all(value is None for value in cells):
            continue
        other = _other_header(sheet, index, first)
        if other is not None:
            if other is first and rows and len(_filled(rows[-1])) == 1 and rows[-1].header is not first:
                current = first
            if other is first and rows and len(_filled(rows[-1])) == 1:
                rows[-1] = replace(rows[-1], header=first, group=shown(_filled(rows[-1])[0]), parent="")
            current = other
            rows.append(TableRow(index + 1, cells, current, skipped=_("the header again")))
            continue
        if _is_below(current, first) and cells[0] is not None:
            current = first  # what belongs to the row above has ended
        rows.append(TableRow(index + 1, cells, current, parent=_title_above(rows, first, current)))
    return _by_type(rows, first)


def _filled(row: TableRow) -> list[CellValue]:
    return [value for value in row.cells if not is_empty(value)]


def _group_above(sheet: Sheet, header: Header) -> list[TableRow]:
    """Return the row above the first header where it heads the rows below: a group, alone in its row."""
    if header.tracker is None or not header.tracker.subitems or header.row == 0:
        return []
    row = TableRow(header.row, sheet.rows[header.row - 1], header)
    filled = _filled(row)
    return [replace(row, group=shown(filled[0]))] if len(filled) == 1 else []


def _other_header(sheet: Sheet, index: int, first: Header) -> Header | None:
    """Return the header that a row of an export is: the first one again, that of subitems, or of another table."""
    tracker = first.tracker
    labels = labels_of(sheet.rows[index])
    if tracker is None or sum(map(bool, labels)) < 2:
        return None
    if _keys(labels) == _keys(first.labels):
        return first
    if tracker.subitems and header_key(labels[0]) == tracker.subitems:
        below = Header("actions", index, (), 0, ("", *labels[1:]), tracker)
        return replace(below, columns=tuple(decided("actions", named_columns(below))))
    return header_at(sheet, index, "members") if set(_keys(labels)) & set(_OF_PEOPLE) else None


def _keys(labels: Sequence[str]) -> list[str]:
    return [header_key(one) for one in labels if one]


def _is_below(header: Header, first: Header) -> bool:
    """Return whether a header is that of subitems."""
    return header is not first and header.kind == first.kind


def _title_above(rows: Sequence[TableRow], first: Header, current: Header) -> str:
    """Return the title of the row that a row under a header of subitems belongs to."""
    column = first.column("title")
    if not _is_below(current, first) or column is None:
        return ""
    above = (row for row in reversed(rows) if row.header is first and not row.skipped)
    row = next(above, None)
    return shown(row.cell(column.index)) if row is not None else ""


def _by_type(rows: list[TableRow], header: Header) -> list[TableRow]:
    """Return rows whose type a column names: sections head the rows below, comments belong to the row above."""
    kind, title = header.column("row_type"), header.column("title")
    if kind is None or title is None:
        return rows
    told: list[TableRow] = []
    for row in rows:
        word, text = fold(shown(row.cell(kind.index))), shown(row.cell(title.index))
        if word == "section":
            told.append(replace(row, group=text))
        elif word == "note":
            above = next((place for place in range(len(told) - 1, -1, -1) if not told[place].skipped), None)
            if above is None or told[above].group:
                told.append(replace(row, skipped=_("a comment on the list as a whole"), matters=True))
            else:
                told[above] = replace(told[above], notes=(*told[above].notes, text))
                told.append(replace(row, skipped=_("a comment: a note of the row above")))
        elif word in ("meta", ""):
            told.append(replace(row, skipped=_("a setting of the other program")))
        else:
            told.append(row)
    return told
