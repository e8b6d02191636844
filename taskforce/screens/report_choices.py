"""What was chosen for reports last, kept in the person's preferences."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from taskforce.config import Config, read_config, write_preference
from taskforce.model.errors import TaskforceError
from taskforce.paths import config_file

USUAL_FORMATS = ("docx", "pdf", "xlsx", "whatsapp")


class LastChoices:
    """The last choices; preferences that cannot be read or written are none, since the report matters more."""

    def __init__(self) -> None:
        try:
            self._config = read_config(config_file())
        except TaskforceError:
            self._config = Config()

    @property
    def kind(self) -> str:
        """The kind of report."""
        from taskforce.reports.options import ASKED_KINDS

        kind = self._config.report_kind
        return kind if kind in ASKED_KINDS else "weekly"

    @property
    def language(self) -> str | None:
        """The language of reports, where it is not that of the app."""
        return self._config.report_language if self._config.report_language in ("id", "en") else None

    @property
    def sections(self) -> tuple[str, ...] | None:
        """The sections of reports for which nothing else was chosen."""
        from taskforce.reports.options import check_sections

        try:
            return check_sections((self._config.report_sections or "").split(",")) or None
        except TaskforceError:
            return None

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that were written."""
        return (
            tuple((self._config.report_formats or "").split(",")) if self._config.report_formats else USUAL_FORMATS
        )

    @property
    def folder(self) -> str | None:
        """Where files were written."""
        return self._config.report_folder

    @property
    def templates(self) -> Mapping[str, Path]:
        """The office's own templates, by format."""
        from taskforce.reports.report_templates import chosen

        return chosen(self._config)

    def keep(self, key: str, value: str | None) -> None:
        """Keep one choice for the next time."""
        from dataclasses import replace

        changed: dict[str, Any] = {key: value}
        self._config = replace(self._config, **changed)
        try:
            write_preference(config_file(), key, value)
        except (TaskforceError, OSError):
            return
