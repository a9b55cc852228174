"""Do prompts come when they were asked for, once, and rest when they should: /remind, Later, /pause, /stop?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

import pytest
import sqlalchemy as sa

from bot.conversations.preferences.reminder_changes import MOST_REMINDERS
from bot.emulator.people import buttons_of
from bot.i18n.catalogue import words_in
from bot.timing.recurrence import mask_to_weekdays
from storage.records.person import DIGEST, with_fields
from storage.records.prompts import PromptAnswer
from storage.schema import tables
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import back_at, counted, nearest, prompted, said, stopped, when
from tests.harness.shortened import shortened
from tests.harness.stage import START, Player, Stage

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
AT_0730 = MONDAY.replace(hour=7, minute=30)
TODAYS = "Hip flexion and extension, seated, 4 minutes"
PROMPTS = prompted(TODAYS)
BUTTONS = ["Start", "Just 1 minute", "Follow along", "Later ▾", "Not today"]


def planned(player: Player) -> list[tuple[str, str]]:
    """Every reminder: its time and its weekdays as digits, Monday being 0."""
    ordered = sorted(player.record.reminders, key=lambda reminder: reminder.at)
    return [
        (f"{reminder.at:%H:%M}", "".join(map(str, sorted(mask_to_weekdays(reminder.weekdays))))) for reminder in ordered
    ]


def prompts(stage: Stage) -> list[tuple[date, str, str | None]]:
    """Every daily prompt on record: local date, state, why it was skipped."""
    with stage.store.engine.connect() as connection:
        table = tables.prompt.c
        asked = sa.select(table.local_date, table.state, table.reason).where(table.reminder_number != DIGEST)
        return [(row[0], row[1], row[2]) for row in connection.execute(asked.order_by(table.id))]


def blocked(player: Player) -> bool:
    """Whether the record says that the person cannot be reached."""
    return player.record.account.blocked_at is not None


# /remind and its forms


@pytest.mark.parametrize(
    ("argument", "time_of_day", "days", "words"),
    [
        ("07:30", "07:30", "0123456", "every day at 07:30"),
        ("18:00 mon,wed,fri", "18:00", "024", "on Monday, Wednesday and Friday at 18:00"),
        ("7.30pm", "19:30", "0123456", "every day at 19:30"),
        ("half past seven", "07:30", "0123456", "every day at 07:30"),
        ("half past seven on weekdays", "07:30", "01234", "on weekdays at 07:30"),
        ("sat sun 9", "09:00", "56", "at weekends at 09:00"),
        ("every tuesday at noon", "12:00", "1", "on Tuesday at 12:00"),
        ("mon-thu 6:45", "06:45", "0123", "on Monday, Tuesday, Wednesday and Thursday at 06:45"),
        ("daily 21h", "21:00", "0123456", "every day at 21:00"),
    ],
)
async def test_a_reminder_is_set_with_one_line(
    in_memory: InMemoryStage, argument: str, time_of_day: str, days: str, words: str
) -> None:
    """The contract's forms and others; what was understood is said, with when it first comes."""
    player = in_memory.player()
    await player.sets_up(time="No reminder")
    [text] = await player.says(f"/remind {argument}")
    named = {
        "01234": [said("remind.working_days", first="Monday", last="Friday")],
        "56": [said("remind.weekend_days", first="Saturday", last="Sunday")],
        "1": [said("remind.weekly")],
    }
    coming = said("setup.coming", when="|", span="|").split("|")[0]
    assert text.startswith(" ".join((said("remind.set", times=words), *named.get(days, []), coming)))
    assert planned(player) == [(time_of_day, days)]
    assert player.buttons == ["Undo", *(["Just once"] if days == "1" else []), "Reminders"]


@pytest.mark.parametrize(
    ("argument", "key"),
    [
        ("8:75", "time.no_such_time"),
        ("25:00", "time.no_such_time"),
        ("tomorrow", "time.time_missing"),
        ("halb 8", "time.not_a_time"),
        ("18:00 lunes,miércoles", "time.days_not_read"),
        ("7pm mo mi fr", "time.days_not_read"),
        ("remove 07:30", "time.rest_not_read"),
        ("no 7:30", "time.rest_not_read"),
        ("every other day at 18:00", "time.not_each_week"),
        ("5 December at 8", "time.a_date"),
        ("7 to 8", "time.a_range"),
        ("15 minutes daily", "time.a_length"),
        ("x" * 4000, "time.not_a_time"),
        ("<b>", "time.not_a_time"),
    ],
)
async def test_what_is_no_time_changes_nothing(eva: Player, argument: str, key: str) -> None:
    """Neither does a sentence with "remove" or "no" in it: that is not /remind off."""
    assert await eva.says(f"/remind {argument}") == [said(key)]
    assert planned(eva) == [("07:30", "0123456")]


async def test_a_second_reminder_is_added_and_one_of_the_same_time_is_changed(eva: Player) -> None:
    """Any number of them; each is said."""
    [text] = await eva.adds_reminder("18:00 mon,fri")
    added = said("remind.added", line="on Monday and Friday at 18:00", times="every day at 07:30")
    assert text.startswith(added)
    [text] = await eva.adds_reminder("18:00 tue")
    assert text.startswith(said("remind.changed", line="on Tuesday at 18:00"))
    assert planned(eva) == [("07:30", "0123456"), ("18:00", "1")]


