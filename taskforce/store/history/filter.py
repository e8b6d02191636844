"""The filter of the history: who, when, what kind of step, and words of what was changed.

Terms are separated by spaces and must all hold; what stands in quotation marks is looked for as it is.  A day
in it lies behind us: ``friday`` is the last one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from taskforce.clock import Clock, write_moment
from taskforce.language import _, current_language
from taskforce.model.dates import month_bounds, parse_past_date, past_month, week_bounds
from taskforce.model.errors import InvalidValue, NotFound, UsageError
from taskforce.model.records import RECORDS, Kind
from taskforce.model.step_kinds import OTHER_WORDS, STEP_KINDS, WORDS
from taskforce.model.text import excerpt, nearest
from taskforce.model.vocabulary import words
from taskforce.store.database.reader import Reader
from taskforce.store.query.lookup import member_by
from taskforce.store.query.spans import day_span

_CALLED = {
    "action_item": ("title",),
    "agency": ("short", "name", "code"),
    "deadline": ("name", "key"),
    "dimension": ("name", "key"),
    "evidence": ("location", "letter_number", "description"),
    "holiday": ("name",),
    "issued_report": ("number",),
    "meeting": ("title", "number"),
    "member": ("name", "handle"),
    "mission": ("text",),
    "note": ("text",),
    "saved_view": ("name",),
    "sent_sheet": ("file",),
    "sub_dimension": ("name", "key"),
    "tag": ("name",),
}
"""What records are called; their ids and dates are no words that anyone looks for."""


def found_ids(reader: Reader, wanted: HistoryFilter, clock: Clock) -> list[str]:
    """The ids of the steps that are asked for, the newest first."""
    conditions: list[str] = ["1 = 1"]
    values: dict[str, str] = {}

    def name(value: str) -> str:
        values[f"value_{len(values)}"] = value
        return f":value_{len(values) - 1}"

    for actor in wanted.actors:
        conditions.append(f"b.actor_id = {name(actor)}")
    for first, last in wanted.spans:
        if first > date.min:
            conditions.append(f"b.at >= {name(write_moment(clock.start_of(first)))}")
        if last < date.max:
            conditions.append(f"b.at < {name(write_moment(clock.end_of(last)))}")
    for kinds in wanted.kinds:
        conditions.append(f"b.kind IN ({', '.join(map(name, kinds))})")
    # SQLite's LIKE takes no notice of case, which spares it a copy of every value in small letters.
    like = "ILIKE" if reader.dialect == "postgresql" else "LIKE"
    for word in wanted.words:
        conditions.append(_word_condition(word, name, like))
    sql = (
        "SELECT b.id FROM batch b LEFT JOIN member m ON m.id = b.actor_id "
        f"WHERE {' AND '.join(conditions)} ORDER BY b.at DESC, b.id DESC"
    )
    return [row[0] for row in reader.rows(sql, **values)]


def _word_condition(word: str, name: Callable[[str], str], like: str) -> str:
    """A word of a title or ref, of a text that was changed, of a reason or summary, or of who did it."""
    pattern = name("%" + re.sub("([!%_])", r"!\1", word) + "%")
    ref = name(word.lstrip("#").lower())

    def has(*columns: str) -> str:
        return " OR ".join(f"{column} {like} {pattern} ESCAPE '!'" for column in columns)

    records = " UNION ALL ".join(
        f"SELECT id FROM {record_type} WHERE {has(*columns)}"
        for record_type, columns in _CALLED.items()
        if record_type != "action_item"
    )
    texts = ", ".join(f"'{one}'" for one in _fields(Kind.LINE, Kind.TEXT))
    changed = f"c.field IN ({texts}) AND ({has('c.new', 'c.old')})"
    if meant := _meant(word):
        choices = ", ".join(f"'{one}'" for one in _fields(Kind.CHOICE))
        values = ", ".join(name(json.dumps(value)) for value in meant)
        changed = f"({changed}) OR (c.field IN ({choices}) AND (c.new IN ({values}) OR c.old IN ({values})))"
    return (
        f"({has('m.handle', 'm.name', 'b.summary', 'b.reason')} "
        f"OR b.id IN (SELECT c.batch_id FROM change c WHERE {changed}) "
        f"OR b.id IN (SELECT c.batch_id FROM change c WHERE c.record_id IN ({records})) "
        "OR b.id IN (SELECT c.batch_id FROM change c WHERE c.subject_id IN "
        f"(SELECT id FROM action_item WHERE lower(ref) = {ref} OR {has(*_CALLED['action_item'])})))"
    )


@cache
def _fields(*kinds: Kind) -> tuple[str, ...]:
    """The names of all fields of these kinds, of whatever record."""
    return tuple(
        sorted({spec.name for record in RECORDS.values() for spec in record.fields if spec.kind in kinds})
    )


_SHORTEST = 3
"""A word of so many letters may begin that of a status, priority …"""


def _meant(word: str) -> list[str]:
    """The values of enumerations whose words, in either language, begin so."""
    wanted = word.lower()
    if len(wanted) < _SHORTEST:
        return []
    kinds = {spec.choices for record in RECORDS.values() for spec in record.fields if spec.choices is not None}
    found = {str(value) for kind in kinds for spoken, value in words(kind).items() if spoken.startswith(wanted)}
    return sorted(found)


Span = tuple[date, date]

_TERM = re.compile(r'(?P<field>[^\W\d]+:)?(?:"(?P<quoted>[^"]*)"?|(?P<bare>[^\s"]+))|(?P<empty>[^\W\d]+:)')
_ON = ("on", "pada", "tanggal")
_KIND = ("kind", "jenis")
_MOST_WORDS = 8
"""So many words a day can have at most, or two days: ``from monday 2 november 2026 .. 5 november``."""

PERIODS = {"en": ("today", "yesterday", "day", "week", "month"), "id": ("kemarin", "hari", "minggu", "bulan")}
"""Words for a time, by language; what is offered."""


class FilterError(UsageError):
    """A term of the filter that cannot be understood; ``position`` is where it begins."""

    def __init__(self, sentence: str, position: int) -> None:
        self.position = position
        super().__init__(sentence)


@dataclass(slots=True)
class HistoryFilter:
    """What is asked of the steps."""

    actors: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    kinds: list[tuple[str, ...]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Term:
    field: str
    text: str
    quoted: bool
    start: int
    end: int


def parse(text: str, reader: Reader, today: date) -> HistoryFilter:
    """What ``text`` asks for.  Raises :class:`FilterError`, saying what can be typed."""
    wanted = HistoryFilter()
    terms = _terms(text)
    while terms:
        term = terms.pop(0)
        if not term.quoted and not term.field and (found := _period(term, terms, text, today)):
            span, used = found
            wanted.spans.append(span)
            del terms[:used]
        elif term.field in _ON:
            span, used = _days(term, terms, text, today)
            wanted.spans.append(span)
            del terms[:used]
        elif term.field in _KIND:
            wanted.kinds.append(_kinds(term))
        elif term.field:
            raise FilterError(_unknown(f"{term.field}:"), term.start)
        elif term.text.startswith("@") and not term.quoted:
            wanted.actors.append(_actor(term, reader))
        elif term.text:
            wanted.words.append(term.text)
    return wanted


def what_can_be_typed() -> str:
    """A sentence about the filter."""
    return _(
        "Type @member, day, week, month, on:DATE or on:DATE..DATE, kind:edit (import, merge, undo …), or words of "
        "a title or ref; quotes keep words as they are."
    )


def _unknown(word: str) -> str:
    near = nearest(word.rstrip(":"), (*_ON, *_KIND), 1)
    if near:
        return _("“{word}” is not known here: did you mean “{near}:”?", word=excerpt(word, 30), near=near[0])
    return _("“{word}” is not known here.", word=excerpt(word, 30)) + " " + what_can_be_typed()


def _terms(text: str) -> list[_Term]:
    found: list[_Term] = []
    for match in _TERM.finditer(text):
        name = (match["field"] or match["empty"] or "").removesuffix(":").lower()
        quoted = match["quoted"] is not None
        found.append(_Term(name, match["quoted"] or match["bare"] or "", quoted, match.start(), match.end()))
    return found


def _actor(term: _Term, reader: Reader) -> str:
    if term.text == "@":
        raise FilterError(_("After @ the handle of a member follows, or a part of the name."), term.start)
    try:
        return member_by(reader, term.text).id
    except NotFound as error:
        raise FilterError(str(error), term.start) from error


def _kinds(term: _Term) -> tuple[str, ...]:
    found: list[str] = []
    for word in term.text.lower().split(","):
        kind = OTHER_WORDS.get(word, word)
        if kind not in STEP_KINDS:
            near = nearest(word, (*STEP_KINDS, *OTHER_WORDS), 1)
            sentence = (
                _("There is no kind “{word}”: did you mean “{near}”?", word=excerpt(word, 30), near=near[0])
                if near
                else _(
                    "There is no kind “{word}”: type one of {kinds}.",
                    word=excerpt(word, 30),
                    kinds=", ".join(WORDS[current_language()]),
                )
            )
            raise FilterError(sentence, term.start)
        found.append(kind)
    return tuple(found)


# Times


def _named_spans(today: date) -> dict[str, Span]:
    monday, sunday = week_bounds(today)
    month, last_month = month_bounds(today), month_bounds(today.replace(day=1) - timedelta(days=1))
    week, last_week = (monday, sunday), (monday - timedelta(days=7), sunday - timedelta(days=7))
    yesterday = today - timedelta(days=1)
    return {
        **dict.fromkeys(("day", "today", "hari", "hari ini"), (today, today)),
        **dict.fromkeys(("yesterday", "kemarin"), (yesterday, yesterday)),
        **dict.fromkeys(("week", "this week", "minggu", "minggu ini", "pekan", "pekan ini"), week),
        **dict.fromkeys(("last week", "minggu lalu", "pekan lalu"), last_week),
        **dict.fromkeys(("month", "this month", "bulan", "bulan ini"), month),
        **dict.fromkeys(("last month", "bulan lalu"), last_month),
    }


_ALONE = re.compile(r"[0-9]{4}-(?:[0-9]{1,2}(?:-[0-9]{1,2})?|[wW][0-9]{1,2})")
"""Days, months and weeks that mean a time without ``on:`` in front."""


def _period(term: _Term, after: Sequence[_Term], text: str, today: date) -> tuple[Span, int] | None:
    """The time that a word (or two) means, and how many of the terms after it belong to it."""
    named = _named_spans(today)
    if after and not after[0].field and not after[0].quoted:
        both = f"{term.text} {after[0].text}".lower()
        if both in named:
            return named[both], 1
    word = term.text.lower().replace("-", " ")
    if word in named:
        return named[word], 0
    if _ALONE.fullmatch(term.text):
        try:
            return _span(term.text, today), 0
        except InvalidValue as error:
            raise FilterError(str(error), term.start) from error
    return None


def _days(term: _Term, after: Sequence[_Term], text: str, today: date) -> tuple[Span, int]:
    """The days after ``on:``: as many of the words after it as make a date, or two with ``..`` between them."""
    begin = term.start + len(term.field) + 1
    most = 0
    if not term.quoted:
        while most < min(len(after), _MOST_WORDS - 1) and not after[most].field and not after[most].quoted:
            most += 1
    first: InvalidValue | None = None
    for used in range(most, -1, -1):
        words = term.text if term.quoted else text[begin : after[used - 1].end if used else term.end]
        try:
            return _range(words, today), used
        except InvalidValue as error:
            first = first if used and first and ".." not in words else error
    assert first is not None
    raise FilterError(str(first), term.start) from first


def _range(words: str, today: date) -> Span:
    start, dots, end = words.partition("..")
    if not dots:
        return _span(words, today)
    first = _span(start, today)[0] if start.strip() else date.min
    last = _span(end, today)[1] if end.strip() else date.max
    if not start.strip() and not end.strip():
        raise InvalidValue(_("After on: a day follows, such as on:5/12/2026, or two: on:1/12/2026..5/12/2026."))
    return (first, last) if first <= last else (_span(end, today)[0], _span(start, today)[1])


def _span(words: str, today: date) -> Span:
    plain = " ".join(words.lower().split())
    if not plain:
        raise InvalidValue(_("After on: a day follows, such as on:5/12/2026, or two: on:1/12/2026..5/12/2026."))
    named = _named_spans(today).get(plain.replace("-", " "))
    if named is not None:
        return named
    return past_month(plain.replace("-", " "), today) or day_span(plain, today, _on_weekdays, parse_past_date)


def _on_weekdays(day: date) -> bool:
    return day.weekday() < 5


# What may be typed


def completions(text: str, caret: int, reader: Reader) -> list[str]:
    """Words that continue what stands before the caret, as in the query language."""
    before = text[:caret]
    if before.count('"') % 2:
        return []
    part = re.split(r"[\s]", before)[-1]
    name, colon, value = part.partition(":")
    language = current_language()
    if colon and name.lower() in _KIND:
        chosen, comma, value = value.rpartition(",")
        return [chosen + comma + word for word in _beginning(value, (*WORDS[language], *STEP_KINDS))]
    if colon and name.lower() in _ON:
        first, dots, value = value.rpartition("..")
        return [first + dots + word for word in _beginning(value, PERIODS[language])]
    if part.startswith("@"):
        handles = reader.rows("SELECT handle FROM member WHERE NOT deleted ORDER BY NOT active, handle")
        return ["@" + word for word in _beginning(part[1:], (row[0] for row in handles))]
    fields = ("on:", "kind:") if language == "en" else ("pada:", "jenis:")
    return _beginning(part, (*fields, *PERIODS[language], "@"))


def _beginning(part: str, words: Iterable[str]) -> list[str]:
    wanted = part.casefold()
    return [word for word in dict.fromkeys(words) if word.casefold().startswith(wanted) and word != wanted]
