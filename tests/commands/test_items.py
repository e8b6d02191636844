"""``add``, ``edit``, ``done``, ``note``, ``evidence``, ``list``, ``show``, ``agenda`` as scripts rely on them."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from calling import Caller

pytestmark = pytest.mark.both_engines

KEYS = [
    "ref",
    "id",
    "title",
    "description",
    "status",
    "priority",
    "progress",
    "start",
    "due",
    "original_due",
    "times_rescheduled",
    "done_on",
    "overdue",
    "lead",
    "supporting",
    "agency",
    "dimension",
    "sub_dimension",
    "deadline",
    "horizon",
    "tags",
    "depends_on",
    "origin",
    "budget",
    "fund_source",
    "evidence",
    "notes",
    "weight",
    "every",
    "checklist",
    "created_at",
    "updated_at",
]


def test_quick_add_understands_the_whole_line_and_echoes_it(banjar: Caller) -> None:
    answer = banjar(
        "add", "Susun draf @galuh due:jumat priority:high dim:governance deadline:buku-2 +rapat budget:125jt"
    )
    assert answer.out.startswith("3  Susun draf\n")
    assert "Friday, 27 November 2026" in answer.out
    item = banjar("show", "3", "--format", "json").json
    assert item["lead"] == "galuh"
    assert item["agency"] == "Bappelitbang"  # her agency, since none was named
    assert (item["due"], item["original_due"]) == ("2026-11-27", "2026-11-27")
    assert (item["priority"], item["dimension"], item["deadline"]) == ("high", "governance", "buku-2")
    assert (item["tags"], item["budget"], item["status"]) == (["rapat"], 125_000_000, "not_started")


def test_list_json_has_the_keys_of_the_contract_and_then_our_own(banjar: Caller) -> None:
    items = banjar("list", "--format", "json").json
    assert [list(item) for item in items] == [[*KEYS, "conflicts"]] * 2
    first = items[0]
    assert first["ref"] == "1"
    assert first["overdue"] is True
    assert first["description"] is None
    assert first["created_at"].endswith("+08:00")
    assert first["created_at"].startswith("2026-11-24T")


def test_an_empty_list_is_an_empty_array(call: Caller) -> None:
    assert call("list", "--format", "json").json == []


def test_list_filters_sorts_and_limits(banjar: Caller) -> None:
    banjar("add", "Ketiga due:2026-11-21")
    refs = [item["ref"] for item in banjar("list", "is:overdue", "--sort", "-due", "--format", "json").json]
    assert refs == ["3", "1"]
    refs = [item["ref"] for item in banjar("list", "-lead:farid", "-is:done", "--format", "json").json]
    assert refs == ["1", "3"]
    assert len(banjar("list", "--limit", "1", "--format", "json").json) == 1
    assert [item["ref"] for item in banjar("list", "lead:farid", "--format", "json").json] == ["2"]
    assert "nearest" not in banjar("list", "--sort", "dew", status=2).err
    assert "due" in banjar("list", "--sort", "dew", status=2).err


def test_a_word_that_the_query_language_has_is_said_to_be_looked_for_in_texts(banjar: Caller) -> None:
    answer = banjar("list", "late", "--format", "json")
    assert json.loads(answer.out) == []
    assert "is:late" in answer.err
    assert not banjar("list", "is:late").err


def test_list_csv_is_read_back_and_formulas_are_defused(banjar: Caller) -> None:
    banjar("add", "=HYPERLINK(1)")
    rows = list(csv.DictReader(io.StringIO(banjar("list", "--format", "csv").out, newline="")))
    assert {row["title"] for row in rows} == {"Susun draf Buku 2", "Undang narasumber", "'=HYPERLINK(1)"}


def test_the_table_says_how_late(banjar: Caller) -> None:
    out = banjar("list").out
    assert "4 days late" in out
    assert out.splitlines()[-1] == "2 action items, 1 overdue"


def test_edit_several_with_a_reason_is_one_step_that_undo_takes_back(banjar: Caller) -> None:
    banjar("edit", "1", "2", "due=+7", "status=terkendala", "--reason", "menunggu data")
    items = {item["ref"]: item for item in banjar("list", "--format", "json").json}
    assert {item["due"] for item in items.values()} == {"2026-12-01"}
    assert {item["status"] for item in items.values()} == {"blocked"}
    assert items["1"]["times_rescheduled"] == 1
    newest = banjar("history", "--format", "json").json[0]
    assert (newest["reason"], len(newest["changes"])) == ("menunggu data", 4)
    banjar("undo")
    items = {item["ref"]: item for item in banjar("list", "--format", "json").json}
    assert (items["1"]["due"], items["2"]["due"]) == ("2026-11-20", "2026-11-27")
    assert items["1"]["times_rescheduled"] == 0


def test_edit_where_asks_unless_told(banjar: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    banjar("edit", "--where", "is:open", "priority=low", status=2)
    dry = banjar("edit", "--where", "is:open", "priority=low", "--dry-run").out
    assert "1, 2" in dry
    assert {item["priority"] for item in banjar("list", "--format", "json").json} == {"high", "medium"}
    banjar("edit", "--where", "is:open", "priority=low", "--yes")
    assert {item["priority"] for item in banjar("list", "--format", "json").json} == {"low"}


def test_edit_of_links_adds_takes_away_and_replaces(banjar: Caller) -> None:
    banjar("edit", "1", "tags=+penting", "supporting=farid", "depends_on=2")
    item = banjar("show", "1", "--format", "json").json
    assert (item["tags"], item["supporting"], item["depends_on"]) == (["penting", "rapat"], ["farid"], ["2"])
    banjar("edit", "1", "tags=baru", "supporting=-", "depends_on=-2")
    item = banjar("show", "1", "--format", "json").json
    assert (item["tags"], item["supporting"], item["depends_on"]) == (["baru"], [], [])


def test_done_note_and_evidence(banjar: Caller, tmp_path: Path) -> None:
    banjar("done", "1", "--on", "kemarin")
    file = tmp_path / "notulen rapat.txt"
    file.write_text("isi", encoding="utf-8")
    banjar("note", "1", "Menunggu", "tanda tangan", "--kind", "kendala")
    banjar("evidence", "1", str(file))
    banjar("evidence", "1", "--letter", "005/12/Kominfo/2026")
    item = banjar("show", "1", "--format", "json").json
    assert (item["status"], item["progress"], item["done_on"]) == ("done", 100, "2026-11-23")
    assert (item["evidence"], item["notes"]) == (2, 1)
    assert item["notes_list"][0]["text"] == "Menunggu tanda tangan"
    assert [piece["kind"] for piece in item["evidence_list"]] == ["file", "letter"]
    assert banjar("evidence", "1", str(tmp_path / "tidak ada.pdf"), status=1).err.count("\n") == 1


def test_agenda_has_overdue_today_and_the_next_days(banjar: Caller) -> None:
    banjar("add", "Hari ini due:today")
    banjar("add", "Nanti due:+8")
    data = banjar("agenda", "--format", "json").json
    assert [[item["title"] for item in data[part]] for part in ("overdue", "today", "next")] == [
        ["Susun draf Buku 2"],
        ["Hari ini"],
        ["Undang narasumber"],
    ]
    assert "Undang narasumber" not in banjar("agenda", "--member", "galuh").out


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("add", "Rapat due:31/02/2026"), "31/02/2026"),
        (("add", "Rapat @faris"), "farid"),
        (("add", "due:jumat"), "title"),
        (("add", "x" * 100_000), "100000"),
        (("edit", "1", "due=kapan-kapan"), "kapan-kapan"),
        (("edit", "1", "progress=140"), "140"),
        (("edit", "1", "statsu=done"), "status"),
        (("edit", "99", "status=done"), "99"),
        (("show", "99"), "99"),
        (("list", "statsu:done"), "status"),
        (("list", "is:overdu"), "overdue"),
        (("history", "99"), "99"),
        (("undo", "ffffffff"), "ffffffff"),
        (("member", "show", "nobody"), "nobody"),
        (("export", "list.docm"), ".csv"),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(banjar: Caller, words: tuple[str, ...], part: str) -> None:
    before = banjar("list", "--format", "json").out
    answer = banjar(*words, status=None)
    assert answer.status in (1, 2)
    assert answer.err.startswith("taskforce: ")
    assert part in answer.err
    assert banjar("list", "--format", "json").out == before


def test_a_part_of_several_short_names_is_ambiguous_though_it_is_in_one_long_name_alone(banjar: Caller) -> None:
    banjar("agency", "add", "Bappenas", "name=Kementerian PPN/Bappenas")
    for words in (("add", "Rapat agency:bapp"), ("list", "agency:bapp"), ("agency", "edit", "bapp", "code=x")):
        answer = banjar(*words, status=None)
        assert answer.status in (1, 2)
        assert "Bappelitbang" in answer.err
        assert "Bappenas" in answer.err
    assert "Bappelitbang" in banjar("add", "Rapat agency:bappel").out


def test_a_wrong_weekday_is_taken_with_a_warning(banjar: Caller) -> None:
    answer = banjar("edit", "1", "due=Rabu, 2 September 2019")
    assert "Monday" in answer.err
    assert banjar("show", "1", "--format", "json").json["due"] == "2019-09-02"


HOSTILE = "Rapat [Diskominfo] [/] [belum \x1b[31m\u202etxt.exe"


def test_hostile_text_is_kept_literally_and_harmlessly(banjar: Caller) -> None:
    banjar("add", HOSTILE, "--set", f"description={HOSTILE}")
    banjar("note", "3", HOSTILE)
    item = banjar("show", "3", "--format", "json").json
    assert item["title"] == "Rapat [Diskominfo] [/] [belum txt.exe"
    for words in (("list",), ("show", "3"), ("agenda",), ("history", "3"), ("list", "[/]")):
        out = banjar(*words).out
        assert "\x1b" not in out
        assert "\u202e" not in out
    assert "[/]" in banjar("list", "[/]").out


def test_progress_and_status_hold_together_as_in_the_app(banjar: Caller) -> None:
    def state(ref: str) -> tuple[str, int, str | None]:
        item = banjar("show", ref, "--format", "json").json
        return item["status"], item["progress"], item["done_on"]

    banjar("edit", "2", "progress=40")
    assert state("2") == ("in_progress", 40, None)
    banjar("done", "2", "--on", "2026-11-20")
    assert state("2") == ("done", 100, "2026-11-20")
    banjar("edit", "2", "progress=50")
    assert state("2") == ("in_progress", 50, None)
    banjar("undo")
    assert state("2") == ("done", 100, "2026-11-20")
    banjar("add", "Kirim data progress:30")
    assert state("3") == ("in_progress", 30, None)
    refused = banjar("edit", "3", "status=blocked", "done_on=2026-11-20", status=1)
    assert "correct one of the two" in refused.err


def test_a_sign_before_the_equals_moves_each_from_where_it_is(banjar: Caller) -> None:
    banjar("edit", "2", "progress=95")
    out = banjar("edit", "1", "2", "due+=7", "progress+=10").out
    assert "Due: +7 days each" in out
    items = {item["ref"]: item for item in banjar("list", "--format", "json").json}
    assert (items["1"]["due"], items["2"]["due"]) == ("2026-11-27", "2026-12-04")
    assert (items["1"]["progress"], items["2"]["progress"]) == (10, 100)
    banjar("edit", "1", "due=-")
    moved = banjar("edit", "1", "2", "due-=2w")
    assert "1: no day there to move" in moved.err
    assert "sooner" not in moved.err, "it was asked for"
    items = {item["ref"]: item for item in banjar("list", "--format", "json").json}
    assert (items["1"]["due"], items["2"]["due"]) == (None, "2026-11-20")
    assert "moves nothing" in banjar("edit", "1", "title+=x", status=2).err
    assert "said twice" in banjar("edit", "1", "due=besok", "due+=1", status=2).err


@pytest.mark.parametrize(
    ("word", "field", "value"),
    [
        ("tenggat", "due", "2026-12-11"),
        ("mulai", "start", "2026-11-01"),
        ("pic", "lead", "farid"),
        ("penanggung-jawab", "lead", "farid"),
        ("prioritas", "priority", "low"),
        ("progres", "progress", "30"),
        ("opd", "agency", "Diskominfo"),
        ("dimensi", "dimension", "governance"),
        ("tonggak", "deadline", "-"),
        ("anggaran", "budget", "125jt"),
        ("sumber_dana", "fund_source", "APBD"),
        ("label", "tags", "surat"),
        ("butuh", "depends_on", "2"),
        ("anggota", "supporting", "farid"),
    ],
)
def test_a_field_is_edited_by_each_of_its_names(banjar: Caller, word: str, field: str, value: str) -> None:
    before = banjar("show", "1", "--format", "json").json[field]
    banjar("edit", "1", f"{word}={value}")
    by_word = banjar("show", "1", "--format", "json").json[field]
    banjar("undo")
    banjar("edit", "1", f"{field}={value}")
    assert by_word == banjar("show", "1", "--format", "json").json[field] != before


def test_a_day_is_moved_under_each_of_its_names_but_said_once(banjar: Caller) -> None:
    banjar("edit", "1", "tenggat+=7")
    assert banjar("show", "1", "--format", "json").json["due"] == "2026-11-27"
    assert "is said twice" in banjar("edit", "1", "due=besok", "tenggat=lusa", status=2).err
    assert banjar("show", "1", "--format", "json").json["due"] == "2026-11-27"


def test_a_list_is_sorted_by_each_name_of_a_field(banjar: Caller) -> None:
    banjar("add", "Rapat due:besok priority:low progress:10 budget:5jt @farid")
    for word, field in {"tenggat": "due", "prioritas": "priority", "pic": "lead", "anggaran": "budget"}.items():
        for sign in ("", "-"):
            by_word, by_field = (
                banjar("list", f"--sort={sign}{name},ref", "--format", "json").out for name in (word, field)
            )
            assert by_word == by_field
    assert banjar("list", "--sort=tenggat", "--format", "json").json[0]["ref"] == "1"
    banjar("view", "add", "Saya", "is:open", "--sort=-tenggat, prioritas")
    assert banjar("view", "list", "--format", "json").json[0]["sort"] == "-due,priority"


@pytest.mark.parametrize(
    "words",
    [("edit", "1", "tengat=besok"), ("list", "--sort", "tengat"), ("report", "--sections", "sumary")],
)
def test_a_name_that_is_nearly_one_is_asked_about_and_others_are_listed(
    banjar: Caller, words: tuple[str, ...]
) -> None:
    near = banjar(*words, status=2).err
    assert re.search(r": did you mean (?:tenggat|summary)\?$", near.strip())
    *first, last = words
    far = banjar(*first, "xyzzy=1" if "=" in last else "xyzzy", status=2).err
    assert "did you mean" not in far and far.count(",") > 5
