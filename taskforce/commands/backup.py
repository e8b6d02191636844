"""Keeping a list safe: ``backup`` and ``restore``; ``doctor`` checks it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.parser import Declarations, Parser
from taskforce.commands.printing import print_table
from taskforce.language import _, plural
from taskforce.model.errors import DONE, NEEDS_A_PERSON, REFUSED, UsageError
from taskforce.store.health.finding import Finding
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
    from taskforce.store.backup import backup_named, whose
    from taskforce.store.backup import restore as go_back

    source = backup_named(options.file)
    question = _(
        "{place} goes back to {backup}; the list as it is now is kept beside it.",
        place=context.location,
        backup=source,
    )
    path = context.location.path
    context.confirm(f"{whose(source, path)} {question}".strip() if path is not None else question)
    done = go_back(context.location, source, context.clock)
    context.print(_("{place} is as it was in {backup}.", place=context.location, backup=source))
    if done.kept is not None:
        context.say(_("The list until now is kept in {path}.", path=done.kept))
    for notice in done.notices:
        context.say(notice)
    return DONE


class DoctorOptions(NamedTuple):
    """What is done beside looking, and how the findings are listed."""

    repair: bool
    salvage: str | None
    format: str


def _declare_doctor(parser: Parser) -> None:
    parser.add_argument(
        "--repair", action="store_true", help=_("put right what the history says, after a copy of the list")
    )
    parser.add_argument(
        "--salvage", metavar="NEWFILE", help=_("save what can be read of a damaged file into a new list")
    )
    parser.add_format("table", "json")
    parser.calls(doctor, DoctorOptions)


def doctor(context: Context, options: DoctorOptions) -> int:
    """Check the list, mend it, or save what can be read; return 1 when something is (still) wrong."""
    if options.repair and options.salvage:
        raise UsageError(_("Say --repair or --salvage, not both."))
    if options.salvage:
        return _salvage(context, Path(options.salvage).absolute(), options.format)
    if options.repair:
        return _repair(context, options.format)
    from taskforce.store.health.doctor import examine_list

    findings = examine_list(context.location, context.clock)
    _print_findings(context, findings, options.format)
    return DONE if all(one.sound for one in findings) else REFUSED


def _print_findings(context: Context, findings: Sequence[Finding], form: str) -> None:
    from taskforce.store.health.finding import verdict
    from taskforce.wording.health import finding_lines

    if form == "json":
        context.print_json([finding.as_data() for finding in findings])
    else:
        for finding in findings:
            for line in finding_lines(finding):
                context.print(line)
    context.say(verdict(findings))


def _repair(context: Context, form: str) -> int:
    from taskforce.store.health.finding import verdict
    from taskforce.store.health.repair import repair
    from taskforce.wording.health import finding_lines

    if context.options.read_only:
        raise UsageError(_("A repair writes: leave out --read-only."))
    repaired = repair(context.location, context.clock)
    if form == "json":
        kept = None if repaired.kept is None else str(repaired.kept)
        left = [finding.as_data() for finding in repaired.left]
        context.print_json({"done": list(repaired.done), "kept": kept, "left": left})
    else:
        for sentence in repaired.done or [_("There was nothing to put right.")]:
            context.print(sentence)
        for finding in repaired.left:
            for line in finding_lines(finding):
                context.print(line)
    if repaired.kept is not None:
        context.say(_("The list until now is kept in {path}.", path=repaired.kept))
    context.say(verdict(repaired.left))
    return REFUSED if repaired.left else DONE


def _salvage(context: Context, target: Path, form: str) -> int:
    from taskforce.store.health.salvage import salvage
    from taskforce.wording.health import salvaged_data, salvaged_lines

    saved = salvage(place_of_damaged(context), target, context.clock)
    if form == "json":
        context.print_json(salvaged_data(saved))
    else:
        for line in salvaged_lines(saved):
            context.print(line)
    context.say(
        _("What could be read is in {path}: “taskforce --db {path}” opens it; the damaged file is as it was.",
          path=target)
    )  # fmt: skip
    return DONE if saved.whole else NEEDS_A_PERSON


def place_of_damaged(context: Context) -> Path:
    """Return the file to save from; raises for a list on a server."""
    if context.location.path is None:
        raise UsageError(
            _("A list on a server is saved by “taskforce copy FILE --keep”, or by the server's own backups.")
        )
    return context.location.path


COMMANDS: Declarations = {"backup": _declare_backup, "restore": _declare_restore, "doctor": _declare_doctor}
