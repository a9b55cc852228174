"""The call once a day: made when the day's prompts are accounted for, once, and never when anything is lost."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import tenacity
from aiohttp import web

from bot.jobs.dead_mans_switch import ATTEMPTS, PINGED, CheckedDay, DeadMansSwitch, Ping, decide, newest_ended
from storage.executor import StoreExecutor
from storage.store import Store
from tests.bot.conftest import Clock, eventually
from tests.harness.stage import Stage, opened
from tests.harness.tabled import tabled

DAY = date(2026, 11, 21)
NO_LOSS = {"updates_stuck": 0, "reminders_overdue": 0}
LOSS = {"updates_stuck": 0, "reminders_overdue": 2}


@tabled(
    ("unsettled", "lost", "pinged", "todo"),
    [
        (0, NO_LOSS, None, Ping.CALL),
        (0, NO_LOSS, DAY - timedelta(days=1), Ping.CALL),
        (0, NO_LOSS, DAY, Ping.NOTHING),
        # A clock that was set back must not call for a day twice.
        (0, NO_LOSS, DAY + timedelta(days=1), Ping.NOTHING),
        # Nor must one that was wrong for a while keep it silent for a year.
        (0, NO_LOSS, DAY + timedelta(days=2), Ping.CALL),
        (0, NO_LOSS, DAY + timedelta(days=365), Ping.CALL),
        (3, NO_LOSS, None, Ping.WAIT),
        (0, LOSS, None, Ping.ALARM),
        (3, LOSS, None, Ping.ALARM),
        (3, LOSS, DAY, Ping.NOTHING),
    ],
)
def test_what_is_done_about_a_day(unsettled: int, lost: dict[str, int], pinged: date | None, todo: Ping) -> None:
    """No call is the alarm."""
    assert decide(CheckedDay(DAY, unsettled, lost), pinged) is todo


def test_a_day_ends_at_midnight_in_utc() -> None:
    """Not a second before."""
    midnight = datetime(2026, 11, 22, tzinfo=UTC)
    assert newest_ended(midnight) == DAY
    assert newest_ended(midnight - timedelta(seconds=1)) == DAY - timedelta(days=1)


class Listener:
    """Who is called, and what they answer: the given statuses first, then 200."""

    def __init__(self) -> None:
        self.calls = 0
        self.answers: list[int] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        """A call."""
        assert request.method == "GET"
        self.calls += 1
        return web.Response(status=self.answers.pop(0) if self.answers else 200)


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    """Somebody who listens."""
    made, app = Listener(), web.Application()
    app.router.add_route("*", "/secret-4f1c", made.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/secret-4f1c"
    yield made
    await runner.cleanup()


@pytest.fixture
def deadman(executor: StoreExecutor, listener: Listener, clock: Clock) -> DeadMansSwitch:
    """The bot's side, on a Sunday afternoon."""
    executor.store.join(clock.now())
    return DeadMansSwitch(executor, listener.url, clock.now, pauses=tenacity.wait_none())


async def test_a_day_is_told_of_once(
    deadman: DeadMansSwitch, listener: Listener, executor: StoreExecutor, clock: Clock
) -> None:
    """Also after a restart; the next day once more."""
    await deadman.check()
    await deadman.check()
    await DeadMansSwitch(executor, listener.url, clock.now).check()
    assert (listener.calls, executor.store.fact(PINGED)) == (1, "2026-11-21")
    clock.passes(days=1)
    await deadman.check()
    assert (listener.calls, executor.store.fact(PINGED)) == (2, "2026-11-22")


async def test_while_prompts_of_the_day_are_on_their_way_it_waits(
    deadman: DeadMansSwitch, listener: Listener, store: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """And when one is lost no call goes out: somebody is to look. The address, which may be a secret, is in no log."""
    caplog.set_level(logging.DEBUG)
    clock.at = datetime(2026, 11, 22, 0, 1, tzinfo=UTC)
    enter_reminder(store, clock.now() - timedelta(minutes=2))
    await deadman.check()
    assert listener.calls == 0
    assert "ping_delayed day=2026-11-21 unsettled=1" in caplog.text
    clock.passes(minutes=10)
    await deadman.check()
    assert (listener.calls, store.fact(PINGED)) == (0, None)
    assert "ping_withheld day=2026-11-21 reminders_overdue=1" in caplog.text
    # Today's prompts are no matter of yesterday's.
    enter_reminder(store, clock.now() + timedelta(minutes=2))
    await deadman.check()
    assert listener.calls == 1
    assert "secret-4f1c" not in caplog.text


def enter_reminder(store: Store, due: datetime) -> None:
    """One person with one reminder, in place of what was there."""
    person = (
        "INSERT OR REPLACE INTO person (id, version, created_at, first_name, paused, reminders_made, walks_begun, "
        "run_days, days_total) VALUES (41, 1, '2026-11-01 00:00:00', 'Ana', 0, 1, 0, 0, 0)"
    )
    reminder = "INSERT INTO reminder (person_id, number, at, weekdays, next_due) VALUES (41, 1, '07:30:00', 127, :due)"
    with store.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM reminder"))
        connection.execute(sa.text(person))
        connection.execute(sa.text(reminder), {"due": due.replace(tzinfo=None).isoformat(" ")})


async def test_a_hiccup_is_tried_again_and_a_deaf_listener_another_time(
    deadman: DeadMansSwitch, listener: Listener, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """Until somebody heard it, the day counts as not told of."""
    listener.answers = [500] * ATTEMPTS
    await deadman.check()
    assert (listener.calls, store.fact(PINGED)) == (ATTEMPTS, None)
    assert "ping_failed error=ClientResponseError" in caplog.text
    assert "secret-4f1c" not in caplog.text
    listener.answers = [503]
    await deadman.check()
    assert (listener.calls, store.fact(PINGED)) == (ATTEMPTS + 2, "2026-11-21")


async def test_of_several_copies_one_calls(
    deadman: DeadMansSwitch, listener: Listener, executor: StoreExecutor, store: Store
) -> None:
    """The one that has the lease."""
    with store.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO replica (id, alive_until) VALUES (99, '2099-01-01 00:00:00')"))
        connection.execute(sa.text("INSERT INTO lease (name, holder) VALUES ('ping', 99)"))
    await deadman.check()
    assert listener.calls == 0
    with store.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM replica WHERE id = 99"))
    await deadman.check()
    assert listener.calls == 1


async def test_a_fault_of_ours_ends_nothing(
    deadman: DeadMansSwitch, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged, and the next look tries again."""
    store.note_fact(PINGED, "no date")
    await deadman.check()
    assert "ping_check_failed" in caplog.text


async def test_the_bot_makes_the_call_by_itself(listener: Listener, tmp_path: Path) -> None:
    """Where PING_URL says."""
    stage = Stage(tmp_path)
    stage.settings = replace(stage.settings, ping_url=listener.url)
    async with opened(stage):
        await eventually(lambda: stage.store.fact(PINGED))
    assert listener.calls == 1
