"""A sheet on its way in: what each column is taken for, what becomes of each row, and the questions that are open.

Nothing is written before it is taken in.  What a person says is planned anew in a thread; who answers faster than
that is not waited for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from threading import Event
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from taskforce.exchange.importer import describe, forecast, forget_opened
from taskforce.exchange.importing.plan import Plan
from taskforce.exchange.importing.preview import kind_text
from taskforce.exchange.importing.questions import Answers, Question
from taskforce.exchange.importing.sheet_view import (
    FATES,
    Offered,
    SeenColumn,
    SeenSheet,
    column_choices,
    current_choice,
    has_dates,
    header_choices,
    kind_choices,
    only_sheet,
    question_choices,
    value_choices,
    with_column,
    word_choices,
)
from taskforce.exchange.importing.tables.headers import shown
from taskforce.language import N_, _, plural
from taskforce.model.text import clean_line, fold
from taskforce.model.width import printable, wrap
from taskforce.screens.forms.dialogs import Choice, Confirm, Pick, Reading, typed_away
from taskforce.screens.frame.session import GivenUp, Session
from taskforce.screens.sync.answer_pick import AnswerPick, RowPick
from taskforce.screens.sync.sheet_grid import SheetGrid
from taskforce.screens.sync.taking_in import Looked, look_again, run_looked, said_before, tell_taken
from taskforce.widgets.commands import Command, Commanded, applies, bindings
from taskforce.widgets.footer import CommandBar

_ABOUT_LINES = 5


def _asks(screen: SheetImport) -> bool:
    return bool(screen.open_questions)


def _several_sheets(screen: SheetImport) -> bool:
    return len(screen.looked.sheets) > 1


def _dated(screen: SheetImport) -> bool:
    return screen.seen is not None and has_dates(screen.seen)


def _has_words(screen: SheetImport) -> bool:
    return screen.word_column is not None


def _has_problems(screen: SheetImport) -> bool:
    return any(one.problem_rows for one in screen.looked.sheets)


def _has_doubles(screen: SheetImport) -> bool:
    return screen.answers.as_new or (
        screen.looked.plan is not None and any(one.double for one in screen.looked.plan.warnings)
    )


def _answered(screen: SheetImport) -> bool:
    return screen.changed


def _recalled(screen: SheetImport) -> bool:
    return screen.looked.plan is not None and screen.looked.plan.recalled


class SheetImport(Commanded, ModalScreen[bool]):
    """Ends with ``True`` when the sheet was taken in."""

    OWN_COMMANDS: ClassVar = (
        Command("next_question", N_("Next question"), "right_square_bracket", footer=1, when=_asks,
                help=N_("what is not known yet, one after the other")),
        Command("change_column", N_("Column"), "enter", footer=2, in_palette=False,
                help=N_("say what the column under the cursor is; a click on its head does so, too")),
        Command("take_in", N_("Import"), "ctrl+s", footer=3, help=N_("as one step, which u takes back")),
        Command("show_more", N_("More"), "m", footer=4, in_palette=False, help=N_("everything below, by a list")),
        Command("leave", N_("Cancel"), "escape", footer=5, in_palette=False),
        Command("choose_words", N_("What words mean"), "", when=_has_words,
                help=N_("of a status or a priority")),
        Command("choose_header", N_("Row of the column names"), ""),
        Command("choose_kind", N_("What the sheet lists"), ""),
        Command("choose_dates", N_("Day or month first"), "", when=_dated),
        Command("show_sheet", N_("Another sheet"), "", when=_several_sheets),
        Command("only_sheet", N_("Only this sheet, or all"), "", when=_several_sheets),
        Command("same_or_new", N_("Rows of a known title: the same, or new"), "", when=_has_doubles),
        Command("next_problem", N_("Next row to check"), "exclamation_mark", when=_has_problems),
        Command("read_all", N_("Everything as a text"), "", help=N_("also what is left out, and why")),
        Command("take_back", N_("Take the last answer back"), "u,ctrl+z", when=_answered),
        Command("forget", N_("Forget the kept answers"), "", when=_recalled, writes=True),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    HELP_TEXT: ClassVar = N_(
        "Above each column stands what it is taken for, before each row what becomes of it: + new, ~ changed, "
        "= the same, ? possibly there already, ! refused (in a cell: not taken, its text goes into a note), "
        "- left out, . waits for an answer. ] goes to what is not known yet and asks; the likeliest answer stands "
        "first; ! goes to the next row to look at, m lists everything else. What you answer is kept: the next "
        "sheet with these column names asks nothing."
    )

    def __init__(self, session: Session, looked: Looked) -> None:
        super().__init__()
        self._session = session
        self.looked = looked
        self.answers: Answers = looked.answers
        self._past: list[Answers] = []
        self._answered: set[str] = set()
        self._last_asked = ""
        self._given_up = Event()
        self._planning = self._writing = self._take_then = False

    def compose(self) -> ComposeResult:
        with Vertical(id="sheet-import"):
            yield Static("", id="import-head")
            yield Static("", id="import-said")
            yield SheetGrid(id="grid")
            yield Static("", id="import-about")
            yield CommandBar()

    def on_mount(self) -> None:
        question = next(iter(self.open_questions), None)
        first = next((one for one in self.looked.sheets if one.parts), next(iter(self.looked.sheets), None))
        if first is not None:
            self.grid.show(first)
        if question is not None:
            self._go_to(question)
        self._show()
        self.grid.focus()

    @property
    def grid(self) -> SheetGrid:
        """Return the cells."""
        return self.query_one(SheetGrid)

    @property
    def seen(self) -> SeenSheet | None:
        """Return the sheet that is shown."""
        return next((grid.seen for grid in self.query(SheetGrid)), None)

    @property
    def changed(self) -> bool:
        """Return whether anything was said that is lost when the sheet is not taken in."""
        return bool(self._past)

    @property
    def open_questions(self) -> list[Question]:
        """Return what is still to be asked."""
        plan = self.looked.plan
        return [one for one in plan.questions if one.id not in self._answered] if plan is not None else []

    @property
    def word_column(self) -> SeenColumn | None:
        """Return the column whose words may be explained: that under the cursor, else the first one."""
        seen = self.seen
        if seen is None:
            return None
        columns = [self.grid.current, *(column for part in seen.parts for column in part.columns)]
        return next((one for one in columns if one is not None and seen.words(one)), None)

    # What is shown

    def _show(self) -> None:
        """Show the sheet as it is planned now."""
        seen = self.seen
        if seen is not None:
            now = next((one for one in self.looked.sheets if one.sheet is seen.sheet), None)
            if now is not None:
                self.grid.show(now)
        self._show_head()
        self._say()
        self._show_about()
        self.refresh_bindings()

    def _show_head(self) -> None:
        seen = self.seen
        part = seen.part_of(self.grid.row) if seen is not None else None
        parts = [Content.styled(printable(self.looked.file.path.name), "bold")]
        if seen is not None and _several_sheets(self):
            only = " (" + _("only this one") + ")" if self.answers.sheet is not None else ""
            parts.append(_button("show_sheet", _("sheet “{sheet}”", sheet=clean_line(seen.name)) + only))
        row = _("row {row}", row=part.header + 1) if part is not None and part.header >= 0 else _("none")
        parts.append(_button("choose_header", _("column names: {row}", row=row)))
        if part is not None:
            parts.append(_button("choose_kind", _("lists: {kind}", kind=kind_text(part.kind))))
        self.query_one("#import-head", Static).update(Content("  ").join(parts))

    def _say(self) -> None:
        """Say in a sentence what would come in."""
        plan = self.looked.plan
        line = self.query_one("#import-said", Static)
        if self._writing:
            line.update(Content(_("Being taken in …")))
            return
        if plan is None:
            line.update(Content.styled(f"■ {printable(self.looked.error)}", "$text-error"))
            return
        line.update(said_before(plan, "… " if self._planning else "", max(20, self.size.width - 2)))

    def _show_about(self) -> None:
        """Show the column under the cursor, its values, and what is to be said of the row."""
        seen = self.seen
        column = self.grid.current if seen is not None else None
        if seen is None or column is None or not self.query("#import-about"):
            return
        width = max(20, self.size.width - 2)
        name = f"{column.letter} “{printable(column.header)}”" if column.header else column.letter
        question = next(iter(column.questions), None)
        if question is not None and question.id not in self._answered:
            lines = [Content.styled(f"? {name}: {printable(question.text)} (])", "bold $text-warning")]
        else:
            meaning = column.meaning or _("not read") + (f" ({column.why})" if column.why else "")
            if column.said and column.meaning:
                meaning += " – " + _("as was said")
            lines = [Content.styled(f"{name} → {printable(meaning)}", "bold")]
        if column.examples:
            lines += [Content(line) for line in wrap(" | ".join(map(printable, column.examples)), width)[:2]]
        lines += [self._about_row(seen, text, width) for text in [" ".join(seen.reasons.get(self.grid.row, []))]]
        self.query_one("#import-about", Static).update(Content("\n").join(lines[:_ABOUT_LINES]))

    def _about_row(self, seen: SeenSheet, reasons: str, width: int) -> Content:
        """Return what becomes of the row under the cursor, and why."""
        row = self.grid.row
        fate = seen.fates.get(row, "above")
        cell = seen.rows[row][self.grid.column] if self.grid.column < len(seen.rows[row]) else None
        sign, word = FATES[fate]
        text = _("row {row}", row=row + 1) + (f": {sign} {_(word)}" if word else "")
        told = printable(reasons or (seen.left_out if fate == "left_out" else "") or shown(cell))
        lines = wrap(f"{text}. {told}" if told else text, width)
        looks = {"refused": "$text-error", "double": "$text-warning"}
        style = looks.get(fate, "$text-warning" if reasons else "$text-muted")
        return Content("\n").join([Content.styled(line, style) for line in lines[:2]])

    def on_resize(self) -> None:
        """Wrap what is said for the width that there is now."""
        self._say()
        self._show_about()

    @on(SheetGrid.Moved)
    def _moved(self) -> None:
        self._show_about()

    # Answers

    def _answer(self, answers: Answers) -> None:
        """Plan anew with other answers."""
        if answers == self.answers:
            return
        self._past.append(self.answers)
        self.answers = answers
        self._plan_anew()

    def _plan_anew(self) -> None:
        self._given_up.set()
        self._given_up = Event()
        self._planning = True
        self._show()
        self.run_worker(self._planned(self.answers, self._given_up), exit_on_error=False)

    async def _planned(self, answers: Answers, given_up: Event) -> None:
        try:
            looked = await self._session.work(partial(look_again, self.looked.file, answers), given_up)
        except GivenUp:
            return
        except Exception as error:  # a list that cannot be read just now
            looked = self.looked._replace(error=str(error) or repr(error), plan=None)
        if given_up.is_set() or not self.is_mounted:
            return
        self.looked = looked
        self._planning = False
        self._answered.clear()
        self._show()
        if self._take_then:
            self._take_then = False
            self.action_take_in()

    def _go_to(self, question: Question) -> None:
        """Show what a question is about."""
        sheet = next((one for one in self.looked.sheets if one.name == question.sheet), None)
        if sheet is None or not sheet.parts:
            return
        for part in sheet.parts:
            column = next((one for one in part.columns if one.letter == question.column), None)
            if column is not None and question.id in [one.id for one in column.questions]:
                row = part.header + 1
                if question.word:
                    row = sheet.row_with(question.word, column.index, row)
                self.grid.show(sheet, row=row, column=column.index)
                return
        self.grid.show(sheet)

    def action_next_question(self) -> None:
        """Go to the next question and ask it."""
        questions = self.open_questions
        ids = [one.id for one in questions]
        place = ids.index(self._last_asked) + 1 if self._last_asked in ids else 0
        if questions:
            self._ask(questions[place % len(questions)])

    def _ask(self, question: Question) -> None:
        self._last_asked = question.id
        self._go_to(question)
        self._show_head()
        column = self.grid.current
        if question.about == "column" and column is not None and column.about_column is not None:
            self._ask_column(column, question)
            return

        def chosen(value: str | None) -> None:
            if value is not None:
                self._answered.add(question.id)
                self._answer(self.answers.with_answer(question, value))

        examples = question.examples if question.about != "value" else ()
        self.app.push_screen(
            AnswerPick(clean_line(question.text), question_choices(question), examples=examples), chosen
        )

    def _ask_column(self, column: SeenColumn, question: Question | None) -> None:
        seen = self.seen
        part = seen.part_of(self.grid.row) if seen is not None else None
        if seen is None or part is None:
            self.action_choose_header()
            return

        def chosen(value: str | None) -> None:
            if value is not None:
                if question is not None:
                    self._answered.add(question.id)
                self._answer(with_column(self.answers, seen, column, value))

        name = f"{column.letter} “{column.header}”" if column.header else column.letter
        title = clean_line(question.text) if question is not None else _("What is column {name}?", name=name)
        self.app.push_screen(
            AnswerPick(
                title,
                column_choices(column, part.kind),
                examples=column.examples,
                current=current_choice(column),
            ),
            chosen,
        )

    @on(SheetGrid.Chosen)
    def action_change_column(self) -> None:
        """Say what the column under the cursor is."""
        column = self.grid.current
        if column is not None:
            self._ask_column(column, column.about_column)

    def action_choose_words(self) -> None:
        """Say what a word of a status or a priority stands for."""
        seen, column = self.seen, self.word_column
        if seen is None or column is None:
            return
        words = {one.word: one for one in seen.words(column)}

        def meant(word: str) -> Callable[[str | None], None]:
            def chosen(value: str | None) -> None:
                if value is not None:
                    values = {**self.answers.values, (words[word].field, fold(word)): value}
                    self._answer(replace(self.answers, values=values))

            return chosen

        def picked(word: str | None) -> None:
            if word is not None:
                one = words[word]
                title = _("What does “{word}” mean in “{header}”?", word=word, header=column.header)
                pick = AnswerPick(title, value_choices(one.field), current=one.value or None)
                self.app.push_screen(pick, meant(word))

        title = _("The words of “{header}”", header=column.header)
        self.app.push_screen(AnswerPick(title, word_choices(list(words.values()))), picked)

    # The sheet as a whole

    def action_choose_header(self) -> None:
        """Say which row holds the names of the columns."""
        seen = self.seen
        if seen is None:
            return
        part = seen.part_of(self.grid.row)

        def chosen(row: str | None) -> None:
            if row is not None:
                # Other names: what was said of columns by the old ones holds no longer.
                self._answer(replace(self._of_this_sheet(seen), header=int(row), columns={}))

        current = str(part.header + 1 if part is not None else self.grid.row + 1)
        title = _("Which row holds the names of the columns?")
        self.app.push_screen(RowPick(title, header_choices(seen.sheet), current=current), chosen)

    def action_choose_kind(self) -> None:
        """Say what the sheet lists."""
        seen = self.seen
        if seen is None:
            return
        part = seen.part_of(self.grid.row)

        def chosen(kind: str | None) -> None:
            known = next((one.value for one in kind_choices() if one.value == kind), None)
            if known is not None:
                self._answer(replace(self._of_this_sheet(seen), kind=known))  # type: ignore[arg-type]

        pick = AnswerPick(_("What does the sheet list?"), kind_choices(), current=part.kind if part else None)
        self.app.push_screen(pick, chosen)

    def _of_this_sheet(self, seen: SeenSheet) -> Answers:
        """Return the answers, to be read from this sheet only where the file has several tables."""
        read = [one for one in self.looked.sheets if one.parts]
        if self.answers.sheet is None and len(self.looked.sheets) > 1 and read != [seen]:
            return only_sheet(self.answers, seen)
        return self.answers

    def action_choose_dates(self) -> None:
        """Say whether the day or the month stands first."""
        question = Question("dates", "", "dates", "", "", (), ("dmy", "mdy"), "", "")

        def chosen(value: str | None) -> None:
            if value is not None:
                self._answer(self.answers.with_answer(question, value))

        title = _("What stands first in dates of numbers?")
        pick = AnswerPick(title, question_choices(question), current=self.answers.dates)
        self.app.push_screen(pick, chosen)

    def action_show_sheet(self) -> None:
        """Show another sheet of the file."""
        sheets = {str(number): one for number, one in enumerate(self.looked.sheets)}

        def chosen(number: str | None) -> None:
            if number is not None:
                self.grid.show(sheets[number])
                self._show()

        choices = [
            Offered(
                number,
                clean_line(one.name) or "–",
                plural("{count} row", "{count} rows", len(one.rows)) + ("" if one.parts else ", " + _("not read")),
            )
            for number, one in sheets.items()
        ]
        current = next((number for number, one in sheets.items() if one is self.seen), None)
        self.app.push_screen(AnswerPick(_("Which sheet?"), choices, current=current), chosen)

    def action_only_sheet(self) -> None:
        """Read only the sheet that is shown, or all of them again."""
        if self.seen is not None:
            only = self.answers.sheet is None
            self._answer(only_sheet(self.answers, self.seen) if only else replace(self.answers, sheet=None))

    def action_same_or_new(self) -> None:
        """Take rows whose title is in the list already for new ones, or for the same."""
        self._answer(replace(self.answers, as_new=not self.answers.as_new))

    # Looking around

    def action_next_problem(self) -> None:
        """Go to the next row that a person should look at."""
        grid, seen = self.grid, self.seen
        sheets = list(self.looked.sheets)
        places = [(sheets.index(one), row) for one in sheets for row in one.problem_rows]
        if not places or seen is None:
            return
        here = (sheets.index(seen) if seen in sheets else 0, grid.row)
        number, row = next((place for place in places if place > here), places[0])
        column = next((one for at, one in sorted(sheets[number].cells) if at == row), grid.column)
        grid.show(sheets[number], row=row, column=column)
        self._show_head()

    def action_read_all(self) -> None:
        """Show everything that the sheet would do as a text."""
        plan = self.looked.plan
        lines = describe(plan) if plan is not None else [self.looked.error]
        text = Content("\n").join([Content(printable(line)) for line in lines])
        self.app.push_screen(Reading(self.looked.file.path.name, text))

    def action_show_more(self) -> None:
        """Offer everything that can be done here."""
        offered = [one for one in self.OWN_COMMANDS if one.id != "show_more" and applies(self, one)]
        choices = [Offered(one.id, _(one.title), one.shown_key) for one in offered]

        def chosen(command: str | None) -> None:
            if command is not None:
                self.call_later(self.run_action, command)

        self.app.push_screen(Pick(_("More"), [Choice(*one) for one in choices]), chosen)

    def action_take_back(self) -> None:
        """Take the last answer back."""
        if self._past:
            self.answers = self._past.pop()
            self._plan_anew()

    def action_forget(self) -> None:
        """Forget what was answered for earlier sheets with these column names."""
        self.run_worker(self._forget(), exit_on_error=False)

    async def _forget(self) -> None:
        file = self.looked.file
        await self._session.write(lambda store: forget_opened(store, file))
        self._plan_anew()
        self.notify(_("The kept answers are forgotten."), markup=False)

    # The end

    def action_take_in(self) -> None:
        """Take the sheet in; ask first while something is open."""
        plan = self.looked.plan
        if self._writing:
            return
        if self._planning:
            self._take_then = True
            return
        if plan is None:
            self.notify(printable(self.looked.error), severity="error", markup=False)
        elif not plan.drafts:
            self.notify(printable(forecast(plan)), severity="warning", markup=False)
        elif plan.questions:
            text = plural(
                "{count} question is open: what hangs on it is not taken in.",
                "{count} questions are open: what hangs on them is not taken in.",
                len(plan.questions),
            )
            question = Confirm(text, _("Import all the same"), _("Answer first"), careful=True)
            self.app.push_screen(question, self._decided)
        else:
            self._decided(True)

    def _decided(self, yes: bool | None) -> None:
        plan = self.looked.plan
        if yes and plan is not None and not self._writing:
            self._writing = True
            self._say()
            self.run_worker(self._write(plan), exit_on_error=False)

    async def _write(self, plan: Plan) -> None:
        try:
            taken = await self._session.write(partial(run_looked, self.looked))
        except Exception as error:  # said on the spot: what was answered stays
            self.notify(printable(str(error) or repr(error)), severity="error", timeout=15, markup=False)
            taken = None
        else:
            if taken is None:
                text = _("{file}: the list was changed meanwhile; look at it again.", file=plan.file)
                self.notify(printable(text), severity="warning", markup=False)
        self._writing = False
        if taken is None:
            self._plan_anew()
            return
        await tell_taken(self, [taken])
        self._past.clear()
        self.dismiss(True)

    def action_leave(self) -> None:
        """Go back; ask first when something was answered."""
        if self._writing:
            return
        if self.changed:
            self.app.push_screen(typed_away(), self._left)
        else:
            self._left(True)

    def _left(self, away: bool | None) -> None:
        if away and not self._writing:
            self._given_up.set()
            self.dismiss(False)


def _button(action: str, text: str) -> Content:
    """Return a part of the head that a click changes."""
    return Content.from_markup(f"[@click=screen.{action}][bold $accent]≡[/] $text[/]", text=printable(text))
