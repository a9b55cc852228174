"""Is a report one page, whatever is on it, with a text that can be read, found and copied?"""

from __future__ import annotations

import gc
import re
import warnings
import zlib
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from bot.drawing.report import FOOTER, HEIGHT, MARGIN, POINT, WIDTH, draw_report
from bot.drawing.sheet import ReportSheet
from tests.bot.drawing.sheets import FILES, REPORTS, bare_report, fullest_report, report


@cache
def page_of(sheet: ReportSheet) -> bytes:
    """The page, with the pictures of its movements."""
    return draw_report(sheet.to_data(), FILES)


def streams(content: bytes) -> list[bytes]:
    """The pieces of a PDF, unpacked where they are packed."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    return [zlib.decompress(each) if each[:1] == b"x" else each for each in found]


def drawn(content: bytes) -> str:
    """What the page tells a printer."""
    (page,) = [each for each in streams(content) if b" Td" in each and b"BT" in each]
    return page.decode("latin-1")


def baselines(content: bytes) -> list[tuple[float, float]]:
    """Where texts begin: mm from the left and from the top."""
    places = re.findall(r"BT (?:1 0 0 1 )?([\d.-]+) ([\d.-]+) T[dm]", drawn(content))
    return [(float(x) * POINT, HEIGHT - float(y) * POINT) for x, y in places]


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_one_page_of_a4(name: str) -> None:
    """However much is on it."""
    content = page_of(REPORTS[name]())
    assert len(re.findall(rb"/Type /Page\b", content)) == 1
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert box is not None
    assert [float(side) * POINT for side in box.groups()] == pytest.approx([WIDTH, HEIGHT], abs=0.1)


@pytest.mark.parametrize("name", REPORTS)
def test_all_texts_stand_inside_the_margins(name: str) -> None:
    """And the footer stands alone under all of them."""
    sheet = REPORTS[name]()
    places = baselines(page_of(sheet))
    assert all(MARGIN - 0.1 <= x <= WIDTH - MARGIN for x, _ in places)
    body = [y for _, y in places if y < HEIGHT - MARGIN - FOOTER]
    assert min(body) > MARGIN
    assert len(places) - len(body) == (1 if sheet.footer else 0)


def test_nothing_of_the_largest_report_is_missing() -> None:
    """Title, name, period, facts, a name and two lines under each picture, chart, three tables with titles and notes of
    two lines, a block of six notes on two lines each, footer."""
    places = baselines(page_of(fullest_report()))
    tables = (1 + 5 * 7 + 2) + (1 + 7 * 15) + (1 + 3 * 7 + 2)
    assert len(places) == 3 + 8 * 2 + 3 * 3 + (1 + 2 + 2 + 3) + tables + (1 + 6 * 2) + 1


def test_rows_stand_under_each_other_without_touching() -> None:
    """Even when all of it has become small."""
    content = page_of(fullest_report())
    places = baselines(content)
    halves = [sorted({round(y, 2) for x, y in places if (x < WIDTH / 2) is left}) for left in (True, False)]
    sizes = {float(size) for size in re.findall(r"/F\d+ ([\d.]+) Tf", drawn(content))}
    assert min(after - before for rows in halves for before, after in pairwise(rows)) > 2.2
    assert min(sizes) >= 6


def test_a_report_carries_its_letters_and_says_which_is_which() -> None:
    """So that it looks the same everywhere, and its text can be found and copied."""
    content = page_of(report())
    assert content.count(b"/FontFile2") == 2
    assert content.count(b"/ToUnicode") == 2
    shown = b"".join(each for each in streams(content) if b"beginbfchar" in each or b"beginbfrange" in each)
    for letter in "ó→–":
        assert f"{ord(letter):04X}".encode() in shown.upper()


def test_a_report_names_its_language_its_title_and_its_day() -> None:
    """For screen readers, and for whoever files it."""
    content = page_of(replace(report(), lang="pt-BR"))
    assert b"/Lang (pt-BR)" in content
    assert b"/Title (Hip mobility, three months)" in content
    assert b"/CreationDate (D:20261126000000Z" in content
    assert b"/DisplayDocTitle true" in content


def test_nothing_stays_open_when_a_report_is_drawn() -> None:
    """The files of its letters are closed, whenever memory is tidied up."""
    gc.collect()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        draw_report(report().to_data(), FILES)
        gc.collect()
    assert [str(each.message) for each in told] == []


def test_a_report_is_black_on_white() -> None:
    """No colour that a printer would have to mix, pictures apart."""
    page = drawn(page_of(report()))
    assert not re.search(r"[\d.]+ [\d.]+ [\d.]+ (rg|RG)\b", page)


@pytest.mark.parametrize(
    "without", ["facts", "table", "stills", "dose", "pain", "skipped", "stiffness", "footer", "name"]
)
def test_what_is_missing_takes_no_room(without: str) -> None:
    """And leaves less on the page."""
    whole = report()
    kept: dict[str, Any] = {without: {"facts": (), "stills": (), "footer": "", "name": ""}.get(without)}
    less = replace(whole, **kept)
    assert len(baselines(page_of(less))) < len(baselines(page_of(whole)))


def test_a_page_is_filled() -> None:
    """Pictures and chart grow where there is room: an ordinary report reaches far down."""
    for sheet in (report(), replace(report(), pain=None, skipped=None)):
        lowest = max(y for _, y in baselines(page_of(sheet)) if y < HEIGHT - MARGIN - FOOTER)
        assert lowest > HEIGHT * 0.8


@pytest.mark.parametrize("files", [{}, {**FILES, "one.jpg": b"no picture"}, {"two.jpg": FILES["two.jpg"][:900]}])
def test_a_picture_that_is_missing_or_broken_is_left_out(files: dict[str, bytes]) -> None:
    """And the page comes all the same."""
    content = draw_report(report().to_data(), files)
    assert content.count(b"/Subtype /Image") == (1 if len(files) == 2 else 0)


def test_a_page_that_an_earlier_version_left_in_the_outbox_is_still_drawn() -> None:
    """Without pictures, doses and pains, with more weeks than fit by now."""
    data = report().to_data()
    table = {"head": data["table"]["head"], "rows": data["table"]["rows"] * 2}
    older = {key: value for key, value in data.items() if key not in ("stills", "dose", "pain")}
    older |= {"table": table, "notes": {"title": "Notes", "lines": ["x"]}}
    assert draw_report(older, {}).startswith(b"%PDF-")


def test_a_report_of_little_is_written_large() -> None:
    """Only what is too much becomes smaller."""
    largest = [
        max(float(size) for size in re.findall(r"/F\d+ ([\d.]+) Tf", drawn(page_of(sheet))))
        for sheet in (bare_report(), report(), fullest_report())
    ]
    assert 20 == largest[0] >= largest[1] > largest[2]
