"""Message catalogues (gettext), and times, dates and numbers in the person's language.

No sentence that a person reads stands in the code: the code says a key, `locale/<language>/LC_MESSAGES/limber.po` holds
the sentence. `hearing.po` beside it holds the words that people type (keys `hear.*`). What a language lacks is said in
English, and English is always heard beside it.

The catalogue gives the language, `Words.in_place` the territory: 19:15 or 7:15 PM, 4 December or December 4, weeks from
Monday or from Sunday.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property, lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError, dates, lists, numbers

from bot.i18n.adornments import without_marks
from bot.i18n.direction import filled, isolated, runs_right_to_left
from bot.i18n.po_files import CATALOGUES, FALLBACK, HEARD, english_sentences, heard, offered, po_files, sentences_of
from bot.i18n.pseudo import MirroredTranslations, PseudoTranslations
from bot.i18n.sentences import Translations
from bot.markup import Html, escape
from bot.timing.recurrence import ALL_DAYS, WEEKEND
from bot.timing.zones import territory_of
from storage.records.person import PromptSettings

__all__ = ["CATALOGUES", "MissingSentence", "Words", "po_files", "pseudo_words", "words_in", "words_of"]

# The ends of the keys that a catalogue has for each weekday, Monday first.
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Digits by their numbering system in CLDR: Babel writes dates and times in those of English.
_DIGITS = {"arab": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"), "arabext": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")}
# What may stand between two stops: the end of a tag, as of a time in bold, or of an isolate.
_DOUBLED_STOP = re.compile(r"(?<=[^\W\d_]\.)((?:</[a-z-]+>|\u2069)*)\.(?!\.)")
# The languages in which a small i with a dot has a capital with one.
_DOTTED = ("tr", "az")


class MissingSentence(KeyError):
    """A key that no catalogue holds: a mistake of ours, found by the tests."""


@dataclass(frozen=True)
class Words:
    """The sentences of one language. `say` and `count` give Telegram HTML, with everything put in escaped.

    `locale` says how times, dates, numbers and weeks are written where the person is, `own_locale` how this language
    writes lists; where its header names a country, numbers, too, wherever it is read. `catalogue` holds what is
    listened for: rules read it alone, one language at a time. `beside` holds the single words of the other language
    that are heard, too; `sentences` what is said (None: nothing but listening). `in_english` are the English words,
    None for these themselves. `marks`: with dots, arrows and ticks, which a screen reader would name one by one
    ("black circle", "middle dot"). `digits_of` is where the digits are written so; None for `locale`.
    """

    locale: Locale
    catalogue: gettext.NullTranslations
    own_locale: Locale = field(hash=False)  # what is cheap to hash tells apart enough: hundreds of look-ups a text
    marks: bool = True
    sentences: gettext.NullTranslations | None = None
    beside: gettext.NullTranslations | None = None
    in_english: Words | None = field(default=None, hash=False)
    digits_of: Locale | None = field(default=None, hash=False)

    @cached_property
    def english(self) -> Words:
        """The English words, for where the person is; of English these themselves."""
        if self.in_english is None:
            return self
        return _at(replace(self.in_english, marks=self.marks), self.locale.territory)

    @cached_property
    def hearing_english(self) -> Words:
        """The same sentences, while what is typed is read as English. Of English these themselves."""
        if self.in_english is None or self.catalogue is self.in_english.catalogue:
            return self
        return replace(self, catalogue=self.in_english.catalogue, beside=self.catalogue)

    @property
    def hears(self) -> str:
        """The language that what is typed is read as, by the name of its folder: `en`, `pt_BR`."""
        return str(self.own_locale) if self.is_translated else FALLBACK

    @property
    def is_translated(self) -> bool:
        """Whether what is typed is read in another language than English."""
        return self.in_english is not None and self.catalogue is not self.in_english.catalogue

    def suiting(self, settings: PromptSettings) -> Words:
        """The same sentences, `in_place` of the person, and without marks where they want none."""
        words = self.in_place(settings.spoken_language, settings.zone)
        return words if settings.wants_marks else _unmarked(words)

    def in_place(self, language_code: str | None, zone: str | None) -> Words:
        """The same sentences, with times and dates as they are written where the person is.

        The territory of the language code decides ("en-US"), without one that of the zone's IANA name; where neither
        says anything, or CLDR has no such locale, they stay as the catalogue's header says. The zone changes no digits:
        they are of one kind before it is known and afterwards.
        """
        return _in_place(self, language_code, zone)

    @property
    def is_right_to_left(self) -> bool:
        """Whether the language is written from right to left."""
        return runs_right_to_left(self.own_locale)

    def say(self, key: str, /, **values: object) -> Html:
        """The sentence behind a key, with `{name}` replaced by values. Raises MissingSentence."""
        return Html(self._filled(self._sentence(key), self._put_in(values, escape)))

    def count(self, key: str, number: int, /, **values: object) -> Html:
        """The sentence behind a key in the plural form that `number` asks for; it may speak of {count}."""
        sentence = self._said.ngettext(key, f"{key}.other", number)
        if sentence in (key, f"{key}.other"):
            raise MissingSentence(key)
        if not self.marks:
            sentence = without_marks(sentence)
        return Html(self._filled(sentence, self._put_in({"count": number, **values}, escape)))

    def label(self, key: str, /, **values: object) -> str:
        """The same for a button or a toast, where Telegram takes bare text only."""
        return self._filled(self._sentence(key), self._put_in(values, lambda value: value))

    def _filled(self, sentence: str, values: Mapping[str, object]) -> str:
        """A sentence with its values; from right to left with isolates round what runs the other way. A value that ends
        in a stop, such as "8:00 a.m.", brings that of the sentence along."""
        text = filled(sentence, values) if self.is_right_to_left else sentence.format_map(values)
        return _DOUBLED_STOP.sub(r"\1", text) if values else text

    def _items(self, items: Iterable[str]) -> list[str]:
        return [isolated(item) for item in items] if self.is_right_to_left else list(items)

    def _put_in(self, values: Mapping[str, object], made: Callable[[object], object]) -> dict[str, object]:
        """Values as they stand in a sentence; numbers in the digits that are written where the person is."""
        is_number = {name: isinstance(value, int) and not isinstance(value, bool) for name, value in values.items()}
        return {name: self._in_digits(str(value)) if is_number[name] else made(value) for name, value in values.items()}

    def _in_digits(self, text: str) -> str:
        return text.translate(_DIGITS.get(self._numbering_system, {}))

    @property
    def _numbering_system(self) -> str:
        return (self.digits_of or self.locale).default_numbering_system

    @property
    def _said(self) -> gettext.NullTranslations:
        return self.catalogue if self.sentences is None else self.sentences

    def _sentence(self, key: str) -> str:
        is_heard = key.startswith(HEARD)
        found = (self.catalogue if is_heard else self._said).gettext(key)
        if found == key:
            raise MissingSentence(key)
        if self.marks or is_heard:
            return found
        # Where a mark says something, the catalogue has the sentence in words, too.
        in_words = self._said.gettext(other := f"{key}.unmarked")
        return without_marks(found) if in_words == other else in_words

    def has(self, key: str) -> bool:
        """Whether there is a sentence behind a key, in this language or in English."""
        return (self.catalogue if key.startswith(HEARD) else self._said).gettext(key) != key

    def options(self, key: str) -> tuple[str, ...]:
        """The words behind a key that holds several, with bars between them; of `hear.*`, those of the other language
        that is heard behind them."""
        return tuple(dict.fromkeys(option for _, option in self.counted(key)))

    def own_options(self, key: str) -> tuple[str, ...]:
        """The same of the language that is read alone; none where it has none of its own and English is lent."""
        said = self.label(key) if self.has(key) else ""
        if self.is_translated and self.in_english is not None and said == self.in_english.catalogue.gettext(key):
            return ()
        return tuple(dict.fromkeys(option for each in said.split("|") if (option := each.strip())))

    def counted(self, key: str) -> tuple[tuple[int, str], ...]:
        """The same, each with its place in the list of its own language: of `hear.numbers`, zero stands at 0."""
        lists_of_words = [self.label(key)]
        if self.beside is not None and key.startswith(HEARD) and (other := self.beside.gettext(key)) != key:
            lists_of_words.append(other)
        options = [[word.strip() for word in words.split("|") if word.strip()] for words in lists_of_words]
        return tuple(dict.fromkeys(each for words in options for each in enumerate(words)))

    # Times, dates, durations

    def clock(self, at: time | datetime) -> str:
        """A time of day as it is written here: 07:30, or 7:30 AM with a blank at which no line breaks."""
        written = str(dates.format_time(at, "short", locale=self.locale))
        return self._in_digits(re.sub(r"\s", "\u00a0", written))

    def decimal(self, number: float) -> str:
        """A number with at most one decimal, as this language writes it: 1,234.5."""
        rounded, locale = round(number, 1), self._number_locale
        written = numbers.format_decimal(
            rounded, format="#,##0.#", locale=locale, numbering_system=self._system_of(locale)
        )
        return self._in_digits(str(written))

    def percent(self, part: float) -> str:
        """A part of 1, as this language writes it: 56%."""
        locale = self._number_locale
        written = numbers.format_percent(part, locale=locale, numbering_system=self._system_of(locale))
        return self._in_digits(str(written))

    def _system_of(self, locale: Locale) -> str:
        """The signs of numbers in a locale: its own, unless the digits are of another kind."""
        return "default" if locale.default_numbering_system == self._numbering_system else self._numbering_system

    @property
    def _number_locale(self) -> Locale:
        """A catalogue of one country (en_GB, pt_BR) writes numbers as there, wherever it is read; Spanish has a comma
        for decimals in Spain, and a point in Mexico."""
        return self.own_locale if self.own_locale.territory else self.locale

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
        return lists.format_list(self._items(items), locale=self.own_locale)

    def or_list(self, items: Iterable[str]) -> str:
        """Items as a choice in words: one, two or three."""
        return lists.format_list(self._items(items), style="or", locale=self.own_locale)

    def row(self, items: Iterable[str], *, key: str = "row.comma") -> str:
        """Items one after the other, with this language's comma or semicolon (`row.semicolon`) between them."""
        return self.label(key).join(self._items(items))

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
        return self.dated("MMMMd", day)

    def dated(self, skeleton: str, day: date) -> str:
        """A date in the parts that a skeleton of CLDR names: "yMMMM" is December 2026."""
        return self._in_digits(str(dates.format_skeleton(skeleton, day, locale=self.locale)))

    @property
    def digits(self) -> str:
        """The digits from 0 to 9, as they are written where the person is."""
        return self._in_digits("0123456789")

    def whole_date(self, day: date) -> str:
        """A day with its year: 4 December 2026."""
        return self._in_digits(str(dates.format_date(day, "long", locale=self.locale)))

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
        if not hours:
            return self.count("span.minutes", rest) if rest else self.say("span.now")
        told = self.count("span.hours", hours)
        return self.say("span.hours_minutes", hours=told, minutes=self.count("span.minutes", rest)) if rest else told


