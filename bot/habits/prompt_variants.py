"""Wordings of a prompt: a table, and the rule that chooses among them.

Of the wordings that suit the reminder's pool and the person's day, those used last are left out, and one is drawn; one
that is made for just such a day comes SPECIAL times as easily as one that always fits. The draw is by person, reminder
and date, so that the same prompt is always worded the same. The sentences stand in the catalogues, under
`wording.<name>`. Pure.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from bot.habits.cadence import REMEMBERED
from bot.timing.working_week import weekend_of
from storage.records.person import Feel, PromptPerson

# How much more easily a wording comes that is made for such a day.
SPECIAL = 3
# Days since somebody came in which all is new to them.
FIRST_DAYS = 7
# Days without a walk that make a gap, after which one minute is enough.
GAP = timedelta(days=7)
# Days for which an alarm is remembered, and the wording of the prompt that asks how somebody is after one.
ALARM_DAYS, HOW_ARE_YOU = timedelta(days=14), "how_are_you"
# Streak length worth mentioning, and days for which a hard walk is remembered.
STREAK, HARD_DAYS = 3, 3


class Day(StrEnum):
    """What kind of day it is for somebody; several may be true at once."""

    FIRST_WEEK = "first_week"
    AFTER_A_GAP = "after_a_gap"
    AFTER_PAIN = "after_pain"
    AFTER_A_HARD_ONE = "after_a_hard_one"
    WEEKEND = "weekend"
    STREAK = "streak"


# What leaves no room for anything else to be said, the weightiest first.
ALONE = (Day.AFTER_PAIN, Day.AFTER_A_GAP)


class Pool(StrEnum):
    """Which wordings a reminder uses: ANY, or only the WARM or the BRIEF ones."""

    ANY = "any"
    WARM = "warm"
    BRIEF = "brief"


class Wording(NamedTuple):
    """One way to say it; `day` is the kind of day that it is for, None for any."""

    name: str
    pool: Pool
    day: Day | None = None


_B, _W = Pool.BRIEF, Pool.WARM
WORDINGS: tuple[Wording, ...] = (
    Wording("ready", _B),
    Wording("time", _B),
    Wording("minutes", _B),
    Wording("turn", _B),
    Wording("pace", _B),
    Wording("hips_first", _B),
    Wording("for_now", _B),
    Wording("back_rests", _W),
    Wording("loosen", _W),
    Wording("soft", _W),
    Wording("breathe", _W),
    Wording("sat_enough", _W),
    Wording("kind", _W),
    Wording("here", _W),
    Wording("no_hurry", _W),
    Wording("first_next", _B, Day.FIRST_WEEK),
    Wording("first_small", _W, Day.FIRST_WEEK),
    Wording("first_stop", _W, Day.FIRST_WEEK),
    Wording("gap_minute", _B, Day.AFTER_A_GAP),
    Wording("gap_again", _W, Day.AFTER_A_GAP),
    Wording("gap_small", _W, Day.AFTER_A_GAP),
    Wording("pain_settled", _B, Day.AFTER_PAIN),
    Wording("pain_minute", _W, Day.AFTER_PAIN),
    Wording("pain_rest", _W, Day.AFTER_PAIN),
    Wording("hard_smaller", _B, Day.AFTER_A_HARD_ONE),
    Wording("hard_easy", _W, Day.AFTER_A_HARD_ONE),
    Wording("hard_half", _W, Day.AFTER_A_HARD_ONE),
    Wording("weekend_slow", _B, Day.WEEKEND),
    Wording("weekend_late", _W, Day.WEEKEND),
    Wording("weekend_before", _W, Day.WEEKEND),
    Wording("streak_days", _B, Day.STREAK),
    Wording("streak_habit", _W, Day.STREAK),
    Wording("streak_back", _W, Day.STREAK),
)


def is_after_gap(person: PromptPerson, today: date) -> bool:
    """Whether the last day that counted, or on which they wanted the whole length, is more than GAP ago; False without
    any that counted."""
    until, whole = person.streak.until, person.progression.whole_from
    return until is not None and today - max(until, whole or until) > GAP


def is_after_pain(person: PromptPerson) -> bool:
    """Whether the newest walk hurt, however long ago, and nobody said that it is over: the next one begins small."""
    hurt = person.walk is not None and person.walk.feel is Feel.HURT
    return hurt and person.progression.whole_from is None


def is_after_dizziness(person: PromptPerson) -> bool:
    """Whether the newest walk ended dizzy, however long ago: the next one begins small, too."""
    return person.walk is not None and person.walk.feel is Feel.DIZZY


def is_after_alarm(person: PromptPerson, today: date) -> bool:
    """Whether an alarm of the last ALARM_DAYS was told, or they were told to see a doctor, and not yet that they are
    well."""
    since = person.account.unwell_since
    return since is not None and timedelta() < today - since <= ALARM_DAYS


def days_of(person: PromptPerson, local_date: date, now: datetime) -> frozenset[Day]:
    """What kind of day a local date is for somebody."""
    walk = person.walk
    hard = walk is not None and walk.feel is Feel.HARD and now - walk.moved_at < timedelta(days=HARD_DAYS)
    gap = is_after_gap(person, local_date)
    found = {
        Day.FIRST_WEEK: now - person.created_at < timedelta(days=FIRST_DAYS) and not gap,
        Day.AFTER_A_GAP: gap,
        Day.AFTER_PAIN: is_after_pain(person) or is_after_alarm(person, local_date),
        Day.AFTER_A_HARD_ONE: hard and not gap,
        Day.WEEKEND: local_date.weekday() in weekend_of(person.settings.zone) and not gap,
        Day.STREAK: person.streak.days >= STREAK and person.streak.until == local_date - timedelta(days=1),
    }
    return frozenset(day for day, is_true in found.items() if is_true)


def suitable(pool: str, days: Iterable[Day], used: Iterable[str]) -> tuple[Wording, ...]:
    """The wordings that may be drawn: of the pool, for such a day or for any, and none of the last REMEMBERED used.

    After pain, and after a gap, only those made for it, as far as they go: the others would speak as if nothing had
    been.
    """
    lately, kinds = set(tuple(used)[-REMEMBERED:]), frozenset(days)
    fitting = [wording for wording in _fitting(pool, kinds) if wording.name not in lately]
    for alone in ALONE:
        if alone in kinds and (made_for_it := tuple(wording for wording in fitting if wording.day is alone)):
            return made_for_it
    return tuple(fitting)


@lru_cache(maxsize=256)
def _fitting(pool: str, days: frozenset[Day]) -> tuple[Wording, ...]:
    """The wordings of a pool for such a day or for any, whichever were used last."""
    return tuple(
        wording
        for wording in WORDINGS
        if pool in (Pool.ANY, wording.pool) and (wording.day is None or wording.day in days)
    )


def choose(person: PromptPerson, number: int, pool: str, local_date: date, now: datetime) -> str:
    """The name of the wording of a reminder's prompt for a local date."""
    candidates = suitable(pool, days_of(person, local_date, now), person.silence.wordings)
    weights = [1 if wording.day is None else SPECIAL for wording in candidates]
    draw = random.Random(f"{person.id}:{number}:{local_date}")  # noqa: S311 - for variety, not for secrets
    return draw.choices(candidates, weights)[0].name
