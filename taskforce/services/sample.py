"""The sample list: Kabupaten Banjar's own story, with eight weeks of work up to the present day.

The people, positions and public dates are as published; all else is made up and says so (tag ``contoh``).  The
data is ``data/banjar/*.toml``; days there are counted in working days (Monday to Friday; holidays are not looked
up) from the day on which the sample is made, so that every screen and report has something to show on any day.

Writing it plays the history: what one member did on one day is one step, dated at an office hour of that day and
never in the future.  Nothing is random, and records have derived ids: two samples of one day differ only in
their ids of steps and, for steps of that very day, in the hour.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from taskforce.clock import Clock
from taskforce.model.vocabulary import EvidenceKind, NoteKind, Status
from taskforce.services.template import DATA, agency_drafts, deadline_drafts, dimension_drafts, sub_dimension_id
from taskforce.store.changes.batch import Batch, Draft, create, edit
from taskforce.store.changes.ids import ORGANISATION_ID, derived_id
from taskforce.store.store import Store

TAG = "contoh"
"""The tag that every action item of the sample carries."""

SECRETARY = "cornelius"
"""Writes down what has no other author: the head of e-government keeps the team's list."""

PATRON = "khalilurrahman"

FOUNDED = 42
"""Working days ago on which the list was made."""

FOLDER = DATA / "banjar"

Values = Mapping[str, Any]
Day = Callable[[int], date]


def write_sample(store: Store) -> None:
    """Fill a new list with the sample."""
    story = _read("story")
    now = store.clock.now()
    day = working_days(store.clock.today())
    drafts = list(_foundation(story, day))
    founded = _office_hours(store.clock, day(-FOUNDED), 1, now)[0]
    foundation = Batch("sample", drafts, summary="Kabupaten Banjar", at=founded)
    events = [*_meetings(story, day), *_moved(story, day), *_work(day)]
    store.apply_all([foundation, *_batches(store.clock, now, day, events)])


def working_days(today: date) -> Day:
    """Return a function from an offset in working days (Monday to Friday) to its date.

    0 is ``today``, or the Friday before it on a weekend.
    """
    base = today - timedelta(days=max(0, today.weekday() - 4))

    def day(offset: int) -> date:
        weeks, rest = divmod(base.weekday() + offset, 5)
        return base + timedelta(days=weeks * 7 + rest - base.weekday())

    return day


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _own_id(record_type: str, key: str) -> str:
    return derived_id(record_type, "banjar", key)


def _picked(values: Values, *names: str) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


# --- What is there from the beginning --------------------------------------------------------------------------


def _foundation(story: Values, day: Day) -> Iterator[Draft]:
    yield create("organisation", ORGANISATION_ID, **story["organisation"])
    for number, mission in enumerate(story["mission"], 1):
        yield create("mission", _own_id("mission", str(number)), number=number, **mission)
    yield from dimension_drafts()
    yield from agency_drafts(story["agency"])
    yield from deadline_drafts(day(0), [_deadline(values, day) for values in story["deadline"]])
    for values in story["member"]:
        agency = values.get("agency")
        yield create(
            "member",
            _own_id("member", values["handle"]),
            agency_id=agency and derived_id("agency", agency),
            **_picked(values, "handle", "name", "position"),
        )
    for values in story["appointment"]:
        key = f"{values['member']} {values['body']}"
        member = _own_id("member", values["member"])
        own = _picked(values, "body", "role", "decree")
        yield create("appointment", _own_id("appointment", key), member_id=member, **own)
    for values in story["meeting"]:
        if "on" in values:
            yield from _meeting(values, values["on"])
    for values in story["saved_view"]:
        yield create("saved_view", _own_id("saved_view", values["name"]), **values)


def _deadline(values: Values, day: Day) -> dict[str, Any]:
    """Return a deadline as it was at the beginning: what is met or moved later comes as a step of its own."""
    own = _picked(values, "key", "name", "kind", "description")
    if "on" in values:
        return {**own, "due": values["on"].isoformat(), "met_on": values["met_on"].isoformat()}
    return {**own, "due": day(values.get("was", values["due"])).isoformat()}


def _meeting(values: Values, on: date) -> Iterator[Draft]:
    meeting = _own_id("meeting", values["key"])
    number = values.get("number")
    yield create(
        "meeting",
        meeting,
        date=on.isoformat(),
        number=number and number.format(year=on.year),
        **_picked(values, "title", "place"),
    )
    for handle in values["attended"]:
        attendance = _own_id("attendance", f"{values['key']} {handle}")
        yield create("attendance", attendance, meeting_id=meeting, member_id=_own_id("member", handle))


# --- What happened since ---------------------------------------------------------------------------------------


class Event(NamedTuple):
    """Something that a member did on a day (an offset); those of one member, day, kind and reason are one step."""

    day: int
    kind: str
    by: str
    reason: str | None
    drafts: list[Draft]


def _meetings(story: Values, day: Day) -> Iterator[Event]:
    for values in story["meeting"]:
        if "ago" in values:
            drafts = list(_meeting(values, day(-values["ago"])))
            yield Event(-values["ago"], "add", SECRETARY, None, drafts)


def _moved(story: Values, day: Day) -> Iterator[Event]:
    """Yield the deadlines of the last weeks that were met or moved."""
    for values in story["deadline"]:
        deadline = derived_id("deadline", values["key"])
        if "moved" in values:
            drafts = [edit("deadline", deadline, "due", day(values["due"]).isoformat())]
            yield Event(values["moved"], "edit", "galuh", values["reason"], drafts)
        if "met" in values:
            drafts = [edit("deadline", deadline, "met_on", day(values["met"]).isoformat())]
            yield Event(values["met"], "edit", "galuh", None, drafts)


