"""Data of the statistics picture, with every text in the reader's language; see `sheet`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.drawing.sheet import DIGITS, Data, Figure

MOST_FIGURES = 4
MOST_DAYS = 28
MOST_WEEKS = 4
MOST_BARS = 5
KEYS = 3


@dataclass(frozen=True, slots=True)
class DayBar:
    """A day's prompts: sent, started of those, and finished of those."""

    sent: int
    started: int
    finished: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A number as a bar. `shown` is the number in words, perhaps with its share."""

    label: str
    count: int
    shown: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars under a heading, the longest first; without any bars the heading is left out, too."""

    title: str
    bars: tuple[Bar, ...]

    def __post_init__(self) -> None:
        """Refuse what there is no room for."""
        _at_most(MOST_BARS, "bars", len(self.bars))

    def to_data(self) -> Data:
        """The bars as JSON."""
        return {"title": self.title, "bars": [[bar.label, bar.count, bar.shown] for bar in self.bars]}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Bars:
        """The bars that `to_data` gave."""
        return cls(data["title"], tuple(Bar(*bar) for bar in data["bars"]))


@dataclass(frozen=True, slots=True)
class StatsSheet:
    """The picture of four weeks, the newest day last. `axis`: the labels of its weeks, the oldest first. `key`: what
    the three parts of a day's bar are called. `right_to_left`: its language runs so, and with it the sheet: time begins
    at the right. `digits`: those of its numbers, from 0 to 9."""

    title: str
    subtitle: str
    figures: tuple[Figure, ...]
    chart_title: str
    days: tuple[DayBar, ...]
    axis: tuple[str, ...]
    key: tuple[str, ...]
    funnel: Bars
    failed: Bars
    left: Bars
    right_to_left: bool = False
    digits: str = DIGITS

    def __post_init__(self) -> None:
        """Refuse what there is no room for."""
        _at_most(MOST_FIGURES, "values", len(self.figures))
        _at_most(MOST_DAYS, "days", len(self.days))
        _at_most(MOST_WEEKS, "weeks", len(self.axis))
        if len(self.key) != KEYS:
            raise ValueError("a day's bar has three parts")

    def to_data(self) -> Data:
        """The sheet as JSON."""
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "figures": [[figure.value, figure.label] for figure in self.figures],
            "chart_title": self.chart_title,
            "days": [[day.sent, day.started, day.finished] for day in self.days],
            "axis": list(self.axis),
            "key": list(self.key),
            "funnel": self.funnel.to_data(),
            "failed": self.failed.to_data(),
            "left": self.left.to_data(),
            "right_to_left": self.right_to_left,
            "digits": self.digits,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> StatsSheet:
        """The sheet that `to_data` gave. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            data["title"],
            data["subtitle"],
            tuple(Figure(*figure) for figure in data["figures"]),
            data["chart_title"],
            tuple(DayBar(*day) for day in data["days"]),
            tuple(data["axis"]),
            tuple(data["key"]),
            Bars.from_data(data["funnel"]),
            Bars.from_data(data["failed"]),
            Bars.from_data(data["left"]),
            data.get("right_to_left", False),
            data.get("digits", DIGITS),
        )


def _at_most(most: int, what: str, count: int) -> None:
    if count > most:
        raise ValueError(f"{count} {what}, and there is room for {most}")
