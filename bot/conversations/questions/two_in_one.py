"""Two in one: a message that tells something and asks something besides, each part understood by itself: "no reminders
on Sundays. How many days have I done?". Each part is answered, and what asks back comes last."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from bot.conversations import session, typed_labels
from bot.conversations.dialogue import Question
from bot.conversations.questions import two_questions, well_and_more
from bot.conversations.requests import requests
from bot.conversations.turn import Turn
from bot.conversations.walk import feel, follow_along, pain
from bot.understanding.answers.intents import Intent, recognize_whole
from bot.understanding.answers.leading_answers import leading_answer
from bot.understanding.examples import meanings
from bot.understanding.examples.meanings import Meant
from bot.understanding.hearing import Heard, hear
from bot.understanding.questions import step_talk
from bot.understanding.questions.step_questions import StepQuestion
from bot.understanding.second_look import day_not_reminded
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.talk import film_talk, pace
from bot.understanding.talk.film_talk import HowFar
from bot.understanding.talk.pace import Pace
from bot.understanding.text.own_clauses import clauses_of, covered, is_said, phrases_of
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes import wanted_now
from bot.understanding.wishes.sentence import says_nothing
from bot.understanding.wishes.wish_rules import Wish

# What only shows a fact of the record, and takes nothing of what stands beside it.
_FACTS = frozenset({Wish.PROGRESS, Wish.STREAK, Wish.DAYS_IN, Wish.IMPROVING, Wish.WHEN_NEXT})
# Questions about the session as a whole, and about what comes in it.
_OF_SESSION = frozenset({StepQuestion.AFTER, StepQuestion.WHOLE_TIME, StepQuestion.STEP_TIME, StepQuestion.HOW_MANY})
# Changes that say all that they need by themselves.
_CHANGES = frozenset(
    {Wish.DAYS_OFF, Wish.REMIND, Wish.REMIND_ALSO, Wish.MOVE, Wish.ONLY_THESE, Wish.PAUSE, Wish.RESUME, Wish.QUIET}
    | {Wish.NOT_TODAY, Wish.LENGTH, Wish.USUAL_LENGTH, Wish.POSITION, Wish.USUAL_POSITION, Wish.PICTURES_OFF}
    | {Wish.PICTURES_ON}
)
# How likely a part has to be that by the examples, where no rule reads it; of facts, all together.
_LIKELY, _LIKELY_FACT = 0.85, 0.35
# The most words of such a message.
_LONGEST = 45
_SENTENCES = re.compile(r"(?<=[.!?;\u061f])\s+")
_COMMA = re.compile(r"[,\u060c]\s+")
_JOINTS = "hear.two_joints"


def answer(turn: Turn, question: Question | None, said: str, answer_text: Callable[[str], None]) -> bool:
    """Answer each part of a message by `answer_text`; False where it is not two in one."""
    if well_and_more.answer(turn, said, answer_text):
        return True
    parts: tuple[str, ...] = feel.apart(turn, said) or ()
    if not parts and (asked := two_questions.parts_of(turn, said)):
        two_questions.answer(turn, asked, answer_text)
        return True
    parts = parts or _once_and_more(turn, said) or _apart(turn, question, said) or ()
    for part in parts:
        answer_text(part)
    return bool(parts)


def _once_and_more(turn: Turn, said: str) -> tuple[str, str] | None:
    """What was set for good is meant once, and what is wanted besides, under the button for it: "just once, please, and
    the flexion one". None for any other text."""
    is_said_once = is_said(said, turn.words, "hear.only_today")
    if not is_said_once or is_question(said) or typed_labels.just_once(turn) is None:
        return None
    parts = clauses_of(said, turn.words)
    size = next((at for at, one in enumerate(parts) if not _is_once(turn, one)), 0)
    once = next((one for one in parts[:size] if is_said(one, turn.words, "hear.only_today")), None)
    if once is None:
        return None
    behind = ", ".join(parts[size:]).split(maxsplit=1)
    is_joined = len(behind) == 2 and plain(behind[0]) in phrases_of(turn.words, _JOINTS)
    return once, behind[1] if is_joined else " ".join(behind)


def _is_once(turn: Turn, clause: str) -> bool:
    """Whether a clause says that something is meant once, or only asks politely."""
    once = covered(plain(clause).split(), phrases_of(turn.words, "hear.only_today"))
    rest = [word for place, word in enumerate(plain(clause).split()) if place not in once]
    return all(says_nothing(word, turn.words) for word in rest)


def _apart(turn: Turn, question: Question | None, said: str) -> tuple[str, ...] | None:
    """The parts of a message in the order in which they are to be answered; None where it is not two in one."""
    if turn.person.account.setup is not None or len(said.split()) > _LONGEST:
        return None
    told = symptoms.read(said, turn.words)
    if told is not None and told.symptom is not Symptom.RELIEF:
        return None
    where = requests.where(turn)
    placed = wanted_now.position(said, turn.words, where)
    for first, second in _halves(turn, said):
        if placed is not None and placed not in (
            wanted_now.position(one, turn.words, where) for one in (first, second)
        ):
            # What both say together is one wish.
            continue
        if (parts := _ordered(turn, question, first, second)) is not None:
            return parts
    return None


