"""The masterplan: dimensions, their parts and the items of each, with targets, money and missing evidence.

What is cancelled or deleted counts nowhere, as in the report; the last node is what belongs to no dimension.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from taskforce.store.database.reader import Reader
from taskforce.store.read.registers import DimensionRow, dimension_rows, sub_dimension_rows

DIMENSION, PART = "dimension", "sub_dimension"


@dataclass(slots=True)
class YearFigures:
    """Counts of a year's indicators: how many have a target, how many reached it, how many say nothing yet."""

    targets: int = 0
    met: int = 0
    silent: int = 0

    def add(self, other: YearFigures) -> None:
        """Count the other's indicators, too."""
        self.targets += other.targets
        self.met += other.met
        self.silent += other.silent


@dataclass(slots=True)
class Node:
    """A dimension, a part of one, or what belongs to none (then without id).

    ``parent`` is the id of a part's dimension.  ``budget`` is integer rupiah by fund source (``None``: not
    said); ``evidenceless`` counts what is done without evidence.
    """

    kind: str
    id: str | None
    key: str | None
    name: str | None
    parent: str | None = None
    total: int = 0
    done: int = 0
    overdue: int = 0
    evidenceless: int = 0
    weight: float = 0.0
    weighted: float = 0.0
    budget: dict[str | None, int] = field(default_factory=dict)
    years: dict[str, YearFigures] = field(default_factory=dict)

    @property
    def progress(self) -> float:
        """Return the weighted mean progress in percent; done counts as 100."""
        return self.weighted / self.weight if self.weight else 0.0

    @property
    def money(self) -> int:
        """Return the whole budget in rupiah."""
        return sum(self.budget.values())

    def add(self, other: Node) -> None:
        """Count what belongs to a part as its dimension's, too."""
        self.total += other.total
        self.done += other.done
        self.overdue += other.overdue
        self.evidenceless += other.evidenceless
        self.weight += other.weight
        self.weighted += other.weighted
        for source, amount in other.budget.items():
            self.budget[source] = self.budget.get(source, 0) + amount
        for year, figures in other.years.items():
            self.years.setdefault(year, YearFigures()).add(figures)

    def as_data(self) -> dict[str, Any]:
        """Return the node for ``masterplan --format json``."""
        return {
            "key": self.key,
            "name": self.name,
            "total": self.total,
            "done": self.done,
            "overdue": self.overdue,
            "progress": round(self.progress, 1),
            "without_evidence": self.evidenceless,
            "budget": self.money,
            "budget_by_source": [
                {"source": source, "amount": amount} for source, amount in sorted_budget(self.budget)
            ],
            "years": {
                year: {"targets": figures.targets, "met": figures.met, "unreported": figures.silent}
                for year, figures in sorted(self.years.items())
            },
        }


def sorted_budget(budget: Mapping[str | None, int]) -> list[tuple[str | None, int]]:
    """Return fund sources with their amounts, the greatest first; what is not said last."""
    return sorted(budget.items(), key=lambda item: (item[0] is None, -item[1], item[0] or ""))


@dataclass(frozen=True, slots=True)
class Masterplan:
    """The nodes of the plan: each dimension with its parts (the last: items of no part), and the whole."""

    dimensions: list[tuple[Node, list[Node]]]
    whole: Node

    @property
    def years(self) -> list[str]:
        """Return every year for which some item has a target or a realisation."""
        return sorted(self.whole.years)


_WEIGHT = "coalesce(i.weight, 1.0)"
_COUNTS = (
    "SELECT i.dimension_id, i.sub_dimension_id, count(*), sum(CASE WHEN i.status = 'done' THEN 1 ELSE 0 END), "
    "sum(CASE WHEN i.due < :today AND i.status <> 'done' THEN 1 ELSE 0 END), "
    "sum(CASE WHEN i.status = 'done' AND e.item_id IS NULL THEN 1 ELSE 0 END), "
    f"sum({_WEIGHT}), sum({_WEIGHT} * CASE WHEN i.status = 'done' THEN 100.0 ELSE i.progress END) "
    "FROM action_item i LEFT JOIN (SELECT DISTINCT v.item_id FROM evidence v WHERE NOT v.deleted) e "
    "ON e.item_id = i.id WHERE NOT i.deleted AND i.status <> 'cancelled' "
    "GROUP BY i.dimension_id, i.sub_dimension_id"
)
_MONEY = (
    "SELECT i.dimension_id, i.sub_dimension_id, i.fund_source, sum(i.budget) FROM action_item i "
    "WHERE NOT i.deleted AND i.status <> 'cancelled' AND i.budget IS NOT NULL "
    "GROUP BY i.dimension_id, i.sub_dimension_id, i.fund_source"
)
_TARGETS = (
    "SELECT i.dimension_id, i.sub_dimension_id, i.targets, i.realisations, i.baseline FROM action_item i "
    "WHERE NOT i.deleted AND i.status <> 'cancelled' AND (i.targets IS NOT NULL OR i.realisations IS NOT NULL)"
)

Place = tuple[str | None, str | None]


