"""Illness: the days since somebody said that they are unwell, when they say that it lasted."""

from __future__ import annotations

from datetime import timedelta

from bot.conversations.turn import Turn
from storage.records.diary import MarkKind

# How long ago "unwell" may have been said of an illness that lasted.
LONGEST_ILL = timedelta(days=7)


def excuse_since(turn: Turn) -> bool:
    """Excuse the days since the person said that they are unwell, within the last week. False where they did not, or
    only today. Raises DiaryNotRead."""
    told = [
        mark.on_date
        for mark in turn.diary.marks
        if mark.kind is MarkKind.UNWELL and timedelta() < turn.today - mark.on_date < LONGEST_ILL
    ]
    if not told:
        return False
    for day in range((turn.today - told[0]).days + 1):
        turn.mark(MarkKind.UNWELL, told[0] + timedelta(days=day))
    turn.say(turn.words.say("prompt.unwell_since", day=turn.words.on_day(told[0], turn.today)), event="unwell")
    return True
