"""What do a person's days come to? Their counts on record, made anew whenever a day is done or taken back."""

from __future__ import annotations

from dataclasses import replace

from bot.conversations.turn import Turn
from bot.habits.streaks import Streaks, runs


def count(turn: Turn) -> Streaks:
    """Count the person's days anew, with all that this turn has changed so far, and put the counts on record.

    What is on record may become less, too: a day can be taken back. Raises DiaryNotRead.
    """
    counted = runs(turn.diary, turn.today)
    turn.change(
        streak=replace(
            turn.person.streak,
            days=counted.current,
            until=counted.last_done,
            total_days=counted.days_total,
            best=counted.best,
        )
    )
    return counted
