"""A clock that is wrong for a while: nothing is decided by it, and afterwards everybody gets their next prompt in time.

The whole bot on a machine whose clock can be wrong, while Telegram's is right. Ana's prompt is at 07:30 every day, and
it is Monday, 23 November 2026, at seven in the morning.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.emulator.faults import Fault
from bot.emulator.server import LocalTelegram
from bot.habits.planning import with_digest
from bot.jobs.clock_check import DOUBTED
from storage.records.person import DIGEST, with_fields
from storage.store import Store
from tests.bot.conftest import Plan, started
from tests.harness.metrics_page import of_page
from tests.harness.shortened import shortened
from tests.harness.stage import START, TOKEN, Player, Stage, opened
from tests.storage.sample_people import ANA, DAILY
from tests.storage.store_actions import put_person, table

YEAR, DAY, HOUR, MINUTE, SECOND = (
    timedelta(days=365),
    timedelta(days=1),
    timedelta(hours=1),
    timedelta(minutes=1),
    timedelta(seconds=1),
)
RIGHT = timedelta()
MORNING = datetime(2026, 11, 23, 7, tzinfo=UTC)
DUE = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
YEARS = pytest.mark.parametrize("wrong", shortened([YEAR, -YEAR], 2))
YEARS_AND_DAYS = pytest.mark.parametrize("wrong", shortened([YEAR, -YEAR, 3 * DAY, -3 * DAY], 3))
TELLING = pytest.mark.parametrize("tells", [True, False])


class Machine(Stage):
    """A stage on a machine whose clock is wrong by some span. Time is Telegram's."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.wrong = RIGHT
        self.plan = Plan()
        self.telegram = LocalTelegram(token=TOKEN, clock=self.clock, faults=self.plan)
        self.parts.clock = lambda: self.now + self.wrong

    async def look_for_due(self) -> None:
        """As the scheduler has it done each second."""
        await self.bot._schedule._jobs["tick"][0]()

    async def is_at(self, moment: datetime, wrong: timedelta | None = None) -> None:
        """Time goes by, and Telegram is heard; then the machine's clock is set, and the prompts look at it."""
        self.now = moment
        await self.bot.bot.get_me()
        if wrong is not None:
            self.wrong = wrong
        await self.look_for_due()
        await self.settle()

    async def runs_for(self, seconds: int, wrong: timedelta) -> None:
        """The program is started, and stopped after some seconds."""
        await self.stop_bot()
        self.wrong = wrong
        await self.start_bot()
        for _ in range(seconds):
            await self.is_at(self.now + SECOND)
        await self.stop_bot()

    def fates(self) -> list[tuple[str, object, object]]:
        """Every daily prompt that is stored: date, state, reason. Also while the program is stopped, and its store
        closed."""
        with closing(Store(self.database_url)) as store:
            rows = [row for row in table(store, "prompt") if row["reminder_number"] != DIGEST]
        return [(str(row["local_date"]), row["state"], row["reason"]) for row in rows]


@pytest.fixture
async def machine(tmp_path: Path) -> AsyncIterator[Machine]:
    """Ana is set up since Sunday; her first prompt is ahead."""
    made = Machine(tmp_path)
    store, ana = Store(made.database_url), started(made.telegram, "Ana")
    sunday = replace(with_fields(ANA, position="seated", reminders_made=1), id=ana.id, created_at=START)
    put_person(
        store, with_digest(replace(sunday, reminders=(replace(DAILY, next_due=DUE, next_date=DUE.date()),)), START)
    )
    store.close()
    made.now = MORNING
    async with opened(made):
        yield made


@pytest.fixture
def ana(machine: Machine) -> Player:
    """Ana."""
    return machine.player()


SENT = [("2026-11-23", "sent", None)]


# Over a restart


@YEARS_AND_DAYS
async def test_four_seconds_on_a_wrong_clock_leave_nothing_behind(
    machine: Machine, ana: Player, wrong: timedelta, caplog: pytest.LogCaptureFixture
) -> None:
    """The program is started again with the right one: the next prompt comes when it was to come."""
    seen = len(ana.texts)
    await machine.runs_for(4, wrong)
    assert (machine.fates(), len(ana.texts)) == ([], seen)
    assert caplog.text.count("clock_wrong") == 1
    machine.wrong = RIGHT
    await machine.start_bot()
    assert ana.record.reminders[0].next_due == DUE
    await machine.is_at(DUE - SECOND)
    assert machine.fates() == []
    await machine.is_at(DUE)
    assert machine.fates() == SENT
    await machine.is_at(DUE + DAY)
    assert machine.fates() == [*SENT, ("2026-11-24", "sent", None)]


