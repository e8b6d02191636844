"""Records as a text to read: an action item with its notes and evidence, the history of any record."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from taskforce.clock import Clock
from taskforce.language import _, plural
from taskforce.model.vocabulary import EvidenceKind, NoteKind, label
from taskforce.model.width import cell_width, printable
from taskforce.store.database.reader import Reader
from taskforce.store.history.steps import steps
from taskforce.store.read.item_detail import ItemDetail
from taskforce.wording.amounts import bar
from taskforce.wording.days import moment_text, near_day
from taskforce.wording.item_detail import item_fields
from taskforce.wording.records import status_text
from taskforce.wording.steps import change_text

LABEL_CELLS = 16
MOST_STEPS = 300


class ItemDetailView(VerticalScroll):
    """Shows one item; it can be focused to scroll."""

    DEFAULT_CSS = """
    ItemDetailView { padding: 0 1; background: $surface; scrollbar-gutter: stable; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: tuple[ItemDetail, Clock] | None = None

    def compose(self) -> ComposeResult:
        yield Static("", markup=False)

    def show(self, detail: ItemDetail | None, clock: Clock) -> None:
        """Show an item, or nothing; another one than before is shown from its beginning."""
        another = detail is None or self._shown is None or detail.row.id != self._shown[0].row.id
        self._shown = None if detail is None else (detail, clock)
        self._fill()
        if another:
            self.scroll_home(animate=False)

    def _fill(self) -> None:
        width = self.scrollable_content_region.width
        if not width:
            return  # it is not seen yet; when it is, its size changes
        text = detail_text(*self._shown, max(20, width)) if self._shown is not None else Content("")
        self.query_one(Static).update(text)

    def on_resize(self) -> None:
        self._fill()


def detail_text(detail: ItemDetail, clock: Clock, width: int) -> Content:
    """Return an item in words: its fields, its description, notes (the newest first) and evidence."""
    return Content("\n").join(list(_item_lines(detail, clock, width)))


def _item_lines(detail: ItemDetail, clock: Clock, width: int) -> Iterator[Content]:
    row = detail.row
    today = clock.today().isoformat()
    yield Content.styled(f"{row.ref}  {printable(row.title)}", "bold")
    yield Content.styled(f"{status_text(row.status)}   {bar(row.progress, 10)} {row.progress}%", "$primary")
    if row.is_overdue(today):
        yield Content.styled(_("▲ Overdue"), "bold $text-error")
    yield Content("")
    for name, value in item_fields(detail, today)[1:]:
        gap = " " * max(1, LABEL_CELLS - cell_width(name))
        first, *rest = Content(printable(value)).wrap(width - LABEL_CELLS) or [Content("")]
        yield Content.assemble((f"{name}{gap}", "$text-muted"), first)
        for line in rest:
            yield Content(" " * LABEL_CELLS) + line
    if row.description:
        yield Content("")
        yield from _paragraphs(row.description)
    if detail.notes:
        yield Content("")
        yield Content.styled(plural("{count} note", "{count} notes", len(detail.notes)), "bold")
    for note in reversed(detail.notes):
        day = near_day(clock.day_of(note.at), clock.today())
        author = f" @{note.actor}" if note.actor else ""
        yield Content.styled(f"{day}{printable(author)} · {label(NoteKind(note.kind))}", "$text-muted")
        yield from _paragraphs(note.text)
    yield from _evidence(detail)


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
