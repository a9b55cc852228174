"""How the record is found: what is asked often reads an index and never a whole table, however much was sent before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa

from storage.database import writing
from storage.records.calls import Dead, DeadReason, OutgoingCall, Retry, Sent, Verb
from storage.records.diary import CheckIn, Mark, MarkKind
from storage.records.person import with_fields
from storage.records.prompts import PromptAnswer, PromptTouch
from storage.records.turn import TurnResult
from storage.statements.turns import Commit
from storage.store import Store
from tests.storage.sample_people import ANA, BEN, DAILY, DAY, HOUR, NOW, TODAY, WALK, update, words
from tests.storage.store_actions import decision, load_person, put_person, reading, send, settle_due


@contextmanager
def plans(store: Store) -> Iterator[list[str]]:
    """Every step of the plan of every statement that SQLite runs meanwhile, as it is run: with its parameters."""
    steps: list[str] = []

    def explain(
        connection: sa.Connection, cursor: object, statement: str, parameters: object, context: object, many: bool
    ) -> None:
        if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            given = parameters[0] if isinstance(parameters, list) else parameters
            driver = connection.connection.driver_connection
            assert driver is not None
            steps.extend(row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", given))

    sa.event.listen(store.engine, "before_cursor_execute", explain)
    yield steps
    sa.event.remove(store.engine, "before_cursor_execute", explain)


def load(store: Store) -> None:
    """A person's record."""
    assert store.load(ANA.id) is not None


def take_in(store: Store) -> None:
    """Updates that come in, and whether they are behind others."""
    store.take_in([update(50), update(51)], NOW)
    assert store.is_behind(update(51))


def commit_turn(store: Store) -> None:
    """A turn that changes everything that a turn can change."""
    ana = load_person(store, ANA)
    assert ana.walk is not None
    moved = with_fields(ana, position="lying", reminders=(replace(DAILY, number=1),), walk=replace(ana.walk, step=2))
    next_walk = replace(with_fields(moved, walk=replace(WALK, number=2), walks_begun=2), version=ana.version + 1)
    edit = OutgoingCall(ANA.id, Verb.EDIT, {"text": "x"}, target=1001)
    touch = PromptTouch(1, TODAY, PromptAnswer.LATER, NOW + HOUR)
    turns = [
        TurnResult(1, ana, moved, (words("hello", slot="walk"), edit), prompt=touch, retire=("prompt",)),
        TurnResult(2, replace(moved, version=ana.version + 1), next_walk, forget_again=True),
    ]
    for turn in turns:
        assert store.commit_turn(turn, NOW, begin=True) is not None


def many_at_once(store: Store) -> None:
    """The records of several people, turns that change everything that a turn can change, and updates."""
    store.take_in([update(60), update(61, BEN)], NOW)
    store.take_in_many([([update(62)], NOW), ([update(63, BEN)], NOW)])
    put_person(store, with_fields(BEN, reminders=(DAILY,), walk=WALK, walks_begun=1))
    people = store.load_many([ANA.id, BEN.id])
    commits = []
    for number, person in enumerate(people.values()):
        assert person.walk is not None
        walk = replace(person.walk, step=2) if number else replace(person.walk, number=2)
        moved = with_fields(person, position="lying", reminders=(replace(DAILY, number=1 + number),), walk=walk)
        edit = OutgoingCall(person.id, Verb.EDIT, {"text": "x"}, target=1001)
        day = Mark(MarkKind.ADDED, TODAY)
        result = TurnResult(
            *(60 + number, person, moved, (words("hello", person, slot="walk"), edit)),
            prompt=PromptTouch(1, TODAY, PromptAnswer.LATER, NOW + HOUR),
            forget_again=True,
            retire=("prompt",),
            marks=(day,),
            unmarked=(replace(day, kind=MarkKind.UNDONE),),
            checkin=CheckIn(TODAY, 3, 5),
        )
        commits.append(Commit(result, NOW, begin=True))
    assert len(store.commit_turns(commits)) == 2


def claim(store: Store) -> None:
    """Calls taken in hand, and let go."""
    store.release([row.id for row in store.claim(5)])


