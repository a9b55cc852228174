"""Another language beside English: what it lacks is said in English, and English is always heard, too."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bot.i18n.catalogue import Words, language_for, words_in, words_of
from bot.i18n.po_files import languages_in, missing_in, offered, po_files
from bot.understanding.answers.intents import Intent, choose, matches, recognize
from bot.understanding.hearing import Heard, hear
from bot.understanding.spoken_language import listening
from bot.understanding.wishes.wish_details import Known
from bot.understanding.wishes.wish_rules import Where, Wish
from tests.harness.languages import GERMAN_HEARD, GERMAN_SAID, write_language
from tests.harness.tabled import tabled

ENGLISH = words_of("en")


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Words:
    """A German that says and hears little."""
    folder = tmp_path_factory.mktemp("locale")
    write_language(folder, "de", GERMAN_SAID, GERMAN_HEARD, whole=False)
    return words_of("de", folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Languages that are whole, one that is not, and one whose sentence is to be looked at again."""
    folder = tmp_path_factory.mktemp("locale")
    for language in ("de", "pt_BR", "es", "ru"):
        write_language(folder, language, {})
    write_language(folder, "fr", {"walk.paused_offer": "Pause."}, whole=False)
    write_language(folder, "it", {})
    file = po_files("it", folder)[0]
    file.write_text(file.read_text().replace('msgid "walk.paused_offer"', '#, fuzzy\nmsgid "walk.paused_offer"'))
    write_language(folder, "nl", {})
    file = po_files("nl", folder)[0]
    file.write_text(file.read_text().replace('msgstr[1] "{count} days"', 'msgstr[1] ""', 1))
    return folder


def _known() -> Known:
    return Known({}, lambda _: False, lambda _: False, date(2026, 11, 30))


def test_a_sentence_that_a_language_lacks_is_said_in_english(german: Words) -> None:
    """Each for itself, with its own plural forms."""
    assert german.say("walk.paused_offer").startswith("Pause. Sag")
    assert german.say("day.on.today") == "today"
    assert german.count("days", 2) == "2 days"
    assert german.has("day.on.today")
    assert not german.has("no.such.key")
    assert german.english.say("walk.paused_offer").startswith("Paused.")
    assert ENGLISH.english is ENGLISH


def test_an_entry_that_is_empty_is_said_in_english(tmp_path: Path) -> None:
    """As the files stand before they are translated, with plural forms and without."""
    write_language(tmp_path, "de", {})
    file = po_files("de", tmp_path)[0]
    emptied = re.sub(r'(?m)^(msgstr(?:\[\d\])?) "(?!Project|\\n).+"$', r'\1 ""', file.read_text(encoding="utf-8"))
    file.write_text(emptied, encoding="utf-8")
    empty = words_of("de", tmp_path)
    assert missing_in("de", tmp_path) > {"span.days", "day.on.today"}
    assert (empty.count("span.days", 3), empty.say("day.on.today")) == ("3 days", "today")


def test_the_english_of_a_language_is_written_as_where_the_person_is(german: Words) -> None:
    """And with marks or without."""
    assert str(german.in_place("de", "Europe/Vienna").english.locale) == "en_AT"
    assert german.english.catalogue is ENGLISH.catalogue


def test_single_words_are_heard_in_both_languages_ones_own_first(german: Words) -> None:
    """A language without words of its own for a key has the English ones."""
    assert german.options("hear.yes")[:2] == ("ja", "gern")
    assert set(ENGLISH.options("hear.yes")) < set(german.options("hear.yes"))
    assert german.options("hear.back") == ENGLISH.options("hear.back")
    assert recognize("Weiter!", german) is recognize("next", german) is Intent.NEXT
    assert recognize("weiter", ENGLISH) is None
    assert matches("nein", german, "hear.no")
    assert matches("no", german, "hear.no")
    assert choose("gern", german, {"yes": "hear.yes", "no": "hear.no"}) == "yes"


