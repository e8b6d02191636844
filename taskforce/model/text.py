"""Text as people type and paste it: made safe to store, compared, suggested.

Standard library only.  Patterns are compiled when first used, because most commands start without them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from taskforce.model.width import shorten

_ESCAPES = (
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor movement
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n\x90\x98\x9d-\x9f]*(?:\x07|\x1b\\|\x9c)"  # titles
    r"|\x1b[ -/]*[0-~]"  # every other escape sequence
)
_HIDDEN = (
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # C0, DEL and C1, without what counts as white space
    r"\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    r"\U000e0000-\U000e007f]"
)
_REMOVED = f"{_ESCAPES}|{_HIDDEN}"
_LINE_ENDS = r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]"
_OTHER_SPACES = r"[\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_MARK_RUN = r"[^\x00-\u02ff]{31,}"
_MARKS_KEPT = 30
"""Combining marks kept on one letter (the limit of Unicode's stream-safe text): more can stall a program."""


def clean_line(text: str) -> str:
    """Return one line of user text, safe to store and to show on a terminal.

    Escape sequences, control characters, direction marks and invisible characters go; line ends, tabs and every
    kind of space become single spaces; the ends are trimmed; the rest is in NFC.  Nothing visible changes, and
    the joiners that some scripts need (ZWJ, ZWNJ) stay.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return _composed(" ".join(_visible(text).split()))


def without_list_mark(line: str) -> str:
    """Return a line of a pasted list without its mark: ``- [ ]``, ``-``, ``*``, ``•``, ``1.``

    A ticked box stays, as it says something of the line.
    """
    return re.sub(r"^(?:[-*•]|\d{1,3}[.)])(?:\s+\[\s?\])?(?:\s+|$)", "", line.strip())


def clean_text(text: str) -> str:
    """Return several lines of user text, cleaned as :func:`clean_line` does.

    Lines, blank lines and indentation stay as typed (a tab is four spaces); spaces at the end of a line, and
    empty lines at either end, go.
    """
    if text.isascii() and text.isprintable():
        return text.rstrip()
    visible = re.sub(_OTHER_SPACES, " ", re.sub(_LINE_ENDS, "\n", _visible(text)).replace("\t", "    "))
    return _composed("\n".join(line.rstrip() for line in visible.split("\n")).strip("\n"))


def _visible(text: str) -> str:
    """Return ``text`` without what nobody sees; unpaired surrogates become the replacement character."""
    return re.sub("[\ud800-\udfff]", "\ufffd", re.sub(_REMOVED, "", text))


def _composed(text: str) -> str:
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", re.sub(_MARK_RUN, _fewer_marks, text))


def _fewer_marks(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MARKS_KEPT:
            kept.append(character)
    return "".join(kept)


def excerpt(text: str, limit: int = 60) -> str:
    """Return what an error sentence repeats of a refused value: one clean line of at most ``limit`` cells."""
    return shorten(clean_line(text[: limit * 10]), limit)


def decodable(text: str) -> str:
    """Return a text that any console and any file takes: a question mark for what stood for bytes of no text."""
    return text.encode("utf-8", "replace").decode("utf-8")


def fold(text: str) -> str:
    """Return a form for comparing names, without case, accents, full-width forms and kinds of spaces."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = _without_marks(_without_marks(_composed(text)).casefold())
    return " ".join(plain.split())


def found_rank(typed: str, *names: str) -> int:
    """Return how well names answer what is typed to find them, 0 the best: a name that is that, one that begins
    so, all as whole words of a name, all as beginnings of its words, all within it; last, what is in none."""
    sought = fold(typed)
    words = sought.split()
    best = 5
    for name in map(fold, names):
        own = search_words(name)
        if name == sought:
            return 0
        if name.startswith(sought):
            best = min(best, 1)
        elif all(word in own for word in words):
            best = min(best, 2)
        elif all(any(one.startswith(word) for one in own) for word in words):
            best = min(best, 3)
        elif all(word in name for word in words):
            best = min(best, 4)
    return best


def natural(text: str) -> list[tuple[int, str]]:
    """Return a form for putting names in order, as people do: 10 after 2, without case and accents."""
    parts = re.split(r"([0-9]+)", fold(text))  # numbers stand at the odd places
    digits = [part.lstrip("0") if place % 2 else part for place, part in enumerate(parts)]
    return [(len(part) if place % 2 else 0, part) for place, part in enumerate(digits)]


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if unicodedata.category(character) != "Mn")


