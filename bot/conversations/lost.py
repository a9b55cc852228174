"""Lost: the answer to a text that was not understood. It names what is nearest, and never says the same twice in a
row."""

from __future__ import annotations

import re
from itertools import takewhile

from bot.conversations import session, setup_stages, talk, typed_labels
from bot.conversations.account import onboarding, privacy, ways
from bot.conversations.dialogue import Dialogue, Question, never, not_called_off
from bot.conversations.preferences import days_off, language
from bot.conversations.requests import requests
from bot.conversations.turn import WAYS, Turn
from bot.conversations.ways_on import BUTTONS, button_for, meant_button
from bot.i18n.catalogue import Words
from bot.i18n.po_files import FALLBACK
from bot.markup import Html
from bot.replies import Button, in_rows, number_in, pack, rows, unpack
from bot.understanding.answers.intents import matches, normalize, recognize_whole
from bot.understanding.examples import meanings
from bot.understanding.examples.examples import NONE
from bot.understanding.ideas import ideas
from bot.understanding.wishes.wish_rules import Where, Wish
from bot.understanding.wishes.wishes import Wished, nearest

# A word with a hyphen is of one language, whatever its first half is in another: "non-stop".
_HYPHENATED = re.compile(r"\w+(?:-\w+)+")
# `lost:<times in a row>`, as long as nothing else is asked.
ASKING = "lost"
# While the last answer was which languages there are: it is not said twice in a row.
_TOLD_OF_LANGUAGE = pack(ASKING, "language")
# Sentences, before it begins from the first.
SENTENCES = 3


USUAL: tuple[Wish, ...] = (Wish.START, Wish.REMINDERS, Wish.SETTINGS, Wish.PROGRESS, Wish.HELP)
USUAL_IN_WALK: tuple[Wish, ...] = (Wish.REPEAT, Wish.MORE, Wish.PAIN, Wish.GOODBYE)
# The most of what a text may mean that is shown, and what can be chosen instead.
MOST_NEAR, MOST_OTHERS = 4, 2
# How likely a meaning has to be to be shown, from 0 to 1.
LEAST_LIKELY = 0.04
# These change a walk, or need one.
_ONLY_IN_WALK = (Wish.EASIER, Wish.MORE, Wish.REPEAT)
_ONLY_OUTSIDE = (Wish.START, Wish.NOT_TODAY, Wish.LATER, Wish.UNWELL)
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


def fall_back(turn: Turn, said: str, question: Question | None = None) -> bool:
    """Answer a text that was not understood: say what would be, and where the person is. An open question is asked
    again, which is what is returned."""
    setup = turn.person.account.setup
    if setup == setup_stages.HELLO and session.current(turn) is None:
        onboarding.say_hello(turn, once_more=turn.before.version > 0)
    elif setup is not None and setup != setup_stages.HELLO:
        onboarding.ask_open(turn, lead=_not_an_answer(turn))
    elif question is not None and question.waits and ask_again(turn, question):
        return True
    elif _is_foreign(said, turn.words) and turn.person.account.asking != _TOLD_OF_LANGUAGE:
        if turn.person.account.asking is None:
            turn.change(asking=_TOLD_OF_LANGUAGE)
        language.ask_language(turn, everywhere=True)
    else:
        _offer_ways(turn, said)
    return False


def is_nod(turn: Turn, said: str) -> bool:
    """Whether a text is a nod where nothing is open that it would answer: "ok", after something was done."""
    if turn.person.account.setup is not None or turn.has_alarm() or not matches(said, turn.words, "hear.nod"):
        return False
    if recognize_whole(said, turn.words) is not None:
        # "ok" begins what comes next.
        return False
    return requests.where(turn) is Where.OUT


def _is_foreign(said: str, words: Words) -> bool:
    """Whether a text is said in another language: its words, or letters that English has not. Never for somebody who
    is written to in another one, which has both."""
    if words.own_locale.language != FALLBACK:
        return False
    told = f" {' '.join(map(normalize, _HYPHENATED.sub(' ', said).split()))} "
    if any(f" {word} " in told for word in map(normalize, words.options("hear.foreign"))):
        return True
    letters = [mark for mark in said.casefold() if mark.isalpha()]
    return any(not mark.isascii() for mark in letters)


