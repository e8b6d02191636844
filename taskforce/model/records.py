"""What is stored, described once: the record types and their fields.

The tables of :mod:`taskforce.model.tables` hold these fields (a test proves that the two agree); validation,
``apply``, rewinding, import and the forms read the description instead of knowing each type by heart.
Standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import NamedTuple

from taskforce.language import N_, NC_
from taskforce.model import vocabulary

CREATION = "*"
"""The field name of the change that creates a record: its new value is the whole record."""

DELETED = "deleted"

CONTACTS = ("phone", "email", "nip")
"""Personal data of a member: left out of what leaves the office, and what a member can ask to be forgotten."""


FIELD_WORDS: Mapping[str, tuple[str, ...]] = {
    "description": ("desc",),
    "lead": ("pic", "penanggung", "penanggung_jawab"),
    "supporting": ("member", "anggota"),
    "agency": ("opd",),
    "dimension": ("dim", "dimensi"),
    "sub_dimension": ("sub", "subdimensi"),
    "deadline": ("tonggak",),
    "tags": ("tag", "label"),
    "priority": ("prioritas",),
    "horizon": ("jenis",),
    "due": ("tenggat",),
    "start": ("mulai",),
    "done_on": ("selesai_pada",),
    "created_at": ("created", "dibuat"),
    "updated_at": ("updated", "diubah"),
    "progress": ("progres",),
    "budget": ("anggaran",),
    "fund_source": ("fund", "sumber_dana"),
    "meeting": ("rapat",),
    "depends_on": ("depends", "needs", "butuh"),
    "origin": ("asal",),
    "every": ("tiap", "setiap", "ulang"),
}
"""What people call fields beside their names: in Indonesian, and shorter; a link goes without its ``_id``.

One table for the line of quick add, ``edit``, queries and the order of lists: a word that is understood in one
place is understood in all.  It means one field, whichever the record.
"""


class Kind(Enum):
    """What a field's value is, and how it is written in JSON."""

    LINE = "line"  # text of one line
    TEXT = "text"  # text of several lines
    CHOICE = "choice"  # a value of an enumeration
    INTEGER = "integer"
    MONEY = "money"  # integer rupiah
    NUMBER = "number"  # a float: weight, baseline
    FLAG = "flag"  # true or false
    DATE = "date"  # ISO date
    TIME = "time"  # UTC, ISO with milliseconds and Z
    LINK = "link"  # the id of another record
    LIST = "list"  # JSON array
    MAP = "map"  # JSON object
    RULE = "rule"  # an iCalendar RRULE in normal form: how often an item comes again


LINE_LIMIT = 500
TEXT_LIMIT = 20_000


class FieldSpec(NamedTuple):
    """One field: its name, kind, label (an English message id) and what limits its values.

    ``limit`` is the greatest number of characters of a text; ``minimum`` and ``maximum`` bound numbers;
    ``to`` names the record type a link points to; ``default`` is what a new record has when nothing is said.
    ``words`` are further names that people type for it.
    """

    name: str
    kind: Kind
    label: str
    required: bool = False
    default: object = None
    limit: int = LINE_LIMIT
    minimum: float | None = None
    maximum: float | None = None
    choices: type[StrEnum] | None = None
    to: str | None = None
    words: tuple[str, ...] = ()


class RecordSpec(NamedTuple):
    """A record type: its name (also the table's), label, fields, and the link its history belongs to.

    ``subject`` names the link to the action item (or other record) that people would say was changed when
    such a record is: a note's item, for example.  ``title`` names the field that people know a record by.
    ``by_name`` and ``required`` are made of the fields.
    """

    name: str
    label: str
    title: str
    fields: tuple[FieldSpec, ...]
    subject: str | None
    by_name: Mapping[str, FieldSpec]
    required: tuple[FieldSpec, ...]


def _line(name: str, label: str, *, required: bool = False, limit: int = LINE_LIMIT) -> FieldSpec:
    return FieldSpec(name, Kind.LINE, label, required=required, limit=limit)


def _text(name: str, label: str, *, required: bool = False) -> FieldSpec:
    return FieldSpec(name, Kind.TEXT, label, required=required, limit=TEXT_LIMIT)


def _date(name: str, label: str, *, required: bool = False) -> FieldSpec:
    return FieldSpec(name, Kind.DATE, label, required=required)


def _link(name: str, label: str, to: str, *, required: bool = False) -> FieldSpec:
    return FieldSpec(name, Kind.LINK, label, required=required, to=to)


