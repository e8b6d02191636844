"""Rows of lists of members and of deadlines as records."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from taskforce.exchange.files.sheet import CellValue
from taskforce.exchange.importing.cells.people import is_nobody, is_office, is_position
from taskforce.exchange.importing.cells.values import (
    CellReader,
    Read,
    UnknownWord,
    is_empty,
    reader_for,
    remembering,
    text_of,
)
from taskforce.exchange.importing.lookup import Lookup
from taskforce.exchange.importing.plan import Place, Problem, Rejected
from taskforce.exchange.importing.questions import NO_ANSWERS, Answers
from taskforce.exchange.importing.records.sheet_record import SheetRecord, Values, problem_of, problem_of_cell
from taskforce.exchange.importing.tables.headers import Column, Header
from taskforce.exchange.importing.tables.lines import TableRow
from taskforce.language import _
from taskforce.model.errors import InvalidValue
from taskforce.model.nip import parse_nip, without_nips
from taskforce.model.records import record_spec
from taskforce.model.text import clean_line, excerpt
from taskforce.model.validate import plain


class RegisterTable:
    """Reads the rows of one table of members or deadlines."""

    def __init__(
        self, header: Header, rows: list[TableRow], lookup: Lookup, today: date, answers: Answers = NO_ANSWERS
    ) -> None:
        self.unknown: dict[tuple[str, str], UnknownWord] = {}
        self._strict = answers.strict
        self.unlisted: dict[tuple[str, str], None] = {}
        self.remarks: list[str] = []
        self._lookup = lookup
        self._today = today
        self.record_type = "member" if header.kind == "members" else "deadline"
        self._needed = ("name",) if self.record_type == "member" else ("name", "due")
        self._fields = record_spec(self.record_type).by_name
        columns = [self._plausible(column, rows) for column in header.columns]
        self.header = replace(header, columns=tuple(columns))
        self._readers = {
            column.index: remembering(self._reader(column)) for column in columns if self._is_read(column)
        }

    def heads(self, heading: str) -> str:
        """Return nothing: registers have no headings between their rows."""
        return ""

    def groups(self, heading: str) -> str:
        """Return why a row that heads a group is passed over, if it does."""
        return _("a heading") if heading else ""

    @staticmethod
    def _is_read(column: Column) -> bool:
        return bool(column.fields) and column.fields[0] not in ("number", "id", "updated_at")

    def _plausible(self, column: Column, rows: list[TableRow]) -> Column:
        cells = [cell for row in rows if not is_empty(cell := row.cell(column.index))]
        if not column.unsure or not cells:
            return column
        read = remembering(self._reader(column))
        for cell in cells:
            try:
                read(cell)
            except InvalidValue:
                continue
            return column
        return replace(column, fields=(), why=_("no value of it can be read as {field}", field=column.fields[0]))

    def _reader(self, column: Column) -> CellReader:
        name = column.fields[0]
        special: dict[str, Callable[[CellValue], Any]] = {
            "agency": lambda cell: self._lookup.agencies.id_of(text_of(cell)),
            "name": lambda cell: text_of(cell, lines=True),
            "handle": _handle,
        }
        if name in special and (name != "name" or self.record_type == "member"):
            convert = special[name]
            return lambda cell: Read(convert(cell))
        return reader_for(self._fields[name], column, self._today, False)

    def read(self, row: TableRow, place: Place) -> SheetRecord | Rejected:
        """Return what a row says, or why it cannot be taken."""
        record = SheetRecord(place, self.header, {}, cells=row)
        problems: list[Problem] = []
        for column in self.header.columns:
            if not self._is_read(column):
                continue
            cell = row.cell(column.index)
            try:
                read = Read(None) if is_empty(cell) else self._readers[column.index](cell)
                self._put(record.values, column.fields[0], read)
            except InvalidValue as error:
                problem = problem_of_cell(column, cell, str(error))
                if column.fields[0] in self._needed or self._strict:
                    problems.append(problem)
                else:
                    record.keep_unread(problem, noted=False)
                continue
            if read.warning:
                record.warn(f"{column.header}: {read.warning}")
        for name in self._needed:
            if not problems and not record.values.get(name):
                label = _(self._fields[name].label)
                problems.append(
                    problem_of(self.header, name, row, _("{field} is missing: give one.", field=label))
                )
        return Rejected(place, tuple(problems)) if problems else record

    def _put(self, values: Values, name: str, read: Read) -> None:
        if name == "agency":
            values["agency_id"] = read.value
        elif name == "name" and self.record_type == "member" and read.value is not None:
            text, nips = without_nips(read.value)
            if not re.search(r"[^\W\d_]{2}", text) or "@" in text:
                raise InvalidValue(
                    _("“{text}” is no name of a person: write who it is.", text=excerpt(clean_line(text)))
                )
            if is_position(clean_line(text)) or is_office(clean_line(text)) or is_nobody(clean_line(text)):
                raise InvalidValue(
                    _("“{text}” is no name of a person: write who it is.", text=excerpt(clean_line(text)))
                )
            values["name"] = plain(self._fields["name"], clean_line(text))
            if nips:
                values["nip"] = parse_nip(nips[0])
        elif name == "nip" and read.value is None and values.get("nip"):
            return  # it stood beside the name
        else:
            values[name] = read.value


def _handle(cell: CellValue) -> str:
    text = text_of(cell).lstrip("@")
    if not re.fullmatch(r"[^\s@,;:]{1,60}", text):
        raise InvalidValue(
            _("“{text}” is no handle: write one word, such as farid or galuh-tantri.", text=excerpt(text))
        )
    return text.lower()
