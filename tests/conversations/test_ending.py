"""What stands at the end of a walk: what was done, how it felt, days in a row, the next prompt, the next movement?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from storage.records import Feel, Walk, WalkState
from tests.conversations.rehearsal import Rehearsal
from tests.conversations.said import back_at, counted, said, when
from tests.stage import Player, Stage

NEXT = {"tomorrow": when("Tomorrow", "07:30")}


def walk_of(player: Player) -> Walk:
    """The newest walk on record."""
    walk = player.record.walk
    assert walk is not None
    return walk


async def walks(player: Player, *, seconds: int = 60) -> list[str]:
    """A whole short walk, both sides ended early; what is said at its end."""
    await player.says("next")
    player.stage.pass_time(seconds=seconds)
    await player.says("enough")
    player.stage.pass_time(seconds=seconds)
    return await player.says("enough")


async def test_the_end_says_what_was_done_and_asks_how_it_felt(stage: Stage, ana: Player) -> None:
    """One question, three answers, and no button of the walk is left."""
    assert await walks(ana, seconds=150) == [f"{said('end.done', minutes='5 minutes')} {said('end.how')}"]
    assert ana.buttons == ["Good", "Hard", "It hurt"]
    assert ana.live == [ana.person.last]
    walk = walk_of(ana)
    assert (walk.state, walk.seconds, walk.ended_on) == (WalkState.DONE, 300, date(2026, 11, 22))
    assert ana.record.last_movement == "hip-flexion-extension"


@pytest.mark.parametrize(
    ("answer", "feel", "noted"),
    [
        ("good", Feel.GOOD, "end.noted_good"),
        ("Good!", Feel.GOOD, "end.noted_good"),
        ("fine", Feel.GOOD, "end.noted_good"),
        ("👍", Feel.GOOD, "end.noted_good"),
        ("ok", Feel.GOOD, "end.noted_good"),
        ("hard", Feel.HARD, "end.noted_hard"),
        ("difficult", Feel.HARD, "end.noted_hard"),
        ("next", None, "end.noted"),
        ("n", None, "end.noted"),
        ("skip", None, "end.noted"),
        ("stop", None, "end.noted"),
        ("done for today", None, "end.noted"),
    ],
)
async def test_how_it_felt_may_be_typed_or_passed_over(eva: Player, answer: str, feel: Feel | None, noted: str) -> None:
    """A habitual "ok" is a good, "next" is none."""
    await walks(eva)
    [text] = await eva.says(answer)
    following = said("end.next_prompt", when=NEXT["tomorrow"], movement="Inner thigh stretch")
    assert text == f"{said(noted)} {counted('end.run', 1)}\n{following}"
    assert walk_of(eva).feel is feel
    assert eva.buttons == ["One more now", "That's it"]
    assert eva.live == [eva.person.last]


@pytest.mark.parametrize("answer", ["it hurt", "ouch", "my knee hurts now", "pain"])
async def test_pain_at_the_end_is_an_answer_too(eva: Player, answer: str) -> None:
    """Noted as hurt, with what to watch for."""
    await walks(eva)
    assert (await eva.says(answer))[0].startswith(said("hurt.noted"))
    assert walk_of(eva).feel is Feel.HURT


async def test_an_answer_that_is_none_leaves_the_question_open(eva: Player) -> None:
    """The helpful line comes, and "good" still counts afterwards."""
    await walks(eva)
    assert await eva.says("purple") == [said("fallback")]
    assert eva.buttons == []
    assert (await eva.says("good"))[0].startswith(said("end.noted_good"))
    assert walk_of(eva).feel is Feel.GOOD


async def test_days_in_a_row_are_counted_by_days_and_not_by_walks(stage: Stage, ana: Player) -> None:
    """Twice on one day is one day; a day left out begins anew; the sum goes on."""
    expected = [(1, 1), (1, 1), (2, 2), (3, 3), (1, 4), (2, 5)]
    for (run, total), days in zip(expected, [0, 0, 1, 1, 2, 1], strict=True):
        stage.pass_time(days=days)
        await ana.says("/today")
        await ana.says("next")
        await ana.says("enough")
        await ana.says("enough")
        [text] = await ana.taps("Good")
        assert text.split("\n")[0] == f"{said('end.noted_good')} {counted('end.run', run)}"
        assert (ana.record.run_days, ana.record.days_total) == (run, total)


async def test_a_day_ends_at_the_persons_own_midnight(rehearsal: Rehearsal) -> None:
    """In Auckland the walks at 23:30 and at 00:30 are two days in a row, an hour apart."""
    player = rehearsal.player()
    await player.sets_up(city="Auckland")
    rehearsal.now = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
    await walks(player)
    rehearsal.pass_time(hours=1)
    await walks(player)
    assert player.record.run_days == 2
    assert player.record.run_until == date(2026, 11, 24)


async def test_flying_west_over_the_date_line_breaks_no_run(rehearsal: Rehearsal) -> None:
    """Whoever lands on yesterday has done that day already, and goes on with the next one."""
    player = rehearsal.player()
    await player.sets_up(city="Auckland")
    for days in (0, 1, 1):
        rehearsal.pass_time(days=days)
        await player.says("/today")
        await walks(player)
    assert (player.record.run_days, player.record.run_until) == (3, date(2026, 11, 25))
    await player.says("/timezone Honolulu")
    await player.says("/today")
    await walks(player)
    assert (player.record.run_days, player.record.run_until, player.record.days_total) == (3, date(2026, 11, 25), 3)
    rehearsal.pass_time(days=1)
    await walks(player)
    rehearsal.pass_time(days=1)
    await walks(player)
    assert player.record.run_days == 4


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("", said("end.next_prompt", when=NEXT["tomorrow"], movement="Inner thigh stretch")),
        ("/remind 16:00", said("end.next_prompt", when=when("Today", "16:00"), movement="Inner thigh stretch")),
        ("/pause 3", said("end.next_prompt", when=when("On Wednesday", "07:30"), movement="Inner thigh stretch")),
        ("/pause", said("end.next_movement", movement="Inner thigh stretch")),
        ("/remind off", said("end.next_movement", movement="Inner thigh stretch")),
    ],
)
async def test_the_end_says_when_the_next_prompt_comes(eva: Player, before: str, line: str) -> None:
    """Or, where none does, only which movement is next."""
    if before:
        await eva.says(before)
    await walks(eva)
    assert (await eva.taps("Good"))[0].split("\n")[1] == line


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("", back_at("tomorrow", "07:30")),
        ("/pause 30", back_at("on 22 December", "07:30")),
        ("/pause", said("end.resting")),
        ("/stop", said("end.resting")),
        ("/remind off", said("end.no_prompt")),
    ],
)
async def test_thats_it_says_goodbye_until_then(eva: Player, before: str, line: str) -> None:
    """By its button or by "no"; resting reminders are not called missing."""
    if before:
        await eva.says(before)
    await walks(eva)
    await eva.taps("Good")
    assert await eva.taps("That's it") == [said("end.goodbye", when=line)]
    assert eva.live == [] or before
    await eva.says("/today")
    assert await eva.says("no") == [said("end.goodbye", when=line)]


async def test_one_more_now_starts_the_next_movement(eva: Player) -> None:
    """With one tap, or with "next"."""
    await walks(eva)
    await eva.taps("Good")
    [text] = await eva.taps("One more now")
    assert text.startswith("Inner thigh stretch · seated · right leg\n")
    await eva.says("enough")
    await eva.says("enough")
    await eva.says("next")
    [text] = await eva.says("next")
    assert text.startswith("Dynamic hip stretch · seated · left leg\n")


async def test_next_with_nothing_open_after_todays_walk_offers_one_more(eva: Player) -> None:
    """It says that today's is done, and starts nothing by itself."""
    await walks(eva)
    await eva.taps("Good")
    await eva.taps("That's it")
    offer = said("today.offer", what="Inner thigh stretch, seated, 3 minutes")
    assert await eva.says("next") == [f"{said('today.done_already')}\n{offer}"]
    assert "step 1 of 5" in (await eva.says("next"))[0]


async def test_next_on_the_day_after_starts_that_days_movement_although_nobody_said_how_it_felt(eva: Player) -> None:
    """Yesterday's question does not stand in the way of today."""
    await walks(eva)
    eva.stage.pass_time(days=1)
    [text] = await eva.says("next")
    assert text.startswith("Today's: Inner thigh stretch")
    assert "step 1 of 5" in text


async def test_how_it_felt_may_still_be_tapped_the_day_after(stage: Stage, ana: Player) -> None:
    """After a restart too."""
    await walks(ana)
    stage.pass_time(days=1)
    await stage.restart()
    assert (await ana.taps("Good"))[0].startswith(said("end.noted_good"))
    assert walk_of(ana).feel is Feel.GOOD


async def test_a_walk_of_no_time_at_all_counts_what_it_would_have_taken(eva: Player) -> None:
    """Somebody who taps through in the same second is told the usual minutes, not none."""
    await eva.says("next")
    await eva.says("enough")
    assert (await eva.says("enough"))[0].startswith(said("end.done", minutes="4 minutes"))
