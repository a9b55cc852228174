"""The page's own side of the server: who may ask, what the stream says, what a person can do."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, FormData

from bot.emulator.calls import Json
from bot.emulator.people import PIXEL, LocalPerson
from bot.emulator.server import LocalTelegram
from tests.bot.emulator.conftest import Client
from tests.harness.patience import HANGS
from tests.harness.recorded import voice_message


class Page:
    """A chat page without a browser."""

    def __init__(self, telegram: LocalTelegram, session: ClientSession) -> None:
        self.telegram = telegram
        self.session = session

    async def act(self, path: str = "/local/act", who: str = "Ana", **body: Any) -> Json:
        """What the server says to an act."""
        headers = {"Origin": self.telegram.url}
        async with self.session.post(f"{self.telegram.url}{path}?as={who}", json=body, headers=headers) as response:
            answer: Json = await response.json()
            return answer

    async def stream(self, after: str = "", **headers: str) -> ClientResponse:
        """An open stream of events."""
        url = f"{self.telegram.url}/local/events?as=Ana&lang=pt-PT&after={after}"
        return await self.session.get(url, headers=headers)

    @staticmethod
    async def event(stream: ClientResponse) -> tuple[str, Json]:
        """The next event's id and data."""
        number = ""
        while True:
            line = (await asyncio.wait_for(stream.content.readline(), HANGS)).decode()
            if line.startswith("id: "):
                number = line[4:].strip()
            if line.startswith("data: "):
                return number, json.loads(line[6:])


@pytest.fixture
def page(telegram: LocalTelegram, session: ClientSession) -> Page:
    """Ana's page."""
    return Page(telegram, session)


@pytest.fixture
async def stream(page: Page, ana: LocalPerson) -> AsyncIterator[ClientResponse]:
    """Ana's stream, opened from the start."""
    opened = await page.stream()
    yield opened
    opened.close()


async def test_the_page_and_its_files_are_served_with_a_strict_policy(page: Page) -> None:
    """Nothing from elsewhere, no inline script, no frames, never from a cache."""
    for path, kind in (
        ("/", "text/html"),
        ("/local/page/chat.js", "text/javascript"),
        ("/local/page/bubbles.js", "text/javascript"),
        ("/local/page/dialogs.js", "text/javascript"),
        ("/local/page/chat.css", "text/css"),
        ("/local/page/icon.svg", "image/svg+xml"),
    ):
        async with page.session.get(page.telegram.url + path) as response:
            text = await response.text()
            assert (response.status, response.content_type) == (200, kind)
            policy = response.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            outside = text.replace("http://www.w3.org/2000/svg", "").replace("https://${", "")
            assert "http://" not in outside
            assert "https://" not in outside
            assert "innerHTML" not in text
    for missing in ("/local/page/secret.py", "/local/page/..%2fserver.py", "/local/media/none"):
        async with page.session.get(page.telegram.url + missing) as response:
            assert response.status == 404


async def test_acts_from_another_page_are_refused(page: Page, ana: LocalPerson) -> None:
    """Another origin, or none, or another port."""
    for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://127.0.0.1:1"}):
        for path in ("/local/act", "/local/prompt-now"):
            url = f"{page.telegram.url}{path}?as=Ana"
            async with page.session.post(url, json={"do": "say", "text": "x"}, headers=headers) as response:
                assert response.status == 403
    assert len(ana.messages) == 1


async def test_the_stream_begins_with_everything_and_goes_on_with_changes(
    page: Page, api: Client, ana: LocalPerson, stream: ClientResponse
) -> None:
    """First the whole chat, then only what is new, edited or gone."""
    _, first = await page.event(stream)
    assert (first["reset"], [m["text"] for m in first["messages"]]) == (True, ["/start"])
    assert (first["person"]["name"], first["bot"]["name"], first["canPrompt"]) == ("Ana", "Limber", False)
    sent = await api.ok("sendMessage", chat_id=ana.id, text="a")
    _, second = await page.event(stream)
    assert (second["reset"], [m["text"] for m in second["messages"]]) == (False, ["a"])
    await api.ok("editMessageText", chat_id=ana.id, message_id=sent["message_id"], text="b")
    assert [m["text"] for m in (await page.event(stream))[1]["messages"]] == ["b"]
    await api.ok("deleteMessage", chat_id=ana.id, message_id=sent["message_id"])
    assert (await page.event(stream))[1]["deleted"] == [sent["message_id"]]
    await api.ok("sendChatAction", chat_id=ana.id, action="typing")
    _, busy = await page.event(stream)
    assert (busy["action"], busy["actionSeconds"], busy["messages"]) == ("typing", 5.0, [])


