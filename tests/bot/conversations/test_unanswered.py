"""What becomes of prompts that nobody answers, and of days on which somebody is unwell or rests?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from storage.records.diary import Diary, Mark, MarkKind
from storage.records.person import DIGEST
from storage.schema import tables
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import back_at, prompted, said, stopped, when
from tests.harness.shortened import shortened
from tests.harness.stage import START, Player, Stage

SUNDAY = START.date()
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
AT_0730 = MONDAY.replace(hour=7, minute=30)
DAY = timedelta(days=1)
TODAYS = "Hip flexion and extension, seated, 4 minutes"
BUTTONS = ["Start", "Just 1 minute", "Follow along", "Later ▾", "Not today"]
ASKED = f"{said('keep_going.named', name='Ana')} {said('keep_going.ask')}"
KEEP_GOING = ["Continue", "Another time", "Pause", "Stop"]
NEXT_DAY = back_at("tomorrow", "07:30")


async def lives(stage: Stage, player: Player, days: int, *, hours: tuple[float, ...] = (7.5,), since: int = 0) -> str:
    """What comes on so many days at the prompts' hours: S a prompt, ? the question whether to go on, - nothing."""
    told = []
    for day in range(since, since + days):
        found = ""
        for hour in hours:
            seen = len(player.texts)
            await stage.tick_at(MONDAY + day * DAY + timedelta(hours=hour))
            new = player.texts[seen:]
            assert len(new) <= 1, new
            found += "-" if not new else "?" if new == [ASKED] else "S"
            assert not new or new == [ASKED] or player.buttons == BUTTONS, player.buttons
        told.append(found)
    return " ".join(told)


def on_record(stage: Stage, number: int = 1) -> list[str]:
    """State and reason of each of a reminder's prompts, in order."""
    table = tables.prompt.c
    found = sa.select(table.state, table.reason).where(table.reminder_number == number).order_by(table.id)
    with stage.store.engine.connect() as connection:
        return [row[1] or row[0] for row in connection.execute(found)]


# Fewer, then a question, then silence


async def test_what_nobody_answers_becomes_less_and_ends(stage: Stage, ana: Player) -> None:
    """Three days; every second day; on the tenth the one question; then nothing, and /status says why."""
    assert await lives(stage, ana, 14) == "S S S - S - S - S - ? - - -"
    skipped = [reason for reason in on_record(stage) if reason != "sent"]
    assert skipped == ["ignored"] * 4 + ["hushed"] * 3
    assert ana.record.reminders[0].next_due == AT_0730 + 14 * DAY, "a reminder that is silent goes on being looked at"


async def test_the_question_is_one_message_with_four_ways_to_go(stage: Stage, ana: Player) -> None:
    """No picture and no movement; it takes the buttons of the last prompt, and makes a sound only where prompts do."""
    await ana.forges("messages:silent:on")
    await lives(stage, ana, 10)
    start = len(stage.telegram.state.ledger)
    await stage.tick_at(AT_0730 + 10 * DAY)
    assert (ana.last, ana.buttons) == (ASKED, KEEP_GOING)
    assert len([message for message in ana.live if "prompt:" in str(message)]) == 1
    (sent,) = [call for call in stage.telegram.state.ledger[start:] if call.method.startswith("send")]
    assert (sent.method, sent.params.get("disable_notification")) == ("sendMessage", True)


async def test_somebody_without_a_name_is_asked_too(daily: PromptedStage) -> None:
    """In words without one."""
    player = daily.player("\u2060")
    await player.sets_up()
    await lives(daily, player, 10)
    await daily.tick_at(AT_0730 + 10 * DAY)
    assert player.last == f"{said('keep_going.unnamed')} {said('keep_going.ask')}"
    assert player.buttons == KEEP_GOING


async def test_of_two_reminders_both_come_on_a_day_or_neither(daily: PromptedStage, ida: Player) -> None:
    """What is thinned out are days; the question is put once."""
    await ida.adds_reminder("18:00")
    told = await lives(daily, ida, 12, hours=(7.5, 18))
    assert told == "SS SS SS -- SS -- SS -- SS -- ?- --"


