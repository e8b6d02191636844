"""A record's fields as fields of a form: what stands in them, what is understood of them, how they are saved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from taskforce.language import _, plural
from taskforce.model.dates import format_date, parse_date, step_text, weekday_contradiction
from taskforce.model.errors import InvalidRecord, TaskforceError
from taskforce.model.numbers import format_number, format_rupiah
from taskforce.model.records import FieldSpec, Kind, RecordSpec, record_spec
from taskforce.model.shown import step_line, value_text
from taskforce.model.vocabulary import FUND_SOURCES, label
from taskforce.screens.forms.fields.references import record_name, record_picks
from taskforce.screens.forms.form_field import Arrival, Check, FormField, Problems, Submit, Texts
from taskforce.screens.frame.session import Session
from taskforce.store.changes.batch import StaleWrite
from taskforce.store.changes.load import load
from taskforce.store.history.steps import names_of
from taskforce.store.input.fields import EMPTY, read_field, understood
from taskforce.store.input.items import rescheduled_day, text_for_each
from taskforce.store.store import Store
from taskforce.store.workdays import working_day_test
from taskforce.wording.days import full_day, moved_day_text

Written = Callable[[Sequence[str], str], Awaitable[None]]
"""Told which records were written, and the sentence that says so."""


_NAMED = ("member", "agency", "deadline", "dimension", "sub_dimension", "meeting", "mission")
"""Records that a field names, and offers."""


def date_check(session: Session) -> Check:
    """Return what tells which day was understood, with its weekday."""
    works = working_day_test(session.reader)

    def check(text: str) -> str:
        day = parse_date(text, session.day, works)
        return weekday_contradiction(text, day) or full_day(day)

    return check


def reschedule_check(session: Session, due: str | None) -> Check:
    """Return what tells to which day an item that is due on a day is moved, and how far that is."""
    works = working_day_test(session.reader)

    def check(text: str) -> str:
        if text.strip().casefold() in EMPTY:
            return _("no due day")
        day = rescheduled_day(text, due, session.day, works)
        return weekday_contradiction(text, day) or moved_day_text(day, due)

    return check


def field_check(session: Session, spec: FieldSpec) -> Check:
    """Return what tells what was understood for a field."""

    def check(text: str) -> str:
        value = read_field(session.store, spec, text)
        if spec.kind is Kind.LINK and spec.to is not None and value is not None:
            from taskforce.store.query.lookup import resolve

            name = resolve(session.reader, spec.to, text).long_name
            return "" if name == text else name
        return understood(session.store, spec, value).partition(": ")[2]

    return check


def check_for_each(check: Check | None, name: str, count: int) -> Check:
    """Return what tells what so many action items get of what is typed for all of them."""
    if count == 1 and check is not None:
        return check

    def checked(text: str) -> str:
        field, words = text_for_each(name, text)
        if field != name:
            got = _("{step} each", step=step_text(text) or text.strip())
        elif words.strip().casefold() in EMPTY:
            got = _("emptied")
        else:
            got = check(words) if check is not None else words
        return plural("{count} action item: {got}", "{count} action items: {got}", count, got=got)

    return checked


def shown_text(session: Session, spec: FieldSpec, value: Any) -> str:
    """Return a plain value as it is typed."""
    if value is None:
        return ""
    match spec.kind:
        case Kind.DATE:
            return format_date(str(value), style="slash")
        case Kind.MONEY:
            return format_rupiah(int(value))
        case Kind.LINK if spec.to is not None:
            if spec.to in _NAMED:
                return record_name(session.reader, spec.to, value)
            return names_of(session.reader, {spec.to: [value]}).get((spec.to, value), "")
        case Kind.LIST if spec.name == "checklist":
            return "\n".join(map(step_line, value))
        case Kind.LIST:
            return "; ".join(str(part) for part in value)
        case Kind.MAP:
            return "; ".join(f"{key}={format_number(part, 'id')}" for key, part in value.items())
        case Kind.FLAG:
            return "yes" if value else "no"
        case Kind.NUMBER:
            return format_number(value, "id")
        case Kind.RULE:
            return value_text(spec, value)
        case Kind.INTEGER if spec.name == "progress":
            return f"{value}%"
        case _:
            return str(value)


def spec_field(
    session: Session, record: RecordSpec, name: str, value: Any, *, with_choices: bool = True
) -> FormField:
    """Return the form's field for a field of a record."""
    spec = record.by_name[name]
    made = FormField(name, _(spec.label), shown_text(session, spec, value), spec.required and spec.default is None)
    match spec.kind:
        case Kind.CHOICE if spec.choices is not None and with_choices:
            choices = [(str(choice), label(choice)) for choice in spec.choices]
            return replace(made, choices=choices, optional_choice=not spec.required)
        case Kind.FLAG:
            return replace(made, choices=[("yes", _("yes")), ("no", _("no"))])
        case Kind.TEXT:
            return replace(made, lines=4)
        case Kind.LIST if name == "checklist":
            hint = _("one step a line; [x] before it: it is done")
            return replace(made, lines=4, line_each=True, check=field_check(session, spec), hint=hint)
        case Kind.DATE:
            return replace(made, check=date_check(session), hint=_("friday, 5 dec, +2w, end of month"), anew=True)
        case Kind.LINK if spec.to is not None:
            picks = record_picks(session, spec.to) if spec.to in _NAMED else None
            return replace(made, check=field_check(session, spec), picks=picks)
        case Kind.MONEY | Kind.NUMBER | Kind.INTEGER:
            return replace(made, check=field_check(session, spec), anew=True)
        case Kind.MAP:
            return replace(made, check=field_check(session, spec))
        case Kind.RULE:
            hint = _("monthly, every friday, every 2 weeks")
            return replace(made, check=field_check(session, spec), hint=hint, anew=True)
        case _ if name == "fund_source":
            return replace(made, suggestions=FUND_SOURCES)
        case _:
            return made


