"""The language of texts that users see.

Message ids are the English texts: ``locale/id`` translates them, and English needs no catalogue.  A text that has
two senses in English carries a context (:func:`_c`).  The language is one setting of the process, chosen once at
start (or switched in the app), so that no function has to hand it on; what is written in another one is written
within :func:`speaking`.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from pathlib import Path
from struct import unpack_from
from typing import IO

LANGUAGES = ("id", "en")
DEFAULT_LANGUAGE = "id"

_LOCALE_FOLDER = Path(__file__).parent / "locale"
_DOMAIN = "taskforce"
_CONTEXT_END = "\x04"
"""What parts a context from its text, in gettext's own files."""

_catalogues: dict[str, gettext.NullTranslations] = {}
_current = DEFAULT_LANGUAGE
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)
"""The language within :func:`speaking`: of one thread and one task, so that the others keep theirs."""


class Messages(gettext.NullTranslations):
    """The messages of a compiled catalogue (UTF-8), as ``gettext.GNUTranslations`` gives them.

    Each is decoded when it is asked for: to decode all of them took a tenth of a short command.
    """

    def _parse(self, stream: IO[bytes]) -> None:  # type: ignore[override]
        """Find where the messages lie."""
        self._data = data = stream.read()
        order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
        count, ids, texts = unpack_from(f"{order}3I", data, 8)
        places = unpack_from(f"{order}{2 * count}I", data, ids)
        self._texts = unpack_from(f"{order}{2 * count}I", data, texts)
        keys = [data[begin : begin + length] for length, begin in zip(places[::2], places[1::2], strict=True)]
        self._index = {key: number for number, key in enumerate(keys)}
        self._plurals = {key.partition(b"\0")[0]: self._index.pop(key) for key in keys if 0 in key}
        self._index |= self._plurals
        self._read: dict[str, tuple[bool, list[str]]] = {}

    def _forms(self, message: str) -> tuple[bool, list[str]]:
        """Return whether a message has a plural, and its texts: none for one that is not there."""
        if message not in self._read:
            key = message.encode()
            texts: list[str] = []
            if (number := self._index.get(key)) is not None:
                length, begin = self._texts[2 * number : 2 * number + 2]
                texts = self._data[begin : begin + length].decode().split("\0")
            self._read[message] = key in self._plurals, texts
        return self._read[message]

    @cached_property
    def _plural(self) -> Callable[[int], int]:
        """Return the number of the text that goes with a number of things."""
        _has_plural, header = self._forms("")
        rule = header[0].partition("plural=")[2].partition(";")[0].strip() if header else ""
        return gettext.c2py(rule) if rule else lambda count: int(count != 1)

    def gettext(self, message: str) -> str:
        """Return the text of a message, or the message itself."""
        has_plural, texts = self._forms(message)
        return _at(texts, self._plural(1) if has_plural else 0, message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the text of a message that goes with a number."""
        has_plural, texts = self._forms(one)
        return _at(texts if has_plural else [], self._plural(count), one if count == 1 else many)

    def npgettext(self, context: str, one: str, many: str, count: int) -> str:
        """Return the text like :meth:`ngettext`, for a message with two senses."""
        has_plural, texts = self._forms(f"{context}{_CONTEXT_END}{one}")
        return _at(texts if has_plural else [], self._plural(count), one if count == 1 else many)


def _at(texts: Sequence[str], number: int, otherwise: str) -> str:
    return texts[number] if number < len(texts) else otherwise


def catalogue(language: str) -> gettext.NullTranslations:
    """Return the messages of a language; those of English are the message ids themselves."""
    if language not in _catalogues:
        # Not by gettext.translation, which imports locale to guess at other names of the language.
        path = _LOCALE_FOLDER / language / "LC_MESSAGES" / f"{_DOMAIN}.mo"
        try:
            with path.open("rb") as stream:
                _catalogues[language] = Messages(stream)
        except FileNotFoundError:
            _catalogues[language] = gettext.NullTranslations()
    return _catalogues[language]


def set_language(language: str) -> None:
    """Choose the language (``id`` or ``en``) of every text from now on."""
    global _current
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue for {language!r}")
    _current = language


def current_language() -> str:
    """Return the language in force: ``id`` or ``en``."""
    return _spoken.get() or _current


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Put texts into ``language`` within it; other threads and tasks keep theirs."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def _(message: str, /, **values: object) -> str:
    """Return the text for ``message`` in the language in force, with ``{name}`` fields filled in.

    Values are inserted after translation and are never parsed as markup or format strings.
    """
    text = catalogue(current_language()).gettext(message).rpartition(_CONTEXT_END)[2]
    return text.format(**values) if values else text


def _c(context: str, message: str, /, **values: object) -> str:
    """Return the text like :func:`_`, for a message with two senses: ``_c("command", "Open")``."""
    return _(NC_(context, message), **values)


def plural(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the text like :func:`_` that goes with a number; ``{count}`` is filled in."""
    return catalogue(current_language()).ngettext(one, many, count).format(count=count, **values)


def plural_c(context: str, one: str, many: str, count: int, /, **values: object) -> str:
    """Return the text like :func:`plural`, for a message with two senses."""
    text = catalogue(current_language()).npgettext(context, one, many, count)
    return text.format(count=count, **values)


def N_(message: str, /) -> str:  # noqa: N802 - the gettext convention for "translate later"
    """Mark a text for translation where it is only looked up later."""
    return message


def NC_(context: str, message: str, /) -> str:  # noqa: N802 - like N_
    """Mark a text with two senses for translation where it is only looked up later, by :func:`_`."""
    return f"{context}{_CONTEXT_END}{message}"
