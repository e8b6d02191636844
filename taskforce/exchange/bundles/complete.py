"""The complete list as JSON: every change of its history, so that importing it gives an equal database.

With a selection only those items, as ``list --format json`` shows them.
"""

from __future__ import annotations

import codecs
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from taskforce import __version__
from taskforce.clock import write_moment
from taskforce.exchange.bundles.json_stream import members, write_lines
from taskforce.exchange.files.limits import LARGEST_FILE, MOST_OWN_VALUES
from taskforce.language import _
from taskforce.model.errors import TaskforceError
from taskforce.reading import reading
from taskforce.store.changes.batch import Change, Foreign
from taskforce.store.changes.history_data import Damaged, read_batch, read_change, read_copy
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
                "changes": map(_change_line, stored_changes(reader)),
            }
            for name, lines in parts.items():
                stream.write(f',"{name}": ')
                write_lines(lines, stream)
        stream.write("}\n")
    return count


def _line(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)


def _change_line(change: Change) -> str:
    """Return a change as a JSON object, the same as that of :func:`~.history_data.data_of`.

    What it says is JSON text already, and stands there as it is.
    """
    values = [
        f'"{name}":{value if name in _JSON_TEXTS or isinstance(value, int) else encode_basestring(value)}'
        for name, value in zip(Change._fields, change, strict=True)
        if value is not None
    ]
    return f"{{{','.join(values)}}}"


_JSON_TEXTS = ("old", "new")


def is_complete(data: object) -> bool:
    """Return whether JSON data is a list that this program exported."""
    return isinstance(data, dict) and "taskforce" in data


def stream_complete(path: Path) -> Foreign | None:
    """Return the history in an export, read a record at a time: a long one takes several times its size as data.

    ``None`` for any other file, and for one in which anything is amiss: what reads it whole says what that is.
    """
    if path.suffix.lower() in (".csv", ".txt"):
        return None
    try:
        with reading(path) as stream:
            own = _BEGINNING.match(stream.read(_HEAD)) is not None
            if not own or os.fstat(stream.fileno()).st_size > LARGEST_FILE:
                return None
            stream.seek(0)
            return _streamed(_pieces(stream))
    except (OSError, TaskforceError, ValueError, KeyError, TypeError, RecursionError):
        return None


_HEAD, _PIECE = 400, 1 << 20
_BEGINNING = re.compile(rb"\s{0,99}\{\s{0,99}\"taskforce\"")


def _pieces(stream: BinaryIO) -> Iterator[str]:
    """Yield the text of a file; raise :class:`ValueError` where it is no UTF-8, or says more than any list."""
    values = 0
    for piece in codecs.iterdecode(iter(lambda: stream.read(_PIECE), b""), "utf-8"):
        values += sum(map(piece.count, ",[{"))
        if values > MOST_OWN_VALUES:
            raise ValueError(values)
        yield piece


def _streamed(pieces: Iterable[str]) -> Foreign:
    """Return the history in the text of an export; raise where it is not all there, or cannot be it."""
    parts: dict[str, list[Any]] = {}
    words: dict[Any, Any] = {}
    for name, value in members(pieces):
        if name == "schema" and value > HISTORY_SCHEMA:
            raise ValueError(value)
        match name:
            case "changes":
                parts[name] = [_with_words(read_change(one), words) for one in value]
            case "batches":
                parts[name] = [read_batch(one) for one in value]
            case "copies":
                parts[name] = [read_copy(one) for one in value]
    return Foreign(parts["copies"], parts["batches"], parts["changes"])


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
        raise TaskforceError(
            _("{path} is damaged ({reason}): nothing was taken; export it again.", path=path.name, reason=error)
        ) from error
