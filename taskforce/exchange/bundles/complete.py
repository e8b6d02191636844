"""The complete list as JSON: every change of its history, so that importing it gives an equal database.

With a selection only those items, as ``list --format json`` shows them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any, TextIO

from taskforce import __version__
from taskforce.clock import write_moment
from taskforce.exchange.bundles.json_stream import write_lines
from taskforce.language import _
from taskforce.model.errors import TaskforceError
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
