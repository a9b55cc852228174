"""The tick: who is due, what becomes of each, and that nothing and nobody ever stops it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.conversations.walk.films import kinds_of
from bot.habits.planning import replanned
from bot.i18n.catalogue import Words, words_in
from bot.jobs import prompts as module
from bot.jobs.prompts import Prompts
from content.library import Library
from storage.executor import StoreExecutor
from storage.records.calls import Dead, DeadReason, Lane, OutboxRow, Sent, Verb
from storage.records.person import Account, Person, PersonSettings, Reminder, Silence, Streak, Walk, with_fields
from storage.records.prompts import DueReminder, PromptAnswer, PromptDecision, PromptState, PromptTouch
from storage.records.turn import TurnResult
from storage.statements import prompts
from storage.statements.people import save
from storage.store import Store
from tests.bot.conftest import Clock
from tests.harness.libraries import shipped_library
from tests.storage.sample_people import having
from tests.storage.store_actions import table

# Ana's prompt is at 07:30 in Lisbon, every day; this is a Monday in winter, when Lisbon's clock shows UTC.
DUE = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
MONDAY = DUE.date()
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DAILY = Reminder(1, time(7, 30), 127, DUE, MONDAY)
ANA = Person(
    id=5_100_000_001,
    created_at=DUE,
    settings=PersonSettings(zone="Europe/Lisbon", position="seated"),
    account=Account(first_name="Ana"),
    reminders=(DAILY,),
)


class Ticking:
    """The daily prompts, on a real record."""

    def __init__(self, store: Store, clock: Clock, executor: StoreExecutor) -> None:
        self.store, self.clock = store, clock
        self.store.join(clock.now())
        self.handed: list[OutboxRow] = []
        self.has_room = True
        self.words_for: Callable[[str | None], Words] = words_in
        self.prompts = Prompts(
            executor,
            shipped_library(),
            clock.now,
            self.handed.extend,
            lambda: self.has_room,
            words_for=lambda code: self.words_for(code),
        )

    def put(self, *people: Person) -> None:
        """People come on record."""
        for person in people:
            before = replace(person, reminders=(), walk=None)
            self.store.commit_turn(TurnResult(None, before, person), self.clock.now())

    async def tick(self, at: datetime) -> None:
        """It is that moment, and the tick comes round."""
        self.clock.at = at
        await self.prompts.tick()

    def decide(self, person: Person, now: datetime) -> PromptDecision:
        """What becomes of a person's first reminder."""
        reminder = person.reminders[0]
        assert reminder.next_due is not None
        assert reminder.next_date is not None
        due = DueReminder(7, person, reminder, reminder.next_due, reminder.next_date)
        return self.prompts.decide(due, now)

    def record(self) -> list[tuple[object, ...]]:
        """Every prompt on record: date, state, reason."""
        return [(row["local_date"], row["state"], row["reason"]) for row in table(self.store, "prompt")]

    def of(self, person: Person) -> Person:
        """Their record as it stands."""
        found = self.store.load(person.id)
        assert found is not None
        return found


@pytest.fixture
def ticking(store: Store, clock: Clock, executor: StoreExecutor) -> Ticking:
    """Prompts on an empty record."""
    return Ticking(store, clock, executor)


# What becomes of one


def unanswered(days: int, ago: int, asked_at: datetime | None = None) -> dict[str, Any]:
    """So many prompts in a row, the last of them so many days ago and the first ten, after which nothing was heard."""
    return {"silence": Silence(days=days, last_on=MONDAY - ago * DAY, since=DUE - 10 * DAY, asked_at=asked_at)}


