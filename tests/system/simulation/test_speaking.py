"""Do the lives say and tap in their own language what they are written to, and is what is foreign there seen?"""

from __future__ import annotations

import pytest

from bot.i18n.po_files import FALLBACK, offered
from tests.harness.tabled import tabled
from tests.system.simulation.own_language import not_own
from tests.system.simulation.speaking import CODES, speaker_of, table

TYPED = [
    ("de", "next", "weiter"),
    ("de", "half past nine", "halb zehn"),
    ("es", "/timezone Paris", "/timezone París"),
    ("pt_BR", "Madrid", "Madri"),
    ("ru", "New York", "Нью-Йорк"),
    ("ar", "enough", "يكفي"),
    ("ar", "/remind 18:00 mon,wed,fri", "/remind 18:00 الاثنين والأربعاء والجمعة"),
    ("ar", "/pause 7", "/pause 7"),
    ("ru", "07:30", "07:30"),
    ("en", "next", "next"),
]
SHOWN = [
    ("de", "Start", "Start", True),
    ("de", "Später ▾", "Later", True),
    ("de", "7 Tage Pause", "Pause 7 days", True),
    ("de", "7 Tage", "Pause 7 days", False),
    ("de", "Lissabon, Portugal", "Lisbon, ", True),
    ("es", "Sí, un poco menos", "Yes, a little less", True),
    ("ru", "1 ч", "1 h", True),
    ("ru", "10 мин", "1 h", False),
    ("ar", "◀ \u2068التالي\u2069", "Next", True),
    ("ar", "٣ دقائق", "3 minutes", True),
    ("ar", "10", "10", True),
    ("ar", "من 9:00\u00a0م إلى 7:00\u00a0ص", "21:00", True),
    ("es", "De 21:00 a 7:00", "21:00", True),
    ("en", "Start today's", "Start", False),
    ("en", "Later ▾", "Later", True),
]
FOREIGN = [
    ("de", "Eva. Ready when you are: Innenschenkel dehnen, 3 Minuten.", ["English 'Ready when you are:'"]),
    ("ar", "لم أفهم. I didn't get that.", ['English "I didn\'t get that."']),
    ("ru", "Готово: {what}.", ["the gap '{what}'"]),
    ("es", "button.start", ["the key 'button.start'"]),
    ("pt_BR", "Pronto quando você quiser, em limber.example.", []),
]


@tabled("language, english, own", TYPED)
def test_what_is_typed_is_the_languages_own(language: str, english: str, own: str) -> None:
    """A word by its key, a city by its name, a sentence by its row; what is written alike everywhere as it is."""
    assert speaker_of(language).typed(english) == own


@pytest.mark.parametrize("language", CODES)
def test_nothing_is_typed_in_english_for_want_of_words(language: str) -> None:
    """English is understood in every language, so that it would hide what is not heard in it."""
    with pytest.raises(LookupError):
        speaker_of(language).typed("shall we go on then")
    with pytest.raises(LookupError):
        speaker_of(language).means("Start", "No such label")


@tabled("language, shown, english, is_meant", SHOWN)
def test_a_label_is_known_in_each_language(language: str, shown: str, english: str, is_meant: bool) -> None:
    """By its key, with its numbers, whatever marks and digits it has."""
    assert speaker_of(language).means(shown, english) is is_meant


@tabled("language, text, found", FOREIGN)
def test_what_is_not_of_the_language_is_seen(language: str, text: str, found: list[str]) -> None:
    """English sentences, keys and gaps."""
    assert list(not_own(text, speaker_of(language))) == found


@pytest.mark.parametrize("kind", ["says", "unkind", "allowed"])
def test_the_table_has_every_language_in_every_row(kind: str) -> None:
    """An empty field would be said, or allow everything. Each that is offered has a column."""
    assert set(CODES) == set(offered()) - {FALLBACK}
    for language in (FALLBACK, *CODES):
        assert all(table(kind, language).values()), language
