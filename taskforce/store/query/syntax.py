"""The grammar of queries: tokens, the tree they make, and mistakes shown at their position.

query   = or ;  or = and { ("OR" | "ATAU") and } ;  and = term { [ "AND" | "DAN" ] term } ;
term    = [ "-" ] ( "(" or ")" | test | shorthand | word | phrase )
test    = field (":" | "=" | "<" | "<=" | ">" | ">=") value { "," value }
value   = [ word | phrase ] ;  shorthand = "@" handle | "+" tag

The four connecting words are written in capitals, so that "or" and "dan" can be searched.  Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from taskforce.language import _
from taskforce.model.errors import UsageError
from taskforce.model.width import cell_width
from taskforce.store.query.words import QUOTES

MOST_TERMS = 200
"""Terms that a query may have: SQLite refuses expressions nested 1,000 deep, and nobody types so many."""

MOST_VALUES = 2_000
"""Values, separated by commas, that all tests of a query may name together."""

DEEPEST = 50
"""How deep parentheses and minus signs may stand in each other."""


class QueryError(UsageError):
    """A query that cannot be understood: where, why, and the nearest valid word.

    ``position`` counts characters from 0 and is at most the length of ``text``; ``length`` is how many are
    wrong, at least 1.  ``why`` is a clause or sentence; ``suggestion`` is added to it as a question unless
    ``why`` names it already (``told``).
    """

    def __init__(
        self,
        text: str,
        position: int,
        length: int,
        why: str,
        suggestion: str | None = None,
        *,
        told: bool = False,
    ) -> None:
        self.text, self.suggestion = text, suggestion
        self.position = min(position, len(text))
        self.length = max(1, min(length, len(text) - self.position))
        column = self.position + 1
        if suggestion and not told:
            sentence = _(
                "In the query, at character {column}: {why}; did you mean “{word}”?",
                column=column,
                why=why.rstrip("."),
                word=suggestion,
            )
        else:
            sentence = _("In the query, at character {column}: {why}", column=column, why=why)
        super().__init__(sentence)

    def pointer(self) -> str:
        """Return the query on one line, and under it carets below the mistake (counted in terminal cells)."""
        shown = "".join(character if character.isprintable() else " " for character in self.text)
        before = cell_width(shown[: self.position])
        width = max(1, cell_width(shown[self.position : self.position + self.length]))
        return f"{shown}\n{' ' * before}{'^' * width}"


class _Part:
    """A part of a query; parts are equal that mean the same: where they stand does not count."""

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()
    """What it means, by the names of its attributes."""

    def _meaning(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, _Part) and self._meaning() == other._meaning()

    def __hash__(self) -> int:
        return hash((type(self), self._meaning()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._meaning()!r}"


class Value(_Part):
    """One of the values that a field is tested for; a ``quoted`` one is never a keyword such as ``none``."""

    __slots__ = ("length", "position", "quoted", "text")
    __match_args__ = ("text", "quoted")

    def __init__(self, text: str, quoted: bool = False, position: int = 0, length: int = 0) -> None:
        self.text, self.quoted, self.position, self.length = text, quoted, position, length


class Word(_Part):
    """Text to search for; a ``quoted`` one is a phrase, found as it is written."""

    __slots__ = ("position", "quoted", "text")
    __match_args__ = ("text",)

    def __init__(self, text: str, position: int = 0, quoted: bool = False) -> None:
        self.text, self.position, self.quoted = text, position, quoted


class Test(_Part):
    """A field compared with values; ``operator`` is ``:`` (one of them) ``<`` ``<=`` ``>`` or ``>=``.

    ``field`` is as typed, in lower case.  ``raw`` is everything after the operator, since a comma may also be a
    decimal comma; ``source`` is the whole query, for errors found when names are looked up.
    """

    __test__ = False  # pytest: not a test class
    __slots__ = ("field", "operator", "position", "raw", "source", "values")
    __match_args__ = ("field", "operator", "values")

    def __init__(
        self,
        field: str,
        operator: str,
        values: tuple[Value, ...],
        raw: str = "",
        position: int = 0,
        source: str = "",
    ) -> None:
        self.field, self.operator, self.values = field, operator, values
        self.raw, self.position, self.source = raw, position, source

    @property
    def whole(self) -> Value:
        """All values as one, where a comma does not separate."""
        first = self.values[0]
        return first if len(self.values) == 1 else Value(self.raw, False, first.position, len(self.raw))


class Not(_Part):
    """A condition that must not hold."""

    __slots__ = __match_args__ = ("node",)

    def __init__(self, node: Node) -> None:
        self.node = node


class And(_Part):
    """Conditions that must all hold; an empty one always does."""

    __slots__ = __match_args__ = ("nodes",)

    def __init__(self, nodes: tuple[Node, ...]) -> None:
        self.nodes = nodes


class Or(_Part):
    """Conditions of which one must hold."""

    __slots__ = __match_args__ = ("nodes",)

    def __init__(self, nodes: tuple[Node, ...]) -> None:
        self.nodes = nodes


Node = Word | Test | Not | And | Or

_PIECE = r'(?:"[^"]*"|[^\s()",]*)'
_TOKEN = re.compile(
    rf"""\s*(?:
        (?P<open>\() | (?P<close>\))
      | (?P<minus>-(?=[^\s)]))
      | (?P<test>(?P<field>[^\W\d]\w*)(?P<operator>:(?!//)|<=|>=|<|>|=)(?P<value>{_PIECE}(?:,{_PIECE})*))
      | (?P<phrase>"[^"]*")
      | (?P<word>[^\s()"]+)
      | (?P<wrong>.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_KINDS = ("open", "close", "minus", "test", "phrase", "word", "wrong")
_VALUE = re.compile(_PIECE)
_SHORTHAND = re.compile(r"[@+](?=[^\W\d_])")

_OR = ("OR", "ATAU")
_AND = ("AND", "DAN")

_UNREADABLE = re.compile("[\x00\ud800-\udfff]")
_QUOTES = str.maketrans(dict.fromkeys(QUOTES, '"'))


def _readable(text: str) -> str:
    """Return the query, character by character, as databases can take it; typographic quotes become plain ones."""
    return _UNREADABLE.sub("\ufffd", text).translate(_QUOTES)


class _Token(NamedTuple):
    kind: str
    match: re.Match[str]

    @property
    def text(self) -> str:
        return self.match[self.kind]

    @property
    def position(self) -> int:
        return self.match.start(self.kind)

    def is_word(self, words: tuple[str, ...]) -> bool:
        return self.kind == "word" and self.text in words


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position, end = 0, len(text.rstrip())
    terms = values = 0
    while position < end:
        match = _TOKEN.match(text, position)
        assert match is not None
        token = _Token(next(kind for kind in _KINDS if match[kind] is not None), match)
        if token.kind == "wrong":
            raise QueryError(text, token.position, 1, _("this quotation mark is not closed."))
        terms += token.kind in ("test", "phrase", "word") and not token.is_word(_OR + _AND)
        values += 1 + match["value"].count(",") if token.kind == "test" else 0
        if terms > MOST_TERMS:
            why = _("a query has at most {count} terms: ask in portions.", count=MOST_TERMS)
            raise QueryError(text, token.position, len(token.text), why)
        if values > MOST_VALUES:
            why = _("a query names at most {count} values: ask in portions.", count=MOST_VALUES)
            raise QueryError(text, token.position, len(token.text), why)
        tokens.append(token)
        position = match.end()
    return tokens


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.index = 0
        self.depth = 0

    def parse(self) -> Node:
        if not self.tokens:
            return And(())
        node = self._or()
        if (token := self._peek()) is not None:
            raise self._wrong(token, _("this parenthesis was never opened."))
        return node

    def _peek(self) -> _Token | None:
        return self.tokens[self.index] if self.index < len(self.tokens) else None

    def _wrong(self, token: _Token, why: str, suggestion: str | None = None) -> QueryError:
        return QueryError(self.text, token.position, len(token.text), why, suggestion)

    def _next_is(self, words: tuple[str, ...]) -> bool:
        token = self._peek()
        return token is not None and token.is_word(words)

    def _or(self) -> Node:
        nodes = [self._and()]
        while self._next_is(_OR):
            self.index += 1
            nodes.append(self._and())
        return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))

    def _and(self) -> Node:
        nodes = [self._term()]
        while (token := self._peek()) is not None and token.kind != "close" and not token.is_word(_OR):
            if token.is_word(_AND):
                self.index += 1
            nodes.append(self._term())
        return nodes[0] if len(nodes) == 1 else And(tuple(nodes))

    def _term(self) -> Node:
        """Read one term.  A connecting word is an error here: a query must never find more than was meant."""
        token = self._peek()
        if token is None or token.kind == "close" or token.is_word(_OR + _AND):
            raise self._missing(token)
        self.index += 1
        match token.kind:
            case "minus":
                return Not(self._deeper(token, self._term))
            case "open":
                node = self._deeper(token, self._or)
                if self._peek() is None:
                    raise self._wrong(token, _("this parenthesis is not closed."))
                self.index += 1
                return node
            case "test":
                return self._test(token)
            case "phrase":
                if not token.text[1:-1].strip():
                    raise self._wrong(token, _("nothing stands between these quotation marks."))
                return Word(token.text[1:-1], token.position, quoted=True)
            case _:
                return self._word(token)

    def _missing(self, token: _Token | None) -> QueryError:
        """Return the error that a term is missing: after what stands before it, or else before ``token``."""
        before = self.tokens[self.index - 1] if self.index else None
        if before is not None and (before.kind in ("minus", "open") or before.is_word(_OR + _AND)):
            return self._wrong(before, _("after “{word}” something is missing.", word=before.text))
        assert token is not None
        if token.kind == "close":
            return self._wrong(token, _("this parenthesis was never opened."))
        why = _("before “{word}” something is missing: write it small to search for it.", word=token.text)
        return self._wrong(token, why)

    def _test(self, token: _Token) -> Test:
        match = token.match
        values = self._values(match.start("value"), match.end("value"))
        operator = ":" if match["operator"] == "=" else match["operator"]
        return Test(match["field"].lower(), operator, values, match["value"], token.position, self.text)

    def _values(self, start: int, end: int) -> tuple[Value, ...]:
        """Return the values between the commas of a part of the query."""
        values: list[Value] = []
        while start <= end:
            piece = _VALUE.match(self.text, start, end)
            assert piece is not None
            quoted = piece[0].startswith('"')
            words = piece[0][1:-1] if quoted else piece[0]
            values.append(Value(words, quoted, start, len(piece[0])))
            start = piece.end() + 1
        for value in values if len(values) > 1 else ():
            if not value.text.strip():
                raise QueryError(self.text, value.position, value.length, _("a value is missing here."))
        return tuple(values)

    def _word(self, token: _Token) -> Node:
        """Return a word to search for, or the test that ``@farid`` (lead) or ``+rapat`` (tag) stands for."""
        if token.text in ("<", "<=", ">", ">=", "=", ":"):
            why = _(
                "“{sign}” stands alone: write the field and the value beside it, as in due<friday.",
                sign=token.text,
            )
            raise self._wrong(token, why)
        if _SHORTHAND.match(token.text):
            name = "lead" if token.text[0] == "@" else "tag"
            values = self._values(token.position + 1, token.match.end("word"))
            return Test(name, ":", values, token.text[1:], token.position, self.text)
        return Word(token.text, token.position)

    def _deeper(self, token: _Token, parse: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._wrong(token, _("the query is nested too deeply."))
        node = parse()
        self.depth -= 1
        return node


def parse(text: str) -> Node:
    """Return the tree of a query; an empty one holds for everything.

    Raises :class:`QueryError` for what is not a query: an open quotation mark or parenthesis, ``OR`` without
    something on both sides, a value missing between commas.  Whether fields and values exist is only asked by
    :func:`taskforce.store.query.compile.compile_query`.
    """
    return _Parser(_readable(text)).parse()
