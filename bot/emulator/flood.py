"""Telegram's flood limits as token buckets, with 429 and the seconds to wait.

Rates: core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this (about 30 a second in all, one a second
to a chat with short bursts, 20 a minute to a group).
"""

import math
from dataclasses import dataclass, field

from bot.emulator.calls import Refused
from bot.emulator.chats import Chat


@dataclass(frozen=True)
class TelegramLimits:
    """Messages and edits that pass."""

    per_second: float = 30
    chat_per_second: float = 1
    chat_burst: int = 20  # messages to one chat that pass at once before `chat_per_second` is enforced
    group_per_minute: float = 20


@dataclass
class _Bucket:
    room: float
    rate: float  # tokens a second
    tokens: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until there is a token; 0.0 when there is one."""
        self.tokens = min(self.room, self.tokens + (now - self.at) * self.rate)
        self.at = now
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.rate


@dataclass
class Flood:
    """Counts what is sent. After a refusal that chat (or all of them) stays closed until the time it was told."""

    limits: TelegramLimits | None
    _all: _Bucket | None = None
    _chats: dict[int, _Bucket] = field(default_factory=dict)
    _shut: dict[int, float] = field(default_factory=dict)  # chat id, 0 for all -> monotonic seconds

    def admit(self, chat: Chat, now: float) -> None:
        """Let one message or edit pass, or raise `Refused` 429. `now` is in monotonic seconds."""
        limits = self.limits
        if limits is None:
            return
        if self._all is None:
            self._all = _Bucket(limits.per_second, limits.per_second, limits.per_second, now)
        one = self._chats.get(chat.id)
        if one is None:
            grouped = chat.type != "private"
            rate = limits.group_per_minute / 60 if grouped else limits.chat_per_second
            room = limits.group_per_minute if grouped else float(limits.chat_burst)
            one = self._chats[chat.id] = _Bucket(room, rate, room, now)
        for key, bucket in ((0, self._all), (chat.id, one)):
            wait = max(bucket.wait(now), self._shut.get(key, now) - now)
            if wait > 0:
                seconds = max(1, math.ceil(wait))
                self._shut[key] = max(self._shut.get(key, 0.0), now + seconds)
                raise Refused(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
        self._all.tokens -= 1
        one.tokens -= 1
