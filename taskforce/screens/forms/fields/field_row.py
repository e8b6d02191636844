"""A field of a form: its label, what is typed in, and a word below it."""

from __future__ import annotations

from textual import events, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static, TextArea

from taskforce.language import _
from taskforce.model.errors import TaskforceError, UnknownName
from taskforce.model.width import cut, printable
from taskforce.screens.forms.dialogs import Choice
from taskforce.screens.forms.fields.choice_line import ChoiceLine
from taskforce.screens.forms.fields.pick_line import PickLine
from taskforce.screens.forms.form_field import PROPOSAL_HINT, FormField, can_be_made, field_help, offer
from taskforce.screens.frame.host import host_of
from taskforce.widgets.inputs import HintInput, PartSuggester

EMPTY = "–"
"""Stands, muted, in an empty field that needs no hint: else such fields run together."""

LABEL_CELLS = 19


class FieldText(TextArea):
    """A text of several lines; from its first and last line the arrows lead on to the other fields."""

    def on_mount(self) -> None:
        """Go on behind what stands there: typed before it, it would run into it."""
        self.move_cursor(self.document.end)

    def action_cursor_down(self, select: bool = False) -> None:
        """Go a line down; below the last: to the next field."""
        if not select and self.navigator.is_last_wrapped_line(self.cursor_location):
            raise SkipAction
        super().action_cursor_down(select)

    def action_cursor_up(self, select: bool = False) -> None:
        """Go a line up; above the first: to the field before."""
        if not select and self.navigator.is_first_wrapped_line(self.cursor_location):
            raise SkipAction
        super().action_cursor_up(select)

    def action_cursor_page_down(self) -> None:
        """Go a page down; in a text that is seen whole: a page of the fields."""
        if self.virtual_size.height <= self.size.height:
            raise SkipAction
        super().action_cursor_page_down()

    def action_cursor_page_up(self) -> None:
        """Go a page up; in a text that is seen whole: a page of the fields."""
        if self.virtual_size.height <= self.size.height:
            raise SkipAction
        super().action_cursor_page_up()


