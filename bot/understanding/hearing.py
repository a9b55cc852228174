"""Hearing: all that a typed text says, in the order in which it counts.

What is told of the body comes first, then the exact words of a walk, questions about the movement, wishes, and last
words with a slip. Pure: no clock, no I/O.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.i18n.catalogue import Words
from bot.understanding import absences, step_questions, symptoms, wishes
from bot.understanding.intents import (
    COMPLAINTS,
    Intent,
    recognize_exactly,
    recognize_nearly,
    recognize_whole,
)
from bot.understanding.sentence import lexicon_of
from bot.understanding.step_questions import StepQuestion
from bot.understanding.symptoms import Reading, Symptom
from bot.understanding.wish_details import Known
from bot.understanding.wish_rules import Where, Wish
from bot.understanding.wishes import Wished


@dataclass(frozen=True, slots=True)
class Heard:
    """What a text says. At most one of `word`, `question` and `wishes` is told, and with a complaint none of them.

    `symptom` is what it tells of the body, if anything.
    """

    symptom: Reading | None = None
    word: Intent | None = None
    question: StepQuestion | None = None
    wishes: tuple[Wished, ...] = ()


def prepare(words: Words) -> None:
    """Compile all that is listened for in a language, which takes a second, before the first person needs it."""
    symptoms.prepare(words)
    step_questions.prepare(words)
    lexicon_of(words.catalogue)


def hear(text: str, words: Words, where: Where, known: Known) -> Heard:
    """What a text says, said at a place; nothing at all when none of it is understood."""
    told = symptoms.read(text, words)
    if told is not None and (told.symptom is Symptom.ALARM or told.symptom in COMPLAINTS):
        return Heard(told)
    if (word := recognize_whole(text, words)) is not None:
        return Heard(told, word)
    if where is Where.WALK and recognize_whole(text, words, (Intent.YES,)) is not None:
        return Heard(told, Intent.NEXT)
    if (question := step_questions.read(text, words)) is not None:
        return Heard(told, question=question)
    if told is not None and told.symptom is Symptom.DOUBT:
        return Heard(told)
    wished = wishes.read(text, words, where, known)
    if len(wished) < 2 and (absence := absences.read(text, words, known.today)) is not None:
        is_told = any(one.wish is Wish.PAUSE and one.sure for one in wished)
        wished = wished if is_told else (Wished(Wish.PAUSE, absence.detail, absence.sure),)
    is_good_news = told is not None and told.symptom is Symptom.RELIEF
    if wished and not (is_good_news and all(one.wish is Wish.GOODBYE for one in wished)):
        # "Goodbye pain" ends nothing.
        return Heard(told, wishes=wished)
    word = recognize_exactly(text, words)
    if word is None and told is None:
        word = recognize_nearly(text, words, brakes=where is Where.WALK)
    if word is not None:
        return Heard(told, word)
    return Heard(told)
