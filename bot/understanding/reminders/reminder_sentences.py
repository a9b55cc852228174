"""Sentences about reminders that their phrases alone do not tell: another time for one day, the only reminders that are
to stay, a week of times, and a return. Pure.

The words here are those of the plain form, in which `time_phrases` puts other languages ("statt = instead of"). Words
that only some sentences of a language have are in its catalogue: `hear.wish.*`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import time

from bot.i18n.catalogue import Words
from bot.timing.recurrence import ALL_DAYS, WEEKEND
from bot.understanding.reminders import instead_of, moves
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.text.written_forms import is_question
from bot.understanding.times.pauses import beginning_alone
from bot.understanding.times.reminder_parts import is_known
from bot.understanding.times.reminder_wishes import ReminderWish, parse_reminders
from bot.understanding.times.time_phrases import first_read
from bot.understanding.times.times import tokens_of
from bot.understanding.times.weekdays import GROUPS, PLURALS, WEEKDAYS, parse_weekdays, short_names
from bot.understanding.wishes.sentence import clauses_behind, lexicon_of, says
from bot.understanding.wishes.wish_details import NOT_ON, ONLY, Known
from bot.understanding.wishes.wish_rules import Where, Wish
from bot.understanding.wishes.wishes import Wished, time_in
from bot.understanding.wishes.wishes import read as read_wishes

# The most words beside times and days that are not known, in another language than English.
MOST_UNKNOWN = 5
_DENIALS = frozenset({"not", "no", "without", "except"})
# The most words of a return that is told alone: "start again on Wednesday".
LONGEST_RETURN = 6
# The most words of the day on which a pause begins: "from the 12th of December on".
LONGEST_BEGINNING, LONGEST_END = 6, 4
_BEGINS = frozenset({"from", "starting", "since"})

_DAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_ONE_DAY = re.compile(r"\b(todays?|tonight|tomorrows?|this (?:morning|afternoon|evening))\b")
_OF_THE_DAY = re.compile(rf"\b(?:todays?|tomorrows?|this (?=morning|afternoon|evening)|(?:on )?(?:{_DAY}))\b")
# A time that is no longer wanted stands behind these, at the end.
_NOT_THAT = re.compile(r",? (?:and )?(?:not|instead of|rather than)(?: at)? (\S+(?: (?:[ap]m|oclock))?)(?: please)?$")
_DAYS = rf"(?:{_DAY}|weekends?|weekdays?)(?: (?:and|or) (?:{_DAY}|weekends?|weekdays?))*"
_OFF_DAY = re.compile(
    rf"\b(?:not|no|without|except|never|skip)(?: (?:on|any|at|the))* ({_DAYS})\b(?! only)|\b({_DAYS}) (?:off|free)\b"
)
_WEEKLY = re.compile(
    r"\b(?:once|twice|thrice|(?:\d|two|three|four|five|six) ?(?:x|times|days|mornings|evenings)?)"
    r" (?:a|per|each|every) week\b"
)
_EACH_WEEK = re.compile(rf"\b(?:on|at|over|for)(?: the)? ({'|'.join(sorted(PLURALS))}|weekends?)\b")
_NOT_BUT_ONLY = re.compile(r"^not\b.*\bonly\b")
_ONLY = re.compile(rf"\b(?:only|just) (?:on )?(?:{_DAY}|weekdays?|weekends?)\b")
_FROM = re.compile(rf"\bfrom (?:the )?({_DAY}|\d{{1,2}}(?:st|nd|rd|th)?(?: \w+)?)\b")
_ON_A_DAY = re.compile(rf"\bon ({_DAY})\b")
_FROM_TO = re.compile(rf"\bfrom ({_DAY}) (?:until|till|til|to) ({_DAY})\b")
_GROUPS = GROUPS - {"daily", "everyday"}
_SEPARATORS = (",", "and", "&", "+", ";", ".")
_DAY_BEFORE = re.compile(rf"\b({_DAY}) $")
_UNTIL = re.compile(r"\b(?:until|till|til) (?P<day>.+)$")
_CLAUSE_ENDS = re.compile(r"[,;!]+(?=\s)|\.(?=\s)|\s+[-–—(]+\s*|\s+(?:because|cos|since|as|when|that's|thats)\b")
_COMMA = re.compile(r"[,;!?]+|\.(?!\d)")


def read(text: str, words: Words, wished: tuple[Wished, ...], known: Known) -> tuple[Wished, ...] | None:
    """The wish of such a sentence, where its phrases read `wished`; None for none."""
    if any(one.wish not in _NEAR for one in wished):
        return None
    readers = (
        _once,
        instead_of.read,
        _only_these,
        _week,
        _own_week,
        _part,
        _days_off,
        return_day,
        _last_clause,
        _without_days,
    )
    return next((found for reader in readers if (found := reader(text, words, wished, known)) is not None), None)


# What such a sentence may look like.
_NEAR = frozenset(
    {Wish.MOVE, Wish.REMIND, Wish.REMOVE, Wish.REMINDERS, Wish.DAYS_OFF, Wish.PAUSE, Wish.RESUME, Wish.WHEN_NEXT}
    | {Wish.NOT_TODAY, Wish.START_OVER, Wish.LATER}
)
_Reader = Callable[[str, Words, tuple[Wished, ...], Known], tuple[Wished, ...] | None]


def days_denied(text: str, words: Words | None = None) -> str:
    """The days on which nothing is to come, as a text names them: "not on Sundays though"; empty for none.

    `words`: the text is read in their language first, and the days are in the plain form of the readers of times.
    """
    return first_read(text, words, _days_denied, bool)


def _days_denied(text: str) -> str:
    off = _OFF_DAY.search(plain(text))
    return "" if off is None else off[1] or off[2]


def opening(text: str, words: Words | None, weekend: frozenset[int]) -> str:
    """The longest beginning of a text, up to the end of one of its clauses, that is a time with its days and no more:
    "weekdays at half ten in the morning", where why it is then stands behind; empty for none."""
    ends = [end.start() for end in _CLAUSE_ENDS.finditer(text)]
    for begun in (text[:end] for end in sorted(ends, reverse=True)):
        found = parse_reminders(begun, words, weekend=weekend)
        if isinstance(found, tuple) and all(one.weekdays and not one.once for one in found):
            return begun
    return ""


def days_of_pause(text: str, words: Words, wished: tuple[Wished, ...]) -> tuple[Wished, ...] | None:
    """The days of each week on which somebody asks for a pause: "pause at weekends"; None where that is not asked."""
    found = _EACH_WEEK.search(plain(text))
    is_pause = bool(wished) and all(one.wish in (Wish.PAUSE_SESSION, Wish.PAUSE) and not one.detail for one in wished)
    return (Wished(Wish.DAYS_OFF, found[1], sure=False),) if found is not None and is_pause else None


def from_a_day(text: str, words: Words, wished: tuple[Wished, ...], known: Known) -> tuple[Wished, ...] | None:
    """A pause that begins on a day to come and has no end: "pause from Thursday", "no reminders from the 5th on"; its
    end is asked for. None for anything else."""
    is_of_none = all(one.wish in (Wish.PAUSE, Wish.PAUSE_SESSION, Wish.DAYS_OFF, Wish.STOP) for one in wished)
    is_cue = bool(wished) or says(text, words, "pause_alone") or says(text, words, "absence.away")
    spoken = [plain(word) for word in text.split()]
    begins = next((place for place, word in enumerate(spoken) if word in _BEGINS), None)
    if not is_of_none or not is_cue or begins is None:
        return None
    longest = range(LONGEST_BEGINNING + LONGEST_END, 1, -1)
    runs = [" ".join(spoken[begins : begins + size]).rstrip(" .") for size in longest]
    if any(known.can_pause(run) for run in runs):
        return None
    beginning = next((run for run in runs[LONGEST_END:] if beginning_alone(run, known.today, words) is not None), None)
    is_named = beginning is not None and all(plain(one.detail) in beginning for one in wished)
    return (Wished(Wish.PAUSE, beginning),) if beginning is not None and is_named else None


def says_weekly(text: str) -> bool:
    """Whether a text says how often a week: "twice a week"."""
    return _WEEKLY.search(plain(text)) is not None


def concluded(text: str, words: Words, where: Where, known: Known) -> tuple[Wished, ...] | None:
    """The reminder that is wanted in the last part of "I work on Monday, so Saturday at nine"; to be asked about."""
    times = time_in(text, words)
    found = parse_reminders(times) if times and where is not Where.WALK else None
    if isinstance(found, tuple) and len(found) > 1 and all(one.weekdays is not None for one in found):
        # "No, I still want 7 on weekdays, and only Saturday at 10:30".
        return (Wished(Wish.REMIND, times, sure=False),)
    clauses = clauses_behind(text, words, "so")
    read = read_wishes(clauses, words, where, known) if clauses else ()
    if len(read) != 1 or read[0].wish not in (Wish.REMIND, Wish.MOVE) or not read[0].detail:
        return None
    return (replace(read[0], sure=False),)


def _once(text: str, words: Words, wished: tuple[Wished, ...], known: Known) -> tuple[Wished, ...] | None:
    """Another time for today or tomorrow alone: "today at 20:00 instead", "move today's to 4pm"."""
    said = _spelled(text, words)
    is_of_one = _ONE_DAY.search(said)
    if is_of_one is None or not says(text, words, "once_instead") or says(text, words, "once_instead.not"):
        return None
    without_old = _NOT_THAT.sub("", said)
    day = "tomorrow" if is_of_one[0].startswith("tomorrow") else "tonight" if is_of_one[0] == "tonight" else "today"
    told = time_in(_OF_THE_DAY.sub(" ", without_old).replace("tonight", " "), words)
    found = parse_reminders(f"{told} {day}") if told else None
    if not isinstance(found, tuple) or len(found) != 1 or found[0].days_ahead is None:
        return None
    return (Wished(Wish.MOVE, f"{'tomorrow' if day == 'tomorrow' else 'today'} {found[0].time:%H:%M}"),)


def _only_these(text: str, words: Words, wished: tuple[Wished, ...], known: Known) -> tuple[Wished, ...] | None:
    """The only reminders that are to stay: "only Monday and Thursday at 12:30, nothing else"."""
    is_only = any(one.wish is Wish.DAYS_OFF and one.detail.startswith(ONLY) for one in wished)
    is_all = says(text, words, "only_these") or _NOT_BUT_ONLY.search(text.casefold()) is not None
    is_weekly = _WEEKLY.search(plain(text)) is not None
    is_only |= not wished and _ONLY.search(text.casefold()) is not None
    if is_all and len(known.reminded) > 1 and (at := _one_time(text, words)) is not None:
        # "Change both to nine": on the days on which they come.
        all_days = frozenset[int]().union(*known.reminded.values())
        return (Wished(Wish.ONLY_THESE, f"{short_names(all_days)} {at:%H:%M}", sure=False),)
    if not (is_only or is_all or is_weekly):
        return None
    rest = _WEEKLY.sub(" ", " ".join(text.casefold().split()))
    behind = rest.rpartition(f"{ONLY} ")[2] if f"{ONLY} " in rest else rest
    is_behind = _NOT_BUT_ONLY.search(text.casefold()) is not None
    for part in (behind, rest) if is_behind else (rest, behind):
        times = re.sub(rf"\b{ONLY}\b", " ", time_in(part, words))
        found = parse_reminders(times) if times else None
        if isinstance(found, tuple) and not any(one.once or one.weekdays is None for one in found):
            if len(found) > 1 and not is_all:
                # "7 on weekdays, and only Saturday at 10" takes nothing else away.
                return None
            # What weekdays are depends on the country: the words stay.
            told = " ".join(times.split()) if not _GROUPS.isdisjoint(plain(times).split()) else written(found)
            return (Wished(Wish.ONLY_THESE, told, sure=False),)
    days = _days_in(rest) if is_weekly else ""
    return (Wished(Wish.DAYS_OFF, f"{ONLY} {days}", sure=False),) if days else None


def _one_time(text: str, words: Words) -> time | None:
    """The time of a sentence that names one alone, without days."""
    told = time_in(text, words)
    found = parse_reminders(told) if told else None
    is_one = isinstance(found, tuple) and len(found) == 1 and not found[0].once and found[0].weekdays is None
    return found[0].time if isinstance(found, tuple) and is_one else None


def _week(text: str, words: Words, wished: tuple[Wished, ...], known: Known) -> tuple[Wished, ...] | None:
    """Several times, each with its own days: "keep 9:45 on Tuesday and Friday, and on Thursday make it 10:15"."""
    if any(one.sure for one in wished) or is_question(text):
        return None
    beside = words.options("hear.wish.week_of_times.with")
    found = _several([one for one in tokens_of(text) if one not in beside])
    if len(found) < 2:
        return None
    days = [one.weekdays or frozenset() for one in found]
    if not _GROUPS.isdisjoint(plain(text).split()):
        return None
    if any(one.once for one in found) or not all(days) or sum(map(len, days)) != len(frozenset().union(*days)):
        return None
    return (Wished(Wish.REMIND, written(found), sure=False),)


def _own_week(text: str, words: Words, wished: tuple[Wished, ...], known: Known) -> tuple[Wished, ...] | None:
    """The same in another language, whose words beside times and days are not known: "Montag bis Freitag soll 6:45
    bleiben, nur Samstag 9 Uhr"."""
    if not words.is_translated or any(one.sure for one in wished):
        return None
    said, lexicon = tokens_of(text), lexicon_of(words.catalogue)
    kept = [one for one in said if not one.isalpha() or is_known(one) or one in lexicon.known]
    found = _several(kept) if len(said) - len(kept) <= MOST_UNKNOWN and _DENIALS.isdisjoint(said) else ()
    days = [one.weekdays or frozenset() for one in found]
    if len(found) < 2 or any(one.once for one in found) or sum(map(len, days)) != len(frozenset().union(*days)):
        return None
    # What weekdays are depends on the country: the words stay.
    groups = {ALL_DAYS - WEEKEND: "weekdays", WEEKEND: "weekend"} if not _GROUPS.isdisjoint(kept) else {}
    detail = ", ".join(
        f"{groups.get(day) or short_names(day)} {one.time:%H:%M}" for day, one in zip(days, found, strict=True)
    )
    is_read = isinstance(again := parse_reminders(detail), tuple) and len(again) == len(found)
    had, wanted = known.reminded, {one.time for one in found}
    # What has no more days of its own is not to stay beside them.
    is_all = any(at not in wanted and had[at] <= frozenset().union(*days) for at in had)
    return (Wished(Wish.ONLY_THESE if is_all else Wish.REMIND, detail, sure=False),) if is_read else None


