"""Each register described once: what its tables, its data and its form consist of.

A register is all records of a type that people look through: members, deadlines, meetings …  The app draws its
screen and its form from the description; the command line its table, its data and the options for its fields.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from taskforce.language import N_, _, plural
from taskforce.model.records import record_spec
from taskforce.model.text import natural
from taskforce.model.vocabulary import MARKS, OVERDUE_MARK, AgencyKind, DeadlineKind, Status, label
from taskforce.store.database.reader import Reader
from taskforce.store.read.day_views import WEEKS
from taskforce.store.read.meetings import MeetingRow, meeting_rows
from taskforce.store.read.registers import (
    AgencyRow,
    DeadlineRow,
    DimensionRow,
    HolidayRow,
    MemberRow,
    MissionRow,
    agency_rows,
    alias_list,
    deadline_rows,
    dimension_tree,
    holiday_rows,
    member_rows,
    mission_rows,
)
from taskforce.wording.days import days_left, full_day, short_day

Row = TypeVar("Row")


class Shown(NamedTuple):
    """What the app shows in a cell, and the name of its style; empty means the row's own look."""

    text: str
    style: str = ""


NOTHING = Shown("–", "muted")


@dataclass(frozen=True, slots=True)
class RegisterColumn(Generic[Row]):
    """One thing that a register says of each record.

    ``title`` is a message id (``{count}`` in it stands for the weeks of a load); ``text`` is what is said on a
    day, empty for nothing: without it, what the row has under ``key``.  The app says it by ``cell`` where that
    differs, else in ``style``, in ``width`` cells (0: not at all), its place as in any table of the app.  A
    printed table may have another title, and sets a ``number`` flush right.  People sort by ``order`` where that
    is not what is said, ``most_first`` at first.
    """

    key: str
    title: str
    text: Callable[[Row, date], str] | None = None
    cell: Callable[[Row, date], Shown] | None = None
    style: str = ""
    width: int = 0
    min_width: int = 1
    flexible: int = 0
    right: bool = False
    priority: int = 0
    printed_title: str = ""
    number: bool = False
    order: Callable[[Row], Any] | None = None
    most_first: bool = False

    @property
    def heading(self) -> str:
        """Return the title in the app."""
        return _(self.title, count=WEEKS)

    def value(self, row: Row, today: date) -> str:
        """Return what is said of a record, empty for nothing."""
        value = getattr(row, self.key) if self.text is None else self.text(row, today)
        return "" if value is None else str(value)

    def rank(self, row: Row, today: date) -> Any:
        """Return what a record is sorted by; ``None`` where it has nothing."""
        if self.order is not None:
            return self.order(row)
        value = self.value(row, today)
        return natural(value) if value else None

    def printed(self, row: Row, today: date) -> str:
        """Return what a printed table says of a record; ``-`` for nothing."""
        return self.value(row, today) or "-"

    def shown(self, row: Row, today: date) -> Shown:
        """Return what the app says of a record, and in which look; ``–`` for nothing."""
        return self.cell(row, today) if self.cell is not None else Shown(self.value(row, today) or "–", self.style)


@dataclass(frozen=True, slots=True)
class RegisterSpec(Generic[Row]):
    """A register: how it is read, the columns of its screen and of its printed table, its data, its form.

    ``read`` returns the rows by the records' ids, in order; ``data`` what other programs get of a row.  ``empty``
    and ``new`` are message ids.  ``form`` names the fields of the form, of which those in ``made`` are made from
    the name where they are left empty.  For the command line ``table`` names the columns that are printed, of
    which ``gives_way`` is cut where a terminal is narrow, ``options`` the fields that can be said; ``headline`` is
    a record in a line.
    """

    record_type: str
    read: Callable[[Reader, date], Mapping[str, Row]]
    columns: tuple[RegisterColumn[Row], ...]
    count_text: Callable[[Collection[Row]], str]
    empty: str
    new: str
    form: tuple[str, ...]
    made: tuple[str, ...] = ()
    row_style: Callable[[Row], str] = lambda row: ""
    data: Callable[[Row, date], dict[str, Any]] = lambda row, today: {}
    table: tuple[str, ...] = ()
    gives_way: str = ""
    options: tuple[str, ...] = ()
    headline: Callable[[Row], str] = lambda row: ""

    @property
    def title_field(self) -> str:
        """Return the field by which people know a record."""
        return record_spec(self.record_type).title

    def name(self, row: Row) -> str:
        """Return what a record is called."""
        return str(getattr(row, self.title_field))

    def printed_columns(self) -> list[RegisterColumn[Row]]:
        """Return the columns of the printed table, in its order."""
        by_key = {column.key: column for column in self.columns}
        return [by_key[key] for key in self.table]


