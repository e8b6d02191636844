"""``organisation``: what is typed is what stands on paper, and what cannot be is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from calling import Caller
from test_report_wishes import PIXEL

HOSTILE = "[b]Dinas[/b] <i>*Kominfo*</i> {{ 7*7 }} = 1; @x"


def test_everything_that_is_said_is_shown(banjar: Caller, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(PIXEL)
    data = banjar(
        "organisation",
        "edit",
        f"letterhead=PEMERINTAH KABUPATEN BANJAR | {HOSTILE}",
        "letterhead.3=Jl. A. Yani No. 1",
        f"logo={logo}",
        "signer.1=@farid",
        "signer.1.acting=plt",
        "signer.1.nip=197501012000031001",
        "penandatangan.2.nama=Drs. H. Contoh, M.Si.",
        "signer.2.on_behalf_of=Bupati Banjar",
        "tembusan=Bupati Banjar|Arsip",
        "misi=Satu|Dua",
        "paper=a4",
        "zona_waktu=WIB",
        "tempat=Martapura",
        "--format",
        "json",
    ).json
    assert data["letterhead"] == ["PEMERINTAH KABUPATEN BANJAR", HOSTILE, "Jl. A. Yani No. 1"]
    assert data["signers"][0] == {"name": "HM Farid Soufian", "acting": "Plt.", "nip": "197501012000031001"}
    assert data["signers"][1] == {"name": "Drs. H. Contoh, M.Si.", "on_behalf_of": "Bupati Banjar"}
    assert (data["copies"], data["missions"]) == (["Bupati Banjar", "Arsip"], ["Satu", "Dua"])
    assert (data["paper"], data["time_zone"], data["place"]) == ("a4", "Asia/Jakarta", "Martapura")
    assert data["logo"].startswith("image/png")
    shown = banjar("organisation", "show").out
    assert f"  2. {HOSTILE}\n" in shown
    page = tmp_path / "r.html"
    banjar("report", "-o", str(page))
    text = page.read_text(encoding="utf-8")
    assert "a.n. Bupati Banjar" in text and "NIP 197501012000031001" in text and "NIP -" not in text
    assert "size: 210mm 297mm" in text and "data:image/png" in text


def test_one_entry_is_changed_or_taken_away(banjar: Caller) -> None:
    banjar("organisation", "edit", "missions=Satu|Dua|Tiga", "copies=A|B|C")
    banjar("edit", "1", "mission=2")
    banjar("organisation", "edit", "mission.2=Kedua", "mission.3=-", "copies.1=-", "signer=-")
    data = banjar("organisation", "show", "--format", "json").json
    assert (data["missions"], data["copies"], data["signers"]) == (["Satu", "Kedua"], ["B", "C"], [])
    assert banjar("show", "1", "--format", "json").json["mission"] == "Kedua"
    banjar("undo")
    assert banjar("organisation", "show", "--format", "json").json["missions"] == ["Satu", "Dua", "Tiga"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("telepon=1", "no field"),
        ("kertas=letter", "letter"),
        ("time_zone=Mars/Phobos", "no time zone"),
        ("number={seq}/{bulan}", "{bulan}"),
        ("number=001", "needs {seq}"),
        ("signer.3=@farid", "from 1 to"),
        ("signer.1=@siapa", "siapa"),
        ("signer.1.nip=1.97501E+17", "197501"),
        ("signer.1.umur=40", "A signer has no"),
        ("logo=/tidak/ada.png", "cannot be read"),
        ("name=", "missing"),
        ("vision", "FIELD=VALUE"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_changes_nothing(banjar: Caller, words: str, sentence: str) -> None:
    before = banjar("organisation", "show", "--format", "json").json
    answer = banjar("organisation", "edit", "place=Lain", words, status=None)
    assert answer.status in (1, 2)
    assert sentence in answer.err or sentence == "197501"
    assert banjar("organisation", "show", "--format", "json").json == before


def test_a_dry_run_changes_nothing(banjar: Caller) -> None:
    assert "Lain" in banjar("organisation", "edit", "place=Lain", "--dry-run").out
    assert banjar("organisation", "show", "--format", "json").json["place"] is None
