"""This database as one of the copies of a list: its id, its running numbers, its clock, its refs.

Two databases must never write under one copy id: their changes would carry the same numbers.  A file that was
copied by hand, or set back to an earlier state, therefore becomes a copy of its own as soon as it is noticed.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from taskforce.clock import Clock, read_moment, write_moment
from taskforce.language import _
from taskforce.model.text import slug
from taskforce.store.changes.branches import Place
from taskforce.store.changes.ids import new_id
from taskforce.store.database.location import Location
from taskforce.store.database.reader import Connection, Reader, StoreError
from taskforce.store.database.sealed import connect
from taskforce.store.write.bulk import insert_rows

_COUNTER_BITS = 16


class Replica:
    """The copy's counters while a batch is written; :meth:`save` puts them back."""

    def __init__(self, id_: str, ref_prefix: str, last_number: int, last_clock: int, last_ref: int) -> None:
        self.id, self.ref_prefix = id_, ref_prefix
        self.last_number, self.last_clock, self.last_ref = last_number, last_clock, last_ref
        self.notices: list[str] = []
        """Sentences for the person who writes."""
        self._saved = self._counters

    @property
    def _counters(self) -> tuple[str, str, int, int, int]:
        return self.id, self.ref_prefix, self.last_number, self.last_clock, self.last_ref

    def next_number(self) -> int:
        """Give out the running number of this copy's next change."""
        self.last_number += 1
        return self.last_number

    def tick(self, at: str) -> int:
        """Return the next reading of the hybrid logical clock: the time, or just past the greatest reading seen.

        A clock set back therefore never makes this copy's own new edits lose.
        """
        self.last_clock = max(self.last_clock + 1, clock_at(at))
        return self.last_clock

    def next_ref(self) -> str:
        """Give out the ref of this copy's next action item: ``12``, or ``farid-3`` on a copy with a prefix."""
        self.last_ref += 1
        return f"{self.ref_prefix}-{self.last_ref}" if self.ref_prefix else str(self.last_ref)

    def met_ref(self, ref: object) -> None:
        """Note a ref that came from elsewhere: this copy never gives it out again."""
        self.last_ref = max(self.last_ref, ref_number(ref, self.ref_prefix))

    def take_ref_prefix(self, ref_prefix: str) -> None:
        """Number the next items from 1 on, with another prefix."""
        self.ref_prefix, self.last_ref = ref_prefix, 0

    def save(self, connection: Connection) -> None:
        """Keep the counters, where they are others by now."""
        if self._counters == self._saved:
            return
        self._saved = self._counters
        connection.execute(
            "UPDATE copy SET series = :series, last_number = :number, last_clock = :clock, last_ref = :ref "
            "WHERE id = :id",
            id=self.id,
            series=self.ref_prefix,
            number=self.last_number,
            clock=self.last_clock,
            ref=self.last_ref,
        )


def ref_number(ref: object, ref_prefix: str) -> int:
    """Return the number of a ref that a copy with this prefix gave out; 0 for any other."""
    prefix, _hyphen, number = str(ref).rpartition("-")
    return (
        int(number) if prefix == ref_prefix and number.isascii() and number.isdigit() and len(number) < 18 else 0
    )


def own_replica(connection: Connection, location: Location) -> Replica:
    """Return this copy, locked against other writers until the transaction ends.

    A file at another place than where it was last written was moved, unless the old place still holds the same
    copy: then this one is given an id and a prefix of refs of its own.
    """
    own, place = _stored(connection, location)
    if location.path is None or place == str(location) or _same_file(place, location.path):
        return own
    there = counters_of(Path(place)) if place else None
    if there is not None and there.own_id == own.id:
        become_new(connection, own, location, next_ref_prefix(connection, user_name()))
        own.notices.append(
            _(
                "This list was copied from {place}: it is a copy of its own now, and numbers its new action items "
                "{series}-1, {series}-2 …",
                place=place,
                series=own.ref_prefix,
            )
        )
    else:
        connection.execute("UPDATE copy SET place = :place WHERE id = :id", id=own.id, place=str(location))
    return own