_LEVELS = "▁▂▃▄▅▆▇█"


def load_text(load: Collection[int]) -> str:
    """Return one cell a week, an eighth higher for each item that is due; a dot for a week without work.

    All have one scale, so that people and agencies can be compared: the full height is eight items, or more.
    """
    return "".join(_LEVELS[min(count, len(_LEVELS)) - 1] if count else "·" for count in load)


def scale_text() -> str:
    """Return what the full height of a cell of :func:`load_text` stands for."""
    return " · " + _("{sign} = {count} or more due in the week", sign=_LEVELS[-1], count=len(_LEVELS))


def _overdue(row: MemberRow | AgencyRow, _today: date) -> Shown:
    return Shown(f"{OVERDUE_MARK} {row.overdue_items}", "late") if row.overdue_items else NOTHING


def _open_of_all(row: DeadlineRow | MeetingRow) -> str:
    return _("{open} of {all}", open=row.open_items, all=row.items) if row.items else "–"


def _member_name(row: MemberRow, _today: date) -> Shown:
    return Shown(row.name if row.active else f"{row.name} ({_('no longer active')})")


MEMBERS: RegisterSpec[MemberRow] = RegisterSpec(
    "member",
    lambda reader, today: {row.id: row for row in member_rows(reader, today.isoformat(), inactive=True)},
    (
        RegisterColumn("name", N_("Name"), cell=_member_name, width=24, min_width=22, flexible=3, priority=100),
        RegisterColumn("handle", N_("Handle"), cell=lambda row, today: Shown(f"@{row.handle}"),
                       width=12, min_width=8, flexible=1, priority=90),
        RegisterColumn("open_items", N_("Open"), width=8, right=True, priority=80, number=True,
                       order=lambda row: row.open_items, most_first=True),
        RegisterColumn("overdue_items", N_("Overdue"), cell=_overdue, width=9, right=True, priority=80,
                       printed_title=N_("Late"), number=True,
                       order=lambda row: row.overdue_items, most_first=True),
        RegisterColumn("load", N_("{count} weeks"), lambda row, today: load_text(row.load), width=10, priority=70,
                       order=lambda row: sum(row.load), most_first=True),
        RegisterColumn("position", N_("Position"), width=26, min_width=14, flexible=3, priority=50),
        RegisterColumn("agency", N_("Agency"), width=14, min_width=8, flexible=1, priority=60),
    ),
    lambda rows: plural("{count} active member", "{count} active members", sum(bool(row.active) for row in rows))
    + scale_text(),
    N_("There is no member yet.\nPress n to add one."),
    N_("New member"),
    ("name", "handle", "position", "agency_id", "phone", "email", "nip", "rank", "active"),
    made=("handle",),
    row_style=lambda row: "" if row.active else "muted",
    data=lambda row, today: row.as_data(),
    table=("handle", "name", "position", "agency", "open_items", "overdue_items"),
    gives_way="position",
    options=("handle", "name", "position", "agency", "phone", "email", "nip", "rank", "active"),
    headline=lambda row: f"{_('Member')} {row.handle}: {row.name}",
)  # fmt: skip


def _time_left(row: DeadlineRow, today: date) -> Shown:
    if row.met_on is None:
        return Shown(*days_left(row.due, today))
    return Shown(f"{MARKS[Status.DONE]} " + _("met {day}", day=short_day(row.met_on, today.year)), "done")


DEADLINES: RegisterSpec[DeadlineRow] = RegisterSpec(
    "deadline",
    lambda reader, today: {row.id: row for row in deadline_rows(reader)},
    (
        RegisterColumn("due", N_("Due"), lambda row, today: short_day(row.due),
                       lambda row, today: Shown(short_day(row.due, today.year)), width=10, right=True,
                       priority=80, order=lambda row: row.due),
        RegisterColumn("left", N_("Time left"),
                       lambda row, today: _("met") if row.met_on else str(row.days_left(today)), _time_left,
                       width=20, min_width=16, flexible=1, priority=90, printed_title=N_("Days left"), number=True,
                       order=lambda row: (row.met_on is not None, row.due)),
        RegisterColumn("name", N_("Name"), width=30, min_width=20, flexible=4, priority=100),
        RegisterColumn("kind", N_("Kind"), lambda row, today: label(DeadlineKind(row.kind)),
                       width=12, priority=50),
        RegisterColumn("open", N_("Open"), lambda row, today: f"{row.open_items}/{row.items}",
                       lambda row, today: Shown(_open_of_all(row)), width=10, right=True, priority=65, number=True,
                       order=lambda row: (row.open_items, row.items), most_first=True),
        RegisterColumn("key", N_("Key"), style="muted", width=14, min_width=10, flexible=1, priority=40),
    ),
    lambda rows: plural("{count} deadline to meet", "{count} deadlines to meet",
                        sum(row.met_on is None for row in rows)),
    N_("There is no deadline yet.\nPress n to add one."),
    N_("New deadline"),
    ("name", "due", "kind", "key", "met_on", "description"),
    made=("key",),
    row_style=lambda row: "" if row.met_on is None else "muted",
    data=lambda row, today: row.as_data(today),
    table=("key", "name", "kind", "due", "left", "open"),
    gives_way="name",
    options=("key", "name", "due", "kind", "met_on", "description"),
    headline=lambda row: f"{_('Deadline')} {row.key}: {row.name}",
)  # fmt: skip


