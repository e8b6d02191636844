"""Evidence (bukti dukung): what a file, a link or a letter becomes in the list."""

from __future__ import annotations

import hashlib
from pathlib import Path

from taskforce.language import _
from taskforce.model.errors import TaskforceError, UsageError
from taskforce.model.vocabulary import EvidenceKind
from taskforce.store.batch import Draft, create


def evidence_draft(
    item_id: str, location: str | None, letter: str | None = None, description: str | None = None
) -> Draft:
    """A draft of evidence for an item.

    A file must be there, and its SHA-256 is kept so that a later change of it shows.  Raises
    :class:`UsageError` when nothing is named, :class:`TaskforceError` when the file cannot be read.
    """
    values: dict[str, str | None] = {"letter_number": letter, "description": description}
    if location is None:
        if not letter:
            raise UsageError(_("Name the evidence: a file, a link, or the number of a letter."))
        values["kind"] = EvidenceKind.LETTER
    elif "://" in location:
        values |= {"kind": EvidenceKind.LINK, "location": location}
    else:
        values |= {"kind": EvidenceKind.FILE, "location": location, "sha256": _hash(Path(location))}
    return create("evidence", item_id=item_id, **values)


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.expanduser().open("rb") as stream:
            while part := stream.read(1 << 20):
                digest.update(part)
    except OSError as error:
        raise TaskforceError(
            _(
                "The evidence {path} cannot be read ({reason}): check its name, or give a link (https://…).",
                path=path,
                reason=error.strerror,
            )
        ) from error
    return digest.hexdigest()
