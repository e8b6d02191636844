"""Floors: the least that a program of this kind can take, measured in the same run as ours."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from .processes import Command

EMPTY = "an empty Python"
IMPORTS = "Python with sqlite3, json, argparse"
RAW_SQL = "raw SQL"
LINE_APP = "a bare Textual app"
TABLE_APP = "Textual's own table, header, footer"
OPENPYXL = "openpyxl reading the sheet"

TABLE_APP_ROWS = 1_000

_RAW_EDIT = """
import sqlite3, sys
list_ = sqlite3.connect(sys.argv[1])
list_.execute("PRAGMA synchronous=FULL")
with list_:
    list_.execute("UPDATE action_item SET progress = (progress + 1) % 100 WHERE ref = '5'")
"""
_RAW_JSON = """
import sqlite3, sys
path, today = sys.argv[1:]
list_ = sqlite3.connect(path)
own = (
    "ref id title description status priority progress start due original_due times_rescheduled done_on "
    "horizon origin budget fund_source weight every created_at updated_at"
)
named = {
    "member": ("lead", "handle"),
    "agency": ("agency", "short"),
    "dimension": ("dimension", "key"),
    "sub_dimension": ("sub_dimension", "key"),
    "deadline": ("deadline", "key"),
}
linked = {
    "supporting": ("x.handle", "supporting l JOIN member x ON x.id = l.member_id", "x.handle"),
    "tags": ("l.name", "tag l", "l.name"),
    "depends_on": ("x.ref", "dependency l JOIN action_item x ON x.id = l.needs_id", "length(x.ref), x.ref"),
    "evidence": (None, "evidence l", "l.id"),
    "notes": (None, "note l", "l.id"),
}
pairs, joins = [f"'{name}', i.{name}" for name in own.split()], []
pairs.append("'checklist', json(coalesce(i.checklist, '[]'))")
for table, (name, column) in named.items():
    pairs.append(f"'{name}', {table}.{column}")
    joins.append(f"LEFT JOIN {table} ON {table}.id = i.{name}_id")
for name, (word, tables, order) in linked.items():
    words = f"SELECT l.item_id AS item, {word or 1} AS word FROM {tables} WHERE NOT l.deleted ORDER BY 1, {order}"
    value = "json_group_array(word)" if word else "count(*)"
    groups = f"SELECT item, {value} AS value FROM ({words}) GROUP BY item"
    list_.execute(f"CREATE TEMP TABLE of_{name} (seq INTEGER PRIMARY KEY, value)")
    rows = f"SELECT i.seq, value FROM ({groups}) CROSS JOIN action_item i WHERE i.id = item"
    list_.execute(f"INSERT INTO of_{name} {rows}")
    pairs.append(f"'{name}', json(coalesce(of_{name}.value, '{'[]' if word else 0}'))")
    joins.append(f"LEFT JOIN of_{name} ON of_{name}.seq = i.seq")
late = "due < ? AND status NOT IN ('done', 'cancelled')"
priority = "CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END"
order = f"ifnull({late}, 0) DESC, due IS NULL, due, {priority}, length(ref), ref"
numbers = f"SELECT seq FROM action_item WHERE NOT deleted ORDER BY {order} LIMIT -1"
items = f"({numbers}) o CROSS JOIN action_item i ON i.seq = o.seq {' '.join(joins)}"
for (text,) in list_.execute(f"SELECT json_object({', '.join(pairs)}) FROM {items}", (today,)):
    print(text)
"""
_RAW_EXCHANGE = """
import re, sqlite3, sys
path, handed, *others = sys.argv[1:]
list_ = sqlite3.connect(path, isolation_level=None)
list_.execute("PRAGMA synchronous=FULL")
list_.execute("ATTACH ? AS handed", (handed,))
list_.execute("BEGIN IMMEDIATE")
columns = [row[1] for row in list_.execute("PRAGMA table_info(change)") if row[1] != "seq"]
names, later = ", ".join(columns), "copy_id = ? AND number > ?"
field, record, value, at, clock, after = map(columns.index, ("field", "record_id", "new", "at", "clock", "after"))
here = dict(list_.execute("SELECT id, last_number FROM copy"))
seen = {}
for other in map(sqlite3.connect, others):
    (copy,) = other.execute("SELECT id FROM copy WHERE own").fetchone()
    has = dict(other.execute("SELECT id, last_number FROM copy"))
    seen = {one: min(seen.get(one, number), number) for one, number in has.items()}
    new = copy, here[copy]
    steps = other.execute(f"SELECT * FROM batch WHERE id IN (SELECT batch_id FROM change WHERE {later})", new)
    list_.executemany("INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?)", steps)
    changes = other.execute(f"SELECT {names} FROM change WHERE {later}", new).fetchall()
    list_.executemany(f"INSERT INTO change ({names}) VALUES ({', '.join('?' * len(columns))})", changes)
    list_.execute("UPDATE copy SET last_number = last_number + ? WHERE id = ?", (len(changes), copy))
    newest = max(change[clock] for change in changes)
    list_.execute("UPDATE copy SET last_clock = max(last_clock, ?) WHERE own", (newest,))
    for change in changes:
        text, item = change[value].strip('"'), change[record]
        sql = f"UPDATE action_item SET {change[field]} = ?, updated_at = max(updated_at, ?) WHERE id = ?"
        list_.execute(sql, (text, change[at], item))
        sql = "UPDATE change SET replaced = 1 WHERE id = ? AND field = ?"
        list_.execute(sql, (change[after], change[field]))
        words = re.findall("[a-z0-9]+", text.lower())
        row = "SELECT seq FROM action_item WHERE id = ?"
        list_.execute(f"UPDATE item_search SET {change[field]} = ? WHERE rowid = ({row})", (" ".join(words), item))
        vocabulary = "INSERT INTO item_search_vocabulary VALUES (?) ON CONFLICT DO NOTHING"
        list_.executemany(vocabulary, [(word,) for word in words])
