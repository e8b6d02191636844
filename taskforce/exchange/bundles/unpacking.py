"""The lines of a compressed text, within bounds whatever the file says of itself."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from taskforce.language import _
from taskforce.store.changes.history_data import Damaged

GZIP, RAW = 31, -15
"""Forms of a compressed text, as zlib numbers them."""

END_OF_RAW = b"\x03\x00"
"""The block that ends a compressed text, and says nothing."""

_HEAD = 1 << 12
_PIECE = 1 << 16
_LONGEST_LINE = 1 << 25


def pieces_of(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the content of a file from its beginning, first so much as has room for most first lines."""
    stream.seek(0)
    yield stream.read(_HEAD)
    yield from iter(lambda: stream.read(_PIECE), b"")


class Lines:
    """The lines of a compressed text of at most so many bytes; what is no such text raises :class:`Damaged`.

    ``first`` is the first one; the others are given many at once, without the end of the last.
    """

    def __init__(self, pieces: Iterable[bytes], most: int) -> None:
        self._blocks = unpacked(pieces, most)
        self._sums = hashlib.sha256()
        self.first, more, rest = next(self._blocks, b"null").partition(b"\n")
        self._rest = [rest] if more else []

    def __iter__(self) -> Iterator[bytes]:
        for blocks in (self._rest, self._blocks):
            for block in blocks:
                self._sums.update(block)
                self._sums.update(b"\n")
                yield block

    def digest(self) -> str:
        """Return the checksum of all lines after the first, when the last was read."""
        return self._sums.hexdigest()


def unpacked(pieces: Iterable[bytes], most: int, form: int = GZIP) -> Iterator[bytes]:
    """Yield the lines of a compressed text, many at once, without the end of the last; raise :class:`Damaged`."""
    press = zlib.decompressobj(form)
    rest, total = b"", 0
    for piece in pieces:
        while piece:
            if press.eof:
                raise Damaged(_("something follows its end"))
            try:
                text = press.decompress(piece, _PIECE * 16)
            except zlib.error as error:
                raise Damaged(_("it does not unpack")) from error
            piece = press.unconsumed_tail or press.unused_data
            total += len(text)
            if total > most:
                raise Damaged(_("it unpacks to more than any bundle"))
            whole, end, rest = (rest + text).rpartition(b"\n")
            if end:
                yield whole
            if len(rest) > _LONGEST_LINE:
                raise Damaged(_("a line of it is too long"))
    if not press.eof or rest:
        raise Damaged(_("its end is missing"))
