"""A Trello board's JSON as a sheet of the importer, under the column names of Trello's own csv."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from taskforce.exchange.files.sheet import Book, CellValue, Row, Sheet
from taskforce.model.text import clean_line, clean_text

_HEADER: Final = (
    *("Card ID", "Card Name", "Card URL", "Card Description", "Labels", "Members", "Start Date", "Due Date"),
    *("Due Complete", "List Name", "Board Name", "Archived", "Attachment Links", "Checklists", "Comments"),
)


def is_trello(data: object) -> bool:
    """Return whether JSON data is a board as Trello exports it."""
    return (
        isinstance(data, Mapping)
        and isinstance(data.get("cards"), list)
        and isinstance(data.get("lists"), list)
        and all(isinstance(card, Mapping) and "name" in card for card in data["cards"])
    )


def trello_book(data: Mapping[str, Any]) -> Book:
    """Return the cards of a board as rows, in order; those of an archived list count as archived."""
    lists = {one.get("id"): one for one in _records(data.get("lists"))}
    people = {one.get("id"): one for one in _records(data.get("members"))}
    checklists: dict[Any, list[str]] = {}
    for one in _records(data.get("checklists")):
        checklists.setdefault(one.get("idCard"), []).append("; ".join(_checklist(one)))
    comments: dict[Any, list[str]] = {}
    for card_id, text in _comments(data.get("actions")):
        comments.setdefault(card_id, []).insert(0, text)  # the last one stands first in the file
    rows: list[Row] = [list(_HEADER)]
    for card in data["cards"]:
        column = lists.get(card.get("idList"), {})
        row: Row = [
            _text(card.get("id")),
            _text(card.get("name")),
            _text(card.get("shortUrl") or card.get("url")),
            _text(card.get("desc")),
            ", ".join(filter(None, (_label(one) for one in _records(card.get("labels"))))) or None,
            "\n".join(filter(None, (_person(people.get(one)) for one in _listed(card.get("idMembers"))))) or None,
            _text(card.get("start")),
            _text(card.get("due")),
            _flag(card.get("dueComplete")),
            _text(column.get("name")),
            _text(data.get("name")),
            _flag(card.get("closed") or column.get("closed")),
            "\n".join(filter(None, (_link(one) for one in _records(card.get("attachments"))))) or None,
            "\n".join(checklists.get(card.get("id"), ())) or None,
            "\n".join(comments.get(card.get("id"), ())) or None,
        ]
        rows.append(row)
    return Book([Sheet("", rows)])


def _text(value: object) -> str | None:
    return None if value is None or not str(value).strip() else str(value)


def _flag(value: object) -> CellValue:
    return True if value is True else None


def _listed(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _records(value: object) -> list[Mapping[str, Any]]:
    return [one for one in _listed(value) if isinstance(one, Mapping)]


def _label(label: Mapping[str, Any]) -> str:
    return clean_line(str(label.get("name") or label.get("color") or "")).replace(",", " ")


def _person(member: Mapping[str, Any] | None) -> str:
    return clean_line(str(member.get("fullName") or member.get("username") or "")) if member else ""


def _link(attachment: Mapping[str, Any]) -> str:
    return clean_line(str(attachment.get("url") or attachment.get("name") or ""))


def _checklist(checklist: Mapping[str, Any]) -> Iterator[str]:
    for one in _records(checklist.get("checkItems")):
        mark = "[x]" if one.get("state") == "complete" else "[ ]"
        yield f"{mark} {clean_line(str(one.get('name') or ''))}"


def _comments(actions: object) -> Iterator[tuple[Any, str]]:
    """Give the comments among the actions of a board, the last one first: a card's id, who said what and when."""
    for action in _records(actions):
        data = action.get("data")
        if action.get("type") != "commentCard" or not isinstance(data, Mapping):
            continue
        card, author = data.get("card"), action.get("memberCreator")
        if isinstance(card, Mapping) and data.get("text"):
            name = _person(author) if isinstance(author, Mapping) else ""
            head = " ".join(filter(None, (str(action.get("date") or "")[:10], name)))
            yield card.get("id"), f"{head}: {clean_text(str(data['text']))}"