def _part(text: str, words: Words, wished: tuple[Wished, ...], known: Known) -> tuple[Wished, ...] | None:
    """Another time on some days, told without a word for moving: "Tuesday at 8:30, the other days stay", or "Wednesday
    at 2, not 9"."""
    lexicon = lexicon_of(words.catalogue)
    said = " ".join(text.casefold().split()).strip(" .!")
    clauses = _COMMA.split(said)
    moving = [one for one in clauses if not lexicon.phrases["reminder_move.stay"].search(plain(one))]
    without_old = _NOT_THAT.sub("", said)
    is_not_that = without_old != said
    if len(moving) == len(clauses) and not is_not_that:
        return None
    told = time_in(without_old if is_not_that else " ".join(moving), words)
    found = parse_reminders(told) if told else None
    if not isinstance(found, tuple) or len(found) != 1 or found[0].once or not found[0].weekdays:
        return None
    return (Wished(Wish.MOVE, moves.Move(short_names(found[0].weekdays), found[0].time, 0).detail, sure=False),)


def _days_off(text: str, words: Words, wished: tuple[Wished, ...], known: Known) -> tuple[Wished, ...] | None:
    """The days that are denied, where "every day" stands before them; days of this week alone; or no more until one."""
    if wished and not any(one.wish is Wish.DAYS_OFF for one in wished):
        return None
    said = plain(text)
    until = _UNTIL.search(said)
    if until is not None and says(text, words, "no_more_until") and known.can_pause(f"until {until['day']}"):
        begun = _DAY_BEFORE.search(said[: until.start()])
        span = f"from {begun[1]} until {until['day']}" if begun is not None else ""
        stretch = span if span and known.can_pause(span) else f"until {until['day']}"
        return (Wished(Wish.PAUSE, stretch, sure=False),)
    days = _FROM_TO.search(said)
    if days is not None and says(text, words, "part.one_week") and known.can_pause(days[0]):
        return (Wished(Wish.PAUSE, f"from {days[1]} to {days[2]}", sure=False),)
    off = days_denied(text)
    return (Wished(Wish.DAYS_OFF, off, sure=False),) if off and "every day" in said else None


