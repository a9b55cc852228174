"""The length of sessions from now on, and what puts it right a moment later: "3 minutes, not 1"."""

from __future__ import annotations

from datetime import timedelta

from bot.conversations import movement_phrases, session
from bot.conversations.dialogue import Dialogue, Question, never, not_called_off
from bot.conversations.preferences.days_off import ASKING
from bot.conversations.requests.said_settings import with_undo
from bot.conversations.turn import Turn
from bot.markup import Html, in_lines
from bot.replies import number_in, pack, unpack
from bot.understanding.wishes import told_lengths
from bot.understanding.wishes.wish_rules import Wish
from content.walk import FORMS

# `length:<minute>`: when a length was set, in minutes since 1970. So long something may put it right.
JUST_SET, LATELY = "length", timedelta(hours=1)
# Questions that it may take the place of.
_GIVES_WAY = ("", JUST_SET, "offer", ASKING)


def usual_length(turn: Turn, detail: str) -> None:
    """The length of every session from now on; a tap takes it back, and words put it right."""
    form = next((form for form in FORMS if form == detail), FORMS[-1])
    before = turn.person.settings.length
    turn.change(length=form)
    is_most = detail not in FORMS or (form == FORMS[-1] and form == before)
    key = "usual_length.longest" if is_most else f"usual_length.{form}"
    longer = movement_phrases.longest_film(turn.person, form, turn.library, turn.words)
    turn.say(Html(" ".join(filter(None, (turn.words.say(key), longer)))), event="settings")
    if before != form:
        with_undo(turn, "button.undo", pack(ASKING, Wish.USUAL_LENGTH.value, before))
    if unpack(turn.person.account.asking or "")[0] in _GIVES_WAY and session.current(turn) is None:
        turn.change(asking=pack(JUST_SET, int(turn.now.timestamp()) // 60))


def answer(turn: Turn, said: str) -> bool:
    """Put right the length that was just set: "3 minutes not 1", "no, I mean shorter sessions", which are those. False
    for anything else, and after a while."""
    at = number_in((turn.person.account.asking or "").partition(":")[2])
    if at is None or turn.now.timestamp() - at * 60 > LATELY.total_seconds():
        turn.change(asking=None)
        return False
    found = told_lengths.read(said, turn.words, just_set=True)
    if found is not None:
        usual_length(turn, found.form)
        return True
    usual = turn.person.settings.length
    if usual != FORMS[-1] and told_lengths.means_shorter(said, turn.words):
        usual_length(turn, usual)
        return True
    return False


def _ask_again(turn: Turn, lead: Html) -> bool:
    """Say again which length is set."""
    form = next((form for form in FORMS if form == turn.person.settings.length), FORMS[-1])
    turn.say(in_lines(lead, turn.words.say(f"usual_length.{form}")), event="settings")
    return True


DIALOGUE = Dialogue(
    module=__name__,
    questions=(
        Question(
            prefix=JUST_SET,
            answer=answer,
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
