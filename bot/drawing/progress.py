"""Progress picture: the days of three months, legible in a chat and in grey print.

The newest month comes first and is the largest, with its sums beside it; then the months before, stiffness, positions,
and the key to the signs. Missing parts take no space.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from bot.drawing.canvas import BAR, LEADING, PAPER, RADIUS, TRACK, Canvas, abbreviated, broken, length
from bot.drawing.chart import draw_chart
from bot.drawing.fonts import DIGIT_HEIGHT
from bot.drawing.marks import ACCENT, INK, NUMBERS, SOFT, WALKED, Sign, Size, sign
from bot.drawing.sheet import (
    WEEK,
    Cell,
    DrawnGoal,
    DrawnMark,
    DrawnStiffness,
    Felt,
    Figure,
    Legend,
    Month,
    Position,
    ProgressSheet,
)

WIDTH = 1080
TALLEST = 1600
MARGIN = 32
GAP = 20
PAD = 28

# Heights of letters. A phone shows the picture at a third of its size.
SMALL = 30
MAIN = 36
LARGE = 60
TITLE = 54

HEADER = 140
# From the top of a month's card to the first week.
NAME_HEIGHT = 102
SUMMARY_WIDTH = 416
FIGURE_HEIGHT = 84
GOAL_HEIGHT = 44
POSITIONS_WIDTH = 372
POSITION_HEIGHT = 68
CHART_HEIGHT = 244
LEGEND_HEIGHT = 52
# The number of the example day in the key.
SAMPLE = 8

# The signs that are explained, the room between a sign and its text and between two of them; and how many stand
# beside each other once they would take more rows than there is room for.
KEY = Size(54, 62, 28)
BESIDE = 8
APART = 28
ABREAST = 3
LEGEND_ROWS = 3

# Pixels taken from each day's cell when the whole is too high: with six weeks twice, and all other parts.
SQUEEZES = (0, 2, 4, 6)

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Shelf:
    """One of the parts stacked from top to bottom: its height, and the function that draws it at a height of the
    canvas."""

    height: int
    draw: Callable[[Canvas, int], None]


def draw_progress(data: Mapping[str, Any]) -> bytes:
    """The picture of what `to_data` of a ProgressSheet gave, as a PNG file 1080 pixels wide and at most 1600 high."""
    sheet = ProgressSheet.from_data(data)
    below = [*_extras(sheet), *_legend(sheet.legend)]
    shelves: list[Shelf] = []
    height = TALLEST
    for squeeze in SQUEEZES:
        shelves = [*_newest(sheet, squeeze), *_earlier(sheet, squeeze), *below]
        height = HEADER + sum(shelf.height + GAP for shelf in shelves) + MARGIN - GAP
        if height <= TALLEST:
            break
    canvas = Canvas(WIDTH, min(height, TALLEST))
    draw_header(canvas, sheet.title, sheet.subtitle)
    top = HEADER
    for shelf in shelves:
        shelf.draw(canvas, top)
        top += shelf.height + GAP
    return canvas.png()


def draw_header(canvas: Canvas, title: str, subtitle: str) -> None:
    """Write a picture's title over its subtitle; when no letter of the title can be drawn, the subtitle takes its
    place."""
    room = WIDTH - 2 * MARGIN - 16
    left = MARGIN + 8
    if canvas.text((left, 68), title, TITLE, room, bold=True):
        canvas.text((left, 114), subtitle, MAIN, room, fill=SOFT)
    else:
        canvas.text((left, 84), subtitle, TITLE, room, bold=True)


# The months


def _newest(sheet: ProgressSheet, squeeze: int) -> list[Shelf]:
    """The newest month with its sums beside it; either is alone when the other is missing."""
    months, summary = sheet.months[-1:], sheet.goal is not None or bool(sheet.figures)
    if not months and not summary:
        return []
    whole = WIDTH - 2 * MARGIN
    width = whole - SUMMARY_WIDTH - GAP if summary else whole
    size = Size((width - 2 * PAD + 12) // WEEK, 74 - squeeze, 34)
    height = max(_month_height(months, size), _summary_height(sheet) if summary else 0)

    def draw(canvas: Canvas, top: int) -> None:
        left = MARGIN
        for month in months:
            _month(canvas, month, sheet.weekdays, size, (left, top, left + width, top + height))
            left += width + GAP
        if summary:
            _summary(canvas, sheet.goal, sheet.figures, (left, top, WIDTH - MARGIN, top + height))

    return [Shelf(height, draw)]


def _earlier(sheet: ProgressSheet, squeeze: int) -> list[Shelf]:
    """The months before the newest, the oldest at the left."""
    months = sheet.months[:-1]
    if not months:
        return []
    width = (WIDTH - 2 * MARGIN - GAP) // 2
    size = Size((width - 2 * PAD + 16) // WEEK, 65 - squeeze, SMALL)
    height = _month_height(months, size)

    def draw(canvas: Canvas, top: int) -> None:
        for index, month in enumerate(months):
            left = MARGIN + index * (width + GAP)
            _month(canvas, month, sheet.weekdays, size, (left, top, left + width, top + height))

    return [Shelf(height, draw)]


def _month_height(months: Sequence[Month], size: Size) -> int:
    weeks = max((len(month.weeks) for month in months), default=0)
    return NAME_HEIGHT + weeks * size.height + 12 if months else 0


def _month(canvas: Canvas, month: Month, weekdays: Sequence[str], size: Size, box: Box) -> None:
    left, top, right, bottom = box
    canvas.rounded(box, RADIUS)
    canvas.text((left + PAD, top + 50), month.name, MAIN, right - left - 2 * PAD, bold=True)
    margin = (right - left - WEEK * size.width) // 2
    # Weeks stand a little apart when there is space.
    free = bottom - top - _month_height([month], size)
    apart = min(12, free // max(1, len(month.weeks)))
    signs: dict[Sign, Image.Image] = {}
    for column, weekday in enumerate(abbreviated(weekdays, SMALL, size.width - 10)):
        middle = left + margin + (column + 0.5) * size.width
        canvas.text((middle, top + NAME_HEIGHT - 10), weekday, SMALL, size.width, fill=SOFT, anchor="m")
    for row, week in enumerate(month.weeks):
        y = top + NAME_HEIGHT + row * (size.height + apart)
        for column, cell in enumerate(week):
            if cell is not None:
                wanted = _sign(month, row, column, cell)
                if wanted not in signs:
                    signs[wanted] = sign(wanted, size)
                draw_day(canvas, cell, signs[wanted], size, (left + margin + column * size.width, y))


def _sign(month: Month, row: int, column: int, cell: Cell) -> Sign:
    """The sign of a day. A pause continues from the end of a week to the beginning of the next."""
    days = [day for week in month.weeks for day in week]
    place = row * WEEK + column
    before, after = (
        cell.mark is DrawnMark.PAUSE and day is not None and day.mark is DrawnMark.PAUSE
        for day in ((days[place - 1] if place else None), (days[place + 1] if place + 1 < len(days) else None))
    )
    return Sign(cell.mark, cell.felt, cell.today, before, after)


def draw_day(canvas: Canvas, cell: Cell, picture: Image.Image, size: Size, place: tuple[int, int]) -> None:
    """Draw a day: its sign, and its number on it."""
    canvas.image.paste(picture, place)
    if cell.mark in NUMBERS:
        middle = (place[0] + size.width / 2, place[1] + size.middle)
        fill = INK if cell.today and cell.mark not in WALKED else NUMBERS[cell.mark]
        canvas.number(middle, cell.day, size.number, fill, bold=cell.today or cell.mark in WALKED)


# What it adds up to


def _summary_height(sheet: ProgressSheet) -> int:
    goal = _goal_height(sheet.goal) if sheet.goal else 0
    return PAD + goal + len(sheet.figures) * FIGURE_HEIGHT + 16


def _goal_lines(goal: DrawnGoal) -> list[str]:
    return broken(goal.text, MAIN, SUMMARY_WIDTH - 2 * PAD, 2, bold=True)


def _goal_height(goal: DrawnGoal) -> int:
    return round(len(_goal_lines(goal)) * MAIN * LEADING) + GOAL_HEIGHT


def _summary(canvas: Canvas, goal: DrawnGoal | None, figures: Sequence[Figure], box: Box) -> None:
    left, top, right, bottom = box
    canvas.rounded(box, RADIUS)
    left, right, top = left + PAD, right - PAD, top + PAD
    if goal is not None:
        lines = _goal_lines(goal)
        canvas.lines((left, top + MAIN - 8), lines, MAIN, right - left, bold=True)
        bar = top + round(len(lines) * MAIN * LEADING) + 6
        _steps(canvas, goal, (left, bar, right, bar + BAR))
        top += _goal_height(goal)
    if figures:
        room = bottom - 8 - top
        each = min(FIGURE_HEIGHT + 40, room // len(figures))
        top += (room - each * len(figures)) // 2
        column = min(160, max(length(figure.value, LARGE, bold=True) for figure in figures))
        for index, figure in enumerate(figures):
            _figure(canvas, figure, column, (left, top + index * each, right, top + (index + 1) * each))


def _steps(canvas: Canvas, goal: DrawnGoal, box: Box) -> None:
    """As many pieces as there are days to do, the done ones filled; one bar when the pieces would be tiny."""
    left, top, right, bottom = box
    if not 1 <= goal.of <= 14:
        canvas.bar(box, goal.done / goal.of if goal.of > 0 else 0)
        return
    pitch = (right - left + 8) / goal.of
    for index in range(goal.of):
        piece = (round(left + index * pitch), top, round(left + (index + 1) * pitch) - 8, bottom)
        canvas.rounded(piece, BAR, ACCENT if index < goal.done else TRACK)


def _figure(canvas: Canvas, figure: Figure, column: float, box: Box) -> None:
    """A value, its label beside it on one line or two."""
    left, top, right, bottom = box
    size = next((size for size in range(LARGE, MAIN, -2) if length(figure.value, size, bold=True) <= column), MAIN)
    middle = (top + bottom) / 2
    canvas.text((left, middle + size * DIGIT_HEIGHT / 2), figure.value, size, column, bold=True, fill=ACCENT)
    beside = left + column + 20
    lines = broken(figure.label, SMALL, right - beside, 2)
    first = middle + SMALL / 3 - (len(lines) - 1) * SMALL * LEADING / 2
    canvas.lines((beside, first), lines, SMALL, right - beside, fill=SOFT)


# What else there is to know


def _extras(sheet: ProgressSheet) -> list[Shelf]:
    """Stiffness, and how often each position was taken, side by side."""
    chart, positions = sheet.stiffness, sheet.positions
    if chart is None and not positions:
        return []
    bars = len(positions) * POSITION_HEIGHT + PAD + 10
    height = bars if chart is None else CHART_HEIGHT

    def draw(canvas: Canvas, top: int) -> None:
        left, right = MARGIN, WIDTH - MARGIN
        if chart is not None:
            end = right - POSITIONS_WIDTH - GAP if positions else right
            _chart(canvas, chart, (left, top, end, top + height))
            left = end + GAP
        if positions:
            _positions(canvas, positions, (left, top, right, top + height))

    return [Shelf(height, draw)]


def _chart(canvas: Canvas, chart: DrawnStiffness, box: Box) -> None:
    left, top, right, bottom = box
    canvas.rounded(box, RADIUS)
    draw_chart(canvas, chart, (left + PAD, top + 14, right - PAD, bottom - 14))


def _positions(canvas: Canvas, positions: Sequence[Position], box: Box) -> None:
    left, top, right, bottom = box
    canvas.rounded(box, RADIUS)
    left, right = left + PAD, right - PAD
    most = max(1, *(position.count for position in positions))
    each = (bottom - top - PAD) // len(positions)
    for index, position in enumerate(positions):
        y = top + PAD // 2 + index * each + (each - POSITION_HEIGHT) // 2 + 38
        taken = canvas.text((right, y), f"{position.count}", SMALL, (right - left) / 2, bold=True, anchor="r")
        canvas.text((left, y), position.label, SMALL, right - left - taken - 20)
        canvas.bar((left, y + 12, right, y + 12 + BAR), position.count / most)


def _legend(legend: Sequence[Legend]) -> list[Shelf]:
    """The key to the signs, on as many lines as it needs."""
    if not legend:
        return []
    rows = _flow(legend, WIDTH)
    if len(rows) > LEGEND_ROWS:
        rows = _flow(legend, (WIDTH - 2 * MARGIN - (ABREAST - 1) * APART) / ABREAST - KEY.width - BESIDE)

    def draw(canvas: Canvas, top: int) -> None:
        for number, row in enumerate(rows):
            for entry, x, wide in row:
                y = top + number * LEGEND_HEIGHT
                _key(canvas, entry, (round(x), y))
                canvas.text((round(x) + KEY.width + BESIDE, y + 36), entry.text, SMALL, wide, fill=SOFT)

    return [Shelf(len(rows) * LEGEND_HEIGHT, draw)]


def _flow(legend: Sequence[Legend], widest: float) -> list[list[tuple[Legend, float, float]]]:
    """Rows of (entry, its distance from the left, the width of its text)."""
    rows: list[list[tuple[Legend, float, float]]] = [[]]
    x = float(MARGIN)
    for entry in legend:
        wide = min(widest, length(entry.text, SMALL), WIDTH - 2 * MARGIN - KEY.width - BESIDE)
        if rows[-1] and x + KEY.width + BESIDE + wide > WIDTH - MARGIN:
            rows.append([])
            x = float(MARGIN)
        rows[-1].append((entry, x, wide))
        x += KEY.width + BESIDE + wide + APART
    return rows


def _key(canvas: Canvas, entry: Legend, place: tuple[int, int]) -> None:
    """A sign as among the days; with a number when the sign is hardly more than that."""
    mark = entry.sign if isinstance(entry.sign, DrawnMark) else None
    felt = entry.sign if isinstance(entry.sign, Felt) else None
    canvas.image.paste(sign(Sign(mark, felt), KEY, PAPER), place)
    if mark in (DrawnMark.REST, DrawnMark.OPEN, DrawnMark.AHEAD):
        canvas.number((place[0] + KEY.width / 2, place[1] + KEY.middle), SAMPLE, KEY.number, NUMBERS[mark])
