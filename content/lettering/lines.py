"""Lines of text that may run both ways: which pieces they have, in which font, and where each is seen.

Each piece runs one way and has one font. Their order is that of the Unicode Bidirectional Algorithm (UAX 9).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from content.lettering import arabic
from content.lettering.arabic import Colour, Glyph
from content.lettering.fonts import BOLD, REGULAR, face

# The file of the Arabic font that stands beside one of the other.
WEIGHTS = {REGULAR: arabic.REGULAR, BOLD: arabic.BOLD}
# What says how a text runs, and is not seen itself.
CONTROLS = "\u200e\u200f\u2066\u2067\u2068\u2069"
_HIDDEN = dict.fromkeys(map(ord, CONTROLS))


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line, in the order in which it is read.

    `at` is its place in the text; `turned`: it runs from right to left.
    """

    text: str
    at: int = 0
    is_arabic: bool = False
    turned: bool = False

    def glyphs(self, weight: str) -> tuple[Glyph, ...]:
        """The glyphs of a part in Arabic; `weight` is REGULAR or BOLD."""
        return arabic.shaped(self.text, WEIGHTS[weight], turned=self.turned)


@lru_cache(maxsize=2048)
def pieces(text: str, *, right_to_left: bool = False) -> tuple[Piece, ...]:
    """The pieces of a line from left to right; the line itself runs from right to left or the other way."""
    if not right_to_left and not arabic.has_letters(text):
        return (Piece(text.translate(_HIDDEN)),)
    from fpdf.bidi import BidiParagraph
    from fpdf.enums import TextDirection

    base = TextDirection.RTL if right_to_left else TextDirection.LTR
    found: list[tuple[tuple[bool, bool], list[tuple[int, str]]]] = []
    for seen in BidiParagraph(text=text, base_direction=base).get_reordered_characters():
        if seen.character in CONTROLS:
            continue
        turned = seen.embedding_level % 2 == 1
        kind = (_is_arabic(seen.character, turned), turned)
        if not found or found[-1][0] != kind or abs(found[-1][1][-1][0] - seen.character_index) != 1:
            found.append((kind, []))
        found[-1][1].append((seen.character_index, seen.character))
    return tuple(
        Piece("".join(letter for _, letter in sorted(letters)), min(letters)[0], *kind) for kind, letters in found
    )


def _is_arabic(letter: str, turned: bool) -> bool:
    """Whether a letter is set in the Arabic font: all that runs from right to left, and its digits."""
    return (turned or arabic.has_letters(letter)) and ord(letter) in arabic.known()


def length(text: str, weight: str, size: int) -> float:
    """The width of a line in pixels."""
    return sum(piece_length(piece, weight, size) for piece in pieces(text))


def piece_length(piece: Piece, weight: str, size: int) -> float:
    """The width of a piece in pixels."""
    if piece.is_arabic:
        return arabic.length(piece.glyphs(weight), size)
    return float(face(weight, size).getlength(piece.text))


def write(
    image: Image.Image,
    place: tuple[float, float],
    text: str,
    weight: str,
    size: int,
    fill: Colour,
    *,
    right_to_left: bool,
) -> None:
    """Write a line into a picture, its left end on the baseline at `place`."""
    x, y = place
    pen = ImageDraw.Draw(image)
    pen.fontmode = "L"
    for piece in pieces(text, right_to_left=right_to_left):
        if piece.is_arabic:
            arabic.write(image, (x, y), piece.glyphs(weight), WEIGHTS[weight], size, fill)
        else:
            pen.text((x, y), piece.text, font=face(weight, size), fill=fill, anchor="ls")
        x += piece_length(piece, weight, size)
