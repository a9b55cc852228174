"""Told days: what is stored of a day that is asked about; of days done apart from the bot, yesterday can be added."""

from __future__ import annotations

from datetime import date, timedelta

from bot.conversations import session
from bot.conversations.history import progress, progress_words
from bot.conversations.history.summary import Recap, look_back
from bot.conversations.turn import Turn
from bot.conversations.ways_on import MEANT
from bot.markup import Html
from bot.replies import pack, unpack
from bot.understanding.reminders import days_told
from bot.understanding.wishes.wish_rules import Wish

# Questions whether today or yesterday is to count, which other days may answer.
_COUNTING = (Wish.DONE_TODAY.value, Wish.YESTERDAY.value)


def answer(turn: Turn, said: str) -> bool:
    """Answer such a text. False for any other, in a session and while setting up. Raises DiaryNotRead."""
    if turn.person.account.setup is not None or session.is_on(turn):
        return False
    told = days_told.read(said, turn.own_words, turn.today)
    kind, wish = (*unpack(turn.person.account.asking or ""), "", "")[:2]
    if told is None and kind == MEANT and wish in _COUNTING:
        days = days_told.days_alone(said, turn.own_words, turn.today)
        told = days_told.DaysTold(days, is_asked=False) if days else None
    if told is None:
        return False
    recap = look_back(turn.person, turn.diary, turn.today, turn.zone)
    turn.change(asking=None)
    missing = [day for day in told.days if day not in recap.done]
    lines = [line for day in told.days for line in _lines(turn, recap, day)] if told.is_asked or not missing else []
    yesterday = turn.today - timedelta(days=1) if progress.can_add(recap) else None
    if any(day != yesterday for day in missing):
        lines.append(turn.words.say("talk.add_past"))
    if lines:
        turn.say(Html("\n".join(lines)), event="progress")
    if yesterday in missing:
        progress.ask(turn, pack(MEANT, Wish.YESTERDAY.value), turn.words.say("meant.yesterday"))
    return True


def _lines(turn: Turn, recap: Recap, day: date) -> list[Html]:
    """What is stored of a day."""
    named = turn.words.opening(progress_words.recent_day(day, turn.today, turn.words))
    found = progress_words.day_lines(recap, day, turn.library, turn.words)
    return found or [turn.words.say("progress.nothing_in", span=named)]
