"""Pictures of evidence for a report: read from their files, embedded, never fetched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from taskforce.language import _
from taskforce.model.errors import UsageError, reason_of
from taskforce.model.pictures import data_address
from taskforce.paths import typed_path
from taskforce.reading import read_bounded
from taskforce.reports.content.evaluation import file_name
from taskforce.reports.content.wording import line
from taskforce.reports.document import Photo
from taskforce.store.read.report_data import EvidenceRow

MOST = 24
"""Pictures that a report shows at most."""

GREATEST = 8 * 1024 * 1024
"""Bytes of a picture at most."""

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg")


def is_picture(row: EvidenceRow) -> bool:
    """Return whether a piece of evidence is a file that a report can show, by its ending."""
    return row.kind == "file" and (row.location or "").lower().endswith(PICTURE_SUFFIXES)


def photos_of(rows: Iterable[EvidenceRow]) -> tuple[list[Photo], list[str]]:
    """Return the pictures of pieces of evidence, and sentences about those that cannot be shown.

    Raises :class:`UsageError` for more than :data:`MOST`.
    """
    rows = list(rows)
    if len(rows) > MOST:
        raise UsageError(
            _("{count} pictures are too many for a report: choose {most} at most.", count=len(rows), most=MOST)
        )
    photos: list[Photo] = []
    problems: list[str] = []
    for row in rows:
        name = line(file_name(row))
        try:
            address = _read(typed_path(row.location or ""), row.sha256)
        except (OSError, ValueError) as error:
            reason = reason_of(error) if isinstance(error, OSError) else str(error)
            problems.append(
                _("The picture {name} of {ref} is left out: {reason}.", name=name, ref=row.ref, reason=reason)
            )
            continue
        said = line(row.description) if row.description else name
        caption = f"{row.ref}. {line(row.title)}: {said}"
        photos.append(
            Photo(address, caption, _("Evidence of “{title}”: {name}", title=line(row.title), name=said))
        )
    return photos, problems


def _read(path: Path, sha256: str | None) -> str:
    content = read_bounded(path, GREATEST)
    if sha256 and hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(_("the file was changed since it was added as evidence"))
    address = data_address(content)
    if address is None:
        raise ValueError(_("it is no PNG or JPEG picture"))
    return address
