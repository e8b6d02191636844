"""The figures and lists of the overview: where the work stands today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from taskforce.store.database.reader import Reader
from taskforce.store.query.conditions import OPEN
from taskforce.store.query.names import shown_names
from taskforce.store.read.items import ItemRow, Selection, item_rows

if TYPE_CHECKING:
    from taskforce.store.history.steps import Step
    from taskforce.store.read.registers import DeadlineRow

MOST_ROWS = 200
"""So many rows of one kind the overview shows; the rest is for the list."""

MOST_STEPS = 40
LARGEST_STEP = 40
"""Changes up to which a step is told in words, not only counted."""

SOON_DAYS = 7

MOST_PEOPLE = 8
"""So many people, the slowest first, the overview names among whom the work waits on."""


class GroupFigures(NamedTuple):
    """How far a dimension or an agency is; ``progress`` is the weighted mean in percent (done counts as 100)."""

    key: str | None
    name: str | None
    total: int
    done: int
    overdue: int
    progress: float


class RecentStep(NamedTuple):
    """A step of the last days; ``step`` tells its changes, unless there are too many to be told one by one.

    ``ref`` and ``title`` are of the action item that it is about, where it is about a single one that still is.
    """

    id: str
    at: str
    actor: str | None
    kind: str
    summary: str | None
    reason: str | None
    size: int
    step: Step | None
    ref: str = ""
    title: str = ""


class Needs(NamedTuple):
    """The items that need attention: ``conflicted`` are those with a field that two people changed without knowing
    of each other, ``astray`` open ones whose lead or agency was deleted, ``mine`` the asking member's own."""

    conflicted: Sequence[ItemRow]
    astray: Sequence[ItemRow]
    mine: Sequence[ItemRow]
    overdue: Sequence[ItemRow]
    soon: Sequence[ItemRow]
    blocked: Sequence[ItemRow]
    obstacles: dict[str, str]


class Waiting(NamedTuple):
    """How many open items of a member, or (``member_id`` is ``None``) of nobody, are late, due soon or blocked.

    ``word`` is what a query calls the member, ``name`` is told apart from namesakes.
    """

    member_id: str | None
    handle: str | None
    name: str | None
    word: str
    late: int
    soon: int
    blocked: int


class Figures(NamedTuple):
    """The figures of today, the deadlines not met yet, whom the work waits on, and the newest steps."""

    statuses: dict[str, int]
    overdue_count: int
    dimensions: Sequence[GroupFigures]
    agencies: Sequence[GroupFigures]
    deadlines: Sequence[DeadlineRow]
    waiting: Sequence[Waiting]
    changes: Sequence[RecentStep]

    @property
    def total(self) -> int:
        """Return items that are not cancelled."""
        return sum(count for status, count in self.statuses.items() if status != "cancelled")

    @property
    def percent_done(self) -> float:
        """Return how many of them are done, in percent."""
        return 100 * self.statuses.get("done", 0) / self.total if self.total else 0.0


def organisation_name(reader: Reader) -> str:
    """Return the name of the organisation that the list belongs to; empty when it has none yet."""
    return str(reader.value("SELECT name FROM organisation WHERE NOT deleted") or "")


_ANY_DELETED = "SELECT 1 FROM member WHERE deleted UNION ALL SELECT 1 FROM agency WHERE deleted LIMIT 1"
_ASTRAY = (
    "i.lead_id IN (SELECT x.id FROM member x WHERE x.deleted) "
    "OR i.agency_id IN (SELECT x.id FROM agency x WHERE x.deleted)"
)


def read_needs(reader: Reader, day: date, actor_id: str | None) -> Needs:
    """Return what needs attention on ``day``, for the member ``actor_id`` where known."""
    today, horizon = day.isoformat(), (day + timedelta(days=SOON_DAYS)).isoformat()

    def items(where: str, **parameters: str | None) -> list[ItemRow]:
        return item_rows(reader, Selection(where, parameters, "due,-priority,ref"), today, limit=MOST_ROWS)

    mine: list[ItemRow] = []
    if actor_id is not None:
        mine = items(
            f"{OPEN} AND i.lead_id = :actor AND (i.due <= :horizon OR i.status = 'blocked')",
            actor=actor_id,
            horizon=horizon,
        )
    overdue = items(f"{OPEN} AND i.due < :today")
    soon = items(f"{OPEN} AND i.due >= :today AND i.due <= :horizon", horizon=horizon)
    blocked = items("i.status = 'blocked' AND (i.due IS NULL OR i.due > :horizon)", horizon=horizon)
    conflicted = items("i.id IN (SELECT oc.record_id FROM open_conflict oc)")
    astray = items(f"{OPEN} AND ({_ASTRAY})") if reader.value(_ANY_DELETED) else []
    noted = {row.id for row in (*mine, *overdue, *soon, *blocked) if row.notes}
    return Needs(conflicted, astray, mine, overdue, soon, blocked, _obstacles(reader, noted))


def read_figures(reader: Reader, day: date, changed_since: str, actor_id: str | None = None) -> Figures:
    """Return the figures of ``day``; ``changed_since`` is a stored moment, what ``actor_id`` did is left out."""
    from taskforce.store.read.registers import deadline_rows

    today = day.isoformat()
    return Figures(
        statuses=dict(reader.rows("SELECT status, count(*) FROM action_item WHERE NOT deleted GROUP BY status")),
        overdue_count=int(
            reader.value(
                f"SELECT count(*) FROM action_item i WHERE NOT i.deleted AND {OPEN} AND i.due < :today",
                today=today,
            )
        ),
        dimensions=_groups(
            reader, today, "dimension", "grp.key, grp.name, grp.position", "grp.position, grp.name"
        ),
        agencies=_groups(reader, today, "agency", "grp.code, grp.short", "5 DESC, 3 DESC, grp.short"),
        deadlines=[row for row in deadline_rows(reader) if row.met_on is None],
        waiting=_waiting(reader, day, actor_id),
        changes=_recent_steps(reader, changed_since, actor_id),
    )


