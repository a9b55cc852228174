"""Details of wishes: the time, days, span, pause or place that a sentence asks for, as typed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from bot.understanding.text.phrase_patterns import STOP, PhraseGroup, plain
from bot.understanding.text.remembered import remembered
from bot.understanding.times.reminder_wishes import LengthOfTime, parse_reminders
from bot.understanding.times.spans import parse_span
from bot.understanding.times.times import NUMBERS, TimeProblem
from bot.understanding.times.weekdays import EVERY, GROUPS, PLURALS, WEEKDAYS, parse_weekdays
from bot.understanding.wishes import counts
from bot.understanding.wishes.sentence import EDGES, Sentence
from bot.understanding.wishes.wish_rules import Detail, Rule, Wish

# The most words left out at the ends of a run, and the longest place in words.
MOST_TRIMMED, LONGEST_PLACE = 4, 4
# The most times of day in a sentence that are looked at.
MOST_TIMES = 3
# In front of days that are to stay.
ONLY = "only"
# The same, where days follow, and what may stand between them.
_JUST, _BETWEEN_DAYS = "just", frozenset({"on", "at", "the", "every", "each", "and", "or", ","})
# Whether a way of sessions is wanted from now on, or for today.
ALWAYS, TODAY = "always", "today"
# Minutes behind an hour, both in words: "nine thirty".
SPELLED_MINUTES = frozenset({"fifteen", "thirty", "twenty", "forty", "fifty"})
# What stands before "past" in a time: "ten past eight".
_PARTS_OF_HOUR = frozenset({*NUMBERS, "half", "quarter", "twenty"})
# Behind a time that is wanted once.
ONCE = "once"
# A number that stands for a thing behind others.
ONE = "one"
_DAYS_OF_ONE = frozenset({"today", "tonight", "tomorrow", "this", "each", "every", "in"})
# Of the words that make something one for today, the one that is a part of each day.
EVENING = "evening"
# A short form of a weekday that is a word of its own.
PRONOUN = "we"
# Days that are taken away beside a time, and what stands around them.
_SEVERAL = PLURALS | {"weekends", "weekdays"}
_NAMED_DAYS = WEEKDAYS.keys() - {PRONOUN} | GROUPS
_OFF, _JOINED, _BEFORE_DAYS = (
    frozenset({"off", "free"}),
    frozenset({"and", "or"}),
    frozenset({"on", "at", "the", "any"}),
)
_DENY = frozenset({"not", "without", "except", "never", "but"})
# Between a time and the days that are taken from it.
NOT_ON = " not on "
# In front of a wait.
WAIT = "in"
# Times that are not on offer: the line that says so is the answer.
ANSWERED = (TimeProblem.NOT_EACH_WEEK, TimeProblem.A_DATE)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What else a sentence may name; one is equal to itself alone. `movements` are plain names with their ids;
    `is_place` tells whether a text is the name of a place, `can_pause` whether it is the length or the end of a pause.
    `today` is the person's own date. `is_admin`: they run the bot. `reminded`: the times at which reminders come each
    week, with their weekdays. `films`: their sessions are films, or this one is."""

    movements: Mapping[str, str]
    is_place: Callable[[str], bool]
    can_pause: Callable[[str], bool]
    today: date
    is_admin: bool = False
    reminded: Mapping[time, frozenset[int]] = field(default_factory=dict)
    films: bool = False


def detail_of(sentence: Sentence, rule: Rule, covered: set[int], known: Known) -> tuple[str, set[int]]:
    """What a wish is about, as typed, and its tokens."""
    lexicon = sentence.lexicon

    def reads_time(text: str) -> bool:
        return has_time(text, lexicon.clock)

    match rule.detail:
        case Detail.NONE:
            return "", set()
        case Detail.TIMES if rule.wish is Wish.MOVE:
            return _new_time(sentence, reads_time)
        case Detail.TIMES:
            return times_in(sentence)
        case Detail.DAYS if times_in(sentence)[0]:
            return "", set()
        case Detail.DAYS if _names_all(sentence):
            text, taken = run_of(sentence, sentence.lexicon.days, has_days, without=_denied_beside(sentence))
            return (f"{ONLY} {text}" if text else text), taken
        case Detail.DAYS:
            text, taken = run_of(sentence, sentence.lexicon.days, has_days)
            return text.removeprefix(f"{ONLY} "), taken
        case Detail.SPAN:
            return run_of(sentence, sentence.lexicon.times, has_span)
        case Detail.PAUSE:
            return _pause(sentence, known)
        case Detail.PLACE | Detail.PLACE_AND_DAY:
            return _place(sentence, covered, known.is_place)
        case Detail.TAIL:
            return _tail(sentence, sentence.lexicon.after, covered)
        case Detail.PERIOD:
            return _tail(sentence, sentence.lexicon.period, covered)
        case Detail.DAYS_OF:
            return _days_of(sentence, covered)
        case Detail.EVER:
            return _ever(sentence)


