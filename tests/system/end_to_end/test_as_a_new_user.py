"""What a new user does, in a real browser against the real program: nothing is handed in but a folder."""

from __future__ import annotations

import re
import signal
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect

from content.library import Variation, load_library
from content.walk import Course, WalkPlace, first_place, forward, step_at
from tests.harness.browser import open_browser, open_page
from tests.harness.program import Program

LISBON = ZoneInfo("Europe/Lisbon")


async def say(page: Page, text: str) -> None:
    """Type a text and send it."""
    box = page.get_by_role("textbox")
    await box.fill(text)
    await box.press("Enter")


async def press(page: Page, label: str) -> None:
    """Press the newest button of this name."""
    await page.get_by_role("button", name=label, exact=True).last.click()


async def sees(page: Page, text: str | re.Pattern[str], seconds: float = 30) -> None:
    """Wait until the newest bubble with this text is there."""
    await expect(page.locator(".bubble").filter(has_text=text).last).to_be_visible(timeout=seconds * 1000)


@pytest.mark.browser
async def test_a_new_user_is_set_up_walks_is_reminded_and_goes_on_after_a_restart(tmp_path: Path) -> None:
    """From START to the last step with "next" alone, a reminder a minute ahead, and a restart in the middle."""
    program = Program(tmp_path)
    await program.start()
    async with open_browser() as browser, open_page(browser) as page:
        await page.goto(f"{program.url}/?as=Ana")
        await press(page, "START")
        await press(page, "Set me up")
        await press(page, "No, none of these")
        await press(page, "On a chair")
        await sees(page, "Which city are you in?")
        await say(page, "lisbo")
        await sees(page, "Did you mean Lisbon, Portugal?")
        await say(page, "yes")
        await sees(page, "Lisbon, where it is")
        await press(page, "No reminder")
        await sees(page, "Seated, and no reminder.")

        now = datetime.now(LISBON)
        at = (now + timedelta(minutes=1 if now.second < 50 else 2)).strftime("%H:%M")
        await say(page, f"/remind {at}")
        await sees(page, f"Set: every day at {at}.")

        await say(page, "next")
        await sees(page, "step 1 of 6")
        await say(page, "next")
        await sees(page, "step 2 of 6")
        await say(page, "next")
        await sees(page, "step 3 of 6")
        assert await program.end() == 0
        await program.start()
        # Clips that move would be drawn for the whole minute until the prompt comes.
        await page.emulate_media(reduced_motion="reduce")
        await page.goto(f"{program.url}/?as=Ana")
        await sees(page, "step 3 of 6")
        await press(page, "Next ▶")
        await sees(page, "step 4 of 6")

        prompt = re.compile(r"Hip flexion and extension, seated, \d minutes?\.\s*You've started this one")
        await sees(page, prompt, seconds=130)
        await press(page, "Start")
        await sees(page, re.compile("Welcome back.|You stopped here"))

        course = Course(_seated())
        place = first_place(course)
        for _ in range(3):
            place = _after(course, place)
        shown = 4
        while (following := forward(course, place)) is not None:
            place = following
            await say(page, "next")
            shown += 1
            step = step_at(course, place)
            assert step is not None
            await sees(page, f"{'left' if place.sides_done else 'right'} leg")
            if not place.sides_done or place.step:
                await sees(page, f"step {place.step + 1} of 6")
        assert shown == 12
        await say(page, "next")
        await sees(page, "Both sides done:")
        await press(page, "Good")
        await sees(page, "That's day one.")
    assert await program.end(signal.SIGTERM) == 0
    assert not [line for line in program.said if "WARNING" in line or "ERROR" in line or "Traceback" in line]


def _seated() -> Variation:
    found = load_library().movements[0].at("seated")
    assert found is not None
    return found


def _after(course: Course, place: WalkPlace) -> WalkPlace:
    following = forward(course, place)
    assert following is not None
    return following
