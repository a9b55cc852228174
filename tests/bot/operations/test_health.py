"""Alive, ready, well: which signs lead to which words, what a slow database does, and what Prometheus is told."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot import VERSION, logs
from bot.emulator.faults import Fault
from bot.operations.health import (
    DAMAGED,
    DATABASE_AWAY,
    NO_TICK,
    STARTING,
    STUCK,
    TELEGRAM_AWAY,
    Health,
    Signs,
    stuck,
    unaccounted,
    unready,
)
from bot.operations.metrics import UNACCOUNTED, WAITING
from storage.executor import StoreExecutor
from storage.health import RecordHealth
from storage.records.calls import Lane
from storage.store import Store
from tests.bot.conftest import Clock, Plan, eventually
from tests.harness.logging_kept import logging_as_it_was
from tests.harness.metrics_page import of_page
from tests.harness.program import free_port
from tests.harness.stage import Stage
from tests.harness.tabled import tabled
from tests.storage.test_damage import scratch_under

NOW = datetime(2026, 11, 22, 14, 35, tzinfo=UTC)
JUST_NOW = NOW - timedelta(seconds=1)
WELL = Signs(now=NOW, tick_begun=JUST_NOW, tick_done=JUST_NOW)
AT_REST = RecordHealth(dict.fromkeys(WAITING, 0), dict.fromkeys(UNACCOUNTED, 0), dict.fromkeys(Lane, timedelta()))


def ago(**span: float) -> datetime:
    """A moment before now."""
    return NOW - timedelta(**span)


def waiting(lane: Lane, **span: float) -> RecordHealth:
    """A record where the oldest call of a lane waits for so long."""
    return replace(AT_REST, lag={**AT_REST.lag, lane: timedelta(**span)})


@tabled(
    ("signs", "wrong"),
    [
        (WELL, []),
        # The database is away, and each tick fails: a restart would not help.
        (replace(WELL, tick_done=ago(hours=3)), []),
        (replace(WELL, tick_begun=ago(seconds=300)), []),
        (replace(WELL, tick_begun=ago(seconds=301)), [STUCK]),
        (replace(WELL, tick_begun=NOW + timedelta(seconds=301)), [STUCK]),
        (replace(WELL, tick_begun=None), [STUCK]),
        (replace(WELL, tick_begun=None, started=False), []),
        (replace(WELL, trouble=TELEGRAM_AWAY, out_of_reach=True), []),
        # By a clock that is wrong nothing is done, and a restart sets no clock.
        (replace(WELL, tick_begun=None, clock="the clock is wrong"), []),
        (replace(WELL, tick_begun=ago(days=3), clock="the clock is wrong"), []),
    ],
)
def test_only_what_a_restart_mends_is_an_end_of_life(signs: Signs, wrong: list[str]) -> None:
    """A tick that does not come round; neither Telegram nor the database."""
    assert stuck(signs) == wrong


@tabled(
    ("signs", "seen", "wrong"),
    [
        (WELL, AT_REST, []),
        (replace(WELL, started=False, tick_done=None), AT_REST, [STARTING]),
        (replace(WELL, tick_done=ago(seconds=60)), AT_REST, []),
        (replace(WELL, tick_done=ago(seconds=61)), AT_REST, [NO_TICK]),
        (replace(WELL, tick_done=None), AT_REST, [NO_TICK]),
        (replace(WELL, tick_done=None, clock="the clock is wrong"), AT_REST, ["the clock is wrong"]),
        (WELL, None, [DATABASE_AWAY]),
        (replace(WELL, trouble="another copy polls"), AT_REST, ["another copy polls"]),
        (replace(WELL, damaged=True), AT_REST, [DAMAGED]),
        (replace(WELL, out_of_reach=True), AT_REST, [TELEGRAM_AWAY]),
        (replace(WELL, out_of_reach=True, trouble=TELEGRAM_AWAY), AT_REST, [TELEGRAM_AWAY]),
        (WELL, waiting(Lane.REPLY, seconds=60), []),
        (WELL, waiting(Lane.REPLY, seconds=61), ["a reply waits for 61 s"]),
        (WELL, waiting(Lane.PROMPT, minutes=15), []),
        (WELL, waiting(Lane.PROMPT, minutes=16), ["a prompt waits for 960 s"]),
        # A broadcast goes out when there is nothing better to do.
        (WELL, waiting(Lane.BROADCAST, hours=5), []),
        (
            replace(WELL, tick_done=None, out_of_reach=True),
            None,
            [TELEGRAM_AWAY, NO_TICK, DATABASE_AWAY],
        ),
    ],
)
def test_what_keeps_people_from_being_served(signs: Signs, seen: RecordHealth | None, wrong: list[str]) -> None:
    """Whoever's fault it is, in words."""
    assert unready(signs, seen) == wrong


