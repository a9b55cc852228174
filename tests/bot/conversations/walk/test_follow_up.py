"""Once a walk is over: is one question asked at most, does caution come first, and does nothing change unasked?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any, cast

import pytest

from bot.habits.planning import planned
from bot.habits.progression import GOOD_IN_A_ROW
from bot.replies import MAX_TEXT
from storage.records.diary import CheckIn
from storage.records.person import Feel, WalkState, with_fields, with_values
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.libraries import shipped_library
from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import TWISTS, back_at, counted, in_a_row, said, when
from tests.harness.shortened import shortened
from tests.harness.stage import Player, Stage

LIBRARY = shipped_library()
SIGNS, HURT = LIBRARY.about.signs, LIBRARY.about.hurt
# Beside the reminder, so that no better time is suggested.
MORNING = datetime(2026, 11, 23, 7, 35, tzinfo=UTC)
INNER_THIGH, LYING = "seated-inner-thigh", "lying-inner-thigh"
UP = said("after.up", level="tilting the foot", other="a little more")
DOWN = said("after.down", level="a little more", other="tilting the foot")
TIME = said("after.time", time="14:30", reminder="07:30")
CARE_BUTTONS = ["Keep it gentle", "Another position", "Pause 3 days", "Pause 7 days"]


def changes(player: Player, **fields: Any) -> None:
    """Put something else on a record of the in-memory stage."""
    memory = cast(InMemoryStage, player.stage).memory
    memory.people[player.id] = with_values(memory.people[player.id], fields)


async def walks(player: Player, feel: str = "good", variation: str = INNER_THIGH, *, more: bool = False) -> str:
    """A walk ended early on both sides, and how it felt; what is said then. `more`: with the second level."""
    await player.forges(f"go:{variation}")
    if more:
        while "A little more" not in player.buttons and player.record.walk and not player.record.walk.level:
            await player.says("next")
        if not player.walk.level:
            await player.says("more")
    await player.says("enough")
    await player.says("enough")
    return (await player.says(feel))[-1]


async def days_of(player: Player, *feels: str, **options: Any) -> str:
    """A walk a day in the morning; what is said at the end of the last."""
    text = ""
    for feel in feels:
        text = await walks(player, feel, **options)
        next_day(player)
    return text


def next_day(player: Player, *, days: int = 1) -> None:
    """Let a day pass on the in-memory stage, where nobody is prompted; reminders are as if they had come."""
    player.stage.pass_time(days=days)
    person = player.record
    fresh = [replace(reminder, next_due=None, next_date=None) for reminder in person.reminders]
    changes(player, reminders=tuple(planned(person, reminder, player.stage.now) for reminder in fresh))


@pytest.fixture
def mia(eva: Player) -> Player:
    """Eva, on the morning after."""
    eva.stage.now = MORNING
    next_day(eva, days=0)
    return eva


# A level more


def test_the_sentence_says_how_many_good_ones_there_are() -> None:
    """It is spelt out in the catalogue."""
    assert (GOOD_IN_A_ROW, UP.split()[0]) == (4, "Four")


async def test_after_four_good_ones_a_level_more_is_suggested(mia: Player) -> None:
    """In the message that closes the walk, in place of its buttons."""
    await days_of(mia, "good", "good", "good")
    assert mia.buttons == ["One more now", "That's it"]
    text = await walks(mia)
    assert text == f"{said('end.noted_good')} {counted('end.run', 4)}\n{UP}"
    assert mia.buttons == ["Yes, next time", "Stay with this"]
    assert mia.live == [mia.person.last]


@pytest.mark.parametrize("answer", ["Yes, next time", "yes", "ok", "Yes please!", "next time", "yes next time"])
async def test_yes_takes_the_level_into_the_next_walk(mia: Player, answer: str) -> None:
    """It follows unasked; what comes next is said with the usual two ways on."""
    await days_of(mia, "good", "good", "good")
    await walks(mia)
    [text] = await (mia.taps(answer) if answer in mia.buttons else mia.says(answer))
    following = said("end.next_prompt", when=when("tomorrow", "07:30"), movement="Dynamic hip stretch")
    assert text == f"{said('after.up_yes', level='a little more')}\n{following}"
    assert mia.buttons == ["One more now", "That's it"]
    assert mia.live == [mia.person.last]
    assert mia.record.progression.levels == {INNER_THIGH: (1, 4)}
    await mia.forges(f"go:{INNER_THIGH}")
    assert mia.walk.usual == 1


@pytest.mark.parametrize(
    "answer", shortened(["Stay with this", "no", "stay with this", "no not next time", "don't ask", "n"], 3)
)
async def test_no_leaves_it_for_four_more(mia: Player, answer: str) -> None:
    """Then it is asked again."""
    await days_of(mia, "good", "good", "good")
    await walks(mia)
    [text] = await (mia.taps(answer) if answer in mia.buttons else mia.says(answer))
    assert text.startswith(f"{said('after.kept')}\n")
    assert mia.buttons == ["One more now", "That's it"]
    assert mia.record.progression.levels == {INNER_THIGH: (0, 4)}
    next_day(mia)
    assert UP not in await days_of(mia, "good", "good", "good")
    assert UP in await walks(mia)


async def test_a_question_that_nobody_answers_is_not_asked_again_the_next_day(mia: Player) -> None:
    """And nothing has changed by itself."""
    await days_of(mia, "good", "good", "good", "good")
    assert UP not in await walks(mia)
    assert mia.record.progression.levels == {INNER_THIGH: (0, 4)}
    assert mia.walk.usual == 0


@pytest.mark.parametrize("word", ["next", "skip"])
async def test_the_question_may_be_passed_over(mia: Player, word: str) -> None:
    """On the same day, to what comes next."""
    await days_of(mia, "good", "good", "good")
    await walks(mia)
    [text] = await mia.says(word)
    assert text.startswith(f"{said('end.noted')}\n")
    assert mia.buttons == ["One more now", "That's it"]
    assert "step 1 of" in (await mia.says("next"))[0]


async def test_next_on_the_day_after_begins_that_days_movement(mia: Player) -> None:
    """Yesterday's question does not stand in the way, and may still be tapped until then."""
    await days_of(mia, "good", "good", "good", "good")
    assert "\nDynamic hip stretch, left leg, step 1 of" in (await mia.says("next"))[0]
    assert mia.record.progression.levels == {INNER_THIGH: (0, 4)}


