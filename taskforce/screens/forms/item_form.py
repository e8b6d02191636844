"""The full form of an action item: what its fields are, what stands in them, and how they are saved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from textual.content import Content
from textual.geometry import Region

from taskforce.language import _
from taskforce.model.errors import TaskforceError
from taskforce.model.records import Kind, record_spec
from taskforce.model.vocabulary import NoteKind, label
from taskforce.screens.forms.fields.references import (
    emptied,
    item_picks,
    people_or_agencies,
    record_picks,
    tag_picks,
)
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.forms.record_fields import (
    WatchedRecord,
    Written,
    check_for_each,
    date_check,
    problems_of,
    reschedule_check,
    spec_field,
    submit_edits,
    submit_new,
)
from taskforce.screens.frame.session import Session
from taskforce.services.items import Outcome, add_item, alike_text, set_each, set_fields
from taskforce.store.changes.batch import StaleWrite
from taskforce.store.changes.load import load
from taskforce.store.changes.stale_writes import SeenVersion
from taskforce.store.query.alike import alike_items
from taskforce.store.read.item_detail import checklist
from taskforce.store.read.items import item_links, items_by_id
from taskforce.store.store import Store
from taskforce.wording.days import full_day

_FIELDS = (
    "title", "status", "priority", "progress", "due", "start", "every", "lead_id", "supporting", "agency_id",
    "deadline_id", "dimension_id", "sub_dimension_id", "horizon", "tags", "depends_on", "description",
    "checklist", "origin", "meeting_id", "mission_id", "programme", "activity", "budget", "fund_source",
    "local_wisdom", "weight", "indicator", "unit", "baseline", "targets", "realisations",
)  # fmt: skip

_LINKS = {"supporting": "member", "tags": "", "depends_on": "action_item"}


def item_fields(session: Session, values: Mapping[str, Any], links: Mapping[str, str]) -> list[FormField]:
    """Return the fields of the form of an action item."""
    record = record_spec("action_item")
    labels = {"supporting": _("Supporting"), "tags": _("Tags"), "depends_on": _("Depends on")}
    picks = {
        "supporting": record_picks(session, "member", several=True),
        "tags": tag_picks(session),
        "depends_on": item_picks(session),
    }
    hints = {
        "tags": _("words, separated by commas"),
        "depends_on": _("refs or words of the title, separated by commas"),
    }
    headings = {"title": "", "origin": _("Where it comes from, and the plan")}
    fields: list[FormField] = []
    for name in _FIELDS:
        if name in _LINKS:
            field = FormField(name, labels[name], links.get(name, ""), hint=hints.get(name, ""), picks=picks[name])
        else:
            field = spec_field(session, record, name, values.get(name))
        fields.append(replace(field, heading=headings.get(name, "")))
    return fields


def _signed(before: str, after: str) -> str:
    """Return what was added to a list of words and what was taken away: ``+rapat,-lama``."""
    old, new = ([word.strip() for word in text.split(",") if word.strip()] for text in (before, after))
    return ",".join(
        [*(f"+{word}" for word in new if word not in old), *(f"-{word}" for word in old if word not in new)]
    )


def _named_by(fields: Sequence[FormField], name: str) -> Callable[[str], str]:
    """Return what gives a name as a field of links shows it: a handle and a name are one person."""
    return next(field.picks.named for field in fields if field.name == name and field.picks is not None)


_OF_ITS_OWN = ("status", "progress", "done_on", "realisations", "recurrence_id", "series")
"""What a copy of an item does not take over: it has not begun."""


def duplicate_form(session: Session, item_id: str, written: Written) -> Form:
    """Return the form of a new action item that is filled in like another one."""
    values = load(session.reader, "action_item", [item_id]).get(item_id, {})
    kept = {name: value for name, value in values.items() if value is not None and name not in _OF_ITS_OWN}
    if kept.get("checklist"):
        kept["checklist"] = [step | {"done": False} for step in checklist(session.reader, item_id)]
    return new_item_form(session, written, kept, _links_of(session, item_id))


def _links_of(session: Session, item_id: str) -> dict[str, str]:
    links = item_links(session.reader, [item_id])
    named = record_picks(session, "member", several=True).named
    return {
        "supporting": ", ".join(map(named, links.supporting.get(item_id, []))),
        "tags": ", ".join(links.tags.get(item_id, [])),
        "depends_on": ", ".join(links.depends_on.get(item_id, [])),
    }


def new_item_form(
    session: Session,
    written: Written,
    values: Mapping[str, Any] | None = None,
    links: Mapping[str, str] | None = None,
) -> Form:
    """Return the form of a new action item; ``values`` and ``links`` stand in it at first."""
    spec = record_spec("action_item")
    defaults = {field.name: field.default for field in spec.fields if field.default is not None}
    first = {field.name: field.text for field in item_fields(session, defaults, {})}
    given = item_fields(session, {**defaults, **(values or {})}, links or {})
    fields = [replace(field, proposed=field.text != first[field.name]) for field in given]

    def write(store: Store, texts: Texts) -> tuple[str, str]:
        filled = {
            name: text for name, text in texts.items()
            if name != "title" and (text.strip() or first[name].strip()) and (text != first[name])
        }  # fmt: skip
        added = add_item(store, texts["title"], filled)
        return added.item.id, " ".join([added.sentence, *added.warnings])

    def check(title: str) -> str:
        return alike_text(alike_items(session.reader, title))

    fields[0] = replace(fields[0], check=check)
    submit = submit_new(session, write, written)
    return Form(_("New action item"), fields, submit, draft="item:new_item")


def edit_field_form(session: Session, item_id: str, name: str, written: Written, place: Region) -> Form:
    """Return a form of one field of an item, at the place where it is shown."""
    return edit_item_form(session, item_id, written, only=name, place=place)


def edit_item_form(
    session: Session,
    item_id: str,
    written: Written,
    *,
    only: str = "",
    focus: str = "",
    place: Region | None = None,
) -> Form:
    """Return the form of an existing action item; only what is changed in it is written.

    It has all fields, or ``only`` one; the field ``focus`` is typed into first.
    """
    values = load(session.reader, "action_item", [item_id]).get(item_id, {})
    row = items_by_id(session.reader, [item_id])[item_id]
    links = _links_of(session, item_id)
    fields = [field for field in item_fields(session, values, links) if only in ("", field.name)]
    seen = dict(values)

    def write(store: Store, changed: Texts) -> tuple[str, str]:
        signed = {  # only what this person added or took away: others may have added more
            name: _signed(links[name], ", ".join(map(_named_by(fields, name), text.split(","))))
            for name, text in changed.items() if name in _LINKS
        }  # fmt: skip
        outcome = set_fields(store, [item_id], changed | signed, seen)
        sentence = _("Saved {ref} “{title}”", ref=row.ref, title=outcome.items[0].title)
        return item_id, " ".join([sentence, *outcome.warnings])

    watched = WatchedRecord(session, "action_item", item_id, fields, seen)
    submit = submit_edits(session, fields, seen, write, written, watched=watched)
    title = f"{_('Edit')}: {row.ref} {row.title}"
    draft = f"item:edit_item:{item_id}"
    return Form(title, fields, submit, draft=draft, focus=focus, watch=watched, place=place)


def reschedule_fields(session: Session, ids: Sequence[str], proposed: str) -> list[FormField]:
    """Return the fields in which items get a new due day: ``proposed`` stands there first; and the reason."""
    row = items_by_id(session.reader, ids).get(ids[0]) if len(ids) == 1 else None
    now = None if row is None else row.due
    check = check_for_each(reschedule_check(session, now), "due", len(ids))
    return [
        FormField("due", _("New due day"), proposed, required=True, check=check, proposed=bool(proposed),
                  hint=_("friday, 5 dec, +2w, end of month; - for none"),
                  heading=Content(_("Due now: {day}", day=full_day(now))) if now else ""),
        FormField("reason", _("Reason"), hint=_("why it is moved; it stands in the report")),
    ]  # fmt: skip


def note_fields(session: Session, kind: NoteKind) -> list[FormField]:
    """Return the fields of a note: its text, its kind (first ``kind``), who decides, and by which day it asks for
    something."""
    from taskforce.reports.figures.asks import said_day

    def asked_by(text: str) -> str:
        day = said_day(text, session.day)
        return "" if day is None else _("asked for by {day}", day=full_day(day))

    kinds = [(str(one), label(one)) for one in NoteKind]
    who = _("member, agency or other; of an obstacle or follow-up")
    return [
        FormField("text", _("Note"), required=True, lines=5, check=asked_by),
        FormField("kind", _("Kind"), str(kind), choices=kinds),
        FormField("who", _("Who decides"), hint=who, picks=people_or_agencies(session)),
        FormField("by", _("By when"), check=date_check(session),
                  hint=_("friday, 5 dec; page one asks by then")),
    ]  # fmt: skip


_MANY = ("status", "priority", "progress", "due", "lead_id", "agency_id", "deadline_id", "dimension_id", "horizon")


ManyWritten = Callable[
    [Sequence[str], Callable[[Store, Sequence[str]], Outcome], SeenVersion | None], Awaitable[None]
]
"""Writes to items what a function drafts, over what was seen of them."""


def edit_many_form(
    session: Session, item_ids: Sequence[str], write: ManyWritten, seen_version: SeenVersion | None
) -> Form:
    """Return a form for several items at once: a field is left as it is, set, or emptied."""
    fields = [_field_of_many(session, name, len(item_ids)) for name in _MANY]
    hint = _("as it is; +word adds, -word takes away, - empties")
    fields.append(FormField("tags", _("Tags"), hint=hint, picks=tag_picks(session)))

    async def submit(texts: Texts) -> Problems:
        filled = {name: text for name, text in texts.items() if text.strip()}
        if not filled:
            return {"": _("Fill in what is to change.")}

        try:
            await write(item_ids, lambda store, ids: set_each(store, ids, filled), seen_version)
        except StaleWrite:
            raise
        except TaskforceError as error:
            return problems_of(error)
        return {}

    title = _("Change {count} action items together", count=len(item_ids))
    return Form(title, fields, submit, draft=f"item:edit_item:{','.join(item_ids)}", seen_version=seen_version)


def _field_of_many(session: Session, name: str, count: int) -> FormField:
    """Return a field of the form for so many items, empty: that leaves it as it is."""
    record = record_spec("action_item")
    field, spec = spec_field(session, record, name, None), record.by_name[name]
    if field.choices is not None:
        choices = [("", _("leave as it is")), *field.choices, *([] if spec.required else [("-", _("empty it"))])]
        return replace(field, required=False, choices=choices, optional_choice=False)
    hint = _("as it is; - empties")
    if spec.kind is Kind.DATE:
        hint = _("as it is; friday, +7 moves each, - empties")
    elif spec.required:
        hint = _("as it is; 40, +10 adds to each")
    check, picks = check_for_each(field.check, name, count), field.picks
    if spec.to is not None:
        picks = record_picks(session, spec.to, more=[emptied()])
    return replace(field, required=False, hint=hint, check=check, picks=picks)
