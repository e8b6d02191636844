"""Finding the table in a sheet: its header row, and what its columns mean.

The header is the row, among the first ones, that holds most names we know; titles above it do not count.
Headers of two rows (``Target`` over ``2024 | 2025``) are read together where that tells more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Final

from taskforce.exchange.files.sheet import Broken, CellValue, Row, Sheet, column_letter
from taskforce.exchange.importing.tables.header_names import (
    KINDS,
    LABELS,
    TITLE_INSTEAD,
    SheetKind,
    header_key,
    meanings,
)
from taskforce.language import _
from taskforce.model.text import clean_line, fold
from taskforce.model.width import shorten

SEARCHED_ROWS: Final = 40
"""Rows in which a header is looked for."""

_YEARLY: Final = (
    r"(target|realisasi|capaian|realisation|realization|actual)(?: tahun| year)? ((?:19|20|21)[0-9]{2})"
)
_SCALES: Final = (
    (r"\b(?:triliun|trilyun)", 10**12),
    (r"\b(?:miliar|milyar|m)\b", 10**9),
    (r"\b(?:juta|jt)\b", 10**6),
    (r"\b(?:ribu|ribuan|rb)\b|\b000\b", 10**3),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: where it is, its header, and the fields it gives (none: it is not read).

    ``scale`` multiplies amounts (``Anggaran (juta)``); ``year`` is that of a target; ``unsure`` says that the
    header alone does not prove the meaning; ``rank`` is low for common names; ``why`` says why a column of a
    known name is not read.
    """

    index: int
    header: str
    fields: tuple[str, ...] = ()
    scale: int = 1
    year: str | None = None
    unsure: bool = False
    rank: int = 0
    why: str = ""

    @property
    def letter(self) -> str:
        """Return the column's name in a spreadsheet."""
        return column_letter(self.index)


@dataclass(frozen=True)
class Header:
    """The header of a table: its row (index of the last one), its columns, and how much it explains."""

    kind: SheetKind
    row: int
    columns: tuple[Column, ...]
    score: int

    @cached_property
    def fields(self) -> frozenset[str]:
        """Return every field that some column gives."""
        return frozenset(self._by_field)

    @cached_property
    def _by_field(self) -> dict[str, Column]:
        return {field: column for column in reversed(self.columns) for field in column.fields}

    def column(self, field: str) -> Column | None:
        """Return the column of a field (of several, for yearly values, the first)."""
        return self._by_field.get(field)


def find_header(sheet: Sheet, kind: SheetKind | None) -> Header | None:
    """Return the header of a sheet: of lists of ``kind``, or of the kind that explains most of its columns.

    The first row that explains at least half as much as the best one: a table further down may have more
    columns, but must not swallow the rows above it as titles.
    """
    best: list[Header] = []
    for index in range(min(SEARCHED_ROWS, len(sheet.rows))):
        tried = (header_at(sheet, index, one) for one in (KINDS if kind is None else (kind,)))
        headers = [header for header in tried if header is not None]
        if headers:
            best.append(max(headers, key=lambda header: header.score))
    enough = max((header.score for header in best), default=0) / 2
    return next((header for header in best if header.score >= enough), None)


def header_at(sheet: Sheet, index: int, kind: SheetKind) -> Header | None:
    """Return the header that the row at ``index`` is, alone or with the row below; ``None`` when it is none."""
    upper = _labels(sheet.rows[index])
    names = meanings(kind)
    if not any(label and header_key(label) in names for label in upper):
        return None
    single = _header(kind, index, upper)
    if index + 1 < len(sheet.rows):
        lower = _labels(sheet.rows[index + 1])
        double = _header(kind, index + 1, _joined(upper, lower, kind))
        if double is not None and double.score > (single.score if single else 0):
            return double
    return single


def _labels(row: Row) -> list[str]:
    return [_label(value) for value in row]


def _label(value: CellValue) -> str:
    if isinstance(value, str):
        return clean_line(value[:500])
    if isinstance(value, bool) or value is None or isinstance(value, Broken):
        return ""
    if isinstance(value, int | float):
        return str(int(value)) if value == int(value) else str(value)
    return ""


def _joined(upper: list[str], lower: list[str], kind: SheetKind) -> list[str]:
    """Return the labels of a header of two rows; a group's name stands over its first column only."""
    names = meanings(kind)
    labels: list[str] = []
    group = ""
    for index in range(max(len(upper), len(lower))):
        above = upper[index] if index < len(upper) else ""
        below = lower[index] if index < len(lower) else ""
        group = above or (group if below else "")
        if not below or below == above:
            labels.append(above)
        elif not group:
            labels.append(below)
        else:
            choices = (f"{group} {below}", f"{below} {group}", below)
            labels.append(next((text for text in choices if _is_known(header_key(text), names)), choices[0]))
    return labels


def _is_known(key: str, names: Iterable[str]) -> bool:
    return key in names or re.fullmatch(_YEARLY, key) is not None


def _header(kind: SheetKind, row: int, labels: list[str]) -> Header | None:
    columns = _columns(kind, labels)
    fields = {field for column in columns for field in column.fields}
    named = [column for column in columns if column.fields and column.fields != ("number",)]
    score = sum(1 if column.unsure else 2 for column in named)
    filled = sum(1 for label in labels if label)
    needed = {LABELS[kind]} | ({"due"} if kind == "deadlines" else set())
    if not needed <= fields or (len(named) < 2 and len(named) < filled):
        return None
    return Header(kind, row, tuple(columns), score)


