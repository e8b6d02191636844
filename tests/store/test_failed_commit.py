"""A commit that fails leaves open whether anything was saved: the list is asked before a sentence is said."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from taskforce.store.changes.batch import create
from taskforce.store.database.reader import PerhapsSaved, StoreError
from taskforce.store.store import Store, create_store

pytestmark = pytest.mark.on_a_file
connect = sqlite3.connect


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let commits fail from now on: so many, ``done`` all the same or not."""

    def let_fail(times: int, *, done: bool) -> None:
        left = [times]

        class Failing(sqlite3.Connection):
            def commit(self) -> None:
                if not left[0]:
                    return super().commit()
                left[0] -= 1
                (super().commit if done else super().rollback)()
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC  # type: ignore[misc]
                raise error

        def opened(*arguments: Any, **options: Any) -> sqlite3.Connection:
            return connect(*arguments, **{"factory": Failing, **options})

        monkeypatch.setattr(sqlite3, "connect", opened)

    return let_fail


@pytest.fixture
def store(list_path: Path) -> Store:
    """A list in a file."""
    return create_store(list_path)


def titles(store: Store) -> list[str]:
    return [title for (title,) in store.reader.rows("SELECT title FROM action_item")]


def test_what_a_commit_that_failed_has_saved_all_the_same_is_acknowledged(
    store: Store, failing: Callable[..., None]
) -> None:
    failing(1, done=True)
    assert store.write("add", [create("action_item", title="Satu")]).batch_id is not None
    assert titles(store) == ["Satu"]


def test_nothing_was_saved_is_said_when_the_list_says_so(store: Store, failing: Callable[..., None]) -> None:
    failing(1, done=False)
    with pytest.raises(StoreError, match="nothing was saved"):
        store.write("add", [create("action_item", title="Satu")])
    assert titles(store) == []


@pytest.mark.parametrize("done", [True, False])
def test_perhaps_is_said_when_the_list_cannot_be_asked(
    store: Store, failing: Callable[..., None], done: bool
) -> None:
    failing(9, done=done)
    with pytest.raises(PerhapsSaved, match="perhaps it was saved all the same: look"):
        store.write("add", [create("action_item", title="Satu")])
