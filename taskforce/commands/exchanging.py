"""The command ``exchange``: one step with all other copies, through a folder that they share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.encryption import add_passphrase_file, ask_passphrase, given_passphrase
from taskforce.commands.parser import Declarations, Parser
from taskforce.config import ExchangeFolder
from taskforce.language import _, plural
from taskforce.model.errors import DONE, NEEDS_A_PERSON, UsageError
from taskforce.services.exchange_folder import (
    exchange_folder,
    forget_exchange_folder,
    keep_passphrase,
    kept_passphrase,
    passphrase_needed,
    set_exchange_folder,
)
from taskforce.services.exchange_memory import note_said, unsaid
from taskforce.store.database.reader import NoList
from taskforce.store.history.contacts import members_with_contacts
from taskforce.wording.days import moment_text
from taskforce.wording.records import full_copy_text

if TYPE_CHECKING:
    from taskforce.services.exchanging import Exchanged


def _declare(parser: Parser) -> None:
    parser.add_argument(
        "folder", nargs="?", metavar="FOLDER", help=_("the folder that all copies see; kept for the next time")
    )
    parser.add_argument("--encrypt", action="store_true", help=_("seal the file of this copy from now on"))
    add_passphrase_file(parser)
    parser.add_argument("--accept-clock", action="store_true", help=_("take changes that are dated in the future"))
    parser.add_argument("--off", action="store_true", help=_("exchange through no folder any more"))
    parser.add_dry_run()
    parser.add_format("table", "json")
    parser.calls(exchange, ExchangeOptions)


class ExchangeOptions(NamedTuple):
    """The folder, how this copy's file is sealed there, and what a step may do."""

    folder: str | None
    encrypt: bool
    passphrase_file: str | None
    accept_clock: bool
    off: bool
    dry_run: bool
    format: str


def exchange(context: Context, options: ExchangeOptions) -> int:
    """Take in what the other copies have, and write what this one has."""
    from taskforce.services import exchanging

    try:
        store = context.store
    except NoList as error:  # an empty list made now would be another one
        raise NoList(
            _(
                "There is no list at {place} yet: go back to a backup of it (“taskforce restore FILE”) or take in "
                "the whole list from a colleague (“taskforce bundle merge FILE”) first; then exchange.",
                place=context.location,
            )
        ) from error
    if options.off:
        forget_exchange_folder(store.location)
        context.print(_("The list is exchanged through no folder any more."))
        return DONE
    setting, passphrase = _setting(context, options)
    passphrase = passphrase or given_passphrase(options.passphrase_file)
    if setting.sealed:
        passphrase = passphrase or passphrase_needed(setting)
    done = exchanging.exchange(
        store,
        Path(setting.folder),
        passphrase,
        kept=lambda: kept_passphrase(setting.folder),
        sealed=setting.sealed,
        accept_clock=options.accept_clock,
        dry_run=options.dry_run,
    )
    if options.format == "json":
        context.print_json(done.as_data())
    else:
        for line in _lines(context, done, dry_run=options.dry_run):
            context.print(line)
    for one in done.waiting:
        context.say(_("Not taken yet from {copy}: {reason}", copy=one.copy, reason=one.reason))
    for sentence in unsaid(store, done.loose_ends):  # “copies” says all of them at any time
        context.say(sentence)
    if not options.dry_run:
        note_said(store, done.loose_ends)
    if not done.conflicts:
        return NEEDS_A_PERSON if any(one.ahead for one in done.waiting) else DONE
    context.say(
        plural(
            "{count} field waits for a decision: “taskforce conflicts” shows both values.",
            "{count} fields wait for a decision: “taskforce conflicts” shows both values.",
            done.conflicts,
        )
    )
    return NEEDS_A_PERSON


def _setting(context: Context, options: ExchangeOptions) -> tuple[ExchangeFolder, str | None]:
    """Return the folder that was named now or before, and keep it; a dry run keeps nothing.

    With it comes the passphrase that was given to seal it from now on.
    """
    location = context.store.location
    before = exchange_folder(location)
    if options.folder is None and before is None:
        raise UsageError(_("Name the folder that all copies see: taskforce exchange FOLDER."))
    folder = Path(options.folder) if options.folder is not None else Path(before.folder if before else "")
    same = before is not None and Path(before.folder) == folder.absolute()
    sealed = options.encrypt or (before is not None and same and before.sealed)
    setting = ExchangeFolder(str(folder.absolute()), sealed)
    passphrase = None
    if options.encrypt:
        passphrase = given_passphrase(options.passphrase_file) or ask_passphrase(twice=True)
        if not passphrase:
            raise UsageError(
                _("--encrypt needs a passphrase: set TASKFORCE_PASSPHRASE, or name a file with --passphrase-file.")
            )
        if not options.dry_run and not keep_passphrase(setting.folder, passphrase):
            context.say(
                _("This computer has no keyring for the passphrase: set TASKFORCE_PASSPHRASE for the next time.")
            )
    if not options.dry_run and folder.is_dir():
        set_exchange_folder(location, folder, sealed=sealed)
        if not same and (remark := full_copy_text(members_with_contacts(context.store.reader))):
            context.say(remark)
    return setting, passphrase


def _changes(count: int) -> str:
    return plural("{count} change", "{count} changes", count)


def _lines(context: Context, done: Exchanged, *, dry_run: bool) -> list[str]:
    """Return what a step did, a line each: what came from whom, what was written, who was heard of when."""
    lines = []
    for one in done.taken:
        line = _("taken from {copy}: {changes}", copy=one.copy, changes=_changes(one.changes))
        if one.conflicts:
            line = f"{line}, {plural('{count} conflict', '{count} conflicts', one.conflicts)}"
        lines.append(line)
    if done.wrote is not None:
        lines.append(_("written for the others: {changes}", changes=_changes(done.wrote)))
    if not lines:
        lines.append(_("Nothing new on either side."))
    clock = context.store.clock
    lines += [
        _("{copy}: heard of {moment}", copy=one.copy, moment=moment_text(clock, one.at)) for one in done.heard
    ]
    if dry_run:
        lines.append(_("Nothing was written: this was a dry run."))
    return lines


COMMANDS: Declarations = {"exchange": _declare}
