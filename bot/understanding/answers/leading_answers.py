"""The yes or no that a text begins with, and what is said behind it: "no, only until Monday". Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.i18n.catalogue import Words
from bot.understanding.answers.intents import Intent, normalize, recognize_whole

_WORD = re.compile(r"[^\s.,;:!?()\u2026\u2013\u2014]+")
# What may stand between the answer and what comes after it.
_EDGES = " \t\n.,;:!?()\u2026\u2013\u2014-"


class LeadingAnswer(NamedTuple):
    """Yes or no, and the rest in the words it was said in; never empty."""

    word: Intent
    rest: str


def leading_answer(text: str, words: Words) -> LeadingAnswer | None:
    """The answer that a text begins with; None where it begins otherwise or says nothing more, and for a no that is
    part of something else: "no idea"."""
    said = [(normalize(found[0]), found.start(), found.end()) for found in _WORD.finditer(text)]
    leading = {normalize(one) for one in words.options("hear.before_answer")}
    first = next((place for place, (word, _, _) in enumerate(said) if word not in leading), None)
    if first is None:
        return None
    word, _, end = said[first]
    answer = recognize_whole(word, words, (Intent.YES, Intent.NO))
    following = said[first + 1 :]
    if answer is None or not following:
        return None
    if answer is Intent.NO and not _is_no(word, text[end : following[0][1]], following[0][0], words):
        return None
    polite = {normalize(one) for one in words.options("hear.beside_answer")}
    kept = list(following)
    while kept and (kept[0][0] in polite or recognize_whole(kept[0][0], words, (answer,)) is answer):
        kept = kept[1:]
    rest = text[kept[0][1] :].strip(_EDGES) if kept else ""
    return LeadingAnswer(answer, rest) if rest else None


def _is_no(word: str, between: str, following: str, words: Words) -> bool:
    is_plain = word in {normalize(one) for one in words.options("hear.plain_no")}
    behind = {normalize(one) for one in words.options("hear.behind_no")}
    return is_plain and (bool(between.strip()) or following in behind)