_APOSTROPHES = "['`´‘’ʼ]"
_LONGEST_WORD = 500
_SIGNS_OF_WORDS = bytes(
    ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else 32 for code in range(256)
)
"""What each ASCII sign is in the words that a search knows; a space is between two words."""


def search_words(text: str) -> list[str]:
    """Return the words of a text as a search knows them: small letters without accents and apostrophes, digits."""
    if text.isascii():  # as nearly all are: a table is five times as fast
        words = text.encode("ascii").translate(_SIGNS_OF_WORDS, b"'`").decode("ascii").split()
    else:
        decomposed = unicodedata.normalize("NFD", text)
        plain = "".join(sign for sign in decomposed if unicodedata.category(sign) != "Mn")
        composed = unicodedata.normalize("NFC", plain)
        words = re.findall(r"[^\W_]+", re.sub(_APOSTROPHES, "", composed).lower())
    return [word[:_LONGEST_WORD] for word in words] if len(text) > _LONGEST_WORD else words


def sort_key(text: str) -> str:
    """Return what a text is sorted by: case and accents do not count, and numbers stand by their size."""
    return re.sub("[0-9]+", _sized, fold(text))


def _sized(digits: re.Match[str]) -> str:
    number = digits[0].lstrip("0") or "0"
    return f"{len(number):03d}{number}"


def slug(text: str, limit: int = 40) -> str:
    """Return a key of ``a-z``, ``0-9`` and single hyphens for ``text``: at most ``limit`` long, perhaps empty."""
    words = re.sub("[^a-z0-9]+", "-", re.sub(_APOSTROPHES, "", fold(text)))
    return words.strip("-")[:limit].rstrip("-")


_ALIKE = 0.6
"""How like a word (of 1) a candidate must be to be near, as difflib advises."""

_AS_NEAR = 0.15
"""How much less like it than the likest a candidate may be."""


def nearest(word: str, candidates: Iterable[str], limit: int = 3, *, as_near: bool = False) -> list[str]:
    """Return the candidates that ``word`` was perhaps meant to be, likeliest first; often none.

    Candidates that ``word`` begins come before those that merely look alike; case and accents do not count.  With
    ``as_near`` those that look alike are about as like it as the likest is.
    """
    import difflib

    folded = fold(word[:60])
    by_form: dict[str, str] = {}
    for candidate in candidates:
        by_form.setdefault(fold(candidate), candidate)
    begun = [form for form in by_form if len(folded) > 1 and form.startswith(folded)]
    alike = difflib.get_close_matches(folded, by_form, max(limit, 1), _ALIKE) if folded else []
    if as_near and len(alike) > 1:
        best = difflib.SequenceMatcher(None, alike[0], folded).ratio()
        alike = difflib.get_close_matches(folded, alike, limit, max(best - _AS_NEAR, _ALIKE))
    return [by_form[form] for form in dict.fromkeys(begun + alike)][:limit]


def shell_word(text: str) -> str:
    """Return a text as one word for bash, PowerShell and cmd: in quotation marks where it needs them."""
    return text if re.fullmatch(r"[\w./:+@-]+", text) else f'"{text}"'


def words_of_list(text: str) -> list[str]:
    """Return the parts of a text that commas or semicolons separate, without those that are empty."""
    return [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
