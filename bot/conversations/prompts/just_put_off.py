"""Just put off: what puts right until when a prompt was put off a moment ago: "no, 7 in the morning", or "remind me at
7am tomorrow", which is in its place.

`put_off:<reminder>:<yyyymmdd>:<hhmm>`: it was put off until that time of that date.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.conversations.dialogue import Dialogue, Question, never, not_called_off
from bot.conversations.preferences import reminder_changes, reminder_phrases
from bot.conversations.prompts import putting_off
from bot.conversations.turn import PROMPT, Turn
from bot.markup import Html, in_lines
from bot.replies import number_in, unpack
from bot.understanding.answers.intents import Intent, recognize_whole
from bot.understanding.reminders import put_offs
from bot.understanding.text.own_clauses import phrases_of
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.lengths_of_time import find_length
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.times.time_phrases import with_plain_times
from bot.understanding.times.times import halves_of_day
from bot.understanding.wishes.sentence import says
from bot.understanding.wishes.wishes import time_in

# The most words of such a text, and of those that may stand between a no and its time.
LONGEST, FURTHEST = 14, 3


def answer(turn: Turn, said: str) -> bool:
    """Let it come at the time that is meant: later today, or tomorrow once in its place. False for any other text, and
    where it came by now."""
    until = _until(turn)
    if until is None or until <= turn.local_now:
        turn.change(asking=None)
        return False
    meant = _meant(turn, said, until.time())
    if meant is None:
        return False
    if meant > until.replace(hour=23, minute=59):
        turn.close_question(putting_off.JUST)
        if not reminder_changes.add_once(turn, meant.time(), meant.date()):
            reminder_phrases.refuse_more(turn)
            return True
        turn.forget_again = True
        turn.retire.append(PROMPT)
        turn.say(turn.words.say("prompt.later_dropped", time=turn.words.clock(until)), event="later")
        reminder_phrases.confirm_reminders(turn)
    else:
        number = number_in(unpack(turn.person.account.asking or "")[1]) or 0
        turn.close_question(putting_off.JUST)
        turn.retire.append(PROMPT)
        putting_off.put_off_until(turn, number, turn.today, meant)
    return True


def _until(turn: Turn) -> datetime | None:
    _, _, on, at = (*unpack(turn.person.account.asking or ""), "", "", "")[:4]
    clock = reminder_changes.clock_in(at)
    is_of_today = on == f"{turn.today:%Y%m%d}" and clock is not None
    return datetime.combine(turn.today, clock, turn.zone) if is_of_today and clock is not None else None


def _meant(turn: Turn, said: str, until: time) -> datetime | None:
    """The moment that a text means instead; None for none."""
    words = turn.words
    if len(said.split()) > LONGEST:
        return None
    spoken = with_plain_times(said, words)
    corrected = _without_no(turn, spoken)
    if (length := find_length(plain(corrected or spoken))) is not None:
        # "No, two hours".
        is_wait = corrected is not None and not length.in_days and length.length.length <= put_offs.LONGEST
        return turn.local_now + length.length.length if is_wait else None
    told = time_in(corrected or spoken, words)
    found = parse_reminders(told) if told else None
    if not isinstance(found, tuple) or len(found) != 1 or found[0].weekdays is not None:
        return None
    tomorrow = turn.today + timedelta(days=1)
    if found[0].days_ahead == 1:
        is_wanted = corrected is not None or says(said, words, "remind")
        return datetime.combine(tomorrow, found[0].time, turn.zone) if is_wanted else None
    first = plain(told).split()[:1]
    if corrected is None or found[0].once or first[0] not in plain(corrected).split()[:FURTHEST]:
        return None
    halves = halves_of_day(told)
    times = [at for at in (halves if found[0].time in halves else (found[0].time,)) if at != until]
    moments = [datetime.combine(turn.today, at, turn.zone) for at in times]
    later = next((one for one in moments if one > turn.local_now), None)
    return later or next((one + timedelta(days=1) for one in moments), None)


def _without_no(turn: Turn, spoken: str) -> str | None:
    """What stands behind the no of a correction, or behind "I meant"; None where a text corrects nothing."""
    first, _, rest = spoken.strip().partition(" ")
    is_no = recognize_whole(first.strip(",.!"), turn.words, (Intent.NO,)) is not None
    left = rest if is_no else spoken
    said = plain(left)
    led = max(
        (one for one in phrases_of(turn.words, "hear.minutes.said") if f"{said} ".startswith(f"{one} ")),
        key=len,
        default="",
    )
    if led:
        return " ".join(left.split()[len(led.split()) :])
    return left if is_no else None


def _ask_again(turn: Turn, lead: Html) -> bool:
    """Say again until when it was put off."""
    until = _until(turn)
    if until is None:
        return False
    turn.say(in_lines(lead, turn.words.say("prompt.later", time=turn.words.clock(until))), event="later")
    return True


DIALOGUE = Dialogue(
    module=__name__,
    questions=(
        Question(
            prefix=putting_off.JUST,
            answer=answer,
            ask_again=_ask_again,
            yields_to_walk=False,
            is_called_off=not_called_off,
            waits=False,
            outlasts_commands=never,
            hears_pain=never,
            is_slow=False,
        ),
    ),
)
