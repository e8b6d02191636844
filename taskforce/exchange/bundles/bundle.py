"""Bundles: one file that carries changes from one copy of a list to another.

A bundle is gzip-compressed text, one JSON object a line: a header, then copies, batches and changes (see
docs/data-formats.md).  It may be sealed with age.  Nothing of it is taken before all of it was read and checked,
and reading keeps within bounds whatever the file says of itself.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO

from taskforce import __version__
from taskforce.exchange.bundles.encryption import AGE, BY_PASSPHRASE, Opener, Seal, begins_sealed, seal, unseal
from taskforce.files import write_output
from taskforce.language import _
from taskforce.model.errors import TaskforceError, reason_of
from taskforce.model.text import clean_line
from taskforce.reading import reading
from taskforce.store.changes.batch import Change, Foreign, Source, Span, StoredBatch, StoredCopy
from taskforce.store.changes.history_data import (
    Damaged,
    check_json_texts,
    data_of,
    json_of,
    load_json,
    read_batch,
    read_change,
    read_copy,
    read_id,
    read_integer,
    read_moment_text,
)
from taskforce.store.changes.version_vector import actor_handle, outgoing
from taskforce.store.database.reader import HISTORY_SCHEMA
from taskforce.store.read.overview import organisation_name
from taskforce.store.store import Store

FORMAT = "taskforce-bundle"
VERSION = 1

_GZIP = b"\x1f\x8b"
_PIECE = 1 << 16
_LONGEST_LINE = 1 << 25
_LARGEST_FILE = 1 << 28
_LARGEST_TEXT = 1 << 31
_ROOM = 1 << 24
_RATIO = 60
"""A bundle's text may be 16 MB and 60 times its size: ids that all differ do not compress further."""
_SMALL = 1 << 18
"""A larger bundle is read through before anything of it is kept: junk without end must not fill the memory."""
_PRESSING = 5
"""How hard a bundle is pressed: by 9 it is a twentieth smaller, and takes twice as long."""
_AT_ONCE = 1_000
"""Changes that are written at once."""
_MOST_VALUES = 1_000_000
"""Values of one line."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line of a bundle says of it."""

    schema: int
    program: str
    organisation: str
    member: str | None
    source: Source
    counts: Mapping[str, int]

    @property
    def whole(self) -> bool:
        """Return whether it holds the list from its beginning."""
        return all(span.first == 1 for span in self.source.spans.values())


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was read and checked: its name, size in bytes, header and changes."""

    name: str
    size: int
    header: Header
    foreign: Foreign

    @property
    def writer(self) -> str:
        """Return what people call the copy that wrote it."""
        series = next(one.series for one in self.foreign.copies if one.id == self.header.source.copy_id)
        return series or _("the first copy")


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle that was written: its size in bytes, number of changes, and whether it is the whole list."""

    size: int
    changes: int
    whole: bool


def write_bundle(store: Store, path: Path, seen: Mapping[str, int], how: Seal | None = None) -> Written:
    """Write what lies beyond ``seen``: up to which number of each copy its reader has it; ``{}`` is all."""
    foreign = outgoing(store.reader, store.clock, seen)
    content = bundle_bytes(store, foreign)
    if how is not None:
        content = seal(content, how)
    write_output(path, content, private=True)
    assert foreign.source is not None
    whole = all(span.first == 1 for span in foreign.source.spans.values())
    return Written(len(content), len(foreign.changes), whole)


def bundle_bytes(store: Store, foreign: Foreign) -> bytes:
    """Return the file that carries ``foreign``.

    See :func:`~taskforce.store.changes.version_vector.outgoing`.
    """
    source = foreign.source
    assert source is not None
    digest = hashlib.sha256()
    pieces: list[bytes] = []
    for piece in _pieces_of(foreign):
        digest.update(piece)
        pieces.append(piece)
    header = {
        "format": FORMAT,
        "version": VERSION,
        "schema": HISTORY_SCHEMA,
        "program": __version__,
        "organisation": organisation_name(store.reader),
        "copy": source.copy_id,
        "member": actor_handle(store.reader, store.actor_id),
        "written_at": source.written_at,
        "spans": {copy_id: span._asdict() for copy_id, span in source.spans.items()},
        "counts": {
            "copies": len(foreign.copies),
            "batches": len(foreign.batches),
            "changes": len(foreign.changes),
        },
        "sha256": digest.hexdigest(),
    }
    press = zlib.compressobj(_PRESSING, zlib.DEFLATED, 31)
    return b"".join([press.compress(_line(header)), *map(press.compress, pieces), press.flush()])


