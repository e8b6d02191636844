"""Long lists as JSON, without holding the text in memory: written a record a line, read a value at a time."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from json.encoder import encode_basestring_ascii
from typing import Any, TextIO

from taskforce.console import writes_utf8

_BEYOND_ASCII = re.compile("[^\x00-\x7e]+")


def write_lines(lines: Iterable[str], stream: TextIO) -> int:
    """Write JSON texts as an array, one a line, with escapes where the stream has not every character.

    Returns how many they were.
    """
    if not writes_utf8(stream):
        lines = (_BEYOND_ASCII.sub(_escaped, line) for line in lines)
    count, before, rest = 0, "[\n", iter(lines)
    while some := list(islice(rest, _AT_ONCE)):
        stream.write(before + ",\n".join(some))
        count, before = count + len(some), ",\n"
    stream.write("\n]\n" if count else "[\n]\n")
    return count


_AT_ONCE = 100
"""So many texts are written at once."""


def _escaped(match: re.Match[str]) -> str:
    return encode_basestring_ascii(match[0])[1:-1]


LONGEST = 16_000_000
"""Letters of a single value that is read so; a longer one would be begun anew too often."""

_LONG = 2_000_000
"""Letters after which it is looked how many values a value has in it."""

_SPACE = re.compile(r"[ \t\n\r]*")
_OF_A_NUMBER = re.compile(r"[0-9.eE+-]*")
"""What may go on with a number: ``0.`` of ``0.5``."""


def members(pieces: Iterable[str], most: int = LONGEST) -> Iterator[tuple[str, Any]]:
    """Yield the members of a JSON object whose text comes in pieces: a name with its value, an array as an
    iterator of its elements.  No value may hold more than ``most`` others.

    Raises :class:`ValueError` (or :class:`RecursionError`) where it is no such object, or says a name twice.
    """
    text = _Text(pieces, most)
    names: set[str] = set()
    text.take("{")
    while text.peek() != "}":
        if names:
            text.take(",")
        name = text.value()
        if not isinstance(name, str) or name in names:
            raise ValueError(name)
        names.add(name)
        text.take(":")
        if text.peek() == "[":
            elements = text.elements()
            yield name, elements
            for _element in elements:  # those that nobody asked for
                pass
        else:
            yield name, text.value()
    text.take("}")
    if text.peek():
        raise ValueError(text.peek())


class _Text:
    """A text that comes in pieces, of which only what was not read yet is kept."""

    def __init__(self, pieces: Iterable[str], most: int) -> None:
        self._pieces, self._most = iter(pieces), most
        self._text, self._at = "", 0

    def _more(self) -> bool:
        piece = next(self._pieces, "")
        self._text, self._at = self._text[self._at :] + piece, 0
        return piece != ""

    def peek(self) -> str:
        """Return the next sign that is no space; nothing at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found is not None else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def take(self, sign: str) -> None:
        """Go beyond a sign that must come next."""
        if self.peek() != sign:
            raise ValueError(self.peek())
        self._at += 1

    def value(self) -> Any:
        """Return the value that comes next."""
        self.peek()
        while True:
            try:
                value, end = _decoder.raw_decode(self._text, self._at)
            except ValueError:  # perhaps the rest of it did not come yet
                if len(self._text) - self._at > LONGEST or not self._more():
                    raise
                if len(self._text) > _LONG and sum(map(self._text.count, ",[{")) > self._most:
                    raise
                continue
            if not _OF_A_NUMBER.fullmatch(self._text, end) or not self._more():
                self._at = end
                return value

    def elements(self) -> Iterator[Any]:
        """Yield the elements of the array that comes next."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            yield self.value()
            if self.peek() == "]":
                self.take("]")
                return
            self.take(",")


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _no_number(text: str) -> Any:
    raise ValueError(text)


_decoder = json.JSONDecoder(parse_constant=_no_number, parse_float=_finite)