def _agencies_text(rows: Collection[AgencyRow]) -> str:
    text = plural("{count} agency", "{count} agencies", len(rows))
    silent = sum(row.silent for row in rows)
    return (text + ", " + plural("{count} silent", "{count} silent", silent) if silent else text) + scale_text()


AGENCIES: RegisterSpec[AgencyRow] = RegisterSpec(
    "agency",
    lambda reader, today: {row.id: row for row in agency_rows(reader, today.isoformat())},
    (
        RegisterColumn("short", N_("Agency"), width=16, min_width=12, flexible=2, priority=100,
                       printed_title=N_("Short name")),
        RegisterColumn("open_items", N_("Open"), width=8, right=True, priority=90, number=True,
                       order=lambda row: row.open_items, most_first=True),
        RegisterColumn("overdue_items", N_("Overdue"), cell=_overdue, width=9, right=True, priority=90,
                       printed_title=N_("Late"), number=True,
                       order=lambda row: row.overdue_items, most_first=True),
        RegisterColumn("load", N_("{count} weeks"), lambda row, today: load_text(row.load), width=10, priority=80,
                       order=lambda row: sum(row.load), most_first=True),
        RegisterColumn("silent", N_("Silent"),
                       cell=lambda row, today: Shown(f"○ {_('silent')}") if row.silent else NOTHING,
                       width=10, priority=70, order=lambda row: row.silent, most_first=True),
        RegisterColumn("name", N_("Full name"),
                       cell=lambda row, today: Shown(row.name if row.name != row.short else "–", "muted"),
                       width=26, min_width=14, flexible=3, priority=50),
        RegisterColumn("kind", N_("Kind"), lambda row, today: label(AgencyKind(row.kind)), style="muted",
                       width=12, priority=40),
        RegisterColumn("code", N_("Code")),
    ),
    _agencies_text,
    N_("There is no agency yet.\nPress n to add one."),
    N_("New agency"),
    ("name", "short", "code", "kind", "aliases"),
    made=("code", "name"),
    data=lambda row, today: row.as_data(),
    table=("code", "short", "name", "kind", "open_items", "overdue_items"),
    gives_way="name",
    options=("code", "short", "name", "aliases", "kind"),
    headline=lambda row: f"{_('Agency')} {row.short}: {row.name}",
)  # fmt: skip


def _handles(row: MeetingRow, _today: date) -> str:
    return ", ".join(one.handle or one.name for one in row.people)


MEETINGS: RegisterSpec[MeetingRow] = RegisterSpec(
    "meeting",
    lambda reader, today: {row.id: row for row in meeting_rows(reader)},
    (
        RegisterColumn("date", N_("Date"), lambda row, today: short_day(row.date),
                       lambda row, today: Shown(short_day(row.date, today.year)), width=9, right=True,
                       priority=90, order=lambda row: row.date, most_first=True),
        RegisterColumn("number", N_("Minutes no."), width=14, min_width=10, flexible=1, priority=50),
        RegisterColumn("title", N_("Title"), width=26, min_width=18, flexible=4, priority=100),
        RegisterColumn("people", N_("Attendees"), _handles, style="muted", width=18, min_width=9, flexible=2,
                       priority=60),
        RegisterColumn("open", N_("Open"), lambda row, today: f"{row.open_items}/{row.items}",
                       lambda row, today: Shown(_open_of_all(row), "" if row.open_items else "muted"),
                       width=10, right=True, priority=80, number=True,
                       order=lambda row: (row.open_items, row.items), most_first=True),
    ),
    lambda rows: plural("{count} meeting", "{count} meetings", len(rows)),
    N_("There is no meeting yet.\nPress n to add one, then o to take its minutes."),
    N_("New meeting"),
    ("title", "date", "number", "place", "minutes"),
    data=lambda row, today: row.as_data(),
    table=("date", "number", "title", "people", "open"),
    gives_way="title",
    options=("number", "title", "date", "place", "attendees", "minutes"),
    headline=lambda row: f"{short_day(row.date)}  {row.number or '-'}  {row.title}",
)  # fmt: skip


