"""Finding the table in a sheet: its header row, and what its columns mean.

The header is the row, among the first ones, that holds most names we know; titles above it do not count.
Headers of two rows (``Target`` over ``2024 | 2025``) are read together where that tells more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise, zip_longest
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
from taskforce.exchange.importing.tables.header_words import possible_fields
from taskforce.exchange.importing.tables.trackers import SEVERAL, Tracker, tracker_of
from taskforce.language import _
from taskforce.model.dates import month_number
from taskforce.model.periods import Order
from taskforce.model.text import clean_line, fold
from taskforce.model.width import shorten

OFTEN: Final = ("note", "tags", "supporting", "evidence", "obstacle", "follow_up", "supporting_agencies")
"""Fields that several columns may give, where a person says so."""

SEARCHED_ROWS: Final = 40
"""Rows in which a header is looked for."""

_NEAR: Final = 4
"""Rows within which another row may be the header instead."""

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
    known name is not read.  ``possible`` are fields that words of an unknown name speak of; ``said`` that a person
    has said what the column is, ``believed`` that its cells have shown it.  Of days ``order`` is that of the whole
    column, ``default_year`` the year that the title above the table gives, and ``spans`` says that both ends of a
    span count; ``open`` that their order is a question, so that no day of numbers is taken, ``proved`` that the
    cells leave none; ``marks`` is the span of days that a mark in the column stands for.  ``known`` says that the
    column is one of a known export, ``level`` how deep the titles in it stand.
    """

    index: int
    header: str
    fields: tuple[str, ...] = ()
    scale: int = 1
    year: str | None = None
    unsure: bool = False
    rank: int = 0
    why: str = ""
    possible: tuple[str, ...] = ()
    said: bool = False
    order: Order = "dmy"
    default_year: int | None = None
    spans: bool = False
    open: bool = False
    proved: bool = False
    believed: bool = False
    marks: tuple[date, date] | None = None
    known: bool = False
    level: int = 0

    @property
    def letter(self) -> str:
        """Return the column's name in a spreadsheet."""
        return column_letter(self.index)


@dataclass(frozen=True)
class Header:
    """The header of a table: its row (index of the last one), its columns, and how much it explains.

    ``tracker`` is the program whose export the table is, where it is known.
    """

    kind: SheetKind
    row: int
    columns: tuple[Column, ...]
    score: int
    labels: tuple[str, ...] = ()
    tracker: Tracker | None = None

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


def find_export(sheet: Sheet, row: int | None = None) -> Header | None:
    """Return the header of a known tracker's export; ``row`` is its index, where a person says it."""
    for index in range(min(SEARCHED_ROWS, len(sheet.rows))) if row is None else (row,):
        labels = labels_of(sheet.rows[index]) if index < len(sheet.rows) else []
        tracker = tracker_of(labels) if sum(map(bool, labels)) > 1 else None
        if tracker is not None:
            header = Header("actions", index, (), 0, tuple(labels), tracker)
            return replace(header, columns=tuple(decided("actions", named_columns(header))))
    return None


def find_headers(sheet: Sheet, kind: SheetKind | None, row: int | None = None) -> list[Header]:
    """Return the header of a sheet as a list of each kind it can be, the kind that explains most of it first.

    It is the first row that explains at least half as much as the best one: a table further down may have more
    columns, but must not swallow the rows above it as titles.  ``row`` is its index, where a person says it.
    """
    kinds = KINDS if kind is None else (kind,)
    searched = (
        range(min(SEARCHED_ROWS, len(sheet.rows))) if row is None else range(row, min(row + 1, len(sheet.rows)))
    )
    found: list[list[Header]] = []
    for index in searched:
        headers = [header for one in kinds if (header := header_at(sheet, index, one)) is not None]
        if headers:
            found.append(sorted(headers, key=lambda header: -header.score))
    enough = max((headers[0].score for headers in found), default=0) / 2
    return next((headers for headers in found if headers[0].score >= enough), [])


def rival_of(sheet: Sheet, header: Header) -> Header | None:
    """Return the row just below a header (with one row between them, at most) that would be a fuller header."""
    for index in range(header.row + 1, min(header.row + _NEAR + 1, len(sheet.rows), SEARCHED_ROWS)):
        other = header_at(sheet, index, header.kind)
        if other is not None and other.score > header.score and not _goes_on(header.labels, other.labels):
            between = sheet.rows[header.row + 1 : index]
            return other if sum(any(value is not None for value in row) for row in between) <= 1 else None
    return None


