"""What a record is called where its name stands alone: told apart from namesakes, and said to be deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from taskforce.language import _
from taskforce.store.database.reader import Reader


class _Called(NamedTuple):
    """The column that has a record's name, and SQL of what tells namesakes apart (the row is called ``{row}``)."""

    name: str
    apart: str


def _often(table: str, column: str) -> str:
    return f"SELECT lower({column}) FROM {table} WHERE NOT deleted GROUP BY lower({column}) HAVING count(*) > 1"


_OFFICE = "(SELECT ', ' || own.short FROM agency own WHERE own.id = {row}.agency_id)"
_CALLED: Mapping[str, _Called] = {
    # Two copies may have given one handle to two people: then the office stands beside it.
    "member": _Called(
        "name",
        f"'@' || {{row}}.handle || CASE WHEN lower({{row}}.handle) IN ({_often('member', 'handle')}) "
        f"THEN coalesce({_OFFICE}, '') ELSE '' END",
    ),
    "agency": _Called("short", "{row}.code"),
    "deadline": _Called("name", "{row}.key"),
    "dimension": _Called("name", "{row}.key"),
}


def shown_name_sql(record_type: str, row: str) -> str:
    """Return SQL for the name of a record whose table is called ``row`` in a statement.

    Where another record that is not deleted has the same name now, what tells the two apart stands behind it in
    brackets: the handle of a member, the code of an agency, the key of a deadline or a dimension.
    """
    name, apart = _CALLED[record_type]
    return (
        f"CASE WHEN lower({row}.{name}) IN ({_often(record_type, name)}) "
        f"THEN {row}.{name} || ' (' || {apart.format(row=row)} || ')' ELSE {row}.{name} END"
    )


def shown_names(reader: Reader, record_type: str) -> dict[str, str]:
    """Return what every record of a type is called by its id, also deleted ones, which say that they are."""
    sql = f"SELECT x.id, {shown_name_sql(record_type, 'x')}, x.deleted FROM {record_type} x"
    return {row[0]: deleted_text(row[1]) if row[2] else str(row[1]) for row in reader.rows(sql)}


def deleted_text(name: str) -> str:
    """Return the name of a record that was deleted, and that this is so."""
    return f"{name} ({_('deleted')})"
