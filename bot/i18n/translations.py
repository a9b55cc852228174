"""Translations: `python -m bot.i18n.translations` keeps the files of all languages in step with the English.

    bot/i18n/locale/<language>/LC_MESSAGES/limber.po            sentences, from those in English
    content/movements/locale/<language>/LC_MESSAGES/movements.po    texts of the movements, from the YAML files

Every file is merged: new entries come empty, changed ones are marked fuzzy, and what is gone is left out. Each language
is told what it lacks. `hearing.po`, the words that people type, is each language's own: it is begun, then only listed.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog

from bot.i18n.direction import runs_right_to_left
from bot.i18n.merging import Source, faults, file_text, merged, read_catalogue, sources_of, texts_of
from bot.i18n.plural_forms import single_forms
from bot.i18n.po_files import CATALOGUES, FALLBACK
from content.library import SHIPPED, load_library
from content.movement import Library
from content.translations import entries_of, languages_of
from content.translations import path_of as path_of_movements

SENTENCES, HEARING = "limber.po", "hearing.po"
FOLDER = "LC_MESSAGES"


@dataclass(frozen=True)
class Translated:
    """One file of one language: its text as it stands and as it should be, and what it lacks."""

    path: Path
    former: str  # "" for a file that is not there
    text: str
    entries: int
    missing: tuple[str, ...]  # entries without a text
    fuzzy: tuple[str, ...]  # entries whose English changed
    wrong: tuple[str, ...]  # what is wrong in an entry

    @property
    def is_stale(self) -> bool:
        """Whether the file differs from what it should be."""
        return self.former != self.text


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files of all languages, or compare them, and tell what they lack: 1 for what has to be done first."""
    options = _options(arguments)
    folder = Path(options.content)
    languages = sorted({*languages_in(folder), *options.languages})
    done = {language: tuple(translated(language, folder)) for language in languages}
    files = [each for both in done.values() for each in both]
    bad = any(each.wrong or (options.check and each.is_stale) for each in files)
    for each in files:
        if each.is_stale and not options.check:
            each.path.parent.mkdir(parents=True, exist_ok=True)
            each.path.write_text(each.text, encoding="utf-8")
    for language in languages if not options.check else ():
        _begin_hearing(language)
    for language, both in done.items():
        for each in both:
            _tell(language, each, options)
        _tell_hearing(language, options.missing)
    if options.check and bad:
        print("Run `make translations`, and correct what is wrong.")
    return int(bad)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.i18n.translations", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("languages", nargs="*", type=_language, help="languages to begin, such as id or pt_BR")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 when a file is stale or has a fault")
    parser.add_argument("--missing", action="store_true", help="name each entry that is missing")
    parser.add_argument("--content", default=SHIPPED, metavar="DIR", help="the folder of the movements")
    return parser.parse_args(arguments)


def _language(code: str) -> str:
    try:
        return str(Locale.parse(code))
    except (UnknownLocaleError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"{code} is no language") from error


def languages_in(folder: Path) -> set[str]:
    """The languages, apart from English, that have a file of sentences, or one of the movements in this folder."""
    said = {path.parents[1].name for path in CATALOGUES.glob(f"*/{FOLDER}/{SENTENCES}")}
    return {*said, *languages_of(folder)} - {FALLBACK}


def translated(language: str, folder: Path) -> Iterator[Translated]:
    """The files of a language, in step with the English."""
    name = Locale.parse(language).get_display_name(FALLBACK)
    english = _read(CATALOGUES / FALLBACK / FOLDER / SENTENCES, FALLBACK)[1]
    path = CATALOGUES / language / FOLDER / SENTENCES
    yield _translated(tuple(sources_of(english)), path, language, f"The sentences of Limber in {name}.")
    path = path_of_movements(folder, language)
    title = f"The texts of the movements in {name}."
    yield _translated(movement_sources(load_library(folder)), path, language, title)


def _translated(sources: Sequence[Source], path: Path, language: str, title: str) -> Translated:
    former, old = _read(path, language)
    new = merged(sources, old, language)
    text = file_text(new, title, former)
    missing, fuzzy, wrong = [], [], []
    turns_round = runs_right_to_left(Locale.parse(language))
    for source in sources:
        message = new.get(source.id, source.context)
        name = f"{source.context} {source.id}" if source.context else source.id
        if message is None or not all(texts_of(message)):
            missing.append(name)
        elif message.fuzzy:
            fuzzy.append(name)
        if message is not None:
            found = faults(source, message, single_forms(language), right_to_left=turns_round)
            wrong += [f"{name} {fault}" for fault in found]
    return Translated(path, former, text, len(sources), tuple(missing), tuple(fuzzy), tuple(wrong))


def _read(path: Path, language: str) -> tuple[str, Catalog]:
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return text, read_catalogue(text, language)


def movement_sources(library: Library) -> tuple[Source, ...]:
    """The texts of an English library. One that speaks of a side is two entries, written out for each."""
    return tuple(
        Source(id=entry.key[1], english=(entry.text,), context=entry.key[0], notes=entry.notes)
        for entry in entries_of(library)
    )


def _tell(language: str, done: Translated, options: argparse.Namespace) -> None:
    print(
        f"{language} {done.path.name}: {done.entries} entries, {len(done.missing)} missing, {len(done.fuzzy)} fuzzy, "
        f"{len(done.wrong)} wrong{', stale' if done.is_stale and options.check else ''}"
    )
    for kind, lines in (("fuzzy", done.fuzzy), ("wrong", done.wrong)):
        for line in lines:
            print(f"  {kind}: {line}")
    for line in done.missing if options.missing else ():
        print(f"  missing: {line}")


def _begin_hearing(language: str) -> None:
    """Write the head of a language's words to listen for, where there is no file yet."""
    path = CATALOGUES / language / FOLDER / HEARING
    if not path.is_file():
        name = Locale.parse(language).get_display_name(FALLBACK)
        title = f"The words that people type to Limber in {name}; each key that they need stands in the English file."
        path.write_text(file_text(Catalog(locale=language), title).rstrip() + "\n", encoding="utf-8")


def _tell_hearing(language: str, is_listed: bool) -> None:
    """What a language listens for: it needs not every key, as English is understood beside it."""
    english, own = (
        {str(message.id) for message in _read(CATALOGUES / code / FOLDER / HEARING, code)[1] if message.id}
        for code in (FALLBACK, language)
    )
    print(f"{language} {HEARING}: {len(own & english)} of {len(english)} keys, {len(own - english)} that English lacks")
    for key in sorted(own - english):
        print(f"  unknown: {key}")
    for key in sorted(english - own) if is_listed else ():
        print(f"  not there: {key}")


if __name__ == "__main__":
    sys.exit(main())
