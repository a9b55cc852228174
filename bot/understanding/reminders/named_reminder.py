"""One reminder of several that is named: by its time ("the half ten one"), its place ("the second one") or its part of
the day ("the evening one"), and what is wanted of it: another time, other days, or none. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time

from bot.i18n.catalogue import Words
from bot.understanding.reminders.moves import MOST_ASKED, MOST_SURE, Move, minutes_of, shortest
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.times.times import halves_of_day
from bot.understanding.wishes.sentence import EDGES, Lexicon, Sentence, left_over, lexicon_of, sentence_of
from bot.understanding.wishes.wish_details import ONCE, Known, has_days, has_time, run_of
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import LONGEST, Wished

# In front of a reminder's name in a detail: a time of day, or one of NAMES.
NAMED = "@"
NAMES = ("first", "second", "last", "morning", "noon", "evening")
# What becomes of its days: only these, without these, or these as well.
ONLY, OFF, ALSO = "only", "off", "also"

_NOON = time(12)
_DATES = {"today": "today", "tonight": "today", "tomorrow": "tomorrow"}
# The most words of a time.
_LONGEST_TIME = 4
# The most words of a text that tells which of two stays.
_LONGEST_LEFT = 20
_CLAUSES = re.compile(r"[,;!?]+|\.(?!\d)|\band\b")
_ONLY = re.compile(r"\b(?:only|just|alone)\b")
_LEADING = re.compile(r"^(?:to|for|at|on) ")
_OTHER_DAYS = re.compile(rf"{NAMED}(?P<which>\S+) = (?P<kind>{ONLY}|{OFF}|{ALSO}) (?P<days>.+)")


@dataclass(frozen=True, slots=True)
class OtherDays:
    """Which reminder changes its days, and how: `days` are the only ones, go, or come as well."""

    which: str
    kind: str
    days: str

    @property
    def detail(self) -> str:
        """The same as text, as `days_from` reads it."""
        return f"{NAMED}{self.which} = {self.kind} {self.days}"


def days_from(detail: str) -> OtherDays | None:
    """The change of days that a detail tells of; None for another text."""
    found = _OTHER_DAYS.fullmatch(detail)
    return None if found is None else OtherDays(found["which"], found["kind"], found["days"])


@dataclass(frozen=True, slots=True)
class _Named:
    """A name of a reminder, and the words that are it. `is_thing`: they say that it is one; `is_behind_at`: they may be
    a time like another."""

    which: str
    first: int
    last: int
    is_thing: bool
    is_behind_at: bool = False


def read(text: str, words: Words, known: Known) -> Wished | None:
    """What is wanted of a reminder that a text names; None for none, or where nothing is wanted of it."""
    lexicon = lexicon_of(words.catalogue)
    if not known.reminded or len(text) > LONGEST or _is_asked(text, lexicon):
        return None
    if (left_alone := _left_alone(text, lexicon, known)) is not None:
        return left_alone
    spoken = text.split()
    named = _by_name(sentence_of(text, lexicon)) or _by_time(spoken, lexicon, known)
    if named is None:
        return None
    rest = sentence_of(" ".join((*spoken[: named.first], *spoken[named.last :])), lexicon)
    return _wanted(rest, named)


def _left_alone(text: str, lexicon: Lexicon, known: Known) -> Wished | None:
    """The reminder that goes where one of two is to stay alone: "take the 15h out, only stay the 22h"; to be asked
    about where no other is named. None for anything else."""
    clauses = [clause for clause in _CLAUSES.split(text) if clause.strip()]
    kept = [clause for clause in clauses if sentence_of(clause, lexicon).spans(lexicon.phrases["named.keep"])]
    stays = {at for clause in kept for at in _reminders_in(clause, known)}
    goes = {at for at in known.reminded if at not in stays}
    named = {at for clause in clauses if clause not in kept for at in _reminders_in(clause, known)}
    is_only = any(_ONLY.search(plain(clause)) for clause in kept) or bool(named)
    if len(kept) != 1 or len(stays) != 1 or len(goes) != 1 or not named <= goes or not is_only:
        return None
    others = [sentence_of(clause, lexicon) for clause in clauses if clause not in kept]
    is_removed = any(one.spans(lexicon.phrases[f"named.{key}"]) for one in others for key in ("remove", "none", "off"))
    if len(text.split()) > _LONGEST_LEFT or (named and not is_removed) or _days_in(text, lexicon):
        return None
    return Wished(Wish.REMOVE, f"{NAMED}{goes.pop():%H:%M}", sure=bool(named))


def _days_in(text: str, lexicon: Lexicon) -> bool:
    """Whether days or a date are named: then not all of a reminder goes."""
    told = plain(text).split()
    return bool(run_of(sentence_of(text, lexicon), lexicon.days, has_days)[0]) or not _DATES.keys().isdisjoint(told)


def _reminders_in(clause: str, known: Known) -> set[time]:
    """The times of reminders that stand in a clause."""
    spoken = clause.split()
    runs = (
        " ".join(spoken[first : first + size]).strip(EDGES)
        for size in range(1, _LONGEST_TIME + 1)
        for first in range(len(spoken) - size + 1)
    )
    return {at for run in runs for at in _times_of(run) if at in known.reminded}


def _is_asked(text: str, lexicon: Lexicon) -> bool:
    sentence = sentence_of(text, lexicon)
    polite = any(first == 0 for first, _ in sentence.spans(lexicon.phrases["part.polite_ask"]))
    return bool(sentence.tokens) and sentence.tokens[0] in lexicon.asks and not polite


def _by_name(sentence: Sentence) -> _Named | None:
    for name in NAMES:
        for first, last in sentence.spans(sentence.lexicon.phrases[f"named.{name}"]):
            return _Named(name, sentence.owners[first], sentence.owners[last - 1] + 1, is_thing=True)
    return None


def _by_time(spoken: Sequence[str], lexicon: Lexicon, known: Known) -> _Named | None:
    """The reminder whose time stands in a text as a name: "the 8:30", "half ten one", "from 10 to"."""
    for size in range(_LONGEST_TIME, 0, -1):
        for first in range(len(spoken) - size + 1):
            last = first + size
            times = _times_of(" ".join(spoken[first:last]).strip(EDGES))
            meant = [one for one in times if one in known.reminded]
            if len(meant) != 1:
                continue
            before, behind = plain(" ".join(spoken[:first])).split()[-1:], plain(" ".join(spoken[last:])).split()[:1]
            is_thing = bool(behind) and lexicon.phrases["named.thing"].fullmatch(behind[0]) is not None
            led = (" ".join(plain(" ".join(spoken[:first])).split()[-words:]) for words in (1, 2))
            is_led = any(lexicon.phrases["named.the"].fullmatch(one) is not None for one in led)
            is_old = bool(behind) and behind[0] in lexicon.leading_to
            is_behind_at = bool(before) and before[0] in lexicon.leading_to
            if is_thing or is_led or is_old or is_behind_at:
                at = f"{meant[0]:%H:%M}"
                return _Named(at, first, last + is_thing, is_thing, is_behind_at and not (is_thing or is_led))
    return None


def _times_of(text: str) -> tuple[time, ...]:
    found = parse_reminders(text)
    if not isinstance(found, tuple) or len(found) != 1 or found[0].weekdays is not None or found[0].once:
        return ()
    halves = halves_of_day(text)
    return halves if found[0].time in halves else (found[0].time,)


def _wanted(rest: Sentence, named: _Named) -> Wished | None:
    lexicon = rest.lexicon
    removes, off = rest.spans(lexicon.phrases["named.remove"]), rest.spans(lexicon.phrases["named.off"])
    none, also = rest.spans(lexicon.phrases["named.none"]), rest.spans(lexicon.phrases["named.also"])
    moves = rest.spans(lexicon.phrases["reminder_move"])
    if named.is_behind_at and not none:
        return None
    covered = {place for first, last in (*removes, *off, *none, *also, *moves) for place in range(first, last)}
    minutes, shifted = minutes_of(rest, lexicon)
    clock, of_time = ("", set[int]()) if minutes else run_of(rest, lexicon.times | lexicon.leading_to, _reads(lexicon))
    days, of_days = run_of(rest, lexicon.days, has_days, without={*of_time, *shifted})
    once, of_once = _once(rest)
    left = left_over(rest, covered | shifted | of_time | of_days | of_once, lexicon.beside["reminder_move"])
    is_told = named.is_thing or bool(moves or removes or off or none)
    if not is_told or left > MOST_ASKED or (days and (clock or minutes)):
        return None
    sure = left <= MOST_SURE
    if once:
        # One date of it goes, or comes at another time; the others stay.
        if clock and once != ONCE:
            return Wished(Wish.MOVE, f"{once} {_new_time(clock, named):%H:%M}", sure=False)
        if minutes or clock or not (removes or none or off) or (once == ONCE and not days):
            return None
        return Wished(Wish.REMOVE, " ".join(filter(None, (f"{NAMED}{named.which}", _shortest(days), once))), sure)
    if days and (removes or none) and not (minutes or clock):
        # "The Monday half ten one": its days are its name.
        return Wished(Wish.REMOVE, f"{NAMED}{named.which} {_shortest(days)}", sure)
    if minutes or clock:
        at = None if minutes else _new_time(clock, named)
        return Wished(Wish.MOVE, Move(f"{NAMED}{named.which}", at, minutes).detail, sure)
    if days:
        kind = OFF if off or none else ALSO if also else ONLY
        return Wished(Wish.MOVE, OtherDays(named.which, kind, shortest(days)).detail, sure)
    return Wished(Wish.REMOVE, f"{NAMED}{named.which}", sure) if removes or none else None


def _once(rest: Sentence) -> tuple[str, set[int]]:
    """The word of a date on which alone something is wanted: "tomorrow", or "once" beside a weekday; and its places."""
    for place, token in enumerate(rest.tokens):
        if (day := token.removesuffix("s")) in _DATES:
            return _DATES[day], {place}
    spans = rest.spans(rest.lexicon.phrases["part.once"])
    return (ONCE, {place for first, last in spans for place in range(first, last)}) if spans else ("", set())


def _shortest(days: str) -> str:
    """Days as few letters as they take; empty for none."""
    return shortest(days) if days else ""


def _reads(lexicon: Lexicon) -> Callable[[str], bool]:
    def reads(text: str) -> bool:
        told = _LEADING.sub("", text.casefold())
        is_led_to = told != text.casefold()
        return len(_times_of(told)) > 0 and (is_led_to or has_time(text, lexicon.clock))

    return reads


def _new_time(clock: str, named: _Named) -> time:
    """The time that a reminder moves to: one of the evening stays one, where a time may be of both halves of the
    day."""
    text = _LEADING.sub("", clock.casefold())
    times = _times_of(text)
    old = time.fromisoformat(named.which) if named.which not in NAMES else None
    is_late = named.which == "evening" or (old is not None and old >= _NOON)
    return max(times) if is_late else times[0]