@pytest.mark.parametrize("how", ["header", "query"])
async def test_a_stream_that_broke_goes_on_where_it_was(page: Page, ana: LocalPerson, how: str) -> None:
    """Nothing is lost and nothing comes twice; what another run of the program counted means nothing."""
    stream = await page.stream()
    number, _ = await page.event(stream)
    stream.close()
    ana.say("missed")
    again = await (page.stream(number) if how == "query" else page.stream(**{"Last-Event-ID": number}))
    _, news = await page.event(again)
    assert (news["reset"], [m["text"] for m in news["messages"]]) == (False, ["missed"])
    again.close()
    other = await page.stream("00000000-5")
    _, news = await page.event(other)
    assert (news["reset"], len(news["messages"])) == (True, 2)
    other.close()


async def test_a_quiet_stream_shows_that_it_lives(
    page: Page, ana: LocalPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comment now and then."""
    monkeypatch.setattr("bot.emulator.page_api.HEARTBEAT", 0.01)
    stream = await page.stream()
    await page.event(stream)
    lines = [await asyncio.wait_for(stream.content.readline(), HANGS) for _ in range(3)]
    assert b": here\n" in lines
    stream.close()


async def test_commands_and_description_come_in_the_persons_language(page: Page, api: Client) -> None:
    """The narrowest scope first."""
    everyone = [{"command": "help", "description": "d"}]
    await api.ok("setMyCommands", commands=everyone)
    await api.ok("setMyDescription", description="ola", language_code="pt")
    await api.ok("setMyName", name="Hips")
    stream = await page.stream()
    _, news = await page.event(stream)
    assert (news["commands"], news["bot"]["about"], news["bot"]["name"]) == (everyone, "ola", "Hips")
    own = [{"command": "stats", "description": "d"}]
    scope = {"type": "chat", "chat_id": news["person"]["id"]}
    await api.ok("setMyCommands", commands=own, scope=scope)
    assert (await page.event(stream))[1]["commands"] == own
    stream.close()


async def test_a_person_writes_shares_and_sends(page: Page, api: Client, ana: LocalPerson) -> None:
    """Each act becomes a message."""
    await page.act(do="say", text=" hello ")
    await page.act(do="sticker", emoji="💪")
    await page.act(do="location", latitude=1, longitude="2.5")
    keys = {"keyboard": [[{"text": "Lisbon"}]], "one_time_keyboard": True}
    await api.ok("sendMessage", chat_id=ana.id, text="k", reply_markup=keys)
    await page.act(do="press", label="Lisbon")
    form = FormData()
    form.add_field("photo", PIXEL, filename="a.png", content_type="image/png")
    url, headers = f"{page.telegram.url}/local/act?as=Ana", {"Origin": page.telegram.url}
    async with page.session.post(url, data=form, headers=headers) as response:
        assert response.status == 200
    own = [m for m in ana.messages if not m["from"]["is_bot"]]
    assert [own[1]["text"], own[2]["sticker"]["emoji"], own[3]["location"], own[4]["text"]] == [
        "hello",
        "💪",
        {"latitude": 1.0, "longitude": 2.5},
        "Lisbon",
    ]
    photo = own[5]["photo"][0]["file_id"]
    async with page.session.get(f"{page.telegram.url}/local/media/{photo}") as response:
        assert (response.content_type, await response.read()) == ("image/png", PIXEL)
    await page.act(do="block")
    assert ana.chat.bot_status == "kicked"
    await page.act(do="unblock")
    assert ana.chat.bot_status == "member"


async def test_files_that_a_browser_could_run_are_only_downloaded(page: Page, ana: LocalPerson) -> None:
    """HTML and SVG from the chat never run as this page."""
    sent = ana.send_document("a.html", b"<script>")
    async with page.session.get(f"{page.telegram.url}/local/media/{sent['document']['file_id']}") as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"] == "attachment"


WRONG_ACTS: list[Json] = [
    {"do": "say", "text": " "},
    {"do": "say", "text": "a" * 4097},
    {"do": "say"},
    {"do": "press", "label": "nowhere"},
    {"do": "dance"},
    {"do": "location", "latitude": "north", "longitude": 0},
    {"do": "tap", "message_id": 99, "row": 0, "column": 0},
    {"do": "tap", "message_id": 1, "row": 0, "column": 0},
    {},
]


@pytest.mark.parametrize("act", WRONG_ACTS)
async def test_a_wrong_act_is_refused_with_a_reason(page: Page, ana: LocalPerson, act: Json) -> None:
    """And changes nothing."""
    assert (await page.act(**act))["error"]
    assert len(ana.messages) == 1


async def test_a_voice_message_is_sent_from_a_file(page: Page, api: Client, ana: LocalPerson) -> None:
    """As long as its sound is, and the bot can fetch it; anything but OGG with Opus is refused."""
    sound = voice_message(2.0)
    url, headers = f"{page.telegram.url}/local/act?as=Ana", {"Origin": page.telegram.url}
    for content, status in ((sound, 200), (b"no sound", 400)):
        form = FormData()
        form.add_field("voice", content, filename="a.ogg", content_type="audio/ogg")
        async with page.session.post(url, data=form, headers=headers) as response:
            assert response.status == status
    assert len(ana.messages) == 2
    voice = ana.messages[-1]["voice"]
    assert (voice["duration"], voice["file_size"], voice["mime_type"]) == (2, len(sound), "audio/ogg")
    path = (await api.ok("getFile", file_id=voice["file_id"]))["file_path"]
    async with page.session.get(f"{page.telegram.url}/file/bot{page.telegram.token}/{path}") as response:
        assert await response.read() == sound


@pytest.mark.parametrize("content", [b"no picture", None])
async def test_only_pictures_are_sent_as_photos(page: Page, ana: LocalPerson, content: bytes | None) -> None:
    """A form with something else is refused."""
    form = FormData(default_to_multipart=True)
    if content is None:
        form.add_field("photo", "text")
    else:
        form.add_field("photo", content, filename="a.png")
    url, headers = f"{page.telegram.url}/local/act?as=Ana", {"Origin": page.telegram.url}
    async with page.session.post(url, data=form, headers=headers) as response:
        assert response.status == 400
    assert len(ana.messages) == 1


async def test_a_tap_comes_back_with_the_answer(
    page: Page, api: Client, ana: LocalPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Text, alert, or that nobody answered."""
    buttons = {"inline_keyboard": [[{"text": "Next", "callback_data": "n"}]]}
    sent = await api.ok("sendMessage", chat_id=ana.id, text="a", reply_markup=buttons)
    place = {"do": "tap", "message_id": sent["message_id"], "row": 0, "column": 0}
    tap = asyncio.create_task(page.act(**place))
    [update] = await api.ok("getUpdates", timeout=5)
    query = update["callback_query"]["id"]
    await api.ok("answerCallbackQuery", callback_query_id=query, text="There", show_alert=True)
    assert await tap == {"text": "There", "alert": True, "unanswered": False}
    monkeypatch.setattr("bot.emulator.page_api.TAP_WAIT", 0.01)
    assert (await page.act(**place))["unanswered"] is True


async def test_the_next_prompt_is_asked_for_now(page: Page, ana: LocalPerson) -> None:
    """With the id of the chat; without prompts there is nothing to ask for."""
    assert (await page.act("/local/prompt-now"))["error"] == "there are no prompts here"

    async def prompt(chat: int) -> str:
        return f"sent to {chat}"

    page.telegram.on_prompt_now = prompt
    assert await page.act("/local/prompt-now") == {"text": f"sent to {ana.id}"}


async def test_a_person_without_a_name_gets_one(page: Page) -> None:
    """Names are tidied."""
    await page.act(who="", do="say", text="x")
    await page.act(who="%20Bea%20%20Lu%20", do="say", text="x")
    assert [p.first_name for p in page.telegram.state.people.values()] == ["Alex", "Bea Lu"]
