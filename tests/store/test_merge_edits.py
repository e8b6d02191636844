"""Edits that arrive are taken in without reading the rest of their records' history: the fold must say the same.

A file may have been altered, so neither its clocks nor what its changes say they knew can be relied on.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from copying import new_copies

from taskforce.model.text import search_words
from taskforce.store.changes import text_search
from taskforce.store.changes.batch import Change, Foreign, create, delete, edit
from taskforce.store.changes.conflict_detection import clashes, deleted_among, histories_of, subjects_of
from taskforce.store.changes.fold import filled, fold
from taskforce.store.changes.load import load_all
from taskforce.store.changes.version_vector import outgoing
from taskforce.store.history.steps import stored_changes
from taskforce.store.store import Store
from taskforce.store.sync.merge import merge_all

FIELDS = {"title": ("Satu", "Dua", "Tiga"), "description": ("Uraian", None), "due": ("2026-12-01", "2026-12-02")}


@pytest.mark.parametrize("seed", range(20))
def test_what_arrives_is_what_all_of_the_history_says(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    here, *others = new_copies(tmp_path, 3)
    items = [create("action_item", title=f"Langkah {number}") for number in range(4)]
    here.write("add", items)
    for other in others:
        merge_all(other, [(outgoing(here.reader, here.clock, {}), "awal")])
    for _exchange in range(2):
        for store in (here, *others):
            _work(store, [item.record_id for item in items], random)
        merge_all(here, [(_altered(outgoing(one.reader, one.clock, {}), random), "mereka") for one in others])
        _check(here)
        for other in others:  # so that what they write next decides what they disagreed about
            merge_all(other, [(outgoing(here.reader, here.clock, {}), "balik")])
    for store in (here, *others):
        store.close()


def _check(store: Store) -> None:
    """Hold the items, their words and the open conflicts to all of the history; the doctor would mend what was
    altered."""
    reader = store.reader
    changes = list(stored_changes(reader))
    items = load_all(reader, "action_item", deleted=True)
    assert items == {key[1]: filled(key[0], one) for key, one in fold(changes).items() if key[1] in items}
    ids = {change.record_id for change in changes}
    expected = clashes(histories_of(reader, ids), subjects_of(reader, deleted_among(reader, ids)))
    assert set(reader.rows("SELECT record_type, record_id, field FROM open_conflict")) == expected
    texts = reader.rows(text_search.SOURCE)
    words = {seq: tuple(" ".join(search_words(text)) for text in every) for seq, *every in texts}
    found = reader.rows("SELECT rowid, title, description, notes FROM item_search")
    assert {row[0]: row[1:] for row in found} == words
    vocabulary = {row[0] for row in reader.rows("SELECT word FROM item_search_vocabulary")}
    assert vocabulary >= {word for every in words.values() for text in every for word in text.split()}


def _work(store: Store, items: list[str], random: Random) -> None:
    """Write a few steps: edits of items, first of what is in conflict, at times a note, a deletion."""
    for _step in range(random.randrange(1, 5)):
        item, field = random.choice(items), random.choice(list(FIELDS))
        disputed = store.reader.row("SELECT record_id, field FROM open_conflict WHERE field <> 'deleted'")
        item, field = disputed or (item, field)
        draft = edit("action_item", item, field, random.choice(FIELDS[field]))
        if random.randrange(6) == 0:
            draft = random.choice((create("note", item_id=item, text="Kabar"), delete("action_item", item)))
        store.write("edit", [draft])


def _altered(foreign: Foreign, random: Random) -> Foreign:
    """Return changes some of which say another clock, or that they knew others than they did."""
    changes: list[Change] = []
    for change in foreign.changes:
        if change.field != "*" and random.randrange(2):
            further = random.choice((1_000, -1_000, -(1 << 40))) * change.number  # no other change has this clock
            clock = random.choice(foreign.changes).clock + further
            known = [one.id for one in changes if one.record_id == change.record_id]
            after = random.choice((change.after, change.after, None, " ".join(known) or None))
            change = change._replace(clock=clock, after=after)
        changes.append(change)
    return foreign._replace(changes=changes)
