"""What the list said at the ends of several days, followed back through the history in one pass.

A report of last week and this week's report of last week must agree: what was known then counts, with the weights,
dates and progress of then.  So an item is a row of versions (:class:`Version`), each of which held between two of
the days.  Sums over days are differences at the days where versions begin and end, so the cost is that of the
history plus that of the days, not their product.  What was not changed since the first of the days comes in sums.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import accumulate
from math import lcm
from typing import Any, NamedTuple

from taskforce.reports.figures.curve import Weights
from taskforce.store.read.report_data import Step
from taskforce.store.read.report_items import ReportItem, Still

DONE, CANCELLED = '"done"', '"cancelled"'
"""Statuses as a step has them: JSON text."""


class Version(NamedTuple):
    """What an item was at the ends of the days from number ``begin`` on, up to ``end``, which is exclusive.

    ``due`` is the first due date that it was given, ``None`` where it had no due date then; ``first_due`` is that
    date also where the item lost its due date later, and ``first_start`` the start that was set first.  So nothing
    that is moved changes those two.  ``earned`` is in percent.
    """

    begin: int
    end: int
    weight: float | None
    start: str | None
    due: str | None
    first_start: str | None
    first_due: str | None
    earned: int
    is_done: bool


class DayFigures(NamedTuple):
    """Sums over the items that counted at the end of a day, as shares of 1; ``None`` where nothing counted.

    ``planned`` and ``actual`` are those of a report of that day, over ``items`` items with a due date; the others
    are measured on first dates: ``first_planned``, what was to be done by then, ``first_actual``, what was, and
    ``late``, the share of what is open after its first due date.  There is no ``actual`` for days to come, and
    none before the first item.
    """

    day: date
    items: int
    planned: Fraction | None
    actual: Fraction | None
    first_planned: Fraction | None
    first_actual: Fraction | None
    late: Fraction | None


def day_figures(
    items: Sequence[ReportItem],
    gone: Collection[str],
    steps: Iterable[Step],
    days: Sequence[date],
    moments: Sequence[str],
    still: Iterable[Still] = (),
) -> list[DayFigures]:
    """Return the figures of ``days`` (ascending), over ``items`` as they are and the steps that lead back.

    ``moments`` are the stored moments at which the days end, for those up to the report's own; ``gone`` are the
    ids of deleted items; ``still`` are other items, of which nothing changed since the first of the days.
    """
    steps = list(steps)
    shifting = _shifting(items, gone, steps)
    steady, shifted = [], []
    for item in items:
        if item.id in shifting:
            shifted.append(item)
        elif item.due is not None:
            steady.append(item)
    versions = _versions(shifted, gone, (step for step in steps if step[0] in shifting), moments, len(days))
    still = list(still)
    weights = Weights(one.weight for ones in (steady, versions, still) for one in ones)
    begins = _Begins(moments)
    of_steady = _Sums(days)
    for one in still:
        of_steady.earned[one.begin] += weights.whole[one.weight] * one.earned
    of_steady.add_alike(_alike(steady, still, begins, weights))
    of_steady.add_steps(steady, steps, begins, weights)
    usual, first = of_steady.copy(), of_steady
    for version, count in versions.items():
        weight = weights.whole[version.weight] * count
        usual.add_version(version, version.start, version.due, count, weight)
        first.add_version(version, version.first_start, version.first_due, count, weight)
    columns = (usual.counts(), usual.planned(), usual.actual(), first.planned(), first.actual(), first.late())
    rows = list(map(DayFigures, days, *columns))
    to_come = (row._replace(actual=None, first_actual=None, late=None) for row in rows[len(moments) :])
    return [*rows[: len(moments)], *to_come]


def _shifting(items: Iterable[ReportItem], gone: Collection[str], steps: Iterable[Step]) -> set[str]:
    """Return the ids of items of which more changed than progress: weight, dates, whether they count."""
    shifting = {*gone, *(item.id for item in items if item.status == "cancelled")}
    for item_id, field, _at, old in steps:
        if field != "progress" and (field != "status" or old == CANCELLED):
            shifting.add(item_id)
    return shifting


class _Begins(dict[str, int]):
    """The number of the first of some moments at which an item was there, by the moment at which it was made.

    Many are made at once, by an import or a template.
    """

    def __init__(self, moments: Sequence[str]) -> None:
        self.moments = moments

    def __missing__(self, made: str) -> int:
        self[made] = bisect_right(self.moments, made)
        return self[made]


class _Alike:
    """Items alike but for their weights: how many, what they weigh, and what those weigh that are not done."""

    __slots__ = ("count", "open", "weight")

    def __init__(self) -> None:
        self.count = self.weight = self.open = 0


def _alike(
    items: Iterable[ReportItem], still: Iterable[Still], begins: _Begins, weights: Weights
) -> Mapping[tuple[int, str | None, str], _Alike]:
    """Return steady items and still ones by the day from which they were known, their start and their due date.

    Of steady ones none counts as done: that is told by their steps.
    """
    alike: dict[tuple[int, str | None, str], _Alike] = defaultdict(_Alike)
    whole = weights.whole
    for kind in still:
        weight = whole[kind.weight]
        group = alike[kind.begin, kind.start, kind.due]
        group.count += kind.number
        group.weight += weight * kind.number
        group.open += weight * (kind.number - kind.done)
    for _id, _status, _progress, given, start, due, original, made in items:
        weight = whole[given]
        first_due = original or due
        assert first_due is not None
        group = alike[begins[made], start, first_due]
        group.count += 1
        group.weight += weight
        group.open += weight
    return alike


class _Life:
    """An item that is followed back, version by version."""

    status: str
    progress: int
    weight: float | None
    start: str | None
    due: str | None
    deleted: bool

    def __init__(self, item: ReportItem, end: int, deleted: bool) -> None:
        self.item, self.end, self.deleted = item, end, deleted
        self.status, self.progress, self.weight = item.status, item.progress, item.weight
        self.start, self.due, self.first_start = item.start, item.due, item.start
        self.versions: list[Version] = []
        self.set_from: dict[str, int] = {"start": 0, "due": 0}
        """The numbers of the first days at whose ends the item had ever been given these dates."""

    def step_back(self, field: str, old: str | None, index: int) -> None:
        """Go back over a change; ``index`` is the number of the first day that ended after it."""
        self._close(index)
        value = None if old is None or old == "null" else _READ[field](old)
        before = getattr(self, field)
        setattr(self, field, value)
        if field in self.set_from and value != before:
            self.set_from[field] = index if value is None else 0
        if field == "start" and value is not None:
            self.first_start = value

    def _close(self, index: int) -> None:
        """End the version that began on the day of number ``index``."""
        if index >= self.end:
            return
        if self.status != "cancelled" and not self.deleted:
            item, done = self.item, self.status == "done"
            due = None if self.due is None else item.original_due or self.due
            earned = 100 if done else self.progress
            version = Version(index, self.end, self.weight, self.start, due, None, item.original_due, earned, done)
            self.versions.append(version)
        self.end = index

    def completed(self, begin: int) -> Iterator[Version]:
        """Yield every version, now that it is known where the item began and what was set first."""
        self._close(begin)
        for one in self.versions:
            yield one._replace(
                first_start=self.first_start if one.begin >= self.set_from["start"] else None,
                first_due=one.first_due if one.begin >= self.set_from["due"] else None,
            )


_READ: Mapping[str, Callable[[str], Any]] = {
    "status": lambda old: old[1:-1],
    "progress": int,
    "weight": float,
    "start": lambda old: old[1:-1],
    "due": lambda old: old[1:-1],
    "deleted": lambda old: old == "true",
}
"""How the value before a change is read from its JSON text, where there was one."""


def _versions(
    items: Sequence[ReportItem], gone: Collection[str], steps: Iterable[Step], moments: Sequence[str], end: int
) -> Counter[Version]:
    """Return the versions of all items, and how many are alike."""
    by_id = {item.id: item for item in items}
    lives: dict[str, _Life] = {}
    for item_id, field, at, old in steps:
        life = lives.get(item_id)
        if life is None:
            item = by_id.get(item_id)
            if item is None:
                continue
            life = lives[item_id] = _Life(item, end, item_id in gone)
        life.step_back(field, old, bisect_right(moments, at))
    versions: Counter[Version] = Counter()
    for item in items:
        begin = bisect_right(moments, item.created_at)
        life = lives.get(item.id)
        versions.update((life or _Life(item, end, item.id in gone)).completed(begin))
    return versions


class _Sums:
    """Sums day by day over items that have dates of one kind, as differences where something changes."""

    def __init__(self, days: Sequence[date]) -> None:
        self.ordinals = [day.toordinal() for day in days]
        self.known, self.weight, self.earned, self.open_late = ([0] * (len(days) + 1) for _array in range(4))
        self.plans: dict[tuple[int, int, int, int, int], tuple[int, int]] = {}

    def copy(self) -> _Sums:
        """Return sums that go on from these."""
        other = copy(self)
        for name in ("known", "weight", "earned", "open_late", "plans"):
            setattr(other, name, getattr(self, name).copy())
        return other

    def add_version(self, one: Version, start: str | None, due: str | None, count: int, weight: int) -> None:
        """Take in what some alike items were for some days, where they had a due date then."""
        if due is None:
            return
        last = self._add(one.begin, one.end, start, due, count, weight)
        _add(self.earned, one.begin, one.end, weight * one.earned)
        if not one.is_done:
            _add(self.open_late, max(one.begin, last), one.end, weight)

    def _add(self, begin: int, end: int, start: str | None, due: str, count: int, weight: int) -> int:
        """Take in the plan of some alike items; return the number of the first day after their due date."""
        last = _ordinal(due)
        first = last if start is None else _ordinal(start)
        # Plans that rise alike between the same days are one: there are few days.
        risen = bisect_left(self.ordinals, last)
        rising = bisect_right(self.ordinals, first) if first < last else risen
        alike = (begin, end, rising, risen, last - first) if rising < risen else (begin, end, risen, risen, 0)
        sum_, offset = self.plans.get(alike, (0, 0))
        self.plans[alike] = (sum_ + weight, offset + weight * first)
        _add(self.known, begin, end, count)
        _add(self.weight, begin, end, weight)
        return bisect_right(self.ordinals, last, risen)

    def add_alike(self, alike: Mapping[tuple[int, str | None, str], _Alike]) -> None:
        """Take in steady and still items, but for what they earned."""
        end = len(self.ordinals)
        for (begin, start, due), group in alike.items():
            after = self._add(begin, end, start, due, group.count, group.weight)
            _add(self.open_late, max(begin, after), end, group.open)

    def add_steps(
        self, items: Sequence[ReportItem], steps: Iterable[Step], begins: _Begins, weights: Weights
    ) -> None:
        """Take in what steady items earned, and that they are done: each step back is one difference."""
        end, earned, moments = len(self.ordinals), self.earned, begins.moments
        weight_of: dict[str, int] = {}
        progress: dict[str, int] = {}
        done_until: dict[str, int] = {}
        dues: dict[str, str | None] = {}
        for item, status, reached, weight, _start, due, original, _created in items:
            weight_of[item], progress[item], dues[item] = weights.whole[weight], reached, original or due
            if status == "done":
                done_until[item] = end
        done: list[tuple[str, int, int]] = []
        index = len(moments)
        last = moments[-1] if moments else ""
        for item, field, at, old in steps:
            if item not in weight_of:
                continue
            while at < last:
                index -= 1
                last = moments[index - 1] if index else ""
            if field == "progress":
                before = int(old or 0)
                if item not in done_until:
                    earned[index] += weight_of[item] * (progress[item] - before)
                progress[item] = before
            elif (old == DONE) != (item in done_until):
                reached = progress[item]
                earned[index] += weight_of[item] * (reached - 100 if old == DONE else 100 - reached)
                if old == DONE:
                    done_until[item] = index
                else:
                    done.append((item, index, done_until.pop(item)))
        for one in items:
            item, begin = one.id, begins[one.created_at]
            if item in done_until:
                done.append((item, begin, done_until[item]))
                earned[begin] += weight_of[item] * 100
            else:
                earned[begin] += weight_of[item] * progress[item]
        for item, begin, until in done:
            due = dues[item]
            assert due is not None
            after = bisect_right(self.ordinals, _ordinal(due))
            _add(self.open_late, max(begin, after), until, -weight_of[item])

    def counts(self) -> list[int]:
        """Return how many items counted."""
        return _summed(self.known)

    def planned(self) -> list[Fraction | None]:
        """Return the shares planned; before the first item those of the items that were known first."""
        begun = next((index for index, count in enumerate(self.counts()) if count), 0)
        plan, weight = _Plan(self.ordinals), self.weight.copy()
        for (begin, end, rising, risen, length), (part, offset) in self.plans.items():
            plan.add(0 if begin <= begun else begin, end, rising, risen, length, part, offset)
        weight[0] += sum(weight[1 : begun + 1])
        weight[1 : begun + 1] = [0] * begun
        return _shares(plan.sums(), _summed(weight), plan.unit)

    def actual(self) -> list[Fraction | None]:
        """Return the shares done."""
        return _shares(_summed(self.earned), _summed(self.weight), 100)

    def late(self) -> list[Fraction | None]:
        """Return the shares that are open after their due dates."""
        return _shares(_summed(self.open_late), _summed(self.weight))


class _Plan:
    """What should be done by days, where items counted for some of them only.

    Of each item 0 before its start, then linear by calendar days, 1 from its due date on; a step at that date
    where there is no start, or the start is not before it.
    """

    def __init__(self, ordinals: Sequence[int]) -> None:
        self.ordinals = ordinals
        self.complete = [0] * (len(ordinals) + 1)
        self.slopes: dict[int, tuple[list[int], list[int]]] = {}

    def add(self, begin: int, end: int, rising: int, risen: int, length: int, weight: int, offset: int) -> None:
        """Take in so much weight for the days from number ``begin`` to ``end``: it is to be done from that of
        number ``risen`` on, and rises from ``rising`` until then, in ``length`` days; ``offset`` is the sum of the
        weights, each by the ordinal of its first day."""
        _add(self.complete, max(begin, risen), end, weight)
        rising, risen = max(begin, rising), min(end, risen)
        if rising < risen:
            size = len(self.complete)
            rise, offsets = self.slopes.setdefault(length, ([0] * size, [0] * size))
            _add(rise, rising, risen, weight)
            _add(offsets, rising, risen, offset)

    @property
    def unit(self) -> int:
        """Return what the sums are multiples of."""
        return lcm(1, *self.slopes)

    def sums(self) -> list[int]:
        """Return the sum of each day, counted in 1 of :attr:`unit`."""
        unit = self.unit
        sums = [reached * unit for reached in _summed(self.complete)]
        for length, (rise, offset) in self.slopes.items():
            rows = zip(self.ordinals, _summed(rise), _summed(offset), strict=True)
            for index, (day, up, base) in enumerate(rows):
                if up:
                    sums[index] += (up * day - base) * (unit // length)
        return sums


def _add(array: list[int], begin: int, end: int, amount: int) -> None:
    """Add an amount to the elements from ``begin`` to ``end`` of an array of differences."""
    if begin < end:
        array[begin] += amount
        array[end] -= amount


def _summed(array: Sequence[int]) -> list[int]:
    return list(accumulate(array))[:-1]


def _shares(parts: Sequence[int], wholes: Sequence[int], unit: int = 1) -> list[Fraction | None]:
    """Return parts, counted in 1 of ``unit``, as shares of their wholes; ``None`` where there is no whole."""
    pairs = zip(parts, wholes, strict=True)
    return [Fraction(part, whole * unit) if whole else None for part, whole in pairs]


@cache
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()
