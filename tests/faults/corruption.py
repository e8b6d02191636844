"""Lists damaged on disk, in every way that was thought of: each is found, and mended or saved as far as it can be.

``python -m tests.faults.corruption`` damages a list in each way and prints what came of it; ``--seed N`` replays
a run, ``--only KIND`` one way, ``--rounds N`` does all with so many seeds, and ``--without`` switches each
safeguard off once to see that the suite bites.  A kind says what must come of it:

=========  ===========================================================================================
whole      the history is intact: nothing is lost, by ``--repair`` or ``--salvage``
part       some of the history is gone: what is gone is counted, to the change; the new list is sound
person     nothing is broken, but a person must decide
gone       nothing of a list is left, and that is said
=========  ===========================================================================================
"""

from __future__ import annotations

import argparse
import contextlib
import io
import itertools
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from taskforce.cli import run
from taskforce.model.records import RECORDS
from taskforce.services.sample import write_sample
from taskforce.store.store import new_store

PAGE = 4096
SECONDS = 60
"""No command may take longer, whatever it meets."""

Damage = Callable[[Path, random.Random], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to damage a list: how, what must come of it, and the checks of which one at least must find it."""

    damage: Damage
    comes: str
    checks: frozenset[str]


KINDS: dict[str, Kind] = {}


def kind(comes: str, *checks: str) -> Callable[[Damage], Damage]:
    """Register a way of damaging a list under the name of its function."""

    def registered(damage: Damage) -> Damage:
        KINDS[damage.__name__] = Kind(damage, comes, frozenset(checks))
        return damage

    return registered


# The bytes of a file


def overwrite(path: Path, place: int, content: bytes) -> None:
    """Write over some bytes."""
    with path.open("r+b") as stream:
        stream.seek(place)
        stream.write(content)


def page_of(path: Path, number: int) -> bytes:
    """Return a page by its number, from 1 on."""
    return path.read_bytes()[(number - 1) * PAGE : number * PAGE]


def write_page(path: Path, number: int, content: bytes) -> None:
    """Write over a page, from its beginning on."""
    overwrite(path, (number - 1) * PAGE, content)


def tree(path: Path, name: str) -> tuple[list[int], list[int]]:
    """Return the inner pages and the leaves of a table or an index."""
    with closing(sqlite3.connect(path)) as connection:
        row = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [name]).fetchone()
    inner: list[int] = []
    leaves: list[int] = []
    waiting = [int(row[0])]
    while waiting:
        number = waiting.pop()
        page = page_of(path, number)
        start = 100 if number == 1 else 0
        if page[start] not in (2, 5):
            leaves.append(number)
            continue
        inner.append(number)
        count = int.from_bytes(page[start + 3 : start + 5], "big")
        for index in range(count):
            cell = int.from_bytes(page[start + 12 + 2 * index : start + 14 + 2 * index], "big")
            waiting.append(int.from_bytes(page[cell : cell + 4], "big"))
        waiting.append(int.from_bytes(page[start + 8 : start + 12], "big"))
    return inner, sorted(leaves)


def leaf(path: Path, name: str, chance: random.Random) -> int:
    """Return one of the leaves of a table, never the first page of the file."""
    return chance.choice([number for number in tree(path, name)[1] if number > 1])


def flip(content: bytes, chance: random.Random, bits: int) -> bytes:
    """Return some bytes with so many of their bits the other way."""
    flipped = bytearray(content)
    for place in chance.sample(range(len(content) * 8), bits):
        flipped[place // 8] ^= 1 << place % 8
    return bytes(flipped)


# The header


@kind("whole", "file")
def header_magic_bit(path: Path, chance: random.Random) -> None:
    overwrite(path, 0, flip(page_of(path, 1)[:16], chance, 1))


@kind("whole", "file")
def header_magic_zeroed(path: Path, chance: random.Random) -> None:
    overwrite(path, 0, bytes(16))


@kind("whole", "file")
def header_zeroed(path: Path, chance: random.Random) -> None:
    overwrite(path, 0, bytes(100))


@kind("whole", "file")
def header_noise(path: Path, chance: random.Random) -> None:
    overwrite(path, 0, chance.randbytes(100))


@kind("whole", "file")
def header_page_size(path: Path, chance: random.Random) -> None:
    overwrite(path, 16, chance.choice((512, 1024, 8192, 3, 0)).to_bytes(2, "big"))


@kind("whole", "file")
def header_versions(path: Path, chance: random.Random) -> None:
    overwrite(path, 19, b"\x09")


@kind("whole", "file")
def header_reserved(path: Path, chance: random.Random) -> None:
    overwrite(path, 20, b"\xc8")


@kind("whole", "file")
def header_fractions(path: Path, chance: random.Random) -> None:
    overwrite(path, 21, b"\x07\x07\x07")


@kind("whole", "file", "changes")
def header_schema_format(path: Path, chance: random.Random) -> None:
    overwrite(path, 44, b"\x00\x00\x00\x09")


@kind("whole", "file", "changes")
def header_encoding(path: Path, chance: random.Random) -> None:
    overwrite(path, 56, b"\x00\x00\x00\x02")


@kind("whole", "versions")
def header_schema_number_zero(path: Path, chance: random.Random) -> None:
    overwrite(path, 60, bytes(4))


@kind("whole", "versions")
def header_schema_number_high(path: Path, chance: random.Random) -> None:
    overwrite(path, 60, chance.randrange(50, 2**31).to_bytes(4, "big"))


@kind("whole", "versions")
def header_schema_number_below_zero(path: Path, chance: random.Random) -> None:
    overwrite(path, 60, b"\xff\xff\xff\x00")


@kind("whole", "file")
def header_free_pages(path: Path, chance: random.Random) -> None:
    overwrite(path, 32, chance.randrange(2, 60).to_bytes(4, "big") + b"\0\0\0\x03")


# Pages


@kind("whole", "file")
def first_page_zeroed(path: Path, chance: random.Random) -> None:
    write_page(path, 1, bytes(PAGE))


@kind("whole", "file", "changes")
def first_page_noise_after_header(path: Path, chance: random.Random) -> None:
    overwrite(path, 100, chance.randbytes(PAGE - 100))


@kind("whole", "file", "changes")
def root_of_changes_zeroed(path: Path, chance: random.Random) -> None:
    write_page(path, tree(path, "change")[0][0], bytes(PAGE))


@kind("whole", "file", "changes")
def root_of_changes_bits(path: Path, chance: random.Random) -> None:
    number = tree(path, "change")[0][0]
    write_page(path, number, flip(page_of(path, number)[:12], chance, 20))


@kind("part", "file", "changes")
def leaf_of_changes_zeroed(path: Path, chance: random.Random) -> None:
    write_page(path, leaf(path, "change", chance), bytes(PAGE))


@kind("part", "file", "changes")
def leaf_of_changes_noise(path: Path, chance: random.Random) -> None:
    write_page(path, leaf(path, "change", chance), chance.randbytes(PAGE))


@kind("part", "file", "changes")
def three_leaves_of_changes_zeroed(path: Path, chance: random.Random) -> None:
    for number in chance.sample(tree(path, "change")[1], 3):
        write_page(path, number, bytes(PAGE))


@kind("whole", "file", "changes")
def leaf_of_changes_wrong_kind(path: Path, chance: random.Random) -> None:
    write_page(path, leaf(path, "change", chance), chance.choice((b"\x00", b"\x0f", b"\x8d")))


@kind("part", "file", "changes", "history")
def leaf_of_changes_pointers(path: Path, chance: random.Random) -> None:
    number = leaf(path, "change", chance)
    write_page(path, number, page_of(path, number)[:8] + chance.randbytes(6))


@kind("part", "file", "changes", "history", "beginnings", "links", "numbers", "marks")
def leaf_of_changes_bits(path: Path, chance: random.Random) -> None:
    number = leaf(path, "change", chance)
    page = page_of(path, number)
    write_page(path, number, page[:8] + flip(page[8:], chance, 200))


@kind("whole", "file", "history")
def root_of_items_zeroed(path: Path, chance: random.Random) -> None:
    write_page(path, (tree(path, "action_item")[0] or tree(path, "action_item")[1])[0], bytes(PAGE))


@kind("whole", "file", "history")
def leaf_of_items_noise(path: Path, chance: random.Random) -> None:
    write_page(path, leaf(path, "action_item", chance), chance.randbytes(PAGE))


@kind("whole", "file", "history")
def leaf_of_tags_zeroed(path: Path, chance: random.Random) -> None:
    write_page(path, leaf(path, "tag", chance), bytes(PAGE))


@kind("whole", "file", "search")
def leaf_of_words_zeroed(path: Path, chance: random.Random) -> None:
    for number in tree(path, "item_search_data")[1]:
        write_page(path, number, bytes(PAGE))


@kind("whole", "file", "search")
def leaf_of_words_noise(path: Path, chance: random.Random) -> None:
    number = leaf(path, "item_search_data", chance)
    write_page(path, number, page_of(path, number)[:200] + chance.randbytes(PAGE - 200))


@kind("whole", "file")
def index_of_changes_zeroed(path: Path, chance: random.Random) -> None:
    write_page(path, leaf(path, "ix_change_record_field", chance), bytes(PAGE))


@kind("whole", "file")
def index_of_changes_bits(path: Path, chance: random.Random) -> None:
    number = leaf(path, "ix_change_subject_at", chance)
    page = page_of(path, number)
    write_page(path, number, page[:2000] + flip(page[2000:], chance, 60))


@kind("whole", "file", "changes", "numbers")
def copies_zeroed(path: Path, chance: random.Random) -> None:
    write_page(path, tree(path, "copy")[1][0], bytes(PAGE))


@kind("whole", "file", "changes")
def leaf_of_steps_zeroed(path: Path, chance: random.Random) -> None:
    write_page(path, leaf(path, "batch", chance), bytes(PAGE))


@kind("whole", "file", "changes", "history")
def two_leaves_of_items_swapped(path: Path, chance: random.Random) -> None:
    one, other = chance.sample(tree(path, "action_item")[1], 2)
    first, second = page_of(path, one), page_of(path, other)
    write_page(path, one, second)
    write_page(path, other, first)


@kind("part", "file", "changes")
def leaf_over_another(path: Path, chance: random.Random) -> None:
    one, other = chance.sample(tree(path, "change")[1], 2)
    write_page(path, one, page_of(path, other))


@kind("part", "file")
def cut_in_half(path: Path, chance: random.Random) -> None:
    os.truncate(path, path.stat().st_size // 2)


@kind("part", "file", "search", "history")
def cut_by_some_pages(path: Path, chance: random.Random) -> None:
    os.truncate(path, path.stat().st_size - PAGE * chance.randrange(1, 30))


@kind("part", "file", "search", "history")
def cut_within_a_page(path: Path, chance: random.Random) -> None:
    os.truncate(path, path.stat().st_size - chance.randrange(1, PAGE))


@kind("gone")
def cut_to_one_page(path: Path, chance: random.Random) -> None:
    os.truncate(path, PAGE)


@kind("gone")
def emptied(path: Path, chance: random.Random) -> None:
    os.truncate(path, 0)


@kind("gone")
def overwritten(path: Path, chance: random.Random) -> None:
    path.write_bytes(chance.randbytes(path.stat().st_size))


@kind("part", "file")
def hole_in_the_middle(path: Path, chance: random.Random) -> None:
    start = chance.randrange(PAGE, path.stat().st_size - 70_000)
    overwrite(path, start, bytes(65_536))


@kind("part", "file")
def every_tenth_page_zeroed(path: Path, chance: random.Random) -> None:
    first = chance.randrange(2, 10)
    for number in range(first, path.stat().st_size // PAGE, 10):
        write_page(path, number, bytes(PAGE))


@kind("part", "file", "changes", "history", "beginnings", "links", "search", "marks", "computed", "numbers")
def bits_everywhere(path: Path, chance: random.Random) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:100] + flip(content[100:], chance, 600))


# Tables, indexes and rows


@contextlib.contextmanager
def changing(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that writes past the program, without the checks of the tables."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        yield connection
        connection.commit()


def sql(path: Path, *statements: str, **values: Any) -> None:
    """Run statements past the program."""
    with changing(path) as connection:
        for statement in statements:
            connection.execute(statement, values if ":" in statement else {})


def one_of(path: Path, query: str, chance: random.Random) -> tuple[Any, ...]:
    """Return one of the rows of a query."""
    with closing(sqlite3.connect(path)) as connection:
        row: tuple[Any, ...] = chance.choice(connection.execute(query).fetchall())
    return row


EDITED = "SELECT id FROM change WHERE field NOT IN ('*', 'deleted') AND new IS NOT NULL"
CREATED = "SELECT id FROM change WHERE field = '*' AND record_type IN ('action_item', 'member', 'note')"


def spoil(path: Path, chance: random.Random, column: str, value: Any, query: str = EDITED) -> None:
    """Write a value over a column of one change."""
    (change,) = one_of(path, query, chance)
    sql(path, f"UPDATE change SET {column} = :value WHERE id = :id", value=value, id=change)


@kind("whole", "tables")
def index_dropped(path: Path, chance: random.Random) -> None:
    sql(path, f"DROP INDEX {chance.choice(('ix_change_record_field', 'ix_action_item_due', 'ix_tag_name'))}")


@kind("whole", "tables", "search")
def words_dropped(path: Path, chance: random.Random) -> None:
    sql(path, "DROP TABLE item_search")


@kind("whole", "search")
def words_emptied(path: Path, chance: random.Random) -> None:
    sql(path, "DELETE FROM item_search")


@kind("whole", "search")
def words_of_one_item_missing(path: Path, chance: random.Random) -> None:
    (seq,) = one_of(path, "SELECT seq FROM action_item", chance)
    sql(path, "DELETE FROM item_search WHERE rowid = :seq", seq=seq)


@kind("whole", "tables")
def items_dropped(path: Path, chance: random.Random) -> None:
    sql(path, "DROP TABLE action_item")


@kind("whole", "tables")
def notes_dropped(path: Path, chance: random.Random) -> None:
    sql(path, "DROP TABLE note")


@kind("whole", "tables")
def items_renamed(path: Path, chance: random.Random) -> None:
    sql(path, "PRAGMA legacy_alter_table = ON", "ALTER TABLE action_item RENAME TO something")


@kind("whole", "tables")
def column_dropped(path: Path, chance: random.Random) -> None:
    sql(path, "ALTER TABLE note DROP COLUMN kind")


@kind("whole", "history")
def items_emptied(path: Path, chance: random.Random) -> None:
    sql(path, "DELETE FROM action_item")


@kind("whole", "history")
def rows_removed(path: Path, chance: random.Random) -> None:
    table = chance.choice(("note", "tag", "evidence", "supporting", "appointment", "member"))
    sql(path, f"DELETE FROM {table} WHERE rowid % 2 = 0")


@kind("whole", "history")
def row_of_no_history(path: Path, chance: random.Random) -> None:
    sql(path, "INSERT INTO mission (id, deleted, number, text) VALUES ('stranger', 0, 9, 'Misi sembilan')")


@kind("whole", "history")
def value_in_a_table(path: Path, chance: random.Random) -> None:
    (item,) = one_of(path, "SELECT id FROM action_item", chance)
    column, value = chance.choice((("status", "lupa"), ("progress", 101), ("title", ""), ("due", "2026-02-31")))
    sql(path, f"UPDATE action_item SET {column} = :value WHERE id = :id", value=value, id=item)


@kind("whole", "history")
def text_where_a_number_was(path: Path, chance: random.Random) -> None:
    sql(path, "UPDATE action_item SET progress = 'banyak', budget = 'mahal' WHERE rowid % 7 = 0")


@kind("whole", "history")
def broken_json_in_a_table(path: Path, chance: random.Random) -> None:
    sql(path, "UPDATE agency SET aliases = '[\"Diskom' WHERE rowid % 5 = 0")


@kind("whole", "history")
def bytes_that_are_no_text(path: Path, chance: random.Random) -> None:
    (item,) = one_of(path, "SELECT id FROM action_item", chance)
    sql(path, "UPDATE action_item SET title = CAST(x'ff41fe80' AS TEXT) WHERE id = :id", id=item)


@kind("whole", "computed")
def computed_value(path: Path, chance: random.Random) -> None:
    column, value = chance.choice(
        (("updated_at", "2020-01-01"), ("original_due", None), ("times_rescheduled", 77), ("created_at", ""))
    )
    sql(path, f"UPDATE action_item SET {column} = :value WHERE rowid % 3 = 0", value=value)


@kind("whole", "conflicts")
def conflicts_forgotten(path: Path, chance: random.Random) -> None:
    sql(path, "DELETE FROM open_conflict")


@kind("whole", "conflicts")
def conflict_that_is_none(path: Path, chance: random.Random) -> None:
    (item,) = one_of(path, "SELECT id FROM action_item", chance)
    sql(path, "INSERT INTO open_conflict VALUES (:id, 'budget', 'action_item', :id)", id=item)


@kind("whole", "marks")
def marks_wrong(path: Path, chance: random.Random) -> None:
    sql(path, "UPDATE change SET replaced = NOT replaced WHERE seq % 9 = 0")


@kind("whole", "marks")
def subjects_wrong(path: Path, chance: random.Random) -> None:
    sql(path, "UPDATE change SET subject_id = 'nobody' WHERE seq % 11 = 0")


@kind("whole", "numbers")
def counter_behind(path: Path, chance: random.Random) -> None:
    sql(path, "UPDATE copy SET last_number = 3 WHERE own")


@kind("whole", "numbers")
def counter_ahead(path: Path, chance: random.Random) -> None:
    sql(path, "UPDATE copy SET last_number = last_number + 12 WHERE own")


@kind("whole", "numbers")
def clock_behind(path: Path, chance: random.Random) -> None:
    sql(path, "UPDATE copy SET last_clock = 1 WHERE own")


@kind("whole", "numbers")
def refs_behind(path: Path, chance: random.Random) -> None:
    sql(path, "UPDATE copy SET last_ref = 0 WHERE own")


@kind("whole", "numbers")
def no_copy_is_own(path: Path, chance: random.Random) -> None:
    sql(path, "UPDATE copy SET own = 0, place = NULL")


@kind("whole", "numbers")
def every_copy_is_own(path: Path, chance: random.Random) -> None:
    sql(path, "UPDATE copy SET own = 1")


@kind("whole", "changes", "numbers")
def copies_emptied(path: Path, chance: random.Random) -> None:
    sql(path, "DELETE FROM copy")


@kind("whole", "changes")
def steps_removed(path: Path, chance: random.Random) -> None:
    sql(path, "DELETE FROM batch WHERE rowid % 2 = 0")


@kind("whole", "tables", "changes")
def steps_dropped(path: Path, chance: random.Random) -> None:
    sql(path, "DROP TABLE batch")


@kind("whole", "changes")
def moment_of_a_step(path: Path, chance: random.Random) -> None:
    sql(path, "UPDATE batch SET at = 'kemarin' WHERE rowid % 3 = 0")


@kind("gone")
def changes_dropped(path: Path, chance: random.Random) -> None:
    sql(path, "PRAGMA secure_delete = ON", "DROP TABLE change")


@kind("whole", "tables")
def changes_dropped_a_moment_ago(path: Path, chance: random.Random) -> None:
    sql(path, "PRAGMA secure_delete = OFF", "DROP TABLE change")


@kind("part", "changes", "numbers", "beginnings", "history")
def changes_removed(path: Path, chance: random.Random) -> None:
    sql(path, "DELETE FROM change WHERE seq % 13 = 5")


@kind("part", "numbers", "history")
def last_changes_removed(path: Path, chance: random.Random) -> None:
    sql(path, "DELETE FROM change WHERE seq > (SELECT max(seq) - 3 FROM change)")


@kind("whole", "changes")
def broken_json_in_an_edit(path: Path, chance: random.Random) -> None:
    spoil(path, chance, "new", '"belum sel')


@kind("whole", "changes")
def broken_json_in_a_beginning(path: Path, chance: random.Random) -> None:
    spoil(path, chance, "new", '{"title":"Susu', CREATED)


@kind("whole", "changes")
def broken_json_of_before(path: Path, chance: random.Random) -> None:
    spoil(path, chance, "old", "{{{")


@kind("whole", "changes")
def value_that_cannot_be(path: Path, chance: random.Random) -> None:
    spoil(path, chance, "new", '"lupa"', EDITED + " AND field = 'status'")


@kind("whole", "changes")
def moment_of_a_change(path: Path, chance: random.Random) -> None:
    spoil(path, chance, "at", "2026-13-45T99:99:99.000Z")


@kind("whole", "changes")
def knowledge_of_a_change(path: Path, chance: random.Random) -> None:
    spoil(path, chance, "after", "not an id", EDITED + " AND after IS NOT NULL")


@kind("whole", "changes")
def step_of_a_change(path: Path, chance: random.Random) -> None:
    spoil(path, chance, "batch_id", "0192f7a0-0000-7000-8000-00000000dead")


@kind("whole", "changes")
def person_of_a_change(path: Path, chance: random.Random) -> None:
    spoil(path, chance, "actor_id", "??")


@kind("whole", "changes", "history")
def record_of_a_change(path: Path, chance: random.Random) -> None:
    spoil(
        path,
        chance,
        "record_id",
        "0192f7a0-0000-7000-8000-00000000dead",
        EDITED + " AND record_type = 'action_item'",
    )


@kind("whole", "changes", "history")
def type_of_a_change(path: Path, chance: random.Random) -> None:
    spoil(path, chance, "record_type", "action_itel", EDITED + " AND record_type = 'action_item'")


@kind("whole", "changes")
def clock_of_a_change(path: Path, chance: random.Random) -> None:
    spoil(path, chance, "clock", chance.choice((-5, 2**62 + 7)))


@kind("whole", "file", "changes")
def words_of_the_schema(path: Path, chance: random.Random) -> None:
    with changing(path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = 'CREATE TABLE note (' WHERE name = 'note'")


@kind("person", "names")
def a_name_used_twice(path: Path, chance: random.Random) -> None:
    with closing(sqlite3.connect(path)) as connection:
        handles = [row[0] for row in connection.execute("SELECT handle FROM member ORDER BY handle")]
        one, other = chance.sample(handles, 2)
        (member,) = connection.execute("SELECT id FROM member WHERE handle = ?", [other]).fetchone()
    sql(path, "UPDATE member SET handle = :one WHERE id = :id", one=one, id=member)
    new = json.dumps(one)
    like = f'%"handle":"{other}"%'
    sql(
        path,
        "UPDATE change SET new = replace(new, :was, :now) WHERE record_id = :id AND new LIKE :like",
        was=f'"handle":"{other}"', now=f'"handle":{new}', id=member, like=like,
    )  # fmt: skip


# A list, and what is in it


@contextlib.contextmanager
def fixed() -> Iterator[None]:
    """Let ids and moments be the same in every run, so that a seed damages the same bits."""
    chance, ticks = random.Random(1), itertools.count()
    begin = datetime(2026, 11, 24, 1, tzinfo=UTC)

    def moment(*_clock: object) -> datetime:
        return begin + timedelta(seconds=next(ticks))

    with (
        mock.patch("os.urandom", chance.randbytes),
        mock.patch("time.time_ns", lambda: int(moment().timestamp() * 1e9)),
        mock.patch("taskforce.clock.Clock.now", moment),
    ):
        yield


def build(path: Path) -> None:
    """Make the list that is damaged, always the same one."""
    with fixed():
        _build(path)


def _build(path: Path) -> None:
    """Make a list of two copies' work: the sample, a merge with conflicts, long texts, a report, an undo."""
    with new_store(path, today=date(2026, 11, 24)) as store:
        write_sample(store)
    other = path.with_name("farid.db")
    bundles = path.with_name("all.taskforce"), path.with_name("back.taskforce")
    long = "Catatan rapat yang panjang. " * 500
    steps: tuple[tuple[Path, list[str]], ...] = (
        (path, ["bundle", "write", str(bundles[0]), "--all"]),
        (other, ["bundle", "merge", str(bundles[0]), "--name", "farid"]),
        (path, ["edit", "3", "title=Judul dari kantor", "due=2026-12-20"]),
        (path, ["note", "5", long]),
        (other, ["edit", "3", "title=Judul dari Farid"]),
        (other, ["add", "Tindak lanjut Farid @farid due:2026-12-09 +rapat"]),
        (other, ["edit", "7", "progress=55"]),
        (other, ["bundle", "write", str(bundles[1]), "--all"]),
        (path, ["bundle", "merge", str(bundles[1])]),
        (path, ["edit", "8", "due=2026-12-31"]),
        (path, ["edit", "8", "due=2027-01-15"]),
        (path, ["undo"]),
        (path, ["delete", "9", "--yes"]),
        (path, ["report", "--issue", "--yes", "--number", "7/SC/2026", "-o", str(path.with_name("report.txt"))]),
        (path, ["edit", "12", "status=blocked", "progress=20"]),
    )
    for place, words in steps:
        answer = command(place, *words)
        assert answer.status in (0, 2, 3), (words, answer)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("UPDATE copy SET place = '/anywhere/list.db' WHERE own")
        connection.commit()
        connection.execute("VACUUM")
    for one in path.parent.iterdir():
        if one != path:
            shutil.rmtree(one) if one.is_dir() else one.unlink()


@dataclass(frozen=True, slots=True)
class Content:
    """What a list holds: its changes by id (without their places), and its records."""

    changes: dict[str, tuple[Any, ...]]
    records: dict[tuple[str, str], tuple[Any, ...]]
    conflicts: frozenset[tuple[Any, ...]]


def content(path: Path) -> Content:
    """Read a list by SQL of its own."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT id, at, clock, actor_id, record_type, record_id, field, old, new, after, subject_id "
            "FROM change WHERE record_type <> 'lost' "
            "AND batch_id NOT IN (SELECT id FROM batch WHERE kind = 'salvage')"
        )
        changes = {row[0]: row[1:] for row in rows}
        records: dict[tuple[str, str], tuple[Any, ...]] = {}
        for name, spec in RECORDS.items():
            columns = ", ".join(spec.by_name)
            for record_id, *values in connection.execute(f"SELECT id, {columns} FROM {name}"):
                records[name, record_id] = tuple(values)
        conflicts = frozenset(connection.execute("SELECT record_id, field FROM open_conflict"))
    return Content(changes, records, conflicts)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answered."""

    status: int
    out: str
    err: str


def command(place: Path, *words: str) -> Answer:
    """Run a command in this process, with nobody there to answer; one that takes too long ends with an error."""
    out, err = io.StringIO(), io.StringIO()
    before = os.environ.get("TASKFORCE_TODAY")
    os.environ["TASKFORCE_TODAY"] = "2026-11-24"
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, _too_long)
        signal.alarm(SECONDS)
    stdin, sys.stdin = sys.stdin, io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = run(["--db", str(place), "--lang", "en", *words])
            except SystemExit as stopped:
                status = int(stopped.code or 0)
    finally:
        sys.stdin = stdin
        if hasattr(signal, "SIGALRM"):
            signal.alarm(0)
        if before is None:
            del os.environ["TASKFORCE_TODAY"]
        else:
            os.environ["TASKFORCE_TODAY"] = before
    return Answer(status, out.getvalue(), err.getvalue())


