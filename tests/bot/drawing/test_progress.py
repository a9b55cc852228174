"""Does the picture hold whatever it is given, inside its margins and its cards?"""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from bot.drawing.progress import GAP, HEADER, MARGIN, SUMMARY_WIDTH, TALLEST, WIDTH, draw_progress
from bot.drawing.sheet import DrawnGoal, DrawnMark, Position, ProgressSheet
from tests.bot.drawing.sheets import PROGRESS, WEEKDAYS, busy, crowded, empty, nothing, sparse

PAPER = (241, 237, 228)
# What the few colours of a file make of one.
NEAR = 3
# Where the cards of a whole sheet begin and end.
RIGHT = WIDTH - MARGIN
SUMMARY = RIGHT - SUMMARY_WIDTH
HALF = (WIDTH - 2 * MARGIN - GAP) // 2

Pixels = npt.NDArray[np.int16]


def pixels(sheet: ProgressSheet) -> Pixels:
    """The picture, height by width by three."""
    with Image.open(io.BytesIO(draw_progress(sheet.to_data()))) as picture:
        return np.asarray(picture.convert("RGB"), np.int16)


def is_paper(part: Pixels) -> bool:
    """Whether nothing is drawn there."""
    return bool((np.abs(part - PAPER) <= NEAR).all())


def is_card(part: Pixels) -> bool:
    """Whether there is a card with nothing on it."""
    return bool((part >= 255 - NEAR).all())


def shelves(picture: Pixels) -> list[tuple[int, int]]:
    """Where cards begin and end, from the top down."""
    carded = (picture[:, MARGIN + 60] >= 255 - NEAR).all(axis=1) | (picture[:, MARGIN + 8] >= 255 - NEAR).all(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], carded.astype(int), [0]])))
    return [(int(top), int(end)) for top, end in edges.reshape(-1, 2) if end - top > 60]


@pytest.mark.parametrize("life", PROGRESS)
def test_a_picture_is_as_wide_as_three_phones_and_not_too_high(life: str) -> None:
    """1080 by at most 1600 pixels."""
    height, width, _ = pixels(PROGRESS[life]()).shape
    assert width == 1080
    assert height <= 1600


def test_less_to_say_is_a_smaller_picture() -> None:
    """What is missing takes no room."""
    heights = [len(pixels(make())) for make in (busy, sparse, empty, nothing)]
    assert heights == sorted(set(heights), reverse=True)


@pytest.mark.parametrize("life", PROGRESS)
def test_the_margins_stay_clear(life: str) -> None:
    """On all four sides, whatever the texts."""
    picture = pixels(PROGRESS[life]())
    assert is_paper(picture[:, : MARGIN - 2])
    assert is_paper(picture[:, RIGHT + 2 :])
    assert is_paper(picture[:12])
    assert is_paper(picture[-8:])


def test_cards_keep_apart_and_texts_inside_them() -> None:
    """Texts that are too long for everything end before the edge of their card."""
    picture = pixels(crowded())
    (first, first_end), (second, second_end), (third, third_end) = shelves(picture)
    assert (first, first_end + GAP, second_end + GAP) == (HEADER, second, third)
    for top, end, cards in (
        (first, first_end, [(MARGIN, SUMMARY - GAP), (SUMMARY, RIGHT)]),
        (second, second_end, [(MARGIN, MARGIN + HALF), (MARGIN + HALF + GAP, RIGHT)]),
        (third, third_end, [(MARGIN, RIGHT - 372 - GAP), (RIGHT - 372, RIGHT)]),
    ):
        for left, right in cards:
            assert is_card(picture[top + 40 : end - 40, left + 2 : left + 18])
            assert is_card(picture[top + 40 : end - 40, right - 18 : right - 2])
            assert is_card(picture[top + 2 : top + 8, left + 40 : right - 40])
            assert is_card(picture[end - 6 : end - 2, left + 40 : right - 40])
        assert is_paper(picture[top:end, cards[0][1] + 2 : cards[1][0] - 2])


def test_everything_and_six_weeks_twice_has_room() -> None:
    """The largest sheet is not cut at the bottom: under its legend is paper."""
    picture = pixels(crowded())
    assert len(picture) <= TALLEST
    _, _, (_, end) = shelves(picture)
    legend = picture[end + GAP : -8]
    rows = np.flatnonzero((np.abs(legend - PAPER) > 60).any(axis=(1, 2)))
    assert rows[-1] < len(legend) - 4
    gaps = np.flatnonzero(np.diff(rows) > 1)
    assert len(gaps) == 2, "three lines of signs, apart from each other"


