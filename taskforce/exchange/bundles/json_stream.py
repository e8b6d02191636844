"""Writing long lists as JSON arrays, one item a line, without holding the text in memory.

An item's line is put together field by field: at 100,000 items that takes a third of the time of building an
object and encoding it.  A test holds it to :func:`taskforce.store.read.item_data.item_data`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import TextIO

from taskforce.console import writes_utf8
from taskforce.model.vocabulary import CLOSED
from taskforce.store.changes.batch import Change
from taskforce.store.read.item_data import Block, split_links, split_refs


def write_items(blocks: Iterable[Block], today: str, local: Callable[[str], str], stream: TextIO) -> int:
    """Write blocks of items as the array of ``list --format json``; return how many they were."""
    text = _Encoded(encode_basestring if writes_utf8(stream) else encode_basestring_ascii)
    count = 0
    stream.write("[")
    for block in blocks:
        stream.write((",\n" if count else "\n") + ",\n".join(_lines(block, today, local, text)))
        count += len(block.rows)
    stream.write("\n]\n")
    return count


class _Encoded(dict[str | None, str]):
    """Texts that many items share (days, handles, agencies), each encoded once; ``None`` is ``null``."""

    def __init__(self, quote: Callable[[str], str]) -> None:
        super().__init__({None: "null"})
        self.quote = quote

    def __missing__(self, text: str | None) -> str:
        assert text is not None
        self[text] = self.quote(text)
        return self[text]


def _lines(block: Block, today: str, local: Callable[[str], str], text: _Encoded) -> Iterable[str]:
    """Return each item as a JSON object; only texts that people typed can need escapes."""
    quote = text.quote

    def array(words: Iterable[str]) -> str:
        return f"[{','.join([text[word] for word in words])}]"

    for (
        _seq, item_id, ref, title, description, status, priority, progress, start, due, original_due, times,
        done_on, lead, _lead_name, agency, dimension, _dimension_name, sub_dimension, deadline, horizon, origin,
        budget, fund, _weight, created_at, updated_at, evidence, notes, clashes, supporting, tags, needs,
    ) in block.rows:  # fmt: skip
        late = due is not None and due < today and status not in CLOSED
        yield (
            f'{{"ref":{quote(ref)},"id":"{item_id}","title":{quote(title)},'
            f'"description":{"null" if description is None else quote(description)},'
            f'"status":"{status}","priority":"{priority}","progress":{progress},"start":{text[start]},'
            f'"due":{text[due]},"original_due":{text[original_due]},"times_rescheduled":{times},'
            f'"done_on":{text[done_on]},"overdue":{"true" if late else "false"},"lead":{text[lead]},'
            f'"supporting":{array(split_links(supporting)) if supporting else "[]"},"agency":{text[agency]},'
            f'"dimension":{text[dimension]},"sub_dimension":{text[sub_dimension]},"deadline":{text[deadline]},'
            f'"horizon":{text[horizon]},"tags":{array(split_links(tags)) if tags else "[]"},'
            f'"depends_on":{array(split_refs(needs)) if needs else "[]"},"origin":{text[origin]},'
            f'"budget":{"null" if budget is None else budget},"fund_source":{text[fund]},'
            f'"evidence":{evidence},"notes":{notes},"created_at":"{local(created_at)}",'
            f'"updated_at":"{local(updated_at)}",'
            f'"conflicts":{array(block.conflicts[item_id]) if clashes else "[]"}}}'
        )


def change_line(change: Change) -> str:
    """Return a change as a JSON object, the same as that of :func:`.history_data.data_of`.

    What it says is JSON text already, and stands there as it is.
    """
    values = [
        f'"{name}":{value if name in _JSON_TEXTS or isinstance(value, int) else encode_basestring(value)}'
        for name, value in zip(Change._fields, change, strict=True)
        if value is not None
    ]
    return f"{{{','.join(values)}}}"


_JSON_TEXTS = ("old", "new")


def write_lines(lines: Iterable[str], stream: TextIO) -> None:
    """Write JSON texts as an array, one a line."""
    stream.write("[")
    for number, line in enumerate(lines):
        stream.write((",\n" if number else "\n") + line)
    stream.write("\n]\n")
