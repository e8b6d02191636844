"""Bundles: one file that carries changes from one copy of a list to another.

A bundle is gzip-compressed text, one JSON object a line: a header, then copies, batches and changes (see
docs/data-formats.md).  It may be sealed with age.  Nothing of it is taken before all of it was read and checked,
and reading keeps within bounds whatever the file says of itself.
"""

from __future__ import annotations

import hashlib
import io
import os
import zlib
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from taskforce import __version__
from taskforce.exchange.bundles.encryption import AGE, BY_PASSPHRASE, Opener, Seal, begins_sealed, seal, unseal
from taskforce.exchange.bundles.parts import (
    COPY_OF,
    check_together,
    copy_lines,
    foreign_of,
    history_lines,
    line_of,
    read_parts,
)
from taskforce.exchange.bundles.runs import RATIO, Held, Place, Places, Run, end_of, pack, place_of, read_runs
from taskforce.exchange.bundles.unpacking import GZIP, Lines, pieces_of
from taskforce.files import write_output
from taskforce.language import _
from taskforce.model.errors import TaskforceError, reason_of
from taskforce.model.text import clean_line
from taskforce.reading import reading
from taskforce.store.changes.batch import Change, Foreign, Source, Span, StoredBatch
from taskforce.store.changes.history_data import (
    Damaged,
    load_json,
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
_LARGEST_FILE = 1 << 28
_LARGEST_TEXT = 1 << 31
_ROOM = 1 << 24
_SMALL = 1 << 18
"""A larger bundle is read through before anything of it is kept: junk without end must not fill the memory."""


class Header(NamedTuple):
    """What the first line of a bundle says of it."""

    schema: int
    program: str
    organisation: str
    member: str | None
    source: Source
    counts: Mapping[str, int]
    places: Places | None

    @property
    def whole(self) -> bool:
        """Return whether it holds the list from its beginning."""
        return all(span.first == 1 for span in self.source.spans.values())


class Bundle(NamedTuple):
    """A bundle that was read and checked: its name, size in bytes, header and changes.

    ``runs`` are those that it was read in, by their copies; none where it was read as one text.
    """

    name: str
    size: int
    header: Header
    foreign: Foreign
    runs: Mapping[str, Run]

    @property
    def writer(self) -> str:
        """Return what people call the copy that wrote it."""
        series = next(one.series for one in self.foreign.copies if one.id == self.header.source.copy_id)
        return series or _("the first copy")


class Written(NamedTuple):
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


def bundle_bytes(store: Store, foreign: Foreign, at_hand: Mapping[str, Run] | None = None) -> bytes:
    """Return the file that carries ``foreign``, and of other copies what is ``at_hand`` as it came.

    See :func:`~taskforce.store.changes.version_vector.outgoing`.
    """
    source, runs = foreign.source, at_hand or {}
    assert source is not None
    copies = copy_lines(foreign.copies)
    steps: dict[str, list[StoredBatch]] = {one: list(run.batches) for one, run in runs.items()}
    changes: dict[str, list[Change]] = {one: list(run.changes) for one, run in runs.items()}
    for batch in foreign.batches:
        steps.setdefault(batch.copy_id, []).append(batch)
    for replica, written in groupby(foreign.changes, COPY_OF):
        changes.setdefault(replica, []).extend(written)
    digest, checksum, size = hashlib.sha256(copies), 0, 0
    texts: list[bytes] = []
    spans: dict[str, dict[str, Any]] = {}
    packed: list[bytes] = []
    for replica, span in source.spans.items():
        spans[replica] = {name: value for name, value in span._asdict().items() if name != "end"}
        if replica in changes:
            run = runs.get(replica)
            pieces = list(history_lines(steps.get(replica, ()), changes[replica]) if run is None else run.text())
            packed.append(pack(pieces) if run is None else run.packed)
            spans[replica] |= {"end": span.end, **place_of(packed[-1])._asdict()}
            texts += pieces
    for piece in texts:
        digest.update(piece)
    header = {
        "format": FORMAT,
        "version": VERSION,
        "schema": HISTORY_SCHEMA,
        "program": __version__,
        "organisation": organisation_name(store.reader),
        "copy": source.copy_id,
        "member": actor_handle(store.reader, store.actor_id),
        "written_at": source.written_at,
        "spans": spans,
        "counts": {
            "copies": len(foreign.copies),
            "batches": sum(map(len, steps.values())),
            "changes": sum(map(len, changes.values())),
        },
        "sha256": digest.hexdigest(),
    }
    head = line_of(header) + copies
    for piece in (head, *texts):
        checksum, size = zlib.crc32(piece, checksum), size + len(piece)
    return b"".join([pack([head], GZIP), *packed, end_of(checksum, size)])


def read_bundle(path: Path, how: Opener | None = None, held: Held | None = None) -> Bundle:
    """Read and check a bundle.  Raise :class:`TaskforceError` with one sentence when it cannot be taken.

    What is ``held`` is passed over: the file is known to be as it was written, then.
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
            header, foreign, runs = _read(name, content, size, held)
    except OSError as error:
        raise TaskforceError(
            _("{file} cannot be read ({reason}): check the name.", file=name, reason=reason_of(error))
        ) from error
    except Damaged as error:
        raise _refused(name, str(error)) from error
    return Bundle(name, path.stat().st_size, header, foreign, runs)


def _refused(name: str, reason: str) -> TaskforceError:
    return TaskforceError(
        _(
            "{file} is damaged or was altered ({reason}): nothing was taken; ask for it again.",
            file=name,
            reason=reason,
        )
    )


def _read(name: str, content: BinaryIO, size: int, held: Held | None) -> tuple[Header, Foreign, Mapping[str, Run]]:
    most = min(_ROOM + RATIO * size, _LARGEST_TEXT)
    lines = Lines(pieces_of(content), most)
    data: Any = load_json(lines.first)
    header = _read_header(name, data)
    try:
        if held is not None and header.places is not None and header.schema <= HISTORY_SCHEMA:
            return header, *read_runs(content, size, header.source, header.places, most, held)
        if size > _SMALL:
            _check_whole(header, data["sha256"], lines)
            lines = Lines(pieces_of(content), most)
        return header, _read_body(header, data["sha256"], lines), {}
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


def _check_whole(header: Header, digest: str, lines: Lines) -> None:
    """Raise :class:`Damaged` unless the lines are as many as the first one says, and have its checksum."""
    count = 0
    most = sum(header.counts.values()) if header.schema <= HISTORY_SCHEMA else None
    for block in lines:
        count += block.count(b"\n") + 1
        if not block or b"\n\n" in block or (most is not None and count > most):  # it may go on for gigabytes
            raise Damaged(_("its lines are not as many as it says"))
    if lines.digest() != digest:
        raise Damaged(_("its checksum is another one"))
    if most is not None and count != most:
        raise Damaged(_("parts of it are missing"))


def _read_body(header: Header, digest: str, lines: Lines) -> Foreign:
    parts = read_parts(lines)
    if parts.others and header.schema <= HISTORY_SCHEMA:
        raise Damaged(_("a line of it is of no known kind"))
    if lines.digest() != digest:
        raise Damaged(_("its checksum is another one"))
    check_together(header.source, header.counts, parts)
    return foreign_of(header.source, parts)


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
        _read_places(spans, read_spans),
    )


def _read_places(data: Mapping[str, Any], spans: Mapping[str, Span]) -> Places | None:
    """Return where runs stand; ``None`` for a file of a version before there were any."""
    full = [one for one, span in spans.items() if span.last >= span.first]
    if any(spans[one].end is None for one in full):
        return None
    return {
        one: Place(read_integer(data[one], "size", 1, _LARGEST_FILE), str(data[one].get("sha256"))) for one in full
    }


def _read_span(data: Any) -> Span:
    if not isinstance(data, dict):
        raise Damaged(_("its first line is not whole"))
    first = read_integer(data, "first", 1, 2**53)
    last = read_integer(data, "last", first - 1, 2**53)
    before = read_id(data, "before") if first > 1 else None
    return Span(first, last, before, read_id(data, "end") if last >= first and "end" in data else None)
