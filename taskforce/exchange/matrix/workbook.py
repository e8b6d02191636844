"""The matrix as a workbook that an agency fills in and sends back.

See :mod:`taskforce.exchange.matrix.hidden_sheet`.

What may be filled in is coloured, has a strong border, and says so in words above its header.  Cells of a table
must not be locked, or sorting it would be refused; so the other columns refuse what is typed by a rule instead.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from taskforce.exchange.files.remarks import LONGEST_CELL
from taskforce.exchange.files.sheet import HIDDEN_SHEET, LISTS_SHEET
from taskforce.exchange.matrix.hidden_sheet import COLUMNS, DAYS, SentColumn, SentSheet, as_sent
from taskforce.files import write_cell_text
from taskforce.language import _
from taskforce.model.vocabulary import Priority, Status, label
from taskforce.model.width import cell_width, shorten

SPARE_ROWS = 60
"""Empty rows below the items, ready for new ones."""

_TITLES = 5
_HEADER_ROW = _TITLES + 1
_FIRST = _HEADER_ROW + 1
_FILL, _PLAIN, _HEADER = "#FFF7CC", "#F2F2F2", "#D9E2EC"
_PAPERS = {"f4": 14, "a4": 9}
_FROZEN = 3
"""Columns that stay in view, and stand on every page: what an item is."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """What a workbook shows: its titles, its rows (by column key; dates as ISO text), and the members to choose.

    ``refs`` are in the order of ``rows``.
    """

    organisation: str
    agency: str
    sent_on: str
    paper: str
    rows: Sequence[Mapping[str, Any]]
    members: Sequence[tuple[str, str]] = field(default_factory=tuple)


def cell_values(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cells of an item as they are written: words for enumerations, texts as long as a cell takes."""
    cells = {column.key: row.get(column.key) for column in COLUMNS}
    cells["status"] = label(Status(row["status"]))
    cells["priority"] = label(Priority(row["priority"]))
    for key, value in cells.items():
        if isinstance(value, str):
            cells[key] = value[:LONGEST_CELL]
    return cells