def return_day(text: str, words: Words, wished: tuple[Wished, ...], known: Known) -> tuple[Wished, ...] | None:
    """The day on which the reminders are to come again: "come back Monday", "resume on 20 December"."""
    if is_question(text):
        return None
    lexicon = lexicon_of(words.catalogue)
    for clause in reversed([one.strip() for one in _COMMA.split(" ".join(text.split())) if one.strip()]):
        led = lexicon.phrases["return_on"].search(plain(clause))
        if led is None or len(clause.split()) > LONGEST_RETURN:
            continue
        day = plain(clause)[led.end() :].strip()
        day = re.sub(r"^(?:on|from|at|the) ", "", re.sub(r" please$", "", day))
        if not day and (named := _ON_A_DAY.search(plain(text))) is not None and "then" in led[0]:
            # "Home on Friday, remind me then."
            day = named[1]
        if day and known.can_pause(f"until {day}"):
            begins = _FROM.search(plain(text)) if says(text, words, "pause_alone") else None
            span = f"from {begins[1]} until {day}" if begins is not None else ""
            return (Wished(Wish.PAUSE, span if span and known.can_pause(span) else f"until {day}", sure=False),)
    return None


def _last_clause(text: str, words: Words, wished: tuple[Wished, ...], known: Known) -> tuple[Wished, ...] | None:
    """Another time that is wanted in the last clause, behind why: "it rang in a lesson, could you do half past
    instead"."""
    clauses = [one for one in _COMMA.split(text) if one.strip()]
    if wished or len(clauses) < 2 or says(text, words, "reminder_move.not"):
        return None
    found = read_wishes(clauses[-1], words, Where.OUT, known)
    if len(found) != 1 or found[0].wish is not Wish.MOVE or not found[0].detail:
        return None
    return (Wished(Wish.MOVE, found[0].detail, sure=False),)