async def test_stop_ends_it_without_another_question(mia: Player) -> None:
    """And with the buttons of the one that stood."""
    await days_of(mia, "good", "good", "good")
    await walks(mia)
    assert await mia.says("stop") == [said("end.goodbye", when=back_at("tomorrow", "07:30"))]
    assert mia.live == []


async def test_only_whole_walks_that_were_finished_count(mia: Player) -> None:
    """Four in the one-minute form say nothing of a level that it has not."""
    changes(mia, length="short")
    assert UP not in await days_of(mia, "good", "good", "good", "good")


async def test_a_shorter_walk_raises_no_question_that_a_whole_one_left_open(mia: Player) -> None:
    """After four good ones caution came first; it is asked after the next whole one."""
    await days_of(mia, "good", "good", "good")
    changes(mia, wants_checkin=True)
    await mia.forges(f"go:{INNER_THIGH}")
    for text in ("2", "enough", "enough", "9"):
        await mia.says(text)
    assert said("after.stiffer") in (await mia.says("good"))[0]
    changes(mia, wants_checkin=False, length="short")
    assert UP not in await walks(mia)
    changes(mia, length="full")
    assert UP in await walks(mia)


@pytest.mark.parametrize(("gentle", "asked"), [(False, True), (True, False)])
async def test_a_level_that_the_gentle_setting_leaves_out_is_not_suggested(
    mia: Player, gentle: bool, asked: bool
) -> None:
    """On the back "a little more" rolls."""
    changes(mia, gentle=gentle)
    text = await days_of(mia, "good", "good", "good", "good", variation=LYING)
    assert (said("after.up", level="knee fall-outs", other="a little more") in text) is asked


async def test_a_usual_level_that_the_gentle_setting_leaves_out_counts_as_the_one_below(mia: Player) -> None:
    """Nothing is suggested down from where nobody was; without gentle it is usual again."""
    changes(mia, gentle=True, levels={LYING: (2, 0)})
    assert "?" not in await walks(mia, "hard", LYING)
    assert mia.record.progression.levels == {LYING: (2, 0)}