for table in ("batch", "change"):
    list_.execute(f"CREATE TABLE handed.{table} AS SELECT * FROM main.{table} WHERE FALSE")
for one in seen.items():
    list_.execute(f"INSERT INTO handed.change SELECT * FROM main.change WHERE {later}", one)
    steps = f"SELECT batch_id FROM main.change WHERE {later}"
    list_.execute(f"INSERT INTO handed.batch SELECT * FROM main.batch WHERE id IN ({steps})", one)
list_.execute("COMMIT")
"""
_RAW_PAGE = """
import sqlite3, sys
list_ = sqlite3.connect(sys.argv[1])
for row in list_.execute("SELECT ref, title, due, status FROM action_item ORDER BY due LIMIT 20"):
    print(*row)
"""
_RAW_COUNTS = """
import sqlite3, sys
list_ = sqlite3.connect(sys.argv[1])
for row in list_.execute("SELECT dimension_id, status, count(*), avg(progress) FROM action_item GROUP BY 1, 2"):
    print(*row)
"""
_OPENPYXL = """
import sys
from openpyxl import load_workbook
book = load_workbook(sys.argv[1], read_only=True, data_only=True)
print(sum(1 for sheet in book for row in sheet.iter_rows(values_only=True) if any(row)))
"""

_LINE_APP = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("READY")
Bare().run()
"""
_TABLE_APP = f"""
from textual.app import App
from textual.widgets import DataTable, Footer, Header
class Bare(App):
    BINDINGS = [("a", "add", "Add")]
    def compose(self):
        yield Header()
        yield DataTable(cursor_type="row")
        yield Footer()
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("Ref", "Title", "Due")
        for number in range({TABLE_APP_ROWS}):
            table.add_row(str(number), "READY some words of a title", "2026-11-27")
Bare().run()
"""


def _python(program: str, *words: str) -> Command:
    return [sys.executable, "-c", program, *words]


def empty() -> Command:
    """Return a Python that does nothing."""
    return _python("")


def imports() -> Command:
    """Return a Python that imports what any small program with a database and options does."""
    return _python("import sqlite3, json, argparse")


def raw_edit(path: str) -> Command:
    """Return one UPDATE in the list at ``path``, which it changes."""
    return _python(_RAW_EDIT, path)


def raw_json(path: str, today: str) -> Command:
    """Return all items of a list as SQLite alone writes them: the objects of ``list --format json`` with names and
    links, in the same order; no moment in the office's time, no field in conflict."""
    return _python(_RAW_JSON, path, today)


def raw_exchange(path: str, handed: str, others: Sequence[str]) -> Command:
    """Return what copies the newest edits of items from other lists to the one at ``path``, unlooked at, and what
    one of those lacks to a new database ``handed``.

    It does the least that leaves the list sound, as its doctor says: the words that are searched follow, too.
    """
    return _python(_RAW_EXCHANGE, path, handed, *others)


def raw_page(path: str) -> Command:
    """Return the first twenty items of a list."""
    return _python(_RAW_PAGE, path)


def raw_counts(path: str) -> Command:
    """Return a list's counts by dimension and status."""
    return _python(_RAW_COUNTS, path)


def openpyxl(python: str, path: str) -> Command:
    """Return a script that reads every row of a workbook with openpyxl."""
    return [python, "-c", _OPENPYXL, path]


def line_app() -> Command:
    """Return a Textual app with one line of text."""
    return _python(_LINE_APP)


def table_app() -> Command:
    """Return an app of Textual's own table with :data:`TABLE_APP_ROWS` rows, header and footer."""
    return _python(_TABLE_APP)
