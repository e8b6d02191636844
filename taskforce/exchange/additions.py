"""The members, agencies and meetings that rows refer to and the list has not got: created with the rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from taskforce.exchange.known import Known, Register
from taskforce.exchange.plan import NewRecord, Place, Plan, Remark
from taskforce.language import _
from taskforce.model.records import DELETED, Kind, record_spec
from taskforce.store.batch import Draft, create


class Additions:
    """Collects what taken rows refer to; only that is created, never what a refused row names."""

    def __init__(self, known: Known, plan: Plan) -> None:
        self.known = known
        self.plan = plan
        self.made: set[tuple[str, str]] = set()
        """Records (type and id) that rows of their own create; they need not be added."""
        self._places: dict[tuple[str, str], Place] = {}
        self._registers: Mapping[str, Register] = {
            "agency": known.agencies,
            "member": known.members,
            "meeting": known.meetings,
        }

    def refer(self, record_type: str, values: Mapping[str, Any], place: Place) -> None:
        """Note every record that these values of a taken row point to."""
        fields = record_spec(record_type).by_name
        for name, value in values.items():
            spec = fields[name]
            if value is None or spec.kind is not Kind.LINK or spec.to is None or spec.to not in self._registers:
                continue
            if (spec.to, value) not in self._places and self._is_missing(spec.to, value):
                self._places[spec.to, value] = place
                if spec.to == "member":
                    self._place_member(value, values, place, leads=name == "lead_id")

    def _is_missing(self, record_type: str, record_id: str) -> bool:
        register = self._registers[record_type]
        present = register.records.get(record_id)
        return present is None or bool(present[DELETED])

    def _place_member(self, member: str, values: Mapping[str, Any], place: Place, *, leads: bool) -> None:
        """A new lead belongs to the agency that answers for the item he or she is first named in."""
        added = self.known.members.added.get(member)
        agency = values.get("agency_id") if leads else None
        if added is not None and agency and "agency_id" not in added:
            added["agency_id"] = agency
            self.refer("member", {"agency_id": agency}, place)

    def draft(self) -> None:
        """Put the new records into the plan."""
        for made in self.made:
            self._places.pop(made, None)
        members = [record_id for kind, record_id in self._places if kind == "member"]
        self.known.assign_handles(one for one in members if one in self.known.members.added)
        drafts: list[Draft] = []
        for (record_type, record_id), place in self._places.items():
            register = self._registers[record_type]
            before = register.records.get(record_id, {})
            spec = record_spec(record_type)
            old = {name: value for name, value in before.items() if name in spec.by_name and name != DELETED}
            values = {**old, **register.added.get(record_id, {})}
            drafts.append(create(record_type, record_id, **values))
            name = str(values[spec.title])
            self.plan.new.append(NewRecord(record_type, record_id, name, place, values))
            if record_type == "member" and not before:
                self._warn(name, place)
        self.plan.drafts[:0] = drafts

    def _warn(self, name: str, place: Place) -> None:
        near = self.known.resembling(name)
        if near is not None:
            text = _("New member {name} resembles {near}: check that they are two people.", name=name, near=near)
            self.plan.warnings.append(Remark(place, text))
