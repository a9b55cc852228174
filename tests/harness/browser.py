"""A real Chromium for tests: found on the machine, driven by Playwright, and nothing downloaded.

Without one the tests are skipped with the way to install it; where the variable CI is set they fail instead.
"""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run"),
)
# How long a page may take for anything, in milliseconds: on a busy machine, much longer than a person would wait.
LONG = 60_000
MISSING = f"no Chromium ({', '.join(NAMES)}) on this machine; on Debian or Ubuntu: apt-get install chromium"


def find_chromium() -> str:
    """The path of the browser. Skips the test, or fails it under CI, when there is none."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """A browser, closed at the end with all its pages."""
    path = find_chromium()
    expect.set_options(timeout=LONG)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def open_page(
    browser: Browser,
    *,
    width: int = 360,
    height: int = 740,
    dark: bool = False,
    geolocation: tuple[float, float] | None = None,
) -> AsyncIterator[Page]:
    """A page the size of a phone, which knows nothing of other pages of the browser.

    At the end the test fails if a script failed or anything was logged as an error.
    """
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        locale="en-GB",
        timezone_id="Europe/Lisbon",
        permissions=["geolocation"] if geolocation else [],
        geolocation={"latitude": geolocation[0], "longitude": geolocation[1]} if geolocation else None,
    )
    async with context:
        page = await context.new_page()
        page.set_default_timeout(LONG)
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        yield page
    expected = ("Failed to load resource", "net::ERR_")  # what a test provokes by stopping the server
    unexpected = [p for p in problems if not any(e in p for e in expected)]
    assert not unexpected, "\n".join(unexpected)
