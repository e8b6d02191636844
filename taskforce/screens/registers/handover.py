"""Handing the open work of a member over to another: what moves is named, and why is asked."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from taskforce.language import _, plural
from taskforce.model.records import record_spec
from taskforce.model.width import printable
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Texts
from taskforce.screens.forms.record_fields import Written, field_check, submit_new
from taskforce.screens.frame.session import Session
from taskforce.services.registers import hand_over, plan_handover
from taskforce.store.changes.batch import Draft
from taskforce.store.input.registers import open_appointments
from taskforce.store.read.items import items_by_id
from taskforce.store.read.registers import MemberRow
from taskforce.store.store import Store
from taskforce.wording.days import days_left

MOST_LINES = 6
"""So many of the items that move are named; a form that asks little must not become a list."""


def handover_form(session: Session, old: MemberRow, new: MemberRow, written: Written) -> Form | None:
    """Return the form that hands a member's open work to another; ``None`` where there is nothing to hand over."""
    plan = plan_handover(session.store, old.id, new.id)
    roles = [one.shown for one in open_appointments(session.reader, old.id).values()]
    if not plan.drafts and not roles:
        return None
    question = plural(
        "{count} open action item goes from {old} to {new}. What is done keeps the old name.",
        "{count} open action items go from {old} to {new}. What is done keeps the old name.",
        len(plan.refs),
        old=old.shown,
        new=new.shown,
    )
    lines = [
        Content(printable(question)),
        *(Content.styled(line, "$text-muted") for line in _moving(session, plan.drafts)),
    ]
    if roles:
        lines.append(Content(printable(_("Roles: {roles}", roles="; ".join(roles)))))
    heading = Content("\n").join(lines)
    fields = [FormField("reason", _("Reason"), hint=_("the decree of the rotation"), heading=heading)]
    if roles:
        check = field_check(session, record_spec("appointment").by_name["until"])
        fields.append(FormField("until", _("Roles end on"), check=check, hint=_("the last day; empty: they stay")))

    def write(store: Store, texts: Texts) -> tuple[str, str]:
        reason = texts["reason"].strip() or None
        moved = hand_over(store, old.id, new.id, texts.get("until", ""), reason)
        sentence = plural(
            "{count} action item handed over to {name}",
            "{count} action items handed over to {name}",
            len(moved.refs),
            name=new.shown,
        )
        return new.id, sentence

    title = _("Hand over the open work of {name}", name=old.shown)
    submit = submit_new(session, write, written)
    return Form(title, fields, submit, save_label=_("Hand over"), draft=f"handover:{old.id}:{new.id}")


def _moving(session: Session, drafts: Sequence[Draft]) -> list[str]:
    """Return the first items that a handover moves, a line each: what is led, then what is supported."""
    led = [draft.record_id for draft in drafts if draft.record_type == "action_item"]
    linked = [draft.new["item_id"] for draft in drafts if draft.record_type == "supporting" and draft.field == "*"]
    rows = items_by_id(session.reader, [*led, *linked])
    lines: list[str] = []
    for item_id in [*led, *(one for one in linked if one not in led)]:
        row = rows[item_id]
        left, _style = days_left(row.due, session.day)
        role = "" if item_id in led else f" ({_('supporting')})"
        lines.append(" · ".join(filter(None, (f"{row.ref} {printable(row.title)}{role}", left))))
    more = len(lines) - MOST_LINES
    if more > 1:  # for one more there is room in place of the words
        lines[MOST_LINES:] = [plural("… and {count} more", "… and {count} more", more)]
    return lines
