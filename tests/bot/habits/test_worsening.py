"""Caution: when a stiffer back, or walks that hurt, ask for a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.habits.worsening import Worsening, worsening_in
from storage.records.diary import CheckIn, Diary, WalkSummary
from storage.records.person import Feel, WalkState
from tests.harness.tabled import tabled

TODAY = date(2026, 3, 2)
ONE_DAY = timedelta(days=1)
STIFFER, HURT_TWICE = Worsening.STIFFER, Worsening.HURT_TWICE
FEELS = {"G": Feel.GOOD, "H": Feel.HARD, "X": Feel.HURT, "?": None}
STATES = {"": WalkState.DONE, "l": WalkState.LEFT, "o": WalkState.OPEN}


def said(text: str) -> tuple[CheckIn, ...]:
    """Check-ins of one day after another, the last one today's: "4>6" is 4 before and 6 after, "-" nothing said."""
    values = [each.partition(">") for each in text.split()]
    first = TODAY - (len(values) - 1) * ONE_DAY
    return tuple(
        CheckIn(
            first + days * ONE_DAY,
            before=int(before) if before.isdigit() else None,
            after=int(after) if after.isdigit() else None,
        )
        for days, (before, _, after) in enumerate(values)
    )


def felt(text: str) -> tuple[WalkSummary, ...]:
    """Walks by how they felt, the newest last: G good, H hard, X it hurt, ? nothing said; "l" left, "o" open."""
    return tuple(
        WalkSummary("hips", "hips-seated", None, 240, FEELS[word[-1]], state=STATES[word[:-1]]) for word in text.split()
    )


CHECKINS = [
    ("", None),
    ("4>4", None),
    ("4>6", None),
    ("4>7", STIFFER),
    ("0>10", STIFFER),
    ("7>4", None),
    (">9", None),
    ("9", None),
    ("2 5", None),
    ("2 2 4", None),
    ("2 2 5", STIFFER),
    ("2 2 -", None),
    ("2 2 >5", STIFFER),
    ("2 2 >4", None),
    ("2 2 4>5", STIFFER),
    ("2 2 5>2", STIFFER),
    ("2 3 5", None),
    ("2 3 6", STIFFER),
    ("- 2 6", None),
    (">2 2 6", None),
    ("2 - 2 6", STIFFER),
    ("2>9 2>9 4", None),
    ("2 9 2 5", STIFFER),
    ("2 2 2 6 6 6 6", None),
    ("2 2 2 6 6 6 6 6", None),
    ("6 6 2 2 2 6 5", STIFFER),
    ("6 6 6 2 2 2 6 6 6", STIFFER),
    ("2 2 2 2 6 6 6 6", None),
    ("9 2 2 2 9 9 6", STIFFER),
    ("9 9 2 2 2 5 5", STIFFER),
]


@tabled(("text", "expected"), CHECKINS)
def test_when_a_back_is_clearly_stiffer(text: str, expected: Worsening | None) -> None:
    """By three points: after the walk than before, or than the middle of up to five check-ins before, at least two."""
    assert worsening_in(Diary(checkins=said(text)), TODAY) == expected


def test_only_todays_check_in_is_spoken_about() -> None:
    """Yesterday's has had its word, and of a day that is still to come nobody speaks yet."""
    diary = Diary(checkins=said("2 2 2>9"))
    assert [worsening_in(diary, TODAY + days * ONE_DAY) for days in (-1, 0, 1)] == [None, STIFFER, None]


WALKS = [
    ("", None),
    ("X", None),
    ("X X", HURT_TWICE),
    ("X X X", HURT_TWICE),
    ("G X X", HURT_TWICE),
    ("X X G", None),
    ("X G X", None),
    ("X H", None),
    ("X H X", None),
    ("lX X", HURT_TWICE),
    ("X lX", HURT_TWICE),
    ("X ? X", HURT_TWICE),
    ("X X ?", HURT_TWICE),
    ("X l? X", HURT_TWICE),
    ("X lG X", None),
    ("X oX", None),
    ("X X oG", HURT_TWICE),
]


@tabled(("text", "expected"), WALKS)
def test_when_walks_hurt_one_after_another(text: str, expected: Worsening | None) -> None:
    """Two in a row, finished or left, among those of which something was said."""
    assert worsening_in(Diary(walks=felt(text)), TODAY) == expected


def test_pain_is_spoken_about_first() -> None:
    """When the back is stiffer as well; and it alone when the pain is over."""
    diary = Diary(walks=felt("X X"), checkins=said("1>9"))
    assert worsening_in(diary, TODAY) is HURT_TWICE
    assert worsening_in(replace(diary, walks=felt("X X G")), TODAY) is STIFFER
