"""``history`` and ``undo``."""

from __future__ import annotations

from typing import NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.parser import Declarations, Parser, whole_number
from taskforce.language import _, plural
from taskforce.model.errors import DONE, UsageError
from taskforce.store.history.steps import Step, step_ids, steps
from taskforce.store.history.steps import step as one_step
from taskforce.store.read.items import item_by_ref
from taskforce.wording.days import moment_text
from taskforce.wording.steps import change_text, kind_text, named_change_text, summary_text

_MOST_CHANGES = 8
"""Changes of one step that the plain history prints."""

VALUE_CELLS = 80
"""Cells of a value that it prints."""


class HistoryOptions(NamedTuple):
    """Of one action item or of all; what is looked for; so many steps."""

    ref: str | None
    search: str | None
    limit: int | None
    format: str
    with_contacts: bool


def _declare_history(parser: Parser) -> None:
    parser.add_argument("ref", nargs="?", metavar="REF")
    parser.add_argument("--search", metavar="WORDS", help=_("a member, a record, a day or words"))
    parser.add_argument("--limit", type=whole_number, metavar="N")
    parser.add_argument("--with-contacts", action="store_true", help=_("also phone, e-mail and NIP, in json"))
    parser.add_format("table", "json")
    parser.calls(history, HistoryOptions)


def history(context: Context, options: HistoryOptions) -> int:
    """Print who changed what, when, from what to what; the newest first."""
    reader = context.store.reader
    if options.limit is not None and options.limit < 0:
        raise UsageError(_("--limit takes a number from 0 on."))
    item_id = item_by_ref(reader, options.ref).id if options.ref else None
    limit = options.limit
    if limit is None and item_id is None and options.format != "json":
        limit = 50
    if not options.search:
        shown = steps(reader, item_id, limit)
    else:
        ids = step_ids(reader, options.search, context.store.clock)
        if item_id is None:  # only what is shown is read
            shown = [step for one in ids[:limit] if (step := one_step(reader, one)) is not None]
        else:
            kept = set(ids)
            shown = [step for step in steps(reader, item_id) if step.id in kept][:limit]
    if options.format == "json":
        local = context.store.clock.local
        context.print_json(
            [{**step.as_data(with_contacts=options.with_contacts), "at": local(step.at)} for step in shown]
        )
        return DONE
    for step in shown:
        context.print(_step_line(context, step))
        _print_changes(context, step, named=item_id is None)
    return DONE


def _step_line(context: Context, step: Step) -> str:
    """Return a step in one line: its short id, when, who, what kind of step and why."""
    words = [
        step.short_id,
        moment_text(context.store.clock, step.at, weekday=True),
        f"@{step.actor}" if step.actor else "–",
        kind_text(step.kind),
        summary_text(step.summary),
        f"“{step.reason}”" if step.reason else "",
        f"({_('taken back')})" if step.undone else "",
    ]
    return "  ".join(filter(None, words))


def _print_changes(context: Context, step: Step, *, named: bool) -> None:
    text = named_change_text if named else change_text
    for change in step.changes[:_MOST_CHANGES]:
        context.print(f"    {text(change, VALUE_CELLS)}")
    if len(step.changes) > _MOST_CHANGES:
        more = len(step.changes) - _MOST_CHANGES
        context.print("    " + plural("… and {count} more change", "… and {count} more changes", more))


class UndoOptions(NamedTuple):
    """The step that is taken back (``None``: the last), or the last undo."""

    batch: str | None
    redo: bool


def _declare_undo(parser: Parser) -> None:
    parser.add_argument("batch", nargs="?", metavar="BATCH")
    parser.add_argument("--redo", action="store_true", help=_("do again what was undone last"))
    parser.add_yes()
    parser.calls(undo, UndoOptions)


def undo(context: Context, options: UndoOptions) -> int:
    """Take a step back, or the last undo."""
    from taskforce.services.undo import of_somebody_else
    from taskforce.services.undo import undo as take_back
    from taskforce.store.history.undo import step_to_redo, step_to_undo

    store = context.store
    batch_id = step_to_redo(store.reader) if options.redo else step_to_undo(store.reader, options.batch)
    if not options.batch and (person := of_somebody_else(store, batch_id)):
        last = one_step(store.reader, batch_id)
        assert last is not None
        context.say(_step_line(context, last))
        context.confirm(_("This step is @{person}'s. Take it back?", person=person), "action_item")
    result = take_back(store, batch_id)
    step = one_step(context.store.reader, result.batch_id)
    assert step is not None
    context.print(_("Taken back: {step}", step=_step_line(context, step)))
    _print_changes(context, step, named=True)
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
