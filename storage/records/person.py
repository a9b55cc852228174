"""A person: settings, reminders, the newest walk, and what is counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Concatenate, ParamSpec, TypeVar


class WalkState(StrEnum):
    """OPEN: can be gone on with. DONE: both sides finished. LEFT: broken off for another walk, or stopped."""

    OPEN = "open"
    DONE = "done"
    LEFT = "left"


class Feel(StrEnum):
    """How the person said that a walk felt. DIZZY says nothing of movement: the walk ended so, the next is short."""

    GOOD = "good"
    HARD = "hard"
    HURT = "hurt"
    DIZZY = "dizzy"


# What `asking` begins with after an alarm, before its local date.
ALARM = "alarm"
# Telegram's ids have at most 52 bits: https://core.telegram.org/bots/api#user
MOST_ID = 2**52
DIGEST = 0  # the number of the reminder that is the weekly digest: due like any other, and in no list
# How a session comes: step by step, as a film to follow along, as its sound alone; or step by step, each step when the
# one before is over. The last is a walk's, never a person's: they turn a switch for it.
STEPS, FILM, SOUND, BY_ITSELF = "steps", "film", "sound", "itself"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A time of day on some weekdays, in the person's own zone.

    `weekdays` is a bit mask, Monday = 1 to Sunday = 64. `next_due` (UTC) is None while the reminder rests:
    turned off (not `active`), or its person paused, stopped or blocked. `next_date` is the local date that `next_due`
    is meant for. `cue` is what in the person's day it follows ("coffee"), `pool` the kind of wording it uses.
    `once_on` is the local date of a reminder that comes once, on a day of `weekdays`: it is deleted when it has come.
    `last_due` and `last_date` are the newest occurrence that was decided about, sent or skipped: turns read them and
    never write them.
    """

    number: int
    at: time
    weekdays: int
    next_due: datetime | None = None
    next_date: date | None = None
    active: bool = True
    cue: str | None = None
    pool: str = "any"
    once_on: date | None = None
    last_due: datetime | None = field(default=None, compare=False)
    last_date: date | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk through a movement, and where in it the person stands.

    `moves` counts every change of place: a button carries it, so that an old button is known as old.
    `seconds` is the time spent moving, idle stretches cut. `avoids` are flags of steps that are left out besides, where
    it is `gentle`. `ended_on` is the local date it counts for. `form` is how long it is to be: short, medium or full;
    `usual` the level up to which it goes without asking. `skipped` are the ids of steps that "skip" passed over. `way`
    is how it comes. At `due_at` (UTC) the next step comes by itself, or it is asked whether the film was followed; None
    where nothing comes before the person says something.
    """

    number: int
    movement: str
    variation: str
    side: str
    started_at: datetime
    moved_at: datetime
    gentle: bool = False
    avoids: tuple[str, ...] = ()
    sides_done: tuple[str, ...] = ()
    level: int = 0
    step: int = 0
    reached: int = 0
    moves: int = 0
    seconds: int = 0
    state: WalkState = WalkState.OPEN
    feel: Feel | None = None
    ended_at: datetime | None = None
    ended_on: date | None = None
    form: str = "full"
    usual: int = 0
    skipped: tuple[str, ...] = ()
    way: str = STEPS
    due_at: datetime | None = None


def spoken_language(chosen: str | None, of_telegram: str | None) -> str | None:
    """The code of the language to write in, by the one that somebody chose and the one of their Telegram."""
    if chosen is None or (of_telegram or "").partition("-")[0].lower() == chosen.partition("-")[0].lower():
        return of_telegram
    return chosen


# The groups. A field is declared here and as a column of storage.schema.tables, and nowhere else; `column` names the
# column where the names differ. A `Prompt...` base holds what prompts depend on: no more is read of most people when
# their prompt is due.


@dataclass(frozen=True, kw_only=True)
class PromptSettings:
    """The settings that a prompt depends on.

    `language` is the code of the person's Telegram, which changes with it; `chosen_language` the one that they chose
    here. `gentle`: leave out what the gentle form leaves out; None until they were asked. `avoids` are flags of steps
    that they leave out besides, where they want it gentle. `quiet_from` and `quiet_until` are times on the person's own
    clock. `tastes` are the movements that are to come more or less often. `way` is how sessions come.
    """

    language: str | None = None
    chosen_language: str | None = None
    zone: str | None = None
    position: str | None = None
    gentle: bool | None = None
    avoids: tuple[str, ...] = ()
    pictures: bool = True
    dots: bool = True
    length: str = "full"
    silent: bool = False
    quiet_from: time | None = None
    quiet_until: time | None = None
    tastes: Mapping[str, str] = field(default_factory=dict)
    way: str = STEPS

    @property
    def spoken_language(self) -> str | None:
        """The code of the language to write in: the chosen one, with the territory of Telegram's where both are the
        same language."""
        return spoken_language(self.chosen_language, self.language)

    @property
    def wants_marks(self) -> bool:
        """Whether texts have dots, arrows and the like: not where they are likely to be heard, without pictures or
        without dots."""
        return self.pictures and self.dots


@dataclass(frozen=True, kw_only=True)
class PersonSettings(PromptSettings):
    """What the person chose. `checkin_days`: how many days check-ins are kept, None for as long as the record.
    `goes_on`: step by step, the next step comes by itself."""

    wants_checkin: bool = False
    wants_digest: bool = True
    wants_milestones: bool = True
    wants_time_offer: bool = True
    wants_news: bool = True
    checkin_days: int | None = None
    goes_on: bool = False


@dataclass(frozen=True, kw_only=True)
class PromptStreak:
    """The streak that a prompt names: `days` in a row, the last of them `until` (a local date)."""

    days: int = field(default=0, metadata={"column": "run_days"})
    until: date | None = field(default=None, metadata={"column": "run_until"})


@dataclass(frozen=True, kw_only=True)
class Streak(PromptStreak):
    """Days with a finished walk, as `bot.habits.streaks` counts them. `milestone` is the last one that was told."""

    total_days: int = field(default=0, metadata={"column": "days_total"})
    best: int = field(default=0, metadata={"column": "best_run"})
    milestone: int = 0


@dataclass(frozen=True, kw_only=True)
class Silence:
    """What prompts note when they go out; they alone write it, and no turn does.

    `days` on which prompts came and nothing was heard since, the last of them (`last_on`, a local date), and when the
    first was due (`since`). `asked_at` is when the question was put after which there is silence. `wordings` are those
    used last, newest last.
    """

    days: int = field(default=0, metadata={"column": "unanswered"})
    last_on: date | None = field(default=None, metadata={"column": "unanswered_on"})
    since: datetime | None = field(default=None, metadata={"column": "unanswered_since"})
    asked_at: datetime | None = field(default=None, metadata={"column": "hushed_at"})
    wordings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PromptProgression:
    """`recent` are the movements finished last, newest last. `whole_from` is the local date on which they said that
    nothing hurts any more, or that they want the whole length: what hurt before, and a gap before, shortens nothing."""

    recent: tuple[str, ...] = ()
    unfinished_movement: str | None = None
    whole_from: date | None = None


@dataclass(frozen=True, kw_only=True)
class Progression(PromptProgression):
    """What walks led to.

    `levels` is, by variation, (the level up to which a walk goes without asking, the number of the walk after which
    another one was last offered). `far_starts` are minutes of the day at which walks began far from any reminder.
    """

    walks_begun: int = 0
    levels: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    far_starts: tuple[int, ...] = ()
    time_offered_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PromptAccount:
    """Whether the person can be written to, and what they were asked. All moments are UTC.

    `asking` names the open question, so that a restart loses nothing.
    `paused` without `paused_until`: until they say otherwise. `heard_at` is when the person did anything after prompts
    had gone unanswered. `rests` are pauses that were planned ahead, or single days, in their order: the first local
    date of each and the first one after it. In between no reminder comes but one for once. `referred_on` is the local
    date on which they were told to see a doctor the same day, until they say how they are, or that they may
    move.
    """

    first_name: str = ""
    asking: str | None = None
    paused: bool = False
    paused_until: datetime | None = None
    rests: tuple[tuple[date, date], ...] = ()
    referred_on: date | None = None
    stopped_at: datetime | None = None
    blocked_at: datetime | None = None
    heard_at: datetime | None = None

    @property
    def alarm_on(self) -> date | None:
        """The local date on which an alarm was told after which they did not say that they are well; None for none. Any
        later question takes its place."""
        kind, _, on = (self.asking or "").partition(":")
        return date.fromisoformat(on) if kind == ALARM and len(on) == len("yyyymmdd") and on.isdecimal() else None

    @property
    def unwell_since(self) -> date | None:
        """The local date of the alarm, or on which they were told to see a doctor; None where neither stands."""
        return max((on for on in (self.alarm_on, self.referred_on) if on is not None), default=None)


@dataclass(frozen=True, kw_only=True)
class Account(PromptAccount):
    """Who they are here. `setup` names the open question of setting up, so that a restart loses nothing."""

    setup: str | None = None
    reminders_made: int = 0


@dataclass(frozen=True, slots=True)
class PromptPerson:
    """What a prompt depends on of a person: `id` is Telegram's user id, also the id of their private chat."""

    id: int
    created_at: datetime
    settings: PromptSettings = PromptSettings()
    streak: PromptStreak = PromptStreak()
    silence: Silence = field(default=Silence(), compare=False)
    progression: PromptProgression = PromptProgression()
    account: PromptAccount = PromptAccount()
    walk: Walk | None = None

    @property
    def last_movement(self) -> str | None:
        """The movement finished last."""
        return self.progression.recent[-1] if self.progression.recent else None

    @property
    def resting(self) -> bool:
        """True when no reminder may fire at all until something changes."""
        account = self.account
        unreachable = account.stopped_at is not None or account.blocked_at is not None
        return unreachable or (account.paused and account.paused_until is None)

    def rest_on(self, day: date) -> tuple[date, date] | None:
        """The planned rest that a local date lies in: no reminder comes on it but one for once. None: in no rest."""
        return next(((first, end) for first, end in self.account.rests if first <= day < end), None)


