"""What is asked, done and taken back when somebody wants to be reminded: instead or as well, once, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.conversations.preferences import reminders, removals
from bot.conversations.turn import Turn
from bot.i18n.catalogue import words_in
from bot.markup import plain
from bot.timing.recurrence import mask_to_weekdays
from storage.records.person import Account, Person, PersonSettings, Reminder
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.libraries import shipped_library
from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import said, when
from tests.harness.stage import Player, Stage

# The stage's clock: a Sunday in Lisbon.
NOW = datetime(2026, 11, 22, 14, 35, tzinfo=UTC)
SUNDAY, DAY = NOW.date(), timedelta(days=1)
DAILY = "every day at 07:30"
ALL, WORK = "0123456", "01234"


def planned(person: Person) -> list[tuple[str, str]]:
    """Every reminder: its time, and its weekdays as digits or its date."""
    return [
        (
            f"{one.at:%H:%M}",
            str(one.once_on) if one.once_on else "".join(map(str, sorted(mask_to_weekdays(one.weekdays)))),
        )
        for one in person.reminders
    ]


def question(line: str, had: str = DAILY) -> str:
    """Whether a new reminder replaces the only one."""
    return said("remind.instead_or_also", had=had, line=line)


# With one reminder: instead, or as well


@pytest.mark.parametrize(
    ("reply", "after"),
    [
        ("!Instead", [("07:30", "56"), ("08:00", WORK)]),
        ("instead please", [("07:30", "56"), ("08:00", WORK)]),
        ("replace it", [("07:30", "56"), ("08:00", WORK)]),
        ("!As well", [("07:30", ALL), ("08:00", WORK)]),
        ("both", [("07:30", ALL), ("08:00", WORK)]),
        ("as well", [("07:30", ALL), ("08:00", WORK)]),
        ("!No", [("07:30", ALL)]),
        ("no", [("07:30", ALL)]),
        ("never mind", [("07:30", ALL)]),
    ],
)
async def test_a_new_time_replaces_the_only_reminder_or_comes_beside_it(
    eva: Player, reply: str, after: list[tuple[str, str]]
) -> None:
    """Nothing changes before that is said, by a button or in words."""
    assert await eva.says("/remind 8 on weekdays") == [question("On weekdays at 08:00")]
    assert planned(eva.record) == [("07:30", ALL)]
    assert eva.buttons == ["Instead", "As well", "No"]
    await (eva.taps(reply[1:]) if reply.startswith("!") else eva.says(reply))
    assert planned(eva.record) == after
    if reply != "never mind":
        assert eva.record.account.asking is None


@pytest.mark.parametrize(
    ("had", "new", "after"),
    [
        ("6:45", "9:00 weekends", [("06:45", WORK), ("09:00", "56")]),
        ("6:45", "9:00 mon,wed,fri", [("06:45", "1356"), ("09:00", "024")]),
        ("6:45", "9:00 every day but Sunday", [("09:00", "012345")]),
        ("6:45 weekdays", "9:00 fri,sat", [("06:45", "0123"), ("09:00", "45")]),
        ("6:45 weekdays", "9:00 mon,tue", [("06:45", "234"), ("09:00", "01")]),
        ("6:45 weekdays", "9:00 every day", [("09:00", ALL)]),
        ("6:45 weekends", "9:00 weekdays", [("09:00", WORK)]),
        ("6:45", "9:00", [("09:00", ALL)]),
    ],
)
async def test_a_new_time_of_some_days_leaves_the_others_as_they_were(
    eva: Player, had: str, new: str, after: list[tuple[str, str]]
) -> None:
    """What is told of some days says nothing of the others; one tap takes it all back."""
    await eva.says("/remind off")
    await eva.says(f"/remind {had}")
    before = planned(eva.record)
    await eva.says(f"/remind {new}")
    await eva.taps("Instead")
    assert planned(eva.record) == after
    await eva.taps("Undo")
    assert sorted(planned(eva.record)) == before


async def test_the_other_days_are_taken_away_by_one_tap(eva: Player) -> None:
    """Who wants a reminder on these days alone says so, and what went is named."""
    await eva.says("/remind 8 on weekdays")
    [text] = await eva.taps("Instead")
    assert text.startswith(said("remind.set", times="at weekends at 07:30; on weekdays at 08:00"))
    await eva.taps("Not on other days")
    assert planned(eva.record) == [("08:00", WORK)]
    await eva.taps("Undo")
    assert sorted(planned(eva.record)) == [("07:30", "56"), ("08:00", WORK)]


@pytest.mark.parametrize(
    "once", ["!Just once", "Just this Thursday. The other days should stay as they were.", "Just once"]
)
async def test_a_change_of_one_day_takes_the_place_of_that_day_alone(eva: Player, once: str) -> None:
    """The other days stay, and so does all of them when it is for once: that day has the other time alone."""
    await eva.says("/remind 14:00 on Thursday")
    [text] = await eva.says("Instead, please.")
    assert planned(eva.record) == [("07:30", "012456"), ("14:00", "3")]
    assert text.startswith(said("remind.set", times="every day but Thursday at 07:30; on Thursday at 14:00"))
    await (eva.taps(once[1:]) if once.startswith("!") else eva.says(once))
    thursday = SUNDAY + 4 * DAY
    assert planned(eva.record) == [("07:30", ALL), ("14:00", str(thursday))]
    assert eva.record.account.rests == ((thursday, thursday + DAY),)


async def test_a_change_of_one_day_is_taken_back(eva: Player) -> None:
    """By one tap."""
    await eva.says("/remind 14:00 on Thursday")
    await eva.taps("Instead")
    await eva.taps("Undo")
    assert planned(eva.record) == [("07:30", ALL)]


async def test_one_that_took_the_place_of_all_is_for_once_beside_them(eva: Player) -> None:
    """What was replaced comes back."""
    await eva.forges("remind:day:1:5")
    await eva.says("/remind 11:00 on Saturday")
    [text] = await eva.taps("Instead")
    assert said("remind.gone", line="every day but Saturday at 07:30") in text
    await eva.taps("Just once")
    assert sorted(planned(eva.record)) == [("07:30", "012346"), ("11:00", str(SUNDAY + 6 * DAY))]
    assert eva.record.account.rests == ()


async def test_a_day_in_another_sentence_stands_well_on_a_button(eva: Player) -> None:
    """Without the full stop behind it."""
    await eva.says("Just this Thursday. The other days should stay as they were.")
    assert "Not on Thursday" in eva.buttons
    assert all("The" not in label for label in eva.buttons)


async def test_another_time_takes_the_place_of_the_one_asked_about(eva: Player) -> None:
    """They thought again; a yes alone says neither."""
    await eva.says("/remind 8")
    assert await eva.says("9:15") == [question("Every day at 09:15")]
    assert await eva.says("yes") == [question("Every day at 09:15")]
    await eva.says("instead")
    assert planned(eva.record) == [("09:15", ALL)]


async def test_a_moved_reminder_keeps_its_days_cue_and_wording(eva: Player) -> None:
    """Where no other days are named; taken back, it is as before."""
    await eva.says("/cue coffee")
    await eva.forges("remind:day:1:6")
    assert await eva.says("/remind 8") == [question("Every day but Sunday at 08:00", "every day but Sunday at 07:30")]
    await eva.taps("Instead")
    assert planned(eva.record) == [("08:00", "012345")]
    assert eva.record.reminders[0].cue == "coffee"
    await eva.taps("Undo")
    assert planned(eva.record) == [("07:30", "012345")]
    assert eva.record.reminders[0].cue == "coffee"


async def test_an_old_answer_still_does_what_it_says(eva: Player) -> None:
    """The second tap adds nothing; "instead" beside two reminders adds."""
    await eva.says("/remind 8")
    asked = eva.person.last
    await eva.forges("remind:also:0800:127", asked)
    await eva.forges("remind:also:0800:127", asked)
    assert planned(eva.record) == [("07:30", ALL), ("08:00", ALL)]
    await eva.forges("remind:instead:0900:127", asked)
    assert planned(eva.record) == [("07:30", ALL), ("08:00", ALL), ("09:00", ALL)]


@pytest.mark.parametrize(
    "data",
    [
        "remind:instead:9900:127",
        "remind:also:0800:0",
        "remind:also:0800:128",
        "remind:once:20261399:0800",
        "remind:once",
        "remind:daily:x",
        "remind:undo:x",
        "remind:undo:1=0800.200",
        "remind:undo:+2500.1",
        "remind:to:1:9900:0",
    ],
)
async def test_data_that_is_none_changes_nothing(eva: Player, data: str) -> None:
    """As from a version that wrote it otherwise."""
    before = eva.record.reminders
    await eva.forges(data)
    assert eva.record.reminders == before


async def test_one_that_is_off_is_no_reminder_to_replace(eva: Player) -> None:
    """A new time is added as the only one that comes."""
    await eva.forges("remind:off:1")
    [text] = await eva.says("/remind 18:00")
    assert text.startswith(said("remind.set", times="every day at 18:00"))


async def test_with_two_a_third_is_added_and_said(eva: Player) -> None:
    """Without a question, as which one would move is open."""
    await eva.adds_reminder("18:00")
    [text] = await eva.says("/remind 21:00")
    assert text.startswith(said("remind.added", line="every day at 21:00", times=f"{DAILY}; every day at 18:00"))
    await eva.taps("Undo")
    assert planned(eva.record) == [("07:30", ALL), ("18:00", ALL)]


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("8, 18", [("08:00", ALL), ("18:00", ALL)]),
        ("8am and 8pm", [("08:00", ALL), ("20:00", ALL)]),
        ("weekdays at 7:30, weekends 9", [("09:00", "56")]),
    ],
)
async def test_two_times_are_two_reminders(eva: Player, text: str, added: list[tuple[str, str]]) -> None:
    """Both are added, and one tap takes both back."""
    await eva.says(f"/remind {text}")
    assert planned(eva.record)[-len(added) :] == added
    await eva.taps("Undo")
    assert planned(eva.record) == [("07:30", ALL)]


@pytest.mark.parametrize(
    ("reply", "after"),
    [
        ("!Instead", [("07:00", WORK), ("09:00", "56")]),
        ("instead please", [("07:00", WORK), ("09:00", "56")]),
        ("!As well", [("07:30", ALL), ("07:00", WORK), ("09:00", "56")]),
        ("no", [("07:30", ALL)]),
    ],
)
async def test_a_split_week_replaces_what_comes_on_its_days_or_comes_beside_it(
    eva: Player, reply: str, after: list[tuple[str, str]]
) -> None:
    """Nothing changes before that is said, and one tap takes it back."""
    week = "On weekdays at 07:00; at weekends at 09:00"
    assert await eva.says("/remind weekdays 7, weekends 9") == [question(week)]
    assert planned(eva.record) == [("07:30", ALL)]
    await (eva.taps(reply[1:]) if reply.startswith("!") else eva.says(reply))
    assert planned(eva.record) == after
    if reply != "no":
        await eva.taps("Undo")
        assert planned(eva.record) == [("07:30", ALL)]


async def test_what_does_not_fit_any_more_is_not_added_by_half(eva: Player) -> None:
    """Of two, the last of a dozen takes none."""
    for hour in range(8, 18):
        await eva.adds_reminder(f"{hour}:00")
    assert len(eva.record.reminders) == 11
    await eva.says("/remind 19:00, 20:00")
    assert len(eva.record.reminders) == 11


# Once


@pytest.mark.parametrize(
    ("text", "day", "at", "line"),
    [
        ("8 tomorrow", SUNDAY + DAY, "08:00", "tomorrow at 08:00"),
        ("today at 14:55", SUNDAY, "14:55", "today at 14:55"),
        ("tonight at 9 only", SUNDAY, "21:00", "today at 21:00"),
        ("at 8 just once", SUNDAY + DAY, "08:00", "tomorrow at 08:00"),
        ("friday at 9 just once", SUNDAY + 5 * DAY, "09:00", "on Friday at 09:00"),
        ("next sunday at 9", SUNDAY + 7 * DAY, "09:00", "on 29 November at 09:00"),
        ("this sunday at 18", SUNDAY, "18:00", "today at 18:00"),
    ],
)
async def test_a_wish_for_once_is_for_once(eva: Player, text: str, day: date, at: str, line: str) -> None:
    """Said with its day; the daily one stays, and one tap takes it back."""
    [said_] = await eva.says(f"/remind {text}")
    assert said_.startswith(said("remind.added", line=f"once, {line}", times=DAILY))
    assert planned(eva.record) == [("07:30", ALL), (at, str(day))]
    assert f"once, {line}" in (await eva.says("/status"))[0]
    await eva.says("/remind")
    assert eva.buttons == [f"{DAILY} ✎", f"once, {line} ✎", "Add a reminder"]


async def test_one_for_once_can_only_be_removed(eva: Player) -> None:
    """It has no days, cue or wording to choose."""
    await eva.says("/remind tomorrow at 8")
    assert eva.buttons == ["Undo", "Reminders"]
    await eva.says("/remind")
    await eva.taps(f"once, {when('tomorrow', '08:00')} ✎")
    assert eva.buttons == ["◀ Back", "Remove"]
    await eva.forges("remind:day:2:3")
    await eva.forges("remind:off:2")
    await eva.forges("remind:remove:2")
    assert planned(eva.record) == [("07:30", ALL)]


async def test_a_time_that_has_passed_today_is_not_tomorrows(eva: Player) -> None:
    """It says so, and nothing is set."""
    assert await eva.says("/remind today at 7") == [said("remind.passed", time="07:00")]
    assert planned(eva.record) == [("07:30", ALL)]


async def test_once_at_a_moment_at_which_one_comes_anyway_is_not_two(eva: Player) -> None:
    """It says so."""
    assert await eva.says("/remind tomorrow at 7:30") == [said("remind.comes_anyway", line=DAILY)]
    await eva.says("/remind tomorrow at 8")
    await eva.says("/remind tomorrow at 8")
    assert len(eva.record.reminders) == 2


async def test_a_plain_weekday_is_weekly_and_says_so(eva: Player) -> None:
    """One tap makes it the next one alone, and another gives it back."""
    await eva.forges("remind:remove:1")
    [text] = await eva.says("/remind on Friday at 9")
    assert said("remind.weekly") in text
    await eva.taps("Just once")
    assert planned(eva.record) == [("09:00", str(SUNDAY + 5 * DAY))]
    await eva.taps("Undo")
    assert planned(eva.record) == [("09:00", "4")]


async def test_a_reminder_for_once_comes_once(stage: Stage, ana: Player) -> None:
    """At its minute, with the buttons of any prompt; then it is gone from the list, also after a restart."""
    await ana.says("/remind tomorrow at 8")
    await stage.tick_at(NOW.replace(day=23, hour=7, minute=30))
    seen = len(ana.texts)
    await stage.tick_at(NOW.replace(day=23, hour=8, minute=0))
    assert len(ana.texts) == seen + 1
    assert "Start" in ana.buttons
    assert planned(ana.record) == [("07:30", ALL)]
    await stage.restart()
    await ana.taps("Start")
    await stage.tick_at(NOW.replace(day=24, hour=8, minute=0))
    await stage.tick_at(NOW.replace(day=30, hour=8, minute=0))
    audit = stage.store.audit(stage.now)[0]
    assert set(audit.values()) == {0}
    ledger = stage.store.export(ana.id)
    assert [row["once_on"] for row in ledger["reminders"] if row["number"]] == [None]


async def test_not_today_calls_off_the_one_for_once_too(daily: PromptedStage, ida: Player) -> None:
    """It was an extra invitation for that day."""
    await ida.says("/remind tomorrow at 8")
    await daily.tick_at(NOW.replace(day=23, hour=7, minute=30))
    await ida.taps("Not today")
    assert planned(ida.record) == [("07:30", ALL)]


async def test_a_pause_holds_it_back_and_a_longer_stop_drops_it(daily: PromptedStage, ida: Player) -> None:
    """Resumed in time it comes; nobody hears of it afterwards."""
    await ida.says("/remind tomorrow at 8")
    await ida.says("/stop")
    assert planned(ida.record)[1:] == [("08:00", "2026-11-23")]
    assert set(daily.store.audit(daily.now)[0].values()) == {0}
    await ida.says("/resume")
    assert ida.record.reminders[1].next_due == NOW.replace(day=23, hour=8, minute=0)
    await ida.says("/pause 3")
    await daily.tick_at(NOW.replace(day=23, hour=8, minute=0))
    assert planned(ida.record) == [("07:30", ALL)]
    await ida.says("/resume")
    await ida.says("/remind tomorrow at 8")
    await ida.says("/stop")
    daily.pass_time(days=3)
    await ida.says("/resume")
    assert planned(ida.record) == [("07:30", ALL)]
    assert set(daily.store.audit(daily.now)[0].values()) == {0}


# A length of time


@pytest.mark.parametrize(
    ("reply", "after"),
    [
        ("!Yes", [("07:30", ALL), ("14:55", "2026-11-22")]),
        ("yes", [("07:30", ALL), ("14:55", "2026-11-22")]),
        ("just once", [("07:30", ALL), ("14:55", "2026-11-22")]),
        ("!Every day at 14:55", [("07:30", ALL), ("14:55", ALL)]),
        ("every day", [("07:30", ALL), ("14:55", ALL)]),
        ("!No", [("07:30", ALL)]),
        ("no thanks", [("07:30", ALL)]),
    ],
)
async def test_a_length_is_asked_about(eva: Player, reply: str, after: list[tuple[str, str]]) -> None:
    """Nothing is set before the answer."""
    asked = f"{said('remind.time_of_day')} {said('remind.only_once', line='Once, today at 14:55')}"
    assert await eva.says("/remind in 20 minutes") == [asked]
    assert planned(eva.record) == [("07:30", ALL)]
    assert eva.buttons == ["Yes", "No", "Every day at 14:55"]
    await (eva.taps(reply[1:]) if reply.startswith("!") else eva.says(reply))
    assert planned(eva.record) == after
    assert eva.record.account.asking is None


async def test_a_yes_that_comes_too_late_says_so(in_memory: InMemoryStage, eva: Player) -> None:
    """The moment has passed."""
    await eva.says("/remind in 20 minutes")
    in_memory.pass_time(hours=1)
    assert await eva.taps("Yes") == [said("remind.passed", time="14:55")]
    assert planned(eva.record) == [("07:30", ALL)]


async def test_a_length_is_no_sooner_than_it_says(in_memory: InMemoryStage, eva: Player) -> None:
    """A minute that has begun counts whole."""
    in_memory.pass_time(seconds=30)
    await eva.says("/remind in 20 minutes")
    assert "14:56" in eva.last
    await eva.says("/remind in 2 weeks")
    assert eva.last == said("time.a_date")


# In setting up


@pytest.mark.parametrize(
    ("text", "replies", "after"),
    [
        ("8, 18", [], [("08:00", ALL), ("18:00", ALL)]),
        ("weekdays 7, weekends 9", [], [("07:00", WORK), ("09:00", "56")]),
        ("in 10 minutes", ["yes"], [("14:45", "2026-11-22")]),
        ("in 10 minutes", ["every day"], [("14:45", ALL)]),
        ("in 10 minutes", ["no", "8"], [("08:00", ALL)]),
        ("tomorrow at 8", ["every day"], [("08:00", ALL)]),
        ("tomorrow at 8", ["yes"], [("08:00", "2026-11-23")]),
        ("every morning at 7", [], [("07:00", ALL)]),
        ("15 minutes daily", ["7:15"], [("07:15", ALL)]),
    ],
)
async def test_the_first_time_is_read_in_the_same_way(
    in_memory: InMemoryStage, text: str, replies: list[str], after: list[tuple[str, str]]
) -> None:
    """A length or a single day is asked about; then setting up ends."""
    player = in_memory.player()
    await player.sets_up(time="Other")
    for typed in (text, *replies):
        assert player.record.account.setup is not None
        await player.says(typed)
    assert planned(player.record) == after
    assert player.record.account.setup is None


# The country's week


async def test_weekdays_are_those_of_the_country(in_memory: InMemoryStage) -> None:
    """Sunday to Thursday in Jerusalem, and so it says."""
    player = in_memory.player()
    await player.sets_up(city="Jerusalem", time="No reminder")
    [text] = await player.says("/remind weekdays 7")
    assert text.startswith(
        " ".join(
            (
                said("remind.set", times="on weekdays at 7:00"),
                said("remind.working_days", first="Sunday", last="Thursday"),
            )
        )
    )
    assert planned(player.record) == [("07:00", "01236")]
    await player.says("/remind off")
    [text] = await player.says("/remind mon-fri 7")
    assert "on Monday, Tuesday, Wednesday, Thursday and Friday" in text


# What a sentence asks for, by the functions that read none themselves

WORDS = words_in("en")
MORNING, EVENING = Reminder(1, time(7, 30), 127), Reminder(2, time(19, 15), 127)


def after(had: list[Reminder], do: Callable[[Turn], object]) -> Turn:
    """The turn of somebody with some reminders."""
    person = Person(
        id=1,
        created_at=NOW,
        settings=PersonSettings(zone="Europe/Lisbon", position="seated"),
        account=Account(first_name="Ana", reminders_made=len(had)),
        reminders=tuple(had),
        version=1,
    )
    turn = Turn(person, NOW, WORDS, shipped_library())
    turn.replan()
    turn.before = turn.person
    do(turn)
    return turn


def lines(turn: Turn) -> str:
    """All that a turn says."""
    return " ".join(plain(reply.text) for reply in turn.replies if reply.text is not None)


def labels(turn: Turn) -> list[str]:
    """The buttons under what it said last."""
    return [button.label for row in turn.replies[-1].buttons for button in row]


def undone(turn: Turn) -> Person:
    """The person after the button that takes it back."""
    data = next(button.data for row in turn.replies[-1].buttons for button in row if button.label == "Undo")
    back = Turn(turn.person, NOW, WORDS, shipped_library(), message_id=7)
    assert reminders.tap(back, data)
    return back.person


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7:15", ("07:15", ALL)),
        ("to 7:15", ("07:15", ALL)),
        ("weekdays 7:15", ("07:15", WORK)),
        ("weekdays", ("07:30", WORK)),
    ],
)
def test_the_only_reminder_moves(text: str, expected: tuple[str, str]) -> None:
    """No question: there is one, and it is to move; one tap takes it back."""
    turn = after([MORNING], lambda turn: reminders.move(turn, text))
    assert planned(turn.person) == [expected]
    assert planned(undone(turn)) == [("07:30", ALL)]


def test_of_several_it_asks_which_one_moves() -> None:
    """By a button for each; then that one moves and keeps its days."""
    turn = after([MORNING, EVENING], lambda turn: reminders.move(turn, "7:15"))
    assert lines(turn) == said("remind.ask_move", time="07:15")
    assert labels(turn) == [DAILY, "every day at 19:15"]
    assert planned(turn.person) == [("07:30", ALL), ("19:15", ALL)]
    chosen = after([MORNING, EVENING], lambda turn: reminders.tap(turn, "remind:to:2:0715:0"))
    assert planned(chosen.person) == [("07:30", ALL), ("07:15", ALL)]


def test_a_move_without_any_reminder_adds_one() -> None:
    """And what cannot be read changes nothing."""
    assert planned(after([], lambda turn: reminders.move(turn, "7:15")).person) == [("07:15", ALL)]
    turn = after([MORNING], lambda turn: reminders.move(turn, "the moon"))
    assert (planned(turn.person), lines(turn)) == ([("07:30", ALL)], said("time.not_a_time"))


def test_days_are_taken_off_all_reminders() -> None:
    """One that came on no other day is removed; one tap gives all back."""
    sundays = replace(EVENING, weekdays=64)
    turn = after([MORNING, sundays], lambda turn: reminders.take_days_off(turn, frozenset({6})))
    assert planned(turn.person) == [("07:30", "012345")]
    assert planned(undone(turn)) == [("07:30", ALL), ("19:15", "6")]
    again = after([replace(MORNING, weekdays=31)], lambda turn: reminders.take_days_off(turn, frozenset({6})))
    assert lines(again) == said("remind.none_then", days="on Sunday")


def test_not_on_sundays_is_understood_after_the_command() -> None:
    """There is no time in it, and none is asked for."""
    turn = after([MORNING], lambda turn: reminders.command(turn, "not on sundays"))
    assert planned(turn.person) == [("07:30", "012345")]


@pytest.mark.parametrize(
    ("text", "left"), [("the 7:15 pm one", [1, 2]), ("7:15 pm", [1]), ("19:15", [1]), ("", [1, 2])]
)
def test_a_reminder_is_removed_by_its_time(text: str, left: list[int]) -> None:
    """Where it is open which one is meant, it asks."""
    turn = after([MORNING, EVENING], lambda turn: removals.remove(turn, text))
    assert [one.number for one in turn.person.reminders] == left
    if len(left) == 2:
        assert lines(turn) == said("remind.ask_remove")
    else:
        assert planned(undone(turn)) == [("07:30", ALL), ("19:15", ALL)]


def test_the_only_reminder_is_removed_without_a_question() -> None:
    """With a cue it cannot be taken back by a tap: the cue would be lost."""
    turn = after([replace(MORNING, cue="coffee")], lambda turn: removals.remove(turn, ""))
    assert turn.person.reminders == ()
    assert lines(turn).startswith(said("remind.removed", line=DAILY))
    assert labels(turn) == ["Reminders"]


def test_a_stage_is_on_the_day_that_these_tests_name(tmp_path: Path) -> None:
    """The dates above hold."""
    assert InMemoryStage(tmp_path).now == NOW
