"""Captions and cards: a text as pictures that are read from a metre, or full screen on its side from two.

Letters are Latin, Cyrillic, Greek and Arabic. A page of a caption has two lines; a longer text has more pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from content.figures.overlay import Picture
from content.figures.phrases import Phrases, phrases_of
from content.lettering import arabic
from content.lettering.fonts import BOLD, face, is_known
from content.lettering.lines import length, write
from content.media.film import FIGURE, HEIGHT, PAGE_FRAMES, WIDTH
from content.media.motion import FPS

# Pixels. A capital letter is 40 high: on an upright phone 68 mm wide 4.2 mm, 14 minutes of arc from a metre. On
# its side the picture's 480 lines fill these 68 mm: 5.6 mm, 10 minutes of arc from two metres.
SIZE, PITCH, MARGIN = 60, 62, 22
ROOM = WIDTH - 2 * MARGIN
# Arabic letters reach further above and below their line, and are broader.
ARABIC_SIZE, ARABIC_PITCH = 46, 66
EVEN = 8  # steps in which lines are made narrower, until they are more
LINES = 2
CARD_LINES = 7
PAPER, INK = (241, 237, 228), (44, 42, 38)
# What it costs to end a page within a sentence after a comma, elsewhere, within a phrase (`content.figures.phrases`); a
# page more costs 1. And what it costs for each end of a page that is within a sentence elsewhere, where another
# sentence ends on the page: read alone, such a page tells two halves.
AT_COMMA, ELSEWHERE, LEANING, MIXED = 0.25, 1.6, 3.4, 2.0
ENDS = frozenset(".?!؟")
COMMAS = frozenset(",:;،؛")
# Letters of a page at most, in any script: 20 a second in the time that it stays at least.
LETTERS = 20 * PAGE_FRAMES // FPS


class Unreadable(ValueError):
    """A text that cannot be shown: a letter that the family lacks, or a word wider than the picture."""


Page = tuple[str, ...]  # its lines


def pages(text: str, language: str = "en") -> list[Page]:
    """The pages of a caption. They end with sentences and phrases where that adds few pages. Raises Unreadable."""
    return _pages(_words(text), LINES, phrases_of(language))


def card_lines(text: str) -> Page:
    """The lines of a card. Raises Unreadable, also when they are too many."""
    lines = [line for each in text.splitlines() if each.strip() for line in _lines(_words(each))]
    if len(lines) > CARD_LINES:
        raise Unreadable(f"this card has {len(lines)} lines, and there is room for {CARD_LINES}: {text}")
    return tuple(lines)


def caption_picture(page: Page) -> Picture:
    """A page below an empty upper part: (HEIGHT, WIDTH, 3)."""
    return _picture(page, FIGURE, LINES)


def card_picture(text: str) -> Picture:
    """A card: (HEIGHT, WIDTH, 3). Raises Unreadable."""
    lines = card_lines(text)
    return _picture(lines, 0, len(lines))


def _picture(lines: Sequence[str], above: int, count: int) -> Picture:
    """Lines below the height `above`, where there is room for `count`."""
    runs_back = any(map(arabic.has_letters, lines))
    size, pitch = (ARABIC_SIZE, ARABIC_PITCH) if runs_back else (SIZE, PITCH)
    top = above + (HEIGHT - above - count * pitch) // 2
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    ascent, descent = face(BOLD, size).getmetrics()
    for number, line in enumerate(lines):
        # The letters' middle, between the tops of capitals and the feet of a g, is the line's middle.
        middle = top + number * pitch + pitch // 2
        if runs_back:
            # Its lowest dots are further below than its highest are above.
            place = (WIDTH - MARGIN - length(line, BOLD, size), middle + (ascent - descent) / 2 - size // 12)
            write(image, place, line, BOLD, size, INK, right_to_left=True)
        else:
            pen.text((MARGIN, middle), line, font=face(BOLD, size), fill=INK, anchor="lm")
    return np.asarray(image)


def _words(text: str) -> list[str]:
    words = text.split()
    if missing := sorted(letter for letter in {letter for word in words for letter in word} if not is_known(letter)):
        raise Unreadable(f"the font has no {' '.join(missing)}: {text}")
    if wide := [word for word in words if _width(word) > ROOM]:
        raise Unreadable(f"{wide[0]} is wider than the picture: {text}")
    return words


def _pages(words: Sequence[str], lines: int, phrases: Phrases) -> list[Page]:
    """The cheapest way to cut words into pages, found from the end."""
    best: list[tuple[float, list[Page]]] = [(0.0, [])]  # for the last 0, 1, 2 … words
    for start in range(len(words) - 1, -1, -1):
        ways = []
        for end in range(start + 1, len(words) + 1):
            page = _lines(words[start:end])
            if len(page) > lines or (end > start + 1 and len(" ".join(page)) > LETTERS):
                break
            cost, rest = best[len(words) - end]
            begins, ends = _broken(words, start, phrases), _broken(words, end, phrases)
            mixed = (
                MIXED * sum(broken >= ELSEWHERE for broken in (begins, ends)) if _ends_within(words[start:end]) else 0.0
            )
            # Even pages: an empty one costs a little more than two half full ones.
            empty = 1 - sum(map(_width, words[start:end])) / (lines * ROOM)
            ways.append((1 + ends + mixed + 0.4 * max(0.0, empty) ** 2 + cost, [page, *rest]))
        best.append(min(ways, key=lambda way: way[0]))
    return best[-1][1]


def _broken(words: Sequence[str], end: int, phrases: Phrases) -> float:
    """What it costs that a page ends before the word with this number."""
    if end in (0, len(words)):
        return 0.0
    last = words[end - 1]
    if last[-1] in ENDS or last[-1] in COMMAS:
        return 0.0 if last[-1] in ENDS else AT_COMMA
    return LEANING if phrases.are_cut(last, words[end]) else ELSEWHERE


def _ends_within(page: Sequence[str]) -> bool:
    """Whether a sentence, or what a colon closes, ends on a page before the page does."""
    return any(word[-1] in ENDS or word[-1] == ":" for word in page[:-1])


def _lines(words: Sequence[str]) -> Page:
    """Words as lines, as few and then as even as possible."""
    widths = [_width(word) for word in words]
    ends = _ends(widths, ROOM)
    for narrow in range(ROOM - EVEN, max(map(int, widths)), -EVEN):
        if len(narrower := _ends(widths, narrow)) > len(ends):
            break
        ends = narrower
    return tuple(" ".join(words[start:end]) for start, end in pairwise([0, *ends]))


def _ends(widths: Sequence[float], room: float) -> list[int]:
    """Where lines end that are filled word by word."""
    ends, line = [], 0.0
    for index, width in enumerate(widths):
        if line and line + _width(" ") + width > room:
            ends.append(index)
            line = 0.0
        line += width + (_width(" ") if line else 0.0)
    return [*ends, len(widths)]


@cache
def _width(text: str) -> float:
    return length(text, BOLD, ARABIC_SIZE if arabic.has_letters(text) else SIZE)
