"""Lapsing: when a question for a yes or a no is over, so that no later yes answers it.

It is over on the next day, after some hours, and as soon as a reminder came below it. Its buttons still do what they
say when they are tapped; their words alone do not, and neither does a yes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.conversations.account import privacy
from bot.conversations.preferences import reminder_phrases, stopping
from bot.conversations.preferences.reminder_questions import CHOOSE, SOON
from bot.conversations.turn import Turn
from bot.conversations.ways_on import MEANT
from bot.replies import pack
from bot.timing.zones import zone_of

# How long one waits for its answer.
LAPSES = timedelta(hours=3)

_FOR_YES = (MEANT, stopping.ASKING_STOP, privacy.ASKING)
_OF_REMINDERS = tuple(pack(reminder_phrases.ASKING, kind) for kind in (CHOOSE, SOON))


def is_for_yes(asking: str) -> bool:
    """Whether an open question, by its `asking`, wants a yes or a no, or one of two."""
    return asking.partition(":")[0] in _FOR_YES or asking.startswith(_OF_REMINDERS)


def is_over(turn: Turn, at: datetime) -> bool:
    """Whether such a question that was asked at a moment (UTC) is over."""
    zone = zone_of(turn.person.settings.zone)
    is_of_another_day = turn.now.astimezone(zone).date() != at.astimezone(zone).date()
    came = [one.last_due for one in turn.person.reminders if one.last_due is not None]
    return is_of_another_day or turn.now - at > LAPSES or any(at < due <= turn.now for due in came)


def forget(turn: Turn, asking: str) -> None:
    """Let the labels of a question that is over mean nothing for the rest of the turn."""
    turn.lapsed = asking.partition(":")[0]
