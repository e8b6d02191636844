"""From wanted action items to what an import would create and change, field by field."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from taskforce.exchange.importing.item_rows import Wanted, problem_of
from taskforce.exchange.importing.lookup import Additions
from taskforce.exchange.importing.matching import match_items
from taskforce.exchange.importing.plan import ChangedRecord, FieldChange, Kept, NewRecord, Plan, Rejected, Remark
from taskforce.exchange.importing.verdict import Verdict, judge, link_verdict, returned_verdict
from taskforce.language import _
from taskforce.model.errors import InvalidRecord
from taskforce.model.records import CREATION, DELETED, record_spec
from taskforce.model.validate import across_fields, check_values, completed
from taskforce.model.vocabulary import Status
from taskforce.store.changes.batch import LINKS, create, delete, edit, id_for
from taskforce.store.changes.ids import derived_id
from taskforce.store.changes.load import load
from taskforce.store.read.import_history import (
    LinkRow,
    Pasts,
    dependency_pairs,
    existing_ids,
    field_pasts,
    ids_by_ref,
    link_rows,
    taken_back,
)
from taskforce.store.store import Store
from taskforce.store.write.consequences import Lookups, of_edit

Values = dict[str, Any]

_UNSAID: Final = frozenset(
    (
        "status",
        "priority",
        "progress",
        "done_on",
        "agency_id",
        "dimension_id",
        "origin",
        "meeting_id",
        "local_wisdom",
    )
)
"""Fields that may have a value although the cell is empty (defaults, consequences): it says nothing of them."""

_FIELDS: Final = record_spec("action_item").by_name


_COMPOSED: Final[tuple[str, ...]] = ("origin", "targets", "realisations", "description")
"""Fields whose values are put together from several cells."""


def _checked(values: Values) -> Values:
    good, problems = check_values("action_item", values)
    if problems:
        raise InvalidRecord(problems)
    return good


@dataclass(slots=True)
class _Difference:
    """A field whose value in the sheet is not the list's."""

    row: Wanted
    before: Values
    field: str
    new: Any


