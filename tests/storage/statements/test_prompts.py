"""The prompts: which reminders are due, and what is decided about each: once for a reminder and a local date, whatever
happens."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time

import pytest
import sqlalchemy as sa

from storage.database import writing
from storage.records.calls import Lane, Verb
from storage.records.person import DIGEST, Person, Reminder, Silence, with_fields
from storage.records.prompts import DueReminder, PromptDecision
from storage.records.turn import TurnResult
from storage.store import Store
from tests.storage.races import stopped, wait_for_a_lock, watched_errors
from tests.storage.sample_people import ANA, BEN, DAILY, DAY, DUE, HOUR, MINUTE, NOW, TODAY, prompted
from tests.storage.store_actions import (
    change_person,
    decision,
    due,
    load_person,
    prompts,
    put_person,
    send,
    settle_due,
    table,
)

# What is due


def test_a_reminder_is_due_from_its_moment_on(store: Store, ana: Person) -> None:
    """With the person's record, and the local date that it is meant for."""
    assert due(store, DUE - MINUTE) == []
    (found,) = due(store, DUE)
    assert found == DueReminder(found.reminder_id, prompted(ana), DAILY, DUE, TODAY)


def test_the_oldest_is_first_and_ties_go_by_id(store: Store) -> None:
    """A batch at a time, so that everybody's turn comes."""
    moments = [DUE, DUE - HOUR, DUE, DUE - 2 * HOUR]
    for number, moment in enumerate(moments, 1):
        put_person(store, replace(ANA, id=number, reminders=(replace(DAILY, next_due=moment),)))
    assert [item.person.id for item in due(store, limit=3)] == [4, 2, 1]


def test_a_resting_reminder_is_never_due(store: Store) -> None:
    """Paused, stopped or blocked: it has no moment."""
    put_person(store, replace(ANA, reminders=(replace(DAILY, next_due=None, next_date=None),)))
    assert due(store) == []


# What is decided


def test_prompt_message_and_next_moment_are_one(store: Store, ana: Person) -> None:
    """One transaction: the prompt is on record, its message waits in its lane, the reminder stands a day on."""
    (item,) = due(store)
    decided, (row,) = store.settle_due(NOW, 500, decision, claims=True)
    assert decided == [decision(item)]
    assert prompts(store) == [(ANA.id, 1, TODAY, "queued", None)]
    assert [(call["id"], call["lane"], call["payload"]) for call in table(store, "outbox")] == [
        (row.id, Lane.PROMPT, {"text": "Good morning"})
    ]
    assert [row["outbox_id"] for row in table(store, "prompt")] == [row.id]
    (reminder,) = load_person(store, ana).reminders
    assert reminder == replace(DAILY, next_due=DUE + DAY, next_date=TODAY + DAY)
    assert (reminder.last_due, reminder.last_date) == (DUE, TODAY)
    assert store.settle_due(NOW, 500, decision, claims=True) == ([], [])


@pytest.mark.parametrize("text", ["Good morning", None])
def test_a_reminder_for_once_is_gone_when_it_has_come(store: Store, text: str | None) -> None:
    """Sent or skipped, in the transaction of its prompt; the other reminders of its person stay."""
    once = replace(DAILY, number=2, once_on=TODAY, weekdays=1 << TODAY.weekday())
    ana = put_person(store, replace(ANA, reminders=(DAILY, once)))
    assert load_person(store, ana).reminders == (DAILY, once)
    state, reason = ("queued", None) if text else ("skipped", "done")
    decided, calls = store.settle_due(
        NOW, 500, lambda item: replace(decision(item, text, reason), next_due=DUE + DAY), claims=True
    )
    assert len(decided) == 2
    assert len([call for call in calls if call.verb is Verb.SEND]) == (2 if text else 0)
    assert [row[1:] for row in prompts(store)] == [(number, TODAY, state, reason) for number in (1, 2)]
    assert [one.number for one in load_person(store, ana).reminders] == [1]
    assert due(store, NOW) == []


def test_a_turn_that_read_a_reminder_for_once_before_it_came_does_not_bring_it_back(store: Store) -> None:
    """It writes what it changed of a row that is gone: nothing."""
    once = replace(DAILY, once_on=TODAY, weekdays=1 << TODAY.weekday())
    ana = put_person(store, replace(ANA, reminders=(once,)))
    settle_due(store)
    change_person(store, ana, replace(ana, reminders=(replace(once, next_due=DUE + DAY),)))
    assert load_person(store, ana).reminders == ()


