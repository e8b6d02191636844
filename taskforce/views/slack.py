"""How much time there is between an action item and what it waits for, in days and in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from taskforce.language import _, plural
from taskforce.store.read.items import ItemRow

MOST_REFS = 3
"""More refs than these are counted."""


class Slack(NamedTuple):
    """The days between two items; negative where the later one begins too early, ``None`` where none can be told.

    ``over`` says that nobody waits any more: what was waited for is done or cancelled, or the waiting one is.
    """

    days: int | None = None
    over: bool = False

    @property
    def short(self) -> bool:
        """Return whether the waiting item begins before the other is finished."""
        return self.days is not None and self.days < 0


def bar_days(item: ItemRow) -> tuple[date | None, date | None]:
    """Return the first and the last day of an item's bar."""
    start = date.fromisoformat(item.start) if item.start else None
    due = date.fromisoformat(item.due) if item.due else None
    if start is not None and due is not None and start > due:
        start = due
    return start, due


def slack_of(waiting: ItemRow, needed: ItemRow, today: date) -> Slack:
    """Return the slack of an item towards one that it waits for.

    What is late cannot be finished before today.  An item begins on the day after, so it has no slack then; of
    one without a start only its due day is known, and that may be the day on which the other is finished.
    """
    if not (waiting.is_open and needed.is_open):
        return Slack(over=True)
    start, due = bar_days(waiting)
    end = bar_days(needed)[1]
    if end is None:
        return Slack()
    end = max(end, today)
    if start is not None:
        return Slack((start - end).days - 1)
    return Slack() if due is None else Slack((due - end).days)


def slack_text(slack: Slack) -> str:
    """Return the slack in words; empty where there is nothing to say."""
    if slack.over:
        return _("nothing to wait for")
    if slack.days is None:
        return ""
    if slack.days < 0:
        return plural("{count} day short", "{count} days short", -slack.days)
    return plural("{count} day of slack", "{count} days of slack", slack.days) if slack.days else _("no slack")


def tightest(slacks: Sequence[Slack]) -> int:
    """Return the place of the slack that matters most: the least days, then what is unknown, then what is over."""
    return min(range(len(slacks)), key=lambda place: _urgency(slacks[place]))


def _urgency(slack: Slack) -> tuple[int, int]:
    if slack.days is not None:
        return 0, slack.days
    return (2 if slack.over else 1), 0


def waiting_texts(item: ItemRow, needs: Sequence[ItemRow], needed_by: Sequence[ItemRow], today: date) -> list[str]:
    """Return in words what an item waits for and what waits for it, each with the slack where it is the least."""
    parts: list[str] = []
    if needs:
        slacks = [slack_of(item, other, today) for other in needs]
        place = tightest(slacks)
        text, refs = slack_text(slacks[place]), _refs(needs, place)
        if slacks[place].short:
            ref = _refs(needs[place : place + 1], 0)
            if item.start:
                begins = _("begins before {ref} is finished", ref=ref)
            else:
                begins = _("is due before {ref} is finished", ref=ref)
            parts.append(f"{begins}: {text}")
            others = [other for number, other in enumerate(needs) if number != place]
            if others:
                parts.append(_("after {refs}", refs=_refs(others, 0)))
        else:
            parts.append(_joined(_("after {refs}", refs=refs), text))
    if needed_by:
        slacks = [slack_of(other, item, today) for other in needed_by]
        place = tightest(slacks)
        text, refs = slack_text(slacks[place]), _refs(needed_by, place)
        if slacks[place].short:
            parts.append(f"{_('too late for {refs}', refs=_refs(needed_by[place : place + 1], 0))}: {text}")
            others = [other for number, other in enumerate(needed_by) if number != place]
            if others:
                parts.append(_("before {refs}", refs=_refs(others, 0)))
        else:
            parts.append(_joined(_("before {refs}", refs=refs), text))
    return parts


def _joined(words: str, text: str) -> str:
    return f"{words}: {text}" if text else words


def _refs(items: Sequence[ItemRow], first: int) -> str:
    """Return the refs of some items, the one at ``first`` in front; of many only some."""
    ordered = [items[first], *items[:first], *items[first + 1 :]]
    shown = " ".join(f"#{item.ref}" for item in ordered[:MOST_REFS])
    return f"{shown} +{len(ordered) - MOST_REFS}" if len(ordered) > MOST_REFS else shown
