"""Getting on: after which walks a level more or less is suggested, and which movement comes next.

A walk is a letter, how it felt, and the level that it reached: G good, H hard, X it hurt, ? nothing said. In front,
"s" or "m" is the short or medium form, "l" left and "o" open instead of finished. They are numbered from 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.habits.progression import KEPT, Suggestion, next_movement, suggest
from storage.records.diary import WalkSummary
from storage.records.person import Feel, WalkState
from tests.harness.tabled import tabled

FEELS = {"G": Feel.GOOD, "H": Feel.HARD, "X": Feel.HURT, "?": None}
FORMS = {"s": "short", "m": "medium"}
STATES = {"l": WalkState.LEFT, "o": WalkState.OPEN}
UP_1, UP_2 = Suggestion("up", 1), Suggestion("up", 2)
DOWN_0, DOWN_1 = Suggestion("down", 0), Suggestion("down", 1)
HIGHEST = 2


def walked(text: str) -> list[WalkSummary]:
    return [
        WalkSummary(
            "hips",
            "hips-seated",
            None,
            240,
            FEELS[word[-2]],
            number=number,
            form=FORMS.get(word[0], "full"),
            state=STATES.get(word[0], WalkState.DONE),
            reached=int(word[-1]),
        )
        for number, word in enumerate(text.split(), start=1)
    ]


# Each row: the walks, the usual level, the walk after which something was last suggested, what is suggested now.
WALKS = [
    ("", 0, 0, None),
    ("G0 G0 G0", 0, 0, None),
    ("G0 G0 G0 G0", 0, 0, UP_1),
    ("G1 G1 G1 G1", 1, 0, UP_2),
    ("G2 G2 G2 G2", 2, 0, None),
    ("H0 G0 G0 G0 G0", 0, 0, UP_1),
    ("G0 G0 G0 G0 G0", 0, 0, UP_1),
    ("G0 G0 H0 G0 G0", 0, 0, None),
    ("G0 G0 ?0 G0 G0", 0, 0, None),
    ("G0 G0 X0 G0 G0", 0, 0, None),
    ("G0 G0 G0 G0 X0", 0, 0, None),
    ("X0 G0 G0 G0 G0", 0, 0, UP_1),
    ("G0 G0 lX0 G0 G0", 0, 0, None),
    ("G0 G0 sX0 G0 G0", 0, 0, None),
    ("G0 G0 oX0 G0 G0", 0, 0, None),
    ("G0 G0 sG0 G0 mG0 G0", 0, 0, UP_1),
    ("G0 G0 sG0 G0 mG0", 0, 0, None),
    ("G0 G0 sH0 G0 mH0 G0", 0, 0, UP_1),
    ("G0 G0 lG0 G0", 0, 0, None),
    ("G0 G0 oG0 G0", 0, 0, None),
    ("G0 G0 lH0 G0 G0", 0, 0, UP_1),
    ("G0 G0 l?0 G0 G0", 0, 0, UP_1),
    ("G1 G1 G0 G1 G1", 1, 0, UP_2),
    ("G1 G1 G0 G1", 1, 0, None),
    ("G1 G1 ?0 G1 G1", 1, 0, UP_2),
    ("G1 G1 H0 G1 G1", 1, 0, None),
    ("G0 G0 G0 G0", 1, 0, None),
    ("G0 G1 G2 G0", 0, 0, UP_1),
    ("G0 G0 H1 G0 G0", 0, 0, None),
    ("G0 G0 G0 G0", 0, 1, None),
    ("G0 G0 G0 G0 G0", 0, 1, UP_1),
    ("G0 G0 G0 G0 G0 G0", 0, 6, None),
    ("H0", 0, 0, None),
    ("H1", 1, 0, DOWN_0),
    ("H2", 2, 0, DOWN_1),
    ("H0", 1, 0, DOWN_0),
    ("H2", 1, 0, None),
    ("H1", 1, 1, None),
    ("G1 H1", 1, 1, DOWN_0),
    ("H1 G1", 1, 0, None),
    ("H1 sG0", 1, 0, DOWN_0),
    ("sH0", 1, 0, None),
    ("lH1", 1, 0, None),
    ("H1 lG1", 1, 0, DOWN_0),
    ("X1", 1, 0, None),
    ("G1 G1 G1 G1 H1", 1, 0, DOWN_0),
    ("H3", 3, 0, Suggestion("down", 2)),
    ("G3 G3 G3 G3", 3, 0, None),
]


@tabled(("text", "usual", "asked_after", "expected"), WALKS)
def test_when_more_or_less_is_suggested(text: str, usual: int, asked_after: int, expected: Suggestion | None) -> None:
    """Four good walks at the usual level for more, one hard walk for less; after pain never more."""
    assert suggest(walked(text), usual, asked_after, HIGHEST) == expected


def test_nothing_is_suggested_where_there_is_one_level() -> None:
    """Neither more nor less."""
    assert suggest(walked("G0 G0 G0 G0"), 0, 0, 0) is None
    assert suggest(walked("G0 G0 G0 H0"), 0, 0, 0) is None


# Which movement comes next. `recent` is newest last.


@tabled(
    ("order", "recent", "tastes", "expected"),
    [
        ("", "", "", None),
        ("", "A", "A more", None),
        ("A", "A", "A less", "A"),
        ("ABC", "", "", "A"),
        ("ABC", "A", "", "B"),
        ("ABC", "B", "", "C"),
        ("ABC", "C", "", "A"),
        ("ABC", "AC", "", "A"),
        ("ABC", "BBBB", "", "C"),
        ("ABC", "Z", "", "A"),
        ("ABC", "AZ", "", "B"),
        ("ABC", "A", "A more, B more, C more", "B"),
        ("ABC", "A", "Z more", "B"),
        ("ABC", "A", "B so-so", "B"),
        ("ABC", "", "B more", "B"),
        ("ABC", "", "A less", "B"),
        ("ABC", "B", "B more", "C"),
        ("ABC", "AC", "A more", "B"),
        ("ABC", "BAC", "A more", "A"),
        ("ABC", "CAB", "A less", "C"),
        ("ABC", "ACB", "A less", "C"),
        ("ABC", "ACBC", "A less", "A"),
        ("ABC", "ABAC", "B more", "B"),
        ("AB", "A", "A more, B less", "B"),
        ("ABC", "A" + "BC" * 6, "A less", "A"),
        ("ABCD", "B" + "CB" * 6, "C more, D less", "D"),
    ],
)
def test_which_movement_comes_next(order: str, recent: str, tastes: str, expected: str | None) -> None:
    """Without tastes the one after the last finished; with them the one that has waited most, by its weight."""
    told = dict(each.split() for each in tastes.split(", ")) if tastes else {}
    assert next_movement(order, recent, told) == expected


def finished(order: str, tastes: Mapping[str, str], walks: int = 1200) -> str:
    """What is walked when everybody walks what comes next; the first few are not looked at."""
    recent: list[str] = []
    for _ in range(walks):
        recent.append(next_movement(order, recent[-KEPT:], tastes) or "")
    return "".join(recent[100:])


SIZES = ["ABC", "ABCD", "ABCDE", "ABCDEF", "ABCDEFG", "ABCDEFGH"]


@pytest.mark.parametrize("order", SIZES)
def test_a_favourite_comes_about_twice_as_often(order: str) -> None:
    """Between one and a half times and twice as often as any other, in libraries of three to eight movements."""
    counts = Counter(finished(order, {"B": "more"}))
    others = [counts[movement] for movement in order if movement != "B"]
    assert 1.45 * max(others) <= counts["B"] <= 2.1 * min(others)


@pytest.mark.parametrize("order", SIZES)
def test_what_is_to_come_less_often_still_comes(order: str) -> None:
    """Between a half and two thirds as often as any other, and never later than after as many walks as are kept."""
    walks = finished(order, {"B": "less"})
    counts = Counter(walks)
    others = [counts[movement] for movement in order if movement != "B"]
    assert 0.45 * max(others) <= counts["B"] <= 0.7 * min(others)
    assert max(map(len, walks.split("B"))) <= KEPT


@pytest.mark.parametrize("order", SIZES)
def test_a_favourite_leaves_room_for_what_comes_less_often(order: str) -> None:
    """Both tastes at once."""
    counts = Counter(finished(order, {"A": "more", "C": "less"}))
    usual = [counts[movement] for movement in order if movement not in "AC"]
    assert counts["A"] > max(usual) >= min(usual) >= counts["C"] > 0


@given(
    st.integers(min_value=2, max_value=20).map(lambda size: "ABCDEFGHIJKLMNOPQRST"[:size]),
    st.dictionaries(st.sampled_from("ABCDEFGHIJKLMNOPQRST"), st.sampled_from(["more", "less"])),
)
def test_nothing_comes_twice_in_a_row_and_nothing_stays_away(order: str, tastes: Mapping[str, str]) -> None:
    """Whatever the tastes, in a library of any size but one."""
    walks = finished(order, tastes, walks=200)
    assert all(one != following for one, following in pairwise(walks))
    assert set(walks) == set(order)


@given(st.lists(st.sampled_from("ABCDZ"), max_size=20))
def test_without_tastes_it_is_the_librarys_order(recent: list[str]) -> None:
    """After the last finished that the library has, whatever came before."""
    known = [movement for movement in recent[-KEPT:] if movement in "ABCD"]
    assert next_movement("ABCD", recent, {}) == ("ABCDA"["ABCD".index(known[-1]) + 1] if known else "A")


def test_only_what_is_kept_counts() -> None:
    """A walk of the first movement is that old that it comes at last; a day earlier the favourite came before it."""
    kept = "BCBCBCBDBCBC"
    assert len(kept) == KEPT
    assert next_movement("ABCD", "A" + kept, {"A": "less", "D": "more"}) == "A"
    assert next_movement("ABCD", "A" + kept[1:], {"A": "less", "D": "more"}) == "D"