class FieldRow(Widget):
    """A field: its label, painted by the row itself, and below it what was understood or what is wrong."""

    DEFAULT_CSS = """
    FieldRow { height: auto; width: 1fr; color: $text-muted; }
    FieldRow:focus-within { color: $accent; text-style: bold; }
    FieldRow .control { margin-left: 20; width: 1fr; }
    FieldRow Input { border: none; background: $panel; height: 1; padding: 0; }
    FieldRow TextArea { background: $panel; border: none; padding: 0; }
    FieldRow .field-word { height: auto; margin-left: 20; color: $text-success; text-style: none; }
    FieldRow .field-word.-wrong { color: $text-error; }
    FieldRow .field-word.-rule { color: $text-muted; }
    FieldRow OptionList.picks { height: auto; margin-left: 20; text-style: none; }
    """

    class OfferTaken(Message):
        """The offer below the field was clicked."""

    def __init__(self, field: FormField) -> None:
        super().__init__(classes="field")
        self.field = field
        self.refused = ""
        self.missing: UnknownName | None = None
        """The name in the field that no record has, where one can be made of it."""

    def compose(self) -> ComposeResult:
        yield self._control()

    def on_mount(self) -> None:
        """Show the rule of a text that covers it."""
        self.say("")

    @property
    def help_text(self) -> str:
        """Return what the help says of the field."""
        return field_help(self.field)

    def render(self) -> Content:
        """Return the label, left of what is typed in."""
        return Content(cut(self.field.label + (" *" if self.field.required else ""), LABEL_CELLS))

    def _control(self) -> Widget:
        field = self.field
        if field.choices is not None:
            listed = field.text in {value for value, _label in field.choices}
            return ChoiceLine(
                field.choices,
                field.text,
                title=field.label,
                optional=field.optional_choice or not listed,
                classes="control",
            )
        if field.picks is not None:
            hint = field.hint or (
                _("names, with commas; Space lists all") if field.picks.several else _("a name; Space lists all")
            )
            return PickLine(field.text, field.picks, placeholder=f"({hint})", classes="control")
        if field.lines > 1:
            hint = field.proposal or (f"({field.hint})" if field.hint else EMPTY)
            area = FieldText(
                self._begun(field.text),
                soft_wrap=True,
                compact=True,
                placeholder=Content("\n".join(map(printable, hint.splitlines()))),
                classes="control",
            )
            area.styles.height = field.lines
            return area
        suggester = field.suggester
        if field.suggestions and field.several:
            suggester = PartSuggester(field.suggestions)
        elif field.suggestions:
            suggester = SuggestFromList(field.suggestions, case_sensitive=False)
        return HintInput(
            field.text,
            placeholder=f"({field.hint})" if field.hint else EMPTY,
            suggester=suggester,
            password=field.secret,
            select_on_focus=field.anew,
            compact=True,
            classes="control",
        )

    @property
    def control(self) -> Widget:
        """Return what is typed in."""
        return self.query_one(".control")

    @property
    def text(self) -> str:
        """Return what stands in the field."""
        control = self.control
        if isinstance(control, TextArea):
            return control.text.rstrip("\n") if self.field.line_each else control.text
        assert isinstance(control, Input | ChoiceLine)
        return control.value

    @text.setter
    def text(self, text: str) -> None:
        control = self.control
        if isinstance(control, TextArea):
            control.text = self._begun(text)
            control.move_cursor(control.document.end)
        elif isinstance(control, ChoiceLine):
            control.choose(text)
        elif isinstance(control, PickLine):
            control.place(text)
        elif isinstance(control, Input):
            control.value = text
            control.cursor_position = len(text)

    def _begun(self, text: str) -> str:
        """Return a text with a new line to go on typing in, where each line is one thing."""
        return f"{text}\n" if text and self.field.line_each else text

    @property
    def can_take_proposal(self) -> bool:
        """Return whether a proposal stands grey in the field."""
        return bool(self.field.proposal) and not self.text

    def take_proposal(self) -> None:
        """Put the proposal into the field, to be changed."""
        self.text = self.field.proposal

    @property
    def changed(self) -> bool:
        """Return whether something else stands in it than at first."""
        return self.text != self.field.text

    def say(self, words: str, *, wrong: bool = False) -> None:
        """Show what was understood, or what is wrong."""
        labels = self.query(".field-word")
        rule = "" if words else self._rule
        if not words and not rule:
            labels.remove()
            return
        text = Content(rule or ("■ " if wrong else "→ ") + printable(words))
        if not labels:
            self.mount(Static(text, classes="field-word", markup=False))
        for word in self.query(".field-word").results(Static):
            word.set_class(wrong, "-wrong").set_class(bool(rule), "-rule")
            word.update(text)

    @property
    def _rule(self) -> str:
        """Return how a text of several lines is written, where that does not stand in the empty field."""
        field = self.field
        if field.lines <= 1 or not (self.text or field.proposal):
            return ""
        return "\n".join(filter(None, (field.hint, _(PROPOSAL_HINT) if field.proposal else "")))

    def on_click(self, event: events.Click) -> None:
        """Take up the offer that stands below the field, by the mouse."""
        if self.missing is not None and event.widget is not None and event.widget.has_class("field-word"):
            self.post_message(self.OfferTaken())

    @on(OptionList.OptionSelected, ".picks")
    def _picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        control = self.control
        if isinstance(control, PickLine) and isinstance(event.option, Choice):
            control.take(event.option)

    @on(PickLine.Listed)
    def _listed(self) -> None:
        if not self.is_listing:
            self.check()
        else:
            self.say("")

    @property
    def is_listing(self) -> bool:
        """Return whether what fits is listed below: until it is closed nothing is said of what is typed."""
        control = self.control
        return isinstance(control, PickLine) and control.is_listing

    def close_list(self) -> None:
        """Close what is listed below the field."""
        if isinstance(self.control, PickLine):
            self.control.action_close_list()

    def check(self) -> str:
        """Judge what was typed in the field; the sentence that says what is wrong, or nothing."""
        text = self.text
        self.missing = None
        if not text.strip() or self.field.check is None or not self.changed:
            self.say("")
            return ""
        try:
            understood = self.field.check(text)
        except TaskforceError as error:
            words = str(error)
            if isinstance(error, UnknownName) and can_be_made(error, host_of(self).session):
                self.missing = error
                words += f" {offer(error)}"
            self.say("" if self.is_listing else words, wrong=True)
            return str(error)
        self.say("" if self.is_listing else understood)
        return ""