async def test_a_question_about_a_level_that_has_gone_is_let_go(mia: Player) -> None:
    """Gentle was turned on while it stood: yes changes nothing, and nothing fails."""
    await days_of(mia, "good", "good", "good", variation=LYING)
    await walks(mia, variation=LYING)
    changes(mia, gentle=True)
    question = mia.person.last
    assert (await mia.forges("feel:3:good", question))[0].startswith(said("old_button"))
    assert await mia.forges("after:4:level:1:yes", question) == []
    assert mia.record.progression.levels == {LYING: (0, 4)}


async def test_in_the_first_minute_nothing_is_asked(in_memory: InMemoryStage) -> None:
    """Whoever only tries one is not set up yet."""
    player = in_memory.player()
    await player.says("/start")
    await player.taps("Show me one first")
    in_memory.now = MORNING
    assert UP not in await days_of(player, "good", "good", "good", "good")
    assert player.buttons[0] == "Set me up"


# A level less


async def used_to_more(player: Player) -> Player:
    """Two levels are usual."""
    changes(player, levels={INNER_THIGH: (1, 0)})
    return player


async def test_after_a_hard_one_a_level_less_is_suggested(mia: Player) -> None:
    """Yes makes the lower one usual."""
    await used_to_more(mia)
    text = await walks(mia, "hard", more=True)
    assert text == f"{said('end.noted_hard')} {in_a_row(1)}\n{DOWN}"
    assert mia.buttons == ["Yes, a little less", "Keep it"]
    assert mia.record.progression.levels == {INNER_THIGH: (1, 1)}
    [text] = await mia.taps("Yes, a little less")
    assert text.startswith(f"{said('after.down_yes', level='tilting the foot')}\n")
    assert mia.record.progression.levels == {INNER_THIGH: (0, 1)}


@pytest.mark.parametrize(("answer", "level"), [("Keep it", 1), ("keep it", 1), ("a little less", 0), ("yes", 0)])
async def test_a_level_less_may_be_answered_in_words(mia: Player, answer: str, level: int) -> None:
    """Either way nothing but the answer changes it."""
    await used_to_more(mia)
    await walks(mia, "hard", more=True)
    await (mia.taps(answer) if answer in mia.buttons else mia.says(answer))
    assert mia.record.progression.levels == {INNER_THIGH: (level, 1)}


async def test_a_hard_one_at_the_first_level_suggests_nothing(mia: Player) -> None:
    """There is nothing below it."""
    text = await walks(mia, "hard")
    assert text.startswith(f"{said('end.noted_hard')} {in_a_row(1)}\nNext: ")


# A better time


async def starts_far(player: Player, days: int = 3) -> str:
    """A walk a day, seven hours after the reminder; what is said at the end of the last."""
    text = ""
    for day in range(days):
        if day:
            next_day(player)
        text = await walks(player)
    return text


async def test_three_starts_far_from_the_reminder_suggest_another_time(stage: Stage, ana: Player) -> None:
    """Yes moves the nearest one, which stays itself; the answer says when it comes next, and so it does."""
    await ana.adds_reminder("23:00 mon")
    await ana.adds_reminder("13:30")
    await ana.forges("remind:off:3")
    for day in range(3):
        if day:
            await stage.tick(days=1)
        text = await walks(ana)
    assert text == f"{said('end.noted_good')} {counted('end.run', 3)}\n{TIME}"
    assert ana.buttons == ["Yes, move it", "No", "Don't ask"]
    old, other, _ = ana.record.reminders
    [text] = await ana.taps("Yes, move it")
    moved = said("after.time_yes", line=said("remind.line", days="every day", time="14:30"))
    coming = said("end.next_prompt", when=when("tomorrow", "14:30"), movement="Dynamic hip stretch")
    assert text == f"{moved}\n{coming}"
    assert ana.buttons == ["One more now", "That's it"]
    new = ana.record.reminders[0]
    assert (new.number, new.at, new.weekdays, new.cue, new.pool) == (old.number, time(14, 30), 127, old.cue, old.pool)
    assert (ana.record.reminders[1], ana.record.progression.far_starts) == (other, ())
    seen = len(ana.texts)
    await stage.tick_at(datetime(2026, 11, 25, 14, 29, tzinfo=UTC))
    assert len(ana.texts) == seen
    await stage.tick_at(datetime(2026, 11, 25, 14, 30, tzinfo=UTC))
    assert len(ana.texts) == seen + 1


