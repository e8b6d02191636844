"""A secretary writes a meeting down, then its action items line by line as it goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driving import app_on, press, settle, shown, store_at, type_text, until

from taskforce.paths import state_folder
from taskforce.screens.forms.draft_file import DraftKeeper, UnsavedDraft
from taskforce.store.changes.batch import delete, edit
from taskforce.store.database.location import location_of
from taskforce.store.store import Store

Look = Callable[[str], list[tuple[Any, ...]]]

ITEMS = (
    "SELECT i.title, m.handle, i.due FROM action_item i JOIN meeting g ON g.id = i.meeting_id "
    "LEFT JOIN member m ON m.id = i.lead_id WHERE g.title = 'Rapat mingguan' AND NOT i.deleted ORDER BY i.seq"
)


async def test_a_meeting_is_taken_down(filled: Path, look: Look) -> None:
    app = app_on(filled, actor="galuh")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "9")
        assert "There is no meeting yet" in shown(pilot)
        await press(pilot, "n")
        await type_text(pilot, "Rapat mingguan")
        await press(pilot, "tab", "tab")
        await type_text(pilot, "005/12")
        await press(pilot, "tab", "tab")
        await type_text(pilot, "far")
        await press(pilot, "right")  # completed to the handle
        await type_text(pilot, ", Galuh Tantri, Budi Santoso")
        said = " ".join(shown(pilot).replace("│", " ").split())
        assert "HM Farid Soufian, Galuh Tantri Narindra, Budi Santoso (guest)" in said
        await press(pilot, "ctrl+s", "o")
        await type_text(pilot, "Susun undangan @f")
        await press(pilot, "tab")
        await type_text(pilot, "due:friday")
        assert "Friday, 27 November 2026" in shown(pilot)
        await press(pilot, "enter")
        await type_text(pilot, "Siapkan tempat @galuh")
        await press(pilot, "enter")
        await type_text(pilot, "Salah ketik")
        await press(pilot, "enter")
        assert [row[0] for row in look(ITEMS)] == ["Susun undangan", "Siapkan tempat", "Salah ketik"]
        assert look(ITEMS)[0][1:] == ("farid", "2026-11-27")
        await press(pilot, "ctrl+z")  # the last one was a mistake
        assert [row[0] for row in look(ITEMS)] == ["Susun undangan", "Siapkan tempat"]
        assert "Salah ketik" not in shown(pilot)
        await press(pilot, "escape", "f5")
        await until(pilot, lambda: "2 action items ·" in shown(pilot))
        assert "meeting:005/12" in shown(pilot)
    assert look("SELECT count(*) FROM attendance WHERE NOT deleted") == [(3,)]
    assert look("SELECT count(*) FROM attendance WHERE NOT deleted AND member_id IS NULL") == [(1,)]


async def test_a_line_that_cannot_be_read_or_saved_is_not_lost(
    planned: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError("disk full")

    app = app_on(planned)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "9", "o")
        await type_text(pilot, "Surati camat @nobody")
        await press(pilot, "enter")
        assert "nobody" in shown(pilot).splitlines()[4]  # still in the line, with the reason below
        assert "There is no member “nobody”" in shown(pilot)
        await press(pilot, *["backspace"] * 8)
        with monkeypatch.context() as patch:
            patch.setattr(Store, "apply", fail)
            await press(pilot, "enter")
        assert "disk full" in shown(pilot)
        assert "Surati camat" in shown(pilot).splitlines()[4]
        await press(pilot, "enter")
        assert look("SELECT count(*) FROM action_item WHERE title = 'Surati camat'") == [(1,)]
        await type_text(pilot, "setengah jadi")
        await press(pilot, "down", "escape")
        assert "Throw it away?" in shown(pilot)
        await press(pilot, "escape")
        assert "setengah jadi" in shown(pilot)


async def test_a_meeting_is_edited_deleted_and_brought_back(planned: Path, look: Look) -> None:
    app = app_on(planned)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "9")
        assert "Pembahasan Buku 2." in shown(pilot)  # the minutes stand beside the list
        await press(pilot, "e", "tab", "tab", "tab", "tab", "end", *["backspace"] * 20)
        await type_text(pilot, "azwar")
        await press(pilot, "ctrl+s")
        present = (
            "SELECT m.handle FROM attendance t LEFT JOIN member m ON m.id = t.member_id WHERE NOT t.deleted "
            "ORDER BY m.handle"
        )
        assert look(present) == [("azwar",), ("farid",), ("galuh",)]
        await press(pilot, "delete", "left", "enter")
        assert "Rapat Tim Pelaksana" not in "\n".join(shown(pilot).splitlines()[2:-2])
        await press(pilot, "u")
        assert "Rapat Tim Pelaksana" in "\n".join(shown(pilot).splitlines()[2:-2])


async def test_what_others_write_shows_while_a_meeting_is_taken_down(planned: Path) -> None:
    app = app_on(planned)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "9", "o")
        await type_text(pilot, "sedang diketik")
        other = store_at(planned)
        item = other.reader.value("SELECT id FROM action_item WHERE ref = '2'")
        other.write("edit", [edit("action_item", item, "title", "Ditulis proses lain")])
        other.close()
        await until(pilot, lambda: "Ditulis proses lain" in shown(pilot))
        assert "sedang diketik" in shown(pilot).splitlines()[4]


def _kept() -> str:
    """What stands in the files of drafts."""
    return " ".join(path.read_text(encoding="utf-8") for path in (state_folder() / "drafts").rglob("*.json"))


async def test_escape_asks_before_it_takes_what_is_typed(planned: Path) -> None:
    app = app_on(planned)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "9", "o")
        await type_text(pilot, "setengah jadi")
        await press(pilot, "escape")
        assert "Throw it away?" in shown(pilot)
        await press(pilot, "escape")
        await type_text(pilot, " dan lagi")  # the line has the keys again
        assert "setengah jadi dan lagi" in shown(pilot).splitlines()[4]
        await until(pilot, lambda: "setengah jadi dan lagi" in _kept())
        await press(pilot, "escape", "left", "enter")
        assert "setengah jadi" not in shown(pilot)
        assert "setengah jadi" not in _kept()
        assert "Rapat Tim Pelaksana" in shown(pilot).splitlines()[1]  # only the line is thrown away
        await press(pilot, "escape", "escape")
        assert "[9 Meetings]" in shown(pilot)


async def test_the_line_of_a_meeting_left_by_the_key_of_an_area_is_there_again(planned: Path, look: Look) -> None:
    app = app_on(planned)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "9", "o")
        await type_text(pilot, "setengah jadi")
        await press(pilot, "f6", "9", "o")
        assert "setengah jadi" in shown(pilot).splitlines()[4]
        assert "here again" in shown(pilot)
        await press(pilot, "enter")
        assert look("SELECT count(*) FROM action_item WHERE title = 'setengah jadi'") == [(1,)]
        assert "setengah" not in _kept()


async def test_the_line_of_a_meeting_is_offered_after_a_crash(planned: Path, look: Look) -> None:
    meeting = look("SELECT id FROM meeting ORDER BY date DESC")[0][0]
    keeper = DraftKeeper(str(location_of(planned)))
    texts = {"line": "Surati camat @farid", "lines": "tidak tersimpan"}
    keeper.keep(UnsavedDraft("d1", f"minutes:{meeting}", "Rapat", "2026-11-24T01:14:00.000Z", texts))
    keeper.close()
    app = app_on(planned)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        assert "Surati camat @farid" in shown(pilot).splitlines()[4]
        assert "Surati camat" in _kept()  # it is a draft still
        await press(pilot, "enter")
        assert "■ tidak tersimpan" in shown(pilot)
        assert look("SELECT count(*) FROM action_item WHERE title = 'Surati camat'") == [(1,)]
        await until(pilot, lambda: "Surati camat" not in _kept())


async def test_ctrl_z_in_the_line_takes_typing_back_first_and_then_the_line_that_was_added_last(
    planned: Path, look: Look
) -> None:
    count = "SELECT count(*) FROM action_item WHERE NOT deleted AND title LIKE 'Salah%'"
    app = app_on(planned)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "9", "o")
        await type_text(pilot, "Salah")
        await press(pilot, "enter")
        await until(pilot, lambda: look(count) == [(1,)])
        await type_text(pilot, "satu")
        await press(pilot, "ctrl+z")
        assert look(count) == [(1,)]
        await press(pilot, "ctrl+z")
        await until(pilot, lambda: look(count) == [(0,)])


async def test_the_page_of_a_meeting_has_its_minutes_and_the_hint_goes_with_the_line(planned: Path) -> None:
    store = store_at(planned)
    meeting = str(store.reader.value("SELECT id FROM meeting ORDER BY date DESC, id LIMIT 1"))
    store.write(
        "delete", [delete("action_item", str(row[0])) for row in store.reader.rows("SELECT id FROM action_item")]
    )
    minutes = "\n".join(f"Butir {number}" for number in range(1, 31))
    store.write("edit", [edit("meeting", meeting, "minutes", minutes)])
    store.close()
    app = app_on(planned)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "9", "o")
        assert "Butir 1" in shown(pilot) and "Butir 30" not in shown(pilot)
        assert "Type the first action item above" in shown(pilot)
        await press(pilot, "down")
        assert "Press a and type" in shown(pilot)
        await press(pilot, "tab", "end")
        await until(pilot, lambda: "Butir 30" in shown(pilot))
        await press(pilot, "shift+tab", "a")
        assert "Type the first action item above" in shown(pilot) and app.screen.add_line.line.value == ""


async def test_minutes_stand_in_the_details_where_those_are_shown_and_nowhere_where_there_are_none(
    planned: Path,
) -> None:
    store = store_at(planned)
    for meeting in store.reader.rows("SELECT id FROM meeting"):
        store.write("edit", [edit("meeting", str(meeting[0]), "minutes", None)])
    store.close()
    app = app_on(planned)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "9", "enter")
        assert not app.screen.query_one("MinutesText").display
    store = store_at(planned)
    for meeting in store.reader.rows("SELECT id FROM meeting"):
        store.write("edit", [edit("meeting", str(meeting[0]), "minutes", "Disepakati bersama")])
    store.close()
    app = app_on(planned)
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "9", "enter")
        assert shown(pilot).count("Disepakati bersama") == 1 and not app.screen.query_one("MinutesText").display
        await press(pilot, "ctrl+d", "ctrl+d")  # below, then nowhere
        await until(pilot, lambda: bool(app.screen.query_one("MinutesText").display))
        assert shown(pilot).count("Disepakati bersama") == 1


async def test_a_meeting_of_another_year_has_its_whole_year(planned: Path) -> None:
    store = store_at(planned)
    for meeting in store.reader.rows("SELECT id FROM meeting"):
        store.write("edit", [edit("meeting", str(meeting[0]), "date", "2020-11-18")])
    store.close()
    app = app_on(planned)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "9")
        assert "18 Nov 2020" in shown(pilot)
