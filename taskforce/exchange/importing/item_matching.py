"""Which item of the list a row means, so that importing a sheet again finds what it made the first time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from taskforce.exchange.importing.lookup import Lookup
from taskforce.exchange.importing.plan import Plan, Remark
from taskforce.exchange.importing.planner import ImportType, Planner
from taskforce.exchange.importing.records.sheet_record import SheetRecord, Values, problem_of, shown_row
from taskforce.language import _
from taskforce.model.text import fold
from taskforce.model.vocabulary import Status
from taskforce.store.changes.ids import derived_id
from taskforce.store.changes.load import load
from taskforce.store.database.reader import Reader
from taskforce.store.read.import_history import (
    Titled,
    dependency_pairs,
    existing_ids,
    ids_by_ref,
    items_by_title,
)
from taskforce.store.write.consequences import of_edit

_UNSAID: Final = frozenset(
    (
        *("status", "priority", "progress", "done_on", "agency_id", "dimension_id", "origin", "meeting_id"),
        *("local_wisdom", "checklist"),
    )
)
"""Fields that may have a value although the cell is empty: it says nothing of them."""


def item_id(key: Sequence[str], occurrence: int) -> str:
    """Return the id of the item that a row with this key makes: the same in every copy and at every import."""
    number = () if occurrence == 1 else (str(occurrence),)
    return derived_id("action_item", "import", *key, *number)


def _match(planner: Planner, rows: list[SheetRecord]) -> list[SheetRecord]:
    """Give every row the id of its item; rows that say the same, or name no item, go to the plan's lists."""
    reader, plan = planner.reader, planner.plan
    rows = _by_ref(reader, _without_twins(rows, plan), plan)
    groups: dict[tuple[str, ...], list[SheetRecord]] = {}
    for row in rows:
        if not row.record_id:
            groups.setdefault(row.key, []).append(row)
    _by_key(reader, groups, plan)
    if not planner.answers.as_new and plan.returned is None:  # what an agency adds to its sheet is new
        _by_title(reader, [row for rows in groups.values() for row in rows], {row.record_id for row in rows}, plan)
    rows = _each_item_once(rows, plan)
    _drop_shown_origins(planner, [row for row in rows if row.as_of is not None])
    return _resolve_needs(planner, rows)


def _without_twins(rows: Sequence[SheetRecord], plan: Plan) -> list[SheetRecord]:
    seen: dict[tuple[Any, ...], SheetRecord] = {}
    different: list[SheetRecord] = []
    often = Counter((row.record_id, row.ref, row.key) for row in rows)
    for row in rows:
        name = (row.record_id, row.ref, row.key)
        first = row if often[name] == 1 else seen.setdefault((*name, row.content()), row)
        if first is row:
            different.append(row)
        else:
            text = _("Says the same as {place}: taken once.", place=shown_row(first.place))
            plan.warnings.append(Remark(row.place, text, double=True))
    return different


def _by_ref(reader: Reader, rows: list[SheetRecord], plan: Plan) -> list[SheetRecord]:
    """Let rows that name an item by its ref (and by no id) mean that one; refuse an unknown ref."""
    named = [row for row in rows if row.ref and not row.record_id]
    ids = ids_by_ref(reader, (row.ref for row in named if row.ref))
    if _are_of_another_list(reader, named, ids):
        for row in named:
            if row.as_of is None:
                row.ref = None
        if ids:
            plan.remarks.append(
                _("The refs of the sheet are those of another list: rows are known by their titles.")
            )
    kept: list[SheetRecord] = []
    for row in rows:
        if row.ref and not row.record_id:
            row.record_id = ids.get(row.ref.lower(), "")
            if not row.record_id:
                text = _("There is no action item “{ref}” in the list: correct the ref, or empty it.", ref=row.ref)
                plan.rejected.append(row.refused("ref", text, row.ref))
                continue
        kept.append(row)
    return kept


_FEW: Final = 3
"""Rows from which on their titles say whether their refs are of this list."""


