"""The chat page in a real browser: what a person sees and does, on a phone's screen."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession, FormData
from playwright.async_api import Browser, Page, Route, expect

from bot.emulator.calls import Json
from bot.emulator.people import LocalPerson
from bot.emulator.server import LocalTelegram
from tests.bot.emulator.conftest import Client
from tests.harness.browser import open_browser, open_page
from tests.harness.shortened import shortened

# One browser for all, which takes a second to start; so all share the event loop that it is tied to.
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

KEYS = {
    "inline_keyboard": [
        [{"text": "◀ Back", "callback_data": "b"}, {"text": "Next ▶", "callback_data": "n", "style": "primary"}],
        [{"text": "Read", "url": "https://example.org"}],
    ]
}
TIP = "Both sitting bones stay heavy. Small is fine: you should feel it inside the thigh, not in the knee. " * 3
STEP = f"<b>Inner thigh</b> · <i>seated</i>\n<blockquote expandable>{TIP}</blockquote>"


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


@pytest_asyncio.fixture(loop_scope="module")
async def page(telegram: LocalTelegram, browser: Browser) -> AsyncIterator[Page]:
    """Ana's page on a small phone."""
    async with open_page(browser) as opened:
        await opened.goto(f"{telegram.url}/?as=Ana")
        yield opened


async def moving_clip(api: Client, ana: LocalPerson, session: ClientSession, file: str, *, caption: str) -> Json:
    """A moving picture of the bot, uploaded under that name; the message."""
    form = FormData({"chat_id": str(ana.id), "caption": caption})
    form.add_field("animation", b"moving", filename=file, content_type="video/mp4")
    async with session.post(f"{api.telegram.url}/bot{api.telegram.token}/sendAnimation", data=form) as response:
        sent: Json = (await response.json())["result"]
        return sent


async def next_tap(api: Client) -> Json:
    """The callback query of the tap that comes now; what came before is confirmed."""
    while True:
        for update in await api.ok("getUpdates", timeout=5):
            await api.ok("getUpdates", offset=update["update_id"] + 1)
            if "callback_query" in update:
                query: Json = update["callback_query"]
                return query


