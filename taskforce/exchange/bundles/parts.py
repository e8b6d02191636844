"""The copies, steps and changes that the lines of a bundle hold, read and checked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from taskforce.language import _
from taskforce.store.changes.batch import Change, Foreign, Source, StoredBatch, StoredCopy
from taskforce.store.changes.history_data import (
    Damaged,
    check_json_texts,
    data_of,
    json_of,
    load_lines,
    read_batch,
    read_changes,
    read_copy,
)

BATCH_OF = itemgetter(Change._fields.index("batch_id"))
COPY_OF = itemgetter(Change._fields.index("copy_id"))
ID_OF = itemgetter(0)
"""The id of a copy, a batch or a change."""

_AT_ONCE = 1_000
"""Changes that are written at once."""


class Parts:
    """The copies, steps and changes that some lines hold.

    ``others`` is the number of lines of other kinds; ``extra`` that of words in them which say nothing here: what
    has some is not what this program writes.
    """

    def __init__(self) -> None:
        self.copies: list[StoredCopy] = []
        self.batches: list[StoredBatch] = []
        self.changes: list[Change] = []
        self.others = self.extra = 0


def read_parts(blocks: Iterable[bytes], most: int | None = None) -> Parts:
    """Return what lines say, ``most`` lines of them; raise :class:`Damaged`."""
    parts, count = Parts(), 0
    for block in blocks:
        count += block.count(b"\n") + 1
        if most is not None and count > most:  # at once: it may go on for gigabytes
            raise Damaged(_("its lines are not as many as it says"))
        _add(parts, load_lines(block))
    return parts


def _add(parts: Parts, lines: Sequence[Any]) -> None:
    kinds: dict[str, list[Mapping[str, Any]]] = {"copy": [], "batch": [], "change": []}
    for data in lines:
        kind = data.get("line") if isinstance(data, dict) else None
        if isinstance(kind, str) and kind in kinds:
            kinds[kind].append(data)
        else:
            parts.others += 1
    read: tuple[Sequence[tuple[Any, ...]], ...] = (
        copies := list(map(read_copy, kinds["copy"])),
        batches := list(map(read_batch, kinds["batch"])),
        changes := read_changes(kinds["change"]),
    )
    parts.copies += copies
    parts.batches += batches
    parts.changes += changes
    said = sum(len(data) for every in kinds.values() for data in every)
    parts.extra += said - sum(len(one) - one.count(None) + 1 for every in read for one in every)


def check_together(source: Source, counts: Mapping[str, int], parts: Parts) -> None:
    """Raise :class:`Damaged` unless the parts are those that the header promises, once, and belong together."""
    copies, batches, changes = parts.copies, parts.batches, parts.changes
    if any(len(set(map(ID_OF, every))) != len(every) for every in (copies, batches, changes)):
        raise Damaged(_("a part of it is there twice"))
    if counts != {"copies": len(copies), "batches": len(batches), "changes": len(changes)}:
        raise Damaged(_("parts of it are missing"))
    writers = {batch.id: batch.copy_id for batch in batches}
    numbers: dict[str, list[int]] = {copy_id: [] for copy_id in source.spans}
    for change in changes:
        copy_id = change.copy_id
        if writers.get(change.batch_id) != copy_id or copy_id not in numbers:
            raise Damaged(_("parts of it do not belong together"))
        numbers[copy_id].append(change.number)
    known = set(map(ID_OF, copies))
    for copy_id, span in source.spans.items():
        if copy_id not in known or len(numbers[copy_id]) != span.last - span.first + 1:
            raise Damaged(_("parts of it are missing"))
        if sorted(numbers[copy_id]) != list(range(span.first, span.last + 1)):
            raise Damaged(_("parts of it are missing"))
    if not known.issuperset(writers.values()):
        raise Damaged(_("parts of it do not belong together"))


def foreign_of(source: Source, parts: Parts) -> Foreign:
    """Return parts that were checked as what arrives, each span with the change that it ends with."""
    used = set(map(BATCH_OF, parts.changes))
    ends = {(change.copy_id, change.number): change.id for change in parts.changes}
    spans = {one: span._replace(end=ends.get((one, span.last))) for one, span in source.spans.items()}
    batches = [batch for batch in parts.batches if batch.id in used]
    return Foreign(parts.copies, batches, parts.changes, source._replace(spans=spans))


def copy_lines(copies: Iterable[StoredCopy]) -> bytes:
    """Return copies as lines."""
    return b"".join([line_of({"line": "copy", **data_of(copy)}) for copy in copies])


def history_lines(batches: Iterable[StoredBatch], changes: Sequence[Change]) -> Iterator[bytes]:
    """Yield steps and changes as lines, many at once."""
    yield b"".join([line_of({"line": "batch", **data_of(batch)}) for batch in batches])
    for start in range(0, len(changes), _AT_ONCE):
        lines = []
        for change in changes[start : start + _AT_ONCE]:
            check_json_texts(change)
            lines.append(f'{{"line":"change",{json_of(change)[1:]}\n')
        yield "".join(lines).encode("utf-8")


def line_of(data: Mapping[str, Any]) -> bytes:
    """Return data as a line."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"
