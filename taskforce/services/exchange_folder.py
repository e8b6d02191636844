"""Which folder a list is exchanged through on this computer, and the passphrase of its files."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from taskforce.config import ExchangeFolder, read_config, write_exchange
from taskforce.language import _
from taskforce.model.errors import TaskforceError
from taskforce.paths import APPLICATION, config_file
from taskforce.store.database.location import Location


def exchange_folder(location: Location) -> ExchangeFolder | None:
    """Return the folder that was set for a list; ``None`` when none was."""
    return read_config(config_file()).exchange.get(str(location))


def set_exchange_folder(location: Location, folder: Path, *, sealed: bool) -> ExchangeFolder:
    """Exchange a list through a folder from now on."""
    setting = ExchangeFolder(str(folder.absolute()), sealed)
    if exchange_folder(location) != setting:
        write_exchange(config_file(), str(location), setting)
    return setting


def forget_exchange_folder(location: Location) -> None:
    """Exchange a list through no folder any more; the file that lies there stays for the others to read."""
    write_exchange(config_file(), str(location), None)


def kept_passphrase(folder: str) -> str | None:
    """Return the passphrase of a folder: in the system's keyring, or in ``TASKFORCE_PASSPHRASE``.

    The keyring knows which is this folder's; the environment's may be that of a sealed list.
    """
    kept = None
    with suppress(Exception):  # not installed, or no keyring: each system's fails in its own way
        import keyring

        kept = keyring.get_password(APPLICATION, f"exchange {folder}")
    return kept or os.environ.get("TASKFORCE_PASSPHRASE")


def keep_passphrase(folder: str, passphrase: str) -> bool:
    """Keep a folder's passphrase in the system's keyring, and return whether that could be done."""
    try:
        import keyring

        keyring.set_password(APPLICATION, f"exchange {folder}", passphrase)
    except Exception:  # not installed, or no keyring: each system's fails in its own way
        return False
    return kept_passphrase(folder) == passphrase


def passphrase_needed(folder: ExchangeFolder) -> str:
    """Return the passphrase of a sealed folder; raise :class:`TaskforceError` where it is not known here."""
    passphrase = kept_passphrase(folder.folder)
    if not passphrase:
        raise TaskforceError(
            _(
                "The passphrase of {folder} is not known here: set TASKFORCE_PASSPHRASE, or give it once with "
                "“taskforce exchange --encrypt” in a terminal.",
                folder=folder.folder,
            )
        )
    return passphrase
