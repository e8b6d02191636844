"""The status report: its contents, and the figures as pure functions of records and days.

What the figures mean is written in docs/data-formats.md, section "Report".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Generic, NamedTuple, TypeVar

from taskforce.model.vocabulary import CLOSED, Priority
from taskforce.reports.figures.curve import BurnPoint, CurvePoint, mean_progress, percent, total_weight
from taskforce.reports.figures.judgement import Judgement, Outlook, PlanActual, Progress
from taskforce.reports.figures.period import Period
from taskforce.store.read.items import ItemLinks, ItemRow
from taskforce.store.read.report_data import (
    AgencyName,
    DimensionName,
    EvidenceRow,
    MemberName,
    PlanRow,
    ReportItem,
    Step,
)

NONE = "none"
"""The key of the group of items that have no dimension, agency or lead."""

DUE_NEXT_DAYS = 7

Row = TypeVar("Row", covariant=True)


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """A list of the report: how many rows it has, and those that were read (all, or the first ones)."""

    total: int
    rows: tuple[Row, ...]


class Movement(NamedTuple):
    """An item's progress in percent at the beginning and the end of the period."""

    item: ItemRow
    before: int
    after: int


class Rescheduling(NamedTuple):
    """An item's due date (ISO) at the beginning and the end of the period, and the reason of the last change."""

    item: ItemRow
    before: str | None
    after: str | None
    reason: str | None


class Group(NamedTuple):
    """The items of one dimension, agency, priority or lead, cancelled ones left out.

    ``progress`` is their mean progress in percent (done is 100), by weight; ``None`` where nothing counts;
    ``weight`` is what they weigh together.
    """

    key: str
    name: str
    total: int
    done: int
    overdue: int
    progress: float | None
    weight: float


class DeadlineFigures(NamedTuple):
    """A deadline that is open, or was due in the period; ``days_left`` from the report's day, ``first_due`` the
    date that it had first."""

    key: str
    name: str
    due: str
    days_left: int
    open_items: int
    met_on: str | None
    first_due: str


class Ask(NamedTuple):
    """A decision that is needed: of whom (an agency's short name, or a member's name), and by which day (ISO).

    ``kind`` says which note of the item the text is: ``obstacle`` or ``follow_up``.
    """

    item: ItemRow
    kind: str
    text: str
    of: str | None
    by: str


@dataclass(frozen=True, slots=True)
class Summary:
    """How many items there are, by status, and how far they are in percent.

    ``total`` leaves out cancelled items, and so do all percentages; planned, actual and their difference are over
    items that have a due date, and ``None`` where there are none.
    """

    total: int
    done: int
    in_progress: int
    not_started: int
    blocked: int
    deferred: int
    cancelled: int
    overdue: int
    due_next: int
    percent_done: float
    planned_percent: float | None
    actual_percent: float | None
    deviation: float | None


@dataclass(frozen=True, slots=True)
class Texts:
    """What stands around the figures on paper.  ``signers`` are mappings of position, name, rank and nip."""

    letterhead: tuple[str, ...] = ()
    logo: str | None = None
    signers: tuple[Mapping[str, str], ...] = ()
    carbon_copies: tuple[str, ...] = ()
    place: str | None = None
    paper: str = "f4"
    obstacles: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    follow_ups: Mapping[str, str] = field(default_factory=dict)
    meeting_days: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The state of the work at the end of ``as_of``, and what happened in the period.

    ``links`` and ``matrix`` (every item of the report) are there when they were asked for; see
    :class:`taskforce.reports.figures.build.Extent`; so are ``plan`` and ``evidence``.  ``zone`` is the office's
    time zone.
    ``about`` is the one dimension, agency or member that the scope limits the report to: what it is, and its name.
    """

    organisation: str
    number: str | None
    period: Period
    as_of: date
    scope: str | None
    zone: str
    summary: Summary
    by_dimension: tuple[Group, ...]
    by_agency: tuple[Group, ...]
    by_priority: tuple[Group, ...]
    by_member: tuple[Group, ...]
    completed: Listing[ItemRow]
    progressed: Listing[Movement]
    added: Listing[ItemRow]
    overdue: Listing[ItemRow]
    blocked: Listing[ItemRow]
    due_in_period: Listing[ItemRow]
    due_next: Listing[ItemRow]
    rescheduled: Listing[Rescheduling]
    deadlines: tuple[DeadlineFigures, ...]
    silent_agencies: tuple[str, ...]
    without_evidence: Listing[ItemRow]
    s_curve: tuple[CurvePoint, ...]
    burn_up: tuple[BurnPoint, ...]
    judgement: Judgement
    progress: Progress
    outlook: Outlook
    asks: tuple[Ask, ...]
    texts: Texts
    open_conflicts: int = 0
    """How many items have a field that two people changed without knowing of each other."""
    links: ItemLinks | None = None
    matrix: Listing[ItemRow] | None = None
    plan: Sequence[PlanRow] | None = None
    evidence: Sequence[EvidenceRow] | None = None
    about: tuple[str, str] | None = None

    @property
    def due_last(self) -> date:
        """Return the last of the days after the period in which ``due_next`` falls due."""
        return self.period.end + timedelta(days=DUE_NEXT_DAYS)


def is_overdue(item: ReportItem, day: str) -> bool:
    """Return whether an item is due before ``day`` (ISO) and still open."""
    return item.due is not None and item.due < day and item.status not in CLOSED


def list_order(day: str) -> Callable[[ReportItem], tuple[Any, ...]]:
    """Return the order of every list: overdue first, then by due date, priority, ref."""

    ranks = {str(priority): -rank for rank, priority in enumerate(Priority)}

    def order(item: ReportItem) -> tuple[Any, ...]:
        undated = item.due is None
        rank = ranks[item.priority]
        return not is_overdue(item, day), undated, item.due, rank, len(item.ref), item.ref, item.seq

    return order


def summary_of(items: Sequence[ReportItem], progress: PlanActual, *, overdue: int, due_next: int) -> Summary:
    """Return the summary's figures over all items of the report; ``progress`` is that of the report's day."""
    counts = dict.fromkeys(("done", "in_progress", "not_started", "blocked", "deferred", "cancelled"), 0)
    counts |= Counter(item.status for item in items)
    total = len(items) - counts["cancelled"]
    return Summary(
        total=total,
        **counts,
        overdue=overdue,
        due_next=due_next,
        percent_done=percent(Fraction(counts["done"], total)) or 0.0 if total else 0.0,
        planned_percent=progress.planned,
        actual_percent=progress.actual,
        deviation=progress.deviation,
    )


def dated(items: Iterable[ReportItem]) -> list[ReportItem]:
    """Return the items that the curve is about: not cancelled, with a due date."""
    return [item for item in items if item.status != "cancelled" and item.due is not None]


def _group(key: str, name: str, items: Sequence[ReportItem], day: str) -> Group:
    done = sum(item.status == "done" for item in items)
    overdue = sum(is_overdue(item, day) for item in items)
    progress = percent(mean_progress(items))
    return Group(key, name, len(items), done, overdue, progress, total_weight(items))


def _members(
    items: Iterable[ReportItem], key: Callable[[ReportItem], str | None]
) -> dict[str | None, list[ReportItem]]:
    members: dict[str | None, list[ReportItem]] = {}
    for item in items:
        if item.status != "cancelled":
            members.setdefault(key(item), []).append(item)
    return members


def groups_by_dimension(
    items: Iterable[ReportItem], dimensions: Iterable[DimensionName], day: str
) -> tuple[Group, ...]:
    """Return every dimension in the list's order, those without items too; then the items without one, if any."""
    members = _members(items, lambda item: item.dimension_id)
    groups = [
        _group(one.key, one.name, members.get(one.id, ()), day)
        for one in dimensions
        if one.listed or one.id in members
    ]
    if None in members:
        groups.append(_group(NONE, NONE, members[None], day))
    return tuple(groups)


