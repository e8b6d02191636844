"""The formats of a report, and its way into files.

A format is added by one file and one line: a module in this folder with a function from a
:class:`~taskforce.reports.document.Document` to text or bytes, and its :class:`Format` in :data:`FORMATS`.  The
command line and the app's export then have it.  One that every office should get when it names a folder has a
second line, in :data:`OFFICE_SET`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from taskforce.files import write_output
from taskforce.language import _, speaking
from taskforce.model.errors import TaskforceError, UsageError, reason_of
from taskforce.paths import make_folder, typed_path
from taskforce.reports.content.options import PLANNED, Options, chosen_sections
from taskforce.reports.document import Document
from taskforce.reports.figures.build import BRIEF, COMPLETE, Extent
from taskforce.reports.figures.status import StatusReport

_NO_ANNEX = Extent(None, links=False, matrix=False)


class Format(NamedTuple):
    """A format: the module in this folder and the function in it that sets a document.

    ``suffixes`` are the endings of its files (the first one is given), ``extent`` is how much of a report is read
    for it; it is text, or bytes where it is ``binary``, and takes the ``document`` or the ``data``.
    """

    module: str
    function: str
    suffixes: tuple[str, ...]
    extent: Extent = COMPLETE
    binary: bool = False
    takes: Literal["document", "data"] = "document"

    @property
    def write(self) -> Callable[..., str | bytes]:
        """Return the function; its module is imported now, as most commands need none."""
        function: Callable[..., str | bytes]
        function = getattr(import_module(f"taskforce.reports.writers.{self.module}"), self.function)
        return function


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
        """Return what it says, in its language."""

    @property
    def data(self) -> Mapping[str, Any]:
        """Return the object of ``report --format json``."""


class Draft:
    """A report that was just made: put into words when a format asks for them."""

    def __init__(self, report: StatusReport, options: Options | None = None) -> None:
        self.report, self.options = report, options or Options()

    @cached_property
    def document(self) -> Document:
        """Return what it says, in the language in force."""
        from taskforce.reports.content.compose import compose

        return compose(self.report, self.options)

    @cached_property
    def data(self) -> Mapping[str, Any]:
        """Return the object of ``report --format json``."""
        from taskforce.reports.writers.json_data import report_data

        return report_data(self.report, self.options.words)


def check_format(path: Path, name: str | None = None) -> str:
    """Return the format that a file's ending (or ``name``) says.  Raises :class:`UsageError` for none."""
    if name is not None:
        if name not in FORMATS:
            raise UsageError(
                _("There is no report format “{format}”: use {formats}.", format=name, formats=", ".join(FORMATS))
            )
        return name
    for format_name, form in FORMATS.items():
        if path.suffix.lower() in form.suffixes:
            return format_name
    endings = [suffix for form in FORMATS.values() for suffix in form.suffixes]
    raise UsageError(
        _(
            "“{path}” has no ending that says a report format: use {endings}.",
            path=path.name,
            endings=", ".join(dict.fromkeys(endings)),
        )
    )


def extent_for(names: Iterable[str], sections: Sequence[str] | None = None, kind: str | None = None) -> Extent:
    """Return how much of a report must be read for these formats; for the terminal alone (no format) a brief one.

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
    report: Printable, name: str, *, ascii_only: bool = False, templates: Mapping[str, Path] | None = None
) -> str | bytes:
    """Return the report in a format, in its own language.

    ``ascii_only`` escapes all else in JSON, for consoles that have not every character; ``templates`` are the
    office's own, by format.
    """
    form = FORMATS[check_format(Path(), name)]
    if form.takes == "data":
        return form.write(report.data, ascii_only=ascii_only)
    template = (templates or {}).get(name)
    with speaking(report.document.language):
        return form.write(report.document) if template is None else form.write(report.document, template)


class Output(NamedTuple):
    """A file that is asked for, and its format."""

    path: Path
    format: str


def outputs(names: Sequence[str], form: str | None, document_name: str) -> list[Output]:
    """Return the files that are asked for: ``names`` of files, or of folders (they end in a slash, or are there).

    A folder gets the office's set under ``document_name``, or the one format that ``form`` says.

    Raises :class:`UsageError` for an ending that says no format, and for a file that is asked for twice.
    """
    files: list[Output] = []
    for name in names:
        path = typed_path(name)
        if not (name.endswith(("/", os.sep)) or path.is_dir()):
            files.append(Output(path, check_format(path, form)))
        elif form is None:
            files += [Output(path / file.format(name=document_name), one) for one, file in OFFICE_SET.items()]
        else:
            file = OFFICE_SET.get(form) or "{name}" + FORMATS[check_format(path, form)].suffixes[0]
            files.append(Output(path / file.format(name=document_name), form))
    paths = [one.path for one in files]
    for path in paths:
        if paths.count(path) > 1:
            raise UsageError(_("{path} is asked for twice: name two files.", path=path))
    return files


def document_name(label: str, kind: str = "weekly", scope: str | None = None) -> str:
    """Return a file's name for a report, its scope included: ``laporan-2026-W47``, ``laporan-evaluasi-2026``."""
    from taskforce.model.text import slug

    words = [_("report"), _("evaluation") if kind == "evaluation" else "", label.replace("/", "_")]
    words.append(slug(scope) if scope else "")
    return "-".join(filter(None, words))


def write_outputs(report: Printable, files: Sequence[Output], templates: Mapping[str, Path] | None = None) -> None:
    """Write every file, each whole or not at all; nothing is written before all of them are made.

    ``templates`` are the office's own, by format; see :func:`taskforce.reports.writers.templates.chosen`.  Raises
    :class:`~taskforce.model.errors.TaskforceError` when a file cannot be written.
    """
    contents = [(one.path, rendered(report, one.format, templates=templates)) for one in files]
    for path, content in contents:
        write_output(path, content.encode("utf-8") if isinstance(content, str) else content)


def make_folders(names: Iterable[str]) -> None:
    """Make the folders among ``names`` (they end in a slash) that are not there."""
    for name in names:
        if name.endswith(("/", os.sep)):
            try:
                make_folder(typed_path(name))
            except OSError as error:
                raise TaskforceError(
                    _(
                        "The folder {path} cannot be made ({reason}): choose another place.",
                        path=name,
                        reason=reason_of(error),
                    )
                ) from error