def settle(store: Store) -> None:
    """A round: sent, put back, given up, begun."""
    store.enqueue([replace(words("x"), chat_id=chat) for chat in (1, 2, 3, 4)], NOW)
    one, two, three, four = (row.id for row in store.claim(9) if row.chat_id < 5)
    store.settle(
        begin=[four],
        sent=[Sent(one, NOW, 1, of_prompt=True)],
        again=[Retry(two, NOW, "later", 1, 0)],
        dead=[Dead(three, "no", DeadReason.REFUSED)],
    )
    assert store.message_id_of(one) == 1


def settle_due_prompts(store: Store) -> None:
    """A tick with something to send and something to skip, and one without; then what was put off."""
    decided, _ = store.settle_due(NOW + DAY, 5, lambda due: replace(decision(due), missed=((NOW, TODAY),)), claims=True)
    assert len(decided) == 1
    assert store.settle_due(NOW, 5, decision, claims=True) == ([], [])
    ana = load_person(store, ANA)
    later = PromptTouch(1, TODAY, PromptAnswer.LATER, NOW + HOUR)
    store.commit_turn(TurnResult(None, ana, ana, prompt=later), NOW)
    for again in store.due_again(NOW + HOUR, 5):
        assert store.commit_again(again, words("Good evening", slot="prompt"), NOW + HOUR)


def any_due(store: Store) -> None:
    """What every second asks."""
    assert store.any_due(NOW + DAY) == (True, False, False)


def due_walks(store: Store) -> None:
    """In whose walk something is due."""
    assert store.due_walks(NOW + DAY, 5) == []


def look_around(store: Store) -> None:
    """What is asked every minute or oftener."""
    store.backlog()
    store.unaccounted(NOW)
    store.waiting_calls()
    store.claimed(NOW)
    assert store.last_prompt(ANA.id) is not None


def somebody_gone(store: Store) -> None:
    """Somebody who cannot be reached, a group that moved, and an update that is given up."""
    store.cancel_chat(-7, "no")
    store.move_chat(-7, -8)
    store.update_failed(1, "no")
    store.set_aside(1, "no", [], NOW)
    store.mark_blocked(ANA.id, NOW, "blocked")


def beat(store: Store) -> None:
    """What every replica asks every few seconds, of its calls and updates."""
    store.beat(NOW, wants_to_poll=False)


# What is asked, and the partial indexes without which it would read what was settled long ago.
HOT: list[tuple[Callable[[Store], None], set[str]]] = [
    (load, set()),
    (take_in, {"ix_inbox_new"}),
    (commit_turn, {"ix_outbox_live"}),
    (many_at_once, {"ix_outbox_live"}),
    (claim, {"ix_outbox_free"}),
    (settle, {"ix_outbox_free"}),
    (settle_due_prompts, {"ix_reminder_next_due_id", "ix_outbox_live", "ix_prompt_again_at_id"}),
    (any_due, {"ix_reminder_next_due_id", "ix_prompt_again_at_id", "ix_walk_due_at_id"}),
    (due_walks, {"ix_walk_due_at_id"}),
    (look_around, {"ix_outbox_free", "ix_outbox_held", "ix_inbox_new", "ix_prompt_queued", "ix_reminder_next_due_id"}),
    (somebody_gone, {"ix_outbox_chat_id"}),
    (beat, {"ix_outbox_held", "ix_inbox_new"}),
]
# Tables with a row for each replica, and for each table that numbers its rows; and the indexes that hold only what is
# not settled. These may be read whole.
SMALL = {"SCAN replica", "SCAN sqlite_sequence"}
PARTIAL = ("ix_outbox_free", "ix_outbox_held", "ix_outbox_live", "ix_inbox_new", "ix_prompt_queued")


