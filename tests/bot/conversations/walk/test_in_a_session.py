"""In a session: is a sentence done as it was meant, and is there always a way on?"""

from __future__ import annotations

import pytest

from bot.conversations.requests.requests import ASKING_OR_SHOWN
from bot.understanding.wishes.wish_rules import RULES, Wish
from content.walk import FORMS
from storage.records.person import Feel, WalkState
from tests.harness.said import WORDS, back_at, said
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


# On and over


@pytest.mark.parametrize("text", ["Done, thank you.", "next one please love", "um next please if we are still going"])
async def test_a_word_that_goes_on_counts_beside_politeness(eva: Player, text: str) -> None:
    """One step on."""
    await at_step(eva, 3)
    [told] = await eva.says(text)
    assert "right leg, step 4 of" in told


@pytest.mark.parametrize("text", ["dont feel like that one can I miss it out", "I'd rather skip this one"])
async def test_who_does_not_want_a_step_is_led_past_it(eva: Player, text: str) -> None:
    """And it counts as passed over."""
    await at_step(eva, 4)
    await eva.says(text)
    assert "step 5 of" in eva.last
    assert eva.walk.skipped


async def test_a_side_that_is_said_to_be_done_is_asked_about(eva: Player) -> None:
    """It is no question why."""
    await at_step(eva, 3)
    assert await eva.says("i did already right leg, why again?") == [said("meant.side_done")]


# Waiting, stopped, left alone


@pytest.mark.parametrize("text", ["okay Im back now whats next", "I'm back. Where were we?", "where was i"])
async def test_who_comes_back_from_a_pause_sees_the_step(eva: Player, text: str) -> None:
    """Not the next reminder."""
    await at_step(eva, 3)
    [told] = await eva.says("hang on a minute the cat is on the chair")
    assert told == said("walk.paused", step=3, of=6)
    [told] = await eva.says(text)
    assert "right leg, step 3 of" in told


async def test_a_session_that_was_stopped_is_over_until_a_step_of_it_is_shown(eva: Player) -> None:
    """Whatever is asked meanwhile: no help of a session comes, and a goodbye stops nothing again."""
    await at_step(eva, 3)
    await eva.says("stop")
    await eva.says("reminders")
    [told] = await eva.says("gibberish blah")
    assert told in (said("fallback"), said("fallback.again"))
    assert await eva.says("Thank you. Good bye.") == [said("end.goodbye", when=back_at("tomorrow", "07:30"))]
    assert await eva.says("my lower back felt great today after practise") == [said("talk.glad")]
    [told] = await eva.says("where was i")
    assert "right leg, step 3 of" in told
    assert await eva.says("gibberish blah") == [said("fallback.walk")]


async def test_a_session_left_alone_for_hours_is_not_the_place_where_somebody_is(eva: Player) -> None:
    """And "next" says first how to get into place again."""
    await at_step(eva, 4)
    eva.stage.pass_time(hours=4)
    assert await eva.says("gibberish blah") == [said("fallback")]
    [told] = await eva.says("next")
    assert told.startswith("First get into place: Sit near an edge of a chair")
    assert "right leg, step 4 of" in told


async def test_what_is_not_understood_in_a_session_is_answered_otherwise_each_time(eva: Player) -> None:
    """With buttons, and the step's own stay."""
    await at_step(eva, 3)
    told = [text for text in ("gibberish", "blah", "trallala") for text in await eva.says(text)]
    assert told == [said("fallback.walk"), said("fallback.walk.again"), said("fallback.walk.third")]
    assert eva.buttons
    assert len(eva.live) >= 2


# More


async def test_who_finds_it_too_easy_is_told_what_goes_further(eva: Player) -> None:
    """In the short form, the full one; in a form without levels, another movement."""
    await at_step(eva, 3)
    assert await eva.says("this is too easy for me") == [said("harder.most")]
    await eva.says("only one minute")
    assert await eva.says("too easy") == [said("harder.full")]
    await eva.taps(said("harder.full_button"))
    assert eva.walk.form == "full"


async def test_a_movement_is_named_by_its_one_word_and_its_length_begins_it(eva: Player) -> None:
    """Not the one that is open."""
    await at_step(eva, 3)
    await eva.says("a different movement please")
    [told] = await eva.says("the dynamic one")
    assert told.startswith("Dynamic hip stretch")
    await eva.says("more time on it today, maybe 10 minutes")
    assert eva.walk.movement == "dynamic-hip-stretch"
    assert eva.walk.form == "full"


