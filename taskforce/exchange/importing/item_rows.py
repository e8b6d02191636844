"""Rows of a list of action items (a follow-up matrix, a plan, our own export) as items that are wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

from taskforce.exchange.importing.cells import number_of, percent_in_status
from taskforce.exchange.importing.headers import Header, shown
from taskforce.exchange.importing.item_columns import NOTE_FIELDS, UNREAD, ActionColumns, uuid_of
from taskforce.exchange.importing.lookup import Lookup
from taskforce.exchange.importing.plan import Place, Problem, Rejected, Remark
from taskforce.exchange.importing.rows import TableRow
from taskforce.language import _
from taskforce.model.errors import InvalidValue
from taskforce.model.text import excerpt, fold
from taskforce.model.vocabulary import NoteKind, Status
from taskforce.store.read.sent_sheets import SinceSent

Values = dict[str, Any]

LINK_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "supporting": ("lead", "supporting"),
    "supporting_agency": ("agency", "supporting_agencies"),
    "tag": ("tags",),
    "dependency": ("depends_on",),
}
"""Which columns say what an item is linked to: a sheet that has one of them says all of these links."""


@dataclass(slots=True)
class Wanted:
    """An action item as a row wants it: plain values by field (``None``: the cell is empty), and what hangs on it.

    ``links`` has an entry for each type of link that the sheet has a column for.  ``needs`` are refs.  ``ref``,
    ``record_id`` and ``as_of`` (the moment of an export, UTC) say which item is meant, where the sheet knows.
    ``since`` says what became of each field since a workbook was sent out of which the row comes back: ``values``
    are then only what was changed in it.
    """

    place: Place
    header: Header
    values: Values
    links: dict[str, list[str]] = field(default_factory=dict)
    notes: list[tuple[NoteKind, str]] = field(default_factory=list)
    evidence: list[dict[str, str]] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    ref: str | None = None
    record_id: str | None = None
    as_of: str | None = None
    since: Mapping[str, SinceSent] | None = None
    key: tuple[str, ...] = ()

    def content(self) -> tuple[Any, ...]:
        """Everything that the row says; two rows that say the same are one item."""
        links = tuple((kind, tuple(sorted(targets))) for kind, targets in sorted(self.links.items()))
        values = tuple(sorted((name, repr(value)) for name, value in self.values.items() if value is not None))
        return values, links, tuple(self.notes), repr(self.evidence), tuple(self.needs)


def problem_of(header: Header, name: str, row: TableRow | None, reason: str, value: object = None) -> Problem:
    """What is wrong with a field, at the column it came from."""
    plain_name = {"dependency": "depends_on"}.get(name, name.removesuffix("_id"))
    column = header.column(plain_name)
    if column is None:
        return Problem("", "", "" if value is None else excerpt(str(value)), reason)
    cell = row.cell(column.index) if row is not None else None
    text = excerpt(shown(cell)) if cell is not None else "" if value is None else excerpt(str(value))
    return Problem(column.letter, column.header, text, reason)


_PLAIN: Final[tuple[str, ...]] = (
    *("title", "description", "start", "due", "done_on", "status", "priority", "progress", "horizon", "programme"),
    *("activity", "origin", "budget", "fund_source", "indicator", "unit", "baseline", "weight", "local_wisdom"),
)
"""Columns whose cells give the value of the field of the same name."""
_YEARLY: Final[tuple[str, ...]] = ("targets", "realisations")


class ActionTable:
    """Reads the rows of one table.

    ``dimension`` and ``sub_dimension`` are those of the headings above the row, where there are such.
    """

    def __init__(self, header: Header, rows: list[TableRow], known: Lookup, today: date) -> None:
        self._columns = ActionColumns(header, rows, known, today)
        self.header = self._columns.header
        self.remarks = self._columns.remarks
        self.known = known
        self.today = today
        self.dimension: str | None = None
        self.sub_dimension: str | None = None
        self._cells = [
            (column, name)
            for column in self.header.columns
            for name in column.fields
            if name not in (*UNREAD, *_YEARLY)
        ]
        self._yearly = [(column, column.fields[0]) for column in self.header.columns if column.year]
        self._plain = [name for name in _PLAIN if name in self.header.fields]
        self._linked = [kind for kind, names in LINK_COLUMNS.items() if self.header.fields & set(names)]

    def heads(self, heading: str) -> str:
        """Whether a row with one text says the dimension of those below it: why it is passed over, or nothing."""
        dimension = self.known.heading_dimension(heading)
        if dimension is not None:
            self.dimension, self.sub_dimension = dimension, None
            return _("a heading: the dimension of the rows below")
        found = self.known.heading_sub_dimension(heading, self.dimension) if self.dimension else None
        if found is None:
            return ""
        self.sub_dimension = found
        return _("a heading: the sub-dimension of the rows below")

    def read(self, row: TableRow, place: Place) -> tuple[Wanted | Rejected, list[Remark]]:
        """What a row wants, or why it cannot be taken; and what a person should look at."""
        problems: list[Problem] = []
        warnings: list[Remark] = []
        cells: dict[str, Any] = {}
        for column, name in self._cells:
            cell = row.cell(column.index)
            cells[name] = None
            if cell is None:
                continue
            try:
                read = self._columns.read(column, name, cell)
            except InvalidValue as error:
                problems.append(Problem(column.letter, column.header, excerpt(shown(cell)), str(error)))
                continue
            cells[name] = read.value
            if read.warning:
                warnings.append(Remark(place, f"{column.header}: {read.warning}"))
        if row.continues:
            text = _("The row above reaches over this one (its cells are merged): write the item in one row.")
            problems.append(problem_of(self.header, "title", row, text))
        elif "title" in cells and cells["title"] is None:
            text = _("The row has no title: write what is to be done, or empty the row.")
            problems.append(problem_of(self.header, "title", row, text))
        wanted = Wanted(place, self.header, {})
        if not problems:
            self._fill(wanted, row, cells, problems, warnings)
        if problems:
            return Rejected(place, tuple(problems)), []
        return wanted, warnings

    def _fill(
        self,
        wanted: Wanted,
        row: TableRow,
        cells: Values,
        problems: list[Problem],
        warnings: list[Remark],
    ) -> None:
        values = wanted.values
        for name in self._plain:
            values[name] = cells[name]
        for name in ("deadline", "mission"):
            if name in cells:
                values[f"{name}_id"] = cells[name]
        self._responsible(wanted, cells)
        self._dimensions(wanted, row, cells, problems)
        self._meeting(wanted, cells)
        self._state(wanted, row, cells, problems, warnings)
        self._years(wanted, row, problems)
        wanted.notes = [(kind, cells[name]) for name, kind in NOTE_FIELDS.items() if cells.get(name)]
        self._hang(wanted, cells, warnings)
        self._identify(wanted, row)

    def _responsible(self, wanted: Wanted, cells: Values) -> None:
        lead, instead = cells.get("lead") or ([], [])
        others, other_agencies = cells.get("supporting") or ([], [])
        agencies = [*(cells.get("agency") or ()), *instead]
        supporting = [*agencies[1:], *(cells.get("supporting_agencies") or ()), *other_agencies]
        if "lead" in cells:
            wanted.values["lead_id"] = lead[0] if lead else None
        if "agency" in cells or instead:
            wanted.values["agency_id"] = agencies[0] if agencies else None
        links = {
            "supporting": [one for one in dict.fromkeys([*lead[1:], *others]) if one not in lead[:1]],
            "supporting_agency": [one for one in dict.fromkeys(supporting) if one not in agencies[:1]],
            "tag": cells.get("tags") or [],
        }
        wanted.links = {kind: targets for kind, targets in links.items() if targets or kind in self._linked}
        if "dependency" in self._linked:
            wanted.links["dependency"] = []
            wanted.needs = cells["depends_on"] or []

    def _dimensions(self, wanted: Wanted, row: TableRow, cells: Values, problems: list[Problem]) -> None:
        dimension = cells.get("dimension") or self.dimension
        if "dimension" in cells or dimension is not None:
            wanted.values["dimension_id"] = dimension
        text = cells.get("sub_dimension")
        if text is None and self.sub_dimension is not None and dimension == self.dimension:
            wanted.values["sub_dimension_id"] = self.sub_dimension
            return
        if "sub_dimension" not in cells:
            return
        wanted.values["sub_dimension_id"] = None
        if text is not None:
            try:
                wanted.values["sub_dimension_id"] = self.known.sub_dimension(text, dimension)
            except InvalidValue as error:
                problems.append(problem_of(self.header, "sub_dimension", row, str(error)))

    def _meeting(self, wanted: Wanted, cells: Values) -> None:
        number, title, day = (cells.get(name) for name in ("meeting_number", "meeting_title", "meeting_date"))
        if not {"meeting_number", "meeting_title", "meeting_date"} & set(cells):
            return
        if day is not None and (number or title):
            wanted.values["meeting_id"] = self.known.meeting(number, title, day)
        else:
            wanted.values["meeting_id"] = None
            words = [part for part in (number, title, day) if part]
            if words and not wanted.values.get("origin"):
                wanted.values["origin"] = " ".join(words)
        wanted.key = (fold(number or title or ""), day or "")

    def _state(
        self, wanted: Wanted, row: TableRow, cells: Values, problems: list[Problem], warnings: list[Remark]
    ) -> None:
        values = wanted.values
        column = self.header.column("status")
        said = percent_in_status(row.cell(column.index)) if column else None
        if values.get("progress") is None and said is not None:
            values["progress"] = said
        done_on, status, place = values.get("done_on"), values.get("status"), wanted.place
        if done_on and status is None:
            values["status"] = status = str(Status.DONE)
            text = _("No status, but done on {day}: taken as done.", day=done_on)
            warnings.append(Remark(place, text))
        if done_on and status != Status.DONE:
            text = _(
                "Done on {day}, but the status is {status}: correct one of the two.", day=done_on, status=status
            )
            problems.append(problem_of(self.header, "done_on", row, text))
        if done_on and done_on > self.today.isoformat():
            warnings.append(Remark(place, _("Done on {day}, which is yet to come.", day=done_on)))
        warnings += agreed(values, place)

    def _years(self, wanted: Wanted, row: TableRow, problems: list[Problem]) -> None:
        for column, name in self._yearly:
            by_year: dict[str, float] = wanted.values.setdefault(name, {})
            cell = row.cell(column.index)
            if cell is None:
                continue
            try:
                by_year[str(column.year)] = float(number_of(cell, wanted.values.get("unit")))
            except InvalidValue as error:
                problems.append(Problem(column.letter, column.header, excerpt(shown(cell)), str(error)))
        for name in _YEARLY:
            if name in wanted.values:
                wanted.values[name] = wanted.values[name] or None

    def _hang(self, wanted: Wanted, cells: Values, warnings: list[Remark]) -> None:
        for one in cells.get("evidence") or ():
            if one:
                wanted.evidence.append(one)
        unnamed = [one["says"] for one in wanted.evidence if "says" in one]
        wanted.evidence = [one for one in wanted.evidence if "says" not in one]
        for text in unnamed:
            wanted.notes.append((NoteKind.REMARK, _("Evidence: {text}", text=text)))
            said = _("“{text}” names no evidence: it was put into a note.", text=text)
            warnings.append(Remark(wanted.place, said))

    def _identify(self, wanted: Wanted, row: TableRow) -> None:
        values = wanted.values
        if (column := self.header.column("id")) is not None:
            wanted.record_id = uuid_of(row.cell(column.index))
        if (column := self.header.column("ref")) is not None:
            wanted.ref = shown(row.cell(column.index)).lstrip("#") or None
        if (column := self.header.column("updated_at")) is not None:
            wanted.as_of = _moment(shown(row.cell(column.index)))
        meeting = wanted.key or ("", "")
        wanted.key = (
            fold(values["title"]),
            *meeting,
            fold(values.get("programme") or ""),
            fold(values.get("activity") or ""),
        )


def agreed(values: Values, place: Place) -> list[Remark]:
    """Make the status and progress of a row agree, as the store will; return what to tell of it.

    The row says then what the list will hold: the same sheet taken in again changes nothing.
    """
    status, progress = values.get("status"), values.get("progress")
    if status == Status.DONE and progress not in (None, 100):
        values["progress"] = 100
        return [Remark(place, _("Done, but the progress is {progress}%: taken as 100%.", progress=progress))]
    if status == Status.NOT_STARTED and progress:
        values["status"] = str(Status.IN_PROGRESS)
        text = _("Not started, but the progress is {progress}%: taken as in progress.", progress=progress)
        return [Remark(place, text)]
    return []


def _moment(text: str) -> str | None:
    """The moment of an export as UTC text of whole seconds; ``None`` when a spreadsheet has rewritten it."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S") if moment.tzinfo else None
