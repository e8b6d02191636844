"""What follows from what a person did: the changes that a batch brings along by itself.

They are drafts like any other, so the history shows them and an undo takes them back with the rest.  A field
that the person set in the same batch is never overruled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from taskforce.model.vocabulary import Status
from taskforce.store.database.reader import Reader

Values = dict[str, Any]


class Lookups:
    """What the rules ask the database, each question once a batch."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.agency_of = cache(self._agency_of)
        self.dimension_of = cache(self._dimension_of)

    def _agency_of(self, member_id: str) -> str | None:
        value = self._reader.value("SELECT agency_id FROM member WHERE id = :id", id=member_id)
        return None if value is None else str(value)

    def _dimension_of(self, sub_dimension_id: str) -> str | None:
        sql = "SELECT dimension_id FROM sub_dimension WHERE id = :id"
        value = self._reader.value(sql, id=sub_dimension_id)
        return None if value is None else str(value)

    def progress_before_done(self, item_id: str) -> int | None:
        """The progress an item had before the step that made it done; ``None`` when it was created done."""
        row = self._reader.row(
            "SELECT p.old FROM change p "
            "JOIN change s ON s.batch_id = p.batch_id AND s.record_id = p.record_id "
            "WHERE p.record_id = :id AND p.field = 'progress' AND s.field = 'status' AND s.new = :done "
            "ORDER BY p.clock DESC LIMIT 1",
            id=item_id,
            done=json.dumps(Status.DONE),
        )
        return None if row is None or row[0] is None else int(json.loads(row[0]))


def of_creation(values: Mapping[str, Any], today: str, lookups: Lookups) -> Values:
    """What a new action item gets beside what was said."""
    extra: Values = {}
    if values.get("status") == Status.DONE:
        extra["progress"] = 100
        extra["done_on"] = today
    lead = values.get("lead_id")
    if lead is not None:
        extra["agency_id"] = lookups.agency_of(lead)
    sub_dimension = values.get("sub_dimension_id")
    if sub_dimension is not None:
        extra["dimension_id"] = lookups.dimension_of(sub_dimension)
    return {name: value for name, value in extra.items() if name not in values and value is not None}


def of_edit(
    before: Mapping[str, Any],
    edits: Mapping[str, Any],
    today: str,
    lookups: Lookups,
    item_id: str,
) -> Values:
    """What an edit of an action item brings along.

    Done: progress 100 and the day; open again: no day, and the progress it had before it was done.
    A dimension that the sub-dimension does not belong to clears the sub-dimension, and the other way about.
    """
    extra: Values = {}
    status = edits.get("status", before["status"])
    if status == Status.DONE and before["status"] != Status.DONE:
        extra["progress"] = 100
        extra["done_on"] = today
    elif status != Status.DONE and before["status"] == Status.DONE:
        extra["done_on"] = None
        earlier = lookups.progress_before_done(item_id)
        if before["progress"] == 100 and earlier is not None:
            extra["progress"] = earlier
    if edits.get("sub_dimension_id") is not None:
        parent = lookups.dimension_of(edits["sub_dimension_id"])
        if parent is not None:  # else the same batch makes the part, and says itself where it belongs
            extra["dimension_id"] = parent
    elif (
        "dimension_id" in edits
        and before["sub_dimension_id"] is not None
        and lookups.dimension_of(before["sub_dimension_id"]) != edits["dimension_id"]
    ):
        extra["sub_dimension_id"] = None
    if edits.get("lead_id") is not None and before["agency_id"] is None:
        extra["agency_id"] = lookups.agency_of(edits["lead_id"])
    return {name: value for name, value in extra.items() if name not in edits and value != before[name]}
