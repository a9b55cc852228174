"""Does a walk lead through a movement, step by step, on both sides, in every form of it, and whatever comes between?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bot.conversations.walk.step_view import bar, step_buttons
from bot.emulator.people import buttons_of, words_of
from content.library import Library, Movement, Side, Variation
from content.movement import AVOIDED_WHEN_GENTLE
from storage.records.person import Walk, WalkState
from storage.store import Store
from tests.harness.chat import set_up
from tests.harness.expected_steps import (
    Station,
    mirrored,
    noted,
    offers,
    opening,
    shown,
    starting,
    stations,
    takes,
    walks,
)
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.libraries import shipped_library
from tests.harness.said import WORDS, counted, said
from tests.harness.shortened import shortened
from tests.harness.stage import Player, Stage, opened

LIBRARY = shipped_library()
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SIDES: tuple[Side, ...] = ("right", "left")
EVERY_WALK = [(variation, side, gentle, taking) for variation, gentle, taking in walks(LIBRARY) for side in SIDES]
IDS = [f"{v.id}-{side}-{'gentle-' if gentle else ''}{taking}" for v, side, gentle, taking in EVERY_WALK]

STEP = ["Next ▶", "◀ Back", "It hurts", "More…"]
OPTIONAL_STEP = ["Skip this", *STEP]
# The first step of today's movement, on a chair.
FIRST = shown(stations(LIBRARY.variations[1], gentle=False, taking=0)[0], LIBRARY)


PLACES = {"lying": "On the floor", "seated": "On a chair", "standing": "Standing"}


async def ready(stage: Stage, *, gentle: bool = False, position: str = "seated") -> Player:
    """Somebody who is set up."""
    player = stage.player()
    await player.sets_up(position=PLACES[position], care="Keep it gentle" if gentle else "No, none of these")
    return player


def other_side_now(side: Side, library: Library = LIBRARY) -> str:
    """The line that opens the second side."""
    return said("walk.other_side_now", side=library.called(side))


def changed_over(side: Side) -> str:
    """The line that stands over the same step on the other leg."""
    return said("walk.side_changed", side=LIBRARY.called(side))


def stopped_here(day: str) -> str:
    """The note that welcomes somebody back."""
    return said("walk.resumed", day=day)


async def begins(player: Player, variation: Variation) -> list[str]:
    """Start this form, as from the list of movements."""
    return await player.forges(f"go:{variation.id}")


def digest_of(station: Station) -> str | None:
    """Which clip a station is to show: its step's, for the side that works; none at an offer."""
    return None if station.step is None else station.step.clips[station.side].digest


def digest_shown(player: Player) -> str | None:
    """Which clip the newest message shows."""
    moving = player.person.last.get("animation")
    return None if moving is None else sha256(player.stage.telegram.state.blobs[moving["file_unique_id"]]).hexdigest()


def buttons_at(station: Station) -> list[str]:
    """The labels under a station's message."""
    if station.offered is not None:
        return [station.offered.take or "", "Stay with this", "◀ Back", "It hurts"]
    assert station.step is not None
    return OPTIONAL_STEP if station.step.optional else STEP


def leads_on(station: Station) -> tuple[str, str]:
    """The word and the button that lead on from here as the station wants it."""
    if station.offered is None:
        return "next", "Next"
    return ("more", station.offered.take or "") if station.taken else ("next", "Stay with this")


async def goes_on(player: Player, station: Station, *, tapping: bool) -> list[str]:
    """Say or tap what leads on."""
    typed, label = leads_on(station)
    return await (player.taps(label) if tapping else player.says(typed))


