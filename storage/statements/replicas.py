"""Replicas: the processes that serve this database. Each renews its lease every few seconds, by the database's clock.

A replica that was silent for too long is dead: others take over what it held. Should it wake up again, it finds itself
gone and joins again under another id; what it still writes under the old one has no effect (fencing).
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.database import insert_new
from storage.schema.tables import ALIVE, fact, lease, replica

# How long a replica counts as alive after a heartbeat, and the seconds between two heartbeats.
ALIVE_FOR = timedelta(seconds=12)
BEAT_SECONDS = 3.0
# One whose last heartbeat is longer ago has missed the next: it may have been killed.
OVERDUE = timedelta(seconds=1.5 * BEAT_SECONDS)
# The fact that counts ends without leaving in a row.
UNCLEAN_ENDS = "unclean_ends"

# PostgreSQL's clock, whatever the machines of the replicas think. (SQLite serves one replica, which never dies.)
_NOW = sa.func.clock_timestamp()


class Fenced(Exception):
    """This replica was silent for so long that it counts as dead: others have taken over what it held."""


def join(connection: sa.Connection, now: datetime) -> tuple[int, int]:
    """Become a replica; (its id, how many ends in a row came without leaving, none when the last one left).

    On SQLite, where it is alone, all others are dead. On PostgreSQL one that is overdue counts as ended here.
    """
    if connection.dialect.name == "sqlite":
        unclean = connection.execute(sa.delete(replica)).rowcount > 0
        until: object = now + ALIVE_FOR
    else:
        overdue = sa.exists().where(replica.c.alive_until < _NOW + (ALIVE_FOR - OVERDUE))
        unclean = bool(connection.scalar(sa.select(overdue)))
        until = _NOW + ALIVE_FOR
    found = connection.execute(sa.insert(replica).values(alive_until=until))
    assert found.inserted_primary_key is not None  # noqa: S101 - one row was inserted
    ends = 0
    if unclean:
        ends = unclean_ends(connection) + 1
        forget_ends(connection)
        connection.execute(sa.insert(fact).values(name=UNCLEAN_ENDS, value=str(ends)))
    return int(found.inserted_primary_key[0]), ends


def unclean_ends(connection: sa.Connection) -> int:
    """How many ends in a row came without leaving, as of the newest start; 0 once one has been up for a while."""
    return int(connection.scalar(sa.select(fact.c.value).where(fact.c.name == UNCLEAN_ENDS)) or 0)


def forget_ends(connection: sa.Connection) -> None:
    """The row of ends without leaving is over."""
    connection.execute(sa.delete(fact).where(fact.c.name == UNCLEAN_ENDS))


def beat(connection: sa.Connection, me: int) -> list[int]:
    """Say that this replica is alive; gives back the ids of all that are. Raises Fenced when it came too late."""
    if connection.dialect.name != "sqlite":
        mine = sa.and_(replica.c.id == me, replica.c.alive_until > _NOW)
        renewed = connection.execute(sa.update(replica).where(mine).values(alive_until=_NOW + ALIVE_FOR))
        if renewed.rowcount != 1:
            raise Fenced
        connection.execute(sa.delete(replica).where(replica.c.alive_until <= _NOW))
    return list(connection.scalars(sa.select(replica.c.id).order_by(replica.c.id)))


def take_lease(connection: sa.Connection, name: str, me: int) -> bool:
    """Take what only one replica may do at a time, or keep it. False while another one that is alive has it."""
    connection.execute(insert_new(lease, connection.dialect.name).values(name=name, holder=None))
    free = sa.or_(lease.c.holder.is_(None), lease.c.holder == me, lease.c.holder.not_in(ALIVE))
    taken = connection.execute(sa.update(lease).where(lease.c.name == name, free).values(holder=me))
    return taken.rowcount == 1


def give_back(connection: sa.Connection, name: str, me: int) -> None:
    """Give a lease back."""
    connection.execute(sa.update(lease).where(lease.c.name == name, lease.c.holder == me).values(holder=None))


def leave(connection: sa.Connection, me: int) -> None:
    """End in order: nobody has to wait for this replica's leases."""
    connection.execute(sa.update(lease).where(lease.c.holder == me).values(holder=None))
    connection.execute(sa.delete(replica).where(replica.c.id == me))