def _halves(turn: Turn, said: str) -> Iterator[tuple[str, str]]:
    """A message before and behind each of its sentences, and each "and" behind a comma."""
    joints = frozenset(phrases_of(turn.words, _JOINTS))
    for found in _SENTENCES.finditer(said):
        yield said[: found.start()].strip(), said[found.end() :].strip()
    for found in _COMMA.finditer(said):
        behind = said[found.end() :].split(maxsplit=1)
        if len(behind) == 2 and plain(behind[0]) in joints:
            yield said[: found.start()].strip(), behind[1].strip()


def _ordered(turn: Turn, question: Question | None, first: str, second: str) -> tuple[str, ...] | None:
    if not first or not second:
        return None
    if _tells_done(turn, question, first):
        # How it felt is asked already, where it is known to be done.
        is_known = question in feel.DIALOGUE.questions
        if is_known or not _asks(turn, second):
            return (second,) if is_known and _asks(turn, second) else None
        # A fact of the record is one with this session in it.
        return (first, second) if _asks_fact(turn, second) else (second, first)
    is_of_film = question in follow_along.DIALOGUE.questions
    if is_of_film and pace.read(first, turn.words) is Pace.TOO_FAST and film_talk.how_far(second, turn.words):
        return first, second
    is_answer = leading_answer(first, turn.words) is not None
    is_answer |= recognize_whole(first, turn.words, (Intent.YES, Intent.NO)) is not None
    if (
        question in requests.DIALOGUE.questions
        and is_answer
        and session.is_on(turn)
        and step_talk.read(second, turn.words) is not None
    ):
        return first, second
    if _changes(turn, first) and _asks_fact(turn, second):
        return second, first
    if _changes(turn, second) and _asks_fact(turn, first):
        return first, second
    is_of_two = session.is_on(turn) and _asked_of_session(turn, first) != _asked_of_session(turn, second)
    return (first, second) if is_of_two and _asks(turn, first) and _asks(turn, second) else None


def _tells_done(turn: Turn, question: Question | None, said: str) -> bool:
    """Whether a part says that the session is done that is out, or that was just done."""
    of_end = (*follow_along.DIALOGUE.questions, *feel.DIALOGUE.questions, *pain.DIALOGUE.questions)
    heard = _heard(turn, said)
    is_well = heard.symptom is None or heard.symptom.symptom is Symptom.RELIEF
    return question in of_end and is_well and film_talk.how_far(said, turn.words) is HowFar.DONE


def _changes(turn: Turn, said: str) -> bool:
    heard = _heard(turn, said)
    wished = {one.wish for one in heard.wishes}
    if heard.symptom is None and ((wished and wished <= _CHANGES) or day_not_reminded(said, turn.own_words)):
        return True
    return heard.symptom is None and heard.question is None and _likely(turn, said, _CHANGES - {Wish.PAUSE}) >= _LIKELY


def _asks(turn: Turn, said: str) -> bool:
    """Whether a part asks for a fact, about the session, or a frequent question."""
    if _asks_fact(turn, said) or _asked_of_session(turn, said) is not None:
        return True
    heard = _heard(turn, said)
    is_free = heard.symptom is None and heard.question is None
    return is_free and _likely(turn, said, frozenset({Wish.FAQ})) >= _LIKELY


def _asks_fact(turn: Turn, said: str) -> bool:
    heard = _heard(turn, said)
    wished = {one.wish for one in heard.wishes}
    if heard.symptom is not None or wished:
        return heard.symptom is None and wished <= _FACTS
    return heard == Heard() and _likely(turn, said, _FACTS) >= _LIKELY_FACT


def _asked_of_session(turn: Turn, said: str) -> StepQuestion | None:
    heard = _heard(turn, said)
    asked = heard.question
    if heard == Heard() and (likely := _meant(turn, said)) and likely[0].likelihood >= _LIKELY:
        asked = next((one for one in _OF_SESSION if (Wish.ASK, one.value) == _named(likely[0])), None)
    return asked if asked in _OF_SESSION else None


def _named(meant: Meant) -> tuple[Wish, str]:
    return meant.wished.wish, meant.wished.detail


def _likely(turn: Turn, said: str, wishes: frozenset[Wish]) -> float:
    """How likely a part is one of these by the examples, where the likeliest is."""
    found = _meant(turn, said)
    if not found or found[0].wished.wish not in wishes:
        return 0.0
    return sum(one.likelihood for one in found if one.wished.wish in wishes)


def _meant(turn: Turn, said: str) -> Sequence[Meant]:
    return meanings.read(said, turn.words, requests.where(turn), requests.known(turn))


def _heard(turn: Turn, said: str) -> Heard:
    return hear(said, turn.words, requests.where(turn), requests.known(turn))
