"""Copies of a list: ``copies`` (who they are), ``conflicts`` between them, ``copy`` (all of it elsewhere)."""

from __future__ import annotations

from contextlib import closing
from typing import Any, NamedTuple

from taskforce.clock import write_moment
from taskforce.commands.context import Context
from taskforce.commands.history import VALUE_CELLS
from taskforce.commands.parser import Declarations, Parser, whole_number
from taskforce.commands.printing import print_progress, print_table
from taskforce.language import _, plural
from taskforce.model.dates import parse_past_date
from taskforce.model.errors import DONE, UsageError
from taskforce.model.records import DELETED
from taskforce.model.text import shell_word
from taskforce.model.width import shorten
from taskforce.reading import is_sealed
from taskforce.services.merging import decide
from taskforce.store.database.location import location_of
from taskforce.store.query.lookup import member_by
from taskforce.store.store import open_store
from taskforce.store.sync.conflicts import Conflict, conflict_named, open_conflicts
from taskforce.store.write.known_replicas import KnownReplica, known_replicas
from taskforce.wording.conflicts import decision_text, field_text, record_text, side_origin, side_value
from taskforce.wording.days import full_day, moment_text
from taskforce.wording.loose_ends import EARLIER, loose_ends


class CopiesOptions(NamedTuple):
    """How the copies are listed."""

    format: str


class RenameOptions(NamedTuple):
    """The new short name of this copy."""

    name: str


def _declare_copies(parser: Parser) -> None:
    parser.add_format("table", "json")
    parser.calls(copies, CopiesOptions)
    action = parser.add_actions("rename")
    one = action("rename", _("Give this copy another short name."))
    one.add_argument("name", metavar="NAME")
    one.calls(rename_copy, RenameOptions)


def copies(context: Context, options: CopiesOptions) -> int:
    """List the copies of the list that are known here."""
    store = context.store
    clock = store.clock
    replicas = known_replicas(store.reader)
    if options.format == "json":
        context.print_json([_copy_data(context, copy) for copy in replicas])
        return DONE
    rows = [
        (
            copy.shown,
            str(copy.changes),
            moment_text(clock, copy.last_at) if copy.last_at else "-",
            "-" if copy.heard_at is None else moment_text(clock, copy.heard_at),
            "-" if copy.own or copy.earlier else str(copy.unseen),
        )
        for copy in replicas
    ]
    titles = [_("Copy"), _("Changes"), _("Newest"), _("Heard of"), _("Not seen there")]
    print_table(titles, rows, flexible=0, right=(1, 4))
    context.print(plural("{count} copy", "{count} copies", len(replicas)))
    if any(copy.earlier for copy in replicas):
        context.say(_(EARLIER))
    for sentence in loose_ends(store.reader):
        context.say(sentence)
    return DONE


def rename_copy(context: Context, options: RenameOptions) -> int:
    """Give this copy another short name."""
    from taskforce.store.sync.clone import rename

    renamed = rename(context.store, options.name)
    context.print(
        _(
            "This copy is called {series} now; its next action item is {series}-{number}.",
            series=renamed.ref_prefix,
            number=renamed.last_ref + 1,
        )
    )
    return DONE


def _copy_data(context: Context, copy: KnownReplica) -> dict[str, Any]:
    local = context.store.clock.local
    return {
        "id": copy.id,
        "name": copy.name,
        "series": copy.ref_prefix,
        "own": copy.own,
        "created_at": local(copy.created_at),
        "changes": copy.changes,
        "last_at": local(copy.last_at) if copy.last_at else None,
        "heard_at": local(copy.heard_at) if copy.heard_at else None,
        "unseen": copy.unseen,
    }


class ConflictsOptions(NamedTuple):
    """How the conflicts are listed."""

    format: str


class ResolveOptions(NamedTuple):
    """A conflict, and its answer: a side or a value, or the number of a value in the list; or many at once."""

    ref: str | None
    field: str | None
    take: str | None
    number: int | None
    all: bool
    by: str | None
    only: str | None
    since: str | None
    dry_run: bool


