"""Prompts of the evening that are answered after midnight: what each answer settles, and that the next prompt comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.habits.planning import planned
from storage.records.diary import Mark, MarkKind
from storage.records.person import Reminder
from storage.records.turn import TurnResult
from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import counted, in_a_row, said, when
from tests.harness.stage import Player, Stage

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
DAY = timedelta(days=1)


def moment(day: date, clock: str) -> datetime:
    """A time of day in Lisbon, where it is UTC in November."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=UTC)


def set_up_for(ana: Player, *clocks: str) -> None:
    """Ana, with reminders every day at these times in place of her own, from Monday on."""
    record, now = ana.record, ana.stage.now
    reminders = tuple(
        planned(record, Reminder(number, time.fromisoformat(clock), 127), now, not_before=MONDAY)
        for number, clock in enumerate(clocks, 1)
    )
    ana.stage.store.commit_turn(TurnResult(None, record, replace(record, reminders=reminders)), now)


async def prompts_at(stage: Stage, ana: Player, day: date, clock: str) -> int:
    """How many prompts the tick at that moment brings."""
    await stage.tick_at(moment(day, clock) - timedelta(minutes=1))
    before = len(ana.person.inbox)
    await stage.tick_at(moment(day, clock))
    return len(ana.person.inbox) - before


async def walks(ana: Player) -> str:
    """From the step that is shown to the end; what is said there."""
    await ana.says("enough")
    return (await ana.says("enough"))[0]


async def test_eight_evenings_that_end_past_midnight_are_eight_prompts_and_eight_days(
    stage: Stage, ana: Player
) -> None:
    """The prompt comes at 23:45 and is started at 23:55; the last step is at 00:05."""
    set_up_for(ana, "23:45")
    for evening in range(8):
        day = MONDAY + evening * DAY
        assert await prompts_at(stage, ana, day, "23:45") == 1
        stage.now = moment(day, "23:55")
        await ana.taps("Start")
        stage.now = moment(day + DAY, "00:05")
        assert said("end.for_yesterday") in await walks(ana)
        [text] = await ana.taps("Good")
        assert in_a_row(evening + 1) in text
        assert when("today", "23:45") in text
        assert (ana.walk.ended_on, ana.record.streak.days) == (day, evening + 1)
    assert (ana.record.streak.total_days, ana.record.streak.until) == (8, MONDAY + 7 * DAY)


async def test_a_prompt_put_off_past_midnight_counts_for_its_own_evening(daily: PromptedStage, ida: Player) -> None:
    """Monday 23:30, an hour later, done at 00:36; on Tuesday it comes again."""
    set_up_for(ida, "23:30")
    assert await prompts_at(daily, ida, MONDAY, "23:30") == 1
    daily.now = moment(MONDAY, "23:31")
    await ida.taps("Later")
    await ida.taps(said("button.in_60"))
    assert await prompts_at(daily, ida, TUESDAY, "00:31") == 1
    await ida.taps("Start")
    daily.now = moment(TUESDAY, "00:36")
    assert said("end.for_yesterday") in await walks(ida)
    assert ida.record.streak.until == MONDAY
    assert await prompts_at(daily, ida, TUESDAY, "23:30") == 1


async def test_a_prompt_put_off_does_not_come_once_its_day_is_done(daily: PromptedStage, ida: Player) -> None:
    """The session was begun by hand in between, and ended past midnight."""
    set_up_for(ida, "23:30")
    await prompts_at(daily, ida, MONDAY, "23:30")
    await ida.says("/today")
    await ida.taps("Start")
    daily.now = moment(MONDAY, "23:50")
    await ida.forges("prompt:1:20261123:60", ida.person.inbox[-2])
    daily.now = moment(TUESDAY, "00:05")
    await walks(ida)
    assert await prompts_at(daily, ida, TUESDAY, "00:50") == 0


async def test_unwell_past_midnight_excuses_the_evening_of_the_prompt_alone(daily: PromptedStage, ida: Player) -> None:
    """By the button under "not today": Monday is no miss, and Tuesday's prompt comes."""
    set_up_for(ida, "23:45")
    await prompts_at(daily, ida, MONDAY, "23:45")
    daily.now = moment(MONDAY, "23:50")
    await ida.taps("Not today")
    daily.now = moment(TUESDAY, "00:05")
    await ida.taps(said("button.unwell"))
    assert said("prompt.unwell_yesterday", when=said("end.prompt_at", when=when("today", "23:45"))) in ida.texts
    assert daily.store.diary(ida.id).marks == (Mark(MarkKind.UNWELL, MONDAY),)
    assert await prompts_at(daily, ida, TUESDAY, "23:45") == 1


