"""A sheet as a person looks at it before it is taken in: what each column is taken for, what becomes of each row.

Made of the file's tables and of a plan, which may be ``None`` where no row of column names was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Literal, NamedTuple

from taskforce.exchange.files.sheet import Book, Row, Sheet, column_index, column_letter
from taskforce.exchange.importing.cells.values import is_empty
from taskforce.exchange.importing.plan import ColumnUse, Plan, TableUse
from taskforce.exchange.importing.preview import choice_text, field_label, kind_text
from taskforce.exchange.importing.questions import IGNORE, NO_ANSWERS, SHOWN_EXAMPLES, Answers, Question
from taskforce.exchange.importing.tables.header_names import KINDS, LABELS, SheetKind, header_key
from taskforce.exchange.importing.tables.headers import first_rows, shown
from taskforce.exchange.importing.tables.judge import DATE_FIELDS, field_names
from taskforce.language import NC_, _
from taskforce.model.records import record_spec
from taskforce.model.shown import value_text
from taskforce.model.text import clean_line, fold
from taskforce.model.width import shorten

Fate = Literal["new", "changed", "same", "double", "refused", "left_out", "waiting", "header", "above"]

FATES: Final[Mapping[Fate, tuple[str, str]]] = {
    "new": ("+", NC_("row of a sheet", "new")),
    "changed": ("~", NC_("row of a sheet", "changed")),
    "same": ("=", NC_("row of a sheet", "same")),
    "double": ("?", NC_("row of a sheet", "double?")),
    "refused": ("!", NC_("row of a sheet", "refused")),
    "left_out": ("-", NC_("row of a sheet", "left out")),
    "waiting": (".", NC_("row of a sheet", "waiting")),
    "header": ("#", NC_("row of a sheet", "names")),
    "above": (" ", ""),
}
"""What may become of a row: a sign, and a short word."""

_MAIN: Final[Mapping[SheetKind, str]] = {"actions": "action_item", "members": "member", "deadlines": "deadline"}
_WORD_FIELDS: Final = ("status", "priority")
_EXAMPLE_ROWS: Final = 1000
_HEADER_ROWS: Final = 40


@dataclass(frozen=True)
class SeenColumn:
    """A column: its place, name, the fields it gives (keys), what it is taken for, and what is asked of it."""

    index: int
    header: str
    fields: tuple[str, ...]
    meaning: str
    why: str
    said: bool
    questions: tuple[Question, ...]
    examples: tuple[str, ...]

    @property
    def letter(self) -> str:
        """Return the column's name in a spreadsheet."""
        return column_letter(self.index)

    @property
    def about_column(self) -> Question | None:
        """Return the question of what the column is, where that is open."""
        return next((one for one in self.questions if one.about == "column"), None)


class SeenWord(NamedTuple):
    """A word of a column of statuses or priorities: its field, and its value; empty while that is open."""

    field: str
    word: str
    value: str


class SeenPart(NamedTuple):
    """A table of a sheet: the index of its header's last row (-1: it has none), its kind, and its columns."""

    header: int
    kind: SheetKind
    columns: tuple[SeenColumn, ...]


