"""Deciding conflicts: both values, who gave them and when, what stood before; a key takes one, or a third."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from taskforce.language import N_, _, plural
from taskforce.model.vocabulary import CONFLICT_MARK
from taskforce.model.width import printable
from taskforce.screens.forms.conflicts.decide_conflicts import DecideConflicts, side_text
from taskforce.screens.frame.area import on_line
from taskforce.screens.frame.register_area import RegisterScreen
from taskforce.screens.frame.session import Session
from taskforce.store.sync.conflicts import Conflict, open_conflicts
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.table.layout import Column
from taskforce.widgets.table.source import Cell, TableRow
from taskforce.wording.conflicts import field_text, record_text, side_value

if TYPE_CHECKING:
    from taskforce.services.deciding import Decisions

CONFLICTS = N_("Conflicts")


class ConflictsScreen(RegisterScreen[Conflict]):
    """Every field that waits for a decision; Escape goes back."""

    AREA = "copies"
    HELP_TEXT: ClassVar = N_(
        "The fields that two people changed without knowing of each other, a line each, with both values; lists "
        "and reports show the last one meanwhile. Enter decides the one under the cursor and comes back here, C "
        "goes through all of them, V decides many at once."
    )
    OWN_COMMANDS: ClassVar = (
        Command("decide_one", N_("Decide"), "enter", CONFLICTS, footer=1, when=on_line, in_palette=False,
                through="activate", writes=True),
        Command("decide_all", N_("One after the other"), "C", CONFLICTS, footer=2, when=on_line, writes=True),
        Command("decide_several", N_("Several at once"), "V", CONFLICTS, footer=3, when=on_line, writes=True,
                help=N_("by person, field or day; one undo opens them again")),
        Command("open_items", N_("Action item"), "A", CONFLICTS, footer=5, when=on_line,
                help=N_("the one that is in conflict, in the list")),
        Command("back", N_("Back"), "escape", CONFLICTS, footer=4, in_palette=False),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def columns(self) -> Sequence[Column]:
        """Return what is in conflict, which field, and the values."""
        return (
            Column("record", _("Record"), 24, min_width=16, flexible=3, priority=100),
            Column("field", _("Field"), 10, min_width=8, flexible=1, priority=95),
            Column("values", _("Values"), 42, min_width=24, flexible=5, priority=90),
        )

    def empty_text(self) -> str:
        """Return that all is decided."""
        return _("No field waits for a decision.")

    def read_rows(self, session: Session) -> Mapping[str, Conflict]:
        """Return the open conflicts, action items first."""
        conflicts = open_conflicts(session.reader, session.store.actor_id)
        return {f"{one.record_id}:{one.field}": one for one in conflicts}

    def line(self, session: Session, one: Conflict) -> TableRow:
        """Return the line of a conflict."""
        values = f" {CONFLICT_MARK} ".join(
            side_value(one, side.value) + (f" @{side.actor}" if side.actor else "") for side in one.sides
        )
        return TableRow((Cell(record_text(one)), Cell(field_text(one)), Cell(values)))

    def status_text(self, record_id: str | None) -> str:
        """Return how many wait."""
        count = len(self.rows)
        return plural("{count} field waits for a decision", "{count} fields wait for a decision", count)

    def beside(self, record_id: str) -> Content:
        """Return both values, who gave them and when."""
        assert self.session is not None
        one = self.rows[record_id]
        lines = [Content.styled(f"{CONFLICT_MARK} {printable(record_text(one))}", "bold"), Content("")]
        lines.append(Content(field_text(one)))
        lines.append(
            Content.styled(_("before: {value}", value=printable(side_value(one, one.before))), "$text-muted")
        )
        for number, side in enumerate(one.sides, 1):
            lines += [Content(""), side_text(self.session.store.clock, one, side, number)]
        return Content("\n").join(lines)

    def action_decide_one(self) -> None:
        """Decide the conflict under the cursor."""
        one = self.current
        if one is not None and self.session is not None and not self.refuses(one.record_type):
            self._decide(one.record_id, one.field)

    def action_decide_all(self) -> None:
        """Go through all of them, from the one under the cursor on."""
        one = self.current
        self._decide(first=None if one is None else (one.record_id, one.field))

    def _decide(
        self, record_id: str | None = None, field: str | None = None, first: tuple[str, str] | None = None
    ) -> None:
        if self.session is not None and not self.refuses():
            self.app.push_screen(DecideConflicts(self.session, record_id, field, first=first), self._decided)

    def action_decide_several(self) -> None:
        """Decide by person, field or day; what that changes is shown first."""
        from taskforce.screens.sync.decide_several import decide_several_form, decide_them, preview_question

        session = self.session
        if session is None or self.refuses():
            return

        def chosen(found: Decisions) -> None:
            def answered(yes: bool | None) -> None:
                if yes:
                    self.start(decide)

            async def decide() -> None:
                self._decided(await decide_them(session, found.made))

            self.app.call_later(self.app.push_screen, preview_question(found), answered)

        self.app.push_screen(decide_several_form(session, list(self.rows.values()), chosen))

    def _decided(self, sentence: str | None) -> None:
        async def show() -> None:
            await self.host.list_changed()
            self.show_message(str(sentence))

        if sentence:
            self.start(show)

    def action_open_items(self) -> None:
        """Go to the action item in the list."""
        one = self.current
        if one is None:
            return
        if one.record_type != "action_item":
            self.show_message(_("This is no action item: Enter decides it."), "warning")
            return
        self.app.call_later(self.host.show_items, f"ref:{one.name}")  # not as work of this screen, which goes
