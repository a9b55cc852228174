"""Rests: days to come on which no reminder comes, one day or several. They are planned, said, and taken back.

A reminder for once comes all the same when it is asked for afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.conversations import phrases
from bot.conversations.turn import MENU, Turn
from bot.markup import Html
from bot.replies import Button, Rows, pack, rows
from storage.records.diary import MarkKind

# The most rests that are kept at a time, and the most days ahead that one ends.
MOST_RESTS, FURTHEST = 5, timedelta(days=366)

ONE_DAY = timedelta(days=1)


def plan_rest(turn: Turn, first: date, back: date, *, other: date | None = None) -> None:
    """Let no reminder come from a day on, until another one, and say so. A button offers another end, if there is
    one."""
    words = turn.words
    kept = [rest for rest in turn.person.account.rests if rest[0] != first]
    if len(kept) >= MOST_RESTS:
        turn.say(words.count("rest.too_many", MOST_RESTS), rest_rows(turn), slot=MENU)
        return
    turn.change(rests=tuple(sorted([*kept, (first, back)])))
    turn.set_reminders([one for one in turn.person.reminders if one.once_on is None or not first <= one.once_on < back])
    turn.mark(MarkKind.PAUSED, first, back)
    line = words.say("rest.one" if back == first + ONE_DAY else "rest.set", days=days_between(turn, first, back))
    longer = None
    if other is not None and other != back:
        label = words.label("rest.longer", day=words.until_day(other, turn.today))
        longer = Button(label, data("rest", first, other))
    undo = Button(words.label("button.undo"), data("unrest", first, back))
    listed = Button(words.label("button.reminders"), pack("remind", "list"))
    said = Html(f"{line} {phrases.next_time(turn)}")
    turn.edit(said, rows((longer,), (undo, listed)), slot=MENU)


def days_between(turn: Turn, first: date, back: date) -> str:
    """The days of a rest, as they stand in a sentence: on Wednesday, from Thursday to Saturday."""
    words, last = turn.words, back - ONE_DAY
    if last == first:
        return words.on_day(first, turn.today)
    return words.label("rest.from_to", first=name_of(turn, first), last=name_of(turn, last))


def name_of(turn: Turn, day: date) -> str:
    """A day as it is called: Thursday, or 12 December where it is a week away."""
    is_soon = day - turn.today < timedelta(days=7)
    return turn.words.weekday(day.weekday()) if is_soon else turn.words.month_day(day)


def lines(turn: Turn) -> list[Html]:
    """A line for each rest that is not over."""
    ahead = [rest for rest in turn.person.account.rests if rest[1] > turn.today]
    return [turn.words.say("rest.line", days=days_between(turn, first, back)) for first, back in ahead]


def rest_rows(turn: Turn) -> Rows:
    """A button for each rest that is not over: it takes that back."""
    return rows(
        *(
            (Button(turn.words.label("rest.undo", days=days_between(turn, *rest)), data("unrest", *rest)),)
            for rest in turn.person.account.rests
            if rest[1] > turn.today
        )
    )


def rows_again(turn: Turn, gone: Sequence[tuple[date, date]]) -> Rows:
    """A button for each rest that went: it plans that again."""
    return rows(
        *(
            (Button(turn.words.label("rest.again", days=days_between(turn, *rest)), data("rest", *rest)),)
            for rest in gone
        )
    )


def tap_rest(turn: Turn, action: str, first: date | None, back: date | None) -> bool:
    """Plan a rest by a button, or take one back. False for one that is over, or was never planned."""
    if first is None or back is None or not turn.today < back <= turn.today + FURTHEST or first >= back:
        return False
    if action == "rest":
        plan_rest(turn, first, back)
        return True
    if (first, back) not in turn.person.account.rests:
        return False
    _forget(turn, [(first, back)])
    turn.edit(Html(f"{turn.words.say('rest.undone')} {phrases.next_time(turn)}"), slot=MENU)
    return True


def forget_all(turn: Turn) -> None:
    """Take all rests back: reminders come again."""
    _forget(turn, turn.person.account.rests)


def forget_past(turn: Turn) -> None:
    """Forget rests that are over."""
    ahead = tuple(rest for rest in turn.person.account.rests if rest[1] > turn.today)
    if ahead != turn.person.account.rests:
        turn.change(rests=ahead)


def _forget(turn: Turn, gone: tuple[tuple[date, date], ...] | list[tuple[date, date]]) -> None:
    for first, back in gone:
        if first >= turn.today:
            turn.unmark(MarkKind.PAUSED, first)
        elif back > turn.today:
            turn.mark(MarkKind.AWAKE, turn.today)
    turn.change(rests=tuple(rest for rest in turn.person.account.rests if rest not in gone))


def data(action: str, first: date, back: date) -> str:
    """The data of a button that plans a rest, or takes it back."""
    return pack("pause", action, f"{first:%Y%m%d}", f"{back:%Y%m%d}")


def date_in(data: str) -> date | None:
    """The date that a button holds; None for what is none."""
    try:
        return date(int(data[:4]), int(data[4:6]), int(data[6:])) if len(data) == 8 and data.isascii() else None
    except ValueError:
        return None
