"""Statistics picture: four weeks of prompts, their outcome, and the steps at which people leave.

Missing parts take no space.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from bot.drawing.canvas import BAR, RADIUS, Canvas, length
from bot.drawing.marks import ACCENT, INK, SOFT, TINT
from bot.drawing.progress import GAP, HEADER, LARGE, MAIN, MARGIN, PAD, SMALL, WIDTH, Box, Shelf, draw_header
from bot.drawing.sheet import Figure
from bot.drawing.stats_sheet import MOST_DAYS, Bar, Bars, StatsSheet

FIGURES_HEIGHT = 142
CHART_HEIGHT = 360
# From a card's top to what is under its heading; the height of a label with its bar; space at the end.
HEADING = 74
ROW = 68
FOOT = 14
# The chart: space for its numbers at the left and its dates below; a day's bar as a share of its cell.
SCALE = 88
DATES = 46
FILLED = 0.72
GRID = "#dfdbd2"
SENT = "#d3cdbf"
COLOURS = (SENT, TINT, ACCENT)
# In the key: a square, from it to its label, and on to the next.
SQUARE = 24
BESIDE = 12
APART = 30


def draw_stats(data: Mapping[str, Any]) -> bytes:
    """The picture of what `to_data` of a StatsSheet gave, as a PNG file 1080 pixels wide and at most 1600 high."""
    sheet = StatsSheet.from_data(data)
    shelves = [*_figures(sheet.figures), *_chart(sheet), *_beside(sheet.funnel, sheet.failed), *_wide(sheet.left)]
    high = HEADER + sum(shelf.height + GAP for shelf in shelves) + MARGIN - GAP
    canvas = Canvas(WIDTH, high, mirrored=sheet.right_to_left, digits=sheet.digits)
    draw_header(canvas, sheet.title, sheet.subtitle)
    top = HEADER
    for shelf in shelves:
        shelf.draw(canvas, top)
        top += shelf.height + GAP
    return canvas.png()


def _figures(figures: Sequence[Figure]) -> list[Shelf]:
    """Values side by side, each over its label."""
    if not figures:
        return []

    def draw(canvas: Canvas, top: int) -> None:
        canvas.rounded((MARGIN, top, WIDTH - MARGIN, top + FIGURES_HEIGHT), RADIUS)
        each = (WIDTH - 2 * MARGIN - PAD) // len(figures)
        for index, figure in enumerate(figures):
            left, room = MARGIN + PAD + index * each, each - PAD
            fits = (size for size in range(LARGE, MAIN, -2) if length(figure.value, size, bold=True) <= room)
            canvas.text((left, top + 74), figure.value, next(fits, MAIN), room, bold=True, fill=ACCENT)
            canvas.text((left, top + 116), figure.label, SMALL, room, fill=SOFT)

    return [Shelf(FIGURES_HEIGHT, draw)]


# The days


def _chart(sheet: StatsSheet) -> list[Shelf]:
    """A bar for each day: what was sent, in it what was started, in that what was finished."""
    most = max((day.sent for day in sheet.days), default=0)
    if not most:
        return []
    highest = _round_above(most)

    def draw(canvas: Canvas, top: int) -> None:
        canvas.rounded((MARGIN, top, WIDTH - MARGIN, top + CHART_HEIGHT), RADIUS)
        left, right = MARGIN + PAD, WIDTH - MARGIN - PAD
        _heading(canvas, sheet, (left, top, right, top + HEADING))
        left, top, bottom = left + SCALE, top + HEADING + 18, top + CHART_HEIGHT - DATES - FOOT
        for number in (highest, highest // 2, 0) if highest > 1 else (highest, 0):
            y = bottom - round((bottom - top) * number / highest)
            canvas.paste(GRID, (left, y, right, y + 2))
            canvas.text((left - 14, y + 10), _short(number, canvas), SMALL, SCALE - 14, fill=SOFT, anchor="r")
        pitch = (right - left) / MOST_DAYS
        wide = round(pitch * FILLED)
        for index, day in enumerate(sheet.days):
            x = left + round(index * pitch + (pitch - wide) / 2)
            for count, colour in zip((day.sent, day.started, day.finished), COLOURS, strict=True):
                # A small number stays visible.
                high = max(3, round((bottom - top) * count / highest)) if count else 0
                canvas.paste(colour, (x, bottom - high, x + wide, bottom))
        each = (right - left) / max(1, len(sheet.axis))
        for index, label in enumerate(sheet.axis):
            x = left + round(index * each)
            canvas.paste(GRID, (x, bottom, x + 2, bottom + 14))
            canvas.text((x + 8, bottom + DATES - 8), label, SMALL, each - 16, fill=SOFT)

    return [Shelf(CHART_HEIGHT, draw)]


def _heading(canvas: Canvas, sheet: StatsSheet, box: Box) -> None:
    """The chart's title, and at the right the names of a bar's parts, as far as they fit."""
    left, top, right, _ = box
    # Whole pixels: a sum of parts of them may be too narrow by a trace, and the label then is cut.
    widths = [SQUARE + BESIDE + ceil(length(label, SMALL)) for label in sheet.key]
    wide = min(sum(widths) + APART * (len(widths) - 1), (right - left) * 0.6)
    canvas.text((left, top + 54), sheet.chart_title, MAIN, right - left - wide - APART, bold=True)
    room = (wide - APART * (len(widths) - 1)) / len(widths)
    fits = sum(widths) + APART * (len(widths) - 1) <= wide
    x = right - wide
    for label, colour, width in zip(sheet.key, COLOURS, widths, strict=True):
        canvas.rounded((round(x), top + 32, round(x) + SQUARE, top + 32 + SQUARE), 5, colour)
        taken = width if fits else room
        canvas.text((x + SQUARE + BESIDE, top + 54), label, SMALL, taken - SQUARE - BESIDE, fill=SOFT)
        x += taken + APART


def _round_above(most: int) -> int:
    """The next round number: 1, 2, 4, 6, 8 or 10 times a power of ten, so that half of it is whole, too."""
    power = 1
    while power * 10 < most:
        power *= 10
    return next(times * power for times in (1, 2, 4, 6, 8, 10) if times * power >= most)


def _short(number: int, canvas: Canvas) -> str:
    """A round number in few letters, in the digits of the picture."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if number >= 10 * size:
            return f"{canvas.written(number // size)}{letter}"
    return canvas.written(number)


