"""The common English words: sorted, found by bisection, and what the locked package gives."""

import re
from importlib.metadata import version
from pathlib import Path

import pytest

from bot.understanding.text.common_words import REMARK, CommonWords, file_of

ROOT = Path(__file__).parents[4]
FILE = file_of("en")
FIRST, *WORDS = FILE.read_text("utf-8").splitlines()


def test_the_file_is_what_the_locked_package_gives() -> None:
    """After a new pyspellchecker, or a change to how it is made, it is to be made again: make common-words."""
    pytest.importorskip("spellchecker", reason="pyspellchecker is not installed; requirements-dev.lock has it")
    from bot.understanding.text.common_words_source import PACKAGE, made

    locked = re.search(rf"^{PACKAGE}==(\S+)", (ROOT / "requirements-dev.lock").read_text("utf-8"), re.MULTILINE)
    assert locked is not None
    assert version(PACKAGE) == locked[1]
    assert FILE.read_bytes() == made(), "make common-words"


def test_the_file_names_its_source_its_version_and_its_licence() -> None:
    """The version that is locked, also where the package is not installed."""
    named = re.fullmatch(rf"{REMARK} .* of the package (\S+) (\S+) \(MIT license\) with a count above 50\.", FIRST)
    assert named is not None
    assert f"\n{named[1]}=={named[2]} " in (ROOT / "requirements-dev.lock").read_text("utf-8")
    assert f"[{named[1]}](https://github.com/barrust/{named[1]}) (MIT license)" in (ROOT / "README.md").read_text(
        "utf-8"
    )


def test_the_words_are_sorted_and_plain() -> None:
    """As the search needs them: each once, in the order of their bytes, of three small letters or more."""
    assert sorted(set(WORDS)) == WORDS
    assert [word for word in WORDS if not re.fullmatch("[a-z]{3,}", word)] == []


def test_each_word_is_found_and_no_other() -> None:
    """The first, the last and those between; what has a letter more or less is found where it is a word itself."""
    common, words = CommonWords(FILE), set(WORDS)
    assert [word for word in WORDS if word not in common] == []
    near = {form for word in WORDS[::7] for form in (word[1:], word[:-1], f"{word}a", f"{word}z", f"é{word}")}
    assert {form for form in near if form in common} == near & words
    assert [no_word for no_word in ("", "a", "aa", "zzzz", "ß", FIRST, REMARK) if no_word in common] == []


@pytest.mark.parametrize("text", ["b\n", "# remark\nb\n", "# remark\n# another\nb\ncc\nd\n"])
def test_short_files_are_searched_too(text: str, tmp_path: Path) -> None:
    """With one word, and with remarks, which are no words."""
    (tmp_path / "words").write_text(text, "utf-8")
    common = CommonWords(tmp_path / "words")
    words = {line for line in text.splitlines() if not line.startswith(REMARK)}
    asked = ("", "a", "b", "bb", "c", "cc", "d", "e", "# remark")
    assert {word for word in asked if word in common} == words
    assert common.among(asked) == words


def test_many_are_found_as_one_by_one() -> None:
    """One pass over the file says the same as the search."""
    asked = {*WORDS[::50], "nekst", "hospittle", "zzzz", FIRST}
    common = CommonWords(FILE)
    assert common.among(asked) == {word for word in asked if word in common} == set(WORDS[::50])