def _too_long(_signal: int, _frame: object) -> None:
    raise TimeoutError(f"longer than {SECONDS} s")


# What came of it


@dataclass(slots=True)
class Outcome:
    """What came of a damaged list: how it was found and mended, what was lost, and what was not as it must be."""

    kind: str
    found: tuple[str, ...] = ()
    refused: bool = False
    mended: str = ""
    lost: int = 0
    wrong: list[str] = field(default_factory=list)


def tried(name: str, whole: Path, right: Content, folder: Path, seed: int) -> Outcome:
    """Damage a copy of a list in one way, let the program look at it and mend it, and judge that."""
    one, outcome = KINDS[name], Outcome(name)
    path = folder / "list.db"
    shutil.copy(whole, path)
    one.damage(path, random.Random(f"{seed} {name}"))
    damaged = path.read_bytes()
    try:
        _look(path, damaged, one, outcome)
        path.write_bytes(damaged)
        if one.comes in ("whole", "part"):
            _mend(path, damaged, right, one, outcome)
        else:
            _leave(path, damaged, one, outcome)
    except Exception as error:  # the very thing that must not be
        outcome.wrong.append(f"{type(error).__name__}: {error}")
    return outcome


def _look(path: Path, damaged: bytes, one: Kind, outcome: Outcome) -> None:
    answer = command(path, "doctor", "--format", "json")
    outcome.refused = answer.status == 1
    if not outcome.refused:
        outcome.wrong.append(f"doctor answers {answer.status}")
    if one.comes == "gone":
        if not answer.err.startswith("taskforce: ") or answer.err.count("\n") != 1:
            outcome.wrong.append(f"doctor says {answer.err!r}")
        outcome.found = ("said",)
        return
    bad = [finding for finding in json.loads(answer.out) if not finding["sound"]]
    outcome.found = tuple(finding["check"] for finding in bad)
    if one.checks.isdisjoint(outcome.found):
        outcome.wrong.append(f"found only by {outcome.found}")
    if not all(finding["advice"] for finding in bad):
        outcome.wrong.append("a finding without advice")
    if path.read_bytes() != damaged:
        outcome.wrong.append("looking changed the file")
    listed = command(path, "list")
    if listed.status not in (0, 1) or (listed.status == 1 and listed.err.count("\n") != 1):
        outcome.wrong.append(f"list answers {listed.status}: {listed.err!r}")


