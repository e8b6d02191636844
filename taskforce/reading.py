"""Opening files that others made: regular ones alone, without ever waiting, and no more of them than was meant.

A pipe nobody writes to would be waited for, a device may have no end; both are refused before they are opened.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from taskforce.language import _
from taskforce.model.errors import UnfitFile

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
        raise UnfitFile(_("it is no UTF-8 text")) from error
