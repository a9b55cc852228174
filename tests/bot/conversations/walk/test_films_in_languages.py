"""A film in the person's language: asked for in its words, with captions of it; and what is said of the voice there."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversations.faq.faq_facts import FACTS
from bot.conversations.walk.films import best_plan, kinds_of, plan_of
from bot.conversations.ways_on import MEANT
from bot.i18n.catalogue import words_in
from bot.markup import plain
from bot.replies import pack
from bot.sending.film_making import FilmMaker
from bot.understanding.wishes.wish_rules import Wish
from content.library import SHIPPED
from content.pieces import loop_key
from content.timeline import courses_of, stations
from content.translations import languages_of, library_in
from content.walk import Course
from storage.records.person import FILM, SOUND, STEPS
from tests.harness.chat import Chat, set_up
from tests.harness.libraries import shipped_library
from tests.harness.tabled import tabled

LIBRARY = shipped_library()
LANGUAGES = languages_of(SHIPPED)
OF_VOICE = ("own_music", "eyes", "louder", "other_voice")


def film_in(chat: Chat) -> dict[str, Any]:
    """What the newest turn's call is told of a film."""
    [film] = [call.payload["film"] for call in chat.result.calls if call.payload.get("film")]
    return dict(film)


def label(language: str, key: str) -> str:
    """A label as somebody types it."""
    return words_in(language).label(key)


def said_in(language: str, key: str) -> str:
    """A sentence as it is seen."""
    return plain(words_in(language).say(key))


@pytest.mark.parametrize("language", LANGUAGES)
def test_follow_along_brings_a_film_in_the_language_of_the_person(language: str) -> None:
    """Its button's label is typed. The steps are named under it, and every caption of them is in it."""
    ana = set_up(language=language)
    under = "\n".join(ana.says(label(language, "button.way_film")))
    film = film_in(ana)
    assert (film["kind"], film["language"]) == ("film", language)
    library = library_in(LIBRARY, language)
    variation = library.variation(film["variation"])
    assert variation is not None
    steps = list(stations(Course(variation, frozenset(film["avoid"]), film["form"], film["usual"]), library))
    assert all(step.text.split()[0].rstrip(".,:") in under for step in steps)
    content = FilmMaker(LIBRARY, SHIPPED)(film)
    for step in steps:
        assert step.file is not None
        for pages in library.pieces.captions[loop_key(step.file, step.text)][:1]:
            assert all((SHIPPED / page).read_bytes() in content for _, page in pages)


@tabled("language", LANGUAGES)
def test_every_session_has_a_film_and_none_a_sound(language: str) -> None:
    """Nothing but bells would be heard."""
    library = library_in(LIBRARY, language)
    assert kinds_of(library) == ("film",)
    for course in courses_of(library):
        planned = best_plan(course, library, FILM, "Hips")
        assert planned is not None
        assert planned.kind == "film"
        assert plan_of(course, library, "sound", "Hips") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_to_listen_is_not_offered_where_nothing_is_spoken(language: str) -> None:
    """Neither on the page of ways nor under an answer; who asks is told, with the film beside it."""
    ana = set_up(language=language)
    ana.forges(pack(MEANT, Wish.WAYS.value))
    assert label(language, "button.way_film") in ana.buttons
    assert label(language, "button.way_sound") not in ana.buttons
    assert ana.says(label(language, "button.way_sound")) == [said_in(language, "way.no_voice")]
    assert ana.buttons == [label(language, "button.way_film")]
    ana.taps(label(language, "button.way_film"))
    assert film_in(ana)["language"] == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_listened_before_gets_steps_and_learns_why(language: str) -> None:
    """In English there is a voice, in the other language there is none."""
    ana = set_up(language=language)
    ana.does(lambda turn: turn.change(way=SOUND))
    told = "\n".join(ana.forges("todays"))
    assert said_in(language, "way.no_voice") in told
    assert said_in(language, "film.nowhere") not in told
    assert ana.walk.way == STEPS


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_what_is_said_of_the_voice_is_true(language: str) -> None:
    """It is there in English alone. In a session by steps the loudness is that of the phone everywhere."""
    ana = set_up(language=language)
    for name in OF_VOICE:
        assert name in FACTS
        key = f"faq.{name}" if language == "en" else f"faq.{name}.no_voice"
        assert ana.forges(pack(MEANT, Wish.FAQ.value, name)) == [said_in(language, key)]
        listens = label(language, "lost.listen") in ana.buttons
        assert listens == (language == "en" and name in ("eyes", "louder"))
    ana.forges("todays")
    assert ana.forges(pack(MEANT, Wish.FAQ.value, "louder")) == [said_in(language, "faq.louder.walk")]


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_who_sets_up_is_told_of_the_voice_that_there_is(language: str) -> None:
    """ "I am blind" has the way to listen below where something is spoken."""
    ana = Chat(language=language)
    ana.says("/start")
    ana.says("set me up")
    [told] = ana.says("None of these. I am blind.")[:1]
    assert told == said_in(language, "setup.blind" if language == "en" else "setup.blind.no_voice")
    labels = [text for message in ana.messages.values() for text, _ in message.buttons]
    assert (label(language, "button.way_sound") in labels) == (language == "en")
