"""Keeping a list safe: ``backup`` and ``restore``; ``doctor`` checks it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from taskforce.clock import Clock
from taskforce.commands.context import Context
from taskforce.commands.parser import Declarations, Parser
from taskforce.commands.printing import print_table
from taskforce.commands.setup import say_folder
from taskforce.language import _, plural
from taskforce.model.errors import DONE, REFUSED, UsageError
from taskforce.wording.amounts import size_text


class BackupOptions(NamedTuple):
    """Where the snapshot goes; or a list of those there are."""

    file: str | None
    list: bool
    format: str


def _declare_backup(parser: Parser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE", help=_("where, if not in the folder of backups"))
    parser.add_argument("--list", action="store_true", help=_("show the backups there are"))
    parser.add_yes()
    parser.add_format("table", "json")
    parser.calls(backup, BackupOptions)


def backup(context: Context, options: BackupOptions) -> int:
    """Write a snapshot of the list, or list those there are."""
    from taskforce.files import remember_ours
    from taskforce.store.backup import new_backup, place_of_file
    from taskforce.store.database.snapshot import back_up

    path = place_of_file(context.location)
    if options.list:
        if options.file:
            raise UsageError(_("--list shows the backups there are: leave the file out."))
        return _list(context, options.format, path)
    store = context.store
    if not options.file:
        context.print(str(new_backup(path, store.clock)))
        return DONE
    target = Path(options.file).absolute()
    if target.is_dir():
        raise UsageError(_("{path} is a folder: name a file in it.", path=target))
    context.may_replace([target], backup=True)
    back_up(path, target)
    remember_ours(target)
    context.print(str(target))
    return DONE


def _list(context: Context, form: str, path: Path) -> int:
    from taskforce.store.backup import KINDS, backups

    snapshots = backups(path)
    if form == "json":
        context.print_json([one.as_data() for one in snapshots])
        return DONE
    rows = [(one.path.name, one.made, _(KINDS[one.kind]), size_text(one.size)) for one in snapshots]
    if rows:
        print_table([_("File"), _("Made"), _("Kind"), _("Size")], rows, flexible=0, right=(3,))
    context.print(plural("{count} backup", "{count} backups", len(rows)))
    return DONE


class RestoreOptions(NamedTuple):
    """The backup to go back to."""

    file: str


def _declare_restore(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE")
    parser.add_yes()
    parser.calls(restore, RestoreOptions)


def restore(context: Context, options: RestoreOptions) -> int:
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


class DoctorOptions(NamedTuple):
    """How the findings are listed."""

    format: str


def _declare_doctor(parser: Parser) -> None:
    parser.add_format("table", "json")
    parser.calls(doctor, DoctorOptions)


def doctor(context: Context, options: DoctorOptions) -> int:
    """Check the list; return 1 when something is wrong."""
    from taskforce.store.history.doctor import examine

    findings = examine(context.store.reader)
    wrong = [finding for finding in findings if not finding.sound]
    say_folder(context, context.location)
    if options.format == "json":
        context.print_json([finding.as_data() for finding in findings])
    else:
        for finding in findings:
            mark = _("ok") if finding.sound else _("WRONG")
            context.print(f"{mark:>5}  {finding.sentence}")
    if wrong:
        context.say(
            plural(
                "{count} check failed: keep a copy of the file and restore a backup.",
                "{count} checks failed: keep a copy of the file and restore a backup.",
                len(wrong),
            )
        )
        return REFUSED
    return DONE


COMMANDS: Declarations = {"backup": _declare_backup, "restore": _declare_restore, "doctor": _declare_doctor}
