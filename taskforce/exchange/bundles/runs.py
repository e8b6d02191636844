"""The changes of one copy in a bundle, packed by themselves: a *run*.

Whoever holds the last change of a run holds all of it, and passes over its bytes; what stands in several files of
a folder is unpacked and read once; and who hands a run on as it came writes those bytes.  Unpacked in one go, the
file is the text that versions before there were runs read, too.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from hashlib import sha256
from itertools import chain
from typing import BinaryIO, NamedTuple

from taskforce.exchange.bundles.parts import BATCH_OF, COPY_OF, ID_OF, read_parts
from taskforce.exchange.bundles.unpacking import END_OF_RAW, GZIP, RAW, unpacked
from taskforce.language import _
from taskforce.store.changes.batch import Change, Foreign, Source, Span, StoredBatch, StoredCopy
from taskforce.store.changes.forgetting import MEMBER
from taskforce.store.changes.history_data import Damaged

PRESSING = 5
"""How hard a bundle is pressed: by 9 it is a twentieth smaller, and takes twice as long."""

RATIO = 60
"""A bundle's text may be 16 MB and 60 times its size: ids that all differ do not compress further."""

_TRAILER = len(END_OF_RAW) + 8
"""Bytes after the last run: gzip ends with a checksum and a size."""
_PIECE = 1 << 16


class Run(NamedTuple):
    """Steps and changes of one copy as they were ``packed``; unpacked they are ``size`` bytes.

    ``plain``: it says nothing but what this version would write of them, too.
    """

    batches: list[StoredBatch]
    changes: list[Change]
    ids: frozenset[str]
    packed: bytes
    size: int
    plain: bool

    def is_as_said(self, replica: str, span: Span) -> bool:
        """Return whether it is what a header says of it."""
        first, last = self.changes[0], self.changes[-1]
        return (first.copy_id, first.number, last.number, last.id) == (replica, span.first, span.last, span.end)

    def text(self) -> Iterator[bytes]:
        """Yield its lines, many at once."""
        for block in unpacked(_whole(self.packed), self.size, RAW):
            yield block + b"\n"


class Held(NamedTuple):
    """Runs that need not be read again: those that were ``read`` already, by their bytes, and those of the copies
    of which all that a header names ``stands`` here."""

    read: dict[bytes, Run]
    stands: Callable[[Mapping[str, Span]], Collection[str]]


class Place(NamedTuple):
    """Where the next run stands: how many bytes it takes, and their checksum."""

    size: int
    sha256: str


Places = Mapping[str, Place]
"""The runs of copies in the order in which they stand."""


def place_of(packed: bytes) -> Place:
    """Return how a header says where a run stands."""
    return Place(len(packed), sha256(packed).hexdigest())


def pack(pieces: Iterable[bytes], form: int = RAW) -> bytes:
    """Return a text packed so that anything that is packed can follow on it."""
    press = zlib.compressobj(PRESSING, zlib.DEFLATED, form)
    return b"".join([*map(press.compress, pieces), press.flush(zlib.Z_FULL_FLUSH)])


def end_of(checksum: int, size: int) -> bytes:
    """Return what follows the last run: the end of a gzip file whose text has this CRC and size."""
    return END_OF_RAW + checksum.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little")