@pytest.mark.parametrize("answer", shortened(["No", "no", "keep it"], 3))
async def test_no_to_another_time_rests_for_weeks(eva: Player, answer: str) -> None:
    """Those starts are forgotten, the reminder stays, and four weeks later it may be asked again."""
    assert (await starts_far(eva)).endswith(TIME)
    reminders = eva.record.reminders
    [text] = await (eva.taps(answer) if answer in eva.buttons else eva.says(answer))
    assert text.startswith(f"{said('after.kept')}\nNext: ")
    assert (eva.record.progression.far_starts, eva.record.progression.time_offered_on) == ((), date(2026, 11, 24))
    assert (eva.record.reminders, eva.record.settings.wants_time_offer) == (reminders, True)
    next_day(eva)
    # Four good ones in a row would have a question of their own.
    changes(eva, levels={INNER_THIGH: (1, 0)})
    for _ in range(27):
        assert TIME not in await walks(eva)
        next_day(eva)
    assert (await walks(eva)).endswith(TIME)


@pytest.mark.parametrize("answer", ["Don't ask", "don't ask", "never", "Don’t ask again"])
async def test_dont_ask_is_for_good(eva: Player, answer: str) -> None:
    """Nothing else changes."""
    await starts_far(eva)
    reminders = eva.record.reminders
    [text] = await (eva.taps(answer) if answer in eva.buttons else eva.says(answer))
    assert text.startswith(f"{said('after.time_never')}\n")
    assert (eva.record.settings.wants_time_offer, eva.record.reminders) == (False, reminders)
    next_day(eva, days=40)
    assert TIME not in await starts_far(eva)


@pytest.mark.parametrize("answer", ["yes", "yes move it", "move it", "sure"])
async def test_another_time_may_be_taken_in_words(eva: Player, answer: str) -> None:
    """On the day itself, and on the day after until something else is begun."""
    await starts_far(eva)
    next_day(eva)
    assert (await eva.says(answer))[0].startswith("Moved: every day at 14:30.\n")
    assert [reminder.at for reminder in eva.record.reminders] == [time(14, 30)]


async def test_somebody_who_stops_is_asked_nothing_more(eva: Player) -> None:
    """The next walk is soon enough."""
    await starts_far(eva, days=2)
    next_day(eva)
    text = await walks(eva, "stop")
    assert text.startswith(f"{said('end.noted')} {counted('end.run', 3)}\n")
    assert eva.buttons == ["One more now", "That's it"]
    assert eva.record.progression.time_offered_on is None


async def test_an_offer_that_nobody_answers_is_not_made_again_tomorrow(eva: Player) -> None:
    """And nothing is moved by itself."""
    await starts_far(eva)
    next_day(eva)
    changes(eva, levels={INNER_THIGH: (1, 0)})
    assert TIME not in await walks(eva)
    assert [reminder.at for reminder in eva.record.reminders] == [time(7, 30)]


@pytest.mark.parametrize(
    ("fields", "offered"),
    [
        ({}, True),
        ({"quiet_from": time(14), "quiet_until": time(15)}, False),
        ({"quiet_from": time(14, 30), "quiet_until": time(7)}, False),
        ({"quiet_from": time(15), "quiet_until": time(14, 30)}, True),
        ({"quiet_from": time(12), "quiet_until": time(14)}, True),
        ({"wants_time_offer": False}, False),
        ({"time_offered_on": date(2026, 10, 28)}, False),
        ({"time_offered_on": date(2026, 10, 27)}, True),
        ({"paused": True, "reminders": ()}, False),
        ({"reminders": ()}, False),
    ],
)
async def test_another_time_is_offered_only_when_it_may_come(
    eva: Player, fields: dict[str, Any], offered: bool
) -> None:
    """Not into quiet hours, not against a wish, not soon again, and not without a reminder."""
    await starts_far(eva, days=2)
    next_day(eva)
    changes(eva, **fields)
    assert (TIME in await walks(eva)) is offered


async def test_a_pause_is_no_time_to_move_reminders(eva: Player) -> None:
    """They rest."""
    await starts_far(eva, days=2)
    next_day(eva)
    await eva.says("/pause")
    assert TIME not in await walks(eva)


