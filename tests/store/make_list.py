"""Makes the list of the present schema for ``test_upgrades.py``: ``python tests/store/make_list.py``.

To be run before ``SCHEMA`` is raised, while the program still writes it; a list that is there is not made anew.
"""

from __future__ import annotations

import gzip
import os
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from taskforce.cli import run
from taskforce.store.database.reader import SCHEMA

LISTS = Path(__file__).parent / "lists"


def main() -> int:
    """Do two weeks' work on two copies of a list, and keep the first one's file."""
    target = LISTS / f"schema-{SCHEMA}.db.gz"
    if target.exists():
        print(f"{target} is there already: a frozen list is never made anew.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= dict.fromkeys(("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"), folder)
        path = Path(folder) / "list.db"
        _work(path)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("UPDATE copy SET place = '/anywhere/list.db' WHERE own")
            connection.commit()
            connection.execute("VACUUM")
        target.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    print(target)
    return 0


def _work(path: Path) -> None:
    other, all_of_it, back = (path.with_name(name) for name in ("farid.db", "all.taskforce", "back.taskforce"))

    def call(place: Path, *words: str, day: str = "2026-11-24") -> None:
        os.environ["TASKFORCE_TODAY"] = day
        status = run(["--db", str(place), "--lang", "en", *words])
        assert status in (0, 3), words

    call(path, "init", "--template", "blank", "--organisation", "Kabupaten Banjar")
    call(path, "member", "add", "Galuh Purnama", "--handle", "galuh", "--phone", "0811-000-111")
    call(path, "member", "add", "Farid Rahman", "--handle", "farid")
    call(path, "agency", "add", "Dinas Komunikasi", "--short", "Diskominfo")
    call(path, "deadline", "add", "Buku 2", "--due", "2026-12-20")
    first = "Susun draf Buku 2 @galuh due:2026-11-20 priority:high dim:governance +rapat"
    call(path, "--as", "galuh", "add", first, day="2026-11-02")
    call(path, "add", "Kirim surat ke OPD @farid due:2026-12-01", day="2026-11-02")
    call(path, "add", "Pasang sensor banjir due:2026-12-31 dim:environment")
    call(path, "note", "1", "Draf pertama sudah dibaca; tinggal bab tiga. Ünïcödé ✓")
    call(path, "evidence", "2", "https://contoh.go.id/surat", "--letter", "12/SC/2026")
    call(path, "edit", "3", "depends_on=1", "budget=125000000", "agency=diskominfo")
    call(path, "edit", "1", "progress=40", "due=2026-11-27")
    call(path, "bundle", "write", str(all_of_it), "--all")
    call(other, "bundle", "merge", str(all_of_it), "--name", "farid")
    call(path, "edit", "2", "title=Kirim surat ke semua OPD")
    call(other, "edit", "2", "title=Kirim surat dan undangan")
    call(other, "--as", "farid", "add", "Tindak lanjut Farid @farid due:2026-12-09")
    call(other, "done", "2")
    call(other, "bundle", "write", str(back), "--all")
    call(path, "bundle", "merge", str(back))
    call(path, "edit", "3", "due=2027-01-15")
    call(path, "undo")
    call(path, "delete", "farid-1", "--yes")
    call(path, "report", "--issue", "--yes", "--number", "1/SC/2026", "-o", str(path.with_name("report.txt")))
    call(path, "done", "3")


if __name__ == "__main__":
    sys.exit(main())
