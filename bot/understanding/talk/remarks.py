"""Remarks: what is told of a session that says neither how it felt nor what is wanted: "that was a long one", "my cat
sat on me the whole time". Pure."""

from __future__ import annotations

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import is_said
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes.wishes import asks_what

# The most words of a remark.
LONGEST = 16


def is_remark(text: str, words: Words) -> bool:
    """Whether a text only remarks on how long it took, or on who and what was there. Who died, or is ill, is none."""
    if len(text.split()) > LONGEST or is_question(text) or asks_what(text, words):
        return False
    if is_said(text, words, "hear.remark_not"):
        return False
    is_of_being = is_said(text, words, "hear.remark_being") and not is_said(text, words, "hear.remark_grave")
    return is_of_being or is_said(text, words, "hear.remark_length", "hear.remark_thing")