def _without_days(text: str, words: Words, wished: tuple[Wished, ...], known: Known) -> tuple[Wished, ...] | None:
    """A time beside why it is wanted, and the days that are taken from it: "half six before work. not at weekends"."""
    told = "" if wished or is_question(text) else time_in(text, words)
    return (Wished(Wish.REMIND, told, sure=False),) if NOT_ON in told else None


def _several(tokens: list[str]) -> tuple[ReminderWish, ...]:
    """Times with their days, cut at separators where they do not stand together; empty where one has none."""
    ends = [place for place in range(1, len(tokens)) if _separators_at(tokens, place)]
    for place in sorted(ends, key=lambda place: -_separators_at(tokens, place)):
        first = parse_reminders(" ".join(tokens[:place]).strip(" ,.;"))
        rest = tokens[place + _separators_at(tokens, place) :]
        if _separators_at(tokens, place) > 1 and isinstance(first, tuple) and all(one.weekdays for one in first):
            last = _several(rest)
            if last:
                return (*first, *last)
    found = parse_reminders(" ".join(tokens).strip(" ,.;"))
    return found if isinstance(found, tuple) and all(one.weekdays for one in found) else ()


def _separators_at(tokens: list[str], place: int) -> int:
    """How many separators stand together from a place on."""
    end = place
    while end < len(tokens) and tokens[end] in _SEPARATORS:
        end += 1
    return end - place


def _spelled(text: str, words: Words) -> str:
    """The text in plain words, with slips in "today" and "tomorrow" corrected."""
    said = " ".join(text.casefold().replace("'s", "s").replace("’s", "s").split()).strip(" .!")
    return re.sub(r"\btom+or+ows?\b|\btmrw\b", "tomorrow", said)


def _days_in(said: str) -> str:
    """The weekdays of a text, as `parse_weekdays` reads them; empty for none."""
    found = re.findall(rf"\b(?:{_DAY})\b", said)
    days = parse_weekdays(" ".join(one for one in found if len(one) > len("we")))
    return short_names(days) if days else ""


def written(wishes: tuple[ReminderWish, ...]) -> str:
    """Reminders with their days, as `parse_reminders` reads them again."""
    return ", ".join(f"{short_names(one.weekdays or frozenset())} {one.time:%H:%M}" for one in wishes)
