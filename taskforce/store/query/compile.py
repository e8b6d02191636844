"""From a query to SQL over ``action_item i``, the same for SQLite and PostgreSQL; values are only parameters.

A field of the language is a line of :data:`_TESTS`, a flag a line of :data:`_FLAGS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from taskforce.clock import DEFAULT_ZONE, Clock, write_moment
from taskforce.language import _
from taskforce.model.errors import InvalidValue, NotFound, UnknownName
from taskforce.model.names import is_address
from taskforce.model.numbers import parse_money, parse_percent
from taskforce.model.records import record_spec
from taskforce.model.shown import mid_sentence
from taskforce.model.text import excerpt, fold, nearest
from taskforce.model.vocabulary import Horizon, Priority, Status, parse_choice, words
from taskforce.store.changes import text_search
from taskforce.store.database.reader import Reader
from taskforce.store.query.conditions import OPEN, PRIORITY, open_status
from taskforce.store.query.lookup import Named, choose, deleted_record, named_records, near_names
from taskforce.store.query.spans import day_span
from taskforce.store.query.syntax import And, Node, Not, Or, QueryError, Test, Value, Word, parse
from taskforce.store.query.words import ABSENT, COMPARED, FIELDS, FLAG_FIELDS, FLAGS, flag_words
from taskforce.store.workdays import working_day_test

SILENT_DAYS = 14
"""An open item is silent when nothing of it was changed for this many days."""

_LONGEST_NAME = 1000
"""Terminal cells of a name that is looked up: twice the characters that a name may have."""

_ALL, _NOTHING = "1 = 1", "1 = 0"


class Condition(NamedTuple):
    """An SQL condition and its parameters: true for the items a query means, false or NULL for the others."""

    sql: str
    parameters: dict[str, Any]


def compile_query(query: str | Node, reader: Reader, today: date, actor_id: str | None) -> Condition:
    """Return the condition of a query on ``today`` for the member ``actor_id``.

    Names of people and things are looked up in ``reader``, so the condition belongs to it (also when it is
    rewound).  Raises :class:`QueryError` with the position of the mistake and the nearest valid word.
    """
    compiler = _Compiler(reader, today, actor_id)
    sql = compiler.sql(parse(query) if isinstance(query, str) else query)
    return Condition(sql, compiler.parameters)


def _absent(value: Value) -> bool:
    """Return whether a value asks for items in which the field is empty."""
    return not value.text.strip() or (not value.quoted and value.text.lower() in ABSENT)


def _split(test: Test, empty: str) -> tuple[list[str], list[Value]]:
    """Return the condition ``empty`` if a value asks for an empty field, and the values that ask for another."""
    values = [value for value in test.values if not _absent(value)]
    return [empty] if len(values) < len(test.values) else [], values


def _any(conditions: Sequence[str]) -> str:
    return f"({' OR '.join(conditions)})" if conditions else _NOTHING


_Read = TypeVar("_Read")


class _Compiler:
    def __init__(self, reader: Reader, today: date, actor_id: str | None) -> None:
        self.reader, self.today, self.actor_id = reader, today, actor_id
        self.parameters: dict[str, Any] = {}
        self._records: dict[str, list[Named]] = {}

    def sql(self, node: Node) -> str:
        match node:
            case Word():
                return self._word(node)
            case Not(inner):
                # What is unknown (whether no date lies before a day) does not hold, so its opposite does.
                return f"NOT coalesce({self.sql(inner)}, FALSE)"
            case And(nodes):
                return f"({' AND '.join(map(self.sql, nodes))})" if nodes else _ALL
            case Or(nodes):
                return _any(list(map(self.sql, nodes)))
            case Test():
                return self._test(node)

    def _word(self, word: Word) -> str:
        """Return the condition that a word is in an item's texts, or in a name of its people or its agency."""
        others: list[str] = []
        if people := self._called(word, "member"):
            others.append(f"SELECT x.seq FROM action_item x WHERE x.lead_id IN ({people})")
            supporting = f"SELECT s.item_id FROM supporting s WHERE s.member_id IN ({people}) AND NOT s.deleted"
            others.append(f"SELECT x.seq FROM action_item x WHERE x.id IN ({supporting})")
        if offices := self._called(word, "agency"):
            others.append(f"SELECT x.seq FROM action_item x WHERE x.agency_id IN ({offices})")
        name = f"q{len(self.parameters)}"
        sql, parameters = text_search.condition(
            self.reader, word.text, name, phrase=word.quoted, others=" UNION ALL ".join(others)
        )
        self.parameters |= parameters
        return sql

    def _called(self, word: Word, record_type: str) -> str:
        """Return the ids, as marks in SQL, of the records in one of whose names a word is."""
        named = self._of_type(record_type)
        ids = [one.id for one in named if text_search.found_in(word.text, (*one.names, one.long_name))]
        return ", ".join(map(self._bind, ids))

    def _of_type(self, record_type: str) -> list[Named]:
        if record_type not in self._records:
            self._records[record_type] = named_records(self.reader, record_type)
        return self._records[record_type]

    def _bind(self, value: str | int) -> str:
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
        if name == "is":
            return _any([self._flag(test, value) for value in test.values])
        return _TESTS[name](self, test)

    def _wrong(
        self, test: Test, value: Value, why: str, near: Sequence[str] = (), *, told: bool = False
    ) -> QueryError:
        suggestion = near[0] if near else None
        return QueryError(test.source, value.position, value.length, why, suggestion, told=told)

    def _read(self, test: Test, value: Value, read: Callable[[str], _Read]) -> _Read:
        """Return a value as ``read`` understands it; what it refuses is an error at the value's position."""
        try:
            return read(value.text)
        except InvalidValue as error:
            raise self._wrong(test, value, str(error)) from error

    # --- flags

    def _flag(self, test: Test, value: Value) -> str:
        word = value.text.lower().replace("_", "-")
        if word in FLAGS:
            return _FLAGS[FLAGS[word]](self, test, value)
        try:
            return f"i.status = {self._bind(str(parse_choice(Status, word)))}"
        except InvalidValue:
            near = nearest(word, [*FLAGS, *Status, *_spoken(Status)], 1)
            why = _("there is no flag “{flag}”.", flag=excerpt(value.text))
            if not word or not near:
                near, why = [], _("after “is:” stands a status, or one of {flags}.", flags=", ".join(flag_words()))
            raise self._wrong(test, value, why, near) from None

    def _overdue(self, _test: Test, _value: Value) -> str:
        return f"(i.due < {self._bind(self.today.isoformat())} AND {OPEN})"

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
        return f"({OPEN} AND i.updated_at < {self._bind(write_moment(since))})"

    def _clock(self) -> Clock:
        zone = self.reader.value("SELECT time_zone FROM organisation WHERE NOT deleted")
        return Clock(str(zone or DEFAULT_ZONE))

    def _evidenceless(self, _test: Test, _value: Value) -> str:
        evidence = "SELECT e.item_id FROM evidence e WHERE NOT e.deleted"
        return f"(i.status = 'done' AND i.id NOT IN ({evidence}))"

    def _ready(self, _test: Test, _value: Value) -> str:
        waiting = f"{_NEEDS} AND {open_status('n')}"
        return f"({OPEN} AND i.id NOT IN ({waiting}))"

    def _conflicted(self, _test: Test, _value: Value) -> str:
        return "i.id IN (SELECT oc.record_id FROM open_conflict oc WHERE oc.record_type = 'action_item')"

    # --- fields with one of several values

    def _in(self, test: Test, column: str, read: Callable[[Test, Value], str]) -> str:
        """Return the condition that a column holds one of the values, or nothing where that is asked for."""
        conditions, values = _split(test, f"{column} IS NULL")
        if values:
            marks = ", ".join(self._bind(read(test, value)) for value in values)
            conditions.append(f"{column} IN ({marks})")
        return _any(conditions)

    def _choice(self, test: Test, column: str, kind: type[StrEnum]) -> str:
        return self._in(test, column, lambda test, value: self._chosen(test, value, kind))

    def _chosen(self, test: Test, value: Value, kind: type[StrEnum]) -> str:
        """Return the word, as it is stored, that a value means."""
        try:
            return str(parse_choice(kind, excerpt(value.text)))
        except InvalidValue as error:
            near = nearest(value.text, [*kind, *_spoken(kind)], 1)
            why = str(error) if value.text.strip() else _("a value is missing here.")
            raise self._wrong(test, value, why, near) from error

    def _priority(self, test: Test) -> str:
        if test.operator == ":":
            return self._choice(test, "i.priority", Priority)
        rank = list(Priority).index(Priority(self._chosen(test, test.whole, Priority)))
        return f"{PRIORITY} {test.operator} {self._bind(rank)}"

    def _named(self, test: Test, column: str, record_type: str) -> str:
        return self._in(test, column, lambda test, value: self._id(test, value, record_type))

    def _id(self, test: Test, value: Value, record_type: str) -> str:
        """Return the id of the record that a value names: a deleted one where no other is called so."""
        records = self._of_type(record_type)
        try:
            return choose(records, record_type, excerpt(value.text, _LONGEST_NAME)).id
        except NotFound as error:
            gone = deleted_record(self.reader, record_type, value.text) if isinstance(error, UnknownName) else None
            if gone is not None:
                return gone.id
            near = near_names(records, value.text, 1)
            why = str(error)
            if isinstance(error, UnknownName) and not near and not is_address(value.text):
                label = mid_sentence(_(record_spec(record_type).label))
                why = _("No {record} is called “{text}”.", record=label, text=excerpt(value.text, 40))
            raise self._wrong(test, value, why, near, told=True) from error

    def _member(self, test: Test) -> str:
        nobody = "(i.lead_id IS NULL AND i.id NOT IN (SELECT s.item_id FROM supporting s WHERE NOT s.deleted))"
        conditions, values = _split(test, nobody)
        return _any([*conditions, *(self._of_member(self._id(test, value, "member")) for value in values)])

    def _ref(self, test: Test) -> str:
        return self._in(test, "lower(i.ref)", lambda _test, value: value.text.strip().lstrip("#").lower())

    # --- fields of words that people made up

    def _tag(self, test: Test) -> str:
        tagged = "SELECT t.item_id FROM tag t WHERE NOT t.deleted"
        conditions, values = _split(test, f"i.id NOT IN ({tagged})")
        forms = {_tag_form(value.text.strip().lstrip("+#")) for value in values}
        names = self.reader.rows("SELECT DISTINCT t.name FROM tag t WHERE NOT t.deleted") if forms else ()
        if marks := [self._bind(name) for (name,) in names if _tag_form(name) in forms]:
            conditions.append(f"i.id IN ({tagged} AND t.name IN ({', '.join(marks)}))")
        return _any(conditions)

    def _depends(self, test: Test) -> str:
        conditions, values = _split(test, f"i.id NOT IN ({_NEEDS})")
        if marks := [self._bind(value.text.strip().lstrip("#").lower()) for value in values]:
            conditions.append(f"i.id IN ({_NEEDS} AND lower(n.ref) IN ({', '.join(marks)}))")
        return _any(conditions)

    def _fund(self, test: Test) -> str:
        """Return the condition of the source as written, else of every source with the word: ``fund:apbd``."""
        sql = "SELECT DISTINCT i.fund_source FROM action_item i WHERE i.fund_source IS NOT NULL AND NOT i.deleted"
        sources = [row[0] for row in self.reader.rows(sql)]
        conditions, values = _split(test, "i.fund_source IS NULL")
        for value in values:
            word = fold(value.text)
            meant = [one for one in sources if fold(one) == word] or [one for one in sources if word in fold(one)]
            if meant:
                marks = ", ".join(map(self._bind, meant))
                conditions.append(f"i.fund_source IN ({marks})")
        return _any(conditions)

    def _origin(self, test: Test) -> str:
        """Return the condition of a part of the origin: the item's words, else its meeting's number and title."""
        conditions, values = _split(test, "(i.origin IS NULL AND i.meeting_id IS NULL)")
        for value in values:
            literal = value.text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
            like = f"LIKE lower({self._bind(f'%{literal}%')}) ESCAPE '!'"
            meetings = f"SELECT g.id FROM meeting g WHERE lower(coalesce(g.number || ' ', '') || g.title) {like}"
            conditions.append(
                f"CASE WHEN i.origin IS NULL THEN i.meeting_id IN ({meetings}) ELSE lower(i.origin) {like} END"
            )
        return _any(conditions)

    # --- numbers and dates

    def _number(self, test: Test, column: str, read: Callable[[str], int]) -> str:
        if test.operator == ":" and _absent(test.whole):
            return f"{column} IS NULL"
        operator = "=" if test.operator == ":" else test.operator
        return f"{column} {operator} {self._bind(self._read(test, test.whole, read))}"

    def _span(self, test: Test, value: Value) -> tuple[date, date]:
        works = working_day_test(self.reader)
        return self._read(test, value, lambda text: day_span(text, self.today, works))

    def _day(self, test: Test, column: str) -> str:
        if test.operator != ":":
            first, last = self._span(test, test.whole)
            bound = first if test.operator in ("<", ">=") else last
            return f"{column} {test.operator} {self._bind(bound.isoformat())}"
        conditions, values = _split(test, f"{column} IS NULL")
        for value in values:
            low, high = (self._bind(day.isoformat()) for day in self._span(test, value))
            conditions.append(f"({column} >= {low} AND {column} <= {high})")
        return _any(conditions)

    def _moment(self, test: Test, column: str) -> str:
        """Return the condition that compares a stored moment with days of the organisation."""
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


