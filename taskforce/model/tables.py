"""The tables, as SQLModel classes.

Every record has a UUID of its own as primary key; dates are dates, moments are UTC text (ISO 8601 with
milliseconds and ``Z``), lists and maps are JSON text, money is integer rupiah.  Only :mod:`taskforce.store`
imports this module: it costs more than half a second, and reading needs none of it.

There is no unique rule on what people name (handles, keys, codes): two offline copies may each create the same
name, and a merge must take both.  Writing checks names, and the doctor lists what a merge brought.
"""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from taskforce.model.records import RECORDS

_BIG = BigInteger().with_variant(Integer, "sqlite")


def _link(target: str, *, required: bool = False, index: bool = True) -> Any:
    """A column that holds another record's id; checked when the transaction ends, so order is free."""
    key = ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED")
    return Field(default=None, sa_column=Column(Text, key, nullable=not required, index=index))


def _long(*, required: bool = False) -> Any:
    return Field(default=None, sa_column=Column(Text, nullable=not required))


class Record(SQLModel):
    """What every record has: an id, and the field that says it was deleted."""

    id: str = Field(primary_key=True)
    deleted: bool = False


class Organisation(Record, table=True):
    """The office that the list belongs to: its vision, letterhead, signers, time zone and paper."""

    name: str
    vision: str | None = _long()
    letterhead: str | None = _long()
    logo: str | None = _long()
    signers: str | None = _long()
    carbon_copies: str | None = _long()
    place: str | None = None
    time_zone: str = "Asia/Makassar"
    paper: str = "f4"
    report_number: str | None = None


class Mission(Record, table=True):
    """One mission of the head of region, which items serve."""

    number: int = 1
    text: str = _long(required=True)


class Agency(Record, table=True):
    """An agency (OPD), ministry or partner, with the other names people write for it."""

    code: str
    short: str
    name: str
    aliases: str | None = _long()
    kind: str = "own"


class Member(Record, table=True):
    """A person of the task force."""

    handle: str
    name: str
    position: str | None = None
    agency_id: str | None = _link("agency")
    phone: str | None = None
    email: str | None = None
    nip: str | None = None
    rank: str | None = None
    active: bool = True


class Appointment(Record, table=True):
    """A member's role in a body, with its dates and decree."""

    member_id: str = _link("member", required=True)
    body: str = "team"
    role: str = "member"
    since: datetime.date | None = None
    until: datetime.date | None = None
    decree: str | None = None


class Dimension(Record, table=True):
    """One of the dimensions of the masterplan."""

    key: str
    name: str
    aliases: str | None = _long()
    position: int = 0


class SubDimension(Record, table=True):
    """A part of a dimension."""

    __tablename__ = "sub_dimension"

    dimension_id: str = _link("dimension", required=True)
    key: str
    name: str
    aliases: str | None = _long()
    position: int = 0


class Deadline(Record, table=True):
    """A date of the programme: a book, a bimtek, an evaluation, a quick win, a meeting."""

    key: str
    name: str
    kind: str = "other"
    due: datetime.date
    met_on: datetime.date | None = None
    description: str | None = _long()


class Meeting(Record, table=True):
    """A meeting whose minutes action items come from."""

    number: str | None = None
    title: str
    date: datetime.date
    place: str | None = None
    minutes: str | None = _long()


class Attendance(Record, table=True):
    """Someone who attended a meeting: a member, or a name."""

    meeting_id: str = _link("meeting", required=True)
    member_id: str | None = _link("member")
    name: str | None = None


class Recurrence(Record, table=True):
    """A series of items; an instance's id is derived from the series and its period."""

    title: str
    rule: str
    since: datetime.date
    until: datetime.date | None = None
    template: str | None = _long()


