"""Is anything lost? Each count rises with what it is to find, and all are zero after whole lives of prompts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from storage.database import writing
from storage.records.calls import Dead, DeadReason, Lane
from storage.records.person import DIGEST, with_fields
from storage.records.prompts import PromptAnswer, PromptTouch
from storage.records.turn import TurnResult
from storage.retention import Retention
from storage.schema import tables
from storage.statements.audit import OVERDUE
from storage.store import Store
from tests.storage.sample_people import ANA, BEN, DAILY, DAY, HOUR, MINUTE, NOW, TODAY, WALK, having, update, words
from tests.storage.store_actions import decision, load_person, put_person, send, settle_due

QUICK = {"reminders_overdue", "prompts_without_message", "updates_stuck"}
THOROUGH = QUICK | {
    "reminders_without_moment",
    "prompts_without_reason",
    "prompts_of_unknown_state",
    "calls_dead_without_reason",
    "walks_open_twice",
}
# A row that is somewhere on its way, or at its end, as it should be.
PROMPT: dict[str, Any] = {
    "person_id": ANA.id,
    "reminder_number": 1,
    "local_date": TODAY,
    "due_at": NOW,
    "state": "sent",
    "created_at": NOW,
}
CALL: dict[str, Any] = {
    "id": 9,
    "chat_id": ANA.id,
    "lane": 1,
    "verb": "send",
    "event": "prompt",
    "live": False,
    "state": "pending",
    "attempts": 0,
    "uncertain": 0,
    "created_at": NOW,
}


def insert(store: Store, name: str, **values: object) -> None:
    """A row that is made by hand."""
    with writing(store.engine) as connection:
        connection.execute(sa.insert(tables.metadata.tables[name]).values(**values))


def wrong(store: Store) -> dict[str, int]:
    """What should not be, where it is there; the quick look agrees with the thorough one."""
    counts, _ = store.audit(NOW)
    quick = store.unaccounted(NOW)
    assert (set(counts), set(quick)) == (THOROUGH, QUICK)
    assert quick == {name: counts[name] for name in QUICK}
    return {name: count for name, count in counts.items() if count}


@pytest.fixture
def ana(store: Store) -> None:
    """Ana, whose next reminder comes in time."""
    put_person(store, replace(ANA, reminders=(replace(DAILY, next_due=NOW + DAY),)))


def test_nothing_is_wrong_with_an_empty_record(store: Store) -> None:
    """Every number is there, and zero."""
    assert wrong(store) == {}
    assert store.backlog() == {"updates_waiting": 0, "calls_waiting": 0, "calls_in_hand": 0, "prompts_queued": 0}
    assert store.audit(NOW)[1] == []


@pytest.mark.parametrize(("late", "count"), [(OVERDUE + MINUTE, {"reminders_overdue": 1}), (OVERDUE, {}), (-DAY, {})])
def test_a_reminder_that_nobody_looked_at(store: Store, late: Any, count: dict[str, int]) -> None:
    """Some minutes after its moment, and not before."""
    put_person(store, replace(ANA, reminders=(replace(DAILY, next_due=NOW - late),)))
    assert wrong(store) == count


@pytest.mark.parametrize("state", ["pending", "sending", "sent", "dead", None])
def test_a_queued_prompt_without_a_message_that_waits(store: Store, ana: None, state: str | None) -> None:
    """It is gone, or settled, and nobody noted what became of the prompt."""
    insert(store, "prompt", **{**PROMPT, "state": "queued", "outbox_id": 9})
    if state is not None:
        insert(store, "outbox", **{**CALL, "state": state, "error": "no"})
    assert wrong(store) == ({} if state in ("pending", "sending") else {"prompts_without_message": 1})


def test_a_queued_prompt_that_never_had_a_message(store: Store, ana: None) -> None:
    """As bad."""
    insert(store, "prompt", **{**PROMPT, "state": "queued"})
    assert wrong(store) == {"prompts_without_message": 1}


@pytest.mark.parametrize(
    ("state", "waits", "count"),
    [
        ("new", OVERDUE + MINUTE, {"updates_stuck": 1}),
        ("new", OVERDUE, {}),
        ("done", DAY, {}),
        ("aside", DAY, {}),
    ],
)
def test_an_update_that_nobody_serves(store: Store, state: str, waits: Any, count: dict[str, int]) -> None:
    """For minutes, while others took effect or were set aside."""
    insert(store, "inbox", update_id=1, chat_key=1, state=state, attempts=0, received_at=NOW - waits)
    assert wrong(store) == count


@pytest.mark.parametrize(
    ("rests", "count"),
    [
        ({}, 1),
        ({"paused": True, "paused_until": NOW + DAY}, 1),
        ({"paused": True}, 0),
        ({"stopped_at": NOW}, 0),
        ({"blocked_at": NOW}, 0),
    ],
)
def test_a_reminder_that_would_never_come(store: Store, rests: dict[str, Any], count: int) -> None:
    """Although its person is neither resting nor gone."""
    put_person(store, having(ANA, reminders=(replace(DAILY, next_due=None, next_date=None),), **rests))
    assert wrong(store) == ({"reminders_without_moment": count} if count else {})


def test_a_reminder_that_is_off_has_no_moment_and_nothing_is_wrong(store: Store) -> None:
    """One beside it that is on, and has none, is found."""
    off = replace(DAILY, next_due=None, next_date=None, active=False)
    put_person(store, replace(ANA, reminders=(off,)))
    assert wrong(store) == {}
    put_person(store, replace(BEN, reminders=(off, replace(off, number=2, active=True))))
    assert wrong(store) == {"reminders_without_moment": 1}


def test_a_digest_that_would_never_come_is_found_like_any_reminder(store: Store) -> None:
    """It is due, and overdue, as they are."""
    weekly = replace(DAILY, number=DIGEST, weekdays=64, next_due=None, next_date=None)
    put_person(store, replace(ANA, digest=weekly))
    assert wrong(store) == {"reminders_without_moment": 1}
    put_person(store, replace(BEN, digest=replace(weekly, next_due=NOW - HOUR, next_date=TODAY)))
    assert wrong(store) == {"reminders_without_moment": 1, "reminders_overdue": 1}


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({"state": "skipped"}, {"prompts_without_reason": 1}),
        ({"state": "dead"}, {"prompts_without_reason": 1}),
        ({"state": "skipped", "reason": "late"}, {}),
        ({"state": "sent"}, {}),
        ({"state": "lost"}, {"prompts_of_unknown_state": 1}),
    ],
)
def test_a_prompt_of_which_nobody_knows_what_became(
    store: Store, ana: None, values: dict[str, Any], count: dict[str, int]
) -> None:
    """No reason, or a state that there is not."""
    insert(store, "prompt", **{**PROMPT, **values})
    assert wrong(store) == count


@pytest.mark.parametrize(
    ("values", "count"),
    [({"state": "dead"}, {"calls_dead_without_reason": 1}), ({"state": "dead", "error": "no"}, {}), ({}, {})],
)
def test_a_call_that_died_without_a_word(store: Store, values: dict[str, Any], count: dict[str, int]) -> None:
    """Telegram's own word belongs to it."""
    insert(store, "outbox", **{**CALL, **values})
    assert wrong(store) == count


