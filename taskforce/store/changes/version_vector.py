"""Where changes stand: the copy that wrote each and its running number there, without gaps or doubles."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from taskforce.clock import Clock, write_moment
from taskforce.language import _
from taskforce.store.changes.batch import Change, Foreign, Source, Span, StoredBatch, StoredCopy
from taskforce.store.changes.branches import Place, change_id_at
from taskforce.store.changes.lost import lost_places
from taskforce.store.database.reader import Reader, StoreError


def outgoing(
    reader: Reader,
    clock: Clock,
    seen: Mapping[str, int],
    is_at_hand: Callable[[str, Span], bool] = lambda _copy, _span: False,
) -> Foreign:
    """Return the changes beyond ``seen`` (the last number of each copy; of others nothing), on one state.

    Of those of a copy that are at hand only the span is returned.
    """
    with reader.snapshot():
        copies = [StoredCopy(*row) for row in reader.rows("SELECT id, series, created_at FROM copy ORDER BY id")]
        own = str(reader.value("SELECT id FROM copy WHERE own"))
        changes: list[Change] = []
        spans: dict[str, Span] = {}
        ends = last_changes(reader)
        for copy in copies:
            span = _span(reader, copy.id, seen.get(copy.id, 0), *ends[copy.id])
            spans[copy.id] = span
            if span.end is not None and not is_at_hand(copy.id, span):
                changes += _of_span(reader, copy.id, span)
        sql = f"SELECT {', '.join(StoredBatch._fields)} FROM batch WHERE id IN (:values)"
        batch_ids = dict.fromkeys(change.batch_id for change in changes)
        batches = sorted((StoredBatch(*row) for row in reader.rows_in(sql, batch_ids)), key=lambda one: one.id)
    return Foreign(copies, batches, changes, Source(own, write_moment(clock.now()), spans))


def last_changes(reader: Reader) -> dict[str, tuple[int, str | None]]:
    """Return the greatest number of each replica's changes that are here, lost ones too, and the change there."""
    sql = (
        "SELECT c.id, h.number, h.id FROM copy c LEFT JOIN change h ON h.copy_id = c.id "
        "AND h.number = (SELECT max(number) FROM change WHERE copy_id = c.id)"
    )
    return {replica: (number or 0, change) for replica, number, change in reader.rows(sql)}


def _span(reader: Reader, copy_id: str, seen: int, last: int, last_change: str | None) -> Span:
    if seen >= last:
        return Span(seen + 1, seen, last_change)
    before = change_id_at(reader, Place(copy_id, seen)) if seen else None
    return Span(seen + 1, last, before, last_change)


def _of_span(reader: Reader, copy_id: str, span: Span) -> list[Change]:
    rows = reader.rows(
        f"SELECT {', '.join(Change._fields)} FROM change "
        "WHERE copy_id = :copy AND number BETWEEN :first AND :last ORDER BY number",
        copy=copy_id,
        first=span.first,
        last=span.last,
    )
    return [Change._make(row) for row in rows]


def actor_handle(reader: Reader, actor_id: str | None) -> str | None:
    """Return the handle of a member."""
    value = reader.value("SELECT handle FROM member WHERE id = :id", id=actor_id) if actor_id else None
    return None if value is None else str(value)


def version_vector(reader: Reader) -> dict[str, int]:
    """Return the greatest running number that this database has of each copy it knows."""
    return dict(reader.rows("SELECT id, last_number FROM copy"))


def unknown(reader: Reader, changes: Sequence[Change]) -> list[Change]:
    """Return those of the changes that are not here yet."""
    absent = absent_changes(reader, [change.id for change in changes])
    return [change for change in changes if change.id in absent]


def absent_changes(reader: Reader, ids: Collection[str]) -> set[str]:
    """Return the ids of the changes that are not here."""
    sql = "SELECT id FROM change WHERE id IN (:values)"
    return {*ids} - {row[0] for row in reader.rows_in(sql, ids)}


