"""The due table: one prompt for a reminder and a local date, whatever happens; and what the person answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
import sqlalchemy as sa

from storage.records import (
    DueReminder,
    Lane,
    LastPrompt,
    Person,
    PromptAnswer,
    PromptDecision,
    PromptState,
    PromptTouch,
    Reminder,
    TurnResult,
)
from storage.store import Store

from .cast import (
    ANA,
    BEN,
    DAILY,
    DAY,
    DUE,
    HOUR,
    MINUTE,
    NOW,
    TODAY,
    changed,
    decision,
    known,
    of,
    reading,
    table,
    words,
)


@pytest.fixture
def ana(store: Store) -> Person:
    """Ana with a reminder that has come due today."""
    return known(store, replace(ANA, reminders=(DAILY,), reminders_made=1))


def due(store: Store) -> list[DueReminder]:
    """What is due now."""
    return store.due_reminders(NOW, 500)


def prompts(store: Store) -> list[tuple[object, ...]]:
    """All prompts: whose, for which reminder and date, state, reason."""
    return [
        (row["person_id"], row["reminder_number"], row["local_date"], row["state"], row["reason"])
        for row in table(store, "prompt")
    ]


def later(store: Store, person: Person, again_at: object = NOW + HOUR) -> None:
    """The person puts today's prompt off."""
    touch = PromptTouch(1, TODAY, PromptAnswer.LATER, again_at)  # type: ignore[arg-type]
    assert store.commit_turn(TurnResult(None, person, person, prompt=touch), NOW)


# What is due


def test_a_reminder_is_due_from_its_moment_on(store: Store, ana: Person) -> None:
    """With the person's record, and the local date that it is meant for."""
    assert store.due_reminders(DUE - MINUTE, 500) == []
    (found,) = store.due_reminders(DUE, 500)
    assert found == DueReminder(found.reminder_id, ana, DAILY, DUE, TODAY)


def test_the_oldest_is_first_and_ties_go_by_id(store: Store) -> None:
    """A batch at a time, so that everybody's turn comes."""
    moments = [DUE, DUE - HOUR, DUE, DUE - 2 * HOUR]
    for number, moment in enumerate(moments, 1):
        known(store, replace(ANA, id=number, reminders=(replace(DAILY, next_due=moment),)))
    assert [item.person.id for item in store.due_reminders(NOW, 3)] == [4, 2, 1]


def test_a_resting_reminder_is_never_due(store: Store) -> None:
    """Paused, stopped or blocked: it has no moment."""
    known(store, replace(ANA, reminders=(replace(DAILY, next_due=None, next_date=None),)))
    assert due(store) == []


@pytest.mark.only("sqlite")
def test_finding_what_is_due_sorts_nothing(store: Store) -> None:
    """The index gives the order, ties included: a tick over 100,000 people costs nothing."""
    with reading(store) as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT * FROM reminder WHERE next_due <= '2026' ORDER BY next_due, id LIMIT 500"
        ).all()
    assert [row[3] for row in plan] == ["SEARCH reminder USING INDEX ix_reminder_next_due_id (next_due<?)"]


# What is decided


def test_prompt_message_and_next_moment_are_one(store: Store, ana: Person) -> None:
    """One transaction: the prompt is on record, its message waits in its lane, the reminder stands a day on."""
    (item,) = due(store)
    (row,) = store.commit_prompts([decision(item)], NOW)
    assert prompts(store) == [(ANA.id, 1, TODAY, "queued", None)]
    assert [(call["id"], call["lane"], call["payload"]) for call in table(store, "outbox")] == [
        (row, Lane.PROMPT, {"text": "Good morning"})
    ]
    assert of(store, ana).reminders == (replace(DAILY, next_due=DUE + DAY, next_date=TODAY + DAY),)
    assert due(store) == []


def test_a_decision_that_comes_twice_counts_once(store: Store, ana: Person) -> None:
    """The reminder no longer stands where it was read."""
    (item,) = due(store)
    assert len(store.commit_prompts([decision(item), decision(item)], NOW)) == 1
    assert store.commit_prompts([decision(item)], NOW) == []
    assert len(table(store, "outbox")) == 1