def test_a_person_in_two_walks_at_once(store: Store) -> None:
    """The database refuses that; should its index ever be missing, it is found."""
    put_person(store, with_fields(ANA, walk=WALK, walks_begun=1))
    put_person(store, with_fields(BEN, walk=WALK, walks_begun=1))
    assert wrong(store) == {}
    with writing(store.engine) as connection:
        connection.exec_driver_sql("DROP INDEX uq_walk_open")
    try:
        columns = [column.name for column in tables.walk.c if column.name != "id"]
        again = sa.select(*(sa.literal(2) if name == "number" else tables.walk.c[name] for name in columns))
        with writing(store.engine) as connection:
            connection.execute(
                sa.insert(tables.walk).from_select(columns, again.where(tables.walk.c.person_id == ANA.id))
            )
        assert wrong(store) == {"walks_open_twice": 1}
    finally:
        with writing(store.engine) as connection:
            connection.execute(sa.delete(tables.walk))
            next(index for index in tables.walk.indexes if index.name == "uq_walk_open").create(connection)


def test_nothing_is_lost_over_whole_lives_of_prompts(store: Store) -> None:
    """Sent, given up, skipped, put off and sent again, put off and dropped, swallowed by an outage, and somebody who
    blocks the bot: looked at after each step."""
    for number in range(1, 8):
        put_person(store, replace(ANA, id=number, reminders=(replace(DAILY, next_due=NOW),)))
    _, calls = store.settle_due(
        NOW,
        500,
        lambda due: replace(
            decision(due, None if due.person.id == 3 else "Good morning", "done" if due.person.id == 3 else None),
            missed=((NOW - DAY, TODAY - DAY),) if due.person.id == 7 else (),
        ),
        claims=True,
    )
    of_person = {row.chat_id: row for row in calls}
    assert wrong(store) == {}
    assert store.backlog() == {"updates_waiting": 0, "calls_waiting": 6, "calls_in_hand": 6, "prompts_queued": 6}
    store.settle(begin=[row.id for row in calls])
    assert wrong(store) == {}
    for number in (1, 4, 5, 7):
        send(store, replace(of_person[number], begun=True))
        assert wrong(store) == {}
    store.settle(dead=[Dead(of_person[2].id, "Bad Request", DeadReason.REFUSED)])
    store.mark_blocked(6, NOW, "blocked")
    assert wrong(store) == {}
    for number in (4, 5):
        person = load_person(store, replace(ANA, id=number))
        touch = PromptTouch(1, TODAY, PromptAnswer.LATER, NOW + HOUR)
        store.commit_turn(TurnResult(None, person, person, prompt=touch), NOW)
    for again in store.due_again(NOW + HOUR, 10):
        call = words("Good evening", again.person, lane=Lane.PROMPT) if again.person.id == 4 else None
        store.commit_again(again, call, NOW + HOUR)
        assert wrong(store) == {}
    assert store.backlog() == {"updates_waiting": 0, "calls_waiting": 1, "calls_in_hand": 0, "prompts_queued": 1}
    (row,) = store.claim(5)
    send(store, row)
    assert wrong(store) == {}
    assert store.audit(NOW)[1] == [
        ("sent", None, 4),
        ("dead", "refused", 1),
        ("dead", "unreachable", 1),
        ("skipped", "done", 1),
        ("skipped", "late", 1),
    ]
    assert settle_due(store) == []
    while any(Retention(store).forget(NOW + 31 * DAY)):
        pass
    assert store.backlog() == {"updates_waiting": 0, "calls_waiting": 0, "calls_in_hand": 0, "prompts_queued": 0}
    assert set(store.unaccounted(NOW).values()) == {0}


