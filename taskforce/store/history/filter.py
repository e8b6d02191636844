"""The filter of the history: who, when, what kind of step, and words of what was changed.

Its grammar is that of queries (:mod:`taskforce.store.query.syntax`): terms that must all hold, ``OR``, ``-`` and
parentheses, quotation marks around what is looked for as it is.  Its fields are its own, and a time may be written
as people say it, in several words: ``last week``, ``on:30 okt..5 nov``.  A day in it lies behind us: ``friday`` is
the last one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import takewhile

from taskforce.clock import Clock, write_moment
from taskforce.language import LANGUAGES, _, current_language, speaking
from taskforce.model.dates import month_bounds, parse_past_date, past_month, week_bounds
from taskforce.model.errors import InvalidValue, NotFound
from taskforce.model.records import CREATION, DELETED, RECORDS, Kind
from taskforce.model.step_kinds import OTHER_WORDS, STEP_KINDS, WORDS
from taskforce.model.text import excerpt, nearest
from taskforce.model.vocabulary import words
from taskforce.store.database.reader import Reader
from taskforce.store.query.lookup import member_by
from taskforce.store.query.spans import day_span
from taskforce.store.query.syntax import And, Node, Not, Or, QueryError, Test, Value, Word, parse

Span = tuple[date, date]
"""The first and the last day of a time."""

_ON = ("on", "pada", "tanggal")
_KIND = ("kind", "jenis")
_MOST_WORDS = 8
"""So many words a day can have at most, or two days: ``from monday 2 november 2026 .. 5 november``."""

PERIODS = {"en": ("today", "yesterday", "day", "week", "month"), "id": ("kemarin", "hari", "minggu", "bulan")}
"""Words for a time, by language; what is offered."""

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
    "sheet_layout": ("file",),
    "sub_dimension": ("name", "key"),
    "tag": ("name",),
}
"""What records are called; their ids and dates are no words that anyone looks for."""


def matching_ids(reader: Reader, text: str, clock: Clock) -> list[str]:
    """Return the ids of the steps that a filter asks for, the newest first.

    Raises :class:`~taskforce.store.query.syntax.QueryError` for what cannot be understood.
    """
    compiler = _Compiler(reader, text, clock)
    sql = (
        "SELECT b.id FROM batch b LEFT JOIN member m ON m.id = b.actor_id "
        f"WHERE {compiler.sql(parse(text))} ORDER BY b.at DESC, b.id DESC"
    )
    return [row[0] for row in reader.rows(sql, **compiler.parameters)]


def what_can_be_typed() -> str:
    """Return a sentence about the filter."""
    return _(
        "Type @member, day, week, month, on:DATE or on:DATE..DATE, kind:edit (import, merge, undo …), or words of "
        "a title or ref; quotes keep words as they are."
    )


class _Compiler:
    """Makes SQL over ``batch b`` and the member ``m`` who wrote it from the tree of a filter."""

    def __init__(self, reader: Reader, text: str, clock: Clock) -> None:
        self.reader, self.text, self.clock = reader, text, clock
        self.today = clock.today()
        self.parameters: dict[str, str] = {}

    def sql(self, node: Node) -> str:
        """Return the condition that holds for the steps that ``node`` asks for."""
        match node:
            case Not(inner):
                return f"NOT coalesce({self.sql(inner)}, FALSE)"
            case And(nodes):
                return f"({' AND '.join(self._sequence(nodes))})" if nodes else "1 = 1"
            case Or(nodes):
                return f"({' OR '.join(map(self.sql, nodes))})"
            case _:
                return self._sequence([node])[0]

    def _sequence(self, nodes: Sequence[Node]) -> list[str]:
        """Return the conditions of terms that stand side by side; a time may take several of them."""
        conditions: list[str] = []
        waiting = list(nodes)
        while waiting:
            node = waiting.pop(0)
            if isinstance(node, Word):
                condition, used = self._word(node, waiting)
            elif isinstance(node, Test):
                condition, used = self._test(node, waiting)
            else:
                condition, used = self.sql(node), 0
            del waiting[:used]
            conditions.append(condition)
        return conditions

    def _bind(self, value: str) -> str:
        name = f"value_{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"

    def _bare(self, node: Node) -> bool:
        """Return whether a term is a word without quotation marks around it."""
        return isinstance(node, Word) and self.text[node.position] not in _QUOTES

    # --- words

    def _word(self, word: Word, after: Sequence[Node]) -> tuple[str, int]:
        if not self._bare(word):
            return self._containing(word.text), 0
        if word.text == "@":
            raise self._wrong(word, _("After @ the handle of a member follows, or a part of the name."))
        period = self._period(word, after)
        if period is not None:
            return self._within(period[0]), period[1]
        return self._containing(word.text), 0

    def _containing(self, word: str) -> str:
        """Return the condition for a word of a title or ref, of a text that was changed, of a reason or name."""
        # SQLite's LIKE takes no notice of case, which spares it a copy of every value in small letters.
        like = "ILIKE" if self.reader.dialect == "postgresql" else "LIKE"
        pattern = self._bind("%" + re.sub("([!%_])", r"!\1", word) + "%")
        ref = self._bind(word.lstrip("#").lower())

        def has(*columns: str) -> str:
            return " OR ".join(f"{column} {like} {pattern} ESCAPE '!'" for column in columns)

        records = " UNION ALL ".join(
            f"SELECT id FROM {record_type} WHERE {has(*columns)}"
            for record_type, columns in _CALLED.items()
            if record_type != "action_item"
        )
        texts = ", ".join(f"'{one}'" for one in _fields(Kind.LINE, Kind.TEXT))
        changed = f"c.field IN ({texts}) AND ({has('c.new', 'c.old')})"
        links = ", ".join(f"'{one}'" for one in _fields(Kind.LINK))
        called = f"SELECT '\"' || id || '\"' FROM ({records})"
        changed = f"({changed}) OR (c.field IN ({links}) AND (c.new IN ({called}) OR c.old IN ({called})))"
        if labelled := _labelled(word):
            pairs = " OR ".join(
                f"(c.record_type = {self._bind(of)} AND c.field = {self._bind(field)})" for of, field in labelled
            )
            changed = f"({changed}) OR {pairs}"
        if meant := _meant(word):
            choices = ", ".join(f"'{one}'" for one in _fields(Kind.CHOICE))
            values = ", ".join(self._bind(json.dumps(value)) for value in meant)
            changed = f"({changed}) OR (c.field IN ({choices}) AND (c.new IN ({values}) OR c.old IN ({values})))"
        kinds = ", ".join(self._bind(kind) for kind in _kinds_called(word))
        of_kind = f"OR b.kind IN ({kinds}) " if kinds else ""
        return (
            f"({has('m.handle', 'm.name', 'b.summary', 'b.reason')} {of_kind}"
            f"OR b.id IN (SELECT c.batch_id FROM change c WHERE {changed}) "
            f"OR b.id IN (SELECT c.batch_id FROM change c WHERE c.record_id IN ({records})) "
            "OR b.id IN (SELECT c.batch_id FROM change c WHERE c.subject_id IN "
            f"(SELECT id FROM action_item WHERE lower(ref) = {ref} OR {has(*_CALLED['action_item'])})))"
        )

    # --- fields

    def _test(self, test: Test, after: Sequence[Node]) -> tuple[str, int]:
        if self.text[test.position] == "@":
            return f"b.actor_id IN ({', '.join(map(self._actor, test.values))})", 0
        if self.text[test.position] == "+":
            return self._containing(test.raw), 0
        if test.operator != ":" or test.field not in (*_ON, *_KIND):
            raise self._wrong(test, _unknown(f"{test.field}:"))
        if test.field in _KIND:
            kinds = [self._bind(self._kind(value)) for value in test.values]
            return f"b.kind IN ({', '.join(kinds)})", 0
        span, used = self._days(test, after)
        return self._within(span), used

    def _actor(self, value: Value) -> str:
        try:
            return self._bind(member_by(self.reader, f"@{value.text}").id)
        except NotFound as error:
            raise self._wrong(value, str(error)) from error

    def _kind(self, value: Value) -> str:
        word = value.text.lower()
        kind = OTHER_WORDS.get(word, word)
        if kind in STEP_KINDS:
            return kind
        near = nearest(word, (*STEP_KINDS, *OTHER_WORDS), 1)
        if near:
            sentence = _("There is no kind “{word}”: did you mean “{near}”?", word=excerpt(word, 30), near=near[0])
        else:
            kinds = ", ".join(WORDS[current_language()])
            sentence = _("There is no kind “{word}”: type one of {kinds}.", word=excerpt(word, 30), kinds=kinds)
        raise self._wrong(value, sentence)

    def _wrong(self, part: Word | Test | Value, why: str) -> QueryError:
        return QueryError(self.text, part.position, part.length if isinstance(part, Value) else 1, why)

    # --- times

    def _within(self, span: Span) -> str:
        """Return the condition for steps of these days of the organisation."""
        first, last = span
        conditions = []
        if first > date.min:
            conditions.append(f"b.at >= {self._bind(write_moment(self.clock.start_of(first)))}")
        if last < date.max:
            conditions.append(f"b.at < {self._bind(write_moment(self.clock.end_of(last)))}")
        return f"({' AND '.join(conditions)})"

    def _period(self, word: Word, after: Sequence[Node]) -> tuple[Span, int] | None:
        """Return the time that a word (or two) means, and how many terms after it belong to it."""
        named = _named_spans(self.today)
        if after and isinstance(after[0], Word) and self._bare(after[0]):
            both = f"{word.text} {after[0].text}".lower()
            if both in named:
                return named[both], 1
        alone = word.text.lower().replace("-", " ")
        if alone in named:
            return named[alone], 0
        if _ALONE.fullmatch(word.text):
            try:
                return _span(word.text, self.today), 0
            except InvalidValue as error:
                raise self._wrong(word, str(error)) from error
        return None

    def _days(self, test: Test, after: Sequence[Node]) -> tuple[Span, int]:
        """Return the days after ``on:``: as many words as make a date, or two with ``..`` between them."""
        value = test.whole
        more = [] if value.quoted else [one.text for one in takewhile(self._bare, after) if isinstance(one, Word)]
        first: InvalidValue | None = None
        for used in range(min(len(more), _MOST_WORDS - 1), -1, -1):
            words = " ".join([value.text, *more[:used]])
            try:
                return _range(words, self.today), used
            except InvalidValue as error:
                first = first if used and first and ".." not in words else error
        assert first is not None
        raise self._wrong(test, str(first)) from first


_QUOTES = '"“”„‟'


def _unknown(word: str) -> str:
    near = nearest(word.rstrip(":"), (*_ON, *_KIND), 1)
    if near:
        return _("“{word}” is not known here: did you mean “{near}:”?", word=excerpt(word, 30), near=near[0])
    return _("“{word}” is not known here.", word=excerpt(word, 30)) + " " + what_can_be_typed()


@cache
def _fields(*kinds: Kind) -> tuple[str, ...]:
    """Return the names of all fields of these kinds, of whatever record."""
    return tuple(
        sorted({spec.name for record in RECORDS.values() for spec in record.fields if spec.kind in kinds})
    )


_SHORTEST = 3
"""A word of so many letters may begin that of a status, priority …"""


def _meant(word: str) -> list[str]:
    """Return the values of enumerations whose words, in either language, begin so."""
    beginning = word.lower()
    if len(beginning) < _SHORTEST:
        return []
    kinds = {spec.choices for record in RECORDS.values() for spec in record.fields if spec.choices is not None}
    return sorted(
        {str(value) for kind in kinds for spoken, value in words(kind).items() if spoken.startswith(beginning)}
    )


@cache
def _labels() -> tuple[tuple[str, str, str], ...]:
    """Return what stands on the screen for each field, in small letters, in both languages: type, field, label."""
    found = []
    for language in LANGUAGES:
        with speaking(language):
            for name, record in RECORDS.items():
                of = "" if name == "action_item" else f"{_(record.label)}, "
                found += [(name, field.name, f"{of}{_(field.label)}".lower()) for field in record.fields]
                what = _(record.label)
                found.append((name, CREATION, _("{what} added", what=what).lower()))
                found.append((name, DELETED, _("{what} deleted", what=what).lower()))
    return tuple(found)


def _labelled(word: str) -> list[tuple[str, str]]:
    """Return the fields (with their types) whose label on the screen has the word, or words that begin with it."""
    part = word.lower()
    if len(part) < _SHORTEST:
        return []
    return list(dict.fromkeys((of, field) for of, field, label in _labels() if f" {part}" in f" {label}"))


def _kinds_called(word: str) -> list[str]:
    """Return the kinds of steps that are called so on the screen, in either language."""
    part = word.lower()
    if len(part) < _SHORTEST:
        return []
    found = []
    for language in LANGUAGES:
        with speaking(language):
            found += [kind for kind, text in STEP_KINDS.items() if f" {part}" in f" {_(text)}".lower()]
    return sorted(set(found) - TOLD_WITHOUT_KIND)


TOLD_WITHOUT_KIND = frozenset({"add", "delete", "done", "edit"})
"""Kinds whose steps say what was changed; the word for the kind does not stand on the screen."""


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
    """Return the words that continue what stands before the caret, as in the query language."""
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
    beginning = part.casefold()
    return [word for word in dict.fromkeys(words) if word.casefold().startswith(beginning) and word != beginning]
