"""Text files as sheets: any common encoding, any of the usual separators."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from taskforce.exchange.files.limits import (
    MOST_CELLS,
    MOST_COLUMNS,
    too_many_cells,
    too_many_columns,
    too_many_rows,
)
from taskforce.exchange.files.sheet import MOST_ROWS, Book, ImportFailed, Row, Sheet, without_empty_end
from taskforce.language import _

SEPARATORS = (";", ",", "\t", "|")
_LOOKED_AT = 400
"""Rows that decide what the separator is."""
_SAMPLE = 1_000_000
"""Characters of a file that are looked at for them, or for its encoding."""
_SOME_COLUMNS = 20
_LONGEST_RECORD = 2_000_000
"""Characters of a row with all its lines: a thousand columns of a page each."""

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8", "UTF-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32-be", "UTF-32"),
    (b"\xff\xfe", "utf-16-le", "UTF-16"),
    (b"\xfe\xff", "utf-16-be", "UTF-16"),
)
_BESIDE_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_ESCAPED = re.compile(r"'(?='*[=+\-@\t\r])")
"""The apostrophe that our exporter (and others) put before what a spreadsheet would take for a formula."""


class Decoded(NamedTuple):
    """The text of a file and the name of the encoding it was read in."""

    text: str
    encoding: str


def decode(data: bytes, name: str) -> Decoded:
    """Return the text of a file.  Raise :class:`ImportFailed` when it is none, or is damaged."""
    for mark, codec, label in _BOMS:
        if data.startswith(mark):
            try:
                return _checked(Decoded(data[len(mark) :].decode(codec), label), name)
            except UnicodeDecodeError as error:
                raise _damaged(name, label, error) from error
    try:
        return _checked(Decoded(data.decode("utf-8"), "UTF-8"), name)
    except UnicodeDecodeError as error:
        _refuse_nearly_utf8(data, name, error)
    if b"\x00" in data:
        raise _no_text(name)
    try:
        return _checked(Decoded(data.decode("cp1252"), "Windows-1252"), name)
    except UnicodeDecodeError:
        return _checked(_by_statistics(data, name), name)


def _refuse_nearly_utf8(data: bytes, name: str, error: UnicodeDecodeError) -> None:
    """Refuse UTF-8 with a few broken bytes: as another encoding it would be read with every accent wrong."""
    tolerant = data.decode("utf-8", "replace")
    good = sum(1 for character in tolerant if ord(character) > 127 and character != "\ufffd")
    if good > 2 * tolerant.count("\ufffd") and b"\x00" not in data:
        raise _damaged(name, "UTF-8", error)


def _by_statistics(data: bytes, name: str) -> Decoded:
    import charset_normalizer

    best = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise _no_text(name)
    try:
        return Decoded(data.decode(best.encoding), best.encoding)
    except UnicodeDecodeError as error:
        raise _damaged(name, best.encoding, error) from error


def _checked(decoded: Decoded, name: str) -> Decoded:
    """Return text proper; refuse control characters, which no list has."""
    sample = decoded.text[:100_000]
    if len(_BESIDE_TEXT.findall(sample)) > len(sample) // 200 or "\x00" in decoded.text:
        raise _no_text(name)
    return decoded


def _no_text(name: str) -> ImportFailed:
    return ImportFailed(
        _("{name} is not a text file that can be read: save the list as .xlsx or as CSV (UTF-8).", name=name)
    )


def _damaged(name: str, label: str, error: UnicodeDecodeError) -> ImportFailed:
    line = error.object[: error.start].count(b"\n") + 1
    return ImportFailed(
        _(
            "{name} is {encoding} text with damaged characters (line {line}): save it again as CSV UTF-8.",
            name=name,
            encoding=label,
            line=line,
        )
    )


def read_csv(data: bytes, name: str) -> Book:
    """Return a csv file as one sheet.  ``name`` is shown in errors."""
    decoded = decode(data, name)
    return csv_book(decoded, name)


def csv_book(decoded: Decoded, name: str) -> Book:
    """Return decoded csv text as one sheet, with the remark how it was read."""
    text = decoded.text
    separator, told = separator_of(text)
    rows = [_row(cells) for cells in _records(text, separator, name)]
    if told and rows:
        rows[0] = []
    shown = {"\t": _("tab")}.get(separator, separator)
    remark = _(
        "Read as {encoding} text, columns separated by “{separator}”.", encoding=decoded.encoding, separator=shown
    )
    return Book([Sheet("", without_empty_end(rows))], [remark])


def _row(cells: list[str]) -> Row:
    row: Row = []
    for cell in cells:
        if cell[:1] == "'":
            cell = _ESCAPED.sub("", cell, count=1)
        row.append(cell if cell and not cell.isspace() else None)
    return row


def separator_of(text: str) -> tuple[str, bool]:
    """Return what separates the columns, and whether the first line (``sep=;``, as Excel writes it) says so.

    The separator that gives most rows the same number of columns; among equals, the one that gives more.
    """
    first = text[:20].splitlines()[:1]
    if first and (said := re.fullmatch(r'"?sep=(.)"?', first[0].strip("\r\n"), re.IGNORECASE)):
        return said[1], True
    if text[:4].lower() == "sep=" and text[4:5] == "\t":
        return "\t", True
    sample = text[:_SAMPLE]
    best, best_score = ",", (0.0, 0)
    for separator in SEPARATORS:
        score = _regularity(sample, separator)
        if score > best_score:
            best, best_score = separator, score
    return best, False


def _regularity(text: str, separator: str) -> tuple[float, int]:
    """Return the share of rows that have the commonest number of columns (two or more), and that number."""
    counts: list[int] = []
    reader = csv.reader(_lines(text), delimiter=separator)
    try:
        for cells in reader:
            if any(cells):
                counts.append(len(cells))
            if len(counts) == _LOOKED_AT:
                break
    except csv.Error:
        pass  # the rows before it still say something; reading it in earnest reports the error
    several = Counter(count for count in counts if count > 1)
    if not several:
        return 0.0, 0
    columns, rows = max(several.items(), key=lambda pair: (pair[1], pair[0]))
    return round(rows / len(counts), 2), columns


def _records(text: str, separator: str, name: str) -> list[list[str]]:
    for strict in (True, False):
        records: list[list[str]] = []
        begun = cells = 0
        lines = _Lines(text, name)
        reader = csv.reader(lines, delimiter=separator, strict=strict)
        try:
            for record in reader:
                lines.room = _LONGEST_RECORD
                while len(record) > _SOME_COLUMNS and not record[-1]:  # separators to the edge of a sheet
                    del record[-1]
                records.append(record)
                begun = reader.line_num
                cells += len(record)
                if len(records) > MOST_ROWS:
                    raise too_many_rows(name)
                if len(record) > MOST_COLUMNS:
                    raise too_many_columns(name)
                if cells > MOST_CELLS:
                    raise too_many_cells(name)
            return records
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise ImportFailed(
                    _(
                        "{name}: a quotation mark opened in or after line {line} is never closed: "
                        "close or remove it.",
                        name=name,
                        line=begun + 1,
                    )
                ) from error
            if "field larger" in str(error):
                raise ImportFailed(
                    _(
                        "{name}: a cell after line {line} has more than {limit} characters: shorten it, or close "
                        "the quotation mark that it begins with.",
                        name=name,
                        line=begun,
                        limit=csv.field_size_limit(),
                    )
                ) from error
            if not strict:
                raise ImportFailed(
                    _("{name} cannot be read after line {line} ({reason}).", name=name, line=begun, reason=error)
                ) from error
    raise AssertionError("the second reading returns or raises")


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text with their ends, as a file would."""
    return (match[0] for match in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text))


class _Lines:
    """The lines of a text for a reader of csv; raises when a record is longer than any row of a list."""

    def __init__(self, text: str, name: str) -> None:
        self._lines, self._name, self.room = _lines(text), name, _LONGEST_RECORD

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.room -= len(line)
        if self.room < 0:
            raise too_many_columns(self._name)
        return line