def test_calls_are_claimed_only_where_there_is_room(store: Store, ana: Person) -> None:
    """Else they are free, and claimed little by little."""
    ben = put_person(store, replace(BEN, reminders=(replace(DAILY, next_due=DUE + MINUTE),)))
    _, (hers,) = store.settle_due(DUE, 500, decision, claims=True)
    _, (his,) = store.settle_due(NOW, 500, decision, claims=False)
    assert [(row.chat_id, row.held, row.begun) for row in (hers, his)] == [
        (ana.id, True, False),
        (ben.id, False, False),
    ]
    assert [row.id for row in store.claim(5)] == [his.id]


def test_a_batch_gives_every_prompt_its_own_message(store: Store) -> None:
    """Also where some are skipped, and where one person has two that are due and older ones lose their buttons."""
    evening = Reminder(2, time(12), 127, DUE + 5 * HOUR, TODAY)
    for number in range(1, 31):
        put_person(store, replace(ANA, id=number, reminders=(DAILY, evening) if number % 5 == 0 else (DAILY,)))
    for day in (NOW, NOW + DAY):
        decisions, calls = store.settle_due(
            day,
            500,
            lambda item: decision(item, None if item.person.id % 3 == 0 else f"To {item.person.id}"),
            claims=True,
        )
        assert len(decisions) == 36
        texts_of = {row.id: (row.chat_id, row.payload["text"]) for row in calls if row.verb is Verb.SEND}
        written = [row for row in table(store, "prompt") if row["created_at"] == day]
        assert len(written) == 36
        assert [texts_of.pop(int(str(row["outbox_id"]))) for row in written if row["outbox_id"]] == [
            (row["person_id"], f"To {row['person_id']}") for row in written if row["state"] == "queued"
        ]
        assert texts_of == {}


def test_nothing_is_written_when_nobody_decides(store: Store, ana: Person) -> None:
    """An error in the midst of a batch leaves every reminder where it stood."""
    put_person(store, replace(BEN, reminders=(DAILY,)))

    def refuse(item: DueReminder) -> PromptDecision:
        if item.person.id == BEN.id:
            raise ZeroDivisionError
        return decision(item)

    with pytest.raises(ZeroDivisionError):
        store.settle_due(NOW, 500, refuse, claims=True)
    assert (prompts(store), table(store, "outbox"), len(due(store))) == ([], [], 2)


@pytest.mark.only("postgresql")
def test_what_another_replica_is_deciding_about_is_passed_over(store: Store, second: Store) -> None:
    """Two ticks at once: neither waits for the other, and nobody is prompted twice."""
    for number in range(1, 5):
        put_person(store, replace(ANA, id=number, reminders=(DAILY,)))
    with ThreadPoolExecutor(1) as pool, stopped(store, "FROM reminder", after=True) as deciding:
        first = pool.submit(store.settle_due, NOW, 3, decision, claims=True)
        deciding.wait_for()
        decided, _ = second.settle_due(NOW, 500, decision, claims=True)
        assert [one.due.person.id for one in decided] == [4]
        deciding.go_on()
        assert [one.due.person.id for one in first.result()[0]] == [1, 2, 3]
    assert sorted(row[0] for row in prompts(store)) == [1, 2, 3, 4]  # type: ignore[type-var]


@pytest.mark.only("postgresql")
def test_two_replicas_that_tick_all_the_time_prompt_nobody_twice(store: Store, second: Store) -> None:
    """A hundred people, in small batches, in four threads."""
    for number in range(1, 101):
        put_person(store, replace(ANA, id=number, reminders=(DAILY,)))

    def tick(replica: Store) -> list[int]:
        found: list[int] = []
        # What others have locked is passed over, so that an empty batch does not mean that nothing is left.
        while not due_nowhere(store):
            found += [one.due.person.id for one in replica.settle_due(NOW, 7, decision, claims=True)[0]]
        return found

    with ThreadPoolExecutor(4) as pool:
        found = [person for batch in pool.map(tick, (store, second, store, second)) for person in batch]
    assert sorted(found) == list(range(1, 101))
    assert len(table(store, "outbox")) == len(prompts(store)) == 100


def due_nowhere(store: Store) -> bool:
    """Whether no reminder is due any more."""
    return all(row["next_due"] > NOW for row in table(store, "reminder"))  # type: ignore[operator]


