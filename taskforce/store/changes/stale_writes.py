"""What a person had before their eyes when they decided, so that nobody overwrites what they have not seen.

A screen shows the list as it was after some change; what others wrote after that one was not seen.  A write that
is given a :class:`SeenVersion` is refused with :class:`~taskforce.store.changes.batch.StaleWrite` where it would
replace
such a value, and the person is shown both.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from taskforce.model.records import CREATION, DELETED, RECORDS
from taskforce.store.changes.batch import UNSEEN, Draft, StaleWrite
from taskforce.store.changes.load import load
from taskforce.store.database.reader import Reader

Place = tuple[str, str]
"""A record's id and a field of it."""


@dataclass(slots=True)
class SeenVersion:
    """Everything up to the change number ``upto`` was seen, and what the ``own`` batches wrote since.

    ``accepted`` holds the values that the person was shown afterwards and wants to replace, ``left`` the fields
    that they leave as the others have them.
    """

    upto: int
    own: Collection[str] = ()
    accepted: dict[Place, Any] = field(default_factory=dict)
    left: set[Place] = field(default_factory=set)

    def unseen(self, reader: Reader, ids: Iterable[str]) -> dict[Place, Any]:
        """Return the fields of some items that others changed since, with the values that the person saw."""
        seen: dict[Place, Any] = {}
        newest: dict[Place, Any] = {}
        sql = (
            "SELECT record_id, field, old, new, batch_id FROM change "
            f"WHERE record_type = 'action_item' AND seq > {int(self.upto)} AND record_id IN (:values) ORDER BY seq"
        )
        for record_id, name, old, new, batch_id in reader.rows_in(sql, ids):
            if batch_id not in self.own and name not in (CREATION, DELETED):
                seen.setdefault((record_id, name), _plain(old))
                newest[record_id, name] = _plain(new)
        fields = RECORDS["action_item"].by_name
        stored = load(reader, "action_item", {record_id for record_id, _name in seen}) if seen else {}
        return {
            (record_id, name): value
            for (record_id, name), value in seen.items()
            # What a merge brought may have lost against a newer value: then nothing became different.
            if name in fields and record_id in stored
            and stored[record_id][name] == newest[record_id, name] != value
        }  # fmt: skip

    def watched(self, reader: Reader, drafts: Iterable[Draft]) -> list[Draft]:
        """Return drafts that say what the person saw, without those of the fields that they leave alone."""
        kept = [one for one in drafts if (one.record_id, one.field) not in self.left]
        edits = {one.record_id for one in kept if one.record_type == "action_item" and one.field != CREATION}
        seen = {**self.unseen(reader, edits), **self.accepted} if edits else {}
        return [
            one._replace(seen=seen[one.record_id, one.field])
            if one.seen is UNSEEN and (one.record_id, one.field) in seen
            else one
            for one in kept
        ]

    def decide(self, error: StaleWrite, *, mine: bool) -> None:
        """Take the answer of a person who was shown what others wrote: their own value, or the others'."""
        for one in error.all:
            if mine:
                self.accepted[one.record_id, one.field] = one.theirs
            else:
                self.left.add((one.record_id, one.field))


def _plain(text: str | None) -> Any:
    return None if text is None else json.loads(text)
