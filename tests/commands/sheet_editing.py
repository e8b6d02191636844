"""A workbook that was sent out, in the hands of an agency: edited and saved by another program than ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from calling import Caller
from openpyxl.worksheet.worksheet import Worksheet


class Workbook:
    """An .xlsx file, opened to be changed.  Columns are named by header, rows by ref."""

    def __init__(self, path: Path, title: str = "Action item", ref: str = "Ref no.") -> None:
        self.path, self._title, self._ref = path, title, ref
        self.book = openpyxl.load_workbook(path)
        self.sheet: Worksheet = self.book.worksheets[0]

    @property
    def header_row(self) -> int:
        """The row of the header."""
        return next(row for row in range(1, 60) if self._title in self.texts(row))

    def texts(self, row: int) -> list[Any]:
        """What the cells of a row hold."""
        return [cell.value for cell in self.sheet[row]]

    def column(self, header: str) -> int:
        """The number of a column."""
        return self.texts(self.header_row).index(header) + 1

    def rows(self) -> Iterator[int]:
        """The rows below the header that hold something."""
        for row in range(self.header_row + 1, self.sheet.max_row + 1):
            if any(value is not None for value in self.texts(row)):
                yield row

    def row(self, ref: str) -> int:
        """The row of an item."""
        return next(row for row in self.rows() if str(self.sheet.cell(row, self.column(self._ref)).value) == ref)

    def cell(self, ref: str, header: str) -> Any:
        """The cell of an item."""
        return self.sheet.cell(self.row(ref), self.column(header))

    def set(self, ref: str, **values: Any) -> None:
        """Type into cells of an item; a header's spaces as ``_``."""
        for name, value in values.items():
            self.cell(ref, name.replace("_", " ")).value = value

    def add(self, **values: Any) -> int:
        """Type a new action item into the first empty row."""
        row = max(self.rows()) + 1
        for name, value in values.items():
            self.sheet.cell(row, self.column(name.replace("_", " "))).value = value
        return row

    def save(self, path: Path | None = None) -> Path:
        """Save it, and give the path."""
        self.book.save(path or self.path)
        return path or self.path


def item(call: Caller, ref: str) -> Any:
    """An item with everything that belongs to it."""
    return call("show", ref, "--format", "json").json


def steps(call: Caller) -> int:
    """How many steps the history has."""
    return len(call("history", "--limit", "1000", "--format", "json").json)
