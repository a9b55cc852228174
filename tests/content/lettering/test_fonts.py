"""Has every letter a shape, and does every text fit where it is put?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.lettering import arabic
from content.lettering.fonts import BOLD, ISOLATES, REGULAR, face, fitted, path_of, readable, wrapped
from tests.harness.tabled import tabled

LETTERS = "éłőșțŻÅßñçğı ждЁїґ ΩάΉώ ≥–—×…·“”‘’•→−½✓°"


@tabled("weight", [REGULAR, BOLD])
@tabled("letter", LETTERS.replace(" ", ""))
def test_letters_of_three_scripts_have_a_shape(weight: str, letter: str) -> None:
    """One of their own, not the box of those that are missing."""
    assert readable(letter) == letter
    font = face(weight, 40)
    assert bytes(font.getmask(letter)) != bytes(font.getmask("\U0010fffd"))


@tabled(
    ("text", "shown"),
    [
        ("Ana", "Ana"),
        ("  Ana\t\nMaria ", "Ana Maria"),
        ("Zoe\u0308", "Zoë"),
        ("Ana 🦴🧘🏽 López", "Ana López"),
        ("王小明", ""),
        ("Ｆit ①②", "Fit 12"),
        ("Fuß\u00adball", "Fußball"),
        ("12\u202f345", "12 345"),
        ("\u202eAna é\u202c", "Ana é"),
        ("\ud83d é", "é"),
        ("هند\u202e", "هند"),
        ("\u2068Ana\u2069 é", "Ana é"),
        ("\u2068Ana\u2069 هند", "\u2068Ana\u2069 هند"),
        ("שלום", ""),
        ("", ""),
    ],
)
def test_what_has_no_shape_is_replaced_or_left_out(text: str, shown: str) -> None:
    """An accent that is missing, an emblem, another script, marks for the direction."""
    assert readable(text) == shown


@given(st.text())
def test_whatever_a_person_is_called_has_a_shape(text: str) -> None:
    """On one line, without a box."""
    shown = readable(text)
    assert shown.translate(dict.fromkeys(map(ord, ISOLATES))).isprintable()
    assert shown == " ".join(shown.split())
    font = face(REGULAR, 20)
    box = bytes(font.getmask("\U0010fffd"))
    for letter in set(shown) - set(ISOLATES):
        assert bytes(font.getmask(letter)) != box or ord(letter) in arabic.known()


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"])), st.integers(0, 400))
def test_a_cut_text_is_no_wider_than_its_place(text: str, width: int) -> None:
    """And begins as the whole one does; what has room is left alone."""
    measure = face(REGULAR, 30).getlength
    shown = fitted(readable(text), measure, width)
    assert measure(shown) <= width
    if measure(readable(text)) <= width:
        assert shown == readable(text)
    elif shown:
        assert shown.endswith("…")
        assert readable(text).startswith(shown[:-1])


@given(st.text(alphabet="abc de-ж", max_size=60), st.integers(60, 300), st.integers(1, 3))
def test_a_text_on_several_lines_is_no_wider_and_no_longer(text: str, width: int, lines: int) -> None:
    """At most as many lines, each within the width; nothing is lost unless an ellipsis says so."""
    measure = face(REGULAR, 30).getlength
    found = wrapped(text, measure, width, lines)
    assert len(found) <= lines
    assert all(measure(line) <= width for line in found)
    assert "…" in "".join(found) or " ".join(found).split() == text.split()


def test_without_the_letters_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """By name, so that it can be installed."""
    monkeypatch.setattr("content.lettering.fonts.PACKAGE", "no_such_letters")
    with pytest.raises(ModuleNotFoundError, match="no_such_letters"):
        path_of(REGULAR)
