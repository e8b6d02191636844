"""Handing over when an official rotates: what moves is shown, why is asked, and when the roles in bodies end."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from taskforce.language import _, plural
from taskforce.model.records import record_spec
from taskforce.screens.desk import Desk
from taskforce.screens.form import Form
from taskforce.screens.form_field import FormField, Problems, Texts
from taskforce.screens.item_form import Written, field_check
from taskforce.store.appointments import ending_drafts, open_appointments
from taskforce.store.batch import Draft
from taskforce.store.items import items_by_id
from taskforce.store.register_inputs import handover_drafts
from taskforce.store.registers import MemberRow
from taskforce.store.store import Store
from taskforce.widgets.table_layout import printable
from taskforce.widgets.wording import days_left

MOST_LINES = 6
"""So many of the items that move are named; a form that asks little must not become a list."""


def handover_form(desk: Desk, old: MemberRow, new: MemberRow, written: Written) -> Form | None:
    """The form that hands a member's open work over to another; ``None`` where there is nothing to hand over."""
    drafts, refs = handover_drafts(desk.store, old.id, new.id)
    roles = [one.shown for one in open_appointments(desk.reader, old.id).values()]
    if not drafts and not roles:
        return None
    question = plural(
        "{count} open action item goes from {old} to {new}. What is done keeps the old name.",
        "{count} open action items go from {old} to {new}. What is done keeps the old name.",
        len(refs),
        old=old.name,
        new=new.name,
    )
    lines = [
        Content(printable(question)),
        *(Content.styled(line, "$text-muted") for line in _moving(desk, drafts)),
    ]
    if roles:
        lines.append(Content(printable(_("Roles: {roles}", roles="; ".join(roles)))))
    heading = Content("\n").join(lines)
    fields = [FormField("reason", _("Reason"), hint=_("the decree of the rotation"), heading=heading)]
    if roles:
        check = field_check(desk, record_spec("appointment").by_name["until"])
        fields.append(FormField("until", _("Roles end on"), check=check, hint=_("the last day; empty: they stay")))

    def write(store: Store, texts: Texts) -> int:
        drafts, refs = handover_drafts(store, old.id, new.id)
        drafts += ending_drafts(store, old.id, texts.get("until", ""))
        if drafts:
            reason = texts["reason"].strip() or None
            store.write("handover", drafts, summary=f"{old.handle} → {new.handle}", reason=reason)
        return len(refs)

    async def submit(texts: Texts) -> Problems:
        count = await desk.write(lambda store: write(store, texts))
        sentence = plural(
            "{count} action item handed over to {name}",
            "{count} action items handed over to {name}",
            count,
            name=new.name,
        )
        await written([new.id], sentence)
        return {}

    title = _("Hand over the open work of {name}", name=old.name)
    return Form(title, fields, submit, save_label=_("Hand over"), draft=f"handover:{old.id}:{new.id}")


def _moving(desk: Desk, drafts: Sequence[Draft]) -> list[str]:
    """The first items that a handover moves, a line each: what is led, then what is supported."""
    led = [draft.record_id for draft in drafts if draft.record_type == "action_item"]
    linked = [draft.new["item_id"] for draft in drafts if draft.record_type == "supporting" and draft.field == "*"]
    rows = items_by_id(desk.reader, [*led, *linked])
    lines: list[str] = []
    for item_id in [*led, *(one for one in linked if one not in led)]:
        row = rows[item_id]
        left, _style = days_left(row.due, desk.day)
        role = "" if item_id in led else f" ({_('supporting')})"
        lines.append(" · ".join(filter(None, (f"{row.ref} {printable(row.title)}{role}", left))))
    more = len(lines) - MOST_LINES
    if more > 1:  # for one more there is room in place of the words
        lines[MOST_LINES:] = [plural("… and {count} more", "… and {count} more", more)]
    return lines
