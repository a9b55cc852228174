"""Left out: what a text wants left out of every session, in so many words: "leave out standing on one leg, too",
"nothing where I lie flat on my back". Pure."""

from __future__ import annotations

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import clauses_of, is_said
from bot.understanding.text.written_forms import is_question

# The flags of movements that can be named, by the ends of their keys in the catalogue.
FLAGS = ("one-leg", "on-back", "wide", "nerve-pull", "turning-in", "deep-flexion", "twist", "roll")
# Longer texts are a story.
LONGEST = 30


def read(text: str, words: Words) -> tuple[str, ...]:
    """The flags that a text wants left out; none for a question, and for what is only told."""
    if len(text.split()) > LONGEST or is_question(text) or _says(text, words, "not"):
        return ()
    clauses = [one for one in clauses_of(text, words) if _says(one, words, "leave")]
    return tuple(flag for flag in FLAGS if any(_says(one, words, flag) for one in clauses))


def _says(text: str, words: Words, group: str) -> bool:
    return is_said(text, words, f"hear.leave_out.{group.replace('-', '_')}")
