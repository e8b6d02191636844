"""What follows from what a person did: the changes that a batch brings along by itself.

They are changes like any other, so the history shows them and an undo takes them back with the rest.  They are
made where the batch is made, whichever front end it came from, and never again on receipt: a merge takes what
another copy wrote as it is.  What the person set in the same batch stands, but where it contradicts itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from taskforce.language import _
from taskforce.model.dates import format_date
from taskforce.model.errors import InvalidRecord, Problem
from taskforce.model.records import CREATION, DELETED
from taskforce.model.validate import STATE
from taskforce.model.vocabulary import CLOSED, Status
from taskforce.store.changes.batch import LINKS, Draft, Fact, create
from taskforce.store.changes.ids import derived_id
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

    def name_of(self, record_type: str, record_id: str) -> str:
        """Return the name of a dimension or a part."""
        return str(self._reader.value(f"SELECT name FROM {record_type} WHERE id = :id", id=record_id))

    def progress_before_done(self, item_id: str) -> int | None:
        """Return the progress an item had before the step that made it done; ``None`` when it was created done."""
        row = self._reader.row(
            "SELECT p.old FROM change p "
            "JOIN change s ON s.batch_id = p.batch_id AND s.record_id = p.record_id "
            "WHERE p.record_id = :id AND p.field = 'progress' AND s.field = 'status' AND s.new = :done "
            "ORDER BY p.clock DESC, p.copy_id DESC LIMIT 1",
            id=item_id,
            done=json.dumps(Status.DONE),
        )
        return None if row is None or row[0] is None else int(json.loads(row[0]))


_NEW: Values = {"status": Status.NOT_STARTED, "progress": 0, "done_on": None}


def _state(before: Mapping[str, Any], said: Mapping[str, Any], today: str) -> Values:
    """Return what has to be set so that status, progress and the day it was done agree.

    Not started is 0 %; done is 100 %, with its day; nothing else has a day.  Of what is said the status decides,
    unless the progress contradicts it; of two that contradict each other the one holds that tells of more work
    done.  Progress of 100 % finishes nothing: that an item is done a person says.  A day does say it.  Where
    somebody says that a done item has no day, the day is not known, and none is made up.
    """
    status, progress = said.get("status", before["status"]), said.get("progress", before["progress"])
    unsaid = "status" not in said
    begun = status == Status.NOT_STARTED and progress > 0 and "progress" in said
    if unsaid and said.get("done_on") is not None:
        status = Status.DONE
    elif begun or (unsaid and status == Status.DONE and progress < 100):
        status = Status.IN_PROGRESS
    state: Values = {"status": str(status), "progress": _FIXED.get(status, progress)}
    if "done_on" not in said and status != Status.DONE:
        state["done_on"] = None
    elif "done_on" not in said and before["status"] != Status.DONE:
        state["done_on"] = today
    return {name: value for name, value in state.items() if said.get(name, before[name]) != value}


_FIXED: Mapping[str, int] = {Status.NOT_STARTED: 0, Status.DONE: 100}
"""The progress of items with a status that says it."""


def check_parts(said: Mapping[str, Any], lookups: Lookups) -> None:
    """Raise :class:`InvalidRecord` where a dimension is said beside a sub-dimension of another one."""
    top, part = said.get("dimension_id"), said.get("sub_dimension_id")
    if part is None or top is None:
        return
    if lookups.dimension_of(part) not in (None, top):  # none: the same batch makes the part
        sentence = _(
            "“{text}” is not a sub-dimension of {dimension}: correct one of the two.",
            text=lookups.name_of("sub_dimension", part),
            dimension=lookups.name_of("dimension", top),
        )
        raise InvalidRecord([Problem("action_item", "sub_dimension_id", part, sentence)])


def of_creation(values: Mapping[str, Any], today: str, lookups: Lookups) -> Values:
    """Return what a new action item gets beside what was said, by field."""
    extra = _state(_NEW, values, today)
    if values.get("lead_id") is not None and "agency_id" not in values:
        extra["agency_id"] = lookups.agency_of(values["lead_id"])
    if values.get("sub_dimension_id") is not None and "dimension_id" not in values:
        extra["dimension_id"] = lookups.dimension_of(values["sub_dimension_id"])
    return {name: value for name, value in extra.items() if value is not None}


def of_edit(
    before: Mapping[str, Any],
    said: Mapping[str, Any],
    today: str,
    lookups: Lookups,
    item_id: str,
) -> Values:
    """Return what an edit of an action item brings along, by field.

    ``said`` is what the person set, also where it was so already.  Where status and progress contradict each
    other, the answer sets one of them otherwise than it was said.
    Open again, an item has the progress it had before it was done.  A dimension that the sub-dimension does not
    belong to clears the sub-dimension, and the other way about.
    """
    edits = {name: value for name, value in said.items() if value != before[name]}
    extra: Values = {}
    if not said.keys().isdisjoint(STATE):
        extra = _state(before, said, today)
        status = extra.get("status", said.get("status", before["status"]))
        if before["status"] == Status.DONE and status not in _FIXED and "progress" not in said:
            earlier = lookups.progress_before_done(item_id)
            if before["progress"] == 100 and earlier is not None:
                extra["progress"] = earlier
    if edits.get("sub_dimension_id") is not None:
        parent = lookups.dimension_of(edits["sub_dimension_id"])
        if parent is not None and "dimension_id" not in edits:
            extra["dimension_id"] = parent  # without one the same batch makes the part, and says where it belongs
    elif (
        "dimension_id" in edits
        and "sub_dimension_id" not in edits
        and before["sub_dimension_id"] is not None
        and lookups.dimension_of(before["sub_dimension_id"]) != edits["dimension_id"]
    ):
        extra["sub_dimension_id"] = None
    if edits.get("lead_id") is not None and before["agency_id"] is None and "agency_id" not in edits:
        extra["agency_id"] = lookups.agency_of(edits["lead_id"])
    return extra


_TAKEN_OVER = (
    *(
        "title",
        "description",
        "priority",
        "lead_id",
        "agency_id",
        "dimension_id",
        "sub_dimension_id",
        "mission_id",
    ),
    *("horizon", "origin", "programme", "activity", "local_wisdom", "fund_source", "weight", "indicator", "unit"),
    "every",
)
"""What the next item of a series has of the one before; sums of money and values per year are that one's alone."""

