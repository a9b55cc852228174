"""Are times, dates and weeks written as where the person is, in all that is said to them?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.said import said, when
from tests.harness.stage import Player, Stage

# With the blank at which no line breaks.
MORNING, EVENING = "7:30\u00a0AM", "7:15\u00a0PM"


async def newcomer(stage: Stage, city: str, language_code: str = "en") -> Player:
    """Somebody who has just named their city."""
    player = stage.player(language_code=language_code)
    for text in ("/start", "set me up", "no", "chair", city):
        await player.says(text)
    return player


async def test_in_new_york_a_day_has_twice_twelve_hours(in_memory: InMemoryStage) -> None:
    """From the question after the city on: on buttons, in what is confirmed, and in what is typed."""
    joe = await newcomer(in_memory, "New York")
    assert joe.buttons[:4] == [MORNING, "12:30\u00a0PM", "6:00\u00a0PM", "9:00\u00a0PM"]
    [done] = await joe.says(EVENING)
    assert f"every day at {EVENING}, New York time." in done
    assert when("today", EVENING) in done
    await joe.says("/remind")
    assert joe.buttons[0] == f"every day at {EVENING} ✎"
    await joe.taps(joe.buttons[0])
    assert joe.buttons[:7] == ["✓ Sun", "✓ Mon", "✓ Tue", "✓ Wed", "✓ Thu", "✓ Fri", "✓ Sat"]
    [asked] = await joe.says("/timezone")
    assert asked.startswith(said("zone.now", zone="New York", time="9:35\u00a0AM"))


async def test_in_new_york_the_month_comes_before_the_day(in_memory: InMemoryStage) -> None:
    """And the quiet hours, whose labels are long, stand below each other."""
    joe = await newcomer(in_memory, "New York")
    await joe.taps(MORNING)
    [paused] = await joe.says("/pause 12")
    assert paused == said("pause.until", day="on December 4")
    await joe.says("/resume")
    await joe.says("/settings")
    await joe.taps("Messages")
    await joe.taps("Quiet hours")
    assert joe.buttons[1] == "10:00\u00a0PM–7:00\u00a0AM"
    assert len(joe.person.last["reply_markup"]["inline_keyboard"]) == 4


@pytest.mark.parametrize(
    ("language_code", "city", "morning"),
    [
        ("en-GB", "New York", "07:30"),
        ("en-us", "Berlin", MORNING),
        ("en", "Berlin", "07:30"),
        ("it", "New York", MORNING),
        ("en", "UTC+2", "07:30"),
    ],
)
async def test_a_territory_in_the_language_code_weighs_more_than_the_city(
    in_memory: InMemoryStage, language_code: str, city: str, morning: str
) -> None:
    """ "en" alone says nothing of a territory."""
    player = await newcomer(in_memory, city, language_code)
    assert player.buttons[0] == morning


async def test_what_comes_by_itself_is_written_as_there_too(stage: Stage) -> None:
    """The word before somebody's data goes, and the way out of it."""
    joe = await newcomer(stage, "New York")
    await joe.taps(MORNING)
    await joe.says("/stop")
    stage.now = datetime(2027, 2, 14, 14, 35, tzinfo=UTC)
    await stage.bot._retention_job.run()
    await stage.settle()
    assert joe.last == said("stop.ends", day="February 21, 2027")
    [back] = await joe.taps("Resume")
    assert when("tomorrow", MORNING) in back
