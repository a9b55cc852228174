"""Rate limiter of sending: token buckets over all, a chat, a group; and what a 429 of Telegram closes, for how long.

Pure: monotonic seconds come in. Limits:
https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

from collections.abc import Callable

from bot.token_bucket import FOREVER, Bucket

# One message a second to a chat, with a burst: a person who taps fast is answered fast.
CHAT_PER_SECOND, CHAT_BURST = 1.0, 20.0
# Twenty a minute to a group; two are kept in reserve.
GROUP_PER_SECOND, GROUP_BURST = 18 / 60, 3.0
# Chats whose buckets are full again are forgotten once this many are known.
MOST_CHATS = 4096
# Told to slow down, the bot goes on at this share of its pace, and is back at the whole of it after so many seconds.
SLOWER, RECOVERY_SECONDS = 0.7, 60.0
SLOWEST = 0.1
# After this many failures in a row without one success, Telegram is thought out of reach: one call at a time tries,
# after pauses that double from the first to the longest, in seconds.
FAILURES = 8
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0

# Calls in bulk that are under way at once: as many as the pace needs at the time that one takes, and some for marking.
# What is under way at a kill may come twice. Until the first answer, a call is thought to take so long.
FEWEST_UNDER_WAY, MOST_UNDER_WAY, MARKING = 16, 128, 1.4
FIRST_GUESS_SECONDS, NEWS_WEIGHT = 0.1, 0.05


class RateLimiter:
    """When the next call may be made. `monotonic` gives seconds.

    `per_second` is the allowance of the whole bot; `share` gives each of n replicas one n-th. A "too many"
    closes the chat that it came for and all that goes out in bulk; replies to others go on, for often it was meant
    for the one chat alone. A second one for another chat closes everything. Then one call tries, before the rest.
    """

    def __init__(self, per_second: float, monotonic: Callable[[], float], *, chat_limits: bool = True) -> None:
        self._allowance, self._replicas, self._speed = per_second, 1, 1.0
        self._all = Bucket(*self._rate())
        self._chats: dict[int, Bucket] = {}
        self._most_chats = MOST_CHATS
        self._monotonic = monotonic
        self._chat_limits = chat_limits
        self._closed_chats: dict[int, float] = {}
        self._bulk_closed = self._all_closed = float("-inf")
        self._flooded_chat: int | None = None
        self._probing_bulk = self._probing_all = False
        self._sped_up_at = monotonic()
        self._failures, self._pause = 0, FIRST_PAUSE
        self._call_seconds = FIRST_GUESS_SECONDS

    # Asking

    def most_under_way(self) -> int:
        """How many calls in bulk may be under way at once."""
        needed = MARKING * self._all.rate * self._call_seconds
        return int(min(MOST_UNDER_WAY, max(FEWEST_UNDER_WAY, needed)))

    def wait(self, *, bulk: bool, under_way: int) -> float:
        """Seconds until a call may be made as far as all chats go; FOREVER while another one tries first.

        `under_way` counts the calls of its kind that are: those in bulk for one in bulk, else all.
        """
        now = self._monotonic()
        closed = max(self._all_closed, self._bulk_closed) if bulk else self._all_closed
        if closed > now:
            return closed - now
        if under_way and (self._probing_all or (bulk and self._probing_bulk)):
            return FOREVER
        return self._all.wait(now)

    def wait_for_chat(self, chat_id: int) -> float:
        """Seconds until a call may be made as far as this chat goes."""
        now = self._monotonic()
        bucket = self._bucket(chat_id, now)
        closed = self._closed_chats.get(chat_id, now) - now if self._closed_chats else 0.0
        return max(0.0, closed, bucket.wait(now) if bucket else 0.0)

    def closed_for(self, chat_id: int, *, bulk: bool) -> float:
        """Seconds left of the wait that Telegram asked for, for a call to this chat; 0 when it may be made."""
        until = max(self._all_closed, self._closed_chats.get(chat_id, 0.0), self._bulk_closed if bulk else 0.0)
        return max(0.0, until - self._monotonic())

    def take(self, chat_id: int) -> None:
        """A call is made."""
        now = self._monotonic()
        self._all.take(now)
        if (bucket := self._bucket(chat_id, now)) is not None:
            bucket.take(now)

    @property
    def is_out_of_reach(self) -> bool:
        """Whether FAILURES calls in a row failed: Telegram counts as out of reach."""
        return self._failures >= FAILURES

    # Hearing

    def share(self, replicas: int) -> None:
        """So many replicas send at the same time."""
        if replicas != self._replicas:
            self._replicas = max(1, replicas)
            self._all.set_rate(self._monotonic(), *self._rate())

    def on_retry_after(self, chat_id: int, seconds: float, *, bulk: bool) -> None:
        """Telegram said to wait."""
        now = self._monotonic()
        until = now + seconds
        self._closed_chats = {chat: end for chat, end in self._closed_chats.items() if end > now}
        self._closed_chats[chat_id] = max(until, self._closed_chats.get(chat_id, until))
        if chat_id < 0:
            return  # groups have a limit of their own
        first = self._bulk_closed <= now
        if not first and not bulk and chat_id != self._flooded_chat:
            self._all_closed = max(self._all_closed, until)
            self._probing_all = True
        if first:
            self._flooded_chat = chat_id
            self._speed = max(SLOWEST, self._speed * SLOWER)
            self._sped_up_at = now
            self._all.set_rate(now, *self._rate())
        self._bulk_closed = max(self._bulk_closed, until)
        self._probing_bulk = True

    def on_success(self, *, bulk: bool, seconds: float) -> None:
        """Telegram took a call, which was under way for so long."""
        now = self._monotonic()
        self._call_seconds += NEWS_WEIGHT * (seconds - self._call_seconds)
        self._failures, self._pause = 0, FIRST_PAUSE
        if self._all_closed <= now:
            self._probing_all = False
        if bulk and self._bulk_closed <= now:
            self._probing_bulk = False
        if self._speed < 1.0 and now - self._sped_up_at >= 1.0:
            gained = (now - self._sped_up_at) / RECOVERY_SECONDS
            self._speed, self._sped_up_at = min(1.0, self._speed + gained), now
            self._all.set_rate(now, *self._rate())

    def on_failure(self) -> None:
        """A call failed on the way to Telegram, or with a 5xx."""
        self._failures += 1
        now = self._monotonic()
        if self._failures < FAILURES or self._all_closed > now:
            return
        self._all_closed = now + self._pause
        self._pause = min(LONGEST_PAUSE, self._pause * 2)
        self._probing_all = True

    def _rate(self) -> tuple[float, float]:
        """Tokens a second, and how many at once: a tenth of a second's worth keeps the flow even."""
        rate = self._allowance * self._speed / self._replicas
        return rate, max(1.0, rate / 10)

    def _bucket(self, chat_id: int, now: float) -> Bucket | None:
        if not self._chat_limits:
            return None
        if len(self._chats) > self._most_chats:
            self._chats = {chat: bucket for chat, bucket in self._chats.items() if bucket.level(now) < bucket.size}
            self._most_chats = max(MOST_CHATS, 2 * len(self._chats))
        if chat_id not in self._chats:
            limits = (GROUP_PER_SECOND, GROUP_BURST) if chat_id < 0 else (CHAT_PER_SECOND, CHAT_BURST)
            self._chats[chat_id] = Bucket(*limits)
        return self._chats[chat_id]
