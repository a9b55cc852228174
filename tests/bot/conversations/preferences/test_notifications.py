"""When and how does the bot write by itself: quiet hours, sound, the Sunday digest, a word at milestones?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from bot.habits.quiet_hours import DIGEST_TIMES
from storage.records.person import DIGEST
from storage.schema import tables
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import back_at, prompted, said, when
from tests.harness.shortened import shortened
from tests.harness.stage import START, Player, Stage

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
AT_0730 = MONDAY.replace(hour=7, minute=30)
# The stage begins on a Sunday afternoon.
SUNDAY_AT_18 = START.replace(hour=18, minute=0)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
TODAYS = "Hip flexion and extension, seated, 4 minutes"
BUTTONS = ["Start", "Just 1 minute", "Follow along", "Later ▾", "Not today"]


def on_record(stage: Stage, *, digests: bool = False) -> list[tuple[date, str, str | None]]:
    """Every daily prompt, or every digest, on record: local date, state, why it was skipped."""
    table = tables.prompt.c
    these = table.reminder_number == DIGEST if digests else table.reminder_number != DIGEST
    with stage.store.engine.connect() as connection:
        rows = connection.execute(
            sa.select(table.local_date, table.state, table.reason).where(these).order_by(table.id)
        )
        return [(row[0], row[1], row[2]) for row in rows]


def quiet(player: Player) -> tuple[time | None, time | None]:
    """The hours in which nothing may come."""
    return player.record.settings.quiet_from, player.record.settings.quiet_until


def sounds(stage: Stage, since: int) -> list[bool]:
    """Of the messages sent since the ledger was so long, whether each made a sound."""
    sent = [call for call in stage.telegram.state.ledger[since:] if call.method.startswith("send")]
    return [not call.params.get("disable_notification") for call in sent]


async def opens_the_page(player: Player) -> None:
    """/settings, then Messages."""
    await player.says("/settings")
    await player.taps("Messages")


async def moves(player: Player) -> None:
    """A walk, done, by somebody who began the day before."""
    player.stage.began_before(player, days=1)
    for text in ("next", "enough", "enough", "good", "That's it"):
        await player.says(text)


# The page

PAGE = [
    said("messages.title"),
    said("messages.quiet_none"),
    said("messages.silent_off"),
    said("messages.digest_on"),
    said("messages.milestones_on"),
    said("messages.news_on"),
]


async def test_everything_about_messages_is_on_one_page(eva: Player) -> None:
    """In the message of the settings, with a button for each, and back."""
    await eva.says("/settings")
    assert await eva.taps("Messages") == []
    assert eva.last.splitlines() == PAGE
    switches = [f"Turn {name} off" for name in ("sound", "summary", "milestones", "news")]
    assert eva.buttons == ["Quiet hours", *switches, "◀ Back"]
    await eva.taps("Back")
    assert eva.last.startswith(said("settings.title"))


@pytest.mark.parametrize(
    ("name", "field", "first", "then", "is_on"),
    [
        ("silent", "silent", "Turn sound off", "Turn sound on", False),
        ("digest", "wants_digest", "Turn summary off", "Turn summary on", True),
        ("milestones", "wants_milestones", "Turn milestones off", "Turn milestones on", True),
        ("news", "wants_news", "Turn news off", "Turn news on", True),
    ],
)
async def test_each_switch_turns_both_ways_in_place(
    eva: Player, name: str, field: str, first: str, then: str, is_on: bool
) -> None:
    """The same message; a line over the chat says what it is now."""
    await opens_the_page(eva)
    for label, now in ((first, not is_on), (then, is_on), (first, not is_on)):
        assert await eva.taps(label) == []
        assert getattr(eva.record.settings, field) is now
        assert eva.toast == said(f"toast.{name}_{'on' if now else 'off'}")
        assert said(f"messages.{name}_{'on' if now else 'off'}") in eva.last.splitlines()


@pytest.mark.parametrize(
    "data",
    [
        *(
            "messages:silent",
            "messages:silent:maybe",
            "messages:x:on",
            "messages:wants_digest:off",
            "messages:on:silent",
        ),
        *("messages:quiet:0000-2400", "messages:quiet:x", "messages:quiet:", "messages:quiet:none:x"),
    ],
)
async def test_data_that_no_button_has_changes_nothing(eva: Player, data: str) -> None:
    """The page stands, and the quiet hours that there are stay."""
    await eva.forges("messages:quiet:2200-0700")
    await opens_the_page(eva)
    before = eva.record
    await eva.forges(data)
    assert replace(eva.record, version=before.version) == before
    assert eva.last.startswith(said("messages.title"))


# Quiet hours


@pytest.mark.parametrize(
    ("label", "hours"),
    [
        ("21:00–07:00", (time(21), time(7))),
        ("22:00–07:00", (time(22), time(7))),
        ("23:00–08:00", (time(23), time(8))),
    ],
)
async def test_quiet_hours_can_be_tapped(eva: Player, label: str, hours: tuple[time, time]) -> None:
    """Three that most people mean; said as they were understood, with a reminder that they silence."""
    await opens_the_page(eva)
    assert await eva.taps("Quiet hours") == [said("messages.ask_quiet")]
    assert eva.buttons == ["21:00–07:00", "22:00–07:00", "23:00–08:00", "No quiet hours"]
    told = said("messages.quiet_set", hours=said("messages.hours", begin=f"{hours[0]:%H:%M}", end=f"{hours[1]:%H:%M}"))
    if hours[1] == time(8):
        told = f"{told} {said('remind.quiet', line='every day at 07:30')}"
    assert await eva.taps(label) == [told]
    assert quiet(eva) == hours
    assert eva.record.account.asking is None


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("22:00 to 7:00", "22:00", "07:00"),
        ("10pm - 6am", "22:00", "06:00"),
        ("22-7", "22:00", "07:00"),
        ("between 21:30 and 6:45", "21:30", "06:45"),
        ("from 13:00 until 14:00", "13:00", "14:00"),
        ("0:00 to 6:00", "00:00", "06:00"),
    ],
)
async def test_quiet_hours_can_be_typed(eva: Player, text: str, begin: str, end: str) -> None:
    """As one writes them."""
    await opens_the_page(eva)
    await eva.taps("Quiet hours")
    [told] = await eva.says(text)
    assert told.startswith(said("messages.quiet_set", hours=said("messages.hours", begin=begin, end=end)))
    assert [f"{at:%H:%M}" for at in quiet(eva) if at is not None] == [begin, end]


@pytest.mark.parametrize(
    ("text", "night", "day"),
    [("10 to 6", "22:00–06:00", "10:00–18:00"), ("12 to 8", "00:00–08:00", "12:00–20:00"),
     ("quiet from 10 till 7", "22:00–07:00", "10:00–19:00")],
)  # fmt: skip
async def test_hours_that_may_be_of_the_night_or_the_day_are_asked_about(
    eva: Player, text: str, night: str, day: str
) -> None:
    """Nothing is set before one is tapped, or typed so that it is plain."""
    await eva.forges("messages:quiet")
    for label in (night, day):
        assert await eva.says(text) == [said("messages.quiet_which")]
        assert eva.buttons == [night, day, "No quiet hours"]
        before = quiet(eva)
        await eva.taps(label)
        assert quiet(eva) == tuple(time.fromisoformat(at) for at in label.split("–")) != before
        await eva.forges("messages:quiet")
    await eva.says("10pm to 6am")
    assert quiet(eva) == (time(22), time(6))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("25 to 7", "messages.quiet_unclear"),
        ("22:00 to 7:75", "messages.quiet_unclear"),
        ("at night", "messages.quiet_unclear"),
        ("22:00", "messages.quiet_unclear"),
        ("22:00 to", "messages.quiet_unclear"),
        ("1, 2, 3", "messages.quiet_unclear"),
        ("x" * 400, "messages.quiet_unclear"),
        ("<b>", "messages.quiet_unclear"),
        ("22:00 to 22:00", "messages.quiet_same"),
        ("7 to 7", "messages.quiet_same"),
    ],
)
async def test_what_are_no_hours_gets_one_line_and_changes_nothing(eva: Player, text: str, key: str) -> None:
    """Also those that there were; the question stays open."""
    await opens_the_page(eva)
    await eva.forges("messages:quiet:2200-0700")
    await opens_the_page(eva)
    await eva.taps("Quiet hours")
    assert await eva.says(text) == [said(key)]
    assert quiet(eva) == (time(22), time(7))
    await eva.says("21:00 to 6:00")
    assert quiet(eva) == (time(21), time(6))


@pytest.mark.parametrize("off", ["none", "off", "no", "No quiet hours"])
async def test_quiet_hours_can_be_taken_away(eva: Player, off: str) -> None:
    """Typed or tapped."""
    await eva.forges("messages:quiet:2200-0700")
    await opens_the_page(eva)
    assert said("messages.quiet", hours=said("messages.hours", begin="22:00", end="07:00")) in eva.last
    await eva.taps("Quiet hours")
    assert await (eva.taps(off) if off.startswith("No ") else eva.says(off)) == [said("messages.quiet_off")]
    assert quiet(eva) == (None, None)


@pytest.mark.parametrize("text", ["cancel", "skip", "nope"])
async def test_the_question_can_be_called_off(eva: Player, text: str) -> None:
    """The hours that there are stay."""
    await eva.forges("messages:quiet:2200-0700")
    await eva.forges("messages:quiet")
    assert await eva.says(text) == [said("remind.nothing_changed")]
    assert quiet(eva) == (time(22), time(7))
    assert eva.record.account.asking is None


@pytest.mark.parametrize("in_a_walk", [True, False])
async def test_next_leads_out_of_the_question(eva: Player, in_a_walk: bool) -> None:
    """Into today's walk, or on in the one that is open."""
    if in_a_walk:
        await eva.says("next")
    await eva.forges("messages:quiet")
    assert f"step {2 if in_a_walk else 1} of 6" in (await eva.says("next"))[0]
    assert quiet(eva) == (None, None)


