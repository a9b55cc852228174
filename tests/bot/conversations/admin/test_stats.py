"""/stats: how the bot does, in words and as a picture; counts alone, and only for admins."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.conversations.admin import stats, stats_words
from bot.conversations.turn import Turn
from bot.drawing.stats_sheet import Bar, DayBar, StatsSheet
from bot.i18n.catalogue import pseudo_words, words_in
from bot.jobs import prompts
from bot.markup import plain
from bot.replies import MAX_CAPTION, MAX_TEXT, Reply
from storage.records.calls import DeadReason
from storage.records.person import Account, Person, PersonSettings, with_fields
from storage.records.prompts import LATE
from storage.statistics import DAYS, LeftAt, People, PromptDay, Statistics
from tests.bot.conversations.test_pseudo_locale import unmarked
from tests.harness.libraries import shipped_library
from tests.harness.said import WORDS, said

NOW = datetime(2026, 11, 22, 14, 35, tzinfo=UTC)
BOSS = Person(
    id=5_100_000_001, created_at=NOW, settings=PersonSettings(language="en"), account=Account(first_name="Boss")
)
DATES = [NOW.date() - timedelta(days=back) for back in reversed(range(DAYS))]
SUNDAY, SATURDAY = PromptDay(DATES[-1], 1000, 600, 450), PromptDay(DATES[-2], 500, 240, 150)
INNER = "seated-inner-thigh"
TITLES = tuple(f"stats.{what}_title" for what in ("left", "failed", "skipped", "lost", "days"))


def left(variation: str, level: int, step: int, count: int, **more: object) -> LeftAt:
    """Walks that were left on their first side, in the whole form."""
    place = {"gentle": False, "avoids": (), "form": "full", "sides_done": ()} | more
    return LeftAt("", variation, level=level, step=step, count=count, **place)  # type: ignore[arg-type]


BUSY = Statistics(
    people=People(known=1234, awake=900, resting=200, stopped=100, blocked=34, new=56, walked_lately=410, walked=650),
    days=(*(PromptDay(day) for day in DATES[:-2]), SATURDAY, SUNDAY),
    skipped=(("done", 40), ("quiet", 3), ("moonlight", 1)),
    lost=(("unreachable", 7),),
    walks_begun=900,
    walks_finished=700,
    left=(left(INNER, 0, 2, 30), left("gone", 0, 0, 8)),
    calls_sent=20_000,
    calls_failed=(("Forbidden: bot was blocked by the user", 5), ("hours late", 2)),
    calls_retried=31,
    calls_uncertain=2,
    updates_aside=1,
    waiting={"updates_waiting": 2, "calls_waiting": 3, "calls_in_hand": 1, "prompts_queued": 1},
)
QUIET = Statistics(days=tuple(PromptDay(day) for day in DATES), waiting=dict.fromkeys(BUSY.waiting, 0))


def answered(found: Statistics, *, pictures: bool = True) -> Reply:
    """What /stats says."""
    turn = Turn(with_fields(BOSS, pictures=pictures), NOW, WORDS, shipped_library())
    stats.show_stats(turn, found)
    [reply] = turn.replies
    return reply


def lines(found: Statistics, *, pictures: bool = True) -> list[str]:
    """Its lines as they are read."""
    return plain(answered(found, pictures=pictures).text or "").splitlines()


def test_the_text_tells_all_there_is_to_know() -> None:
    """People, prompts and what came of them, walks, sends, what waits; behind folds where and why."""
    inner = "Inner thigh stretch, seated: step 3"
    assert lines(BUSY) == [
        "The last 28 days",
        "People: 1,234. Active 900, paused 200, stopped 100, blocked 34.",
        "New in 7 days: 56. Moved in 7 days: 410, in 28 days: 650.",
        "Reminders sent: 1,500. Started 840 (56%), finished 600 (40%).",
        "Sessions started: 900. Finished 700, left 38.",
        "Messages and edits sent: 20,000. Failed 7, tried again 31.",
        "May have been sent twice: 2.",
        "Waiting now: 3 to be sent, 1 of them reminders. To be answered: 2.",
        "Updates set aside in the last two days: 1.",
        "Where sessions are left",
        f"{inner}: 30",
        "A movement that is no longer there: 8",
        "What could not be sent",
        "Bot was blocked by the user: 5",
        "Hours late: 2",
        "Reminders skipped",
        "Moved that day: 40",
        "In their quiet hours: 3",
        "moonlight: 1",
        "Reminders that got lost",
        "Blocked or gone: 7",
    ]


def test_of_nothing_little_is_said() -> None:
    """No empty headings, and nothing is divided by nought."""
    assert lines(QUIET)[3:] == [
        said("stats.no_prompts"),
        "Sessions started: 0. Finished 0, left 0.",
        "Messages and edits sent: 0. Failed 0, tried again 0.",
        "Waiting now: 0 to be sent, 0 of them reminders. To be answered: 0.",
    ]


def test_without_pictures_the_words_are_complete() -> None:
    """The days stand in them too, the newest first; there is no drawing then."""
    with_picture, without = answered(BUSY), answered(BUSY, pictures=False)
    assert with_picture.drawing is not None and with_picture.drawing.kind == "stats"
    assert without.drawing is None
    assert lines(BUSY, pictures=False) == [
        *lines(BUSY),
        said("stats.days_title"),
        "Sun 22 Nov: 1,000 sent, 600 started, 450 finished",
        "Sat 21 Nov: 500 sent, 240 started, 150 finished",
    ]


def test_the_picture_shows_what_the_words_tell() -> None:
    """The same numbers, ready to be drawn."""
    drawing = answered(BUSY).drawing
    assert drawing is not None
    sheet = StatsSheet.from_data(drawing.data)
    assert [(figure.value, figure.label) for figure in sheet.figures] == [
        ("1,234", "people"),
        ("900", "active"),
        ("410", "moved in 7 days"),
        ("56", "new in 7 days"),
    ]
    assert sheet.subtitle == "28 days, up to 22 November 2026"
    assert (len(sheet.days), sheet.days[0], sheet.days[-1]) == (28, DayBar(0, 0, 0), DayBar(1000, 600, 450))
    assert sheet.axis == ("26 Oct", "2 Nov", "9 Nov", "16 Nov")
    assert sheet.funnel.bars == (
        Bar("sent", 1500, "1,500"),
        Bar("started", 840, "840 · 56%"),
        Bar("finished", 600, "600 · 40%"),
    )
    assert sheet.failed.bars == (Bar("Bot was blocked by the user", 5, "5"), Bar("Hours late", 2, "2"))
    assert [(bar.label, bar.count) for bar in sheet.left.bars] == [
        ("Inner thigh stretch, seated: step 3", 30),
        ("A movement that is no longer there", 8),
    ]


PLACES: dict[str, tuple[LeftAt, str]] = {
    "on the second side": (left(INNER, 0, 0, 1, sides_done=("right",)), "seated: step 3"),
    "in the short form": (left(INNER, 0, 2, 1, form="short"), "seated: step 5"),
    "in the gentle form": (left(INNER, 0, 3, 1, gentle=True), "seated: step 4"),
    "in another level": (left(INNER, 1, 1, 1), "seated, a little more: step 2"),
    "at an offer": (left(INNER, 0, 5, 1), "seated: asked for a little more"),
    "in a level that is no more": (left(INNER, 9, 0, 1), "seated, a little more: step 1"),
}


@pytest.mark.parametrize("case", PLACES)
def test_a_place_is_a_step_of_the_whole_movement(case: str) -> None:
    """By its number among all of its level's steps; what was changed since is the nearest that there is."""
    place, wanted = PLACES[case]
    assert places(place) == {f"Inner thigh stretch, {wanted}": 1}


