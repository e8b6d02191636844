"""How everything looks: every area, dialogue and form in Indonesian at 80x24.

Where the layout is one of its own (``Look.whole``) also at 120x40, in 16 colours, in none, and in English.
The keys that lead to a look are pressed in both languages.
``UPDATE_GOLDEN=1 pytest tests/flows/test_golden_looks.py`` rewrites the golden texts.
"""

from __future__ import annotations

import importlib
import itertools
import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from app_driving import DAY, app_on, settle
from looks import GROUPS, LARGE, Group, Look, drive
from looks_lists import LISTS
from screen_text import GOLDEN_FOLDER, golden, screen_looks, screen_text
from textual._compositor import Compositor
from textual.pilot import Pilot
from textual.screen import Screen, SystemModalScreen
from textual.widgets import Input, OptionList, TextArea

from taskforce import screens
from taskforce.clock import Clock
from taskforce.exchange.bundles import describe
from taskforce.language import _, set_language
from taskforce.screens.forms import finder
from taskforce.screens.frame.session import Session
from taskforce.screens.frame.theme import MONOCHROME, SIXTEEN
from taskforce.screens.items import overview
from taskforce.screens.reports.making import LastChoices
from taskforce.screens.settings.settings import Setting, SettingsScreen
from taskforce.screens.sync import backups, copies, write_bundle
from taskforce.screens.welcome import WelcomeScreen
from taskforce.store import backup
from taskforce.store.changes import ids
from taskforce.store.health import file
from taskforce.widgets import footer

NEVER_SHOWN = {
    **dict.fromkeys(("Area", "FileDialogue", "FilteredArea", "RegisterScreen"), "only what others are made of"),
    "Export": "gone as soon as the files are written: test_flow_report.py stops it on its way",
}  # fmt: skip
"""Screens without a look, each with the reason."""

HOME = Path("/home/siti")
SIZED = (backups, copies, describe, write_bundle)
"""Modules that show how large files are."""

painted = itertools.count()


