"""What the columns of a table are, judged by their names and by all their cells together.

A name that is known counts, unless the cells deny it; a name that only contains a word of a field is believed
where the cells can be its values; the rest is left to a person, as questions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from taskforce.exchange.files.sheet import Row, Sheet, column_letter
from taskforce.exchange.importing.questions import IGNORE, Answers, Question, column_option
from taskforce.exchange.importing.tables.content import JUDGED_ROWS, Profile, fit, profiles
from taskforce.exchange.importing.tables.header_names import FIELD_NAMES, LABELS, SheetKind, header_key
from taskforce.exchange.importing.tables.headers import (
    Column,
    Header,
    decided,
    end_of_header,
    named_columns,
    scale_of,
    title_instead,
)
from taskforce.exchange.importing.tables.schedule import find_schedule, with_marks, without_year
from taskforce.language import _
from taskforce.model.errors import UsageError
from taskforce.model.periods import Order, order_proof, year_of_title
from taskforce.model.text import clean_line

DATE_FIELDS: Final = ("start", "due", "done_on", "meeting_date", "met_on")
_BELIEVED: Final = 0.6
"""How well the cells must fit a field that only words of the header speak of."""
_DENIED: Final = 0.2
"""Cells that fit a field no better than this deny a known name where they fit another field well."""
_WEAK_TITLES: Final = ("description", "remark?", "programme")
"""Columns that are the title only where no other column could be it."""
_INSTEAD: Final[Mapping[str, tuple[str, ...]]] = {
    "progress": ("status",),
    "status": ("progress",),
    "end?": ("status", "progress"),
    "done_on": ("status", "progress"),
    "agency": ("lead",),
    "tags": (),
    "deadline": (),
}
"""What a column of a known name may be instead, where its cells say so: ``Progress`` with words of a status."""
ONLY_ACTIONS: Final = {
    "status",
    "priority",
    "progress",
    "due",
    "start",
    "done_on",
    "lead",
    "end?",
    "deadline?",
    "budget",
}
WORK: Final = {"lead", "status", "priority", "progress", "agency"}
ONLY_MEMBERS: Final = {"nip", "phone", "email", "position", "rank", "handle"}
_PLACE: Final = (
    r"\b(?:tempat|lokasi|alamat|desa|kelurahan|kecamatan|wilayah|venue|location|place|room|ruang(?:an)?)\b"
)
"""Columns of places, whose names are written as people's are."""
_JSON_NAMES: Final = {
    "notes": "note",
    "sub_dimension": "sub_dimension",
    "supporting_agency": "supporting_agencies",
}


class LeftColumn(NamedTuple):
    """A column that nothing is read from, though it holds something; ``is_data`` as :class:`Profile` says it."""

    column: Column
    about: Profile
    is_data: bool


@dataclass(slots=True)
class Table:
    """A table of a sheet: its header with the columns as judged, what its cells are, and what is left open.

    ``waits`` says that no column is the title, or that a question about the table as a whole is open, so that no
    row can be taken; ``why`` is the reason of the latter.
    """

    sheet: Sheet
    header: Header
    profiles: Mapping[int, Profile]
    questions: list[Question] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    waits: bool = False
    why: str = ""

    def left_columns(self, header: Header) -> list[LeftColumn]:
        """Return the filled columns that ``header`` (as it is read in the end) reads nothing from."""
        left: list[LeftColumn] = []
        for column in header.columns:
            about = self.profiles.get(column.index)
            if about is None or not about.filled or column.fields or column.said:
                continue
            is_ours = column.why == _("computed, never read")
            is_place = re.search(_PLACE, header_key(column.header)) and about.share("person") >= 0.5
            if column.why == without_year():
                if not any(one.column.why == column.why for one in left):  # the whole schedule, said once
                    left.append(LeftColumn(column, about, True))
                continue
            is_data = about.is_data and not (is_ours or is_place or column.known)
            left.append(LeftColumn(column, about, is_data))
        return left


