"""How fast may be sent? Token buckets: over all, a chat, a group. Pure: monotonic seconds come in.

Limits: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

# One message a second to a chat, with a burst: a person who taps fast is answered fast.
CHAT_PER_SECOND, CHAT_BURST = 1.0, 20.0
# Twenty a minute to a group; two are kept in hand.
GROUP_PER_SECOND, GROUP_BURST = 18 / 60, 3.0
# Chats whose buckets are full again are forgotten once this many are known.
MOST_CHATS = 4096


@dataclass(slots=True)
class Bucket:
    """Fills by `rate` tokens a second up to `size`. A token is one call."""

    rate: float
    size: float
    tokens: float = field(init=False)
    at: float = field(init=False, default=float("-inf"))

    def __post_init__(self) -> None:
        self.tokens = self.size

    def level(self, now: float) -> float:
        """Tokens in the bucket at a moment."""
        if self.at == float("-inf"):
            return self.size
        return min(self.size, self.tokens + max(0.0, now - self.at) * self.rate)

    def wait(self, now: float) -> float:
        """Seconds until there is a token; 0 when there is one."""
        return max(0.0, (1.0 - self.level(now)) / self.rate)

    def take(self, now: float) -> None:
        """Take one token, which may leave a debt for the next one to wait for."""
        self.tokens = self.level(now) - 1.0
        self.at = now


class Pace:
    """When the next call may be made. `monotonic` gives seconds."""

    def __init__(self, per_second: float, monotonic: Callable[[], float], *, chat_limits: bool = True) -> None:
        # A tenth of a second's worth at once keeps the flow even.
        self._all = Bucket(per_second, max(1.0, per_second / 10))
        self._chats: dict[int, Bucket] = {}
        self._monotonic = monotonic
        self._chat_limits = chat_limits
        self._halted_until = float("-inf")

    def reserve(self, chat_id: int) -> float:
        """Take a place in the line; seconds to wait before the call may be made."""
        now = self._monotonic()
        bucket = self._bucket(chat_id, now)
        delay = max(self._all.wait(now), bucket.wait(now) if bucket else 0.0, self.halted())
        self._all.take(now)
        if bucket:
            bucket.take(now)
        return delay

    def halt(self, seconds: float) -> None:
        """Telegram said to wait: nothing goes out for that long."""
        self._halted_until = max(self._halted_until, self._monotonic() + seconds)

    def halted(self) -> float:
        """Seconds that nothing may go out, because Telegram said so; 0 when it may."""
        return max(0.0, self._halted_until - self._monotonic())

    def _bucket(self, chat_id: int, now: float) -> Bucket | None:
        if not self._chat_limits:
            return None
        if len(self._chats) > MOST_CHATS:
            self._chats = {chat: bucket for chat, bucket in self._chats.items() if bucket.level(now) < bucket.size}
        if chat_id not in self._chats:
            limits = (GROUP_PER_SECOND, GROUP_BURST) if chat_id < 0 else (CHAT_PER_SECOND, CHAT_BURST)
            self._chats[chat_id] = Bucket(*limits)
        return self._chats[chat_id]