@YEARS_AND_DAYS
@TELLING
async def test_a_wrong_clock_that_was_believed_silences_nobody(
    machine: Machine, ana: Player, wrong: timedelta, tells: bool
) -> None:
    """Telegram told no time while it was wrong, and perhaps does not tell it afterwards: one row at most."""
    machine.telegram.tells_time = False
    await machine.runs_for(4, wrong)
    assert len(machine.fates()) == (1 if wrong > RIGHT else 0)
    machine.telegram.tells_time, machine.wrong = tells, RIGHT
    await machine.start_bot()
    assert len(machine.fates()) <= (0 if tells and wrong > RIGHT else 1)
    assert ana.record.reminders[0].next_due == DUE
    await machine.is_at(DUE)
    assert machine.fates()[-1:] == SENT
    await machine.is_at(DUE + DAY)
    assert machine.fates()[-2:] == [*SENT, ("2026-11-24", "sent", None)]


async def test_what_was_sent_by_a_wrong_clock_does_not_stand_for_the_day(machine: Machine, ana: Player) -> None:
    """A day ahead at half past seven: tomorrow's comes now, and tomorrow again."""
    machine.telegram.tells_time = False
    machine.now = DUE - MINUTE
    await machine.runs_for(2, DAY + MINUTE)
    assert machine.fates() == [("2026-11-23", "skipped", "late"), ("2026-11-24", "sent", None)]
    machine.telegram.tells_time, machine.wrong = True, RIGHT
    await machine.start_bot()
    for days in range(2):
        await machine.is_at(DUE + days * DAY)
    assert machine.fates() == [*SENT, ("2026-11-24", "sent", None)]


async def test_a_history_is_not_forgotten_by_a_clock_that_is_behind(machine: Machine, ana: Player) -> None:
    """Telegram tells no time, so the clock is believed: what it takes for the future is a year of prompts."""
    for days in range(3):
        await machine.is_at(DUE + days * DAY)
    history = machine.fates()
    machine.telegram.tells_time = False
    await machine.runs_for(4, -YEAR)
    assert [row for row in machine.fates() if row in history] == history
    machine.wrong = RIGHT
    await machine.start_bot()
    await machine.is_at(DUE + 3 * DAY)
    assert machine.fates()[-1] == ("2026-11-26", "sent", None)
    assert [row for row in machine.fates() if row in history] == history


# While it runs


@YEARS_AND_DAYS
async def test_a_clock_that_jumps_decides_nothing(machine: Machine, ana: Player, wrong: timedelta) -> None:
    """And once it is right again, what came due meanwhile comes."""
    await machine.is_at(MORNING, wrong)
    await machine.is_at(DUE)
    await machine.is_at(DUE + HOUR)
    assert machine.fates() == []
    await machine.is_at(DUE + HOUR + SECOND, RIGHT)
    assert machine.fates() == SENT
    await machine.is_at(DUE + DAY)
    assert machine.fates() == [*SENT, ("2026-11-24", "sent", None)]


@YEARS
@TELLING
async def test_a_clock_that_jumps_and_is_believed_silences_nobody(
    machine: Machine, ana: Player, wrong: timedelta, tells: bool
) -> None:
    """Telegram told no time, so it was; when it is set right, that is noticed."""
    await machine.stop_bot()
    machine.telegram.tells_time = False
    await machine.start_bot()
    for seconds in range(4):
        await machine.is_at(MORNING + seconds * SECOND, wrong)
    machine.telegram.tells_time = tells
    await machine.is_at(MORNING + 5 * SECOND, RIGHT)
    assert ana.record.reminders[0].next_due == DUE
    await machine.is_at(DUE)
    assert machine.fates()[-1:] == SENT
    assert len(machine.fates()) <= 2


@YEARS
async def test_replies_go_on_by_telegrams_clock(machine: Machine, ana: Player, wrong: timedelta) -> None:
    """So what is promised and planned meanwhile is right: another reminder, one put off, how long until the next."""
    await machine.is_at(DUE)
    await machine.is_at(DUE + SECOND, wrong)
    await ana.taps("Later ▾")
    await ana.taps("1 h")
    said = await ana.says("/status")
    assert "day" not in said[0].split("\n")[1]
    await ana.adds_reminder("12:00")
    assert [reminder.next_due for reminder in ana.record.reminders] == [DUE + DAY, DUE + 4.5 * HOUR]
    seen = len(ana.texts)
    await machine.is_at(DUE + HOUR + MINUTE)
    assert len(ana.texts) == seen
    await machine.is_at(DUE + HOUR + 2 * MINUTE, RIGHT)
    assert len(ana.texts) == seen + 1
    await machine.is_at(DUE + 4.5 * HOUR)
    assert machine.fates() == [*SENT, *SENT]


@pytest.mark.parametrize("wrong", [10 * MINUTE, -10 * MINUTE])
async def test_ten_minutes_are_believed(machine: Machine, ana: Player, wrong: timedelta) -> None:
    """A second's cut of the header aside."""
    await machine.is_at(DUE - wrong - SECOND, wrong - wrong / 300)
    await machine.is_at(DUE - wrong + 3 * SECOND)
    assert machine.fates() == SENT