@pytest.mark.parametrize(("days", "expected"), [("mon", "S" * 5 + "?--"), ("mon,thu", "S" * 5 + "?--")])
async def test_what_comes_rarely_is_never_thinned(daily: PromptedStage, days: str, expected: str) -> None:
    """Once or twice a week is little enough; five of them unanswered are asked about."""
    player = daily.player()
    await player.sets_up(time="No reminder")
    await player.adds_reminder(f"07:30 {days}")
    every = (0, 3) if "," in days else (0,)
    told = [await lives(daily, player, 1, since=7 * week + day) for week in range(8) for day in every]
    assert "".join(told)[: len(expected)] == expected
    assert "ignored" not in on_record(daily)


# Any sign of life

SIGNS: list[tuple[str, Callable[[Player], Any]]] = [
    ("a word", lambda player: player.says("next")),
    ("something that is not understood", lambda player: player.says("hm")),
    ("a command", lambda player: player.says("/status")),
    ("a sticker", lambda player: player.does(player.person.send_sticker)),
    ("a button of the prompt", lambda player: player.taps("Later")),
    ("an old button", lambda player: player.forges("done", player.person.inbox[0])),
    ("a location", lambda player: player.does(lambda: player.person.share_location(38.7, -9.1))),
    ("not today", lambda player: player.taps("Not today")),
]


@pytest.mark.parametrize(("_what", "does"), shortened(SIGNS, 4), ids=[what for what, _ in SIGNS])
async def test_any_sign_of_life_begins_it_again(
    daily: PromptedStage, ida: Player, _what: str, does: Callable[[Player], Any]
) -> None:
    """On the third day: it is the first of three again."""
    assert await lives(daily, ida, 3) == "S S S"
    daily.pass_time(hours=1)
    await does(ida)
    assert await lives(daily, ida, 6, since=3) == "S S S - S -"


@pytest.mark.parametrize("day", shortened(range(10, 14), 4))
async def test_after_silence_a_word_brings_the_prompts_back(daily: PromptedStage, ida: Player, day: int) -> None:
    """On the day of the question, or any day later; it comes on the next day, as before it all."""
    await lives(daily, ida, day + 1)
    daily.pass_time(hours=2)
    line, _ = await ida.says("/status")
    assert line == said("keep_going.back", when=NEXT_DAY)
    assert len(await ida.says("/status")) == 1, "it is said once"
    assert await lives(daily, ida, 6, since=day + 1) == "S S S - S -"


@pytest.mark.parametrize("wrong", [timedelta(hours=-2), timedelta(days=-2), timedelta(), timedelta(days=1)])
async def test_a_sign_of_life_is_one_whatever_the_clock_shows(
    daily: PromptedStage, ida: Player, wrong: timedelta
) -> None:
    """At the very moment of the prompt, or by a clock that was put back since."""
    await lives(daily, ida, 3)
    daily.now += wrong
    await ida.says("hm")
    daily.now -= wrong
    assert await lives(daily, ida, 5, since=3) == "S S S - S"


async def test_what_is_said_before_the_prompt_of_a_day_is_no_answer_to_it(daily: PromptedStage, ida: Player) -> None:
    """Heard at seven on the fourth day, when nothing was to come: so it comes at half past."""
    await lives(daily, ida, 3)
    daily.now = AT_0730 + 3 * DAY - timedelta(minutes=30)
    await ida.says("hello")
    assert await lives(daily, ida, 5, since=3) == "S S S - S"


async def test_days_on_which_nothing_came_count_for_nothing(stage: Stage, ana: Player) -> None:
    """Three days of which one was done by themselves, and one was slept through by the program."""
    assert await lives(stage, ana, 2) == "S S"
    await stage.stop_bot()
    stage.now = AT_0730 + 2 * DAY + timedelta(hours=5)
    await stage.start_bot()
    assert on_record(stage) == ["sent", "sent", "late"]
    assert await lives(stage, ana, 3, since=3) == "S - S"


