"""Bodies in the form of a member, a handover that shows what it moves, the load on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driving import DAY, app_on, press, settle, shown, store_at, type_text

from taskforce.cli import run
from taskforce.store.changes.batch import create

Look = Callable[[str], list[tuple[Any, ...]]]


async def test_bodies_and_roles_stand_in_the_form_of_a_member(planned: Path, look: Look) -> None:
    app = app_on(planned)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "down")
        assert "Implementation team: Secretary" in shown(pilot)
        await press(pilot, "e")
        rows = {row.field.name: row for row in app.screen.rows}  # type: ignore[attr-defined]
        rows["bodies"].control.focus()
        await press(pilot, "end", "enter")
        for typed in ("forum", ";", " "):  # each is judged while the rest is still to come
            await type_text(pilot, typed)
            await press(pilot, "ctrl+s")
            assert "is no role in a body" in " ".join(shown(pilot).replace("│", " ").split())
        await type_text(pilot, "ketua; 1 maret 2026")
        await press(pilot, "ctrl+s")
        present = "SELECT body, role, since, decree FROM appointment WHERE NOT deleted ORDER BY since"
        assert look(present) == [
            ("team", "secretary", "2026-01-05", "SK 12/2026"), ("forum", "chair", "2026-03-01", None),
        ]  # fmt: skip
        await press(pilot, "e")
        rows = {row.field.name: row for row in app.screen.rows}  # type: ignore[attr-defined]
        assert rows["bodies"].text.splitlines()[-1] == "Implementation team; Secretary; 05/01/2026; ; SK 12/2026"
        rows["bodies"].control.text = "team; secretary; 05/01/2026; 31/10/2026; SK 12/2026"
        await press(pilot, "ctrl+s")
        ended = "SELECT body, until FROM appointment WHERE NOT deleted"
        assert look(ended) == [("team", "2026-10-31")]
        assert look("SELECT count(*) FROM change WHERE field = 'until'") == [(1,)]  # the same one, ended


async def test_a_handover_shows_what_it_moves(filled: Path, look: Look) -> None:
    other = store_at(filled)
    farid = other.reader.value("SELECT id FROM member WHERE handle = 'farid'")
    item = other.reader.value("SELECT id FROM action_item WHERE ref = '3'")
    other.write("edit", [create("supporting", item_id=item, member_id=farid)])
    other.close()
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "end", "H", "2")
        text = shown(pilot)
        assert "3 open action items go from HM Farid Soufian to Galuh" in " ".join(text.split())
        assert "2 Petakan program RPJMD · ▲ 12 days late" in text
        assert "3 Kajian command center (supporting)" in text
        await press(pilot, "escape")
        assert look("SELECT count(*) FROM batch WHERE kind = 'handover'") == [(0,)]
        await press(pilot, "H", "2", "enter")
        assert look("SELECT count(*) FROM batch WHERE kind = 'handover'") == [(1,)]


def test_the_load_as_text_and_as_data(
    planned: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TASKFORCE_TODAY", DAY.isoformat())
    assert run(["--db", str(planned), "--lang", "en", "workload", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["weeks"][0] == "2026-11-23"
    farid = next(row for row in data["rows"] if row["key"] == "farid")
    assert (farid["open"], farid["overdue"], farid["weeks"]) == (2, 1, [1, 0, 0, 1, 0, 0, 0, 0])
    assert run(["--db", str(planned), "--lang", "en", "workload", "agencies"]) == 0
    assert "Bappelitbang" in capsys.readouterr().out


def test_a_handover_on_the_command_line_names_its_reason_and_ends_roles(
    planned: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TASKFORCE_TODAY", DAY.isoformat())

    def ask(*words: str) -> Any:
        capsys.readouterr()
        assert run(["--db", str(planned), "--lang", "en", *words]) == 0
        out = capsys.readouterr().out
        return json.loads(out) if "json" in words else out

    words = ("member", "handover", "galuh", "farid", "--reason", "SK [821]", "--until", "31/10/2026")
    ask(*words, "--dry-run")
    assert "handover" not in {step["kind"] for step in ask("history", "--format", "json")}
    assert "1 role ends" in ask(*words, "--yes")
    step = ask("history", "--format", "json")[0]
    assert (step["kind"], step["reason"], len(step["changes"])) == ("handover", "SK [821]", 2)
    assert "Implementation team: Secretary, since 5 Jan 2026, until 31 Oct 2026" in ask("member", "show", "galuh")
    assert ask("member", "handover", "galuh", "farid", "--until", "1/11/2026").startswith(
        "Galuh Tantri Narindra has"
    )


async def test_a_long_handover_names_some_and_keeps_its_buttons(filled: Path) -> None:
    other = store_at(filled)
    farid = other.reader.value("SELECT id FROM member WHERE handle = 'farid'")
    other.write("add", [create("action_item", title=f"Pekerjaan {one}", lead_id=farid) for one in range(9)])
    other.write(
        "edit", [create("appointment", member_id=farid, body="council", role="member", since="2026-12-01")]
    )
    other.close()
    app = app_on(filled)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "end", "H", "2")
        assert "… and 5 more" in shown(pilot)
        assert "Roles: Smart City council: Member" in shown(pilot)
        await press(pilot, "tab")
        await type_text(pilot, "besok")
        assert "Wednesday, 25 November 2026" in shown(pilot)
        assert "Hand over (Ctrl+S)" in shown(pilot)
        await press(pilot, "ctrl+s")
    other = store_at(filled)
    left = other.reader.rows("SELECT until FROM appointment")
    other.close()
    assert left == [(None,)]  # a role that begins later is not ended before it began