# How Ana is, how long after her time it is, and what becomes of the prompt.
DECISIONS: list[tuple[str, dict[str, Any], timedelta, str | None]] = [
    ("on time", {}, timedelta(), None),
    ("an hour late", {}, HOUR, None),
    ("three hours late", {}, 3 * HOUR, None),
    ("later than that", {}, 3 * HOUR + timedelta(microseconds=1), "late"),
    ("done today", {"streak": Streak(until=MONDAY)}, timedelta(), "done"),
    ("done yesterday", {"streak": Streak(until=MONDAY - DAY)}, timedelta(), None),
    ("late and done", {"streak": Streak(until=MONDAY)}, 4 * HOUR, "late"),
    ("paused", {"paused": True}, timedelta(), "paused"),
    ("paused until tomorrow", {"paused": True, "paused_until": DUE + DAY}, timedelta(), "paused"),
    ("paused until now", {"paused": True, "paused_until": DUE}, timedelta(), None),
    ("stopped", {"stopped_at": DUE - DAY}, timedelta(), "paused"),
    ("blocked", {"blocked_at": DUE - DAY}, timedelta(), "paused"),
    ("without a position", {"position": None}, timedelta(), None),
    ("without a zone", {"zone": None}, timedelta(), None),
    ("in a zone that is no more", {"zone": "Europe/Atlantis"}, timedelta(), None),
    ("with a name of HTML", {"first_name": "<b>Ana"}, timedelta(), None),
    ("without a name", {"first_name": ""}, timedelta(), None),
    ("as her quiet hours begin", {"quiet_from": time(7, 30), "quiet_until": time(8)}, timedelta(), "quiet"),
    ("as they end", {"quiet_from": time(7), "quiet_until": time(7, 30)}, timedelta(), None),
    ("late, as they begin", {"quiet_from": time(8, 30), "quiet_until": time(9)}, HOUR, "quiet"),
    ("late, before they begin", {"quiet_from": time(8, 30), "quiet_until": time(9)}, HOUR - MINUTE, None),
    ("late, as they end", {"quiet_from": time(7), "quiet_until": time(8, 30)}, HOUR, None),
    ("in the night", {"quiet_from": time(22), "quiet_until": time(8)}, timedelta(), "quiet"),
    ("in quiet hours of no length", {"quiet_from": time(7, 30), "quiet_until": time(7, 30)}, timedelta(), None),
    (
        "quiet and done",
        {"quiet_from": time(7), "quiet_until": time(8), "streak": Streak(until=MONDAY)},
        timedelta(),
        "quiet",
    ),
    ("quiet and paused", {"quiet_from": time(7), "quiet_until": time(8), "paused": True}, timedelta(), "paused"),
    ("unanswered, yesterday", unanswered(3, 1), timedelta(), "ignored"),
    ("unanswered, the day before", unanswered(3, 2), timedelta(), None),
    ("unanswered for ten days", unanswered(6, 2), timedelta(), None),
    ("asked and not answered", unanswered(6, 2, DUE - DAY), timedelta(), "hushed"),
    ("done, and unanswered", {**unanswered(3, 1), "streak": Streak(until=MONDAY)}, timedelta(), "done"),
]


# What a rest that was planned keeps back, a reminder for once apart.
RESTS: list[tuple[str, dict[str, Any], timedelta, str | None]] = [
    ("in a rest", {"rests": ((MONDAY, MONDAY + DAY),)}, timedelta(), "paused"),
    ("on the last day of a rest", {"rests": ((MONDAY - DAY, MONDAY + DAY),)}, timedelta(), "paused"),
    ("on the day after a rest", {"rests": ((MONDAY - DAY, MONDAY),)}, timedelta(), None),
    ("before a rest", {"rests": ((MONDAY + DAY, MONDAY + 3 * DAY),)}, timedelta(), None),
]


@pytest.mark.parametrize(("_how", "state", "late", "reason"), [*DECISIONS, *RESTS])
def test_what_becomes_of_a_due_reminder(
    ticking: Ticking, _how: str, state: dict[str, Any], late: timedelta, reason: str | None
) -> None:
    """Sent, or skipped with the reason; either way the next one is planned."""
    ana = having(ANA, **state)
    made = ticking.decide(ana, DUE + late)
    assert (made.state, made.reason) == (PromptState.SKIPPED if reason else PromptState.QUEUED, reason)
    assert (made.call is None) is (reason is not None)
    assert (made.next_due, made.next_date, made.missed) == (DUE + DAY, MONDAY + DAY, ())


