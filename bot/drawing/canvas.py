"""A canvas: a light sheet with cards, and texts that fit the place they are given.

One for a language from right to left is the mirror image of the other: all that is drawn on it is measured from the
right. Letters alone are not mirrored.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache

from PIL import Image, ImageDraw, ImageOps

from bot.drawing.marks import ACCENT, CARD, FINE, INK
from bot.drawing.sheet import DIGITS
from content.lettering import lines as lines_of_text
from content.lettering.fonts import BOLD, DIGIT_HEIGHT, REGULAR, fitted, readable, wrapped

PAPER = "#f1ede4"
RADIUS = 30
# How high a bar is, and what it is filled on.
BAR = 14
TRACK = "#e4e0d7"
# Line spacing, as a share of the text's size.
LEADING = 1.16
# The Arabic article, which names of weekdays can do without.
ARTICLE = "ال"
# The number of colours in a file: a third of the size, and no visible difference.
COLOURS = 128


@cache
def _corners(radius: int) -> Image.Image:
    """A disc of that radius, whose quarters are the corners of a card."""
    fine = Image.new("L", (2 * radius * FINE, 2 * radius * FINE))
    ImageDraw.Draw(fine).ellipse((0, 0, 2 * radius * FINE - 1, 2 * radius * FINE - 1), fill=255)
    return fine.reduce(FINE)


class Canvas:
    """A picture being drawn; all measures in pixels, from the left, or where it is `mirrored` from the right. `digits`:
    those that numbers are written in, from 0 to 9."""

    def __init__(self, width: int, height: int, *, mirrored: bool = False, digits: str = DIGITS) -> None:
        self._digits = str.maketrans(DIGITS, digits)
        self.image = Image.new("RGB", (width, height), PAPER)
        self.mirrored = mirrored
        self._pen = ImageDraw.Draw(self.image)
        self._pen.fontmode = "L"

    def paste(self, picture: Image.Image | str, box: tuple[int, int] | tuple[int, int, int, int]) -> None:
        """Paste a picture with its upper left corner at a place, or a colour into a box (left, top, right, bottom)."""
        if not self.mirrored:
            self.image.paste(picture, box)
        elif isinstance(picture, str):
            left, top, right, bottom = box if len(box) == 4 else (*box, *box)
            self.image.paste(picture, (self.image.width - right, top, self.image.width - left, bottom))
        else:
            self.image.paste(ImageOps.mirror(picture), (self.image.width - box[0] - picture.width, box[1]))

    def rounded(self, box: tuple[int, int, int, int], radius: int, fill: str = CARD) -> None:
        """Fill a box (left, top, right, bottom) with round corners; one narrower than two radii gets half discs."""
        left, top, right, bottom = box
        radius = min(radius, (right - left) // 2, (bottom - top) // 2)
        if radius < 1:
            return
        disc = _corners(radius)
        self.paste(fill, (left + radius, top, right - radius, bottom))
        self.paste(fill, (left, top + radius, right, bottom - radius))
        for x, from_x in ((left, 0), (right - radius, radius)):
            for y, from_y in ((top, 0), (bottom - radius, radius)):
                quarter = disc.crop((from_x, from_y, from_x + radius, from_y + radius))
                self._tint(fill, (x, y), quarter)

    def _tint(self, fill: str, place: tuple[int, int], mask: Image.Image) -> None:
        if self.mirrored:
            place, mask = (self.image.width - place[0] - mask.width, place[1]), ImageOps.mirror(mask)
        self.image.paste(fill, place, mask)

    def bar(self, box: tuple[int, int, int, int], share: float) -> None:
        """Draw a bar filled from the left, by a share from 0 to 1; a small share stays visible."""
        left, top, right, bottom = box
        self.rounded(box, BAR, TRACK)
        if share > 0:
            self.rounded((left, top, left + max(BAR, round((right - left) * min(1.0, share))), bottom), BAR, ACCENT)

    def text(
        self,
        place: tuple[float, float],
        text: str,
        size: int,
        width: float,
        *,
        bold: bool = False,
        fill: str = INK,
        anchor: str = "l",
    ) -> float:
        """Write one line, cut to `width`, its baseline at `place`; `anchor`: its left, middle or right is there.

        Returns its width.
        """
        weight = BOLD if bold else REGULAR
        shown = fitted(readable(text), lambda part: lines_of_text.length(part, weight, size), width)
        taken = lines_of_text.length(shown, weight, size)
        if shown:
            begins = place[0] - taken * {"l": 0, "m": 0.5, "r": 1}[anchor]
            if self.mirrored:
                begins = self.image.width - begins - taken
            where = (begins, place[1])
            lines_of_text.write(self.image, where, shown, weight, size, fill, right_to_left=self.mirrored)
        return taken

    def lines(
        self,
        place: tuple[float, float],
        texts: list[str],
        size: int,
        width: float,
        *,
        bold: bool = False,
        fill: str = INK,
    ) -> None:
        """Write lines under each other, the first baseline at `place`."""
        for index, line in enumerate(texts):
            self.text((place[0], place[1] + round(index * size * LEADING)), line, size, width, bold=bold, fill=fill)

    def number(self, middle: tuple[float, float], number: int, size: int, fill: str, *, bold: bool = False) -> None:
        """Write a number with its middle at a point."""
        x, y = middle
        self.text(
            (x, y + size * DIGIT_HEIGHT / 2), self.written(number), size, size * 4, bold=bold, fill=fill, anchor="m"
        )

    def written(self, number: float) -> str:
        """A number in the digits of the picture."""
        return f"{number:g}".translate(self._digits)

    def png(self) -> bytes:
        """The picture as a file."""
        file = io.BytesIO()
        few = self.image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(file, "PNG")
        return file.getvalue()


def broken(text: str, size: int, width: float, lines: int, *, bold: bool = False) -> list[str]:
    """A text broken into at most `lines` lines of a width."""
    weight = BOLD if bold else REGULAR
    return wrapped(readable(text), lambda part: lines_of_text.length(part, weight, size), width, lines)


def length(text: str, size: int, *, bold: bool = False) -> float:
    """The width of a text."""
    return lines_of_text.length(readable(text), BOLD if bold else REGULAR, size)


def abbreviated(texts: Sequence[str], size: int, width: float) -> list[str]:
    """Texts such as weekdays, each cut to the number of letters that fits for all; an Arabic one loses its article
    first."""
    whole = [readable(text) for text in texts]
    if any(length(text, size) > width for text in whole):
        whole = [text.removeprefix(ARTICLE) for text in whole]
    for letters in range(max(map(len, whole), default=0), 0, -1):
        short = [text[:letters] for text in whole]
        if all(length(text, size) <= width for text in short):
            return short
    return ["" for _ in whole]
