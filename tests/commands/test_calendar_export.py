"""``export FILE.ics`` as people call it."""

from __future__ import annotations

from pathlib import Path

import icalendar
from calling import Caller


def titles(path: Path, kind: str = "VEVENT") -> set[str]:
    return {str(one["SUMMARY"]) for one in icalendar.Calendar.from_ical(path.read_bytes()).walk(kind)}


def test_calendars_by_name_query_and_option(call: Caller, tmp_path: Path) -> None:
    call("add", "Susun draf due:2026-11-27 +rapat")
    call("add", "Kirim surat due:2026-11-28")
    call("deadline", "add", "Evaluasi", "--key", "evaluasi", "--due", "2026-12-05")
    path = tmp_path / "kalender.ics"
    assert call("export", str(path)).out == f"{path}: 3 calendar entries\n"
    assert titles(path) == {"[1] Susun draf", "[2] Kirim surat", "Evaluasi"}
    call("export", str(path), "tag:rapat", "--alarm", "none")
    assert titles(path) == {"[1] Susun draf"}
    assert b"VALARM" not in path.read_bytes()
    call("export", str(path), "--todo", "--events", "items")
    assert (titles(path, "VTODO"), titles(path)) == ({"[1] Susun draf", "[2] Kirim surat"}, set())


def test_a_wrong_reminder_is_refused_and_the_older_file_stays(call: Caller, tmp_path: Path) -> None:
    path = tmp_path / "items.ics"
    path.write_text("older")
    refused = call("export", str(path), "--alarm", "soon", status=2)
    assert "no days for a reminder" in refused.err
    assert path.read_text() == "older"
    refused = call("export", str(tmp_path / "items.csv"), "--todo", status=2)
    assert "ends in .ics" in refused.err
