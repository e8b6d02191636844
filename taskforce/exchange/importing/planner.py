"""From what sheets say to what an import would do: records matched, judged field by field, drafted, named.

There is one planner for every sheet.  What differs between types of record is said once, as an
:class:`ImportType`; what differs between sheets is only how they say what they had seen (``as_of``, ``since``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from taskforce.exchange.files.remarks import new_remarks
from taskforce.exchange.importing.lookup import Lookup
from taskforce.exchange.importing.plan import (
    ChangedRecord,
    FieldChange,
    Kept,
    LeftOut,
    NewRecord,
    Place,
    Plan,
    Problem,
    Rejected,
    Remark,
)
from taskforce.exchange.importing.questions import NO_ANSWERS, Answers
from taskforce.exchange.importing.records.sheet_record import SheetRecord, Values
from taskforce.exchange.importing.verdict import Verdict, judge, link_verdict, returned_verdict
from taskforce.language import _, plural
from taskforce.model.errors import InvalidRecord
from taskforce.model.records import CREATION, DELETED, Kind, record_spec
from taskforce.model.text import excerpt, fold
from taskforce.model.validate import across_fields, check_values, completed
from taskforce.model.vocabulary import NoteKind
from taskforce.store.changes.batch import LINKS, create, delete, edit, id_for
from taskforce.store.changes.ids import derived_id
from taskforce.store.changes.load import load
from taskforce.store.database.reader import Reader
from taskforce.store.history.steps import SHORT_NAMES, names_of
from taskforce.store.query.alike import alike_of_many
from taskforce.store.read.import_history import LinkRow, Past, field_pasts, link_rows, taken_back
from taskforce.store.read.sent_sheets import note_texts
from taskforce.store.store import Store
from taskforce.store.write.consequences import Lookups

LinkChanges = dict[str, dict[str, tuple[list[str], list[LinkRow]]]]
"""By record and type of link: the targets to add, and the links to remove."""

_MOST_ALIKE: Final = 5
"""New items that are much like open ones and named in a plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportType:
    """A type of record that sheets list.

    ``match`` gives rows the ids of the records that they mean, puts those that it cannot take into the plan's
    lists, and returns the rest.  ``unsaid`` are fields that may have a value although the cell is empty (defaults,
    consequences): it says nothing of them.  ``identity`` are fields that never change; ``forward`` those that
    sheets only move on (see :func:`~taskforce.exchange.importing.verdict.judge`).  ``unchecked`` are fields whose
    values are not valid by the reading of one cell.  ``new_values`` gives the values of a new record,
    ``consequences`` what an edit brings along; ``name`` is what a record is called among the changed ones.
    """

    record_type: str
    match: Callable[[Planner, list[SheetRecord]], list[SheetRecord]]
    new_values: Callable[[Lookup, SheetRecord], Values]
    name: Callable[[Values], str]
    deleted_here: Callable[[], str]
    unchecked: Collection[str]
    unsaid: frozenset[str]
    identity: frozenset[str] = frozenset()
    forward: frozenset[str] = frozenset()
    consequences: Callable[[Values, Values, str, Lookups, str], Values] | None = None