def _choice(name: str, label: str, choices: type[StrEnum], default: StrEnum | None) -> FieldSpec:
    value = None if default is None else str(default)
    return FieldSpec(name, Kind.CHOICE, label, required=default is not None, default=value, choices=choices)


def _list(name: str, label: str) -> FieldSpec:
    return FieldSpec(name, Kind.LIST, label, limit=TEXT_LIMIT)


def _map(name: str, label: str) -> FieldSpec:
    return FieldSpec(name, Kind.MAP, label, limit=TEXT_LIMIT)


def _flag(name: str, label: str, default: bool) -> FieldSpec:
    return FieldSpec(name, Kind.FLAG, label, required=True, default=default)


def _also(spec: FieldSpec, *words: str) -> FieldSpec:
    """Return a field with further names that people type for it."""
    return spec._replace(words=words)


def _position() -> FieldSpec:
    return FieldSpec("position", Kind.INTEGER, N_("Order"), required=True, default=0, minimum=0)


def _record(name: str, label: str, title: str, *fields: FieldSpec, subject: str | None = None) -> RecordSpec:
    worded = (
        spec._replace(words=(*spec.words, *FIELD_WORDS.get(spec.name.removesuffix("_id"), ()))) for spec in fields
    )
    every = (*worded, _flag(DELETED, N_("Deleted"), False))
    by_name = MappingProxyType({spec.name: spec for spec in every})
    return RecordSpec(name, label, title, every, subject, by_name, tuple(spec for spec in every if spec.required))


def _of_report() -> tuple[FieldSpec, ...]:
    """Return which report something belongs to: its kind, its period's label, and its scope."""
    return (
        _line("kind", N_("Kind"), required=True, limit=60),
        _line("period", N_("Period"), required=True, limit=60),
        FieldSpec("scope", Kind.LINE, N_("Scope"), limit=2000),
    )


