"""Bundles that are cut off, altered, made to harm, or of another version: refused, or taken as far as known."""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from taskforce.exchange.bundles.bundle import read_bundle, write_bundle
from taskforce.model.errors import TaskforceError
from taskforce.store.changes.batch import create
from taskforce.store.store import Store, create_store
from taskforce.store.sync.merge import merge

Lines = list[dict[str, Any]]
Alter = Callable[[dict[str, Any], Lines], None]


@pytest.fixture
def file(store: Store, tmp_path: Path) -> Path:
    """A sound bundle with a member and two items in it."""
    member = create("member", handle="galuh", name="Galuh")
    items = [create("action_item", title=f"Langkah {number}", lead_id=member.record_id) for number in (1, 2)]
    store.write("add", [member, *items, create("note", item_id=items[0].record_id, text="Kabar")])
    write_bundle(store, tmp_path / "sound.bundle", {})
    return tmp_path / "sound.bundle"


@pytest.fixture
def other(tmp_path: Path) -> Store:
    """An empty list that is to take it."""
    return create_store(tmp_path / "other.db")


def forged(file: Path, alter: Alter, name: str = "forged.bundle") -> Path:
    """A copy of a bundle with something altered, and the checksum and the counts right again."""
    header, *lines = map(json.loads, gzip.decompress(file.read_bytes()).splitlines())
    alter(header, lines)
    body = [json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in lines]
    if header.get("sha256"):
        header["sha256"] = hashlib.sha256(b"".join(body)).hexdigest()
    target = file.with_name(name)
    target.write_bytes(gzip.compress(json.dumps(header).encode() + b"\n" + b"".join(body)))
    return target


def refused(other: Store, file: Path) -> str:
    """The sentence with which a bundle is refused; nothing is written."""
    assert other.location.path is not None
    before = other.location.path.read_bytes(), other.reader.rows("SELECT count(*) FROM change")
    with pytest.raises(TaskforceError) as caught:
        merge(other, read_bundle(file).foreign, file.name)
    assert (other.location.path.read_bytes(), other.reader.rows("SELECT count(*) FROM change")) == before
    sentence = str(caught.value)
    assert "\n" not in sentence and len(sentence) < 400
    return sentence


def of_kind(lines: Lines, kind: str, field: str | None = None) -> dict[str, Any]:
    """The first line of a kind (a change of a field)."""
    return next(line for line in lines if line["line"] == kind and field in (None, line.get("field")))


def item_line(lines: Lines) -> dict[str, Any]:
    return next(line for line in lines if line.get("record_type") == "action_item")


def setting(path: str, value: Any) -> Alter:
    """Sets a value: ``header.x``, ``copy.x``, ``batch.x``, ``change.x`` or ``item.x`` (of a new item)."""

    def alter(header: dict[str, Any], lines: Lines) -> None:
        where, _dot, name = path.partition(".")
        target = (
            header if where == "header" else item_line(lines)["new"] if where == "item" else of_kind(lines, where)
        )
        target[name] = value

    return alter


def nested(depth: int) -> Any:
    value: Any = 1
    for _level in range(depth):
        value = [value]
    return value


