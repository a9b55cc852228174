"""Are times, weekdays, spans, lengths and pauses read in each language, and nothing that is not sure?

A row is what is asked for, what somebody types, and what it means: reminders with their days ("once mon 10:00"; "+1
08:00" is tomorrow; "in 20" a wait in minutes), a zone ("? " before one that is asked about), the name of the problem,
or "-" for what is only not to be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.i18n.catalogue import Words, words_of
from bot.i18n.po_files import FALLBACK, offered
from bot.understanding.hearing import hear
from bot.understanding.places.place import Ambiguous, Found, Place
from bot.understanding.places.place import label as place_label
from bot.understanding.places.places import find_zone
from bot.understanding.times.lengths_of_time import LengthOfTime
from bot.understanding.times.pauses import PauseWish, parse_pause
from bot.understanding.times.reminder_wishes import ReminderWish, parse_reminders
from bot.understanding.times.spans import parse_days, parse_span
from bot.understanding.times.time_phrases import with_plain_times
from bot.understanding.times.times import TimeProblem, parse_clock
from bot.understanding.times.weekdays import parse_days_off, parse_weekdays
from bot.understanding.wishes.wish_details import Known
from bot.understanding.wishes.wish_rules import Where, Wish
from bot.understanding.wishes.wishes import Wished
from tests.harness.tabled import tabled

FOLDER = Path(__file__).parent
LANGUAGES = sorted(set(offered()) - {FALLBACK})
TODAY = date(2026, 11, 30)  # a Monday
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NOT_READ = "-"


def rows(code: str) -> list[tuple[str, str, str]]:
    """The rows of a language: what is asked for, the sentence, what it means."""
    lines = (FOLDER / f"times_{code}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [(what, said, meant) for what, said, meant in (line.split("\t") for line in lines)]


def named(days: Sequence[int] | frozenset[int] | None) -> str:
    """Weekdays by their short names; "-" for none."""
    return ",".join(NAMES[day] for day in sorted(days)) if days else NOT_READ


def of_reminder(one: ReminderWish) -> str:
    """A reminder as the tables write it."""
    ahead = f"+{one.days_ahead} " if one.days_ahead is not None else "once " if one.once else ""
    return f"{ahead}{named(one.weekdays) + ' ' if one.weekdays else ''}{one.time:%H:%M}"


def of_place(found: Found) -> str:
    """The zone of a place, "?" before one that is asked about; "-" for none."""
    first = found.places[0] if isinstance(found, Ambiguous) else found
    return NOT_READ if first is None else f"{'? ' if isinstance(found, Ambiguous) or first.near else ''}{first.zone}"


def read(what: str, said: str, words: Words) -> str:
    """What a sentence means, as the tables write it."""
    match what:
        case "reminder":
            found = parse_reminders(said, words)
            if isinstance(found, TimeProblem):
                return found.name
            if isinstance(found, LengthOfTime):
                return f"{'in' if found.is_wait else 'for'} {found.length // timedelta(minutes=1)}"
            return "; ".join(map(of_reminder, found))
        case "days":
            return named(parse_weekdays(said, words))
        case "off":
            return named(parse_days_off(said, words))
        case "span":
            spans = parse_span(said, words)
            return NOT_READ if isinstance(spans, TimeProblem) else "-".join(f"{at:%H:%M}" for at in spans[0])
        case "length":
            return str(parse_days(said, words) or NOT_READ)
        case "zone":
            return of_place(find_zone(said, words, now=NOW))
        case "clock":
            return next((f"{at:%H:%M}" for at in parse_clock(said, words) if isinstance(at, time)), NOT_READ)
    pause = parse_pause(said, TODAY, words)
    if not isinstance(pause, PauseWish):
        return NOT_READ
    return f"{pause.starts}..{pause.back}" if pause.starts else str(pause.back)


def is_right(read: str, meant: str) -> bool:
    """Whether a reading is the one that is meant; what is not to be read may be told to be any problem."""
    return read == meant or (meant == NOT_READ and read in TimeProblem.__members__)


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_sentence_means_what_it_says(code: str) -> None:
    """All rows of a language's table are read as they are meant."""
    words = words_of(code)
    wrong = [
        (what, said, meant, found)
        for what, said, meant in rows(code)
        if not is_right(found := read(what, said, words), meant)
    ]
    assert wrong == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_tables_are_long_enough(code: str) -> None:
    """Forty sentences each, none of them twice."""
    sentences = [(what, said.casefold()) for what, said, _ in rows(code)]
    assert len(sentences) >= 40
    assert len(sentences) == len(set(sentences))


