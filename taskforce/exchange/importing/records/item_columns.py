"""The columns of a list of action items: what reads their cells, and what their cells show about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Final

from taskforce.exchange.files.sheet import CellValue
from taskforce.exchange.importing.cells.values import (
    CellReader,
    Read,
    holds_shares,
    is_empty,
    paragraphs,
    reader_for,
    remembering,
    text_of,
)
from taskforce.exchange.importing.lookup import Lookup
from taskforce.exchange.importing.tables.headers import Column, Header, shown
from taskforce.exchange.importing.tables.lines import TableRow
from taskforce.language import _
from taskforce.model.errors import InvalidValue
from taskforce.model.names import split_people
from taskforce.model.nip import without_nips
from taskforce.model.records import record_spec
from taskforce.model.text import clean_line, fold
from taskforce.model.validate import plain
from taskforce.model.vocabulary import EvidenceKind, NoteKind

NOTE_FIELDS: Final = {
    "note": NoteKind.REMARK,
    "remark": NoteKind.REMARK,
    "obstacle": NoteKind.OBSTACLE,
    "follow_up": NoteKind.FOLLOW_UP,
}
"""Columns whose texts become notes."""

UNREAD: Final = ("number", "ref", "id", "updated_at")
"""Columns that are no field of the item but say which one it is, or nothing."""

_SPEC: Final = record_spec("action_item").by_name
_UNIQUE: Final = ("title", "description", *NOTE_FIELDS)
"""Columns whose cells hardly ever say the same twice."""
_PEOPLE: Final = ("lead", "supporting")
_AGENCIES: Final = ("agency", "supporting_agencies")


class ActionColumns:
    """Reads the cells of one table; ``header`` has lost the columns whose values deny their header.

    ``remarks`` are sentences on how columns are read.
    """

    def __init__(self, header: Header, rows: list[TableRow], lookup: Lookup, today: date) -> None:
        self._lookup = lookup
        self._today = today
        self._agency_named: dict[str, str | None] = {}
        self._people_in: dict[str, list[str]] = {}
        self.remarks: list[str] = []
        self._exported = header.column("updated_at") is not None and header.column("id") is not None
        self.header = self._without_doubtful(header, rows)
        progress = self.header.column("progress")
        self._shares = progress is not None and holds_shares(row.cell(progress.index) for row in rows)
        if self._shares and progress is not None:
            self.remarks.append(
                _("Column {letter}: the numbers are shares of 1, so 0.8 is read as 80%.", letter=progress.letter)
            )
        self._readers = {
            (column.index, name): self._reader(name, column)
            if name in _UNIQUE
            else remembering(self._reader(name, column))
            for column in self.header.columns
            for name in column.fields
            if name not in UNREAD
        }
        self._meet(rows)

    def read(self, column: Column, name: str, cell: CellValue) -> Read:
        """Return the value of a filled cell as field ``name``.  Raise :class:`InvalidValue` with the reason."""
        return self._readers[column.index, name](cell)

    def _without_doubtful(self, header: Header, rows: list[TableRow]) -> Header:
        """Return the header without the columns whose values show that they mean something else."""
        columns: list[Column] = []
        for column in header.columns:
            name = column.fields[0] if column.fields else ""
            if not column.unsure and name not in ("evidence", "note", "id"):
                columns.append(column)
                continue
            cells = [cell for row in rows if not is_empty(cell := row.cell(column.index))]
            if self._exported and name in ("evidence", "note") and all(shown(cell).isdigit() for cell in cells):
                column = replace(column, fields=(), why=_("computed, never read"))
            elif name == "id" and cells and not any(uuid_of(cell) for cell in cells):
                column = replace(column, fields=(), why=_("not the ids of this program"))
            elif column.unsure and cells and not self._any_readable(name, column, cells):
                column = replace(column, fields=(), why=_("no value of it can be read as {field}", field=name))
            columns.append(column)
        return replace(header, columns=tuple(columns))

    def _any_readable(self, name: str, column: Column, cells: Iterable[CellValue]) -> bool:
        read = remembering(self._reader(name, column, shares=False))
        for cell in cells:
            try:
                read(cell)
            except InvalidValue:
                continue
            return True
        return False

    def _reader(self, name: str, column: Column, shares: bool | None = None) -> CellReader:
        """Return what reads the cells of a column; its value's form depends on the field."""
        lookup = self._lookup
        special: dict[str, Callable[[CellValue], Any]] = {
            "lead": self._people,
            "supporting": self._people,
            "agency": self._agencies,
            "supporting_agencies": self._agencies,
            "dimension": lambda cell: lookup.dimension(text_of(cell)),
            "sub_dimension": text_of,
            "deadline": lambda cell: lookup.deadline(text_of(cell)),
            "mission": lambda cell: lookup.mission(text_of(cell)),
            "meeting_number": text_of,
            "meeting_title": text_of,
            "tags": _tags,
            "depends_on": lambda cell: [word.lstrip("#") for word in re.split(r"[,;\s]+", text_of(cell)) if word],
            "evidence": lambda cell: [_evidence(part) for part in paragraphs(cell)],
            "targets": lambda cell: cell,
            "realisations": lambda cell: cell,
        }
        if name in special:
            convert = special[name]
            return lambda cell: Read(convert(cell))
        if name in NOTE_FIELDS:
            text = record_spec("note").by_name["text"]
            return lambda cell: Read(plain(text, text_of(cell, lines=True)))
        spec = _SPEC["due"] if name == "meeting_date" else _SPEC[name]
        return reader_for(spec, column, self._today, self._shares if shares is None else shares)

    # --- people and agencies --------------------------------------------------------------------------------

    def _meet(self, rows: list[TableRow]) -> None:
        """Get to know every agency and person of the table before the first row is read."""
        for names, meet in ((_AGENCIES, self._meet_agency), (_PEOPLE, None)):
            texts: dict[str, None] = {}
            for column in self.header.columns:
                if column.fields and column.fields[0] in names:
                    cells = (row.cell(column.index) for row in rows if not row.skipped)
                    texts |= dict.fromkeys(cell for cell in cells if isinstance(cell, str) and not is_empty(cell))
            if meet is not None:
                for text in texts:
                    meet(text)
                self._agency_named.clear()  # names that were unknown may be known by now
            else:
                people = dict.fromkeys(name for text in texts for name in self._split(text))
                self._lookup.members.meet(name for name in people if self._agency_or_none(name) is None)

    def _meet_agency(self, text: str) -> None:
        try:
            self._agencies(text)
        except InvalidValue:
            return  # the rows that say so report it

    def _agency_or_none(self, text: str) -> str | None:
        """Return the agency of that name; every name of every cell is asked about, so answers are kept."""
        if text not in self._agency_named:
            try:
                self._agency_named[text] = self._lookup.agencies.find(text)
            except InvalidValue:
                self._agency_named[text] = None
        return self._agency_named[text]

    def _split(self, text: str) -> list[str]:
        """Return the people of a cell; our own exports write handles, so there every name is one."""
        if text not in self._people_in:
            mark = "@" if self._exported else ""
            names, nips = (text, []) if self._exported else without_nips(text)
            self._people_in[text] = [
                f"{mark}{name.removeprefix('@')}" if mark else name for name in split_people(names)
            ]
            if len(nips) == len(self._people_in[text]):
                self._lookup.members.nips |= dict(zip(self._people_in[text], nips, strict=True))
        return self._people_in[text]

    def _agencies(self, cell: CellValue) -> list[str]:
        text = text_of(cell, lines=True)
        whole = self._agency_or_none(clean_line(text))
        if whole is not None:
            return [whole]
        return list(dict.fromkeys(self._lookup.agencies.id_of(part) for part in split_people(text)))

    def _people(self, cell: CellValue) -> tuple[list[str], list[str]]:
        """Return the people of a cell, and the agencies that stand in it instead of people."""
        text = text_of(cell, lines=True)
        people: list[str] = []
        agencies: list[str] = []
        whole = None if self._exported else self._agency_or_none(clean_line(text))
        if whole is not None:
            return [], [whole]
        for name in self._split(text):
            agency = None if self._exported else self._agency_or_none(name)
            if agency is not None:
                agencies.append(agency)
            else:
                people.append(self._lookup.members.id_of(name))
        return list(dict.fromkeys(people)), agencies


