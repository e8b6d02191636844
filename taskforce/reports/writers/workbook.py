"""An Excel workbook as reports use it: real numbers and days, user text as text, sheets set up for paper.

Nothing that people wrote can become a formula, a link or a number: every cell is written by its column's kind.
Texts are clean already (see :mod:`taskforce.reports.document`).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from types import TracebackType
from typing import Any, NamedTuple

from taskforce.files import write_cell_text
from taskforce.language import _

FONT, FONT_SIZE = "Arial", 10
PAPER_CODES = {"f4": 14, "a4": 9}
"""Excel's numbers of the papers; its Folio (8.5 x 13 inches) is what offices call F4."""

LONGEST_TEXT = 32_767
"""Characters that a cell holds."""

_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")

_MARGINS = {"left": 1.18, "right": 0.79, "top": 0.79, "bottom": 0.98}
"""Inches: 30 mm for the binding at the left, 20 at the right and the top, 25 at the bottom."""

_LINE, _HIGHEST = 13.2, 409
"""The height of a line in points, and that of a row at most."""

_FORMATS = {
    "text": "@",
    "number": "#,##0",
    "decimal": "#,##0.0##",
    "percent": "0%",
    "percent1": "0.0%",
    "money": '"Rp"#,##0',
}
_RULES: dict[str, object] = {"border": 1, "border_color": "#9AA8A5"}
_DAYS = {"id": "[$-421]d mmm yyyy", "en": "[$-809]d mmm yyyy"}
_EPOCH = date(1899, 12, 30)

Value = str | int | float | None
Row = Sequence[tuple[Value, str]]
"""The cells of a line: values and their tones."""


class Field(NamedTuple):
    """A column: its heading, its width in characters, and its kind.

    ``text``, ``number``, ``percent`` (a value of 43.8 is stored as 0.438 and shown as 43.8%), ``points`` (a signed
    difference of percentages), ``money`` (rupiah) or ``day`` (ISO text, stored as Excel's day); ``sum`` is how its
    rows that a filter leaves are summed up below them: ``sum``, ``count`` or not at all.
    """

    title: str
    width: float
    kind: str = "text"
    sum: str = ""


class Workbook:
    """Writes row after row, so that a long list takes little memory; used with ``with``."""

    def __init__(self, properties: dict[str, str], made: date, language: str) -> None:
        """``made`` is the day the file says it was made on: the same report then is the same file."""
        import tempfile

        import xlsxwriter

        self._folder = tempfile.TemporaryDirectory(prefix="taskforce-")
        self._stream = BytesIO()
        self.book = xlsxwriter.Workbook(
            self._stream,
            {
                "constant_memory": True,
                "tmpdir": self._folder.name,
                "strings_to_numbers": False,
                "strings_to_formulas": False,
                "strings_to_urls": False,
            },
        )
        self.book.set_properties({**properties, "created": datetime(made.year, made.month, made.day)})
        self._formats: dict[tuple[str, str], Any] = {}
        unit = _("{number} points", number="").strip()
        self._number_formats = {
            **_FORMATS,
            "day": _DAYS[language],
            "points": _signed("0", unit),
            "points1": _signed("0.0", unit),
        }

    def __enter__(self) -> Workbook:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self.book.fileclosed = True  # else the library complains of a book that was given up
        self._folder.cleanup()

    def content(self) -> bytes:
        """Return the finished file."""
        self.book.close()
        return self._stream.getvalue()

    def format(self, kind: str, tone: str = "") -> Any:
        """Return the look of a cell of a kind, or of a ``blank`` one.

        Its tone is ``head``, ``late``, ``strong`` or none in a table; ``title``, ``bold`` or ``plain`` outside,
        with ``wrapped`` behind it for several lines.
        """
        if (kind, tone) not in self._formats:
            look = dict(_RULES) if kind == "blank" else _look(kind, tone)
            if kind != "blank":
                look["num_format"] = self._number_formats[kind]
            self._formats[kind, tone] = self.book.add_format(look)
        return self._formats[kind, tone]

    def sheet(self, name: str, widths: Sequence[float], paper: str, footer: str, *, across: bool = False) -> Sheet:
        """Add a new sheet, set up for paper; ``across`` turns the page."""
        made = self.book.add_worksheet(self._free_name(name))
        made.set_paper(PAPER_CODES.get(paper, PAPER_CODES["f4"]))
        if across:
            made.set_landscape()
        made.set_margins(**_MARGINS)
        made.fit_to_pages(1, 0)
        made.hide_gridlines(2)
        pages = _("Page {page} of {pages}", page="&P", pages="&N")
        made.set_footer(f"&L&8{footer.replace('&', '&&')[:160]}&R&8{pages}")
        for index, width in enumerate(widths):
            made.set_column(index, index, width)
        return Sheet(self, made, widths)

    def _free_name(self, title: str) -> str:
        """Return a name that Excel takes and that no sheet has yet."""
        name = " ".join(_NOT_IN_NAMES.sub(" ", title).split())[:_LONGEST_NAME].strip() or "–"
        taken = {sheet.get_name().casefold() for sheet in self.book.worksheets()}
        number, free = 2, name
        while free.casefold() in taken:
            ending = f" {number}"
            number, free = number + 1, name[: _LONGEST_NAME - len(ending)] + ending
        return free


