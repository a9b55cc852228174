"""Message catalogues (gettext), and times, dates and numbers in the person's language.

No sentence that a person reads stands in the code: the code says a key, `locale/<language>/LC_MESSAGES/limber.po` holds
the sentence. `hearing.po` beside it holds the words that people type (keys `hear.*`). So far there is English alone:
understanding typed text and the movement texts are not translatable yet.

The catalogue gives the language, `Words.in_place` the territory: 19:15 or 7:15 PM, 4 December or December 4, weeks from
Monday or from Sunday.
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError, dates, lists, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.markup import Html, escape
from bot.timing.recurrence import ALL_DAYS, WEEKEND
from bot.timing.zones import territory_of
from storage.records.person import PromptSettings

# What a person reads, and what a person types.
DOMAINS = ("limber", "hearing")
FALLBACK = "en"
CATALOGUES = Path(__file__).with_name("locale")
# The ends of the keys that a catalogue has for each weekday, Monday first.
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# The languages in which a small i with a dot has a capital with one.
_DOTTED = ("tr", "az")


class MissingSentence(KeyError):
    """A key that no catalogue holds: a mistake of ours, found by the tests."""


@dataclass(frozen=True)
class Words:
    """The sentences of one language. `say` and `count` give Telegram HTML, with everything put in escaped.

    `locale` says how times, dates and weeks are written where the person is, `own_locale` how this language writes
    numbers and lists, wherever it is read. `marks`: with dots, arrows and ticks, which a screen reader would name one
    by one ("black circle", "middle dot").
    """

    locale: Locale
    catalogue: gettext.NullTranslations
    own_locale: Locale
    marks: bool = True

    def suiting(self, settings: PromptSettings) -> Words:
        """The same sentences, `in_place` of the person, and without marks where they want none."""
        words = self.in_place(settings.language, settings.zone)
        return words if settings.wants_marks else _unmarked(words)

    def in_place(self, language_code: str | None, zone: str | None) -> Words:
        """The same sentences, with times and dates as they are written where the person is.

        The territory of the language code decides ("en-US"), without one that of the zone's IANA name; where neither
        says anything, or CLDR has no such locale, they stay as the catalogue's header says.
        """
        return _in_place(self, language_code, zone)

    def say(self, key: str, /, **values: object) -> Html:
        """The sentence behind a key, with `{name}` replaced by values. Raises MissingSentence."""
        return Html(self._sentence(key).format_map({name: escape(value) for name, value in values.items()}))

    def count(self, key: str, number: int, /, **values: object) -> Html:
        """The sentence behind a key in the plural form that `number` asks for; it may speak of {count}."""
        sentence = self.catalogue.ngettext(key, f"{key}.other", number)
        if sentence in (key, f"{key}.other"):
            raise MissingSentence(key)
        if not self.marks:
            sentence = without_marks(sentence)
        return Html(sentence.format_map({"count": number, **{name: escape(value) for name, value in values.items()}}))

    def label(self, key: str, /, **values: object) -> str:
        """The same for a button or a toast, where Telegram takes bare text only."""
        return self._sentence(key).format_map(values)

    def _sentence(self, key: str) -> str:
        found = self.catalogue.gettext(key)
        if found == key:
            raise MissingSentence(key)
        if self.marks or key.startswith(_BARE):
            return found
        # Where a mark says something, the catalogue has the sentence in words, too.
        in_words = self.catalogue.gettext(other := f"{key}.unmarked")
        return without_marks(found) if in_words == other else in_words

    def has(self, key: str) -> bool:
        """Whether there is a sentence behind a key."""
        return self.catalogue.gettext(key) != key

    def options(self, key: str) -> tuple[str, ...]:
        """The words behind a key that holds several, with bars between them."""
        return tuple(word.strip() for word in self.label(key).split("|") if word.strip())

    # Times, dates, durations

    def clock(self, at: time | datetime) -> str:
        """A time of day as it is written here: 07:30, or 7:30 AM with a blank at which no line breaks."""
        return str(dates.format_time(at, "short", locale=self.locale)).replace("\u202f", "\u00a0")

    def decimal(self, number: float) -> str:
        """A number with at most one decimal, as this language writes it: 1,234.5."""
        return str(numbers.format_decimal(round(number, 1), format="#,##0.#", locale=self.own_locale))

    def percent(self, part: float) -> str:
        """A part of 1, as this language writes it: 56%."""
        return str(numbers.format_percent(part, locale=self.own_locale))

    def weekday(self, day: int) -> str:
        """The name of a weekday, Monday being 0, as it stands alone."""
        return str(dates.get_day_names("wide", "stand-alone", locale=self.locale)[day])

    def weekday_short(self, day: int) -> str:
        """The short name of a weekday, Monday being 0, for a button or above a column."""
        return str(dates.get_day_names("abbreviated", "stand-alone", locale=self.locale)[day])

    @property
    def week(self) -> tuple[int, ...]:
        """The weekdays (Monday 0) in the order of the week here."""
        return tuple((self.locale.first_week_day + number) % len(WEEKDAYS) for number in range(len(WEEKDAYS)))

    def and_list(self, items: Iterable[str]) -> str:
        """Items as a list in words: one, two and three."""
        return lists.format_list(list(items), locale=self.own_locale)

    def or_list(self, items: Iterable[str]) -> str:
        """Items as a choice in words: one, two or three."""
        return lists.format_list(list(items), style="or", locale=self.own_locale)

    def row(self, items: Iterable[str], *, key: str = "row.comma") -> str:
        """Items one after the other, with this language's comma or semicolon (`row.semicolon`) between them."""
        return self.label(key).join(items)

    def opening(self, text: str) -> str:
        """A bare text with a capital letter in front, for one that begins a line."""
        if text.startswith("i") and self.locale.language in _DOTTED:
            return "\u0130" + text[1:]
        return text[:1].upper() + text[1:]

    def weekdays(self, days: Iterable[int], *, weekend: frozenset[int] = WEEKEND) -> Html:
        """Weekdays (Monday 0) as one says them: every day, on weekdays, at weekends, on Monday and Friday. `weekend` is
        that of the person's country."""
        wanted = set(days)
        for key, these in (("all", ALL_DAYS), ("working", ALL_DAYS - weekend), ("weekend", weekend)):
            if wanted == these and len(these) > 1:
                return self.say(f"days.{key}")
        if len(wanted) == len(ALL_DAYS) - 1:
            return self.say("days.but_one", day=self.label(f"days.each.{WEEKDAYS[min(ALL_DAYS - wanted)]}"))
        named = (self.label(f"days.each.{WEEKDAYS[day]}") for day in self.week if day in wanted)
        return self.say("days.some", days=self.and_list(named))

    def month_day(self, day: date) -> str:
        """A date without its year: 4 December."""
        return str(dates.format_skeleton("MMMMd", day, locale=self.locale))

    def whole_date(self, day: date) -> str:
        """A day with its year: 4 December 2026."""
        return str(dates.format_date(day, "long", locale=self.locale))

    def on_day(self, day: date, today: date) -> str:
        """A day seen from today, as it stands in a sentence: today, tomorrow, on Friday, on 4 December."""
        return self.label(f"day.on.{_seen(day, today)}", day=self.month_day(day))

    def until_day(self, day: date, today: date) -> str:
        """A day to come as the end of something: until tomorrow, until Friday, until 4 December."""
        return self.label(f"day.until.{_seen(day, today)}", day=self.month_day(day))

    def span(self, duration: timedelta) -> Html:
        """How long until something, to the minute: 4 h 40 min; days once it is a day and a half or more."""
        minutes = max(0, round(duration.total_seconds() / 60))
        if minutes >= 36 * 60:
            return self.count("span.days", round(minutes / 1440))
        hours, rest = divmod(minutes, 60)
        if hours and rest:
            return self.say("span.hours_minutes", hours=hours, minutes=rest)
        if hours:
            return self.say("span.hours", hours=hours)
        return self.say("span.minutes", minutes=minutes) if minutes else self.say("span.now")