def groups_by_agency(
    items: Iterable[ReportItem], agencies: Mapping[str, AgencyName], day: str
) -> tuple[Group, ...]:
    """Return the agencies that answer for items, by short name; then the items without one, if any.

    An agency that was not known on the report's day (copies may differ in their clocks) is none.
    """
    members = _members(items, lambda item: item.agency_id if item.agency_id in agencies else None)
    named = sorted((agencies[one], one) for one in members if one is not None)
    named.sort(key=lambda pair: pair[0].short.casefold())
    groups = [_group(agency.short, agency.name, members[one], day) for agency, one in named]
    if None in members:
        groups.append(_group(NONE, NONE, members[None], day))
    return tuple(groups)


def groups_by_member(
    items: Iterable[ReportItem], members: Mapping[str, MemberName], day: str
) -> tuple[Group, ...]:
    """Return the members who lead items, by handle; then the items that nobody leads, if any; see above."""
    led = _members(items, lambda item: item.lead_id if item.lead_id in members else None)
    named = sorted((members[one].handle, members[one].name, one) for one in led if one is not None)
    groups = [_group(handle, name, led[one], day) for handle, name, one in named]
    if None in led:
        groups.append(_group(NONE, NONE, led[None], day))
    return tuple(groups)


def groups_by_priority(items: Iterable[ReportItem], day: str) -> tuple[Group, ...]:
    """Return the four priorities, the most urgent first.

    Their names are their keys, to be put into words when shown.
    """
    members = _members(items, lambda item: item.priority)
    return tuple(_group(key, key, members.get(key, ()), day) for key in reversed([str(one) for one in Priority]))


def silent_agencies(
    items: Iterable[ReportItem], agencies: Mapping[str, AgencyName], changed: Collection[str]
) -> tuple[str, ...]:
    """Return agencies answerable for an open item, none of whose items are among the ``changed`` ones."""
    answerable: set[str] = set()
    heard: set[str] = set()
    for item in items:
        if item.agency_id is not None and item.agency_id in agencies:
            if item.is_open:
                answerable.add(item.agency_id)
            if item.id in changed:
                heard.add(item.agency_id)
    shorts = [agencies[one].short for one in answerable - heard]
    return tuple(sorted(shorts, key=lambda short: (short.casefold(), short)))


def progress_moves(
    items: Iterable[ReportItem], steps: Iterable[Step], start: str, until: str
) -> dict[str, tuple[int, int]]:
    """Return the progress of items that differs between two moments, by item: before and after.

    ``steps`` lead back from what the items are now, the newest first.  An item created in between begins with
    what it was created with.
    """
    now = {item.id: item.progress for item in items}
    after: dict[str, int] = {}
    before: dict[str, int] = {}
    for item, name, at, old in steps:
        if at < start:
            break
        if item not in now or name != "progress" or old is None:
            continue
        if at < until:
            after.setdefault(item, now[item])
            before[item] = int(old)
        else:
            now[item] = int(old)
    return {item: (old, after[item]) for item, old in before.items() if old != after[item]}
