"""Layouts of sheets"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database one number up."""
    op.create_table(
        "sheet_layout",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("headers", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("columns", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("dates", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
