"""The doctor: proves that a list is sound.  Replaying the history must give the tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from taskforce.language import _, plural
from taskforce.model.records import RECORDS
from taskforce.store.changes.batch import UNIQUE, Change
from taskforce.store.changes.fold import absent, fold
from taskforce.store.changes.load import load_all
from taskforce.store.changes.rewind import due_histories, item_moments
from taskforce.store.database.reader import Reader

_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: whether all is sound, a sentence, and examples of what is not."""

    check: str
    sound: bool
    sentence: str
    examples: list[str] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """Return the finding for ``doctor --format json``."""
        return {
            "check": self.check,
            "sound": self.sound,
            "sentence": self.sentence,
            "examples": self.examples,
        }


def examine(reader: Reader) -> list[Finding]:
    """Make every check of a list, on one state of it."""
    with reader.snapshot():
        return [*_file(reader), _replay(reader), _derived(reader), _numbers(reader), _names(reader)]


def _file(reader: Reader) -> Iterator[Finding]:
    if reader.dialect != "sqlite":
        return
    answers = [str(row[0]) for row in reader.rows("PRAGMA integrity_check(20)")]
    sound = answers == ["ok"]
    sentence = _("The file is whole.") if sound else _("The file is damaged: {reason}", reason=answers[0])
    yield Finding("file", sound, sentence, [] if sound else answers[:_EXAMPLES])
    broken = [f"{row[0]} → {row[2]}" for row in reader.rows("PRAGMA foreign_key_check")]
    sentence = (
        plural("{count} link points nowhere.", "{count} links point nowhere.", len(broken))
        if broken
        else _("Every link points to a record.")
    )
    yield Finding("links", not broken, sentence, broken[:_EXAMPLES])


def _replay(reader: Reader) -> Finding:
    """Compare the tables with the fold of all changes."""
    changes = [Change(*row) for row in reader.rows(f"SELECT {', '.join(Change._fields)} FROM change")]
    replayed = fold(change for change in changes if change.record_type in RECORDS)
    wrong: list[str] = []
    for record_type, spec in RECORDS.items():
        present = load_all(reader, record_type, deleted=True)
        expected = {key[1]: values for key, values in replayed.items() if key[0] == record_type}
        for record_id in present.keys() ^ expected.keys():
            wrong.append(f"{record_type} {record_id}")
        for record_id in present.keys() & expected.keys():
            for name, kind in spec.by_name.items():
                if present[record_id][name] != expected[record_id].get(name, absent(kind)):
                    wrong.append(f"{record_type} {record_id} {name}")
    if wrong:
        sentence = plural(
            "{count} value differs from what the history says.",
            "{count} values differ from what the history says.",
            len(wrong),
        )
    else:
        sentence = plural(
            "Replaying the history ({count} change) gives the tables.",
            "Replaying the history ({count} changes) gives the tables.",
            len(changes),
        )
    return Finding("history", not wrong, sentence, wrong[:_EXAMPLES])


def _derived(reader: Reader) -> Finding:
    """Check what is computed from the history and kept beside the items."""
    rows = reader.rows("SELECT id, ref, created_at, updated_at, original_due, times_rescheduled FROM action_item")
    ids = [row[0] for row in rows]
    moments = item_moments(reader, ids)
    dues = {item: (first, times) for item, first, times in due_histories(reader, ids)}
    wrong = [
        str(ref)
        for item, ref, created, updated, first, times in rows
        if moments.get(item) != {"created": created, "updated": updated} or dues.get(item) != (first, times)
    ]
    sentence = (
        plural("{count} item has stale computed values.", "{count} items have stale computed values.", len(wrong))
        if wrong
        else _("Computed values of all items are right.")
    )
    return Finding("computed", not wrong, sentence, wrong[:_EXAMPLES])


def _numbers(reader: Reader) -> Finding:
    """Check that running numbers have no gaps, and that counters are not behind."""
    wrong: list[str] = []
    for copy_id, last, clock, own in reader.rows("SELECT id, last_number, last_clock, own FROM copy"):
        row = reader.row(
            "SELECT count(*), coalesce(max(number), 0) FROM change WHERE copy_id = :copy", copy=copy_id
        )
        assert row is not None
        if row[0] != row[1] or row[1] > last:
            wrong.append(f"{copy_id}: {row[0]} / {row[1]} / {last}")
        if own and (reader.value("SELECT max(clock) FROM change") or 0) > clock:
            wrong.append(f"{copy_id}: {_('clock')}")
    sentence = _("Changes are missing or numbered twice.") if wrong else _("No change is missing.")
    return Finding("numbers", not wrong, sentence, wrong[:_EXAMPLES])


def _names(reader: Reader) -> Finding:
    """Look for names that two records share, as a merge may bring."""
    shared: list[str] = []
    for record_type, fields in UNIQUE.items():
        for name in fields:
            sql = (
                f"SELECT lower({name}) FROM {record_type} WHERE NOT deleted AND {name} IS NOT NULL "
                f"GROUP BY lower({name}) HAVING count(*) > 1"
            )
            shared += [f"{record_type} {value}" for (value,) in reader.rows(sql)]
    sentence = (
        plural("{count} name is used twice.", "{count} names are used twice.", len(shared))
        if shared
        else _("No name is used twice.")
    )
    return Finding("names", not shared, sentence, shared[:_EXAMPLES])
