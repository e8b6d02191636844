"""The form of a record of a register, new or there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from taskforce.language import N_, _
from taskforce.model.records import record_spec
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Texts
from taskforce.screens.forms.record_fields import WatchedRecord, Written, spec_field, submit_edits, submit_new
from taskforce.screens.frame.session import Session
from taskforce.services.registers import add_record, edit_record
from taskforce.store.store import Store
from taskforce.wording.registers import MEMBERS, RegisterSpec


def new_record_form(
    session: Session,
    register: RegisterSpec[Any],
    fields: Sequence[FormField],
    written: Written,
    *,
    saved: str = N_("Saved {name}"),
    draft: str = "",
) -> Form:
    """Return a form for a new record; a handle, key or code that is left empty is made from the name.

    ``saved`` is the sentence (a message id) that says that it was written.
    """
    title = register.title_field
    shown = [
        replace(field, required=False, hint=_("made from the name when left empty"))
        if field.name in register.made
        else field
        for field in fields
    ]

    def write(store: Store, texts: Texts) -> tuple[str, str]:
        filled = {name: text for name, text in texts.items() if text.strip() and name != title}
        record = add_record(store, register.record_type, texts[title], filled)
        return record.record_id, " ".join([_(saved, name=texts[title].strip()), *record.warnings])

    return Form(
        _(register.new),
        shown,
        submit_new(session, write, written),
        draft=draft or f"register:{register.record_type}:",
    )


def edit_record_form(
    session: Session,
    register: RegisterSpec[Any],
    record_id: str,
    values: Mapping[str, Any],
    fields: Sequence[FormField],
    written: Written,
    *,
    draft: str = "",
    focus: str = "",
) -> Form:
    """Return a form for a record whose plain ``values`` stand in ``fields``; ``focus`` as in :class:`Form`."""
    title, seen = register.title_field, dict(values)

    def write(store: Store, texts: Texts) -> tuple[str, str]:
        record = edit_record(store, register.record_type, record_id, texts, seen)
        name = texts.get(title, str(values.get(title) or "")).strip()
        return record_id, " ".join([_("Saved {name}", name=name), *record.warnings])

    watched = WatchedRecord(session, register.record_type, record_id, fields, seen)
    return Form(
        f"{_('Edit')}: {values.get(title) or ''}",
        fields,
        submit_edits(session, fields, seen, write, written, watched=watched),
        draft=draft or f"register:{register.record_type}:{record_id}",
        focus=focus,
        watch=watched,
    )


def register_fields(session: Session, register: RegisterSpec[Any], values: Mapping[str, Any]) -> list[FormField]:
    """Return the fields of the form of a register's record, in which its plain values stand."""
    record = record_spec(register.record_type)
    return [spec_field(session, record, name, values.get(name)) for name in register.form]


def new_member_form(session: Session, written: Written) -> Form:
    """Return the few lines that a new member needs, for where a lead is chosen and is not there yet."""
    few = replace(MEMBERS, form=("name", "handle", "position", "agency_id"))
    return new_record_form(session, few, register_fields(session, few, {}), written)
