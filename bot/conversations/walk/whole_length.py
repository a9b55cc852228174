"""The whole length again: a session that is one minute after pain or a gap says why, and is whole again when somebody
asks for it, or says that nothing hurts any more."""

from __future__ import annotations

from bot.conversations import selection, session
from bot.conversations.dialogue import Dialogue
from bot.conversations.turn import ASK, Turn
from bot.conversations.walk import farewell, navigation, starting
from bot.habits.prompt_variants import is_after_alarm, is_after_gap, is_after_pain
from bot.markup import Html
from bot.replies import Button, pack, rows
from bot.understanding.text.phrase_patterns import matches_any, without
from bot.understanding.text.written_forms import is_question
from content.walk import FORMS

ASKING = "whole"


def answer(turn: Turn, said: str) -> bool:
    """Answer a wish for the whole length, or a question why it is short. False for anything else, and where sessions
    have their usual length already."""
    words = turn.words
    if turn.person.account.setup is not None or _begin_whole(turn, said):
        return turn.person.account.setup is None
    if not matches_any(said, words, "hear.whole_length"):
        return False
    if matches_any(without(said, words, "hear.whole_length.not_only"), words, "hear.whole_length.not"):
        return False
    if _is_for_now(turn, said):
        _begin_now(turn)
        return True
    if not _is_shortened(turn):
        return False
    if is_question(said):
        whole = Button(words.label("button.whole_length"), ASKING)
        turn.say(why(turn) or words.say("length.why_asked"), rows((whole,)), slot=ASK, event="talk")
    else:
        make_whole(turn)
    return True


def _begin_whole(turn: Turn, said: str) -> bool:
    """Begin the open one-minute session again as a whole one, for "the whole thing from the start". False for anything
    else, and after an alarm."""
    opened = session.current(turn)
    if opened is None or opened.walk.form != selection.SHORT or is_after_alarm(turn.person, turn.today):
        return False
    if is_question(said) or not matches_any(said, turn.words, "hear.whole_from_start"):
        return False
    if selection.form_for(turn.person, turn.today) == selection.SHORT != turn.person.settings.length:
        turn.change(whole_from=turn.today)
    navigation.start_over(turn, selection.FULL)
    return True


def _is_for_now(turn: Turn, said: str) -> bool:
    """Whether it is to begin now, in no session that has its length already."""
    words = turn.words
    if is_question(said) or is_after_alarm(turn.person, turn.today) or farewell.hurt_today(turn):
        return False
    if session.is_on(turn) and not _is_shortened(turn):
        return False
    is_now = matches_any(said, words, "hear.whole_length.now")
    return is_now and not matches_any(said, words, "hear.whole_length.lasting")


def _begin_now(turn: Turn) -> None:
    """The usual length at once, or the whole one where that is the short one."""
    usual = turn.person.settings.length
    form = next((form for form in FORMS if form == usual and form != selection.SHORT), selection.FULL)
    if _is_shortened(turn):
        turn.change(whole_from=turn.today)
    if session.is_on(turn):
        starting.resume_walk(turn, form=form)
    else:
        starting.begin(turn, form=form)


def why(turn: Turn) -> Html | None:
    """Why a session is one minute today; None where it is not, or was wanted so."""
    if selection.form_for(turn.person, turn.today) == turn.person.settings.length:
        return None
    if is_after_pain(turn.person):
        return turn.words.say("length.why_pain")
    return turn.words.say("length.why_gap") if is_after_gap(turn.person, turn.today) else None


def make_whole(turn: Turn) -> None:
    """Let sessions have their usual length from today on; an open one goes on in it."""
    turn.change(whole_from=turn.today)
    form = selection.form_for(turn.person, turn.today)
    if session.is_on(turn):
        starting.resume_walk(turn, form=form)
        return
    start = Button(turn.words.label("lost.today"), pack("todays"))
    turn.say(turn.words.say("length.whole_again"), rows((start,)), slot=ASK, event="settings")


def _is_shortened(turn: Turn) -> bool:
    """Whether today's session, or the open one, is shorter than usual, and not for an alarm."""
    person, usual = turn.person, turn.person.settings.length
    if is_after_alarm(person, turn.today) or usual == selection.SHORT:
        return False
    opened = session.current(turn) if session.is_on(turn) else None
    form = selection.form_for(person, turn.today) if opened is None else opened.walk.form
    return form == selection.SHORT


def tap(turn: Turn, data: str) -> bool:
    """`whole`."""
    turn.strip_pressed()
    make_whole(turn)
    return True


DIALOGUE = Dialogue(module=__name__, taps={ASKING: tap})
