"""Openings: what is wanted behind a greeting, praise or thanks: "hi, next please", "grand. next", "thank you, that is
clear. Let us begin". Pure."""

from __future__ import annotations

import re

from bot.i18n.catalogue import Words
from bot.understanding import complaints
from bot.understanding.answers.intents import Intent, normalize
from bot.understanding.answers.said_among import options_of
from bot.understanding.hearing import Heard, hear
from bot.understanding.narrowing import POLITE
from bot.understanding.places import lived_in
from bot.understanding.wishes.wish_details import Known
from bot.understanding.wishes.wish_rules import Where, Wish

# The most words of a greeting, or of praise.
LONGEST = 4
# The fewest words behind "morning", which is a time of day, too.
FEWEST_BEHIND = 2
# What is asked for beside a polite word.
ASKED_POLITELY = (
    *(Wish.START, Wish.TODAYS, Wish.NEXT, Wish.REPEAT, Wish.LENGTH, Wish.LISTEN, Wish.FOLLOW_ALONG, Wish.BY_STEPS),
    *(Wish.POSITION, Wish.POSITION_TODAY, Wish.PAUSE, Wish.REMIND, Wish.MOVE, Wish.DAYS_OFF, Wish.NOT_TODAY),
    *(Wish.LATER, Wish.PROGRESS, Wish.REMINDERS, Wish.WHEN_NEXT, Wish.OTHER_SIDE, Wish.SIDE_DONE, Wish.SESSION_DONE),
)
# What moves in a session, behind praise.
GOING_ON = (Intent.NEXT, Intent.BACK, Intent.REPEAT, Intent.OTHER_SIDE)
GOES_ON = frozenset({Wish.NEXT, Wish.BACK, Wish.REPEAT, Wish.OTHER_SIDE})
# The keys of the two kinds of openings.
GREETING, PRAISE = "hear.greetings", "hear.praise"
_CLAUSES = re.compile(r"[.,;:!?\u2026]+\s*(?:(?:and|but|so)\s+)?|\s+(?:and|but|so)\s+")
_WORD = re.compile(r"\S+")
# What may stand between an opening and what is wanted.
_BETWEEN = re.compile(r"^[\s,.!;:\u00a1\u00bf\u2026\u2013\u2014\u060c\u061b-]+")


def as_told(text: str, words: Words, known: Known) -> str:
    """A text without what only looks like pain of now, and without places where somebody is not."""
    return lived_in.alone(complaints.without_standing(text, words), words, known.is_place)


def without(text: str, words: Words, where: Where, known: Known, *, is_asked: bool) -> str:
    """The text without the greeting that it begins with, where what is behind that is understood, or a question is
    open that it may answer (`is_asked`); in a session also without praise before a word that goes on. Else the text."""
    rest = _behind(text, words, GREETING)
    if rest is not None and (is_asked or hear(rest, words, where, known) != Heard()):
        text = rest
    if where is not Where.WALK or is_asked or (rest := _behind(text, words, PRAISE)) is None:
        return text
    if normalize(rest) in options_of(words, f"{PRAISE}.and_now"):
        # Alone it may ask for something else.
        return words.own_options("hear.next")[0]
    return rest if _goes_on(hear(rest, words, where, known)) else text


def behind_politeness(heard: Heard, text: str, words: Words, where: Where, known: Known) -> Heard:
    """What a text heard as a polite word, or as praise, asks for in another of its clauses: "thank you, that is
    clear. Let us begin"; else what was heard."""
    if heard != Heard() and not _is_polite(heard):
        return heard
    clauses = [clause for clause in _CLAUSES.split(text) if clause.strip()]
    told = [hear(clause, words, where, known) for clause in clauses] if len(clauses) > 1 else []
    if heard == Heard() and not any(map(_is_polite, told)):
        return heard
    wanted = [one for one in told if one.symptom is None and _is_wanted(one, where)]
    return wanted[0] if wanted else heard


def _is_wanted(heard: Heard, where: Where) -> bool:
    if heard.word is not None:
        return heard.word in GOING_ON and where is not Where.OUT
    return bool(heard.wishes) and all(one.sure and one.wish in ASKED_POLITELY for one in heard.wishes)


def _is_polite(heard: Heard) -> bool:
    is_polite = bool(heard.wishes) and all(one.wish in (*POLITE, Wish.GLAD) for one in heard.wishes)
    return is_polite and heard.symptom is None


def _goes_on(heard: Heard) -> bool:
    if heard.symptom is not None:
        return False
    wished = {one.wish for one in heard.wishes if one.sure}
    return heard.word in GOING_ON or (bool(wished) and wished <= GOES_ON and len(wished) == len(heard.wishes))


def _behind(text: str, words: Words, opening: str) -> str | None:
    """What a text says behind the openings that it begins with; None where there is none, or nothing else."""
    rest = text.strip()
    while (cut := _behind_one(rest, words, opening)) is not None:
        rest = cut
    return rest if rest != text.strip() and any(map(str.isalnum, normalize(rest))) else None


def _behind_one(text: str, words: Words, opening: str) -> str | None:
    """The text without the opening at its beginning, and the words that belong to that; None where there is none."""
    openings, times = options_of(words, opening), options_of(words, f"{opening}.of_time")
    ends = [found.end() for found in _WORD.finditer(text)][:LONGEST]
    for end in reversed(ends):
        said = normalize(text[:end])
        if said in openings or (said in times and _greets(text[:end], text[end:])):
            rest = _BETWEEN.sub("", text[end:])
            beside = _WORD.match(rest)
            while beside is not None and normalize(beside[0]) in options_of(words, f"{opening}.beside"):
                rest = _BETWEEN.sub("", rest[beside.end() :])
                beside = _WORD.match(rest)
            return rest
    return None


def _greets(said: str, rest: str) -> bool:
    """Whether a time of day is a greeting: "morning! ready", and neither "morning, 8" nor "morning please"."""
    if any(map(str.isdigit, rest)):
        return False
    return said.endswith("!") or (said.endswith((",", ".")) and len(rest.split()) >= FEWEST_BEHIND)
