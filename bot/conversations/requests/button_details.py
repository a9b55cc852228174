"""Button details: what a wish is about, as it stands in the data of a button and of an open question."""

from __future__ import annotations

from bot.conversations.preferences import removals
from bot.conversations.preferences.reminder_phrases import weekend_here
from bot.conversations.turn import Turn
from bot.understanding.reminders.reminder_sentences import written
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished

_OF_TIMES = (Wish.REMIND, Wish.MOVE, Wish.ONLY_THESE)
# From so many letters on, times are written in figures and days in short.
LONGEST_TYPED = 36


def of(turn: Turn, wished: Wished) -> str:
    """The detail of a wish, for a button. A reminder that is to go is named by its number: "tomorrow" is another day
    tomorrow. Long times and days are written short."""
    wish, detail = wished.wish, wished.detail
    if wish is Wish.REMOVE and (meant := removals.read(turn, detail)):
        return removals.data(meant)
    if wish not in _OF_TIMES or len(detail) <= LONGEST_TYPED:
        return detail
    found = parse_reminders(detail, turn.own_words, weekend=weekend_here(turn))
    is_plain = isinstance(found, tuple) and all(one.weekdays and not one.once for one in found)
    return written(found) if isinstance(found, tuple) and is_plain else detail