def standing(reader: Reader, spans: Mapping[str, Span]) -> set[str]:
    """Return the replicas of which all that is handed over stands here already, in the places that are said.

    Whoever holds a change holds what its replica wrote before it, unless that was lost; so the last one says it.
    """
    lasts = {span.end or span.before: Place(replica, span.last) for replica, span in spans.items()}
    sql = "SELECT id, copy_id, number FROM change WHERE id IN (:values)"
    rows = reader.rows_in(sql, [one for one in lasts if one is not None])
    lost = {replica for replica, _number in lost_places(reader)}
    return {replica for one, replica, number in rows if lasts[one] == (replica, number)} - lost


def check_beginning(reader: Reader, foreign: Foreign, also: Collection[str] = ()) -> None:
    """Raise :class:`StoreError` unless what arrives begins, replica by replica, after a change that is here.

    Those whose ids are in ``also`` count as if they were.
    """
    if foreign.source is None:
        return
    names = {copy.id: copy.series or _("the first copy") for copy in foreign.copies}
    before = {replica: span for replica, span in foreign.source.spans.items() if span.first > 1}
    sql = "SELECT id FROM change WHERE id IN (:values)"
    here = {row[0] for row in reader.rows_in(sql, [span.before for span in before.values()])}
    for replica, span in before.items():
        if span.before not in here and span.before not in also:
            raise _gap(names.get(replica, replica), version_vector(reader).get(replica, 0) + 1, span.first)


def _gap(name: str, missing: int, first: int) -> StoreError:
    return StoreError(
        _(
            "Changes of “{copy}” are missing in between: this list needs them from no. {wanted} on, and what "
            "arrived begins with no. {first}. Nothing was taken; ask for the whole list "
            "(in the app F8, x; or “taskforce bundle write FILE --all”).",
            copy=name,
            wanted=missing,
            first=first,
        )
    )


class First(NamedTuple):
    """A list's first change, by which its copies know each other, and the newest that was looked at to find it."""

    id: str
    newest: str
    seq: int


def first_change(reader: Reader, found: First | None = None) -> First | None:
    """Return a list's first change; ``None`` of an empty one.

    Where one was ``found`` before, only what was written since is looked at: no index has the clocks of all.
    """
    newest = reader.row("SELECT id, seq FROM change ORDER BY seq DESC LIMIT 1")
    if newest is None:
        return None
    firsts: list[tuple[Any, ...]] = []
    since = 0
    if found is not None:
        sql = "SELECT clock, copy_id, id FROM change WHERE id = :id"
        looked_at = reader.value("SELECT id FROM change WHERE seq = :seq", seq=found.seq) == found.newest
        firsts = reader.rows(sql, id=found.id) if looked_at else []
        since = found.seq if firsts else 0
    sql = "SELECT clock, copy_id, id FROM change WHERE seq > :since ORDER BY clock, copy_id LIMIT 1"
    firsts += reader.rows(sql, since=since)
    return First(min(firsts)[-1], *newest)


Reach = Mapping[str, tuple[int, str | None]]
"""How far somebody has each replica's changes: the last number, and the change there (``None`` before any)."""


def reach_of(foreign: Foreign) -> Reach:
    """Return how far the copy that handed changes over has those of each replica."""
    assert foreign.source is not None
    return {replica: (span.last, span.end or span.before) for replica, span in foreign.source.spans.items()}


def seen_by_reach(reader: Reader, reaches: Sequence[Reach]) -> dict[str, int]:
    """Return up to which number of each replica all of these have seen the changes that are here; ``{}`` for none.

    A change that is not here says nothing, so all of that replica is handed over to whoever has it.  What stands
    at another place here (two databases had written under one id) counts at that place.
    """
    here = version_vector(reader)
    ids = {change for reach in reaches for _last, change in reach.values() if change is not None}
    sql = "SELECT id, copy_id, number FROM change WHERE id IN (:values)"
    places = {row[0]: (row[1], row[2]) for row in reader.rows_in(sql, ids)}
    seen: dict[str, int] = {}
    for position, reach in enumerate(reaches):
        has: dict[str, int] = {}
        for replica, (last, change) in reach.items():
            if change in places:
                other, number = places[change]
                has[other] = max(number, has.get(other, 0))
                has[replica] = max(min(last, here.get(replica, 0)), has.get(replica, 0))
        seen = {one: min(has.get(one, 0), seen.get(one, 0) if position else here[one]) for one in here}
    return seen
