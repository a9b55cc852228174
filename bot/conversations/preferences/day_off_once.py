"""A day off that is meant once, or each week: both are on offer where a sentence leaves it open, and the one that was
done can be corrected to the other: "just this Friday, not every Friday"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.conversations import typed_labels
from bot.conversations.preferences import reminder_changes, rests
from bot.conversations.preferences.reminder_phrases import ASKING as OF_REMINDERS
from bot.conversations.preferences.reminder_phrases import weekend_here
from bot.conversations.turn import Turn
from bot.conversations.ways_on import MEANT
from bot.replies import Button, pack, unpack
from bot.understanding.times import one_day
from bot.understanding.times.pauses import PauseWish, parse_pause
from bot.understanding.times.weekdays import parse_weekdays
from bot.understanding.wishes.sentence import says
from bot.understanding.wishes.wish_details import ONLY
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished

# The most words that say only that it is meant once.
LONGEST = 8


def other_way(turn: Turn, asked: Wished, others: Sequence[Wished]) -> tuple[Button | None, Sequence[Wished]]:
    """The button for the other of the two, once or each week, and what else may be meant; None for none."""
    if asked.wish is Wish.DAYS_OFF and (once := _once(turn, asked)):
        day = one_day.next_date(asked.detail, turn.today, turn.own_words)
        label = turn.words.label("days_off.once", days="" if day is None else turn.words.on_day(day, turn.today))
        return Button(label, pack(MEANT, Wish.PAUSE.value, once), is_private=True), others
    weekly = [one for one in others if one.wish is Wish.DAYS_OFF and _is_same_day(turn, one, asked)]
    if not weekly:
        return None, others
    weekend = weekend_here(turn)
    named = parse_weekdays(weekly[0].detail, turn.own_words, weekend=weekend) or frozenset()
    label = turn.words.label("days_off.weekly", days=turn.words.weekdays(named, weekend=weekend))
    data = pack(MEANT, Wish.DAYS_OFF.value, weekly[0].detail)
    return Button(label, data, is_private=True), [one for one in others if one not in weekly]


def once_meant(turn: Turn, asked: Wished, said: str) -> Wished | None:
    """The rest of one day that a text makes of the day off that is asked about: "only this one"; None for none."""
    if asked.wish is Wish.PAUSE and _is_for_once(said, turn):
        # "Just this Friday, not every Friday" says the day once more.
        named, day = one_day.next_date(said, turn.today, turn.own_words), _day_of(turn, asked)
        return asked if day is not None and named == day else None
    once = _once(turn, asked) if asked.wish is Wish.DAYS_OFF else ""
    return Wished(Wish.PAUSE, once) if once and _is_for_once(said, turn) else None


def answer(turn: Turn, said: str) -> bool:
    """Make a rest of one day of the weekday that was just taken away from the reminders. False for any other text, and
    where that is not the newest thing."""
    day = one_day.next_date(said, turn.today, turn.own_words) if _is_for_once(said, turn) else None
    shown = None if day is None else typed_labels.newest(turn)
    if day is None or shown is None:
        return False
    undo = [unpack(data) for _, data in shown.buttons if unpack(data)[:2] == (OF_REMINDERS, "undo")]
    comes = any(one.active and one.weekdays >> day.weekday() & 1 for one in turn.person.recurring)
    if comes or len(undo) != 1 or not reminder_changes.undo(turn, undo[0][2]):
        return False
    turn.typed_under = shown.message_id
    rests.plan_rest(turn, day, day + rests.ONE_DAY)
    return True


def _once(turn: Turn, asked: Wished) -> str:
    if asked.detail.startswith(ONLY):
        return ""
    day = one_day.next_date(asked.detail, turn.today, turn.own_words)
    return "" if day is None else one_day.as_rest(day)


def _is_same_day(turn: Turn, weekly: Wished, asked: Wished) -> bool:
    """Whether a weekday is the one of a rest of a single day that is asked about."""
    day = _day_of(turn, asked)
    return day is not None and parse_weekdays(weekly.detail, turn.own_words, weekend=weekend_here(turn)) == frozenset(
        {day.weekday()}
    )


def _day_of(turn: Turn, asked: Wished) -> date | None:
    """The only day of a rest that is asked about; None for a longer one, and for anything else."""
    rest = parse_pause(asked.detail, turn.today, turn.own_words) if asked.wish is Wish.PAUSE else None
    is_one = isinstance(rest, PauseWish) and rest.starts is not None and rest.back - rest.starts == rests.ONE_DAY
    return rest.starts if is_one and isinstance(rest, PauseWish) else None


def _is_for_once(said: str, turn: Turn) -> bool:
    return len(said.split()) <= LONGEST and says(said, turn.words, "part.just_this")
