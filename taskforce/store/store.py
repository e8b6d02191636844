"""An open list: read through :attr:`Store.reader`, written through :meth:`Store.apply`, nothing else.

Neither opening nor writing a file imports SQLAlchemy or pydantic; a server needs SQLAlchemy.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from taskforce.clock import Clock
from taskforce.language import _
from taskforce.store.database.connect import open_reader, transaction
from taskforce.store.database.location import Location, location_of
from taskforce.store.database.reader import Connection, NoList, Reader, SchemaBehind, StoreError, role_refusal
from taskforce.store.database.sealed import connect
from taskforce.store.database.sqlite import may_write
from taskforce.store.database.unsafe_folders import shared_folder

if TYPE_CHECKING:
    from taskforce.store.changes.batch import Batch, Draft, Receipt
    from taskforce.store.changes.stale_writes import SeenVersion
    from taskforce.store.read.items import Selection


class Store:
    """One list, opened by one person (``actor_id``: the member who acts, when known)."""

    def __init__(
        self, location: Location, clock: Clock, reader: Reader, actor_id: str | None, read_only: bool
    ) -> None:
        self.location = location
        self.clock = clock
        self.reader = reader
        self.actor_id = actor_id
        self.read_only = read_only or not reader.writable
        self.warn: Callable[[str], None] = _say
        """Where sentences go that a person should read although all went well."""
        self.wrote = False
        """Whether something was written through this store, so that the file wants to be left whole."""
        self.written: list[str] = []
        """The batches that were written through this store."""
        self.seen_version: SeenVersion | None = None
        """What the person has seen of the list; where it is given, nothing newer is replaced unasked."""
        self._backed_up_on: date | None = None

    def apply(self, batch: Batch, *, first: Callable[[], object] | None = None) -> Receipt:
        """Write a batch; see :func:`taskforce.store.write.apply.apply`.  Without an actor it gets this store's."""
        return self.apply_all([batch], first=first)[0]

    def apply_all(self, batches: Iterable[Batch], *, first: Callable[[], object] | None = None) -> list[Receipt]:
        """Write batches in their order, each a step of its own, in one transaction: all of them or none.

        ``first`` is called when nobody else can write any more: to keep a copy of the list as it is.
        """
        self.check_writable()
        from taskforce.store.write.apply import apply_all

        by_me = [one._replace(actor_id=self.actor_id) if one.actor_id is None else one for one in batches]
        self._back_up_daily()
        receipts = apply_all(self.location, self.clock, by_me, first)
        self.wrote = True
        self.written += [one.batch_id for one in receipts if one.batch_id is not None]
        if any(receipt.forgotten for receipt in receipts):
            self._write_anew()
        for receipt in receipts:
            for notice in receipt.notices:
                self.warn(notice)
        return receipts

    def _write_anew(self) -> None:
        """Write the file of the list anew, so that nothing which was taken out lies between its pages.

        Where others write at this moment it stays as it is, and that is said.
        """
        if self.location.path is None:
            return
        try:
            with contextlib.closing(connect(self.location.path, isolation_level=None)) as connection:
                connection.execute("PRAGMA busy_timeout = 5000")
                connection.execute("PRAGMA temp_store = MEMORY")
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            self.warn(
                _(
                    "What was forgotten may still be found between the pages of {path} ({reason}): make room, and "
                    "forget it once more.",
                    path=self.location.path,
                    reason=error,
                )
            )

    def refusal(self, record_type: str = "") -> str:
        """Return why this list, or records of a type in it, may only be read, in a sentence; empty where not."""
        if not self.read_only:
            return role_refusal(self.location, record_type) if record_type in self.reader.refused_types else ""
        if self.reader.newer is not None:
            return _(
                "{place} was written by a newer taskforce: you can look at it; to change it, update this program.",
                place=self.location,
            )
        if self.reader.writable:
            return _("The list was opened to read only: start without --read-only to change it.")
        if self.location.path is None:
            return _(
                "You may read {place}, but not change it: ask the person who runs the server.", place=self.location
            )
        return _(
            "{place} is write-protected, the file or its folder: you can look at it, but not change it; a copy in "
            "a folder of your own can be changed.",
            place=self.location,
        )

    def check_writable(self, record_type: str = "") -> None:
        """Raise :class:`StoreError` when this list, or records of a type in it, may only be read.

        Also when it is no longer where it was opened.
        """
        if refusal := self.refusal(record_type):
            raise StoreError(refusal)
        if self.reader.moved:
            raise StoreError(
                _(
                    "{place} is no longer the list that was opened: it was moved, or another file took its place. "
                    "Nothing was saved; close the list and open it again.",
                    place=self.location,
                )
            )

    def _back_up_daily(self) -> None:
        """Keep a backup before the first write of a day; that it failed is said, and stops no write."""
        today = self.clock.today()
        if self._backed_up_on == today or self.location.path is None:
            return
        from taskforce.store.backup import back_up_daily

        self._backed_up_on = today
        for problem in back_up_daily(self.location.path, self.reader, self.clock):
            self.warn(problem)

    def write(
        self, kind: str, drafts: Iterable[Draft], summary: str | None = None, reason: str | None = None
    ) -> Receipt:
        """Write drafts as one batch; with a :attr:`seen_version`, only over what the person has seen."""
        from taskforce.store.changes.batch import Batch

        if self.seen_version is not None:
            drafts = self.seen_version.watched(self.reader, drafts)
        return self.apply(Batch(kind, list(drafts), summary=summary, reason=reason))

    def selection(self, query: str, sort: str | None = None) -> Selection:
        """Return what ``query`` selects today for the person who acts; an empty one selects all items.

        Raises :class:`~taskforce.store.query.syntax.QueryError` for one that cannot be read.
        """
        from taskforce.store.read.items import Selection

        if not query.strip():
            return Selection(sort=sort)
        from taskforce.store.query.compile import compile_query

        condition = compile_query(query, self.reader, self.clock.today(), self.actor_id)
        return Selection(condition.sql, condition.parameters, sort)

    @contextmanager
    def as_of(self, day: date) -> Iterator[Connection]:
        """Give a reader that sees every table as it was at the end of ``day``."""
        from taskforce.store.changes.rewind import rewind

        reader = open_reader(self.location)
        try:
            with reader.snapshot():
                rewind(reader, self.clock.end_of(day))
                yield reader
        finally:
            reader.close()

    def close(self) -> None:
        """Let go of the database.  What was written is brought from SQLite's log into the file, so that whoever
        copies the file by hand copies all of it."""
        if self.wrote and self.location.path is not None:
            with (
                contextlib.suppress(sqlite3.Error),
                contextlib.closing(connect(self.location.path)) as last,
            ):
                # While somebody has the log open, it is known how much of it is in the file already; a log that
                # nobody has open is read whole, and written to the file once more.
                last.execute("PRAGMA schema_version")
                self.reader.close()
                last.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                if shared_folder(self.location.path) is not None:
                    # It may have been brought there with a log, which had to stay while the list was read here.
                    last.execute("PRAGMA journal_mode = DELETE")
        self.reader.close()


