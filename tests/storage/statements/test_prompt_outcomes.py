"""What became of a prompt, what the person answered, and what comes next."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, time

import pytest

from storage.records.calls import Dead, DeadReason, Lane, Retry, Sent
from storage.records.person import Person, Reminder
from storage.records.prompts import LastPrompt, PromptAnswer, PromptState, PromptTouch
from storage.records.turn import TurnResult
from storage.store import Store
from tests.storage.races import stopped, wait_for_a_lock
from tests.storage.sample_people import ANA, BEN, DAILY, DAY, DUE, HOUR, MINUTE, NOW, TODAY, texts, words
from tests.storage.store_actions import due, load_person, prompts, put_person, send, settle_due, table


def later(store: Store, person: Person, again_at: datetime = NOW + HOUR) -> None:
    """The person puts today's prompt off."""
    touch = PromptTouch(1, TODAY, PromptAnswer.LATER, again_at)
    assert store.commit_turn(TurnResult(None, person, person, prompt=touch), NOW) is not None


# What became of it


def fate(store: Store) -> tuple[object, object]:
    """The newest prompt's state and reason."""
    last = store.last_prompt(ANA.id)
    assert last is not None
    return last.state, last.reason


def test_a_prompt_is_sent_when_telegram_took_it(store: Store, ana: Person) -> None:
    """Queued until then, also while it is being sent and after it was put back."""
    (row,) = settle_due(store)
    store.settle(begin=[row.id])
    assert fate(store) == (PromptState.QUEUED, None)
    store.settle(again=[Retry(row.id, NOW, "Bad Gateway", 1, 0)])
    assert fate(store) == (PromptState.QUEUED, None)
    send(store, row, NOW + MINUTE)
    assert store.last_prompt(ANA.id) == LastPrompt(DUE, PromptState.SENT, None, NOW + MINUTE)


@pytest.mark.parametrize("reason", DeadReason)
def test_a_prompt_whose_message_is_given_up_says_why(store: Store, ana: Person, reason: DeadReason) -> None:
    """One of few reasons; Telegram's own words stand with the message."""
    (row,) = settle_due(store)
    store.settle(begin=[row.id])
    store.settle(dead=[Dead(row.id, "Bad Request", reason)])
    assert fate(store) == (PromptState.DEAD, reason.value)
    assert table(store, "outbox")[0]["error"] == "Bad Request"


@pytest.mark.parametrize("begun", [False, True])
def test_a_prompt_to_somebody_who_cannot_be_reached_is_dead(store: Store, ana: Person, begun: bool) -> None:
    """Whether that was found by this message or by another one; nobody else's is."""
    put_person(store, replace(BEN, reminders=(DAILY,)))
    hers, _ = settle_due(store)
    if begun:
        store.settle(begin=[hers.id])
    store.mark_blocked(ANA.id, NOW, "Forbidden: bot was blocked by the user")
    assert prompts(store) == [(ANA.id, 1, TODAY, "dead", "unreachable"), (BEN.id, 1, TODAY, "queued", None)]


def test_what_was_sent_stays_sent(store: Store, ana: Person) -> None:
    """A chat that closes later, or a message that is no prompt, changes nothing about it."""
    (row,) = settle_due(store)
    send(store, row)
    store.enqueue([words("more")], NOW)
    (more,) = store.claim(1)
    store.settle(dead=[Dead(more.id, "no", DeadReason.REFUSED)])
    store.mark_blocked(ANA.id, NOW, "blocked")
    assert fate(store) == (PromptState.SENT, None)


# The person answers


def test_an_answer_is_noted_on_its_own_prompt(store: Store, ana: Person) -> None:
    """Of that reminder and date, of that person, and on no other."""
    put_person(store, replace(BEN, reminders=(DAILY,)))
    settle_due(store)
    settle_due(store, NOW + DAY)
    touch = PromptTouch(1, TODAY + DAY, PromptAnswer.NOT_TODAY)
    store.commit_turn(TurnResult(None, load_person(store, ana), load_person(store, ana), prompt=touch), NOW)
    assert [(row["person_id"], row["local_date"], row["answer"]) for row in table(store, "prompt")] == [
        (ANA.id, TODAY, None),
        (BEN.id, TODAY, None),
        (ANA.id, TODAY + DAY, "not_today"),
        (BEN.id, TODAY + DAY, None),
    ]