@pytest.mark.only("postgresql")
def test_a_reminder_that_its_person_moves_at_this_moment_is_passed_over(store: Store, ana: Person) -> None:
    """Their turn is first; the new time stands."""
    moved = replace(DAILY, at=time(9), next_due=DUE + DAY + 2 * HOUR, next_date=TODAY + DAY)
    with ThreadPoolExecutor(1) as pool, stopped(store, "UPDATE reminder", after=True) as moving:
        turn = pool.submit(change_person, store, ana, replace(ana, reminders=(moved,)))
        moving.wait_for()
        assert store.settle_due(NOW, 500, decision, claims=True) == ([], [])
        moving.go_on()
        assert turn.result().reminders == (moved,)
    assert (prompts(store), due(store)) == ([], [])


@pytest.mark.only("postgresql")
@pytest.mark.parametrize("what", ["moved", "removed", "erased", "blocked"])
def test_somebody_who_changes_a_reminder_that_is_being_decided_about_waits(
    store: Store, ana: Person, what: str
) -> None:
    """And then has the last word; today's prompt was sent before, or is gone with its person."""
    moved = replace(DAILY, at=time(9), next_due=DUE + DAY + 2 * HOUR, next_date=TODAY + DAY)
    turns = {
        "moved": TurnResult(None, ana, replace(ana, reminders=(moved,))),
        "removed": TurnResult(None, ana, replace(ana, reminders=())),
        "erased": TurnResult(None, ana, ana, erase=True),
    }
    with (
        watched_errors(store) as errors,
        ThreadPoolExecutor(2) as pool,
        stopped(store, "FROM reminder", after=True) as deciding,
    ):
        tick = pool.submit(store.settle_due, NOW, 500, decision, claims=True)
        deciding.wait_for()
        if what == "blocked":
            change = pool.submit(store.mark_blocked, ana.id, NOW, "blocked")
        else:
            change = pool.submit(store.commit_turn, turns[what], NOW)  # type: ignore[arg-type]
        wait_for_a_lock(store)
        deciding.go_on()
        assert len(tick.result()[1]) == 1
        change.result()
    assert errors == []
    today = (ANA.id, 1, TODAY)
    assert (
        prompts(store)
        == {
            "moved": [(*today, "queued", None)],
            "removed": [(*today, "queued", None)],
            "erased": [],
            "blocked": [(*today, "dead", "unreachable")],
        }[what]
    )
    assert [row["next_due"] for row in table(store, "reminder")] == {
        "moved": [moved.next_due],
        "removed": [],
        "erased": [],
        "blocked": [None],
    }[what]
    assert [row["state"] for row in table(store, "outbox")] == {"erased": [], "blocked": ["dead"]}.get(
        what, ["pending"]
    )


def test_what_was_decided_last_about_a_reminder_is_for_no_turn_to_write(store: Store, ana: Person) -> None:
    """A turn that read the record before changes the time of day, and nothing of what was."""
    settle_due(store)
    change_person(store, ana, replace(ana, reminders=(replace(DAILY, at=time(9)),)))
    (item,) = due(store)
    assert (item.reminder.at, item.reminder.last_due, item.reminder.last_date) == (time(9), DUE, TODAY)


# What prompts change in a person's record


def counting(item: DueReminder) -> PromptDecision:
    """A prompt that goes out, counted as one day more without an answer, with a wording of its own."""
    person = item.person
    silence = Silence(
        days=person.silence.days + 1,
        last_on=item.local_date,
        since=person.silence.since or item.due_at,
        asked_at=item.due_at if person.silence.days else None,
        wordings=(*person.silence.wordings, f"wording{person.silence.days}"),
    )
    return replace(decision(item), silence=silence)


ONCE = Silence(days=1, last_on=TODAY, since=DUE, wordings=("wording0",))
TWICE = Silence(days=2, last_on=TODAY, since=DUE, asked_at=DUE + HOUR, wordings=("wording0", "wording1"))


def test_what_a_prompt_changes_in_a_record_is_written_with_it(store: Store, ana: Person) -> None:
    """In one transaction, and read by the next; nobody else's is touched, and no version counts it."""
    ben = put_person(store, BEN)
    store.settle_due(NOW, 500, counting, claims=True)
    assert load_person(store, ana).silence == ONCE
    assert load_person(store, ben).silence == BEN.silence
    assert load_person(store, ana).version == ana.version
    (item,) = due(store, DUE + DAY)
    assert item.person.silence == ONCE


