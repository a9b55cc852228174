"""People who travel, zone data that changes, clocks that jump and programs that are down: what becomes of the prompts?

The whole bot, on a clock to turn. Ana's prompt is at 07:30 every day, and the days are those of November 2026:
"23 07:30" is a moment in UTC, and "23 18:30 for 24" a prompt that came then and was meant for the 24th, local date.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from pathlib import Path

import apscheduler.schedulers.base
import pytest
import sqlalchemy as sa

from bot import app
from bot.jobs.prompts import Prompts
from bot.jobs.replanning import ZONE_DATA
from bot.timing.recurrence import SHORTEST_GAP
from storage.records.person import DIGEST
from storage.schema import tables
from storage.store import Store
from tests.harness.shortened import shortened
from tests.harness.stage import Player, Stage, opened

HOUR = timedelta(hours=1)


def moment(text: str) -> datetime:
    """A moment of the month: "23 07:30", with seconds where they matter."""
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=UTC)


class Diary:
    """Ana's days on the stage: what the bot sent her without being asked, and what it has on record of that."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.ana: Player = stage.player()
        self.came: list[datetime] = []

    async def reads(self, text: str) -> None:
        """The program looks at its clock, which shows this moment."""
        self.stage.now = moment(text)
        seen = len(self.ana.person.inbox)
        await self.stage.tick()
        self._note(seen)

    async def lives_until(self, text: str) -> None:
        """Time goes by; the program looks at its clock at half past each hour, when prompts are due in these zones."""
        end = moment(text)
        while self.stage.now < end:
            half_past = self.stage.now.replace(minute=30, second=0)
            following = half_past if half_past > self.stage.now else half_past + HOUR
            await self.reads(f"{min(following, end):%d %H:%M:%S}")

    async def is_down(self, since: str, until: str, *said: tuple[str, str]) -> None:
        """The program stops and starts again; meanwhile she says things, each at its moment."""
        await self.lives_until(since)
        await self.stage.stop_bot()
        for at, text in said:
            self.stage.now = moment(at)
            self.ana.person.say(text)
        await self.starts(until, replies=len(said))

    async def starts(self, text: str, *, replies: int = 0) -> None:
        """The program comes up and looks at its clock."""
        self.stage.now = moment(text)
        seen = len(self.ana.person.inbox)
        await self.stage.start_bot()
        await self.stage.tick()
        self._note(seen + replies)

    async def starts_and_plans_anew(self, text: str) -> None:
        """The program comes up, and has planned anew what has to be before it first looks at its clock."""

        async def looks_away(prompts: Prompts) -> None:
            pass

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Prompts, "tick", looks_away)
            self.stage.now = moment(text)
            await self.stage.start_bot()
            await asyncio.gather(*(task for task in self.stage.bot._tasks if task.get_name() == "replan"))
        await self.reads(text)

    async def says(self, text: str) -> None:
        """She writes a command, which is answered with one message."""
        assert len(await self.ana.says(text)) == 1

    def _note(self, seen: int) -> None:
        self.came += [self.stage.now] * (len(self.ana.person.inbox) - seen)

    def prompts(self) -> list[tuple[date, datetime, str | None]]:
        """Every daily prompt on record, by local date: the date, when it was due, and why it was not sent if it was
        not."""
        table = tables.prompt.c
        found = sa.select(table.local_date, table.due_at, table.reason).where(table.reminder_number != DIGEST)
        with self.stage.store.engine.connect() as connection:
            return [(row[0], row[1], row[2]) for row in connection.execute(found.order_by(table.local_date))]

    def told(self) -> list[str]:
        """The diary in words: what came when and for which date, and for which dates nothing came and why."""
        came = iter(sorted(self.came))
        lines = [
            f"{day:%d} {reason}" if reason else f"{next(came, None):%d %H:%M} for {day:%d}"
            for day, _, reason in self.prompts()
        ]
        assert list(came) == [], "more came than is on record"
        return lines

    def next_prompt(self) -> datetime | None:
        """The moment that her record promises."""
        [reminder] = self.ana.record.reminders
        return reminder.next_due


@pytest.fixture
async def diary(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Diary]:
    """An empty diary. In the end nothing may have been refused, given up or logged as wrong."""
    async with opened(Stage(tmp_path)) as stage:
        yield Diary(stage)
        assert stage.wrongs() == []
        assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


