"""A workbook that was sent out and comes back: what was changed in it against what was sent.

Whatever people do to sheets, a row is known by its ref and a column by its header, wherever they stand now.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, NamedTuple

from taskforce.exchange.files.remarks import added_remarks, behind
from taskforce.exchange.files.sheet import HIDDEN_SHEET, LISTS_SHEET, Book, CellValue, ImportFailed, Row, Sheet
from taskforce.exchange.importing.cells.values import is_empty, percent_in_status
from taskforce.exchange.importing.lookup import Lookup
from taskforce.exchange.importing.plan import ColumnUse, Place, Plan, Problem, Rejected, Remark, TableUse
from taskforce.exchange.importing.records.item_columns import NOTE_FIELDS, ActionColumns
from taskforce.exchange.importing.records.item_rows import ActionTable, agree
from taskforce.exchange.importing.records.sheet_record import SheetRecord
from taskforce.exchange.importing.tables.header_names import header_key, meanings
from taskforce.exchange.importing.tables.headers import Column, Header, shown
from taskforce.exchange.importing.tables.lines import TableRow, table_rows
from taskforce.exchange.matrix.hidden_sheet import COMPUTED, SentSheet, as_sent, is_as_sent, read_sent
from taskforce.language import _, plural
from taskforce.model.errors import InvalidValue
from taskforce.model.records import TEXT_LIMIT, record_spec
from taskforce.model.shown import cell_steps, checklist_cell
from taskforce.model.text import clean_line, excerpt, fold
from taskforce.model.validate import plain
from taskforce.model.vocabulary import Status, parse_choice

_SEARCHED: Final = 200
"""Rows in which the header is looked for: people insert rows above it."""


def is_returned(book: Book) -> bool:
    """Return whether a workbook carries the values as sent."""
    return HIDDEN_SHEET in book.own


class Saved(NamedTuple):
    """Who saved a workbook last, as its program says, and whether anybody has since it was sent out."""

    name: str | None
    touched: bool


def last_saved(data: bytes) -> Saved:
    """Return what a workbook says of its last saving; nothing in it is trusted."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            part = next(one for one in ("docProps/core.xml", "meta.xml") if one in package.namelist())
            with package.open(part) as stream:
                text = stream.read(100_000).decode("utf-8", "replace")
    except (StopIteration, OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
        return Saved(None, True)
    saver = re.search(r"<(?:cp:lastModifiedBy|dc:creator)>([^<>]{1,200})</", text)
    times = [re.search(rf"<dcterms:{word}[^>]*>([^<]*)<", text) for word in ("created", "modified")]
    touched = None in times or len({time[1] for time in times if time}) > 1
    name = clean_line(html.unescape(saver[1])) if saver and touched else ""
    return Saved(name or None, touched)


@dataclass(frozen=True, slots=True)
class ReturnedTable:
    """A visible sheet with the row of its header and the place of each column (by key)."""

    sheet: Sheet
    header: Header
    places: Mapping[str, int]


def find_table(sheet: Sheet, sent: SentSheet) -> ReturnedTable | None:
    """Return the table of a sheet: under the row that holds most of the headers as sent."""
    keys = {fold(header): key for key, header in sent.headers.items()}
    best: tuple[int, dict[str, int]] = (0, {})
    for index, row in enumerate(sheet.rows[:_SEARCHED]):
        places: dict[str, int] = {}
        for column, value in enumerate(row):
            key = keys.get(fold(clean_line(value[:200]))) if isinstance(value, str) else None
            if key is not None:
                places.setdefault(key, column)
        if len(places) > len(best[1]):
            best = (index, places)
    index, places = best
    if len(places) < 2 or not {"ref", "title"} & places.keys():
        return None
    _add_by_meaning(sheet.rows[index], places, sent)
    columns = [
        Column(column, clean_line(str(sheet.rows[index][column])), () if key in COMPUTED - {"ref"} else (key,))
        for key, column in sorted(places.items(), key=lambda one: one[1])
    ]
    return ReturnedTable(sheet, Header("actions", index, tuple(columns), 4 * len(columns)), places)


def _add_by_meaning(row: Row, places: dict[str, int], sent: SentSheet) -> None:
    """Find columns whose header somebody has rewritten: by other names of the same thing."""
    taken = set(places.values())
    for column, value in enumerate(row):
        if column in taken or not isinstance(value, str):
            continue
        meaning = meanings("actions").get(header_key(value))
        key = meaning.field.rstrip("?") if meaning is not None else ""
        if key in sent.headers and key not in places:
            places[key] = column


_FIELDS: Final = {"lead": "lead_id", "agency": "agency_id", "dimension": "dimension_id"}
_NEVER_EMPTY: Final = ("title", "status", "priority", "progress")
"""Columns in which an emptied cell says nothing."""
_PARTED: Final = ("lead", "agency", "supporting")


@dataclass(slots=True)
class Returned:
    """What came back: the rows with changes, as records with only what was changed, and the new rows."""

    sent: SentSheet
    changed: list[SheetRecord] = field(default_factory=list)
    new: list[SheetRecord | Rejected] = field(default_factory=list)


def read_returned(book: Book, name: str, lookup: Lookup, today: date, plan: Plan) -> Returned:
    """Read a workbook; what cannot be taken, and what a person should know, goes into ``plan``.

    Raise :class:`ImportFailed` when its hidden sheet is damaged, or no sheet has the columns any more.
    """
    sent = read_sent(book.own[HIDDEN_SHEET], book.own.get(LISTS_SHEET), name)
    returned = Returned(sent)
    tables = [table for sheet in book.sheets if (table := find_table(sheet, sent)) is not None]
    if not tables:
        raise ImportFailed(
            _(
                "{name} has lost its columns: its header should be {headers}. Put it back and import again.",
                name=name,
                headers=", ".join(clean_line(one) for one in list(sent.headers.values())[:6]) + " …",
            )
        )
    reader = _Reader(sent, lookup, today, plan, returned)
    for table in tables:
        reader.read(table)
    reader.finish()
    return returned


class _Reader:
    """Compares the rows of one workbook with what was sent."""

    def __init__(self, sent: SentSheet, lookup: Lookup, today: date, plan: Plan, returned: Returned) -> None:
        self.sent = sent
        self.lookup = lookup
        self.today = today
        self.plan = plan
        self.returned = returned
        self.refs = {ref.casefold(): ref for ref in sent.ids}
        self.titles: dict[str, list[str]] = {}
        for ref, cells in sent.cells.items():
            self.titles.setdefault(cells.get("title", ""), []).append(ref)
        self.seen: dict[str, tuple[Place, Any]] = {}

    def read(self, table: ReturnedTable) -> None:
        """Take the rows of one table."""
        missing = [self.sent.headers[key] for key in self.sent.headers if key not in table.places]
        if missing:
            names = ", ".join(clean_line(one) for one in missing)
            self.plan.remarks.append(_("Columns that are gone, and so say nothing: {names}.", names=names))
        met: list[tuple[TableRow, str, dict[str, CellValue]]] = []
        new: list[TableRow] = []
        count = 0
        for row in table_rows(table.sheet, table.header):
            if self._is_header(row):
                continue
            cells = {key: row.cell(column) for key, column in table.places.items()}
            ref = shown(cells.get("ref")).strip().lstrip("#")
            place = Place(table.sheet.name, row.number)
            if not ref and row.skipped:
                self.plan.skipped.append(Remark(place, row.skipped))
            elif not ref:
                count += 1
                new.append(row)
            elif any(not is_empty(cell) for key, cell in cells.items() if key != "ref"):
                count += 1
                met.append((row, ref, cells))
        self._compare(table, met)
        self._add(table, new)
        columns = tuple(ColumnUse(one.letter, one.header, one.fields) for one in table.header.columns)
        self.plan.tables.append(
            TableUse(table.sheet.name, "actions", table.header.row + 1, columns, count, returned=True)
        )

    def _is_header(self, row: TableRow) -> bool:
        cells = {fold(clean_line(value[:200])) for value in row.cells if isinstance(value, str)}
        return len(cells & {fold(header) for header in self.sent.headers.values()}) >= 3

    def _refuse(self, row: TableRow, table: ReturnedTable, key: str, text: str) -> None:
        column = table.header.column(key)
        cell = excerpt(shown(row.cell(column.index))) if column else ""
        problem = Problem(column.letter if column else "", column.header if column else "", cell, text)
        self.plan.rejected.append(Rejected(Place(table.sheet.name, row.number), (problem,)))

    # --- rows that were sent --------------------------------------------------------------------------------

    def _compare(self, table: ReturnedTable, rows: Iterable[tuple[TableRow, str, dict[str, CellValue]]]) -> None:
        changed: list[tuple[TableRow, str, dict[str, CellValue]]] = []
        for row, text, cells in rows:
            ref = self.refs.get(text.casefold())
            if ref is None:
                self._refuse(
                    row,
                    table,
                    "ref",
                    _("“{ref}” was not sent in this sheet: leave the ref of a new action item empty.", ref=text),
                )
                continue
            different = self._different(ref, cells)
            if self._is_torn(row, table, ref, cells) or not self._once(row, table, ref, different):
                continue
            if different:
                changed.append((row, ref, different))
            else:
                self.plan.unchanged += 1
        self._take(table, changed)

    def _different(self, ref: str, cells: Mapping[str, CellValue]) -> dict[str, CellValue]:
        """Return the cells that do not hold what was sent."""
        sent = self.sent.cells[ref]
        return {
            key: cell
            for key, cell in cells.items()
            if key != "ref" and not is_as_sent(key, cell, sent.get(key, ""))
        }

    def _is_torn(self, row: TableRow, table: ReturnedTable, ref: str, cells: Mapping[str, CellValue]) -> bool:
        """Refuse a row that has got another row's title (columns were sorted apart), and return whether it has."""
        if "title" not in table.places:
            return False
        title = as_sent("title", cells.get("title"))
        others = self.titles.get(title, [])
        if title == self.sent.cells[ref].get("title", "") or not others or ref in others:
            return False
        text = _(
            "Ref {ref} stands beside the title of {other}: the columns were sorted apart. Nothing of this row was "
            "taken; ask for the sheet again.",
            ref=ref,
            other=others[0],
        )
        self._refuse(row, table, "ref", text)
        return True

    def _once(self, row: TableRow, table: ReturnedTable, ref: str, different: Mapping[str, CellValue]) -> bool:
        """Return whether the row counts: of copies of a row that differ, only a person knows which is right."""
        place = Place(table.sheet.name, row.number)
        says = {key: as_sent(key, cell) for key, cell in different.items()}
        first = self.seen.setdefault(ref, (place, says))
        if first[0] == place:
            return True
        if says and says != first[1]:
            self._refuse(
                row,
                table,
                "ref",
                _("Ref {ref} stands in row {row} too, with other contents: keep one.", ref=ref, row=first[0].row),
            )
        return False

    def _take(self, table: ReturnedTable, rows: list[tuple[TableRow, str, dict[str, CellValue]]]) -> None:
        """Read the changed cells of rows, beside what was sent in them."""
        now = [self._readable(table, row.number, different) for row, _ref, different in rows]
        before = [
            self._readable(table, row.number, {key: self.sent.cells[ref].get(key) or None for key in different})
            for row, ref, different in rows
        ]
        columns = ActionColumns(table.header, [*now, *before], self.lookup, self.today)
        for (row, ref, different), one, other in zip(rows, now, before, strict=True):
            self._row(table, columns, row, ref, different, one, other)

    def _readable(self, table: ReturnedTable, number: int, cells: Mapping[str, CellValue]) -> TableRow:
        """Return a row with only these cells, as the readers of an import understand them."""
        width = max(table.places.values()) + 1
        ready: list[CellValue] = [None] * width
        for key, cell in cells.items():
            ready[table.places[key]] = self._cell(key, cell)
        return TableRow(number, ready, table.header)

    def _cell(self, key: str, cell: CellValue) -> CellValue:
        if is_empty(cell):
            return None
        if key == "progress" and isinstance(cell, int | float) and not isinstance(cell, bool):
            return f"{as_sent(key, cell)}%"
        if key == "progress" and isinstance(cell, str) and re.fullmatch(r"\s*[0-9]{1,3}\s*", cell):
            return f"{cell.strip()}%"
        if key == "checklist":
            return checklist_cell(cell_steps(as_sent(key, cell)))
        if key in ("lead", "supporting") and isinstance(cell, str):
            member = self.lookup.members.records.get(self.sent.members.get(clean_line(cell), ""))
            return f"@{member['handle']}" if member is not None and not member["deleted"] else cell
        return cell

    def _row(
        self,
        table: ReturnedTable,
        columns: ActionColumns,
        row: TableRow,
        ref: str,
        different: Mapping[str, CellValue],
        now: TableRow,
        before: TableRow,
    ) -> None:
        place = Place(table.sheet.name, row.number)
        record = SheetRecord(place, table.header, {}, ref=ref, record_id=self.sent.ids[ref])
        record.as_of = self.sent.sent_at[:19]
        problems: list[Problem] = []
        closed: list[str] = []
        for key in different:
            if key not in self.sent.open:
                closed.append(clean_line(self.sent.headers[key]))
                continue
            column = table.header.column(key)
            assert column is not None
            if key == "note":
                self._remark(record, column, different[key])
                continue
            try:
                was = self._value(columns, column, key, before, None)
                value = self._value(columns, column, key, now, place)
            except InvalidValue as error:
                cell = excerpt(shown(different[key]))
                problems.append(Problem(column.letter, column.header, cell, str(error)))
                continue
            if value != was:
                self._put(record, key, value, was)
        if closed:
            text = _("{columns}: changed, although not to be filled in; not taken.", columns=", ".join(closed))
            self.plan.warnings.append(Remark(place, text))
        self._said_by_status(record, different, problems, table)
        if problems:
            self.plan.rejected.append(Rejected(place, tuple(problems)))
        elif record.values or record.links or record.notes or record.evidence:
            self.returned.changed.append(record)
        else:
            self.plan.unchanged += 1

    def _remark(self, record: SheetRecord, column: Column, cell: CellValue) -> None:
        """Note what stands newly in a cell of remarks; what is gone from it is said, and stays."""
        added, is_less = added_remarks(as_sent("note", cell), self.sent.cells[record.ref or ""].get("note", ""))
        record.notes += [(NOTE_FIELDS["note"], text[:TEXT_LIMIT]) for text in added]
        if is_less:
            text = _(
                "{column}: a line that was sent is gone or changed. Notes are only ever added: it stays.",
                column=column.header,
            )
            self.plan.warnings.append(Remark(record.place, text))

    def _value(self, columns: ActionColumns, column: Column, key: str, row: TableRow, place: Place | None) -> Any:
        cell = row.cell(column.index)
        if cell is None:
            return None
        if key == "checklist":
            return plain(record_spec("action_item").by_name[key], cell_steps(as_sent(key, cell)))
        try:
            read = columns.read(column, key, cell)
        except InvalidValue:
            if place is None:
                return cell  # what was sent need not be a value of today
            raise
        if read.warning and place is not None:
            self.plan.warnings.append(Remark(place, f"{column.header}: {read.warning}"))
        return _one_lead(read.value, place) if key == "lead" else read.value

    def _put(self, record: SheetRecord, key: str, value: Any, was: Any) -> None:
        """Note a changed cell in the row."""
        if value is None and key in _NEVER_EMPTY:
            return
        if key in NOTE_FIELDS:
            if value is not None:
                record.notes.append((NOTE_FIELDS[key], _added(value, was)))
        elif key == "evidence":
            before = [one.get("location") or one.get("letter_number") for one in _list(was)]
            for one in _list(value):
                where = one.get("location") or one.get("letter_number")
                if "says" in one:
                    record.notes.append((NOTE_FIELDS["note"], _("Evidence: {text}", text=one["says"])))
                elif where and where not in before:
                    record.evidence.append(one)
        elif key == "supporting":
            people, agencies = value or ([], [])
            if agencies:
                record.links["supporting_agency"] = agencies
            record.links["supporting"] = people
        elif key == "tags":
            record.links["tag"] = value or []
        elif key == "agency":
            record.values["agency_id"] = value[0] if value else None
        else:
            record.values[_FIELDS.get(key, key)] = value

    def _said_by_status(
        self,
        record: SheetRecord,
        different: Mapping[str, CellValue],
        problems: list[Problem],
        table: ReturnedTable,
    ) -> None:
        """Add what follows for a row whose status, progress and day belong together."""
        if problems:
            return
        values = record.values
        said = percent_in_status(different.get("status"))
        if said is not None:
            values.setdefault("progress", said)
        agree(record)
        if values.get("done_on") is None:
            return
        if values.get("done_on", "") > self.today.isoformat():
            text = _("Done on {day}, which is yet to come.", day=values["done_on"])
            self.plan.warnings.append(Remark(record.place, text))
        if values.get("status", Status.DONE) != Status.DONE:
            column = table.header.column("done_on")
            assert column is not None
            text = _(
                "Done on {day}, but the status is {status}: correct one of the two.",
                day=values["done_on"],
                status=values["status"],
            )
            problems.append(Problem(column.letter, column.header, values["done_on"], text))
        elif "status" not in values and "status" not in different and not self._was_done(record):
            values["status"] = str(Status.DONE)
            text = _("No status, but done on {day}: taken as done.", day=values["done_on"])
            self.plan.warnings.append(Remark(record.place, text))

    def _was_done(self, record: SheetRecord) -> bool:
        try:
            return parse_choice(Status, self.sent.cells[record.ref or ""].get("status", "")) == Status.DONE
        except InvalidValue:
            return False

    # --- new rows -------------------------------------------------------------------------------------------

    def _add(self, table: ReturnedTable, rows: Iterable[TableRow]) -> None:
        """Read rows without a ref as new action items."""
        ready = [self._new_row(table, row) for row in rows]
        actions = ActionTable(table.header, ready, self.lookup, self.today)
        for row in ready:
            place = Place(table.sheet.name, row.number)
            record = actions.read(row, place)
            if isinstance(record, SheetRecord):
                if record.values.get("agency_id") is None and self.sent.agency_id in self.lookup.agencies.records:
                    record.values["agency_id"] = self.sent.agency_id
                record.key = ("sheet", self.sent.id, *record.key)
            self.returned.new.append(record)

    def _new_row(self, table: ReturnedTable, row: TableRow) -> TableRow:
        cells = list(row.cells)
        for key, column in table.places.items():
            if column < len(cells):
                cells[column] = self._cell(key, cells[column])
        return replace(row, cells=cells)

    # --- what is missing ------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Say which rows did not come back."""
        gone = [ref for ref in self.sent.ids if ref not in self.seen]
        if gone:
            refs = ", ".join(gone[:20]) + (" …" if len(gone) > 20 else "")
            self.plan.remarks.append(
                plural(
                    "{count} row that was sent is not in the sheet any more; that deletes nothing: {refs}.",
                    "{count} rows that were sent are not in the sheet any more; that deletes nothing: {refs}.",
                    len(gone),
                    refs=refs,
                )
            )


def _one_lead(value: Any, place: Place | None) -> Any:
    """Return the one person that a cell names.  Raise :class:`InvalidValue` for several, and for agencies."""
    people, agencies = value
    if place is not None and (agencies or len(people) > 1):
        raise InvalidValue(_("One person leads an action item: write one name, and the others into a note."))
    return people[0] if people else None


def _list(value: Any) -> Iterator[dict[str, str]]:
    return (one for one in value or () if isinstance(one, dict)) if isinstance(value, list) else iter(())


def _added(text: str, was: Any) -> str:
    """Return what a cell newly says: only what stands behind the text that was sent, where it begins with that."""
    return (behind(text, was) if isinstance(was, str) else "") or text
