"""A report as an Excel workbook: figures to reckon with, lists to filter, curves as Excel's own charts.

The first sheet is page one with the figures, the second all that is late; the matrix, the groups and the plots
have sheets of their own, and the other lists of action items are one table to filter by its first column.  What
can be reckoned with has a column of its own: status, progress, days late.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeGuard

from taskforce.language import N_, _
from taskforce.model.vocabulary import OVERDUE_MARK
from taskforce.reports.content.wording import NOTHING, before_text, left_out_text
from taskforce.reports.document import (
    Cell,
    Column,
    Copies,
    Document,
    Facts,
    Figures,
    Heading,
    Letterhead,
    Listed,
    Paragraph,
    Part,
    Photo,
    Plot,
    Signatures,
    Table,
    Title,
    Verdict,
    figures_of,
    picture,
    unfolded,
)
from taskforce.reports.writers.workbook import Field, Row, Sheet, Value, Workbook

_MOST_MARKS = 40
"""With more points than these, marks would touch each other."""

_COLOURS = ("#1F4E9C", "#0D6F69", "#9A5B00", "#84388C")
_DASHES = ("dash", "solid", "round_dot", "long_dash")
_MARKERS = ("square", "circle", "triangle", "diamond")

_KINDS: Mapping[str, tuple[str, float]] = {
    "text": ("text", 17),
    "ref": ("text", 7),
    "date": ("day", 13),
    "money": ("money", 18),
    "percent": ("percent", 11),
    "number": ("number", 10),
    "points": ("points", 12),
}
"""The kinds of a document's columns: what their cells are in a workbook, and how wide they are at least."""

_FLEXIBLE = 38

_SUMMED: Mapping[str, str] = {"number": "sum", "money": "sum", "ref": "count"}
"""How columns of a kind are summed up, where a row of sums has a value for them."""

_NAMES: Mapping[str, str] = {
    "overdue": N_("Overdue"),
    "matrix": N_("Matrix"),
    "by_agency": N_("Per agency"),
    "by_dimension": N_("Per dimension"),
    "by_priority": N_("Per priority"),
}
"""What sheets are called, where their title is too long for that."""

_SHORT = ("summary", "plan_actual")
"""The parts whose tables stand on the first sheet."""

_LOGO = 48
"""The height of the logo in points."""

_FIRST_SHEET = (6, 40, 26, 14, 13, 13)
"""The widths of the first sheet's columns: refs, titles, causes, what else there is."""


def as_xlsx(document: Document) -> bytes:
    """Return the report as the content of an ``.xlsx`` file."""
    properties = {"title": document.title, "subject": document.subtitle, "author": document.organisation}
    with Workbook(properties, date.fromisoformat(document.as_of), document.language) as book:
        writer = _Writer(book, document)
        writer.summary()
        writer.tables()
        return book.content()


