"""Data of a drawing: plain values, with every text in the person's language, stored as JSON until it is drawn.

Counting, translation and dates are done before. More than a drawing has space for is refused with a ValueError that
names what is too many, when the sheet is made; texts may have any length.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_MONTHS = 2
MOST_WEEKS = 6
MOST_FIGURES = 4
MOST_SENTENCES = 2
MOST_SIGNS = 9
MOST_FACTS = 8
MOST_COLUMNS = 7
MOST_ROWS = 14
MOST_LINES = 6
MOST_STILLS = 3
MOST_DOSES = 6
MOST_PAINS = 6
WEEK = 7

# As numbers are written unless a sheet says otherwise.
DIGITS = "0123456789"

Data = dict[str, Any]


class DrawnMark(StrEnum):
    """What a day was. REST: no prompt was planned. OPEN: its number alone. NONE: before the person came."""

    FULL = "full"
    SHORT = "short"
    PART = "part"
    UNWELL = "unwell"
    PAUSE = "pause"
    REST = "rest"
    OPEN = "open"
    AHEAD = "ahead"
    NONE = "none"


class Felt(StrEnum):
    """How a day's walk felt."""

    GOOD = "good"
    HARD = "hard"
    HURT = "hurt"


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of a month."""

    day: int
    mark: DrawnMark
    felt: Felt | None = None
    today: bool = False

    def to_data(self) -> list[Any]:
        """The day as a short list: there are some ninety on a sheet."""
        return [self.day, self.mark, self.felt, int(self.today)]


@dataclass(frozen=True, slots=True)
class Month:
    """A month: rows of seven days in the person's order of weekdays, None where a day is another month's."""

    name: str
    weeks: tuple[tuple[Cell | None, ...], ...]

    def __post_init__(self) -> None:
        """Refuse rows that are no calendar."""
        _at_most(MOST_WEEKS, "weeks", self.weeks)
        if any(len(week) != WEEK for week in self.weeks):
            raise ValueError("a week has seven days")

    def to_data(self) -> Data:
        """The month as JSON."""
        return {"name": self.name, "weeks": [[day and day.to_data() for day in week] for week in self.weeks]}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Month:
        """The month that `to_data` gave."""
        return cls(
            data["name"],
            tuple(
                tuple(
                    day and Cell(day[0], DrawnMark(day[1]), Felt(day[2]) if day[2] else None, bool(day[3]))
                    for day in week
                )
                for week in data["weeks"]
            ),
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that stands out, as the person writes numbers, and what it counts."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Legend:
    """What a mark or a feel stands for."""

    sign: DrawnMark | Felt
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """A day or a week in a chart: where it lies between the ends, 0 to 1; what was said before and after, or None."""

    at: float
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class DrawnStiffness:
    """How stiff a back was, from 0 to `highest`.

    `axis`: labels of equal stretches of time from left to right. `alt`: the same in words, for who cannot see it.
    """

    title: str
    points: tuple[Point, ...]
    label_before: str
    label_after: str
    axis: tuple[str, ...] = ()
    highest: int = 10
    alt: str = ""

    def to_data(self) -> Data:
        """The chart as JSON."""
        return {
            "title": self.title,
            "points": [[point.at, point.before, point.after] for point in self.points],
            "label_before": self.label_before,
            "label_after": self.label_after,
            "axis": list(self.axis),
            "highest": self.highest,
            "alt": self.alt,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> DrawnStiffness:
        """The chart that `to_data` gave."""
        return cls(
            data["title"],
            tuple(Point(*point) for point in data["points"]),
            data["label_before"],
            data["label_after"],
            tuple(data["axis"]),
            data["highest"],
            data.get("alt", ""),
        )


@dataclass(frozen=True, slots=True)
class ProgressSheet:
    """The picture of this month, in its first days with the one before, the newest last.

    `sentences` stand on top. `weekdays`: seven short labels, in the order of the weeks. `right_to_left`: its language
    runs so, and with it the sheet: weeks and time begin at the right. `digits`: those of its numbers, from 0 to 9.
    """

    title: str
    subtitle: str
    months: tuple[Month, ...]
    weekdays: tuple[str, ...]
    sentences: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    stiffness: DrawnStiffness | None = None
    legend: tuple[Legend, ...] = ()
    right_to_left: bool = False
    digits: str = DIGITS

    def __post_init__(self) -> None:
        """Refuse what there is no room for."""
        _at_most(MOST_MONTHS, "months", self.months)
        _at_most(MOST_SENTENCES, "sentences", self.sentences)
        _at_most(MOST_FIGURES, "figures", self.figures)
        _at_most(MOST_SIGNS, "signs", self.legend)
        if len(self.weekdays) != WEEK:
            raise ValueError("a week has seven days")

    def to_data(self) -> Data:
        """The sheet as JSON."""
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "months": [month.to_data() for month in self.months],
            "weekdays": list(self.weekdays),
            "sentences": list(self.sentences),
            "figures": [[figure.value, figure.label] for figure in self.figures],
            "stiffness": self.stiffness and self.stiffness.to_data(),
            "legend": [[entry.sign, entry.text] for entry in self.legend],
            "right_to_left": self.right_to_left,
            "digits": self.digits,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> ProgressSheet:
        """The sheet that `to_data` gave. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            data["title"],
            data["subtitle"],
            tuple(map(Month.from_data, data["months"][-MOST_MONTHS:])),
            tuple(data["weekdays"]),
            # Absent in a row that an earlier version put into the outbox; that may hold one month more, too.
            tuple(data.get("sentences", ())),
            tuple(Figure(*figure) for figure in data["figures"]),
            DrawnStiffness.from_data(data["stiffness"]) if data["stiffness"] else None,
            tuple(Legend(_sign(sign), text) for sign, text in data["legend"]),
            data.get("right_to_left", False),
            data.get("digits", DIGITS),
        )


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its title: as many texts in each row as in its head. The first column says what the row is about.
    `note` is what has to be known of it. The first `texts` columns hold texts, the others numbers."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    texts: int = 1

    def __post_init__(self) -> None:
        """Refuse what there is no room for."""
        _at_most(MOST_COLUMNS, "columns", self.head)
        _at_most(MOST_ROWS, "rows", self.rows)
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("a row has as many texts as the head")

    def to_data(self) -> Data:
        """The table as JSON."""
        return {
            "title": self.title,
            "head": list(self.head),
            "rows": [list(row) for row in self.rows],
            "note": self.note,
            "texts": self.texts,
        }


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under a heading."""

    title: str
    lines: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse what there is no room for."""
        _at_most(MOST_LINES, "lines", self.lines)