@lru_cache(maxsize=1024)
def _unmarked(words: Words) -> Words:
    return replace(words, marks=False)


def _seen(day: date, today: date) -> str:
    """The end of the key for a day seen from today: a day beside it, a weekday of the coming week, or any date."""
    distance = (day - today).days
    if distance in (-1, 0, 1):
        return ("yesterday", "today", "tomorrow")[distance + 1]
    return WEEKDAYS[day.weekday()] if 1 < distance < 7 else "date"


@cache
def words_of(language: str, folder: Path = CATALOGUES, kind: type[Translations] = Translations) -> Words:
    """The words of a language by the name of its folder, complete or not. Their `Language` header, such as en_GB, says
    how dates and lists are written."""
    english, english_hearing = english_sentences()
    if language == FALLBACK:
        place, rule = english.locale or Locale(FALLBACK), english.plural_rule
        return Words(place, kind(english_hearing.texts, rule), place, sentences=kind(english.texts, rule))
    sentences, hearing = map(sentences_of, po_files(language, folder))
    own, first = sentences.locale or Locale.parse(language), words_of(FALLBACK)
    said = kind(sentences.texts, sentences.plural_rule)
    assert first.sentences is not None  # noqa: S101 - English has all of them
    said.add_fallback(first.sentences)
    is_listening = bool(hearing.texts)
    heard_here = kind(heard(hearing, english_hearing), sentences.plural_rule) if is_listening else first.catalogue
    return Words(own, heard_here, own, sentences=said, beside=first.catalogue, in_english=first)


