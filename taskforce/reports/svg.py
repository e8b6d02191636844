"""The terminal report as a picture (SVG), self-contained: no font is fetched from anywhere."""

from __future__ import annotations

import io
import re

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from taskforce.reports.sections import title_of
from taskforce.reports.status import StatusReport
from taskforce.reports.terminal import as_renderable

WIDTH = 110

_THEME = TerminalTheme(
    (255, 255, 255),
    (32, 38, 46),
    [
        (32, 38, 46),
        (178, 34, 34),
        (26, 127, 55),
        (154, 103, 0),
        (9, 92, 170),
        (130, 60, 160),
        (0, 116, 125),
        (110, 119, 129),
    ],
    [
        (139, 148, 158),
        (207, 34, 46),
        (45, 164, 78),
        (191, 135, 0),
        (33, 139, 255),
        (163, 113, 247),
        (27, 149, 160),
        (140, 149, 159),
    ],
)

_WEB_FONT = re.compile(r"@font-face\s*\{[^}]*\}", re.DOTALL)


def as_svg(report: StatusReport) -> str:
    """The report as it looks in a terminal of 110 columns, all rows of every list included."""
    console = Console(
        record=True,
        width=WIDTH,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        highlight=False,
    )
    console.print(as_renderable(report, WIDTH, most=None))
    svg = console.export_svg(title=title_of(report), theme=_THEME, unique_id="report")
    return _WEB_FONT.sub("", svg).replace("Fira Code", "DejaVu Sans Mono, Consolas, Menlo")