def stored_replica(connection: Connection, location: Location) -> Replica:
    """Return this copy as it is stored, wherever its file lies."""
    return _stored(connection, location)[0]


def _stored(connection: Connection, location: Location) -> tuple[Replica, str | None]:
    """Return this copy, and where its file lay when it was last written."""
    lock = " FOR UPDATE" if connection.dialect == "postgresql" else ""  # a file is locked as a whole
    row = connection.row(f"SELECT id, series, last_number, last_clock, last_ref, place FROM copy WHERE own{lock}")
    if row is None:
        moved = connection.value("SELECT place FROM copy WHERE place IS NOT NULL")
        if moved is not None:
            raise StoreError(_("This list was moved to {place}: nothing was saved; open it there.", place=moved))
        raise StoreError(_("{place} has not been set up: run “taskforce init”.", place=location))
    return Replica(*row[:5]), row[5]


def _same_file(place: str | None, path: Path) -> bool:
    try:
        return place is not None and os.path.samefile(place, path)  # noqa: PTH121 - the older of the two is text
    except OSError:
        return False


class Counters(NamedTuple):
    """How far the list in another file is: its own copy, all copies it knows, its counters."""

    own_id: str
    copies: frozenset[str]
    ref_prefix: str
    last_clock: int
    last_ref: int
    organisation: str = ""


def counters_of(path: Path) -> Counters | None:
    """Return the counters of the list in a file; ``None`` when there is none that can be read."""
    if not path.is_file():
        return None
    try:
        with closing(connect(path.absolute(), "mode=ro")) as connection:
            row = connection.execute("SELECT id, series, last_clock, last_ref FROM copy WHERE own").fetchone()
            copies = frozenset(str(one[0]) for one in connection.execute("SELECT id FROM copy"))
            office = connection.execute("SELECT name FROM organisation WHERE NOT deleted").fetchone()
    except (sqlite3.Error, StoreError):
        return None
    if row is None:
        return None
    own_id, prefix, clock, ref = row
    return Counters(own_id, copies, prefix, clock, ref, str(office[0]) if office else "")


def create_replica(connection: Connection, location: Location, clock: Clock, ref_prefix: str = "") -> None:
    """Make a new database a copy of its own."""
    row = {
        "id": new_id(),
        "series": ref_prefix,
        "own": True,
        "place": str(location),
        "created_at": write_moment(clock.now()),
        "last_number": 0,
        "last_clock": 0,
        "last_ref": 0,
    }
    insert_rows(connection, "copy", [row])


def set_place(connection: Connection, location: Location) -> None:
    """Write down where this copy lies, when its file was made elsewhere."""
    connection.execute("UPDATE copy SET place = :place WHERE own", place=str(location))


def become_new(connection: Connection, own: Replica, location: Location | None, ref_prefix: str) -> None:
    """Go on as a copy with a new id; what was written under the old one stays there."""
    old, new = own.id, _id_after(own.id)
    last, own.last_number = own.last_number, 0
    own.last_ref = own.last_ref if ref_prefix == own.ref_prefix else 0
    own.id, own.ref_prefix = new, ref_prefix
    connection.execute(
        "INSERT INTO copy (id, series, own, place, created_at, last_number, last_clock, last_ref) "
        "SELECT :new, :series, TRUE, coalesce(:place, place), created_at, 0, last_clock, :ref "
        "FROM copy WHERE id = :old",
        new=new,
        old=old,
        series=ref_prefix,
        place=None if location is None else str(location),
        ref=own.last_ref,
    )
    connection.execute(
        "UPDATE copy SET own = FALSE, place = NULL, last_number = :last WHERE id = :old", old=old, last=last
    )


