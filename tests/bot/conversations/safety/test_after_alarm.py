"""What comes after an alarm: the next prompt asks once how somebody is, and is calm until they say so."""

from __future__ import annotations

import pytest

from bot.conversations import selection
from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import said
from tests.harness.stage import Player

CALM = ("Only if it has settled", "one small minute", "If it still hurts")


async def alarm(daily: PromptedStage, ida: Player) -> str:
    """Numbness is told on a Sunday; the prompt of Monday."""
    await ida.says("I have no feeling between my legs")
    return await next_prompt(daily, ida)


async def next_prompt(daily: PromptedStage, ida: Player) -> str:
    """The prompt of the next morning."""
    await daily.tick(hours=24 - daily.now.hour + 7, minutes=30 - daily.now.minute)
    last = ida.person.last
    assert last is not None
    return str(last.get("text") or last.get("caption"))


async def test_the_next_prompt_asks_how_they_are_instead_of_inviting(daily: PromptedStage, ida: Player) -> None:
    """It names neither a movement nor minutes."""
    assert said("alarm.how_are_you", greeting="") in await alarm(daily, ida)
    assert ida.buttons == ["I'm well again", "Not well yet"]


@pytest.mark.parametrize(
    "answer", ["!I'm well again", "yes", "I'm fine", "the MRI was clear, the doctor says I can move"]
)
async def test_who_is_well_begins_small_where_that_is_allowed(daily: PromptedStage, ida: Player, answer: str) -> None:
    """The alarm is over then, and the next prompt invites as before."""
    await alarm(daily, ida)
    [text] = await (ida.taps(answer[1:]) if answer.startswith("!") else ida.says(answer))
    assert text == said("alarm.cleared", number="112")
    assert ida.record.account.asking is None
    prompted = await next_prompt(daily, ida)
    assert "How are you" not in prompted and not any(each in prompted for each in CALM)


@pytest.mark.parametrize("answer", ["!Not well yet", "no", "I'm not well"])
async def test_who_is_not_well_is_offered_a_rest(daily: PromptedStage, ida: Player, answer: str) -> None:
    """Nothing else is asked, and the number is there."""
    await alarm(daily, ida)
    [text] = await (ida.taps(answer[1:]) if answer.startswith("!") else ida.says(answer))
    assert text == said("alarm.ill", number="112")
    await ida.taps("7 days")
    assert ida.record.account.paused


async def test_it_is_asked_once_and_prompts_stay_calm(daily: PromptedStage, ida: Player) -> None:
    """Without an answer the next ones are small, and say that what is left of it comes first."""
    await alarm(daily, ida)
    prompted = await next_prompt(daily, ida)
    assert "How are you" not in prompted
    assert "1 minute" in prompted and any(each in prompted for each in CALM), prompted
    assert selection.form_for(ida.record, daily.now.date()) == selection.SHORT


async def test_after_other_words_of_the_same_evening_it_is_asked_all_the_same(
    daily: PromptedStage, ida: Player
) -> None:
    """What keeps the alarm open keeps the question, too."""
    await ida.says("I have no feeling between my legs")
    await ida.says("my wife is driving me to the hospital")
    assert said("alarm.how_are_you", greeting="") in await next_prompt(daily, ida)


async def test_who_said_the_same_day_that_they_are_well_is_invited_as_before(daily: PromptedStage, ida: Player) -> None:
    """A false alarm is none the next morning."""
    await ida.says("I have no feeling between my legs")
    await ida.says("false alarm, I'm fine")
    assert "How are you" not in await next_prompt(daily, ida)
