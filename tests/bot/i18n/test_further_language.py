"""A further language needs no code: Indonesian, begun as docs/translating.md says, in a copy of the folders.

In the copy all is a link to the project's own file but what a translator writes: its code is the project's. What it
says and hears is told by `indonesian.py`, run there.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from bot.i18n.merging import read_catalogue
from bot.i18n.po_files import english_files, messages_of
from tests.bot.i18n import indonesian
from tests.bot.i18n.indonesian import HEARD, LANGUAGE, MOVED, SAID, TYPED
from tests.harness.program import PROJECT

# The parts of it, such as a file that is begun and one that is stale, have tests of their own.
pytestmark = pytest.mark.system

ENGLISH = messages_of(english_files()[0])
FOLDERS = ("bot", "content", "storage")
LOCALE = f"bot/i18n/locale/{LANGUAGE}"
SENTENCES, HEARING = (f"{LOCALE}/LC_MESSAGES/{name}.po" for name in ("limber", "hearing"))
MOVEMENTS = f"content/movements/locale/{LANGUAGE}/LC_MESSAGES/movements.po"
EXAMPLES, LEARNED = f"{LOCALE}/examples/begun.tsv", f"{LOCALE}/examples.bin"


@dataclass(frozen=True)
class Copy:
    """The folders in which somebody translates: what a command there says, and its exit status."""

    folder: Path

    def runs(self, *command: str) -> tuple[int, str]:
        """Run Python there."""
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{self.folder}{os.pathsep}{PROJECT}"}
        done = subprocess.run(
            [sys.executable, *command], cwd=self.folder, env=environment, capture_output=True, text=True
        )
        return done.returncode, done.stdout + done.stderr

    def translations(self, *arguments: str) -> tuple[int, str]:
        """`make translations` with these arguments."""
        return self.runs("-m", "bot.i18n.translations", *arguments)

    def tells(self, what: Callable[[], object]) -> Any:
        """What a function of `indonesian.py` gives back there."""
        code = f"import json; from {what.__module__} import {what.__name__} as told; print(json.dumps(told()))"
        status, out = self.runs("-c", code)
        assert status == 0, out
        return json.loads(out.splitlines()[-1])

    def fill(self, file: str, texts: Mapping[tuple[str, str], str] | Mapping[str, str]) -> None:
        """Write these translations into a file, as an editor of such files does."""
        path = self.folder / file
        catalogue = read_catalogue(path.read_text(encoding="utf-8"), LANGUAGE)
        for key, text in texts.items():
            context, name = key if isinstance(key, tuple) else (None, key)
            _put(catalogue, name, text, context)
        with path.open("wb") as file_there:
            write_po(file_there, catalogue, width=0)


def _put(catalogue: Catalog, name: str, text: str, context: str | None) -> None:
    message = catalogue.get(name, context)
    if message is None:
        catalogue[name] = Message(name, text)
    else:
        message.string = (text,) * catalogue.num_plurals if isinstance(message.id, tuple) else text


def _linked(source: str, target: str) -> str:
    """A link; a file that is merged is copied, so that nothing is ever written into the project's own."""
    if source.endswith(".po"):
        return str(shutil.copy2(source, target))
    Path(target).symlink_to(source)
    return target


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy in which somebody began Indonesian, where nothing of it was. Of the others, German is beside it."""
    copy = Copy(tmp_path_factory.mktemp("copy"))
    left_out = shutil.ignore_patterns(LANGUAGE, "ar", "es", "pt_BR", "ru")
    for name in FOLDERS:
        shutil.copytree(PROJECT / name, copy.folder / name, copy_function=_linked, ignore=left_out)
    status, out = copy.translations(LANGUAGE)
    assert status == 0, out
    copy.fill(SENTENCES, SAID)
    copy.fill(MOVEMENTS, MOVED)
    copy.fill(HEARING, HEARD)
    (copy.folder / EXAMPLES).parent.mkdir()
    (copy.folder / EXAMPLES).write_text(TYPED, encoding="utf-8")
    status, out = copy.runs("-m", "bot.understanding.examples.example_source", LANGUAGE)
    assert status == 0, out
    return copy


@pytest.fixture(scope="module")
def whole(begun: Copy, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The same with every sentence: those that are not translated say the English."""
    copy = Copy(tmp_path_factory.mktemp("whole"))
    shutil.copytree(begun.folder, copy.folder, symlinks=True, dirs_exist_ok=True)
    copy.fill(SENTENCES, {key: _last_form(message) for key, message in ENGLISH.items() if key not in SAID})
    status, out = copy.translations()
    assert status == 0, out
    return copy


