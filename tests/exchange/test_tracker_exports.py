"""Exports of trackers, imitated with made-up people: each is known by its columns, and becomes what it says.

Nothing of them is asked, but what an archived card means; nothing is dropped; a second import changes nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from taskforce.exchange.importer import plan_import, run_import
from taskforce.exchange.importing.plan import Plan
from taskforce.exchange.importing.questions import Answers, parse_values
from taskforce.services.template import init_store
from taskforce.store.changes.load import load_all
from taskforce.store.read.items import Selection, item_links, item_rows
from taskforce.store.store import Store

EXPORTS = Path(__file__).parent / "trackers"
BUDI, SITI = "Budi Santoso", "Siti Aminah"

EXPECTED: dict[str, dict[str, dict[str, Any]]] = {
    "jira.csv": {
        "Susun draf Buku 2": {
            "description": "Bab 1 sampai 3",
            "status": "in_progress",
            "priority": "high",
            "lead": BUDI,
            "due": "2026-12-04",
            "tags": {"buku", "bimtek"},
            "origin": "Jira SC-1",
            "notes": [
                "Fix versions: Tahap I",
                "Bab 1 sudah dibaca",
                "Reporter: Siti Aminah",
                "Story Points",
                "28800",
            ],
        },
        "Urus SK tim": {
            "status": "done",
            "done_on": "2026-11-18",
            "lead": SITI,
            "activity": "Susun draf Buku 2",
            "waits": {"Susun draf Buku 2"},
        },
    },
    "trello.csv": {
        "Siapkan bimtek": {
            "status": "in_progress",
            "start": "2026-10-01",
            "due": "2026-10-09",
            "people": {"budi", "siti"},
            "tags": {"rapat", "desa"},
            "origin": "Trello c1",
        },
        "Cetak modul": {"status": "done", "due": "2026-09-20", "tags": {"perencanaan-buku-2"}, "people": {"siti"}},
        "Sewa aula lama": {"due": None},
    },
    "trello.json": {
        "Siapkan bimtek": {
            "description": "Undang 20 desa",
            "status": "in_progress",
            "start": "2026-10-01",
            "due": "2026-10-09",
            "people": {BUDI, SITI},
            "tags": {"rapat", "red"},
            "notes": ["Siti Aminah: Aula sudah dipesan"],
            "checklist": [{"text": "Tulis surat", "done": True}, {"text": "Kirim surat", "done": False}],
        },
        "Cetak modul": {"status": "done", "people": {SITI}, "tags": {"perencanaan-buku-2"}},
        "Sewa aula lama": {"due": None},
    },
    "asana.csv": {
        "Susun KAK": {
            "description": "Tiga halaman",
            "status": "in_progress",
            "priority": "high",
            "lead": BUDI,
            "start": "2026-09-20",
            "due": "2026-10-15",
            "tags": {"anggaran", "perencanaan"},
        },
        "Kumpulkan data desa": {
            "status": "done",
            "done_on": "2026-10-02",
            "lead": SITI,
            "activity": "Susun KAK",
            "notes": ["Projects: Smart City"],
        },
    },
    "msproject.csv": {
        "Buku 1": {"progress": 40, "start": "2026-03-09", "due": "2026-04-03", "lead": None},
        "Survei kesiapan": {
            "status": "done",
            "start": "2026-03-09",
            "due": "2026-03-13",
            "lead": BUDI,
            "people": {BUDI, SITI},
            "activity": "Buku 1",
            "description": "Sembilan kecamatan",
        },
        "Tulis analisis": {
            "progress": 20,
            "start": "2026-03-16",
            "due": "2026-04-03",
            "people": {SITI},
            "activity": "Buku 1",
            "waits": {"Survei kesiapan"},
        },
    },
    "msproject.xlsx": {
        "Buku 1": {"progress": 40, "start": "2026-03-09", "due": "2026-04-03"},
        "Survei kesiapan": {"status": "done", "people": {BUDI, SITI}, "activity": "Buku 1"},
        "Tulis analisis": {
            "progress": 20,
            "activity": "Buku 1",
            "waits": {"Survei kesiapan"},
            "notes": ["2026-04-10"],
        },
    },
    "planner.csv": {
        "Undang camat": {
            "status": "in_progress",
            "priority": "high",
            "lead": BUDI,
            "people": {BUDI, SITI},
            "start": "2026-10-02",
            "due": "2026-12-05",
            "tags": {"bimtek", "rapat"},
            "notes": ["Tulis surat;Kirim surat", "Created By: Siti Aminah"],
        },
        "Cetak modul": {"status": "done", "done_on": "2026-10-11", "due": "2026-10-12", "lead": SITI},
    },
    "smartsheet.csv": {
        "Susun KAK": {"progress": 60, "start": "2026-10-05", "due": "2026-10-16", "lead": BUDI},
        "Rapat bersama": {"due": "2026-10-19", "people": {BUDI, SITI}, "waits": {"Susun KAK"}},
    },
    "clickup.csv": {
        "Perbaiki laman": {
            "description": "Halaman kontak",
            "priority": "urgent",
            "status": "in_progress",
            "due": "2026-12-04",
            "lead": BUDI,
            "people": {BUDI, SITI},
            "tags": {"web", "laman"},
            "notes": ["Time Estimated Text: 2 h"],
        },
        "Tulis panduan": {"status": "done", "priority": "medium", "lead": None, "activity": "Perbaiki laman"},
    },
    "monday.xlsx": {
        "Susun KAK": {
            "status": "in_progress",
            "priority": "high",
            "due": "2026-12-04",
            "lead": BUDI,
            "tags": {"tahap-i"},
        },
        "Kumpulkan angka": {"status": "done", "due": "2026-11-20", "lead": SITI, "activity": "Susun KAK"},
        "Tulis bab 1": {"status": "blocked", "due": "2026-12-01", "lead": BUDI, "activity": "Susun KAK"},
        "Urus SK tim": {"status": "done", "priority": "low", "people": {BUDI, SITI}, "tags": {"tahap-i"}},
        "Cetak modul": {"status": "not_started", "due": None, "lead": SITI, "tags": {"tahap-ii"}},
    },
    "notion.csv": {
        "Undang camat": {"status": "in_progress", "lead": BUDI, "due": "2026-12-05", "tags": {"rapat", "desa"}},
        "Bimtek operator": {"start": "2026-12-07", "due": "2026-12-09", "lead": SITI, "activity": "Undang camat"},
    },
    "todoist.csv": {
        "Kirim undangan": {"priority": "urgent", "lead": BUDI, "due": "2026-12-04", "tags": {"rapat"}},
        "Cek alamat": {
            "priority": "medium",
            "due": None,
            "activity": "Kirim undangan",
            "notes": ["Nomor surat 5/2026", "every monday"],
        },
        "Cetak modul": {"due": "2026-12-09", "tags": {"cetak"}, "notes": ["Dec 7 2026", "DURATION: 30"]},
    },
    "redmine.csv": {
        "Susun KAK": {"start": "2026-10-02", "due": "2026-12-15", "progress": 60, "lead": BUDI, "tags": {"umum"}},
        "Kumpulkan data": {
            "status": "done",
            "done_on": "2026-11-12",
            "activity": "Susun KAK",
            "start": "2026-10-02",
        },
    },
    "openproject.csv": {
        "Perbaiki laman": {"progress": 40, "due": "2026-12-01", "lead": BUDI, "people": {BUDI, SITI}},
        "Uji laman": {"status": "not_started", "activity": "Perbaiki laman", "notes": ["Work: 2h"]},
    },
    "gitlab.csv": {
        "Perbaiki laman": {
            "status": "not_started",
            "due": "2026-12-01",
            "lead": BUDI,
            "notes": ["Milestone: v1.0"],
        },
        "Tulis panduan": {"status": "done", "done_on": "2026-11-01", "people": {BUDI, SITI}, "tags": {"laman"}},
    },
    "github.tsv": {
        "Perbaiki laman": {
            "start": "2026-10-05",
            "due": "2026-12-04",
            "people": {"budi", "siti"},
            "priority": "urgent",
        },
        "Tulis panduan": {"activity": "Perbaiki laman", "lead": "siti", "priority": "high"},
    },
    "azure.csv": {
        "Laman kota": {"start": "2026-10-05", "due": "2026-12-14", "lead": SITI, "tags": {"laman", "kota"}},
        "Perbaiki kontak": {"status": "done", "due": "2026-12-04", "lead": BUDI, "activity": "Laman kota"},
        "Uji kontak": {"status": "not_started", "lead": None, "activity": "Laman kota"},
    },
    "ganttproject.csv": {
        "Buku 1": {"progress": 40, "start": "2026-03-09", "due": "2026-04-03"},
        "Survei kesiapan": {"status": "done", "lead": BUDI, "people": {BUDI, SITI}, "activity": "Buku 1"},
        "Tulis analisis": {"people": {SITI}, "activity": "Buku 1", "waits": {"Survei kesiapan"}},
    },
    "taskwarrior.json": {
        "Kirim undangan": {"priority": "high", "due": "2026-12-04", "tags": {"kantor-rapat", "surat"}},
        "Pesan aula": {"status": "done", "done_on": "2026-11-04", "notes": ["lokasi: Martapura"]},
        "Cetak modul": {"status": "deferred", "waits": {"Kirim undangan"}, "notes": ["wait: 2026-12-02"]},
    },
    "todo.txt": {
        "Kirim undangan": {"priority": "urgent", "due": "2026-12-04", "tags": {"rapat", "kantor"}},
        "Pesan aula": {"status": "done", "done_on": "2026-11-04"},
        "Cetak modul": {"start": "2026-12-01", "notes": ["rec:1w"]},
    },
}
ASKED = {"trello.csv": "status:archived", "trello.json": "status:archived"}
"""What a person has to say of an export."""
NOTED = {"todoist.csv"}
"""Exports with a cell that is no day, and is said to be none."""


@pytest.fixture
def office(store: Store) -> Store:
    """A blank list."""
    init_store(store, "blank", "Pemerintah Kabupaten Contoh")
    return store


def take(store: Store, path: Path, *values: str) -> Plan:
    """Import a file and give the plan."""
    plan = plan_import(store, path, answers=Answers(values=parse_values(values)))
    run_import(store, plan)
    return plan


def stored(store: Store) -> dict[str, dict[str, Any]]:
    """The action items by title, with people by name and notes as one text."""
    members = {one["handle"]: one["name"] for one in load_all(store.reader, "member").values()}
    records, links = load_all(store.reader, "action_item"), item_links(store.reader)
    titles = {one_id: one["title"] for one_id, one in records.items()}
    waits: dict[str, set[str]] = {}
    for one in load_all(store.reader, "dependency").values():
        waits.setdefault(one["item_id"], set()).add(titles[one["needs_id"]])
    found: dict[str, dict[str, Any]] = {}
    for row in item_rows(store.reader, Selection(), "2026-11-24"):
        lead = members.get(row.lead or "")
        notes = [one["text"] for one in load_all(store.reader, "note").values() if one["item_id"] == row.id]
        found[row.title] = {
            **records[row.id],
            "lead": lead,
            "people": {lead, *(members[one] for one in links.supporting.get(row.id, ()))} - {None},
            "tags": set(links.tags.get(row.id, ())),
            "waits": waits.get(row.id, set()),
            "notes": "\n".join(notes),
        }
    return found


@pytest.mark.parametrize("name", EXPECTED)
def test_an_export_becomes_what_it_says_and_only_once(office: Store, name: str) -> None:
    plan = take(office, EXPORTS / name)
    assert [question.option for question in plan.questions] == [
        f'--value "{asked}=done"' for asked in filter(None, [ASKED.get(name)])
    ]
    assert plan.rejected == []
    assert bool(plan.left_matters) == (name in NOTED)
    items = stored(office)
    assert items.keys() == EXPECTED[name].keys()
    for title, expected in EXPECTED[name].items():
        for field, value in expected.items():
            there = items[title][field]
            if field == "notes":
                assert all(text in there for text in value), (title, there)
            else:
                assert there == value, (title, field)
    assert {one["name"] for one in load_all(office.reader, "member").values()} <= {BUDI, SITI, "budi", "siti"}
    before = office.reader.value("SELECT count(*) FROM change")
    take(office, EXPORTS / name)
    assert office.reader.value("SELECT count(*) FROM change") == before


def test_an_archived_card_is_what_a_person_says(office: Store) -> None:
    assert take(office, EXPORTS / "trello.csv", "status:archived=cancelled").questions == []
    assert {title: one["status"] for title, one in stored(office).items()} == {
        "Siapkan bimtek": "in_progress",
        "Cetak modul": "done",
        "Sewa aula lama": "cancelled",
    }


def test_an_item_is_found_again_by_its_key_whatever_its_title_has_become(office: Store, tmp_path: Path) -> None:
    take(office, EXPORTS / "jira.csv")
    text = (EXPORTS / "jira.csv").read_text(encoding="utf-8")
    later = tmp_path / "later.csv"
    later.write_text(
        text.replace("Susun draf Buku 2,SC-1", "Susun Buku 2,SC-1").replace(
            "20/Nov/26 2:05 PM", "1/Dec/26 8:00 AM"
        ),
        encoding="utf-8",
    )
    plan = take(office, later)
    assert plan.new_items == []
    assert set(stored(office)) == {"Susun Buku 2", "Urus SK tim"}
    assert len(load_all(office.reader, "note")) == 4  # bookkeeping that moves on makes no second note


@pytest.mark.parametrize(
    ("name", "contacts"),
    [
        ("asana.csv", {BUDI: ("budi@contoh.test", None), SITI: ("siti@contoh.test", None)}),
        ("ganttproject.csv", {BUDI: ("budi@contoh.test", None), SITI: (None, "0511 100")}),
    ],
)
def test_addresses_of_an_export_are_kept_with_its_people(office: Store, name: str, contacts: object) -> None:
    take(office, EXPORTS / name)
    members = load_all(office.reader, "member").values()
    assert {one["name"]: (one["email"], one["phone"]) for one in members} == contacts


def test_what_somebody_has_added_to_an_export_is_judged_like_any_column(office: Store, tmp_path: Path) -> None:
    sheet = tmp_path / "notion.csv"
    sheet.write_text(
        "Name,Assign,Due,Last edited time,Anggaran,Disetujui oleh\n"
        'Undang camat,Budi Santoso,"December 5, 2026","November 2, 2026 9:00 AM",Rp1.500.000,Farid Hidayat\n'
        'Cetak modul,Siti Aminah,"December 9, 2026","November 2, 2026 9:00 AM",Rp2.500.000,Farid Hidayat\n',
        encoding="utf-8",
    )
    plan = take(office, sheet)
    assert stored(office)["Undang camat"]["budget"] == 1_500_000
    assert [question.header for question in plan.questions] == ["Disetujui oleh"]
