"""A person: settings, reminders, the newest walk, and what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum


class WalkState(StrEnum):
    """OPEN: can be gone on with. DONE: both sides finished. LEFT: broken off for another walk, or stopped."""

    OPEN = "open"
    DONE = "done"
    LEFT = "left"


class Feel(StrEnum):
    """How the person said that a walk felt."""

    GOOD = "good"
    HARD = "hard"
    HURT = "hurt"


# Telegram's ids have at most 52 bits: https://core.telegram.org/bots/api#user
MOST_ID = 2**52
DIGEST = 0  # the number of the reminder that is the weekly digest: due like any other, and in no list


@dataclass(frozen=True, slots=True)
class Reminder:
    """A time of day on some weekdays, in the person's own zone.

    `weekdays` is a bit mask, Monday = 1 to Sunday = 64. `next_due` (UTC) is None while the reminder rests:
    turned off (not `active`), or its person paused, stopped or blocked. `next_date` is the local date that `next_due`
    is meant for. `cue` is what in the person's day it follows ("coffee"), `pool` the kind of wording it uses.
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
    last_due: datetime | None = field(default=None, compare=False)
    last_date: date | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk through a movement, and where in it the person stands.

    `moves` counts every change of place: a button carries it, so that an old button is known as old.
    `seconds` is the time spent moving, idle stretches cut. `avoids` are flags of steps that are left out besides, where
    it is `gentle`. `ended_on` is the local date of the end. `form` is how long it is to be: short, medium or full;
    `usual` the level up to which it goes without asking. `skipped` are the ids of steps that "skip" passed over.
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


@dataclass(frozen=True, slots=True)
class PromptPerson:
    """What a prompt depends on of a person; see `Person` for what the fields mean.

    The few that `storage.statements.prompt_people` reads stand first. The others are as they stand here for most people
    on most days, and then they are not read at all.
    """

    id: int
    created_at: datetime
    first_name: str = ""
    language: str | None = None
    zone: str | None = None
    position: str | None = None
    gentle: bool | None = None
    recent: tuple[str, ...] = ()
    run_days: int = 0
    run_until: date | None = None
    heard_at: datetime | None = None
    wordings: tuple[str, ...] = field(default=(), compare=False)
    avoids: tuple[str, ...] = ()
    pictures: bool = True
    paused: bool = False
    paused_until: datetime | None = None
    stopped_at: datetime | None = None
    blocked_at: datetime | None = None
    unfinished_movement: str | None = None
    length: str = "full"
    silent: bool = False
    quiet_from: time | None = None
    quiet_until: time | None = None
    tastes: Mapping[str, str] = field(default_factory=dict)
    unanswered: int = field(default=0, compare=False)
    unanswered_on: date | None = field(default=None, compare=False)
    unanswered_since: datetime | None = field(default=None, compare=False)
    hushed_at: datetime | None = field(default=None, compare=False)
    walk: Walk | None = None

    @property
    def last_movement(self) -> str | None:
        """The movement finished last."""
        return self.recent[-1] if self.recent else None

    @property
    def resting(self) -> bool:
        """True when no reminder may fire at all until something changes."""
        return self.stopped_at is not None or self.blocked_at is not None or (self.paused and self.paused_until is None)


@dataclass(frozen=True, slots=True)
class Person(PromptPerson):
    """A person's whole record: `id` is Telegram's user id, which is also the id of their private chat.

    `version` rises with every change and guards against two turns at once; 0: not stored yet. `setup` and `asking` name
    the question that is open, so that a restart in between loses nothing. `paused_until` is a UTC moment; `paused`
    alone means until they say otherwise. `walk` is the newest walk, open or ended.

    `run_days`, `best_run` and `days_total` are counted by `streaks`; `run_until` is the newest day that is done.
    `avoids` are flags of the library's steps that they leave out besides, where they want it `gentle`.
    `recent` are the movements finished last, newest last; `tastes` those that are to come more or less often. `levels`
    is, by variation, (the level up to which a walk goes without asking, the number of the walk after which another one
    was last offered). `far_starts` are minutes of the day at which walks began far from any reminder. `quiet_from` and
    `quiet_until` are times on the person's own clock.

    `heard_at` is when the person did anything after prompts had gone unanswered. Prompts alone write: `unanswered` days
    on which they came and nothing was heard since, the last of them, when the first was due (`unanswered_since`), when
    the question was put after which there is silence (`hushed_at`), and the `wordings` used last, newest last.

    `checkin_days`: for how many days check-ins are kept, None for as long as the record. The retention alone writes
    `end_told_at`: when somebody who stopped was told that their record will be erased.
    """

    version: int = 0
    setup: str | None = None
    asking: str | None = None
    reminders_made: int = 0
    walks_begun: int = 0
    days_total: int = 0
    best_run: int = 0
    milestone: int = 0
    wants_checkin: bool = False
    wants_digest: bool = True
    wants_milestones: bool = True
    wants_time_offer: bool = True
    wants_news: bool = True
    checkin_days: int | None = None
    time_offered_on: date | None = None
    far_starts: tuple[int, ...] = ()
    levels: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    end_told_at: datetime | None = field(default=None, compare=False)
    reminders: tuple[Reminder, ...] = ()
    digest: Reminder | None = None
