"""Setup talk: what people say at a question of setting up that is no answer to it.

Who asks for a moment gets it. An answer to a later question is kept for it. A question gets its answer, and the open
one comes again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import time

from bot.conversations import talk
from bot.conversations.phrases import lines_of
from bot.conversations.preferences import preferred_position, reminder_changes, time_zone
from bot.conversations.preferences.reminder_phrases import essence, weekend_here
from bot.conversations.setup_stages import CARE, LEFT_OUT, POSITION, TIME, ZONE
from bot.conversations.turn import MENU, Turn
from bot.conversations.walk import films
from bot.i18n.catalogue import Words
from bot.markup import Html
from bot.replies import Button, pack, rows
from bot.timing.recurrence import ALL_DAYS, weekdays_to_mask
from bot.understanding.answers.intents import Intent, matches, normalize, recognize_whole
from bot.understanding.examples.meanings import Meant
from bot.understanding.ideas import ideas
from bot.understanding.questions import seats
from bot.understanding.text import written_forms
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.reminder_wishes import ReminderWish, parse_reminders
from bot.understanding.times.times import parse_clock
from bot.understanding.wishes import positions_told
from bot.understanding.wishes.sentence import Sentence, lexicon_of, says
from bot.understanding.wishes.wish_details import run_of
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished
from storage.records.person import SOUND, Reminder

# Times that are offered for a part of the day.
MORNING = "morning"
# Up to this hour, a time without am or pm is one after noon.
_LATEST_HOUR = {"noon": 7, "evening": 12}
TIMES_OF = {
    MORNING: (time(7), time(7, 30), time(8), time(9)),
    "noon": (time(12), time(12, 30), time(13), time(14)),
    "evening": (time(18), time(19), time(20), time(21)),
}
# In so many first words a question begins.
_FIRST_WORDS = 3
# Longer texts than this may ask something beside an answer.
_SHORTEST_BESIDE = 4
# What may be asked there, how likely it has to be, from 0 to 1, and the settings that are an answer instead.
_ASKED_BESIDE = frozenset({Wish.FAQ, Wish.PRIVACY, Wish.SHARE, Wish.DEVICE})
CLEARLY_ASKED = 0.6
_REASON = "faq.why_setting"
# Before there is a step, how long one lasts is how long all of them do.
MINUTES = frozenset({"step.whole_time", "step.step_time"})
_ASKING = ("hear.setup.asks", "hear.question_words")
_SETTINGS = frozenset({Wish.REMIND, Wish.MOVE, Wish.POSITION, Wish.USUAL_POSITION, Wish.ZONE, Wish.TRAVEL, Wish.CUE})
_CLOCK = re.compile(r"\d[:.]\d\d|\d ?[ap]\.?m\b", re.IGNORECASE)
_CLAUSES = re.compile(r"[.!;,]+\s*(?:(?:and|but)\s+)?|\s+(?:and|but)\s+")
_SENTENCES = re.compile(r"(?<=[.!?;])\s+|,\s+")


def asks_to_wait(turn: Turn, text: str) -> bool:
    """Whether somebody needs a moment; they are told that there is time. The question stays as it is."""
    begins = " ".join(text.split()[:_FIRST_WORDS])
    if not says(begins, turn.words, "setup.wait"):
        return False
    turn.say(turn.words.say("talk.wait"), event="setup")
    return True


def is_aside(turn: Turn, wishes: Sequence[Wished]) -> bool:
    """Whether something is said beside the question of setting up, such as in which language."""
    # "The English one" is a place there, and who needs a moment is told so already.
    is_told = time_zone.asks_which(turn) or any(one.wish is Wish.WAIT for one in wishes)
    return not is_told and talk.is_aside_in_setup(turn, wishes)


def asked_beside(turn: Turn, text: str, wishes: Sequence[Wished], found: Sequence[Meant]) -> Wished | None:
    """What is asked instead of an answer, as far as the meanings say: "is it free?". None for what the open question,
    or its reason, answers. `wishes`: what rules read; of those, settings are an answer."""
    if not written_forms.is_question(text) and not is_question(text, turn.words):
        return None
    if matches(text, turn.words, "hear.setup.minutes"):
        return Wished(Wish.ASK)
    if not found or found[0].name == _REASON or any(one.sure and one.wish in _SETTINGS for one in wishes):
        return None
    of_minutes = sum(one.likelihood for one in found if one.name in MINUTES)
    if of_minutes >= CLEARLY_ASKED:
        return Wished(Wish.ASK)
    is_of_these = found[0].wished.wish in _ASKED_BESIDE and found[0].likelihood >= CLEARLY_ASKED
    return found[0].wished if is_of_these else None


def answer_minutes(turn: Turn, asked: Wished) -> bool:
    """Say how long sessions are, before there is one that could be meant. False for another question."""
    if asked.wish is not Wish.ASK:
        return False
    turn.say(turn.words.say("setup.minutes"), event="setup")
    return True


def lead_for(turn: Turn, text: str) -> Html | None:
    """Keep what answers another question, or answer what is asked; the line that says so. None for neither."""
    stage, words = turn.person.account.setup, turn.words
    if stage != TIME and (wishes := times_in(turn, text)):
        return _keep_times(turn, wishes)
    if is_question(text, words, fewest=1 if stage == ZONE else 2):
        return _explained(turn, text, stage or "")
    if stage != POSITION and (position := _position_in(text, words)) is not None:
        return keep(turn, position)
    return None


def keep(turn: Turn, position: str) -> Html:
    """Keep a position; the line that says so."""
    turn.change(position=position)
    return turn.words.say("setup.kept", what=turn.words.opening(turn.words.label(f"position.name.{position}")))


def _position_in(text: str, words: Words) -> str | None:
    return preferred_position.position_told(text, words) or positions_told.read_or_left(text, words)


def keep_beside(turn: Turn, text: str, *, times: bool) -> tuple[str, list[Html]]:
    """Keep the position, and with `times` the time, that parts of an answer name: "the floor for me, and I'm in
    Toronto". What is left of it, and the lines that say so; the text and none where there is nothing else in it."""
    words, before = turn.words, turn.person
    parts = [part for part in _CLAUSES.split(text) if part.strip()]
    left, lines = list[str](), list[Html]()
    for part in parts:
        position = _position_in(part, words)
        found = times_in(turn, part) if times else ()
        if position is not None:
            lines.append(keep(turn, position))
        elif found:
            lines.append(_keep_times(turn, found))
        elif recognize_whole(part, words, (Intent.YES, Intent.NO)) is None:
            left.append(part)
    if left and lines:
        return ", ".join(left), lines
    turn.person = before
    return text, []


