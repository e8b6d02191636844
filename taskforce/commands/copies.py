"""``copies``: the copies of the list that are known here, and this one's short name."""

from __future__ import annotations

import argparse
from typing import Any

from taskforce.commands.context import Context
from taskforce.commands.table import print_table
from taskforce.language import _, plural
from taskforce.model.errors import DONE
from taskforce.store.write.known_replicas import KnownReplica, known_replicas
from taskforce.wording.records import moment_text


def copies(context: Context, options: argparse.Namespace) -> int:
    """List the copies, or rename this one."""
    store = context.store
    if options.action == "rename":
        from taskforce.store.sync.clone import rename

        renamed = rename(store, options.name)
        context.print(
            _(
                "This copy is called {series} now; its next action item is {series}-{number}.",
                series=renamed.ref_prefix,
                number=renamed.last_ref + 1,
            )
        )
        return DONE
    found = known_replicas(store.reader)
    clock = store.clock
    if options.format == "json":
        context.print_json([_data(context, copy) for copy in found])
        return DONE
    rows = [
        (
            copy.name + (f" ({_('this one')})" if copy.own else ""),
            str(copy.changes),
            moment_text(clock, copy.last_at) if copy.last_at else "-",
            "-" if copy.heard_at is None else moment_text(clock, copy.heard_at),
            "-" if copy.own else str(copy.unseen),
        )
        for copy in found
    ]
    titles = [_("Copy"), _("Changes"), _("Newest"), _("Heard of"), _("Not seen there")]
    print_table(titles, rows, flexible=0, right=(1, 4))
    context.print(plural("{count} copy", "{count} copies", len(found)))
    return DONE


def _data(context: Context, copy: KnownReplica) -> dict[str, Any]:
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
