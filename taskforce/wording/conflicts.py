"""Open conflicts in words: which record, which values, who gave them."""

from __future__ import annotations

from taskforce.clock import Clock
from taskforce.language import _
from taskforce.model.records import DELETED, RECORDS
from taskforce.model.shown import value_text
from taskforce.store.sync.conflicts import Conflict, Side
from taskforce.wording.days import moment_text


def record_text(conflict: Conflict) -> str:
    """Return which record is in conflict: an action item by ref and title, others after their kind."""
    kind = "" if conflict.record_type == "action_item" else f"{_(RECORDS[conflict.record_type].label)} "
    title = "" if conflict.title == conflict.name else f" {conflict.title}"
    return f"{kind}{conflict.name}{title}"


def field_text(conflict: Conflict) -> str:
    """Return which field is in conflict."""
    return _(RECORDS[conflict.record_type].by_name[conflict.field].label)


def side_value(conflict: Conflict, value: object) -> str:
    """Return one of the values of a conflict."""
    if conflict.field == DELETED:
        return _("deleted") if value else _("kept")
    return value_text(RECORDS[conflict.record_type].by_name[conflict.field], value) or _("nothing")


def side_origin(clock: Clock, side: Side) -> str:
    """Return who gave a value, on which copy and when; whether it is one's own, and the one that shows."""
    words = [f"@{side.actor}" if side.actor else "", side.copy, moment_text(clock, side.at)]
    words += [_("mine") if side.mine else "", _("shown now") if side.shown else ""]
    return ", ".join(filter(None, words))


def decision_text(conflict: Conflict, side: Side) -> str:
    """Return what deciding for a side would change: the record, the field, what shows now and what will."""
    shown = next((one for one in conflict.sides if one.shown), conflict.sides[-1])
    new = side_value(conflict, side.value)
    who = f" (@{side.actor})" if side.actor else ""
    what = new if side.plain == shown.plain else f"{side_value(conflict, shown.value)} → {new}"
    return f"{record_text(conflict)}, {field_text(conflict)}: {what}{who}"
