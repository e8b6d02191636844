"""The one form: labelled fields that scroll, a word about each while it is typed, docked buttons.

A form never writes.  It hands what was typed to ``submit``, which answers with what is wrong, field by field;
the form then stays open with everything that was typed.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static, TextArea

from taskforce.language import N_, _
from taskforce.model.errors import TaskforceError, UnknownName
from taskforce.model.records import record_spec
from taskforce.model.width import cut, printable
from taskforce.screens.forms.dialogs import typed_away
from taskforce.screens.forms.fields.choice_line import ChoiceLine
from taskforce.screens.forms.fields.field_row import FieldRow
from taskforce.screens.forms.form_field import (
    MAKE_KEY,
    Arrival,
    FormField,
    Problems,
    Submit,
    Texts,
    Watch,
    make,
)
from taskforce.screens.frame.host import host_of
from taskforce.store.changes.batch import StaleWrite
from taskforce.widgets.commands import LIST_FAILURES, Command, Commanded, bindings

if TYPE_CHECKING:
    from taskforce.screens.frame.session import Session
    from taskforce.store.changes.stale_writes import SeenVersion


ROOM = 9
"""Lines that a field needs with what it lists below."""


class Fields(VerticalScroll, can_focus=False, inherit_bindings=False):
    """Where the fields scroll; the arrow keys belong to the form."""


def _browses(form: Form) -> bool:
    return any(field.browse for field in form.fields)


def _names_missing(form: Form) -> bool:
    return form.missing_row is not None


def _has_arrivals(form: Form) -> bool:
    return bool(form.arrived)


def _has_proposal(form: Form) -> bool:
    return not form.arrived and form.proposal_row is not None


class Form(Commanded, ModalScreen[bool]):
    """A form over the whole screen; it ends with ``True`` when it was saved."""

    OWN_COMMANDS: ClassVar = (
        Command("save", N_("Save"), "ctrl+s", footer=1),
        Command("leave", N_("Cancel"), "escape", footer=2),
        Command("browse", N_("Browse"), "ctrl+o", when=_browses, in_palette=False),
        Command("take_arrived", N_("Take what arrived"), "ctrl+t", when=_has_arrivals, footer=3),
        Command("take_proposal", N_("Take the grey text"), "ctrl+t", when=_has_proposal, footer=3),
        Command("next_field", N_("Next field"), "down", in_palette=False),
        Command("make_missing", N_("Add the name"), MAKE_KEY, when=_names_missing, in_palette=False),
        Command("previous_field", N_("Field before"), "up", in_palette=False),
        Command("page_down", N_("Page down"), "pagedown", in_palette=False),
        Command("page_up", N_("Page up"), "pageup", in_palette=False),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(
        self,
        title: str,
        fields: Sequence[FormField],
        submit: Submit,
        *,
        save_label: str = "",
        draft: str = "",
        seen_version: SeenVersion | None = None,
        focus: str = "",
        watch: Watch | None = None,
        place: Region | None = None,
    ) -> None:
        """``draft`` says which form it is, so that a draft left behind finds back into it; ``focus`` names the
        field that is typed into first.

        ``seen_version`` is what ``submit`` writes with; without it, the form's fields are those of the one record
        that is edited, and take over what others wrote where that is wanted.  With a ``watch`` the form shows
        what arrives while it is open.  With a ``place`` it stands there, alone, and is saved as soon as it is
        done.
        """
        super().__init__()
        self._watch = watch
        self._place = place
        self.arrived: dict[str, Arrival] = {}
        """What others wrote to fields that were typed in meanwhile, by name."""
        self._taken_over: dict[str, str] = {}
        """What others wrote to fields that nobody typed in, by name."""
        self._draft, self._draft_id = draft, uuid.uuid4().hex
        self._title = title
        self.fields = list(fields)
        self._submit = submit
        self._save_label = save_label or _("Save")
        self._seen_version = seen_version
        self._focus = focus
        self.is_saving = False
        """Whether what was typed is being written: keys wait until the form is closed, or says what is wrong."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue -form"):
            yield Static(Content.styled(printable(self._title), "bold"), classes="dialogue-title")
            with Fields(classes="fields"):
                for field in self.fields:
                    if isinstance(field.heading, Content):
                        yield Static(field.heading, classes="form-text")
                    elif field.heading:
                        yield Static(Content.styled(field.heading, "bold"), classes="form-heading")
                    yield FieldRow(field)
            yield Static("", classes="form-word", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(Content(f"{self._save_label} (Ctrl+S)"), id="save", variant="primary", compact=True)
                if any(field.browse for field in self.fields):
                    yield Button(Content(_("Browse") + " (Ctrl+O)"), id="browse", compact=True)
                yield Button(Content(_("Cancel") + " (Esc)"), id="leave", compact=True)

    def on_mount(self) -> None:
        self._say_all("")
        if self._place is not None:
            self.add_class("-in-place")
            self.call_after_refresh(self._open_choice)
        long = any(field.lines > 1 or (field.heading and self.app.size.height < 24) for field in self.fields)
        if len(self.fields) <= 4 and not long:
            self.query_one(".dialogue").add_class("-small")
        if self.rows:
            first = next((row for row in self.rows if row.field.name == self._focus), self.rows[0])
            first.control.focus()

    def on_resize(self) -> None:
        """Stand where the field is shown that is changed at its place, as far as there is room below."""
        if self._place is not None:
            dialogue = self.query_one(".dialogue")
            top = max(0, min(self._place.y, self.app.size.height - ROOM))
            dialogue.styles.margin = (top, 0, 0, self._place.x)
            dialogue.styles.width = self._place.width

    def _open_choice(self) -> None:
        """List the values of a field that has a few."""
        control = self.rows[0].control
        if isinstance(control, ChoiceLine):
            control.action_open_list()

    @property
    def rows(self) -> list[FieldRow]:
        """Return the fields, from top to bottom."""
        return list(self.query(FieldRow))

    @property
    def changed(self) -> bool:
        """Return whether anything was typed that is not saved."""
        return any(row.changed for row in self.rows)

    @property
    def texts(self) -> Texts:
        """Return what stands in the fields, by name."""
        return {row.field.name: row.text for row in self.rows}

    @on(Input.Changed, ".control")
    @on(ChoiceLine.Changed)
    @on(TextArea.Changed, ".control")
    def _typed(self, event: Input.Changed | ChoiceLine.Changed | TextArea.Changed) -> None:
        row = event.control.query_ancestor(FieldRow)
        if row.field.name in self.arrived:
            pass  # the word below says what arrived; what is typed is read when it is saved
        elif row.changed or row.refused:
            self._taken_over.pop(row.field.name, None)
            row.refused = ""
            row.check()
        elif self._taken_over.get(row.field.name) != row.text:  # else the word below says whose it is
            row.say("")
        if row.field.proposal:
            self.refresh_bindings()
        self._keep_draft()
        if self._place is not None and isinstance(event, ChoiceLine.Changed):
            self.action_save()

    # Drafts

    def _keep_draft(self) -> None:
        drafts = host_of(self).drafts
        if not any(row.changed and not row.field.secret for row in self.rows):
            drafts.drop(self._draft_id)
            return
        kept = [row for row in self.rows if (row.changed or row.field.proposed) and not row.field.secret]
        texts = {row.field.name: row.text for row in kept}
        before = {row.field.name: "" if row.field.proposed else row.field.text for row in kept}
        drafts.keep(self._draft_id, self._draft, printable(self._title), texts, before)

    # What others write meanwhile

    async def list_changed(self) -> None:
        """Show what others wrote to the record: in the fields that nobody typed in, and below the others."""
        if self._watch is None or self.is_saving or len(self.rows) < len(self.fields):
            return
        with suppress(*LIST_FAILURES):  # a list out of reach is told elsewhere
            for name, arrival in self._watch.arrivals().items():
                row = next((row for row in self.rows if row.field.name == name), None)
                if row is None or self.arrived.get(name) == arrival:
                    continue
                if not row.changed or row.text == arrival.text:
                    self._taken_over[name] = arrival.text
                    self._take_over(row, arrival)
                    row.say(_("{author} wrote this meanwhile", author=arrival.author))
                    continue
                self.arrived[name] = arrival
                row.say(
                    _(
                        "Meanwhile {author} wrote “{text}”: Ctrl+T takes it, saving asks which one holds.",
                        author=arrival.author,
                        text=cut(arrival.text, 200) or _("(nothing)"),
                    ),
                    wrong=True,
                )
        self.refresh_bindings()

    def _take_over(self, row: FieldRow, arrival: Arrival) -> None:
        assert self._watch is not None
        self.arrived.pop(row.field.name, None)
        self._watch.take_over(row.field.name)
        row.field = replace(row.field, text=arrival.text)
        row.text = arrival.text

    def action_take_arrived(self) -> None:
        """Put what others wrote into the field that has the focus, else into the first that has such a word."""
        rows = [row for row in self.rows if row.field.name in self.arrived]
        rows.sort(key=lambda row: not row.has_focus_within)
        if rows:
            self._take_over(rows[0], self.arrived[rows[0].field.name])
            rows[0].say("")
            self.refresh_bindings()

    @property
    def proposal_row(self) -> FieldRow | None:
        """Return the field in which a proposal stands grey: the one that has the focus, else the first."""
        rows = [row for row in self.rows if row.can_take_proposal]
        return next((row for row in rows if row.has_focus_within), rows[0] if rows else None)

    def action_take_proposal(self) -> None:
        """Put what is proposed into the field."""
        if (row := self.proposal_row) is not None:
            row.take_proposal()
            row.control.focus()

    async def when_ready(self) -> None:
        """Wait until the fields are there."""
        while len(self.query(".control")) < len(self.fields):
            await asyncio.sleep(0.01)

    def fill(self, texts: Mapping[str, str], before: Mapping[str, str]) -> None:
        """Put a draft into the fields; ``before`` is what stood in them when it was typed."""
        for row in self.rows:
            name = row.field.name
            if name in texts:
                row.text = texts[name]
                row.check()
                if before.get(name, row.field.text) != row.field.text:
                    row.say(_("Since this was typed, it became “{text}”.", text=row.field.text), wrong=True)
        self._keep_draft()

    def _end(self, saved: bool) -> None:
        host_of(self).drafts.drop(self._draft_id)
        self.dismiss(saved)

    @on(Input.Submitted, ".control")
    def _line_done(self, event: Input.Submitted) -> None:
        rows = self.rows
        if event.control is rows[-1].control and len(rows) <= 4:
            self.action_save()
        else:
            self.focus_next()

    @on(Button.Pressed)
    def _button(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "save":
            self.action_save()
        elif event.button.id == "browse":
            self.action_browse()
        else:
            self.action_leave()

    def action_browse(self) -> None:
        """Walk to a file for the field that takes one."""
        from taskforce.screens.forms.finder import file_finder

        row = next(row for row in self.rows if row.field.browse)

        def chosen(values: list[str] | None) -> None:
            line = row.control
            assert isinstance(line, Input)
            if values:
                line.value = values[0]
            line.focus()

        self.app.push_screen(file_finder(row.field.label, row.text), chosen)

    @on(FieldRow.OfferTaken)
    def action_make_missing(self) -> None:
        """Write the member or agency that a field names and nobody is called."""
        row = self.missing_row
        if row is not None and row.missing is not None:
            self.run_worker(self._make(row, row.missing), exit_on_error=False)

    @property
    def missing_row(self) -> FieldRow | None:
        """Return the field that names who is not there: the one that is typed in, else the first."""
        rows = [row for row in self.rows if row.missing is not None]
        return next((row for row in rows if row.has_focus_within), rows[0] if rows else None)

    async def _make(self, row: FieldRow, missing: UnknownName) -> None:
        session = host_of(self).session
        assert session is not None
        try:
            await make(session, missing)
        except Exception as error:  # refused or failed: the field stays as it was typed
            row.say(str(error) or repr(error), wrong=True)
            return
        row.check()

    def action_next_field(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous_field(self) -> None:
        """Go to the field before."""
        self.focus_previous()

    def action_page_down(self) -> None:
        """Go to the field a page below."""
        self._turn_page(1)

    def action_page_up(self) -> None:
        """Go to the field a page above."""
        self._turn_page(-1)

    def _turn_page(self, way: int) -> None:
        """Go as many fields on or back as there is room for; to the first or last where fewer are left."""
        rows, room = self.rows, self.query_one(Fields).size.height
        start = next((number for number, row in enumerate(rows) if row.has_focus_within), 0)
        top = rows[start].virtual_region.y
        within = [row for row in rows if 0 < way * (row.virtual_region.y - top) < room]
        if within:
            within[-1 if way > 0 else 0].control.focus()

    def action_save(self) -> None:
        """Hand in what was typed, unless a field says that it cannot be read."""
        if self.is_saving:
            return
        for row in self.rows:
            row.close_list()  # else it hides what is said of the field
        wrong = [row for row in self.rows if row.check()]
        for row in self.rows:
            if row.field.required and not row.text.strip():
                row.say(_("{field} is missing: give one.", field=row.field.label), wrong=True)
                wrong.append(row)
        if wrong:
            wrong[0].control.focus()
            return
        self.is_saving = True
        self._say_all(_("Being saved …"), wrong=False)
        self.run_worker(self._hand_in(), exit_on_error=False)

    async def _hand_in(self) -> None:
        try:
            problems = await self._submit(self.texts)
        except StaleWrite as error:
            self._show_both(error)
            return
        except TaskforceError as error:
            problems = {"": str(error)}
        except Exception as error:  # whatever the store did: what was typed must not be lost
            self.app.log.error(repr(error))
            problems = {"": _("It could not be saved ({reason}). Try again.", reason=str(error) or repr(error))}
        finally:
            self.is_saving = False
        if not problems:
            self._end(True)
        else:
            self._show_problems(problems)

    def _show_problems(self, problems: Problems) -> None:
        named = {row.field.name: row for row in self.rows}
        rest = [sentence for name, sentence in problems.items() if name not in named]
        self._say_all(" ".join(rest))
        for name, sentence in problems.items():
            if name in named:
                named[name].refused = sentence
                named[name].say(sentence, wrong=True)
        first = next((named[name] for name in problems if name in named), None)
        if first is not None:
            first.control.focus()

    def _show_both(self, error: StaleWrite) -> None:
        """Show both values where someone else was faster, and let the person choose."""
        from taskforce.screens.forms.conflicts.stale_value import stale_value

        session = host_of(self).session
        assert session is not None

        def answered(answer: str | None) -> None:
            if answer not in ("mine", "theirs"):
                self._show_problems({error.field: str(error)})
                return
            if self._seen_version is not None:
                self._seen_version.decide(error, mine=answer == "mine")
            elif answer == "theirs":
                self._take_theirs(session, error)
            self.action_save()

        self._say_all("")
        self.app.push_screen(stale_value(session, error), answered)

    def _take_theirs(self, session: Session, error: StaleWrite) -> None:
        """Put what others wrote into the fields."""
        from taskforce.screens.forms.record_fields import shown_text

        rows = {row.field.name: row for row in self.rows}
        for one in error.all:
            if one.field in rows:
                spec = record_spec(one.record_type).by_name[one.field]
                rows[one.field].text = shown_text(session, spec, one.theirs)

    def _say_all(self, words: str, *, wrong: bool = True) -> None:
        word = self.query_one(".form-word", Static)
        word.set_class(wrong, "-wrong")
        if words:
            self.app.clear_notifications()  # an older one would stand before it
        word.update(Content(("■ " if wrong else "") + printable(words)) if words else Content(""))
        word.display = bool(words)

    def action_leave(self) -> None:
        """Close the form; ask first when something was typed."""
        if not self.changed:
            self._end(False)
            return
        self.app.push_screen(typed_away(), self._left)

    def _left(self, away: bool | None) -> None:
        if away:
            self._end(False)
