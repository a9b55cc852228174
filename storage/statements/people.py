"""A person's record in the database: read whole, written as the difference between before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.database import insert_new
from storage.records.person import (
    DIGEST,
    Account,
    Person,
    PersonSettings,
    Progression,
    Reminder,
    Silence,
    Streak,
    Walk,
    WalkState,
)
from storage.records.shown import buttons_in
from storage.schema.tables import (
    checkin,
    inbox,
    literally,
    mark,
    media,
    outbox,
    person,
    prompt,
    recording,
    reminder,
    walk,
)
from storage.statements.columns import Columns
from storage.statements.executemany import ExecuteMany
from storage.statements.media import concerns, forget_person

# The language that somebody is written to in.
LANGUAGE = sa.func.coalesce(person.c.chosen_language, person.c.language)
# What the store writes of a person by itself.
_ITS_OWN = ("id", "version", "created_at", "end_told_at")
GROUPS: Mapping[str, Columns[Any]] = {
    "settings": Columns(PersonSettings),
    "streak": Columns(Streak),
    "silence": Columns(Silence),
    "progression": Columns(Progression),
    "account": Columns(Account),
}
# Prompts write `silence`, turns all others.
_OF_TURNS = tuple(group for group in GROUPS if group != "silence")
_TURN_COLUMNS = tuple(name for group in _OF_TURNS for name in GROUPS[group].names)
_PERSON_COLUMNS = tuple(
    person.c[name] for name in (*_ITS_OWN, *(name for group in GROUPS.values() for name in group.names))
)
_REMINDER = Columns(Reminder)
# What was decided last about a reminder is written by `storage.statements.prompts`.
_PLAN = Columns(Reminder, but=("last_due", "last_date"))
_WALK = Columns(Walk)

_SELECT_PERSON = sa.select(*_PERSON_COLUMNS).where(person.c.id == sa.bindparam("person_id"))
_SELECT_REMINDERS = (
    sa.select(reminder.c.person_id, *(reminder.c[name] for name in _REMINDER.names))
    .where(reminder.c.person_id == sa.bindparam("person_id"))
    .order_by(reminder.c.number)
)
_SELECT_WALK = (
    sa.select(*(walk.c[name] for name in _WALK.names))
    .where(walk.c.person_id == sa.bindparam("person_id"))
    .order_by(walk.c.number.desc())
    .limit(1)
)
_SEVERAL: sa.BindParameter[list[int]] = sa.bindparam("people", expanding=True)
_SELECT_PEOPLE = sa.select(*_PERSON_COLUMNS).where(person.c.id.in_(_SEVERAL)).order_by(person.c.id)
_SELECT_THEIR_REMINDERS = (
    sa.select(reminder.c.person_id, *(reminder.c[name] for name in _REMINDER.names))
    .where(reminder.c.person_id.in_(_SEVERAL))
    .order_by(reminder.c.person_id, reminder.c.number)
)
_OTHER_WALK = walk.alias("other")
# By way of the people: for each, the newest number is the end of an index.
_NEWEST = sa.select(sa.func.max(_OTHER_WALK.c.number)).where(_OTHER_WALK.c.person_id == person.c.id).scalar_subquery()
_SELECT_THEIR_WALKS = (
    sa.select(walk.c.person_id, *(walk.c[name] for name in _WALK.names))
    .select_from(person.join(walk, sa.and_(walk.c.person_id == person.c.id, walk.c.number == _NEWEST)))
    .where(person.c.id.in_(_SEVERAL))
)


# Whole rows, prepared once: putting a statement together costs more than running it.
_UPDATE_PEOPLE = ExecuteMany(
    sa.update(person)
    .where(person.c.id == sa.bindparam("of_person"), person.c.version == sa.bindparam("of_version"))
    .values({"version": person.c.version + 1, **{name: sa.bindparam(f"new_{name}") for name in _TURN_COLUMNS}})
)
# Rows that another transaction has locked are skipped (SKIP LOCKED).
_LOCK_VERSIONS = (
    sa.select(person.c.id, person.c.version)
    .where(person.c.id.in_(_SEVERAL))
    .with_for_update(key_share=True, skip_locked=True)
)
_WRITE_SILENCE = ExecuteMany(
    sa.update(person)
    .where(person.c.id == sa.bindparam("of_person"))
    .values({name: sa.bindparam(name) for name in GROUPS["silence"].names})
)
_INSERT_REMINDERS = ExecuteMany(sa.insert(reminder), ("person_id", *_PLAN.names))
_OF_NUMBER = sa.and_(reminder.c.person_id == sa.bindparam("of_person"), reminder.c.number == sa.bindparam("of_number"))
_UPDATE_REMINDERS = ExecuteMany(
    sa.update(reminder).where(_OF_NUMBER).values({name: sa.bindparam(f"new_{name}") for name in _PLAN.names})
)
_DELETE_REMINDERS = ExecuteMany(sa.delete(reminder).where(_OF_NUMBER))
_INSERT_WALKS = ExecuteMany(sa.insert(walk), ("person_id", *_WALK.names))
_UPDATE_WALKS = ExecuteMany(
    sa.update(walk)
    .where(walk.c.person_id == sa.bindparam("of_person"), walk.c.number == sa.bindparam("of_number"))
    .values({name: sa.bindparam(f"new_{name}") for name in _WALK.names})
)
_LEAVE_OPEN_WALKS = ExecuteMany(
    sa.update(walk)
    .where(walk.c.person_id == sa.bindparam("of_person"), walk.c.state == literally(WalkState.OPEN))
    .values(state=WalkState.LEFT.value, ended_at=sa.bindparam("at"), due_at=None)
)


class RecordChanged(Exception):
    """The record is no longer what was read: another turn was quicker. Read again and decide again."""


def load(connection: sa.Connection, person_id: int) -> Person | None:
    """The person's record with reminders and newest walk, None when they never wrote."""
    row = connection.execute(_SELECT_PERSON, {"person_id": person_id}).one_or_none()
    if row is None:
        return None
    plans = [_REMINDER.read(found[1:]) for found in connection.execute(_SELECT_REMINDERS, {"person_id": person_id})]
    newest = connection.execute(_SELECT_WALK, {"person_id": person_id}).one_or_none()
    return _to_person(row, plans, None if newest is None else _WALK.read(newest))


