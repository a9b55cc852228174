"""For whom a film or a sound was made, and whose voice is in it.

Of films that are there already nobody knows, so all ids of files that are nobody's picture are forgotten: each is uploaded
once more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

COLUMNS = ("made_for", "voice_of")


def upgrade() -> None:
    op.execute("DELETE FROM media WHERE person_id IS NULL")
    for name in COLUMNS:
        op.add_column("media", sa.Column(name, sa.BigInteger(), nullable=True))
        where = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"ix_media_{name}", "media", [name], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_index(f"ix_media_{name}", "media")
        op.drop_column("media", name)
