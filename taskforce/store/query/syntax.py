"""The grammar of queries: tokens, the tree they make, and mistakes shown at their position.

query   = or ;  or = and { ("OR" | "ATAU") and } ;  and = { term } ;
term    = [ "-" ] ( "(" or ")" | test | word | phrase )
test    = field (":" | "<" | "<=" | ">" | ">=" | "=") value
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from taskforce.language import _
from taskforce.model.errors import UsageError


class QueryError(UsageError):
    """A query that cannot be understood: where, and the nearest valid word.

    ``position`` counts characters from 0; ``length`` is how many are wrong.
    """

    def __init__(self, text: str, position: int, length: int, why: str, suggestion: str | None = None) -> None:
        self.text, self.suggestion = text, suggestion
        self.position = min(position, len(text))
        self.length = max(1, length)
        hint = " " + _("Did you mean “{word}”?", word=suggestion) if suggestion else ""
        place = _("In the query, at character {column}: {why}", column=self.position + 1, why=why)
        super().__init__(f"{place}{hint}")

    def pointer(self) -> str:
        """The query, and under it a caret at the mistake."""
        return f"{self.text}\n{' ' * self.position}{'^' * self.length}"


@dataclass(frozen=True, slots=True)
class Word:
    """Text to search for."""

    text: str
    position: int


@dataclass(frozen=True, slots=True)
class Test:
    """A field compared with a value; ``operator`` is ``:`` ``<`` ``<=`` ``>`` or ``>=``."""

    __test__ = False  # pytest: not a test class

    field: str
    operator: str
    value: str
    position: int
    value_position: int


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    node: Node


@dataclass(frozen=True, slots=True)
class Every:
    """All of it must hold; an empty one always does."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of it must hold."""

    nodes: tuple[Node, ...]


Node = Word | Test | Not | Every | Some

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<open>\() | (?P<close>\))
      | (?P<minus>-(?=[^\s)]))
      | (?P<test>(?P<field>[^\W\d]\w*)(?P<operator>:|<=|>=|<|>|=)(?P<value>"[^"]*"|[^\s()"]*))
      | (?P<phrase>"[^"]*")
      | (?P<word>[^\s()"]+)
      | (?P<wrong>.)
    )""",
    re.VERBOSE | re.DOTALL,
)

_OR = ("OR", "ATAU")
_AND = ("AND", "DAN")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    match: re.Match[str]

    @property
    def text(self) -> str:
        return self.match[self.kind]

    @property
    def position(self) -> int:
        return self.match.start(self.kind)


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    position = 0
    while position < len(text.rstrip()):
        match = _TOKEN.match(text, position)
        assert match is not None
        kinds = ("open", "close", "minus", "test", "phrase", "word", "wrong")
        token = _Token(next(kind for kind in kinds if match[kind] is not None), match)
        if token.kind == "wrong":
            raise QueryError(text, token.position, 1, _("a quotation mark is not closed."), '"')
        found.append(token)
        position = match.end()
    return found


_DEEPEST = 50


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.index = 0
        self.depth = 0

    def parse(self) -> Node:
        node = self.some()
        if self.index < len(self.tokens):
            token = self.tokens[self.index]
            raise QueryError(self.text, token.position, 1, _("this parenthesis was never opened."))
        return node

    def _peek(self) -> _Token | None:
        return self.tokens[self.index] if self.index < len(self.tokens) else None

    def some(self) -> Node:
        nodes = [self.every()]
        while (token := self._peek()) is not None and token.kind == "word" and token.text in _OR:
            self.index += 1
            if isinstance(nodes[-1], Every) and not nodes[-1].nodes:
                raise QueryError(self.text, token.position, len(token.text), _("nothing stands before it."))
            nodes.append(self.every())
            if nodes[-1] == Every(()):
                raise QueryError(self.text, token.position, len(token.text), _("nothing stands after it."))
        return nodes[0] if len(nodes) == 1 else Some(tuple(nodes))

    def every(self) -> Node:
        nodes: list[Node] = []
        while (token := self._peek()) is not None and token.kind != "close":
            if token.kind == "word" and token.text in _OR:
                break
            if token.kind == "word" and token.text in _AND:
                self.index += 1
                continue
            nodes.append(self.term())
        return nodes[0] if len(nodes) == 1 else Every(tuple(nodes))

    def term(self) -> Node:
        token = self.tokens[self.index]
        self.index += 1
        match token.kind:
            case "minus":
                following = self._peek()
                if following is None or following.kind == "close":
                    raise QueryError(self.text, token.position, 1, _("nothing stands after it."))
                return Not(self._deeper(token, self.term))
            case "open":
                node = self._deeper(token, self.some)
                closing = self._peek()
                if closing is None:
                    raise QueryError(self.text, token.position, 1, _("this parenthesis is not closed."), ")")
                self.index += 1
                return node
            case "test":
                operator = ":" if token.match["operator"] == "=" else token.match["operator"]
                return Test(
                    token.match["field"].lower(),
                    operator,
                    token.match["value"].strip('"'),
                    token.position,
                    token.match.start("value"),
                )
            case "phrase":
                return Word(token.text.strip('"'), token.position)
            case _:
                return self._shorthand(token)

    def _shorthand(self, token: _Token) -> Node:
        """``@farid`` is ``lead:farid`` and ``+rapat`` is ``tag:rapat``, as in quick add."""
        if len(token.text) > 1 and token.text[1].isalpha() and token.text[0] in "@+":
            field = "lead" if token.text[0] == "@" else "tag"
            return Test(field, ":", token.text[1:], token.position, token.position + 1)
        return Word(token.text, token.position)

    def _deeper(self, token: _Token, parse: object) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise QueryError(self.text, token.position, 1, _("the query is nested too deeply."))
        assert callable(parse)
        node: Node = parse()
        self.depth -= 1
        return node


def parse(text: str) -> Node:
    """The tree of a query; an empty one holds for everything.  Raises :class:`QueryError`."""
    return _Parser(text).parse()
