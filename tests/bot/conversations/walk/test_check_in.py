"""How stiff is the back: is it asked once before and once after, one question a message, and is any answer safe?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.understanding.answers.stiffness import STIFFEST, Unread, stiffness_in, two_in
from storage.records.diary import CheckIn
from storage.records.person import Feel, WalkState
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.libraries import shipped_library
from tests.harness.said import WORDS, in_a_row, said
from tests.harness.stage import Player, Stage
from tests.harness.tabled import tabled

TODAY = date(2026, 11, 22)
NUMBERS = [str(number) for number in range(STIFFEST + 1)]
BEFORE, AFTER, ALONE = said("stiff.before"), said("stiff.after"), said("stiff.after_alone")
FIRST = said("end.milestone_1")
HURT = shipped_library().about.hurt


def noted(player: Player) -> tuple[CheckIn, ...]:
    """What is on record of their back."""
    return player.stage.store.diary(player.id).checkins


async def wants(player: Player) -> Player:
    """Turn the check-in on."""
    await player.forges("set:checkin:on")
    assert player.record.settings.wants_checkin
    return player


async def ends(player: Player) -> list[str]:
    """From a step to the end, both sides ended early; what is said there."""
    await player.says("enough")
    return await player.says("enough")


# Asking


async def test_nobody_is_asked_who_did_not_choose_to_be(eva: Player) -> None:
    """Neither before nor after."""
    assert "step 1 of 6" in (await eva.says("next"))[0]
    assert said("end.how") in (await ends(eva))[0]


async def test_one_tap_before_and_one_after_a_walk(stage: Stage, ana: Player) -> None:
    """One question a message; what is answered goes into the diary, and a restart in between loses nothing."""
    await wants(ana)
    [question] = await ana.says("next")
    offer = said("today.offer", what="Hip flexion and extension, seated, 4 minutes")
    assert question == f"{offer}\n{BEFORE}"
    assert ana.buttons == [*NUMBERS, "Skip"]
    rows = ana.person.last["reply_markup"]["inline_keyboard"]
    assert [len(row) for row in rows] == [6, 5, 1]
    await stage.restart()
    [step] = await ana.taps("6")
    assert step.endswith("\nHip flexion and extension, right leg, step 1 of 6  ●○○○○○")
    assert ana.toast == said("toast.stiff", number=6)
    assert ana.live == [ana.person.last]
    [question] = await ends(ana)
    assert question == f"{said('end.done', minutes='4 minutes')} {FIRST}\n{AFTER}"
    assert ana.buttons == [*NUMBERS, "Skip"]
    await stage.restart()
    assert await ana.taps("3") == [said("end.how")]
    assert ana.toast == said("toast.stiff", number=3)
    assert ana.live == [ana.person.last]
    assert noted(ana) == (CheckIn(TODAY, 6, 3),)
    assert (await ana.taps("Good"))[0].startswith(f"{said('end.noted_good')} {in_a_row(1)}")


async def test_the_second_walk_of_a_day_asks_nothing(eva: Player) -> None:
    """Also when the first one's questions were left out, or it was left itself; on the next day they come again."""
    await wants(eva)
    await eva.says("next")
    await eva.taps("Skip")
    await ends(eva)
    await eva.taps("Skip")
    await eva.taps("Good")
    assert "step 1 of 5" in (await eva.taps("One more now"))[0]
    assert said("end.how") in (await ends(eva))[0]
    assert noted(eva) == ()
    eva.stage.pass_time(days=1)
    await eva.says("/today")
    assert (await eva.says("next"))[0].endswith(BEFORE)


async def test_after_a_walk_that_was_begun_unasked_the_question_stands_alone(eva: Player) -> None:
    """Its words say what is meant; once a day."""
    await eva.says("next")
    await wants(eva)
    [question] = await ends(eva)
    assert question.endswith(f"\n{ALONE}")
    await eva.taps("4")
    assert noted(eva) == (CheckIn(TODAY, None, 4),)
    await eva.taps("Good")
    await eva.taps("One more now")
    assert said("end.how") in (await ends(eva))[0]


async def test_a_walk_left_before_asks_only_after_the_one_that_is_finished(eva: Player) -> None:
    """The first begun is asked before, the first finished after."""
    await wants(eva)
    await eva.says("next")
    await eva.taps("5")
    assert "step 1 of 5" in (await eva.forges("go:seated-inner-thigh"))[0]
    assert (await ends(eva))[0].endswith(AFTER)
    await eva.says("2")
    assert noted(eva) == (CheckIn(TODAY, 5, 2),)


