"""Named beside: wishes that a sentence names beside much else: no pictures, never a film, the full length for good,
shorter texts, more time between what the voice says. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import covered, is_said, phrases_of
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes.wish_details import ALWAYS
from bot.understanding.wishes.wish_rules import Where, Wish
from bot.understanding.wishes.wishes import Wished

# Longer texts are a story.
LONGEST = 22


def read(text: str, words: Words, where: Where, *, has_films: bool) -> Wished | None:
    """The wish that a text names; None for none. `has_films`: sessions come as films, or the open one does. Outside of
    a session a harder one is a question about levels."""
    found = _read(text, words, where, has_films=has_films)
    return None if found is None else replace(found, plain=True)


def _read(text: str, words: Words, where: Where, *, has_films: bool) -> Wished | None:
    if len(text.split()) > LONGEST:
        return None
    if has_films and _says(text, words, "no_films") and not _says(text, words, "no_films_not"):
        return Wished(Wish.BY_STEPS, ALWAYS)
    if denies_pictures(text, words) and _says(text, words, "blind"):
        # What else is wanted beside it is read by the rules.
        return Wished(Wish.PICTURES_OFF)
    if denies_pictures(text, words) and _says_no_more(text, words):
        return Wished(Wish.PICTURES_OFF)
    if _says(text, words, "no_pictures", "pictures_missed"):
        return Wished(Wish.PICTURES_ON, sure=False)
    if _says(text, words, "full", "lasts") and not (_says(text, words, "full_not") or is_question(text)):
        return Wished(Wish.USUAL_LENGTH, "full")
    if _says(text, words, "short_texts") and not _says(text, words, "short_texts_not"):
        return Wished(Wish.WORDY)
    if where is not Where.WALK and _says(text, words, "harder") and not _says(text, words, "harder_not"):
        return Wished(Wish.FAQ, "levels")
    return Wished(Wish.SLOWER) if _says(text, words, "gaps") and not _says(text, words, "gaps_not") else None


def denies_pictures(text: str, words: Words) -> bool:
    """Whether a text wants no pictures; not where it asks why none come, or tells that none did."""
    is_told = len(text.split()) <= LONGEST and _says(text, words, "no_pictures")
    is_blind = _says(text, words, "blind")
    return is_told and (is_blind or not (is_question(text) or _says(text, words, "no_pictures_not")))


def _says_no_more(text: str, words: Words) -> bool:
    """Whether a text says nothing besides that no pictures are wanted."""
    tokens = [token for token in plain(text).split() if token.isalnum()]
    groups = ("no_pictures", "no_pictures_with")
    return len({at for one in groups for at in covered(tokens, phrases_of(words, _key(one)))}) == len(tokens)


def _key(group: str) -> str:
    return f"hear.named.{group}"


def _says(text: str, words: Words, *groups: str) -> bool:
    return all(is_said(text, words, _key(group)) for group in groups)
