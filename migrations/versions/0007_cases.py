"""Surveys, solutions that await the customer's word, warnings of many complaints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_cases"
down_revision = "0006_deletion_scope"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "complaint_warnings",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_warnings")),
    )
    with op.batch_alter_table("complaint_warnings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_warnings_raised_at"), ["raised_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_warnings_subject"), ["subject"], unique=False)

    op.create_table(
        "surveys",
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("scale", sa.Integer(), nullable=True),
        sa.Column("order_no", sa.String(length=40), nullable=True),
        sa.Column("episode", sa.String(length=64), nullable=True),
        sa.Column("conversation_id", sa.String(length=64), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("callback_no", sa.String(length=40), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("subject", name=op.f("uq_surveys_subject")),
    )
    with op.batch_alter_table("surveys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_surveys_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_surveys_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_surveys_order_no"), ["order_no"], unique=False)

    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.add_column(sa.Column("solution_given_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_complaints_solution_given_at"), ["solution_given_at"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaints_solution_given_at"))
        batch_op.drop_column("solution_given_at")

    with op.batch_alter_table("surveys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_surveys_order_no"))
        batch_op.drop_index(batch_op.f("ix_surveys_conversation_id"))
        batch_op.drop_index(batch_op.f("ix_surveys_asked_at"))

    op.drop_table("surveys")
    with op.batch_alter_table("complaint_warnings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaint_warnings_subject"))
        batch_op.drop_index(batch_op.f("ix_complaint_warnings_raised_at"))

    op.drop_table("complaint_warnings")
