"""For a while: a change that is for good is meant until something ends: "just while I'm at my mother's"."""

from __future__ import annotations

from bot.conversations import typed_labels, ways_on
from bot.conversations.questions import corrections
from bot.conversations.requests.actions import ACTIONS
from bot.conversations.turn import ASK, Turn
from bot.replies import unpack
from bot.understanding.answers.ends import days_in
from bot.understanding.answers.said_among import options_of
from bot.understanding.text.own_clauses import is_said, phrases_of
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished
from content.library import POSITIONS

# What lasts, and whose end is kept by nobody: as a question, and as buttons that take it back.
_LASTING = (Wish.USUAL_POSITION, Wish.USUAL_WAY, Wish.USUAL_LENGTH)
_TAKES_BACK = (
    *("set:position:", "session_way:", "way:"),
    *(f"{ways_on.MEANT}:{wish.value}:" for wish in (*_LASTING, Wish.POSITION_TODAY)),
)
_UNDONE = ("button.undo", "button.just_once", *(f"meant.back_to_{one}" for one in POSITIONS))
# The most words of such a text.
_LONGEST, _LONGEST_OF_TODAY = 12, 5


def answer(turn: Turn, said: str) -> bool:
    """Keep the change that was just made, or is asked about, and say that its end has to be told; what is asked about
    is done for today where that is said. False for any other text, and where no such change is the newest thing."""
    if len(said.split()) > _LONGEST or said.rstrip().endswith(("?", "\u061f")):
        return False
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


def _may_be_taken_back(turn: Turn) -> bool:
    """Whether the newest message made a lasting change."""
    shown, names = typed_labels.newest(turn), {turn.words.label(key) for key in _UNDONE}
    return shown is not None and any(name in names and data.startswith(_TAKES_BACK) for name, data in shown.buttons)
