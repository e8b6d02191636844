"""What the Reports area shows: a draft or an issued report; the commands on it are in the modules beside."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from taskforce.console import draws_finely
from taskforce.language import _, current_language, speaking
from taskforce.model.dates import format_date
from taskforce.screens.frame.area import Area
from taskforce.screens.reports.making import LastChoices
from taskforce.store.store import Store
from taskforce.widgets.commands import Command
from taskforce.widgets.rich_view import RichView

if TYPE_CHECKING:
    from rich.console import RenderableType

    from taskforce.reports.content.frozen import Issued
    from taskforce.reports.document import Document
    from taskforce.reports.figures.period import Period
    from taskforce.screens.reports.making import Made, Wish
    from taskforce.store.read.issued_reports import IssuedRow, ReportKey

MOST_WIDTH = 120


class ReportArea(Area):
    """The report on the screen, and which one is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._last = LastChoices()
        self._wish: Wish | None = None
        self._spoken: str | None = None
        self._made: Made | None = None
        self._issued: tuple[IssuedRow, Issued] | None = None
        self._folder: Path | None = None
        self._wanted = 0

    def compose_body(self) -> ComposeResult:
        yield RichView(id="report")

    def on_mount(self) -> None:
        super().on_mount()
        self._view.focus()

    @property
    def _view(self) -> RichView:
        return self.query_one(RichView)

    @property
    def wish(self) -> Wish:
        """Which report is wanted."""
        from taskforce.screens.reports.making import Wish

        if self._wish is None:
            self._wish = Wish(self._last.kind, usual_sections=self._last.sections)
        return self._wish

    def applies(self, command: Command) -> bool:
        """What belongs to a draft, to an issued report, or to files."""
        if self.session is None:
            return False
        match command.when:
            case "draft":
                return self._issued is None
            case "issued":
                return self._issued is not None
            case "later":
                return self._issued is None and self._period.end < self.session.day
            case "exported":
                return self._folder is not None
        return True

    @property
    def _period(self) -> Period:
        assert self.session is not None
        return self.wish.period_on(self.session.day)

    @property
    def _report_language(self) -> str:
        return self._spoken or self._last.language or current_language()

    async def load(self) -> None:
        """Make the report; the newest wish wins.  An issued one is as it was."""
        from taskforce.screens.reports.making import make, seen

        session = self.session
        if session is None:
            return
        if self._issued is not None:
            self._show(self._issued[1].document, from_start=False)
            return
        self._wanted += 1
        wanted, wish, language = self._wanted, self.wish, self._report_language
        self.show_status(_("The report of {period} is being made …", period=self._period.label))

        def work(store: Store) -> tuple[Made, Document]:
            made = make(store, wish, whole=False)
            return made, seen(made.document(language))

        made, document = await session.work(work)
        if wanted == self._wanted and self.is_mounted and self._issued is None:
            same = self._made is not None and self._made.key == made.key
            self._made = made
            self._show(document, from_start=not same)
            for problem in made.problems:
                self.show_message(problem, "warning")

    def _show(self, document: Document, *, from_start: bool) -> None:
        from taskforce.reports.plots.cells import Signs
        from taskforce.screens.reports.making import seen

        shown, signs = seen(document), Signs.BRAILLE if draws_finely() else Signs.BLOCKS

        def render(width: int) -> RenderableType:
            from taskforce.reports.writers.rich import document_renderable

            with speaking(document.language):
                return document_renderable(shown, min(width, MOST_WIDTH), signs)

        self._view.show(render, from_start=from_start)
        self.show_status(self._where(document))
        self.refresh_bindings()

    def _where(self, document: Document) -> str:
        """Which report is shown: the period, the day if it is another, the query, whether it was issued."""
        from taskforce.reports.figures.period import Period, period_text

        days = Period(date.fromisoformat(document.start), date.fromisoformat(document.end))
        parts = [document.label, period_text(days)]
        if self._issued is not None:
            row = self._issued[0]
            parts.insert(0, _("Issued: No. {number}", number=row.number))
            parts.append(row.scope or "")
        else:
            as_of = self.wish.as_of
            parts.append(_("as of {day}", day=format_date(as_of, style="short")) if as_of else "")
            parts.append(self.wish.scope)
        return " · ".join(filter(None, parts))

    def _want(self, **changes: Any) -> None:
        """Another report from now on."""
        self._issued = None
        self._wish = replace(self.wish, **changes)
        self.start(self.load)

    def _keep(
        self, drafts: Callable[[Store], Sequence[Any]], sentence: str, key: ReportKey | None = None
    ) -> Callable[[], Coroutine[Any, Any, None]]:
        """Work that writes drafts and shows the report anew."""

        async def work() -> None:
            session, made = self.session, self._made
            told = key or (made.key if made is not None else None)
            assert session is not None and told is not None

            def write(store: Store) -> None:
                found = list(drafts(store))
                if found:
                    store.write("report", found, summary=f"{told.period} {told.scope}".strip())

            await session.write(write)
            await self.own_app.list_changed()
            self.show_message(sentence)

        return work
