"""A second look at a sentence: what rules read is compared with the examples that it is nearest to. Pure.

Rules know their words; examples know how people speak. Where the rules read nothing, the likeliest meaning is taken up;
where both disagree, it is asked. What is heard of the body, and the exact words of a session, are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.i18n.catalogue import WEEKDAYS, Words
from bot.understanding.answers.ends import span_in
from bot.understanding.answers.intents import Intent, recognize_whole
from bot.understanding.examples.examples import NONE
from bot.understanding.examples.meanings import Meant
from bot.understanding.hearing import Heard
from bot.understanding.questions.step_questions import StepQuestion
from bot.understanding.reminders.reminder_sentences import says_weekly
from bot.understanding.symptoms.symptom_rules import Reading, Symptom
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.time_phrases import readings, with_plain_times
from bot.understanding.times.weekdays import PLURALS
from bot.understanding.wishes import told_lengths
from bot.understanding.wishes.sentence import is_denied_before, says
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished, may_ask, way_by_label

# How likely a meaning is that is clear: thanks are heard instead of a page that their words name ("you are a help").
CLEARLY = 0.9
# How unlikely a question about the step is by the examples that another meaning is clear beside.
UNASKED = 0.05
# The same for a frequent question, said with words of several wishes.
CONTRADICTS_SEVERAL = 0.6
# How likely a meaning has to be to be taken up where rules read nothing, or are in doubt.
TAKEN_UP = 0.45
# How likely one has to be to speak against what rules are sure of, and how unlikely their own reading then is.
CONTRADICTS, DOUBTED = 0.25, 0.08
# The same for a wish with its detail, such as a time: it is seldom read wrongly.
CONTRADICTS_DETAIL, DOUBTED_DETAIL = 0.7, 0.03
# The fewest words of a text that is doubted, or taken up as soon as a meaning is likely; shorter ones say too little.
SHORTEST = 3
TAKEN_UP_SHORT = 0.85
# What is said along with a wish seldom speaks against it, but its words alone name pages.
_POLITE = frozenset({"thanks", "glad", "hello", "sorry", "goodbye"})
_PAGES = frozenset({Wish.HELP, Wish.ABOUT, Wish.WAYS, Wish.MESSAGES, Wish.NOTIFICATIONS, Wish.SETTINGS})
_OF_PAGES = ("hear.asks_for_page", "hear.question_words")
# Wishes whose detail is a word that many sentences have: it is read wrongly as often as they are.
_OF_COMMON_WORDS = frozenset({Wish.LENGTH, Wish.POSITION, Wish.CUE})
_LENGTHS = frozenset({Wish.LENGTH, Wish.USUAL_LENGTH})
# Wishes that change what is set for days to come, and how unlikely one is that is not trusted.
_CHANGES = frozenset(
    {Wish.MOVE, Wish.REMIND, Wish.PAUSE, Wish.DAYS_OFF, Wish.REMOVE, Wish.STOP, Wish.CUE, Wish.ZONE, Wish.QUIET}
    | {Wish.NOT_TODAY, Wish.TRAVEL}
)
UNLIKELY = 0.03
# What is not taken up beside a denial: "please don't delete my data".
_GRAVE = frozenset(
    {Wish.STOP, Wish.DELETE, Wish.REMOVE, Wish.PAUSE, Wish.UNWELL, Wish.NOT_TODAY, Wish.RESUME, Wish.START, Wish.NEXT}
    | {Wish.SKIP, Wish.BACK, Wish.OTHER_SIDE, Wish.EASIER, Wish.HARDER, Wish.SLOWER, Wish.SHARE, Wish.ADD_PAST}
)
# Of the body the examples decide nothing: what they are near to is only offered.
_OF_THE_BODY = frozenset({"pain", "doubt"})
# How likely nothing has to be meant to be told so.
NOTHING = 0.8
# How unlikely what rules are in doubt of has to be to be left for another meaning.
LEFT = 0.15
_EACH_WEEK = PLURALS | {"weekends", "weekdays"}
# What is left of "keine Erinnerung am Sonntag" in plain form.
_WEEKDAY = "|".join(sorted({*WEEKDAYS, *PLURALS}, key=len, reverse=True))
_NOT_REMINDED = re.compile(
    rf"not remind me (?:on )?(?P<behind>{_WEEKDAY})|(?:on )?(?P<before>{_WEEKDAY}) not remind me"
)
# Wishes that are guessed by one word; and how likely another meaning has to be at least to speak against them.
_BY_A_WORD = frozenset({Wish.DAYS_OFF, Wish.POSITION})
MOST_UNSURE = 0.25
# How likely a meaning has to be to be offered beside another one.
OFFERED = 0.1
MOST_OFFERED = 2
# What a rest may look like whose days are told.
_OF_JOURNEYS = frozenset({Wish.ZONE, Wish.TRAVEL})
_DAY = "|".join(WEEKDAYS)
_RANGE = re.compile(rf"\b({_DAY}) (?:to|until|till|through|-) ({_DAY})\b")
_NEAR_REST = _OF_JOURNEYS | {Wish.DAYS_OFF, Wish.NOT_TODAY, Wish.PAUSE, Wish.STOP}
# Meanings that are near each other: one is no reason to doubt the other.
_RELATED: tuple[frozenset[str], ...] = tuple(
    map(
        frozenset,
        (
            {"remind", "move", "only_these", "remove", "reminders", "when_next", "days_off", "later"},
            {"stop", "giving_up", "delete", "annoyed"},
            {"goodbye", "stop_session", "session_done", "done_today"},
            {"stop", "stop_session", "goodbye"},
            {"position", "position_today", "usual_position", "step.chair", "step.bed", "step.wheels"},
            {"length", "usual_length"},
            {"length", "start"},
            {"pause_session", "wait", "pause"},
            {"side_done", "next", "other_side", "session_done"},
            {"next", "where_was_i", "step.after"},
            {"movement", "describe", "other_movement", "faq.all_movements"},
            {"listen", "follow_along", "by_steps", "ways", "usual_way"},
            {"progress", "streak", "days_in", "improving", "forgiven"},
            {"progress", "no_weeks", "faq.shift_work"},
            {"pain", "doubt", "ask_doctor", "safety"},
            {"notifications", "messages", "settings"},
            {"unwell", "not_today", "later"},
            {"later", "wait", "pause_session"},
            {"travel", "zone", "pause"},
            {"pause", "days_off", "not_today"},
            {"pause", "resume"},
            {"yesterday", "add_past", "done_today"},
            {"help", "about", "more", "word_means", "cue_word", "cue"},
            {"repeat", "where_was_i", "step.step_text", "back"},
            {"start", "todays", "start_over", "resume", "where_was_i", "come_back"},
            {"improving", "checkin", "does_help"},
            {"about", "safety", "name", "share", "does_help"},
            {"misheard", "repeat"},
            {"pictures_on", "step.picture"},
            {"step.which_side", "repeat"},
            {"delete", "privacy", "export"},
            {"pictures_off", "in_words", "pictures_on"},
            {"pictures_off", "by_steps"},
            {"more", "harder"},
            {"easier", "slower", "faq.less"},
            {"step.correct", "faq.doing_it_right"},
            {"harder", "faq.levels"},
            {"step.how_many", "faq.set_rounds"},
            {"step.wheels", "faq.slippery"},
            {"share", "faq.company", "broadcast"},
            {"version", "stats", "broadcast", "admin_health", "admin_reached"},
        ),
    )
)
# The class of examples of each word of a session.
_CLASSES: dict[Intent, str] = {
    Intent.ENOUGH: "side_done",
    Intent.OTHER_POSITION: "position",
    Intent.PAUSE: "pause_session",
    Intent.STOP: "stop_session",
    Intent.HURTS: "pain",
    Intent.SHORT: "length",
}
# The class of examples of wishes that have none of their own.
_OF_WISHES: dict[Wish, str] = {
    Wish.HOW_LONG: "step.whole_time",
    Wish.HOW_MANY: "step.how_many",
    Wish.BREATHE: "step.breathe",
    Wish.WHY: "step.why",
    Wish.MESSAGES: "notifications",
    Wish.USUAL_POSITION: "position",
    Wish.WAIT: "pause_session",
}


@dataclass(frozen=True, slots=True)
class Second:
    """What is to be asked, and what may be meant instead."""

    wished: Wished
    others: tuple[Wished, ...] = ()


def doubt(heard: Heard, found: Sequence[Meant], text: str, words: Words) -> Second | None:
    """What is more likely meant than what was heard; None where nothing speaks against it.

    `found`: the meanings of the text. Several wishes are only left for a frequent question. Questions about the step
    and the exact words of a session are not doubted.
    """
    is_plain = any(one.plain for one in heard.wishes)
    if not found or is_plain or heard.question is not None or found[0].name in (NONE, *_OF_THE_BODY):
        return None
    if len(with_plain_times(text, words).split()) < SHORTEST or way_by_label(text, words) is not None:
        return None
    if {one.wish for one in heard.wishes} & _LENGTHS and told_lengths.read(text, words) is not None:
        # "Set it to 3 min" is near to the moves of reminders.
        return None
    likely, own_likely = found[0].likelihood, _likelihood(found, _classes_of(heard))
    if found[0].name in _POLITE:
        is_page = bool(heard.wishes) and heard.wishes[0].wish in _PAGES and not _asks_for_page(text, words)
        is_weak = len(heard.wishes) == 1 and (is_page or not heard.wishes[0].sure)
        return Second(found[0].wished) if is_weak and likely >= CLEARLY and own_likely <= DOUBTED else None
    if len(heard.wishes) > 1:
        is_asked = found[0].wished.wish is Wish.FAQ and not any(one.detail for one in heard.wishes)
        is_it = is_asked and likely >= CONTRADICTS_SEVERAL and own_likely <= DOUBTED
        return Second(found[0].wished) if is_it else None
    if not heard.wishes and (heard.word is None or recognize_whole(text, words) is not None):
        return None
    is_sure = heard.word is not None or heard.wishes[0].sure
    if found[0].wished.wish in (Wish.WHEN_NEXT, Wish.REMIND) and {one.wish for one in heard.wishes} == {Wish.PAUSE}:
        # "No reminder tomorrow" is near to "when is the next one?", and "do not write at one" to "write at one".
        return None
    if not is_sure and likely >= CLEARLY and heard.wishes[0].wish in _PAGES and found[0].name != heard.wishes[0].wish:
        # A page is near what is meant, and long.
        return Second(found[0].wished)
    least, most = (CONTRADICTS, DOUBTED) if is_sure else (TAKEN_UP, LEFT)
    if heard.wishes and heard.wishes[0].detail and (is_sure or heard.wishes[0].wish not in _OF_COMMON_WORDS):
        least, most = CONTRADICTS_DETAIL, DOUBTED_DETAIL
    if likely < least or own_likely > most:
        return None
    own = tuple(replace(one, sure=False) for one in heard.wishes)
    return Second(found[0].wished, (*own, *_others(found[1:], found[0].wished))[:MOST_OFFERED])


def clearer(question: StepQuestion, found: Sequence[Meant]) -> Meant | None:
    """What is clearly asked instead of what rules read as a question about the step; None where nothing speaks against
    it. What is normal is known by rules alone."""
    if not found or question.startswith("normal.") or found[0].name in (NONE, *_OF_THE_BODY, *_POLITE):
        return None
    own = _likelihood(found, _classes_of(Heard(wishes=(Wished(Wish.ASK, question.value),))))
    is_clear = found[0].likelihood >= CLEARLY and own < UNASKED and found[0].wished.wish in (Wish.ASK, Wish.FAQ)
    return found[0] if is_clear and not found[0].name.startswith("step.normal.") else None


def withdraw(heard: Heard, found: Sequence[Meant], text: str) -> Heard:
    """What was heard, without a wish that rules guess by a day alone where no example speaks for it: "on Saturday we
    have visitors"."""
    if len(heard.wishes) != 1 or heard.wishes[0].sure or heard.wishes[0].wish not in _BY_A_WORD or not found:
        return heard
    if says_weekly(text) or not _EACH_WEEK.isdisjoint(plain(heard.wishes[0].detail).split()):
        return heard
    own = _likelihood(found, frozenset({heard.wishes[0].wish.value}))
    return heard if own >= LEFT or found[0].likelihood < MOST_UNSURE else Heard(heard.symptom, heard.word)


