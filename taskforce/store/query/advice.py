"""What a query may have meant by bare words that are words of the language too: they are looked for in texts."""

from __future__ import annotations

from collections.abc import Iterator

from taskforce.language import _
from taskforce.model.errors import InvalidValue
from taskforce.model.vocabulary import Status, parse_choice
from taskforce.store.query.spans import PERIODS
from taskforce.store.query.syntax import And, Node, Or, Test, Word, parse
from taskforce.store.query.words import FIELDS, FLAGS


def advice(query: str) -> str:
    """Return a sentence for the first bare word that would rather be a flag or a period, empty when none is.

    ``terlambat`` finds the items that say so in their texts, ``is:terlambat`` those that are late.  Raises
    :class:`taskforce.store.query.syntax.QueryError` for what is not a query.
    """
    for words, meant in _meant(parse(query)):
        return _("“{words}” is looked for in the texts; {meant} finds by what is meant.", words=words, meant=meant)
    return ""


def _meant(node: Node) -> Iterator[tuple[str, str]]:
    """Yield words as they were typed, and what says them in the language."""
    if isinstance(node, Word):
        if not node.quoted and _is_flag(node.text):
            yield node.text, f"is:{node.text.lower()}"
        return
    if not isinstance(node, And | Or):
        return
    for before, behind in zip(node.nodes, node.nodes[1:], strict=False):
        if isinstance(behind, Word) and not behind.quoted and isinstance(before, Word | Test):
            field = before.field if isinstance(before, Test) else ""
            if field and FIELDS.get(field) != "due":
                continue
            period = f"{before.whole.text if isinstance(before, Test) else before.text} {behind.text}".casefold()
            if period in PERIODS:
                yield behind.text if field else period, _("due:{period}", period=period.replace(" ", "-"))
    for one in node.nodes:
        yield from _meant(one)


def _is_flag(word: str) -> bool:
    if word.lower() in FLAGS:
        return True
    try:
        parse_choice(Status, word.lower())
    except InvalidValue:
        return False
    return True
