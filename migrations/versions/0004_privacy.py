"""Sealed audit entries, links, purposes of codes, versions of the privacy notice, daily jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_privacy"
down_revision = "0003_ringing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "access_links",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.String(length=64), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_access_links_customer_id_customers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_links")),
        sa.UniqueConstraint("digest", name=op.f("uq_access_links_digest")),
    )
    for column in ("conversation_id", "customer_id", "expires_at"):
        op.create_index(op.f(f"ix_access_links_{column}"), "access_links", [column], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("seal", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "jobs",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_jobs")),
    )
    with op.batch_alter_table("audit_entries") as table:
        table.add_column(sa.Column("seq", sa.Integer(), nullable=True))
        table.add_column(sa.Column("previous", sa.LargeBinary(length=32), nullable=True))
        table.add_column(sa.Column("seal", sa.LargeBinary(length=32), nullable=True))
        table.create_unique_constraint(op.f("uq_audit_entries_seq"), ["seq"])
    with op.batch_alter_table("one_time_codes") as table:
        table.add_column(sa.Column("purpose", sa.String(length=10), nullable=False, server_default="identity"))
    with op.batch_alter_table("one_time_codes") as table:
        table.alter_column("purpose", server_default=None)
    op.add_column("consents", sa.Column("notice", sa.String(length=20), nullable=True))
    op.add_column("conversations", sa.Column("consent_version", sa.String(length=20), nullable=True))
    # Whoever has agreed so far agreed to the first notice.
    op.execute("UPDATE conversations SET consent_version = '1' WHERE consented_at IS NOT NULL")


def downgrade() -> None:
    """Undo."""
    op.drop_column("conversations", "consent_version")
    op.drop_column("consents", "notice")
    with op.batch_alter_table("one_time_codes") as table:
        table.drop_column("purpose")
    with op.batch_alter_table("audit_entries") as table:
        table.drop_constraint(op.f("uq_audit_entries_seq"), type_="unique")
        for column in ("seal", "previous", "seq"):
            table.drop_column(column)
    for table_name in ("jobs", "audit_head", "access_links"):
        op.drop_table(table_name)
