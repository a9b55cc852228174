"""Does the picture hold whatever it is given, inside its margins and its cards?"""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from bot.drawing import chart as chart_module
from bot.drawing import progress as progress_module
from bot.drawing.progress import GAP, HEADER, MARGIN, TALLEST, WIDTH, draw_progress
from bot.drawing.sheet import Cell, DrawnMark, DrawnStiffness, Figure, Point, ProgressSheet
from tests.bot.drawing.sheets import PROGRESS, busy, crowded, empty, nothing, sparse, turning

PAPER = (241, 237, 228)
# What the few colours of a file make of one.
NEAR = 3
# Where the cards end.
RIGHT = WIDTH - MARGIN
# How wide the picture is in a chat, and the smallest letters there, in pixels.
BUBBLE = 325
LEGIBLE = 10.5

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


def is_alike(one: Pixels, other: Pixels) -> bool:
    """Whether two parts show the same; the few colours of their files may differ a little."""
    return bool((np.abs(one - other) < 40).all())


def shelves(picture: Pixels) -> list[tuple[int, int]]:
    """Where cards begin and end, from the top down."""
    carded = (picture[:, MARGIN + 60] >= 255 - NEAR).all(axis=1) | (picture[:, MARGIN + 8] >= 255 - NEAR).all(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], carded.astype(int), [0]])))
    return [(int(top), int(end)) for top, end in edges.reshape(-1, 2) if end - top > 60]


@pytest.mark.parametrize("life", PROGRESS)
def test_a_picture_is_as_wide_as_three_phones_and_not_too_high(life: str) -> None:
    """1080 by at most 1720 pixels."""
    height, width, _ = pixels(PROGRESS[life]()).shape
    assert width == 1080
    assert height <= 1720


def test_all_letters_can_be_read_in_a_bubble() -> None:
    """Also the numbers of days where most is taken from them to make room."""
    smallest = progress_module.NUMBER - progress_module.SQUEEZES[-1] // 4
    sizes = [
        smallest, progress_module.KEY_TEXT, progress_module.KEY.number, progress_module.SENTENCE,
        progress_module.NAME, progress_module.VALUE, chart_module.SMALL, chart_module.HEADING,
    ]  # fmt: skip
    assert min(sizes) * BUBBLE / WIDTH > LEGIBLE


def test_the_sentence_stands_on_top_and_takes_no_room_when_there_is_none() -> None:
    """It is the first card; without it the month is."""
    with_one, without = pixels(busy()), pixels(replace(busy(), sentences=()))
    (first, first_end), (second, _), *_ = shelves(with_one)
    assert first == HEADER
    assert len(with_one) - len(without) == first_end - first + GAP
    assert is_alike(with_one[second + 4 : second + 500], without[first + 4 : first + 500])


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


@pytest.mark.parametrize("life", ["crowded", "turning", "busy"])
def test_cards_keep_apart_and_texts_inside_them(life: str) -> None:
    """Texts that are too long for everything end before the edge of their card."""
    picture = pixels(PROGRESS[life]())
    cards = shelves(picture)
    assert cards[0][0] == HEADER
    assert [after - before_end for (_, before_end), (after, _) in pairwise(cards)] == [GAP] * (len(cards) - 1)
    for top, end in cards:
        assert is_card(picture[top + 40 : end - 40, MARGIN + 2 : MARGIN + 18])
        assert is_card(picture[top + 40 : end - 40, RIGHT - 18 : RIGHT - 2])
        assert is_card(picture[top + 2 : top + 8, MARGIN + 40 : RIGHT - 40])
        assert is_card(picture[end - 6 : end - 2, MARGIN + 40 : RIGHT - 40])


def test_everything_and_six_weeks_have_room() -> None:
    """The largest sheet is not cut at the bottom: under its legend is paper."""
    picture = pixels(crowded())
    assert len(picture) <= TALLEST
    *_, (_, end) = shelves(picture)
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


def test_a_value_stands_over_its_label_without_touching() -> None:
    """There is white between the two, however long they are, and between one and the next."""
    picture = pixels(replace(nothing(), figures=crowded().figures))
    [(top, end)] = shelves(picture)
    card = picture[top + 10 : end - 10, MARGIN + 20 : RIGHT - 20]
    clear: npt.NDArray[np.bool_] = (card >= 255 - NEAR).min(axis=2)
    rows, columns = clear.min(axis=1), clear.min(axis=0)
    assert np.diff(np.flatnonzero(~rows)).max() >= 6
    assert sum(gap >= 20 for gap in np.diff(np.flatnonzero(~columns))) >= 3
    one = pixels(replace(nothing(), figures=(Figure("1", "day in all"),)))
    assert is_card(one[top + 10 : end - 10, MARGIN + 500 : RIGHT - 20])


def chart(*points: Point) -> Pixels:
    """The chart alone."""
    of = DrawnStiffness("Stiffness by week", points, "before", "after", ("Oct", "Nov"))
    return pixels(replace(nothing(), stiffness=of))


def test_a_line_goes_down_where_it_is_better_and_ends_in_its_number() -> None:
    """Its green is lower on the right than on the left; the newest values stand beside the ends, apart."""
    picture = chart(Point(0.1, 8, 7), Point(0.9, 4, 2))
    green = (picture[..., 0] < 60) & (picture[..., 1] > 80)
    plot = green[HEADER + 80 : -60]
    left, right = (np.nonzero(plot[:, side])[0].mean() for side in (slice(100, 300), slice(700, 940)))
    assert left < right
    for points in ([Point(0.5, 5, 5)], [Point(0.5, 5, 4.5)], [Point(0.5, 5, None)], [Point(0.5, None, None)]):
        chart(Point(0.1, 8, 7), *points)


def test_a_day_that_was_not_done_is_a_number_and_nothing_else() -> None:
    """No mark, no colour: it looks as every other number does, and stands out from nothing."""
    sheet = busy()
    month = sheet.months[0]
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


def test_the_month_before_stands_above_this_one_and_the_weekdays_above_both() -> None:
    """Once; a day ahead and a day before they came have no sign."""
    sheet = replace(turning(), stiffness=None, legend=())
    picture, alone = pixels(sheet), pixels(replace(sheet, months=sheet.months[:1]))
    _, (last, last_end), (this, this_end), _ = shelves(picture)
    assert is_alike(picture[last + 4 : last_end - 4], alone[last + 4 : last_end - 4])
    assert (last_end - last) - (this_end - this) > progress_module.WEEK_HEIGHT


def test_days_before_they_came_are_left_blank() -> None:
    """The first day is no sheet of dots."""
    [month] = busy().months
    blank = tuple(tuple(cell and Cell(cell.day, DrawnMark.NONE) for cell in week) for week in month.weeks)
    picture = pixels(replace(nothing(), months=(replace(month, weeks=blank),)))
    [(top, end)] = shelves(picture)
    assert is_card(picture[top + 135 : end - 10, MARGIN + 10 : RIGHT - 10])
