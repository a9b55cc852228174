"""A table in one test: does it say which rows are wrong?"""

from __future__ import annotations

import inspect

import pytest

from tests.harness.tabled import tabled


def test_every_wrong_row_is_named() -> None:
    """And those that are right are not."""

    @tabled(("one", "other"), [(1, 1), (2, 3), (4, 4), (5, 6)])
    def same(one: int, other: int) -> None:
        assert one == other

    with pytest.raises(AssertionError) as failed:
        same()
    said = str(failed.value)
    assert said.startswith("2 of 4 rows are wrong\n")
    assert ("\n2, 3: " in said, "\n5, 6: " in said, "4, 4" in said) == (True, True, False)


def test_an_error_has_its_row_as_a_note() -> None:
    """What fails otherwise ends the test at once."""

    @tabled("number", [1, 0, 2])
    def divides(number: int) -> None:
        assert 1 / number

    with pytest.raises(ZeroDivisionError) as failed:
        divides()
    assert failed.value.__notes__ == ["in the row 0"]


def test_tables_multiply_and_fixtures_are_left_to_pytest() -> None:
    """Each row of the one with each of the other; what no table gives is asked for as ever."""
    seen = []

    @tabled("one", "ab")
    @tabled("other", [1, 2])
    def notes(one: str, other: int, fixture: str) -> None:
        seen.append(f"{one}{other}{fixture}")

    assert list(inspect.signature(notes).parameters) == ["fixture"]
    notes(fixture="!")
    assert seen == ["a1!", "a2!", "b1!", "b2!"]


def test_a_name_that_the_test_does_not_ask_for_is_refused() -> None:
    """Else a misspelt column would never be looked at; nor does an empty table pass."""
    with pytest.raises(AssertionError, match="not all of"):
        tabled("row", [1])(lambda other: None)
    with pytest.raises(AssertionError, match="says nothing"):
        tabled("row", [])
