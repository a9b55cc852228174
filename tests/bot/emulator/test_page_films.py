"""The chat page with a session as one film or one sound: a real Chromium plays it, with sound, to its end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO

import pytest
import pytest_asyncio
from aiohttp import ClientSession, FormData
from playwright.async_api import Browser, Locator, Page, expect

from bot.emulator.calls import Json
from bot.emulator.people import PIXEL, LocalPerson
from bot.emulator.server import LocalTelegram
from content.follow_along import make, recipe_of
from content.library import SHIPPED
from content.pieces import read_pieces
from content.timeline import courses_of, timeline_of
from tests.bot.emulator.conftest import Client
from tests.bot.emulator.test_page_heard import faults, keys
from tests.harness.browser import open_browser, open_page
from tests.harness.libraries import shipped_library
from tests.harness.short_film import short_film

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

SECONDS, OTHER_SIDE = 20, 10
CAPTION = "0:00 Get ready\n<b>0:10 Other side</b>\n0:99:1 is no time, 20:00 is too late"
ROWS = keys("Done:success", "Part of it, It hurts:danger", "Step by step")
LABELS = ["Done", "Part of it", "It hurts", "Step by step"]
# Milliseconds for a film to come to its end, on a busy machine.
LONG = 120_000


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
async def page(telegram: LocalTelegram, ana: LocalPerson, browser: Browser) -> AsyncIterator[Page]:
    """Ana's chat."""
    async with open_page(browser, width=390, height=844) as opened:
        await opened.goto(f"{telegram.url}/?as=Ana")
        yield opened


def shortest_session() -> tuple[bytes, float]:
    """The film of the shipped library's shortest session, and its seconds."""
    library, pieces = shipped_library(), read_pieces(SHIPPED)
    recipes = [recipe_of(timeline_of(course, library, pieces), pieces, "film") for course in courses_of(library)]
    shortest = min((one for one in recipes if one is not None), key=lambda one: one.seconds, default=None)
    if shortest is None:
        pytest.skip("the shipped library has no pieces of films")
    return make(shortest, SHIPPED), shortest.seconds


async def send(api: Client, ana: LocalPerson, session: ClientSession, content: bytes = b"", **fields: str) -> Json:
    """The film with its cover, times and buttons; the message."""
    told = {"width": "160", "height": "180", "duration": str(SECONDS), "caption": CAPTION, "parse_mode": "HTML"}
    form = FormData({"chat_id": str(ana.id), **told, "cover": "attach://still", **fields})
    form.add_field("video", BytesIO(content or short_film(SECONDS)), filename="hip-flow.mp4", content_type="video/mp4")
    form.add_field("still", PIXEL, filename="a.png", content_type="image/png")
    async with session.post(f"{api.telegram.url}/bot{api.telegram.token}/sendVideo", data=form) as response:
        sent: Json = (await response.json())["result"]
    edit = {"chat_id": ana.id, "message_id": sent["message_id"]}
    shown: Json = await api.ok("editMessageReplyMarkup", **edit, reply_markup=ROWS)
    return shown


async def send_sound(api: Client, ana: LocalPerson, session: ClientSession) -> Json:
    """The sound alone, as a track."""
    told = {"title": "Hip flow, seated", "performer": "Limber", "duration": str(SECONDS), "caption": "0:10 Other side"}
    form = FormData({"chat_id": str(ana.id), **told})
    form.add_field("audio", short_film(SECONDS, pictures=False), filename="hip-flow.m4a", content_type="audio/mp4")
    async with session.post(f"{api.telegram.url}/bot{api.telegram.token}/sendAudio", data=form) as response:
        sent: Json = (await response.json())["result"]
        return sent


async def colour(film: Locator) -> str:
    """Which half of the film is seen: the stronger of red and blue in the middle of the picture."""
    return str(
        await film.evaluate(
            """video => {
                const canvas = Object.assign(document.createElement("canvas"), { width: 8, height: 8 });
                canvas.getContext("2d").drawImage(video, 0, 0, 8, 8);
                const [red, , blue] = canvas.getContext("2d").getImageData(4, 4, 1, 1).data;
                return red > blue ? "red" : "blue";
            }"""
        )
    )


