"""What the records of a plan are called: ids in what people see are replaced by names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from taskforce.exchange.importing.lookup import Lookup
from taskforce.exchange.importing.plan import Plan
from taskforce.model.records import Kind, record_spec
from taskforce.store.changes.batch import LINKS
from taskforce.store.database.reader import Reader
from taskforce.store.history.steps import SHORT_NAMES, names_of


def name_ids(reader: Reader, lookup: Lookup, plan: Plan) -> None:
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
