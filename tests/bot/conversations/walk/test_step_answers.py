"""Answers out of the steps: where does a hand go, which leg works, what comes next, what does a word mean?"""

from __future__ import annotations

import pytest

from tests.harness.said import WORDS, said
from tests.harness.stage import Player


async def at_step(player: Player, number: int) -> None:
    """Goes on until this step of the first side."""
    await player.says("next")
    while f"step {number} of" not in player.last:
        player.stage.pass_time(seconds=20)
        await player.says("next")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Which hand do I hold with?", "Hold the seat with your left hand."),
        ("where are my feet", "Press your left foot down."),
        ("do I point or flex the foot here?", "Press your left foot down."),
        ("is my back supposed to be straight when I do this", "Sit tall."),
        ("right I have done that now what do I do with my other foot", "Press your left foot down."),
    ],
)
async def test_where_a_part_of_the_body_goes_is_told_in_the_words_of_the_steps(
    eva: Player, text: str, named: str
) -> None:
    """Of this step, else of the nearest before it that speaks of it; never that nothing is held."""
    await at_step(eva, 2)
    [told] = await eva.says(text)
    assert named in told
    assert eva.walk.step == 1


async def test_a_part_that_no_step_speaks_of_is_said_to_be_free(eva: Player) -> None:
    """Eyes."""
    await at_step(eva, 2)
    assert await eva.says("where do I put my eyes") == [said("ask.part_nowhere")]


@pytest.mark.parametrize("text", ["Which side is my working leg?", "i forgot which leg", "left or right?"])
async def test_the_leg_that_works_is_named(eva: Player, text: str) -> None:
    """With the step."""
    await at_step(eva, 3)
    assert await eva.says(text) == [said("ask.which_side", side="right leg", step=3, of=6)]


async def test_what_comes_next_is_told_and_the_step_stays(eva: Player) -> None:
    """At the last step of a side the other side comes."""
    await at_step(eva, 2)
    [told] = await eva.says("What comes after this?")
    assert told.startswith("Then comes: Slowly bring your right knee")
    assert eva.walk.step == 1
    await at_step(eva, 6)
    assert await eva.says("what is the next step") == [said("ask.after_side")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("What does the picture show?", "Sit tall. Press your left foot down."),
        ("I cannot see the picture. Describe it.", "Sit tall. Press your left foot down."),
        ("What is the button More?", said("ask.buttons")),
        ("How do I know when it is right?", "I can't see you."),
        ("is it ok if i do this on the bed", said("ask.bed_seated")),
        ("why is my pelvis lifting", "Then go smaller"),
        ("How long do I hold", "This step only gets you ready."),
        ("what is buttock? i not understand word", said("ask.word.buttock")),
    ],
)
async def test_what_is_asked_of_a_step_is_answered_and_the_step_stays(eva: Player, text: str, told: str) -> None:
    """At a step that gets ready."""
    await at_step(eva, 2)
    [answer] = await eva.says(text)
    assert told in answer
    assert eva.walk.step == 1


async def test_the_buttons_that_stand_there_are_named_outside_a_session(eva: Player) -> None:
    """By their labels."""
    [told] = await eva.says("What do the buttons do?")
    assert said("lost.today") in told or "Try one now" in told


async def test_where_nothing_is_held_it_is_said_at_a_step_that_moves(eva: Player) -> None:
    """Not at one that gets ready."""
    await at_step(eva, 3)
    [told] = await eva.says("do i hold it")
    assert told.startswith("Nothing is held here.")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("What is Mountain?", said("ask.word.mountain")),
        ("the outer edge, is that the little toe side?", said("ask.word.outer")),
        ("how far apart should my feet be?", "Both feet flat, hip-width apart."),
        ("Are my feet hip-width or closer together?", "Both feet flat, hip-width apart."),
        ("I meant my hands. Where do they go?", "Hands on your thighs."),
        ("does my left hand help the leg or does it stay put?", "Hands on your thighs."),
        ("read me step one again please", "Step 1: Sit at the front of a chair"),
        ("what does step seven say", said("ask.no_step", of=5)),
    ],
)
async def test_what_the_steps_say_is_read_out_of_them(eva: Player, text: str, told: str) -> None:
    """Without a picture nobody has to guess; the step stays."""
    await eva.says("start the inner thigh stretch")
    await eva.says("next")
    assert (await eva.says(text))[0].startswith(told)
    assert eva.walk.step == 0


async def test_whether_it_may_last_longer_is_answered_and_nothing_begins(eva: Player) -> None:
    """It was only asked."""
    [told] = await eva.says("can I do it for longer than five minutes?")
    assert told.endswith(said("ask.longer", minutes=WORDS.count("minutes", 4)))
    assert eva.record.walk is None
