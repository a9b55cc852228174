"""The catalogues: every key that the code says is there, every sentence that is there is said, and dates read right."""

from __future__ import annotations

import ast
import io
import re
import string
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.conversations.dispatch import ADMIN_COMMANDS, COMMANDS
from bot.i18n import catalogue
from bot.i18n.catalogue import MissingSentence, pseudo_words, words_in
from bot.markup import Html
from bot.understanding.answers.intents import Intent
from tests.harness.tabled import tabled

BOT = Path(catalogue.__file__).parents[1]
WORDS = words_in("en")
SPEAKERS = ("say", "count", "label", "has", "options", "counted", "exactly", "choice", "_options")
TODAY = date(2026, 11, 22)


def _catalogue() -> Catalog:
    sentences, hearing = (read_po(io.BytesIO(path.read_bytes())) for path in catalogue.po_files("en"))
    for message in hearing:
        if message.id:
            sentences[message.id] = message
    return sentences


def _keys() -> set[str]:
    keys = set()
    for message in _catalogue():
        if message.id:
            keys.add(message.id[0] if isinstance(message.id, tuple) else str(message.id))
    return keys


def _pattern(node: ast.expr) -> str | None:
    """A string or f-string that could be a key, as a pattern: what is put in may be any word."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[a-z0-9_.]+" for part in node.values
        )
    return None


def _said_in_code() -> set[str]:
    """Patterns of every dotted string in the bot's code: a key can be chosen first and said later."""
    patterns = set()
    for path in BOT.rglob("*.py"):
        if "local" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found = _pattern(node) if isinstance(node, (ast.Constant, ast.JoinedStr)) else None
            # Of a key that is put together, enough has to stand there to tell it.
            if found is not None and len(found.replace(r"[a-z0-9_.]+", "")) >= 4:
                patterns.add(found)
    return patterns


def _said_outright() -> set[str]:
    """The keys that stand as they are in a call that says them."""
    keys = set()
    for path in BOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr in ("say", "count", "label") and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and "words" in ast.dump(node.func):
                    keys.add(first.value)
    return keys


def test_every_key_that_the_code_says_is_in_the_catalogue() -> None:
    """A key without its sentence would be an error in somebody's chat."""
    said = _said_outright()
    assert len(said) > 150
    assert said - _keys() == set()


def test_every_sentence_of_the_catalogue_is_said_somewhere() -> None:
    """A sentence that nobody says is dead wood for translators."""
    patterns = _said_in_code()
    whole = {re.escape(key): key for key in _keys()}
    parts = re.compile("|".join(sorted(pattern for pattern in patterns - whole.keys() if "+" in pattern)))
    unsaid = {key for pattern, key in whole.items() if pattern not in patterns and not parts.fullmatch(key)}
    assert unsaid - {f"hear.{word.value}" for word in Intent} == set()


@tabled("name", [*COMMANDS, *ADMIN_COMMANDS])
def test_every_command_has_its_line_in_the_menu(name: str) -> None:
    """Telegram takes 1 to 256 characters: https://core.telegram.org/bots/api#botcommand."""
    assert 1 <= len(WORDS.label(f"command.{name}")) <= 256


@tabled("word", list(Intent))
def test_every_word_of_a_walk_has_words_to_listen_for(word: Intent) -> None:
    """And none of them twice."""
    options = WORDS.options(f"hear.{word.value}")
    assert options
    assert len(options) == len(set(options))


def test_a_sentence_says_only_what_is_put_in_by_name() -> None:
    """Braces without a name would put in whatever comes first."""
    for message in _catalogue():
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in texts:
            for _, field, _, _ in string.Formatter().parse(str(text)):
                assert field is None or re.fullmatch(r"[a-z_]+", field), message.id


def test_both_plural_forms_of_a_sentence_are_there() -> None:
    """English has two."""
    plurals = [message for message in _catalogue() if isinstance(message.id, tuple)]
    assert len(plurals) > 5
    for message in plurals:
        assert isinstance(message.string, tuple)
        assert len(message.string) == 2
        assert all(message.string)


def test_whatever_is_put_into_a_sentence_is_escaped_once() -> None:
    """A name with a bracket is no tag; what is HTML already stays as it is."""
    assert WORDS.say("hello.named", name="<b>& Co") == "Hello &lt;b&gt;&amp; Co."
    assert WORDS.say("hello.named", name=Html("<b>Ana</b>")) == "Hello <b>Ana</b>."


def test_a_key_without_a_sentence_is_an_error_of_ours() -> None:
    """It is not sent as it stands."""
    with pytest.raises(MissingSentence):
        WORDS.say("no.such.key")
    with pytest.raises(MissingSentence):
        WORDS.count("no.such.key", 1)
    with pytest.raises(MissingSentence):
        WORDS.label("no.such.key")


@pytest.mark.parametrize("code", [None, "", "en", "en-gb", "fi", "xx", "nonsense-code", "zh-hans"])
def test_a_language_without_a_catalogue_is_english(code: str | None) -> None:
    """Whatever Telegram gives as the language."""
    assert words_in(code).say("walk.paused_offer").startswith("Paused.")


@pytest.mark.parametrize(
    ("day", "in_a_sentence"),
    [
        (TODAY, "today"),
        (TODAY + timedelta(days=1), "tomorrow"),
        (TODAY - timedelta(days=1), "yesterday"),
        (TODAY + timedelta(days=2), "on Tuesday"),
        (TODAY + timedelta(days=6), "on Saturday"),
        (TODAY + timedelta(days=7), "on 29 November"),
        (TODAY - timedelta(days=2), "on 20 November"),
    ],
)
def test_a_day_is_named_as_one_says_it(day: date, in_a_sentence: str) -> None:
    """From a Sunday."""
    assert WORDS.on_day(day, TODAY) == in_a_sentence


