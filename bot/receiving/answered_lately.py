"""What was answered a short while ago, and needs no second answer: a burst in a group, pictures of an album, a tap.

Kept in memory: after a restart, or on another replica, there may be one answer more.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta

# As long as an answer still stands on the screen.
LATELY = timedelta(minutes=5)
# Answers that are remembered; of more, the newest.
MOST_REMEMBERED = 4096


class AnsweredLately:
    """Keys of what was answered. `clock` gives UTC."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._answered: OrderedDict[Hashable, datetime] = OrderedDict()

    def note(self, key: Hashable) -> None:
        """Note that this was answered now."""
        self._answered[key] = self._clock()
        self._answered.move_to_end(key)
        if len(self._answered) > MOST_REMEMBERED:
            self._answered.popitem(last=False)

    def __contains__(self, key: Hashable) -> bool:
        """Whether this was answered less than LATELY ago, by a clock that may be set."""
        at = self._answered.get(key)
        return at is not None and abs(self._clock() - at) < LATELY
