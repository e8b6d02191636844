"""Saving what can be read of a damaged list into a new one, which is sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from taskforce.clock import Clock
from taskforce.language import _
from taskforce.model.text import decodable
from taskforce.store.changes.batch import Change
from taskforce.store.database.location import Location
from taskforce.store.database.reader import Connection, StoreError
from taskforce.store.database.sealed import key_if_sealed
from taskforce.store.health.completing import Complete, folded
from taskforce.store.health.found import found_in, prepared
from taskforce.store.health.history import ChangeRow, History, is_id
from taskforce.store.health.mending import Mending
from taskforce.store.write.migrate import make_list
from taskforce.store.write.rebuild import rebuild, subjects, write_history
from taskforce.store.write.replica import become_new, set_place, stored_replica


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What was saved of a list, and what was not.

    ``changes`` are those that were read, ``mended`` those of them that other places of the file put right;
    ``lost`` counts changes that are gone, by the short name of the copy that wrote them; ``begun_anew`` names the
    records whose beginning is gone, ``without_beginning`` counts those of which nothing can be shown.
    """

    changes: int
    records: int
    mended: Sequence[Change] = ()
    lost: Counter[str] = field(default_factory=Counter)
    begun_anew: Sequence[tuple[str, str]] = ()
    without_beginning: Counter[str] = field(default_factory=Counter)
    unlinked: int = 0
    by_pages: bool = False

    @property
    def whole(self) -> bool:
        """Return whether nothing was lost."""
        return not (self.lost or self.begun_anew or self.without_beginning or self.unlinked)


def salvage(source: Path, target: Path, clock: Clock) -> Salvaged:
    """Write what can be read of the list in ``source`` to ``target``, a new list; the source is left as it is.

    Raises :class:`StoreError` when something is at ``target`` already, or nothing of a list can be read.
    """
    found = found_in(source)
    saved: list[Salvaged] = []

    def fill(connection: Connection) -> None:
        saved.append(fill_list(connection, found, clock, source.name))
        place = Location(path=target)
        own = stored_replica(connection, place)
        become_new(connection, own, place, own.ref_prefix)  # whoever goes on in the damaged file writes as another
        own.save(connection)

    make_list(Location(path=target), fill, key=key_if_sealed(source))
    return saved[0]


def fill_list(
    connection: Connection, found: History, clock: Clock, name: str, *, place: Path | None = None
) -> Salvaged:
    """Write a history as it was found to the tables of a new list: mended, without gaps, and all else made of it.

    Raises :class:`StoreError` when there is no change in it.
    """
    mending, complete = prepared(found, clock, name)
    history = complete.history
    if not mending.history.changes:
        raise StoreError(_("Nothing of a list can be read in {file}: restore a backup.", file=name))
    of = subjects([row.change for row in history.changes], folded(history))
    write_history(
        connection,
        [_readable(row._asdict()) for row in history.copies],
        [_readable(row._asdict()) for row in history.batches],
        [_columns(row, number, of[row.change.record_id]) for number, row in enumerate(history.changes, 1)],
        [dict(zip(("copy_id", "of_copy_id", "number"), row, strict=True)) for row in history.knowledge],
    )
    rebuild(connection)
    if place is not None:
        set_place(connection, Location(path=place))
    return _told(found, mending, complete)


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with question marks for what was no text in the file."""
    return {name: decodable(value) if isinstance(value, str) else value for name, value in row.items()}


def _columns(row: ChangeRow, seq: int, subject: str) -> dict[str, object]:
    received = row.received_with if is_id(row.received_with) else None
    return {
        **row.change._asdict(),
        "seq": seq,
        "subject_id": subject,
        "replaced": False,
        "received_with": received,
    }


def _told(found: History, mending: Mending, complete: Complete) -> Salvaged:
    names = {one.id: one.series or _("the first copy") for one in complete.history.copies}
    lost: Counter[str] = Counter()
    for copy_id, count in complete.lost_changes.items():
        lost[names[copy_id]] += count
    return Salvaged(
        len(mending.history.changes),
        len(folded(complete.history)),
        tuple(mending.mended),
        lost,
        tuple(complete.begun_anew),
        complete.without_beginning,
        complete.unlinked,
        found.by_pages,
    )