class ActionItem(Record, table=True):
    """One thing to be done, from a meeting or a row of the plan.

    ``seq`` numbers the rows of this database only.  The columns from ``created_at`` on are derived from the
    history whenever an item is written; they are never merged.
    """

    __tablename__ = "action_item"

    id: str = Field(unique=True)
    seq: int | None = Field(default=None, sa_column=Column(_BIG, primary_key=True, autoincrement=True))
    ref: str | None = Field(default=None, index=True)
    title: str
    description: str | None = _long()
    status: str = "not_started"
    priority: str = "medium"
    progress: int = 0
    start: datetime.date | None = None
    due: datetime.date | None = None
    done_on: datetime.date | None = None
    lead_id: str | None = _link("member")
    agency_id: str | None = _link("agency")
    dimension_id: str | None = _link("dimension")
    sub_dimension_id: str | None = _link("sub_dimension", index=False)
    deadline_id: str | None = _link("deadline")
    meeting_id: str | None = _link("meeting")
    mission_id: str | None = _link("mission", index=False)
    recurrence_id: str | None = _link("recurrence", index=False)
    horizon: str | None = None
    origin: str | None = None
    programme: str | None = None
    activity: str | None = None
    local_wisdom: bool = False
    budget: int | None = Field(default=None, sa_column=Column(_BIG))
    fund_source: str | None = None
    weight: float | None = None
    indicator: str | None = None
    unit: str | None = None
    baseline: float | None = None
    targets: str | None = _long()
    realisations: str | None = _long()
    checklist: str | None = _long()
    every: str | None = None
    series: str | None = _long()
    created_at: str
    updated_at: str
    original_due: datetime.date | None = None
    times_rescheduled: int = 0
    title_order: str | None = None

    __table_args__ = (
        Index("ix_action_item_lower_ref", text("lower(ref)")),
        Index("ix_action_item_due", "due", "status", "deleted"),
    )


class Supporting(Record, table=True):
    """A member who supports an item."""

    item_id: str = _link("action_item", required=True)
    member_id: str = _link("member", required=True)


class SupportingAgency(Record, table=True):
    """An agency that supports an item."""

    __tablename__ = "supporting_agency"

    item_id: str = _link("action_item", required=True)
    agency_id: str = _link("agency", required=True)


class Tag(Record, table=True):
    """A word on an item."""

    item_id: str = _link("action_item", required=True)
    name: str = Field(index=True)


class Dependency(Record, table=True):
    """``item_id`` cannot go on before ``needs_id`` is done."""

    item_id: str = _link("action_item", required=True)
    needs_id: str = _link("action_item", required=True)


class Note(Record, table=True):
    """A remark, an obstacle or a follow-up on an item; only ever added."""

    item_id: str = _link("action_item", required=True)
    kind: str = "remark"
    text: str = _long(required=True)


class Evidence(Record, table=True):
    """Proof that an item was done: a file, a link or the number of a letter; only ever added."""

    item_id: str = _link("action_item", required=True)
    kind: str = "file"
    location: str | None = None
    letter_number: str | None = None
    description: str | None = None
    sha256: str | None = None


class Holiday(Record, table=True):
    """A day off that the office added, or (``working``) a holiday on which it works."""

    date: datetime.date
    name: str
    working: bool = False


class SavedView(Record, table=True):
    """A query with its order, columns and grouping, under a name."""

    __tablename__ = "saved_view"

    name: str
    query: str | None = None
    sort: str | None = None
    columns: str | None = _long()
    grouping: str | None = None


class IssuedReport(Record, table=True):
    """A report as it was issued: figures and texts, frozen."""

    __tablename__ = "issued_report"

    number: str
    period_start: datetime.date
    period_end: datetime.date
    as_of: datetime.date
    scope: str | None = None
    issued_at: str
    issued_by: str | None = _link("member")
    replaces_id: str | None = _link("issued_report")
    figures: str = _long(required=True)
    texts: str | None = _long()


class SentSheet(Record, table=True):
    """A workbook that went out to an agency to be filled in; its id is in the workbook, too."""

    __tablename__ = "sent_sheet"

    file: str
    agency_id: str | None = _link("agency", required=True)
    query: str | None = None
    items: int = 0
    sent_at: str
    answered_at: str | None = None


class ReportWords(Record, table=True):
    """What the secretary wrote for one section of the report of a period; see :class:`ReportChoice`."""

    __tablename__ = "report_words"

    kind: str
    period: str
    scope: str | None = None
    section: str
    text: str = _long(required=True)


class ReportChoice(Record, table=True):
    """What the report of a period (by its label, kind and scope) shows: its sections in order, and pictures of
    evidence."""

    __tablename__ = "report_choice"

    kind: str
    period: str
    scope: str | None = None
    sections: str | None = _long()
    photos: str | None = _long()


