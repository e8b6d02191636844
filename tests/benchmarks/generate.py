"""Realistic data of any size: a list with members, action items and weeks of history, equal for equal seeds.

    python -m tests.benchmarks.generate FILE --items 100000

It is written through ``apply`` like everything else, so the history is there as well.  A real user action is one
batch; a hundred thousand of them would take too long, so the work of a week is put into at most
:data:`STEPS_A_WEEK` batches, each the work of one member at one hour, and a week is one transaction.
"""

from __future__ import annotations

import argparse
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from random import Random

from taskforce.model.vocabulary import FUND_SOURCES
from taskforce.services.template import smart_city_drafts
from taskforce.store.changes.batch import Batch, Draft, create, edit
from taskforce.store.store import create_store

from .words import ACTIVITIES, FIRST_NAMES, LAST_NAMES, OBJECTS, OBSTACLES, PLACES, REASONS, REMARKS, VERBS

STEPS_A_WEEK = 50
"""At most so many batches of work a week; more items make bigger batches."""

EDITS_AN_ITEM = 4
"""Steps that an item has on average in the whole time."""

FOUND_AT_ONCE = 0.4
"""The share of the items that is there from the first week; the others come evenly later."""

DEFAULT_TODAY = date(2026, 11, 24)


@dataclass(slots=True)
class Item:
    """What the generator remembers of an item it made."""

    id: str
    due: date | None
    place: int
    status: str = "not_started"
    progress: int = 0


@dataclass
class World:
    """The list so far; everything random comes from one seeded source."""

    random: Random
    today: date
    dimensions: list[tuple[str, str]] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    deadlines: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    open: list[Item] = field(default_factory=list)

    def new_id(self, moment: datetime) -> str:
        """A UUIDv7 of that moment, as the store would make it, but from the seed."""
        bits = self.random.getrandbits(74)
        stamp = int(moment.timestamp() * 1000) << 80
        return str(uuid.UUID(int=stamp | 7 << 76 | (bits >> 62) << 64 | 2 << 62 | bits & ((1 << 62) - 1)))


