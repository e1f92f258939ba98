"""One-time codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_one_time_codes"
down_revision = "0001_first"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "one_time_codes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_codes")),
    )
    for column in ("conversation_id", "issued_at", "phone_index"):
        op.create_index(op.f(f"ix_one_time_codes_{column}"), "one_time_codes", [column], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_table("one_time_codes")
