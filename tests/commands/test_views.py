"""The drawn areas on the command line: the same cells, as plain text and as JSON."""

from __future__ import annotations

import io
import sys

import pytest
from calling import Caller


def test_the_board_is_printed_with_all_columns(banjar: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "81")
    banjar("edit", "2", "status=blocked")
    text = banjar("board").out
    lines = text.splitlines()
    assert lines[0].split("│")[0].strip() == "○ Not started 1 ▲1"
    assert "■ Blocked 1" in lines[0]
    assert "1 Susun draf Buku" in text
    assert "! galuh   ▲ 4 days" in text
    assert "2 Undang" in text
    assert "✔ Done 0" in text  # what does not fit beside the others stands below
    assert max(map(len, lines)) <= 80


def test_the_board_is_filtered_limited_and_told_as_data(banjar: Caller) -> None:
    banjar("add", "Tiga due:2026-11-30")
    assert "2 Undang" not in banjar("board", "lead:galuh").out
    assert "↓ 2 more" in banjar("board", "--limit", "1").out
    data = banjar("board", "--format", "json").json
    assert [column["status"] for column in data][:2] == ["not_started", "in_progress"]
    assert [item["ref"] for item in data[0]["items"]] == ["1", "2", "3"]
    assert (data[0]["count"], data[0]["overdue"]) == (3, 1)
    assert banjar("board", "leda:galuh", status=2).err.startswith("taskforce: ")


def test_the_columns_of_the_board_can_be_people_offices_dimensions_or_deadlines(banjar: Caller) -> None:
    banjar("add", "Tiga @galuh dim:governance progress:40")
    banjar("add", "Empat @galuh")
    banjar("step", "4", "Kirim surat")
    banjar("step", "4", "Rapat")
    banjar("step", "4", "--done", "1")
    banjar("done", "1")
    text = banjar("board", "--by", "lead").out
    assert "galuh 1/3" in text  # done of all
    assert "farid 0/1" in text
    assert "─ 40%" in text
    assert "─ 1/2" in text  # steps of a checklist
    by_lead = {one["lead"]: one for one in banjar("board", "--by", "lead", "--format", "json").json}
    assert [(one["ref"], one["lead"]) for one in by_lead["galuh"]["items"]] == [
        ("3", "galuh"),
        ("4", "galuh"),
        ("1", "galuh"),
    ]
    assert (by_lead["galuh"]["done"], by_lead["galuh"]["count"]) == (1, 3)
    assert [one["ref"] for one in by_lead["farid"]["items"]] == ["2"]
    counts = {
        one["dimension"]: one["count"] for one in banjar("board", "--by", "dimension", "--format", "json").json
    }
    assert counts["governance"] >= 1
    assert counts["branding"] == 0  # one without an item has its column, too
    assert sum(counts.values()) == 4
    for by in ("agency", "deadline"):
        columns = banjar("board", "--by", by, "--format", "json").json
        assert sum(one["count"] for one in columns) == 4


def test_a_console_of_windows_prints_the_board(banjar: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        banjar("board")
        stream.flush()
    text = stream.buffer.getvalue().decode("cp1252")  # type: ignore[attr-defined]
    assert "o Not started 2" in text
    assert "?" not in text


def test_the_timeline_is_printed_with_its_scale_and_legend(
    banjar: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "81")
    banjar("edit", "2", "start=2026-11-24", "due=2026-11-30", "progress=50")
    banjar("edit", "1", "depends-on=2")
    text = banjar("timeline", "--zoom", "day").out
    assert "November 2026" in text
    assert "███•░░◐»" in text
    assert "◆Buku 2" in text
    assert "▲ 1 Susun draf" in text
    assert "◆ deadline" in text.splitlines()[-3]
    assert text.splitlines()[-2:] == [
        "Dependencies",
        "  #1 Susun draf Buku 2 · after #2 Undang narasumber · 10 days short",
    ]
    assert max(map(len, text.splitlines()[:-3])) <= 80
    assert "Buku 2 (1)" in banjar("timeline", "--group", "deadline").out
    assert "1 more" in banjar("timeline", "--limit", "1").out
    data = banjar("timeline", "--format", "json").json
    assert [line["ref"] for line in data] == ["1", "2"]
    assert (data[0]["depends_on"], data[0]["overdue"], data[1]["needed_by"]) == (["2"], True, ["1"])
    assert (data[0]["slack"], data[1]["slack"]) == (-10, None)
    assert "#1 Susun draf" in banjar("timeline", "narasumber").out  # who waits is named where it is not listed
    assert data[1]["original_due"] == "2026-11-27"
    assert "2027" in banjar("timeline", "--from", "2027-01-01").out


def test_the_calendar_is_printed_as_a_month_or_a_week(banjar: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "101")
    text = banjar("calendar").out
    assert text.splitlines()[0] == "November 2026"
    assert "[24]" in text
    assert "▲ 1 Susun" in text
    december = banjar("calendar", "--on", "2026-12-01").out
    assert "◆ Buku 2" in december
    assert "25* Hari Ra" in december
    assert len({len(line) for line in december.splitlines()[1:2]}) == 1
    week = banjar("calendar", "--week").out
    assert "[Tuesday 24 Nov] today" in week
    assert "○ 2 Undang narasumber" in week
    assert "farid · Not started" in week
    assert "Undang" not in banjar("calendar", "lead:galuh").out
    data = {day["date"]: day for day in banjar("calendar", "--on", "2026-12-18", "--format", "json").json}
    assert data["2026-12-18"]["deadlines"] == ["buku-2"]
    assert (data["2026-12-25"]["name"], data["2026-12-25"]["working"]) == ("Hari Raya Natal", False)
    assert (data["2026-12-19"]["working"], data["2026-12-21"]["working"]) == (False, True)