def _keep_times(turn: Turn, wishes: Sequence[ReminderWish]) -> Html:
    for wish in wishes:
        reminder_changes.add_one(turn, wish.time, wish.weekdays)
    made = [Reminder(0, one.time, weekdays_to_mask(one.weekdays or ALL_DAYS)) for one in wishes]
    return turn.words.say("setup.kept", what=turn.words.opening(str(lines_of(turn, made))))


def times_in(turn: Turn, text: str) -> tuple[ReminderWish, ...]:
    """The reminders that a text asks for where another question is open; empty for a number that may be anything."""
    if parse_clock(text, turn.own_words) and not says(text, turn.words, "remind"):
        # "It is 14:35 here".
        return ()
    if (beside := time_beside_part(turn, text)) is not None:
        return (beside,)
    lexicon = lexicon_of(turn.words.catalogue)
    found = parse_reminders(essence(turn, text), turn.own_words, weekend=weekend_here(turn))
    if not isinstance(found, tuple) or any(one.once for one in found):
        return ()
    told = set(normalize(text).split())
    is_clock = _CLOCK.search(text) is not None or not told.isdisjoint(lexicon.clock - {"at", "m"})
    names_days = any(one.weekdays is not None for one in found)
    return found if is_clock or names_days or says(text, turn.words, "remind") else ()


def time_beside_part(turn: Turn, text: str) -> ReminderWish | None:
    """The time that stands beside a part of the day, in it: "after lunch, about half past one" is 13:30. None without
    both, and where the text is read as it stands."""
    words = turn.words
    lexicon, part = lexicon_of(words.catalogue), part_of_day(turn, text)
    if part is None or is_question(text, turn.words) or isinstance(parse_reminders(text, turn.own_words), tuple):
        return None

    def read(said: str) -> ReminderWish | None:
        tokens = plain(said).split()
        found = parse_reminders(said, turn.own_words)
        is_told = not lexicon.clock.isdisjoint(tokens) or tokens[0] in words.options("hear.roughly") or ":" in said
        if not is_told or not isinstance(found, tuple) or len(found) != 1:
            return None
        return None if found[0].once or found[0].weekdays is not None else found[0]

    sentence = Sentence(text.split(), lexicon, lexicon.known, lexicon.correctable)
    said, _ = run_of(sentence, lexicon.times, lambda run: read(run) is not None)
    wish = read(said) if said else None
    if wish is not None and part != MORNING and 0 < wish.time.hour < _LATEST_HOUR[part]:
        return replace(wish, time=wish.time.replace(hour=wish.time.hour + 12))
    return wish