@pytest.mark.system
async def test_a_film_is_gone_to_its_other_side_and_plays_to_its_end_with_its_buttons(
    api: Client, ana: LocalPerson, session: ClientSession, page: Page
) -> None:
    """A time in its words leads there; the last ten seconds are played as they are, with sound, and once."""
    sent = await send(api, ana, session)
    row = page.locator(f"#message-{sent['message_id']}")
    film = row.locator("video")
    await expect(film).to_have_accessible_name("Video, 0:20")
    assert await film.evaluate("v => [v.muted, v.loop, v.controls, v.autoplay]") == [False, False, True, False]
    assert await film.get_attribute("poster")
    await expect(row.get_by_text("0:20", exact=True)).to_be_visible()
    assert await row.locator(".moment").all_inner_texts() == ["0:00", "0:10"]
    assert await row.locator(".buttons button").all_inner_texts() == LABELS
    await row.get_by_role("button", name="0:10").click()
    await page.wait_for_function("v => !v.seeking && v.currentTime > 10.2", arg=await film.element_handle())
    assert await colour(film) == "blue"
    await expect(row.locator(".length")).to_have_count(0)
    await page.wait_for_function("v => v.ended", arg=await film.element_handle(), timeout=LONG)
    at, played = await film.evaluate("v => [v.currentTime, v.played.end(0) - v.played.start(0)]")
    assert (at, played) == (pytest.approx(SECONDS, abs=0.2), pytest.approx(SECONDS - OTHER_SIDE, abs=0.3))
    assert await film.evaluate("v => v.webkitAudioDecodedByteCount") > 0
    for label in LABELS:
        await expect(row.get_by_role("button", name=label)).to_be_visible()
    await row.get_by_role("button", name="0:00").click()
    await page.wait_for_function("v => !v.seeking && v.currentTime < 5", arg=await film.element_handle())
    assert await colour(film) == "red"


@pytest.mark.system
async def test_a_whole_session_of_the_shipped_library_is_played_at_its_own_pace(
    api: Client, ana: LocalPerson, session: ClientSession, page: Page
) -> None:
    """The shortest one, from its first picture to its last, with sound; in its middle it is where the clock says."""
    content, seconds = shortest_session()
    sent = await send(api, ana, session, content, duration=str(round(seconds)), width="640", height="720")
    row = page.locator(f"#message-{sent['message_id']}")
    film = await row.locator("video").element_handle()
    await row.get_by_role("button", name="0:00").click()
    await page.wait_for_function("v => v.currentTime > 1", arg=film)
    began, at = await page.evaluate("v => [performance.now() / 1000, v.currentTime]", film)
    await page.wait_for_function(f"v => v.currentTime > {seconds / 2}", arg=film, timeout=seconds * 1000 + LONG)
    now, middle = await page.evaluate("v => [performance.now() / 1000, v.currentTime]", film)
    assert now - began >= middle - at - 0.5
    await page.wait_for_function("v => v.ended", arg=film, timeout=seconds * 1000 + LONG)
    start, end, parts, rate, broken, heard = await page.evaluate(
        """v => [v.played.start(0), v.played.end(0), v.played.length, v.playbackRate,
                 v.getVideoPlaybackQuality().corruptedVideoFrames, v.webkitAudioDecodedByteCount]""",
        film,
    )
    assert (start, end, parts) == (pytest.approx(0, abs=0.1), pytest.approx(seconds, abs=0.3), 1)
    assert (rate, broken, heard > 0) == (1, 0, True)
    for label in LABELS:
        await expect(row.get_by_role("button", name=label)).to_be_visible()


async def test_a_film_that_is_to_go_on_begins_there(
    api: Client, ana: LocalPerson, session: ClientSession, page: Page
) -> None:
    """It says so over its cover, which stands until it plays; its first time leads to its beginning all the same."""
    for clicked, least, most in ((None, 10, 20), ("0:00", 0, 9)):
        sent = await send(api, ana, session, start_timestamp="10")
        row = page.locator(f"#message-{sent['message_id']}")
        await expect(row.get_by_text("from 0:10 · 0:20")).to_be_visible()
        film = row.locator("video")
        if clicked is None:
            await film.evaluate("v => v.play()")
        else:
            await row.get_by_role("button", name=clicked).click()
        where = f"v => !v.seeking && v.currentTime > {least} && v.currentTime < {most}"
        await page.wait_for_function(where, arg=await film.element_handle())


async def test_a_sound_is_a_track_with_its_title_and_goes_where_its_times_lead(
    api: Client, ana: LocalPerson, session: ClientSession, page: Page
) -> None:
    """Who made it and how long it is stand beside it; a film that plays is silent then."""
    film = page.locator(f"#message-{(await send(api, ana, session))['message_id']} video")
    await film.evaluate("v => v.play()")
    sent = await send_sound(api, ana, session)
    row = page.locator(f"#message-{sent['message_id']}")
    await expect(row.get_by_text("Hip flow, seated")).to_be_visible()
    await expect(row.get_by_text("Limber · 0:20")).to_be_visible()
    sound = row.locator("audio")
    await expect(sound).to_have_accessible_name("Hip flow, seated, 0:20")
    await row.get_by_role("button", name="0:10").click()
    await page.wait_for_function("a => a.currentTime > 10.2", arg=await sound.element_handle())
    assert await film.evaluate("v => v.paused")


