"""What the flows share: a list with people, deadlines and items."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driving import fill, store_at
from planning import fill_plan


@pytest.fixture
def filled(list_path: Path) -> Path:
    """A list with a small office in it."""
    return fill(list_path)


@pytest.fixture
def planned(list_path: Path) -> Path:
    """A list with meetings, a plan and its money, too."""
    return fill_plan(list_path)


@pytest.fixture
def look(list_path: Path) -> Callable[[str], list[tuple[Any, ...]]]:
    """Reads the list as another process would."""

    def read(sql: str) -> list[tuple[Any, ...]]:
        store = store_at(list_path)
        try:
            return store.reader.rows(sql)
        finally:
            store.close()

    return read
