"""Schedules drawn into a table: columns of months, of weeks under months, of quarters, with marks in the rows.

A mark stands for the days of its column: a row's first and last one are its start and its end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from taskforce.exchange.files.sheet import Sheet
from taskforce.exchange.importing.tables.content import Profile
from taskforce.exchange.importing.tables.headers import Column, Header, labels_of
from taskforce.language import _
from taskforce.model.errors import InvalidValue
from taskforce.model.periods import parse_period
from taskforce.model.text import fold

_WEEK: Final = r"(?:minggu|mgg?|week|w|m|pekan)?[ .-]*(?:ke)?[ .-]*(i{1,3}|iv|v|[1-5])"
_LEAST: Final = 3
"""Columns that make a schedule."""
_ANY_YEAR: Final = 2000


@dataclass(frozen=True, slots=True)
class Schedule:
    """The columns of a schedule, by index: what each is called, and its days (``None``: nobody says the year).

    ``row`` is the last row of the names of its columns.
    """

    row: int
    labels: Mapping[int, str] = field(default_factory=dict)
    spans: Mapping[int, tuple[date, date] | None] = field(default_factory=dict)


def without_year() -> str:
    """Return why marks of a schedule are no days."""
    return _("a schedule without a year: write the year into the title above the table, such as “Tahun 2026”")


def find_schedule(sheet: Sheet, header: Header, year: int | None) -> Schedule | None:
    """Return the schedule in the rows of a header (and the row below it), if there is one."""
    for upper in (header.row, header.row - 1, header.row - 2):
        if upper < 0 or upper >= len(sheet.rows):
            continue
        months = {
            index: label
            for index, label in enumerate(labels_of(sheet.rows[upper]))
            if label and _span(label, year or _ANY_YEAR) is not None
        }
        if not months:
            continue
        for lower in range(upper + 1, min(header.row + 2, len(sheet.rows))):
            weeks = _weeks(labels_of(sheet.rows[lower]), min(months))
            if len(weeks) >= _LEAST and not _has_others(sheet, lower, header, weeks):
                return _of_weeks(lower, months, weeks, year)
        if len(months) >= _LEAST and upper == header.row:
            spans = {index: _span(label, year) for index, label in months.items()}
            return Schedule(header.row, months, spans)
    return None


def _has_others(sheet: Sheet, row: int, header: Header, weeks: Mapping[int, str]) -> bool:
    """Return whether a row below a header holds more than the names of weeks, and is no part of the header."""
    if row <= header.row:
        return False
    names = {column.index: column.header for column in header.columns}
    return any(
        value is not None
        and index not in weeks
        and (row, index) not in sheet.continued
        and value != names.get(index)
        for index, value in enumerate(sheet.rows[row])
    )


def _weeks(labels: Sequence[str], first: int) -> dict[int, str]:
    found = {
        index: match[1]
        for index, label in enumerate(labels)
        if (match := re.fullmatch(_WEEK, fold(label).strip()))
    }
    return {index: week for index, week in found.items() if index >= first}


def _of_weeks(row: int, months: Mapping[int, str], weeks: Mapping[int, str], year: int | None) -> Schedule:
    labels: dict[int, str] = {}
    spans: dict[int, tuple[date, date] | None] = {}
    for index, week in weeks.items():
        month = months[max(one for one in months if one <= index)]
        labels[index] = f"{month} {week.upper()}"
        spans[index] = _span(f"minggu ke-{week} {month}", year) or _span(month, year)
    return Schedule(row, labels, spans)


def _span(label: str, year: int | None) -> tuple[date, date] | None:
    try:
        period = parse_period(label, year=year)
    except InvalidValue:
        return None
    return (period.first, period.last) if period.first < period.last else None


def with_marks(
    columns: list[Column], schedule: Schedule, about: Mapping[int, Profile]
) -> tuple[list[Column], str]:
    """Return the columns with those of a schedule as the days that marks in them stand for, and a remark.

    Columns that hold more than marks are left as they are.
    """
    inside = [
        index
        for index in schedule.labels
        if index in about and (not about[index].filled or about[index].share("mark") >= 0.8)
    ]
    if len(inside) < _LEAST:
        return columns, ""
    if not any(about[index].filled for index in inside):
        return columns, _(
            "The schedule under “{first}” to “{last}” holds no text, perhaps only colours, which are not read: "
            "its rows have no days from it.",
            first=schedule.labels[inside[0]],
            last=schedule.labels[inside[-1]],
        )
    there = {column.index for column in columns}
    more = [Column(index, schedule.labels[index]) for index in inside if index not in there]
    return [
        _marked(column, schedule) if column.index in inside else column
        for column in sorted((*columns, *more), key=lambda one: one.index)
    ], ""


def _marked(column: Column, schedule: Schedule) -> Column:
    span = schedule.spans[column.index]
    label = schedule.labels[column.index]
    if span is None:
        return replace(column, header=label, fields=(), unsure=False, possible=(), why=without_year())
    return replace(column, header=label, fields=("marks",), unsure=False, possible=(), marks=span)
