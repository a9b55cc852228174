"""Sequences that are known to be hard, step by step; what must hold is what holds in any other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta

import pytest

from tests.harness.shortened import shortened
from tests.system.stateful.model import DAY, HOUR, MINUTE
from tests.system.stateful.state_machine import BEGINNINGS, TIMES, ZONES, BotStateMachine
from tests.system.stateful.telegram_state import TelegramState

NOW, SECOND = timedelta(), timedelta(seconds=1)
TROUBLES = [state for state in TelegramState if state is not TelegramState.WELL]


@pytest.fixture
def machine() -> Iterator[BotStateMachine]:
    """Ana in New York, who is prompted at 07:30 every day. In the end everything is accounted for."""
    machine = BotStateMachine()
    machine.begin(BEGINNINGS[0], ZONES[2], TIMES[0])
    yield machine
    machine.teardown()


@pytest.mark.parametrize("every", [15, pytest.param(3, marks=pytest.mark.system)])
def test_killed_at_every_point_of_a_turn(machine: BotStateMachine, every: int) -> None:
    """What was said takes effect once; what was in flight may come twice."""
    for rounds in range(0, 90, every):
        machine.is_killed("Ana", "next", rounds, NOW, True)


@pytest.mark.system
def test_killed_at_every_point_of_a_prompt(machine: BotStateMachine) -> None:
    """It comes, or it is known that it did not; so do a digest, one that is left out, and the last question."""
    for rounds in range(0, 60, 3):
        machine.it_is_due(-SECOND)
        machine.is_killed("Ana", "tick", rounds, 5 * MINUTE, False)
        machine.is_heard("Ana")
    for rounds in range(0, 60, 3):
        machine.it_is_due(-SECOND)
        machine.is_killed("Ana", "tick", rounds, 5 * MINUTE, False)


@pytest.mark.parametrize("again", shortened([True, False], 2))
def test_silence(machine: BotStateMachine, again: bool) -> None:
    """Fewer prompts, a question, and none; a word, and it begins again. A walk that was left goes on in one minute."""
    machine.days_pass(12)
    machine.days_pass(4)
    if again:
        machine.is_heard("Ana")
    machine.days_pass(5)
    for _ in range(4):
        machine.says_next("Ana")
    machine.days_pass(9)
    machine.says_next("Ana")


def test_the_summary_follows_the_days_of_the_reminders(machine: BotStateMachine) -> None:
    """It comes on the last of them, also where they change between two summaries."""
    machine.reminds("Ana", time(0, 5), frozenset({2, 4}), replaces=True)
    machine.days_pass(9)
    machine.reminds("Ana", time(8), frozenset({0, 1}), replaces=True)
    machine.days_pass(9)
    machine.reminds("Ana", time(9), frozenset({5}), replaces=False)
    machine.days_pass(9)


@pytest.mark.parametrize("by", shortened([-DAY, HOUR, -HOUR, DAY], 4))
def test_what_is_heard_by_a_clock_that_was_set(machine: BotStateMachine, by: timedelta) -> None:
    """Before or after it was: it is an answer to what came before."""
    for _ in range(4):
        machine.time_passes(DAY)
        machine.the_clock_is_set(by)
        machine.is_heard("Ana")
        machine.the_clock_is_set(-by)
        machine.days_pass(4)
        machine.is_heard("Ana")


@pytest.mark.system
def test_killed_at_every_point_of_a_start(machine: BotStateMachine) -> None:
    """With something said that waits."""
    for rounds in range(0, 120, 4):
        machine.is_killed("Ana", "start", rounds, NOW, True)


@pytest.mark.parametrize("telegram_state", shortened(TROUBLES, len(TROUBLES)))
def test_killed_in_an_outage(machine: BotStateMachine, telegram_state: TelegramState) -> None:
    """Of any kind, with replies and a prompt under way."""
    machine.time_passes(9 * HOUR)
    machine.says_next("Ana")
    machine.trouble_begins(telegram_state)
    machine.says_next("Ana")
    machine.it_is_due(NOW)
    machine.is_killed("Ana", "next", 20, 5 * MINUTE, True)
    machine.trouble_ends()


def test_round_the_world(machine: BotStateMachine) -> None:
    """Over the date line and back, with a prompt in each zone that is due."""
    for _ in range(2):
        for zone in ZONES:
            machine.it_is_due(NOW)
            machine.moves("Ana", zone)
            machine.time_passes(4 * MINUTE)
    machine.time_passes(DAY)


def test_late_at_the_program_and_late_at_telegram(machine: BotStateMachine) -> None:
    """A prompt that was queued late has only what is left of its three hours."""
    machine.time_passes(9 * HOUR)
    machine.trouble_begins(TelegramState.IN_TROUBLE)
    machine.it_is_due(3 * HOUR)
    machine.time_passes(50 * MINUTE)
    machine.trouble_ends()


@pytest.mark.parametrize("by", shortened([-DAY, HOUR, -HOUR, DAY], 4))
@pytest.mark.parametrize("late", [-SECOND, NOW, SECOND])
def test_the_clock_is_set_about_the_time_of_a_prompt(machine: BotStateMachine, by: timedelta, late: timedelta) -> None:
    """And back again, while she moves to another zone."""
    machine.it_is_due(late)
    machine.the_clock_is_set(by)
    machine.moves("Ana", ZONES[3])
    machine.the_clock_is_set(-by)
    machine.time_passes(DAY)


@pytest.mark.system
@pytest.mark.parametrize("zone", ZONES[:3])
def test_the_days_on_which_clocks_change(zone: str) -> None:
    """With a reminder at each odd time."""
    for beginning in BEGINNINGS[1:]:
        machine = BotStateMachine()
        machine.begin(beginning, zone, TIMES[1])
        for at in TIMES[2:]:
            machine.reminds("Ana", at, frozenset(range(7)), False)
        for _ in range(3):
            machine.time_passes(DAY)
        machine.teardown()
