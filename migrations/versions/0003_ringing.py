"""Ringing: whose page rings, and since when a customer waits for a person's word."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_ringing"
down_revision = "0002_one_time_codes"
branch_labels = None
depends_on = None

_MOMENTS = ("rung_at", "waiting_since", "replied_at")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "rings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_rings_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rings")),
    )
    for column in ("at", "conversation_id", "staff_id"):
        op.create_index(op.f(f"ix_rings_{column}"), "rings", [column], unique=False)
    for column in _MOMENTS:
        op.add_column("conversations", sa.Column(column, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Undo."""
    for column in _MOMENTS:
        op.drop_column("conversations", column)
    op.drop_table("rings")
