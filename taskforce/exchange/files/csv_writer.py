"""CSV in two dialects: the international one, and the one Excel speaks in Indonesia (``;``, decimal comma).

A text that a spreadsheet would take for a formula gets an apostrophe in front; the importer takes it away.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from taskforce.model.shown import list_cell

DIALECTS: Mapping[str, str] = {"excel": ",", "excel-id": ";"}
"""Each dialect's separator."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(keys: Sequence[str], data: Iterable[Mapping[str, Any]], dialect: str) -> str:
    """Return rows under a header of keys; lists are joined with ``, ``, a checklist has a line for each step."""
    stream = io.StringIO()
    write_csv(keys, data, dialect, stream)
    return stream.getvalue()


def write_csv(keys: Sequence[str], data: Iterable[Mapping[str, Any]], dialect: str, stream: TextIO) -> int:
    """Write the text of :func:`csv_text` row by row; return how many rows it has."""
    writer = csv.writer(stream, delimiter=DIALECTS[dialect], lineterminator="\r\n")
    writer.writerow(keys)
    count = 0
    for one in data:
        writer.writerow([_cell(one[key], dialect) for key in keys])
        count += 1
    return count


def _cell(value: Any, dialect: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        value = list_cell(value)
    if isinstance(value, float):
        return repr(value).replace(".", ",") if dialect == "excel-id" else repr(value)
    text = str(value)
    # One that begins with the sign of this itself gets another, so that reading takes away just what was added.
    return "'" + text if isinstance(value, str) and text.lstrip("'").startswith(_FORMULA) else text
