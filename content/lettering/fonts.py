"""Fonts, and the fitting of texts. One family, from a package of its own.

It has Latin, Cyrillic and Greek; `arabic` has that script. A letter that both lack is written without its accent, or
left out, never as an empty box.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

from PIL import ImageFont

from content.lettering import arabic, font_files

PACKAGE = "font_source_sans_pro"
FAMILY = "Source Sans Pro"
REGULAR = "SourceSansPro-Regular.ttf"
BOLD = "SourceSansPro-Semibold.ttf"
# Height of a digit, as a share of the letters' size.
DIGIT_HEIGHT = 0.65

# What sets a part of a line apart that runs another way.
ISOLATES = "\u2066\u2067\u2068\u2069"

Measure = Callable[[str], float]


def path_of(weight: str) -> Path:
    """The file of REGULAR or BOLD. Raises ModuleNotFoundError when its package is not installed."""
    return font_files.path_of(PACKAGE, weight)


@cache
def face(weight: str, size: int) -> ImageFont.FreeTypeFont:
    """Letters of REGULAR or BOLD, `size` pixels high."""
    return ImageFont.truetype(path_of(weight), size)


@cache
def _known() -> frozenset[int]:
    """The characters that both weights have a glyph for."""
    from fontTools.ttLib import TTFont  # only now: a text in plain Latin letters needs no look

    known: set[int] | None = None
    for weight in (REGULAR, BOLD):
        with TTFont(path_of(weight), lazy=True) as font:
            found = set(font.getBestCmap())
            known = found if known is None else known & found
    return frozenset(known or ())


def is_known(letter: str) -> bool:
    """Whether there is a glyph for a letter, in one of the fonts."""
    return ord(letter) in _known() or (arabic.has_letters(letter) and ord(letter) in arabic.known())


def readable(text: str) -> str:
    """The text in letters that the fonts have, on one line; isolates stay where it has letters from right to left."""
    if not text.isascii():
        runs_back = arabic.has_letters(text)
        text = "".join(_known_letters(letter, runs_back) for letter in unicodedata.normalize("NFC", text))
    return " ".join("".join(letter if letter.isprintable() or letter in ISOLATES else " " for letter in text).split())


def _known_letters(letter: str, runs_back: bool) -> str:
    if runs_back and letter in ISOLATES:
        return letter
    if unicodedata.category(letter) == "Cf":  # where a line may break, which way it runs: nothing to be seen
        return ""
    if is_known(letter) or letter.isspace():
        return letter
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return plain if all(ord(part) in _known() for part in plain) else ""


def fitted(text: str, measure: Measure, width: float) -> str:
    """The text, cut with an ellipsis when wider than `width`; "" when not even that fits."""
    if measure(text) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle].rstrip() + "…") <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…" if low else ""


def wrapped(text: str, measure: Measure, width: float, lines: int) -> list[str]:
    """The text on at most so many lines; the last is cut where there is more, and a word that is too long."""
    found: list[str] = []
    words = text.split()
    while words and len(found) < lines - 1:
        taken = 1
        while taken < len(words) and measure(" ".join(words[: taken + 1])) <= width:
            taken += 1
        found.append(fitted(" ".join(words[:taken]), measure, width))
        words = words[taken:]
    if words:
        found.append(fitted(" ".join(words), measure, width))
    return found