def run_of(
    sentence: Sentence,
    listed: frozenset[str],
    reads: Callable[[str], bool],
    *,
    most_trimmed: int = MOST_TRIMMED,
    without: Collection[int] = (),
) -> tuple[str, set[int]]:
    """The longest run of figures and listed words that can be read, and its tokens; words at its ends may be left
    out. In a run of times no number counts something."""
    if not listed.isdisjoint(sentence.lexicon.clock):
        without = {*without, *counts.places(sentence)}
    for first, last in sorted(sentence.runs(listed), key=lambda run: run[0] - run[1]):
        for size in range(last - first, max(0, last - first - most_trimmed - 1), -1):
            for start in range(first, last - size + 1):
                if any(start <= sentence.owners[place] < start + size for place in without):
                    continue
                text = " ".join(sentence.words[start : start + size]).strip(EDGES)
                if reads(text):
                    taken = {place for place, owner in enumerate(sentence.owners) if start <= owner < start + size}
                    return text, taken
    return "", set()


def _place(sentence: Sentence, covered: Collection[int], is_place: Callable[[str], bool]) -> tuple[str, set[int]]:
    """The name of a place behind the phrase, as long as it can be."""
    begin = max(covered) + 1
    for last in range(min(len(sentence.tokens), begin + LONGEST_PLACE), begin, -1):
        if STOP in sentence.tokens[begin : last - 1] and sentence.tokens[last - 1] == STOP:
            continue
        text = sentence.words_of(begin, last)
        said = plain(text).split()
        if len(said) == 1 and said[0] in sentence.lexicon.fillers and text.islower():
            # "What I'm in for": the code of an airport, too.
            continue
        if text and not sentence.lexicon.times.issuperset(said) and is_place(text):
            return text, set(range(begin, last))
    return "", set()


def _tail(sentence: Sentence, begins: PhraseGroup, covered: Collection[int]) -> tuple[str, set[int]]:
    """All words from the first that begins the detail, to the end of the clause."""
    for first, _ in sentence.spans(begins):
        last = next((place for place in range(first, len(sentence.tokens)) if sentence.tokens[place] == STOP), None)
        end = len(sentence.tokens) if last is None else last
        text = sentence.words_of(first, end)
        if text:
            return text, set(range(first, end))
    return "", set()


def _names_all(sentence: Sentence) -> bool:
    """Whether the days that a sentence names are the only ones: "only not on Saturdays" leaves one out, and so does
    "only Fridays off"."""
    tokens, days = sentence.tokens, sentence.lexicon.days
    denied = {first for first, _ in sentence.spans(sentence.lexicon.denied)}
    return any(
        (token == ONLY or (token == _JUST and _named_next(tokens, place, days) > place))
        and place + 1 not in denied
        and not _OFF.intersection(tokens[_named_next(tokens, place, days) + 1 :][:1])
        for place, token in enumerate(tokens)
    )


def _named_next(tokens: Sequence[str], place: int, days: Collection[str]) -> int:
    """The place of the last day that is named behind a place; that place where none is."""
    last = place
    for behind in range(place + 1, len(tokens)):
        if tokens[behind] in days:
            last = behind if parse_weekdays(tokens[behind]) else last
        elif tokens[behind] not in _BETWEEN_DAYS:
            break
    return last


def _denied_beside(sentence: Sentence) -> set[int]:
    """The places behind a denial, up to the next word that names all: "only on weekdays, not at the weekend"."""
    tokens, found = sentence.tokens, set[int]()
    for first, _ in sentence.spans(sentence.lexicon.denied):
        end = next((place for place in range(first, len(tokens)) if tokens[place] == ONLY), len(tokens))
        found.update(range(first, end))
    return found