def _are_of_another_list(reader: Reader, rows: Sequence[SheetRecord], ids: Mapping[str, str]) -> bool:
    """Return whether refs of a sheet are numbers of another list or program, and name none of its rows here.

    So it is where none exists, or most do not, or where most of several rows name items with other titles.
    """
    met = [(row, ids[row.ref.lower()]) for row in rows if row.ref and row.ref.lower() in ids]
    if not met:
        return bool(rows)
    if len(rows) < _FEW:
        return False
    items = load(reader, "action_item", {one for _row, one in met})
    alike = sum(
        fold(row.values.get("title") or "") == fold(items[one]["title"]) for row, one in met if one in items
    )
    return 2 * alike < len(met) or 2 * len(met) < len(rows)


def _by_key(reader: Reader, groups: Mapping[tuple[str, ...], list[SheetRecord]], plan: Plan) -> None:
    """Take rows of one key (title, meeting, programme) for occurrences of it; each finds the item most like it."""
    tried = {key: [item_id(key, number) for number in range(1, len(rows) + 1)] for key, rows in groups.items()}
    existing = existing_ids(reader, "action_item", (one for ids in tried.values() for one in ids))
    more = {key: item_id(key, len(ids) + 1) for key, ids in tried.items() if ids[0] in existing}
    existing |= existing_ids(reader, "action_item", more.values())
    compared = {one for ids in tried.values() if len(ids) > 1 for one in ids} | set(more.values())
    contested = {key for key, extra in more.items() if extra in existing}
    contested_ids = {one for key in contested for one in tried[key]}
    present = load(reader, "action_item", (compared | contested_ids) & existing)
    for key, rows in groups.items():
        if len(rows) == 1 and key not in contested:
            rows[0].record_id = tried[key][0]
            continue
        candidates = [one for one in [*tried[key], *([more[key]] if key in contested else [])] if one in present]
        _pair(rows, candidates, present)
        free = (one for one in tried[key] if one not in {row.record_id for row in rows})
        for row in rows:
            if not row.record_id:
                row.record_id = next(free)
        for row in rows[1:]:
            text = _(
                "Has the title (and meeting) of {place}, but other contents: taken as another action item.",
                place=shown_row(rows[0].place),
            )
            plan.warnings.append(Remark(row.place, text, double=True))


def _by_title(reader: Reader, rows: Sequence[SheetRecord], meant: set[str], plan: Plan) -> None:
    """Take a row that would be new for the one item of the list that has its title and day; tell of other days.

    So a row that somebody has typed in before is not doubled.  ``meant`` are the items that rows mean already.
    """
    here = existing_ids(reader, "action_item", (row.record_id for row in rows))
    new = [row for row in rows if row.record_id not in here and row.since is None]
    found = items_by_title(reader, {fold(row.values["title"]) for row in new}) if new else {}
    taken = set(meant)
    for row in new:
        titled = [one for one in found.get(fold(row.values["title"]), ()) if one.id not in taken]
        same = [one for one in titled if one.due == row.values.get("due") and _may_be(row.values, one)]
        if len(same) == 1:
            taken.add(same[0].id)
            row.record_id = same[0].id
            text = _(
                "Taken for action item {ref}, which has the same title and day "
                "(to make it another one: --as-new, in the app a).",
                ref=same[0].ref,
            )
            plan.warnings.append(Remark(row.place, text, double=True))
        elif titled:
            refs = ", ".join(one.ref for one in titled[:5])
            text = _("The list has this title already ({refs}), on another day: this is a new one.", refs=refs)
            plan.warnings.append(Remark(row.place, text, double=True))


def _may_be(values: Values, item: Titled) -> bool:
    """Return whether nothing that a row says of where it comes from denies that it is the item."""
    return all(
        values.get(name) in (None, there) or there is None
        for name, there in (
            ("meeting_id", item.meeting_id),
            ("programme", item.programme),
            ("activity", item.activity),
        )
    )


def _pair(rows: Sequence[SheetRecord], candidates: Iterable[str], present: Mapping[str, Values]) -> None:
    """Pair rows with items, the most alike first.

    A cell that could not be read has left its field empty, and an empty one agrees with whatever is there where it
    says nothing (a status).
    """
    names = {name for row in rows for name in row.values}
    scores = [
        (sum(_agrees(row, present[one], name) for name in names), -number, -index, one, row)
        for index, row in enumerate(rows)
        for number, one in enumerate(candidates)
    ]
    used: set[str] = set()
    for _score, _number, _index, one, row in sorted(scores, key=lambda entry: entry[:3], reverse=True):
        if not row.record_id and one not in used:
            row.record_id = one
            used.add(one)


