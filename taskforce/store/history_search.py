"""The steps that a filter of the history asks for, found by the list itself: none of them is loaded for it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from functools import cache

from taskforce.clock import Clock, write_moment
from taskforce.model.records import RECORDS, Kind
from taskforce.model.vocabulary import words
from taskforce.store.history_filter import HistoryFilter
from taskforce.store.reader import Reader

_CALLED = {
    "action_item": ("title",),
    "agency": ("short", "name", "code"),
    "deadline": ("name", "key"),
    "dimension": ("name", "key"),
    "evidence": ("location", "letter_number", "description"),
    "holiday": ("name",),
    "issued_report": ("number",),
    "meeting": ("title", "number"),
    "member": ("name", "handle"),
    "mission": ("text",),
    "note": ("text",),
    "saved_view": ("name",),
    "sent_sheet": ("file",),
    "sub_dimension": ("name", "key"),
    "tag": ("name",),
}
"""What records are called; their ids and dates are no words that anyone looks for."""


def found_ids(reader: Reader, wanted: HistoryFilter, clock: Clock) -> list[str]:
    """The ids of the steps that are asked for, the newest first."""
    conditions: list[str] = ["1 = 1"]
    values: dict[str, str] = {}

    def name(value: str) -> str:
        values[f"value_{len(values)}"] = value
        return f":value_{len(values) - 1}"

    for actor in wanted.actors:
        conditions.append(f"b.actor_id = {name(actor)}")
    for first, last in wanted.spans:
        if first > date.min:
            conditions.append(f"b.at >= {name(write_moment(clock.start_of(first)))}")
        if last < date.max:
            conditions.append(f"b.at < {name(write_moment(clock.end_of(last)))}")
    for kinds in wanted.kinds:
        conditions.append(f"b.kind IN ({', '.join(map(name, kinds))})")
    # SQLite's LIKE takes no notice of case, which spares it a copy of every value in small letters.
    like = "ILIKE" if reader.dialect == "postgresql" else "LIKE"
    for word in wanted.words:
        conditions.append(_word_condition(word, name, like))
    sql = (
        "SELECT b.id FROM batch b LEFT JOIN member m ON m.id = b.actor_id "
        f"WHERE {' AND '.join(conditions)} ORDER BY b.at DESC, b.id DESC"
    )
    return [row[0] for row in reader.rows(sql, **values)]


def _word_condition(word: str, name: Callable[[str], str], like: str) -> str:
    """A word of a title or ref, of a text that was changed, of a reason or summary, or of who did it."""
    pattern = name("%" + re.sub("([!%_])", r"!\1", word) + "%")
    ref = name(word.lstrip("#").lower())

    def has(*columns: str) -> str:
        return " OR ".join(f"{column} {like} {pattern} ESCAPE '!'" for column in columns)

    records = " UNION ALL ".join(
        f"SELECT id FROM {record_type} WHERE {has(*columns)}"
        for record_type, columns in _CALLED.items()
        if record_type != "action_item"
    )
    texts = ", ".join(f"'{one}'" for one in _fields(Kind.LINE, Kind.TEXT))
    changed = f"c.field IN ({texts}) AND ({has('c.new', 'c.old')})"
    if meant := _meant(word):
        choices = ", ".join(f"'{one}'" for one in _fields(Kind.CHOICE))
        values = ", ".join(name(json.dumps(value)) for value in meant)
        changed = f"({changed}) OR (c.field IN ({choices}) AND (c.new IN ({values}) OR c.old IN ({values})))"
    return (
        f"({has('m.handle', 'm.name', 'b.summary', 'b.reason')} "
        f"OR b.id IN (SELECT c.batch_id FROM change c WHERE {changed}) "
        f"OR b.id IN (SELECT c.batch_id FROM change c WHERE c.record_id IN ({records})) "
        "OR b.id IN (SELECT c.batch_id FROM change c WHERE c.subject_id IN "
        f"(SELECT id FROM action_item WHERE lower(ref) = {ref} OR {has(*_CALLED['action_item'])})))"
    )


@cache
def _fields(*kinds: Kind) -> tuple[str, ...]:
    """The names of all fields of these kinds, of whatever record."""
    return tuple(
        sorted({spec.name for record in RECORDS.values() for spec in record.fields if spec.kind in kinds})
    )


_SHORTEST = 3
"""A word of so many letters may begin that of a status, priority …"""


def _meant(word: str) -> list[str]:
    """The values of enumerations whose words, in either language, begin so."""
    wanted = word.lower()
    if len(wanted) < _SHORTEST:
        return []
    kinds = {spec.choices for record in RECORDS.values() for spec in record.fields if spec.choices is not None}
    found = {str(value) for kind in kinds for spoken, value in words(kind).items() if spoken.startswith(wanted)}
    return sorted(found)