def read_masterplan(reader: Reader, today: str) -> Masterplan:
    """Return the whole plan on ``today`` (ISO)."""
    leaves = _leaves(reader, today)
    parts_of: dict[str, list[DimensionRow]] = {}
    tops = dimension_rows(reader)
    for part in sub_dimension_rows(reader):
        parts_of.setdefault(part.dimension_id or "", []).append(part)
    whole = Node(DIMENSION, None, None, None)
    dimensions: list[tuple[Node, list[Node]]] = []
    for top in tops:
        node = Node(DIMENSION, top.id, top.key, top.name)
        parts = []
        for part in parts_of.get(top.id, []):
            one = Node(PART, part.id, part.key, part.name, top.id)
            if (leaf := leaves.pop((top.id, part.id), None)) is not None:
                one.add(leaf)
            parts.append(one)
        rest = Node(PART, None, None, None, top.id)
        for place in [place for place in leaves if place[0] == top.id]:
            rest.add(leaves.pop(place))
        for one in (*parts, rest):
            node.add(one)
        if rest.total and parts:
            parts.append(rest)
        dimensions.append((node, parts))
    none = Node(DIMENSION, None, None, None)
    for leaf in leaves.values():
        none.add(leaf)
    if none.total:
        dimensions.append((none, []))
    for node, _parts in dimensions:
        whole.add(node)
    return Masterplan(dimensions, whole)


def _leaves(reader: Reader, today: str) -> dict[Place, Node]:
    """Return what belongs to each pair of dimension and part, whether or not these still exist."""
    leaves: dict[Place, Node] = {}
    for top, part, total, done, overdue, evidenceless, weight, weighted in reader.rows(_COUNTS, today=today):
        leaf = leaves[top, part] = Node(PART, part, None, None, top, total, int(done), int(overdue))
        leaf.evidenceless = int(evidenceless)
        leaf.weight, leaf.weighted = float(weight or 0), float(weighted or 0)
    for top, part, source, amount in reader.rows(_MONEY):
        budget = leaves[top, part].budget
        budget[source] = budget.get(source, 0) + int(amount)
    for top, part, targets, realisations, baseline in reader.rows(_TARGETS):
        years = leaves[top, part].years
        for year, figures in _years(_map(targets), _map(realisations), baseline):
            years.setdefault(year, YearFigures()).add(figures)
    return leaves


def _map(text: str | None) -> Mapping[str, float]:
    values = json.loads(text) if text else {}
    return values if isinstance(values, dict) else {}


def reached(target: float, realisation: float, baseline: float | None) -> bool:
    """Return whether a target is reached: from above if it lies below the baseline (such as days of waiting)."""
    falling = baseline is not None and target < baseline
    return realisation <= target if falling else realisation >= target


def _years(
    targets: Mapping[str, float], realisations: Mapping[str, float], baseline: float | None
) -> Iterable[tuple[str, YearFigures]]:
    for year in {*targets, *realisations}:
        target, real = targets.get(year), realisations.get(year)
        if target is None:
            yield year, YearFigures()
        elif real is None:
            yield year, YearFigures(1, 0, 1)
        else:
            yield year, YearFigures(1, int(reached(target, real, baseline)), 0)


class PlanRow(NamedTuple):
    """The plan's side of one action item."""

    programme: str | None
    activity: str | None
    indicator: str | None
    unit: str | None
    baseline: float | None
    targets: Mapping[str, float]
    realisations: Mapping[str, float]


_PLAN = "i.programme, i.activity, i.indicator, i.unit, i.baseline, i.targets, i.realisations"


def plan_rows(reader: Reader, seqs: Collection[int]) -> dict[int, PlanRow]:
    """Return the plan's side of some items, by row number."""
    sql = f"SELECT i.seq, {_PLAN} FROM action_item i WHERE i.seq IN (:values)"
    return {row[0]: PlanRow._make((*row[1:6], _map(row[6]), _map(row[7]))) for row in reader.rows_in(sql, seqs)}


def node_condition(node: Node) -> tuple[str, dict[str, str | None]]:
    """Return SQL over ``action_item i`` for the items that a node counts, and its parameters."""
    parameters: dict[str, str | None] = {}
    conditions = ["i.status <> 'cancelled'"]
    if node.kind == PART and node.id is None:
        conditions.append(
            f"i.dimension_id = :top AND (i.sub_dimension_id IS NULL OR i.sub_dimension_id NOT IN ({_LIVE}))"
        )
        parameters["top"] = node.parent
    elif node.kind == PART:
        conditions.append("i.dimension_id = :top AND i.sub_dimension_id = :part")
        parameters |= {"top": node.parent, "part": node.id}
    elif node.id is None:
        tops = "SELECT d.id FROM dimension d WHERE NOT d.deleted"
        conditions.append(f"(i.dimension_id IS NULL OR i.dimension_id NOT IN ({tops}))")
    else:
        conditions.append("i.dimension_id = :top")
        parameters["top"] = node.id
    return " AND ".join(conditions), parameters


_LIVE = "SELECT s.id FROM sub_dimension s WHERE NOT s.deleted AND s.dimension_id = :top"
