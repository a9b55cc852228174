"""For a while: a change that is for good is meant until something ends: "just while I'm at my mother's"."""

from __future__ import annotations

from bot.conversations import typed_labels, ways_on
from bot.conversations.questions import corrections
from bot.conversations.requests import requests, said_settings
from bot.conversations.requests.actions import ACTIONS
from bot.conversations.turn import ASK, Turn
from bot.replies import unpack
from bot.understanding.answers.ends import days_in
from bot.understanding.answers.said_among import options_of
from bot.understanding.hearing import Heard, hear
from bot.understanding.text.own_clauses import is_said, phrases_of
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.wishes.wish_rules import Where, Wish
from bot.understanding.wishes.wishes import Wished
from content.library import POSITIONS
from content.walk import FORMS

# What lasts, and whose end is kept by nobody: as a question, and as buttons that take it back.
_LASTING = (Wish.USUAL_POSITION, Wish.USUAL_WAY, Wish.USUAL_LENGTH)
_TAKES_BACK = (
    *("set:position:", "session_way:", "way:"),
    *(f"{ways_on.MEANT}:{wish.value}:" for wish in (*_LASTING, Wish.POSITION_TODAY)),
)
_OF_POSITION, _OF_LENGTH = (Wish.POSITION, Wish.USUAL_POSITION), (Wish.LENGTH, Wish.USUAL_LENGTH)
_UNDONE = ("button.undo", "button.just_once", *(f"meant.back_to_{one}" for one in POSITIONS))
# The most words of such a text.
_LONGEST, _LONGEST_OF_TODAY = 12, 5


def answer(turn: Turn, said: str) -> bool:
    """Keep the change that was just made, is asked about, or is told with it, and say that its end has to be told; what
    is asked about is done for today where that is said. False for any other text, and where no such change is the
    newest thing."""
    if len(said.split()) > _LONGEST or said.rstrip().endswith(("?", "\u061f")):
        return False
    if (wished := _told_with_it(turn, said)) is not None:
        turn.close_question(ways_on.MEANT)
        if said_settings.is_so(turn, wished):
            said_settings.say_is_so(turn, wished.detail)
            return True
        ACTIONS[wished.wish](turn, wished.detail)
        turn.say(turn.words.say("meant.for_now"), event="meant")
        return True
    is_of_today = len(said.split()) <= _LONGEST_OF_TODAY and is_said(said, turn.words, "hear.only_today")
    if not is_of_today and not _is_for_a_while(turn, said):
        return False
    kind, wish, detail = (*unpack(turn.person.account.asking or ""), "", "", "")[:3]
    if kind == ways_on.MEANT and wish in _LASTING:
        asked = Wished(Wish(wish), detail)
        asked = (corrections.for_today(asked) if is_of_today else None) or asked
        turn.close_question(ways_on.MEANT)
        turn.retire.append(ASK)
        ACTIONS[asked.wish](turn, asked.detail)
    elif kind == ways_on.MEANT or is_of_today or not _may_be_taken_back(turn):
        return False
    if not is_of_today:
        turn.say(turn.words.say("meant.for_now"), event="meant")
    return True


def _is_for_a_while(turn: Turn, said: str) -> bool:
    """Whether a text begins with a time that ends, behind a yes or a filler, or is an end and nothing else."""
    end, tokens = days_in(said, turn.today, turn.words), plain(said).split()
    leading = [options_of(turn.words, key) for key in ("hear.before_answer", "hear.but", "hear.yes")]
    while tokens and (any(tokens[0] in options for options in leading) or not tokens[0].isalpha()):
        tokens = tokens[1:]
    rest = f"{' '.join(tokens)} "
    is_an_end = end != "" and rest == f"{plain(end)} "
    return is_an_end or any(rest.startswith(f"{phrase} ") for phrase in phrases_of(turn.words, "hear.for_a_while"))


def _told_with_it(turn: Turn, said: str) -> Wished | None:
    """The position or length that a text wants for a while, and says nothing else: "floor until my knee is better"."""
    if turn.person.account.setup is not None or is_said(said, turn.words, "hear.for_a_while.not"):
        return None
    rest = _without_while(turn, said)
    heard = hear(rest, turn.words, Where.OUT, requests.known(turn)) if rest else Heard()
    if len(heard.wishes) != 1 or heard.symptom is not None:
        return None
    [one] = heard.wishes
    if one.wish in _OF_POSITION and one.detail in POSITIONS and one.sure:
        return Wished(Wish.USUAL_POSITION, one.detail)
    return Wished(Wish.USUAL_LENGTH, one.detail) if one.wish in _OF_LENGTH and one.detail in FORMS else None


def _without_while(turn: Turn, said: str) -> str:
    """A text without a time that ends, before or behind the rest; empty where there is none."""
    tokens, is_on = plain(said).split(), requests.where(turn) is not Where.OUT
    of_session = phrases_of(turn.words, "hear.for_a_while.of_session") if is_on else ()
    for phrase in phrases_of(turn.words, "hear.for_a_while.beside"):
        size = len(phrase.split())
        bare = [one for one in tokens if one not in (",", ".", "!", "please")]
        if phrase in of_session or len(bare) <= size:
            continue
        if " ".join(bare[-size:]) == phrase:
            return " ".join(bare[:-size])
        if " ".join(bare[:size]) == phrase:
            return " ".join(bare[size:])
    text = f" {' '.join(tokens)} "
    if any(mark in said.rstrip(" .!") for mark in ",.;!") or any(one.isdigit() for one in tokens[-1:]):
        # "At work till 6, a short one now" tells why.
        return ""
    ends = [at for phrase in phrases_of(turn.words, "hear.for_a_while.until") if (at := text.find(f" {phrase} ")) > 0]
    return text[: min(ends)].strip() if ends else ""


def _may_be_taken_back(turn: Turn) -> bool:
    """Whether the newest message made a lasting change."""
    shown, names = typed_labels.newest(turn), {turn.words.label(key) for key in _UNDONE}
    return shown is not None and any(name in names and data.startswith(_TAKES_BACK) for name, data in shown.buttons)
