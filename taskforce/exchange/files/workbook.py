"""Workbooks (xlsx, xlsm, xls, ods) as sheets.  What a file is, its content says, not its name.

python-calamine reads the values.  Of an xlsx file this module also looks into the XML itself: for cells that
hold no usable value (calamine gives them as empty), and for dimensions that would fill the memory.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from taskforce.exchange.files.csv_reader import too_many_rows
from taskforce.exchange.files.sheet import (
    MOST_ROWS,
    OWN_SHEETS,
    Book,
    Broken,
    ImportFailed,
    Row,
    Sheet,
    begins_as_ours,
    column_index,
    without_empty_end,
)
from taskforce.language import _
from taskforce.model.text import clean_line

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK"
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, KeyError, ValueError, EOFError, OSError),
    ElementTree.ParseError,
)
"""What reading a damaged package raises."""
_LARGEST_PART = 700_000_000
"""Bytes of an unpacked part; a sheet of 200,000 rows has some 300 million."""
_LARGEST_AREA = 20_000_000
"""Cells of the rectangle around a sheet's values: the reader holds all of it in memory."""

_CELL = r"<(?:\w+:)?c\b(?=[^>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\")"
_ERROR_CELL = rf"{_CELL}[^>]*?\bt=\"e\"[^>]*>(?:<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?<(?:\w+:)?v>([^<]*)<"
_EMPTY_FORMULA = (
    rf"{_CELL}(?![^>]*\bt=\"str\")(?:[^>]*[^/>])?>\s*<(?:\w+:)?f\b[^>]*(?:/>|>([^<]*)</(?:\w+:)?f>)\s*"
    r"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_FILLED_CELL = rf"{_CELL}(?:[^>]*[^/>])?><(?:\w+:)?(?:v|is|f)\b"
_WIDE_ODS = (
    r"<table:table-cell(?=[^>]*office:(?:value|string|date|boolean))[^>]*number-columns-repeated=\"[0-9]{4,}\""
)
_TALL_ODS = (
    r"<table:table-row[^>]*number-rows-repeated=\"[0-9]{5,}\"[^>]*>"
    r"(?:(?!</table:table-row>).){0,2000}?office:value"
)


def is_workbook(data: bytes) -> bool:
    """Return whether the content begins like a workbook, or like another file of the same packaging."""
    return data.startswith((OLE, ZIP))


def read_workbook(data: bytes, name: str) -> Book:
    """Return the visible sheets of a workbook.  Raise :class:`ImportFailed`; ``name`` is shown in errors."""
    broken: dict[str, dict[tuple[int, int], Broken]] = {}
    if data.startswith(OLE):
        _check_ole(data, name)
    else:
        broken = _check_package(data, name)
    try:
        return _sheets(data, name, broken)
    except ImportFailed:
        raise
    except Exception as error:
        raise _unreadable(name, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a Rust library reports what it never expected
            raise
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: BaseException) -> ImportFailed:
    if type(error).__name__ == "PasswordError" or "password" in str(error).lower():
        return _locked(name)
    return ImportFailed(
        _(
            "{name} is a damaged workbook ({reason}): open it in a spreadsheet program and save it again.",
            name=name,
            reason=clean_line(str(error))[:120],
        )
    )


def _locked(name: str) -> ImportFailed:
    return ImportFailed(
        _("{name} is protected by a password: save a copy without a password and import that.", name=name)
    )


def _another_kind(name: str, kind: str) -> ImportFailed:
    return ImportFailed(
        _(
            "{name} is {kind}, not a workbook: save the list as .xlsx or .csv and import that.",
            name=name,
            kind=kind,
        )
    )


def _check_ole(data: bytes, name: str) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise _locked(name)
    if "WordDocument".encode("utf-16-le") in data:
        raise _another_kind(name, _("a Word document"))
    if "PowerPoint Document".encode("utf-16-le") in data:
        raise _another_kind(name, _("a presentation"))


def _check_package(data: bytes, name: str) -> dict[str, dict[tuple[int, int], Broken]]:
    """Refuse what is no workbook or too much of one; give the unusable cells of an xlsx by sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = set(package.namelist())
            if any(info.flag_bits & 1 for info in package.infolist()):
                raise _locked(name)
            if any(info.file_size > _LARGEST_PART for info in package.infolist()):
                raise _too_large(name)
            if "xl/workbook.xml" in parts:
                return {title: _look_into(_part(package, part, name), name) for title, part in _parts(package)}
            if "content.xml" in parts:
                _check_ods(package, parts, name)
                return {}
    except _DAMAGE as error:
        raise _unreadable(name, error) from error
    if "xl/workbook.bin" in parts:
        return {}
    if "word/document.xml" in parts:
        raise _another_kind(name, _("a Word document"))
    if any(part.startswith("ppt/") for part in parts):
        raise _another_kind(name, _("a presentation"))
    raise _another_kind(name, _("a zip archive"))


def _too_large(name: str) -> ImportFailed:
    return ImportFailed(
        _("{name} unpacks to more than a list can be: delete empty rows and columns, or split it.", name=name)
    )


def _part(package: zipfile.ZipFile, part: str, name: str) -> str:
    """Return the text of a part, read no further than its greatest size whatever the package claims."""
    with package.open(part) as stream:
        data = stream.read(_LARGEST_PART + 1)
    if len(data) > _LARGEST_PART:
        raise _too_large(name)
    return data.decode("utf-8", "replace")


def _parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Return each sheet's name and the part it is in."""
    targets: dict[str, str] = {}
    for relation in _elements(package, "xl/_rels/workbook.xml.rels", "Relationship"):
        target = relation["Target"]
        targets[relation["Id"]] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    members = set(package.namelist())
    for sheet in _elements(package, "xl/workbook.xml", "sheet"):
        part = targets.get(sheet.get("id", ""))
        if part in members and part.startswith("xl/worksheets/"):
            yield sheet.get("name", ""), part


def _elements(package: zipfile.ZipFile, part: str, tag: str) -> Iterator[dict[str, str]]:
    for element in ElementTree.fromstring(package.read(part)).iter():
        if element.tag.rpartition("}")[2] == tag:
            yield {key.rpartition("}")[2]: value for key, value in element.attrib.items()}


def _look_into(xml: str, name: str) -> dict[tuple[int, int], Broken]:
    _check_area(xml, name)
    broken: dict[tuple[int, int], Broken] = {}
    if 't="e"' in xml:
        for cell in re.finditer(_ERROR_CELL, xml):
            broken[int(cell[2]) - 1, column_index(cell[1])] = Broken(cell[3])
    if "<f>" in xml or "<f " in xml or ":f" in xml:
        for cell in re.finditer(_EMPTY_FORMULA, xml):
            broken[int(cell[2]) - 1, column_index(cell[1])] = Broken("=" + (cell[3] or "…"))
    return broken


def _check_area(xml: str, name: str) -> None:
    # The patterns begin with plain characters, which makes them quick on some ten million of them.
    columns = max(map(column_index, set(re.findall(r"r=\"([A-Z]{2,3})[0-9]", xml))), default=25) + 1
    if columns * 100_000 <= _LARGEST_AREA and not re.search(r"r=\"[A-Z]{0,3}[0-9]{6}", xml):
        return
    cells = [(column_index(letters) + 1, int(row)) for letters, row in re.findall(_FILLED_CELL, xml)]
    rows = max((row for _column, row in cells), default=0)
    columns = max((column for column, _row in cells), default=0)
    if rows > MOST_ROWS:
        raise too_many_rows(name)
    if rows * columns > _LARGEST_AREA:
        raise _too_large(name)


def _check_ods(package: zipfile.ZipFile, parts: set[str], name: str) -> None:
    if "META-INF/manifest.xml" in parts and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise _locked(name)
    kind = package.read("mimetype").decode("ascii", "replace") if "mimetype" in parts else ""
    if "opendocument.text" in kind:
        raise _another_kind(name, _("a text document"))
    if kind and "spreadsheet" not in kind:
        raise _another_kind(name, _("an OpenDocument file of another kind"))
    content = _part(package, "content.xml", name)
    if re.search(_WIDE_ODS, content) or re.search(_TALL_ODS, content):
        raise _too_large(name)


def _sheets(data: bytes, name: str, broken: dict[str, dict[tuple[int, int], Broken]]) -> Book:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = Book([])
    left = MOST_ROWS
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        for index, about in enumerate(workbook.sheets_metadata):
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            is_own = about.name in OWN_SHEETS
            if about.visible != SheetVisibleEnum.Visible and not is_own:
                book.remarks.append(
                    _("The sheet “{sheet}” is hidden and was left out.", sheet=clean_line(about.name))
                )
                continue
            sheet = workbook.get_sheet_by_index(index)
            end = sheet.end
            if end is not None and end[0] >= left:
                raise too_many_rows(name)
            if end is not None and (end[0] + 1) * (end[1] + 1) > _LARGEST_AREA:
                raise _too_large(name)
            read = _sheet(clean_line(about.name), sheet, broken.get(about.name, {}))
            left -= len(read.rows)
            if is_own and (about.visible != SheetVisibleEnum.Visible or begins_as_ours(read)):
                book.own[about.name] = read
            else:
                book.sheets.append(read)
    return book


def _sheet(title: str, sheet: CalamineSheet, broken: dict[tuple[int, int], Broken]) -> Sheet:
    read: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    rows: list[Row] = [
        [None if isinstance(value, str) and not value.strip() else value for value in row] for row in read
    ]
    for (row, column), value in broken.items():
        while len(rows) <= row:
            rows.append([])
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        if rows[row][column] is None:
            rows[row][column] = value
    return Sheet(title, without_empty_end(rows), _fill_down(rows, sheet.merged_cell_ranges or []))


def _fill_down(
    rows: list[Row], merges: list[tuple[tuple[int, int], tuple[int, int]]]
) -> frozenset[tuple[int, int]]:
    """Give a cell's value to the rows it is merged over; the positions that got one."""
    filled: set[tuple[int, int]] = set()
    for (top, left), (bottom, _right) in merges:
        if top == bottom or top >= len(rows) or left >= len(rows[top]) or rows[top][left] is None:
            continue
        for row in range(top + 1, min(bottom + 1, len(rows))):
            rows[row].extend([None] * (left + 1 - len(rows[row])))
            rows[row][left] = rows[top][left]
            filled.add((row, left))
    return frozenset(filled)
