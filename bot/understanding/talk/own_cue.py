"""The person's own cue, told as done: "had me cup of tea" of "first cup of tea", "walked the dog" of "walking the dog".
Pure."""

from __future__ import annotations

import re

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import covered, phrases_of
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.text.written_forms import is_question

_IS = re.compile(r"['\u2019]s\b")
_GERUND = re.compile(r"(\w{3,})ing")
_DONE, _BESIDE = "hear.cue_done", "hear.cue_beside"


def tells_done(text: str, cue: str, words: Words) -> bool:
    """Whether a text says that a cue was done, or is over, and no more than that."""
    beside, said = phrases_of(words, _BESIDE), plain(_IS.sub(" is", text)).split()
    named = plain(cue).split()
    things = {word for place, word in enumerate(named) if place not in covered(named, beside)}
    stems = {found[1] for word in things if (found := _GERUND.fullmatch(word)) is not None}
    things = {word for word in things if _GERUND.fullmatch(word) is None} or things
    if is_question(text) or not things or not things <= set(said):
        return False
    done = covered(said, phrases_of(words, _DONE))
    done |= {place for place, word in enumerate(said) for stem in stems if word in _past_of(stem)}
    rest = done | covered(said, beside) | {place for place, word in enumerate(said) if word in named}
    return bool(done) and len(rest) == len(said)


def _past_of(stem: str) -> frozenset[str]:
    """Brushed; baked of baking."""
    return frozenset({f"{stem}ed", f"{stem}d"})