@pytest.mark.parametrize("off", ["off", "OFF", "none", "stop", "all off"])
async def test_remind_off_removes_all(eva: Player, off: str) -> None:
    """Said with what remains: /today, and a way to add one."""
    await eva.adds_reminder("18:00")
    assert await eva.adds_reminder(f"{off}") == [said("remind.off")]
    assert eva.buttons == ["Add a reminder"]
    assert eva.record.reminders == ()
    assert await eva.says("/remind") == [said("remind.none_yet")]


async def test_there_is_an_end_to_many(eva: Player) -> None:
    """A dozen are kept; one more is declined with a reason, and nothing is lost."""
    for hour in range(8, 8 + MOST_REMINDERS - 1):
        await eva.adds_reminder(f"{hour:02}:00")
    assert len(planned(eva)) == MOST_REMINDERS
    assert await eva.adds_reminder("23:00") == [counted("remind.too_many", MOST_REMINDERS)]
    await eva.adds_reminder("08:00 mon")
    assert len(planned(eva)) == MOST_REMINDERS
    await eva.says("/remind")
    assert len(eva.buttons) == MOST_REMINDERS + 1


async def test_the_list_opens_changes_and_removes_in_one_message(eva: Player) -> None:
    """Days on and off, the last one stays; another time; remove; and back."""
    await eva.adds_reminder("18:00 mon,wed")
    [text] = await eva.says("/remind")
    assert text.startswith(said("remind.list"))
    assert eva.buttons == ["every day at 07:30 ✎", "on Monday and Wednesday at 18:00 ✎", "Add a reminder"]
    assert await eva.taps("on Monday and Wednesday at 18:00 ✎") == []
    assert eva.last == said("remind.one", line="on Monday and Wednesday at 18:00")
    days = ["Sun", "✓ Mon", "Tue", "✓ Wed", "Thu", "Fri", "Sat"]
    assert eva.buttons == [
        *days,
        *("Change time", "Cue", "Wording: any", "Turn off", "◀ Back", "Remove"),
    ]
    assert await eva.taps("Fri") == []
    assert eva.last == said("remind.one", line="on Monday, Wednesday and Friday at 18:00")
    for day in ("✓ Mon", "✓ Wed"):
        await eva.taps(day)
    await eva.taps("✓ Fri")
    assert eva.toast == said("toast.last_day")
    assert planned(eva) == [("07:30", "0123456"), ("18:00", "4")]
    await eva.taps("Back")
    assert eva.buttons == ["every day at 07:30 ✎", "on Friday at 18:00 ✎", "Add a reminder"]
    await eva.taps("every day at 07:30 ✎")
    assert await eva.taps("Remove") == []
    assert eva.toast == said("toast.removed")
    assert eva.buttons == ["on Friday at 18:00 ✎", "Add a reminder"]
    assert planned(eva) == [("18:00", "4")]


@pytest.mark.parametrize(
    ("answer", "after"),
    [
        ("9:15", [("09:15", "0123456")]),
        ("quarter past nine on weekdays", [("09:15", "01234")]),
        ("mon, tue", [("07:30", "01")]),
    ],
)
async def test_the_time_of_one_can_be_changed(eva: Player, answer: str, after: list[tuple[str, str]]) -> None:
    """Typed: a time, a time with days, or days alone."""
    await eva.says("/remind")
    await eva.taps("every day at 07:30 ✎")
    assert await eva.taps("Change time") == [said("remind.ask_new_time", line="every day at 07:30")]
    unread = f"{said('time.not_a_time')} {said('fallback.or_cancel')}"
    assert await eva.says("in a while, crocodile") == [unread]
    await eva.says(answer)
    assert planned(eva) == after
    assert eva.record.account.asking is None


@pytest.mark.parametrize("answer", ["stop", "no", "skip", "cancel"])
async def test_a_change_can_be_called_off(eva: Player, answer: str) -> None:
    """Nothing changes, and nothing else is stopped by it."""
    await eva.says("/remind")
    await eva.taps("every day at 07:30 ✎")
    await eva.taps("Change time")
    assert await eva.says(answer) == [said("remind.nothing_changed")]
    assert planned(eva) == [("07:30", "0123456")]
    assert eva.record.account.stopped_at is None


async def test_a_reminder_can_be_turned_off_and_on(stage: Stage, ana: Player) -> None:
    """In place; off, it stays in the list with its cue and its days, and does not come."""
    await ana.says("/cue coffee")
    await ana.says("/remind")
    await ana.taps("every day at 07:30 ✎")
    assert await ana.taps("Turn off") == []
    off = said("remind.is_off", line="every day at 07:30")
    assert ana.last.splitlines()[0] == off
    assert "Turn on" in ana.buttons
    await ana.taps("Back")
    assert (ana.last, ana.buttons) == (
        "\n".join((said("remind.list"), said("remind.none_on"))),
        [f"{off} ✎", "Add a reminder"],
    )
    await stage.tick_at(AT_0730)
    assert prompts(stage) == []
    assert set(stage.store.audit(stage.now)[0].values()) == {0}
    await ana.taps(f"{off} ✎")
    await ana.taps("Turn on")
    assert ana.last.splitlines()[0] == "every day at 07:30"
    await stage.tick_at(AT_0730 + timedelta(days=1))
    assert prompts(stage) == [(date(2026, 11, 24), "sent", None)]
    assert [(reminder.number, reminder.cue) for reminder in ana.record.reminders] == [(1, "coffee")]


