"""A rest that is asked for beside a complaint: "my back hurts, pause for a week". What to do about the complaint comes
first, then the rest is taken as if it had been asked for alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bot.conversations import session
from bot.conversations.requests import requests
from bot.conversations.turn import Turn
from bot.conversations.walk import pain
from bot.understanding.answers.intents import COMPLAINTS, Intent, recognize_whole, told_of_body
from bot.understanding.examples import meanings
from bot.understanding.hearing import Heard, hear
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.text.own_clauses import clauses_of
from bot.understanding.text.written_forms import is_question
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished

_RESTS = frozenset({Wish.PAUSE, Wish.DAYS_OFF, Wish.NOT_TODAY, Wish.LATER, Wish.REMIND, Wish.MOVE, Wish.STOP})
# The same for a session that is out: words, and wishes.
_END_WORDS, _ENDS = (Intent.STOP, Intent.ENOUGH), frozenset({Wish.STOP_SESSION, Wish.NOT_TODAY})
# Those that may be in doubt, or be told by the examples, and how likely they have to be then.
_PLAIN, _LIKELY = frozenset({Wish.PAUSE, Wish.NOT_TODAY, Wish.STOP_SESSION}), 0.9
_JOINTS = "hear.rest_joints"


def answer_complaint(turn: Turn, symptom: Symptom | None, said: str, answer_text: Callable[[str], None]) -> None:
    """Answer a complaint, of pain where no symptom is named, then the rest that is asked for beside it by
    `answer_text`. A session that is to end with it ends."""
    is_for_rest = _ends if session.is_on(turn) else _rests
    rest = next((part for part in _besides(turn, said) if is_for_rest(turn, part)), None)
    pain.answer_complaint(turn, symptom if symptom in COMPLAINTS else Symptom.PAIN, said)
    if rest is None or turn.person.account.setup is not None:
        return
    if is_for_rest is _rests:
        answer_text(rest)
    elif session.current(turn) is not None:
        pain.end_as_told(turn)


def _besides(turn: Turn, said: str) -> Iterator[str]:
    """What a text says besides the complaint: all of it, then each part. Nothing of a question."""
    parts = [] if is_question(said) else clauses_of(said, turn.words, _JOINTS)
    others = [part for part in parts if told_of_body(part, turn.words) is None]
    if len(others) == len(parts):
        return
    joints = frozenset(turn.words.own_options(_JOINTS))
    cut = [part.partition(" ")[2] if part.split()[0].casefold() in joints else part for part in others]
    yield from (part for part in (", ".join(cut), *cut) if part)


def _rests(turn: Turn, part: str) -> bool:
    wished = _wished(turn, part)
    return bool(wished) and all(one.wish in _RESTS and _is_of_once(turn, one) for one in wished)


def _is_of_once(turn: Turn, wished: Wished) -> bool:
    """Whether a wish for a reminder is for once: "every morning at 7", beside a complaint, tells when it hurts."""
    if wished.wish not in (Wish.REMIND, Wish.MOVE):
        return True
    found = parse_reminders(wished.detail, turn.own_words)
    return isinstance(found, tuple) and all(one.once for one in found)


def _ends(turn: Turn, part: str) -> bool:
    return recognize_whole(part, turn.words) in _END_WORDS or any(one.wish in _ENDS for one in _wished(turn, part))


def _wished(turn: Turn, part: str) -> Sequence[Wished]:
    """What a part asks for: by the rules, or, where they are in doubt or read nothing, by the examples. In doubt may be
    a pause, no session today, and the end of the one that is out."""
    where, known = requests.where(turn), requests.known(turn)
    heard = hear(part, turn.words, where, known)
    if heard != Heard() and all(one.sure or one.wish in _PLAIN for one in heard.wishes):
        return heard.wishes
    found = meanings.read(part, turn.words, where, known)
    is_likely = bool(found) and found[0].likelihood >= _LIKELY and found[0].wished.wish in _PLAIN
    return (found[0].wished,) if is_likely else ()
