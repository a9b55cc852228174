"""The tables.

Declared as Core tables: the statements on them are few and hot. Every moment is UTC; a naive one is refused.
Nothing here holds a phone number, a place on earth, a health condition or what a person wrote, but for the cue they
chose: the body of an update is erased as soon as it has taken effect, the text of a message as soon as it is sent. How
stiff a back is, is kept for those alone who turned the check-in on. What somebody leaves out (`avoids`) is kept as
flags of movements, such as one-leg, and never what for; from some of them a reader could guess at a condition.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from storage.schema.column_types import RowId, UtcDateTime, literally

__all__ = ["RowId", "UtcDateTime", "literally"]  # migrations, and statements on the tables, take them from here

# The newest migration. The check at start compares it with the database without importing Alembic.
HEAD_REVISION = "0015"


# Calls that no replica has claimed, and those that were put back until later.
FREE = "state = 'pending' AND holder IS NULL"
WAITING = "state = 'pending' AND not_before IS NOT NULL"

# Storage parameters for queues: their rows change several times and are gone soon.
SHORT_LIVED = {"fillfactor": 70, "autovacuum_vacuum_scale_factor": 0.02}

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


# Options for PostgreSQL alone, kept in `info` of a table or an index: as real options they would load that dialect
# (2 MB) on SQLite, too. `add_postgresql_options` applies them.
WHERE, WITH = "postgresql_where", "postgresql_with"


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> sa.Index:
    """A partial index: of the rows that meet a condition."""
    return sa.Index(name, *columns, unique=unique, sqlite_where=sa.text(where), info={WHERE: sa.text(where)})


def add_postgresql_options() -> None:
    """Apply the options for PostgreSQL; needed before tables are made or compared there."""
    for table in metadata.tables.values():
        made: list[sa.Table | sa.Index] = [table, *table.indexes]
        for each in made:
            for option in {WHERE, WITH}.intersection(each.info):
                each.dialect_kwargs[option] = each.info[option]


def _person_id(**options: Any) -> sa.Column[int]:
    return sa.Column(
        "person_id", sa.BigInteger(), sa.ForeignKey("person.id", ondelete="CASCADE"), nullable=False, **options
    )


person = sa.Table(
    "person",
    metadata,
    sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("created_at", UtcDateTime(), nullable=False),
    sa.Column("first_name", sa.String(64), nullable=False),
    sa.Column("language", sa.String(35)),
    sa.Column("chosen_language", sa.String(35)),
    sa.Column("position", sa.String(16)),
    sa.Column("gentle", sa.Boolean()),
    sa.Column("avoids", sa.String(120), nullable=False, server_default=""),
    sa.Column("pictures", sa.Boolean(), nullable=False, server_default=sa.true()),
    sa.Column("zone", sa.String(64)),
    sa.Column("setup", sa.String(32)),
    sa.Column("asking", sa.String(64)),
    sa.Column("paused", sa.Boolean(), nullable=False),
    sa.Column("paused_until", UtcDateTime()),
    # Rests that were planned ahead, each as its first local date, a slash, and the first date after it.
    sa.Column("rests", sa.String(120), nullable=False, server_default=""),
    sa.Column("referred_on", sa.Date()),
    sa.Column("stopped_at", UtcDateTime()),
    sa.Column("blocked_at", UtcDateTime()),
    sa.Column("reminders_made", sa.Integer(), nullable=False),
    sa.Column("walks_begun", sa.Integer(), nullable=False),
    sa.Column("recent", sa.Text(), nullable=False, server_default=""),
    sa.Column("unfinished_movement", sa.String(64)),
    sa.Column("whole_from", sa.Date()),
    sa.Column("run_days", sa.Integer(), nullable=False),
    sa.Column("run_until", sa.Date()),
    sa.Column("days_total", sa.Integer(), nullable=False),
    sa.Column("best_run", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("milestone", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("length", sa.String(8), nullable=False, server_default="full"),
    sa.Column("silent", sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column("quiet_from", sa.Time()),
    sa.Column("quiet_until", sa.Time()),
    sa.Column("dots", sa.Boolean(), nullable=False, server_default=sa.true()),
    sa.Column("wants_checkin", sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column("wants_digest", sa.Boolean(), nullable=False, server_default=sa.true()),
    sa.Column("wants_milestones", sa.Boolean(), nullable=False, server_default=sa.true()),
    sa.Column("wants_time_offer", sa.Boolean(), nullable=False, server_default=sa.true()),
    sa.Column("time_offered_on", sa.Date()),
    sa.Column("far_starts", sa.String(32), nullable=False, server_default=""),
    # By movement and by variation: small, and read with the rest.
    sa.Column("tastes", sa.Text(), nullable=False, server_default=""),
    sa.Column("levels", sa.Text(), nullable=False, server_default=""),
    sa.Column("heard_at", UtcDateTime()),
    # Written by prompts, never by turns: see `records.person.Silence`.
    sa.Column("unanswered", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("unanswered_on", sa.Date()),
    sa.Column("unanswered_since", UtcDateTime()),
    sa.Column("hushed_at", UtcDateTime()),
    sa.Column("wordings", sa.String(200), nullable=False, server_default=""),
    sa.Column("wants_news", sa.Boolean(), nullable=False, server_default=sa.true()),
    # For how many days check-ins are kept; none: as long as the record.
    sa.Column("checkin_days", sa.SmallInteger()),
    # When somebody who stopped was told that their record will be erased; written by the retention, never by turns.
    sa.Column("end_told_at", UtcDateTime()),
    # How sessions come: steps, film or sound; and whether steps come by themselves.
    sa.Column("way", sa.String(8), nullable=False, server_default="steps"),
    sa.Column("goes_on", sa.Boolean(), nullable=False, server_default=sa.false()),
)

reminder = sa.Table(
    "reminder",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    _person_id(),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("at", sa.Time(), nullable=False),
    sa.Column("weekdays", sa.SmallInteger(), nullable=False),
    sa.Column("next_due", UtcDateTime()),
    sa.Column("next_date", sa.Date()),
    sa.Column("last_due", UtcDateTime()),
    sa.Column("last_date", sa.Date()),
    sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()),
    sa.Column("cue", sa.String(40)),
    sa.Column("pool", sa.String(8), nullable=False, server_default="any"),
    # The local date of a reminder that comes once; its row is deleted when it has come.
    sa.Column("once_on", sa.Date()),
    sa.UniqueConstraint("person_id", "number"),
    sa.CheckConstraint("weekdays BETWEEN 1 AND 127", name="weekdays"),
    # With the id behind it, a tick reads ties in order and sorts nothing.
    _partial("ix_reminder_next_due_id", "next_due", "id", where="next_due IS NOT NULL"),
)

walk = sa.Table(
    "walk",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    _person_id(),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("movement", sa.String(64), nullable=False),
    sa.Column("variation", sa.String(64), nullable=False),
    sa.Column("gentle", sa.Boolean(), nullable=False),
    sa.Column("avoids", sa.String(120), nullable=False, server_default=""),
    sa.Column("side", sa.String(8), nullable=False),
    sa.Column("sides_done", sa.String(16), nullable=False),
    sa.Column("level", sa.Integer(), nullable=False),
    sa.Column("step", sa.Integer(), nullable=False),
    sa.Column("reached", sa.Integer(), nullable=False),
    sa.Column("moves", sa.Integer(), nullable=False),
    sa.Column("seconds", sa.Integer(), nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("feel", sa.String(8)),
    sa.Column("started_at", UtcDateTime(), nullable=False),
    sa.Column("moved_at", UtcDateTime(), nullable=False),
    sa.Column("ended_at", UtcDateTime()),
    sa.Column("ended_on", sa.Date()),
    sa.Column("form", sa.String(8), nullable=False, server_default="full"),
    sa.Column("usual", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("skipped", sa.Text(), nullable=False, server_default=""),
    sa.Column("way", sa.String(8), nullable=False, server_default="steps"),
    # When the next step comes by itself, or it is asked whether the film was followed; none once it has ended.
    sa.Column("due_at", UtcDateTime()),
    sa.UniqueConstraint("person_id", "number"),
    _partial("uq_walk_open", "person_id", unique=True, where="state = 'open'"),
    _partial("ix_walk_due_at_id", "due_at", "id", where="due_at IS NOT NULL"),
)

# Notes on a day of somebody's own calendar: added or taken back by hand, unwell, a pause that begins or ends.
mark = sa.Table(
    "mark",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    _person_id(),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("on_date", sa.Date(), nullable=False),
    sa.Column("until", sa.Date()),
    sa.UniqueConstraint("person_id", "on_date", "kind"),
)

# Check-ins: how stiff a back was, 0 to 10, before and after a walk, of people who turned them on.
checkin = sa.Table(
    "checkin",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    _person_id(),
    sa.Column("on_date", sa.Date(), nullable=False),
    sa.Column("before", sa.SmallInteger()),
    sa.Column("after", sa.SmallInteger()),
    sa.UniqueConstraint("person_id", "on_date"),
    sa.CheckConstraint("before BETWEEN 0 AND 10", name="before"),
    sa.CheckConstraint("after BETWEEN 0 AND 10", name="after"),
)

prompt = sa.Table(
    "prompt",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    _person_id(),
    sa.Column("reminder_number", sa.Integer(), nullable=False),
    sa.Column("local_date", sa.Date(), nullable=False),
    sa.Column("due_at", UtcDateTime(), nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("reason", sa.String(32)),
    sa.Column("outbox_id", sa.BigInteger()),
    sa.Column("sent_at", UtcDateTime()),
    sa.Column("answer", sa.String(16)),
    sa.Column("again_at", UtcDateTime()),
    sa.Column("created_at", UtcDateTime(), nullable=False),
    sa.UniqueConstraint("person_id", "reminder_number", "local_date"),
    sa.Index("ix_prompt_outbox_id", "outbox_id"),
    _partial("ix_prompt_queued", "id", where="state = 'queued'"),
    _partial("ix_prompt_again_at_id", "again_at", "id", where="again_at IS NOT NULL"),
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("update_id", sa.BigInteger(), primary_key=True, autoincrement=False),
    sa.Column("chat_key", sa.BigInteger(), nullable=False),
    sa.Column("body", sa.Text()),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("attempts", sa.SmallInteger(), nullable=False),
    sa.Column("reason", sa.String(200)),
    sa.Column("received_at", UtcDateTime(), nullable=False),
    # Which replica serves it.
    sa.Column("holder", sa.BigInteger()),
    _partial("ix_inbox_new", "chat_key", "update_id", where="state = 'new'"),
    sa.Index("ix_inbox_received_at", "received_at"),
    info={WITH: SHORT_LIVED},
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    sa.Column("chat_id", sa.BigInteger(), nullable=False),
    sa.Column("lane", sa.SmallInteger(), nullable=False),
    sa.Column("verb", sa.String(8), nullable=False),
    sa.Column("event", sa.String(32), nullable=False),
    sa.Column("payload", sa.JSON()),
    sa.Column("slot", sa.String(16)),
    sa.Column("live", sa.Boolean(), nullable=False),
    sa.Column("target", sa.BigInteger()),
    sa.Column("target_row", sa.BigInteger()),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("attempts", sa.SmallInteger(), nullable=False),
    sa.Column("uncertain", sa.SmallInteger(), nullable=False),
    sa.Column("not_before", UtcDateTime()),
    sa.Column("message_id", sa.BigInteger()),
    sa.Column("error", sa.String(200)),
    sa.Column("created_at", UtcDateTime(), nullable=False),
    sa.Column("sent_at", UtcDateTime()),
    # The replica that claimed it; none before that, and once it is settled.
    sa.Column("holder", sa.BigInteger()),
    # After this moment it is not sent any more.
    sa.Column("not_after", UtcDateTime()),
    # Which broadcast it belongs to.
    sa.Column("broadcast_id", sa.BigInteger()),
    _partial("ix_outbox_broadcast", "broadcast_id", "state", where="broadcast_id IS NOT NULL"),
    _partial("ix_outbox_free", "lane", "id", where=FREE),
    _partial("ix_outbox_held", "chat_id", "holder", where="holder IS NOT NULL"),
    _partial("ix_outbox_waiting", "not_before", where=WAITING),
    _partial("ix_outbox_live", "chat_id", "slot", where="live"),
    sa.Index("ix_outbox_chat_id", "chat_id"),
    sa.Index("ix_outbox_created_at", "created_at"),
    # A row's id is never given out again: a call in flight, and prompts, still speak of rows that are gone.
    sqlite_autoincrement=True,
    info={WITH: SHORT_LIVED},
)

# Calls whose message has buttons to be taken away later, written as in the condition of the index.
# Untyped: SQLAlchemy would compare a Boolean with 1, and SQLite would not match the index then.
LIVE: sa.ColumnElement[bool] = sa.literal_column("outbox.live")

media = sa.Table(
    "media",
    metadata,
    sa.Column("bot_id", sa.BigInteger(), primary_key=True, autoincrement=False),
    sa.Column("clip_hash", sa.String(64), primary_key=True),
    sa.Column("file_id", sa.String(200), nullable=False),
    sa.Column("stored_at", UtcDateTime(), nullable=False),
    # The person whose record it is a picture of: only the newest is kept, and none once they are erased.
    sa.Column("person_id", sa.BigInteger()),
    # Of a film or a sound of a session: the person for whom it was made, the first who asked; and the teacher whose
    # recordings are in it. The row goes when either of them is erased; the next who asks has it made again.
    sa.Column("made_for", sa.BigInteger()),
    sa.Column("voice_of", sa.BigInteger()),
    _partial("ix_media_person_id", "person_id", where="person_id IS NOT NULL"),
    _partial("ix_media_made_for", "made_for", where="made_for IS NOT NULL"),
    _partial("ix_media_voice_of", "voice_of", where="voice_of IS NOT NULL"),
)

# Lines of a library as a teacher recorded them: an admin's own voice. One that is not kept yet was just sent, and waits
# for a word of theirs; there is one at most.
recording = sa.Table(
    "recording",
    metadata,
    _person_id(primary_key=True),
    # The key of the text (`content.pieces.line_key`): a text that changes is another line.
    sa.Column("line", sa.String(16), primary_key=True),
    sa.Column("is_kept", sa.Boolean(), primary_key=True),
    sa.Column("text", sa.Text(), nullable=False),
    # Of the sound: its SHA-256, and its length at 48,000 samples a second.
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("samples", sa.Integer(), nullable=False),
    sa.Column("recorded_at", UtcDateTime(), nullable=False),
    # OGG with Opus, as Telegram gave it.
    sa.Column("sound", sa.LargeBinary(), nullable=False),
)

# Broadcasts. The text is erased as soon as the last message is sent; the counts stay.
broadcast = sa.Table(
    "broadcast",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    sa.Column("admin_id", sa.BigInteger(), nullable=False),
    # Rises with every change by its admin. Buttons carry it, so that an old one is known as old.
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("text", sa.Text()),
    sa.Column("audience", sa.String(64), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    # Everybody up to this id has their message, sent or waiting.
    sa.Column("after_id", sa.BigInteger()),
    sa.Column("people", sa.Integer(), nullable=False),
    sa.Column("queued", sa.Integer(), nullable=False),
    sa.Column("sent", sa.Integer(), nullable=False),
    sa.Column("failed", sa.Integer(), nullable=False),
    # The message that shows the progress, and when it was last changed.
    sa.Column("shown_message", sa.BigInteger()),
    sa.Column("shown_at", UtcDateTime()),
    sa.Column("created_at", UtcDateTime(), nullable=False),
    sa.Column("started_at", UtcDateTime()),
    sa.Column("ended_at", UtcDateTime()),
)

# The processes that serve this database now. A replica that was not seen in time is dead: what it held is free again,
# and its id is never used again, so what it still writes has no effect (fencing).
replica = sa.Table(
    "replica",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    sa.Column("alive_until", UtcDateTime(), nullable=False),
    sqlite_autoincrement=True,
)

# A subquery of the statement that takes from dead ones: a list made before would lack those that joined since.
ALIVE = sa.select(replica.c.id)

# Leases: what only one replica may do at a time, such as polling.
lease = sa.Table(
    "lease",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("holder", sa.BigInteger()),
)

# Facts about the record itself, such as the zone data by which its moments were planned.
fact = sa.Table(
    "fact",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("value", sa.String(64), nullable=False),
)
