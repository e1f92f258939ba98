"""Pictures that customers send."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_pictures"
down_revision = "0004_privacy"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "pictures",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_pictures_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
    )
    for column in ("at", "conversation_id"):
        op.create_index(op.f(f"ix_pictures_{column}"), "pictures", [column], unique=False)
    op.add_column("log_events", sa.Column("picture_id", sa.String(length=32), nullable=True))
    op.create_index(op.f("ix_log_events_picture_id"), "log_events", ["picture_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_index(op.f("ix_log_events_picture_id"), "log_events")
    op.drop_column("log_events", "picture_id")
    op.drop_table("pictures")
