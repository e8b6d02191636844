"""Words and drawings of the screens: days that are left, bars, steps of the history, completion."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from taskforce.clock import Clock
from taskforce.language import LANGUAGES, _, set_language
from taskforce.model.records import RECORDS
from taskforce.model.width import cell_width
from taskforce.screens.forms.fields.field_row import LABEL_CELLS
from taskforce.store.history.steps import ChangeRow, Step
from taskforce.widgets.inputs import common_beginning, word_start
from taskforce.wording.amounts import bar
from taskforce.wording.days import days_left, moment_text, near_day, near_moment, near_moment_of_week
from taskforce.wording.steps import change_text, step_text

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("offset", "words", "style"),
    [
        (-12, "▲ 12 days late", "late"),
        (-1, "▲ 1 day late", "late"),
        (0, "today", "soon"),
        (1, "tomorrow", "soon"),
        (7, "in 7 days", "soon"),
        (8, "in 8 days", ""),
    ],
)
def test_days_left_are_told_in_words_and_look(offset: int, words: str, style: str) -> None:
    assert days_left((DAY + timedelta(days=offset)).isoformat(), DAY) == (words, style)


@pytest.mark.parametrize(("language", "hour"), [("en", "18:05"), ("id", "18.05")])
def test_an_hour_is_written_as_its_language_does(language: str, hour: str) -> None:
    clock = Clock("Asia/Makassar")
    set_language(language)
    try:
        for written in (moment_text, near_moment, near_moment_of_week):
            assert written(clock, "2025-11-24T10:05:00.000Z").endswith(f" {hour}")
    finally:
        set_language("en")


def test_what_is_closed_or_has_no_day_is_never_late() -> None:
    assert days_left("2020-01-01", DAY, closed=True) == ("", "")
    assert days_left(None, DAY) == ("", "")


def test_a_day_of_another_year_says_which() -> None:
    assert near_day("2026-12-05", DAY) == "5 Dec"
    assert near_day("2027-12-05", DAY) == "5 Dec 27"
    set_language("id")
    assert near_day("2026-08-05", DAY) == "5 Agu"


@given(st.floats(-10, 110), st.integers(1, 40))
def test_a_bar_is_as_wide_as_it_should_be_and_never_shrinks(percent: float, cells: int) -> None:
    assert cell_len(bar(percent, cells)) == cells
    assert bar(percent, cells).count("█") <= bar(percent + 20, cells).count("█")


def _step(kind: str, *changes: ChangeRow, summary: str | None = None) -> Step:
    return Step("id", "2026-11-24T00:00:00.000Z", "galuh", kind, summary, None, None, False, changes)


def test_a_step_names_what_was_meant_before_what_followed() -> None:
    done = (
        ChangeRow("action_item", "a", "12", "done_on", None, "2026-11-24"),
        ChangeRow("action_item", "a", "12", "progress", 40, 100),
        ChangeRow("action_item", "a", "12", "status", "in_progress", "done"),
    )
    assert step_text(_step("edit", *done)) == "12: Status: In progress → Done (and 2 more changes)"


def test_a_step_of_many_records_is_counted() -> None:
    changes = [ChangeRow("action_item", str(n), str(n), "*", None, {"title": "x"}) for n in range(30)]
    assert step_text(_step("import", *changes, summary="matriks.xlsx")) == "Import: 30 records (matriks.xlsx)"


def _several(field: str, olds: list[object], news: list[object]) -> list[ChangeRow]:
    return [
        ChangeRow("action_item", str(n), str(n), field, old, new)
        for n, (old, new) in enumerate(zip(olds, news, strict=True))
    ]


@pytest.mark.parametrize(
    ("kind", "changes", "text"),
    [
        ("edit", _several("priority", ["low", "normal"], ["high", "high"]), "Priority: … → High · 2 action items"),
        ("undo", _several("priority", ["high"] * 3, ["low"] * 3), "Priority: High → Low · 3 action items"),
        ("edit", _several("progress", [10, 20], [20, 30]), "Progress changed · 2 action items"),
        ("delete", _several("deleted", [False] * 2, [True] * 2), "Action item deleted · 2 action items"),
        (
            "edit",
            _several("status", ["blocked"] * 2, ["done"] * 2) + _several("progress", [0, 10], [100, 100]),
            "Status: Blocked → Done · 2 action items",
        ),
        (
            "edit",
            _several("status", ["not_started"], ["in_progress"]) + _several("progress", [0, 20], [10, 30]),
            "Progress changed · 2 action items; 0: Status: Not started → In progress",
        ),
    ],
)
def test_a_step_of_several_says_which_field_and_what_all_got(
    kind: str, changes: list[ChangeRow], text: str
) -> None:
    assert step_text(_step(kind, *changes)) == text


def test_a_step_says_whose_record_it_is() -> None:
    gone = ChangeRow("member", "m", "galuh", "deleted", False, True)
    assert step_text(_step("delete", gone)) == "Member deleted: galuh"
    moved = ChangeRow("member", "m", "galuh", "position", None, "Kepala Bidang")
    assert step_text(_step("edit", moved)) == "galuh: Member, Position: – → Kepala Bidang"


def test_a_note_and_a_deletion_are_told() -> None:
    note = ChangeRow("note", "n", "", "*", None, {"item_id": "7", "text": "baris satu\nbaris dua"})
    assert step_text(_step("note", note)) == "7: Note added: baris satu baris dua"
    gone = ChangeRow("action_item", "a", "7", "deleted", False, True)
    assert change_text(gone) == "Action item deleted"


@pytest.mark.parametrize(
    ("text", "start"),
    [("stat", 0), ("a stat", 2), ("status:bl", 7), ("-stat", 1), ("(due<be", 5), ('lead:"ga', 6)],
)
def test_completion_replaces_the_last_part(text: str, start: int) -> None:
    assert word_start(text, len(text)) == start


@pytest.mark.parametrize(
    ("words", "common"),
    [(["buku-1", "buku-2"], "buku-"), (["done"], "done"), (["a", "b"], ""), (["Ab", "aC"], "A")],
)
def test_the_common_beginning_is_taken(words: list[str], common: str) -> None:
    assert common_beginning(words) == common


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_of_forms_are_seen_whole(language: str) -> None:
    set_language(language)
    fields = [
        field
        for name in ("action_item", "organisation", "member", "agency", "deadline", "meeting", "mission")
        for field in RECORDS[name].fields
    ]
    labels = [_(field.label) + (" *" if field.required and field.default is None else "") for field in fields]
    assert [label for label in labels if cell_width(label) > LABEL_CELLS] == []
