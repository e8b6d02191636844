"""What page one says in words: the judgement and its rule, three sentences, the decisions that are needed.

The program drafts; what the secretary wrote stands in its place (:data:`BRIEFING` and ``asks`` among the words
that are kept with a report).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from taskforce.language import N_, _, _c, plural
from taskforce.model.dates import format_date, iso_week, parse_date, week_of
from taskforce.model.errors import UsageError
from taskforce.model.numbers import format_number, format_percent
from taskforce.model.text import clean_line
from taskforce.model.width import cell_width, shorten, shorten_words
from taskforce.reports.content import wording
from taskforce.reports.content.options import PAGE_ONE_WORDS
from taskforce.reports.figures.judgement import (
    AT_RISK,
    AT_RISK_BEHIND,
    AT_RISK_LATE,
    OFF_TRACK,
    OFF_TRACK_BEHIND,
    OFF_TRACK_LATE,
    ON_TRACK,
    Judged,
    Outlook,
    PlanActual,
    meets_plan,
)
from taskforce.reports.figures.status import Ask, StatusReport
from taskforce.store.read.items import ItemRow

BRIEFING = ("position", "change", "outlook")
"""The three sentences of page one."""

ASKS = "asks"
"""Under this name the asks that were typed are kept: a line each, ``what | from whom | by when``."""

MOST_ASKS = 3
"""Lines of decisions that a report asks for at most."""

MOST_SIGNS = 280
"""Cells of a sentence on page one at most, three lines on paper."""

ASK_SIGNS, FROM_SIGNS = 140, 40
"""Cells of an ask, and of whom it is asked, at most."""

_SHORTEST_TITLE = 20
"""Cells of a title from which it says more than its ref does."""

JUDGEMENTS: Mapping[str | None, str] = {
    ON_TRACK: N_("On track"),
    AT_RISK: N_("At risk"),
    OFF_TRACK: N_("Off track"),
    None: N_("Not judged: no item has a due date"),
}


_KINDS = ("follow_up", "obstacle")
"""Notes that ask for something, in the order in which a line tells them."""


class AskLine(NamedTuple):
    """A decision that is needed, in words: the items that it is for (none where it was typed), what, from whom, by
    when.

    ``by`` is an ISO day where one was said.
    """

    items: tuple[ItemRow, ...]
    ask: str
    of: str | None
    by: str | None


def rule() -> str:
    """Return the rule of the judgement."""
    return _(
        "On track: less than {a} points behind the first plan, and less than {b}% of the work open after its "
        "first due date. Off track: {c} points behind or more, or {d}% or more. At risk: between them. Items "
        "count by weight and progress; a due date that was moved counts as it was first set.",
        a=AT_RISK_BEHIND,
        b=AT_RISK_LATE,
        c=OFF_TRACK_BEHIND,
        d=OFF_TRACK_LATE,
    )


def reason(judged: Judged, total: PlanActual) -> str:
    """Return the figures that a judgement is made of; empty where there are none.

    ``total`` is the progress that page one says first: items that have lost their due date do not count there.
    """
    if judged.behind is None:
        return ""
    text = _(
        "by weight and progress {actual} of the work is done, {planned} by the first plan, {points}; {late} of "
        "the work, by weight, is open after its first due date",
        actual=format_percent(judged.actual),
        planned=format_percent(judged.planned),
        points=_ahead_or_behind(-judged.behind),
        late=format_percent(judged.late),
    )
    if judged.actual != total.actual:
        text += "; " + _("items whose due date was taken out since count here, too")
    return _sentence([text])


def contradiction(report: StatusReport, words: Mapping[str, str]) -> str:
    """Return why the judgement is another than the program's forecast lets expect; empty where the two agree, or
    where the secretary wrote the forecast."""
    judged, in_time = report.judgement.now, meets_plan(report.outlook)
    if judged.key is None or in_time is None or words.get("outlook") or in_time == (judged.key == ON_TRACK):
        return ""
    if not in_time:
        return _("The judgement is of today; at the pace of the last weeks the last due date is not met.")
    if not report.judgement.open_late:
        return _(
            "The pace of the last weeks still meets the last due date; the judgement is of today, when the work "
            "is behind."
        )
    return plural(
        "The pace of the last weeks still meets the last due date; the judgement is of today, when {late} of "
        "{count} item past its first due date is open.",
        "The pace of the last weeks still meets the last due date; the judgement is of today, when {late} of "
        "{count} items past their first due dates are open.",
        report.judgement.past_due,
        late=report.judgement.open_late,
    )


def briefing(report: StatusReport, words: Mapping[str, str]) -> dict[str, str]:
    """Return the three sentences by name: the secretary's where there are some, else the program's."""
    drafts = {"position": _position(report), "change": _change(report), "outlook": _outlook(report)}
    return {
        name: shorten(clean_line(words[name]), MOST_SIGNS) if words.get(name) else text
        for name, text in drafts.items()
    }


def drafted(report: StatusReport) -> dict[str, str]:
    """Return the words of page one as the program drafts them, by name, in the form in which they are kept."""
    lines = (
        " | ".join((whole_ask(one).replace("|", "/"), shorten(one.of or "", FROM_SIGNS), one.by or ""))
        for one in asks(report, {})
    )
    return {**briefing(report, {}), ASKS: "\n".join(lines)}


def _points(value: float) -> str:
    return _("{number} points", number=format_number(abs(value), decimals=1))


def _ahead_or_behind(deviation: float) -> str:
    if deviation == 0:
        return _("as planned")
    points = _points(deviation)
    return _("{points} behind", points=points) if deviation < 0 else _("{points} ahead", points=points)


def _position(report: StatusReport) -> str:
    summary, total = report.summary, report.progress.total
    if not summary.total:
        return _("There are no action items.")
    clauses = [
        plural(
            "{done} of {count} action item is done ({percent} by number)",
            "{done} of {count} action items are done ({percent} by number)",
            summary.total,
            done=summary.done,
            percent=format_percent(summary.percent_done),
        )
    ]
    if total.deviation is not None:
        clauses.append(
            _(
                "by weight and progress {actual} of the work is done, {planned} planned, {points}",
                actual=format_percent(total.actual),
                planned=format_percent(total.planned),
                points=_ahead_or_behind(total.deviation),
            )
        )
    stuck = []
    if summary.overdue:
        stuck.append(plural("{count} is overdue", "{count} are overdue", summary.overdue))
    if summary.blocked:
        stuck.append(plural("{count} is blocked", "{count} are blocked", summary.blocked))
    clauses.append(_list(stuck) or _("nothing is overdue or blocked"))
    return _sentence(clauses)


def _change(report: StatusReport) -> str:
    within, before, total = report.progress.within, report.progress.before, report.progress.total
    if report.still_runs:
        since = _("so far this week") if report.period.kind == "weekly" else _("so far in the period")
    else:
        since = _("since last week") if report.period.kind == "weekly" else _("in the period")
    clauses = []
    if before.deviation is not None and total.deviation is not None and before.deviation != total.deviation:
        worse = total.deviation < before.deviation
        then = _("at the end of last week") if report.period.kind == "weekly" else _("before")
        words = _("worse: {before} {then}, {now} now") if worse else _("better: {before} {then}, {now} now")
        before_words, now = _ahead_or_behind(before.deviation), _ahead_or_behind(total.deviation)
        clauses.append(words.format(before=before_words, then=then, now=now))
    if within.actual is not None and within.planned is not None:
        clauses.append(_progress_words(within.actual, within.planned, since))
    happened = [
        words
        for count, words in (
            (report.completed.total, plural("{count} completed", "{count} completed", report.completed.total)),
            (report.added.total, plural("{count} added", "{count} added", report.added.total)),
            (
                report.rescheduled.total,
                plural("{count} due date moved", "{count} due dates moved", report.rescheduled.total),
            ),
        )
        if count
    ]
    nothing = _("nothing was completed, added or moved")
    clauses.append(_list(happened) or (nothing if clauses else f"{nothing} {since}"))
    return _sentence(clauses)


def _progress_words(actual: float, planned: float, since: str) -> str:
    words = {
        1: (_("progress rose by {points} {since}"), _("the plan rose by {points}")),
        0: (_("progress stood still {since}"), _("the plan stood still")),
        -1: (_("progress fell by {points} {since}"), _("the plan fell by {points}")),
    }
    told = words[_way(actual)][0].format(points=_points(actual), since=since)
    return f"{told}, {words[_way(planned)][1].format(points=_points(planned))}"


def _way(value: float) -> int:
    """Return 1 for what rose, 0 for what stood still, -1 for what fell."""
    return (value > 0) - (value < 0)


def _outlook(report: StatusReport) -> str:
    outlook, summary = report.outlook, report.summary
    if summary.total and summary.done == summary.total:
        return _("Everything is done.")
    if outlook.pace is None:
        return _("There is no history yet to say where this leads.")
    pace = plural(
        "at the pace of the last week ({points} points a week)",
        "at the pace of the last {count} weeks ({points} points a week)",
        outlook.weeks,
        points=wording.signed(outlook.pace),
    )
    if outlook.end is None:
        if report.progress.total.actual is not None and report.progress.total.actual >= 100:
            return _("All that has a due date is done.")
        return _sentence([_("{pace} the work does not come to an end", pace=pace)])
    text = _("{pace} all is done in {week}", pace=pace, week=_week_words(outlook.end))
    if outlook.planned_end is not None:
        text = f"{text}, {_end_words(outlook.end, date.fromisoformat(outlook.planned_end))}"
    return _sentence([text, *_slower(outlook)])


def _week_words(week: str) -> str:
    year, number = week.split("-W")
    return _("week {week} of {year}", week=int(number), year=year)


def _slower(outlook: Outlook) -> list[str]:
    """Return where the pace of the last whole week leads, if it was slower than that of all of them."""
    pace = outlook.last_pace
    if pace is None or outlook.pace is None or pace >= outlook.pace:
        return []
    points = wording.signed(pace)
    if outlook.last_end is None:
        return [_("at that of the latest week alone ({points}) it does not come to an end", points=points)]
    week = _week_words(outlook.last_end)
    return [_("at that of the latest week alone ({points}) in {week}", points=points, week=week)]


def _end_words(end: str, planned: date) -> str:
    """Return how far the end is from the last of the due dates that were set first."""
    monday = iso_week(end)[0]
    planned_monday = iso_week(week_of(planned))[0]
    weeks = (monday - planned_monday).days // 7
    day = format_date(planned)
    if weeks == 0:
        return _("the week of the last due date as first set ({day})", day=day)
    if weeks > 0:
        return plural(
            "{count} week after the last due date as first set ({day})",
            "{count} weeks after the last due date as first set ({day})",
            weeks,
            day=day,
        )
    return plural(
        "{count} week before the last due date as first set ({day})",
        "{count} weeks before the last due date as first set ({day})",
        -weeks,
        day=day,
    )


def _list(words: Iterable[str]) -> str:
    """Return ``a``, ``a and b``, ``a, b and c``; empty for none."""
    *others, last = list(words) or [""]
    if len(others) > 1:
        return _c("three or more", "{others} and {last}", others=", ".join(others), last=last)
    return _("{others} and {last}", others=others[0], last=last) if others else last


def _sentence(clauses: Iterable[str]) -> str:
    """Return clauses as one sentence."""
    text = "; ".join(clauses)
    return f"{text[:1].upper()}{text[1:]}."


def asks(report: StatusReport, words: Mapping[str, str]) -> list[AskLine]:
    """Return the decisions that are needed: those that were typed, or those that the notes of items say.

    What is asked of one person outside the items' own leads and agencies stands in one line as far as it has room
    there.
    """
    if words.get(ASKS):
        return [_typed(line) for line in words[ASKS].splitlines() if line.strip()][:MOST_ASKS]
    lines: list[list[Ask]] = []
    for ask in report.asks:
        same = (line for line in lines if ask.outside and line[0].outside and line[0].of == ask.of)
        own = next((line for line in same if _has_room((*line, ask))), None)
        if own is not None:
            own.append(ask)
        elif len(lines) < MOST_ASKS:
            lines.append([ask])
    return [AskLine(_items_of(line), _told_line(line), line[0].of, min(one.by for one in line)) for line in lines]


def _items_of(line: Sequence[Ask]) -> tuple[ItemRow, ...]:
    """Return the items that something is asked for, in the order in which the line tells it."""
    return tuple(one.item for kind in _KINDS for one in line if one.kind == kind)


def whole_ask(one: AskLine) -> str:
    """Return what is asked for, with the title of the item that it is for behind it, where it is for one."""
    if len(one.items) != 1:
        return shorten_words(one.ask, ASK_SIGNS)
    title = shorten_words(clean_line(one.items[0].title), ASK_SIGNS // 2)
    return f"{shorten_words(one.ask.removesuffix('.'), ASK_SIGNS - cell_width(title) - 3)} ({title})"


def _has_room(line: Sequence[Ask]) -> bool:
    return cell_width(_line_words(line)) <= ASK_SIGNS


def _line_words(line: Sequence[Ask], titles: Sequence[str] = ()) -> str:
    """Return what is asked of one person in a line: of several items each with its ref, and its title if there are
    ``titles``."""
    if len(line) == 1:
        return _ask_words(line[0].kind, clean_line(line[0].text))
    told: list[str] = []
    for kind in _KINDS:
        texts = []
        for place, one in enumerate(line):
            item = " ".join(filter(None, (one.item.ref, titles[place] if titles else "")))
            texts += [f"{clean_line(one.text).removesuffix('.')} ({item})"] if one.kind == kind else []
        text = "; ".join(texts)
        if text:
            told.append(_("obstacle: {obstacle}", obstacle=text) if told else _ask_words(kind, text))
    return "; ".join(told)


def _told_line(line: Sequence[Ask]) -> str:
    """Return what is asked of one person in a line, with as much of the items' titles as there is room for."""
    left = ASK_SIGNS - cell_width(_line_words(line))
    titles: list[str] = []
    for one in line:
        title = shorten_words(clean_line(one.item.title), left - 1) if left > _SHORTEST_TITLE else ""
        titles.append(title)
        left -= cell_width(title) + bool(title)
    return _line_words(line, titles)


