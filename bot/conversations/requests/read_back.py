"""Questions whether a sentence was meant so, with what was understood of it in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from bot.conversations.phrases import line_of
from bot.conversations.preferences import cues, pausing, reminder_changes, reminder_moves, removals
from bot.conversations.preferences.reminder_phrases import weekend_here
from bot.conversations.turn import Turn
from bot.markup import Html, escape
from bot.timing.recurrence import ALL_DAYS, weekdays_to_mask
from bot.understanding.places import places
from bot.understanding.places.place import city_name
from bot.understanding.reminders import moves, named_reminder
from bot.understanding.times.pauses import PauseWish, parse_pause
from bot.understanding.times.reminder_wishes import ReminderWish, each_date, parse_reminders
from bot.understanding.times.spans import parse_span
from bot.understanding.times.times import TimeProblem
from bot.understanding.times.weekdays import parse_days_kept, parse_weekdays
from bot.understanding.wishes.wish_details import ONLY
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished
from content.library import POSITIONS
from content.walk import FORMS
from storage.records.person import Reminder


def question(turn: Turn, wished: Wished) -> Html | None:
    """The question whether this is meant; None where its detail cannot be put in words."""
    if wished.wish is Wish.REMOVE:
        # What is not there, or not clear, is not asked about.
        meant = removals.read(turn, wished.detail)
        return removals.question(turn, meant) if meant else None
    key = f"meant.{wished.wish.value}"
    if not wished.detail:
        alone = f"{key}.alone"
        return turn.words.say(alone if turn.words.has(alone) else key, detail="")
    if wished.wish is Wish.LENGTH:
        asked, position = turn.words.say(f"{key}.{_length(wished.detail)}"), wished.detail.partition(":")[2]
        named = turn.words.opening(turn.words.label(f"position.name.{position}")) if position in POSITIONS else ""
        return Html(f"{named}. {asked}") if named else asked
    if wished.wish is Wish.DAYS_OFF and wished.detail.startswith(ONLY):
        key = f"{key}.only"
    elif wished.wish is Wish.MOVE and moves.several(wished.detail):
        key = f"{key}.several"
    if wished.wish is Wish.MOVE and (once := _once(turn, wished.detail)) is not None:
        return turn.words.say("meant.move.once", when=once)
    detail = _in_words(turn, wished)
    return None if detail is None else turn.words.say(key, detail=detail)


def _once(turn: Turn, detail: str) -> Html | None:
    """The moments of reminders that are wanted on single dates alone; None for others."""
    found = parse_reminders(detail, turn.own_words, weekend=weekend_here(turn))
    each = each_date(found) if isinstance(found, tuple) else ()
    if not each or not (each[0].days_ahead is not None or (len(each) > 1 and each[0].once)):
        return None
    days = [(reminder_changes.date_of(turn, one), one.time) for one in each]
    told = [
        turn.words.say("when", day=turn.words.on_day(day, turn.today), time=turn.words.clock(at))
        for day, at in days
        if day is not None
    ]
    return _joined(turn, told) if len(told) == len(each) else None


def _in_words(turn: Turn, wished: Wished) -> Html | None:
    """The detail as it is read back; None where it cannot be read."""
    words, detail = turn.words, wished.detail
    match wished.wish:
        case Wish.POSITION | Wish.POSITION_TODAY | Wish.USUAL_POSITION if detail in POSITIONS:
            return words.say(f"position.name.{detail}")
        case Wish.USUAL_LENGTH:
            return words.say(f"length.{_length(detail)}")
        case Wish.USUAL_WAY:
            return words.say(f"button.way_{detail}")
        case Wish.MOVE if (change := named_reminder.days_from(detail)) is not None:
            return reminder_moves.days_in_words(turn, change)
        case Wish.REMIND | Wish.ONLY_THESE:
            return _reminders(turn, detail)
        case Wish.MOVE if parts := moves.several(detail):
            return _joined(turn, [reminder_moves.in_words(turn, part) for part in parts])
        case Wish.MOVE:
            named = moves.from_detail(detail)
            return reminder_moves.in_words(turn, named) if named is not None else _reminders(turn, detail, is_new=False)
        case Wish.DAYS_OFF:
            days = parse_weekdays(detail.removeprefix(ONLY), turn.own_words, weekend=weekend_here(turn))
            kept = (
                parse_days_kept(detail.removeprefix(ONLY), turn.own_words, weekend=weekend_here(turn))
                if ONLY in detail
                else None
            )
            days = days if kept is None else kept.days
            return None if days is None else words.weekdays(days, weekend=weekend_here(turn))
        case Wish.QUIET:
            return _span(turn, detail)
        case Wish.PAUSE:
            pause = parse_pause(detail, turn.today, turn.own_words)
            return escape(pausing.in_words(turn, pause)) if isinstance(pause, PauseWish) else None
        case Wish.ZONE | Wish.TRAVEL:
            return escape(_place(turn, detail))
        case Wish.CUE:
            return escape(cues.cleaned(detail, words.options("cue.before")))
    return escape(detail)


def _length(detail: str) -> str:
    """The length that is meant; the longest there is for "longest"."""
    form = detail.partition(":")[0]
    return form if form in FORMS else FORMS[-1]


def _reminders(turn: Turn, text: str, *, is_new: bool = True) -> Html | None:
    """Reminders in words: on Saturday at 11:00. `is_new`: without days one comes every day."""
    found = parse_reminders(text, turn.own_words, weekend=weekend_here(turn))
    if isinstance(found, TimeProblem) or not isinstance(found, tuple):
        return None
    lines = [_reminder(turn, one, is_new=is_new) for one in found]
    return _joined(turn, lines)


def _joined(turn: Turn, lines: Sequence[Html]) -> Html:
    return reduce(lambda one, other: turn.words.say("remind.joint", one=one, other=other), lines)


def _reminder(turn: Turn, wish: ReminderWish, *, is_new: bool) -> Html:
    if wish.once and (day := reminder_changes.date_of(turn, wish)) is not None:
        return line_of(turn, Reminder(0, wish.time, 1 << day.weekday(), once_on=day))
    if wish.once or (wish.weekdays is None and not is_new):
        return turn.words.say("remind.at", time=turn.words.clock(wish.time))
    return line_of(turn, Reminder(0, wish.time, weekdays_to_mask(wish.weekdays or ALL_DAYS)))


def _span(turn: Turn, text: str) -> Html | None:
    spans = parse_span(text, turn.own_words)
    if isinstance(spans, TimeProblem):
        return None
    first, last = spans[0]
    return turn.words.say("remind.span", first=turn.words.clock(first), last=turn.words.clock(last))


def _place(turn: Turn, text: str) -> str:
    """The name of a place as it is written on a map."""
    found = places.find_zone(text, turn.own_words, now=turn.now)
    place = found.places[0] if isinstance(found, places.Ambiguous) else found
    if place is None:
        return text
    language = turn.words.own_locale.language
    return city_name(place.city, place.zone, language) or place.region or places.label(place, language)
