"""Which item of the list a row means, so that importing a sheet again finds what it made the first time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from taskforce.exchange.importing.item_rows import Wanted, problem_of
from taskforce.exchange.importing.plan import Plan, Rejected, Remark
from taskforce.language import _
from taskforce.store.changes.ids import derived_id
from taskforce.store.changes.load import load
from taskforce.store.database.reader import Reader
from taskforce.store.read.import_history import existing_ids, ids_by_ref

Values = dict[str, Any]


def item_id(key: Sequence[str], occurrence: int) -> str:
    """The id of the item that a row with this key makes: the same in every copy and at every import."""
    number = () if occurrence == 1 else (str(occurrence),)
    return derived_id("action_item", "import", *key, *number)


def match_items(reader: Reader, wanted: Iterable[Wanted], plan: Plan) -> list[Wanted]:
    """Give every row the id of its item; rows that say the same, or name no item, go to the plan's lists."""
    rows = _without_twins(list(wanted), plan)
    rows = _by_ref(reader, rows, plan)
    groups: dict[tuple[str, ...], list[Wanted]] = {}
    for row in rows:
        if row.record_id is None:
            groups.setdefault(row.key, []).append(row)
    _by_key(reader, groups, plan)
    return _each_item_once(rows, plan)


def _without_twins(wanted: Sequence[Wanted], plan: Plan) -> list[Wanted]:
    seen: dict[tuple[Any, ...], Wanted] = {}
    rows: list[Wanted] = []
    often = Counter((row.record_id, row.ref, row.key) for row in wanted)
    for row in wanted:
        name = (row.record_id, row.ref, row.key)
        if often[name] == 1:
            rows.append(row)
            continue
        first = seen.setdefault((*name, row.content()), row)
        if first is row:
            rows.append(row)
        else:
            text = _("Says the same as {place}: taken once.", place=shown_place(first))
            plan.warnings.append(Remark(row.place, text))
    return rows


def shown_place(row: Wanted) -> str:
    """A row's place in a sentence."""
    if row.place.sheet:
        return _("row {row} of sheet {sheet}", row=row.place.row, sheet=row.place.sheet)
    return _("row {row}", row=row.place.row)


def _by_ref(reader: Reader, rows: list[Wanted], plan: Plan) -> list[Wanted]:
    """Rows that name an item by its ref (and by no id) mean that one; an unknown ref is refused."""
    known = ids_by_ref(reader, (row.ref for row in rows if row.ref and row.record_id is None))
    kept: list[Wanted] = []
    for row in rows:
        if row.ref and row.record_id is None:
            row.record_id = known.get(row.ref.lower())
            if row.record_id is None:
                text = _("There is no action item “{ref}” in the list: correct the ref, or empty it.", ref=row.ref)
                plan.rejected.append(Rejected(row.place, (problem_of(row.header, "ref", None, text, row.ref),)))
                continue
        kept.append(row)
    return kept


def _by_key(reader: Reader, groups: Mapping[tuple[str, ...], list[Wanted]], plan: Plan) -> None:
    """Rows of one key (title, meeting, programme) are occurrences of it; each finds the item most like it."""
    tried = {key: [item_id(key, number) for number in range(1, len(rows) + 1)] for key, rows in groups.items()}
    known = existing_ids(reader, "action_item", (one for ids in tried.values() for one in ids))
    more = {key: item_id(key, len(ids) + 1) for key, ids in tried.items() if ids[0] in known}
    known |= existing_ids(reader, "action_item", more.values())
    compared = {one for ids in tried.values() if len(ids) > 1 for one in ids} | set(more.values())
    contested = {key for key, extra in more.items() if extra in known}
    contested_ids = {one for key in contested for one in tried[key]}
    present = load(reader, "action_item", (compared | contested_ids) & known)
    for key, rows in groups.items():
        if len(rows) == 1 and key not in contested:
            rows[0].record_id = tried[key][0]
            continue
        candidates = [one for one in [*tried[key], *([more[key]] if key in contested else [])] if one in present]
        _pair(rows, candidates, present)
        free = (one for one in tried[key] if one not in {row.record_id for row in rows})
        for row in rows:
            if row.record_id is None:
                row.record_id = next(free)
        for row in rows[1:]:
            text = _(
                "Has the title (and meeting) of {place}, but other contents: taken as another action item.",
                place=shown_place(rows[0]),
            )
            plan.warnings.append(Remark(row.place, text))


def _pair(rows: Sequence[Wanted], candidates: Iterable[str], present: Mapping[str, Values]) -> None:
    """Pair rows with items, the most alike first."""
    scores = [
        (sum(present[one].get(name) == value for name, value in row.values.items()), -number, -index, one, row)
        for index, row in enumerate(rows)
        for number, one in enumerate(candidates)
    ]
    used: set[str] = set()
    for _score, _number, _index, one, row in sorted(scores, key=lambda entry: entry[:3], reverse=True):
        if row.record_id is None and one not in used:
            row.record_id = one
            used.add(one)


def _each_item_once(rows: Iterable[Wanted], plan: Plan) -> list[Wanted]:
    """Two rows that mean one item (by ref or id) and differ: which is right, only a person knows."""
    first: dict[str, Wanted] = {}
    kept: list[Wanted] = []
    for row in rows:
        assert row.record_id is not None
        other = first.setdefault(row.record_id, row)
        if other is row:
            kept.append(row)
            continue
        text = _(
            "Means the same action item as {place} but says something else: keep one of the two.",
            place=shown_place(other),
        )
        field = "ref" if row.ref else "id"
        plan.rejected.append(Rejected(row.place, (problem_of(row.header, field, None, text, row.ref),)))
    return kept
