"""The seam between a virtual table and its data, which it reads in blocks, and safely.

Nothing here knows Textual, so a source can be written and tested without a screen.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar, overload, runtime_checkable

BLOCK_SIZE = 128
"""Rows fetched in one call: some screens' worth, still a query of about a millisecond."""

BLOCK_CAPACITY = 32
"""Blocks kept (the least recently used goes first): 4,096 rows, whatever the length of the list."""


FEW_KEYS = 64
"""Up to here each key is looked up on its own; for more, one pass over all keys is cheaper."""

Answer = TypeVar("Answer")
Line = TypeVar("Line")


class Cell(NamedTuple):
    """One value as it is shown: plain text (never markup) and how it looks.

    ``style`` is one of :data:`taskforce.widgets.table.paint.CELL_STYLES` (``late``, ``done`` …) or a
    Rich style such as ``bold``; empty means the row's own look.
    """

    text: str
    style: str = ""


class TableRow(NamedTuple):
    """One line: its cells in the order of the table's columns, and a style under all of them."""

    cells: tuple[Cell, ...]
    style: str = ""


class DrawnRows(Sequence[TableRow], Generic[Line]):
    """Rows that are drawn when they are asked for: only those that come on the screen, and as things are by then.

    ``draw`` makes a row of a line.
    """

    def __init__(self, lines: Sequence[Line], draw: Callable[[Line], TableRow]) -> None:
        self._lines, self._draw = lines, draw

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, place: int) -> TableRow: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[TableRow]: ...
    def __getitem__(self, place: int | slice) -> TableRow | Sequence[TableRow]:
        if isinstance(place, slice):
            return DrawnRows(self._lines[place], self._draw)
        return self._draw(self._lines[place])

    def __iter__(self) -> Iterator[TableRow]:
        return map(self._draw, self._lines)


class TableSource(Protocol):
    """A list that can be read in blocks, by position.

    Every method may raise: the table then shows that the rows could not be read and says so once.
    ``key_at`` and ``index_of`` are asked at each cursor move and should not need a query.
    """

    def count(self) -> int:
        """Return how many rows there are now."""
        ...

    def rows(self, start: int, stop: int) -> Sequence[TableRow]:
        """Return the rows from ``start`` up to, not including, ``stop``; fewer if the list became shorter."""
        ...

    def key_at(self, index: int) -> object:
        """Return what identifies the row at ``index``, however the list is sorted: hashable, not ``None``.

        :raises IndexError: the list became shorter than that.
        """
        ...

    def index_of(self, key: object) -> int | None:
        """Return where the row with ``key`` stands, or ``None`` when the list has no such row."""
        ...


class GroupKey(NamedTuple):
    """The key of a line that names a group of rows; it has a cursor but is never selected itself."""

    name: str | None


@runtime_checkable
class KeepingSource(Protocol):
    """A source that keeps what it read."""

    def give_back(self) -> None:
        """Give back what can be read again."""
        ...


@runtime_checkable
class GroupedSource(Protocol):
    """A source some of whose lines name groups."""

    @property
    def group_keys(self) -> frozenset[GroupKey]:
        """Return the keys of all lines that name a group."""
        ...

    def members(self, key: GroupKey) -> frozenset[object]:
        """Return the keys of the rows in a group."""
        ...


class NoRows:
    """The source of a table that was given none yet."""

    def count(self) -> int:
        return 0

    def rows(self, start: int, stop: int) -> Sequence[TableRow]:
        return ()

    def key_at(self, index: int) -> object:
        raise IndexError(index)

    def index_of(self, key: object) -> int | None:
        return None


class SourceReader:
    """One reading of a source: its count, taken once, and the blocks fetched so far.

    Whatever the source raises is handed to ``on_error``, the first time only, and answered as if there
    were nothing.  A block that failed is remembered as failed, so that painting a screen does not repeat
    the failing call for every line; a new reader (a refresh) tries again.  Rows that are missing though
    nothing failed, as the list became shorter since it was counted, are told to ``on_short``, also once.
    """

    def __init__(
        self,
        source: TableSource,
        on_error: Callable[[Exception], None],
        on_short: Callable[[], None],
        *,
        count_if_unknown: int = 0,
    ) -> None:
        self.source = source
        self.error: Exception | None = None
        self._on_error = on_error
        self._on_short = on_short
        self._short = False
        self._blocks: OrderedDict[int, Sequence[TableRow]] = OrderedDict()
        self.count = count_if_unknown
        self.count = self.count_now()

    def count_now(self) -> int:
        """Return what the source counts at this moment; what it counted before if it cannot tell."""
        return max(0, self._ask(self.source.count, self.count))

    def row(self, index: int) -> TableRow | None:
        """Return the row at ``index``; ``None`` if it could not be read or is no longer there."""
        number, place = divmod(index, BLOCK_SIZE)
        block = self._blocks.get(number)
        if block is None:
            block = self._fetch(number)
            self._blocks[number] = block
            if len(self._blocks) > BLOCK_CAPACITY:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(number)
        return block[place] if place < len(block) else None

    def give_back(self) -> None:
        """Give back the blocks, and what the source keeps; they are fetched again when they are seen."""
        self._blocks.clear()
        if isinstance(self.source, KeepingSource):
            self.source.give_back()

    def key_at(self, index: int) -> object | None:
        """Return the key of the row at ``index``; ``None`` if it cannot be told."""
        return next(iter(self.keys((index,))), None)

    def index_of(self, key: object) -> int | None:
        """Return where the row with ``key`` stands, if anywhere."""
        return self._ask(lambda: self.source.index_of(key), None)

    def keys(self, indexes: Iterable[int]) -> frozenset[object]:
        """Return the keys of several rows."""
        return self._ask(lambda: self._keys_now(indexes), frozenset[object]())

    def existing(self, keys: frozenset[object]) -> frozenset[object]:
        """Return those of ``keys`` that the source has; all of them if it cannot be told."""
        if len(keys) > FEW_KEYS:
            return self._ask(lambda: keys & self._keys_now(range(self.count)), keys)
        return self._ask(lambda: frozenset(k for k in keys if self.source.index_of(k) is not None), keys)

    def _fetch(self, number: int) -> Sequence[TableRow]:
        start, stop = number * BLOCK_SIZE, min((number + 1) * BLOCK_SIZE, self.count)
        nothing: Sequence[TableRow] = ()
        rows = self._ask(lambda: self.source.rows(start, stop), nothing)
        if len(rows) < stop - start and self.error is None:
            self._fall_short()
        return rows

    def _keys_now(self, indexes: Iterable[int]) -> frozenset[object]:
        keys = set()
        try:
            for index in indexes:
                keys.add(self.source.key_at(index))
        except IndexError:
            self._fall_short()
        return frozenset(keys)

    def _fall_short(self) -> None:
        if not self._short:
            self._short = True
            self._on_short()

    def _ask(self, question: Callable[[], Answer], otherwise: Answer) -> Answer:
        try:
            return question()
        except Exception as error:  # a source may fail in any way; the table goes on, its owner is told
            if self.error is None:
                self.error = error
                self._on_error(error)
            return otherwise
