"""What a column may be by the words in its name, where the name as a whole is not known.

The cells decide: a name that only contains a word of a field is read as that field where the cells can be its
values, and no column of a known name is (see :mod:`taskforce.exchange.importing.tables.judge`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from taskforce.exchange.importing.tables.header_names import SheetKind

_END: Final = r"selesai|akhir|berakhir|end|finish|due|tenggat|deadline|batas|jatuh tempo|target"
_DAY: Final = r"tanggal|tgl|date|waktu|hari|time|periode"

_ACTION_WORDS: Final = (
    ("done_on", r"\b(?:actual|aktual|realisasi)\b.*\b(?:finish|end|selesai|completion|tanggal|tgl|waktu)\b"),
    (
        "start",
        rf"\b(?:mulai|dimulai|start|begin|awal)\b.*\b(?:{_DAY})\b|\b(?:{_DAY})\b.*\b(?:mulai|dimulai|start|begin|"
        rf"awal)\b",
    ),
    (
        "due",
        rf"\b(?:{_END})\b.*\b(?:{_DAY})\b|\b(?:{_DAY})\b.*\b(?:{_END})\b|\b(?:tenggat|deadline|due|batas waktu)\b",
    ),
    ("period", r"\b(?:jadwal|waktu|timeline|schedule|periode)\b"),
    ("progress", r"\b(?:progress?|capaian|kemajuan|complete|completion|penyelesaian)\b"),
    ("status", r"\b(?:status|state|kondisi|keadaan|stage|tahap(?:an)?)\b"),
    ("priority", r"\b(?:prioritas|priority|urgensi|urgency|urgent)\b"),
    (
        "lead",
        r"\b(?:pic|pj|penanggung ?jawab|pelaksana|petugas|assign\w*|owners?|lead(?:er)?|responsible|koordinator|"
        r"coordinator|who|^oleh$|(?:dikerjakan|dilaksanakan|ditangani|ditindaklanjuti) oleh|oleh siapa|"
        r"person|accountable|pengampu|penerima tugas)\b",
    ),
    (
        "supporting",
        r"\b(?:members?|anggota|tim|team|resourc\w*|participants?|peserta|pendukung|collaborators?|followers?|"
        r"assist\w*|consulted|support\w*|melibatkan|terlibat)\b",
    ),
    (
        "agency",
        r"\b(?:opd|skpd|sopd|instansi|dinas|perangkat daerah|agency|department|departemen|divisi|division|unit|"
        r"bidang|"
        r"bagian|office|satker|lembaga|organisation|organization)\b",
    ),
    ("budget", r"\b(?:anggaran|biaya|pagu|dana|budget|cost)\b(?!.*\b(?:sumber|source)\b)"),
    (
        "title",
        r"\b(?:title|judul|tasks?|tugas|kegiatan|aksi|actions?|pekerjaan|activity|activities|aktivitas|summary|"
        r"subject|"
        r"deliverables?|initiative|inisiatif|usulan|tindak lanjut|tindakan|langkah|to ?do|agenda)\b",
    ),
    ("description", r"\b(?:description|deskripsi|uraian|rincian|details?|penjelasan)\b"),
    ("note", r"\b(?:notes?|catatan|keterangan|remarks?|komentar|comments?|ket)\b"),
    ("obstacle", r"\b(?:kendala|hambatan|permasalahan|obstacles?|blockers?)\b"),
    ("evidence", r"\b(?:bukti|evidence|eviden|lampiran|attachments?)\b"),
    ("tags", r"\b(?:tags?|labels?)\b"),
)
_WORDS: Final = {
    "actions": _ACTION_WORDS,
    "members": (
        ("name", r"\b(?:nama|name)\b"),
        ("position", r"\b(?:jabatan|position|title|role)\b"),
        ("agency", r"\b(?:opd|skpd|instansi|dinas|unit|agency|department|bagian|bidang)\b"),
        ("phone", r"\b(?:hp|telp|telepon|phone|wa|whatsapp|mobile)\b"),
        ("email", r"\b(?:e ?mail|surel)\b"),
    ),
    "deadlines": (),
}


@lru_cache(4096)
def possible_fields(kind: SheetKind, key: str) -> tuple[str, ...]:
    """Return the fields that words of a name (as ``header_key`` gives it) speak of, the likeliest first."""
    if not key or len(key.split()) > 8:
        return ()
    return tuple(field for field, pattern in _WORDS[kind] if re.search(pattern, key))