async def test_an_empty_chat_offers_start(telegram: LocalTelegram, api: Client, page: Page) -> None:
    """With what the bot says it can do; afterwards there is an input."""
    await api.ok("setMyDescription", description="Free hips let a stiff back rest.")
    await expect(page.get_by_text("Free hips let a stiff back rest.")).to_be_visible()
    await expect(page.locator("#composer")).to_be_hidden()
    await page.get_by_role("button", name="START").click()
    await expect(page.get_by_role("log").get_by_text("/start")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    assert [m["text"] for m in telegram.person("Ana").messages] == ["/start"]


async def test_markup_is_drawn_and_never_run(api: Client, ana: LocalPerson, page: Page) -> None:
    """Bold, links, hidden text; HTML in a text stays text, and a dangerous link is none."""
    text = (
        "<b>bold</b> <i>it</i> <b><i>both</i></b> <u>u</u> <s>s</s> <code>c</code> <tg-spoiler>hush</tg-spoiler> "
        '<a href="https://example.org/x">link</a> &lt;img src=x onerror=alert(1)&gt;\n<pre>a  b</pre>'
        '<blockquote>short</blockquote><tg-time unix="1772366400" format="t">noon</tg-time> me@example.org #hips'
    )
    await api.ok("sendMessage", chat_id=ana.id, text=text, parse_mode="HTML")
    evil = [{"type": "text_link", "offset": 0, "length": 4, "url": "javascript:alert(1)"}]
    await api.ok("sendMessage", chat_id=ana.id, text="evil", entities=evil)
    shown = page.locator("#message-2 .text")
    await expect(shown).to_contain_text("<img src=x onerror=alert(1)>")
    assert await page.locator("img, script:not([src])").count() == 0
    tags = ["b", "i", "b > i", "u", "s", "code", "pre", ".quote.plain", "a[href='https://example.org/x']", "time"]
    counts = [await shown.locator(tag).count() for tag in tags]
    assert counts == [2, 2, 1, 1, 1, 1, 1, 1, 1, 1]
    await expect(shown.locator("time")).to_have_text("12:00")
    await page.get_by_role("button", name="Hidden text").click()
    await expect(page.locator(".spoiler.open")).to_have_text("hush")
    await expect(page.locator("#message-3")).to_contain_text("evil")
    assert await page.locator("#message-3 a").count() == 0


async def test_a_long_quote_unfolds_on_a_tap(api: Client, ana: LocalPerson, page: Page) -> None:
    """Three lines at first; unfolded it stays so when the message is edited around it."""
    await api.ok("sendMessage", chat_id=ana.id, text=STEP, parse_mode="HTML", reply_markup=KEYS)
    quote = page.locator("button.quote")
    await expect(quote).to_have_class("quote foldable")
    folded = await quote.bounding_box()
    assert folded is not None
    assert folded["height"] < 90
    await quote.click()
    await expect(quote).to_have_attribute("aria-expanded", "true")
    unfolded = await quote.bounding_box()
    assert unfolded is not None
    assert unfolded["height"] > folded["height"] + 60
    await api.ok("editMessageText", chat_id=ana.id, message_id=2, text=STEP + "!", parse_mode="HTML")
    await expect(page.locator("#message-2 .meta")).to_contain_text("edited")
    await expect(page.locator("button.quote")).to_have_attribute("aria-expanded", "true")


async def test_a_tap_spins_until_it_is_answered(api: Client, ana: LocalPerson, page: Page) -> None:
    """Then a line at the top, or a dialog for an alert."""
    await api.ok("sendMessage", chat_id=ana.id, text="a", reply_markup=KEYS)
    button = page.get_by_role("button", name="Next ▶")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    query = await next_tap(api)
    assert query["data"] == "n"
    await api.ok("answerCallbackQuery", callback_query_id=query["id"], text="Step 2")
    await expect(page.locator("#toast.on")).to_have_text("Step 2")
    await expect(button).not_to_have_attribute("aria-busy", "true")
    await page.get_by_role("button", name="◀ Back").click()
    query = await next_tap(api)
    await api.ok("answerCallbackQuery", callback_query_id=query["id"], text="First step", show_alert=True)
    await expect(page.get_by_role("dialog")).to_contain_text("First step")
    await page.get_by_role("button", name="OK").click()
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(page.get_by_role("link", name="Read")).to_have_attribute("href", "https://example.org")


async def test_buttons_are_large_and_nothing_is_wider_than_the_screen(
    api: Client, ana: LocalPerson, page: Page
) -> None:
    """44 pixels for a thumb at 360 pixels' width, even with long words."""
    await api.ok("sendMessage", chat_id=ana.id, text="a" * 300 + " " + TIP, reply_markup=KEYS)
    keys = {"keyboard": [[{"text": "It's 14:35 for me"}, {"text": "Lisbon"}]], "resize_keyboard": True}
    await api.ok("sendMessage", chat_id=ana.id, text="k", reply_markup=keys)
    await expect(page.get_by_role("button", name="Lisbon")).to_be_visible()
    for box in await page.locator(".buttons button, .buttons a, .keyboard button, .composer button").all():
        if await box.is_visible():
            size = await box.bounding_box()
            assert size is not None
            assert size["height"] >= 44
    for who in ("document.documentElement", "document.querySelector('#scroll')"):
        assert await page.evaluate(f"{who}.scrollWidth - {who}.clientWidth") == 0


async def test_a_person_writes_with_enter_and_commands_are_suggested(api: Client, ana: LocalPerson, page: Page) -> None:
    """Arrows choose, Enter sends, Escape closes; a command in a text is tapped too."""
    commands = [{"command": c, "description": f"about {c}"} for c in ("start", "status", "help")]
    await api.ok("setMyCommands", commands=commands)
    field = page.get_by_role("textbox", name="Message")
    await field.fill("good <b>morning</b>")
    await field.press("Enter")
    await expect(page.locator("#message-2")).to_contain_text("good <b>morning</b>")
    await expect(field).to_have_value("")
    await field.press_sequentially("/st")
    options = page.get_by_role("option")
    await expect(options).to_have_count(2)
    await field.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await field.press("Enter")
    await expect(page.locator("#message-3")).to_contain_text("/status")
    await page.get_by_role("button", name="Commands").click()
    await expect(options).to_have_count(3)
    await field.press("Escape")
    await expect(page.get_by_role("listbox", name="Commands")).to_be_hidden()
    await page.locator("#message-3 .command").click()
    await expect(page.locator("#message-4")).to_contain_text("/status")
    assert [m["text"] for m in ana.messages][1:] == ["good <b>morning</b>", "/status", "/status"]


async def test_a_keyboard_stands_under_the_input_and_shares_a_place(api: Client, ana: LocalPerson, page: Page) -> None:
    """A city or typed numbers in a dialog; a one-time keyboard goes after use."""
    rows = [[{"text": "Share location once", "request_location": True}], [{"text": "Lisbon"}]]
    markup = {"keyboard": rows, "one_time_keyboard": True, "input_field_placeholder": "A city"}
    await api.ok("sendMessage", chat_id=ana.id, text="Where?", reply_markup=markup)
    await expect(page.get_by_placeholder("A city")).to_be_visible()
    await page.get_by_role("button", name="Hide the keyboard").click()
    await expect(page.locator("#keyboard")).to_be_hidden()
    await page.get_by_role("button", name="Show the keyboard").click()
    await page.get_by_role("button", name="Share location once").click()
    await page.get_by_label("Latitude").fill("95")
    await page.get_by_label("Longitude").fill("1,5")
    await page.get_by_role("button", name="Share", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("Latitude is -90 to 90")
    await page.get_by_label("Latitude").fill("-36,85")
    await page.get_by_role("button", name="Share", exact=True).click()
    await expect(page.locator("#message-3")).to_contain_text("-36.8500, 1.5000")
    await expect(page.locator("#keyboard")).to_be_hidden()
    assert ana.messages[-1]["location"] == {"latitude": -36.85, "longitude": 1.5}
    await api.ok("sendMessage", chat_id=ana.id, text="Where?", reply_markup={"keyboard": rows})
    await page.get_by_role("button", name="Lisbon").click()
    await expect(page.locator("#message-5")).to_contain_text("Lisbon")
    await expect(page.locator("#keyboard")).to_be_visible()


async def test_pictures_stickers_and_clips_are_shown(api: Client, ana: LocalPerson, page: Page, tmp_path: Path) -> None:
    """A picture that the person sends, a sticker, a picture of the bot. Words under one are its text, not its name."""
    sent = ana.send_photo(caption="mine")
    photo = sent["photo"][0]["file_id"]
    await api.ok("sendPhoto", chat_id=ana.id, photo=photo, caption="<b>still</b>", parse_mode="HTML")
    await expect(page.locator("#message-3").get_by_role("img", name="Picture", exact=True)).to_be_visible()
    await expect(page.locator("#message-3 .text")).to_contain_text("still")
    assert await page.evaluate("document.querySelector('#message-3 img').naturalWidth") == 1
    await page.get_by_role("button", name="Send a sticker").click()
    await page.get_by_role("button", name="Sticker 💪").click()
    await expect(page.locator("#message-4 .big")).to_have_text("💪")
    clip = ana.send_video()["video"]["file_id"]
    await api.ok("sendAnimation", chat_id=ana.id, animation=clip)
    video = page.locator("#message-6 video")
    names = ("muted", "loop", "playsInline")
    assert [await video.evaluate(f"v => v.{name}") for name in names] == [True] * 3
    await expect(video).to_have_attribute("src", re.compile("/local/media/"))
    await expect(video).to_have_attribute("data-plays", "")


@pytest.mark.parametrize(
    ("file", "named"),
    shortened(
        [
            ("figure-right-leg.mp4", "Moving figure: right leg"),
            ("figure-both-legs-and-head.mp4", "Moving figure: both legs and head"),
            ("figure.mp4", "Moving figure"),
            ("turn.mp4", "Moving picture"),
        ],
        3,
    ),
)
async def test_a_moving_picture_is_called_after_what_moves_and_not_after_its_text(
    api: Client, ana: LocalPerson, page: Page, session: ClientSession, file: str, named: str
) -> None:
    """Uploaded, and then sent by its id alone; a screen reader reads the text under it once."""
    caption = "Slowly bend your right knee towards your chest."
    first = await moving_clip(api, ana, session, file, caption=caption)
    again = await api.ok(
        "sendAnimation", chat_id=ana.id, animation=first["animation"]["file_id"], caption=caption, width=640
    )
    for message in (first, again):
        row = page.locator(f"#message-{message['message_id']}")
        await expect(row.get_by_role("img", name=named, exact=True)).to_have_count(1)
        await expect(row.get_by_text(caption)).to_have_count(1)


async def test_typing_is_shown_above(api: Client, ana: LocalPerson, page: Page) -> None:
    """Until the message comes."""
    await expect(page.get_by_role("status").first).to_have_text("bot")
    await api.ok("sendChatAction", chat_id=ana.id, action="typing")
    await expect(page.get_by_role("status").first).to_have_text("typing…")
    await api.ok("sendMessage", chat_id=ana.id, text="a")
    await expect(page.get_by_role("status").first).to_have_text("bot")


async def test_a_bot_can_be_blocked_and_let_in_again(telegram: LocalTelegram, ana: LocalPerson, page: Page) -> None:
    """From the menu; the input gives way to one button."""
    await page.get_by_role("button", name="Chat menu").click()
    await page.get_by_role("menuitem", name="Block the bot").click()
    await expect(page.get_by_role("button", name="UNBLOCK")).to_be_visible()
    assert ana.chat.bot_status == "kicked"
    await page.get_by_role("button", name="UNBLOCK").click()
    await expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    assert ana.chat.bot_status == "member"


async def test_the_menu_works_before_anything_has_come(
    telegram: LocalTelegram, ana: LocalPerson, browser: Browser
) -> None:
    """A slow machine shows the page, and the chat a little later."""
    async with open_page(browser) as page:
        held: asyncio.Queue[Route] = asyncio.Queue()
        await page.route("**/local/events?*", held.put)
        await page.goto(f"{telegram.url}/?as=Ana")
        await page.get_by_role("button", name="Chat menu").click()
        async with page.expect_response("**/local/act?*"):
            await page.get_by_role("menuitem", name="Block the bot").click()
        assert ana.chat.bot_status == "kicked"
        await (await held.get()).continue_()
        await expect(page.get_by_role("button", name="UNBLOCK")).to_be_visible()


async def test_somebody_else_has_a_chat_of_their_own(telegram: LocalTelegram, ana: LocalPerson, page: Page) -> None:
    """A new name has an empty chat; the first chat is still there."""
    await page.get_by_role("button", name="Chat menu").click()
    await page.get_by_role("menuitem", name="Start over as somebody else…").click()
    await page.get_by_label("First name").fill("Ben")
    await page.get_by_role("button", name="Chat", exact=True).click()
    await expect(page.get_by_role("button", name="START")).to_be_visible()
    await expect(page.get_by_text("Trying out: Ben")).to_be_visible()
    await page.get_by_role("button", name="Chat menu").click()
    await page.get_by_role("menuitem", name="Start over as somebody else…").click()
    await page.get_by_role("button", name="Ana").click()
    await expect(page.locator("#message-1")).to_contain_text("/start")
    assert telegram.person("Ben").person.language_code == "en-GB"


async def test_the_next_prompt_can_be_asked_for(telegram: LocalTelegram, ana: LocalPerson, page: Page) -> None:
    """Outside of the chat, and only where there are prompts."""
    button = page.get_by_role("button", name="Next reminder now")
    await expect(button).to_be_hidden()
    asked: list[int] = []

    async def prompt(chat: int) -> str:
        asked.append(chat)
        return "It is on its way."

    telegram.on_prompt_now = prompt
    await page.reload()
    await button.click()
    await expect(page.locator("#toast.on")).to_have_text("It is on its way.")
    assert asked == [ana.id]


async def test_a_restart_neither_loses_nor_doubles_a_message(
    session: ClientSession, browser: Browser, tmp_path: Path
) -> None:
    """The page finds the new program at the old address and goes on by itself; what could not be sent is kept."""
    file = tmp_path / "chat.json"
    first = LocalTelegram(state_file=file)
    await first.start()
    port = int(first.url.rpartition(":")[2])
    first.person("Ana").start()
    async with open_page(browser) as page:
        await page.goto(f"{first.url}/?as=Ana")
        await expect(page.locator("#message-1")).to_be_visible()
        await first.stop()
        await expect(page.get_by_role("status").first).to_have_text("connecting…")
        field = page.get_by_role("textbox", name="Message")
        await field.fill("lost?")
        await field.press("Enter")
        await expect(page.locator("#toast.on")).to_contain_text("Not sent")
        await expect(field).to_have_value("lost?")
        second = LocalTelegram(state_file=file)
        await second.start(port=port)
        api, ana = Client(second, session), second.person("Ana")
        await api.ok("sendMessage", chat_id=ana.id, text="back again")
        await expect(page.locator("#message-2")).to_contain_text("back again")
        await field.press("Enter")
        await expect(page.locator("#message-3")).to_contain_text("lost?")
        assert await page.locator("li.row").count() == 3
        await second.stop()


async def test_a_reader_is_not_dragged_down_by_new_messages(api: Client, ana: LocalPerson, page: Page) -> None:
    """Scrolled up, a count shows what came; at the bottom new messages are followed."""
    await page.emulate_media(reduced_motion="reduce")  # so that the page jumps instead of gliding
    for n in range(30):
        await api.ok("sendMessage", chat_id=ana.id, text=f"line {n}")
    await expect(page.get_by_text("line 29")).to_be_in_viewport(ratio=1)
    await page.locator("#scroll").hover()
    await page.mouse.wheel(0, -800)
    down = page.get_by_role("button", name="To the newest message")
    await expect(down).to_be_visible()
    await api.ok("sendMessage", chat_id=ana.id, text="news")
    await expect(page.locator("#unread")).to_have_text("1")
    await expect(page.get_by_text("news")).not_to_be_in_viewport()
    await down.click()
    await expect(page.get_by_text("news")).to_be_in_viewport()
    await expect(down).to_be_hidden()


async def test_the_place_of_the_browser_can_be_shared(
    telegram: LocalTelegram, api: Client, ana: LocalPerson, browser: Browser
) -> None:
    """If it may be known."""
    async with open_page(browser, geolocation=(52.5, 13.4), dark=True, width=1200, height=900) as page:
        await page.goto(f"{telegram.url}/?as=Ana")
        rows = [[{"text": "Share", "request_location": True}]]
        await api.ok("sendMessage", chat_id=ana.id, text="Where?", reply_markup={"keyboard": rows})
        await page.get_by_role("button", name="Share", exact=True).click()
        await page.get_by_role("button", name="Where I am").click()
        await expect(page.locator("#message-3")).to_contain_text("52.5000, 13.4000")
        column = await page.locator(".phone").bounding_box()
        assert column is not None
        assert column["width"] <= 480