@lru_cache(maxsize=4096)
def without_marks(sentence: str) -> str:
    """A sentence of the catalogue without the marks that only adorn it: arrows and pencils of buttons, middle dots of
    lists and between two things, and the dots that end a label."""
    listed = re.sub(r"^· *", "", sentence, flags=re.MULTILINE).replace(" · ", ", ")
    return re.sub(rf"\s*[{_ADORNS}]\s*", "", listed).removesuffix("…")


_ADORNS = "◀▶▲▼▴▾✎"


@lru_cache(maxsize=1024)
def _unmarked(words: Words) -> Words:
    return replace(words, marks=False)


def _seen(day: date, today: date) -> str:
    """The end of the key for a day seen from today: a day beside it, a weekday of the coming week, or any date."""
    distance = (day - today).days
    if distance in (-1, 0, 1):
        return ("yesterday", "today", "tomorrow")[distance + 1]
    return WEEKDAYS[day.weekday()] if 1 < distance < 7 else "date"


class PseudoTranslations(gettext.GNUTranslations):
    """English in brackets: shows in a test, or to a translator, which sentences come from a catalogue."""

    def gettext(self, message: str) -> str:
        """The sentence in brackets."""
        found = super().gettext(message)
        return found if found == message or message.startswith(_BARE) else f"⟦{found}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The plural form in brackets."""
        found = super().ngettext(msgid1, msgid2, n)
        return found if found in (msgid1, msgid2) else f"⟦{found}⟧"