_LINKED = ("supporting", "supporting_agency", "tag")
"""The links that the next item of a series has, too."""


def following_id(item_id: str) -> str:
    """Return the id of the item that follows one in its series.

    It is derived from that one alone, so that two copies that finish the same item make the same next one, also
    where one of them moved its due day.
    """
    return derived_id("action_item", "following", item_id)


def following_items(reader: Reader, facts: Iterable[Fact], before: Mapping[str, Values]) -> list[Draft]:
    """Return drafts of the items that follow those which the facts of a batch finish or cancel, and their links.

    ``before`` holds the items as they were.  The next one is due when the rule says, counted from the due day of
    the one before; it is not made where it is there already, or where the rule has ended.
    """
    changed: dict[str, Values] = {}
    links: list[Fact] = []
    for fact in facts:
        if fact.record_type == "action_item" and fact.field != CREATION:
            changed.setdefault(fact.record_id, {})[fact.field] = fact.new
        elif fact.record_type in _LINKED:
            links.append(fact)
    finished = {
        item_id: before[item_id] | new for item_id, new in changed.items() if _finishes(before[item_id], new)
    }
    repeating = {
        key: item for key, item in finished.items() if item["every"] and item["due"] and not item[DELETED]
    }
    if not repeating:
        return []
    ids = {item_id: following_id(item_id) for item_id in repeating}
    sql = "SELECT id FROM action_item WHERE NOT deleted AND id IN (:values)"
    there = {row[0] for row in reader.rows_in(sql, ids.values())}
    drafts: list[Draft] = []
    for item_id, item in repeating.items():
        values = _following(reader, item) if ids[item_id] not in there else None
        if values is None:
            continue
        drafts.append(create("action_item", ids[item_id], **values))
        drafts += _following_links(reader, item_id, ids[item_id], links)
    return drafts


