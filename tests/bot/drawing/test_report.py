"""Is a report one page, whatever is on it, with a text that can be read, found and copied?"""

from __future__ import annotations

import gc
import re
import warnings
import zlib
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from bot.drawing.report import FOOTER, HEIGHT, MARGIN, POINT, WIDTH, draw_report
from tests.bot.drawing.sheets import REPORTS, bare_report, fullest_report, report


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
    places = re.findall(r"BT ([\d.-]+) ([\d.-]+) Td", drawn(content))
    return [(float(x) * POINT, HEIGHT - float(y) * POINT) for x, y in places]


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_one_page_of_a4(name: str) -> None:
    """However much is on it."""
    content = draw_report(REPORTS[name]().to_data())
    assert len(re.findall(rb"/Type /Page\b", content)) == 1
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert box is not None
    assert [float(side) * POINT for side in box.groups()] == pytest.approx([WIDTH, HEIGHT], abs=0.1)


@pytest.mark.parametrize("name", REPORTS)
def test_all_texts_stand_inside_the_margins(name: str) -> None:
    """And the footer stands alone under all of them."""
    sheet = REPORTS[name]()
    places = baselines(draw_report(sheet.to_data()))
    assert all(MARGIN - 0.1 <= x <= WIDTH - MARGIN for x, _ in places)
    body = [y for _, y in places if y < HEIGHT - MARGIN - FOOTER]
    assert min(body) > MARGIN
    assert len(places) - len(body) == (1 if sheet.footer else 0)


def test_nothing_of_the_largest_report_is_missing() -> None:
    """Title, name, period, facts, chart, head and rows, two blocks of six notes on two lines each, footer."""
    places = baselines(draw_report(fullest_report().to_data()))
    assert len(places) == 3 + 8 * 2 + (1 + 2 + 2 + 3) + 7 * 28 + 2 * (1 + 6 * 2) + 1


def test_rows_stand_under_each_other_without_touching() -> None:
    """Even when all of it has become small."""
    content = draw_report(fullest_report().to_data())
    rows = sorted({round(y, 2) for _, y in baselines(content)})
    sizes = {float(size) for size in re.findall(r"/F\d+ ([\d.]+) Tf", drawn(content))}
    assert min(after - before for before, after in pairwise(rows)) > 2.5
    assert min(sizes) >= 6


def test_a_report_carries_its_letters_and_says_which_is_which() -> None:
    """So that it looks the same everywhere, and its text can be found and copied."""
    content = draw_report(report().to_data())
    assert content.count(b"/FontFile2") == 2
    assert content.count(b"/ToUnicode") == 2
    shown = b"".join(each for each in streams(content) if b"beginbfchar" in each or b"beginbfrange" in each)
    for letter in "ó→–":
        assert f"{ord(letter):04X}".encode() in shown.upper()


def test_a_report_names_its_language_its_title_and_its_day() -> None:
    """For screen readers, and for whoever files it."""
    content = draw_report(replace(report(), lang="pt-BR").to_data())
    assert b"/Lang (pt-BR)" in content
    assert b"/Title (Hip mobility, three months)" in content
    assert b"/CreationDate (D:20261126000000Z" in content
    assert b"/DisplayDocTitle true" in content


def test_nothing_stays_open_when_a_report_is_drawn() -> None:
    """The files of its letters are closed, whenever memory is tidied up."""
    data = report().to_data()
    gc.collect()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        draw_report(data)
        gc.collect()
    assert [str(each.message) for each in told] == []


def test_a_report_is_black_on_white() -> None:
    """No colour that a printer would have to mix."""
    page = drawn(draw_report(report().to_data()))
    assert not re.search(r"[\d.]+ [\d.]+ [\d.]+ (rg|RG)\b", page)


@pytest.mark.parametrize("without", ["facts", "table", "skipped", "notes", "stiffness", "footer", "name"])
def test_what_is_missing_takes_no_room(without: str) -> None:
    """And leaves less on the page."""
    whole = report()
    kept: dict[str, Any] = {without: {"facts": (), "footer": "", "name": ""}.get(without)}
    less = replace(whole, **kept)
    assert len(baselines(draw_report(less.to_data()))) < len(baselines(draw_report(whole.to_data())))


def test_a_report_of_little_is_written_large() -> None:
    """Only what is too much becomes smaller."""
    largest = [
        max(float(size) for size in re.findall(r"/F\d+ ([\d.]+) Tf", drawn(draw_report(sheet.to_data()))))
        for sheet in (bare_report(), report(), fullest_report())
    ]
    assert largest[0] == largest[1] == 20
    assert largest[2] < 20
