"""A library in another language: its own texts where there are any, the written ones elsewhere, all else shared."""

from __future__ import annotations

import shutil
from copy import copy
from dataclasses import replace
from pathlib import Path

import pytest

from bot import __main__ as command_line
from bot.i18n.po_files import FALLBACK, offered
from content.library import SHIPPED, Library, load_library
from content.movement import SIDES, Step
from content.schema.movement import TAKE_LIMIT
from content.sides import Sided, said_on
from content.texts import speaks_of_a_side, with_texts
from content.translation_checks import missing_by_language, translation_faults
from content.translations import Key, entries_of, languages_of, library_in, missing_in, path_of, read_translation
from content.walk import words_for
from tests.harness.libraries import OTHER_FOLDER, other_library, shipped_library

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
LIE = ("lying-dynamic-hip", "setup.drop.text")


def folder_with(
    tmp_path: Path, texts: dict[Key, str], language: str = "de", *, more: str = "", written: Path = SHIPPED
) -> Path:
    """A copy of the shipped movements, or of others, with one file of translations."""
    folder = tmp_path / "movements"
    if not folder.exists():
        shutil.copytree(written, folder, ignore=shutil.ignore_patterns("clips", "film", "voice", "locale"))
    entries = "".join(f'\nmsgctxt "{key[0]}"\nmsgid "{key[1]}"\nmsgstr "{text}"\n' for key, text in texts.items())
    path = path_of(folder, language)
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + entries + more, encoding="utf-8")
    return folder


def drop_step(library: Library) -> Step:
    """The step of the tests: it speaks of a side."""
    found = library.variation("lying-dynamic-hip")
    assert found is not None
    step = found.step("drop")
    assert step is not None
    return step


def test_a_text_of_a_side_is_said_as_it_is_written_for_that_side(tmp_path: Path) -> None:
    both = {
        (LIE[0], f"{LIE[1]}.left"): "Beide Knie nach rechts.",
        (LIE[0], f"{LIE[1]}.right"): "Beide Knie nach links.",
    }
    library = load_library(folder_with(tmp_path, both))
    step = drop_step(library_in(library, "de"))
    assert words_for(step, "left", library.sides) == "Beide Knie nach rechts."
    assert words_for(step, "right", library.sides) == "Beide Knie nach links."


def test_a_side_that_is_missing_is_said_in_the_library_s_own_words(tmp_path: Path) -> None:
    library = load_library(folder_with(tmp_path, {(LIE[0], f"{LIE[1]}.left"): "Beide Knie nach rechts."}))
    german = library_in(library, "de")
    assert words_for(drop_step(german), "left", german.sides) == "Beide Knie nach rechts."
    assert words_for(drop_step(german), "right", german.sides) == words_for(drop_step(library), "right", library.sides)


def test_names_of_the_sides_are_finished_phrases(tmp_path: Path) -> None:
    sides = {("library", "one_side.left"): "linkes Bein", ("library", "one_side.right"): "rechtes Bein"}
    german = library_in(load_library(folder_with(tmp_path, sides)), "de")
    assert (german.called("left"), german.called("right")) == ("linkes Bein", "rechtes Bein")


def test_every_entry_reaches_the_place_that_it_is_of(tmp_path: Path) -> None:
    """Each text replaced by its own key, and found again under it: left, right and the order of lists."""
    library = shipped_library()
    texts = {entry.key: " ".join(entry.key) for entry in entries_of(library)}
    folder = folder_with(tmp_path, texts)
    marked = library_in(load_library(folder), "de")
    seen: list[tuple[str, str]] = []

    def look(place: object, text: str) -> str:
        for side in SIDES:
            seen.append((str(getattr(place, "context", "")), said_on(text, side)))
        return text

    with_texts(marked, look)
    assert {said for _, said in seen} == {" ".join(key) for key in texts}
    step = drop_step(marked)
    assert said_on(step.text, "left") == "lying-dynamic-hip setup.drop.text.left"
    assert said_on(step.second or "", "right") == "lying-dynamic-hip setup.drop.second.right"
    assert step.cues == ("lying-dynamic-hip setup.drop.cues.1",)
    assert marked.about.signs.now.items[1] == "library signs.now.items.2"
    assert missing_by_language(load_library(folder), folder) == {"de": ()}


def test_all_but_the_texts_is_shared_between_the_languages(tmp_path: Path) -> None:
    library = load_library(folder_with(tmp_path, {("library", "name"): "Bewegung"}))
    german = library_in(library, "de")
    assert german.name == "Bewegung"
    assert german.language == "de"
    assert german.pieces is library.pieces
    for ours, theirs in zip(german.variations, library.variations, strict=True):
        assert (ours.id, ours.first_side, ours.flags) == (theirs.id, theirs.first_side, theirs.flags)
        for here, there in zip(ours.setup, theirs.setup, strict=True):
            assert here.clips is there.clips
            assert (here.id, here.seconds, here.flags) == (there.id, there.seconds, there.flags)


def test_a_language_is_read_once() -> None:
    """Also by a library that is alike but for its pieces."""
    library = shipped_library()
    alike = replace(library, pieces=copy(library.pieces))
    assert library_in(library, "de").movements is library_in(library, "de").movements
    assert library_in(alike, "de").movements is library_in(library, "de").movements
    assert library_in(alike, "de").pieces is alike.pieces


@pytest.mark.parametrize("language", ["en_GB", "en", "xx", "fr"])
def test_a_language_without_a_file_is_said_as_the_library_is_written(language: str) -> None:
    assert library_in(shipped_library(), language) is shipped_library()
    assert library_in(other_library(), language) is other_library()


