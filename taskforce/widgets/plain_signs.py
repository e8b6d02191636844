"""Stand-ins of the same width for every sign but ASCII, for terminals that know no more."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from taskforce.console import stand_in_for
from taskforce.model.width import cell_width

_BOXES = {
    "≡": "=",
    "‹": "<",
    "›": ">",
    "▾": "v",
    "▸": ">",
    "✓": "x",
    "─": "-",
    "━": "-",
    "═": "=",
    "│": "|",
    "┃": "|",
    "║": "|",
    "▏": "|",
    "▎": "|",
    "▕": "|",
    "…": ".",
}
_BLOCKS = "▁▂▃▄▅▆▇█▉▊▋▌▍▐▀"


class _Plain(dict[int, str]):
    """The stand-in of each sign, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if code < 128:
            plain = sign
        elif sign in _BOXES:
            plain = _BOXES[sign]
        elif "╭" <= sign <= "╰" or "┌" <= sign <= "╬":
            plain = "+"
        elif sign in _BLOCKS:
            plain = "#"
        else:
            plain = self._by_nature(sign)
        self[code] = plain
        return plain

    @staticmethod
    def _by_nature(sign: str) -> str:
        width = cell_width(sign)
        stand_in = stand_in_for(sign)
        if stand_in != "?" and len(stand_in) == width:
            return stand_in
        base = "".join(one for one in unicodedata.normalize("NFKD", sign) if one.isascii())
        return base if len(base) == width else "?" * width


_PLAIN = _Plain()


class PlainSigns(LineFilter):
    """Replaces what is not ASCII, at the very end, in whatever is painted."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the same line in ASCII."""
        return [
            segment if segment.text.isascii() else Segment(plain(segment.text), segment.style, segment.control)
            for segment in segments
        ]


def plain(text: str) -> str:
    """Return ``text`` in ASCII, each sign as wide as it was."""
    return text.translate(_PLAIN)


def knows_ascii_alone(environment: Mapping[str, str]) -> bool:
    """Return whether the locale says that the terminal shows no more than ASCII; where it says nothing, it can."""
    said = environment.get("LC_ALL") or environment.get("LC_CTYPE") or environment.get("LANG") or ""
    return bool(said) and "utf" not in said.lower()
