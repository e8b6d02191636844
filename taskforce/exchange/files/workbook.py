"""Workbooks (xlsx, xlsm, xls, ods) as sheets.  What a file is, its content says, not its name.

python-calamine reads the values, after ``package.py`` and ``ole.py`` have seen that they are no more than a list
has; they also tell which cells hold no usable value (calamine gives them as empty).
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from taskforce.exchange.files.limits import MOST_CELLS, Sizes, too_many_cells
from taskforce.exchange.files.ole import scan_xls
from taskforce.exchange.files.package import DAMAGE, scan_ods, scan_xlsb, scan_xlsx, whole
from taskforce.exchange.files.sheet import (
    OWN_SHEETS,
    Book,
    Broken,
    ImportFailed,
    Row,
    Sheet,
    begins_as_ours,
    without_empty_end,
)
from taskforce.language import _
from taskforce.model.text import clean_line

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK"


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
    try:
        scan_xls(data, name)
    except ValueError as error:
        raise _unreadable(name, error) from error


def _check_package(data: bytes, name: str) -> dict[str, dict[tuple[int, int], Broken]]:
    """Refuse what is no workbook or too much of one; give the unusable cells of an xlsx by sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = set(package.namelist())
            if any(info.flag_bits & 1 for info in package.infolist()):
                raise _locked(name)
            if "xl/workbook.xml" in parts:
                return scan_xlsx(package, name)
            if "content.xml" in parts:
                _check_ods(package, parts, name)
                return {}
            if "xl/workbook.bin" in parts:
                scan_xlsb(package, name)
                return {}
    except DAMAGE as error:
        raise _unreadable(name, error) from error
    if "word/document.xml" in parts:
        raise _another_kind(name, _("a Word document"))
    if any(part.startswith("ppt/") for part in parts):
        raise _another_kind(name, _("a presentation"))
    raise _another_kind(name, _("a zip archive"))


def _check_ods(package: zipfile.ZipFile, parts: set[str], name: str) -> None:
    if "META-INF/manifest.xml" in parts and b"encryption-data" in whole(package, "META-INF/manifest.xml", name):
        raise _locked(name)
    kind = whole(package, "mimetype", name).decode("ascii", "replace") if "mimetype" in parts else ""
    if "opendocument.text" in kind:
        raise _another_kind(name, _("a text document"))
    if kind and "spreadsheet" not in kind:
        raise _another_kind(name, _("an OpenDocument file of another kind"))
    scan_ods(package, name)


def _sheets(data: bytes, name: str, broken: dict[str, dict[tuple[int, int], Broken]]) -> Book:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = Book([])
    sizes = Sizes(name)
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
            if sheet.end is not None:
                sizes.add(sheet.end[0] + 1, sheet.end[1] + 1)
            read = _sheet(clean_line(about.name), sheet, broken.get(about.name, {}), name)
            if is_own and (about.visible != SheetVisibleEnum.Visible or begins_as_ours(read)):
                book.own[about.name] = read
            else:
                book.sheets.append(read)
    return book


def _sheet(title: str, sheet: CalamineSheet, broken: dict[tuple[int, int], Broken], name: str) -> Sheet:
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
    return Sheet(title, without_empty_end(rows), _fill_down(rows, sheet.merged_cell_ranges or [], name))


def _fill_down(
    rows: list[Row], merges: list[tuple[tuple[int, int], tuple[int, int]]], name: str
) -> frozenset[tuple[int, int]]:
    """Give a cell's value to the rows it is merged over; the positions that got one."""
    filled: set[tuple[int, int]] = set()
    room = MOST_CELLS // 4
    for (top, left), (bottom, _right) in merges:
        if top == bottom or top >= len(rows) or left >= len(rows[top]) or rows[top][left] is None:
            continue
        end = min(bottom + 1, len(rows))
        room -= end - top
        if room < 0:  # ranges that lie on each other
            raise too_many_cells(name)
        for row in range(top + 1, end):
            rows[row].extend([None] * (left + 1 - len(rows[row])))
            rows[row][left] = rows[top][left]
            filled.add((row, left))
    return frozenset(filled)
