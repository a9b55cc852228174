"""The chat page for people who hear it or use the keyboard alone: what axe says of it, and where Tab leads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from importlib.resources import files

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Browser, Page, expect

from bot.emulator.calls import Json
from bot.emulator.people import LocalPerson
from bot.emulator.server import LocalTelegram
from tests.bot.emulator.conftest import Client
from tests.bot.emulator.test_page import STEP, TIP, moving_clip
from tests.harness.browser import open_browser, open_page
from tests.harness.shortened import shortened

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
SCREENS = {"phone, light": (390, 844, False), "phone, dark": (390, 844, True), "desktop": (1280, 900, False)}


def keys(*rows: str) -> Json:
    """Rows of buttons by their labels, with commas between; a style after a colon."""
    return {
        "inline_keyboard": [
            [
                {"text": label, "callback_data": label} | ({"style": style} if style else {})
                for label, _, style in (each.strip().partition(":") for each in row.split(","))
            ]
            for row in rows
        ]
    }


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    """The browser; what it remembers of a page goes with the page."""
    async with open_browser() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def telegram() -> AsyncIterator[LocalTelegram]:
    """A local Telegram on real time, since the page has real time too."""
    async with LocalTelegram() as local:
        yield local


@pytest_asyncio.fixture(loop_scope="module")
async def session() -> AsyncIterator[ClientSession]:
    """An HTTP client."""
    async with ClientSession() as client:
        yield client


async def faults(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds wrong on the page as it stands: the rule, and the elements."""
    await page.evaluate(f"{AXE}; undefined")
    found = await page.evaluate("axe.run()")
    assert len(found["passes"]) > 15
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]


async def fill(api: Client, ana: LocalPerson, session: ClientSession) -> int:
    """A chat with all that can be in one; the id of the newest message."""
    await api.ok("setMyCommands", commands=[{"command": "help", "description": "this list"}])
    for _ in range(3):
        await api.ok("sendMessage", chat_id=ana.id, text=STEP, parse_mode="HTML")
    text = '<b>a</b> <tg-spoiler>b</tg-spoiler> <code>c</code> /help <a href="https://example.org">d</a>'
    first = await api.ok("sendMessage", chat_id=ana.id, text=text, parse_mode="HTML")
    await api.ok("pinChatMessage", chat_id=ana.id, message_id=first["message_id"])
    await api.ok("sendPhoto", chat_id=ana.id, photo=ana.send_photo()["photo"][0]["file_id"])
    ana.say("next")
    await moving_clip(api, ana, session, "figure-right-leg.mp4", caption="Bend your knee.")
    board = {"keyboard": [[{"text": "Lisbon"}, {"text": "Share", "request_location": True}]]}
    await api.ok("sendMessage", chat_id=ana.id, text="Where?", reply_markup=board)
    rows = keys("Skip this", "Next:primary", "Back, It hurts:danger, Done:success, More")
    newest = await api.ok("sendMessage", chat_id=ana.id, text=STEP, parse_mode="HTML", reply_markup=rows)
    return int(newest["message_id"])


@pytest.mark.parametrize("screen", shortened(SCREENS, 3))
async def test_axe_finds_nothing(
    telegram: LocalTelegram, api: Client, ana: LocalPerson, session: ClientSession, browser: Browser, screen: str
) -> None:
    """An empty chat, a full one, the menu, the commands, and each dialog."""
    width, height, dark = SCREENS[screen]
    async with open_page(browser, width=width, height=height, dark=dark) as page:
        await page.goto(f"{telegram.url}/?as=Ben")
        await expect(page.get_by_role("button", name="START")).to_be_visible()
        assert await faults(page) == []
        newest = await fill(api, ana, session)
        await page.goto(f"{telegram.url}/?as=Ana")
        await expect(page.locator(f"#message-{newest}")).to_be_visible()
        assert await faults(page) == []
        await page.get_by_role("button", name="Chat menu").click()
        assert await faults(page) == []
        await page.get_by_role("menuitem", name="Start over as somebody else…").click()
        assert await faults(page) == []
        await page.get_by_role("button", name="Cancel").click()
        await page.get_by_role("button", name="Commands").click()
        await expect(page.get_by_role("option").first).to_be_visible()
        assert await faults(page) == []


async def test_messages_are_items_of_a_list_in_a_log(
    telegram: LocalTelegram, api: Client, ana: LocalPerson, browser: Browser
) -> None:
    """The log is around the list, so that it stays one."""
    await api.ok("sendMessage", chat_id=ana.id, text="one")
    async with open_page(browser) as page:
        await page.goto(f"{telegram.url}/?as=Ana")
        messages = page.get_by_role("log", name="Messages").get_by_role("list").get_by_role("listitem")
        await expect(messages.filter(has_text="one")).to_have_count(1)


async def test_a_clip_is_one_picture_with_a_name_and_no_player(
    telegram: LocalTelegram, api: Client, ana: LocalPerson, session: ClientSession, browser: Browser
) -> None:
    """Off the screen too, where it is not fetched yet; somebody who wants no motion has a player of that name."""
    await moving_clip(api, ana, session, "figure-right-leg.mp4", caption="Bend your knee.")
    for _ in range(30):
        await api.ok("sendMessage", chat_id=ana.id, text=TIP)
    async with open_page(browser) as page:
        await page.goto(f"{telegram.url}/?as=Ana")
        row = page.locator("#message-2")
        await expect(row).to_have_count(1)
        assert (await row.aria_snapshot()).count("Moving figure: right leg") == 1
        await expect(row.get_by_role("img", name="Moving figure: right leg", exact=True)).to_have_count(1)
        await expect(row.locator("video")).to_have_attribute("aria-hidden", "true")
        await page.emulate_media(reduced_motion="reduce")
        await page.reload()
        await expect(row.locator("video[controls]")).to_have_accessible_name("Moving figure: right leg")
        await expect(row.locator("video")).not_to_have_attribute("aria-hidden", "true")


