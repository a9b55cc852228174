"""Days to come without reminders: said in a sentence, kept, shown and taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from storage.records.diary import Mark, MarkKind
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.said import said
from tests.harness.stage import Player, Stage

# The stage opens on Sunday, 22 November, at 14:35.
WEDNESDAY, THURSDAY = date(2026, 11, 25), date(2026, 11, 26)
BACK = "I'll be back tomorrow at 07:30."


def rests_of(who: Player) -> tuple[tuple[date, date], ...]:
    """The days that are left out."""
    return who.record.account.rests


async def test_one_day_is_left_out_and_the_others_come(stage: Stage, ana: Player) -> None:
    """Tuesday's prompt comes, Wednesday's does not, Thursday's does; and Wednesday is each week's again."""
    assert await ana.says("No reminder this Wednesday, please.") == [f"{said('rest.one', days='on Wednesday')} {BACK}"]
    assert rests_of(ana) == ((WEDNESDAY, THURSDAY),)
    assert ana.record.reminders[0].weekdays == 127
    assert stage.store.diary(ana.id).marks == (Mark(MarkKind.PAUSED, WEDNESDAY, THURSDAY),)
    came = []
    for day in (24, 25, 26):
        before = len(ana.person.inbox)
        await stage.tick_at(datetime(2026, 11, day, 7, 30, tzinfo=UTC))
        came.append(len(ana.person.inbox) > before)
    assert came == [True, False, True]
    await ana.says("thanks")
    assert rests_of(ana) == ()


@pytest.mark.parametrize("how", ["Undo", "/resume", "turn them back on"])
async def test_it_is_taken_back(in_memory: InMemoryStage, eva: Player, how: str) -> None:
    """By the button, by the command, in a sentence."""
    await eva.says("I'm away from Wednesday until Friday, so no reminders please")
    assert rests_of(eva) == ((WEDNESDAY, date(2026, 11, 27)),)
    await (eva.taps(how) if how in eva.buttons else eva.says(how))
    assert BACK in eva.last or "tomorrow at 07:30" in eva.last
    assert rests_of(eva) == ()
    assert in_memory.memory.diary(eva.id).marks == ()


async def test_until_a_day_has_two_readings(eva: Player) -> None:
    """One tap, and the last day is left out, too."""
    await eva.says("away from Wednesday until Friday")
    assert eva.buttons == ["Leave out until Saturday", "Undo", "Reminders"]
    await eva.taps("Leave out until Saturday")
    assert rests_of(eva) == ((WEDNESDAY, date(2026, 11, 28)),)
    assert eva.buttons == ["Undo", "Reminders"]


async def test_what_is_left_out_is_shown(eva: Player) -> None:
    """In the list of reminders, each with a button that takes it back."""
    await eva.says("skip this Wednesday")
    await eva.says("no reminders from 10 to 12 December")
    [listed] = await eva.says("/remind")
    assert said("rest.line", days="on Wednesday") in listed
    assert said("rest.line", days="from 10 December to 12 December") in listed
    await eva.taps("Don't leave out: on Wednesday")
    assert rests_of(eva) == ((date(2026, 12, 10), date(2026, 12, 13)),)
    assert said("rest.line", days="from 10 December to 12 December") in (await eva.says("/status"))[0]


async def test_a_reminder_for_once_goes_with_the_day_and_may_be_asked_for_again(eva: Player) -> None:
    """Who asks for it afterwards wants it."""
    await eva.says("remind me once on Wednesday at 9")
    await eva.says("no reminder this Wednesday")
    assert [one.at for one in eva.record.reminders] == [time(7, 30)]
    await eva.says("remind me once on Wednesday at 9")
    assert [one.at for one in eva.record.reminders] == [time(7, 30), time(9)]
    assert rests_of(eva) == ((WEDNESDAY, THURSDAY),)


async def test_no_more_than_five_are_kept(eva: Player) -> None:
    """The record has no room for more; each can be taken back there."""
    for day in range(1, 6):
        await eva.says(f"no reminder on {day} December")
    assert await eva.says("no reminder on 20 December") == ["I can keep 5 gaps ahead at most. Take one back first."]
    assert len(eva.record.account.rests) == 5
    assert len(eva.buttons) == 5


@pytest.mark.parametrize(
    ("text", "question", "rest"),
    [
        ("I'll be travelling to Berlin from Wednesday until Friday.", "from Wednesday to Thursday", (25, 27)),
        ("dont write me tomorrow i have an early shift at work and then school", "tomorrow", (23, 24)),
    ],
)
async def test_where_more_is_told_it_is_asked_first(
    eva: Player, text: str, question: str, rest: tuple[int, int]
) -> None:
    """With the days that were understood."""
    assert await eva.says(text) == [said("meant.pause", detail=question)]
    assert rests_of(eva) == ()
    await eva.says("yes please")
    assert rests_of(eva) == (tuple(date(2026, 11, day) for day in rest),)


@pytest.mark.parametrize(
    "data", ["rest:20261121:20261122", "rest:20261126:20261125", "rest:x:20261125", "unrest:20261125:20261126"]
)
async def test_a_button_with_days_that_are_none_changes_nothing(eva: Player, data: str) -> None:
    """Days that are over, in the wrong order, or not left out."""
    await eva.forges(f"pause:{data}")
    assert rests_of(eva) == ()
