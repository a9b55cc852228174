"""Proxies: the way to a server where the environment names a proxy for it.

HTTPS_PROXY, HTTP_PROXY, ALL_PROXY for whatever has none of its own, and NO_PROXY for what is reached without; small
letters count first, as with curl. A proxy is HTTP (`http://`, `https://`, or no scheme) or SOCKS5 (`socks5://`,
`socks5h://`). Both kinds of SOCKS5 leave the look-up of names to the proxy: behind one there is often no other way.
"""

from __future__ import annotations

import urllib.request
from urllib.parse import urlsplit

import aiohttp

from bot.settings import SettingsError

HTTP, SOCKS = ("http", "https"), ("socks5", "socks5h")


def proxy_of(origin: str) -> str | None:
    """The address of the proxy for a server, with its scheme; None when the server is reached without one.

    `origin`: scheme, name and perhaps a port; a path after them does not matter. Raises SettingsError when the
    environment names something that is no proxy; its text never repeats the value, which may hold a password.
    """
    scheme, _, rest = origin.partition("://")
    host = rest.partition("/")[0]
    if urllib.request.proxy_bypass(host):
        return None
    named = urllib.request.getproxies()
    variable = next((name for name in (scheme, "all") if named.get(name)), None)
    if variable is None:
        return None
    proxy = named[variable] if "://" in named[variable] else f"http://{named[variable]}"
    try:
        parts = urlsplit(proxy)
        usable = parts.scheme in HTTP + SOCKS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(
            f"{variable.upper()}_PROXY is no proxy; write for example http://127.0.0.1:3128 or socks5://127.0.0.1:1080"
        )
    return proxy


def is_socks(proxy: str | None) -> bool:
    """Whether a proxy speaks SOCKS5."""
    return proxy is not None and urlsplit(proxy).scheme in SOCKS


def open_session(proxy: str | None, timeout: aiohttp.ClientTimeout, connections: int = 10) -> aiohttp.ClientSession:
    """aiohttp's session, all of whose calls go through the proxy, or straight for None. At most `connections` are open
    to a server. What a SOCKS5 proxy does not carry fails with ProxyFailed, a ClientError."""
    if proxy is not None and is_socks(proxy):
        # Read only where it is used: few need it.
        from bot.client.socks import connector

        return aiohttp.ClientSession(connector=connector(proxy, connections), timeout=timeout)
    straight = aiohttp.TCPConnector(limit=connections, limit_per_host=connections)
    return aiohttp.ClientSession(connector=straight, timeout=timeout, proxy=proxy)
