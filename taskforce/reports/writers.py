"""The formats of a report: each is one module with one function; this one knows them all."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from taskforce.files import write_whole
from taskforce.language import _
from taskforce.model.errors import UsageError
from taskforce.model.vocabulary import Paper
from taskforce.reports.status import StatusReport

FORMATS: dict[str, tuple[str, str]] = {
    "text": ("text", "as_text"),
    "json": ("status", "as_json"),
    "html": ("html", "as_html"),
    "svg": ("svg", "as_svg"),
}
"""Each format: the module of taskforce.reports and the function in it that writes the report as text."""

SUFFIXES: dict[str, str] = {".txt": "text", ".json": "json", ".html": "html", ".htm": "html", ".svg": "svg"}


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


def rendered(report: StatusReport, name: str, paper: str | None = None) -> str:
    """The report in a format, as text; ``paper`` (``f4``, ``a4``) overrules the organisation's."""
    check_format(Path(), name)
    module, function = FORMATS[name]
    write = getattr(import_module(f"taskforce.reports.{module}"), function)
    if name == "html":
        return str(write(report, Paper(paper or report.data.organisation.get("paper") or Paper.F4)))
    return str(write(report))


def write_report(report: StatusReport, path: Path, name: str | None = None, paper: str | None = None) -> None:
    """Write the report to a file, whole or not at all; the ending says the format unless ``name`` does."""
    write_whole(path, rendered(report, check_format(path, name), paper).encode("utf-8"))
