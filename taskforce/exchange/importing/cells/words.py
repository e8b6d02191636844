"""Words of status and priority that trackers and offices use, beside those of the list itself.

They are read in sheets only: a query or a form knows the words of :mod:`taskforce.model.vocabulary`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from taskforce.model.text import clean_line, fold
from taskforce.model.vocabulary import Priority, Status, words


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


_STATUS: Final[Mapping[Status, tuple[str, ...]]] = {
    Status.NOT_STARTED: _split(
        "belum terlaksana|belum selesai dimulai|belum ada|belum ada progres|belum berjalan|belum diproses|belum "
        "ditangani|"
        "belum ditindak|belum tindak lanjut|tidak terlaksana|belum direalisasikan|belum terealisasi|belum ada "
        "tindak lanjut|"
        "direncanakan|terjadwal|dijadwalkan|antri|antrian|usulan|diusulkan|"
        "backlog|product backlog|sprint backlog|not yet started|not begun|unstarted|ready|ready to start|"
        "ready for development|selected for development|to-do|planned|planning|scheduled|proposed|queued|"
        "unassigned|created|reopened|triage|"
        "not done|no progress|yet to start|next up|waiting to start"
    ),
    Status.IN_PROGRESS: _split(
        "belum selesai|belum tuntas|belum sesuai|belum lengkap|sebagian|sebagian selesai|sebagian terlaksana|"
        "terlaksana sebagian|"
        "selesai sebagian|dalam pengerjaan|sedang diproses|sedang proses|sedang dilaksanakan|sedang berlangsung|"
        "sedang ditindaklanjuti|sedang ditangani|dalam tindak lanjut|dalam proses tindak lanjut|on proses|on "
        "process|"
        "proses pengerjaan|proses pelaksanaan|dalam penyusunan|penyusunan|sudah berjalan|sudah dimulai|mulai|"
        "dimulai|"
        "pengerjaan|progres|on track|off track|at risk|berproses|dilanjutkan|berlanjut|"
        "wip|work in progress|in process|in-progress|inprogress|underway|under way|active|working|working on it|"
        "in work|"
        "in review|review|in development|in dev|development|in test|in testing|testing|test|in qa|qa|verification|"
        "under review|pending review|to review|ready for review|awaiting review|needs review|for approval|in "
        "approval|"
        "awaiting approval|approval|implementing|implementation|executing|partially complete|partially completed|"
        "partial|"
        "partially done|feedback|resumed|continuing|started|in execution"
    ),
    Status.BLOCKED: _split(
        "tersendat|macet|ada kendala|mengalami kendala|terhenti|blocked|impeded|"
        "impediment|waiting on others|waiting for customer|waiting for support|on blocker|stalled|bermasalah|"
        "waiting for information|needs info|needs information|needs input|need info|escalated|waiting for "
        "someone else"
    ),
    Status.DEFERRED: _split(
        "dijadwalkan ulang|penundaan|ditangguhkan|dipending|deferred|paused|parked|someday|later|icebox|snoozed|"
        "hold on|suspended|on-hold|won't do now|dilanjutkan tahun depan"
    ),
    Status.DONE: _split(
        "terlaksana|sudah terlaksana|telah terlaksana|sudah dilaksanakan|telah dilaksanakan|terealisasi|"
        "sudah dikerjakan|telah selesai|telah ditindaklanjuti|ditindaklanjuti|selesai ditindaklanjuti|sesuai|"
        "sesuai rekomendasi|telah sesuai|sudah sesuai|sudah tuntas|tercapai|sudah tercapai|lengkap|sudah lengkap|"
        "beres|"
        "sudah ada|telah direalisasikan|sudah direalisasikan|100%|ok|oke|✔|✓|√|☑|✅|v|x done|"
        "resolved|fixed|implemented|delivered|deployed|shipped|achieved|"
        "all done|done done|finish|success|successful|completed on time|complete - on time|"
        "completed late|finalized|finalised|signed off|in production|production|passed|closed (completed)"
    ),
    Status.CANCELLED: _split(
        "tidak dilaksanakan|tidak jadi|dihapus|ditiadakan|gugur|ditolak|tidak dapat ditindaklanjuti|tidak "
        "diperlukan|"
        "tidak relevan|tidak berlaku|abandoned|won't do|wont do|won't fix|wontfix|will not do|obsolete|"
        "duplicate|invalid|not planned|removed|terminated|discarded|withdrawn|not applicable|superseded|"
        "cannot reproduce|closed (not planned)|deleted|discontinued"
    ),
}
_PRIORITY: Final[Mapping[Priority, tuple[str, ...]]] = {
    Priority.LOW: _split(
        "lowest|low priority|minor|trivial|p4|p5|4|nice to have|could have|"
        "tidak mendesak|kurang penting|prioritas rendah|prioritas 3|sangat rendah|very low"
    ),
    Priority.MEDIUM: _split(
        "med|mid|moderate|average|p3|3|should have|cukup penting|prioritas sedang|"
        "prioritas 2|medium priority|prioritas menengah|average priority"
    ),
    Priority.HIGH: _split(
        "major|important|p2|2|must have|high priority|prioritas tinggi|prioritas 1|"
        "severe|significant|prioritas utama|very important|high importance"
    ),
    Priority.URGENT: _split(
        "highest|p0|p1|1|emergency|immediate|asap|very high|showstopper|darurat|sangat mendesak|amat segera|"
        "sangat segera|genting|super urgent|urgent!|extreme|kritikal|priority 1"
    ),
}


def _key(text: str) -> str:
    return " ".join(re.sub(r"[_\s-]+", " ", fold(clean_line(text))).strip(" .!:").split())


@cache
def _known(kind: type[Status] | type[Priority]) -> dict[str, Status | Priority]:
    table: dict[str, Status | Priority] = {}
    groups: Mapping[Status, tuple[str, ...]] | Mapping[Priority, tuple[str, ...]]
    groups = _STATUS if kind is Status else _PRIORITY
    for value, names in groups.items():
        for name in names:
            table.setdefault(_key(name), value)
    return table


def sheet_word(kind: type[Status] | type[Priority], text: str) -> Status | Priority | None:
    """Return the value that a word of a sheet stands for; ``None`` for a word that is not known.

    The list's own words count first; a numbering before the word (``1 - Highest``, ``3. Selesai``) and a mark or
    an explanation in brackets behind it are read over.
    """
    key = _key(text)
    own = words(kind)
    for one in (key, _key(re.sub(r"\([^()]*\)", " ", text)), _bare(key)):
        value = own.get(one.replace(".", " ")) or _known(kind).get(one)
        if value is not None:
            return kind(value.value)
    return None


def _bare(key: str) -> str:
    plain = re.sub(r"^[0-9]{1,2}[.)]? (?:- )?(?=[a-z])|^\W+(?=\w)", "", key)
    return _key(re.sub(r"[^\w\s'/%-]+", " ", plain))


_LIKELY_PRIORITY: Final = (
    (Priority.LOW, r"\bp ?[45]\b|\blow|rendah|minor|trivial|nice to|kurang|tidak penting|tidak mendesak|kecil"),
    (
        Priority.URGENT,
        r"\bp ?0\b|critical|kriti[sk]|block|urgent|mendesak|segera|darurat|asap|immediat|highest",
    ),
    (Priority.HIGH, r"\bp ?[12]\b|penting|import|high|tinggi|utama|major|besar|must|wajib"),
)
"""What words in a word of a priority speak of, the first that is found."""


def likely_value(kind: type[Status] | type[Priority], text: str) -> Status | Priority:
    """Return what an unknown word most likely means: the likeliest answer to a question, never a value taken."""
    key = _key(text)
    if kind is Priority:
        return next((value for value, pattern in _LIKELY_PRIORITY if re.search(pattern, key)), Priority.MEDIUM)
    for value, pattern in (
        (Status.NOT_STARTED, r"\b(?:belum|not|un\w+|baru|new|plan\w*|rencana)\b"),
        (Status.CANCELLED, r"\b(?:batal|cancel\w*|tidak|reject\w*|drop\w*)\b"),
        (Status.DEFERRED, r"\b(?:tunda|hold|later|defer\w*|pending)\b"),
        (Status.BLOCKED, r"\b(?:kendala|block\w*|wait\w*|menunggu)\b"),
        (Status.DONE, r"\b(?:selesai|done|complete\w*|tuntas|closed?|telah|sudah|finish\w*)\b"),
    ):
        if re.search(pattern, key):
            return value
    return Status.IN_PROGRESS
