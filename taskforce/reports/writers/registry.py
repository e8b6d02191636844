"""The formats of a report: each is one module with one function; this one knows them all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from taskforce.files import write_whole
from taskforce.language import _, speaking
from taskforce.model.errors import TaskforceError, UsageError
from taskforce.reports.content.options import PLANNED, Options, chosen_sections
from taskforce.reports.document import Document
from taskforce.reports.figures.build import BRIEF, COMPLETE, Extent
from taskforce.reports.figures.status import StatusReport

_NO_ANNEX = Extent(None, links=False, matrix=False)


class Format(NamedTuple):
    """A format: the module of taskforce.reports.writers and the function in it that sets a document (``data``:
    that writes the data), the endings of its files (the first one is given), how much of a report it needs, and
    whether it is bytes, not text."""

    module: str
    function: str
    suffixes: tuple[str, ...]
    extent: Extent = COMPLETE
    binary: bool = False
    takes: str = "document"


FORMATS: dict[str, Format] = {
    "text": Format("text", "as_text", (".txt",), _NO_ANNEX),
    "json": Format("json_data", "as_json", (".json",), Extent(None, links=True, matrix=False), takes="data"),
    "md": Format("markdown", "as_markdown", (".md",)),
    "whatsapp": Format("whatsapp", "as_whatsapp", (), _NO_ANNEX),
    "html": Format("html", "as_html", (".html", ".htm")),
    "docx": Format("word.docx", "as_docx", (".docx",), binary=True),
    "pdf": Format("pdf", "as_pdf", (".pdf",), binary=True),
    "xlsx": Format("xlsx", "as_xlsx", (".xlsx",), binary=True),
    "svg": Format("svg", "as_svg", (".svg",), _NO_ANNEX),
}
"""Every format by name."""

OFFICE_SET: Mapping[str, str] = {
    "docx": "{name}.docx",
    "pdf": "{name}.pdf",
    "xlsx": "{name}.xlsx",
    "html": "{name}.html",
    "whatsapp": "{name}-whatsapp.txt",
}
"""What an office gets when it names a folder: formats and the names of their files."""


class Printable(Protocol):
    """A report that can be set in any format: what it says, and its data."""

    @property
    def document(self) -> Document:
        """What it says, in its language."""

    @property
    def data(self) -> Mapping[str, Any]:
        """The object of ``report --format json``."""


class Draft:
    """A report that was just made: put into words when a format asks for them."""

    def __init__(self, report: StatusReport, options: Options | None = None) -> None:
        self.report, self.options = report, options or Options()

    @cached_property
    def document(self) -> Document:
        """What it says, in the language in force."""
        from taskforce.reports.content.compose import compose

        return compose(self.report, self.options)

    @cached_property
    def data(self) -> Mapping[str, Any]:
        """The object of ``report --format json``."""
        from taskforce.reports.writers.json_data import report_data

        return report_data(self.report)


def check_format(path: Path, name: str | None = None) -> str:
    """The format that a file's ending (or ``name``) says.  Raises :class:`UsageError` for none."""
    if name is not None:
        if name not in FORMATS:
            raise UsageError(
                _("There is no report format “{format}”: use {formats}.", format=name, formats=", ".join(FORMATS))
            )
        return name
    found = next((one for one, form in FORMATS.items() if path.suffix.lower() in form.suffixes), None)
    if found is None:
        endings = [suffix for form in FORMATS.values() for suffix in form.suffixes]
        raise UsageError(
            _(
                "“{path}” has no ending that says a report format: use {endings}.",
                path=path.name,
                endings=", ".join(dict.fromkeys(endings)),
            )
        )
    return found


def extent_for(names: Iterable[str], sections: Sequence[str] | None = None, kind: str | None = None) -> Extent:
    """How much of a report must be read for these formats; for the terminal alone (no format) a brief one.

    ``sections`` are those that were asked for by name (``None``: the usual ones of the kind): annexes among them
    are wanted in every format.
    """
    extents = [FORMATS[name].extent for name in names]
    if not extents:
        return BRIEF
    links = any(one.links for one in extents)
    matrix = any(one.matrix for one in extents) or "matrix" in (sections or ())
    plan = not PLANNED.isdisjoint(chosen_sections(kind or "weekly", sections))
    return Extent(None, links=links, matrix=matrix, plan=plan)


