"""What the settings show of the office, and what is typed there as drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from taskforce.store.batch import Draft
from taskforce.store.ids import ORGANISATION_ID
from taskforce.store.inputs import Drafted
from taskforce.store.load import load
from taskforce.store.organisation import organisation_edits
from taskforce.store.reader import Reader


def office_values(reader: Reader) -> dict[str, Any]:
    """The organisation's plain values; none while there is no organisation."""
    return load(reader, "organisation", [ORGANISATION_ID]).get(ORGANISATION_ID, {})


def office_text(values: Mapping[str, Any], name: str) -> str:
    """A field as it is typed: lists a line each, ``signer.1.name`` a part of a signer, a logo by its kind."""
    if name.startswith("signer."):
        _signer, number, part = name.split(".")
        signers = values.get("signers") or []
        signer = signers[int(number) - 1] if len(signers) >= int(number) else {}
        if not isinstance(signer, Mapping):
            return str(signer) if part == "name" else ""
        return str(signer.get(part) or "")
    value = values.get(name)
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(map(str, value))
    if name == "logo":
        return f"({str(value).partition(';')[0].removeprefix('data:')}, {len(str(value)) * 3 // 4096 + 1} kB)"
    return str(value)


def office_drafts(reader: Reader, texts: Mapping[str, str], seen: Mapping[str, Any]) -> Drafted:
    """Drafts that set what was typed; what someone else changed since it was ``seen`` is refused."""
    drafted = organisation_edits(reader, list(texts.items()))
    drafted.drafts[:] = [_with_seen(draft, seen) for draft in drafted.drafts]
    return drafted


def _with_seen(draft: Draft, seen: Mapping[str, Any]) -> Draft:
    if draft.record_type != "organisation" or draft.field == "*":
        return draft
    return replace(draft, seen=seen.get(draft.field))


def record_counts(reader: Reader) -> dict[str, int]:
    """How many missions, dimensions, sub-dimensions and own holidays there are, by record type."""
    names = ("mission", "dimension", "sub_dimension", "holiday")
    return {name: int(reader.value(f"SELECT count(*) FROM {name} WHERE NOT deleted") or 0) for name in names}


def items_of_dimensions(reader: Reader) -> dict[str, int]:
    """How many action items belong to each dimension and sub-dimension, by their ids."""
    found: dict[str, int] = {}
    for top, part, count in reader.rows(
        "SELECT dimension_id, sub_dimension_id, count(*) FROM action_item WHERE NOT deleted "
        "GROUP BY dimension_id, sub_dimension_id"
    ):
        for record_id in {top, part} - {None}:
            found[record_id] = found.get(record_id, 0) + count
    return found
