"""What a sheet newly says, told apart from what it has said before.

A sheet that is imported again must not take back what was changed in the list since.  So a value of it counts
only where it differs from everything the field has held since the sheet was last heard: since the last import
of the field, or, for an export of this program, since the moment of the export.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

from taskforce.store.read.import_history import Past
from taskforce.store.read.sent_sheets import SinceSent


class Verdict(Enum):
    """What becomes of a value of the sheet that differs from the list's."""

    SILENT = "silent"  # an empty cell that nothing was ever said in
    KEPT = "kept"  # the list's value is younger
    CHANGED = "changed"  # the sheet says something new
    BOTH = "both"  # the sheet says something new, and so did somebody here
    CONFLICT = "conflict"  # so it is, and it is known what the sheet had not seen: both values stay


def judge(past: Sequence[Past], sheet: Any, current: Any, as_of: str | None, *, forward: bool = False) -> Verdict:
    """Return what becomes of the value ``sheet`` (not equal to ``current``) of a field with this past.

    ``as_of`` is the moment of the export (UTC, whole seconds) that the sheet comes from, where it is one.
    ``forward`` says that sheets only move the field on: what it held at any time is an older sheet's word.
    """
    if forward and sheet in [one.value for one in past]:
        return Verdict.KEPT
    start = _last_heard(past, as_of)
    if start is None:
        return Verdict.SILENT if sheet is None else Verdict.CHANGED
    held = [one.value for one in past[start:]]
    if sheet in held:
        return Verdict.KEPT
    return Verdict.CHANGED if held[0] == current else Verdict.BOTH


def returned_verdict(since: SinceSent, sheet: Any, current: Any) -> Verdict:
    """Return what becomes of a value that was changed in a workbook which was sent out."""
    if sheet in since.taken:
        return Verdict.KEPT
    if current == since.sent or since.own:
        return Verdict.CHANGED
    return Verdict.CONFLICT if since.heads else Verdict.BOTH


def _last_heard(past: Sequence[Past], as_of: str | None) -> int | None:
    """Return the place in the past at which the sheet and the list agreed last; ``None`` when they never met."""
    if as_of is not None:
        before = [index for index, one in enumerate(past) if one.at[:19] <= as_of]
        if before:
            return before[-1]
    imported = [index for index, one in enumerate(past) if one.imported]
    return imported[-1] if imported else None


def link_verdict(past: Sequence[Past], said: bool, as_of: str | None) -> Verdict:
    """Return whether a link that only one of the sheet and the list has follows the sheet.

    ``past`` is that of the link's field ``deleted``.
    """
    if not past:
        return Verdict.CHANGED if said else Verdict.SILENT
    start = _last_heard(past, as_of)
    if start is None:
        return Verdict.CHANGED if said else Verdict.KEPT  # what no sheet said, no sheet takes away
    held = [not one.value for one in past[start:]]
    return Verdict.KEPT if said in held else Verdict.CHANGED