# Pain that is small, and pain of another day


async def test_a_joint_that_is_a_little_sore_stops_the_walk_and_may_go_on_smaller(eva: Player) -> None:
    """Without a word of an emergency; "next" and the wish to go on say: smaller."""
    await at_step(eva, 3)
    [told] = await eva.says("my knee is a bit sore today")
    assert told == said("hurt.mild")
    assert eva.buttons[0] == said("button.hurt_carry_on")
    [told] = await eva.says("no no its only my knee I want to carry on")
    assert told.startswith(said("hurt.again"))
    await eva.says("my knee is a bit sore today")
    [told] = await eva.taps(said("button.hurt_carry_on"))
    assert told.startswith(said("hurt.again"))
    assert eva.walk.step == 2


@pytest.mark.parametrize(
    ("text", "is_of_a_joint"),
    [
        ("my knee is very sore", True),
        ("my back is a bit sore", False),
        ("my knee is a bit sore and my leg is odd", False),
    ],
)
async def test_anything_more_than_that_is_a_complaint_like_any_other(
    eva: Player, text: str, is_of_a_joint: bool
) -> None:
    """With what to watch for: the signs that go with a back, or with a joint."""
    await at_step(eva, 3)
    [told] = await eva.says(text)
    assert told != said("hurt.mild")
    assert (said("hurt.joint") in told) == is_of_a_joint
    assert (eva.stage.library.about.hurt.watch in told) != is_of_a_joint


@pytest.mark.parametrize(
    "text", ["my back was worse on tuesday though", "is there a way to note that my back was worse tuesday"]
)
async def test_pain_of_another_day_is_asked_about_and_never_stored(eva: Player, text: str) -> None:
    """The question how it felt stays open, and its buttons stay."""
    while eva.record.walk is None or eva.walk.state is WalkState.OPEN:
        eva.stage.pass_time(seconds=20)
        await eva.says("next")
    assert await eva.says(text) == [said("hurt.when")]
    assert await eva.says("no i meant last tuesday, today is fine") == [said("hurt.before")]
    assert eva.walk.feel is None
    await eva.says("good thanks")
    assert eva.walk.feel is Feel.GOOD


async def test_pain_of_another_day_that_is_there_still_counts(eva: Player) -> None:
    """By its button, or said."""
    await at_step(eva, 3)
    await eva.says("my back hurt on tuesday, it was bad and painful")
    await eva.taps(said("button.hurt_now"))
    assert eva.record.account.asking == "hurts"


# After a session


async def at_end(player: Player) -> None:
    """Goes on until the question how it felt."""
    await player.says("next")
    while player.walk.state is WalkState.OPEN:
        player.stage.pass_time(seconds=20)
        await player.says("next")


@pytest.mark.parametrize(
    ("text", "feel"),
    [("good thanks", Feel.GOOD), ("Good. The voice is nice.", Feel.GOOD), ("it was good but little hard", Feel.HARD)],
)
async def test_how_it_felt_is_heard_in_a_sentence(eva: Player, text: str, feel: Feel) -> None:
    """And stored."""
    await at_end(eva)
    await eva.says(text)
    assert eva.walk.feel is feel


async def test_what_is_neither_good_nor_hard_is_asked_again_with_the_buttons(eva: Player) -> None:
    """What does not answer the question at all, too."""
    await at_end(eva)
    assert await eva.says("a bit stiff tbh") == [f"{said('end.which')} {said('end.how')}"]
    [told] = await eva.says("gibberish blah")
    assert told.endswith(said("end.how"))
    await eva.taps("Good")
    assert eva.walk.feel is Feel.GOOD


def test_every_wish_of_a_walk_shows_something_or_can_be_asked_about() -> None:
    """None is without its question."""
    asked = {rule.wish for rule in RULES if rule.wish not in ASKING_OR_SHOWN}
    assert [wish for wish in asked if not WORDS.has(f"meant.{wish.value}") and wish is not Wish.LENGTH] == []
    assert [form for form in FORMS if not WORDS.has(f"meant.length.{form}")] == []
