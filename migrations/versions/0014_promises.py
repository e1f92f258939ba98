"""Promised calls that were missed and promised again; alerts to those who lead; one notice a closed period."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_promises"
down_revision = "0013_article_figures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("callbacks") as table:
        table.add_column(sa.Column("counts_from", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("attempt", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("follows", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("picked_up_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE callbacks SET counts_from = due_from")
    with op.batch_alter_table("callbacks") as table:
        table.alter_column("counts_from", existing_type=sa.DateTime(timezone=True), nullable=False)
        table.alter_column("attempt", existing_type=sa.Integer(), server_default=None)
    op.add_column("conversations", sa.Column("closed_notice", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=True),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("store_id", sa.String(length=64), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_alerts_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("subject", name=op.f("uq_alerts_subject")),
    )
    for column in ("at", "conversation_id", "seen_at"):
        op.create_index(op.f(f"ix_alerts_{column}"), "alerts", [column])


def downgrade() -> None:
    """Undo."""
    op.drop_table("alerts")
    op.drop_column("conversations", "closed_notice")
    with op.batch_alter_table("callbacks") as table:
        for column in ("counts_from", "attempt", "follows", "picked_up_at"):
            table.drop_column(column)