async def test_with_all_turned_off_nothing_promises_a_prompt(eva: Player) -> None:
    """Nor says that they rest, for /resume would not bring them; another one is told as the only one."""
    await eva.forges("remind:off:1")
    assert said("settings.reminders", times=said("remind.all_off")) in (await eva.says("/settings"))[0]
    assert said("status.no_next") in (await eva.says("/status"))[0]
    assert await eva.forges("done") == [said("end.goodbye", when=said("end.no_prompt"))]
    [back] = await eva.says("/start")
    assert back.endswith(said("summary.no_reminder", position="Seated"))
    [added] = await eva.adds_reminder("18:00")
    assert added.startswith(said("remind.set", times="every day at 18:00"))


async def test_one_that_is_off_is_turned_on_by_setting_its_time_again(eva: Player) -> None:
    """What is set is wanted."""
    await eva.forges("remind:off:1")
    await eva.adds_reminder("07:30 mon")
    [reminder] = eva.record.reminders
    assert (reminder.active, reminder.number) == (True, 1)
    assert reminder.next_due == AT_0730


async def test_how_it_is_worded_is_chosen_in_turn(daily: PromptedStage, ida: Player) -> None:
    """Any, warm, brief, and any again; prompts keep to it, and so does a reminder that moves."""
    await ida.says("/remind")
    await ida.taps("every day at 07:30 ✎")
    for label, pool in (("any", "warm"), ("warm", "brief"), ("brief", "any"), ("any", "warm")):
        assert await ida.taps(f"Wording: {label}") == []
        assert f"Wording: {pool}" in ida.buttons
        assert ida.record.reminders[0].pool == pool
    await ida.taps("Change time")
    await ida.says("08:00")
    for day in range(20):
        await daily.tick_at(AT_0730 + timedelta(days=day, minutes=30))
        assert ida.last in prompted(TODAYS, pool="warm")
        await ida.says("hm")
    assert len({text for text in ida.texts if text in PROMPTS}) > 5


async def test_no_wording_comes_again_within_five_prompts(stage: Stage, ana: Player) -> None:
    """Those used last are on record, also over a restart."""
    words = []
    for day in range(12):
        await stage.tick_at(AT_0730 + timedelta(days=day))
        words.append(ana.last)
        await ana.says("hm")
        if day == 6:
            await stage.restart()
    for place in range(len(words)):
        assert words[place] not in words[place + 1 : place + 6]
    assert len(ana.record.silence.wordings) == 5


async def test_a_reminder_that_is_gone_cannot_be_changed(eva: Player) -> None:
    """Removed on another screen while its new time was being asked."""
    await eva.adds_reminder("18:00")
    await eva.says("/remind")
    listing = eva.person.last
    await eva.taps("every day at 18:00 ✎")
    await eva.taps("Change time")
    await eva.forges("remind:remove:2", listing)
    assert "Every day at 09:00 instead, or as well?" in (await eva.says("9:00"))[0]
    assert planned(eva) == [("07:30", "0123456")]
    await eva.forges("remind:open:2", listing)
    shown = eva.person.chat.messages[listing["message_id"]]
    assert [button["text"] for button in buttons_of(shown)] == ["every day at 07:30 ✎", "Add a reminder"]


async def test_one_can_be_added_from_the_list(eva: Player) -> None:
    """By its button, then typed."""
    await eva.says("/remind")
    assert await eva.taps("Add a reminder") == [said("remind.ask_time")]
    assert await eva.says("8:75") == [said("time.no_such_time")]
    await eva.says("18:00")
    assert planned(eva) == [("07:30", "0123456"), ("18:00", "0123456")]


async def test_a_reminder_of_somebody_whose_zone_was_lost_asks_for_the_city(in_memory: InMemoryStage) -> None:
    """Set up, but with no zone on record."""
    player = in_memory.player()
    await player.sets_up()
    in_memory.memory.people[player.id] = with_fields(player.record, zone=None)
    line, question = await player.adds_reminder("18:00")
    assert line == said("remind.added", line="every day at 18:00", times="every day at 07:30")
    assert question == said("zone.ask_again")


async def test_a_reminder_before_the_city_is_known_says_so(in_memory: InMemoryStage) -> None:
    """It goes by UTC until then, and is planned anew with the city."""
    player = in_memory.player()
    [text] = await player.adds_reminder("18:00")
    assert text.endswith(said("remind.no_zone"))
    assert player.record.reminders[0].next_due == START.replace(hour=18, minute=0)
    await player.says("/timezone New York")
    assert player.record.reminders[0].next_due == START.replace(hour=23, minute=0)


# Prompts


async def test_the_prompt_comes_at_its_minute_and_once(stage: Stage, ana: Player) -> None:
    """Not a second before; greeting, movement, position, minutes; four buttons."""
    seen = len(ana.texts)
    await stage.tick_at(AT_0730 - timedelta(seconds=1))
    assert len(ana.texts) == seen
    await stage.tick_at(AT_0730)
    [text] = ana.texts[seen:]
    assert text in PROMPTS
    assert ana.buttons == BUTTONS
    for _ in range(3):
        await stage.tick(seconds=1)
    await stage.restart()
    await stage.tick(minutes=1)
    assert len(ana.texts) == seen + 1
    assert prompts(stage) == [(date(2026, 11, 23), "sent", None)]


