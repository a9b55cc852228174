"""Questions that wait for a typed text: a city, a time, a cue, dates, quiet hours. None of them keeps anybody in.

At the end of a turn the open one gets a stamp behind its `asking`: the minute in which it was asked, and a plus once it
was asked again below something else. `remind:new:~29919780+`. After an hour, or on another day, it lapses. Questions
for a yes or a no have the stamp, too, and lapse as `lapsing` tells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.conversations.dialogue import Question
from bot.conversations.history import report
from bot.conversations.preferences import cues, notifications, pausing, reminder_phrases, reminders, time_zone
from bot.conversations.prompts import come_again, putting_off
from bot.conversations.questions import lapsing
from bot.conversations.turn import Asked, Turn
from bot.conversations.walk import feel
from bot.markup import Html
from bot.timing.zones import zone_of
from bot.understanding.answers import periods
from bot.understanding.answers.intents import Intent, matches, normalize
from bot.understanding.answers.leading_answers import leading_answer
from bot.understanding.examples.examples import NONE
from bot.understanding.examples.meanings import Meant
from bot.understanding.places import places
from bot.understanding.second_look import TAKEN_UP
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.times.times import TimeProblem
from bot.understanding.times.weekdays import parse_days_off, parse_weekdays
from bot.understanding.wishes.sentence import lexicon_of
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished

# How long one waits.
LAPSES = timedelta(hours=1)
# The most words of a cue that is taken as it is, whatever else it may mean.
LONGEST_PLAIN_CUE = 4
# The fewest words of a text that may mean something else.
SHORTEST_OTHER = 3
# The same for what only may mean it.
SHORTEST_LIKELY = 4
# The fewest words of a sentence that says more than a city or a time with a slip.
SHORTEST_SENTENCE = 6

# The most characters of an open question, as it is stored.
LONGEST_ASKING = 64

_STAMP = re.compile(r":~(?P<minute>\d{1,10})(?P<again>\+?)")
# What a text for a cue, or a time, may be heard as without being anything else.
_OF_CUES = (Wish.CUE, Wish.CUE_WORD, Wish.REMIND, Wish.MOVE, Wish.REMINDERS)


def take_stamp(turn: Turn) -> None:
    """Take the stamp off the open question for this turn; close it when it has waited too long."""
    if feel.is_over(turn):
        turn.change(asking=None)
    asking = turn.person.account.asking or ""
    found = _STAMP.search(asking)
    if found is None or found.end() != len(asking):
        return
    at = datetime.fromtimestamp(int(found["minute"]) * 60, UTC)
    zone = zone_of(turn.person.settings.zone)
    plain = asking[: found.start()]
    is_old = turn.now - at > LAPSES or turn.now.astimezone(zone).date() != at.astimezone(zone).date()
    if lapsing.is_for_yes(plain):
        is_old = lapsing.is_over(turn, at)
        if is_old:
            lapsing.forget(turn, plain)
    turn.change(asking=None if is_old else plain)
    turn.asked = None if is_old else Asked(asking[: found.start()], at, again=bool(found["again"]))


def put_stamp(turn: Turn) -> None:
    """Put the stamp behind the open question, if it waits for a text."""
    asking = turn.person.account.asking or ""
    may_lapse = _waits(turn, asking) or lapsing.is_for_yes(asking)
    if turn.person.account.setup is not None or not may_lapse or _STAMP.search(asking):
        return
    asked = turn.asked
    is_same = asked is not None and asked.asking.partition(":")[0] == asking.partition(":")[0]
    at, again = (asked.at, asked.again) if asked is not None and is_same else (turn.now, False)
    stamped = f"{asking}:~{int(at.timestamp()) // 60}{'+' if again else ''}"
    if len(stamped) <= LONGEST_ASKING:
        turn.change(asking=stamped)


def _waits(turn: Turn, asking: str) -> bool:
    prefix = asking.partition(":")[0]
    if prefix == reminder_phrases.ASKING:
        return asking == reminders.NEW or asking.startswith(f"{reminders.TIME}:")
    own = (time_zone.ASKING, cues.ASKING, notifications.ASKING, report.ASKING, putting_off.ASKING, pausing.ASKING)
    return prefix in own


def waits_for_text(turn: Turn, question: Question) -> bool:
    """Whether the open question is one of these."""
    asking = turn.person.account.asking or ""
    return turn.person.account.setup is None and asking.startswith(question.prefix) and _waits(turn, asking)


def may_ask_again(turn: Turn, question: Question) -> bool:
    """Whether the open question is asked again below what was said beside it: one for a text only once. It closes
    where not."""
    if not waits_for_text(turn, question) or turn.asked is None:
        return True
    if turn.asked.again:
        turn.change(asking=None)
        return False
    turn.asked = replace(turn.asked, again=True)
    return True


def is_left(turn: Turn, question: Question, said: str, found: Sequence[Meant]) -> bool:
    """Whether a text leaves the question and wants nothing else: "never mind, leave it as it was"."""
    if not waits_for_text(turn, question) or not found:
        return False
    likely = found[0].name == Wish.LEAVE_IT.value and found[0].likelihood >= TAKEN_UP
    return likely and len(said.split()) >= SHORTEST_OTHER and not _holds_answer(turn, question, said)


def is_something_else(
    turn: Turn, question: Question, said: str, wishes: Sequence[Wished], found: Sequence[Meant]
) -> bool:
    """Whether a text is no answer to the question, and is understood as something else."""
    if not waits_for_text(turn, question) or len(said.split()) < SHORTEST_OTHER:
        return False
    if (
        turn.asked is not None
        and turn.asked.again
        and _says_more(turn, said)
        and not _holds_answer(turn, question, said)
    ):
        # It was asked twice, and nothing like an answer came.
        turn.change(asking=None)
        return True
    is_cue = question in cues.DIALOGUE.questions
    own = _OF_CUES if is_cue else ()
    is_heard = any(one.sure and one.wish not in own for one in wishes)
    likely = [one for one in found[:1] if one.name != NONE and one.likelihood >= TAKEN_UP]
    is_likely = len(said.split()) >= SHORTEST_LIKELY and any(one.wished.wish not in own for one in likely)
    return (is_heard or is_likely) and not _holds_answer(turn, question, said)


def _says_more(turn: Turn, said: str) -> bool:
    """Whether a text is a sentence without any number in it."""
    return len(said.split()) >= SHORTEST_SENTENCE and not _has_number(turn, said)


def _has_number(turn: Turn, said: str) -> bool:
    numbers = lexicon_of(turn.words.catalogue).numbers
    return any(word in numbers or word[0].isdigit() for word in normalize(said).split())


def _begins_with_no(turn: Turn, said: str) -> bool:
    told = leading_answer(said, turn.words)
    return told is not None and told.word is Intent.NO


def closes_with_no(turn: Turn, question: Question, said: str, wishes: Sequence[Wished]) -> None:
    """Close the question where a text begins with a no and then asks for something: "no. wednesday remind me at 2"."""
    if _begins_with_no(turn, said) and wishes and waits_for_text(turn, question):
        turn.change(asking=None)


def say_way_out(turn: Turn, question: Question, said: str) -> None:
    """Put into the newest line, which says that a text is no answer, how the question is left."""
    if not waits_for_text(turn, question) or _holds_answer(turn, question, said):
        return
    if turn.asked is not None:
        turn.asked = replace(turn.asked, again=True)
    has_own = (turn.person.account.asking or "").startswith((cues.ASKING, notifications.ASKING))
    # For these "none" is an answer, and a button says so.
    if not has_own and turn.replies and (text := turn.replies[-1].text) is not None:
        turn.replies[-1] = replace(turn.replies[-1], text=Html(f"{text} {turn.words.say('fallback.or_cancel')}"))


def _holds_answer(turn: Turn, question: Question, said: str) -> bool:
    words = turn.words
    if question in reminders.DIALOGUE.questions:
        return _holds_time(turn, said)
    if question in pausing.DIALOGUE.questions:
        return pausing.holds_end(turn, said)
    if question in come_again.DIALOGUE.questions:
        return come_again.holds_answer(turn, said)
    if _begins_with_no(turn, said):
        return False
    if question in notifications.DIALOGUE.questions:
        return matches(said, words, "hear.off") or _has_number(turn, said)
    if question in report.DIALOGUE.questions:
        return periods.read(said, turn.today, words) is not None or _has_number(turn, said)
    if question in cues.DIALOGUE.questions:
        is_led = any(said.casefold().startswith(f"{one} ") for one in words.options("cue.before"))
        return is_led or len(said.split()) <= LONGEST_PLAIN_CUE
    if (turn.person.account.asking or "").count(":") > 1 or _has_number(turn, said):
        # A place is offered, or several are; or it is what a clock shows.
        return True
    return (
        places.find_zone(said, turn.own_words, now=turn.now) is not None
        or places.place_mentioned(said, now=turn.now) is not None
    )


def _holds_time(turn: Turn, said: str) -> bool:
    weekend = reminder_phrases.weekend_here(turn)
    found = parse_reminders(reminder_phrases.essence(turn, said), turn.own_words, weekend=weekend)
    if found not in (TimeProblem.NOT_A_TIME, TimeProblem.REST_NOT_READ, TimeProblem.DAYS_NOT_READ):
        return True
    is_of_one = (turn.person.account.asking or "").startswith(reminders.TIME)
    days = parse_weekdays(said, turn.own_words, weekend=weekend) or parse_days_off(
        said, turn.own_words, weekend=weekend
    )
    return is_of_one and days is not None
