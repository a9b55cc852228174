"""Sentences about the session that is on: what ends it, and what only asks whether it is over. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.i18n.catalogue import Words
from bot.understanding.answers.intents import Intent, matches, recognize_exactly, recognize_whole
from bot.understanding.text.own_clauses import is_said
from bot.understanding.text.phrase_patterns import STOP, plain, without
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes.sentence import says
from bot.understanding.wishes.wish_rules import Wish

# Wishes that a sentence which begins with "stop" is read as for a number in it: "stop here, I have a class in ten
# minutes".
_OF_REMINDERS = frozenset({Wish.REMOVE, Wish.DAYS_OFF, Wish.QUIET, Wish.REMIND, Wish.MOVE, Wish.LENGTH})
_CLAUSES = re.compile(r"[.,;:!?\n]+|\s[-\u2013\u2014]\s")
# Words of a session that end something, or say that it has ended.
_ENDINGS = (Intent.STOP, Intent.ENOUGH)


def ends(text: str, words: Words, wished: Collection[Wish]) -> bool:
    """Whether a sentence that is said in a session ends it: its last clause is "stop", or its first one is and the rest
    was only read as a time, or all of it wants no more of this, and nothing in it speaks of reminders."""
    if is_question(text) or says(text, words, "part.message") or says(text, words, "part.of_all"):
        return False
    if eases_to_finish(text, words):
        return False
    if set(wished) == {Wish.STOP}:
        return not matches(text, words, "hear.stop_prompts")
    clauses = [clause for clause in _CLAUSES.split(text) if clause.strip()]
    if len(clauses) < 2:
        return False
    if recognize_exactly(clauses[-1], words, (Intent.STOP,)) is not None:
        return True
    return _OF_REMINDERS.issuperset(wished) and recognize_exactly(clauses[0], words, (Intent.STOP,)) is not None


def eases_to_finish(text: str, words: Words) -> bool:
    """Whether a text wants a lighter movement, to get to the end with it: "give lighter one, I want finish"."""
    return is_said(text, words, "hear.finish.lighter") and is_said(text, words, "hear.finish.to_the_end")


def asks_whether_over(text: str, words: Words) -> bool:
    """Whether a text is a word that would end something, with a question mark: "finish?"."""
    if not is_question(text):
        return False
    return recognize_whole(text, words, _ENDINGS) is not None or matches(text, words, "hear.film_done")


def asks_what_follows(text: str, words: Words) -> bool:
    """Whether a text says that a session is done and asks for what comes then, and nothing else: "done, what now?"."""
    rest = without(text, words, "hear.done_then.asked")
    if rest == plain(text):
        return False
    fillers = words.options("hear.fillers")
    said = " ".join(word for word in rest.split() if word != STOP and word not in fillers)
    return matches(said, words, "hear.done_then.done")


def is_of_session(text: str, words: Words) -> bool:
    """Whether a wish for an end names the session, and neither reminders nor all of it: "quit this session"."""
    return says(text, words, "part.the_session") and not (
        says(text, words, "part.message") or says(text, words, "part.of_all")
    )


def tells_done(text: str, words: Words) -> bool:
    """Whether a text says that somebody is done with it, without a word for all of it: "I am done with it"."""
    return says(text, words, "part.done_with") and not (
        says(text, words, "part.message") or says(text, words, "part.of_all")
    )
