"""Progress picture: a sentence, this month, and stiffness by week; legible in a chat and in grey print.

A chat shows the picture some 325 pixels wide, less than a third of its size: no letter is smaller than KEY_TEXT.
Missing parts take no space.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from bot.drawing.canvas import LEADING, PAPER, RADIUS, Canvas, abbreviated, broken, length
from bot.drawing.chart import draw_chart
from bot.drawing.marks import ACCENT, INK, NUMBERS, SOFT, WALKED, Sign, Size, sign
from bot.drawing.sheet import WEEK, Cell, DrawnMark, DrawnStiffness, Felt, Figure, Legend, Month, ProgressSheet

WIDTH = 1080
TALLEST = 1720
MARGIN = 32
GAP = 20
PAD = 28

# Heights of letters, of the statistics picture too: operators look at that in full.
SMALL = 30
MAIN = 36
LARGE = 60
TITLE = 54
# Heights of letters here.
KEY_TEXT = 38
NAME = 44
SENTENCE = 48
NUMBER = 42
VALUE = 76

HEADER = 140
# From the top of a month's card to the first week, with the weekdays and without, and the height of a week.
NAME_HEIGHT = 130
NAME_ALONE = 84
WEEK_HEIGHT = 96
# The most lines of sentences.
SENTENCES = 3
FIGURES_HEIGHT = 152
CHART_HEIGHT = 300
LEGEND_HEIGHT = 64
# The number of the example day in the key.
SAMPLE = 8

# The signs that are explained, the room between a sign and its text and between two of them; and how many stand
# beside each other once they would take more rows than there is room for.
KEY = Size(64, 72, 36)
BESIDE = 8
APART = 28
ABREAST = 3
LEGEND_ROWS = 3

# Pixels taken from each week's height when the whole is too high: with six weeks, and all other parts.
SQUEEZES = (0, 6, 12, 18, 24)

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Shelf:
    """One of the parts stacked from top to bottom: its height, and the function that draws it at a height of the
    canvas."""

    height: int
    draw: Callable[[Canvas, int], None]


def draw_progress(data: Mapping[str, Any]) -> bytes:
    """The picture of what `to_data` of a ProgressSheet gave, as a PNG file 1080 pixels wide and at most 1720 high."""
    sheet = ProgressSheet.from_data(data)
    above, below = (
        _sentences(sheet.sentences),
        [*_figures(sheet.figures), *_chart(sheet.stiffness), *_legend(sheet.legend)],
    )
    shelves: list[Shelf] = []
    height = TALLEST
    for squeeze in SQUEEZES:
        shelves = [*above, *_months(sheet, squeeze), *below]
        height = HEADER + sum(shelf.height + GAP for shelf in shelves) + MARGIN - GAP
        if height <= TALLEST:
            break
    canvas = Canvas(WIDTH, min(height, TALLEST), mirrored=sheet.right_to_left, digits=sheet.digits)
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


# The parts


def _sentences(sentences: Sequence[str]) -> list[Shelf]:
    """What it comes to, on a card of its own."""
    room = WIDTH - 2 * MARGIN - 2 * PAD
    lines = [line for text in sentences for line in broken(text, SENTENCE, room, 2, bold=True)][:SENTENCES]
    if not lines:
        return []
    height = round(len(lines) * SENTENCE * LEADING) + 2 * PAD

    def draw(canvas: Canvas, top: int) -> None:
        canvas.rounded((MARGIN, top, WIDTH - MARGIN, top + height), RADIUS)
        canvas.lines((MARGIN + PAD, top + PAD + SENTENCE - 8), lines, SENTENCE, room, bold=True)

    return [Shelf(height, draw)]


def _months(sheet: ProgressSheet, squeeze: int) -> list[Shelf]:
    """The months under each other, the newest last, with today; the weekdays stand above the first."""
    return [
        _month_shelf(month, sheet.weekdays if number == 0 else (), squeeze) for number, month in enumerate(sheet.months)
    ]


def _month_shelf(month: Month, weekdays: Sequence[str], squeeze: int) -> Shelf:
    size = Size((WIDTH - 2 * MARGIN - 2 * PAD) // WEEK, WEEK_HEIGHT - squeeze, NUMBER - squeeze // 4)
    height = (NAME_HEIGHT if weekdays else NAME_ALONE) + len(month.weeks) * size.height + 12

    def draw(canvas: Canvas, top: int) -> None:
        _month(canvas, month, weekdays, size, (MARGIN, top, WIDTH - MARGIN, top + height))

    return Shelf(height, draw)


def _month(canvas: Canvas, month: Month, weekdays: Sequence[str], size: Size, box: Box) -> None:
    left, top, right, _ = box
    canvas.rounded(box, RADIUS)
    canvas.text((left + PAD, top + 58), month.name, NAME, right - left - 2 * PAD, bold=True)
    margin = (right - left - WEEK * size.width) // 2
    signs: dict[Sign, Image.Image] = {}
    for column, weekday in enumerate(abbreviated(weekdays, KEY_TEXT, size.width - 10)):
        middle = left + margin + (column + 0.5) * size.width
        canvas.text((middle, top + NAME_HEIGHT - 14), weekday, KEY_TEXT, size.width, fill=SOFT, anchor="m")
    for row, week in enumerate(month.weeks):
        y = top + (NAME_HEIGHT if weekdays else NAME_ALONE) + row * size.height
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
    canvas.paste(picture, place)
    if cell.mark in NUMBERS:
        middle = (place[0] + size.width / 2, place[1] + size.middle)
        fill = INK if cell.today and cell.mark not in WALKED else NUMBERS[cell.mark]
        canvas.number(middle, cell.day, size.number, fill, bold=cell.today or cell.mark in WALKED)


def _figures(figures: Sequence[Figure]) -> list[Shelf]:
    """Values side by side, each over its label."""
    if not figures:
        return []

    def draw(canvas: Canvas, top: int) -> None:
        canvas.rounded((MARGIN, top, WIDTH - MARGIN, top + FIGURES_HEIGHT), RADIUS)
        each = (WIDTH - 2 * MARGIN - PAD) // len(figures)
        for index, figure in enumerate(figures):
            left, room = MARGIN + PAD + index * each, each - PAD
            fits = (size for size in range(VALUE, KEY_TEXT, -2) if length(figure.value, size, bold=True) <= room)
            canvas.text((left, top + 84), figure.value, next(fits, KEY_TEXT), room, bold=True, fill=ACCENT)
            canvas.text((left, top + 128), figure.label, KEY_TEXT, room, fill=SOFT)

    return [Shelf(FIGURES_HEIGHT, draw)]


def _chart(chart: DrawnStiffness | None) -> list[Shelf]:
    if chart is None:
        return []

    def draw(canvas: Canvas, top: int) -> None:
        canvas.rounded((MARGIN, top, WIDTH - MARGIN, top + CHART_HEIGHT), RADIUS)
        draw_chart(canvas, chart, (MARGIN + PAD, top + 18, WIDTH - MARGIN - PAD, top + CHART_HEIGHT - 14))

    return [Shelf(CHART_HEIGHT, draw)]


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
                canvas.text((round(x) + KEY.width + BESIDE, y + 44), entry.text, KEY_TEXT, wide, fill=SOFT)

    return [Shelf(len(rows) * LEGEND_HEIGHT, draw)]


def _flow(legend: Sequence[Legend], widest: float) -> list[list[tuple[Legend, float, float]]]:
    """Rows of (entry, its distance from the left, the width of its text)."""
    rows: list[list[tuple[Legend, float, float]]] = [[]]
    x = float(MARGIN)
    for entry in legend:
        wide = min(widest, length(entry.text, KEY_TEXT), WIDTH - 2 * MARGIN - KEY.width - BESIDE)
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
    canvas.paste(sign(Sign(mark, felt), KEY, PAPER), place)
    if mark in (DrawnMark.REST, DrawnMark.OPEN, DrawnMark.AHEAD):
        canvas.number((place[0] + KEY.width / 2, place[1] + KEY.middle), SAMPLE, KEY.number, NUMBERS[mark])