async def test_a_reminder_set_into_the_quiet_hours_is_told_not_to_come(eva: Player) -> None:
    """And how to change either."""
    await eva.forges("messages:quiet:2200-0700")
    [told] = await eva.adds_reminder("22:30")
    assert told.endswith(said("remind.quiet", line="every day at 22:30"))
    [told] = await eva.adds_reminder("21:30")
    assert said("remind.quiet", line="every day at 22:30") in told, "as long as one lies there"
    await eva.forges("remind:off:2")
    [told] = await eva.adds_reminder("20:30")
    assert "quiet" not in told


# (when the prompt is due in quiet hours from 07:00 to 08:00, by the minute, whether it comes)
EDGES = [("06:59", True), ("07:00", False), ("07:30", False), ("07:59", False), ("08:00", True)]


@pytest.mark.parametrize(("at", "comes"), shortened(EDGES, 3))
async def test_no_prompt_comes_in_the_quiet_hours(stage: Stage, at: str, comes: bool) -> None:
    """From the first minute on, and at the end no more; on record with its reason, and /status tells it."""
    player = stage.player()
    await player.sets_up(time="Other")
    await player.says(at)
    await player.forges("messages:quiet")
    await player.says("7:00 to 8:00")
    seen = len(player.texts)
    due = MONDAY + timedelta(hours=int(at[:2]), minutes=int(at[3:]))
    await stage.tick_at(due)
    assert len(player.texts) == seen + comes
    assert on_record(stage) == [(MONDAY.date(), "sent", None) if comes else (MONDAY.date(), "skipped", "quiet")]
    if not comes:
        [status] = await player.says("/status")
        assert said("status.last_skipped", due=when("today", at), reason=said("skipped.quiet")) in status
    assert player.record.reminders[0].next_due == due + DAY


