"""Roles: who was called a manager is a supervisor."""

from __future__ import annotations

from alembic import op

revision = "0010_roles"
down_revision = "0009_holds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.execute("UPDATE staff SET role = 'supervisor' WHERE role = 'manager'")


def downgrade() -> None:
    """Undo."""
    op.execute("UPDATE staff SET role = 'manager' WHERE role = 'supervisor'")
