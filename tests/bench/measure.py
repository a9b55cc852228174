"""What a measurement is made of: a row of the table, and what can be read from a record of calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import quantiles
from typing import Any

Value = float | str | None


@dataclass(frozen=True, slots=True)
class Bench:
    """How the scenes are run: in an empty folder; `quick`: with a tenth of the numbers; `beside`: the typical and the
    careful bot too."""

    folder: Path
    quick: bool = False
    beside: bool = True

    def size(self, number: int) -> int:
        """How many are taken instead of `number`."""
        return number // 10 if self.quick else number


HEADINGS = ("what", "typical", "careful", "Limber", "to typical", "to careful", "goal", "other load")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. A value is a number, a text that stands for itself, or None: not measured.

    `load` is the share of the machine, 0 to 1, that other work took meanwhile; None when nobody looked."""

    what: str
    typical: Value
    limber: Value
    goal: str = ""
    unit: str = ""
    more_is_better: bool = False
    careful: Value = None
    load: float | None = None

    def cells(self) -> tuple[str, ...]:
        """What is printed, as HEADINGS say; the ratios are how many times better Limber is."""
        values = (self._show(value) for value in (self.typical, self.careful, self.limber))
        load = "" if self.load is None else f"{self.load * 100:.0f} %"
        return self.what, *values, self._ratio(self.typical), self._ratio(self.careful), self.goal, load

    def _ratio(self, other: Value) -> str:
        if not isinstance(other, (int, float)) or not isinstance(self.limber, (int, float)):
            return ""
        better, worse = (self.limber, other) if self.more_is_better else (other, self.limber)
        return f"{better / worse:.3g} ×" if worse > 0 and better > 0 else ""

    def _show(self, value: Value) -> str:
        if value is None:
            return "-"
        if isinstance(value, str):
            return value
        number = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
        return f"{number}{self.unit}" if self.unit.startswith("/") else f"{number} {self.unit}".rstrip()


def table(rows: Sequence[Row]) -> str:
    """The rows as a table for people, which Markdown reads too."""
    lines = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    shown = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    shown.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(shown)


@dataclass(frozen=True, slots=True)
class Call:
    """One call that reached the server. `at` in monotonic seconds, `chat` 0 for none, `answered`: somebody heard it."""

    at: float
    method: str
    chat: int
    status: int
    answered: bool

    @property
    def is_message(self) -> bool:
        """Whether it put a new message into a chat."""
        return self.status == 200 and self.method.startswith("send")


@dataclass(frozen=True, slots=True)
class Written:
    """One update. When it was `made` and first `handed` out, monotonic seconds; `handed` 0: not yet."""

    chat: int
    made: float
    handed: float


class Record:
    """What the server wrote down."""

    def __init__(self, columns: dict[str, dict[str, list[Any]]]) -> None:
        """Read what `Telegram.record` gives."""
        calls, updates = columns["calls"], columns["updates"]
        self.calls = [
            Call(*row)
            for row in zip(
                calls["at"], calls["method"], calls["chat"], calls["status"], map(bool, calls["answered"]), strict=True
            )
        ]
        self.updates = [Written(*row) for row in zip(updates["chat"], updates["made"], updates["handed"], strict=True)]

    def messages(self, first: int = 1, last: int = 2**62) -> list[Call]:
        """The messages that reached the chats from `first` to `last`, in order."""
        return [call for call in self.calls if call.is_message and first <= call.chat <= last]

    def waits(self, since: Callable[[Written], float]) -> list[float]:
        """Seconds from a moment of each update to the message that answers it: the first update of a chat is answered
        by its first message, and so on. Without those that were not answered."""
        answers: dict[int, list[float]] = {}
        for call in self.messages():
            answers.setdefault(call.chat, []).append(call.at)
        seen: Counter[int] = Counter()
        found = []
        for update in self.updates:
            number = seen[update.chat]
            seen[update.chat] += 1
            if number < len(answers.get(update.chat, ())):
                found.append(answers[update.chat][number] - since(update))
        return found


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that `percent` % of the values do not exceed. Raises StatisticsError below two values."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def largest_gap(calls: Sequence[Call]) -> float:
    """The longest time between two calls that follow each other, in seconds."""
    return max((after.at - before.at for before, after in pairwise(calls)), default=0.0)


def per_second(calls: Sequence[Call]) -> float:
    """Calls a second from the first to the last."""
    return (len(calls) - 1) / (calls[-1].at - calls[0].at) if len(calls) > 1 else 0.0
