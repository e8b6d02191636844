"""A report as PDF, set by typst: fonts inside, tagged (PDF/UA-1), the same file for the same report.

How it looks is said by a typst template, ours or the office's own; what it says is handed to the template as data
(``report.json``, pictures as files beside it), which typst does not read as markup.  Nothing is fetched: the files
that typst sees are those of one temporary folder.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from taskforce.language import _
from taskforce.model.errors import TaskforceError
from taskforce.model.width import shorten
from taskforce.reports.document import Block, Cell, Document, Letterhead, Part, Photo, Plot, Table, picture
from taskforce.reports.plots.png import FONTS
from taskforce.reports.plots.svg import svg_of
from taskforce.reports.writers.paper import TEMPLATES, column_shares

TEMPLATE = TEMPLATES / "report.typ"
FAMILIES = ("Liberation Sans", "DejaVu Sans Mono")
"""Liberation Sans, which has Arial's measures, lies in FONTS; typst itself brings the other, for signs."""

WIDTH, WIDE = 98, 186
"""Signs that a line of a table takes, upright and across."""

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


def as_pdf(document: Document, template: Path | None = None) -> bytes:
    """Return the report as the content of a ``.pdf`` file, set by ``template`` (a ``.typ`` file) or by ours.

    Raises :class:`TaskforceError` when the template is not in order, with its first mistake.
    """
    import tempfile

    import typst

    with tempfile.TemporaryDirectory(prefix="taskforce-") as name:
        folder = Path(name)
        (folder / "report.typ").write_bytes(_template_text(template))
        for doubting in (False, True):
            data = _Writer(document, folder, doubting).data()
            (folder / "report.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
            try:
                return _compiled(folder, date.fromisoformat(document.as_of))
            except typst.TypstError as error:
                if doubting or "decode image" not in str(error):
                    raise _template_error(error, template) from error
    raise AssertionError("the last attempt either succeeds or raises")


def _template_text(template: Path | None) -> bytes:
    try:
        return (template or TEMPLATE).read_bytes()
    except OSError as error:
        raise TaskforceError(
            _(
                "The template {path} cannot be read ({reason}): name another.",
                path=template or TEMPLATE,
                reason=error.strerror or error,
            )
        ) from error


def _compiled(folder: Path, day: date) -> bytes:
    """Return the PDF of the folder's ``report.typ``.

    PDF/UA does not allow a sign that no font has.  Then the machine's own fonts may help; where they do not, the
    file is tagged all the same, but does not claim the standard.
    """
    import typst

    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    standard: Literal["ua-1"] = "ua-1"
    for system_fonts, strict in ((False, True), (True, True), (True, False)):
        try:
            return bytes(
                typst.compile(
                    folder / "report.typ",
                    root=folder,
                    font_paths=[FONTS],
                    ignore_system_fonts=not system_fonts,
                    pdf_standards=[standard] if strict else [],
                    timestamp=moment,
                    package_path=folder,
                    package_cache_path=folder,
                )
            )
        except typst.TypstError as error:
            if not strict or "could not be displayed" not in str(error):
                raise
    raise AssertionError("the last attempt either succeeds or raises")


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

    def data(self) -> dict[str, Any]:
        """Return the whole of ``report.json``."""
        document = self.document
        day = date.fromisoformat(document.as_of)
        named = (document.organisation, document.title, document.subtitle)
        return {
            **{name: value for name, value in _values(document).items() if name != "parts"},
            "day": {"year": day.year, "month": day.month, "day": day.day},
            "fonts": FAMILIES,
            "footer": breakable(shorten(" · ".join(filter(None, named)), _FOOTER)),
            "page": _("Page {page} of {pages}"),
            "logo_text": _("Logo"),
            "parts": [self._part(part) for part in document.parts],
        }

    def _part(self, part: Part) -> dict[str, Any]:
        title = part.title if part.count is None else f"{part.title} ({part.count})"
        blocks = [self._block(block, part.wide) for block in part.blocks]
        return {"key": part.key, "title": title, "wide": part.wide, "blocks": [one for one in blocks if one]}

    def _block(self, block: Block, wide: bool) -> dict[str, Any] | None:
        kind = type(block).__name__.lower()
        match block:
            case Table():
                return self._table(block, wide)
            case Letterhead(lines, logo):
                return {"block": kind, "lines": _plain(lines), "logo": self._picture(logo) if logo else None}
            case Plot():
                drawn = self._file(svg_of(block).encode("utf-8"), "svg")
                return {"block": kind, "picture": drawn, "alternative": block.alternative}
            case Photo():
                file = self._picture(block.picture)
                told = {"caption": breakable(block.caption), "alternative": block.alternative}
                if file is None:
                    said = f"{block.caption}: {_('the picture cannot be read.')}"
                    return {"block": "paragraph", "kind": "note", "text": breakable(said)}
                return {"block": kind, "picture": file, **told}
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
        remark = _("and {count} more", count=table.left_out) if table.left_out else ""
        return {
            "block": "table",
            "columns": columns,
            "rows": [[_cell(cell, *room) for cell, room in zip(row, rooms, strict=True)] for row in rows],
            "sums": table.sums is not None,
            "remark": remark,
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


def _cell(cell: Cell, bar: bool, room: float) -> list[Any]:
    share = cell.value if bar and isinstance(cell.value, int | float) else None
    return [breakable(cell.text, room), cell.tone, share]


def breakable(text: str, room: float = _MONSTER) -> str:
    """Return a text whose words of more than ``room`` signs may be broken anywhere: by spaces of no width."""
    if len(text) <= room or max(map(len, text.split()), default=0) <= room:
        return text
    return re.sub(rf"\S{{{int(room)},}}", lambda word: "\u200b".join(word[0]), text)


def _values(block: Any) -> dict[str, Any]:
    return {one.name: getattr(block, one.name) for one in fields(block)}


def _plain(value: Any) -> Any:
    """Return a value of a block as JSON has it."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, str):
        return breakable(value)
    return {name: _plain(one) for name, one in _values(value).items()} if is_dataclass(value) else value
