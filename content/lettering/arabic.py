"""Arabic letters: a font of their own, whose letters join to those beside them, from right to left.

HarfBuzz chooses the forms of the letters (shaping) and tells their outlines, which are filled here: Pillow shapes only
where another library is installed. Nothing of it is loaded before there is such a letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw

from content.lettering import font_files

if TYPE_CHECKING:
    import uharfbuzz

# One glyph for each letter, so that the text of a page can be copied, and files of single weights: of a variable font
# each weight would have to be made first, which takes seconds.
PACKAGE = "fontpkg_ibm_plex_sans_arabic"
FAMILY = "IBM Plex Sans Arabic"
REGULAR = "IBMPlexSansArabic-Regular.ttf"
BOLD = "IBMPlexSansArabic-SemiBold.ttf"
# The one ligature that has to be.
_LAM_ALEF = re.compile("ل[\u064b-\u0652]*[اأإآٱ]")
# Units of the font in the height of its letters.
UNITS = 1000
# Letters of the Arabic script, with its digits, and those of Hebrew: what makes a line one to be set with care.
_LETTERS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Shapes are filled at this multiple of their size, and scaled down.
_FINE = 4
# Pieces that a curve is drawn in.
_PIECES = 8

Point = tuple[float, float]
# As Pillow takes them: "#17655a", or red, green and blue from 0 to 255.
Colour = str | tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter in the form that fits its neighbours: its id in the font, how far it moves on, and where it stands; in
    units of the font, upwards."""

    id: int
    advance: int
    across: int
    up: int


def has_letters(text: str) -> bool:
    """Whether there are letters in a text that run from right to left."""
    return _LETTERS.search(text) is not None


def path_of(weight: str) -> Path:
    """The file of REGULAR or BOLD. Raises ModuleNotFoundError when its package is not installed."""
    return font_files.path_of(PACKAGE, weight)


@cache
def _font(weight: str) -> uharfbuzz.Font:
    import uharfbuzz

    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path_of(weight))))


@cache
def known() -> frozenset[int]:
    """The characters that the font has."""
    return frozenset(_font(REGULAR).face.unicodes)


def features(text: str) -> dict[str, bool | list[tuple[int, int, bool]]]:
    """What HarfBuzz is to leave out: copied from a page, the letters of a ligature may change places, and letters that
    are moved apart or together may be taken for other words."""
    wanted = [(pair.start(), pair.end(), True) for pair in _LAM_ALEF.finditer(text)]
    return {"liga": False, "kern": False, "rlig": [(0, len(text), False), *wanted]}


@lru_cache(maxsize=2048)
def shaped(text: str, weight: str, *, turned: bool = True) -> tuple[Glyph, ...]:
    """The glyphs of a text of one direction, as they are seen from left to right; digits are not `turned`.

    `weight` is REGULAR or BOLD.
    """
    import uharfbuzz

    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.direction, buffer.script, buffer.language = "rtl" if turned else "ltr", "Arab", "ar"
    uharfbuzz.shape(_font(weight), buffer, features(text))
    return tuple(
        Glyph(info.codepoint, at.x_advance, at.x_offset, at.y_offset)
        for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    )


def length(glyphs: Sequence[Glyph], size: float) -> float:
    """The width of glyphs beside each other, in the unit of `size`."""
    return sum(glyph.advance for glyph in glyphs) * size / UNITS


def write(image: Image.Image, place: Point, glyphs: Sequence[Glyph], weight: str, size: int, fill: Colour) -> None:
    """Write glyphs into a picture, their left end on the baseline at `place`."""
    x, y = place
    scale = size * _FINE / UNITS
    left, top = int(x) - size, int(y) - 2 * size
    box = (round(length(glyphs, size)) + 2 * size + 2, 3 * size)
    mask = Image.new("L", (box[0] * _FINE, box[1] * _FINE))
    pen_x, base = (x - left) * _FINE, (y - top) * _FINE
    for glyph in glyphs:
        at_x, at_y = pen_x + glyph.across * scale, base - glyph.up * scale
        _fill(mask, [[(at_x + a * scale, at_y - b * scale) for a, b in line] for line in _outline(glyph.id, weight)])
        pen_x += glyph.advance * scale
    image.paste(fill, (left, top), mask.reduce(_FINE))


def _fill(mask: Image.Image, lines: list[list[Point]]) -> None:
    """Fill what a glyph's outlines enclose; those that turn the other way are holes in it."""
    lines = [line for line in lines if len(line) > 2]
    if not lines:
        return
    left, right = (pick(x for line in lines for x, _ in line) for pick in (min, max))
    top, bottom = (pick(y for line in lines for _, y in line) for pick in (min, max))
    corner = (int(left) - 1, int(top) - 1)
    own = Image.new("L", (int(right) - corner[0] + 2, int(bottom) - corner[1] + 2))
    pen = ImageDraw.Draw(own)
    for is_hole in (False, True):
        for line in lines:
            if (_turn(line) < 0) == is_hole:
                pen.polygon([(x - corner[0], y - corner[1]) for x, y in line], fill=0 if is_hole else 255)
    there = (*corner, corner[0] + own.width, corner[1] + own.height)
    mask.paste(ImageChops.lighter(mask.crop(there), own), corner)


def _turn(line: list[Point]) -> float:
    """Twice the area that a line encloses: above zero where it turns as outer outlines of TrueType do, on a picture."""
    return sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in zip(line, line[1:] + line[:1], strict=True))


@lru_cache(maxsize=1024)
def _outline(glyph_id: int, weight: str) -> tuple[tuple[Point, ...], ...]:
    """The closed lines round a glyph, curves in short pieces."""
    pen = _Pen()
    _font(weight).draw_glyph_with_pen(glyph_id, pen)
    return tuple(map(tuple, pen.lines))


class _Pen:
    """Takes outlines from HarfBuzz as lists of points."""

    def __init__(self) -> None:
        self.lines: list[list[Point]] = []

    def moveTo(self, point: Point) -> None:
        self.lines.append([point])

    def lineTo(self, point: Point) -> None:
        self.lines[-1].append(point)

    def qCurveTo(self, *points: Point) -> None:
        self._curve(points)

    def curveTo(self, *points: Point) -> None:
        self._curve(points)

    def _curve(self, points: tuple[Point, ...]) -> None:
        """A Bézier curve from the last point on, by de Casteljau's algorithm."""
        begin = self.lines[-1][-1]
        for number in range(1, _PIECES + 1):
            t, between = number / _PIECES, [begin, *points]
            while len(between) > 1:
                between = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(between)]
            self.lines[-1].append(between[0])

    def closePath(self) -> None:
        pass