def load_many(connection: sa.Connection, person_ids: Sequence[int]) -> dict[int, Person]:
    """The records of several people, as `load` gives them, by rising id; in three statements."""
    wanted = {"people": list(dict.fromkeys(person_ids))}
    rows = connection.execute(_SELECT_PEOPLE, wanted).all()
    reminders: dict[int, list[Reminder]] = {}
    for found in connection.execute(_SELECT_THEIR_REMINDERS, wanted):
        reminders.setdefault(found[0], []).append(_REMINDER.read(found[1:]))
    walks = {found[0]: _WALK.read(found[1:]) for found in connection.execute(_SELECT_THEIR_WALKS, wanted)}
    return {row[0]: _to_person(row, reminders.get(row[0], ()), walks.get(row[0])) for row in rows}


def _to_person(row: Sequence[Any], plans: Sequence[Reminder], newest: Walk | None) -> Person:
    """A record of a row of `_PERSON_COLUMNS`, by position."""
    values: dict[str, Any] = dict(zip(_ITS_OWN, row, strict=False))
    place = len(_ITS_OWN)
    for name, group in GROUPS.items():
        values[name] = group.read(row[place : place + len(group.names)])
        place += len(group.names)
    digest = next((plan for plan in plans if plan.number == DIGEST), None)
    reminders = tuple(plan for plan in plans if plan is not digest)
    return Person(**values, reminders=reminders, digest=digest, walk=newest)


def _written_by_turns(record: Person) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in _OF_TURNS:
        values |= GROUPS[name].write(getattr(record, name))
    return values


