"""Lengths and ways for good: said in a sentence, shown, and taken back by one tap."""

from __future__ import annotations

import pytest

from storage.records.person import FILM
from tests.harness.said import said
from tests.harness.stage import Player


async def test_a_length_is_for_every_session_and_one_tap_takes_it_back(eva: Player) -> None:
    """No session begins by it."""
    assert await eva.says("sessions three minutes long from now on") == [said("usual_length.medium")]
    assert (eva.record.settings.length, eva.record.walk) == ("medium", None)
    await eva.taps("Undo")
    assert eva.record.settings.length == "full"


async def test_more_than_there_is_says_what_is_the_most(eva: Player) -> None:
    """Ten minutes are asked for."""
    assert await eva.says("10 minute sessions please") == [said("usual_length.longest")]


@pytest.mark.parametrize(("answer", "length"), [("yes", "short"), ("no", "full")])
async def test_where_more_is_told_it_is_asked(eva: Player, answer: str, length: str) -> None:
    """With the length in words."""
    [question] = await eva.says("my doctor thinks always one minute would do")
    assert question == "From now on, one minute?"
    await eva.says(answer)
    assert eva.record.settings.length == length


async def test_a_way_is_for_every_session(eva: Player) -> None:
    """And says where it can be changed."""
    await eva.says("follow along from now on")
    assert eva.record.settings.way == FILM
    await eva.taps("Undo")
    assert eva.record.settings.way == "steps"