def test_every_sign_is_explained() -> None:
    """The last one too, where each of them has more text than there is room for."""
    sheet = crowded()
    for number, entry in enumerate(sheet.legend):
        legend = (*sheet.legend[:number], replace(entry, text="x"), *sheet.legend[number + 1 :])
        assert (pixels(replace(sheet, legend=legend)) != pixels(sheet)).any()


def test_a_value_and_its_label_do_not_touch() -> None:
    """There is white between the two, however long they are."""
    picture = pixels(crowded())
    (top, end), *_ = shelves(picture)
    figures = picture[top + 150 : end - 20, SUMMARY + 20 : RIGHT - 20]
    clear = (figures >= 255 - NEAR).all(axis=(0, 2))
    runs = np.diff(np.flatnonzero(~clear))
    assert runs.max() >= 14


@pytest.mark.parametrize("done", [0, 1, 4, 5, 9])
def test_a_goal_shows_as_many_pieces_as_are_done(done: int) -> None:
    """And never more than there are."""
    sheet = ProgressSheet("", "", (), WEEKDAYS, DrawnGoal(done, 5, "days"))
    picture = pixels(sheet)
    dark = (picture[:, MARGIN + 40 : RIGHT - 20, 0] < 60) & (picture[:, MARGIN + 40 : RIGHT - 20, 1] > 80)
    lines = [np.flatnonzero(np.diff(line.astype(int)) > 0) for line in dark]
    pieces = max(len(line) + int(row[0]) for line, row in zip(lines, dark, strict=True))
    assert pieces == min(done, 5)


def test_a_goal_of_many_days_is_one_bar() -> None:
    """As long as the share that is done; nothing divides by a goal of none."""
    halves = [pixels(ProgressSheet("", "", (), WEEKDAYS, DrawnGoal(done, 40, "days"))) for done in (20, 40)]
    dark = [int((picture[..., 0] < 60).sum(axis=1).max()) for picture in halves]
    assert dark[0] == pytest.approx(dark[1] / 2, abs=20)
    pixels(ProgressSheet("", "", (), WEEKDAYS, DrawnGoal(0, 0, "days")))


def test_positions_that_were_never_taken_have_no_bar() -> None:
    """Nor is there a longest of none."""
    none, one = (pixels(ProgressSheet("", "", (), WEEKDAYS, positions=(Position("x", n),))) for n in (0, 1))
    bars = [int(((picture[..., 0] < 60) & (picture[..., 1] > 80)).sum()) for picture in (none, one)]
    assert bars[0] == 0 < bars[1]


def test_a_day_that_was_not_done_is_a_number_and_nothing_else() -> None:
    """No mark, no colour: it looks as every other number does, and stands out from nothing."""
    sheet = busy()
    month = sheet.months[1]
    plain = tuple(
        tuple(cell and replace(cell, mark=DrawnMark.OPEN, felt=None, today=False) for cell in week)
        for week in month.weeks
    )
    picture = pixels(replace(nothing(), months=(replace(month, weeks=plain),)))
    card = picture[HEADER + 100 : -60, MARGIN + 20 : RIGHT - 20]
    assert int((card.max(axis=2) - card.min(axis=2)).max()) < 25
    assert int(card.min()) > 60


def test_a_name_in_letters_that_are_not_there_is_left_out() -> None:
    """No boxes; and when nothing is left of it, what stands under it takes its place."""
    sheet = busy()
    assert draw_progress(replace(sheet, title="王小明").to_data()) == draw_progress(replace(sheet, title="").to_data())
    named = [replace(sheet, title=title).to_data() for title in ("Ana 🦴", "Ana", "Ana\u200d\n ")]
    assert len({draw_progress(data) for data in named}) == 1


def test_the_first_of_the_three_months_stands_left_of_the_second() -> None:
    """The newest above both: a mark in each shows where it is."""
    marked = []
    for number in range(3):
        months = list(empty().months)
        week = tuple(cell and replace(cell, mark=DrawnMark.FULL) for cell in months[number].weeks[2])
        months[number] = replace(months[number], weeks=(*months[number].weeks[:2], week, *months[number].weeks[3:]))
        picture = pixels(replace(empty(), months=tuple(months)))
        rows, columns = np.nonzero((picture[..., 0] < 60) & (picture[..., 1] > 80))
        marked.append((rows.mean(), columns.mean()))
    oldest, middle, newest = marked
    assert newest[0] < oldest[0]
    assert oldest[0] == pytest.approx(middle[0], abs=4)
    assert oldest[1] < WIDTH / 2 < middle[1]
