"""Arabic in pictures and on pages: do letters join, does a line run both ways, and is the sheet a mirror image?"""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageOps
from pypdf import PdfReader

from bot.drawing.canvas import Canvas
from bot.drawing.progress import draw_progress
from bot.drawing.report import draw_report
from bot.drawing.stats import draw_stats
from bot.drawing.stats_sheet import MOST_DAYS, DayBar
from content.lettering import arabic
from content.lettering.fonts import BOLD, REGULAR
from content.lettering.lines import Piece, length, pieces
from tests.bot.drawing.sheets import FILES, arabic_report, bare_report, nothing, report, stats
from tests.bot.drawing.sheets import arabic as arabic_sheet
from tests.harness.tabled import tabled

WEIGHTS = (arabic.REGULAR, arabic.BOLD)


def forms(text: str, weight: str = arabic.REGULAR) -> list[int]:
    """The ids of a text's glyphs in reading order."""
    return [glyph.id for glyph in reversed(arabic.shaped(text, weight))]


@tabled("weight", WEIGHTS)
def test_letters_join_those_beside_them(weight: str) -> None:
    """Each has four forms: alone, first, between two, and last."""
    [alone] = forms("ب", weight)
    first, between, last = forms("ببب", weight)
    assert len({alone, first, between, last}) == 4
    assert forms("ب ب", weight)[0] == alone


@tabled(("text", "glyphs"), [("لا", 1), ("لأ", 1), ("إلى", 3), ("نوفمبر", 6), ("جدًّا", 4), ("تنزل", 4)])
def test_a_letter_is_a_glyph_but_for_lam_with_alef(text: str, glyphs: int) -> None:
    """So that what is copied from a page has its letters in their order."""
    assert len(forms(text)) == glyphs


def test_digits_run_from_left_to_right() -> None:
    """Arabic ones too, within a line that runs back."""
    line = pieces("من ١٢ إلى 40 (\u2068Ana\u2069).", right_to_left=True)
    assert [piece.text for piece in line] == [").", "Ana", " (", "40", " إلى ", "١٢", "من "]
    assert [piece.text for piece in sorted(line, key=lambda piece: piece.at)][:2] == ["من ", "١٢"]
    assert line[5] == Piece("١٢", 3, is_arabic=True, turned=False)
    one, two = (glyph.id for glyph in arabic.shaped("١٢", arabic.REGULAR, turned=False))
    assert [one] == forms("١")
    assert [two] == forms("٢")


def test_a_line_in_latin_letters_is_one_piece() -> None:
    """And as wide as before; an Arabic name within it is a piece of its own."""
    assert pieces("Ana, 12 days") == (Piece("Ana, 12 days"),)
    assert [piece.text for piece in pieces("For هند: 12")] == ["For ", "12", "هند: "]
    assert length("هند", REGULAR, 40) == arabic.length(arabic.shaped("هند", arabic.REGULAR), 40)
    assert length("هند", BOLD, 40) > length("هند", REGULAR, 40) > 0


def drawn(canvas: Canvas) -> np.ndarray:
    """The pixels of a canvas."""
    return np.asarray(canvas.image).astype(int)


def test_a_canvas_from_right_to_left_is_the_mirror_image() -> None:
    """Cards, bars and pictures; the number on a day is not mirrored, only its place."""
    pictures = []
    for mirrored in (False, True):
        canvas = Canvas(400, 200, mirrored=mirrored)
        canvas.rounded((20, 20, 200, 120), 30)
        canvas.bar((220, 40, 380, 54), 0.25)
        canvas.paste(Image.linear_gradient("L").convert("RGB").rotate(90).resize((40, 30)), (30, 140))
        canvas.paste("#17655a", (100, 140, 150, 170))
        pictures.append(canvas.image)
    assert np.array_equal(np.asarray(ImageOps.mirror(pictures[0])), np.asarray(pictures[1]))


@tabled(("anchor", "where"), [("l", 0.9), ("r", 0.1), ("m", 0.5)])
def test_a_text_is_measured_from_the_right(anchor: str, where: float) -> None:
    """What begins at the left of a sheet begins at the right of the other."""
    canvas = Canvas(1000, 100, mirrored=True)
    at = {"l": 20.0, "r": 980.0, "m": 500.0}[anchor]
    taken = canvas.text((at, 60), "هند", 40, 900, anchor=anchor)
    columns = np.flatnonzero((drawn(canvas) < 120).all(axis=2).any(axis=0))
    assert columns[-1] - columns[0] == pytest.approx(taken, abs=8)
    assert (columns[-1] + columns[0]) / 2 == pytest.approx(1000 * where, abs=90)
    assert (columns[-1] > 970) == (anchor == "l")
    assert (columns[0] < 30) == (anchor == "r")


