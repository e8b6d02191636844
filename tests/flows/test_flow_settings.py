"""Settings: the office, its dimensions and holidays, who I am, language, keys; kept where they belong."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app_driving import DAY, app_on, press, settle, shown, store_at, type_text
from textual.pilot import Pilot

from taskforce.model.dates import parse_date
from taskforce.paths import config_file
from taskforce.store.workdays import working_day_test
from taskforce.widgets.table.virtual_table import VirtualTable

Look = Callable[[str], list[tuple[Any, ...]]]

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(60)


async def _setting(pilot: Pilot[int], name: str) -> None:
    if "[F9" not in shown(pilot):
        await press(pilot, "f9")
    pilot.app.screen.query_one("#register", VirtualTable).move_cursor_to_key(name)
    await press(pilot, "enter")


def _words(pilot: Pilot[int]) -> str:
    """What a dialogue says, without line ends: a long path is wrapped anywhere."""
    inside = (line.split("│") for line in shown(pilot).splitlines() if "│" in line)
    return " ".join(" ".join(parts[1] for parts in inside).split())


def _preferences() -> dict[str, Any]:
    return tomllib.loads(config_file().read_text(encoding="utf-8"))


async def test_the_office_and_its_letterhead(filled: Path, look: Look, tmp_path: Path) -> None:
    logo = tmp_path / "lambang.png"
    logo.write_bytes(PICTURE)
    app = app_on(filled)
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await _setting(pilot, "office")
        await type_text(pilot, " [Martapura]")
        await press(pilot, "tab", "tab", "end", *["backspace"] * 13)
        await type_text(pilot, "wib")
        assert "Asia/Jakarta" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert "Kabupaten Banjar [Martapura]" in shown(pilot).splitlines()[0]
        await _setting(pilot, "letter")
        await type_text(pilot, "PEMERINTAH KABUPATEN BANJAR")
        await press(pilot, "tab")
        await type_text(pilot, str(tmp_path / "tidak-ada.png"))
        await press(pilot, "ctrl+s")
        assert "cannot be read" in _words(pilot)  # said at the field; the letterhead is still there
        assert "PEMERINTAH KABUPATEN BANJAR" in shown(pilot)
        await press(pilot, *["backspace"] * len("tidak-ada.png"))
        await type_text(pilot, "lambang.png")
        rows = {row.field.name: row for row in app.screen.rows}  # type: ignore[attr-defined]
        for name, text in (("position", "Kepala Bappelitbang"), ("name", "Galuh Tantri Narindra"), ("nip", "12")):
            rows[f"signer.1.{name}"].control.focus()
            await type_text(pilot, text)
        await press(pilot, "ctrl+s")
        assert "NIP" in _words(pilot)  # refused at its field
        await press(pilot, "backspace", "backspace", "ctrl+s")
    (name, zone, letterhead, logo_text, signers) = look(
        "SELECT name, time_zone, letterhead, logo, signers FROM organisation"
    )[0]
    assert (name, zone) == ("Kabupaten Banjar [Martapura]", "Asia/Jakarta")
    assert letterhead == '["PEMERINTAH KABUPATEN BANJAR"]'
    assert logo_text.startswith("data:image/png;base64,")
    assert signers == '[{"name":"Galuh Tantri Narindra","position":"Kepala Bappelitbang"}]'


async def test_an_own_holiday_is_no_working_day(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await _setting(pilot, "holidays")
        await press(pilot, "n")
        await type_text(pilot, "besok")
        assert "Wednesday, 25 November 2026" in shown(pilot)
        await press(pilot, "tab")
        await type_text(pilot, "Hari jadi kabupaten")
        await press(pilot, "ctrl+s")
        assert "Hari jadi kabupaten" in shown(pilot)
        store = store_at(filled)
        assert parse_date("+1wd", DAY, working_day_test(store.reader)).isoformat() == "2026-11-26"
        await press(pilot, "delete", "left", "enter")
        assert look("SELECT count(*) FROM holiday WHERE NOT deleted") == [(0,)]
        assert parse_date("+1wd", DAY, working_day_test(store.reader)).isoformat() == "2026-11-25"
        store.close()


async def test_dimensions_and_their_parts_are_edited(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await _setting(pilot, "dimensions")
        await press(pilot, "N")
        await type_text(pilot, "Pelayanan publik")
        await press(pilot, "ctrl+s")
        assert "└ Pelayanan publik" in shown(pilot)
        await press(pilot, "up", "e")
        await type_text(pilot, " 2026")
        await press(pilot, "ctrl+s", "n")
        await type_text(pilot, "Smart Society")
        await press(pilot, "ctrl+s")
    parts = "SELECT s.key, d.key FROM sub_dimension s JOIN dimension d ON d.id = s.dimension_id"
    assert look(parts) == [("pelayanan-publik", "governance")]
    assert look("SELECT name, key, position FROM dimension ORDER BY position") == [
        ("Smart Governance 2026", "governance", 1), ("Smart Living", "living", 2),
        ("Smart Society", "smart-society", 3),
    ]  # fmt: skip


async def test_who_i_am_and_the_language_are_kept(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await _setting(pilot, "me")
        await press(pilot, "1")  # Azwar
        await _setting(pilot, "language")
        await press(pilot, "1")
        assert "Pengaturan" in shown(pilot)
        await press(pilot, "2", "plus")
        assert look("SELECT m.handle FROM batch b JOIN member m ON m.id = b.actor_id") == [("azwar",)]
    assert _preferences() == {"member": "azwar", "language": "id"}


async def test_a_command_gets_another_key(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await _setting(pilot, "keys")
        app.screen.query_one("#register", VirtualTable).move_cursor_to_key("mark_done")
        await press(pilot, "enter", "u")
        assert "u is the key of “Undo”" in shown(pilot)
        await press(pilot, "enter", "e")
        assert "e is the key of “Edit”" in shown(pilot)
        await press(pilot, "enter", "down")
        assert "always does the same" in shown(pilot)
        await press(pilot, "enter", "f11")
        assert _preferences() == {"keys": {"mark_done": "f11"}}
        await press(pilot, "2")
        assert "F11 Done" in shown(pilot).splitlines()[-1]
        await press(pilot, "d")
        assert look("SELECT status FROM action_item WHERE ref = '2'") == [("blocked",)]
        await press(pilot, "f11")
        assert look("SELECT status FROM action_item WHERE ref = '2'") == [("done",)]
    again = app_on(filled, keys={"mark_done": "f12"})
    async with again.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "f12")
        assert look("SELECT status FROM action_item WHERE ref = '3'") == [("done",)]
        await _setting(pilot, "keys")
        again.screen.query_one("#register", VirtualTable).move_cursor_to_key("mark_done")
        await press(pilot, "backspace")
        assert _preferences() == {"keys": {}}
        await press(pilot, "2")
        assert "d Done" in shown(pilot).splitlines()[-1]


async def test_a_usual_name_that_another_list_does_not_know_stops_nothing(filled: Path) -> None:
    app = app_on(filled, usual_actor="orang-lain")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Petakan program" in shown(pilot)
