"""What the tests of the local Telegram share: one that listens, a bare HTTP client, and Ana."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.emulator.people import LocalPerson
from bot.emulator.server import LocalTelegram


class Clock:
    """Time that passes only when a test says so: `now()` in UTC, `monotonic()` in seconds."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """The moment it is."""
        return self.at

    def monotonic(self) -> float:
        """Seconds since some beginning."""
        return self.at.timestamp()

    def passes(self, **amount: float) -> None:
        """Let time pass, as in `passes(seconds=3)`."""
        self.at += timedelta(**amount)


class Client:
    """The Bot API without a library: a call gives back what the server said."""

    def __init__(self, telegram: LocalTelegram, session: ClientSession) -> None:
        self.telegram = telegram
        self.session = session

    async def raw(self, method: str, **params: Any) -> dict[str, Any]:
        """The whole JSON of an answer; parameters are sent as JSON."""
        url = f"{self.telegram.url}/bot{self.telegram.token}/{method}"
        async with self.session.post(url, json=params) as response:
            body: dict[str, Any] = await response.json()
            assert response.status == body.get("error_code", 200)
            return body

    async def ok(self, method: str, **params: Any) -> Any:
        """The result of a call that has to succeed."""
        body = await self.raw(method, **params)
        assert body["ok"], body
        return body["result"]

    async def refusal(self, method: str, **params: Any) -> str:
        """The words of a call that has to be refused."""
        body = await self.raw(method, **params)
        assert not body["ok"], body
        return str(body["description"])


@pytest.fixture
def clock() -> Clock:
    """A clock that stands at noon UTC on 1 March 2026."""
    return Clock()


@pytest.fixture
async def telegram(clock: Clock) -> AsyncIterator[LocalTelegram]:
    """A local Telegram that listens."""
    async with LocalTelegram(clock=clock.now, monotonic=clock.monotonic, retry_seconds=0.01) as local:
        yield local


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    """An HTTP client."""
    async with ClientSession() as client:
        yield client


@pytest.fixture
def api(telegram: LocalTelegram, session: ClientSession) -> Client:
    """The bot's side, bare."""
    return Client(telegram, session)


@pytest.fixture
def ana(telegram: LocalTelegram) -> LocalPerson:
    """Ana, who has pressed START; the bot has been told, and has taken note."""
    person = telegram.person("Ana")
    person.start()
    telegram.state.forget_updates(telegram.state.next_update_id)
    return person
