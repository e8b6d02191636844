"""Small files that would fill the memory or never end: refused with the reason, before a reader keeps them."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from workbooks import write_ods, write_xls

from taskforce.exchange.files import limits
from taskforce.exchange.files.open import read_book, read_bytes
from taskforce.exchange.files.sheet import Book, ImportFailed
from taskforce.exchange.files.workbook import read_workbook
from taskforce.model.errors import TaskforceError
from taskforce.reading import read_bounded, reading

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"{}><sheetData>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def xlsx(body: str | Iterable[str], *, texts: Iterable[str] = (), sheets: int = 1, prefix: str = "") -> bytes:
    """A workbook of which ``sheets`` entries lead to one part, with texts that are kept once."""
    relations = f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/{{}}" Target="{{}}"/>'
    entries = "".join(f'<sheet name="S{number}" sheetId="{number + 1}" r:id="r1"/>' for number in range(sheets))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    named = f' xmlns:{prefix[:-1]}="{main}"' if prefix else ""
    parts: dict[str, Iterable[str]] = {
        "_rels/.rels": [relations.format("officeDocument", "xl/workbook.xml"), "</Relationships>"],
        "xl/workbook.xml": [f'<workbook xmlns="{main}" xmlns:r="{OFFICE}"><sheets>{entries}</sheets></workbook>'],
        "xl/_rels/workbook.xml.rels": [relations.format("worksheet", "worksheets/a.xml"), "</Relationships>"],
        "xl/worksheets/a.xml": [
            SHEET.format(named).replace("<", f"<{prefix}", 1) if prefix else SHEET.format(named),
            *([body] if isinstance(body, str) else body),
        ],
    }
    if texts:
        parts["xl/sharedStrings.xml"] = texts
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, pieces in parts.items():
            with package.open(name, "w") as part:
                for piece in pieces:
                    part.write(piece.encode())
    return stream.getvalue()


END = "</sheetData></worksheet>"


def rows(count: int, cells: Callable[[int], str]) -> Iterator[str]:
    yield from (f'<row r="{number}">{cells(number)}</row>' for number in range(1, count + 1))
    yield END


def ods(rows: Iterable[str]) -> bytes:
    spaces = " ".join(
        f'xmlns:{word}="urn:oasis:names:tc:opendocument:xmlns:{word}:1.0"' for word in ("office", "table", "text")
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        with package.open("content.xml", "w") as part:
            part.write(
                f"<office:document-content {spaces}><office:body><office:spreadsheet><table:table>".encode()
            )
            for row in rows:
                part.write(row.encode())
            part.write(b"</table:table></office:spreadsheet></office:body></office:document-content>")
    return stream.getvalue()


def xls_cell(row: int, column: int) -> bytes:
    """An old workbook whose only cell lies at a place that no reader expects."""
    book = xlwt.Workbook()
    book.add_sheet("A").write(0, 1, 4.5)
    stream = io.BytesIO()
    book.save(stream)
    number = struct.pack("<HHHH", 0x027E, 10, 0, 1)
    assert stream.getvalue().count(number) == 1
    return stream.getvalue().replace(number, struct.pack("<HHHH", 0x027E, 10, row, column))


def xls_round() -> bytes:
    """An old workbook in which a chain of sectors leads back to its beginning."""
    stream = io.BytesIO()
    book = xlwt.Workbook()
    sheet = book.add_sheet("A")
    for row in range(2000):
        sheet.write(row, 0, f"Langkah {row}")
    book.save(stream)
    data = bytearray(stream.getvalue())
    table = 512 * (1 + struct.unpack_from("<I", data, 76)[0])
    struct.pack_into("<I", data, table + 4 * 40, 39)
    return bytes(data)


NUMBER = '<c r="A{0}"><v>1</v></c><c r="J{0}"><v>1</v></c>'
CELL = '<table:table-cell {}office:value-type="float" office:value="1"/>'

HARMFUL: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "entries": ("a.xlsx", lambda: xlsx(rows(2, NUMBER.format), sheets=500), "200 sheets"),
    "rows of all entries": ("a.xlsx", lambda: xlsx(rows(2_000, NUMBER.format), sheets=150), "200000 rows"),
    "one text in every cell": (
        "a.xlsx",
        lambda: xlsx(rows(9_000, '<c r="A{}" t="s"><v>0</v></c>'.format), texts=["<sst><si><t>", "x" * 30_000]),
        "more text",
    ),
    "a far cell": ("a.xlsx", lambda: xlsx(f'<row r="9"><c s="1" r="XFD900000"><v>1</v></c></row>{END}'), "rows"),
    "a far cell in other words": (
        "a.xlsx",
        lambda: xlsx(f"<row r='9'><c s='{'1' * 300}' r = 'xfd0900000'><f>1</f></c></row>{END}"),
        "rows",
    ),
    "a far cell behind a long text": (
        "a.xlsx",
        lambda: xlsx(
            f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 2_100_000}</t></is></c>'
            f'<c r="XFD1048576"><v>1</v></c></row>{END}'
        ),
        "rows",
    ),
    "a far cell with long attributes": (
        "a.xlsx",
        lambda: xlsx(f'<row r="1"><c s="{" " * 900}" r="XFD1048576"><v>1</v></c></row>{END}'),
        "damaged",
    ),
    "cells without a place": ("a.xlsx", lambda: xlsx(f"<row>{'<c><v>1</v></c>' * 2_000}</row>{END}"), "columns"),
    "blanks": ("a.xlsx", lambda: xlsx(" " * 5_000_000 for _ in range(51)), "unpacks"),
    "cells that never begin": ("a.xlsx", lambda: xlsx("<c " * 1_000_000 for _ in range(2)), ""),
    "attributes without an end": ("a.xlsx", lambda: xlsx(['<c r="A1"', ' t="e"' * 700_000]), "damaged"),
    "formulas without an end": ("a.xlsx", lambda: xlsx('<c r="A1"><f>' + "=" * 200 for _ in range(9_999)), ""),
    "empty texts": ("a.xlsx", lambda: xlsx(END, texts=("<si/>" * 100_000 for _ in range(25))), "unpacks"),
    "merged ranges": (
        "a.xlsx",
        lambda: xlsx(
            [
                *list(rows(20_000, NUMBER.format))[:-1],
                "</sheetData><mergeCells>",
                '<mergeCell ref="A1:A20000"/>' * 5_000,
                "</mergeCells></worksheet>",
            ]
        ),
        "million cells",
    ),
    "a cell that stands for a million": (
        "a.ods",
        lambda: ods(
            [
                '<table:table-row table:number-rows-repeated="9999">',
                CELL.format('table:number-columns-repeated="999" '),
                "</table:table-row>",
            ]
        ),
        "million cells",
    ),
    "a long text that stands for a thousand": (
        "a.ods",
        lambda: ods(
            [
                "<table:table-row>",
                '<table:table-cell table:number-columns-repeated="900" office:value-type="string">',
                f"<text:p>{'x' * 200_000}</text:p></table:table-cell></table:table-row>",
            ]
        ),
        "more text",
    ),
    "a row in the depth": (
        "a.ods",
        lambda: ods(
            [
                '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>',
                f"<table:table-row>{CELL.format('')}</table:table-row>",
            ]
        ),
        "rows",
    ),
    "a far cell of an old workbook": ("a.xls", lambda: xls_cell(65_535, 65_535), "columns"),
    "a chain that goes round": ("a.xls", xls_round, "damaged"),
    "columns": ("a.csv", lambda: b"," * 1_500_000 + b"a\n", "columns"),
    "columns over lines": ("a.csv", lambda: b"a,b\n" + b'"x\n",' * 700_000, "columns"),
    "cells": ("a.csv", lambda: (b"a," * 999 + b"a\n") * 3_010, "million cells"),
    "letters": ("a.csv", lambda: b"x" * (limits.LARGEST_TEXT + 1), "MB of text"),
    "lists in lists": ("a.json", lambda: b"[" + b"[]," * 1_600_000 + b"[]]", "unpacks"),
    "names": (
        "a.json",
        lambda: b"[" + b",".join(b'{"title":"a","k%d":1}' % number for number in range(1_100)) + b"]",
        "columns",
    ),
    "no number": ("a.json", lambda: b'[{"title": "a", "budget": NaN}]', "NaN"),
    "a number beyond": ("a.json", lambda: b'[{"title": "a", "budget": 1e999}]', "1e999"),
    "tasks": ("todo.txt", lambda: b"x\n" * 200_002, "200000 rows"),
}

CHILD = """
import sys
from pathlib import Path
from taskforce.exchange.files.open import read_book, read_bytes
from taskforce.language import set_language
from taskforce.model.errors import TaskforceError
import python_calamine
set_language("en")
if sys.platform == "linux":
    import resource
    own = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (own + 400_000_000, own + 400_000_000))
