"""Checks of a library's translations: what is wrong in them, by file and line, and how much each language lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from content.movement import SIDES, Library, Rewording, Step, Variation
from content.schema.faults import ContentFault
from content.schema.movement import TAKE_LIMIT
from content.schema.rules import BODY_LIMIT
from content.sides import said_on
from content.texts import place_of_rewording
from content.translations import (
    Key,
    Translation,
    entries_of,
    has_braces,
    languages_of,
    path_of,
    read_translation,
    with_translations,
)


def translation_faults(library: Library, folder: Path) -> list[ContentFault]:
    """What is wrong in the files of all languages, by file and line. What is missing is no fault."""
    return [fault for language in languages_of(folder) for fault in _faults(library, folder, language)]


def missing_by_language(library: Library, folder: Path) -> dict[str, tuple[str, ...]]:
    """The entries that each language of a folder lacks: "lying-inner-thigh setup.lie.text"."""
    needed = entries_of(library)
    found = {}
    for language in languages_of(folder):
        texts = read_translation(path_of(folder, language)).texts
        found[language] = tuple(" ".join(entry.key) for entry in needed if entry.key not in texts)
    return found


def _faults(library: Library, folder: Path, language: str) -> Iterator[ContentFault]:
    path = str(path_of(folder, language))
    translation = read_translation(Path(path))
    if translation.problem:
        yield ContentFault(path, 1, "", f"this cannot be read ({translation.problem})", "compare it with another one")
        return
    known = {entry.key for entry in entries_of(library)}
    for key, line in translation.lines.items():
        text, where = translation.texts.get(key, ""), " ".join(key)
        if key not in known:
            yield ContentFault(path, line, where, f"the library has no text {where}", "run `make translations`")
        if has_braces(text):
            fix = "write the sides out: `.left` is said while the left side works, `.right` while the right one does"
            yield ContentFault(path, line, where, "braces stand in a translated text", fix)
        if key[1].endswith(".take") and len(text) > TAKE_LIMIT:
            problem = f"this button is {len(text)} characters long"
            yield ContentFault(path, line, where, problem, f"shorten it to {TAKE_LIMIT}")
    shown = with_translations(library, translation.texts, language)
    for variation in shown.variations:
        yield from _too_long(variation, path, translation)


def _too_long(variation: Variation, path: str, translation: Translation) -> Iterator[ContentFault]:
    """The steps whose texts do not fit into one message."""
    for section, step in _steps(variation):
        for name, said in _wordings(step):
            here = f"{section}.{step.id}.{name}"
            for side in SIDES:
                body = "\n".join(said_on(text, side) for text in said)
                long = len(body.encode("utf-16-le", "surrogatepass")) // 2
                if long > BODY_LIMIT:
                    problem = f"{here} with its cues, breath and also is too long for one message: {long} characters"
                    line = _line(translation, (variation.id, here), side)
                    yield ContentFault(path, line, here, problem, f"shorten them to {BODY_LIMIT} together")


def _line(translation: Translation, key: Key, side: str) -> int:
    return translation.lines.get(key) or translation.lines.get((key[0], f"{key[1]}.{side}"), 1)


def _steps(variation: Variation) -> Iterator[tuple[str, Step]]:
    yield from (("setup", step) for step in variation.setup)
    for level in variation.levels:
        yield from ((f"levels.{level.id}", step) for step in level.steps)


def _wordings(step: Step) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(End of the path, texts of one message) for each way in which a step is said."""
    ways: list[tuple[str, Step | Rewording]] = [("", step)]
    ways += [(f"{place_of_rewording(each)}.", each) for each in step.without]
    for inside, said in ways:
        cues = step.cues if said.cues is None else said.cues
        second_cues = said.second_cues or step.second_cues or cues
        also = step.also if said.also is None else said.also
        rest = (*also, *((step.breath,) if step.breath else ()))
        for name, text, those in (
            ("text", said.text, cues), ("alone", said.alone, cues), ("second", said.second, second_cues),
        ):  # fmt: skip
            if text is not None:
                yield f"{inside}{name}", (text, *those, *rest)