def test_a_decision_about_a_reminder_that_was_changed_is_dropped(store: Store, ana: Person) -> None:
    """The person moved it between reading and writing: their new time stands."""
    (item,) = due(store)
    moved = replace(DAILY, at=time(9), next_due=DUE + 2 * HOUR)
    changed(store, ana, replace(ana, reminders=(moved,)))
    assert store.commit_prompts([decision(item)], NOW) == []
    assert (prompts(store), of(store, ana).reminders) == ([], (moved,))


def test_a_decision_about_a_reminder_that_is_gone_is_dropped(store: Store, ana: Person) -> None:
    """Removed between reading and writing."""
    (item,) = due(store)
    changed(store, ana, replace(ana, reminders=()))
    assert store.commit_prompts([decision(item)], NOW) == []
    assert prompts(store) == []


def test_no_date_is_prompted_twice_for_one_reminder(store: Store, ana: Person) -> None:
    """A reminder that is moved back to a later time of the same day just goes on to the next."""
    store.commit_prompts([decision(item) for item in due(store)], NOW)
    now = of(store, ana)
    back = replace(now.reminders[0], next_due=DUE + HOUR, next_date=TODAY)
    changed(store, now, replace(now, reminders=(back,)))
    (item,) = due(store)
    assert store.commit_prompts([decision(item)], NOW) == []
    assert len(prompts(store)) == len(table(store, "outbox")) == 1
    assert of(store, ana).reminders[0].next_date == TODAY + DAY


def test_the_database_itself_refuses_a_second_prompt(store: Store, ana: Person) -> None:
    """The key is person, reminder and local date."""
    store.commit_prompts([decision(item) for item in due(store)], NOW)
    copy = (
        "INSERT INTO prompt (id, person_id, reminder_number, local_date, due_at, state, created_at) "
        "SELECT 99, person_id, reminder_number, local_date, due_at, state, created_at FROM prompt"
    )
    with pytest.raises(sa.exc.IntegrityError, match=r"(?i)unique"), store.engine.begin() as connection:
        connection.exec_driver_sql(copy)


def test_two_reminders_of_one_person_are_two_prompts(store: Store) -> None:
    """Also on one date."""
    evening = Reminder(2, time(12), 127, DUE + 5 * HOUR, TODAY)
    known(store, replace(ANA, reminders=(DAILY, evening)))
    assert len(store.commit_prompts([decision(item) for item in due(store)], NOW)) == 2
    assert [row[1] for row in prompts(store)] == [1, 2]


def test_a_skipped_prompt_says_why_and_sends_nothing(store: Store, ana: Person) -> None:
    """And the reminder goes on."""
    (item,) = due(store)
    assert store.commit_prompts([decision(item, None, "done")], NOW) == []
    assert prompts(store) == [(ANA.id, 1, TODAY, "skipped", "done")]
    assert table(store, "outbox") == []
    assert of(store, ana).reminders[0].next_due == DUE + DAY


def test_what_an_outage_swallowed_is_on_record_as_late(store: Store, ana: Person) -> None:
    """Each missed date once, with its own moment, also when some are known already."""
    (item,) = due(store)
    store.commit_prompts([decision(item)], NOW)
    now = of(store, ana)
    late = DueReminder(item.reminder_id, now, now.reminders[0], DUE + 3 * DAY, TODAY + 3 * DAY)
    missed = tuple((DUE + days * DAY, TODAY + days * DAY) for days in (0, 1, 2))
    newest = PromptDecision(
        late, DUE + 4 * DAY, TODAY + 4 * DAY, PromptState.QUEUED, draft=words("Good morning"), missed=missed
    )
    store.commit_prompts([newest], NOW + 3 * DAY)
    assert [row[2:] for row in prompts(store)] == [
        (TODAY, "queued", None),
        (TODAY + DAY, "skipped", "late"),
        (TODAY + 2 * DAY, "skipped", "late"),
        (TODAY + 3 * DAY, "queued", None),
    ]
    assert [row["due_at"] for row in table(store, "prompt")] == [DUE + days * DAY for days in range(4)]