async def test_the_prompt_greets_by_the_time_of_day(daily: PromptedStage) -> None:
    """On the person's own clock."""
    player = daily.player()
    await player.sets_up(city="Berlin", time="No reminder")
    daily.now = MONDAY
    greetings = {5: "morning", 11: "morning", 12: "afternoon", 17: "afternoon", 18: "evening", 22: "night"}
    for hour, greeting in greetings.items():
        await player.adds_reminder(f"{hour:02}:00")
        await daily.tick_at(MONDAY + timedelta(hours=hour - 1))
        assert player.last.startswith(said(f"greeting.{greeting}", name="Ana"))


async def test_start_begins_todays_and_takes_the_prompts_buttons(daily: PromptedStage, ida: Player) -> None:
    """The answer is on record."""
    await daily.tick_at(AT_0730)
    [text] = await ida.taps("Start")
    assert "\nHip flexion and extension, right leg, step 1 of 6" in text
    assert ida.live == [ida.person.last]
    with daily.store.engine.connect() as connection:
        answered = sa.select(tables.prompt.c.answer).where(tables.prompt.c.reminder_number == 1)
        assert connection.scalar(answered) == PromptAnswer.STARTED.value


async def test_a_prompt_for_a_walk_that_was_begun_says_that_it_goes_on(daily: PromptedStage, ida: Player) -> None:
    """Start shows the step where it was left."""
    await ida.says("next")
    await ida.says("next")
    await daily.tick_at(AT_0730)
    prompt, line = ida.last.split("\n")
    assert prompt in PROMPTS
    assert line == said("prompt.unfinished")
    [text] = await ida.taps("Start")
    assert said("walk.resumed", day="yesterday") in text.splitlines()


async def test_one_that_was_broken_off_for_another_one_begins_again_and_its_prompt_says_so(
    daily: PromptedStage, ida: Player
) -> None:
    """Only the newest one goes on where it was left."""
    await ida.says("next")
    await ida.says("next")
    await ida.says("/today inner thigh stretch")
    await ida.taps("Start")
    await ida.says("I did the whole session")
    await ida.says("yes")
    await daily.tick_at(AT_0730)
    assert ida.last.split("\n")[1] == said("prompt.again_from_start")
    [text] = await ida.taps("Start")
    assert "step 1 of" in text


@pytest.mark.parametrize(("days", "told"), [(1, True), (2, True), (3, False), (6, False)])
async def test_only_for_some_days_a_prompt_says_that_it_was_begun(
    daily: PromptedStage, ida: Player, days: int, told: bool
) -> None:
    """Later it would be a reproach; Start leads there all the same."""
    daily.now = AT_0730
    await ida.says("next")
    await daily.tick_at(AT_0730 + timedelta(days=days))
    assert (said("prompt.unfinished") in ida.last) is told
    await ida.taps("Start")
    assert ida.record.progression.walks_begun == 1


async def test_no_prompt_comes_when_todays_walk_is_done(daily: PromptedStage, ida: Player) -> None:
    """It is recorded as left out; tomorrow's comes."""
    daily.now = AT_0730 - timedelta(minutes=20)
    for text in ("next", "enough", "enough", "good", "That's it"):
        await ida.says(text)
    seen = len(ida.texts)
    await daily.tick_at(AT_0730)
    assert len(ida.texts) == seen
    assert prompts(daily) == [(date(2026, 11, 23), "skipped", "done")]
    due = when("today", "07:30")
    status = (await ida.says("/status"))[0]
    assert said("status.last_skipped", due=due, reason=said("skipped.done")) in status
    await daily.tick_at(AT_0730 + timedelta(days=1))
    assert ida.buttons == BUTTONS


async def test_a_prompt_in_another_position_says_why(daily: PromptedStage) -> None:
    """Standing has one movement; the others are offered seated."""
    player = daily.player()
    await player.sets_up(position="Standing")
    for text in ("next", "enough", "enough", "good", "That's it"):
        await player.says(text)
    await daily.tick_at(AT_0730)
    line = nearest("not_in", "standing", "seated", movement="Inner thigh stretch")
    assert player.last.split("\n")[1] == line


async def test_no_prompt_comes_when_the_library_has_nothing_for_somebody(stage: Stage) -> None:
    """It is on record as left out, with why; the library may have something again tomorrow."""
    player = stage.player()
    await player.sets_up(care="Keep it gentle")
    shipped = stage.library
    twisting = tuple(
        replace(movement, variations=tuple(replace(form, flags=frozenset({"twist"})) for form in movement.variations))
        for movement in shipped.movements
    )
    stage.library = replace(shipped, movements=twisting)
    await stage.restart()
    await stage.tick_at(AT_0730)
    assert prompts(stage) == [(date(2026, 11, 23), "skipped", "nothing")]
    assert said("skipped.nothing") in (await player.says("/status"))[0]
    stage.library = shipped
    await stage.restart()
    await stage.tick_at(AT_0730 + timedelta(days=1))
    assert player.buttons == BUTTONS


