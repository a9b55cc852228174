"""What became of calls to Telegram: counted since the start, and gathered until it is on record."""

from __future__ import annotations

from dataclasses import dataclass, field

from storage.records import Again, Dead, Sent


@dataclass(slots=True)
class Counters:
    """What was sent since the start, for /metrics."""

    sent: int = 0
    retried: int = 0
    uncertain: int = 0
    given_up: int = 0
    floods: int = 0


@dataclass(slots=True)
class Outcomes:
    """What became of calls and is not on record yet."""

    sent: list[Sent] = field(default_factory=list)
    again: list[Again] = field(default_factory=list)
    dead: list[Dead] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.sent or self.again or self.dead)

    def settled(self) -> list[int]:
        """The calls that are through, one way or the other."""
        return [one.row_id for one in self.sent] + [one.row_id for one in self.dead]

    def put_back(self, earlier: Outcomes) -> None:
        """They could not be noted; they are older than what is here."""
        self.sent[:0], self.again[:0], self.dead[:0] = earlier.sent, earlier.again, earlier.dead
