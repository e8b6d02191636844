"""Lists that lie sealed on the disk: SQLCipher files (extra ``encrypted``), and the keys that open them.

A sealed list is an ordinary file of SQLCipher 4: its key is PBKDF2 of the passphrase and of the salt with which
the file begins, so a copy of the file opens anywhere with the passphrase and nothing else, in other programs, too.
Of the salt the first bytes are :data:`~taskforce.reading.SEALED`, by which it is known, the others chance.

A passphrase costs a quarter of a second, so it is turned into the key once, and the key is held by this process
for every connection to every file with that salt: the list, its backups and its drafts.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

from taskforce.files import write_whole
from taskforce.language import _
from taskforce.model.errors import TaskforceError
from taskforce.paths import APPLICATION, make_private, state_folder
from taskforce.reading import SEALED, database_head, is_sealed
from taskforce.store.database.location import file_uri
from taskforce.store.database.reader import StoreError

_ROUNDS = 256_000
"""How often SQLCipher 4 hashes a passphrase."""

_SALT_BYTES = 16


class Key(NamedTuple):
    """What opens a sealed file: 32 bytes, and the salt with which the file begins."""

    raw: bytes
    salt: bytes

    @property
    def pragma(self) -> str:
        """Return the key as SQLCipher's own SQL takes it, quotes included."""
        return f"\"x'{self.raw.hex()}{self.salt.hex()}'\""


class Locked(StoreError):
    """A sealed list whose key is not known here: somebody must write its passphrase."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path


def being_exchanged(path: Path) -> StoreError:
    """Return the sentence for a list that is being sealed or opened for good by another process."""
    return StoreError(
        _("{place} is being sealed or opened by another program: nothing was saved; try again.", place=path)
    )


ask: Callable[[Path], str | None] | None = None
"""Asks a person for the passphrase of a file; ``None`` where nobody can be asked."""

_held: dict[bytes, Key] = {}


def new_key(passphrase: str) -> Key:
    """Return a key for a list that is to be sealed, and hold it.  Takes a quarter of a second."""
    salt = SEALED + os.urandom(_SALT_BYTES - len(SEALED))
    return hold(_derived(passphrase, salt))


def hold(key: Key) -> Key:
    """Open files with this salt by this key from now on, and return it."""
    return _held.setdefault(key.salt, key)


def key_of(path: Path) -> Key:
    """Return the key of a sealed file.

    It is the one held since it was found; else that in the system's keyring, or of the passphrase in
    ``TASKFORCE_PASSPHRASE``, or of the one that a person is asked for.  Raises :class:`Locked`.
    """
    salt = salt_of(path)
    if salt in _held:
        return _held[salt]
    in_keyring = _key_in_keyring(salt)
    if in_keyring is not None and _opens(path, in_keyring):
        return hold(in_keyring)
    passphrase = os.environ.get("TASKFORCE_PASSPHRASE") or (ask(path) if ask is not None else None)
    if not passphrase:
        raise Locked(
            path,
            _("{path} is sealed: write its passphrase at a terminal, or set TASKFORCE_PASSPHRASE.", path=path),
        )
    return unlock(path, passphrase)


def key_if_sealed(path: Path) -> Key | None:
    """Return the key of a sealed file; ``None`` for one that is not.  Raises :class:`Locked`."""
    return key_of(path) if is_sealed(path) else None


def unlock(path: Path, passphrase: str) -> Key:
    """Hold and return the key that a passphrase gives for a sealed file; raise :class:`Locked` for a wrong one."""
    key = _derived(passphrase, salt_of(path))
    if not _opens(path, key):
        raise Locked(
            path,
            _("{file} does not open: the passphrase or key is another one, or the file is damaged.", file=path),
        )
    return hold(key)


def _derived(passphrase: str, salt: bytes) -> Key:
    import hashlib
    import unicodedata

    text = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogateescape")
    return Key(hashlib.pbkdf2_hmac("sha512", text, salt, _ROUNDS, 32), salt)


def salt_of(path: Path) -> bytes:
    """Return the bytes with which a sealed file begins."""
    return database_head(path)


def _opens(path: Path, key: Key) -> bool:
    """Return whether a key is that of a file; what else is wrong with it, whoever opens it is told."""
    try:
        for options in ("mode=ro", "mode=ro&immutable=1"):  # the second where a folder may not be written
            with suppress(sqlite3.OperationalError), closing(connect_by(key, path, options)) as connection:
                connection.execute("SELECT count(*) FROM sqlite_master")
                break
    except sqlite3.DatabaseError:
        return False
    return True


# Connections


def driver() -> Any:
    """Return SQLCipher's module, made for the standard library's ``sqlite3``; raise where it is not installed."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise StoreError(_("Sealed lists need the extra “encrypted”: install taskforce[encrypted].")) from error
    if not issubclass(dbapi2.DatabaseError, sqlite3.Error):
        # Whoever is prepared for an error of a list is prepared for one of a sealed list, too.
        for name in (
            *("InterfaceError", "DatabaseError", "DataError", "OperationalError", "IntegrityError"),
            *("InternalError", "ProgrammingError", "NotSupportedError"),
        ):
            theirs = getattr(dbapi2, name)
            theirs.__bases__ = (*theirs.__bases__, getattr(sqlite3, name))
        with closing(dbapi2.connect(":memory:")) as connection:
            connection.execute("PRAGMA cipher_log_level = NONE")  # else a wrong key is told on stderr, too
    return dbapi2