def test_a_step_is_one_on_either_side_and_in_any_form() -> None:
    """The walks that were left there are added up, and the most frequent comes first."""
    third = (left(INNER, 0, 2, 4), left(INNER, 0, 0, 3, sides_done=("right",)), left(INNER, 0, 2, 2, gentle=True))
    found = places(left(INNER, 0, 3, 8), *third, left("gone", 0, 0, 1))
    assert list(found.values()) == [9, 8, 1]


def places(*given: LeftAt) -> dict[str, int]:
    """What the picture says of places, with how many."""
    bars = stats_words.picture(replace(QUIET, left=given), shipped_library(), WORDS).left.bars
    return {bar.label: bar.count for bar in bars}


def test_every_reason_of_ours_has_words() -> None:
    """The admin reads none as it stands on record."""
    ours = [LATE, prompts.DONE, prompts.PAUSED, prompts.NOTHING, prompts.FAULT, prompts.QUIET]
    ours += [prompts.IGNORED, prompts.HUSHED]
    found = replace(QUIET, skipped=tuple((why, 1) for why in ours), lost=tuple((why.value, 1) for why in DeadReason))
    named = [line.removesuffix(": 1") for line in lines(found) if line.endswith(": 1")]
    assert len(named) == len(ours) + len(DeadReason)
    assert set(named) & {*ours, *DeadReason} == set()


