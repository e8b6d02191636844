"""A short run of the simulation of copies that exchange; the long one is made by hand."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from random import Random

import pytest
from copying import change_ids, contents
from exchange import Carrier, Computers, everyone_exchanges, exchange_one, quickly, simulate


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 6, 7100907])  # the last one found what is left of set-aside changes
def test_whatever_a_carrier_does_all_copies_are_equal_in_the_end_and_nothing_is_lost(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with quickly() if seed % 2 else nullcontext():  # as the long one is made, and as people's programs do it
        _done, wrong = simulate(seed, tmp_path)
    assert wrong == []


def test_a_seed_replays_to_the_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    for place in (tmp_path / "one", tmp_path / "other"):
        place.mkdir()
        monkeypatch.setenv("XDG_STATE_HOME", str(place / "state"))
        with quickly():
            _done, wrong = simulate(5, place)
        assert wrong == []
        written.append(sorted(path.name for path in place.rglob("*.taskforce")))  # a name holds the content's hash
    assert written[0] == written[1]


@pytest.mark.parametrize("computer", [False, True])
@pytest.mark.parametrize("work", [False, True])
def test_a_list_set_back_behind_what_everyone_has_is_given_it_again(
    computer: bool, work: bool, tmp_path: Path
) -> None:
    """Whether what was exchanged is remembered or set back too, and whether the person writes before it comes."""
    office = Computers.opened(tmp_path, 3, views=tmp_path)
    carrier = Carrier(tmp_path, Random(1))
    everyone_exchanges(office, carrier)
    office.play(("keep", 0))
    for title in ("x", "y"):
        office.play(("work", 0, ("edit", 0, [("title", title)])))
    for _time in range(4):
        everyone_exchanges(office, carrier)
    office.play(("set back", 0, computer))
    if work:
        office.play(("work", 0, ("edit", 0, [("title", "z")])))
    for _time in range(4):
        done = everyone_exchanges(office, carrier)
    assert [one.waiting for one in done] == [[], [], []]
    first, *others = (contents(store) for store in office.stores)
    assert others == [first, first]
    assert len(first["change"]) == 4 + 2 + work
    office.close()


def test_who_was_set_back_and_wrote_as_much_again_is_heard_of_while_another_is_away(tmp_path: Path) -> None:
    """The file that lay there before then says the same numbers as the one that is to be written."""
    office = Computers.opened(tmp_path, 3, views=tmp_path)
    carrier = Carrier(tmp_path, Random(1))

    def two_exchange() -> None:
        for _time in range(4):
            for copy in (0, 1):
                carrier.carry(3, careful=True)
                exchange_one(office, carrier, copy)

    for _time in range(2):
        everyone_exchanges(office, carrier)
    office.play(("keep", 1))
    office.play(("work", 1, ("edit", 0, [("title", "x")])))
    two_exchange()
    office.play(("set back", 1, False))
    office.play(("work", 1, ("edit", 0, [("title", "z")])))
    two_exchange()
    assert contents(office.stores[1]) == contents(office.stores[0])
    assert office.written <= change_ids(office.stores[0])
    office.close()


@pytest.mark.parametrize("computer", [False, True])
def test_a_file_that_begins_after_what_everyone_set_aside_does_not_wait_for_it(
    computer: bool, tmp_path: Path
) -> None:
    """Nobody will ever hand it out again; and the file holds nothing that builds on it."""
    office = Computers.opened(tmp_path, 3, views=tmp_path)
    carrier = Carrier(tmp_path, Random(1))
    everyone_exchanges(office, carrier)
    office.play(("keep", 0))
    office.play(("work", 0, ("edit", 0, [("title", "x")])))
    for _time in range(3):
        everyone_exchanges(office, carrier)
    [before] = [path for path in carrier.view(0).rglob("*.taskforce") if "-5-" in path.name]
    left = before.read_bytes()
    office.play(("set back", 0, computer))
    for copy in (1, 2):
        office.play(("work", copy, ("undo", False)))
    everyone_exchanges(office, carrier)
    before.write_bytes(left)  # and where a carrier brings back what its copy removed, too
    for _time in range(2):
        done = everyone_exchanges(office, carrier)
    assert [one.waiting for one in done] == [[], [], []]
    first, *others = (contents(store) for store in office.stores)
    assert others == [first, first]
    assert not before.exists()
    office.play(("work", 0, ("edit", 0, [("title", "z")])))  # under the number of what was set aside
    for _time in range(2):
        everyone_exchanges(office, carrier)
    assert [contents(store) == contents(office.stores[0]) for store in office.stores] == [True] * 3
    assert office.written <= change_ids(office.stores[1])
    office.close()


def test_a_copy_whose_own_file_a_carrier_brought_back_broken_off_writes_it_anew(tmp_path: Path) -> None:
    """Else the others would wait for ever for a file that lies nowhere whole."""
    office = Computers.opened(tmp_path, 2, views=tmp_path)
    carrier = Carrier(tmp_path, Random(1))
    everyone_exchanges(office, carrier)
    office.play(("work", 0, ("edit", 0, [("title", "x")])))
    exchange_one(office, carrier, 0)
    [own] = [path for path in carrier.view(0).rglob("*.taskforce") if f"-{5}-" in path.name]
    own.write_bytes(own.read_bytes()[:-1])
    for _time in range(2):
        done = everyone_exchanges(office, carrier)
    assert [one.waiting for one in done] == [[], []]
    assert contents(office.stores[1]) == contents(office.stores[0])
    assert not own.exists()
    office.close()


def test_of_a_file_that_a_carrier_brought_twice_the_whole_one_is_read(tmp_path: Path) -> None:
    office = Computers.opened(tmp_path, 2, views=tmp_path)
    carrier = Carrier(tmp_path, Random(1))
    office.play(("work", 0, ("edit", 0, [("title", "x")])))
    exchange_one(office, carrier, 0)
    [own] = carrier.view(0).rglob("*.taskforce")
    there = carrier.view(1) / own.parent.name
    there.mkdir()
    (there / own.name).write_bytes(own.read_bytes())
    (there / f"{own.stem} (conflicted copy 1).taskforce").write_bytes(own.read_bytes()[:-1])
    assert exchange_one(office, carrier, 1).waiting == []
    assert contents(office.stores[1])["action_item"] == contents(office.stores[0])["action_item"]
    office.close()