def _dimensions_text(rows: Collection[DimensionRow]) -> str:
    tops = sum(row.dimension_id is None for row in rows)
    parts = len(rows) - tops
    return " · ".join(
        (
            plural("{count} dimension", "{count} dimensions", tops),
            plural("{count} sub-dimension", "{count} sub-dimensions", parts),
        )
    )


def _dimension_name(row: DimensionRow, _today: date) -> Shown:
    return Shown(row.name if row.dimension_id is None else f"  └ {row.name}")


DIMENSIONS: RegisterSpec[DimensionRow] = RegisterSpec(
    "dimension",
    lambda reader, today: {row.id: row for row in dimension_tree(reader)},
    (
        RegisterColumn("name", N_("Name"), cell=_dimension_name, width=34, min_width=24, flexible=3, priority=100),
        RegisterColumn("key", N_("Key"), style="muted", width=16, min_width=10, flexible=1, priority=80),
        RegisterColumn("aliases", N_("Aliases"),
                       cell=lambda row, today: Shown("; ".join(alias_list(row.aliases)), "muted"),
                       width=20, min_width=10, flexible=2, priority=40),
        RegisterColumn("items", N_("Items"), width=8, right=True, priority=60),
    ),
    _dimensions_text,
    N_("There is no dimension yet.\nPress n to add one."),
    N_("New dimension"),
    ("name", "key", "aliases", "position"),
    made=("key",),
    row_style=lambda row: "strong" if row.dimension_id is None else "",
)  # fmt: skip
"""Dimensions and sub-dimensions in one tree; a form of it is about a dimension."""

SUB_DIMENSIONS = replace(
    DIMENSIONS,
    record_type="sub_dimension",
    new=N_("New sub-dimension"),
    form=("name", "dimension_id", "key", "aliases", "position"),
)
"""The same tree; a form of it is about a sub-dimension."""

HOLIDAYS: RegisterSpec[HolidayRow] = RegisterSpec(
    "holiday",
    lambda reader, today: {row.id: row for row in holiday_rows(reader)},
    (
        RegisterColumn("date", N_("Date"), cell=lambda row, today: Shown(short_day(row.date, today.year)),
                       width=10, right=True, priority=90, order=lambda row: row.date),
        RegisterColumn("day", N_("Weekday"), lambda row, today: full_day(row.date), style="muted",
                       width=30, min_width=16, flexible=1, priority=40, order=lambda row: row.date[5:]),
        RegisterColumn("name", N_("Name"), width=24, min_width=16, flexible=3, priority=100),
        RegisterColumn("working", N_("Kind"),
                       lambda row, today: _("Working day") if row.working else _("Holiday"),
                       width=14, priority=60),
    ),
    lambda rows: plural("{count} day of our own", "{count} days of our own", len(rows)),
    N_("National holidays and cuti bersama are known already.\nPress n to add a day off of your own, "
       "or a working day in spite of one."),
    N_("New holiday"),
    ("date", "name", "working"),
)  # fmt: skip

MISSIONS: RegisterSpec[MissionRow] = RegisterSpec(
    "mission",
    lambda reader, today: {row.id: row for row in mission_rows(reader)},
    (
        RegisterColumn("number", N_("Number"), width=8, right=True, priority=90),
        RegisterColumn("text", N_("Text"), width=40, min_width=20, flexible=1, priority=100),
    ),
    lambda rows: plural("{count} mission", "{count} missions", len(rows)),
    N_("There is no mission yet.\nPress n to add one."),
    N_("New mission"),
    ("number", "text"),
)  # fmt: skip

_FIELD_LABELS = {
    "attendees": N_("Attendees"),
    "open_items": N_("Open items"),
    "overdue_items": N_("Overdue items"),
    "items": N_("Items"),
    "days_left": N_("Days left"),
}


def field_label(record_type: str, name: str) -> str:
    """Return what a part of a record's data is called: as its field, or the field that links to it."""
    fields = record_spec(record_type).by_name
    spec = fields.get(name) or fields.get(f"{name}_id")
    return _(spec.label if spec is not None else _FIELD_LABELS[name])
