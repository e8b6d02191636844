"""The area of deadlines: how many days are left, and what is still open for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.content import Content

from taskforce.language import N_, _, plural
from taskforce.model.vocabulary import DeadlineKind, label
from taskforce.model.width import printable
from taskforce.screens.frame.area import on_line, with_list
from taskforce.screens.frame.register_area import HISTORY_COMMAND, RegisterScreen
from taskforce.screens.frame.session import Session
from taskforce.services.registers import set_met
from taskforce.store.read.items import Selection, item_rows
from taskforce.store.read.registers import DeadlineRow, deadline_rows
from taskforce.store.store import Store
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.table.layout import Column
from taskforce.widgets.table.source import Cell, TableRow
from taskforce.widgets.table.virtual_table import VirtualTable
from taskforce.wording.days import days_left, full_day, near_day
from taskforce.wording.records import status_text

MOST_BESIDE = 30


class DeadlinesScreen(RegisterScreen):
    """All deadlines; those that are met stand last."""

    AREA = "deadlines"
    RECORD = "deadline"
    FORM_FIELDS = ("name", "due", "kind", "key", "met_on", "description")
    HELP_TEXT: ClassVar = N_(
        "The deadlines of the programme with the days left and the action items still open for each. "
        "Enter shows these items, m says that a deadline was met today."
    )
    OWN_COMMANDS: ClassVar = (
        Command("open_deadline", N_("Items"), "enter", N_("Deadlines"), footer=1, when=on_line,
                in_palette=False, through="activate"),
        Command("new_deadline", N_("New deadline"), "n,a", N_("Deadlines"), footer=2, when=with_list, writes=True),
        Command("edit_deadline", N_("Edit"), "e", N_("Deadlines"), footer=3, when=on_line, writes=True),
        Command("toggle_met", N_("Met"), "m,d", N_("Deadlines"), footer=4, when=on_line,
                help=N_("today; once more: not met after all"), writes=True),
        HISTORY_COMMAND,
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self._deadlines: dict[str, DeadlineRow] = {}

    def columns(self) -> Sequence[Column]:
        """Day, days left, name, kind, items."""
        return (
            Column("due", _("Due"), 10, align="right", priority=80),
            Column("left", _("Time left"), 20, min_width=16, flexible=1, priority=90),
            Column("name", _("Name"), 30, min_width=20, flexible=4, priority=100),
            Column("kind", _("Kind"), 12, priority=50),
            Column("open", _("Open"), 10, align="right", priority=70),
            Column("key", _("Key"), 14, min_width=10, flexible=1, priority=40),
        )

    def empty_text(self) -> str:
        """How to fill it."""
        return _("There is no deadline yet.\nPress n to add one.")

    def read(self, session: Session) -> tuple[Sequence[str], Sequence[TableRow]]:
        """The deadlines that are to be met, then those that were."""
        rows = deadline_rows(session.reader)
        rows.sort(key=lambda row: row.met_on is not None)
        self._deadlines = {row.id: row for row in rows}
        return [row.id for row in rows], [self._row(session, row) for row in rows]

    def _row(self, session: Session, row: DeadlineRow) -> TableRow:
        if row.met_on is not None:
            left = Cell("✔ " + _("met {day}", day=near_day(row.met_on, session.day)), "done")
        else:
            left = Cell(*days_left(row.due, session.day))
        cells = (
            Cell(near_day(row.due, session.day)),
            left,
            Cell(row.name),
            Cell(label(DeadlineKind(row.kind))),
            Cell(_("{open} of {all}", open=row.open_items, all=row.items) if row.items else "–"),
            Cell(row.key, "muted"),
        )
        return TableRow(cells, "muted" if row.met_on is not None else "")

    def status_text(self, record_id: str | None) -> str:
        """How many there are, and the name of the present one."""
        waiting = [row for row in self._deadlines.values() if row.met_on is None]
        text = plural("{count} deadline to meet", "{count} deadlines to meet", len(waiting))
        row = self._deadlines.get(record_id or "")
        return f"{text} · {row.name}" if row is not None else text

    def beside(self, record_id: str) -> Content:
        """The deadline and what is open for it."""
        row = self._deadlines[record_id]
        lines = [Content.styled(printable(row.name), "bold"), Content(full_day(row.due)), Content("")]
        lines += [Content(printable(line)) for line in (row.description or "").splitlines()]
        assert self.session is not None
        selection = Selection("i.deadline_id = :deadline", {"deadline": record_id})
        items = item_rows(self.session.reader, selection, self.session.today, limit=MOST_BESIDE)
        lines += [Content(""), Content.styled(f"{_('Open')}: {row.open_items}/{row.items}", "bold")]
        for item in items:
            status = (status_text(item.status), "$text-muted")
            lines.append(Content.assemble(f"{item.ref} {printable(item.title)}  ", status))
        return Content("\n").join(lines)

    @on(VirtualTable.RowActivated)
    def _activated(self) -> None:
        self.action_open_deadline()

    def action_open_deadline(self) -> None:
        """Show the deadline's items."""
        if self.current_id is not None:
            key = self._deadlines[self.current_id].key
            self.start(lambda: self.host.show_items(f"deadline:{key}"))

    def action_new_deadline(self) -> None:
        """Add a deadline."""
        self.open_new_form(_("New deadline"))

    def action_edit_deadline(self) -> None:
        """Edit the deadline under the cursor."""
        if self.current_id is not None:
            self.open_edit_form(f"{_('Edit')}: {self._deadlines[self.current_id].name}")

    def action_toggle_met(self) -> None:
        """Met today; or not met after all."""
        session, record_id = self.session, self.current_id
        if session is None or record_id is None:
            return
        row = self._deadlines[record_id]

        async def toggle() -> None:
            met = session.today if row.met_on is None else None

            def write(store: Store) -> None:
                set_met(store, row.id, met, row.met_on)

            await session.write(write)
            said = _("{name}: met", name=row.name) if met else _("{name}: not met", name=row.name)
            await self.written([row.id], said)

        self.start(toggle)
