"""The area of the masterplan: dimensions, their parts and the items of each, as a tree."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from taskforce.language import N_, _, plural
from taskforce.model.width import printable
from taskforce.screens.forms.dialogs import Choice, Pick, Reading
from taskforce.screens.forms.draft_file import UnsavedDraft
from taskforce.screens.frame.area import Area, on_line, with_list
from taskforce.screens.frame.host import Host
from taskforce.screens.frame.item_actions import ITEM_COMMANDS, ItemActions
from taskforce.screens.planning.masterplan_text import (
    PlanSource,
    item_figures,
    node_figures,
    node_name,
    node_query,
    plan_columns,
)
from taskforce.store.read.items import Selection, ids_of, item_seqs, number_of
from taskforce.store.read.masterplan import Masterplan, Node, node_condition, read_masterplan
from taskforce.store.store import Store
from taskforce.widgets.commands import Command, bindings, needs
from taskforce.widgets.split import DetailsText, Divider, Split
from taskforce.widgets.table.virtual_table import Opened, TreeTable, VirtualTable

PLAN = N_("Masterplan")


@dataclass(frozen=True, slots=True)
class Read:
    """What one reading found: the plan, and the items of the nodes that are open."""

    plan: Masterplan
    items: dict[str, array[int]]


@needs(N_("choose a line first"))
def _on_any_line(screen: MasterplanScreen) -> bool:
    return screen.has_line()


def _folded(screen: MasterplanScreen) -> bool:
    return screen.can_open() is True


def _unfolded(screen: MasterplanScreen) -> bool:
    return screen.can_open() is False


class MasterplanScreen(Area):
    """The plan as a tree; Enter leads to the items of a node, or opens an item."""

    AREA = "masterplan"
    HELP_TEXT: ClassVar = N_(
        "The masterplan: each dimension, its parts, and with → their action items. A line says how many items are "
        "done, how far they are, how many targets of the year are reached, the budget, and how many done items "
        "have no evidence. Enter lists the items of a line or opens an item, e edits its plan: indicator, "
        "targets and realisation per year, budget. w chooses the year."
    )
    OWN_COMMANDS: ClassVar = (
        Command("open_node", N_("Items"), "enter", PLAN, footer=1, when=_on_any_line,
                in_palette=False, through="activate"),
        Command("unfold", N_("Unfold"), "right", PLAN, footer=2, when=_folded, in_palette=False),
        Command("fold", N_("Fold"), "left", PLAN, footer=2, when=_unfolded, in_palette=False),
        Command("edit_plan", N_("Edit the plan"), "e", PLAN, footer=3, when=on_line,
                help=N_("indicator, targets, realisation, budget"), writes=True),
        Command("new_plan_item", N_("New"), "n,a", PLAN, footer=4, when=with_list,
                help=N_("an action item of this dimension and part"), writes=True),
        Command("show_figures", N_("Figures"), "f", PLAN, footer=5, when=_on_any_line,
                help=N_("every year and every fund source of the line")),
        Command("pick_year", N_("Year"), "w", PLAN, when=_on_any_line),
        Command("edit_item", N_("Full form"), "E", PLAN, when=on_line, part="items", writes=True),
        *(one for one in ITEM_COMMANDS if one.id not in ("quick_add", "new_item", "edit_item")),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    items: ItemActions

    def __init__(self) -> None:
        super().__init__()
        self.items = ItemActions(self)
        self._plan: Masterplan | None = None
        self._year = ""
        self._open_nodes: set[str] = set()
        self._closed_nodes: set[str] = set()

    def compose_body(self) -> ComposeResult:
        with Split():
            yield TreeTable(plan_columns(self._year), empty_text=_("The list is being opened …"), id="plan")
            yield Divider()
            yield DetailsText()

    def on_mount(self) -> None:
        super().on_mount()
        self.table.focus()

    @property
    def table(self) -> TreeTable:
        """Return the tree."""
        return self.query_one("#plan", TreeTable)

    @property
    def source(self) -> PlanSource | None:
        """Return what the tree shows."""
        source = self.table.source
        return source if isinstance(source, PlanSource) else None

    async def load(self) -> None:
        """Read the plan and the items of the nodes that are open."""
        session = self.session
        if session is None:
            return
        opened = set(self._open_nodes)
        read = await self.ask(lambda store: _read(store, opened))
        if not self.is_mounted:
            return
        self._plan = read.plan
        if not self._year:
            self._year = str(session.day.year)
        table = self.table
        table.set_columns(plan_columns(self._year))
        table.set_empty_text(
            _("There is no dimension and no action item yet.\nF9 adds dimensions, n an action item of the plan.")
        )
        table.refresh_source(
            PlanSource(session.reader, read.plan, read.items, self._closed_nodes, self._year, session.day)
        )
        self._show_beside()
        self.refresh_bindings()

    def _show_beside(self) -> None:
        source, session = self.source, self.session
        if source is None or session is None or self._plan is None:
            return
        entry = source.entry(self.table.cursor_key)
        whole = self._plan.whole
        text = plural("{count} action item", "{count} action items", whole.total)
        self.show_status(f"{text} · {_('{done} done', done=whole.done)} · {source.title(self.table.cursor_key)}")
        beside = Content("")
        if entry is not None:
            title = Content.styled(printable(source.title(self.table.cursor_key)), "bold")
            beside = Content("\n").join([title, self._figures()])
        self.query_one(DetailsText).show(beside)

    def _figures(self) -> Content:
        source, session = self.source, self.session
        assert source is not None
        assert session is not None
        entry = source.entry(self.table.cursor_key)
        if isinstance(entry, Node):
            return node_figures(entry)
        return item_figures(session.reader, entry) if entry is not None else Content("")

    @on(VirtualTable.RowHighlighted)
    async def _moved(self) -> None:
        async def show() -> None:
            self._show_beside()

        await self.attempt(show)
        self.refresh_bindings()

    # What is under the cursor

    def _node(self) -> Node | None:
        source = self.source
        entry = source.entry(self.table.cursor_key) if source is not None else None
        return entry if isinstance(entry, Node) else None

    def can_open(self) -> bool | None:
        """Return whether the line can be opened (true) or closed (false); neither is possible for ``None``."""
        source = self.source if self.has_line() else None
        return source.can_open(self.table.cursor_key) if source is not None else None

    def has_line(self) -> bool:
        """Return whether the cursor is on any line."""
        return self.session is not None and bool(self.query(TreeTable)) and self.table.cursor_index is not None

    def has_target(self) -> bool:
        """Return whether the cursor is on an item."""
        return bool(self.query(TreeTable)) and isinstance(self.table.cursor_key, int)

    def target_name(self) -> str:
        """Return what the dimension, or the part of one, under the cursor is called."""
        node = self._node()
        return (node.name or "") if node is not None else ""

    def target_ids(self) -> list[str]:
        """Return the item under the cursor."""
        key, session = self.table.cursor_key, self.session
        return ids_of(session.reader, [key]) if session is not None and isinstance(key, int) else []

    # Opening and closing

    @on(Opened)
    def _toggled(self) -> None:
        """Fold or unfold the line whose mark was clicked, or Space pressed on."""
        if self.can_open():
            self.action_unfold()
        elif self.can_open() is False:
            self.action_fold()

    def action_unfold(self) -> None:
        """Show what is under the line."""
        key = str(self.table.cursor_key)
        self._closed_nodes.discard(key)
        source = self.source
        if source is not None and source.holds_items(key):
            self._open_nodes.add(key)
        self.start(self.load)

    def action_fold(self) -> None:
        """Hide what is under the line."""
        key = str(self.table.cursor_key)
        source = self.source
        if source is not None and source.holds_items(key):
            self._open_nodes.discard(key)
        else:
            self._closed_nodes.add(key)
        self.start(self.load)

    # Commands

    @on(VirtualTable.RowActivated)
    def _activated(self) -> None:
        self.action_open_node()

    def action_open_node(self) -> None:
        """Show the items of the line among the action items; or the item."""
        node, session = self._node(), self.session
        if node is not None and session is not None:
            query = node_query(session.reader, node)
            self.start(lambda: self.host.show_items(query))
        for item_id in self.target_ids():
            self.host.open_item(item_id)

    def action_edit_plan(self) -> None:
        """Edit the plan of the item under the cursor."""
        from taskforce.screens.planning.masterplan_form import plan_form

        for item_id in self.target_ids():
            assert self.session is not None
            self.app.push_screen(plan_form(self.session, item_id, self.items.written))

    def action_new_plan_item(self) -> None:
        """Add an action item to the dimension and part under the cursor."""
        from taskforce.screens.planning.masterplan_form import new_plan_form

        source = self.source
        if self.session is not None and source is not None:
            top, part = source.place(self.table.cursor_key)
            self.app.push_screen(new_plan_form(self.session, top, part, self.items.written))

    def edited(self, ids: Sequence[str]) -> None:
        """Leave the cursor where it was."""

    def action_show_figures(self) -> None:
        """Show every year and fund source of the line, to read."""
        source = self.source
        if source is not None:
            self.app.push_screen(Reading(source.title(self.table.cursor_key), self._figures()))

    def action_pick_year(self) -> None:
        """Choose the year whose targets are shown."""
        session = self.session
        if session is None or self._plan is None:
            return
        years = sorted({*self._plan.years, *(str(session.day.year + step) for step in (-1, 0, 1))})

        def chosen(year: str | None) -> None:
            if year is not None:
                self._year = year
                self.start(self.load)

        choices = [Choice(year, year, self._year_words(year)) for year in years]
        self.app.push_screen(Pick(_("Targets of the year"), choices, current=self._year), chosen)

    def _year_words(self, year: str) -> str:
        figures = self._plan.whole.years.get(year) if self._plan is not None else None
        return _("{met} of {all} reached", met=figures.met, all=figures.targets) if figures else ""


def _read(store: Store, opened: set[str]) -> Read:
    plan = read_masterplan(store.reader, store.clock.today().isoformat())
    items: dict[str, array[int]] = {}
    for node, parts in plan.dimensions:
        for one in (node, *parts):
            if node_name(one) in opened:
                where, parameters = node_condition(one)
                selection = Selection(where, parameters, "due,-priority,ref")
                items[node_name(one)] = item_seqs(store.reader, selection, store.clock.today().isoformat())
    return Read(plan, items)


async def reopen_draft(host: Host, _draft: UnsavedDraft, about: str) -> bool:
    """Open the plan's form of an item again: its id, or ``new:DIMENSION:PART``."""
    from taskforce.screens.planning.masterplan_form import new_plan_form, plan_form

    await host.action_area("masterplan")
    screen, session = host.screen, host.session
    if session is None or not isinstance(screen, MasterplanScreen):
        return False
    if about.startswith("new:"):
        top, part = (one or None for one in about.removeprefix("new:").split(":"))
        form = new_plan_form(session, top, part, screen.items.written)
    elif number_of(session.reader, about) is not None:
        form = plan_form(session, about, screen.items.written)
    else:
        return False
    await host.push_screen(form)
    return True
