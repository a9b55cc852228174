"""The chart of stiffness by week. Two lines: hollow circles before a walk, filled ones after it."""

from __future__ import annotations

from PIL import Image, ImageDraw

from bot.drawing.canvas import Canvas, length
from bot.drawing.marks import ACCENT, CARD, FAINT, FINE, INK, SOFT
from bot.drawing.sheet import DrawnStiffness

SMALL = 38
HEADING = 44
GRID = "#dfdbd2"
# Space for the numbers at the left, for a dot at the ends, and for the newest values at the right.
SCALE = 60
EDGE = 14
NEWEST = 72
# In the key: from a dot to its label's beginning, and between the two.
DOT = 34
APART = 32
RADIUS = 11.0


def draw_chart(canvas: Canvas, chart: DrawnStiffness, box: tuple[int, int, int, int]) -> None:
    """Draw the chart into a box (left, top, right, bottom)."""
    left, top, right, bottom = box
    taken = canvas.text((left, top + HEADING), chart.title, HEADING, right - left, bold=True)
    wide = _key_width(chart)
    if taken + 40 + wide <= right - left:
        top += HEADING + 28
        _key(canvas, chart, (right - wide, top - 28), wide)
    else:
        top += HEADING + 24 + SMALL + 12
        _key(canvas, chart, (left, top - 24), right - left)
    if chart.axis:
        bottom -= SMALL + 8
        each = (right - left - SCALE - NEWEST) / len(chart.axis)
        for index, label in enumerate(chart.axis):
            x = left + SCALE + each * (index + 0.5)
            canvas.text((x, bottom + SMALL + 4), label, SMALL, each - 8, fill=SOFT, anchor="m")
    for number, y in ((chart.highest, top + EDGE), (0, bottom - EDGE)):
        canvas.text((left + SCALE - 14, y + 12), canvas.written(number), SMALL, SCALE - 10, fill=SOFT, anchor="r")
    canvas.paste(_plot(chart, right - left - SCALE - NEWEST, bottom - top), (left + SCALE, top))
    _newest(canvas, chart, (right - NEWEST + 10, top, right, bottom))


def _newest(canvas: Canvas, chart: DrawnStiffness, box: tuple[int, int, int, int]) -> None:
    """The newest values beside the ends of their lines; apart where these meet."""
    left, top, right, bottom = box
    ends = []
    for which, fill in (("before", INK), ("after", ACCENT)):
        values = [value for point in chart.points if (value := getattr(point, which)) is not None]
        if values:
            share = min(1.0, max(0.0, values[-1] / chart.highest))
            ends.append(
                [bottom - EDGE - share * (bottom - top - 2 * EDGE) + SMALL / 3, canvas.written(values[-1]), fill]
            )
    if len(ends) == 2 and abs(ends[0][0] - ends[1][0]) < SMALL:
        if ends[0][1] == ends[1][1]:
            ends.pop(0)
        else:
            middle, away = (ends[0][0] + ends[1][0]) / 2, SMALL / 2 if ends[0][0] > ends[1][0] else -SMALL / 2
            ends[0][0], ends[1][0] = middle + away, middle - away
    for y, text, fill in ends:
        canvas.text((left, y), text, SMALL, right - left, bold=True, fill=fill)


def _plot(chart: DrawnStiffness, width: int, height: int) -> Image.Image:
    """The lines, on the colour of a card."""
    picture = Image.new("RGB", (width * FINE, height * FINE), CARD)
    pen = ImageDraw.Draw(picture)
    edge = EDGE * FINE
    for share in (0.0, 0.5, 1.0):
        y = edge + share * (height * FINE - 2 * edge)
        pen.rectangle((0, y - FINE, width * FINE, y + FINE - 1), fill=GRID)
    for index in range(1, len(chart.axis)):
        x = index * width * FINE / len(chart.axis)
        pen.rectangle((x - FINE, 0, x + FINE - 1, height * FINE), fill=GRID)
    radius = RADIUS * FINE

    def place(at: float, value: float) -> tuple[float, float]:
        x = edge + min(1.0, max(0.0, at)) * (width * FINE - 2 * edge)
        share = min(1.0, max(0.0, value / chart.highest))
        return x, height * FINE - edge - share * (height * FINE - 2 * edge)

    before = [place(point.at, point.before) for point in chart.points if point.before is not None]
    after = [place(point.at, point.after) for point in chart.points if point.after is not None]
    pen.line(before, fill=FAINT, width=3 * FINE, joint="curve")
    pen.line(after, fill=ACCENT, width=5 * FINE, joint="curve")
    for spot in before:
        _hollow(pen, spot, radius)
    for spot in after:
        _filled(pen, spot, radius)
    return picture.reduce(FINE)


def _hollow(pen: ImageDraw.ImageDraw, middle: tuple[float, float], radius: float) -> None:
    x, y = middle
    box = (x - radius, y - radius, x + radius, y + radius)
    pen.ellipse(box, fill=CARD, outline=INK, width=round(radius * 0.34))


def _filled(pen: ImageDraw.ImageDraw, middle: tuple[float, float], radius: float) -> None:
    x, y = middle
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ACCENT)


def _key_width(chart: DrawnStiffness) -> float:
    return 2 * DOT + APART + length(chart.label_before, SMALL) + length(chart.label_after, SMALL)


def _key(canvas: Canvas, chart: DrawnStiffness, place: tuple[float, float], width: float) -> None:
    """What the two kinds of circles stand for, its baseline at `place`; each has half where both are too wide."""
    x, y = place
    room = width if _key_width(chart) <= width else (width - APART) / 2 - DOT
    for label, draw in ((chart.label_before, _hollow), (chart.label_after, _filled)):
        spot = Image.new("RGB", (26 * FINE, 26 * FINE), CARD)
        draw(ImageDraw.Draw(spot), (13 * FINE, 13 * FINE), RADIUS * FINE)
        canvas.paste(spot.reduce(FINE), (round(x), round(y) - 25))
        x += DOT + canvas.text((x + DOT, y), label, SMALL, room, fill=SOFT) + APART
