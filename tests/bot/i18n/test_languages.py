"""The languages: what each folder of the catalogues holds, and how each writes times, dates, numbers and weeks.

A folder that is added later is tested like those that are here.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from datetime import date, time

import pytest
from babel.messages.catalog import Catalog, Message

from bot.i18n.catalogue import words_of
from bot.i18n.po_files import english_files, key_of, languages_in, messages_of, po_files, read_file
from bot.markup import Html
from content.translations import entries_of, library_in
from tests.harness.libraries import shipped_library
from tests.harness.tabled import tabled

LANGUAGES = languages_in()
ENGLISH = messages_of(english_files()[0])
# What people see of a button, a toast, and under a picture: https://core.telegram.org/bots/api#sendphoto
LONGEST_LABEL, LONGEST_TOAST, LONGEST_CAPTION = 40, 200, 1024
# Words whose place in their list counts.
COUNTED = ("hear.places_in_a_list", "hear.ask.steps")
_TAG = re.compile(r"<(/?)([a-z-]+)[^>]*>")
_UNPAIRED = ("br",)
_NUMBER = re.compile(r"\d{3}")


def _forms(message: Message) -> tuple[str, ...]:
    """The texts of a message, those that are there."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return tuple(str(form) for form in forms if form)


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def faults_in(own: Catalog) -> list[str]:
    """What is wrong in the sentences of a language that are there, each with its key."""
    found = []
    for key, message in messages_of(own).items():
        english = ENGLISH.get(key)
        if english is None:
            found.append(f"{key}: not in English")
        elif _forms(message):
            found += [f"{key}: {fault}" for fault in _faults_of(key, message, english, own.num_plurals)]
    return found


def _faults_of(key: str, message: Message, english: Message, plurals: int) -> list[str]:
    forms, wanted = _forms(message), [_placeholders(form) for form in _forms(english)]
    faults = []
    if isinstance(message.id, tuple) != isinstance(english.id, tuple):
        faults.append("plural in one language alone")
    elif isinstance(message.id, tuple) and len(forms) != plurals:
        faults.append(f"{len(forms)} of {plurals} plural forms")
    for form in forms:
        # A form for one or two may have the number as a word.
        needed, allowed = (
            frozenset.intersection(*wanted) - {"count"},
            frozenset.union(*wanted, {"count"} if isinstance(message.id, tuple) else ()),
        )
        names = _placeholders(form)
        if not needed <= names <= allowed:
            faults.append(f"puts in {sorted(names)} instead of {sorted(allowed)}")
        tags = _tags(form)
        if tags is None:
            faults.append("a tag that is not closed")
        elif tags not in [_tags(each) for each in _forms(english)]:
            faults.append(f"tags {dict(tags)}")
        faults += _too_long(key, form)
    return faults


def _tags(text: str) -> Counter[str] | None:
    """How often each tag is there; None where one is not closed, or closed in another order."""
    counted: Counter[str] = Counter()
    still_open: list[str] = []
    for closes, name in _TAG.findall(text):
        if name in _UNPAIRED:
            continue
        if not closes:
            still_open.append(name)
            counted[name] += 1
        elif not still_open or still_open.pop() != name:
            return None
    return None if still_open else counted


