"""Backups: consistent snapshots of a list's file, made while others write, and going back to one of them."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from taskforce.clock import Clock
from taskforce.language import N_, _
from taskforce.model.text import slug
from taskforce.paths import backup_folder, default_database, make_private
from taskforce.store.database.connect import open_reader, transaction
from taskforce.store.database.location import Location
from taskforce.store.database.reader import Reader, SchemaBehind, StoreError
from taskforce.store.database.unsafe_folders import folder_warning

KEPT = 14
"""Backups of a kind that are kept; older ones go when a new one is made."""

BY_HAND, DAILY, BEFORE_MERGE, BEFORE_UNDO = "", "daily", "before-merge", "before-undo"
"""Kinds of backups: why each was made."""

KINDS: Mapping[str, str] = {
    BY_HAND: N_("by hand"),
    DAILY: N_("daily"),
    BEFORE_MERGE: N_("before a merge"),
    BEFORE_UNDO: N_("before a merge was taken back"),
}
"""What people call them."""


def back_up(path: Path, target: Path) -> None:
    """Write a snapshot of the list in ``path`` to ``target``, which appears whole or not at all.

    Raises :class:`StoreError` when it cannot be read or written.
    """
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(temporary)) as copy,
        ):
            copy.execute("PRAGMA synchronous = OFF")  # written through below, once
            source.execute("PRAGMA busy_timeout = 5000")
            source.backup(copy, progress=_Patience(path))
            copy.execute("PRAGMA journal_mode = DELETE")
        if os.name == "posix":
            temporary.chmod(0o600)
        with temporary.open("r+b") as stream:
            os.fsync(stream.fileno())
        temporary.replace(target)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(
            _(
                "The backup {target} could not be written ({reason}): choose another place.",
                target=target,
                reason=error,
            )
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def new_backup(path: Path, clock: Clock, kind: str = BY_HAND) -> Path:
    """Make a backup in the folder of backups under a name that says its day and hour; the oldest go."""
    target = _folder() / f"{_stem(path)}-{_stamp(clock, kind)}{_ending(path)}"
    back_up(path, target)
    _rotate(path, kind)
    return target


def back_up_daily(path: Path, reader: Reader, clock: Clock) -> list[str]:
    """Make the day's backup unless there is one, or the list is of today.

    Gives sentences for a person: that it failed, or that the list lies where it is not safe.
    """
    created = reader.value("SELECT created_at FROM copy WHERE own")
    if created is None or clock.day_of(created) >= clock.today():
        return []
    try:
        target = _folder() / f"{_stem(path)}-{_stamp(clock, DAILY)}{_ending(path)}"
        if target.exists():
            return []
        back_up(path, target)
        _rotate(path, DAILY)
    except (StoreError, OSError) as error:
        return [_("The backup of the day failed, your change is saved all the same: {reason}", reason=error)]
    warning = folder_warning(path)
    return [warning] if warning is not None else []


def _folder() -> Path:
    return make_private(backup_folder())


def _stem(path: Path) -> str:
    """Return how the backups of this list begin: those of different lists never mix."""
    if path == default_database():
        return slug(path.stem) or "list"
    from hashlib import sha256  # it loads OpenSSL

    return f"{slug(path.stem) or 'list'}-{sha256(str(path).encode()).hexdigest()[:6]}"


def _ending(path: Path) -> str:
    return path.suffix or ".db"


def _stamp(clock: Clock, kind: str) -> str:
    day = clock.today().isoformat()
    if kind == DAILY:
        return f"{day}-{DAILY}"
    hour = clock.now().astimezone(clock.zone).strftime("%H%M%S")
    return f"{day}-{hour}-{kind}" if kind else f"{day}-{hour}"


def _rotate(path: Path, kind: str) -> None:
    """Remove all but the newest backups of a kind."""
    for old in [one for one in backups(path) if one.kind == kind][KEPT:]:
        old.path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup of a list in the folder of backups: when it was made (``2026-11-24 16.02``), and its bytes."""

    path: Path
    kind: str
    made: str
    size: int

    def as_data(self) -> dict[str, Any]:
        """Return the backup for ``backup --list --format json``."""
        return {"path": str(self.path), "kind": self.kind or "by-hand", "made": self.made, "size": self.size}


def backups(path: Path) -> list[Backup]:
    """Return the backups there are of the list in ``path``, the newest first."""
    folder = backup_folder()
    kinds = "|".join(map(re.escape, filter(None, KINDS)))
    pattern = re.compile(
        rf"{re.escape(_stem(path))}-(\d{{4}}-\d\d-\d\d)(?:-(\d\d)(\d\d)\d\d)?(?:-({kinds}))?{re.escape(_ending(path))}"
    )
    rows = []
    for one in folder.iterdir() if folder.is_dir() else ():
        match = pattern.fullmatch(one.name)
        if match is not None:
            made = f"{match[1]} {match[2]}.{match[3]}" if match[2] else match[1]
            rows.append(Backup(one, match[4] or BY_HAND, made, one.stat().st_size))
    return sorted(rows, key=lambda one: (one.made, one.path.name), reverse=True)


