"""Day told: which reminders a day has, where somebody asks that: "and Wednesdays, are they still at two?", and today's
later one, where they say that they do it in the evening."""

from __future__ import annotations

from dataclasses import replace

from bot.conversations import phrases
from bot.conversations.preferences import reminder_phrases, tonight
from bot.conversations.turn import MENU, Turn
from bot.markup import Html
from bot.timing.recurrence import mask_to_weekdays, weekdays_to_mask
from bot.understanding.reminders import day_asked


def answer(turn: Turn, said: str) -> bool:
    """Tell the reminders of the days that are asked about; all of them where those days have none. False for anything
    else. But for a day that was left out, nothing changes."""
    if tonight.answer(turn, said):
        return True
    account = turn.person.account
    days = None if account.setup is not None else day_asked.read(said, turn.own_words)
    if days is None:
        return False
    active = [one for one in turn.person.recurring if one.active]
    of_days = [
        replace(one, weekdays=weekdays_to_mask(mask_to_weekdays(one.weekdays) & days))
        for one in active
        if mask_to_weekdays(one.weekdays) & days
    ]
    if not active:
        turn.say(phrases.why_none(turn), reminder_phrases.list_row(turn), slot=MENU, event="day_told")
        return True
    told = turn.words.say("settings.reminders", times=phrases.lines_of(turn, of_days or active))
    is_resting = account.paused or account.stopped_at is not None
    text = Html(f"{told} {turn.words.say('remind.resting')}") if is_resting else told
    turn.say(text, reminder_phrases.list_row(turn), slot=MENU, event="day_told")
    return True
