"""Wishes of places and journeys: the clock of a place that is told, and the days of a journey on which nothing is to
come. Pure."""

from __future__ import annotations

from bot.i18n.catalogue import Words
from bot.understanding.narrowing import POLITE
from bot.understanding.places import clock_asked, place_corrections, place_from
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes import absences, wishes
from bot.understanding.wishes.sentence import says
from bot.understanding.wishes.wish_details import Known
from bot.understanding.wishes.wish_rules import Where, Wish
from bot.understanding.wishes.wishes import Wished

PLACES = (Wish.ZONE, Wish.TRAVEL)
# What the phrases read of a journey on which nothing is to come.
_OF_JOURNEYS = (*PLACES, Wish.REMINDERS, Wish.NOT_TODAY)


def of_place(
    wished: tuple[Wished, ...], text: str, words: Words, where: Where, known: Known
) -> tuple[Wished, ...] | None:
    """The clock that is asked for, the place told instead of a wrong one, or that somebody is from; a question for it
    where one is denied alone."""
    is_of_place = all(not one.sure or one.wish in PLACES for one in wished)
    clock = None if where is Where.WALK else clock_asked.read(text, words, known.is_place)
    if clock is not None and all(not one.sure or one.wish in (*PLACES, Wish.RESUME) for one in wished):
        is_sure = clock.is_there and not is_question(text)
        return (Wished(Wish.ZONE if clock.is_there else Wish.TRAVEL, clock.place, is_sure, plain=True),)
    if where is not Where.WALK and is_of_place and (told := place_corrections.read(text, known.is_place)) is not None:
        return (Wished(Wish.ZONE, told.place, told.is_told),)
    is_polite = all(one.wish in POLITE for one in wished) and not wishes.asks_what(text, words)
    if where is not Where.WALK and is_polite and (place := place_from.read(text, words, known.is_place)):
        return (Wished(Wish.ZONE, place, sure=False, plain=True),)
    is_denied = any(one.wish in PLACES for one in wished) and place_corrections.denies(text)
    return (Wished(Wish.ZONE, sure=False),) if is_denied else None


def of_journey(wished: tuple[Wished, ...], text: str, words: Words, known: Known) -> Wished | None:
    """The days of a journey on which nothing is to come, where the phrases read where it goes, or that today is off:
    "flying to Florida on Friday for a week, no reminders"."""
    if is_question(text) or any(one.wish not in _OF_JOURNEYS for one in wished):
        return None
    if not (says(text, words, "absence.off") and says(text, words, "absence.away")):
        return None
    absence = absences.read(text, words, known.today)
    return None if absence is None else Wished(Wish.PAUSE, absence.detail, sure=False, plain=True)


def denies(wish: Wish, text: str) -> bool:
    """Whether a text that looks like a wish for a clock says where somebody is not."""
    return wish in PLACES and place_corrections.denies(text)
