"""Safety asked: whether something is safe for a part of the body, and which condition was long ago, or may still need
it gentle. Pure."""

from __future__ import annotations

from functools import lru_cache
from gettext import NullTranslations

from babel import Locale

from bot.i18n.catalogue import Words
from bot.understanding.symptoms import symptoms
from bot.understanding.text.own_clauses import clauses_of
from bot.understanding.text.phrase_patterns import PhraseGroup, matches_any, pattern, plain


def asks_of_part(text: str, words: Words) -> bool:
    """Whether a text asks if something is safe for a part of the body: "is it safe for my foot if I sit"."""
    return _part(words.catalogue).search(plain(text)) is not None


def asks_of_long_ago(text: str, words: Words) -> bool:
    """Whether a text names a condition of long ago, and asks whether to keep it gentle."""
    is_asked = matches_any(text, words, "hear.long_ago") and matches_any(text, words, "hear.asks_gentle")
    return is_asked and bool(symptoms.conditions_in(text, words, is_answer=True))


def without_long_gone(text: str, words: Words) -> str:
    """A text without the parts that tell of a condition that is gone: "I had sciatica fifteen years ago, long gone".
    What is there still, is back, or lasts, such as a new hip, stays; so does what is not said to be gone."""
    groups = [list[str]()]
    for part in clauses_of(text, words, "hear.others.joint"):
        if symptoms.conditions_in(part, words, is_answer=True):
            groups.append([])
        groups[-1].append(part)
    told = [". ".join(group) for group in groups if group]
    kept = [one for one in told if not _is_long_gone(one, words)]
    return text if len(kept) == len(told) else ". ".join(kept)


def _is_long_gone(text: str, words: Words) -> bool:
    is_gone = matches_any(text, words, "hear.long_ago.over") and not matches_any(text, words, "hear.long_ago.stays")
    return is_gone and bool(symptoms.conditions_in(text, words, is_answer=True))


@lru_cache(maxsize=8)
def _part(catalogue: NullTranslations) -> PhraseGroup:
    words = Words(Locale("en"), catalogue, Locale("en"))
    phrases = {
        "safe": words.options("hear.safe_for"),
        "part": words.options("hear.safe_part"),
        "body": words.options("hear.sign.body"),
    }
    return pattern("part", phrases)
