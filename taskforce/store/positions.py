"""Where changes stand: the copy that wrote each and its running number there, without gaps or doubles."""

from __future__ import annotations

from collections.abc import Sequence

from taskforce.language import _
from taskforce.store.batch import Change, Foreign, Span
from taskforce.store.reader import Reader, StoreError


def positions(reader: Reader) -> dict[str, int]:
    """The greatest running number that this database has of each copy it knows."""
    return dict(reader.rows("SELECT id, last_number FROM copy"))


def placed(reader: Reader, changes: Sequence[Change]) -> tuple[list[Change], list[Change]]:
    """Those of the changes that are not here yet, and those that are here at an earlier place.

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


def _gap(name: str, wanted: int, first: int) -> StoreError:
    return StoreError(
        _(
            "Changes of “{copy}” are missing in between: this list needs them from no. {wanted} on, and what "
            "arrived begins with no. {first}. Nothing was taken; ask for the whole list "
            "(in the app F8, w; or “taskforce bundle write FILE --all”).",
            copy=name,
            wanted=wanted,
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