def test_a_prompt_that_is_left_out_changes_nothing_in_the_record(store: Store, ana: Person) -> None:
    """What it was before stays."""
    store.settle_due(NOW, 500, counting, claims=True)
    store.settle_due(NOW + DAY, 500, lambda item: decision(item, None, "ignored"), claims=True)
    assert load_person(store, ana).silence == ONCE


def test_a_tick_that_fails_changes_nothing_in_the_record(store: Store, ana: Person) -> None:
    """It is undone with the prompts."""
    put_person(store, replace(BEN, reminders=(replace(DAILY, next_due=DUE + MINUTE),)))

    def fails(item: DueReminder) -> PromptDecision:
        if item.person.id == BEN.id:
            raise ZeroDivisionError
        return counting(item)

    with pytest.raises(ZeroDivisionError):
        store.settle_due(NOW, 500, fails, claims=True)
    assert load_person(store, ana).silence == ANA.silence


def test_two_that_are_due_in_one_batch_see_each_other(store: Store) -> None:
    """The second of a person's reminders is decided about with the first one counted; other people's are not."""
    later = replace(DAILY, number=2, at=time(8, 30), next_due=DUE + HOUR)
    ana = put_person(store, replace(ANA, reminders=(DAILY, later)))
    ben = put_person(store, replace(BEN, reminders=(replace(DAILY, next_due=DUE + MINUTE),)))
    seen: list[tuple[int, int]] = []

    def look(item: DueReminder) -> PromptDecision:
        seen.append((item.person.id, item.person.silence.days))
        return counting(item)

    store.settle_due(NOW, 500, look, claims=True)
    assert seen == [(ana.id, 0), (ben.id, 0), (ana.id, 1)]
    assert load_person(store, ana).silence == TWICE
    assert load_person(store, ben).silence.days == 1


def test_no_turn_writes_over_what_a_prompt_changed(store: Store, ana: Person) -> None:
    """Read before the prompt and committed after it, whatever it changes itself."""
    read = load_person(store, ana)
    store.settle_due(NOW, 500, counting, claims=True)
    after = replace(
        with_fields(read, heard_at=NOW, streak=replace(read.streak, total_days=7)),
        silence=replace(read.silence, days=99, asked_at=NOW, wordings=("mine",)),
    )
    saved = change_person(store, read, after)
    assert (saved.streak.total_days, saved.account.heard_at, saved.version) == (7, NOW, read.version + 1)
    assert saved.silence == ONCE


def test_no_prompt_writes_over_what_a_turn_changed(store: Store, ana: Person) -> None:
    """It writes its own fields alone."""
    change_person(
        store,
        ana,
        with_fields(
            ana, heard_at=DUE, quiet_from=time(22), quiet_until=time(7), streak=replace(ana.streak, total_days=7)
        ),
    )
    store.settle_due(NOW, 500, counting, claims=True)
    saved = load_person(store, ana)
    assert (saved.streak.total_days, saved.account.heard_at, saved.settings.quiet_from) == (7, DUE, time(22))
    assert saved.silence == ONCE


@pytest.mark.only("postgresql")
def test_a_turn_in_the_middle_of_a_tick_and_the_tick_keep_each_others_work(store: Store, second: Store) -> None:
    """Committed between the tick's reading and its writing, by another replica."""
    ana = put_person(store, replace(ANA, reminders=(DAILY,)))

    def decide(item: DueReminder) -> PromptDecision:
        change_person(second, ana, with_fields(ana, heard_at=NOW, streak=replace(ana.streak, total_days=7)))
        return counting(item)

    store.settle_due(NOW, 500, decide, claims=True)
    saved = load_person(store, ana)
    assert (saved.streak.total_days, saved.account.heard_at) == (7, NOW)
    assert saved.silence == ONCE


def test_two_records_that_differ_only_in_what_prompts_wrote_are_the_same_to_a_turn(store: Store, ana: Person) -> None:
    """So a turn that changes nothing does not write the record only because a prompt went out."""
    store.settle_due(NOW, 500, counting, claims=True)
    assert replace(load_person(store, ana), reminders=ana.reminders) == ana


# The weekly digest, which is due like a reminder and is none


