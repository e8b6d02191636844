"""The complete list as JSON: every change of its history, so that importing it gives an equal database.

With a selection only those items, as ``list --format json`` shows them.
"""

from __future__ import annotations

import codecs
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TextIO

from taskforce import __version__
from taskforce.clock import write_moment
from taskforce.exchange.bundles.json_stream import members, write_lines
from taskforce.exchange.files.limits import LARGEST_FILE, LARGEST_OWN, MOST_VALUES
from taskforce.language import _
from taskforce.model.errors import TaskforceError
from taskforce.model.text import excerpt
from taskforce.reading import reading
from taskforce.store.changes.batch import Change, Foreign, StoredBatch, StoredCopy, Told
from taskforce.store.changes.history_data import Damaged, json_of, read_batch, read_change, read_copy
from taskforce.store.database.reader import HISTORY_SCHEMA
from taskforce.store.history.steps import stored_batches, stored_changes, stored_copies
from taskforce.store.read.item_data import item_texts, local_times
from taskforce.store.read.items import Selection
from taskforce.store.read.overview import organisation_name
from taskforce.store.store import Store


def write_complete(store: Store, selection: Selection | None, stream: TextIO) -> int:
    """Write the list as JSON, a line for each item, batch and change; return the number of items in it."""
    reader, today = store.reader, store.clock.today().isoformat()
    with reader.snapshot():
        head = {
            "taskforce": __version__,
            "schema": HISTORY_SCHEMA,
            "organisation": organisation_name(reader),
            "exported_at": write_moment(store.clock.now()),
        }
        stream.write(_line(head)[:-1] + ',\n"items": ')
        items = item_texts(reader, selection or Selection(), today, local_times(store.clock))
        count = write_lines(items, stream)
        if selection is None:
            parts: dict[str, Iterable[str]] = {
                "copies": (_line(one._asdict()) for one in stored_copies(reader)),
                "batches": (_line(one._asdict()) for one in stored_batches(reader)),
                "changes": map(json_of, stored_changes(reader)),
            }
            for name, lines in parts.items():
                stream.write(f',"{name}": ')
                write_lines(lines, stream)
        stream.write("}\n")
    return count


def _line(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)


def is_complete(data: object) -> bool:
    """Return whether JSON data is a list that this program exported."""
    return isinstance(data, dict) and "taskforce" in data


class LongHistory(NamedTuple):
    """A history in an export that is too long for the memory: it is read anew, in parts, when it is taken."""

    path: Path
    ids: bytes
    """The ids of all changes, 16 bytes each."""
    state: tuple[int, ...]
    """Which file was looked through, and how it was."""

    @property
    def is_too_large(self) -> bool:
        """Return whether it cannot be read whole."""
        return self.state[0] > LARGEST_FILE

    def change_ids(self) -> Iterator[str]:
        """Yield the ids of all changes."""
        for start in range(0, len(self.ids), _ID_BYTES):
            digits = self.ids[start : start + _ID_BYTES].hex()
            yield f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def parts(self, told: Told) -> Iterator[Foreign]:
        """Yield its changes, some at a time, with their steps; raise :class:`TaskforceError` where it is amiss."""
        by_id: dict[str, StoredBatch] = {}
        try:
            with reading(self.path) as stream:
                if _state_of(stream) != self.state:
                    raise ValueError(self.path)
                for part in _parts(stream):
                    by_id = by_id or {one.id: one for one in part.batches}
                    named = dict.fromkeys(change.batch_id for change in part.changes)
                    told(stream.tell(), self.state[0])
                    yield part._replace(batches=[by_id[one] for one in named if one in by_id])
        except (OSError, *_AMISS) as error:
            raise TaskforceError(
                _("{path} was written to meanwhile: nothing was taken; import it again.", path=self.path.name)
            ) from error


def stream_complete(path: Path) -> Foreign | LongHistory | None:
    """Return the history in an export, read a record at a time; one with many changes is not kept.

    ``None`` for any other file, and for one in which anything is amiss: what reads it whole says what that is.
    Raise :class:`TaskforceError` where it is too large to be read whole.
    """
    if path.suffix.lower() in (".csv", ".txt"):
        return None
    size = 0
    try:
        with reading(path) as stream:
            if _BEGINNING.match(stream.read(_HEAD)) is None:
                return None
            size, *_rest = state = _state_of(stream)
            if size <= LARGEST_OWN:
                stream.seek(0)
                return _looked_through(path, stream, state)
    except OSError:
        return None
    except _AMISS as error:
        if size > LARGEST_FILE:
            raise _damaged(path, error) from error
        return None
    reason = _("it is larger than {size} MB", size=f"{LARGEST_OWN / 1e6:g}")
    raise TaskforceError(_("{path} cannot be read ({reason}): name another file.", path=path, reason=reason))


