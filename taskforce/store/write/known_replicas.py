"""The other copies of a list: who they are, and what each is known to have seen."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from taskforce.language import _
from taskforce.model.errors import NotFound
from taskforce.model.text import nearest
from taskforce.store.changes.batch import Foreign
from taskforce.store.database.reader import Connection, Reader
from taskforce.store.write.bulk import insert_rows
from taskforce.store.write.replica import Replica, free_ref_prefix


class KnownReplica(NamedTuple):
    """One copy of the list, as this database knows it.

    ``changes`` is how many of its changes are here, ``last_at`` when the newest of them was made, ``heard_at``
    when its newest bundle merged here was written (``None``: never heard of directly), ``unseen`` how many
    changes that are here it is not known to have.  ``earlier``: another copy of its name was made since, as where
    a list is set back: nobody works on this one any more.
    """

    id: str
    ref_prefix: str
    own: bool
    created_at: str
    changes: int
    last_at: str | None
    heard_at: str | None
    unseen: int
    earlier: bool = False

    @property
    def name(self) -> str:
        """Return what people call it."""
        return self.ref_prefix or _("the first copy")

    @property
    def shown(self) -> str:
        """Return what people call it among the others, where it may be the earlier one of two."""
        if self.own:
            return f"{self.name} ({_('this one')})"
        return f"{self.name} ({_('as it was earlier')})" if self.earlier else self.name


def own_replica_id(reader: Reader) -> str:
    """Return the id of this copy of the list."""
    return str(reader.value("SELECT id FROM copy WHERE own"))


def own_last_number(reader: Reader) -> int:
    """Return the running number of this copy's last change."""
    return int(reader.value("SELECT last_number FROM copy WHERE own") or 0)


def known_replicas(reader: Reader) -> list[KnownReplica]:
    """Return every copy that this database knows, its own first, then in the order they were made."""
    rows = reader.rows(
        "SELECT c.id, c.series, c.own, c.created_at, c.last_number, "
        "(SELECT ch.at FROM change ch WHERE ch.copy_id = c.id AND ch.number = c.last_number), c.heard_at "
        "FROM copy c ORDER BY c.own DESC, c.created_at, c.id"
    )
    numbers = {row[0]: row[4] for row in rows}
    seen: dict[str, dict[str, int]] = {}
    for copy_id, of_copy, number in reader.rows("SELECT copy_id, of_copy_id, number FROM knowledge"):
        seen.setdefault(copy_id, {})[of_copy] = number
    newest = {
        series: (created_at, copy_id) for copy_id, series, _own, created_at, *_rest in sorted(rows, key=_made)
    }
    replicas = []
    for copy_id, series, own, created_at, last, last_at, heard_at in rows:
        has = {**seen.get(copy_id, {}), copy_id: last}
        earlier = not own and newest[series] != (created_at, copy_id)
        unseen = 0 if own or earlier else sum(max(0, number - has.get(one, 0)) for one, number in numbers.items())
        replicas.append(
            KnownReplica(copy_id, series, bool(own), created_at, last, last_at, heard_at, unseen, earlier)
        )
    return replicas


def _made(row: tuple[Any, ...]) -> tuple[str, str]:
    return row[3], row[0]


def replica_named(reader: Reader, text: str) -> KnownReplica:
    """Return the other copy that people call ``text``; raises :class:`NotFound` with the nearest names."""
    word = text.strip().casefold()
    others = [copy for copy in known_replicas(reader) if not copy.own]
    # Of copies of one name (a list set back, a file copied by hand) the one heard of last is meant.
    named = [copy for copy in others if word in (copy.ref_prefix.casefold(), copy.name.casefold(), copy.id)]
    if named:
        return max(named, key=lambda copy: (copy.heard_at or "", copy.id))
    names = [copy.name for copy in others]
    if near := nearest(word, names):
        raise NotFound(_("No copy is called “{name}”: did you mean {near}?", name=text, near=", ".join(near)))
    if not names:
        raise NotFound(_("No other copy of this list is known yet: write the whole list."))
    raise NotFound(_("No copy is called “{name}”: use one of {near}.", name=text, near=", ".join(names)))


def seen_by_all(reader: Reader, copy_ids: Collection[str]) -> dict[str, int]:
    """Return up to which number of each copy all these copies are known to have seen the changes that are here."""
    here = dict(reader.rows("SELECT id, last_number FROM copy"))
    seen: dict[str, dict[str, int]] = {copy_id: {} for copy_id in copy_ids}
    for copy_id, of_copy, number in reader.rows("SELECT copy_id, of_copy_id, number FROM knowledge"):
        if copy_id in seen:
            seen[copy_id][of_copy] = number
    return {
        copy_id: min([number, *(vector.get(copy_id, 0) for vector in seen.values())])
        for copy_id, number in here.items()
    }


def write_replicas(connection: Connection, own: Replica, foreign: Foreign) -> None:
    """Keep the copies that arrive.  One that has this copy's series by chance, and is older, keeps it."""
    here = dict(connection.rows("SELECT id, series FROM copy"))
    new = [copy for copy in foreign.copies if copy.id not in here]
    start = {"own": False, "place": None, "last_number": 0, "last_clock": 0, "last_ref": 0, "heard_at": None}
    insert_rows(connection, "copy", [{**copy._asdict(), **start} for copy in new])
    writer = foreign.source.copy_id if foreign.source is not None else None
    for copy in foreign.copies:
        if copy.id == writer != own.id and here.get(copy.id, copy.series) != copy.series:
            connection.execute("UPDATE copy SET series = :series WHERE id = :id", id=copy.id, series=copy.series)
    if any(copy.series == own.ref_prefix and copy.id < own.id for copy in new):
        taken = {*here.values(), *(copy.series for copy in foreign.copies)}
        own.take_ref_prefix(free_ref_prefix(own.ref_prefix or "copy", taken))
        own.notices.append(
            _(
                "Another copy numbers its action items like this one: new ones are called {series}-1, "
                "{series}-2 … here from now on.",
                series=own.ref_prefix,
            )
        )


def learn(connection: Connection, own: Replica, foreign: Foreign) -> None:
    """Keep what the copy that handed the changes over had seen, unless something newer of it is known."""
    source = foreign.source
    if source is None or source.copy_id == own.id:
        return
    sql = (
        "SELECT c.heard_at, k.number FROM copy c LEFT JOIN knowledge k "
        "ON k.copy_id = c.id AND k.of_copy_id = c.id WHERE c.id = :id"
    )
    heard, before = connection.row(sql, id=source.copy_id) or (None, None)
    newer = heard is None or source.written_at > heard or source.spans[source.copy_id].last > (before or 0)
    if not newer:
        return
    connection.execute("UPDATE copy SET heard_at = :at WHERE id = :id", id=source.copy_id, at=source.written_at)
    connection.execute("DELETE FROM knowledge WHERE copy_id = :id", id=source.copy_id)
    rows = [
        {"copy_id": source.copy_id, "of_copy_id": copy_id, "number": span.last}
        for copy_id, span in source.spans.items()
    ]
    insert_rows(connection, "knowledge", rows)
