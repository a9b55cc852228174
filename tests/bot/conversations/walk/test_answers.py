"""Questions about the movement: answered from the library under the step, which stays where it is; pain never is."""

from __future__ import annotations

import pytest

from content.library import Variation
from content.questions import Guidance
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.libraries import shipped_library
from tests.harness.said import WORDS, counted, said
from tests.harness.stage import Player

LIBRARY = shipped_library()
PLACES = {"lying": "On the floor", "seated": "On a chair", "standing": "Standing"}


def variation(variation_id: str) -> Variation:
    """A variation that is there."""
    found = LIBRARY.variation(variation_id)
    assert found is not None
    return found


def guidance(variation_id: str) -> Guidance:
    """All that the library says of a variation besides its steps."""
    own = variation(variation_id)
    around = Guidance(why=LIBRARY.about.why, asked=LIBRARY.about.asked)
    return own.guidance.over(LIBRARY.movement_of(own).guidance).over(around)


SEATED = guidance("seated-hip-flexion")


async def walking(stage: InMemoryStage, movement: str = "hip flexion", position: str = "seated") -> Player:
    """Somebody at the first step of a walk."""
    player = stage.player("Eva")
    await player.sets_up(position=PLACES[position])
    await player.says(f"/today {movement}")
    await player.taps("Start")
    return player


async def until(player: Player, step_id: str) -> None:
    """Go on to a step of the first side."""
    walk = player.record.walk
    assert walk is not None
    own = variation(walk.variation)
    ids = [step.id for step in (*own.setup, *own.levels[0].steps)]
    for _ in range(ids.index(step_id)):
        await player.says("next")


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("how long is this?", said("ask.step_time", time=counted("about.seconds", 20))),
        ("which muscles is it for?", said("ask.works", what=WORDS.and_list(SEATED.works))),
        ("why am i doing this", SEATED.why),
        ("can i do both sides at once?", SEATED.answer("both_sides")),
        ("skip the left", said("ask.skip_side", text=SEATED.answer("skip_side"))),
        ("how should i breathe", SEATED.answer("breathe")),
        ("how far do i go", said("ask.how_far", text=SEATED.answer("how_far"))),
        ("how fast", SEATED.answer("how_fast")),
        ("where should I feel it", SEATED.answer("where")),
        ("what if I lose my place", said("ask.lost")),
        ("can i use a chair", SEATED.answer("chair")),
        ("can i use a pillow", said("ask.unknown")),
        ("is it normal that my hip clicks", SEATED.answer("normal.click")),
        ("is it normal that it pulls", SEATED.answer("normal.pull")),
        ("is it normal that my leg shakes", SEATED.answer("normal.shake")),
        ("is it normal that one side is stiffer", SEATED.answer("normal.uneven")),
        ("is it normal to feel warm", SEATED.answer("normal.warm")),
    ],
)  # fmt: skip
async def test_a_question_is_answered_under_the_step_and_the_walk_stays(
    in_memory: InMemoryStage, asked: str, answer: str
) -> None:
    """One message with Next below it; the step's own buttons still go on from there."""
    player = await walking(in_memory)
    step = player.live[-1]
    before = player.record.walk
    assert await player.says(asked) == [answer]
    assert player.record.walk == before
    assert player.record.account.asking is None
    assert [message["message_id"] for message in player.live][-2] == step["message_id"]
    assert player.buttons == ["Next ▶"]
    await player.taps("Next ▶", step)
    assert player.record.walk is not None
    assert player.record.walk.step == 1


async def test_how_long_the_whole_takes_says_where_the_walk_stands(in_memory: InMemoryStage) -> None:
    """How long do I hold, how long is this and how long is all of it are three questions."""
    player = await walking(in_memory)
    await until(player, "alternate")
    whole = "how long does the whole thing take"
    (answer,) = await player.says(whole)
    side = LIBRARY.called(variation("seated-hip-flexion").first_side)
    minutes = counted("minutes", 4)
    assert answer == said("ask.whole_time_here", minutes=minutes, step=5, of=6, side=side)
    assert await player.says("how long is this") == [said("ask.step_time", time=counted("about.minutes", 1))]
    assert await player.says("how long do i hold") == [SEATED.answer("hold")]


async def test_how_many_names_the_rounds_of_this_step_or_of_the_next_that_repeats(in_memory: InMemoryStage) -> None:
    """The numbers are the step's own."""
    player = await walking(in_memory)
    rounds = {"rounds": counted("walk.rounds", 10, least=6), "time": counted("about.minutes", 1)}
    own = SEATED.answer("how_many")
    assert await player.says("how many rounds") == [f"{said('ask.rounds_later', **rounds)} {own}"]
    await until(player, "alternate")
    assert await player.says("how many?") == [f"{said('ask.rounds', **rounds)} {own}"]


