"""Which decisions page one asks for: of what is stuck, those that somebody else can take come first.

A request whose addressee is neither the item's lead nor its agency helps most, as the people who do the work
cannot answer it themselves: a follow-up that begins with a name (``Sekda: sign the decree``), or an obstacle that
waits for somebody (``Menunggu paraf Sekda``).  Among them, and among the others, the most weight comes first, then
the most days late.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple

from taskforce.model.dates import parse_date
from taskforce.model.errors import InvalidValue
from taskforce.reports.figures.status import Ask
from taskforce.store.database.reader import Connection
from taskforce.store.read import report_data
from taskforce.store.read.items import items_by_seq
from taskforce.store.read.report_data import Called
from taskforce.store.read.report_items import ReportItems, Stuck

LOOKED_AT = 200
"""So many stuck items with a note are looked at, the heaviest and latest."""

MOST = 12
"""So many decisions are kept: more than page one has lines, as those of one person may share a line."""

_WAITING = frozenset(
    ("menunggu", "nunggu", "tunggu", "ditunggu", "awaiting", "awaits", "wait", "waiting", "waits")
)
"""The words after which an obstacle says for whom it waits."""

_LONGEST_NAME = 6
"""Words of a name that is looked for within an obstacle, at most."""

_BY = re.compile(
    r"\b(?:paling lambat|paling lama|selambat(?:-lambat)?nya|s\.d\.|sampai dengan|hingga|by|until|no later than)"
    r" (?:tanggal |tgl\.? )?(?=[0-9])",
    re.IGNORECASE,
)
"""What stands before the day by which something must be; days by name mean another one in every report."""

_FORESEEN = timedelta(days=180)
"""A day that is farther away was one of last year, said without its year."""

_POINTS = ".,;:!?()[]“”\"'/"


class _Request(NamedTuple):
    """What is asked of whom (``None``: nobody is named) for a stuck item, and from which kind of note."""

    stuck: Stuck
    kind: str
    text: str
    of: Called | None

    @property
    def is_outside(self) -> bool:
        """Return whether somebody is asked who is neither the item's lead nor its agency."""
        return self.of is not None and self.of.owners.isdisjoint((self.stuck.lead_id, self.stuck.agency_id))


def asks(items: ReportItems, reader: Connection, as_of: date, later: str) -> tuple[Ask, ...]:
    """Return the decisions that are needed for what is blocked or overdue, by what was noted of it.

    ``later`` is the day by which is asked for what is not due any more.
    """
    stuck = items.stuck_with_notes(LOOKED_AT)
    if not stuck:
        return ()
    requests = sorted(_requests(stuck, reader), key=lambda one: not one.is_outside)[:MOST]
    rows = items_by_seq(reader, [one.stuck.seq for one in requests])
    worked = _WorkedDays(reader, as_of)
    made = []
    for one in requests:
        row = rows[one.stuck.seq]
        by = row.due if row.due is not None and row.due >= as_of.isoformat() else later
        of = one.of.shown if one.of else row.agency or row.lead_name
        said = said_day(one.text, as_of)
        by = worked.last_until(by) if said is None else said.isoformat()
        made.append(Ask(row, one.kind, one.text, of, by, one.is_outside))
    return tuple(made)


def _requests(stuck: list[Stuck], reader: Connection) -> Iterator[_Request]:
    """Yield what is asked for each item: of the newest follow-up and the newest obstacle the one that asks
    somebody else, else the follow-up."""
    known = report_data.called_names(reader)
    plain = {" ".join(word.strip(_POINTS) for word in name.split()): of for name, of in known.items()}
    known = {**plain, **known}  # in a sentence a title's dots and commas may be the sentence's
    ids = [one.id for one in stuck]
    follow_ups = report_data.newest_notes(reader, "follow_up", ids)
    obstacles = report_data.newest_notes(reader, "obstacle", ids)
    for one in stuck:
        told = []
        if one.id in follow_ups:
            of, text = addressed(follow_ups[one.id], known)
            told.append(_Request(one, "follow_up", text, of))
        if one.id in obstacles:
            text = obstacles[one.id]
            told.append(_Request(one, "obstacle", text, waited_for(text, known)))
        yield next((request for request in told if request.is_outside), told[0])


def addressed(text: str, known: Mapping[str, Called]) -> tuple[Called | None, str]:
    """Return of whom a follow-up asks something, and what: ``Sekda: sign the decree``.

    Of nobody where it does not begin with one of the ``known`` names, which are in lower case.
    """
    name, colon, ask = text.partition(":")
    of = _called(" ".join(name.split()), known) if colon and ask.strip() else None
    return (None, text) if of is None else (of, ask.strip())


def _called(name: str, known: Mapping[str, Called]) -> Called | None:
    """Return who is called by a name; as it is written where two are called so."""
    of = known.get(name.casefold())
    return of if of is None or of.shown else Called(name, of.owners)


def waited_for(text: str, known: Mapping[str, Called]) -> Called | None:
    """Return the first of the ``known`` names, written with a capital, behind a word of waiting."""
    words = [word.strip(_POINTS) for word in text.split()]
    begin = next((place for place, word in enumerate(words, 1) if word.casefold() in _WAITING), len(words))
    for start in range(begin, len(words)):
        if not words[start][:1].isupper():
            continue
        for end in range(min(len(words), start + _LONGEST_NAME), start, -1):
            if of := _called(" ".join(words[start:end]), known):
                return of
    return None


def said_day(text: str, as_of: date) -> date | None:
    """Return the day by which a note says that something must be: ``paling lambat 4 Desember``; ``None`` where it
    names none, a day that is past, or one that is far away."""
    for match in _BY.finditer(text):
        words = text[match.end() :].split()
        for count in range(min(len(words), 3), 0, -1):
            with suppress(InvalidValue):
                day = parse_date(" ".join(words[:count]).rstrip(_POINTS), as_of)
                return day if as_of <= day <= as_of + _FORESEEN else None
    return None


class _WorkedDays:
    """The days on which the office works: nobody decides on a Sunday or a holiday."""

    def __init__(self, reader: Connection, as_of: date) -> None:
        from taskforce.store.workdays import own_days

        self.as_of, self.own = as_of, own_days(reader)

    def last_until(self, by: str) -> str:
        """Return a day, or the last one before it on which the office works; ``by`` itself where there is none
        since the report's day."""
        from taskforce.store.workdays import is_working_day

        day = date.fromisoformat(by)
        while not is_working_day(day, self.own):
            day -= timedelta(days=1)
            if day < self.as_of:
                return by
        return day.isoformat()