def test_a_prompt_greets_and_names_what_is_offered(ticking: Ticking) -> None:
    """In the prompt lane and slot, with its four buttons, and one more where the library has films."""
    call = ticking.decide(ANA, DUE).call
    assert call is not None
    assert (call.chat_id, call.lane, call.slot, call.event) == (ANA.id, Lane.PROMPT, "prompt", "prompt")
    assert "Ana" in call.payload["text"]
    data = [button["callback_data"] for row in call.payload["markup"]["inline_keyboard"] for button in row]
    ways = kinds_of(shipped_library())[:1]
    assert data == [f"prompt:1:20261123:{action}" for action in ("start", "short", *ways, "later", "not_today")]


# Until when a prompt that is due at 07:30 may be sent: three hours, or until it is quiet.
LATEST = [
    ((None, None), "10:30"),
    ((time(22), time(7)), "10:30"),
    ((time(10, 30), time(11)), "10:30"),
    ((time(10), time(11)), "10:00"),
    ((time(8), time(20)), "08:00"),
    ((time(7, 31), time(7, 32)), "07:31"),
]


@pytest.mark.parametrize(("hours", "latest"), LATEST)
@pytest.mark.parametrize("late", [timedelta(), MINUTE / 2])
def test_a_prompt_that_waits_is_not_sent_late_into_the_quiet_hours(
    ticking: Ticking, hours: tuple[time | None, time | None], latest: str, late: timedelta
) -> None:
    """However long Telegram cannot be reached; it counts from the moment at which it was due."""
    quiet_from, quiet_until = hours
    call = ticking.decide(with_fields(ANA, quiet_from=quiet_from, quiet_until=quiet_until), DUE + late).call
    assert call is not None
    assert call.not_after is not None
    assert f"{call.not_after:%H:%M:%S.%f}" == f"{latest}:00.000000"


async def test_a_prompt_that_was_put_off_is_not_sent_late_into_the_quiet_hours_either(ticking: Ticking) -> None:
    """It counts from the moment at which it was to come back."""
    quiet = with_fields(ANA, quiet_from=time(9), quiet_until=time(10))
    ticking.put(quiet)
    await ticking.tick(DUE)
    ana = ticking.of(ANA)
    touch = PromptTouch(1, MONDAY, PromptAnswer.LATER, DUE + HOUR)
    ticking.store.commit_turn(TurnResult(None, ana, ana, prompt=touch), DUE)
    await ticking.tick(DUE + HOUR)
    sent = [row["not_after"] for row in table(ticking.store, "outbox") if row["verb"] == "send"]
    assert sent == [DUE + 90 * MINUTE, DUE + 90 * MINUTE]


@pytest.mark.parametrize("silent", [True, False])
async def test_whether_a_prompt_makes_a_sound(ticking: Ticking, silent: bool) -> None:
    """Also one that was put off."""
    ticking.put(with_fields(ANA, silent=silent))
    await ticking.tick(DUE)
    ana = ticking.of(ANA)
    touch = PromptTouch(1, MONDAY, PromptAnswer.LATER, DUE + HOUR)
    ticking.store.commit_turn(TurnResult(None, ana, ana, prompt=touch), DUE)
    await ticking.tick(DUE + HOUR)
    assert [bool(row.payload.get("silent")) for row in ticking.handed if row.verb is Verb.SEND] == [silent] * 2


@pytest.mark.parametrize(
    ("answered", "event"), [({}, "keep_going"), ({"heard_at": DUE - HOUR}, "prompt"), ({"heard_at": DUE}, "prompt")]
)
def test_after_ten_days_without_a_sign_it_is_asked_whether_to_go_on(
    ticking: Ticking, answered: dict[str, Any], event: str
) -> None:
    """One question in the place of the prompt, with which silence begins; a sign of life, and it is a prompt."""
    made = ticking.decide(having(ANA, **unanswered(6, 2), **answered), DUE)
    assert made.call is not None
    assert (made.call.event, made.call.lane, made.call.slot) == (event, Lane.PROMPT, "prompt")
    assert made.silence is not None
    if event == "keep_going":
        assert (made.silence.days, made.silence.asked_at, made.silence.wordings) == (7, DUE, ())
    else:
        assert (made.silence.days, made.silence.asked_at, len(made.silence.wordings)) == (1, None, 1)


