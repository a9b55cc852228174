"""Asides: the one move of a session in a message that tells more beside it: "I am sitting now, so please carry on".
Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.i18n.catalogue import Words
from bot.understanding.answers.intents import Intent, recognize_exactly, recognize_whole
from bot.understanding.examples import meanings
from bot.understanding.hearing import Heard, hear
from bot.understanding.ideas import ideas
from bot.understanding.questions.step_questions import StepQuestion
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.text.own_clauses import clauses_of, is_said, phrases_of
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.wishes import wishes
from bot.understanding.wishes.sentence import says
from bot.understanding.wishes.wish_details import Known
from bot.understanding.wishes.wish_rules import Where, Wish
from bot.understanding.wishes.wishes import Wished

# What moves on in a session, by its words, its wishes and the classes of examples.
_WORDS = {
    Intent.NEXT: Wish.NEXT,
    Intent.BACK: Wish.BACK,
    Intent.SKIP: Wish.SKIP,
    Intent.OTHER_SIDE: Wish.OTHER_SIDE,
}
# Those that a clause names word for word: "I'm back" and "right, ..." are neither way.
_ONWARD = (Intent.NEXT, Intent.SKIP)
_MOVES = frozenset(_WORDS.values())
_CLASSES = {one.value: one for one in _MOVES}
# Wishes that a message with a move in it only looks like: what is told beside it, or asked for in other words.
_WEAK = frozenset(
    {Wish.THANKS, Wish.GLAD, Wish.HELLO, Wish.SORRY, Wish.GOODBYE, Wish.WAIT, Wish.REPEAT, Wish.POSITION, Wish.PROGRESS}
    | {Wish.WHERE_WAS_I, Wish.FAQ, Wish.ELSEWHERE, Wish.FEELINGS, Wish.SIDE_DONE, Wish.ASK}
    | _MOVES
)
# Classes of examples that speak of a session at another time.
OF_OTHER_DAYS = frozenset({"yesterday", "add_past", "later", "not_today", "remind", "move"})
# How likely a clause has to be a move by the examples, where no rule reads it.
LIKELY = 0.8
# The same for a short message without marks.
LIKELY_ALONE = 0.55
# The most words of a message without marks that ends with the word for next.
MOST_BEFORE = 6
# The fewest words of a move that is asked for: "could we go back one?".
FEWEST_ASKED = 3
# The words of a key that begin a clause in the middle of a sentence.
JOINTS = "hear.clause_joints"
_QUESTION = re.compile(r"[?\u061f\u037e]\s*$")


def move(heard: Heard, text: str, words: Words, known: Known) -> Wished | None:
    """What a text says in a session: the one move that one of its clauses is, where nothing else in it counts more;
    None for none.

    Nothing moves beside pain, a question to be answered, another day, or a move that is denied.
    """
    if not _may_move(heard) or wishes.is_hypothetical(text, words):
        return None
    found = set(_moves_in(text, words, known, is_asked_on=heard.question is StepQuestion.AFTER))
    if len(found) > 1:
        # "Done, now the other side."
        found.discard(Wish.NEXT)
    return Wished(found.pop()) if len(found) == 1 and not _is_held_back(text, words) else None


def _may_move(heard: Heard) -> bool:
    if heard.symptom is not None and heard.symptom.symptom is not Symptom.RELIEF:
        return False
    if heard.word not in (None, *_WORDS) or heard.question not in (None, StepQuestion.AFTER):
        return False
    return all(one.wish in _WEAK or not one.sure for one in heard.wishes)


def _is_held_back(text: str, words: Words) -> bool:
    named = ideas.named(text, words)
    return ideas.is_of_another_day(text, words) or "tomorrow" in named


def _moves_in(text: str, words: Words, known: Known, *, is_asked_on: bool) -> Iterator[Wish]:
    """The moves that the clauses of a text are; none beside a question, but for what comes next (`is_asked_on`)."""
    clauses = clauses_of(text, words, JOINTS)
    if len(clauses) < 2:
        spoken = text.split()
        is_short = 1 < len(spoken) <= MOST_BEFORE and _QUESTION.search(text) is None
        if is_short and not wishes.asks_what(text, words) and _ends_with_next(text, words, known):
            yield Wish.NEXT
        return
    moves = [_move_of(clause, words, known, is_last=clause is clauses[-1]) for clause in clauses]
    is_told = moves[-1] is not None and len(clauses[-1].split()) >= FEWEST_ASKED
    if _QUESTION.search(text) is not None and not is_told and not is_asked_on:
        # "I did eight, is that enough?", "I did eight, ok?"
        return
    yield from (found for found in moves if found is not None)


def _ends_with_next(text: str, words: Words, known: Known) -> bool:
    """Whether a short text ends with the word for next, or is most likely meant so: "ok, done 3x"; "almost done" and
    "I have to go" do not."""
    if _is_denied(text, words) or is_said(text, words, "hear.no_move_on"):
        return False
    counted = " ".join(word for word in text.split() if not word[0].isdecimal())
    likely = meanings.read(text, words, Where.WALK, known)
    if recognize_whole(text.split()[-1], words, (Intent.NEXT,)) or recognize_exactly(counted, words, (Intent.NEXT,)):
        # "Done yesterday" is of another day.
        return not likely or likely[0].name not in OF_OTHER_DAYS
    return bool(likely) and likely[0].name == Wish.NEXT.value and likely[0].likelihood >= LIKELY_ALONE


def _is_denied(text: str, words: Words) -> bool:
    return is_said(text, words, "hear.denial") or says(text, words, "part.denied")


def _move_of(clause: str, words: Words, known: Known, *, is_last: bool) -> Wish | None:
    spoken = clause.split()
    if len(spoken) > 1 and plain(spoken[0]) in phrases_of(words, JOINTS):
        clause = " ".join(spoken[1:])
    if plain(clause).split(" ", 1)[0] in phrases_of(words, "hear.conditions"):
        return None
    if recognize_whole(clause, words, (Intent.YES,)) is not None:
        # "Ok then maybe."
        return None
    word = recognize_exactly(clause, words, _ONWARD)
    if word is not None:
        return _WORDS[word]
    if _is_denied(clause, words):
        return None
    told = hear(clause, words, Where.WALK, known)
    if told.symptom is not None or told.question is not None:
        return None
    if told.word is not None:
        is_meant = told.word is not Intent.BACK and (is_last or len(clause.split()) > 1)
        return _WORDS.get(told.word) if is_meant else None
    if told.wishes:
        return told.wishes[0].wish if len(told.wishes) == 1 and _is_move(told.wishes[0]) else None
    likely = meanings.read(clause, words, Where.WALK, known)
    return _CLASSES.get(likely[0].name) if likely and likely[0].likelihood >= LIKELY else None


def _is_move(wished: Wished) -> bool:
    return wished.sure and wished.wish in _MOVES