def _finishes(before: Values, new: Values) -> bool:
    return before["status"] not in CLOSED and new.get("status") in CLOSED


def _following(reader: Reader, item: Values) -> Values | None:
    """Return the fields of the item that follows one; ``None`` when its rule has ended."""
    from taskforce.model.recurrence.rules import moved_start, next_day, place_in_series

    due = date.fromisoformat(item["due"])
    day = next_day(item["every"], due, item["series"])
    if day is None:
        return None
    place = place_in_series(item["every"], due, item["series"])
    values = {name: item[name] for name in _TAKEN_OVER}
    values |= {"due": day.isoformat(), "start": moved_start(item["start"], due, day)}
    values["series"] = place | {"number": place["number"] + 1}
    if item["checklist"]:
        values["checklist"] = [
            step | {"done": False} if isinstance(step, dict) else step for step in item["checklist"]
        ]
    if item["deadline_id"] is not None:
        sql = "SELECT due FROM deadline WHERE id = :id"
        last = reader.value(sql, id=item["deadline_id"])
        if last is None or str(last) >= values["due"]:  # a deadline that is over by then is not this one's
            values["deadline_id"] = item["deadline_id"]
    return values


def _following_links(reader: Reader, item_id: str, next_id: str, facts: Sequence[Fact]) -> list[Draft]:
    """Return drafts of the links of the next item: those that one has when the facts of its batch are written."""
    drafts: list[Draft] = []
    for record_type in _LINKED:
        away = LINKS[record_type][1]
        sql = f"SELECT id, {away}, deleted FROM {record_type} WHERE item_id = :item"
        links = {row[0]: [row[1], bool(row[2])] for row in reader.rows(sql, item=item_id)}
        for fact in facts:
            if fact.record_type == record_type and fact.field == CREATION and fact.new["item_id"] == item_id:
                links[fact.record_id] = [fact.new[away], False]
            elif fact.field == DELETED and fact.record_id in links:
                links[fact.record_id][1] = bool(fact.new)
        drafts += [
            create(record_type, **{"item_id": next_id, away: end})
            for end, deleted in sorted(links.values())
            if not deleted
        ]
    return drafts


def said_of_series(reader: Reader, facts: Sequence[Fact]) -> list[str]:
    """Return sentences on what follows the repeating items that a batch finished or cancelled just now."""
    finished = {
        fact.record_id
        for fact in facts
        if (fact.record_type, fact.field) == ("action_item", "status")
        and fact.new in CLOSED
        and fact.old not in CLOSED
    }
    if not finished:
        return []
    made = {fact.record_id for fact in facts if fact.field in (CREATION, DELETED)}
    sql = "SELECT id, ref, title FROM action_item WHERE every IS NOT NULL AND NOT deleted AND id IN (:values)"
    sentences = []
    for item_id, ref, title in reader.rows_in(sql, finished):
        next_id = following_id(item_id)
        row = reader.row("SELECT ref, due FROM action_item WHERE id = :id AND NOT deleted", id=next_id)
        if row is None:
            sentences.append(
                _("{ref} was the last one: “{title}” does not repeat any more.", ref=ref, title=title)
            )
        elif next_id in made:
            day = format_date(str(row[1]), style="full")
            sentences.append(
                _("{ref} follows {old}: “{title}”, due {day}.", ref=row[0], old=ref, title=title, day=day)
            )
    most = 5
    if len(sentences) > most:
        more = len(sentences) - most
        sentences[most:] = [_("… and {count} more.", count=more)]
    return sentences
