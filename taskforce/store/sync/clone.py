"""A new copy of a list, made from what another copy handed over: the whole history, under an id of its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from taskforce.clock import Clock
from taskforce.language import _
from taskforce.model.errors import UsageError
from taskforce.store.changes.batch import Batch, Foreign, Receipt
from taskforce.store.database.connect import open_reader
from taskforce.store.database.location import Location
from taskforce.store.database.reader import Connection, NoList, SchemaBehind, StoreError
from taskforce.store.history.undo import COPIED
from taskforce.store.store import Store
from taskforce.store.sync.merge import check_clock, combined, in_order
from taskforce.store.write.replica import (
    Replica,
    create_replica,
    free_ref_prefix,
    own_replica,
    ref_prefix_of,
    stored_replica,
)
from taskforce.store.write.transaction import written


def free_name(text: str, foreign: Foreign) -> str:
    """Return the short name that ``text`` suggests for a new copy, with a number when another copy has it."""
    return free_ref_prefix(text, {copy.series for copy in foreign.copies})


def chosen_name(name: str, taken: Collection[str]) -> str:
    """Return the short name that a person chose, as it is stored; raises :class:`UsageError` if it cannot be."""
    prefix = ref_prefix_of(name)[:24] if name.strip() else ""
    if not prefix:
        raise UsageError(_("A copy needs a short name: letters and digits, such as farid."))
    if prefix in taken:
        raise UsageError(_("Another copy is called “{name}” already: choose another short name.", name=prefix))
    return prefix


def is_free(location: Location) -> bool:
    """Return whether no list stands at ``location`` yet: no file, or a database on a server without one.

    Raises :class:`StoreError` when the server cannot be reached.
    """
    if location.path is not None:
        return not location.path.exists()
    try:
        open_reader(location).close()
    except NoList:
        return True
    except SchemaBehind:  # one of an older program is a list as well
        pass
    return False


def make_copy(
    location: Location,
    clock: Clock,
    arrivals: Sequence[tuple[Foreign, str]],
    ref_prefix: str,
    *,
    accept_clock: bool = False,
) -> None:
    """Make the list at ``location`` (where there is none) from whole arrivals: all of it is done or nothing.

    ``ref_prefix`` is the copy's short name, with which its refs begin.  Raises :class:`StoreError`.
    """
    from taskforce.store.write.apply_remote import receive
    from taskforce.store.write.migrate import make_list

    in_turn = in_order(arrivals)
    if not any(is_whole(foreign) for foreign, _summary in in_turn):
        raise StoreError(
            _(
                "A new copy needs the whole list, and this is only what someone had not seen: ask for the "
                "whole list (in the app F8, x; or “taskforce bundle write FILE --all”)."
            )
        )
    if not accept_clock:
        check_clock(clock, combined([foreign for foreign, _summary in in_turn]))

    def fill(connection: Connection) -> None:
        create_replica(connection, location, clock, ref_prefix)
        own = stored_replica(connection, location)
        for foreign, summary in in_turn:
            receive(connection, own, clock, Batch(COPIED, foreign=foreign, summary=summary))

    make_list(location, fill)


def is_whole(foreign: Foreign) -> bool:
    """Return whether an arrival holds the list from its beginning."""
    return foreign.source is not None and all(span.first == 1 for span in foreign.source.spans.values())


def rename(store: Store, name: str) -> Replica:
    """Give this copy another short name: its next action items begin with it, those there are keep theirs.

    The other copies hear of it with the next bundle.  Raises :class:`UsageError` for a name that cannot be.
    """
    renamed: list[Replica] = []

    def work(connection: Connection) -> list[Receipt]:
        own = own_replica(connection, store.location)
        taken = {row[0] for row in connection.rows("SELECT series FROM copy WHERE NOT own")}
        own.take_ref_prefix(chosen_name(name, taken))
        for (ref,) in connection.rows(
            "SELECT ref FROM action_item WHERE ref LIKE :begins", begins=f"{own.ref_prefix}-%"
        ):
            own.met_ref(ref)
        own.save(connection)
        renamed.append(own)
        return []

    store.check_writable("organisation")  # on a server it is the whole office's, as its registers are
    written(store.location, work)
    store.wrote = True
    return renamed[0]
