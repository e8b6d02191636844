"""The first area: what needs the person today, how far the dimensions are, which deadlines come next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from taskforce.clock import write_moment
from taskforce.language import N_, _
from taskforce.model.shown import mid_sentence
from taskforce.model.vocabulary import CONFLICT_MARK, MARKS, OVERDUE_MARK, Status, label
from taskforce.model.width import cell_width
from taskforce.remembered import recall, remember
from taskforce.screens.frame.area import Area, on_line
from taskforce.screens.frame.item_actions import ITEM_COMMANDS, ItemActions
from taskforce.screens.frame.session import Session, read_needs_today
from taskforce.screens.items.overview_panel import curve_text, deadlines_text, groups_text, summary_text
from taskforce.store.read.items import ItemRow, id_of_ref, items_by_id
from taskforce.store.read.overview import MOST_ROWS, Figures, Needs, RecentStep, Waiting, read_figures
from taskforce.store.store import Store
from taskforce.widgets.commands import Command, bindings, needs
from taskforce.widgets.split import DetailsBlock, Divider, Split
from taskforce.widgets.table.layout import Column
from taskforce.widgets.table.source import Cell, DrawnRows, TableRow
from taskforce.widgets.table.virtual_table import VirtualTable
from taskforce.wording.days import days_left, near_day, near_moment
from taskforce.wording.records import lead_text, status_style, status_text

if TYPE_CHECKING:
    from taskforce.reports.figures.status import StatusReport


class Line(NamedTuple):
    """One line of the list: a heading, an item, or a step of the history (which knows its item by the ref)."""

    key: str
    draw: Callable[[], TableRow]
    item_id: str | None = None
    ref: str = ""
    query: str = ""
    """The query that lists them, where the line stands for several items."""

    @property
    def is_item(self) -> bool:
        """Return whether the line is about an item."""
        return bool(self.item_id or self.ref)


class OverviewSource:
    """The lines of the overview; they are few, so all are kept."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self._places = {line.key: place for place, line in enumerate(lines)}

    def count(self) -> int:
        """Return how many lines there are."""
        return len(self.lines)

    def rows(self, start: int, stop: int) -> Sequence[TableRow]:
        """Return the lines as the table paints them."""
        return DrawnRows(self.lines[start:stop], lambda line: line.draw())

    def key_at(self, index: int) -> object:
        """Return what a line is known by: its section and its item."""
        return self.lines[index].key

    def index_of(self, key: object) -> int | None:
        """Return where a line stands."""
        return self._places.get(str(key))


def overview_columns(widest_ref: int = 4) -> tuple[Column, ...]:
    """Return the columns, the one of refs as wide as the longest (in cells)."""
    return (
        Column("left", _("Time left"), 16, priority=80),
        Column("ref", _("Ref"), max(4, widest_ref), align="right", priority=90),
        Column("title", _("Title"), 28, min_width=28, flexible=3, priority=100),
        Column("lead", _("Lead"), 9, priority=65),
        Column("why", _("Why"), 22, min_width=13, flexible=2, priority=70),
    )


def overview_lines(session: Session, needs: Needs, figures: Figures | None, since: str) -> list[Line]:
    """Return what needs attention by section, an item in one only; whom it waits on; what is new ``since``.

    What the figures bring (people and changes) is there once they are read.
    """
    mine, today = {row.id for row in needs.mine}, session.today
    sections: tuple[tuple[str, str, Sequence[ItemRow]], ...] = (
        ("conflicts", f"{CONFLICT_MARK} {_('Open conflicts')}", needs.conflicted),
        ("astray", _("Lead or agency was deleted"), needs.astray),
        ("mine", _("Needs you"), needs.mine),
        ("overdue", _("Overdue"), needs.overdue),
        ("today", _("Due today"), [row for row in needs.soon if row.due == today]),
        ("soon", _("Due in 7 days"), [row for row in needs.soon if row.due != today]),
        ("blocked", _("Blocked"), needs.blocked),
    )
    lines: list[Line] = []
    for name, title, found in sections:
        rows = found if name in ("conflicts", "astray", "mine") else [row for row in found if row.id not in mine]
        if rows:
            read = len(needs.soon) if name in ("today", "soon") else len(found)
            more = "+" if read == MOST_ROWS else ""  # there are more than were read
            lines.append(_heading(name, f"{title} ({len(rows)}{more})"))
            lines += [
                Line(f"{name}:{row.id}", partial(_item_row, session, name, row, needs), row.id, row.ref)
                for row in rows
            ]
    waiting, changes = (figures.waiting, figures.changes) if figures is not None else ((), ())
    if waiting:
        lines.append(_heading("waiting", _("Waiting on")))
        lines += [
            Line(f"waiting:{one.member_id}", partial(_waiting_row, one), query=f"lead:{one.word} is:open")
            for one in waiting
        ]
    if changes:
        lines.append(_heading("changes", f"{since} ({len(changes)})"))
        lines += [Line(f"change:{step.id}", partial(_step_row, session, step), ref=step.ref) for step in changes]
    return lines


