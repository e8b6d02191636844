"""What a sheet leaves open: questions for a person, and the answers that close them.

An :class:`Answers` is what somebody said of one import (by options, keys or a screen), joined with what the list
remembers of sheets with the same row of headers; see :mod:`taskforce.exchange.importing.layouts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from taskforce.exchange.importing.tables.header_names import SheetKind, header_key
from taskforce.language import _
from taskforce.model.errors import UsageError
from taskforce.model.periods import Order
from taskforce.model.text import clean_line, fold

About = Literal["column", "value", "dates", "kind", "header"]

IGNORE: Final = "ignore"
"""The answer that a column is not to be read."""

SHOWN_EXAMPLES: Final = 7
"""Cells of a column that are shown beside a question."""


class Question(NamedTuple):
    """One thing that a person has to say.

    ``column`` is the letter and ``header`` the name of the column it is about (empty for a whole sheet);
    ``examples`` are cells as the sheet shows them; ``choices`` are answers in words of the data, the likeliest
    first; ``option`` is the option of the command line that gives that one.  ``word`` is the cell that a value
    is asked for, ``field`` what it would be a value of.  ``text`` is the question in a sentence.
    """

    id: str
    sheet: str
    about: About
    column: str
    header: str
    examples: tuple[str, ...]
    choices: tuple[str, ...]
    option: str
    text: str
    field: str = ""
    word: str = ""

    def as_data(self) -> dict[str, object]:
        """Return the question for ``--format json``."""
        return {
            "id": self.id,
            "sheet": self.sheet or None,
            "about": self.about,
            "column": self.column or None,
            "header": self.header or None,
            "examples": list(self.examples),
            "choices": list(self.choices),
            "option": self.option,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said of a sheet.

    ``columns`` gives fields (or :data:`IGNORE`) by header or column letter, as they were written; ``values`` the
    value of a word, by field and folded word; ``dates`` the order of day and month (``dates_before`` that of
    earlier sheets, which counts where the cells prove none); ``header`` the row (from 1) of the column names;
    ``sheet`` the only sheet that is read; ``kind`` what the file lists.  ``strict`` says that a row with a cell
    that cannot be read is refused whole; ``as_new`` that rows are new action items although one of the same title
    and day is there.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)
    dates: Order | None = None
    dates_before: Order | None = None
    header: int | None = None
    sheet: str | None = None
    kind: SheetKind | None = None
    strict: bool = False
    as_new: bool = False

    def column(self, letter: str, header: str) -> str | None:
        """Return what a column was said to be: by its header, else by its letter."""
        key = header_key(header)
        by_name = next((field for name, field in self.columns.items() if key and header_key(name) == key), None)
        return by_name if by_name is not None else self.columns.get(letter)

    def with_answer(self, question: Question, choice: str) -> Answers:
        """Return these answers and one more: to ``question``, one of its choices."""
        if question.about == "column":
            return _replaced(self, columns={**self.columns, question.header or question.column: choice})
        if question.about == "value":
            return _replaced(self, values={**self.values, (question.field, fold(question.word)): choice})
        if question.about == "dates":
            return _replaced(self, dates="mdy" if choice == "mdy" else "dmy")
        if question.about == "kind":
            return _replaced(self, kind=choice)
        return _replaced(self, header=int(choice))

    def at(self, row: int) -> Answers:
        """Return these answers with the row (from 1) of the column names."""
        return _replaced(self, header=row)

    def over(self, other: Answers) -> Answers:
        """Return these answers, and those of ``other`` where these say nothing."""
        said = set(map(header_key, self.columns))
        return _replaced(
            self,
            columns={
                **{name: value for name, value in other.columns.items() if header_key(name) not in said},
                **self.columns,
            },
            values={**other.values, **self.values},
            dates_before=self.dates_before or other.dates,
            kind=self.kind or other.kind,
        )


def _replaced(answers: Answers, **changes: object) -> Answers:
    from dataclasses import replace

    return replace(answers, **changes)  # type: ignore[arg-type]


NO_ANSWERS: Final = Answers()


def parse_columns(texts: Iterable[str]) -> dict[str, str]:
    """Return fields by header or letter, of options such as ``Summary=title``.  Raise :class:`UsageError`."""
    columns: dict[str, str] = {}
    for text in texts:
        name, sign, field_name = text.rpartition("=")
        if not sign or not name.strip() or not field_name.strip():
            raise UsageError(
                _("“{text}” says nothing of a column: write HEADER=FIELD, such as Summary=title.", text=text)
            )
        columns[clean_line(name)] = field_name.strip().casefold().replace("-", "_")
    return columns


def parse_values(texts: Iterable[str]) -> dict[tuple[str, str], str]:
    """Return values by field and word, of options such as ``status:Terlaksana=done``.

    Raise :class:`UsageError`.
    """
    values: dict[tuple[str, str], str] = {}
    for text in texts:
        left, sign, value = text.rpartition("=")
        field_name, colon, word = left.partition(":")
        if not sign or not colon or not word.strip() or not value.strip():
            raise UsageError(
                _(
                    "“{text}” says nothing of a word: write FIELD:WORD=VALUE, such as status:WIP=in_progress.",
                    text=text,
                )
            )
        values[field_name.strip().casefold(), fold(clean_line(word))] = value.strip()
    return values


def column_option(header: str, letter: str, field_name: str) -> str:
    """Return the option that says what a column is."""
    return f"--column {quoted(f'{clean_line(header) or letter}={field_name}')}"


def value_option(field_name: str, word: str, value: str) -> str:
    """Return the option that says what a word means."""
    return f"--value {quoted(f'{field_name}:{clean_line(word)}={value}')}"


def quoted(text: str) -> str:
    """Return a text as one word of a command line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("`", "\\`")
    return f'"{escaped}"'
