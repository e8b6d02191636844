"""How the command line explains itself: the overview of its commands, words for what options take, near words."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping

from taskforce.language import N_, _
from taskforce.model.records import record_spec
from taskforce.model.text import nearest
from taskforce.model.width import pad, wrap
from taskforce.wording.topics import TOPICS

GROUPS: Mapping[str, tuple[str, ...]] = {
    N_("Begin"): ("init", "demo", "import", "help"),
    N_("Action items"): (
        *("add", "list", "show", "edit", "done", "note", "evidence", "step"),
        *("merge", "delete", "undelete"),
    ),
    N_("Look"): ("agenda", "board", "timeline", "calendar", "masterplan", "workload", "view"),
    N_("People and dates"): ("member", "agency", "deadline", "meeting", "organisation"),
    N_("Reports and files"): ("report", "export", "sheets", "template"),
    N_("What was done"): ("history", "undo"),
    N_("Work together"): ("exchange", "bundle", "conflicts", "copies", "copy"),
    N_("Keep it safe"): ("backup", "restore", "doctor", "encrypt", "decrypt", "paths", "completion"),
}
"""The commands as the overview groups them: each stands once."""

EXAMPLES = (
    ('taskforce add "Susun draf Buku 2 @farid due:jumat priority:high +rapat"', N_("a new action item")),
    ("taskforce list is:overdue", N_("what is late")),
    ("taskforce edit 12 due=+7 status=blocked", N_("change one")),
    ("taskforce report -o laporan.docx", N_("this week’s report, to be signed")),
)

_MEANT = {
    **dict.fromkeys(("new", "create", "tambah", "baru", "buat"), "add"),
    **dict.fromkeys(("ls", "search", "find", "cari", "daftar", "lihat"), "list"),
    **dict.fromkeys(("view-item", "info", "tampilkan", "rincian"), "show"),
    **dict.fromkeys(("change", "modify", "set", "ubah", "sunting", "ganti"), "edit"),
    **dict.fromkeys(("finish", "complete", "close", "selesai", "tutup"), "done"),
    **dict.fromkeys(("comment", "catatan", "komentar"), "note"),
    **dict.fromkeys(("attach", "bukti", "lampiran"), "evidence"),
    **dict.fromkeys(("checklist", "langkah", "subtask"), "step"),
    **dict.fromkeys(("rm", "remove", "hapus"), "delete"),
    **dict.fromkeys(("today", "hari-ini"), "agenda"),
    **dict.fromkeys(("kanban", "papan"), "board"),
    **dict.fromkeys(("gantt", "linimasa", "jadwal"), "timeline"),
    "kalender": "calendar",
    **dict.fromkeys(("people", "person", "user", "anggota", "orang"), "member"),
    **dict.fromkeys(("opd", "office", "dinas", "instansi"), "agency"),
    **dict.fromkeys(("milestone", "tenggat"), "deadline"),
    **dict.fromkeys(("minutes", "rapat", "notulen"), "meeting"),
    **dict.fromkeys(("kop", "letterhead", "organisasi"), "organisation"),
    **dict.fromkeys(("impor", "load", "open"), "import"),
    **dict.fromkeys(("ekspor", "save", "simpan"), "export"),
    **dict.fromkeys(("laporan", "print", "cetak"), "report"),
    **dict.fromkeys(("log", "riwayat", "audit"), "history"),
    **dict.fromkeys(("revert", "batal", "batalkan"), "undo"),
    **dict.fromkeys(("sync", "tukar"), "exchange"),
    **dict.fromkeys(("join", "gabung", "satukan"), "merge"),
    **dict.fromkeys(("conflict", "konflik", "bentrok"), "conflicts"),
    **dict.fromkeys(("cadangan", "snapshot"), "backup"),
    "pulihkan": "restore",
    **dict.fromkeys(("check", "fsck", "periksa", "repair"), "doctor"),
    **dict.fromkeys(("man", "bantuan", "tolong"), "help"),
}
"""What people type for a command, from other programs and in Indonesian.  Only said back, never carried out."""

_TAKES = {
    "REF": N_("an action item’s short reference, such as 12 or farid-3"),
    "QUERY": N_("words and field:value, such as is:overdue; “taskforce help query” tells all"),
    "DATE": N_("a day: 2026-12-05, 5/12/2026, besok, +7; “taskforce help dates” tells all"),
    "MEMBER": N_("a member: the handle, or a part of the name"),
    "TEXT": N_("any words"),
    "FILE": N_("the path of a file"),
    "NAME": N_("a name"),
    "N": N_("a number"),
    "NAME|FIELD=VALUE": N_("a name, or FIELD=VALUE to set a field"),
    "REF|FIELD=VALUE": N_("action items by their short references, and what becomes of their fields: 12 due=+7"),
    "FIELD=VALUE": N_("a field and its value"),
    "PATH_OR_LINK": N_("a file, or an address on the web"),
    "NO": N_("the number of the letter"),
    "BATCH": N_("the id of a step, as the history shows it; without it the newest"),
    "FIELD": N_("the field, as the list of conflicts names it"),
    "mine|theirs|newest|VALUE": N_("which value stays: yours, theirs, the newest, or another one"),
    **dict.fromkeys(("SUPPORTING", "ATTENDEES"), N_("members, separated by commas")),
    "TAGS": N_("words to group by, separated by commas"),
    "DEPENDS-ON": N_("short references, separated by commas"),
    "2026-W47": N_("a week by its number in the year"),
    "2026-11": N_("a month"),
    "2026-Q4": N_("a quarter"),
    "2026": N_("a year"),
}
"""What an option or a word takes, by how the help calls it: for those without words of their own."""

_SETTINGS = {
    "action": N_("what to do"),
    "of": N_("whose load"),
    "zoom": N_("how much time a line shows"),
    "paper": N_("the paper’s size"),
    "kind": N_("what the rows are"),
    "dialect": N_("how a csv is written: excel-id is what Excel expects in Indonesia"),
    "template": N_("what the new list holds"),
}
"""The same for choices, which have no such word, by the name of what is chosen."""


def explain(declared: Iterable[argparse.Action], record_type: str) -> None:
    """Give every option and word of a command that says nothing of itself a few words: what it takes.

    ``record_type`` is the kind of record whose fields are options.
    """
    for action in declared:
        if action.help is not None:
            continue
        if action.dest == "fields" and isinstance(action.const, str):
            action.help = _field_label(record_type, action.const)
        if action.help is not None:
            continue
        text = _TAKES.get(action.metavar) if isinstance(action.metavar, str) else None
        text = text or _SETTINGS.get(action.dest)
        if text is not None:
            action.help = _(text)


def _field_label(record_type: str, name: str) -> str | None:
    """Return what people call a field, or ``None`` for one that is a record of its own: tags, attendees …"""
    fields = record_spec(record_type).by_name
    spec = fields.get(name) or fields.get(f"{name}_id")
    return _(spec.label) if spec is not None else None


def near_commands(word: str, commands: Collection[str]) -> list[str]:
    """Return the commands that a word was perhaps meant to be, likeliest first: by sense, then by its letters."""
    folded = word.casefold()
    by_sense = [_MEANT[folded]] if folded in _MEANT else []
    alike = nearest(folded, [*commands, *_MEANT], as_near=True)  # beside "list", "set" is far from "lst"
    return list(dict.fromkeys([*by_sense, *(_MEANT.get(one, one) for one in alike)]))[:3]


def overview(usage: str, description: str, commands: Mapping[str, str], options: Iterable[argparse.Action]) -> str:
    """Return the help of the whole: commands in groups with their one line, what stands before them, examples."""
    cells = max(40, shutil.get_terminal_size().columns - 2)
    return "\n".join(_overview_lines(usage, description, commands, options, cells)) + "\n"


def _overview_lines(
    usage: str, description: str, commands: Mapping[str, str], options: Iterable[argparse.Action], cells: int
) -> Iterator[str]:
    yield usage.rstrip()
    yield ""
    yield from wrap(description, cells)
    for title, names in GROUPS.items():
        yield ""
        yield f"{_(title)}:"
        for name in names:
            yield from hanging(name, commands[name], 14, cells)
    yield ""
    yield f"{_('More than options, by “taskforce help TOPIC”')}:"
    for topic in TOPICS:
        yield from hanging(topic.names[0], _(topic.title), 14, cells)
    yield ""
    yield f"{_('options')}:"
    for action in options:
        said = ", ".join(action.option_strings)
        takes = action.metavar or ("{" + ",".join(map(str, action.choices)) + "}" if action.choices else "")
        yield from hanging(f"{said} {takes}".rstrip(), action.help or "", 22, cells)
    yield ""
    yield f"{_('examples')}:"
    for example, what in EXAMPLES:
        yield from example_lines(example, _(what), cells)
    yield ""
    closing = _("Without a command the application opens. “taskforce COMMAND --help” tells of one command.")
    yield from wrap(closing, cells)


def hanging(left: str, right: str, column: int, cells: int) -> Iterator[str]:
    """Yield lines with a word on the left and its text from a column on; a long word has a line of its own."""
    lines = wrap(right, max(16, cells - column - 2))
    if len(left) >= column:
        yield f"  {left}"
    else:
        yield f"  {pad(left, column)}{lines.pop(0)}".rstrip()
    yield from (f"  {' ' * column}{line}" for line in lines)


def example_lines(example: str, what: str, cells: int) -> Iterator[str]:
    """Yield a line that can be typed, and what it does: beside it, or below where it is too narrow."""
    if len(example) + len(what) + 8 <= cells:
        yield f"  {pad(example, min(44, cells - len(what) - 5))}  # {what}"
    else:
        yield f"  {example}"
        yield from (
            f"      {'# ' if number == 0 else '  '}{line}" for number, line in enumerate(wrap(what, cells - 8))
        )
