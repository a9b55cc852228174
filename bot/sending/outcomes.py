"""Outcomes of calls to Telegram: counted since the start, and gathered until they are stored."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from storage.records.calls import Dead, DeadReason, Retry, Sent


@dataclass(slots=True)
class Counters:
    """What was sent since the start, for /metrics. `dead` is what was given up by reason, `errors` every attempt that
    failed by the kind of its error; `prompts_sent` and `prompts_dead` are those of them that were prompts."""

    sent: int = 0
    retried: int = 0
    uncertain: int = 0
    given_up: int = 0
    floods: int = 0
    dead: Counter[DeadReason] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    prompts_sent: int = 0
    prompts_dead: Counter[DeadReason] = field(default_factory=Counter)

    def gave_up(self, reason: DeadReason, *, of_prompt: bool) -> None:
        """Count a call that will not be made again."""
        self.given_up += 1
        self.dead[reason] += 1
        if of_prompt:
            self.prompts_dead[reason] += 1


@dataclass(slots=True)
class Outcomes:
    """Outcomes that are not stored yet."""

    sent: list[Sent] = field(default_factory=list)
    again: list[Retry] = field(default_factory=list)
    dead: list[Dead] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.sent or self.again or self.dead)

    def settled(self) -> list[int]:
        """The calls that are through, one way or the other."""
        return [one.row_id for one in self.sent] + [one.row_id for one in self.dead]

    def put_back(self, earlier: Outcomes) -> None:
        """They could not be noted; they are older than what is here."""
        self.sent[:0], self.again[:0], self.dead[:0] = earlier.sent, earlier.again, earlier.dead
