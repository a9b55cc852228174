"""What is told in a step besides the words of a walk: that all of the session is done, that it ends for today, that
somebody is in place, that the leg is back, or that they go on alone. Pure."""

from __future__ import annotations

from enum import StrEnum

from bot.i18n.catalogue import Words
from bot.understanding.answers.intents import recognize_whole
from bot.understanding.talk import told_done
from bot.understanding.text.own_clauses import clauses_of, covered, is_only, is_said, phrases_of
from bot.understanding.text.phrase_patterns import STOP, plain
from bot.understanding.text.written_forms import is_question
from content.movement import Position


class Told(StrEnum):
    """What is told in a step."""

    FINISHED = "finished"  # both sides, or all for today
    STOPPED = "stopped"  # that they stop here for today, with the reason for it
    PLACED = "placed"  # that they sit, lie or stand as the step says
    MOVED = "moved"  # that the movement of the step is made, or so many rounds of it
    ALONE = "alone"  # that they do the side without the bot


# Longer texts are a story; the most words of one that is read as a whole, and that tells where somebody is, or a leg.
LONGEST, LONGEST_FINISHED, LONGEST_PLACED, LONGEST_MOVED = 45, 12, 9, 9
# The same of one that tells how many rounds were done; more are none.
LONGEST_ROUNDS, MOST_ROUNDS = 12, 60


def read(text: str, words: Words, position: Position) -> Told | None:
    """What a text tells in a step of a form that is `position`; None for a question, a word of the walk, and anything
    else."""
    count = len(text.split())
    if count > LONGEST or recognize_whole(text, words) is not None:
        return None
    if count <= LONGEST_ROUNDS and _tells_rounds(text, words):
        return Told.MOVED
    if told_done.asks_if_counted(text, words):
        return Told.STOPPED if _is_stopped(text, words) else Told.FINISHED
    if is_question(text):
        return Told.STOPPED if _is_stopped(text, words) and _says(text, words, "stop_asked") else None
    if _says(text, words, "alone", "will") and not _says(text, words, "alone_not"):
        return Told.ALONE
    if _is_finished(text, words):
        return Told.FINISHED
    if _is_stopped(text, words):
        return Told.STOPPED
    if _says(text, words, "not"):
        return None
    if count <= LONGEST_PLACED and _is_placed(text, words, position):
        return Told.PLACED
    return Told.MOVED if count <= LONGEST_MOVED and _says(text, words, "moved") else None


def ends(text: str, words: Words) -> bool:
    """Whether a text says no more than that the session ends, at its last step: "finish", "that's the lot"."""
    clauses = clauses_of(text, words)
    ended = [one for one in clauses if is_only(one, words, "hear.step_told.end")]
    beside = (one for one in clauses if one not in ended)
    return bool(ended) and not is_question(text) and all(is_only(one, words, "hear.step_told.beside") for one in beside)


def _tells_rounds(text: str, words: Words) -> bool:
    """Whether a text tells how many rounds were done, and nothing else but that more may come: "I did 7, now what"."""
    first, *others = clauses_of(text, words) or [""]
    said = [word for word in plain(first).split() if word != STOP]
    numbers = {plain(word) for word in words.own_options("hear.numbers")}
    counted = [word for word in said if word in numbers or (word.isdecimal() and 0 < int(word) <= MOST_ROUNDS)]
    beside = covered(said, phrases_of(words, "hear.step_told.rounds"))
    beside |= covered(said, phrases_of(words, "hear.step_told.beside"))
    is_all = len(counted) == 1 and len(beside | {said.index(counted[0])}) == len(said)
    then = [one for one in others if not is_only(one, words, "hear.step_told.then", "hear.step_told.beside")]
    return is_all and _says(first, words, "rounds_done") and not then


def _is_finished(text: str, words: Words) -> bool:
    if _says(text, words, "go_on"):
        return False
    parts = [text] if len(text.split()) <= LONGEST_FINISHED else clauses_of(text, words)
    if any(_says_finished(part, words) and not _says(part, words, "not") for part in parts):
        return True
    return told_done.tells_all(text, words) or told_done.tells_me_finished(text, words)


def _says_finished(part: str, words: Words) -> bool:
    return _says(part, words, "finished") or _says(part, words, "did", "whole")


def _is_stopped(text: str, words: Words) -> bool:
    """Whether a clause says that it is enough for today."""
    parts = clauses_of(text, words, "hear.step_told.joints")
    return any(_says(part, words, "stop") and not _says(part, words, "stop_not") for part in parts)


def _is_placed(text: str, words: Words, position: Position) -> bool:
    """Whether a text names the place of the step, and nothing else that says anything."""
    said = [word for word in plain(text).split() if word != STOP]
    here = covered(said, phrases_of(words, f"hear.step_told.{position}"))
    beside = covered(said, phrases_of(words, "hear.step_told.beside"))
    return bool(here) and len(here | beside) == len(said)


def _says(text: str, words: Words, *groups: str) -> bool:
    return all(is_said(text, words, f"hear.step_told.{group}") for group in groups)
