"""People as a prompt needs to know them: a dozen columns of most, the whole record of those few who need more.

For most people on most days a prompt depends on little: their name, place and position, what they did last and which
wordings they had. All else has its default. People with anything else set do not meet the condition below, and their
whole record is read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from storage.records.person import (
    ALARM,
    Feel,
    PromptAccount,
    PromptPerson,
    PromptProgression,
    PromptSettings,
    PromptStreak,
    Silence,
    WalkState,
)
from storage.schema.tables import person, walk
from storage.statements import people
from storage.statements.columns import Columns

_OTHER = walk.alias("other")
_NEWEST = sa.select(sa.func.max(_OTHER.c.number)).where(_OTHER.c.person_id == walk.c.person_id).scalar_subquery()
# What is followed by something smaller.
_SMALLER_NEXT = (Feel.HURT.value, Feel.HARD.value, Feel.DIZZY.value)
# An open walk goes on, and one that hurt or was hard is followed by something smaller.
_MATTERS_STILL = (
    sa.exists()
    .where(walk.c.person_id == person.c.id, walk.c.number == _NEWEST)
    .where(sa.or_(walk.c.state == WalkState.OPEN.value, walk.c.feel.in_(_SMALLER_NEXT)))
)
# All fields of PromptPerson that are not read are as they stand in it, or as good as that: what was unanswered counts
# for nothing once something was heard, and so does a walk that ended well.
_IS_PLAIN = sa.and_(
    person.c.stopped_at.is_(None),
    person.c.blocked_at.is_(None),
    sa.not_(person.c.paused),
    person.c.paused_until.is_(None),
    person.c.rests == "",
    person.c.quiet_from.is_(None),
    person.c.quiet_until.is_(None),
    person.c.avoids == "",
    person.c.tastes == "",
    person.c.unfinished_movement.is_(None),
    person.c.length == "full",
    person.c.pictures,
    person.c.dots,
    sa.not_(person.c.silent),
    sa.or_(person.c.unanswered_since.is_(None), person.c.heard_at > person.c.unanswered_since),
    sa.or_(person.c.hushed_at.is_(None), person.c.heard_at > person.c.hushed_at),
    sa.not_(_MATTERS_STILL),
    # How often it was asked how they are decides after an alarm, and after they were told to see a doctor.
    person.c.referred_on.is_(None),
    sa.or_(person.c.asking.is_(None), sa.not_(person.c.asking.startswith(f"{ALARM}:", autoescape=True))),
)
_READ: dict[str, Columns[Any]] = {
    "settings": Columns(PromptSettings, only=("language", "chosen_language", "zone", "position", "gentle", "way")),
    "streak": Columns(PromptStreak),
    "silence": Columns(Silence, only=("wordings",)),
    "progression": Columns(PromptProgression, only=("recent", "whole_from")),
    "account": Columns(PromptAccount, only=("first_name", "asking", "heard_at")),
}
_SELECT_PLAIN = sa.select(
    person.c.id, person.c.created_at, *(person.c[name] for group in _READ.values() for name in group.names)
).where(person.c.id.in_(sa.bindparam("people", expanding=True)), _IS_PLAIN)


def load(connection: sa.Connection, person_ids: Collection[int], whole: Collection[int]) -> dict[int, PromptPerson]:
    """People by id, those of `whole` and those whose prompt is not plain as a `Person`; in one statement where all are
    plain, in four at most."""
    found: dict[int, PromptPerson] = {}
    if narrow := [person_id for person_id in person_ids if person_id not in whole]:
        for row in connection.execute(_SELECT_PLAIN, {"people": narrow}):
            found[row[0]] = _to_person(row)
    if rest := [person_id for person_id in person_ids if person_id not in found]:
        found.update(people.load_many(connection, rest))
    return found


def _to_person(row: Sequence[Any]) -> PromptPerson:
    place, groups = 2, {}
    for name, columns in _READ.items():
        groups[name] = columns.read(row[place : place + len(columns.names)])
        place += len(columns.names)
    return PromptPerson(row[0], row[1], **groups)
