"""What keeps a list safe, each to be switched off, so that one sees the suites find what then goes wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

_connect = sqlite3.connect


class _Changed(sqlite3.Connection):
    """A connection that is told something else than the program says."""

    instead: Mapping[str, str] = {}

    def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
        """Run a statement, or what is run instead of it."""
        return super().execute(self.instead.get(sql, sql), *rest)


def _saying(instead: Mapping[str, str]) -> None:
    kind = type("_Changed", (_Changed,), {"instead": instead})

    def connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
        return _connect(*arguments, **({"factory": kind} | options))

    sqlite3.connect = connect  # type: ignore[assignment]


def _no_folder_sync() -> None:
    from taskforce import files, paths

    files.sync_folder = paths.sync_folder = lambda _folder: None


def _in_place() -> None:
    from taskforce import files

    @contextmanager
    def writing(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
        with path.open("wb") as stream:
            yield stream

    files.writing_whole = writing  # type: ignore[assignment]


def _leaving() -> None:
    from taskforce import files

    files.remove_left_behind = lambda _folder: 0  # type: ignore[assignment]


SAFEGUARDS: Mapping[str, tuple[str, Callable[[], None]]] = {
    "lock": ("writing begins without taking the lock", lambda: _saying({"BEGIN IMMEDIATE": "BEGIN"})),
    "transaction": ("each statement is saved by itself", lambda: _saying({"BEGIN IMMEDIATE": "SELECT 1"})),
    "journal": (
        "SQLite keeps no journal on the disk",
        lambda: _saying(dict.fromkeys(("PRAGMA journal_mode = WAL", "PRAGMA journal_mode = DELETE"),
                              "PRAGMA journal_mode = MEMORY")),
    ),
    "synchronous": (
        "SQLite does not wait for the disk",
        lambda: _saying(dict.fromkeys(("PRAGMA synchronous = FULL", "PRAGMA synchronous = EXTRA"),
                                      "PRAGMA synchronous = OFF")),
    ),
    "folder": ("a folder is not synced after a rename", _no_folder_sync),
    "aside": ("files are written where they are to be, not aside and renamed", _in_place),
    "leftovers": ("what killed runs left is not removed", _leaving),
    "sync": ("nothing is synced at all", lambda: None),
}  # fmt: skip
"""What each switch does; ``sync`` is switched off below the program, by the library."""