@pytest.mark.parametrize("tapping", shortened([False, True], 2), ids=["words", "buttons"])
@pytest.mark.parametrize(("variation", "side", "gentle", "taking"), EVERY_WALK, ids=IDS)
def test_every_walk_leads_to_its_end(
    variation: Variation, side: Side, gentle: bool, taking: int, tapping: bool
) -> None:
    """Every variation, either side first, every number of offers taken, gentle or not, by words and by buttons."""
    library = starting(LIBRARY, side)
    chosen = library.variation(variation.id)
    assert chosen is not None
    care = ("Keep it gentle", "done") if gentle else ("no",)
    chat = set_up(position=PLACES[chosen.position], care=care)
    chat.library = library
    told = chat.forges(f"go:{chosen.id}")
    route = stations(chosen, gentle=gentle, taking=taking)
    for place, station in enumerate(route):
        text = shown(station, library)
        if place and station.side != route[place - 1].side:
            text = f"{other_side_now(station.side, library)}\n{text}"
        assert told == [text if place else opening(text, library, takes(station.variation, gentle=gentle))]
        assert chat.last is not None
        assert chat.last.digest == digest_of(station)
        assert chat.buttons == buttons_at(station)
        assert chat.live == [chat.last], "a step left behind has kept its buttons"
        chat.pass_time(seconds=station.step.seconds if station.step else 5)
        typed, label = leads_on(station)
        told = chat.taps(label) if tapping else chat.says(typed)
    seconds = sum(station.step.seconds if station.step else 5 for station in route)
    minutes = counted("minutes", round(seconds / 60))
    done, first = said("end.done", minutes=minutes), said("end.milestone_1")
    assert told == [f"{done} {first} {said('end.how')}"]
    assert chat.buttons == ["Good", "Hard", "It hurt"]
    assert chat.live == [chat.last]
    assert (chat.walk.state, chat.walk.seconds, chat.walk.gentle) == (WalkState.DONE, seconds, gentle)


def test_the_walks_above_are_all_there_are() -> None:
    """Seven variations and a stand-in; the gentle setting leaves one out; so many offers each."""
    assert len(LIBRARY.variations) == 8
    assert {v.id for v in LIBRARY.variations if not v.suits(AVOIDED_WHEN_GENTLE)} == {"lying-dynamic-hip"}
    assert {v.id: offers(v, gentle=False) for v in LIBRARY.variations} == {
        "side-lying-hip-flexion": 0,
        "seated-hip-flexion": 0,
        "standing-hip-flexion": 1,
        "lying-inner-thigh": 2,
        "seated-inner-thigh": 1,
        "lying-dynamic-hip": 2,
        "lying-dynamic-hip-gentle": 0,
        "seated-dynamic-hip": 1,
    }
    assert offers(LIBRARY.variations[3], gentle=True) < 2


@pytest.mark.parametrize("variation", shortened(LIBRARY.variations, 4), ids=lambda variation: variation.id)
async def test_every_variation_is_walked_on_the_whole_stage(stage: Stage, variation: Variation) -> None:
    """With every level, by words on even steps and by buttons on odd ones, with a restart in the middle."""
    player = await ready(stage, position=variation.position)
    await begins(player, variation)
    route = stations(variation, gentle=False, taking=offers(variation, gentle=False))
    for place, station in enumerate(route):
        text = shown(station, LIBRARY)
        assert player.last.endswith(text if place else opening(text, LIBRARY, takes(variation)))
        assert digest_shown(player) == digest_of(station)
        assert player.buttons == buttons_at(station)
        assert player.live == [player.person.last]
        if place == len(route) // 2:
            await stage.restart()
        stage.pass_time(seconds=10)
        assert len(await goes_on(player, station, tapping=place % 2 == 1)) == 1
    assert player.last.startswith("Both sides done: ")
    assert player.live == [player.person.last]
    assert [call.refused for call in stage.telegram.state.refusals if call.method != "getUpdates"] == []


@pytest.mark.parametrize("start_over", [False, True], ids=["", "returning"])
@pytest.mark.parametrize("more", [False, True], ids=["", "more"])
def test_next_is_a_row_of_its_own_with_one_row_below_in_every_step(more: bool, start_over: bool) -> None:
    """Whatever stands above: so a thumb finds it at the same place."""
    walk = Walk(number=1, movement="m", variation="v", side="right", started_at=NOON, moved_at=NOON)
    seen = set()
    for variation in LIBRARY.variations:
        for step in (*variation.setup, *(step for level in variation.levels for step in level.steps)):
            seen.add(step.optional)
            *above, next_row, below = step_buttons(walk, step, WORDS, more=more, start_over=start_over)
            labels = [[button.label for button in row] for row in (next_row, below)]
            assert labels == [["Next ▶"], ["◀ Back", "It hurts", "Close ▴" if more else "More…"]]
            named = [button.label for row in above for button in row]
            assert ("Skip this" in named) == (more or step.optional)
            assert ("Start over" in named) == start_over
    assert seen == {False, True}


