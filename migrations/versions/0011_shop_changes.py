"""The history of what is changed in the shop from the desk; technicians' names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011_shop_changes"
down_revision = "0010_roles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("stores", sa.Column("technician_names", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "shop_changes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("undo_of", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_changes")),
        sa.UniqueConstraint("kind", "subject", "number", name=op.f("uq_shop_changes_kind_subject_number")),
    )
    op.create_index("ix_shop_changes_at", "shop_changes", ["at"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_table("shop_changes")
    op.drop_column("stores", "technician_names")
