"""How exchanging stands, in the few words that stand in the frame, and in those of who wants to know more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import accumulate

from taskforce.clock import Clock, read_moment, write_moment
from taskforce.exchange.bundles.folder import FolderMissing
from taskforce.language import _, plural
from taskforce.model.vocabulary import CONFLICT_MARK
from taskforce.model.width import printable
from taskforce.screens.frame.exchanging.step import ExchangeState, FolderExchange, PassphraseMissing
from taskforce.services.exchange_memory import Heard
from taskforce.wording.days import moment_text, near_moment

QUIET_DAYS = 2
"""A copy that was heard of before so many days is named."""

GIVEN_UP_DAYS = 60
"""A copy that was not heard of for so long is nobody's any more."""


def sign_texts(exchange: FolderExchange, key: str) -> list[str]:
    """Return what the frame says of exchanging, the fullest wording first; ``key`` shows conflicts."""
    if not exchange.on:
        return []
    state, clock = exchange.state, exchange.session.store.clock
    parts = [f"{CONFLICT_MARK} {state.conflicts} ({key})"] if state.conflicts else []
    if state.waiting:  # in front, where it always has room: while it waits, nothing more of that copy comes
        parts.append(_("{count} not taken (F8)", count=len(state.waiting)))
    parts.append(_short_problem(state) if state.problem else _done(state, clock))
    parts += _further(state, clock)
    texts = accumulate(filter(None, map(printable, parts)), lambda one, other: f"{one} · {other}")
    return list(reversed(list(texts)))


def _done(state: ExchangeState, clock: Clock) -> str:
    if state.at is None:
        return _("not exchanged yet")
    return _("exchanged {moment}", moment=near_moment(clock, state.at))


def _short_problem(state: ExchangeState) -> str:
    if state.kind is FolderMissing:
        return _("not exchanged: the folder is not there")
    if state.kind is PassphraseMissing:
        return _("not exchanged: the passphrase is missing (F8, X)")
    return _("not exchanged: see Copies (F8)")


def _further(state: ExchangeState, clock: Clock) -> Iterator[str]:
    if state.unread:
        count = len(state.unread)
        yield plural("{count} thing to put right (F8)", "{count} things to put right (F8)", count)
    quiet = longest_quiet(state, clock)
    if quiet is not None:
        yield f"{quiet.copy} {ago_text(clock, quiet.at)}"


def longest_quiet(state: ExchangeState, clock: Clock) -> Heard | None:
    """Return the copy that was not heard of for the longest time, where that is worth a word."""
    begin = clock.now() - timedelta(days=GIVEN_UP_DAYS)
    end = clock.today() - timedelta(days=QUIET_DAYS)
    quiet = [one for one in state.heard if read_moment(one.at) > begin and clock.day_of(one.at) <= end]
    return min(quiet, key=lambda one: one.at, default=None)


def ago_text(clock: Clock, moment: str) -> str:
    """Return how many days ago a moment was."""
    days = (clock.today() - clock.day_of(moment)).days
    if days < 1:
        return _("today")
    return plural("{count} day ago", "{count} days ago", days)


def waiting_lines(state: ExchangeState) -> list[str]:
    """Return what could not be taken yet, and why, a sentence each."""
    lines = [
        _("Not taken yet from {copy}: {reason}", copy=one.copy, reason=one.ahead or one.reason)
        for one in state.waiting
    ]
    if state.ahead:
        lines.append(_("Ctrl+T takes what is dated in the future all the same, after asking."))
    return list(map(printable, lines))


def clock_question(exchange: FolderExchange) -> str:
    """Return what a person is asked before what is dated in the future is taken."""
    clock = exchange.session.store.clock
    question = _(
        "Here it is {now}. If that is wrong, set this computer's clock; the next exchange then takes it. If it is "
        "right, the clock there was wrong: let it be set, then take these in all the same; of two changes of one "
        "field theirs then shows.",
        now=moment_text(clock, write_moment(clock.now())),
    )
    return "\n".join([*exchange.state.ahead, question])


def long_lines(exchange: FolderExchange) -> list[str]:
    """Return how exchanging stands, in sentences: where, when, what hinders it, who was heard of when."""
    setting, state, clock = exchange.setting, exchange.state, exchange.session.store.clock
    if setting is None:
        return [_("not set up: X")]
    sealed = f" ({_('sealed')})" if setting.sealed else ""
    lines = [f"{setting.folder}{sealed}", _done(state, clock)]
    if state.problem:
        lines.append(state.problem)
    lines += state.loose_ends
    lines += [
        _("{copy}: heard of {moment}", copy=one.copy, moment=near_moment(clock, one.at)) for one in state.heard
    ]
    return list(map(printable, lines))