async def test_a_day_is_the_persons_own(in_memory: InMemoryStage) -> None:
    """In Auckland 23:30 and 00:30 are two days, each with its own numbers."""
    player = in_memory.player()
    await player.sets_up(city="Auckland")
    await wants(player)
    in_memory.now = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
    for number in (3, 4):
        await player.says("/today")
        await player.says("next")
        await player.taps(str(number))
        await ends(player)
        await player.taps(str(number))
        await player.taps("Good")
        in_memory.pass_time(hours=1)
    assert noted(player) == (CheckIn(date(2026, 11, 23), 3, 3), CheckIn(date(2026, 11, 24), 4, 4))


async def test_the_time_that_the_question_takes_is_no_moving(eva: Player) -> None:
    """A walk's seconds begin with its first step."""
    await wants(eva)
    await eva.says("next")
    eva.stage.pass_time(seconds=100)
    await eva.taps("5")
    eva.stage.pass_time(seconds=10)
    await eva.says("next")
    assert eva.walk.seconds == 10


# Typed


@tabled(
    ("text", "number"),
    [
        ("7", 7), ("0", 0), ("10", 10), (" 7 ", 7), ("7.", 7), ("7!", 7), ("07", 7), ("+7", 7), ("7.0", 7), ("-0", 0),
        ("7/10", 7), ("7 / 10", 7), ("7 out of 10", 7), ("seven out of ten", 7), ("10/10", 10), ("seven", 7),
        ("Seven", 7), ("zero", 0), ("ten", 10), ("about 7", 7), ("it's a 7", 7), ("It’s about seven today", 7),
        ("7️⃣", 7), ("７", 7), ("٧", 7), ("only 2 now", 2),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(text: str, number: int) -> None:
    """In digits and in words, of ten or bare."""
    assert stiffness_in(text, WORDS) == number


@tabled(
    "text",
    ["11", "-3", "−3", "7.5", "7,5", "7½", "100", "9" * 5000, "7-8", "6 or 7", "5 to 6", "7/11", "11/10", "1000000",
     "7 8", "3.14159"],
)  # fmt: skip
def test_a_number_that_is_none_of_these_is_out_of_range(text: str) -> None:
    """Below, above, broken, or several."""
    assert stiffness_in(text, WORDS) is Unread.OUT_OF_RANGE


@tabled("text", ["", "!", "stiff", "very", "18:00", "7pm", "x7", "seven dwarfs", "-", "/", "10 steps", "<b>7</b>"])
def test_what_is_no_number_is_none(text: str) -> None:
    """Somebody else may answer it."""
    assert stiffness_in(text, WORDS) is Unread.NO_NUMBER


@pytest.mark.parametrize("text", ["7", "seven", "7/10"])
async def test_numbers_may_be_typed(eva: Player, text: str) -> None:
    """Before and after; what was understood is said."""
    await wants(eva)
    await eva.says("next")
    [step] = await eva.says(text)
    assert said("stiff.noted", number=7) in step.splitlines()
    assert "step 1 of 6" in step
    await ends(eva)
    assert await eva.says(text) == [f"{said('stiff.noted', number=7)} {said('end.how')}"]
    assert noted(eva) == (CheckIn(TODAY, 7, 7),)


@tabled(
    ("text", "two"),
    [("6 or 7", (6, 7)), ("7-6", (6, 7)), ("six, perhaps seven", (6, 7)), ("3.5", (3, 4)),
     ("9 or 10 out of 10", (9, 10)), ("three and a half", (3, 4)), ("6 or 8", None), ("9/10", None), ("10 or 11", None),
     ("7", None), ("half", None), ("I did 3 or 4 rounds", None), ("3 before and 2 now", None)],
)  # fmt: skip
def test_two_numbers_that_follow_each_other_are_two(text: str, two: tuple[int, int] | None) -> None:
    """Which one is nearer is asked; nothing is noted of it."""
    assert two_in(text, WORDS) == two


async def test_which_of_two_is_nearer_is_asked(eva: Player) -> None:
    """By two buttons, before and after, and nothing is noted before that."""
    await wants(eva)
    await eva.says("next")
    assert await eva.says("3 or 4") == [said("stiff.which", low=3, high=4)]
    assert noted(eva) == ()
    await eva.taps("4")
    await ends(eva)
    await eva.says("three or four")
    assert await eva.says("3") == [f"{said('stiff.noted', number=3)} {said('end.how')}"]
    assert noted(eva) == (CheckIn(TODAY, 4, 3),)


@pytest.mark.parametrize("text", ["11", "-3", "7.2", "100", "5 or 7"])
async def test_a_number_out_of_range_gets_one_clear_line_and_changes_nothing(eva: Player, text: str) -> None:
    """The question stays open, before and after, and so do its buttons."""
    await wants(eva)
    await eva.says("next")
    before = eva.record
    assert await eva.says(text) == [said("stiff.out_of_range")]
    assert (eva.record, noted(eva)) == (before, ())
    assert len(eva.live) == 1
    await eva.taps("7")
    await ends(eva)
    before = eva.record
    assert await eva.says(text) == [said("stiff.out_of_range")]
    assert (eva.record, noted(eva)) == (before, (CheckIn(TODAY, 7),))
    assert await eva.taps("4") == [said("end.how")]


@pytest.mark.parametrize("text", ["next", "skip", "n", "ok"])
async def test_the_question_may_be_passed_over(eva: Player, text: str) -> None:
    """Before, the first step comes and no other; after, how it felt; nothing is noted."""
    await wants(eva)
    await eva.says("next")
    assert "step 1 of 6" in (await eva.says(text))[0]
    assert "step 2 of 6" in (await eva.says("next"))[0]
    await ends(eva)
    assert await eva.says(text) == [said("end.how")]
    assert noted(eva) == ()


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("stop", "Stopped. I've saved your place."),
        ("it hurts", HURT.stop),
        ("my back hurts", HURT.stop),
        ("pause", "Paused at step 1"),
        ("back", said("walk.at_start")),
        ("repeat", "Hip flexion and extension, right leg, step 1 of 6"),
        ("more", "Hip flexion and extension, right leg, step 1 of 6"),
        ("other side", said("walk.side_changed", side="left leg")),
    ],
)
async def test_words_of_the_walk_keep_their_meaning_before_it(eva: Player, text: str, answer: str) -> None:
    """A number is still an answer while the session stands at its beginning, and none once it has moved on."""
    await wants(eva)
    await eva.says("next")
    assert f"\n{answer}" in f"\n{(await eva.says(text))[0]}"
    has_moved = eva.walk.moves > 0
    await eva.says("7")
    assert bool(noted(eva)) is not has_moved
    assert "step" in (await eva.says("next"))[0]


