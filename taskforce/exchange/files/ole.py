"""How large the sheets of an old workbook (xls) are, before a reader keeps their cells.

Such a file is a small file system ([MS-CFB]): chains of sectors, one of which, ``Workbook``, is a series of
records ([MS-XLS]).
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from taskforce.exchange.files.limits import MOST_CELLS, MOST_LETTERS, Sizes, too_many_letters, too_much

_END = 0xFFFFFFFA
"""From this number on a sector's successor is none."""

_ENTRY, _ROOT, _STREAM = 128, 5, 2
_MOST_RECORDS = MOST_CELLS + 1_000_000
_WIDEST = 256
_TALLEST = 65_536
"""What a sheet of this format can be."""

_BEGIN, _ENTRY_OF_SHEET, _DIMENSIONS, _TEXTS, _CONTINUE = 0x0809, 0x0085, 0x0200, 0x00FC, 0x003C
_TEXT_CELL, _SEVERAL = 0x00FD, 0x00BD
_CELLS = frozenset((0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6, 0x0406, 0x0206, _TEXT_CELL, _SEVERAL))
"""Kinds of records."""


def scan_xls(data: bytes, name: str) -> None:
    """Raise :class:`ImportFailed` for sheets of more than a list can be; :class:`ValueError` for damage."""
    book = _workbook(data)
    extents = [_Extent()]
    lengths = array("I")
    texts: list[bytes] = []
    last = entries = 0
    for number, (code, place, size) in enumerate(_records(book)):
        if number > _MOST_RECORDS:
            raise too_much(name)
        extent = extents[-1]
        if code in _CELLS and size >= 6:
            row, column = struct.unpack_from("<HH", book, place)
            if code == _SEVERAL:
                column = struct.unpack_from("<H", book, place + size - 2)[0]
            elif code == _TEXT_CELL and size >= 10:
                index = struct.unpack_from("<I", book, place + 6)[0]
                extent.letters += lengths[index] if index < len(lengths) else 0
            extent.rows, extent.columns = max(extent.rows, row + 1), max(extent.columns, column + 1)
        elif code == _DIMENSIONS and size >= 12:  # a reader makes room for so many
            first, end, left, right = struct.unpack_from("<IIHH", book, place)
            if end > _TALLEST or right > _WIDEST or first > end or left > right:
                raise ValueError("wrong dimensions")
        elif code == _ENTRY_OF_SHEET:
            entries += 1
        elif code == _TEXTS or (code == _CONTINUE and last in (_TEXTS, _CONTINUE)):
            texts.append(book[place : place + size])
        elif code == _BEGIN:
            lengths = lengths or _lengths(texts)
            if extent.rows:
                extents.append(_Extent())
        last = code
    largest = max(extents, key=lambda one: (one.rows * one.columns, one.letters))
    sizes, letters = Sizes(name), 0
    for extent in [*extents, *[largest] * (entries - len(extents))]:
        sizes.add(extent.rows, extent.columns)
        letters += extent.letters
    if letters > MOST_LETTERS:
        raise too_many_letters(name)


@dataclass(slots=True)
class _Extent:
    """The last row and column of a sheet that hold anything, and the letters of its texts that are kept once."""

    rows: int = 0
    columns: int = 0
    letters: int = 0


def _records(book: bytes) -> Iterator[tuple[int, int, int]]:
    """Return the kind, place and size of each record."""
    place, end = 0, len(book) - 4
    while place <= end:
        code, size = struct.unpack_from("<HH", book, place)
        yield code, place + 4, size
        place += 4 + size


def _lengths(parts: list[bytes]) -> array[int]:
    """Return the letters of each text that a workbook keeps once; fewer where they cannot be told."""
    lengths = array("I")
    part, place = 0, 8
    try:
        while True:
            if place >= len(parts[part]):
                part, place = part + 1, 0
            letters, flags = struct.unpack_from("<HB", parts[part], place)
            place += 3
            beside = 0
            if flags & 8:
                beside += 4 * struct.unpack_from("<H", parts[part], place)[0]
                place += 2
            if flags & 4:
                beside += struct.unpack_from("<I", parts[part], place)[0]
                place += 4
            left, wide = letters, flags & 1
            while left:
                room = (len(parts[part]) - place) >> wide
                taken = min(left, room)
                place += taken << wide
                left -= taken
                if left:
                    part, place, wide = part + 1, 1, parts[part + 1][0] & 1
            while beside:
                taken = min(beside, len(parts[part]) - place)
                place += taken
                beside -= taken
                if beside:
                    part, place = part + 1, 0
            lengths.append(letters)
    except (IndexError, struct.error):
        return lengths


def _workbook(data: bytes) -> bytes:
    """Return the stream of records.  Raise :class:`ValueError` where a chain of sectors leads nowhere or round."""
    try:
        return _Container(data).stream(("Workbook", "Book"))
    except struct.error as error:
        raise ValueError("cut off") from error


class _Container:
    """The file system within a file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise ValueError("sizes of sectors")
        self.size: int = 1 << shift
        self.sectors = (len(data) + self.size - 1) // self.size
        directory, self.cutoff, small_first = struct.unpack_from("<I4xII", data, 48)
        (further,) = struct.unpack_from("<I", data, 68)
        tables = list(struct.unpack_from("<109I", data, 76))
        seen = 0
        while further < _END:
            seen += 1
            if seen > self.sectors:
                raise ValueError("a chain without an end")
            *more, further = struct.unpack_from(f"<{self.size // 4}I", data, self._place(further))
            tables += more
        self.next = array("I")
        for sector in tables[: self.sectors]:
            if sector < _END:
                self.next.frombytes(self._sector(sector))
        self.steps = 0
        self.entries = self._joined(directory)
        self.small_next = array("I", self._joined(small_first))

    def _place(self, sector: int) -> int:
        return (sector + 1) * self.size

    def _sector(self, sector: int) -> bytes:
        place = self._place(sector)
        return self.data[place : place + self.size].ljust(self.size, b"\0")

    def _joined(self, first: int) -> bytes:
        return b"".join(map(self._sector, self._chain(first)))

    def _chain(self, first: int) -> Iterator[int]:
        """Yield the sectors of a chain; all chains together may be as long as the file a few times over."""
        while first < _END:
            self.steps += 1
            if self.steps > 4 * self.sectors + 16 or first >= len(self.next):
                raise ValueError("a chain without an end")
            yield first
            first = self.next[first]

    def stream(self, names: tuple[str, ...]) -> bytes:
        """Return the first stream that has one of the names; every long chain is followed to its end."""
        found, root = b"", b""
        for place in range(0, len(self.entries) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", self.entries, place + 64)
            first, size = struct.unpack_from("<II", self.entries, place + 116)
            title = self.entries[place : place + max(0, min(64, length) - 2)].decode("utf-16-le", "replace")
            if kind == _ROOT:
                root = self._joined(first)
            elif kind == _STREAM and title in names and not found:
                found = (self._small(root, first) if size < self.cutoff else self._joined(first))[:size]
            elif kind == _STREAM and size >= self.cutoff:
                for _sector in self._chain(first):
                    pass
        if not found:
            raise ValueError("no workbook in it")
        return found

    def _small(self, root: bytes, first: int) -> bytes:
        """Return a short stream: its pieces of 64 bytes lie in that of the root."""
        parts: list[bytes] = []
        while first < _END:
            if first >= len(self.small_next) or len(parts) > len(root) // 64:
                raise ValueError("a chain without an end")
            parts.append(root[first * 64 : first * 64 + 64])
            first = self.small_next[first]
        return b"".join(parts)
