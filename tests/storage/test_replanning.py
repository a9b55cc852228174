"""What a wrong clock left behind: how it is noticed, and what is put right: on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from storage.records.calls import Retry
from storage.records.person import Person, Reminder, with_fields
from storage.records.prompts import DueReminder, PromptAnswer, PromptDecision, PromptState, PromptTouch
from storage.records.turn import TurnResult
from storage.replanning import BELIEVED_AHEAD, FURTHEST, LeftBehind
from storage.schema import tables
from storage.store import Store
from tests.storage.sample_people import ANA, BEN, DAILY, DAY, DUE, HOUR, MINUTE, NOW, TODAY, having, words
from tests.storage.store_actions import load_person, put_person, settle_due, table

YEAR = 365 * DAY
LATER = NOW + YEAR


@pytest.fixture
def left_behind(store: Store) -> LeftBehind:
    """What a wrong clock left on this record."""
    return LeftBehind(store)


def due(moment: datetime = DUE) -> Reminder:
    """A daily reminder that is due at a moment."""
    return replace(DAILY, next_due=moment, next_date=moment.date())


def someone(store: Store, reminder: Reminder | None = None, base: Person = ANA, **state: object) -> Person:
    """A person who is stored."""
    return put_person(store, having(base, reminders=(reminder or due(),), reminders_made=1, **state))


def settle_a_year_ahead(store: Store) -> None:
    """A clock that is a year ahead decides about everything, as `bot.jobs.prompts` does: late, in one row."""

    def late(item: DueReminder) -> PromptDecision:
        newest = replace(item, due_at=DUE + YEAR, local_date=TODAY + YEAR)
        return PromptDecision(newest, DUE + YEAR + DAY, TODAY + YEAR + DAY, PromptState.SKIPPED, "late")

    store.settle_due(LATER, 500, late, claims=True)


def put_right(left_behind: LeftBehind, *, confirmed: bool = True, limit: int = 500) -> list[int]:
    """Put everybody right; whose records were looked at. Nobody is planned again."""
    asked: list[int] = []

    def plan(person: Person) -> Person:
        asked.append(person.id)
        return person

    after_id: int | None = -1
    while after_id is not None:
        after_id, _ = left_behind.put_right(after_id, limit, NOW, plan, confirmed=confirmed)
    return asked


def of_prompts(store: Store) -> Sequence[tuple[object, object]]:
    """Every prompt: local date, state."""
    return [(row["local_date"], row["state"]) for row in table(store, "prompt")]


def lasts(store: Store, person: Person) -> tuple[datetime | None, date | None]:
    """What was decided about last."""
    (reminder,) = load_person(store, person).reminders
    return reminder.last_due, reminder.last_date


# The sign


def test_a_record_that_was_kept_by_a_right_clock_shows_no_sign(store: Store, left_behind: LeftBehind) -> None:
    """With prompts, calls, a reminder in a week, and one after a pause of months."""
    assert not left_behind.is_there(NOW, confirmed=True)
    someone(store)
    settle_due(store)
    someone(store, due(NOW + FURTHEST), BEN)
    someone(store, due(NOW + YEAR), replace(BEN, id=3), paused=True, paused_until=NOW + YEAR)
    assert not left_behind.is_there(NOW, confirmed=True)


def test_the_newest_rows_give_a_clock_away_that_was_ahead(store: Store, left_behind: LeftBehind) -> None:
    """By an hour and more: replicas' clocks may differ a little."""
    someone(store)
    settle_due(store, NOW)
    assert not left_behind.is_there(NOW - HOUR, confirmed=True)
    assert left_behind.is_there(NOW - HOUR - MINUTE, confirmed=True)
    store.enqueue([words("hm")] * 20, NOW - 2 * HOUR)
    assert left_behind.is_there(NOW - 2 * HOUR, confirmed=True)


def test_where_telegram_told_no_time_two_days_ahead_are_no_sign(store: Store, left_behind: LeftBehind) -> None:
    """The clock that is believed now may be the one that was set; then nothing is planned again."""
    ana = someone(store)
    settle_due(store, NOW)
    two_days_before = NOW - BELIEVED_AHEAD
    assert not left_behind.is_there(two_days_before, confirmed=False)
    assert left_behind.is_there(two_days_before - MINUTE, confirmed=False)
    decided = lasts(store, ana)
    left_behind.put_right(-1, 500, two_days_before, lambda person: person, confirmed=False)
    assert lasts(store, ana) == decided == (DUE, TODAY)


def test_so_does_the_newest_call(store: Store, left_behind: LeftBehind) -> None:
    """A reply alone."""
    store.enqueue([words("hm")], LATER)
    assert left_behind.is_there(NOW, confirmed=True)


def test_and_a_reminder_that_is_further_ahead_than_any_can_be(store: Store, left_behind: LeftBehind) -> None:
    """Whatever was written since."""
    someone(store, due(NOW + FURTHEST + MINUTE))
    store.enqueue([words("hm")], NOW)
    assert left_behind.is_there(NOW, confirmed=True)


# What is put right


