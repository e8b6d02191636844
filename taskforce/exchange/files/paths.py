"""The files that are meant when people name files and folders."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from taskforce.language import _
from taskforce.model.errors import TaskforceError

_TAKEN = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv")
"""Files of a folder that are imported when the folder is named."""


def spreadsheets(names: Iterable[Path]) -> list[Path]:
    """Return the files that are meant: of a folder every spreadsheet in it, but for those that a program has open.

    Raise :class:`TaskforceError` for a folder that has none.
    """
    paths: list[Path] = []
    for path in names:
        if not path.is_dir():
            paths.append(path)
            continue
        inside = sorted(
            one
            for one in path.iterdir()
            if one.suffix.lower() in _TAKEN and not one.name.startswith(("~$", ".")) and one.is_file()
        )
        if not inside:
            raise TaskforceError(_("There is no spreadsheet in {path}: name another folder.", path=path))
        paths += inside
    return list(dict.fromkeys(paths))
