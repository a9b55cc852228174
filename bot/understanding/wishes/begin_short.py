"""Begin short: a session that is to begin now and to be a short one: "let's start, but shorter today". For languages
whose wishes are told by examples. Pure.
"""

from __future__ import annotations

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import is_said

# The most words of such a sentence.
LONGEST = 9


def is_meant(text: str, words: Words) -> bool:
    """Whether a text wants a short session at once; not where it speaks of all sessions, or of texts, or asks."""
    if not words.is_translated or len(text.split()) > LONGEST or "?" in text:
        return False
    begins = is_said(text, words, "hear.begin_short_begin", "hear.next")
    return begins and is_said(text, words, "hear.begin_short") and not is_said(text, words, "hear.begin_short_not")
