"""What stands at the end of a walk: what was done, how it felt, days in a row, the next prompt, the next movement?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest

from bot.conversations.walk.finish import EFFECTS, MILESTONES
from storage.records.diary import Mark, MarkKind
from storage.records.person import Feel, WalkState, with_values
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import back_at, counted, in_a_row, said, when
from tests.harness.stage import Player, Stage

NEXT = {"tomorrow": when("tomorrow", "07:30")}


async def walks(player: Player, *, seconds: int = 60) -> list[str]:
    """A whole short walk, both sides ended early; what is said at its end."""
    await player.says("next")
    player.stage.pass_time(seconds=seconds)
    await player.says("enough")
    player.stage.pass_time(seconds=seconds)
    return await player.says("enough")


async def test_the_end_says_what_was_done_and_asks_how_it_felt(stage: Stage, ana: Player) -> None:
    """One question, three answers, and no button of the walk is left."""
    done, first = said("end.done", minutes="5 minutes"), said("end.milestone_1")
    assert await walks(ana, seconds=150) == [f"{done} {first} {said('end.how')}"]
    assert ana.buttons == ["Good", "Hard", "It hurt"]
    assert ana.live == [ana.person.last]
    walk = ana.walk
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
    assert text == f"{said(noted)} {in_a_row(1)}\n{following}"
    assert eva.walk.feel is feel
    assert eva.buttons == ["One more now", "That's it"]
    assert eva.live == [eva.person.last]


@pytest.mark.parametrize("answer", ["it hurt", "ouch", "my knee hurts now", "pain"])
async def test_pain_at_the_end_is_an_answer_too(eva: Player, answer: str) -> None:
    """Noted as hurt, with what to watch for."""
    await walks(eva)
    assert (await eva.says(answer))[0].startswith(said("hurt.noted"))
    assert eva.walk.feel is Feel.HURT


async def test_an_answer_that_is_none_leaves_the_question_open(eva: Player) -> None:
    """It is asked again, and "good" still counts afterwards."""
    await walks(eva)
    assert await eva.says("purple") == [f"{said('fallback.setup')} {said('end.how')}"]
    assert (await eva.says("good"))[0].startswith(said("end.noted_good"))
    assert eva.walk.feel is Feel.GOOD


async def test_a_run_is_counted_by_days_and_told_while_it_is_the_longest(daily: PromptedStage, ida: Player) -> None:
    """Twice on one day is one day; a run that was longer before is not told, but the sum."""
    for days, run, total, line in [
        (0, 1, 1, in_a_row(1)),
        (0, 1, 1, in_a_row(1)),
        (1, 2, 2, in_a_row(2)),
        (2, 3, 3, in_a_row(3)),
        (5, 1, 4, counted("end.days", 4)),
        (1, 2, 5, counted("end.days", 5)),
        (1, 3, 6, in_a_row(3)),
    ]:
        daily.pass_time(days=days)
        await ida.says("/today")
        await ida.says("next")
        await ida.says("enough")
        await ida.says("enough")
        [text] = await ida.taps("Good")
        assert text.split("\n")[0] == f"{said('end.noted_good')} {line}"
        assert (ida.record.streak.days, ida.record.streak.total_days) == (run, total)
    assert ida.record.streak.best == 3


async def test_how_it_felt_said_on_a_later_day_tells_of_no_run(eva: Player) -> None:
    """Nobody knows by then what has become of it."""
    await walks(eva)
    eva.stage.pass_time(days=2)
    assert (await eva.taps("Good"))[0].split("\n")[0] == said("end.noted_good")


async def test_a_walk_on_a_day_that_was_taken_back_makes_it_a_day_again(eva: Player) -> None:
    """The note that the day is undone goes."""
    await walks(eva)
    in_memory = cast(InMemoryStage, eva.stage)
    in_memory.memory.marks[eva.id] = [
        Mark(MarkKind.UNDONE, date(2026, 11, 22)),
        Mark(MarkKind.UNDONE, date(2026, 11, 21)),
    ]
    changes(eva, streak=replace(eva.record.streak, total_days=0))
    await eva.forges("go:seated-inner-thigh")
    await eva.says("enough")
    await eva.says("enough")
    assert (eva.record.streak.total_days, eva.record.streak.until) == (1, date(2026, 11, 22))
    assert in_memory.memory.marks[eva.id] == [Mark(MarkKind.UNDONE, date(2026, 11, 21))]


# Milestones


def changes(player: Player, **fields: Any) -> None:
    """Put something else on a record of the in-memory stage."""
    memory = cast(InMemoryStage, player.stage).memory
    memory.people[player.id] = with_values(memory.people[player.id], fields)


def has_done(player: Player, days: int) -> None:
    """So many days are done, all of them long ago, and their milestones were told."""
    memory = cast(InMemoryStage, player.stage).memory
    memory.marks[player.id] = [Mark(MarkKind.ADDED, date(2025, 1, 1) + timedelta(days=day)) for day in range(days)]
    told = max((total for total in MILESTONES if total <= days), default=0)
    changes(player, streak=replace(player.record.streak, total_days=days, milestone=told))


@pytest.mark.parametrize("days", list(MILESTONES))
async def test_a_milestone_is_told_once_when_the_walk_is_done(eva: Player, days: int) -> None:
    """In the message that asks how it felt; the next walk of the same day tells nothing."""
    has_done(eva, days - 1)
    [text] = await walks(eva)
    assert text == f"{said('end.done', minutes='2 minutes')} {said(f'end.milestone_{days}')} {said('end.how')}"
    assert eva.record.streak.milestone == days
    await eva.taps("Good")
    await eva.says("next")
    await eva.says("enough")
    assert said(f"end.milestone_{days}") not in (await eva.says("enough"))[0]


@pytest.mark.parametrize("days", [2, 6, 8, 29, 31, 99, 101])
async def test_other_days_are_no_milestones(eva: Player, days: int) -> None:
    """The days before and after them."""
    has_done(eva, days - 1)
    assert await walks(eva) == [f"{said('end.done', minutes='2 minutes')} {said('end.how')}"]


async def test_a_day_taken_back_and_done_again_is_no_milestone_again(eva: Player) -> None:
    """The highest one that was told stays on record."""
    has_done(eva, 6)
    changes(eva, streak=replace(eva.record.streak, milestone=7))
    assert said("end.milestone_7") not in (await walks(eva))[0]
    assert (eva.record.streak.total_days, eva.record.streak.milestone) == (7, 7)


async def test_a_milestone_that_was_passed_unseen_is_not_told_out_of_its_time(eva: Player) -> None:
    """Days may be added by hand: the eighth is no seventh."""
    has_done(eva, 7)
    changes(eva, streak=replace(eva.record.streak, milestone=1))
    assert said("end.milestone_7") not in (await walks(eva))[0]
    assert eva.record.streak.milestone == 7


async def test_somebody_who_wants_no_milestones_hears_of_none_even_later(eva: Player) -> None:
    """No line; turned on again on the same day, none is made up for."""
    changes(eva, wants_milestones=False)
    assert said("end.milestone_1") not in (await walks(eva))[0]
    assert eva.record.streak.milestone == 1


async def test_behind_a_milestone_plays_an_effect(daily: PromptedStage, ida: Player) -> None:
    """Telegram's own, once, and behind no other message."""
    await walks(ida)
    assert ida.person.last["effect_id"] == EFFECTS[MILESTONES[1]] == "5107584321108051014"
    await ida.taps("Good")
    await walks(ida)
    await ida.taps("Good")
    assert [message.get("effect_id") for message in ida.person.inbox].count(None) == len(ida.person.inbox) - 1