def without(text: str, words: Words, group: str) -> str:
    """The clauses of a text in which no phrase of a group stands."""
    return ", ".join(clause for clause in _CLAUSES.split(text) if clause and not says(clause, words, group))


def is_question(text: str, words: Words, *, fewest: int = 2) -> bool:
    """Whether a text asks something rather than answers, in so many words at least: "what?" alone may be said by
    somebody who did not understand. One or two words do where a question word is among them, and a mark behind: "New
    York?" answers."""
    first = normalize(text).split()[:_FIRST_WORDS]
    is_marked = written_forms.is_question(text)
    if len(first) < _FIRST_WORDS:
        said = f" {plain(text)} "
        return (
            is_marked
            and len(first) >= fewest
            and any(f" {plain(one)} " in said for key in _ASKING for one in words.options(key))
        )
    asked, mark, behind = text.partition("?")
    if mark and behind.strip() and len(asked.split()) >= _FIRST_WORDS:
        # "How do they differ? The floor is hard for me".
        return True
    begins = f" {' '.join(first)} "
    asks = any(f" {each} " in begins for each in words.options("hear.setup.asks"))
    return is_marked or asks or says(text, words, "setup.means")


def _explained(turn: Turn, text: str, stage: str) -> Html:
    words = turn.words
    if (told := _told_beside(turn, text)) is not None:
        return told
    if "bed" in ideas.named(text, words):
        return words.say("setup.why.position")
    if stage in (CARE, LEFT_OUT) and preferred_position.position_told(text, words) is not None:
        # "Could I do it on a chair?": that is asked next.
        return words.say("setup.why.position")
    return words.say("zone.why" if stage == ZONE else f"setup.why.{stage}")


def _told_beside(turn: Turn, text: str) -> Html | None:
    """The answer to a question that may come at any time: about sound, pictures, buttons, or a seat. None for
    another."""
    if (seat := seats.asked_about(text, turn.words)) is not None:
        return turn.words.say(f"ask.seat.{seat}")
    named = ideas.named(text, turn.words)
    for key, about in (
        ("setup.pictures", ("picture",)),
        ("setup.buttons", ("buttons",)),
        ("setup.sound", ("read_out", "sound")),
    ):
        if not named.isdisjoint(about):
            return turn.words.say(_without_a_voice(turn, key))
    return None


def _without_a_voice(turn: Turn, key: str) -> str:
    """The key of what is said instead where nothing is spoken in the person's language."""
    kinds = films.kinds_for(turn)
    lacking = {
        "setup.sound": "setup.sound.no_voice" if kinds else "way.no_others",
        "setup.blind": "setup.blind.no_voice",
    }
    return key if SOUND in kinds else lacking.get(key, key)


def answer_beside(turn: Turn, text: str) -> None:
    """Say something to what stands beside an answer: "On a chair. Do you send pictures?", "None. I am blind."."""
    words = turn.words
    if not ideas.named(text, words).isdisjoint(("blind",)):
        pictures = Button(words.label("button.pictures_off"), pack("meant", Wish.PICTURES_OFF.value))
        sound = Button(words.label("button.way_sound"), pack("meant", Wish.USUAL_WAY.value, SOUND))
        key = _without_a_voice(turn, "setup.blind")
        turn.say(words.say(key), rows((pictures, sound if key == "setup.blind" else None)), slot=MENU, event="setup")
        return
    if len(text.split()) <= _SHORTEST_BESIDE:
        return
    if positions_told.is_asked_beside(text, words):
        turn.say(words.say("setup.why.position"), event="setup")
        return
    asked = [part for part in _SENTENCES.split(text) if written_forms.is_question(part)]
    if asked and len(asked[-1].split()) < len(text.split()):
        told = _told_beside(turn, asked[-1])
        if told is not None:
            turn.say(told, event="setup")


def part_of_day(turn: Turn, text: str) -> str | None:
    """The part of the day that a text without a time names."""
    return next((part for part in TIMES_OF if says(text, turn.words, f"setup.{part}")), None)