async def test_what_to_do_comes_first_whatever_else_is_said(eva: Player) -> None:
    """At the beginning, when a step comes again, and after days: a locked phone shows the first line."""
    do = FIRST.splitlines()[0]
    for text in ("next", "repeat", "back", "pause", "next"):
        [told] = await eva.says(text)
        assert text == "pause" or told.splitlines()[0] == do
    eva.stage.pass_time(days=9)
    [told] = await eva.says("next")
    assert told.splitlines()[0] == do
    assert told.splitlines()[-1].startswith("Hip flexion and extension, right leg, step 1 of ")


def test_no_word_of_a_side_is_left_unmirrored() -> None:
    """No braces remain, and the two sides of a step differ wherever the text names one."""
    for variation in LIBRARY.variations:
        for step in (*variation.setup, *(step for level in variation.levels for step in level.steps)):
            for text in (step.text, *step.cues, *step.also, step.breath or "", *(each.text for each in step.without)):
                right, left = (mirrored(text, side, LIBRARY) for side in SIDES)
                assert "{" not in right
                assert (right != left) == ("{" in text)


@pytest.mark.parametrize(
    ("number", "of", "dots"),
    [
        (1, 1, "●"),
        (1, 6, "●○○○○○"),
        (6, 6, "●●●●●●"),
        (12, 12, "●" * 12),
        (1, 24, "●" + "○" * 11),
        (12, 24, "●" * 6 + "○" * 6),
        (24, 24, "●" * 12),
        (1, 100, "●" + "○" * 11),
    ],
)
def test_the_bar_shows_how_far_it_is(number: int, of: int, dots: str) -> None:
    """One dot a step, at most twelve; the first step shows one, the last all."""
    assert bar(number, of) == dots


# Inside a walk


async def test_back_at_the_first_step_says_so_and_stays(eva: Player) -> None:
    """By tap and by word; the step comes again with buttons that work."""
    await eva.says("next")
    for goes_back in (eva.taps("Back"), eva.says("back")):
        assert await goes_back == [noted(FIRST, said("walk.at_start"))]
    assert await eva.taps("Next") != []
    assert "step 2 of 6" in eva.last


async def test_back_leads_through_the_whole_walk_to_its_beginning(eva: Player) -> None:
    """From the last step of the second side, past the offer that was taken, station by station."""
    variation = LIBRARY.variation("seated-inner-thigh")
    assert variation is not None
    await begins(eva, variation)
    route = stations(variation, gentle=False, taking=1)
    for station in route[:-1]:
        eva.stage.pass_time(seconds=10)
        await goes_on(eva, station, tapping=True)
    for station in reversed(route[:-1]):
        eva.stage.pass_time(seconds=10)
        [text] = await eva.taps("Back")
        assert text == shown(station, LIBRARY)
    walk = eva.record.walk
    assert walk is not None
    assert (walk.step, walk.level, walk.sides_done) == (0, 0, ())


async def test_repeat_shows_the_step_again_and_the_old_one_loses_its_buttons(eva: Player) -> None:
    """The same text, once; the next Next still makes one step."""
    await eva.says("next")
    before = eva.last
    assert await eva.says("repeat") == [before]
    await eva.taps("More…")
    assert await eva.taps("Repeat") == [eva.last]
    assert eva.live == [eva.person.last]
    await eva.taps("Next")
    assert "step 2 of 6" in eva.last


async def test_more_opens_the_other_buttons_in_place_and_close_closes_them(eva: Player) -> None:
    """The message stays the same one; nothing is sent."""
    await eva.says("next")
    assert await eva.taps("More…") == []
    everything = [
        *("Repeat", "Skip this", "Other side", "Other position", "Pause", "Stop"),
        *("Next ▶", "◀ Back", "It hurts", "Close ▴"),
    ]
    assert eva.buttons == everything
    assert await eva.taps("Close ▴") == []
    assert eva.buttons == STEP
    assert await eva.says("more") == [eva.last]
    assert eva.buttons == everything


async def test_an_optional_step_can_be_passed_over_by_button_or_word(eva: Player) -> None:
    """Skip this stands above Next there, and leads on just the same."""
    await eva.says("next")
    for _ in range(5):
        await eva.taps("Next")
    assert eva.buttons == OPTIONAL_STEP
    assert said("walk.optional") in eva.last
    await eva.taps("Skip this")
    assert eva.last.startswith(other_side_now("left"))
    for _ in range(5):
        await eva.says("next")
    assert eva.buttons == OPTIONAL_STEP
    assert (await eva.says("skip"))[0].startswith("Both sides done")