def _last_form(message: Message) -> str:
    return str(message.string[-1] if isinstance(message.string, tuple | list) else message.string)


@pytest.fixture(scope="module")
def told(begun: Copy) -> dict[str, Any]:
    """What the language says and hears, once it is begun."""
    return dict(begun.tells(indonesian.words_told))


def test_what_is_translated_is_said_in_it_and_the_rest_in_english(told: dict[str, Any]) -> None:
    """Sentences and movements alike, each text for itself."""
    assert told["said"] == {key: text.format(language="-", count=3) for key, text in SAID.items()}
    assert told["missing"] == "<b>Your settings</b>"
    name, aliases, why = told["movement"]
    assert name == "Peregangan paha dalam"
    assert {"paha dalam", "selangkangan"} <= set(aliases)
    assert why.startswith("It opens the hip to the side")


def test_typed_words_are_heard_with_the_english_ones_beside(told: dict[str, Any]) -> None:
    """Words, times of its table, weekdays of CLDR, and sentences near to its examples."""
    assert told["heard"] == {"Lanjut!": "next", "next": "next", "mundur": "back", "back": "back"}
    assert told["times"] == [["07:00:00", [0]]]
    assert told["meant"] == ["progress", "delete"]


def test_times_dates_and_numbers_are_written_as_in_the_country(told: dict[str, Any]) -> None:
    """By CLDR alone."""
    assert told["written"] == ["19.15", "4 Desember 2026", "Sen", "1.234,5"]


def test_what_is_missing_is_named(begun: Copy) -> None:
    """By `make translations ARGS=--missing`, in each of its files."""
    status, out = begun.translations("--missing")
    lines = out.splitlines()
    entries = len(ENGLISH)
    assert status == 0
    assert f"id limber.po: {entries} entries, {entries - len(SAID)} missing, 0 fuzzy, 0 wrong" in lines
    assert "  missing: settings.title" in lines and "  missing: hello.what" not in lines
    assert "  missing: seated-inner-thigh setup.mountain.text" in lines
    assert "  missing: inner-thigh-stretch name" not in lines
    assert "  not there: hear.repeat" in lines and "  not there: hear.next" not in lines
    assert not [line for line in lines if "unknown:" in line]


def test_it_is_offered_as_soon_as_no_sentence_is_missing(told: dict[str, Any], whole: Copy) -> None:
    """Till then a Telegram in Indonesian is answered in English."""
    assert (told["offered"], told["for_people"]) == (["en", "de"], ENGLISH["language.ask"].string)
    after = whole.tells(indonesian.offer_told)
    assert (after["offered"], after["for_people"]) == (["en", "de", "id"], SAID["language.ask"])


@pytest.mark.system  # The whole bot starts in the copy, with three languages to hear.
def test_people_are_met_in_it_with_its_menu(whole: Copy) -> None:
    """From the first message on."""
    chat = whole.tells(indonesian.chat_told)
    assert SAID["hello.what"] in chat["hello"]
    assert chat["menu"]["language"] == SAID["command.language"]
    assert chat["buttons"] == ["English", "Deutsch", "Indonesia"]


def test_no_file_of_code_was_touched(whole: Copy) -> None:
    """New are the language's own files, and nothing else."""
    made = {path for path in whole.folder.rglob("*") if path.is_file() and not path.is_symlink()}
    written = {str(path.relative_to(whole.folder)) for path in made if "__pycache__" not in path.parts}
    new = {path for path in written if (whole.folder / path).read_bytes() != _own(path)}
    assert new == {SENTENCES, HEARING, MOVEMENTS, EXAMPLES, LEARNED}


def _own(path: str) -> bytes | None:
    """The project's own file; None where it has none."""
    own = PROJECT / path
    return own.read_bytes() if own.is_file() else None
