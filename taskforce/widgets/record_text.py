"""Records as a text to read: an action item with its notes and evidence, the history of any record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region

from taskforce.clock import Clock
from taskforce.language import _, plural
from taskforce.model.shown import steps_of
from taskforce.model.vocabulary import EvidenceKind, NoteKind, label
from taskforce.model.width import cell_width, printable
from taskforce.store.database.reader import Reader
from taskforce.store.history.steps import steps
from taskforce.store.read.item_detail import ItemDetail
from taskforce.widgets.split import DetailsBlock
from taskforce.wording.amounts import bar
from taskforce.wording.days import moment_text, near_day
from taskforce.wording.item_detail import named_fields
from taskforce.wording.records import status_text
from taskforce.wording.steps import change_text

LABEL_CELLS = 16
MOST_STEPS = 300


class Place(NamedTuple):
    """Where a field stands in the text of an item: its name in the form, its first line, how many it has."""

    field: str
    line: int
    lines: int


class ItemDetailView(VerticalScroll):
    """Shows one item; it can be focused to scroll.  Where ``all_fields`` are shown, one of them may be marked."""

    DEFAULT_CSS = """
    ItemDetailView { padding: 0 1; background: $surface; scrollbar-gutter: stable; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None, all_fields: bool = False) -> None:
        super().__init__(id=id, classes=classes)
        self._shown: tuple[ItemDetail, Clock] | None = None
        self._all_fields = all_fields
        self.places: list[Place] = []
        self.marked = ""
        """The field that is marked."""

    def compose(self) -> ComposeResult:
        yield DetailsBlock()

    def show(self, detail: ItemDetail | None, clock: Clock) -> None:
        """Show an item, or nothing; another one than before is shown from its beginning."""
        another = detail is None or self._shown is None or detail.row.id != self._shown[0].row.id
        self._shown = None if detail is None else (detail, clock)
        if another:
            self.marked = ""
        self._fill()
        if another:
            self.scroll_home(animate=False)

    @property
    def item_id(self) -> str | None:
        """Return the item that is shown."""
        return self._shown[0].row.id if self._shown is not None else None

    def mark(self, field: str) -> None:
        """Mark a field, and let it be seen; or none."""
        self.marked = field
        self._fill()
        place = next((one for one in self.places if one.field == field), None)
        if place is not None:
            self.scroll_to_region(Region(0, place.line, 1, place.lines), animate=False)

    def _fill(self) -> None:
        width = self.scrollable_content_region.width
        if not width:
            return  # it is not seen yet; when it is, its size changes
        text = Content("")
        if self._shown is not None:
            self.places, text = _detail(*self._shown, max(20, width), self._all_fields, self.marked)
        self.query_one(DetailsBlock).update(text)

    def on_resize(self) -> None:
        self._fill()


def _detail(
    detail: ItemDetail, clock: Clock, width: int, all_fields: bool, marked: str
) -> tuple[list[Place], Content]:
    """Return an item in words: its fields, its description, notes (the newest first) and evidence; and where the
    fields stand that a form has."""
    lines: list[Content] = []
    places: list[Place] = []
    for field, part in _parts(detail, clock, width, all_fields):
        if field:
            places.append(Place(field, len(lines), len(part)))
        if field and field == marked:
            part = [line.stylize("reverse") for line in part]
        lines += part
    return places, Content("\n").join(lines)


Part = tuple[str, list[Content]]
"""Lines of the text, under the name of the field that they show, or under none."""


def _parts(detail: ItemDetail, clock: Clock, width: int, all_fields: bool) -> Iterator[Part]:
    row = detail.row
    today = clock.today().isoformat()
    yield "title", Content.styled(f"{row.ref}  {printable(row.title)}", "bold").wrap(width)
    status = f"{status_text(row.status)}   {bar(row.progress, 10)} {row.progress}%"
    yield "status", [Content.styled(status, "$primary")]
    if row.is_overdue(today):
        yield "", [Content.styled(_("▲ Overdue"), "bold $text-error")]
    yield "", [Content("")]
    for field, name, value in named_fields(detail, today)[1:]:
        if not value and not (all_fields and field in _ALWAYS):
            continue
        gap = " " * max(1, LABEL_CELLS - cell_width(name))
        texts = _checklist_texts(detail) if field == "checklist" and value else [value or "–"]
        first, *rest = [line for text in texts for line in Content(printable(text)).wrap(width - LABEL_CELLS)]
        part = [Content.assemble((f"{name}{gap}", "$text-muted"), first)]
        yield field, part + [Content(" " * LABEL_CELLS) + line for line in rest]
    if row.description:
        yield "", [Content("")]
        yield (
            "description",
            [wrapped for line in _paragraphs(row.description) for wrapped in line.wrap(width) or [Content("")]],
        )
    if detail.notes:
        yield "", [Content("")]
        yield "", [Content.styled(plural("{count} note", "{count} notes", len(detail.notes)), "bold")]
    for note in reversed(detail.notes):
        day = near_day(clock.day_of(note.at), clock.today())
        author = f" @{note.actor}" if note.actor else ""
        yield "", [Content.styled(f"{day}{printable(author)} · {label(NoteKind(note.kind))}", "$text-muted")]
        yield "", list(_paragraphs(note.text))
    yield "", list(_evidence(detail))


_ALWAYS = frozenset(
    "due start lead_id supporting agency_id deadline_id dimension_id horizon tags depends_on checklist".split()  # noqa: SIM905
)
"""Fields that are shown where they are not set, too, where they can be changed at their place."""


def _checklist_texts(detail: ItemDetail) -> list[str]:
    """Return how many steps are done (``3/5``), and each step."""
    steps = steps_of(detail.plan["checklist"])
    return [
        f"{sum(step['done'] for step in steps)}/{len(steps)}",
        *(f"{'✔' if step['done'] else '○'} {step['text']}" for step in steps),
    ]


def _paragraphs(text: str) -> Iterator[Content]:
    for line in text.splitlines():
        yield Content(printable(line))


def _evidence(detail: ItemDetail) -> Iterator[Content]:
    if detail.evidence:
        yield Content("")
        yield Content.styled(_("Evidence"), "bold")
    elif detail.row.status == "done":
        yield Content("")
        yield Content.styled(_("▲ Done, but without evidence: press v to add it."), "$text-warning")
    for piece in detail.evidence:
        where = " · ".join(part for part in (piece.letter_number, piece.location, piece.description) if part)
        yield Content(f"{label(EvidenceKind(piece.kind))}: {printable(where)}")


def history_text(reader: Reader, clock: Clock, subject_id: str) -> Content:
    """Return the steps that changed a record, its notes, evidence and links, in words; the newest first."""
    return Content("\n").join(list(_step_lines(reader, clock, subject_id)))


def _step_lines(reader: Reader, clock: Clock, subject_id: str) -> Iterator[Content]:
    for step in steps(reader, subject_id, limit=MOST_STEPS):
        actor = f" @{step.actor}" if step.actor else ""
        taken_back = " · " + _("taken back") if step.undone else ""
        undo = " · " + _("undo") if step.undoes else ""
        head = f"{moment_text(clock, step.at, weekday=True)}{printable(actor)}{undo}{taken_back}"
        yield Content.styled(head, "bold")
        if step.reason:
            yield Content("  " + _("Reason: {reason}", reason=printable(step.reason)))
        for change in step.changes:
            yield Content("  " + printable(change_text(change)))