async def test_the_digest_is_no_prompt(daily: PromptedStage, ida: Player) -> None:
    """It is not counted as unanswered, and silence does not hold it back while there is something to tell."""
    daily.began_before(ida, days=1)
    for text in ("next", "enough", "enough", "good", "That's it"):
        await ida.says(text)
    await daily.tick_at(START.replace(hour=18, minute=0))
    assert on_record(daily, DIGEST) == ["sent"]
    assert (ida.record.silence.days, ida.record.silence.since) == (0, None)
    assert await lives(daily, ida, 5) == "S S S - S"


async def test_somebody_new_is_counted_by_their_own_days(daily: PromptedStage, ida: Player) -> None:
    """Ben's silence does not make Ana's prompts fewer."""
    ben = daily.player("Ben")
    await ben.sets_up()
    for day in range(5):
        await daily.tick_at(AT_0730 + day * DAY)
        await ida.says("hm")
    assert [len([text for text in player.texts if "4 minutes" in text]) for player in (ida, ben)] == [5, 4]


# What is answered to the question


async def asked(stage: Stage, player: Player) -> int:
    """Ten days later, and a moment after; the id of the question."""
    await lives(stage, player, 10)
    await stage.tick_at(AT_0730 + 10 * DAY)
    assert player.buttons == KEEP_GOING
    stage.pass_time(seconds=20)
    return int(player.person.last["message_id"])


def is_live(player: Player, message_id: int) -> bool:
    """Whether a message has buttons."""
    return any(message["message_id"] == message_id for message in player.live)


async def test_continue_goes_on(daily: PromptedStage, ida: Player) -> None:
    """With when it comes next; the buttons go."""
    question = await asked(daily, ida)
    assert await ida.taps("Continue") == [said("keep_going.on", when=NEXT_DAY)]
    assert not is_live(ida, question)
    assert await lives(daily, ida, 5, since=11) == "S S S - S"


async def test_another_time_asks_for_one(daily: PromptedStage, ida: Player) -> None:
    """Of the reminder that asked; it comes then."""
    question = await asked(daily, ida)
    assert await ida.taps("Another time") == [said("remind.ask_new_time", line="every day at 07:30")]
    assert not is_live(ida, question)
    [told] = await ida.says("18:00")
    assert told.startswith(said("remind.set", times="every day at 18:00"))
    assert await lives(daily, ida, 4, hours=(18,), since=10) == "S S S -"


async def test_pause_rests_and_can_be_given_an_end(daily: PromptedStage, ida: Player) -> None:
    """In the message of the question, with buttons that are there to be pressed."""
    await asked(daily, ida)
    assert await ida.taps("Pause") == []
    assert ida.last == said("pause.open")
    assert ida.buttons == ["3 days", "7 days", "14 days", "Resume"]
    assert await lives(daily, ida, 2, since=11) == "- -"
    await ida.taps("3 days")
    assert await lives(daily, ida, 3, since=13) == "- - S"


async def test_stop_stops(daily: PromptedStage, ida: Player) -> None:
    """With the way back."""
    question = await asked(daily, ida)
    assert await ida.taps("Stop") == [stopped()]
    assert (ida.buttons, is_live(ida, question)) == (["Resume"], False)
    assert await lives(daily, ida, 2, since=11) == "- -"
    await ida.says("/start")
    assert await lives(daily, ida, 1, since=13) == "S"


@pytest.mark.parametrize("action", ["keep_on", "keep_time", "keep_pause", "keep_stop"])
async def test_an_answer_that_comes_twice_or_late_breaks_nothing(
    daily: PromptedStage, ida: Player, action: str
) -> None:
    """The same button again, days later, when the reminder is no more."""
    await asked(daily, ida)
    question = ida.person.last
    await ida.says("/remind off")
    for _ in range(2):
        await ida.forges(f"prompt:1:20261203:{action}", question)
        daily.now += DAY
    assert ida.last


async def test_somebody_who_is_asked_may_just_move(daily: PromptedStage, ida: Player) -> None:
    """ "next" starts today's, as ever, and takes the question's buttons."""
    await asked(daily, ida)
    welcome, step = await ida.says("next")
    assert welcome.startswith("Good to see you.")
    assert "step 1 of" in step
    assert ida.live == [ida.person.last]


