"""How the app looks in 16 colours and in none; which look a terminal gets; and that columns stay columns."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_driving import DAY, app_on, press, settle, shown, until
from rich.cells import cell_len
from screen_text import screen_looks, screen_styles
from textual.theme import Theme

from taskforce.screens.frame.theme import DARK, LIGHT, MONOCHROME, SIXTEEN, suitable_theme
from taskforce.store.changes.batch import Batch, create
from taskforce.store.store import create_store
from taskforce.widgets.plain_signs import knows_ascii_alone, plain

AREA_KEYS = ("1", "2", "3")


async def test_a_theme_that_is_switched_to_looks_as_one_that_was_there_from_the_start(filled: Path) -> None:
    async def looks(begun_with: Theme, switched_to: Theme | None = None) -> list[tuple[str, str]]:
        app = app_on(filled, theme=begun_with.name)
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            if switched_to is not None:
                for key in AREA_KEYS:
                    await press(pilot, key)
                app.theme = switched_to.name
            found = []
            for key in AREA_KEYS:
                await press(pilot, key)
                found.append(screen_looks(app))
            return found

    await looks(DARK)  # the overview tells what is new since the last visit
    for theme, other in ((SIXTEEN, MONOCHROME), (DARK, SIXTEEN), (MONOCHROME, DARK)):
        assert await looks(other, theme) == await looks(theme), f"{theme.name} after {other.name}"


async def test_a_terminal_made_larger_looks_as_one_that_was_so_from_the_start(filled: Path) -> None:
    """The timeline alone keeps its first day instead."""
    large = (120, 40)

    async def looks(size: tuple[int, int], keys: str = "1 2 3 5 7 9 0 f6 f7 f8") -> list[tuple[str, str]]:
        app = app_on(filled)
        found = []
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            for key in keys.split():
                await press(pilot, key)
                if size != large:
                    await pilot.resize_terminal(*large)
                    await until(pilot, lambda: app.screen.size == large and app._resize_event is None)
                    await settle(pilot)
                found.append(screen_looks(app))
                await pilot.resize_terminal(*size)
        return found

    await looks(large, "")  # the overview tells what is new since the last visit
    assert await looks((80, 24)) == await looks(large)


async def test_black_and_white_has_no_colour_and_no_look_hides_the_cursor(filled: Path) -> None:
    app = app_on(filled, theme=MONOCHROME.name)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        for line in screen_styles(app):
            for _text, style in line:
                assert style.color is None or style.color.is_default
                assert style.bgcolor is None or style.bgcolor.is_default
        assert screen_styles(app)[3][0][1].reverse
        for _look in range(4):  # all looks, one after the other
            await press(pilot, "T")
            at_cursor, other = (screen_styles(app)[line][0][1] for line in (3, 4))
            assert at_cursor != other
        assert app.theme == MONOCHROME.name


@pytest.mark.parametrize(
    ("environment", "wanted", "theme"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, None, DARK),
        ({"TERM": "tmux-256color"}, None, DARK),
        ({"TERM": "linux"}, None, SIXTEEN),
        ({"TERM": "xterm"}, None, SIXTEEN),
        ({}, None, SIXTEEN),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, None, MONOCHROME),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "light", MONOCHROME),
        ({"TERM": "xterm-256color", "COLORFGBG": "0;15"}, None, LIGHT),
        ({"TERM": "linux"}, "taskforce-light", LIGHT),
        ({"TERM": "xterm-256color"}, "mono", MONOCHROME),
        ({"TERM": "xterm-256color"}, "auto", DARK),
    ],
)
def test_the_look_suits_the_terminal(environment: dict[str, str], wanted: str | None, theme: object) -> None:
    assert suitable_theme(environment, wanted) == theme.name  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("environment", "alone"),
    [
        ({"LANG": "C"}, True),
        ({"LANG": "id_ID.ISO-8859-1"}, True),
        ({"LANG": "id_ID.UTF-8"}, False),
        ({"LANG": "id_ID.utf8", "LC_ALL": "POSIX"}, True),
        ({}, False),
    ],
)
def test_a_locale_without_unicode_gets_ascii(environment: dict[str, str], alone: bool) -> None:
    assert knows_ascii_alone(environment) is alone


def test_stand_ins_are_ascii_and_as_wide() -> None:
    text = "▲ ✔ ○ ◐ ■ × – … “é” │╭─╮ █▍░ 漢字 ≡ ▾ é \u0301"
    assert plain(text).isascii()
    assert cell_len(plain(text)) == cell_len(text)
    assert plain("■ Terkendala") == "# Terkendala"


async def test_every_area_is_ascii_where_the_terminal_knows_no_more(filled: Path) -> None:
    app = app_on(filled, plain_signs=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for key in ("1", "2", "3", "6", "7", "e", "escape", "f1"):
            await press(pilot, key)
            painted = "".join(text for line in screen_styles(app) for text, _style in line)
            assert painted.isascii()


NAMES = [
    "Prof. Dr. Ir. H. Muhammad Hidayat Nur Wahid, M.Si., Ph.D.",
    "漢字のとても長い題名とその続き",
    "Rapat [Kominfo] [/] [belum",
    "Café e\u0301le\u0300ve re\u0301union Pe\u0302che",
    "👩‍👩‍👧‍👦 keluarga ✔️ tanda",
    "نص عربي طويل",
]


async def test_wide_and_combining_signs_stay_in_their_column(list_path: Path) -> None:
    store = create_store(list_path, today=DAY)
    agency = create("agency", code="x", short="Dinas Komunikasi, Informatika, Statistik dan Persandian", name="x")
    members = [create("member", handle=f"m{number}", name=name) for number, name in enumerate(NAMES)]
    items = [
        create("action_item", title=name, due="2026-11-20", lead_id=member.record_id, agency_id=agency.record_id)
        for name, member in zip(NAMES, members, strict=True)
    ]
    store.apply(Batch("import", [agency, *members, *items]))
    store.close()
    app = app_on(list_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for key, first in (("2", 3), ("7", 2)):
            await press(pilot, key)
            lines = shown(pilot).splitlines()
            header = next(line for line in lines if "Ref" in line or "Name" in line)
            column = "Time left" if key == "2" else "Open"
            place = cell_len(header[: header.index(column)])
            for line in lines[first : first + len(NAMES)]:
                cells = _cells(line)
                assert cells[place - 1] == " ", line
                if key == "2":
                    assert "".join(cells[place : place + 10]).startswith("▲ 4 days"), line


def _cells(line: str) -> list[str]:
    """What stands in each cell; a combining mark is with the sign before it."""
    cells: list[str] = []
    for sign in line:
        width = cell_len(sign)
        if not width and cells:
            cells[-1] += sign
        else:
            cells += [sign, *[""] * (width - 1)]
    return cells
