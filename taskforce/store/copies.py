"""This database as one of the copies of a list: its id, its running numbers, its clock, its refs."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlmodel import Session

from taskforce.clock import Clock, read_moment, write_moment
from taskforce.language import _
from taskforce.model import tables
from taskforce.store.ids import new_id
from taskforce.store.location import Location
from taskforce.store.reader import StoreError
from taskforce.store.write import table_of

_COUNTER_BITS = 16


@dataclass(slots=True)
class OwnCopy:
    """The copy's counters while a batch is written; :meth:`save` puts them back."""

    id: str
    series: str
    last_number: int
    last_clock: int
    last_ref: int

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
        return f"{self.series}-{self.last_ref}" if self.series else str(self.last_ref)

    def save(self, session: Session) -> None:
        """Keep the counters."""
        table = table_of(tables.Copy)
        session.connection().execute(
            update(table)
            .where(table.c.id == self.id)
            .values(last_number=self.last_number, last_clock=self.last_clock, last_ref=self.last_ref)
        )


def own_copy(session: Session, location: Location) -> OwnCopy:
    """This copy, locked against other writers until the transaction ends."""
    table = table_of(tables.Copy)
    row = session.execute(select(table).where(table.c.own).with_for_update()).mappings().first()
    if row is None:
        raise StoreError(_("{place} has not been set up: run “taskforce init”.", place=location))
    return OwnCopy(row["id"], row["series"], row["last_number"], row["last_clock"], row["last_ref"])


def create_own_copy(session: Session, location: Location, clock: Clock, series: str = "") -> None:
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


def clock_time(clock: int) -> int:
    """Milliseconds since 1970 that a reading of the hybrid logical clock stands for."""
    return clock >> _COUNTER_BITS
