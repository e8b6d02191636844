"""``taskforce template``: a copy to edit, a check of what was edited, and the choice of one."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from calling import Caller
from pypdf import PdfReader


@pytest.mark.parametrize("ending", ["docx", "typ"])
def test_a_copy_is_written_checked_and_chosen(banjar: Caller, tmp_path: Path, ending: str) -> None:
    own = tmp_path / f"kantor.{ending}"
    assert "is written" in banjar("template", "write", str(own)).out
    assert banjar("template", "check", str(own)).out == f"{own} is in order.\n"
    assert "from now on" in banjar("template", "use", str(own)).out
    before = own.read_bytes()
    banjar("template", "write", str(own))  # as we wrote it: nothing is lost
    own.write_bytes(b"work of an evening")
    assert "changed since" in banjar("template", "write", str(own), status=2).err
    banjar("template", "write", str(own), "--yes")
    assert own.read_bytes() == before
    banjar("template", "use", "none")


def test_an_edited_file_with_a_mistake_is_said_so_and_not_chosen(banjar: Caller, tmp_path: Path) -> None:
    own = tmp_path / "kantor.docx"
    banjar("template", "write", str(own))
    word = docx.Document(str(own))
    word.add_paragraph("{{ organization }}")
    word.save(str(own))
    for action in ("check", "use"):
        assert "no field “organization”: use organisation" in banjar("template", action, str(own), status=1).err
    own = tmp_path / "kantor.typ"
    banjar("template", "write", str(own))
    own.write_text(own.read_text("utf-8").replace("report.title", "report.titel"), "utf-8")
    assert "titel" in banjar("template", "check", str(own), status=1).err


def test_what_is_no_template_is_refused(banjar: Caller, tmp_path: Path) -> None:
    assert "use a .docx file for Word" in banjar("template", "check", str(tmp_path / "kantor.odt"), status=2).err
    assert "needs a FILE" in banjar("template", "check", status=2).err
    assert "cannot be read" in banjar("template", "check", str(tmp_path / "nowhere.typ"), status=1).err


def test_every_field_is_listed_and_may_stand_in_a_template(banjar: Caller, tmp_path: Path) -> None:
    listed = [line.split("}}")[0] + "}}" for line in banjar("template", "fields").out.splitlines() if "{{" in line]
    assert len(listed) > 15
    word = docx.Document()
    for field in listed:
        word.add_paragraph(field.strip().replace("sections }}", "sections.overdue }}"))
    word.save(str(tmp_path / "semua.docx"))
    banjar("template", "check", str(tmp_path / "semua.docx"))


def test_reports_are_set_into_the_template_that_was_named_or_chosen(banjar: Caller, tmp_path: Path) -> None:
    named, chosen = tmp_path / "surat.docx", tmp_path / "kantor.docx"
    for path in (named, chosen):
        word = docx.Document()
        word.add_paragraph(f"{path.stem}: {{{{ title }}}}")
        word.add_paragraph("{{p content }}")
        word.save(str(path))
    report = tmp_path / "laporan.docx"

    def first() -> str:
        return docx.Document(str(report)).paragraphs[0].text

    banjar("report", "-o", str(report))
    assert first() == "PEMERINTAH KABUPATEN BANJAR"
    banjar("template", "use", str(chosen))
    banjar("report", "-o", str(report))
    assert first() == "kantor: Weekly status report"
    banjar("report", "-o", str(report), "--template", str(named))
    assert first() == "surat: Weekly status report"
    chosen.unlink()
    assert "kantor.docx cannot be read (there is no such file" in banjar("report", "-o", str(report), status=1).err
    assert first() == "surat: Weekly status report"
    banjar("template", "use", "none")
    banjar("report", "-o", str(report), "-o", str(tmp_path / "laporan.pdf"), "-o", str(tmp_path / "laporan.xlsx"))
    assert first() == "PEMERINTAH KABUPATEN BANJAR"


def test_a_format_for_files_needs_one(banjar: Caller) -> None:
    for name in ("docx", "pdf", "xlsx"):
        assert "needs a file: say -o FILE" in banjar("report", "--format", name, status=2).err


def test_contact_data_of_members_is_in_no_file(banjar: Caller, tmp_path: Path) -> None:
    secrets = ("198001012005011002", "0811223344", "galuh@example.invalid")
    banjar("member", "edit", "galuh", f"nip={secrets[0]}", f"phone={secrets[1]}", f"email={secrets[2]}")
    files = [tmp_path / f"laporan.{ending}" for ending in ("docx", "xlsx", "pdf")]
    banjar("report", *(word for path in files for word in ("-o", str(path))))
    contents = [*map(_unpacked, files[:2]), "".join(page.extract_text() for page in PdfReader(files[2]).pages)]
    for content in contents:
        assert "Galuh Tantri Narindra" in content.replace("\n", " ")
        assert not [secret for secret in secrets if secret in content]


def _unpacked(path: Path) -> str:
    with zipfile.ZipFile(path) as packed:
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
