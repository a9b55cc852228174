"""A language from right to left: do names, commands and numbers stay whole, and do rows and arrows turn round?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Message
from fpdf.bidi import BidiParagraph

from bot.conversations.walk.step_view import bar
from bot.i18n.catalogue import Words, pseudo_words, words_of
from bot.i18n.direction import FSI, PDI, filled, isolated, runs_right_to_left, turned
from bot.i18n.merging import Source, faults
from bot.understanding.answers.intents import normalize
from tests.harness.languages import write_language
from tests.harness.tabled import tabled

MIRRORED = pseudo_words(right_to_left=True)
SAID = {
    "button.next": "التالي ◀",
    "safety.about_you": "قل {what}.",
}


def seen(text: str) -> str:
    """A line as it is seen, from left to right; its direction is that of its first letter outside of isolates."""
    return re.sub(f"[{FSI}{PDI}\u200f]", "", BidiParagraph(text=text).get_reordered_string())


@tabled(
    ("code", "expected"), [("ar", True), ("he", True), ("fa", True), ("en", False), ("ru", False), ("pt_BR", False)]
)
def test_the_direction_is_that_of_the_script(code: str, expected: bool) -> None:
    """As CLDR says."""
    assert runs_right_to_left(Locale.parse(code)) is expected


@tabled(
    ("value", "expected"),
    [
        ("Ana", True),
        ("40 s", True),
        ("7:30 PM", True),
        ("UTC+3", True),
        ("/remind 7:30", True),
        ("-2", True),
        ("+351 21 123", True),
        ("2026-11-30", True),
        ("7:30", False),
        ("1,234.5", False),
        ("٧:٣٠ م", False),
        ("هند", False),
        ("3–5", False),
        ("●●○○", False),
        ("", False),
        (f"{FSI}Ana{PDI}، هند", False),
        ("<b>هند</b>", False),
    ],
)
def test_what_runs_the_other_way_is_isolated(value: str, expected: bool) -> None:
    """Letters from left to right, and numbers that would change places; what stands in an isolate has one already."""
    assert isolated(value) == (f"{FSI}{value}{PDI}" if expected else value)


def test_each_line_has_its_own_isolate() -> None:
    """An isolate ends with its line."""
    assert isolated("Ana\nهند\nEva") == f"{FSI}Ana{PDI}\nهند\n{FSI}Eva{PDI}"


@tabled(
    ("sentence", "expected"),
    [
        ("اكتب /remind 07:30 أو /pause.", f"اكتب {FSI}/remind 07:30{PDI} أو {FSI}/pause{PDI}."),
        ("و/أو 1/2 km/h", "و/أو 1/2 km/h"),
        ("<code>/remind {name}</code> {name}", f"{FSI}<code>/remind Ana</code>{PDI} {FSI}Ana{PDI}"),
        ('<a href="{name}">x</a>', f'{FSI}<a href="Ana">x</a>{PDI}'),
        ("<b>{name}</b>", f"<b>{FSI}Ana{PDI}</b>"),
    ],
)
def test_commands_links_and_code_are_isolated_and_what_is_copied_is_not_changed(sentence: str, expected: str) -> None:
    """Isolates stand neither in a tag nor in a piece of code."""
    assert filled(sentence, {"name": "Ana"}) == expected


def test_a_line_that_begins_with_a_name_is_seen_from_the_right() -> None:
    """Its full stop at the left end, and the command whole."""
    sentence = filled("{name}، اكتب /remind.", {"name": "Ana (Lisbon)"})
    assert seen(sentence) == f".{'/remind'} {'بتكا'} ،{'Ana (Lisbon)'}"


def test_the_bar_is_filled_from_the_right() -> None:
    """It is no isolate, which would turn it."""
    line = MIRRORED.say("walk.progress", place="هند", bar=bar(1, 4))
    assert bar(1, 4) == "●○○○"
    assert "○○○●" in seen(line)


def test_arrows_of_the_mirrored_catalogue_point_the_other_way() -> None:
    """Next to the left, Back to the right."""
    assert "◀" in MIRRORED.label("button.next")
    assert "▶" in MIRRORED.label("button.back")
    assert turned(turned("◀ ← ⬅ ▴")) == "◀ ← ⬅ ▴"


@tabled(
    ("text", "right_to_left", "expected"),
    [
        ("التالي ◀", True, []),
        ("التالي ▶", True, ["has other arrows than ◀"]),
        ("التالي", True, ["has other arrows than ◀"]),
        ("Weiter ▶", False, []),
        ("Weiter ◀", False, ["has other arrows than ▶"]),
    ],
)
def test_a_translation_with_an_arrow_to_the_wrong_side_is_named(
    text: str, right_to_left: bool, expected: list[str]
) -> None:
    """A catalogue holds what is shown."""
    source = Source("button.next", ("Next ▶",))
    assert list(faults(source, Message("button.next", text), right_to_left=right_to_left)) == expected


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Words:
    """An Arabic that says little."""
    folder: Path = tmp_path_factory.mktemp("locale")
    write_language(folder, "ar", SAID, whole=False)
    return words_of("ar", folder)


def test_isolates_are_put_in_from_right_to_left_alone(arabic: Words) -> None:
    """In sentences, labels, counts and lists; not for who reads English beside it."""
    assert arabic.is_right_to_left
    assert not arabic.english.is_right_to_left
    assert arabic.label("button.next") == "التالي ◀"
    assert arabic.say("bold", text="Ana") == f"<b>{FSI}Ana{PDI}</b>"
    assert arabic.english.say("bold", text="Ana") == "<b>Ana</b>"
    assert arabic.and_list(["Ana", "هند"]) == f"{FSI}Ana{PDI} وهند"
    assert arabic.row(["Ana", "هند"]).startswith(f"{FSI}Ana{PDI}")


def test_a_label_typed_without_its_isolates_is_the_same(arabic: Words) -> None:
    """They are marks like any other."""
    label = filled("أنا في {place}", {"place": "Lisbon (Portugal)"})
    assert FSI in label
    assert normalize(label) == normalize("أنا في Lisbon (Portugal)") == normalize("أنا في lisbon portugal")