def _heading(name: str, title: str) -> Line:
    return Line(f"heading:{name}", partial(TableRow, (Cell(title),), "heading"))


def _item_row(session: Session, section: str, row: ItemRow, needs: Needs) -> TableRow:
    left, style = days_left(row.due, session.day)
    obstacle = needs.obstacles.get(row.id)
    if section == "conflicts":
        obstacle = _("C decides")
    elif section == "astray":
        obstacle = _("l names a new lead") if "lead" in row.gone else _("e names a new agency")
    why = Cell(obstacle, "muted") if obstacle else Cell(status_text(row.status), status_style(row.status))
    return TableRow((Cell(left or "–", style), Cell(row.ref), Cell(row.title), Cell(lead_text(row) or "–"), why))


def _waiting_row(one: Waiting) -> TableRow:
    """Return the line of a person: how many items are late, then what else there is of theirs."""
    left = Cell(f"{OVERDUE_MARK} {one.late}", "late") if one.late else Cell("")
    more = [f"{MARKS[Status.BLOCKED]} {one.blocked} {mid_sentence(label(Status.BLOCKED))}"] if one.blocked else []
    if one.soon:
        more.append(_("{count} due soon", count=one.soon))
    who = Cell(one.name or _("nobody leads these"), "" if one.name else "muted")
    return TableRow((left, Cell(""), who, Cell(one.handle or "–"), Cell(" · ".join(more), "muted")))


def _step_row(session: Session, recent: RecentStep) -> TableRow:
    from taskforce.store.history.steps import step_lines
    from taskforce.wording.steps import happened, line_text, step_text

    day = near_day(session.store.clock.day_of(recent.at), session.day)
    if recent.step is None:
        what = ", ".join(map(line_text, step_lines(session.reader, [recent.id])))
    else:
        what = happened(recent.step) if recent.title else step_text(recent.step)
    title, why = (recent.title, what) if recent.title else (what, "")
    # Who did it stands before what was done: the column of leads gives way on a narrow terminal.
    told = " · ".join(part for part in (recent.actor, why, recent.reason) if part)
    return TableRow((Cell(day, "muted"), Cell(recent.ref), Cell(title), Cell(""), Cell(told, "muted")))


CURVE_SECONDS = 60.0
"""So long a curve that was drawn is good enough."""


def last_visit(session: Session) -> str | None:
    """Return when this person closed the app on this list last, on this computer; a stored moment."""
    visits = recall(str(session.store.location)).get("visits")
    moment = visits.get(session.store.actor_id or "") if isinstance(visits, dict) else None
    return str(moment) if moment else None


def remember_visit(session: Session) -> None:
    """Remember that this person leaves now."""
    place = str(session.store.location)
    visits = recall(place).get("visits")
    visits = visits if isinstance(visits, dict) else {}
    remember(place, visits={**visits, session.store.actor_id or "": write_moment(session.store.clock.now())})


@needs(N_("all figures are shown"))
def _has_more_figures(screen: OverviewScreen) -> bool:
    return bool(screen.query(Split)) and screen.split.place == "below"


class FiguresPanel(Vertical):
    """The figures beside or below the list; a click shows the others."""

    def on_click(self) -> None:
        """Turn the page."""
        if isinstance(self.screen, OverviewScreen) and self.screen.split.place == "below":
            self.screen.action_more_figures()

    def on_resize(self) -> None:
        """Use the room that there is now."""
        if isinstance(self.screen, OverviewScreen):
            self.screen.show_figures()


