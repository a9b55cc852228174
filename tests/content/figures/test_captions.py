"""Captions and cards: large enough, nothing cut, and every word of the step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.figures.captions import (
    CARD_LINES,
    INK,
    LINES,
    MARGIN,
    PAPER,
    ROOM,
    Unreadable,
    caption_picture,
    card_lines,
    card_picture,
    pages,
)
from content.figures.overlay import Picture
from content.figures.phrases import phrases_of
from content.film_pieces import wanted_pieces
from content.library import SHIPPED
from content.media.film import FIGURE, HEIGHT, PAGE_FRAMES, WIDTH, schedule
from content.media.motion import FPS
from content.translations import languages_of
from tests.harness.libraries import shipped_library
from tests.harness.shortened import shortened

WANTED = wanted_pieces(shipped_library())
TEXTS = list(dict.fromkeys(each.text for each in WANTED.captions.values()))
# In every language.
ALL = wanted_pieces(shipped_library(), languages_of(SHIPPED))
SPOKEN = list(dict.fromkeys((each.language, each.text) for each in ALL.captions.values()))
CARDS = [each.text for each in ALL.cards.values()]
ARABIC = (
    "استلقِ على جانبك الأيسر في خط واحد، والكتفان والوركان أحدهما فوق الآخر.",
    "كرّر من 6 إلى 10 مرات على الأكثر، ثم بدّل.",
    "حرّك ركبتك ببطء وتوقّف إذا آلمك ذلك. جيّدٌ؟",
)
# Pixels of a capital letter, of 480: 9.5 minutes of arc from two metres, on a phone 68 mm wide that lies on its side.
CAPITAL = 39
# Letters a second; subtitles for adults have 17, and 20 in Arabic, which leaves short vowels unwritten.
FASTEST = {"ar": 20}
USUALLY = 17.5


def ink(picture: Picture) -> tuple[int, int, int, int]:
    """Where letters are: first and last row and column."""
    dark = picture.astype(int).sum(2) < (sum(PAPER) + sum(INK)) // 2
    rows, columns = np.flatnonzero(dark.any(1)), np.flatnonzero(dark.any(0))
    return int(rows[0]), int(rows[-1]), int(columns[0]), int(columns[-1])


@pytest.mark.parametrize(("language", "text"), shortened(SPOKEN, 20))
def test_a_caption_shows_every_word_in_two_large_lines_a_page(language: str, text: str) -> None:
    """In order, inside the picture, below the figure, and long enough to be read."""
    found = pages(text, language)
    assert " ".join(line for page in found for line in page).split() == text.split()
    for page in found:
        assert 1 <= len(page) <= LINES
        top, bottom, left, right = ink(caption_picture(page))
        assert top > FIGURE
        assert bottom <= HEIGHT - 3
        # The tail of a j reaches into the margin.
        assert left >= MARGIN - 6
        # Letters may reach a little beyond their own width, in Arabic most of all.
        assert right <= WIDTH - MARGIN + 6
        assert len(" ".join(page)) / (PAGE_FRAMES / FPS) <= FASTEST.get(language, USUALLY)


@pytest.mark.parametrize("text", shortened(CARDS, 10))
def test_a_card_shows_its_text_whole(text: str) -> None:
    """Every word, inside the picture."""
    assert " ".join(card_lines(text)).split() == text.split()
    top, bottom, left, right = ink(card_picture(text))
    assert min(top, left, HEIGHT - 1 - bottom, WIDTH - 1 - right) >= MARGIN - 6


def test_a_capital_letter_is_read_from_two_metres() -> None:
    """On its side."""
    top, bottom, *_ = ink(caption_picture(("H",)))
    assert bottom - top + 1 >= CAPITAL


def test_pages_end_with_sentences_and_phrases() -> None:
    """Where that costs no page, or one page more."""
    assert pages("Lie on your left side in one long line, shoulders and hips stacked.") == [
        ("Lie on your left side", "in one long line,"),
        ("shoulders and", "hips stacked."),
    ]
    assert pages("Bend the knee.") == [("Bend the knee.",)]
    assert pages("Lie on your right side, a firm pillow within reach. Shoulders and hips stacked.") == [
        ("Lie on your right side,",),
        ("a firm pillow", "within reach."),
        ("Shoulders and", "hips stacked."),
    ]
    assert pages("Keep going, slowly: right knee towards the chest, then the whole thigh behind you.") == [
        ("Keep going, slowly:",),
        ("right knee", "towards the chest,"),
        ("then the whole", "thigh behind you."),
    ]


def test_no_page_ends_with_a_word_that_leans_on_the_next_one() -> None:
    """ "Slowly bring your" is no thing to do."""
    assert pages("Slowly bring your right knee towards your chest.") == [
        ("Slowly bring", "your right knee"),
        ("towards your chest.",),
    ]
    leans = phrases_of("en").leans
    assert [page for text in TEXTS for page in pages(text)[:-1] if leans.fullmatch(page[-1].split()[-1])] == []


def test_a_word_stays_with_the_one_that_it_belongs_to() -> None:
    """In a language in which it stands behind that; in one that is not known a page ends anywhere."""
    text = "Lleva despacio la rodilla derecha hacia el pecho."
    assert pages(text, "es") == [("Lleva despacio",), ("la rodilla derecha", "hacia el pecho.")]
    assert pages(text, "id") == [("Lleva despacio", "la rodilla"), ("derecha hacia", "el pecho.")]


def test_no_page_has_the_end_of_one_sentence_and_the_beginning_of_another() -> None:
    """Where each of the two has pages enough of its own; a few sentences have too many words for that."""
    mixed = 0
    for text in TEXTS:
        words = [" ".join(page) for page in pages(text)]
        for before, page, after in zip(["", *words], words, [*words[1:], "."], strict=False):
            begins, ends = before[-1:] not in ("", *".?!,:;"), page[-1] not in ".?!,:;" and after != "."
            mixed += begins and ends and any(sign in page for sign in (". ", "? "))
    assert mixed == 0


@pytest.mark.parametrize("text", ARABIC)
def test_arabic_begins_at_the_right_and_its_lines_keep_apart(text: str) -> None:
    """With all dots and marks inside the picture, and each word once."""
    found = pages(text)
    assert " ".join(line for page in found for line in page).split() == text.split()
    for page in found:
        assert len(page) <= LINES
        picture = caption_picture(page)
        top, bottom, left, right = ink(picture)
        assert FIGURE + 2 <= top < bottom <= HEIGHT - 3
        assert left >= MARGIN - 2
        assert WIDTH - MARGIN - 12 <= right <= WIDTH - MARGIN + 8
    one, two = ink(card_picture(text.split()[0])), ink(card_picture(" ".join(text.split()[:2])))
    assert one[2] > two[2]
    assert one[3] == pytest.approx(two[3], abs=2)


def test_other_alphabets_of_the_family_are_shown() -> None:
    """Latin with its accents, Cyrillic, Greek."""
    for text in ("Lève ta jambe à gauche", "Лягте на левый бок", "Ξάπλωσε στο πλάι"):
        assert ink(caption_picture(pages(text)[0]))


UNREADABLE = [
    ("Lie on your side \N{CJK UNIFIED IDEOGRAPH-4FA7}", "the font has no"),
    ("שכב על הצד", "the font has no"),
    ("Sitzmuskelentspannungsübungen jetzt", "is wider than the picture"),
]


@pytest.mark.parametrize(("text", "said"), UNREADABLE)
def test_what_cannot_be_shown_is_said_and_never_an_empty_box(text: str, said: str) -> None:
    """The author learns which letter or word it is."""
    with pytest.raises(Unreadable, match=said):
        pages(text)
    with pytest.raises(Unreadable, match=said):
        card_picture(text)


def test_a_card_that_has_no_room_for_its_text_is_refused() -> None:
    """Rather than cut."""
    with pytest.raises(Unreadable, match="there is room for"):
        card_picture("Lie down slowly, and then get up again.\n" * CARD_LINES)


SCHEDULES = [
    (1, 66, [[(0, 0)]]),
    (2, 66, [[(0, 0)], [(0, 1)]]),
    (3, 66, [[(0, 0), (44, 1)], [(0, 1), (22, 2)]]),
    (4, 66, [[(0, 0), (49, 1)], [(0, 1), (33, 2)], [(0, 2), (16, 3)]]),
    (1, 24, [[(0, 0)], [(0, 0)]]),
    (2, 105, [[(0, 0), (52, 1)]]),
    (3, 105, [[(0, 0), (70, 1)], [(0, 1), (35, 2)]]),
    (4, 105, [[(0, 0), (52, 1)], [(0, 2), (52, 3)]]),
]


@pytest.mark.parametrize(("count", "frames", "expected"), SCHEDULES)
def test_pages_share_the_rounds_of_a_loop(count: int, frames: int, expected: list[list[tuple[int, int]]]) -> None:
    """As many as they need; a page that goes on is named again where its loop begins again."""
    assert schedule(count, frames) == expected


@given(st.integers(1, 9), st.integers(1, 200))
def test_every_page_is_shown_in_order_and_long_enough(count: int, frames: int) -> None:
    """Each round begins with a page, and none goes before it was read."""
    found = schedule(count, frames)
    assert all(begin[0][0] == 0 and begin == sorted(begin) for begin in found)
    begins = [(number * frames + at, page) for number, begin in enumerate(found) for at, page in begin]
    shown = [page for _, page in begins]
    assert shown == sorted(shown)
    assert set(shown) == set(range(count))
    firsts = [min(at for at, page in begins if page == wanted) for wanted in range(count)]
    lasts = [*firsts[1:], len(found) * frames]
    assert min(end - start for start, end in zip(firsts, lasts, strict=True)) >= PAGE_FRAMES


def test_lines_are_as_even_as_they_can_be() -> None:
    """No word alone in the second line where the first could give one."""
    assert card_lines("Take your time and lie down") == ("Take your time", "and lie down")
    assert ROOM < WIDTH