def with_days(heard: Heard, found: Sequence[Meant], text: str, today: date, words: Words) -> Heard:
    """What was heard, or the rest whose days are told: "no reminders until Friday" is no day off each week, and a
    journey from Thursday to Saturday leaves these days out. It is asked about; English has rules of its own."""
    is_other = heard.symptom is not None or heard.word is not None
    if not words.is_translated or is_other or not found or found[0].name not in _NEAR_REST:
        return heard
    if off := day_not_reminded(text, words):
        return Heard(wishes=(Wished(Wish.DAYS_OFF, off, sure=False),))
    plain_times = with_plain_times(text, words)
    days, run = span_in(plain_times, today, words), _RANGE.search(plain_times.casefold())
    if run is not None and found[0].name in _OF_JOURNEYS:
        days = f"from {run[1]} to {run[2]}"
    is_named = any(one.wish is Wish.PAUSE and one.detail for one in heard.wishes)
    if is_named or (run is not None and not days.startswith("from ")):
        # "Monday until Friday" may be of each week.
        return heard
    doubtful = _NEAR_REST if days.startswith("from ") else _NEAR_REST - _OF_JOURNEYS
    if not days or any(one.sure or one.wish not in doubtful for one in heard.wishes):
        return heard
    return Heard(wishes=(Wished(Wish.PAUSE, days, sure=False),))


