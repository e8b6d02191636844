"""Backups: consistent snapshots of a list's file, made while others write, and going back to one of them."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from taskforce.clock import Clock
from taskforce.files import beside, take_place
from taskforce.language import N_, _
from taskforce.model.text import slug
from taskforce.paths import backup_folder, default_database, make_folder, make_private, typed_path
from taskforce.store.database.connect import open_reader, transaction
from taskforce.store.database.location import Location
from taskforce.store.database.reader import Reader, SchemaBehind, StoreError
from taskforce.store.database.sealed import connect
from taskforce.store.database.snapshot import (
    Damaged,
    back_up,
    copy_pages,
    could_not,
    exchange,
    keep_copy,
    not_backed_up,
    replace_damaged,
)
from taskforce.store.database.sqlite import damage_in, damaged, not_written
from taskforce.store.database.unsafe_folders import folder_warning
from taskforce.store.write.replica import (
    Counters,
    become_new,
    counters_of,
    next_ref_prefix,
    stored_replica,
    user_name,
)

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


def new_backup(path: Path, clock: Clock, kind: str = BY_HAND) -> Path:
    """Make a backup in the folder of backups under a name that says its day and hour; the oldest go."""
    target = _folder() / f"{_stem(path)}-{_stamp(clock, kind)}{_ending(path)}"
    try:
        target = keep_copy(path, target)
    except (sqlite3.Error, OSError) as error:
        raise not_backed_up(target, error) from error
    _rotate(path, kind, target)
    return target


def back_up_daily(path: Path, reader: Reader, clock: Clock) -> list[str]:
    """Make the day's backup unless there is one, or the list is of today.

    A damaged list is not kept, lest backups of it push out the sound ones.  Gives sentences for a person: that it
    failed, that the list is damaged, or that it lies where it is not safe.
    """
    created = reader.value("SELECT created_at FROM copy WHERE own")
    if created is None or clock.day_of(created) == clock.today():
        return []
    try:
        target = _folder() / f"{_stem(path)}-{_stamp(clock, DAILY)}{_ending(path)}"
        if target.exists():
            return []
        back_up(path, target)
        if (damage := damage_in(target)) is not None:
            target.unlink(missing_ok=True)
            return [damaged(path, damage)]
        _rotate(path, DAILY, target)
    except (StoreError, OSError) as error:
        return [_("The backup of the day failed, your change is saved all the same: {reason}", reason=error)]
    warning = folder_warning(path)
    return [warning] if warning is not None else []


def _folder() -> Path:
    try:
        return make_private(backup_folder())
    except OSError as error:
        raise not_backed_up(backup_folder(), error) from error


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


def _rotate(path: Path, kind: str, made: Path) -> None:
    """Remove all but the newest backups of a kind, never the one that was made now: dates may have been wrong."""
    for old in [one for one in backups(path) if one.kind == kind][KEPT:]:
        if old.path != made:
            old.path.unlink(missing_ok=True)


class Backup(NamedTuple):
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
        rf"{re.escape(_stem(path))}-(\d{{4}}-\d\d-\d\d)(?:-(\d\d)(\d\d)\d\d)?(?:-({kinds}))?(?:-(\d+))?"
        rf"{re.escape(_ending(path))}"
    )
    rows: list[tuple[tuple[str, str, int], Backup]] = []
    for one in folder.iterdir() if folder.is_dir() else ():
        match = pattern.fullmatch(one.name)
        if match is not None:
            made = f"{match[1]} {match[2]}.{match[3]}" if match[2] else match[1]
            number = int(match[5] or 1)
            name = one.stem.removesuffix(f"-{match[5]}")
            rows.append(((made, name, number), Backup(one, match[4] or BY_HAND, made, one.stat().st_size)))
    return [one for _key, one in sorted(rows, key=lambda row: row[0], reverse=True)]


def kept_copies(path: Path) -> list[Path]:
    """Return the files that hold the list in ``path`` as it was: its backups, and copies kept beside it."""
    beside = f"{_literal(path.stem)}.before-*{_literal(path.suffix)}"
    return [*(one.path for one in backups(path)), *sorted(path.parent.glob(beside))]


def _literal(text: str) -> str:
    """Return a part of a file's name as ``glob`` finds it and nothing else."""
    return "".join(f"[{sign}]" if sign in "[*?" else sign for sign in text)


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
    path = typed_path(name)
    beside = backup_folder() / path.name
    return beside if not path.exists() and path.name == name and beside.exists() else path