def sent_cells(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the cells of an item as the hidden sheet keeps them."""
    return {key: as_sent(key, _plain(key, value)) for key, value in cell_values(row).items()}


def _plain(key: str, value: Any) -> Any:
    return str(value) if key == "progress" else value


def headers(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the header of each column that a workbook with these rows has, in the language in force."""
    return {
        column.key: _(column.header)
        for column in COLUMNS
        if not column.some or any(row.get(column.key) for row in rows)
    }


def matrix_workbook(matrix: Matrix, sent: SentSheet) -> bytes:
    """Return the workbook as the content of an .xlsx file."""
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        title, made = _("Matrix of action items"), datetime.fromisoformat(sent.sent_at)
        book.set_properties({"title": title, "author": matrix.organisation, "created": made})
        _Writer(book, matrix, sent).write()
    return stream.getvalue()


def _height(columns: Sequence[SentColumn], cells: Mapping[str, Any]) -> float:
    """Return the height of a row, in points: not every program finds it by itself."""
    lines = [
        sum(-(-max(1, cell_width(line)) // (column.width - 2)) for line in str(cells[column.key]).split("\n"))
        for column in columns
        if cells[column.key]
    ]
    return 13.5 * min(max(lines, default=1), 14) + 4


class _Writer:
    def __init__(self, book: Any, matrix: Matrix, sent: SentSheet) -> None:
        self.book = book
        self.matrix = matrix
        self.sent = sent
        self.plain = book.add_format()
        self.sheet = book.add_worksheet(_("Matrix"))
        self.last = _FIRST + len(matrix.rows) + SPARE_ROWS - 1
        """The last row of the table."""
        self.columns = [column for column in COLUMNS if column.key in sent.headers]
        self.looks = [self._look(column) for column in self.columns]

    def write(self) -> None:
        """Write the whole workbook."""
        self._titles()
        self._header()
        for number, row in enumerate(self.matrix.rows):
            cells = cell_values(row)
            self.sheet.set_row(_FIRST + number, _height(self.columns, cells))
            self._item(_FIRST + number, cells)
        self._spare()
        self._choices()
        self._hide()
        self._page()

    def _is_open(self, column: SentColumn) -> bool:
        return column.key in self.sent.open

    def _format(self, **look: Any) -> Any:
        usual = {"text_wrap": True, "valign": "top", "font_name": "Arial", "font_size": 10}
        return self.book.add_format(usual | look)

    def _titles(self) -> None:
        big = self.book.add_format({"bold": True, "font_size": 14, "font_name": "Arial"})
        line = self.book.add_format({"font_name": "Arial", "font_size": 10})
        small = self.book.add_format({"font_name": "Arial", "font_size": 8, "font_color": "#777777"})
        who = f"{self.matrix.agency} – " if self.matrix.agency else ""
        for row, (text, look) in enumerate(
            (
                (f"{_('Matrix of action items')} – {self.matrix.organisation}", big),
                (who + _("sent on {day}", day=self.matrix.sent_on), line),
                (
                    _("Fill in the yellow columns under “FILL IN”; new action items go into the empty rows."),
                    line,
                ),
                (_("Leave the column {ref} as it is. Sorting and filtering do no harm.", ref=_("Ref no.")), line),
                (self.sent.mark, small),
            )
        ):
            self.sheet.write_string(row, 0, text, look)

    def _header(self) -> None:
        band_open = self._format(bold=True, align="center", bg_color=_FILL, border=2)
        band = self._format(align="center", font_color="#777777", bg_color=_PLAIN, border=1)
        name_open = self._format(bold=True, align="center", bg_color=_FILL, border=2)
        name = self._format(bold=True, align="center", bg_color=_HEADER, border=1)
        for index, column in enumerate(self.columns):
            is_open = self._is_open(column)
            words = _("FILL IN") if is_open else _("read only")
            self.sheet.set_column(index, index, column.width)
            self.sheet.write_string(_TITLES, index, words, band_open if is_open else band)
            self.sheet.write_string(_HEADER_ROW, index, _(column.header), name_open if is_open else name)
        self.sheet.autofilter(_HEADER_ROW, 0, self.last, len(self.columns) - 1)
        self.sheet.freeze_panes(_FIRST, _FROZEN)

    def _look(self, column: SentColumn, *, spare: bool = False) -> Any:
        look: dict[str, Any] = {"locked": False, "border": 1}
        if self._is_open(column):
            look |= {"bg_color": _FILL, "left": 2, "right": 2}
        elif not spare:
            look["bg_color"] = _PLAIN
        if column.key in DAYS:
            look["num_format"] = "d mmm yyyy"  # a csv made of it must not be read month first
        elif column.key == "progress":
            look["num_format"] = "0%"
        elif column.key == "budget":
            look["num_format"] = "#,##0_-"
        else:
            look |= {"num_format": "@"} if column.key != "ref" else {"num_format": "General", "align": "center"}
        return self._format(**look)

    def _item(self, row: int, cells: Mapping[str, Any]) -> None:
        for index, (column, look) in enumerate(zip(self.columns, self.looks, strict=True)):
            value = cells[column.key]
            if value is None or value == "":
                self.sheet.write_blank(row, index, None, look)
            elif column.key in DAYS:
                self.sheet.write_datetime(row, index, date.fromisoformat(value), look)
            elif column.key == "progress":
                self.sheet.write_number(row, index, value / 100, look)
            elif column.key == "budget":
                self.sheet.write_number(row, index, value, look)
            elif column.key == "ref" and value.isascii() and value.isdigit() and len(value) < 10:
                self.sheet.write_number(row, index, int(value), look)
            else:
                write_cell_text(self.sheet, row, index, value, look)

    def _spare(self) -> None:
        looks = [self._look(column, spare=True) for column in self.columns]
        for row in range(self.last - SPARE_ROWS + 1, self.last + 1):
            for index, look in enumerate(looks):
                self.sheet.write_blank(row, index, None, look)

    def _choices(self) -> None:
        """Write the rules of the columns, and the sheet with the words that the lists offer."""
        lists = self.book.add_worksheet(LISTS_SHEET)
        statuses, priorities = list(map(label, Status)), list(map(label, Priority))
        for place, words in enumerate((statuses, priorities)):
            for row, word in enumerate(words):
                lists.write_string(row, place, word)
        for row, (name, member_id) in enumerate(self.matrix.members):
            write_cell_text(lists, row, 2, name, self.plain)
            lists.write_string(row, 3, member_id)
        lists.very_hidden()
        members = f"='{LISTS_SHEET}'!$C$1:$C${len(self.matrix.members)}" if self.matrix.members else ""
        choose = _("Choose from the list.")
        rules: dict[str, dict[str, Any]] = {
            "status": {"validate": "list", "source": statuses, "error_message": choose},
            "priority": {"validate": "list", "source": priorities, "error_message": choose},
            "progress": {
                "validate": "decimal",
                "criteria": "between",
                "minimum": 0,
                "maximum": 1,
                "error_message": _("A percentage from 0% to 100%."),
            },
        }
        if members:
            unknown = _("This name is not in the list. Is it a person that the task force does not know yet?")
            lead = {"validate": "list", "source": members, "error_message": unknown}
            rules["lead"] = {**lead, "error_type": "warning"}
        for key in DAYS:
            rules[key] = {
                "validate": "date",
                "criteria": ">=",
                "value": date(2000, 1, 1),
                "error_type": "warning",
                "error_message": _("Write a date, such as 5/12/2026."),
            }
        for index, column in enumerate(self.columns):
            self._rule(index, column, rules.get(column.key))

    def _rule(self, index: int, column: SentColumn, rule: dict[str, Any] | None) -> None:
        name = shorten(_(column.header), 32)
        first_spare = self.last - SPARE_ROWS + 1
        if rule is not None:
            self.sheet.data_validation(_FIRST, index, self.last, index, {**rule, "error_title": name})
        elif not self._is_open(column):
            closed = {
                "validate": "custom",
                "value": "=FALSE",
                "error_title": name,
                "error_message": _("This column is for reading only. Write what should change under “Obstacle”."),
            }
            end = self.last if column.key == "ref" else first_spare - 1
            if end >= _FIRST:
                self.sheet.data_validation(_FIRST, index, end, index, closed)

    def _hide(self) -> None:
        """Write the hidden sheet, and protect (without a password) what lies outside the table."""
        hidden = self.book.add_worksheet(HIDDEN_SHEET)
        for number, cells in enumerate(self.sent.hidden_rows()):
            for index, text in enumerate(cells):
                if text:
                    write_cell_text(hidden, number, index, text, self.plain)
        hidden.very_hidden()
        self.sheet.protect(
            "",
            {
                "sort": True,
                "autofilter": True,
                "format_cells": True,
                "format_columns": True,
                "format_rows": True,
                "insert_rows": True,
                "delete_rows": True,
                "insert_hyperlinks": True,
            },
        )
        self.sheet.activate()

    def _page(self) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(_PAPERS.get(self.matrix.paper, _PAPERS["a4"]))
        self.sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        self.sheet.fit_to_pages(2, 0)  # side by side: on one page nobody could read it
        self.sheet.repeat_columns(0, _FROZEN - 1)
        self.sheet.repeat_rows(_HEADER_ROW)
        self.sheet.print_area(0, 0, max(_FIRST, self.last - SPARE_ROWS), len(self.columns) - 1)
        self.sheet.set_footer("&C&P / &N")
