"""The findings of the doctor, and what was saved of a damaged list, as people read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from taskforce.language import N_, _, plural
from taskforce.model.records import RECORDS
from taskforce.model.shown import mid_sentence
from taskforce.model.width import pad, printable
from taskforce.store.health.finding import Finding, Weight

if TYPE_CHECKING:
    from taskforce.store.health.salvage import Salvaged

MARKS = {
    Weight.OK: N_("ok"),
    Weight.NOTE: N_("NOTE"),
    Weight.WRONG: N_("WRONG"),
    Weight.STOP: N_("STOP"),
}
"""The word that stands before a finding: how bad it is."""


def finding_lines(finding: Finding) -> list[str]:
    """Return a finding as lines: the mark and the sentence, what to do, and examples."""
    width = max(len(_(mark)) for mark in MARKS.values())
    lines = [f"{pad(_(MARKS[finding.weight]), width, 'right')}  {printable(finding.sentence)}"]
    if finding.weight is not Weight.OK:
        blank = " " * (width + 2)
        lines += [f"{blank}- {printable(example)}" for example in finding.examples]
        lines += [f"{blank}{printable(finding.advice)}"] if finding.advice else []
    return lines


_COMMANDS = re.compile(r"“taskforce (?:doctor --(repair|salvage)|backup)\b[^”]*”")
_KEYS = {"repair": "Ctrl+S", "salvage": "x", None: "F8, B"}


def in_the_app(text: str) -> str:
    """Return a sentence with the app's keys for the commands that it names."""
    return _COMMANDS.sub(lambda match: f"“{_KEYS[match[1]]}”", text)


def salvaged_lines(saved: Salvaged) -> list[str]:
    """Return what was saved of a damaged list, and what was not."""
    lines = [
        plural(
            "{count} change of the history was read.", "{count} changes of the history were read.", saved.changes
        ),
        plural("{count} record is in the new list.", "{count} records are in the new list.", saved.records),
    ]
    if saved.mended:
        lines.append(
            plural(
                "{count} change was damaged and put right by what other places of the file say.",
                "{count} changes were damaged and put right by what other places of the file say.",
                len(saved.mended),
            )
        )
    if saved.whole:
        return [*lines, _("Nothing was lost.")]
    for name, count in saved.lost.items():
        lines.append(
            plural(
                "{count} change of “{copy}” is lost; another copy that has it brings it back with its next "
                "bundle.",
                "{count} changes of “{copy}” are lost; another copy that has them brings them back with its next "
                "bundle.",
                count,
                copy=name,
            )
        )
    for record_type, record_id in saved.begun_anew:
        lines.append(
            _(
                "The beginning of {record} …{end} is lost: it is in the list under a name that says so.",
                record=mid_sentence(_(RECORDS[record_type].label)),
                end=record_id[-6:],
            )
        )
    for record_type, count in saved.without_beginning.items():
        lines.append(
            plural(
                "{count} record is lost: {record}.",
                "{count} records are lost: {record}.",
                count,
                record=mid_sentence(_(RECORDS[record_type].label)),
            )
        )
    if saved.unlinked:
        lines.append(
            plural("{count} link to what is lost was emptied.", "{count} links to what is lost were emptied.",
                   saved.unlinked)
        )  # fmt: skip
    return lines


def salvaged_data(saved: Salvaged) -> dict[str, Any]:
    """Return what was saved for ``doctor --salvage --format json``."""
    return {
        "changes": saved.changes,
        "records": saved.records,
        "mended": len(saved.mended),
        "whole": saved.whole,
        "lost": {"changes": dict(saved.lost), "records": dict(saved.without_beginning), "links": saved.unlinked},
        "begun_anew": [{"type": kind, "id": record_id} for kind, record_id in saved.begun_anew],
    }