def _agrees(row: SheetRecord, item: Values, name: str) -> bool:
    value = row.values.get(name)
    return item.get(name) == value or (value is None and name in _UNSAID)


def _each_item_once(rows: Iterable[SheetRecord], plan: Plan) -> list[SheetRecord]:
    """Refuse rows that mean the item of another (by ref or id) and differ: which is right, only a person knows."""
    first: dict[str, SheetRecord] = {}
    kept: list[SheetRecord] = []
    for row in rows:
        other = first.setdefault(row.record_id, row)
        if other is row:
            kept.append(row)
            continue
        text = _(
            "Means the same action item as {place} but says something else: keep one of the two.",
            place=shown_row(other.place),
        )
        plan.rejected.append(row.refused("ref" if row.ref else "id", text, row.ref))
    return kept


def _drop_shown_origins(planner: Planner, rows: list[SheetRecord]) -> None:
    """Leave alone the origin of items that have none of their own: their export shows the meeting in its place."""
    present = load(planner.reader, "action_item", [row.record_id for row in rows if row.values.get("origin")])
    for row in rows:
        item = present.get(row.record_id)
        meeting = planner.lookup.meetings.get(item["meeting_id"]) if item and item["meeting_id"] else None
        if item and meeting and item["origin"] is None:
            shown = " ".join(filter(None, (meeting["number"], meeting["title"])))
            if row.values.get("origin") == shown:
                del row.values["origin"]


def _resolve_needs(planner: Planner, rows: list[SheetRecord]) -> list[SheetRecord]:
    """Turn what rows wait for into items; what no row and no item is called is kept in a note.

    A sheet with numbers of its own means these; another one means refs of the list.
    """
    asking = [row for row in rows if row.needs]
    if not asking:
        return rows
    reader = planner.reader
    words = {need.lower() for row in asking for need in row.needs}
    ids = ids_by_ref(reader, words)
    ids |= {row.ref.lower(): row.record_id for row in rows if row.ref}
    ids |= {one: one for one in (*(row.record_id for row in rows), *existing_ids(reader, "action_item", words))}
    own = {(row.place.sheet, row.own_key.lower()): row.record_id for row in rows if row.own_key}
    titles = {(row.place.sheet, fold(str(row.values["title"]))): row.record_id for row in rows}
    waiting: dict[str, set[str]] = {}
    for item, other in dependency_pairs(reader):
        waiting.setdefault(item, set()).add(other)
    for row in asking:
        targets: list[str] = []
        unknown: list[str] = []
        for need in row.needs:
            sheet = row.place.sheet
            target = None if row.ref else own.get((sheet, need.lower()))
            if target is None and (row.ref or not row.own_key):
                target = ids.get(need.lower())
            target = target or titles.get((sheet, fold(need)))
            if target is None:
                unknown.append(need)
            elif _reaches(waiting, target, row.record_id):
                text = _("These action items would wait for each other in a circle: leave one link out.")
                planner.leave_out(row, problem_of(row.header, "depends_on", row.cells, text, need))
            else:
                targets.append(target)
                waiting.setdefault(row.record_id, set()).add(target)
        row.links["dependency"] = list(dict.fromkeys(targets))
        if unknown:
            named = ", ".join(unknown)
            text = _("There is no action item “{ref}” to wait for: correct the ref.", ref=named)
            row.keep_unread(problem_of(row.header, "depends_on", row.cells, text, named))
            planner.leave_out(row, row.unread[-1])
    return rows


def _reaches(needs: Mapping[str, set[str]], start: str, goal: str) -> bool:
    """Return whether ``start`` is, or waits in the end for, ``goal``."""
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


def _new_values(_lookup: Lookup, row: SheetRecord) -> Values:
    values = {name: value for name, value in row.values.items() if value is not None}
    if values.get("status") == Status.DONE:
        values.setdefault("done_on", None)  # what the sheet does not say is not made up: nobody knows when
    return values


ITEMS: Final = ImportType(
    record_type="action_item",
    match=_match,
    new_values=_new_values,
    name=lambda values: f"{values['ref']} {values['title']}",
    deleted_here=lambda: _("This action item was deleted here after it was imported: it stays deleted."),
    unchecked=("origin", "targets", "realisations", "description"),  # put together from several cells
    unsaid=_UNSAID,
    consequences=of_edit,
)