def _mend(path: Path, damaged: bytes, right: Content, one: Kind, outcome: Outcome) -> None:
    repaired = command(path, "doctor", "--repair", "--format", "json")
    target = path
    if repaired.status == 0:
        outcome.mended = "repair"
        if not Path(json.loads(repaired.out)["kept"]).stat().st_size:
            outcome.wrong.append("what was before is not kept")
    else:
        if repaired.err.count("\n") != 1 or path.read_bytes() != damaged:
            outcome.wrong.append(f"repair: {repaired.err!r}, or it changed the file")
        target = path.with_name("saved.db")
        saved = command(path, "doctor", "--salvage", str(target), "--format", "json")
        if saved.status not in (0, 3):
            outcome.wrong.append(f"salvage answers {saved.status}: {saved.err!r}")
            return
        outcome.mended = "salvage"
        told = json.loads(saved.out)
        outcome.lost = sum(told["lost"]["changes"].values())
        if path.read_bytes() != damaged:
            outcome.wrong.append("salvage changed the file")
        if command(path, "doctor", "--salvage", str(target)).status != 1:
            outcome.wrong.append("salvage writes over what is there")
    again = [one for one in json.loads(command(target, "doctor", "--format", "json").out) if not one["sound"]]
    if one.comes == "part":  # bits of a name may have made it another's
        again = [finding for finding in again if finding["check"] != "names"]
    if again:
        outcome.wrong.append(f"not sound afterwards: {again}")
    _compare(content(target), right, one, outcome)
    wrote = command(target, "add", "Setelah diperbaiki")
    if wrote.status != 0:
        outcome.wrong.append(f"cannot be worked with: {wrote.err!r}")


