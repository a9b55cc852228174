"""Marks of a day: signs that differ by shape and darkness, so that they can be told apart in print.

A sign is drawn at four times its size and scaled down, on the colour of its card.
"""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageDraw

from bot.drawing.sheet import DrawnMark, Felt

CARD = "#ffffff"
ACCENT = "#17655a"
TINT = "#a5d3c8"
INK = "#1f2b2b"
SOFT = "#5a6764"
FAINT = "#9aa5a1"
BAND = "#e7e3da"
BAND_EDGE = "#a9a497"

# A sign is drawn at this multiple of its size.
FINE = 4
# Space above and below a day's disc.
ABOVE = 6
BELOW = 17
LINE = 3

# The colour of a day's number, by its mark.
NUMBERS = {
    DrawnMark.FULL: "#ffffff",
    DrawnMark.SHORT: INK,
    DrawnMark.PART: INK,
    DrawnMark.UNWELL: INK,
    DrawnMark.PAUSE: SOFT,
    DrawnMark.REST: SOFT,
    DrawnMark.OPEN: SOFT,
    DrawnMark.AHEAD: FAINT,
}
WALKED = (DrawnMark.FULL, DrawnMark.SHORT, DrawnMark.PART)


@dataclass(frozen=True, slots=True)
class Sign:
    """A day without its number. A band continues to the left or right when the day there belongs to it, too."""

    mark: DrawnMark | None
    felt: Felt | None = None
    today: bool = False
    on_left: bool = False
    on_right: bool = False


@dataclass(frozen=True, slots=True)
class Size:
    """Sizes in pixels: a day's place, and the height of its number."""

    width: int
    height: int
    number: int

    @property
    def disc(self) -> int:
        """The width of the disc. Below it is space for how the walk felt, around both for a line."""
        return self.height - ABOVE - BELOW

    @property
    def middle(self) -> float:
        """The distance of the disc's middle from the top."""
        return ABOVE + self.disc / 2


def sign(of: Sign, size: Size, ground: str = CARD) -> Image.Image:
    """The sign as a picture of the size of a day's place. Without a mark, what was felt stands in the middle."""
    picture = Image.new("RGB", (size.width * FINE, size.height * FINE), ground)
    pen = ImageDraw.Draw(picture)
    x, y, radius = size.width * FINE / 2, size.middle * FINE, size.disc * FINE / 2
    _disc(pen, of, (x, y), radius, size.width * FINE, ground)
    if of.felt is not None:
        _feel(pen, of.felt, (x, y + (radius + 7.5 * FINE if of.mark else 0)), radius)
    if of.today:
        away = radius + ABOVE * FINE
        bottom = size.height * FINE - 1 if of.felt else y + away - 1
        pen.rounded_rectangle((x - away - 8, 0, x + away + 7, bottom), radius * 0.5, outline=INK, width=LINE * FINE)
    return picture.reduce(FINE)


def _disc(
    pen: ImageDraw.ImageDraw, of: Sign, middle: tuple[float, float], radius: float, width: int, ground: str
) -> None:
    x, y = middle
    around = (x - radius, y - radius, x + radius, y + radius)
    line = round(radius * 0.15)
    if of.mark is DrawnMark.FULL:
        pen.ellipse(around, fill=ACCENT)
    elif of.mark is DrawnMark.SHORT:
        pen.pieslice(around, 0, 180, fill=TINT)
        pen.ellipse(around, outline=ACCENT, width=line)
    elif of.mark is DrawnMark.PART:
        pen.ellipse(around, outline=ACCENT, width=line)
    elif of.mark is DrawnMark.UNWELL:
        pen.ellipse(around, outline=BAND_EDGE, width=line)
        _plus(pen, (x + radius * 0.78, y - radius * 0.66), radius * 0.36, ground)
    elif of.mark is DrawnMark.PAUSE:
        _band(pen, of, middle, radius * 0.8, width)
    elif of.mark is DrawnMark.REST:
        dot, under = 4.5 * FINE, y + radius
        pen.ellipse((x - dot, under - dot, x + dot, under + dot), fill=SOFT)


def _plus(pen: ImageDraw.ImageDraw, middle: tuple[float, float], radius: float, ground: str) -> None:
    x, y = middle
    thick = radius * 0.3
    pen.ellipse((x - radius * 1.3, y - radius * 1.3, x + radius * 1.3, y + radius * 1.3), fill=ground)
    pen.rectangle((x - radius, y - thick, x + radius, y + thick), fill=INK)
    pen.rectangle((x - thick, y - radius, x + thick, y + radius), fill=INK)


def _band(pen: ImageDraw.ImageDraw, of: Sign, middle: tuple[float, float], half: float, width: int) -> None:
    x, y = middle
    beyond = half * 2
    left = -beyond if of.on_left else x - half * 1.25
    right = width + beyond if of.on_right else x + half * 1.25
    pen.rounded_rectangle(
        (left, y - half, right, y + half), half, fill=BAND, outline=BAND_EDGE, width=round(half * 0.09)
    )


def _feel(pen: ImageDraw.ImageDraw, felt: Felt, middle: tuple[float, float], radius: float) -> None:
    """A smile that follows the disc above it, a bar, or a cross."""
    x, y = middle
    thick = 4.5 * FINE
    if felt is Felt.GOOD:
        around = radius + 6 * FINE
        pen.arc((x - around, y - 2 * around + 1.5 * FINE, x + around, y + 1.5 * FINE), 62, 118, fill=INK, width=18)
    elif felt is Felt.HARD:
        wide = 10 * FINE
        pen.rounded_rectangle((x - wide, y - thick / 2, x + wide, y + thick / 2), thick / 2, fill=INK)
    else:
        arm = 5 * FINE
        pen.line((x - arm, y - arm, x + arm, y + arm), fill=INK, width=round(thick))
        pen.line((x - arm, y + arm, x + arm, y - arm), fill=INK, width=round(thick))