def place_of_file(location: Location) -> Path:
    """Return the file of a list; raises :class:`StoreError` for one on a server."""
    if location.path is None:
        raise StoreError(
            _(
                "A list on a server is backed up by the server's own means; “taskforce bundle write FILE --all” "
                "keeps the whole list with its history in a file."
            )
        )
    return location.path


def backup_named(name: str) -> Path:
    """Return the backup that people name: a path, or the name of a file in the folder of backups."""
    path = Path(name).expanduser()
    beside = backup_folder() / path.name
    return beside if not path.exists() and path.name == name and beside.exists() else path


@dataclass(frozen=True, slots=True)
class Restored:
    """What going back did: where the list as it was until now is kept (if there was one), and what to know."""

    kept: Path | None
    notices: tuple[str, ...]


def restore(location: Location, backup: Path, clock: Clock) -> Restored:
    """Go back to a backup.  The list as it was is kept beside; the list gets a copy id of its own.

    The new id keeps apart what was written after the backup, which other copies may have, and what is written
    from now on.  Raises :class:`StoreError` when the backup is none, damaged, or of a newer version.
    """
    path = location.path
    if path is None:
        raise StoreError(
            _("A list on a server is set back by the server's own means: name a file with --db to restore to.")
        )
    _check(backup, path)
    stage = path.with_name(f".{path.name}.restoring")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        back_up(backup, stage)
        notices = _renew(stage, path)
        kept = _put(stage, path, clock)
    finally:
        for name in path.parent.glob(f".{path.name}.*restoring*"):
            name.unlink(missing_ok=True)
    return Restored(kept, notices)


def _check(backup: Path, path: Path) -> None:
    if path.exists() and backup.exists() and backup.samefile(path):
        raise StoreError(_("{path} is the list itself: name a backup of it.", path=backup))
    try:
        reader = open_reader(Location(path=backup.absolute()))
    except SchemaBehind:
        return
    try:
        answer = str(reader.value("PRAGMA integrity_check(1)"))
    except sqlite3.Error as error:
        answer = str(error)
    finally:
        reader.close()
    if answer != "ok":
        raise StoreError(_("{path} is damaged ({reason}): restore another backup.", path=backup, reason=answer))


def _renew(stage: Path, path: Path) -> tuple[str, ...]:
    """Give the staged list a copy id of its own, counters past those of the list until now, and its place."""
    from taskforce.store.write.replica import become_new, counters_of, next_ref_prefix, stored_replica, user_name

    place = Location(path=stage)
    try:
        open_reader(place).close()
    except SchemaBehind:
        from taskforce.store.write.migrate import upgrade_list

        upgrade_list(place)
    until_now = counters_of(path)
    with transaction(place) as connection:
        own = stored_replica(connection, place)
        before = series = own.ref_prefix
        continues = until_now is not None and own.id in until_now.copies
        if not continues and connection.value("SELECT count(*) FROM copy") > 1:
            series = next_ref_prefix(connection, series or user_name())
        become_new(connection, own, Location(path=path), series)
        if until_now is not None and continues:
            own.last_clock = max(own.last_clock, until_now.last_clock)
            if until_now.ref_prefix == series:
                own.last_ref = max(own.last_ref, until_now.last_ref)
        own.save(connection)
    if series == before:
        return ()
    return (
        _(
            "The list until now could not be read, and other copies may have refs that were given out since: new "
            "action items are numbered {series}-1, {series}-2 … from now on.",
            series=series,
        ),
    )


def _put(stage: Path, path: Path, clock: Clock) -> Path | None:
    """Put the staged list in its place; gives where the one until now is kept."""
    with closing(sqlite3.connect(stage)) as staged:
        staged.execute("PRAGMA journal_mode = DELETE")
    if not path.exists():
        stage.replace(path)
        return None
    kept = path.with_name(f"{path.stem}.before-restore-{_stamp(clock, BY_HAND)}{path.suffix}")
    try:
        back_up(path, kept)
    except StoreError:  # damaged: it is put aside as it is
        for ending in ("", "-wal", "-shm"):
            part = Path(f"{path}{ending}")
            if part.exists():
                part.replace(f"{kept}{ending}")
        stage.replace(path)
        return kept
    with closing(sqlite3.connect(stage)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target, progress=_Patience(path))
    return kept


class _Patience:
    """Waits some seconds for others to finish writing, not for ever."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.left = 20

    def __call__(self, status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            self.left -= 1
        if self.left == 0:
            raise StoreError(
                _("{place} is being written by another program: nothing was saved; try again.", place=self.path)
            )
