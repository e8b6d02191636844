"""What is in a list: its history, and whether all that is made of it says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any

from taskforce.clock import Clock, write_moment
from taskforce.language import _, plural
from taskforce.model.records import CREATION, DELETED, RECORDS, FieldSpec
from taskforce.model.shown import mid_sentence
from taskforce.model.text import decodable, excerpt, sort_key
from taskforce.model.vocabulary import CLOSED
from taskforce.store.changes import conflict_detection
from taskforce.store.changes.batch import UNIQUE, Change, StoredCopy
from taskforce.store.changes.fold import Records, due_history, filled, fold
from taskforce.store.changes.history_data import fault_of
from taskforce.store.changes.lost import LOST_ID, is_begun_anew
from taskforce.store.database.reader import Reader
from taskforce.store.health.completing import completed
from taskforce.store.health.finding import Finding, Weight, note, ok
from taskforce.store.health.history import History, read_history
from taskforce.store.health.mending import Mending, mend
from taskforce.store.history.steps import SHORT_NAMES
from taskforce.store.write.rebuild import greatest_ref, subjects

COMPUTED = "id, ref, title_order, created_at, updated_at, original_due, times_rescheduled"

_EXAMPLES = 5

REPAIR = "“taskforce doctor --repair”"


class Contents:
    """A list as it was read once, whole: every check looks at the same state."""

    def __init__(self, reader: Reader, clock: Clock, history: History | None = None) -> None:
        self.reader, self.clock = reader, clock
        self.history = read_history(reader) if history is None else history
        self.length = len(self.history.changes)

    @cached_property
    def mending(self) -> Mending:
        """Return the history, mended as far as it can be."""
        return mend(self.history)

    @cached_property
    def changes(self) -> list[Change]:
        """Return the changes that are sound."""
        return [row.change for row in self.mending.history.changes]

    @cached_property
    def records(self) -> Records:
        """Return the records that the history makes."""
        return fold(change for change in self.changes if change.record_type in RECORDS)

    @cached_property
    def by_record(self) -> dict[str, list[Change]]:
        """Return the changes of each record."""
        histories: dict[str, list[Change]] = {}
        for change in self.changes:
            histories.setdefault(change.record_id, []).append(change)
        return histories

    @cached_property
    def subjects(self) -> dict[str, str]:
        """Return the record that people would say was changed, by the id of each."""
        return subjects(self.changes, self.records)

    @cached_property
    def differing(self) -> list[tuple[str, str, str]]:
        """Return (type, id, field) of everything in which a table and the history differ; ``*``: all of it."""
        found: list[tuple[str, str, str]] = []
        present = self.history.records
        found += [(*key, CREATION) for key in present.keys() ^ self.records.keys()]
        for key in present.keys() & self.records.keys():
            right = filled(key[0], self.records[key])
            found += [(*key, name) for name, value in right.items() if present[key][name] != value]
        return sorted(found)

    def computed_rows(self) -> Iterable[tuple[Any, ...]]:
        """Return what is computed of the items: id, ref, order by title, created, updated, first due, moves."""
        return self.reader.rows(f"SELECT {COMPUTED} FROM action_item")

    def open_conflicts(self) -> set[tuple[Any, ...]]:
        """Return (type, id, field) of the conflicts that are marked as open."""
        return set(self.reader.rows("SELECT record_type, record_id, field FROM open_conflict"))

    def loose_links(self) -> Iterator[tuple[tuple[str, str], FieldSpec, str]]:
        """Yield the links to what is not there or was deleted: of which record, which field, to which id."""
        for key, values in self.records.items():
            for field in RECORDS[key[0]].fields:
                target = values.get(field.name)
                if field.to is not None and target is not None:
                    other = self.records.get((field.to, target))
                    if other is None or other.get(DELETED):
                        yield key, field, target

    def names(self, record_type: str, field: str) -> Iterator[str]:
        """Yield what a field of the records of a type says, but for deleted ones."""
        for key, values in self.records.items():
            if key[0] == record_type and not values.get(DELETED) and values.get(field) is not None:
                yield str(values[field])

    def called(self, record_type: str, record_id: str) -> str:
        """Return what people call a record, after its type: ``action item 12``."""
        values = self.records.get((record_type, record_id)) or self.history.records.get((record_type, record_id))
        spec = RECORDS.get(record_type)
        if spec is None:
            return f"{record_type} {record_id[-6:]}"
        name = (values or {}).get(SHORT_NAMES.get(record_type, spec.title)) or record_id[-6:]
        return excerpt(f"{mid_sentence(_(spec.label))} {decodable(str(name))}")


def changes(contents: Contents) -> Iterator[Finding]:
    """Check that every change can be read, and was made by a step and a copy that are there."""
    mending = contents.mending
    steps = mending.steps + sum(bool(fault_of(one)) for one in contents.history.batches)
    if mending.lost:
        yield Finding(
            "changes",
            Weight.STOP,
            plural(
                "{count} change of the history cannot be read, and nothing else says what it was.",
                "{count} changes of the history cannot be read, and nothing else says what they were.",
                len(mending.lost),
            ),
            _save_or_restore(contents),
            [_place(contents, change, fault) for change, fault in mending.lost[:_EXAMPLES]],
        )
    elif mending.mended or steps:
        yield Finding(
            "changes",
            Weight.WRONG,
            plural(
                "{count} entry of the history is damaged; other places of the file say what it was.",
                "{count} entries of the history are damaged; other places of the file say what they were.",
                len(mending.mended) + steps,
            ),
            _("{repair} puts it right.", repair=REPAIR),
            [_place(contents, change, "") for change in mending.mended[:_EXAMPLES]],
            repairable=True,
        )
    else:
        yield ok("changes", _("Every change of the history can be read."))
    strays = {
        (one.record_type, one.record_id)
        for one in contents.changes
        if one.record_type in RECORDS and (one.record_type, one.record_id) not in contents.records
    }
    if strays:
        yield Finding(
            "beginnings",
            Weight.STOP,
            plural(
                "{count} record has changes, but its beginning is missing.",
                "{count} records have changes, but their beginnings are missing.",
                len(strays),
            ),
            _save_or_restore(contents),
            [contents.called(*one) for one in sorted(strays)[:_EXAMPLES]],
        )


def _place(contents: Contents, change: Change, fault: str) -> str:
    place = f"{contents.called(str(change.record_type), str(change.record_id))}, {decodable(str(change.field))}"
    return f"{place}: {decodable(fault)}" if fault else place


def _save_or_restore(contents: Contents) -> str:
    if contents.reader.dialect == "postgresql":
        return _("The server's own backup, or another copy of the list, may have what is missing.")
    return _(
        "“taskforce doctor --salvage NEWFILE” saves everything else into a new list; a backup (“taskforce backup "
        "--list”) or another copy of the list may have what is missing."
    )


def replay(contents: Contents) -> Iterator[Finding]:
    """Compare the tables with the fold of all changes."""
    wrong = contents.differing
    if not wrong:
        sentence = plural(
            "Replaying the history ({count} change) gives the tables.",
            "Replaying the history ({count} changes) gives the tables.",
            contents.length,
        )
        yield ok("history", sentence)
        return
    yield Finding(
        "history",
        Weight.WRONG,
        plural(
            "{count} value differs from what the history says.",
            "{count} values differ from what the history says.",
            len(wrong),
        ),
        _("Lists may show what nobody wrote; the history is whole. {repair} puts it right.", repair=REPAIR),
        [_differs(contents, *one) for one in wrong[:_EXAMPLES]],
        repairable=True,
    )


def _differs(contents: Contents, record_type: str, record_id: str, name: str) -> str:
    called, key = contents.called(record_type, record_id), (record_type, record_id)
    if name == CREATION:
        if key in contents.records:
            return _("{record} is missing", record=called)
        return _("{record} is in no history", record=called)
    spec = RECORDS[record_type].by_name[name]
    now, right = contents.history.records[key][name], filled(record_type, contents.records[key])[name]
    return _(
        "{record}, {field} ({name}): “{now}”, in the history “{right}”",
        record=called,
        field=_(spec.label),
        name=name,
        now=excerpt(decodable(str(now))),
        right=excerpt(decodable(str(right))),
    )


def computed(contents: Contents) -> Iterator[Finding]:
    """Check what is computed from the history and kept beside the items."""
    undone = {one.id: one.undoes for one in contents.history.batches if one.undoes is not None}
    latest: dict[str, str] = {}
    for change in contents.changes:
        subject = contents.subjects[change.record_id]
        latest[subject] = max(change.at, latest.get(subject, ""))
    wrong: list[str] = []
    for item, ref, order, *stored in contents.computed_rows():
        history = contents.by_record.get(item, [])
        first = min((one for one in history if one.field == CREATION), key=_age, default=None)
        right = [first.at if first is not None else None, latest.get(item), *due_history(history, undone)]
        title = contents.records.get(("action_item", item), {}).get("title") or ""
        if right != stored or order != sort_key(str(title)):
            wrong.append(decodable(str(ref)))
    yield _made_of_history(
        "computed",
        wrong,
        _("Computed values of all items are right."),
        plural("{count} item has stale computed values.", "{count} items have stale computed values.", len(wrong)),
    )


def _age(change: Change) -> tuple[bool, int, str]:
    return is_begun_anew(change), change.clock, change.copy_id


def _made_of_history(check: str, wrong: Sequence[str], right: str, sentence: str) -> Finding:
    """Return the finding of what is made of the history, and can be made again."""
    if not wrong:
        return ok(check, right)
    advice = _("What was written is safe. {repair} works it out again.", repair=REPAIR)
    return Finding(check, Weight.WRONG, sentence, advice, wrong[:_EXAMPLES], repairable=True)


def marks(contents: Contents) -> Iterator[Finding]:
    """Check which changes are marked as replaced, and which record each is said to be of."""
    names = {(change.id, change.record_id, change.field) for change in contents.changes}
    replaced = {
        head
        for change in contents.changes
        for head in (change.after or "").split()
        if (head, change.record_id, change.field) in names
    }
    wrong = [
        contents.called(row.change.record_type, row.change.record_id)
        for row in contents.mending.history.changes
        if bool(row.replaced) != (row.change.id in replaced)
        or row.subject_id != contents.subjects[row.change.record_id]
    ]
    yield _made_of_history(
        "marks",
        wrong,
        _("Every change is marked rightly."),
        plural("{count} change is marked wrongly.", "{count} changes are marked wrongly.", len(wrong)),
    )


def conflicts(contents: Contents) -> Iterator[Finding]:
    """Compare the list of open conflicts with what the history says."""
    deleted = {change.record_id for change in contents.changes if change.field == DELETED}
    of_subject: dict[str, list[Change]] = {}
    for change in contents.changes:
        subject = contents.subjects[change.record_id]
        if subject in deleted:
            of_subject.setdefault(subject, []).append(change)
    right = conflict_detection.clashes(contents.by_record, of_subject)
    stored = contents.open_conflicts()
    wrong = [
        contents.called(str(one[0]), str(one[1])) for one in sorted({tuple(clash) for clash in right} ^ stored)
    ]
    yield _made_of_history(
        "conflicts",
        wrong,
        _("The list of open conflicts is right."),
        plural("{count} open conflict is missing or is none.", "{count} open conflicts are missing or are none.",
               len(wrong)),
    )  # fmt: skip


def numbers(contents: Contents) -> Iterator[Finding]:
    """Check that running numbers have no gaps, and that counters are not behind."""
    of_copy: dict[str, list[int]] = {}
    lost: dict[str, int] = {}
    for row in contents.history.changes:
        change = row.change
        if isinstance(change.number, int):
            of_copy.setdefault(str(change.copy_id), []).append(change.number)
            if change.record_id == LOST_ID:
                lost[change.copy_id] = min(change.number, lost.get(change.copy_id, change.number))
    complete = completed(contents.mending.history, contents.clock, "", tail=bool(contents.differing))
    names = {one.id: one.series or _("the first copy") for one in contents.history.copies}
    if complete.lost_changes and not contents.mending.lost:
        count = sum(complete.lost_changes.values())
        yield Finding(
            "numbers",
            Weight.STOP,
            plural("{count} change is missing.", "{count} changes are missing.", count),
            _save_or_restore(contents),
            [f"{decodable(str(names.get(one, one)))}: {number}" for one, number in complete.lost_changes.items()],
        )
        return
    yield from _counters(contents, names, of_copy, lost)


def _counters(
    contents: Contents, names: Mapping[str, str], of_copy: Mapping[str, Sequence[int]], lost: Mapping[str, int]
) -> Iterator[Finding]:
    wrong: list[str] = []
    own = [one for one in contents.history.copies if one.own]
    for one in contents.history.copies:
        upto = lost.get(one.id, max(of_copy.get(one.id, ()), default=0) + 1) - 1
        if fault_of(StoredCopy(one.id, one.series, one.created_at)) or one.last_number != upto:
            wrong.append(f"{decodable(str(names[one.id]))}: {one.last_number} / {upto}")
    for one in own:
        if max((change.clock for change in contents.changes), default=0) > one.last_clock:
            wrong.append(f"{decodable(names[one.id])}: {_('clock')}")
        if greatest_ref(contents.changes, one.series) > one.last_ref:
            wrong.append(f"{decodable(names[one.id])}: {_('refs')}")
    moved = any(one.place for one in contents.history.copies)
    if len(own) > 1 or (not own and not moved):
        wrong.append(_("this copy"))
    wrong += [
        decodable(names.get(copy_id, copy_id))
        for copy_id in of_copy
        if all(copy_id != one.id for one in contents.history.copies)
    ]
    yield _made_of_history(
        "numbers",
        wrong,
        _("No change is missing."),
        plural("{count} counter is wrong.", "{count} counters are wrong.", len(wrong)),
    )
    if lost:
        places = Counter(row.change.copy_id for row in contents.history.changes if row.change.record_id == LOST_ID)
        yield note(
            "lost",
            plural(
                "{count} change was lost before this list was saved from a damaged file.",
                "{count} changes were lost before this list was saved from a damaged file.",
                places.total(),
            ),
            _("Another copy of the list that still has it brings it back with its next bundle."),
            [f"{decodable(names.get(one, one))}: {count}" for one, count in places.items()],
        )


def links(contents: Contents) -> Iterator[Finding]:
    """Look for links to what is not there, and to what was deleted."""
    nowhere: list[str] = []
    gone: list[str] = []
    for key, field, target in contents.loose_links():
        assert field.to is not None
        if (field.to, target) not in contents.records:
            nowhere.append(f"{contents.called(*key)}, {_(field.label)}")
        elif field.name != RECORDS[key[0]].subject and _is_current(contents, key):
            gone.append(f"{_shown_as(contents, key)}: {contents.called(field.to, target)}")
    if nowhere:
        yield Finding(
            "links",
            Weight.STOP,
            plural("{count} link points nowhere.", "{count} links point nowhere.", len(nowhere)),
            _save_or_restore(contents),
            nowhere[:_EXAMPLES],
        )
    elif gone:
        yield note(
            "links",
            plural(
                "{count} link points to something that was deleted.",
                "{count} links point to something that was deleted.",
                len(gone),
            ),
            _(
                "Choose another one there (“taskforce member handover OLD NEW” for all of a member), or take the "
                "deletion back (“taskforce history”, “taskforce undo”)."
            ),
            sorted(gone)[:_EXAMPLES],
        )
    else:
        yield ok("links", _("Every link points to a record."))


def _is_current(contents: Contents, key: tuple[str, str]) -> bool:
    """Return whether people still work with a record: neither it nor what it belongs to is deleted or done.

    Who attended a meeting did, whatever became of them.
    """
    if key[0] == "attendance":
        return False
    values = contents.records[key]
    spec = RECORDS[key[0]]
    owner = RECORDS[key[0]].by_name[spec.subject].to if spec.subject else None
    of = contents.records.get((owner, str(values.get(str(spec.subject))))) if owner else None
    return not any(one.get(DELETED) or one.get("status") in CLOSED for one in (values, of or {}))


def _shown_as(contents: Contents, key: tuple[str, str]) -> str:
    """Return what people call a record, or what it belongs to."""
    spec = RECORDS[key[0]]
    owner = spec.by_name[spec.subject].to if spec.subject else None
    if owner is None:
        return contents.called(*key)
    return contents.called(owner, str(contents.records[key].get(str(spec.subject))))


def shared_names(contents: Contents) -> Iterator[Finding]:
    """Look for names that two records share, as a merge may bring."""
    shared: list[str] = []
    types: set[str] = set()
    for record_type, fields in UNIQUE.items():
        for name in fields:
            counts = Counter(value.lower() for value in contents.names(record_type, name))
            for value, count in counts.items():
                if count > 1:
                    types.add(record_type)
                    shared.append(excerpt(f"{mid_sentence(_(RECORDS[record_type].label))} {value}"))
    if not shared:
        yield ok("names", _("No name is used twice."))
        return
    yield Finding(
        "names",
        Weight.WRONG,
        plural("{count} name is used twice.", "{count} names are used twice.", len(shared)),
        " ".join(_rename(one) for one in UNIQUE if one in types),
        shared[:_EXAMPLES],
    )


def _rename(record_type: str) -> str:
    """Return what to do about two records of a type that share a name: nothing that takes work back."""
    if record_type == "action_item":
        return _(
            "Two items of one number came from two copies: nothing is lost, and the app opens either. To have one "
            "number each, copy one of them (y in the app) and delete the first of it."
        )
    if record_type == "agency":
        return _("Make the two agencies one (“taskforce agency merge”), or give one of them another name.")
    if record_type == "issued_report":
        return _("Two reports were issued under one number: issue a correction of one of them, with --replaces.")
    return _("Open one of the two in the app and give it another name ({record}).",
             record=mid_sentence(_(RECORDS[record_type].label)))  # fmt: skip


def clocks(contents: Contents) -> Iterator[Finding]:
    """Look for changes that are dated in the future: a clock was wrong, or this one is."""
    bound = write_moment(contents.clock.now() + timedelta(days=1))
    ahead = [change for change in contents.changes if change.at > bound]
    if not ahead:
        yield ok("clock", _("No change is dated in the future."))
        return
    names = {one.id: one.series or _("the first copy") for one in contents.history.copies}
    yield note(
        "clock",
        plural(
            "{count} change is dated in the future (up to {day}): a clock was wrong, or this computer's is.",
            "{count} changes are dated in the future (up to {day}): a clock was wrong, or this computer's is.",
            len(ahead),
            day=max(change.at for change in ahead)[:10],
        ),
        _("Look at this computer's date. Where it is right, what was written then stays dated so."),
        sorted({decodable(names.get(change.copy_id, change.copy_id)) for change in ahead}),
    )


CHECKS = (changes, replay, computed, marks, conflicts, numbers, links, shared_names, clocks)
"""The checks of what is in a list."""