def _compare(now: Content, right: Content, one: Kind, outcome: Outcome) -> None:
    gone = right.changes.keys() - now.changes.keys()
    if one.comes == "whole":
        if gone or now.changes != right.changes:
            differing = sum(now.changes.get(key) != value for key, value in right.changes.items())
            outcome.wrong.append(f"{len(gone)} changes are gone, {differing} differ")
        if now.records != right.records:
            differing = sum(now.records.get(key) != value for key, value in right.records.items())
            outcome.wrong.append(f"{differing} records differ")
        if now.conflicts != right.conflicts:
            outcome.wrong.append("conflicts differ")
        return
    count = len(right.changes) - len(now.changes)  # a flipped bit may give a change another id
    if count != outcome.lost:
        outcome.wrong.append(f"{count} changes are gone, {outcome.lost} are said to be")


def _leave(path: Path, damaged: bytes, one: Kind, outcome: Outcome) -> None:
    repaired = command(path, "doctor", "--repair")
    if repaired.status != 1 or path.read_bytes() != damaged:
        outcome.wrong.append(f"repair answers {repaired.status}, or changed the file")
    if one.comes == "gone":
        saved = command(path, "doctor", "--salvage", str(path.with_name("saved.db")))
        if saved.status != 1 or path.with_name("saved.db").exists():
            outcome.wrong.append(f"salvage answers {saved.status}: {saved.err!r}")


