"""This evening: whether a text means that today's session is for the evening, as it is planned: "I do want to do it
today, just in the evening as planned", "today only at night". Pure."""

from __future__ import annotations

import re

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import is_said
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes.wishes import time_in

# The most words of such a text.
_LONGEST = 28
# What stands behind these is not meant.
_NOT_THAT = re.compile(r"\b(?:rather than|instead of|insted of|and not|not in the|not at)\b.*$", re.IGNORECASE)
_REFUSED = re.compile(r"\b(?:in|at) (?:the )?\d{1,2}(?:[:.]\d\d)? ?(?:h|am|pm|o'?clock)?\b", re.IGNORECASE)


def is_meant(text: str, words: Words) -> bool:
    """Whether a text says so, and names no time at which it is wanted."""
    told = _NOT_THAT.sub("", text)
    if is_question(text) or len(text.split()) > _LONGEST or is_said(told, words, "hear.this_evening.not"):
        return False
    if not is_said(told, words, "hear.this_evening"):
        return False
    is_denied = is_said(told, words, "hear.this_evening.cannot")
    return not time_in(_REFUSED.sub(" ", told) if is_denied else told, words)