def save(connection: sa.Connection, before: Person, after: Person) -> None:
    """Write what differs. Raises RecordChanged when the stored version is not `before.version`."""
    if before.version > 0:
        save_many(connection, [(before, after)])
        return
    values = _written_by_turns(after)
    added = insert_new(person, connection.dialect.name).values(
        id=after.id, version=1, created_at=after.created_at, **values
    )
    if connection.scalar(added.returning(person.c.id)) is None:
        raise RecordChanged
    _save_reminders(connection, [(before, after)])
    _save_walks(connection, [(before, after)])


def save_many(connection: sa.Connection, changes: Sequence[tuple[Person, Person]]) -> None:
    """Write what differs of several people who are stored already, by one statement a kind.

    Raises RecordChanged when the stored version of any of them is not that of its `before`: nothing of it may stay.
    """
    rows = []
    for before, after in changes:
        values = {f"new_{name}": value for name, value in _written_by_turns(after).items()}
        rows.append({"of_person": before.id, "of_version": before.version, **values})
    if _UPDATE_PEOPLE(connection, rows) != len(rows):
        raise RecordChanged
    _save_reminders(connection, changes)
    _save_walks(connection, changes)


def lock_versions(connection: sa.Connection, person_ids: Iterable[int]) -> dict[int, int]:
    """The stored versions of records, by id, which nobody changes until the end of the transaction.

    Rows that another transaction has locked are left out, not waited for.
    """
    found = connection.execute(_LOCK_VERSIONS, {"people": list(person_ids)})
    return {row[0]: row[1] for row in found}


def _save_reminders(connection: sa.Connection, changes: Sequence[tuple[Person, Person]]) -> None:
    gone, added, changed = [], [], []
    for before, after in changes:
        if (after.reminders, after.digest) == (before.reminders, before.digest):
            continue
        old = {item.number: item for item in _plans(before)}
        new = {item.number: item for item in _plans(after)}
        gone += [{"of_person": before.id, "of_number": number} for number in old.keys() - new.keys()]
        for number, item in new.items():
            values = _PLAN.write(item)
            if number not in old:
                added.append({"person_id": after.id, **values})
            elif item != old[number]:
                of_which = {"of_person": after.id, "of_number": number}
                changed.append(of_which | {f"new_{name}": value for name, value in values.items()})
    _DELETE_REMINDERS(connection, gone)
    _INSERT_REMINDERS(connection, added)
    _UPDATE_REMINDERS(connection, changed)


def _plans(whose: Person) -> tuple[Reminder, ...]:
    """All that comes due for a person."""
    return whose.reminders if whose.digest is None else (whose.digest, *whose.reminders)


def write_silence(connection: sa.Connection, silence: Mapping[int, Silence]) -> None:
    """Write what prompts note when they go out, by person. Only these columns: no turn's work is undone, nor this by a
    turn."""
    _WRITE_SILENCE(
        connection, [{"of_person": who, **GROUPS["silence"].write(one)} for who, one in sorted(silence.items())]
    )


def _save_walks(connection: sa.Connection, changes: Sequence[tuple[Person, Person]]) -> None:
    left, begun, moved = [], [], []
    for before, after in changes:
        if after.walk is None or after.walk == before.walk:
            continue
        values = _WALK.write(after.walk)
        if before.walk is not None and before.walk.number == after.walk.number:
            of_which = {"of_person": after.id, "of_number": after.walk.number}
            moved.append(of_which | {f"new_{name}": value for name, value in values.items()})
            continue
        if before.walk is not None:
            # A walk that was still open when another began was broken off by it.
            left.append({"of_person": after.id, "at": after.walk.started_at})
        begun.append({"person_id": after.id, **values})
    _LEAVE_OPEN_WALKS(connection, left)
    _INSERT_WALKS(connection, begun)
    _UPDATE_WALKS(connection, moved)


def languages(connection: sa.Connection) -> list[str | None]:
    """The codes of the languages that people are written to in, each once. Looks at everybody."""
    return list(connection.scalars(sa.select(LANGUAGE).distinct()))