NOBODY = "01a211ef-0000-7000-8000-000000000000"
WRONG: dict[str, tuple[Alter, str]] = {
    "a path as a copy's name": (setting("copy.series", "../../etc/passwd"), "damaged"),
    "an id that is a path": (setting("change.record_id", "../../../x"), "damaged"),
    "a record type that is SQL": (setting("change.record_type", "member; DROP TABLE member"), "damaged"),
    "a field that is SQL": (setting("change.field", 'title" = 1'), "damaged"),
    "a title that is a number": (setting("item.title", 12), "damaged"),
    "a title that is a list": (setting("item.title", ["a"]), "damaged"),
    "progress beyond 100": (setting("item.progress", 10**9), "damaged"),
    "progress in words": (setting("item.progress", "banyak"), "damaged"),
    "a status that is none": (setting("item.status", "selesai sekali"), "damaged"),
    "a date that is none": (setting("item.due", "2026-02-31"), "damaged"),
    "a flag in words": (setting("item.local_wisdom", "ya"), "damaged"),
    "an enormous number": (setting("item.budget", 10**40), "damaged"),
    "a link to a path": (setting("item.lead_id", "/etc/passwd"), "damaged"),
    "a link to nobody": (setting("item.lead_id", NOBODY), "not whole"),
    "deep nesting": (setting("item.checklist", nested(200)), "damaged"),
    "a text of a million signs": (setting("item.title", "x" * 1_000_000), "damaged"),
    "control characters": (setting("item.title", "a\x1b[2Jb"), "damaged"),
    "half a character": (setting("item.title", "a\ud800"), "damaged"),
    "a creation that is a list": (setting("change.new", [1, 2]), "damaged"),
    "a number below one": (setting("change.number", 0), "damaged"),
    "a number that is a flag": (setting("change.number", True), "damaged"),
    "a clock beyond all time": (setting("change.clock", 2**63), "damaged"),
    "a moment that is none": (setting("change.at", "yesterday"), "damaged"),
    "changes of a copy that is not told": (
        setting("change.copy_id", NOBODY),
        "damaged",
    ),
    "a batch of nobody": (setting("change.batch_id", NOBODY), "damaged"),
    "no counts": (setting("header.counts", None), "damaged"),
    "no spans": (setting("header.spans", []), "damaged"),
    "counts that are wrong": (setting("header.counts", {"copies": 1, "batches": 1, "changes": 9}), "damaged"),
    "no checksum": (setting("header.sha256", None), "damaged"),
    "another format": (setting("header.format", "taskwarrior"), "not a bundle"),
    "a newer format": (setting("header.version", 2), "newer"),
    "a line of no kind": (lambda _header, lines: lines.append({"line": "virus"}), "damaged"),
    "a line that is a list": (lambda _header, lines: lines.append([]), "damaged"),  # type: ignore[arg-type]
    "the same change twice": (lambda _header, lines: lines.append(dict(lines[-1])), "damaged"),
    "a change left out": (lambda _header, lines: lines.pop(), "damaged"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_no_copy_can_have_written_is_refused_whole(file: Path, other: Store, what: str) -> None:
    alter, word = WRONG[what]
    assert word in refused(other, forged(file, alter))


def unpacked(content: bytes) -> bytes | None:
    """The text of a bundle; ``None`` when it does not unpack."""
    try:
        return zlib.decompress(content, 31)
    except zlib.error:
        return None


def test_half_a_file_and_every_altered_byte_are_refused(file: Path, other: Store) -> None:
    content = file.read_bytes()
    for length in (0, 1, 9, 10, len(content) // 2, len(content) - 9, len(content) - 1):
        file.write_bytes(content[:length])
        refused(other, file)
    for place in range(10, len(content), max(1, len(content) // 60)):
        altered = content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :]
        if unpacked(altered) == unpacked(content):
            continue  # the same words, copied from another place of the text: now and then there are two
        file.write_bytes(altered)
        refused(other, file)
    file.write_bytes(content + b"more")
    assert "follows its end" in refused(other, file)
    for text in (b"", b"ref,title\n1,Satu\n", b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"\xff" * 100):
        file.write_bytes(text)
        refused(other, file)


def bomb(first: bytes, block: bytes, gigabytes: int) -> bytes:
    """A small gzip file that unpacks to so much."""
    press = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = press.compress(first) + press.flush(zlib.Z_FULL_FLUSH)
    piece = press.compress(block) + press.flush(zlib.Z_FULL_FLUSH)
    return head + piece * (gigabytes * 1_000_000_000 // len(block))


@pytest.mark.parametrize("block", [b"0" * 10_000_000, b"\n" * 10_000_000, b'{"line":"copy"}\n' * 600_000])
def test_ten_gigabytes_in_a_small_file_are_refused_at_once(file: Path, other: Store, block: bytes) -> None:
    header = gzip.decompress(file.read_bytes()).splitlines()[0] + b"\n"
    for first in (b"", header):
        harmful = file.with_name("bomb.bundle")
        harmful.write_bytes(bomb(first, block, 10))
        assert harmful.stat().st_size < 30_000_000
        refused(other, harmful)


def test_what_a_newer_version_wrote_is_kept_and_travels_on(file: Path, other: Store, tmp_path: Path) -> None:
    def newer(header: dict[str, Any], lines: Lines) -> None:
        header |= {"schema": header["schema"] + 1, "program": "9.9"}
        last = lines[-1]
        item = item_line(lines)
        item["new"]["colour"] = {"red": 3}
        for number, change in enumerate(
            ({"record_type": "action_item", "record_id": item["record_id"], "field": "mood", "new": "baik"},
             {"record_type": "drone", "record_id": last["id"], "field": "*", "new": {"wings": [4]}}), 1
        ):  # fmt: skip
            stamp = {"clock": last["clock"] + number, "number": last["number"] + number}
            lines.append({**last, "id": f"{last['id'][:-4]}{number:04x}", "after": None, **stamp, **change})
        header["spans"][header["copy"]]["last"] += 2
        header["counts"]["changes"] += 2

    bundle = read_bundle(forged(file, newer))
    merge(other, bundle.foreign, bundle.name)
    assert other.reader.value("SELECT count(*) FROM action_item") == 2
    write_bundle(other, tmp_path / "on.bundle", {})
    third = create_store(tmp_path / "third.db")
    merge(third, read_bundle(tmp_path / "on.bundle").foreign, "on")
    write_bundle(third, tmp_path / "and on.bundle", {})
    text = gzip.decompress((tmp_path / "and on.bundle").read_bytes()).decode()
    assert '"wings":[4]' in text and '"mood"' in text and '"colour":{"red":3}' in text


def test_what_an_older_version_wrote_gets_the_defaults(file: Path, other: Store) -> None:
    def older(_header: dict[str, Any], lines: Lines) -> None:
        for line in lines:
            if line.get("record_type") == "action_item":
                for name in ("priority", "progress", "weight", "horizon", "local_wisdom"):
                    line["new"].pop(name, None)

    bundle = read_bundle(forged(file, older))
    merge(other, bundle.foreign, bundle.name)
    assert other.reader.rows("SELECT DISTINCT priority, progress, weight FROM action_item") == [
        ("medium", 0, None)
    ]


@pytest.mark.parametrize("text", ["{", '{"title":\n"a"}', "1 2"])
def test_what_is_damaged_in_the_list_is_not_handed_on(store: Store, tmp_path: Path, text: str) -> None:
    """A line of a bundle is put together of what the list says: it may neither end it early nor add to it."""
    store.write("add", [create("action_item", title="Langkah 1")])
    with closing(sqlite3.connect(str(store.location.path), isolation_level=None)) as connection:
        connection.execute("UPDATE change SET new = ?", (text,))
    with pytest.raises(TaskforceError):
        write_bundle(store, tmp_path / "damaged.bundle", {})
    assert not (tmp_path / "damaged.bundle").exists()
