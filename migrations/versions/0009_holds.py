"""Holds of places, technicians' skills, night repair, collection, reminders of bookings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_holds"
down_revision = "0008_quotes"
branch_labels = None
depends_on = None

_TECHNICIANS_OF_BOOKINGS = """
INSERT INTO slot_claims (store_id, lane, at, place, booking_id, version)
SELECT c.store_id, 'technician', c.at,
       ROW_NUMBER() OVER (PARTITION BY c.store_id, c.at ORDER BY c.lane, c.place) - 1, c.booking_id, 1
FROM slot_claims c JOIN stores s ON s.id = c.store_id
WHERE s.technicians IS NOT NULL
"""


def upgrade() -> None:
    """Apply."""
    for column in ("skills", "night", "pickup"):
        op.add_column("stores", sa.Column(column, sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table("slot_claims") as table:
        table.alter_column("booking_id", existing_type=sa.String(length=64), nullable=True)
        table.add_column(sa.Column("held_by", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("slot_claims") as table:
        table.alter_column("version", server_default=None)
        table.create_index("ix_slot_claims_held_by", ["held_by"])
    # Bookings so far took a bay only; the technician they need as well was never counted against other vehicles.
    op.execute(_TECHNICIANS_OF_BOOKINGS)
    op.create_table(
        "reminders",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("booking_id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_reminders_booking_id_bookings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
    )
    op.create_index(op.f("ix_reminders_booking_id"), "reminders", ["booking_id"], unique=False)
    op.create_index("ix_reminders_status_due_at", "reminders", ["status", "due_at"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_table("reminders")
    op.execute("DELETE FROM slot_claims WHERE booking_id IS NULL OR lane IN ('technician', 'driver')")
    with op.batch_alter_table("slot_claims") as table:
        table.drop_index("ix_slot_claims_held_by")
        for column in ("version", "held_until", "held_by"):
            table.drop_column(column)
        table.alter_column("booking_id", existing_type=sa.String(length=64), nullable=False)
    for column in ("pickup", "night", "skills"):
        op.drop_column("stores", column)
