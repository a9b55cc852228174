"""Pauses, ends and cues as people say them: what changes, and what is only asked about."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversations.preferences.days_off import ASKING
from tests.harness.said import said
from tests.harness.stage import Player

# The stage opens on Sunday, 22 November, at 14:35, in Lisbon.
QUESTIONS = [
    (
        "we're going to Portugal on Saturday for a week",
        said("meant.pause", detail="from Saturday to 4 December"),
        (date(2026, 11, 28), date(2026, 12, 5)),
    ),
    (
        "Not this week, please - I have a deadline.",
        said("meant.pause", detail="from Monday to 29 November"),
        (date(2026, 11, 23), date(2026, 11, 30)),
    ),
]


@pytest.mark.parametrize(("text", "question", "rest"), QUESTIONS, ids=[text for text, _, _ in QUESTIONS])
@pytest.mark.parametrize("before", ["", "/report"])
async def test_a_journey_is_asked_about(
    eva: Player, text: str, question: str, rest: tuple[date, date], before: str
) -> None:
    """Also where dates for a report are asked for."""
    if before:
        await eva.says(before)
    assert await eva.says(text) == [question]
    await eva.says("yes")
    assert eva.record.account.rests == (rest,)


async def test_an_open_end_is_a_pause_until_they_say_so(eva: Player) -> None:
    """The day that is named beside it is not the only one."""
    assert await eva.says("I'm going to hospital on Thursday, no reminders until I say so") == [
        said("meant.pause.alone")
    ]
    await eva.says("yes")
    assert (eva.record.account.paused, eva.record.account.paused_until) == (True, None)


async def test_what_was_never_off_is_not_back_on(eva: Player) -> None:
    """Unlike after a pause."""
    [line] = await eva.says("turn them back on")
    assert line.startswith(said("resume.on"))
    await eva.says("/pause")
    [line] = await eva.says("turn them back on")
    assert line.startswith(said("resume.done"))


@pytest.mark.parametrize(
    ("text", "asking", "stopped"),
    [
        ("yes delete me, no more messages", "delete", False),
        ("yes please, no more messages", None, True),
        ("actually wait no, keep my stuff", None, False),
    ],
)
async def test_an_end_is_answered_in_a_sentence(eva: Player, text: str, asking: str | None, stopped: bool) -> None:
    """Nothing is asked twice in the same words."""
    await eva.says("i want to stop for good")
    await eva.says(text)
    asked = (eva.record.account.asking or "").partition(":")[0] or None
    assert (asked, eva.record.account.stopped_at is not None) == (asking, stopped)


@pytest.mark.parametrize("text", ["actually wait no, keep my stuff", "oh no dont", "hm I changed my mind"])
async def test_nothing_is_erased_by_half_a_yes(eva: Player, text: str) -> None:
    """The question is closed."""
    await eva.says("/delete")
    assert await eva.says(text) == [said("delete.kept")]
    assert eva.record.account.asking is None


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("coudl you link it to my sun salutation?", "sun salutation"),
        ("no, the cue is just: after sun salutation", "sun salutation"),
        ("please link it with brushing my teeth in the evening", "brushing my teeth in the evening"),
    ],
)
async def test_a_cue_is_what_it_is_called(eva: Player, text: str, cue: str) -> None:
    """Without the words in front of it."""
    await eva.says(text)
    assert eva.record.reminders[0].cue == cue


async def test_another_reminder_gets_the_cue_by_one_tap(eva: Player) -> None:
    """Only where it has none."""
    await eva.adds_reminder("18:00")
    await eva.says("remind me after walking the dog")
    [button] = eva.buttons
    await eva.taps(button)
    assert [one.cue for one in eva.record.reminders] == ["walking the dog", "walking the dog"]
    assert eva.buttons == []


async def test_what_is_asked_is_read_back_in_plain_words(eva: Player) -> None:
    """Not with the person's words stuck on."""
    await eva.says("/remind off")
    await eva.says("/remind weekdays 6:00, weekends 9:00")
    assert await eva.says("no i work mon wed fri so saturday at nine") == [
        said("meant.remind", detail="on Saturday at 09:00")
    ]
    assert (eva.record.account.asking or "").startswith(f"{ASKING}:remind:")


async def test_a_week_that_changes_in_part_is_asked_about(eva: Player) -> None:
    """In place of what there is, or beside it."""
    await eva.says("/remind off")
    await eva.says("/remind weekdays 6:00, weekends 9:00")
    [text] = await eva.says("no thats wrong, i still want 7 on weekdays! and only saturday at 10:30")
    assert text == said(
        "remind.instead_or_also.several",
        had="on weekdays at 06:00; at weekends at 09:00",
        line="On weekdays at 07:00; on Saturday at 10:30",
    )
