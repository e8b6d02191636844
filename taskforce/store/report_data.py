"""What a report is made from: the list as it was at the end of a day, and what changed in a period before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from taskforce.clock import Clock, write_moment
from taskforce.model.records import CREATION
from taskforce.store.batch import Change
from taskforce.store.fold import fold
from taskforce.store.items import ItemLinks, ItemRow, Selection, item_links, item_rows
from taskforce.store.load import load_all
from taskforce.store.query.compile import compile_query
from taskforce.store.reader import Reader
from taskforce.store.registers import DeadlineRow, DimensionRow, deadline_rows, dimension_rows
from taskforce.store.store import Store


class Step(NamedTuple):
    """A change of an item's progress or status: when, by which clock, and from what to what (JSON text)."""

    item_id: str
    field: str
    at: str
    clock: int
    copy_id: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class ReportData:
    """Everything a status report counts.

    ``items`` are those of the scope at the end of ``as_of``, cancelled ones too, in the order of lists;
    ``progress_before`` and ``due_before`` what they had when the period began, for those whose progress or due
    date changed in it; ``reasons`` why a due date was moved; ``changed`` the items touched in the period;
    ``steps`` all changes of progress and status up to ``as_of``; ``obstacles`` each item's latest obstacle.
    """

    organisation: Mapping[str, Any]
    period_start: date
    period_end: date
    as_of: date
    clock: Clock
    items: list[ItemRow]
    links: ItemLinks
    progress_before: Mapping[str, int]
    due_before: Mapping[str, str | None]
    reasons: Mapping[str, str | None]
    changed: frozenset[str]
    steps: list[Step]
    obstacles: Mapping[str, str]
    deadlines: list[DeadlineRow]
    dimensions: list[DimensionRow]


def report_data(store: Store, period_start: date, period_end: date, as_of: date, scope: str | None) -> ReportData:
    """Read a report's data; ``scope`` is a query, asked of the list as it was."""
    clock = store.clock
    since, until = write_moment(clock.start_of(period_start)), write_moment(clock.end_of(as_of))
    with store.as_of(as_of) as reader:
        selection = Selection()
        if scope and scope.strip():
            condition = compile_query(scope, reader, as_of, store.actor_id)
            selection = Selection(condition.sql, condition.parameters)
        items = item_rows(reader, selection, as_of.isoformat())
        ids = None if selection.where == "1 = 1" else [item.id for item in items]
        touched = _touched(reader, since, until)
        organisations = list(load_all(reader, "organisation").values())
        due_before, reasons = _due_before(reader, touched.get("due", set()), since, until)
        return ReportData(
            organisation=organisations[0] if organisations else {},
            period_start=period_start,
            period_end=period_end,
            as_of=as_of,
            clock=clock,
            items=items,
            links=item_links(reader, ids),
            progress_before=_progress_before(reader, touched.get("progress", set()), since),
            due_before=due_before,
            reasons=reasons,
            changed=frozenset(
                row[0]
                for row in reader.rows(
                    "SELECT DISTINCT subject_id FROM change WHERE at >= :since AND at < :until",
                    since=since,
                    until=until,
                )
            ),
            steps=_steps(reader, until),
            obstacles=_obstacles(reader),
            deadlines=deadline_rows(reader),
            dimensions=dimension_rows(reader),
        )


def _touched(reader: Reader, since: str, until: str) -> dict[str, set[str]]:
    """The items whose progress or due date was changed, or which were created, in the period."""
    sql = (
        "SELECT DISTINCT field, record_id FROM change WHERE record_type = 'action_item' "
        "AND field IN ('progress', 'due', '*') AND at >= :since AND at < :until"
    )
    found: dict[str, set[str]] = {}
    for name, item_id in reader.rows(sql, since=since, until=until):
        found.setdefault("progress" if name == CREATION else name, set()).add(item_id)
    return found


def _history(reader: Reader, ids: Iterable[str], name: str, until: str) -> list[Change]:
    sql = (
        f"SELECT {', '.join(Change._fields)} FROM change WHERE record_id IN (:values) "
        f"AND field IN ('*', '{name}') AND at < :until"
    )
    return [Change(*row) for row in reader.rows_in(sql, ids, until=until)]


def _progress_before(reader: Reader, ids: set[str], since: str) -> dict[str, int]:
    """Progress when the period began; 0 for what did not exist yet."""
    past = fold(_history(reader, ids, "progress", since))
    return {item_id: past.get(("action_item", item_id), {}).get("progress", 0) for item_id in ids}


def _due_before(
    reader: Reader, ids: set[str], since: str, until: str
) -> tuple[dict[str, str | None], dict[str, str | None]]:
    """The due date when the period (or the item's life in it) began, and the last reason it was moved for."""
    history = _history(reader, ids, "due", until)
    before = [change for change in history if change.at < since or change.field == CREATION]
    past = fold(before)
    dues = {item_id: past.get(("action_item", item_id), {}).get("due") for item_id in ids}
    moves = [change for change in history if change.field == "due" and change.at >= since]
    moves.sort(key=lambda change: (change.clock, change.copy_id))
    reasons = {change.record_id: change.batch_id for change in moves}
    known = dict(reader.rows_in("SELECT id, reason FROM batch WHERE id IN (:values)", set(reasons.values())))
    return dues, {item_id: known.get(batch) for item_id, batch in reasons.items()}


def _steps(reader: Reader, until: str) -> list[Step]:
    sql = (
        "SELECT record_id, field, at, clock, copy_id, old, new FROM change "
        "WHERE field IN ('progress', 'status') AND record_type = 'action_item' AND at < :until ORDER BY at, clock"
    )
    return [Step(*row) for row in reader.rows(sql, until=until)]


def _obstacles(reader: Reader) -> dict[str, str]:
    """The latest obstacle noted for each item."""
    sql = (
        "SELECT n.item_id, n.text FROM note n JOIN change c ON c.record_id = n.id AND c.field = '*' "
        "WHERE n.kind = 'obstacle' AND NOT n.deleted ORDER BY c.clock"
    )
    return dict(reader.rows(sql))