def day_not_reminded(text: str, words: Words) -> str:
    """The weekday on which a text in another language wants no reminder, and says nothing else: "keine Erinnerung am
    Sonntag"; empty for any other."""
    found = _NOT_REMINDED.fullmatch(readings(text, words)[0].strip(" .!")) if words.is_translated else None
    return "" if found is None else found["behind"] or found["before"]


def lessen(heard: Heard, found: Sequence[Meant], text: str) -> Heard:
    """What was heard, with less trust in wishes that change what is set and that no example speaks for: "ten minutes,
    then I come back" moves no reminder. Such a wish is asked about; beside another one it is left out."""
    if not found or not heard.wishes or len(text.split()) < SHORTEST:
        return heard
    unlikely = [
        one.wish in _CHANGES and one.sure and _likelihood(found, _classes_of(Heard(wishes=(one,)))) <= UNLIKELY
        for one in heard.wishes
    ]
    if not any(unlikely):
        return heard
    kept = tuple(one for one, is_unlikely in zip(heard.wishes, unlikely, strict=True) if not is_unlikely)
    return replace(heard, wishes=kept or tuple(replace(one, sure=False) for one in heard.wishes))


def take_up(found: Sequence[Meant], text: str, words: Words) -> Second | None:
    """What is likely meant where nothing was heard; None where that is not clear, or nothing that there is."""
    is_short = len(text.split()) < SHORTEST
    if not found or found[0].name in _OF_THE_BODY or (found[0].name == NONE and is_short):
        return None
    least = NOTHING if found[0].name == NONE else TAKEN_UP_SHORT if is_short else TAKEN_UP
    if found[0].likelihood < least:
        return None
    if found[0].wished.wish is Wish.STEP_UNKNOWN and not may_ask(text, words):
        return None
    if found[0].wished.wish is Wish.YESTERDAY and says(text, words, "part.denied"):
        # "I could not yesterday."
        return Second(Wished(Wish.SORRY, sure=False))
    if found[0].wished.wish in _GRAVE and says(text, words, "part.denied"):
        return None
    if found[0].wished.wish is Wish.STOP_SESSION and is_denied_before(text, "stop", words):
        # "Don't stop now."
        return None
    return Second(found[0].wished, _others(found[1:], found[0].wished))