# Keys whose texts are patterns or words to listen for, not sentences.
_BARE = ("hear.",)


def _read(language: str, kind: Callable[[io.BytesIO], gettext.GNUTranslations]) -> Words:
    """The catalogues of a language; their `Language` header, such as en_GB, says how dates and lists are written."""
    catalogue, hearing = (read_po(io.BytesIO(path.read_bytes())) for path in po_files(language))
    for message in hearing:
        if message.id:
            catalogue[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    own = catalogue.locale or Locale.parse(FALLBACK)
    return Words(own, kind(compiled), own)


def po_files(language: str) -> tuple[Path, ...]:
    """The catalogues of a language: its sentences, and what it listens for."""
    return tuple(CATALOGUES / language / "LC_MESSAGES" / f"{domain}.po" for domain in DOMAINS)


@cache
def _catalogue(language: str) -> Words | None:
    if not po_files(language)[0].is_file():
        return None
    return _read(language, gettext.GNUTranslations)


@lru_cache(maxsize=1024)
def words_in(language_code: str | None, zone: str | None = None) -> Words:
    """The sentences for a Telegram language code such as `pt-br`: that language's, or English; `in_place` of that code
    and the zone."""
    found = None
    for code in (language_code or "").replace("-", "_"), (language_code or "").split("-")[0]:
        with_case = _normal(code)
        found = found or (_catalogue(with_case) if with_case else None)
    found = found or _catalogue(FALLBACK)
    assert found is not None  # noqa: S101 - it ships with the program
    return found.in_place(language_code, zone)


@lru_cache(maxsize=4096)
def _in_place(words: Words, language_code: str | None, zone: str | None) -> Words:
    territory = territory_in(language_code) or (territory_of(zone) if zone else None)
    if territory is None:
        return words
    own = words.own_locale
    try:
        return replace(words, locale=Locale(own.language, territory=territory, script=own.script))
    except UnknownLocaleError:
        return words


def territory_in(language_code: str | None) -> str | None:
    """The territory that a language code names: US in en-US; None where it names none."""
    subtags = (language_code or "").replace("_", "-").split("-")[1:]
    return next((subtag.upper() for subtag in subtags if len(subtag) == 2 and subtag.isalpha()), None)


def _normal(code: str) -> str | None:
    try:
        return str(Locale.parse(code)) if code else None
    except (UnknownLocaleError, ValueError):
        return None


@cache
def pseudo_words() -> Words:
    """English in brackets, for finding sentences that stand in the code."""
    return _read(FALLBACK, PseudoTranslations)
