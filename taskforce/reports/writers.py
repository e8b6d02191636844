"""The formats of a report: each is one module with one function; this one knows them all."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from taskforce.files import write_whole
from taskforce.language import _
from taskforce.model.errors import UsageError
from taskforce.reports.build import BRIEF, COMPLETE, Extent
from taskforce.reports.status import StatusReport

FORMATS: dict[str, tuple[str, str]] = {
    "text": ("text", "as_text"),
    "json": ("json_writer", "as_json"),
    "html": ("html", "as_html"),
    "svg": ("svg", "as_svg"),
}
"""Each format: the module of taskforce.reports and the function in it that writes the report as text."""

SUFFIXES: dict[str, str] = {".txt": "text", ".json": "json", ".html": "html", ".htm": "html", ".svg": "svg"}
"""The endings of files, and the formats that they say."""

ALL_ROWS = Extent(None, links=False, matrix=False)
_EXTENTS = {"text": ALL_ROWS, "svg": ALL_ROWS, "json": Extent(None, links=True, matrix=False), "html": COMPLETE}


def check_format(path: Path, name: str | None = None) -> str:
    """The format that a file's ending (or ``name``) says.  Raises :class:`UsageError` for none."""
    if name is not None:
        if name not in FORMATS:
            raise UsageError(
                _("There is no report format “{format}”: use {formats}.", format=name, formats=", ".join(FORMATS))
            )
        return name
    found = SUFFIXES.get(path.suffix.lower())
    if found is None:
        raise UsageError(
            _(
                "“{path}” has no ending that says a report format: use {endings}.",
                path=path.name,
                endings=", ".join(SUFFIXES),
            )
        )
    return found


def extent_for(names: Iterable[str]) -> Extent:
    """How much of a report must be read for these formats; for the terminal alone (no format) a brief one."""
    extents = [_EXTENTS[name] for name in names]
    if not extents:
        return BRIEF
    links, matrix = any(one.links for one in extents), any(one.matrix for one in extents)
    return Extent(None, links=links, matrix=matrix)


def rendered(report: StatusReport, name: str, paper: str | None = None, *, ascii_only: bool = False) -> str:
    """The report in a format, as text.

    ``paper`` (``f4``, ``a4``) overrules the organisation's in formats for paper; ``ascii_only`` escapes all else
    in JSON, for consoles that have not every character.
    """
    check_format(Path(), name)
    module, function = FORMATS[name]
    write = getattr(import_module(f"taskforce.reports.{module}"), function)
    if name == "json":
        return str(write(report, ascii_only=ascii_only))
    if name == "svg":
        return str(write(report))
    from taskforce.reports.content import compose

    return str(write(compose(report, paper)))


def write_report(report: StatusReport, path: Path, name: str | None = None, paper: str | None = None) -> None:
    """Write the report to a file, whole or not at all; the ending says the format unless ``name`` does.

    Raises :class:`UsageError` for an ending that says no format, and
    :class:`~taskforce.model.errors.TaskforceError` when the file cannot be written.
    """
    write_whole(path, rendered(report, check_format(path, name), paper).encode("utf-8"))
