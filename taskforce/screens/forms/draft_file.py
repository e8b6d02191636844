"""What was typed and not saved: kept in a file while it is typed, and offered when the app ended without asking.

Every session has a file of its own, which it holds locked; a file that nobody holds was left behind by a crash
or a pulled plug.  Files are written whole, so a draft is never half of one.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import sys
import threading
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from taskforce.files import write_whole
from taskforce.model.errors import TaskforceError
from taskforce.paths import draft_folder, make_private
from taskforce.reading import is_sealed
from taskforce.store.database.sealed import Key


@dataclass(frozen=True, slots=True)
class UnsavedDraft:
    """What was typed into a form, a line or a text.

    ``kind`` says which form (``item:new``, ``note:ID`` …), ``title`` is its heading, ``at`` when it was typed
    last (a stored moment), ``texts`` what was typed by field, ``before`` what stood there at first.
    """

    id: str
    kind: str
    title: str
    at: str
    texts: Mapping[str, str]
    before: Mapping[str, str] = field(default_factory=dict)


class DraftKeeper:
    """The drafts of one session on one list; those of a sealed one are sealed by its ``key``."""

    def __init__(self, place: str, key: Key | None = None) -> None:
        self._key = key
        self._folder = draft_folder(place)
        self._file = self._folder / f"{uuid.uuid4().hex}.json"
        self._drafts: dict[str, UnsavedDraft] = {}
        self._dirty = False
        self._hold: IO[bytes] | None = None
        self._turn = threading.Lock()

    def keep(self, draft: UnsavedDraft) -> None:
        """Keep a draft, or what it is now; it is in the file after the next :meth:`flush`."""
        with self._turn:
            self._drafts[draft.id] = draft
            self._dirty = True

    def of_kind(self, kind: str) -> list[UnsavedDraft]:
        """Return the drafts of one form, the oldest first."""
        with self._turn:
            return [draft for draft in self._drafts.values() if draft.kind == kind]

    def drop(self, draft_id: str) -> None:
        """Forget a draft: it was saved, or thrown away."""
        with self._turn:
            if self._drafts.pop(draft_id, None) is not None:
                self._dirty = True

    def drop_all(self, but: set[str]) -> None:
        """Forget every draft but some."""
        with self._turn:
            self._drafts = {name: draft for name, draft in self._drafts.items() if name in but}
            self._dirty = True

    def flush(self) -> None:
        """Write the file when something changed; where that is impossible the app goes on without it."""
        with self._turn:
            if not self._dirty:
                return
            self._dirty = False
            with contextlib.suppress(OSError, TaskforceError, sqlite3.Error):
                self._write()

    def _write(self) -> None:
        if self._hold is None:
            make_private(self._folder.parent)
            make_private(self._folder)
            self._hold = _held(_lock_of(self._file))
        drafts = [asdict(draft) for draft in self._drafts.values()]
        content = json.dumps(drafts, ensure_ascii=False, indent=1).encode("utf-8")
        if self._key is None:
            write_whole(self._file, content, private=True)
        else:
            from taskforce.store.database.resealing import write_sealed

            write_sealed(self._file, content, self._key)

    def left_behind(self) -> list[UnsavedDraft]:
        """Return the drafts of sessions that ended without deciding about them; they are this session's now."""
        drafts: list[UnsavedDraft] = []
        emptied: list[tuple[Path, IO[bytes]]] = []
        for path in sorted(self._folder.glob("*.json")) if self._folder.is_dir() else []:
            hold = None if path == self._file else _held(_lock_of(path))
            if hold is not None:
                left = _read(path)
                if left is None:
                    hold.close()
                    continue
                drafts += left
                emptied.append((path, hold))
        for draft in drafts:
            self.keep(draft)
        self.flush()
        for path, hold in emptied:
            hold.close()
            _remove(path)
        return drafts

    def close(self) -> None:
        """Let go of the file; what is still in it is offered the next time."""
        self.flush()
        if self._hold is not None:
            self._hold.close()
            self._hold = None
        if not self._drafts:
            _remove(self._file)


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")


def _remove(path: Path) -> None:
    for one in (path, _lock_of(path)):
        with contextlib.suppress(OSError):
            one.unlink(missing_ok=True)


def _read(path: Path) -> list[UnsavedDraft] | None:
    """Return the drafts in a file; ``None`` for a sealed one that does not open."""
    try:
        drafts = json.loads(_content(path).decode("utf-8"))
        return [UnsavedDraft(**draft) for draft in drafts]
    except (OSError, ValueError, TypeError):
        return []
    except (TaskforceError, sqlite3.Error):
        return None


def _content(path: Path) -> bytes:
    if not is_sealed(path):
        return path.read_bytes()
    from taskforce.store.database.resealing import read_sealed

    return read_sealed(path)


def _held(path: Path) -> IO[bytes] | None:
    """Return a file that is open and locked; ``None`` when another process has it."""
    try:
        stream = path.open("a+b")
    except OSError:
        return None
    try:
        if sys.platform == "win32":
            import msvcrt

            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stream.close()
        return None
    return stream
