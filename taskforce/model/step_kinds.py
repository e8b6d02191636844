"""The kinds of steps of the history: the text that people read for each, and the words that they type for it."""

from __future__ import annotations

from collections.abc import Mapping

from taskforce.language import N_, NC_

STEP_KINDS: Mapping[str, str] = {
    "add": N_("Added"),
    "copy": N_("Copy made"),
    "edit": N_("Changed"),
    "delete": N_("Deleted"),
    "done": N_("Done"),
    "note": N_("Note"),
    "resolve": N_("Conflict decided"),
    "evidence": N_("Evidence"),
    "forget": N_("Contact data forgotten"),
    "handover": N_("Hand over"),
    "import": N_("Import"),
    "issue": N_("Report issued"),
    "join": N_("Duplicates merged"),
    "lost": N_("Lost"),
    "merge": N_("Merge"),
    "report": N_("Words of the report"),
    "salvage": N_("Saved from a damaged file"),
    "sample": N_("Sample"),
    "send": N_("Sheets sent out"),
    "template": N_("Template"),
    "undo": NC_("step", "Undo"),
}
"""The text that people read for each kind of step, as message ids."""

OTHER_WORDS: Mapping[str, str] = {
    "tambah": "add",
    "ditambahkan": "add",
    "salinan": "copy",
    "change": "edit",
    "ubah": "edit",
    "diubah": "edit",
    "hapus": "delete",
    "selesai": "done",
    "dihapus": "delete",
    "catatan": "note",
    "conflict": "resolve",
    "konflik": "resolve",
    "putusan": "resolve",
    "bukti": "evidence",
    "lupakan": "forget",
    "serah-terima": "handover",
    "impor": "import",
    "terbit": "issue",
    "satukan": "join",
    "hilang": "lost",
    "selamatkan": "salvage",
    "gabung": "merge",
    "penggabungan": "merge",
    "laporan": "report",
    "contoh": "sample",
    "kirim": "send",
    "templat": "template",
    "urungkan": "undo",
}
"""Further words for a kind; each kind is a word for itself."""

WORDS: Mapping[str, tuple[str, ...]] = {
    "en": tuple(STEP_KINDS),
    "id": (
        "tambah", "salinan", "ubah", "hapus", "selesai", "catatan", "konflik", "bukti", "lupakan", "serah-terima",
        "impor", "terbit", "satukan", "hilang", "gabung", "laporan", "selamatkan", "contoh", "kirim", "templat",
        "urungkan",
    ),
}  # fmt: skip
"""A word for each kind, by language; what is offered."""