def _days_of(sentence: Sentence, covered: Collection[int]) -> tuple[str, set[int]]:
    """The period that a sentence names, without the words behind it that say nothing: "in November, please"."""
    spans = sentence.spans(sentence.lexicon.phrases["part.days_of"])
    text, taken = _tail(sentence, sentence.lexicon.phrases["part.days_of"], covered)
    if not spans or not text:
        return "", set()
    first, own_end = spans[0]
    last = max(taken) + 1
    while last > own_end and sentence.tokens[last - 1] in sentence.lexicon.fillers:
        last -= 1
    return sentence.words_of(first, last), set(range(first, last))


def _ever(sentence: Sentence) -> tuple[str, set[int]]:
    """Whether something is wanted from now on, or for today; empty where nothing is said of it."""
    for value, group in ((ALWAYS, "part.always"), (TODAY, "part.this_once")):
        spans = sentence.spans(sentence.lexicon.phrases[group])
        if spans:
            return value, {place for first, last in spans for place in range(first, last)}
    return "", set()


def _new_time(sentence: Sentence, reads_time: Callable[[str], bool]) -> tuple[str, set[int]]:
    """The time that something moves to: "make it 7 instead of 6:30", "change 9 to 12"."""
    lexicon = sentence.lexicon
    old: set[int] = set()
    of_any_day = lexicon.times - lexicon.once | {EVENING}
    for _ in range(MOST_TIMES):
        text, taken = run_of(sentence, of_any_day, reads_time, without=old)
        if not text:
            break
        before = min(taken) - 1
        is_old = before >= 0 and sentence.tokens[before] in lexicon.of_old
        if not is_old and not _goes_on_to_time(sentence, max(taken) + 1, reads_time):
            return text, taken | old
        old |= taken
    return "", set()


def _goes_on_to_time(sentence: Sentence, behind: int, reads_time: Callable[[str], bool]) -> bool:
    """Whether a time is followed by another one, to which it changes: "the 9:00 one to 12:15"."""
    if sentence.tokens[behind : behind + 1] == [ONE]:
        behind += 1
    if not sentence.lexicon.leading_to.isdisjoint(sentence.tokens[behind : behind + 1]):
        text, taken = run_of(sentence, sentence.lexicon.times, reads_time, without=range(behind + 1))
        return bool(text) and min(taken) == behind + 1
    return False


def _pause(sentence: Sentence, known: Known) -> tuple[str, set[int]]:
    """The length or end of a pause, where a word says that it is one: "next week", "until Monday"."""
    spans = sentence.lexicon.spans
    if spans.isdisjoint(sentence.tokens) and not any(mark.isdigit() for mark in sentence.text):
        return "", set()
    text, taken = run_of(sentence, sentence.lexicon.lengths, known.can_pause, most_trimmed=1)
    if plain(text) == "may" == sentence.tokens[0]:
        # "May we stop for a second?"
        return "", set()
    if _is_of_this_day(text, sentence):
        # "Stop for today" pauses nothing; "and don't remind me for a week" behind it does.
        text, taken = run_of(sentence, sentence.lexicon.lengths, known.can_pause, most_trimmed=1, without=taken)
        if _is_of_this_day(text, sentence):
            return "", set()
    if not any(mark.isdigit() for mark in text) and set(plain(text).split()) <= {"the", "day", "days", "of"}:
        # "The days that I feel like it" are no length.
        return "", set()
    is_of_days = not any(mark.isdigit() for mark in text) and spans.isdisjoint((*plain(text).split(), *sentence.tokens))
    return ("", set()) if is_of_days else (text, taken)


def _is_of_this_day(text: str, sentence: Sentence) -> bool:
    return (sentence.lexicon.this_day | sentence.lexicon.joiners | {STOP}).issuperset(plain(text).split())


def times_in(sentence: Sentence, *, together: bool = False) -> tuple[str, set[int]]:
    """The times of day of a sentence, with their days, and the words that make them for once. `together`: without days
    that stand apart."""
    lexicon = sentence.lexicon
    things = _things(sentence)
    off, of_off = _days_off(sentence, ())
    without = things | of_off if of_off and sentence.tokens[max(of_off)] in _OFF else things
    text, taken = run_of(sentence, lexicon.times, lambda text: has_time(text, lexicon.clock), without=without)
    if not text:
        return "", set()
    if not of_off.isdisjoint(taken):
        off, of_off = _days_off(sentence, taken)
    days, elsewhere = run_of(sentence, lexicon.days, has_days, without=taken | of_off)
    if days and not together and not has_days_beside(text):
        # "On Saturday I'd like it at ten".
        text, taken = f"{days} {text}", taken | elsewhere
    if off and isinstance(parse_reminders(without_days(text, off)), tuple):
        # "At 6:45, before work. Sundays off please".
        text, taken = without_days(text, off), taken | of_off
    once = {
        place
        for place, token in enumerate(sentence.tokens)
        if token in sentence.lexicon.once and token.isalpha() and place not in taken
    }
    once_at = sentence.spans(lexicon.phrases["part.once"])
    if once_at and (PLURALS | EVERY).isdisjoint(map(plain, sentence.words)):
        # "Only this week".
        return f"{text} {ONCE}", taken | once | {place for first, last in once_at for place in range(first, last)}
    return " ".join([text, *(sentence.tokens[place] for place in sorted(once))]), taken | once


