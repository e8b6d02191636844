"""Writing a long JSON array without holding it in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TextIO

from taskforce.console import writes_utf8

_BLOCK = 500


def write_array(data: Iterable[dict[str, Any]], stream: TextIO) -> None:
    """Write objects as a JSON array, one a line."""
    encode = json.JSONEncoder(ensure_ascii=not writes_utf8(stream), separators=(",", ":")).encode
    stream.write("[")
    lines: list[str] = []
    separator = "\n"
    for one in data:
        lines.append(encode(one))
        if len(lines) == _BLOCK:
            stream.write(separator + ",\n".join(lines))
            separator = ",\n"
            lines.clear()
    if lines:
        stream.write(separator + ",\n".join(lines))
    stream.write("\n]\n")
