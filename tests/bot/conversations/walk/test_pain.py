"""When it hurts: does the walk stop at once, is what to do said, and is every way on a smaller one?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversations.session import HURTS, course_of
from content.library import Library, Variation
from storage.records.person import Feel, WalkState
from tests.harness.expected_steps import on_side, takes
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.libraries import shipped_library
from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import TWISTS, back_at, said, when
from tests.harness.stage import Player, Stage

LIBRARY = shipped_library()
HURT, SIGNS = LIBRARY.about.hurt, LIBRARY.about.signs
STOPPED = f"{HURT.stop}\n{HURT.smaller}\n{HURT.watch}"
WAYS = ["Done for today", "Another position", "Gentler version", "When to see someone"]
PLACES = {"lying": "On the floor", "seated": "On a chair", "standing": "Standing"}


def variation(variation_id: str, library: Library = LIBRARY) -> Variation:
    """A variation of the library."""
    found = library.variation(variation_id)
    assert found is not None
    return found


async def in_a_walk(stage: Stage, variation_id: str, steps: int = 1) -> Player:
    """Somebody some steps into a form, in the position that is theirs; nothing to take care of."""
    player = stage.player()
    await player.sets_up(position=PLACES[variation(variation_id).position])
    await player.forges(f"go:{variation_id}")
    for _ in range(steps):
        stage.pass_time(seconds=10)
        await player.taps("Next")
    return player


async def test_it_hurts_stops_the_walk_and_says_what_to_do(stage: Stage, ana: Player) -> None:
    """By the button: one message, four ways on, no buttons of the step, a line over the chat; by word the same."""
    await ana.says("next")
    await ana.says("next")
    place = (ana.walk.side, ana.walk.level, ana.walk.step)
    assert await ana.taps("It hurts") == [STOPPED]
    assert ana.toast == said("toast.stopped")
    assert ana.buttons == WAYS
    assert ana.live == [ana.person.last]
    assert (ana.walk.side, ana.walk.level, ana.walk.step) == place
    assert await ana.says("ouch!") == [STOPPED.removesuffix(f"\n{HURT.watch}")], "what to watch for is said once a day"
    assert ana.live == [ana.person.last]
    await stage.restart()
    [step] = await ana.says("next")
    assert step.startswith(f"{said('hurt.again')}\n")
    assert "step 2 of 6" in step


@pytest.mark.parametrize("form", LIBRARY.variations, ids=lambda form: form.id)
async def test_it_hurts_stands_under_every_step_and_every_offer(in_memory: InMemoryStage, form: Variation) -> None:
    """In the first row or under More, and it works there."""
    player = await in_a_walk(in_memory, form.id, steps=0)
    while said("end.how") not in player.last:
        assert "It hurts" in player.buttons
        before = player.last.removeprefix(f"{said('walk.other_side_now', side='left leg')}\n")
        before = before.removeprefix(f"{said('walk.other_side_now', side='right leg')}\n")
        [text] = await player.taps("It hurts")
        assert text.startswith(HURT.stop)
        [again] = await player.says("next")
        # What the first step of all has besides stands above its last line.
        above, _, place = before.rpartition("\n")
        assert again.startswith(f"{said('hurt.again')}\n")
        assert above.startswith(again.removeprefix(f"{said('hurt.again')}\n").rpartition("\n")[0])
        assert again.endswith(place)
        in_memory.pass_time(seconds=10)
        await player.says("next")


async def test_after_pain_next_shows_the_step_again_with_a_line_and_only_then_goes_on(eva: Player) -> None:
    """Pain asks for less, so "next" is no step by itself."""
    await eva.says("next")
    await eva.says("next")
    step = eva.last
    await eva.says("it hurts")
    assert await eva.says("next") == [f"{said('hurt.again')}\n{step}"]
    assert "step 3 of 6" in (await eva.says("next"))[0]


# Gentler


async def test_the_gentler_version_of_a_form_is_its_first_level_gently(in_memory: InMemoryStage) -> None:
    """From "a little more": the first moving step again, with what twists left out; levels do not follow unasked."""
    player = await in_a_walk(in_memory, "lying-inner-thigh", steps=6)
    assert player.buttons[0] == "A little more"
    await player.taps("A little more")
    assert "a little more" in player.last
    await player.says("ouch")
    [text] = await player.taps("Gentler version")
    assert text.startswith(f"{said('hurt.same_smaller')}\n")
    assert text.endswith(f"{on_side(variation('lying-inner-thigh'), 'right', LIBRARY)}4 of 6  ●●●●○○")
    assert (player.walk.gentle, player.walk.level, player.walk.reached) == (True, 0, 0)
    assert player.record.settings.gentle is False, "the setting itself is for the person to change"


async def test_gentler_than_the_gentle_first_form_stays_where_they_are(in_memory: InMemoryStage) -> None:
    """On the floor and gentle already: the same step, and the chair as a button, which changes over."""
    player = await in_a_walk(in_memory, "lying-inner-thigh", steps=4)
    for _ in range(2):
        await player.says("ouch")
        [text] = await player.taps("Gentler version")
    assert text.startswith(f"{said('hurt.same_smaller')}\n")
    assert text.endswith(f"{on_side(variation('lying-inner-thigh'), 'right', LIBRARY)}4 of 6  ●●●●○○")
    assert (player.walk.variation, player.buttons[-1]) == ("lying-inner-thigh", "Seated")
    await player.taps("Seated")
    assert (player.walk.variation, player.walk.number) == ("seated-inner-thigh", 1)


async def test_a_gentler_form_elsewhere_keeps_the_side_that_is_still_to_do(in_memory: InMemoryStage) -> None:
    """The roll on the floor becomes the form on the side, from the set-up of the second side on, as on the first."""
    player = await in_a_walk(in_memory, "lying-dynamic-hip", steps=3)
    await player.says("enough")
    side = player.walk.side
    await player.says("ouch")
    [text] = await player.taps("Gentler version")
    assert (player.walk.variation, player.walk.side) == ("lying-dynamic-hip-gentle", side)
    assert "Change over" not in text
    assert "Lie on your left side" in text


async def test_a_form_that_cannot_be_gentle_leads_to_its_stand_in_at_once(in_memory: InMemoryStage) -> None:
    """The dynamic stretch on the floor rolls in every step."""
    player = await in_a_walk(in_memory, "lying-dynamic-hip", steps=3)
    await player.says("ouch")
    [text] = await player.taps("Gentler version")
    assert text.startswith(f"{said('hurt.other_smaller', position='lying on your side')}\n")
    assert (player.walk.variation, player.walk.gentle) == ("lying-dynamic-hip-gentle", True)


async def test_where_nothing_is_smaller_it_is_said_and_not_offered(in_memory: InMemoryStage) -> None:
    """On the chair, gentle, in the first form: done for today is the way, and signs to look out for."""
    player = await in_a_walk(in_memory, "seated-inner-thigh", steps=3)
    await player.says("ouch")
    await player.taps("Gentler version")
    assert player.walk.gentle
    [text] = await player.says("it still hurts")
    assert text == f"{HURT.stop}\n{said('hurt.nothing_smaller')}"
    assert player.buttons == ["Done for today", "Another position", "When to see someone"]
    [text] = await player.says("gentler")
    assert text.startswith(f"{said('hurt.smallest')}\n")


async def test_a_form_with_nothing_gentle_beside_it_stays_as_it_is(in_memory: InMemoryStage) -> None:
    """A library may have a movement that twists in its only form: nothing breaks, and nothing smaller is promised."""
    only = variation("lying-dynamic-hip")
    movement = LIBRARY.movement_of(only)
    alone = replace(movement, variations=(only,), gentler=())
    in_memory.library = replace(LIBRARY, movements=(alone,))
    await in_memory.restart()
    player = await in_a_walk(in_memory, "lying-dynamic-hip", steps=6)
    await player.taps("A little more")
    assert await player.says("ouch") == [STOPPED]
    [text] = await player.says("gentler version")
    assert text.startswith(f"{said('hurt.smallest')}\n")
    assert on_side(only, "left", LIBRARY) in text
    assert (player.walk.gentle, player.walk.level) == (False, 0)
    assert course_of(player.walk, in_memory.library) is not None
    [text] = await player.says("ouch")
    assert player.buttons == ["Done for today", "When to see someone"]
    assert "step" in (await player.says("next"))[0]


async def test_easier_may_be_said_without_pain(eva: Player) -> None:
    """It leads to the same smaller form."""
    await eva.says("next")
    await eva.says("next")
    [text] = await eva.says("easier please")
    assert text.startswith(f"{said('hurt.same_smaller')}\n")
    assert eva.walk.gentle


# Another position, done, signs


async def test_another_position_begins_with_how_to_get_into_place(eva: Player) -> None:
    """Or back to the step."""
    for _ in range(4):
        await eva.says("next")
    await eva.says("ouch")
    await eva.taps("Another position")
    assert eva.buttons == ["Lying on your side", "Standing", "◀ Back to my step"]
    assert "step 1 of 6" in (await eva.taps("Standing"))[0]


async def test_done_for_today_ends_the_walk_and_the_day(daily: PromptedStage, ida: Player) -> None:
    """Nothing asks for the rest of it, "next" is for another day, and no reminder comes before tomorrow."""
    await ida.adds_reminder("18:00")
    await ida.says("next")
    await ida.says("hurts")
    assert await ida.taps("Done for today") == [said("hurt.done", when=back_at("tomorrow", "07:30"))]
    walk = ida.walk
    assert (walk.state, walk.feel) == (WalkState.LEFT, Feel.HURT)
    assert ida.record.progression.unfinished_movement is None
    seen = len(ida.texts)
    await daily.tick(hours=3, minutes=30)
    assert len(ida.texts) == seen
    assert await ida.says("next") == [said("end.rest", when=back_at("tomorrow", "07:30"))]
    assert ida.buttons == ["When to see someone"]
    daily.pass_time(days=1)
    assert "step 1 of" in (await ida.says("next"))[0]


@pytest.mark.parametrize("where", ["in a walk", "after it", "/safety"])
async def test_when_to_see_someone_names_every_sign(eva: Player, where: str) -> None:
    """What needs help today first; the walk stays where it is."""
    await eva.says("next")
    await eva.says("ouch")
    if where == "after it":
        await eva.taps("Done for today")
        await eva.says("next")
    if where == "/safety":
        [text] = await eva.says("/safety")
    else:
        [text] = await eva.taps("When to see someone")
    for listing in (SIGNS.today, SIGNS.soon, SIGNS.stop):
        assert listing.intro in text
        for item in listing.items:
            assert f"· {item}" in text
    assert text.index(SIGNS.today.intro) < text.index(SIGNS.soon.intro) < text.index(SIGNS.stop.intro)


async def test_what_needs_help_today_is_not_folded_away(eva: Player) -> None:
    """The other lists are: they open on a tap."""
    await eva.says("/safety")
    folded = [
        eva.last.encode("utf-16-le")[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
        for e in eva.person.last["entities"]
        if e["type"] == "expandable_blockquote"
    ]
    assert not any(item in text for item in SIGNS.today.items for text in folded)
    assert all(any(item in text for text in folded) for item in (*SIGNS.soon.items, *SIGNS.stop.items))


# Out of a walk


async def test_pain_said_out_of_a_walk_is_answered(eva: Player) -> None:
    """What to watch for, and the gentle setting, once."""
    assert await eva.says("my back hurts") == [
        f"{said('hurt.noted')}\n{HURT.watch}\n{said('hurt.offer_gentle', what=TWISTS)}",
    ]
    assert eva.buttons == ["Keep it gentle", "When to see someone"]
    advice = eva.person.last
    assert await eva.taps("Keep it gentle") == [f"{said('care.gentle_on', what=TWISTS)}\n{said('left_out.ask')}"]
    assert eva.toast == said("toast.gentle_on", what=TWISTS)
    assert eva.record.settings.gentle is True
    assert eva.person.chat.messages[advice["message_id"]] == advice, "what to watch for has to stay readable"
    assert await eva.taps("Keep it gentle", advice) == []
    assert await eva.says("my back hurts") == [said("hurt.noted")]
    assert eva.buttons == ["When to see someone"]
    eva.stage.pass_time(hours=24)
    assert await eva.says("my back hurts") == [f"{said('hurt.noted')}\n{HURT.watch}"], "and the next day again"


async def test_pain_as_the_very_first_words_is_met_with_care(in_memory: InMemoryStage) -> None:
    """It is what brought them here."""
    player = in_memory.player()
    assert await player.says("my lower back hurts") == [
        f"{said('hello.named', name='Ana')}\n{said('hurt.first')}\n{HURT.watch}"
    ]
    assert player.buttons == ["Set me up", "When to see someone"]
    await player.taps("When to see someone")
    assert (await player.taps("Set me up"))[0].endswith(said("care.ask"))


# The gentle setting, turned on in the middle


async def test_gentle_turned_on_in_a_walk_makes_the_walk_gentle(in_memory: InMemoryStage) -> None:
    """What twists falls away; the place stays as near as can be."""
    player = await in_a_walk(in_memory, "lying-inner-thigh", steps=6)
    await player.taps("A little more")
    await player.says("/settings")
    await player.taps("Turn gentle on")
    assert player.walk.gentle
    [text] = await player.says("repeat")
    assert on_side(variation("lying-inner-thigh"), "right", LIBRARY) in text


async def test_gentle_turned_on_stops_a_walk_that_cannot_be_gentle(in_memory: InMemoryStage) -> None:
    """It says so, and leads to what stands in for it or to the end."""
    player = await in_a_walk(in_memory, "lying-dynamic-hip", steps=3)
    await player.says("/settings")
    assert await player.taps("Turn gentle on") == []
    stopped = said("settings.gentle_stopped", movement="Dynamic hip stretch", position="on your back", what=TWISTS)
    assert player.last.startswith(f"{stopped}\n{said('care.gentle_on', what=TWISTS)}\n")
    await player.taps("Done")
    assert stopped in player.last
    assert player.buttons == ["Lying on your side"]
    [text] = await player.taps("Lying on your side")
    assert on_side(variation("lying-dynamic-hip-gentle"), "left", LIBRARY) in text


async def test_next_after_a_walk_was_stopped_for_what_is_left_out_says_why_and_goes_on_elsewhere(
    in_memory: InMemoryStage,
) -> None:
    """Nobody has to press Done. An old button asks once more what is asked, and the first "next" answers that."""
    player = await in_a_walk(in_memory, "lying-dynamic-hip", steps=3)
    step = player.person.last
    await player.says("/settings")
    await player.taps("Turn gentle on")
    stopped = said("settings.gentle_stopped", movement="Dynamic hip stretch", position="on your back", what=TWISTS)
    assert stopped in (await player.taps("Next", step))[0]
    assert player.walk.number == 1
    assert stopped in (await player.says("next"))[0]
    assert takes(variation("lying-dynamic-hip-gentle"), gentle=True) in (await player.says("next"))[0]
    walk = player.walk
    assert (walk.number, walk.gentle, walk.variation) == (2, True, "lying-dynamic-hip-gentle")


async def test_it_hurt_at_the_end_is_noted_and_answered(daily: PromptedStage, ida: Player) -> None:
    """With the next day in sight only through /status; nothing is counted against anybody."""
    await ida.says("next")
    await ida.says("enough")
    await ida.says("enough")
    [text] = await ida.taps("It hurt")
    assert text.startswith(f"{said('hurt.noted')}\n{HURT.watch}")
    assert ida.walk.feel is Feel.HURT
    assert ida.record.streak.days == 1
    assert await ida.says("next") == [said("end.rest", when=back_at("tomorrow", "07:30"))]
    assert when("tomorrow", "07:30") in (await ida.says("/status"))[0]


async def test_looking_something_up_after_pain_does_not_let_the_walk_go_on_unwarned(in_memory: InMemoryStage) -> None:
    """/safety in between: "next" still shows the same step, with the caution."""
    eva = in_memory.player("Eva")
    await eva.sets_up()
    await eva.says("next")
    [second] = await eva.says("next")
    await eva.says("ouch")
    await eva.says("/safety")
    [again] = await eva.says("next")
    assert again == f"{said('hurt.again')}\n{second}"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("my sore knee, does it matter which one goes underneath?", said("hurt.asked")),
        ("is it normal that I feel nothing in the thigh yet?", said("hurt.nothing_yet")),
        ("when should somebody with back pain see a doctor?", "When to stop, and when to see someone"),
    ],
)
async def test_a_question_of_health_that_is_no_pain_of_now_leaves_the_session_where_it_is(
    eva: Player, text: str, begins: str
) -> None:
    """And it goes on with "next"."""
    await eva.says("next")
    [told] = await eva.says(text)
    assert told.startswith(begins)
    assert "step 2 of" in (await eva.says("next"))[0]


async def test_what_is_said_to_be_numb_after_all_is_for_a_doctor_today(eva: Player) -> None:
    """Asked with a button."""
    await eva.says("next")
    await eva.says("is it normal that I feel nothing in the thigh yet?")
    [told] = await eva.taps("Numb, or it tingles")
    assert LIBRARY.about.signs.today.intro in told
    assert eva.record.account.asking == HURTS


@pytest.mark.parametrize(
    "text",
    [
        "it doesn't hurt now, I only asked. can I carry on?",
        "nothing hurts, it was just a question",
        "I was only asking",
        "no pain now, may I continue?",
        "it does not hurt at all",
    ],
)
async def test_pain_that_was_only_asked_about_lets_the_session_go_on(eva: Player, text: str) -> None:
    """Asked whether to, with the step."""
    await eva.says("next")
    await eva.says("ouch")
    await eva.says(text)
    assert "Go on" in eva.buttons


@pytest.mark.parametrize("text", ["I think I'll take a break for a week, the knee needs rest", "pause for a week"])
async def test_a_pause_is_heard_while_pain_is_open(eva: Player, text: str) -> None:
    """Done, or asked about."""
    await eva.says("next")
    await eva.says("ouch")
    told = "\n".join(await eva.says(text))
    assert "paused" in told.casefold() or "pause" in told.casefold()
    assert LIBRARY.about.hurt.stop not in told


@pytest.mark.parametrize(
    "text", ["I'd like to do it smaller and continue", "easier", "gentler please", "too hard for me"]
)
async def test_nobody_is_moved_from_the_floor_to_a_chair_by_a_word(in_memory: InMemoryStage, text: str) -> None:
    """They stay at the same step; the chair is a button, which changes over."""
    player = await in_a_walk(in_memory, "lying-inner-thigh", steps=4)
    await player.says("easier")
    place = (player.walk.variation, player.walk.side, player.walk.step)
    [told] = await player.says(text)
    assert told.startswith(f"{said('hurt.same_smaller')}\n")
    assert (player.walk.variation, player.walk.side, player.walk.step) == place
    await player.taps("Seated")
    assert player.walk.variation == "seated-inner-thigh"