# Not today, and unwell


async def test_not_today_offers_to_say_that_one_is_unwell(daily: PromptedStage, ida: Player) -> None:
    """One more tap: the day is no miss, and a pause is offered; the next prompt comes on the next day."""
    await ida.adds_reminder("18:00")
    await daily.tick_at(AT_0730)
    assert await ida.taps("Not today") == []
    assert ida.last == said("prompt.not_today", when=NEXT_DAY)
    assert ida.buttons == ["I am unwell"]
    assert await ida.taps("I am unwell") == []
    assert ida.last == said("prompt.unwell", when=NEXT_DAY)
    assert ida.buttons == ["3 days", "7 days"]
    assert marks(daily, ida) == [Mark(MarkKind.UNWELL, MONDAY.date())]
    seen = len(ida.texts)
    await daily.tick_at(MONDAY.replace(hour=18))
    assert len(ida.texts) == seen
    unwell = ida.person.last["message_id"]
    await daily.tick_at(AT_0730 + DAY)
    assert ida.last in prompted(TODAYS)
    assert not is_live(ida, unwell), "buttons of the day before"


async def test_a_pause_that_unwell_offers_rests_for_its_days(daily: PromptedStage, ida: Player) -> None:
    """Three, counted from that day."""
    await daily.tick_at(AT_0730)
    await ida.taps("Not today")
    await ida.taps("I am unwell")
    await ida.taps("3 days")
    assert ida.last == said("pause.until", day="on Thursday")
    assert await lives(daily, ida, 3, since=1) == "- - S"
    assert marks(daily, ida) == [
        Mark(MarkKind.UNWELL, MONDAY.date()),
        Mark(MarkKind.PAUSED, MONDAY.date(), MONDAY.date() + 3 * DAY),
    ]


@pytest.mark.parametrize("text", ["sick", "I am ill", "not well", "unwell"])
async def test_unwell_can_be_said_without_a_prompt(in_memory: InMemoryStage, eva: Player, text: str) -> None:
    """Today's prompts are left out, and it is noted once."""
    for _ in range(2):
        assert await eva.says(text) == [said("prompt.unwell", when=NEXT_DAY)]
    assert eva.buttons == ["3 days", "7 days"]
    assert [(mark.kind, mark.on_date) for mark in in_memory.memory.diary(eva.id).marks] == [(MarkKind.UNWELL, SUNDAY)]


async def test_no_prompt_comes_on_the_day_on_which_somebody_is_unwell(daily: PromptedStage, ida: Player) -> None:
    """Said in the morning before it."""
    daily.now = AT_0730 - timedelta(hours=1)
    await ida.says("sick")
    assert await lives(daily, ida, 3) == "- S S"


@pytest.mark.parametrize(("days", "noted"), [(0, True), (1, True), (2, False), (30, False)])
async def test_an_old_button_says_nothing_of_a_day_long_past(
    daily: PromptedStage, ida: Player, days: int, noted: bool
) -> None:
    """Yesterday may still have been one; what is older is left as it is, and shows where they are."""
    await daily.tick_at(AT_0730)
    await ida.taps("Not today")
    message = ida.person.last
    daily.now += days * DAY
    texts = await ida.taps("I am unwell", message)
    assert marks(daily, ida) == ([Mark(MarkKind.UNWELL, MONDAY.date())] if noted else [])
    assert (texts == []) is noted
    if not noted:
        assert texts[0].startswith(said("old_button"))


async def test_a_prompt_that_was_declined_is_known_as_declined(daily: PromptedStage, ida: Player) -> None:
    """Asked on two days, declined on one."""
    await daily.tick_at(AT_0730)
    await ida.taps("Not today")
    await daily.tick_at(AT_0730 + DAY)
    diary = diary_of(daily, ida)
    assert diary.asked == {MONDAY.date(), MONDAY.date() + DAY}
    assert diary.declined == {MONDAY.date()}


# Marks


def diary_of(stage: Stage, player: Player) -> Diary:
    """What is remembered of her days."""
    return stage.store.diary(player.id)


