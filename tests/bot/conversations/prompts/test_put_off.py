"""A prompt that just came is put off in words: it comes again when that was said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import said
from tests.harness.stage import Player


def at(clock: str) -> datetime:
    """A time of Monday in Lisbon."""
    return datetime.fromisoformat(f"2026-11-23T{clock}").replace(tzinfo=UTC)


async def came(stage: PromptedStage, who: Player, clock: str) -> bool:
    """Whether a prompt comes at a time."""
    before = len(who.person.inbox)
    await stage.tick_at(at(clock))
    return len(who.person.inbox) > before


@pytest.mark.parametrize(
    ("text", "answer", "again"),
    [
        ("Could you ask me again in an hour, please? I'm in a meeting.", "08:30", "08:30"),
        ("in half an hour please", "08:00", "08:00"),
        ("ask me again at 6 pm", "18:00", "18:00"),
    ],
)
async def test_it_comes_again_when_that_was_said(
    daily: PromptedStage, ida: Player, text: str, answer: str, again: str
) -> None:
    """No new reminder is made."""
    assert await came(daily, ida, "07:30")
    assert await ida.says(text) == [said("prompt.later", time=answer)]
    assert len(ida.record.reminders) == 1
    assert await came(daily, ida, again)
    assert said("prompt.again", what="").rstrip(".") in ida.last


@pytest.mark.parametrize("text", ["oh not now dear maybe after my tea", "later", "not now, when the kids are in bed"])
async def test_without_a_time_it_is_asked_for(daily: PromptedStage, ida: Player, text: str) -> None:
    """By buttons, which do what those under the prompt do."""
    assert await came(daily, ida, "07:30")
    assert await ida.says(text) == [said("prompt.when_later")]
    await ida.taps(said("button.in_60"))
    assert await came(daily, ida, "08:30")


async def test_without_a_prompt_it_is_no_put_off(daily: PromptedStage, ida: Player) -> None:
    """Then a reminder for once is asked about."""
    [question] = await ida.says("ask me again in an hour")
    assert question.startswith(said("remind.time_of_day"))


@pytest.mark.parametrize(
    ("text", "answer", "again"),
    [("at 6", "18:00", "18:00"), ("45 min", "08:15", "08:15"), ("half eight", "08:30", "08:30")],
)
async def test_the_time_may_be_typed(daily: PromptedStage, ida: Player, text: str, answer: str, again: str) -> None:
    """At the question for it, a time is the next one of its name; the day's prompt comes then."""
    assert await came(daily, ida, "07:30")
    await ida.says("not now")
    assert await ida.says(text) == [said("prompt.later", time=answer)]
    assert len(ida.record.reminders) == 1
    assert await came(daily, ida, again)


async def test_another_day_lets_none_come_before(daily: PromptedStage, ida: Player) -> None:
    """The reminders of the days between rest."""
    assert await came(daily, ida, "07:30")
    await ida.says("not now")
    await ida.says("thursday")
    assert ida.record.account.paused_until == datetime(2026, 11, 26, tzinfo=UTC)
    assert not await came(daily, ida, "19:00")


async def test_a_time_under_later_is_an_answer_too(daily: PromptedStage, ida: Player) -> None:
    """Where the button was tapped, and its times stand under the prompt."""
    assert await came(daily, ida, "07:30")
    await ida.taps(said("button.later"))
    assert await ida.says("at 9") == [said("prompt.later", time="09:00")]
    assert await came(daily, ida, "09:00")
