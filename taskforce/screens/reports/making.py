"""The wish for a report, the report made of it, and what was chosen last time; knows no screen."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from taskforce.config import Config, read_config, write_preference
from taskforce.language import speaking
from taskforce.model.errors import TaskforceError
from taskforce.paths import config_file
from taskforce.reports.content.options import ASKED_KINDS, PLANNED, Options, check_sections, chosen_sections
from taskforce.reports.document import Document
from taskforce.reports.figures.build import COMPLETE, Extent
from taskforce.reports.figures.period import Period, usual_period
from taskforce.reports.figures.status import StatusReport
from taskforce.services.reports import ReportRequest, report_options
from taskforce.store.read.issued_reports import Kept, ReportKey, kept_with
from taskforce.store.store import Store

USUAL_FORMATS = ("docx", "pdf", "xlsx", "whatsapp")

SEEN_ROWS = 60
"""Rows of a table that the screen shows; files have all of them."""


class LastChoices:
    """The last choices; preferences that cannot be read or written are none, since the report matters more."""

    def __init__(self) -> None:
        try:
            self._config = read_config(config_file())
        except TaskforceError:
            self._config = Config()

    @property
    def kind(self) -> str:
        """Return the kind of report."""
        kind = self._config.report_kind
        return kind if kind in ASKED_KINDS else "weekly"

    @property
    def language(self) -> str | None:
        """Return the language of reports, where it is not that of the app."""
        return self._config.report_language if self._config.report_language in ("id", "en") else None

    @property
    def sections(self) -> tuple[str, ...] | None:
        """Return the sections of reports for which nothing else was chosen."""
        try:
            return check_sections((self._config.report_sections or "").split(",")) or None
        except TaskforceError:
            return None

    @property
    def formats(self) -> tuple[str, ...]:
        """Return the formats that were written."""
        written = self._config.report_formats
        return tuple(written.split(",")) if written else USUAL_FORMATS

    @property
    def folder(self) -> Path:
        """Return where files were written; else the present folder, or home where nothing may be written there."""
        if self._config.report_folder and Path(self._config.report_folder).is_dir():
            return Path(self._config.report_folder)
        here = Path.cwd()
        return here if os.access(here, os.W_OK) else Path.home()

    @property
    def templates(self) -> Mapping[str, Path]:
        """Return the office's own templates, by format."""
        from taskforce.reports.writers.templates import chosen

        return chosen(self._config)

    def keep(self, key: str, value: str | None) -> None:
        """Keep one choice for the next time."""
        changed: dict[str, Any] = {key: value}
        self._config = self._config._replace(**changed)
        try:
            write_preference(config_file(), key, value)
        except (TaskforceError, OSError):
            return


@dataclass(frozen=True, slots=True)
class Wish:
    """A kind of report, its period (``None``: the one we are in), the day whose end it describes, a query.

    ``usual_sections`` are the person's own for reports without a choice of sections.
    """

    kind: str = "weekly"
    period: Period | None = None
    as_of: date | None = None
    scope: str = ""
    usual_sections: tuple[str, ...] | None = None

    def period_on(self, today: date) -> Period:
        """Return the period meant on a day."""
        return self.period or usual_period(self.kind, today)

    def request_on(self, today: date) -> ReportRequest:
        """Return the report meant on a day: an evaluation, or one of the kind that its period is."""
        period = self.period_on(today)
        kind = "evaluation" if self.kind == "evaluation" else period.kind
        return ReportRequest(kind, period, self.as_of, self.scope)


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
        """Return the sections in order."""
        return chosen_sections(self.key.kind, self.options.sections)

    def document(self, language: str) -> Document:
        """Return the report in words."""
        from taskforce.reports.content.compose import compose

        with speaking(language):
            return compose(self.report, self.options)

    def without_plan(self) -> Made:
        """Return what the screen keeps once it shows the document: of a long list the plan has every item."""
        return replace(self, report=self.report._replace(plan=None, evidence=None))


def make(store: Store, wish: Wish, *, whole: bool) -> Made:
    """Make a report; ``whole`` with all rows and links, for files and for issuing, else as much as is seen."""
    request = wish.request_on(store.clock.today())
    kept = kept_with(store.reader, request.key)
    options, problems = report_options(store, request, kept, wish.usual_sections)
    shown = chosen_sections(request.kind, options.sections)
    plan = not PLANNED.isdisjoint(shown)
    extent = (
        COMPLETE._replace(plan=plan)
        if whole
        else Extent(SEEN_ROWS, links=False, matrix="matrix" in shown, plan=plan)
    )
    return Made(request.figures(store, extent), request.key, kept, options, problems)