def plain_header(sheet: Sheet, kind: SheetKind, row: int | None = None) -> Header | None:
    """Return the row that looks like a header although no name in it is known: texts, each once, above a table."""
    for index in range(min(SEARCHED_ROWS, len(sheet.rows))) if row is None else (row,):
        if index < len(sheet.rows) and (row is not None or _looks_like_header(sheet, index)):
            labels = labels_of(sheet.rows[index])
            return Header(kind, index, tuple(_columns(kind, labels)), 0, tuple(labels))
    return None


def _looks_like_header(sheet: Sheet, index: int) -> bool:
    cells = [(column, value) for column, value in enumerate(sheet.rows[index]) if value is not None]
    labels = [header_key(_label(value)) for _column, value in cells]
    below = sheet.rows[index + 1 : index + 200]
    widest = max((sum(value is not None for value in row) for row in below[:20]), default=0)
    return (
        len(cells) >= 2
        and all(isinstance(value, str) and len(value) <= 80 and not _is_figure(value) for _column, value in cells)
        and len(set(labels)) == len(labels)
        and widest >= 2
        and len(cells) >= 0.6 * widest
        and not any(
            value == row[column]
            for row in below
            if row[: len(sheet.rows[index])] != sheet.rows[index]
            for column, value in cells
            if column < len(row)
        )
    )


def end_of_header(sheet: Sheet, header: Header) -> int:
    """Return the index of the last row of a header, which may reach over rows that repeat most of its names."""
    names = {column.index: header_key(column.header) for column in header.columns if column.header}
    index = header.row
    while index + 1 < len(sheet.rows):
        row = sheet.rows[index + 1]
        same = sum(
            (index + 1, column) in sheet.continued or (isinstance(value, str) and header_key(value) == name)
            for column, name in names.items()
            if column < len(row) and (value := row[column]) is not None
        )
        if same < 2 or 2 * same < sum(bool(column.fields) for column in header.columns):
            return index
        index += 1
    return index


def header_at(sheet: Sheet, index: int, kind: SheetKind) -> Header | None:
    """Return the header that the row at ``index`` is, alone or with the row below; ``None`` when it is none."""
    if any(_is_figure(value) for value in sheet.rows[index]):
        return None
    upper = labels_of(sheet.rows[index])
    names = meanings(kind)
    keys = [header_key(label) for label in upper if label]
    if not any(key in names for key in keys) and sum(bool(possible_fields(kind, key)) for key in keys) < 3:
        return None
    single = _header(kind, index, upper)
    if index + 1 < len(sheet.rows):
        lower = labels_of(sheet.rows[index + 1])
        double = _header(kind, index + 1, _joined(upper, lower, kind)) if _goes_on(upper, lower) else None
        if double is not None and _known_score(double) > (_known_score(single) if single else 0):
            return double
    return single


