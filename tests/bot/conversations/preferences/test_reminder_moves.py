"""One of several reminders is named by its days: that one changes, and no other."""

from __future__ import annotations

from datetime import time

import pytest

from bot.timing.recurrence import mask_to_weekdays
from tests.harness.said import said
from tests.harness.stage import Player

WEEKDAYS, WEEKEND = "01234", "56"


@pytest.fixture
async def two(eva: Player) -> Player:
    """Eva, with reminders on weekdays at 07:00 and at weekends at 09:00."""
    await eva.says("/remind off")
    await eva.says("/remind weekdays 7:00, weekends 9:00")
    assert comes(eva) == {"07:00": WEEKDAYS, "09:00": WEEKEND}
    return eva


def comes(who: Player) -> dict[str, str]:
    """The days of each reminder, by its time: Monday is 0."""
    return {
        f"{one.at:%H:%M}": "".join(map(str, sorted(mask_to_weekdays(one.weekdays)))) for one in who.record.reminders
    }


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("and can you remind me at weekends only on saturday", {"07:00": WEEKDAYS, "09:00": "5"}),
        ("weekends only saturday please", {"07:00": WEEKDAYS, "09:00": "5"}),
        ("I don't want the sunday one any more", {"07:00": WEEKDAYS, "09:00": "5"}),
        ("move saturday to 11", {"07:00": WEEKDAYS, "09:00": "6", "11:00": "5"}),
        ("change my weekend reminder to 10:30", {"07:00": WEEKDAYS, "10:30": WEEKEND}),
        ("the weekend one two hours later", {"07:00": WEEKDAYS, "11:00": WEEKEND}),
        ("move the weekend one to 7", {"07:00": "0123456"}),
    ],
)
async def test_what_is_named_changes_and_nothing_beside_it(two: Player, text: str, after: dict[str, str]) -> None:
    """And one tap gives back what was."""
    await two.says(text)
    assert comes(two) == after
    await two.taps("Undo")
    assert comes(two) == {"07:00": WEEKDAYS, "09:00": WEEKEND}


@pytest.mark.parametrize(("answer", "after"), [("yes", {"09:00": "5"}), ("no", {"07:00": WEEKDAYS, "09:00": WEEKEND})])
async def test_a_reminder_goes_with_its_days_only_after_a_question(
    two: Player, answer: str, after: dict[str, str]
) -> None:
    """The question names it."""
    assert await two.says("only on saturdays please") == [said("meant.days_off.gone", lines="on weekdays at 07:00")]
    await two.says(answer)
    assert comes(two) == after


async def test_of_one_reminder_the_named_days_alone_move(eva: Player) -> None:
    """The others stay where they are."""
    await eva.says("half an hour later at the weekend please")
    assert comes(eva) == {"07:30": WEEKDAYS, "08:00": WEEKEND}
    await eva.taps("Undo")
    assert comes(eva) == {"07:30": "0123456"}


async def test_which_one_is_asked_and_each_would_move_by_as_much(two: Player) -> None:
    """A button for each."""
    assert await two.says("could I have it an hour earlier please") == [said("remind.which")]
    await two.taps("at weekends at 09:00")
    assert comes(two) == {"07:00": WEEKDAYS, "08:00": WEEKEND}


async def test_where_none_comes_then_it_may_come_as_well(eva: Player) -> None:
    """What is there stays."""
    await eva.says("/remind off")
    await eva.says("/remind 10:30 mon,wed,fri")
    await eva.says("move tuesday to 9")
    assert comes(eva) == {"10:30": "024"}
    await eva.taps("As well")
    assert comes(eva) == {"10:30": "024", "09:00": "1"}


async def test_a_cue_moves_with_its_reminder(eva: Player) -> None:
    """And stays with the days that do not move."""
    await eva.says("/cue coffee")
    await eva.says("move saturday to 11")
    assert {(one.at, one.cue) for one in eva.record.reminders} == {(time(7, 30), "coffee"), (time(11), "coffee")}


@pytest.mark.parametrize("answer", ["both please", "yes", "yes, both", "do both"])
async def test_two_moves_in_a_sentence_are_one_question(two: Player, answer: str) -> None:
    """One answer does both, and one tap gives back what was."""
    await two.says("I'd like the weekday one at quarter past six instead, and Saturdays and Sundays at half past nine")
    assert two.last == said("meant.move.several", detail="on weekdays at 06:15; at weekends at 09:30")
    assert comes(two) == {"07:00": WEEKDAYS, "09:00": WEEKEND}
    await two.says(answer)
    assert comes(two) == {"06:15": WEEKDAYS, "09:30": WEEKEND}
    await two.taps("Undo")
    assert comes(two) == {"07:00": WEEKDAYS, "09:00": WEEKEND}


@pytest.mark.parametrize(
    "text",
    [
        "on Wednesdays at eight instead of quarter past six",
        "no. Wednesday should be at 8:00, the other weekdays stay at 7:00",
        "on Wednesday at 8 o'clock rather than at 7 please",
    ],
)
async def test_one_weekday_moves_and_the_others_stay(two: Player, text: str) -> None:
    """The question says the new time, never the old one."""
    await two.says(text)
    assert two.last == said("meant.move", detail="on Wednesday at 08:00")
    await two.says("yes")
    assert comes(two) == {"07:00": "0134", "08:00": "2", "09:00": WEEKEND}
