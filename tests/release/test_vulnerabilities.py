"""Known weaknesses: what is found, what could not be looked up, and that neither passes."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from tests.harness.patience import HANGS
from tests.harness.program import PROJECT, free_port
from tests.release.vulnerabilities import LOCK, report

LOCKED = re.findall(r"^([a-z0-9._-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
SOUND = {"name": "aiohttp", "version": "3.14.5", "vulns": []}
WEAK = {
    "name": "pillow",
    "version": "13.0.0",
    "vulns": [{"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["13.0.1", "13.1.0"]}],
}
SKIPPED = {"name": "tzfpy", "skip_reason": "Dependency not found on PyPI and could not be audited: tzfpy (2.1.0)"}


@pytest.mark.parametrize(
    ("packages", "lines", "well"),
    [
        ([SOUND], ["looked up: 1 package, no known weakness"], True),
        (
            [SOUND, WEAK],
            [
                "pillow 13.0.0: PYSEC-2026-1, CVE-2026-1; fixed in 13.0.1, 13.1.0",
                "looked up: 2 packages, 1 known weakness",
            ],
            False,
        ),
        (
            [SOUND, SKIPPED],
            [
                "could not be looked up: 1 of 2",
                f"  tzfpy: {SKIPPED['skip_reason']}",
                "looked up: 1 package, no known weakness",
            ],
            False,
        ),
        ([], ["looked up: 0 packages, no known weakness"], False),
    ],
)
def test_what_was_not_looked_up_is_named_and_does_not_pass(
    packages: list[dict[str, Any]], lines: list[str], well: bool
) -> None:
    """Nor does a list of nothing."""
    assert report({"dependencies": packages, "fixes": []}) == (lines, well)


@asynccontextmanager
async def database(weak: str | None) -> AsyncIterator[tuple[str, list[str]]]:
    """A database of weaknesses in OSV's form on this machine: (address, the packages that it was asked for)."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        package = json.loads(await request.text())["package"]["name"]
        asked.append(package)
        affected = {
            "package": {"name": package, "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.1"}]}],
        }
        found = {"vulns": [{"id": "GHSA-1", "summary": "Weak.", "affected": [affected]}]} if package == weak else {}
        return web.json_response(found)

    app = web.Application()
    app.router.add_post("/v1/query", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1/query", asked
    await runner.cleanup()


async def audited(url: str) -> tuple[int | None, str]:
    """`make vulnerabilities` with another database: the exit status, and what it said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.release.vulnerabilities", "-s", "osv", "--osv-url", url),
        cwd=PROJECT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(HANGS):
        said = (await process.communicate())[0].decode()
    return process.returncode, said


@pytest.mark.parametrize("weak", [None, "aiohttp"])
async def test_every_locked_package_is_looked_up(weak: str | None) -> None:
    """By pip-audit itself."""
    async with database(weak) as (url, asked):
        status, said = await audited(url)
    applies = set(asked)
    assert applies <= set(LOCKED)
    # Some are for other systems or Pythons alone.
    assert len(applies) > len(LOCKED) - 8
    assert status == (0 if weak is None else 1), said
    assert ("GHSA-1; fixed in 99.1" in said) == (weak is not None)
    assert f"looked up: {len(applies)} packages, " in said


async def test_no_answer_is_no_good_news() -> None:
    """A database that is not there fails the audit in a line."""
    status, said = await audited(f"http://127.0.0.1:{free_port()}/v1/query")
    assert status == 1
    assert said.startswith("could not be looked up: all packages; ")
    assert len(said.splitlines()) == 1