@pytest.mark.system
async def test_a_long_list_of_times_unfolds_and_each_can_be_tapped(
    api: Client, ana: LocalPerson, session: ClientSession, page: Page
) -> None:
    """By its arrow, by a tap beside a time, or by the Tab key; it stays so when the buttons go."""
    steps = "\n".join(f"0:{second:02} Step {second}" for second in range(0, 20, 2))
    sent = await send(api, ana, session, caption=f"Hip flow\n<blockquote expandable>{steps}</blockquote>")
    row = page.locator(f"#message-{sent['message_id']}")
    box, arrow = row.locator(".quote"), row.get_by_role("button", name="All times")
    await expect(arrow).to_have_attribute("aria-expanded", "false")
    folded = await box.evaluate("q => q.offsetHeight")
    await arrow.click()
    await expect(arrow).to_have_attribute("aria-expanded", "true")
    assert await box.evaluate("q => q.offsetHeight") > folded + 100
    await api.ok("editMessageReplyMarkup", chat_id=ana.id, message_id=sent["message_id"])
    await expect(row.locator(".buttons")).to_have_count(0)
    await expect(arrow).to_have_attribute("aria-expanded", "true")
    await row.get_by_text("Step 0").click()
    await expect(arrow).to_have_attribute("aria-expanded", "false")
    await row.get_by_role("button", name="0:16").focus()
    await expect(arrow).to_have_attribute("aria-expanded", "true")
    await row.get_by_role("button", name="0:14").click()
    where = "v => !v.seeking && v.currentTime >= 14"
    await page.wait_for_function(where, arg=await row.locator("video").element_handle())
    await expect(arrow).to_have_attribute("aria-expanded", "true")
    assert await faults(page) == []


async def test_a_film_fills_the_screen(api: Client, ana: LocalPerson, session: ClientSession, page: Page) -> None:
    """For somebody two metres away; beside its words it has the shape of the film, whatever its cover's is."""
    row = page.locator(f"#message-{(await send(api, ana, session))['message_id']}")
    film = row.locator("video")
    wide, high = await film.evaluate("v => [v.offsetWidth, v.offsetHeight]")
    assert high / wide == pytest.approx(180 / 160, abs=0.02)
    await row.get_by_role("button", name="0:10").click()
    await film.evaluate("v => v.requestFullscreen()")
    await page.wait_for_function(
        "v => v.offsetWidth === innerWidth && v.offsetHeight === innerHeight", arg=await film.element_handle()
    )
    assert await film.evaluate("v => document.fullscreenElement === v && !v.paused")
    await page.evaluate("document.exitFullscreen()")


async def test_a_film_plays_on_while_its_buttons_go(
    api: Client, ana: LocalPerson, session: ClientSession, page: Page
) -> None:
    """The bot takes them off once the person says how it was; the times under it lead where they led."""
    number = (await send(api, ana, session))["message_id"]
    row = page.locator(f"#message-{number}")
    await row.get_by_role("button", name="0:00").click()
    await page.wait_for_function("v => v.currentTime > 0.2", arg=await row.locator("video").element_handle())
    await api.ok("editMessageReplyMarkup", chat_id=ana.id, message_id=number)
    await expect(row.locator(".buttons")).to_have_count(0)
    assert await row.locator("video").evaluate("v => !v.paused && v.currentTime > 0.1")
    await row.get_by_role("button", name="0:10").click()
    await page.wait_for_function("v => v.currentTime > 10", arg=await row.locator("video").element_handle())


@pytest.mark.system
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_axe_finds_nothing_at_a_film_and_a_sound(
    telegram: LocalTelegram, api: Client, ana: LocalPerson, session: ClientSession, browser: Browser, dark: bool
) -> None:
    """Before they play."""
    await send(api, ana, session)
    await send(api, ana, session, start_timestamp="10")
    newest = (await send_sound(api, ana, session))["message_id"]
    async with open_page(browser, width=390, height=844, dark=dark) as page:
        await page.goto(f"{telegram.url}/?as=Ana")
        await expect(page.locator(f"#message-{newest}")).to_be_visible()
        assert await faults(page) == []