def test_what_telegram_says_names_nobody() -> None:
    """Numbers and quotations are left out, so that like errors are one; the rest becomes one line."""
    errors = (
        ('Can\'t parse entities: unsupported start tag "ana" at byte offset 7', 3),
        ('Can\'t parse entities: unsupported start tag "ben" at byte offset 9', 2),
        ("Bad Request: PEER 41 is invalid", 1),
        *((f"Reason {letter}", 1) for letter in "abcd"),
    )
    sheet = stats_words.picture(replace(BUSY, calls_failed=errors), shipped_library(), WORDS)
    assert [(bar.label, bar.count) for bar in sheet.failed.bars] == [
        ("Can't parse entities: unsupported start tag", 5),
        ("PEER … is invalid", 1),
        ("Reason a", 1),
        ("Reason b", 1),
        (said("stats.others"), 2),
    ]


def test_however_much_there_is_it_stands_under_the_picture() -> None:
    """And in one message without it: the longest lists give way."""
    many = replace(
        BUSY,
        days=tuple(PromptDay(day, 10**6, 10**6, 10**6) for day in DATES),
        left=tuple(left(each.id, 0, step, 10**9) for each in shipped_library().variations for step in range(4)),
        calls_failed=tuple((f"{letter}{'x' * 100}", 10**9) for letter in "abcdefghijklmn"),
        skipped=tuple((reason * 6, 10**9) for reason in ("done", "quiet", "late", "hushed", "ignored", "fault")),
    )
    for pictures, most in ((True, MAX_CAPTION), (False, MAX_TEXT)):
        told = lines(many, pictures=pictures)
        assert most * 0.8 < len("\n".join(told)) <= most
        titles = [number for number, line in enumerate(told) if line in set(map(said, TITLES))]
        assert len(titles) == len(TITLES) - pictures
        assert min(end - begin for begin, end in pairwise((*titles, len(told)))) > 1, "something stands under each"


def test_the_picture_runs_as_the_language_does() -> None:
    """With the digits of the country on its axis."""
    library = shipped_library()
    arabic = stats_words.picture(BUSY, library, words_in("ar-EG", "Africa/Cairo"))
    assert (arabic.right_to_left, arabic.digits) == (True, "٠١٢٣٤٥٦٧٨٩")
    english = stats_words.picture(BUSY, library, WORDS)
    assert (english.right_to_left, english.digits) == (False, "0123456789")
    assert StatsSheet.from_data(arabic.to_data()) == arabic


def test_every_word_comes_from_the_catalogue() -> None:
    """But for Telegram's own, the names of the movements, and a reason that has no words."""
    words, library = pseudo_words(), shipped_library()
    found = replace(BUSY, skipped=BUSY.skipped[:2], calls_failed=())
    for text in (stats_words.caption(found, library, words), stats_words.in_full(found, library, words)):
        assert unmarked(plain(text)) == ""
    sheet = stats_words.picture(found, library, words)
    bars = [*sheet.funnel.bars, *sheet.left.bars]
    texts = [sheet.title, sheet.subtitle, sheet.chart_title, *sheet.key, *(bar.label for bar in bars)]
    assert "".join(map(unmarked, texts)) == ""
