"""Day asked about: "and what about Wednesdays, are they still at two?", which changes nothing. Pure."""

from __future__ import annotations

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import is_said
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.text.written_forms import is_question
from bot.understanding.times.weekdays import parse_weekdays

# Asked whether it is as it was; asked of a day without a time; and what is no such question.
_STILL, _ABOUT, _NOT = "hear.day_asked.still", "hear.day_asked.about", "hear.day_asked.not"
# The most words of such a question.
_LONGEST = 18


def read(text: str, words: Words) -> frozenset[int] | None:
    """The weekdays whose reminders a question asks about; None for anything else. With a time beside it "what about
    Wednesdays" wants that time, unless it is asked whether it still is so."""
    said = plain(text).replace(".", " ").split()
    if not is_question(text) or len(said) > _LONGEST or is_said(text, words, _NOT):
        return None
    is_still = is_said(text, words, _STILL)
    if not is_still and (not is_said(text, words, _ABOUT) or any(word[0].isdecimal() for word in said)):
        return None
    named = [days for word in said if (days := parse_weekdays(word, words)) is not None]
    return frozenset[int]().union(*named) if named else None
