"""The area of the weekly report: any week on the screen, and in a file."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from taskforce.language import N_, _, current_language, set_language
from taskforce.model.dates import format_date, iso_week, parse_date, week_bounds, week_of
from taskforce.model.errors import TaskforceError
from taskforce.screens.area import Area
from taskforce.screens.dialogs import Choice, Pick
from taskforce.screens.form import Form, FormField, Problems, Texts
from taskforce.store.store import Store
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.rich_view import RichView

if TYPE_CHECKING:
    from rich.console import RenderableType

    from taskforce.reports.status import StatusReport

FORMATS: tuple[tuple[str, str], ...] = (
    ("html", N_("HTML, to print or to mail")),
    ("svg", N_("SVG, a picture of the report")),
    ("txt", N_("plain text")),
    ("json", N_("JSON, for other programs")),
)
"""Endings of files that a report can be written to, and what they are good for."""


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Texts are in ``language`` within it; never across an ``await``."""
    before = current_language()
    set_language(language)
    try:
        yield
    finally:
        set_language(before)


class ReportScreen(Area):
    """One week's report, to read and to export."""

    AREA = "report"
    HELP_TEXT: ClassVar = N_(
        "The status report of a week, as it was at the end of that week (of today, for this week). [ and ] turn "
        "the weeks, w asks for one, x writes the report to a file. l shows the report in the other language."
    )
    OWN_COMMANDS: ClassVar = (
        Command("week_before", N_("Week before"), "left_square_bracket", N_("Report"), footer=1, when="open"),
        Command("week_after", N_("Week after"), "right_square_bracket", N_("Report"), footer=2, when="later"),
        Command("choose_week", N_("Week"), "w", N_("Report"), when="open", help=N_("2026-W47, or any day in it")),
        Command("this_week", N_("This week"), "t", N_("Report"), when="open"),
        Command("scope", N_("Only some items"), "slash", N_("Report"), when="open", help=N_("a query")),
        Command("export", N_("Export"), "x", N_("Report"), footer=3, when="open"),
        Command("report_language", N_("Report's language"), "l", N_("Report"), when="open"),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self._monday: date | None = None
        self._scope = ""
        self._spoken: str | None = None
        self._report: StatusReport | None = None
        self._wanted = 0

    def compose_body(self) -> ComposeResult:
        yield RichView(id="report")

    def on_mount(self) -> None:
        super().on_mount()
        self._view.focus()

    @property
    def _view(self) -> RichView:
        return self.query_one(RichView)

    def applies(self, command: Command) -> bool:
        """There is no report of a week that has not begun."""
        if self.desk is None:
            return False
        return self._first_day < week_bounds(self.desk.day)[0] if command.when == "later" else True

    @property
    def _first_day(self) -> date:
        assert self.desk is not None
        return self._monday or week_bounds(self.desk.day)[0]

    @property
    def _report_language(self) -> str:
        return self._spoken or current_language()

    async def load(self) -> None:
        """Make the report of the week; the newest wish wins."""
        desk = self.desk
        if desk is None:
            return
        self._wanted += 1
        wanted, week, scope = self._wanted, week_of(self._first_day), self._scope
        self.stand(_("The report of {week} is being made …", week=week))

        def make(store: Store) -> StatusReport:
            from taskforce.reports.build import build_report
            from taskforce.reports.period import period_of

            period = period_of(week=week, today=store.clock.today())
            return build_report(store, period, scope=scope or None)

        report = await desk.work(make)
        if wanted == self._wanted and self.is_mounted:
            same = self._report is not None and self._report.period == report.period
            self._report = report
            self._show(from_start=not same)

    def _show(self, *, from_start: bool) -> None:
        report = self._report
        if report is None:
            return

        def make(width: int) -> RenderableType:
            from taskforce.reports.terminal import as_renderable

            with spoken(self._report_language):
                return as_renderable(report, width, most=None)

        self._view.show(make, from_start=from_start)
        first = self._first_day
        days = f"{format_date(first)} – {format_date(first + timedelta(days=6))}"
        scope = f" · {self._scope}" if self._scope else ""
        self.stand(f"{week_of(first)} · {days}{scope}")
        self.refresh_bindings()

    # Which week

    def _go_to(self, day: date) -> None:
        assert self.desk is not None
        this_week = week_bounds(self.desk.day)[0]
        monday = min(week_bounds(day)[0], this_week)
        self._monday = None if monday == this_week else monday
        self.start(self.load)

    def action_week_before(self) -> None:
        """The week before."""
        self._go_to(self._first_day - timedelta(days=7))

    def action_week_after(self) -> None:
        """The week after."""
        self._go_to(self._first_day + timedelta(days=7))

    def action_this_week(self) -> None:
        """The week that is not over yet."""
        assert self.desk is not None
        self._go_to(self.desk.day)

    def action_choose_week(self) -> None:
        """Type a week, or a day in it."""
        desk = self.desk
        assert desk is not None

        def monday_of(text: str) -> date:
            try:
                return iso_week(text)[0]
            except TaskforceError:
                return week_bounds(parse_date(text, desk.day))[0]

        def check(text: str) -> str:
            monday = monday_of(text)
            return f"{week_of(monday)}: {format_date(monday)} – {format_date(monday + timedelta(days=6))}"

        async def submit(texts: Texts) -> Problems:
            self._go_to(monday_of(texts["week"]))
            return {}

        field = FormField("week", _("Week"), required=True, check=check, hint=_("2026-W47, or any day in it"))
        self.app.push_screen(Form(_("Report of which week?"), [field], submit, save_label=_("Show")))

    def action_scope(self) -> None:
        """Type a query: the report counts only what it finds."""
        desk = self.desk
        assert desk is not None

        def check(text: str) -> str:
            from taskforce.store.query.compile import compile_query

            compile_query(text, desk.reader, desk.day, desk.store.actor_id)
            return ""

        async def submit(texts: Texts) -> Problems:
            self._scope = texts["scope"].strip()
            self.start(self.load)
            return {}

        field = FormField("scope", _("Query"), self._scope, check=check, hint=_("all; or agency:diskominfo"))
        self.app.push_screen(Form(_("Only some items"), [field], submit, save_label=_("Show")))

    def action_report_language(self) -> None:
        """The report in the other language; the app keeps its own."""
        self._spoken = "en" if self._report_language == "id" else "id"
        self._show(from_start=False)

    # Writing a file

    def action_export(self) -> None:
        """Choose a format, then the place."""
        if self._report is None:
            return
        choices = [Choice(ending, _(words), f".{ending}") for ending, words in FORMATS]
        self.app.push_screen(Pick(_("Export the report as"), choices), self._ask_place)

    def _ask_place(self, ending: str | None) -> None:
        report = self._report
        if ending is None or report is None:
            return
        here = Path.cwd()
        folder = here if os.access(here, os.W_OK) else Path.home()
        name = f"{_('report')}-{report.period.label.replace('/', '_')}.{ending}"

        warned: set[Path] = set()

        async def submit(texts: Texts) -> Problems:
            path = Path(texts["path"].strip()).expanduser()
            if path.exists() and path not in warned:
                warned.add(path)
                return {"path": _("It is there already: write again to replace it, or choose another name.")}
            try:
                await self._write(report, path)
            except OSError as error:
                return {"path": _("It cannot be written there: {reason}.", reason=error.strerror or error)}
            except TaskforceError as error:
                return {"path": str(error)}
            return {}

        field = FormField("path", _("File"), str(folder / name), required=True)
        form = Form(_("Export the report"), [field], submit, save_label=_("Write"))
        self.app.push_screen(form)

    async def _write(self, report: StatusReport, path: Path) -> None:
        from taskforce.config import read_config
        from taskforce.paths import config_file
        from taskforce.reports.report_templates import chosen
        from taskforce.reports.writers import write_report

        templates = chosen(read_config(config_file()))
        if self._report_language == current_language():
            await asyncio.to_thread(write_report, report, path, templates=templates)
        else:  # the language is one setting of the process, so nothing else may speak meanwhile
            with spoken(self._report_language):
                write_report(report, path, templates=templates)
        self.tell(_("The report is in {path}", path=path.resolve()))
