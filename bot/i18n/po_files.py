"""The files of the languages: which there are, what they hold, and which of them are complete.

A folder of `locale/` is a language, with `limber.po` (what people read) and `hearing.po` (what they type: `hear.*`) in
its `LC_MESSAGES`. English is whole; another language is offered to people once it has every sentence that English has.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.i18n.sentences import Sentences, read_sentences

# What a person reads, and what a person types.
DOMAINS = ("limber", "hearing")
FALLBACK = "en"
CATALOGUES = Path(__file__).with_name("locale")
# What the keys of words to listen for begin with.
HEARD = "hear."
# A text that listens for nothing: gettext takes an empty one for none.
_NOTHING = "|"


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
def sentences_of(path: Path) -> Sentences:
    """The sentences of a file, read once; see `read_sentences`."""
    return read_sentences(path)


def english_sentences() -> tuple[Sentences, Sentences]:
    """The English sentences, and the English words to listen for."""
    sentences, hearing = map(sentences_of, po_files(FALLBACK))
    return sentences, hearing


@cache
def english_files() -> tuple[Catalog, Catalog]:
    """The same with all that Babel tells of them, such as comments."""
    sentences, hearing = map(read_file, po_files(FALLBACK))
    return sentences, hearing


def key_of(message: Message) -> str:
    """The key of a sentence, also of one with plural forms; empty for the header."""
    return str(message.id[0] if isinstance(message.id, tuple) else message.id)


def messages_of(catalogue: Catalog) -> dict[str, Message]:
    """The sentences of a catalogue by their keys."""
    return {key_of(message): message for message in catalogue if message.id}


def is_said(text: str | tuple[str, ...]) -> bool:
    """Whether a sentence is there, in each of its plural forms."""
    return bool(text) and all(text)


@cache
def missing_in(language: str, folder: Path = CATALOGUES) -> frozenset[str]:
    """The keys of the English sentences that a language does not have yet, or only as they were before."""
    own = sentences_of(po_files(language, folder)[0]).texts
    return frozenset(english_sentences()[0].texts.keys() - {key for key, said in own.items() if is_said(said)})


@cache
def offered(folder: Path = CATALOGUES) -> tuple[str, ...]:
    """The languages that people can choose: English, and each one that has all of its sentences."""
    return tuple(each for each in languages_in(folder) if each == FALLBACK or not missing_in(each, folder))


def heard(own: Sentences, english: Sentences) -> dict[str, str | tuple[str, ...]]:
    """What is listened for in a language: its own words, and the English ones of each family that it has none of.

    A family is what is read together: all of `hear.wish.*`, or a single `hear.yes`. Within one, the words of two
    languages are not mixed: "no" denies in English, and is "in the" in Portuguese.
    """
    mine = {key: said for key, said in own.texts.items() if is_said(said)}
    families = {family_of(key) for key in mine}
    lent = {key: _NOTHING if family_of(key) in families else said for key, said in english.texts.items()}
    return lent | mine


def family_of(key: str) -> str:
    """The family of a key: `hear.wish` of `hear.wish.stop`."""
    return ".".join(key.split(".")[:2])