@dataclass
class SeenSheet:
    """One sheet of the file, by index of row: what becomes of it, and why; of cells, why they are not taken."""

    sheet: Sheet
    parts: list[SeenPart]
    answers: Answers
    questions: list[Question]
    left_out: str = ""
    """Why nothing of the sheet is read; empty where it is."""
    fates: dict[int, Fate] = field(default_factory=dict)
    reasons: dict[int, list[str]] = field(default_factory=dict)
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    _words: dict[SeenColumn, list[SeenWord]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the sheet's name; empty for a file without sheets."""
        return self.sheet.name

    @property
    def rows(self) -> Sequence[Row]:
        """Return the rows."""
        return self.sheet.rows

    @cached_property
    def width(self) -> int:
        """Return the number of columns."""
        return max(map(len, self.rows), default=0)

    def part_of(self, row: int) -> SeenPart | None:
        """Return the table that a row stands in: the last one that begins above it."""
        return next((part for part in reversed(self.parts) if part.header <= row), None) or next(
            iter(self.parts), None
        )

    def column_of(self, row: int, index: int) -> SeenColumn:
        """Return a column as it is read where a row stands."""
        part = self.part_of(row)
        for column in part.columns if part is not None else ():
            if column.index == index:
                return column
        return SeenColumn(index, "", (), "", "", False, (), _examples(self.rows, index))

    @cached_property
    def problem_rows(self) -> list[int]:
        """Return the rows that a person should look at, from the top: refused, double, with a cell not taken."""
        rows = {row for row, fate in self.fates.items() if fate in ("refused", "double")}
        return sorted(rows | {row for row, _column in self.cells})

    def row_with(self, word: str, column: int, begin: int) -> int:
        """Return the first row from ``begin`` on whose cell holds a word; ``begin`` where none does."""
        for row in range(begin, len(self.rows)):
            cells = self.rows[row]
            if column < len(cells) and fold(word) in fold(shown(cells[column])):
                return row
        return begin

    def words(self, column: SeenColumn) -> list[SeenWord]:
        """Return the different words of a column of statuses or priorities, those without a meaning first."""
        return self._words.get(column, [])

    def learn(self) -> None:
        """Work out the words of all columns: whether there are any is asked at every key."""
        for part in self.parts:
            for column in part.columns:
                name = next((one for one in column.fields if one in _WORD_FIELDS), "")
                if name:
                    below = self.rows[part.header + 1 :]
                    self._words[column] = known_words(name, below, column.index, self.answers)


def known_words(name: str, rows: Iterable[Row], index: int, answers: Answers) -> list[SeenWord]:
    """Return the words of a column as values of a field, those without one first."""
    from taskforce.exchange.importing.cells.words import sheet_word
    from taskforce.model.vocabulary import Priority, Status

    kind: type[Status] | type[Priority] = Status if name == "status" else Priority
    words: dict[str, SeenWord] = {}
    for cell in dict.fromkeys(cell for row in rows if index < len(row) and isinstance(cell := row[index], str)):
        if is_empty(cell):
            continue
        text = clean_line(cell)
        said = answers.values.get((name, fold(text)))
        words.setdefault(fold(text), SeenWord(name, text, said or str(sheet_word(kind, text) or "")))
    return sorted(words.values(), key=lambda one: bool(one.value))


def look_at(book: Book, plan: Plan | None, answers: Answers = NO_ANSWERS) -> list[SeenSheet]:
    """Return the sheets that hold anything; ``answers`` counts where the plan says none."""
    tables: dict[str, list[TableUse]] = {}
    questions: dict[str, list[Question]] = {}
    for table in plan.tables if plan is not None else ():
        tables.setdefault(table.sheet, []).append(table)
    for question in plan.questions if plan is not None else ():
        questions.setdefault(question.sheet, []).append(question)
    seen: list[SeenSheet] = []
    for sheet in book.sheets:
        if not any(map(_is_filled, sheet.rows)):
            continue
        known = plan.answers.get(sheet.name, answers) if plan is not None else answers
        asked = questions.get(sheet.name, [])
        parts = [
            SeenPart(
                table.header_row - 1,
                table.kind,
                tuple(_column(sheet, table, column, known, asked) for column in table.columns),
            )
            for table in sorted(tables.get(sheet.name, ()), key=lambda table: table.header_row)
        ]
        seen.append(SeenSheet(sheet, parts, known, asked))
    if plan is not None:
        _judge(seen, plan)
    for one in seen:
        one.learn()
    return seen


def _is_filled(row: Row) -> bool:
    return any(not is_empty(value) for value in row)


def _column(
    sheet: Sheet, table: TableUse, column: ColumnUse, answers: Answers, asked: Sequence[Question]
) -> SeenColumn:
    index = column_index(column.letter)
    return SeenColumn(
        index,
        clean_line(column.header),
        column.fields,
        meaning_of(column.fields),
        clean_line(column.why),
        answers.column(column.letter, column.header) is not None,
        tuple(one for one in asked if one.column == column.letter),
        _examples(sheet.rows[table.header_row :], index),
    )


def meaning_of(fields: Sequence[str]) -> str:
    """Return what a column is taken for, as people read it; empty where nothing is read from it."""
    return ", ".join(dict.fromkeys(map(field_label, fields)))


def _examples(rows: Sequence[Row], index: int) -> tuple[str, ...]:
    """Return the first different values of a column."""
    found: dict[str, None] = {}
    for row in rows[:_EXAMPLE_ROWS]:
        if index < len(row) and not is_empty(row[index]):
            found.setdefault(shorten(shown(row[index]), 60))
            if len(found) == SHOWN_EXAMPLES:
                break
    return tuple(found)


def _judge(sheets: Sequence[SeenSheet], plan: Plan) -> None:
    """Say of each row what becomes of it, and collect the reasons."""
    by_name = {one.name: one for one in sheets}
    main: dict[tuple[str, int], Fate] = {}

    def fate(sheet: str, row: int, what: Fate) -> None:
        main.setdefault((sheet, row - 1), what)

    for refused in plan.rejected:
        fate(refused.sheet, refused.row, "refused")
        for problem in refused.problems:
            _remark(by_name, refused.sheet, refused.row, problem.reason, problem.column)
    for remark in plan.warnings:
        if remark.double:
            fate(*remark.place, "double")
        _remark(by_name, *remark.place, remark.text)
    for new in plan.new:
        if new.place is not None and new.record_type == _main_type(by_name, *new.place):
            fate(*new.place, "new")
    for changed in plan.changed:
        fate(*changed.place, "changed")
    for new in plan.new:
        if new.place is not None:
            fate(*new.place, "changed")  # a note, or somebody whom the row names
    for skipped in plan.skipped:
        fate(*skipped.place, "left_out")
        _remark(by_name, *skipped.place, skipped.text)
    for left in plan.left_out:
        if left.row is None:
            if not left.column and left.sheet in by_name and not by_name[left.sheet].parts:
                by_name[left.sheet].left_out = left.reason
        elif left.column:
            _remark(by_name, left.sheet, left.row, left.reason, left.column)
        else:
            fate(left.sheet, left.row, "left_out")
    for (sheet, row), what in main.items():
        if sheet in by_name:
            by_name[sheet].fates[row] = what
    for one in sheets:
        _rest(one)


def _main_type(sheets: Mapping[str, SeenSheet], sheet: str, row: int) -> str:
    """Return the type of record that a row lists; empty for a row of no table."""
    part = sheets[sheet].part_of(row - 1) if sheet in sheets else None
    return _MAIN[part.kind] if part is not None else ""


def _remark(sheets: Mapping[str, SeenSheet], sheet: str, row: int, text: str, column: str = "") -> None:
    one = sheets.get(sheet)
    if one is None:
        return
    text = clean_line(text)
    reasons = one.reasons.setdefault(row - 1, [])
    if text not in reasons:
        reasons.append(text)
    if column:
        one.cells[row - 1, column_index(column)] = text


def _rest(one: SeenSheet) -> None:
    """Give the rows that the plan says nothing of their fate: headers, what stands above, what is the same."""
    for index, row in enumerate(one.rows):
        if index in one.fates or not _is_filled(row):
            continue
        if not one.parts:
            one.fates[index] = "left_out"
            continue
        part = one.part_of(index)
        assert part is not None
        if index < part.header:
            one.fates[index] = "above"
        elif index == part.header:
            one.fates[index] = "header"
        else:
            labelled = any(LABELS[part.kind] in column.fields for column in part.columns)
            one.fates[index] = "same" if labelled else "waiting"


# What a person can choose


class Offered(NamedTuple):
    """Something that can be chosen: what is answered, how it reads, and more of it."""

    value: str
    text: str
    detail: str = ""


def column_choices(column: SeenColumn, kind: SheetKind) -> list[Offered]:
    """Return what a column may be: the likeliest first where that is asked, to be left out among them."""
    question = column.about_column
    likely = list(question.choices[:1]) if question is not None else []
    other = list(question.choices[1:]) if question is not None else []
    said = {"note": "notes", "remark": "notes"}
    rest = [said.get(name, name) for name in field_names(kind) if name != "id"]
    values = dict.fromkeys([*likely, IGNORE, *other, *rest])
    return [Offered(value, _choice(value)) for value in values]


def _choice(value: str) -> str:
    return _("leave it out") if value == IGNORE else field_label({"notes": "note"}.get(value, value))


def current_choice(column: SeenColumn) -> str:
    """Return the choice that a column stands at now."""
    question = column.about_column
    if question is not None:
        return question.choices[0]
    name = column.fields[0] if column.fields else IGNORE
    return {"note": "notes", "remark": "notes"}.get(name, name)


def question_choices(question: Question) -> list[Offered]:
    """Return the answers that a question offers."""
    return [Offered(choice, choice_text(question, choice)) for choice in question.choices]


def value_choices(name: str) -> list[Offered]:
    """Return the values that a word of a status or a priority can stand for."""
    spec = record_spec("action_item").by_name[name]
    return [Offered(str(one), value_text(spec, str(one))) for one in spec.choices or ()]


def word_choices(words: Sequence[SeenWord]) -> list[Offered]:
    """Return the words of a column, each with what it stands for."""
    spec = record_spec("action_item").by_name
    return [
        Offered(one.word, one.word, "→ " + (value_text(spec[one.field], one.value) if one.value else "?"))
        for one in words
    ]


def kind_choices() -> list[Offered]:
    """Return the kinds of lists that a sheet may be."""
    return [Offered(kind, kind_text(kind)) for kind in KINDS]


def header_choices(sheet: Sheet) -> list[Offered]:
    """Return the rows that may hold the names of the columns, by their numbers (from 1)."""
    lines = (line.partition(": ") for line in first_rows(sheet, _HEADER_ROWS))
    return [Offered(number, _("row {row}", row=number), text) for number, _sign, text in lines]


def has_dates(sheet: SeenSheet) -> bool:
    """Return whether days are read from a column."""
    return any(set(column.fields) & set(DATE_FIELDS) for part in sheet.parts for column in part.columns)


def with_column(answers: Answers, sheet: SeenSheet, column: SeenColumn, value: str) -> Answers:
    """Return answers and one more: what a column is; by its letter where another one has its name."""
    key = header_key(column.header)
    names = [
        header_key(other.header) for part in sheet.parts for other in part.columns if other.index != column.index
    ]
    name = column.header if key and key not in names else column.letter
    columns = {one: said for one, said in answers.columns.items() if header_key(one) != key or not key}
    return replace(answers, columns={**columns, name: value})


def only_sheet(answers: Answers, sheet: SeenSheet) -> Answers:
    """Return answers for one sheet of a file alone, with what was said of its columns."""
    columns = [(column.letter, column.header) for part in sheet.parts for column in part.columns]
    said = {
        name: value
        for name, value in answers.columns.items()
        if any(Answers(columns={name: value}).column(*one) is not None for one in columns)
    }
    return replace(answers, sheet=sheet.name, columns=said)
