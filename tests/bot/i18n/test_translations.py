"""`make translations`: the files of all languages are in step with the English, and a merge loses nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from bot.i18n import translations
from bot.i18n.merging import Source, faults, file_text, merged, read_catalogue, texts_of
from bot.i18n.plural_forms import form_count, plural_forms, shown_forms, single_forms
from bot.i18n.po_files import CATALOGUES, FALLBACK
from content.library import SHIPPED, load_library
from tests.harness.libraries import OTHER_FOLDER

GREETING = Source(id="hello", english=("Hello, {name}.",), notes=("Shown: first.",))
DAYS = Source(id="days", plural_id="days.other", english=("{count} day", "{count} days"))
OF_DAYS = Source(id="of", plural_id="of.other", english=("Your first day.", "{done} of {count} days."))
MORE = Source(id="more", plural_id="more.other", english=("and {count} more", "and {count} more"))
LONG = Source(
    id="long",
    plural_id="long.other",
    english=tuple(f"{'word ' * 25}{{count}} {noun}. {'The end of it. ' * 12}" for noun in ("day", "days")),
)


def cue(number: int, english: str, side: str = "") -> Source:
    """A text of a step, by its number."""
    return Source(id=f"setup.lie.cues.{number}{side}", english=(english,), context="lying-one")


def told(text: str, *sources: Source, language: str = "de") -> str:
    """The file after a merge."""
    return file_text(merged(sources, read_catalogue(text, language), language), "A file.", text)


def said(text: str, source: Source, translation: str) -> str:
    """The file after somebody translated an entry."""
    catalogue = read_catalogue(text, "de")
    found = catalogue.get(source.id, source.context)
    assert found is not None
    found.string = translation
    return file_text(catalogue, "A file.", text)


def entry(text: str, source: Source, language: str = "de") -> tuple[tuple[str, ...], bool]:
    """What an entry of a file says, and whether it is fuzzy."""
    found = read_catalogue(text, language).get(source.id, source.context)
    assert found is not None
    return texts_of(found), found.fuzzy


def test_all_files_are_in_step_with_the_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert translations.main(["--check"]) == 0, capsys.readouterr().out


def test_a_new_entry_is_empty_and_shows_its_english() -> None:
    text = told("", GREETING, DAYS)
    assert '#. Shown: first.\n#. English: Hello, {name}.\nmsgid "hello"\nmsgstr ""\n' in text
    assert "#. Forms: [0] 1; [1] 0, 2, 3, 4, 5 ...\n#. English: {count} day\n#. English: {count} days\n" in text
    assert entry(text, DAYS) == (("", ""), False)


def test_a_merge_that_changes_nothing_leaves_the_file_as_it_is() -> None:
    text = said(told("", GREETING, DAYS), GREETING, "Hallo, {name}.")
    text = text.replace("# A file.", "# A file.\n# By somebody.").replace("#. Shown", "# Informal.\n#. Shown")
    assert told(text, GREETING, DAYS) == text


def test_an_entry_whose_english_changed_is_fuzzy_until_somebody_takes_the_mark_away() -> None:
    text = said(told("", GREETING), GREETING, "Hallo, {name}.")
    changed = Source(id="hello", english=("Good day,\n{name}.",))
    text = told(text, changed)
    assert entry(text, changed) == (("Hallo, {name}.",), True)
    assert "#. English before: Hello, {name}.\n#. English: Good day, \\n {name}.\n#, fuzzy\n" in text
    assert told(text, changed) == text
    text = told(text.replace("#, fuzzy\n", ""), changed)
    assert entry(text, changed) == (("Hallo, {name}.",), False)
    assert "before" not in text


def test_a_missing_entry_whose_english_changed_is_not_fuzzy() -> None:
    changed = Source(id="hello", english=("Good day, {name}.",))
    assert entry(told(told("", GREETING), changed), changed) == (("",), False)


def test_a_long_english_text_is_known_again_though_its_comment_takes_several_lines() -> None:
    long = Source(id="long", english=("word " * 60 + "{name}.\n\nThe  end. ",))
    text = said(told("", long), long, "Wort {name}.")
    assert told(text, long) == text
    assert max(map(len, text.splitlines())) <= 120


def test_what_is_gone_is_left_out() -> None:
    assert "hello" not in told(said(told("", GREETING, DAYS), GREETING, "Hallo, {name}."), DAYS)


def test_a_cue_that_moves_keeps_its_translation() -> None:
    text = told("", cue(1, "Breathe."), cue(2, "Look up."))
    text = said(said(text, cue(1, ""), "Atme."), cue(2, ""), "Schau hoch.")
    after = told(text, first := cue(1, "Sit tall."), cue(2, "Breathe."), cue(3, "Look up."))
    assert entry(after, first) == (("",), False)
    assert entry(after, cue(2, "")) == (("Atme.",), False)
    assert entry(after, cue(3, "")) == (("Schau hoch.",), False)


def test_a_text_of_one_side_never_becomes_that_of_the_other() -> None:
    text = said(told("", cue(1, "Look up.", ".left")), cue(1, "", ".left"), "Schau hoch.")
    assert entry(told(text, cue(1, "Look up.", ".right")), cue(1, "", ".right")) == (("",), False)


@pytest.mark.parametrize("source", [MORE, LONG], ids=["alike", "ending alike"])
def test_plural_forms_whose_english_is_alike_stay_as_they_are(source: Source) -> None:
    catalogue = read_catalogue(told("", source), "de")
    found = catalogue.get(source.id)
    assert found is not None
    found.string = ("{count} weiterer", "{count} weitere")
    text = file_text(catalogue, "A file.")
    assert entry(told(text, source), source) == (("{count} weiterer", "{count} weitere"), False)
    assert told(text, source) == text


@pytest.mark.parametrize(
    ("source", "translation", "told_of"),
    [
        (GREETING, "Hallo, {name}.", []),
        (GREETING, "", []),
        (GREETING, "Hallo.", ["lacks a placeholder of the English: {name}"]),
        (
            GREETING,
            "Hallo, {nam}.",
            ["has a placeholder that the English has not: {nam}", "lacks a placeholder of the English: {name}"],
        ),
        (GREETING, "Hallo, {name}}.", ["has a brace that is no placeholder"]),
        (GREETING, "Hallo, <b>{name}</b>.", ["has other HTML tags than the English"]),
        (DAYS, ("ein Tag", "{count} Tage"), []),
        (DAYS, ("ein Tag", "{number} Tage"), ["has a placeholder that the English has not: {number}"]),
        (OF_DAYS, ("Dein erster Tag.", "{done} von {count} Tagen."), []),
        (OF_DAYS, ("Dein erster Tag.", "Von {count} Tagen."), ["lacks a placeholder of the English: {done}"]),
    ],
)
def test_what_is_wrong_in_a_translation_is_told(
    source: Source, translation: str | tuple[str, ...], told_of: list[str]
) -> None:
    catalogue = Catalog(locale="de")
    message = catalogue.add((source.id, source.plural_id) if source.plural_id else source.id, translation)
    assert list(faults(source, message, single_forms("de"))) == told_of


@pytest.mark.parametrize(
    ("language", "count", "forms"),
    [
        ("de", 2, "[0] 1; [1] 0, 2, 3, 4, 5 ..."),
        ("pt_BR", 2, "[0] 0, 1; [1] 2, 3, 4, 5, 6 ..."),
        ("ru", 3, "[0] 1, 21, 31, 41, 51 ...; [1] 2, 3, 4, 22, 23 ...; [2] 0, 5, 6, 7, 8 ..."),
        (
            "ar",
            6,
            "[0] 0; [1] 1; [2] 2; [3] 3, 4, 5, 6, 7 ...; [4] 11, 12, 13, 14, 15 ...; [5] 100, 101, 102, 200, 201 ...",
        ),
        ("id", 1, "[0] 0, 1, 2, 3, 4 ..."),
    ],
)
def test_plural_forms_are_those_of_cldr(language: str, count: int, forms: str) -> None:
    assert form_count(language) == count
    assert shown_forms(language) == forms
    assert read_catalogue(told("", DAYS, language=language), language).num_plurals == count
    assert plural_forms(language).endswith(";") and not plural_forms(language).endswith(";;")


def test_a_text_that_speaks_of_a_side_is_two_entries_written_out() -> None:
    by_key = {source.key: source for source in translations.movement_sources(load_library())}
    left, right = (by_key["library", f"follow_along.begin.{side}"] for side in ("left", "right"))
    assert left.english == ("We begin with the left leg.",)
    assert right.english == ("We begin with the right leg.",)
    assert "The left side works." in left.notes
    assert ("library", "follow_along.begin") not in by_key
    assert not any("{" in text for source in by_key.values() for text in source.english)


def test_entries_of_movements_are_known_by_ids_and_stand_once() -> None:
    sources = translations.movement_sources(load_library())
    keys = [source.key for source in sources]
    assert len(keys) == len(set(keys))
    assert ("lying-dynamic-hip-gentle", "setup.lie.without.deep-flexion.text.left") in keys
    assert ("lying-dynamic-hip", "levels.more.more-roll.text.right") in keys
    assert ("inner-thigh-stretch", "aliases") in keys


def test_a_language_is_begun_and_a_stale_file_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside English alone: all other languages are in step by the test above."""
    folder, catalogues = tmp_path / "movements", tmp_path / "locale"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("clips", "film", "voice", "locale"))
    shutil.copytree(CATALOGUES / FALLBACK / "LC_MESSAGES", catalogues / FALLBACK / "LC_MESSAGES")
    monkeypatch.setattr(translations, "CATALOGUES", catalogues)
    path = folder / "locale" / "de" / "LC_MESSAGES" / "movements.po"
    assert translations.main(["--check", "de", "--content", str(folder)]) == 1
    assert not path.exists()
    assert not (catalogues / "de").exists()
    assert translations.main(["de", "--content", str(folder)]) == 0
    assert sorted(file.name for file in (catalogues / "de").rglob("*.po")) == ["hearing.po", "limber.po"]
    assert translations.main(["--check", "--content", str(folder)]) == 0
    path.write_text(path.read_text(encoding="utf-8").replace("We begin", "We start"), encoding="utf-8")
    capsys.readouterr()
    assert translations.main(["--check", "--missing", "--content", str(folder)]) == 1
    out = capsys.readouterr().out
    number = len(translations.movement_sources(load_library()))
    assert f"de movements.po: {number} entries, {number} missing, 0 fuzzy, 0 wrong, stale" in out
    assert "  missing: library follow_along.begin.left" in out


def test_words_that_people_type_are_begun_and_never_written_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that English has not is told, as it listens for nothing."""
    catalogues = tmp_path / "locale"
    shutil.copytree(CATALOGUES / FALLBACK / "LC_MESSAGES", catalogues / FALLBACK / "LC_MESSAGES")
    monkeypatch.setattr(translations, "CATALOGUES", catalogues)
    folder = ["--content", str(shutil.copytree(OTHER_FOLDER, tmp_path / "movements"))]
    translations.main(["de", *folder])
    path = catalogues / "de" / "LC_MESSAGES" / "hearing.po"
    assert read_catalogue(path.read_text(encoding="utf-8"), "de").num_plurals == 2
    own = path.read_text(encoding="utf-8") + '\nmsgid "hear.next"\nmsgstr "weiter"\n\nmsgid "hear.nxt"\nmsgstr "los"\n'
    path.write_text(own, encoding="utf-8")
    capsys.readouterr()
    translations.main(["--missing", *folder])
    assert path.read_text(encoding="utf-8") == own
    out = capsys.readouterr().out
    assert "  unknown: hear.nxt" in out
    assert "  not there: hear.back" in out and "hear.next" not in out