class Planner:
    """Fills a plan with what the rows of a file say, one type of record after the other."""

    def __init__(self, store: Store, plan: Plan, answers: Answers = NO_ANSWERS) -> None:
        self.answers = answers
        self.reader = store.reader
        self.plan = plan
        self.lookup = Lookup(self.reader)
        self.today: Final = store.clock.today()
        self._rules = Lookups(self.reader)
        self._created: set[tuple[str, str]] = set()
        self._referred: dict[tuple[str, str], Place] = {}
        self._unchanged: set[str] = set()
        self._agencies_led: dict[str, set[str]] = {}

    def take(self, kind: ImportType, rows: Iterable[SheetRecord | Rejected]) -> None:
        """Match, compare and draft the rows of one type."""
        read: list[SheetRecord] = []
        for row in rows:
            if isinstance(row, Rejected):
                self.plan.rejected.append(row)
            else:
                read.append(row)
                self.plan.warnings += row.warnings
                for cell in row.unread:
                    self.leave_out(row, cell)
        if not read:
            return
        matched = kind.match(self, read)
        ids = {row.record_id for row in read}
        present = load(self.reader, kind.record_type, ids)
        gone = taken_back(self.reader, [one for one, values in present.items() if values[DELETED]])
        new: list[SheetRecord] = []
        met: list[tuple[SheetRecord, Values]] = []
        for row in matched:
            before = present.get(row.record_id)
            if before is None or row.record_id in gone:
                new.append(row)
            elif before[DELETED]:
                self.plan.skipped.append(Remark(row.place, kind.deleted_here()))
            else:
                met.append((row, before))
        created = [row for row in new if self._create(kind, row)]
        updated = self._update_all(kind, met)
        self._add_notes_and_evidence([*created, *updated])
        self._drop_links_to(ids - {row.record_id for row in created} - (present.keys() - gone))

    def leave_out(self, row: SheetRecord, cell: Problem) -> None:
        """Tell of a cell of a row that could not be read, while the row is taken."""
        sheet, number = row.place
        self.plan.left_out.append(LeftOut(sheet, number, cell.column, cell.header, cell.value, cell.reason, True))

    def finish(self, sheets: Sequence[str]) -> None:
        """Add what the taken rows refer to, name everything, and order it as the file's ``sheets`` stand."""
        self._create_referred()
        self._keep_mails()
        self.plan.remarks += self.lookup.members.understood.values()
        self._say_alike()
        _name_ids(self.reader, self.lookup, self.plan)
        number = {sheet: index for index, sheet in reversed(list(enumerate(sheets)))}

        def order(one: Rejected | Remark) -> tuple[int, int]:
            return (number.get(one.place.sheet, 0), one.place.row)

        self.plan.rejected.sort(key=order)
        self.plan.warnings.sort(key=order)
        self.plan.skipped.sort(key=order)

    def _say_alike(self) -> None:
        """Tell of new items that are much like open ones; rows with the same title are told one by one."""
        every = alike_of_many(self.reader, [one.name for one in self.plan.new_items])
        alike = [one for one in every if fold(one[0]) != fold(one[2])]
        if not alike:
            return
        named = [f"“{excerpt(title, 60)}” ({ref})" for title, ref, _same in alike[:_MOST_ALIKE]]
        self.plan.remarks.append(
            plural(
                "{count} new action item looks like one already there: {items}.",
                "{count} new action items look like some already there: {items}.",
                len(alike),
                items=", ".join(named) + (" …" if len(alike) > _MOST_ALIKE else ""),
            )
        )

    def _keep_mails(self) -> None:
        """Give members of the list the addresses that stood beside their names, where they had none."""
        members = self.lookup.members
        changed = {one.id for one in self.plan.changed}
        for member, mail in members.new_mails.items():
            values = members.records[member]
            if member in changed:
                continue  # a list of members says it itself
            checked, problems = check_values("member", {"email": mail})
            if not problems:
                self.plan.drafts.append(edit("member", member, "email", checked["email"], None))
                text = _("{name} gets the address {mail}.", name=values["name"], mail=mail)
                self.plan.remarks.append(text)

    # --- new records ----------------------------------------------------------------------------------------

    def _create(self, kind: ImportType, row: SheetRecord) -> bool:
        values = kind.new_values(self.lookup, row)
        checked, problems = check_values(
            kind.record_type, {name: values[name] for name in kind.unchecked if name in values}
        )
        try:
            if problems:
                raise InvalidRecord(problems)
            completed(kind.record_type, {**values, **checked})
        except InvalidRecord as error:
            self.plan.rejected.append(row.invalid(error.problems))
            return False
        self.plan.drafts.append(create(kind.record_type, row.record_id, **values))
        self._created.add((kind.record_type, row.record_id))
        self._refer(kind.record_type, values, row.place)
        shown = {name: value for name, value in values.items() if value is not None and name != "title"}
        for link, targets in row.links.items():
            for target in targets:
                self._link(row, link, target)
            if targets:
                shown[link] = list(targets)
        name = values[record_spec(kind.record_type).title]
        self.plan.new.append(NewRecord(kind.record_type, row.record_id, name, row.place, shown))
        return True

    def _link(self, row: SheetRecord, link: str, target: str) -> None:
        near, away = LINKS[link]
        self.plan.drafts.append(create(link, **{near: row.record_id, away: target}))
        self._refer(link, {away: target}, row.place)

    def _add_notes_and_evidence(self, rows: Iterable[SheetRecord]) -> None:
        """Draft the notes and evidence that the list has not got; what was deleted here stays deleted."""
        added: dict[str, dict[str, tuple[Place, Values]]] = {"note": {}, "evidence": {}}
        every = list(rows)
        noted = note_texts(self.reader, {row.record_id for row in every if row.notes})
        for row in every:
            item = row.record_id
            for kind, text in self._not_noted(row, noted):
                values: Values = {"item_id": item, "kind": str(kind), "text": text}
                added["note"][derived_id("note", item, str(kind), text)] = (row.place, values)
            if row.about is not None:  # once for each program, however its bookkeeping changes
                program, text = row.about
                values = {"item_id": item, "kind": str(NoteKind.REMARK), "text": text}
                added["note"][derived_id("note", item, "about", program)] = (row.place, values)
            for one in row.evidence:
                where = one.get("location") or one.get("letter_number", "")
                added["evidence"][derived_id("evidence", item, where)] = (row.place, {"item_id": item, **one})
        for record_type, records in added.items():
            present = load(self.reader, record_type, records.keys())
            gone = taken_back(self.reader, [one for one, values in present.items() if values[DELETED]])
            for record_id, (place, values) in records.items():
                if record_id in present and record_id not in gone:
                    continue
                self.plan.drafts.append(create(record_type, record_id, **values))
                text = values.get("text") or values.get("location") or values.get("letter_number") or ""
                self.plan.new.append(NewRecord(record_type, record_id, text, place, values))
                if values["item_id"] in self._unchanged:
                    self._unchanged.remove(values["item_id"])
                    self.plan.unchanged -= 1
                    self.plan.only_noted += 1

    def _not_noted(
        self, row: SheetRecord, noted: Mapping[tuple[str, str], Collection[str]]
    ) -> Iterator[tuple[str, str]]:
        """Return the notes of a row (kind and text) that nobody has written here."""
        for kind, text in row.notes:
            here = noted.get((row.record_id, str(kind)), ())
            if kind is NoteKind.REMARK and row.since is None:  # else it is known what was sent
                yield from ((kind, one) for one in new_remarks(text, here))
            elif text not in here:
                yield kind, text

    def _drop_links_to(self, refused: Collection[str]) -> None:
        """Leave out what waits for an item that was not taken."""
        waiting = [one for one in self.plan.drafts if one.record_type == "dependency"] if refused else []
        lost = [one for one in waiting if one.field == CREATION and one.new["needs_id"] in refused]
        if lost:
            self.plan.drafts = [one for one in self.plan.drafts if one not in lost]
            self.plan.remarks.append(_("Links to rows that were not taken were left out: import the file again."))

    # --- records met again ----------------------------------------------------------------------------------

    def _update_all(self, kind: ImportType, met: Sequence[tuple[SheetRecord, Values]]) -> list[SheetRecord]:
        """Draft what differs; return the rows that were not refused."""
        differences = {row.record_id: _differences(kind, row, before) for row, before in met}
        differing = [record_id for record_id, values in differences.items() if values]
        fields = {name for values in differences.values() for name in values}
        pasts = field_pasts(self.reader, differing, fields)
        links = self._link_changes([row for row, _before in met])
        taken: list[SheetRecord] = []
        for row, before in met:
            edits: dict[str, FieldChange] = {}
            for name, value in differences[row.record_id].items():
                past = pasts.get((row.record_id, name), ())
                change = self._judged(kind, row, before, name, value, past)
                if change is not None:
                    edits[name] = change
            try:
                follows = self._follows(kind, row, before, {name: change.new for name, change in edits.items()})
            except InvalidRecord as error:
                self.plan.rejected.append(row.invalid(error.problems))
            else:
                taken.append(row)
                self._update(kind, row, before, edits, follows, links.get(row.record_id, {}))
        return taken

    def _follows(self, kind: ImportType, row: SheetRecord, before: Values, edits: Values) -> Values:
        """Return what edits of a record bring along.  Raise :class:`InvalidRecord` where they cannot be."""
        good, problems = check_values(kind.record_type, edits)
        follows: Values = {}
        if edits and not problems:
            if kind.consequences is not None:
                follows = kind.consequences(before, good, self.today.isoformat(), self._rules, row.record_id)
            across = across_fields(kind.record_type, {**before, **good, **follows})
            problems = [one for one in across if one.field in edits or (one.field == "start" and "due" in edits)]
        if problems:
            raise InvalidRecord(problems)
        return follows

    def _judged(
        self, kind: ImportType, row: SheetRecord, before: Values, name: str, value: Any, past: Sequence[Past]
    ) -> FieldChange | None:
        """Return the change of a field whose value differs; ``None`` where the list's value stays."""
        old = before[name]
        if row.since is not None and name in row.since:
            verdict = returned_verdict(row.since[name], value, old)
        else:
            verdict = judge(past, value, old, row.as_of, forward=name in kind.forward)
        label = _label(kind.record_type, name)
        if verdict is Verdict.KEPT:
            self.plan.kept.append(Kept(kind.record_type, kind.name(before), row.place, name, label, value, old))
        if verdict in (Verdict.KEPT, Verdict.SILENT):
            return None
        both, conflict = verdict is Verdict.BOTH, verdict is Verdict.CONFLICT
        return FieldChange(name, label, old, value, both=both, conflict=conflict)

    def _update(
        self,
        kind: ImportType,
        row: SheetRecord,
        before: Values,
        edits: Mapping[str, FieldChange],
        follows: Values,
        links: Mapping[str, tuple[list[str], list[LinkRow]]],
    ) -> None:
        changes = list(edits.values())
        new = {name: change.new for name, change in edits.items()}
        for name, change in edits.items():
            after = row.since[name].heads if row.since is not None and change.conflict else None
            self.plan.drafts.append(edit(kind.record_type, row.record_id, name, change.new, change.old, after))
        self._refer(kind.record_type, new, row.place)
        changes += [
            FieldChange(name, _label(kind.record_type, name), before[name], value, follows=True)
            for name, value in follows.items()
        ]
        for link, (added, removed) in links.items():
            for target in added:
                self._link(row, link, target)
            self.plan.drafts += [delete(link, one.id) for one in removed]
            if added or removed:
                label = _(record_spec(link).label)
                changes.append(FieldChange(link, label, [one.target for one in removed], added))
        if changes:
            name = kind.name(before)
            self.plan.changed.append(
                ChangedRecord(kind.record_type, row.record_id, name, row.place, tuple(changes))
            )
        else:
            self.plan.unchanged += 1
            self._unchanged.add(row.record_id)

    def _link_changes(self, rows: Collection[SheetRecord]) -> LinkChanges:
        """Compare the links that the rows say with those of the list."""
        changes: LinkChanges = {}
        for kind in LINKS:
            saying = {row.record_id: row for row in rows if kind in row.links}
            present: dict[str, list[LinkRow]] = {}
            for link in link_rows(self.reader, kind, saying.keys()):
                present.setdefault(link.item_id, []).append(link)
            near, away = LINKS[kind]
            doubtful: list[tuple[SheetRecord, LinkRow, bool]] = []
            for item, row in saying.items():
                links = {link.id: link for link in present.get(item, ())}
                said = {id_for(kind, {near: item, away: target}): target for target in row.links[kind]}
                added = [target for link_id, target in said.items() if link_id not in links]
                if added:
                    changes.setdefault(item, {})[kind] = (added, [])
                for link_id, link in links.items():
                    if link.deleted == (link_id in said):
                        doubtful.append((row, link, link_id in said))
            pasts = field_pasts(self.reader, {link.id for _row, link, _said in doubtful}, (DELETED,))
            for row, link, is_said in doubtful:
                verdict = link_verdict(pasts.get((link.id, DELETED), ()), is_said, row.as_of)
                if verdict is Verdict.CHANGED:
                    more, removed = changes.setdefault(link.item_id, {}).setdefault(kind, ([], []))
                    if is_said:
                        more.append(link.target)
                    else:
                        removed.append(link)
        return changes

    # --- what taken rows refer to ---------------------------------------------------------------------------

    def _refer(self, record_type: str, values: Mapping[str, Any], place: Place) -> None:
        """Note every missing record that these values of a taken row point to: only that is created."""
        fields = record_spec(record_type).by_name
        if (
            record_type == "action_item"
            and (lead := values.get("lead_id"))
            and (agency := values.get("agency_id"))
        ):
            self._agencies_led.setdefault(lead, set()).add(agency)
        for name, value in values.items():
            spec = fields[name]
            register = self.lookup.addable.get(spec.to or "") if spec.kind is Kind.LINK else None
            if register is None or value is None or (register.record_type, value) in self._referred:
                continue
            if register.is_missing(value):
                self._referred[register.record_type, value] = place

    def _create_referred(self) -> None:
        """Put the records that rows refer to, and no row creates, before what refers to them."""
        referred = {one: place for one, place in self._referred.items() if one not in self._created}
        members = self.lookup.members
        members.assign_handles(one for kind, one in referred if kind == "member" and one in members.added)
        drafts = []
        for (record_type, record_id), place in referred.items():
            register = self.lookup.addable[record_type]
            spec = record_spec(record_type)
            before = register.records.get(record_id, {})
            values = {name: value for name, value in before.items() if name in spec.by_name and name != DELETED}
            values |= register.added.get(record_id, {})
            agencies = self._agencies_led.get(record_id, set())
            if record_id in register.added and len(agencies) == 1:
                # A new lead belongs to the agency that answers for all items that he or she is named in.
                values.setdefault("agency_id", *agencies)
            drafts.append(create(record_type, record_id, **values))
            name = str(values[spec.title])
            self.plan.new.append(NewRecord(record_type, record_id, name, place, values))
            near = members.resembling(name) if record_type == "member" and not before else None
            if near is not None:
                text = _(
                    "New member {name} resembles {near}: check that they are two people.", name=name, near=near
                )
                self.plan.warnings.append(Remark(place, text))
        self.plan.drafts[:0] = drafts