def test_what_waits_is_counted(store: Store) -> None:
    """Updates, calls that are free and in hand, prompts; nothing that is settled."""
    put_person(store, replace(ANA, reminders=(DAILY,)))
    store.take_in([update(1), update(2), update(3)], NOW)
    store.commit_turn(TurnResult(1, None, None), NOW)
    settle_due(store)
    store.enqueue([words("free"), words("free", BEN)], NOW)
    assert store.waiting_calls() == (2, 1)
    assert store.backlog() == {"updates_waiting": 2, "calls_waiting": 3, "calls_in_hand": 1, "prompts_queued": 1}


def test_the_census_counts_rows_by_state(store: Store) -> None:
    """Of each queue, and the people."""
    put_person(store, replace(ANA, reminders=(DAILY,)))
    store.take_in([update(1), update(2), update(3)], NOW)
    store.commit_turn(TurnResult(1, None, None), NOW)
    store.set_aside(2, "bad", [words("Sorry"), words("Sorry", BEN)], NOW)
    (prompt,) = settle_due(store)
    store.settle(begin=[prompt.id])
    assert store.census() == {
        "people": 1,
        "inbox_new": 1,
        "inbox_done": 1,
        "inbox_aside": 1,
        "outbox_sending": 1,
        "outbox_pending": 2,
        "prompt_queued": 1,
    }
