"""Said among: whether one of the options of a key stands in a text, word for word, among others, or with nothing beside
it that says more. Pure."""

from __future__ import annotations

from functools import lru_cache

from bot.i18n.catalogue import Words
from bot.understanding.answers.intents import normalize


def is_among(text: str, words: Words, key: str) -> bool:
    """Whether an option of `key` stands in the text."""
    said = f" {normalize(text)} "
    return any(f" {option} " in said for option in options_of(words, key))


def is_alone(text: str, words: Words, key: str) -> bool:
    """Whether an option of `key` stands in the text, with words beside it that say nothing: "you can turn it on"."""
    said, beside = f" {normalize(text)} ", fillers(words)
    return any(
        f" {option} " in said and beside.issuperset(said.replace(f" {option} ", " ", 1).split())
        for option in options_of(words, key)
    )


@lru_cache(maxsize=64)
def fillers(words: Words) -> frozenset[str]:
    """Words that say nothing beside others, and words of politeness, normalized."""
    return options_of(words, "hear.label_fillers") | options_of(words, "hear.beside_answer")


@lru_cache(maxsize=1024)
def options_of(words: Words, key: str) -> frozenset[str]:
    """The options of `key`, normalized; none where no language has it."""
    return frozenset(map(normalize, words.options(key))) if words.has(key) else frozenset()
