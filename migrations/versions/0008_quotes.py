"""Quotes in versions, decisions about them, and what is known of parts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_quotes"
down_revision = "0007_cases"
branch_labels = None
depends_on = None

_LINE_COLUMNS = (
    ("warranty_days", sa.Integer()),
    ("warranty_km", sa.Integer()),
    ("brand", sa.String(length=60)),
    ("batch", sa.String(length=60)),
    ("if_left", sa.String(length=200)),
    ("old_part", sa.String(length=60)),
    ("arrived_at", sa.DateTime(timezone=True)),
    ("installed_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "quotes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("additional", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("eta_if_approved", sa.DateTime(timezone=True), nullable=True),
        sa.Column("renewal_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_id", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_quotes_order_id_work_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes")),
        sa.UniqueConstraint("order_id", "number", name=op.f("uq_quotes_number")),
        sa.UniqueConstraint("order_id", "request_id", name=op.f("uq_quotes_request")),
    )
    op.create_index(op.f("ix_quotes_order_id"), "quotes", ["order_id"], unique=False)
    op.create_index(op.f("ix_quotes_status"), "quotes", ["status"], unique=False)
    op.create_table(
        "quote_lines",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("quote_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("qty", sa.Double(), nullable=True),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column("rate_fen", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("if_left", sa.String(length=200), nullable=True),
        sa.Column("origin", sa.String(length=20), nullable=True),
        sa.Column("maker", sa.String(length=60), nullable=True),
        sa.Column("warranty", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["quote_id"], ["quotes.id"], name=op.f("fk_quote_lines_quote_id_quotes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_lines")),
    )
    op.create_index(op.f("ix_quote_lines_quote_id"), "quote_lines", ["quote_id"], unique=False)
    op.create_table(
        "quote_decisions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("quote_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.String(length=64), nullable=True),
        sa.Column("how", sa.String(length=60), nullable=True),
        sa.Column("conversation_id", sa.String(length=64), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_quote_decisions_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(["quote_id"], ["quotes.id"], name=op.f("fk_quote_decisions_quote_id_quotes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_decisions")),
    )
    for column in ("customer_id", "quote_id"):
        op.create_index(op.f(f"ix_quote_decisions_{column}"), "quote_decisions", [column], unique=False)
    with op.batch_alter_table("order_lines") as table:
        for name, kind in _LINE_COLUMNS:
            table.add_column(sa.Column(name, kind, nullable=True))
    with op.batch_alter_table("consents") as table:
        table.add_column(sa.Column("line_key", sa.String(length=40), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("consents") as table:
        table.drop_column("line_key")
    with op.batch_alter_table("order_lines") as table:
        for name, _ in reversed(_LINE_COLUMNS):
            table.drop_column(name)
    for name in ("quote_decisions", "quote_lines", "quotes"):
        op.drop_table(name)
