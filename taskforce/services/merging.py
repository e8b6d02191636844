"""Taking in what other copies wrote, and deciding what two people said of one field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from taskforce.store.changes.batch import Foreign
from taskforce.store.input.merge_records import alike
from taskforce.store.query.lookup import Named
from taskforce.store.store import Store
from taskforce.store.sync.conflicts import Conflict, count_conflicts, read_answer, resolve
from taskforce.store.sync.merge import Merged, merge_all
from taskforce.wording.loose_ends import loose_ends

if TYPE_CHECKING:
    from taskforce.exchange.bundles.bundle import Bundle


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What taking in bundles did, and what needs a person now.

    ``waiting`` is how many fields are in conflict; ``doubles`` are agencies that arrived, each with one that was
    here and may be the same under another spelling; ``loose_ends`` say what else a person should put right.
    """

    merged: Merged
    waiting: int
    doubles: Sequence[tuple[Named, Named]]
    loose_ends: Sequence[str] = ()


def arrivals(bundles: Sequence[Bundle]) -> list[tuple[Foreign, str]]:
    """Return what is in bundles, each with its name and who wrote it."""
    return [(one.foreign, f"{one.name}, {one.writer}") for one in bundles]


def take_in(store: Store, bundles: Sequence[Bundle], *, accept_clock: bool = False) -> TakenIn:
    """Merge bundles, each as a step of its own, all of them or none."""
    merged = merge_all(store, arrivals(bundles), accept_clock=accept_clock)
    created = [change for receipt in merged.receipts for change in receipt.created]
    arrived = {change.record_id for change in created if change.record_type == "agency"}
    doubles = alike(store.reader, arrived) if arrived else ()
    return TakenIn(merged, count_conflicts(store.reader), doubles, loose_ends(store.reader))


def decide(store: Store, conflict: Conflict, text: str | None, number: int | None = None) -> Any:
    """Decide a conflict by what was answered (``mine``, ``theirs``, a value, or the number of a side).

    Return the value that holds now, as people read it.
    """
    value, shown = read_answer(store, conflict, text, number)
    resolve(store, conflict, value)
    return shown
