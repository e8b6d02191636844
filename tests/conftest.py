"""What all tests share: a list of their own, and nothing of the user's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from taskforce.language import set_language
from taskforce.store.store import Store, create_store

TODAY = date(2026, 11, 24)
"""The day on which tests take place, a Tuesday."""


@pytest.fixture(autouse=True)
def _no_user_files(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the user's list, preferences or language."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    for name in ("TASKFORCE_DB", "TASKFORCE_LANG", "TASKFORCE_AS", "TASKFORCE_TODAY", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    set_language("en")


@pytest.fixture
def list_path(tmp_path: Path) -> Path:
    """Where a test's list is, or will be."""
    return tmp_path / "list.db"


@pytest.fixture
def store(list_path: Path) -> Iterator[Store]:
    """A new, empty list, open on :data:`TODAY`."""
    opened = create_store(list_path, today=TODAY)
    yield opened
    opened.close()