async def test_any_step_can_be_skipped_under_more(eva: Player) -> None:
    """Skip this goes one step on."""
    await eva.says("next")
    await eva.taps("More…")
    await eva.taps("Skip this")
    assert "step 2 of 6" in eva.last


async def test_enough_ends_a_side_wherever_it_is_said(eva: Player) -> None:
    """On the first side the other one follows, on the second the end."""
    await eva.says("next")
    eva.stage.pass_time(seconds=70)
    assert (await eva.says("enough"))[0].startswith(other_side_now("left"))
    assert (await eva.says("that's enough"))[0].startswith(said("end.done", minutes="1 minute"))


async def test_the_other_side_is_the_same_step_on_the_other_leg(eva: Player) -> None:
    """And back again; nothing counts as done by it."""
    await eva.says("next")
    await eva.says("next")
    [text] = await eva.says("other side")
    assert text.startswith(f"{changed_over('left')}\n")
    assert text.endswith("\nHip flexion and extension, left leg, step 2 of 6  ●●○○○○")
    await eva.taps("More…")
    [text] = await eva.taps("Other side")
    assert text.startswith(f"{changed_over('right')}\n")
    assert text.endswith("\nHip flexion and extension, right leg, step 2 of 6  ●●○○○○")
    walk = eva.record.walk
    assert walk is not None
    assert walk.sides_done == ()


async def test_another_position_begins_with_its_set_up_on_the_same_side(eva: Player) -> None:
    """Nobody is in place for it yet. A tap takes it back."""
    await eva.says("next")
    for _ in range(3):
        await eva.says("next")
    assert "step 4 of 6" in eva.last
    [question] = await eva.says("other position")
    assert question == said("walk.which_position", movement="Hip flexion and extension")
    assert eva.buttons == ["Lying on your side", "Standing", "◀ Back to my step"]
    assert eva.live == [eva.person.last]
    [text] = await eva.taps("Standing")
    assert text.endswith("\nHip flexion and extension, right leg, step 1 of 6  ●○○○○○")
    walk = eva.record.walk
    assert walk is not None
    assert (walk.variation, walk.number) == ("standing-hip-flexion", 1)
    await eva.taps("Back to a chair")
    assert eva.record.walk is not None
    assert eva.record.walk.variation == "seated-hip-flexion"


async def test_another_position_can_be_declined(eva: Player) -> None:
    """Back to my step shows the step as it was."""
    await eva.says("next")
    step = eva.last
    await eva.taps("More…")
    await eva.taps("Other position")
    assert await eva.taps("Back to my step") == [step]
    assert eva.buttons == STEP


async def test_the_gentle_setting_offers_no_position_that_rolls(in_memory: InMemoryStage) -> None:
    """Of the dynamic hip stretch the chair is left, and lying on the side."""
    player = await ready(in_memory, gentle=True)
    variation = LIBRARY.variation("seated-dynamic-hip")
    assert variation is not None
    await begins(player, variation)
    await player.says("other position")
    assert player.buttons == ["Lying on your side", "◀ Back to my step"]


async def test_a_pause_is_resumed_at_its_step(eva: Player) -> None:
    """By the button under it or by "next"; the step is shown, not passed over."""
    await eva.says("next")
    await eva.says("next")
    step = eva.last
    for pauses, goes in (("pause", "next"), ("wait", "Next ▶"), ("break", "n")):
        eva.stage.pass_time(minutes=5)
        assert await eva.says(pauses) == [said("walk.paused", step=2, of=6)]
        assert eva.buttons == ["Next ▶"]
        assert eva.live == [eva.person.last]
        eva.stage.pass_time(minutes=5)
        [text] = await (eva.taps(goes) if goes == "Next ▶" else eva.says(goes))
        assert text == noted(step, said("walk.resumed_now"))
        assert eva.buttons == ["Start over", *STEP]
    await eva.says("next")
    assert "step 3 of 6" in eva.last


async def test_pause_at_an_offer_comes_back_to_the_offer(eva: Player) -> None:
    """There is no step to name there."""
    variation = LIBRARY.variation("seated-inner-thigh")
    assert variation is not None
    await begins(eva, variation)
    for _ in range(5):
        await eva.taps("Next")
    offer = eva.last
    assert await eva.says("pause") == [said("walk.paused_offer")]
    eva.stage.pass_time(days=1)
    assert await eva.says("next") == [f"{said('walk.resumed_offer', side='right leg', day='yesterday')}\n{offer}"]
    await eva.says("more")
    assert "a little more" in eva.last