# Another zone

# From where to where, when she says so, and what comes until the morning of the 26th.
JOURNEYS = [
    # An hour or five, before today's prompt and after it.
    ("Lisbon", "Madrid", "23 05:00", ["23 06:30 for 23", "24 06:30 for 24", "25 06:30 for 25"]),
    ("Lisbon", "New York", "23 05:00", ["23 12:30 for 23", "24 12:30 for 24", "25 12:30 for 25"]),
    ("Lisbon", "Madrid", "23 08:00", ["23 07:30 for 23", "24 06:30 for 24", "25 06:30 for 25"]),
    ("Lisbon", "New York", "23 08:00", ["23 07:30 for 23", "24 12:30 for 24", "25 12:30 for 25"]),
    # Where half past seven is over already, the next one is tomorrow's.
    ("Lisbon", "Tokyo", "23 05:00", ["23 22:30 for 24", "24 22:30 for 25", "25 22:30 for 26"]),
    # At the very moment, and while the tick is late: what is due is due.
    ("Lisbon", "Madrid", "23 07:30", ["23 07:30 for 23", "24 06:30 for 24", "25 06:30 for 25"]),
    ("Lisbon", "New York", "23 07:30:30", ["23 07:30 for 23", "24 12:30 for 24", "25 12:30 for 25"]),
    # Eleven hours after a prompt is too soon; twelve and a half are not.
    ("Lisbon", "Auckland", "23 09:00", ["23 07:30 for 23", "24 18:30 for 25", "25 18:30 for 26"]),
    ("Lisbon", "Perth", "23 09:00", ["23 07:30 for 23", "23 23:30 for 24", "24 23:30 for 25", "25 23:30 for 26"]),
    ("Lisbon", "Brisbane", "23 09:00", ["23 07:30 for 23", "23 21:30 for 24", "24 21:30 for 25", "25 21:30 for 26"]),
    # Over the date line to the west: tomorrow is an hour ahead, or a date is left out.
    ("Honolulu", "Auckland", "22 18:00", ["22 17:30 for 22", "23 18:30 for 24", "24 18:30 for 25", "25 18:30 for 26"]),
    ("Pago Pago", "Apia", "22 19:00", ["22 18:30 for 22", "23 18:30 for 24", "24 18:30 for 25", "25 18:30 for 26"]),
    # And to the east: the date begins once more.
    ("Auckland", "Honolulu", "22 20:00", ["22 18:30 for 23", "24 17:30 for 24", "25 17:30 for 25"]),
    ("Apia", "Pago Pago", "22 19:00", ["22 18:30 for 23", "24 18:30 for 24", "25 18:30 for 25"]),
]


@pytest.mark.parametrize(("home", "away", "at", "expected"), shortened(JOURNEYS, 7))
async def test_a_traveller_gets_one_prompt_a_date(
    diary: Diary, home: str, away: str, at: str, expected: Sequence[str]
) -> None:
    """Never two for one local date nor within twelve hours, none lost, and the next one comes when it was promised."""
    await diary.ana.sets_up(city=home)
    before = f"{moment(at) - timedelta(minutes=1):%d %H:%M}"
    await diary.lives_until(before)
    diary.stage.now = moment(at)
    await diary.says(f"/timezone {away}")
    promised = diary.next_prompt()
    await diary.reads(at)
    await diary.lives_until("26 06:00")
    told = [line.replace("23 07:30:30", "23 07:30") for line in diary.told()]
    assert told == expected
    assert promised in [due for _, due, _ in diary.prompts()]
    assert all(later - earlier >= SHORTEST_GAP for earlier, later in pairwise(diary.came))


async def test_there_and_back_before_the_next_prompt(diary: Diary) -> None:
    """Three zones in a day, one of them a date ahead: at home everything is as if she had stayed."""
    await diary.ana.sets_up()
    await diary.lives_until("23 08:00")
    for hour, city in ((9, "Auckland"), (15, "Honolulu"), (22, "Lisbon")):
        await diary.lives_until(f"23 {hour:02}:00")
        await diary.says(f"/timezone {city}")
    await diary.lives_until("25 20:00")
    assert diary.told() == ["23 07:30 for 23", "24 07:30 for 24", "25 07:30 for 25"]


