"""Are the same data the same drawing, in this process and in another, and does nobody pay who draws nothing?"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from bot.drawing import KINDS, digest, draw, is_photo
from bot.drawing.sheet import Cell, DrawnMark, Felt, Figure, Legend, Month, ProgressSheet, ReportSheet, Table
from bot.drawing.stats_sheet import Bar, Bars, DayBar, StatsSheet
from tests.bot.drawing.sheets import (
    LEGEND,
    PROGRESS,
    REPORTS,
    STATS,
    STILLS,
    WEEKDAYS,
    busy,
    fullest_report,
    report,
    stats,
)
from tests.harness.shortened import shortened
from tests.harness.tabled import tabled

SHEETS: dict[str, tuple[str, Callable[[], ProgressSheet | ReportSheet | StatsSheet]]] = {
    **{name: ("progress", make) for name, make in PROGRESS.items()},
    **{name: ("report", make) for name, make in REPORTS.items()},
    **{name: ("stats", make) for name, make in STATS.items()},
}


@tabled("name", SHEETS)
def test_a_sheet_survives_being_kept_as_json(name: str) -> None:
    """What is read back is what was put in, and it is plain JSON to begin with."""
    _, make = SHEETS[name]
    sheet = make()
    kept = json.loads(json.dumps(sheet.to_data(), allow_nan=False))
    assert type(sheet).from_data(kept) == sheet


def test_a_picture_that_an_earlier_version_left_in_the_outbox_is_still_drawn() -> None:
    """Without sentences, with three months, a goal and positions."""
    data = busy().to_data()
    older = {**data, "months": data["months"] * 3, "goal": [4, 5, "4 of 5 this week"], "positions": [["Seated", 3]]}
    del older["sentences"]
    assert ProgressSheet.from_data(older) == replace(busy(), months=busy().months * 2, sentences=())


@tabled("name", SHEETS)
def test_the_same_data_give_the_same_bytes(name: str) -> None:
    """Again, and from what the outbox kept."""
    kind, make = SHEETS[name]
    data = make().to_data()
    assert draw(kind, data) == draw(kind, json.loads(json.dumps(data)))


def test_another_process_draws_the_same() -> None:
    """Whatever its hashes, its zone and its language are."""
    program = (
        "import hashlib; from bot.drawing import draw; from tests.bot.drawing.sheets import busy, report;"
        "print(*(hashlib.sha256(draw(kind, make().to_data()).content).hexdigest()"
        " for kind, make in (('progress', busy), ('report', report))))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Apia", "LC_ALL": "C"}
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    here = [draw("progress", busy().to_data()), draw("report", report().to_data())]
    assert found.stdout.split() == [hashlib.sha256(drawn.content).hexdigest() for drawn in here]


@pytest.mark.parametrize(("kind", "make"), shortened([("progress", busy), ("report", fullest_report)], 2))
def test_two_at_once_are_as_one_after_the_other(kind: str, make: Callable[[], ProgressSheet | ReportSheet]) -> None:
    """Drawings are made on threads."""
    data = make().to_data()
    with ThreadPoolExecutor(4) as pool:
        assert {drawn.content for drawn in pool.map(lambda _: draw(kind, data), range(6))} == {draw(kind, data).content}


def test_a_picture_is_shown_and_a_page_is_handed_over() -> None:
    """The one is a photo, the other a document under its name."""
    picture, page = draw("progress", busy().to_data()), draw("report", report().to_data())
    assert (picture.is_photo, picture.file_name, picture.content[:8]) == (True, "progress.png", b"\x89PNG\r\n\x1a\n")
    counts = draw("stats", stats().to_data())
    assert (counts.is_photo, counts.file_name, counts.content[:8]) == (True, "stats.png", b"\x89PNG\r\n\x1a\n")
    assert [is_photo(kind) for kind in KINDS] == [picture.is_photo, page.is_photo, counts.is_photo]
    assert (page.is_photo, page.file_name, page.content[:5]) == (False, "hips-2026-11-26.pdf", b"%PDF-")


def test_nothing_else_is_drawn() -> None:
    """A kind that nobody knows is told at once."""
    with pytest.raises(ValueError, match="poem"):
        draw("poem", {})


# What names a drawing


def changed(data: dict[str, Any], **fields: object) -> dict[str, Any]:
    """The data with some of its fields otherwise, in another order."""
    return dict(reversed({**data, **fields}.items()))


def test_a_digest_is_of_the_data_whatever_the_order_of_their_keys() -> None:
    """So that a stored mapping may come back in another."""
    data = busy().to_data()
    assert digest("progress", changed(data)) == digest("progress", data)
    assert digest("progress", json.loads(json.dumps(data))) == digest("progress", data)


def test_a_digest_changes_with_whatever_can_be_seen() -> None:
    """Each field, and the kind."""
    data = busy().to_data()
    others = [digest("progress", changed(data, **{name: None})) for name in data]
    kinds = [digest(kind, data) for kind in KINDS]
    assert len({*others, *kinds}) == len(data) + len(KINDS)
    assert all(len(each) == 64 for each in kinds)


def test_a_digest_changes_with_how_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture of an earlier version is not taken for a new one."""
    before = digest("progress", busy().to_data())
    monkeypatch.setattr("bot.drawing.RENDERER", 0)
    assert digest("progress", busy().to_data()) != before


