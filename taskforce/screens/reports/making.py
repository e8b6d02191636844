"""What the Reports area shows: the wishes of the person, and the report made of them; knows no screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from taskforce.config import Config, read_config, write_preference
from taskforce.language import _, speaking
from taskforce.model.dates import format_date, iso_week, parse_date
from taskforce.model.errors import InvalidValue, TaskforceError
from taskforce.paths import config_file
from taskforce.reports.content.options import PLANNED, Options, chosen_sections
from taskforce.reports.document import Document, Table
from taskforce.reports.figures.build import COMPLETE, Extent, build_report
from taskforce.reports.figures.period import (
    Period,
    month_period,
    period_of,
    quarter_period,
    usual_period,
    year_period,
)
from taskforce.reports.figures.status import StatusReport
from taskforce.store.read.issued_reports import Kept, ReportKey, kept_with
from taskforce.store.store import Store

USUAL_FORMATS = ("docx", "pdf", "xlsx", "whatsapp")


class LastChoices:
    """The last choices; preferences that cannot be read or written are none, since the report matters more."""

    def __init__(self) -> None:
        try:
            self._config = read_config(config_file())
        except TaskforceError:
            self._config = Config()

    @property
    def kind(self) -> str:
        """The kind of report."""
        from taskforce.reports.content.options import ASKED_KINDS

        kind = self._config.report_kind
        return kind if kind in ASKED_KINDS else "weekly"

    @property
    def language(self) -> str | None:
        """The language of reports, where it is not that of the app."""
        return self._config.report_language if self._config.report_language in ("id", "en") else None

    @property
    def sections(self) -> tuple[str, ...] | None:
        """The sections of reports for which nothing else was chosen."""
        from taskforce.reports.content.options import check_sections

        try:
            return check_sections((self._config.report_sections or "").split(",")) or None
        except TaskforceError:
            return None

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that were written."""
        return (
            tuple((self._config.report_formats or "").split(",")) if self._config.report_formats else USUAL_FORMATS
        )

    @property
    def folder(self) -> str | None:
        """Where files were written."""
        return self._config.report_folder

    @property
    def templates(self) -> Mapping[str, Path]:
        """The office's own templates, by format."""
        from taskforce.reports.writers.templates import chosen

        return chosen(self._config)

    def keep(self, key: str, value: str | None) -> None:
        """Keep one choice for the next time."""
        from dataclasses import replace

        changed: dict[str, Any] = {key: value}
        self._config = replace(self._config, **changed)
        try:
            write_preference(config_file(), key, value)
        except (TaskforceError, OSError):
            return


SEEN_ROWS = 60
"""Rows of a table that the screen shows; files have all of them."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which report: its kind, its period (``None``: the one we are in), the day whose end it describes, a query.

    ``usual_sections`` are the person's own for reports without a choice of sections.
    """

    kind: str = "weekly"
    period: Period | None = None
    as_of: date | None = None
    scope: str = ""
    usual_sections: tuple[str, ...] | None = None

    def period_on(self, today: date) -> Period:
        """The period meant on a day."""
        return self.period or usual_period(self.kind, today)

    def kind_on(self, today: date) -> str:
        """The kind of the report: an evaluation, or as the period is."""
        return "evaluation" if self.kind == "evaluation" else self.period_on(today).kind

    def key_on(self, today: date) -> ReportKey:
        """What words and choices are kept by."""
        return ReportKey(self.kind_on(today), self.period_on(today).label, self.scope)


@dataclass(frozen=True, slots=True)
class Made:
    """A report that was made: its figures, what is kept with it, and the wishes for its document."""

    report: StatusReport
    key: ReportKey
    kept: Kept
    options: Options
    problems: Sequence[str] = ()

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections in order."""
        return chosen_sections(self.key.kind, self.options.sections)

    def document(self, language: str) -> Document:
        """The report in words."""
        from taskforce.reports.content.compose import compose

        with speaking(language):
            return compose(self.report, self.options)


def make(store: Store, wish: Wish, *, whole: bool) -> Made:
    """Make a report; ``whole`` with all rows and links, for files and for issuing, else as much as is seen."""
    today = store.clock.today()
    key = wish.key_on(today)
    kept = kept_with(store.reader, key)
    own = None if key.kind == "evaluation" else wish.usual_sections
    sections = kept.sections or own
    wanted = chosen_sections(key.kind, sections)
    plan = not PLANNED.isdisjoint(wanted)
    extent = (
        replace(COMPLETE, plan=plan)
        if whole
        else Extent(SEEN_ROWS, links=False, matrix="matrix" in wanted, plan=plan)
    )
    report = build_report(store, wish.period_on(today), wish.as_of, wish.scope or None, extent=extent)
    photos, problems = _photos(store, kept) if "photos" in wanted else ((), ())
    return Made(report, key, kept, Options(key.kind, sections, kept.words, photos), problems)


def _photos(store: Store, kept: Kept) -> tuple[Sequence[Any], Sequence[str]]:
    from taskforce.reports.content.photos import photos_of
    from taskforce.store.read.report_data import pieces_of_evidence

    return photos_of(pieces_of_evidence(store.reader, kept.photos)) if kept.photos else ((), ())


def seen(document: Document) -> Document:
    """A document with as many rows of each table as the screen shows."""
    return replace(
        document,
        parts=tuple(
            replace(part, blocks=tuple(_shortened(one) if isinstance(one, Table) else one for one in part.blocks))
            for part in document.parts
        ),
    )


def _shortened(table: Table) -> Table:
    surplus = len(table.rows) - SEEN_ROWS
    if surplus <= 0:
        return table
    return replace(table, rows=table.rows[:SEEN_ROWS], left_out=table.left_out + surplus)


_RANGE = re.compile(r"\s+(?:-|–|s\.?\s?d\.?|sd|to|sampai)\s+|\s*(?:\.\.|/(?=\d{4}-))\s*", re.IGNORECASE)


def _week(text: str) -> Period:
    return Period(*iso_week(text))


def asked_period(text: str, kind: str, today: date) -> Period | None:
    """The period that a person types: a week, a month, a quarter, a year, two days, or a day in the period.

    ``None`` for nothing: the period of ``kind`` that we are in.  Raises :class:`InvalidValue` for anything else.
    """
    words = text.strip()
    if not words:
        return None
    readers: tuple[Callable[[str], Period], ...] = (_week, month_period, quarter_period, year_period)
    for read in readers:
        with suppress(TaskforceError):
            return read(words)
    parts = [part for part in _RANGE.split(words) if part]
    if len(parts) == 2:
        return period_of(today, None, parse_date(parts[0], today), parse_date(parts[1], today))
    try:
        day = parse_date(words, today)
    except TaskforceError as error:
        raise InvalidValue(
            _("“{text}” is no period: write 2026-W47, 2026-11, 2026-Q4, 2026, two days, or one day.", text=words)
        ) from error
    return usual_period(kind if kind != "period" else "weekly", day)


def period_words(period: Period) -> str:
    """A period as it was understood."""
    return f"{period.label}: {format_date(period.start)} – {format_date(period.end)}"
