"""Telegram's time by its answers' `Date` header, and whether a clock goes with it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.client.server_time import ServerTime, date_of
from bot.jobs.clock_check import DOUBTED, LOOK_SECONDS, ClockCheck, in_words, is_wrong
from tests.harness.tabled import tabled

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HEADER = "Sun, 22 Nov 2026 12:00:00 GMT"
HALF = timedelta(seconds=0.5)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@tabled(
    ("header", "moment"),
    [
        (HEADER, NOON),
        # The two obsolete forms that RFC 9110 has recipients accept, and what a proxy may make of it.
        ("Sunday, 22-Nov-26 12:00:00 GMT", NOON),
        ("Sun Nov 22 12:00:00 2026", NOON),
        ("Sun, 22 Nov 2026 13:00:00 +0100", NOON),
        ("Sun, 22 Nov 2026 12:00:00 -0000", NOON),
        ("Wrong, 22 Nov 2026 12:00:00 GMT", NOON),
        (None, None),
        ("", None),
        ("today", None),
        ("Sun, 32 Nov 2026 12:00:00 GMT", None),
        ("Sun, 22 Nov 2026 25:00:00 GMT", None),
        ("Fri, 31 Dec 9999 00:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:00:00 -2300", None),
        ("Sun, 22 Nov 99999999999 12:00:00 GMT", None),
        ("\x00" * 99, None),
    ],
)
def test_a_date_header_is_a_moment_or_none(header: str | None, moment: datetime | None) -> None:
    """A malformed one is as good as none."""
    assert date_of(header) == moment


def told(header: str | None) -> dict[str, str]:
    """The headers of an answer."""
    return {} if header is None else {"date": header}


class Passing:
    """Seconds that pass when a test says so, and a clock that can be wrong."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.clock_is_off = timedelta()
        self.server = ServerTime(lambda: self.seconds)
        self.answers: list[str | None] = []
        self.is_away = False
        self.asked = 0
        self.planned: list[bool] = []
        self.check = ClockCheck(self.clock, self.server, lambda: self.seconds, self.ask, self.plan_again)

    def clock(self) -> datetime:
        """What the machine's clock shows: noon, and the seconds since."""
        return NOON + timedelta(seconds=self.seconds - 1000.0) + self.clock_is_off

    async def ask(self) -> bool:
        """The next answer that is planned; else the right time, if Telegram is not away."""
        self.asked += 1
        if not self.is_away:
            right = NOON + timedelta(seconds=self.seconds - 1000.0)
            self.server.hear(told(self.answers.pop(0) if self.answers else f"{right:%a, %d %b %Y %H:%M:%S} GMT"))
        return not self.is_away

    async def plan_again(self, confirmed: bool) -> None:
        """The clock is right."""
        self.planned.append(confirmed)


def test_the_time_goes_on_since_it_was_heard() -> None:
    """What is no date changes nothing; the same header again says that it is the same second still."""
    passing = Passing()
    server = passing.server
    assert (server.now(), server.age(), server.count) == (None, float("inf"), 0)
    server.hear(told(HEADER))
    passing.seconds += 90
    for header in (None, "nonsense", None):
        server.hear(told(header))
    assert (server.now(), server.age(), server.count) == (NOON + HALF + timedelta(seconds=90), 90, 1)
    server.hear(told(HEADER))
    assert (server.now(), server.age(), server.count) == (NOON + HALF, 0, 2)
    server.forget()
    assert server.now() is None


@pytest.mark.parametrize(
    ("off", "wrong"), [(timedelta(), False), (10 * MINUTE, False), (10 * MINUTE + HALF, True), (-11 * MINUTE, True)]
)
def test_more_than_ten_minutes_are_not_believed(off: timedelta, wrong: bool) -> None:
    """Either way; without Telegram's time it is."""
    assert is_wrong(NOON + off, NOON) is wrong
    assert not is_wrong(NOON + off, None)


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (11 * MINUTE, "11 minutes fast"),
        (-90 * MINUTE, "90 minutes slow"),
        (47 * HOUR, "47 hours fast"),
        (-365 * DAY, "365 days slow"),
    ],
)
def test_how_wrong_a_clock_is_in_words(ahead: timedelta, said: str) -> None:
    """In the unit that suits, and with what comes of it."""
    assert in_words(ahead) == f"this machine's clock is {said}: no prompt is sent until it is right"


