"""The lists that the looks are taken on, each filled the same way every time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app_driving import DAY, fill, store_at
from planning import fill_plan

from taskforce.clock import Clock
from taskforce.exchange.bundles.bundle import read_bundle, write_bundle
from taskforce.exchange.bundles.encryption import Seal
from taskforce.screens.forms.draft_file import DraftKeeper, UnsavedDraft
from taskforce.services.sample import write_sample
from taskforce.services.template import init_store
from taskforce.store.changes.batch import create, edit
from taskforce.store.database.location import location_of
from taskforce.store.read.items import item_by_ref
from taskforce.store.store import create_store
from taskforce.store.sync.clone import make_copy


def nothing(_path: Path) -> None:
    """Make no list: the app begins without one."""


def fill_office(path: Path) -> None:
    """Write the small office, and a file of somebody else's to take in."""
    fill(path)
    (path.parent / "matriks.csv").write_text(_SHEET, encoding="utf-8")
    (path.parent / "kesepakatan.csv").write_text(_UNKNOWN, encoding="utf-8")
    (path.parent / "rapat").mkdir()


_SHEET = """No;Tindak Lanjut;PIC;Deadline;Prioritas;Status
1;Susun SK tim;Galuh Tantri Narindra;05/12/2026;Tinggi;Berjalan
2;Rapat [Diskominfo] [/];Galuh Tantri Narindra;10/12/2026;Sedang;Belum mulai
3;Baris salah;Galuh Tantri Narindra;31/02/2026;Sedang;Belum mulai
"""


_UNKNOWN = """MATRIKS KESEPAKATAN RAPAT

No;Hasil Kesepakatan;PIC;Batas Waktu;Posisi Terakhir;Status
1;Susun SK tim pelaksana;Galuh Tantri Narindra;05/12/2026;Draf pertama sudah selesai;Nunggu paraf
2;Kirim surat undangan bimtek;Azwar;akhir bulan kali ya;Surat ada di meja asisten;Berjalan
3;Kumpulkan data dukung;HM Farid Soufian;07/12/2026;Baru dua dinas mengirim;Beres semua
"""


def fill_sample(path: Path) -> None:
    """Write Kabupaten Banjar after some weeks of work."""
    store = create_store(path, today=DAY)
    write_sample(store)
    store.close()


def fill_blank(path: Path) -> None:
    """Write a list with nothing in it."""
    store = create_store(path, today=DAY)
    init_store(store, "blank", "Kabupaten Banjar")
    store.close()


def fill_copies(path: Path) -> None:
    """Write the office's list and Galuh's copy, which disagree; her bundles lie beside it, one of them sealed."""
    folder = path.parent
    fill(path)
    here = store_at(path)
    write_bundle(here, folder / "all.bundle", {})
    whole = read_bundle(folder / "all.bundle")
    make_copy(location_of(folder / "galuh.db"), Clock(today=DAY), [(whole.foreign, "all.bundle")], "galuh")
    there = store_at(folder / "galuh.db")
    for store, who, due in ((there, "galuh", "2026-12-08"), (here, "farid", "2026-12-01")):
        store.actor_id = str(store.reader.value("SELECT id FROM member WHERE handle = :who", who=who))
        for ref in ("1", "3"):
            store.write("edit", [edit("action_item", item_by_ref(store.reader, ref).id, "due", due)])
    there.write("edit", [edit("action_item", item_by_ref(there.reader, "4").id, "progress", 70)])
    write_bundle(there, folder / "g.bundle", {})
    write_bundle(there, folder / "sealed.bundle", {}, Seal("kopi"))
    here.close()
    there.close()


def fill_agencies(path: Path) -> None:
    """Write the small office, where two agencies answer for an item each and one of them is there twice."""
    fill(path)
    store = store_at(path)
    dinkes = create("agency", code="dinkes", short="Dinkes", name="Dinas Kesehatan")
    twice = create("agency", code="bapelitbang", short="Bapelitbang", name="Badan Perencanaan Pembangunan Daerah")
    first = str(store.reader.value("SELECT id FROM agency"))
    items = {"1": first, "4": dinkes.record_id}
    edits = [
        edit("action_item", item_by_ref(store.reader, ref).id, "agency_id", one) for ref, one in items.items()
    ]
    store.write("edit", [dinkes, twice, *edits])
    store.close()


def fill_left(path: Path) -> None:
    """Write the small office, whose app was killed while somebody typed."""
    fill(path)
    keeper = DraftKeeper(str(location_of(path)))
    moment, texts = "2026-11-24T01:02:00.000Z", {"line": "Undang Diskominfo @farid due:jumat"}
    keeper.keep(UnsavedDraft("d1", "item:quick", "New action item", moment, texts, {}))
    keeper.keep(UnsavedDraft("d2", "", "Catatan", moment, {"Catatan": "Menunggu jawaban"}, {}))
    keeper.close()


LISTS: dict[str, Callable[[Path], object]] = {
    "none": nothing,
    "blank": fill_blank,
    "office": fill_office,
    "plan": fill_plan,
    "sample": fill_sample,
    "copies": fill_copies,
    "agencies": fill_agencies,
    "left": fill_left,
}
"""How each list is filled, by its name."""


def elsewhere(path: Path) -> None:
    """Change an item as a colleague does in another window."""
    other = store_at(path)
    other.actor_id = str(other.reader.value("SELECT id FROM member WHERE handle = 'azwar'"))
    item_id = item_by_ref(other.reader, "2").id
    other.write("edit", [edit("action_item", item_id, "title", "Judul orang lain")])
    other.close()
