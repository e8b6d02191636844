"""Writing long lists as JSON arrays, one record a line, without holding the text in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable
from json.encoder import encode_basestring_ascii
from typing import TextIO

from taskforce.console import writes_utf8

_BEYOND_ASCII = re.compile("[^\x00-\x7e]+")


def write_lines(lines: Iterable[str], stream: TextIO) -> int:
    """Write JSON texts as an array, one a line, with escapes where the stream has not every character.

    Returns how many they were.
    """
    if not writes_utf8(stream):
        lines = (_BEYOND_ASCII.sub(_escaped, line) for line in lines)
    count = 0
    stream.write("[")
    for count, line in enumerate(lines, 1):
        stream.write((",\n" if count > 1 else "\n") + line)
    stream.write("\n]\n")
    return count


def _escaped(match: re.Match[str]) -> str:
    return encode_basestring_ascii(match[0])[1:-1]