def rendered(
    made: StatusReport | Printable,
    name: str,
    paper: str | None = None,
    *,
    ascii_only: bool = False,
    templates: Mapping[str, Path] | None = None,
) -> str | bytes:
    """The report in a format.

    ``paper`` (``f4``, ``a4``) overrules the organisation's for a report that was just made; ``ascii_only`` escapes
    all else in JSON, for consoles that have not every character; ``templates`` are the office's own, by format.
    """
    check_format(Path(), name)
    printable = Draft(made, Options(paper=paper)) if isinstance(made, StatusReport) else made
    form = FORMATS[name]
    write = getattr(import_module(f"taskforce.reports.writers.{form.module}"), form.function)
    if form.takes == "data":
        return str(write(printable.data, ascii_only=ascii_only))
    document = printable.document
    with speaking(document.language):
        template = (templates or {}).get(name)
        written: str | bytes = write(document) if template is None else write(document, template)
    return written


class Output(NamedTuple):
    """A file that is asked for, and its format."""

    path: Path
    format: str


def outputs(names: Sequence[str], form: str | None, document_name: str) -> list[Output]:
    """The files that are asked for: ``names`` of files, or of folders (they end in a slash, or are there).

    A folder gets the office's set under ``document_name``, or the one format that ``form`` says.

    Raises :class:`UsageError` for an ending that says no format, and for a file that is asked for twice.
    """
    found: list[Output] = []
    for name in names:
        path = Path(name).expanduser()
        if not (name.endswith(("/", os.sep)) or path.is_dir()):
            found.append(Output(path, check_format(path, form)))
            continue
        if form is not None:
            suffix = OFFICE_SET.get(form) or "{name}" + FORMATS[check_format(path, form)].suffixes[0]
            found.append(Output(path / suffix.format(name=document_name), form))
            continue
        pairs = OFFICE_SET.items()
        found += [Output(path / file.format(name=document_name), one) for one, file in pairs if one in FORMATS]
    twice = next((one.path for one in found if [other.path for other in found].count(one.path) > 1), None)
    if twice is not None:
        raise UsageError(_("{path} is asked for twice: name two files.", path=twice))
    return found


def document_name(label: str, kind: str = "weekly", scope: str | None = None) -> str:
    """A file's name for a report: ``laporan-2026-W47``, ``laporan-evaluasi-2026``; scopes are part of it."""
    from taskforce.model.text import slug

    words = [_("report"), _("evaluation") if kind == "evaluation" else "", label.replace("/", "_")]
    words.append(slug(scope) if scope else "")
    return "-".join(filter(None, words))


def write_outputs(
    made: StatusReport | Printable, wanted: Sequence[Output], templates: Mapping[str, Path] | None = None
) -> None:
    """Write every file, each whole or not at all; nothing is written before all of them are made.

    A folder that is not there is made.  ``templates`` are the office's own, by format; see
    :func:`taskforce.reports.writers.templates.chosen`.  Raises :class:`~taskforce.model.errors.TaskforceError`
    when
    a file cannot be written.
    """
    contents = [(one.path, rendered(made, one.format, templates=templates)) for one in wanted]
    for path, content in contents:
        write_whole(path, content.encode("utf-8") if isinstance(content, str) else content)


def make_folders(names: Iterable[str]) -> None:
    """Make the folders among ``names`` (they end in a slash) that are not there."""
    for name in names:
        if name.endswith(("/", os.sep)):
            try:
                Path(name).expanduser().mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise TaskforceError(
                    _(
                        "The folder {path} cannot be made ({reason}): choose another place.",
                        path=name,
                        reason=error.strerror or error,
                    )
                ) from error


def write_report(
    made: StatusReport | Printable,
    path: Path,
    name: str | None = None,
    paper: str | None = None,
    templates: Mapping[str, Path] | None = None,
) -> None:
    """Write the report to a file, whole or not at all; the ending says the format unless ``name`` does.

    Raises :class:`UsageError` for an ending that says no format, and
    :class:`~taskforce.model.errors.TaskforceError` when the file cannot be written.
    """
    written = rendered(made, check_format(path, name), paper, templates=templates)
    write_whole(path, written.encode("utf-8") if isinstance(written, str) else written)
