"""``copy``: a whole list, history included, between files and servers."""

from __future__ import annotations

import argparse
import sys

from taskforce.commands.context import Context
from taskforce.console import is_terminal
from taskforce.language import _, plural
from taskforce.model.errors import DONE, UsageError
from taskforce.store.database.location import location_of
from taskforce.store.store import open_store, opened


def copy(context: Context, options: argparse.Namespace) -> int:
    """Move a list to another place, or copy it there."""
    from taskforce.store.sync.transfer import counts, transfer

    if options.series and not options.keep:
        raise UsageError(_("--series is for a copy beside the list: say --keep with it."))
    source, target = location_of(options.source), location_of(options.target)
    with opened(open_store(source, read_only=options.dry_run)) as store:  # one of an older program is updated
        rows = dict(counts(store.reader))
    if options.dry_run:
        context.print(_summary(rows))
        context.print(_("Nothing was written: this was a dry run."))
        return DONE
    if not options.keep:
        context.confirm(
            _("The list moves to {target}, and {source} is not written any more.", source=source, target=target)
        )
    done = transfer(source, target, keep=options.keep, series=options.series, progress=_show)
    context.print(_summary(done.rows))
    if options.keep:
        context.say(
            _(
                "{target} is a copy of its own now, and numbers its new action items {series}-1, {series}-2 …",
                target=target,
                series=done.series,
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


def _show(done: int, total: int) -> None:
    """How far it is, on a terminal."""
    if is_terminal(sys.stderr):
        end = "\r" if done < total else "\n"
        sys.stderr.write(f"\r{100 * done // max(1, total)} %{end}")
        sys.stderr.flush()
