"""A token bucket, for both rate limiters: of what is sent, and of what one person sends. Pure: seconds come in."""

from __future__ import annotations

from dataclasses import dataclass, field

FOREVER = float("inf")


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

    def set_rate(self, now: float, rate: float, size: float) -> None:
        """Fill at another rate from now on."""
        self.tokens, self.at = min(self.level(now), size), now
        self.rate, self.size = rate, size
