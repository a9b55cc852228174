"""Recovery: "we're better" after an illness ends its pause, and "I'll tell you when we're better" begins one."""

from __future__ import annotations

from bot.conversations import phrases, session
from bot.conversations.preferences import pausing
from bot.conversations.preferences.days_off import ASKING
from bot.conversations.requests import requests
from bot.conversations.safety import after_alarm
from bot.conversations.selection import done_today
from bot.conversations.turn import ASK, Turn
from bot.conversations.ways_on import button_for
from bot.habits.prompt_variants import is_after_pain
from bot.markup import Html
from bot.replies import rows, unpack
from bot.understanding.hearing import hear
from bot.understanding.symptoms import recovery
from bot.understanding.symptoms.recovery import Recovery
from bot.understanding.wishes.wish_rules import Wish
from storage.records.diary import MarkKind

# Questions that may be open meanwhile: whether something was meant.
_OPEN = ("", ASKING, "lost")
# What is wanted in the same breath, and done instead.
_BESIDE = frozenset({Wish.LENGTH, Wish.NOT_TODAY, Wish.LATER, Wish.PAUSE, Wish.MOVEMENT, Wish.DONE_TODAY})


def answer(turn: Turn, said: str) -> bool:
    """Answer who is well again, or will tell when they are. False for anything else: in a session, while setting up,
    after an alarm, where another question is open, and where more is wanted. Raises DiaryNotRead."""
    account = turn.person.account
    if account.setup is not None or session.is_on(turn) or after_alarm.is_lately(turn) or is_after_pain(turn.person):
        # After pain, good news makes the next session whole again.
        return False
    if unpack(account.asking or "")[0] not in _OPEN or (told := recovery.read(said, turn.words)) is None:
        return False
    wishes = hear(said, turn.words, requests.where(turn), requests.known(turn)).wishes
    if told is Recovery.WELL and any(one.sure and one.wish in _BESIDE for one in wishes):
        return False
    turn.change(asking=None)
    turn.retire.append(ASK)
    _is_well(turn) if told is Recovery.WELL else _waits(turn)
    return True


def _waits(turn: Turn) -> None:
    """Pause until they are well."""
    turn.mark(MarkKind.UNWELL, turn.today)
    pausing.pause_openly(turn)
    turn.say(turn.words.say("illness.until_well"), rows((pausing.resume_button(turn),)), event="unwell")


def _is_well(turn: Turn) -> None:
    """Be glad, and turn the reminders back on where they were paused for the illness."""
    words, account = turn.words, turn.person.account
    line = words.say("hurt.relieved")
    start = None if done_today(turn) or session.current(turn) is not None else button_for(turn, Wish.START)
    is_paused = account.paused and account.paused_until is None
    resume = pausing.resume_button(turn) if is_paused else None
    if is_paused and any(mark.kind is MarkKind.UNWELL for mark in turn.diary.marks):
        pausing.end_pause(turn)
        turn.replan()
        coming = phrases.coming_line(turn) or phrases.why_none(turn)
        line, resume = Html(f"{line} {words.say('resume.done')} {coming}"), None
    turn.say(line, rows((start, resume)), event="talk")
