"""Names in place of ids, in what a plan shows to people and other programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from taskforce.exchange.known import Known
from taskforce.exchange.plan import Plan
from taskforce.model.records import Kind, record_spec
from taskforce.store.batch import LINKS
from taskforce.store.history import SHORT_NAMES, names_of
from taskforce.store.reader import Reader


class Naming:
    """Knows what records are called, those of the list and those of the import."""

    def __init__(self, reader: Reader, known: Known) -> None:
        self._reader = reader
        self._registers = {
            register.record_type: register
            for register in (
                *(known.members, known.agencies, known.dimensions, known.sub_dimensions),
                *(known.deadlines, known.missions, known.meetings),
            )
        }
        self._items: dict[str, str] = {}

    def name(self, plan: Plan) -> None:
        """Replace the ids in a plan's lists (never in its drafts)."""
        self._items = self._item_names(plan)
        plan.new = [one._replace(values=self._values(one.record_type, one.values)) for one in plan.new]
        plan.changed = [
            one._replace(
                changes=tuple(
                    change._replace(
                        old=self._value(one.record_type, change.field, change.old),
                        new=self._value(one.record_type, change.field, change.new),
                    )
                    for change in one.changes
                )
            )
            for one in plan.changed
        ]
        plan.kept = [
            one._replace(
                sheet_value=self._value(one.record_type, one.field, one.sheet_value),
                list_value=self._value(one.record_type, one.field, one.list_value),
            )
            for one in plan.kept
        ]

    def _item_names(self, plan: Plan) -> dict[str, str]:
        """Refs (or new titles) of the items that dependencies name."""
        ids = {
            str(target)
            for one in plan.changed
            for change in one.changes
            if change.field == "dependency"
            for target in (*change.old, *change.new)
        }
        ids |= {str(target) for one in plan.new for target in one.values.get("dependency", ())}
        found = names_of(self._reader, {"action_item": ids}) if ids else {}
        titles = {one.id: one.name for one in plan.new if one.record_type == "action_item"} if ids else {}
        return titles | {record_id: name for (_kind, record_id), name in found.items()}

    def _values(self, record_type: str, values: Mapping[str, Any]) -> dict[str, Any]:
        named = dict(values)
        for name in values:
            if name in LINKS:
                named[name] = self._value(record_type, name, named[name])
            elif name.endswith("_id"):
                named[name.removesuffix("_id")] = self._value(record_type, name, named.pop(name))
        named.pop("item", None)
        return named

    def _value(self, record_type: str, field: str, value: Any) -> Any:
        if field in LINKS and isinstance(value, list):
            away = LINKS[field][1]
            return [self._value(field, away, one) for one in value]
        spec = record_spec(record_type).by_name.get(field)
        if spec is None or spec.kind is not Kind.LINK or value is None or spec.to is None:
            return value
        if spec.to == "action_item":
            return self._items.get(value, value)
        register = self._registers[spec.to]
        record = register.records.get(value) or register.added.get(value)
        if record is None:
            return value
        column = SHORT_NAMES.get(spec.to, record_spec(spec.to).title)
        return record.get(column) or record.get(record_spec(spec.to).title)