def trial(seed: int, names: list[str]) -> Iterator[Outcome]:
    """Try some ways of damaging a list, each on a copy of the same one."""
    with tempfile.TemporaryDirectory(prefix="corruption-") as folder:
        whole = Path(folder) / "whole" / "list.db"
        whole.parent.mkdir()
        build(whole)
        right = content(whole)
        for name in names:
            case = Path(folder) / name
            case.mkdir()
            yield tried(name, whole, right, case, seed)
            shutil.rmtree(case)


SAFEGUARDS: dict[str, tuple[str, str, object]] = {
    "pages are read without SQLite": (
        "header_zeroed", "taskforce.store.health.history.rows_of", lambda *_pages, **_which: [],
    ),
    "what was lost keeps its number": (
        "leaf_of_changes_zeroed", "taskforce.store.health.completing._hold_places", lambda *_complete: None,
    ),
    "what hangs on what was lost is held": (
        "changes_removed", "taskforce.store.health.completing._hold_links", lambda *_complete: None,
    ),
    "a repair is whole or not at all": (
        "leaf_of_changes_zeroed", "taskforce.store.health.salvage.Salvaged.whole", property(lambda _self: True),
    ),
    "a damaged change is mended from the others": (
        "broken_json_in_an_edit", "taskforce.store.health.mending._Work.mended", lambda _self, row: row.change,
    ),
    "the tables are compared with the history": (
        "text_where_a_number_was",
        "taskforce.store.health.contents.Contents.differing",
        property(lambda _self: []),
    ),
    "every page is checked": ("index_of_changes_zeroed", "taskforce.store.health.file.pages", lambda _reader: ()),
    "the words are compared with the texts": (
        "words_emptied", "taskforce.store.health.file.word_index", lambda _reader: (),
    ),
    "a damaged file is read from a copy": (
        "header_magic_bit", "taskforce.store.health.found._copy", lambda path, _folder: _scribbled(path),
    ),
}  # fmt: skip
"""What holds a promise: a kind of damage that shows when it is switched off, and by what it is replaced then."""