async def focused(page: Page) -> str:
    """The words on what has the focus."""
    return str(await page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent"))


@pytest.mark.parametrize(
    "rows",
    [
        ("Next", "Back, It hurts, More"),
        ("Skip this", "Next", "Back, It hurts, More"),
        ("Repeat, Skip this", "Pause, Stop", "Next:primary", "Back, It hurts, Close"),
    ],
)
async def test_next_is_two_steps_back_from_the_message_box(
    telegram: LocalTelegram, api: Client, ana: LocalPerson, browser: Browser, rows: tuple[str, ...]
) -> None:
    """Past no quote; the buttons beside it are reached by the arrows, and it is the stop again afterwards."""
    await api.ok("setMyCommands", commands=[{"command": "help", "description": "this list"}])
    for _ in range(4):
        await api.ok("sendMessage", chat_id=ana.id, text=STEP, parse_mode="HTML")
    await api.ok("sendMessage", chat_id=ana.id, text=STEP, parse_mode="HTML", reply_markup=keys(*rows))
    async with open_page(browser) as page:
        await page.goto(f"{telegram.url}/?as=Ana")
        await expect(page.get_by_role("button", name="Next")).to_be_visible()
        for _ in range(2):
            await page.get_by_role("textbox", name="Message").focus()
            await page.keyboard.press("Shift+Tab")
            await page.keyboard.press("Shift+Tab")
            assert await focused(page) == "Next"
            await page.keyboard.press("ArrowRight")
            assert await focused(page) == "Back"
            await page.keyboard.press("End")
            assert await focused(page) == rows[-1].split(", ")[-1]
            await page.keyboard.press("Home")
            assert await focused(page) == rows[0].split(", ")[0].partition(":")[0]
            await page.keyboard.press("ArrowLeft")
            await page.keyboard.press("Tab")
            assert await focused(page) == "Commands"


async def test_the_first_stop_of_the_page_leads_to_the_newest_button(
    telegram: LocalTelegram, api: Client, ana: LocalPerson, browser: Browser
) -> None:
    """Seen when it has the focus; without a button it leads to the message box."""
    async with open_page(browser) as page:
        await page.goto(f"{telegram.url}/?as=Ana")
        link = page.get_by_role("link", name="To the newest message")
        box, button = page.get_by_role("textbox", name="Message"), page.get_by_role("button", name="Next", exact=True)
        for target in (box, button):
            if target is button:
                rows = keys("Next", "Back, More")
                await api.ok("sendMessage", chat_id=ana.id, text=STEP, parse_mode="HTML", reply_markup=rows)
            await expect(target).to_be_visible()
            await link.focus()
            await expect(link).to_be_in_viewport(ratio=1)
            await page.keyboard.press("Enter")
            await expect(target).to_be_focused()


async def test_more_and_close_keep_the_focus_where_it_is(
    telegram: LocalTelegram, api: Client, ana: LocalPerson, browser: Browser
) -> None:
    """The buttons that come stand above them."""
    few, many = keys("Next", "Back, More"), keys("Repeat, Skip", "Next", "Back, Close")
    sent = await api.ok("sendMessage", chat_id=ana.id, text="a", reply_markup=few)
    async with open_page(browser) as page:
        await page.goto(f"{telegram.url}/?as=Ana")
        for label, rows, other in (("More", many, "Close"), ("Close", few, "More")):
            await page.get_by_role("button", name=label).focus()
            await api.ok("editMessageReplyMarkup", chat_id=ana.id, message_id=sent["message_id"], reply_markup=rows)
            await expect(page.get_by_role("button", name=other)).to_be_focused()


@pytest.mark.parametrize("dark", shortened([False, True], 2), ids=["light", "dark"])
async def test_the_styles_of_buttons_can_be_read(
    telegram: LocalTelegram, api: Client, ana: LocalPerson, browser: Browser, dark: bool
) -> None:
    """4.5 to 1, as WCAG 2.2 wants it (1.4.3); and each style has its own colour."""
    styles = ("primary", "danger", "success")
    rows = keys(*(f"{style}:{style}" for style in styles))
    await api.ok("sendMessage", chat_id=ana.id, text="a", reply_markup=rows)
    async with open_page(browser, dark=dark) as page:
        await page.goto(f"{telegram.url}/?as=Ana")
        seen = set()
        for style in styles:
            button = page.get_by_role("button", name=style)
            ink, ground = [
                str(await button.evaluate(f"each => getComputedStyle(each).{name}"))
                for name in ("color", "backgroundColor")
            ]
            assert contrast(ink, ground) >= 4.5
            seen.add(ground)
        assert len(seen) == len(styles)


def contrast(one: str, other: str) -> float:
    """How far two colours, rgb(1, 2, 3), are apart: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""

    def luminance(colour: str) -> float:
        parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