def marks(stage: Stage, player: Player) -> list[Mark]:
    """What is noted of her days, oldest first."""
    return list(diary_of(stage, player).marks)


def on(day: int) -> date:
    """The Sunday on which it all begins, or a day after it."""
    return SUNDAY + day * DAY


PAUSED, AWAKE, AWAY = MarkKind.PAUSED, MarkKind.AWAKE, MarkKind.AWAY
# What she says, on which day after the Sunday, and what is noted of her days by then.
NOTES: list[tuple[str, Mapping[int, tuple[str, ...]], list[Mark]]] = [
    ("nothing", {0: ("/status",)}, []),
    ("a pause without an end", {0: ("/pause",)}, [Mark(PAUSED, on(0))]),
    ("and its end", {0: ("/pause",), 3: ("/resume",)}, [Mark(PAUSED, on(0)), Mark(AWAKE, on(3))]),
    ("a pause of five days", {0: ("/pause 5",)}, [Mark(PAUSED, on(0), on(5))]),
    ("ended early", {0: ("/pause 5",), 2: ("/resume",)}, [Mark(PAUSED, on(0), on(5)), Mark(AWAKE, on(2))]),
    ("ended by itself", {0: ("/pause 5",), 7: ("/resume",)}, [Mark(PAUSED, on(0), on(5))]),
    ("a longer one in its place", {0: ("/pause 3", "/pause 7")}, [Mark(PAUSED, on(0), on(7))]),
    (
        "one after the other",
        {0: ("/pause 3",), 2: ("/pause 3",)},
        [Mark(PAUSED, on(0), on(3)), Mark(PAUSED, on(2), on(5))],
    ),
    ("stopped", {0: ("/stop",)}, [Mark(PAUSED, on(0))]),
    ("stopped and back", {0: ("/stop",), 9: ("/start",)}, [Mark(PAUSED, on(0)), Mark(AWAKE, on(9))]),
    ("stopped and resumed", {0: ("/stop",), 9: ("/resume",)}, [Mark(PAUSED, on(0)), Mark(AWAKE, on(9))]),
    ("stopped in a pause and back in it", {0: ("/pause", "/stop"), 9: ("/start",)}, [Mark(PAUSED, on(0))]),
    ("awake without a pause", {0: ("/resume", "/start")}, []),
    ("paused and awake on one day", {0: ("/pause", "/resume")}, [Mark(PAUSED, on(0)), Mark(AWAKE, on(0))]),
    ("flown ahead of the date", {0: ("/timezone Honolulu",), 1: ("/timezone Auckland",)}, [Mark(AWAY, on(1))]),
    ("flown back", {0: ("/timezone Auckland",), 1: ("/timezone Honolulu",)}, [Mark(AWAY, on(0))]),
]


@pytest.mark.parametrize(("_what", "says", "expected"), NOTES, ids=[row[0] for row in NOTES])
async def test_what_is_noted_of_days(
    daily: PromptedStage, ida: Player, _what: str, says: Mapping[int, tuple[str, ...]], expected: list[Mark]
) -> None:
    """By the date on her own calendar."""
    for day, texts in says.items():
        daily.now = START + day * DAY
        for text in texts:
            await ida.says(text)
    assert marks(daily, ida) == expected


async def test_the_days_of_a_pause_are_asked_for_no_movement(daily: PromptedStage, ida: Player) -> None:
    """They are neither asked nor declined, and no silence: it goes on where it was."""
    assert await lives(daily, ida, 2) == "S S"
    await ida.says("/pause 3")
    assert await lives(daily, ida, 6, since=2) == "- - S S S -"
    assert diary_of(daily, ida).asked == {on(day) for day in (1, 2, 5, 6, 7)}


async def test_status_says_that_it_comes_less_and_why(daily: PromptedStage, ida: Player) -> None:
    """Asked for, it is a sign of life as well; what it tells is of before."""
    await lives(daily, ida, 4)
    [status] = await ida.says("/status")
    due = when("today", "07:30")
    assert said("status.last_skipped", due=due, reason=said("skipped.ignored")) in status
