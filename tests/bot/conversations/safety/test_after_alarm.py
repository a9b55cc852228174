"""What comes after an alarm: the next prompt asks once how somebody is, and is calm until they say so."""

from __future__ import annotations

import pytest

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


async def test_it_is_asked_twice_and_then_silent_until_they_say_so(daily: PromptedStage, ida: Player) -> None:
    """Nothing invites in between; who says that they are well is invited again."""
    await alarm(daily, ida)
    assert said("alarm.how_are_you.again", greeting="") in await next_prompt(daily, ida)
    assert ida.buttons == ["I'm well again", "Not well yet"]
    asked = len(ida.person.messages)
    for _ in range(20):
        await next_prompt(daily, ida)
    assert len(ida.person.messages) == asked
    await ida.taps("I'm well again")
    prompted = await next_prompt(daily, ida)
    assert "Start" in ida.buttons, prompted


async def test_who_begins_by_themselves_is_invited_again(daily: PromptedStage, ida: Player) -> None:
    """A command alone is no beginning: it is asked all the same."""
    await ida.says("I have no feeling between my legs")
    await daily.tick(hours=12)
    await ida.says("/status")
    assert said("alarm.how_are_you", greeting="") in await next_prompt(daily, ida)
    await ida.says("start")
    await ida.says("goodbye")
    await next_prompt(daily, ida)
    assert "Start" in ida.buttons


async def test_who_is_not_well_is_asked_again_after_some_days(daily: PromptedStage, ida: Player) -> None:
    """It is silent until then."""
    await alarm(daily, ida)
    await ida.taps("Not well yet")
    told = [await next_prompt(daily, ida) for _ in range(3)]
    assert [said("alarm.how_are_you", greeting="") in each for each in told] == [False, False, True]


@pytest.mark.parametrize("is_told", [False, True])
async def test_the_summary_of_the_week_is_left_out_after_an_alarm(
    daily: PromptedStage, ida: Player, is_told: bool
) -> None:
    """Though there is a week to sum up: without the alarm it comes on Sunday evening."""
    await daily.tick(hours=24 * 6)
    await ida.says("I already did it today")
    await ida.says("yes")
    daily.pass_time(hours=22)
    await ida.says("I have no feeling between my legs" if is_told else "thanks")
    before = len(ida.person.messages)
    await daily.tick(hours=6)
    assert (len(ida.person.messages) > before) is not is_told


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