def read_runs(
    stream: BinaryIO, size: int, source: Source, places: Places, most: int, held: Held
) -> tuple[Foreign, Mapping[str, Run]]:
    """Return what a file of ``size`` bytes says, and the runs that were read, by their copies.

    Of a run that is passed over, the end alone is said.  The text may be ``most`` bytes long.  Raise
    :class:`Damaged` where anything that is read is not what the header says.
    """
    at = size - _TRAILER - sum(place.size for place in places.values())
    stream.seek(max(0, size - _TRAILER))
    if at <= 0 or stream.read(len(END_OF_RAW)) != END_OF_RAW:
        raise Damaged(_("its end is missing"))
    stream.seek(0)
    copies = _copies_in(stream.read(at), most)
    if not {one.id for one in copies} >= source.spans.keys():
        raise Damaged(_("parts of it are missing"))
    standing = held.stands(source.spans)
    spans = {one: span.passed if one in standing else span for one, span in source.spans.items()}
    runs: dict[str, Run] = {}
    for replica, place in places.items():
        if replica not in standing:
            stream.seek(at)
            packed = stream.read(place.size)
            if place_of(packed) != place:
                raise Damaged(_("its checksum is another one"))
            run = held.read.get(packed) or _read_run(packed, source.spans[replica], most)
            most -= run.size
            if most < 0 or not run.is_as_said(replica, source.spans[replica]):
                raise Damaged(_("parts of it do not belong together"))
            held.read[packed] = runs[replica] = run
        at += place.size
    changes = list(chain.from_iterable(run.changes for run in runs.values()))
    batches = list(chain.from_iterable(run.batches for run in runs.values()))
    different = frozenset().union(*(run.ids for run in runs.values()))
    if len(different) != len(changes) or len(set(map(ID_OF, batches))) != len(batches):
        raise Damaged(_("a part of it is there twice"))
    return Foreign(copies, batches, changes, source._replace(spans=spans)), runs


def _copies_in(head: bytes, most: int) -> list[StoredCopy]:
    """Return the copies that stand between the first line and the first run."""
    press = zlib.decompressobj(GZIP)
    try:
        text = press.decompress(head, most)
    except zlib.error as error:
        raise Damaged(_("it does not unpack")) from error
    if press.eof or press.unconsumed_tail or not text.endswith(b"\n"):
        raise Damaged(_("its first line is not whole"))
    _first, _end, lines = text[:-1].partition(b"\n")
    parts = read_parts([lines] if lines else [])
    if len(set(map(ID_OF, parts.copies))) != len(parts.copies):
        raise Damaged(_("a part of it is there twice"))
    if parts.batches or parts.changes or parts.others:
        raise Damaged(_("parts of it do not belong together"))
    return parts.copies


def _read_run(packed: bytes, span: Span, most: int) -> Run:
    size = 0

    def measured() -> Iterator[bytes]:
        nonlocal size
        for block in unpacked(_whole(packed), most, RAW):
            size += len(block) + 1
            yield block

    count = span.last - span.first + 1
    parts = read_parts(measured(), 2 * count)
    if parts.copies or parts.others:
        raise Damaged(_("a line of it is of no known kind"))
    replica = parts.changes[0].copy_id if parts.changes else ""
    if [change.number for change in parts.changes] != list(range(span.first, span.last + 1)):
        raise Damaged(_("parts of it are missing"))
    ids = frozenset(map(ID_OF, parts.changes))
    steps = {batch.id: batch for batch in parts.batches}
    if len(ids) != count or len(steps) != len(parts.batches):
        raise Damaged(_("a part of it is there twice"))
    used = set(map(BATCH_OF, parts.changes))
    writers = {*map(COPY_OF, parts.changes), *(batch.copy_id for batch in parts.batches)}
    if writers != {replica} or not used <= steps.keys():
        raise Damaged(_("parts of it do not belong together"))
    plain = not parts.extra and used == steps.keys() and size <= RATIO * len(packed)
    return Run([one for one in parts.batches if one.id in used], parts.changes, ids, packed, size, plain)


def _whole(packed: bytes) -> Iterator[bytes]:
    """Yield a run in pieces, with an end of its own: where it did not end itself, that is none."""
    for start in range(0, len(packed), _PIECE):
        yield packed[start : start + _PIECE]
    yield END_OF_RAW


def handed_on(runs: Mapping[str, Run], written: Set[int]) -> dict[str, Run]:
    """Return those of the runs of a file that may be handed on as they came.

    ``written`` are the changes that were new here and written as they came, by ``id()``.  Any other may say else
    than what is known here, whatever it calls itself; and of a member something may be forgotten since.
    """
    return {
        replica: run
        for replica, run in runs.items()
        if run.plain
        and written >= set(map(id, run.changes))
        and all(change.record_type != MEMBER for change in run.changes)
    }