class _Writer:
    def __init__(self, book: Workbook, document: Document) -> None:
        self.book, self.document = book, document
        title = document.part("title")
        self.lines = next((block.lines for block in title.blocks if isinstance(block, Title)), ()) if title else ()

    def _sheet(self, name: str, fields: Sequence[Field], *, across: bool = False) -> Sheet:
        footer = f"{self.document.title} – {self.document.subtitle}"
        widths = [field.width for field in fields]
        return self.book.sheet(name, widths, self.document.paper, footer, across=across)

    def _headed(self, name: str, title: str, fields: Sequence[Field], *, across: bool = False) -> Sheet:
        """Add a sheet with its title and what the report is of over the table that follows."""
        sheet = self._sheet(name, fields, across=across)
        sheet.heading(title)
        sheet.line(("text", "plain", " · ".join(self.lines)))
        sheet.skip()
        return sheet

    def summary(self) -> None:
        """Write everything that is no table or plot, and the table of priorities, which is short."""
        sheet = self._sheet(_("Summary"), [Field("", width) for width in _FIRST_SHEET])
        for part in unfolded(self.document).parts:
            short = part.front or part.key in _SHORT
            blocks = [block for block in part.blocks if short or not isinstance(block, Table | Plot | Photo)]
            if not blocks:
                continue
            if part.title:
                sheet.skip()
                sheet.heading(_counted(part))
            for block in blocks:
                self._block(sheet, block)

    def _block(self, sheet: Sheet, block: object) -> None:
        match block:
            case Letterhead(lines, logo):
                if logo and (found := picture(logo)):
                    sheet.picture(found[1], _LOGO, _("Logo"))
                _lines(sheet, lines, "title")
                sheet.skip()
            case Title(text, lines):
                sheet.text(text.upper(), "title")
                _lines(sheet, lines)
            case Heading(text):
                sheet.text(text, "bold")
            case Paragraph(text):
                _lines(sheet, text.split("\n"))
            case Listed(_key, entries, numbered):
                _lines(sheet, _numbered(entries) if numbered else entries)
            case Verdict(now, reason, rule):
                sheet.text(now.text.upper(), "bold")
                _lines(sheet, filter(None, (reason, before_text(block), rule)))
            case Facts(_key, facts):
                _lines(sheet, (f"{fact.label}: {fact.text}" for fact in facts))
            case Figures(_key, figures):
                for figure in figures:
                    kind = "number" if figure.kind == "count" else figure.kind
                    tone = "late" if figure.key == "overdue" else ""
                    cells = [("text", "", None), ("text", tone, figure.label), (kind, tone, figure.value)]
                    sheet.line(*cells, *([("text", "plain", figure.remark)] if figure.remark else []))
            case Table() if block.rows:
                fields = _fields(block)
                sheet.first = 0 if block.columns[0].kind == "ref" else 1
                sheet.table(fields, _rows(block, fields))
                if block.left_out:
                    sheet.text(left_out_text(block))
            case Signatures():
                _signatures(sheet, block)
            case Copies(title, entries):
                sheet.skip()
                sheet.line(("text", "bold", title))
                _lines(sheet, _numbered(entries))

    def tables(self) -> None:
        """Write the sheets after the first: what is late, the matrix, the lists, the groups, the plots."""
        parts = unfolded(self.document).parts
        parts = tuple(part for part in parts if part.key not in _SHORT and not part.front)
        for part in parts:
            if part.key == "overdue":
                self._own_sheet(part)
        parts = tuple(part for part in parts if part.key != "overdue")
        lists = [part for part in parts if not part.wide and any(map(_is_list, part.blocks))]
        for part in parts:
            if part.wide:
                self._own_sheet(part)
        self._lists(lists)
        for part in parts:
            if not part.wide and part not in lists:
                self._own_sheet(part)
        for part in parts:
            for block in part.blocks:
                if isinstance(block, Plot):
                    self._plot(block)

    def _own_sheet(self, part: Part) -> None:
        for block in part.blocks:
            if isinstance(block, Table) and block.rows:
                if part.key == "matrix":
                    block = self._with_days_late(block)
                fields = _fields(block)
                name = _(_NAMES[part.key]) if part.key in _NAMES else part.title
                across = part.wide or part.key == "overdue"
                sheet = self._headed(name, part.title, fields, across=across)
                sheet.list(fields, _rows(block, fields), _sums(block, fields))

    def _with_days_late(self, matrix: Table) -> Table:
        """Return the matrix with a column behind each due date that says by how many days it is late."""
        places = [index for index, column in enumerate(matrix.columns) if column.key == "due"]
        if not places:
            return matrix
        place, as_of = places[0] + 1, date.fromisoformat(self.document.as_of)
        column = Column(_("Late"), right=True, kind="number", key="late")

        def days(cell: Cell) -> Cell:
            if not isinstance(cell.value, str) or cell.text[:1] != OVERDUE_MARK:
                return Cell("")
            return Cell("", "late", (as_of - date.fromisoformat(cell.value)).days)

        rows = tuple((*row[:place], days(row[place - 1]), *row[place:]) for row in matrix.rows)
        columns = (*matrix.columns[:place], column, *matrix.columns[place:])
        return matrix._replace(columns=columns, rows=rows)

    def _lists(self, parts: Sequence[Part]) -> None:
        """Write the lists of action items as one table: a column for each heading that any of them has."""
        tables = [(part.title, block) for part in parts for block in part.blocks if _is_list(block)]
        if not tables:
            return
        columns: dict[tuple[str, str], Column] = {}
        for _title, table in tables:
            for column in table.columns:
                columns.setdefault((column.title, column.kind), column)
        fields = [Field(_("List"), 22), *map(_field, columns.values())]
        places = {key: index for index, key in enumerate(columns, 1)}
        sheet = self._headed(_("Lists"), _("What moved, what is stuck, what comes next"), fields, across=True)

        blank: list[tuple[Value, str]] = [(None, "")] * len(columns)

        def rows() -> Iterator[Row]:
            for title, table in tables:
                own = [places[column.title, column.kind] for column in table.columns]
                for row in table.rows:
                    cells = [(title, ""), *blank]
                    for place, cell in zip(own, row, strict=True):
                        cells[place] = _cell(cell, fields[place].kind)
                    yield cells

        total = sum(len(table.rows) for _title, table in tables)
        names: list[Value] = [total, *(None for _column in columns)]
        names[next((place for place, field in enumerate(fields) if field.width == _FLEXIBLE), 1)] = _("Total")
        sums: Row = [(name, "strong" if name is not None else "") for name in names]
        sheet.list([fields[0]._replace(sum="count"), *fields[1:]], rows(), sums)

    def _plot(self, plot: Plot) -> None:
        table = figures_of(plot, self.document.language)
        fields = [*map(_field, table.columns)]
        names = {"s_curve": _("S-curve")}
        name = names.get(plot.name, plot.title)
        sheet = self._headed(name, plot.title, fields, across=True)
        head, last = sheet.list(fields, _rows(table, fields))
        chart = self.book.book.add_chart({"type": "line" if plot.name in ("s_curve", "burn_up") else "bar"})
        name = sheet.sheet.get_name()
        for index in range(len(plot.series)):
            colour, dash = _COLOURS[index % 4], _DASHES[index % 4]
            marker = {"type": _MARKERS[index % 4], "size": 5, "border": {"color": colour}}
            marker["fill"] = {"color": "#FFFFFF" if dash == "dash" else colour}
            chart.add_series(
                {
                    "name": [name, head, index + 1],
                    "categories": [name, head + 1, 0, last, 0],
                    "values": [name, head + 1, index + 1, last, index + 1],
                    "line": {"color": colour, "width": 2.25, "dash_type": dash},
                    "marker": marker if last - head <= _MOST_MARKS else {"type": "none"},
                }
            )
        chart.set_title({"name": plot.title, "name_font": {"size": 12}})
        grid = {"visible": True, "line": {"color": "#C9D1CF"}}
        scale = {"max": 1, "num_format": "0%"} if plot.unit == "percent" else {}
        chart.set_y_axis({"min": 0, "major_gridlines": grid, **scale})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 760, "height": 380})
        sheet.sheet.insert_chart(head, len(fields) + 1, chart, {"description": plot.alternative})


