"""Rhythm: which prompts become fewer and end in silence, and which time would suit better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.habits.cadence import REMEMBERED, Action, after_prompt, ignored_days, next_action
from bot.habits.start_times import FAR, OFFER_APART, STARTS, better_time, is_far, may_offer, with_start
from storage.records.person import Person, Silence, with_fields
from tests.harness.tabled import tabled

LISBON = ZoneInfo("Europe/Lisbon")
MONDAY = date(2026, 3, 2)
ONE_DAY = timedelta(days=1)
ANA = Person(id=41, created_at=datetime(2026, 1, 1, tzinfo=UTC))
LETTERS = {Action.SEND: "S", Action.SKIP: "-", Action.KEEP_GOING: "?", Action.HUSHED: "."}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def at(day: int, hour: int, zone: ZoneInfo = LISBON) -> datetime:
    """An hour of a day, day 0 is the Monday."""
    return datetime.combine(MONDAY + day * ONE_DAY, time(hour), zone).astimezone(UTC)


# How often. Each row: on which days prompts are due (days of the week from Monday on), at which hours of a day, on
# which days and at which hour something is heard, and what becomes of the prompts, a word a day.
DAILY, WORKDAYS, MONDAYS = "0123456", "01234", "0"
RHYTHMS: list[tuple[str, tuple[int, ...], Mapping[int, int], str]] = [
    (DAILY, (8,), {}, "S S S - S - S - S - ? . . . ."),
    (DAILY, (8,), dict.fromkeys(range(12), 9), "S S S S S S S S S S S S"),
    (DAILY, (8,), {2: 9}, "S S S S S S - S - S - S - ? ."),
    (DAILY, (8,), {3: 9}, "S S S - S S S - S"),
    (DAILY, (8,), {4: 7}, "S S S - S S S - S"),
    (DAILY, (8,), {9: 9}, "S S S - S - S - S - S S S - S"),
    (DAILY, (8,), {12: 9}, "S S S - S - S - S - ? . . S S S - S"),
    (DAILY, (8, 20), {}, "SS SS SS -- SS -- SS -- SS -- ?. .. .."),
    (DAILY, (8, 20), {3: 12}, "SS SS SS -S SS SS -- SS"),
    (DAILY, (8, 20), {2: 12}, "SS SS SS SS SS -- SS -- SS -- SS -- ?."),
    (DAILY, (8, 20), {10: 12}, "SS SS SS -- SS -- SS -- SS -- ?S SS SS --"),
    (WORKDAYS, (8,), {}, "S S S - S _ _ S - S ? . _ _ . ."),
    (MONDAYS, (8,), {}, "S _ _ _ _ _ _ S _ _ _ _ _ _ S _ _ _ _ _ _ S _ _ _ _ _ _ S _ _ _ _ _ _ ? _ _ _ _ _ _ ."),
]


@tabled(("weekdays", "hours", "heard", "expected"), RHYTHMS)
def test_prompts_that_nobody_answers_become_fewer(
    weekdays: str, hours: tuple[int, ...], heard: Mapping[int, int], expected: str
) -> None:
    """Every second day after three, one question after ten days and five prompts, then silence; a word ends it."""
    person, told = ANA, []
    for day in range(len(expected.split())):
        local_date = MONDAY + day * ONE_DAY
        if str(local_date.weekday()) not in weekdays:
            told.append("_")
            continue
        found = ""
        for hour in hours:
            due_at = at(day, hour)
            for on, o_clock in sorted(heard.items()):
                if at(on, o_clock) < due_at:
                    person = with_fields(person, heard_at=at(on, o_clock))
            decided = next_action(person, local_date, LISBON)
            found += LETTERS[decided]
            if decided in (Action.SEND, Action.KEEP_GOING):
                asked = decided is Action.KEEP_GOING
                new = after_prompt(person, local_date, due_at, None, asked_to_keep_going=asked)
                person = replace(person, silence=new)
        told.append(found)
    assert " ".join(told) == expected


def ignoring(
    days: int, on: date, since: datetime, *, asked_at: datetime | None = None, heard_at: datetime | None = None
) -> Person:
    silence = Silence(days=days, last_on=on, since=since, asked_at=asked_at)
    return replace(with_fields(ANA, heard_at=heard_at), silence=silence)


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (ANA, 0),
        (with_fields(ANA, heard_at=at(0, 8)), 0),
        (ignoring(4, MONDAY, at(0, 8)), 4),
        (ignoring(4, MONDAY, at(0, 8), heard_at=at(0, 7)), 4),
        (ignoring(4, MONDAY, at(0, 8), heard_at=at(0, 8)), 4),
        (ignoring(4, MONDAY, at(0, 8), heard_at=at(0, 9)), 0),
    ],
)
def test_how_many_days_were_ignored(person: Person, expected: int) -> None:
    """None any more once something was heard after the first of them was due."""
    assert ignored_days(person) == expected


# Day 10 is the Thursday of the week after.
DECISIONS = [
    ("nothing yet", ANA, 10, Action.SEND),
    ("two, yesterday", ignoring(2, MONDAY + 9 * ONE_DAY, at(8, 8)), 10, Action.SEND),
    ("three, yesterday", ignoring(3, MONDAY + 9 * ONE_DAY, at(7, 8)), 10, Action.SKIP),
    ("three, the day before", ignoring(3, MONDAY + 8 * ONE_DAY, at(6, 8)), 10, Action.SEND),
    ("three, today", ignoring(3, MONDAY + 10 * ONE_DAY, at(8, 8)), 10, Action.SEND),
    ("three, on a date that a flight west brings again", ignoring(3, MONDAY + 11 * ONE_DAY, at(9, 8)), 10, Action.SKIP),
    ("four, ten days", ignoring(4, MONDAY + 8 * ONE_DAY, at(0, 8)), 10, Action.SEND),
    ("five, ten days", ignoring(5, MONDAY + 8 * ONE_DAY, at(0, 8)), 10, Action.KEEP_GOING),
    ("five, ten days, yesterday", ignoring(5, MONDAY + 9 * ONE_DAY, at(0, 8)), 10, Action.KEEP_GOING),
    ("five, ten days, today", ignoring(5, MONDAY + 10 * ONE_DAY, at(0, 8)), 10, Action.SEND),
    ("five, nine days", ignoring(5, MONDAY + 7 * ONE_DAY, at(1, 8)), 10, Action.SEND),
    ("five, heard", ignoring(5, MONDAY + 8 * ONE_DAY, at(0, 8), heard_at=at(9, 8)), 10, Action.SEND),
    ("hushed", ignoring(6, MONDAY + 9 * ONE_DAY, at(0, 8), asked_at=at(9, 8)), 10, Action.HUSHED),
    ("hushed, heard", ignoring(6, MONDAY, at(0, 8), asked_at=at(9, 8), heard_at=at(9, 9)), 10, Action.SEND),
    (
        "hushed, heard as it was asked",
        ignoring(6, MONDAY, at(0, 8), asked_at=at(9, 8), heard_at=at(9, 8)),
        10,
        Action.HUSHED,
    ),
]


@tabled(("about", "person", "day", "expected"), DECISIONS)
def test_what_becomes_of_a_prompt(about: str, person: Person, day: int, expected: Action) -> None:
    """By how many were ignored, since when, and when the last of them was."""
    assert next_action(person, MONDAY + day * ONE_DAY, LISBON) is expected


@pytest.mark.parametrize(
    ("zone", "expected"), [("Pacific/Auckland", Action.SEND), ("America/New_York", Action.KEEP_GOING)]
)
def test_ten_days_are_counted_by_the_local_date(zone: str, expected: Action) -> None:
    """20:00 UTC is in Auckland the next morning."""
    person = ignoring(5, MONDAY + 8 * ONE_DAY, utc("2026-03-02T20:00"))
    assert next_action(person, MONDAY + 10 * ONE_DAY, ZoneInfo(zone)) is expected


NUDGES = [
    ("the first", ANA, 0, Silence(days=1, last_on=MONDAY, since=at(0, 8))),
    ("another day", ignoring(1, MONDAY, at(0, 8)), 1, Silence(days=2, last_on=MONDAY + ONE_DAY, since=at(0, 8))),
    (
        "the same day",
        ignoring(2, MONDAY + ONE_DAY, at(0, 8)),
        1,
        Silence(days=2, last_on=MONDAY + ONE_DAY, since=at(0, 8)),
    ),
    (
        "something was heard",
        ignoring(4, MONDAY, at(-4, 8), heard_at=at(0, 9)),
        1,
        Silence(days=1, last_on=MONDAY + ONE_DAY, since=at(1, 8)),
    ),
    (
        "something was heard the same day",
        ignoring(4, MONDAY, at(-4, 8), heard_at=at(0, 7)),
        0,
        Silence(days=1, last_on=MONDAY, since=at(0, 8)),
    ),
    (
        "something was heard before",
        ignoring(1, MONDAY, at(0, 8), heard_at=at(0, 7)),
        1,
        Silence(days=2, last_on=MONDAY + ONE_DAY, since=at(0, 8)),
    ),
    (
        "something was heard before it went out late",
        ignoring(4, MONDAY, at(-4, 8), heard_at=at(1, 10)),
        1,
        Silence(days=1, last_on=MONDAY + ONE_DAY, since=at(1, 10)),
    ),
    (
        "the hush is over",
        ignoring(6, MONDAY, at(-9, 8), asked_at=at(0, 8), heard_at=at(0, 9)),
        1,
        Silence(days=1, last_on=MONDAY + ONE_DAY, since=at(1, 8)),
    ),
    (
        "in a hush",
        ignoring(6, MONDAY, at(-9, 8), asked_at=at(0, 8)),
        1,
        Silence(days=7, last_on=MONDAY + ONE_DAY, since=at(-9, 8), asked_at=at(0, 8)),
    ),
]


@pytest.mark.parametrize(("about", "person", "day", "expected"), NUDGES, ids=[row[0] for row in NUDGES])
def test_what_a_prompt_changes(about: str, person: Person, day: int, expected: Silence) -> None:
    """A date counts once, and something heard begins the count anew."""
    assert after_prompt(person, MONDAY + day * ONE_DAY, at(day, 8), None) == expected


def test_the_last_question_is_remembered_by_its_moment() -> None:
    """It counts like any prompt; silence begins with it."""
    person = ignoring(5, MONDAY + 8 * ONE_DAY, at(0, 8))
    new = after_prompt(person, MONDAY + 10 * ONE_DAY, at(10, 8), None, asked_to_keep_going=True)
    assert new == Silence(days=6, last_on=MONDAY + 10 * ONE_DAY, since=at(0, 8), asked_at=at(10, 8))


def test_the_last_wordings_are_remembered() -> None:
    """The newest last, no more than a few; a question that has no wordings leaves them."""
    person = ANA
    for wording in "abcdefg":
        person = replace(person, silence=after_prompt(person, MONDAY, at(0, 8), wording))
    assert person.silence.wordings == tuple("cdefg")
    assert len(person.silence.wordings) == REMEMBERED
    assert after_prompt(person, MONDAY, at(0, 9), None).wordings == person.silence.wordings


# A better time. Minutes of the day are written as times.


def minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def times(text: str) -> list[time]:
    return [time.fromisoformat(each) for each in text.split()]


@tabled(
    ("start", "reminders", "expected"),
    [
        ("08:00", "08:00", False),
        ("09:30", "08:00", False),
        ("09:31", "08:00", True),
        ("06:30", "08:00", False),
        ("06:29", "08:00", True),
        ("20:00", "08:00", True),
        ("20:00", "08:00 19:00", False),
        ("13:30", "08:00 19:00", True),
        ("00:45", "23:30", False),
        ("01:01", "23:30", True),
        ("23:00", "00:15", False),
        ("22:44", "00:15", True),
        ("12:00", "", False),
    ],
)
def test_which_starts_are_far_from_every_reminder(start: str, reminders: str, expected: bool) -> None:
    """More than an hour and a half, round the clock; without reminders there is nothing to be far from."""
    assert is_far(minute(start), times(reminders)) is expected
    assert FAR == 90


@pytest.mark.parametrize(
    ("before", "start", "expected"),
    [
        ("", "20:00", "20:00"),
        ("20:00", "20:10", "20:00 20:10"),
        ("20:00 20:10", "12:00", "20:00 20:10 12:00"),
        ("20:00 20:10 12:00", "20:05", "20:10 12:00 20:05"),
        ("20:00 20:10", "08:30", ""),
        ("", "08:30", ""),
    ],
)
def test_far_starts_gather_and_one_near_a_reminder_empties_them(before: str, start: str, expected: str) -> None:
    """The last three, beside a reminder at 08:00."""
    found = with_start(tuple(map(minute, before.split())), minute(start), times("08:00"))
    assert found == tuple(map(minute, expected.split()))


@tabled(
    ("starts", "expected"),
    [
        ("", None),
        ("20:00 20:00", None),
        ("20:00 20:00 20:00", "20:00"),
        ("20:00 20:30 21:00", "20:30"),
        ("20:00 20:30 21:01", None),
        ("21:01 20:00 20:30", None),
        ("20:30 21:00 20:00", "20:30"),
        ("20:00 20:07 20:20", "20:00"),
        ("20:00 20:08 20:20", "20:15"),
        ("20:00 20:52 20:59", "20:45"),
        ("20:00 20:53 20:59", "21:00"),
        ("23:40 00:10 23:50", "23:45"),
        ("00:10 23:40 23:50", "23:45"),
        ("23:50 00:10 00:20", "00:15"),
        ("00:20 00:10 23:50", "00:15"),
        ("23:40 23:53 00:30", "00:00"),
        ("23:20 23:50 00:21", None),
        ("08:00 14:00 20:00", None),
        ("00:00 12:00 00:00", None),
        ("12:00 20:00 20:10 20:20", "20:15"),
    ],
)
def test_three_starts_at_one_time_of_day_make_a_better_time(starts: str, expected: str | None) -> None:
    """The middle one, to the nearest quarter hour, when no two are more than an hour apart, over midnight too."""
    found = better_time(tuple(map(minute, starts.split())))
    assert found == (time.fromisoformat(expected) if expected else None)


@given(st.permutations([0, 25, 55]), st.integers(min_value=0, max_value=24 * 60 - 1))
def test_midnight_is_like_any_other_time(apart: list[int], start: int) -> None:
    """Wherever three starts stand on the clock and in whatever order, the middle one is told, to half a quarter."""
    found = better_time([(start + minutes) % (24 * 60) for minutes in apart])
    assert found is not None
    assert found.minute % 15 == 0
    away = (found.hour * 60 + found.minute - start - 25) % (24 * 60)
    assert min(away, 24 * 60 - away) <= 7


@pytest.mark.parametrize(
    ("wants", "offered", "expected"),
    [
        (True, None, True),
        (False, None, False),
        (True, MONDAY, False),
        (True, MONDAY - OFFER_APART + ONE_DAY, False),
        (True, MONDAY - OFFER_APART, True),
        (False, MONDAY - OFFER_APART, False),
        (True, MONDAY + ONE_DAY, False),
    ],
)
def test_a_better_time_is_not_offered_too_often(wants: bool, offered: date | None, expected: bool) -> None:
    """Every four weeks at most, and never to who does not want it."""
    assert may_offer(with_fields(ANA, wants_time_offer=wants, time_offered_on=offered), MONDAY) is expected
    assert timedelta(days=28) == OFFER_APART
    assert STARTS == 3
