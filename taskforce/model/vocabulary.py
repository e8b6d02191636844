"""The words of the field: enumerations, their marks and labels, and every word that people use for them.

The values are what the data holds (see "Enumerations in data" in docs/data-formats.md); either language is
accepted as input.  Standard library only, so that reading and parsing need not load the table models.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TypeVar

from taskforce.language import N_, _
from taskforce.model.errors import InvalidValue
from taskforce.model.text import excerpt

Choice = TypeVar("Choice", bound=StrEnum)


class Status(StrEnum):
    """Where an action item stands.  "Overdue" is computed from the due date, never stored."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    DEFERRED = "deferred"
    DONE = "done"
    CANCELLED = "cancelled"


CLOSED = (Status.DONE, Status.CANCELLED)
"""An item with one of these statuses is no longer open."""


class Priority(StrEnum):
    """How much an item presses; the order of the members is the order of the priorities."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"


class Horizon(StrEnum):
    """The kind of a plan row: quick win, up to 2 years, 3 to 5 years, 5 to 10 years."""

    QUICK_WIN = "quick_win"
    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


class DeadlineKind(StrEnum):
    """What a deadline of the programme is."""

    DOCUMENT = "document"
    BIMTEK = "bimtek"
    EVALUATION = "evaluation"
    QUICK_WIN = "quick_win"
    MEETING = "meeting"
    OTHER = "other"


class AgencyKind(StrEnum):
    """An agency of the regency itself, a ministry, or a partner of the movement."""

    OWN = "own"
    MINISTRY = "ministry"
    PARTNER = "partner"


class Body(StrEnum):
    """The bodies of a Smart City programme, set up by decree (SK)."""

    COUNCIL = "council"
    TEAM = "team"
    FORUM = "forum"


class Role(StrEnum):
    """What a member is in a body."""

    PATRON = "patron"
    DIRECTOR = "director"
    CHAIR = "chair"
    SECRETARY = "secretary"
    COORDINATOR = "coordinator"
    MEMBER = "member"
    PARTNER = "partner"


class EvidenceKind(StrEnum):
    """How a piece of evidence (bukti dukung) is kept: a file, a link, or the number of a letter."""

    FILE = "file"
    LINK = "link"
    LETTER = "letter"


class NoteKind(StrEnum):
    """What a note says: a remark, an obstacle (kendala), or the follow-up plan (rencana tindak lanjut)."""

    REMARK = "remark"
    OBSTACLE = "obstacle"
    FOLLOW_UP = "follow_up"


class Paper(StrEnum):
    """Paper of printed reports; F4 is 215 x 330 mm."""

    F4 = "f4"
    A4 = "a4"


FUND_SOURCES = (
    "APBD Kabupaten",
    "APBD Provinsi",
    "APBN",
    "DAK",
    "DID",
    "Dana Desa",
    "BLUD",
    "CSR/TJSL",
    "KPBU",
    "Swasta",
    "Hibah",
    "Swadaya",
    "Lainnya",
)
"""Sources of funds that plans name.  A suggestion for forms: other words are accepted as they are."""

_LABELLED: tuple[tuple[StrEnum, str], ...] = (
    (Status.NOT_STARTED, N_("Not started")),
    (Status.IN_PROGRESS, N_("In progress")),
    (Status.BLOCKED, N_("Blocked")),
    (Status.DEFERRED, N_("Deferred")),
    (Status.DONE, N_("Done")),
    (Status.CANCELLED, N_("Cancelled")),
    (Priority.LOW, N_("Low")),
    (Priority.MEDIUM, N_("Medium")),
    (Priority.HIGH, N_("High")),
    (Priority.URGENT, N_("Urgent")),
    (Horizon.QUICK_WIN, N_("Quick win")),
    (Horizon.SHORT, N_("Short term")),
    (Horizon.MEDIUM, N_("Medium term")),
    (Horizon.LONG, N_("Long term")),
    (DeadlineKind.DOCUMENT, N_("Document")),
    (DeadlineKind.BIMTEK, N_("Bimtek")),
    (DeadlineKind.EVALUATION, N_("Evaluation")),
    (DeadlineKind.QUICK_WIN, N_("Quick win")),
    (DeadlineKind.MEETING, N_("Meeting")),
    (DeadlineKind.OTHER, N_("Other")),
    (AgencyKind.OWN, N_("Own agency")),
    (AgencyKind.MINISTRY, N_("Ministry")),
    (AgencyKind.PARTNER, N_("Partner")),
    (Body.COUNCIL, N_("Smart City council")),
    (Body.TEAM, N_("Implementation team")),
    (Body.FORUM, N_("Smart City forum")),
    (Role.PATRON, N_("Patron")),
    (Role.DIRECTOR, N_("Director")),
    (Role.CHAIR, N_("Chair")),
    (Role.SECRETARY, N_("Secretary")),
    (Role.COORDINATOR, N_("Field coordinator")),
    (Role.MEMBER, N_("Member")),
    (Role.PARTNER, N_("Partner")),
    (EvidenceKind.FILE, N_("File")),
    (EvidenceKind.LINK, N_("Link")),
    (EvidenceKind.LETTER, N_("Letter")),
    (NoteKind.REMARK, N_("Remark")),
    (NoteKind.OBSTACLE, N_("Obstacle")),
    (NoteKind.FOLLOW_UP, N_("Follow-up")),
    (Paper.F4, N_("F4 (215 x 330 mm)")),
    (Paper.A4, N_("A4")),
)

_LABELS = {(type(value), value.value): text for value, text in _LABELLED}
"""By type and value: members of two enumerations that have one value are equal, and would share a label."""

MARKS: dict[Status, str] = {
    Status.NOT_STARTED: "○",
    Status.IN_PROGRESS: "◐",
    Status.BLOCKED: "■",
    Status.DEFERRED: "–",
    Status.DONE: "✔",
    Status.CANCELLED: "×",
}
"""A mark one cell wide for each status, shown beside its word: never colour alone."""

REPEATS_MARK = "↻"
"""Stands before the title of an item that comes again."""

CONFLICT_MARK = "≠"
"""Two people changed one field, and nobody has decided: said of an item, of whatever status."""

OVERDUE_MARK = "▲"

_WORDS: dict[type[StrEnum], dict[str, tuple[str, ...]]] = {
    Status: {
        "not_started": (
            "not started",
            "belum mulai",
            "belum dimulai",
            "belum",
            "menunggu",
            "belum ditindaklanjuti",
            "belum ditindak lanjuti",
            "belum dikerjakan",
            "belum dilaksanakan",
            "perencanaan",
            "rencana",
            "to do",
            "todo",
            "open",
            "new",
            "baru",
            "pending",
        ),
        "in_progress": (
            "in progress",
            "berjalan",
            "sedang berjalan",
            "dalam proses",
            "proses",
            "on progress",
            "onprogress",
            "on going",
            "ongoing",
            "progress",
            "sedang dikerjakan",
            "dikerjakan",
            "berlangsung",
            "started",
            "doing",
            "dalam pelaksanaan",
            "pelaksanaan",
        ),
        "blocked": ("terkendala", "kendala", "terhambat", "hambatan", "stuck", "bermasalah"),
        "deferred": ("ditunda", "tertunda", "tunda", "postponed", "on hold", "hold"),
        "done": (
            "selesai",
            "sudah ditindaklanjuti",
            "sudah ditindak lanjuti",
            "sudah selesai",
            "tuntas",
            "rampung",
            "complete",
            "completed",
            "finished",
            "closed",
            "sudah",
        ),
        "cancelled": ("dibatalkan", "batal", "canceled", "cancel", "dropped"),
    },
    Priority: {
        "low": ("rendah", "kecil", "l"),
        "medium": ("sedang", "normal", "biasa", "menengah", "m"),
        "high": ("tinggi", "penting", "h", "important"),
        "urgent": ("mendesak", "segera", "sangat tinggi", "sangat penting", "critical", "kritis"),
    },
    Horizon: {
        "quick_win": ("quick win", "quickwin", "quick wins", "qw"),
        "short": ("jangka pendek", "pendek", "short term"),
        "medium": ("jangka menengah", "menengah", "medium term"),
        "long": ("jangka panjang", "panjang", "long term"),
    },
    DeadlineKind: {
        "document": ("dokumen", "buku"),
        "bimtek": ("bimbingan teknis",),
        "evaluation": ("evaluasi",),
        "quick_win": ("quick win",),
        "meeting": ("rapat",),
        "other": ("lainnya", "lain"),
    },
    AgencyKind: {
        "own": ("sendiri", "opd", "daerah"),
        "ministry": ("kementerian",),
        "partner": ("mitra",),
    },
    Body: {
        "council": ("dewan", "dewan smart city"),
        "team": ("tim pelaksana", "tim"),
        "forum": ("forum smart city",),
    },
    Role: {
        "patron": ("pembina",),
        "director": ("pengarah",),
        "chair": ("ketua",),
        "secretary": ("sekretaris",),
        "coordinator": ("koordinator", "koordinator bidang"),
        "member": ("anggota",),
        "partner": ("mitra",),
    },
    EvidenceKind: {"file": ("berkas",), "link": ("tautan", "url"), "letter": ("surat",)},
    NoteKind: {
        "remark": ("catatan", "keterangan", "note"),
        "obstacle": ("kendala", "hambatan"),
        "follow_up": ("rencana tindak lanjut", "follow up"),
    },
    Paper: {"f4": ("folio",), "a4": ()},
}


def label(value: StrEnum) -> str:
    """Return the word people read for ``value``, in the language in force."""
    return _(_LABELS[type(value), value.value])


def _key(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").replace(".", " ").split())


@cache
def words(kind: type[StrEnum]) -> dict[str, StrEnum]:
    """Return every accepted word of an enumeration (folded) and the value it stands for."""
    table: dict[str, StrEnum] = {}
    for value, aliases in _WORDS[kind].items():
        member = kind(value)
        for word in (value, _LABELS[kind, value], *aliases):
            table.setdefault(_key(word), member)
    return table


def parse_choice(kind: type[Choice], text: str) -> Choice:
    """Return the value that ``text`` names, in either language and any case.

    Raises :class:`InvalidValue`, naming the accepted values, when no value has that name.
    """
    value = words(kind).get(_key(text))
    if value is None:
        accepted = ", ".join(label(value).lower() for value in kind)
        raise InvalidValue(_("“{text}” is not one of: {accepted}.", text=excerpt(text, 40), accepted=accepted))
    return kind(value.value)


def priority_rank(value: str) -> int:
    """Return 0 for low to 3 for urgent; what ``priority>medium`` and sorting compare."""
    return list(Priority).index(Priority(value))
