"""The history in words: values, changes, steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from taskforce.language import _, plural
from taskforce.model.records import CREATION, DELETED, RECORDS, Kind
from taskforce.model.shown import value_text
from taskforce.model.step_kinds import STEP_KINDS
from taskforce.model.width import shorten
from taskforce.paths import COPY_FILE
from taskforce.store.history.steps import (
    SHORT_NAMES,
    TOLD_BY_CHANGES,
    ChangeRow,
    SharedChange,
    Step,
    StepLine,
)


def change_text(change: ChangeRow, limit: int | None = None) -> str:
    """Return one change in a line: the field, from what to what, each value in at most ``limit`` cells.

    Contact data and NIPs are hidden.
    """
    change = change.masked
    spec = RECORDS[change.record_type]
    if change.field == CREATION:
        return _within(_created(change), limit)
    if change.field == DELETED:
        what = _(spec.label)
        text = _("{what} deleted", what=what) if change.new else _("{what} restored", what=what)
        name = "" if change.record_type in SHORT_NAMES else value_text(spec.by_name[spec.title], change.record)
        return _within(f"{text}: {name}" if name else text, limit)
    field = spec.by_name[change.field]
    old, new = (_within(value_text(field, value) or "–", limit) for value in (change.old, change.new))
    prefix = "" if change.record_type == "action_item" else f"{_(spec.label)}, "
    if not _is_news(change):
        return f"{prefix}{_(field.label)}: {_('{value} stays', value=new)}"
    return f"{prefix}{_(field.label)}: {old} → {new}"


def _is_news(change: ChangeRow) -> bool:
    """Return whether a field has another value than before: a conflict may be decided for what stood there."""
    return change.field == CREATION or bool(change.old != change.new)


def _within(text: str, limit: int | None) -> str:
    return text if limit is None else shorten(text, limit)


def named_change_text(change: ChangeRow, limit: int | None = None) -> str:
    """Return one change in a line, after what its record is called, where people have a name for it."""
    name, text = _within(record_name(change), limit), change_text(change, limit)
    return f"{name}: {text}" if name else text


def record_name(change: ChangeRow) -> str:
    """Return what a changed record is called: a word for a choice, no ids; empty where the change says it."""
    if change.item_ref or change.record_type in SHORT_NAMES:
        return change.item_ref or change.record
    spec = RECORDS[change.record_type]
    title = spec.by_name[spec.title]
    if change.field in (CREATION, DELETED) or title.kind is Kind.LINK:
        return ""
    return value_text(title, change.record)


def kind_text(kind: str) -> str:
    """Return what a kind of step is called; one of a newer version by its key."""
    return _(STEP_KINDS[kind]) if kind in STEP_KINDS else kind


def summary_text(summary: str | None) -> str:
    """Return what a step was about; a copy's file in a shared folder is said by the copy's name."""
    match = re.match(COPY_FILE, summary or "", re.IGNORECASE | re.ASCII)
    if match is None:
        return summary or ""
    return _("file of {copy}", copy=match["name"] or _("the first copy"))


def happened(step: Step) -> str:
    """Return what a step did to the one action item it is about, where that item is named beside it."""
    if any(change.field == CREATION and change.record_type == "action_item" for change in step.changes):
        return _("added")
    return step_text(step, with_names=False)


def _created(change: ChangeRow) -> str:
    spec = RECORDS[change.record_type]
    values = change.new if isinstance(change.new, dict) else {}
    title = value_text(spec.by_name[spec.title], values.get(spec.title))
    if change.record_type == "evidence":
        title = title or str(values.get("letter_number") or "")
    return _("{what} added: {title}", what=_(spec.label), title=title)


def line_text(line: StepLine) -> str:
    """Return what a step did, in a line."""
    if line.step is not None:
        return step_text(line.step)
    return _shared_text(line.shared, line.summary) or large_step_text(line.kind, line.size, line.summary)


def step_text(step: Step, *, with_names: bool = True) -> str:
    """Return a step in a line: which records (unless they are named elsewhere), what happened to them."""
    if not step.changes:
        return ": ".join(filter(None, (kind_text(step.kind), summary_text(step.summary))))
    changes = list(filter(_is_news, step.changes)) or step.changes
    records = {change.record_id for change in changes}
    refs = step.item_refs
    if len(refs) > 1 or len(records) > 4 or step.kind in _TOLD_BY_SUMMARY:
        shared = shared_by(changes) if step.kind in TOLD_BY_CHANGES else ()
        return _shared_text(shared, step.summary) or large_step_text(step.kind, len(records), step.summary)
    main = min(changes, key=_weight)
    first = change_text(main)
    if with_names and not refs and main.record_type in SHORT_NAMES and main.record:
        if main.field == DELETED:
            first = f"{first}: {main.record}"
        elif main.field != CREATION:
            first = f"{main.record}: {first}"
    more = len(changes) - 1
    if more:
        first += " " + plural("(and {count} more change)", "(and {count} more changes)", more)
    return f"{refs[0]}: {first}" if refs and with_names else first


def shared_by(changes: Iterable[ChangeRow]) -> list[SharedChange]:
    """Return what changes did, a line for each field of each type of records."""
    by_field: dict[tuple[str, str], list[ChangeRow]] = {}
    for change in changes:
        by_field.setdefault((change.record_type, change.field), []).append(change)
    return [
        SharedChange(
            of[0],
            len({one.record_id for one in of}),
            all(one.old == of[0].old for one in of),
            all(one.new == of[0].new for one in of),
        )
        for of in by_field.values()
    ]


_MOST_FIELDS = 3
"""Fields of several records that are told in a line."""


def _shared_text(shared: Sequence[SharedChange], summary: str | None) -> str:
    """Return what several records got: the fields that were meant, each with its values where all have the same,
    and how many records; nothing where that would say too little."""
    items = [one for one in shared if one.change.record_type == "action_item"]
    every = items or list(shared)
    leading = max((one.records for one in every if one.change.field not in _FOLLOWING), default=0)
    meant = [one for one in every if one.change.field not in _FOLLOWING or one.records > leading]
    if not 0 < len(meant) <= _MOST_FIELDS:
        return ""
    told: dict[tuple[str, str], list[str]] = {}
    for one in sorted(meant, key=lambda one: -one.records):
        count = plural("{count} action item", "{count} action items", one.records) if items else f"×{one.records}"
        named = items and one.records == 1 and one.change.record
        around = (f"{one.change.record}: ", "") if named else ("", f" · {count}")
        told.setdefault(around, []).append(_shared_change_text(one))
    text = "; ".join(f"{before}{', '.join(words)}{after}" for (before, after), words in told.items())
    return f"{text} ({summary_text(summary)})" if summary else text


def _shared_change_text(shared: SharedChange) -> str:
    """Return what records of one type got in one field."""
    change = shared.change.masked
    spec = RECORDS[change.record_type]
    what = _(spec.label)
    if change.field == CREATION:
        return _("{what} added", what=what)
    if change.field == DELETED:
        return _("{what} deleted", what=what) if change.new else _("{what} restored", what=what)
    field = spec.by_name[change.field]
    label = _(field.label) if change.record_type == "action_item" else f"{what}, {_(field.label)}"
    if not shared.same_new:
        return _("{field} changed", field=label)
    old, new = (shorten(value_text(field, value) or "–", _VALUE_CELLS) for value in (change.old, change.new))
    if shared.same_old and not _is_news(change):
        return f"{label}: {_('{value} stays', value=new)}"
    return f"{label}: {old if shared.same_old else '…'} → {new}"


_VALUE_CELLS = 30
"""Cells of a value of several records."""

_TOLD_BY_SUMMARY = ("handover", "join")
"""Kinds of steps of which it says the most who handed over to whom, or what was made one with what."""

_FOLLOWING = ("done_on", "progress", "agency_id", "sub_dimension_id")
"""Fields that often change only because another one did; they are named last."""


def _weight(change: ChangeRow) -> tuple[int, bool]:
    """Return the place of a change in a step: first what is new, then what is the item's own."""
    weight = 0 if change.field == CREATION else 1
    if change.field in _FOLLOWING:
        weight = 2 + _FOLLOWING[::-1].index(change.field)
    return weight, change.record_type != "action_item"


def large_step_text(kind: str, count: int, summary: str | None) -> str:
    """Return a step that changed many records, or of which only the number of changes is known."""
    text = plural("{kind}: {count} record", "{kind}: {count} records", count, kind=kind_text(kind))
    return f"{text} ({summary_text(summary)})" if summary else text