@pytest.mark.parametrize("reason", ["late", "quiet", "paused", "done", "ignored", "hushed"])
def test_what_is_left_out_counts_for_nothing(ticking: Ticking, reason: str) -> None:
    """Nothing came that could be answered."""
    (_, state, late, _) = next(row for row in DECISIONS if row[3] == reason)
    assert ticking.decide(having(ANA, **state), DUE + late).silence is None


def test_a_library_without_anything_for_somebody_skips_them(ticking: Ticking) -> None:
    """On record with its reason."""
    shipped = shipped_library()
    empty = Library(shipped.name, (), shipped.sides, shipped.about)
    ticking.prompts._library = empty
    made = ticking.decide(ANA, DUE)
    assert (made.state, made.reason, made.call) == (PromptState.SKIPPED, "nothing", None)


def test_after_an_outage_only_the_newest_counts(ticking: Ticking) -> None:
    """The last of the days between stands for all of them; the newest is sent when it is not too late itself."""
    now = DUE + 3 * DAY + HOUR
    made = ticking.decide(ANA, now)
    assert (made.due.local_date, made.due.due_at) == (MONDAY + 3 * DAY, DUE + 3 * DAY)
    assert made.missed == ((DUE + 2 * DAY, MONDAY + 2 * DAY),)
    assert (made.state, made.next_due) == (PromptState.QUEUED, DUE + 4 * DAY)


ONCE = replace(DAILY, weekdays=1, once_on=MONDAY)


@pytest.mark.parametrize(("name", "state", "late", "reason"), DECISIONS)
def test_a_reminder_for_once_is_decided_about_as_others_are(
    ticking: Ticking, name: str, state: dict[str, Any], late: timedelta, reason: str | None
) -> None:
    """By the same rules, except that it comes on a day that is done; it has no next moment, whatever was decided."""
    reason = None if name == "done today" else "ignored" if reason == "done" else reason
    decided = ticking.decide(having(replace(ANA, reminders=(ONCE,)), **state), DUE + late)
    assert (decided.reason, decided.next_due, decided.next_date, decided.missed) == (reason, None, None, ())


def test_a_reminder_for_once_comes_in_a_rest(ticking: Ticking) -> None:
    """It was asked for by itself."""
    ana = having(replace(ANA, reminders=(ONCE,)), rests=((MONDAY, MONDAY + DAY),))
    assert ticking.decide(ana, DUE).reason is None


async def test_a_reminder_for_once_comes_after_a_session_of_that_day(ticking: Ticking) -> None:
    """As one that is asked for after it does; the daily one of that day is left out, and the next stays."""
    evening = replace(ONCE, number=2, at=time(8, 30), next_due=DUE + HOUR)
    ticking.put(having(replace(ANA, reminders=(*ANA.reminders, evening)), streak=Streak(days=1, until=MONDAY)))
    await ticking.tick(DUE)
    assert ticking.record() == [(MONDAY, "skipped", "done")]
    await ticking.tick(DUE + HOUR)
    assert [row.event for row in ticking.handed if row.verb is Verb.SEND] == ["prompt"]
    assert [one.number for one in ticking.of(ANA).reminders] == [1]


async def test_a_reminder_for_once_that_an_outage_swallowed_is_late_and_gone(ticking: Ticking) -> None:
    """Not sent on the same weekday of a later week."""
    ticking.put(replace(ANA, reminders=(ONCE,)))
    await ticking.tick(DUE + 14 * DAY)
    assert ticking.record() == [(MONDAY, "skipped", "late")]
    assert ticking.of(ANA).reminders == ()


