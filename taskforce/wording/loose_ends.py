"""What a merge left to be put right, in words: what is wrong, and the commands that put it right."""

from __future__ import annotations

from taskforce.language import N_, _, plural
from taskforce.model.records import RECORDS
from taskforce.model.shown import mid_sentence
from taskforce.model.text import excerpt, shell_word
from taskforce.store.database.reader import Reader
from taskforce.store.query.lookup import query_word
from taskforce.store.query.names import shown_names
from taskforce.store.read.loose_ends import Gone, gone_but_named, namesakes

MOST_NAMED = 5

EARLIER = N_(
    "“As it was earlier” is a copy before its list was set back: nobody works on it any more, and there is "
    "nothing to do. What it wrote and the others have comes back with the next exchange."
)
"""What to know of a copy whose name another one has since."""


def loose_ends(reader: Reader) -> list[str]:
    """Return a sentence for each thing that a person should put right after copies came together."""
    sentences = [_gone_text(one) for one in gone_but_named(reader)]
    pairs = namesakes(reader)
    called = shown_names(reader, "member") if pairs else {}
    for pair in pairs:
        first, second = (
            shell_word(query_word(reader, "member", one[0]).strip('"')) for one in (pair.first, pair.second)
        )
        sentences.append(
            _(
                "Two members are called @{handle}: {one} and {other}. If they are one person: “taskforce member "
                "merge {first} {second}”; if not: “taskforce member edit {second} handle={new}”.",
                handle=pair.handle,
                one=excerpt(called[pair.first[0]]),
                other=excerpt(called[pair.second[0]]),
                first=first,
                second=second,
                new=f"{pair.handle}2",
            )
        )
    return sentences


def _gone_text(gone: Gone) -> str:
    kind = mid_sentence(_(RECORDS[gone.record_type].label))
    named = ", ".join(excerpt(name, 30) for name in gone.named_by[:MOST_NAMED])
    if len(gone.named_by) > MOST_NAMED:
        named += ", …"
    text = plural(
        "The {kind} {name} was deleted, but {count} record names it still ({named}).",
        "The {kind} {name} was deleted, but {count} records name it still ({named}).",
        len(gone.named_by),
        kind=kind,
        name=excerpt(gone.name),
        named=named,
    )
    ways = []
    if gone.step is not None:
        ways.append(_("“taskforce undo {step}” brings it back.", step=gone.step[-8:]))
    if gone.record_type in ("member", "agency"):
        name = shell_word(gone.name)
        command = f"member merge NAME {name}" if gone.record_type == "member" else f"agency merge {name} NAME"
        ways.append(_("“taskforce {command}” gives all of it to another one.", command=command))
    return " ".join([text, *ways])
