"""Indexes: refs in whatever case people type them, items by their due day, changes by what they are of and when"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database one number up."""
    op.create_index("ix_action_item_lower_ref", "action_item", [sa.text("lower(ref)")])
    op.create_index("ix_action_item_due", "action_item", ["due", "status", "deleted"])
    op.drop_index("ix_change_subject_id", "change")
    op.create_index("ix_change_subject_at", "change", ["subject_id", "at"])
