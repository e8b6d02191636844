"""Where changes stand: the copy that wrote each and its running number there, without gaps or doubles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from taskforce.clock import Clock, write_moment
from taskforce.language import _
from taskforce.store.changes.batch import Change, Foreign, Source, Span, StoredBatch, StoredCopy
from taskforce.store.database.reader import Reader, StoreError


def outgoing(reader: Reader, clock: Clock, seen: Mapping[str, int]) -> Foreign:
    """Return the changes beyond ``seen`` (the last number of each copy; of others nothing), on one state."""
    with reader.snapshot():
        copies = [StoredCopy(*row) for row in reader.rows("SELECT id, series, created_at FROM copy ORDER BY id")]
        own = str(reader.value("SELECT id FROM copy WHERE own"))
        changes: list[Change] = []
        spans: dict[str, Span] = {}
        for copy in copies:
            spans[copy.id], of_copy = _of_copy(reader, copy.id, seen.get(copy.id, 0))
            changes += of_copy
        sql = f"SELECT {', '.join(StoredBatch._fields)} FROM batch WHERE id IN (:values)"
        batch_ids = dict.fromkeys(change.batch_id for change in changes)
        batches = sorted((StoredBatch(*row) for row in reader.rows_in(sql, batch_ids)), key=lambda one: one.id)
    return Foreign(copies, batches, changes, Source(own, write_moment(clock.now()), spans))


def _of_copy(reader: Reader, copy_id: str, seen: int) -> tuple[Span, list[Change]]:
    columns = ", ".join(Change._fields)
    rows = reader.rows(
        f"SELECT {columns} FROM change WHERE copy_id = :copy AND number > :seen ORDER BY number",
        copy=copy_id,
        seen=seen,
    )
    before = None
    if seen:
        before = reader.value(
            "SELECT id FROM change WHERE copy_id = :copy AND number = :seen", copy=copy_id, seen=seen
        )
    changes = [Change(*row) for row in rows]
    return Span(seen + 1, changes[-1].number if changes else seen, before), changes


def actor_handle(reader: Reader, actor_id: str | None) -> str | None:
    """Return the handle of a member."""
    value = reader.value("SELECT handle FROM member WHERE id = :id", id=actor_id) if actor_id else None
    return None if value is None else str(value)


def version_vector(reader: Reader) -> dict[str, int]:
    """Return the greatest running number that this database has of each copy it knows."""
    return dict(reader.rows("SELECT id, last_number FROM copy"))


def placed(reader: Reader, changes: Sequence[Change]) -> tuple[list[Change], list[Change]]:
    """Return those of the changes that are not here yet, and those that are here at an earlier place.

    A change has two places after a file that was copied by hand got a copy id of its own; the later id holds.
    """
    sql = "SELECT id, copy_id, number FROM change WHERE id IN (:values)"
    here = {row[0]: (row[1], row[2]) for row in reader.rows_in(sql, [change.id for change in changes])}
    new = [change for change in changes if change.id not in here]
    moved = [change for change in changes if change.id in here and here[change.id][0] < change.copy_id]
    return new, moved


def check_places(reader: Reader, foreign: Foreign, new: Sequence[Change]) -> None:
    """Raise :class:`StoreError` unless the new changes follow without a gap on what is here."""
    names = {copy.id: copy.series or _("the first copy") for copy in foreign.copies}
    if foreign.source is not None:
        for copy_id, span in foreign.source.spans.items():
            _check_start(reader, copy_id, names.get(copy_id, copy_id), span)
    numbers: dict[str, list[int]] = {}
    for change in new:
        numbers.setdefault(change.copy_id, []).append(change.number)
    for copy_id, given in numbers.items():
        name = names.get(copy_id, copy_id)
        last = _last(reader, copy_id)
        if min(given) <= last:
            raise _two_histories(name)
        if sorted(given) != list(range(last + 1, last + 1 + len(given))):
            raise _gap(name, last + 1, min(given))


def _last(reader: Reader, copy_id: str) -> int:
    return int(reader.value("SELECT max(number) FROM change WHERE copy_id = :copy", copy=copy_id) or 0)


def _check_start(reader: Reader, copy_id: str, name: str, span: Span) -> None:
    if span.first == 1:
        return
    sql = "SELECT id FROM change WHERE copy_id = :copy AND number = :number"
    before = reader.value(sql, copy=copy_id, number=span.first - 1)
    if before is None:
        raise _gap(name, _last(reader, copy_id) + 1, span.first)
    if before != span.before:
        raise _two_histories(name)


def _gap(name: str, missing: int, first: int) -> StoreError:
    return StoreError(
        _(
            "Changes of “{copy}” are missing in between: this list needs them from no. {wanted} on, and what "
            "arrived begins with no. {first}. Nothing was taken; ask for the whole list "
            "(in the app F8, w; or “taskforce bundle write FILE --all”).",
            copy=name,
            wanted=missing,
            first=first,
        )
    )


def _two_histories(name: str) -> StoreError:
    return StoreError(
        _(
            "Two databases have written as the copy “{copy}” (a file copied by hand, or set back to an earlier "
            "state). Nothing was taken: let these two merge whole bundles of each other first, then ask both for "
            "a whole one (in the app F8, w; or “taskforce bundle write FILE --all”).",
            copy=name,
        )
    )
