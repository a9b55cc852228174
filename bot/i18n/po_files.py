"""The files of the languages: which there are, what they hold, and which of them are complete.

A folder of `locale/` is a language, with `limber.po` (what people read) and `hearing.po` (what they type: `hear.*`) in
its `LC_MESSAGES`. English is whole; another language is offered to people once it has every sentence that English has.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

# What a person reads, and what a person types.
DOMAINS = ("limber", "hearing")
FALLBACK = "en"
CATALOGUES = Path(__file__).with_name("locale")
# What the keys of words to listen for begin with.
HEARD = "hear."
# A text that listens for nothing: gettext takes an empty one for none.
_NOTHING = "|"

Make = Callable[[io.BytesIO], gettext.GNUTranslations]


def po_files(language: str, folder: Path = CATALOGUES) -> tuple[Path, ...]:
    """The catalogues of a language: its sentences, and what it listens for. They may not be there."""
    return tuple(folder / language / "LC_MESSAGES" / f"{domain}.po" for domain in DOMAINS)


def languages_in(folder: Path = CATALOGUES) -> tuple[str, ...]:
    """The languages that have sentences, complete or not: English first, then by their codes."""
    others = sorted(file.parents[1].name for file in folder.glob("*/LC_MESSAGES/limber.po"))
    return (FALLBACK, *(language for language in others if language != FALLBACK))


def read_file(path: Path) -> Catalog:
    """A catalogue; empty where the file is not there. Raises PoFileError for one that is none."""
    return read_po(io.BytesIO(path.read_bytes()), abort_invalid=True) if path.is_file() else Catalog()


@cache
def english_files() -> tuple[Catalog, Catalog]:
    """The English sentences, and the English words to listen for."""
    sentences, hearing = map(read_file, po_files(FALLBACK))
    return sentences, hearing


def key_of(message: Message) -> str:
    """The key of a sentence, also of one with plural forms; empty for the header."""
    return str(message.id[0] if isinstance(message.id, tuple) else message.id)


def messages_of(catalogue: Catalog) -> dict[str, Message]:
    """The sentences of a catalogue by their keys."""
    return {key_of(message): message for message in catalogue if message.id}


def is_translated(message: Message) -> bool:
    """Whether a sentence is there, in each of its plural forms, and not marked as one to look at again."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(forms) and all(forms) and not message.fuzzy


@cache
def missing_in(language: str, folder: Path = CATALOGUES) -> frozenset[str]:
    """The keys of the English sentences that a language does not have yet, or only as they were before."""
    own = read_file(po_files(language, folder)[0])
    had = {key for key, message in messages_of(own).items() if _has_forms(message, own)}
    return frozenset(messages_of(english_files()[0]).keys() - had)


def _has_forms(message: Message, catalogue: Catalog) -> bool:
    is_whole = not isinstance(message.string, tuple) or len(message.string) == catalogue.num_plurals
    return is_whole and is_translated(message)


@cache
def offered(folder: Path = CATALOGUES) -> tuple[str, ...]:
    """The languages that people can choose: English, and each one that has all of its sentences."""
    return tuple(each for each in languages_in(folder) if each == FALLBACK or not missing_in(each, folder))


def compiled(
    messages: Iterable[Message], like: Catalog, make: Make = gettext.GNUTranslations
) -> gettext.GNUTranslations:
    """Sentences as gettext reads them, with the plural forms of the catalogue that they are from."""
    whole, file = Catalog(locale=like.locale), io.BytesIO()
    whole.mime_headers = like.mime_headers
    for message in messages:
        if not message.id or is_translated(message):
            whole[message.id] = message
    write_mo(file, whole)
    file.seek(0)
    return make(file)


def heard(own: Catalog, english: Catalog) -> list[Message]:
    """What is listened for in a language: its own words, and the English ones of each family that it has none of.

    A family is what is read together: all of `hear.wish.*`, or a single `hear.yes`. Within one, the words of two
    languages are not mixed: "no" denies in English, and is "in the" in Portuguese.
    """
    mine = {key: message for key, message in messages_of(own).items() if is_translated(message)}
    families = {family_of(key) for key in mine}
    found = dict(mine)
    for key, message in messages_of(english).items():
        if key not in mine:
            has_others = family_of(key) in families
            found[key] = Message(key, _NOTHING) if has_others else message
    return list(found.values())


def family_of(key: str) -> str:
    """The family of a key: `hear.wish` of `hear.wish.stop`."""
    return ".".join(key.split(".")[:2])
