"""``bundle``: one file that carries the work of one copy of the list to another."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from taskforce.clock import Clock
from taskforce.commands.context import Context
from taskforce.commands.encryption import add_passphrase_file, ask_passphrase, given_passphrase
from taskforce.commands.history import VALUE_CELLS
from taskforce.commands.parser import Declarations, Parser
from taskforce.console import is_terminal
from taskforce.exchange.bundles.bundle import Bundle, read_bundle, write_bundle
from taskforce.exchange.bundles.describe import (
    audience,
    bundle_data,
    bundle_remarks,
    bundle_text,
    check_target,
    preview_lines,
)
from taskforce.exchange.bundles.encryption import Opener, Seal, is_sealed
from taskforce.exchange.bundles.handed_out import hand_out, handed_out, names_in
from taskforce.language import _, plural
from taskforce.model.errors import DONE, NEEDS_A_PERSON, UsageError
from taskforce.services.merging import TakenIn, arrivals, take_in
from taskforce.store.changes.batch import Foreign
from taskforce.store.history.contacts import members_with_contacts
from taskforce.store.sync.clone import is_free
from taskforce.store.sync.conflicts import count_conflicts
from taskforce.store.sync.merge import (
    Merged,
    Preview,
    check_same_list,
    combined,
    is_another_list,
    preview,
)
from taskforce.wording.amounts import size_text
from taskforce.wording.records import full_copy_text
from taskforce.wording.steps import named_change_text

_SHOWN = 30
"""Changed fields that a preview lists."""


def _declare_bundle(parser: Parser) -> None:
    action = parser.add_actions("write|inspect|merge", required=True)
    one = action("write", _("Write what the other copies have not seen; all of it for a new one."))
    one.add_argument("file", metavar="FILE")
    one.add_argument("--for", dest="reader", metavar="COPY", help=_("only what this copy has not seen"))
    one.add_argument("--all", action="store_true", help=_("the whole list, for any copy"))
    one.add_argument(
        "--to", metavar="NAMES", help=_("the whole list, for new copies: their short names, separated by commas")
    )
    one.add_argument("--encrypt", action="store_true", help=_("only readable with a passphrase"))
    one.add_argument(
        "--recipient", action="append", metavar="AGE", help=_("only readable for the holder of this key (age1…)")
    )
    add_passphrase_file(one)
    one.add_dry_run()
    one.add_yes()
    one.calls(write, WriteOptions)
    one = action("inspect", _("Say who wrote a bundle, when, how much it is, and what merging it would change."))
    one.add_argument("file", metavar="FILE")
    _add_keys(one)
    one.add_format("table", "json")
    one.calls(inspect, InspectOptions)
    one = action(
        "merge", _("Take in what is new in bundles; where there is no list yet, make a copy of the whole list.")
    )
    one.add_argument("files", nargs="+", metavar="FILE")
    one.add_argument("--name", metavar="NAME", help=_("for a new copy: what its refs begin with"))
    one.add_argument("--join", action="store_true", help=_("take in another list, too"))
    one.add_argument("--accept-clock", action="store_true", help=_("take changes that are dated in the future"))
    _add_keys(one)
    one.add_dry_run()
    one.add_yes()
    one.add_format("table", "json")
    one.calls(merge, MergeOptions)


def _add_keys(parser: Parser) -> None:
    """Declare what opens a sealed bundle."""
    add_passphrase_file(parser)
    parser.add_argument("--identity", metavar="FILE", help=_("your own key, as age-keygen writes it"))


class WriteOptions(NamedTuple):
    """Where a bundle goes, for whom it is, and how it is sealed."""

    file: str
    reader: str | None
    all: bool
    to: str | None
    encrypt: bool
    recipient: Sequence[str] | None
    passphrase_file: str | None
    dry_run: bool


def write(context: Context, options: WriteOptions) -> int:
    """Write what the other copies have not seen."""
    store, path = context.store, Path(options.file)
    check_target(store, path)
    new = names_in(store.reader, options.to or "")
    if new and options.reader:
        raise UsageError(_("--for is for a copy that is there, --to for new ones: say one of them."))
    readers = audience(
        store.reader, options.reader, everything=options.all or bool(new), promised=handed_out(store)
    )
    whom = ", ".join(readers.names)
    if options.dry_run:
        from taskforce.store.changes.version_vector import outgoing

        count = len(outgoing(store.reader, store.clock, readers.seen).changes)
        context.print(_written_text(path, count, whom, None))
        context.print(_("Nothing was written: this was a dry run."))
        return DONE
    context.may_replace([path])
    done = write_bundle(store, path, readers.seen, _seal(options))
    context.print(_written_text(path, done.changes, whom, done.size))
    if not readers.names:
        _hand_out(context, new)
    if remark := full_copy_text(members_with_contacts(store.reader)):
        context.say(remark)
    return DONE


def _hand_out(context: Context, names: Sequence[str]) -> None:
    """Remember who is given the whole list, as was said or as a person answers."""
    store = context.store
    if not names and sys.stdin.isatty() and is_terminal(sys.stderr):
        sys.stderr.write(_("Who is given a copy? Short names, separated by commas (Enter: nobody new): "))
        sys.stderr.flush()
        names = names_in(store.reader, input())
    if names:
        hand_out(store, names)
        context.say(
            _(
                "Given to {names}: the next bundle holds what they lack since then.",
                names=", ".join(names),
            )
        )


def _written_text(path: Path, count: int, whom: str, size: int | None) -> str:
    changes = plural("{count} change", "{count} changes", count)
    parts = [f"{path}: {changes}", *([size_text(size)] if size is not None else [])]
    parts.append(_("what {copies} has not seen", copies=whom) if whom else _("the whole list, for any copy"))
    return ", ".join(parts)


def _seal(options: WriteOptions) -> Seal | None:
    """Return what a bundle is sealed with; ``None`` when it is not."""
    if options.recipient:
        return Seal(recipients=list(options.recipient))
    if not options.encrypt and not options.passphrase_file:
        return None
    passphrase = given_passphrase(options.passphrase_file)
    if passphrase is None:
        passphrase = ask_passphrase(twice=True)
    if not passphrase:
        raise UsageError(
            _("--encrypt needs a passphrase: set TASKFORCE_PASSPHRASE, or name a file with --passphrase-file.")
        )
    return Seal(passphrase)


def _opener(passphrase_file: str | None, identity: str | None, path: Path) -> Opener:
    """Return what opens a bundle; a passphrase is asked for when a sealed one has none."""
    if identity:
        return Opener(identity=Path(identity))
    passphrase = given_passphrase(passphrase_file)
    if passphrase is None and is_sealed(path):
        passphrase = ask_passphrase(twice=False)
    return Opener(passphrase)


class InspectOptions(NamedTuple):
    """A bundle, and what opens it."""

    file: str
    passphrase_file: str | None
    identity: str | None
    format: str


def inspect(context: Context, options: InspectOptions) -> int:
    """Print who wrote a bundle, when, how much it is, and what merging it would change."""
    path = Path(options.file)
    bundle = read_bundle(path, _opener(options.passphrase_file, options.identity, path))
    new = is_free(context.location)
    clock = Clock(today=context.today) if new else context.store.clock
    data, lines = bundle_data(bundle, clock), [bundle_text(bundle, clock)]
    other = not new and is_another_list(context.store.reader, bundle.foreign)
    if new:
        lines.append(_("There is no list at {path}: merging makes one.", path=context.location))
    elif other:
        lines.append(_("It is of another list than {place}.", place=context.location))
    if options.format == "json":
        changes = None if new or other else preview(context.store, bundle.foreign).as_data()
        context.print_json({**data, "would_change": changes})
        return DONE
    for line in lines if new else [*lines, *bundle_remarks(bundle, context.store.reader)]:
        context.print(line)
    if not new and not other:
        _print_preview(context, preview(context.store, bundle.foreign))
    return DONE


def _print_preview(context: Context, look: Preview) -> None:
    for line in preview_lines(look):
        context.print(line)
    for row in look.edits[:_SHOWN]:
        context.print(f"    {named_change_text(row, VALUE_CELLS)}")
    if len(look.edits) > _SHOWN:
        more = len(look.edits) - _SHOWN
        context.print("    " + plural("… and {count} more change", "… and {count} more changes", more))


class MergeOptions(NamedTuple):
    """Bundles, what opens them, and what a merge may do; ``name`` and ``yes`` are for a new copy."""

    files: Sequence[str]
    name: str | None
    join: bool
    accept_clock: bool
    passphrase_file: str | None
    identity: str | None
    dry_run: bool
    yes: bool
    format: str


def merge(context: Context, options: MergeOptions) -> int:
    """Take in what is new in bundles; where there is no list yet, make a copy of the whole list."""
    paths = [Path(name) for name in options.files]
    bundles = [read_bundle(path, _opener(options.passphrase_file, options.identity, path)) for path in paths]
    if is_free(context.location):
        return _make_copy(context, options, bundles)
    if options.name:
        raise UsageError(
            _("--name is for a new copy, and {place} is there already: leave it out.", place=context.location)
        )
    store = context.store
    if not options.join:
        for one in bundles:
            check_same_list(store, one.foreign, one.name)
    look = preview(store, combined([one.foreign for one in bundles]))
    if options.format == "table":
        for one in bundles:
            for line in (bundle_text(one, store.clock), *bundle_remarks(one, store.reader)):
                context.print(line)
        _print_preview(context, look)
        if options.dry_run:
            context.print(_("Nothing was written: this was a dry run."))
    taken = None if options.dry_run else take_in(store, bundles, accept_clock=options.accept_clock)
    waiting = taken.waiting if taken else len(look.conflicts)
    if options.format == "json":
        files = [bundle_data(one, store.clock) for one in bundles]
        context.print_json(
            {"files": files, **_merge_data(look, taken.merged if taken else None), "open_conflicts": waiting}
        )
    if taken is not None:
        _say_taken(context, taken)
    if not waiting:
        return DONE
    context.say(
        plural(
            "{count} field waits for a decision: “taskforce conflicts” shows both values.",
            "{count} fields wait for a decision: “taskforce conflicts” shows both values.",
            waiting,
        )
    )
    return NEEDS_A_PERSON


def _merge_data(look: Preview, merged: Merged | None) -> dict[str, Any]:
    return {
        "merged": merged is not None,
        "batches": [one.batch_id for one in merged.receipts if one.batch_id] if merged else [],
        "backup": str(merged.backup) if merged and merged.backup else None,
        **look.as_data(),
    }


def _say_taken(context: Context, taken: TakenIn) -> None:
    """Say where the list as it was is kept, and which agencies may be here already under another spelling."""
    if taken.merged.backup is not None:
        context.say(_("The list as it was before the merge is kept in {path}.", path=taken.merged.backup))
    for sentence in taken.loose_ends:
        context.say(sentence)
    for one, other in taken.doubles:
        context.say(
            _(
                "The agency {new} may be {old}: if they are one, make them one with "
                'taskforce agency merge "{new}" "{old}"',
                new=one.names[0],
                old=other.names[0],
            )
        )


def _make_copy(context: Context, options: MergeOptions, bundles: Sequence[Bundle]) -> int:
    """Make a copy of the list where there is none yet, with an id and a short name of its own."""
    from taskforce.store.sync.clone import is_whole, make_copy

    prefix = _prefix_of_copy(context, options, combined([one.foreign for one in bundles]))
    clock = Clock(today=context.today)
    if options.dry_run:
        for one in bundles:
            context.print(bundle_text(one, clock))
        if not any(is_whole(one.foreign) for one in bundles):
            context.say(_("It is not the whole list: a new copy needs “taskforce bundle write FILE --all”."))
        context.print(_("Nothing was written: this was a dry run."))
        return DONE
    make_copy(context.location, clock, arrivals(bundles), prefix, accept_clock=options.accept_clock)
    waiting = count_conflicts(context.store.reader)
    if options.format == "json":
        files = [bundle_data(one, context.store.clock) for one in bundles]
        context.print_json({"files": files, "merged": True, "copy": prefix, "open_conflicts": waiting})
    else:
        for one in bundles:
            context.print(bundle_text(one, context.store.clock))
    context.say(
        _(
            "{place} is a copy of the list now, called {series}: its new action items are {series}-1, "
            "{series}-2 …",
            place=context.location,
            series=prefix,
        )
    )
    return NEEDS_A_PERSON if waiting else DONE


def _prefix_of_copy(context: Context, options: MergeOptions, everything: Foreign) -> str:
    """Return what the refs of a new copy begin with: as was said, as a person answers, or the person's handle."""
    from taskforce.store.sync.clone import chosen_name, free_name
    from taskforce.store.write.replica import user_name

    taken = {copy.series for copy in everything.copies}
    if options.name:
        return chosen_name(options.name, taken)
    name = free_name(context.actor or user_name(), everything)
    if options.yes or not (sys.stdin.isatty() and is_terminal(sys.stderr)):
        return name
    sys.stderr.write(_("Short name of this copy, with which its refs begin [{name}]: ", name=name))
    sys.stderr.flush()
    answer = input().strip()
    return chosen_name(answer, taken) if answer else name


COMMANDS: Declarations = {"bundle": _declare_bundle}