# In Berlin, where it is an hour later than in UTC, with quiet hours from 23:00 to 08:00.
IN_BERLIN = [("22:59", START.replace(hour=21, minute=59), True), ("23:00", START.replace(hour=22, minute=0), False)]
IN_BERLIN += [("07:59", MONDAY.replace(hour=6, minute=59), False), ("08:00", MONDAY.replace(hour=7), True)]


@pytest.mark.parametrize(("at", "moment", "comes"), IN_BERLIN)
async def test_quiet_hours_are_those_of_ones_own_clock(
    daily: PromptedStage, at: str, moment: datetime, comes: bool
) -> None:
    """Over midnight, too."""
    player = daily.player()
    await player.sets_up(city="Berlin", time="No reminder")
    await player.forges("messages:quiet:2300-0800")
    await player.adds_reminder(f"{at}")
    await daily.tick_at(moment)
    assert [row[1:] for row in on_record(daily)] == [("sent", None) if comes else ("skipped", "quiet")]


async def test_a_prompt_is_not_sent_late_into_the_quiet_hours(stage: Stage, ana: Player) -> None:
    """The program was down at half past seven, and up again when it is quiet."""
    await ana.forges("messages:quiet")
    await ana.says("8:00 to 9:00")
    await stage.stop_bot()
    stage.now = MONDAY.replace(hour=8, minute=15)
    seen = len(ana.texts)
    await stage.start_bot()
    assert len(ana.texts) == seen
    assert on_record(stage) == [(MONDAY.date(), "skipped", "quiet")]