def test_english_does_not_read_other_languages() -> None:
    """ "Halb acht" stays unread where English alone is heard: half past eight would be an hour late."""
    assert parse_reminders("halb acht", words_of("en")) is TimeProblem.NOT_A_TIME
    assert parse_reminders("halb 8") is TimeProblem.NOT_A_TIME


@pytest.mark.parametrize(
    ("typed", "locale", "label"),
    [
        ("Berlin", "es", "Berlín, Alemania"),
        ("Lisbon", "de", "Lissabon, Portugal"),
        ("New York", "pt", "Nova York, New York, Estados Unidos"),
        ("Moscow", "ru", "Москва, Россия"),
        ("Cairo", "ar", "القاهرة، مصر"),
        ("Cologne", "de", "Köln, Deutschland"),
        ("Berlin", "en", "Berlin, Germany"),
    ],
)
def test_a_place_is_called_as_the_language_calls_it(typed: str, locale: str, label: str) -> None:
    """The country always, the city where CLDR has its name."""
    found = find_zone(typed, now=NOW)
    assert isinstance(found, Place)
    assert place_label(found, locale) == label


def test_a_sentence_keeps_all_but_its_times() -> None:
    """What says something of time is in plain form, with what stands between; single words that are no times stay."""
    words = words_of("de")
    assert with_plain_times("verschieb es auf halb acht am Montag bitte", words) == (
        "verschieb es auf half to 8 on monday bitte"
    )
    assert with_plain_times("erinnere mich um acht", words) == "remind me at 8"
    assert with_plain_times("weck den Hund um acht", words) == "weck den Hund at 8"
    for said in ("So eine Übung!", "Schluss für heute", "eins zurück bitte", "auf zwei Beinen"):
        assert with_plain_times(said, words) == said
    assert with_plain_times("другая сторона", words_of("ru")) == "другая сторона"
    assert with_plain_times("بكفي اليوم", words_of("ar")) == "بكفي اليوم"
    assert with_plain_times("remind me at 8", words_of("en")) == "remind me at 8"


def test_a_word_that_is_not_known_is_no_word_of_english() -> None:
    """What the language does not know is not corrected to an English word; English as a whole is read after it."""
    words = words_of("es")
    assert isinstance(parse_reminders("Frida a las 8", words), TimeProblem)
    assert parse_reminders("mondays at 8", words) == parse_reminders("mondays at 8")


@tabled(
    ("code", "said", "at"),
    [
        ("de", "erinnere mich um halb zehn statt um neun", "09:30"),
        ("de", "um 7 statt um 9", "07:00"),
        ("es", "recuérdame a las nueve y media en vez de las nueve", "09:30"),
        ("pt_BR", "me lembre às 9:30 em vez de 9:00", "09:30"),
        ("ru", "напоминай в 9:30 вместо 9:00", "09:30"),
        ("ar", "ذكرني في 9:30 بدلا من 9:00", "09:30"),
    ],
)
def test_a_time_in_place_of_another_moves_the_reminder(code: str, said: str, at: str) -> None:
    """In the words of the plain form: the grammar of such sentences is one for all languages."""
    known = Known({}, lambda _: False, lambda _: False, TODAY)
    assert hear(said, words_of(code), Where.OUT, known).wishes == (Wished(Wish.MOVE, at),)