def test_an_answer_to_a_prompt_that_never_was_is_nothing(store: Store, ana: Person) -> None:
    """Button data is believed by nobody."""
    touch = PromptTouch(9, date(1999, 12, 31), PromptAnswer.STARTED)
    assert store.commit_turn(TurnResult(None, ana, ana, prompt=touch), NOW) == []
    assert prompts(store) == []


def test_a_prompt_put_off_comes_back_at_its_moment(store: Store, ana: Person) -> None:
    """With the person's record; once."""
    settle_due(store)
    later(store, load_person(store, ana))
    assert store.due_again(NOW + HOUR - MINUTE, 10) == []
    (again,) = store.due_again(NOW + HOUR, 10)
    assert (again.person, again.reminder_number, again.local_date) == (load_person(store, ana), 1, TODAY)
    calls = store.commit_again(again, words("Good evening", slot="prompt"), NOW + HOUR)
    assert (texts(calls), [row.held for row in calls]) == (["Good evening", "strip"], [False, False])
    assert store.due_again(NOW + 2 * HOUR, 10) == []
    assert store.commit_again(again, words("Good evening"), NOW + HOUR) == []
    assert [row["payload"] for row in table(store, "outbox")][:2] == [
        {"text": "Good morning"},
        {"text": "Good evening"},
    ]


def test_a_prompt_that_came_back_counts_as_sent_when_its_second_message_is(store: Store, ana: Person) -> None:
    """/status says when it was really sent; until then it is queued once more."""
    (first,) = settle_due(store)
    send(store, first)
    later(store, load_person(store, ana))
    assert fate(store) == (PromptState.SENT, None)
    (again,) = store.due_again(NOW + HOUR, 10)
    store.commit_again(again, words("Good evening", lane=Lane.PROMPT), NOW + HOUR)
    assert store.last_prompt(ANA.id) == LastPrompt(DUE, PromptState.QUEUED, None, None)
    (second,) = store.claim(5)
    send(store, second, NOW + 2 * HOUR)
    assert store.last_prompt(ANA.id) == LastPrompt(DUE, PromptState.SENT, None, NOW + 2 * HOUR)


def test_the_first_message_of_a_prompt_that_came_back_says_nothing_about_it(store: Store, ana: Person) -> None:
    """It arrived although nobody knew, was put off, and is noted only after the second one was put there."""
    (first,) = settle_due(store)
    store.settle(begin=[first.id])
    later(store, load_person(store, ana))
    (again,) = store.due_again(NOW + HOUR, 10)
    store.commit_again(again, words("Good evening", lane=Lane.PROMPT), NOW + HOUR)
    store.settle(sent=[Sent(first.id, NOW, 5, of_prompt=True)])
    assert store.last_prompt(ANA.id) == LastPrompt(DUE, PromptState.QUEUED, None, None)


@pytest.mark.only("postgresql")
def test_a_prompt_put_off_comes_back_by_one_replica(store: Store, second: Store, ana: Person) -> None:
    """Both found it due; the second one finds it taken up."""
    settle_due(store)
    later(store, load_person(store, ana))
    (again,) = store.due_again(NOW + HOUR, 10)
    assert second.due_again(NOW + HOUR, 10) == [again]
    with ThreadPoolExecutor(1) as pool, stopped(store, "UPDATE prompt", after=True) as taking_up:
        first = pool.submit(store.commit_again, again, words("Good evening"), NOW + HOUR)
        taking_up.wait_for()
        with ThreadPoolExecutor(1) as other:
            late = other.submit(second.commit_again, again, words("Good evening"), NOW + HOUR)
            wait_for_a_lock(store)
            taking_up.go_on()
            assert (len(first.result()), late.result()) == (1, [])


