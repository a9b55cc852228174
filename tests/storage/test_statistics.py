"""How does the bot do? Each number against a record that was counted by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage import statistics
from storage.database import writing
from storage.records.person import Person, with_fields
from storage.schema import tables
from storage.statistics import LeftAt, People, PromptDay, Statistics
from storage.store import Store
from tests.storage.sample_people import ANA, BEN, DAY, HOUR, MINUTE, NOW, TODAY, WALK, update
from tests.storage.store_actions import put_person, reading

CARO, DANA, EVA = (replace(BEN, id=BEN.id + number) for number in (1, 2, 3))
EIGHT = NOW.replace(hour=8, minute=0)
NOTHING = Statistics(
    days=tuple(PromptDay(TODAY - back * DAY) for back in range(27, -1, -1)),
    waiting={"updates_waiting": 0, "calls_waiting": 0, "calls_in_hand": 0, "prompts_queued": 0},
)


def put(store: Store, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Put rows into a table as they are, in their order."""
    with writing(store.engine) as connection:
        for row in rows:
            connection.execute(sa.insert(table).values(row))


def prompted(
    who: Person, on: date, *, state: str = "sent", reason: str | None = None, answer: str | None = None, number: int = 1
) -> dict[str, Any]:
    """A prompt that was due at eight, UTC, and sent a minute later."""
    due = datetime.combine(on, EIGHT.timetz())
    return {
        "person_id": who.id,
        "reminder_number": number,
        "local_date": on,
        "due_at": due,
        "state": state,
        "reason": reason,
        "answer": answer,
        "sent_at": due + MINUTE if state == "sent" else None,
        "created_at": due,
    }


def walked(
    who: Person, number: int, started: datetime, state: str, moved: datetime | None = None, **place: Any
) -> dict[str, Any]:
    """A walk; one that is done ended on the date of its last move."""
    moved = moved or started + 5 * MINUTE
    row = {name: getattr(WALK, name) for name in ("movement", "variation", "side", "gentle", "level", "step")}
    row |= {"reached": 0, "moves": 1, "seconds": 60, "sides_done": "", "state": state, "person_id": who.id}
    row |= {"number": number, "started_at": started, "moved_at": moved}
    return row | {"ended_on": moved.date() if state == "done" else None} | place


def called(who: Person, state: str, error: str | None = None, **more: Any) -> dict[str, Any]:
    """A call of yesterday that was made once."""
    row = {"chat_id": who.id, "lane": 0, "verb": "send", "event": "reply", "live": False, "state": state}
    row |= {"attempts": 1, "uncertain": 0, "error": error, "created_at": NOW - DAY}
    return row | more


def test_nobody_and_nothing_is_counted_as_such(store: Store) -> None:
    """Twenty-eight days, each of them empty."""
    assert statistics.of(store, NOW) == NOTHING


def test_people_are_awake_resting_stopped_or_blocked(store: Store) -> None:
    """Each is one of them; a pause that is over is none, and who blocked the bot did not stop it."""
    put_person(store, with_fields(ANA, paused=True, paused_until=NOW - MINUTE))
    put_person(
        store,
        replace(with_fields(BEN, paused=True, paused_until=NOW - MINUTE, walks_begun=2), created_at=NOW - 7 * DAY),
    )
    put_person(
        store,
        replace(with_fields(CARO, paused=True, paused_until=NOW + MINUTE, walks_begun=1), created_at=NOW - 8 * DAY),
    )
    put_person(store, replace(with_fields(DANA, paused=True, stopped_at=NOW, walks_begun=1), created_at=NOW - 8 * DAY))
    put_person(store, replace(with_fields(EVA, stopped_at=NOW, blocked_at=NOW), created_at=NOW - 8 * DAY))
    put(
        store,
        tables.walk,
        [
            walked(BEN, 1, NOW - 20 * DAY, "done"),
            walked(BEN, 2, NOW - 6 * DAY, "done"),
            # Begun long ago, gone on with lately; and another that was not.
            walked(CARO, 1, NOW - 60 * DAY, "open", NOW - 27 * DAY),
            walked(DANA, 1, NOW - 60 * DAY, "open", NOW - 29 * DAY),
        ],
    )
    assert statistics.of(store, NOW).people == People(
        known=5, awake=2, resting=1, stopped=1, blocked=1, new=2, walked_lately=1, walked=2
    )