def _ask_words(kind: str, text: str) -> str:
    """Return what was noted as a request."""
    if kind == "follow_up":
        return _("Please follow up: {follow_up}", follow_up=text)
    return _("Please resolve: {obstacle}", obstacle=text)


def _typed(line: str) -> AskLine:
    ask, of, by, *_rest = [part.strip() for part in (*line.split("|"), "", "")]
    try:
        day: str | None = date.fromisoformat(by).isoformat()
    except ValueError:
        day = None
    return AskLine((), shorten(ask, ASK_SIGNS), shorten(of, FROM_SIGNS) or None, day)


def checked_words(words: Mapping[str, str], today: date) -> dict[str, str]:
    """Return the words that a person gives, those of page one as they are kept: days as ISO text.

    Raises :class:`UsageError` for what page one has no room for, and
    :class:`~taskforce.model.errors.InvalidValue` for an ask's day that is none.
    """
    checked = dict(words)
    for name in BRIEFING:
        text = clean_line(words.get(name, ""))
        if cell_width(text) > MOST_SIGNS:
            raise UsageError(
                _(
                    "“{name}” is one sentence of at most {most} signs, or page one would not be one page: "
                    "shorten it.",
                    name=_(PAGE_ONE_WORDS[name]),
                    most=MOST_SIGNS,
                )
            )
        if name in words:
            checked[name] = text
    if ASKS in words:
        checked[ASKS] = "\n".join(_checked_ask(line, today) for line in _ask_lines(words[ASKS]))
    return checked


