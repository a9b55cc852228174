"""How a call to Telegram fails. What matters most is whether it was surely not sent.

    TelegramError
    └── NetworkError
        ├── NotSent      nothing was on the wire: safe to try again
        ├── CutOff       the connection broke before the answer: it may have arrived
        └── TimedOut     no answer in time: it may have arrived   (the Telegram library's own)

Their messages never hold the address, which has the token in it. ProxyFailed comes from below, out of aiohttp; for a
call to Telegram it becomes NotSent.
"""

from __future__ import annotations

import aiohttp
from telegram.error import NetworkError


class NotSent(NetworkError):
    """Nothing was on the wire."""


class CutOff(NetworkError):
    """The connection broke after the call was begun."""


class ProxyFailed(aiohttp.ClientConnectionError):
    """A SOCKS5 proxy cannot be reached, refuses, or does not reach the server: nothing was on the wire to it."""