def problems_of(error: TaskforceError) -> Problems:
    """Return the sentences of a refusal by the field they belong to."""
    if isinstance(error, InvalidRecord):
        sentences: dict[str, str] = {}
        for problem in error.problems:
            sentences[problem.field] = f"{sentences.get(problem.field, '')} {problem.sentence}".strip()
        return sentences
    if isinstance(error, StaleWrite):
        return {error.field: str(error)}
    return {"": str(error)}


Write = Callable[[Store, Texts], tuple[str, str]]
"""Writes texts by field name; returns the id of what was written, and the sentence that says so."""

Judge = Callable[[TaskforceError, Texts], Problems]
"""Returns the sentences of a refusal by the field they belong to, of those that were typed in."""


def _judge(error: TaskforceError, _texts: Texts) -> Problems:
    return problems_of(error)


def submit_new(session: Session, write: Write, written: Written, judge: Judge = _judge) -> Submit:
    """Return what a form of a new record does with what was typed."""

    async def submit(texts: Texts) -> Problems:
        try:
            record_id, sentence = await session.write(lambda store: write(store, texts))
        except TaskforceError as error:
            return judge(error, texts)
        await written([record_id], sentence)
        return {}

    return submit


class WatchedRecord:
    """A record that a form edits: what stood in the form at first, and what others write to it meanwhile."""

    def __init__(
        self,
        session: Session,
        record_type: str,
        record_id: str,
        fields: Sequence[FormField],
        seen: dict[str, Any],
    ) -> None:
        self._session, self._record, self._id, self._seen = session, record_spec(record_type), record_id, seen
        self.first = {field.name: field.text for field in fields}

    def arrivals(self) -> dict[str, Arrival]:
        """Return what others wrote since the form was opened, by field, as far as it was not taken over."""
        from taskforce.store.read.items import last_writer
        from taskforce.wording.days import near_moment

        reader, arrived = self._session.reader, {}
        values = load(reader, self._record.name, [self._id]).get(self._id, {})
        for name in self.first.keys() & self._record.by_name.keys() & values.keys():
            if values[name] == self._seen.get(name):
                continue
            who, at = last_writer(reader, self._id, name)
            author = f"@{who}" if who else _("someone else")
            if at:
                author += f" {near_moment(self._session.store.clock, at)}"
            arrived[name] = Arrival(shown_text(self._session, self._record.by_name[name], values[name]), author)
        return arrived

    def take_over(self, name: str) -> None:
        """Let the field begin with what others wrote: the person saw it."""
        values = load(self._session.reader, self._record.name, [self._id]).get(self._id, {})
        self._seen[name] = values.get(name)
        self.first[name] = shown_text(self._session, self._record.by_name[name], values.get(name))


def submit_edits(
    session: Session,
    fields: Sequence[FormField],
    seen: dict[str, Any],
    write: Write,
    written: Written,
    judge: Judge = _judge,
    watched: WatchedRecord | None = None,
) -> Submit:
    """Return what a form of a record that is there does with what was typed: only what is changed is written.

    ``seen`` holds the record's plain values as the person saw them.  Where others were faster, it takes over what
    they wrote, which the form shows: saving again means it.  ``watched`` is what the form watches meanwhile.
    """
    first = watched.first if watched is not None else {field.name: field.text for field in fields}

    async def submit(texts: Texts) -> Problems:
        changed = {name: text for name, text in texts.items() if text != first[name]}
        if not changed:
            return {}
        try:
            record_id, sentence = await session.write(lambda store: write(store, changed))
        except StaleWrite as error:
            seen.update((one.field, one.theirs) for one in error.all)
            if all(one.field in first for one in error.all):
                raise
            return judge(error, changed)  # the form has the field in parts: it cannot show both values
        except TaskforceError as error:
            return judge(error, changed)
        await written([record_id], sentence)
        return {}

    return submit
