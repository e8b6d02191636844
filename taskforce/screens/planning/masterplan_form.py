"""The plan's side of an action item as a form: indicator, a target and a realisation per year, money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from taskforce.language import _
from taskforce.model.errors import InvalidRecord, TaskforceError
from taskforce.model.numbers import format_number, parse_number
from taskforce.model.records import record_spec
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.forms.record_fields import Written, problems_of, spec_field, submit_edits, submit_new
from taskforce.screens.frame.session import Session
from taskforce.services.items import add_item, set_fields
from taskforce.store.changes.batch import StaleWrite
from taskforce.store.changes.load import load
from taskforce.store.read.items import items_by_id
from taskforce.store.store import Store

_FIRST = ("programme", "activity", "horizon", "mission_id", "indicator", "unit", "baseline", "weight")
_LAST = ("budget", "fund_source", "lead_id", "start", "due")
_MAPS = ("targets", "realisations")

YEARS_AHEAD = 4


def _years(session: Session, values: Mapping[str, Any]) -> list[int]:
    """Return the years that get a line: those with a value, this one and the next ones."""
    with_value = {int(year) for name in _MAPS for year in values.get(name) or {} if str(year).isdigit()}
    return sorted(with_value | {session.day.year + step for step in range(YEARS_AHEAD + 1)})


def _fields(session: Session, values: Mapping[str, Any], names: Sequence[str]) -> list[FormField]:
    record = record_spec("action_item")
    fields = [spec_field(session, record, name, values.get(name)) for name in (*names, *_FIRST)]
    fields = [replace(field, lines=1) if field.name == "mission_id" else field for field in fields]
    for year in _years(session, values):
        for name, label in (("targets", _("Target")), ("realisations", _("Realisation"))):
            value = (values.get(name) or {}).get(str(year))
            if name == "realisations" and value is None and year > session.day.year:
                continue
            text = "" if value is None else format_number(value, "id")
            fields.append(FormField(f"{name}:{year}", f"{label} {year}", text, check=_number_check))
    return [*fields, *(spec_field(session, record, name, values.get(name)) for name in _LAST)]


def _number_check(text: str) -> str:
    return "" if text.strip() == "-" else format_number(parse_number(text))


def _merged(values: Mapping[str, Any], changed: Mapping[str, str]) -> dict[str, str]:
    """Return what was changed, with the years of a map put together as one text."""
    texts = {name: text for name, text in changed.items() if ":" not in name}
    for name in _MAPS:
        years = {key.partition(":")[2]: text for key, text in changed.items() if key.startswith(f"{name}:")}
        if years:
            before = {year: format_number(value, "id") for year, value in (values.get(name) or {}).items()}
            merged = {**before, **years}
            texts[name] = "; ".join(
                f"{year}={text}" for year, text in sorted(merged.items()) if text.strip() not in ("", "-")
            )
    return texts


def _problems(error: TaskforceError, changed: Mapping[str, str]) -> Problems:
    """Return a refusal of a whole map as one of the first of its years that was typed in."""
    if not isinstance(error, InvalidRecord | StaleWrite):
        return problems_of(error)
    problems = dict(problems_of(error))
    for name in _MAPS:
        if name in problems:
            at = next((key for key in changed if key.startswith(f"{name}:")), "")
            problems[at] = problems.pop(name)
    return problems


def plan_form(session: Session, item_id: str, written: Written) -> Form:
    """Return the form of the plan of an existing item; only what is changed in it is written."""
    seen = dict(load(session.reader, "action_item", [item_id]).get(item_id, {}))
    row = items_by_id(session.reader, [item_id])[item_id]
    fields = _fields(session, seen, ("dimension_id", "sub_dimension_id"))

    def write(store: Store, changed: Texts) -> tuple[str, str]:
        set_fields(store, [item_id], _merged(seen, changed), seen)
        return item_id, _("Saved {ref} “{title}”", ref=row.ref, title=row.title)

    submit = submit_edits(session, fields, seen, write, written, _problems)
    return Form(f"{_('Edit the plan')}: {row.ref} {row.title}", fields, submit, draft=f"plan:{item_id}")


def new_plan_form(session: Session, top: str | None, part: str | None, written: Written) -> Form:
    """Return the form of a new item of the plan, of a dimension and part."""
    values = {"dimension_id": top, "sub_dimension_id": part}
    fields = _fields(session, values, ("title", "dimension_id", "sub_dimension_id"))

    def write(store: Store, texts: Texts) -> tuple[str, str]:
        filled = _merged({}, {name: text for name, text in texts.items() if text.strip() and name != "title"})
        added = add_item(store, texts["title"], filled)
        return added.item.id, " ".join([added.sentence, *added.warnings])

    submit = submit_new(session, write, written, _problems)
    return Form(_("New action item of the plan"), fields, submit, draft=f"plan:new:{top or ''}:{part or ''}")