def test_a_prompt_put_off_can_be_dropped(store: Store, ana: Person) -> None:
    """The walk was done in between: nothing is sent, and what became of it stays."""
    settle_due(store, text=None)
    later(store, load_person(store, ana))
    (again,) = store.due_again(NOW + HOUR, 10)
    assert store.commit_again(again, None, NOW + HOUR) == []
    assert (table(store, "outbox"), fate(store)) == ([], (PromptState.SKIPPED, "done"))
    assert store.due_again(NOW + DAY, 10) == []


def test_a_prompt_put_off_a_second_time_waits_for_the_second_moment(store: Store, ana: Person) -> None:
    """A tick that read the first moment comes too late."""
    settle_due(store)
    later(store, load_person(store, ana))
    (again,) = store.due_again(NOW + HOUR, 10)
    later(store, load_person(store, ana), NOW + 3 * HOUR)
    assert store.commit_again(again, words("Good evening"), NOW + HOUR) == []
    assert [item.again_at for item in store.due_again(NOW + DAY, 10)] == [NOW + 3 * HOUR]


def test_starting_ends_the_wait_for_a_prompt_that_was_put_off(store: Store, ana: Person) -> None:
    """Hers, and nobody else's."""
    put_person(store, replace(BEN, reminders=(DAILY,)))
    settle_due(store)
    later(store, load_person(store, ana))
    later(store, load_person(store, BEN))
    store.commit_turn(TurnResult(None, load_person(store, ana), load_person(store, ana), forget_again=True), NOW)
    assert [item.person.id for item in store.due_again(NOW + DAY, 10)] == [BEN.id]


def test_a_new_prompt_ends_the_wait_for_the_one_before(store: Store, ana: Person) -> None:
    """Otherwise both would come."""
    settle_due(store)
    later(store, load_person(store, ana), NOW + 2 * DAY)
    settle_due(store, NOW + DAY)
    assert store.due_again(NOW + 3 * DAY, 10) == []


def test_put_off_prompts_come_in_the_order_of_their_moments(store: Store) -> None:
    """A batch at a time."""
    for number in (1, 2, 3):
        put_person(store, replace(ANA, id=number, reminders=(DAILY,)))
    settle_due(store)
    for number, wait in ((1, 3), (2, 1), (3, 2)):
        later(store, load_person(store, replace(ANA, id=number)), NOW + wait * MINUTE)
    assert [item.person.id for item in store.due_again(NOW + HOUR, 2)] == [2, 3]


# What was last, what is next


def test_the_newest_prompt_is_the_last(store: Store, ana: Person) -> None:
    """Queued is not sent: that is noted when Telegram took it."""
    assert store.last_prompt(ANA.id) is None
    (row,) = settle_due(store)
    assert store.last_prompt(ANA.id) == LastPrompt(DUE, PromptState.QUEUED, None, None)
    send(store, row, NOW + MINUTE)
    assert store.last_prompt(ANA.id) == LastPrompt(DUE, PromptState.SENT, None, NOW + MINUTE)
    settle_due(store, NOW + DAY, text=None)
    assert store.last_prompt(ANA.id) == LastPrompt(DUE + DAY, PromptState.SKIPPED, "done", None)


def test_the_next_prompt_can_be_pulled_forward(store: Store) -> None:
    """The nearest reminder becomes due now, for its own date: it will not come a second time that day."""
    tomorrow = replace(DAILY, next_due=DUE + DAY, next_date=TODAY + DAY)
    evening = Reminder(2, time(18), 127, DUE + 11 * HOUR, TODAY)
    put_person(store, replace(ANA, reminders=(tomorrow, evening)))
    assert due(store) == []
    assert store.pull_forward(ANA.id, NOW)
    assert [(item.reminder.number, item.due_at, item.local_date) for item in due(store)] == [(2, NOW, TODAY)]


@pytest.mark.parametrize("reminders", [(), (replace(DAILY, next_due=None, next_date=None),)])
def test_nothing_can_be_pulled_forward_where_nothing_waits(store: Store, reminders: tuple[Reminder, ...]) -> None:
    """False: no reminders, or all of them rest."""
    put_person(store, replace(ANA, reminders=reminders))
    assert not store.pull_forward(ANA.id, NOW)
