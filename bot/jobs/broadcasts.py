"""Broadcasts under way. Once a second a few more calls are stored while there is room, below all prompts; every few
seconds the admin's one message says how far it is.

Its state is in the database alone, so after a restart, or with several replicas, it goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.conversations.admin import broadcast
from bot.habits.quiet_hours import is_quiet
from bot.i18n.catalogue import Words, words_in
from bot.logs import get_logger
from bot.replies import to_call
from bot.sending.telegram_errors import is_unreachable
from bot.timing.zones import zone_of
from storage.broadcasts import Broadcasts
from storage.executor import StoreExecutor
from storage.records.broadcasts import Broadcast, Progress, Recipient
from storage.records.calls import Lane, OutboxRow, OutgoingCall

log = get_logger("limber.broadcasts")

# Calls of a broadcast that wait in the outbox: so many seconds of the allowance, within these bounds. A waiting call
# can be cancelled; one under way cannot.
AHEAD_SECONDS, FEWEST_AHEAD, MOST_AHEAD = 4, 20, 1000


class Broadcaster:
    """Goes on with broadcasts. `tick` is called every second. `room` says whether more calls may be claimed;
    `ahead` is the most calls of a broadcast that wait in the outbox."""

    def __init__(
        self,
        executor: StoreExecutor,
        clock: Callable[[], datetime],
        hand_over: Callable[[Sequence[OutboxRow]], None],
        room: Callable[[], bool],
        *,
        per_second: int,
        words_for: Callable[[str | None], Words] = words_in,
    ) -> None:
        self._executor, self._broadcasts, self._clock = executor, Broadcasts(executor.store), clock
        self._hand_over, self._room = hand_over, room
        self.ahead = min(MOST_AHEAD, max(FEWEST_AHEAD, AHEAD_SECONDS * per_second))
        self._words_for = words_for

    async def tick(self) -> None:
        """Go on with every broadcast. Never raises: a fault is logged, and the next tick tries again."""
        try:
            for broadcast_id in await self._executor.run(self._broadcasts.to_go_on_with, self._clock()):
                while await self._go_on(broadcast_id):
                    pass
        except Exception:
            log.exception("broadcasts_check_failed")

    async def _go_on(self, broadcast_id: int) -> bool:
        """Whether it can go on at once."""
        now = self._clock()
        ahead = self.ahead if self._room() else 0
        try:
            step = await self._executor.run(
                self._broadcasts.go_on,
                broadcast_id,
                now,
                ahead,
                lambda found, to: self._message(found, to, now),
                self._told,
            )
        except Exception:
            # One that fails must not hold up the others.
            log.exception("broadcast_failed", broadcast=broadcast_id)
            return False
        self._hand_over(step.calls)
        if (ended := step.ended) is not None:
            log.info("broadcast_finished", broadcast=ended.id, state=ended.state, sent=ended.sent, failed=ended.failed)
        return step.more

    def _message(self, found: Broadcast, to: Recipient, now: datetime) -> OutgoingCall:
        quiet = is_quiet(now.astimezone(zone_of(to.zone)).time(), to.quiet_from, to.quiet_until)
        reply = broadcast.message(found.text or "", self._words_for(to.language), silent=to.silent or quiet)
        return to_call(reply, to.id, lane=Lane.BROADCAST)

    def _told(self, came: Progress) -> OutgoingCall | None:
        unreachable = sum(count for error, count in came.why.items() if is_unreachable(error))
        others = {error: count for error, count in came.why.items() if not is_unreachable(error)}
        reply = broadcast.progress(came, unreachable, others, self._words_for(came.language))
        return None if reply is None else to_call(reply, came.broadcast.admin_id)
