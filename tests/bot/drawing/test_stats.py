"""Does the picture of how the bot does hold whatever it is given, and are its bars as long as its numbers say?"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from bot.drawing.canvas import Canvas, length
from bot.drawing.marks import ACCENT, TINT
from bot.drawing.progress import HEADER, MARGIN, PAD, WIDTH
from bot.drawing.sheet import Figure
from bot.drawing.stats import CHART_HEIGHT, SCALE, SENT, _heading, draw_stats
from bot.drawing.stats_sheet import Bar, Bars, DayBar, StatsSheet
from tests.bot.drawing.sheets import STATS, WORDS, bare_stats, fullest_stats, stats
from tests.bot.drawing.test_progress import Pixels, is_card, is_paper

NONE = Bars("", ())
EMPTY = StatsSheet("Limber", "28 days", (), "Prompts", (), (), ("sent", "started", "finished"), NONE, NONE, NONE)
RIGHT = WIDTH - MARGIN


def pixels(sheet: StatsSheet) -> Pixels:
    """The picture, height by width by three."""
    with Image.open(io.BytesIO(draw_stats(sheet.to_data()))) as picture:
        return np.asarray(picture.convert("RGB"), np.int16)


def is_of(picture: Pixels, *colours: str) -> npt.NDArray[np.bool_]:
    """Where it has one of these colours."""
    wanted = [[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in colours]
    found: npt.NDArray[np.bool_] = np.any(
        [(np.abs(picture - np.array(each)) <= 6).all(axis=2) for each in wanted], axis=0
    )
    return found


def test_it_is_as_wide_as_three_phones_and_not_too_high() -> None:
    """1080 by at most 1600 pixels; what is missing takes no room."""
    sizes = [pixels(make()).shape[:2] for make in (fullest_stats, stats, bare_stats)]
    assert [width for _, width in sizes] == [1080] * 3
    assert sorted((height for height, _ in sizes), reverse=True) == [height for height, _ in sizes]
    assert 1500 < sizes[0][0] <= 1600
    assert sizes[2][0] < 400


@pytest.mark.parametrize("name", STATS)
def test_the_margins_stay_clear(name: str) -> None:
    """On all four sides, and at the edges of the cards, whatever the texts."""
    picture = pixels(STATS[name]())
    for part in (picture[:, : MARGIN - 2], picture[:, RIGHT + 2 :], picture[:12], picture[-8:]):
        assert is_paper(part)
    for left in (MARGIN, RIGHT - PAD + 2):
        assert picture[HEADER:, left : left + PAD - 2].min() > 220, "paper and card, no ink"


@pytest.mark.parametrize("key", [("أُرسل", "بدأ", "اكتمل"), ("sent", "started", "finished")])
def test_the_names_of_a_bars_parts_are_whole_where_there_is_room(key: tuple[str, str, str]) -> None:
    """Each is written as wide as it is by itself."""
    written: list[tuple[str, float, float]] = []

    class Noting(Canvas):
        def text(self, place: tuple[float, float], text: str, size: int, width: float, **more: Any) -> float:
            taken = super().text(place, text, size, width, **more)
            written.append((text, taken, length(text, size)))
            return taken

    _heading(Noting(WIDTH, 100), replace(stats(), key=key), (MARGIN, 0, RIGHT, 100))
    assert [text for text, _, _ in written[1:]] == list(key)
    assert all(taken == wide for _, taken, wide in written[1:])


def test_a_day_is_as_high_as_its_numbers() -> None:
    """What was started stands in what was sent, what was finished in what was started, on one ground."""
    days = (DayBar(100, 50, 25), DayBar(0, 0, 0), DayBar(40, 40, 40), DayBar(1, 0, 0))
    picture = pixels(replace(EMPTY, days=(*days, *(DayBar(0, 0, 0),) * 24)))
    assert len(picture) == HEADER + CHART_HEIGHT + MARGIN
    # Under the key, and right of the numbers.
    chart = picture[HEADER + 80 :, MARGIN + PAD + SCALE : RIGHT - PAD]
    pitch = chart.shape[1] / 28
    heights = []
    for number in range(4):
        middle = chart[:, round((number + 0.5) * pitch) - 2 : round((number + 0.5) * pitch) + 2]
        heights.append([int(is_of(middle, *colours).all(axis=1).sum()) for colours in PARTS])
    whole = heights[0][0]
    assert whole > 150
    assert heights[0] == pytest.approx([whole, whole / 2, whole / 4], abs=2)
    assert heights[2] == pytest.approx([whole * 0.4] * 3, abs=2)
    assert (heights[1], heights[3]) == ([0, 0, 0], [3, 0, 0])


PARTS = ((SENT, TINT, ACCENT), (TINT, ACCENT), (ACCENT,))


def test_bars_are_as_long_as_their_numbers() -> None:
    """The longest is whole; a small one is seen, and none is none."""
    bars = Bars("Left", tuple(Bar("", count, "") for count in (1000, 500, 1, 0)))
    picture = pixels(replace(EMPTY, left=bars))
    lines = is_of(picture, ACCENT).sum(axis=1)
    middles = [int(lines[at : at + 68].max()) for at in range(HEADER + 74, HEADER + 74 + 4 * 68, 68)]
    assert middles == pytest.approx([WIDTH - 2 * (MARGIN + PAD), (WIDTH - 2 * (MARGIN + PAD)) / 2, 14, 0], abs=6)


def test_cards_stand_beside_each_other_only_where_both_have_something() -> None:
    """Else the one that has takes the whole width; noughts are nothing."""
    some, noughts = Bars("Bars", (Bar("sent", 3, "3"),)), Bars("Bars", (Bar("sent", 0, "0"),))
    both, one = pixels(replace(EMPTY, funnel=some, failed=some)), pixels(replace(EMPTY, funnel=some, failed=noughts))
    gap = slice(WIDTH // 2 - 6, WIDTH // 2 + 6)
    assert is_paper(both[HEADER:, gap])
    assert is_card(one[HEADER + 4 : HEADER + 20, gap])
    assert len(both) == len(one)
    assert (pixels(replace(EMPTY, funnel=noughts)) == pixels(EMPTY)).all()


@pytest.mark.parametrize(("most", "top"), [(1, 1), (2, 2), (3, 4), (9, 10), (10, 10), (11, 20), (61, 80), (5000, 6000)])
def test_the_scale_ends_with_a_round_number(most: int, top: int) -> None:
    """Days that differ alike look alike: the scale is what differs."""
    of_top = pixels(replace(EMPTY, days=(DayBar(top, 0, 0),) * 28))
    of_most = pixels(replace(EMPTY, days=(DayBar(most, 0, 0),) * 28))
    full, part = (int(is_of(each[HEADER + 80 :], SENT).any(axis=1).sum()) for each in (of_top, of_most))
    assert part / full == pytest.approx(most / top, abs=0.01)


def test_a_value_keeps_to_its_own_place() -> None:
    """However long, it ends before the next begins."""
    figures = tuple(Figure("999,999,999,999", "people") for _ in range(4))
    picture = pixels(replace(EMPTY, figures=figures))
    clear = (picture[HEADER + 20 : -MARGIN - 20, MARGIN + 10 : RIGHT - 10] >= 252).all(axis=(0, 2))
    gaps = np.flatnonzero(np.diff(np.flatnonzero(~clear)) >= PAD - 8)
    assert len(gaps) == 3


def test_a_label_ends_before_its_number() -> None:
    """There is white between the two, however long the label is."""
    picture = pixels(replace(EMPTY, left=Bars("", (Bar(WORDS * 3, 7, "7"),))))
    top = HEADER + 74 + 4
    ink = np.flatnonzero((picture[top : top + 34, MARGIN + 10 : RIGHT - 10] < 200).any(axis=(0, 2)))
    assert np.diff(ink).max() == np.diff(ink)[-20:].max() >= 18