def _scribbled(path: Path) -> Path:
    overwrite(path, path.stat().st_size - 1, b"?")
    return path


def without(seed: int) -> list[str]:
    """Switch each safeguard off, and return those that nothing of the suite misses."""
    missed: list[str] = []
    for name, (damage, target, instead) in SAFEGUARDS.items():
        with mock.patch(target, instead):
            outcome = next(trial(seed, [damage]))
        print(f"{name:46} off: {damage:26} {outcome.wrong[0][:70] if outcome.wrong else 'NOTHING SEEN'}")
        if not outcome.wrong:
            missed.append(name)
    return missed


def main() -> int:
    """Try every kind and print the table; 1 when something is not as it must be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", action="append", choices=sorted(KINDS))
    parser.add_argument("--without", action="store_true", help="switch each safeguard off once")
    options = parser.parse_args()
    if options.without:
        return 1 if without(options.seed) else 0
    names = options.only or list(KINDS)
    counts: Counter[str] = Counter()
    started = time.monotonic()
    for seed in range(options.seed, options.seed + options.rounds):
        print(f"seed {seed}")
        for outcome in trial(seed, names):
            counts["tried"] += 1
            counts["found"] += bool(outcome.found) and outcome.refused
            counts["mended"] += bool(outcome.mended) and not outcome.wrong
            counts["wrong"] += bool(outcome.wrong)
            print(
                f"{outcome.kind:32} {KINDS[outcome.kind].comes:7} {outcome.mended or '-':8} "
                f"lost {outcome.lost:4}  {', '.join(outcome.found)}"
            )
            for one in outcome.wrong:
                print(f"  WRONG: {one}")
    print(f"{counts['tried']} damaged, {counts['found']} found, {counts['mended']} mended or saved, "
          f"{counts['wrong']} not as they must be, {time.monotonic() - started:.0f} s")  # fmt: skip
    if not options.only:
        from tests.faults.results import Result, keep

        keep(
            Result(
                "corruption",
                options.seed,
                counts["tried"],
                broken=counts["wrong"],
                found=counts["found"],
                mended=counts["mended"],
                seconds=round(time.monotonic() - started, 1),
            )
        )
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
