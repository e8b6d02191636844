"""Rows of a list of action items (a follow-up matrix, a plan, our own export) as records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from taskforce.exchange.files.sheet import CellValue
from taskforce.exchange.importing.cells.values import Read, StillOpen, Unlisted, number_of, percent_in_status
from taskforce.exchange.importing.lookup import Lookup
from taskforce.exchange.importing.plan import Place, Problem, Rejected
from taskforce.exchange.importing.questions import NO_ANSWERS, Answers
from taskforce.exchange.importing.records.beside import Beside
from taskforce.exchange.importing.records.item_columns import NOTE_FIELDS, UNREAD, ActionColumns, uuid_of
from taskforce.exchange.importing.records.sheet_record import SheetRecord, Values, problem_of, problem_of_cell
from taskforce.exchange.importing.tables.headers import Column, Header, shown
from taskforce.exchange.importing.tables.lines import TableRow
from taskforce.exchange.importing.tables.trackers import BESIDE
from taskforce.language import _
from taskforce.model.errors import InvalidValue
from taskforce.model.records import TEXT_LIMIT, record_spec
from taskforce.model.text import clean_line, excerpt, fold
from taskforce.model.vocabulary import NoteKind, Status, label

LINK_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "supporting": ("lead", "supporting"),
    "supporting_agency": ("agency", "supporting_agencies"),
    "tag": ("tags",),
    "dependency": ("depends_on",),
}
"""Which columns say what an item is linked to: a sheet that has one of them says all of these links."""


_PLAIN: Final[tuple[str, ...]] = (
    *("title", "description", "start", "due", "done_on", "status", "priority", "progress", "horizon", "programme"),
    *(
        "activity",
        "origin",
        "budget",
        "fund_source",
        "indicator",
        "unit",
        "baseline",
        "weight",
        "local_wisdom",
        "every",
        "checklist",
    ),
)
"""Columns whose cells give the value of the field of the same name."""
_YEARLY: Final[tuple[str, ...]] = ("targets", "realisations")
_OTHER_END: Final = "other end of "
_WHOLE_TITLE: Final = "whole title"


class ActionTable:
    """Reads the rows of one table.

    ``dimension`` and ``sub_dimension`` are those of the headings above the row, where there are such.
    """

    def __init__(
        self, header: Header, rows: list[TableRow], lookup: Lookup, today: date, answers: Answers = NO_ANSWERS
    ) -> None:
        words = (
            {(field, fold(word)): value for (field, word), value in header.tracker.words.items()}
            if header.tracker
            else {}
        )
        self._columns = ActionColumns(header, rows, lookup, today, {**words, **answers.values})
        self._beside = Beside(self._columns.header, rows, answers.values)
        self.unknown = self._columns.unknown
        self._strict = answers.strict
        self.unlisted: dict[tuple[str, str], None] = {}
        self.header = self._columns.header
        self.remarks = self._columns.remarks
        self.lookup = lookup
        self.today = today
        self.dimension: str | None = None
        self.sub_dimension: str | None = None
        self.group: str | None = None
        self._cells = [
            (column, name)
            for column in self.header.columns
            for name in column.fields
            if name not in (*UNREAD, *BESIDE, *_YEARLY)
        ]
        if header.tracker is not None:  # of two columns of one field that with the surer name counts
            self._cells.sort(key=lambda one: one[0].rank)
        self._yearly = [(column, column.fields[0]) for column in self.header.columns if column.year]
        self._plain = [name for name in _PLAIN if name in self.header.fields]
        self._marks = [column for column in self.header.columns if column.marks is not None]
        self._linked = [
            kind
            for kind, names in LINK_COLUMNS.items()
            # Our own export has one agency in its column, and says nothing of the supporting ones.
            if self.header.fields & set(names[1:] if self._columns.exported and len(names) > 1 else names)
        ]

    def heads(self, heading: str) -> str:
        """Return why a row with one text, the dimension of the rows below, is passed over; empty if it is none."""
        dimension = self.lookup.heading_dimension(heading)
        if dimension is not None:
            self.dimension, self.sub_dimension = dimension, None
            return _("a heading: the dimension of the rows below")
        part = self.lookup.heading_sub_dimension(heading, self.dimension) if self.dimension else None
        if part is None:
            return ""
        self.sub_dimension = part
        return _("a heading: the sub-dimension of the rows below")

    def groups(self, heading: str) -> str:
        """Return why a row that heads a group is passed over: its text is the activity of the rows below."""
        if not heading:
            return ""
        self.group = clean_line(heading)
        if self.header.tracker is not None:
            return _("a heading: a tag of the rows below")
        return self.heads(heading) or _("a heading: the activity of the rows below")

    def read(self, row: TableRow, place: Place) -> SheetRecord | Rejected:
        """Return what a row says, or why it cannot be taken; a cell that cannot be read leaves its field alone."""
        record = SheetRecord(place, self.header, {}, cells=row)
        problems: list[Problem] = []
        cells: dict[str, Any] = {}
        for column, name in self._cells:
            cell = row.cell(column.index)
            if name not in cells:
                cells[name] = None
            if cell is None or self._is_said(record, column, name, cell, cells):
                continue
            try:
                read = self._columns.read(column, name, cell)
            except StillOpen as error:
                record.keep_unread(problem_of_cell(column, cell, str(error)), noted=False)
                cells.pop(name, None)
                continue
            except Unlisted:
                text = clean_line(shown(cell))
                record.notes.append((NoteKind.REMARK, f"{clean_line(column.header)}: {text}"))
                self.unlisted.setdefault((clean_line(column.header), text))
                cells.pop(name, None)
                continue
            except InvalidValue as error:
                if name == "title" and self._continue_title(record, cell, cells):
                    continue
                problem = problem_of_cell(column, cell, str(error))
                if name == "title":
                    problems.append(problem)
                else:
                    record.keep_unread(problem)
                    cells.pop(name, None)
                continue
            self._take(record, column, name, read, cells)
        if row.continues:
            text = _("The row above reaches over this one (its cells are merged): write the item in one row.")
            problems.append(problem_of(self.header, "title", row, text))
        elif not problems and cells.get("title") is None:
            text = _("The row has no title: write what is to be done, or empty the row.")
            problems.append(problem_of(self.header, "title", row, text))
        if not problems:
            self._beside.put(record, row, cells, self.group)
            self.unknown |= self._beside.unknown
            record.notes += [(NoteKind.REMARK, text) for text in row.notes]
            self._fill(record, row, cells)
        if self._strict and record.unread:
            problems += record.unread
        return Rejected(place, tuple(problems)) if problems else record

    def _is_said(self, record: SheetRecord, column: Column, name: str, cell: CellValue, cells: Values) -> bool:
        """Return whether another column of an export has said a day already: this one's text is kept in a note."""
        if not column.known or name not in ("start", "due") or cells.get(name) is None:
            return False
        text = shown(cell)
        if not re.fullmatch("[0-9]{9,}", text):  # a moment in milliseconds says what its neighbour does
            record.notes.append((NoteKind.REMARK, f"{clean_line(column.header)}: {text}"))
        return True

    def _take(self, record: SheetRecord, column: Column, name: str, read: Read, cells: Values) -> None:
        """Put the value of a cell with those of the row; several columns of a field add to each other."""
        if read.warning:
            record.warn(f"{column.header}: {read.warning}")
        if read.rest:
            reason = _("“{text}” is a position, no name: write who it is.", text=excerpt(read.rest))
            record.keep_unread(Problem(column.letter, column.header, read.rest, reason))
        if name in NOTE_FIELDS and (column.said or column.known or cells.get(name) is not None):
            record.notes.append((NOTE_FIELDS[name], f"{column.header}: {read.value}"))
        elif name == "supporting" and cells.get(name) is not None:
            cells[name] = tuple([*one, *other] for one, other in zip(cells[name], read.value, strict=True))
        elif isinstance(read.value, list) and cells.get(name):
            cells[name] = [*cells[name], *(one for one in read.value if one not in cells[name])]
        else:
            cells[name] = read.value
        if read.other is not None:
            cells.setdefault("start" if name == "due" else "due", None)
            cells[_OTHER_END + name] = read.other

    def _continue_title(self, record: SheetRecord, cell: CellValue, cells: Values) -> bool:
        """Let a title that is too long go on in the description; return whether it could."""
        limit = record_spec("action_item").by_name["title"].limit
        text = clean_line(cell) if isinstance(cell, str) else ""
        if not limit < len(text) <= TEXT_LIMIT - limit:
            return False
        cells["title"] = f"{text[: limit - 1].rsplit(' ', 1)[0]}…"
        cells[_WHOLE_TITLE] = text
        record.warn(_("The title is longer than {limit} characters: it goes on in the description.", limit=limit))
        return True

    def _fill(self, record: SheetRecord, row: TableRow, cells: Values) -> None:
        values = record.values
        for name in self._plain:
            if name in cells:
                values[name] = cells[name]
        for name in ("status", "activity"):  # also from columns beside the fields
            if cells.get(name) is not None:
                values[name] = cells[name]
        if _WHOLE_TITLE in cells:
            values["description"] = "\n\n".join(filter(None, (cells[_WHOLE_TITLE], values.get("description"))))
        self._spans(record, cells)
        for name in ("deadline", "mission"):
            if name in cells:
                values[f"{name}_id"] = cells[name]
        self._responsible(record, cells)
        self._dimensions(record, row, cells)
        self._meeting(record, cells)
        self._state(record, row)
        self._years(record, row)
        record.notes += [(kind, cells[name]) for name, kind in NOTE_FIELDS.items() if cells.get(name)]
        self._hang(record, cells)
        self._identify(record, row)

    def _spans(self, record: SheetRecord, cells: Values) -> None:
        """Give an item the other end of a span of days, where none says it; a start after the end is noted."""
        values = record.values
        marked = [
            column.marks for column in self._marks if record.cells and record.cells.cell(column.index) is not None
        ]
        if marked and values.get("due") is None and values.get("start") is None:
            first = min(span[0] for span in marked if span is not None)
            last = max(span[1] for span in marked if span is not None)
            values["start"], values["due"] = first.isoformat(), last.isoformat()
        for name, other in (("due", "start"), ("start", "due")):
            end = cells.get(_OTHER_END + name)
            if end is not None and values.get(other) is None and not self._says(other, cells):
                values[other] = end
        start, due = values.get("start"), values.get("due")
        if start and due and start > due:
            del values["start"]
            text = _(
                "The start {start} is after the due date {due}: correct one of the two.", start=start, due=due
            )
            problem = problem_of(self.header, "start", record.cells, text, start)
            record.keep_unread(problem)

    def _says(self, name: str, cells: Values) -> bool:
        column = self.header.column(name)
        return column is not None and cells.get(name) is not None

    def _responsible(self, record: SheetRecord, cells: Values) -> None:
        lead, instead = cells.get("lead") or ([], [])
        others, other_agencies = cells.get("supporting") or ([], [])
        agencies = [*(cells.get("agency") or ()), *instead]
        supporting = [*agencies[1:], *(cells.get("supporting_agencies") or ()), *other_agencies]
        if "lead" in cells:
            record.values["lead_id"] = lead[0] if lead else None
        if "agency" in cells or instead:
            record.values["agency_id"] = agencies[0] if agencies else None
        links = {
            "supporting": [one for one in dict.fromkeys([*lead[1:], *others]) if one not in lead[:1]],
            "supporting_agency": [one for one in dict.fromkeys(supporting) if one not in agencies[:1]],
            "tag": cells.get("tags") or [],
        }
        linked = [kind for kind in self._linked if any(name in cells for name in LINK_COLUMNS[kind])]
        record.links = {kind: targets for kind, targets in links.items() if targets or kind in linked}
        if "dependency" in linked:
            record.links["dependency"] = []
            record.needs = cells["depends_on"] or []

    def _dimensions(self, record: SheetRecord, row: TableRow, cells: Values) -> None:
        dimension = cells.get("dimension") or self.dimension
        if "dimension" in cells or dimension is not None:
            record.values["dimension_id"] = dimension
        text = cells.get("sub_dimension")
        if text is None and self.sub_dimension is not None and dimension == self.dimension:
            record.values["sub_dimension_id"] = self.sub_dimension
            return
        if "sub_dimension" not in cells:
            return
        if text is None:
            record.values["sub_dimension_id"] = None
            return
        try:
            record.values["sub_dimension_id"] = self.lookup.sub_dimension(text, dimension)
        except InvalidValue as error:
            record.keep_unread(problem_of(self.header, "sub_dimension", row, str(error)))

    def _meeting(self, record: SheetRecord, cells: Values) -> None:
        number, title, day = (cells.get(name) for name in ("meeting_number", "meeting_title", "meeting_date"))
        if not {"meeting_number", "meeting_title", "meeting_date"} & set(cells):
            return
        if day is not None and (number or title):
            record.values["meeting_id"] = self.lookup.meetings.id_of(number, title, day)
        else:
            record.values["meeting_id"] = None
            words = [part for part in (number, title, day) if part]
            if words and not record.values.get("origin"):
                record.values["origin"] = " ".join(words)
        record.key = (fold(number or title or ""), day or "")

    def _state(self, record: SheetRecord, row: TableRow) -> None:
        values = record.values
        column = self.header.column("status")
        said = percent_in_status(row.cell(column.index)) if column and "status" in values else None
        if values.get("progress") is None and said is not None:
            values["progress"] = said
        done_on, status = values.get("done_on"), values.get("status")
        if (
            done_on
            and status is None
            and not any(one.header == (column and column.header) for one in record.unread)
        ):
            values["status"] = status = str(Status.DONE)
            if self.header.tracker is None:
                record.warn(_("No status, but done on {day}: taken as done.", day=done_on))
        if done_on and status != Status.DONE:
            text = _(
                "Done on {day}, but the status is {status}: correct one of the two.",
                day=done_on,
                status=label(Status(status)) if status else "–",
            )
            record.keep_unread(problem_of(self.header, "done_on", row, text))
            done_on = None
            del values["done_on"]
        if done_on and done_on > self.today.isoformat():
            record.warn(_("Done on {day}, which is yet to come.", day=done_on))
        tracker = self.header.tracker
        if tracker is not None and values.get("progress") == 100 and "status" not in self.header.fields:
            values["status"] = str(Status.DONE)
        agree(record)

    def _years(self, record: SheetRecord, row: TableRow) -> None:
        for column, name in self._yearly:
            by_year: dict[str, float] = record.values.setdefault(name, {})
            cell = row.cell(column.index)
            if cell is None:
                continue
            try:
                by_year[str(column.year)] = float(number_of(cell, record.values.get("unit")))
            except InvalidValue as error:
                record.keep_unread(problem_of_cell(column, cell, str(error)))
        for name in _YEARLY:
            if name in record.values:
                record.values[name] = record.values[name] or None

    def _hang(self, record: SheetRecord, cells: Values) -> None:
        for one in cells.get("evidence") or ():
            if one:
                record.evidence.append(one)
        unnamed = [one["says"] for one in record.evidence if "says" in one]
        record.evidence = [one for one in record.evidence if "says" not in one]
        for text in unnamed:
            record.notes.append((NoteKind.REMARK, _("Evidence: {text}", text=text)))
            record.warn(_("“{text}” names no evidence: it was put into a note.", text=text))

    def _identify(self, record: SheetRecord, row: TableRow) -> None:
        values = record.values
        for name in ("key", "ref", "number"):
            if not record.own_key and (column := self.header.column(name)) is not None:
                record.own_key = shown(row.cell(column.index)).rstrip(".")
        if self.header.tracker is not None and self.header.tracker.numbered:
            record.own_key = str(row.number - 1 - self.header.row)
        if (column := self.header.column("id")) is not None:
            record.record_id = uuid_of(row.cell(column.index)) or ""
        if (column := self.header.column("ref")) is not None:
            record.ref = shown(row.cell(column.index)).lstrip("#") or None
        if (column := self.header.column("updated_at")) is not None:
            record.as_of = _moment(shown(row.cell(column.index))) if record.record_id else None
        meeting = record.key or ("", "")
        record.key = (
            fold(values["title"]),
            *meeting,
            fold(values.get("programme") or ""),
            fold(values.get("activity") or ""),
        )
        if record.outside is not None:
            record.key = ("outside", *record.outside)
            if "origin" not in self.header.fields:
                values["origin"] = " ".join(
                    (self.header.tracker.name if self.header.tracker else "", record.outside[1])
                )
        elif self.header.tracker is None and self.group is not None and "activity" not in self.header.fields:
            values["activity"] = self.group


def agree(record: SheetRecord) -> None:
    """Make the status and progress of a row agree, as the store will, and tell of it.

    The row says then what the list will hold: the same sheet taken in again changes nothing.
    """
    status, progress = record.values.get("status"), record.values.get("progress")
    if status == Status.DONE and progress not in (None, 100):
        record.values["progress"] = 100
        record.warn(_("Done, but the progress is {progress}%: taken as 100%.", progress=progress))
    elif status == Status.NOT_STARTED and progress:
        record.values["status"] = str(Status.IN_PROGRESS)
        record.warn(_("Not started, but the progress is {progress}%: taken as in progress.", progress=progress))


def _moment(text: str) -> str | None:
    """Return the moment of an export as UTC text of whole seconds; ``None`` when a spreadsheet rewrote it."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S") if moment.tzinfo else None
