"""``backup`` and ``restore``."""

from __future__ import annotations

import argparse
from pathlib import Path

from taskforce.clock import Clock
from taskforce.commands.context import Context
from taskforce.commands.table import print_table
from taskforce.language import _, plural
from taskforce.model.errors import DONE, UsageError
from taskforce.wording.records import size_text


def backup(context: Context, options: argparse.Namespace) -> int:
    """Write a snapshot of the list, or list those there are."""
    from taskforce.store.backup import back_up, new_backup, place_of_file

    path = place_of_file(context.location)
    if options.list:
        if options.file:
            raise UsageError(_("--list shows the backups there are: leave the file out."))
        return _list(context, options, path)
    store = context.store
    if not options.file:
        context.print(str(new_backup(path, store.clock)))
        return DONE
    target = Path(options.file).absolute()
    if target.is_dir():
        raise UsageError(_("{path} is a folder: name a file in it.", path=target))
    if target.exists():
        if target.samefile(path):
            raise UsageError(_("{path} is the list itself: name another file.", path=target))
        context.confirm(_("{path} exists already and is replaced.", path=target))
    back_up(path, target)
    context.print(str(target))
    return DONE


def _list(context: Context, options: argparse.Namespace, path: Path) -> int:
    from taskforce.store.backup import KINDS, backups

    found = backups(path)
    if options.format == "json":
        context.print_json([one.as_data() for one in found])
        return DONE
    rows = [(one.path.name, one.made, _(KINDS[one.kind]), size_text(one.size)) for one in found]
    if rows:
        print_table([_("File"), _("Made"), _("Kind"), _("Size")], rows, flexible=0, right=(3,))
    context.print(plural("{count} backup", "{count} backups", len(rows)))
    return DONE


def restore(context: Context, options: argparse.Namespace) -> int:
    """Go back to a backup; the list as it was is kept."""
    from taskforce.store.backup import backup_named
    from taskforce.store.backup import restore as go_back

    source = backup_named(options.file)
    context.confirm(
        _(
            "{place} goes back to {backup}; the list as it is now is kept beside it.",
            place=context.location,
            backup=source,
        )
    )
    done = go_back(context.location, source, Clock(today=context.today))
    context.print(_("{place} is as it was in {backup}.", place=context.location, backup=source))
    if done.kept is not None:
        context.say(_("The list until now is kept in {path}.", path=done.kept))
    for notice in done.notices:
        context.say(notice)
    return DONE
