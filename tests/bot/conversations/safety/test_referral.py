"""What comes after a sign for which a doctor is to be seen: no invitation before they say how they are, whatever else
was asked and set meanwhile. What is said in the chat is in `lives_referral.tsv`."""

from __future__ import annotations

import pytest

from tests.bot.conversations.safety.test_after_alarm import next_prompt
from tests.harness.chat import after
from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import said
from tests.harness.stage import Player

SIGN = "my left foot has been numb since yesterday"


async def test_no_other_reminder_of_the_day_comes(daily: PromptedStage, ida: Player) -> None:
    """Without the sign the second one of the day would."""
    await ida.says("/remind 21:00")
    await ida.taps("As well")
    await ida.says(SIGN)
    before = len(ida.person.messages)
    await daily.tick(hours=22 - daily.now.hour)
    assert len(ida.person.messages) == before


async def test_the_next_prompt_asks_how_they_are_whatever_was_set_meanwhile(daily: PromptedStage, ida: Player) -> None:
    """A command, and an answer to its question, end no referral. It speaks of a doctor, not of an emergency."""
    await ida.says(SIGN)
    await ida.says("/remind")
    await ida.taps("Add a reminder")
    await ida.says("21:00")
    assert said("referral.how_are_you", greeting="") in await next_prompt(daily, ida)
    assert ida.buttons == ["I'm well again", "Not well yet"]
    assert said("alarm.how_are_you.again", greeting="") in await next_prompt(daily, ida)


@pytest.mark.parametrize("answer", ["!I'm well again", "yes", "I'm fine", "the doctor had a look, it's nothing"])
async def test_who_is_well_is_invited_again(daily: PromptedStage, ida: Player, answer: str) -> None:
    """Nothing holds a session back any more."""
    await ida.says(SIGN)
    await next_prompt(daily, ida)
    [text] = await (ida.taps(answer[1:]) if answer.startswith("!") else ida.says(answer))
    assert text == said("alarm.cleared", number="112")
    assert ida.record.account.referred_on is None
    assert "How are you" not in await next_prompt(daily, ida)
    assert "Start" in ida.buttons


async def test_who_may_move_on_the_same_day_is_invited_the_next(daily: PromptedStage, ida: Player) -> None:
    """A sign that was misheard costs one tap."""
    await ida.says(SIGN)
    await ida.says("/today")
    await ida.taps("I may move")
    assert "How are you" not in await next_prompt(daily, ida)
    assert "Start" in ida.buttons


def test_the_end_of_an_alarm_ends_a_referral_before_it() -> None:
    """Who says that they are well is not asked twice."""
    chat = after(SIGN, "I can't feel my legs", "I'm fine")
    assert chat.person.account.referred_on is None


def test_an_old_button_does_not_begin_a_session() -> None:
    """Also one of days later; what was wanted goes on with the button that says that they may."""
    chat = after("/today")
    assert chat.last is not None
    start = next(data for label, data in chat.last.buttons if label == "Start")
    chat.says(SIGN)
    chat.pass_time(days=2)
    assert chat.forges(start) == [said("referral.first")]
    chat.taps("I may move")
    assert chat.walk.ended_at is None and chat.person.account.referred_on is None