def reads_a_table(step: str) -> bool:
    """Whether a step of a plan reads all of a table: also by an index that holds all of its rows."""
    brought_along = step.endswith(("CONSTANT ROW", "CONSTANT ROWS"))  # by the statement itself
    return step.startswith("SCAN ") and not brought_along and step not in SMALL and not step.endswith(PARTIAL)


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(("work", "indexes"), HOT, ids=lambda value: getattr(value, "__name__", ""))
def test_nothing_that_is_asked_often_reads_a_whole_table(
    store: Store, work: Callable[[Store], None], indexes: set[str]
) -> None:
    """SQLite tells of each statement how it will find its rows."""
    put_person(store, with_fields(ANA, reminders=(DAILY,), walk=WALK, walks_begun=1))
    store.take_in([update(1), update(2)], NOW)
    for row in settle_due(store):
        send(store, row)
    store.enqueue([words("free"), words("walk", slot="walk")], NOW)
    with plans(store) as steps:
        work(store)
    assert steps
    assert [step for step in steps if reads_a_table(step)] == []
    # Also not all that was ever sent to one person, but where something is due in their walk.
    assert work in (somebody_gone, due_walks) or not any("ix_outbox_chat_id" in step for step in steps)
    assert {name for name in indexes if not any(name in step for step in steps)} == set()


@pytest.mark.only("sqlite")
def test_what_is_next_comes_in_order_without_being_sorted(store: Store) -> None:
    """The index gives the order, ties included: a tick over 100,000 people costs nothing."""
    put_person(store, replace(ANA, reminders=(DAILY,)))
    store.enqueue([words("hello")], NOW)
    with plans(store) as steps:
        store.settle_due(NOW - DAY, 500, decision, claims=True)
        store.claim(5)
    assert "SEARCH reminder USING INDEX ix_reminder_next_due_id (next_due<?)" in steps
    assert "SCAN outbox USING INDEX ix_outbox_free" in steps
    assert [step for step in steps if "TEMP B-TREE" in step] == []


@pytest.mark.only("sqlite")
def test_a_scan_would_be_found(store: Store) -> None:
    """The test above looks in the right places."""
    with plans(store) as steps:
        store.census()
    assert any(reads_a_table(step) for step in steps)


DEAD_ROWS = """
INSERT INTO outbox (chat_id, lane, verb, event, live, state, attempts, uncertain, error, created_at)
SELECT n, mod(n, 3), 'send', 'reply', false, 'dead', 1, 0, 'no', now() - interval '1 day'
FROM generate_series(1, 100000) AS n
"""


@pytest.fixture
def crowded(store: Store) -> Iterator[Store]:
    """A record with a hundred thousand calls that are settled, and two that are not, of which PostgreSQL knows."""
    with writing(store.engine) as connection:
        connection.exec_driver_sql(DEAD_ROWS)
    store.enqueue([words("one"), words("two")], NOW)
    with reading(store) as connection:
        connection.exec_driver_sql("ANALYZE outbox")
    yield store
    # What other tests find should be as small as it was.
    with reading(store) as connection:
        connection.exec_driver_sql("DELETE FROM outbox")
        connection.exec_driver_sql("VACUUM (ANALYZE) outbox")


@pytest.mark.only("postgresql")
def test_a_hundred_thousand_calls_that_are_settled_cost_nothing(crowded: Store) -> None:
    """Each statement about those that are not uses a partial index, by the planner's own choice."""
    explained: dict[str, str] = {}

    def explain(
        connection: sa.Connection, cursor: object, statement: str, parameters: object, context: object, many: bool
    ) -> None:
        if "outbox" in statement and not statement.startswith(("EXPLAIN", "INSERT")):
            given = parameters[0] if isinstance(parameters, list) else parameters
            driver = connection.connection.driver_connection
            assert driver is not None
            plan = driver.execute(f"EXPLAIN {statement}", given).fetchall()
            explained[statement] = "\n".join(row[0] for row in plan)

    sa.event.listen(crowded.engine, "before_cursor_execute", explain)
    one, two = crowded.claim(5)
    claimed = dict(explained)
    crowded.settle(begin=[one.id])
    crowded.settle(begin=[two.id], sent=[Sent(one.id, NOW, 1)])
    crowded.enqueue([words("three", slot="walk")], NOW)
    crowded.beat(NOW, wants_to_poll=False)
    crowded.waiting_calls()
    crowded.backlog()
    sa.event.remove(crowded.engine, "before_cursor_execute", explain)
    assert len(claimed) == 1
    (plan,) = claimed.values()
    assert "using ix_outbox_free" in plan
    assert [statement for statement, plan in explained.items() if "Seq Scan on outbox" in plan] == []
    everything = "\n".join(explained.values())
    assert {name for name in ("ix_outbox_free", "ix_outbox_held", "ix_outbox_live") if name not in everything} == set()