def _pieces_of(foreign: Foreign) -> Iterator[bytes]:
    """Yield the lines of copies, batches and changes, many at once."""
    yield b"".join([_line({"line": "copy", **data_of(copy)}) for copy in foreign.copies])
    yield b"".join([_line({"line": "batch", **data_of(batch)}) for batch in foreign.batches])
    for start in range(0, len(foreign.changes), _AT_ONCE):
        lines = []
        for change in foreign.changes[start : start + _AT_ONCE]:
            check_json_texts(change)
            lines.append(f'{{"line":"change",{json_of(change)[1:]}\n')
        yield "".join(lines).encode("utf-8")


def _line(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"


Parts = dict[bytes, StoredCopy | StoredBatch | Change]
"""Lines of bundles that were read and checked, with what each says."""


def read_bundle(path: Path, how: Opener | None = None, read: Parts | None = None) -> Bundle:
    """Read and check a bundle.  Raise :class:`TaskforceError` with one sentence when it cannot be taken.

    ``read`` are lines of others that were read before it, and are not read again; those of this one join them.
    """
    name = clean_line(path.name)
    try:
        with reading(path) as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > _LARGEST_FILE:
                raise _refused(name, _("it is larger than any bundle"))
            beginning = stream.read(max(len(AGE), len(BY_PASSPHRASE)))
            stream.seek(0)
            content: BinaryIO = stream
            if begins_sealed(beginning):
                content = io.BytesIO(unseal(stream.read(_LARGEST_FILE), how or Opener(), name))
                beginning, size = content.read(len(_GZIP)), content.seek(0, os.SEEK_END)
            if not beginning.startswith(_GZIP):
                raise TaskforceError(
                    _("{file} is not a bundle: name a file that “taskforce bundle write” wrote.", file=name)
                )
            most = min(_ROOM + _RATIO * size, _LARGEST_TEXT)
            if size > _SMALL:
                _check_whole(name, _Lines(content, most))
            header, foreign = _read(name, _Lines(content, most), read)
    except OSError as error:
        raise TaskforceError(
            _("{file} cannot be read ({reason}): check the name.", file=name, reason=reason_of(error))
        ) from error
    except Damaged as error:
        raise _refused(name, str(error)) from error
    return Bundle(name, path.stat().st_size, header, foreign)


def _refused(name: str, reason: str) -> TaskforceError:
    return TaskforceError(
        _(
            "{file} is damaged or was altered ({reason}): nothing was taken; ask for it again.",
            file=name,
            reason=reason,
        )
    )


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the content of a file from its beginning."""
    stream.seek(0)
    yield from iter(lambda: stream.read(_PIECE), b"")


def _check_whole(name: str, lines: _Lines) -> None:
    """Raise :class:`Damaged` unless the lines are as many as the first one says, and have its checksum."""
    data: Any = load_json(lines.first)
    header = _read_header(name, data)
    count = 0
    most = sum(header.counts.values()) if header.schema <= HISTORY_SCHEMA else None
    for block in lines:
        count += len(block)
        if b"" in block or (most is not None and count > most):  # at once: it may go on for gigabytes
            raise Damaged(_("its lines are not as many as it says"))
    if lines.digest() != data["sha256"]:
        raise Damaged(_("its checksum is another one"))
    if most is not None and count != most:
        raise Damaged(_("parts of it are missing"))


class _Lines:
    """The lines of a compressed text, within bounds; what is no such text raises :class:`Damaged`.

    ``first`` is the first one; the others are given many at once.
    """

    def __init__(self, stream: BinaryIO, most: int) -> None:
        self._blocks = self._unpacked(_pieces(stream), most)
        self._sums = hashlib.sha256()
        self.first, *self._rest = next(self._blocks, [b"null"])

    def __iter__(self) -> Iterator[list[bytes]]:
        if self._rest:
            yield self._rest
        yield from self._blocks

    def digest(self) -> str:
        """Return the checksum of all lines after the first, when the last was read."""
        return self._sums.hexdigest()

    def _unpacked(self, pieces: Iterable[bytes], most: int) -> Iterator[list[bytes]]:
        press = zlib.decompressobj(31)
        rest, total, headed = b"", 0, False
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
                if headed:
                    self._sums.update(text)
                *whole, rest = (rest + text).split(b"\n")
                if whole and not headed:
                    headed = True
                    self._sums.update(b"\n".join([*whole[1:], rest]))
                if whole:
                    yield whole
                if len(rest) > _LONGEST_LINE:
                    raise Damaged(_("a line of it is too long"))
        if not press.eof or rest:
            raise Damaged(_("its end is missing"))


def _read(name: str, lines: _Lines, read: Parts | None) -> tuple[Header, Foreign]:
    data: Any = load_json(lines.first)
    header = _read_header(name, data)
    try:
        foreign = _read_body(header, data["sha256"], lines, {} if read is None else read)
    except Damaged as error:
        if header.schema <= HISTORY_SCHEMA:
            raise
        raise TaskforceError(
            _(
                "{file} was written by a newer taskforce ({program}) and holds what this one does not know "
                "({reason}): update this program.",
                file=name,
                program=header.program,
                reason=error,
            )
        ) from error
    return header, foreign


def _read_header(name: str, data: Any) -> Header:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise TaskforceError(
            _("{file} is not a bundle: name a file that “taskforce bundle write” wrote.", file=name)
        )
    if read_integer(data, "version", 1, 2**31) > VERSION:
        raise TaskforceError(_("{path} was written by a newer taskforce: update this program.", path=name))
    spans, counts = data.get("spans"), data.get("counts")
    if not isinstance(spans, dict) or not isinstance(counts, dict) or not isinstance(data.get("sha256"), str):
        raise Damaged(_("its first line is not whole"))
    copy_id = read_id(data, "copy")
    read_spans = {key: _read_span(value) for key, value in spans.items()}
    if copy_id not in read_spans:
        raise Damaged(_("its first line is not whole"))
    member = data.get("member")
    return Header(
        read_integer(data, "schema", 1, 2**31),
        clean_line(str(data.get("program", "")))[:40],
        clean_line(str(data.get("organisation", "")))[:200],
        clean_line(str(member))[:60] if member is not None else None,
        Source(copy_id, read_moment_text(data, "written_at"), read_spans),
        {key: read_integer(counts, key, 0, 2**53) for key in ("copies", "batches", "changes")},
    )


def _read_span(data: Any) -> Span:
    if not isinstance(data, dict):
        raise Damaged(_("its first line is not whole"))
    first = read_integer(data, "first", 1, 2**53)
    before = read_id(data, "before") if first > 1 else None
    return Span(first, read_integer(data, "last", first - 1, 2**53), before)


def _read_body(header: Header, digest: str, lines: _Lines, read: Parts) -> Foreign:
    copies: list[StoredCopy] = []
    batches: list[StoredBatch] = []
    changes: list[Change] = []
    kinds: Mapping[type, list[Any]] = {StoredCopy: copies, StoredBatch: batches, Change: changes}
    for block in lines:
        for line, known in zip(block, map(read.get, block), strict=True):
            part = known or _read_line(line)
            if part is None:
                if header.schema <= HISTORY_SCHEMA:
                    raise Damaged(_("a line of it is of no known kind"))
                continue
            if known is None:
                read[line] = part
            kinds[type(part)].append(part)
    if lines.digest() != digest:
        raise Damaged(_("its checksum is another one"))
    _check_together(header, copies, batches, changes)
    used = set(map(_BATCH_OF, changes))
    return Foreign(copies, [batch for batch in batches if batch.id in used], changes, header.source)


_BATCH_OF = itemgetter(Change._fields.index("batch_id"))
_ID_OF = itemgetter(0)
"""The id of a copy, a batch or a change."""


def _read_line(line: bytes) -> StoredCopy | StoredBatch | Change | None:
    """Return what a line says; ``None`` where it is of another kind.  Raise :class:`Damaged`."""
    if len(line) > _MOST_VALUES and sum(map(line.count, (b"[", b"{", b","))) > _MOST_VALUES:
        raise Damaged(_("a line of it is too long"))
    data = load_json(line)
    match data.get("line") if isinstance(data, dict) else None:
        case "copy":
            return read_copy(data)
        case "batch":
            return read_batch(data)
        case "change":
            return read_change(data)
    return None


def _check_together(
    header: Header, copies: Sequence[StoredCopy], batches: Sequence[StoredBatch], changes: Sequence[Change]
) -> None:
    """Raise :class:`Damaged` unless the parts are those that the header promises, once, and belong together."""
    if any(len(set(map(_ID_OF, parts))) != len(parts) for parts in (copies, batches, changes)):
        raise Damaged(_("a part of it is there twice"))
    if header.counts != {"copies": len(copies), "batches": len(batches), "changes": len(changes)}:
        raise Damaged(_("parts of it are missing"))
    writers = {batch.id: batch.copy_id for batch in batches}
    numbers: dict[str, list[int]] = {copy_id: [] for copy_id in header.source.spans}
    for change in changes:
        copy_id = change.copy_id
        if writers.get(change.batch_id) != copy_id or copy_id not in numbers:
            raise Damaged(_("parts of it do not belong together"))
        numbers[copy_id].append(change.number)
    known = set(map(_ID_OF, copies))
    for copy_id, span in header.source.spans.items():
        if copy_id not in known or len(numbers[copy_id]) != span.last - span.first + 1:
            raise Damaged(_("parts of it are missing"))
        if sorted(numbers[copy_id]) != list(range(span.first, span.last + 1)):
            raise Damaged(_("parts of it are missing"))
    if not known.issuperset(writers.values()):
        raise Damaged(_("parts of it do not belong together"))
