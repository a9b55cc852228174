"""Meanings: what a sentence may ask for by the examples that it is nearest to, with the detail that it names. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from bot.i18n.catalogue import Words
from bot.understanding.answers import checkin_talk
from bot.understanding.answers.checkin_talk import CheckinTalk
from bot.understanding.answers.ends import days_in, days_of_one_week, length_in, stretch_in
from bot.understanding.examples import examples
from bot.understanding.ideas import ideas, own_ideas
from bot.understanding.ideas.idea_rules import DAYS, MINUTES, PLACE, SPAN, TIME
from bot.understanding.ideas.ideas import Spoken
from bot.understanding.reminders import moves, put_offs, replaced_times
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.text.remembered import remembered
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.times.time_phrases import UNKNOWN, readings, with_plain_times
from bot.understanding.times.weekdays import short_names
from bot.understanding.wishes import denied_times, own_hours, positions_told
from bot.understanding.wishes.sentence import says
from bot.understanding.wishes.wish_details import ALWAYS, Known
from bot.understanding.wishes.wish_rules import Where, Wish
from bot.understanding.wishes.wishes import LONGEST, Wished, form_of, time_in

# What is less likely is not told.
LEAST = 0.02
_STEP, _FAQ = "step.", "faq."
_STIFFNESS_NOW = "stiffness_now"
# Ideas that name a position, and a way of sessions.
_POSITIONS = {"chair": "seated", "standing": "standing", "floor": "lying", "bed": "lying"}
_WAYS = {"film": "film", "sound": "sound"}
_SHORT, _FULL = "short", "full"


# A day, what makes it the first of many, and what makes a time one of each day.
_OF_TOMORROW, _BEGINNINGS = frozenset({"tomorrow", "tomorrows"}), frozenset({"from", "starting", "since"})
_EACH = frozenset({"every", "each", "daily", "always"})


class Meant(NamedTuple):
    """What may be meant, never sure, the class of its examples, and how likely it is, from 0 to 1."""

    wished: Wished
    name: str
    likelihood: float


@remembered
def read(text: str, words: Words, where: Where, known: Known) -> tuple[Meant, ...]:
    """What a text may mean, the likeliest first; what asks for nothing is `none` among it. Empty for long texts."""
    if len(text) > LONGEST:
        return ()
    text = own_hours.kept(with_plain_times(text, words), words)
    spoken = own_ideas.beside(ideas.spoken(text, words, known.is_place), text, words, known.is_place)
    ranked = examples.rank(text, spoken.ideas, words.hears, where, is_admin=known.is_admin)
    return tuple(
        Meant(_wished(one.name, text, words, where, known, spoken), one.name, one.likelihood)
        for one in ranked
        if one.likelihood >= LEAST
    )


def _wished(name: str, text: str, words: Words, where: Where, known: Known, spoken: Spoken) -> Wished:
    if name == examples.NONE:
        return Wished(Wish.ELSEWHERE, sure=False)
    if name.startswith(_STEP):
        return Wished(Wish.ASK, name.removeprefix(_STEP), sure=False)
    if name.startswith(_FAQ):
        return Wished(Wish.FAQ, name.removeprefix(_FAQ), sure=False)
    wish = Wish(name)
    if wish is Wish.CHECKIN:
        return of_checkin(text, words)
    if wish is Wish.PAUSE and says(text, words, "absence.kept"):
        # "I am away until Sunday, keep the reminders."
        return Wished(Wish.REMINDERS, sure=False)
    is_off = wish is Wish.DAYS_OFF or (wish is Wish.WHEN_NEXT and _wants_none(text, words))
    if is_off and (named := days_named(text, words, known)):
        # "No reminder next Monday to Friday" is for that week alone.
        return Wished(Wish.PAUSE, named, sure=False)
    if is_off and not _wants_none(text, words) and (moved := _days_and_time(text, words)):
        # "On Thursdays the grandchildren are here, so not before ten."
        return Wished(Wish.MOVE, moved, sure=False)
    if wish is Wish.PAUSE_SESSION and where is not Where.WALK:
        return Wished(Wish.WAIT, sure=False)
    if wish in (Wish.MOVE, Wish.REMIND) and (wanted := denied_times.time_wanted(text, words)) is not None:
        return Wished(Wish.MOVE, wanted, sure=False) if wanted else Wished(Wish.REMINDERS, sure=False)
    if wish in _NAMED_BY:
        idea, otherwise = _NAMED_BY[wish]
        detail = spoken.details.get(idea, "")
        if wish is Wish.MOVE:
            detail = replaced_times.move(text, words, known) or detail
        elif wish is Wish.REMIND and _comes_then(detail, known):
            new = replaced_times.new_time(text, words, known)
            detail = detail if new is None else f"{new:%H:%M}"
        if wish in (Wish.MOVE, Wish.REMIND):
            detail = _on_its_day(detail, text, words)
        if wish in _OF_TIMES and moves.from_detail(detail) is None and not isinstance(parse_reminders(detail), tuple):
            detail = ""
        return Wished(wish, detail, sure=False) if detail else Wished(otherwise, sure=False)
    found = _DETAILS[wish](text, words, known, spoken) if wish in _DETAILS else ""
    if wish is Wish.POSITION_TODAY and not found:
        return Wished(Wish.POSITION, sure=False)
    if wish is Wish.POSITION and found and ideas.LASTING in spoken.ideas:
        return Wished(Wish.USUAL_POSITION, found, sure=False)
    if found is None:
        return Wished(_WITHOUT[wish], sure=False)
    return Wished(wish, found, sure=False)


def of_checkin(text: str, words: Words, *, sure: bool = False) -> Wished:
    """The wish for the check-in where a text says so; the page that turns it off, or the answer to a stiffness told."""
    said = checkin_talk.read(text, words)
    if said is CheckinTalk.OFF:
        return Wished(Wish.SETTINGS, sure=sure)
    return Wished(Wish.CHECKIN, sure=sure) if said is CheckinTalk.ASK else Wished(Wish.FAQ, _STIFFNESS_NOW, sure=sure)


def _days_and_time(text: str, words: Words) -> str:
    """The detail of the move of one weekday's reminder to the time that a text names beside it; empty for none."""
    found = parse_reminders(time_in(text, words))
    if not isinstance(found, tuple) or len(found) != 1 or found[0].once or not found[0].weekdays:
        return ""
    return moves.Move(short_names(found[0].weekdays), found[0].time, 0).detail


