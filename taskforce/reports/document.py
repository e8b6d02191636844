"""The document that every writer sets: what stands in a report, in reading order, already in words.

A :class:`Document` is built once (:mod:`taskforce.reports.content.compose`) from the figures, the organisation,
the wishes of who makes it and a language; a writer walks it and decides only how things look::

    for part in document.parts:            # letterhead, title, summary, by_dimension, … closing, matrix, photos
        if part.title: …                   # the part's heading; part.count stands behind it in brackets
        for block in part.blocks:          # of the classes of Block, in order
            match block: …

- Texts are plain: never markup of any format.  A writer escapes every one of them for its own.  They hold no
  control characters; a :class:`Paragraph` may have several lines, everything else is one line.
- A cell has its text in the document's language and, for writers whose cells have types, its ``value``: an ISO
  day for a column of kind ``date``, whole rupiah for ``money``, percent (87.5, not 0.875) for ``percent``, a
  number for ``number``, the whole text for ``text`` and ``ref``; ``None`` for none (its text is then a dash).
  References, NIPs and letter numbers are text, however much they look like numbers.
- Marks (▲ ■ ✔) and words say everything that ``tone`` says: colour may only repeat it.
- Pictures are data addresses (``data:image/png;base64,…``; :func:`picture` reads them), so nothing is fetched.
- The parts that are ``front`` are page one, which is always one page: its texts and lists are as long as there is
  room, whatever the size of the list, and a new page begins behind it.  A part that is ``wide`` lies across on a
  page of its own; an ``annex`` is left out of texts that people paste into messages.  A writer that does not know
  a kind of block leaves it out.
- A table in the body is the top of its list: ``left_out`` says how many rows more there are, ``where`` in which
  annex they all stand.  So the body is some ten pages at most.

A document is frozen when a report is issued, as JSON (:mod:`taskforce.reports.content.frozen`): a new field needs
a
default, and a field's meaning never changes.  Standard library only.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import NamedTuple

Value = str | int | float | None


class Cell(NamedTuple):
    """A text with its tone (``late``, ``good``, ``muted`` or none) and its value; see the module's text."""

    text: str
    tone: str = ""
    value: Value = None


class Column(NamedTuple):
    """A column of a table.

    Numbers are set flush ``right``, ``flexible`` columns take what room there is, days and the like are kept
    ``whole`` in one line; ``kind`` is ``text``, ``ref``, ``date``, ``money``, ``percent`` or ``number``; ``bar``
    asks for a bar beside the percentages; ``share`` is the column's share of a wide table's width in percent,
    where that is fixed.  ``key`` names a column that a writer looks for (``lead``, ``due``, ``weight``, ``late``),
    whatever its title says in a language or a version.
    """

    title: str
    right: bool = False
    flexible: bool = False
    whole: bool = False
    kind: str = "text"
    bar: bool = False
    share: float | None = None
    key: str = ""


class Letterhead(NamedTuple):
    """The kop surat: its lines (the first two are set larger), and a logo as a data address.  A double rule
    closes it."""

    lines: tuple[str, ...]
    logo: str | None = None


class Title(NamedTuple):
    """What the document is called, and the lines below: number, period, day, scope."""

    text: str
    lines: tuple[str, ...] = ()


class Heading(NamedTuple):
    """A heading within a part."""

    text: str


class Paragraph(NamedTuple):
    """A paragraph; its lines are kept.

    ``kind``: ``words`` (the secretary's own), ``note`` (small), ``empty`` (said in place of a table without rows)
    or ``text`` (the document's own).
    """

    text: str
    kind: str = "text"


class Figure(NamedTuple):
    """One figure: its key in the data, mark, label, text and value.

    ``kind`` is ``count``, ``percent`` or ``points`` (a difference in percentage points); ``remark`` says in words
    what the figure means.
    """

    key: str
    label: str
    text: str
    value: float | int | None
    kind: str = "count"
    mark: str = ""
    remark: str = ""


