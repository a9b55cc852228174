"""Summary of a person's record: every day's mark, and sums, counts and averages between two dates.

Pure: the record, the diary, the person's own date and zone are handed in. `progress_words`, `report_words` and
`prompts.digest` put it into words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.drawing.sheet import DrawnMark
from bot.habits.planning import weekdays_planned
from bot.habits.streaks import DayKind, Goal, Streaks, done_dates, part_dates, pauses, runs, week_goal
from content.library import POSITIONS, Library
from storage.records.diary import CheckIn, Diary, MarkKind, WalkSummary
from storage.records.person import Feel, Person, WalkState

# The least number of check-ins before walks for which their first and second half are compared.
FEWEST_FOR_TREND = 4

ONE_DAY = timedelta(days=1)
_WORST = (Feel.HURT, Feel.HARD, Feel.GOOD)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Sums:
    """What was done between two dates, both included.

    `minutes` are whole minutes spent moving. `positions` and `movements` count finished walks by id, the most frequent
    first; a variation that the library no longer has counts for no position. `feels` counts answers about walks, those
    included that were broken off because it hurt.
    """

    days: int
    walks: int
    minutes: int
    positions: tuple[tuple[str, int], ...]
    movements: tuple[tuple[str, int], ...]
    feels: tuple[tuple[Feel, int], ...]


@dataclass(frozen=True, slots=True)
class Stiffness:
    """Averages of how stiff the back was, 0 to 10; None without values.

    `early` and `late` are the averages of the first and the second half of the check-ins before walks; None while there
    are few.
    """

    before: float | None
    after: float | None
    early: float | None
    late: float | None


@dataclass(frozen=True, slots=True)
class Recap:
    """A person's record as it stands on their own `today`.

    `began` is the date on which they came, `planned` the weekdays (Monday 0) with a reminder. On the days `begun` a
    walk was begun and none finished. `felt` is the worst answer of each day.
    """

    today: date
    began: date
    zone: ZoneInfo
    planned: frozenset[int]
    diary: Diary
    done: dict[date, DayKind]
    begun: frozenset[date]
    felt: dict[date, Feel]
    runs: Streaks

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look back on."""
        return not (self.done or self.begun or self.diary.checkins)

    def mark(self, day: date) -> DrawnMark:
        """The mark of a day."""
        if day in self.done:
            return DrawnMark.FULL if self.done[day] is DayKind.FULL else DrawnMark.SHORT
        if day > self.today:
            return DrawnMark.AHEAD
        if day < self.began:
            return DrawnMark.NONE
        if self.is_noted(MarkKind.UNWELL, day):
            return DrawnMark.UNWELL
        if day in self.begun:
            return DrawnMark.PART
        if self.is_paused(day):
            return DrawnMark.PAUSE
        return DrawnMark.REST if self._is_free(day) else DrawnMark.OPEN

    def is_noted(self, kind: MarkKind, day: date) -> bool:
        """Whether something is noted of a day."""
        return any(mark.kind is kind and mark.on_date == day for mark in self.diary.marks)

    def is_paused(self, day: date) -> bool:
        """Whether a day lies in a pause."""
        return any(since <= day and (until is None or day < until) for since, until in pauses(self.diary))

    def _is_free(self, day: date) -> bool:
        """Whether a day has no reminder, past or planned. Without any reminders no day counts as free."""
        if day in self.diary.asked:
            return False
        cut_short = self.is_noted(MarkKind.AWAY, day)
        return cut_short or (bool(self.planned) and day.weekday() not in self.planned)

    def goal(self, first_weekday: int) -> Goal:
        """The week's goal: how many of its planned days are done. The week begins on `first_weekday` (Monday 0); days
        before the person came are not planned."""
        first = self.today - (self.today.weekday() - first_weekday) % _WEEK * ONE_DAY
        before = {day.weekday() for day in days_between(first, first + 6 * ONE_DAY) if day < self.began}
        return week_goal(self.diary, self.today, first_weekday, self.planned - before)

    def days_ahead(self, first_weekday: int) -> int:
        """How many days with a reminder are left in this week, today's included, that are not done yet."""
        last = self.today + (6 - (self.today.weekday() - first_weekday) % _WEEK) * ONE_DAY
        return sum(day.weekday() in self.planned and day not in self.done for day in days_between(self.today, last))

    def walks(self, first: date, last: date) -> tuple[WalkSummary, ...]:
        """The finished walks between two dates, the oldest first, without those of days that were taken back."""
        return tuple(
            walk
            for walk in self.diary.walks
            if walk.state is WalkState.DONE
            and walk.ended_on is not None
            and first <= walk.ended_on <= last
            and walk.ended_on in self.done
        )

    def hurts(self, first: date, last: date) -> tuple[tuple[date, WalkSummary], ...]:
        """The walks between two dates that hurt, finished or broken off, each with its day."""
        return tuple(
            (day, walk) for day, walk in _felt_walks(self.diary, self.zone, self.done)
            if walk.feel is Feel.HURT and first <= day <= last
        )  # fmt: skip

    def sums(self, first: date, last: date, library: Library) -> Sums:
        """What was done between two dates."""
        walks = self.walks(first, last)
        known = {variation.id: variation.position for variation in library.variations}
        positions: Counter[str] = Counter(known[walk.variation] for walk in walks if walk.variation in known)
        feels = Counter(
            walk.feel for day, walk in _felt_walks(self.diary, self.zone, self.done) if first <= day <= last
        )
        return Sums(
            days=sum(first <= day <= last for day in self.done),
            walks=len(walks),
            minutes=sum(minutes_of(walk.seconds) for walk in walks),
            positions=_most_first(positions, POSITIONS),
            movements=_most_first(Counter(walk.movement for walk in walks), [each.id for each in library.movements]),
            feels=tuple((feel, feels[feel]) for feel in Feel if feels[feel]),
        )

    def checkins(self, first: date, last: date) -> tuple[CheckIn, ...]:
        """The check-ins between two dates that have a value."""
        return tuple(
            one
            for one in self.diary.checkins
            if first <= one.on_date <= last and (one.before is not None or one.after is not None)
        )

    def stiffness(self, first: date, last: date) -> Stiffness:
        """Averages of the check-ins between two dates."""
        said = self.checkins(first, last)
        before = [one.before for one in said if one.before is not None]
        half = len(before) // 2
        compared = len(before) >= FEWEST_FOR_TREND
        return Stiffness(
            before=mean(before),
            after=mean([one.after for one in said if one.after is not None]),
            early=mean(before[:half]) if compared else None,
            late=mean(before[half:]) if compared else None,
        )


