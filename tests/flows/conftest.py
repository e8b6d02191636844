"""What the flows share: a list with people, deadlines and items, on either engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driving import Place, fill, store_at
from planning import fill_plan
from quick_lists import fill_like_the_first

Fill = Callable[[Place], Place]


class OwnList:
    """The list of one test: a file, or a database on the server, like one that was filled once."""

    def __init__(self, path: Path, request: pytest.FixtureRequest | None) -> None:
        self.place: Place = path
        self._path, self._request = path, request

    def filled(self, name: str, fill: Fill) -> Place:
        """Fill the list; ``name`` tells this filling from others."""
        if self._request is None:
            fill_like_the_first(name, self._path, lambda: fill(self._path))
            return self.place
        databases = self._request.getfixturevalue("databases")
        self.place = databases.new(like=databases.pattern(name, fill))
        self._request.addfinalizer(lambda: databases.drop(str(self.place)))
        return self.place


@pytest.fixture
def own_list(engine: str, list_path: Path, request: pytest.FixtureRequest) -> OwnList:
    """Where this test's list is."""
    return OwnList(list_path, None if engine == "sqlite" else request)


@pytest.fixture
def filled(own_list: OwnList) -> Place:
    """A list with a small office in it."""
    return own_list.filled("office", fill)


@pytest.fixture
def planned(own_list: OwnList) -> Place:
    """A list with meetings, a plan and its money, too."""
    return own_list.filled("plan", fill_plan)


@pytest.fixture
def look(own_list: OwnList) -> Callable[[str], list[tuple[Any, ...]]]:
    """Reads the list as another process would."""

    def read(sql: str) -> list[tuple[Any, ...]]:
        store = store_at(own_list.place)
        try:
            return store.reader.rows(sql)
        finally:
            store.close()

    return read
