"""The remarks of an action item in one cell of a sheet, written and read back.

The newest stands first, each behind its day and who wrote it; its further lines are set in::

    24/11/2026 @galuh: Surat sudah dikirim
      menunggu jawaban provinsi
    20/11/2026 @farid: Draf surat selesai
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Final

from taskforce.clock import Clock
from taskforce.model.text import clean_line, fold
from taskforce.store.read.sent_sheets import SheetNotes, SheetRemark

_STAMP: Final = re.compile(r"\A[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}(?: @[^\s:]+)?: ?")
_OLDER: Final = re.compile(r"… \(\+[0-9]+\)")
_INSET: Final = "  "
"""Before the further lines of a remark: one that begins like a day and a name is then no remark of its own."""


LONGEST_CELL: Final = 30_000
"""Characters of a cell; spreadsheet programs hold 32,767."""


def remarks_of(notes: SheetNotes, item_id: str, clock: Clock) -> str | None:
    """Return the remarks of an item, the newest first, as the text of a cell; ``None`` for none.

    Older ones that have no room are left out whole; the last line says how many.
    """
    entries = [_entry(one, clock.day_of(one.at)) for one in notes.remarks.get(item_id, ())]
    length = 0
    for count, entry in enumerate(entries):
        length += len(entry) + 1
        if length > LONGEST_CELL - 20:
            return "\n".join([*entries[:count], f"… (+{len(entries) - count})"])
    return "\n".join(entries) or None


def _entry(remark: SheetRemark, day: date) -> str:
    who = f" @{remark.handle}" if remark.handle else ""
    lines = [line for line in remark.text.split("\n") if line.strip()]
    return f"\n{_INSET}".join((f"{day:%d/%m/%Y}{who}: {(lines or [''])[0]}", *lines[1:]))


def added_remarks(text: str, sent: str) -> tuple[list[str], bool]:
    """Return what a cell of remarks says that was not sent in it, and whether a line that was sent is gone.

    Both texts have cleaned lines.  Lines that stand together are one remark; a line with another end is one
    anew, without the day and the name of the old one; lines that only stand elsewhere are none.
    """
    before, after = sent.splitlines(), text.splitlines()
    there, here = {fold(line) for line in before}, {fold(line) for line in after}
    added: list[str] = []
    matcher = SequenceMatcher(None, list(map(fold, before)), list(map(fold, after)), autojunk=False)
    for kind, _one, _other, start, end in matcher.get_opcodes():
        if kind not in ("insert", "replace"):
            continue
        run = [line for line in after[start:end] if fold(line) not in there or not _STAMP.match(line)]
        if any(fold(line) not in there for line in run):
            added += _parted([_without_old_stamp(line, before) for line in run])
    return added, not there <= here


def _parted(lines: Sequence[str]) -> list[str]:
    """Return lines as remarks: each that begins with a day begins one."""
    parts: list[list[str]] = []
    for line in lines:
        if not parts or _STAMP.match(line):
            parts.append([])
        parts[-1].append(line)
    return ["\n".join(part) for part in parts]


def _without_old_stamp(line: str, before: Iterable[str]) -> str:
    """Return what a line newly says: where it begins with one that was sent or its stamp, without that."""
    for old in sorted(before, key=len, reverse=True):
        if old and (rest := behind(line, old)):
            return rest
    stamp = _STAMP.match(line)
    if stamp is not None and any(old.startswith(stamp[0]) for old in before):
        return line[stamp.end() :].strip() or line
    return line


def behind(text: str, old: str) -> str:
    """Return what a text says behind an old one that it begins with; empty where it goes on within a sentence."""
    rest = text[len(old) :] if text.startswith(old) else ""
    return rest.strip(" \n;,.") if re.match(r"\s*[\n;,.]", rest) else ""


def new_remarks(text: str, noted: Collection[str]) -> list[str]:
    """Return the remarks of a cell, where nothing says what was sent in it, that ``noted`` ones do not hold.

    A text without days and names is one remark.  What is new keeps its day and name: they may be another list's.
    """
    known = {_bare(one) for one in noted}
    if _bare(text) in known:
        return []
    entries = _entries(text) or [text]
    return [one for one in entries if not {_bare(one), _bare(_STAMP.sub("", one, count=1))} & known]


def _entries(text: str) -> list[str]:
    """Return the remarks of a cell, each with its day and name; none for a cell without such."""
    parts: list[list[str]] = []
    is_set_in = False
    for line in text.split("\n"):
        if _OLDER.fullmatch(line.strip()):
            continue
        stamped = _STAMP.match(line) is not None
        continues = line.startswith(_INSET) or not line.strip()
        if stamped or not parts or (is_set_in and not continues):
            parts.append([])
            is_set_in = stamped
        parts[-1].append(line.removeprefix(_INSET) if continues else line)
    return ["\n".join(part) for part in parts] if any(_STAMP.match(part[0]) for part in parts) else []


def _bare(text: str) -> str:
    """Return a text as remarks are compared: cells lose empty lines and spaces."""
    lines = (clean_line(line) for line in text.split("\n"))
    return "\n".join(fold(line) for line in lines if line)
