"""Finding records by a part of what people call them, for jumping there and for linking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from taskforce.store.reader import Reader
from taskforce.store.search import condition, tokens

MOST_ITEMS = 50


class FoundItem(NamedTuple):
    """An action item as a line to choose."""

    id: str
    ref: str
    title: str
    status: str
    lead: str | None


_SELECT = (
    "SELECT i.id, i.ref, i.title, i.status, m.handle FROM action_item i "
    "LEFT JOIN member m ON m.id = i.lead_id WHERE NOT i.deleted"
)
_ORDER = (
    "ORDER BY CASE WHEN lower(i.ref) = :whole THEN 0 ELSE 1 END, "
    "CASE WHEN i.status IN ('done', 'cancelled') THEN 1 ELSE 0 END, i.updated_at DESC, i.seq"
)


def find_items(
    reader: Reader, text: str = "", *, refs: Sequence[str] | None = None, limit: int = MOST_ITEMS
) -> list[FoundItem]:
    """The items that have ``text`` as ref or its words in them, the ref itself first, open ones before closed.

    With ``refs``: those items, in the order of the refs.
    """
    if refs is not None:
        found = {row[1]: FoundItem._make(row) for row in reader.rows_in(f"{_SELECT} AND i.ref IN (:values)", refs)}
        return [found[ref] for ref in refs if ref in found]
    whole = text.strip().lstrip("#").casefold()
    conditions: list[str] = []
    parameters: dict[str, str | int] = {"whole": whole, "most": limit}
    for number, word in enumerate(dict.fromkeys(text.split())):
        if not tokens(word):
            continue
        sql, named = condition(reader, word, f"word_{number}")
        conditions.append(sql)
        parameters |= named
    words = " AND ".join(conditions) or "1 = 1"
    where = f"(lower(i.ref) = :whole OR ({words}))" if whole else "1 = 1"
    rows = reader.rows(f"{_SELECT} AND {where} {_ORDER} LIMIT :most", **parameters)
    return list(map(FoundItem._make, rows))