_NEEDS = (
    "SELECT d.item_id FROM dependency d JOIN action_item n ON n.id = d.needs_id "
    "WHERE NOT d.deleted AND NOT n.deleted"
)


def _tag_form(name: str) -> str:
    """Return a tag as it is compared: without case and accents, a hyphen for a space."""
    return fold(name).replace(" ", "-")


def _spoken(kind: type[StrEnum]) -> list[str]:
    """Return every word that an enumeration accepts, as it can be typed in a query."""
    return [word.replace(" ", "-") for word in words(kind)]


_TESTS: dict[str, Callable[[_Compiler, Test], str]] = {
    "status": lambda compiler, test: compiler._choice(test, "i.status", Status),
    "priority": _Compiler._priority,
    "horizon": lambda compiler, test: compiler._choice(test, "i.horizon", Horizon),
    "lead": lambda compiler, test: compiler._named(test, "i.lead_id", "member"),
    "member": _Compiler._member,
    "agency": lambda compiler, test: compiler._named(test, "i.agency_id", "agency"),
    "dimension": lambda compiler, test: compiler._named(test, "i.dimension_id", "dimension"),
    "sub_dimension": lambda compiler, test: compiler._named(test, "i.sub_dimension_id", "sub_dimension"),
    "deadline": lambda compiler, test: compiler._named(test, "i.deadline_id", "deadline"),
    "meeting": lambda compiler, test: compiler._named(test, "i.meeting_id", "meeting"),
    "ref": _Compiler._ref,
    "tag": _Compiler._tag,
    "depends": _Compiler._depends,
    "fund": _Compiler._fund,
    "origin": _Compiler._origin,
    "progress": lambda compiler, test: compiler._number(test, "i.progress", parse_percent),
    "budget": lambda compiler, test: compiler._number(test, "i.budget", parse_money),
    "due": lambda compiler, test: compiler._day(test, "i.due"),
    "start": lambda compiler, test: compiler._day(test, "i.start"),
    "done_on": lambda compiler, test: compiler._day(test, "i.done_on"),
    "created": lambda compiler, test: compiler._moment(test, "i.created_at"),
    "updated": lambda compiler, test: compiler._moment(test, "i.updated_at"),
}
_FLAGS: dict[str, Callable[[_Compiler, Test, Value], str]] = {
    "overdue": _Compiler._overdue,
    "open": lambda _compiler, _test, _value: OPEN,
    "mine": _Compiler._mine,
    "silent": _Compiler._silent,
    "evidenceless": _Compiler._evidenceless,
    "ready": _Compiler._ready,
    "conflicted": _Compiler._conflicted,
}
