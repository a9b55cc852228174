"""Corrected pause: another day on which reminders are to come again, told after the pause was set: "Saturday would be
better than Friday, as I fly home that evening"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversations import typed_labels
from bot.conversations.preferences import pausing, rests
from bot.conversations.turn import Turn
from bot.replies import unpack
from bot.understanding.answers import same_days
from bot.understanding.times.pauses import PauseWish, parse_pause

# The buttons under what was set: a pause, and one day without a reminder.
_PAUSED, _RESTED = ["resume"], ["pause", "unrest"]


def answer(turn: Turn, said: str) -> bool:
    """Let the pause that was just set end on the day that a text names instead, or the one day without a reminder be
    that one. False for any other text, and where no such pause is the newest thing."""
    day, days = same_days.corrected_day(said, turn.words), same_days.days_added(said, turn.words)
    shown = typed_labels.newest(turn) if (day or days) and turn.person.account.setup is None else None
    if shown is None:
        return False
    data = [list(unpack(data)) for _, data in shown.buttons]
    account = turn.person.account
    if days:
        return any(one[:2] == _RESTED for one in data) and plan_days(turn, days)
    wish = parse_pause(f"until {day}", turn.today, turn.own_words)
    if not isinstance(wish, PauseWish):
        return False
    if _PAUSED in data and account.paused and account.paused_until is not None:
        pausing.pause_as_wished(turn, wish)
        return True
    undone = next((one for one in data if one[:2] == _RESTED and len(one) == 4), None)
    first, back = (None, None) if undone is None else (rests.date_in(undone[2]), rests.date_in(undone[3]))
    if first is None or back is None or back - first != rests.ONE_DAY:
        return False
    turn.change(rests=tuple(rest for rest in account.rests if rest != (first, back)))
    rests.plan_rest(turn, wish.back, wish.back + (back - first))
    return True


def plan_days(turn: Turn, days: Sequence[str]) -> bool:
    """Leave out each of these days, by their names: a rest for each run of them. False where one cannot be read."""
    wishes = [parse_pause(f"until {day}", turn.today, turn.own_words) for day in days]
    dates = sorted({wish.back for wish in wishes if isinstance(wish, PauseWish)})
    if len(dates) != len(days):
        return False
    kept = tuple(
        rest for rest in turn.person.account.rests if not (rest[0] in dates and rest[1] - rest[0] == rests.ONE_DAY)
    )
    turn.change(rests=kept)
    begin = dates[0]
    for day, following in zip(dates, (*dates[1:], None), strict=True):
        if following != day + rests.ONE_DAY:
            rests.plan_rest(turn, begin, day + rests.ONE_DAY)
            begin = following or begin
    return True
