"""Textual in tests, without waiting by the clock and without reading the same style sheets for every app anew.

Textual's own ``wait_for_idle`` sleeps at least 20 ms, several times for each key, and looks at the process's time.
What is painted while the app is still busy is seen by nobody: it is painted once, when nothing is under way.
"""

from __future__ import annotations

import asyncio
from typing import Any
from weakref import WeakKeyDictionary

import textual.app
import textual.pilot
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import Screen

ROUNDS = 3
"""How often in a row the loop must have nothing to run: what it just ran may have called for more."""


async def wait_for_idle(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Wait until no callback is ready to run; timers and threads are not waited for."""
    loop: Any = asyncio.get_running_loop()
    idle = 0
    while idle < ROUNDS:
        await asyncio.sleep(0)
        idle = 0 if loop._ready else idle + 1


def paint(screen: Screen[Any]) -> bool:
    """Paint now what would be painted by the next tick of the screen's timer; whether there was something.

    A screen that is closing, or whose app is, paints no more: what it still wants stays so.
    """
    if not screen.is_running or not screen.app.is_running:
        return False
    wanting = bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )
    screen._on_timer_update()
    return wanting


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until an app without threads of its own has nothing more to do, and all is painted."""
    quiet = 0
    while quiet < 2:
        await wait_for_idle()
        quiet = 0 if paint(pilot.app.screen) else quiet + 1


_really_refresh = Screen._compositor_refresh
_late: WeakKeyDictionary[App[Any], set[Region]] = WeakKeyDictionary()
"""Apps that are painted when nothing is under way, with the regions that are still to be painted."""


def paint_late(app: App[Any]) -> None:
    """Let an app be painted by :func:`paint_what_is_owed` alone."""
    _late[app] = set()


def _refresh(screen: Screen[Any]) -> None:
    owed = _late.get(screen.app)
    if owed is None or screen is not screen.app.screen:
        _really_refresh(screen)
        return
    owed.update(screen._compositor._dirty_regions)
    screen._compositor._dirty_regions.clear()
    screen._dirty_widgets.clear()
    screen.app._update_mouse_over(screen)


def paint_what_is_owed(screen: Screen[Any]) -> bool:
    """Paint what was put off; whether there was something."""
    owed = _late.get(screen.app)
    if not owed or not screen.is_running or not screen.app.is_running:
        return False
    screen._compositor._dirty_regions.update(owed)
    owed.clear()
    _really_refresh(screen)
    return True


_really_parse = Stylesheet._parse_rules
_parsed: dict[object, Any] = {}


def _parse_once(
    self: Stylesheet,
    css: str,
    read_from: Any,
    is_default_rules: bool = False,
    tie_breaker: int = 0,
    scope: str = "",
) -> Any:
    key = (frozenset(self._variables.items()), css, read_from, is_default_rules, tie_breaker, scope)
    if key not in _parsed:
        _parsed[key] = _really_parse(self, css, read_from, is_default_rules, tie_breaker, scope)
    return _parsed[key]


def install() -> None:
    """Let every app of this process be driven so."""
    textual.app.wait_for_idle = wait_for_idle  # type: ignore[attr-defined]
    textual.pilot.wait_for_idle = wait_for_idle  # type: ignore[attr-defined]
    Stylesheet._parse_rules = _parse_once  # type: ignore[method-assign]
    Screen._compositor_refresh = _refresh  # type: ignore[method-assign]