def judged(sheet: Sheet, header: Header, answers: Answers) -> Table:
    """Return the table under a header, its columns judged by their cells and by what a person has said."""
    if header.row >= 0 and header.tracker is None:
        header = replace(header, row=end_of_header(sheet, header))
    year = _title_year(sheet, header)
    schedule = None
    if header.kind == "actions" and header.row >= 0 and header.tracker is None:
        schedule = find_schedule(sheet, header, year)
        header = replace(header, row=max(header.row, schedule.row)) if schedule is not None else header
    rows = sheet.rows[header.row + 1 :]
    width = max(map(len, rows[:1000]), default=0)
    columns = named_columns(header)
    there = {column.index for column in columns}
    about = profiles(rows, sorted(there | set(range(width))))
    columns += [Column(index, "") for index in range(width) if index not in there and about[index].filled]
    columns.sort(key=lambda column: column.index)
    colours = ""
    if schedule is not None:
        columns, colours = with_marks(columns, schedule, about)
    columns = [_said(column, header.kind, answers) for column in columns]
    by_name = {name for column in columns for name in column.fields}
    columns = _without_codes(columns, about)
    columns = [
        column if column.said or column.known else _by_cells(column, about[column.index], by_name)
        for column in columns
    ]
    table = Table(sheet, header, about, remarks=[colours] if colours else [])
    if header.kind == "actions":
        columns = _without_weak_title(columns, about)
    final = [
        _dated(table, column, rows, answers, year) if set(column.fields) & set(DATE_FIELDS) else column
        for column in decided(header.kind, columns)
    ]
    if header.tracker is not None:
        final = _one_order(table, final)
        table.remarks.append(_("An export of {program}: read by its own columns.", program=header.tracker.name))
    table.header = replace(header, columns=tuple(final))
    table.waits = LABELS[header.kind] not in table.header.fields
    if year is not None and any(column.default_year for column in final):
        table.remarks.append(_("Days without a year are of {year}, as the title above the table says.", year=year))
    return table


def _said(column: Column, kind: SheetKind, answers: Answers) -> Column:
    """Return a column as a person says that it is."""
    name = answers.column(column.letter, column.header)
    if name is None:
        return column
    if name == IGNORE:
        return replace(column, fields=(), possible=(), said=True, why=_("left out, as was said"))
    known = _JSON_NAMES.get(name, name)
    if known not in field_names(kind):
        if any(known in field_names(one) for one in FIELD_NAMES):
            return column
        raise UsageError(
            _(
                "“{field}” is no field that a column can give: use one of {fields}, or ignore.",
                field=name,
                fields=", ".join(field_names(kind)),
            )
        )
    fields = ("title", known) if known in ("activity", "programme") and known in column.fields else (known,)
    scale = scale_of(column.header, known)
    return replace(column, fields=fields[-1:], possible=(), said=True, unsure=False, scale=scale, why="")


def field_names(kind: SheetKind) -> list[str]:
    """Return the fields that a column of such a list can be said to give."""
    names = dict.fromkeys(name.rstrip("?~") for name in FIELD_NAMES[kind])
    hidden = (
        "computed",
        "number",
        "key",
        "updated_at",
        "end",
        "sub_activity",
        "name" if kind == "actions" else "",
        "period",
    )
    return [name for name in names if name not in hidden]


def _without_codes(columns: list[Column], about: Mapping[int, Profile]) -> list[Column]:
    """Return the columns, where one of a title's name holds days, amounts or codes (``TA1603235``) as what it is.

    Codes are what the rows are called where another column could be the title.
    """
    others = any(
        not column.said
        and about[column.index].may_be_title
        and (not column.fields or column.fields[0] in ("name", "description", "title"))
        for column in columns
    )
    return [
        replace(column, fields=_instead_of_title(about[column.index], others), possible=())
        if column.fields == ("title",) and not column.said and not column.known
        else column
        for column in columns
    ]


def _instead_of_title(about: Profile, others: bool) -> tuple[str, ...]:
    if max(map(about.share, ("date", "percent", "money"))) >= 0.5:
        return ()
    return ("key",) if others and about.share("code") >= 0.8 and about.share("phrase") < 0.2 else ("title",)


_TEAMS: Final = ("team", "teams", "tim", "tim pelaksana", "kelompok")
"""Columns that hold the people of a team, or its name."""


def _are_people(name: str, about: Profile) -> bool:
    """Return whether cells are people where a word of the header speaks of offices: that word alone makes none."""
    return name in ("agency", "supporting_agencies") and about.share("person") >= 0.5 > about.share("office")


def _by_cells(column: Column, about: Profile, by_name: set[str]) -> Column:
    """Return a column whose cells have been asked: whether they allow what the name says."""
    if column.fields:
        name = column.fields[0]
        if name == "supporting" and header_key(column.header) in _TEAMS and about.filled:
            if about.share("person") < 0.5:  # the team's name, which is no person's
                return replace(column, fields=("supporting_agencies" if "agency" in by_name else "agency",))
            return column
        if name in _INSTEAD and about.filled and fit(name, about) <= _DENIED:
            other = next((one for one in _INSTEAD[name] if fit(one, about) >= _BELIEVED), None)
            if other is not None and other not in by_name:
                return replace(column, fields=(other,), unsure=True, rank=500, believed=True)
            if name == "deadline":
                return replace(column, fields=())
        return column
    if not about.filled:
        return column
    for place, name in enumerate(column.possible):
        if name == "title" and by_name & {"title", "follow_up?", "sub_activity?", "activity"}:
            continue
        if _are_people(name, about):
            continue
        if name not in by_name and fit(name, about) >= (0.8 if name == "period" else _BELIEVED):
            scale = scale_of(column.header, name)
            return replace(column, fields=(name,), unsure=True, rank=1000 + place, scale=scale, believed=True)
    return column