async def test_a_fault_does_not_keep_a_reminder_for_once(ticking: Ticking, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is skipped with its reason, and gone."""

    def failing(due: DueReminder, now: datetime) -> PromptDecision:
        raise RuntimeError

    monkeypatch.setattr(ticking.prompts, "decide", failing)
    ticking.put(replace(ANA, reminders=(ONCE,)))
    await ticking.tick(DUE)
    assert ticking.record() == [(MONDAY, "skipped", "fault")]
    assert ticking.of(ANA).reminders == ()


async def test_a_gap_is_one_row_however_long_it_was(ticking: Ticking) -> None:
    """The newest one's own where that is late; counted once, and nothing is due any more."""
    ticking.put(ANA)
    await ticking.tick(DUE + 2922 * DAY + 4 * HOUR)
    assert ticking.record() == [(MONDAY + 2922 * DAY, "skipped", "late")]
    await ticking.tick(DUE + 5844 * DAY)
    assert ticking.record()[1:] == [(MONDAY + 5843 * DAY, "skipped", "late"), (MONDAY + 5844 * DAY, "queued", None)]
    assert (ticking.prompts.skipped, ticking.prompts.skipped_for["late"]) == (2, 2)
    assert ticking.of(ANA).reminders[0].next_due == DUE + 5845 * DAY


def test_only_its_own_weekdays_are_missed(ticking: Ticking) -> None:
    """Mondays and Thursdays: a week without the program swallowed two of them, and the third is late, or not."""
    twice = replace(ANA, reminders=(replace(DAILY, weekdays=0b0001001),))
    made = ticking.decide(twice, DUE + 7 * DAY + 5 * HOUR)
    assert made.missed == ()
    assert (made.due.local_date, made.reason, made.next_date) == (MONDAY + 7 * DAY, "late", MONDAY + 10 * DAY)
    made = ticking.decide(twice, DUE + 7 * DAY)
    assert made.missed == ((DUE + 3 * DAY, MONDAY + 3 * DAY),)


@pytest.mark.parametrize(
    ("day", "now", "next_local"),
    [
        ("2026-03-28", "2026-03-28T01:30", "2026-03-29 02:30+01:00"),  # the gap: 01:30 never was
        ("2026-10-24", "2026-10-24T00:30", "2026-10-25 01:30+01:00"),  # the fold: the first of two
        ("2026-10-25", "2026-10-25T00:30", "2026-10-26 01:30+00:00"),  # and not the second
    ],
)
def test_the_next_one_keeps_to_the_wall_clock(ticking: Ticking, day: str, now: str, next_local: str) -> None:
    """01:30 in Lisbon, where the clock changes at one in the night."""
    zone = ZoneInfo("Europe/Lisbon")
    due = datetime.fromisoformat(now).replace(tzinfo=UTC)
    night = replace(ANA, reminders=(Reminder(1, time(1, 30), 127, due, date.fromisoformat(day)),))
    made = ticking.decide(night, due)
    assert made.next_due is not None
    assert made.next_due.astimezone(zone).isoformat(" ", "minutes") == next_local


# The tick


async def test_what_is_due_is_sent_once(ticking: Ticking) -> None:
    """On record before it is sent; the next tick finds nothing."""
    ticking.put(ANA)
    await ticking.tick(DUE - MINUTE)
    assert (ticking.record(), ticking.handed) == ([], [])
    await ticking.tick(DUE)
    await ticking.tick(DUE + MINUTE)
    assert ticking.record() == [(MONDAY, "queued", None)]
    assert (ticking.prompts.queued, ticking.prompts.skipped) == (1, 0)
    assert [row["event"] for row in table(ticking.store, "outbox")] == ["prompt"]
    assert [(row.chat_id, row.held) for row in ticking.handed] == [(ANA.id, True)]
    assert ticking.of(ANA).reminders[0].next_due == DUE + DAY


async def test_what_is_skipped_is_counted_and_on_record(ticking: Ticking) -> None:
    """With its reason; nothing is sent."""
    ticking.put(with_fields(ANA, streak=Streak(until=MONDAY)))
    await ticking.tick(DUE)
    assert ticking.record() == [(MONDAY, "skipped", "done")]
    assert (ticking.prompts.queued, ticking.prompts.skipped) == (0, 1)
    assert table(ticking.store, "outbox") == []


async def test_more_than_a_batch_is_sent_in_one_tick(ticking: Ticking, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody at 07:30: nobody waits for the next second."""
    monkeypatch.setattr(module, "BATCH", 20)
    ticking.put(*(replace(ANA, id=number) for number in range(1, 54)))
    await ticking.tick(DUE)
    assert ticking.prompts.queued == len(ticking.record()) == 53


async def test_a_real_batch_is_40(ticking: Ticking) -> None:
    """And 501 are sent in one tick: twelve whole ones, and half of another."""
    with ticking.store.engine.begin() as connection:
        for number in range(1, 502):
            save(connection, replace(ANA, id=number, reminders=()), replace(ANA, id=number))
    await ticking.tick(DUE)
    assert (module.BATCH, ticking.prompts.queued) == (40, 501)
    assert {row["state"] for row in table(ticking.store, "prompt")} == {"queued"}


async def test_an_outage_ends_without_a_flood(ticking: Ticking) -> None:
    """Three days and an hour later: one prompt, and one row for what came too late."""
    ticking.put(ANA)
    await ticking.tick(DUE + 3 * DAY + HOUR)
    assert ticking.record() == [
        (MONDAY + 2 * DAY, "skipped", "late"),
        (MONDAY + 3 * DAY, "queued", None),
    ]
    assert len(table(ticking.store, "outbox")) == 1
    last = ticking.store.last_prompt(ANA.id)
    assert last is not None
    assert last.due_at == DUE + 3 * DAY


async def test_one_record_that_trips_the_tick_stops_nobody_else(
    ticking: Ticking, caplog: pytest.LogCaptureFixture
) -> None:
    """A mistake of ours in one language: that prompt is on record as skipped, the others are sent, and it is logged
    once, not every second. The next day, when it is mended, the prompt comes."""

    def words(code: str | None) -> Words:
        if code == "tlh":
            raise LookupError(code)
        return words_in(code)

    ticking.words_for = words
    others = [replace(ANA, id=number) for number in range(2, 6)]
    klingon = replace(with_fields(ANA, language="tlh"), id=1)
    ticking.put(klingon, *others)
    await ticking.tick(DUE)
    await ticking.tick(DUE + MINUTE)
    assert (ticking.prompts.queued, ticking.prompts.skipped) == (4, 1)
    assert ticking.prompts.ticked_at == DUE + MINUTE
    assert [record.message for record in caplog.records if record.levelno == logging.ERROR] == [
        "prompt_write_failed prompt=1/1/2026-11-23"
    ]
    assert [row for row in ticking.record() if row[1] == "skipped"] == [(MONDAY, "skipped", "fault")]
    assert ticking.of(klingon).reminders[0].next_due == DUE + DAY
    ticking.words_for = words_in
    await ticking.tick(DUE + DAY)
    assert ticking.prompts.queued == 9


async def test_after_an_outage_a_fault_is_passed_over_once(ticking: Ticking) -> None:
    """The next moment is one to come, on its own date, however long ago the last one was."""

    def words(code: str | None) -> Words:
        raise LookupError(code)

    ticking.words_for = words
    ticking.put(ANA)
    await ticking.tick(DUE + 3 * DAY + HOUR)
    reminder = ticking.of(ANA).reminders[0]
    assert (reminder.next_due, reminder.next_date) == (DUE + 4 * DAY, MONDAY + 4 * DAY)


async def test_a_batch_of_trouble_does_not_keep_the_tick_busy_for_ever(
    ticking: Ticking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends, and what tripped does not come again the next second."""
    monkeypatch.setattr(module, "BATCH", 2)

    def words(code: str | None) -> Words:
        raise LookupError(code)

    ticking.words_for = words
    ticking.put(replace(ANA, id=1), replace(ANA, id=2), replace(ANA, id=3))
    await ticking.tick(DUE)
    assert ticking.record() == [(MONDAY, "skipped", "fault")] * 3
    assert ticking.prompts.skipped == 3


async def test_a_tick_never_raises(
    ticking: Ticking, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The record fails: logged, the heartbeat stands still, and the next tick tries again."""
    ticking.put(ANA)
    await ticking.tick(DUE - MINUTE)

    def failing(*_: object) -> None:
        raise sa.exc.OperationalError("INSERT", {}, Exception("disk full"))

    works = prompts._write
    monkeypatch.setattr(prompts, "_write", failing)
    await ticking.tick(DUE)
    assert ticking.prompts.ticked_at == DUE - MINUTE
    assert "tick_failed" in caplog.text
    assert (ticking.record(), ticking.of(ANA).reminders[0].next_due) == ([], DUE)
    monkeypatch.setattr(prompts, "_write", works)
    await ticking.tick(DUE + MINUTE)
    assert (ticking.prompts.queued, ticking.prompts.ticked_at) == (1, DUE + MINUTE)


async def test_a_tick_with_nothing_to_do_still_beats(ticking: Ticking) -> None:
    """Health looks at it."""
    assert ticking.prompts.ticked_at is None
    await ticking.tick(DUE)
    assert ticking.prompts.ticked_at == DUE
    assert ticking.handed == []


async def test_when_memory_is_full_prompts_wait_on_record(ticking: Ticking) -> None:
    """In nobody's hand: whoever has room takes them."""
    ticking.has_room = False
    ticking.put(ANA)
    await ticking.tick(DUE)
    assert [row.held for row in ticking.handed] == [False]
    assert ticking.store.waiting_calls() == (1, 0)


# What becomes of the prompt once it is sent


def fates(ticking: Ticking) -> list[tuple[object, ...]]:
    """State, reason and when it was sent, of every prompt on record."""
    return [(row["state"], row["reason"], row["sent_at"] is not None) for row in table(ticking.store, "prompt")]


async def test_a_prompt_is_sent_when_telegram_took_it(ticking: Ticking) -> None:
    """Until then it is queued."""
    ticking.put(ANA)
    await ticking.tick(DUE)
    (call,) = ticking.handed
    ticking.store.settle([call.id])
    assert fates(ticking) == [("queued", None, False)]
    ticking.store.settle(sent=[Sent(call.id, DUE, 7, of_prompt=True)])
    assert fates(ticking) == [("sent", None, True)]


@pytest.mark.parametrize("reason", list(DeadReason))
async def test_a_prompt_that_never_arrived_is_dead_with_the_reason(ticking: Ticking, reason: DeadReason) -> None:
    """Nothing is left queued for ever."""
    ticking.put(ANA)
    await ticking.tick(DUE)
    (call,) = ticking.handed
    ticking.store.settle([call.id])
    ticking.store.settle(dead=[Dead(call.id, "no", reason)])
    assert fates(ticking) == [("dead", reason.value, False)]
    assert set(ticking.store.unaccounted(DUE + DAY - HOUR).values()) == {0}


async def test_a_prompt_of_somebody_who_is_gone_is_dead(ticking: Ticking) -> None:
    """They blocked the bot while it waited."""
    ticking.put(ANA)
    await ticking.tick(DUE)
    ticking.store.mark_blocked(ANA.id, DUE, "Forbidden: bot was blocked by the user")
    assert fates(ticking) == [("dead", "unreachable", False)]


async def test_a_clock_that_goes_back_prompts_nobody_twice(ticking: Ticking) -> None:
    """The key is the local date, not the moment."""
    ticking.put(ANA)
    await ticking.tick(DUE)
    await ticking.tick(DUE - 2 * HOUR)
    await ticking.tick(DUE)
    assert ticking.record() == [(MONDAY, "queued", None)]


async def test_a_reminder_planned_again_prompts_nobody_twice_a_day(ticking: Ticking) -> None:
    """The person moves to where it is earlier: their morning comes again, their prompt does not."""
    ticking.put(ANA)
    await ticking.tick(DUE)
    ana = ticking.of(ANA)
    west = replanned(with_fields(ana, zone="America/New_York"), DUE)
    ticking.store.commit_turn(TurnResult(None, ana, west), DUE)
    for hours in range(1, 24):
        await ticking.tick(DUE + hours * HOUR)
    assert [row for row in ticking.record() if row[1] == "queued"] == [(MONDAY, "queued", None)]


# Put off


async def put_off(ticking: Ticking, until: datetime) -> None:
    """Ana is prompted and says: later."""
    ticking.put(ANA)
    await ticking.tick(DUE)
    ana = ticking.of(ANA)
    touch = PromptTouch(1, MONDAY, PromptAnswer.LATER, until)
    ticking.store.commit_turn(TurnResult(None, ana, ana, prompt=touch), DUE)


def sends(ticking: Ticking) -> int:
    """How many messages were put on record."""
    return sum(row["verb"] == "send" for row in table(ticking.store, "outbox"))


async def test_a_prompt_put_off_comes_back_once(ticking: Ticking) -> None:
    """In the prompt lane; it takes the buttons of the first."""
    await put_off(ticking, DUE + HOUR)
    await ticking.tick(DUE + HOUR - MINUTE)
    assert sends(ticking) == 1
    await ticking.tick(DUE + HOUR)
    await ticking.tick(DUE + HOUR + MINUTE)
    assert sends(ticking) == 2
    assert {row["lane"] for row in table(ticking.store, "outbox")} == {Lane.PROMPT}
    assert ticking.record() == [(MONDAY, "queued", None)]


@pytest.mark.parametrize(
    ("since", "late", "comes"),
    [
        ({}, 3 * HOUR, True),
        ({}, 3 * HOUR + MINUTE, False),
        ({"streak": Streak(until=MONDAY)}, timedelta(), False),
        ({"paused": True}, timedelta(), False),
        ({"stopped_at": DUE}, timedelta(), False),
        ({"quiet_from": time(8, 30), "quiet_until": time(9)}, timedelta(), False),
        ({"quiet_from": time(8, 30), "quiet_until": time(9)}, 30 * MINUTE, True),
        ({"quiet_from": time(7), "quiet_until": time(8, 30)}, timedelta(), True),
    ],
)
async def test_whether_a_prompt_put_off_still_makes_sense(
    ticking: Ticking, since: dict[str, Any], late: timedelta, comes: bool
) -> None:
    """Not when the walk is done by now, the person rests, it is quiet, or the program was away for over three hours."""
    await put_off(ticking, DUE + HOUR)
    ana = ticking.of(ANA)
    ticking.store.commit_turn(TurnResult(None, ana, having(ana, **since)), DUE)
    await ticking.tick(DUE + HOUR + late)
    assert sends(ticking) == 1 + comes
    assert ticking.store.due_again(DUE + DAY, 10) == []


async def test_one_record_that_trips_a_prompt_put_off_stops_nobody_else(ticking: Ticking) -> None:
    """Neither others who put theirs off, nor the heartbeat; and it does not come every second."""

    def words(code: str | None) -> Words:
        if code == "tlh":
            raise LookupError(code)
        return words_in(code)

    people = [replace(ANA, id=1), replace(ANA, id=2)]
    ticking.put(*people)
    await ticking.tick(DUE)
    for person, language in zip(people, ("tlh", "en"), strict=True):
        known = ticking.of(person)
        touch = PromptTouch(1, MONDAY, PromptAnswer.LATER, DUE + HOUR)
        changed = with_fields(known, language=language)
        ticking.store.commit_turn(TurnResult(None, known, changed, prompt=touch), DUE)
    ticking.words_for = words
    await ticking.tick(DUE + HOUR)
    assert ticking.prompts.ticked_at == DUE + HOUR
    assert [call.chat_id for call in ticking.handed if call.verb is Verb.SEND] == [1, 2, 2]
    assert ticking.store.due_again(DUE + DAY, 10) == []


async def test_an_unfinished_walk_is_offered_first(ticking: Ticking) -> None:
    """The prompt says that it goes on."""
    movement = shipped_library().movements[1]
    walk = Walk(1, movement.id, movement.variations[0].id, "right", DUE - DAY, DUE - DAY, step=2, reached=2, moves=2)
    call = ticking.decide(with_fields(ANA, walk=walk, walks_begun=1), DUE).call
    assert call is not None
    assert movement.name in call.payload["text"]
    assert words_in("en").say("prompt.unfinished") in call.payload["text"]
