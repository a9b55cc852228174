"""What a persona taps and says, in the language of its phone.

The lives are written in English. A label becomes the one that the catalogue of the language has for the same key, a
word of a walk the first word that the language listens for under the same key, a city what it is called there, and a
whole sentence its row in `languages.tsv`. What has none of these raises LookupError: nothing is typed in English.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import time
from functools import cache, cached_property
from pathlib import Path

from babel.messages.catalog import Message

from bot.i18n.catalogue import Words, words_of
from bot.i18n.po_files import FALLBACK, HEARD, english_files, messages_of, po_files, read_file
from bot.timing.zones import known_zones
from bot.understanding.places.place import city_name
from bot.understanding.text.folding import fold
from content.library import load_library
from content.movement import Library
from content.translations import library_in

TABLE = Path(__file__).with_name("languages.tsv")
# What is written the same everywhere: a command, with a number; a time; a number.
_ANYWHERE = re.compile(r"/\w+( \d+)?|\d+:\d+|\d+")
# Invisible marks of direction, and the marks of labels.
_UNSEEN = re.compile("[\u200e\u200f\u2066-\u2069]")
_MARKS = re.compile(r"[◀▶▲▼▴▾✎…]")
_VALUE = re.compile(r"\{(\w+)\}")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


def plain(text: str) -> str:
    """A text as it is compared: without tags and marks of direction, its digits those of English, blanks alike."""
    shown = _UNSEEN.sub("", re.sub(r"</?\w+[^<>]*>", "", text)).translate(_DIGITS)
    return re.sub(r"[^\S\n]+", " ", shown)


def bare(label: str) -> str:
    """A label as it is compared: without the marks that adorn it."""
    return _MARKS.sub("", plain(label)).strip()


def pattern(sentence: str, values: Mapping[str, str] | None = None) -> str:
    """A regular expression for a sentence of a catalogue: what it puts in is one of `values`, or anything."""
    given = values or {}
    parts = _VALUE.split(sentence)
    inside = (re.escape(given[name]) if name in given else ".+" for name in parts[1::2])
    outside = map(re.escape, parts[::2])
    return "".join(part + next(inside, "") for part in outside)


def forms(message: Message | None) -> tuple[str, ...]:
    """A sentence in each of its plural forms."""
    text = message.string if message is not None else ()
    return tuple(map(str, text)) if isinstance(text, tuple | list) else (str(text),)


@cache
def table(kind: str, language: str) -> dict[str, str]:
    """The rows of a kind in the table beside this file: English to the language."""
    with TABLE.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row[FALLBACK]: row[language] for row in rows if row["kind"] == kind}


def _codes() -> dict[str, str]:
    with TABLE.open(newline="", encoding="utf-8") as file:
        columns = next(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {column: column.lower().replace("_", "-") for column in columns if column not in ("kind", FALLBACK)}


# The languages of the lives beside English, the columns of the table: the folder of each, and what Telegram sends.
CODES = _codes()


@cache
def speaker_of(language: str) -> Speaker:
    """The speaker of a language, by the name of its folder."""
    return Speaker(language)


class Speaker:
    """Somebody who taps and types in one language; `language` is the name of its folder."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.is_english = language == FALLBACK
        self.words: Words = words_of(language)
        self.sentences = messages_of(read_file(po_files(language)[0]))
        self._labels: dict[str, re.Pattern[str]] = {}

    @cached_property
    def libraries(self) -> tuple[Library, Library]:
        """The movements in English, and in this language."""
        library = load_library()
        return library, library if self.is_english else library_in(library, self.language)

    @cache  # noqa: B019 - a speaker lives as long as the program
    def sentence(self, key: str) -> re.Pattern[str]:
        """What the sentence behind a key looks like, wherever it stands in a `plain` text."""
        return re.compile("|".join(pattern(plain(form)) for form in forms(self.sentences[key])), re.DOTALL)

    # What is typed

    def typed(self, english: str) -> str:
        """What somebody types who means this. Raises LookupError where the language has no words for it."""
        if self.is_english or _ANYWHERE.fullmatch(english):
            return english
        found = table("says", self.language).get(english) or self._heard(english)
        if found is None and (place := re.fullmatch(r"(/timezone )?(.+)", english)):
            city = self._city(place[2])
            found = city and (place[1] or "") + city
        if not found:
            raise LookupError(f"nobody says {english!r} in {self.language}")
        return found

    def _heard(self, word: str) -> str | None:
        english = {key: forms(message)[0].split("|") for key, message in messages_of(english_files()[1]).items()}
        listed = {key: [each.strip() for each in words] for key, words in english.items()}
        named = [f"{HEARD}{word}"] if word in listed.get(f"{HEARD}{word}", ()) else []
        for key in named or [key for key, words in listed.items() if words[0] == word]:
            own = self.words.catalogue.gettext(key).split("|")[0].strip()
            if own:
                return own
        return None

    def _city(self, english: str) -> str | None:
        called = fold(english).replace(" ", "_")
        zone = next((each for each in known_zones().values() if each.rpartition("/")[2].casefold() == called), None)
        return city_name(english, zone, self.words.own_locale.language) if zone else None

    # What is tapped

    def means(self, shown: str, english: str) -> bool:
        """Whether a button that shows this is the one that an English label means, by its beginning where it has one.

        "Start" is the prompt's, not the digest's.
        """
        if self.is_english:
            return shown == english or (english != "Start" and shown.startswith(english))
        return self._label(english).fullmatch(bare(shown)) is not None

    def _label(self, english: str) -> re.Pattern[str]:
        if english not in self._labels:
            found = dict.fromkeys(self._looks(english))
            if not found:
                raise LookupError(f"no label of the catalogue says {english!r}")
            self._labels[english] = re.compile("|".join(found))
        return self._labels[english]

    def _looks(self, english: str) -> Iterator[str]:
        """What the label may look like: the same number, the same city, the same movement, the same keys."""
        if re.fullmatch(r"\d+", english):
            yield english
            return
        if re.fullmatch(r"\d+:\d+", english):
            # As the language writes it, behind a word such as "from" in some.
            ways = {english, plain(self.words.clock(time.fromisoformat(english)))}
            yield from (rf"(?:\w+ )?{re.escape(way)}\b.*" for way in ways)
            return
        city = english.removesuffix(", ")
        called = {table("says", self.language).get(city), self._city(city)} - {None}
        # A city without a zone of its own is called as in English.
        yield from (re.escape(bare(each)) + "[,،].*" for each in (*called, *([city] if called else ())) if each)
        for own, others in zip(self.libraries[0].movements, self.libraries[1].movements, strict=True):
            if own.name == english:
                yield re.escape(bare(others.name)) + ".*"
        for key, message in messages_of(english_files()[0]).items():
            if key.startswith("button."):
                values = next(filter(None, (_values(bare(form), english) for form in forms(message))), None)
                if values is not None:
                    yield from (pattern(bare(form), values[0]) for form in forms(self.sentences.get(key)))


def _values(sentence: str, label: str) -> tuple[dict[str, str]] | None:
    """The numbers that a sentence puts into a label; None where it does not say it."""
    if sentence == label or sentence.partition(" {")[0] == label != "Start":
        return ({},)
    names = _VALUE.findall(sentence)
    if not names or not re.search(r"[^\W\d_]", _VALUE.sub("", sentence)):
        return None
    found = re.fullmatch("(\\d+)".join(map(re.escape, _VALUE.split(sentence)[::2])), label)
    return found and (dict(zip(names, found.groups(), strict=True)),)
