"""Files of every kind: read by content, refused with one sentence."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workbooks import MATRIX, csv_text, write_ods, write_xls, write_xlsx

from taskforce.exchange.files.csv_reader import csv_book, decode, read_csv, separator_of
from taskforce.exchange.files.open import read_book, read_bytes
from taskforce.exchange.files.sheet import Book, Broken, ImportFailed, column_index, column_letter
from taskforce.exchange.files.workbook import read_workbook


def read(path: Path) -> Book:
    book = read_book(read_bytes(path), path)
    assert isinstance(book, Book)
    return book


def rows_of(path: Path) -> list[list[Any]]:
    [sheet] = read(path).sheets
    return sheet.rows


# --- workbooks ----------------------------------------------------------------------------------------------


def test_values_keep_their_kind_and_place(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [[], [None, "teks", 5, 0.8, True, date(2026, 11, 24)], [], ["akhir"]])
    assert rows_of(path) == [
        [None] * 6,
        [None, "teks", 5, 0.8, True, date(2026, 11, 24)],
        [None] * 6,
        ["akhir", None, None, None, None, None],
    ]


@pytest.mark.parametrize("writer", [write_xls, write_ods])
def test_the_other_formats_give_the_same(tmp_path: Path, writer: Any) -> None:
    path = writer(tmp_path / "a", [["teks", 5, date(2026, 11, 24)], [None, "dua\nbaris", None]])
    assert rows_of(path) == [["teks", 5, date(2026, 11, 24)], [None, "dua\nbaris", None]]


def test_a_merged_cell_has_its_value_in_every_row_it_covers(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["x", "y"], [None, "z"], [None, None], ["b", "c"]], merges=("A1:A3",))
    [sheet] = read(path).sheets
    assert [row[0] for row in sheet.rows] == ["x", "x", "x", "b"]
    assert sheet.continued == {(1, 0), (2, 0)}


def test_errors_and_formulas_without_results_are_not_taken_for_empty_cells(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["judul", "#REF!", "=1+1", "biasa"]])
    assert rows_of(path) == [["judul", Broken("#REF!"), Broken("=1+1"), "biasa"]]


def test_hidden_sheets_are_left_out_and_named(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Judul"])
    hidden = book.create_sheet("Rahasia")
    hidden.append(["x"])
    hidden.sheet_state = "hidden"
    book.create_chartsheet("Grafik")
    book.save(tmp_path / "a.xlsx")
    found = read(tmp_path / "a.xlsx")
    assert [sheet.name for sheet in found.sheets] == ["Sheet"]
    assert "Rahasia" in found.remarks[0]


def test_a_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = write_xlsx(tmp_path / "plain.xlsx", MATRIX)
    with plain.open("rb") as source, (tmp_path / "locked.xlsx").open("wb") as target:
        OOXMLFile(source).encrypt("rahasia", target)
    with pytest.raises(ImportFailed, match="password"):
        read(tmp_path / "locked.xlsx")


def _zip(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


OTHER_KINDS: dict[str, tuple[str, bytes, str]] = {
    "pdf": ("a.xlsx", b"%PDF-1.7 ...", "PDF"),
    "text": ("a.xlsx", b"Tindak Lanjut;PIC\nSatu;Farid\n", "text under the name of a workbook"),
    "web page": ("a.xls", b"<html><table><tr><td>Tindak Lanjut</td></tr></table></html>", "web page"),
    "xml": ("a.xls", b"<?xml version='1.0'?><Workbook/>", "XML"),
    "word": ("a.xlsx", _zip(word__document=b"x", **{"word__document.xml": b"<a/>"}), "Word"),
    "zip": ("a.xlsx", _zip(**{"berkas.txt": b"x"}), "zip archive"),
    "odt": (
        "a.ods",
        _zip(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b"<a/>"}),
        "a text",
    ),
    "picture": ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(200), "PNG"),
    "database": ("a.csv", b"SQLite format 3\x00" + bytes(100), "a list or another database"),
    "binary": ("a.csv", bytes(range(256)) * 20, "not a text file"),
    "empty": ("a.xlsx", b"", "is empty"),
    "blank": ("a.csv", b"\xef\xbb\xbf \r\n\r\n", "is empty"),
    "half a workbook": ("a.xlsx", b"", "damaged workbook"),
    "old workbook cut short": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged workbook"),
    "json of another program": ("a.json", b'{"a": 1}', "neither"),
    "no json": ("a.json", b"halo", "not JSON"),
    "damaged json": ("a.json", b'[{"title": "x"', "damaged JSON"),
}


@pytest.mark.parametrize("case", OTHER_KINDS)
def test_a_file_of_another_kind_gets_one_sentence(case: str, tmp_path: Path, store: Any) -> None:
    from taskforce.exchange.importer import plan_import

    name, content, words = OTHER_KINDS[case]
    path = tmp_path / name
    if case == "half a workbook":
        whole = write_xlsx(path, MATRIX).read_bytes()
        content = whole[: len(whole) // 2]
    path.write_bytes(content)
    with pytest.raises(ImportFailed) as refused:
        plan_import(store, path)
    text = str(refused.value)
    assert words in text and name in text
    assert "\n" not in text and text.endswith(".") and len(text) < 250


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="no file"):
        read(tmp_path / "tidak ada.xlsx")
    with pytest.raises(ImportFailed, match="folder"):
        read(tmp_path)


@given(position=st.integers(0, 20_000), byte=st.integers(0, 255))
def test_a_damaged_workbook_never_does_anything_but_refuse(position: int, byte: int) -> None:
    damaged = bytearray(_WHOLE)
    damaged[position % len(damaged)] = byte
    try:
        assert read_workbook(bytes(damaged), "m.xlsx").sheets
    except ImportFailed as error:
        assert str(error)


def _whole() -> bytes:
    stream = io.BytesIO()
    import openpyxl

    book = openpyxl.Workbook()
    for row in MATRIX:
        book.active.append(list(row))
    book.save(stream)
    return stream.getvalue()


_WHOLE = _whole()


def _sheet_xml(cells: str) -> bytes:
    """A workbook whose only sheet has these cells, written by hand."""
    head = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    with zipfile.ZipFile(io.BytesIO(_WHOLE)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/worksheets/sheet1.xml"] = f"{head}<sheetData>{cells}</sheetData></worksheet>".encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def test_cells_at_the_end_of_the_world_do_not_fill_the_memory() -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(ImportFailed, match="200000 rows"):
        read_workbook(_sheet_xml(cells), "a.xlsx")
    wide = '<row r="1"><c r="A1"><v>1</v></c></row><row r="150000"><c r="XFD150000"><v>1</v></c></row>'
    with pytest.raises(ImportFailed, match="1000 columns"):
        read_workbook(_sheet_xml(wide), "a.xlsx")


def test_formatted_cells_without_values_are_no_rows() -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert read_workbook(_sheet_xml(cells), "a.xlsx").sheets[0].rows == [[1]]


def test_a_formula_whose_result_is_an_empty_text_is_empty() -> None:
    cells = '<row r="1"><c r="A1" t="str"><f>IF(1,"","")</f><v></v></c><c r="B1"><f>1+1</f><v>2</v></c></row>'
    assert read_workbook(_sheet_xml(cells), "a.xlsx").sheets[0].rows == [[None, 2]]


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_the_names_that_spreadsheets_show(index: int, letters: str) -> None:
    assert column_letter(index) == letters
    assert column_index(letters) == index


# --- text ---------------------------------------------------------------------------------------------------

CELLS = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufeff"), max_size=12).map(
    lambda text: text.strip()
)
TABLES = st.integers(2, 6).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=3, max_size=12)
)


@given(
    rows=TABLES,
    separator=st.sampled_from(";,\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be-bom"]),
    line_end=st.sampled_from(["\r\n", "\n", "\r"]),
)
def test_any_dialect_and_encoding_gives_the_cells_back(
    rows: list[list[str]], separator: str, encoding: str, line_end: str
) -> None:
    text = csv_text([["kolom"] * len(rows[0]), *rows], separator, line_end)
    if encoding == "utf-16-be-bom":
        data = b"\xfe\xff" + text.encode("utf-16-be")
    else:
        data = text.encode(encoding)
    [sheet] = read_csv(data, "a.csv").sheets
    assert separator_of(text) == (separator, False)
    # The importer takes away the apostrophe that guards formulas, and empty rows at the end.
    expected = [[_unguarded(cell) or None for cell in row] for row in rows]
    while expected and not any(expected[-1]):
        expected.pop()
    assert sheet.rows[1:] == expected


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") and cell[1:2] else cell


def test_western_european_text_is_read_as_such() -> None:
    decoded = decode("judul;ket\nrésumé – “a”;ñ\n".encode("cp1252"), "a.csv")
    assert decoded == ("judul;ket\nrésumé – “a”;ñ\n", "Windows-1252")


def test_utf8_with_a_broken_byte_is_not_taken_for_another_encoding() -> None:
    data = "judul\nrésumé naïve café\n".encode() + b"rusak \xe9 di sini\n"
    with pytest.raises(ImportFailed, match="line 3"):
        decode(data, "a.csv")


def test_what_excel_says_about_the_separator_counts() -> None:
    [sheet] = read_csv(b"sep=|\r\na,b|c,d\r\n", "a.csv").sheets
    assert sheet.rows == [[], ["a,b", "c,d"]]


def test_decimal_commas_do_not_make_columns() -> None:
    text = "Judul;Nilai\n" + "".join(f"baris {number};1,{number}\n" for number in range(20))
    assert separator_of(text) == (";", False)


def test_commas_in_text_do_not_make_columns() -> None:
    text = "DAFTAR, TINDAK LANJUT\nJudul\tPIC\nsatu, dua, tiga\tA\nempat\tB, C\n"
    assert separator_of(text) == ("\t", False)


def test_an_unclosed_quotation_mark_is_found() -> None:
    with pytest.raises(ImportFailed, match="line 2 is never closed"):
        read_csv(b'judul,pic\n"satu,dua\ntiga,empat\n', "a.csv")


def test_marks_within_a_cell_are_kept() -> None:
    book = csv_book(decode(b'judul,pic\npipa 5" besar,A\n"dua\nbaris",B\n', "a.csv"), "a.csv")
    assert book.sheets[0].rows[1:] == [['pipa 5" besar', "A"], ["dua\nbaris", "B"]]


def test_a_file_longer_than_any_list_is_refused() -> None:
    with pytest.raises(ImportFailed, match="200000 rows"):
        read_csv(b"a,b\n" * 200_002, "a.csv")


def test_a_cell_longer_than_any_text_is_refused() -> None:
    with pytest.raises(ImportFailed, match="characters"):
        read_csv(b"judul,pic\n" + b"x" * 200_000 + b",y\n", "a.csv")


def test_json_by_lines_is_json(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"uuid": "1"},\n{"uuid": "2"}\n', encoding="utf-8")
    assert read_book(read_bytes(path), path) == [{"uuid": "1"}, {"uuid": "2"}]
    path.write_text("[" + "[" * 100_000, encoding="utf-8")
    with pytest.raises(ImportFailed, match="damaged JSON"):
        read_book(read_bytes(path), path)
    path.write_text(json.dumps([]), encoding="utf-8")
    assert read_book(read_bytes(path), path) == []


def test_what_other_programs_put_beside_the_sheets_is_in_any_encoding(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "m.xlsx", [("Tindak lanjut", "PIC"), ("Susun KAK", "Budi")])
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("customXml/item1.xml", '<?xml version="1.0" encoding="UTF-16"?><b/>'.encode("utf-16"))
    assert rows_of(path)[1] == ["Susun KAK", "Budi"]