def _columns(kind: SheetKind, labels: list[str]) -> list[Column]:
    names = meanings(kind)
    columns: list[Column] = []
    for index, label in enumerate(labels):
        if not label:
            continue
        key = header_key(label)
        yearly = re.fullmatch(_YEARLY, key) if kind == "actions" else None
        if yearly:
            field = "targets" if yearly[1] == "target" else "realisations"
            columns.append(Column(index, label, (field,), year=yearly[2]))
        elif key in names:
            field, unsure, rank = names[key]
            scale = _scale(label) if field == "budget" else 1
            columns.append(Column(index, label, (field,), scale, unsure=unsure, rank=rank))
        else:
            columns.append(Column(index, label))
    return _each_once(_decided(kind, columns))


def _scale(label: str) -> int:
    units = " ".join(re.findall(r"\(([^()]*)\)", fold(label)) or re.findall(r"dalam .*", fold(label)))
    return next((factor for pattern, factor in _SCALES if re.search(pattern, units)), 1)


def _decided(kind: SheetKind, columns: list[Column]) -> list[Column]:
    """Give the columns whose names have several meanings the one that the other columns leave them."""
    sure = {field for column in columns for field in column.fields}
    meant = _meant_actions(sure) if kind == "actions" else {"agency?": ("agency",)}
    if kind == "deadlines":
        meant["name?"] = ("due",) if "name" in sure and "due" not in sure else ("name",)
    remarks = [field for field in ("title", "description", "note", "remark") if field not in _given(sure, meant)]
    decided: list[Column] = []
    for column in columns:
        fields, why = column.fields, ""
        if column.fields == ("remark?",):
            fields = (remarks.pop(0),) if remarks else ()
        elif column.fields:
            fields = meant.get(column.fields[0], column.fields)
        if column.fields and not fields:
            why = _("other columns say it")
        decided.append(replace(column, fields=fields, why=why))
    return decided


def _meant_actions(sure: set[str]) -> dict[str, tuple[str, ...]]:
    """Return the fields of every name that has several meanings, or may have to serve as the title as well."""
    dated = bool(sure & {"due", "deadline?"})
    meant: dict[str, tuple[str, ...]] = {
        "deadline?": ("deadline",) if "due" in sure else ("due",),
        "end?": ("due",) if not dated else () if "done_on" in sure else ("done_on",),
        "unit?": ("unit",) if "indicator" in sure else ("agency",),
        "follow_up?": ("follow_up",),
        "sub_activity?": (),
        "activity": ("activity",),
        "programme": ("programme",),
        "description": ("description",),
    }
    instead = next((field for field in TITLE_INSTEAD if field in sure), "title")
    if instead in ("activity", "programme"):
        meant[instead] = ("title", instead)
    elif instead not in ("title", "remark?"):
        meant[instead] = ("title",)
    return meant


def _given(sure: set[str], meant: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {field for name in sure for field in meant.get(name, (name,))}


def _each_once(columns: list[Column]) -> list[Column]:
    """Let a field be read from its surest column, of equal ones from that with the commonest name."""
    taken: dict[tuple[str, str | None], Column] = {}
    for column in sorted(columns, key=lambda one: (one.unsure, one.rank, one.index)):
        for field in column.fields:
            taken.setdefault((field, column.year), column)
    result: list[Column] = []
    for column in columns:
        fields = tuple(field for field in column.fields if taken[field, column.year] is column)
        why = column.why
        if column.fields == ("computed",):
            fields, why = (), _("computed, never read")
        elif column.fields and not fields:
            first = taken[column.fields[0], column.year]
            why = _("column {letter} is read for this", letter=first.letter)
        result.append(replace(column, fields=fields, why=why))
    return result


def first_rows(sheet: Sheet, count: int = 5) -> list[str]:
    """Return what the first filled rows hold, for a person who is told that there is no header."""
    lines: list[str] = []
    for number, row in enumerate(sheet.rows, 1):
        labels = [shorten(label, 24) for label in map(shown, row) if label]
        if labels:
            more = ["…"] if len(labels) > 8 else []
            lines.append(f"{number}: {' | '.join(labels[:8] + more)}")
        if len(lines) == count:
            break
    return lines


def shown(value: CellValue) -> str:
    """Return a cell's value as a person would read it in the sheet."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean_line(value[:2000])
    if isinstance(value, Broken):
        return clean_line(value.text)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.6G}" if abs(value) >= 1e15 else str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def numbers_row(row: Sequence[CellValue]) -> bool:
    """Return whether a row only numbers the columns (``(1) (2) (3)``, ``a b c``, ``5=3+4``), as forms have it."""
    matches = [
        re.fullmatch(r"\(?([0-9]{1,2}|[a-z])\)?\.?(?: ?= ?[^ ].{0,20})?", shown(value).lower())
        for value in row
        if value is not None
    ]
    if len(matches) < 3 or None in matches:
        return False
    marks = [match[1] for match in matches if match]
    if all(mark.isdigit() for mark in marks):
        return all(int(second) == int(first) + 1 for first, second in pairwise(marks))
    return all(len(mark) == 1 and ord(second) == ord(mark) + 1 for mark, second in pairwise(marks))
