"""Days, check-ins, lengths and levels of walks; cues, quiet hours, and how long somebody has not answered."""

import sqlalchemy as sa
from alembic import op

from storage.schema.tables import (UtcDateTime)

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

def _added() -> dict[str, tuple[sa.Column, ...]]:
    """The columns that tables get, new ones at each call: one can belong to one table only."""
    person = (
        sa.Column("recent", sa.Text(), nullable=False, server_default=""),
        sa.Column("best_run", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("milestone", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("length", sa.String(8), nullable=False, server_default="full"),
        sa.Column("silent", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("quiet_from", sa.Time()),
        sa.Column("quiet_until", sa.Time()),
        sa.Column("wants_checkin", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("wants_digest", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("wants_milestones", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("wants_time_offer", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("time_offered_on", sa.Date()),
        sa.Column("far_starts", sa.String(32), nullable=False, server_default=""),
        sa.Column("tastes", sa.Text(), nullable=False, server_default=""),
        sa.Column("levels", sa.Text(), nullable=False, server_default=""),
        sa.Column("heard_at", UtcDateTime()),
        sa.Column("unanswered", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("unanswered_on", sa.Date()),
        sa.Column("unanswered_since", UtcDateTime()),
        sa.Column("hushed_at", UtcDateTime()),
        sa.Column("wordings", sa.String(200), nullable=False, server_default=""),
    )
    reminder = (
        sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("cue", sa.String(40)),
        sa.Column("pool", sa.String(8), nullable=False, server_default="any"),
    )
    walk = (
        sa.Column("form", sa.String(8), nullable=False, server_default="full"),
        sa.Column("usual", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("skipped", sa.Text(), nullable=False, server_default=""),
    )
    return {"person": person, "reminder": reminder, "walk": walk}


def upgrade() -> None:
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    op.execute("UPDATE person SET recent = last_movement WHERE last_movement IS NOT NULL")
    op.execute("UPDATE person SET best_run = run_days")
    # Milestones that were reached before are not told now.
    op.execute(
        "UPDATE person SET milestone = CASE WHEN days_total >= 100 THEN 100 WHEN days_total >= 30 THEN 30 "
        "WHEN days_total >= 7 THEN 7 WHEN days_total >= 1 THEN 1 ELSE 0 END"
    )
    op.drop_column("person", "last_movement")
    row_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "mark",
        sa.Column("id", row_id, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mark_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        sa.UniqueConstraint("person_id", "on_date", "kind", name=op.f("uq_mark_person_id_on_date_kind")),
    )
    op.create_table(
        "checkin",
        sa.Column("id", row_id, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("before", sa.SmallInteger(), nullable=True),
        sa.Column("after", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint("before BETWEEN 0 AND 10", name=op.f("ck_checkin_before")),
        sa.CheckConstraint("after BETWEEN 0 AND 10", name=op.f("ck_checkin_after")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_checkin_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin")),
        sa.UniqueConstraint("person_id", "on_date", name=op.f("uq_checkin_person_id_on_date")),
    )
    op.add_column("media", sa.Column("person_id", sa.BigInteger(), nullable=True))
    of_people = sa.text("person_id IS NOT NULL")
    op.create_index("ix_media_person_id", "media", ["person_id"], sqlite_where=of_people, postgresql_where=of_people)


def downgrade() -> None:
    op.drop_index("ix_media_person_id", table_name="media")
    op.execute("DELETE FROM media WHERE person_id IS NOT NULL")
    op.drop_column("media", "person_id")
    op.drop_table("checkin")
    op.drop_table("mark")
    # The digest was no reminder before.
    op.execute("DELETE FROM reminder WHERE number = 0")
    op.execute("DELETE FROM prompt WHERE reminder_number = 0")
    # Reminders that were turned off had no moment; before, all had one.
    op.execute("DELETE FROM reminder WHERE NOT active")
    op.add_column("person", sa.Column("last_movement", sa.String(64), nullable=True))
    newest = {
        "sqlite": "substr(recent, length(rtrim(recent, replace(recent, ' ', ''))) + 1)",
        "postgresql": "substring(recent from '[^ ]+$')",
    }[op.get_bind().dialect.name]
    op.execute(f"UPDATE person SET last_movement = {newest} WHERE recent <> ''")
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(table, column.name)
