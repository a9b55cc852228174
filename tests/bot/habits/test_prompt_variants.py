"""How a prompt is worded: enough ways for every day, none of them again soon, and only those that are true."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from bot.habits.cadence import REMEMBERED
from bot.habits.prompt_variants import GAP, WORDINGS, Day, Pool, Wording, choose, days_of, is_after_gap, suitable
from bot.i18n.catalogue import words_in
from storage.records.person import Feel, Person, Streak, Walk, WalkState, with_fields
from tests.harness.tabled import tabled

WORDS = words_in("en")
ONE_DAY = timedelta(days=1)
# A Wednesday, long after Ana came.
TODAY = date(2026, 6, 10)
NOW = datetime(2026, 6, 10, 7, 30, tzinfo=UTC)
ANA = Person(id=41, created_at=datetime(2026, 1, 1, tzinfo=UTC))
KINDS = [frozenset(kinds) for count in range(len(Day) + 1) for kinds in combinations(Day, count)]
POOLS = [(pool, kinds) for pool in Pool for kinds in KINDS]


def names(pool: str, kinds: Iterable[Day], used: Iterable[str] = ()) -> set[str]:
    """Which wordings may be drawn."""
    return {wording.name for wording in suitable(pool, kinds, used)}


def walked(days_ago: float, feel: Feel | None = None) -> Walk:
    """A walk that ended some days ago."""
    moment = NOW - timedelta(days=days_ago)
    return Walk(1, "m", "v", "left", moment, moment, state=WalkState.DONE, feel=feel, ended_at=moment)


# The table


def test_there_are_many_ways_and_no_two_are_the_same() -> None:
    """At least twenty, each by a name of its own and in words of its own."""
    sentences = [WORDS.say(f"wording.{wording.name}", greeting="", what="", days="") for wording in WORDINGS]
    assert len(WORDINGS) >= 20
    assert len({wording.name for wording in WORDINGS}) == len(WORDINGS)
    assert len(set(sentences)) == len(WORDINGS)


@tabled("wording", WORDINGS)
def test_each_greets_and_says_what_there_is_to_do(wording: Wording) -> None:
    """Once each, the greeting first; and no wording asks for anything that a prompt does not know."""
    text = WORDS.say(f"wording.{wording.name}", greeting="GREETING", what="WHAT", days="DAYS")
    assert text.startswith("GREETING ")
    assert (text.count("GREETING"), text.count("WHAT")) == (1, 1)


@tabled("wording", WORDINGS)
def test_only_days_in_a_row_are_counted(wording: Wording) -> None:
    """A number of days is said on no other day: it would be of a run that is over."""
    text = WORDS.say(f"wording.{wording.name}", greeting="GREETING", what="WHAT", days="DAYS")
    assert "DAYS" not in text or wording.day is Day.STREAK


def test_every_pool_but_any_has_ways_of_its_own_for_every_kind_of_day() -> None:
    """WARM and BRIEF share none, and ANY has both."""
    for day in (None, *Day):
        brief = {w.name for w in WORDINGS if w.pool is Pool.BRIEF and w.day is day}
        warm = {w.name for w in WORDINGS if w.pool is Pool.WARM and w.day is day}
        assert brief, day
        assert warm, day
        assert not brief & warm
    assert {w.pool for w in WORDINGS} == {Pool.BRIEF, Pool.WARM}


# What may be drawn


@tabled(("pool", "kinds"), POOLS)
def test_whatever_was_said_lately_one_way_is_left_and_none_of_them(pool: Pool, kinds: frozenset[Day]) -> None:
    """After any five, those that always fit among them: else fewer of the others would be gone."""
    always = [w.name for w in WORDINGS if w.day is None and pool in (Pool.ANY, w.pool)]
    for used in combinations(always, REMEMBERED):
        left = names(pool, kinds, used)
        assert left
        assert not left & set(used)


@tabled(("pool", "kinds"), POOLS)
def test_what_is_made_for_a_day_comes_on_such_a_day_only(pool: Pool, kinds: frozenset[Day]) -> None:
    """And what is of another pool never."""
    for wording in suitable(pool, kinds, ()):
        assert wording.day is None or wording.day in kinds
        assert pool in (Pool.ANY, wording.pool)


@tabled("pool", Pool)
@tabled("day", Day)
def test_what_is_made_for_a_day_does_come_on_it(pool: Pool, day: Day) -> None:
    """Each of its pool."""
    made = {w.name for w in WORDINGS if w.day is day and pool in (Pool.ANY, w.pool)}
    assert made <= names(pool, {day})


# What leaves no room for anything else, the weightiest first.
ALONE = (Day.AFTER_PAIN, Day.AFTER_A_GAP)


def made_for(day: Day, pool: str) -> set[str]:
    """The wordings of a pool that are for such a day."""
    return {w.name for w in WORDINGS if w.day is day and pool in (Pool.ANY, w.pool)}


@tabled(("pool", "kinds"), [(pool, kinds) for pool, kinds in POOLS if kinds & set(ALONE)])
def test_after_pain_and_after_a_gap_only_what_is_made_for_it(pool: Pool, kinds: frozenset[Day]) -> None:
    """As far as it goes: when all of it was used, something else is said rather than the same again."""
    first, *others = [day for day in ALONE if day in kinds]
    made = made_for(first, pool)
    assert names(pool, kinds) == made
    one = min(made)
    assert names(pool, kinds, [one]) == (made - {one} or names(pool, kinds - {first}, [one]))
    left = names(pool, kinds, made)
    assert left == (made_for(others[0], pool) if others else names(pool, kinds - {first}))
    assert left


def test_only_the_last_five_are_left_out() -> None:
    """What was said before them may come again."""
    used = [w.name for w in WORDINGS if w.day is None][: REMEMBERED + 1]
    assert used[0] in names(Pool.ANY, (), used)
    assert not set(used[1:]) & names(Pool.ANY, (), used)


# What kind of day it is

IN_A_ROW = with_fields(ANA, streak=Streak(days=3, until=TODAY - ONE_DAY))
DAYS: list[tuple[str, Person, date, set[Day]]] = [
    ("nothing special", ANA, TODAY, set()),
    ("came six days ago", replace(ANA, created_at=NOW - 6 * ONE_DAY), TODAY, {Day.FIRST_WEEK}),
    ("came a week ago", replace(ANA, created_at=NOW - 7 * ONE_DAY), TODAY, set()),
    ("a Saturday", ANA, date(2026, 6, 13), {Day.WEEKEND}),
    ("a Sunday", ANA, date(2026, 6, 14), {Day.WEEKEND}),
    ("a Sunday in Jordan", with_fields(ANA, zone="Asia/Amman"), date(2026, 6, 14), set()),
    ("a Friday in Jordan", with_fields(ANA, zone="Asia/Amman"), date(2026, 6, 12), {Day.WEEKEND}),
    ("a Monday", ANA, date(2026, 6, 15), set()),
    ("moved a week ago", with_fields(ANA, streak=Streak(days=1, until=TODAY - GAP)), TODAY, set()),
    (
        "moved eight days ago",
        with_fields(ANA, streak=Streak(days=9, until=TODAY - GAP - ONE_DAY)),
        TODAY,
        {Day.AFTER_A_GAP},
    ),
    ("never moved", with_fields(ANA, streak=Streak(until=None)), TODAY + 300 * ONE_DAY, set()),
    ("three days in a row", IN_A_ROW, TODAY, {Day.STREAK}),
    ("two days in a row", with_fields(ANA, streak=Streak(days=2, until=TODAY - ONE_DAY)), TODAY, set()),
    (
        "three, but not yesterday",
        with_fields(ANA, streak=Streak(days=3, until=TODAY - 2 * ONE_DAY)),
        TODAY,
        set(),
    ),
    ("hard yesterday", replace(ANA, walk=walked(1, Feel.HARD)), TODAY, {Day.AFTER_A_HARD_ONE}),
    ("hard three days ago", replace(ANA, walk=walked(3, Feel.HARD)), TODAY, set()),
    ("good yesterday", replace(ANA, walk=walked(1, Feel.GOOD)), TODAY, set()),
    ("hurt, weeks ago", replace(ANA, walk=walked(30, Feel.HURT)), TODAY, {Day.AFTER_PAIN}),
    ("said nothing of yesterday", replace(ANA, walk=walked(1)), TODAY, set()),
    (
        "a gap is a gap, also at a weekend in the first week after a hard one",
        Person(41, NOW - ONE_DAY, streak=Streak(until=TODAY - 30 * ONE_DAY), walk=walked(1, Feel.HARD)),
        date(2026, 6, 13),
        {Day.AFTER_A_GAP},
    ),
    (
        "several at once",
        with_fields(ANA, walk=walked(-2.5, Feel.HARD), streak=Streak(days=3, until=date(2026, 6, 12))),
        date(2026, 6, 13),
        {Day.WEEKEND, Day.STREAK, Day.AFTER_A_HARD_ONE},
    ),
]


@tabled(("_what", "person", "on", "expected"), DAYS)
def test_what_kind_of_day_it_is(_what: str, person: Person, on: date, expected: set[Day]) -> None:
    """By the record alone, and by the date that the prompt is for."""
    now = datetime.combine(on, time(7, 30), UTC)
    assert days_of(person, on, now) == expected
    assert is_after_gap(person, on) is (Day.AFTER_A_GAP in expected)


# What is drawn


def a_year(person: Person, pool: str, *, days: int = 365) -> list[str]:
    """The wordings of a year's prompts, each with those before it on record."""
    drawn: list[str] = []
    for day in range(days):
        here = replace(
            person, created_at=ANA.created_at, silence=replace(person.silence, wordings=tuple(drawn[-REMEMBERED:]))
        )
        drawn.append(choose(here, 1, pool, TODAY + day * ONE_DAY, NOW + day * ONE_DAY))
    return drawn


