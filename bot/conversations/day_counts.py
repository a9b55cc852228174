"""Day counts: a person's streak and days in all, counted again whenever a day is done or taken back."""

from __future__ import annotations

from dataclasses import replace

from bot.conversations.turn import Turn
from bot.habits.streaks import Streaks, runs


def count(turn: Turn) -> Streaks:
    """Count the person's days again, with all that this turn has changed so far, and put the counts into the record.

    They may become fewer: a day can be taken back. Raises DiaryNotRead.
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
