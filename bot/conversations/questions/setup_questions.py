"""Setup questions: what is asked at a question of setting up, or before it, is answered as anybody's is.

Below it the open question comes again; to somebody who has not begun to set up, the offer to do so, in one line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.conversations import session, setup_stages, talk
from bot.conversations.account import onboarding, setup_answers, setup_talk
from bot.conversations.requests import requests
from bot.conversations.safety import gentle
from bot.conversations.turn import Turn
from bot.understanding.answers.intents import choose
from bot.understanding.examples import meanings
from bot.understanding.examples.examples import NONE
from bot.understanding.examples.meanings import Meant
from bot.understanding.hearing import Heard
from bot.understanding.ideas import ideas
from bot.understanding.second_look import SHORTEST
from bot.understanding.text.phrase_patterns import matches_any
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes import named_beside
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished

# What can be answered before anything is set up; what else is wanted comes with setting up.
_ANSWERED = frozenset(
    {Wish.FAQ, Wish.ABOUT, Wish.SAFETY, Wish.PRIVACY, Wish.IMPROVING, Wish.PROGRESS, *talk.TALK} - {Wish.WAIT}
)
# Meanings that lead to the same: together they are clear enough.
_OF_PROGRESS = (Wish.PROGRESS, Wish.IMPROVING)
_CLAUSES = re.compile(r"[.!;,\n]+\s*")


def answer(turn: Turn, said: str, heard: Heard, found: Sequence[Meant], *, is_asked: bool) -> bool:
    """Answer what is asked. False for anything else, such as an answer. `heard`: what rules read, `found`: what it may
    mean; `is_asked`: a question waits for an answer."""
    if named_beside.denies_pictures(said, turn.words) and setup_answers.answer_without_pictures(turn, said):
        return True
    if turn.person.account.setup in (None, setup_stages.HELLO):
        return _answer_before(turn, said, heard, found, is_asked=is_asked)
    if (asked := setup_talk.asked_beside(turn, said, heard.wishes, found)) is None:
        return False
    if not setup_talk.answer_minutes(turn, asked):
        requests.fulfil(turn, (asked,))
    onboarding.ask_open(turn)
    return True


def _answer_before(turn: Turn, said: str, heard: Heard, found: Sequence[Meant], *, is_asked: bool) -> bool:
    """Answer what is asked before setting up, or a goodbye. False for anything else, such as a yes."""
    is_before = turn.person.account.setup == setup_stages.HELLO and session.current(turn) is None
    if not is_before or heard.word is not None or _begins(turn, said):
        return False
    if not is_asked and setup_answers.keep_position(turn, said):
        return True
    words, asked = turn.words, asked_in(said)
    if not is_asked and (key := _goodbye(turn, said, heard.wishes)) is not None:
        onboarding.say_hello(turn, only=words.say(key))
        return True
    is_asking = is_question(asked) or setup_talk.is_question(asked, words)
    if is_asked and not is_asking:
        return False
    if gentle.wants_off(turn, said):
        turn.say(words.say("before.gentle"), event="faq")
    elif is_asking and all(matches_any(asked, words, f"hear.before.{name}") for name in ("must", "floor")):
        turn.say(words.say("before.floor"), event="faq")
    elif is_asking and matches_any(asked, words, "hear.before.for_me"):
        turn.say(words.say("hurt.first"), event="faq")
    elif (wished := _wished(turn, said, asked, heard.wishes, found)) is None:
        return False
    elif not setup_talk.answer_minutes(turn, wished):
        requests.fulfil(turn, (wished,))
    if not is_asked:
        onboarding.say_hello(turn, once_more=True, is_answered=True)
    return True


def asked_in(said: str) -> str:
    """The clause of a text that ends in a question mark, without a greeting and what else stands around it; the whole
    text where none does."""
    head, mark, _ = said.partition("?")
    clause = _CLAUSES.split(head)[-1].strip()
    return f"{clause}?" if mark and clause else said


def _begins(turn: Turn, said: str) -> bool:
    """Whether somebody wants to be set up, or to be shown one first."""
    options = {"begin": "hear.set_me_up", "show": "hear.show_me"}
    return choose(said, turn.words, options) is not None or ideas.SET_UP in ideas.named(said, turn.words)


def _goodbye(turn: Turn, said: str, wishes: Sequence[Wished]) -> str | None:
    # "Thanks, good night" is one thing said, where "good night" alone may be a greeting.
    if matches_any(_CLAUSES.sub(" ", said), turn.words, "hear.before.good_night"):
        return "before.good_night"
    return "before.bye" if [one.wish for one in wishes] == [Wish.GOODBYE] else None


def _wished(turn: Turn, said: str, asked: str, wishes: Sequence[Wished], found: Sequence[Meant]) -> Wished | None:
    """What is asked: by what the clause that asks means, then by the whole text, then by the rules."""
    of_clause = () if asked == said else meanings.read(asked, turn.words, requests.where(turn), requests.known(turn))
    for meant in (of_clause, found):
        if not meant:
            continue
        first = meant[0]
        if first.name == NONE and len(said.split()) < SHORTEST:
            # "Hola" is of nothing that there is, but asks for nothing either.
            continue
        if first.likelihood >= setup_talk.CLEARLY_ASKED and first.wished.wish in _ANSWERED:
            return first.wished
        if sum(one.likelihood for one in meant if one.name in setup_talk.MINUTES) >= setup_talk.CLEARLY_ASKED:
            return Wished(Wish.ASK)
        of_progress = [one for one in meant if one.wished.wish in _OF_PROGRESS]
        if sum(one.likelihood for one in of_progress) >= setup_talk.CLEARLY_ASKED:
            return of_progress[0].wished
    return next((one for one in wishes if one.sure and one.wish in _ANSWERED), None)