def know_branch(connection: Connection, branch: str, replica: str) -> None:
    """Keep ``branch`` among the copies, called as the one it is a branch of."""
    connection.execute(
        "INSERT INTO copy (id, series, own, created_at, last_number, last_clock, last_ref) "
        "SELECT :branch, series, FALSE, created_at, 0, 0, 0 FROM copy "
        "WHERE id = :replica AND NOT EXISTS (SELECT 1 FROM copy WHERE id = :branch)",
        branch=branch,
        replica=replica,
    )


def move_changes(connection: Connection, own: Replica, start: Place, target: Place) -> set[str]:
    """Move the changes from ``start`` on to ``target`` and after it; this copy goes with its own.

    What other copies are known to have of them is forgotten, so that they are handed over again.  Gives the ids of
    the records whose changes moved.
    """
    old, new = start.replica, target.replica
    know_branch(connection, new, old)
    sql = "SELECT record_id, batch_id FROM change WHERE copy_id = :old AND number >= :first"
    moving = connection.rows(sql, old=old, first=start.number)
    connection.execute(
        "UPDATE change SET copy_id = :new, number = number + :further WHERE copy_id = :old AND number >= :first",
        new=new,
        old=old,
        further=target.number - start.number,
        first=start.number,
    )
    connection.execute_many(
        "UPDATE batch SET copy_id = :new WHERE id = :id",
        [{"id": batch_id, "new": new} for batch_id in {row[1] for row in moving}],
    )
    connection.execute(
        "UPDATE knowledge SET number = :last WHERE of_copy_id = :old AND number > :last",
        old=old,
        last=start.number - 1,
    )
    for copy_id in (old, new):
        last = connection.value("SELECT max(number) FROM change WHERE copy_id = :copy", copy=copy_id) or 0
        connection.execute("UPDATE copy SET last_number = :last WHERE id = :copy", copy=copy_id, last=last)
    if own.id == old:
        place = connection.value("SELECT place FROM copy WHERE id = :old", old=old)
        connection.execute("UPDATE copy SET own = FALSE, place = NULL WHERE id = :old", old=old)
        connection.execute("UPDATE copy SET own = TRUE, place = :place WHERE id = :new", place=place, new=new)
        own.id, own.last_number = new, last
    return {row[0] for row in moving}


def move_away(connection: Connection, target: Location) -> None:
    """Let the list that was here say where it went; from now on it is not written any more."""
    connection.execute("UPDATE copy SET own = FALSE, place = :place WHERE own", place=str(target))


def _id_after(copy_id: str) -> str:
    """Return a new id that sorts after ``copy_id``, whatever the clock: the later of a change's places holds."""
    fresh = new_id()
    if fresh > copy_id:
        return fresh
    stamp = int(copy_id.replace("-", "")[:12], 16) + 1
    digits = f"{stamp:012x}"
    return f"{digits[:8]}-{digits[8:]}{fresh[13:]}"


def user_name() -> str:
    """Return what this computer calls its user; ``copy`` where it does not say."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "copy"


def ref_prefix_of(text: str) -> str:
    """Return the short name of a copy that ``text`` (a handle, a person's name) suggests: letters, then digits."""
    word = slug(text).replace("-", "")
    return word if word[:1].isalpha() else f"copy{word}"


def next_ref_prefix(reader: Reader, name: str) -> str:
    """Return a prefix of refs that no known copy has: the one that ``name`` suggests, or that with a number."""
    taken = {row[0] for row in reader.rows("SELECT series FROM copy")}
    return free_ref_prefix(name, taken)


def free_ref_prefix(name: str, taken: set[str]) -> str:
    """Return the prefix of refs that ``name`` suggests, with a number when it is among ``taken``."""
    prefix, number = ref_prefix_of(name), 2
    while prefix in taken:
        prefix, number = f"{ref_prefix_of(name)}{number}", number + 1
    return prefix


def clock_at(at: str) -> int:
    """Return the reading of the hybrid logical clock that a stored moment stands for."""
    return int(read_moment(at).timestamp() * 1000) << _COUNTER_BITS


def clock_time(clock: int) -> int:
    """Return the milliseconds since 1970 that a reading of the hybrid logical clock stands for."""
    return clock >> _COUNTER_BITS
