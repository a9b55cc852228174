"""The ways in and the databases that the bot is attacked through."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.settings import Settings
from tests.harness.program import free_port

SECRET = "a-secret_that-nobody-knows"  # noqa: S105 - nobody's


@dataclass(frozen=True)
class Way:
    """How updates come in, and where they are kept. `webhook`: over HTTP, on real sockets, so that not the same happens
    each time. `database_url`: of a migrated database with nobody in it; None for a SQLite file of its own."""

    webhook: bool = False
    database_url: str | None = None

    def settings(self, settings: Settings) -> Settings:
        """The same settings, for this way."""
        if self.database_url is not None:
            settings = replace(settings, database_url=self.database_url)
        if not self.webhook:
            return settings
        port = free_port()
        url = f"http://127.0.0.1:{port}/telegram"
        return replace(settings, webhook_url=url, webhook_secret=SECRET, listen_port=port)


POLLING = Way()