def _without_weak_title(columns: list[Column], about: Mapping[int, Profile]) -> list[Column]:
    """Keep remarks and descriptions from being the title while another column could be it."""
    sure = {name for column in columns for name in column.fields}
    instead = title_instead(sure)
    others = [
        column for column in columns if not column.fields and not column.said and about[column.index].may_be_title
    ]
    if instead not in _WEAK_TITLES or not others:
        return columns
    plain = {"description": "description", "remark?": "note", "programme": "programme"}
    return [
        replace(column, fields=(plain[column.fields[0]],), said=True)
        if column.fields and column.fields[0] in _WEAK_TITLES
        else column
        for column in columns
    ]


def _title_year(sheet: Sheet, header: Header) -> int | None:
    """Return the year that the rows above a header are of, where they say one and no other."""
    texts = (value for row in sheet.rows[: header.row] for value in row if isinstance(value, str))
    years = {year for text in texts if (year := year_of_title(text)) is not None}
    return years.pop() if len(years) == 1 else None


def _dated(table: Table, column: Column, rows: Sequence[Row], answers: Answers, year: int | None) -> Column:
    """Return a column of days with the order of day and month that its cells prove, all together."""
    day_first = month_first = ambiguous = 0
    examples: dict[str, None] = {}
    for row in rows:
        cell = row[column.index] if column.index < len(row) else None
        proof = order_proof(cell) if isinstance(cell, str) else None
        if proof is None:
            continue
        day_first += proof.day_first
        month_first += proof.month_first
        ambiguous += not proof.day_first and not proof.month_first
        examples.setdefault(clean_line(str(cell)))
    column = replace(column, default_year=year)
    if answers.dates is not None:
        return replace(column, order=answers.dates)
    if answers.dates_before is not None and bool(day_first) == bool(month_first):
        return replace(column, order=answers.dates_before)
    if day_first and month_first:
        table.questions.append(_dates_question(table, column, tuple(examples)))
        return replace(column, open=True)
    if month_first:
        table.remarks.append(
            _("Column {letter}: its days are written with the month first.", letter=column.letter)
        )
        return replace(column, order="mdy", proved=True)
    if ambiguous and not day_first:
        table.remarks.append(_unproved(column.letter))
    return replace(column, proved=bool(day_first))


def _one_order(table: Table, columns: list[Column]) -> list[Column]:
    """Let days of an export that prove no order be written as the others: a program writes all of them alike."""
    dated = [column for column in columns if set(column.fields) & set(DATE_FIELDS)]
    proved = {column.order for column in dated if column.proved} | _orders_beside(table, dated)
    if proved != {"mdy"} or any(column.open for column in dated):
        return columns
    unproved = {column.index for column in dated if not column.proved}
    letters_of = {column_letter(index) for index in unproved}
    table.remarks = [one for one in table.remarks if not any(_unproved(letter) == one for letter in letters_of)]
    return [replace(one, order="mdy", proved=True) if one.index in unproved else one for one in columns]


def _orders_beside(table: Table, dated: Sequence[Column]) -> set[Order]:
    """Return the orders that days of an export prove above its header, and in the columns that are only kept."""
    read = {column.index for column in dated}
    rows = table.sheet.rows
    cells = [cell for row in rows[: table.header.row] for cell in row]
    cells += [
        cell
        for row in rows[table.header.row + 1 : table.header.row + 1 + JUDGED_ROWS]
        for index, cell in enumerate(row)
        if index not in read
    ]
    proofs = [proof for cell in cells if isinstance(cell, str) and (proof := order_proof(cell)) is not None]
    orders: set[Order] = set()
    if any(proof.day_first for proof in proofs):
        orders.add("dmy")
    if any(proof.month_first for proof in proofs):
        orders.add("mdy")
    return orders


def _unproved(letter: str) -> str:
    return _(
        "Column {letter}: nothing proves whether the day or the month stands first; the day was taken.",
        letter=letter,
    )