def uuid_of(cell: CellValue) -> str | None:
    """Return the id that a cell holds, if it is one (a UUID)."""
    text = shown(cell).lower()
    pattern = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    return text if re.fullmatch(pattern, text) else None


def _tags(cell: CellValue) -> list[str]:
    words = ("-".join(part.strip().lstrip("+#").casefold().split()) for part in re.split("[,;\n]", text_of(cell)))
    spec = record_spec("tag").by_name["name"]
    return list(dict.fromkeys(plain(spec, word) for word in words if word))


def _evidence(text: str) -> dict[str, str]:
    """Return what a piece of evidence is: a link, the number of a letter, or a file; ``says`` for a mere yes."""
    word = fold(text)
    if word in ("belum", "belum ada", "tidak", "tidak ada", "-", "no"):
        return {}
    if word in ("ada", "sudah", "sudah ada", "ya", "yes", "v", "✓", "✔", "√", "lengkap", "terlampir"):
        return {"says": text}
    if "://" in text or re.match(r"(?i)(?:www\.|bit\.ly/|drive\.google\.|s\.id/)", text):
        return {"kind": EvidenceKind.LINK, "location": text}
    if re.match(r"(?i)(?:no(?:mor)?\b|surat\b|nota\b|sk\b|s\.k\.|nd\b)", text) and re.search("[0-9]", text):
        return {"kind": EvidenceKind.LETTER, "letter_number": text}
    if re.fullmatch(r"(?i)[\w.\-]+(?: ?/ ?[\w.\-]+){2,}", text) and re.search(r"/ ?(?:19|20)[0-9]{2}$", text):
        return {"kind": EvidenceKind.LETTER, "letter_number": text}
    return {"kind": EvidenceKind.FILE, "location": text}
