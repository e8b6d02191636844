"""The area of history: what was done to the list, by whom and when, and taking any step of it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from taskforce.language import N_, _, plural
from taskforce.model.width import printable
from taskforce.screens.forms.dialogs import Confirm, Reading
from taskforce.screens.frame.area import on_line
from taskforce.screens.frame.filtered_area import FILTER_COMMANDS
from taskforce.screens.frame.register_area import RegisterScreen
from taskforce.screens.frame.session import Session
from taskforce.store.history.filter import completions, what_can_be_typed
from taskforce.store.history.steps import ChangeRow, StepLine, changed_refs, step_ids, step_lines
from taskforce.store.history.steps import step as step_of
from taskforce.store.history.undo import undo_preview
from taskforce.store.query.syntax import QueryError
from taskforce.store.store import Store
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.filter_bar import FilterBar
from taskforce.widgets.split import Split
from taskforce.widgets.table.layout import Column
from taskforce.widgets.table.source import Cell, TableRow
from taskforce.wording.days import moment_text, near_moment_of_week
from taskforce.wording.steps import change_text, line_text, named_change_text, record_name

MOST_CHANGES = 400
"""Changes of one step that are told one by one."""

FILTER_HELP = N_(
    "@farid: what a member did. day, week, month, yesterday, last week; on:friday, on:24 nov, on:20 nov..24 nov, "
    "on:november: when. kind:import (edit, add, merge, undo, handover …): what kind of step. Words are looked for "
    "in titles, refs, reasons and what was changed; all must be found, and quotes keep them together. Tab "
    "completes."
)


class HistorySource:
    """All steps; their lines are read as they come into sight."""

    def __init__(self, session: Session, ids: Sequence[str]) -> None:
        self._session, self._ids = session, ids
        self._places = {key: place for place, key in enumerate(ids)}

    def count(self) -> int:
        """Return how many steps there are."""
        return len(self._ids)

    def rows(self, start: int, stop: int) -> Sequence[TableRow]:
        """Return the lines of the table."""
        return [step_row(self._session, line) for line in step_lines(self._session.reader, self._ids[start:stop])]

    def key_at(self, index: int) -> object:
        """Return the id of a step."""
        return self._ids[index]

    def index_of(self, key: object) -> int | None:
        """Return where a step stands."""
        return self._places.get(str(key))


def _moment(session: Session, line: StepLine) -> str:
    return moment_text(session.store.clock, line.at, weekday=True)


def step_row(session: Session, line: StepLine) -> TableRow:
    """Return a step as a line of the table."""
    taken_back = f"↶ {_('taken back')}: " if line.undone else ""
    cells = (
        Cell(near_moment_of_week(session.store.clock, line.at)),
        Cell(f"@{line.actor}" if line.actor else "–", "" if line.actor else "muted"),
        Cell(taken_back + line_text(line) + (f" · “{line.reason}”" if line.reason else "")),
        Cell(str(line.size)),
    )
    return TableRow(cells, "muted" if line.undone else "")


class HistoryScreen(RegisterScreen[None]):
    """Every step, the newest first; where it is wide the changes of the one under the cursor beside it."""

    AREA = "history"
    AUTO_FOCUS = "VirtualTable"
    HELP_TEXT: ClassVar = N_(
        "Every step that was taken, the newest first: who, when, what from what to what, and why. Enter shows all "
        "changes of a step, u takes it back as a new step, after showing what that changes; / filters by who, "
        "when, kind of step and words."
    )
    OWN_COMMANDS: ClassVar = (
        Command("show_step", N_("Changes"), "enter", N_("History"), footer=1, when=on_line,
                in_palette=False, through="activate"),
        Command("undo", N_("Take back"), "u,ctrl+z", N_("History"), footer=2, when=on_line,
                help=N_("takes this step back, as a new step; what was changed again since stays"), writes=True),
        *FILTER_COMMANDS,
        Command("go_to_step_item", N_("Action item"), "A", N_("History"), footer=4, when=on_line,
                help=N_("the action items that the step changed")),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self._filter = ""
        self._steps = self._readings = 0
        self._newest: str | None = None
        """The newest step that was shown; where there is a newer one, that is shown: it is what was just done."""
        self._taken_back = self._away = False

    def compose_body(self) -> ComposeResult:
        yield FilterBar(
            self._filter, placeholder=_("(all: press / for @who, week, kind, words)"), help_text=FILTER_HELP
        )
        yield from super().compose_body()

    def columns(self) -> Sequence[Column]:
        """Return when, who, what, and how many changes."""
        return (
            Column("when", _("When"), 17, min_width=15, priority=90),
            Column("who", _("Who"), 10, min_width=8, priority=80),
            Column("what", _("What"), 30, min_width=20, flexible=4, priority=100),
            Column("size", _("Changes"), 9, align="right", priority=30),
        )

    @property
    def query_text(self) -> str:
        """Return what the steps are filtered by."""
        return self._filter

    async def load(self) -> None:
        """Read the steps' ids; their lines are read when they are seen."""
        session, words = self.session, self._filter
        if session is None:
            return
        self._readings += 1
        number = self._readings
        bar = self.query_one(FilterBar)
        bar.completions = self._completions
        try:
            ids = await self.ask(lambda store: step_ids(store.reader, words, session.store.clock))
        except QueryError as error:
            if number == self._readings:
                bar.refuse(str(error), error.position)
            return
        if number != self._readings:
            return  # something else has been typed meanwhile
        bar.say()
        self._steps = len(ids)
        self.table.set_empty_text(
            _("Nothing matches “{query}”. Escape shows all.", query=words) + f"\n{what_can_be_typed()}"
            if words.strip()
            else _("Nothing has been done yet.")
        )
        newest = ids[0] if ids else None
        was_away, self._away = self._away, False
        to_newest = newest != self._newest and (was_away or self._taken_back or not self.table.cursor_index)
        self._newest, self._taken_back = newest, False
        self.table.refresh_source(HistorySource(session, ids), keep_cursor=not to_newest)
        self.place_cursor(self.table)
        self._show_beside()
        self.refresh_bindings()

    def status_text(self, record_id: str | None) -> str:
        """Return how many steps there are."""
        return plural("{count} step", "{count} steps", self._steps)

    def target_name(self) -> str:
        """Return what was done in the step under the cursor."""
        if self.session is None or self.current_id is None:
            return ""
        return ", ".join(map(line_text, step_lines(self.session.reader, [self.current_id])))

    def beside(self, record_id: str) -> Content:
        """Return the changes of the step under the cursor; they are not read where there is no room for them."""
        assert self.session is not None
        return step_content(self.session, record_id) if self.query_one(Split).place else Content("")

    @on(Split.Placed)
    def _placed(self) -> None:
        if self.session is not None:
            self._show_beside()

    @on(FilterBar.Filtered)
    def _filtered(self, event: FilterBar.Filtered) -> None:
        if event.query != self._filter:
            self._filter = event.query
            self.start(self.load)

    @on(FilterBar.Left)
    def _back_to_steps(self) -> None:
        self.table.focus()

    def _completions(self, text: str, caret: int) -> Sequence[str]:
        assert self.session is not None
        return completions(text, caret, self.session.reader)

    def give_back(self) -> None:
        """Give back the lines; what is done while another area is shown is seen first."""
        super().give_back()
        self._away = True

    def action_filter(self) -> None:
        """Type what to look for."""
        self.query_one(FilterBar).focus_line()

    def action_reset_list(self) -> None:
        """Look for nothing any more."""
        self.query_one(FilterBar).set_text("")

    def action_show_step(self) -> None:
        """Show all changes of the step."""
        if self.session is not None and self.current_id is not None:
            self.app.push_screen(Reading(_("History"), step_content(self.session, self.current_id)))

    def action_go_to_step_item(self) -> None:
        """Go to the action items that the step changed."""
        session, step_id = self.session, self.current_id
        if session is None or step_id is None:
            return
        refs = changed_refs(session.reader, step_id)
        if not refs:
            self.show_message(_("This step changed no action item that is still there."), "warning")
            return
        self.start(lambda: self.host.show_items("ref:" + ",".join(refs)))

    def action_undo(self) -> None:
        """Take the step back, after showing what that changes."""
        step_id = self.current_id
        if self.session is not None and step_id is not None:
            self.start(lambda: self._ask(step_id))

    async def _ask(self, step_id: str) -> None:
        session = self.session
        assert session is not None
        changes, kept = await session.work(lambda store: undo_preview(store.reader, step_id))
        line = step_lines(session.reader, [step_id])[0]

        def write(store: Store) -> str:
            from taskforce.services.undo import undo, undo_sentence

            return undo_sentence(store, undo(store, step_id))

        async def take_back() -> None:
            sentence = await session.write(write)
            self._taken_back = True
            await self.host.list_changed()
            self.show_message(sentence)

        def answered(yes: bool | None) -> None:
            if yes:
                self.start(take_back)

        question = _(
            "Take back what {who} did on {when}? {what}",
            who=f"@{line.actor}" if line.actor else _("somebody"),
            when=_moment(session, line),
            what=line_text(line),
        )
        question = "\n".join([question, "", *_preview(changes, kept)])
        self.app.push_screen(Confirm(question, _("Take back"), _("Keep"), careful=True), answered)