# Later


@pytest.mark.parametrize(
    ("hours", "offered"),
    [
        ("22:00 to 7:00", ["10 min", "1 h", "This evening"]),
        ("8:00 to 18:00", ["10 min", "This evening"]),
        ("7:35 to 8:00", ["1 h", "This evening"]),
        ("18:59 to 19:01", ["10 min", "1 h"]),
        ("7:35 to 20:00", []),
    ],
)
async def test_later_offers_nothing_that_falls_into_the_quiet_hours(
    daily: PromptedStage, ida: Player, hours: str, offered: list[str]
) -> None:
    """Of ten minutes, an hour and this evening what is left; and the way back."""
    await ida.forges("messages:quiet")
    await ida.says(hours)
    await daily.tick_at(AT_0730)
    await ida.taps("Later")
    assert ida.buttons == [*offered, "◀ Back"]


@pytest.mark.parametrize("action", ["10", "60", "evening"])
async def test_later_that_has_become_quiet_says_so(daily: PromptedStage, ida: Player, action: str) -> None:
    """The buttons were there before the hours were set; nothing is put off, and the prompt keeps its buttons."""
    await daily.tick_at(AT_0730)
    await ida.taps("Later")
    prompt = ida.person.last
    await ida.forges("messages:quiet")
    await ida.says("7:35 to 20:00")
    texts = await ida.forges(f"prompt:1:20261123:{action}", prompt)
    assert texts == [said("prompt.later_quiet", when=back_at("tomorrow", "07:30"))]
    seen = len(ida.texts)
    await daily.tick_at(MONDAY.replace(hour=19, minute=30))
    await daily.tick_at(MONDAY.replace(hour=23))
    assert len(ida.texts) == seen


async def test_a_prompt_that_was_put_off_is_dropped_in_the_quiet_hours(daily: PromptedStage, ida: Player) -> None:
    """They were set after it was put off; the next day's comes as ever."""
    await daily.tick_at(AT_0730)
    await ida.taps("Later")
    await ida.taps("1 h")
    await ida.forges("messages:quiet")
    await ida.says("8:00 to 9:00")
    planned = ida.record.reminders[0].next_due
    seen = len(ida.texts)
    for minutes in (60, 90, 120, 180):
        await daily.tick_at(AT_0730 + timedelta(minutes=minutes))
    assert len(ida.texts) == seen
    assert ida.record.reminders[0].next_due == planned == AT_0730 + DAY
    await daily.tick_at(AT_0730 + DAY)
    assert ida.last in prompted(TODAYS)


