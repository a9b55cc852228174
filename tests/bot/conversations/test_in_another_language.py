"""A session in another language: each text of its movements is that language's own, in all that is shown and sent."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot.conversations.history import report_words
from bot.conversations.turn import Turn
from bot.conversations.walk.films import best_plan, kinds_of, plan_of
from bot.conversations.walk.navigation import is_on
from bot.i18n.catalogue import words_in, words_of
from bot.jobs.prompts import Prompts
from bot.sending.film_making import FilmMaker
from bot.sending.films import Unmakeable
from content.library import Library
from content.pieces import AAC_FRAME, SAMPLE_RATE, Piece, card_key, line_key, loop_key, read_pieces
from content.timeline import captions_of, cards_of, lines_of, stations
from content.translations import entries_of, library_in, path_of
from content.walk import Course
from storage.executor import StoreExecutor
from storage.records.person import Account, Person, PersonSettings, Reminder, WalkState
from storage.records.prompts import DueReminder
from storage.store import Store
from tests.harness.chat import Chat
from tests.harness.libraries import shipped_library
from tests.harness.short_film import silence
from tests.harness.stage import START

# Sentences stay English here, so that the movements alone are looked at.
WORDS = replace(words_in("en"), own_locale=Locale("de"))


@pytest.fixture
def written(tmp_path: Path) -> Library:
    """The shipped library, with a folder of German texts: the English ones in marks, for every entry."""
    catalogue = Catalog(locale="de")
    for entry in entries_of(shipped_library()):
        context, path = entry.key
        catalogue.add(path, f"«{entry.text}»", context=context)
    file = path_of(tmp_path, "de")
    file.parent.mkdir(parents=True)
    with file.open("wb") as opened:
        write_po(opened, catalogue)
    return replace(shipped_library(), home=str(tmp_path))


@pytest.fixture
def german(written: Library) -> Library:
    """The same in German."""
    return library_in(written, "de")


def unmarked(text: str) -> str:
    """A message without all that is in marks."""
    return re.sub(r"«[^«»]*»", "", text)


def test_a_turn_has_the_library_of_its_person_s_language(written: Library, german: Library) -> None:
    person = Person(1, START, account=Account(first_name="Ana"))
    assert Turn(person, START, WORDS, written).library is german
    assert Turn(person, START, words_in("en"), written).library is written


def test_a_session_names_each_step_in_the_person_s_language(written: Library, german: Library) -> None:
    """Both sides of a whole session: every text in marks, and no English text outside of them."""
    ana = Chat(library=written)
    ana.words = WORDS
    ana.says("/start")
    ana.says("Set me up")
    variation = german.variation("seated-inner-thigh")
    assert variation is not None
    ana.says(f"/today {german.movement_of(variation).name}")
    shown: list[str] = []
    while len(shown) < 60:
        person = ana.memory.load(1)
        assert person is not None
        if person.walk is not None and person.walk.state is not WalkState.OPEN:
            assert person.walk.variation == variation.id
            break
        ana.now += timedelta(seconds=20)
        shown += ana.says("next")
    told = "\n".join(shown)
    for station in stations(Course(variation), german):
        assert station.text.startswith("«")
        assert " ".join(station.text.split()) in " ".join(told.split())
    english = {entry.text for entry in entries_of(shipped_library()) if len(entry.text) > 20}
    assert [text for text in english if text in unmarked(told)] == []


@pytest.mark.parametrize("said", ["/movements", "/safety", "/about", "/today"])
def test_what_is_told_of_the_library_is_in_the_person_s_language(written: Library, said: str) -> None:
    ana = Chat(library=written)
    ana.words = WORDS
    ana.says("/start")
    ana.says("Set me up")
    told = "\n".join(ana.says(said))
    assert "«" in told
    texts = {entry.text for entry in entries_of(shipped_library()) if len(entry.text) > 20}
    assert [text for text in texts if text in unmarked(told)] == []


def test_a_movement_is_asked_for_by_its_name_in_either_language(german: Library) -> None:
    named = {german.movements[1].name, shipped_library().movements[1].name}
    assert len(named) == 2
    for name in named:
        assert [found.id for found in german.find(name)] == ["inner-thigh-stretch"]


@pytest.mark.parametrize(
    ("language", "left", "right"),
    [
        ("en", ["left", "the left leg"], ["right", "right side"]),
        ("de", ["links", "linkes Bein", "left"], ["rechts", "das rechte Bein"]),
        ("es", ["izquierda", "la pierna izquierda"], ["derecha", "pie derecho"]),
        ("pt_BR", ["esquerda", "lado esquerdo"], ["direita", "perna direita"]),
        ("ru", ["левая", "на левую ногу"], ["правая", "справа"]),
        ("ar", ["يسار", "الساق اليسرى"], ["يمين", "الساق اليمنى"]),
    ],
)
def test_the_side_of_a_walk_is_known_by_its_words_in_each_language(
    language: str, left: list[str], right: list[str]
) -> None:
    ana = Chat()
    ana.says("/start")
    ana.says("Set me up")
    ana.says("/today inner thigh")
    ana.says("next")
    person = ana.memory.load(1)
    assert person is not None
    assert person.walk is not None
    for side, own, others in (("left", left, right), ("right", right, left)):
        walk = replace(person.walk, side=side)
        turn = Turn(replace(person, walk=walk), ana.now, words_of(language), shipped_library())
        assert [text for text in own if not is_on(turn, text)] == []
        assert [text for text in others if is_on(turn, text)] == []


def test_the_report_quotes_a_step_for_both_sides(german: Library) -> None:
    """English names both sides in one text; a text that is written out comes twice."""
    told = report_words._step_text("lying-dynamic-hip", "drop", german)
    assert re.fullmatch(r"«.* to the right\.» / «.* to the left\.»", told)
    english = report_words._step_text("lying-dynamic-hip", "drop", shipped_library())
    assert english.endswith("to the right/left.")
    assert report_words._step_text("lying-dynamic-hip", "gone", german) == "gone"


def test_a_prompt_names_the_movement_in_the_person_s_language(
    written: Library, german: Library, store: Store, executor: StoreExecutor
) -> None:
    settings = PersonSettings(zone="Europe/Lisbon", position="seated")
    person = Person(1, START, settings=settings, account=Account(first_name="Ana"))
    due_at = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    reminder = Reminder(number=1, at=time(7, 30), weekdays=127, next_due=due_at, next_date=due_at.date())
    prompts = Prompts(executor, written, lambda: due_at, lambda rows: None, lambda: True, words_for=lambda code: WORDS)
    decision = prompts.decide(DueReminder(7, person, reminder, due_at, due_at.date()), due_at)
    assert decision.call is not None
    told = decision.call.payload["text"]
    assert any(movement.name in told for movement in german.movements), told
    assert not any(movement.name in unmarked(told) for movement in shipped_library().movements)


def test_a_language_without_pieces_of_its_own_has_no_film_and_no_sound(written: Library, german: Library) -> None:
    """Loops and bells are there, but nothing in that language would tell what to do."""
    assert kinds_of(written) == ("film", "sound")
    assert kinds_of(german) == ()
    course = Course(german.variations[1], frozenset(), "short", 0)
    assert best_plan(course, german, "film", "Flow") is None


def test_a_language_without_a_voice_has_films_with_its_captions(german: Library) -> None:
    """All of them: with one missing there is no film."""
    course, pieces = Course(german.variations[1], frozenset(), "short", 0), german.pieces
    cards = {card_key(text): Piece("film/card.mp4", 12) for text in cards_of(german)}
    captions = {loop_key(file, text): (((0, "film/page.slice"),),) for file, text in captions_of(german)}
    filmed = replace(german, pieces=replace(pieces, cards=cards, captions=captions))
    assert kinds_of(filmed) == ("film",)
    plan = best_plan(course, filmed, "sound", "Flow")
    assert plan is None
    plan = best_plan(course, filmed, "film", "Flow")
    assert plan is not None
    assert plan.kind == "film"
    used = next(loop_key(each.file or "", each.text) for each in stations(course, german) if each.file)
    del captions[used]
    assert best_plan(course, filmed, "film", "Flow") is None


def test_somebody_who_has_sessions_as_films_is_told_that_there_is_none_in_their_language(written: Library) -> None:
    ana = Chat(library=written)
    ana.words = WORDS
    ana.says("/start")
    ana.says("Set me up")
    person = ana.memory.load(1)
    assert person is not None
    ana.does(lambda turn: turn.change(way="film"))
    ana.says("/today inner thigh")
    told = "\n".join(ana.says("next"))
    assert WORDS.say("film.nowhere") in told
    assert "«" in told


def test_a_sound_is_made_in_the_language_that_it_was_planned_in(written: Library, tmp_path: Path) -> None:
    """Its lines are those of that language: in another it would be another recipe."""
    german = library_in(written, "de")
    (tmp_path / "voice").mkdir()
    (tmp_path / "voice" / "0a.aac").write_bytes(silence(12))
    sound = {"file": "0a.aac", "frames": 12, "seconds": 12 * AAC_FRAME / SAMPLE_RATE}
    names = ("bell", *map(line_key, lines_of(german)))
    (tmp_path / "voice" / "index.json").write_text(json.dumps({"sounds": dict.fromkeys(names, sound)}))
    pieces = read_pieces(tmp_path)
    course = Course(german.variations[1], frozenset(), "short", 0)
    plan = plan_of(course, replace(german, pieces=pieces), "sound", "Flow")
    assert plan is not None
    film = {
        "variation": german.variations[1].id, "avoid": [], "form": "short", "usual": 0, "kind": "sound",
        "title": "Flow", "recipe_key": plan.key, "language": german.language,
    }  # fmt: skip
    maker = FilmMaker(replace(written, pieces=pieces), tmp_path)
    assert maker(film)
    with pytest.raises(Unmakeable):
        maker(film | {"language": None})