def test_time_runs_from_right_to_left_and_so_do_weeks() -> None:
    """As in Arabic calendars, and as the lines are read: the first of a row of days is at the right."""
    sheet = replace(arabic_sheet(), title="", subtitle="")
    ours = Image.open(io.BytesIO(draw_progress(sheet.to_data()))).convert("L")
    theirs = Image.open(io.BytesIO(draw_progress(replace(sheet, right_to_left=False).to_data()))).convert("L")
    mirrored = ImageOps.mirror(theirs)
    assert ours.size == mirrored.size
    # All but letters is mirrored: few pixels are others.
    apart = np.abs(np.asarray(ours).astype(int) - np.asarray(mirrored).astype(int)) > 60
    same = np.abs(np.asarray(ours).astype(int) - np.asarray(theirs).astype(int)) > 60
    assert apart.mean() < 0.04
    assert apart.mean() < same.mean()


def test_the_picture_of_the_statistics_is_mirrored_but_for_its_letters() -> None:
    """The oldest day is at the right, as in the picture of a person's own days."""
    days = tuple(DayBar(5 * day, 3 * day, day) for day in range(1, MOST_DAYS + 1))
    bare = replace(stats(), title="", subtitle="", days=days)
    ours, theirs = (
        Image.open(io.BytesIO(draw_stats(replace(bare, right_to_left=each).to_data()))).convert("L")
        for each in (True, False)
    )
    mirrored = ImageOps.mirror(theirs)
    assert ours.size == mirrored.size
    apart = np.abs(np.asarray(ours).astype(int) - np.asarray(mirrored).astype(int)) > 60
    same = np.abs(np.asarray(ours).astype(int) - np.asarray(theirs).astype(int)) > 60
    assert apart.mean() < 0.04 < same.mean()


def test_the_text_of_a_page_is_read_in_its_order() -> None:
    """Words whole, numbers where they are said, one page that names its language."""
    content = draw_report(arabic_report().to_data(), FILES)
    reader = PdfReader(io.BytesIO(content))
    [page] = reader.pages
    text = page.extract_text()
    for wanted in (
        "حركة الوركين، ثلاثة أشهر",
        "إطالة باطن الفخذ",
        "الأطول على التوالي",
        "التيبّس",
        "Hip stretch (seated)",
    ):
        assert wanted in text
    assert "نوفمبر" in text
    assert str(reader.root_object["/Lang"]) == "ar"
    assert b"/Marked true" in content
    assert content.count(b"IBMPlexSansArabic") >= 2


def test_a_page_without_such_letters_carries_no_letters_of_them() -> None:
    """Nor does a mirrored one in Latin letters alone."""
    for sheet in (report(), replace(bare_report(), right_to_left=True)):
        assert b"IBMPlexSansArabic" not in draw_report(sheet.to_data(), FILES)


def test_a_page_is_mirrored_too() -> None:
    """The title ends where the margin begins; the other way round it begins there."""

    def first_place(right_to_left: bool) -> float:
        sheet = replace(bare_report(), title="Hips", right_to_left=right_to_left)
        places: list[float] = []
        page = PdfReader(io.BytesIO(draw_report(sheet.to_data(), {}))).pages[0]
        page.extract_text(visitor_text=lambda text, _, at, *__: places.append(at[4]) if text.strip() else None)
        return places[0]

    assert first_place(right_to_left=False) < 60
    assert first_place(right_to_left=True) > 400


def test_nothing_of_it_is_loaded_without_such_letters() -> None:
    """Neither HarfBuzz nor the font: most people never see one."""
    code = (
        "import sys; from tests.bot.drawing.sheets import *; from bot.drawing.progress import draw_progress;"
        "draw_progress(busy().to_data());"
        "print(sorted({'uharfbuzz', 'fontpkg_ibm_plex_sans_arabic', 'fpdf'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_the_letters_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """By name, so that it can be installed."""
    monkeypatch.setattr("content.lettering.arabic.PACKAGE", "no_such_letters")
    with pytest.raises(ModuleNotFoundError, match="no_such_letters"):
        arabic.path_of(arabic.REGULAR)


def test_numbers_have_the_digits_of_the_country() -> None:
    """Those of the days, and of the chart."""
    western, eastern = (
        Image.open(io.BytesIO(draw_progress(replace(arabic_sheet(), digits=digits).to_data())))
        for digits in ("0123456789", "٠١٢٣٤٥٦٧٨٩")
    )
    assert western.size == eastern.size
    assert Canvas(10, 10, digits="٠١٢٣٤٥٦٧٨٩").written(10) == "١٠"
    assert Canvas(10, 10).written(6.5) == "6.5"
    one, other = (np.asarray(picture.convert("L")).astype(int) for picture in (western, eastern))
    differ = np.abs(one - other) > 60
    assert differ[500:1000].any()
    assert not differ[150:300].any()


def test_a_sheet_that_was_stored_before_runs_from_left_to_right() -> None:
    """Its row in the outbox does not say it."""
    data = nothing().to_data()
    del data["right_to_left"]
    assert draw_progress(data) == draw_progress(nothing().to_data())