class Figures(NamedTuple):
    """Figures side by side (``key`` ``counts``) or one below the other with bars (``key`` ``shares``)."""

    key: str
    figures: tuple[Figure, ...]


class Table(NamedTuple):
    """A table: heads are repeated on every page, rows are not broken; ``sums`` is its last row, if it has one.

    ``left_out`` counts rows that are not shown, ``where`` is where all of them are (``Annex 2``), ``more`` says
    both in words; ``empty`` is said in place of a table without rows.
    """

    key: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sums: tuple[Cell, ...] | None = None
    left_out: int = 0
    empty: str = ""
    where: str = ""
    more: str = ""


class Standing(NamedTuple):
    """A judgement in words: ``label`` is the week's (``2026-W46``), ``key`` is ``on_track``, ``at_risk``,
    ``off_track`` or empty, where nothing could be judged."""

    label: str
    key: str
    text: str


class Verdict(NamedTuple):
    """The judgement of the report: ``now``, the figures it is made of (``reason``), the ``rule`` that it is made
    by, and those of the weeks ``before``, the oldest first, which ``earlier`` says in words.  A colour only
    repeats the words."""

    now: Standing
    reason: str
    rule: str
    before: tuple[Standing, ...] = ()
    earlier: str = ""


class Fact(NamedTuple):
    """A short text with what it is about: ``Where it leads``."""

    key: str
    label: str
    text: str


class Facts(NamedTuple):
    """Facts one below the other, each run in behind its label."""

    key: str
    facts: tuple[Fact, ...]


class Listed(NamedTuple):
    """Short texts, such as names; ``numbered`` or with bullets; ``left_out``, ``where`` and ``more`` as of a
    table."""

    key: str
    entries: tuple[str, ...]
    numbered: bool = False
    left_out: int = 0
    where: str = ""
    more: str = ""


class Series(NamedTuple):
    """One line (or set of bars) of a plot: a value per label, ``None`` where there is none."""

    key: str
    name: str
    values: tuple[float | None, ...]
    text: str = ""
    """What the line says at the label ``here``, in words of the language: ``46,7%``."""


class Plot(NamedTuple):
    """A drawing by name (``s_curve`` …): what it is drawn from, and its figures in words for who cannot see it.

    ``form`` is ``lines``, over weeks, or ``bars``, one for each label, whose parts are the series.

    ``here`` is the index of the label of the report's own day; ``remark`` stands beside the drawing
    (``deviation -20,9``); ``unit`` is ``percent`` or ``count``; ``head`` is what the labels are; ``notes`` say
    more of each label, where there is room.
    """

    name: str
    title: str
    alternative: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    here: int | None = None
    remark: str = ""
    unit: str = "percent"
    head: str = ""
    form: str = "lines"
    notes: tuple[str, ...] = ()


class Photo(NamedTuple):
    """A picture of evidence as a data address, with its caption and a text for who cannot see it."""

    picture: str
    caption: str
    alternative: str


class Signer(NamedTuple):
    """Who signs: the lines above the space (``a.n. Bupati Banjar``, ``Plt. Sekretaris Daerah,``), then name, rank
    and ``NIP …``.  An empty name is a dotted line to be filled in by hand."""

    above: tuple[str, ...]
    name: str
    rank: str
    nip: str


class Signatures(NamedTuple):
    """The signature block, kept together on a page with the copies behind it.

    Of two signers, who stand side by side, the last one made the report; place and day stand over that one, who
    is at the right.
    """

    place_and_day: str
    signers: tuple[Signer, ...]

    def heads(self, unknown: str = "") -> list[list[str]]:
        """Return the lines over each signer's space: their last ones, the positions, are level.

        ``unknown`` stands for a position that is not known.
        """
        over = [list(one.above) or [unknown] for one in self.signers]
        over[-1].insert(0, self.place_and_day)
        return over


class Copies(NamedTuple):
    """Tembusan: who gets copies."""

    title: str
    entries: tuple[str, ...]