def open_store(location: Location | str | Path, *, today: date | None = None, read_only: bool = False) -> Store:
    """Open an existing list; an older one is brought up to date first (after a copy was put beside it).

    Where it may only be read, a copy of an older one is brought up to date and read instead.
    ``today`` injects the day.  Raises :class:`StoreError` with one clear sentence when it cannot be opened.
    """
    place = location if isinstance(location, Location) else location_of(location)
    try:
        reader = open_reader(place)
    except SchemaBehind:
        from taskforce.store.write.migrate import readable_copy, upgrade_list

        if place.path is None:
            if read_only:
                raise
            upgrade_list(place)
        elif read_only or not may_write(place.path):
            readable_copy(place.path)
        else:
            upgrade_list(place)
        reader = open_reader(place)
    return Store(place, Clock(_zone(reader), today), reader, _logged_in(place, reader), read_only)


def _logged_in(place: Location, reader: Reader) -> str | None:
    """Return the member whose handle a server's login is: there people write in their own name."""
    if place.path is not None:
        return None
    sql = "SELECT id FROM member WHERE NOT deleted AND lower(handle) = lower(CAST(session_user AS text))"
    value = reader.value(sql)
    return None if value is None else str(value)


def _zone(reader: Reader) -> str:
    return str(reader.value("SELECT time_zone FROM organisation WHERE NOT deleted") or "Asia/Makassar")


def _say(sentence: str) -> None:
    sys.stderr.write(f"taskforce: {sentence}\n")


def create_store(location: Location | str | Path, *, today: date | None = None, ref_prefix: str = "") -> Store:
    """Make a new, empty list and open it; ``ref_prefix`` begins the refs of a copy of another list."""
    from taskforce.store.write.migrate import create_list

    place = location if isinstance(location, Location) else location_of(location)
    create_list(place, Clock(today=today), ref_prefix)
    return open_store(place, today=today)


def _empty_store(place: Location, today: date | None) -> Store:
    """Return a list on a server that holds nothing: a new one, or one whose making was broken off."""
    try:
        store = open_store(place, today=today)
    except NoList:
        return create_store(place, today=today)
    if store.reader.value("SELECT 1 FROM change LIMIT 1") is None:
        return store
    store.close()
    return create_store(place, today=today)  # which says that there is one


@contextmanager
def new_store(location: Location | str | Path, *, today: date | None = None) -> Iterator[Store]:
    """Give a new, empty list to be filled.  A file is there when the ``with`` block ends, complete, or not at all.

    Raises :class:`StoreError` when something is there already.
    """
    place = location if isinstance(location, Location) else location_of(location)
    if place.path is None:
        with contextlib.closing(_empty_store(place, today)) as store:
            yield store
        return
    from taskforce.store.write.migrate import new_file
    from taskforce.store.write.replica import set_place

    with new_file(place.path) as temporary:
        temporary.unlink()
        with contextlib.closing(create_store(temporary, today=today)) as store:
            yield store
        with transaction(Location(path=temporary)) as connection:
            set_place(connection, place)
