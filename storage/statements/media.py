"""Clips that a bot uploaded to Telegram, with Telegram's file ids."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from storage.database import insert_new
from storage.schema.tables import media, person


def file_id(connection: sa.Connection, bot_id: int, clip_hash: str) -> str | None:
    """Telegram's id of a clip that this bot uploaded before; None when it has not."""
    found: str | None = connection.scalar(sa.select(media.c.file_id).where(_of_clip(bot_id, clip_hash)))
    return found


def remember(
    connection: sa.Connection, bot_id: int, clip_hash: str, found: str | None, now: datetime, person_id: int | None
) -> None:
    """Remember a clip's file id (`found`), or forget it (None) when Telegram refuses it.

    A picture of somebody's own record (`person_id`) takes the place of the one before; of somebody who was erased
    meanwhile none is remembered.
    """
    connection.execute(sa.delete(media).where(_of_clip(bot_id, clip_hash)))
    if person_id is not None:
        connection.execute(sa.delete(media).where(media.c.person_id == person_id))
        if connection.scalar(sa.select(person.c.id).where(person.c.id == person_id)) is None:
            return
    if found is not None:
        connection.execute(
            insert_new(media, connection.dialect.name).values(
                bot_id=bot_id, clip_hash=clip_hash, file_id=found, stored_at=now, person_id=person_id
            )
        )


def _of_clip(bot_id: int, clip_hash: str) -> sa.ColumnElement[bool]:
    return sa.and_(media.c.bot_id == bot_id, media.c.clip_hash == clip_hash)
