"""Come again: what is typed at the question when a prompt is to come again: a wait, a time, or another day."""

from __future__ import annotations

from datetime import date, time, timedelta

from bot.conversations.dialogue import Dialogue, Question, leaves_as_it_is, never
from bot.conversations.preferences import pausing, reminder_changes, reminder_phrases
from bot.conversations.prompts import prompt, putting_off
from bot.conversations.turn import PROMPT, Turn
from bot.markup import Html
from bot.replies import number_in, unpack
from bot.understanding.reminders import put_offs
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.pauses import NAMES_OF_DAYS, PauseWish, parse_pause
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.times.time_phrases import with_plain_times
from bot.understanding.wishes.wishes import time_in


def answer(turn: Turn, said: str) -> bool:
    """A typed answer. False for a text that names neither a time nor a day."""
    prompted = _prompted(turn)
    if prompted is None:
        turn.change(asking=None)
        return False
    if (named := _other_day(turn, said)) is not None:
        _come_on(turn, *named)
        return True
    when = put_offs.answer(said, turn.words)
    if when is None:
        return False
    moment = putting_off.moment_of(turn, when)
    if moment is not None:
        turn.retire.append(PROMPT)
        putting_off.put_off_until(turn, *prompted, moment)
    elif when == put_offs.WHEN:
        turn.say(turn.words.say("prompt.which_time"), event="time_asked")
    elif when == put_offs.EVENING:
        putting_off.ask_when(turn, *prompted)
    else:
        passed = turn.words.clock(time.fromisoformat(when.split()[-1]))
        turn.say(turn.words.say("remind.passed", time=passed), event="time_unknown")
    return True


def holds_answer(turn: Turn, said: str) -> bool:
    """Whether a text is an answer, whatever else it may mean."""
    return _other_day(turn, said) is not None or put_offs.answer(said, turn.words) is not None


def _prompted(turn: Turn) -> tuple[int, date] | None:
    """The number and the local date of the prompt that is asked about; None where that is no more of today."""
    _, number, on = (*unpack(turn.person.account.asking or ""), "", "")[:3]
    is_of_today = on == f"{turn.today:%Y%m%d}"
    meant = number_in(number)
    return (meant, turn.today) if meant is not None and is_of_today else None


def _other_day(turn: Turn, said: str) -> tuple[date, time | None] | None:
    """The day after today that a text names and nothing more, and its time if it says one; None for none."""
    if not put_offs.names_day_alone(said, turn.words):
        return None
    told = time_in(said, turn.words)
    found = parse_reminders(told) if told else None
    if isinstance(found, tuple) and len(found) == 1:
        if found[0].weekdays is None and not found[0].days_ahead:
            return None
        day = reminder_changes.date_of(turn, found[0])
        return None if day is None or day == turn.today else (day, found[0].time)
    if put_offs.answer(said, turn.words) is not None:
        return None
    days = put_offs.PART_OF_DAY.sub(" ", with_plain_times(said.casefold(), turn.words))
    if NAMES_OF_DAYS.isdisjoint(plain(days).split()) and not put_offs.ORDINAL.search(days):
        return None
    wish = parse_pause(days, turn.today, turn.own_words)
    return (wish.starts or wish.back, None) if isinstance(wish, PauseWish) else None


def _come_on(turn: Turn, day: date, at: time | None) -> None:
    """Let nothing come before a day, and then the usual reminder, or one at a time of that day in its place."""
    if at is not None and not reminder_changes.move_once(turn, at, day):
        reminder_phrases.refuse_more(turn)
        return
    if day == turn.today + timedelta(days=1):
        prompt.not_on(turn, turn.today)
    else:
        turn.close_question(putting_off.ASKING)
        pausing.pause_until(turn, day)
    if at is not None:
        reminder_phrases.confirm_reminders(turn)


def _ask_again(turn: Turn, lead: Html) -> bool:
    prompted = _prompted(turn)
    if prompted is None:
        return False
    putting_off.ask_when(turn, *prompted, lead=lead)
    return True


DIALOGUE = Dialogue(
    module=__name__,
    questions=(
        Question(
            prefix=putting_off.ASKING,
            answer=answer,
            ask_again=_ask_again,
            yields_to_walk=True,
            is_called_off=leaves_as_it_is,
            waits=False,
            outlasts_commands=never,
            hears_pain=never,
            is_slow=True,
        ),
    ),
)
