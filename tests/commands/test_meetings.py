"""Meetings on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from calling import Caller

pytestmark = pytest.mark.both_engines


def test_a_meeting_is_added_listed_shown_and_edited(banjar: Caller, tmp_path: Path) -> None:
    minutes = tmp_path / "notulen.txt"
    minutes.write_text("Dibuka [oleh] Sekda.\nSelesai.", encoding="utf-8")
    added = banjar(
        "meeting", "add", "Rapat koordinasi", "date=5/11/2026", "number=005/12", "--attendees",
        "farid, galuh, Budi Santoso", "--minutes", f"@{minutes}",
    )  # fmt: skip
    assert "HM Farid Soufian, Galuh Tantri Narindra, Budi Santoso (guest)" in added.out
    banjar("add", "Surati camat meeting:005/12")
    row = banjar("meeting", "list", "--format", "json").json[0]
    assert (row["number"], row["date"], row["items"], row["open_items"]) == ("005/12", "2026-11-05", 1, 1)
    assert [one["handle"] for one in row["attendees"]] == ["farid", "galuh", None]
    assert row["minutes"] == "Dibuka [oleh] Sekda.\nSelesai."
    shown = banjar("meeting", "show", "005/12").out
    assert "Surati camat" in shown
    assert "Dibuka [oleh] Sekda." in shown
    assert "005/12" in banjar("meeting", "list").out
    banjar("meeting", "edit", "2026-11-05", "attendees=galuh", "title=Rapat lanjutan")
    assert [one["name"] for one in banjar("meeting", "list", "--format", "json").json[0]["attendees"]] == [
        "Galuh Tantri Narindra"
    ]
    assert banjar("list", "meeting:2026-11-05", "--format", "json").json[0]["title"] == "Surati camat"


def test_what_cannot_be_meant_is_refused_in_a_sentence(banjar: Caller) -> None:
    assert "galuh" in banjar("meeting", "add", "Rapat", "--attendees", "galhu", status=1).err
    assert "no title" in banjar("meeting", "add", "date=today", status=2).err
    assert "cannot be read" in banjar("meeting", "add", "Rapat", "--minutes", "@/not/there", status=1).err
    assert "no meeting" in banjar("meeting", "show", "rapat", status=1).err
    banjar("meeting", "add", "Rapat rutin")
    banjar("meeting", "add", "Rapat rutin", "date=1/11/2026")
    assert "write which one" in banjar("meeting", "show", "Rapat rutin", status=1).err
    assert banjar("meeting", "show", "2026-11-01", "--format", "json").json["date"] == "2026-11-01"
