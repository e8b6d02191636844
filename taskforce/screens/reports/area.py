"""The area of the reports: any period as it will be on paper, its words and sections, issuing it, and files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult

from taskforce.language import N_, _, current_language
from taskforce.model.dates import format_date
from taskforce.reports.content.options import WORDED
from taskforce.reports.document import Document, capped
from taskforce.reports.figures.period import Period, period_text
from taskforce.reports.writers.registry import Draft, Printable, document_name
from taskforce.screens.forms.dialogs import Confirm
from taskforce.screens.forms.draft_file import UnsavedDraft
from taskforce.screens.frame.area import Area, with_list
from taskforce.screens.frame.host import Host
from taskforce.screens.reports import asking, contents, issued
from taskforce.screens.reports.files import ReportFiles
from taskforce.screens.reports.making import SEEN_ROWS, LastChoices, Made, Wish, make
from taskforce.screens.reports.page import ReportPage
from taskforce.store.read.issued_reports import IssuedRow, ReportKey, issued_rows
from taskforce.store.store import Store
from taskforce.widgets.commands import Command, bindings, needs

_R = N_("Report")


@needs(N_("an issued report is shown: Esc goes back to the draft"))
def _draft(screen: ReportScreen) -> bool:
    return with_list(screen) and not screen.is_issued


@needs(N_("only an issued report: R lists them"))
def _issued(screen: ReportScreen) -> bool:
    return with_list(screen) and screen.is_issued


def _later(screen: ReportScreen) -> bool:
    return _draft(screen) and screen.is_of_the_past


@needs(N_("no file was written yet: x writes some"))
def _exported(screen: ReportScreen) -> bool:
    return with_list(screen) and screen.has_folder


class ReportScreen(Area):
    """One report, to read, to write the words of, to issue and to export; or one that was issued."""

    AREA = "report"
    HELP_TEXT: ClassVar = N_(
        "A report as it will be on paper: the state at the end of its period, or of today. [ and ] turn the "
        "periods, w asks for one (a week, month, quarter, year, evaluation, or any days), / limits it to what a "
        "query finds. c chooses the sections, e writes your own words in them; both are kept with the report. P "
        "issues it: numbered and frozen for ever; R lists those. x writes files, O opens their folder."
    )
    OWN_COMMANDS: ClassVar = (
        Command("period_before", N_("Before"), "left_square_bracket", _R, footer=2, when=_draft,
                help=N_("the period before")),
        Command("period_after", N_("After"), "right_square_bracket", _R, when=_later, help=N_("the next period")),
        Command("choose_report", N_("Which report"), "w", _R, footer=1, when=_draft,
                help=N_("week, month, quarter, year, evaluation or any days; and the day whose end it describes")),
        Command("this_period", N_("This period"), "full_stop", _R, when=with_list, help=N_("the current one")),
        Command("scope", N_("Only some items"), "slash", _R, when=_draft, help=N_("a query")),
        Command("sections", N_("Sections"), "c", _R, footer=5, when=_draft,
                help=N_("which, in which order"), writes=True),
        Command("words", N_("Own words"), "e", _R, footer=3, when=_draft,
                help=N_("a paragraph in any section"), writes=True),
        Command("photos", N_("Photos"), "G", _R, when=_draft,
                help=N_("pictures of evidence, on a page"), writes=True),
        Command("issue", N_("Issue"), "P", _R, footer=6, when=_draft,
                help=N_("number it and freeze it"), writes=True, record="issued_report"),
        Command("issued_reports", N_("Issued reports"), "R", _R, when=with_list, help=N_("to read and compare")),
        Command("compare", N_("Compare"), "Q", _R, footer=3, when=_issued, help=N_("with another issued report")),
        Command("back_to_draft", N_("Back"), "escape", _R, footer=2, when=_issued, in_palette=False),
        Command("export", N_("Export"), "x", _R, footer=4, when=with_list,
                help=N_("Word, PDF, Excel, WhatsApp …")),
        Command("copy_text", N_("Copy the WhatsApp text"), "y", _R, when=with_list,
                help=N_("to the clipboard, where the terminal allows it")),
        Command("open_folder", N_("Open the folder"), "O", _R, when=_exported, part="files"),
        Command("report_language", N_("Report's language"), "Y", _R, when=_draft),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    files: ReportFiles

    def __init__(self) -> None:
        super().__init__()
        self._last = LastChoices()
        self._wish = Wish(self._last.kind, usual_sections=self._last.sections)
        self._spoken: str | None = None
        self._made: Made | None = None
        self._issued: IssuedRow | None = None
        self._document: Document | None = None
        self.files = ReportFiles(self, self._last)
        self._makings = 0
        self._awaited: Callable[[], None] | None = None
        """What was asked for while the report was being made."""

    def compose_body(self) -> ComposeResult:
        yield ReportPage(id="report")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(ReportPage).focus()

    @property
    def is_issued(self) -> bool:
        """Return whether an issued report is shown, not a draft."""
        return self._issued is not None

    @property
    def is_of_the_past(self) -> bool:
        """Return whether the period asked for is over."""
        return self.session is not None and self._period.end < self.session.day

    @property
    def has_folder(self) -> bool:
        """Return whether files were written, so that there is a folder to open."""
        return self.files.folder is not None

    @property
    def _period(self) -> Period:
        assert self.session is not None
        return self._wish.period_on(self.session.day)

    @property
    def _report_language(self) -> str:
        return self._spoken or self._last.language or current_language()

    # Showing

    async def load(self) -> None:
        """Make the report; the newest wish wins.  An issued one is as it was."""
        session = self.session
        if session is None:
            return
        if self._issued is not None:
            await self._show_issued(self._issued.id, from_start=False)
            return
        self._makings += 1
        number, wish, language = self._makings, self._wish, self._report_language
        self.show_status(_("The report of {period} is being made …", period=self._period.label))

        def work(store: Store) -> tuple[Made, Document]:
            made = make(store, wish, whole=False)
            return made.without_plan(), capped(made.document(language), SEEN_ROWS)

        made, document = await self.ask(work)
        if number == self._makings and self.is_mounted and self._issued is None:
            same = self._made is not None and self._made.key == made.key
            self._made = made
            self._show(document, from_start=not same)
            for problem in made.problems:
                self.show_message(problem, "warning")
            awaited, self._awaited = self._awaited, None
            if awaited is not None and self.is_current:
                awaited()

    def _show(self, document: Document, *, from_start: bool) -> None:
        self._document = document
        self.query_one(ReportPage).show(document, from_start=from_start)
        days = Period(date.fromisoformat(document.start), date.fromisoformat(document.end))
        facts = [document.label, period_text(days)]
        if self._issued is not None:
            facts.insert(0, _("Issued: No. {number}", number=self._issued.number))
            facts.append(self._issued.scope or "")
        else:
            as_of = self._wish.as_of
            facts.append(_("as of {day}", day=format_date(as_of, style="short")) if as_of else "")
            facts.append(self._wish.scope)
        self.show_status(" · ".join(filter(None, facts)))
        self.refresh_bindings()

    def _show_wish(self, wish: Wish) -> None:
        """Show the draft of another report from now on."""
        self._issued = None
        self._wish = wish
        self.start(self.load)

    async def _show_issued(self, report_id: str, *, from_start: bool = True) -> None:
        row, frozen = await self.ask(lambda store: issued.read_issued(store.reader, report_id))
        if self.is_mounted:
            self._issued = row
            self._show(capped(frozen.document, SEEN_ROWS), from_start=from_start)

    # Which report

    def _turn(self, steps: int) -> None:
        period = self._period.moved(steps)
        assert self.session is not None
        if period.start <= self.session.day:
            self._show_wish(replace(self._wish, period=period, as_of=None))

    def action_period_before(self) -> None:
        """Show the period before."""
        self._turn(-1)

    def action_period_after(self) -> None:
        """Show the next period."""
        self._turn(1)

    def action_this_period(self) -> None:
        """Show the period that is not over yet."""
        self._show_wish(replace(self._wish, period=None, as_of=None))

    def action_back_to_draft(self) -> None:
        """Go from an issued report to the one before."""
        self._show_wish(self._wish)

    def action_choose_report(self) -> None:
        """Ask which report."""
        assert self.session is not None
        self.app.push_screen(asking.report_form(self.session, self._wish, self._last, self._show_wish))

    def action_scope(self) -> None:
        """Ask for a query: the report counts only what it finds."""
        assert self.session is not None
        self.app.push_screen(asking.scope_form(self.session, self._wish, self._show_wish))

    def action_report_language(self) -> None:
        """Show the report in the other language; the app keeps its own."""
        self._spoken = "en" if self._report_language == "id" else "id"
        self._last.keep("report_language", None if self._spoken == current_language() else self._spoken)
        self.start(self.load)

    # Its contents

    def action_sections(self) -> None:
        """Choose the sections and their order."""

        def use(own: tuple[str, ...] | None) -> None:
            self._last.keep("report_sections", ",".join(own) if own else None)
            self._wish = replace(self._wish, usual_sections=own)

        self._with_report(lambda made: contents.choose_sections(self, made, use))

    def action_words(self) -> None:
        """Choose a section, and write in it."""
        self._with_report(lambda made: contents.choose_words(self, made, self._report_language))

    def action_photos(self) -> None:
        """Choose pictures of evidence."""
        self._with_report(lambda made: self.start(lambda: contents.choose_photos(self, made)))

    def _with_report(self, work: Callable[[Made], None]) -> None:
        """Do something with the report; one that is still being made: as soon as it is there."""
        if self._made is not None:
            work(self._made)
        else:
            self._awaited = lambda: self._with_report(work)

    # Issuing, and what was issued

    def action_issue(self) -> None:
        """Ask for the number, and what is replaced; then freeze the report."""
        self._with_report(self._ask_to_issue)

    def _ask_to_issue(self, made: Made) -> None:
        session = self.session
        if session is None:
            return
        asked: list[tuple[str, issued.Issue]] = []

        async def issue_it(questions: list[str], issue: issued.Issue) -> None:
            if questions:
                asked[:] = [("\n".join(questions), issue)]
            else:
                await show(issue)

        def closed(_saved: bool | None) -> None:
            for question, issue in asked:  # when the form is gone
                ask(question, issue)

        def ask(question: str, issue: issued.Issue) -> None:
            def answered(yes: bool | None) -> None:
                if yes:
                    self.start(lambda: show(issue))

            self.app.push_screen(Confirm(question, _("Issue"), _("Cancel"), careful=True), answered)

        async def show(issue: issued.Issue) -> None:
            row = await issue()
            await self._show_issued(row.id)
            await self.host.list_changed()
            self.show_message(_("Report {number} is issued.", number=row.number))

        form = issued.issue_form(session, self._wish, made, self._report_language, issue_it)
        self.app.push_screen(form, closed)

    def action_issued_reports(self) -> None:
        """Choose an issued report to read."""
        assert self.session is not None
        rows = issued_rows(self.session.reader)
        if not rows:
            self.show_message(_("No report was issued yet: P issues the one on the screen."))
            return

        def chosen(report_id: str | None) -> None:
            if report_id is not None:
                self.start(lambda: self._show_issued(report_id))

        current = self._issued.id if self._issued else None
        self.app.push_screen(issued.issued_pick(self.session, _("Issued reports"), rows, current), chosen)

    def action_compare(self) -> None:
        """Choose another issued report, and read what differs."""
        session = self.session
        if session is None or self._issued is None:
            return
        own = self._issued
        rows = {row.id: row for row in issued_rows(session.reader) if row.id != own.id}
        if not rows:
            self.show_message(_("There is no other issued report to compare it with."))
            return

        def chosen(report_id: str | None) -> None:
            if report_id is not None:
                self.app.push_screen(issued.comparison(session.reader, own, rows[report_id]))

        self.app.push_screen(issued.issued_pick(session, _("Compare with"), list(rows.values())), chosen)

    # Files

    def action_export(self) -> None:
        """Choose formats and folder, then write."""
        if self._issued is not None and self._document is not None:
            name = document_name(self._document.label, self._document.kind, self._issued.scope)
            self.files.export(self._whole, name, self._report_language)
        else:
            self._with_report(self._export_draft)

    def action_copy_text(self) -> None:
        """Put the short text for WhatsApp on the clipboard."""
        if self._issued is not None:
            self.start(lambda: self.files.copy_text(self._whole, self._report_language))
        else:
            language = self._report_language
            self._with_report(lambda _made: self.start(lambda: self.files.copy_text(self._whole, language)))

    def _export_draft(self, made: Made) -> None:
        name = document_name(made.key.period, made.key.kind, made.key.scope or None)
        self.files.export(self._whole, name, self._report_language)

    async def _whole(self) -> Printable:
        """Return the issued report, or the draft read whole."""
        row, wish = self._issued, self._wish

        def work(store: Store) -> Printable:
            if row is not None:
                return issued.read_issued(store.reader, row.id)[1]
            made = make(store, wish, whole=True)
            return Draft(made.report, made.options)

        assert self.session is not None
        return await self.session.work(work)


async def reopen_draft(host: Host, _draft: UnsavedDraft, about: str) -> bool:
    """Open the form of the words in a report again: ``SECTION:KIND:PERIOD:QUERY``."""
    section, *key = about.split(":", 3)
    await host.action_area("report")
    screen = host.screen
    if host.session is None or not isinstance(screen, ReportScreen) or section not in WORDED:
        return False
    await host.push_screen(contents.words_form(screen, ReportKey(*key), section))
    return True
