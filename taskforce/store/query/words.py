"""The words of the query language: fields and flags, with their Indonesian names."""

from __future__ import annotations

from collections.abc import Mapping

from taskforce.language import current_language
from taskforce.model.records import FIELD_WORDS

_ASKED = {
    "supporting": "member",
    "tags": "tag",
    "created_at": "created",
    "updated_at": "updated",
    "fund_source": "fund",
    "depends_on": "depends",
}
"""Fields whose name in a query is one of their further words; ``member`` asks for the lead, too."""

_OWN = (
    *("status", "lead", "member", "agency", "dimension", "sub_dimension", "deadline", "tag", "priority"),
    *("horizon", "ref", "due", "start", "done_on", "created", "updated", "progress", "budget", "fund"),
    *("meeting", "depends", "origin"),
)
_WORDS = {_ASKED.get(field, field): words for field, words in FIELD_WORDS.items()}

FIELDS: Mapping[str, str] = {word: field for field in _OWN for word in (field, *_WORDS.get(field, ()))}
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