async def test_a_reminder_that_came_to_be_near_makes_the_offer_void(eva: Player) -> None:
    """Added before it is made, or while it stands."""
    await starts_far(eva)
    question = eva.person.last
    await eva.adds_reminder("15:00")
    assert await eva.taps("Yes, move it", question) == []
    assert eva.toast == said("toast.noted")
    assert sorted(reminder.at for reminder in eva.record.reminders) == [time(7, 30), time(15)]


async def test_a_reminder_made_near_on_the_way_makes_the_offer_needless(eva: Player) -> None:
    """The walk began far from all there were then."""
    await starts_far(eva, days=2)
    next_day(eva)
    await eva.forges(f"go:{INNER_THIGH}")
    await eva.adds_reminder("15:30")
    await eva.says("enough")
    await eva.says("enough")
    assert "reminder there?" not in (await eva.says("good"))[0]


async def test_the_nearest_reminder_is_meant_round_the_clock(eva: Player) -> None:
    """From half past one in the night, half past eleven is nearer than the morning."""
    await eva.adds_reminder("23:30")
    eva.stage.now = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    assert (await starts_far(eva)).endswith(said("after.time", time="01:30", reminder="23:30"))


async def test_a_day_that_is_done_is_not_prompted_at_the_new_time(eva: Player) -> None:
    """At 14:25 half past two is still to come; it comes tomorrow."""
    eva.stage.now = datetime(2026, 11, 22, 14, 25, tzinfo=UTC)
    assert (await starts_far(eva)).endswith(TIME)
    assert when("tomorrow", "14:30") in (await eva.taps("Yes, move it"))[0]
    assert eva.record.reminders[0].next_date == date(2026, 11, 25)


async def test_in_a_walk_no_such_button_does_anything(eva: Player) -> None:
    """None can be there but a forged one: it leads to the step."""
    await eva.says("next")
    for data in ("after:1:care:3", "after:1:level:1:yes", "after:1:time:1:1430:never"):
        assert "step 1 of 6" in (await eva.forges(data))[0]
    assert (eva.record.account.paused, eva.record.progression.levels, eva.record.settings.wants_time_offer) == (
        False,
        {},
        True,
    )


# One question, and whose button is it


async def test_one_question_at_most_and_caution_first(eva: Player) -> None:
    """With reason for all three: a word of caution, then the level, then the time."""
    await days_of(eva, "good", "good", "good")
    changes(eva, wants_checkin=True, time_offered_on=None)
    await eva.forges(f"go:{INNER_THIGH}")
    await eva.says("2")
    await eva.says("enough")
    await eva.says("enough")
    await eva.says("9")
    [text] = await eva.says("good")
    assert said("after.stiffer") in text
    assert UP not in text
    assert TIME not in text
    changes(eva, wants_checkin=False)
    text = await walks(eva)
    assert text.endswith(UP)
    assert TIME not in text
    assert eva.record.progression.time_offered_on is None
    assert (await walks(eva)).endswith(TIME)


async def test_double_taps_count_once(eva: Player) -> None:
    """The second is noted already; also when it is the other answer."""
    await starts_far(eva)
    question = eva.person.last
    await eva.taps("Yes, move it")
    for said_then in ("yes", "no", "never"):
        assert await eva.forges(f"after:3:time:1:1430:{said_then}", question) == []
        assert eva.toast == said("toast.noted")
    assert [reminder.at for reminder in eva.record.reminders] == [time(14, 30)]
    assert eva.record.settings.wants_time_offer
    assert eva.buttons == ["One more now", "That's it"]


async def test_double_taps_on_a_level_count_once(mia: Player) -> None:
    """After a yes nothing else, after a no no second no."""
    await days_of(mia, "good", "good", "good")
    await walks(mia)
    question = mia.person.last
    await mia.taps("Stay with this")
    assert await mia.forges("after:4:level:1:no", question) == []
    assert mia.toast == said("toast.noted")
    await mia.forges("after:4:level:1:yes", question)
    assert mia.record.progression.levels == {INNER_THIGH: (1, 4)}
    for data in ("after:4:level:1:yes", "after:4:level:1:no"):
        assert await mia.forges(data, question) == []
    assert mia.record.progression.levels == {INNER_THIGH: (1, 4)}