async def test_stop_keeps_the_step_and_takes_the_buttons_away(eva: Player) -> None:
    """And says when the next prompt comes; "next" goes on from there."""
    await eva.says("next")
    await eva.says("next")
    step = eva.last
    await eva.taps("More…")
    [text] = await eva.taps("Stop")
    assert text == (
        'Stopped. I\'ve saved your place. Say "next" to go on from this step, today or any day. '
        "I'll be back tomorrow at 07:30."
    )
    assert eva.live == []
    assert await eva.says("next") == [noted(step, said("walk.resumed_now"))]


async def test_start_over_goes_to_the_first_step_of_the_same_walk(eva: Player) -> None:
    """By word, or by the button that a return shows."""
    await eva.says("next")
    eva.stage.pass_time(seconds=30)
    await eva.says("next")
    assert await eva.says("start over") == [FIRST]
    await eva.says("next")
    eva.stage.pass_time(days=2)
    await eva.says("next")
    assert await eva.taps("Start over") == [FIRST]
    walk = eva.record.walk
    assert walk is not None
    assert (walk.number, walk.seconds) == (1, 0)


async def test_a_long_wait_between_two_steps_does_not_count_as_moving(eva: Player) -> None:
    """At most three minutes of it do."""
    await eva.says("next")
    eva.stage.pass_time(minutes=50)
    await eva.says("next")
    walk = eva.record.walk
    assert walk is not None
    assert walk.seconds == 180


# Days later, and after restarts


@pytest.mark.parametrize(
    ("wait", "day"),
    [
        (timedelta(minutes=59), None),
        (timedelta(minutes=61), "today"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=6, hours=23), "on 22 November"),
        (timedelta(days=7), "on 22 November"),
    ],
)
async def test_after_a_while_next_shows_the_step_where_they_stopped(
    eva: Player, wait: timedelta, day: str | None
) -> None:
    """Within the hour it just goes on."""
    await eva.says("next")
    await eva.says("next")
    step = eva.last
    eva.stage.now += wait
    [text] = await eva.says("next")
    if day is None:
        assert "step 3 of 6" in text
        return
    assert text == noted(step, stopped_here(day))
    assert eva.buttons == ["Start over", *STEP]
    await eva.says("next")
    assert "step 3 of 6" in eva.last


async def test_who_left_at_the_first_step_finds_the_first_step(eva: Player) -> None:
    """It was shown, but not moved on from; it comes again, and then the second."""
    await eva.says("next")
    eva.stage.pass_time(days=1)
    assert await eva.says("next") == [noted(FIRST, stopped_here("yesterday"))]
    await eva.says("next")
    assert "step 2 of 6" in eva.last


async def test_midnight_in_the_middle_of_a_walk_is_no_absence(eva: Player) -> None:
    """At 23:59 and at 00:00 the steps follow each other as ever."""
    eva.stage.now = datetime(2026, 11, 22, 23, 58, 30, tzinfo=UTC)
    await eva.says("next")
    for number in range(2, 6):
        eva.stage.pass_time(seconds=40)
        [text] = await eva.says("next")
        assert f"step {number} of 6" in text


async def test_a_walk_goes_on_after_days_and_restarts_in_the_middle(stage: Stage, ana: Player) -> None:
    """To the second step on the left, with two restarts in between; its set-up is told from the beginning."""
    await ana.says("next")
    await ana.says("enough")
    await ana.says("next")
    await stage.restart()
    stage.pass_time(days=1, hours=1)
    await stage.restart()
    [shown] = await ana.says("next")
    assert shown.startswith("First get into place: Sit near an edge of a chair") and "Sit tall. Press" in shown
    assert stopped_here("yesterday") in shown and "left leg, step 2 of 6" in shown
    assert ana.live == [ana.person.last]
    await ana.taps("Next")
    assert "left leg, step 3 of 6  ●●●○○○" in ana.last


async def test_what_was_said_while_the_program_was_down_is_answered_in_order(stage: Stage, ana: Player) -> None:
    """Three times "next" are three steps."""
    await ana.says("next")
    await stage.stop_bot()
    for _ in range(3):
        ana.person.say("next")
    seen = len(ana.texts)
    await stage.start_bot()
    assert [text.split("step ")[1][:6] for text in ana.texts[seen:]] == ["2 of 6", "3 of 6", "4 of 6"]