def connect(path: Path, options: str = "mode=rw", **arguments: Any) -> sqlite3.Connection:
    """Return a connection to a file, as ``sqlite3.connect`` does: by SQLCipher when it is sealed.

    For a plain file SQLCipher is not imported.  Raises :class:`sqlite3.Error`, and :class:`Locked` when the key of
    a sealed one is not known here; :class:`StoreError` for a pipe or a device, which SQLite would wait for.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        raise StoreError(_("{path} is a pipe or a device, not a list: name another file with --db.", path=path))
    if is_sealed(path):
        return connect_by(key_of(path), path, options, **arguments)
    connection: sqlite3.Connection = sqlite3.connect(file_uri(path, options), uri=True, **arguments)
    return connection


def connect_by(key: Key | None, path: Path, options: str = "mode=rw", **arguments: Any) -> sqlite3.Connection:
    """Return a connection of SQLCipher to a file that has this key, or is to have it; ``None``: to a plain one."""
    connection: sqlite3.Connection = driver().connect(file_uri(path, options), uri=True, **arguments)
    try:
        if key is not None:
            connection.execute(f"PRAGMA key = {key.pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


# The system's keyring


def keep_in_keyring(key: Key) -> None:
    """Keep a key in the system's keyring.  Raises :class:`StoreError` where there is none."""
    try:
        import keyring

        keyring.set_password(APPLICATION, key.salt.hex(), key.raw.hex())
    except Exception as error:  # each system's keyring fails in its own way
        raise StoreError(
            _(
                "The system's keyring cannot be used ({reason}): leave --keyring out, and write the passphrase.",
                reason=error,
            )
        ) from error
    _remember([*_remembered(), key.salt.hex()])


def drop_from_keyring(key: Key) -> None:
    """Take a key out of the system's keyring, if it is there."""
    name = key.salt.hex()
    if name in _remembered():
        with suppress(Exception):
            import keyring

            keyring.delete_password(APPLICATION, name)
        _remember([one for one in _remembered() if one != name])


def _key_in_keyring(salt: bytes) -> Key | None:
    """Return the key of a salt, if the keyring has it; the keyring is asked only when one was put there."""
    if salt.hex() not in _remembered():
        return None
    try:
        import keyring

        text = keyring.get_password(APPLICATION, salt.hex())
        return Key(bytes.fromhex(text), salt) if text else None
    except Exception:  # locked, gone, refused: then the passphrase opens the list
        return None


def _remembered() -> list[str]:
    """Return the salts of the keys that were put into the keyring: importing it takes long."""
    import json

    try:
        names = json.loads(_memory().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [str(name) for name in names] if isinstance(names, list) else []


def _remember(names: list[str]) -> None:
    import json

    with suppress(OSError, TaskforceError):
        make_private(_memory().parent)
        write_whole(_memory(), json.dumps(list(dict.fromkeys(names))).encode("utf-8"), private=True)


def _memory() -> Path:
    return state_folder() / "keyring.json"
