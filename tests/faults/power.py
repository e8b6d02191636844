"""What may be on a disk after the power failed: only what was synced is certain.

A trace of the system's calls (``faults.c``) is played on a small file system that knows of each file and each
folder what was written through.  What was not may be there or not, in any choice: a write wholly, in part or not
at all, a new name, a rename or a removal that had not reached the folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from random import Random
from typing import NamedTuple

SECTOR = 512


class Event(NamedTuple):
    """A call, by its letter: open, close, write, truncate, sync, rename, link, unlink, make a folder."""

    what: str
    one: int
    other: int
    data: bytes


def read_trace(path: Path) -> list[Event]:
    """Return the calls of a trace, in order."""
    content, start, events = path.read_bytes(), 0, []
    while start < len(content):
        end = content.index(b"\n", start)
        what, one, other, length = content[start:end].decode("ascii").split()
        start = end + 1 + int(length)
        events.append(Event(what, int(one), int(other), content[end + 1 : start]))
    return events


@dataclass(eq=False)
class Content:
    """A file: what is certainly on the disk, and what was written since, in order (``None``: cut there)."""

    durable: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def write_through(self) -> None:
        """Let all of it be on the disk."""
        self.durable = _written(self.durable, self.pending)
        self.pending.clear()


Naming = tuple[str, str, str, Content | None]
"""A change of names: ``set``, ``drop`` or ``move``, the name, the older one, the file of that name."""


class Disk:
    """The files under a folder, as they are seen and as they are on the disk."""

    def __init__(self, root: Path) -> None:
        self.root = str(root)
        self.seen: dict[str, Content | None] = {}
        for folder, _folders, files in os.walk(root):
            self.seen[folder] = None
            for name in files:
                path = Path(folder, name)
                self.seen[str(path)] = Content(path.read_bytes())
        self.durable = dict(self.seen)
        self.names: list[Naming] = []
        self._open: dict[int, str | Content] = {}

    def restart(self) -> None:
        """Let another process begin."""
        self._open.clear()

    def play(self, event: Event) -> None:
        """Let a call happen."""
        what, one, other, data = event
        if what == "O":
            self._opened(one, os.fsdecode(data), made=bool(other & 1), cut=bool(other & 2))
        elif what == "C":
            self._open.pop(one, None)
        elif what in "WT":
            file = self._open[one]
            assert isinstance(file, Content)
            file.pending.append((other, data if what == "W" else None))
        elif what == "S":
            target = self._open[one]
            if isinstance(target, Content):
                target.write_through()
            else:
                self._sync_folder(target)
        elif what == "M":
            self._name("set", os.fsdecode(data), "", None)
        elif what == "U":
            self._name("drop", os.fsdecode(data), "", None)
        else:
            old, new = os.fsdecode(data).split("\n")
            self._name("move" if what == "R" else "set", new, old if what == "R" else "", self.seen.get(old))

    def _opened(self, number: int, path: str, *, made: bool, cut: bool) -> None:
        if made and path not in self.seen:
            self._name("set", path, "", Content())
        content = self.seen.get(path)
        if content is not None and cut:
            content.pending.append((0, None))
        self._open[number] = path if content is None else content

    def _name(self, *naming: str | Content | None) -> None:
        change: Naming = naming  # type: ignore[assignment]
        _rename(self.seen, change)
        self.names.append(change)

    def _sync_folder(self, folder: str) -> None:
        left = []
        for change in self.names:
            if folder in (_folder(change[1]), _folder(change[2])):
                _rename(self.durable, change)
            else:
                left.append(change)
        self.names = left

    def after_power_cut(self, random: Random) -> dict[str, bytes | None]:
        """Return what may be found: files with their content, folders with none, chosen by ``random``."""
        names = dict(self.durable)
        for change in _some(self.names, random):
            _rename(names, change)
        style = random.choice(("nothing", "everything", "some", "some"))
        found: dict[str, bytes | None] = {}
        for path in sorted(names):
            if path != self.root and _folder(path) not in found:
                continue  # its folder is gone
            content = names[path]
            if content is None:
                found[path] = None
            elif style == "nothing":
                found[path] = content.durable
            elif style == "everything":
                found[path] = _written(content.durable, content.pending)
            else:
                found[path] = _written(content.durable, _torn(_some(content.pending, random), random))
        return found


def put(found: dict[str, bytes | None], root: Path, place: Path) -> None:
    """Write what was found under ``root`` to ``place``."""
    for path, content in found.items():
        target = place / PurePosixPath(path).relative_to(root)
        if content is None:
            target.mkdir(mode=0o700, parents=True, exist_ok=True)
        else:
            target.write_bytes(content)
            target.chmod(0o600)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _rename(names: dict[str, Content | None], change: Naming) -> None:
    what, name, old, content = change
    if what == "drop":
        names.pop(name, None)
    else:
        if what == "move":
            names.pop(old, None)
        names[name] = content


def _some(changes: Sequence[Naming] | Sequence[tuple[int, bytes | None]], random: Random) -> Iterator:
    """Return the first of the changes, or any of them, in their order."""
    if random.random() < 0.5:
        yield from changes[: random.randint(0, len(changes))]
    else:
        share = random.choice((0.1, 0.5, 0.9))
        yield from (change for change in changes if random.random() < share)


def _torn(writes: Iterable[tuple[int, bytes | None]], random: Random) -> Iterator[tuple[int, bytes | None]]:
    """Return writes of which some are done in part: only some of their sectors, in one case in four."""
    for start, data in writes:
        if data is None or len(data) <= SECTOR or random.random() < 0.75:
            yield start, data
            continue
        for place in range(0, len(data), SECTOR):
            if random.random() < 0.5:
                yield start + place, data[place : place + SECTOR]


def _written(content: bytes, writes: Iterable[tuple[int, bytes | None]]) -> bytes:
    file = bytearray(content)
    for start, data in writes:
        if data is None:
            del file[start:]
            file.extend(bytes(start - len(file)))
        else:
            file.extend(bytes(max(0, start - len(file))))
            file[start : start + len(data)] = data
    return bytes(file)