async def test_a_pause_that_ends_after_a_flight_keeps_the_distance_too(diary: Diary) -> None:
    """A reminder that rested still knows that it came in Honolulu an hour before it would come in Auckland."""
    await diary.ana.sets_up(city="Honolulu")
    await diary.lives_until("22 17:40")
    await diary.says("/pause")
    await diary.says("/timezone Auckland")
    await diary.says("/resume")
    await diary.lives_until("24 20:00")
    assert diary.told() == ["22 17:30 for 22", "23 18:30 for 24", "24 18:30 for 25"]


# Other zone data

# When the old data had the next prompt, when the program comes up with the new data, what comes until the 25th.
NEW_DATA = [
    ("later, and it is not yet time", "23 08:30", "23 06:00", ["23 07:30 for 23", "24 07:30 for 24"]),
    ("earlier, and it is not yet time", "23 06:30", "23 06:00", ["23 07:30 for 23", "24 07:30 for 24"]),
    ("earlier, and so it is due", "23 06:30", "23 06:45", ["23 06:45 for 23", "24 07:30 for 24"]),
    ("later, but it should have come", "23 08:30", "23 07:45", ["23 07:45 for 23", "24 07:30 for 24"]),
    ("much later, and it is too late now", "23 11:30", "23 11:00", ["23 late", "24 07:30 for 24"]),
]


@pytest.mark.parametrize(("_how", "planned", "start", "expected"), shortened(NEW_DATA, 3))
async def test_other_zone_data_moves_moments_and_no_dates(
    diary: Diary, _how: str, planned: str, start: str, expected: Sequence[str]
) -> None:
    """What the old data planned for a date comes on that date by the new; what is due stays due."""
    await diary.ana.sets_up()
    await diary.stage.stop_bot()
    plan_by_old_data(diary.stage, moment(planned))
    await diary.starts_and_plans_anew(start)
    await diary.lives_until("24 20:00")
    assert diary.told() == expected


async def test_other_zone_data_after_todays_prompt_brings_no_second(diary: Diary) -> None:
    """By the old data it came at half past seven; by the new that is an hour ahead again."""
    await diary.ana.sets_up(time="07:30")
    await diary.lives_until("23 07:45")
    await diary.stage.stop_bot()
    plan_by_old_data(diary.stage, moment("24 06:30"))
    await diary.starts_and_plans_anew("23 07:00")
    assert diary.next_prompt() == moment("24 07:30")
    await diary.lives_until("24 20:00")
    assert diary.told() == ["23 07:30 for 23", "24 07:30 for 24"]


def plan_by_old_data(stage: Stage, next_due: datetime) -> None:
    """Leave a record behind on which the next prompt is where other zone data had it."""
    store = Store(stage.database_url)
    with store.engine.begin() as connection:
        connection.execute(
            sa.update(tables.reminder).where(tables.reminder.c.number != DIGEST).values(next_due=next_due)
        )
    store.note_fact(ZONE_DATA, "1999a")
    store.close()


# Clocks that jump