async def test_a_job_is_left_out_while_the_clock_is_wrong() -> None:
    """And what has to be planned again is planned before the first job after that."""
    passing = Passing()
    done: list[int] = []

    async def work() -> None:
        done.append(len(passing.planned))

    job = passing.check.on_right_time(work)
    await passing.check.look()
    await job()
    passing.clock_is_off = DAY
    await job()
    await job()
    assert (done, passing.check.is_wrong) == ([1], True)
    assert passing.check.now() == NOON + HALF
    assert passing.check.ahead == DAY - HALF
    passing.clock_is_off = timedelta()
    await job()
    assert (done, passing.planned, passing.check.trouble) == ([1, 2], [True, True], None)
    assert passing.check.now() == NOON


async def test_the_hourly_look_asks_only_when_nothing_was_answered_lately() -> None:
    """A bot that polls hears all the time."""
    passing = Passing()
    await passing.check.look()
    passing.seconds += 60
    await passing.check.look()
    assert passing.asked == 1
    passing.seconds += LOOK_SECONDS
    await passing.check.look()
    assert passing.asked == 2


async def test_who_tells_no_time_is_no_witness() -> None:
    """Heard once and never again: what was heard does not hold a clock up for ever that was set."""
    passing = Passing()
    await passing.check.look()
    passing.answers = [None]
    passing.clock_is_off = DAY
    assert await passing.check.may_decide()
    assert (passing.planned, passing.server.now()) == ([True, False], None)


async def test_telegram_away_is_no_proof_and_is_not_asked_each_second() -> None:
    """The clock is doubted: replies go by what was heard last; then it is heard that all is well."""
    passing = Passing()
    await passing.check.look()
    passing.is_away, passing.clock_is_off = True, DAY
    for _ in range(3):
        assert not await passing.check.may_decide()
    assert (passing.asked, passing.check.trouble, passing.check.now()) == (2, DOUBTED, NOON + HALF)
    passing.seconds += 10
    assert not await passing.check.may_decide()
    passing.seconds += 10
    passing.is_away, passing.answers = False, [f"{NOON + DAY:%a, %d %b %Y %H:%M:%S} GMT"]
    assert await passing.check.may_decide()
    assert (passing.asked, passing.check.trouble) == (4, None)


async def test_from_the_first_moment_on_replies_go_by_telegrams_time() -> None:
    """Before anybody looked: the tick is up to a second away."""
    passing = Passing()
    await passing.check.look()
    passing.clock_is_off = -DAY
    assert (passing.check.is_wrong, passing.check.now()) == (False, NOON + HALF)


async def test_a_jump_is_looked_into_where_telegram_tells_no_time() -> None:
    """There may be something to plan again; the clock is believed before and after."""
    passing = Passing()
    passing.answers = [None] * 3
    await passing.check.look()
    for off, looks in ((timedelta(), 1), (DAY, 2), (DAY, 2), (DAY + 9 * MINUTE, 2), (timedelta(), 3)):
        passing.clock_is_off = off
        assert await passing.check.may_decide()
        assert (passing.planned, passing.check.now()) == ([False] * looks, passing.clock())


async def test_many_that_want_to_know_are_one_question() -> None:
    """The prompts, the broadcasts, the retention: all at once when a clock was set."""
    passing = Passing()
    await passing.check.look()
    passing.clock_is_off = DAY
    assert await asyncio.gather(*(passing.check.may_decide() for _ in range(5))) == [False] * 5
    assert passing.asked == 2


async def test_a_plan_that_fails_holds_nobody_up(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged, and tried again at the next look."""
    passing = Passing()

    async def stumble(_confirmed: bool) -> None:
        raise ZeroDivisionError

    passing.check._plan_again = stumble
    await passing.check.look()
    assert await passing.check.may_decide()
    assert "replanning_failed" in caplog.text
