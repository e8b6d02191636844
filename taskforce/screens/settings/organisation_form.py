"""The two forms of the office: what it is, and what stands around the figures of a printed report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from taskforce.language import N_, _
from taskforce.model.nip import parse_nip
from taskforce.model.records import record_spec
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import Check, FormField, Texts
from taskforce.screens.forms.record_fields import Written, spec_field, submit_edits
from taskforce.screens.frame.session import Session
from taskforce.services.registers import edit_organisation
from taskforce.store.input.organisation import (
    organisation_edits,
    organisation_text,
    organisation_values,
)
from taskforce.store.store import Store

OFFICE_FIELDS = ("name", "place", "time_zone", "vision")

_PARTS = {
    "position": N_("Position"),
    "name": N_("Name"),
    "rank": N_("Rank"),
    "nip": N_("NIP"),
    "role": N_("Role in signing"),
    "on_behalf_of": N_("On behalf of"),
    "acting": N_("Acting"),
}
_PART_HINTS = {"role": "Mengetahui", "on_behalf_of": "a.n. Bupati", "acting": "Plt."}

LETTER_FIELDS = (
    *("letterhead", "logo", "carbon_copies", "report_number", "paper"),
    *(f"signer.{number}.{part}" for number in (1, 2) for part in _PARTS),
)

_LINES = {"vision": 5, "letterhead": 4, "carbon_copies": 3}
_CHECKED = ("logo", "report_number", "time_zone")


def _field(session: Session, name: str, values: dict[str, object]) -> FormField:
    if name.startswith("signer."):
        _signer, number, part = name.split(".")
        heading = _("Signer {number}", number=number) if part == "position" else ""
        check: Check | None = parse_nip if part == "nip" else None
        hint = _PART_HINTS.get(part, "")
        return FormField(
            name, _(_PARTS[part]), organisation_text(values, name), check=check, hint=hint, heading=heading
        )

    def understood(text: str) -> str:
        return organisation_edits(session.store, [("name", "-"), (name, text)]).echo[-1]

    field = spec_field(session, record_spec("organisation"), name, values.get(name))
    if name == "paper":
        return field
    hints = {
        "logo": _("the path of a .png or .jpg file; - takes it away"),
        "report_number": "{seq:03}/LAP-SC/{roman_month}/{year}",
        "time_zone": "WIB, WITA, WIT",
    }
    return replace(
        field,
        label=_("Number pattern") if name == "report_number" else field.label,
        text=organisation_text(values, name),
        lines=_LINES.get(name, 1),
        check=understood if name in _CHECKED else None,
        hint=hints.get(name, ""),
    )


def organisation_form(session: Session, names: Sequence[str], heading: str, written: Written) -> Form:
    """Return a form of some fields of the organisation; only what is changed in it is written."""
    seen = organisation_values(session.reader)
    fields = [_field(session, name, seen) for name in names]

    def write(store: Store, changed: Texts) -> tuple[str, str]:
        saved = edit_organisation(store, list(changed.items()), seen)
        return saved.record_id, " ".join([_("Saved {name}", name=heading), *saved.warnings])

    submit = submit_edits(session, fields, seen, write, written)
    return Form(heading, fields, submit, draft=f"office:{','.join(names)}")