def _dates_question(table: Table, column: Column, examples: tuple[str, ...]) -> Question:
    return Question(
        f"dates:{table.sheet.name}:{column.letter}",
        table.sheet.name,
        "dates",
        column.letter,
        column.header,
        examples[:7],
        ("dmy", "mdy"),
        "--dates dmy",
        _("“{header}”: does the day stand first in its dates, or the month?", header=clean_line(column.header)),
    )


def is_weak(table: Table) -> bool:
    """Return whether a table of action items holds mere titles and texts: no day, person or status."""
    said = {*WORK, "due", "start", "deadline", "meeting_date"}
    return table.header.kind == "actions" and not table.header.fields & said


def column_questions(table: Table, header: Header) -> list[Question]:
    """Return what is to be asked of columns that nothing is read from: of the title's first."""
    taken = set(header.fields)
    left_over = table.left_columns(header)
    titles = [left for left in left_over if left.about.may_be_title]
    if table.why:
        return []  # first the table as a whole
    asked = [
        left
        for left in left_over
        if (left.is_data and left.column.why != without_year())
        or (table.waits and not titles and left.about.share("words") >= 0.5)
    ]
    best = max(asked, key=lambda left: _title_score(left), default=None) if table.waits else None
    questions: list[Question] = []
    for left in asked:
        choices = _choices(left, taken, is_title=left is best, kind=header.kind)
        if left is best:
            text = _("Which column says what is to be done? Is it “{header}”?", header=_shown_header(left.column))
        else:
            text = _("What is the column “{header}”?", header=_shown_header(left.column))
        question = Question(
            f"column:{table.sheet.name}:{left.column.letter}",
            table.sheet.name,
            "column",
            left.column.letter,
            clean_line(left.column.header),
            left.about.examples,
            choices,
            column_option(left.column.header, left.column.letter, choices[0]),
            text,
        )
        questions.insert(0, question) if left is best else questions.append(question)
    return questions


def _shown_header(column: Column) -> str:
    return clean_line(column.header) or column.letter


def _title_score(left: LeftColumn) -> tuple[bool, bool, float]:
    about = left.about
    return (
        "title" in left.column.possible,
        about.may_be_title,
        about.share("words") * about.distinct / max(about.filled, 1),
    )


def _choices(left: LeftColumn, taken: set[str], *, is_title: bool, kind: SheetKind) -> tuple[str, ...]:
    """Return what a column may be, the likeliest first, in words of the data."""
    about = left.about
    possible = [name for name in left.column.possible if not _are_people(name, about)]
    guesses = [name for name in possible if name not in taken and fit(name, about) >= 0.5]
    if is_title:
        guesses.insert(0, LABELS[kind])
    if kind == "actions" and about.share("person") >= 0.5 and "lead" not in taken and not is_title:
        guesses.insert(0, "lead")
    if kind == "actions":
        if about.share("date") >= 0.5 and not {"due", "deadline"} & taken:
            guesses.append("due")
        if about.share("percent") >= 0.5 and "progress" not in taken:
            guesses.append("progress")
        if about.share("money") >= 0.5 and "budget" not in taken:
            guesses.append("budget")
    known = field_names(kind)
    guesses = [name for name in dict.fromkeys(guesses) if name in known]
    likely = guesses
    if not likely and about.share("phrase") >= 0.5 and about.share("person") < 0.5:
        likely = ["note"]
    rest = [name for name in _offered(about) if name in known and name not in likely]
    return (
        *map(_json_name, likely),
        *(() if likely else (IGNORE,)),
        *map(_json_name, rest),
        *((IGNORE,) if likely else ()),
    )


def _offered(about: Profile) -> tuple[str, ...]:
    """Return the fields that cells like these may be values of."""
    if about.share("date") >= 0.5:
        return ("due", "start", "done_on", "note")
    if about.share("percent") >= 0.5:
        return ("progress", "weight", "note")
    if about.share("money") >= 0.5:
        return ("budget", "note")
    if about.share("person") >= 0.5:
        return ("lead", "supporting", "name", "note")
    return ("title", "name", "description", "note", "obstacle", "status", "priority", "agency", "tags", "origin")


def _json_name(name: str) -> str:
    return {"note": "notes"}.get(name, name)


def kind_of_left(left: LeftColumn) -> str:
    """Return what the cells of a column look like, as a word of a sentence; empty for nothing in particular."""
    about = left.about
    for thing, text in (
        ("date", _("days")),
        ("percent", _("percentages")),
        ("money", _("amounts")),
        ("person", _("people")),
    ):
        if about.share(thing) >= 0.5:
            return text
    return _("texts") if about.may_be_title else ""