# What is too much

WEEK = (Cell(1, DrawnMark.FULL, Felt.GOOD),) * 7
TOO_MUCH: dict[str, Callable[[], object]] = {
    "3 months": lambda: ProgressSheet("", "", (Month("", ()),) * 3, WEEKDAYS),
    "3 sentences": lambda: ProgressSheet("", "", (), WEEKDAYS, ("",) * 3),
    "5 figures": lambda: ProgressSheet("", "", (), WEEKDAYS, figures=(Figure("1", ""),) * 5),
    "10 signs": lambda: ProgressSheet("", "", (), WEEKDAYS, legend=(*LEGEND, Legend(DrawnMark.OPEN, ""))),
    "7 weeks": lambda: Month("", (WEEK,) * 7),
    "seven days": lambda: Month("", (WEEK[:6],)),
    "15 rows": lambda: Table("", ("a",), (("1",),) * 15),
    "as many texts as the head": lambda: Table("", ("a", "b"), (("1",),)),
    "4 stills": lambda: replace(report(), stills=(*STILLS, *STILLS)),
    "7 doses": lambda: replace(report(), dose=Table("", ("a",), (("1",),) * 7)),
    "7 pains": lambda: replace(report(), pain=Table("", ("a",), (("1",),) * 7)),
    "6 bars": lambda: Bars("", (Bar("", 1, "1"),) * 6),
    "29 days": lambda: replace(stats(), days=(DayBar(1, 1, 1),) * 29),
    "5 weeks": lambda: replace(stats(), axis=("",) * 5),
    "5 values": lambda: replace(stats(), figures=(Figure("1", ""),) * 5),
    "three parts": lambda: replace(stats(), key=("sent",)),
    "9 facts": lambda: ReportSheet("", "", "", "en", "2026-11-26", (("", ""),) * 9),
}


@tabled("what", TOO_MUCH)
def test_more_than_there_is_room_for_is_refused_when_the_sheet_is_made(what: str) -> None:
    """Not when it is to be sent."""
    with pytest.raises(ValueError, match=what):
        TOO_MUCH[what]()


# What it costs not to draw


@pytest.mark.system
def test_what_draws_is_read_in_with_the_first_drawing() -> None:
    """The bot starts without it, and makes sheets without it."""
    program = (
        "import sys; import bot.app, bot.drawing, bot.drawing.sheet; from tests.bot.drawing.sheets import busy;"
        "bot.drawing.digest('progress', busy().to_data());"
        "print(sorted({'PIL', 'fpdf', 'fontTools', 'font_source_sans_pro', 'uharfbuzz'} & set(sys.modules)));"
        "bot.drawing.draw('progress', busy().to_data());"
        "print(sorted({'PIL', 'fpdf', 'uharfbuzz'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.split("\n")[:2] == ["[]", "['PIL']"]
