"""/version: for admins, and for nobody else."""

from __future__ import annotations

from bot import VERSION
from tests.bot.conversations.admin.test_broadcast import Club, club
from tests.harness.said import said

__all__ = ["club"]


async def test_an_admin_is_told_which_version_runs(club: Club) -> None:
    """Everybody else hears what is heard at a command that there is not."""
    assert await club.boss.says("/version") == [said("version", version=VERSION)]
    assert await club.ana.says("/version") == await club.ana.says("/nonsense")
