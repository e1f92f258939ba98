"""Drives that bring vehicles in and back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016_transport_jobs"
down_revision = "0015_desk_tools"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "transport_jobs",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=40), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("booking_id", sa.String(length=64), nullable=True),
        sa.Column("order_id", sa.String(length=64), nullable=True),
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("driver", sa.String(length=40), nullable=True),
        sa.Column("fee", sa.Integer(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(booking_id IS NULL) <> (order_id IS NULL)", name=op.f("ck_transport_jobs_one_subject")
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_transport_jobs_booking_id_bookings")),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_transport_jobs_order_id_work_orders")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_transport_jobs_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transport_jobs")),
        sa.UniqueConstraint("no", name=op.f("uq_transport_jobs_no")),
    )
    for column in ("at", "booking_id", "order_id"):
        op.create_index(op.f(f"ix_transport_jobs_{column}"), "transport_jobs", [column])

    is_open = sa.text("status IN ('planned', 'under_way')")
    for column in ("booking_id", "order_id"):
        op.create_index(
            f"uq_transport_jobs_open_{column}",
            "transport_jobs",
            [column, "direction"],
            unique=True,
            sqlite_where=is_open,
            postgresql_where=is_open,
        )


def downgrade() -> None:
    """Undo."""
    op.drop_table("transport_jobs")
