"""Why the hips: the question why somebody whose back is stiff or sore is to move the hips. Pure.

"Why the hips when it is my back that hurts?" names a sore back and tells of no new pain. What hurts now, gets worse, or
hurts in the hips is no such question.
"""

from __future__ import annotations

import re
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale

from bot.i18n.catalogue import Words
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.text.phrase_patterns import STOP, PhraseGroup, patterns, plain

# Longer texts tell more than that.
LONGEST = 160
_GROUPS = ("why", "hip", "link", "back", "ache", "now", "related")
_HARMLESS = (None, Symptom.PAIN, Symptom.DOUBT, Symptom.RELIEF)


def asks(text: str, words: Words) -> bool:
    """Whether a text asks why it is the hips that move."""
    if len(text) > LONGEST:
        return False
    told = symptoms.read(text, words)
    symptom = None if told is None else told.symptom
    said, signs = plain(text), _signs(words.catalogue)
    if symptom not in _HARMLESS or signs["now"].search(said) is not None:
        return False
    if signs["related"].search(said) is not None and signs["ache"].search(said) is None:
        return True
    led = signs["led"].search(said)
    if led is not None and signs["back"].search(said[led.start("link") :]) is not None:
        return signs["ache"].search(led[0]) is None
    alone = signs["alone"].search(said)
    if alone is None or signs["ache"].search(alone[0]) is not None:
        return False
    return said[alone.end() :].strip()[:1] in ("", STOP) and symptom is None


@lru_cache(maxsize=8)
def _signs(catalogue: NullTranslations) -> dict[str, PhraseGroup | re.Pattern[str]]:
    words = Words(Locale("en"), catalogue, Locale("en"))
    phrases = {name: words.options(f"hear.why_hips.{name}") for name in _GROUPS}
    phrases |= {"alone": ("[why] .. .. [hip]",)}
    found = patterns(phrases, phrases)
    led = rf"(?<!\S)(?:{found['alone'].pattern})(?: [^\s.]+){{0,4}}? (?P<link>{found['link'].pattern})"
    return {**found, "led": re.compile(led)}