def _preview(changes: Sequence[ChangeRow], kept: int) -> list[str]:
    """Return what taking a step back changes, a line each."""
    lines = [printable(named_change_text(change)) for change in changes[:MOST_CHANGES]]
    lines += _left_out(changes)
    if kept:
        lines.append(
            plural(
                "{count} field was changed again since and keeps its newer value.",
                "{count} fields were changed again since and keep their newer values.",
                kept,
            )
        )
    return lines


def _left_out(changes: Sequence[ChangeRow]) -> list[str]:
    more = len(changes) - MOST_CHANGES
    return [plural("… and {count} more change", "… and {count} more changes", more)] if more > 0 else []


def step_content(session: Session, step_id: str) -> Content:
    """Return a step with its changes, as a text to read."""
    line = step_lines(session.reader, [step_id])[0]
    who = f" · @{line.actor}" if line.actor else ""
    lines = [
        Content.styled(printable(line_text(line)), "bold"),
        Content.styled(printable(f"{_moment(session, line)}{who} · {step_id[-8:]}"), "$text-muted"),
    ]
    if line.undone:
        lines.append(Content(f"↶ {_('taken back')}"))
    if line.reason:
        lines.append(Content(_("Reason: {reason}", reason=printable(line.reason))))
    lines.append(Content(""))
    step = line.step or step_of(session.reader, step_id)
    changes = step.changes if step is not None else ()
    for change in changes[:MOST_CHANGES]:
        name = printable(record_name(change))
        lines.append(Content.assemble((f"{name} " if name else "", "$text-muted"), printable(change_text(change))))
    lines += map(Content, _left_out(changes))
    return Content("\n").join(lines)
