"""The report as a picture (SVG), all rows of every list included but for annexes; nothing in it is fetched."""

from __future__ import annotations

import io
import re

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from taskforce.reports.document import Document, unfolded
from taskforce.reports.writers.rich import document_renderable

WIDTH = 118

_PAPER = TerminalTheme(
    (255, 255, 255),
    (28, 37, 38),
    [
        (28, 37, 38),
        (179, 38, 30),
        (31, 122, 63),
        (154, 91, 0),
        (31, 78, 156),
        (132, 56, 140),
        (13, 111, 105),
        (96, 110, 108),
    ],
    [
        (96, 110, 108),
        (179, 38, 30),
        (31, 122, 63),
        (154, 91, 0),
        (31, 78, 156),
        (132, 56, 140),
        (13, 111, 105),
        (28, 37, 38),
    ],
)
"""Dark signs on white, which print well; each has a contrast of at least 4.5 to 1."""

_WEB_FONTS = re.compile(r"@font-face\s*\{[^}]*\}", re.DOTALL)
_FONTS = "DejaVu Sans Mono, Cascadia Mono, Consolas, Menlo"


def as_svg(document: Document) -> str:
    """Return the document as it looks on a wide screen, its lists whole, without its annexes."""
    shown = document._replace(parts=tuple(part for part in unfolded(document).parts if not part.annex))
    console = Console(
        record=True,
        width=WIDTH,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    console.print(document_renderable(shown, WIDTH))
    drawn = console.export_svg(title=document.title, theme=_PAPER, unique_id="report")
    return _WEB_FONTS.sub("", drawn).replace("Fira Code", _FONTS)