def _work(day: Day) -> Iterator[Event]:
    """Yield the events of the action items: each is added, then worked on."""
    for path in sorted(FOLDER.glob("items_*.toml")):
        dimension = path.stem.removeprefix("items_")
        for values in _read(path.stem)["item"]:
            item = _own_id("action_item", values["key"])
            drafts = [*_item(item, dimension, values, day), *_links(item, values)]
            yield Event(-values["ago"], "add", SECRETARY, None, drafts)
            lead = values.get("lead", SECRETARY)
            author = SECRETARY if lead == PATRON else lead
            for number, step in enumerate(values.get("steps", ())):
                drafts = list(_step(item, number, step, day))
                yield Event(-step["ago"], "edit", step.get("by", author), step.get("reason"), drafts)


_AS_THEY_ARE = (
    "title",
    "description",
    "priority",
    "horizon",
    "origin",
    "programme",
    "activity",
    "local_wisdom",
    "budget",
    "fund_source",
    "weight",
    "indicator",
    "unit",
    "baseline",
)


def _item(item: str, dimension: str, values: Values, day: Day) -> Iterator[Draft]:
    links: dict[str, Any] = {"sub_dimension_id": sub_dimension_id(dimension, values["sub"])}
    if "lead" in values:
        links["lead_id"] = _own_id("member", values["lead"])
    if "agency" in values:
        links["agency_id"] = derived_id("agency", values["agency"])
    if "deadline" in values:
        links["deadline_id"] = derived_id("deadline", values["deadline"])
    for name in ("meeting", "mission"):
        if name in values:
            links[f"{name}_id"] = _own_id(name, str(values[name]))
    for name in ("targets", "realisations"):
        if name in values:
            links[name] = {str(day(0).year + int(offset)): figure for offset, figure in values[name].items()}
    if "checklist" in values:
        links["checklist"] = [{"text": text, "done": False} for text in values["checklist"]]
    yield create(
        "action_item",
        item,
        start=day(values.get("start", -values["ago"])).isoformat(),
        due=day(values.get("first_due", values["due"])).isoformat(),
        **_picked(values, *_AS_THEY_ARE),
        **links,
    )


def _links(item: str, values: Values) -> Iterator[Draft]:
    for name in (TAG, *values.get("tags", ())):
        yield create("tag", item_id=item, name=name)
    for handle in values.get("supporting", ()):
        yield create("supporting", item_id=item, member_id=_own_id("member", handle))
    for code in values.get("supporting_agencies", ()):
        yield create("supporting_agency", item_id=item, agency_id=derived_id("agency", code))
    for key in values.get("needs", ()):
        yield create("dependency", item_id=item, needs_id=_own_id("action_item", key))


def _step(item: str, number: int, step: Values, day: Day) -> Iterator[Draft]:
    """Yield the drafts of one step."""
    for name in ("progress", "status"):
        if name in step:
            yield edit("action_item", item, name, step[name])
    if "done" in step:
        yield edit("action_item", item, "status", Status.DONE)
    if "due" in step:
        yield edit("action_item", item, "due", day(step["due"]).isoformat())
    for kind in NoteKind:
        if kind in step:
            note = derived_id("note", item, str(number), kind)
            yield create("note", note, item_id=item, kind=kind, text=step[kind])
    evidence = derived_id("evidence", item, str(number))
    told = step.get("evidence")
    if "letter" in step:
        letter = step["letter"].format(year=day(-step["ago"]).year)
        own = {"kind": EvidenceKind.LETTER, "letter_number": letter}
        yield create("evidence", evidence, item_id=item, description=told, **own)
    if "file" in step:
        own = {"kind": EvidenceKind.FILE, "location": step["file"]}
        yield create("evidence", evidence, item_id=item, description=told, **own)


# --- From events to dated steps --------------------------------------------------------------------------------


@dataclass
class _Group:
    kind: str
    by: str
    reason: str | None
    drafts: list[Draft] = field(default_factory=list)


def _batches(clock: Clock, now: datetime, day: Day, events: Iterable[Event]) -> Iterator[Batch]:
    """Yield the steps in the order in which they happened; on each day what is new comes first."""
    days: dict[int, dict[tuple[str, str, str], _Group]] = {}
    for event in sorted(events, key=lambda event: (event.day, event.kind != "add")):
        groups = days.setdefault(event.day, {})
        key = (event.kind, event.by, event.reason or "")
        groups.setdefault(key, _Group(event.kind, event.by, event.reason)).drafts.extend(event.drafts)
    for offset, groups in days.items():
        moments = _office_hours(clock, day(offset), len(groups), now)
        for moment, group in zip(moments, groups.values(), strict=True):
            actor = _own_id("member", group.by)
            yield Batch(group.kind, group.drafts, reason=group.reason, actor_id=actor, at=moment)


def _office_hours(clock: Clock, day: date, count: int, now: datetime) -> list[datetime]:
    """Yield ``count`` moments of a day between 08:00 and 16:00, all before ``now``."""
    opened = datetime.combine(day, time(8), tzinfo=clock.zone)
    closed = min(opened + timedelta(hours=8), now)
    if closed <= opened:  # today, before the office opens
        opened = clock.start_of(day).astimezone(clock.zone)
    return [opened + (closed - opened) * (number + 1) / (count + 1) for number in range(count)]
