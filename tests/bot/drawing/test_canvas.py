"""Do short texts fit where they stand?"""

from __future__ import annotations

from bot.drawing.canvas import abbreviated, length


def test_weekdays_are_cut_alike() -> None:
    """To as many letters as the widest has room for."""
    days = ["понеделник", "вторник", "сряда", "четвъртък"]
    short = abbreviated(days, 30, 60)
    assert {len(day) for day in short} == {3}
    assert all(length(day, 30) <= 60 and whole.startswith(day) for day, whole in zip(short, days, strict=True))
    assert abbreviated(["M", "T"], 30, 60) == ["M", "T"]
    assert abbreviated(["M", "T"], 30, 1) == ["", ""]


def test_an_arabic_weekday_loses_its_article_before_its_letters() -> None:
    """Cut elsewhere it is no word."""
    days = ["الاثنين", "الثلاثاء", "الأربعاء"]
    room = max(length(day.removeprefix("ال"), 30) for day in days)
    assert abbreviated(days, 30, room) == ["اثنين", "ثلاثاء", "أربعاء"]
    assert abbreviated(days, 30, 400) == days
