"""Changes that were lost from a damaged list: something stands for each, so that the numbers go on without a gap.

To every version it is a change of a record type that it does not know, so it is kept and handed on.  The change
itself takes its place when another replica has it: a list says that it has a replica's changes only up to the
first one that is lost, and so is given it again.
"""

from __future__ import annotations

from operator import itemgetter

from taskforce.model.records import CREATION
from taskforce.store.changes.batch import Change, Foreign
from taskforce.store.changes.ids import derived_id
from taskforce.store.database.reader import Reader

LOST = "lost"
"""The record type of what stands for a lost change, and the kind of the step that it belongs to."""

LOST_ID = "c0a7a1de-5b6a-5f0e-8a40-3f8f1f3f6a17"
"""The one record that all of those are of: by it they are found."""

EARLIEST = 1 << 40
"""No change that anybody made has a clock below this: only what a record begins with whose beginning was lost."""

_COLUMNS = ", ".join(Change._fields)
_RECORD_OF = itemgetter(Change._fields.index("record_id"))


def lost_id(replica: str, number: int) -> str:
    """Return the id of what stands for a lost change: every list that lost it gives it the same."""
    return derived_id(LOST, replica, str(number))


def is_begun_anew(change: Change) -> bool:
    """Return whether a change stands for the creation of a record that was lost; it knows less than any other."""
    return change.field == CREATION and change.clock < EARLIEST


def lost_places(reader: Reader) -> set[tuple[str, int]]:
    """Return the places (replica and number) of the changes that are lost here."""
    return set(reader.rows("SELECT copy_id, number FROM change WHERE subject_id = :lost", lost=LOST_ID))


def seen_upto(reader: Reader, replica: str) -> int:
    """Return up to which number this list has every change of a replica."""
    first = min((number for one, number in lost_places(reader) if one == replica), default=None)
    if first is not None:
        return first - 1
    return int(reader.value("SELECT max(number) FROM change WHERE copy_id = :replica", replica=replica) or 0)


def at_known_places(reader: Reader, foreign: Foreign) -> Foreign:
    """Return what arrives with the changes that are here instead of what stands there for them."""
    places: set[tuple[str, int]] = set()
    if LOST_ID in map(_RECORD_OF, foreign.changes):
        places = {(one.copy_id, one.number) for one in foreign.changes if one.record_id == LOST_ID}
    spans = foreign.source.spans if foreign.source is not None else {}
    for replica, span in spans.items():
        if span.first > 1 and span.before == lost_id(replica, span.first - 1):
            places.add((replica, span.first - 1))
    if not places:
        return foreign
    sql = f"SELECT {_COLUMNS} FROM change WHERE copy_id = :replica AND number = :number"
    here = {
        place: Change._make(row)
        for place in places
        if (row := reader.row(sql, replica=place[0], number=place[1])) is not None
    }
    changes = [
        here.get((one.copy_id, one.number), one) if one.record_id == LOST_ID else one for one in foreign.changes
    ]
    source = foreign.source
    if source is not None:
        known = {
            replica: span._replace(before=here[replica, span.first - 1].id)
            for replica, span in spans.items()
            if (replica, span.first - 1) in here and span.before == lost_id(replica, span.first - 1)
        }
        source = source._replace(spans={**spans, **known})
    return foreign._replace(changes=changes, source=source)
