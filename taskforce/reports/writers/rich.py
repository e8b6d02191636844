"""Lines of spans with Rich's colours, for the terminal, the app and the SVG picture.

Colour only repeats what marks and words say already.  Texts are :class:`rich.text.Text`, never markup.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group
from rich.text import Text

from taskforce.reports.document import Document
from taskforce.reports.plots.cells import Signs
from taskforce.reports.writers.cells import WIDTH, Line, Look, document_lines

STYLES = {
    "late": "bold red",
    "good": "green",
    "muted": "dim",
    "strong": "bold",
    "head": "bold cyan",
    "frame": "cyan",
    "bar": "cyan",
    "track": "dim",
    # counts
    "done": "green",
    "in_progress": "cyan",
    "blocked": "magenta",
    "deferred": "yellow",
    "overdue": "bold red",
    # plots
    "actual": "green",
    "plan": "bold blue",
    "total": "yellow",
    "open": "cyan",
    "axis": "dim",
    "today": "dim",
}
"""Rich's style of each role; roles that are not named have none."""


def document_renderable(document: Document, width: int = WIDTH, signs: Signs = Signs.BLOCKS) -> Group:
    """Return the document as a Rich renderable for ``width`` cells, plots drawn with ``signs``."""
    return coloured(document_lines(document, Look(width, signs)))


def coloured(lines: Iterable[Line]) -> Group:
    """Return lines of spans as a Rich renderable."""
    return Group(*map(_text, lines))


def _text(line: Line) -> Text:
    spans = ((span.text, " ".join(filter(None, map(STYLES.get, span.kind.split())))) for span in line)
    text = Text.assemble(*spans, no_wrap=True, overflow="ignore")
    text.rstrip()
    return text