def asked_instead(told: Reading, found: Sequence[Meant]) -> Wished | None:
    """The frequent question that good news of the body are none beside: "I like it, but less of it". None for news."""
    is_news = told.symptom is not Symptom.RELIEF or not found or found[0].wished.wish is not Wish.FAQ
    return None if is_news or found[0].likelihood < TAKEN_UP_SHORT else found[0].wished


def beside(heard: Heard, found: Sequence[Meant]) -> tuple[Wished, ...]:
    """What may be meant instead of a wish that is asked about."""
    return _others(found, heard.wishes[0]) if len(heard.wishes) == 1 and not heard.wishes[0].sure else ()


def _asks_for_page(text: str, words: Words) -> bool:
    said = f" {plain(text)} "
    return any(f" {each} " in said for key in _OF_PAGES for each in words.options(key))


def _classes_of(heard: Heard) -> frozenset[str]:
    """The classes of what was heard, and those that are near them."""
    own = {_OF_WISHES.get(one.wish, one.wish.value) for one in heard.wishes}
    if heard.word is not None:
        own.add(_CLASSES.get(heard.word, heard.word.value))
    if heard.wishes and heard.wishes[0].wish in (Wish.FAQ, Wish.ASK):
        prefix = "faq." if heard.wishes[0].wish is Wish.FAQ else "step."
        own.add(f"{prefix}{heard.wishes[0].detail}")
    return frozenset(own).union(*(near for near in _RELATED if not near.isdisjoint(own)))


def _likelihood(found: Iterable[Meant], classes: frozenset[str]) -> float:
    return sum(one.likelihood for one in found if one.name in classes)


def _others(found: Sequence[Meant], taken: Wished) -> tuple[Wished, ...]:
    """What may be meant instead, once each."""
    likely = dict.fromkeys(one.wished for one in found if one.likelihood >= OFFERED and one.name != NONE)
    return tuple(wished for wished in likely if wished.wish is not taken.wish or wished.detail != taken.detail)[
        :MOST_OFFERED
    ]