def _goes_on(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Return whether a row of names may go on in the row below: names stand under gaps, and gaps under names."""
    pairs = list(zip_longest(upper, lower, fillvalue=""))
    return any(below and not above for above, below in pairs) and any(
        above and (not below or below == above) for above, below in pairs
    )


def _known_score(header: Header) -> int:
    """Return how much the names say that are known as a whole."""
    return header.score - sum(bool(column.possible and not column.fields) for column in header.columns)


def _is_figure(value: CellValue) -> bool:
    """Return whether a cell holds a number or a day, as no header does; a year may head a column."""
    if isinstance(value, bool | str) or value is None:
        return (
            isinstance(value, str)
            and re.fullmatch(r"\s*[0-9][0-9.,/%-]*\s*", value) is not None
            and not _is_year(value)
        )
    return not (isinstance(value, int | float) and _is_year(str(int(value))))


def _is_year(text: str) -> bool:
    return re.fullmatch(r"\s*(?:19|20|21)[0-9]{2}\s*", text) is not None


def labels_of(row: Row) -> list[str]:
    """Return the cells of a row as names of columns; empty where a cell is none."""
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
    columns = decided(kind, _columns(kind, labels))
    fields = {field for column in columns for field in column.fields}
    named = [column for column in columns if column.fields and column.fields != ("number",)]
    possible = [column for column in columns if not column.fields and column.possible]
    score = sum(2 if column.unsure else 4 for column in named) + len(possible)
    filled = sum(1 for label in labels if label)
    if kind == "actions" and named and sum(map(_is_of_schedule, labels)) >= 2:
        named = [*named, *named[:1]]  # a schedule beside a title makes a plan
        score += 2
    needed = {LABELS[kind]} | ({"due"} if kind == "deadlines" else set())
    if needed <= fields:
        enough = len(named) >= 2 or len(named) >= filled or len(named) + len(possible) >= 3
    else:
        enough = kind == "actions" and bool(named or len(possible) > 2) and 2 * len(named) + len(possible) >= 4
    return Header(kind, row, tuple(columns), score, tuple(labels)) if enough else None


def _is_of_schedule(label: str) -> bool:
    """Return whether a name of a column is a month, or a numbered week or quarter."""
    key = header_key(label)
    if month_number(key.partition(" ")[0]) is not None:
        return True
    return (
        re.fullmatch(r"(?:week|minggu|pekan|tw|triwulan|q|bulan) ?(?:ke )?(?:[ivx]{1,4}|[0-9]{1,2})", key)
        is not None
    )


def _columns(kind: SheetKind, labels: list[str]) -> list[Column]:
    """Return the columns with what their names mean, also where that has yet to be decided (``end?``)."""
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
            columns.append(Column(index, label, (field,), scale_of(label, field), unsure=unsure, rank=rank))
        else:
            columns.append(Column(index, label, possible=possible_fields(kind, key)))
    return columns


def scale_of(label: str, field: str) -> int:
    """Return what amounts of a column are multiplied by, as its header says (``Anggaran (juta)``)."""
    if field != "budget":
        return 1
    units = " ".join(re.findall(r"\(([^()]*)\)", fold(label)) or re.findall(r"dalam .*", fold(label)))
    return next((factor for pattern, factor in _SCALES if re.search(pattern, units)), 1)


def named_columns(header: Header) -> list[Column]:
    """Return the columns of a header with what their names mean, before anything was decided."""
    columns = _columns(header.kind, list(header.labels))
    return columns if header.tracker is None else [_of_export(column, header.tracker) for column in columns]


def _of_export(column: Column, tracker: Tracker) -> Column:
    """Return a column of a known export as what it is there; one of somebody's own as its name has it."""
    meant = tracker.field(column.header)
    if meant is None:
        return column
    field, rank = meant
    if field == "technical":
        why = _("means nothing outside {program}", program=tracker.name)
        return replace(column, fields=(), possible=(), known=True, why=why)
    level = re.fullmatch(r"title ([1-9])", header_key(column.header))
    return replace(
        column,
        fields=(field,),
        possible=(),
        unsure=False,
        rank=rank,
        known=True,
        level=int(level[1]) if level else 0,
    )


def decided(kind: SheetKind, columns: list[Column]) -> list[Column]:
    """Return the columns with one meaning each, and each field read from one column."""
    return _each_once(_decided(kind, columns))


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
        elif column.fields and not column.said:
            fields = meant.get(column.fields[0], column.fields)
        if column.fields and not fields:
            why = _("other columns say it")
        spans = column.spans or (column.fields == ("period",) and bool(fields))
        decided.append(replace(column, fields=fields, why=why or column.why, spans=spans))
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
        "name": ("title",),
        "period": () if dated or "end?" in sure else ("due",),
    }
    instead = title_instead(sure)
    if instead in ("activity", "programme"):
        meant[instead] = ("title", instead)
    elif instead not in ("title", "remark?", ""):
        meant[instead] = ("title",)
    if instead != "name":
        meant["name"] = ()
    return meant


def title_instead(sure: Collection[str]) -> str:
    """Return which of these fields is the title of an action item; empty for none."""
    return next((field for field in TITLE_INSTEAD if field in sure), "")


def _given(sure: set[str], meant: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {field for name in sure for field in meant.get(name, (name,))}


def _each_once(columns: list[Column]) -> list[Column]:
    """Let a field be read from its surest column, of equal ones from that with the commonest name."""
    taken: dict[tuple[str, str | None], Column] = {}
    for column in sorted(columns, key=lambda one: (not one.said, one.unsure, one.rank, one.index)):
        for field in column.fields:
            taken.setdefault((field, column.year), column)
    result: list[Column] = []
    for column in columns:
        fields = tuple(
            field
            for field in column.fields
            if taken[field, column.year] is column
            or (column.said and field in OFTEN)
            or (column.known and field in SEVERAL)
            or column.marks is not None
        )
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
    """Return whether a row only numbers the columns (``(1) (2) (3)``, ``a b c``, ``5=3+4``), as forms have it.

    The numbers rise, nearly all by one: a form that lost a column has a gap.
    """
    matches = [
        re.fullmatch(r"\(?([0-9]{1,2}|[a-z])\)?\.?(?: ?= ?[^ ].{0,20})?", shown(value).lower())
        for value in row
        if value is not None
    ]
    if len(matches) < 3 or None in matches:
        return False
    marks = [match[1] for match in matches if match]
    if not all(mark.isdigit() for mark in marks) and not all(mark.isalpha() for mark in marks):
        return False
    steps = [
        second - first for first, second in pairwise(int(mark) if mark.isdigit() else ord(mark) for mark in marks)
    ]
    return (
        all(step > 0 for step in steps)
        and steps.count(1) >= len(steps) - max(1, len(steps) // 4)
        and marks[0] in "1a2b0"
    )