@dataclass(frozen=True, slots=True)
class Person(PromptPerson):
    """A person's whole record, in groups by who may write them.

    Turns write all but `silence`, which is for prompts, and `end_told_at`, which is for the retention: when somebody
    who stopped was told that their record will be erased. `version` rises with every change and guards against two
    turns at once; 0: not stored yet. `walk` is the newest walk, open or ended.
    """

    settings: PersonSettings = PersonSettings()
    streak: Streak = Streak()
    progression: Progression = Progression()
    account: Account = Account()
    version: int = 0
    end_told_at: datetime | None = field(default=None, compare=False)
    reminders: tuple[Reminder, ...] = ()
    digest: Reminder | None = None

    @property
    def recurring(self) -> tuple[Reminder, ...]:
        """The reminders that come each week, on or off; without those that come once."""
        return tuple(reminder for reminder in self.reminders if reminder.once_on is None)


@dataclass(frozen=True, kw_only=True)
class TurnFields(PersonSettings, Progression, Account):
    """Every name that a turn may write. Its constructor is the signature of `with_fields`; nobody makes one.

    A name stands for a field of one of these groups; a streak, a walk and reminders are written whole.
    """

    streak: Streak = Streak()
    walk: Walk | None = None
    reminders: tuple[Reminder, ...] = ()
    digest: Reminder | None = None