def test_the_digest_is_due_with_all_that_is_remembered(store: Store) -> None:
    """A daily reminder comes without; neither is in the other's place on the record."""
    sunday = replace(DAILY, number=DIGEST, at=time(18), weekdays=64, next_due=DUE + HOUR)
    ana = put_person(store, replace(ANA, reminders=(DAILY,), digest=sunday))
    assert (ana.reminders, ana.digest) == ((DAILY,), sunday)
    daily, weekly = due(store)
    assert (daily.reminder.number, daily.diary) == (1, None)
    assert (weekly.reminder, weekly.diary) == (sunday, store.diary(ana.id))


def test_the_digest_is_no_last_prompt_and_cannot_be_pulled_forward(store: Store) -> None:
    """/status tells of daily prompts, and a prompt that is asked for is one."""
    sunday = replace(DAILY, number=DIGEST, weekdays=64)
    ana = put_person(store, replace(ANA, digest=sunday))
    settle_due(store)
    assert prompts(store) == [(ana.id, DIGEST, TODAY, "queued", None)]
    assert store.last_prompt(ana.id) is None
    assert not store.pull_forward(ana.id, NOW)


# Once and for all


def test_no_date_is_prompted_twice_for_one_reminder(store: Store, ana: Person) -> None:
    """A reminder that is moved back to a later time of the same day just goes on to the next."""
    settle_due(store)
    now = load_person(store, ana)
    back = replace(now.reminders[0], next_due=DUE + HOUR, next_date=TODAY)
    change_person(store, now, replace(now, reminders=(back,)))
    assert settle_due(store) == []
    assert len(prompts(store)) == len(table(store, "outbox")) == 1
    assert load_person(store, ana).reminders[0].next_date == TODAY + DAY


def test_the_database_itself_refuses_a_second_prompt(store: Store, ana: Person) -> None:
    """The key is person, reminder and local date."""
    settle_due(store)
    copy = (
        "INSERT INTO prompt (id, person_id, reminder_number, local_date, due_at, state, created_at) "
        "SELECT 99, person_id, reminder_number, local_date, due_at, state, created_at FROM prompt"
    )
    with pytest.raises(sa.exc.IntegrityError, match=r"(?i)unique"), writing(store.engine) as connection:
        connection.exec_driver_sql(copy)


def test_two_reminders_of_one_person_are_two_prompts(store: Store) -> None:
    """Also on one date."""
    evening = Reminder(2, time(12), 127, DUE + 5 * HOUR, TODAY)
    put_person(store, replace(ANA, reminders=(DAILY, evening)))
    calls = settle_due(store)
    assert [row[1] for row in prompts(store)] == [1, 2]
    # They share the place for buttons: the later one has them.
    assert [(row.verb, row.target_row) for row in calls] == [
        (Verb.SEND, None),
        (Verb.SEND, None),
        (Verb.STRIP, calls[0].id),
    ]


def test_a_skipped_prompt_says_why_and_sends_nothing(store: Store, ana: Person) -> None:
    """And the reminder goes on."""
    assert settle_due(store, text=None) == []
    assert prompts(store) == [(ANA.id, 1, TODAY, "skipped", "done")]
    assert table(store, "outbox") == []
    assert load_person(store, ana).reminders[0].next_due == DUE + DAY


def test_what_an_outage_swallowed_is_on_record_as_late(store: Store, ana: Person) -> None:
    """Each missed date once, with its own moment, also when some are known already."""
    settle_due(store)
    missed = tuple((DUE + days * DAY, TODAY + days * DAY) for days in (0, 1, 2))

    def newest(item: DueReminder) -> PromptDecision:
        late = replace(item, due_at=DUE + 3 * DAY, local_date=TODAY + 3 * DAY)
        return replace(decision(late), missed=missed)

    store.settle_due(NOW + 3 * DAY, 500, newest, claims=True)
    assert [row[2:] for row in prompts(store)] == [
        (TODAY, "queued", None),
        (TODAY + DAY, "skipped", "late"),
        (TODAY + 2 * DAY, "skipped", "late"),
        (TODAY + 3 * DAY, "queued", None),
    ]
    assert [row["due_at"] for row in table(store, "prompt")] == [DUE + days * DAY for days in range(4)]


def test_a_new_prompt_retires_the_one_before(store: Store, ana: Person) -> None:
    """Its buttons go once the new one is there."""
    (old,) = settle_due(store)
    send(store, old)
    new, strip = settle_due(store, NOW + DAY)
    assert (new.verb, new.lane, strip.verb, strip.lane) == (Verb.SEND, Lane.PROMPT, Verb.STRIP, Lane.PROMPT)
    assert (strip.target, strip.held) == (old.id + 1000, True)
