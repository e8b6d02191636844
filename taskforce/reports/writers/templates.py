"""Templates of reports for paper: ours to copy, an office's own to check and to use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from taskforce.config import Config
from taskforce.language import _
from taskforce.model.errors import UsageError
from taskforce.reports.document import Document

FORMATS = ("docx", "typ")
"""The endings of templates: a Word file for ``.docx`` reports, a typst file for ``.pdf`` reports."""

REPORTS = {"docx": "docx", "typ": "pdf"}
"""The formats of reports that templates of each ending set."""

Setter = Callable[[Document, Path | None], bytes]


def kind_of(path: Path) -> str:
    """What kind of template a file is, by its ending.  Raises :class:`UsageError` for none."""
    kind = path.suffix.lower().lstrip(".")
    if kind not in FORMATS:
        raise UsageError(
            _("“{path}” is no template: use a .docx file for Word, or a .typ file for PDF.", path=path.name)
        )
    return kind


def chosen(config: Config, named: Iterable[str] = ()) -> dict[str, Path]:
    """The templates that reports are set into, by the format of the report: those that were named, else those that
    the preferences name.  Raises :class:`UsageError` for a file that is no template."""
    found = {
        REPORTS[kind]: Path(kept) for kind in FORMATS if (kept := getattr(config, f"report_{kind}")) is not None
    }
    for name in named:
        path = Path(name).expanduser()
        found[REPORTS[kind_of(path)]] = path
    return found


def own_template(kind: str) -> Path:
    """The template of a kind that is shipped."""
    from taskforce.reports.writers.paper import TEMPLATES

    return TEMPLATES / f"report.{kind}"


def check(path: Path) -> None:
    """Try a template on a made-up report.  Raises :class:`TaskforceError` with its first mistake."""
    from taskforce.reports.content.specimen import specimen

    kind = REPORTS[kind_of(path)]
    module = "word.docx" if kind == "docx" else kind
    write: Setter = getattr(import_module(f"taskforce.reports.writers.{module}"), f"as_{kind}")
    write(specimen(), path)
