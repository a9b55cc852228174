"""Queue of the claimed calls, in memory: each chat's one after another, replies before prompts before broadcasts, none
before its moment. Pure: monotonic seconds come in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush

from bot.sending.rate_limiter import MOST_UNDER_WAY, RateLimiter
from bot.token_bucket import FOREVER
from storage.records.calls import Lane, OutboxRow

# Replies under way at once, on top of what goes out in bulk, so that nobody waits behind many.
MOST_REPLIES = 32
# Seconds after which, of calls that go one at a time, a reply no longer waits for the one that is under way.
SLOW = 1.0


@dataclass(slots=True)
class Line:
    """The calls that wait for one chat: a heap of (lane, id, not before, call). `busy`: one of `lane` is under way."""

    waiting: list[tuple[int, int, float, OutboxRow]] = field(default_factory=list)
    busy: bool = False
    lane: Lane = Lane.REPLY


class CallQueue:
    """The claimed calls. One that was given out by `next_calls` or `reserve` is under way until `done`.

    While `careful` says so they go one at a time over all chats; only a reply overtakes a slow one.
    """

    def __init__(self, rate_limiter: RateLimiter, careful: Callable[[], bool] = lambda: False) -> None:
        self.rate_limiter, self._careful = rate_limiter, careful
        self.under_way = self.bulk_under_way = 0
        self.waiting = 0
        self._lines: dict[int, Line] = {}
        self._ready: list[tuple[int, int, int]] = []
        self._later: list[tuple[float, int]] = []
        self._busy: dict[int, float] = {}  # chat -> since when one of its calls is under way

    def add(self, row: OutboxRow, now: float, not_before: float = 0.0) -> None:
        """A call waits; `not_before` holds up what comes after it in its chat, so that the order stays."""
        line = self._lines.setdefault(row.chat_id, Line())
        heappush(line.waiting, (int(row.lane), row.id, not_before, row))
        self.waiting += 1
        self._offer(row.chat_id, line, now)

    def drop(self, chat_id: int) -> list[OutboxRow]:
        """Forget what waits for a chat; what is under way stays."""
        line = self._lines.get(chat_id)
        if line is None:
            return []
        dropped = [row for *_, row in line.waiting]
        self.waiting -= len(dropped)
        line.waiting.clear()
        self._forget(chat_id, line)
        return dropped

    def drop_all(self) -> list[OutboxRow]:
        """Forget all that waits."""
        return [row for chat_id in list(self._lines) for row in self.drop(chat_id)]

    def reserve(self, chat_id: int, now: float) -> bool:
        """Whether a reply that is about to be stored may go out at once. The chat is busy then."""
        line = self._lines.get(chat_id)
        # With care, what became of the call before has to be noted first: see `next_calls`.
        if self._careful() or (line is not None and (line.busy or line.waiting)):
            return False
        if self._full(Lane.REPLY, now) > 0 or self.rate_limiter.wait(bulk=False, under_way=self.under_way) > 0:
            return False
        if self.rate_limiter.wait_for_chat(chat_id) > 0:
            return False
        self._begin(chat_id, self._lines.setdefault(chat_id, Line()), Lane.REPLY, now)
        return True

    def next_calls(self, now: float) -> tuple[list[OutboxRow], float]:
        """The calls that may be made now, and the seconds until others may; FOREVER when nothing waits for time."""
        while self._later and self._later[0][0] <= now:
            _, chat_id = heappop(self._later)
            if (line := self._lines.get(chat_id)) is not None:
                self._offer(chat_id, line, now)
        calls: list[OutboxRow] = []
        pause = FOREVER
        while self._ready:
            lane, row_id, chat_id = self._ready[0]
            line = self._lines.get(chat_id)
            head = line.waiting[0] if line is not None and line.waiting else None
            if line is None or line.busy or head is None or head[1] != row_id or head[2] > now:
                heappop(self._ready)  # out of date: the line was offered again, or will be
                continue
            if (room_in := self._full(Lane(lane), now)) > 0:
                pause = room_in
                break
            bulk = lane != Lane.REPLY
            wait = self.rate_limiter.wait(bulk=bulk, under_way=self.bulk_under_way if bulk else self.under_way)
            if wait > 0:
                pause = wait
                break
            heappop(self._ready)
            if (chat_wait := self.rate_limiter.wait_for_chat(chat_id)) > 0:
                heappush(self._later, (now + chat_wait, chat_id))
                continue
            calls.append(heappop(line.waiting)[-1])
            self.waiting -= 1
            self._begin(chat_id, line, Lane(lane), now)
        if self._later:
            pause = min(pause, max(0.0, self._later[0][0] - now))
        return calls, pause

    def done(self, chat_id: int, now: float) -> None:
        """A call is no longer under way: the chat's next may go."""
        line = self._lines[chat_id]
        line.busy = False
        del self._busy[chat_id]
        self.under_way -= 1
        self.bulk_under_way -= line.lane is not Lane.REPLY
        if line.waiting:
            self._offer(chat_id, line, now)
        self._forget(chat_id, line)

    def _begin(self, chat_id: int, line: Line, lane: Lane, now: float) -> None:
        line.busy, line.lane = True, lane
        self._busy[chat_id] = now
        self.under_way += 1
        self.bulk_under_way += lane is not Lane.REPLY
        self.rate_limiter.take(chat_id)

    def _full(self, lane: Lane, now: float) -> float:
        """Seconds until one more call may be under way; FOREVER: not before one of those under way is done."""
        if self._careful() and self._busy:
            if lane is not Lane.REPLY or self.under_way > 1:
                return FOREVER
            return max(0.0, min(self._busy.values()) + SLOW - now)
        if self.under_way >= MOST_UNDER_WAY + MOST_REPLIES:
            return FOREVER
        if lane is not Lane.REPLY and self.bulk_under_way >= self.rate_limiter.most_under_way():
            return FOREVER
        return 0.0

    def _offer(self, chat_id: int, line: Line, now: float) -> None:
        if line.busy or not line.waiting:
            return
        lane, row_id, not_before, _ = line.waiting[0]
        if not_before > now:
            heappush(self._later, (not_before, chat_id))
        else:
            heappush(self._ready, (lane, row_id, chat_id))

    def _forget(self, chat_id: int, line: Line) -> None:
        if not line.waiting and not line.busy:
            del self._lines[chat_id]
