"""A folder that a person names and that is not there: a second saving makes it."""

from __future__ import annotations

from pathlib import Path

from taskforce.language import _
from taskforce.model.errors import reason_of
from taskforce.paths import make_folder


def folder_problem(folder: Path, agreed: set[Path]) -> str:
    """Return why nothing can be written into a folder yet, empty when it can.

    Where only the folder itself is missing, the sentence asks to save again and the folder is kept among those
    ``agreed``; asked about it once more, it is made.
    """
    if folder.is_dir():
        return ""
    if folder.exists() or not folder.parent.is_dir():
        return _("{folder} is not there, or no folder: name another one.", folder=folder)
    if folder not in agreed:
        agreed.add(folder)
        return _("The folder {folder} is not there yet: save again to make it.", folder=folder)
    try:
        make_folder(folder)
    except OSError as error:
        return _(
            "The folder {path} cannot be made ({reason}): choose another place.",
            path=folder,
            reason=reason_of(error),
        )
    return ""