# The library was edited meanwhile


def without(library: Library, *variation_ids: str) -> Library:
    """The library with these variations taken out."""
    movements = [
        replace(movement, variations=tuple(v for v in movement.variations if v.id not in variation_ids))
        for movement in library.movements
    ]
    return replace(library, movements=tuple(movement for movement in movements if movement.variations))


def with_variation(library: Library, variation: Variation) -> Library:
    """The library with that variation in place of the one of the same id."""

    def renewed(movement: Movement) -> Movement:
        variations = tuple(variation if v.id == variation.id else v for v in movement.variations)
        return replace(movement, variations=variations)

    return replace(library, movements=tuple(renewed(movement) for movement in library.movements))


@pytest.mark.parametrize("does", ["next", "repeat", "Next ▶", "/today", "hello"])
async def test_a_variation_that_is_gone_from_the_library_ends_in_a_kind_line(
    in_memory: InMemoryStage, eva: Player, does: str
) -> None:
    """No error; they hear that it is not there just now, and there is something else to do at once."""
    await eva.says("next")
    await eva.says("next")
    in_memory.library = without(LIBRARY, "seated-hip-flexion")
    await in_memory.restart()
    texts = await (eva.taps(does) if does == "Next ▶" else eva.says(does))
    assert said("walk.lost") in "\n".join(texts)
    assert "Next" in "".join(eva.buttons) or "Start" in eva.buttons
    if "Start" in eva.buttons:
        await eva.says("next")
    assert "step 1 of" in eva.last
    walk = eva.record.walk
    assert walk is not None
    assert walk.number == 2


async def test_a_variation_that_became_unfit_for_the_gentle_setting_is_gone_too(in_memory: InMemoryStage) -> None:
    """A walk that was begun gently is not gone on with when its only way now twists."""
    player = await ready(in_memory, gentle=True)
    variation = LIBRARY.variation("seated-inner-thigh")
    assert variation is not None
    await begins(player, variation)
    await player.says("next")
    in_memory.library = with_variation(LIBRARY, replace(variation, flags=frozenset({"twist"})))
    await in_memory.restart()
    [text] = await player.says("next")
    movement = LIBRARY.movement_of(variation).name
    stopped = said("settings.gentle_stopped", movement=movement, position="seated", what=said("flag.twist"))
    assert text.startswith(f"{stopped}\n")
    assert text.splitlines()[-2].startswith("On your back, ")
    assert f"{movement}, right leg, step 1 of" in text


async def test_steps_taken_out_of_the_library_lead_to_the_nearest_that_is_left(in_memory: InMemoryStage) -> None:
    """Somebody at step 6 of 6 finds themselves at the last of four."""
    player = in_memory.player()
    await player.sets_up()
    await player.says("next")
    for _ in range(5):
        await player.taps("Next")
    variation = LIBRARY.variation("seated-hip-flexion")
    assert variation is not None
    *_, second = shorter_steps = variation.levels[0].steps[:2]
    shorter = replace(variation.levels[0], steps=shorter_steps)
    in_memory.library = with_variation(LIBRARY, replace(variation, levels=(shorter,)))
    await in_memory.restart()
    [text] = await player.says("repeat")
    assert text.startswith(mirrored(second.text, "right", LIBRARY))
    assert text.endswith("step 4 of 4  ●●●●")
    assert (await player.says("next"))[0].startswith(other_side_now("left"))


# On the whole stage


async def test_clips_are_shown_with_their_step_and_its_buttons(tmp_path: Path) -> None:
    """A step with a clip is one message: the picture, the text under it, and the buttons."""
    folder = Path(__file__).parents[3] / "content" / "other_library"
    async with opened(Stage(tmp_path, content_dir=folder)) as stage:
        player = stage.player()
        await player.sets_up(position="Standing")
        await player.says("next")
        message: Any = player.person.last
        assert message["animation"]["file_name"] == "turn.mp4"
        assert "Dreh den Kopf" in words_of(message)
        assert [button["text"] for button in buttons_of(message)][:2] == ["Next ▶", "◀ Back"]
        await player.says("next")
        assert player.live == [player.person.last]
        assert stage.wrongs() == []


def test_the_record_of_a_walk_is_what_the_database_holds(tmp_path: Path) -> None:
    """The stage's empty database is the one that the migrations make."""
    stage = Stage(tmp_path)
    store = Store(stage.database_url)
    assert store.migrate() is False
    store.close()