class OverviewScreen(Area):
    """What needs attention."""

    AREA = "overview"
    HELP_TEXT: ClassVar = N_(
        "What needs attention: fields that two people changed; items whose lead or agency was deleted; your own "
        "items when the app knows who you are (taskforce --as NAME); what is overdue, the worst first, with the "
        "newest obstacle that was noted; what is due in the next seven days; what is blocked; whom late and "
        "blocked items wait on; what others changed since you were last here. Enter opens an item, or the open "
        "items of a person. What others write, and the next day, come by themselves."
    )
    OWN_COMMANDS: ClassVar = (
        Command(
            "open_item",
            N_("Show"),
            "enter",
            N_("The list"),
            footer=1,
            when=on_line,
            in_palette=False,
            through="activate",
        ),
        Command(
            "more_figures",
            N_("More figures"),
            "f",
            N_("Overview"),
            when=_has_more_figures,
            help=N_("agencies and the S-curve, where there is no room for all"),
        ),
        *ITEM_COMMANDS,
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    items: ItemActions

    def __init__(self) -> None:
        super().__init__()
        self.items = ItemActions(self)
        self._needs: Needs | None = None
        self._figures: Figures | None = None
        self._visit: tuple[Session, str | None, str] | None = None
        self._curve: StatusReport | None = None
        self._curve_at = 0.0
        self._page = 0

    def compose_body(self) -> ComposeResult:
        yield Static("", id="summary", markup=False)
        with Split(below_from=24, below_lines=7):
            yield VirtualTable(overview_columns(), empty_text=_("The list is being opened …"), id="needs")
            yield Divider()
            with FiguresPanel(id="panel", classes="details"):
                for name in ("dimensions", "deadlines", "agencies", "curve"):
                    yield DetailsBlock(id=name)

    def on_mount(self) -> None:
        super().on_mount()
        self._turn_panel()
        self.table.focus()
        if self.session is not None and self.session.needs_ahead is not None:
            self._needs = self.session.needs_ahead
            self._show()

    @property
    def table(self) -> VirtualTable:
        """Return the list of what needs attention."""
        return self.query_one(VirtualTable)

    async def load(self) -> None:
        """Read what needs attention, then, behind it, the figures."""
        session = self.session
        if session is None:
            return
        needs, session.needs_ahead = session.needs_ahead, None
        if needs is None:
            needs = await self.ask(read_needs_today)
        if self.is_mounted and needs is not self._needs:
            self._needs = needs
            self._show()
        if self._figures is None:
            await self.painted()  # reading in a thread beside it would hold the first frame up
        since = self._since(session)
        self._figures = await self.ask(
            lambda store: read_figures(store.reader, store.clock.today(), since, store.actor_id)
        )
        if self.is_mounted:
            self._show()
            self.show_figures()
            await self._load_curve()

    def _since(self, session: Session) -> str:
        """Return the moment of this person's last visit; the beginning of yesterday when there was none."""
        if self._visit is None or self._visit[0] is not session:
            visit = last_visit(session)
            self._visit = (
                session,
                visit,
                visit or write_moment(session.store.clock.start_of(session.day - timedelta(days=1))),
            )
        return self._visit[2]

    async def _load_curve(self) -> None:
        """Read the S-curve, where it is shown; anew at most once a minute, as it is the slowest of all."""
        session = self.session
        fresh = self._curve is not None and monotonic() - self._curve_at < CURVE_SECONDS
        if session is None or fresh or not self.query_one("#curve").display:
            return
        self._curve_at = monotonic()

        def make(store: Store) -> StatusReport:
            from taskforce.reports.figures.build import Extent, build_report
            from taskforce.reports.figures.period import period_of

            curve = Extent(0, links=False, matrix=False)
            return build_report(store, period_of(today=store.clock.today()), extent=curve)

        self._curve = await self.ask(make)
        if self.is_mounted:
            self.show_figures()

    def _show(self) -> None:
        assert self._needs is not None and self.session is not None
        self.table.set_empty_text(_("Nothing is due, overdue or blocked."))
        first = self.table.row_count == 0
        lines = overview_lines(self.session, self._needs, self._figures, self._since_title())
        self.table.set_columns(overview_columns(max((cell_width(line.ref) for line in lines), default=4)))
        self.table.refresh_source(OverviewSource(lines))
        if first and self.table.row_count > 1:
            self.table.move_cursor(1)
        self._update_status()
        self.refresh_bindings()

    def show_figures(self) -> None:
        """Show the figures in the room that there is."""
        session, figures = self.session, self._figures
        if session is None or figures is None:
            return
        self.query_one("#summary", Static).update(summary_text(figures, self.app.size.width - 2))
        wide = self.split.place == "beside"
        width = max(20, self.query_one("#panel").size.width - 3 if wide else self.app.size.width // 2 - 2)
        rows = 7 if wide else 6
        texts = {
            "dimensions": groups_text(_("Progress per dimension"), figures.dimensions, width, 8 if wide else rows),
            "agencies": groups_text(_("Progress per agency"), figures.agencies, width, rows),
            "deadlines": deadlines_text(figures, session.day, width, rows),
            "curve": curve_text(self._curve, width, 11 if wide else 8),
        }
        for name, text in texts.items():
            self.query_one(f"#{name}", Static).update(text)

    def _turn_panel(self) -> None:
        """Show two of the four texts where it is narrow, else all."""
        wide = self.split.place == "beside"
        for name, page in (("dimensions", 0), ("deadlines", 0), ("agencies", 1), ("curve", 1)):
            self.query_one(f"#{name}").display = wide or page == self._page

    def action_more_figures(self) -> None:
        """Show the other figures, where there is no room for all."""
        self._page = 1 - self._page
        self._turn_panel()
        self.start(self._load_curve)

    @property
    def split(self) -> Split:
        """Return what holds the list and the figures."""
        return self.query_one(Split)

    @on(Split.Placed)
    def _placed(self) -> None:
        self._turn_panel()
        self.show_figures()
        if self._figures is not None:
            self.start(self._load_curve)

    def _since_title(self) -> str:
        if self.session is None or self._visit is None or self._visit[1] is None:
            return _("Since yesterday")
        time = near_moment(self.session.store.clock, self._visit[1])
        return _("Since your last visit, {time}", time=time)

    def _update_status(self) -> None:
        line = self._current_line()
        if line is None or line.key.startswith("heading:"):
            self.show_status("")
            return
        texts = [cell.text for cell in line.draw().cells]
        self.show_status(" · ".join(text for text in (texts[1], texts[2], texts[4]) if text))

    def _current_line(self) -> Line | None:
        source, index = self.table.source, self.table.cursor_index
        return source.lines[index] if isinstance(source, OverviewSource) and index is not None else None

    @on(VirtualTable.RowHighlighted)
    def _moved(self) -> None:
        self._update_status()
        self.refresh_bindings()

    @on(VirtualTable.RowActivated)
    def _activated(self) -> None:
        self.action_open_item()

    def action_open_item(self) -> None:
        """Open the item under the cursor; of a person, show the open items in the list."""
        line = self._current_line()
        if line is not None and line.query:
            query = line.query
            self.start(lambda: self.host.show_items(query))
            return
        for item_id in self.target_ids()[:1]:
            self.host.open_item(item_id)

    def has_target(self) -> bool:
        """Return whether the cursor is on an item."""
        if not self.query(VirtualTable):
            return False
        line = self._current_line()
        return line is not None and line.is_item

    def target_ids(self) -> list[str]:
        """Return the selected items, else the one under the cursor."""
        source = self.table.source
        if not isinstance(source, OverviewSource):
            return []
        selected = [line for line in source.lines if line.key in self.table.selected_keys]
        current = self._current_line()
        chosen = selected or ([current] if current is not None else [])
        ids = [line.item_id or self._id_of(line.ref) for line in chosen]
        return list(dict.fromkeys(item_id for item_id in ids if item_id is not None))

    def edited(self, ids: Sequence[str]) -> None:
        """Put the cursor on the item that was just added, if the overview has a reason to show it."""
        source, session = self.table.source, self.session
        if len(ids) == 1 and isinstance(source, OverviewSource) and session is not None:
            row = items_by_id(session.reader, ids).get(ids[0])
            refs = {row.ref} if row is not None else set()
            line = next((line for line in source.lines if line.item_id in ids or line.ref in refs), None)
            if line is not None:
                self.table.move_cursor_to_key(line.key)

    def _id_of(self, ref: str) -> str | None:
        """Return the item that a step of the history was about, unless it is deleted."""
        assert self.session is not None
        return id_of_ref(self.session.reader, ref)