async def test_help_leaves_the_question_open(eva: Player) -> None:
    """And so does a text that nobody understands."""
    await wants(eva)
    await eva.says("next")
    await eva.says("help")
    await eva.says("purple")
    await eva.says("7")
    assert noted(eva) == (CheckIn(TODAY, 7),)


@pytest.mark.parametrize(
    ("text", "feel", "answer"),
    [
        ("it hurt", Feel.HURT, said("hurt.noted")),
        ("ouch", Feel.HURT, said("hurt.noted")),
        ("good", Feel.GOOD, said("end.noted_good")),
        ("hard", Feel.HARD, said("end.noted_hard")),
        ("stop", None, said("end.noted")),
    ],
)
async def test_how_it_felt_may_be_said_at_once(eva: Player, text: str, feel: Feel | None, answer: str) -> None:
    """Pain above all; whoever stops is asked nothing more."""
    await wants(eva)
    await eva.says("next")
    await eva.taps("7")
    await ends(eva)
    assert (await eva.says(text))[0].startswith(answer)
    assert (eva.walk.state, eva.walk.feel) == (WalkState.DONE, feel)
    assert noted(eva) == (CheckIn(TODAY, 7),)


async def test_next_on_the_day_after_begins_that_days_movement(eva: Player) -> None:
    """Yesterday's question does not stand in the way, nor is it answered for yesterday any more."""
    await wants(eva)
    await eva.says("next")
    await eva.taps("7")
    await ends(eva)
    question = eva.person.last
    eva.stage.pass_time(days=1)
    assert await eva.taps("3", question) == [said("end.how")]
    assert noted(eva) == (CheckIn(TODAY, 7),)
    assert (await eva.says("next"))[0].startswith("Today's: Inner thigh stretch")


async def test_a_question_after_a_walk_is_let_go_on_the_day_after(eva: Player) -> None:
    """ "next" is for the new day at once."""
    await wants(eva)
    await eva.says("next")
    await eva.taps("7")
    await ends(eva)
    eva.stage.pass_time(days=1)
    [question] = await eva.says("next")
    assert question.startswith("Today's: Inner thigh stretch")
    assert question.endswith(BEFORE)
    await eva.says("5")
    assert noted(eva) == (CheckIn(TODAY, 7), CheckIn(date(2026, 11, 23), 5))


