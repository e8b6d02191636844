"""From a query to SQL over ``action_item i``, the same for SQLite and PostgreSQL; values are only parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from taskforce.clock import DEFAULT_ZONE, Clock, write_moment
from taskforce.language import _
from taskforce.model.dates import iso_week, parse_date
from taskforce.model.errors import InvalidValue, NotFound
from taskforce.model.numbers import parse_money, parse_number
from taskforce.model.text import nearest
from taskforce.model.vocabulary import Horizon, Priority, Status, parse_choice
from taskforce.store import search
from taskforce.store.query.syntax import Every, Node, Not, QueryError, Some, Test, Word, parse
from taskforce.store.query.words import ABSENT, COMPARED, FIELDS, FLAGS
from taskforce.store.reader import Reader
from taskforce.store.resolve import resolve

SILENT_DAYS = 14
"""An open item is silent when nothing of it was changed for this many days."""

_OPEN = "i.status NOT IN ('done', 'cancelled')"
_PRIORITY = "CASE i.priority WHEN 'urgent' THEN 3 WHEN 'high' THEN 2 WHEN 'medium' THEN 1 ELSE 0 END"


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL that holds for the items found, and its parameters."""

    sql: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


def compile_query(query: str | Node, reader: Reader, today: date, actor_id: str | None) -> Condition:
    """The condition of a query on ``today`` for the member ``actor_id``.

    Names of people and things are looked up in ``reader``.  Raises :class:`QueryError` with the position of
    the mistake and the nearest valid word.
    """
    text = query if isinstance(query, str) else ""
    node = parse(query) if isinstance(query, str) else query
    compiler = _Compiler(text, reader, today, actor_id)
    return Condition(compiler.sql(node), compiler.parameters)