async def test_nothing_is_celebrated_once_it_hurt(eva: Player) -> None:
    """The day counts, and no word is said of it."""
    has_done(eva, 3)
    await walks(eva)
    [text] = await eva.taps("It hurt")
    assert eva.record.streak.total_days == 4
    assert not any(word in text for word in ("days", "row", "Tomorrow"))
    assert eva.buttons == ["Keep it gentle", "When to see someone"]


async def test_a_day_ends_at_the_persons_own_midnight(in_memory: InMemoryStage) -> None:
    """In Auckland the walks at 23:30 and at 00:30 are two days in a row, an hour apart."""
    player = in_memory.player()
    await player.sets_up(city="Auckland")
    in_memory.now = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
    await walks(player)
    in_memory.pass_time(hours=1)
    await walks(player)
    assert player.record.streak.days == 2
    assert player.record.streak.until == date(2026, 11, 24)


async def test_flying_west_over_the_date_line_breaks_no_run(in_memory: InMemoryStage) -> None:
    """Whoever lands on yesterday has done that day already, and goes on with the next one."""
    player = in_memory.player()
    await player.sets_up(city="Auckland")
    for days in (0, 1, 1):
        in_memory.pass_time(days=days)
        await player.says("/today")
        await walks(player)
    assert (player.record.streak.days, player.record.streak.until) == (3, date(2026, 11, 25))
    await player.says("/timezone Honolulu")
    await player.says("/today")
    await walks(player)
    assert (player.record.streak.days, player.record.streak.until, player.record.streak.total_days) == (
        3,
        date(2026, 11, 25),
        3,
    )
    in_memory.pass_time(days=1)
    await walks(player)
    in_memory.pass_time(days=1)
    await walks(player)
    assert player.record.streak.days == 4


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("", said("end.next_prompt", when=NEXT["tomorrow"], movement="Inner thigh stretch")),
        # On a day that is done nothing comes any more.
        (
            "/remind 16:00, 17:00",
            said("end.next_prompt", when=when("tomorrow", "07:30"), movement="Inner thigh stretch"),
        ),
        ("/pause 3", said("end.next_prompt", when=when("on Wednesday", "07:30"), movement="Inner thigh stretch")),
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
    assert text.endswith("\nInner thigh stretch, right leg, step 1 of 5  ●○○○○")
    await eva.says("enough")
    await eva.says("enough")
    await eva.says("next")
    [text] = await eva.says("next")
    assert text.endswith("\nDynamic hip stretch, left leg, step 1 of 5  ●○○○○")


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
    assert text.endswith("\nInner thigh stretch, right leg, step 1 of 5  ●○○○○")


async def test_how_it_felt_may_still_be_tapped_the_day_after(stage: Stage, ana: Player) -> None:
    """After a restart too."""
    await walks(ana)
    stage.pass_time(days=1)
    await stage.restart()
    assert (await ana.taps("Good"))[0].startswith(said("end.noted_good"))
    assert ana.walk.feel is Feel.GOOD


async def test_a_walk_of_no_time_at_all_counts_what_it_would_have_taken(eva: Player) -> None:
    """Somebody who taps through in the same second is told the usual minutes, not none."""
    await eva.says("next")
    await eva.says("enough")
    assert (await eva.says("enough"))[0].startswith(said("end.done", minutes="4 minutes"))
