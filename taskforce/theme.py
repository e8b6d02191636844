"""The app's own colours, for dark and for light terminals: river green, with brass for what presses."""

from __future__ import annotations

from textual.theme import Theme

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

THEMES = (DARK, LIGHT)