@pytest.mark.parametrize(
    "data",
    ["after", "after:3", "after:3:time", "after:3:time:1:1430", "after:3:time:1:1430:maybe", "after:3:time:2:1430:yes",
     "after:3:time:1:0300:yes", "after:3:time:1:yes", "after:2:time:1:1430:yes", "after:x:time:1:1430:yes",
     "after:3:level:1:yes", "after:3:level:9:yes", "after:3:level:x:yes", "after:3:level::yes", "after:3:care:9",
     "after:3:care:1:3", "after:3:nothing:yes", "after:3:level:1:1:yes", "after:3:time:1:2599:never"],
)  # fmt: skip
async def test_forged_and_stale_buttons_change_nothing(eva: Player, data: str) -> None:
    """Whatever they say."""
    await starts_far(eva)
    before = eva.record
    await eva.forges(data)
    after = eva.record
    assert replace(with_fields(after, asking=None), version=0) == replace(with_fields(before, asking=None), version=0)


async def test_buttons_of_an_earlier_walk_lead_to_where_the_person_is(eva: Player) -> None:
    """To the question that is open now, or to the step."""
    await starts_far(eva)
    text = eva.last.split("\n")[1]
    assert await eva.forges("after:2:time:1:1430:yes") == [f"{said('old_button')}\n{text}"]
    assert eva.buttons == ["Yes, move it", "No", "Don't ask"]
    question = eva.person.last
    await eva.says("next")
    await eva.says("next")
    assert "step 1 of" in (await eva.forges("after:3:time:1:1430:yes", question))[0]
    assert [reminder.at for reminder in eva.record.reminders] == [time(7, 30)]


async def test_a_question_may_be_tapped_after_a_command_and_a_restart(eva: Player) -> None:
    """/safety closes it for what is typed alone."""
    await starts_far(eva)
    await eva.says("/safety")
    await eva.stage.restart()
    assert (await eva.taps("Yes, move it"))[0].startswith("Moved: ")


async def test_pain_said_at_the_question_is_how_the_walk_felt(mia: Player) -> None:
    """And no level more is taken after it by a habitual "ok"."""
    await days_of(mia, "good", "good", "good")
    await walks(mia)
    [text] = await mia.says("actually it hurts now")
    assert text.startswith(f"{said('hurt.noted')}\n{HURT.watch}")
    assert mia.walk.feel is Feel.HURT
    await mia.says("ok")
    assert mia.record.progression.levels == {INNER_THIGH: (0, 4)}
    next_day(mia)
    await walks(mia)


async def test_pain_said_on_the_day_after_is_no_word_about_that_walk(mia: Player) -> None:
    """It is answered like any pain out of a walk."""
    await days_of(mia, "good", "good", "good", "good")
    assert (await mia.says("my back hurts"))[0].startswith(said("hurt.noted"))
    assert mia.walk.feel is Feel.GOOD


# Caution


def lists_every_sign(text: str) -> bool:
    """Whether a text says when to stop, when to get help today, and when to see somebody soon."""
    listings = (SIGNS.today, SIGNS.soon, SIGNS.stop)
    return all(listing.intro in text and all(f"· {item}" in text for item in listing.items) for listing in listings)


def folded(message: dict[str, Any]) -> list[str]:
    """The parts of a message that open on a tap only."""
    units = message["text"].encode("utf-16-le")
    return [
        units[2 * entity["offset"] :][: 2 * entity["length"]].decode("utf-16-le")
        for entity in message["entities"]
        if entity["type"] == "expandable_blockquote"
    ]


async def test_two_walks_in_a_row_that_hurt_ask_for_help(daily: PromptedStage, ida: Player) -> None:
    """One message says it plainly, with every sign, the urgent ones open; the reminders may rest."""
    text = await walks(ida, "it hurt")
    assert text.startswith(f"{said('hurt.noted')}\n{HURT.watch}")
    await daily.tick(days=1)
    await ida.forges(f"go:{INNER_THIGH}")
    await ida.says("enough")
    await ida.says("enough")
    [text] = await ida.taps("It hurt")
    assert text.startswith(f"{said('hurt.noted')}\n{said('after.hurt_twice')}\n")
    assert lists_every_sign(text)
    assert not any(item in part for item in SIGNS.today.items for part in folded(ida.person.last))
    assert len(text) < MAX_TEXT
    assert ida.buttons == CARE_BUTTONS
    warning = ida.person.last["message_id"]
    [text] = await ida.taps("Pause 7 days")
    assert text == said("pause.until", day=said("day.on.date", day="30 November"))
    assert ida.record.account.paused
    assert lists_every_sign(ida.person.chat.messages[warning]["text"]), "what to watch for has to stay readable"
    assert await ida.says("next") == [said("end.rest", when=back_at("on 30 November", "07:30"))]


