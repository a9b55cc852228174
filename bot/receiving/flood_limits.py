"""Flood limit of each person: a burst, and so much a second. Who floods is ignored until they pause.

Looked at before anything is stored, so a flood costs next to nothing. Pure: monotonic seconds come in. With several
replicas each counts for itself.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from enum import Enum

from bot.token_bucket import Bucket

# Updates of one person that are taken at once, and a second for as long as they like: nobody taps faster for long.
BURST, PER_SECOND = 30, 2.0
# What is not taken counts as well, down to this debt: somebody who floods is heard again 15 seconds after they stop.
DEBT = -30.0
# People that are remembered; of more, those who wrote last.
MOST_PEOPLE = 4096


class Verdict(Enum):
    """What becomes of an update: TAKEN; or left, the FIRST one of a flood, or one MORE of it."""

    TAKEN = "taken"
    FIRST = "first"
    MORE = "more"


class Limits:
    """The limits of each person. `monotonic` gives seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._people: OrderedDict[int, Bucket] = OrderedDict()
        self._flooding: set[int] = set()

    def judge(self, person_id: int) -> Verdict:
        """Count an update of a person; what becomes of it."""
        now = self._monotonic()
        bucket = self._people.get(person_id)
        if bucket is None:
            bucket = self._people[person_id] = Bucket(PER_SECOND, float(BURST))
            if len(self._people) > MOST_PEOPLE:
                forgotten, _ = self._people.popitem(last=False)
                self._flooding.discard(forgotten)
        self._people.move_to_end(person_id)
        if bucket.level(now) >= 1.0:
            bucket.take(now)
            self._flooding.discard(person_id)
            return Verdict.TAKEN
        if person_id not in self._flooding:
            self._flooding.add(person_id)
            bucket.tokens, bucket.at = DEBT, now
            return Verdict.FIRST
        bucket.tokens, bucket.at = max(DEBT, bucket.level(now) - 1.0), now
        return Verdict.MORE
