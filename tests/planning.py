"""A small office with meetings, a plan with targets and money, bodies and own holidays, for the areas of these."""

from __future__ import annotations

from pathlib import Path

from app_driving import DAY, fill, store_at

from taskforce.store.changes.batch import Draft, create, edit
from taskforce.store.store import Store


def _id(store: Store, table: str, column: str, value: str) -> str:
    return str(store.reader.value(f"SELECT id FROM {table} WHERE {column} = :value", value=value))


def plan_drafts(store: Store) -> list[Draft]:
    """What is added to the small office of ``app_driving``."""
    governance = _id(store, "dimension", "key", "governance")
    galuh, farid = _id(store, "member", "handle", "galuh"), _id(store, "member", "handle", "farid")
    service = create("sub_dimension", dimension_id=governance, key="layanan", name="Pelayanan publik", position=1)
    meeting = create(
        "meeting", number="01/SC/2026", title="Rapat Tim Pelaksana", date="2026-11-12", place="Aula Bappelitbang",
        minutes="Dibuka oleh Sekda.\nPembahasan Buku 2.",
    )  # fmt: skip
    older = create("meeting", title="Rapat persiapan", date="2026-10-05")
    attendances = [
        create("attendance", meeting_id=meeting.record_id, member_id=galuh),
        create("attendance", meeting_id=meeting.record_id, member_id=farid),
        create("attendance", meeting_id=meeting.record_id, name="Budi Santoso"),
    ]
    integration, mapping = _id(store, "action_item", "ref", "4"), _id(store, "action_item", "ref", "2")
    values: dict[str, object] = {
        "sub_dimension_id": service.record_id,
        "programme": "Pengelolaan Aplikasi Informatika",
        "activity": "Integrasi layanan",
        "indicator": "Layanan terintegrasi",
        "unit": "layanan",
        "baseline": 2,
        "targets": {"2025": 4, "2026": 8, "2027": 12},
        "realisations": {"2025": 4, "2026": 5},
        "budget": 250_000_000,
        "fund_source": "APBD Kabupaten",
    }
    plan = [edit("action_item", integration, name, value) for name, value in values.items()]
    plan += [
        edit("action_item", mapping, "budget", 75_500_000),
        edit("action_item", mapping, "fund_source", "DAK"),
        edit("action_item", mapping, "meeting_id", meeting.record_id),
    ]
    team = create(
        "appointment", member_id=galuh, body="team", role="secretary", since="2026-01-05", decree="SK 12/2026"
    )
    holiday = create("holiday", date="2026-12-10", name="Hari jadi kabupaten")
    return [service, meeting, older, *attendances, *plan, team, holiday]


def fill_plan(path: Path) -> Path:
    """Make the list at ``path``."""
    fill(path)
    store = store_at(path)
    store.write("edit", plan_drafts(store))
    store.close()
    return path


__all__ = ["DAY", "fill_plan", "plan_drafts"]
