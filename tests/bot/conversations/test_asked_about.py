"""Do questions about the bot itself get their own answers, with a way on?"""

from __future__ import annotations

import pytest

from storage.records.person import WalkState
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.said import counted, said
from tests.harness.stage import Player


async def test_a_word_of_a_session_is_explained_in_a_line(in_memory: InMemoryStage, eva: Player) -> None:
    """The session stays where it is."""
    await eva.says("next")
    assert await eva.says('what does "other side" do if I say it now?') == [said("word.other_side")]
    assert await eva.says("what happens when I say stop") == [said("word.stop")]
    assert eva.walk.state is WalkState.OPEN
    assert eva.walk.step == 0


async def test_who_thinks_of_giving_up_gets_a_kind_word_and_ways_out(in_memory: InMemoryStage, eva: Player) -> None:
    """Nothing is changed; one minute, a week off and the end are a tap away."""
    before = eva.record
    assert await eva.says("to be honest I'm thinking of giving up, it doesn't seem to help") == [said("talk.giving_up")]
    assert eva.buttons == [said("lost.length"), said("button.pause_week"), said("lost.stop")]
    assert eva.record.reminders == before.reminders
    await eva.taps(said("button.pause_week"))
    assert eva.record.account.paused_until is not None


async def test_illness_and_missed_days_are_told_to_be_forgiven(in_memory: InMemoryStage, eva: Player) -> None:
    """Both in one answer."""
    [answer] = await eva.says("I missed two days last week because I had the flu, does that break my streak?")
    assert said("streak.unwell") in answer
    assert counted("progress.forgives", 2) in answer


async def test_a_movement_is_described(in_memory: InMemoryStage, eva: Player) -> None:
    """With its summary, and all of them with theirs."""
    await eva.says("tell me more about the inner thigh one")
    assert "One knee drops out" in eva.last
    await eva.says("describe the exercises to me")
    assert "One knee drops out" in eva.last
    assert "Dynamic hip stretch" in eva.last


@pytest.mark.parametrize("goes_on", ["next", "yes", "!Start"])
async def test_one_more_today_has_the_length_that_was_named(
    goes_on: str, in_memory: InMemoryStage, eva: Player
) -> None:
    """It is offered in it, and begins in it."""
    for word in ("next", "enough", "enough"):
        await eva.says(word)
    [offer] = await eva.says("Let's do one more, but a short one")
    assert offer.startswith(said("today.done_already"))
    assert counted("minutes", 1) in offer
    await (eva.taps(goes_on[1:]) if goes_on[0] == "!" else eva.says(goes_on))
    assert eva.walk.state is WalkState.OPEN
    assert eva.walk.form == "short"