async def test_an_old_not_today_settles_the_day_that_it_hangs_under(daily: PromptedStage, ida: Player) -> None:
    """The prompt of Monday 22:00, tapped on Tuesday at 07:00: tonight's comes."""
    set_up_for(ida, "22:00")
    await prompts_at(daily, ida, MONDAY, "22:00")
    daily.now = moment(TUESDAY, "07:00")
    await ida.taps("Not today")
    told = said("end.prompt_at", when=when("today", "22:00"))
    assert said("prompt.not_then", day="yesterday", when=told) in ida.texts
    assert daily.store.diary(ida.id).declined == {MONDAY}
    assert await prompts_at(daily, ida, TUESDAY, "22:00") == 1


async def test_an_old_not_today_leaves_a_newer_prompt_that_was_put_off(daily: PromptedStage, ida: Player) -> None:
    """It comes again when it was asked to, and keeps its buttons until then."""
    set_up_for(ida, "08:00")
    await prompts_at(daily, ida, MONDAY, "08:00")
    old = ida.person.last
    await prompts_at(daily, ida, TUESDAY, "08:00")
    await ida.taps("Later")
    await ida.taps(said("button.in_60"))
    await ida.forges("prompt:1:20261123:not_today", old)
    assert await prompts_at(daily, ida, TUESDAY, "09:00") == 1


async def test_not_today_settles_the_day_for_all_its_prompts(daily: PromptedStage, ida: Player) -> None:
    """Whether tapped or typed: the second reminder of the day does not come, the next day's first does."""
    set_up_for(ida, "09:00", "20:00")
    for day, answers in ((MONDAY, ida.taps), (TUESDAY, ida.says)):
        assert await prompts_at(daily, ida, day, "09:00") == 1
        await answers("Not today")
        assert await prompts_at(daily, ida, day, "20:00") == 0
    assert await prompts_at(daily, ida, TUESDAY + DAY, "09:00") == 1


async def test_not_today_typed_past_midnight_is_about_the_prompt_that_just_came(
    daily: PromptedStage, ida: Player
) -> None:
    """Twenty minutes after it; Tuesday's comes all the same."""
    set_up_for(ida, "23:45")
    await prompts_at(daily, ida, MONDAY, "23:45")
    daily.now = moment(TUESDAY, "00:05")
    await ida.says("not today")
    assert await prompts_at(daily, ida, TUESDAY, "23:45") == 1


async def test_start_under_the_prompt_of_the_evening_before_counts_for_that_evening(
    daily: PromptedStage, ida: Player
) -> None:
    """In the morning after it; a session begun without it would count for today."""
    set_up_for(ida, "22:00")
    await prompts_at(daily, ida, MONDAY, "22:00")
    daily.now = moment(TUESDAY, "07:00")
    await ida.taps("Start")
    daily.now = moment(TUESDAY, "07:06")
    await walks(ida)
    assert ida.record.streak.until == MONDAY
    assert await prompts_at(daily, ida, TUESDAY, "22:00") == 1


async def test_a_session_left_for_days_counts_for_the_day_it_is_finished(daily: PromptedStage, ida: Player) -> None:
    """Begun on Monday, finished on Thursday."""
    daily.now = moment(MONDAY, "20:00")
    await ida.says("next")
    daily.now = moment(MONDAY + 3 * DAY, "19:00")
    await ida.says("/today")
    await ida.says("next")
    await walks(ida)
    assert (ida.walk.ended_on, ida.record.streak.total_days) == (MONDAY + 3 * DAY, 1)


async def test_stiffness_is_noted_on_the_day_that_the_session_counts_for(daily: PromptedStage, ida: Player) -> None:
    """Before it, before midnight; after it, past midnight: one row."""
    await ida.forges("set:checkin:on")
    daily.now = moment(MONDAY, "23:50")
    await ida.says("next")
    await ida.says("6")
    daily.now = moment(TUESDAY, "00:05")
    await walks(ida)
    await ida.says("3")
    [noted] = daily.store.diary(ida.id).checkins
    assert (noted.on_date, noted.before, noted.after) == (MONDAY, 6, 3)


async def test_next_soon_after_a_session_past_midnight_is_no_new_day(daily: PromptedStage, ida: Player) -> None:
    """It closes the question; in the morning it begins Tuesday's session."""
    daily.now = moment(MONDAY, "23:50")
    await ida.says("next")
    daily.now = moment(TUESDAY, "00:05")
    await walks(ida)
    await ida.says("next")
    assert ida.record.progression.walks_begun == 1
    assert counted("end.run", 2) not in ida.last
    daily.now = moment(TUESDAY, "08:00")
    await ida.says("next")
    assert ida.record.progression.walks_begun == 2


async def test_pain_past_midnight_rests_for_the_evening_of_the_session(daily: PromptedStage, ida: Player) -> None:
    """No prompt is asked for again on Monday; Tuesday's comes."""
    set_up_for(ida, "23:45")
    await prompts_at(daily, ida, MONDAY, "23:45")
    await ida.taps("Start")
    daily.now = moment(TUESDAY, "00:05")
    await ida.says("it hurts")
    await ida.says("done")
    assert ida.walk.ended_at is not None
    assert await prompts_at(daily, ida, TUESDAY, "23:45") == 1