def _declare_conflicts(parser: Parser) -> None:
    parser.add_format("table", "json")
    parser.calls(conflicts, ConflictsOptions)
    action = parser.add_actions("resolve")
    one = action("resolve", _("Decide one, or many at once: the answer is a new change, on every copy."))
    one.add_argument("ref", nargs="?", metavar="REF")
    one.add_argument("field", nargs="?", metavar="FIELD")
    one.add_argument("--take", metavar="mine|theirs|newest|VALUE")
    one.add_argument("--number", type=whole_number, metavar="N", help=_("the value with this number in the list"))
    one.add_argument("--all", action="store_true", help=_("without REF: every field that waits"))
    one.add_argument("--by", metavar="MEMBER", help=_("without REF: those to which this person gave a value"))
    one.add_argument("--field", dest="only", metavar="FIELD", help=_("without REF: those of this field"))
    one.add_argument("--since", metavar="DATE", help=_("without REF: those that others gave a value since"))
    one.add_dry_run()
    one.add_yes()
    one.calls(resolve_conflict, ResolveOptions)


def conflicts(context: Context, options: ConflictsOptions) -> int:
    """List the fields that two people changed without knowing of each other."""
    store = context.store
    waiting = open_conflicts(store.reader, store.actor_id)
    if options.format == "json":
        local = store.clock.local
        data: list[dict[str, Any]] = [conflict.as_data() for conflict in waiting]
        for entry in data:
            for value in entry["values"]:
                value["at"] = local(value["at"])
        context.print_json(data)
        return DONE
    for conflict in waiting:
        for line in _conflict_lines(context, conflict):
            context.print(line)
    if not waiting:
        context.print(_("No field waits for a decision."))
        return DONE
    first = waiting[0]
    context.print(
        plural("{count} field waits for a decision.", "{count} fields wait for a decision.", len(waiting))
    )
    context.say(
        _(
            "Decide with “taskforce conflicts resolve {ref} {field} {answer}”, or another value; many at once "
            "with “taskforce conflicts resolve --all --take theirs”, --by MEMBER, --field FIELD or --since DATE.",
            ref=shell_word(first.name),
            field=first.field.removesuffix("_id"),
            answer="--take mine" if sum(side.mine for side in first.sides) == 1 else "--number 1",
        )
    )
    return DONE


def _conflict_lines(context: Context, conflict: Conflict) -> list[str]:
    field = field_text(conflict)
    if conflict.field == DELETED:
        about = _("{field}: deleted by one, changed by another", field=field)
    else:
        about = _("{field}, before: {value}", field=field, value=_value(conflict, conflict.before))
    sides = [
        f"{number}  {_value(conflict, side.value)}  ({side_origin(context.store.clock, side)})"
        for number, side in enumerate(conflict.sides, 1)
    ]
    return [record_text(conflict), *(f"    {line}" for line in (about, *sides))]


def _value(conflict: Conflict, value: object) -> str:
    return shorten(side_value(conflict, value), VALUE_CELLS)


def resolve_conflict(context: Context, options: ResolveOptions) -> int:
    """Decide a conflict, or many at once."""
    store = context.store
    several = options.all or any(one is not None for one in (options.by, options.only, options.since))
    if options.ref is None or several:
        return _resolve_several(context, options, several)
    conflict = conflict_named(store.reader, options.ref, options.field, store.actor_id)
    text = decide(store, conflict, options.take, options.number)
    field, decided = field_text(conflict), _value(conflict, text)
    context.print(_("{name}: {field} is decided: {value}", name=conflict.name, field=field, value=decided))
    return DONE


