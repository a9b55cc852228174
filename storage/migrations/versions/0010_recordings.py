"""Lines that a teacher recorded."""

import sqlalchemy as sa
from alembic import op

from storage.schema.column_types import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recording",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.String(16), nullable=False),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("sound", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "line", "is_kept", name=op.f("pk_recording")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recording_person_id_person"), ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    op.drop_table("recording")
