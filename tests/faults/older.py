"""Lists as older programs wrote them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def as_in_schema_1(path: Path) -> None:
    """Turn a list of today's schema into one of the first, of which it keeps what was there then."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in ("sent_sheet", "report_words", "report_choice"):
            connection.execute(f"DROP TABLE {table}")
        for index in ("ix_action_item_lower_ref", "ix_action_item_due", "ix_change_subject_at"):
            connection.execute(f"DROP INDEX {index}")
        connection.execute("CREATE INDEX ix_change_subject_id ON change (subject_id)")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.execute("PRAGMA user_version = 1")
