"""Good aches: muscles that "scream in a good way", which is how a session is praised, and no pain. Pure."""

from __future__ import annotations

import re

from bot.i18n.catalogue import Words
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.text.own_clauses import is_said, phrases_of

_GOOD = "hear.good_ache"
# The most words of a clause that belongs to the one before it.
_LONGEST_TAIL = 6
_CLAUSES = re.compile(r"[^.,;:!?\n]+[.,;:!?\n]*\s*")


def put_right(text: str, words: Words) -> str | None:
    """The text with a plain word of praise for each clause that tells of a good ache; None where there is none, where
    it is denied, and where anything else tells of pain."""
    parts = list[str]()
    for one in _CLAUSES.findall(text):
        if parts and is_said(one, words, _GOOD) and len(one.split()) <= _LONGEST_TAIL:
            # "Aching, in a good way" is one clause.
            parts[-1] += one
        else:
            parts.append(one)
    rest = [one for one in parts if not _is_good(one, words)]
    if len(rest) == len(parts) or _symptom(" ".join(rest), words) not in (None, Symptom.RELIEF, Symptom.DOUBT):
        return None
    # What may be a stretch is part of it.
    kept = [one for one in parts if one not in rest or _symptom(one, words) is not Symptom.DOUBT]
    return " ".join(one.strip() if one in rest else _praise(words) for one in kept)


def _symptom(text: str, words: Words) -> Symptom | None:
    told = symptoms.read(text, words)
    return None if told is None else told.symptom


def _is_good(part: str, words: Words) -> bool:
    return is_said(part, words, _GOOD) and not is_said(part, words, "hear.good_ache.not")


def _praise(words: Words) -> str:
    return phrases_of(words, "hear.good_ache.means")[0]