_AMISS = (TaskforceError, ValueError, KeyError, TypeError, RecursionError)
_HEAD, _PIECE, _ID_BYTES = 400, 1 << 20, 16
_BEGINNING = re.compile(rb"\s{0,99}\{\s{0,99}\"taskforce\"")

PART = 5_000
"""Changes of a long history that are in memory at once."""

MOST_HELD = 10_000
"""Changes of an export that are kept; of a longer one their ids are, and it is read a second time."""


def _state_of(stream: BinaryIO) -> tuple[int, ...]:
    status = os.fstat(stream.fileno())
    return status.st_size, status.st_mtime_ns, status.st_ino


def _looked_through(path: Path, stream: BinaryIO, state: tuple[int, ...]) -> Foreign | LongHistory:
    """Return the history in an export; raise where it is not all there, or cannot be it."""
    ids = bytearray()
    kept: list[Change] = []
    for part in _parts(stream):
        ids += bytes.fromhex("".join(change.id for change in part.changes).replace("-", ""))
        kept = [*kept, *part.changes] if len(ids) <= MOST_HELD * _ID_BYTES else []
    if len(ids) > MOST_HELD * _ID_BYTES:
        return LongHistory(path, bytes(ids), state)
    return part._replace(changes=kept)


def _parts(stream: BinaryIO) -> Iterator[Foreign]:
    """Yield the history in an export, some changes at a time and none at the end; raise where it is not all there,
    or cannot be it."""
    pieces = codecs.iterdecode(iter(lambda: stream.read(_PIECE), b""), "utf-8")
    copies: list[StoredCopy] = []
    batches: list[StoredBatch] = []
    met: list[str] = []
    for name, value in members(pieces, MOST_VALUES):
        met.append(name)
        if name == "schema" and value > HISTORY_SCHEMA:
            raise ValueError(value)
        match name:
            case "copies":
                copies = [read_copy(one) for one in value]
            case "batches":
                batches = [read_batch(one) for one in value]
            case "changes":
                while changes := _some(value):
                    yield Foreign(copies, batches, changes)
    if not {"copies", "batches"} <= {*met[: met.index("changes")]}:  # raises where there is no such member
        raise ValueError(met)
    yield Foreign(copies, batches, [])


def _some(changes: Iterator[Any]) -> list[Change]:
    """Return the next changes."""
    words: dict[Any, Any] = {}
    return [_with_words(read_change(one), words) for one in islice(changes, PART)]


_SHARED = tuple(
    map(Change._fields.index, ("batch_id", "at", "copy_id", "actor_id", "record_type", "record_id", "field"))
)
"""Where a change says what many say: each of these words is kept once."""


def _with_words(change: Change, words: dict[Any, Any]) -> Change:
    """Return a change that shares with others the ``words`` that they have in common."""
    values: list[Any] = list(change)
    for index in _SHARED:
        values[index] = words.setdefault(values[index], values[index])
    return Change._make(values)


def read_complete(data: dict[str, Any], path: Path) -> Foreign:
    """Return the history in an export, and empty its ``data``: a long one is not to be in memory twice.

    Raise :class:`TaskforceError` when the export has no history (it was a selection), is of a newer version,
    or is damaged.
    """
    if "changes" not in data:
        raise TaskforceError(
            _(
                "{path} holds only a selection, without history: export the whole list, or use csv.",
                path=path.name,
            )
        )
    if data.get("schema", 0) > HISTORY_SCHEMA:
        raise TaskforceError(_("{path} was written by a newer taskforce: update this program.", path=path.name))
    data.pop("items", None)
    try:
        written = data.pop("changes")
        changes = []
        for number, one in enumerate(written):
            changes.append(read_change(one))
            written[number] = None
        return Foreign(
            [read_copy(one) for one in data["copies"]], [read_batch(one) for one in data["batches"]], changes
        )
    except (KeyError, TypeError, Damaged) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, reason: object) -> TaskforceError:
    return TaskforceError(
        _(
            "{path} is damaged ({reason}): nothing was taken; export it again.",
            path=path.name,
            reason=excerpt(str(reason), 120),
        )
    )
