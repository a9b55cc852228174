"""Is how a session felt heard in a sentence of another language, and nothing that is denied or limited?"""

from __future__ import annotations

import pytest

from bot.i18n.catalogue import words_of
from bot.understanding.answers.intents import Intent
from bot.understanding.talk.own_feelings import read

TOLD = [
    (Intent.GOOD, "ar", "حلو والله، حسيت بفرق بسيط"),
    (Intent.GOOD, "ar", "سهلة وكويسة الحمد لله"),
    (Intent.GOOD, "ar", "الحمد لله تمام"),
    (Intent.GOOD, "ar", "كانت حلوة اوي"),
    (Intent.GOOD, "ar", "كويسة والحمد لله"),
    (Intent.GOOD, "ar", "والله ممتازة النهارده"),
    (Intent.HARD, "ar", "كانت صعبة شوية"),
    (Intent.HARD, "ar", "صعبة النهارده"),
    (Intent.GOOD, "de", "war richtig gut heute"),
    (Intent.GOOD, "es", "estuvo muy bien hoy"),
    (Intent.GOOD, "pt_BR", "foi muito bom"),
    (Intent.GOOD, "ru", "было очень хорошо"),
]
NOT_TOLD = [
    ("ar", "مش كويسة"),
    ("ar", "سهلة بس تعبتني"),
    ("ar", "كان ممكن يكون احسن"),
    ("ar", "حلوة وصعبة"),
    ("ar", "هل كانت سهلة؟"),
    ("ar", "كنت في القاهرة قعدت ٣ ساعات في العربية"),
    ("de", "war nicht gut"),
    ("ru", "было не очень хорошо"),
    ("en", "it was good today"),
]


@pytest.mark.parametrize(("felt", "language", "said"), TOLD)
def test_the_first_word_that_says_anything_tells(felt: Intent, language: str, said: str) -> None:
    """Thanks to God and "it was" stand before it."""
    assert read(said, words_of(language)) is felt


@pytest.mark.parametrize(("language", "said"), NOT_TOLD)
def test_what_is_denied_limited_or_asked_is_not_told(language: str, said: str) -> None:
    """English has rules of its own."""
    assert read(said, words_of(language)) is None
