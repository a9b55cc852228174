"""The diary: walks to look back on, notes on days, check-ins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from storage.records.person import Feel, WalkState


class MarkKind(StrEnum):
    """What is noted of a day: ADDED by hand, UNDONE by hand, UNWELL; a pause that begins (PAUSED, with the first day
    after it, if that is known) and one that ends (AWAKE); AWAY, a day that a journey over the date line cut short."""

    ADDED = "added"
    UNDONE = "undone"
    UNWELL = "unwell"
    PAUSED = "paused"
    AWAKE = "awake"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Mark:
    """A note on a day of somebody's own calendar; at most one of each kind a day. `until` is for PAUSED alone."""

    kind: MarkKind
    on_date: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class CheckIn:
    """How stiff the back was on a day, 0 to 10, before and after a walk; None where nothing was said."""

    on_date: date
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class WalkSummary:
    """A walk, for looking back. `ended_on` is the local date it counts for, None while it is open or was left for
    another; `moved_at` (UTC) is when the person last moved on. `reached` is the highest level taken."""

    movement: str
    variation: str
    ended_on: date | None
    seconds: int
    feel: Feel | None
    number: int = 0
    form: str = "full"
    state: WalkState = WalkState.DONE
    moves: int = 0
    reached: int = 0
    started_at: datetime | None = None
    moved_at: datetime | None = None
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diary:
    """A person's diary, oldest first: walks, notes, check-ins. `asked` are the local dates on which a daily prompt went
    out; of these, `declined` are those on which it was answered with "not today", `started` those whose Start was
    tapped."""

    walks: tuple[WalkSummary, ...] = ()
    marks: tuple[Mark, ...] = ()
    checkins: tuple[CheckIn, ...] = ()
    asked: frozenset[date] = frozenset()
    declined: frozenset[date] = frozenset()
    started: frozenset[date] = frozenset()