def _too_long(key: str, text: str) -> list[str]:
    shown = _TAG.sub("", text)
    if key.startswith("button.") and len(shown) > LONGEST_LABEL:
        return [f"a label of {len(shown)} letters"]
    if key.startswith("toast.") and len(shown) > LONGEST_TOAST:
        return [f"a toast of {len(shown)} letters"]
    if key.startswith("command.") and len(shown) > 256:
        return [f"a line of the menu of {len(shown)} letters"]
    limits = {"description": 512, "description.short": 120}
    if len(shown) > limits.get(key, 4096 if not key.startswith(("walk.", "film.")) else LONGEST_CAPTION):
        return [f"{len(shown)} letters"]
    return []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_of_a_language_say_what_the_english_ones_say(language: str) -> None:
    """The same is put in, in all plural forms, with the same tags, and everything has room where it is shown."""
    assert faults_in(read_file(po_files(language)[0])) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_listens_for_keys_that_there_are(language: str) -> None:
    """In lists whose order counts as many words as in English."""
    hearing, english = (messages_of(each) for each in (read_file(po_files(language)[1]), english_files()[1]))
    assert [key for key in hearing if key not in english] == []
    for key in COUNTED:
        if key in hearing and hearing[key].string:
            assert len(str(hearing[key].string).split("|")) == len(str(english[key].string).split("|")), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_has_its_plural_form(language: str) -> None:
    """The Plural-Forms header asks for none that is not there."""
    words = words_of(language)
    own = read_file(po_files(language)[0])
    if not any(_forms(message) for message in messages_of(own).values()):
        pytest.skip("no sentence is translated yet")
    key = next(
        key
        for key, message in ENGLISH.items()
        if isinstance(message.id, tuple) and _placeholders(_forms(message)[-1]) == {"count"}
    )
    assert {type(words.count(key, number)) for number in (0, 1, 2, 3, 5, 11, 21, 100, 101, 1000)} == {Html}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_a_language_shouts(language: str) -> None:
    """Neither what is said nor a text of a movement has an exclamation mark."""
    texts = [form for message in messages_of(read_file(po_files(language)[0])).values() for form in _forms(message)]
    texts += [entry.text for entry in entries_of(library_in(shipped_library(), language))]
    assert [text for text in texts if set(text) & set("!¡！")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_that_names_emergency_numbers_names_all_of_the_language(language: str) -> None:
    """Where the country is not known: one sentence may not leave out the number that the others begin with."""
    own = messages_of(read_file(po_files(language)[0]))
    keys = [key for key, message in ENGLISH.items() if "112" in _forms(message)[0]]
    named = {key: tuple(_NUMBER.findall(form)) for key in keys if key in own for form in _forms(own[key])}
    assert len(keys) > 10
    assert len(set(named.values())) <= 1, named


@tabled(
    ("text", "plural", "fault"),
    [
        ("{day} um {hour}", None, "puts in"),
        ("{day} um", None, "puts in"),
        ("<b>{day} um {time}", None, "not closed"),
        ("<b>{day}</b> um {time}", None, "tags"),
        (("{count} Tage",), "span.days", "plural forms"),
        (("ein Tag", "{count} Tage"), "span.days", ""),
        ("{day} um {time}", None, ""),
    ],
)
def test_the_check_finds_what_is_wrong(text: str | tuple[str, ...], plural: str | None, fault: str) -> None:
    """Else the tests above could never fail."""
    own = Catalog(locale="de")
    key = plural or "when"
    own[ENGLISH[key].id] = Message(ENGLISH[key].id, text)
    found = faults_in(own)
    assert len(found) == (1 if fault else 0)
    assert all(fault in each for each in found)


@tabled(
    ("key", "length"),
    [
        ("button.language", 41),
        ("toast.gentle_off", 201),
        ("command.language", 257),
        ("description", 513),
        ("description.short", 121),
    ],
)
def test_the_check_finds_what_is_too_long(key: str, length: int) -> None:
    """By a single letter."""
    assert key in ENGLISH
    assert _too_long(key, "x" * (length - 1)) == []
    assert len(_too_long(key, "x" * length)) == 1


@tabled(
    ("language", "zone", "written"),
    [
        ("de", "Europe/Berlin", ("19:15", "4. Dezember 2026", "Mo", "1.234,5", "a, b und c")),
        ("de", "America/New_York", ("19:15", "4. Dezember 2026", "Mo", "1.234,5", "a, b und c")),
        ("es", "Europe/Madrid", ("19:15", "4 de diciembre de 2026", "lun", "1.234,5", "a, b y c")),
        ("es", "America/Mexico_City", ("7:15\u00a0p.m.", "4 de diciembre de 2026", "dom", "1,234.5", "a, b y c")),
        ("pt_BR", "America/Sao_Paulo", ("19:15", "4 de dezembro de 2026", "dom.", "1.234,5", "a, b e c")),
        ("pt_BR", "Europe/Lisbon", ("19:15", "4 de dezembro de 2026", "dom.", "1.234,5", "a, b e c")),
        ("ru", "Europe/Moscow", ("19:15", "4 декабря 2026\u202fг.", "пн", "1\u00a0234,5", "a, b и c")),
        (
            "ar",
            "Africa/Cairo",
            ("7:15\u00a0م", "4 ديسمبر 2026", "السبت", "1,234.5", "\u2068a\u2069 و\u2068b\u2069 و\u2068c\u2069"),
        ),
        (
            "ar",
            "Asia/Dubai",
            ("7:15\u00a0م", "4 ديسمبر 2026", "الاثنين", "1,234.5", "\u2068a\u2069 و\u2068b\u2069 و\u2068c\u2069"),
        ),
        (
            "ar",
            "Africa/Casablanca",
            ("19:15", "4 دجنبر 2026", "الاثنين", "1.234,5", "\u2068a\u2069 و\u2068b\u2069 و\u2068c\u2069"),
        ),
    ],
)
def test_each_language_writes_times_dates_and_numbers_as_where_the_person_is(
    language: str, zone: str, written: tuple[str, str, str, str, str]
) -> None:
    """CLDR says by the territory whether there are 24 hours, when a week begins, and which digits there are."""
    words = words_of(language).in_place(language.partition("_")[0], zone)
    listed, first = words.and_list(["a", "b", "c"]), words.weekday_short(words.week[0])
    assert (
        words.clock(time(19, 15)),
        words.whole_date(date(2026, 12, 4)),
        first,
        words.decimal(1234.5),
        listed,
    ) == written


def test_numbers_in_a_sentence_have_the_digits_of_the_country() -> None:
    """Of the country that the language code names; a zone changes none. Whatever text is put in stays as it is."""
    cairo = words_of("ar").in_place("ar-EG", "Africa/Cairo")
    assert "٣" in cairo.count("span.days", 3)
    assert cairo.dated("MMMd", date(2026, 11, 21)) == "٢١ نوفمبر"
    assert cairo.digits == "٠١٢٣٤٥٦٧٨٩"
    assert "3" in words_of("ar").in_place("ar", "Asia/Dubai").count("span.days", 3)
    assert words_of("ar").in_place("ar", None).digits == words_of("ar").in_place("ar", "Africa/Cairo").digits
    assert "v2" in cairo.say("hello.named", name="v2")


def test_every_key_is_told_once() -> None:
    """`key_of` is what the code says, also of a sentence with plural forms."""
    assert all(key_of(message) == key for key, message in ENGLISH.items())


@tabled(
    ("times", "told"),
    [
        ("a las 8:00 a.m.", "Programado: a las 8:00 a.m."),
        ("a las 20:00", "Programado: a las 20:00."),
        (Html("a las <b>8:00 a.m.</b>"), "Programado: a las <b>8:00 a.m.</b>"),
        (
            Html('<tg-time unix="1">a las 8:00 a.m.</tg-time>'),
            'Programado: <tg-time unix="1">a las 8:00 a.m.</tg-time>',
        ),
        ("a las 8…", "Programado: a las 8…."),
    ],
)
def test_a_value_that_ends_in_a_stop_brings_that_of_the_sentence_along(times: str, told: str) -> None:
    """A time of day in Mexico ends in one."""
    assert words_of("es").say("remind.set", times=times) == told