for path in map(Path, sys.argv[1:]):
    try:
        read_book(read_bytes(path), path)
        print("taken")
    except TaskforceError as error:
        print(" ".join(str(error).split()))
"""


def test_small_files_never_fill_the_memory(tmp_path: Path) -> None:
    """All of them in one process that may take 400 MB more than it has when it starts."""
    paths = []
    for number, (name, content, _reason) in enumerate(HARMFUL.values()):
        path = tmp_path / str(number) / name
        path.parent.mkdir()
        path.write_bytes(content())
        paths.append(str(path))
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *paths], capture_output=True, encoding="utf-8", timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    told = dict(zip(HARMFUL, done.stdout.splitlines(), strict=True))
    wrong = {case: told[case] for case, (*_rest, reason) in HARMFUL.items() if reason not in told[case]}
    assert wrong == {}
    assert "taken" not in {text for case, text in told.items() if HARMFUL[case][2]}


# --- what is counted is what a reader keeps ----------------------------------------------------------------------


@st.composite
def cells(draw: st.DrawFn) -> tuple[str, str]:
    """A sheet with its cells written in any way that a reader takes, and the prefix of its names."""
    prefix = draw(st.sampled_from(("", "x:")))
    body: list[str] = []
    row = 0
    for _ in range(draw(st.integers(1, 4))):
        row += draw(st.integers(1, 3))
        inside = ""
        column = 0
        for _ in range(draw(st.integers(0, 4))):
            column += draw(st.integers(1, 30))
            letters = (
                chr(64 + column) if column <= 26 else chr(64 + (column - 1) // 26) + chr(65 + (column - 1) % 26)
            )
            place = f'r="{letters}{row}"'
            attributes = draw(st.sampled_from((place, f's="1" {place}', f'{place} s="0" t="n"', f"{place}  ")))
            kind = draw(st.sampled_from(("v", "empty", "none", "text")))
            value = {
                "v": f"<{prefix}v>1</{prefix}v>",
                "empty": "",
                "none": "",
                "text": f"<{prefix}is><{prefix}t>a</{prefix}t></{prefix}is>",
            }[kind]
            if kind == "text":
                attributes = attributes.replace(' t="n"', "") + ' t="inlineStr"'
            inside += (
                f"<{prefix}c {attributes}/>" if kind == "none" else f"<{prefix}c {attributes}>{value}</{prefix}c>"
            )
        body.append(f'<{prefix}row r="{row}">{inside}</{prefix}row>')
    sheet = f"<{prefix}sheetData>" + "".join(body) + f"</{prefix}sheetData></{prefix}worksheet>"
    return sheet, prefix


@given(cells())
def test_a_sheet_is_as_large_as_a_reader_takes_it(drawn: tuple[str, str]) -> None:
    import python_calamine

    from taskforce.exchange.files.package import scan_xlsx

    body, prefix = drawn
    data = xlsx(body.replace("<sheetData>", "", 1) if not prefix else body, prefix=prefix)
    if prefix:
        data = _without(data, "<sheetData>")
    sizes: list[tuple[int, int]] = []
    with pytest.MonkeyPatch.context() as patch, zipfile.ZipFile(io.BytesIO(data)) as package:
        patch.setattr(limits.Sizes, "add", lambda _self, rows, columns: sizes.append((rows, columns)))
        scan_xlsx(package, "a.xlsx")
    end = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).end
    assert sizes == [(0, 0) if end is None else (end[0] + 1, end[1] + 1)]


def _without(data: bytes, text: str) -> bytes:
    """A workbook whose sheet lacks a text."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(text.encode(), b"") if name.endswith("a.xml") else content)
    return stream.getvalue()