def spoken_asks(text: str) -> str:
    """Return lines of asks with their days as forms write them; they are kept as ISO text."""
    return re.sub(
        r"(?m)\|(\s*)([0-9]{4}-[0-9]{2}-[0-9]{2})\s*$",
        lambda line: f"|{line[1]}{format_date(line[2], style='slash')}",
        text,
    )


def _ask_lines(text: str) -> list[str]:
    lines = [clean_line(line) for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_ASKS:
        raise UsageError(
            _(
                "Page one asks for at most {most} decisions, and these are {count}: leave some out.",
                most=MOST_ASKS,
                count=len(lines),
            )
        )
    return lines


def _checked_ask(line: str, today: date) -> str:
    ask, of, by, *rest = [part.strip() for part in (*line.split("|"), "", "")]
    if not ask or any(rest):
        raise UsageError(_("“{line}” is no request: write WHAT | FROM WHOM | BY WHEN.", line=line))
    for text, most in ((ask, ASK_SIGNS), (of, FROM_SIGNS)):
        if cell_width(text) > most:
            raise UsageError(
                _(
                    "“{text}” is longer than {most} signs, which is all the room there is: shorten it.",
                    text=text,
                    most=most,
                )
            )
    day = parse_date(by, today).isoformat() if by else ""
    return " | ".join((ask, of, day))
