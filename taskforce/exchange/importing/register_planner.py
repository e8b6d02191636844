"""Rows of lists of members and of deadlines: read, matched with the registers, compared, drafted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from taskforce.exchange.files.sheet import CellValue
from taskforce.exchange.importing.cells import CellReader, Read, is_empty, reader_for, remembering, text_of
from taskforce.exchange.importing.headers import Column, Header, shown
from taskforce.exchange.importing.item_rows import problem_of
from taskforce.exchange.importing.lookup import Additions, Lookup, member_id, name_key
from taskforce.exchange.importing.plan import (
    ChangedRecord,
    FieldChange,
    Kept,
    NewRecord,
    Place,
    Plan,
    Problem,
    Rejected,
    Remark,
)
from taskforce.exchange.importing.rows import TableRow
from taskforce.exchange.importing.verdict import Verdict, judge
from taskforce.language import _
from taskforce.model.errors import InvalidRecord, InvalidValue
from taskforce.model.names import bare_name
from taskforce.model.nip import parse_nip, without_nips
from taskforce.model.records import DELETED, record_spec
from taskforce.model.text import clean_line, excerpt, fold, slug
from taskforce.model.validate import check_record, check_values, plain
from taskforce.store.changes.batch import create, edit, id_for
from taskforce.store.changes.ids import derived_id
from taskforce.store.changes.load import load
from taskforce.store.read.import_history import field_pasts, taken_back
from taskforce.store.store import Store

Values = dict[str, Any]

_UNSAID: Final = frozenset(("active", "handle", "kind", "key"))
"""Fields that always have a value: an empty cell says nothing of them."""


@dataclass(slots=True)
class Entry:
    """A member or deadline as a row wants it, with the id of its record once that is known."""

    place: Place
    row: TableRow
    values: Values
    record_id: str = ""


class RegisterTable:
    """Reads the rows of one table of members or deadlines."""

    def __init__(self, header: Header, rows: list[TableRow], known: Lookup, today: date) -> None:
        self.known = known
        self.today = today
        self.record_type = "member" if header.kind == "members" else "deadline"
        self._fields = record_spec(self.record_type).by_name
        columns = [self._plausible(column, rows) for column in header.columns]
        self.header = replace(header, columns=tuple(columns))
        self._readers = {
            column.index: remembering(self._reader(column)) for column in columns if self._is_read(column)
        }

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
            "agency": lambda cell: self.known.agency(text_of(cell)),
            "name": lambda cell: text_of(cell, lines=True),
            "handle": _handle,
        }
        if name in special and (name != "name" or self.record_type == "member"):
            convert = special[name]
            return lambda cell: Read(convert(cell))
        return reader_for(self._fields[name], column, self.today, False)

    def read(self, row: TableRow, place: Place) -> tuple[Entry | Rejected, list[Remark]]:
        """What a row wants, or why it cannot be taken."""
        problems: list[Problem] = []
        warnings: list[Remark] = []
        values: Values = {}
        for column in self.header.columns:
            if not self._is_read(column):
                continue
            cell = row.cell(column.index)
            try:
                read = Read(None) if is_empty(cell) else self._readers[column.index](cell)
                self._put(values, column.fields[0], read)
            except InvalidValue as error:
                problems.append(Problem(column.letter, column.header, excerpt(shown(cell)), str(error)))
                continue
            if read.warning:
                warnings.append(Remark(place, f"{column.header}: {read.warning}"))
        needed = ("name",) if self.record_type == "member" else ("name", "due")
        for name in needed:
            if not problems and not values.get(name):
                label = _(self._fields[name].label)
                problems.append(
                    problem_of(self.header, name, row, _("{field} is missing: give one.", field=label))
                )
        if problems:
            return Rejected(place, tuple(problems)), []
        return Entry(place, row, values), warnings

    def _put(self, values: Values, name: str, read: Read) -> None:
        if name == "agency":
            values["agency_id"] = read.value
        elif name == "name" and self.record_type == "member" and read.value is not None:
            text, nips = without_nips(read.value)
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


class RegisterPlanner:
    """Fills a plan with the members and deadlines of a file's rows."""

    def __init__(self, store: Store, known: Lookup, additions: Additions, plan: Plan) -> None:
        self.reader = store.reader
        self.known = known
        self.additions = additions
        self.plan = plan

    def run(self, table: RegisterTable, entries: Iterable[Entry]) -> None:
        """Match, compare and draft the entries of one table."""
        identify = self._member if table.record_type == "member" else self._deadline
        first: dict[str, Entry] = {}
        for entry in entries:
            try:
                entry.record_id = identify(entry, first)
            except InvalidValue as error:
                column = "handle" if entry.values.get("handle") else "name"
                problem = problem_of(table.header, column, entry.row, str(error))
                self.plan.rejected.append(Rejected(entry.place, (problem,)))
                continue
            other = first.setdefault(entry.record_id, entry)
            if other is not entry:
                self._second(table, entry, other)
            elif table.record_type == "member":
                self._introduce(entry)
        self._compare(table, first)

    def _second(self, table: RegisterTable, entry: Entry, first: Entry) -> None:
        if entry.values == first.values:
            text = _("Says the same as row {row}: taken once.", row=first.place.row)
            self.plan.warnings.append(Remark(entry.place, text))
            return
        text = _(
            "Row {row} has the same name but says something else: keep one, or give each a handle.",
            row=first.place.row,
        )
        problem = problem_of(table.header, "name", entry.row, text)
        self.plan.rejected.append(Rejected(entry.place, (problem,)))

    # --- who and what is meant ------------------------------------------------------------------------------

    def _member(self, entry: Entry, first: Mapping[str, Entry]) -> str:
        """The member that a row means: by handle, by NIP, by name; a new one otherwise."""
        members, values = self.known.members.records, entry.values
        handle, nip, name = values.get("handle"), values.get("nip"), values["name"]
        present = {one: member for one, member in members.items() if not member[DELETED]}
        for one, member in present.items():
            if handle and member["handle"].casefold() == handle.casefold():
                return one
        for one, member in present.items():
            if nip and member["nip"] == nip:
                return one
        bare = fold(bare_name(name))
        same = [one for one in self.known.members.find(bare_name(name)) if one in present]
        other_person = [one for one in same if nip and present[one]["nip"] and present[one]["nip"] != nip]
        same = [
            one for one in same if one not in other_person and not (handle and present[one]["handle"] != handle)
        ]
        if len(same) == 1:
            return same[0]
        if same:
            people = ", ".join(f"{present[one]['name']} (@{present[one]['handle']})" for one in same)
            raise InvalidValue(
                _("“{name}” may be {people}: give the handle or the NIP.", name=name, people=people)
            )
        derived = member_id(name)
        earlier = first.get(derived)
        if earlier is not None and nip and earlier.values.get("nip") not in (None, nip):
            return derived_id("member", bare, nip)
        if handle and (
            other_person or (earlier is not None and earlier.values.get("handle") not in (None, handle))
        ):
            return derived_id("member", bare, handle)
        if other_person or (derived in present and nip and present[derived]["nip"] not in (None, nip)):
            return derived_id("member", bare, nip or "")
        return derived

    def _introduce(self, entry: Entry) -> None:
        """Let later tables know a member that this one adds."""
        if entry.record_id not in self.known.members.records:
            values = {name: value for name, value in entry.values.items() if value is not None}
            self.known.add_member(entry.record_id, values)

    def _deadline(self, entry: Entry, first: Mapping[str, Entry]) -> str:
        """The deadline that a row means: by key, by name; a new one otherwise."""
        register, values = self.known.deadlines, entry.values
        if values.get("key"):
            return id_for("deadline", values)
        found = register.find(values["name"])
        if len(found) == 1:
            return found[0]
        if found:
            raise InvalidValue(_("“{text}” is the name of several deadlines: give the key.", text=values["name"]))
        base, number = slug(values["name"]) or "tenggat", 2
        values["key"] = base
        while (other := first.get(id_for("deadline", values))) and name_key(other.values["name"]) != name_key(
            values["name"]
        ):
            values["key"], number = f"{base}-{number}", number + 1
        return id_for("deadline", values)

    # --- what changes ---------------------------------------------------------------------------------------

    def _compare(self, table: RegisterTable, entries: Mapping[str, Entry]) -> None:
        present = load(self.reader, table.record_type, entries.keys())
        gone = taken_back(self.reader, [one for one, values in present.items() if values[DELETED]])
        pasts = field_pasts(self.reader, present.keys(), table_fields(table))
        for record_id, entry in entries.items():
            before = present.get(record_id)
            if before is None or (before[DELETED] and record_id in gone):
                self._create(table, entry)
                continue
            if before[DELETED]:
                text = _("This record was deleted here after it was imported: it stays deleted.")
                self.plan.skipped.append(Remark(entry.place, text))
                continue
            changes: list[FieldChange] = []
            for name, value in entry.values.items():
                if value == before[name] or (value is None and name in _UNSAID) or name == "key":
                    continue
                label = _(record_spec(table.record_type).by_name[name].label)
                forward = table.record_type == "deadline" and name in ("due", "met_on")
                verdict = judge(pasts.get((record_id, name), ()), value, before[name], None, forward=forward)
                if verdict is Verdict.KEPT:
                    kept = Kept(table.record_type, before["name"], entry.place, name, label, value, before[name])
                    self.plan.kept.append(kept)
                elif verdict is not Verdict.SILENT:
                    both = verdict is Verdict.BOTH
                    changes.append(FieldChange(name, label, before[name], value, both=both))
            self._change(table, entry, before, changes)

    def _create(self, table: RegisterTable, entry: Entry) -> None:
        values = {name: value for name, value in entry.values.items() if value is not None}
        if table.record_type == "member":
            self.known.assign_handles([entry.record_id])
            values = self.known.member_values(entry.record_id) | values
        try:
            check_record(table.record_type, {name: value for name, value in values.items() if name != DELETED})
        except InvalidRecord as error:
            self._refuse(table, entry, error)
            return
        self.plan.drafts.append(create(table.record_type, entry.record_id, **values))
        self.additions.refer(table.record_type, values, entry.place)
        self.additions.made.add((table.record_type, entry.record_id))
        self.plan.new.append(NewRecord(table.record_type, entry.record_id, values["name"], entry.place, values))

    def _change(self, table: RegisterTable, entry: Entry, before: Values, changes: list[FieldChange]) -> None:
        new = {change.field: change.new for change in changes}
        _good, problems = check_values(table.record_type, new)
        if problems:
            self._refuse(table, entry, InvalidRecord(problems))
            return
        if not changes:
            self.plan.unchanged += 1
            return
        for change in changes:
            self.plan.drafts.append(
                edit(table.record_type, entry.record_id, change.field, change.new, seen=change.old)
            )
        self.additions.refer(table.record_type, new, entry.place)
        self.plan.changed.append(
            ChangedRecord(table.record_type, entry.record_id, before["name"], entry.place, tuple(changes))
        )

    def _refuse(self, table: RegisterTable, entry: Entry, error: InvalidRecord) -> None:
        problems = tuple(
            problem_of(table.header, one.field, entry.row, one.sentence, one.value) for one in error.problems
        )
        self.plan.rejected.append(Rejected(entry.place, problems))


def table_fields(table: RegisterTable) -> list[str]:
    """The fields of the record type that the import may set."""
    return [name for name in record_spec(table.record_type).by_name if name != DELETED]
