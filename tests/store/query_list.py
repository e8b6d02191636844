"""A small list on which queries are tried."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from taskforce.store.changes.batch import Batch, Draft, create
from taskforce.store.database.reader import Reader
from taskforce.store.query.compile import compile_query
from taskforce.store.store import Store

TODAY = date(2026, 11, 24)
"""A Tuesday."""

BEFORE = datetime(2026, 11, 10, 1, 0, tzinfo=UTC)
"""When most of the list was written: exactly 14 days before the day of the tests."""

LONG_AGO = datetime(2026, 11, 9, 15, 59, tzinfo=UTC)
"""Still the 9th in Makassar (UTC+8): one minute before the last day that is not yet silent."""


def found(store: Store | Reader, query: str, actor_id: str | None = None, today: date = TODAY) -> str:
    """The refs of the items a query finds, in order, separated by spaces."""
    reader = store.reader if isinstance(store, Store) else store
    condition = compile_query(query, reader, today, actor_id)
    sql = f"SELECT i.ref FROM action_item i WHERE NOT i.deleted AND ({condition.sql}) ORDER BY i.seq"
    return " ".join(row[0] for row in reader.rows(sql, **condition.parameters))


def fill(store: Store) -> dict[str, str]:
    """Eight items with everything a query can ask for; the ids of the members by handle."""
    people = {
        "farid": create("member", handle="farid", name="Drs. H. Farid Soufian, M.Si."),
        "galuh": create("member", handle="galuh", name="Galuh Tantri Narindra"),
        "galih": create("member", handle="galih", name="Galih Pratama"),
    }
    kominfo = create(
        "agency",
        code="diskominfo",
        short="Diskominfo",
        name="Dinas Komunikasi dan Informatika",
        aliases=["Kominfo", "DKISP, lama"],
    )
    dinkes = create("agency", code="dinkes", short="Dinkes", name="Dinas Kesehatan")
    governance = create("dimension", key="governance", name="Smart Governance", aliases=["Tata Kelola"])
    service = create("sub_dimension", dimension_id=governance.record_id, key="service", name="Pelayanan")
    book = create("deadline", key="buku-2", name="Buku II", kind="document", due="2026-12-18")
    meeting = create("meeting", number="RM-7", title="Rapat perdana", date="2026-11-02")
    named = [*people.values(), kominfo, dinkes, governance, service, book, meeting]
    organisation = create("organisation", name="Kabupaten Banjar", time_zone="Asia/Makassar")
    store.apply(Batch("add", [organisation, *named], at=LONG_AGO))
    member = {handle: draft.record_id for handle, draft in people.items()}
    items = _items(member, kominfo.record_id, dinkes.record_id, governance.record_id, service.record_id)
    items[0].new["deadline_id"] = book.record_id
    items[2].new["meeting_id"] = meeting.record_id
    ids = [item.record_id for item in items]
    links = [
        create("supporting", item_id=ids[1], member_id=member["farid"]),
        create("supporting", item_id=ids[6], member_id=member["galuh"]),
        create("tag", item_id=ids[0], name="rapat"),
        create("tag", item_id=ids[1], name="tindak-lanjut"),
        create("tag", item_id=ids[2], name="Éclair"),
        create("tag", item_id=ids[2], name="rapat"),
        create("dependency", item_id=ids[1], needs_id=ids[0]),
        create("dependency", item_id=ids[2], needs_id=ids[3]),
        create("evidence", item_id=ids[4], kind="letter", letter_number="005/12"),
        create("note", item_id=ids[5], text="Menunggu anggaran perubahan"),
    ]
    store.apply(Batch("add", items[:-1], at=BEFORE))
    store.apply(Batch("add", items[-1:], at=LONG_AGO))
    store.apply(Batch("edit", links, at=BEFORE))
    return member


def _items(member: dict[str, str], kominfo: str, dinkes: str, governance: str, service: str) -> list[Draft]:
    rows: list[dict[str, Any]] = [
        {"title": "Susun draf Buku 2", "status": "in_progress", "priority": "high", "progress": 40}
        | {"due": "2026-11-20", "lead_id": member["farid"], "agency_id": kominfo, "dimension_id": governance},
        {"title": "Undang narasumber", "status": "not_started", "due": "2026-11-27", "lead_id": member["galuh"]}
        | {"budget": 125_000_000, "fund_source": "APBD Kabupaten", "start": "2026-11-02"},
        {"title": "Kirim surat undangan", "status": "not_started", "due": "2026-12-01", "horizon": "quick_win"},
        {"title": "Petakan program RPJMD", "status": "done", "priority": "low", "done_on": "2026-11-05"}
        | {"sub_dimension_id": service, "dimension_id": governance, "budget": 1_500_000},
        {"title": "Rapat perdana [/] 100%", "status": "done", "priority": "urgent", "due": "2026-11-03"}
        | {"done_on": "2026-11-03", "agency_id": dinkes, "fund_source": "APBD Provinsi"},
        {"title": "Integrasi data", "status": "blocked", "priority": "urgent", "due": "2026-11-10"}
        | {"progress": 80, "origin": "Disposisi Bupati 100%", "fund_source": "DAK", "budget": 0},
        {"title": "Studi banding", "status": "cancelled", "due": "2026-11-01", "lead_id": member["galih"]},
        {"title": "Café dan taman", "status": "deferred", "description": "Lihat berkas O'Brien"},
    ]
    return [create("action_item", **row) for row in rows]