class SheetLayout(Record, table=True):
    """What a person said of the columns and words of sheets with one row of headers, which makes its id."""

    __tablename__ = "sheet_layout"

    file: str
    headers: str | None = None
    kind: str | None = None
    columns: str | None = _long()
    words: str | None = _long()
    dates: str | None = None


class Copy(SQLModel, table=True):
    """A database that has written changes: this one (``own``) or one whose changes were merged.

    ``series`` is the short name that starts the refs it gives out (empty on the first copy of a list);
    ``place`` says where the file lay when it was last written, to notice a file copied by hand.  The last three
    are this database's own: the copy's greatest running number and (of the own copy) the greatest clock seen
    anywhere and the number of the last ref given out.  ``heard_at`` is when the newest bundle of the copy that
    was merged here had been written.
    """

    id: str = Field(primary_key=True)
    series: str = ""
    own: bool = False
    place: str | None = None
    created_at: str
    last_number: int = Field(default=0, sa_column=Column(_BIG, nullable=False))
    last_clock: int = Field(default=0, sa_column=Column(_BIG, nullable=False))
    last_ref: int = Field(default=0, sa_column=Column(_BIG, nullable=False))
    heard_at: str | None = None


class Knowledge(SQLModel, table=True):
    """What a copy had seen of another one's changes when it was last heard of: all up to ``number``.

    This database's own: learned from bundles, so that the next one need not repeat what is known.
    """

    copy_id: str = Field(primary_key=True, foreign_key="copy.id")
    of_copy_id: str = Field(primary_key=True, foreign_key="copy.id")
    number: int = Field(default=0, sa_column=Column(_BIG, nullable=False))


class OpenConflict(SQLModel, table=True):
    """A field that two people changed without knowing of each other, and nobody has decided yet.

    Computed from the history whenever changes arrive or are written, and never merged.
    """

    __tablename__ = "open_conflict"

    record_id: str = Field(primary_key=True)
    field: str = Field(primary_key=True)
    record_type: str
    subject_id: str = Field(index=True)


class Batch(SQLModel, table=True):
    """One user action: what it was, who did it, when and why; ``undoes`` names the batch it takes back."""

    id: str = Field(primary_key=True)
    copy_id: str = Field(foreign_key="copy.id")
    at: str = Field(index=True)
    actor_id: str | None = None
    kind: str
    summary: str | None = _long()
    reason: str | None = _long()
    undoes: str | None = Field(default=None, index=True)


class Change(SQLModel, table=True):
    """One field of one record, from ``old`` to ``new`` (JSON); a creation is one change of all fields.

    ``clock`` is a hybrid logical clock (milliseconds << 16, plus a counter), ``number`` the copy's own running
    number, ``after`` the ids of the changes it was made in the knowledge of and replaces (separated by spaces); a
    deletion names every change of the record, and of what belongs to it, that was not replaced before.
    The last four columns are this database's own: the order of arrival, the record that people would say was
    changed, whether another change replaces this one, and the merge it came with.
    """

    id: str = Field(unique=True)
    seq: int | None = Field(default=None, sa_column=Column(_BIG, primary_key=True, autoincrement=True))
    batch_id: str = Field(foreign_key="batch.id", index=True)
    at: str = Field(index=True)
    clock: int = Field(sa_column=Column(_BIG, nullable=False))
    copy_id: str = Field(foreign_key="copy.id")
    number: int = Field(sa_column=Column(_BIG, nullable=False))
    actor_id: str | None = None
    record_type: str
    record_id: str
    field: str
    old: str | None = _long()
    new: str | None = _long()
    after: str | None = _long()
    subject_id: str
    replaced: bool = False
    received_with: str | None = Field(default=None, index=True)

    __table_args__ = (
        UniqueConstraint("copy_id", "number"),
        Index("ix_change_record_field", "record_id", "field"),
        Index("ix_change_subject_at", "subject_id", "at"),
    )


TABLES: dict[str, type[Record]] = {
    str(cls.__tablename__): cls for cls in Record.__subclasses__() if str(cls.__tablename__) in RECORDS
}
"""The table of each record type."""
