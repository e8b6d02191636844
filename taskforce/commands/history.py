"""``history`` and ``undo``."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.parser import Declarations, Parser, whole_number
from taskforce.language import _, current_language, plural
from taskforce.model.dates import format_date
from taskforce.model.errors import DONE, UsageError
from taskforce.model.records import CREATION, FieldSpec, record_spec
from taskforce.model.shown import value_text
from taskforce.store.history.steps import ChangeRow, Step, step_ids, steps
from taskforce.store.history.steps import step as one_step
from taskforce.store.read.items import item_by_ref

_SHOWN = 8
"""Changes of one step that the plain history prints."""


class HistoryOptions(NamedTuple):
    """Of one action item or of all; what is looked for; so many steps."""

    ref: str | None
    search: str | None
    limit: int | None
    format: str


def _declare_history(parser: Parser) -> None:
    parser.add_argument("ref", nargs="?", metavar="REF")
    parser.add_argument("--search", metavar="WORDS", help=_("a member, a record, a day or words"))
    parser.add_argument("--limit", type=whole_number, metavar="N")
    parser.add_format("table", "json")
    parser.calls(history, HistoryOptions)


def history(context: Context, options: HistoryOptions) -> int:
    """Print who changed what, when, from what to what; the newest first."""
    reader = context.store.reader
    if options.limit is not None and options.limit < 0:
        raise UsageError(_("--limit takes a number from 0 on."))
    subject = item_by_ref(reader, options.ref).id if options.ref else None
    limit = options.limit if options.limit is not None else (None if subject else 50)
    if options.format == "json":
        limit = options.limit
    if not options.search:
        listed = steps(reader, subject, limit)
    else:
        ids = step_ids(reader, options.search, context.store.clock)
        if subject is None:  # only what is shown is read
            listed = [step for one in ids[:limit] if (step := one_step(reader, one)) is not None]
        else:
            matching = set(ids)
            listed = [step for step in steps(reader, subject) if step.id in matching][:limit]
    if options.format == "json":
        local = context.store.clock.local
        context.print_json([{**step.as_data(), "at": local(step.at)} for step in listed])
        return DONE
    for step in listed:
        context.print(step_line(context, step))
        for change in step.changes[:_SHOWN]:
            context.print(f"    {change_line(change)}")
        if len(step.changes) > _SHOWN:
            more = len(step.changes) - _SHOWN
            context.print("    " + plural("… and {count} more change", "… and {count} more changes", more))
    return DONE


def step_line(context: Context, step: Step) -> str:
    """Return a step in one line: its short id, when, who, what and why."""
    local = context.store.clock.local(step.at)
    when = f"{format_date(date.fromisoformat(local[:10]), current_language(), 'short')} {local[11:16]}"
    words = [step.short_id, when, step.actor or "-", step.kind]
    if step.summary:
        words.append(step.summary)
    if step.reason:
        words.append(f"“{step.reason}”")
    if step.undone:
        words.append(f"({_('taken back')})")
    return "  ".join(words)


def change_line(change: ChangeRow) -> str:
    """Return a change in one line: which record and field, from what to what."""
    spec = record_spec(change.record_type)
    what = f"{_(spec.label)} {change.record}".strip()
    if change.field == CREATION:
        title = change.new.get(spec.title) if isinstance(change.new, dict) else None
        return f"{what}: + {title if title is not None else ''}".rstrip()
    field = spec.by_name[change.field]
    return f"{what}: {_(field.label)}: {shown(field, change.old)} → {shown(field, change.new)}"


def shown(field: FieldSpec, value: Any) -> str:
    """Return a plain value in one line, in the words of the app."""
    text = value_text(field, value) or "-"
    return text if len(text) <= 80 else text[:79] + "…"


class UndoOptions(NamedTuple):
    """The step that is taken back (``None``: the last), or the last undo."""

    batch: str | None
    redo: bool


def _declare_undo(parser: Parser) -> None:
    parser.add_argument("batch", nargs="?", metavar="BATCH")
    parser.add_argument("--redo", action="store_true", help=_("do again what was undone last"))
    parser.calls(undo, UndoOptions)


def undo(context: Context, options: UndoOptions) -> int:
    """Take a step back, or the last undo."""
    from taskforce.services.undo import redo
    from taskforce.services.undo import undo as take_back

    result = redo(context.store) if options.redo else take_back(context.store, options.batch)
    step = one_step(context.store.reader, result.batch_id)
    assert step is not None
    context.print(_("Taken back: {step}", step=step_line(context, step)))
    for change in step.changes[:_SHOWN]:
        context.print(f"    {change_line(change)}")
    if result.kept:
        context.say(
            plural(
                "{count} field was changed again since and keeps its newer value.",
                "{count} fields were changed again since and keep their newer values.",
                len(result.kept),
            )
        )
    if result.reopened:
        context.say(
            plural(
                "{count} field waits for a decision again: “taskforce conflicts” shows both values.",
                "{count} fields wait for a decision again: “taskforce conflicts” shows both values.",
                result.reopened,
            )
        )
    return DONE


COMMANDS: Declarations = {"history": _declare_history, "undo": _declare_undo}