P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")
A = TypeVar("A", bound=PromptPerson)
# The group of each field that a turn may write.
_GROUP_OF = {
    one.name: name
    for name, group in (("settings", PersonSettings), ("progression", Progression), ("account", Account))
    for one in fields(group)
}
_WHOLE = {one.name for one in fields(TurnFields)} - _GROUP_OF.keys()


def with_values(person: A, values: Mapping[str, object]) -> A:
    """A person with fields changed that are named by text. Raises TypeError for one that a turn may not write."""
    whole: dict[str, Any] = {}
    grouped: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        if name in _WHOLE:
            whole[name] = value
        elif name in _GROUP_OF:
            grouped.setdefault(_GROUP_OF[name], {})[name] = value
        else:
            raise TypeError(f"a turn may not write {name!r}")
    for group, changes in grouped.items():
        whole[group] = replace(getattr(person, group), **changes)
    return replace(person, **whole)


def taking(
    names: Callable[P, object],
) -> Callable[[Callable[Concatenate[S, ...], R]], Callable[Concatenate[S, P], R]]:
    """Decorator: the function takes the keywords of `names` beside its first argument, and type checkers see it."""
    return lambda function: function


@taking(TurnFields)
def with_fields(person: Person, **values: Any) -> Person:
    """A person with fields changed: `with_fields(ana, gentle=True, asking=None)`."""
    return with_values(person, values)