async def test_done_for_today_twice_in_a_row_asks_for_help_as_well(eva: Player) -> None:
    """A walk that was left because it hurt is one that hurt."""
    for expected in (False, True):
        await eva.forges(f"go:{INNER_THIGH}")
        await eva.says("ouch")
        [text] = await eva.taps("Done for today")
        assert text.startswith("No more of these today. A short walk is fine.")
        assert (said("after.hurt_twice") in text) is expected
        assert eva.walk.state is WalkState.LEFT
        next_day(eva)
    assert eva.buttons == CARE_BUTTONS


async def test_hurt_once_is_no_concern_yet(eva: Player) -> None:
    """Between two good ones, nor after a good one."""
    for feel, expected in (("it hurt", False), ("good", False), ("it hurt", False), ("it hurt", True)):
        text = await walks(eva, feel)
        assert (said("after.hurt_twice") in text) is expected
        next_day(eva)


@pytest.mark.parametrize("feel", ["good", "hard", "next", "it hurt"])
async def test_a_stiffer_back_is_said_plainly(eva: Player, feel: str) -> None:
    """Whatever the walk felt like; days in a row are no matter now, and no movement is offered."""
    changes(eva, wants_checkin=True)
    await eva.says("next")
    await eva.says("2")
    await eva.says("enough")
    await eva.says("enough")
    await eva.says("5")
    [text] = await eva.says(feel)
    lead = {"good": "end.noted_good", "hard": "end.noted_hard", "next": "end.noted"}.get(feel, "hurt.noted")
    assert text.startswith(f"{said(lead)}\n{said('after.stiffer')}\n")
    assert lists_every_sign(text)
    assert eva.buttons == CARE_BUTTONS
    assert eva.stage.store.diary(eva.id).checkins == (CheckIn(date(2026, 11, 22), 2, 5),)


async def test_a_back_that_is_no_stiffer_is_no_concern(eva: Player) -> None:
    """Two points are within what one and the same back says."""
    changes(eva, wants_checkin=True)
    await eva.says("next")
    await eva.says("2")
    await eva.says("enough")
    await eva.says("enough")
    await eva.says("4")
    assert said("after.stiffer") not in (await eva.says("good"))[0]


@pytest.mark.parametrize(
    ("answer", "does"),
    [
        ("Keep it gentle", f"{said('care.gentle_on', what=TWISTS)}\n{said('left_out.ask')}"),
        ("keep it gentle", f"{said('care.gentle_on', what=TWISTS)}\n{said('left_out.ask')}"),
        ("Another position", said("position.ask")),
        ("another position", said("position.ask")),
        ("Pause 3 days", said("pause.until", day="on Wednesday")),
        ("3 days", said("pause.until", day="on Wednesday")),
        ("pause 7 days", said("pause.until", day="on 29 November")),
        ("a week", said("pause.until", day="on 29 November")),
    ],
)
async def test_ways_of_doing_less_may_be_tapped_or_typed(eva: Player, answer: str, does: str) -> None:
    """Each does what it says."""
    await walks(eva, "it hurt")
    await walks(eva, "it hurt")
    warning = eva.person.last["message_id"]
    [text] = await (eva.taps(answer) if answer in eva.buttons else eva.says(answer))
    assert text == does
    assert said("after.hurt_twice") in eva.person.chat.messages[warning]["text"]


async def test_what_is_set_or_makes_no_sense_is_not_offered(eva: Player) -> None:
    """Gentle already, and no reminder that could rest."""
    changes(eva, gentle=True, reminders=())
    await walks(eva, "it hurt")
    await walks(eva, "it hurt")
    assert eva.buttons == ["Another position"]


async def test_after_a_word_of_caution_nothing_is_begun_by_a_habit(eva: Player) -> None:
    """ "ok", "next" and a number are no wish for more, and start no pause."""
    await walks(eva, "it hurt")
    await walks(eva, "it hurt")
    before = eva.record
    for text in ("ok", "next", "7"):
        await eva.says(text)
    assert (eva.record.progression.walks_begun, eva.record.account.paused, eva.record.settings.gentle) == (
        before.progression.walks_begun,
        False,
        False,
    )
