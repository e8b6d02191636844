"""The columns of a list of action items: what reads their cells, and what their cells show about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from taskforce.exchange.files.sheet import CellValue
from taskforce.exchange.importing.cells.people import Cell, is_nobody, office_of, read_people
from taskforce.exchange.importing.cells.values import (
    CellReader,
    Read,
    UnknownWord,
    Unlisted,
    holds_shares,
    is_empty,
    paragraphs,
    reader_for,
    remembering,
    text_of,
)
from taskforce.exchange.importing.lookup import Lookup
from taskforce.exchange.importing.questions import IGNORE
from taskforce.exchange.importing.tables.headers import Column, Header, shown
from taskforce.exchange.importing.tables.lines import TableRow
from taskforce.exchange.importing.tables.trackers import BESIDE
from taskforce.language import _
from taskforce.model.errors import InvalidValue
from taskforce.model.names import split_people
from taskforce.model.nip import without_nips
from taskforce.model.records import record_spec
from taskforce.model.shown import cell_steps, is_checklist_cell
from taskforce.model.text import clean_line, excerpt, fold
from taskforce.model.validate import plain
from taskforce.model.vocabulary import EvidenceKind, NoteKind, parse_choice

NOTE_FIELDS: Final = {
    "note": NoteKind.REMARK,
    "remark": NoteKind.REMARK,
    "obstacle": NoteKind.OBSTACLE,
    "follow_up": NoteKind.FOLLOW_UP,
}
"""Columns whose texts become notes."""

UNREAD: Final = ("number", "ref", "id", "key", "updated_at", "marks")
"""Columns that are no field of the item but say which one it is, or nothing."""

_SPEC: Final = record_spec("action_item").by_name
_MEETING_DAY: Final = record_spec("meeting").by_name["date"]
_UNIQUE: Final = ("title", "description", *NOTE_FIELDS)
"""Columns whose cells hardly ever say the same twice."""
_PEOPLE: Final = ("lead", "supporting")
_AGENCIES: Final = ("agency", "supporting_agencies")


class ActionColumns:
    """Reads the cells of one table; ``header`` has lost the columns whose values deny their header.

    ``exported`` says that the table is an export of this program; ``remarks`` are sentences on how columns are
    read, ``unknown`` the words that a person has to explain, by field and folded word; ``values`` are those that a
    person has explained.
    """

    def __init__(
        self,
        header: Header,
        rows: list[TableRow],
        lookup: Lookup,
        today: date,
        values: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        self._said = values or {}
        self.unknown: dict[tuple[str, str], UnknownWord] = {}
        self._lookup = lookup
        self._today = today
        self._agency_named: dict[str, str | None] = {}
        self._people_in: dict[str, Cell] = {}
        self.remarks: list[str] = []
        self.exported = _is_export(header, rows)
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
            if name not in (*UNREAD, *BESIDE)
        }
        self._meet(rows)

    def read(self, column: Column, name: str, cell: CellValue) -> Read:
        """Return the value of a filled cell as field ``name``.  Raise :class:`InvalidValue` with the reason."""
        try:
            return self._readers[column.index, name](cell)
        except UnknownWord as error:
            self.unknown.setdefault((error.field, fold(error.word)), error)
            raise

    def _without_doubtful(self, header: Header, rows: list[TableRow]) -> Header:
        """Return the header without the columns whose values show that they mean something else."""
        columns: list[Column] = []
        for column in header.columns:
            name = column.fields[0] if column.fields else ""
            if not name or (not column.unsure and name not in ("evidence", "note", "id")):
                columns.append(column)
                continue
            cells = [cell for row in rows if not is_empty(cell := row.cell(column.index))]
            if self.exported and name in ("evidence", "note") and all(shown(cell).isdigit() for cell in cells):
                column = replace(column, fields=(), why=_("computed, never read"))
            elif name == "id" and cells and not any(uuid_of(cell) for cell in cells):
                column = replace(column, fields=("key",))
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
            "deadline": self._deadline,
            "mission": lambda cell: lookup.mission(text_of(cell)),
            "meeting_number": text_of,
            "meeting_title": text_of,
            "tags": _tags,
            "checklist": _steps,
            "title": _title,
            "depends_on": _needs,
            "evidence": lambda cell: [_evidence(part) for part in paragraphs(cell)],
            "targets": lambda cell: cell,
            "realisations": lambda cell: cell,
        }
        if name in ("lead", "supporting", "agency", "supporting_agencies"):
            return special[name]
        if name in special:
            convert = special[name]
            return lambda cell: Read(convert(cell))
        if name in NOTE_FIELDS:
            text = record_spec("note").by_name["text"]
            return lambda cell: Read(plain(text, text_of(cell, lines=True)))
        spec = _MEETING_DAY if name == "meeting_date" else _SPEC[name]
        read = reader_for(spec, column, self._today, self._shares if shares is None else shares)
        if spec.choices is None or not any(field == name for field, _word in self._said):
            return read
        return lambda cell: self._explained(name, cell) or read(cell)

    def _explained(self, name: str, cell: CellValue) -> Read | None:
        """Return the value that a person has given to this very word."""
        value = self._said.get((name, fold(shown(cell))))
        choices = _SPEC[name].choices
        if value is None or choices is None:
            return None
        return Read(str(parse_choice(choices, value)) if value else None)

    def _deadline(self, cell: CellValue) -> str:
        try:
            return self._lookup.deadline(text_of(cell))
        except InvalidValue as error:
            raise Unlisted(str(error)) from error

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
                self._meet_mails(rows)
                people = dict.fromkeys(name for text in texts for name in self._split(text).people)
                self._lookup.members.meet(name for name in people if self._agency_or_none(name) is None)

    def _meet_mails(self, rows: list[TableRow]) -> None:
        """Get to know the addresses that a column of their own gives for the one person in charge."""
        mail, lead = self.header.column("mail"), self.header.column("lead")
        if mail is None or lead is None:
            return
        for row in rows:
            cell, address = row.cell(lead.index), shown(row.cell(mail.index))
            if isinstance(cell, str) and not is_empty(cell) and "@" in address:
                people = self._split(cell).people
                if len(people) == 1:
                    self._lookup.members.mails.setdefault(people[0], address.casefold())

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

    def _split(self, text: str) -> Cell:
        """Return the people of a cell; our own exports write handles, so there every name is one."""
        if text not in self._people_in:
            if self.exported:
                names = [f"@{name.removeprefix('@')}" for name in split_people(text)]
                self._people_in[text] = Cell(names, [], [], [], {})
            else:
                self._people_in[text] = self._read_people(text)
        return self._people_in[text]

    def _read_people(self, text: str) -> Cell:
        names, nips = without_nips(text)
        cell = read_people(names)
        members = self._lookup.members
        said = [
            members.said(self._said["lead", fold(name)]) if ("lead", fold(name)) in self._said else name
            for name in (*cell.people, *cell.positions)
        ]
        people = [name for name in said[: len(cell.people)] if name != IGNORE]
        positions: list[str] = []
        for position, one in zip(cell.positions, said[len(cell.people) :], strict=True):
            if one == IGNORE:
                continue
            if ("lead", fold(position)) in self._said:
                people.append(one)
                continue
            holder = members.holding(position)
            if holder is not None:
                people.append(holder)
            else:
                positions.append(position)
        if len(nips) == len(people):
            members.nips |= dict(zip(people, nips, strict=True))
        members.mails |= cell.mails
        return cell._replace(people=people, positions=positions)

    def _agencies(self, cell: CellValue) -> Read:
        text = text_of(cell, lines=True)
        whole = self._agency_or_none(clean_line(text))
        if whole is not None:
            return Read([whole])
        parts = split_people(text)
        nobody = [part for part in parts if is_nobody(part)]
        named = [part for part in parts if part not in nobody]
        return Read(
            list(dict.fromkeys(self._lookup.agencies.id_of(part) for part in named)),
            _nobody(nobody),
        )

    def _people(self, cell: CellValue) -> Read:
        """Return the people of a cell, and the agencies that stand in it instead of people."""
        text = text_of(cell, lines=True)
        people: list[str] = []
        agencies: list[str] = []
        whole = None if self.exported else self._agency_or_none(clean_line(text))
        if whole is not None:
            return Read(([], [whole]))
        split = self._split(text)
        for name in split.people:
            agency = None if self.exported else self._agency_or_none(name)
            if agency is not None:
                agencies.append(agency)
            else:
                people.append(self._lookup.members.id_of(name))
        agencies += [self._lookup.agencies.id_of(name) for name in split.offices]
        rest: list[str] = []
        warnings = [warning] if (warning := _nobody(split.nobody)) else []
        for position in split.positions:
            office = office_of(position)
            if office is None:
                rest.append(position)
            else:
                agencies.append(self._lookup.agencies.id_of(office))
                warnings.append(
                    _("“{text}” is a position: its office was taken, {office}.", text=position, office=office)
                )
        for position in rest:
            reason = _("“{text}” is a position, no name: write who it is.", text=excerpt(position))
            unknown = UnknownWord("lead", position, reason, (IGNORE, clean_line(position)))
            self.unknown.setdefault(("lead", fold(position)), unknown)
            if not people and not agencies:
                raise unknown
        return Read(
            (list(dict.fromkeys(people)), list(dict.fromkeys(agencies))),
            " ".join(warnings) or None,
            rest=", ".join(rest) or None,
        )


def _nobody(words: Iterable[str]) -> str | None:
    """Return the sentence that says that words name nobody; ``None`` for no words."""
    named = ", ".join(f"“{excerpt(word)}”" for word in words)
    return _("{words}: nobody in particular.", words=named) if named else None


def _is_export(header: Header, rows: Iterable[TableRow]) -> bool:
    """Return whether a table is an export of this program: its rows carry our ids, and when they were changed."""
    column = header.column("id")
    if column is None or header.column("updated_at") is None:
        return False
    return any(uuid_of(row.cell(column.index)) for row in rows)


def uuid_of(cell: CellValue) -> str | None:
    """Return the id that a cell holds, if it is one (a UUID)."""
    text = shown(cell).lower()
    pattern = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    return text if re.fullmatch(pattern, text) else None


def _needs(cell: CellValue) -> list[str]:
    """Return what an item waits for, as its sheet calls it: refs, numbers, keys or titles; also ``3FS+2d``."""
    needs: list[str] = []
    for part in re.split(r"[,;|\n]+", text_of(cell, lines=True)):
        word = clean_line(part).strip(" []{}'\"#")
        several = word.split() if re.fullmatch(r"#?[0-9]+(?: #?[0-9]+)+", word) else [word]
        needs += [
            re.sub(r"(?i)(?<=[0-9])(?:fs|ss|ff|sf)(?: ?[+-].*)?$", "", one).lstrip("#") for one in several if one
        ]
    return list(dict.fromkeys(needs))


def _title(cell: CellValue) -> str:
    """Return a title; a mere number says nothing of what is to be done.  Raise :class:`InvalidValue`."""
    text = text_of(cell)
    if text and not any(letter.isalpha() for letter in text):
        raise InvalidValue(_("“{text}” is a number, no title: write what is to be done.", text=excerpt(text)))
    return str(plain(_SPEC["title"], text))


def _steps(cell: CellValue) -> list[dict[str, Any]]:
    """Return the steps of a checklist (``[x] Tulis surat, [ ] Kirim surat``).  Raise :class:`InvalidValue`."""
    text = text_of(cell, lines=True)
    if is_checklist_cell(text):
        return cell_steps(text) or []
    parts = re.split(r"(?:[,;\n]\s*)?(?<!\S)\[([ xX✓]?)\] ?", text)
    if len(parts) < 3 or clean_line(parts[0]):
        raise InvalidValue(
            _("“{text}” is no checklist: write its steps as “[ ] text”.", text=excerpt(shown(cell)))
        )
    steps = [(mark, clean_line(words)) for mark, words in zip(parts[1::2], parts[2::2], strict=True)]
    return [{"text": words, "done": bool(mark.strip())} for mark, words in steps if words]


_COLOUR: Final = r" \((?:green|yellow|orange|red|purple|blue|sky|lime|pink|black)(?:_light|_dark)?\)$"
"""What a board writes behind the name of a label."""


def _tags(cell: CellValue) -> list[str]:
    parts = (re.sub(_COLOUR, "", part.strip()) for part in re.split("[,;\n]", text_of(cell).strip("[]")))
    words = ("-".join(part.lstrip("+#").casefold().split()) for part in parts)
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
