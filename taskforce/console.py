"""Standard output and error: any console, any encoding, no control sequences from user text."""

from __future__ import annotations

import codecs
import contextlib
import os
import sys
from typing import TextIO

from taskforce.model.width import printable_lines

_PLAIN = {
    "▲": "!",
    "✔": "v",
    "○": "o",
    "◐": "~",
    "■": "#",
    "×": "x",
    "–": "-",
    "—": "-",
    "…": "...",
    "→": "->",
    "“": '"',
    "”": '"',
    "’": "'",
    "‘": "'",
    "•": "*",
    "·": "-",
    "█": "#",
    "▓": "#",
    "▒": "=",
    "░": ".",
    "▄": "=",
    "─": "-",
    "└": "+",
    "│": "|",
    "━": "-",
    "−": "-",
    "═": "=",
    "●": "*",
    "▼": "v",
    "›": ">",
    "‹": "<",
    "↑": "^",
    "↓": "v",
    "←": "<",
    "◆": "*",
    "↻": "@",
    "┄": "-",
    "┊": ":",
    "╭": "+",
    "╮": "+",
    "╯": "+",
    "╰": "+",
    "├": "+",
    "┤": "+",
    "┬": "+",
    "┴": "+",
    "┼": "+",
    "«": "{",
    "»": "}",
}
"""Replacements for each sign that a console's encoding does not have (cp1252, ASCII)."""


def stand_in_for(sign: str) -> str:
    """Return what stands in for a sign where only ASCII can be shown; ``?`` when nothing does."""
    return _PLAIN.get(sign, "?")


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    part = error.object[error.start : error.end]
    return "".join(map(stand_in_for, part)), error.end


codecs.register_error("taskforce-plain", _stand_in)


def prepare_streams() -> None:
    """Let both streams write every text: signs that the encoding lacks get a stand-in.

    A stream that was closed before the program began leads nowhere; bytes of an answer that are no text are shown
    as such.
    """
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            nowhere = open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8")  # noqa: PTH123, SIM115
            setattr(sys, name, nowhere)
            continue
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace" if name == "stdin" else "taskforce-plain")


def silence(stream: TextIO) -> None:
    """Let nothing more be written to a stream whose other end is gone, also not what waits to be written."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def complain(sentence: str) -> None:
    """Write a sentence for the person to stderr, be it that nobody can read it there."""
    try:
        sys.stderr.write(printable_lines(sentence) + "\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        silence(sys.stderr)


def is_terminal(stream: TextIO) -> bool:
    """Return whether a person sees the stream in a terminal that can do more than print lines."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def writes_utf8(stream: TextIO) -> bool:
    """Return whether the stream's encoding has every character."""
    return codecs.lookup(stream.encoding or "ascii").name.startswith("utf")


def draws_finely() -> bool:
    """Return whether the terminal has braille signs for sure: the old console of Windows has none."""
    return os.name != "nt" or "WT_SESSION" in os.environ


def terminal_width() -> int:
    """Return the columns of the terminal; 80 where there is none."""
    return _terminal_size()[0]


def terminal_height() -> int:
    """Return the lines of the terminal; 24 where there is none."""
    return _terminal_size()[1]


def _terminal_size() -> tuple[int, int]:
    """Return columns and lines, as ``shutil`` finds them out, whose import takes longer than that."""
    try:
        own = os.get_terminal_size(sys.__stdout__.fileno()) if sys.__stdout__ is not None else (0, 0)
    except (OSError, ValueError):  # no terminal; closed or detached
        own = (0, 0)
    wished = (os.environ.get("COLUMNS", ""), os.environ.get("LINES", ""))
    columns, lines = (int(text) if text.isdecimal() else 0 for text in wished)
    return columns or own[0] or 80, lines or own[1] or 24
