"""Left out: what a text wants left out of every session, in so many words: "leave out standing on one leg, too",
"nothing where I lie flat on my back", and what it allows again: "put it back in". Pure."""

from __future__ import annotations

from itertools import pairwise

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import clauses_of, is_only, is_said
from bot.understanding.text.phrase_patterns import matches_any
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes import positions_told

# The flags of movements that can be named, by the ends of their keys in the catalogue.
FLAGS = ("one-leg", "on-back", "wide", "nerve-pull", "turning-in", "deep-flexion", "twist", "roll")
# Longer texts are a story.
LONGEST = 30
# The same of one that takes it back.
LONGEST_BACK = 14
# That something cannot be done, behind what it is; and that something is no longer to be left out.
_REFUSAL, _BACK = "hear.leave_out.refusal", "hear.leave_out.back"


def read(text: str, words: Words) -> tuple[str, ...]:
    """The flags that a text wants left out; none for a question, and for what is only told."""
    if len(text.split()) > LONGEST or is_question(text) or _says(text, words, "not"):
        return ()
    found = clauses_of(text, words)
    # "Lying flat on my back, I can't" says it in two parts.
    refused = [one for one, after in pairwise(found) if is_only(after, words, _REFUSAL)]
    clauses = [one for one in found if one in refused or _says(one, words, "leave")]
    return tuple(flag for flag in FLAGS if any(_names(one, words, flag) for one in clauses))


def allowed_again(text: str, words: Words, *, is_right_behind: bool) -> tuple[str, ...] | None:
    """The flags that a text wants no longer left out, empty where it names none: "put it back in". None for any other
    text. `is_right_behind`: something was just left out, so that "do that one again" is of it."""
    if len(text.split()) > LONGEST_BACK or is_question(text) or matches_any(text, words, f"{_BACK}.not"):
        return None
    named = tuple(flag for flag in FLAGS if _says(text, words, flag))
    is_told = matches_any(text, words, _BACK) or (is_right_behind and matches_any(text, words, f"{_BACK}.behind"))
    return named if is_told or (named and matches_any(text, words, f"{_BACK}.named")) else None


def _names(clause: str, words: Words, flag: str) -> bool:
    """Whether a clause names a flag, and not a position that is wanted: "not sitting, flat on my back"."""
    if not _says(clause, words, flag):
        return False
    told = positions_told.read(clause, words)
    return not (flag == "on-back" and "lying" in told.wanted and told.denied)


def _says(text: str, words: Words, group: str) -> bool:
    return is_said(text, words, f"hear.leave_out.{group.replace('-', '_')}")
