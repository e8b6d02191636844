"""Reports on a terminal: the brief one of every day, any document, plots by themselves."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TextIO

from taskforce.console import draws_finely, is_terminal, terminal_width, writes_utf8
from taskforce.language import _
from taskforce.reports.content.compose import compose_brief
from taskforce.reports.document import Document, Part, Plot, capped
from taskforce.reports.figures.build import BRIEF_ROWS
from taskforce.reports.figures.status import StatusReport
from taskforce.reports.plots.cells import Signs
from taskforce.reports.writers.cells import STYLES, Line, Look, document_lines, line_width, part_lines
from taskforce.wording.spans import Span

MOST_WIDTH = 132
"""Wider lines are hard to read: a wider terminal keeps a margin."""

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34"}
_CODES |= {"magenta": "35", "cyan": "36"}
"""How terminals are told the words of a style."""

_TWO_COLUMNS = 112
_GUTTER = 4


def print_brief(report: StatusReport, *, whole: bool = False) -> None:
    """Print the report of every day: page one, and the top of each list behind it if ``whole``."""
    look = _look(MOST_WIDTH)
    _print(brief_lines(report, look) if whole else page_one_lines(report, look))


def print_document(document: Document) -> None:
    """Print a whole document, annexes included."""
    _print(document_lines(document, _look(MOST_WIDTH)))


def print_plots(plots: Iterable[Plot]) -> None:
    """Print plots, each under its title."""
    look = _look(120)
    _print(line for plot in plots for line in part_lines(Part(plot.name, plot.title, (plot,)), look))


def signs_of(stream: TextIO) -> Signs:
    """Return what plots can be drawn with where a stream ends."""
    if not writes_utf8(stream):
        return Signs.PLAIN
    return Signs.BRAILLE if draws_finely() else Signs.BLOCKS


def page_one_lines(report: StatusReport, look: Look) -> Iterator[Line]:
    """Yield the lines of page one, and how to see the rest."""
    yield from document_lines(compose_brief(report, whole=False), look)
    yield ()
    yield (Span(f"{look.indent}{_('Everything')}: taskforce report --all", "muted"),)


def brief_lines(report: StatusReport, look: Look) -> Iterator[Line]:
    """Yield the lines of the brief report; where there is room the S-curve stands beside the groups."""
    document = capped(compose_brief(report), BRIEF_ROWS)
    beside = {"by_dimension", "by_priority", "s_curve"}
    if look.width < _TWO_COLUMNS or document.part("s_curve") is None:
        beside = set()
    half = Look((look.width - _GUTTER) // 2, look.signs)
    for part in document.parts:
        if part.key == "by_dimension" and beside:
            columns = [(part, document.part("by_priority")), (document.part("s_curve"),)]
            yield from _side_by_side([_lines(one, half) for one in columns], half.width)
        elif part.key not in beside and part.key != "by_priority":
            yield from part_lines(part, look)


def _lines(parts: Iterable[Part | None], look: Look) -> list[Line]:
    return [line for part in parts if part is not None for line in part_lines(part, look)]


def _side_by_side(columns: Sequence[Sequence[Line]], width: int) -> Iterator[Line]:
    for left, right in zip_longest(*columns, fillvalue=()):
        yield *left, Span(" " * (width + _GUTTER - line_width(left))), *right


def _look(most: int) -> Look:
    return Look(max(40, min(terminal_width(), most)), signs_of(sys.stdout))


def _print(lines: Iterable[Line]) -> None:
    """Print lines to standard output, on a terminal with colours; ``NO_COLOR`` leaves what is bold and dim."""
    if os.name == "nt" and is_terminal(sys.stdout):  # Rich knows which consoles take codes; to import it is slow
        from rich.console import Console

        from taskforce.reports.writers.rich import coloured

        Console(highlight=False, markup=False, emoji=False, width=terminal_width()).print(coloured(lines))
        return
    codes = _CODES if is_terminal(sys.stdout) else {}
    if os.environ.get("NO_COLOR"):
        codes = {word: code for word, code in codes.items() if word in ("bold", "dim")}
    for line in lines:
        sys.stdout.write(_coded(line, codes) + "\n")


def _coded(line: Line, codes: Mapping[str, str]) -> str:
    """Return a line with the codes of its spans' styles; blanks at its end go."""
    spans = [span for span in line if span.text]
    while spans and not spans[-1].text.strip():
        spans.pop()
    if spans:
        spans[-1] = spans[-1]._replace(text=spans[-1].text.rstrip())
    told = []
    for text, kind in spans:
        words = " ".join(STYLES.get(role, "") for role in kind.split()).split()
        code = ";".join(codes[word] for word in words if word in codes)
        told.append(f"\x1b[{code}m{text}\x1b[0m" if code else text)
    return "".join(told)