def test_words_that_count_keep_their_place_in_their_own_list(german: Words) -> None:
    """The German list ends at three, the English one begins again at zero."""
    assert {number for number, word in german.counted("hear.numbers") if word in ("zwei", "two")} == {2}
    assert german.counted("hear.places_in_a_list")[0] == (0, "erste")


def test_words_that_are_read_together_are_of_one_language(german: Words) -> None:
    """Of the wishes, German has one: no English one is mixed with it; the signs are the English ones."""
    assert german.catalogue.gettext("hear.wish.stop").strip("|") == ""
    assert german.catalogue.gettext("hear.sign.pain") == ENGLISH.catalogue.gettext("hear.sign.pain")


@tabled(
    ("said", "language", "wish"),
    [
        ("mein fortschritt", "de", Wish.PROGRESS),
        ("show me my progress", "en", Wish.PROGRESS),
        ("remind me every day at 7:30", "en", Wish.REMIND),
        ("weiter", "de", None),
        ("next", "de", None),
        ("das ist nicht schlecht", "de", None),
        ("and the people were with the one that it was for", "en", None),
    ],
)
def test_a_text_is_read_in_ones_own_language_first_and_then_in_english(
    german: Words, said: str, language: str, wish: Wish | None
) -> None:
    """Rules are read in one language at a time; single words are of both."""
    words = listening(said, german, Where.OUT, _known())
    assert words.hears == language
    assert words.say("walk.paused_offer").startswith("Pause. Sag")
    heard = hear(said, words, Where.OUT, _known())
    assert [one.wish for one in heard.wishes] == ([wish] if wish is not None else [])


def test_english_is_read_as_english_without_a_second_look() -> None:
    """There is no other language to try."""
    assert listening("xyz", ENGLISH, Where.OUT, _known()) is ENGLISH
    assert hear("xyz", ENGLISH, Where.OUT, _known()) == Heard()


def test_only_what_is_complete_is_offered(folder: Path) -> None:
    """Neither a language with gaps, nor one with a sentence to look at again, nor one that lacks a plural form."""
    assert languages_in(folder) == ("en", "de", "es", "fr", "it", "nl", "pt_BR", "ru")
    assert offered(folder) == ("en", "de", "es", "pt_BR", "ru")
    assert missing_in("it", folder) == {"walk.paused_offer"}
    assert missing_in("nl", folder) == {"span.days"}
    assert "walk.paused_offer" not in missing_in("fr", folder)


@tabled(
    ("code", "zone", "language", "locale"),
    [
        ("de", None, "de", "de"),
        ("de-AT", "Europe/Berlin", "de", "de_AT"),
        ("de", "Europe/Zurich", "de", "de_CH"),
        ("pt", None, "pt_BR", "pt_BR"),
        ("pt-br", "America/Sao_Paulo", "pt_BR", "pt_BR"),
        ("pt-PT", None, "pt_BR", "pt_PT"),
        ("es-419", None, "es", "es_419"),
        ("es-419", "America/Mexico_City", "es", "es_MX"),
        ("es-MX", "Europe/Madrid", "es", "es_MX"),
        ("ru", "Asia/Almaty", "ru", "ru_KZ"),
        ("fr", "Europe/Paris", None, "en_FR"),
        ("it", None, None, "en_GB"),
        ("zh-hans", None, None, "en_GB"),
        ("", None, None, "en_GB"),
        (None, None, None, "en_GB"),
        ("nonsense-code", None, None, "en_GB"),
        ("de-nonsense", None, "de", "de"),
    ],
)
def test_a_telegram_code_leads_to_a_language_that_is_offered_or_to_english(
    folder: Path, code: str | None, zone: str | None, language: str | None, locale: str
) -> None:
    """The territory of the code, or of the zone, says how times are written."""
    assert language_for(code, folder) == language
    words = words_in(code, zone, folder)
    assert words.own_locale.language == (language or "en").partition("_")[0]
    assert str(words.locale) == locale
