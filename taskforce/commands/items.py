"""Adding and changing action items: ``add``, ``edit``, ``done``, ``note``, ``evidence``."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.parser import Declarations, Parser
from taskforce.language import _, plural
from taskforce.model.errors import DONE, NotFound, UsageError
from taskforce.model.vocabulary import NoteKind, parse_choice
from taskforce.services.items import Outcome, add_evidence, add_line, add_note, finish, write_edits
from taskforce.store.input.fields import field_spec, read_field
from taskforce.store.input.items import edit_drafts
from taskforce.store.read.item_data import item_data, local_times
from taskforce.store.read.items import ItemRow, item_by_ref, item_links, item_rows, items_by_ref
from taskforce.wording.days import full_day

_ASSIGNMENT = re.compile(r"([A-Za-z][A-Za-z_-]*?)(?:\[\d+\])?([+-]?)=(.*)", re.DOTALL)
_FIELD = re.compile(r"[A-Za-z][A-Za-z_-]*=.*", re.DOTALL)


FIELDS = (
    *("lead", "due", "start", "priority", "status", "dimension", "deadline", "agency"),
    *("description", "supporting", "tags", "depends_on", "budget", "horizon", "origin", "every"),
)
"""The fields of a new action item that have an option of their own."""


class AddOptions(NamedTuple):
    """A new action item in words, fields as options, and any other field as FIELD=VALUE."""

    words: Sequence[str]
    fields: Mapping[str, str | None]
    set: Sequence[str]
    format: str


def _declare_add(parser: Parser) -> None:
    parser.add_argument("words", nargs="+", metavar="TEXT")
    parser.add_fields(FIELDS, "action_item")
    parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help=_("any other field"))
    parser.add_format("table", "json")
    parser.calls(add, AddOptions)


def add(context: Context, options: AddOptions) -> int:
    """Add an action item, and say what was understood."""
    given = {name: text for name, text in options.fields.items() if text is not None}
    given |= _assignments(options.set, given)
    added = add_line(context.store, " ".join(options.words), given)
    if options.format == "json":
        context.print_json(_data(context, added.item))
    else:
        context.print(f"{added.item.ref}  {added.item.title}")
        for line in added.echo:
            context.print(f"    {line}")
    _warn(context, added.warnings)
    if added.alike:
        words = _("“taskforce merge {kept} {ref}” makes one of the two.", kept=added.alike, ref=added.item.ref)
        context.say(words)
    return DONE


def _data(context: Context, row: ItemRow) -> dict[str, object]:
    links = item_links(context.store.reader, [row.id])
    return item_data(row, links, context.today_iso, local_times(context.store.clock))


def _warn(context: Context, warnings: Sequence[str]) -> None:
    for warning in warnings:
        context.say(_("Note: {warning}", warning=warning))


def split_assignments(words: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Return the words that are no FIELD=VALUE, and those that are, by field."""
    assigned = [word for word in words if _FIELD.fullmatch(word)]
    return [word for word in words if word not in assigned], _assignments(assigned)


def _assignments(words: Sequence[str], said: Collection[str] = ()) -> dict[str, str]:
    """Return FIELD=VALUE by field.  Raise :class:`UsageError` for a field that is said twice, or was ``said``."""
    texts: dict[str, str] = {}
    for name, text in map(_assignment, words):
        if name.rstrip("+-") in {one.rstrip("+-") for one in (*texts, *said)}:
            raise UsageError(_("“{field}” is said twice: say it once.", field=name.rstrip("+-")))
        texts[name] = text
    return texts


def _assignment(text: str) -> tuple[str, str]:
    match = _ASSIGNMENT.fullmatch(text)
    if match is None:
        raise UsageError(_("“{text}” is no FIELD=VALUE: write it as due=2026-12-05.", text=text))
    return match[1].lower().replace("-", "_") + match[2], match[3]


class EditOptions(NamedTuple):
    """Refs and FIELD=VALUE, mixed; or a query instead of refs."""

    words: Sequence[str]
    where: str | None
    reason: str | None
    dry_run: bool


def _declare_edit(parser: Parser) -> None:
    parser.add_argument("words", nargs="+", metavar="REF|FIELD=VALUE")
    parser.add_argument("--where", metavar="QUERY", help=_("all items that the query finds"))
    parser.add_argument("--reason", metavar="TEXT", help=_("why; kept in the history"))
    parser.add_dry_run()
    parser.add_yes()
    parser.calls(edit, EditOptions)


