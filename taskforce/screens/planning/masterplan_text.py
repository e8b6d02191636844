"""The masterplan as lines of a tree and as text beside it."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date

from textual.content import Content

from taskforce.language import _, plural
from taskforce.model.numbers import format_number, format_rupiah
from taskforce.model.width import printable
from taskforce.store.database.reader import Reader
from taskforce.store.query.lookup import query_word
from taskforce.store.read.items import ItemRow, items_by_seq
from taskforce.store.read.masterplan import (
    DIMENSION,
    PART,
    Masterplan,
    Node,
    PlanRow,
    plan_rows,
    reached,
    sorted_budget,
)
from taskforce.widgets.table.layout import Column
from taskforce.widgets.table.source import Cell, TableRow
from taskforce.wording.amounts import bar
from taskforce.wording.records import status_text

CLOSED, OPEN = "▸", "▾"


def plan_columns(year: str) -> tuple[Column, ...]:
    """Return the columns; the targets are those of ``year``."""
    return (
        Column("name", _("Masterplan"), 28, min_width=20, flexible=4, priority=100),
        Column("done", _("Done"), 7, align="right", priority=90),
        Column("progress", _("Progress"), 9, priority=80),
        Column("target", f"{_('Target')} {year}", 14, min_width=12, flexible=1, align="right", priority=70),
        Column("budget", _("Budget"), 15, align="right", priority=60),
        Column("evidence", _("Evidence"), 8, align="right", priority=50),
    )


def node_name(node: Node) -> str:
    """Return what a node is known by in the tree."""
    return f"{node.kind}:{node.parent or ''}:{node.id or ''}"


def node_title(node: Node) -> str:
    """Return what people read."""
    if node.name is not None:
        return node.name
    return _("of no part") if node.kind == PART else _("of no dimension")


def node_query(reader: Reader, node: Node) -> str:
    """Return the query for the items that a node counts (but for the cancelled ones, which it leaves out)."""
    top = node.parent if node.kind == PART else node.id
    terms = [f"dim:{query_word(reader, 'dimension', top) if top else 'none'}"]
    if node.kind == PART:
        terms.append(f"sub:{query_word(reader, PART, node.id) if node.id else 'none'}")
    return " ".join([*terms, "-status:cancelled"])


class PlanSource:
    """The lines of the tree: nodes, and under those that are open their items, fetched block by block."""

    def __init__(
        self,
        reader: Reader,
        plan: Masterplan,
        items: Mapping[str, array[int]],
        closed: set[str],
        year: str,
        today: date,
    ) -> None:
        self._reader, self._year, self._today = reader, year, today.isoformat()
        self._open = set(items)
        self._closed = set(closed)
        self._nodes: list[Node] = []
        self._parts: dict[str, int] = {}
        self._starts: list[int] = []
        """The line of each node; its items follow it."""
        self._items: list[array[int]] = []
        at = 0
        for node, parts in plan.dimensions:
            self._parts[node_name(node)] = len(parts)
            shown = [node, *(() if node_name(node) in closed else parts)]
            for one in shown:
                self._nodes.append(one)
                self._starts.append(at)
                numbers = items.get(node_name(one), array("q"))
                self._items.append(numbers)
                at += 1 + len(numbers)
        self._count = at
        self._places = {node_name(node): place for place, node in enumerate(self._nodes)}

    def count(self) -> int:
        """Return how many lines there are."""
        return self._count

    def key_at(self, index: int) -> object:
        """Return a node's name, or an item's row number."""
        if not 0 <= index < self._count:
            raise IndexError(index)
        place = bisect_right(self._starts, index) - 1
        offset = index - self._starts[place]
        return node_name(self._nodes[place]) if not offset else self._items[place][offset - 1]

    def index_of(self, key: object) -> int | None:
        """Return where a line stands."""
        if isinstance(key, str):
            return self._starts[self._places[key]] if key in self._places else None
        for place, numbers in enumerate(self._items):
            if key in numbers:
                assert isinstance(key, int)
                return self._starts[place] + 1 + numbers.index(key)
        return None

    def rows(self, start: int, stop: int) -> Sequence[TableRow]:
        """Return the lines as they are painted."""
        keys = [self.key_at(index) for index in range(start, min(stop, self._count))]
        numbers = [key for key in keys if isinstance(key, int)]
        items, plans = items_by_seq(self._reader, numbers), plan_rows(self._reader, numbers)
        rows: list[TableRow] = []
        for key in keys:
            if isinstance(key, int):
                rows.append(self._item_row(items[key], plans[key]) if key in items else TableRow((Cell(""),) * 6))
            else:
                rows.append(self._node_row(self._nodes[self._places[str(key)]]))
        return rows

    def _node_row(self, node: Node) -> TableRow:
        can = self.can_open(node_name(node))
        mark = " " if can is None else CLOSED if can else OPEN
        indent = "  " if node.kind == PART else ""
        figures = node.years.get(self._year)
        target = _("{met} of {all}", met=figures.met, all=figures.targets) if figures and figures.targets else "–"
        cells = (
            Cell(f"{indent}{mark} {node_title(node)}"),
            Cell(f"{node.done}/{node.total}"),
            Cell(f"{bar(node.progress, 4)} {node.progress:3.0f}%"),
            Cell(target),
            Cell(format_rupiah(node.money) if node.budget else "–", "" if node.budget else "muted"),
            Cell(f"▲ {node.evidenceless}", "late") if node.evidenceless else Cell("–", "muted"),
        )
        return TableRow(cells, "strong" if node.kind == DIMENSION else "")

    def _item_row(self, row: ItemRow, plan: PlanRow) -> TableRow:
        evidence = Cell(str(row.evidence) if row.evidence else "–", "muted")
        if row.status == "done" and not row.evidence:
            evidence = Cell(f"▲ {_('none')}", "late")
        cells = (
            Cell(f"    {row.ref} {row.title}"),
            Cell("✔" if row.status == "done" else "–", "done" if row.status == "done" else "muted"),
            Cell(f"{bar(row.progress, 4)} {row.progress:3d}%"),
            Cell(*_target(plan, self._year)),
            Cell(format_rupiah(row.budget) if row.budget is not None else "–"),
            evidence,
        )
        return TableRow(cells, "muted" if not row.is_open else "")

    # What a line is

    def entry(self, key: object) -> Node | int | None:
        """Return the node, or the item's row number."""
        if isinstance(key, int):
            return key
        place = self._places.get(str(key))
        return None if place is None else self._nodes[place]

    def holds_items(self, key: str) -> bool:
        """Return whether what opens under a line are items: a part, or a dimension without parts."""
        return not self._parts.get(key)

    def can_open(self, key: object) -> bool | None:
        """Return whether a line can be opened, or (false) closed; ``None`` for what has nothing under it."""
        node = self.entry(key)
        if not isinstance(node, Node):
            return None
        name = node_name(node)
        if not self.holds_items(name):
            return name in self._closed
        if name in self._open:
            return False
        return True if node.total else None

    def place(self, key: object) -> tuple[str | None, str | None]:
        """Return the dimension and the part of a line."""
        index = self.index_of(key)
        if index is None:
            return None, None
        node = self._nodes[bisect_right(self._starts, index) - 1]
        return (node.parent, node.id) if node.kind == PART else (node.id, None)

    def title(self, key: object) -> str:
        """Return a line's name."""
        entry = self.entry(key)
        if isinstance(entry, Node):
            return node_title(entry)
        row = items_by_seq(self._reader, [entry]).get(entry) if entry is not None else None
        return f"{row.ref} {row.title}" if row is not None else ""


