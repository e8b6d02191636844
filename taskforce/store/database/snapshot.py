"""Copies of a list's file: snapshots made while others write, and putting one in the place of what is there."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from taskforce.files import SIDE_FILES, appearing, beside, check_target, take_place
from taskforce.language import _
from taskforce.model.errors import reason_of
from taskforce.store.database.reader import PerhapsSaved, StoreError
from taskforce.store.database.sealed import connect, connect_by, key_if_sealed
from taskforce.store.database.sqlite import connect_to_read, is_damage, not_finished, not_written


def back_up(path: Path, target: Path) -> None:
    """Write a snapshot of the list in ``path`` to ``target``, which appears whole or not at all.

    It takes the place of an older backup, never of a list that is in use.  Raises :class:`StoreError` when the
    list cannot be read or the snapshot not written.
    """
    check_target(target, backup=True)
    try:
        with appearing(target, private=True) as temporary:
            copy_pages(path, temporary)
    except (sqlite3.Error, OSError) as error:
        raise not_backed_up(target, error) from error


def keep_beside(path: Path, name: str, source: sqlite3.Connection | None = None) -> Path:
    """Write a snapshot of the list in ``path`` beside it under a name that no file has, and return where.

    ``source`` is a connection that has locked the list.  Raises :class:`sqlite3.Error` or :class:`OSError`.
    """
    return keep_copy(path, path.with_name(name), source)


def keep_copy(path: Path, wished: Path, source: sqlite3.Connection | None = None) -> Path:
    """Write a snapshot of the list in ``path`` to a file that is not there yet, and return which.

    It is ``wished``, with a number where that is taken; see :func:`keep_beside`.
    """
    number = 0
    while True:
        number += 1
        target = wished if number == 1 else wished.with_name(f"{wished.stem}-{number}{wished.suffix}")
        if target.exists():
            continue
        with beside(target) as temporary:
            copy_pages(path, temporary, source)
            try:
                take_place(temporary, target, private=True, replace=False)
            except FileExistsError:
                continue
        return target


def copy_pages(
    path: Path, target: Path, source: sqlite3.Connection | None = None, *, like: Path | None = None
) -> None:
    """Copy the list in ``path`` as it was last committed to ``target``, an empty file, and write it through.

    The copy is sealed by the same key when the list is; with ``like`` as that other list is.  Raises
    :class:`sqlite3.Error` or :class:`OSError`, and a :class:`StoreError` when a key is not known.
    """
    if like is not None and key_if_sealed(like) != key_if_sealed(path):
        from taskforce.store.database.resealing import rewrite

        rewrite(path, target, key_if_sealed(like))
        return
    with closing(_new_copy(target, path)) as copy:
        copy.execute("PRAGMA synchronous = OFF")  # written through below, once
        if source is not None:
            source.backup(copy)
        else:
            with closing(connect_to_read(path.absolute())) as reader:
                reader.backup(copy, progress=_Patience(path))
        copy.execute("PRAGMA journal_mode = DELETE")
    with target.open("r+b") as stream:
        os.fsync(stream.fileno())


def _new_copy(target: Path, path: Path) -> sqlite3.Connection:
    """Return a connection to an empty file that is to be sealed as the list in ``path`` is."""
    key = key_if_sealed(path)
    return connect(target, "mode=rwc") if key is None else connect_by(key, target, "mode=rwc")


class Damaged(Exception):
    """A list whose file SQLite cannot read."""


def exchange(stage: Path, path: Path, name: str, ready: Callable[[Path], None]) -> Path:
    """Put the content of ``stage`` into the list in ``path``, and return where the list until now is kept.

    Nobody writes between the copy that is kept (beside the list, called ``name``) and the exchange: both are made
    under one lock.  Between the two ``ready`` is told of the copy, and may still change the stage.  Raises
    :class:`StoreError` when the list cannot be written, :class:`Damaged` when it cannot be read at all; then
    nothing was changed.
    """
    kept: list[Path] = []

    def keep(locked: sqlite3.Connection | None = None) -> None:
        kept.append(keep_beside(path, name, locked))
        ready(kept[0])

    try:
        with closing(connect(path, timeout=0.25)) as live:
            live.isolation_level = None
            if live.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                # The first page takes the lock; others read the list as it was until the last one is written.
                with closing(connect(stage)) as source:
                    source.backup(live, pages=1, progress=_Patience(path, keep))
            else:
                live.execute("PRAGMA busy_timeout = 5000")
                live.execute("PRAGMA locking_mode = EXCLUSIVE")  # the lock outlasts the transaction
                live.execute("BEGIN EXCLUSIVE")
                live.execute("COMMIT")
                keep(live)
                with closing(connect(stage)) as source:
                    source.backup(live)
    except BaseException as error:
        if kept and isinstance(error, sqlite3.Error) and isinstance(not_finished(path, error), PerhapsSaved):
            raise PerhapsSaved(
                _(
                    "{place} could not be written ({reason}), and perhaps goes back to the backup all the same: "
                    "look at it. The list until now is kept in {kept}.",
                    place=path,
                    reason=error,
                    kept=kept[0],
                )
            ) from error
        for one in kept:
            one.unlink(missing_ok=True)
        if isinstance(error, UnicodeDecodeError):  # what SQLite says of a schema that it cannot read
            raise Damaged(repr(error)) from error
        if isinstance(error, sqlite3.Error):
            if is_damage(error):
                raise Damaged(str(error)) from error
            raise not_written(path, error) from error
        if isinstance(error, OSError):
            raise could_not(path, error) from error
        raise
    return kept[0]


def not_backed_up(target: Path, error: Exception) -> StoreError:
    """Return the sentence for a backup that could not be written."""
    return StoreError(
        _(
            "The backup {target} could not be written ({reason}): choose another place.",
            target=target,
            reason=_reason(error),
        )
    )


def replace_damaged(stage: Path, path: Path, name: str) -> Path:
    """Put the list in ``stage`` in the place of a file that cannot be read, which gets ``name``; return that.

    Raises :class:`OSError`; then the file lies where it was.
    """
    kept = path.with_name(name)
    _move(path, kept)
    try:
        take_place(stage, path, private=True, replace=False)
    except BaseException:
        _move(kept, path)
        raise
    return kept


def _move(path: Path, target: Path) -> None:
    """Rename a file with what SQLite put beside it, the log first: without it the file would be an older one."""
    for ending in (*SIDE_FILES, ""):
        part = Path(f"{path}{ending}")
        if part.exists():
            part.replace(f"{target}{ending}")


def could_not(path: Path, error: OSError) -> StoreError:
    """Return the sentence for a list that the system did not let be written."""
    return StoreError(
        _("{place} could not be written ({reason}): nothing was saved.", place=path, reason=reason_of(error))
    )


def _reason(error: Exception) -> str:
    return reason_of(error) if isinstance(error, OSError) else str(error)


_PATIENCE_SECONDS = 60
"""How long a copy waits for its turn while others save one after the other."""


class _Patience:
    """Waits some seconds for another one that holds the list, and longer for many who write one after the other.

    ``locked`` is called once, when the first page is copied.
    """

    def __init__(self, path: Path, locked: Callable[[], None] | None = None) -> None:
        self.path, self.locked = path, locked
        self.left = 20
        self._until = time.monotonic() + _PATIENCE_SECONDS
        self._written = self._log()

    def __call__(self, status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            self.left -= 1
            written = self._log()
            if written != self._written and time.monotonic() < self._until:
                self._written, self.left = written, 20
        elif status == sqlite3.SQLITE_OK and self.locked is not None:
            locked, self.locked = self.locked, None
            locked()
        if self.left == 0:
            raise StoreError(
                _("{place} is being written by another program: nothing was saved; try again.", place=self.path)
            )

    def _log(self) -> tuple[int, int] | None:
        """Return when SQLite's log was last written, and its size; ``None`` where there is none."""
        try:
            status = Path(f"{self.path}-wal").stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size
