"""``copy``: a whole list from a file to a server and back, with nothing lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from calling import Caller
from server_databases import Databases

from taskforce.model import tables
from taskforce.store.changes.batch import create
from taskforce.store.database.location import location_of
from taskforce.store.database.reader import Reader, StoreError
from taskforce.store.health.doctor import examine
from taskforce.store.store import create_store, open_store
from taskforce.store.sync.transfer import transfer

assert tables.TABLES


def rows(reader: Reader) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but that of the copies."""
    found = {}
    for table in tables.SQLModel.metadata.sorted_tables:
        if table.name not in ("copy", "knowledge"):
            names = [column.name for column in table.columns]
            order = ", ".join(column.name for column in table.primary_key)
            found[table.name] = reader.rows(f"SELECT {', '.join(names)} FROM {table.name} ORDER BY {order}")
    return found


@pytest.fixture
def sample(tmp_path: Path, call: Caller) -> str:
    """The sample list, in a file."""
    call("demo", "--write", str(tmp_path / "sample.db"))
    return str(tmp_path / "sample.db")


def outputs(caller: Caller) -> list[str]:
    """What a list answers to many questions."""
    queries = ("", "buku", "is:overdue", "dim:governance -is:open", "lead:farid due<2026-12-31", "tag:rapat OR 2")
    questions = [
        *(("list", query) for query in queries),
        *(("list", "--sort", sort) for sort in ("title", "-lead", "agency,deadline", "-updated_at")),
        *(("agenda",), ("history",), ("member", "list"), ("deadline", "list"), ("agency", "list"), ("report",)),
        ("report", "--week", "2026-W45"),
        ("report", "--week", "2026-W46", "--as-of", "2026-11-11", "--scope", "rapat OR is:open"),
    ]
    return [caller(*(word for word in words if word), "--format", "json").out for words in questions]


def test_a_list_moves_to_a_server_and_back_and_answers_alike(
    sample: str,
    server_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    home = str(tmp_path / "home again.db")
    places = [Caller(place, monkeypatch, capsys) for place in (sample, server_url, home)]
    file, server, again = places
    before, contents = outputs(file), rows(open_store(sample).reader)
    assert "moves" in file("copy", sample, server_url, status=2).err  # nobody is there to answer
    file("copy", sample, server_url, "--yes")
    assert outputs(server) == before
    server("copy", server_url, home, "--yes")
    assert outputs(again) == before
    for place in (server_url, home):
        store = open_store(place)
        assert rows(store.reader) == contents
        assert [finding.sentence for finding in examine(store.reader) if not finding.sound] == []
        store.close()


def test_after_a_move_the_new_place_goes_on_numbering_and_the_old_one_says_where_it_went(
    banjar: Caller, server_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = Caller(server_url, monkeypatch, capsys)
    assert "2 action items" in banjar("copy", banjar.place, server_url, "--yes").out
    assert server("add", "Ketiga").out.startswith("3  ")
    refused = banjar("add", "Di tempat lama", status=1).err
    assert "moved to postgresql://" in refused
    assert len(banjar("list", "--format", "json").json) == 2
    server("edit", "1", "title=Judul baru")
    server("undo")
    own = open_store(server_url).reader.rows("SELECT own, last_number FROM copy ORDER BY own")
    assert [row[0] for row in own] == [0, 1]
    assert server("show", "3", "--format", "json").json["title"] == "Ketiga"


def test_a_kept_copy_numbers_in_a_series_of_its_own(
    banjar: Caller, server_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = Caller(server_url, monkeypatch, capsys)
    banjar("copy", banjar.place, server_url, "--keep", "--series", "kantor")
    assert server("add", "Di server").out.startswith("kantor-1  ")
    assert banjar("add", "Di laptop").out.startswith("3  ")
    assert "--keep" in banjar("copy", banjar.place, server_url, "--series", "x", status=2).err


def test_a_place_that_is_taken_is_left_as_it_is_and_so_is_the_list(
    banjar: Caller, server_list: str, tmp_path: Path
) -> None:
    assert "already" in banjar("copy", banjar.place, server_list, "--yes", status=1).err
    file = tmp_path / "notes.txt"
    file.write_text("isi", encoding="utf-8")
    assert "exists already" in banjar("copy", banjar.place, str(file), "--yes", status=1).err
    assert file.read_text(encoding="utf-8") == "isi"
    assert "name two" in banjar("copy", banjar.place, banjar.place, "--yes", status=2).err
    assert "2 action items" in banjar("copy", banjar.place, str(tmp_path / "x.db"), "--dry-run").out
    assert not (tmp_path / "x.db").exists()
    assert banjar("add", "Ketiga").out.startswith("3  ")


def test_a_copy_that_fails_half_way_leaves_nothing_behind(
    databases: Databases, server_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = create_store(tmp_path / "list.db")
    source.write("add", [create("action_item", title="Susun draf")])
    monkeypatch.setattr("taskforce.store.sync.transfer.counts", lambda _reader: [("change", 2)])
    for target in (server_url, str(tmp_path / "new.db")):
        with pytest.raises(StoreError, match="nothing was kept"):
            transfer(source.location, location_of(target))
        with pytest.raises(StoreError, match="no list"):
            open_store(target)
    source.write("add", [create("action_item", title="Undang narasumber")])
    source.close()


@pytest.mark.on_a_file
def test_words_of_notes_are_found_after_a_move(banjar: Caller, tmp_path: Path) -> None:
    banjar("note", "1", "Dibahas bersama Bappelitbang")
    banjar("copy", banjar.place, str(tmp_path / "baru.db"), "--keep", "--yes")
    banjar.place = str(tmp_path / "baru.db")
    assert [one["ref"] for one in banjar("list", "dibahas", "--format", "json").json] == ["1"]
