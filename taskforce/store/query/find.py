"""Finding records by a part of what people call them, for jumping there and for linking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from taskforce.model.text import fold, found_rank
from taskforce.store.changes.text_search import condition, tokens
from taskforce.store.database.reader import Reader
from taskforce.store.query.conditions import OPEN
from taskforce.store.query.names import deleted_text

MOST_ITEMS = 50


class FoundItem(NamedTuple):
    """An action item as a line to choose."""

    id: str
    ref: str
    title: str
    status: str
    lead: str | None


_SELECT = (
    "SELECT i.id, i.ref, i.title, i.status, m.handle, m.deleted FROM action_item i "
    "LEFT JOIN member m ON m.id = i.lead_id WHERE NOT i.deleted"
)
_ORDER = (
    "ORDER BY CASE WHEN lower(i.ref) = :whole THEN 0 ELSE 1 END, "
    "CASE WHEN lower(i.title) LIKE :begun ESCAPE '!' THEN 0 WHEN lower(i.title) LIKE :within ESCAPE '!' THEN 1 "
    f"ELSE 2 END, CASE WHEN {OPEN} THEN 0 ELSE 1 END, i.updated_at DESC, i.seq"
)


def found_items(rows: Iterable[tuple[Any, ...]]) -> list[FoundItem]:
    """Return items of their columns and whether their lead was deleted, which then stands beside the handle."""
    return [FoundItem._make((*row[:4], deleted_text(row[4]) if row[5] else row[4])) for row in rows]


def find_items(
    reader: Reader, text: str = "", *, refs: Sequence[str] | None = None, limit: int = MOST_ITEMS
) -> list[FoundItem]:
    """Return the items with ``text`` as ref or its words in them: the ref itself first, titles that begin so, as
    words of a title, within it, elsewhere; open before closed.

    With ``refs``: those items, in the order of the refs; a ref that no item has is left out.
    """
    if refs is not None:
        rows_in = reader.rows_in(f"{_SELECT} AND i.ref IN (:values)", refs)
        by_ref = {item.ref: item for item in found_items(rows_in)}
        return [by_ref[ref] for ref in refs if ref in by_ref]
    whole = text.strip().lstrip("#").casefold()
    conditions: list[str] = []
    within = "".join(f"!{sign}" if sign in "!%_" else sign for sign in whole)
    parameters: dict[str, str | int] = {
        "whole": whole, "begun": f"{within}%", "within": f"%{within}%", "most": limit
    }  # fmt: skip
    for number, word in enumerate(dict.fromkeys(text.split())):
        if not tokens(word):
            continue
        sql, named = condition(reader, word, f"word_{number}")
        conditions.append(sql)
        parameters |= named
    words = " AND ".join(conditions) or "1 = 1"
    where = f"(lower(i.ref) = :whole OR ({words}))" if whole else "1 = 1"
    rows = reader.rows(f"{_SELECT} AND {where} {_ORDER} LIMIT :most", **parameters)
    found = found_items(rows)
    if not whole:
        return found
    return sorted(found, key=lambda one: 0 if one.ref.casefold() == whole else 1 + found_rank(whole, one.title))


class FoundRecord(NamedTuple):
    """A record of a register, a meeting, a view or a report as a line to choose."""

    record_type: str
    id: str
    name: str
    detail: str | None


_NAMED = (
    ("member", "SELECT id, name, '@' || handle FROM member WHERE NOT deleted ORDER BY lower(name)"),
    ("agency", "SELECT id, short, name FROM agency WHERE NOT deleted ORDER BY lower(short)"),
    ("deadline", "SELECT id, name, due FROM deadline WHERE NOT deleted ORDER BY due"),
    ("meeting", "SELECT id, title, date FROM meeting WHERE NOT deleted ORDER BY date DESC"),
    ("dimension", "SELECT id, name, key FROM dimension WHERE NOT deleted ORDER BY position"),
    ("saved_view", "SELECT id, name, query FROM saved_view WHERE NOT deleted ORDER BY lower(name)"),
    (
        "issued_report",
        "SELECT id, number, period_start || ' – ' || period_end FROM issued_report WHERE NOT deleted "
        "ORDER BY issued_at DESC",
    ),
)

MOST_OF_A_KIND = 8


def find_records(reader: Reader, text: str) -> list[FoundRecord]:
    """Return the records with every word of ``text`` in name or detail: :data:`MOST_OF_A_KIND` of each kind."""
    words = fold(text.strip().lstrip("@")).split()
    records: list[FoundRecord] = []
    for record_type, sql in _NAMED:
        fitting = (
            FoundRecord(record_type, record_id, name, None if detail is None else str(detail))
            for record_id, name, detail in reader.rows(sql)
            if all(word in fold(f"{name} {detail or ''}") for word in words)
        )
        ranked = sorted(fitting, key=lambda one: found_rank(" ".join(words), one.name) if words else 0)
        records += ranked[:MOST_OF_A_KIND]
    return records
