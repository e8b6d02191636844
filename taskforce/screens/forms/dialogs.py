"""Small dialogues: a question with two answers, a choice from a list, a text to read."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import ClassVar

from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from taskforce.language import N_, _
from taskforce.model.text import fold, found_rank, search_words
from taskforce.model.width import cell_width, printable
from taskforce.widgets.commands import Command, Commanded, bindings
from taskforce.widgets.footer import CommandBar
from taskforce.widgets.inputs import TypedLine

CURSOR = "› "
"""Stands before the entry under the cursor, as in the lists of the areas."""

FILTER_FROM = 8
"""A list of more choices than this gets a line to type a part of the wanted one."""


class Confirm(Commanded, ModalScreen[bool]):
    """Asks whether to go on: ``y`` says yes, Escape, ``n`` and ``t`` (tidak) say no, the last of the answers.

    An answer ``between`` the two ends it with ``None``.
    """

    OWN_COMMANDS: ClassVar = (
        Command("answer_yes", N_("Yes"), "y", in_palette=False),
        Command("answer_no", N_("No"), "escape,n,t", footer=2),
        Command("focus_next_button", N_("Other answer"), "left,right", footer=0, in_palette=False),
        Command("text_down", N_("Page down"), "pagedown,down", in_palette=False),
        Command("text_up", N_("Page up"), "pageup,up", in_palette=False),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self, question: str, yes: str, no: str, *, careful: bool = False, between: str = "") -> None:
        super().__init__()
        self._question, self._yes, self._no, self._careful = question, yes, no, careful
        self._between = between

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            with VerticalScroll(classes="dialogue-text", can_focus=False):
                yield Static(Content("\n".join(map(printable, self._question.splitlines()))))
            with Horizontal(classes="buttons"):
                yield Button(Content(f"{self._yes} (Y)"), id="yes", compact=True)
                if self._between:
                    yield Button(Content(self._between), id="between", compact=True)
                yield Button(Content(f"{self._no} (Esc)"), id="no", compact=True)

    def on_mount(self) -> None:
        self.query_one("#no" if self._careful else "#yes", Button).focus()

    def on_resize(self) -> None:
        """Let a long text scroll: the answers stay in view."""
        width = max(20, min(90, self.app.size.width * 9 // 10) - 6)
        lines = sum(1 + cell_width(line) // width for line in self._question.splitlines())
        self.query_one(".dialogue").set_class(lines > self.app.size.height * 9 // 10 - 4, "-tall")

    @on(Button.Pressed)
    def _answer(self, event: Button.Pressed) -> None:
        self.dismiss(None if event.button.id == "between" else event.button.id == "yes")

    def action_text_down(self) -> None:
        """Read on."""
        self.query_one(".dialogue-text", VerticalScroll).scroll_page_down(animate=False)

    def action_text_up(self) -> None:
        """Read what stands above."""
        self.query_one(".dialogue-text", VerticalScroll).scroll_page_up(animate=False)

    def action_answer_yes(self) -> None:
        """Answer yes."""
        self.dismiss(True)

    def action_answer_no(self) -> None:
        """Answer no."""
        self.dismiss(False)

    def action_focus_next_button(self) -> None:
        """Go to the other button."""
        self.focus_next()


def typed_away() -> Confirm:
    """Return the question before what was typed is thrown away."""
    return Confirm(
        _("What you typed is not saved. Throw it away?"), _("Throw away"), _("Go on typing"), careful=True
    )


class ChoiceList(OptionList):
    """Textual's list, whose highlighted entry can also be told without colours: it has the mark of a cursor.

    Textual forgets ``reverse`` when it makes the style of an entry, which tells it where there are no colours, or
    where the line above the list has the focus.
    """

    def _get_left_gutter_width(self) -> int:
        """Leave room for the mark; Textual's own lists of selections do so by this."""
        return cell_width(CURSOR)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines the entries need beside the mark; Textual's counts them at the whole width."""
        return super().get_content_height(container, viewport, width - cell_width(CURSOR))

    def render_line(self, y: int) -> Strip:
        """Return a line of the list, with the mark before the first one of the highlighted entry."""
        strip = super().render_line(y)
        style = next((segment.style for segment in strip), None)
        line = self.scroll_offset.y + y
        top = self.highlighted is not None and self._index_to_line.get(self.highlighted) == line
        mark = CURSOR if top else " " * cell_width(CURSOR)
        return Strip([Segment(mark, style), *strip])

    def _move_page(self, direction: int) -> None:
        with suppress(LookupError):  # before it was painted there are no pages to turn
            super()._move_page(direction)  # type: ignore[arg-type]

    def notify_style_update(self) -> None:
        """Paint the entries anew: their texts name colours of the theme."""
        if self.is_mounted:
            self._clear_caches()
        super().notify_style_update()

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """Return the style of a part, reversed where the style sheet says so."""
        style = super().get_visual_style(*component_classes, partial=partial)
        if any(self.get_component_styles(name).text_style.reverse for name in component_classes):
            return style + Style(reverse=True)
        return style


