"""A report as PDF, set by typst: fonts inside, tagged (PDF/UA-1), the same file for the same report.

How it looks is said by a typst template, ours or the office's own; what it says is handed to the template as data
(``report.json``, pictures as files beside it), which typst does not read as markup.  Nothing is fetched: the files
that typst sees are those of one temporary folder.

typst takes some 100 kB for each row of a table, and what it has set stays in its memory.  So annexes of more rows
than :data:`ONE_PASS` are set in several passes, whose pages are appended to those of the body.  Those pages are
not tagged, and such a file does not claim the standard: the tags of ten thousand rows take 350 MB, appended.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from taskforce.language import _
from taskforce.model.errors import TaskforceError, reason_of
from taskforce.model.width import shorten
from taskforce.reading import read_bounded
from taskforce.reports.content.wording import before_text, left_out_text
from taskforce.reports.document import (
    Block,
    Cell,
    Document,
    Figures,
    Letterhead,
    Listed,
    Part,
    Photo,
    Plot,
    Table,
    Verdict,
    picture,
)
from taskforce.reports.plots.png import FONTS
from taskforce.reports.plots.svg import svg_of
from taskforce.reports.writers.paper import (
    LARGEST_TEMPLATE,
    TEMPLATES,
    column_shares,
    letterhead_sizes,
    office_signs,
)
from taskforce.reports.writers.typst_apart import TemplateMistake, compile_apart

TEMPLATE = TEMPLATES / "report.typ"
FAMILIES = ("Liberation Sans", "DejaVu Sans Mono")
"""Liberation Sans, which has Arial's measures, lies in FONTS; typst itself brings the other, for signs."""

WIDTH, WIDE = 98, 186
"""Signs that a line of a table takes, upright and across."""

ONE_PASS = 1000
"""Rows of annexes that are set in one pass, with everything else."""

PASS_ROWS = 400
"""Rows of a pass where there are several: some 40 MB."""

_FORGETTING = 10
"""typst keeps what one of its last ten compilations used."""

_SHORTEST = 12
"""A word of so many signs is not broken just anywhere, however narrow its column."""

_COARSE = 10
"""Dots an inch of a picture that is only tried."""

_FOOTER = 200
"""Cells of a page's foot at most."""

_MONSTER = 40
"""A word of more signs than these may be broken anywhere, also where there is room."""

_ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/svg+xml": "svg",
    "image/webp": "webp",
}


class _Numbering(NamedTuple):
    """The number of a file's first page, and of the document's last one.

    ``None`` where typst counts, 0 where nobody knows yet.
    """

    first: int
    last: int | None


_WHOLE = _Numbering(1, None)


def as_pdf(document: Document, template: Path | None = None) -> bytes:
    """Return the report as the content of a ``.pdf`` file, set by ``template`` (a ``.typ`` file) or by ours.

    Raises :class:`TaskforceError` when the template is not in order, with its first mistake.
    """
    import tempfile

    with tempfile.TemporaryDirectory(prefix="taskforce-") as name:
        folder = Path(name)
        text = _template_text(template)
        (folder / "report.typ").write_bytes(text)
        # A template that does not ask where its pages begin would count them anew in every pass.
        passes = list(_passes(document)) if b"report.first_page" in text else [document]
        if len(passes) == 1:
            return _set(document, folder, template)
        return _appended(passes, folder, template)


def _passes(document: Document) -> Iterator[Document]:
    """Yield a document in pieces that typst can set one after the other: the body, then its long annexes.

    One of few rows is one piece.
    """
    annexes = [part for part in document.parts if part.annex]
    if sum(map(_rows_of, annexes)) <= ONE_PASS:
        yield document
        return
    yield document._replace(parts=tuple(part for part in document.parts if not part.annex))
    waiting: list[Part] = []
    for part in annexes:
        if waiting and sum(map(_rows_of, waiting)) + _rows_of(part) > PASS_ROWS:
            yield document._replace(parts=tuple(waiting))
            waiting = []
        *whole, last = _pieces(part)
        yield from (document._replace(parts=(piece,)) for piece in whole)
        waiting.append(last)
    yield document._replace(parts=tuple(waiting))


def _rows_of(part: Part) -> int:
    return sum(len(block.rows) for block in part.blocks if isinstance(block, Table))


def _pieces(part: Part) -> Iterator[Part]:
    """Yield a part in pieces of at most :data:`PASS_ROWS` rows: the first has its heading, the last its sums."""
    rows = _rows_of(part)
    table = part.blocks[-1]
    if rows <= PASS_ROWS or not isinstance(table, Table):
        yield part
        return
    for begin in range(0, len(table.rows), PASS_ROWS):
        end = begin + PASS_ROWS
        ends = end >= len(table.rows)
        piece = table._replace(
            rows=table.rows[begin:end],
            sums=table.sums if ends else None,
            left_out=table.left_out if ends else 0,
        )
        if begin:
            yield part._replace(title="", count=None, blocks=(piece,))
        else:
            yield part._replace(blocks=(*part.blocks[:-1], piece))


