"""Which articles were shown, and which questions found none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013_article_figures"
down_revision = "0012_figures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "article_uses",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_uses")),
    )
    op.create_index("ix_article_uses_at_slug", "article_uses", ["at", "slug"], unique=False)
    op.create_table(
        "missed_questions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missed_questions")),
    )
    op.create_index(op.f("ix_missed_questions_at"), "missed_questions", ["at"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_table("missed_questions")
    op.drop_table("article_uses")
