"""What a deletion takes: everything, or only what was said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_deletion_scope"
down_revision = "0005_pictures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("deletion_requests") as table:
        table.add_column(sa.Column("scope", sa.String(length=4), nullable=False, server_default="all"))
    with op.batch_alter_table("deletion_requests") as table:
        table.alter_column("scope", server_default=None)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("deletion_requests") as table:
        table.drop_column("scope")
