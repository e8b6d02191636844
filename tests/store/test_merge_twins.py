"""Databases that wrote under one replica id: files copied by hand, and lists that were set back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from copying import Office, change_ids, contents, unsound, weeks
from hypothesis import given, settings
from hypothesis import strategies as st

from taskforce.store.database.location import Location
from taskforce.store.store import open_store


class Careless(Office):
    """An office where files are copied by hand to other computers, and set back to earlier states."""

    kept: dict[int, bytes]

    def play(self, step: tuple[Any, ...]) -> None:
        match step:
            case ("copy", copy) if len(self.stores) < 5:
                content = self.content(copy)
                self.stores.append(self.elsewhere(self.folder / f"twin{len(self.stores)}.db", content))
            case ("keep", copy):
                self.kept[copy] = self.content(copy)
            case ("set back", copy) if copy in self.kept:
                here = self.stores[copy]
                self.written -= change_ids(here) - self.known_elsewhere(copy)
                here.close()
                self.stores[copy] = self.elsewhere(Path(str(here.location)), self.kept[copy])
            case ("copy" | "set back", _):
                pass
            case _:
                super().play(step)

    def content(self, copy: int) -> bytes:
        """The file of a list as it lies on the disk when the program is closed."""
        path = Path(str(self.stores[copy].location))
        self.stores[copy].close()
        content = path.read_bytes()
        self.stores[copy] = self.elsewhere(path, content)
        return content

    def elsewhere(self, path: Path, content: bytes) -> Any:
        """A list whose former place cannot be seen, as on another computer."""
        for part in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            part.unlink(missing_ok=True)
        path.write_bytes(content)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE copy SET place = NULL")
        store = open_store(Location(path=path), today=self.moment.date())
        store.warn = lambda _sentence: None
        return store

    def known_elsewhere(self, copy: int) -> set[str]:
        others = [change_ids(store) for number, store in enumerate(self.stores) if number != copy]
        sent = [{change.id for change in bundle.foreign.changes} for bundle in self.bundles]
        return set().union(*others, *sent)


CARELESSNESS = st.tuples(st.sampled_from(["copy", "keep", "set back"]), st.integers(0, 2))


@st.composite
def careless_weeks(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    steps = draw(weeks(3, most=24))
    for step in draw(st.lists(CARELESSNESS, min_size=1, max_size=5)):
        steps.insert(draw(st.integers(0, len(steps))), step)
    extra = draw(weeks(5, most=15))
    return [*steps, *(step for step in extra)]


@given(careless_weeks())
@settings(max_examples=10, deadline=None)
def test_files_copied_by_hand_and_lists_set_back_lose_nothing_and_lock_nobody_out(
    steps: list[tuple[Any, ...]],
) -> None:
    with TemporaryDirectory() as folder:
        office = Careless.opened(Path(folder), 3)
        office.kept = {}
        for step in steps:
            if isinstance(step[1], int) and max(n for n in step[1:3] if isinstance(n, int)) >= len(office.stores):
                continue
            office.play(step)
        office.meet()
        first = contents(office.stores[0])
        for store in office.stores:
            assert contents(store) == first
            assert office.written <= change_ids(store)
            assert unsound(store) == []
        office.close()