async def test_next_much_later_shows_the_step_where_they_stopped(eva: Player) -> None:
    """It was asked, and left: they come back to the first step."""
    await wants(eva)
    await eva.says("next")
    eva.stage.pass_time(hours=3)
    [step] = await eva.says("next")
    assert said("walk.resumed", day="today") in step.splitlines()


# Buttons


async def test_double_taps_count_once(eva: Player) -> None:
    """One step, one question, one number."""
    await wants(eva)
    await eva.says("next")
    question = eva.person.last
    await eva.forges("stiff:1:before:6", question)
    for data in ("stiff:1:before:6", "stiff:1:before:2", "stiff:1:before:skip"):
        assert await eva.forges(data, question) == []
        assert eva.toast == said("toast.here", step=1, of=6)
    await ends(eva)
    question = eva.person.last
    await eva.forges("stiff:1:after:3", question)
    for data in ("stiff:1:after:3", "stiff:1:after:9", "stiff:1:after:skip"):
        assert await eva.forges(data, question) == []
        assert eva.toast == said("toast.noted")
    assert noted(eva) == (CheckIn(TODAY, 6, 3),)
    assert eva.buttons == ["Good", "Hard", "It hurt"]


@pytest.mark.parametrize(
    "data",
    ["stiff", "stiff:1", "stiff:1:before", "stiff:1:before:11", "stiff:1:before:-1", "stiff:2:before:5", "stiff:1::5",
     "stiff:1:after:5", "stiff:x:before:5", "stiff:1:before:5:5", "stiff:1:before:٥", "stiff:1:before:"],
)  # fmt: skip
async def test_forged_and_stale_buttons_are_harmless(eva: Player, data: str) -> None:
    """Nothing is noted, the walk stays where it is, and the question stays open."""
    await wants(eva)
    await eva.says("next")
    walk = eva.walk
    assert await eva.forges(data) == [f"{said('old_button')}\n{BEFORE}"]
    assert (noted(eva), eva.walk) == ((), walk)
    assert "step 1 of 6" in (await eva.says("next"))[0]


async def test_old_buttons_of_another_walk_lead_to_where_the_person_is(eva: Player) -> None:
    """Before and after."""
    await wants(eva)
    await eva.says("next")
    question = eva.person.last
    await eva.taps("4")
    await eva.says("next")
    eva.stage.pass_time(seconds=10)
    assert "step 2 of 6" in (await eva.forges("stiff:1:before:9", question))[0]
    await ends(eva)
    assert await eva.forges("stiff:1:before:9", question) == [f"{said('old_button')}\n{AFTER}"]
    await eva.taps("4")
    assert await eva.forges("stiff:1:before:9", question) == [f"{said('old_button')} {said('end.how')}"]
    await eva.taps("Good")
    assert (await eva.forges("stiff:2:after:9", question))[0].startswith(said("old_button"))
    assert noted(eva) == (CheckIn(TODAY, 4, 4),)


async def test_a_question_may_still_be_tapped_after_a_command(eva: Player) -> None:
    """The walk has not begun before it is answered; what is asked after one is let go, but for its buttons."""
    await wants(eva)
    await eva.says("next")
    await eva.says("/safety")
    assert "step 1 of 6" in (await eva.says("6"))[0]
    await ends(eva)
    await eva.says("/safety")
    assert await eva.taps("3") == [said("end.how")]
    assert noted(eva) == (CheckIn(TODAY, 6, 3),)


async def test_a_question_that_another_one_took_the_place_of_may_be_tapped_until_the_walk_goes_on(eva: Player) -> None:
    """Later it is too late: it would be said of another moment."""
    await wants(eva)
    await eva.says("next")
    question = eva.person.last
    await eva.says("/position")
    assert "step 1 of 6" in (await eva.taps("3", question))[0]
    assert noted(eva) == (CheckIn(TODAY, 3),)
    eva.stage.pass_time(days=1)
    await eva.forges("go:seated-inner-thigh")
    question = eva.person.last
    await eva.says("/position")
    await eva.says("next")
    eva.stage.pass_time(seconds=10)
    assert "step 2 of 5" in (await eva.forges("stiff:2:before:9", question))[0]
    assert noted(eva) == (CheckIn(TODAY, 3),)


async def test_turned_off_while_the_question_stands_it_notes_nothing(eva: Player) -> None:
    """What is kept is kept for those alone who want it."""
    await wants(eva)
    await eva.says("next")
    question = eva.person.last
    await eva.forges("set:checkin:off")
    assert "step 1 of 6" in (await eva.forges("stiff:1:before:6", question))[0]
    assert noted(eva) == ()
