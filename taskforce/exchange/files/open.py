"""Any file that holds a list, as sheets; what it is, its content says."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

from taskforce.exchange.files.csv_reader import csv_book, decode
from taskforce.exchange.files.limits import (
    LARGEST_FILE,
    LARGEST_TEXT,
    MOST_OWN_VALUES,
    MOST_VALUES,
    Sizes,
    too_long_text,
    too_many_rows,
    too_much,
)
from taskforce.exchange.files.sheet import MOST_ROWS, Book, ImportFailed
from taskforce.exchange.files.workbook import is_workbook, read_workbook
from taskforce.language import _
from taskforce.model.errors import UnfitFile, reason_of
from taskforce.model.text import excerpt
from taskforce.reading import read_bounded

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")

_OTHER_FILES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"SQLite format 3", "SQLite"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
)


def read_bytes(path: Path) -> bytes:
    """Return the content of a file.  Raise :class:`ImportFailed` when there is none, or far too much."""
    try:
        data = read_bounded(path, LARGEST_FILE)
    except FileNotFoundError as error:
        raise ImportFailed(_("There is no file {path}: check its name and folder.", path=path)) from error
    except IsADirectoryError as error:
        raise ImportFailed(
            _("{path} is a folder: name the file in it that is to be imported.", path=path)
        ) from error
    except UnfitFile as error:
        raise ImportFailed(
            _("{path} cannot be read ({reason}): name another file.", path=path, reason=reason_of(error))
        ) from error
    except OSError as error:
        raise ImportFailed(
            _("{path} cannot be read ({reason}): check that you may open it.", path=path, reason=reason_of(error))
        ) from error
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise ImportFailed(_("{path} is empty: there is nothing to import.", path=path))
    return data


def read_book(data: bytes, path: Path) -> Book | Any:
    """Return the sheets of a spreadsheet, or the data of a JSON file.  Raise :class:`ImportFailed`."""
    name = path.name
    if is_workbook(data):
        return read_workbook(data, name)
    for mark, kind in _OTHER_FILES:
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(mark):
            raise ImportFailed(
                _(
                    "{name} is a {kind} file, not a list that can be read: save the list as .xlsx or .csv.",
                    name=name,
                    kind=kind,
                )
            )
    if len(data) > LARGEST_TEXT and not _is_own(data):
        raise too_long_text(name)
    decoded = decode(data, name)
    begin = decoded.text[:2000].lstrip().lower()
    if begin.startswith(("<!doctype html", "<html", "<table", "<?xml", "<style", "<meta")):
        raise ImportFailed(
            _(
                "{name} is a web page or XML under the name of a spreadsheet: open it in a spreadsheet program "
                "and save it as .xlsx.",
                name=name,
            )
        )
    if begin.startswith(("[", "{")) and path.suffix.lower() not in (".csv", ".txt"):
        return _json(decoded.text, name, own=_is_own(data))
    if path.suffix.lower() in WORKBOOK_SUFFIXES:
        raise ImportFailed(
            _(
                "{name} is text under the name of a workbook: if it is CSV, rename it to .csv and import that.",
                name=name,
            )
        )
    if path.suffix.lower() == ".json":
        raise ImportFailed(_("{name} is not JSON: check that it is the file you mean.", name=name))
    if path.suffix.lower() == ".txt" and "todo" in name.lower():
        from taskforce.exchange.files.todotxt import todotxt_book

        if decoded.text.count("\n") > MOST_ROWS:
            raise too_many_rows(name)
        return todotxt_book(decoded.text)
    return csv_book(decoded, name)


def _is_own(data: bytes) -> bool:
    """Return whether a file begins as the complete export of a list."""
    return re.match(rb"(?:\xef\xbb\xbf)?\s{0,99}\{\s{0,99}\"taskforce\"", data) is not None


def _json(text: str, name: str, *, own: bool) -> Any:
    """Return JSON, also with one object a line as Taskwarrior writes it."""
    if sum(map(text.count, ",[{")) > (MOST_OWN_VALUES if own else MOST_VALUES):
        raise too_much(name)
    try:
        data = _values(text)
    except (ValueError, RecursionError) as error:
        lines = [line.strip().rstrip(",") for line in text.splitlines() if line.strip() not in ("", "[", "]")]
        try:
            if not all(line.startswith("{") for line in lines):
                raise ValueError(name)
            data = [_values(line) for line in lines]
        except (ValueError, RecursionError):  # the first error says more
            raise ImportFailed(
                _(
                    "{name} is damaged JSON ({reason}): export it again.",
                    name=name,
                    reason=excerpt(str(error), 120),
                )
            ) from error
    if isinstance(data, list):
        names = {key for one in data if isinstance(one, dict) for key in one}
        Sizes(name).add(len(data), len(names))
    return data


def _values(text: str) -> Any:
    return json.loads(text, parse_constant=_no_number, parse_float=_finite)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _no_number(text: str) -> float:
    raise ValueError(_("“{text}” is no number", text=text[:20]))
