"""Any file that holds a list, as sheets; what it is, its content says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from taskforce.exchange.files.csv_reader import csv_book, decode
from taskforce.exchange.files.sheet import Book, ImportFailed
from taskforce.exchange.files.workbook import is_workbook, read_workbook
from taskforce.language import _

LARGEST_FILE = 200_000_000
"""Bytes of a file that is read into memory."""

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
    if path.is_dir():
        raise ImportFailed(_("{path} is a folder: name the file in it that is to be imported.", path=path))
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ImportFailed(_("{path} is larger than any list: split it, or name another file.", path=path))
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ImportFailed(_("There is no file {path}: check its name and folder.", path=path)) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ImportFailed(
            _("{path} cannot be read ({reason}): check that you may open it.", path=path, reason=reason)
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
        return _json(decoded.text, name)
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

        return todotxt_book(decoded.text)
    return csv_book(decoded, name)


def _json(text: str, name: str) -> Any:
    """Return JSON, also with one object a line as Taskwarrior writes it."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        lines = [line.strip().rstrip(",") for line in text.splitlines() if line.strip() not in ("", "[", "]")]
        try:
            if all(line.startswith("{") for line in lines):
                return [json.loads(line) for line in lines]
        except (ValueError, RecursionError):
            pass  # the first error says more
        raise ImportFailed(
            _("{name} is damaged JSON ({reason}): export it again.", name=name, reason=error)
        ) from error
