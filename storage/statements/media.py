"""Clips that a bot uploaded to Telegram, with Telegram's file ids."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from storage.database import insert_new
from storage.records.files import FileOwner
from storage.schema.tables import media, person


def file_id(connection: sa.Connection, bot_id: int, clip_hash: str) -> str | None:
    """Telegram's id of a clip that this bot uploaded before; None when it has not."""
    found: str | None = connection.scalar(sa.select(media.c.file_id).where(_of_clip(bot_id, clip_hash)))
    return found


def remember(
    connection: sa.Connection, bot_id: int, clip_hash: str, found: str | None, now: datetime, owner: FileOwner
) -> None:
    """Remember a clip's file id (`found`), or forget it (None) when Telegram refuses it.

    A picture of somebody's own record takes the place of the one before. Of somebody who was erased meanwhile nothing
    is remembered.
    """
    connection.execute(sa.delete(media).where(_of_clip(bot_id, clip_hash)))
    if owner.person_id is not None:
        connection.execute(sa.delete(media).where(media.c.person_id == owner.person_id))
    if found is None:
        return
    # Locked, so that an erasure at the same time waits, and then finds the row.
    concerned = sorted({one for one in (owner.person_id, owner.made_for, owner.voice_of) if one is not None})
    there = sa.select(person.c.id).where(person.c.id.in_(concerned)).order_by(person.c.id)
    if concerned and len(connection.scalars(there.with_for_update(read=True, key_share=True)).all()) < len(concerned):
        return
    row = {"bot_id": bot_id, "clip_hash": clip_hash, "file_id": found, "stored_at": now}
    owners = {"person_id": owner.person_id, "made_for": owner.made_for, "voice_of": owner.voice_of}
    connection.execute(insert_new(media, connection.dialect.name).values(row | owners))


def forget_person(connection: sa.Connection, person_id: int) -> None:
    """Forget every file that was made of somebody's record, for them, or of their voice."""
    connection.execute(sa.delete(media).where(concerns(person_id)))


def concerns(person_id: int) -> sa.ColumnElement[bool]:
    """Files that were made of somebody's record, for them, or of their voice."""
    return sa.or_(media.c.person_id == person_id, media.c.made_for == person_id, media.c.voice_of == person_id)


def _of_clip(bot_id: int, clip_hash: str) -> sa.ColumnElement[bool]:
    return sa.and_(media.c.bot_id == bot_id, media.c.clip_hash == clip_hash)