# What the clock shows whenever the program looks at it ("=": when only she does), what she says, and what comes of it.
# After that all clocks are right; the 25th is a day like any other.
JUMPS = [
    # An hour.
    ("on, before it is due", ["23 07:00", "23 08:01", "23 07:02", "23 07:30", "23 08:00"], ["23 08:01 for 23"]),
    ("on, as it is due", ["23 07:29", "23 08:30", "23 07:31", "23 08:30"], ["23 08:30 for 23"]),
    ("on, after it", ["23 07:30", "23 08:31", "23 07:32"], ["23 07:30 for 23"]),
    ("back, before it is due", ["23 07:29", "23 06:30", "23 07:29", "23 07:30", "23 07:31"], ["23 07:30 for 23"]),
    ("back, as it is due", ["23 07:30", "23 06:30", "23 07:29", "23 07:30", "23 07:31"], ["23 07:30 for 23"]),
    ("back, after it", ["23 07:30", "23 07:31", "23 06:32", "23 07:30", "23 07:31"], ["23 07:30 for 23"]),
    ("back and on", ["23 07:30", "23 06:31", "23 08:32", "23 07:33", "23 08:34"], ["23 07:30 for 23"]),
    ("on for good, over the limit", ["23 07:29", "23 10:31"], ["23 late"]),
    ("on for good, up to the limit", ["23 07:29", "23 10:30"], ["23 10:30 for 23"]),
    # A day.
    ("on, before it is due", ["23 07:00", "24 07:01", "23 07:02", "23 07:30"], ["23 late", "24 07:30 for 24"]),
    ("on, as it is due", ["23 07:29", "24 07:30", "23 07:31", "23 07:32"], ["23 late", "24 07:30 for 24"]),
    ("on, a little late", ["23 07:29", "24 09:00", "23 07:30", "23 09:01"], ["23 late", "24 09:00 for 24"]),
    ("on, after it", ["23 07:30", "24 07:31", "23 07:32"], ["23 07:30 for 23", "24 07:31 for 24"]),
    ("on for good", ["23 07:00", "24 07:00"], ["23 late", "24 07:30 for 24"]),
    ("back, before it is due", ["23 07:29", "22 07:29", "22 07:30", "23 07:30", "23 07:31"], ["23 07:30 for 23"]),
    ("back, as it is due", ["23 07:30", "22 07:30", "22 07:31", "23 07:30", "23 07:31"], ["23 07:30 for 23"]),
    ("back, after it", ["23 07:31", "22 07:31", "22 23:59", "23 07:30", "23 07:31"], ["23 07:31 for 23"]),
    # And she has everything planned anew while the clock is wrong.
    ("back an hour", ["23 07:30", "23 06:31", "/timezone Lisbon", "23 07:30", "23 07:31"], ["23 07:30 for 23"]),
    ("back a day", ["23 07:30", "22 07:31", "/timezone Lisbon", "23 07:30", "23 07:31"], ["23 07:30 for 23"]),
    ("on an hour", ["23 07:00", "23 08:00", "/timezone Lisbon", "23 07:01", "23 07:30"], ["23 08:00 for 23"]),
    ("on, and only she looks", ["23 07:29", "=23 08:29", "/timezone Lisbon", "23 07:30"], ["23 07:30 for 23"]),
]


@pytest.mark.parametrize(("_how", "readings", "expected"), shortened(JUMPS, 9))
async def test_a_clock_that_jumps_prompts_nobody_twice(
    diary: Diary, _how: str, readings: Sequence[str], expected: Sequence[str]
) -> None:
    """Each local date comes once, or is on record as late when the clock said so; then life goes on."""
    await diary.ana.sets_up()
    for reading in readings:
        if reading.startswith("/"):
            await diary.says(reading)
        elif reading.startswith("="):
            diary.stage.now = moment(reading[1:])
        else:
            await diary.reads(reading)
    if len(expected) == 1:
        expected = [*expected, "24 07:30 for 24"]
    for usual in ("24 07:29", "24 07:30", "24 07:31", "25 07:29", "25 07:30", "25 07:31"):
        await diary.reads(usual)
    assert diary.told() == [*expected, "25 07:30 for 25"]


async def test_a_plan_that_was_overtaken_by_its_prompt_prompts_nobody_twice(diary: Diary) -> None:
    """A turn that began before the tick may write its plan after it: the local date is known, and life goes on."""
    await diary.ana.sets_up()
    await diary.lives_until("23 07:30")
    overtaken = (
        sa.update(tables.reminder)
        .where(tables.reminder.c.number != DIGEST)
        .values(next_due=moment("23 07:30"), next_date=date(2026, 11, 23))
    )
    with diary.stage.store.engine.begin() as connection:
        connection.execute(overtaken)
    await diary.lives_until("24 20:00")
    assert diary.told() == ["23 07:30 for 23", "24 07:30 for 24"]


# How the clock goes wrong around an hour's delay, tapped at 07:31, and how many messages there are in the end.
PUT_OFF = [
    ("not at all", ["23 08:30", "23 08:31", "23 08:32"], 2),
    ("an hour back, once it came", ["23 08:31", "23 07:31", "23 08:30", "23 08:31"], 2),
    ("a day back, once it came", ["23 08:31", "22 08:31", "23 08:31"], 2),
    ("an hour on, before", ["23 08:00", "23 09:00", "23 08:01", "23 08:31"], 2),
    ("a day back, before", ["23 08:30", "22 08:30", "22 08:31", "23 08:31", "23 08:32"], 2),
    ("a day on, before", ["23 08:00", "24 07:00", "23 08:01", "23 08:31"], 1),
]