async def test_a_new_prompt_retires_the_one_before(daily: PromptedStage, ida: Player) -> None:
    """Only the newest has buttons."""
    await daily.tick_at(AT_0730)
    first = ida.person.last
    await daily.tick_at(AT_0730 + timedelta(days=1))
    assert ida.buttons == BUTTONS
    assert first["message_id"] not in [message["message_id"] for message in ida.live]
    assert len([text for text in ida.texts if text in PROMPTS]) == 2


async def test_two_reminders_on_one_day_are_two_prompts(daily: PromptedStage, ida: Player) -> None:
    """Each once."""
    daily.now = AT_0730 - timedelta(minutes=1)
    await ida.adds_reminder("18:00")
    await daily.tick_at(AT_0730)
    await daily.tick_at(MONDAY.replace(hour=18))
    assert [row[0] for row in prompts(daily)] == [date(2026, 11, 23)] * 2


async def test_weekdays_are_kept(daily: PromptedStage) -> None:
    """Monday and Wednesday of a whole week."""
    player = daily.player()
    await player.sets_up(time="No reminder")
    await player.adds_reminder("07:30 mon,wed")
    for day in range(7):
        await daily.tick_at(AT_0730 + timedelta(days=day))
    assert prompts(daily) == [(date(2026, 11, 23), "sent", None), (date(2026, 11, 25), "sent", None)]


# Later, not today


@pytest.mark.parametrize(
    ("label", "moment", "clock"),
    shortened(
        [
            ("10 min", AT_0730 + timedelta(minutes=10), "07:40"),
            ("1 h", AT_0730 + timedelta(hours=1), "08:30"),
            ("This evening", MONDAY.replace(hour=19), "19:00"),
        ],
        3,
    ),
)
async def test_later_puts_the_prompt_off_in_its_own_message(
    stage: Stage, ana: Player, label: str, moment: datetime, clock: str
) -> None:
    """Edited in place; it comes back at its moment, after a restart too, and once."""
    await stage.tick_at(AT_0730)
    seen = len(ana.texts)
    assert await ana.taps("Later") == []
    assert ana.buttons == ["10 min", "1 h", "This evening", "◀ Back"]
    assert ana.last in PROMPTS
    assert await ana.taps(label) == []
    assert ana.last == said("prompt.later", time=clock)
    assert ana.buttons == []
    await stage.restart()
    await stage.tick_at(moment - timedelta(seconds=1))
    assert len(ana.texts) == seen
    await stage.tick_at(moment)
    assert len(ana.texts) == seen + 1
    assert ana.last == said("prompt.again", what=TODAYS)
    assert ana.buttons == BUTTONS
    await stage.tick(hours=2)
    assert len(ana.texts) == seen + 1


async def test_later_can_be_thought_better_of(daily: PromptedStage, ida: Player) -> None:
    """Back shows the four buttons again."""
    await daily.tick_at(AT_0730)
    await ida.taps("Later")
    await ida.taps("Back")
    assert ida.buttons == BUTTONS


async def test_this_evening_is_offered_only_while_it_is_ahead(daily: PromptedStage) -> None:
    """A prompt at half past six has ten minutes and an hour; at ten to midnight the hour is another day's."""
    player = daily.player()
    await player.sets_up(time="No reminder")
    await player.adds_reminder("18:31")
    await daily.tick_at(MONDAY.replace(hour=18, minute=31))
    await player.taps("Later")
    assert player.buttons == ["10 min", "1 h", "◀ Back"]
    await player.adds_reminder("23:50")
    await daily.tick_at(MONDAY.replace(hour=23, minute=50))
    await player.taps("Later")
    await player.taps("1 h")
    assert player.last == said("prompt.later_day", when=when("tomorrow", "00:50"))


@pytest.mark.parametrize(
    "does", ["start", "/pause", "/stop", "/remind off", "another prompt", "Not today", "not today"]
)
async def test_a_prompt_that_was_put_off_does_not_come_back_when_it_is_settled(
    daily: PromptedStage, ida: Player, does: str
) -> None:
    """Started, paused, stopped, switched off, overtaken by another prompt, or declined after all."""
    await daily.tick_at(AT_0730)
    first = ida.person.last
    await ida.taps("Later")
    await ida.taps("1 h")
    if does == "start":
        await ida.says("next")
    elif does == "another prompt":
        await ida.adds_reminder("08:00")
        await daily.tick_at(MONDAY.replace(hour=8))
    elif does == "Not today":
        await ida.forges("prompt:1:20261123:not_today", first)
    else:
        await ida.says(does)
    seen = len(ida.texts)
    await daily.tick_at(AT_0730 + timedelta(hours=1))
    assert len(ida.texts) == seen


async def test_not_today_is_not_today(daily: PromptedStage, ida: Player) -> None:
    """Edited in place; no other reminder of the day comes either, and the line says when the next one does."""
    await ida.adds_reminder("18:00")
    await daily.tick_at(AT_0730)
    seen = len(ida.texts)
    assert await ida.taps("Not today") == []
    assert ida.last == said("prompt.not_today", when=back_at("tomorrow", "07:30"))
    assert ida.buttons == ["I am unwell"]
    await daily.tick_at(MONDAY.replace(hour=18))
    assert len(ida.texts) == seen
    await daily.tick_at(AT_0730 + timedelta(days=1))
    await daily.tick_at(MONDAY.replace(hour=18) + timedelta(days=1))
    assert len(ida.texts) == seen + 2


