"""Sentences of a catalogue's file, and the forms that gettext gives of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError

from bot.i18n.sentences import Sentences, Translations, read_sentences
from tests.harness.tabled import tabled

HEADER = 'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
DAYS = 'msgid "days"\nmsgid_plural "days.other"\nmsgstr[0] "ein Tag"\nmsgstr[1] "{count} Tage"\n'


@tabled(
    ("written", "texts"),
    [
        (HEADER + 'msgid "yes"\nmsgstr "ja"\n', {"yes": "ja"}),
        (HEADER + 'msgid "yes"\nmsgstr ""\n"ja, "\n"\\"gern\\"\\n\\\\"\n', {"yes": 'ja, "gern"\n\\'}),
        (HEADER + 'msgid "yes"\nmsgstr ""', {"yes": ""}),
        (HEADER + '#. a note\n#, fuzzy, python-format\nmsgid "yes"\nmsgstr "ja"\n', {"yes": ""}),
        (HEADER + '#. a note, fuzzy\nmsgid "yes"\nmsgstr "ja"\n', {"yes": "ja"}),
        (HEADER + "# A heading\n\n" + DAYS, {"days": ("ein Tag", "{count} Tage")}),
        (HEADER + "#, fuzzy\n" + DAYS, {"days": ("", "")}),
        (HEADER + DAYS.partition("msgstr[1]")[0], {"days": ("ein Tag", "")}),
        (HEADER + '#~ msgid "no"\n#~ msgstr "nein"\n\nmsgid "yes"\nmsgstr "ja"\n', {"yes": "ja"}),
        (HEADER + 'msgid   "yes"\n  msgstr "ja"\n', {"yes": "ja"}),
        ('msgid "yes"\nmsgstr "ja"\n', {"yes": "ja"}),
        (HEADER.replace("Language: de", "Language: xx") + 'msgid "yes"\nmsgstr "ja"\n', {"yes": "ja"}),
        ("", {}),
    ],
)
def test_a_file_is_read_as_it_is_written(tmp_path: Path, written: str, texts: dict[str, object]) -> None:
    """Over several lines, with notes, forms of a plural, and in ways that are not the usual one."""
    path = tmp_path / "limber.po"
    path.write_text(written, encoding="utf-8")
    assert read_sentences(path).texts == texts


@pytest.mark.parametrize("written", ["walk on", HEADER + DAYS + 'msgstr[2] "x"\n'])
def test_what_is_no_catalogue_is_refused(tmp_path: Path, written: str) -> None:
    """Instead of a language that lacks half of its sentences."""
    path = tmp_path / "limber.po"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(PoFileError):
        read_sentences(path)


def test_a_file_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    """A language need not have each of them."""
    assert read_sentences(tmp_path / "limber.po") == Sentences()


def test_translations_give_a_sentence_its_forms_and_the_keys_of_what_is_missing() -> None:
    """As those of gettext do."""
    texts: dict[str, str | tuple[str, ...]] = {
        **{"yes": "ja", "no": ""},
        **{"days": ("ein Tag", "{count} Tage"), "weeks": ("eine Woche", "")},
    }
    german, english = Translations(texts, "(n != 1)"), Translations({"no": "no"}, "(n != 1)")
    assert (german.gettext("yes"), german.gettext("no"), german.gettext("days")) == ("ja", "no", "ein Tag")
    assert [german.ngettext("days", "days.other", number) for number in (1, 2)] == ["ein Tag", "{count} Tage"]
    assert [german.ngettext("weeks", "weeks.other", number) for number in (1, 2)] == ["weeks", "weeks.other"]
    german.add_fallback(english)
    assert german.gettext("no") == "no"