def _on_its_day(detail: str, text: str, words: Words) -> str:
    """A time, on the one day that a text names apart from it: "send me tomorrow's at nine rather"."""
    found = parse_reminders(detail)
    is_bare = isinstance(found, tuple) and len(found) == 1 and not found[0].once and found[0].weekdays is None
    said = plain(readings(text, words)[0].replace(UNKNOWN, "")).split()
    before = [said[place - 1] if place else "" for place, word in enumerate(said) if word in _OF_TOMORROW]
    if not is_bare or len(before) != 1 or before[0] in _BEGINNINGS or not _EACH.isdisjoint(said):
        return detail
    return f"tomorrow {found[0].time:%H:%M}" if isinstance(found, tuple) else detail


def _comes_then(detail: str, known: Known) -> bool:
    """Whether all times of a detail are those of reminders."""
    found = parse_reminders(detail)
    return isinstance(found, tuple) and all(one.time in known.reminded for one in found)


def _wants_none(text: str, words: Words) -> bool:
    """Whether a text denies something, or asks for a pause."""
    is_denied = not {"not", "without"}.isdisjoint(readings(text.casefold(), words)[0].split())
    said = f" {plain(text)} "
    return is_denied or any(f" {plain(one)} " in said for one in words.own_options("hear.pause_prompts"))


def _length(text: str, words: Words, known: Known, spoken: Spoken) -> str | None:
    minutes = spoken.details.get(MINUTES, "")
    if minutes and (form := form_of(minutes, words)) is not None:
        return form
    return _SHORT if "short" in spoken.ideas else None


