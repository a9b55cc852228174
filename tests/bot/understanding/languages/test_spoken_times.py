"""Are all hours and minutes read as people say them, and the tables of what people type, where they are about time?

The clock is said in words for each hour of twelve. What a table of `typed_*.tsv` means by a time, days, a length, a
date or a place has to be read so, or not at all.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.i18n.catalogue import Words, words_of
from bot.i18n.po_files import FALLBACK, offered
from bot.timing.recurrence import ALL_DAYS
from bot.understanding.places.place import Ambiguous
from bot.understanding.places.places import find_zone
from bot.understanding.times.lengths_of_time import LengthOfTime
from bot.understanding.times.pauses import PauseWish, parse_pause
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.times.spans import parse_days
from bot.understanding.times.times import parse_time_of_day
from bot.understanding.times.weekdays import parse_days_off, parse_weekdays

FOLDER = Path(__file__).parent
LANGUAGES = sorted(set(offered()) - {FALLBACK})
TODAY = date(2026, 11, 30)  # a Monday
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LEAST_RIGHT = 0.97

# The hours from one on, as they are said in the ways below.
HOURS = {
    "de": "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "es": "una dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "pt_BR": "uma duas três quatro cinco seis sete oito nove dez onze doze",
    "ru": "первого второго третьего четвёртого пятого шестого седьмого восьмого девятого десятого одиннадцатого"
    " двенадцатого",
    "ru ": "час два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать",
    "ar": "الواحدة الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة العاشرة الحادية+عشرة الثانية+عشرة",
}
# Ways to say a time, each with the minutes that it is away from the full hour in it.
WAYS = {
    "de": {"um {}": 0, "halb {}": -30, "viertel vor {}": -15, "viertel nach {}": 15, "dreiviertel {}": -15}
    | {"zehn nach {}": 10, "zwanzig vor {}": -20, "fünf vor halb {}": -35, "fünf nach halb {}": -25},
    "es": {"a las {}": 0, "las {} y media": 30, "las {} y cuarto": 15, "las {} menos cuarto": -15}
    | {"las {} menos veinte": -20, "las {} y diez": 10, "cinco para las {}": -5},
    "pt_BR": {"às {}": 0, "{} e meia": 30, "às {} e quinze": 15, "quinze para as {}": -15, "às {} e dez": 10}
    | {"vinte para as {}": -20, "{} horas e vinte minutos": 20},
    "ru": {"в половине {}": -30, "десять минут {}": -50, "четверть {}": -45, "двадцать пять минут {}": -35},
    "ru ": {"в {}": 0, "без четверти {}": -15, "без двадцати {}": -20, "без пяти минут {}": -5},
    "ar": {"الساعة {}": 0, "{} والنصف": 30, "{} والربع": 15, "{} إلا ربعا": -15, "{} إلا خمس دقائق": -5}
    | {"{} وعشر دقائق": 10, "{} والثلث": 20},
}


@pytest.mark.parametrize("way", WAYS)
def test_all_hours_of_the_clock_are_read(way: str) -> None:
    """Each in each way, the half of the day aside."""
    wrong = []
    for hour, said in enumerate(HOURS[way].split(), 1):
        for form, minutes in WAYS[way].items():
            text = form.format(said.replace("+", " "))
            found = parse_time_of_day(text, words_of(way.strip()))
            meant = (hour * 60 + minutes) % 720
            if not isinstance(found, time) or (found.hour * 60 + found.minute) % 720 != meant:
                wrong.append((text, found))
    assert wrong == []


def read(what: str, said: str, words: Words) -> str | None:
    """What a text of a table means; None for what is not read."""
    kind, _, meant = what.partition(" ")
    if kind == "zone":
        found = find_zone(said, words, now=NOW)
        places = found.places if isinstance(found, Ambiguous) else (found,) if found else ()
        # One that is asked about may be among others.
        return next((each.zone for each in places if each.zone == meant), places[0].zone if places else None)
    wishes = parse_reminders(said, words)
    if kind == "time":
        return " ".join(f"{one.time:%H:%M}" for one in wishes) if isinstance(wishes, tuple) else None
    if kind == "days":
        off = parse_days_off(said, words)
        days = parse_weekdays(said, words) or (ALL_DAYS - off if off else frozenset())
        return ",".join(NAMES[day] for day in sorted(days)) or None
    pause = parse_pause(said, TODAY, words)
    if kind == "span" and isinstance(wishes, LengthOfTime) and wishes.length < timedelta(days=1):
        return f"{wishes.length // timedelta(minutes=1)} minutes"
    if kind == "span" and (days_long := parse_days(said, words)) is not None:
        return f"{days_long} days"
    if not isinstance(pause, PauseWish):
        return None
    return f"{(pause.back - (pause.starts or TODAY)).days} days" if kind == "span" else str(pause.starts or pause.back)


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_others_wrote_is_read_right_or_not_at_all(code: str) -> None:
    """Nothing is read as something else, and nearly all is read."""
    words = words_of(code)
    lines = (FOLDER / f"typed_{code}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t")[:2] for line in lines]
    asked = [(what, said) for what, said in rows if what.split()[0] in ("time", "days", "span", "date", "zone")]
    found = [(what, said, read(what, said, words)) for what, said in asked]
    assert [each for each in found if each[2] not in (each[0].partition(" ")[2], None)] == []
    left = [each for each in found if each[2] is None]
    assert len(left) <= (1 - LEAST_RIGHT) * len(found) + 1, left
