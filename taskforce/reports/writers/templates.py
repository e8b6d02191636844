"""Templates of reports for paper: ours to copy, an office's own to check and to use."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from taskforce.config import Config
from taskforce.language import _
from taskforce.model.errors import UsageError
from taskforce.paths import typed_path
from taskforce.reports.writers.paper import TEMPLATES

REPORTS = {"docx": "docx", "typ": "pdf"}
"""The formats of reports, by the ending of the templates that they are set into."""


def kind_of(path: Path) -> str:
    """Return the ending of a template, one of :data:`REPORTS`.  Raises :class:`UsageError` for none."""
    kind = path.suffix.lower().lstrip(".")
    if kind not in REPORTS:
        raise UsageError(
            _("“{path}” is no template: use a .docx file for Word, or a .typ file for PDF.", path=path.name)
        )
    return kind


def chosen(config: Config, named: Iterable[str] = ()) -> dict[str, Path]:
    """Return the templates that reports are set into, by the format of the report.

    Those that were named come before those that the preferences name.  Raises :class:`UsageError` for a file that
    is no template.
    """
    kept = {form: getattr(config, f"report_{kind}") for kind, form in REPORTS.items()}
    paths = [typed_path(name) for name in named]
    return {
        **{form: Path(path) for form, path in kept.items() if path is not None},
        **{REPORTS[kind_of(path)]: path for path in paths},
    }


def own_template(kind: str) -> Path:
    """Return the template of a kind that is shipped."""
    return TEMPLATES / f"report.{kind}"


def check(path: Path) -> None:
    """Try a template on a made-up report.  Raises :class:`TaskforceError` with its first mistake."""
    from taskforce.reports.content.specimen import specimen
    from taskforce.reports.writers.registry import FORMATS

    FORMATS[REPORTS[kind_of(path)]].write(specimen(), path)