class Choice(Option):
    """One entry of :class:`Pick`: what it stands for, what is shown, and more words to find it by."""

    def __init__(self, value: str, text: str, detail: str = "") -> None:
        words = Content.assemble(printable(text), (f"  {printable(detail)}" if detail else "", "$text-muted"))
        super().__init__(words)
        self.value = value
        self.name = text
        self._marked: bool | None = None
        self.found_by = fold(f"{text} {detail} {value}")
        self.words = " ".join(search_words(fold(f"{text} {detail}")))
        """What is shown, as letters that are typed look for it: no keys or ids, which nobody sees."""

    def mark(self, marked: bool) -> None:
        """Show whether this entry is among the chosen ones, where several can be."""
        assert isinstance(self.prompt, Content)
        words = self.prompt[2:] if self._marked is not None else self.prompt
        self._marked = marked
        self._set_prompt(Content("✓ " if marked else "  ") + words)

    def number(self, number: int) -> None:
        """Show the digit that chooses this entry."""
        assert isinstance(self.prompt, Content)
        self._set_prompt(Content.assemble((f"{number} ", "$text-muted"), self.prompt))


def fitting(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """Return the entries with every word typed in them, those first whose names it is, or begins."""
    words = fold(typed).split()
    found = [choice for choice in choices if all(word in choice.found_by for word in words)]
    return sorted(found, key=lambda choice: found_rank(typed, choice.name)) if words else found


def place_of_letters(choices: Sequence[Choice], typed: str) -> int | None:
    """Return the place of the first entry with a word that begins with what is typed, else of the first that has
    all of it somewhere; ``None`` where none has."""
    words = search_words(fold(typed))
    beginning = f" {' '.join(words)}"
    for place, choice in enumerate(choices):
        if beginning in f" {choice.words}":
            return place
    return next(
        (place for place, choice in enumerate(choices) if all(word in choice.words for word in words)), None
    )


class NarrowLine(TypedLine):
    """The line above a list; where nothing is left to delete, Delete is a key of the list."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say of the actions whether they make sense now."""
        if action == "delete_right" and self.cursor_position == len(self.value):
            return False
        return super().check_action(action, parameters)


_CURSOR_KEYS = frozenset({"up", "down", "pageup", "pagedown", "home", "end"})
_HELP_OF_LONG = N_("What is typed narrows the list to the entries that have it; Enter takes the highlighted one.")
_HELP_OF_SHORT = N_(
    "A digit takes the entry of that number. Letters go to the entry that has them, Backspace takes them back, "
    "and Enter takes the highlighted one."
)


class Pick(Commanded, ModalScreen[str | None]):
    """Chooses one from a list; a long one is narrowed by typing a part of the name, in a short one letters go to
    the entry that has them."""

    NARROWS = True
    """True where typing narrows a long list."""
    TYPED = False
    """Also a short list is narrowed by typing, where digits would be taken for what the choices are."""
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("take", N_("Choose"), "enter", footer=1, in_palette=False, through="select,submit"),
        Command("cancel", N_("Cancel"), "escape", footer=2),
        Command("list_down", N_("Next"), "down", in_palette=False),
        Command("list_up", N_("Previous"), "up", in_palette=False),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self, title: str, choices: Sequence[Choice], *, current: str | None = None) -> None:
        super().__init__()
        self._title = title
        self._choices = list(choices)
        self._current = current
        self._typed = ""
        self._before_typing: int | None = None
        if not self._narrowable and self.NARROWS:
            for number, choice in enumerate(self._choices, 1):
                choice.number(number)

    @property
    def highlighted_value(self) -> str | None:
        """Return the value under the cursor."""
        options = self.query_one(OptionList)
        if options.highlighted is None:
            return None
        choice = options.get_option_at_index(options.highlighted)
        return choice.value if isinstance(choice, Choice) else None

    @property
    def _narrowable(self) -> bool:
        return self.NARROWS and (self.TYPED or len(self._choices) > FILTER_FROM)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            yield Static(Content.styled(printable(self._title), "bold"), classes="dialogue-title")
            yield from self.about()
            if self._narrowable:
                yield NarrowLine(placeholder=_("(type a part of the name)"), compact=True, id="narrow")
            yield ChoiceList(markup=False, compact=True, id="choices")
            typed = Static("", markup=False, id="typed")
            typed.display = False
            yield typed
            yield CommandBar()

    @property
    def help_text(self) -> str:
        """Return what the help says of the list, a message id; nothing where the list says so itself."""
        if not self.NARROWS:
            return ""
        return _HELP_OF_LONG if self._narrowable else _HELP_OF_SHORT

    def about(self) -> ComposeResult:
        """Compose what is shown above the choices."""
        yield from ()

    def on_mount(self) -> None:
        self._fill("")
        self.query_one("#narrow" if self._narrowable else "#choices").focus()

    def _fill(self, words: str) -> None:
        shown = fitting(self._choices, words)
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(shown)
        values = [choice.value for choice in shown]
        if shown:  # what is typed says more than what is chosen now
            options.highlighted = (
                values.index(self._current) if self._current in values and not words.strip() else 0
            )

    @on(Input.Changed, "#narrow")
    def _narrow(self, event: Input.Changed) -> None:
        self._fill(event.value)

    @on(Input.Submitted, "#narrow")
    def _take_highlighted(self) -> None:
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        assert isinstance(event.option, Choice)
        self.dismiss(event.option.value)

    def is_answer(self, event: events.Key | events.Paste) -> bool:
        """Return whether a key chooses or closes, rather than narrows what is listed."""
        return isinstance(event, events.Key) and (not event.is_printable or str(event.character).isdecimal())

    def on_key(self, event: events.Key) -> None:
        """In a short list choose by a digit the entry of that number, and go to the one that has the letters."""
        if self._narrowable:
            return
        if event.character and event.character.isdecimal():
            event.stop()  # else it would be a key of what lies behind, once this is closed
            place = int(event.character) - 1
            if 0 <= place < len(self._choices):
                self.dismiss(self._choices[place].value)
        elif event.character and event.is_printable and (self._typed or event.character.isalnum()):
            event.stop()
            self._go_to_letters(self._typed + event.character)
        elif self._typed and event.key in ("backspace", "escape"):
            event.stop()
            event.prevent_default()
            self._go_to_letters(self._typed[:-1] if event.key == "backspace" else "")
        elif event.key in _CURSOR_KEYS:
            self._say_typed("")

    def _go_to_letters(self, typed: str) -> None:
        """Highlight the entry with the letters typed so far; none where no entry has them, so that Enter takes
        nothing that was not meant."""
        options = self.query_one(OptionList)
        if not self._typed:
            self._before_typing = options.highlighted
        place = place_of_letters(self._choices, typed) if typed else self._before_typing
        options.highlighted = place
        self._say_typed(typed, found=place is not None)

    def _say_typed(self, typed: str, *, found: bool = True) -> None:
        self._typed = typed
        line = self.query_one("#typed", Static)
        line.display = bool(typed)
        if found:
            line.update(Content.styled(_("Typed: {letters}", letters=printable(typed)), "$text-muted"))
        else:
            words = _("Nothing here has “{letters}”: Backspace takes letters back.", letters=printable(typed))
            line.update(Content.styled(f"■ {words}", "$text-error"))

    def action_list_down(self) -> None:
        """Go to the next entry, also while typing."""
        self.query_one(OptionList).action_cursor_down()

    def action_list_up(self) -> None:
        """Go to the entry before, also while typing."""
        self.query_one(OptionList).action_cursor_up()

    def action_take(self) -> None:
        """Choose the highlighted entry."""
        self.query_one(OptionList).action_select()

    def action_cancel(self) -> None:
        """Choose nothing."""
        self.dismiss(None)


class Reading(Commanded, ModalScreen[None]):
    """A text to read and scroll: help, the history of a record."""

    OWN_COMMANDS: ClassVar = (Command("close", N_("Close"), "escape,enter", footer=1),)
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self, title: str, text: Content | Widget) -> None:
        super().__init__()
        self._title = title
        self._text = text if isinstance(text, Widget) else Static(text, id="text")

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue -tall"):
            yield Static(Content.styled(printable(self._title), "bold"), classes="dialogue-title")
            with VerticalScroll(classes="dialogue-text"):
                yield self._text
            yield CommandBar()

    def on_mount(self) -> None:
        self.query_one(".dialogue-text").focus()

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
