"""What somebody leaves out besides twists and rolls, and what a walk leaves out.

Standing, the slow way came to be the first level and the swing the second: stored numbers of levels would
bring the swing unasked. They begin with the slow way again.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TURNED_ROUND = "standing-hip-flexion"


def upgrade() -> None:
    for table in ("person", "walk"):
        op.add_column(table, sa.Column("avoids", sa.String(length=120), nullable=False, server_default=""))
    connection = op.get_bind()
    person, walk = (sa.table(name, *map(sa.column, names)) for name, names in _COLUMNS.items())
    known = sa.select(person.c.id, person.c.levels).where(person.c.levels.like(f"%{TURNED_ROUND}%"))
    for person_id, levels in connection.execute(known).all():
        kept = {**json.loads(levels), TURNED_ROUND: [0, 0]}
        written = json.dumps(kept, separators=(",", ":"))
        connection.execute(sa.update(person).where(person.c.id == person_id).values(levels=written))
    is_open = sa.and_(walk.c.variation == TURNED_ROUND, walk.c.state == "open")
    connection.execute(sa.update(walk).where(is_open).values(level=0, step=0, reached=0, usual=0))


_COLUMNS = {
    "person": ("id", "levels"),
    "walk": ("variation", "state", "level", "step", "reached", "usual"),
}


def downgrade() -> None:
    for table in ("walk", "person"):
        op.drop_column(table, "avoids")