def edit(context: Context, options: EditOptions) -> int:
    """Change fields of one or several items, in one step."""
    refs = [word for word in options.words if not _ASSIGNMENT.fullmatch(word)]
    texts = _assignments([word for word in options.words if _ASSIGNMENT.fullmatch(word)])
    if not texts:
        raise UsageError(_("Nothing to change was said: write FIELD=VALUE, such as due=+7."))
    if bool(refs) == bool(options.where):
        raise UsageError(_("Say which action items: their refs, or --where QUERY."))
    items = _chosen(context, refs, options.where)
    drafted = edit_drafts(context.store, [item.id for item in items], texts)
    for line in drafted.echo:
        context.print(line)
    _warn(context, drafted.warnings)
    listed = ", ".join(item.ref for item in items)
    if options.where or options.dry_run:
        _print_titles(context, items)
    if options.dry_run:
        context.print(_("Would be changed: {refs}", refs=listed or "-"))
        return DONE
    if options.where and len(items) > 1:
        context.confirm(
            plural("Change {count} action item?", "Change {count} action items?", len(items)), "action_item"
        )
    outcome = write_edits(context.store, items, drafted, options.reason)
    if not outcome.changed:
        context.print(_("Nothing to change: {refs}", refs=listed or "-"))
        return DONE
    context.print(_("Changed: {refs}", refs=listed))
    if not options.where:
        _print_changes(context, items, outcome)
    _warn(context, outcome.warnings[len(drafted.warnings) :])
    return DONE


_MOST_TITLES = 20


def _print_titles(context: Context, items: Sequence[ItemRow]) -> None:
    """Print which items are meant, as far as a person reads them."""
    for item in items[:_MOST_TITLES]:
        context.print(f"  {item.ref}  {item.title}")
    if len(items) > _MOST_TITLES:
        context.print(f"  {_('and {count} more', count=len(items) - _MOST_TITLES)}")


def _print_changes(context: Context, items: Sequence[ItemRow], outcome: Outcome) -> None:
    """Print each item with its title and what of it was changed, also what followed by itself."""
    from taskforce.store.history.steps import step
    from taskforce.wording.steps import change_text

    assert outcome.receipt.batch_id is not None
    written = step(context.store.reader, outcome.receipt.batch_id)
    for item in items[:_MOST_TITLES]:
        context.print(f"  {item.ref}  {item.title}")
        for change in written.changes if written is not None else ():
            if change.item_ref == item.ref:
                context.print(f"      {change_text(change, 80)}")
    if len(items) > _MOST_TITLES:
        context.print(f"  {_('and {count} more', count=len(items) - _MOST_TITLES)}")


def _chosen(context: Context, refs: Sequence[str], where: str | None) -> list[ItemRow]:
    reader = context.store.reader
    if where:
        rows = item_rows(reader, context.store.selection(where), context.today_iso)
        if not rows:
            raise NotFound(_("No action item is found by “{query}”: nothing was changed.", query=where))
        return rows
    unique = dict.fromkeys(part for ref in refs for part in ref.split(",") if part)
    return items_by_ref(reader, unique)


class DoneOptions(NamedTuple):
    """Action items, and the day on which they were done."""

    refs: Sequence[str]
    on: str | None


def _declare_done(parser: Parser) -> None:
    parser.add_argument("refs", nargs="+", metavar="REF")
    parser.add_argument("--on", metavar="DATE", help=_("the day it was done, if not today"))
    parser.calls(done, DoneOptions)


def done(context: Context, options: DoneOptions) -> int:
    """Mark items as done, today or on the day that is said."""
    items = _chosen(context, options.refs, None)
    day = read_field(context.store, field_spec("done_on"), options.on) if options.on else None
    outcome = finish(context.store, [item.id for item in items], day)
    shown = full_day(day or context.today_iso)
    for item in items:
        context.print(_("{ref} done on {day}: {title}", ref=item.ref, day=shown, title=item.title))
        if not item.evidence:
            context.say(_("{ref} has no evidence yet: “taskforce evidence {ref} FILE” adds some.", ref=item.ref))
    _warn(context, outcome.warnings)
    return DONE


class NoteOptions(NamedTuple):
    """An action item, and the words of a note on it."""

    ref: str
    text: Sequence[str]
    kind: str


def _declare_note(parser: Parser) -> None:
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("text", nargs="+", metavar="TEXT")
    parser.add_argument("--kind", default="remark", metavar="KIND", help=_("remark, obstacle or follow_up"))
    parser.calls(note, NoteOptions)


def note(context: Context, options: NoteOptions) -> int:
    """Add a note to an action item."""
    item = item_by_ref(context.store.reader, options.ref)
    add_note(context.store, [item.id], parse_choice(NoteKind, options.kind), " ".join(options.text))
    context.print(_("Note added to {ref}: {title}", ref=item.ref, title=item.title))
    return DONE


class EvidenceOptions(NamedTuple):
    """An action item, and a file or link, the number of a letter, or both."""

    ref: str
    location: str | None
    letter: str | None
    description: str | None


def _declare_evidence(parser: Parser) -> None:
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("location", nargs="?", metavar="PATH_OR_LINK")
    parser.add_argument("--letter", metavar="NO")
    parser.add_argument("--description", metavar="TEXT")
    parser.calls(evidence, EvidenceOptions)


def evidence(context: Context, options: EvidenceOptions) -> int:
    """Add a file, a link or a letter as evidence."""
    item = item_by_ref(context.store.reader, options.ref)
    add_evidence(context.store, [item.id], options.location, options.letter, options.description)
    context.print(_("Evidence added to {ref}: {title}", ref=item.ref, title=item.title))
    return DONE


COMMANDS: Declarations = {
    "add": _declare_add,
    "edit": _declare_edit,
    "done": _declare_done,
    "note": _declare_note,
    "evidence": _declare_evidence,
}
