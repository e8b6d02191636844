"""Recurring items: how often they come again, and which of their series they are"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database one number up."""
    op.add_column("action_item", sa.Column("every", sa.String(), nullable=True))
    op.add_column("action_item", sa.Column("series", sa.Text(), nullable=True))