def _position(text: str, words: Words, known: Known, spoken: Spoken) -> str:
    """The position that is named; empty, which is asked about, where several are, or one is denied."""
    named = {_POSITIONS[idea] for idea in spoken.ideas & _POSITIONS.keys()}
    if denied := positions_told.read(text, words).denied:
        # "Is there a standing one? There is no room on the floor."
        left = named - denied
        return left.pop() if len(left) == 1 else ""
    return named.pop() if len(named) == 1 and not spoken.is_denied else ""


def _said_position(text: str, words: Words, known: Known, spoken: Spoken) -> str:
    """The position that somebody had asked for: the first of those that are named."""
    named = [(text.casefold().find(idea), position) for idea, position in _POSITIONS.items() if idea in spoken.ideas]
    return min((one for one in named if one[0] >= 0), default=(0, ""))[1]


def _movement(text: str, words: Words, known: Known, spoken: Spoken) -> str | None:
    said = f" {plain(text)} "
    named = {movement for name, movement in known.movements.items() if f" {name} " in said}
    return named.pop() if len(named) == 1 else None


def _way(text: str, words: Words, known: Known, spoken: Spoken) -> str | None:
    named = {_WAYS[idea] for idea in spoken.ideas & _WAYS.keys()}
    return named.pop() if len(named) == 1 else None


def _always(text: str, words: Words, known: Known, spoken: Spoken) -> str:
    return ALWAYS if ideas.LASTING in spoken.ideas else ""


def _put_off(text: str, words: Words, known: Known, spoken: Spoken) -> str:
    return put_offs.read(text, words) or ""


def _pause(text: str, words: Words, known: Known, spoken: Spoken) -> str:
    return days_in(text, known.today, words) or days_named(text, words, known) or length_in(text, known.today, words)


def days_named(text: str, words: Words, known: Known) -> str:
    """The days of one week, or the week, on which nothing is to come; empty for none."""
    return days_of_one_week(text, known.today, words) or stretch_in(text, known.today, words)


def _never(text: str, words: Words, known: Known, spoken: Spoken) -> None:
    return None


# Wishes that need a detail of one idea, and what is meant without it.
_NAMED_BY: Mapping[Wish, tuple[str, Wish]] = {
    Wish.REMIND: (TIME, Wish.REMINDERS),
    Wish.MOVE: (TIME, Wish.REMINDERS),
    Wish.REMOVE: (TIME, Wish.REMINDERS),
    Wish.DAYS_OFF: (DAYS, Wish.REMINDERS),
    Wish.ZONE: (PLACE, Wish.ZONE),
    Wish.TRAVEL: (PLACE, Wish.ZONE),
    Wish.QUIET: (SPAN, Wish.QUIET),
}
_OF_TIMES = (Wish.REMIND, Wish.MOVE, Wish.REMOVE)
_Detail = Callable[[str, Words, Known, Spoken], str | None]
_DETAILS: Mapping[Wish, _Detail] = {
    Wish.LENGTH: _length,
    Wish.USUAL_LENGTH: _length,
    Wish.POSITION: _position,
    Wish.POSITION_TODAY: _position,
    Wish.WHY_POSITION: _said_position,
    Wish.MOVEMENT: _movement,
    Wish.DESCRIBE: _movement,
    Wish.USUAL_WAY: _way,
    Wish.LISTEN: _always,
    Wish.FOLLOW_ALONG: _always,
    Wish.BY_STEPS: _always,
    Wish.LATER: _put_off,
    Wish.PAUSE: _pause,
    Wish.DAYS_IN: _never,
    Wish.WORD_MEANS: _never,
}
_WITHOUT: Mapping[Wish, Wish] = {
    Wish.LENGTH: Wish.SETTINGS,
    Wish.USUAL_LENGTH: Wish.SETTINGS,
    Wish.MOVEMENT: Wish.OTHER_MOVEMENT,
    Wish.DESCRIBE: Wish.OTHER_MOVEMENT,
    Wish.USUAL_WAY: Wish.WAYS,
    Wish.DAYS_IN: Wish.PROGRESS,
    Wish.WORD_MEANS: Wish.HELP,
}