def generate(
    path: Path,
    items: int = 1000,
    members: int = 40,
    weeks: int = 26,
    seed: int = 1,
    today: date = DEFAULT_TODAY,
) -> None:
    """Make a new list at ``path`` with the work of ``weeks`` weeks, the last one that of ``today``."""
    world = World(Random(seed), today)
    store = create_store(path, today=today)
    try:
        monday = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
        opened = datetime.combine(monday, time_of_day(7), tzinfo=store.clock.zone)
        store.apply(Batch("template", list(_foundation(world, members, opened)), at=opened))
        for week in range(weeks):
            new = _share(items, week, weeks)
            first = opened + timedelta(weeks=week, hours=1)
            store.apply_all(_week(world, first, new, items * EDITS_AN_ITEM // weeks))
    finally:
        store.close()


def _share(items: int, week: int, weeks: int) -> int:
    """How many of the items come in a week; the weeks' shares add up to all of them."""
    if weeks == 1:
        return items
    first = round(items * FOUND_AT_ONCE)
    if week == 0:
        return first
    return (items - first) * week // (weeks - 1) - (items - first) * (week - 1) // (weeks - 1)


def _foundation(world: World, members: int, moment: datetime) -> Iterator[Draft]:
    for draft in smart_city_drafts("Pemerintah Kabupaten Banjar", moment.date()):
        if draft.record_type == "sub_dimension":
            world.dimensions.append((draft.new["dimension_id"], draft.record_id))
        elif draft.record_type == "agency" and draft.new.get("kind", "own") == "own":
            world.agencies.append(draft.record_id)
        elif draft.record_type == "deadline":
            world.deadlines.append(draft.record_id)
        yield draft
    for number in range(members):
        first, last = FIRST_NAMES[number % len(FIRST_NAMES)], world.random.choice(LAST_NAMES)
        cycle = number // len(FIRST_NAMES)
        handle = first.lower() + (str(cycle + 1) if cycle else "")
        world.members.append(world.new_id(moment))
        agency = world.agencies[number % len(world.agencies)]
        yield create("member", world.members[-1], handle=handle, name=f"{first} {last}", agency_id=agency)


def _week(world: World, first: datetime, new: int, edits: int) -> Iterator[Batch]:
    """The batches of one week in their order; ``first`` is Monday's opening hour."""
    random = world.random
    days = min(5, max(1, (world.today - first.date()).days + 1))
    steps = max(1, min(STEPS_A_WEEK, new + edits))
    minutes = sorted(random.randrange(days * 480) for _ in range(steps))
    adding = max(1, round(steps * new / max(1, new + edits))) if new else 0
    adders = set(range(adding) if not world.open else random.sample(range(steps), adding))
    left_new, left_edits = new, edits
    for step, minute in enumerate(minutes):
        moment = first + timedelta(days=minute // 480, minutes=minute % 480)
        actor = random.choice(world.members) if world.members else None
        if step in adders:
            count = left_new if adding == 1 else left_new // adding
            adding, left_new = adding - 1, left_new - count
            drafts = [draft for _ in range(count) for draft in _new_item(world, moment)]
            yield Batch("add", drafts, actor_id=actor, at=moment)
            continue
        count = left_edits // max(1, steps - step - adding)
        left_edits -= count
        reason = random.choice(REASONS) if random.random() < 0.15 else None
        drafts = [draft for item in _chosen(world, count) for draft in _step(world, item, moment, reason)]
        if drafts:
            yield Batch("edit", drafts, actor_id=actor, at=moment, reason=reason)


def _new_item(world: World, moment: datetime) -> Iterator[Draft]:
    random = world.random
    start = moment.date() + timedelta(days=random.randrange(-5, 15))
    due = start + timedelta(days=random.randrange(7, 120)) if random.random() < 0.9 else None
    dimension, sub_dimension = random.choice(world.dimensions)
    item = Item(world.new_id(moment), due, len(world.open))
    values: dict[str, object] = {
        "title": f"{random.choice(VERBS)} {random.choice(OBJECTS)} {random.choice(PLACES)}",
        "start": start.isoformat(),
        "due": due and due.isoformat(),
        "priority": random.choices(("low", "medium", "high", "urgent"), (15, 50, 27, 8))[0],
        "dimension_id": dimension,
        "agency_id": random.choice(world.agencies),
        "origin": f"Notulen {random.randrange(1, 99):02d}/SC/{moment.year}",
    }
    if world.members and random.random() < 0.95:
        values["lead_id"] = random.choice(world.members)
    if random.random() < 0.7:
        values["sub_dimension_id"] = sub_dimension
    if random.random() < 0.4:
        values["description"] = f"{random.choice(ACTIVITIES)}. {random.choice(REMARKS)}"
    if random.random() < 0.3:
        values["deadline_id"] = random.choice(world.deadlines)
    if random.random() < 0.25:
        values["horizon"] = random.choice(("quick_win", "short", "medium", "long"))
        values["budget"] = random.randrange(10, 2000) * 500_000
        values["fund_source"] = random.choice(FUND_SOURCES)
        values["weight"] = float(random.randrange(1, 5))
    yield create("action_item", item.id, **values)
    for name in random.sample(("rapat", "bimtek", "evaluasi", "anggaran", "desa", "data"), random.randrange(3)):
        yield create("tag", item_id=item.id, name=name)
    for member in random.sample(world.members, min(len(world.members), random.choice((0, 0, 1, 2)))):
        yield create("supporting", item_id=item.id, member_id=member)
    if world.open and random.random() < 0.03:
        yield create("dependency", item_id=item.id, needs_id=random.choice(world.open).id)
    world.open.append(item)


def _chosen(world: World, count: int) -> list[Item]:
    """Open items to work on, each at most once a step."""
    chosen = {world.random.randrange(len(world.open)) for _ in range(count)} if world.open else set()
    return [world.open[index] for index in sorted(chosen, reverse=True)]


def _step(world: World, item: Item, moment: datetime, reason: str | None) -> Iterator[Draft]:
    """One visit of an item: moved with a reason, blocked, noted, brought forward, or finished."""
    random = world.random
    if reason is not None and item.due is not None:
        item.due = max(item.due, moment.date()) + timedelta(days=random.randrange(3, 30))
        yield edit("action_item", item.id, "due", item.due.isoformat())
        return
    dice = random.random()
    if dice < 0.06 and item.status != "blocked":
        item.status = "blocked"
        yield edit("action_item", item.id, "status", "blocked")
        yield _note(world, item, moment, "obstacle", random.choice(OBSTACLES))
    elif dice < 0.16:
        yield _note(world, item, moment, "remark", random.choice(REMARKS))
    elif dice < 0.19:
        yield from _close(world, item, random.choice(("deferred", "cancelled")))
    else:
        item.progress = min(100, item.progress + random.randrange(5, 45))
        if item.progress >= 100:
            yield from _close(world, item, "done")
            if random.random() < 0.7:
                letter = f"{random.randrange(1, 999):03d}/{random.randrange(1, 99)}/{moment.year}"
                record = world.new_id(moment)
                yield create("evidence", record, item_id=item.id, kind="letter", letter_number=letter)
            return
        yield edit("action_item", item.id, "progress", item.progress)
        if item.status != "in_progress":
            item.status = "in_progress"
            yield edit("action_item", item.id, "status", "in_progress")


def _note(world: World, item: Item, moment: datetime, kind: str, text: str) -> Draft:
    return create("note", world.new_id(moment), item_id=item.id, kind=kind, text=text)


def _close(world: World, item: Item, status: str) -> Iterator[Draft]:
    """Nobody works on it any more."""
    item.status = status
    world.open[item.place] = world.open[-1]
    world.open[item.place].place = item.place
    world.open.pop()
    yield edit("action_item", item.id, "status", status)


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Make a list with realistic data.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--members", type=int, default=40)
    parser.add_argument("--weeks", type=int, default=26)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--today", type=date.fromisoformat, default=DEFAULT_TODAY)
    options = parser.parse_args(arguments)
    began = time.perf_counter()
    generate(options.file, options.items, options.members, options.weeks, options.seed, options.today)
    print(f"{options.file}: {options.items} items in {time.perf_counter() - began:.1f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