def _groups(reader: Reader, today: str, table: str, columns: str, order: str) -> list[GroupFigures]:
    key, name = columns.split(", ")[:2]
    rows = reader.rows(
        f"SELECT {key}, {name}, count(*), sum(CASE WHEN i.status = 'done' THEN 1 ELSE 0 END), "
        f"sum(CASE WHEN {OPEN} AND i.due < :today THEN 1 ELSE 0 END), "
        "sum(coalesce(i.weight, 1.0) * CASE WHEN i.status = 'done' THEN 100.0 ELSE i.progress END) "
        "/ nullif(sum(coalesce(i.weight, 1.0)), 0), grp.id "
        f"FROM action_item i LEFT JOIN {table} grp ON grp.id = i.{table}_id "
        "WHERE NOT i.deleted AND i.status <> 'cancelled' "
        f"GROUP BY grp.id, {columns} ORDER BY CASE WHEN grp.id IS NULL THEN 1 ELSE 0 END, {order}",
        today=today,
    )
    names = shown_names(reader, table)
    return [
        GroupFigures._make((key, names.get(group_id), *map(int, counts), float(progress or 0)))
        for key, _name, *counts, progress, group_id in rows
    ]


def _waiting(reader: Reader, day: date, actor_id: str | None) -> list[Waiting]:
    """Return whom late and blocked items wait on, but for the asking member; who has most late ones first."""
    sql = (
        "SELECT m.id, m.handle, sum(CASE WHEN i.due < :today THEN 1 ELSE 0 END), "
        "sum(CASE WHEN i.due BETWEEN :today AND :horizon THEN 1 ELSE 0 END), "
        "sum(CASE WHEN i.status = 'blocked' THEN 1 ELSE 0 END) "
        "FROM action_item i LEFT JOIN member m ON m.id = i.lead_id "
        f"WHERE NOT i.deleted AND {OPEN} AND (i.due <= :horizon OR i.status = 'blocked') "
        "AND coalesce(i.lead_id, '') <> :actor GROUP BY m.id, m.handle ORDER BY 3 DESC, 5 DESC, 4 DESC, 2"
    )
    horizon = day + timedelta(days=SOON_DAYS)
    rows = reader.rows(sql, today=day.isoformat(), horizon=horizon.isoformat(), actor=actor_id or "-")
    slow = [row for row in rows if row[2] or row[4]][:MOST_PEOPLE]
    if not slow:
        return []
    from taskforce.store.query.lookup import query_word

    names = shown_names(reader, "member")
    return [
        Waiting(
            member_id,
            handle,
            names.get(member_id),
            query_word(reader, "member", member_id) if member_id else "none",
            *map(int, counts),
        )
        for member_id, handle, *counts in slow
    ]


_NO_NEWS = (
    "EXISTS (SELECT 1 FROM change c WHERE c.batch_id = b.id) AND NOT EXISTS "
    "(SELECT 1 FROM change c WHERE c.batch_id = b.id AND coalesce(c.old, 'null') <> coalesce(c.new, 'null'))"
)
"""A step that leaves all as it was: a conflict that was decided for the value that stood there."""


def _recent_steps(reader: Reader, since: str, actor_id: str | None) -> list[RecentStep]:
    """Return the newest steps; of a step such as an import of thousands of rows only the size is read."""
    from taskforce.store.history.steps import step

    rows = reader.rows(
        "SELECT b.id, b.at, m.handle, b.kind, b.summary, b.reason, "
        "(SELECT count(*) FROM change c WHERE c.batch_id = b.id) "
        "FROM batch b LEFT JOIN member m ON m.id = b.actor_id "
        f"WHERE b.at >= :since AND coalesce(b.actor_id, '') <> :actor AND NOT ({_NO_NEWS}) "
        f"ORDER BY b.at DESC, b.id DESC LIMIT {MOST_STEPS}",
        since=since,
        actor=actor_id or "-",
    )
    steps = [
        RecentStep._make((*row, step(reader, row[0]) if row[6] <= LARGEST_STEP else None, "", "")) for row in rows
    ]
    about = {one.id: one.step.item_refs[0] for one in steps if one.step and len(one.step.item_refs) == 1}
    sql = "SELECT ref, title FROM action_item WHERE NOT deleted AND ref IN (:values)"
    titles: dict[str, str] = dict(reader.rows_in(sql, set(about.values())))
    return [
        one._replace(ref=about[one.id], title=titles[about[one.id]]) if about.get(one.id) in titles else one
        for one in steps
    ]


def _obstacles(reader: Reader, item_ids: set[str]) -> dict[str, str]:
    """Return the newest obstacle that was noted of each item."""
    rows = reader.rows_in(
        "SELECT n.item_id, n.text FROM note n JOIN change c ON c.record_id = n.id AND c.field = '*' "
        "WHERE NOT n.deleted AND n.kind = 'obstacle' AND n.item_id IN (:values) ORDER BY c.at, c.clock, c.copy_id",
        item_ids,
    )
    return dict(rows)
