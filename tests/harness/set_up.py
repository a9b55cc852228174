"""People who are set up already: what the questions left behind is put in place, instead of asking again.

Nearly each test of a conversation begins with somebody who is set up. The first one of a process goes through the
questions; the others find the same record and the same chat.
"""

from __future__ import annotations

import pickle
from collections.abc import Hashable

from bot.emulator.chats import State

# What a Telegram knows of its chats. The people themselves stay: a test may hold one already.
CHATS = (
    *("chats", "next_update_id", "commands", "profile", "menu_buttons", "files", "paths", "blobs", "queries"),
    *("next_number", "version"),
)
# An object, and which of its attributes hold something.
Holder = tuple[object, tuple[str, ...]]


class SetUps:
    """What being set up left behind, by who it was and what they answered."""

    def __init__(self) -> None:
        self._left: dict[Hashable, bytes] = {}

    def __contains__(self, key: Hashable) -> bool:
        return key in self._left

    def remember(self, key: Hashable, state: State, *others: Holder) -> None:
        """Keep the chats of a Telegram and what other objects hold, as they are now."""
        held = [{name: getattr(holder, name) for name in names} for holder, names in ((state, CHATS), *others)]
        self._left[key] = pickle.dumps(held)

    def put_back(self, key: Hashable, state: State, *others: Holder) -> None:
        """Let the same objects hold what was kept; every press was made just now."""
        left = pickle.loads(self._left[key])  # noqa: S301 - written by this process
        for (holder, _), held in zip(((state, CHATS), *others), left, strict=True):
            for name, value in held.items():
                setattr(holder, name, value)
        for query in state.queries.values():
            query.at = state.monotonic()


def is_untouched(state: State) -> bool:
    """Whether one person is there, and nobody has written yet."""
    return len(state.people) == 1 and state.next_update_id == State().next_update_id
