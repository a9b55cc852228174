"""The page of one reminder, and what is typed below it: "delete this one"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversations import phrases, typed_labels
from bot.conversations.phrases import line_of
from bot.conversations.preferences import reminder_changes
from bot.conversations.preferences.reminder_phrases import ASKING, after_rows
from bot.conversations.turn import MENU, Turn
from bot.i18n.catalogue import WEEKDAYS
from bot.markup import Html
from bot.replies import number_in, unpack
from bot.understanding.examples.meanings import Meant
from bot.understanding.second_look import TAKEN_UP
from bot.understanding.text.own_clauses import is_only, phrases_of
from bot.understanding.text.phrase_patterns import STOP, plain
from bot.understanding.text.written_forms import is_question
from bot.understanding.times.time_phrases import readings
from bot.understanding.times.weekdays import PLURALS
from bot.understanding.wishes.wish_rules import Wish

# Words of the plain form that name a reminder, perhaps another one.
_NAMES = frozenset({"morning", "evening", "afternoon", "night", "noon", "midnight", *WEEKDAYS, *PLURALS})


def answer_remove(turn: Turn, said: str, found: Sequence[Meant]) -> bool:
    """Remove the reminder whose page was shown last, where a text says no more than that; a tap takes it back. False
    for anything else, and where another page stands below. `found`: what the text may mean. Raises ShownNotRead."""
    if not turn.person.reminders or not _wants(turn, said, found):
        return False
    number = _shown(turn)
    reminder = next((one for one in turn.person.reminders if one.number == number), None)
    if reminder is None:
        return False
    line = line_of(turn, reminder)
    reminder_changes.remove_one(turn, reminder.number)
    lines = [turn.words.say("remind.removed", line=line), phrases.next_time(turn)]
    turn.say(Html(" ".join(lines)), after_rows(turn), slot=MENU)
    return True


def _wants(turn: Turn, said: str, found: Sequence[Meant]) -> bool:
    beside = phrases_of(turn.words, "hear.beside_answer")
    told = [word for word in plain(said).replace(STOP, " ").split() if word not in beside]
    if is_only(" ".join(told), turn.words, "hear.remove_this"):
        return True
    words = plain(readings(said, turn.words)[0]).split()
    names_one = not _NAMES.isdisjoint(words) or any(map(str.isdecimal, words)) or is_question(said)
    is_likely = bool(found) and found[0].name == Wish.REMOVE.value and found[0].likelihood >= TAKEN_UP
    return is_likely and not names_one


def _shown(turn: Turn) -> int | None:
    """The number of the reminder whose page has the newest buttons; None for any other message, also one with a button
    for each reminder."""
    shown = typed_labels.newest(turn)
    data = [] if shown is None else [unpack(each) for _, each in shown.buttons]
    numbers = [number_in(each[2]) for each in data if each[:2] == (ASKING, "remove") and len(each) == 3]
    return numbers[0] if len(numbers) == 1 else None