def language_for(code: str | None, folder: Path = CATALOGUES) -> str | None:
    """The language that is offered for a code such as `pt-br` or `de_AT`: that of the same territory, else the same
    language; None for none."""
    wanted = _parsed(code)
    if wanted is None:
        return None
    same = [each for each in offered(folder) if Locale.parse(each).language == wanted.language]
    same = [each for each in same if Locale.parse(each).script in (None, wanted.script)] or same
    return next((each for each in same if Locale.parse(each).territory == wanted.territory), next(iter(same), None))


@lru_cache(maxsize=1024)
def words_in(language_code: str | None, zone: str | None = None, folder: Path = CATALOGUES) -> Words:
    """The words for a Telegram language code such as `pt-br`: those of the language that is offered for it, or English;
    `in_place` of that code and the zone."""
    return words_of(language_for(language_code, folder) or FALLBACK, folder).in_place(language_code, zone)


@lru_cache(maxsize=4096)
def _in_place(words: Words, language_code: str | None, zone: str | None) -> Words:
    # "es-419" is the Spanish of a continent: the zone tells the country.
    region = next((part for part in _subtags(language_code) if len(part) == 3 and part.isdecimal()), None)
    territory = territory_in(language_code)
    if territory is not None:
        return _at(words, territory)
    return replace(_at(words, (territory_of(zone) if zone else None) or region), digits_of=words.own_locale)