def _resolve_several(context: Context, options: ResolveOptions, several: bool) -> int:
    """Decide all conflicts that are meant as one step, after showing what that changes."""
    from taskforce.services.deciding import decide_all, decisions

    if options.ref is not None or options.number is not None:
        raise UsageError(_("REF and --number are for one conflict; --all, --by, --field and --since for several."))
    if not several:
        raise UsageError(_("Say which: REF, or --all, --by MEMBER, --field FIELD, --since DATE."))
    store = context.store
    by = member_by(store.reader, options.by).names[0] if options.by else None
    since = None
    if options.since:
        day = parse_past_date(options.since, store.clock.today())
        since = write_moment(store.clock.start_of(day))
        context.say(_("since {day}", day=full_day(day)))
    found = decisions(store, (options.take or "").strip().casefold(), by=by, field=options.only, since=since)
    for one in found.made:
        context.print(decision_text(one.conflict, one.side))
    for conflict in found.left:
        context.say(
            _("Left as it is, as it has no such value, or several: {record}, {field}",
              record=record_text(conflict), field=field_text(conflict))
        )  # fmt: skip
    if not found.made:
        context.print(_("No field waits for such a decision."))
        return DONE
    count = len(found.made)
    if options.dry_run:
        context.print(plural("Would be decided: {count} field", "Would be decided: {count} fields", count))
        context.print(_("Nothing was written: this was a dry run."))
        return DONE
    context.confirm(plural("Decide {count} field so?", "Decide {count} fields so?", count), "action_item")
    decide_all(store, found.made)
    context.print(
        plural("Decided: {count} field. “taskforce undo” opens it again.",
               "Decided: {count} fields. “taskforce undo” opens them again.", count)
    )  # fmt: skip
    return DONE


class CopyOptions(NamedTuple):
    """From where to where, and whether both go on."""

    source: str
    target: str
    keep: bool
    series: str | None
    dry_run: bool


def _declare_copy(parser: Parser) -> None:
    parser.add_argument("source", metavar="FROM", help=_("the list: a file, or a PostgreSQL URL"))
    parser.add_argument("target", metavar="TO", help=_("where there is none yet"))
    parser.add_argument(
        "--keep", action="store_true", help=_("copy it: both places go on, each with its own refs")
    )
    parser.add_argument("--series", metavar="NAME", help=_("with --keep: what the copy's refs begin with"))
    parser.add_dry_run()
    parser.add_yes()
    parser.calls(copy, CopyOptions)


def copy(context: Context, options: CopyOptions) -> int:
    """Move a list to another place, or copy it there."""
    from taskforce.store.sync.transfer import counts, transfer

    if options.series and not options.keep:
        raise UsageError(_("--series is for a copy beside the list: say --keep with it."))
    source, target = location_of(options.source), location_of(options.target)
    with closing(open_store(source, read_only=options.dry_run)) as store:  # one of an older program is updated
        rows = dict(counts(store.reader))
    if options.dry_run:
        context.print(_summary(rows))
        context.print(_("Nothing was written: this was a dry run."))
        return DONE
    if not options.keep:
        context.confirm(
            _("The list moves to {target}, and {source} is not written any more.", source=source, target=target)
        )
    done = transfer(source, target, keep=options.keep, ref_prefix=options.series, progress=print_progress)
    context.print(_summary(done.rows))
    if source.path is not None and is_sealed(source.path):
        context.say(
            _("Note: {target} is on a server, whose disks are sealed by its own means.", target=target)
            if target.path is None
            else _("{target} is sealed by the same passphrase.", target=target)
        )
    if options.keep:
        context.say(
            _(
                "{target} is a copy of its own now, and numbers its new action items {series}-1, {series}-2 …",
                target=target,
                series=done.ref_prefix,
            )
        )
    else:
        context.say(
            _(
                "The list is at {target} now: use it there. {source} stays as it is, to be read only.",
                source=source,
                target=target,
            )
        )
    return DONE


def _summary(rows: dict[str, int]) -> str:
    items = plural("{count} action item", "{count} action items", rows["action_item"])
    return f"{items}, {plural('{count} change', '{count} changes', rows['change'])}"


COMMANDS: Declarations = {"copies": _declare_copies, "conflicts": _declare_conflicts, "copy": _declare_copy}