@pytest.mark.parametrize("writer", [write_xls, write_ods])
def test_a_damaged_file_of_the_other_formats_is_read_or_refused(
    writer: Callable[[Path, object], Path], tmp_path: Path
) -> None:
    whole = writer(tmp_path / "whole", [("Tindak Lanjut", "PIC"), *((f"Langkah {n}", "Galuh") for n in range(40))])
    content = whole.read_bytes()
    for place in range(0, len(content), max(1, len(content) // 150)):
        for changed in (content[:place], content[:place] + bytes([content[place] ^ 0x5A]) + content[place + 1 :]):
            with suppress(ImportFailed):
                assert isinstance(read_workbook(changed, "a"), Book)


# --- what is no file ---------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="pipes with a name")
def test_a_pipe_and_a_device_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(ImportFailed, match="not a file"):
        read_bytes(tmp_path / "pipe.csv")
    for path in (tmp_path / "pipe.csv", Path(os.devnull)):
        with pytest.raises(OSError, match="not a file"), reading(path):
            pass


def test_a_file_is_read_as_far_as_was_meant(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"12345")
    assert read_bounded(path, 5) == b"12345"
    with pytest.raises(OSError, match="larger than"):
        read_bounded(path, 4)
    with pytest.raises(OSError):
        read_bounded(Path("a\0b"), 4)


def test_a_book_of_one_part_is_read_once_for_each_entry() -> None:
    body = [*rows(3, NUMBER.format)]
    book = read_workbook(xlsx(body, sheets=3), "a.xlsx")
    assert [len(sheet.rows) for sheet in book.sheets] == [3, 3, 3]


def test_texts_kept_once_are_counted_where_they_stand(tmp_path: Path) -> None:
    """A long text in one cell does no harm, however many short ones there are."""
    texts = ["<sst>", f"<si><t>{'x' * 30_000}</t></si>", "<si><t>a</t></si></sst>"]
    body = [
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row>',
        *rows(9_000, lambda n: f'<c r="A{n + 1}" t="s"><v>1</v></c>'),
    ]
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx(body, texts=texts))
    book = read_book(read_bytes(path), path)
    assert isinstance(book, Book) and len(book.sheets[0].rows) == 9_001


def test_refusals_are_sentences_of_ours() -> None:
    for refusal in (limits.too_much, limits.too_many_sheets, limits.too_many_marks, limits.too_long_text):
        assert isinstance(refusal("a"), TaskforceError)
