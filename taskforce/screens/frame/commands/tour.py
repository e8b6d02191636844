"""A tour of the screen a person is on: part by part, what it is for."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from taskforce.language import N_, _
from taskforce.widgets.commands import Command, Commanded, bindings
from taskforce.widgets.footer import CommandBar

STEPS: tuple[tuple[str, str], ...] = (
    ("AreaBar", N_("At the top stand the areas, each with its key; a click works, too. F2 lists them all.")),
    ("FilterBar", N_("/ leads to the filter: words, or status:blocked, lead:farid, is:overdue. Tab completes.")),
    ("VirtualTable", ""),
    (".details", N_("Here you see more about it: what belongs to the line under the "
                                                 "cursor, or the figures of the whole list.")),
    ("MessageLine", N_("This line says where you are, and what just happened. u takes any step back.")),
    ("CommandBar", N_("The keys that matter most here; each can be clicked. F1 explains all of them, Ctrl+P finds "
                      "one by its name, Ctrl+G jumps to anything.")),
)  # fmt: skip
"""Parts of a screen (selectors) and what is said of them; an empty text stands for the area's own help."""


class Tour(Commanded, ModalScreen[None]):
    """One part after the other stands out and is explained."""

    OWN_COMMANDS: ClassVar = (
        Command("onwards", N_("Next"), "enter,right,space", footer=1, in_palette=False),
        Command("back", N_("Back"), "left", footer=2, in_palette=False),
        Command("end", N_("End"), "escape", footer=3, in_palette=False),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    DEFAULT_CSS = "Tour { background: transparent; }"

    def __init__(self, toured: Screen[Any]) -> None:
        super().__init__()
        self._place = 0
        own = _(getattr(toured, "HELP_TEXT", ""))
        self._steps = []
        for selector, text in STEPS:
            part = next((one for one in toured.query(selector) if one.display and one.size.height), None)
            of_part = getattr(part, "help_text", "") or text  # a filter that takes other words says so itself
            words = _(of_part) if of_part else own
            if part is not None and words:
                self._steps.append((part, words))

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            yield Static("", id="step", markup=False)
            yield CommandBar()

    def on_mount(self) -> None:
        if self._steps:
            self._show()
        else:  # nothing of the screen has room
            self.dismiss(None)

    def on_click(self) -> None:
        """Go on, like Enter."""
        self.action_onwards()

    def _show(self) -> None:
        part, words = self._steps[self._place]
        for one, _words in self._steps:
            one.set_class(one is part, "-toured")
        number = _("{place} of {count}", place=self._place + 1, count=len(self._steps))
        self.query_one("#step", Static).update(Content.assemble((number, "$text-muted"), "\n", words, "\n"))

    def action_onwards(self) -> None:
        """Go to the next part; after the last one the tour ends."""
        if self._place + 1 >= len(self._steps):
            self.action_end()
        else:
            self._place += 1
            self._show()

    def action_back(self) -> None:
        """Go to the part before."""
        if self._place:
            self._place -= 1
            self._show()

    def action_end(self) -> None:
        """End the tour."""
        for part, _words in self._steps:
            part.remove_class("-toured")
        self.dismiss(None)