class Sheet:
    """Rows from the top down."""

    def __init__(self, book: Workbook, sheet: Any, widths: Sequence[float]) -> None:
        self.book, self.sheet, self.widths = book, sheet, widths
        self.row = 0
        self.first = 0
        """The column at which tables begin."""

    def skip(self, rows: int = 1) -> None:
        """Leave rows empty."""
        self.row += rows

    def picture(self, content: bytes, height: float, description: str) -> None:
        """Put a picture of so many points in height at the left of the next row, which is as high."""
        scale = picture_scale(content, height)
        if scale is None:
            return
        self.sheet.set_row(self.row, height + 4)
        options = {"image_data": BytesIO(content), "x_scale": scale, "y_scale": scale, "description": description}
        self.sheet.insert_image(self.row, 0, "logo.png", {**options, "object_position": 3})
        self.row += 1

    def line(self, *cells: tuple[str, str, Value]) -> None:
        """Write one row of cells, each a kind, a tone and a value."""
        for column, (kind, tone, value) in enumerate(cells):
            self._cell(column, kind, tone, value)
        self.row += 1

    def text(self, text: str, tone: str = "plain") -> None:
        """Write one row of text across all columns, as high as it needs."""
        room = sum(self.widths)
        lines = _lines(text, room)
        if lines > 1 and len(self.widths) > 1:
            look = self.book.format("text", f"{tone} wrapped")
            self.sheet.set_row(self.row, min(_HIGHEST, lines * _LINE))
            self.sheet.merge_range(self.row, 0, self.row, len(self.widths) - 1, "", look)
            write_cell_text(self.sheet, self.row, 0, text[:LONGEST_TEXT], look)
            self.row += 1
        else:
            self.line(("text", tone, text))

    def heading(self, text: str) -> None:
        """Write a line over a table."""
        self.text(text, "title")

    def table(self, fields: Sequence[Field], rows: Iterable[Row]) -> tuple[int, int]:
        """Write a table with its head; return the rows of its head and of its last line."""
        head = self.row
        self._row(fields, [(field.title, "head") for field in fields])
        for row in rows:
            self._row(fields, row)
        # Cells without a value get their rules this way: a third of a long list would be such cells.
        bare = {"type": "blanks", "format": self.book.format("blank")}
        self.sheet.conditional_format(head, self.first, self.row - 1, self.first + len(fields) - 1, bare)
        return head, self.row - 1

    def list(self, fields: Sequence[Field], rows: Iterable[Row], sums: Row | None = None) -> tuple[int, int]:
        """Write the one table of a sheet: with a filter, and a head that stays in sight and stands on every page.

        ``sums`` stand under it, out of the filter's reach, as Excel's sums of what the filter leaves.  Gives the
        rows of its head and of its last line.
        """
        head, last = self.table(fields, rows)
        if sums is not None:
            self._row(fields, sums, above=(head + 1, last))
        self.sheet.autofilter(head, 0, max(last, head), len(fields) - 1)
        self.sheet.freeze_panes(head + 1, 0)
        self.sheet.repeat_rows(head)
        return head, last

    def _row(self, fields: Sequence[Field], row: Row, above: tuple[int, int] | None = None) -> None:
        """Write one line of a table, as high as its longest text needs: not every program does that by itself.

        A row of sums says which rows are ``above``, the first and the last.
        """
        cells = [
            (column + self.first, "text" if tone == "head" else fields[column].kind, tone, value)
            for column, (value, tone) in enumerate(row)
            if value is not None
        ]
        lines = 1
        for column, kind, _tone, value in cells:
            if kind == "text" and len(str(value)) > self.widths[column]:
                lines = max(lines, _lines(str(value), self.widths[column]))
        if lines > 1:
            self.sheet.set_row(self.row, min(_HIGHEST, lines * _LINE))
        for column, kind, tone, value in cells:
            how = fields[column - self.first].sum
            if above is not None and how and isinstance(value, int | float):
                look = self.book.format("money" if kind == "money" else "number", tone)
                self._sum(column, how, above, value, look)
            else:
                self._cell(column, kind, tone, value)
        self.row += 1

    def _sum(self, column: int, how: str, above: tuple[int, int], value: float, look: Any) -> None:
        """Write a sum over the rows that a filter leaves; ``value`` is what is shown before Excel reckons."""
        from xlsxwriter.utility import xl_range

        cells = xl_range(above[0], column, above[1], column)
        number = 109 if how == "sum" else 103
        self.sheet.write_formula(self.row, column, f"=SUBTOTAL({number},{cells})", look, value)

    def _cell(self, column: int, kind: str, tone: str, value: Value) -> None:
        sheet, row = self.sheet, self.row
        if isinstance(value, str):
            if kind == "day":
                day = (date.fromisoformat(value) - _EPOCH).days
                sheet.write_number(row, column, day, self.book.format(kind, tone))
            else:
                write_cell_text(sheet, row, column, value[:LONGEST_TEXT], self.book.format("text", tone))
        elif value is None:
            return
        elif kind == "percent":
            look = self.book.format("percent" if isinstance(value, int) else "percent1", tone)
            sheet.write_number(row, column, round(value / 100, 6), look)
        else:
            if kind == "number" and isinstance(value, float) and value.is_integer():
                value = int(value)
            finer = {"number": "decimal", "points": "points1"} if isinstance(value, float) else {}
            look = finer.get(kind, kind)
            sheet.write_number(row, column, value, self.book.format(look, tone))