def test_what_was_decided_about_dates_to_come_is_forgotten(store: Store, left_behind: LeftBehind) -> None:
    """And the last one is again the newest that a right clock decided about."""
    ana = someone(store)
    settle_due(store)
    settle_a_year_ahead(store)
    assert lasts(store, ana)[1] == TODAY + YEAR
    assert put_right(left_behind) == [ana.id]
    assert of_prompts(store) == [(TODAY, "queued")]
    assert lasts(store, ana) == (DUE, TODAY)


def test_a_clock_that_is_only_believed_forgets_nothing(store: Store, left_behind: LeftBehind) -> None:
    """It may itself be behind, and take years of prompts for the future."""
    ana = someone(store)
    settle_a_year_ahead(store)
    put_right(left_behind, confirmed=False)
    assert of_prompts(store) == [(TODAY + YEAR, "skipped")]
    assert lasts(store, ana) == (None, None)


def test_what_had_come_stays_decided(store: Store, left_behind: LeftBehind) -> None:
    """Though it was decided about by a clock that was ahead: its moment was past."""
    ana = someone(store)
    settle_due(store, LATER)
    put_right(left_behind)
    assert of_prompts(store) == [(TODAY, "queued")]
    assert lasts(store, ana) == (DUE, TODAY)


@pytest.mark.parametrize(
    "of_the_future",
    [{"unanswered_on": TODAY + 2 * DAY}, {"unanswered_since": LATER}, {"hushed_at": LATER}],
)
def test_prompts_without_an_answer_count_from_the_start(
    store: Store, left_behind: LeftBehind, of_the_future: dict[str, object]
) -> None:
    """Where they are of a time that has not come: else somebody who writes would not be heard."""
    ana, ben = someone(store, due(NOW + DAY)), someone(store, due(NOW + DAY), BEN)
    usual = {"unanswered": 6, "unanswered_on": TODAY, "unanswered_since": DUE, "hushed_at": DUE}
    with store.engine.begin() as connection:
        connection.execute(sa.update(tables.person).values(usual))
        connection.execute(sa.update(tables.person).where(tables.person.c.id == ana.id).values(of_the_future))
    assert put_right(left_behind) == [ana.id]
    put_back = load_person(store, ana)
    assert (put_back.silence.days, put_back.silence.last_on) == (0, None)
    assert (put_back.silence.since, put_back.silence.asked_at) == (None, None)
    assert (load_person(store, ben).silence.days, load_person(store, ben).silence.asked_at) == (6, DUE)


def test_everybody_is_come_to_in_batches(store: Store, left_behind: LeftBehind) -> None:
    """Each once, whatever is left of it; nobody else is looked at."""
    for number in range(1, 8):
        someone(store, due(NOW + (YEAR if number % 2 else DAY)), replace(ANA, id=number))
    someone(store, due(NOW + DAY), replace(ANA, id=8))
    someone(store, replace(due(NOW + DAY + MINUTE), weekdays=64), replace(ANA, id=9))
    someone(store, due(NOW + DAY), replace(ANA, id=10), heard_at=LATER)
    assert put_right(left_behind, limit=2) == [1, 3, 5, 7, 9, 10]


def test_a_plan_is_written_unless_somebody_was_quicker(store: Store, left_behind: LeftBehind) -> None:
    """Theirs is by a right clock. (On SQLite nobody else writes meanwhile.)"""
    ana, ben = someone(store, due(LATER)), someone(store, due(LATER), BEN)

    def plan(person: Person) -> Person:
        if person.id == ben.id and not store.is_sqlite:
            store.save_all([(person, with_fields(person, gentle=True))])
        return replace(person, reminders=(due(NOW + DAY),))

    changed = 2 if store.is_sqlite else 1
    assert left_behind.put_right(-1, 500, NOW, plan, confirmed=True) == (ben.id, changed)
    assert load_person(store, ana).reminders[0].next_due == NOW + DAY
    assert load_person(store, ben).reminders[0].next_due == (NOW + DAY if store.is_sqlite else LATER)
    assert left_behind.put_right(ben.id, 500, NOW, plan, confirmed=True) == (None, 0)


# What waits


def test_what_waits_for_longer_than_can_be_meant_is_let_go(store: Store, left_behind: LeftBehind) -> None:
    """A prompt that was put off comes in an hour, and so does a call that was put back; what can be meant stays."""
    ana, ben = someone(store), someone(store, None, BEN)
    first, second = settle_due(store)
    store.settle(begin=[first.id, second.id])
    store.settle(again=[Retry(first.id, LATER, "x", 1, 0), Retry(second.id, NOW + MINUTE, "x", 1, 0)])
    for person, again_at in ((ana, LATER), (ben, NOW + 5 * HOUR)):
        before = load_person(store, person)
        touch = PromptTouch(1, TODAY, PromptAnswer.LATER, again_at)
        store.commit_turn(TurnResult(None, before, before, prompt=touch), NOW)
    assert left_behind.let_go(NOW) == 2
    assert [row["again_at"] for row in table(store, "prompt")] == [NOW + HOUR, NOW + 5 * HOUR]
    assert [row["not_before"] for row in table(store, "outbox")] == [NOW + HOUR, NOW + MINUTE]
    assert left_behind.let_go(NOW) == 0
