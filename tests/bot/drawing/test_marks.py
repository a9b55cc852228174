"""Can the days be told apart on grey paper, and by people who see no green?"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest

from bot.drawing.canvas import Canvas
from bot.drawing.marks import NUMBERS, Sign, Size, sign
from bot.drawing.progress import draw_day
from bot.drawing.sheet import Cell, DrawnMark, Felt
from tests.harness.tabled import tabled

# The smaller of the two sizes that a day has.
SMALL = Size(64, 59, 30)
# Levels of grey by which a pixel differs that an eye sees, and how many of those a sign needs.
SEEN = 40
ENOUGH = 60

Grey = npt.NDArray[np.int16]


def grey(cell: Cell, size: Size = SMALL, *, on_left: bool = False, on_right: bool = False) -> Grey:
    """A day as it comes out of a printer without colours."""
    canvas = Canvas(size.width, size.height)
    draw_day(canvas, cell, sign(Sign(cell.mark, cell.felt, cell.today, on_left, on_right), size), size, (0, 0))
    return np.asarray(canvas.image.convert("L"), np.int16)


def differing(one: Grey, other: Grey) -> int:
    """How many pixels differ so that it is seen."""
    return int((np.abs(one - other) > SEEN).sum())


@tabled(("one", "other"), list(combinations(DrawnMark, 2)))
def test_marks_differ_in_grey(one: DrawnMark, other: DrawnMark) -> None:
    """The same day with each of two marks."""
    assert differing(grey(Cell(17, one)), grey(Cell(17, other))) >= ENOUGH


@tabled(
    ("one", "other"),
    list(combinations([mark for mark in DrawnMark if mark not in (DrawnMark.OPEN, DrawnMark.AHEAD)], 2)),
)
def test_marks_differ_in_shape(one: DrawnMark, other: DrawnMark) -> None:
    """Even in black and white: only of days that are not done is the coming one no more than paler."""
    ink = [np.where(grey(Cell(17, mark)) < 225, 0, 255).astype(np.int16) for mark in (one, other)]
    assert differing(*ink) >= ENOUGH


@tabled(("one", "other"), list(combinations([*Felt, None], 2)))
@tabled("mark", [DrawnMark.FULL, DrawnMark.SHORT, DrawnMark.PART])
def test_feels_differ_in_grey(mark: DrawnMark, one: Felt | None, other: Felt | None) -> None:
    """Under each mark that a walk has."""
    assert differing(grey(Cell(17, mark, one)), grey(Cell(17, mark, other))) >= ENOUGH / 2


@pytest.mark.parametrize("mark", DrawnMark)
def test_today_is_outlined(mark: DrawnMark) -> None:
    """Whatever became of it."""
    assert differing(grey(Cell(17, mark, today=True)), grey(Cell(17, mark))) >= 2 * ENOUGH


@tabled("mark", NUMBERS)
@tabled("felt", [*Felt, None])
def test_a_sign_leaves_the_rim_of_its_place_alone(mark: DrawnMark, felt: Felt | None) -> None:
    """So that no two days touch."""
    picture = grey(Cell(30, mark, felt))
    rim = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    assert rim.min() == 255


def test_a_pause_runs_through_its_days() -> None:
    """From edge to edge inside it, and with an end where it ends."""
    inside = grey(Cell(17, DrawnMark.PAUSE), on_left=True, on_right=True)
    first = grey(Cell(17, DrawnMark.PAUSE), on_right=True)
    row = round(SMALL.middle)
    assert (inside[row, 0] < 240, inside[row, -1] < 240) == (True, True)
    assert (first[row, 0], first[row, -1] < 240) == (255, True)
    assert differing(inside, first) > 0


@pytest.mark.parametrize("mark", NUMBERS)
def test_a_number_can_be_read_on_its_mark(mark: DrawnMark) -> None:
    """It stands out from what is behind it, the number of a coming day least."""
    size = Size(72, 68, 34)
    behind = np.asarray(sign(Sign(mark), size).convert("L"), np.int16)
    contrast = np.abs(grey(Cell(28, mark), size) - behind).max()
    assert contrast >= (80 if mark is DrawnMark.AHEAD else 110)