@pytest.mark.parametrize("day", range(7))
def test_each_weekday_has_words_of_its_own_for_what_comes_on_it_and_lasts_until_it(day: int) -> None:
    """A language may inflect them."""
    monday = date(2026, 11, 23)
    there, name = monday + timedelta(days=day), WORDS.weekday(day)
    assert WORDS.on_day(there, there - timedelta(days=3)) == f"on {name}"
    assert WORDS.until_day(there, there - timedelta(days=3)) == f"until {name}"
    assert WORDS.weekdays((day,)) == f"on {name}"


@pytest.mark.parametrize(("days", "until"), [(0, "until today"), (1, "until tomorrow"), (7, "until 29 November")])
def test_the_end_of_a_pause_is_said_as_one_says_it(days: int, until: str) -> None:
    """From a Sunday."""
    assert WORDS.until_day(TODAY + timedelta(days=days), TODAY) == until


AT, ON = time(19, 15), date(2026, 12, 4)
BRITISH, AMERICAN = (
    ("19:15", "4 December", "4 December 2026", "Mon"),
    ("7:15\u00a0PM", "December 4", "December 4, 2026", "Sun"),
)


@tabled(
    ("code", "zone", "written"),
    [
        ("en", None, BRITISH),
        (None, None, BRITISH),
        ("en", "UTC", BRITISH),
        ("en", "Etc/GMT-2", BRITISH),
        ("en", "Europe/London", BRITISH),
        ("en", "Europe/Berlin", BRITISH),
        ("en", "Asia/Tokyo", BRITISH),
        ("en", "America/New_York", AMERICAN),
        ("en", "US/Eastern", AMERICAN),
        ("en-US", None, AMERICAN),
        ("en-us", "Europe/Berlin", AMERICAN),
        ("en_US", None, AMERICAN),
        ("en-GB", "America/New_York", BRITISH),
        ("xx", "America/New_York", AMERICAN),
        ("en", "Asia/Kolkata", ("7:15\u00a0pm", "4 December", "4 December 2026", "Sun")),
        ("en", "no such zone", BRITISH),
        ("nonsense-code", None, BRITISH),
    ],
)
def test_times_dates_and_weeks_are_written_as_where_the_person_is(
    code: str | None, zone: str | None, written: tuple[str, str, str, str]
) -> None:
    """The territory of the language code decides, else that of the zone."""
    words = words_in(code, zone)
    first = words.weekday_short(words.week[0])
    assert (words.clock(AT), words.month_day(ON), words.whole_date(ON), first) == written
    assert sorted(words.week) == list(range(7))


@pytest.mark.parametrize("zone", ["Europe/Lisbon", "America/New_York", "Asia/Kolkata"])
def test_sentences_lists_and_numbers_are_the_same_wherever_somebody_is(zone: str) -> None:
    """They belong to the language: a comma in an English number is of thousands, also in Lisbon."""
    words = words_in("en", zone)
    assert words.catalogue is WORDS.catalogue
    assert words.decimal(123456.78) == "123,456.8"
    assert words.percent(0.56) == "56%"
    assert words.and_list(["one", "two", "three"]) == "one, two and three"


def test_a_line_begins_with_a_capital_letter_of_its_language() -> None:
    """Turkish has two of the letter i."""
    assert WORDS.opening("in bed") == "In bed"
    assert WORDS.opening("") == ""
    assert replace(WORDS, locale=Locale("tr")).opening("iki") == "\u0130ki"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(minutes=54), "54 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=4, minutes=40), "4 h 40 min"),
        (timedelta(hours=35, minutes=59), "35 h 59 min"),
        (timedelta(hours=36), "2 days"),
        (timedelta(days=9, hours=13), "10 days"),
        (timedelta(seconds=-5), "less than a minute"),
    ],
)
def test_how_long_until_something(span: timedelta, words: str) -> None:
    """To the minute, and in days once it is a day and a half."""
    assert WORDS.span(span) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (range(7), "every day"),
        (range(5), "on weekdays"),
        ((5, 6), "at weekends"),
        ((2,), "on Wednesday"),
        (range(6), "every day but Sunday"),
        ((4, 0, 2), "on Monday, Wednesday and Friday"),
    ],
)
def test_weekdays_are_named_as_one_says_them(days: range | tuple[int, ...], words: str) -> None:
    """Monday is 0."""
    assert WORDS.weekdays(days) == words


def test_weekdays_are_those_of_the_country() -> None:
    """A weekend of one day is called by its name."""
    friday_and_saturday = frozenset({4, 5})
    assert WORDS.weekdays((6, 0, 1, 2, 3), weekend=friday_and_saturday) == "on weekdays"
    assert WORDS.weekdays((4, 5), weekend=friday_and_saturday) == "at weekends"
    assert WORDS.weekdays((5, 6), weekend=friday_and_saturday) == "on Saturday and Sunday"
    assert WORDS.weekdays((4,), weekend=frozenset({4})) == "on Friday"


def test_times_are_written_with_24_hours() -> None:
    """As the territory of the catalogue does."""
    assert WORDS.clock(time(7, 5)) == "07:05"
    assert WORDS.clock(datetime(2026, 11, 22, 19, 15)) == "19:15"  # noqa: DTZ001 - a wall clock


def test_the_pseudo_language_marks_every_sentence_and_no_pattern() -> None:
    """What stands outside of its brackets did not come from a catalogue."""
    assert pseudo_words().say("day.on.today") == "⟦today⟧"
    assert pseudo_words().count("days", 2) == "⟦2 days⟧"
    assert pseudo_words().clock(time(7, 5)) == "07:05"
    assert pseudo_words().options("hear.next") == WORDS.options("hear.next")
