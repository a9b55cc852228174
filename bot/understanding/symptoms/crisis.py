"""Crisis: that somebody does not want to live, or may harm themselves. Told in the words of the person's own language,
or in English. Pure."""

from __future__ import annotations

from functools import lru_cache
from gettext import NullTranslations

from babel import Locale

from bot.i18n.catalogue import Words
from bot.understanding.text.phrase_patterns import STOP, PhraseGroup, patterns, plain

_GROUPS = ("told", "idioms")


def is_told(text: str, words: Words) -> bool:
    """Whether a text tells of it. What is only a way of speaking ("I want to die laughing") is taken out first."""
    crisis, idioms = _groups(words.catalogue)
    return crisis.search(idioms.sub(STOP, plain(text))) is not None


@lru_cache(maxsize=32)
def _groups(catalogue: NullTranslations) -> tuple[PhraseGroup, PhraseGroup]:
    words = Words(Locale("en"), catalogue, Locale("en"))
    phrases = {name: words.options(f"hear.crisis.{name}") for name in _GROUPS}
    found = patterns(_GROUPS, phrases)
    return found["told"], found["idioms"]
