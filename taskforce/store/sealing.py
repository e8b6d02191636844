"""Sealing a list with a passphrase, opening it for good, giving it another one: with all that is kept of it.

What is written aside takes the list's place in one step (``store/database/resealing.py``), so a run that is killed
leaves the list as it was or as it was to be.  What is kept beside it is sealed before, and opened after: at no
time does anything lie open beside a sealed list.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from taskforce.files import beside, take_place, write_whole
from taskforce.language import _
from taskforce.model.errors import TaskforceError
from taskforce.paths import draft_folder
from taskforce.reading import is_sealed
from taskforce.store.backup import kept_copies
from taskforce.store.database import resealing
from taskforce.store.database.connect import open_reader
from taskforce.store.database.location import Location
from taskforce.store.database.reader import SchemaBehind, StoreError
from taskforce.store.database.sealed import Key, salt_of
from taskforce.store.database.snapshot import could_not
from taskforce.store.database.sqlite import not_written


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many files beside the list were sealed or opened like it, and which could not be."""

    copies: int
    left: tuple[Path, ...]


def reseal(location: Location, key: Key | None) -> Resealed:
    """Seal the list by ``key``, or open it for good where that is ``None``, and whatever is kept of it.

    Raises :class:`StoreError` when somebody has it open, or there is no room; nothing is lost then.
    """
    path = file_to_seal(location)
    try:
        with resealing.alone(path) as connection:
            done = Resealed(0, ()) if key is None else _reseal_copies(path, key)
            stage = resealing.stage_of(path)
            resealing.remove_stage(path)
            os.close(os.open(stage, os.O_CREAT | os.O_EXCL, path.stat().st_mode & 0o777))
            try:
                resealing.export(connection, stage, key)
            except BaseException:
                resealing.remove_stage(path)
                raise
            resealing.exchange(connection, path)
    except sqlite3.Error as error:
        raise not_written(path, error) from error
    except OSError as error:
        raise could_not(path, error) from error
    if stage.exists():
        resealing.complete_exchange(path)
    return done if key is not None else _reseal_copies(path, None)


def open_copies(location: Location) -> Resealed:
    """Open what is kept of a list that is open itself: a run that opened the list may have been killed."""
    return _reseal_copies(file_to_seal(location), None)


def file_to_seal(location: Location) -> Path:
    """Return the file of a list that is there, brought up to date or not.  Raises :class:`StoreError`."""
    path = location.path
    if path is None:
        raise StoreError(
            _(
                "{place} is on a server, whose disks are sealed by its own means: name a file.",
                place=location,
            )
        )
    with suppress(SchemaBehind):
        open_reader(location).close()
    return path


def _reseal_copies(path: Path, key: Key | None) -> Resealed:
    """Seal or open backups, copies kept beside the list, and drafts; those that cannot be read are named."""
    done, left = 0, []
    for one, rewrite in _copies_of(path):
        try:
            if (salt_of(one) if is_sealed(one) else None) == (key.salt if key is not None else None):
                continue
            rewrite(one, key)
            done += 1
        except (sqlite3.Error, OSError, TaskforceError):
            left.append(one)
    return Resealed(done, tuple(left))


def _copies_of(path: Path) -> Iterator[tuple[Path, Callable[[Path, Key | None], None]]]:
    for kept in kept_copies(path):
        yield kept, _rewrite_list
    for draft in sorted(draft_folder(str(path)).glob("*.json")):
        yield draft, _rewrite_draft


def _rewrite_list(path: Path, key: Key | None) -> None:
    with beside(path) as temporary:
        resealing.rewrite(path, temporary, key)
        take_place(temporary, path, private=True)


def _rewrite_draft(path: Path, key: Key | None) -> None:
    content = resealing.read_sealed(path) if is_sealed(path) else path.read_bytes()
    if key is None:
        write_whole(path, content, private=True)
    else:
        resealing.write_sealed(path, content, key)
