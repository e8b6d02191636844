"""The app's own looks: dark, light, 16 colours, and none; and which one suits the terminal.

Colours are river green, with brass for what presses.  No look is needed to understand anything: every status has
its word and its mark.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

from taskforce.language import N_

DARK = Theme(
    name="taskforce-dark",
    primary="#3fa7a0",
    secondary="#6f9fd8",
    accent="#e0b455",
    warning="#e8a13c",
    error="#ef6a6a",
    success="#6cc28b",
    foreground="#dfe7e6",
    background="#10191b",
    surface="#152124",
    panel="#20302f",
    dark=True,
)

LIGHT = Theme(
    name="taskforce-light",
    primary="#0d6f69",
    secondary="#2b5f9e",
    accent="#8a5a00",
    warning="#9a5b00",
    error="#b3261e",
    success="#1f7a3f",
    foreground="#14211f",
    background="#f6f8f6",
    surface="#ffffff",
    panel="#dfe9e5",
    dark=False,
)

SIXTEEN = Theme(
    name="taskforce-16",
    primary="ansi_cyan",
    secondary="ansi_blue",
    accent="ansi_yellow",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    dark=True,
    ansi=True,
    variables={
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "screen-selection-background": "ansi_blue",
        "screen-selection-foreground": "ansi_white",
        "block-cursor-foreground": "ansi_black",
        "block-cursor-background": "ansi_cyan",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-foreground": "ansi_default",
        "block-cursor-blurred-background": "ansi_default",
        "block-cursor-blurred-text-style": "reverse",
        "border": "ansi_cyan",
        "border-blurred": "ansi_default",
        "input-cursor-background": "ansi_default",
        "input-cursor-foreground": "ansi_default",
        "input-cursor-text-style": "reverse",
        "input-selection-background": "ansi_blue",
        "input-selection-foreground": "ansi_white",
        "primary-muted": "ansi_blue",
        "text-muted": "ansi_default",
    },
)
"""For terminals that have no more (a Linux console, an old xterm): their own colours, on their own ground."""

MONOCHROME = Theme(
    name="taskforce-mono",
    primary="ansi_default",
    secondary="ansi_default",
    accent="ansi_default",
    warning="ansi_default",
    error="ansi_default",
    success="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    dark=True,
    ansi=True,
    variables={
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "screen-selection-background": "ansi_default",
        "screen-selection-foreground": "ansi_default",
        "block-cursor-foreground": "ansi_default",
        "block-cursor-background": "ansi_default",
        "block-cursor-text-style": "bold reverse",
        "block-cursor-blurred-foreground": "ansi_default",
        "block-cursor-blurred-background": "ansi_default",
        "block-cursor-blurred-text-style": "reverse",
        "input-cursor-background": "ansi_default",
        "input-cursor-foreground": "ansi_default",
        "input-cursor-text-style": "reverse",
        "input-selection-background": "ansi_default",
        "input-selection-foreground": "ansi_default",
        "primary-muted": "ansi_default",
        "text-muted": "ansi_default",
    },
)
"""No colour at all: bold and reverse do what colours do elsewhere."""

THEMES = (DARK, LIGHT, SIXTEEN, MONOCHROME)

TITLES = {
    DARK.name: N_("Dark"),
    LIGHT.name: N_("Light"),
    SIXTEEN.name: N_("16 colours"),
    MONOCHROME.name: N_("Black and white"),
}

AUTOMATIC = "auto"
"""The preference that lets the terminal decide."""


def suitable_theme(environment: Mapping[str, str], chosen: str | None = None, *, windows: bool = False) -> str:
    """Return the theme for a terminal: the one that is chosen, but no colour where ``NO_COLOR`` says so.

    ``chosen`` is a theme's name, or its last part (``light``, ``16``, ``mono``).
    """
    if "NO_COLOR" in environment:
        return MONOCHROME.name
    named = {name: theme.name for theme in THEMES for name in (theme.name, theme.name.removeprefix("taskforce-"))}
    if chosen in named:
        return named[chosen]
    if not windows and not _has_many_colours(environment):
        return SIXTEEN.name
    ground = environment.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT.name if ground in ("7", "15") else DARK.name


def _has_many_colours(environment: Mapping[str, str]) -> bool:
    """Return whether the terminal shows 256 colours or more."""
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit", "yes", "1"):
        return True
    term = environment.get("TERM", "").lower()
    return "256color" in term or term.startswith(("xterm-kitty", "alacritty", "foot", "wezterm", "ghostty"))