@lru_cache(maxsize=1024)
def _at(words: Words, territory: str | None) -> Words:
    own = words.own_locale
    if territory is None:
        return words
    try:
        return replace(words, locale=Locale(own.language, territory=territory, script=own.script))
    except UnknownLocaleError:
        return words


def territory_in(language_code: str | None) -> str | None:
    """The territory that a language code names: US in en-US; None where it names none."""
    return next((part.upper() for part in _subtags(language_code) if len(part) == 2 and part.isalpha()), None)


def _subtags(language_code: str | None) -> list[str]:
    return (language_code or "").replace("_", "-").split("-")[1:]


def _parsed(code: str | None) -> Locale | None:
    """The locale of a code, or of its language alone where CLDR does not know it together with the rest."""
    whole = (code or "").replace("-", "_")
    for part in (whole, whole.partition("_")[0]):
        try:
            return Locale.parse(part) if part else None
        except (UnknownLocaleError, ValueError):
            continue
    return None


@cache
def pseudo_words(*, right_to_left: bool = False) -> Words:
    """English in brackets, for finding sentences that stand in the code; or as a language from right to left, which
    writes times, dates and numbers as Arabic does in Egypt."""
    words = words_of(FALLBACK, kind=PseudoTranslations)
    if not right_to_left:
        return words
    egypt = Locale("ar", territory="EG")
    # A language from right to left for which there are no movements: these would be said without marks.
    return replace(words_of(FALLBACK, kind=MirroredTranslations), locale=egypt, own_locale=Locale("fa"))