_ALL = (
    _record(
        "organisation",
        N_("Organisation"),
        "name",
        _also(_line("name", N_("Name"), required=True), "nama"),
        _also(_text("vision", N_("Vision")), "visi"),
        _also(_list("letterhead", N_("Letterhead")), "kop", "kop_surat"),
        FieldSpec("logo", Kind.TEXT, N_("Logo"), limit=1_500_000),
        _also(_list("signers", N_("Signers")), "signer", "penandatangan"),
        _also(_list("carbon_copies", N_("Copies to")), "copies", "tembusan"),
        _also(_line("place", N_("Place")), "tempat"),
        FieldSpec(
            "time_zone",
            Kind.LINE,
            N_("Time zone"),
            required=True,
            default="Asia/Makassar",
            words=("zone", "zona_waktu"),
        ),
        _also(_choice("paper", N_("Paper"), vocabulary.Paper, vocabulary.Paper.F4), "kertas"),
        _also(_line("report_number", N_("Report no. pattern")), "number", "nomor"),
    ),
    _record(
        "mission",
        N_("Mission"),
        "text",
        FieldSpec("number", Kind.INTEGER, N_("Number"), required=True, default=1, minimum=1),
        _text("text", N_("Text"), required=True),
    ),
    _record(
        "agency",
        N_("Agency"),
        "short",
        _line("code", N_("Code"), required=True, limit=60),
        _line("short", N_("Short name"), required=True),
        _line("name", N_("Full name"), required=True),
        _list("aliases", N_("Aliases")),
        _choice("kind", N_("Kind"), vocabulary.AgencyKind, vocabulary.AgencyKind.OWN),
    ),
    _record(
        "member",
        N_("Member"),
        "name",
        _line("handle", N_("Handle"), required=True, limit=60),
        _line("name", N_("Name"), required=True),
        _line("position", N_("Position")),
        _link("agency_id", N_("Agency"), "agency"),
        _line("phone", N_("Phone"), limit=60),
        _line("email", N_("E-mail"), limit=254),
        _line("nip", N_("NIP"), limit=18),
        _line("rank", N_("Rank")),
        _flag("active", N_("Active"), True),
    ),
    _record(
        "appointment",
        N_("Appointment"),
        "role",
        _link("member_id", N_("Member"), "member", required=True),
        _choice("body", N_("Body"), vocabulary.Body, vocabulary.Body.TEAM),
        _choice("role", N_("Role"), vocabulary.Role, vocabulary.Role.MEMBER),
        _date("since", N_("Since")),
        _date("until", N_("Until")),
        _line("decree", N_("Decree")),
        subject="member_id",
    ),
    _record(
        "dimension",
        N_("Dimension"),
        "name",
        _line("key", N_("Key"), required=True, limit=60),
        _line("name", N_("Name"), required=True),
        _list("aliases", N_("Aliases")),
        _position(),
    ),
    _record(
        "sub_dimension",
        N_("Sub-dimension"),
        "name",
        _link("dimension_id", N_("Dimension"), "dimension", required=True),
        _line("key", N_("Key"), required=True, limit=60),
        _line("name", N_("Name"), required=True),
        _list("aliases", N_("Aliases")),
        _position(),
    ),
    _record(
        "deadline",
        N_("Deadline"),
        "name",
        _line("key", N_("Key"), required=True, limit=60),
        _line("name", N_("Name"), required=True),
        _choice("kind", N_("Kind"), vocabulary.DeadlineKind, vocabulary.DeadlineKind.OTHER),
        _date("due", N_("Due"), required=True),
        _date("met_on", N_("Met on")),
        _text("description", N_("Description")),
    ),
    _record(
        "meeting",
        N_("Meeting"),
        "title",
        _line("number", N_("Minutes no.")),
        _line("title", N_("Title"), required=True),
        _date("date", N_("Date"), required=True),
        _line("place", N_("Place")),
        _text("minutes", N_("Minutes")),
    ),
    _record(
        "attendance",
        N_("Attendance"),
        "member_id",
        _link("meeting_id", N_("Meeting"), "meeting", required=True),
        _link("member_id", N_("Member"), "member"),
        _line("name", N_("Name")),
        subject="meeting_id",
    ),
    _record(
        "recurrence",
        N_("Recurrence"),
        "title",
        _line("title", N_("Title"), required=True),
        _line("rule", N_("Rule"), required=True),
        _date("since", N_("Since"), required=True),
        _date("until", N_("Until")),
        _map("template", N_("Template")),
    ),
    _record(
        "action_item",
        N_("Action item"),
        "title",
        _line("ref", N_("Ref"), limit=80),
        _line("title", N_("Title"), required=True),
        _text("description", N_("Description")),
        _choice("status", N_("Status"), vocabulary.Status, vocabulary.Status.NOT_STARTED),
        _choice("priority", N_("Priority"), vocabulary.Priority, vocabulary.Priority.MEDIUM),
        FieldSpec("progress", Kind.INTEGER, N_("Progress"), required=True, default=0, minimum=0, maximum=100),
        _date("start", N_("Start")),
        _date("due", N_("Due")),
        _date("done_on", N_("Done on")),
        _link("lead_id", N_("Lead"), "member"),
        _link("agency_id", N_("Agency"), "agency"),
        _link("dimension_id", N_("Dimension"), "dimension"),
        _link("sub_dimension_id", N_("Sub-dimension"), "sub_dimension"),
        _link("deadline_id", N_("Deadline"), "deadline"),
        _link("meeting_id", N_("Meeting"), "meeting"),
        _link("mission_id", N_("Mission"), "mission"),
        _link("recurrence_id", N_("Recurrence"), "recurrence"),
        _choice("horizon", N_("Horizon"), vocabulary.Horizon, None),
        _line("origin", N_("Origin")),
        _line("programme", N_("Programme")),
        _line("activity", N_("Activity")),
        _flag("local_wisdom", N_("Local wisdom"), False),
        FieldSpec("budget", Kind.MONEY, N_("Budget"), minimum=0, maximum=10**15),
        _line("fund_source", N_("Fund source")),
        FieldSpec("weight", Kind.NUMBER, N_("Weight"), minimum=0, maximum=10**9),
        _line("indicator", N_("Indicator")),
        _line("unit", N_("Unit")),
        FieldSpec("baseline", Kind.NUMBER, N_("Baseline")),
        _map("targets", N_("Target per year")),
        _map("realisations", N_("Realised per year")),
        _list("checklist", N_("Checklist")),
        FieldSpec("every", Kind.RULE, N_("Repeats")),
        _map("series", N_("Series")),
    ),
    _record(
        "supporting",
        N_("Supporting member"),
        "member_id",
        _link("item_id", N_("Action item"), "action_item", required=True),
        _link("member_id", N_("Member"), "member", required=True),
        subject="item_id",
    ),
    _record(
        "supporting_agency",
        N_("Supporting agency"),
        "agency_id",
        _link("item_id", N_("Action item"), "action_item", required=True),
        _link("agency_id", N_("Agency"), "agency", required=True),
        subject="item_id",
    ),
    _record(
        "tag",
        N_("Tag"),
        "name",
        _link("item_id", N_("Action item"), "action_item", required=True),
        _line("name", N_("Name"), required=True, limit=60),
        subject="item_id",
    ),
    _record(
        "dependency",
        N_("Dependency"),
        "needs_id",
        _link("item_id", N_("Action item"), "action_item", required=True),
        _link("needs_id", N_("Depends on"), "action_item", required=True),
        subject="item_id",
    ),
    _record(
        "note",
        N_("Note"),
        "text",
        _link("item_id", N_("Action item"), "action_item", required=True),
        _choice("kind", N_("Kind"), vocabulary.NoteKind, vocabulary.NoteKind.REMARK),
        _text("text", N_("Text"), required=True),
        subject="item_id",
    ),
    _record(
        "evidence",
        N_("Evidence"),
        "location",
        _link("item_id", N_("Action item"), "action_item", required=True),
        _choice("kind", N_("Kind"), vocabulary.EvidenceKind, vocabulary.EvidenceKind.FILE),
        FieldSpec("location", Kind.LINE, N_("Path or link"), limit=2000),
        _line("letter_number", N_("Letter no.")),
        _line("description", N_("Description")),
        _line("sha256", N_("SHA-256"), limit=64),
        subject="item_id",
    ),
    _record(
        "holiday",
        N_("Holiday"),
        "name",
        _date("date", N_("Date"), required=True),
        _line("name", N_("Name"), required=True),
        _flag("working", N_("Working day"), False),
    ),
    _record(
        "saved_view",
        N_("Saved view"),
        "name",
        _line("name", N_("Name"), required=True, limit=60),
        FieldSpec("query", Kind.LINE, N_("Query"), limit=2000),
        _line("sort", NC_("field", "Sort")),
        _list("columns", N_("Columns")),
        _line("grouping", N_("Group by"), limit=60),
    ),
    _record(
        "issued_report",
        N_("Issued report"),
        "number",
        _line("number", N_("Number"), required=True),
        _date("period_start", N_("From"), required=True),
        _date("period_end", N_("To"), required=True),
        _date("as_of", N_("As of"), required=True),
        FieldSpec("scope", Kind.LINE, N_("Scope"), limit=2000),
        FieldSpec("issued_at", Kind.TIME, N_("Issued at"), required=True),
        _link("issued_by", N_("Issued by"), "member"),
        _link("replaces_id", N_("Replaces"), "issued_report"),
        FieldSpec("figures", Kind.MAP, N_("Figures"), required=True, limit=2**30),
        FieldSpec("texts", Kind.MAP, N_("Texts"), limit=2**30),
    ),
    _record(
        "report_words",
        N_("Words of a report"),
        "section",
        *_of_report(),
        _line("section", N_("Section"), required=True, limit=60),
        _text("text", N_("Text"), required=True),
    ),
    _record(
        "report_choice",
        N_("Choice of a report"),
        "period",
        *_of_report(),
        _list("sections", N_("Sections")),
        _list("photos", N_("Photos")),
    ),
    _record(
        "sent_sheet",
        N_("Sheet sent out"),
        "file",
        _line("file", N_("File"), required=True),
        _link("agency_id", N_("Agency"), "agency", required=True),
        FieldSpec("query", Kind.LINE, N_("Query"), limit=2000),
        FieldSpec("items", Kind.INTEGER, N_("Action items"), required=True, default=0, minimum=0),
        FieldSpec("sent_at", Kind.TIME, N_("Sent at"), required=True),
        FieldSpec("answered_at", Kind.TIME, N_("Answered at")),
    ),
    _record(
        "sheet_layout",
        N_("Columns of a sheet"),
        "file",
        _line("file", N_("File"), required=True),
        _line("headers", N_("Columns")),
        _line("kind", N_("Kind"), limit=60),
        _map("columns", N_("Meaning of the columns")),
        _map("words", N_("Meaning of the words")),
        _line("dates", N_("Order of day and month"), limit=60),
    ),
)

RECORDS: Mapping[str, RecordSpec] = MappingProxyType({spec.name: spec for spec in _ALL})
"""Every record type by name, in an order in which links point backwards (but for links within a type)."""


def record_spec(record_type: str) -> RecordSpec:
    """Return the description of a record type; ``KeyError`` for a name that is none."""
    return RECORDS[record_type]


def fields_by_word() -> dict[str, str]:
    """Return the field that each of the words means."""
    return {word: field for field, words in FIELD_WORDS.items() for word in words}
