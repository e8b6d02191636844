"""From a query to SQL over ``action_item i``, the same for SQLite and PostgreSQL; values are only parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from taskforce.clock import DEFAULT_ZONE, Clock, write_moment
from taskforce.language import _
from taskforce.model.errors import InvalidValue, NotFound
from taskforce.model.numbers import parse_money, parse_percent
from taskforce.model.text import excerpt, fold, nearest
from taskforce.model.vocabulary import Horizon, Priority, Status, parse_choice, words
from taskforce.store.changes import text_search
from taskforce.store.database.reader import Reader
from taskforce.store.query.lookup import Named, choose, named_records
from taskforce.store.query.spans import day_span
from taskforce.store.query.syntax import Every, Node, Not, QueryError, Some, Test, Value, Word, parse
from taskforce.store.query.words import ABSENT, COMPARED, FIELDS, FLAG_FIELDS, FLAGS
from taskforce.store.workdays import working_day_test

SILENT_DAYS = 14
"""An open item is silent when nothing of it was changed for this many days."""

_LONGEST_NAME = 1000
"""Terminal cells of a name that is looked up: twice the characters that a name may have."""

_ALL, _NOTHING = "1 = 1", "1 = 0"
_OPEN = "i.status NOT IN ('done', 'cancelled')"
_PRIORITY = "CASE i.priority WHEN 'urgent' THEN 3 WHEN 'high' THEN 2 WHEN 'medium' THEN 1 ELSE 0 END"


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL that holds for the items found, and its parameters; for the others it is false or NULL."""

    sql: str
    parameters: dict[str, Any] = field(default_factory=dict)


def compile_query(query: str | Node, reader: Reader, today: date, actor_id: str | None) -> Condition:
    """The condition of a query on ``today`` for the member ``actor_id``.

    Names of people and things are looked up in ``reader``, so the condition belongs to it (also when it is
    rewound).  Raises :class:`QueryError` with the position of the mistake and the nearest valid word.
    """
    compiler = _Compiler(reader, today, actor_id)
    sql = compiler.sql(parse(query) if isinstance(query, str) else query)
    return Condition(sql, compiler.parameters)


def _absent(value: Value) -> bool:
    """Whether a value asks for items in which the field is empty."""
    return not value.text.strip() or (not value.quoted and value.text.lower() in ABSENT)


def _any(conditions: Sequence[str]) -> str:
    return f"({' OR '.join(conditions)})" if conditions else _NOTHING


