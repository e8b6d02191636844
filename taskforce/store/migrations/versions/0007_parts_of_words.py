"""Parts of words are found, by a vocabulary beside the index of words; titles are sorted as people sort them"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from taskforce.store.changes import text_search
from taskforce.store.database.postgres import ServerConnection
from taskforce.store.database.reader import Connection
from taskforce.store.database.sqlite import SqliteConnection
from taskforce.store.write import derived_columns, search_index

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database one number up."""
    bind = op.get_bind()
    driver: Any = bind.connection.driver_connection
    connection: Connection = SqliteConnection(driver) if bind.dialect.name == "sqlite" else ServerConnection(bind)
    op.add_column("action_item", sa.Column("title_order", sa.String(), nullable=True))
    op.execute("DROP TABLE item_search")
    text_search.create(connection, "item_search")
    derived_columns.reorder(connection)
    search_index.make_anew(connection)
