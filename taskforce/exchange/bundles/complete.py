"""The complete list as JSON: every change of its history, so that importing it gives an equal database.

With a selection only those items, as ``list --format json`` shows them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from taskforce import __version__
from taskforce.clock import write_moment
from taskforce.exchange.bundles.history_data import Damaged, data_of, read_batch, read_change, read_copy
from taskforce.language import _
from taskforce.model.errors import TaskforceError
from taskforce.store.changes.batch import Batch, Change, Foreign, Receipt
from taskforce.store.database.reader import HISTORY_SCHEMA
from taskforce.store.history.steps import whole_history
from taskforce.store.read.item_data import item_data, local_times
from taskforce.store.read.items import Selection, item_links, item_rows
from taskforce.store.read.registers import organisation_name
from taskforce.store.store import Store


def complete_json(store: Store, selection: Selection | None) -> tuple[str, int]:
    """Return the list as JSON text, and the number of items in it."""
    reader, today = store.reader, store.clock.today().isoformat()
    with reader.snapshot():
        rows = item_rows(reader, selection or Selection(), today)
        links = item_links(reader)
        local = local_times(store.clock)
        data: dict[str, Any] = {
            "taskforce": __version__,
            "schema": HISTORY_SCHEMA,
            "organisation": organisation_name(reader),
            "exported_at": write_moment(store.clock.now()),
            "items": [item_data(row, links, today, local) for row in rows],
        }
        if selection is None:
            history = whole_history(reader)
            data |= {
                "copies": history["copies"],
                "batches": history["batches"],
                "changes": [data_of(Change(**one)) for one in history["changes"]],
            }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n", len(rows)


def is_complete(data: object) -> bool:
    """Return whether JSON data is a list that this program exported."""
    return isinstance(data, dict) and "taskforce" in data


def import_complete(store: Store, data: Mapping[str, Any], path: Path) -> Receipt:
    """Write the changes of an export that this list has not seen.

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
    try:
        foreign = Foreign(
            [read_copy(one) for one in data["copies"]],
            [read_batch(one) for one in data["batches"]],
            [read_change(one) for one in data["changes"]],
        )
    except (KeyError, TypeError, Damaged) as error:
        raise TaskforceError(
            _("{path} is damaged ({reason}): nothing was taken; export it again.", path=path.name, reason=error)
        ) from error
    return store.apply(Batch("import", foreign=foreign, summary=path.name))