@pytest.mark.parametrize("pool", Pool)
@pytest.mark.parametrize("person_id", [41, 42, 10**12])
def test_in_a_year_every_way_that_always_fits_comes_up_and_none_again_soon(pool: Pool, person_id: int) -> None:
    """Not within the next five prompts."""
    drawn = a_year(replace(ANA, id=person_id), pool)
    assert {w.name for w in WORDINGS if w.day is None and pool in (Pool.ANY, w.pool)} <= set(drawn)
    for start in range(len(drawn) - REMEMBERED):
        assert drawn[start] not in drawn[start + 1 : start + 1 + REMEMBERED]


def four_days(now: datetime) -> list[str]:
    """The wordings of four days, with nothing said before."""
    return [choose(ANA, 1, Pool.ANY, TODAY + day * ONE_DAY, now) for day in range(4)]


def test_the_same_prompt_is_always_worded_the_same() -> None:
    """However late it is sent, and by whichever process."""
    assert four_days(NOW + timedelta(hours=2)) == four_days(NOW)
    asked = f"from {__name__} import *; print(*four_days(NOW))"
    told = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=Path(__file__).parents[3],
        env={"PYTHONHASHSEED": "1"},
        capture_output=True,
        check=True,
        text=True,
    )
    assert told.stdout.split() == four_days(NOW)


@pytest.mark.parametrize(
    ("_what", "others"),
    [
        ("people", [choose(replace(ANA, id=who), 1, Pool.ANY, TODAY, NOW) for who in range(40)]),
        ("reminders", [choose(ANA, number, Pool.ANY, TODAY, NOW) for number in range(40)]),
        ("days", [choose(ANA, 1, Pool.ANY, TODAY + day * ONE_DAY, NOW) for day in range(40)]),
    ],
)
def test_others_are_worded_otherwise(_what: str, others: list[str]) -> None:
    """Not everybody hears the same on one morning, nor one person from two reminders, nor on two days."""
    assert len(set(others)) > 5
    assert any(one != other for one, other in pairwise(others))


def test_what_is_made_for_such_a_day_comes_easily() -> None:
    """Of Saturdays at least three in ten say so, though five times as many of the others fit."""
    saturdays = [date(2026, 6, 13) + 7 * week * ONE_DAY for week in range(200)]
    drawn = [choose(ANA, 1, Pool.ANY, day, NOW) for day in saturdays]
    special = {w.name for w in WORDINGS if w.day is Day.WEEKEND}
    assert sum(name in special for name in drawn) > len(drawn) * 0.3
