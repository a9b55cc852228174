"""Counts asked: whether a text asks if something that somebody has counts at the question who should take care, rather
than answers it: "hip creaks a bit, is that hip trouble". Pure."""

from __future__ import annotations

from bot.i18n.catalogue import Words
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.text.phrase_patterns import matches_any, plain, start_of

# What is told before the question, and needs more than the answer to a click.
_MORE = (Symptom.ALARM, Symptom.TODAY, Symptom.DIZZY, Symptom.PAIN)


def told_before(text: str, words: Words) -> str | None:
    """The plain text before the words that ask whether it counts; None where nothing is asked so."""
    start = start_of(text, words, "hear.counts_asked")
    return None if start is None else plain(text)[:start].strip(" .")


def is_click(told: str, words: Words) -> bool:
    """Whether what is told is a joint that clicks, and nothing more."""
    found = symptoms.read(told, words)
    return matches_any(told, words, "hear.counts_click") and (found is None or found.symptom not in _MORE)