def _is_list(block: object) -> TypeGuard[Table]:
    """Return whether a block is a list of action items: such a table begins with their references."""
    return isinstance(block, Table) and bool(block.rows) and block.columns[0].kind == "ref"


def _counted(part: Part) -> str:
    return part.title if part.count is None else f"{part.title} ({part.count})"


def _lines(sheet: Sheet, lines: Iterable[str], tone: str = "plain") -> None:
    for text in lines:
        sheet.text(text, tone)


def _numbered(entries: Iterable[str]) -> list[str]:
    return [f"{number}. {text}" for number, text in enumerate(entries, 1)]


def _signatures(sheet: Sheet, block: Signatures) -> None:
    for index, signer in enumerate(block.signers, 1):
        sheet.skip()
        _lines(sheet, [block.place_and_day] if index == len(block.signers) else [])
        _lines(sheet, signer.above)
        sheet.skip(3)
        sheet.line(("text", "bold", signer.name))
        _lines(sheet, filter(None, (signer.rank, signer.nip)))


def _field(column: Column) -> Field:
    kind, width = _KINDS.get(column.kind, _KINDS["text"])
    return Field(column.title, _FLEXIBLE if column.flexible else width, kind, _SUMMED.get(column.kind, ""))


def _fields(table: Table) -> list[Field]:
    """Return the columns of a table; where a list says how late an item is, the unit is in the head."""
    days = _("Days late")
    return [
        _field(column)._replace(title=days) if column.key == "late" else _field(column) for column in table.columns
    ]


def _rows(table: Table, fields: Sequence[Field]) -> Iterator[Row]:
    for row in table.rows:
        yield [_cell(cell, field.kind) for cell, field in zip(row, fields, strict=True)]


def _sums(table: Table, fields: Sequence[Field]) -> Row | None:
    """Return the row below a table; a list of action items counts them, and has the sum of their weights."""
    if table.sums is None:
        if not _is_list(table):
            return None
        values: dict[int, Value] = {0: len(table.rows), _main(table): _("Total")}
        for index, column in enumerate(table.columns):
            if column.key == "weight":
                weights = [row[index].value for row in table.rows]
                values[index] = sum(weight for weight in weights if isinstance(weight, int | float))
        return [(values.get(index), "strong" if index in values else "") for index in range(len(fields))]
    return [(_cell(cell, field.kind)[0], "strong") for cell, field in zip(table.sums, fields, strict=True)]


def _main(table: Table) -> int:
    return next((index for index, column in enumerate(table.columns) if column.flexible), 1)


def _cell(cell: Cell, kind: str) -> tuple[Value, str]:
    """Return what stands in a cell: its value; its text where that says more than the lack of one."""
    tone = "late" if cell.tone == "late" else ""
    if cell.value is not None or kind != "text":
        return cell.value, tone
    return (None if cell.text in ("", NOTHING) else cell.text), tone