Block = (
    Letterhead
    | Title
    | Heading
    | Paragraph
    | Verdict
    | Facts
    | Figures
    | Table
    | Listed
    | Plot
    | Photo
    | Signatures
    | Copies
)


class Part(NamedTuple):
    """A section: its key, heading (none for the letterhead and the like), how many rows it has in all, and what
    stands in it."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    count: int | None = None  # type: ignore[assignment]  # a tuple can count, which nobody needs here
    wide: bool = False
    annex: bool = False
    front: bool = False


class Document(NamedTuple):
    """A report in words: for the properties of a file its title, period and organisation, then its parts.

    ``kind`` is ``weekly``, ``monthly`` …; ``label`` the period's (``2026-W47``); ``start``, ``end`` and ``as_of``
    are ISO days; ``paper`` is ``f4`` or ``a4``.  ``mark`` stands across its pages: ``DRAFT`` until it is issued.
    """

    kind: str
    language: str
    paper: str
    title: str
    subtitle: str
    organisation: str
    number: str | None
    label: str
    start: str
    end: str
    as_of: str
    parts: tuple[Part, ...]
    mark: str = ""

    def part(self, key: str) -> Part | None:
        """Return the part with this key; ``None`` where there is none."""
        return next((part for part in self.parts if part.key == key), None)


def whole_key(key: str) -> str:
    """Return the key of the annex that has all rows of the part ``key``, of which the body has the top."""
    return f"all_{key}"


def blocks(document: Document) -> Iterator[Block]:
    """Yield every block, in order."""
    for part in document.parts:
        yield from part.blocks


def unfolded(document: Document) -> Document:
    """Return the document with whole lists in the body, for what has no pages; the annexes with them are gone."""
    keys = {part.key for part in document.parts}
    whole = {part.key: part for part in document.parts if part.annex}

    def unfold(part: Part) -> Part:
        lists = {
            block.key: block for block in whole[whole_key(part.key)].blocks if isinstance(block, Table | Listed)
        }
        blocks = (lists.get(one.key, one) if isinstance(one, Table | Listed) else one for one in part.blocks)
        return part._replace(blocks=tuple(blocks))

    gone = {whole_key(key) for key in keys}
    parts = (unfold(part) if whole_key(part.key) in whole else part for part in document.parts)
    return document._replace(parts=tuple(part for part in parts if part.key not in gone))


def capped(document: Document, most: int) -> Document:
    """Return the document with at most ``most`` rows of each table; the others count as left out."""

    def shortened(block: Block) -> Block:
        if not isinstance(block, Table) or len(block.rows) <= most:
            return block
        left_out = block.left_out + len(block.rows) - most
        return block._replace(rows=block.rows[:most], left_out=left_out, more="")

    parts = (part._replace(blocks=tuple(map(shortened, part.blocks))) for part in document.parts)
    return document._replace(parts=tuple(parts))


def picture(address: str) -> tuple[str, bytes] | None:
    """Return the media type (``image/png``) and the bytes of a data address; ``None`` for what is none."""
    head, comma, body = address.partition(",")
    if not comma or not head.startswith("data:image/") or not head.endswith(";base64"):
        return None
    try:
        return head.removeprefix("data:").removesuffix(";base64"), base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return None


def figures_of(plot: Plot, language: str | None = None) -> Table:
    """Return what a plot is drawn from, as a table with numbers as ``language`` writes them."""
    from taskforce.model.numbers import format_number, format_percent

    def cell(value: float | None) -> Cell:
        if plot.unit == "percent":
            return Cell(format_percent(value, language), "", value)
        return Cell("–" if value is None else format_number(value, language), "", value)

    kind = "percent" if plot.unit == "percent" else "number"
    columns = (Column(plot.head), *(Column(one.name, right=True, kind=kind) for one in plot.series))
    rows = tuple(
        (Cell(label, "", label), *(cell(one.values[index]) for one in plot.series))
        for index, label in enumerate(plot.labels)
    )
    return Table(plot.name, columns, rows)