class ItemPlanner:
    """Fills a plan with the action items of a file's rows."""

    def __init__(self, store: Store, additions: Additions, plan: Plan) -> None:
        self.store = store
        self.reader = store.reader
        self.additions = additions
        self.plan = plan
        self.today = store.clock.today().isoformat()

    def run(self, wanted: Iterable[Wanted]) -> None:
        """Match, compare and draft."""
        rows = match_items(self.reader, wanted, self.plan)
        present = load(self.reader, "action_item", {self._id(row) for row in rows})
        gone = taken_back(self.reader, [one for one, values in present.items() if values[DELETED]])
        self._resolve_needs(rows)
        fresh: list[Wanted] = []
        met: list[Wanted] = []
        for row in rows:
            before = present.get(self._id(row))
            if before is None or (before[DELETED] and self._id(row) in gone):
                fresh.append(row)
            elif before[DELETED]:
                text = _("This action item was deleted here after it was imported: it stays deleted.")
                self.plan.skipped.append(Remark(row.place, text))
            else:
                met.append(row)
        created = [row for row in fresh if self._create(row)]
        updated = self._compare(met, present)
        self._hang_on(created, updated)
        self._drop_needs_of_refused({self._id(row) for row in fresh} - {self._id(row) for row in created})

    @staticmethod
    def _id(row: Wanted) -> str:
        assert row.record_id is not None
        return row.record_id

    # --- new items ------------------------------------------------------------------------------------------

    def _create(self, row: Wanted) -> bool:
        values = {name: value for name, value in row.values.items() if value is not None}
        if values.get("status") == Status.DONE:
            values.setdefault("done_on", None)  # what the sheet does not say is not made up: nobody knows when
        composed = {name: values[name] for name in _COMPOSED if name in values}
        try:
            # The other values were checked when their cells were read.
            completed("action_item", {**values, **_checked(composed)})
        except InvalidRecord as error:
            problems = tuple(
                problem_of(row.header, one.field, None, one.sentence, one.value) for one in error.problems
            )
            self.plan.rejected.append(Rejected(row.place, problems))
            return False
        self.plan.drafts.append(create("action_item", self._id(row), **values))
        shown: Values = {name: value for name, value in values.items() if value is not None and name != "title"}
        self.additions.refer("action_item", values, row.place)
        for kind, targets in row.links.items():
            for target in targets:
                self._link(row, kind, target)
            if targets:
                shown[kind] = list(targets)
        self.plan.new.append(NewRecord("action_item", self._id(row), values["title"], row.place, shown))
        return True

    def _link(self, row: Wanted, kind: str, target: str) -> None:
        item, away = LINKS[kind]
        self.plan.drafts.append(create(kind, **{item: self._id(row), away: target}))
        self.additions.refer(kind, {away: target}, row.place)

    # --- items met again ------------------------------------------------------------------------------------

    def _compare(self, rows: list[Wanted], present: Mapping[str, Values]) -> list[Wanted]:
        """Draft what differs; gives the rows that were not refused."""
        differences: dict[str, list[_Difference]] = {}
        for row in rows:
            before = present[self._id(row)]
            for name, value in row.values.items():
                unsaid = value is None and name in _UNSAID and row.since is None
                if value != before[name] and not unsaid:
                    differences.setdefault(self._id(row), []).append(_Difference(row, before, name, value))
        fields = {one.field for many in differences.values() for one in many}
        pasts = field_pasts(self.reader, differences.keys(), fields)
        links = self._link_changes(rows)
        lookups = Lookups(self.reader)
        taken: list[Wanted] = []
        for row in rows:
            edits = self._edits(row, differences.get(self._id(row), ()), pasts)
            before = present[self._id(row)]
            follows = self._follows(row, before, edits, lookups)
            if follows is None:
                continue
            taken.append(row)
            self._update(row, before, edits, follows, links.get(self._id(row), {}))
        return taken

    def _edits(self, row: Wanted, differences: Iterable[_Difference], pasts: Pasts) -> dict[str, FieldChange]:
        edits: dict[str, FieldChange] = {}
        for one in differences:
            past = pasts.get((self._id(row), one.field), ())
            old = one.before[one.field]
            if row.since is not None and one.field in row.since:
                verdict = returned_verdict(row.since[one.field], one.new, old)
            else:
                verdict = judge(past, one.new, old, row.as_of)
            label = _(_FIELDS[one.field].label)
            if verdict is Verdict.KEPT:
                name = f"{one.before['ref']} {one.before['title']}"
                self.plan.kept.append(Kept("action_item", name, row.place, one.field, label, one.new, old))
            elif verdict is not Verdict.SILENT:
                both, conflict = verdict is Verdict.BOTH, verdict is Verdict.CONFLICT
                edits[one.field] = FieldChange(one.field, label, old, one.new, both=both, conflict=conflict)
        return edits

    def _follows(
        self, row: Wanted, before: Values, edits: Mapping[str, FieldChange], lookups: Lookups
    ) -> Values | None:
        """Return what the edits of a row bring along; ``None`` where the row is refused for them."""
        good, problems = check_values("action_item", {name: change.new for name, change in edits.items()})
        follows: Values = {}
        if edits and not problems:
            follows = of_edit(before, good, self.today, lookups, self._id(row))
            across = across_fields("action_item", {**before, **good, **follows})
            problems = [one for one in across if one.field in edits or (one.field == "start" and "due" in edits)]
        if not problems:
            return follows
        refused = tuple(problem_of(row.header, one.field, None, one.sentence, one.value) for one in problems)
        self.plan.rejected.append(Rejected(row.place, refused))
        return None

    def _update(
        self,
        row: Wanted,
        before: Values,
        edits: dict[str, FieldChange],
        follows: Values,
        links: Mapping[str, tuple[list[str], list[LinkRow]]],
    ) -> None:
        changes = list(edits.values())
        new = {name: change.new for name, change in edits.items()}
        for name, change in edits.items():
            after = row.since[name].known if row.since is not None and change.conflict else None
            self.plan.drafts.append(edit("action_item", self._id(row), name, change.new, change.old, after))
        self.additions.refer("action_item", new, row.place)
        for name, value in follows.items():
            changes.append(FieldChange(name, _(_FIELDS[name].label), before[name], value, follows=True))
        for kind, (added, removed) in links.items():
            for target in added:
                self._link(row, kind, target)
            self.plan.drafts += [delete(kind, one.id) for one in removed]
            label = _(record_spec(kind).label)
            if added or removed:
                changes.append(FieldChange(kind, label, [one.target for one in removed], added))
        if not changes:
            self.plan.unchanged += 1
            return
        name = f"{before['ref']} {before['title']}"
        self.plan.changed.append(ChangedRecord("action_item", self._id(row), name, row.place, tuple(changes)))

    def _link_changes(self, rows: Collection[Wanted]) -> dict[str, dict[str, tuple[list[str], list[LinkRow]]]]:
        """By item and type of link: the targets to add, and the links to remove."""
        found: dict[str, dict[str, tuple[list[str], list[LinkRow]]]] = {}
        for kind in LINKS:
            saying = {self._id(row): row for row in rows if kind in row.links}
            present: dict[str, list[LinkRow]] = {}
            for link in link_rows(self.reader, kind, saying.keys()):
                present.setdefault(link.item_id, []).append(link)
            doubtful: list[tuple[Wanted, LinkRow, bool]] = []
            for item, row in saying.items():
                links = {link.id: link for link in present.get(item, ())}
                wanted = {self._link_id(kind, item, target): target for target in row.links[kind]}
                added = [target for one, target in wanted.items() if one not in links]
                if added:
                    found.setdefault(item, {})[kind] = (added, [])
                for one, link in links.items():
                    if link.deleted == (one in wanted):
                        doubtful.append((row, link, one in wanted))
            self._judge_links(kind, doubtful, found)
        return found

    def _judge_links(
        self,
        kind: str,
        doubtful: Collection[tuple[Wanted, LinkRow, bool]],
        found: dict[str, dict[str, tuple[list[str], list[LinkRow]]]],
    ) -> None:
        pasts = field_pasts(self.reader, {link.id for _row, link, _wanted in doubtful}, (DELETED,))
        for row, link, wanted in doubtful:
            verdict = link_verdict(pasts.get((link.id, DELETED), ()), wanted, row.as_of)
            if verdict is Verdict.CHANGED:
                added, removed = found.setdefault(link.item_id, {}).setdefault(kind, ([], []))
                if wanted:
                    added.append(link.target)
                else:
                    removed.append(link)

    @staticmethod
    def _link_id(kind: str, item: str, target: str) -> str:
        first, second = LINKS[kind]
        return id_for(kind, {first: item, second: target})

    # --- dependencies ---------------------------------------------------------------------------------------

    def _resolve_needs(self, rows: list[Wanted]) -> None:
        """Turn refs into items; a row whose ref is unknown, or that would wait for itself, is refused."""
        asking = [row for row in rows if row.needs]
        if not asking:
            return
        refs = {ref.lower() for row in asking for ref in row.needs}
        known = ids_by_ref(self.reader, refs)
        known |= {row.ref.lower(): self._id(row) for row in rows if row.ref}
        known |= {one: one for one in (*map(self._id, rows), *existing_ids(self.reader, "action_item", refs))}
        needs: dict[str, set[str]] = {}
        for item, other in dependency_pairs(self.reader):
            needs.setdefault(item, set()).add(other)
        for row in asking:
            missing = [ref for ref in row.needs if ref.lower() not in known]
            targets = [known[ref.lower()] for ref in row.needs if ref.lower() in known]
            text = ""
            if missing:
                text = _("There is no action item “{ref}” to wait for: correct the ref.", ref=", ".join(missing))
            elif any(_reaches(needs, target, self._id(row)) for target in targets):
                text = _("These action items would wait for each other in a circle: leave one link out.")
            if text:
                shown = ", ".join(row.needs)
                problem = problem_of(row.header, "depends_on", None, text, shown)
                self.plan.rejected.append(Rejected(row.place, (problem,)))
                rows.remove(row)
                continue
            row.links["dependency"] = targets
            needs.setdefault(self._id(row), set()).update(targets)

    def _drop_needs_of_refused(self, refused: Collection[str]) -> None:
        """An item cannot wait for one that was not taken."""
        waiting = [one for one in self.plan.drafts if one.record_type == "dependency"]
        lost = [one for one in waiting if one.field == CREATION and one.new["needs_id"] in refused]
        if lost:
            self.plan.drafts = [one for one in self.plan.drafts if one not in lost]
            self.plan.remarks.append(_("Links to rows that were not taken were left out: import the file again."))

    # --- notes and evidence ---------------------------------------------------------------------------------

    def _hang_on(self, created: Iterable[Wanted], met: Iterable[Wanted]) -> None:
        """Draft the notes and evidence that the list has not got; what was deleted here stays deleted."""
        drafts: dict[str, dict[str, tuple[Wanted, Values]]] = {"note": {}, "evidence": {}}
        for row in (*created, *met):
            item = self._id(row)
            for kind, text in row.notes:
                values: Values = {"item_id": item, "kind": str(kind), "text": text}
                drafts["note"][derived_id("note", item, str(kind), text)] = (row, values)
            for one in row.evidence:
                where = one.get("location") or one.get("letter_number", "")
                drafts["evidence"][derived_id("evidence", item, where)] = (row, {"item_id": item, **one})
        for record_type, wanted in drafts.items():
            present = load(self.reader, record_type, wanted.keys())
            back = taken_back(self.reader, [one for one, values in present.items() if values[DELETED]])
            for record_id, (row, values) in wanted.items():
                if record_id in present and not (present[record_id][DELETED] and record_id in back):
                    continue
                self.plan.drafts.append(create(record_type, record_id, **values))
                text = values.get("text") or values.get("location") or values.get("letter_number") or ""
                self.plan.new.append(NewRecord(record_type, record_id, text, row.place, values))


def _reaches(needs: Mapping[str, set[str]], start: str, goal: str) -> bool:
    """Whether ``start`` is, or waits in the end for, ``goal``."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        step = waiting.pop()
        if step == goal:
            return True
        if step not in seen:
            seen.add(step)
            waiting.extend(needs.get(step, ()))
    return False
