"""The masterplan as a tree: what it counts, opening it, editing a year's target; and the same as text."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driving import app_on, press, settle, shown, store_at, type_text, until

from taskforce.cli import run
from taskforce.store.changes.batch import edit

Look = Callable[[str], list[tuple[Any, ...]]]


def _line(text: str, words: str) -> str:
    return " ".join(next(line for line in text.splitlines() if words in line).split())


async def test_the_tree_counts_opens_and_leads_to_items(planned: Path) -> None:
    app = app_on(planned)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "0")
        text = shown(pilot)
        # Three items of the dimension: 60 %, 40 % and 10 %; one target of 2026, not reached.
        assert _line(text, "Smart Governance").endswith("0/3 █▌░░ 37% 0 of 1 Rp325,500,000 –")
        assert "1/2" in _line(text, "Smart Living")
        assert "▲ 1" in _line(text, "Smart Living")  # done without evidence
        await press(pilot, "down", "right")
        assert "5 / 8" in _line(shown(pilot), "4 Integrasi lay")
        await press(pilot, "down", "enter")
        assert "Integrasi layanan publik" in shown(pilot)
        await press(pilot, "escape", "up", "enter")
        await until(pilot, lambda: "1 action item ·" in shown(pilot))
        assert "dim:governance sub:layanan -status:cancelled" in shown(pilot)
        await press(pilot, "0", "left")
        assert "4 Integrasi" not in shown(pilot)
        await press(pilot, "home", "left")
        assert "Pelayanan publik" not in shown(pilot)
        await press(pilot, "space")  # opens it again
        assert "Pelayanan publik" in shown(pilot)


async def test_a_target_and_a_realisation_are_typed_per_year(planned: Path, look: Look) -> None:
    app = app_on(planned)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "0", "down", "right", "down", "e")
        labels = ["Target 2025", "Realisation 2025", "Target 2026", "Realisation 2026", "Target 2027"]
        form = app.screen
        rows = {row.field.label: row for row in form.rows}  # type: ignore[attr-defined]
        assert list(rows)[10 : 10 + len(labels)] == labels
        rows["Realisation 2026"].control.focus()
        await press(pilot, "end", "backspace")
        await type_text(pilot, "1.250.000")
        rows["Target 2028"].control.focus()
        await type_text(pilot, "lima")
        await press(pilot, "ctrl+s")
        assert "“lima”" in shown(pilot)  # refused at its year, nothing lost
        await press(pilot, *["backspace"] * 4)
        await type_text(pilot, "15,5")
        await press(pilot, "ctrl+s")
        targets, real = look("SELECT targets, realisations FROM action_item WHERE ref = '4'")[0]
        assert json.loads(targets) == {"2025": 4, "2026": 8, "2027": 12, "2028": 15.5}
        assert json.loads(real) == {"2025": 4, "2026": 1_250_000}
        assert "✔ 1,250,000" in shown(pilot)
        await press(pilot, "w", "1")
        assert "✔ 4 / 4" in shown(pilot)


async def test_a_new_item_belongs_to_the_line_it_was_added_on(planned: Path, look: Look) -> None:
    app = app_on(planned)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "0", "down", "n")
        await type_text(pilot, "Layanan satu pintu")
        await press(pilot, "ctrl+s")
    sql = (
        "SELECT d.key, s.key FROM action_item i JOIN dimension d ON d.id = i.dimension_id "
        "JOIN sub_dimension s ON s.id = i.sub_dimension_id WHERE i.title = 'Layanan satu pintu'"
    )
    assert look(sql) == [("governance", "layanan")]


async def test_what_others_write_shows_with_the_cursor_kept(planned: Path) -> None:
    app = app_on(planned)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "0", "end")
        before = next(line for line in shown(pilot).splitlines() if line.startswith("›"))
        other = store_at(planned)
        item = other.reader.value("SELECT id FROM action_item WHERE ref = '1'")
        other.write("edit", [edit("action_item", item, "budget", 1_000_000)])
        other.close()
        await until(pilot, lambda: "Rp326,500,000" in shown(pilot))
        assert next(line for line in shown(pilot).splitlines() if line.startswith("›")) == before


async def test_an_empty_plan_says_how_to_fill_it(list_path: Path) -> None:
    app = app_on(list_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "end", "enter", "0")
        text = shown(pilot)
        assert "Smart Governance" in text or "F9 adds dimensions" in text


def test_the_plan_as_text_and_as_data(planned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--db", str(planned), "--lang", "en", "masterplan", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    top = data["dimensions"][0]
    assert (top["total"], top["done"], top["budget"]) == (3, 0, 325_500_000)
    assert sum(one["total"] for one in data["dimensions"]) == data["whole"]["total"] == 6
    part = top["sub_dimensions"][0]
    assert part["years"]["2025"] == {"targets": 1, "met": 1, "unreported": 0}
    assert part["years"]["2027"] == {"targets": 1, "met": 0, "unreported": 1}
    assert [one["total"] for one in top["sub_dimensions"]] == [1, 2]
    assert run(["--db", str(planned), "--lang", "en", "masterplan", "--year", "2025"]) == 0
    out = capsys.readouterr().out
    assert "Smart Governance" in out
    assert "1/1" in out
