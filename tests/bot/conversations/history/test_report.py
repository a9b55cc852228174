"""/report: a page for those who treat the person, as a file and in words, for the dates that they say."""

from __future__ import annotations

import pytest

from tests.bot.conversations.history.test_progress import walks
from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import said
from tests.harness.stage import Player, Stage

SPAN = {"first": "1 October 2026", "last": "15 November 2026"}


def caption(first: str, last: str) -> str:
    """What stands under the file."""
    return said("report.caption", span=said("report.span", first=first, last=last))


TODAY = "22 November 2026"
WEEKS, MONTHS = caption("26 October 2026", TODAY), caption("23 August 2026", TODAY)


async def test_the_page_comes_as_a_file_and_then_in_words(stage: Stage, ana: Player) -> None:
    """One PDF that is named by its dates, and one text; nothing is left to be pressed."""
    await walks(ana, "It hurt")
    assert await ana.says("/report") == [said("report.ask")]
    texts = await ana.taps("Last 4 weeks")
    assert texts[0] == WEEKS
    assert texts[1].splitlines()[:4] == ["26 October 2026 to 22 November 2026", "Days: 1", "Sessions: 1", "Minutes: 4"]
    assert len(texts) == 2
    document = ana.person.inbox[-2]["document"]
    assert (document["file_name"], document["mime_type"]) == ("limber-2026-10-26-2026-11-22.pdf", "application/pdf")
    page = stage.telegram.state.blobs[document["file_unique_id"]]
    assert page.startswith(b"%PDF-")
    assert page.count(b"/Subtype /Image") == 1, "the movement is shown"
    assert ana.live == []
    assert ana.record.account.asking is None


@pytest.mark.parametrize(
    ("said_", "answer"),
    [
        ("/report 2026-11-01 2026-11-22", caption("1 November 2026", TODAY)),
        ("/report 1 Nov to 22 Nov", caption("1 November 2026", TODAY)),
        ("/report last month to today", caption("1 October 2026", TODAY)),
        ("report", said("report.ask")),
    ],
)
async def test_dates_may_stand_right_behind_the_command(said_: str, answer: str, eva: Player) -> None:
    """As figures, or as one says them."""
    await walks(eva)
    assert (await eva.says(said_))[0] == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("last 4 weeks", WEEKS),
        ("Last three months", MONTHS),
        ("3 months", MONTHS),
        ("4 weeks ago to today", caption("25 October 2026", TODAY)),
        ("since 1 nov", caption("1 November 2026", TODAY)),
        ("20.11. - 22.11.", caption("20 November 2026", TODAY)),
        ("today to today", caption(TODAY, TODAY)),
    ],
)
async def test_the_question_may_be_answered_by_typing(text: str, answer: str, eva: Player) -> None:
    """What the buttons say, or two dates."""
    await walks(eva)
    await eva.says("/report")
    assert (await eva.says(text))[0] == answer
    assert eva.record.account.asking is None


WRONG = [
    ("15 Nov to 1 Oct",
     said("report.backwards", first="15 November 2026", last="1 October 2026", corrected="2026-10-01 2026-11-15")),
    ("1 Oct to 2026-12-24", said("report.ahead", ahead="24 December 2026", corrected="2026-10-01 2026-11-22")),
    ("2030-01-01 2031-01-01", said("report.ahead", ahead="1 January 2031", corrected="2026-11-22 2026-11-22")),
    ("2020-01-01 2026-12-24", said("report.ahead", ahead="24 December 2026", corrected="2025-11-22 2026-11-22")),
    ("1 Jan 2025 to 15 Nov 2026",
     said("report.long", first="1 January 2025", last="15 November 2026", corrected="2025-11-15 2026-11-15")),
    ("31 Feb to 5 Mar", said("report.unclear")),
    ("blursday to friday", said("report.unclear")),
]  # fmt: skip


@pytest.mark.parametrize("typed", [False, True], ids=["behind the command", "as an answer"])
@pytest.mark.parametrize(("dates", "line"), WRONG, ids=[row[0] for row in WRONG])
async def test_what_is_wrong_with_dates_is_said_in_one_line_with_what_would_do(
    dates: str, line: str, typed: bool, eva: Player
) -> None:
    """Nothing else is sent; what is named as the mend works as it stands."""
    await walks(eva)
    if typed:
        await eva.says("/report")
    has_dates = any(mark.isdigit() for mark in dates)
    way_out = f" {said('fallback.or_cancel')}" if typed and not has_dates else ""
    assert await eva.says(dates if typed else f"/report {dates}") == [f"{line}{way_out}"]
    assert "\n" not in line
    mend = line.rpartition(": ")[2] if ": " in line else "1 Nov to 22 Nov"
    answer = (await eva.says(mend))[0]
    nothing = said("report.nothing", span="").rstrip(".")
    assert answer.startswith((said("report.caption", span="").rstrip("."), nothing))


async def test_a_time_of_nothing_has_no_page(eva: Player) -> None:
    """One line says so."""
    await walks(eva)
    span = said("report.span", **SPAN)
    assert await eva.says("/report 1 Oct to 15 Nov") == [said("report.nothing", span=span)]


@pytest.mark.parametrize("text", ["no", "stop", "skip", "no thanks"])
async def test_the_question_can_be_left(text: str, eva: Player) -> None:
    """A stop is not taken for the end of the reminders."""
    await eva.says("/report")
    assert await eva.says(text) == [said("report.none")]
    assert eva.record.account.asking is None


async def test_what_is_no_answer_is_heard_as_ever(eva: Player) -> None:
    """Thanks are thanks, "next" begins, in a walk it goes on, and pain comes first."""
    await eva.says("/report")
    assert await eva.says("thanks") == [said("talk.thanks")]
    assert "step 1" in (await eva.says("next"))[0]
    assert eva.record.account.asking is None
    await eva.says("/report")
    assert "step 1" in (await eva.says("repeat"))[0]
    assert eva.record.account.asking is None
    await eva.says("/report")
    assert "step 2" in (await eva.says("next"))[0]
    await eva.says("/report")
    assert "Stopped" in (await eva.says("stop"))[0]
    await eva.says("/report")
    assert "pain" in (await eva.says("it hurts"))[0].lower()


@pytest.mark.parametrize("data", ["report", "report:", "report:years", "report:weeks:4", "report::"])
async def test_buttons_that_nobody_made_ask_again(data: str, eva: Player) -> None:
    """And make nothing."""
    await walks(eva)
    await eva.says("/report")
    assert await eva.forges(data) == [said("report.ask")]


async def test_the_report_is_there_without_pictures_too(daily: PromptedStage, ida: Player) -> None:
    """Who wants no pictures still wants the page that they asked for."""
    await walks(ida)
    await ida.says("/settings")
    await ida.taps("Turn pictures off")
    assert len(await ida.says("/report today to today")) == 2
    assert "document" in ida.person.inbox[-2]
