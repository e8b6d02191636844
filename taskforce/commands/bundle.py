"""``bundle``: one file that carries the work of one copy of the list to another."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from taskforce.clock import Clock
from taskforce.commands.context import Context
from taskforce.commands.history import change_line
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
from taskforce.language import _, plural
from taskforce.model.errors import DONE, NEEDS_A_PERSON, UsageError
from taskforce.store.changes.batch import Change
from taskforce.store.sync.clone import is_free
from taskforce.store.sync.conflicts import count_conflicts
from taskforce.store.sync.merge import Preview, check_same_list, is_another_list, merge_all, preview, together
from taskforce.wording.records import size_text

_SHOWN = 30
"""Changed fields that a preview lists."""


def bundle(context: Context, options: argparse.Namespace) -> int:
    """Write, inspect or merge."""
    return {"write": _write, "inspect": _inspect, "merge": _merge}[options.action](context, options)


def _write(context: Context, options: argparse.Namespace) -> int:
    store, path = context.store, Path(options.file)
    check_target(store, path)
    readers = audience(store.reader, options.reader, everything=options.all)
    whom = ", ".join(readers.names)
    if options.dry_run:
        from taskforce.store.changes.version_vector import outgoing

        count = len(outgoing(store.reader, store.clock, readers.seen).changes)
        context.print(_written_text(path, count, whom, None))
        context.print(_("Nothing was written: this was a dry run."))
        return DONE
    done = write_bundle(store, path, readers.seen, _seal(options))
    context.print(_written_text(path, done.changes, whom, done.size))
    return DONE


def _written_text(path: Path, count: int, whom: str, size: int | None) -> str:
    changes = plural("{count} change", "{count} changes", count)
    parts = [f"{path}: {changes}", *([size_text(size)] if size is not None else [])]
    parts.append(_("what {copies} has not seen", copies=whom) if whom else _("the whole list, for any copy"))
    return ", ".join(parts)


def _passphrase_of(options: argparse.Namespace) -> str | None:
    """The passphrase in a file or in the environment."""
    if options.passphrase_file:
        try:
            return Path(options.passphrase_file).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(
                _("The passphrase cannot be read from {path}: check the name.", path=options.passphrase_file)
            ) from error
    return os.environ.get("TASKFORCE_PASSPHRASE")


def _seal(options: argparse.Namespace) -> Seal | None:
    if options.recipient:
        return Seal(recipients=options.recipient)
    if not options.encrypt and not options.passphrase_file:
        return None
    passphrase = _passphrase_of(options)
    if passphrase is None:
        passphrase = _ask_passphrase(twice=True)
    if not passphrase:
        raise UsageError(
            _("--encrypt needs a passphrase: set TASKFORCE_PASSPHRASE, or name a file with --passphrase-file.")
        )
    return Seal(passphrase)


def _ask_passphrase(*, twice: bool) -> str | None:
    """Ask where a person is there to answer."""
    if not (sys.stdin.isatty() and is_terminal(sys.stderr)):
        return None
    from getpass import getpass

    passphrase = getpass(_("Passphrase: "))
    if twice and getpass(_("The passphrase again: ")) != passphrase:
        raise UsageError(_("The two passphrases differ: nothing was written."))
    return passphrase


def _opener(options: argparse.Namespace, path: Path) -> Opener:
    if options.identity:
        return Opener(identity=Path(options.identity))
    passphrase = _passphrase_of(options)
    if passphrase is None and is_sealed(path):
        passphrase = _ask_passphrase(twice=False)
    return Opener(passphrase)


def _inspect(context: Context, options: argparse.Namespace) -> int:
    path = Path(options.file)
    found = read_bundle(path, _opener(options, path))
    new = is_free(context.location)
    clock = Clock(today=context.today) if new else context.store.clock
    data, lines = bundle_data(found, clock), [bundle_text(found, clock)]
    other = not new and is_another_list(context.store.reader, found.foreign)
    if new:
        lines.append(_("There is no list at {path}: merging makes one.", path=context.location))
    elif other:
        lines.append(_("It is of another list than {place}.", place=context.location))
    if options.format == "json":
        changes = None if new or other else preview(context.store, found.foreign).as_data()
        context.print_json({**data, "would_change": changes})
        return DONE
    for line in lines if new else [*lines, *bundle_remarks(found, context.store.reader)]:
        context.print(line)
    if not new and not other:
        _print_preview(context, preview(context.store, found.foreign))
    return DONE


def _print_preview(context: Context, look: Preview) -> None:
    for line in preview_lines(look):
        context.print(line)
    for row in look.edits[:_SHOWN]:
        context.print(f"    {change_line(row)}")
    if len(look.edits) > _SHOWN:
        more = len(look.edits) - _SHOWN
        context.print("    " + plural("… and {count} more change", "… and {count} more changes", more))


def _merge(context: Context, options: argparse.Namespace) -> int:
    paths = [Path(name) for name in options.files]
    found = [read_bundle(path, _opener(options, path)) for path in paths]
    if is_free(context.location):
        return _make_copy(context, options, found)
    if options.name:
        raise UsageError(
            _("--name is for a new copy, and {place} is there already: leave it out.", place=context.location)
        )
    store = context.store
    for one in () if options.join else found:
        check_same_list(store, one.foreign, one.name)
    look = preview(store, together([one.foreign for one in found]))
    if options.format == "table":
        for one in found:
            for line in (bundle_text(one, store.clock), *bundle_remarks(one, store.reader)):
                context.print(line)
        _print_preview(context, look)
    done = None
    if not options.dry_run:
        arrivals = [(one.foreign, f"{one.name}, {one.writer}") for one in found]
        done = merge_all(store, arrivals, accept_clock=options.accept_clock)
    waiting = count_conflicts(store.reader) if done else len(look.conflicts)
    if options.format == "json":
        context.print_json(
            {
                "files": [bundle_data(one, store.clock) for one in found],
                "merged": done is not None,
                "batches": [one.batch_id for one in done.receipts if one.batch_id] if done else [],
                "backup": str(done.backup) if done and done.backup else None,
                **look.as_data(),
                "open_conflicts": waiting,
            }
        )
    elif done is None:
        context.print(_("Nothing was written: this was a dry run."))
    if done is not None and done.backup is not None:
        context.say(
            _(
                "The list as it was before the merge is kept in {path}.",
                path=done.backup,
            )
        )
    _say_alike(context, [] if done is None else [one for receipt in done.receipts for one in receipt.created])
    if waiting:
        context.say(
            plural(
                "{count} field waits for a decision: “taskforce conflicts” shows both values.",
                "{count} fields wait for a decision: “taskforce conflicts” shows both values.",
                waiting,
            )
        )
        return NEEDS_A_PERSON
    return DONE


def _say_alike(context: Context, created: Sequence[Change]) -> None:
    """Agencies that arrived and may be here already under another spelling."""
    from taskforce.store.input.merge_agencies import alike

    arrived = {change.record_id for change in created if change.record_type == "agency"}
    for one, other in alike(context.store.reader, arrived) if arrived else ():
        context.say(
            _(
                "The agency {new} may be {old}: if they are one, make them one with "
                'taskforce agency merge "{new}" "{old}"',
                new=one.names[0],
                old=other.names[0],
            )
        )


def _make_copy(context: Context, options: argparse.Namespace, found: list[Bundle]) -> int:
    """There is no list yet: a copy with an id and a short name of its own."""
    from taskforce.store.sync.clone import chosen_name, free_name, is_whole, make_copy
    from taskforce.store.write.replica import user_name

    everything = together([one.foreign for one in found])
    clock = Clock(today=context.today)
    if options.name:
        series = chosen_name(options.name, {copy.series for copy in everything.copies})
    else:
        series = free_name(context.actor or user_name(), everything)
        if sys.stdin.isatty() and is_terminal(sys.stderr) and not options.yes:
            sys.stderr.write(_("Short name of this copy, with which its refs begin [{name}]: ", name=series))
            sys.stderr.flush()
            answer = input().strip()
            series = chosen_name(answer, {copy.series for copy in everything.copies}) if answer else series
    if options.dry_run:
        for one in found:
            context.print(bundle_text(one, clock))
        if not any(is_whole(one.foreign) for one in found):
            context.say(_("It is not the whole list: a new copy needs “taskforce bundle write FILE --all”."))
        context.print(_("Nothing was written: this was a dry run."))
        return DONE
    arrivals = [(one.foreign, f"{one.name}, {one.writer}") for one in found]
    make_copy(context.location, clock, arrivals, series, accept_clock=options.accept_clock)
    waiting = count_conflicts(context.store.reader)
    if options.format == "json":
        files = [bundle_data(one, context.store.clock) for one in found]
        context.print_json({"files": files, "merged": True, "copy": series, "open_conflicts": waiting})
    else:
        for one in found:
            context.print(bundle_text(one, context.store.clock))
    context.say(
        _(
            "{place} is a copy of the list now, called {series}: its new action items are {series}-1, "
            "{series}-2 …",
            place=context.location,
            series=series,
        )
    )
    return NEEDS_A_PERSON if waiting else DONE