@pytest.mark.parametrize(("_how", "readings", "messages"), PUT_OFF)
async def test_a_prompt_put_off_comes_once_whatever_the_clock_does(
    diary: Diary, _how: str, readings: Sequence[str], messages: int
) -> None:
    """Once more, or not at all when the clock said that it was far too late; it stays one prompt on record."""
    await diary.ana.sets_up()
    await diary.reads("23 07:30")
    diary.stage.now = moment("23 07:31")
    await diary.ana.taps("Later ▾")
    await diary.ana.taps("1 h")
    for reading in readings:
        await diary.reads(reading)
    assert len(diary.came) == messages
    assert diary.prompts() == [(date(2026, 11, 23), moment("23 07:30"), None)]


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=-1), timedelta(days=1)])
async def test_the_tick_comes_round_though_the_computers_clock_was_put(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    """A tick waits a second, and not until some time of day: put back by an hour, that would be an hour away."""
    put = timedelta()

    class Put(datetime):
        """The computer's clock, as it was put."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Put:
            """The moment it shows."""
            return cls.fromtimestamp((datetime.now(UTC) + put).timestamp(), tz)

    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Put)
    monkeypatch.setattr(app, "utc_now", lambda: Put.now(UTC))
    stage = Stage(tmp_path)
    stage.parts.tick_seconds = 0.01
    async with opened(stage):
        ana = stage.player()
        await ana.sets_up()
        put = jump
        stage.now = moment("23 07:30")
        await stage.telegram.until(lambda: "Start" in ana.buttons, what="the prompt")


# Outages

# From when to when the program is down, what she writes meanwhile, and what comes of the days until the 27th.
ALWAYS = "24 07:30 for 24", "25 07:30 for 25", "26 07:30 for 26"
OUTAGES = [
    ("five minutes", "23 07:28", "23 07:33", [], ["23 07:33 for 23", *ALWAYS]),
    ("five minutes, over before it is due", "23 07:24", "23 07:29", [], ["23 07:30 for 23", *ALWAYS]),
    ("three hours", "23 07:00", "23 10:30", [], ["23 10:30 for 23", *ALWAYS]),
    ("six hours", "23 07:28", "23 13:31", [], ["23 late", *ALWAYS]),
    ("six hours, of which it is late by two", "23 03:30", "23 09:30", [], ["23 09:30 for 23", *ALWAYS]),
    ("three days, up early", "23 07:00", "26 07:00", [], ["25 late", "26 07:30 for 26"]),
    ("three days, up at 08:30", "23 07:00", "26 08:30", [], ["25 late", "26 08:30 for 26"]),
    ("three days, up at noon", "23 07:00", "26 12:00", [], ["26 late"]),
    # She moves while nobody listens; what was due by then is still accounted for.
    ("five minutes", "23 07:28", "23 07:33", [("23 07:31", "/timezone Madrid")],
     ["23 07:33 for 23", "24 06:30 for 24", "25 06:30 for 25", "26 06:30 for 26"]),
    ("six hours", "23 07:28", "23 13:31", [("23 10:00", "/timezone Madrid")],
     ["23 late", "24 06:30 for 24", "25 06:30 for 25", "26 06:30 for 26"]),
]  # fmt: skip


@pytest.mark.parametrize(("_how", "since", "until", "said", "expected"), shortened(OUTAGES, 4))
async def test_an_outage_leaves_no_date_unaccounted_for(
    diary: Diary, _how: str, since: str, until: str, said: Sequence[tuple[str, str]], expected: Sequence[str]
) -> None:
    """The newest is sent when it is no more than three hours late; one row, of the last date, tells of the others.

    She is heard once afterwards, so that nothing is left out because nobody answers.
    """
    await diary.ana.sets_up()
    await diary.is_down(since, until, *said)
    await diary.lives_until("25 12:00" if until < "25 12:00" else "26 13:00")
    await diary.says("/status")
    await diary.lives_until("26 20:00")
    assert diary.told() == expected
