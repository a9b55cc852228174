"""In a session: is a sentence done as it was meant, and is there always a way on?"""

from __future__ import annotations

import pytest

from storage.records.person import WalkState
from tests.harness.said import said
from tests.harness.stage import Player


async def at_step(player: Player, number: int, side: str = "right leg") -> None:
    """Goes on until this step of this side."""
    await player.says("next")
    while f"{side}, step {number} of" not in player.last:
        player.stage.pass_time(seconds=20)
        await player.says("next")


# The other side


@pytest.mark.parametrize("text", ["Other side, please.", "other leg", "now the left leg"])
@pytest.mark.parametrize("step", [5, 6])
async def test_the_other_side_of_a_side_that_is_done_begins_at_its_beginning(eva: Player, step: int, text: str) -> None:
    """At the last step, and where only an optional one follows; after it the session is done."""
    await at_step(eva, step)
    [told] = await eva.says(text)
    assert told.startswith(said("walk.other_side_now", side="left leg"))
    assert "left leg, step 1 of" in told
    while eva.walk.state is WalkState.OPEN:
        eva.stage.pass_time(seconds=20)
        assert "right leg, step" not in eva.last
        await eva.says("next")
    assert eva.record.streak.total_days == 1


async def test_the_other_side_in_the_middle_of_a_side_is_the_same_step_there(eva: Player) -> None:
    """Nothing is done yet."""
    await at_step(eva, 3)
    [told] = await eva.says("other side")
    assert told.startswith(said("walk.side_changed", side="left leg"))
    assert "left leg, step 3 of" in told


# Easier


@pytest.mark.parametrize("text", ["easier please, is hard for me", "easier", "this is too hard"])
@pytest.mark.parametrize("step", [1, 2, 3])
async def test_easier_never_moves_on(eva: Player, step: int, text: str) -> None:
    """Before the first moving step, and at it: the step stays, smaller; a second time, too."""
    await at_step(eva, step)
    for key in ("hurt.same_smaller", "hurt.smallest"):
        [told] = await eva.says(text)
        assert told.startswith(said(key))
        assert f"right leg, step {step} of" in told
        assert "We go back" not in told


async def test_easier_later_on_says_that_it_goes_back(eva: Player) -> None:
    """To the first step that moves."""
    await at_step(eva, 5)
    [told] = await eva.says("easier")
    assert told.startswith(said("hurt.same_smaller"))
    assert said("hurt.back_at", step=3) in told
    assert "right leg, step 3 of" in told
