"""Lives that are known to be hard, step by step; what must hold is what holds in any life."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.harness.shortened import shortened
from tests.system.stateful.model import DAY, HOUR, MINUTE
from tests.system.stateful.state_machine import BEGINNINGS, TIMES, ZONES, AnyLife
from tests.system.stateful.telegram_state import Sky

NOW, SECOND = timedelta(), timedelta(seconds=1)


@pytest.fixture
def life() -> Iterator[AnyLife]:
    """Ana in New York, who is prompted at 07:30 every day. In the end everything is accounted for."""
    life = AnyLife()
    life.begin(BEGINNINGS[0], ZONES[2], TIMES[0])
    yield life
    life.teardown()


def test_killed_at_every_point_of_a_turn(life: AnyLife) -> None:
    """What was said takes effect once; what was in flight may come twice."""
    for rounds in range(0, 90, 3):
        life.is_killed("Ana", "next", rounds, NOW, True)


@pytest.mark.system
def test_killed_at_every_point_of_a_prompt(life: AnyLife) -> None:
    """It comes, or it is known that it did not; so do a digest, one that is left out, and the last question."""
    for rounds in range(0, 60, 3):
        life.it_is_due(-SECOND)
        life.is_killed("Ana", "tick", rounds, 5 * MINUTE, False)
        life.is_heard("Ana")
    for rounds in range(0, 60, 3):
        life.it_is_due(-SECOND)
        life.is_killed("Ana", "tick", rounds, 5 * MINUTE, False)


@pytest.mark.parametrize("again", [True, False])
def test_silence(life: AnyLife, again: bool) -> None:
    """Fewer prompts, a question, and none; a word, and it begins anew. A walk that was left goes on in one minute."""
    life.days_pass(12)
    life.days_pass(4)
    if again:
        life.is_heard("Ana")
    life.days_pass(5)
    for _ in range(4):
        life.says_next("Ana")
    life.days_pass(9)
    life.says_next("Ana")


@pytest.mark.parametrize("by", shortened([HOUR, -HOUR, DAY, -DAY], 3))
def test_what_is_heard_by_a_clock_that_was_set(life: AnyLife, by: timedelta) -> None:
    """Before or after it was: it is an answer to what came before."""
    for _ in range(4):
        life.time_passes(DAY)
        life.the_clock_is_set(by)
        life.is_heard("Ana")
        life.the_clock_is_set(-by)
        life.days_pass(4)
        life.is_heard("Ana")


@pytest.mark.system
def test_killed_at_every_point_of_a_start(life: AnyLife) -> None:
    """With something said that waits."""
    for rounds in range(0, 120, 4):
        life.is_killed("Ana", "start", rounds, NOW, True)


@pytest.mark.parametrize("sky", [sky for sky in Sky if sky is not Sky.WELL])
def test_killed_in_an_outage(life: AnyLife, sky: Sky) -> None:
    """Of any kind, with replies and a prompt under way."""
    life.time_passes(9 * HOUR)
    life.says_next("Ana")
    life.trouble_begins(sky)
    life.says_next("Ana")
    life.it_is_due(NOW)
    life.is_killed("Ana", "next", 20, 5 * MINUTE, True)
    life.trouble_ends()


def test_round_the_world(life: AnyLife) -> None:
    """Over the date line and back, with a prompt in each zone that is due."""
    for _ in range(2):
        for zone in ZONES:
            life.it_is_due(NOW)
            life.moves("Ana", zone)
            life.time_passes(4 * MINUTE)
    life.time_passes(DAY)


def test_late_at_the_program_and_late_at_telegram(life: AnyLife) -> None:
    """A prompt that was queued late has only what is left of its three hours."""
    life.time_passes(9 * HOUR)
    life.trouble_begins(Sky.IN_TROUBLE)
    life.it_is_due(3 * HOUR)
    life.time_passes(50 * MINUTE)
    life.trouble_ends()


@pytest.mark.parametrize("by", shortened([HOUR, -HOUR, DAY, -DAY], 3))
@pytest.mark.parametrize("late", [-SECOND, NOW, SECOND])
def test_the_clock_is_set_about_the_time_of_a_prompt(life: AnyLife, by: timedelta, late: timedelta) -> None:
    """And back again, while she moves to another zone."""
    life.it_is_due(late)
    life.the_clock_is_set(by)
    life.moves("Ana", ZONES[3])
    life.the_clock_is_set(-by)
    life.time_passes(DAY)


@pytest.mark.parametrize("zone", shortened(ZONES[:3], 3))
def test_the_days_on_which_clocks_change(zone: str) -> None:
    """With a reminder at each odd time."""
    for beginning in BEGINNINGS[1:]:
        life = AnyLife()
        life.begin(beginning, zone, TIMES[1])
        for at in TIMES[2:]:
            life.reminds("Ana", at, frozenset(range(7)), False)
        for _ in range(3):
            life.time_passes(DAY)
        life.teardown()
