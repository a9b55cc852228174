"""What does a record come to: the sign of every day, sums and averages?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.conversations.history.summary import look_back
from bot.drawing.sheet import DrawnMark
from storage.records.diary import CheckIn, Diary, MarkKind, WalkSummary
from storage.records.diary import Mark as Note
from storage.records.person import Feel, WalkState
from tests.harness.remembered import ANA, CAME, LIBRARY, LYING, TODAY, on, recap, walk
from tests.harness.tabled import tabled

SIGNS = [
    ("a walk in full", [walk(on("11-18"))], DrawnMark.FULL),
    ("a short walk", [walk(on("11-18"), form="short")], DrawnMark.SHORT),
    ("a short one and one in full", [walk(on("11-18"), form="short"), walk(on("11-18"))], DrawnMark.FULL),
    ("added by hand", [Note(MarkKind.ADDED, on("11-18"))], DrawnMark.FULL),
    ("taken back", [walk(on("11-18")), Note(MarkKind.UNDONE, on("11-18"))], DrawnMark.OPEN),
    ("begun and left", [walk(on("11-18"), state=WalkState.LEFT)], DrawnMark.PART),
    ("begun and still open", [walk(on("11-18"), state=WalkState.OPEN)], DrawnMark.PART),
    ("unwell", [Note(MarkKind.UNWELL, on("11-18"))], DrawnMark.UNWELL),
    ("unwell in a walk",
     [Note(MarkKind.UNWELL, on("11-18")), walk(on("11-18"), state=WalkState.OPEN)], DrawnMark.UNWELL),
    ("unwell, and done all the same", [Note(MarkKind.UNWELL, on("11-18")), walk(on("11-18"))], DrawnMark.FULL),
    ("the first day of a pause", [Note(MarkKind.PAUSED, on("11-18"), on("11-20"))], DrawnMark.PAUSE),
    ("the last day of a pause", [Note(MarkKind.PAUSED, on("11-16"), on("11-19"))], DrawnMark.PAUSE),
    ("the day after a pause", [Note(MarkKind.PAUSED, on("11-16"), on("11-18"))], DrawnMark.OPEN),
    ("a pause without an end", [Note(MarkKind.PAUSED, on("11-01"))], DrawnMark.PAUSE),
    ("done in a pause", [Note(MarkKind.PAUSED, on("11-01")), walk(on("11-18"))], DrawnMark.FULL),
    ("cut short by a journey", [Note(MarkKind.AWAY, on("11-18"))], DrawnMark.REST),
    ("nothing", [], DrawnMark.OPEN),
]  # fmt: skip


@tabled(("about", "parts", "sign"), SIGNS)
def test_every_day_has_its_sign(about: str, parts: list[WalkSummary | Note], sign: DrawnMark) -> None:
    """The Wednesday of this week, which is a day with a reminder."""
    assert recap(*parts).mark(on("11-18")) is sign


@pytest.mark.parametrize(
    ("day", "sign"),
    [
        ("09-08", DrawnMark.NONE),
        ("09-09", DrawnMark.OPEN),
        ("11-15", DrawnMark.REST),
        ("11-21", DrawnMark.OPEN),
        ("11-22", DrawnMark.REST),
        ("11-23", DrawnMark.AHEAD),
        ("11-29", DrawnMark.AHEAD),
    ],
)
def test_a_day_of_which_there_is_nothing_is_open_free_ahead_or_before_they_came(day: str, sign: DrawnMark) -> None:
    """Free is a weekday without a reminder: here Sundays."""
    assert recap().mark(on(day)) is sign


def test_a_day_on_which_a_prompt_came_was_no_day_of_rest() -> None:
    """The reminders may have been others then."""
    assert recap(asked="11-15").mark(on("11-15")) is DrawnMark.OPEN


def test_without_reminders_no_day_is_one_of_rest() -> None:
    """Nobody planned any."""
    assert recap(person=replace(ANA, reminders=())).mark(on("11-15")) is DrawnMark.OPEN
    off = replace(ANA, reminders=(replace(ANA.reminders[0], active=False),))
    assert recap(person=off).mark(on("11-15")) is DrawnMark.OPEN


def test_the_day_of_beginning_is_told_by_the_persons_own_clock() -> None:
    """Late in the evening in UTC is the next day in Tokyo."""
    late = replace(ANA, created_at=datetime(2026, 9, 8, 20, tzinfo=UTC))
    assert look_back(late, Diary(), TODAY, ZoneInfo("Asia/Tokyo")).began == on("09-09")


def test_of_several_walks_of_a_day_the_worst_is_told() -> None:
    """Pain before effort before ease; a walk that was broken off because it hurt counts, one taken back does not."""
    found = recap(
        walk(on("11-16"), Feel.GOOD), walk(on("11-16"), Feel.HARD),
        walk(on("11-17"), Feel.HARD), walk(on("11-17"), Feel.HURT, state=WalkState.LEFT), walk(on("11-17"), Feel.GOOD),
        walk(on("11-18"), Feel.HURT), Note(MarkKind.UNDONE, on("11-18")),
    )  # fmt: skip
    assert found.felt == {on("11-16"): Feel.HARD, on("11-17"): Feel.HURT}


def test_sums_leave_out_what_was_taken_back_and_what_lies_outside() -> None:
    """Days with what was added by hand, walks and minutes without."""
    found = recap(
        walk(on("11-10"), seconds=600),
        walk(on("11-16"), Feel.GOOD, seconds=100),
        walk(on("11-17"), Feel.HARD, variation=LYING, seconds=100),
        walk(on("11-17"), Feel.GOOD, variation="gone-form", seconds=100),
        walk(on("11-18"), Feel.GOOD, seconds=900),
        Note(MarkKind.UNDONE, on("11-18")),
        Note(MarkKind.ADDED, on("11-19")),
    )
    sums = found.sums(on("11-16"), on("11-22"), LIBRARY)
    # A walk of 100 seconds was two minutes when it ended.
    assert (sums.days, sums.walks, sums.minutes) == (3, 3, 6)
    assert sums.positions == (("lying", 1), ("seated", 1))
    assert dict(sums.movements) == {"inner-thigh-stretch": 2, "gone": 1}
    assert sums.feels == ((Feel.GOOD, 2), (Feel.HARD, 1))
    everything = found.sums(date.min, date.max, LIBRARY)
    assert (everything.days, everything.minutes) == (4, 16)


def test_this_week_does_not_plan_days_before_they_came() -> None:
    """Who comes on Friday has Friday and Saturday to do."""
    friday = replace(ANA, created_at=datetime(2026, 11, 20, 9, tzinfo=UTC))
    assert (recap(walk(on("11-20")), person=friday).goal(0).done, recap(person=friday).goal(0).of) == (1, 2)
    assert recap().goal(0).of == 6


def test_stiffness_is_compared_only_when_it_was_told_often_enough() -> None:
    """The first half of what was said before walks, and the second."""
    said = [CheckIn(on(f"11-0{day}"), before, 2) for day, before in ((1, 8), (2, 6), (3, 5), (4, 4), (5, 3))]
    few, enough = recap(*said[:3]).stiffness(CAME, TODAY), recap(*said).stiffness(CAME, TODAY)
    assert few.before == pytest.approx(19 / 3)
    assert (few.early, few.late) == (None, None)
    assert enough.before == pytest.approx(5.2)
    assert (enough.after, enough.early, enough.late) == (2, 7, 4)
    assert recap(CheckIn(on("11-01"))).checkins(CAME, TODAY) == ()