class _Compiler:
    def __init__(self, text: str, reader: Reader, today: date, actor_id: str | None) -> None:
        self.text, self.reader, self.today, self.actor_id = text, reader, today, actor_id
        self.parameters: dict[str, Any] = {}

    def sql(self, node: Node) -> str:
        match node:
            case Word(text, _position):
                sql, parameters = search.condition(self.reader, text, f"q{len(self.parameters)}")
                self.parameters |= parameters
                return sql
            case Not(inner):
                return f"NOT coalesce({self.sql(inner)}, FALSE)"
            case Every(nodes):
                return "(" + " AND ".join(map(self.sql, nodes)) + ")" if nodes else "1 = 1"
            case Some(nodes):
                return "(" + " OR ".join(map(self.sql, nodes)) + ")"
            case Test():
                return self._test(node)

    def _bind(self, value: Any) -> str:
        name = f"q{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"

    def _test(self, test: Test) -> str:
        if test.field in ("is", "adalah"):
            return self._flag(test)
        name = FIELDS.get(test.field)
        if name is None:
            near = nearest(test.field, [*FIELDS, "is"], 1)
            why = _("there is no field “{field}”.", field=test.field)
            raise QueryError(self.text, test.position, len(test.field), why, near[0] if near else None)
        if test.operator != ":" and name not in COMPARED:
            why = _("“{field}” cannot be compared with {operator}.", field=test.field, operator=test.operator)
            raise QueryError(self.text, test.position, len(test.field), why, f"{test.field}:")
        try:
            return _TESTS[name](self, test)
        except InvalidValue as error:
            raise self._wrong_value(test, str(error)) from error
        except NotFound as error:
            raise self._wrong_value(test, str(error)) from error

    def _wrong_value(self, test: Test, why: str, suggestion: str | None = None) -> QueryError:
        return QueryError(self.text, test.value_position, len(test.value), why, suggestion)

    def _flag(self, test: Test) -> str:
        word = test.value.lower()
        flag = FLAGS.get(word)
        if flag is not None:
            return _FLAGS[flag](self, test)
        try:
            return f"i.status = {self._bind(str(parse_choice(Status, word)))}"
        except InvalidValue:
            near = nearest(word, [*FLAGS, *Status], 1)
            why = _("there is no flag “{flag}”.", flag=test.value)
            raise self._wrong_value(test, why, near[0] if near else None) from None

    # --- flags

    def _overdue(self, _test: Test) -> str:
        return f"coalesce(i.due < {self._bind(self.today.isoformat())} AND {_OPEN}, FALSE)"

    def _open(self, _test: Test) -> str:
        return _OPEN

    def _mine(self, test: Test) -> str:
        if self.actor_id is None:
            why = _("nobody said who “mine” is: use --as MEMBER.")
            raise QueryError(self.text, test.position, len(test.field) + 1 + len(test.value), why)
        return self._of_member(self.actor_id)

    def _of_member(self, member_id: str) -> str:
        one = self._bind(member_id)
        supporting = f"SELECT s.item_id FROM supporting s WHERE s.member_id = {one} AND NOT s.deleted"
        return f"(coalesce(i.lead_id = {one}, FALSE) OR i.id IN ({supporting}))"

    def _silent(self, _test: Test) -> str:
        zone = self.reader.value("SELECT time_zone FROM organisation WHERE NOT deleted") or DEFAULT_ZONE
        since = Clock(str(zone)).start_of(self.today - timedelta(days=SILENT_DAYS))
        return f"({_OPEN} AND i.updated_at < {self._bind(write_moment(since))})"

    def _evidenceless(self, _test: Test) -> str:
        evidence = "SELECT e.item_id FROM evidence e WHERE NOT e.deleted"
        return f"(i.status = 'done' AND i.id NOT IN ({evidence}))"

    def _ready(self, _test: Test) -> str:
        waiting = (
            "SELECT d.item_id FROM dependency d JOIN action_item n ON n.id = d.needs_id "
            "WHERE NOT d.deleted AND NOT n.deleted AND n.status NOT IN ('done', 'cancelled')"
        )
        return f"({_OPEN} AND i.id NOT IN ({waiting}))"

    # --- fields

    def _any(self, test: Test, column: str, read: Callable[[str], Any]) -> str:
        """One of several values separated by commas, or none."""
        if test.value.lower() in ABSENT:
            return f"{column} IS NULL"
        values = [self._bind(read(word)) for word in test.value.split(",") if word]
        return f"coalesce({column} IN ({', '.join(values)}), FALSE)"

    def _status(self, test: Test) -> str:
        return self._any(test, "i.status", lambda word: str(parse_choice(Status, word)))

    def _horizon(self, test: Test) -> str:
        return self._any(test, "i.horizon", lambda word: str(parse_choice(Horizon, word)))

    def _priority(self, test: Test) -> str:
        if test.operator == ":":
            return self._any(test, "i.priority", lambda word: str(parse_choice(Priority, word)))
        rank = list(Priority).index(parse_choice(Priority, test.value))
        return f"{_PRIORITY} {test.operator} {self._bind(rank)}"

    def _named(self, test: Test, column: str, record_type: str) -> str:
        """A link to a record that is looked up by one of its names."""
        return self._any(test, column, lambda word: resolve(self.reader, record_type, word).id)

    def _lead(self, test: Test) -> str:
        return self._named(test, "i.lead_id", "member")

    def _member(self, test: Test) -> str:
        parts = [
            self._of_member(resolve(self.reader, "member", word).id) for word in test.value.split(",") if word
        ]
        return f"({' OR '.join(parts)})" if parts else "i.lead_id IS NULL"

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
        return self._any(test, "lower(i.ref)", lambda word: word.lstrip("#").lower())

    def _fund(self, test: Test) -> str:
        return self._any(test, "lower(i.fund_source)", str.lower)

    def _origin(self, test: Test) -> str:
        if test.value.lower() in ABSENT:
            return "i.origin IS NULL"
        literal = test.value.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
        return f"coalesce(lower(i.origin) LIKE {self._bind(f'%{literal}%')} ESCAPE '!', FALSE)"

    def _tag(self, test: Test) -> str:
        tagged = "SELECT t.item_id FROM tag t WHERE NOT t.deleted"
        if test.value.lower() in ABSENT:
            return f"i.id NOT IN ({tagged})"
        words = [self._bind(word.lstrip("+").lower()) for word in test.value.split(",") if word]
        return f"i.id IN ({tagged} AND lower(t.name) IN ({', '.join(words)}))"

    def _depends(self, test: Test) -> str:
        links = (
            "SELECT d.item_id FROM dependency d JOIN action_item n ON n.id = d.needs_id "
            "WHERE NOT d.deleted AND NOT n.deleted"
        )
        if test.value.lower() in ABSENT:
            return f"i.id NOT IN ({links})"
        refs = [self._bind(word.lower()) for word in test.value.split(",") if word]
        return f"i.id IN ({links} AND lower(n.ref) IN ({', '.join(refs)}))"

    def _progress(self, test: Test) -> str:
        return self._number(test, "i.progress", lambda text: float(parse_number(text.rstrip("%"))))

    def _budget(self, test: Test) -> str:
        return self._number(test, "i.budget", parse_money)

    def _number(self, test: Test, column: str, read: Callable[[str], float]) -> str:
        if test.value.lower() in ABSENT and test.operator == ":":
            return f"{column} IS NULL"
        operator = "=" if test.operator == ":" else test.operator
        return f"coalesce({column} {operator} {self._bind(read(test.value))}, FALSE)"

    # --- dates

    def _span(self, text: str) -> tuple[date, date]:
        """The first and last day that a date, a week (2026-W47) or a month (2026-11) means."""
        word = text.replace("_", " ")
        if "-w" in word.lower():
            return iso_week(word.upper())
        if len(word) == 7 and word[4] == "-" and word.replace("-", "").isdigit() and 1 <= int(word[5:]) <= 12:
            first = date(int(word[:4]), int(word[5:]), 1)
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        try:
            day = parse_date(word, self.today)
        except InvalidValue:
            if "-" not in word.strip("-"):
                raise
            day = parse_date(word.replace("-", " "), self.today)
        return day, day

    def _day(self, test: Test, column: str) -> str:
        if test.value.lower() in ABSENT and test.operator == ":":
            return f"{column} IS NULL"
        first, last = self._span(test.value)
        bounds = {"<": first, ">=": first, "<=": last, ">": last}
        if test.operator == ":":
            low, high = self._bind(first.isoformat()), self._bind(last.isoformat())
            return f"coalesce({column} >= {low} AND {column} <= {high}, FALSE)"
        return f"coalesce({column} {test.operator} {self._bind(bounds[test.operator].isoformat())}, FALSE)"

    def _due(self, test: Test) -> str:
        return self._day(test, "i.due")

    def _start(self, test: Test) -> str:
        return self._day(test, "i.start")

    def _done_on(self, test: Test) -> str:
        return self._day(test, "i.done_on")

    def _moment(self, test: Test, column: str) -> str:
        """A stored moment compared with days of the organisation."""
        zone = self.reader.value("SELECT time_zone FROM organisation WHERE NOT deleted") or DEFAULT_ZONE
        clock = Clock(str(zone))
        first, last = self._span(test.value)
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


_TESTS: dict[str, Callable[[_Compiler, Test], str]] = {
    name: getattr(_Compiler, f"_{name}") for name in dict.fromkeys(FIELDS.values())
}
_FLAGS: dict[str, Callable[[_Compiler, Test], str]] = {
    name: getattr(_Compiler, f"_{name}") for name in dict.fromkeys(FLAGS.values())
}
