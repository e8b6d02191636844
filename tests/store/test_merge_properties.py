"""Whatever is done on whatever copy, in whatever order bundles arrive: all copies end equal, nothing is lost."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from careless import Careless, careless_weeks
from copying import Office, change_ids, contents, fresh_copies, unsound, weeks
from crdt_judge import Judge
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from taskforce.model.records import DELETED
from taskforce.services.undo import redo, undo
from taskforce.store.changes.batch import to_json
from taskforce.store.store import Store
from taskforce.store.sync.conflicts import Conflict, open_conflicts, resolve
from taskforce.store.sync.merge import merge


@given(weeks(4))
@settings(max_examples=8, deadline=None)
def test_copies_that_exchanged_everything_are_equal_and_no_change_is_lost(steps: list[tuple[Any, ...]]) -> None:
    with TemporaryDirectory() as folder:
        office = Office.opened(Path(folder), 4)
        for step in steps:
            office.play(step)
        office.meet()
        first, *others = map(contents, office.stores)
        for other in others:
            for table, rows in first.items():
                assert other[table] == rows, table
        for store in office.stores:
            assert unsound(store) == []
            assert office.written <= change_ids(store)
        office.close()


@given(weeks(3, most=20), st.permutations(range(3)), st.lists(st.integers(0, 2), max_size=3))
@settings(max_examples=5, deadline=None)
def test_merging_in_any_order_grouping_and_number_gives_one_list(
    steps: list[tuple[Any, ...]], order: list[int], again: list[int]
) -> None:
    """a+b = b+a, (a+b)+c = a+(b+c), a+a = a: empty lists take in the bundles of three, each in its own way."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        office = Office.opened(folder, 3)
        for step in steps:
            office.play(step)
        for giver in range(3):
            office.send(giver, giver, whole=True)  # to itself: that changes nothing
        a, b, c = office.bundles[-3:]
        part, grouped, straight, turned = fresh_copies(folder, 4)
        office.stores += [part, grouped, straight, turned]
        for bundle in (a, b, c):
            office.take(straight, bundle)
        for number in [*order, *again]:
            office.take(turned, (a, b, c)[number])
        for bundle in (b, c):
            office.take(part, bundle)
        office.take(grouped, a)
        office.send(3, 4, whole=True)
        wanted = contents(straight)
        for store in (turned, grouped):
            found = contents(store)
            for table, rows in wanted.items():
                assert found[table] == rows, table
        assert unsound(straight) == []
        office.close()


@given(careless_weeks())
@settings(max_examples=7, deadline=None)
def test_an_independent_crdt_library_agrees(steps: list[tuple[Any, ...]]) -> None:
    with TemporaryDirectory() as folder:
        judge = Judge()
        office = Careless.opened(Path(folder), 3, undo_merges=False, on_step=judge.wrote)
        for step in steps:
            office.play(step)
        office.meet()
        for store in office.stores:
            assert judge.disagreements(store) == []
        office.close()


def asked(store: Store) -> dict[tuple[str, str], tuple[str, frozenset[str]]]:
    """What people are asked: of each field what stood before, and the values to choose from.

    Not who gave each: a value that several people gave, or nobody in so many words (that a record stays), may be
    told as another one's after it was asked again.  Deleting against changing is left out: what it clashes with is
    the record as a whole, which may have been changed otherwise since.
    """
    return {
        (one.record_id, one.field): (to_json(one.before), frozenset(to_json(side.plain) for side in one.sides))
        for one in fields_asked(store)
    }


def fields_asked(store: Store) -> list[Conflict]:
    """The open conflicts of values."""
    return [one for one in open_conflicts(store.reader) if one.field != DELETED]


_TAKEN_BACK_BEFORE = [("work", 0, ("edit", 0, [("progress", 70)])), ("work", 0, ("undo", False))]
_ONE_FOLLOWS_FROM_THE_OTHER = [("work", 1, ("edit", 0, [("status", "done")]))]


@given(
    weeks(3, most=16),
    st.lists(st.integers(0, 3), min_size=1, max_size=4),
    st.booleans(),
    st.permutations(range(4)),
)
@example(_TAKEN_BACK_BEFORE, [0, 0], False, [0, 1, 2, 3])
@example(_ONE_FOLLOWS_FROM_THE_OTHER, [0, 0, 0], True, [0, 1, 2, 3])
@example(_ONE_FOLLOWS_FROM_THE_OTHER, [1, 1, 1], True, [0, 1, 2, 3])
@example([("work", 0, ("undo", False)), *[("work", 0, ("add", {"title": "x"}))] * 14], [0], False, [0, 1, 2, 3])
@settings(max_examples=3, deadline=None)
def test_a_decision_that_is_taken_back_leaves_the_question_as_it_was_on_every_copy(
    steps: list[tuple[Any, ...]], answers: list[int], known: bool, order: list[int]
) -> None:
    with TemporaryDirectory() as folder:
        office = Office.opened(Path(folder), 3)
        for step in steps:
            office.play(step)
        for copy, title in enumerate("abc"):
            office.play(("work", copy, ("edit", 0, [("title", title), ("progress", 10 * copy)])))
        office.meet()
        first, *others = office.stores
        questions = asked(first)
        taken = []
        for answer in answers:
            for conflict in fields_asked(first)[:1]:
                taken.append(resolve(first, conflict, conflict.sides[answer % len(conflict.sides)].plain).batch_id)
        assume(taken)  # not where the item was deleted: then that alone is asked
        assert asked(first) != questions
        if known:  # the others hear of the decisions before they are taken back
            office.send(0, 1, whole=True)
        for batch_id in reversed(taken):
            undo(first, batch_id)
        assert asked(first) == questions
        redo(first)
        assert taken[0] is not None and asked(first) != questions
        undo(first, taken[0])
        assert asked(first) == questions
        for giver, taker in [((0, 1), (0, 2), (1, 2), (2, 1))[number] for number in order]:
            office.send(giver, taker, whole=True)
        for store in others:
            assert asked(store) == questions
        for store in office.stores:
            assert unsound(store) == []
        office.close()


def test_a_bundle_merged_twice_changes_no_byte_that_people_see(tmp_path: Path) -> None:
    office = Office.opened(tmp_path, 2)
    office.play(("work", 0, ("edit", 0, [("progress", 30)])))
    office.send(0, 1, whole=True)
    before = contents(office.stores[1])
    merge(office.stores[1], office.bundles[-1].foreign, "again", accept_clock=True)
    assert contents(office.stores[1]) == before
    office.close()


def test_an_edit_of_what_two_copies_created_alike_is_no_conflict_whoever_created_it_last(tmp_path: Path) -> None:
    office = Office.opened(tmp_path, 3)
    create_it = ("deadline", "satu", "Buku 1", 0)
    office.play(("work", 0, create_it))
    office.play(("work", 0, ("deadline", "satu", "Buku 1", 2)))  # moved to another day before the others import it
    office.play(("work", 1, create_it))
    office.play(("work", 2, ("deadline", "satu", "Buku 2", 0)))
    office.meet()
    for store in office.stores:
        assert store.reader.row("SELECT due, name FROM deadline WHERE key = 'satu'") == ("2026-12-03", "Buku 2")
        assert [one.field for one in open_conflicts(store.reader)] == ["name"]
        assert unsound(store) == []
    office.close()
