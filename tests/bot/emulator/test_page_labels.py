"""Labels beside each other: on a phone 360 pixels wide each is readable in two lines, in every language."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from itertools import batched

import pytest
from aiohttp import ClientSession

from bot.conversations import dispatch
from bot.emulator.server import LocalTelegram
from bot.i18n.po_files import offered
from bot.understanding.examples.example_sentences import sentences
from tests.harness.browser import open_browser, open_page
from tests.harness.chat import Chat
from tests.harness.typed import LEADING, chat_in

pytestmark = [pytest.mark.browser, pytest.mark.system]

Row = tuple[str, ...]
# The rows of one message, and the lines of a label that nobody has to read twice.
ROWS, MOST_LINES = 20, 2
# Every so many of the example sentences are typed.
EVERY = 30
# How many lines each label of the page has.
LINES = """buttons => buttons.map(button => {
    const range = document.createRange();
    range.selectNodeContents(button);
    const pieces = [...range.getClientRects()].filter(piece => piece.width > 1);
    const middles = pieces.map(piece => (piece.top + piece.bottom) / 2);
    const lines = middles.sort((a, b) => a - b).filter((at, number) => number === 0 || at - middles[number - 1] > 9);
    return [button.textContent, lines.length];
})"""


@pytest.fixture
async def telegram() -> AsyncIterator[LocalTelegram]:
    """A local Telegram on real time, since the page has real time too."""
    async with LocalTelegram() as local:
        yield local


def rows_in(chat: Chat) -> Iterator[Row]:
    """The rows of buttons that the newest turn shows."""
    for call in chat.result.calls:
        for row in (call.payload.get("markup") or {}).get("inline_keyboard", ()):
            yield tuple(button["text"] for button in row)


def rows_shown(language: str) -> list[Row]:
    """Rows that somebody sees: at each command and each button there, and at what people type in each state."""
    rows: dict[Row, None] = {}
    pressed: set[str] = set()

    def note(chat: Chat) -> None:
        rows.update(dict.fromkeys(rows_in(chat)))

    for state in LEADING:
        typed = [text for _, text in sentences(language)][::EVERY] if state in ("out", "walk") else []
        for text in [*(f"/{name}" for name in dispatch.SLASH_COMMANDS if name != "delete"), *typed]:
            chat = chat_in(language, state).fork()
            chat.says(text)
            note(chat)
            for message in chat.live:
                for _, data in message.buttons:
                    if data not in pressed and not data.startswith("delete"):
                        pressed.add(data)
                        after = chat.fork()
                        after.forges(data, message)
                        note(after)
    return list(rows)


@pytest.mark.parametrize("language", offered())
async def test_no_label_is_broken_into_three_lines(telegram: LocalTelegram, language: str) -> None:
    """Emulated on the page; a phone's own letters may be a little narrower or wider."""
    ana = telegram.person("Ana")
    ana.start()
    rows = rows_shown(language)
    assert len(rows) > 100
    async with open_browser() as browser, open_page(browser) as page, ClientSession() as session:
        await page.goto(f"{telegram.url}/?as=Ana")
        lines: list[tuple[str, int]] = []
        for some in batched(rows, ROWS):
            keyboard = [[{"text": label, "callback_data": "x"} for label in row] for row in some]
            said = {"chat_id": ana.id, "text": "...", "reply_markup": {"inline_keyboard": keyboard}}
            async with session.post(f"{telegram.url}/bot{telegram.token}/sendMessage", json=said) as response:
                assert response.status == 200
                sent = (await response.json())["result"]["message_id"]
            buttons = page.locator(f"#message-{sent} .buttons button")
            await buttons.last.wait_for()
            lines += await buttons.evaluate_all(LINES)
    assert len(lines) == sum(len(row) for row in rows)
    assert sorted({label for label, count in lines if count > MOST_LINES}) == []