def with_reminders(connection: sa.Connection, after_id: int, limit: int) -> list[Person]:
    """People who have reminders, by rising id above `after_id`."""
    ids = connection.scalars(
        sa.select(reminder.c.person_id)
        .where(reminder.c.person_id > after_id)
        .distinct()
        .order_by(reminder.c.person_id)
        .limit(limit)
    ).all()
    found = load_many(connection, ids)
    return [found[person_id] for person_id in ids if person_id in found]


def mark_blocked(connection: sa.Connection, person_id: int, now: datetime) -> None:
    """Note that a person cannot be reached: their reminders rest."""
    connection.execute(
        sa.update(person)
        .where(person.c.id == person_id, person.c.blocked_at.is_(None))
        .values(blocked_at=now, version=person.c.version + 1)
    )
    connection.execute(
        sa.update(reminder).where(reminder.c.person_id == person_id).values(next_due=None, next_date=None)
    )


def export(connection: sa.Connection, person_id: int) -> dict[str, Any]:
    """Everything that is stored of a person, ready for JSON: moments as ISO 8601 in UTC. Empty for a stranger."""

    def rows(table: sa.Table, condition: sa.ColumnElement[bool], leave_out: frozenset[str]) -> list[dict[str, Any]]:
        columns = [column for column in table.c if column.name not in leave_out]
        found = connection.execute(sa.select(*columns).where(condition).order_by(*table.primary_key.columns))
        return [dict(_told(name, value) for name, value in row._mapping.items()) for row in found]

    own = frozenset({"person_id"})
    return {
        "person": next(iter(rows(person, person.c.id == person_id, frozenset())), {}),
        "reminders": rows(reminder, reminder.c.person_id == person_id, own | {"id"}),
        "walks": rows(walk, walk.c.person_id == person_id, own | {"id"}),
        "days": rows(mark, mark.c.person_id == person_id, own | {"id"}),
        "checkins": rows(checkin, checkin.c.person_id == person_id, own | {"id"}),
        "prompts": rows(prompt, prompt.c.person_id == person_id, own),
        "updates": rows(inbox, inbox.c.chat_key == person_id, frozenset({"body"})),
        "messages": rows(outbox, outbox.c.chat_id == person_id, frozenset()),
        "pictures": rows(media, concerns(person_id), own | {"made_for", "voice_of"}),
        "recordings": rows(recording, recording.c.person_id == person_id, own | {"sound"}),
    }


def _told(name: str, value: Any) -> tuple[str, object]:
    """A column and its value; of a call's payload the words on its buttons, which is what stays of it."""
    if name == outbox.c.payload.name:
        return "buttons", [label for label, _ in buttons_in(value)] or None
    return name, _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, (int, str, bool, type(None))) else str(value)


def erase(connection: sa.Connection, person_id: int, *, keep_update: int | None) -> None:
    """Delete every row of a person in every table. The update that asked for it stays, empty, against redelivery."""
    # Locked first: what is being written about them, such as the id of a file, is written before, or not at all. The
    # reminders in between: who decides about one holds it, and then writes a prompt, which refers to the person.
    mine = sa.select(person.c.id).where(person.c.id == person_id)
    connection.execute(mine.with_for_update(key_share=True))
    connection.execute(sa.select(reminder.c.id).where(reminder.c.person_id == person_id).with_for_update())
    connection.execute(mine.with_for_update())
    forget_person(connection, person_id)
    for table in (prompt, mark, checkin, walk, reminder, recording):
        connection.execute(sa.delete(table).where(table.c.person_id == person_id))
    connection.execute(sa.delete(person).where(person.c.id == person_id))
    connection.execute(sa.delete(outbox).where(outbox.c.chat_id == person_id))
    connection.execute(sa.delete(inbox).where(inbox.c.chat_key == person_id, inbox.c.update_id != keep_update))
    if keep_update is not None:
        connection.execute(sa.update(inbox).where(inbox.c.update_id == keep_update).values(chat_key=0))
