"""The diary: walks, notes, check-ins, and the days on which a prompt went out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from storage.database import insert_new
from storage.records.diary import CheckIn, Diary, Mark, MarkKind, WalkSummary
from storage.records.person import DIGEST, Feel, WalkState
from storage.records.prompts import PromptAnswer, PromptState
from storage.schema.tables import checkin, mark, prompt, walk
from storage.statements.executemany import ExecuteMany

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


_DELETE_MARKS = ExecuteMany(
    sa.delete(mark).where(
        mark.c.person_id == sa.bindparam("of_person"),
        mark.c.on_date == sa.bindparam("of_date"),
        mark.c.kind == sa.bindparam("of_kind"),
    )
)
_INSERT_MARKS = ExecuteMany(sa.insert(mark), ("person_id", "kind", "on_date", "until"))
_INSERT_CHECKINS = ExecuteMany(lambda dialect: insert_new(checkin, dialect), ("person_id", "on_date"))
_UPDATE_CHECKINS = ExecuteMany(
    sa.update(checkin)
    .where(checkin.c.person_id == sa.bindparam("of_person"), checkin.c.on_date == sa.bindparam("of_date"))
    .values(
        {
            name: sa.func.coalesce(sa.bindparam(f"new_{name}", type_=checkin.c[name].type), checkin.c[name])
            for name in ("before", "after")
        }
    )
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
    started: dict[int, set[date]] = defaultdict(set)
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
        elif answer == PromptAnswer.STARTED.value:
            started[person_id].add(on_date)
    return {
        each: Diary(
            tuple(walks[each]),
            tuple(marks[each]),
            tuple(checkins[each]),
            frozenset(asked[each]),
            frozenset(declined[each]),
            frozenset(started[each]),
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


def note(
    connection: sa.Connection, noted: Mapping[int, Sequence[Mark]], taken_back: Mapping[int, Sequence[Mark]]
) -> None:
    """Make notes on days, by person, each in place of one of its kind, and take others back."""
    gone = [(person_id, one) for marks in (taken_back, noted) for person_id, own in marks.items() for one in own]
    _DELETE_MARKS(
        connection,
        [{"of_person": person_id, "of_date": one.on_date, "of_kind": one.kind.value} for person_id, one in gone],
    )
    _INSERT_MARKS(
        connection,
        [
            {"person_id": person_id, "kind": one.kind.value, "on_date": one.on_date, "until": one.until}
            for person_id, own in noted.items()
            for one in own
        ],
    )


def check_in(connection: sa.Connection, said: Mapping[int, CheckIn]) -> None:
    """Keep how stiff backs were on a day, by person; what was said of that day stays where nothing new is said."""
    _INSERT_CHECKINS(connection, [{"person_id": person_id, "on_date": one.on_date} for person_id, one in said.items()])
    _UPDATE_CHECKINS(
        connection,
        [
            {"of_person": person_id, "of_date": one.on_date, "new_before": one.before, "new_after": one.after}
            for person_id, one in said.items()
        ],
    )
