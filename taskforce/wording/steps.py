"""How the history is put into words on the screen: values, changes, steps."""

from __future__ import annotations

from taskforce.language import _, plural
from taskforce.model.records import CREATION, RECORDS, Kind
from taskforce.model.shown import value_text
from taskforce.model.step_kinds import STEP_KINDS
from taskforce.store.history.steps import SHORT_NAMES, ChangeRow, Step


def change_text(change: ChangeRow) -> str:
    """One change in a line: the field, from what to what."""
    spec = RECORDS[change.record_type]
    if change.field == CREATION:
        return _created(change)
    if change.field == "deleted":
        what = _(spec.label)
        return _("{what} deleted", what=what) if change.new else _("{what} restored", what=what)
    field = spec.by_name[change.field]
    old, new = value_text(field, change.old) or "–", value_text(field, change.new) or "–"
    prefix = "" if change.record_type == "action_item" else f"{_(spec.label)}, "
    return f"{prefix}{_(field.label)}: {old} → {new}"


def record_name(change: ChangeRow) -> str:
    """What a changed record is called, where people have a name for it: a word for a choice, no ids."""
    spec = RECORDS[change.record_type]
    title = spec.by_name[spec.title]
    if change.record_type in SHORT_NAMES or title.kind not in (Kind.CHOICE, Kind.LINK):
        return change.record
    return value_text(title, change.record) if title.kind is Kind.CHOICE and change.record else ""


def happened(step: Step) -> str:
    """What a step did to the one action item it is about, where that item is named beside it."""
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


def step_text(step: Step, *, with_names: bool = True) -> str:
    """A step in a line: which records (unless they are named elsewhere), what happened to them."""
    if not step.changes:
        return step.summary or step.kind
    records = {change.record_id for change in step.changes}
    refs = step.item_refs
    if len(refs) > 1 or len(records) > 4 or step.kind == "handover":  # who handed over to whom says the most
        return large_step_text(step.kind, len(records), step.summary)
    first = change_text(min(step.changes, key=_weight))
    more = len(step.changes) - 1
    if more:
        first += " " + plural("(and {count} more change)", "(and {count} more changes)", more)
    return f"{refs[0]}: {first}" if refs and with_names else first


_FOLLOWING = ("done_on", "progress", "agency_id", "sub_dimension_id")
"""Fields that often change only because another one did; they are named last."""


def _weight(change: ChangeRow) -> tuple[int, bool]:
    """What is named first weighs least: what is new, then what is the item's own."""
    weight = 0 if change.field == CREATION else 1
    if change.field in _FOLLOWING:
        weight = 2 + _FOLLOWING[::-1].index(change.field)
    return weight, change.record_type != "action_item"


def large_step_text(kind: str, count: int, summary: str | None) -> str:
    """A step that changed many records, or of which only the number of changes is known."""
    name = _(STEP_KINDS[kind]) if kind in STEP_KINDS else kind
    text = plural("{kind}: {count} record", "{kind}: {count} records", count, kind=name)
    return f"{text} ({summary})" if summary else text