def _appended(passes: Iterable[Document], folder: Path, template: Path | None) -> bytes:
    """Return the pages of all pieces in one file; the first piece is the body, which says how many there are."""
    from pypdf import PdfReader, PdfWriter

    body, *annexes = passes
    first = 1 + len(PdfReader(io.BytesIO(_set(body, folder, template, _Numbering(1, 0)))).pages)
    files = []
    for number, piece in enumerate(annexes, 1):
        path = folder / f"annex-{number}.pdf"
        path.write_bytes(_set(piece, folder, template, _Numbering(first, 0), tagged=False))
        _forget(folder)
        first += len(PdfReader(path).pages)
        files.append(path)
    content = _set(body, folder, template, _Numbering(1, first - 1), tagged=True)
    writer = PdfWriter(clone_from=io.BytesIO(content))
    for path in files:
        writer.append(path)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _forget(folder: Path) -> None:
    """Let typst forget what it has set: it does so when as many compilations have not used it."""
    import typst

    nothing = folder / "nothing.typ"
    nothing.write_text("", encoding="utf-8")
    for _compilation in range(_FORGETTING):
        typst.compile(nothing, root=folder, ignore_system_fonts=True, pdf_tags=False)


def _set(
    document: Document,
    folder: Path,
    template: Path | None,
    numbering: _Numbering = _WHOLE,
    tagged: bool | None = None,
) -> bytes:
    """Return one PDF of a document; ``tagged`` by the standard when nothing is said."""
    import typst

    for doubting in (False, True):
        data = _Writer(document, folder, doubting).data(numbering)
        (folder / "report.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        try:
            return _compiled(folder, date.fromisoformat(document.as_of), tagged, apart=template is not None)
        except (typst.TypstError, TemplateMistake) as error:
            if doubting or "decode image" not in str(error):
                raise _template_error(error, template) from error
    raise AssertionError("the last attempt either succeeds or raises")


def _template_text(template: Path | None) -> bytes:
    try:
        return read_bounded(template or TEMPLATE, LARGEST_TEMPLATE)
    except OSError as error:
        raise TaskforceError(
            _(
                "The template {path} cannot be read ({reason}): name another.",
                path=template or TEMPLATE,
                reason=reason_of(error),
            )
        ) from error


def _compiled(folder: Path, day: date, tagged: bool | None, *, apart: bool) -> bytes:
    """Return the PDF of the folder's ``report.typ``: by the standard, or only ``tagged``, or not even that.

    PDF/UA does not allow a sign that no font has.  Then the machine's own fonts may help; where they do not, the
    file is tagged all the same, but does not claim the standard.  A template that is not ours is set ``apart``.
    """
    import typst

    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    standard: Literal["ua-1"] = "ua-1"
    attempts = ((False, True), (True, True), (True, False)) if tagged is None else ((True, False),)
    for system_fonts, strict in attempts:
        asked: dict[str, Any] = {
            "font_paths": [FONTS],
            "ignore_system_fonts": not system_fonts,
            "pdf_standards": [standard] if strict else [],
            "pdf_tags": tagged is not False,
            "timestamp": moment,
        }
        try:
            if apart:
                return compile_apart(folder, asked)
            there: dict[str, Any] = {"root": folder, "package_path": folder, "package_cache_path": folder}
            return _with_row_heads(bytes(typst.compile(folder / "report.typ", **there, **asked)))
        except (typst.TypstError, TemplateMistake) as error:
            if not strict or "could not be displayed" not in str(error):
                raise
    raise AssertionError("the last attempt either succeeds or raises")


_FIRST_CELL = re.compile(rb"/S/TD(/P \d+ \d+ R/A\[<</O/Table)(/Headers\[\(U\d+x0y\d+\)\])")
"""The first cell of a row in the tags as typst writes them; it names the head of its column."""


def _with_row_heads(content: bytes) -> bytes:
    """Return a PDF in whose tags the first cell of each row heads the row; no byte of it moves."""

    def head(cell: re.Match[bytes]) -> bytes:
        return b"/S/TH" + cell[1] + b"/Scope/Row".ljust(len(cell[2]))

    return _FIRST_CELL.sub(head, content)


def _template_error(error: Any, template: Path | None) -> TaskforceError:
    place = re.search(r"report\.typ:(\d+):", error.diagnostic or "")
    return TaskforceError(
        _(
            "The template {path} has a mistake in line {line}: {reason}. Mend it, or report without --template.",
            path=template or TEMPLATE.name,
            line=place[1] if place else "–",
            reason=error.message,
        )
    )


class _Writer:
    """Turns a document into what the template reads; pictures become files in ``folder``.

    ``doubting`` tries each picture first: one of them cannot be read.
    """

    def __init__(self, document: Document, folder: Path, doubting: bool = False) -> None:
        self.document, self.folder, self.doubting = document, folder, doubting
        self.pictures = 0

    def data(self, numbering: _Numbering) -> dict[str, Any]:
        """Return the whole of ``report.json``."""
        document = self.document
        day = date.fromisoformat(document.as_of)
        named = (document.organisation, document.title, document.subtitle)
        return {
            **{name: value for name, value in _values(document).items() if name != "parts"},
            "day": {"year": day.year, "month": day.month, "day": day.day},
            "fonts": FAMILIES,
            "footer": breakable(shorten(" · ".join(filter(None, named)), _FOOTER)),
            "page": _("Page {page} of {pages}") if numbering.last != 0 else _("Page {page}"),
            "first_page": numbering.first,
            "last_page": numbering.last,
            "logo_text": _("Logo"),
            "parts": [self._part(part) for part in document.parts],
        }

    def _part(self, part: Part) -> dict[str, Any]:
        title = office_signs(part.title if part.count is None else f"{part.title} ({part.count})")
        blocks = [self._block(block, part.wide) for block in part.blocks]
        flags = {"wide": part.wide, "front": part.front, "annex": part.annex}
        return {"key": part.key, "title": title, **flags, "blocks": [one for one in blocks if one]}

    def _block(self, block: Block, wide: bool) -> dict[str, Any] | None:
        kind = type(block).__name__.lower()
        match block:
            case Table():
                return self._table(block, wide)
            case Letterhead(lines, logo):
                shown = self._picture(logo) if logo else None
                return {"block": kind, "lines": _plain(lines), "logo": shown, "sizes": letterhead_sizes(lines)}
            case Plot():
                drawn = self._file(svg_of(block).encode("utf-8"), "svg")
                return {"block": kind, "picture": drawn, "alternative": block.alternative}
            case Verdict():
                told = {"before_text": breakable(before_text(block))}
                return {"block": kind, **{name: _plain(value) for name, value in _values(block).items()}, **told}
            case Photo():
                file = self._picture(block.picture)
                told = {"caption": breakable(block.caption), "alternative": block.alternative}
                if file is None:
                    said = f"{block.caption}: {_('the picture cannot be read.')}"
                    return {"block": "paragraph", "kind": "note", "text": breakable(said)}
                return {"block": kind, "picture": file, **told}
            case Figures(key, figures):
                marked = [one._replace(mark=office_signs(one.mark)) for one in figures]
                return {"block": kind, "key": key, "figures": [_plain(one) for one in marked]}
            case Listed():
                plain = {name: _plain(value) for name, value in _values(block).items()}
                return {"block": kind, **plain, "remark": _remark(block)}
            case _:
                return {"block": kind, **{name: _plain(value) for name, value in _values(block).items()}}

    def _table(self, table: Table, wide: bool) -> dict[str, Any]:
        if not table.rows:
            return {"block": "paragraph", "kind": "empty", "text": table.empty}
        rows = [*table.rows, *([table.sums] if table.sums else [])]
        shares = column_shares(table, WIDE if wide else WIDTH)
        columns = [
            {"title": column.title, "right": column.right, "share": share}
            for column, share in zip(table.columns, shares, strict=True)
        ]
        whole = sum(shares) / (WIDE if wide else WIDTH)
        rooms = [
            (column.bar, max(share / whole - 2, _SHORTEST))
            for column, share in zip(table.columns, shares, strict=True)
        ]
        return {
            "block": "table",
            "columns": columns,
            "rows": [[_cell(cell, *room) for cell, room in zip(row, rooms, strict=True)] for row in rows],
            "sums": table.sums is not None,
            "remark": _remark(table),
        }

    def _picture(self, address: str) -> str | None:
        photo = picture(address)
        if photo is None or photo[0] not in _ENDINGS:
            return None
        if self.doubting:
            from taskforce.reports.plots.png import picture_png

            if not picture_png(*photo, _COARSE):
                return None
        return self._file(photo[1], _ENDINGS[photo[0]])

    def _file(self, content: bytes, ending: str) -> str:
        self.pictures += 1
        name = f"picture-{self.pictures}.{ending}"
        (self.folder / name).write_bytes(content)
        return name


def _remark(block: Table | Listed) -> str:
    return left_out_text(block)


def _cell(cell: Cell, bar: bool, room: float) -> list[Any]:
    share = cell.value if bar and isinstance(cell.value, int | float) else None
    return [office_signs(breakable(cell.text, room)), cell.tone, share]


def breakable(text: str, room: float = _MONSTER) -> str:
    """Return a text whose words of more than ``room`` signs may be broken anywhere: by spaces of no width."""
    if len(text) <= room or max(map(len, text.split()), default=0) <= room:
        return text
    return re.sub(rf"\S{{{int(room)},}}", lambda word: "\u200b".join(word[0]), text)


def _values(block: Any) -> dict[str, Any]:
    values: dict[str, Any] = block._asdict()
    return values


def _plain(value: Any) -> Any:
    """Return a value of a block as JSON has it."""
    if hasattr(value, "_asdict"):
        return {name: _plain(one) for name, one in _values(value).items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return breakable(value) if isinstance(value, str) else value
