"""Opening files that others made: regular ones alone, without ever waiting, and no more of them than was meant.

A pipe nobody writes to would be waited for, a device may have no end; both are refused before they are opened.
So is a database: it may be the open list, and to close it would take SQLite's locks from it (``database_head``).
"""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from taskforce.language import _
from taskforce.model.errors import UnfitFile

SEALED = b"\0tf\xf1"
"""How a sealed list begins, and its copies and drafts: these bytes of its salt are the same in all."""

_DATABASE = (
    *(SEALED, b"SQLite format 3\0"),
    *(b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83", b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"),
)
"""How databases begin, their logs and their journals."""

_HEAD_BYTES = 16

SMALL = 1_000_000
"""Bytes of what people write by hand: words for a report, minutes, a passphrase, settings."""


@contextmanager
def reading(path: Path) -> Iterator[BinaryIO]:
    """Give a stream of the bytes of a regular file; a link is followed.

    Raises :class:`OSError`, of whose kind :func:`~taskforce.model.errors.reason_of` has the words.
    """
    flags = os.O_RDONLY
    for more in ("O_BINARY", "O_CLOEXEC", "O_NONBLOCK"):  # not every system has them
        flags |= getattr(os, more, 0)
    try:
        _check_regular(path, os.stat(path))  # noqa: PTH116 - opening alone sets some devices going
        if database_head(path):
            raise UnfitFile(_("it is a list or another database"))
        handle = os.open(path, flags)
    except ValueError as error:
        raise OSError(errno.EINVAL, str(error), str(path)) from error
    with os.fdopen(handle, "rb") as stream:
        _check_regular(path, os.fstat(handle))
        yield stream


def _check_regular(path: Path, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(status.st_mode):
        raise UnfitFile(_("it is a pipe or a device, not a file"))


def read_bounded(path: Path, most: int) -> bytes:
    """Return the content of a regular file of at most ``most`` bytes.

    Raises :class:`OSError`: :class:`~taskforce.model.errors.UnfitFile` for more.
    """
    with reading(path) as stream:
        if os.fstat(stream.fileno()).st_size > most:
            raise _larger(most)
        content = stream.read(most + 1)
    if len(content) > most:
        raise _larger(most)
    return content


def _larger(most: int) -> UnfitFile:
    return UnfitFile(_("it is larger than {size} MB", size=f"{most / 1e6:g}"))


def read_words(path: Path) -> str:
    """Return the text of a small file in UTF-8, with or without a mark in front.

    Raises :class:`OSError`: :class:`~taskforce.model.errors.UnfitFile` for what is no such text.
    """
    try:
        return read_bounded(path, SMALL).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnfitFile(_("it is not UTF-8 text")) from error


# Databases


def is_sealed(path: Path) -> bool:
    """Return whether a file is a list that lies sealed on the disk, or was kept beside one."""
    return database_head(path).startswith(SEALED)


_pinned: dict[str, tuple[int, int, int, bytes]] = {}
"""By path: which file it is (device, inode), its descriptor, and how it begins; the one looked at last is last."""

MOST_PINNED = 128
"""So many databases stay open.  One that is in use is looked at with every connection, so it is not the oldest."""

_pinning = threading.Lock()


def database_head(path: Path) -> bytes:
    """Return the first 16 bytes of a file that begins as a database; nothing for any other, or where none is.

    When a process closes a file, POSIX takes all its locks on that file from it, SQLite's, too, which cannot know.
    So a database that was looked into stays open, once, until it is gone or many others were looked into since.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size < _HEAD_BYTES:
            return b""
        if os.name != "posix":
            with path.open("rb") as stream:
                head = stream.read(_HEAD_BYTES)
            return head if head.startswith(_DATABASE) else b""
        with _pinning:
            return _pinned_head(os.path.realpath(path), (status.st_dev, status.st_ino))
    except OSError:
        return b""


def _pinned_head(name: str, file: tuple[int, int]) -> bytes:
    before = _pinned.get(name)
    if before is not None and before[:2] == file:
        _pinned[name] = _pinned.pop(name)
        return before[3]
    descriptor = os.open(name, os.O_RDONLY | os.O_NONBLOCK)
    status, head = os.fstat(descriptor), os.read(descriptor, _HEAD_BYTES)
    if not head.startswith(_DATABASE):
        os.close(descriptor)
        return b""
    if before is not None:
        _unpin(name)
    _pinned[name] = (status.st_dev, status.st_ino, descriptor, head)
    for other in [one for one, pinned in _pinned.items() if os.fstat(pinned[2]).st_nlink == 0]:
        _unpin(other)  # or what was deleted would fill the disk as long as the process runs
    while len(_pinned) > MOST_PINNED:
        _unpin(next(iter(_pinned)))
    return head


def _unpin(name: str) -> None:
    os.close(_pinned.pop(name)[2])


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a regular file, in hexadecimal digits.  Raises :class:`OSError`."""
    import hashlib  # it loads OpenSSL

    digest = hashlib.sha256()
    with reading(path) as stream:
        while part := stream.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()