@pytest.mark.parametrize("label", ["10 min", "1 h", "This evening"])
async def test_putting_off_never_moves_the_schedule(stage: Stage, ana: Player, label: str) -> None:
    """However often, and over a restart: tomorrow's comes at its time."""
    await stage.tick_at(AT_0730)
    for _ in range(2):
        await ana.taps("Later")
        await ana.taps(label)
        await stage.restart()
        assert ana.record.reminders[0].next_due == AT_0730 + DAY
        await stage.tick_at(stage.now + timedelta(hours=12 if label == "This evening" else 1))
        assert ana.buttons == BUTTONS
        stage.now = AT_0730 + timedelta(minutes=5)
    await stage.tick_at(AT_0730 + DAY)
    assert ana.last in prompted(TODAYS)
    assert [row[1:] for row in on_record(stage)] == [("sent", None)] * 2


# Sound


@pytest.mark.parametrize("is_silent", [False, True])
async def test_prompts_can_be_silent_and_answers_never_are(stage: Stage, ana: Player, is_silent: bool) -> None:
    """The digest, the daily prompt, and one that was put off; what was asked for makes its sound."""
    await moves(ana)
    await ana.forges(f"messages:silent:{'on' if is_silent else 'off'}")
    start = len(stage.telegram.state.ledger)
    await stage.tick_at(SUNDAY_AT_18)
    await stage.tick_at(AT_0730)
    await ana.taps("Later")
    await ana.taps("10 min")
    await stage.tick(minutes=10)
    assert sounds(stage, start) == [not is_silent] * 3
    start = len(stage.telegram.state.ledger)
    await ana.says("/status")
    assert sounds(stage, start) == [True]


# The digest


async def test_the_digest_comes_on_sunday_at_six_and_once(stage: Stage, ana: Player) -> None:
    """Not a second before, not again on the next tick or after a restart; and not on a Monday."""
    await moves(ana)
    seen = len(ana.texts)
    await stage.tick_at(SUNDAY_AT_18 - timedelta(seconds=1))
    assert len(ana.texts) == seen
    await stage.tick_at(SUNDAY_AT_18)
    assert len(ana.texts) == seen + 1
    assert "Start" not in ana.buttons
    await stage.tick(seconds=1)
    await stage.restart()
    await stage.tick(minutes=30)
    assert len(ana.texts) == seen + 1
    assert on_record(stage, digests=True) == [(SUNDAY_AT_18.date(), "sent", None)]
    assert on_record(stage) == []
    digest = ana.record.digest
    assert digest is not None
    assert digest.next_due == SUNDAY_AT_18 + WEEK


async def test_a_week_without_anything_has_no_digest(daily: PromptedStage, ida: Player) -> None:
    """It is on record as left out, and /status, which is about prompts, says nothing of it."""
    seen = len(ida.texts)
    await daily.tick_at(SUNDAY_AT_18)
    assert len(ida.texts) == seen
    assert on_record(daily, digests=True) == [(SUNDAY_AT_18.date(), "skipped", "empty")]
    assert said("status.no_last") in (await ida.says("/status"))[0]


async def test_the_digest_can_be_turned_off_and_on(daily: PromptedStage, ida: Player) -> None:
    """Off, nothing is planned; on again, the next Sunday's comes."""
    await moves(ida)
    await opens_the_page(ida)
    await ida.taps("Turn summary off")
    assert ida.record.digest is None
    seen = len(ida.texts)
    await daily.tick_at(SUNDAY_AT_18)
    assert len(ida.texts) == seen
    assert on_record(daily, digests=True) == []
    await ida.taps("Turn summary on", next(m for m in ida.live if "digest" in str(m)))
    daily.now += 6 * DAY
    await moves(ida)
    await daily.tick_at(SUNDAY_AT_18 + WEEK)
    assert on_record(daily, digests=True) == [((SUNDAY_AT_18 + WEEK).date(), "sent", None)]


@pytest.mark.parametrize("rest", ["/pause", "/stop", "/pause 3"])
async def test_somebody_who_rests_gets_no_digest(daily: PromptedStage, ida: Player, rest: str) -> None:
    """Until they are awake again."""
    await moves(ida)
    await ida.says(rest)
    seen = len(ida.texts)
    await daily.tick_at(SUNDAY_AT_18)
    assert len(ida.texts) == seen
    await ida.says("/resume")
    daily.now = SUNDAY_AT_18 + 6 * DAY
    await moves(ida)
    await daily.tick_at(SUNDAY_AT_18 + WEEK)
    assert on_record(daily, digests=True)[-1] == ((SUNDAY_AT_18 + WEEK).date(), "sent", None)


