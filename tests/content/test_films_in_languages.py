"""The films of the shipped library in each language: every variation has one whole, and nothing in it is English."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest

from content.figures.captions import pages
from content.figures.phrases import phrases_of
from content.film_pieces import filmed_languages, wanted_pieces
from content.follow_along import recipe_of
from content.library import SHIPPED
from content.media.film import Wanted, read_film
from content.movement import Library
from content.pieces import read_pieces
from content.timeline import captions_of, cards_of, courses_of, timeline_of
from content.translations import languages_of, library_in
from tests.harness.libraries import shipped_library
from tests.harness.tabled import tabled

LIBRARY = shipped_library()
LANGUAGES = languages_of(SHIPPED)
PIECES = read_pieces(SHIPPED)
VARIATIONS = [(language, variation.id) for language in LANGUAGES for variation in LIBRARY.variations]
# Of a hundred pages, those that may end within a phrase: some sentences have no better place.
CUT = 1


@cache
def spoken(language: str) -> Library:
    """The library in a language."""
    return LIBRARY if language == "en" else library_in(LIBRARY, language)


@cache
def wanted(language: str) -> Wanted:
    """The pieces that a language alone needs."""
    own, whole = wanted_pieces(LIBRARY), wanted_pieces(LIBRARY, [language])
    return Wanted(
        {},
        {key: each for key, each in whole.captions.items() if key not in own.captions},
        {key: each for key, each in whole.cards.items() if key not in own.cards},
    )


def test_every_language_of_the_library_has_a_film() -> None:
    """All that Limber speaks."""
    assert set(LANGUAGES) == {"ar", "de", "es", "pt_BR", "ru"}
    assert filmed_languages(LIBRARY, SHIPPED) == LANGUAGES


@tabled("language, variation", VARIATIONS)
def test_every_session_of_a_variation_has_its_film(language: str, variation: str) -> None:
    """Each loop has its caption and shows all pages of it in the time of its step; each other text has its card."""
    library = spoken(language)
    for course in courses_of(library, library.variation(variation)):
        timeline = timeline_of(course, library, PIECES)
        assert timeline.parts
        for part in timeline.parts:
            assert part.shown in (PIECES.cards if part.is_card else PIECES.loops)
            if part.caption is not None:
                assert part.loops >= len(PIECES.captions[part.caption])
            assert part.is_card == (part.caption is None)
        assert recipe_of(timeline, PIECES, "film", title=variation) is not None


@tabled("language", LANGUAGES)
def test_nothing_in_a_film_is_english(language: str) -> None:
    """No caption and no card."""
    english = {text for _, text in captions_of(LIBRARY)} | set(cards_of(LIBRARY))
    said = {text for _, text in captions_of(spoken(language))} | set(cards_of(spoken(language)))
    assert english.isdisjoint(said)


@tabled("language", LANGUAGES)
def test_a_language_has_captions_and_cards_alone(language: str) -> None:
    """The moving pictures are those of all languages."""
    assert wanted_pieces(LIBRARY, [language]).loops == wanted_pieces(LIBRARY).loops
    index, own = read_film(SHIPPED), wanted(language)
    assert index is not None
    assert index.loops.keys() == wanted_pieces(LIBRARY).loops.keys()
    assert {index.captions[key].hash for key in own.captions} == {each.hash for each in own.captions.values()}
    assert {index.cards[key].hash for key in own.cards} == {each.hash for each in own.cards.values()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_end_where_a_phrase_ends(language: str) -> None:
    """ "Das rechte | Knie" is two riddles; few sentences have no better place."""
    texts = {each.text for each in wanted(language).captions.values()}
    every = [[" ".join(page).split() for page in pages(text, language)] for text in texts]
    cut = [
        (before[-1], after[0])
        for found in every
        for before, after in pairwise(found)
        if before[-1][-1] not in ".?!؟,:;،؛" and phrases_of(language).are_cut(before[-1], after[0])
    ]
    assert len(cut) * 100 <= CUT * sum(map(len, every)), cut
