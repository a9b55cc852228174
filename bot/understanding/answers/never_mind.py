"""Never mind: a text that drops a question, whatever word it begins with: "ok, forget it", "nein, egal". Pure."""

from __future__ import annotations

from bot.i18n.catalogue import Words
from bot.understanding.answers.intents import Intent, matches, normalize, recognize_whole

# The most words of such a text.
LONGEST = 8


def is_meant(text: str, words: Words) -> bool:
    """Whether a text is one of these phrases and nothing else, with a yes, a no or politeness around it."""
    if text.rstrip().endswith(("?", "\u061f")):
        return False
    # "It doesn't matter" is one word less without its mark.
    said = normalize(text.replace("'", "").replace("\u2019", "")).split()
    around = {normalize(one) for key in ("hear.before_answer", "hear.beside_answer") for one in words.options(key)}
    if not 0 < len(said) <= LONGEST:
        return False
    firsts = [0]
    while len(said) - 1 > firsts[-1] and _is_around(said[firsts[-1]], around, words):
        firsts.append(firsts[-1] + 1)
    lasts = [len(said)]
    while lasts[-1] > 1 and said[lasts[-1] - 1] in around:
        lasts.append(lasts[-1] - 1)
    return any(
        matches(" ".join(said[first:last]), words, "hear.never_mind")
        for first in firsts
        for last in lasts
        if first < last
    )


def _is_around(word: str, around: set[str], words: Words) -> bool:
    return word in around or recognize_whole(word, words, (Intent.YES, Intent.NO)) is not None
