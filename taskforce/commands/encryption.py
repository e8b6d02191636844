"""Passphrases, and ``encrypt`` and ``decrypt``: the list on the disk sealed, or open again."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.parser import Declarations, Parser
from taskforce.console import is_terminal
from taskforce.language import _, plural
from taskforce.model.errors import DONE, UsageError
from taskforce.reading import is_sealed, read_words

SHORT = 12
"""A passphrase of fewer signs than this is soon guessed, and that is said."""


def add_passphrase_file(parser: Parser) -> None:
    """Declare the option for a file with a passphrase."""
    parser.add_argument("--passphrase-file", metavar="FILE", help=_("a file that holds the passphrase"))


def given_passphrase(file: str | None) -> str | None:
    """Return the passphrase in a file or in the environment."""
    if not file:
        return os.environ.get("TASKFORCE_PASSPHRASE")
    try:
        return read_words(Path(file)).rstrip("\r\n")
    except OSError as error:
        raise UsageError(_("The passphrase cannot be read from {path}: check the name.", path=file)) from error


def ask_passphrase(*, twice: bool, path: Path | None = None) -> str | None:
    """Ask for the passphrase (of a file); return ``None`` where no person is there to answer."""
    if not (sys.stdin.isatty() and is_terminal(sys.stderr)):
        return None
    from getpass import getpass

    passphrase = getpass(_("Passphrase: ") if path is None else _("Passphrase of {file}: ", file=path.name))
    if twice and getpass(_("The passphrase again: ")) != passphrase:
        raise UsageError(_("The two passphrases differ: nothing was written."))
    return passphrase


class EncryptOptions(NamedTuple):
    """Where the passphrase stands; whether the keyring keeps the key; whether a sealed list gets another one."""

    passphrase_file: str | None
    keyring: bool
    change: bool


def _declare_encrypt(parser: Parser) -> None:
    add_passphrase_file(parser)
    parser.add_argument(
        "--keyring",
        action="store_true",
        help=_("keep the key in the system's keyring: nobody is asked for it"),
    )
    parser.add_argument("--change", action="store_true", help=_("give a sealed list another passphrase"))
    parser.add_yes()
    parser.calls(encrypt, EncryptOptions)


def encrypt(context: Context, options: EncryptOptions) -> int:
    """Seal the list and what is kept of it, by a passphrase; or change that, or keep the key in the keyring."""
    from taskforce.store.database import sealed
    from taskforce.store.sealing import file_to_seal, reseal

    sealed.driver()  # what is missing is said before anyone writes a passphrase
    location, path = context.location, context.location.path
    before = sealed.key_if_sealed(path) if path is not None else None
    if before is None and options.change:
        raise UsageError(_("{path} is not sealed: leave --change out.", path=location))
    if before is not None and not options.change:
        if not options.keyring:
            raise UsageError(
                _(
                    "{path} is sealed already: say --change to give it another one.",
                    path=location,
                )
            )
        sealed.keep_in_keyring(before)
        context.print(_("The key of {path} is in the system's keyring from now on.", path=location))
        return DONE
    if before is None:
        file_to_seal(location)
    key = sealed.new_key(_new_passphrase(context, options))
    if options.keyring:
        sealed.keep_in_keyring(key)
    done = reseal(location, key)
    if before is not None:
        sealed.drop_from_keyring(before)
    context.print(_("{path} is sealed.", path=location))
    _say_copies(context, done.copies, done.left)
    context.say(
        _(
            "What was handed out, and copies that you made yourself, are as they were; and the disk may hold what "
            "lay there before, until it is written over."
        )
    )
    return DONE


def _new_passphrase(context: Context, options: EncryptOptions) -> str:
    """Return the passphrase that a list is to be sealed with, after it is said what it means to lose it."""
    context.say(
        _(
            "Note: without the passphrase nobody can open the list and its backups again, not even who made this "
            "program. Write it down, and keep it where the computer is not."
        )
    )
    in_environment = not options.change  # else it holds the passphrase until now
    passphrase = given_passphrase(options.passphrase_file) if options.passphrase_file or in_environment else None
    if passphrase is None:
        passphrase = ask_passphrase(twice=True)
    if passphrase is None and options.keyring:
        passphrase = _made_passphrase()
        context.say(_("The passphrase, made by chance and shown this once: {passphrase}", passphrase=passphrase))
    if not passphrase:
        raise UsageError(
            _("A passphrase is needed: set TASKFORCE_PASSPHRASE, or name a file with --passphrase-file.")
        )
    if len(passphrase) < SHORT:
        context.say(_("Note: so short a passphrase is soon guessed; better are four or five words by chance."))
    return passphrase


def _made_passphrase() -> str:
    """Return a passphrase that nobody guesses, of signs that are not taken for one another."""
    import secrets

    signs = [secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _sign in range(25)]
    return "-".join("".join(signs[start : start + 5]) for start in range(0, 25, 5))


class DecryptOptions(NamedTuple):
    """Where the passphrase stands."""

    passphrase_file: str | None


def _declare_decrypt(parser: Parser) -> None:
    add_passphrase_file(parser)
    parser.add_yes()
    parser.calls(decrypt, DecryptOptions)


def decrypt(context: Context, options: DecryptOptions) -> int:
    """Open the list and what is kept of it for good."""
    from taskforce.store.database import sealed
    from taskforce.store.sealing import open_copies, reseal

    location, path = context.location, context.location.path
    if path is None or not is_sealed(path):
        done = open_copies(location)  # of a run that was killed
        if not done.copies:
            raise UsageError(_("{path} is not sealed: there is nothing to open.", path=location))
    else:
        passphrase = given_passphrase(options.passphrase_file) if options.passphrase_file else None
        key = sealed.key_of(path) if passphrase is None else sealed.unlock(path, passphrase)
        done = reseal(location, None)
        sealed.drop_from_keyring(key)
    context.print(_("{path} is not sealed any more: whoever can read the file reads the list.", path=location))
    _say_copies(context, done.copies, done.left)
    return DONE


def _say_copies(context: Context, copies: int, left: tuple[Path, ...]) -> None:
    if copies:
        context.say(
            plural(
                "So is {count} file that was kept of it (backups, drafts).",
                "So are {count} files that were kept of it (backups, drafts).",
                copies,
            )
        )
    for path in left:
        context.say(_("{path} could not be read, and is as it was: remove it, if nobody needs it.", path=path))


COMMANDS: Declarations = {"encrypt": _declare_encrypt, "decrypt": _declare_decrypt}
