"""The chat page with a language from right to left: a real Chromium lays the lines out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from playwright.async_api import Locator

from bot.emulator.server import LocalTelegram
from tests.harness.browser import open_browser, open_page

pytestmark = [pytest.mark.browser, pytest.mark.system]

# Where a piece of text lies: how far its left and right edges are from those of the element, in pixels.
PLACE = """(body, wanted) => {
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const at = walker.currentNode.data.indexOf(wanted);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + wanted.length);
        const [own, whole] = [range.getBoundingClientRect(), body.getBoundingClientRect()];
        return [own.left - whole.left, whole.right - own.right];
    }
}"""


@pytest.fixture
async def telegram() -> AsyncIterator[LocalTelegram]:
    """A local Telegram on real time, since the page has real time too."""
    async with LocalTelegram() as local:
        yield local


async def from_left(body: Locator, wanted: str) -> float:
    """How far from the left edge a piece of text begins."""
    return float((await body.evaluate(PLACE, wanted))[0])


async def from_right(body: Locator, wanted: str) -> float:
    """How far from the right edge a piece of text ends."""
    return float((await body.evaluate(PLACE, wanted))[1])


async def test_each_line_runs_as_its_first_letter_does_and_a_command_stays_whole(telegram: LocalTelegram) -> None:
    """Arabic begins at the right, English in the same message at the left; quotes have their bar where lines begin."""
    ana = telegram.person("Ana")
    ana.start()
    said = {
        "chat_id": ana.id,
        "text": "اكتب \u2068/today\u2069 الآن.\nNow in English.\n<blockquote>نص قصير</blockquote>",
        "parse_mode": "HTML",
        "reply_markup": {
            "inline_keyboard": [[{"text": "المزيد…", "callback_data": "b"}, {"text": "▶ رجوع", "callback_data": "a"}]]
        },
    }
    async with open_browser() as browser, open_page(browser, width=390, height=844) as page:
        await page.goto(f"{telegram.url}/?as=Ana")
        async with (
            ClientSession() as session,
            session.post(f"{telegram.url}/bot{telegram.token}/sendMessage", json=said) as response,
        ):
            assert response.status == 200
        body = page.locator("#message-2 .text")
        await body.wait_for()
        assert await from_right(body, "اكتب") < 2
        assert await from_left(body, "Now") < 2
        command = body.locator(".command")
        assert await from_left(command, "/") < await from_left(command, "today")
        assert await from_left(body, "الآن") < await from_left(body, "/today") < await from_left(body, "اكتب")
        sides = await body.locator(".quote").evaluate(
            "quote => [getComputedStyle(quote).borderLeftWidth, getComputedStyle(quote).borderRightWidth]"
        )
        assert sides == ["0px", "3px"]
        back, more = page.get_by_role("button", name="رجوع"), page.get_by_role("button", name="المزيد")
        [at_right, at_left] = [await each.bounding_box() for each in (back, more)]
        assert at_right is not None
        assert at_left is not None
        assert at_right["x"] > at_left["x"]
        assert await from_right(back, "▶") < await from_right(back, "رجوع")