def test_a_day_has_its_prompts_and_what_came_of_them(store: Store) -> None:
    """Begun by the button, or in any other way after the prompt; finished on its date. The digest is none of them."""
    for who in (ANA, BEN, CARO, DANA, EVA):
        put_person(store, who)
    first, day = TODAY - 27 * DAY, TODAY - 3 * DAY
    morning = EIGHT - 3 * DAY
    put(
        store,
        tables.prompt,
        [
            prompted(ANA, first - DAY, answer="started"),
            prompted(ANA, first, answer="not_today"),
            prompted(ANA, day, answer="started"),
            prompted(BEN, day),
            prompted(CARO, day, answer="later"),
            prompted(DANA, day),
            prompted(EVA, day),
            prompted(EVA, day, number=0, answer="started"),
            prompted(ANA, TODAY - DAY, state="queued", answer="started"),
            prompted(BEN, first - DAY, state="skipped", reason="done"),
            prompted(BEN, TODAY, state="skipped", reason="done"),
            prompted(CARO, TODAY, state="skipped", reason="quiet"),
            prompted(DANA, TODAY, state="skipped", reason="done"),
            prompted(EVA, TODAY, state="dead", reason="unreachable"),
            prompted(EVA, TODAY, number=0, state="skipped", reason="empty"),
        ],
    )
    put(
        store,
        tables.walk,
        [
            # Before the prompt came, and left.
            walked(DANA, 1, morning - HOUR, "left"),
            # Typed, not pressed: finished, broken off.
            walked(BEN, 1, morning + HOUR, "done"),
            walked(CARO, 1, morning + HOUR, "left"),
            # Begun earlier, and finished on the day after.
            walked(EVA, 1, morning - 2 * DAY, "done", morning + DAY),
        ],
    )
    found = statistics.of(store, NOW)
    assert [found.days[0].on, found.days[-1].on, len(found.days)] == [first, TODAY, 28]
    assert [one for one in found.days if one.sent] == [PromptDay(first, 1), PromptDay(day, 5, 3, 1)]
    assert found.skipped == (("done", 2), ("quiet", 1))
    assert found.lost == (("unreachable", 1),)


def test_walks_are_counted_by_where_they_were_left(store: Store) -> None:
    """What is open and was moved today is not left; what was begun before these days is not looked at."""
    for who in (ANA, BEN, CARO):
        put_person(store, who)
    put(
        store,
        tables.walk,
        [
            walked(ANA, 1, NOW - 29 * DAY, "left", step=9),
            walked(ANA, 2, NOW - 20 * DAY, "done"),
            walked(ANA, 3, NOW - 10 * DAY, "left", step=2),
            walked(ANA, 4, NOW - 2 * DAY, "open", NOW - 23 * HOUR, step=4),
            walked(BEN, 1, NOW - 2 * DAY, "open", NOW - 25 * HOUR, step=2),
            walked(CARO, 1, NOW - 2 * DAY, "left", level=1, step=0, gentle=True, form="short", sides_done="right"),
        ],
    )
    found = statistics.of(store, NOW)
    assert (found.walks_begun, found.walks_finished) == (5, 1)
    movement, variation = WALK.movement, WALK.variation
    assert found.left == (
        LeftAt(movement, variation, gentle=False, avoids=(), form="full", sides_done=(), level=0, step=2, count=2),
        LeftAt(
            movement, variation, gentle=True, avoids=(), form="short", sides_done=("right",), level=1, step=0, count=1
        ),
    )


def test_calls_that_failed_are_counted_by_why(store: Store) -> None:
    """What an admin took back did not fail. Of edits, only attempts that failed are counted on record."""
    put(
        store,
        tables.outbox,
        [
            called(ANA, "dead", "long ago", created_at=NOW - 29 * DAY),
            *(called(ANA, "sent") for _ in range(3)),
            called(ANA, "sent", attempts=2, uncertain=1),
            called(ANA, "sent", verb="edit", attempts=0),
            called(ANA, "sent", verb="edit", attempts=1),
            called(BEN, "dead", "blocked"),
            called(BEN, "dead", "cancelled"),
            called(CARO, "dead", "blocked", attempts=0),
            called(DANA, "dead", "hours late", attempts=7),
            called(EVA, "pending", "try again", attempts=3),
        ],
    )
    store.take_in([update(1), update(2)], NOW)
    store.set_aside(2, "bad", [], NOW)
    found = statistics.of(store, NOW)
    assert (found.calls_sent, found.calls_retried, found.calls_uncertain) == (6, 4, 1)
    assert found.calls_failed == (("blocked", 2), ("hours late", 1))
    assert (found.updates_aside, found.waiting) == (1, {**NOTHING.waiting, "updates_waiting": 1, "calls_waiting": 1})


def test_the_newest_rows_are_found_without_a_look_at_the_old(store: Store) -> None:
    """By halving, and where ids are missing, too."""
    table = tables.outbox
    put(store, table, [called(ANA, "sent", created_at=NOW - back * DAY) for back in range(10, 0, -1)])
    with writing(store.engine) as connection:
        connection.execute(sa.delete(table).where(table.c.id.in_((1, 4, 5, 10))))
    with reading(store) as connection:
        for back, wanted in ((0, 0), (1, 0), (2, 1), (5, 4), (6, 4), (8, 5), (9, 6), (30, 6)):
            first = statistics._first_since(connection, table.c.id, table.c.created_at, NOW - back * DAY)
            found = connection.scalar(sa.select(sa.func.count()).where(table.c.id >= first))
            assert (back, found) == (back, wanted)


def test_counting_neither_locks_nor_waits(store: Store) -> None:
    """While somebody else writes, what was committed is counted."""
    put_person(store, ANA)
    with writing(store.engine) as connection:
        connection.execute(sa.update(tables.person).values(blocked_at=NOW))
        assert statistics.of(store, NOW).people == People(known=1, awake=1, new=1)
