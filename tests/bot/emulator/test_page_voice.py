"""The chat page with voice messages and with a session made of them: a real Chromium sends and plays them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from aiohttp import ClientSession, FormData
from playwright.async_api import expect

from bot.emulator.server import LocalTelegram
from content.joining import Heard, join_recorded
from tests.harness.browser import open_browser, open_page
from tests.harness.recorded import voice_message

pytestmark = [pytest.mark.browser, pytest.mark.system]

PLAYED = """async (audio) => {
    await audio.play();
    await new Promise((done) => audio.addEventListener("ended", done, { once: true }));
    return [audio.duration, audio.currentTime];
}"""


@pytest.fixture
async def telegram() -> AsyncIterator[LocalTelegram]:
    """A local Telegram on real time, since the page has real time too."""
    async with LocalTelegram() as local:
        yield local


async def test_a_voice_message_and_a_session_of_recordings_are_played_to_their_end(telegram: LocalTelegram) -> None:
    """The one is sent from a file of the person's, the other comes from the bot as a track."""
    sound = voice_message(1.0)
    whole = join_recorded(30, [Heard("a", 5)], {"a": sound}, title="Hip flow")
    ana = telegram.person("Ana")
    ana.start()
    async with open_browser() as browser, open_page(browser, width=390, height=844) as page:
        await page.goto(f"{telegram.url}/?as=Ana")
        await page.locator("#photo").set_input_files({"name": "line.ogg", "mimeType": "audio/ogg", "buffer": sound})
        own = page.locator("#message-2 audio")
        await expect(own).to_be_visible()
        assert ana.messages[-1]["voice"]["duration"] == 1
        assert (await own.evaluate(PLAYED))[0] == pytest.approx(1.0, abs=0.15)
        form = FormData({"chat_id": str(ana.id), "title": "Hip flow", "duration": "2"})
        form.add_field("audio", BytesIO(whole), filename="hip-flow.m4a", content_type="audio/mp4")
        async with (
            ClientSession() as session,
            session.post(f"{telegram.url}/bot{telegram.token}/sendAudio", data=form) as response,
        ):
            assert response.status == 200
        track = page.locator("#message-3 audio")
        await expect(track).to_be_visible()
        duration, ended = await track.evaluate(PLAYED)
        assert duration == pytest.approx(2.0, abs=0.05)
        assert ended == pytest.approx(duration, abs=0.05)
