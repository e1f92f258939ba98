"""What the figures are computed from: changes of owner, turns of the bot, the kinds of a complaint's steps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012_figures"
down_revision = "0011_shop_changes"
branch_labels = None
depends_on = None

# What older steps say is encrypted: who took them is all that tells what they were.
_KINDS_OF_STEPS = (
    "UPDATE complaint_steps SET kind = 'filed' WHERE seq = 1",
    "UPDATE complaint_steps SET kind = 'answered' WHERE seq > 1 AND actor NOT IN ('customer', 'bot', 'system')",
    """
    UPDATE complaint_steps SET kind = 'closed' WHERE EXISTS (
        SELECT 1 FROM complaints c
        WHERE c.id = complaint_steps.complaint_id AND c.status = 'closed' AND c.closed_at = complaint_steps.at
    )
    """,
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "owner_changes",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=8), nullable=False),
        sa.Column("staff_id", sa.String(length=64), nullable=True),
        sa.Column("store_id", sa.String(length=64), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("why", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_owner_changes_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name=op.f("pk_owner_changes")),
    )
    op.create_index("ix_owner_changes_at", "owner_changes", ["at"], unique=False)
    op.create_table(
        "bot_turns",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.String(length=64), nullable=True),
        sa.Column("intent", sa.String(length=40), nullable=True),
        sa.Column("guess", sa.String(length=40), nullable=True),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_bot_turns_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name=op.f("pk_bot_turns")),
    )
    op.create_index(op.f("ix_bot_turns_at"), "bot_turns", ["at"], unique=False)
    op.create_index(op.f("ix_log_events_at"), "log_events", ["at"], unique=False)
    with op.batch_alter_table("complaint_steps") as table:
        table.add_column(sa.Column("kind", sa.String(length=10), nullable=False, server_default="added"))
    for statement in _KINDS_OF_STEPS:
        op.execute(statement)
    with op.batch_alter_table("complaint_steps") as table:
        table.alter_column("kind", server_default=None)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("complaint_steps") as table:
        table.drop_column("kind")
    op.drop_index(op.f("ix_log_events_at"), "log_events")
    op.drop_table("bot_turns")
    op.drop_table("owner_changes")