def test_what_is_lost_is_told_with_its_number() -> None:
    """And nothing when nothing is, or nobody knows."""
    lost = {**AT_REST.unaccounted, "prompts_without_message": 3}
    assert unaccounted(replace(AT_REST, unaccounted=lost)) == ["unaccounted for: 3 prompts without message"]
    assert unaccounted(AT_REST) == unaccounted(None) == []


class HangingExecutor(StoreExecutor):
    """A way to a database that answers only when it is let, and then at once: on no thread that could be late."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.asked, self.let = 0, asyncio.Event()
        self.failing = False

    async def run(self, method: Any, *args: Any, **kwargs: Any) -> Any:
        """Ask, once let."""
        self.asked += 1
        await self.let.wait()
        if self.failing:
            raise OSError("away")
        return method(*args, **kwargs)


async def test_a_database_that_hangs_is_asked_once(store: Store, clock: Clock) -> None:
    """However often somebody wants to know: each question would take a connection of those that are left."""
    executor = HangingExecutor(store)
    health = Health(executor, lambda: replace(WELL, now=clock.now(), tick_done=clock.now()), answer_seconds=0)
    assert await health.ready() == await health.wrong() == [DATABASE_AWAY]
    assert executor.asked == 1
    executor.let.set()
    assert await health.ready() == []
    executor.failing = True
    assert await health.ready() == [DATABASE_AWAY]
    assert await health.live() == []
    executor.let.clear()
    assert await health.record_health() is None
    await health.stop()
    executor.close()


# What Prometheus is told


@pytest.fixture
async def stage(tmp_path: Path, plan: Plan) -> AsyncIterator[Stage]:
    """A stage that is not open yet, with a page for Prometheus."""
    made = Stage(tmp_path)
    made.telegram.faults = plan
    made.settings = replace(made.settings, listen_port=free_port())
    yield made
    await made.close()


# Dashboards know these.
KEPT = {
    *("updates_waiting", "calls_waiting", "calls_in_hand", "prompts_queued", "replicas"),
    *("unaccounted_reminders_overdue", "unaccounted_prompts_without_message", "unaccounted_updates_stuck"),
    *("updates_taken_total", "updates_set_aside_total", "updates_skipped_total", "updates_flooded_total"),
    *("prompts_queued_total", "prompts_skipped_total"),
    *("calls_sent_total", "calls_retried_total", "calls_uncertain_total", "calls_given_up_total", "floods_total"),
    *("pictures_shown_total", "pictures_uploaded_total", "films_shown_total", "films_uploaded_total"),
}


async def test_the_page_is_typed_and_explained_and_speaks_of_nobody(stage: Stage, plan: Plan) -> None:
    """Counters end in _total, each has a HELP line, names are kept; a day with a fault and a block in it."""
    await stage.open()
    ana, ben = stage.player("Ana"), stage.player("Ben")
    await ana.sets_up()
    await ben.sets_up()
    unreadable = Fault(error=(400, "Bad Request: can't parse entities"))
    plan.before("sendPhoto", unreadable, Fault(error=(403, "Forbidden: bot was blocked by the user")))
    await stage.tick_at(datetime(2026, 11, 23, 7, 30, tzinfo=UTC))
    page = (await stage.bot.metrics.page()).decode()
    kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)$", page, re.MULTILINE))
    explained = set(re.findall(r"^# HELP (\S+) \S.*$", page, re.MULTILINE))
    assert explained == set(kinds)
    totals = {name for name in kinds if name.endswith("_total")}
    assert {name for name, kind in kinds.items() if kind == "counter"} == totals
    assert {f"limber_{name}" for name in KEPT} <= set(kinds)
    assert not [word for word in (str(ana.id), str(ben.id), "Ana", "Ben", "Lisbon") if word in page]
    figures = of_page(page.encode())
    assert {name: figures[f"limber_{name}"] for name in EXPECTED} == EXPECTED
    assert figures["limber_update_seconds_count"] == figures["limber_updates_taken_total"] == 12
    assert 0 < figures["limber_send_seconds_count"] <= figures["limber_calls_sent_total"]


EXPECTED = {
    f"build_info{{version={VERSION}}}": 1.0,
    "ready": 1.0,
    "database_up": 1.0,
    "telegram_reachable": 1.0,
    "tick_age_seconds": 0.0,
    "outbox_lag_seconds{lane=reply}": 0.0,
    "prompts_total{reason=,state=queued}": 2.0,
    "prompts_total{reason=,state=sent}": 1.0,
    "prompts_total{reason=late,state=skipped}": 2.0,
    "prompts_total{reason=unreachable,state=dead}": 1.0,
    "calls_failed_total{reason=unreachable}": 1.0,
    "calls_failed_total{reason=refused}": 0.0,
    "send_errors_total{error=BadRequest}": 1.0,
    "send_errors_total{error=Forbidden}": 1.0,
    "send_errors_total{error=InvalidToken}": 0.0,
    "floods_total": 0.0,
}


async def test_without_the_database_the_page_says_so(stage: Stage) -> None:
    """What the program knows by itself stays."""
    await stage.open()
    executor = HangingExecutor(stage.store)
    stage.bot.health._executor, stage.bot.health._answer_seconds = executor, 0.01
    figures = of_page(await stage.bot.metrics.page())
    assert (figures["limber_database_up"], figures["limber_ready"]) == (0, 0)
    assert "limber_calls_waiting" not in figures
    assert "limber_calls_sent_total" in figures


async def test_a_file_that_breaks_while_the_bot_runs_is_told_and_nobody_reads_an_error(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    """By /readyz, by a figure, and by one line of the log, with the fix and without a traceback."""
    await stage.open()
    ana = stage.player("Ana")
    await ana.sets_up()
    assert of_page(await stage.bot.metrics.page())["limber_database_damaged"] == 0
    await stage.bot.executor.run(scratch_under, stage.store, stage.database)
    before = len(ana.person.inbox)
    with logging_as_it_was():
        logs.set_up("INFO", "text")
        ana.person.say("next")
        await eventually(lambda: stage.store.is_damaged, "the damage", seconds=20)
        await stage.prompts.tick()
        assert (await stage.bot.health.ready())[0] == DAMAGED
        figures = of_page(await stage.bot.metrics.page())
    assert (figures["limber_database_damaged"], figures["limber_ready"]) == (1, 0)
    said = [str(message) for message in ana.person.inbox[before:]]
    assert not [text for text in said if re.search("malformed|Traceback|sqlite", text)]
    log = capsys.readouterr().err
    assert "Traceback" not in log
    (line,) = [line for line in log.splitlines() if "damage_detected" in line]
    assert "CRITICAL limber.database damage_detected file=" in line
    assert 'fix="stop the bot and restore the newest backup: python -m bot restore FILE"' in line


async def test_while_telegram_is_away_at_the_start_it_lives_and_is_not_ready(
    stage: Stage, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever restarts what does not live would do so in vain."""
    monkeypatch.setattr("bot.client.startup.BACK_OFF", (0.01,))
    plan.always("getMe", Fault(drop=True))
    opening = asyncio.create_task(stage.open())
    await eventually(lambda: plan.count("getMe") > 1)
    base = f"http://127.0.0.1:{stage.settings.listen_port}"
    async with ClientSession() as client:
        for page, status, wrong in (("livez", 200, []), ("readyz", 503, [STARTING])):
            async with client.get(f"{base}/{page}") as response:
                assert (response.status, (await response.json())["wrong"]) == (status, wrong)
        async with client.get(f"{base}/metrics") as response:
            assert of_page(await response.read())["limber_telegram_reachable"] == 0
        plan.always("getMe", None)
        await opening
        async with client.get(f"{base}/readyz") as response:
            assert response.status == 200
