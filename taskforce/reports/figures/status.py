"""The status report: its contents, and the figures as pure functions of records and days.

What the figures mean is written in docs/data-formats.md, section "Report".
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeVar

from taskforce.model.vocabulary import Priority
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
    Step,
)
from taskforce.store.read.report_items import GroupSums, ReportItem

NONE = "none"
"""The key of the group of items that have no dimension, agency or lead."""

DUE_NEXT_DAYS = 7

Row = TypeVar("Row", covariant=True)


class Listing(NamedTuple, Generic[Row]):
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

    ``kind`` says which note of the item the text is: ``obstacle`` or ``follow_up``; ``outside`` that it names
    somebody who is neither the item's lead nor its agency.
    """

    item: ItemRow
    kind: str
    text: str
    of: str | None
    by: str
    outside: bool = False


class Summary(NamedTuple):
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


class Texts(NamedTuple):
    """What stands around the figures on paper.  ``signers`` are mappings of position, name, rank and nip."""

    letterhead: tuple[str, ...] = ()
    logo: str | None = None
    signers: tuple[Mapping[str, str], ...] = ()
    carbon_copies: tuple[str, ...] = ()
    place: str | None = None
    paper: str = "f4"
    obstacles: Mapping[str, str] = MappingProxyType({})
    reasons: Mapping[str, str] = MappingProxyType({})
    follow_ups: Mapping[str, str] = MappingProxyType({})
    meeting_days: Mapping[str, str] = MappingProxyType({})
    waits: Mapping[str, str] = MappingProxyType({})
    """The refs of open items that an item depends on, in words: ``7, 12``."""


class StatusReport(NamedTuple):
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
    silent_before: tuple[str, ...]
    """Those of the silent agencies that were silent in the period before, too."""
    silent_since: Mapping[str, str]
    """The day (ISO) on which each silent agency was last heard of, by short name."""
    without_evidence: Listing[ItemRow]
    s_curve: tuple[CurvePoint, ...]
    burn_up: tuple[BurnPoint, ...]
    judgement: Judgement
    progress: Progress
    outlook: Outlook
    asks: tuple[Ask, ...]
    """The decisions that help most first; page one has room for some of them."""
    texts: Texts
    open_conflicts: int = 0
    """How many items have a field that two people changed without knowing of each other."""
    links: ItemLinks | None = None
    matrix: Listing[ItemRow] | None = None
    plan: Sequence[PlanRow] | None = None
    evidence: Sequence[EvidenceRow] | None = None
    about: tuple[str, str] | None = None

    @property
    def still_runs(self) -> bool:
        """Return whether the period was not over on the report's day."""
        return self.as_of < self.period.end

    @property
    def due_last(self) -> date:
        """Return the last of the days after the period in which ``due_next`` falls due."""
        return self.period.end + timedelta(days=DUE_NEXT_DAYS)


def summary_of(counts: Mapping[str, int], progress: PlanActual, *, overdue: int, due_next: int) -> Summary:
    """Return the summary's figures: ``counts`` by status, and the ``progress`` of the report's day."""
    total = sum(counts.values()) - counts["cancelled"]
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


def _group(key: str, name: str, sums: Sequence[GroupSums]) -> Group:
    total, done, overdue = (sum(getattr(one, count) for one in sums) for count in ("total", "done", "overdue"))
    return Group(key, name, total, done, overdue, percent(mean_progress(sums)), total_weight(sums))


def _by_key(sums: Iterable[GroupSums], known: Container[str] | None = None) -> dict[str | None, list[GroupSums]]:
    """Return sums by their keys; those that are not ``known`` count as none."""
    members: dict[str | None, list[GroupSums]] = {}
    for one in sums:
        members.setdefault(one.key if known is None or one.key in known else None, []).append(one)
    return members


def groups_by_dimension(sums: Iterable[GroupSums], dimensions: Iterable[DimensionName]) -> tuple[Group, ...]:
    """Return every dimension in the list's order, those without items too; then the items without one, if any."""
    members = _by_key(sums)
    groups = [
        _group(one.key, one.name, members.get(one.id, ())) for one in dimensions if one.listed or one.id in members
    ]
    if None in members:
        groups.append(_group(NONE, NONE, members[None]))
    return tuple(groups)


def groups_by_agency(sums: Iterable[GroupSums], agencies: Mapping[str, AgencyName]) -> tuple[Group, ...]:
    """Return the agencies that answer for items, by short name; then the items without one, if any.

    An agency that was not known on the report's day (copies may differ in their clocks) is none.
    """
    members = _by_key(sums, agencies)
    named = sorted((agencies[one], one) for one in members if one is not None)
    named.sort(key=lambda pair: pair[0].short.casefold())
    groups = [_group(agency.short, agency.name, members[one]) for agency, one in named]
    if None in members:
        groups.append(_group(NONE, NONE, members[None]))
    return tuple(groups)


def groups_by_member(sums: Iterable[GroupSums], members: Mapping[str, MemberName]) -> tuple[Group, ...]:
    """Return the members who lead items, by handle; then the items that nobody leads, if any; see above."""
    led = _by_key(sums, members)
    named = sorted((members[one].handle, members[one].name, one) for one in led if one is not None)
    groups = [_group(handle, name, led[one]) for handle, name, one in named]
    if None in led:
        groups.append(_group(NONE, NONE, led[None]))
    return tuple(groups)


def groups_by_priority(sums: Iterable[GroupSums]) -> tuple[Group, ...]:
    """Return the four priorities, the most urgent first.

    Their names are their keys, to be put into words when shown.
    """
    members = _by_key(sums)
    return tuple(_group(key, key, members.get(key, ())) for key in reversed([str(one) for one in Priority]))


def silent_agencies(silent: Container[str], agencies: Mapping[str, AgencyName]) -> tuple[str, ...]:
    """Return the short names of agencies that are among the ``silent`` ones, in their order."""
    shorts = [name.short for one, name in agencies.items() if one in silent]
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
