"""The report as plain text: what is printed when standard output is no terminal, and ``.txt`` files.

Lines of at most 80 cells, no control sequences; every sign has a stand-in where a console's encoding lacks it
(see :mod:`taskforce.console`), so that cp1252 and ASCII can carry it.
"""

from __future__ import annotations

from taskforce.reports.document import Document, unfolded
from taskforce.reports.plots.cells import Signs
from taskforce.reports.writers.cells import Look, document_lines

_PLAIN = Look(signs=Signs.PLAIN, plain=True)


def as_text(document: Document) -> str:
    """Return the document as lines of text, its lists whole, without its annexes."""
    shown = document._replace(parts=tuple(part for part in unfolded(document).parts if not part.annex))
    lines = ("".join(span.text for span in line) for line in document_lines(shown, _PLAIN))
    return "\n".join(line.rstrip() for line in lines) + "\n"