def test_a_new_prompt_retires_the_one_before(store: Store, ana: Person) -> None:
    """Its buttons go once the new one is there."""
    store.commit_prompts([decision(item) for item in due(store)], NOW)
    store.sent(store.take_out(NOW, 1, [])[0].id, NOW, 11)
    (tomorrow,) = store.due_reminders(NOW + DAY, 500)
    store.commit_prompts([decision(tomorrow)], NOW + DAY)
    rows = [*store.take_out(NOW + DAY, 1, []), *store.take_out(NOW + DAY, 1, [])]
    assert sorted((row.verb.value, row.target) for row in rows) == [("send", None), ("strip", 11)]


# The person answers


def test_an_answer_is_noted_on_its_own_prompt(store: Store, ana: Person) -> None:
    """Of that reminder and date, of that person, and on no other."""
    known(store, replace(BEN, reminders=(DAILY,)))
    store.commit_prompts([decision(item) for item in due(store)], NOW)
    store.commit_prompts([decision(item) for item in store.due_reminders(NOW + DAY, 9)], NOW + DAY)
    touch = PromptTouch(1, TODAY + DAY, PromptAnswer.NOT_TODAY)
    store.commit_turn(TurnResult(None, of(store, ana), of(store, ana), prompt=touch), NOW)
    assert [(row["person_id"], row["local_date"], row["answer"]) for row in table(store, "prompt")] == [
        (ANA.id, TODAY, None),
        (BEN.id, TODAY, None),
        (ANA.id, TODAY + DAY, "not_today"),
        (BEN.id, TODAY + DAY, None),
    ]


def test_an_answer_to_a_prompt_that_never_was_is_nothing(store: Store, ana: Person) -> None:
    """Button data is believed by nobody."""
    touch = PromptTouch(9, date(1999, 12, 31), PromptAnswer.STARTED)
    assert store.commit_turn(TurnResult(None, ana, ana, prompt=touch), NOW)
    assert prompts(store) == []


def test_a_prompt_put_off_comes_back_at_its_moment(store: Store, ana: Person) -> None:
    """With the person's record; once."""
    store.commit_prompts([decision(item) for item in due(store)], NOW)
    later(store, of(store, ana))
    assert store.due_again(NOW + HOUR - MINUTE, 10) == []
    (again,) = store.due_again(NOW + HOUR, 10)
    assert (again.person, again.reminder_number, again.local_date) == (of(store, ana), 1, TODAY)
    assert store.commit_again(again, words("Good evening", slot="prompt"), NOW + HOUR)
    assert store.due_again(NOW + 2 * HOUR, 10) == []
    assert not store.commit_again(again, words("Good evening"), NOW + HOUR)
    assert [row["payload"] for row in table(store, "outbox")][:2] == [
        {"text": "Good morning"},
        {"text": "Good evening"},
    ]


def test_a_prompt_that_came_back_counts_as_sent_when_its_second_message_is(store: Store, ana: Person) -> None:
    """/status says when it was really sent."""
    (first,) = store.commit_prompts([decision(item) for item in due(store)], NOW)
    store.sent(first, NOW, 11)
    later(store, of(store, ana))
    (again,) = store.due_again(NOW + HOUR, 10)
    store.commit_again(again, words("Good evening"), NOW + HOUR)
    assert store.last_prompt(ANA.id) == LastPrompt(DUE, PromptState.QUEUED, None, None)
    second = int(str(table(store, "outbox")[-1]["id"]))
    store.sent(second, NOW + 2 * HOUR, 12)
    assert store.last_prompt(ANA.id) == LastPrompt(DUE, PromptState.QUEUED, None, NOW + 2 * HOUR)


def test_a_prompt_put_off_can_be_dropped(store: Store, ana: Person) -> None:
    """The walk was done in between: nothing is sent."""
    store.commit_prompts([decision(item, None, "done") for item in due(store)], NOW)
    later(store, of(store, ana))
    (again,) = store.due_again(NOW + HOUR, 10)
    assert store.commit_again(again, None, NOW + HOUR)
    assert table(store, "outbox") == []
    assert store.due_again(NOW + DAY, 10) == []


