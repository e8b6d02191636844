"""Drawings as PNG, for files that hold no vector drawings: typst draws them, as it does in the PDF."""

from __future__ import annotations

from pathlib import Path

from taskforce.reports.document import Plot
from taskforce.reports.plots.svg import svg_of

FONTS = Path(__file__).parents[1] / "fonts"

_PAGE = """#set page(width: auto, height: auto, margin: 0pt)
#set text(font: ("Liberation Sans", "DejaVu Sans Mono"))
#image("picture", format: "{format}", width: {width}pt)
"""
_WIDTH = 480


def plot_png(plot: Plot, resolution: int, *, titled: bool = False) -> bytes:
    """Return a plot as PNG, ``resolution`` dots an inch at the width of a page's text.

    ``titled`` as in ``svg_of``.
    """
    return picture_png("image/svg+xml", svg_of(plot, titled=titled).encode("utf-8"), resolution)


def picture_png(kind: str, content: bytes, resolution: int) -> bytes:
    """Return a picture (``image/svg+xml``, ``image/webp`` …) as PNG; empty when it cannot be drawn."""
    import tempfile

    import typst

    form = {"image/svg+xml": "svg"}.get(kind, kind.rpartition("/")[2].replace("jpeg", "jpg"))
    with tempfile.TemporaryDirectory(prefix="taskforce-") as name:
        folder = Path(name)
        (folder / "picture").write_bytes(content)
        (folder / "page.typ").write_text(_PAGE.format(format=form, width=_WIDTH), encoding="utf-8")
        try:
            drawn = typst.compile(
                folder / "page.typ",
                root=folder,
                font_paths=[FONTS],
                ignore_system_fonts=True,
                format="png",
                ppi=resolution,
            )
        except typst.TypstError:
            return b""
    return bytes(drawn if isinstance(drawn, bytes) else drawn[0])