def ask_again(turn: Turn, question: Question) -> bool:
    """Ask a question again, after a text that is no answer to it. False when there is nothing left to ask."""
    is_yes_or_no = question in privacy.DIALOGUE.questions
    return question.ask_again(turn, turn.words.say("fallback.yes_no") if is_yes_or_no else _not_an_answer(turn))


def _not_an_answer(turn: Turn) -> Html:
    """The line before a question that is asked again: another one than the last time."""
    keys = ("fallback.setup", "fallback.question.again", "fallback.question.third")
    return turn.words.say(keys[max(0, _in_a_row(turn) - 1) % len(keys)])


def _in_a_row(turn: Turn) -> int:
    """How many of the newest messages showed the same buttons."""
    alike = takewhile(lambda each: each.buttons == turn.shown[0].buttons, turn.shown)
    return len({each.message_id for each in alike})


def _offer_ways(turn: Turn, said: str) -> None:
    asking, *count = unpack(turn.person.account.asking or ASKING)
    times = 1 + ((number_in(count[0]) or 0) if asking == ASKING and count else 0)
    if asking == ASKING:
        turn.change(asking=pack(ASKING, times % SENTENCES))
    else:
        is_again = bool(turn.shown) and typed_labels.is_of_lost(turn.shown[0])
        times = 1 + (_in_a_row(turn) if is_again else 0) % SENTENCES
    words, in_walk = turn.words, requests.where(turn) is Where.WALK
    near = _near(turn, said, in_walk=in_walk)
    if next(iter(near), None) is Wish.WORDY:
        # That there are no shorter texts is said at once, and offered under no button.
        talk.answer(turn, Wish.WORDY)
        return
    near.pop(Wish.WORDY, None)
    usual = USUAL_IN_WALK if in_walk else USUAL
    if near:
        key = ("fallback.nearest", "fallback.nearest.again", "fallback.third")[times - 1]
        usual = usual[-MOST_OTHERS:]
    else:
        first = "fallback.walk" if in_walk else "fallback"
        key = (first, f"{first}.again", "fallback.walk.third" if in_walk else "fallback.third")[times - 1]
    shown = dict(near)
    for wish in usual:
        shown.setdefault(wish, _button(turn, wish))
    # Two meanings may have one button.
    buttons = {button.label: button for button in reversed(shown.values())}
    offered = (*rows((session.next_below(turn),)), *in_rows(reversed(buttons.values()), 2))
    turn.say(words.say(key), offered, slot=WAYS, event="fallback")


def _near(turn: Turn, said: str, *, in_walk: bool) -> dict[Wish | str, Button]:
    """Buttons for what the words of a text may mean."""
    buttons: dict[Wish | str, Button] = {}
    # A word alone is near too much.
    is_told = len(said.split()) > 1
    for meant in meanings.read(said, turn.words, requests.where(turn), requests.known(turn)) if is_told else ():
        if meant.name == NONE or len(buttons) == MOST_NEAR:
            break
        if meant.likelihood >= LEAST_LIKELY and (button := _meant(turn, meant.wished)) is not None:
            wish = meant.wished.wish
            buttons.setdefault(meant.name if wish in (Wish.FAQ, Wish.ASK) else _PAGES.get(wish, wish), button)
    found = [(one.wish, one.detail) for one in ideas.near(said, turn.words)]
    found += [(_PAGES.get(wish, wish), "") for wish in nearest(said, turn.words, requests.where(turn))]
    apart = _ONLY_OUTSIDE if in_walk else _ONLY_IN_WALK
    for wish, detail in found:
        if (
            wish in apart
            or ways.lacks(turn, wish)
            or (wish not in BUTTONS and wish is not Wish.DAYS_OFF)
            or len(buttons) == MOST_NEAR
        ):
            continue
        buttons.setdefault(wish, _button(turn, wish, detail))
    return buttons


def _meant(turn: Turn, wished: Wished) -> Button | None:
    return None if ways.lacks(turn, wished.wish) else meant_button(turn, wished)


def _button(turn: Turn, wish: Wish, detail: str = "") -> Button:
    if wish is Wish.DAYS_OFF:
        return days_off.button(turn, detail)
    return button_for(turn, wish)


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
