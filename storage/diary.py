"""What is remembered of somebody's days? Walks, notes, check-ins, and the days on which a prompt asked for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from storage.database import insert_new
from storage.days import CheckIn, Diary, Mark, MarkKind, WalkSummary
from storage.models import checkin, mark, prompt, walk
from storage.prompted import PromptAnswer, PromptState
from storage.records import DIGEST, Feel, WalkState

_WALKS = (
    sa.select(
        walk.c.person_id,
        walk.c.movement,
        walk.c.variation,
        walk.c.ended_on,
        walk.c.seconds,
        walk.c.feel,
        walk.c.number,
        walk.c.form,
        walk.c.state,
        walk.c.moves,
        walk.c.reached,
        walk.c.started_at,
        walk.c.moved_at,
        walk.c.skipped,
    )
    .where(walk.c.person_id.in_(sa.bindparam("people", expanding=True)))
    .order_by(walk.c.person_id, walk.c.number)
)
_MARKS = (
    sa.select(mark.c.person_id, mark.c.kind, mark.c.on_date, mark.c.until)
    .where(mark.c.person_id.in_(sa.bindparam("people", expanding=True)))
    .order_by(mark.c.person_id, mark.c.on_date, mark.c.id)
)
_CHECKINS = (
    sa.select(checkin.c.person_id, checkin.c.on_date, checkin.c.before, checkin.c.after)
    .where(checkin.c.person_id.in_(sa.bindparam("people", expanding=True)))
    .order_by(checkin.c.person_id, checkin.c.on_date)
)
_PROMPTS = sa.select(prompt.c.person_id, prompt.c.local_date, prompt.c.answer).where(
    prompt.c.person_id.in_(sa.bindparam("people", expanding=True)),
    prompt.c.state.in_((PromptState.QUEUED.value, PromptState.SENT.value)),
    prompt.c.reminder_number != DIGEST,
)


_FEELS: dict[str | None, Feel | None] = {None: None, **{feel.value: feel for feel in Feel}}
_STATES = {state.value: state for state in WalkState}


def load(connection: sa.Connection, person_id: int) -> Diary:
    """One person's diary; empty for a stranger."""
    return load_many(connection, [person_id])[person_id]


def load_many(connection: sa.Connection, person_ids: Sequence[int]) -> dict[int, Diary]:
    """The diaries of several people, by id; in four statements."""
    wanted = {"people": list(dict.fromkeys(person_ids))}
    walks: dict[int, list[WalkSummary]] = defaultdict(list)
    marks: dict[int, list[Mark]] = defaultdict(list)
    checkins: dict[int, list[CheckIn]] = defaultdict(list)
    asked: dict[int, set[date]] = defaultdict(set)
    declined: dict[int, set[date]] = defaultdict(set)
    for row in connection.execute(_WALKS, wanted):
        walks[row[0]].append(_to_walk(row))
    for person_id, kind, on_date, until in connection.execute(_MARKS, wanted):
        marks[person_id].append(Mark(MarkKind(kind), on_date, until))
    for person_id, on_date, before, after in connection.execute(_CHECKINS, wanted):
        checkins[person_id].append(CheckIn(on_date, before, after))
    for person_id, on_date, answer in connection.execute(_PROMPTS, wanted):
        asked[person_id].add(on_date)
        if answer == PromptAnswer.NOT_TODAY.value:
            declined[person_id].add(on_date)
    return {
        each: Diary(
            tuple(walks[each]),
            tuple(marks[each]),
            tuple(checkins[each]),
            frozenset(asked[each]),
            frozenset(declined[each]),
        )
        for each in wanted["people"]
    }


def _to_walk(row: Any) -> WalkSummary:
    # Somebody's years are hundreds of rows, read at the end of each walk: the columns stand in the record's order.
    _, movement, variation, ended_on, seconds, feel, number, form, state, moves, reached, started, moved, skipped = row
    return WalkSummary(
        movement,
        variation,
        ended_on,
        seconds,
        _FEELS[feel],
        number,
        form,
        _STATES[state],
        moves,
        reached,
        started,
        moved,
        tuple(skipped.split()) if skipped else (),
    )


def note(connection: sa.Connection, person_id: int, made: Iterable[Mark], taken_back: Iterable[Mark]) -> None:
    """Make notes on days, each in place of one of its kind, and take others back."""
    noted = list(made)
    for one in (*taken_back, *noted):
        connection.execute(
            sa.delete(mark).where(
                mark.c.person_id == person_id, mark.c.on_date == one.on_date, mark.c.kind == one.kind.value
            )
        )
    for one in noted:
        connection.execute(
            sa.insert(mark).values(person_id=person_id, kind=one.kind.value, on_date=one.on_date, until=one.until)
        )


def check_in(connection: sa.Connection, person_id: int, said: CheckIn) -> None:
    """Keep how stiff a back was on a day; what was said before of that day stays where nothing new is said."""
    dialect = connection.dialect.name
    connection.execute(insert_new(checkin, dialect).values(person_id=person_id, on_date=said.on_date))
    values = {name: value for name, value in (("before", said.before), ("after", said.after)) if value is not None}
    if values:
        connection.execute(
            sa.update(checkin).where(checkin.c.person_id == person_id, checkin.c.on_date == said.on_date).values(values)
        )
