"""What the list remembers of sheets: the answers that a person gave to one, by its row of headers.

A layout is a record of the list like any other: it travels to other copies, is in the history, and an import
that is undone takes the answers with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from taskforce.exchange.files.sheet import Sheet
from taskforce.exchange.importing.questions import Answers
from taskforce.exchange.importing.tables.header_names import KINDS, header_key
from taskforce.exchange.importing.tables.headers import SEARCHED_ROWS, Header, labels_of
from taskforce.model.text import clean_line
from taskforce.model.width import shorten
from taskforce.store.changes.batch import Draft, create, delete, edit
from taskforce.store.changes.ids import derived_id
from taskforce.store.changes.load import load_all
from taskforce.store.database.reader import Reader

_SHOWN: Final = 400


class Layouts:
    """The layouts of a list."""

    def __init__(self, reader: Reader) -> None:
        self._all: dict[str, dict[str, Any]] = load_all(reader, "sheet_layout", deleted=True)

    def answers_for(self, sheet: Sheet, answers: Answers) -> Answers:
        """Return ``answers`` and what was said before of sheets with a row of headers that this one has."""
        if not self._all:
            return answers
        rows = range(min(SEARCHED_ROWS, len(sheet.rows)))
        for index in rows if answers.header is None else (answers.header - 1,):
            if index not in rows:
                break
            labels = labels_of(sheet.rows[index])
            values = self._all.get(layout_id(labels)) if any(labels) else None
            if values is not None and not values["deleted"]:
                known = answers.over(_answers(values))
                return known if answers.header is not None else known.at(index + 1)
        return answers

    def drafts(self, header: Header, file: str, answers: Answers) -> list[Draft]:
        """Return what keeps the answers that a person has given for sheets with this row of headers."""
        said = _data_of(header, answers)
        if not said or not any(header.labels):
            return []
        record_id = layout_id(header.labels)
        before = self._all.get(record_id)
        if before is None:
            shown = shorten(" | ".join(clean_line(label) for label in header.labels if label), _SHOWN)
            return [create("sheet_layout", record_id, file=file, headers=shown, **said)]
        drafts = [edit("sheet_layout", record_id, "deleted", False)] if before["deleted"] else []
        for name, value in said.items():
            old = None if before["deleted"] else before[name]
            new = {**(old or {}), **value} if isinstance(value, dict) else value
            if new != before[name]:
                drafts.append(edit("sheet_layout", record_id, name, new))
        return drafts

    def forget(self, sheets: list[Sheet]) -> list[Draft]:
        """Return what drops the answers that were given for sheets like these."""
        ids = {
            layout_id(labels_of(row))
            for sheet in sheets
            for row in sheet.rows[:SEARCHED_ROWS]
            if any(labels_of(row))
        }
        return [delete("sheet_layout", one) for one in self._all if one in ids and not self._all[one]["deleted"]]


def layout_id(labels: tuple[str, ...] | list[str]) -> str:
    """Return the id of the layout of a row of headers: the same in every copy, whatever case or signs it has."""
    keys = [header_key(label) for label in labels]
    while keys and not keys[-1]:
        keys.pop()
    return derived_id("sheet_layout", *keys)


def _answers(values: Mapping[str, Any]) -> Answers:
    words = {
        (name.partition(":")[0], name.partition(":")[2]): value for name, value in (values["words"] or {}).items()
    }
    kind = next((one for one in KINDS if one == values["kind"]), None)
    dates = values["dates"] if values["dates"] in ("dmy", "mdy") else None
    return Answers(columns=values["columns"] or {}, values=words, dates=dates, kind=kind)


def _data_of(header: Header, answers: Answers) -> dict[str, Any]:
    """Return the answers that are about this table, as the fields of a layout.

    What the cells of this sheet alone have shown is kept with them: the next sheet may have too few to show it.
    """
    columns = {
        clean_line(column.header) or column.letter: said
        for column in header.columns
        if (
            said := answers.column(column.letter, column.header)
            or (column.fields[0] if column.believed and column.fields else None)
        )
    }
    orders = {column.order for column in header.columns if column.proved}
    words = {f"{field}:{word}": value for (field, word), value in answers.values.items()}
    data: dict[str, Any] = {"columns": columns, "words": words, "dates": answers.dates, "kind": header.kind}
    if answers.dates is None and orders == {"mdy"}:
        data["dates"] = "mdy"
    given = {name: value for name, value in data.items() if value}
    return given if given.keys() - {"kind"} or answers.header is not None or answers.kind is not None else {}
