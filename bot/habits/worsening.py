"""Worsening: whether what a person said of their back and walks calls for a word of caution.

It speaks about the newest data alone. Pure: the diary and today, the person's own date, come in.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from statistics import median

from storage.records.diary import Diary
from storage.records.person import Feel, WalkState

# Points of ten by which a back is stiffer that ask for a word.
STIFFER_BY = 3
# Check-ins before today's that it is compared with: at most, and at least.
MOST_COMPARED, FEWEST_COMPARED = 5, 2
# Walks in a row that hurt.
HURT_IN_A_ROW = 2


class Worsening(StrEnum):
    """STIFFER: the back is clearly stiffer after the walk than before it, or today than of late.
    HURT_TWICE: the last walks hurt, one after another."""

    STIFFER = "stiffer"
    HURT_TWICE = "hurt_twice"


def worsening_in(diary: Diary, today: date) -> Worsening | None:
    """What calls for a word of caution now; None when all is well or nothing is known. Pain comes first.

    Ended walks with a feeling recorded count, finished or left, however long ago.
    """
    told = [walk for walk in diary.walks if walk.state is not WalkState.OPEN]
    felt = [walk.feel for walk in told if walk.feel not in (None, Feel.DIZZY)]
    if felt[-HURT_IN_A_ROW:] == [Feel.HURT] * HURT_IN_A_ROW:
        return Worsening.HURT_TWICE
    return Worsening.STIFFER if _is_stiffer(diary, today) else None


def _is_stiffer(diary: Diary, today: date) -> bool:
    said = next((each for each in reversed(diary.checkins) if each.on_date == today), None)
    if said is None:
        return False
    if said.before is not None and said.after is not None and said.after - said.before >= STIFFER_BY:
        return True
    earlier = [each.before for each in diary.checkins if each.on_date < today and each.before is not None]
    compared = earlier[-MOST_COMPARED:]
    if len(compared) < FEWEST_COMPARED:
        return False
    usual = median(compared)
    return any(value - usual >= STIFFER_BY for value in (said.before, said.after) if value is not None)