@YEARS_AND_DAYS
async def test_nobody_is_told_a_time_that_is_wrong_before_the_first_look(
    machine: Machine, ana: Player, wrong: timedelta
) -> None:
    """A reminder that somebody sets in the second after the jump comes when it should."""
    await machine.is_at(DUE)
    machine.wrong = wrong
    await ana.adds_reminder("12:00")
    assert [reminder.next_due for reminder in ana.record.reminders] == [DUE + DAY, DUE + 4.5 * HOUR]
    await machine.is_at(DUE + 4.5 * HOUR, RIGHT)
    assert machine.fates() == [*SENT, *SENT]


async def test_a_prompt_in_the_outbox_is_not_given_up_by_a_wrong_clock(machine: Machine, ana: Player) -> None:
    """It would be hours late by it; by Telegram's it is not."""
    machine.plan.before("sendPhoto", Fault(retry_after=1))
    machine.now = DUE
    await machine.bot.bot.get_me()
    await machine.look_for_due()
    await machine.telegram.until(lambda: "sendphoto" in machine.plan.seen, what="the first try")
    machine.wrong = YEAR
    await machine.settle()
    assert machine.fates() == SENT


# A machine that slept: its clock is right, and the seconds counted since then are too few


async def test_a_machine_that_slept_asks_and_goes_on(
    machine: Machine, ana: Player, caplog: pytest.LogCaptureFixture
) -> None:
    """At once: nobody waits for the next hour."""
    asked = machine.plan.count("getMe")
    machine.now = DUE + HOUR
    await machine.look_for_due()
    await machine.settle()
    assert machine.fates() == SENT
    assert machine.plan.count("getMe") == asked + 1
    assert "clock_wrong" not in caplog.text


async def test_as_long_as_telegram_is_away_a_clock_that_jumped_is_doubted(machine: Machine, ana: Player) -> None:
    """It is asked again, though not each second; until then nothing is decided, and that is told."""
    machine.plan.always("getMe", Fault(drop=True))
    asked = machine.plan.count("getMe")
    machine.now = DUE + HOUR
    for _ in range(5):
        await machine.look_for_due()
    assert (machine.fates(), machine.plan.count("getMe")) == ([], asked + 1)
    assert machine.bot.clock_check.trouble == DOUBTED
    machine.plan.always("getMe", None)
    machine.bot.clock_check._asked_in_vain_at = float("-inf")
    await machine.look_for_due()
    await machine.settle()
    assert machine.fates() == SENT
    assert await machine.bot.health.ready() == []


# Nothing else is decided by it either


async def test_nothing_is_forgotten_by_a_wrong_clock(machine: Machine, ana: Player) -> None:
    """Not by a start, nor by the round of every six hours; and no news are sent."""
    await machine.is_at(DUE)
    before = {name: len(table(machine.store, name)) for name in ("prompt", "outbox", "inbox", "person")}
    await machine.runs_for(1, 3 * YEAR)
    machine.wrong = 3 * YEAR
    await machine.start_bot()
    for name in ("retention", "broadcasts"):
        await machine.bot._schedule._jobs[name][0]()
    assert {name: len(table(machine.store, name)) for name in before} == before


async def test_who_watches_is_told_in_a_sentence(machine: Machine) -> None:
    """Readiness names the clock, and not a tick that is stuck; no restart would help. Then all is well again."""
    await machine.is_at(MORNING, YEAR)
    machine.now += HOUR
    signs = machine.bot.health.look()
    assert signs.now - machine.now < 2 * HOUR
    slow = "this machine's clock is 365 days fast: no prompt is sent until it is right"
    assert await machine.bot.health.ready() == [slow]
    assert await machine.bot.health.live() == []
    figures = of_page(await machine.bot.metrics.page())
    assert (figures["limber_clock_believed"], figures["limber_ready"]) == (0, 0)
    await machine.is_at(machine.now, RIGHT)
    assert await machine.bot.health.ready() == []
    assert of_page(await machine.bot.metrics.page())["limber_clock_believed"] == 1


async def test_the_log_has_one_line_as_it_begins_and_one_as_it_ends(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    """However long it lasts."""
    for minutes in range(5):
        await machine.is_at(MORNING + minutes * MINUTE, -3 * HOUR)
    for minutes in range(5, 10):
        await machine.is_at(MORNING + minutes * MINUTE, RIGHT)
    lines = [record.getMessage() for record in caplog.records if record.name == "limber.clock"]
    assert [line.partition("=")[0] for line in lines] == ["clock_wrong by", "clock_recovered"]
    assert abs(int(lines[0].partition("=")[2]) + 3 * 3600) <= 1
