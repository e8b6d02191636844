"""What must hold between records; asked of every local batch before it is written.

A merge is not asked: what another copy wrote is taken as it is, and the doctor lists what a person should look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from taskforce.language import _
from taskforce.model.errors import InvalidRecord, Problem
from taskforce.model.records import CREATION, record_spec
from taskforce.store.changes.batch import UNIQUE, Fact
from taskforce.store.database.reader import Reader
from taskforce.store.write.prepare import links_of


def check_rules(reader: Reader, facts: Sequence[Fact]) -> None:
    """Raise :class:`InvalidRecord` when the facts break a rule between records."""
    problems = [*_names(reader, facts), *_targets(reader, facts), *_cycles(reader, facts)]
    if problems:
        raise InvalidRecord(problems)


def _values(facts: Iterable[Fact], record_type: str, field: str) -> dict[str, Any]:
    """Return the values that a field gets, by record id."""
    values: dict[str, Any] = {}
    for fact in facts:
        if fact.record_type != record_type:
            continue
        if fact.field == field:
            values[fact.record_id] = fact.new
        elif fact.field == CREATION and field in fact.new:
            values[fact.record_id] = fact.new[field]
    return values


def _names(reader: Reader, facts: Sequence[Fact]) -> Iterable[Problem]:
    types = {fact.record_type for fact in facts}
    for record_type, fields in UNIQUE.items():
        if record_type not in types:
            continue
        for field in fields:
            given = {key: value for key, value in _values(facts, record_type, field).items() if value}
            taken: dict[str, str] = {}
            sql = f"SELECT lower({field}), id FROM {record_type} WHERE NOT deleted AND lower({field}) IN (:values)"
            for name, record_id in reader.rows_in(sql, {str(value).lower() for value in given.values()}):
                taken[name] = record_id
            for record_id, value in given.items():
                name = str(value).lower()
                if taken.setdefault(name, record_id) != record_id:
                    yield _taken(record_type, field, value)


def _taken(record_type: str, field: str, value: object) -> Problem:
    spec = record_spec(record_type)
    sentence = _(
        "{record}: {field} “{value}” is taken already; choose another one.",
        record=_(spec.label),
        field=_(spec.by_name[field].label),
        value=value,
    )
    return Problem(record_type, field, value, sentence)


def _targets(reader: Reader, facts: Sequence[Fact]) -> Iterable[Problem]:
    new = {(fact.record_type, fact.record_id) for fact in facts if fact.field == CREATION}
    for target, ids in links_of(facts).items():
        asked = {record_id for record_id in ids if (target, record_id) not in new}
        present = {row[0] for row in reader.rows_in(f"SELECT id FROM {target} WHERE id IN (:values)", asked)}
        for record_id in asked - present:
            label = _(record_spec(target).label)
            sentence = _("{record} {id} does not exist: choose one that does.", record=label, id=record_id)
            yield Problem(target, "id", record_id, sentence)


def _cycles(reader: Reader, facts: Sequence[Fact]) -> Iterable[Problem]:
    added = [
        (fact.new["item_id"], fact.new["needs_id"])
        for fact in facts
        if fact.record_type == "dependency" and fact.field == CREATION
    ]
    revived = [fact.record_id for fact in facts if fact.record_type == "dependency" and fact.field == "deleted"]
    sql = "SELECT item_id, needs_id FROM dependency WHERE id IN (:values)"
    added += [(row[0], row[1]) for row in reader.rows_in(sql, revived)]
    if not added:
        return
    needs: dict[str, set[str]] = {}
    for item, other in [
        *reader.rows("SELECT item_id, needs_id FROM dependency WHERE NOT deleted"),
        *added,
    ]:
        needs.setdefault(item, set()).add(other)
    for item, other in added:
        path = _path(needs, other, item)
        if path is not None:
            refs = dict(reader.rows_in("SELECT id, ref FROM action_item WHERE id IN (:values)", path))
            chain = " → ".join(str(refs.get(step) or "?") for step in [item, *path])
            sentence = _(
                "These action items would wait for each other in a circle ({chain}): leave one link out.",
                chain=chain,
            )
            yield Problem("dependency", "needs_id", other, sentence)


def _path(needs: Mapping[str, set[str]], start: str, goal: str) -> list[str] | None:
    """Return a way from ``start`` to ``goal`` along the dependencies, or ``None``."""
    came_from: dict[str, str | None] = {start: None}
    waiting = [start]
    while waiting:
        step = waiting.pop()
        if step == goal:
            path: list[str] = []
            current: str | None = step
            while current is not None:
                path.append(current)
                current = came_from[current]
            return path[::-1]
        for following in needs.get(step, ()):
            if following not in came_from:
                came_from[following] = step
                waiting.append(following)
    return None
