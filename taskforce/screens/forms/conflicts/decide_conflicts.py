"""Deciding conflicts: both values, who gave them and when, what stood before; a key takes one, or a third."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from taskforce.clock import Clock
from taskforce.language import N_, _, plural
from taskforce.model.errors import TaskforceError
from taskforce.model.records import DELETED
from taskforce.model.vocabulary import CONFLICT_MARK
from taskforce.model.width import printable
from taskforce.screens.forms.dialogs import ChoiceList
from taskforce.screens.frame.session import Session
from taskforce.services.merging import decide
from taskforce.store.sync.conflicts import Conflict, Side, open_conflicts
from taskforce.widgets.commands import Command, Commanded, bindings
from taskforce.widgets.footer import CommandBar
from taskforce.widgets.inputs import TypedLine
from taskforce.wording.conflicts import field_text, record_text, side_origin, side_value


def side_text(clock: Clock, conflict: Conflict, side: Side, number: int) -> Content:
    """Return a side of a conflict: its number and value, and below it who gave it, where and when."""
    who = side_origin(clock, side)
    value = printable(side_value(conflict, side.value))
    return Content.assemble(
        (f"{number} ", "$text-muted"), (value, "bold"), (f"\n  {printable(who)}", "$text-muted")
    )


def _several(dialogue: DecideConflicts) -> bool:
    return dialogue.count > 1


class DecideConflicts(Commanded, ModalScreen[str | None]):
    """One conflict after the other; ends with a sentence when something was decided."""

    OWN_COMMANDS: ClassVar = (
        Command("choose", N_("Take this one"), "enter", footer=1, in_palette=False, through="select"),
        Command("other_value", N_("Another value"), "e", footer=3),
        Command("next_conflict", N_("Next"), "right_square_bracket,right", footer=4, when=_several),
        Command("last_conflict", N_("Previous"), "left_square_bracket,left", footer=5, when=_several),
        Command("close", N_("Close"), "escape", footer=2),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    HELP_TEXT: ClassVar = N_(
        "Two people changed one field without knowing of each other. Both values are kept until someone decides: "
        "choose one, or write a third. The answer is a new change, and holds on every copy that hears of it."
    )

    def __init__(
        self,
        session: Session,
        record_id: str | None = None,
        field: str | None = None,
        *,
        first: tuple[str, str] | None = None,
    ) -> None:
        """Show all conflicts, those of a record, or one ``field`` of it; ``first`` (record, field) comes first."""
        super().__init__()
        self._session, self._record_id, self._field, self._first = session, record_id, field, first
        self._conflicts: list[Conflict] = []
        self._place = 0
        self._decided: list[str] = []
        self._busy = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            yield Static("", classes="dialogue-title", id="title", markup=False)
            yield Static("", id="before", markup=False)
            yield ChoiceList(markup=False, compact=True, id="values")
            line = TypedLine(placeholder=_("(another value, then Enter)"), compact=True, id="third")
            line.display = False
            yield line
            yield Static("", id="word", markup=False)
            yield CommandBar()

    def on_mount(self) -> None:
        self._read()

    @property
    def count(self) -> int:
        """Return how many conflicts there are to decide."""
        return len(self._conflicts)

    def _read(self) -> None:
        store = self._session.store
        conflicts = open_conflicts(store.reader, store.actor_id)
        if self._record_id is not None:
            conflicts = [one for one in conflicts if self._record_id in (one.record_id, one.subject_id)]
        if self._field is not None:
            conflicts = [one for one in conflicts if (one.record_id, one.field) == (self._record_id, self._field)]
        self._conflicts = conflicts
        if not conflicts:
            self.action_close()
            return
        places = [place for place, one in enumerate(conflicts) if (one.record_id, one.field) == self._first]
        self._place, self._first = min(places[0] if places else self._place, len(conflicts) - 1), None
        self._show()

    def _show(self) -> None:
        conflict = self._conflicts[self._place]
        place = f"  ({self._place + 1}/{len(self._conflicts)})" if len(self._conflicts) > 1 else ""
        name = printable(record_text(conflict))
        self.query_one("#title", Static).update(
            Content.assemble((f"{CONFLICT_MARK} {name}", "bold"), (place, "$text-muted"))
        )
        self.query_one("#before", Static).update(self._before(conflict))
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(
            [
                Option(side_text(self._session.store.clock, conflict, side, number))
                for number, side in enumerate(conflict.sides, 1)
            ]
        )
        options.highlighted = len(conflict.sides) - 1
        self._ask_third(False)
        self._say("")
        options.focus()
        self.refresh_bindings()

    def _before(self, conflict: Conflict) -> Content:
        if conflict.field == DELETED:
            return Content(_("One deleted it, another changed it without knowing."))
        before = printable(side_value(conflict, conflict.before))
        return Content.assemble(
            (f"{field_text(conflict)}  ", "bold"), (_("before: {value}", value=before), "$text-muted")
        )

    def _say(self, text: str) -> None:
        words = Content.styled(f"■ {printable(text)}", "$text-error") if text else Content("")
        self.query_one("#word", Static).update(words)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._decide(None, event.option_index + 1)

    def on_key(self, event: events.Key) -> None:
        """Take the value of the number that is typed, unless it is typed into the line."""
        if event.character and event.character.isdecimal() and not self.query_one("#third").has_focus:
            event.stop()
            if 1 <= int(event.character) <= len(self._conflicts[self._place].sides):
                self._decide(None, int(event.character))

    def action_choose(self) -> None:
        """Take the value under the cursor."""
        self.query_one(OptionList).action_select()

    def action_other_value(self) -> None:
        """Write a third value."""
        self._ask_third(True)

    def _ask_third(self, asked: bool) -> None:
        line = self.query_one("#third", Input)
        line.display = asked
        line.value = ""
        if asked:
            line.focus()

    @on(Input.Submitted)
    def _third(self, event: Input.Submitted) -> None:
        event.stop()
        self._decide(event.value, None)

    def _decide(self, text: str | None, number: int | None) -> None:
        if not self._busy:
            self._busy = True
            self.run_worker(self._write(self._conflicts[self._place], text, number), exit_on_error=False)

    async def _write(self, conflict: Conflict, text: str | None, number: int | None) -> None:
        try:
            await self._session.write(lambda store: decide(store, conflict, text, number))
        except TaskforceError as error:
            self._say(str(error))
            return
        except Exception as error:  # nothing was written: both values stay on the screen
            self._say(str(error) or repr(error))
            return
        finally:
            self._busy = False
        self._decided.append(f"{conflict.name} {field_text(conflict)}")
        self._read()

    def _step(self, by: int) -> None:
        self._place = (self._place + by) % len(self._conflicts)
        self._show()

    def action_next_conflict(self) -> None:
        """Show the next conflict."""
        self._step(1)

    def action_last_conflict(self) -> None:
        """Show the conflict before."""
        self._step(-1)

    def action_close(self) -> None:
        """Go back from the third value, or out of the dialogue."""
        if self._conflicts and self.query_one("#third").display:
            self._show()
            return
        decided = self._decided
        self.dismiss(
            plural("{count} field decided: {names}", "{count} fields decided: {names}", len(decided),
                   names=", ".join(decided)) if decided else None
        )  # fmt: skip
