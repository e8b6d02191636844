"""A copy's changes packed by themselves in a bundle: read, passed over, handed on as they came, or refused."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from copying import new_copies
from hypothesis import given
from hypothesis import strategies as st

from taskforce.exchange.bundles import bundle
from taskforce.exchange.bundles.bundle import Bundle, bundle_bytes, read_bundle
from taskforce.exchange.bundles.parts import read_parts
from taskforce.exchange.bundles.runs import Held, Run, end_of, handed_on, pack, place_of
from taskforce.model.errors import TaskforceError
from taskforce.services import exchanging
from taskforce.services.exchanging import exchange
from taskforce.store.changes.batch import Change, Foreign, create, delete, edit
from taskforce.store.changes.history_data import Damaged, data_of, read_change, read_changes
from taskforce.store.changes.version_vector import outgoing, standing
from taskforce.store.store import Store
from taskforce.store.sync.merge import merge, merge_all, without_repeats


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Store]]:
    """Three copies that have written, the last of which has all."""
    stores = new_copies(tmp_path_factory.mktemp("copies"), 3)
    for number, store in enumerate(stores):
        items = [create("action_item", title=f"Langkah {number} {one}", progress=one) for one in range(4)]
        store.write("add", [*items, create("note", item_id=items[0].record_id, text="Kabar\nbaik")])
        for item in items:
            store.write("edit", [edit("action_item", item.record_id, "description", f"Uraian “{number}”")])
        store.write("delete", [delete("action_item", items[3].record_id)])
    for store in stores[:2]:
        merge(stores[2], sent(store).foreign, "awal")
    yield stores
    for store in stores:
        store.close()


def sent(store: Store) -> Bundle:
    """What a copy hands over, as it is read."""
    path = store.location.path
    assert path is not None
    file = path.with_suffix(".taskforce")
    file.write_bytes(bundle_bytes(store, outgoing(store.reader, store.clock, {})))
    return read_bundle(file, None, nothing())


def nothing() -> Held:
    """What who knows nothing holds."""
    return Held({}, lambda _spans: ())


@pytest.fixture(scope="module")
def file(copies: list[Store]) -> Path:
    """A file with the changes of three copies."""
    sent(copies[2])
    path = copies[2].location.path
    assert path is not None
    return path.with_suffix(".taskforce")


def in_order(foreign: Foreign) -> tuple[Any, ...]:
    return foreign.copies, sorted(foreign.batches), foreign.changes, foreign.source


def test_a_file_read_in_runs_says_what_it_says_as_one_text(file: Path) -> None:
    whole, in_runs = read_bundle(file), read_bundle(file, None, nothing())
    assert len(in_runs.runs) == 3 and not whole.runs
    assert in_order(whole.foreign) == in_order(in_runs.foreign)
    assert whole._replace(foreign=in_runs.foreign, runs=in_runs.runs) == in_runs


def test_what_versions_without_runs_read_of_a_file_is_all_of_it(file: Path) -> None:
    header, *lines = map(json.loads, gzip.decompress(file.read_bytes()).splitlines())
    assert (header["version"], len(lines)) == (1, sum(header["counts"].values()))
    old = {
        name: {part: span[part] for part in ("first", "last", "before")} for name, span in header["spans"].items()
    }
    body = gzip.decompress(file.read_bytes()).partition(b"\n")[2]
    older = file.with_name("older")
    older.write_bytes(gzip.compress(json.dumps({**header, "spans": old}).encode() + b"\n" + body))
    for held in (None, nothing()):
        assert in_order(read_bundle(older, None, held).foreign) == in_order(read_bundle(file).foreign)


def test_what_stands_here_is_passed_over_and_the_rest_is_taken(copies: list[Store], file: Path) -> None:
    first, _second, everything = copies
    read: dict[bytes, Run] = {}
    known = read_bundle(file, None, Held(read, lambda spans: standing(first.reader, spans)))
    whole = read_bundle(file).foreign
    own = str(first.reader.value("SELECT id FROM copy WHERE own"))
    assert known.foreign.changes == [one for one in whole.changes if one.copy_id != own] and own not in known.runs
    assert not any(run.changes[0].copy_id == own for run in read.values())
    everything_held = Held({}, lambda spans: standing(everything.reader, spans))
    assert read_bundle(file, None, everything_held).foreign.changes == []


def test_a_run_whose_end_is_known_at_another_place_is_read(copies: list[Store], file: Path) -> None:
    source = read_bundle(file).foreign.source
    assert source is not None
    for replica, span in source.spans.items():
        assert standing(copies[2].reader, {replica: span}) == {replica}
        assert not standing(copies[2].reader, {replica: span._replace(last=span.last + 1)})
        assert not standing(copies[2].reader, {source.copy_id + "0": span})


Pieces = list[bytes]
Mangle = Callable[[Random, Pieces], Pieces]


def pieces(file: Path) -> Pieces:
    """The head of a file, its runs, and its end."""
    content = file.read_bytes()
    spans = json.loads(gzip.decompress(content).partition(b"\n")[0])["spans"]
    sizes = [span["size"] for span in spans.values()]
    start = len(content) - 10 - sum(sizes)
    cut = [content[:start]]
    for size in (*sizes, 10):
        cut.append(content[start : start + size])
        start += size
    return cut


def with_right_end(parts: Pieces) -> bytes:
    """Mangled pieces as a file, with the checksum of gzip right again where that can be."""
    with suppress(zlib.error):
        text = b"".join([zlib.decompressobj(31).decompress(parts[0]), *map(gunzipped, parts[1:-1])])
        if len(parts[-1]) == 10:
            parts[-1] = end_of(zlib.crc32(text), len(text))
    return b"".join(parts)


def exchanged(random: Random, parts: Pieces) -> Pieces:
    one, other = random.sample(range(1, len(parts) - 1), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return parts


def doubled(random: Random, parts: Pieces) -> Pieces:
    place = random.randrange(len(parts))
    return [*parts[:place], parts[place], *parts[place:]]


def left_out(random: Random, parts: Pieces) -> Pieces:
    del parts[random.randrange(len(parts))]
    return parts


def in_another_place(random: Random, parts: Pieces) -> Pieces:
    parts[random.randrange(1, len(parts) - 1)] = parts[random.randrange(1, len(parts) - 1)]
    return parts


def altered(random: Random, parts: Pieces) -> Pieces:
    place = random.randrange(1, len(parts) - 1)
    content = bytearray(parts[place])
    content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    parts[place] = bytes(content)
    return parts


def cut_off(random: Random, parts: Pieces) -> Pieces:
    content = b"".join(parts)
    return [content[: random.randrange(len(content))]]


def longer(random: Random, parts: Pieces) -> Pieces:
    place = random.randrange(len(parts))
    parts[place] += random.choice((b"\0", b"\x03\x00", pack([b'{"line":"copy"}\n']), parts[-1]))
    return parts


@pytest.mark.parametrize("mangle", [exchanged, doubled, left_out, in_another_place, altered, cut_off, longer])
@given(seed=st.integers(0, 10_000), known=st.booleans())
def test_a_mangled_file_is_refused_or_says_the_same(
    mangle: Mangle, file: Path, copies: list[Store], seed: int, known: bool
) -> None:
    held = Held({}, lambda spans: standing(copies[0].reader, spans) if known else ())
    sound = read_bundle(file, None, held)
    broken = file.with_name("broken")
    broken.write_bytes(with_right_end(mangle(Random(seed), pieces(file))))
    try:
        read = read_bundle(broken, None, held._replace(read={}))
    except TaskforceError:
        return
    assert in_order(read.foreign) == in_order(sound.foreign)


Forge = Callable[[list[Any]], list[Any]]
FORGED: dict[str, Forge] = {
    "a number left out": lambda lines: [line for line in lines if line.get("number") != 2],
    "two in each other's place": lambda lines: [*lines[:-2], lines[-1], lines[-2]],
    "a change twice": lambda lines: [*lines, lines[-1]],
    "a step twice": lambda lines: [lines[0], *lines],
    "a step that is missing": lambda lines: [
        line for line in lines if line["id"] != lines[-1]["batch_id"]
    ],
    "a copy among them": lambda lines: [
        {"line": "copy", "id": lines[0]["copy_id"], "series": "", "created_at": lines[0]["at"]}, *lines,
    ],
    "a line of no kind": lambda lines: [*lines, {"line": "virus"}],
    "another copy's change": lambda lines: [*lines[:-1], lines[-1] | {"copy_id": lines[0]["id"]}],
    "a step of another copy": lambda lines: [lines[0] | {"copy_id": lines[0]["id"]}, *lines[1:]],
    "a title that is a number": lambda lines: [
        line | {"new": line["new"] | {"title": 1}} if line.get("record_type") == "action_item" else line
        for line in lines
        if isinstance(line.get("new"), dict | type(None))
    ],
    "another end": lambda lines: [*lines[:-1], lines[-1] | {"id": lines[0]["id"]}],
}  # fmt: skip


def forged(file: Path, forge: Forge) -> Path:
    """A file with something altered in its first run, and all checksums right again."""
    head, packed, *rest, _end = pieces(file)
    lines = [json.loads(line) for line in gunzipped(packed).splitlines()]
    run = pack([json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in forge(lines)])
    header_text, _newline, copy_lines = gunzipped(head[10:]).partition(b"\n")
    header = json.loads(header_text)
    header["spans"][next(iter(header["spans"]))] |= place_of(run)._asdict()
    text = json.dumps(header).encode() + b"\n" + copy_lines
    body = b"".join(map(gunzipped, (run, *rest)))
    target = file.with_name("forged")
    end = end_of(zlib.crc32(text + body), len(text + body))
    target.write_bytes(b"".join([pack([text], bundle.GZIP), run, *rest, end]))
    return target


def test_a_run_that_says_the_same_is_taken(file: Path) -> None:
    assert in_order(read_bundle(forged(file, list), None, nothing()).foreign) == in_order(
        read_bundle(file).foreign
    )


@pytest.mark.parametrize("what", FORGED)
def test_a_run_that_is_not_what_the_header_says_is_refused_whole(what: str, file: Path) -> None:
    broken = forged(file, FORGED[what])
    with pytest.raises(TaskforceError, match="damaged"):
        read_bundle(broken, None, nothing())


def gunzipped(packed: bytes) -> bytes:
    """The text of a run."""
    return zlib.decompressobj(-15).decompress(packed)


def test_what_several_files_hand_on_is_taken_from_the_first(copies: list[Store], tmp_path: Path) -> None:
    every = [sent(store).foreign for store in copies]
    trimmed = [foreign for foreign, _name in without_repeats([(one, "") for one in every])]
    assert [len(one.changes) for one in trimmed] == [len(every[0].changes), len(every[1].changes), 10]
    (fresh,) = new_copies(tmp_path, 1)
    merge_all(fresh, [(one, "semua") for one in every])
    ids = "SELECT copy_id, number, id FROM change ORDER BY 1, 2"
    assert fresh.reader.rows(ids) == copies[2].reader.rows(ids)
    fresh.close()


def test_only_what_was_written_as_it_came_is_handed_on_as_it_came(file: Path) -> None:
    read = read_bundle(file, None, nothing())
    written = {id(change) for change in read.foreign.changes}
    assert handed_on(read.runs, written) == read.runs
    for replica, run in read.runs.items():
        assert replica not in handed_on(read.runs, written - {id(run.changes[3])})
        assert not handed_on({replica: run._replace(plain=False)}, written)
        of_member = [*run.changes[1:], run.changes[0]._replace(record_type="member")]
        assert not handed_on({replica: run._replace(changes=of_member)}, written | {id(of_member[-1])})


def test_a_line_with_more_in_it_than_is_written_is_told_from_others(file: Path) -> None:
    lines = gunzipped(pieces(file)[1]).splitlines()
    assert read_parts(lines).extra == 0
    for more in (b'"colour":1', b'"actor_id":null'):
        assert read_parts([*lines[:-1], lines[-1][:-1] + b"," + more + b"}"]).extra == 1


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5), st.just("*"),
    st.just("0190a1b2-0000-7000-8000-000000000000"), st.just("0190A1B2-0000-7000-8000-000000000000"),
    st.just(""), st.just("title"), st.just("2026-11-24T01:02:03.004Z"), st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(["title", "progress"]), st.integers(), max_size=2), st.just("member"),
)  # fmt: skip


@given(data=st.data())
def test_changes_read_at_once_are_those_read_one_by_one(copies: list[Store], data: st.DataObject) -> None:
    changes = outgoing(copies[2].reader, copies[2].clock, {}).changes
    parts = [data_of(change) for change in data.draw(st.lists(st.sampled_from(changes), min_size=1, max_size=4))]
    for part in parts:
        for name in data.draw(st.lists(st.sampled_from(Change._fields), max_size=2)):
            part[name] = data.draw(VALUES)
    assert attempt(read_changes, parts) == attempt(lambda every: list(map(read_change, every)), parts)


def attempt(read: Callable[[Sequence[Any]], list[Change]], parts: Sequence[Any]) -> list[Change] | str:
    try:
        return read(parts)
    except Damaged as error:
        return str(error)


@pytest.mark.parametrize("of_a_member", [False, True])
def test_what_is_handed_on_is_what_the_list_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, of_a_member: bool
) -> None:
    """Of a member something may be forgotten: that is written from the list each time."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "shared"
    folder.mkdir()
    first, *others = stores = new_copies(tmp_path, 3)
    items = [create("action_item", title=f"Langkah {number}") for number in range(3)]
    first.write("add", items)
    for store in others:
        merge(store, sent(first).foreign, "awal")
    for store in (*stores, *stores):
        exchange(store, folder)
    for number, store in enumerate(stores):
        store.write("edit", [edit("action_item", items[number].record_id, "title", f"Dari {number}")])
    if of_a_member:
        others[1].write("add", [create("member", handle="galuh", name="Galuh", phone="0511-1")])
    for store in others:
        exchange(store, folder)
    handed: list[Mapping[str, Run]] = []

    def written(store: Store, foreign: Foreign, at_hand: Mapping[str, Run]) -> bytes:
        handed.append(at_hand)
        return bundle_bytes(store, foreign, at_hand)

    monkeypatch.setattr(exchanging, "bundle_bytes", written)
    answer = exchange(first, folder)
    assert [len(one) for one in handed] == [0 if of_a_member else 1]
    (file,) = (path for path in folder.glob("*/*") if not path.name.startswith(("farid", "galuh")))
    said = read_bundle(file).foreign
    assert answer.wrote == len(said.changes) == (3 if of_a_member else 2)
    every = outgoing(first.reader, first.clock, {})
    assert set(said.changes) <= set(every.changes) and set(said.batches) <= set(every.batches)
    assert in_order(said) == in_order(read_bundle(file, None, nothing()).foreign)
    for store in stores:
        store.close()
