"""Referral: after a sign for which a doctor is to be seen today no session is offered, and none goes on, before the
person says that they may move. All else is answered as ever.

`referred_on` of the record holds the day. On later days prompts ask how they are, as after an alarm. While somebody is
being set up, what they type answers that.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.conversations import phrases, session
from bot.conversations.dialogue import Dialogue
from bot.conversations.safety import after_alarm, emergency_call, session_starts
from bot.conversations.turn import ASK, PROMPT, Turn
from bot.habits.planning import without_today
from bot.replies import MAX_DATA_BYTES, Button, Rows, pack, rows
from bot.understanding import complaints
from bot.understanding.answers import all_clear
from bot.understanding.answers.all_clear import AllClear
from bot.understanding.hearing import Heard
from bot.understanding.symptoms import after_pain
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.text.written_forms import is_question

DOCTOR = "doctor"
# `doctor:may`, perhaps with the button behind it that was wanted before: they may move.
MAY = pack(DOCTOR, "may")
_WANTED = f"{MAY}:"
# The last words of buttons that begin no session: the signs, the end, and what hurts.
NO_STARTS = ("signs", "done", "hurts", "numb", "before", "stay")


def refer(turn: Turn) -> None:
    """Keep that a doctor is to be seen today: what would invite today is old, or does not come."""
    turn.change(referred_on=turn.today)
    turn.change(reminders=without_today(turn.person, turn.now).reminders)
    turn.retire.append(PROMPT)


def ask_first(turn: Turn, wanted: str = "") -> None:
    """Ask whether they may move. `wanted` is the button that goes on once they say so."""
    data = f"{_WANTED}{wanted}" if wanted else MAY
    fits = len(data.encode()) <= MAX_DATA_BYTES
    turn.say(turn.words.say("referral.first"), _ways(turn, data if fits else MAY), slot=ASK, event="referred")


def answer(turn: Turn, said: str, heard: Heard, press: Callable[[str], None]) -> bool:
    """Answer what would go on with a session, that it is better, and whether it has to be today. False for anything
    else."""
    words, wanted = turn.words, _asked(turn)
    symptom = None if heard.symptom is None else heard.symptom.symptom
    if turn.person.account.setup is not None or symptom not in (None, Symptom.RELIEF, Symptom.DOUBT):
        return False
    goes_on = session_starts.are_wanted(heard.word, heard.wishes)
    clear = all_clear.read(said, words)
    if clear is None and wanted is not None:
        clear = after_alarm.yes_or_no(said, words, goes_on=goes_on)
    is_better = clear is AllClear.WELL or symptom is Symptom.RELIEF or after_pain.says_gone(said, words)
    asks = complaints.asks_for_doctor(said, words) or (is_better and is_question(said))
    if clear is AllClear.UNWELL or asks:
        say_not_to_wait(turn)
    elif clear is AllClear.WELL and wanted is not None:
        press(wanted)
    elif is_better:
        turn.say(words.say("referral.better"), _ways(turn, MAY), slot=ASK, event="referred")
    elif goes_on:
        ask_first(turn, session_starts.as_button(heard.word, heard.wishes))
    else:
        return False
    return True


def say_not_to_wait(turn: Turn) -> None:
    """Say that it is to be looked at today, and where."""
    emergency_call.say_with_number(turn, "referral.do_not_wait")


def taken_up(turn: Turn, data: str) -> str:
    """The button that was pressed before it was asked whether they may move, where this one says so. Any other one as
    it is."""
    wanted = data.removeprefix(_WANTED)
    if wanted == data or not turn.is_referred():
        return data
    turn.strip_pressed()
    _end(turn)
    return wanted


def _end(turn: Turn) -> None:
    after_alarm.end_alarm(turn, is_silent=True)
    turn.say(turn.words.say("referral.over"), event="alarm_over")


def tap(turn: Turn, data: str) -> bool:
    """`doctor:may`: they may move. An old button only shows where they are."""
    if data != MAY or not turn.is_referred():
        return False
    turn.strip_pressed()
    if session.current(turn) is None:
        _end(turn)
    else:
        after_alarm.end_alarm(turn)
    return True


def _asked(turn: Turn) -> str | None:
    """The button with which they say that they may move, where it stands in the chat."""
    buttons = (data for shown in turn.shown if shown.is_live for _, data in shown.buttons)
    return next((data for data in buttons if data.startswith(MAY)), None)


def _ways(turn: Turn, data: str) -> Rows:
    return rows((phrases.signs_button(turn),), (Button(turn.words.label("button.may_move"), data),))


DIALOGUE = Dialogue(module=__name__, taps={DOCTOR: tap})