@pytest.fixture(autouse=True)
def _always_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Fix the hour, the ids, where things are and how large they are; and no cursor blinks."""
    numbers = itertools.count(1)

    def nine_fourteen(clock: Clock) -> datetime:
        milliseconds = next(numbers) % 60_000
        hour = time(9, 14, milliseconds // 1000, milliseconds % 1000 * 1000)
        return datetime.combine(clock.injected or DAY, hour, tzinfo=clock.zone).astimezone(UTC)

    monkeypatch.setattr(Clock, "now", nine_fourteen)
    moments = SimpleNamespace(time_ns=lambda: (1_795_500_000_000 + next(numbers)) * 1_000_000)
    monkeypatch.setattr(ids, "time", moments)
    monkeypatch.setattr(ids, "os", SimpleNamespace(urandom=lambda count: next(numbers).to_bytes(count, "big")))
    monkeypatch.setattr(Path, "home", lambda: HOME)
    monkeypatch.setattr(WelcomeScreen, "_place", str(HOME / "list.db"))
    monkeypatch.setattr(SettingsScreen, "_places", places)
    monkeypatch.setattr(LastChoices, "folder", HOME / "laporan")
    (tmp_path / "cadangan").mkdir()
    monkeypatch.setattr(backup, "backup_folder", lambda: Path("cadangan"))
    monkeypatch.setattr(backup, "_stem", lambda _path: "list")
    for module in SIZED:
        monkeypatch.setattr(module, "size_text", lambda _size: "12 kB")
    monkeypatch.setattr(finder, "_size", lambda _entry: "12 kB")
    for widget in (Input, TextArea):
        monkeypatch.setattr(widget, "cursor_blink", False)
    monkeypatch.setattr(Session, "changed", lambda _self: False)
    monkeypatch.setattr(footer, "SHOWN_SECONDS", 3600.0)
    monkeypatch.setattr(overview, "CURVE_SECONDS", 0.0)
    monkeypatch.setattr(Compositor, "render_update", paint_nothing)
    monkeypatch.setattr(file, "left_behind", lambda _place: [])
    monkeypatch.setattr(file, "_LEAST_ROOM", 0)
    monkeypatch.chdir(tmp_path)


def places(_screen: SettingsScreen, _session: Session) -> list[Setting]:
    """Return the settings that say where things are."""
    config = HOME / ".config" / "taskforce" / "config.toml"
    return [
        Setting("list", _("List"), str(HOME / "list.db")),
        Setting("preferences", _("Preferences"), str(config)),
    ]


def paint_nothing(compositor: Compositor, **_options: Any) -> None:
    """Paint nothing: nobody sees what lies between two pictures, and painting takes as long as all the rest."""
    if compositor._dirty_regions:
        next(painted)
    compositor._dirty_regions.clear()


@pytest.mark.on_a_file
@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
async def test_looks(group: Group, language: str, list_path: Path) -> None:
    set_language(language)
    LISTS[group.list](list_path)
    first = group.looks[0].sizes[0]
    app = app_on(list_path, actor=group.actor, theme=SIXTEEN.name)
    async with app.run_test(size=first) as pilot:
        await settle(pilot)
        for look in group.looks:
            if look.before is not None:
                look.before(list_path)
            await drive(pilot, look.keys)
            assert type(app.screen).__name__ == look.screen, f"{look.name}:\n{screen_text(app)}"
            if look.whole or language == "id":
                golden(f"look_{look.name}_{language}", await picture(pilot, look, language))
            await drive(pilot, look.back)


async def picture(pilot: Pilot[int], look: Look, language: str) -> str:
    """Return what a golden text holds: the screen as text, and of a whole look its colours and larger size."""
    first, *others = look.sizes
    text, runs = await steady_looks(pilot)
    parts = [heading(first), text]
    if look.whole and language == "id":
        await wear(pilot, MONOCHROME.name)
        text_without_colour, runs_without_colour = await steady_looks(pilot)
        assert text_without_colour == text, f"{look.name}: other words in black and white"
        await wear(pilot, SIXTEEN.name)
        parts += ["--- 16\n", runs, "--- mono\n", runs_without_colour]
        others.append(LARGE)
    for size in others:
        await resize(pilot, size)
        parts += [heading(size), (await steady_looks(pilot))[0]]
    await resize(pilot, first)
    return "".join(parts)


def heading(size: tuple[int, int]) -> str:
    """Return the line above the picture of one size."""
    return f"=== {size[0]}x{size[1]}\n"


async def steady_looks(pilot: Pilot[int]) -> tuple[str, str]:
    """Return the screen's text and looks once painting changes it no more: painting tells a list its height."""
    screen = pilot.app.screen
    if screen.is_modal and screen.styles.background.a < 1:
        await pilot.pause(0.05)  # what is seen behind it is painted by a timer of its own
        await settle(pilot)
    looks = screen_looks(pilot.app)
    while True:
        before = repr(painted)
        await settle(pilot)
        if repr(painted) == before:
            return looks
        looks = screen_looks(pilot.app)


async def wear(pilot: Pilot[int], theme: str) -> None:
    """Change the theme."""
    if pilot.app.theme != theme:
        pilot.app.theme = theme
        if isinstance(pilot.app.screen, SystemModalScreen):  # Textual forgets the palette, where no key reaches us
            await settle(pilot)
            pilot.app.stylesheet.update(pilot.app.screen)
            for choices in pilot.app.screen.query(OptionList):
                choices._clear_caches()
        await settle(pilot)


async def resize(pilot: Pilot[int], size: tuple[int, ...]) -> None:
    """Give the terminal another size."""
    if tuple(pilot.app.size) != size:
        await pilot.resize_terminal(*size)
        pilot.app._check_resize()  # Textual waits some milliseconds for more of it
        await settle(pilot)


def test_every_screen_has_a_look() -> None:
    for module in pkgutil.walk_packages(screens.__path__, "taskforce.screens."):
        importlib.import_module(module.name)
    shown = {look.screen for group in GROUPS for look in group.looks}
    ours = {screen.__name__ for screen in screens_of(Screen) if screen.__module__.startswith("taskforce.")}
    assert ours - shown == set(NEVER_SHOWN)


def screens_of(kind: type[Screen[Any]]) -> Iterator[type[Screen[Any]]]:
    """Yield all classes made from a screen, over any number of others."""
    for one in kind.__subclasses__():
        yield one
        yield from screens_of(one)


def test_every_look_has_its_own_name_and_every_golden_text_its_look() -> None:
    looks = [look for group in GROUPS for look in group.looks]
    assert len(looks) == len({look.name for look in looks})
    files = {f"look_{look.name}_id.txt" for look in looks}
    files |= {f"look_{look.name}_en.txt" for look in looks if look.whole}
    assert {path.name for path in GOLDEN_FOLDER.glob("look_*.txt")} == files