async def test_who_wants_no_prompts_may_have_the_digest(daily: PromptedStage) -> None:
    """Somebody without any reminder."""
    player = daily.player()
    await player.sets_up(time="No reminder")
    await moves(player)
    await daily.tick_at(SUNDAY_AT_18)
    assert on_record(daily, digests=True) == [(SUNDAY_AT_18.date(), "sent", None)]
    assert on_record(daily) == []


@pytest.mark.parametrize(
    ("hours", "at"),
    [
        ("22:00 to 7:00", time(18)),
        ("17:00 to 19:00", time(12)),
        ("12:00 to 18:01", time(9)),
        ("9:00 to 18:30", time(20)),
        ("8:00 to 21:00", time(7)),
        ("6:00 to 21:00", time(22)),
    ],
)
async def test_the_digest_is_planned_outside_the_quiet_hours(
    in_memory: InMemoryStage, eva: Player, hours: str, at: time
) -> None:
    """At the first hour in a short list that is not quiet; back at six once nothing is quiet."""
    await eva.forges("messages:quiet")
    await eva.says(hours)
    digest = eva.record.digest
    assert digest is not None
    assert digest.at == at
    assert digest.next_due is not None
    assert (digest.next_due.weekday(), digest.next_due.time()) == (6, at)
    assert digest.next_due > in_memory.now
    await eva.forges("messages:quiet:none")
    digest = eva.record.digest
    assert digest is not None
    assert digest.at == DIGEST_TIMES[0] == time(18)


async def test_the_digest_is_on_the_clock_of_somebody_who_moved(daily: PromptedStage, ida: Player) -> None:
    """In New York six o'clock is five hours later."""
    await moves(ida)
    await ida.says("/timezone New York")
    await daily.tick_at(SUNDAY_AT_18)
    assert on_record(daily, digests=True) == []
    await daily.tick_at(SUNDAY_AT_18 + timedelta(hours=5))
    assert on_record(daily, digests=True) == [(SUNDAY_AT_18.date(), "sent", None)]


async def test_the_digest_is_in_no_list(daily: PromptedStage, ida: Player) -> None:
    """It is no reminder that could be changed, removed, put off or pulled forward."""
    await ida.says("/remind")
    assert ida.buttons == ["every day at 07:30 ✎", "Add a reminder"]
    assert [reminder.number for reminder in ida.record.reminders] == [1]
    await ida.forges(f"remind:remove:{DIGEST}")
    await ida.forges(f"remind:off:{DIGEST}")
    await ida.forges(f"cue:{DIGEST}:coffee")
    await ida.says("/remind off")
    digest = ida.record.digest
    assert digest is not None
    assert (digest.active, digest.cue, digest.next_due) == (True, None, SUNDAY_AT_18)
    assert not daily.store.pull_forward(ida.id, daily.now)


async def test_somebody_from_before_the_digest_gets_one_planned(in_memory: InMemoryStage, eva: Player) -> None:
    """With whatever they do next."""
    in_memory.memory.people[eva.id] = replace(eva.record, digest=None)
    await eva.says("hello")
    digest = eva.record.digest
    assert digest is not None
    assert digest.next_due == SUNDAY_AT_18


async def test_the_list_says_why_a_reminder_in_the_quiet_hours_does_not_come(eva: Player) -> None:
    """And what all of them being off means: neither rests, and /resume would wake neither."""
    await eva.adds_reminder("07:30")
    await eva.says("/settings")
    await eva.taps("Messages")
    await eva.taps("Quiet hours")
    await eva.says("22:00 to 08:00")
    line = "every day at 07:30"
    assert (await eva.says("/remind"))[0].splitlines()[-1] == said("remind.quiet", line=line)
    await eva.taps(f"{line} ✎")
    await eva.taps("Turn off")
    assert (await eva.says("/remind"))[0].splitlines()[-1] == said("remind.none_on")
    await eva.says("/pause 3")
    assert (await eva.says("/remind"))[0].splitlines()[-1] == said("remind.resting")
