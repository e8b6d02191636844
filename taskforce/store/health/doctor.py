"""The doctor: proves that a list is sound, or says how bad it is, what to do, and whether one may go on.

Replaying the history must give the tables.  No damage ends an examination: a check that cannot be made is itself
a finding.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from taskforce.clock import DEFAULT_ZONE, Clock
from taskforce.language import N_, _
from taskforce.model.text import decodable
from taskforce.store.database.connect import open_reader
from taskforce.store.database.location import Location
from taskforce.store.database.reader import SCHEMA, Connection, NoList, StoreError, Unreadable
from taskforce.store.database.sqlite import is_list, open_tolerant, refused, was_refused
from taskforce.store.health import file
from taskforce.store.health.contents import CHECKS, Contents
from taskforce.store.health.finding import Finding, Weight
from taskforce.store.health.found import found_in
from taskforce.store.health.soundness import look

Check = Callable[[], Iterable[Finding]]


def examine(reader: Connection, clock: Clock | None = None) -> list[Finding]:
    """Make every check of what is in a list, on one state of it."""
    with reader.snapshot():
        return list(_of_contents(reader, clock or Clock(DEFAULT_ZONE)))


def examine_list(location: Location, clock: Clock) -> list[Finding]:
    """Make every check of a list: of what is in it, of its file, and of what lies around it.

    Whatever is damaged is a finding.  Raises :class:`StoreError` where there is no list, or it cannot be reached.
    """
    if location.path is None:
        with closing(open_reader(location)) as reader:
            return examine(reader, clock)
    path = location.path
    if not path.is_file():
        raise StoreError(
            _("{path} is a folder, not a list: name a file with --db.", path=path)
            if path.is_dir()
            else _(
                "There is no list at {path} yet: run “taskforce init”, or name another file with --db.", path=path
            )
        )
    findings = list(_of_file(path, clock))
    around = (
        partial(file.rights, path),
        partial(file.folder, path),
        partial(file.room, path),
        partial(file.remains, path),
        partial(file.kept, path, clock),
    )
    return [*findings, *(one for check in around for one in _guarded(check.func.__name__, check))]


def _of_file(path: Path, clock: Clock) -> Iterator[Finding]:
    """Make the checks of a file and of what is in it."""
    try:
        reader = open_tolerant(path)
    except sqlite3.Error as error:
        if was_refused(error):  # by rights or by a lock, not for what is in it
            raise refused(path, error) from error
        yield _no_database(path, error)
        return
    with closing(reader):
        if not is_list(reader) and not found_in(path).changes:
            raise NoList(
                _("{path} is a database of another program, not a taskforce list: use another file.", path=path)
            )
        version = reader.value("PRAGMA user_version")
        if 0 < version < SCHEMA and str(_migrated(reader)) == f"{version:04d}":
            yield from _of_older(path, clock)
            return
        with reader.snapshot():
            yield from _of_contents(reader, clock)


def _of_older(path: Path, clock: Clock) -> Iterator[Finding]:
    """Examine a list of an older schema by a copy that is brought up to date."""
    from taskforce.store.write.migrate import readable_copy

    try:
        readable_copy(path)
        reader = open_reader(Location(path=path))
    except StoreError as error:
        yield file.broken_file([decodable(str(error.__cause__ or error))])
        return
    with closing(reader), reader.snapshot():
        yield from _of_contents(reader, clock)


def _migrated(reader: Connection) -> object:
    try:
        return reader.value("SELECT version_num FROM alembic_version")
    except sqlite3.Error:
        return None


def _no_database(path: Path, error: sqlite3.Error) -> Finding:
    """Return the finding of a file that SQLite does not open; raises for one that never was a list."""
    found = found_in(path)
    if not found.changes:
        raise StoreError(
            _(
                "Nothing of a list can be read in {path} ({reason}): restore a backup (“taskforce backup "
                "--list”), or name another file with --db.",
                path=path,
                reason=decodable(str(error)),
            )
        ) from error
    return file.broken_file([decodable(str(error))])


def _of_contents(reader: Connection, clock: Clock) -> Iterator[Finding]:
    if reader.dialect == "sqlite":
        for check in (file.pages, file.schema, file.structure):
            yield from _guarded(check.__name__, partial(check, reader))
    yield from _guarded("word_index", partial(file.word_index, reader))
    if (sound := _looked_at(reader, clock)) is not None:
        yield from sound
        return
    read: list[Contents] = []

    def begin() -> Iterable[Finding]:
        read.append(Contents(reader, clock))
        return ()

    yield from _guarded("changes", begin)
    if read:
        for one in CHECKS:
            yield from _guarded(one.__name__, partial(one, read[0]))


def _looked_at(reader: Connection, clock: Clock) -> list[Finding] | None:
    """Return what is found where all that is in a list is sound, which takes little memory; else ``None``."""
    try:
        return look(reader, clock)
    except Exception:  # whatever the damage is, the whole examination tells it
        return None


def _guarded(name: str, check: Check) -> Iterator[Finding]:
    """Make a check; what ends it is a finding, too."""
    try:
        yield from check()
    except Exception as error:  # whatever the damage is, the other checks are made
        if isinstance(error, sqlite3.Error) and was_refused(error):
            raise
        if isinstance(error, StoreError) and not isinstance(error, Unreadable):
            raise
        missing = isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode == sqlite3.SQLITE_ERROR
        yield Finding(
            _SAID.get(name, name),
            Weight.WRONG if missing else Weight.STOP,  # a table that is missing is a finding of its own
            _(
                "{what} could not be checked: {reason}",
                what=_(WHAT[_SAID.get(name, name)]),
                reason=decodable(str(error) or type(error).__name__),
            ),
            file.broken_file([""]).advice,
            repairable=True,
        )


WHAT = {
    "file": N_("The file"),
    "versions": N_("The schema"),
    "tables": N_("The tables"),
    "search": N_("The index of words"),
    "changes": N_("The history"),
    "history": N_("What the tables hold"),
    "computed": N_("What is computed"),
    "marks": N_("The marks of changes"),
    "conflicts": N_("The list of open conflicts"),
    "numbers": N_("The counters"),
    "links": N_("The links"),
    "names": N_("The names"),
    "clock": N_("The clock"),
    "rights": N_("The rights to the file"),
    "folder": N_("The folder"),
    "room": N_("The room on the disk"),
    "remains": N_("What was left behind"),
    "backups": N_("The backups"),
}
"""What each check is of."""

_SAID = {
    "pages": "file",
    "schema": "versions",
    "structure": "tables",
    "word_index": "search",
    "replay": "history",
    "shared_names": "names",
    "clocks": "clock",
    "kept": "backups",
}
"""The name of a check in data, where its function has another one."""
