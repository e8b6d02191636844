"""The area of deadlines: how many days are left, and what is still open for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.content import Content

from taskforce.language import N_, _
from taskforce.model.width import printable
from taskforce.screens.frame.area import on_line, with_list
from taskforce.screens.frame.register_area import HISTORY_COMMAND, SORT_COMMAND, RegisterScreen
from taskforce.screens.frame.session import Session
from taskforce.screens.registers.beside import item_lines
from taskforce.services.registers import set_met
from taskforce.store.read.registers import DeadlineRow
from taskforce.widgets.commands import Command, bindings
from taskforce.wording.days import full_day
from taskforce.wording.registers import DEADLINES


class DeadlinesScreen(RegisterScreen[DeadlineRow]):
    """All deadlines; those that are met stand last."""

    AREA = "deadlines"
    register = DEADLINES
    HELP_TEXT: ClassVar = N_(
        "The deadlines of the programme with the days left and the action items still open for each. "
        "Enter shows these items, d says that a deadline was met today."
    )
    OWN_COMMANDS: ClassVar = (
        Command("open_deadline", N_("Items"), "enter", N_("Deadlines"), footer=1, when=on_line,
                in_palette=False, through="activate"),
        Command("new_deadline", N_("New deadline"), "n,a", N_("Deadlines"), footer=2, when=with_list, writes=True,
                action="new_record"),
        Command("edit_deadline", N_("Edit"), "e", N_("Deadlines"), footer=3, when=on_line, writes=True,
                action="edit_record"),
        Command("toggle_met", N_("Met"), "d", N_("Deadlines"), footer=4, when=on_line,
                help=N_("today; once more: not met after all"), writes=True),
        HISTORY_COMMAND,
        SORT_COMMAND,
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def read_rows(self, session: Session) -> Mapping[str, DeadlineRow]:
        """Return the deadlines that are to be met, then those that were."""
        rows = super().read_rows(session)
        return dict(sorted(rows.items(), key=lambda item: item[1].met_on is not None))

    def status_text(self, record_id: str | None) -> str:
        """Return how many are to be met, and the name of the present one."""
        row = self.rows.get(record_id or "")
        return " · ".join([super().status_text(record_id), *([row.name] if row is not None else [])])

    def beside(self, record_id: str) -> Content:
        """Return the deadline and what is open for it."""
        row = self.rows[record_id]
        lines = [Content.styled(printable(row.name), "bold"), Content(full_day(row.due)), Content("")]
        lines += [Content(printable(line)) for line in (row.description or "").splitlines()]
        assert self.session is not None
        count = f"{row.open_items}/{row.items}"
        return Content("\n").join(
            [*lines, *item_lines(self.session, "deadline_id", record_id, count, closed=True)]
        )

    def action_open_deadline(self) -> None:
        """Show the deadline's items."""
        row = self.current
        if row is not None:
            self.start(lambda: self.host.show_items(f"deadline:{row.key}"))

    def action_toggle_met(self) -> None:
        """Say that the deadline was met today; or that it was not met after all."""
        session, row = self.session, self.current
        if session is None or row is None:
            return

        async def toggle() -> None:
            met = session.today if row.met_on is None else None
            await session.write(lambda store: set_met(store, row.id, met, row.met_on))
            said = _("{name}: met", name=row.name) if met else _("{name}: not met", name=row.name)
            await self.written([row.id], said)

        self.start(toggle)