def _target(plan: PlanRow, year: str) -> tuple[str, str]:
    """Return an item's realisation and target of a year, and the style of the cell."""
    target, real = plan.targets.get(year), plan.realisations.get(year)
    if target is None and real is None:
        return "–", "muted"
    shown = " / ".join("–" if value is None else format_number(value) for value in (real, target))
    met = target is not None and real is not None and reached(target, real, plan.baseline)
    return (f"✔ {shown}", "done") if met else (shown, "")


def node_figures(node: Node) -> Content:
    """Return everything about a node: counts, every year, every fund source."""
    lines = [
        Content(plural("{count} action item", "{count} action items", node.total)),
        Content(_("{done} done", done=node.done) + f"  {bar(node.progress, 8)} {node.progress:.0f}%"),
    ]
    if node.overdue:
        lines.append(Content.styled("▲ " + _("{count} overdue", count=node.overdue), "$text-error"))
    if node.evidenceless:
        text = plural("{count} done without evidence", "{count} done without evidence", node.evidenceless)
        lines.append(Content.styled(f"▲ {text}", "$text-error"))
    if node.years:
        lines += [Content(""), Content.styled(_("Targets reached"), "bold")]
    for year, figures in sorted(node.years.items()):
        text = _("{met} of {all}", met=figures.met, all=figures.targets)
        silent = _("{count} not reported", count=figures.silent) if figures.silent else ""
        lines.append(Content.assemble(f"{year}  {text}  ", (silent, "$text-muted")))
    if node.budget:
        lines += [Content(""), Content.styled(_("Budget"), "bold")]
    for source, amount in sorted_budget(node.budget):
        name = printable(source) if source else _("source not said")
        lines.append(Content.assemble(f"{format_rupiah(amount):>18}  ", name))
    if len(node.budget) > 1:
        lines.append(Content.styled(f"{format_rupiah(node.money):>18}  {_('together')}", "bold"))
    return Content("\n").join(lines)


def item_figures(reader: Reader, number: int) -> Content:
    """Return the plan of one item."""
    row, plan = items_by_seq(reader, [number]).get(number), plan_rows(reader, [number]).get(number)
    if row is None or plan is None:
        return Content("")
    lines = [
        Content(f"{status_text(row.status)}  {row.progress}%"),
        Content(""),
    ]
    baseline = None if plan.baseline is None else format_number(plan.baseline)
    for name, value in (
        (_("Programme"), plan.programme),
        (_("Activity"), plan.activity),
        (_("Indicator"), plan.indicator),
        (_("Unit"), plan.unit),
        (_("Baseline"), baseline),
        (_("Budget"), None if row.budget is None else format_rupiah(row.budget)),
        (_("Fund source"), row.fund_source),
    ):
        if value:
            lines.append(Content.assemble((f"{name}  ", "$text-muted"), printable(value)))
    years = sorted({*plan.targets, *plan.realisations})
    if years:
        lines += [Content(""), Content.styled(_("Realisation / target"), "bold")]
    lines += [Content(f"{year}  {_target(plan, year)[0]}") for year in years]
    return Content("\n").join(lines)
