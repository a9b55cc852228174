"""Replicas, the calls and updates that each has claimed, and what became of every prompt."""

import sqlalchemy as sa
from alembic import op

from storage.schema.tables import (UtcDateTime)

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FREE = "state = 'pending' AND holder IS NULL"
WAITING = "state = 'pending' AND not_before IS NOT NULL"
HELD = "holder IS NOT NULL"
NEW = "state = 'new'"
PENDING = "state = 'pending'"
QUEUED = "state = 'queued'"


def _partial(name: str, table: str, columns: list[str], condition: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("holder", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "replica",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("alive_until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replica")),
        sqlite_autoincrement=True,
    )
    op.add_column("inbox", sa.Column("holder", sa.BigInteger(), nullable=True))
    op.add_column("outbox", sa.Column("holder", sa.BigInteger(), nullable=True))
    op.add_column("outbox", sa.Column("not_after", UtcDateTime(), nullable=True))

    # Calls that a crash cut off must be found as a dead replica's: no replica has this id.
    op.execute("UPDATE outbox SET holder = 0 WHERE state = 'sending'")

    op.add_column("reminder", sa.Column("last_due", UtcDateTime(), nullable=True))
    op.add_column("reminder", sa.Column("last_date", sa.Date(), nullable=True))
    newest = (
        "(SELECT {} FROM prompt WHERE prompt.person_id = reminder.person_id "
        "AND prompt.reminder_number = reminder.number ORDER BY prompt.local_date DESC LIMIT 1)"
    )
    op.execute(f"UPDATE reminder SET last_due = {newest.format('due_at')}, last_date = {newest.format('local_date')}")

    op.drop_index("ix_inbox_new", table_name="inbox")
    _partial("ix_inbox_new", "inbox", ["chat_key", "update_id"], NEW)
    op.drop_index("ix_outbox_pending", table_name="outbox")
    _partial("ix_outbox_free", "outbox", ["lane", "id"], FREE)
    _partial("ix_outbox_held", "outbox", ["chat_id", "holder"], HELD)
    _partial("ix_outbox_waiting", "outbox", ["not_before"], WAITING)

    # Before, only its message told what became of a prompt.
    op.execute("UPDATE prompt SET state = 'sent' WHERE state = 'queued' AND sent_at IS NOT NULL")
    op.execute(
        "UPDATE prompt SET state = 'dead', reason = 'not delivered' WHERE state = 'queued' AND NOT EXISTS "
        "(SELECT 1 FROM outbox WHERE outbox.id = prompt.outbox_id AND outbox.state IN ('pending', 'sending'))"
    )
    _partial("ix_prompt_queued", "prompt", ["id"], QUEUED)
    if op.get_bind().dialect.name == "postgresql":
        # Rows of the queues change several times and are gone soon.
        for table in ("inbox", "outbox"):
            op.execute(f"ALTER TABLE {table} SET (autovacuum_vacuum_scale_factor = 0.02, fillfactor = 70)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in ("inbox", "outbox"):
            op.execute(f"ALTER TABLE {table} RESET (autovacuum_vacuum_scale_factor, fillfactor)")
    op.drop_index("ix_prompt_queued", table_name="prompt")
    op.execute("UPDATE prompt SET state = 'queued', reason = NULL WHERE state IN ('sent', 'dead')")
    for name in ("ix_outbox_waiting", "ix_outbox_held", "ix_outbox_free"):
        op.drop_index(name, table_name="outbox")
    _partial("ix_outbox_pending", "outbox", ["lane", "id"], PENDING)
    op.drop_index("ix_inbox_new", table_name="inbox")
    _partial("ix_inbox_new", "inbox", ["update_id"], NEW)
    # Column by column, not by a new table: rows that refer to the old one would be deleted with it.
    op.drop_column("reminder", "last_date")
    op.drop_column("reminder", "last_due")
    op.drop_column("outbox", "not_after")
    op.drop_column("outbox", "holder")
    op.drop_column("inbox", "holder")
    op.drop_table("replica")
    op.drop_table("lease")
