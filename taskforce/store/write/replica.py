"""This database as one of the copies of a list: its id, its running numbers, its clock, its refs.

Two databases must never write under one copy id: their changes would carry the same numbers.  A file that was
copied by hand, or set back to an earlier state, therefore becomes a copy of its own as soon as it is noticed.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import insert, select, update
from sqlmodel import Session

from taskforce.clock import Clock, read_moment, write_moment
from taskforce.language import _
from taskforce.model import tables
from taskforce.model.text import slug
from taskforce.store.changes.ids import new_id
from taskforce.store.database.location import Location
from taskforce.store.database.reader import Reader, SqlAlchemyReader, StoreError
from taskforce.store.write.bulk import table_of

_COUNTER_BITS = 16


@dataclass(slots=True)
class Replica:
    """The copy's counters while a batch is written; :meth:`save` puts them back.

    ``notices`` are sentences for the person who writes.
    """

    id: str
    ref_prefix: str
    last_number: int
    last_clock: int
    last_ref: int
    notices: list[str] = field(default_factory=list)

    def next_number(self) -> int:
        """The running number of this copy's next change."""
        self.last_number += 1
        return self.last_number

    def tick(self, at: str) -> int:
        """The next reading of the hybrid logical clock: the time, or just past the greatest reading seen.

        A clock set back therefore never makes this copy's own new edits lose.
        """
        now = int(read_moment(at).timestamp() * 1000) << _COUNTER_BITS
        self.last_clock = max(self.last_clock + 1, now)
        return self.last_clock

    def next_ref(self) -> str:
        """The ref of this copy's next action item: ``12``, or ``farid-3`` on a copy with a series."""
        self.last_ref += 1
        return f"{self.ref_prefix}-{self.last_ref}" if self.ref_prefix else str(self.last_ref)

    def met_ref(self, ref: object) -> None:
        """A ref that came from elsewhere: this copy never gives it out again."""
        series, _hyphen, number = str(ref).rpartition("-")
        if series == self.ref_prefix and number.isascii() and number.isdigit() and len(number) < 18:
            self.last_ref = max(self.last_ref, int(number))

    def take_ref_prefix(self, series: str) -> None:
        """Number the next items in another series."""
        self.ref_prefix, self.last_ref = series, 0

    def save(self, session: Session) -> None:
        """Keep the counters."""
        table = table_of(tables.Copy)
        session.connection().execute(
            update(table)
            .where(table.c.id == self.id)
            .values(
                series=self.ref_prefix,
                last_number=self.last_number,
                last_clock=self.last_clock,
                last_ref=self.last_ref,
            )
        )


def own_replica(session: Session, location: Location) -> Replica:
    """This copy, locked against other writers until the transaction ends.

    A file at another place than where it was last written was moved, unless the old place still holds the same
    copy: then this one is given an id and a series of its own.
    """
    own, place = _stored(session, location)
    if location.path is None or place == str(location) or _same_file(place, location.path):
        return own
    there = counters_of(Path(place)) if place else None
    if there is not None and there.own_id == own.id:
        become_new(session, own, location, next_ref_prefix(SqlAlchemyReader(session.connection()), user_name()))
        own.notices.append(
            _(
                "This list was copied from {place}: it is a copy of its own now, and numbers its new action items "
                "{series}-1, {series}-2 …",
                place=place,
                series=own.ref_prefix,
            )
        )
    else:
        table = table_of(tables.Copy)
        session.connection().execute(update(table).where(table.c.id == own.id).values(place=str(location)))
    return own


def stored_replica(session: Session, location: Location) -> Replica:
    """This copy as it is stored, wherever its file lies."""
    return _stored(session, location)[0]


def _stored(session: Session, location: Location) -> tuple[Replica, str | None]:
    """This copy, and where its file lay when it was last written."""
    table = table_of(tables.Copy)
    row = session.execute(select(table).where(table.c.own).with_for_update()).mappings().first()
    if row is None:
        moved = session.execute(select(table.c.place).where(table.c.place.is_not(None))).scalar()
        if moved is not None:
            raise StoreError(_("This list was moved to {place}: nothing was saved; open it there.", place=moved))
        raise StoreError(_("{place} has not been set up: run “taskforce init”.", place=location))
    own = Replica(row["id"], row["series"], row["last_number"], row["last_clock"], row["last_ref"])
    return own, row["place"]