def _signed(digits: str, unit: str) -> str:
    """Return Excel's format of a number with its sign and unit."""
    return f'+{digits}" {unit}";−{digits}" {unit}";{digits}" {unit}"'


def picture_scale(content: bytes, height: float) -> float | None:
    """Return by what a picture (PNG or JPEG) is scaled to so many points in height; ``None`` for no picture."""
    from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
    from docx.image.image import Image

    try:
        image = Image.from_blob(content)
        return height * 12700 / image.height if image.content_type in ("image/png", "image/jpeg") else None
    except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError):
        return None
    except (KeyError, ValueError, ZeroDivisionError, struct.error):  # a picture cut off in its head
        return None


def _lines(text: str, width: float) -> int:
    """Return roughly how many lines a text takes in a column."""
    lines, used = 1, 0
    room = max(1, int(width * 1.1))
    for word in text.split():
        if used and used + 1 + len(word) > room:
            lines, used = lines + 1, 0
        used += len(word) + bool(used)
        if used > room:
            lines, used = lines + (used - 1) // room, used % room
    return lines


def _look(kind: str, tone: str) -> dict[str, object]:
    look: dict[str, object] = {"font_name": FONT, "font_size": FONT_SIZE, "valign": "top"}
    tone, _space, wrapped = tone.partition(" ")
    if tone in ("plain", "bold", "title"):
        size = FONT_SIZE + 2 * (tone == "title")
        return look | {"bold": tone != "plain", "font_size": size, "text_wrap": bool(wrapped)}
    # Indented: else a number touches the text in the column behind it.
    look |= _RULES | ({"text_wrap": True} if kind == "text" else {"align": "right", "indent": 1})
    if tone == "head":
        look |= {"bold": True, "bg_color": "#E4EDEA", "valign": "vcenter"}
    elif tone == "strong":
        look |= {"bold": True, "bg_color": "#F2F6F4"}
    elif tone == "late":
        look |= {"font_color": "#A11C15"}
    return look
