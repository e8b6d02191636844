"""What an evaluation reads beside the figures: the rows of the plan, and the evidence."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, NamedTuple

from taskforce.store.reader import Reader


class PlanRow(NamedTuple):
    """An action item as a row of the plan; names instead of ids, days as ISO text, values by year."""

    id: str
    ref: str
    title: str
    dimension: str | None
    sub_dimension: str | None
    programme: str | None
    activity: str | None
    agency: str | None
    lead: str | None
    horizon: str | None
    indicator: str | None
    unit: str | None
    baseline: float | None
    targets: dict[str, float]
    realisations: dict[str, float]
    budget: int | None
    fund_source: str | None
    status: str
    progress: int
    supporting: tuple[str, ...]


class EvidenceRow(NamedTuple):
    """A piece of evidence with the item that it proves."""

    id: str
    item_id: str
    ref: str
    title: str
    kind: str
    location: str | None
    letter_number: str | None
    description: str | None
    sha256: str | None


_COLUMNS = """
    i.id, i.ref, i.title, d.name, s.name, i.programme, i.activity, a.short, m.name, i.horizon, i.indicator, i.unit,
    i.baseline, i.targets, i.realisations, i.budget, i.fund_source, i.status, i.progress
"""

_PLAN_TABLES = """
    action_item i
    LEFT JOIN dimension d ON d.id = i.dimension_id
    LEFT JOIN sub_dimension s ON s.id = i.sub_dimension_id
    LEFT JOIN agency a ON a.id = i.agency_id
    LEFT JOIN member m ON m.id = i.lead_id
"""

_EVIDENCE = """
    SELECT e.id, e.item_id, i.ref, i.title, e.kind, e.location, e.letter_number, e.description, e.sha256
    FROM evidence e JOIN action_item i ON i.id = e.item_id
    WHERE NOT e.deleted AND NOT i.deleted
"""
_BY_REF = "ORDER BY length(i.ref), i.ref, e.id"


def plan_rows(reader: Reader, where: str, parameters: dict[str, Any]) -> list[PlanRow]:
    """The items of a condition over ``action_item i``, cancelled ones left out, in the order of the plan."""
    supporting: dict[str, list[str]] = {}
    sql = (
        "SELECT x.item_id, a.short FROM supporting_agency x JOIN agency a ON a.id = x.agency_id "
        "WHERE NOT x.deleted ORDER BY lower(a.short)"
    )
    for item_id, short in reader.rows(sql):
        supporting.setdefault(item_id, []).append(short)
    sql = (
        f"SELECT {_COLUMNS} FROM {_PLAN_TABLES} WHERE NOT i.deleted AND i.status <> 'cancelled' AND ({where}) "
        "ORDER BY CASE WHEN d.id IS NULL THEN 1 ELSE 0 END, d.position, d.name, "
        "CASE WHEN s.id IS NULL THEN 1 ELSE 0 END, s.position, s.name, "
        "lower(coalesce(i.programme, '')), length(i.ref), i.ref"
    )
    rows = []
    for row in reader.rows(sql, **parameters):
        targets, realisations = (json.loads(one) if one else {} for one in row[13:15])
        others = tuple(supporting.get(row[0], ()))
        rows.append(PlanRow._make((*row[:13], targets, realisations, *row[15:], others)))
    return rows


def evidence_rows(reader: Reader, item_ids: Collection[str]) -> list[EvidenceRow]:
    """The evidence of some items, by ref."""
    found = reader.rows_in(f"{_EVIDENCE} AND e.item_id IN (:values) {_BY_REF}", item_ids)
    return sorted(map(EvidenceRow._make, found), key=lambda row: (len(row.ref), row.ref, row.id))


def pieces_of_evidence(reader: Reader, ids: Collection[str]) -> list[EvidenceRow]:
    """The pieces of evidence with these ids (those that are there), in the order of ``ids``."""
    found = {row[0]: EvidenceRow(*row) for row in reader.rows_in(f"{_EVIDENCE} AND e.id IN (:values)", ids)}
    return [found[one] for one in ids if one in found]