def _same_file(place: str | None, path: Path) -> bool:
    try:
        return place is not None and os.path.samefile(place, path)  # noqa: PTH121 - the older of the two is text
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class Counters:
    """How far the list in another file is: its own copy, all copies it knows, its counters."""

    own_id: str
    copies: frozenset[str]
    ref_prefix: str
    last_clock: int
    last_ref: int


def counters_of(path: Path) -> Counters | None:
    """The counters of the list in a file; ``None`` when there is none that can be read."""
    if not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute("SELECT id, series, last_clock, last_ref FROM copy WHERE own").fetchone()
            copies = frozenset(str(one[0]) for one in connection.execute("SELECT id FROM copy"))
    except sqlite3.Error:
        return None
    return None if row is None else Counters(row[0], copies, *row[1:])


def create_replica(session: Session, location: Location, clock: Clock, series: str = "") -> None:
    """Make a new database a copy of its own."""
    session.add(
        tables.Copy(
            id=new_id(),
            series=series,
            own=True,
            place=str(location),
            created_at=write_moment(clock.now()),
        )
    )


def become_new(
    session: Session, own: Replica, location: Location | None, series: str, from_number: int | None = None
) -> set[str]:
    """Go on as a copy with a new id; changes from ``from_number`` on move along (default: none).

    Gives the ids of the records whose changes moved.
    """
    connection = session.connection()
    copies, changes, batches = table_of(tables.Copy), table_of(tables.Change), table_of(tables.Batch)
    old = connection.execute(select(copies).where(copies.c.id == own.id)).mappings().one()
    first = own.last_number + 1 if from_number is None else from_number
    new = {
        **old,
        "id": _id_after(own.id),
        "series": series,
        "own": True,
        "place": old["place"] if location is None else str(location),
        "last_number": max(0, own.last_number - first + 1),
        "last_ref": own.last_ref if series == own.ref_prefix else 0,
        "heard_at": None,
    }
    connection.execute(
        update(copies).where(copies.c.id == own.id).values(own=False, place=None, last_number=first - 1)
    )
    connection.execute(insert(copies).values(new))
    moving = changes.c.copy_id == own.id, changes.c.number >= first
    touched = {row[0] for row in connection.execute(select(changes.c.record_id).where(*moving))}
    moved = {row[0] for row in connection.execute(select(changes.c.batch_id).where(*moving))}
    connection.execute(
        update(changes).where(*moving).values(copy_id=new["id"], number=changes.c.number - (first - 1))
    )
    for batch_id in moved:
        connection.execute(update(batches).where(batches.c.id == batch_id).values(copy_id=new["id"]))
    own.id, own.ref_prefix = new["id"], series
    own.last_number, own.last_ref = new["last_number"], new["last_ref"]
    return touched


def _id_after(copy_id: str) -> str:
    """A new id that sorts after ``copy_id`` whatever the clock says: of two places of a change the later holds."""
    fresh = new_id()
    if fresh > copy_id:
        return fresh
    stamp = int(copy_id.replace("-", "")[:12], 16) + 1
    digits = f"{stamp:012x}"
    return f"{digits[:8]}-{digits[8:]}{fresh[13:]}"


def user_name() -> str:
    """What this computer calls its user; ``copy`` where it does not say."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "copy"


def ref_prefix_of(text: str) -> str:
    """The short name of a copy that ``text`` (a handle, a person's name) suggests: letters, then digits."""
    word = slug(text).replace("-", "")
    return word if word[:1].isalpha() else f"copy{word}"


def next_ref_prefix(reader: Reader, wanted: str) -> str:
    """A series that no known copy has: the one that ``wanted`` suggests, or that with a number."""
    taken = {row[0] for row in reader.rows("SELECT series FROM copy")}
    return free_ref_prefix(wanted, taken)


def free_ref_prefix(wanted: str, taken: set[str]) -> str:
    """The series that ``wanted`` suggests, with a number when it is among ``taken``."""
    series, number = ref_prefix_of(wanted), 2
    while series in taken:
        series, number = f"{ref_prefix_of(wanted)}{number}", number + 1
    return series


def clock_time(clock: int) -> int:
    """Milliseconds since 1970 that a reading of the hybrid logical clock stands for."""
    return clock >> _COUNTER_BITS