class _Compiler:
    def __init__(self, reader: Reader, today: date, actor_id: str | None) -> None:
        self.reader, self.today, self.actor_id = reader, today, actor_id
        self.parameters: dict[str, Any] = {}
        self._known: dict[str, list[Named]] = {}

    def sql(self, node: Node) -> str:
        match node:
            case Word(text):
                sql, parameters = text_search.condition(self.reader, text, f"q{len(self.parameters)}")
                self.parameters |= parameters
                return sql
            case Not(inner):
                # What is unknown (whether no date lies before a day) does not hold, so its opposite does.
                return f"NOT coalesce({self.sql(inner)}, FALSE)"
            case Every(nodes):
                return f"({' AND '.join(map(self.sql, nodes))})" if nodes else _ALL
            case Some(nodes):
                return _any([self.sql(one) for one in nodes])
            case Test():
                return self._test(node)

    def _bind(self, value: Any) -> str:
        name = f"q{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"

    def _test(self, test: Test) -> str:
        name = "is" if test.field in FLAG_FIELDS else FIELDS.get(test.field)
        if name is None:
            near = nearest(test.field, [*FIELDS, *FLAG_FIELDS], 1)
            why = _("there is no field “{field}”.", field=excerpt(test.field))
            if not near:
                why = _("there is no field “{field}”: use quotes to search for it.", field=excerpt(test.field))
            raise QueryError(test.source, test.position, len(test.field), why, near[0] if near else None)
        if test.operator != ":" and name not in COMPARED:
            why = _("“{field}” cannot be compared with {operator}.", field=test.field, operator=test.operator)
            raise QueryError(test.source, test.position, len(test.field), why, f"{test.field}:")
        return self._flags(test) if name == "is" else _TESTS[name](self, test)

    def _wrong(
        self, test: Test, value: Value, why: str, near: Sequence[str] = (), *, told: bool = False
    ) -> QueryError:
        suggestion = near[0] if near else None
        return QueryError(test.source, value.position, value.length, why, suggestion, told=told)

    def _read(self, test: Test, value: Value, read: Callable[[str], Any]) -> Any:
        """A value as ``read`` understands it; what it refuses is an error at the value's position."""
        try:
            return read(value.text)
        except InvalidValue as error:
            raise self._wrong(test, value, str(error)) from error

    # --- flags

    def _flags(self, test: Test) -> str:
        return _any([self._flag(test, value) for value in test.values])

    def _flag(self, test: Test, value: Value) -> str:
        word = value.text.lower().replace("_", "-")
        if word in FLAGS:
            return _FLAGS[FLAGS[word]](self, test, value)
        try:
            return f"i.status = {self._bind(str(parse_choice(Status, word)))}"
        except InvalidValue:
            near = nearest(word, [*FLAGS, *Status, *_spoken(Status)], 1)
            why = _("there is no flag “{flag}”.", flag=excerpt(value.text))
            raise self._wrong(test, value, why, near) from None

    def _overdue(self, _test: Test, _value: Value) -> str:
        return f"(i.due < {self._bind(self.today.isoformat())} AND {_OPEN})"

    def _open(self, _test: Test, _value: Value) -> str:
        return _OPEN

    def _mine(self, test: Test, value: Value) -> str:
        if self.actor_id is None:
            raise self._wrong(test, value, _("nobody said who “mine” is: use --as MEMBER."))
        return self._of_member(self.actor_id)

    def _of_member(self, member_id: str) -> str:
        one = self._bind(member_id)
        supporting = f"SELECT s.item_id FROM supporting s WHERE s.member_id = {one} AND NOT s.deleted"
        return f"(i.lead_id = {one} OR i.id IN ({supporting}))"

    def _silent(self, _test: Test, _value: Value) -> str:
        since = self._clock().start_of(self.today - timedelta(days=SILENT_DAYS))
        return f"({_OPEN} AND i.updated_at < {self._bind(write_moment(since))})"

    def _clock(self) -> Clock:
        zone = self.reader.value("SELECT time_zone FROM organisation WHERE NOT deleted")
        return Clock(str(zone or DEFAULT_ZONE))

    def _evidenceless(self, _test: Test, _value: Value) -> str:
        evidence = "SELECT e.item_id FROM evidence e WHERE NOT e.deleted"
        return f"(i.status = 'done' AND i.id NOT IN ({evidence}))"

    def _ready(self, _test: Test, _value: Value) -> str:
        waiting = f"{_NEEDS} AND n.status NOT IN ('done', 'cancelled')"
        return f"({_OPEN} AND i.id NOT IN ({waiting}))"

    def _conflicted(self, _test: Test, _value: Value) -> str:
        return "i.id IN (SELECT oc.record_id FROM open_conflict oc WHERE oc.record_type = 'action_item')"

    # --- fields with one of several values

    def _in(self, test: Test, column: str, read: Callable[[Test, Value], Any]) -> str:
        """The column holds one of the values, or nothing where that is asked for."""
        marks = [self._bind(read(test, value)) for value in test.values if not _absent(value)]
        found = [f"{column} IN ({', '.join(marks)})"] if marks else []
        return _any([*found, f"{column} IS NULL"] if any(map(_absent, test.values)) else found)

    def _choice(self, test: Test, value: Value, kind: type[StrEnum]) -> str:
        try:
            return str(parse_choice(kind, excerpt(value.text)))
        except InvalidValue as error:
            near = nearest(value.text, [*kind, *_spoken(kind)], 1)
            why = str(error) if value.text.strip() else _("a value is missing here.")
            raise self._wrong(test, value, why, near) from error

    def _status(self, test: Test) -> str:
        return self._in(test, "i.status", lambda test, value: self._choice(test, value, Status))

    def _horizon(self, test: Test) -> str:
        return self._in(test, "i.horizon", lambda test, value: self._choice(test, value, Horizon))

    def _priority(self, test: Test) -> str:
        if test.operator == ":":
            return self._in(test, "i.priority", lambda test, value: self._choice(test, value, Priority))
        rank = list(Priority).index(Priority(self._choice(test, test.whole, Priority)))
        return f"{_PRIORITY} {test.operator} {self._bind(rank)}"

    def _id(self, test: Test, value: Value, record_type: str) -> str:
        """The id of the record that a value names."""
        if record_type not in self._known:
            self._known[record_type] = named_records(self.reader, record_type)
        records = self._known[record_type]
        try:
            return choose(records, record_type, excerpt(value.text, _LONGEST_NAME)).id
        except NotFound as error:
            near = nearest(value.text, [one.names[0] for one in records], 1)
            raise self._wrong(test, value, str(error), near, told=True) from error

    def _named(self, test: Test, column: str, record_type: str) -> str:
        return self._in(test, column, lambda test, value: self._id(test, value, record_type))

    def _lead(self, test: Test) -> str:
        return self._named(test, "i.lead_id", "member")

    def _member(self, test: Test) -> str:
        nobody = "(i.lead_id IS NULL AND i.id NOT IN (SELECT s.item_id FROM supporting s WHERE NOT s.deleted))"
        return _any(
            [
                nobody if _absent(value) else self._of_member(self._id(test, value, "member"))
                for value in test.values
            ]
        )

    def _agency(self, test: Test) -> str:
        return self._named(test, "i.agency_id", "agency")

    def _dimension(self, test: Test) -> str:
        return self._named(test, "i.dimension_id", "dimension")

    def _sub_dimension(self, test: Test) -> str:
        return self._named(test, "i.sub_dimension_id", "sub_dimension")

    def _deadline(self, test: Test) -> str:
        return self._named(test, "i.deadline_id", "deadline")

    def _meeting(self, test: Test) -> str:
        return self._named(test, "i.meeting_id", "meeting")

    def _ref(self, test: Test) -> str:
        return self._in(test, "lower(i.ref)", lambda _test, value: value.text.strip().lstrip("#").lower())

    # --- fields of words that people made up

    def _linked(self, test: Test, links: str, found: Callable[[list[Value]], str]) -> str:
        """Items with one of the links ``found`` selects, or without any where that is asked for."""
        conditions = [f"i.id NOT IN ({links})"] if any(map(_absent, test.values)) else []
        if wanted := [value for value in test.values if not _absent(value)]:
            conditions.append(found(wanted))
        return _any(conditions)

    def _tag(self, test: Test) -> str:
        tagged = "SELECT t.item_id FROM tag t WHERE NOT t.deleted"

        def found(wanted: list[Value]) -> str:
            forms = {_tag_form(value.text.strip().lstrip("+#")) for value in wanted}
            names = [row[0] for row in self.reader.rows("SELECT DISTINCT t.name FROM tag t WHERE NOT t.deleted")]
            marks = [self._bind(name) for name in names if _tag_form(name) in forms]
            return f"i.id IN ({tagged} AND t.name IN ({', '.join(marks)}))" if marks else _NOTHING

        return self._linked(test, tagged, found)

    def _depends(self, test: Test) -> str:
        def found(wanted: list[Value]) -> str:
            marks = [self._bind(value.text.strip().lstrip("#").lower()) for value in wanted]
            return f"i.id IN ({_NEEDS} AND lower(n.ref) IN ({', '.join(marks)}))"

        return self._linked(test, _NEEDS, found)

    def _fund(self, test: Test) -> str:
        """A source as written, or else every source in which the word occurs: ``fund:apbd``."""
        sql = "SELECT DISTINCT i.fund_source FROM action_item i WHERE i.fund_source IS NOT NULL AND NOT i.deleted"
        sources = [row[0] for row in self.reader.rows(sql)]
        conditions = ["i.fund_source IS NULL"] if any(map(_absent, test.values)) else []
        for value in test.values:
            word = fold(value.text)
            found = [one for one in sources if fold(one) == word] or [one for one in sources if word in fold(one)]
            if found and not _absent(value):
                marks = ", ".join(map(self._bind, found))
                conditions.append(f"i.fund_source IN ({marks})")
        return _any(conditions)

    def _origin(self, test: Test) -> str:
        """A part of where the item comes from: its own words, or else the meeting's number and title."""
        conditions: list[str] = []
        for value in test.values:
            if _absent(value):
                conditions.append("(i.origin IS NULL AND i.meeting_id IS NULL)")
                continue
            literal = value.text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
            like = f"LIKE lower({self._bind(f'%{literal}%')}) ESCAPE '!'"
            meetings = f"SELECT g.id FROM meeting g WHERE lower(coalesce(g.number || ' ', '') || g.title) {like}"
            conditions.append(
                f"CASE WHEN i.origin IS NULL THEN i.meeting_id IN ({meetings}) ELSE lower(i.origin) {like} END"
            )
        return _any(conditions)

    # --- numbers and dates

    def _progress(self, test: Test) -> str:
        return self._number(test, "i.progress", parse_percent)

    def _budget(self, test: Test) -> str:
        return self._number(test, "i.budget", parse_money)

    def _number(self, test: Test, column: str, read: Callable[[str], int]) -> str:
        if test.operator == ":" and _absent(test.whole):
            return f"{column} IS NULL"
        operator = "=" if test.operator == ":" else test.operator
        return f"{column} {operator} {self._bind(self._read(test, test.whole, read))}"

    def _span(self, test: Test, value: Value) -> tuple[date, date]:
        works = working_day_test(self.reader)
        span: tuple[date, date] = self._read(test, value, lambda text: day_span(text, self.today, works))
        return span

    def _day(self, test: Test, column: str) -> str:
        if test.operator != ":":
            first, last = self._span(test, test.whole)
            bound = first if test.operator in ("<", ">=") else last
            return f"{column} {test.operator} {self._bind(bound.isoformat())}"
        conditions = [f"{column} IS NULL"] if any(map(_absent, test.values)) else []
        for value in test.values:
            if not _absent(value):
                low, high = (self._bind(day.isoformat()) for day in self._span(test, value))
                conditions.append(f"({column} >= {low} AND {column} <= {high})")
        return _any(conditions)

    def _due(self, test: Test) -> str:
        return self._day(test, "i.due")

    def _start(self, test: Test) -> str:
        return self._day(test, "i.start")

    def _done_on(self, test: Test) -> str:
        return self._day(test, "i.done_on")

    def _moment(self, test: Test, column: str) -> str:
        """A stored moment compared with days of the organisation."""
        clock = self._clock()
        first, last = self._span(test, test.whole)
        start, end = write_moment(clock.start_of(first)), write_moment(clock.end_of(last))
        match test.operator:
            case ":":
                return f"({column} >= {self._bind(start)} AND {column} < {self._bind(end)})"
            case "<" | ">=":
                return f"{column} {test.operator} {self._bind(start)}"
            case "<=":
                return f"{column} < {self._bind(end)}"
            case _:
                return f"{column} >= {self._bind(end)}"

    def _created(self, test: Test) -> str:
        return self._moment(test, "i.created_at")

    def _updated(self, test: Test) -> str:
        return self._moment(test, "i.updated_at")


_NEEDS = (
    "SELECT d.item_id FROM dependency d JOIN action_item n ON n.id = d.needs_id "
    "WHERE NOT d.deleted AND NOT n.deleted"
)


def _tag_form(name: str) -> str:
    """Tags are compared without case and accents; a space is a hyphen."""
    return fold(name).replace(" ", "-")


def _spoken(kind: type[StrEnum]) -> list[str]:
    """Every accepted word of an enumeration, as it can be typed in a query."""
    return [word.replace(" ", "-") for word in words(kind)]


_TESTS: dict[str, Callable[[_Compiler, Test], str]] = {
    name: getattr(_Compiler, f"_{name}") for name in dict.fromkeys(FIELDS.values())
}
_FLAGS: dict[str, Callable[[_Compiler, Test, Value], str]] = {
    name: getattr(_Compiler, f"_{name}") for name in dict.fromkeys(FLAGS.values())
}