def test_a_library_in_its_own_language_stays_in_it_for_everybody() -> None:
    assert languages_of(Path(other_library().home or "nowhere")) == ()
    assert library_in(other_library(), "ru") is other_library()


def test_the_language_of_a_country_falls_back_to_the_language(tmp_path: Path) -> None:
    library = load_library(folder_with(tmp_path, {("library", "name"): "Movimiento"}, "es"))
    assert library_in(library, "es_MX").name == "Movimiento"


def test_what_is_fuzzy_is_not_said(tmp_path: Path) -> None:
    fuzzy = '\n#, fuzzy\nmsgctxt "library"\nmsgid "name"\nmsgstr "Alt"\n'
    folder = folder_with(tmp_path, {("library", "why"): "Darum."}, more=fuzzy)
    library = load_library(folder)
    assert library_in(library, "de").name == library.name
    assert "library name" in missing_by_language(library, folder)["de"]


def test_movements_are_found_by_their_names_in_both_languages(tmp_path: Path) -> None:
    names = {
        ("inner-thigh-stretch", "name"): "Innenschenkel dehnen",
        ("inner-thigh-stretch", "aliases"): "Innenseite | Leiste",
    }
    german = library_in(load_library(folder_with(tmp_path, names)), "de")
    for typed in ("innenschenkel dehnen", "Leiste", "inner thigh", "Inner thigh stretch", "groin"):
        assert [found.id for found in german.find(typed)] == ["inner-thigh-stretch"]
    assert german.movements[1].aliases == ("Innenseite", "Leiste")


def test_a_text_with_braces_is_not_said_and_refused_with_its_line(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, {("library", "why"): "Darum.", (LIE[0], f"{LIE[1]}.left"): "Knie nach {other}."})
    library = load_library(folder)
    german = library_in(library, "de")
    assert "{" not in words_for(drop_step(german), "left", german.sides)
    (fault,) = translation_faults(library, folder)
    assert fault.line == 10
    assert fault.file == str(path_of(folder, "de"))
    assert str(fault).startswith(f"{fault.file}:10: braces stand in a translated text; write the sides out")


def test_what_does_not_fit_is_refused(tmp_path: Path) -> None:
    texts = {
        ("lying-dynamic-hip", "levels.more.take"): "x" * (TAKE_LIMIT + 1),
        (LIE[0], f"{LIE[1]}.left"): "x" * 900,
        ("lying-dynamic-hip", "setup.gone.text"): "Weg.",
    }
    folder = folder_with(tmp_path, texts)
    told = [
        str(fault).removeprefix(f"{path_of(folder, 'de')}:")
        for fault in translation_faults(load_library(folder), folder)
    ]
    assert told[0].startswith(f"6: this button is {TAKE_LIMIT + 1} characters long")
    assert told[1].startswith("14: the library has no text lying-dynamic-hip setup.gone.text")
    assert told[2].startswith("10: setup.drop.text with its cues, breath and also is too long for one message")
    assert len(told) == 3


def test_a_file_that_is_none_is_refused_and_its_language_said_untranslated(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, {}, more="this is no entry\n")
    library = load_library(folder)
    assert library_in(library, "de") is library
    (fault,) = translation_faults(library, folder)
    assert fault.problem.startswith("this cannot be read")


def test_check_counts_what_a_language_lacks_names_it_on_request_and_refuses_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = folder_with(tmp_path, {("library", "why"): "So."}, "en", written=OTHER_FOLDER)
    lacking = len(entries_of(other_library())) - 1
    assert command_line.main(["check", str(folder)]) == 0
    told = capsys.readouterr().err
    assert f"en: {lacking} texts are missing, and said untranslated\n" in told
    assert "library name" not in told
    assert command_line.main(["check", str(folder), "--languages"]) == 0
    assert "\n  library name\n" in capsys.readouterr().err
    path = path_of(folder, "en")
    path.write_text(path.read_text(encoding="utf-8").replace("So.", "So {side}."), encoding="utf-8")
    assert command_line.main(["check", str(folder)]) == 2
    assert f"{path}:6: braces stand in a translated text" in capsys.readouterr().err


@pytest.mark.parametrize("language", languages_of(SHIPPED))
def test_the_translations_that_ship_have_no_fault(language: str) -> None:
    assert not read_translation(path_of(SHIPPED, language)).problem
    assert translation_faults(shipped_library(), SHIPPED) == []


def test_two_sided_texts_differ_as_soon_as_one_side_does() -> None:
    one, other = Sided(left="links", right="rechts"), Sided(left="nach links", right="rechts")
    assert one != other
    assert one != "rechts"
    assert one == Sided(left="links", right="rechts")
    assert len({one, other, Sided(left="links", right="rechts")}) == 2


def test_every_english_text_that_differs_between_the_sides_is_two_entries() -> None:
    library = shipped_library()
    keys = {entry.key for entry in entries_of(library)}
    sided = 0

    def look(place: object, text: str) -> str:
        nonlocal sided
        context, path = str(getattr(place, "context", "")), str(getattr(place, "path", ""))
        ends = (".left", ".right") if speaks_of_a_side(text) else ("",)
        sided += len(ends) == 2
        assert all((context, f"{path}{end}") in keys for end in ends)
        return text

    with_texts(library, look)
    assert sided > 100


@pytest.mark.parametrize("language", sorted(set(offered()) - {FALLBACK}))
def test_the_shipped_movements_are_whole_in_each_language_that_is_offered(language: str) -> None:
    """Nobody who is spoken to in their language meets an English step."""
    assert missing_in(shipped_library(), SHIPPED, language) == ()
