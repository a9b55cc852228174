"""Translations of a library: its texts in other languages, and what these lack.

    <folder>/locale/<language>/LC_MESSAGES/movements.po     gettext; msgctxt and msgid are those of `content.texts`

A text that speaks of a side has an entry for each, `setup.lie.text.left` and `.right`. What is missing or fuzzy is
said as the library's own files say it. Poses, clips, seconds and pieces are shared between the languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import PoFileError, read_po

from content.movement import SIDES, Library, Side
from content.sides import Sided
from content.texts import Place, speaks_of_a_side, with_texts
from content.walk import words_for

LOCALE = "locale"
FILE = "movements.po"
_INSIDE = f"LC_MESSAGES/{FILE}"
LANGUAGES = 64  # libraries kept, one for each language in use

Key = tuple[str, str]  # context, and path with its side


@dataclass(frozen=True)
class Translation:
    """The texts of one language by their keys, the line of each entry, and what is wrong with the file."""

    texts: Mapping[Key, str] = field(default_factory=dict)
    lines: Mapping[Key, int] = field(default_factory=dict)
    problem: str = ""  # why the file cannot be read


@dataclass(frozen=True)
class Entry:
    """An entry that a translation needs: its key, a text of the library's own, and what a translator has to know."""

    key: Key
    text: str
    notes: tuple[str, ...]


def path_of(folder: Path, language: str) -> Path:
    """The file with a language's texts, whether it is there or not."""
    return folder / LOCALE / language / _INSIDE


def languages_of(folder: Path) -> tuple[str, ...]:
    """The languages that a library's folder has a file for, complete or not."""
    return tuple(sorted(path.parents[1].name for path in folder.glob(f"{LOCALE}/*/{_INSIDE}")))


def read_translation(path: Path) -> Translation:
    """The entries of a file that say something; none where the file is not there or cannot be read."""
    texts: dict[Key, str] = {}
    lines: dict[Key, int] = {}
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
    except FileNotFoundError:
        return Translation()
    except (OSError, ValueError, PoFileError) as error:
        return Translation(problem=str(error))
    for message in catalogue:
        if isinstance(message.id, str) and message.id and message.context:
            key = message.context, message.id
            lines[key] = message.lineno or 1
            if isinstance(message.string, str) and message.string and not message.fuzzy:
                texts[key] = message.string
    return Translation(texts, lines)


def library_in(library: Library, language: str) -> Library:
    """The library in a language such as "pt_BR"; in its own where its folder has no texts of that language."""
    found = _in_language(library, language)
    if found is None:
        return library
    # Libraries that are alike but for their pieces share a place among those that are kept.
    return found if found.pieces is library.pieces else replace(found, pieces=library.pieces)


@lru_cache(maxsize=LANGUAGES)
def _in_language(library: Library, language: str) -> Library | None:
    for code in dict.fromkeys((language, language.partition("_")[0])):
        translation = Translation() if library.home is None else read_translation(path_of(Path(library.home), code))
        if translation.texts:
            return with_translations(library, translation.texts, code)
    return None


def with_translations(library: Library, texts: Mapping[Key, str], language: str) -> Library:
    """The library with these texts of a language, and its own where one is missing or would show braces."""

    def say(place: Place, text: str) -> str:
        if not speaks_of_a_side(text):
            return _sound(texts.get((place.context, place.path))) or text
        left, right = (
            _sound(texts.get((place.context, f"{place.path}.{side}"))) or words_for(text, side, library.sides)
            for side in sorted(SIDES)
        )
        return Sided(left=left, right=right)

    return replace(with_texts(library, say), language=language, written_names=library.names())


def has_braces(text: str) -> bool:
    """Whether a translated text would show braces: its sides are written out, so nothing is put in."""
    return "{" in text or "}" in text


def _sound(text: str | None) -> str | None:
    return None if text is None or has_braces(text) else text


def entries_of(library: Library) -> tuple[Entry, ...]:
    """All entries that a translation of this library needs, in order; texts that speak of a side written out."""
    found: list[Entry] = []

    def note(place: Place, text: str) -> str:
        notes = (place.note,) if place.note else ()
        sides: tuple[Side, ...] = tuple(sorted(SIDES)) if speaks_of_a_side(text) else ()
        for side in sides:
            said = words_for(text, side, library.sides)
            found.append(Entry((place.context, f"{place.path}.{side}"), said, (*notes, f"The {side} side works.")))
        if not sides:
            found.append(Entry((place.context, place.path), text, notes))
        return text

    with_texts(library, note)
    return tuple(found)


def missing_in(library: Library, folder: Path, language: str) -> tuple[str, ...]:
    """The entries that a language lacks: "lying-inner-thigh setup.lie.text"."""
    texts = read_translation(path_of(folder, language)).texts
    return tuple(" ".join(entry.key) for entry in entries_of(library) if entry.key not in texts)
