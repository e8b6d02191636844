"""Lists as offices keep them, written in every format they come in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

Rows = Sequence[Sequence[Any]]

MATRIX_HEADER = (
    *("No", "Nomor Rapat", "Judul Rapat", "Tanggal Rapat", "Tindak Lanjut", "Deskripsi"),
    *("PIC Biro", "PIC", "Deadline", "Prioritas", "Status", "Selesai Pada"),
)
MEETING = ("005/12/KOMINFO/2026", "Rapat koordinasi Smart City", date(2026, 11, 2))

MATRIX: Rows = (
    ("MATRIKS TINDAK LANJUT RAPAT",),
    ("TIM SMART CITY KABUPATEN BANJAR",),
    ("Keadaan 24 November 2026",),
    MATRIX_HEADER,
    (
        *(1, *MEETING, "Susun draf Buku 2", "Bab 1 sampai 3"),
        *("Diskominfo", "H.M. Farid Soufian, S.Kom., M.T.", "27/11/2026", "Tinggi", "Dalam proses", None),
    ),
    (
        *(2, *MEETING, "Undang narasumber", None),
        *("Bappelitbang", "Galuh Tantri Narindra; Azwar", "2 Desember 2026", "Sedang", "Selesai", "10/11/2026"),
    ),
    (),
    (
        *(3, "005/13/KOMINFO/2026", "Rapat [Diskominfo] [/]", date(2026, 11, 9), "Data sanitasi", "-"),
        *("Dinas Kesehatan", "Ikhwansyah", date(2026, 12, 4), "Mendesak", "Belum ditindaklanjuti", None),
    ),
    ("Jumlah", None, None, None, None, None, None, None, None, None, 3, None),
)
"""The follow-up matrix: three title rows, the header in row 4, an empty row and a sum."""

MATRIX_TITLES = ["Susun draf Buku 2", "Undang narasumber", "Data sanitasi"]


def with_header(header: Sequence[str], *rows: Sequence[Any]) -> Rows:
    """A plain list: the header in row 1."""
    return (header, *rows)


def matrix_with(**changes: Any) -> Rows:
    """The matrix with cells of its first row of data changed: by header, spaces as ``_``."""
    row = list(MATRIX[4])
    for header, value in changes.items():
        row[MATRIX_HEADER.index(header.replace("_", " "))] = value
    return (*MATRIX[:4], row, *MATRIX[5:])


def write_xlsx(path: Path, *sheets: Rows, names: Sequence[str] = (), merges: Iterable[str] = ()) -> Path:
    """A workbook; ``merges`` are ranges of the first sheet."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for index, rows in enumerate(sheets):
        sheet = book.create_sheet(names[index] if index < len(names) else f"Sheet{index + 1}")
        for row in rows:
            sheet.append(list(row))
    for merged in merges:
        book.worksheets[0].merge_cells(merged)
    book.save(path)
    return path


def write_xls(path: Path, rows: Rows) -> Path:
    """A workbook of the old format."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Matriks")
    style = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write(number, column, value, style)
            elif value is not None:
                sheet.write(number, column, value)
    book.save(str(path))
    return path


def write_ods(path: Path, rows: Rows) -> Path:
    """An OpenDocument spreadsheet."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    document = OpenDocumentSpreadsheet()
    table = Table(name="Matriks")
    for row in rows:
        line = TableRow()
        for value in row:
            if value is None:
                cell = TableCell()
            elif isinstance(value, datetime | date):
                cell = TableCell(valuetype="date", datevalue=value.isoformat())
            elif isinstance(value, int | float):
                cell = TableCell(valuetype="float", value=str(value))
            else:
                cell = TableCell(valuetype="string")
            if value is not None:
                cell.addElement(P(text=str(value)))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(path))
    return path


def csv_text(rows: Rows, separator: str = ",", line_end: str = "\r\n") -> str:
    """Csv text; dates as offices type them."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator=line_end)
    width = max(map(len, rows))
    for row in rows:
        cells = [value.strftime("%d/%m/%Y") if isinstance(value, date) else value for value in row]
        writer.writerow(["" if value is None else value for value in [*cells, *[None] * (width - len(cells))]])
    return stream.getvalue()


def write_csv(path: Path, rows: Rows, separator: str = ",", encoding: str = "utf-8") -> Path:
    """A csv file in any dialect and encoding."""
    path.write_bytes(csv_text(rows, separator).encode(encoding))
    return path