# Daylight saving, zones


async def test_in_a_gap_the_prompt_moves_forward(daily: PromptedStage) -> None:
    """Berlin, 28 March 2027: 02:30 does not exist; the prompt comes at 03:30 summer time, and the next day at 02:30."""
    player = daily.player()
    await player.sets_up(city="Berlin", time="No reminder")
    daily.now = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)
    await player.adds_reminder("02:30")
    seen = len(player.texts)
    gap = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    await daily.tick_at(gap - timedelta(seconds=1))
    assert len(player.texts) == seen
    await daily.tick_at(gap)
    assert len(player.texts) == seen + 1
    await daily.tick_at(datetime(2027, 3, 29, 0, 30, tzinfo=UTC) - timedelta(seconds=1))
    assert len(player.texts) == seen + 1
    await daily.tick(seconds=1)
    assert [row[0] for row in prompts(daily)] == [date(2027, 3, 28), date(2027, 3, 29)]


async def test_in_a_fold_the_prompt_comes_once(daily: PromptedStage) -> None:
    """Berlin, 31 October 2027: 02:30 comes twice; the first of them counts."""
    player = daily.player()
    await player.sets_up(city="Berlin", time="No reminder")
    daily.now = datetime(2027, 10, 30, 12, 0, tzinfo=UTC)
    await player.adds_reminder("02:30")
    seen = len(player.texts)
    await daily.tick_at(datetime(2027, 10, 31, 0, 30, tzinfo=UTC))
    assert len(player.texts) == seen + 1
    await daily.tick_at(datetime(2027, 10, 31, 1, 30, tzinfo=UTC))
    assert len(player.texts) == seen + 1
    assert [row[0] for row in prompts(daily)] == [date(2027, 10, 31)]


async def test_the_same_wall_time_all_year_round(daily: PromptedStage) -> None:
    """New York, over the change to winter time: 07:30 is 11:30 UTC on Saturday and 12:30 UTC on Sunday."""
    player = daily.player()
    await player.sets_up(city="New York")
    daily.now = datetime(2027, 11, 6, 0, 0, tzinfo=UTC)
    await player.adds_reminder("07:30")
    sent = []
    for hour in range(48):
        before = len(player.texts)
        await daily.tick_at(datetime(2027, 11, 6, tzinfo=UTC) + timedelta(hours=hour, minutes=30))
        if len(player.texts) > before:
            sent.append(daily.now.strftime("%a %H:%M"))
    assert sent == ["Sat 11:30", "Sun 12:30"]


async def test_never_two_prompts_for_one_date_whatever_the_zone_does(daily: PromptedStage, ida: Player) -> None:
    """Prompted in Auckland, then flown to Honolulu, where it is yesterday: that date has had its prompt."""
    await ida.says("/timezone Auckland")
    for hour in range(72):
        await daily.tick_at(START + timedelta(hours=hour, minutes=55))
        if hour == 20:
            await ida.says("/timezone Honolulu")
        if hour == 50:
            await ida.says("/timezone Auckland")
    dates = [row[0] for row in prompts(daily)]
    assert len(dates) == len(set(dates))
    assert dates == sorted(dates)


# Late, and after an outage


@pytest.mark.parametrize(
    ("late", "sent"),
    [
        (timedelta(hours=2, minutes=59), True),
        (timedelta(hours=3), True),
        (timedelta(hours=3, minutes=1), False),
        (timedelta(hours=20), False),
    ],
)
async def test_up_to_three_hours_late_it_is_still_sent(stage: Stage, ana: Player, late: timedelta, sent: bool) -> None:
    """Later it is left out, and /status says why; the next day's comes in either case."""
    await stage.stop_bot()
    stage.now = AT_0730 + late
    seen = len(ana.texts)
    await stage.start_bot()
    assert len(ana.texts) == seen + sent
    assert prompts(stage) == [(date(2026, 11, 23), "sent", None) if sent else (date(2026, 11, 23), "skipped", "late")]
    status = (await ana.says("/status"))[0]
    due = when("yesterday" if late > timedelta(hours=16, minutes=30) else "today", "07:30")
    if sent:
        assert said("status.last_sent", due=due, sent=f"{stage.now:%H:%M}") in status
    else:
        assert said("status.last_skipped", due=due, reason=said("skipped.late")) in status
    await stage.tick_at(AT_0730 + timedelta(days=1))
    assert ana.buttons == BUTTONS


@pytest.mark.parametrize(
    ("label", "position"), [("On the floor", "lying"), ("On a chair", "seated"), ("Standing", "standing")]
)
async def test_a_prompt_shows_the_form_that_it_invites_to(stage: Stage, label: str, position: str) -> None:
    """As a picture over it, in the person's own position; as text alone for those who want none."""
    player = stage.player()
    await player.sets_up(position=label)
    await stage.tick_at(AT_0730)
    photo = player.person.last["photo"][-1]
    shown = sha256(stage.telegram.state.blobs[photo["file_unique_id"]]).hexdigest()
    (variation,) = [each for each in stage.library.variations if each.still is not None and each.still.digest == shown]
    assert variation.position == position
    assert variation.name in player.last
    assert player.buttons == BUTTONS
    await player.taps("Not today")
    assert ("photo" in player.person.last, player.buttons) == (True, ["I am unwell"])
    await player.says("/settings")
    await player.taps("Turn pictures off")
    await stage.tick_at(AT_0730 + timedelta(days=1))
    assert "photo" not in player.person.last
    assert player.buttons == [label.removesuffix(" ▾") for label in BUTTONS]


