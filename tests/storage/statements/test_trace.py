"""A prompt's way on record, from the moment it was due: on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from storage.records.calls import Dead, DeadReason, Retry
from storage.records.person import Person, with_fields
from storage.records.prompts import DueReminder, PromptAnswer, PromptDecision, PromptTouch
from storage.records.turn import TurnResult
from storage.schema import tables
from storage.statements.trace import Trace, gap_over, next_of, trace
from storage.store import Store
from tests.storage.sample_people import ANA, BEN, DAY, DUE, HOUR, MINUTE, NOW, TODAY
from tests.storage.store_actions import decision, load_person, send, settle_due


def follow(store: Store, person: Person = ANA, number: int = 1, day: date = TODAY) -> Trace | None:
    """What became of a prompt."""
    return store.read(lambda connection: trace(connection, person.id, number, day))


def test_a_prompt_is_followed_from_its_moment_to_its_answer(store: Store, ana: Person) -> None:
    """Due, decided, tried, put back, sent, answered; and once its message is forgotten, what the prompt says itself."""
    assert follow(store) is None
    (row,) = settle_due(store)
    assert store.settle(begin=[row.id]) == {row.id}
    store.settle(again=[Retry(row.id, NOW + MINUTE, "Bad Gateway", 1, 1)])
    waiting = follow(store)
    assert waiting is not None
    assert waiting.call is not None
    assert (waiting.due_at, waiting.decided_at, waiting.state, waiting.row_id) == (DUE, NOW, "queued", row.id)
    assert (waiting.call.attempts, waiting.call.uncertain, waiting.call.error) == (1, 1, "Bad Gateway")
    assert (waiting.call.not_before, waiting.call.message_id, waiting.sent_at) == (NOW + MINUTE, None, None)

    message = send(store, row, NOW + HOUR)
    before = load_person(store, ana)
    touch = PromptTouch(1, TODAY, PromptAnswer.STARTED)
    assert store.commit_turn(TurnResult(None, before, with_fields(before, gentle=True), prompt=touch), NOW) is not None
    done = follow(store)
    assert done is not None
    assert done.call is not None
    assert (done.state, done.sent_at, done.answer, done.reason) == ("sent", NOW + HOUR, "started", None)
    assert (done.call.row_id, done.call.attempts, done.call.message_id) == (row.id, 2, message)

    store.write(lambda connection: connection.execute(sa.delete(tables.outbox)))
    assert follow(store) == replace(done, call=None)


def test_a_prompt_that_did_not_go_out_says_why_not(store: Store, ana: Person) -> None:
    """Given up by Telegram's word, in the words that it used."""
    (row,) = settle_due(store)
    store.settle(begin=[row.id])
    store.settle(dead=[Dead(row.id, "chat not found", DeadReason.REFUSED)])
    found = follow(store)
    assert found is not None
    assert found.call is not None
    assert (found.state, found.reason, found.call.error) == ("dead", "refused", "chat not found")


def test_only_that_very_prompt_is_followed(store: Store, ana: Person) -> None:
    """Not another person's, another reminder's, another day's; and of those to come it is known when."""
    settle_due(store, text=None)
    found = follow(store)
    assert found is not None
    assert (found.state, found.reason, found.call) == ("skipped", "done", None)
    assert follow(store, BEN) is follow(store, number=2) is follow(store, day=TODAY - DAY) is None
    following = store.read(lambda connection: next_of(connection, ANA.id, 1))
    assert following == (DUE + DAY, TODAY + DAY)
    assert store.read(lambda connection: next_of(connection, ANA.id, 2)) is None


def test_a_date_in_a_gap_leads_to_the_row_that_stands_for_it(store: Store, ana: Person) -> None:
    """The reminder's next stored one, where that is late; none for a later date, nor for another reminder."""

    def late(due: DueReminder) -> PromptDecision:
        newest = replace(due, due_at=DUE + 4 * DAY, local_date=TODAY + 4 * DAY)
        return replace(decision(newest), missed=((DUE + 3 * DAY, TODAY + 3 * DAY),))

    def gap(day: date, number: int = 1) -> date | None:
        return store.read(lambda connection: gap_over(connection, ANA.id, number, day))

    settle_due(store, text=None)
    assert gap(TODAY - DAY) is None
    store.settle_due(NOW + 4 * DAY, 1, late, claims=True)
    assert [gap(TODAY + days * DAY) for days in range(5)] == [TODAY + 3 * DAY] * 3 + [None, None]
    assert gap(TODAY + DAY, number=2) is None
