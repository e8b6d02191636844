"""Reading the pages of a SQLite file without SQLite: what is left of a file that it refuses.

A table's rows stand in its leaf pages, each complete there or with the number of a page where it goes on; so they
can be read where the pages that lead to them, the header, or the schema are gone.  After
https://www.sqlite.org/fileformat2.html.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

Value = int | float | str | bytes | None

MAGIC = b"SQLite format 3\0"
PAGE = 4096
"""The size of a page that SQLite gives new files, and so all of ours."""

_LEAF = 0x0D
_KINDS = (0x02, 0x05, 0x0A, _LEAF)
_HEADER = 100
_WIDEST_ROW = 64
"""More columns than any of our tables has."""


@dataclass(slots=True)
class Pages:
    """The pages of a file, and which of them could not be read.

    ``unreadable`` are the numbers of pages that say they hold rows of a table, and do not.
    """

    content: bytes
    size: int = PAGE
    usable: int = PAGE
    unreadable: set[int] = field(default_factory=set)

    @property
    def count(self) -> int:
        """Return how many whole pages there are."""
        return len(self.content) // self.size

    def page(self, number: int) -> bytes:
        """Return a page by its number, from 1 on; empty where there is none."""
        return self.content[(number - 1) * self.size : number * self.size] if 1 <= number <= self.count else b""


Row = tuple[int, Sequence[Value]]
"""The number of a row in its table, and its values."""


def pages_of(content: bytes, log: bytes = b"") -> Pages:
    """Return the pages of a file, with what its log (``-wal``) has of it written over them."""
    size = _page_size(content, log)
    content = _with_log(content, log, size)
    reserved = content[20] if content[:16] == MAGIC and content[20] <= 64 else 0
    return Pages(content, size, size - reserved)


def _page_size(content: bytes, log: bytes) -> int:
    """Return the size of a page as the file or its log says, where that can be; else the usual one."""
    said = [int.from_bytes(content[16:18], "big")] if content[:16] == MAGIC else []
    if len(log) >= 32:
        said.append(int.from_bytes(log[8:12], "big"))
    sizes = [size for size in (PAGE, *said) if 512 <= size <= 65_536 and size & (size - 1) == 0]
    return max(sizes, key=lambda size: _begun_pages(content, size))


def _begun_pages(content: bytes, size: int) -> int:
    """Return how many pages of this size begin as those of a tree do."""
    begun = 0
    for start in range(size, len(content) - 7, size):
        kind, _free, count, cells = struct.unpack(">B3H", content[start : start + 7])
        begun += kind in _KINDS and 8 + 2 * count <= (cells or 65_536) <= size
    return begun


def _with_log(content: bytes, log: bytes, size: int) -> bytes:
    """Return the file with all commits of its log in it; a frame that is not whole ends the log."""
    if len(log) < 32 or int.from_bytes(log[:4], "big") & ~1 != 0x377F0682:
        return content
    order = ">" if log[3] & 1 else "<"
    salt, sums = log[16:24], _summed(log[:24], (0, 0), order)
    if sums != struct.unpack(">2I", log[24:32]):
        return content
    pending: dict[int, bytes] = {}
    pages: dict[int, bytes] = {}
    length = len(content) // size
    for start in range(32, len(log) - size - 23, 24 + size):
        head, page = log[start : start + 24], log[start + 24 : start + 24 + size]
        sums = _summed(page, _summed(head[:8], sums, order), order)
        if head[8:16] != salt or sums != struct.unpack(">2I", head[16:24]):
            break
        number, commit = struct.unpack(">2I", head[:8])
        pending[number] = page
        if commit:
            pages |= pending
            pending, length = {}, commit
    if not pages:
        return content
    whole = bytearray(content.ljust(length * size, b"\0"))
    for number, page in pages.items():
        whole[(number - 1) * size : number * size] = page
    return bytes(whole[: max(length * size, len(content))])


def _summed(data: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    one, two = sums
    for first, second in struct.iter_unpack(f"{order}2I", data):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two


def rows_of(pages: Pages, *, free: bool = False) -> Iterator[Row]:
    """Return every row of every table that can be read, in the order of the pages.

    With ``free`` those of pages that are not in use: of what was deleted, and nothing written over yet.
    """
    unused = _free(pages)
    for number in range(1, pages.count + 1):
        if (number in unused) == free:
            yield from _rows_on(pages, number)


def _free(pages: Pages) -> set[int]:
    """Return the pages that are not in use: what stands there was deleted."""
    if pages.content[:16] != MAGIC:
        return set()
    trunk, free = int.from_bytes(pages.content[32:36], "big"), set[int]()
    while trunk and trunk not in free:
        page = pages.page(trunk)
        if not page:
            break
        free.add(trunk)
        trunk, count = struct.unpack(">2I", page[:8])
        if count <= (pages.usable - 8) // 4:
            free.update(struct.unpack(f">{count}I", page[8 : 8 + 4 * count]))
    return free


def _rows_on(pages: Pages, number: int) -> Iterator[Row]:
    """Return the rows of a page; one whose beginning is damaged is read as far as its pointers lead to rows."""
    page, start = pages.page(number), _HEADER if number == 1 else 0
    kind, count = page[start], int.from_bytes(page[start + 3 : start + 5], "big")
    room = (pages.usable - start - 8) // 4
    whole = kind in _KINDS and count <= room
    if whole and kind != _LEAF:
        return
    read = 0
    for place in range(start + 8, start + 8 + 2 * (count if whole else room), 2):
        cell = int.from_bytes(page[place : place + 2], "big")
        row = _row(pages, page, cell) if place + 2 < cell < pages.usable else None
        if row is not None:
            read += 1
            yield row
    if kind == _LEAF and read < count:
        pages.unreadable.add(number)


def _row(pages: Pages, page: bytes, cell: int) -> Row | None:
    """Return the row of a cell; ``None`` for what can be none."""
    try:
        length, place = _varint(page, cell)
        number, place = _varint(page, place)
        payload = _payload(pages, page, place, length)
        return None if payload is None else (number, _values(payload))
    except (IndexError, struct.error, ValueError):
        return None


def _payload(pages: Pages, page: bytes, place: int, length: int) -> bytes | None:
    if not 0 < length <= len(pages.content):
        return None
    most, least = pages.usable - 35, (pages.usable - 12) * 32 // 255 - 23
    local = length
    if length > most:
        local = least + (length - least) % (pages.usable - 4)
        local = local if local <= most else least
    payload = page[place : place + local]
    if local < length:
        parts, follow, seen = [payload], int.from_bytes(page[place + local : place + local + 4], "big"), set[int]()
        while follow and follow not in seen and local < length:
            seen.add(follow)
            part = pages.page(follow)
            follow = int.from_bytes(part[:4], "big")
            parts.append(part[4 : min(pages.usable, 4 + length - local)])
            local += len(parts[-1])
            if not parts[-1]:
                return None
        payload = b"".join(parts)
    return payload if len(payload) == length else None


def _values(payload: bytes) -> tuple[Value, ...]:
    size, place = _varint(payload, 0)
    if not 2 <= size <= min(len(payload), 9 * _WIDEST_ROW):
        raise ValueError
    kinds: list[int] = []
    while place < size:
        kind, place = _varint(payload, place)
        kinds.append(kind)
    if place != size or len(kinds) > _WIDEST_ROW:
        raise ValueError
    values: list[Value] = []
    for kind in kinds:
        value, place = _value(payload, place, kind)
        values.append(value)
    if place != len(payload):
        raise ValueError
    return tuple(values)


_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


def _value(payload: bytes, place: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, place
    if kind in (8, 9):
        return kind - 8, place
    if kind in _INTEGERS:
        end = place + _INTEGERS[kind]
        return int.from_bytes(payload[place:end], "big", signed=True), end
    if kind == 7:
        return struct.unpack(">d", payload[place : place + 8])[0], place + 8
    if kind < 12:
        raise ValueError
    end = place + (kind - 12) // 2
    part = payload[place:end]
    return (part.decode("utf-8", "surrogateescape") if kind % 2 else part), end


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for _index in range(8):
        byte = data[place]
        place += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place
    value = value << 8 | data[place]
    return (value - (1 << 64) if value >= 1 << 63 else value), place + 1
