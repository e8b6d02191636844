"""Writing a long JSON array without holding it in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any, TextIO

from taskforce.console import writes_utf8

_BLOCK = 500


def write_array(data: Iterable[dict[str, Any]], stream: TextIO) -> None:
    """Write objects as a JSON array, a block of them at a time: one call of the encoder each is the quick way."""
    encode = json.JSONEncoder(ensure_ascii=not writes_utf8(stream), separators=(",", ":")).encode
    stream.write("[")
    separator = "\n"
    rest = iter(data)
    while block := list(islice(rest, _BLOCK)):
        stream.write(separator + encode(block)[1:-1])
        separator = ",\n"
    stream.write("\n]\n")