@dataclass(frozen=True, slots=True)
class Still:
    """A picture of a movement. `file` is its place in the library's folder, `alt` what is to be seen, in words."""

    file: str
    name: str
    text: str
    alt: str


@dataclass(frozen=True, slots=True)
class ReportSheet:
    """The page for those who treat the person.

    `lang` is the language of its texts as browsers name it ("en", "pt-BR"), `made_on` its date as YYYY-MM-DD, `facts`
    pairs of (label, value), `dose` how much of each movement was done, `table` the weeks, `pain` when it hurt,
    `skipped` what was left out. `right_to_left`: that language runs so, and with it the page. `digits`: those
    of its numbers, from 0 to 9.
    """

    title: str
    period: str
    name: str
    lang: str
    made_on: str
    facts: tuple[tuple[str, str], ...] = ()
    stills: tuple[Still, ...] = ()
    dose: Table | None = None
    table: Table | None = None
    pain: Table | None = None
    skipped: Block | None = None
    stiffness: DrawnStiffness | None = None
    footer: str = ""
    file_name: str = "report.pdf"
    right_to_left: bool = False
    digits: str = DIGITS

    def __post_init__(self) -> None:
        """Refuse what there is no room for."""
        _at_most(MOST_FACTS, "facts", self.facts)
        _at_most(MOST_STILLS, "stills", self.stills)
        _at_most(MOST_DOSES, "doses", self.dose.rows if self.dose else ())
        _at_most(MOST_PAINS, "pains", self.pain.rows if self.pain else ())

    def to_data(self) -> Data:
        """The sheet as JSON."""
        return {
            "title": self.title,
            "period": self.period,
            "name": self.name,
            "lang": self.lang,
            "made_on": self.made_on,
            "facts": [list(fact) for fact in self.facts],
            "stills": [[still.file, still.name, still.text, still.alt] for still in self.stills],
            "dose": self.dose and self.dose.to_data(),
            "table": self.table and self.table.to_data(),
            "pain": self.pain and self.pain.to_data(),
            "skipped": self.skipped and {"title": self.skipped.title, "lines": list(self.skipped.lines)},
            "stiffness": self.stiffness and self.stiffness.to_data(),
            "footer": self.footer,
            "file_name": self.file_name,
            "right_to_left": self.right_to_left,
            "digits": self.digits,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> ReportSheet:
        """The sheet that `to_data` gave. Raises KeyError, TypeError or ValueError for anything else.

        A row that an earlier version put into the outbox has no pictures, doses or pains: these are left out.
        """
        return cls(
            title=data["title"],
            period=data["period"],
            name=data["name"],
            lang=data["lang"],
            made_on=data["made_on"],
            facts=tuple((label, value) for label, value in data["facts"]),
            stills=tuple(Still(*still) for still in data.get("stills", ())),
            dose=_table(data.get("dose")),
            table=_table(data["table"]),
            pain=_table(data.get("pain")),
            skipped=_block(data["skipped"]),
            stiffness=DrawnStiffness.from_data(data["stiffness"]) if data["stiffness"] else None,
            footer=data["footer"],
            file_name=data["file_name"],
            right_to_left=data.get("right_to_left", False),
            digits=data.get("digits", DIGITS),
        )


def _table(data: Mapping[str, Any] | None) -> Table | None:
    if not data:
        return None
    rows = tuple(map(tuple, data["rows"][:MOST_ROWS]))
    return Table(
        data.get("title", ""),
        tuple(data["head"]),
        rows,
        data.get("note", ""),
        data.get("texts", 1),
    )


def _block(data: Mapping[str, Any] | None) -> Block | None:
    return Block(data["title"], tuple(data["lines"])) if data else None


def _sign(value: str) -> DrawnMark | Felt:
    return Felt(value) if value in set(Felt) else DrawnMark(value)


def _at_most(most: int, what: str, things: Sized | Sequence[Any]) -> None:
    if len(things) > most:
        raise ValueError(f"{len(things)} {what}, and there is room for {most}")