def whose(backup: Path, path: Path) -> str:
    """Return, in a sentence, whose a backup is that was not made of the list in ``path``; empty for its own."""
    here, there = counters_of(path), counters_of(backup)
    if here is None or there is None or there.own_id == here.own_id:
        return ""
    if there.own_id in here.copies and there.ref_prefix == here.ref_prefix:  # before an earlier restore
        return ""
    copy = there.ref_prefix or _("the first copy")
    if here.copies.isdisjoint(there.copies):
        return _(
            "{backup} is no backup of this list: it is of another one, of {organisation}.",
            backup=backup,
            organisation=there.organisation or copy,
        )
    return _("{backup} is no backup of this copy of the list, but of the copy “{copy}”.", backup=backup, copy=copy)


class Restored(NamedTuple):
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
    if any(one.exists() and not os.access(one, os.W_OK) for one in (path, path.parent)):
        raise StoreError(_("{place} may not be written: nothing was saved; check your rights to it.", place=path))
    _check(backup, path)
    try:
        make_folder(path.parent, 0o700)
        with beside(path) as stage:
            copy_pages(backup, stage, like=_sealed_like(backup, path))
            return _put(stage, path, clock)
    except sqlite3.Error as error:
        raise not_written(path, error) from error
    except OSError as error:
        raise could_not(path, error) from error


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


def _sealed_like(backup: Path, path: Path) -> Path:
    """Return which of the two the restored list is sealed like: it stays as it is, where it can be opened."""
    try:
        with closing(connect(path, "mode=ro")) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master")
    except (sqlite3.Error, StoreError):
        return backup
    return path


def _put(stage: Path, path: Path, clock: Clock) -> Restored:
    """Put the staged list in its place; the one until now is kept beside it."""
    _upgrade(Location(path=stage))
    notices: list[str] = []
    if path.exists():
        name = f"{path.stem}.before-restore-{_stamp(clock, BY_HAND)}{path.suffix}"

        def ready(kept: Path) -> None:
            notices.extend(_renew(stage, path, counters_of(kept)))

        try:
            return Restored(exchange(stage, path, name, ready), tuple(notices))
        except Damaged:
            damaged = True
    else:
        damaged = False
    notices[:] = _renew(stage, path, counters_of(path))
    with closing(connect(stage)) as staged:
        staged.execute("PRAGMA journal_mode = DELETE")
    if damaged:
        return Restored(replace_damaged(stage, path, name), tuple(notices))
    take_place(stage, path, private=True, replace=False)
    return Restored(None, tuple(notices))


def _upgrade(place: Location) -> None:
    """Bring a staged list up to date; nothing of it is kept as it was, the backup has it."""
    try:
        open_reader(place).close()
    except SchemaBehind:
        from taskforce.store.write.migrate import upgrade_list

        upgrade_list(place, keep=False)


def _renew(stage: Path, path: Path, until_now: Counters | None) -> tuple[str, ...]:
    """Give the staged list a copy id of its own, counters past those of the list until now, and its place."""
    place = Location(path=stage)
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
    numbers = _("New action items are numbered {series}-1, {series}-2 … from now on.", series=series)
    if not path.exists():
        why = _("There was no list here until now, and other copies may have refs given out since the backup.")
    elif until_now is None:
        why = _("The list until now could not be read, and other copies may have refs that were given out since.")
    else:
        why = _("The list until now was another copy, and others may have refs that were given out since.")
    return (f"{why} {numbers}",)
