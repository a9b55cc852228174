"""What must be on record of a person, by their own doings alone: where their walk stands, and when they are prompted.

Nothing of `recurrence` is asked: when something is due is found by looking at the wall clock, minute after minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from content.walk import Course, WalkPlace, first_place, forward, transfer
from storage.records.person import Person
from storage.records.prompts import PromptDecision

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TOO_LATE, APART, AWAY, GAP = 3 * HOUR, 12 * HOUR, HOUR, 7 * DAY
# The weekly digest is reminder number 0, at six on the last day of the week on which a reminder comes; on Sunday where
# none does. Where that day changes, two of them stay so far apart.
DIGEST, SUNDAY, SIX, BETWEEN_DIGESTS = 0, 6, time(18), 4 * DAY


class Occurrence(NamedTuple):
    """One occurrence of a reminder: the local date, and its moment in UTC."""

    day: date
    moment: datetime


@lru_cache(maxsize=4096)
def on_the_wall(day: date, at: time, zone: str) -> datetime | None:
    """The first moment at which a clock in that zone shows this; what it jumps over is as long after the jump as it
    is after the first that was left out. None for a date that was left out wholly."""
    wanted, there = datetime.combine(day, at), ZoneInfo(zone)
    moment = wanted.replace(tzinfo=UTC) - 15 * HOUR
    before = moment.astimezone(there).replace(tzinfo=None)
    left_out: datetime | None = None
    seen = False
    for _ in range(30 * 60):
        moment += MINUTE
        shown = moment.astimezone(there).replace(tzinfo=None)
        seen = seen or shown.date() == day
        if shown == wanted:
            return moment
        if before < wanted < shown:
            left_out = moment + (wanted - before - MINUTE)
        before = shown
    return left_out if seen else None


@dataclass
class ReminderModel:
    """One reminder: what comes next, and what was decided last."""

    number: int
    at: time
    weekdays: frozenset[int]
    next: Occurrence | None = None
    last: Occurrence | None = None

    def after(self, moment: datetime, zone: str, last: Occurrence | None, *, not_before: date = date.min) -> Occurrence:
        """The first turn after a moment that is no repetition of the last one, on no day before a certain one."""
        day = max(not_before, moment.astimezone(ZoneInfo(zone)).date() - DAY)
        while True:
            due = on_the_wall(day, self.at, zone) if day.weekday() in self.weekdays else None
            if due is not None and due > moment and (last is None or (day > last.day and due - last.moment >= APART)):
                return Occurrence(day, due)
            day += DAY

    def turns_until(self, now: datetime, zone: str) -> Iterator[Occurrence]:
        """All that came due, oldest first."""
        turn = self.next
        while turn is not None and turn.moment <= now:
            yield turn
            turn = self.after(turn.moment, zone, turn)


class UnansweredPrompt(NamedTuple):
    """A prompt that came since anything was heard: the local date it was for, its moment or, where that was later, the
    last sign of life, and whether it asked to go on."""

    day: date
    moment: datetime
    asks: bool = False


@dataclass
class WalkModel:
    """A walk: how often it moved, and where it stands."""

    number: int
    moved_at: datetime
    moves: int = 0
    course: Course | None = None
    place: WalkPlace | None = None
    over: bool = False


@dataclass
class PersonModel:
    """A person. What they did is applied when it takes effect, as `Effect`s, in that order."""

    id: int
    zone: str = "UTC"
    subscribed: bool = False
    paused: bool = False
    blocked: bool = False
    reminders: dict[int, ReminderModel] = field(default_factory=dict)
    made: int = 0
    asked: Effect | None = None
    walk: WalkModel | None = None
    done_on: date | None = None
    unheard: list[UnansweredPrompt] = field(default_factory=list)
    read: int = 0
    heard_at: datetime | None = None
    wrong: list[str] = field(default_factory=list)

    @property
    def resting(self) -> bool:
        """Whether nothing may come."""
        return self.paused or self.blocked

    # Plans

    def plan(self, now: datetime) -> None:
        """Plan all reminders again; what is due already stays due."""
        for reminder in self.reminders.values():
            self._plan(reminder, now)

    def _plan(self, reminder: ReminderModel, now: datetime) -> None:
        if self.resting:
            reminder.next = None
        elif reminder.next is None or reminder.next.moment > now:
            reminder.next = reminder.after(now, self.zone, reminder.last)

    def _plan_digest(self, now: datetime) -> None:
        """It goes by the reminders; none of these here is in the evening, after which it would come."""
        digest = self.reminders.get(DIGEST)
        if digest is None:
            return
        days = [day for each in self.reminders.values() if each is not digest for day in each.weekdays]
        weekdays = frozenset({max(days, default=SUNDAY)})
        if digest.weekdays == weekdays or self.resting:
            digest.weekdays = weekdays
            self._plan(digest, now)
            return
        digest.weekdays = weekdays
        first = date.min if digest.last is None else digest.last.day + BETWEEN_DIGESTS
        digest.next = digest.after(now, self.zone, digest.last, not_before=first)

    # What they did

    def subscribes(self, zone: str, at: time) -> Effect:
        """The four questions are answered."""

        def effect(now: datetime) -> None:
            self.subscribed, self.zone = True, zone
            self.reminds(at, frozenset(range(7)))(now)
            self.reminders[DIGEST] = ReminderModel(DIGEST, SIX, frozenset({SUNDAY}))
            self._plan(self.reminders[DIGEST], now)

        return effect

    def reminds(self, at: time, weekdays: frozenset[int]) -> Effect:
        """A reminder more, or other weekdays for the one of that time; beside the only one, it is asked about first."""

        def effect(now: datetime) -> None:
            had = [each.at for number, each in self.reminders.items() if number != DIGEST]
            self.asked = None if len(had) != 1 or had == [at] else self._reminds(at, weekdays)
            if self.asked is None:
                self._reminds(at, weekdays)(now)

        return effect

    def as_well(self, now: datetime) -> None:
        """The new reminder comes beside the only one, where that was asked."""
        if self.asked is not None:
            self.asked(now)
        self.asked = None

    def _reminds(self, at: time, weekdays: frozenset[int]) -> Effect:
        def effect(now: datetime) -> None:
            found = {number: each for number, each in self.reminders.items() if number != DIGEST}
            reminder = next((each for each in found.values() if each.at == at), None)
            if reminder is None:
                self.made += 1
                reminder = self.reminders[self.made] = ReminderModel(self.made, at, weekdays)
            reminder.weekdays = weekdays
            self._plan(reminder, now)
            self._plan_digest(now)

        return effect

    def forgets(self, now: datetime) -> None:
        """No reminders any more; the digest is none."""
        self.reminders = {number: reminder for number, reminder in self.reminders.items() if number == DIGEST}
        self._plan_digest(now)

    def moves_to(self, zone: str) -> Effect:
        """Another zone."""

        def effect(now: datetime) -> None:
            self.zone = zone
            self.plan(now)

        return effect

    def rests(self, now: datetime) -> None:
        """Until further notice."""
        self.paused = True
        self.plan(now)

    def wakes(self, now: datetime) -> None:
        """Prompts come again."""
        self.paused = self.blocked = False
        self.plan(now)

    def goes(self, now: datetime) -> None:
        """The bot is blocked, or has found out that it is."""
        self.blocked = True
        self.plan(now)

    def is_back(self, now: datetime) -> None:
        """Whoever does anything has not blocked the bot."""
        if self.blocked:
            self.blocked = False
            self.plan(now)

    def is_read(self) -> None:
        """Their record is read; what came by then is all that can be answered."""
        self.read = len(self.unheard)

    def does_anything(self, now: datetime) -> None:
        """It answers all that came, if anything had when it was read what they did; a prompt that goes out at that very
        moment is no more than the first of others."""
        if self.read:
            self.heard_at = max(now, *(one.moment for one in self.unheard))
            self.unheard.clear()

    def says_next(self, now: datetime) -> None:
        """Next, typed; after a gap the walk goes on in one minute."""
        walk = self.walk
        if walk is None:
            self.walk = WalkModel(1, now)
        elif not walk.over and now - walk.moved_at > AWAY:
            if now - walk.moved_at > GAP and walk.course is not None and walk.place is not None:
                short = replace(walk.course, form="short")
                walk.course, walk.place = short, transfer(walk.place, walk.course, short)
            walk.moves, walk.moved_at = walk.moves + 1, now
        else:
            self._on(walk, now)

    def taps_next(self, number: int, moves: int) -> Effect:
        """Next, pressed under a certain step: one that is not of this moment leads nowhere."""

        def effect(now: datetime) -> None:
            if self.walk is not None and (number, moves) == (self.walk.number, self.walk.moves):
                self._on(self.walk, now)

        return effect

    def _on(self, walk: WalkModel, now: datetime) -> None:
        if walk.over or walk.course is None or walk.place is None:
            return
        walk.moves, walk.moved_at = walk.moves + 1, now
        following = forward(walk.course, walk.place)
        if following is None:
            walk.over = True  # how it goes on after the end is another story
            self.done_on = now.astimezone(ZoneInfo(self.zone)).date()
        else:
            walk.place = following

    def started(self, course: Course) -> None:
        """Which movement it is, is for the library to say."""
        if self.walk is not None and self.walk.course is None:
            self.walk.course, self.walk.place = course, first_place(course)

    # What the program does

    def decided(self, one: PromptDecision, now: datetime) -> None:
        """A reminder was found due: the newest of what came due is sent unless it is too late, and stands for all then;
        else the last of those before it stands for them."""
        reminder = self.reminders.get(one.due.reminder.number)
        if reminder is None or self.resting:
            self.wrong.append(f"{self.id}: prompted at {now} though {'resting' if reminder else 'nothing is set'}")
            return
        *missed, last = reminder.turns_until(now, self.zone)
        turns = [last] if now - last.moment > TOO_LATE else [*missed[-1:], last]
        found = [
            *(Occurrence(day, moment) for moment, day in one.missed),
            Occurrence(one.due.local_date, one.due.due_at),
        ]
        if turns != found:
            self.wrong.append(f"{self.id}: at {now} {found} came due, not {turns}")
        newest = found[-1]
        reason, event = self._fate(reminder, newest, now)
        if self.done_on is not None and one.reason == "done":
            reason = event = "done"  # as on any day since; how it went on is another story
        if one.reason != reason:
            self.wrong.append(f"{self.id}: {newest} at {now} is {one.state} {one.reason}, not {reason}")
        elif one.call is not None and one.call.event != event:
            self.wrong.append(f"{self.id}: {newest} at {now} is {one.call.event}, not {event}")
        elif one.call is not None and reminder.number != DIGEST:
            since = max(newest.moment, self.heard_at or newest.moment)
            self.unheard.append(UnansweredPrompt(newest.day, since, asks=event == "keep_going"))
        reminder.last, reminder.next = newest, reminder.after(now, self.zone, newest)

    def _fate(self, reminder: ReminderModel, newest: Occurrence, now: datetime) -> tuple[str | None, str]:
        """Why nothing comes, or None, and what does.

        What nobody answers comes on three days, then on every other one; ten days after the first, if there were five,
        comes the question whether to go on, and then nothing. On one day all come or none.
        """
        if now - newest.moment > TOO_LATE:
            return "late", ""
        if reminder.number == DIGEST:
            moved = self.done_on is not None and newest.day - 7 * DAY < self.done_on <= newest.day
            return (None if moved else "empty"), "digest"
        if self.done_on == newest.day:
            return "done", ""
        days = [one.day for one in self.unheard]
        if any(one.asks for one in self.unheard):
            return "hushed", ""
        if not days or days[-1] == newest.day:
            return None, "prompt"
        count = 1 + sum(day != before for before, day in pairwise(days))
        first = self.unheard[0].moment.astimezone(ZoneInfo(self.zone)).date()
        if count >= 5 and newest.day - first >= 10 * DAY:
            return None, "keep_going"
        if count >= 3 and newest.day - days[-1] < 2 * DAY:
            return "ignored", ""
        return None, "prompt"

    def overdue(self, now: datetime) -> list[str]:
        """What came due and was not looked at."""
        return [
            f"{self.id}: reminder {reminder.number} is due since {reminder.next.moment}"
            for reminder in self.reminders.values()
            if reminder.next is not None and reminder.next.moment <= now
        ]

    def differs(self, record: Person | None) -> list[str]:
        """What stands otherwise on record."""
        if record is None:
            return [f"{self.id}: not on record"] if self.subscribed else []
        planned = [each for each in (record.digest, *record.reminders) if each is not None]
        plans = {each.number: (each.next_due, each.next_date) for each in planned}
        expected = {
            n: (each.next.moment, each.next.day) if each.next else (None, None) for n, each in self.reminders.items()
        }
        wrong = [f"{self.id}: planned {plans}, not {expected}"] if plans != expected else []
        state = (record.account.paused, record.account.blocked_at is not None, record.settings.zone)
        if self.subscribed and state != (self.paused, self.blocked, self.zone):
            wrong.append(f"{self.id}: {state}, not {(self.paused, self.blocked, self.zone)}")
        found, walk = record.walk, self.walk
        if walk is None or found is None:
            if (walk is None) != (found is None):
                wrong.append(f"{self.id}: walks {found}, not {walk}")
        elif walk.place is not None and not walk.over:
            stands = (found.number, found.moves, found.side, found.level, found.step)
            place = walk.place
            if stands != (walk.number, walk.moves, place.side, place.level, place.step):
                wrong.append(f"{self.id}: walks {found}, not {walk}")
        return wrong


Effect = Callable[[datetime], None]
