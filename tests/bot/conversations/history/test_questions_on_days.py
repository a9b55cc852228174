"""What is answered to "is my streak gone?", and to a question on the days and minutes of a month or a week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.conversations.history import progress
from bot.conversations.turn import Turn
from bot.markup import plain
from bot.understanding.answers import periods
from storage.records.diary import Mark, MarkKind
from tests.harness.remembered import ANA, DAY, LIBRARY, TODAY, WORDS, Part, diary, on, walk
from tests.harness.said import counted, said

MONDAY = 0


def turn(*parts: Part, asked: str = "") -> Turn:
    """Ana's turn at noon of the last day."""
    noon = datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(hours=12)
    return Turn(ANA, now=noon, library=LIBRARY, words=WORDS, diary=diary(*parts, asked=asked))


def text(of: Turn) -> str:
    """The one message that is said."""
    [reply] = of.replies
    return plain(reply.text or "")


def row(last: date, days: int) -> list[Part]:
    """A session on each of some days, up to the last."""
    return [walk(last - number * DAY) for number in range(days)]


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        (row(TODAY, 3), ["streak.stands:3"]),
        ([*row(on("10-10"), 14), walk(TODAY)], ["streak.stands:1", "streak.longest:14"]),
        (row(on("10-10"), 14), ["streak.none", "streak.longest:14"]),
        (
            [*row(on("11-14"), 5), Mark(MarkKind.PAUSED, on("11-15"), on("11-21")), walk(TODAY)],
            ["streak.stands:6", "streak.rested"],
        ),
    ],
)
def test_a_run_is_told_as_it_stands(parts: list[Part], lines: list[str]) -> None:
    """Whether it goes on, what forgives, that illness does not break it, and the longest one."""
    asked = turn(*parts)
    progress.answer_streak(asked)
    told = []
    for line in lines:
        key, _, number = line.partition(":")
        told.append(plain(counted(key, int(number)) if number else said(key)))
        if key == "streak.stands":
            told.append(plain(counted("progress.forgives", 2)))
    assert text(asked) == " ".join(told)


def test_nobody_who_has_done_nothing_has_lost_anything() -> None:
    """They are asked in."""
    asked = turn()
    progress.answer_streak(asked)
    assert text(asked) == plain(said("progress.none"))


@pytest.mark.parametrize(
    ("detail", "answer"),
    [
        ("in October", "1 October 2026 to 31 October 2026: 2 days, 2 sessions and 4 minutes."),
        ("this month", "1 November 2026 to 22 November 2026: 1 day, 1 session and 2 minutes. "
         "Days with a reminder: 1 of 2 done."),
        ("in December", "1 December 2025 to 31 December 2025: I have no day of yours."),
        ("in the last two weeks", "9 November 2026 to 22 November 2026: 1 day, 1 session and 2 minutes. "
         "Days with a reminder: 1 of 2 done."),
    ],
)  # fmt: skip
def test_a_period_is_counted(detail: str, answer: str) -> None:
    """Days, sessions and minutes; of the days with a reminder, those of illness do not count."""
    asked = turn(
        walk(on("10-03")), walk(on("10-31")), walk(on("11-18")), Mark(MarkKind.UNWELL, on("11-19")),
        asked="11-17 11-18 11-19",
    )  # fmt: skip
    progress.answer_period(asked, detail)
    assert text(asked) == answer


@pytest.mark.parametrize(
    ("said_at_the_end", "first", "last"),
    [
        ("this week", "11-16", "11-22"),
        ("last week", "11-09", "11-15"),
        ("over the past week", "11-09", "11-15"),
        ("in the last two weeks", "11-09", "11-22"),
        ("november", "11-01", "11-22"),
        ("in november altogether", "11-01", "11-22"),
        ("in the last month", "10-01", "10-31"),
        ("since october", "10-01", "11-22"),
        ("between 1 oct and 5 nov", "10-01", "11-05"),
    ],
)
def test_a_week_is_that_of_the_person(said_at_the_end: str, first: str, last: str) -> None:
    """And the one before is over."""
    assert periods.in_sentence(said_at_the_end, TODAY, WORDS, MONDAY) == periods.Period(on(first), on(last))