# Bars


def _beside(first: Bars, second: Bars) -> list[Shelf]:
    """Two cards of bars side by side; one is alone when the other has none, or only zeros."""
    shown = [bars for bars in (first, second) if any(bar.count for bar in bars.bars)]
    if not shown:
        return []
    width = (WIDTH - 2 * MARGIN - GAP * (len(shown) - 1)) // len(shown)

    def draw(canvas: Canvas, top: int) -> None:
        for index, bars in enumerate(shown):
            left = MARGIN + index * (width + GAP)
            _card(canvas, bars, (left, top, left + width, top + height))

    height = max(_height(bars) for bars in shown)
    return [Shelf(height, draw)]


def _wide(bars: Bars) -> list[Shelf]:
    return _beside(bars, Bars("", ()))


def _height(bars: Bars) -> int:
    return HEADING + len(bars.bars) * ROW + FOOT


def _card(canvas: Canvas, bars: Bars, box: Box) -> None:
    left, top, right, bottom = box
    canvas.rounded(box, RADIUS)
    left, right = left + PAD, right - PAD
    canvas.text((left, top + 54), bars.title, MAIN, right - left, bold=True)
    most = max(bar.count for bar in bars.bars)
    for index, bar in enumerate(bars.bars):
        _bar(canvas, bar, bar.count / most, (left, top + HEADING + index * ROW, right, bottom))


def _bar(canvas: Canvas, bar: Bar, share: float, box: Box) -> None:
    """A label, the number at the right, and a bar below."""
    left, top, right, _ = box
    taken = canvas.text((right, top + 30), bar.shown, SMALL, (right - left) / 2, bold=True, anchor="r")
    canvas.text((left, top + 30), bar.label, SMALL, right - left - taken - 20, fill=INK)
    canvas.bar((left, top + 42, right, top + 42 + BAR), share)
