"""The words of the query language: fields and flags, with their Indonesian names."""

from __future__ import annotations

from collections.abc import Mapping

from taskforce.language import current_language

FIELDS: Mapping[str, str] = {
    "status": "status",
    "lead": "lead",
    "pic": "lead",
    "penanggung": "lead",
    "penanggung_jawab": "lead",
    "member": "member",
    "anggota": "member",
    "agency": "agency",
    "opd": "agency",
    "dim": "dimension",
    "dimension": "dimension",
    "dimensi": "dimension",
    "sub": "sub_dimension",
    "sub_dimension": "sub_dimension",
    "subdimensi": "sub_dimension",
    "deadline": "deadline",
    "tonggak": "deadline",
    "tag": "tag",
    "label": "tag",
    "priority": "priority",
    "prioritas": "priority",
    "horizon": "horizon",
    "jenis": "horizon",
    "ref": "ref",
    "due": "due",
    "tenggat": "due",
    "start": "start",
    "mulai": "start",
    "done_on": "done_on",
    "selesai_pada": "done_on",
    "created": "created",
    "dibuat": "created",
    "updated": "updated",
    "diubah": "updated",
    "progress": "progress",
    "progres": "progress",
    "budget": "budget",
    "anggaran": "budget",
    "fund": "fund",
    "sumber_dana": "fund",
    "meeting": "meeting",
    "rapat": "meeting",
    "depends": "depends",
    "needs": "depends",
    "butuh": "depends",
    "origin": "origin",
    "asal": "origin",
}
"""Every word before a colon, and the field it stands for."""

FLAG_FIELDS = ("is", "adalah")
"""What stands before the colon of a flag."""

COMPARED = frozenset({"due", "start", "done_on", "created", "updated", "progress", "priority", "budget"})
"""Fields that ``<`` ``<=`` ``>`` ``>=`` compare."""

FLAGS: Mapping[str, str] = {
    "overdue": "overdue",
    "terlambat": "overdue",
    "late": "overdue",
    "telat": "overdue",
    "open": "open",
    "belum-selesai": "open",
    "terbuka": "open",
    "mine": "mine",
    "saya": "mine",
    "milikku": "mine",
    "silent": "silent",
    "diam": "silent",
    "evidenceless": "evidenceless",
    "tanpa-bukti": "evidenceless",
    "ready": "ready",
    "siap": "ready",
    "conflicted": "conflicted",
    "bentrok": "conflicted",
}
"""Every word after ``is:`` beside the statuses, and the flag it stands for."""


_INDONESIAN = frozenset(
    {"penanggung", "penanggung_jawab", "anggota", "opd", "dimensi", "subdimensi", "tonggak", "prioritas", "jenis"}
    | {"tenggat", "mulai", "selesai_pada", "dibuat", "diubah", "progres", "anggaran", "sumber_dana", "rapat"}
    | {"butuh", "asal", "adalah"}
)
_BOTH = frozenset({"pic", "status", "tag", "label", "ref", "sub", "dim"})
"""Words before a colon that are Indonesian, and those of both languages; all others are English."""


def field_words() -> list[str]:
    """Return every word that may stand before a colon, those of the language in force first."""
    own = _INDONESIAN if current_language() == "id" else FIELDS.keys() - _INDONESIAN
    return sorted((*FIELDS, *FLAG_FIELDS), key=lambda word: word not in own and word not in _BOTH)


def flag_words() -> list[str]:
    """Return a word for each flag, in the language in force."""
    spoken: dict[str, list[str]] = {}
    for word, flag in FLAGS.items():
        spoken.setdefault(flag, []).append(word)
    return [words[current_language() == "id"] for words in spoken.values()]


QUOTES = '"“”„‟'
"""Signs that all mean a quotation mark in a query, so that none of them can stand in a value."""

ABSENT = ("", "none", "null", "-", "kosong", "tidak-ada")
"""Values that ask for items in which the field is empty."""