def test_a_prompt_put_off_a_second_time_waits_for_the_second_moment(store: Store, ana: Person) -> None:
    """A tick that read the first moment comes too late."""
    store.commit_prompts([decision(item) for item in due(store)], NOW)
    later(store, of(store, ana))
    (again,) = store.due_again(NOW + HOUR, 10)
    later(store, of(store, ana), NOW + 3 * HOUR)
    assert not store.commit_again(again, words("Good evening"), NOW + HOUR)
    assert [item.again_at for item in store.due_again(NOW + DAY, 10)] == [NOW + 3 * HOUR]


def test_starting_ends_the_wait_for_a_prompt_that_was_put_off(store: Store, ana: Person) -> None:
    """Hers, and nobody else's."""
    known(store, replace(BEN, reminders=(DAILY,)))
    store.commit_prompts([decision(item) for item in due(store)], NOW)
    later(store, of(store, ana))
    later(store, of(store, BEN))
    store.commit_turn(TurnResult(None, of(store, ana), of(store, ana), forget_again=True), NOW)
    assert [item.person.id for item in store.due_again(NOW + DAY, 10)] == [BEN.id]


def test_a_new_prompt_ends_the_wait_for_the_one_before(store: Store, ana: Person) -> None:
    """Otherwise both would come."""
    store.commit_prompts([decision(item) for item in due(store)], NOW)
    later(store, of(store, ana), NOW + 2 * DAY)
    store.commit_prompts([decision(item) for item in store.due_reminders(NOW + DAY, 10)], NOW + DAY)
    assert store.due_again(NOW + 3 * DAY, 10) == []


def test_put_off_prompts_come_in_the_order_of_their_moments(store: Store) -> None:
    """A batch at a time."""
    for number in (1, 2, 3):
        known(store, replace(ANA, id=number, reminders=(DAILY,)))
    store.commit_prompts([decision(item) for item in due(store)], NOW)
    for number, wait in ((1, 3), (2, 1), (3, 2)):
        later(store, of(store, replace(ANA, id=number)), NOW + wait * MINUTE)
    assert [item.person.id for item in store.due_again(NOW + HOUR, 2)] == [2, 3]


# What was last, what is next


def test_the_newest_prompt_is_the_last(store: Store, ana: Person) -> None:
    """Queued is not sent: that is noted when Telegram took it."""
    assert store.last_prompt(ANA.id) is None
    (row,) = store.commit_prompts([decision(item) for item in due(store)], NOW)
    assert store.last_prompt(ANA.id) == LastPrompt(DUE, PromptState.QUEUED, None, None)
    store.sent(row, NOW + MINUTE, 5)
    assert store.last_prompt(ANA.id) == LastPrompt(DUE, PromptState.QUEUED, None, NOW + MINUTE)
    store.commit_prompts([decision(item, None, "paused") for item in store.due_reminders(NOW + DAY, 9)], NOW + DAY)
    assert store.last_prompt(ANA.id) == LastPrompt(DUE + DAY, PromptState.SKIPPED, "paused", None)


def test_the_next_prompt_can_be_pulled_forward(store: Store) -> None:
    """The nearest reminder becomes due now, for its own date: it will not come a second time that day."""
    tomorrow = replace(DAILY, next_due=DUE + DAY, next_date=TODAY + DAY)
    evening = Reminder(2, time(18), 127, DUE + 11 * HOUR, TODAY)
    known(store, replace(ANA, reminders=(tomorrow, evening)))
    assert due(store) == []
    assert store.pull_forward(ANA.id, NOW)
    assert [(item.reminder.number, item.due_at, item.local_date) for item in due(store)] == [(2, NOW, TODAY)]


@pytest.mark.parametrize("reminders", [(), (replace(DAILY, next_due=None, next_date=None),)])
def test_nothing_can_be_pulled_forward_where_nothing_waits(store: Store, reminders: tuple[Reminder, ...]) -> None:
    """False: no reminders, or all of them rest."""
    known(store, replace(ANA, reminders=reminders))
    assert not store.pull_forward(ANA.id, NOW)
