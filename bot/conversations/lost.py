"""Lost: the answer to a text that was not understood. It names what is nearest, and never says the same twice in a
row."""

from __future__ import annotations

from bot.conversations import actions, requests, session, setup_stages
from bot.conversations.account import onboarding, privacy
from bot.conversations.dialogue import Dialogue, Question, never, not_called_off
from bot.conversations.turn import ASK, Turn
from bot.markup import Html
from bot.replies import Button, in_rows, number_in, pack, unpack
from bot.understanding.wish_rules import Where, Wish
from bot.understanding.wishes import nearest

# `lost:<times in a row>`, as long as nothing else is asked.
ASKING = "lost"
# Sentences, before it begins from the first.
SENTENCES = 3

# The button for what may have been meant: its label, and what it opens.
_BUTTONS: dict[Wish, tuple[str, str]] = {
    Wish.START: ("lost.today", "todays"),
    Wish.REMINDERS: ("button.reminders", "remind:list"),
    Wish.SETTINGS: ("lost.settings", "settings"),
    Wish.PROGRESS: ("lost.progress", pack(actions.ASKING, Wish.PROGRESS.value)),
    Wish.HELP: ("lost.help", pack(actions.ASKING, Wish.HELP.value)),
    Wish.OTHER_MOVEMENT: ("button.another", "movements"),
    Wish.STOP: ("lost.stop", pack(actions.ASKING, Wish.STOP.value)),
    Wish.REPORT: ("lost.report", pack(actions.ASKING, Wish.REPORT.value)),
}
USUAL = (Wish.START, Wish.REMINDERS, Wish.SETTINGS, Wish.PROGRESS, Wish.HELP)
# Where wishes are fulfilled that have no button of their own here.
_PAGES: dict[Wish, Wish] = {
    **dict.fromkeys((Wish.REMIND, Wish.MOVE, Wish.DAYS_OFF, Wish.REMOVE, Wish.WHEN_NEXT, Wish.CUE), Wish.REMINDERS),
    **dict.fromkeys((Wish.POSITION, Wish.LENGTH, Wish.PICTURES_ON, Wish.PICTURES_OFF, Wish.ZONE), Wish.SETTINGS),
    **dict.fromkeys((Wish.QUIET,), Wish.SETTINGS),
    **dict.fromkeys((Wish.IMPROVING, Wish.YESTERDAY), Wish.PROGRESS),
    **dict.fromkeys((Wish.PAUSE, Wish.RESUME), Wish.STOP),
    **dict.fromkeys((Wish.MOVEMENT,), Wish.OTHER_MOVEMENT),
    Wish.ABOUT: Wish.HELP,
}


def fall_back(turn: Turn, said: str) -> None:
    """Answer a text that was not understood: say what would be, and where the person is."""
    words, setup = turn.words, turn.person.account.setup
    if setup == setup_stages.HELLO and session.current(turn) is None:
        onboarding.say_hello(turn)
    elif setup is not None and setup != setup_stages.HELLO:
        onboarding.ask_open(turn, lead=words.say("fallback.setup"))
    elif turn.person.account.asking == privacy.ASKING:
        turn.say(words.say("fallback.yes_no"))
    else:
        _offer_ways(turn, said)


def _offer_ways(turn: Turn, said: str) -> None:
    asking, *count = unpack(turn.person.account.asking or ASKING)
    times = 1 + ((number_in(count[0]) or 0) if asking == ASKING and count else 0)
    if asking == ASKING:
        turn.change(asking=pack(ASKING, times % SENTENCES))
    words = turn.words
    if requests.where(turn) is Where.WALK:
        turn.say(words.say(("fallback.walk", "fallback.walk.again", "fallback.third")[times - 1]), event="fallback")
        return
    near = dict.fromkeys(_PAGES.get(wish, wish) for wish in nearest(said, words, requests.where(turn)))
    ways = [wish for wish in near if wish in _BUTTONS][:2]
    key = ("fallback.nearest" if ways else "fallback", "fallback.again", "fallback.third")[times - 1]
    shown = dict.fromkeys((*ways, *USUAL))
    buttons = [Button(words.label(label), data) for label, data in (_BUTTONS[wish] for wish in shown)]
    turn.say(words.say(key), in_rows(buttons, 2), slot=ASK, event="fallback")


def _no_answer(turn: Turn, said: str) -> bool:
    return False


def _ask_again(turn: Turn, lead: Html) -> bool:
    return False


DIALOGUE = Dialogue(
    module=__name__,
    questions=(
        Question(
            prefix=ASKING,
            answer=_no_answer,
            ask_again=_ask_again,
            yields_to_walk=False,
            is_called_off=not_called_off,
            waits=False,
            outlasts_commands=never,
            hears_pain=never,
            is_slow=False,
        ),
    ),
)