LEFT_OUT = "skipped", "late"


@pytest.mark.parametrize(
    ("hours", "sent", "rows"), [(72, 1, [(25, *LEFT_OUT), (26, "sent", None)]), (72 + 5, 0, [(26, *LEFT_OUT)])]
)
async def test_an_outage_of_three_days_gives_one_prompt_at_most(
    stage: Stage, ana: Player, hours: int, sent: int, rows: list[tuple[object, ...]]
) -> None:
    """The newest, unless that is too late as well; one row stands for all that were left out."""
    await stage.stop_bot()
    stage.now = AT_0730 + timedelta(hours=hours)
    seen = len(ana.texts)
    await stage.start_bot()
    assert len(ana.texts) == seen + sent
    assert [(row[0].day, *row[1:]) for row in prompts(stage)] == rows


async def test_a_prompt_that_was_put_off_is_not_sent_days_late(stage: Stage, ana: Player) -> None:
    """The program was down when its moment came."""
    await stage.tick_at(AT_0730)
    await ana.taps("Later")
    await ana.taps("10 min")
    await stage.stop_bot()
    stage.now = AT_0730 + timedelta(days=2, hours=8)
    seen = len(ana.texts)
    await stage.start_bot()
    assert len(ana.texts) == seen


# Rest


async def test_pause_rests_until_resume(daily: PromptedStage, ida: Player) -> None:
    """Nothing comes; /resume says when the next one does."""
    assert await ida.says("/pause") == [said("pause.open")]
    assert ida.buttons == [*(counted("button.pause_days", days) for days in (3, 7, 14)), "Resume"]
    for day in range(3):
        await daily.tick_at(AT_0730 + timedelta(days=day))
    assert prompts(daily) == []
    coming = said("setup.coming", when=when("tomorrow", "07:30"), span="24 h")
    assert await ida.says("/resume") == [f"{said('resume.done')} {coming}"]
    await daily.tick_at(AT_0730 + timedelta(days=3))
    assert ida.buttons == BUTTONS


@pytest.mark.parametrize(
    ("argument", "day", "first"),
    [
        ("1", "tomorrow", AT_0730),
        ("5", "on Friday", AT_0730 + timedelta(days=4)),
        ("two weeks", "on 6 December", AT_0730 + timedelta(days=13)),
    ],
)
async def test_pause_for_some_days_ends_by_itself(
    daily: PromptedStage, ida: Player, argument: str, day: str, first: datetime
) -> None:
    """The first prompt is that of the day after them."""
    assert await ida.says(f"/pause {argument}") == [said("pause.until", day=day)]
    await daily.tick_at(first - timedelta(days=1))
    assert prompts(daily) == []
    await daily.tick_at(first)
    assert ida.buttons == BUTTONS


async def test_the_days_of_a_pause_can_be_tapped(eva: Player) -> None:
    """In the same message; Resume ends it."""
    await eva.says("/pause")
    assert await eva.taps("7 days") == []
    assert eva.last == said("pause.until", day="on 29 November")
    [text] = await eva.taps("Resume")
    assert text.startswith(said("resume.done"))
    assert eva.record.account.paused is False


@pytest.mark.parametrize("argument", ["0", "a long time", "-3", "<b>"])
async def test_a_pause_of_no_length_is_asked_back(eva: Player, argument: str) -> None:
    """Nothing is paused by it."""
    assert await eva.says(f"/pause {argument}") == [said("pause.unclear")]
    assert eva.record.account.paused is False


async def test_start_again_in_a_pause_says_that_all_rest(eva: Player) -> None:
    """The summary does not promise a prompt that will not come."""
    await eva.says("/pause")
    [text] = await eva.says("/start")
    assert text.endswith(f"Seated, every day at 07:30, Lisbon time. {said('remind.resting')}")


async def test_stop_with_nothing_to_stop_says_so(in_memory: InMemoryStage) -> None:
    """No walk, no reminder."""
    player = in_memory.player()
    await player.sets_up(time="No reminder")
    assert await player.says("stop") == [said("no_walk")]


@pytest.mark.parametrize(("answer", "stops"), [("yes", True), ("stop", True), ("no", False), ("Keep them", False)])
async def test_stop_said_out_of_a_walk_is_asked_about(eva: Player, answer: str, stops: bool) -> None:
    """By word or button; a no says when the next prompt comes."""
    await eva.says("stop")
    assert eva.buttons == ["Stop the reminders", "Keep them", "Pause for a week"]
    texts = await (eva.taps(answer) if answer == "Keep them" else eva.says(answer))
    assert texts == [stopped() if stops else back_at("tomorrow", "07:30")]
    assert (eva.record.account.stopped_at is not None) is stops


async def test_resume_with_no_reminder_says_so(in_memory: InMemoryStage) -> None:
    """Awake, but none is set."""
    player = in_memory.player()
    await player.sets_up(time="No reminder")
    assert await player.says("/resume") == [said("remind.none")]


