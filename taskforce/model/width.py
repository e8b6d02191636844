"""Text in the cells of a terminal: measured, made safe to show, cut with a sign, filled with blanks, wrapped.

Rich's ``cell_len`` decides how many cells a text takes, never ``len``.  Most text is made of signs that are known
to take one cell; Rich is imported for other text alone, because most commands start without it.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import Literal

Align = Literal["left", "right", "center"]

ELLIPSIS = "…"

_ONE_CELL = frozenset(
    map(
        chr,
        chain(
            range(0x20, 0x7F),  # ASCII
            range(0xA0, 0xAD),  # the Latin of Europe, without the soft hyphen
            range(0xAE, 0x300),
            range(0x2010, 0x2028),  # dashes, quotes, "…"
            range(0x2030, 0x205F),
            range(0x2190, 0x2300),  # arrows, mathematics
            range(0x2500, 0x25FD),  # lines, blocks, shapes
            (0x2713, 0x2714),  # ticks
            range(0x2800, 0x2900),  # Braille, of which curves are made
        ),
    )
)

_JOINER = "\u200d"
_BLANKS = "[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+"
# Control characters (they would steer the terminal), direction marks (they would move the columns that
# follow), and joiners and variation selectors, on whose width terminals disagree: without them every
# terminal agrees with Rich, at the price of a joined emoji being shown as its parts.
_UNSEEN = (
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_LOOSE = " ,;:–-(“"
"""What does not end a shortened text."""

_SURROGATES = "[\ud800-\udfff]"  # cannot be written as UTF-8


def cell_width(text: str) -> int:
    """Return the number of terminal cells that ``text`` takes.

    Joined emoji count as the sum of their parts, because terminals disagree about them: never less than what is
    shown.
    """
    if (text.isascii() and text.isprintable()) or _ONE_CELL.issuperset(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text.replace(_JOINER, ""))


def shorten(text: str, width: int, sign: str = ELLIPSIS) -> str:
    """Return ``text`` in at most ``width`` cells, ending in ``sign`` where something was left out.

    A letter is never parted from its marks.  Where not even the sign fits, it is left out too.
    """
    if cell_width(text) <= width:
        return text
    if cell_width(sign) > width:
        sign = ""
    return _begin(text, width - cell_width(sign)).rstrip() + sign


def shorten_words(text: str, width: int) -> str:
    """Return ``text`` in at most ``width`` cells, ending in ``…`` behind a whole word where more was left out.

    A word is cut only where it alone has no room.
    """
    cut_off = shorten(text, width)
    if cut_off == text or not cut_off.endswith(ELLIPSIS):
        return cut_off
    kept = cut_off.removesuffix(ELLIPSIS)
    if text[len(kept) : len(kept) + 1].strip():  # a word goes on
        begin = kept.rpartition(" ")[0]
        kept = begin.rstrip(_LOOSE) or kept
    return kept.rstrip(_LOOSE) + ELLIPSIS


def _begin(text: str, room: int) -> str:
    """Return as much of the beginning of ``text`` as ``room`` cells hold."""
    if _ONE_CELL.issuperset(text):
        return text[: max(0, room)]
    from rich.cells import split_graphemes

    end = 0
    for start, stop, _cells in split_graphemes(text)[0]:
        room -= cell_width(text[start:stop])
        if room < 0:
            break
        end = stop
    return text[:end]


def wrap(text: str, width: int) -> list[str]:
    """Return ``text`` in lines of at most ``width`` cells, broken between words where that can be.

    There is always a line, be it empty.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if cell_width(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        seen = 8 * max(1, width) + 64  # a word may be as long as a document: measure only what could fit
        while cell_width(word[:seen]) > width:
            part = _begin(word[:seen], width) or word[:1]
            lines.append(part)
            word = word[len(part) :]
        line = word
    return [*lines, line] if line or not lines else lines


def pad(text: str, width: int, align: Align = "left") -> str:
    """Return ``text`` filled with blanks to ``width`` cells; a longer one as it is."""
    spare = max(0, width - cell_width(text))
    before = {"left": 0, "center": spare // 2, "right": spare}[align]
    return " " * before + text + " " * (spare - before)


def printable(text: str) -> str:
    """Return ``text`` as one line without anything that could steer the terminal or shift what follows it."""
    if text.isascii() and text.isprintable():
        return text
    text = re.sub(_SURROGATES, "\ufffd", re.sub(_UNSEEN, "", re.sub(_BLANKS, " ", text)))
    # A mark with nothing before it would sit on the neighbouring column's last cell.
    return " " + text if text and not cell_width(text[0]) else text


def printable_lines(text: str) -> str:
    """Return ``text`` line by line as :func:`printable` makes it."""
    if text.isascii() and text.isprintable():
        return text
    return "\n".join(printable(line.replace("\t", "    ")) for line in text.split("\n"))


_LONG_WORD = re.compile(r"[^\s“”]{301,}")
_LONG_QUOTATION = re.compile(r"(?<=“)[^”]{161,}(?=”)")


def brief(sentence: str) -> str:
    """Return a sentence that repeats no word, and nothing in quotation marks, at monstrous length."""
    if len(sentence) < 160:
        return sentence
    shorter = _LONG_QUOTATION.sub(lambda said: said[0][:80].rstrip() + ELLIPSIS, sentence)
    return _LONG_WORD.sub(lambda said: said[0][:200] + ELLIPSIS, shorter)


def cut(text: str, width: int) -> str:
    """Return ``text`` made printable, in at most ``width`` cells, ending in ``…`` if something had to go."""
    # A pasted document is a possible title: measure only what could be visible, marks included.
    visible = 8 * max(0, width) + 64
    kept = printable(text[:visible])
    return shorten(kept if len(text) <= visible else kept.rstrip() + ELLIPSIS, width)


def fit(text: str, width: int, align: Align = "left") -> str:
    """Return ``text`` made printable, in exactly ``width`` cells: cut with ``…`` or filled with blanks."""
    return pad(cut(text, width), width, align)
