"""The registers in another order: by a key, by a click on a title, and the same when the app is opened again."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest
from app_driving import app_on, press, settle, shown, store_at
from textual.pilot import Pilot

from taskforce.model.text import natural
from taskforce.store.changes.batch import create


def names(pilot: Pilot[int], *known: str) -> list[str]:
    """Return those of the known names that stand on the screen's first column, from top to bottom."""
    screen = "\n".join(line[:40] for line in shown(pilot).splitlines())
    return sorted((name for name in known if name in screen), key=screen.index)


@pytest.fixture
def registers(filled: Path) -> Path:
    with closing(store_at(filled)) as store:
        made = [
            create("agency", f"a{one}", code=f"kec-{one}", short=f"Kec {one}", name=f"Kec {one}")
            for one in (10, 2)
        ]
        made += [create("meeting", f"m{one}", title=f"Rapat {one}", date=f"2026-11-{one:02}") for one in (10, 2)]
        made += [
            create("deadline", f"d{one}", key=f"z-{one}", name=f"Zona {one}", due=f"2027-01-{one:02}")
            for one in (10, 2)
        ]
        made += [
            create(
                "member", f"p{one}", handle=f"z{one}", name=f"Zuhri {one}", position=None if one == 2 else "Analis"
            )
            for one in (10, 2)
        ]
        store.write("add", made)
    return filled


async def sort_by(pilot: Pilot[int], title: str) -> None:
    """Choose an order by its title, as its number says."""
    await press(pilot, "s")
    found = re.search(rf"│ [› ] (\d) {title} ", shown(pilot))
    assert found
    await press(pilot, found[1])


@pytest.mark.parametrize(
    ("area", "title", "known"),
    [
        ("8", "Agency", ("Kec 2", "Kec 10")),
        ("6", "Name", ("Zona 2", "Zona 10")),
        ("9", "Title", ("Rapat 2", "Rapat 10")),
        ("7", "Name", ("Zuhri 2", "Zuhri 10")),
    ],
)
async def test_a_register_is_sorted_10_after_2_and_turned_round(
    registers: Path, area: str, title: str, known: tuple[str, str]
) -> None:
    app = app_on(registers)
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        await press(pilot, area)
        await sort_by(pilot, title)
        assert names(pilot, *known) == list(known)
        header = next(line for line in shown(pilot).splitlines() if "▲" in line and title in line)
        await pilot.click(offset=(header.index(title), shown(pilot).splitlines().index(header)))
        await settle(pilot)
        assert names(pilot, *known) == list(reversed(known))
    app = app_on(registers)
    async with app.run_test(size=(120, 60)) as pilot:  # as last
        await settle(pilot)
        await press(pilot, area)
        assert names(pilot, *known) == list(reversed(known))
        await press(pilot, "s", "1")  # the usual order
        assert f"{title} ▲" not in shown(pilot) and f"{title} ▼" not in shown(pilot)


async def test_numbers_are_most_first_ties_as_usual_and_what_is_empty_last(registers: Path) -> None:
    app = app_on(registers)
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        await press(pilot, "7")
        await sort_by(pilot, "Open")
        assert names(pilot, "Azwar", "Zuhri 10", "Zuhri 2")[0] == "Azwar"
        for _turn in range(2):  # whichever way round, nobody's position stands behind the others
            await sort_by(pilot, "Position")
            assert names(pilot, "Azwar", "Zuhri 10", "Zuhri 2")[-1] == "Zuhri 2"


def test_names_are_in_order_as_people_count_and_whatever_the_digits() -> None:
    given = ["Kec 10", "kec 2", "KEC 2", "Kec 02", "Kéc 3", "9" * 5000, "", "²", "Kec"]
    assert sorted(given, key=natural)[2:] == ["9" * 5000, "Kec", "kec 2", "KEC 2", "Kec 02", "Kéc 3", "Kec 10"]