def look_back(person: Person, diary: Diary, today: date, zone: ZoneInfo) -> Recap:
    """A person's record as it stands on their own `today`, in their zone."""
    done = done_dates(diary)
    felt: dict[date, Feel] = {}
    for day, walk in _felt_walks(diary, zone, done):
        if walk.feel is not None and (day not in felt or _WORST.index(walk.feel) < _WORST.index(felt[day])):
            felt[day] = walk.feel
    return Recap(
        today=today,
        began=person.created_at.astimezone(zone).date(),
        zone=zone,
        planned=weekdays_planned(person),
        diary=diary,
        done=done,
        begun=frozenset(part_dates(diary, zone)),
        felt=felt,
        runs=runs(diary, today),
    )


def days_between(first: date, last: date) -> Iterator[date]:
    """The days from one date to another, both included."""
    for number in range((last - first).days + 1):
        yield first + number * ONE_DAY


def minutes_of(seconds: int) -> int:
    """Whole minutes of a walk, at least 1. The walk's end says the same number, so that sums agree with it."""
    return max(1, round(seconds / 60))


def mean(numbers: Sequence[int]) -> float | None:
    """The average; None for no numbers."""
    return sum(numbers) / len(numbers) if numbers else None


def _felt_walks(diary: Diary, zone: ZoneInfo, done: dict[date, DayKind]) -> Iterator[tuple[date, WalkSummary]]:
    """The walks with an answer to how they felt, each with its day, without those of days that were taken back.

    A walk that was broken off counts for the day of its last move.
    """
    for walk in diary.walks:
        if walk.feel is None or walk.feel is Feel.DIZZY:
            continue
        if walk.state is WalkState.DONE:
            if walk.ended_on is not None and walk.ended_on in done:
                yield walk.ended_on, walk
        elif walk.moved_at is not None:
            yield walk.moved_at.astimezone(zone).date(), walk


def _most_first(counts: Counter[str], order: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Counts, the highest first; equal ones in the order of `order`."""
    places = {name: place for place, name in enumerate(order)}
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], places.get(one[0], len(places)), one[0])))
