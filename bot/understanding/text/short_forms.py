"""Short forms of words as they are typed in a hurry: "tmr" is tomorrow, "nxt wk" next week. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from bot.i18n.catalogue import Words
from bot.understanding.text.phrase_patterns import plain

_WORD = re.compile(r"\w+")


def spelled(text: str, words: Words) -> str:
    """A text with the short forms of its language written out, and all else as typed."""
    if text.startswith("/"):
        return text
    forms = _forms(words)
    return _WORD.sub(lambda match: forms.get(match[0].casefold(), match[0]), text)


@lru_cache(maxsize=8)
def _forms(words: Words) -> Mapping[str, str]:
    """What each short form stands for: "tmr = tomorrow" in the catalogue."""
    told = (option.split(" = ") for option in words.options("hear.short_forms"))
    return {plain(form): meant for form, meant in told}
