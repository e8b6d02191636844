"""Lines of spans with Rich's colours, for the app, the SVG picture and old consoles.

Colour only repeats what marks and words say already.  Texts are :class:`rich.text.Text`, never markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Group
from rich.style import Style
from rich.text import Text

from taskforce.reports.document import Document
from taskforce.reports.plots.cells import Signs
from taskforce.reports.writers.cells import STYLES, WIDTH, Line, Look, document_lines


def document_renderable(
    document: Document, width: int = WIDTH, signs: Signs = Signs.BLOCKS, styles: Mapping[str, Style] | None = None
) -> Group:
    """Return the document as a Rich renderable for ``width`` cells, plots drawn with ``signs``.

    ``styles`` are those of the roles in place of :data:`STYLES`, such as a theme's.
    """
    return coloured(document_lines(document, Look(width, signs)), styles)


def coloured(lines: Iterable[Line], styles: Mapping[str, Style] | None = None) -> Group:
    """Return lines of spans as a Rich renderable."""
    if styles is None:
        styles = {role: Style.parse(style) for role, style in STYLES.items()}
    return Group(*(_text(line, styles) for line in lines))


def _text(line: Line, styles: Mapping[str, Style]) -> Text:
    spans = (
        (span.text, Style.combine([Style.null(), *(styles[kind] for kind in span.kind.split() if kind in styles)]))
        for span in line
    )
    text = Text.assemble(*spans, no_wrap=True, overflow="ignore")
    text.rstrip()
    return text