@pytest.mark.parametrize("back", ["/start", "/resume", "Resume"])
async def test_stop_ends_all_prompts_and_start_brings_them_back(daily: PromptedStage, ida: Player, back: str) -> None:
    """Nothing is lost by it."""
    await ida.adds_reminder("18:00 mon")
    assert await ida.says("/stop") == [stopped()]
    await daily.tick_at(AT_0730)
    assert prompts(daily) == []
    [text] = await (ida.taps(back) if back == "Resume" else ida.says(back))
    if back == "/start":
        assert text.startswith(said("start.back", name="Ana"))
    await daily.tick_at(AT_0730 + timedelta(days=1))
    assert ida.buttons == BUTTONS
    assert planned(ida) == [("07:30", "0123456"), ("18:00", "0")]


async def test_a_reminder_set_while_all_rest_says_that_it_rests(eva: Player) -> None:
    """And how to wake them."""
    await eva.says("/stop")
    assert (await eva.adds_reminder("18:00"))[0].endswith(said("remind.resting"))
    assert (await eva.says("/remind"))[0] == f"{said('remind.list')}\n{said('remind.resting')}"


# Blocked, and gone


async def test_a_blocked_bot_rests_and_unblocking_brings_everything_back(stage: Stage, ana: Player) -> None:
    """Nothing is even tried meanwhile, and nothing is said on the return but the prompts."""
    await ana.does(ana.person.block)
    assert blocked(ana)
    await stage.tick_at(AT_0730)
    assert prompts(stage) == []
    seen = len(ana.texts)
    await ana.does(ana.person.unblock)
    assert len(ana.texts) == seen
    assert not blocked(ana)
    await stage.tick_at(AT_0730 + timedelta(days=1))
    [text] = ana.texts[seen:]
    assert text in PROMPTS


async def test_somebody_who_blocked_the_bot_and_writes_again_is_answered_and_prompted(
    stage: Stage, ana: Player
) -> None:
    """Telegram unblocks by it."""
    await ana.does(ana.person.block)
    assert (await ana.says("/start"))[0].startswith(said("start.again", name="Ana"))
    assert not blocked(ana)
    await stage.tick_at(AT_0730)
    assert ana.last in PROMPTS


async def test_a_403_on_a_prompt_lets_the_reminders_rest(stage: Stage, ana: Player) -> None:
    """Telegram had not told that the bot was blocked; the next message brings all back."""
    ana.person.chat.bot_status = "kicked"
    await stage.tick_at(AT_0730)
    refusals = stage.telegram.state.refusals
    assert [call.refused for call in refusals] == ["Forbidden: bot was blocked by the user"]
    assert blocked(ana)
    assert ana.record.reminders[0].next_due is None
    await stage.tick_at(AT_0730 + timedelta(days=1))
    assert len(refusals) == 1
    ana.person.chat.bot_status = "member"
    await ana.says("/today")
    assert not blocked(ana)
    await stage.tick_at(AT_0730 + timedelta(days=2))
    assert ana.last in PROMPTS
    refusals.clear()
    with stage.store.engine.begin() as connection:
        connection.execute(sa.delete(tables.outbox).where(tables.outbox.c.state == "dead"))


async def test_someone_whose_account_is_gone_is_not_tried_again(stage: Stage, ana: Player) -> None:
    """One refusal, then rest."""
    ana.person.deactivate()
    for day in range(3):
        await stage.tick_at(AT_0730 + timedelta(days=day))
    assert len(stage.telegram.state.refusals) == 1
    stage.telegram.state.refusals.clear()
    with stage.store.engine.begin() as connection:
        connection.execute(sa.delete(tables.outbox).where(tables.outbox.c.state == "dead"))


async def test_a_name_that_shows_nothing_is_greeted_without_it(daily: PromptedStage) -> None:
    """No "Good morning, ." for anybody."""
    player = daily.player("\u2060")
    await player.sets_up()
    await daily.tick_at(AT_0730)
    assert player.last.startswith(f"{said('greeting.unnamed')} ")
    assert counted("minutes", 4) in player.last


def test_the_reminders_above_are_planned_from_monday() -> None:
    """The stage begins on the Sunday before, after half past seven."""
    assert AT_0730.date() - START.date() == timedelta(days=1)
    assert START.time() > time(7, 30)


async def test_somebody_who_stopped_hears_before_their_record_goes(stage: Stage, ana: Player) -> None:
    """A week before, with a way to keep it; it goes on its day, and whoever comes by in between stays."""
    await ana.says("/stop")
    stage.pass_time(days=83)
    await stage.bot._retention_job.run()
    await stage.settle()
    assert ana.last == said("stop.ends", day="20 February 2027")
    assert ana.buttons == ["Keep it", "Resume"]
    stage.pass_time(days=6)
    assert await ana.taps("Keep it") == [counted("stop.stays", 90)]
    stage.pass_time(days=83)
    await stage.bot._retention_job.run()
    await stage.settle()
    assert ana.last == said("stop.ends", day=words_in("en").whole_date((stage.now + timedelta(days=7)).date()))
    stage.pass_time(days=7)
    await stage.bot._retention_job.run()
    await stage.settle()
    assert stage.store.load(ana.id) is None


async def test_a_late_keep_it_shows_where_they_are(ida: Player) -> None:
    """They came back long ago: nothing to be kept."""
    shown = await ida.forges("no:such:button")
    assert shown
    assert await ida.forges("stay") == shown