async def test_breath_is_the_steps_own_where_it_has_one(in_memory: InMemoryStage) -> None:
    """Else that of the movement."""
    player = await walking(in_memory, "inner thigh", "lying")
    own = guidance("lying-inner-thigh").answer("breathe")
    assert await player.says("breathe how") == [own]
    await until(player, "open")
    assert await player.says("when do i breathe in") == [variation("lying-inner-thigh").step("open").breath]  # type: ignore[union-attr]


async def test_a_seated_form_is_named_only_where_there_is_one(in_memory: InMemoryStage) -> None:
    """Lying down, a chair may also mean the other form."""
    player = await walking(in_memory, "inner thigh", "lying")
    text = guidance("lying-inner-thigh").answer("chair")
    assert await player.says("can i do this on a chair?") == [said("ask.chair_seated", text=text)]


@pytest.mark.parametrize(
    "asked",
    [
        "is it normal that it hurts",
        "is it normal that my hip clicks and it hurts",
        "is it normal that it pulls in my back",
        "is it normal that my knee is warm",
        "is it normal that i feel a sharp pull",
    ],
)
async def test_pain_in_a_question_is_asked_about_and_never_called_normal(in_memory: InMemoryStage, asked: str) -> None:
    """Whatever else the question holds."""
    player = await walking(in_memory)
    assert await player.says(asked) == [said("hurt.doubt")]


@pytest.mark.parametrize(
    "asked",
    [
        "is it normal that my leg goes numb",
        "is pain normal",
        "how long is this, my knee hurts",
        "how many rounds, it hurts a lot",
    ],
)
async def test_a_complaint_comes_before_the_question_it_stands_in(in_memory: InMemoryStage, asked: str) -> None:
    """The walk stops for it."""
    player = await walking(in_memory)
    await player.says(asked)
    assert player.record.account.asking == "hurts"


async def test_an_emergency_comes_before_the_question_it_stands_in(in_memory: InMemoryStage) -> None:
    """Nothing about the movement is said."""
    player = await walking(in_memory)
    texts = await player.says("is it normal that i cant feel my legs? how long is this")
    assert texts[0].startswith("Stop")
    assert not any(said("ask.lost") in text or "This step takes" in text for text in texts)


async def test_without_a_walk_the_answer_names_todays_movement(eva: Player) -> None:
    """Or the one that was just shown; a word goes on as it did."""
    heading = said("ask.about", movement="Hip flexion and extension", position="seated")
    assert await eva.says("how long is this") == [f"{heading}\n{said('ask.whole_time', minutes=counted('minutes', 4))}"]
    assert await eva.says("how many rounds") == [
        f"{heading}\n"
        f"{said('ask.rounds', rounds=counted('walk.rounds', 10, least=6), time=counted('about.minutes', 1))} "
        f"{SEATED.answer('how_many')}"
    ]
    await eva.says("/today inner thigh")
    (answer,) = await eva.says("which muscles")
    inner = said("ask.about", movement="Inner thigh stretch", position="seated")
    assert answer == f"{inner}\n{said('ask.works', what='inner thigh and hip joint')}"
    await eva.says("next")
    assert eva.record.walk is not None
    assert eva.record.walk.movement == "inner-thigh-stretch"


async def test_a_movement_that_is_named_is_the_one_that_is_answered_for(in_memory: InMemoryStage) -> None:
    """In the middle of another one, too; that stays where it is. A part of the body is no name."""
    player = await walking(in_memory)
    before = player.record.walk
    heading = said("ask.about", movement="Inner thigh stretch", position="seated")
    works = said("ask.works", what="inner thigh and hip joint")
    for asked in ("which muscles does the inner thigh stretch work?", "Inner Thigh Stretch: which muscles?"):
        assert await player.says(asked) == [f"{heading}\n{works}"]
    own = said("ask.works", what=WORDS.and_list(SEATED.works))
    assert await player.says("what muscles does the hip flexion and extension work") == [own]
    assert await player.says("should i feel it in the inner thigh or where") == [SEATED.answer("where")]
    assert player.record.walk == before


async def test_while_setting_up_the_open_question_is_asked_again(in_memory: InMemoryStage) -> None:
    """There is no movement yet that could be meant."""
    player = in_memory.player("Eva")
    await player.says("/start")
    await player.taps("Set me up")
    texts = await player.says("how long is this")
    assert not any("both sides together" in text for text in texts)


async def test_what_is_no_question_of_the_movement_is_left_to_others(in_memory: InMemoryStage) -> None:
    """A statement, and a question about something else."""
    player = await walking(in_memory)
    for text in ("my hip makes me happy", "how long is this bot free", "why do you ask"):
        assert said("ask.unknown") not in await player.says(text)
