"""For whom a bundle is, and what is said of bundles: on the command line and in the application alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from taskforce.clock import Clock
from taskforce.exchange.bundles.bundle import Bundle
from taskforce.exchange.bundles.encryption import begins_sealed
from taskforce.exchange.bundles.handed_out import HandedOut
from taskforce.language import _, plural
from taskforce.model.errors import TaskforceError, UsageError
from taskforce.model.records import RECORDS
from taskforce.reading import reading
from taskforce.store.database.reader import HISTORY_SCHEMA, Reader
from taskforce.store.store import Store
from taskforce.store.sync.merge import Preview
from taskforce.store.write.known_replicas import (
    KnownReplica,
    known_replicas,
    own_replica_id,
    replica_named,
    seen_by_all,
)
from taskforce.wording.amounts import size_text
from taskforce.wording.days import moment_text
from taskforce.wording.records import person

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who shall read a bundle: their names (none: whoever it may be), and what all of them have seen."""

    names: Sequence[str]
    seen: Mapping[str, int]


def audience(
    reader: Reader, named: str | None = None, *, everything: bool = False, promised: HandedOut | None = None
) -> Audience:
    """Return whom a bundle is for: a copy by its name, anyone, or (by default) every copy that was heard of here,
    and those that were ``promised``: who was given the whole list and was not heard of yet.

    Raise :class:`~taskforce.model.errors.NotFound` for a name that no copy has.
    """
    if everything and named:
        raise UsageError(_("Say either --for COPY or --all."))
    if everything:
        return Audience((), {})
    promised = promised or {}
    if named and named.strip().casefold() in promised:
        return Audience([named.strip().casefold()], promised[named.strip().casefold()])
    readers = [replica_named(reader, named)] if named else _heard_of(reader)
    vectors = [] if named else list(promised.values())
    if not readers and not vectors:
        return Audience((), {})
    seen = seen_by_all(reader, [copy.id for copy in readers])
    for vector in vectors:
        seen = {copy_id: min(number, vector.get(copy_id, 0)) for copy_id, number in seen.items()}
    return Audience([copy.name for copy in readers] + ([] if named else list(promised)), seen)


def _heard_of(reader: Reader) -> list[KnownReplica]:
    """Return the copies that handed something over directly; of several of one name the one heard of last."""
    by_name: dict[str, KnownReplica] = {}
    for copy in known_replicas(reader):
        if copy.own or copy.heard_at is None:
            continue
        other = by_name.get(copy.name)
        if other is None or (other.heard_at or "", other.id) < (copy.heard_at, copy.id):
            by_name[copy.name] = copy
    return list(by_name.values())


def check_target(store: Store, path: Path) -> None:
    """Raise :class:`TaskforceError` when a bundle would be written over something that is none."""
    if path.is_dir():
        raise TaskforceError(_("{path} is a folder: name a file in it.", path=path))
    if not path.is_file():  # nothing, or a device that is written into
        return
    try:
        with reading(path) as stream:
            beginning = stream.read(40)
    except OSError:
        beginning = b""
    if not beginning.startswith(_GZIP) and not begins_sealed(beginning):
        raise TaskforceError(
            _("{path} exists already and is no bundle: it was left as it is; name another file.", path=path)
        )


def bundle_text(bundle: Bundle, clock: Clock) -> str:
    """Return a bundle in one line: who wrote it, when, how much it is."""
    header = bundle.header
    who = person(bundle.writer, header.member)
    return ", ".join(
        (
            _("{file}: from {copy}", file=bundle.name, copy=who),
            header.organisation or "-",
            _("written {moment}", moment=moment_text(clock, header.source.written_at)),
            plural("{count} change", "{count} changes", len(bundle.foreign.changes)),
            size_text(bundle.size),
            _("the whole list") if header.whole else _("what others had not seen"),
        )
    )


def bundle_remarks(bundle: Bundle, reader: Reader) -> list[str]:
    """Return what a person should know of a bundle before taking it in, beside what it would change."""
    lines = []
    if bundle.header.source.copy_id == own_replica_id(reader):
        lines.append(_("{file} was written here: it is this copy's own bundle.", file=bundle.name))
    if bundle.header.schema > HISTORY_SCHEMA:
        lines.append(
            _(
                "{file} was written by a newer taskforce ({program}): what this one does not know yet is kept, "
                "and shown once this program is updated.",
                file=bundle.name,
                program=bundle.header.program,
            )
        )
    return lines


def bundle_data(bundle: Bundle, clock: Clock) -> dict[str, Any]:
    """Return a bundle as data: the object of ``bundle inspect --format json``."""
    header = bundle.header
    moments = [change.at for change in bundle.foreign.changes]
    return {
        "file": bundle.name,
        "size": bundle.size,
        "organisation": header.organisation,
        "copy": bundle.writer,
        "copy_id": header.source.copy_id,
        "member": header.member,
        "written_at": clock.local(header.source.written_at),
        "program": header.program,
        "schema": header.schema,
        "whole": header.whole,
        "copies": len(bundle.foreign.copies),
        "batches": len(bundle.foreign.batches),
        "changes": len(bundle.foreign.changes),
        "from": clock.local(min(moments)) if moments else None,
        "to": clock.local(max(moments)) if moments else None,
    }


def counts_text(counts: Mapping[str, int]) -> str:
    """Return numbers of records by type: ``3 Action item, 1 Member``."""
    return ", ".join(f"{count} {_(RECORDS[name].label)}" for name, count in counts.items())


def preview_lines(preview: Preview) -> list[str]:
    """Return what a merge would do, but for the single fields."""
    if not preview.new:
        return [_("Nothing in it is new: all of it is here already.")]
    lines = [plural("{count} change is new here.", "{count} changes are new here.", preview.new)]
    if preview.created:
        lines.append(_("Added: {records}", records=counts_text(preview.created)))
    if preview.deleted:
        lines.append(_("Deleted: {records}", records=counts_text(preview.deleted)))
    if preview.edits:
        lines.append(plural("{count} field changes", "{count} fields change", len(preview.edits)))
    if preview.conflicts:
        lines.append(
            plural(
                "{count} field was changed by two people: you will be asked.",
                "{count} fields were changed by two people: you will be asked.",
                len(preview.conflicts),
            )
        )
    return lines
