"""Two questions in one message: "do I hold the knee, and is it normal that it clicks?". Both are answered, each by
itself, in one message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from bot.conversations import session, setup_stages
from bot.conversations.requests import requests
from bot.conversations.turn import Turn
from bot.conversations.walk import step_answers, step_lines
from bot.markup import Html
from bot.replies import Reply
from bot.understanding.examples import meanings
from bot.understanding.hearing import hear
from bot.understanding.questions import seats, step_questions, step_subjects, step_talk
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.text.own_clauses import phrases_of
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.wishes.wish_rules import Wish

# The most words of such a message, and the fewest of one of its questions.
_LONGEST, _SHORTEST = 45, 2
# How likely a part has to be a question by the examples, where no rule reads it.
_LIKELY = 0.6
_MARKS = ".!?;\u061f"


def parts_of(turn: Turn, said: str) -> tuple[str, ...]:
    """The two questions of a message; empty where it is not two."""
    if turn.person.account.setup not in (None, setup_stages.HELLO) or len(said.split()) > _LONGEST:
        return ()
    told = symptoms.read(said, turn.words)
    if told is not None and told.symptom not in (Symptom.RELIEF, Symptom.DOUBT):
        return ()
    for first, second in _halves(turn, said):
        if min(len(first.split()), len(second.split())) < _SHORTEST or _refers(turn, first, second):
            continue
        asked = _asked(turn, first), _asked(turn, second)
        if None not in asked and asked[0] != asked[1]:
            return first, second
    return ()


def answer(turn: Turn, parts: Sequence[str], answer_text: Callable[[str], None]) -> None:
    """Answer each question by `answer_text`, and say both answers as one."""
    before = len(turn.replies)
    for part in parts:
        answer_text(part)
    said = turn.replies[before:]
    if all(_is_plain(reply) for reply in said):
        turn.replies[before:] = _joined(said)


def _joined(replies: Sequence[Reply]) -> list[Reply]:
    """Replies as one: what is said twice stands in it once, and behind the rest."""
    texts = [reply.text or Html("") for reply in replies]
    told = [text for place, text in enumerate(texts) if text not in texts[place + 1 :]]
    rows = [row for reply in replies for row in reply.buttons]
    seen, buttons = set[str](), []
    for row in reversed(rows):
        new = tuple(button for button in row if button.data not in seen)
        seen.update(button.data for button in new)
        buttons += [new] if new else []
    lines = "\n".join(told).split("\n")
    once = [line for place, line in enumerate(lines) if not line or line not in lines[:place]]
    return [replace(replies[-1], text=Html("\n".join(once)), buttons=tuple(reversed(buttons)))]


def _is_plain(reply: Reply) -> bool:
    return reply == Reply(reply.text, reply.buttons, slot=reply.slot, event=reply.event) and reply.text is not None


def _halves(turn: Turn, said: str) -> Iterator[tuple[str, str]]:
    """A message before and behind the end of each sentence, and each "and" that a question follows."""
    joints, opens = (frozenset(phrases_of(turn.words, key)) for key in ("hear.two_joints", "hear.two_opens"))
    words = said.split()
    for place in range(1, len(words)):
        before, behind = " ".join(words[:place]), words[place:]
        if before[-1] in _MARKS:
            yield before, " ".join(behind)
        elif plain(behind[0].strip(",")) in joints and _begins(behind[1:], opens):
            yield before.rstrip(","), " ".join(behind[1:])


def _begins(words: Sequence[str], phrases: Iterable[str]) -> bool:
    said = f"{plain(' '.join(words))} "
    return any(said.startswith(f"{phrase} ") for phrase in phrases)


def _refers(turn: Turn, first: str, second: str) -> bool:
    """Whether the second part asks about a thing that the first one names: "would a jacket do, how high is it?"."""
    if step_subjects.THINGS.isdisjoint(step_subjects.named(first, turn.words)):
        return False
    return not set(plain(second).split()).isdisjoint(phrases_of(turn.words, "hear.two_refers"))


def _asked(turn: Turn, said: str) -> str | None:
    """What a part asks; None where it asks nothing, or tells of the body."""
    words, where, known = turn.words, requests.where(turn), requests.known(turn)
    heard = hear(said, words, where, known)
    question = heard.question or step_questions.read(said, words)
    if heard.symptom is not None:
        return question if question is not None and question.startswith("normal.") else None
    if question is not None:
        return question
    opened = session.current(turn) if session.is_on(turn) else None
    if opened is not None and (talk := step_talk.read(said, words)) is not None:
        return talk
    if opened is not None and step_answers.told_here(turn, said) is not None:
        return "left"
    if seats.asked_about(said, words) is not None:
        return "seat"
    wished = [one for one in heard.wishes if one.wish in (Wish.ASK, Wish.FAQ)]
    if heard.word is None and heard.wishes and len(wished) == len(heard.wishes):
        return f"{wished[0].wish}.{wished[0].detail}"
    found = meanings.read(said, words, where, known)
    if found and found[0].likelihood >= _LIKELY and found[0].wished.wish in (Wish.ASK, Wish.FAQ):
        return found[0].name
    if opened is None or heard.word is not None or any(one.sure for one in heard.wishes):
        return None
    is_of_steps = step_subjects.is_asked(said, words) and step_lines.told(turn, opened, said) is not None
    return "-".join(step_subjects.named(said, words)) if is_of_steps else None