def _days_off(sentence: Sentence, taken: Collection[int]) -> tuple[str, set[int]]:
    """The days that a sentence takes away beside a time, and their places, a denial among them: "Sundays off", "not at
    weekends"."""
    tokens = sentence.tokens
    for place, token in enumerate(tokens):
        begin = place
        while begin and tokens[begin - 1] in _BEFORE_DAYS:
            begin -= 1
        last = place
        while last < len(tokens) and (tokens[last] in _NAMED_DAYS or (last > place and tokens[last] in _JOINED)):
            last += 1
        if last == place or not {*range(place, last)}.isdisjoint(taken):
            continue
        is_off = tokens[last : last + 1] and tokens[last] in _OFF
        is_denied = begin and (tokens[begin - 1] in _DENY or (tokens[begin - 1] == "no" and token in _SEVERAL))
        if is_off or is_denied:
            begin = begin - 1 if is_denied else begin
            return " ".join(tokens[place:last]), {*range(begin, last + 1 if is_off else last)}
    return "", set()


def without_days(time: str, days: str) -> str:
    """A time and the days on which it is not to come, as the readers of times know it."""
    return f"{time}{NOT_ON}{days}"


def _things(sentence: Sentence) -> set[int]:
    """The places of a "one" that is a reminder: "the one on Monday at half ten"; "at one on Monday" is a time."""
    the = sentence.lexicon.phrases["named.the"]
    return {
        place
        for place, (before, token) in enumerate(zip(["", *sentence.tokens], sentence.tokens, strict=False))
        if token == ONE and the.fullmatch(before) is not None
    }


@remembered
def has_time(text: str, clock_words: frozenset[str]) -> bool:
    """Whether a text is a time of day or a wait ("in 20 minutes"), with or without days, or one that is not on offer.

    Numbers in words are none without a word that belongs to a clock.
    """
    tokens = plain(text).split()
    is_spelled = len(tokens) == 2 and tokens[0] in NUMBERS and tokens[1] in SPELLED_MINUTES
    is_spelled |= any(
        before in _PARTS_OF_HOUR and joint == "past" and behind in NUMBERS
        for before, joint, behind in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )
    is_bare = not any(mark.isdigit() for mark in text) and clock_words.isdisjoint(tokens)
    if is_bare and not is_spelled and tokens[:1] != [WAIT]:
        return False
    if tokens[-1:] == [ONE] and not any(mark.isdigit() for mark in text):
        # "The evening one" is a reminder.
        return False
    if tokens[:1] == [ONE] and tokens[1:2] and tokens[1] in _DAYS_OF_ONE:
        # So is "one tonight".
        return False
    found = parse_reminders(text)
    if isinstance(found, LengthOfTime):
        return found.is_wait and tokens[:1] == [WAIT]
    return found in ANSWERED if isinstance(found, TimeProblem) else True


def has_days_beside(text: str) -> bool:
    """Whether a text with a time names days, too."""
    found = parse_reminders(text)
    return isinstance(found, tuple) and any(one.weekdays is not None or one.once for one in found)


def has_days(text: str) -> bool:
    """Whether a text is weekdays. "We" alone is somebody."""
    return parse_weekdays(text) is not None and plain(text) != PRONOUN


def has_span(text: str) -> bool:
    """Whether a text is two times of day."""
    return not isinstance(parse_span(text), TimeProblem)


def movement_named(text: str, known: Known) -> str | None:
    """The movement that a text names by a word of its names alone; None for none, or several."""
    having: dict[str, set[str]] = {}
    for name, movement in known.movements.items():
        for word in plain(name).split():
            having.setdefault(word, set()).add(movement)
    said = plain(text).split()
    meant = set().union(*(having[word] for word in said if len(word) >= 4 and len(having.get(word, ())) == 1))
    return meant.pop() if len(meant) == 1 else None
