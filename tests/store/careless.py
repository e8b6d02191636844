"""An office where files are copied by hand to other computers, and set back to earlier states."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from copying import Office, change_ids, weeks
from hypothesis import strategies as st

from taskforce.store.database.location import Location
from taskforce.store.store import Store, open_store

CARELESSNESS = st.tuples(st.sampled_from(["copy", "keep", "set back"]), st.integers(0, 2))


@st.composite
def careless_weeks(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    """Weeks of three copies, then of up to five: with files copied by hand and lists set back among the steps."""
    steps = draw(weeks(3, most=24))
    for step in draw(st.lists(CARELESSNESS, min_size=1, max_size=5)):
        steps.insert(draw(st.integers(0, len(steps))), step)
    extra = draw(weeks(5, most=15))
    return [*steps, *(step for step in extra)]


@dataclass
class Careless(Office):
    """Copies, some of which write under one id."""

    kept: dict[int, bytes] = field(default_factory=dict)

    def play(self, step: tuple[Any, ...]) -> None:
        named = step[1:3] if step[0] == "send" else step[1:2]
        if max(named) >= len(self.stores):
            return  # of a copy that nobody has made yet
        match step:
            case ("copy", copy, *_) if len(self.stores) < 5:
                content = self.content(copy)
                self.stores.append(self.elsewhere(self.folder / f"twin{len(self.stores)}.db", content))
            case ("keep", copy, *_):
                self.kept[copy] = self.content(copy)
            case ("set back", copy, *_) if copy in self.kept:
                here = self.stores[copy]
                self.written -= change_ids(here) - self.known_elsewhere(copy)
                here.close()
                self.stores[copy] = self.elsewhere(Path(str(here.location)), self.kept[copy])
            case ("copy" | "set back", *_):
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

    def elsewhere(self, path: Path, content: bytes) -> Store:
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