def _differences(kind: ImportType, row: SheetRecord, before: Values) -> Values:
    """Return the values of a row that are not the list's, where the row says them."""
    return {
        name: value
        for name, value in row.values.items()
        if value != before[name]
        and name not in kind.identity
        and not (value is None and name in kind.unsaid and row.since is None)
    }


def _label(record_type: str, name: str) -> str:
    return _(record_spec(record_type).by_name[name].label)


def _name_ids(reader: Reader, lookup: Lookup, plan: Plan) -> None:
    """Replace the ids in a plan's lists (never in its drafts) by names of the list and of the import."""
    naming = _Naming(lookup, _item_names(reader, plan))
    plan.new = [one._replace(values=naming.values(one.record_type, one.values)) for one in plan.new]
    plan.changed = [
        one._replace(
            changes=tuple(
                change._replace(
                    old=naming.value(one.record_type, change.field, change.old),
                    new=naming.value(one.record_type, change.field, change.new),
                )
                for change in one.changes
            )
        )
        for one in plan.changed
    ]
    plan.kept = [
        one._replace(
            sheet_value=naming.value(one.record_type, one.field, one.sheet_value),
            list_value=naming.value(one.record_type, one.field, one.list_value),
        )
        for one in plan.kept
    ]


def _item_names(reader: Reader, plan: Plan) -> dict[str, str]:
    """Return the refs (or new titles) of the items that dependencies name."""
    ids = {
        str(target)
        for one in plan.changed
        for change in one.changes
        if change.field == "dependency"
        for target in (*change.old, *change.new)
    }
    ids |= {str(target) for one in plan.new for target in one.values.get("dependency", ())}
    if not ids:
        return {}
    titles = {one.id: one.name for one in plan.new_items}
    refs = names_of(reader, {"action_item": ids})
    return titles | {record_id: name for (_kind, record_id), name in refs.items()}


class _Naming:
    """Names the values of fields that hold ids."""

    def __init__(self, lookup: Lookup, items: Mapping[str, str]) -> None:
        self._registers = lookup.registers
        self._items = items

    def values(self, record_type: str, values: Mapping[str, Any]) -> dict[str, Any]:
        named = dict(values)
        for name in values:
            if name in LINKS:
                named[name] = self.value(record_type, name, named[name])
            elif name.endswith("_id"):
                named[name.removesuffix("_id")] = self.value(record_type, name, named.pop(name))
        named.pop("item", None)
        return named

    def value(self, record_type: str, field: str, value: Any) -> Any:
        if field in LINKS and isinstance(value, list):
            away = LINKS[field][1]
            return [self.value(field, away, one) for one in value]
        spec = record_spec(record_type).by_name.get(field)
        if spec is None or spec.kind is not Kind.LINK or value is None or spec.to is None:
            return value
        if spec.to == "action_item":
            return self._items.get(value, value)
        record = self._registers[spec.to].get(value)
        if record is None:
            return value
        title = record_spec(spec.to).title
        return record.get(SHORT_NAMES.get(spec.to, title)) or record.get(title)
